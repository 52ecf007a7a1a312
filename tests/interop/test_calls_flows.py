#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The Fanvil guide's flows of a call: "Failover", 2 to 4, and "Failback", each in the order of
the guide's steps, against two kamailios whose logs say what came. T1 is 50 ms."""
import time

import case
import flows
import phone as phones


class Fanvil(flows.FlowCase):
    ALL = ("REGISTER", "INVITE", "BYE")

    def setUp(self):
        super().setUp()
        self.servers()

    def start(self, **settings):
        self.phones_of(phones.config(self.pbx, self.spare, user=flows.A,
                                     **{"failback_s": 60, **settings}))
        self.assert_steps(["REGISTER primary"], "REGISTER", "INVITE", "BYE")

    def invite_fails_over(self, times):
        self.assertEqual(self.dial(2), 1)                       # (1) A calls B
        self.assert_steps(["INVITE primary",                    # (2)
                           "REGISTER backup",                   # (4), (5)
                           "INVITE backup"], *self.ALL, since=1)  # (6), (7)
        self.assert_tried("INVITE", "primary", times)           # (3)
        self.at_backup()

    def test_2_invite_failover(self):
        self.start()
        self.pbx.reject(1)
        self.invite_fails_over(flows.SENT)
        self.hang_up()
        self.assert_steps(["BYE backup"], *self.ALL, since=4)

    def test_2_invite_failover_when_nobody_listens(self):
        """ICMP is "Server Unavailable" in the guide's own words: no repetition."""
        self.start()
        self.pbx.kill()
        self.assertEqual(self.dial(2), 1)
        self.assert_steps(["REGISTER backup", "INVITE backup"], *self.ALL, since=1)
        self.at_backup()

    def test_2_invite_failover_by_a_status(self):
        """503 moves the call at once, and that call alone (A13): the line asks the primary for
        its registration again, which it has, and stays."""
        self.start()
        self.pbx.command("pv.shvSet", "reject_calls", "int", "503")
        self.assertEqual(self.dial(2), 1)
        self.assert_tried("INVITE", "primary", 1)
        self.assertEqual(self.steps("INVITE"), ["INVITE primary", "INVITE backup"])
        self.assertIn("REGISTER backup", self.steps("REGISTER"))
        self.assertLess(self.steps(*self.ALL).index("REGISTER backup"),
                        self.steps(*self.ALL).index("INVITE backup"))

    def test_3_bye_failover(self):
        self.start()
        self.dial(1)                                            # (1)
        self.pbx.reject(1)
        self.hang_up()                                          # (2), (8)
        self.assert_steps(["INVITE primary",
                           "BYE primary",                       # (3)
                           "REGISTER backup",                   # (5), (6)
                           "BYE backup"], *self.ALL, since=1)   # (7)
        self.assert_tried("BYE", "primary")                     # (4)
        self.at_backup()
        calls = {one.call_id for server in (self.pbx, self.spare)
                 for one in server.requests("INVITE") + server.requests("BYE")}
        self.assertEqual(len(calls), 1, "one dialog")

    def test_4_failover_failure(self):
        """The last server is asked for 64*T1, here 3.2 s, and the user hears of it once."""
        self.start()
        self.pbx.reject(1)
        self.spare.reject(1)
        begun = time.monotonic()
        self.one.say(f"dial 1 {flows.B}")
        end = self.event(self.one, "over", limit_s=10)
        took = time.monotonic() - begun
        self.assertEqual((end["why"], end["by"]), ("no_candidate_left", "network"))
        self.assertGreater(took, 15 * 0.05 + 64 * 0.05 - 0.1)
        self.assertLess(took, 7)
        self.assert_tried("INVITE", "primary")
        self.assertEqual(self.steps("INVITE"), ["INVITE primary"])
        self.assert_tried("REGISTER", "backup", 7)              # at 0, 1, 3, 7, 15, 31, 63 * T1
        self.assertEqual(len([item for item in self.one.said if item.get("event") == "over"]), 1)

    def test_failback(self):
        """(1) to (4): an independent REGISTER asks whether the primary is back; the next call goes
        there, and one that stands ends where it is (D8)."""
        self.start(failback_s=2)
        self.pbx.reject(1)
        self.dial(2)
        self.at_backup()                                        # (1)
        first = self.pbx.requests("REGISTER")[0].call_id
        mark = len(self.one.said)
        self.pbx.reject(0)
        self.at_primary(mark)                                   # (2), (3)
        probe = [one for one in self.pbx.requests("REGISTER")
                 if one.source[1] == self.one.port][-1]
        self.assertNotEqual(probe.call_id, first)
        self.hang_up()
        self.assertEqual(self.steps("BYE"), ["BYE backup"])
        self.dial(1)
        self.assertEqual(self.steps("INVITE")[-1], "INVITE primary")


if __name__ == "__main__":
    case.main()
