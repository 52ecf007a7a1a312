#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a phone on a network meets that it did not ask for."""
import os
import random
import re
import socket
import subprocess
import time
from pathlib import Path

import case
import phone
import waiting
import wire

SEED = int(os.environ.get("HF_FIRST_SEED", "1"))
STRAY = 99  # the address of one who was not asked
FLOOD = 2000
OPTIONS = ("OPTIONS sip:{user}@x SIP/2.0\r\nVia: SIP/2.0/UDP x;rport;branch=z9hG4bKx\r\n"
           "From: <sip:a@x>;tag=1\r\nTo: <sip:a@x>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n")


def damaged(draw, message):
    """A SIP message with something wrong with it."""
    text = bytearray(message)
    for _ in range(draw.randint(1, 8)):
        at = draw.randrange(len(text))
        kind = draw.randrange(4)
        if kind == 0:
            text[at] = draw.randrange(256)
        elif kind == 1:
            del text[at:at + draw.randint(1, 40)]
        elif kind == 2:
            text[at:at] = bytes(draw.randrange(256) for _ in range(draw.randint(1, 20)))
        else:
            text[at:at] = text[at:at + draw.randint(1, 200)]
        if not text:
            return b""
    return bytes(text[:draw.choice((20, 200, 60000))])


class BadInput(case.Case):
    def throw(self, phone, *datagrams):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stray:
            stray.bind((case.address(STRAY), 0))
            for number, datagram in enumerate(datagrams):
                stray.sendto(datagram, (phone.address, phone.port))
                if number % 50 == 49:
                    time.sleep(0.01)

    def lives(self, phone):
        mark = len(phone.said)
        phone.say("status")
        phone.wait_in_service(1, 5, mark)

    def test_an_answer_from_another_address_is_dropped_and_noted(self):
        silent = self.socket_server(21)
        backup = self.socket_server(22)
        phone = self.phone(silent, backup, t1_ms=500).start()
        _, request, _ = silent.wait_request(5)
        self.throw(phone, wire.answer(request, 200))
        time.sleep(0.3)
        self.assertFalse([item for item in phone.statuses()
                          if item["state"] in ("REGISTERED", "ON_BACKUP")], phone.complaint())
        silent.socket.sendto(wire.answer(request, 200), (phone.address, phone.port))
        phone.wait_in_service(1, 5)
        self.assertEqual(phone.quit(), 0)
        noted = b"".join(path.read_bytes() for path in phone.log.iterdir())
        self.assertIn(b"not asked", noted, "no note about the dropped answer in the log")

    def test_malformed_datagrams_harm_nothing(self):
        draw = random.Random(SEED)
        server = self.socket_server(21, 200)
        phone = self.registered_phone(server, self.socket_server(22))
        request = server.received[0][1]
        sound = (request, wire.answer(request, 200), wire.answer(request, 503),
                 b"INVITE sip:1001@x SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bKx\r\n\r\n")
        odd = [b"", b"\0", b"\r\n\r\n", b"SIP/2.0 ", b"SIP/2.0 200 OK\r\n\r\n", b"\xff" * 65000,
               b"A: " * 20000, b"REGISTER sip:x SIP/2.0\r\n" + b"Via: x\r\n" * 5000 + b"\r\n"]
        odd += [damaged(draw, draw.choice(sound)) for _ in range(600)]
        self.throw(phone, *odd)
        self.lives(phone)
        server.socket.sendto(b"SIP/2.0 200", (phone.address, phone.port))
        self.lives(phone)

    def test_a_flood_of_requests_writes_little_and_is_not_answered(self):
        server = self.socket_server(21, 200)
        phone = self.registered_phone(server, self.socket_server(22))
        own = wire.header(server.received[0][1], "Contact").split("sip:")[1].split("@")[0]
        before = sum(path.stat().st_size for path in phone.log.iterdir())
        for user, is_answered in (("hf00000001" + "a" * 24, False), (own, True)):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stray:
                stray.bind((case.address(STRAY), 0))
                stray.settimeout(0.5)
                request = OPTIONS.format(user=user).encode()
                for number in range(FLOOD):
                    stray.sendto(request, (phone.address, phone.port))
                    if number % 50 == 49:
                        time.sleep(0.005)
                try:
                    answer = stray.recv(65535)
                except socket.timeout:
                    answer = b""
            self.assertEqual(answer.startswith(b"SIP/2.0 200 "), is_answered, answer)
        self.lives(phone)
        grown = sum(path.stat().st_size for path in phone.log.iterdir()) - before
        self.assertLess(grown, 30000, "each datagram costs a record of the log")

    def test_a_storm_of_provisional_responses_is_one_event(self):
        server = self.socket_server(21)
        phone = self.phone(server, self.socket_server(22), t1_ms=500).start()
        _, request, _ = server.wait_request(5)
        before = sum(path.stat().st_size for path in phone.log.iterdir())
        for _ in range(FLOOD):
            server.socket.sendto(wire.answer(request, 100), (phone.address, phone.port))
        server.socket.sendto(wire.answer(request, 200), (phone.address, phone.port))
        phone.wait_in_service(1, 5)
        grown = sum(path.stat().st_size for path in phone.log.iterdir()) - before
        self.assertLess(grown, 20000, "each 100 costs a record of the log")

    def run_with_input(self, arguments, source):
        """Starts a program on that standard input, ends it by SIGTERM after a second; the exit
        code and what it said."""
        process = subprocess.Popen([case.PROGRAM, *arguments], stdin=source,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   preexec_fn=waiting.die_with_parent)
        self.addCleanup(process.kill)
        time.sleep(1)
        process.terminate()
        said, _ = process.communicate(timeout=5)
        return process.returncode, said.decode()

    def arguments(self):
        """Of a phone, and of a server."""
        server = self.socket_server(21, 200)
        made = phone.config(server, server)
        (self.folder / "phone.txt").write_text(made)
        return (("phone", "--config", str(self.folder / "phone.txt"), "--bind",
                 f"{case.address(31)}:0"),
                ("server", "--listen", f"{case.address(32)}:0"))

    def test_an_input_that_never_ends_does_not_make_it_deaf(self):
        for arguments in self.arguments():
            with self.subTest(arguments[0]), open("/dev/zero", "rb") as source:
                code, said = self.run_with_input(arguments, source)
                self.assertEqual(code, 0, said)
                self.assertEqual(len(re.findall("too long|longer than", said)), 1, said)

    def test_the_last_command_counts_without_its_end(self):
        commands = self.folder / "commands"
        commands.write_text("help\nquit")
        for arguments in self.arguments():
            with self.subTest(arguments[0]), open(commands, "rb") as source:
                run = subprocess.run([case.PROGRAM, *arguments], stdin=source, timeout=10,
                                     capture_output=True, check=False)
                self.assertEqual(run.returncode, 0, run.stderr)
            with self.subTest(arguments[0] + ", a pipe"):
                run = subprocess.run([case.PROGRAM, *arguments], input=b"quit", timeout=10,
                                     capture_output=True, check=False)
                self.assertEqual(run.returncode, 0, run.stderr)

    def test_output_that_is_lost_is_said(self):
        story = Path(__file__).parent.parent / "scenarios" / "A11.story"
        for arguments in (("--version",), ("help",), ("phone", "--help"), ("replay", "--help"),
                          ("simulate", "--help"), ("simulate", str(story)), self.arguments()[1]):
            with self.subTest(arguments), open("/dev/full", "wb") as full:
                run = subprocess.run([case.PROGRAM, *arguments], stdin=subprocess.DEVNULL,
                                     stdout=full, stderr=subprocess.PIPE, timeout=10, check=False)
                self.assertEqual(run.returncode, 1)
                self.assertIn(b"standard output", run.stderr)

    def test_a_second_phone_on_the_same_port_is_refused(self):
        server = self.socket_server(21, 200)
        first = self.registered_phone(server, self.socket_server(22))
        second = self.phone(server, self.socket_server(23))
        second.port = first.port
        second.start()
        self.assertEqual(second.finish(5), 1, second.complaint())
        said = second.errors.read_text()
        self.assertIn(f"{first.address}:{first.port}", said)
        self.lives(first)

    def test_nonsense_on_its_command_line_input_is_said(self):
        server = self.socket_server(21, 200)
        phone = self.registered_phone(server, self.socket_server(22))
        phone.say("dance now")
        phone.say("register 77")
        phone.say("x" * 5000)
        self.lives(phone)

    def test_a_file_that_cannot_be_meant_ends_it_with_the_place(self):
        server = self.socket_server(21, 200)
        phone = self.phone(server, server, t1_ms="soon").start()
        self.assertEqual(phone.finish(5), 2)
        said = phone.errors.read_text()
        self.assertRegex(said, r"phone\.txt:\d+: ")
        self.assertIn("soon", said)


if __name__ == "__main__":
    case.main()
