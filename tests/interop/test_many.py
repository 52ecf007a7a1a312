#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Two hundred lines on one phone through an outage of the first of two kamailios: all move, all
come back, and the servers are not flooded."""
import sys
from collections import Counter

import case
import phone as phones
import waiting

LINES = 200
USERS = [str(2000 + i) for i in range(LINES)]
FAILBACK_S = 2
ALL_S = 20           # 0.75 s of silence (A1), or 2 s and 3.2 s of a probe; a busy machine
WITH_CHALLENGE = 2   # requests that one registration takes


class Many(case.Case):
    def start(self):
        """The phone with all lines registered at the first of two kamailios."""
        first, second = self.pair()
        text = phones.lines_of(USERS, phones.config(first, second, failback_s=FAILBACK_S))
        phone = self.phone_of(text).start()
        self.all_on(1, phone, 0)
        self.assertEqual(first.count_bindings(), LINES)
        self.assertEqual(len(first.transactions()), WITH_CHALLENGE * LINES)
        return phone, first, second

    def all_on(self, server, phone, since):
        def all_there():
            latest = {item["line"]: item for item in phone.statuses(since)}
            return len(latest) == LINES and all(
                item["state"] in phones.IN_SERVICE and item["server"] == server
                for item in latest.values())
        waiting.until(all_there, ALL_S, phone.complaint)

    def say_busiest(self, what, server):
        seconds = Counter(int(one.at_s) for one in server.transactions())
        print(f"\nfigure: {what}: {max(seconds.values())} REGISTERs in the busiest second, "
              f"{sum(seconds.values())} in all", file=sys.stderr)
        return seconds

    def test_icmp_moves_all_lines_and_all_come_back(self):
        phone, first, second = self.start()
        mark = len(phone.said)
        first.kill()
        first.log.unlink()  # what comes after the restart is counted
        phone.say("register")
        self.all_on(2, phone, mark)
        self.assertEqual(second.count_bindings(), LINES)
        seconds = self.say_busiest("ICMP, the backup", second)
        self.assertEqual(sum(seconds.values()), WITH_CHALLENGE * LINES)
        mark = len(phone.said)
        first.start()
        self.all_on(1, phone, mark)
        self.assertEqual(first.count_bindings(), LINES)
        seconds = self.say_busiest("ICMP, the first again", first)
        self.assertEqual(sum(seconds.values()), WITH_CHALLENGE * LINES)

    def test_silence_moves_all_lines_and_all_come_back(self):
        phone, first, second = self.start()
        seen = self.observer(first, second)
        mark = len(phone.said)
        first.freeze()
        phone.say("register")
        self.all_on(2, phone, mark)
        self.assertEqual(second.count_bindings(), LINES)
        self.assertEqual(len(second.transactions()), WITH_CHALLENGE * LINES)
        mark = len(phone.said)
        waiting.until(lambda: len(seen.requests((first.address, first.port))) >= 5 * LINES, ALL_S,
                      phone.complaint)  # the probes are under way
        first.thaw()
        self.all_on(1, phone, mark)
        sent = Counter(int(at_s) for at_s, _ in seen.requests((first.address, first.port)))
        print(f"\nfigure: silence: {max(sent.values())} REGISTERs sent to the first in the "
              "busiest second", file=sys.stderr)
        # A1, A4 at T1 50 ms: within a second a line sends one request five times at most (0, 50,
        # 150, 350, 750 ms); the next one is a probe, 2 s later. And one with credentials.
        self.assertLessEqual(max(sent.values()), 6 * LINES)
        self.assertEqual(len(second.transactions()), WITH_CHALLENGE * LINES)


if __name__ == "__main__":
    case.main()
