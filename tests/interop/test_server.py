#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`holdfast server` over UDP, TCP and TLS: one registrar behind all doors, and its faults."""
import re
import socket
import ssl
import subprocess
import time
from pathlib import Path

import case
import certificates
import sip_server
import waiting

SILENT_S = 0.3


def register(mine, user="1001", transport="TCP"):
    name = f"{user}-{time.monotonic_ns()}"
    return (f"REGISTER sip:pbx.example SIP/2.0\r\n"
            f"Via: SIP/2.0/{transport} {mine};branch=z9hG4bK{name}\r\n"
            f"From: <sip:{user}@pbx.example>;tag=1\r\nTo: <sip:{user}@pbx.example>\r\n"
            f"Call-ID: {name}\r\nCSeq: 1 REGISTER\r\nMax-Forwards: 70\r\n"
            f"Contact: <sip:{user}@{mine};transport={transport.lower()}>\r\nExpires: 60\r\n"
            "Content-Length: 0\r\n\r\n").encode()


class Stream:
    """A TCP or TLS client of it."""

    def __init__(self, address, port, tls=None, name=None):
        self.socket = socket.create_connection((address, port), timeout=3)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_hostname=name)

    def mine(self):
        return "%s:%d" % self.socket.getsockname()[:2]

    def register(self, user="1001", transport="TCP"):
        self.socket.sendall(register(self.mine(), user, transport))

    def status(self, limit_s=3):
        """Of the answer that comes next; None: silence; 0: the connection has ended."""
        self.socket.settimeout(limit_s)
        text = b""
        try:
            while b"\r\n\r\n" not in text:
                more = self.socket.recv(4096)
                if not more:
                    return 0
                text += more
        except socket.timeout:
            return None
        except ConnectionResetError:
            return 0
        return int(re.match(rb"SIP/2.0 (\d+) ", text)[1])


