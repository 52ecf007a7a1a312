# SPDX-License-Identifier: Apache-2.0
"""Figures of whole phones, on real sockets of the loopback: `holdfast phone` with many lines, and
kamailio as registrars, whose own words are what is measured."""
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import namedtuple
from contextlib import ExitStack
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "interop"))
sys.dont_write_bytecode = True

import kamailio
import names
import waiting

STARTED_LINES = 1000
MEMORY_LINES = 10000
OUTAGE_LINES = 100
EXPIRES_S = 60
WINDOW = 64  # requests of the reference that are under way at once
LIMIT_S = 120

HEAD = """<<VOIP CONFIG FILE>>Version:2.0000000000
<SIP CONFIG MODULE>
--SIP Line List--  :
"""
LINE = """SIP{n} Phone Number       :{user}
SIP{n} Register User      :{user}
SIP{n} Register Pswd      :{password}
SIP{n} Register Addr      :{first.address}
SIP{n} Register Port      :{first.port}
SIP{n} Register TTL       :{expires_s}
SIP{n} Backup Addr        :{second.address}
SIP{n} Backup Port        :{second.port}
SIP{n} Backup TTL         :{expires_s}
SIP{n} Enable Reg         :1
"""
END = "<<END OF FILE>>\n"


Start = namedtuple("Start", "took_s reference_s asked retransmissions")


def address(last):
    pid = os.getpid()
    return f"127.{16 + (pid >> 8) % 200}.{pid & 255}.{last}"


def user(n):
    return f"u{n}"


class Phone:
    """`holdfast phone` with a Fanvil file, and of native defaults both families of addresses and
    jitter."""

    def __init__(self, program, folder, text, *options):
        config = Path(folder) / "phone.txt"
        config.write_text(text, encoding="utf-8")
        self.errors = Path(folder) / "phone.stderr"
        with open(self.errors, "wb") as errors:
            self.process = subprocess.Popen(
                [program, "phone", "--no-stdin", "--config", config, "--bind",
                 f"{address(31)}:0", *options], stdout=subprocess.DEVNULL, stderr=errors,
                env={**os.environ, "HOLDFAST_LAB": "address_family=0 jitter_percent=10"},
                preexec_fn=waiting.die_with_parent)

    def private_bytes(self):
        rows = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text(encoding="ascii")
        return sum(int(number) * 1024 for number in
                   re.findall(r"^Private_(?:Clean|Dirty): +(\d+) kB", rows, re.MULTILINE))

    def complaint(self):
        return self.errors.read_text(encoding="utf-8", errors="replace")[-2000:]

    def close(self):
        self.process.kill()
        self.process.wait()


class World(ExitStack):
    """Servers and phones that end with it."""

    def __init__(self, build):
        super().__init__()
        self.build = build
        self.folder = self.enter_context(tempfile.TemporaryDirectory())

    def own(self, made):
        self.callback(made.close)
        return made

    def server(self, last):
        made = kamailio.Kamailio(self.folder, address(last), memory_mb=256)
        self.callback(made.kill)
        return made.start()

    def phone(self, text, *options):
        return self.own(Phone(self.build / "holdfast_lab", self.folder, text, *options))


def fanvil(first, second, count, expires_s=3600):
    """A Fanvil file of as many lines, each with both servers."""
    return HEAD + "".join(LINE.format(n=n, user=user(n), password=kamailio.PASSWORD, first=first,
                                      second=second, expires_s=expires_s)
                          for n in range(1, count + 1)) + END


def round_trips(server, count):
    """Seconds that a plain socket needs for as many REGISTERs, each answered by a challenge."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plain:
        plain.settimeout(2)
        plain.connect((server.address, server.port))
        mine = "%s:%d" % plain.getsockname()
        began = time.monotonic()
        for i in range(count + WINDOW):
            if i < count:
                plain.send(f"REGISTER sip:{server.address} SIP/2.0\r\n"
                           f"Via: SIP/2.0/UDP {mine};branch=z9hG4bK{i};rport\r\n"
                           f"From: <sip:{user(1)}@{server.address}>;tag=1\r\n"
                           f"To: <sip:{user(1)}@{server.address}>\r\nCall-ID: {i}\r\n"
                           f"CSeq: 1 REGISTER\r\nContact: <sip:{user(1)}@{mine}>\r\n"
                           "Max-Forwards: 70\r\nExpires: 3600\r\nContent-Length: 0\r\n\r\n"
                           .encode())
            if i >= WINDOW:
                plain.recv(4096)
        return time.monotonic() - began


def start_at_once(build):
    """1,000 lines of two names, started at once."""
    with World(build) as world:
        first, second = world.server(21), world.server(22)
        reference_s = round_trips(second, 2 * STARTED_LINES)
        dns = world.own(names.NameServer(address(53), {"one.example.test": [first.address],
                                                       "two.example.test": [second.address]}))
        text = fanvil(kamailio.Listener(first, "one.example.test", first.port),
                      kamailio.Listener(second, "two.example.test", second.port), STARTED_LINES)
        phone = world.phone(text, "--dns", dns.option())
        waiting.until(lambda: first.count_bindings() == STARTED_LINES, LIMIT_S, phone.complaint)
        requests, different = first.requests(), first.transactions()
        took_s = first.changes()[-1].at_s - requests[0].at_s
        return Start(took_s, reference_s, dns.asked, len(requests) - len(different))


def memory(build):
    """Private bytes for each of 10,000 registered lines, all of the phone counted."""
    with World(build) as world:
        first, second = world.server(21), world.server(22)
        phone = world.phone(fanvil(first, second, MEMORY_LINES))
        waiting.until(lambda: first.count_bindings() == MEMORY_LINES, LIMIT_S, phone.complaint)
        time.sleep(1)  # the last answers are read
        return phone.private_bytes() / MEMORY_LINES


def without_binding(build):
    """The longest that any line had no valid binding anywhere, in seconds: expiry 60, the first
    server falls silent and the second answers."""
    with World(build) as world:
        first, second = world.server(21), world.server(22)
        phone = world.phone(fanvil(first, second, OUTAGE_LINES, EXPIRES_S))
        waiting.until(lambda: first.count_bindings() == OUTAGE_LINES, LIMIT_S, phone.complaint)
        first.freeze()
        waiting.until(lambda: second.count_bindings() == OUTAGE_LINES, LIMIT_S, phone.complaint)
        held_until = {one.user: one.at_s + EXPIRES_S for one in first.changes()}
        return max(max(0.0, one.at_s - held_until[one.user]) for one in second.changes())
