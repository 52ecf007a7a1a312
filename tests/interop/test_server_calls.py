#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Calls through `holdfast server`: sip_lab, sipp and plain sockets at both ends, over UDP, TCP and
TLS."""
import socket
import ssl
import subprocess
import time

import case
import certificates
import kamailio
import sip_server
import test_server
import test_sip_calls
import waiting
import wire
from test_sip_calls import place

SILENT_S = 0.3
# How a call of sipp's scenario uac_routes ends.
HANGS_UP = """<pause milliseconds="50"/><send retrans="100"><![CDATA[
BYE [next_url] SIP/2.0
@OUT@
[routes]
CSeq: 2 BYE
@NONE@
]]></send><recv response="200"/>"""
HEARS_IT = '<recv request="BYE"/>@OK@'


class End:
    """A phone of a few lines: it sends what it is told to, and answers when it is told to."""

    def __init__(self, server, user, transport="udp", tls=None, door=0):
        self.server, self.user, self.transport = server, user, transport
        self.at = (server.address, server.port(door))
        self.text = b""
        if transport == "udp":
            self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.socket.bind((server.address, 0))
        else:
            self.socket = socket.create_connection(self.at, timeout=3)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_hostname="pbx.example")
        self.peer = self.at
        self.socket.settimeout(3)
        self.mine = "%s:%d" % self.socket.getsockname()[:2]
        self.contact = f"<sip:{user}@{self.mine};transport={transport}>"
        self.call_id = f"{user}-{time.monotonic_ns()}"

    def send(self, text, at=None):
        if self.transport == "udp":
            self.socket.sendto(text, at or self.at)
        else:
            self.socket.sendall(text)

    def receive(self, limit_s=3):
        """The next message; None: silence, or the end."""
        self.socket.settimeout(limit_s)
        try:
            while b"\r\n\r\n" not in self.text:  # none of them has a body
                if self.transport == "udp":
                    text, self.peer = self.socket.recvfrom(65535)
                else:
                    text = self.socket.recv(65535)
                if not text:
                    return None
                self.text += text
        except socket.timeout:
            return None
        message, _, self.text = self.text.partition(b"\r\n\r\n")
        return message + b"\r\n\r\n"

    def request(self, method, uri, **fields):
        """fields: to, routes, cseq, branch; at."""
        lines = [f"{method} {uri} SIP/2.0",
                 f"Via: SIP/2.0/{self.transport.upper()} {self.mine};rport;"
                 f"branch={fields.get('branch', f'z9hG4bK{time.monotonic_ns()}')}",
                 *(f"Route: {one}" for one in fields.get("routes", ())),
                 f"From: <sip:{self.user}@{self.at[0]}>;tag={self.user}",
                 f"To: {fields.get('to', f'<{uri}>')}", f"Call-ID: {self.call_id}",
                 f"CSeq: {fields.get('cseq', 1)} {method}", "Max-Forwards: 70",
                 f"Contact: {self.contact}", "Expires: 60", "Content-Length: 0", "", ""]
        self.send("\r\n".join(lines).encode(), fields.get("at"))

    def register(self):
        name, self.call_id = self.call_id, self.call_id + "-register"
        self.request("REGISTER", f"sip:{self.at[0]}", to=f"<sip:{self.user}@{self.at[0]}>")
        self.call_id = name
        assert self.receive().startswith(b"SIP/2.0 200 ")

    def answer(self, request, status):
        """All that a proxy or a caller needs of a request, with a tag in To."""
        lines = [f"SIP/2.0 {status} Answer"]
        for line in request.decode().split("\r\n"):
            name = line.split(":", 1)[0].lower()
            if name in ("via", "from", "call-id", "cseq", "record-route"):
                lines.append(line)
            elif name == "to":
                lines.append(line if ";tag=" in line else f"{line};tag={self.user}")
        self.send("\r\n".join([*lines, f"Contact: {self.contact}", "Content-Length: 0", "",
                               ""]).encode(), self.peer)


class Through(test_sip_calls.Calls):
    """A server, and two ends that call each other through it."""

    def server(self, *options, last=25, transports=("udp",)):
        made = sip_server.Server(case.PROGRAM,
                                 *(f"{one}:{case.address(last)}:0" for one in transports),
                                 options=options)
        made.address = case.address(last)
        self.addCleanup(made.close)
        return made

    def end(self, server, user, *arguments, **options):
        made = End(server, user, *arguments, **options)
        self.addCleanup(made.socket.close)
        return made

    def register(self, server, there, user="bob"):
        """There is where bob's phone is, from now on; by sipp."""
        sipp = self.sipp("uac_registers", 24, peer=(server.address, server.port()),
                         values={"PHONE": "%s:%d" % place(there)})
        self.ends_well(sipp)

    def call(self, server, *arguments, last=31):
        """sip_lab calls bob."""
        uri = f"sip:bob@{server.address}:{server.port()}"

        class At:
            address, port = server.address, server.port()
        return self.caller(At, *arguments, to=uri, last=last)

    def forwarded(self, server, method):
        return [item["to"] for item in server.requests()
                if item["method"] == method and item["to"]]

    def went_once(self, server, callee, *methods):
        where = "udp:%s:%d" % place(callee)
        for method in methods:
            self.assertEqual(self.forwarded(server, method), [where], f"{method}: {server.said}")

    def finish(self, *labs):
        for lab in labs:
            lab.wait_for("dialog over")

    def expect(self, end, begin, limit_s=3):
        message = end.receive(limit_s)
        self.assertIsNotNone(message, f"no {begin} came to {end.user}")
        self.assertTrue(message.startswith(begin.encode()), message)
        return message


