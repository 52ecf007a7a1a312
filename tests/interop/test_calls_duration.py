#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The Yealink guide's "INVITE Failover" in failback mode 3, duration (D5): a minute is the least
there is."""
import time

import case
from flows import FailoverCase
from named import DURATION

DURATION_S = 60


class Duration(FailoverCase):
    def test_mode_3_duration(self):
        self.start(DURATION, **{"server.failback_timeout": DURATION_S})
        begun = time.monotonic()
        self.fails_over()
        self.goes_to("backup")
        self.comes_back(DURATION_S + 6)
        self.assertGreater(time.monotonic() - begun, DURATION_S)
        self.goes_to("primary")


if __name__ == "__main__":
    case.main()
