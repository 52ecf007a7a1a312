#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The network itself: black holes over each transport, addresses that go and come, links down and
up, both families. The phone and the servers are in namespaces of their own; needs root."""
import sys

import case
import certificates
import kamailio
import knot
import phone as phones
import spaces
import waiting
from located import Located, by_dns, native, place

SOON_S = 8
ALL_S = 60
LINES = 1000
A1_S, CONNECT_S = 0.75, 4.0  # T1 50 ms, three retransmissions; A3's least


class Network(Located):
    @classmethod
    def setUpClass(cls):
        spaces.leave_the_machine()
        cls.cable = spaces.Cable()
        cls.addClassCleanup(cls.cable.cut)

    def setUp(self):
        super().setUp()
        self.ca = certificates.Authority(self.folder)
        self.addCleanup(self.cable.let_through)

    def server(self, number, **options):
        """A kamailio at one of the servers' addresses."""
        made = kamailio.Kamailio(self.folder, spaces.SERVERS[number], **options)
        self.addCleanup(made.kill)
        return made.start()

    def phone_there(self, text, *options):
        made = self.phone_of(text)
        made.address = None
        return made.start(*options, before=self.cable.enter)

    def entry(self, server, transport="udp"):
        return {"host": server.address, "port": server.tls_port if transport == "tls" else
                server.port, "transport": transport}

    def secure(self, number):
        """What makes a server of this number one for TLS."""
        return {"tls": self.ca.pair(f"IP:{spaces.SERVERS[number]}")}

    def text(self, servers, **keys):
        return native(servers, tls_ca=str(self.ca.certificate), **keys)

    # ---- black holes ----

    def falls_into(self, transport, least_s, **options):
        """The first server is swallowed while the line is registered there; it must work at the
        second one after this time."""
        first = self.server(0, **self.secure(0) if transport == "tls" else options)
        second = self.server(1)
        phone = self.phone_there(self.text([self.entry(first, transport), self.entry(second)]))
        self.on(phone, place(transport, first))
        self.cable.swallow(first.address)
        mark = len(phone.said)
        phone.say("register")
        asked_us = phone.wait_for(lambda item: item.get("kind") == "decision" and
                                  item.get("machine") == "attempt", 5, mark)["at_us"]
        left_us = self.on(phone, place("udp", second), SOON_S, mark)["at_us"]
        took_s = (left_us - asked_us) / 1e6
        print(f"\nfigure: {transport} black hole left after {took_s:.3f} s", file=sys.stderr)
        self.assertGreaterEqual(took_s, least_s)
        self.assertLess(took_s, least_s + 1.5)

    def test_a_black_hole_over_udp(self):
        self.falls_into("udp", A1_S)

    def test_a_black_hole_over_an_open_tcp_connection(self):
        self.falls_into("tcp", A1_S, tcp=True)

    def test_a_black_hole_over_an_open_tls_connection(self):
        self.falls_into("tls", A1_S)

    def test_a_black_hole_for_a_new_tcp_connection(self):
        first, second = self.server(0, tcp=True), self.server(1)
        self.cable.swallow(first.address)
        phone = self.phone_there(native([self.entry(first, "tcp"), self.entry(second)]))
        status = self.on(phone, place("udp", second), SOON_S)
        began_us = phone.wait_for(lambda item: item.get("kind") == "decision" and
                                  item.get("machine") == "attempt", 1)["at_us"]
        took_s = (status["at_us"] - began_us) / 1e6
        print(f"\nfigure: TCP black hole left after {took_s:.3f} s", file=sys.stderr)
        self.assertGreaterEqual(took_s, CONNECT_S)
        self.assertLess(took_s, CONNECT_S + 1.5)

    # ---- addresses ----

    def test_the_address_goes_and_another_comes(self):
        for transport, options in (("udp", {}), ("tcp", {"tcp": True}), ("tls", self.secure(0))):
            with self.subTest(transport):
                self.changes_address(transport, self.server(0, **options))

    def changes_address(self, transport, server):
        phone = self.phone_there(self.text([self.entry(server, transport)]))
        self.on(phone, place(transport, server))
        self.assertIn(spaces.PHONES[0], server.contacts()[0])
        self.cable.give(spaces.PHONES[1])
        self.cable.take(spaces.PHONES[0])
        try:
            waiting.until(lambda: any(spaces.PHONES[1] in one for one in server.contacts()),
                          SOON_S, phone.complaint)
            self.assertEqual(len(server.contacts()), 1, "the old Contact is taken back (C3a)")
        finally:
            self.cable.give(spaces.PHONES[0])
            self.cable.take(spaces.PHONES[1])
            phone.kill()
            server.kill()

    def test_the_link_goes_down_and_up(self):
        server = self.server(0)
        phone = self.phone_there(native([self.entry(server)]))
        self.on(phone, place("udp", server))
        asked, mark = len(server.requests()), len(phone.said)
        self.cable.down()
        try:
            phone.say("register")
            phone.wait_for(lambda item: item.get("kind") == "decision", SOON_S, mark)
        finally:
            self.cable.up()
        waiting.until(lambda: len(server.requests()) > asked, SOON_S, phone.complaint)
        waiting.until(lambda: phone.statuses()[-1]["state"] == "REGISTERED", SOON_S,
                      phone.complaint)

    # ---- IPv6 ----

    def test_ipv6_over_each_transport(self):
        server = self.server(2, tcp=True, **self.secure(2))
        for transport in ("udp", "tcp", "tls"):
            with self.subTest(transport):
                phone = self.phone_there(self.text([self.entry(server, transport)],
                                                   address_family="any"))
                self.on(phone, place(transport, server))
                self.assertIn(f"[{spaces.PHONES[2]}]", server.contacts()[0])
                self.assertEqual(phone.quit(), 0)
                waiting.until(lambda: server.contacts() == [], SOON_S, phone.complaint)

    def test_both_families_of_a_name_in_turn_ipv6_first(self):
        six = self.server(2)
        four = self.server(0, port=six.port)
        names = knot.Knot(self.folder, spaces.SERVERS[0], {"example.test": [
            f"_sip._udp SRV 1 1 {six.port} both", f"both A {four.address}",
            f"both AAAA {six.address}"]})
        self.addCleanup(names.stop)
        names.start()
        phone = self.phone_there(native([by_dns(transport="udp")], address_family="any"),
                                 "--dns", names.option())
        self.on(phone, place("udp", six))
        self.assertEqual(names.asked(), {"SRV": 1, "A": 1, "AAAA": 1})
        mark = len(phone.said)
        six.kill()
        phone.say("register")
        self.on(phone, place("udp", four), SOON_S, mark)

    def test_a_thousand_lines_of_both_families_ask_once(self):
        """One NAPTR, one SRV a transport, one A and one AAAA a host in a time to live."""
        six = self.server(2, memory_mb=64)
        four = self.server(0, port=six.port, memory_mb=64)
        names = knot.Knot(self.folder, spaces.SERVERS[0], {"example.test": [
            f"_sip._udp SRV 1 1 {six.port} both", f"both A {four.address}",
            f"both AAAA {six.address}"]}, 600)
        self.addCleanup(names.stop)
        names.start()
        phone = self.phone_there(native([by_dns()], lines=LINES, address_family="any", t1_ms=500,
                                        t2_ms=4000), "--dns", names.option())
        waiting.until(lambda: six.count_bindings() + four.count_bindings() == LINES, ALL_S,
                      phone.complaint)
        asked = names.asked()
        print(f"\nfigure: {LINES} lines of one domain asked {asked}", file=sys.stderr)
        self.assertEqual(asked, {"NAPTR": 1, "SRV": 3, "A": 1, "AAAA": 1})

    def test_a_family_that_goes_is_not_used(self):
        four, six = self.server(0), self.server(2)
        phone = self.phone_there(native([self.entry(six), self.entry(four)],
                                        address_family="any"))
        self.on(phone, place("udp", six))
        mark = len(phone.said)
        self.cable.take(spaces.PHONES[2])
        try:
            self.on(phone, place("udp", four), 2 * SOON_S, mark)
        finally:
            self.cable.give(spaces.PHONES[2])
        self.assertIn(phone.statuses(mark)[-1]["state"], phones.IN_SERVICE)


if __name__ == "__main__":
    case.main()
