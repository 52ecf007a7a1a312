# SPDX-License-Identifier: Apache-2.0
"""`holdfast top` as a test sees it: on a terminal whose screen is kept, or in a pipe."""
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import threading
import time

import case
import kamailio
import waiting

SEQUENCE = re.compile(rb"\x1b\[(\??)([0-9;]*)([A-Za-z])")
# A shell with jobs: what it runs can be stopped from the keyboard.
SHELL = 'trap exit TERM; "$0" "$@"; echo "stopped $?"; read -r _; fg > /dev/null; echo "ended $?"'


class Screen:
    """What a terminal shows that was sent these bytes: the sequences that top sends, and no
    others."""

    def __init__(self, rows, columns):
        self.modes = set()
        self.ever = set()  # modes that were ever on
        self.looks = set() # of letters
        self.resize(rows, columns)

    def resize(self, rows, columns):
        self.rows, self.columns = rows, columns
        self.cells = [[" "] * columns for _ in range(rows)]
        self.at = (0, 0)
        self.fits = False  # until it is cleared, what comes may be for the size before

    def control(self, private, numbers, letter):
        if private:
            (self.modes.add if letter == "h" else self.modes.discard)(numbers)
            self.ever |= self.modes
        elif letter == "H":
            row, column = (int(n) - 1 for n in numbers.split(";"))
            assert not self.fits or (row < self.rows and column < self.columns), \
                "drawn beyond the window"
            self.at = (row, column)
        elif letter == "J":
            self.cells = [[" "] * self.columns for _ in range(self.rows)]
            self.fits = True
        elif letter == "m":
            self.looks.add(numbers)
        elif letter == "K":
            assert "1049" not in self.modes  # of progress, before it draws
        else:
            raise AssertionError(f"unknown sequence: {numbers}{letter}")

    def feed(self, data):
        at = 0
        while at < len(data):
            found = SEQUENCE.match(data, at)
            if found:
                self.control(found[1].decode(), found[2].decode(), found[3].decode())
                at = found.end()
                continue
            if data[at] == 0x1b:
                return data[at:]  # not all there yet
            length = next(n for n in (1, 2, 3, 4) if at + n >= len(data)
                          or data[at + n] & 0xC0 != 0x80)
            if data[at] >= 0x80 and at + length == len(data) and not whole(data[at:]):
                return data[at:]
            self.letter(data[at:at + length].decode())
            at += length
        return b""

    def letter(self, letter):
        if letter in "\r\n":
            return
        assert letter.isprintable(), f"{letter!r} was sent"
        row, column = self.at
        if "1049" in self.modes and row < self.rows and column < self.columns:
            self.cells[row][column] = letter
        self.at = (row, column + 1)

    def text(self):
        return ["".join(row).rstrip() for row in self.cells]


def whole(data):
    try:
        data.decode()
        return True
    except UnicodeDecodeError:
        return False


class Terminal:
    """`holdfast top` on a terminal of its own."""

    def __init__(self, *arguments, rows=24, columns=100, shell=False, **environment):
        self.ours, theirs = pty.openpty()
        self.theirs = theirs
        self.screen = Screen(rows, columns)
        self.set_size(rows, columns)
        self.before = termios.tcgetattr(theirs)
        self.raw = b""
        self.rest = b""
        command = [case.PROGRAM, "top", *map(str, arguments)]
        self.process = subprocess.Popen(
            ["bash", "-mc", SHELL, *command] if shell else command, stdin=theirs, stdout=theirs,
            stderr=theirs, start_new_session=True, preexec_fn=self.prepare,
            env={**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **environment})

    def prepare(self):
        waiting.die_with_parent()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def set_size(self, rows, columns):
        fcntl.ioctl(self.ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, rows, columns):
        self.read(0)
        self.screen.resize(rows, columns)
        self.set_size(rows, columns)

    def press(self, keys):
        os.write(self.ours, keys if isinstance(keys, bytes) else keys.encode())

    def read(self, limit_s):
        while select.select([self.ours], [], [], limit_s)[0]:
            try:
                data = os.read(self.ours, 65536)
            except OSError:
                return
            self.raw += data
            self.rest = self.screen.feed(self.rest + data)
            limit_s = 0

    def wait(self, condition, limit_s=5):
        """Until condition(lines of the screen) holds; gives the lines."""
        def look():
            self.read(0.02)
            return condition(self.screen.text()) and self.screen.text()
        return waiting.until(look, limit_s, lambda: "\n".join(self.screen.text()))

    def wait_text(self, pattern, limit_s=5):
        return self.wait(lambda lines: re.search(pattern, "\n".join(lines)), limit_s)

    def is_restored(self):
        self.read(0.05)
        now = termios.tcgetattr(self.theirs)
        return now == self.before and not self.screen.modes & {"1049"} and \
            {"25", "7"} <= self.screen.modes

    def end(self, limit_s=5):
        code = None
        end = time.monotonic() + limit_s
        while code is None and time.monotonic() < end:
            self.read(0.05)
            code = self.process.poll()
        return code

    def close(self):
        self.process.kill()
        self.process.wait(10)
        os.close(self.ours)
        os.close(self.theirs)


class Follower:
    """`holdfast top` into a pipe, for as long as it runs."""

    def __init__(self, *arguments):
        self.rows = []
        self.process = subprocess.Popen([case.PROGRAM, "top", *map(str, arguments)],
                                        stdout=subprocess.PIPE, text=True,
                                        preexec_fn=waiting.die_with_parent)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for row in self.process.stdout:
            self.rows.append(row.rstrip("\n"))

    def wait(self, condition, limit_s=8):
        return waiting.until(lambda: condition(self.rows), limit_s,
                             lambda: "\n".join(self.rows[-10:]))

    def close(self):
        self.process.kill()
        self.process.wait(10)
        self.reader.join(5)
        self.process.stdout.close()


class Registrar:
    """`holdfast server`."""

    def __init__(self, address):
        self.address = address
        self.port = kamailio.free_port(address)
        self.process = subprocess.Popen(
            [case.PROGRAM, "server", "--listen", f"{address}:{self.port}"], stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, preexec_fn=waiting.die_with_parent)

    def say(self, command):
        self.process.stdin.write(command.encode() + b"\n")
        self.process.stdin.flush()

    def close(self):
        self.process.kill()
        self.process.wait(10)
        self.process.stdin.close()