class Labs(Through):
    """The calls that test_sip_calls.py makes through kamailio."""

    def test_the_caller_hangs_up(self):
        server, callee = self.server(), self.callee("--ring", "100")
        self.register(server, callee)
        caller = self.call(server, "--hang-up", "100")
        self.finish(caller, callee)
        for lab in caller, callee:
            self.assertEqual(lab.end(), 0)
        self.went_once(server, callee, "INVITE", "ACK", "BYE")
        heard = [row.split()[1] for row in caller.said if row.startswith("in ")]
        self.assertEqual(heard, ["180", "200", "200"], caller.complaint())
        heard = [row.split()[1:] for row in callee.said if row.startswith("in ")]
        way = f"{server.address}:{server.port()}"
        self.assertEqual(heard, [["INVITE", way], ["ACK", way], ["BYE", way]])
        self.assertEqual({item["status"] for item in server.said if item["kind"] == "response"},
                         {180, 200})

    def test_the_callee_hangs_up(self):
        """The caller is not registered: what proves the BYE is the token in its Route."""
        server, callee = self.server(), self.callee("--hang-up", "100")
        self.register(server, callee)
        caller = self.call(server)
        self.finish(caller, callee)
        self.went_once(server, callee, "INVITE", "ACK")
        self.went_once(server, caller, "BYE")

    def test_over_two_servers(self):
        """Bob's Contact at the first is the second: a route set of two."""
        for who, last in ("caller", 25), ("callee", 27):
            with self.subTest(f"the {who} hangs up"):
                hang_up = {"caller": [], "callee": [], who: ["--hang-up", "100"]}
                first, second = self.server(last=last), self.server(last=last + 1)
                callee = self.callee("--reliable", "1", "--ring", "100", *hang_up["callee"])
                self.register(second, callee)

                class There:
                    address, port = second.address, second.port()
                self.register(first, There)
                caller = self.call(first, *hang_up["caller"])
                self.finish(caller, callee)
                self.went_once(first, There, "INVITE", "PRACK", "ACK")
                self.went_once(second, callee, "INVITE", "PRACK", "ACK")
                self.assertEqual(len(self.forwarded(first, "BYE")), 1)
                self.assertEqual(len(self.forwarded(second, "BYE")), 1)

    def test_what_is_lost_comes_again(self):
        """One of each message of a call, lost at one end or the other."""
        server = self.server()
        callee = self.callee("--ring", "100", "--drop", "in:INVITE:1", "--drop", "out:200:2",
                             "--drop", "in:ACK:1")
        self.register(server, callee)
        caller = self.call(server, "--hang-up", "800", "--drop", "in:200:1", "--drop",
                           "out:BYE:1")
        self.finish(caller, callee)
        self.says(callee, "request INVITE", 1)
        self.says(callee, "acked", 1)
        self.assertGreaterEqual(caller.count("fork again"), 1, caller.complaint())
        self.assertTrue([item for item in server.requests()
                         if item["method"] == "INVITE" and item["repeated"]])

    def test_a_refusal_and_a_cancel(self):
        server = self.server()
        for callee, arguments, status in ((self.callee("--status", "486"), [], "486"),
                                          (self.callee("--ring", "9000", last=33),
                                           ["--cancel", "200"], "487")):
            with self.subTest(status):
                self.register(server, callee)
                caller = self.call(server, *arguments)
                caller.wait_for(f"response {status}")
                callee.wait_for("in ACK")
                self.says(callee, "acked", 0)
                self.assertEqual(callee.end(), 0)
                self.says(callee, f"out {status}", 1)

    def test_a_password_is_asked_for(self):
        server = self.server("--user", f"{kamailio.USER}:{kamailio.PASSWORD}",
                             "--relay", "any")
        callee = self.callee("--hang-up", "100")
        uri = "sip:bob@%s:%d" % place(callee)

        class At:
            address, port = server.address, server.port()
        caller = self.caller(At, "--password", kamailio.PASSWORD, to=uri)
        self.finish(caller, callee)
        self.says(caller, "response 407", 1)
        self.went_once(server, callee, "INVITE", "ACK")
        self.went_once(server, caller, "BYE")
        wrong = self.caller(At, "--password", "a wrong one", to=uri, last=34)
        wrong.wait_for("response 407", times=2)
        self.says(callee, "in INVITE", 1)

    def test_nobody_is_there(self):
        server = self.server()
        self.call(server).wait_for("response 480")

        class Elsewhere:
            address, port = server.address, server.port()
        self.caller(Elsewhere, to="sip:bob@203.0.113.1", last=34).wait_for("response 403")


