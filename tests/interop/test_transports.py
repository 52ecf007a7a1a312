#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Registrars over TCP and TLS, and each way in which a connection fails: the next candidate is
tried, and what was wrong is said. kamailio, and sockets that behave badly."""
import shutil
import socket
import time

import case
import kamailio
import phone as phones
import waiting
from located import ZONE, Located, native, place
from stream_server import StreamServer

SOON_S = 6
A1_S = 0.75     # T1 50 ms, three retransmissions
CONNECT_S = 4.0 # A3's least
NAME = "pbx.example.test"


def tcp(server, **keys):
    return {"host": server.address, "port": server.port, "transport": "tcp", **keys}


def tls(host, server, **keys):
    return {"host": host, "port": server.tls_port, "transport": "tls", **keys}


class Transports(Located):
    def stream(self, last, *args, **options):
        made = StreamServer(case.address(last), *args, **options)
        self.addCleanup(made.close)
        return made

    def backup(self):
        return self.registrar(22)

    def by_name(self, *servers, **options):
        """A name server that has NAME at these."""
        return self.knot([f"pbx A {one.address}" for one in servers], **options)

    # ---- TCP ----

    def test_a_line_registers_over_tcp_and_its_connection_is_kept(self):
        server = self.registrar(21, tcp=True)
        phone = self.phone_of(native([tcp(server, expires_s=10)])).start()
        self.on(phone, place("tcp", server))
        waiting.until(lambda: len(server.requests()) >= 4, 12, phone.complaint)
        seen = server.requests()
        self.assertEqual({one.transport for one in seen}, {"tcp"})
        self.assertEqual(len({one.source for one in seen}), 1, "one connection for all")
        self.assertIn(";transport=tcp", server.contacts()[0])

    def test_a_refused_connection_moves_the_line_at_once(self):
        gone = self.registrar(21, tcp=True)
        gone.kill()
        second = self.registrar(22, tcp=True)
        started_s = time.monotonic()
        phone = self.phone_of(native([tcp(gone), tcp(second)])).start()
        self.on(phone, place("tcp", second))
        self.assertLess(time.monotonic() - started_s, A1_S + 1)

    def test_a_server_that_accepts_and_says_nothing_is_left_in_time(self):
        silent = self.stream(21, "silent")
        second = self.registrar(22, tcp=True)
        phone = self.phone_of(native([tcp(silent), tcp(second)])).start()
        self.on(phone, place("tcp", second))
        first_s, left_s = silent.received[0][0], second.requests()[0].at_s
        self.assertGreaterEqual(left_s - first_s, A1_S - 0.1)
        self.assertLess(left_s - first_s, A1_S + 1.5)

    def test_a_reset_connection_moves_the_line(self):
        for how in ("reset", "close"):
            with self.subTest(how):
                bad = self.stream(21, how)
                second = self.registrar(22, tcp=True)
                phone = self.phone_of(native([tcp(bad), tcp(second)])).start()
                self.on(phone, place("tcp", second))
                self.assertEqual(len(bad.received), 1)  # a fresh connection: no second try
                second.kill()
                bad.close()
                phone.kill()

    def test_a_connection_that_the_server_closed_is_opened_again(self):
        """A6a: closed while idle, and at the moment of the next request."""
        once = self.stream(21, "once")
        backup = self.backup()
        phone = self.phone_of(native([tcp(once, expires_s=600),
                                      {"host": backup.address, "port": backup.port}])).start()
        self.on(phone, place("tcp", once))
        once.how = "once"
        phone.say("register")  # it is read, and the connection closed without an answer
        waiting.until(lambda: len(once.received) >= 3, SOON_S, phone.complaint)
        self.assertEqual([number for _, _, number in once.received[:3]], [1, 1, 2])
        self.assertEqual(backup.requests(), [])

    def test_a_lost_connection_is_found_before_the_refresh(self):
        """C3a: the server dies, and the line moves long before its registration would expire."""
        first, second = self.registrar(21, tcp=True), self.registrar(22, tcp=True)
        phone = self.phone_of(native([tcp(first), tcp(second)])).start()
        self.on(phone, place("tcp", first))
        mark = len(phone.said)
        first.kill()
        self.on(phone, place("tcp", second), SOON_S, mark)

    def test_an_answer_that_drips_in_is_an_answer(self):
        """Cut anywhere, byte by byte, with CRLF before it (RFC 3261 7.5, 18.3)."""
        server = self.stream(21, "drip")
        phone = self.phone_of(native([tcp(server)])).start()
        self.on(phone, place("tcp", server))
        self.assertEqual(len(server.received), 1)

    def test_a_server_that_answers_without_measure_is_left_at_once_and_it_is_said(self):
        second = self.registrar(22, tcp=True)
        for raw, words in (
                (b"SIP/2.0 200 OK\r\nContent-Length: 99999999999\r\n\r\n", ("Content-Length",)),
                (b"SIP/2.0 200 OK\r\n" + b"A: b\r\n" * 20000, ("larger than can be taken",)),
                (b"\x16\x03\x01\x02\x00garbage" * 400, ()),
                (b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", ())):
            with self.subTest(raw[:40]):
                bad = self.stream(21, "raw")
                bad.raw = raw
                phone = self.phone_of(native([tcp(bad), tcp(second)])).start()
                self.on(phone, place("tcp", second))
                self.assertLess(second.requests()[-1].at_s - bad.received[0][0], A1_S)
                waiting.until(lambda: self.remarked(phone, bad.address, *words), SOON_S,
                              phone.complaint)
                self.assertEqual(phone.quit(), 0)
                bad.close()

    def test_a_stranger_that_sends_nonsense_is_closed_and_harms_nobody(self):
        server = self.registrar(21, tcp=True)
        phone = self.phone_of(native([tcp(server)])).start()
        self.on(phone, place("tcp", server))
        for text in (b"x" * 100000, b"OPTIONS sip:a SIP/2.0\r\nContent-Length: 99999999\r\n\r\n",
                     b"A: b\r\n" * 20000, b"\x16\x03\x01\x02\x00garbage"):
            with socket.create_connection((phone.address, phone.port), 2) as stranger:
                stranger.settimeout(5)
                try:
                    stranger.sendall(text)
                    stranger.recv(1)
                except OSError:
                    pass
        mark, asked = len(phone.said), len(server.requests())
        phone.say("register")
        waiting.until(lambda: len(server.requests()) > asked, SOON_S, phone.complaint)
        self.assertEqual([item for item in phone.statuses(mark) if item["state"] == "FAILED"], [])

    def test_a_thousand_lines_share_one_connection(self):
        server = self.registrar(21, tcp=True, memory_mb=64)
        phone = self.phone_of(native([tcp(server)], lines=1000, t1_ms=500, t2_ms=4000)).start()
        waiting.until(lambda: server.count_bindings() == 1000, 60, phone.complaint)
        self.assertEqual(len({one.source for one in server.requests()}), 1)

    # ---- TLS ----

    def test_a_line_registers_over_tls(self):
        authority = self.authority()
        server = self.registrar(21, tls=authority.pair(f"DNS:{NAME}"))
        names = self.by_name(server)
        phone = self.phone_by(names, native([tls(NAME, server)],
                                            tls_ca=str(authority.certificate)))
        self.on(phone, place("tls", server))
        self.assertEqual({one.transport for one in server.requests()}, {"tls"})

    def bad_certificate(self, pair, authority, *words):
        """A server with this certificate is left for the next one, and these words are said."""
        bad, good = self.registrar(21, tls=pair), self.registrar(
            22, tls=authority.pair(f"DNS:{NAME}"))
        names = self.knot([f"pbx A {bad.address}", f"pbx2 A {good.address}"])
        good_name = "pbx2.example.test"
        good.kill()
        good = self.registrar(22, tls=authority.pair(f"DNS:{good_name}"))
        phone = self.phone_by(names, native([tls(NAME, bad), tls(good_name, good)],
                                            tls_ca=str(authority.certificate)))
        self.on(phone, place("tls", good))
        self.assertEqual(bad.requests(), [])
        found = waiting.until(lambda: self.remarked(phone, *words), SOON_S, phone.complaint)
        self.assertTrue(found)

    def test_an_expired_certificate(self):
        authority = self.authority()
        self.bad_certificate(authority.pair(f"DNS:{NAME}", days=-1), authority, "expired")

    def test_a_certificate_for_another_name(self):
        authority = self.authority()
        self.bad_certificate(authority.pair("DNS:other.example.test"), authority,
                             "other.example.test", NAME)

    def test_a_wildcard_is_no_name(self):
        authority = self.authority()
        self.bad_certificate(authority.pair("DNS:*.example.test"), authority, "*.example.test")

    def test_a_certificate_of_an_unknown_ca(self):
        authority = self.authority()
        stranger = self.authority("Someone Else")
        self.bad_certificate(stranger.pair(f"DNS:{NAME}"), authority, "Someone Else")

    def test_a_server_that_does_not_speak_tls(self):
        authority = self.authority()
        plain = self.stream(21, "plain")
        good = self.registrar(22, tls=authority.pair("DNS:pbx2.example.test"))
        names = self.knot([f"pbx A {plain.address}", f"pbx2 A {good.address}"])
        phone = self.phone_by(names, native([tls(NAME, plain), tls("pbx2.example.test", good)],
                                            tls_ca=str(authority.certificate)))
        self.on(phone, place("tls", good))
        waiting.until(lambda: self.remarked(phone, "TLS", "SIP/2.0"), SOON_S, phone.complaint)

    def test_a_server_that_never_shakes_hands_is_left_after_four_seconds(self):
        """A3: connecting and the handshake have 4 s together, more than the attempt's budget."""
        authority = self.authority()
        silent = self.stream(21, "silent")  # it takes what it is sent for no SIP at all
        good = self.registrar(22, tls=authority.pair("DNS:pbx2.example.test"))
        names = self.name_server({NAME: [silent.address], "pbx2.example.test": [good.address]})
        phone = self.phone_by(names, native([tls(NAME, silent), tls("pbx2.example.test", good)],
                                            tls_ca=str(authority.certificate)))
        self.on(phone, place("tls", good), 2 * SOON_S)
        took_s = good.requests()[0].at_s - silent.accepted[0]
        self.assertGreaterEqual(took_s, CONNECT_S - 0.1)
        self.assertLess(took_s, CONNECT_S + 1.5)

    def test_verification_is_off_by_name_alone_and_said(self):
        authority = self.authority()
        server = self.registrar(21, tls=authority.pair("DNS:other.example.test"))
        names = self.by_name(server)
        phone = self.phone_by(names, native([tls(NAME, server)], tls_verify="off"))
        status = self.on(phone, place("tls", server))
        self.assertEqual(status["tls_verify"], "off")

    def test_a_client_certificate(self):
        authority, clients = self.authority(), self.authority("Phones")
        pair = authority.pair(f"DNS:{NAME}")
        pair.clients = clients.certificate
        mine = clients.pair(common_name="phone", usage="clientAuth")
        server = self.registrar(21, tls=pair)
        names = self.by_name(server)
        keys = {"tls_ca": str(authority.certificate)}
        phone = self.phone_by(names, native([tls(NAME, server)], **keys))
        phone.wait_state("FAILED", SOON_S)
        self.assertEqual(server.requests(), [])
        waiting.until(lambda: self.remarked(phone, "certificate"), SOON_S, phone.complaint)
        phone.kill()
        phone = self.phone_by(names, native([tls(NAME, server)], tls_certificate=mine.certificate,
                                            tls_key=mine.key, **keys))
        self.on(phone, place("tls", server))

    def test_the_name_verified_is_the_domain_and_not_the_srv_target(self):
        authority = self.authority()
        server = self.registrar(21, tls=authority.pair("DNS:example.test"))
        names = self.knot([f"_sips._tcp SRV 1 1 {server.tls_port} host21",
                           f"host21 A {server.address}"])
        phone = self.phone_by(names, native([{"host": "example.test", "port": 0,
                                              "transport": "tls"}],
                                            tls_ca=str(authority.certificate)))
        self.on(phone, place("tls", server))

    def test_no_way_down_from_tls(self):
        """B14: NAPTR offers TLS first and UDP behind it; the TLS server dies, UDP is not taken."""
        authority = self.authority()
        secure = self.registrar(21, tls=authority.pair("DNS:example.test"))
        plain = self.registrar(22)
        names = self.knot(['@ NAPTR 10 10 "s" "SIPS+D2T" "" _sips._tcp',
                           '@ NAPTR 10 20 "s" "SIP+D2U" "" _sip._udp',
                           f"_sips._tcp SRV 1 1 {secure.tls_port} a",
                           f"_sip._udp SRV 1 1 {plain.port} b",
                           f"a A {secure.address}", f"b A {plain.address}"])
        phone = self.phone_by(names, native([{"host": "example.test", "port": 0,
                                              "transport": "dns-naptr"}],
                                            tls_ca=str(authority.certificate)))
        self.on(phone, place("tls", secure))
        mark = len(phone.said)
        secure.kill()
        phone.wait_state("FAILED", 12, mark)
        self.assertEqual(plain.requests(), [])


    def test_a_session_is_resumed_on_the_next_connection(self):
        authority = self.authority()
        server = self.stream(21, "once", pair=authority.pair(f"DNS:{NAME}"))
        names = self.name_server({NAME: [server.address]})
        phone = self.phone_by(names, native([tls(NAME, server)],
                                            tls_ca=str(authority.certificate)))
        self.on(phone, place("tls", server))
        phone.say("register")  # it is read, and the connection closed without an answer
        waiting.until(lambda: len(server.resumed) >= 2, SOON_S, phone.complaint)
        self.assertEqual(server.resumed[:2], [False, True])

    # ---- files that are renewed under their names ----

    def test_a_ca_that_is_renewed_counts_without_a_word_to_the_phone(self):
        old, new = self.authority("old"), self.authority("new")
        server = self.stream(21, pair=new.pair(f"DNS:{NAME}"))
        trusted = self.folder / "trusted.pem"
        shutil.copy(old.certificate, trusted)
        phone = self.phone_by(self.name_server({NAME: [server.address]}),
                              native([tls(NAME, server)], tls_ca=str(trusted)))
        phone.wait_state("FAILED", SOON_S)
        shutil.copy(new.certificate, trusted)
        self.on(phone, place("tls", server))

    def test_a_client_certificate_that_is_renewed_is_shown_without_a_word_to_the_phone(self):
        authority, clients = self.authority(), self.authority("Phones")
        pair = authority.pair(f"DNS:{NAME}")
        pair.clients = clients.certificate
        server = self.stream(21, pair=pair)
        expired = clients.pair(common_name="phone", usage="clientAuth", days=-1)
        renewed = clients.pair(common_name="phone", usage="clientAuth")
        mine = self.folder / "mine.pem", self.folder / "mine.key"
        shutil.copy(expired.certificate, mine[0])
        shutil.copy(expired.key, mine[1])
        phone = self.phone_by(self.name_server({NAME: [server.address]}),
                              native([tls(NAME, server)], tls_ca=str(authority.certificate),
                                     tls_certificate=str(mine[0]), tls_key=str(mine[1])))
        phone.wait_state("FAILED", SOON_S)
        shutil.copy(renewed.certificate, mine[0])
        shutil.copy(renewed.key, mine[1])
        self.on(phone, place("tls", server))

    # ---- settings read again (C14) ----

    def reload(self, phone, text=None):
        """What the phone answers, and where in what it said."""
        mark = len(phone.said)
        if text is not None:
            phone.config.write_text(text, encoding="utf-8")
        phone.say("reload")
        return phone.wait_for(lambda item: item.get("kind") == "answer", 5, mark)["text"], mark

    def test_verification_is_on_from_the_reload_on_wherever_a_redirection_leads(self):
        host = "sip." + ZONE
        secure = self.stream(21, pair=self.authority("other").pair("DNS:else." + ZONE))
        names = self.name_server({host: [secure.address]})
        phone = self.phone_by(names, native([tls(host, secure)], tls_verify="off"))
        self.on(phone, place("tls", secure))
        leads = self.stream(22, status=302)
        leads.contact = f"sip:{secure.address}:{secure.port};transport=tls"
        text, mark = self.reload(phone, native([tcp(leads)]))
        self.assertIn("1 changed", text)
        phone.wait_status(lambda item: item["why"] == "certificate_failed", 6, mark)
        self.assertFalse([item for item in phone.statuses(mark) if item["state"] in
                          phones.IN_SERVICE and item["target"] == place("tls", secure)])

    def test_a_ca_that_is_renewed_under_its_name_is_read_again(self):
        host = "sip." + ZONE
        old, new = self.authority("old"), self.authority("new")
        secure = self.stream(21, pair=new.pair("DNS:" + host))
        trusted = self.folder / "trusted.pem"
        shutil.copy(old.certificate, trusted)
        phone = self.phone_by(self.name_server({host: [secure.address]}),
                              native([tls(host, secure)], tls_ca=str(trusted)))
        phone.wait_state("FAILED", 6)
        self.assertIn("1 as before", self.reload(phone)[0])
        shutil.copy(new.certificate, trusted)
        text, mark = self.reload(phone)
        self.assertIn("1 changed", text)
        self.on(phone, place("tls", secure), 6, mark)
        self.assertIn("1 as before", self.reload(phone)[0])

    def test_static_records_that_are_changed_lead_to_another_server_at_the_next_need(self):
        host = "sip." + ZONE
        old, new = self.stream(21), self.stream(22)
        server = {"host": host, "port": 0, "transport": "tcp"}

        def text(stream):
            return native([server], static_first=True, expires_s=600, more=(
                "static_records:\n"
                f"  - {{type: SRV, name: _sip._tcp.{host}, target: a.{host}, "
                f"port: {stream.port}}}\n"
                f"  - {{type: A, name: a.{host}, address: {stream.address}}}\n"))

        phone = self.phone_by(self.name_server({}), text(old))
        self.on(phone, place("tcp", old))
        answer, _ = self.reload(phone)
        self.assertNotIn("static records", answer)
        answer, mark = self.reload(phone, text(new))
        self.assertIn("1 as before; static records changed", answer)
        phone.say("register")
        self.on(phone, place("tcp", new), 6, mark)


if __name__ == "__main__":
    case.main()
