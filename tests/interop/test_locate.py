#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Servers found by NAPTR, SRV, A and AAAA in a zone that knot serves (RFC 3263, B3 to B11), changed
and broken while the phone runs. kamailio behind them."""
import subprocess
import sys
import time

import case
import kamailio
import waiting
from located import Located, ZONE, by_dns, native, place
from stream_server import StreamServer

SOON_S = 6
LINES = 1000
UNHURRIED = {"t1_ms": 500, "t2_ms": 4000}  # the wait is not the claim; kamailio is busy
ALL_S = 60


class Locate(Located):
    def two(self, **options):
        """Two kamailios, and the rows of SRV and A that lead to the first, then the second."""
        first, second = self.pair(**options)
        return first, second

    def srv(self, service, *servers, by=None):
        port_of = by or (lambda one: one.port)
        return [f"_{service} SRV {10 * number} 1 {port_of(one)} s{one.address.rsplit('.', 1)[1]}"
                for number, one in enumerate(servers, 1)]

    def hosts(self, *servers):
        return [f"s{one.address.rsplit('.', 1)[1]} A {one.address}" for one in servers]

    def naptr(self, order, service, name):
        return f'@ NAPTR {order} 50 "s" "{service}" "" _{name}'

    # ---- which records, in which order ----

    def test_naptr_leads_to_srv_and_to_addresses(self):
        first, second = self.two()
        names = self.knot([self.naptr(10, "SIP+D2U", "sip._udp"),
                           *self.srv("sip._udp", first, second), *self.hosts(first, second)])
        phone = self.phone_by(names, native([by_dns()]))
        self.on(phone, place("udp", first))
        self.assertEqual(names.asked(), {"NAPTR": 1, "SRV": 1, "A": 2})
        mark = len(phone.said)
        first.kill()
        phone.say("register")
        self.on(phone, place("udp", second), SOON_S, mark)

    def test_naptr_prefers_tcp_and_udp_follows_when_it_refuses(self):
        tcp, udp = self.registrar(21, tcp=True), self.registrar(22)
        names = self.knot([self.naptr(10, "SIP+D2T", "sip._tcp"),
                           '@ NAPTR 10 60 "s" "SIP+D2U" "" _sip._udp',
                           *self.srv("sip._tcp", tcp), *self.srv("sip._udp", udp),
                           *self.hosts(tcp, udp)])
        phone = self.phone_by(names, native([by_dns()]))
        self.on(phone, place("tcp", tcp))
        self.assertEqual({one.transport for one in tcp.requests()}, {"tcp"})
        mark = len(phone.said)
        tcp.kill()
        self.on(phone, place("udp", udp), SOON_S, mark)  # C3a: the connection's end is heard

    def test_a_fixed_transport_asks_no_naptr(self):
        first, second = self.two()
        names = self.knot([*self.srv("sip._udp", first, second), *self.hosts(first, second)])
        phone = self.phone_by(names, native([by_dns(transport="udp")]))
        self.on(phone, place("udp", first))
        self.assertEqual(names.asked(), {"SRV": 1, "A": 2})

    def test_a_name_with_a_port_is_only_looked_up(self):
        first = self.registrar(21)
        names = self.knot([f"@ A {first.address}", *self.srv("sip._udp", first)])
        phone = self.phone_by(names, native([by_dns() | {"port": first.port}]))
        self.on(phone, place("udp", first))
        self.assertEqual(names.asked(), {"A": 1})

    def test_without_naptr_srv_of_each_transport_is_asked(self):
        first = self.registrar(21)
        names = self.knot([*self.srv("sip._udp", first), *self.hosts(first)])
        phone = self.phone_by(names, native([by_dns()]))
        self.on(phone, place("udp", first))
        self.assertEqual(names.asked(), {"NAPTR": 1, "SRV": 3, "A": 1})

    def test_without_any_srv_the_name_itself_is_used(self):
        first = self.registrar(21, port=5060)
        names = self.knot([f"@ A {first.address}"])
        phone = self.phone_by(names, native([by_dns()]))
        self.on(phone, place("udp", first))

    def test_a_service_that_is_not_there_fails_and_the_next_server_is_taken(self):
        second = self.registrar(22)
        names = self.knot(["_sip._udp SRV 0 0 0 .", f"@ A {second.address}"])
        phone = self.phone_by(names, native([by_dns(transport="udp"),
                                             {"host": second.address, "port": second.port}]))
        self.on(phone, place("udp", second))

    def test_only_the_family_that_is_bound_is_asked_for(self):
        first = kamailio.Kamailio(self.folder, "::1")
        self.addCleanup(first.kill)
        first.start()
        names = self.knot([f"_sip._udp SRV 1 1 {first.port} both", "both A 127.0.0.1",
                           "both AAAA ::1"], addresses=[case.address(53), "::1"])
        phone = self.phone_of(native([by_dns(transport="udp")], address_family="any"))
        phone.address = "[::1]"
        phone.start("--dns", names.option(1))
        self.on(phone, place("udp", first))
        self.assertGreater(names.asked_over("udp6"), 0)
        self.assertEqual(names.asked(), {"SRV": 1, "AAAA": 1})

    def test_ipv6_from_naptr_to_the_contact_over_each_transport(self):
        """The name server, NAPTR, SRV, AAAA, the registrar, Via and Contact: IPv6 all of it."""
        authority = self.authority()
        server = kamailio.Kamailio(self.folder, "::1", tcp=True,
                                   tls=authority.pair(f"DNS:tls.{ZONE}"))
        self.addCleanup(server.kill)
        server.start()
        raw = StreamServer("::1")
        self.addCleanup(raw.close)
        rows = ["six AAAA ::1"]
        for name, service, kind, port in (("udp", "SIP+D2U", "_sip._udp", server.port),
                                          ("tcp", "SIP+D2T", "_sip._tcp", server.port),
                                          ("tls", "SIPS+D2T", "_sips._tcp", server.tls_port),
                                          ("raw", "SIP+D2T", "_sip._tcp", raw.port)):
            rows += [f'{name} NAPTR 10 50 "s" "{service}" "" {kind}.{name}',
                     f"{kind}.{name} SRV 1 1 {port} six"]
        names = self.knot(rows, addresses="::1")
        for transport, at in (("udp", server), ("tcp", server), ("tls", server), ("raw", raw)):
            with self.subTest(transport):
                phone = self.phone_of(native([by_dns(f"{transport}.{ZONE}")], address_family="any",
                                             tls_ca=str(authority.certificate)))
                phone.address = "[::1]"
                phone.start("--dns", names.option())
                self.on(phone, place("tcp" if transport == "raw" else transport, at))
                if at is server:
                    self.assertIn("@[::1]:", server.contacts()[0])
                self.assertEqual(phone.quit(), 0)
        self.assertEqual(names.asked_over("udp4"), 0)
        self.assertEqual(names.asked(), {"NAPTR": 4, "SRV": 4, "AAAA": 4})
        request = raw.received[0][1]
        self.assertRegex(request, rb"\r\nVia: SIP/2.0/TCP \[::1\]:\d+;")
        self.assertRegex(request, rb"\r\nContact: <sip:[^@>]+@\[::1\]:\d+[;>]")

    def test_many_records_come_over_tcp(self):
        first = self.registrar(21)
        rows = [f"_sip._udp SRV {100 + number} 1 5060 a-host-with-a-long-name-{number:03}"
                for number in range(60)]
        names = self.knot([f"_sip._udp SRV 1 1 {first.port} s21", *self.hosts(first), *rows])
        phone = self.phone_by(names, native([by_dns(transport="udp")]))
        self.on(phone, place("udp", first))
        self.assertGreater(names.asked_over("tcp4"), 0)

    def test_a_uri_in_place_of_a_host_is_refused_and_sips_over_udp_with_its_reason(self):
        path = self.folder / "uri.yaml"
        for uri, words in ((f"sips:{ZONE}:1234;transport=udp;maddr=192.0.2.1", "RFC 3263 4.1"),
                           (f"sips:{ZONE};Transport=tls", "transport tls"),
                           (f"sip:{ZONE};transport=tcp", "keys of their own")):
            path.write_text(native([{"host": uri}]), encoding="utf-8")
            done = subprocess.run([case.PROGRAM, "check", str(path)], capture_output=True,
                                  text=True, timeout=20, check=False)
            self.assertEqual(done.returncode, 2)
            self.assertIn(uri, done.stderr)
            self.assertIn(words, done.stderr)

    # ---- records that change, servers that fail ----

    def test_new_records_are_taken_when_the_old_ones_have_expired(self):
        first, second = self.two(max_expires=10)
        names = self.knot([*self.srv("sip._udp", first), *self.hosts(first)], ttl_s=1)
        phone = self.phone_by(names, native([by_dns(transport="udp", expires_s=10)]))
        self.on(phone, place("udp", first))
        names.change(ZONE, [*self.srv("sip._udp", second), *self.hosts(second)])
        time.sleep(1.2)
        mark = len(phone.said)
        phone.say("register")
        self.on(phone, place("udp", second), SOON_S, mark)

    def test_a_dead_dns_server_takes_nobody_out_of_service(self):
        first, second = self.two(max_expires=10)
        names = self.knot([*self.srv("sip._udp", first, second), *self.hosts(first, second)],
                          ttl_s=1)
        phone = self.phone_by(names, native([by_dns(transport="udp", expires_s=10)]))
        self.on(phone, place("udp", first))
        names.stop()
        time.sleep(1.2)
        mark, saved = len(phone.said), len(first.changes())
        waiting.until(lambda: len(first.changes()) > saved, 12, phone.complaint)
        first.kill()
        phone.say("register")
        self.on(phone, place("udp", second), SOON_S, mark)  # B11: the expired answer has it

    def test_a_silent_dns_server_costs_ten_seconds_and_the_next_server_is_taken(self):
        second = self.registrar(22)
        names = self.knot([])
        names.freeze()
        phone = self.phone_by(names, native([by_dns(),
                                             {"host": second.address, "port": second.port}]))
        started_s = time.monotonic()
        self.on(phone, place("udp", second), 20)
        self.assertLess(time.monotonic() - started_s, 15)
        names.thaw()

    def test_static_records_serve_where_dns_does_not(self):
        first = self.registrar(21)
        names = self.knot([])
        names.stop()
        records = ("static_records:\n"
                   f"  - {{type: SRV, name: _sip._udp.{ZONE}, target: s21.{ZONE}, "
                   f"port: {first.port}}}\n"
                   f"  - {{type: A, name: s21.{ZONE}, address: {first.address}}}\n")
        phone = self.phone_by(names, native([by_dns(transport="udp")], more=records))
        self.on(phone, place("udp", first), 12)

    # ---- the guide of Yealink, and many lines ----

    def test_the_appendix_of_the_guide(self):
        """Its zone, with the addresses of its hosts in the test's own net: server2 is heavier."""
        first, second = self.registrar(10, tcp=True), self.registrar(20, tcp=True)
        names = self.knot(
            ['@ NAPTR 90 50 "s" "SIP+D2T" "" _sip._tcp',
             '@ NAPTR 100 50 "s" "SIP+D2U" "" _sip._udp',
             f"_sip._tcp SRV 0 1 {first.port} server1", f"_sip._tcp SRV 0 2 {second.port} server2",
             f"server1 A {first.address}", f"server2 A {second.address}"], zone="yealink.pbx.com")
        text = "\n".join([
            "#!version:1.0.0.1", "sip.timer_t1 = 0.05", "account.1.enable = 1",
            f"account.1.user_name = {kamailio.USER}", f"account.1.password = {kamailio.PASSWORD}",
            "account.1.sip_server.1.address = yealink.pbx.com", "account.1.sip_server.1.port = 0",
            "account.1.transport = 3", "account.1.naptr_build = 0", ""])
        phone = self.phone_by(names, text)
        self.on(phone, place("tcp", second))  # heaviest first
        self.assertEqual(names.asked(), {"NAPTR": 1, "SRV": 1, "A": 2})
        mark = len(phone.said)
        second.kill()
        self.on(phone, place("tcp", first), SOON_S, mark)

    def test_a_thousand_lines_ask_once(self):
        first, second = self.two(memory_mb=64)
        names = self.knot([*self.srv("sip._udp", first, second), *self.hosts(first, second)],
                          ttl_s=600)
        phone = self.phone_by(names, native([by_dns()], lines=LINES, **UNHURRIED))
        waiting.until(lambda: first.count_bindings() == LINES, ALL_S, phone.complaint)
        asked = names.asked()
        print(f"\nfigure: {LINES} lines of one domain asked {asked}", file=sys.stderr)
        self.assertEqual(asked, {"NAPTR": 1, "SRV": 3, "A": 2})


if __name__ == "__main__":
    case.main()
