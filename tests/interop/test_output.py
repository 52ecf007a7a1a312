#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Nobody reads what the phone prints, or nobody can: the lines stay in service."""
import fcntl
import json
import os
import pty
import select
import signal
import socket
import subprocess
import threading
import time

import case
import waiting
import wire

PIPE_BYTES = 4096
MANY = 40000  # answers to the command status: more than the pipe and the phone's buffer hold
REMARK_END = "missing here, because nobody read what was written"


def read_all(reader, rows):
    with os.fdopen(reader, "rb") as lines:
        rows.extend(lines)


class Output(case.Case):
    def setUp(self):
        super().setUp()
        self.server = self.socket_server(21, 200)
        self.made = self.phone(self.server, self.socket_server(22), expires_s=300)

    def start(self, output, *options):
        """The phone, printing to a file descriptor that is closed here."""
        with open(self.made.errors, "ab") as errors:
            process = subprocess.Popen(
                [case.PROGRAM, "phone", "--config", str(self.made.config), "--log",
                 str(self.made.log), "--bind", f"{self.made.address}:{self.made.port}", *options],
                stdin=subprocess.PIPE, stdout=output, stderr=errors,
                preexec_fn=waiting.die_with_parent)
        self.addCleanup(process.stdin.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        os.close(output)
        self.server.wait_request(5)
        return process

    def narrow_pipe(self):
        reader, writer = os.pipe()
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        return reader, writer

    def say(self, process, text):
        """A phone that hangs does not hang the test, too."""
        pipe, left = process.stdin.fileno(), text.encode()
        os.set_blocking(pipe, False)
        while left:
            ready = select.select([], [pipe], [], 10)[1]
            self.assertTrue(ready, "the phone reads no commands for 10 s")
            left = left[os.write(pipe, left):]

    def registers_again(self, process):
        """It obeys, and its request comes to the server."""
        before = len(self.server.received)
        self.say(process, "register\n")
        waiting.until(lambda: len(self.server.received) > before, 5,
                      lambda: f"no new REGISTER; stderr: {self.errors()}")

    def errors(self):
        return self.made.errors.read_text(encoding="utf-8")

    def complaints(self):
        return [row for row in self.errors().splitlines() if "standard output" in row]

    def test_a_reader_that_stops_does_not_stop_the_phone(self):
        reader, writer = self.narrow_pipe()
        self.addCleanup(os.close, reader)
        process = self.start(writer, "--json")
        self.say(process, "status\n" * MANY)
        self.registers_again(process)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(5), 1)
        self.assertLess(time.monotonic() - began, 4)
        self.assertEqual(len(self.complaints()), 1, self.errors())

    def test_a_gap_is_counted_when_the_reader_goes_on(self):
        reader, writer = self.narrow_pipe()
        process = self.start(writer, "--json")
        self.say(process, "status\n" * MANY)
        self.registers_again(process)
        rows = []
        thread = threading.Thread(target=read_all, args=(reader, rows), daemon=True)
        thread.start()
        time.sleep(1)
        self.say(process, "status\nquit\n")
        self.assertEqual(process.wait(10), 0, self.errors())
        thread.join(5)
        said = [json.loads(row) for row in rows]
        gaps = [item["text"] for item in said if item.get("text", "").endswith(REMARK_END)]
        self.assertEqual(len(gaps), 1, gaps)
        missing = int(gaps[0].split()[0])
        answers = sum(item["kind"] == "status" for item in said)
        self.assertGreater(missing, 0)
        self.assertLessEqual(MANY + 1, answers + missing)
        self.assertLess(answers + missing, MANY + 100, "lines are counted more than once")
        times = [item["at_us"] for item in said if item["kind"] == "status"]
        self.assertEqual(times, sorted(times), "the order of lines was not kept")
        self.assertEqual((said[-1]["kind"], said[-1]["state"]), ("phone", "stopped"))
        self.assertEqual(self.complaints(), [])

    def test_a_stopped_terminal_does_not_stop_the_phone(self):
        ours, terminal = pty.openpty()
        self.addCleanup(os.close, ours)
        process = self.start(terminal)
        self.say(process, "help\n" * 2000)  # a terminal that nobody reads takes some KiB
        self.registers_again(process)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(5), 1)

    def test_a_reader_that_goes_does_not_end_the_phone(self):
        reader, writer = self.narrow_pipe()
        process = self.start(writer)
        os.close(reader)
        self.registers_again(process)
        self.registers_again(process)
        self.say(process, "quit\n")
        self.assertEqual(process.wait(5), 1)
        self.assertEqual(len(self.complaints()), 1, self.errors())
        self.assertIn("reader has gone", self.complaints()[0])

    def test_a_full_disk_does_not_end_the_phone(self):
        process = self.start(os.open("/dev/full", os.O_WRONLY), "--json")
        self.registers_again(process)
        self.registers_again(process)
        self.say(process, "quit\n")
        self.assertEqual(process.wait(5), 1)
        self.assertEqual(len(self.complaints()), 1, self.errors())
        self.assertIn("No space left", self.complaints()[0])

    def test_a_file_that_others_made_non_blocking_loses_nothing(self):
        reader, writer = self.narrow_pipe()
        os.set_blocking(writer, False)
        process = self.start(writer, "--json")
        self.say(process, "status\n" * 500)
        rows = []
        thread = threading.Thread(target=read_all, args=(reader, rows), daemon=True)
        time.sleep(0.3)
        thread.start()
        self.say(process, "quit\n")
        self.assertEqual(process.wait(10), 0, self.errors())
        thread.join(5)
        self.assertEqual(sum(json.loads(row)["kind"] == "status" for row in rows), 500)

    def test_a_stranger_is_answered_from_the_address_that_it_asked(self):
        self.made.address = "0.0.0.0"
        reader, writer = self.narrow_pipe()
        self.addCleanup(os.close, reader)
        self.start(writer)
        request = self.server.received[0][1]
        contact = wire.header(request, "Contact").split("<", 1)[1].split(">", 1)[0]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.bind((case.address(98), 0))
            stranger.settimeout(3)
            asked = (case.address(55), self.made.port)
            stranger.sendto(
                (f"OPTIONS {contact} SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bKa;rport\r\n"
                 "From: <sip:a@a>;tag=1\r\nTo: <sip:a@a>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n"
                 "Content-Length: 0\r\n\r\n").encode(), asked)
            self.assertEqual(stranger.recvfrom(65535)[1], asked)


if __name__ == "__main__":
    case.main()
