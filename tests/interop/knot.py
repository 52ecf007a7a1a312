# SPDX-License-Identifier: Apache-2.0
"""A knot name server on loopback that a test starts, changes and stops; it counts questions."""
import re
import shutil
import signal
import subprocess
from pathlib import Path

import kamailio
import waiting

CONFIG = """server:
    rundir: "{folder}"
    user: root:root
    listen: [ {listen} ]
    udp-max-payload: 1232

control:
    listen: "{folder}/control.sock"

database:
    storage: "{folder}/db"

mod-stats:
  - id: questions
    query-type: on
    request-protocol: on

template:
  - id: default
    storage: "{folder}"
    file: "%s.zone"
    global-module: mod-stats/questions
    zonefile-load: whole
    zonefile-sync: -1
    journal-content: none

zone:
{zones}
"""


def program(name):
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if not found:
        raise RuntimeError(f"{name} is not installed (./run test installs it)")
    return found


class Knot:
    """zones: {origin: rows of a zone file, without SOA and NS}. Every record that says no time to
    live of its own has ttl_s. listen_on: addresses."""

    def __init__(self, folder, listen_on, zones, ttl_s=60):
        self.addresses = [listen_on] if isinstance(listen_on, str) else list(listen_on)
        self.port = kamailio.free_port(self.addresses[0])
        self.folder = Path(folder) / "knot"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.zones = {origin: list(rows) for origin, rows in zones.items()}
        self.ttl_s = ttl_s
        self.serial = 1
        self.process = None
        self.frozen = False
        self.log = self.folder / "log.txt"

    def option(self, number=0):
        """The value of --dns."""
        address = self.addresses[number]
        return f"[{address}]:{self.port}" if ":" in address else f"{address}:{self.port}"

    def write(self):
        for origin, rows in self.zones.items():
            text = [f"$ORIGIN {origin}.", f"$TTL {self.ttl_s}",
                    f"@ 1 SOA ns.{origin}. admin.{origin}. {self.serial} 900 300 4000 1",
                    "@ NS ns", "ns A 127.0.0.1", *rows]
            (self.folder / f"{origin}.zone").write_text("\n".join(text) + "\n", encoding="utf-8")
        self.serial += 1

    def start(self):
        self.write()
        config = self.folder / "knot.conf"
        config.write_text(CONFIG.format(
            folder=self.folder, listen=", ".join(f"{one}@{self.port}" for one in self.addresses),
            zones="\n".join(f"  - domain: {origin}" for origin in self.zones)), encoding="utf-8")
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([program("knotd"), "-c", str(config)], stdout=log,
                                            stderr=log, stdin=subprocess.DEVNULL,
                                            preexec_fn=waiting.die_with_parent)
        waiting.until(self.serves, 10, lambda: f"knot does not serve:\n{self.tail()}")
        return self

    def tail(self):
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""

    def control(self, *words):
        run = subprocess.run([program("knotc"), "-s", str(self.folder / "control.sock"), *words],
                             capture_output=True, text=True, timeout=10, check=False)
        return run.stdout if run.returncode == 0 else ""

    def serves(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"knot ended with {self.process.returncode}:\n{self.tail()}")
        return all("serial" in self.control("zone-status", origin) and
                   "serial: -" not in self.control("zone-status", origin) for origin in self.zones)

    def change(self, origin, rows):
        """The zone has these records now."""
        self.zones[origin] = list(rows)
        self.write()
        assert "OK" in self.control("-b", "zone-reload", origin), self.tail()

    def asked(self):
        """{type: how many questions}, since it was started."""
        said = self.control("stats", "mod-stats.query-type")
        return {kind: int(n) for kind, n in re.findall(r"query-type\[(\w+)\] = (\d+)", said)}

    def asked_over(self, protocol):
        """How many questions came over udp4, tcp4, udp6, tcp6."""
        said = self.control("stats", "mod-stats.request-protocol")
        found = re.search(rf"request-protocol\[{protocol}\] = (\d+)", said)
        return int(found[1]) if found else 0

    def freeze(self):
        """Silence."""
        self.process.send_signal(signal.SIGSTOP)
        self.frozen = True

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)
        self.frozen = False

    def stop(self):
        """Its port answers with ICMP."""
        if self.process is None:
            return
        if self.frozen:
            self.thaw()
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        self.process = None
