#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Two phones of ours call each other through two `holdfast server`s, which ask for passwords and
share nothing."""
import calls
import case
import kamailio
import sip_server
import waiting

USERS = [word for user in calls.HZ for word in ("--user", f"{user}:{kamailio.PASSWORD}")]


class Place:
    """A server as calls.py has them."""

    def __init__(self, last, transport, *options):
        self.address = case.address(last)
        self.server = sip_server.Server(case.PROGRAM, f"{transport}:{self.address}:0",
                                        options=(*USERS, *options))
        self.port = self.server.port()

    def forwarded(self, method):
        return [item for item in self.server.requests() if item["method"] == method and item["to"]]

    def statuses(self, method):
        return [item["status"] for item in self.server.requests() if item["method"] == method]


class Phones(calls.CallCase):
    # The called phone notices nothing of a lost server before it sends something itself, so that
    # the backup, which shares nothing, does not know it yet.
    options = ("--relay", "any")

    def setUp(self):
        super().setUp()
        self.pbx, self.spare = (Place(last, self.transport, *self.options) for last in (21, 22))
        for one in self.pbx, self.spare:
            self.addCleanup(one.server.close)

    def test_a_call(self):
        one, two = self.caller("1001"), self.caller("1002")
        self.connect(one, two)
        one.say("hangup")
        ends = self.both_over(one, two)
        self.assertEqual([end["by"] for end in ends], ["us", "peer"])
        self.assertTrue(ends[0]["confirmed"])
        self.assertEqual(self.pbx.statuses("INVITE"), [407, None])
        self.assertEqual(self.pbx.statuses("BYE"), [None], "no password is asked in a dialog")
        self.assertEqual(self.spare.forwarded("BYE"), [])

    def test_a_call_is_cancelled(self):
        one, two = self.caller("1001"), self.caller("1002")
        self.ring(one, two)
        one.say("hangup")
        self.both_over(one, two)
        waiting.until(lambda: self.pbx.forwarded("CANCEL"), 5, one.complaint)

    def test_the_primary_is_lost_during_the_call(self):
        one, two = self.caller("1001"), self.caller("1002")
        self.connect(one, two)
        mark = len(one.said), len(two.said)
        self.pbx.server.say("stop")
        self.until_known(one, two)
        one.say("hangup")
        end = self.event(one, "over", mark[0], limit_s=12)
        self.event(two, "over", mark[1], limit_s=12)
        self.assertTrue(end["confirmed"], self.spare.server.said)
        self.assertEqual(self.spare.statuses("BYE"), [407, None])
        self.assertEqual(len(self.spare.forwarded("BYE")), 1)

    def until_known(self, *phones):
        """Until the backup may forward to them."""


class OverTcp(Phones):
    """A lost connection is noticed at once, and the backup knows the phones again by their user
    parts, though over another connection they have another port."""

    transport = "tcp"
    options = ()

    def until_known(self, *phones):
        for one in phones:
            one.wait_for(lambda item: item["kind"] == "line" and item["state"] == "ON_BACKUP", 8)


if __name__ == "__main__":
    case.main()