class Server(case.Case):
    def setUp(self):
        super().setUp()
        self.address = case.address(61)

    def server(self, *transports, options=()):
        made = sip_server.Server(case.PROGRAM, *(f"{one}:{self.address}:0" for one in transports),
                                 options=options)
        self.addCleanup(made.close)
        return made

    def stream(self, server, index=0, **options):
        made = Stream(self.address, server.port(index), **options)
        self.addCleanup(made.socket.close)
        return made

    def authority(self):
        ca = certificates.Authority(self.folder)
        return ca, ca.pair("DNS:pbx.example")

    def tls_server(self, *more):
        ca, mine = self.authority()
        server = self.server("tls", *more, options=("--certificate", mine.certificate,
                                                    "--key", mine.key))
        return ca, server, ssl.create_default_context(cafile=str(ca.certificate))

    def test_three_doors_have_one_table_of_bindings(self):
        ca, mine = self.authority()
        both = self.folder / "both.pem"
        both.write_text(Path(mine.certificate).read_text() + Path(mine.key).read_text())
        server = self.server("udp", "tcp", "tls", options=("--certificate", both))
        tls = ssl.create_default_context(cafile=str(ca.certificate))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.connect((self.address, server.port(0)))
            udp.settimeout(3)
            udp.send(register("%s:%d" % udp.getsockname(), "1", "UDP"))
            self.assertTrue(udp.recv(4096).startswith(b"SIP/2.0 200 "))
        for user, stream in (("2", self.stream(server, 1)),
                             ("3", self.stream(server, 2, tls=tls, name="pbx.example"))):
            stream.register(user)
            self.assertEqual(stream.status(), 200)
        server.wait(lambda: len(server.requests()) == 3, 3)
        self.assertEqual([item["from"][:4] for item in server.requests()],
                         ["udp:", "tcp:", "tls:"])
        mark = server.say("bindings")
        server.wait(lambda: any(item["kind"] == "bindings" and item["count"] == 3
                                for item in server.said[mark:]), 3)
        self.assertEqual(len(server.connections("open")), 2)

    def test_messages_are_framed_however_they_are_cut(self):
        server = self.server("tcp")
        stream = self.stream(server)
        for byte in register(stream.mine()):
            stream.socket.send(bytes([byte]))
        self.assertEqual(stream.status(), 200)
        stream.socket.sendall(register(stream.mine(), "1") + register(stream.mine(), "2"))
        server.wait(lambda: len(server.requests()) == 3, 3)

    def test_a_ping_gets_a_pong_and_half_of_one_none(self):
        server = self.server("tcp")
        stream = self.stream(server)
        stream.socket.sendall(b"\r\n\r\n")
        self.assertEqual(stream.socket.recv(10), b"\r\n")
        stream.socket.sendall(b"\r\n")
        stream.socket.settimeout(SILENT_S)
        self.assertRaises(socket.timeout, stream.socket.recv, 10)

    def test_a_stream_that_cannot_be_read_is_said_and_closed(self):
        server = self.server("tcp")
        stream = self.stream(server)
        stream.socket.sendall(b"OPTIONS sip:a SIP/2.0\r\nContent-Length: x\r\n\r\n")
        self.assertEqual(stream.status(), 0)
        server.wait(lambda: server.connections("closed"), 3)
        self.assertTrue([item for item in server.said if item["kind"] == "malformed"])
        again = self.stream(server)
        again.register()
        self.assertEqual(again.status(), 200)

    def test_drop_leaves_requests_pings_and_handshakes_unanswered(self):
        _, server, tls = self.tls_server("tcp")
        over_tls = self.stream(server, tls=tls, name="pbx.example")
        over_tcp = self.stream(server, 1)
        server.say("drop")
        for stream in (over_tls, over_tcp):
            stream.register()
            self.assertIsNone(stream.status(SILENT_S))
            stream.socket.sendall(b"\r\n\r\n")
            self.assertIsNone(stream.status(SILENT_S))
        with socket.create_connection((self.address, server.port()), timeout=3) as bare:
            bare.settimeout(SILENT_S)
            with self.assertRaises(socket.timeout):
                tls.wrap_socket(bare, server_hostname="pbx.example")
        server.say("answer")
        over_tcp.register()
        self.assertEqual(over_tcp.status(), 200)

    def test_refuse_shuts_the_listener_and_keeps_what_is_open(self):
        server = self.server("tcp", "udp")
        stream = self.stream(server)
        server.say("refuse")
        server.wait(lambda: server.states("refusing"), 3)
        self.assertRaises(ConnectionRefusedError, Stream, self.address, server.port())
        stream.register()
        self.assertEqual(stream.status(), 200)
        server.say("start")
        server.wait(lambda: len(server.states("listening")) == 3, 3)
        again = self.stream(server)
        again.register()
        self.assertEqual(again.status(), 200)

    def test_reset_resets_every_connection_once(self):
        server = self.server("tcp")
        stream = self.stream(server)
        server.wait(lambda: server.connections("open"), 3)
        server.say("reset")
        stream.socket.settimeout(3)
        self.assertRaises(ConnectionResetError, stream.socket.recv, 10)
        again = self.stream(server)
        again.register()
        self.assertEqual(again.status(), 200)

    def test_stop_closes_everything_and_start_opens_the_same_port(self):
        server = self.server("tcp")
        stream = self.stream(server)
        port = server.port()
        server.wait(lambda: server.connections("open"), 3)
        server.say("stop")
        self.assertEqual(stream.status(), 0)
        self.assertRaises(ConnectionRefusedError, Stream, self.address, port)
        server.say("start")
        server.wait(lambda: len(server.states("listening")) == 2, 3)
        self.assertEqual(server.port(1), port)

    def test_delay_holds_answers_back_also_for_who_has_gone(self):
        server = self.server("tcp", options=("--do", "delay 400"))
        gone = self.stream(server)
        gone.register()
        server.wait(lambda: len(server.requests()) == 1, 3)
        gone.socket.close()
        stream = self.stream(server)
        before = time.monotonic()
        stream.register()
        self.assertEqual(stream.status(), 200)
        self.assertGreaterEqual(time.monotonic() - before, 0.39)
        self.assertTrue([item for item in server.said if item["kind"] == "lost"])

    def test_a_handshake_that_fails_is_said_with_its_reason(self):
        _, server, tls = self.tls_server()
        tls.maximum_version = ssl.TLSVersion.TLSv1_2  # in 1.3 this client's alert is not readable
        with self.assertRaises(ssl.SSLCertVerificationError):
            Stream(self.address, server.port(), tls=tls, name="other.example")
        failed = server.wait(lambda: server.connections("failed"), 3)
        self.assertRegex(failed[0]["why"], "alert bad certificate")
        bare = self.stream(server)
        bare.socket.sendall(b"REGISTER sip:pbx.example SIP/2.0\r\n\r\n")
        self.assertEqual(bare.status(), 0)
        server.wait(lambda: len(server.connections("failed")) == 2, 3)

    def test_a_client_without_the_certificate_that_is_asked_for_is_refused(self):
        ca, mine = self.authority()
        client = ca.pair(usage="clientAuth")
        server = self.server("tls", options=("--certificate", mine.certificate, "--key",
                                             mine.key, "--client-ca", ca.certificate))
        tls = ssl.create_default_context(cafile=str(ca.certificate))
        stranger = self.stream(server, tls=tls, name="pbx.example")
        self.assertRaises(OSError, lambda: (stranger.register(), stranger.socket.recv(10))[1][0])
        server.wait(lambda: server.connections("failed"), 3)
        tls.load_cert_chain(client.certificate, client.key)
        known = self.stream(server, tls=tls, name="pbx.example")
        known.register()
        self.assertEqual(known.status(), 200)
        self.assertRegex(server.connections("open")[0]["why"], "^TLS 1.3, .*, for pbx.example$")

    def test_ipv6_in_brackets(self):
        server = sip_server.Server(case.PROGRAM, "tcp:[::1]:0")
        self.addCleanup(server.close)
        stream = Stream("::1", server.port())
        self.addCleanup(stream.socket.close)
        stream.socket.sendall(register("[::1]:5060"))
        self.assertEqual(stream.status(), 200)

    def test_wrong_use_is_said(self):
        text = self.folder / "text.pem"
        text.write_text("no certificate", encoding="utf-8")
        for arguments, said in (
                (("tcp:1.2.3:5060",), "numeric address"), (("sctp:127.0.0.1:5060",), "numeric"),
                (("tls:127.0.0.1:0",), "--certificate FILE"),
                (("tcp:127.0.0.1:0", "--key", "x"), "for --listen tls:"),
                (("tls:127.0.0.1:0", "--certificate", "/nowhere.pem"), "/nowhere.pem"),
                (("tls:127.0.0.1:0", "--certificate", str(text)), "text.pem: no certificate")):
            done = subprocess.run([case.PROGRAM, "server", "--listen", *arguments], timeout=5,
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn(said, done.stderr)

    def test_a_port_that_is_taken_is_said(self):
        server = self.server("tcp")
        done = subprocess.run([case.PROGRAM, "server", "--listen",
                               f"tcp:{self.address}:{server.port()}"], timeout=5,
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot listen on", done.stderr)
        waiting.until(lambda: server.process.poll() is None, 1, server.complaint)


if __name__ == "__main__":
    case.main()
