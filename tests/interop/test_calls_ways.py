#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Calls over TCP and TLS, over IPv6, and through a black hole. One of the phones and the servers
are in namespaces of their own; needs root."""
import sys
import time

import calls
import case
import certificates
import kamailio
import spaces


class Ways(calls.CallCase):
    @classmethod
    def setUpClass(cls):
        spaces.leave_the_machine()
        cls.cable = spaces.Cable()
        cls.addClassCleanup(cls.cable.cut)

    def setUp(self):
        super().setUp()
        self.addCleanup(self.cable.let_through)
        self.bind = None

    def servers(self, transport="udp", family=4):
        self.transport = transport
        options = {"udp": {}, "tcp": {"tcp": True}, "tls": {}}[transport]
        first = 0 if family == 4 else 2
        made = []
        for number in (first, first + 1):
            if transport == "tls":
                pair = certificates.Authority(self.folder).pair(f"IP:{spaces.SERVERS[number]}")
                options = {"tls": pair}
            one = kamailio.Kamailio(self.folder, spaces.SERVERS[number], template=calls.PBX,
                                    **options)
            self.addCleanup(one.kill)
            made.append(one.start())
        self.pbx, self.spare = made
        self.bind = spaces.SERVERS[first + 1]

    def place(self, made):
        if made is self.phones[0]:
            made.address = None # everywhere, at the other end of the cable
        else:
            made.address = kamailio.bracketed(self.bind)
            made.port = kamailio.free_port(self.bind)

    def pair_of_phones(self):
        """The first one at the other end of the cable."""
        one = self.caller("1001", before=self.cable.enter)
        return one, self.caller("1002")

    def talk(self):
        one, two = self.pair_of_phones()
        self.connect(one, two)
        time.sleep(1.5)
        one.say("hangup")
        for end in self.both_over(one, two):
            self.assertEqual(end["lost"], 0)
        for phone, other in ((one, two), (two, one)):
            self.assert_steady(self.hears(phone, other), 12)
        return one

    def test_over_tcp(self):
        self.servers("tcp")
        self.talk()
        self.assertEqual({one.transport for one in self.pbx.requests("INVITE")}, {"tcp"})

    def test_over_tls(self):
        self.servers("tls")
        self.talk()
        self.assertEqual({one.transport for one in self.pbx.requests("INVITE")}, {"tls"})

    def test_over_ipv6(self):
        self.servers(family=6)
        one = self.talk()
        media = [item for item in one.said if item.get("event") == "media"][0]
        self.assertIn("[fd97::2]", media["media_target"])

    def test_a_black_hole_during_a_call(self):
        self.servers()
        one, two = self.pair_of_phones()
        self.connect(one, two)
        time.sleep(0.5)
        self.cable.swallow(self.pbx.address)
        mark = len(one.said)
        begun = time.monotonic()
        one.say("hangup")
        end = self.event(one, "over", mark, limit_s=10)
        print(f"\nfigure: BYE confirmed through the backup {time.monotonic() - begun:.3f} s after "
              "hanging up in front of a black hole", file=sys.stderr)
        self.assertTrue(end["confirmed"])
        self.event(two, "over", by="peer")
        self.assertEqual(len(self.spare.transactions("BYE")), 1)


if __name__ == "__main__":
    case.main()