class Sipp(Through):
    def sipp_caller(self, server, then):
        return self.sipp("uac_routes", 21, peer=(server.address, server.port()),
                         values={"THEN": then})

    def test_the_caller_hangs_up(self):
        server, callee = self.server(), self.sipp("uas_routes", 22)
        self.register(server, callee)
        caller = self.sipp_caller(server, HANGS_UP)
        for one in caller, callee:
            self.ends_well(one)
        self.went_once(server, callee, "INVITE", "ACK", "BYE")

    def test_the_callee_hangs_up(self):
        server, callee = self.server(), self.callee("--hang-up", "100")
        self.register(server, callee)
        caller = self.sipp_caller(server, HEARS_IT)
        self.ends_well(caller)
        self.finish(callee)
        self.went_once(server, callee, "INVITE", "ACK")
        self.went_once(server, caller, "BYE")

    def test_the_built_in_caller(self):
        """It goes by no Record-Route: its ACK and BYE name bob again."""
        server, callee = self.server(), self.sipp(builtin="uas", last=22)
        self.register(server, callee)
        caller = self.sipp(builtin="uac", arguments=("-d", "50", "-s", "bob"),
                           peer=(server.address, server.port()))
        for one in caller, callee:
            self.ends_well(one)
        self.went_once(server, callee, "INVITE", "ACK", "BYE")

    def test_cancel(self):
        """And a CANCEL of nothing, which the callee answers."""
        server, callee = self.server(), self.callee("--ring", "5000")
        self.register(server, callee)
        self.ends_well(self.sipp("uac_cancels", peer=(server.address, server.port())))
        callee.wait_for("cancelled")
        self.assertEqual(callee.end(), 0)


