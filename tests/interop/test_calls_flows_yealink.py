#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The Yealink guide's flows of a call: "INVITE Fallback" in both registration modes, "INVITE
Failover" in each failback mode (3, duration, takes a minute and has a file of its own),
register_on_enable, and the same for BYE, against two kamailios whose logs say what came. T1 is
50 ms; a fallback.timeout under the guide's least one is set by lab.c."""
import time

import case
import flows
import phone as phones
import waiting
from flows import CALLS, FailoverCase
from named import DNS_TTL, DURATION, NEW_REQUESTS, REGISTRATION


class Fallback(flows.FlowCase):
    """Two servers by their addresses."""

    def start(self, lab=None, **keys):
        self.servers()
        self.phones_of(phones.yealink([(one.address, one.port) for one in (self.pbx, self.spare)],
                                      **keys), lab=lab)

    def silent_call(self):
        """"Phone A sends an INVITE request to the working server", "retries", "to the fallback
        server", "responds with 200 OK"."""
        self.pbx.reject(1)
        self.dial(2)
        self.assert_steps(["INVITE primary", "INVITE backup"], *CALLS)
        self.assert_tried("INVITE", "primary")

    def test_concurrent(self):
        """redundancy_type 0: A is registered with both, and asks the working one again."""
        self.start(**{"fallback.redundancy_type": 0})
        waiting.until(lambda: len(self.spare.contacts()) == 2, 5, self.one.complaint)
        asked = [len(server.transactions("REGISTER")) for server in (self.pbx, self.spare)]
        self.silent_call()
        self.hang_up()
        self.dial(2)                                    # at once: the working server is suspect
        self.hang_up()
        self.assertEqual(self.steps(*CALLS), ["INVITE primary", "INVITE backup", "BYE backup",
                                              "INVITE backup", "BYE backup"])
        mark = len(self.one.said)
        self.assertGreater(len(self.pbx.transactions("REGISTER")), asked[0],
                           "A sends REGISTER to see whether the working server is back")
        self.assertEqual(len(self.spare.transactions("REGISTER")), asked[1])
        self.pbx.reject(0)
        self.at_primary(mark)
        self.dial(1)                                    # "fail back the INVITE request"
        self.assertEqual(self.steps("INVITE")[-1], "INVITE primary")

    def test_successive(self):
        """redundancy_type 1: one registration, which follows the call (A13)."""
        self.start(lab="failback_interval_s=2", **{"fallback.redundancy_type": 1})
        self.assertEqual(self.steps("REGISTER"), ["REGISTER primary"])
        self.silent_call()
        self.at_backup()
        self.assertEqual(self.steps("REGISTER")[:2], ["REGISTER primary", "REGISTER backup"])
        self.hang_up()
        self.dial(2)
        self.hang_up()
        self.assertEqual(self.steps(*CALLS), ["INVITE primary", "INVITE backup", "BYE backup",
                                              "INVITE backup", "BYE backup"])
        mark = len(self.one.said)
        self.pbx.reject(0)
        self.at_primary(mark)
        self.dial(1)
        self.assertEqual(self.steps("INVITE")[-1], "INVITE primary")


class Failover(FailoverCase):
    """One server by its name, with two addresses."""

    def test_mode_0_new_requests(self):
        self.start(NEW_REQUESTS)
        self.fails_over()
        seen = self.count_steps(*CALLS)
        self.dial(1)                    # "when phone A places a call again": the primary first
        self.hang_up()
        self.assertEqual(self.steps(*CALLS, since=seen),
                         ["INVITE primary", "INVITE backup", "BYE backup"])
        self.pbx.reject(0)              # "immediately fail back INVITE request to the primary"
        self.goes_to("primary")

    def test_mode_1_dns_ttl(self):
        self.start(DNS_TTL, ttl_s=4)
        self.fails_over()
        self.goes_to("backup")
        self.comes_back(8)
        self.goes_to("primary")

    def test_mode_2_registration(self):
        self.start(REGISTRATION, expires_s=10)
        self.fails_over()
        self.goes_to("backup")
        self.comes_back(12)             # with the registration's renewal
        self.goes_to("primary")

    def test_mode_3_stays_until_the_secondary_fails(self):
        """failback_timeout 0."""
        self.start(DURATION, **{"server.failback_timeout": 0})
        self.fails_over()
        self.pbx.reject(0)
        time.sleep(1)
        self.goes_to("backup")
        self.spare.reject(1)
        self.dial(1)
        self.assertEqual(self.steps(*CALLS)[-2:], ["INVITE backup", "INVITE primary"])

    def test_register_on_enable(self):
        """A registers with the secondary server before it sends the INVITE there."""
        self.start(NEW_REQUESTS, **{"server.register_on_enable": 1})
        self.pbx.reject(1)
        self.dial(1)
        steps = [step for step in self.steps("REGISTER", "INVITE")[1:]
                 if step != "REGISTER primary"]
        self.assertEqual(steps, ["INVITE primary", "REGISTER backup", "INVITE backup"])
        self.assert_tried("INVITE", "primary")

    def test_only_signal_with_registered(self):
        """When the primary's turn comes back, the call waits for its registration there."""
        self.start(DNS_TTL, ttl_s=4, **{"server.register_on_enable": 1,
                                        "server.only_signal_with_registered": 1})
        mark = len(self.one.said)
        self.pbx.reject(1)
        self.dial(1)
        self.on(self.spare, 5, mark)
        self.hang_up()
        self.comes_back(8)
        self.goes_to("primary")
        steps = self.steps("REGISTER", "INVITE")
        last = len(steps) - 1 - steps[::-1].index("INVITE primary")
        self.assertEqual(steps[last - 1], "REGISTER primary")

    def test_bye(self):
        """The guide has no flow for it: to the primary, three times again, to the secondary,
        without a REGISTER before it."""
        self.start(NEW_REQUESTS)
        self.dial(1)
        self.pbx.reject(1)
        self.hang_up()
        self.assert_steps(["INVITE primary", "BYE primary", "BYE backup"], *CALLS)
        self.assert_tried("BYE", "primary")
        steps = self.steps("REGISTER", *CALLS)
        self.assertNotIn("REGISTER backup", steps[:steps.index("BYE backup")])


if __name__ == "__main__":
    case.main()
