#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Failback mode 3, duration (D5): the wait is the claim, and a minute is the least there is."""
import case
from named import DURATION, EARLY_S, SOON_S, Named

DURATION_S = 60


class Duration(Named):
    def test_mode_3_goes_back_after_its_time(self):
        phone, first, second, _ = self.moved(DURATION, **{"server.failback_timeout": DURATION_S})
        moved_s = second.changes()[-1].at_s
        mark, asked = len(phone.said), len(first.requests())
        first.reject(0)
        self.on(phone, first, DURATION_S + SOON_S, mark)
        back_s = first.requests()[asked].at_s
        self.assertGreaterEqual(back_s, moved_s + DURATION_S - EARLY_S)


if __name__ == "__main__":
    case.main()
