#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Calls over IPv6 alone, over each transport: the servers, the phones, Contact and Via, the session
descriptions and the sound. The servers are `holdfast server`."""
import calls
import case
import kamailio
import sip_server

USERS = [word for user in calls.HZ for word in ("--user", f"{user}:{kamailio.PASSWORD}")]
SIX = "::1"


class Place:
    """A server as calls.py has them."""

    def __init__(self, transport, *options):
        self.address = SIX
        self.server = sip_server.Server(case.PROGRAM, f"{transport}:[{SIX}]:0",
                                        options=(*USERS, *options))
        self.port = self.server.port()


class OverUdp(calls.CallCase):
    def setUp(self):
        super().setUp()
        self.pbx, self.spare = Place(self.transport), Place(self.transport)
        for one in self.pbx, self.spare:
            self.addCleanup(one.server.close)

    def place(self, made):
        made.address = f"[{SIX}]"
        made.port = kamailio.free_port(SIX)

    def test_a_call_with_its_sound(self):
        one, two = self.caller("1001"), self.caller("1002")
        self.connect(one, two)
        self.listen(one, two)
        one.say("hangup")
        ends = self.both_over(one, two)
        self.assertTrue(ends[0]["confirmed"])
        self.assertGreaterEqual(self.hears(one, two).count("#"), 8)
        self.assertGreaterEqual(self.hears(two, one).count("#"), 8)


class OverTcp(OverUdp):
    transport = "tcp"


if __name__ == "__main__":
    case.main()