class Ends(Through):
    """What takes a socket of our own to see."""

    def test_every_transport_calls_every_other(self):
        ca = certificates.Authority(self.folder)
        mine = ca.pair("DNS:pbx.example")
        tls = ssl.create_default_context(cafile=str(ca.certificate))
        server = self.server("--certificate", mine.certificate, "--key", mine.key,
                             transports=("udp", "tcp", "tls"))
        ways = (("udp", None, 0), ("tcp", None, 1), ("tls", tls, 2))
        for called, with_tls, door in ways:
            bob = self.end(server, "bob", called, with_tls, door)
            bob.register()
            for calling, with_tls, door in ways:
                with self.subTest(f"{calling} calls {called}"):
                    alice = self.end(server, "alice", calling, with_tls, door)
                    self.make_a_call(server, alice, bob)

    def make_a_call(self, server, alice, bob):
        """Up to an ACK, and a BYE from either side: the second gets its 200 too."""
        alice.request("INVITE", f"sip:bob@{server.address}")
        invite = self.expect(bob, "INVITE sip:bob@" + bob.mine)
        bob.answer(invite, 180)
        self.expect(alice, "SIP/2.0 180 ")
        bob.answer(invite, 200)
        answer = self.expect(alice, "SIP/2.0 200 ")
        near, far = (wire.header(text, "Record-Route") for text in (answer, invite))
        self.assertIn(f"{alice.at[0]}:{alice.at[1]}", near)
        self.assertIn(f"{bob.at[0]}:{bob.at[1]}", far)
        to = wire.header(answer, "To")
        alice.request("ACK", bob.contact[1:-1], routes=[near], to=to)
        self.assertNotIn(b"\r\nRoute:", self.expect(bob, "ACK "))
        alice.request("BYE", bob.contact[1:-1], routes=[near], to=to, cseq=2)
        bob.answer(self.expect(bob, "BYE "), 200)
        self.expect(alice, "SIP/2.0 200 ")
        bob.call_id = alice.call_id
        bob.request("BYE", alice.contact[1:-1], routes=[far], cseq=3)
        alice.answer(self.expect(alice, "BYE "), 200)
        self.expect(bob, "SIP/2.0 200 ")

    def test_a_repeat_reaches_the_same_phone_though_another_has_registered(self):
        server = self.server()
        old, new, alice = (self.end(server, user) for user in ("bob", "bob", "alice"))
        old.register()
        for again in range(2):
            alice.request("INVITE", f"sip:bob@{server.address}", branch="z9hG4bKsame")
            self.expect(old, "INVITE ")
            if not again:
                new.register()
        alice.request("CANCEL", f"sip:bob@{server.address}", branch="z9hG4bKsame")
        self.expect(old, "CANCEL ")
        self.assertIsNone(new.receive(SILENT_S))
        self.assertEqual([item["repeated"] for item in server.requests()
                          if item["method"] == "INVITE"], [False, True])

    def test_the_primary_is_lost_and_bye_goes_by_the_backup(self):
        """E5: the first Route is replaced by the backup, which knows nothing of the call."""
        primary, backup = self.server(last=25), self.server(last=26)
        alice, bob = self.end(primary, "alice"), self.end(primary, "bob")
        for end in alice, bob:
            end.register()
            end.at, first = (backup.address, backup.port()), end.at
            end.register()
            end.at = first
        alice.request("INVITE", f"sip:bob@{primary.address}")
        invite = self.expect(bob, "INVITE ")
        bob.answer(invite, 200)
        to = wire.header(self.expect(alice, "SIP/2.0 200 "), "To")
        primary.say("stop")
        route = f"<sip:{backup.address}:{backup.port()};lr>"
        at = (backup.address, backup.port())
        alice.request("BYE", bob.contact[1:-1], routes=[route], to=to, cseq=2, at=at)
        bob.answer(self.expect(bob, "BYE " + bob.contact[1:-1]), 200)
        self.expect(alice, "SIP/2.0 200 ")
        stranger = self.end(backup, "stranger")
        stranger.request("BYE", alice.contact[1:-1].replace(alice.mine, "203.0.113.1:5060"),
                         routes=[route])
        self.expect(stranger, "SIP/2.0 403 ")

    def test_a_connection_that_has_closed(self):
        server = self.server(transports=("udp", "tcp"))
        alice, bob = self.end(server, "alice"), self.end(server, "bob", "tcp", door=1)
        bob.register()
        bob.socket.close()
        server.wait(lambda: server.connections("closed"), 3)
        alice.request("INVITE", f"sip:bob@{server.address}")
        self.expect(alice, "SIP/2.0 480 ")
        server.wait(lambda: server.requests()[-1]["status"] == 480, 3)
        self.assertEqual(server.requests()[-1]["why"], "its connection is closed")
        alice.request("ACK", f"sip:bob@{server.address}")
        again = self.end(server, "bob", "tcp", door=1)
        again.register()
        alice.request("INVITE", f"sip:bob@{server.address}", cseq=2)
        self.expect(again, "INVITE ")

    def test_faults_of_one_method(self):
        server = self.server("--do", "drop INVITE")
        alice, bob = self.end(server, "alice"), self.end(server, "bob")
        bob.register()
        alice.request("INVITE", f"sip:bob@{server.address}")
        self.assertIsNone(bob.receive(SILENT_S))
        alice.request("OPTIONS", f"sip:bob@{server.address}")
        self.expect(bob, "OPTIONS ")
        server.say("reject 503 retry-after=9 INVITE")
        alice.request("INVITE", f"sip:bob@{server.address}", cseq=2)
        self.assertEqual(wire.header(self.expect(alice, "SIP/2.0 503 "), "Retry-After"), "9")
        server.say("answer INVITE")
        server.say("delay 300 INVITE")
        before_s = time.monotonic()
        alice.request("INVITE", f"sip:bob@{server.address}", cseq=3)
        bob.answer(self.expect(bob, "INVITE "), 486)
        self.assertGreaterEqual(time.monotonic() - before_s, 0.29)
        self.expect(alice, "SIP/2.0 486 ")
        self.assertLess(time.monotonic() - before_s, 0.55, "the response was not delayed too")

    def test_an_unspecified_address_needs_a_public_one(self):
        for options, comes in ((), False), (("--public", "127.0.0.1"), True):
            server = sip_server.Server(case.PROGRAM, "0.0.0.0:0", options=options)
            self.addCleanup(server.close)
            server.address = "127.0.0.1"
            alice, bob = self.end(server, "alice"), self.end(server, "bob")
            bob.register()
            alice.request("INVITE", "sip:bob@127.0.0.1")
            if comes:
                self.assertIn("@127.0.0.1:", wire.header(self.expect(bob, "INVITE "),
                                                         "Record-Route"))
            else:
                self.expect(alice, "SIP/2.0 500 ")

    def test_what_people_read(self):
        process = subprocess.Popen([case.PROGRAM, "server", "--listen",
                                    f"{case.address(29)}:0"], stdout=subprocess.PIPE,
                                   stdin=subprocess.DEVNULL, preexec_fn=waiting.die_with_parent)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait, 5)
        self.addCleanup(process.kill)
        port = int(process.stdout.readline().decode().rsplit(":", 1)[1])

        class At:
            address = case.address(29)

            @staticmethod
            def port(_index=0):
                return port
        alice, bob = self.end(At, "alice"), self.end(At, "bob")
        bob.register()
        alice.request("INVITE", f"sip:bob@{At.address}")
        bob.answer(self.expect(bob, "INVITE "), 180)
        self.expect(alice, "SIP/2.0 180 ")
        said = [process.stdout.readline().decode().split("  server  ")[1].strip()
                for _ in range(3)]
        self.assertEqual(said[1:], [
            f"INVITE bob from {alice.mine}: forwarded to udp {bob.mine}",
            f"180 Ringing to INVITE bob from {bob.mine}: forwarded to udp {alice.mine}"])

    def test_wrong_use_is_said(self):
        for arguments, said in ((("--relay", "all"), "any or registered"),
                                (("--public", "pbx.example"), "numeric address"),
                                (("--do", "drop CALLS"), "INVITE would be right")):
            done = subprocess.run([case.PROGRAM, "server", "--listen", "127.0.0.1:0", *arguments],
                                  timeout=5, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn(said, done.stderr)


if __name__ == "__main__":
    case.main()
