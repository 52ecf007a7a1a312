#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the logs of the current semantics number anew, with real servers.

usage: make.py BUILD [NAME...]

BUILD holds the programs holdfast and holdfast_lab. Each log goes to semantics-N/NAME.log, is
replayed at once, and is kept only when it replays byte for byte. Logs are made anew when a change
of the core is meant to change what is decided, and never else: see README.md.
"""
import contextlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "interop"))
sys.dont_write_bytecode = True

import kamailio
import names
import phone as phones
import waiting

SEMANTICS = re.search(r"#define HF_SEMANTICS\s+(\d+)", "".join(
    path.read_text(encoding="utf-8")
    for path in HERE.parents[1].glob("core/include/holdfast/*.h")))[1]
ONE, TWO = "one.example.test", "two.example.test"
LIMIT_S = 30


class Scene(contextlib.ExitStack):
    """Servers, and one phone whose log is the vector."""

    def __init__(self, build):
        super().__init__()
        self.build = build
        self.folder = Path(self.enter_context(tempfile.TemporaryDirectory()))
        self.port = kamailio.free_port("127.0.0.1")
        self.phone = None

    def registrar(self, last, **options):
        made = kamailio.Kamailio(self.folder, f"127.0.0.{last}", port=self.port, **options)
        self.callback(made.kill)
        return made.start()

    def start(self, text, *options, lab=None):
        self.phone = phones.Phone(self.build / "holdfast", self.folder, "127.0.0.31", text)
        self.callback(self.phone.kill)
        self.phone.start(*options, lab=lab)

    def on(self, server, target, since):
        """Until the line says that this target of this server serves it."""
        place = f"udp:{target.address}:{target.port}"
        self.phone.wait_status(lambda item: item["state"] in phones.IN_SERVICE and
                               item["server"] == server and item["target"] == place, LIMIT_S,
                               since)

    def moves(self, server, target, change, wish=True):
        """change() makes the line move there, at its wish or by itself."""
        mark = len(self.phone.said)
        change()
        if wish:
            self.phone.say("register")
        self.on(server, target, mark)

    def fails(self, change):
        mark = len(self.phone.said)
        change()
        self.phone.say("register")
        self.phone.wait_state("FAILED", LIMIT_S, mark)

    def keep(self, name):
        """Ends the phone; its log is the vector when it replays."""
        if self.phone.quit() != 0:
            raise SystemExit(f"{name}: {self.phone.complaint()}")
        segments = list(self.phone.log.glob("*.log"))
        subprocess.run([self.build / "holdfast", "replay", *segments], check=True)
        folder = HERE / f"semantics-{SEMANTICS}"
        folder.mkdir(exist_ok=True)
        if len(segments) != 1:
            raise SystemExit(f"{name}: {len(segments)} segments, 1 is right")
        shutil.copyfile(segments[0], folder / f"{name}.log")


def names_and_outages(scene):
    """Successive mode, two names; the first has two addresses, and goes back by its time to
    live."""
    first, second, backup = (scene.registrar(last) for last in (21, 22, 23))
    dns = names.NameServer("127.0.0.53", {ONE: [first.address, second.address],
                                          TWO: [backup.address]}, ttl_s=2)
    keys = {"fallback.redundancy_type": 1, "fallback.timeout": 10, "server.failback_mode": 1,
            "server.retry_counts": 1}
    text = phones.yealink([(ONE, scene.port), (TWO, scene.port)], **keys)
    scene.start(text, "--dns", dns.option())
    scene.on(1, first, 0)
    scene.moves(1, second, first.freeze)
    scene.moves(1, first, first.thaw, wish=False)
    scene.moves(1, second, lambda: first.reject(503))
    scene.moves(2, backup, lambda: second.reject(503))
    scene.fails(backup.kill)
    scene.moves(2, backup, backup.start, wish=False)
    dns.close()
    first.reject(0)
    scene.moves(1, first, lambda: second.reject(0), wish=False)
    mark = len(scene.phone.said)
    scene.phone.config.write_text(
        phones.yealink([(TWO, scene.port), (ONE, scene.port)], **keys), encoding="utf-8")
    scene.phone.say("reload")
    scene.on(1, backup, mark)


def concurrent(scene):
    """A binding with each of two servers; each is lost and found in turn, then both."""
    first, second = scene.registrar(21), scene.registrar(22)
    scene.start(phones.yealink([(first.address, scene.port), (second.address, scene.port)],
                               **{"server.retry_counts": 1}))
    scene.on(1, first, 0)
    scene.moves(2, second, first.freeze)
    scene.moves(1, first, first.thaw, wish=False)
    scene.moves(2, second, first.kill)
    scene.fails(second.kill)
    scene.moves(2, second, second.start, wish=False)
    scene.moves(1, first, first.start, wish=False)


def keepalive_and_removal(scene):
    """OPTIONS finds the outage; at home again, the old binding is removed at a registrar that
    wipes all of them."""
    first = scene.registrar(21, wipes=True, beside="127.0.0.22")
    one, two = first.listeners
    scene.start(phones.config(one, two, t1_ms=50),
                lab="options_interval_s=1 contact_per_server=1 unregister_old=1 quarantine_s=2 "
                    "jitter_percent=10 share_rests=1 flap_damping=1")
    scene.on(1, one, 0)
    scene.moves(2, two, lambda: one.reject(1), wish=False)
    scene.moves(1, one, lambda: one.reject(0), wish=False)
    time.sleep(1)
    waiting.until(lambda: len(first.contacts()) == 1, LIMIT_S, scene.phone.complaint)


VECTORS = {"names-and-outages": names_and_outages, "concurrent": concurrent,
           "keepalive-and-removal": keepalive_and_removal}


def main():
    if len(sys.argv) < 2 or not all(name in VECTORS for name in sys.argv[2:]):
        raise SystemExit(f"{__doc__}\nNAMEs: {', '.join(VECTORS)}")
    for name in sys.argv[2:] or VECTORS:
        with Scene(Path(sys.argv[1]).resolve()) as scene:
            VECTORS[name](scene)
            scene.keep(name)


if __name__ == "__main__":
    main()
