# SPDX-License-Identifier: Apache-2.0
"""A kamailio registrar on loopback that a test starts, freezes, kills and asks."""
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import waiting

USER = "1001"
PASSWORD = "correct horse"
TEMPLATE = Path(__file__).with_name("kamailio.cfg")
SEEN = re.compile(r"SEEN (\d+)\.(\d+) (\w+) (\S+):(\d+) cseq=(\S+) user=(\S+) callid=(\S+) "
                  r"at=(\S+):(\d+) aor=(\S+) expires=(\S+)(?: proto=(\w+))?")
CHANGED = re.compile(r"(SAVED|WIPED) (\d+)\.(\d+) aor=(\S+)(?: expires=(\S+))?")


def seconds(whole, fraction):
    """The wall clock of kamailio's $TV(Sn)."""
    return int(whole) + int(fraction.ljust(6, "0")[:6]) / 1e6


class Request:
    """One request as the registrar saw it; at_s is the wall clock's."""

    def __init__(self, match):
        self.at_s = seconds(match[1], match[2])
        self.method = match[3]
        self.source = (match[4], int(match[5]))
        self.cseq = int(match[6])
        self.authorized = match[7] != "<null>"
        self.call_id = match[8]
        self.listener = (match[9], int(match[10]))
        self.user = match[11]
        self.expires = match[12]
        self.transport = match[13]


def program():
    """kamailio's path; the reason why not as an error."""
    found = shutil.which("kamailio") or shutil.which("kamailio", path="/usr/sbin")
    if not found:
        raise RuntimeError("kamailio is not installed (./run test installs it)")
    return found


class Change:
    """A REGISTER that changed the table: SAVED, or WIPED when the registrar wipes."""

    def __init__(self, match):
        self.what = match[1]
        self.at_s = seconds(match[2], match[3])
        self.user = match[4]
        self.expires = match[5]


class Listener:
    """One of the places where a kamailio listens, as a server of a phone's file."""

    def __init__(self, server, address, port):
        self.server = server
        self.address = address
        self.port = port

    def reject(self, status):
        """Requests here are refused with status, those to the other listener served; 1: silence;
        0: served again."""
        self.server.command("pv.shvSet", "reject_at", "int", str(self.port))
        self.server.reject(status)


class Kamailio:
    """beside: an address for a second listener, with the same table of bindings. wipes: a removal
    removes every binding of the address-of-record. memory_mb: for all bindings. template: another
    configuration. tcp: it listens for TCP too, on the same port; tls: a certificates.Pair, and it
    listens for TLS on tls_port; idle_s: connections are closed after that time. shares_with: the
    (address, port) of another one, and both know each other's users and dialogs (pbx.cfg)."""

    def __init__(self, folder, address, port=None, **options):
        self.address = address
        self.port = port or free_port(address)
        self.options = {"max_expires": 3600, "wipes": False, "memory_mb": 32,
                        "template": TEMPLATE, "tcp": False, "tls": None, "idle_s": 120,
                        "shares_with": None, **options}
        self.tls_port = (self.options.get("tls_port") or free_port(address, socket.SOCK_STREAM)
                         if self.options["tls"] else None)
        self.listeners = [Listener(self, address, self.port)]
        if "beside" in options:
            self.listeners.append(Listener(self, options["beside"], free_port(options["beside"])))
        self.folder = Path(folder) / f"kamailio-{address.replace(':', '-')}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log = self.folder / "stderr.txt"
        self.process = None
        self.frozen = False

    def start(self):
        """Starts it and waits until it answers."""
        config = self.options["template"].read_text(encoding="utf-8")
        listen = "\n".join(f"listen=udp:{bracketed(one.address)}:{one.port}"
                           for one in self.listeners)
        listen += self.listen_for_streams()
        for name, value in (("LISTEN", listen), ("TCP", self.about_tcp()),
                            ("TLS", self.about_tls()), ("SHARES", self.about_sharing()),
                            ("PASSWORD", PASSWORD),
                            ("FOLDER", self.folder),
                            ("MAX_EXPIRES", self.options["max_expires"]),
                            ("WIPES", "1 == 1" if self.options["wipes"] else "1 == 0")):
            config = config.replace(f"@{name}@", str(value))
        (self.folder / "kamailio.cfg").write_text(config, encoding="utf-8")
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [program(), "-DD", "-E", "-f", str(self.folder / "kamailio.cfg"), "-m",
                 str(self.options["memory_mb"]), "-M", "4", "-P",
                 str(self.folder / "pid"), "-Y", str(self.folder)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=waiting.die_with_parent)
        waiting.until(self.answers, 10, lambda: f"kamailio does not answer:\n{self.tail()}")
        return self

    def listen_for_streams(self):
        place = bracketed(self.address)
        rows = [f"listen=tcp:{place}:{self.port}"] if self.options["tcp"] else []
        rows += [f"listen=tls:{place}:{self.tls_port}"] if self.options["tls"] else []
        return "".join(f"\n{row}" for row in rows)

    def about_tcp(self):
        if not self.options["tcp"] and not self.options["tls"]:
            return "disable_tcp=yes"
        return f"tcp_children=2\ntcp_connection_lifetime={self.options['idle_s']}\n" + \
            ("enable_tls=yes" if self.options["tls"] else "")

    def about_tls(self):
        pair = self.options["tls"]
        if not pair:
            return ""
        (self.folder / "tls.cfg").write_text(
            "[server:default]\nmethod = TLSv1.2+\n"
            f"private_key = {pair.key}\ncertificate = {pair.certificate}\n" +
            (f"ca_list = {pair.clients}\nverify_certificate = yes\nrequire_certificate = yes\n"
             if pair.clients else "verify_certificate = no\nrequire_certificate = no\n"),
            encoding="utf-8")
        return f'loadmodule "tls.so"\nmodparam("tls", "config", "{self.folder}/tls.cfg")'

    def about_sharing(self):
        if not self.options["shares_with"]:
            return ""
        there = "%s:%d" % self.options["shares_with"]
        return ('#!define SHARES\nloadmodule "dmq.so"\nloadmodule "dmq_usrloc.so"\n'
                'loadmodule "dialog.so"\n'
                f'modparam("dmq", "server_address", "sip:{self.address}:{self.port}")\n'
                f'modparam("dmq", "notification_address", "sip:{there}")\n'
                'modparam("dmq_usrloc", "enable", 1)\nmodparam("dialog", "enable_dmq", 1)\n'
                # A request that comes by way of the other one bears no number of the dialog.
                'modparam("dialog", "dlg_match_mode", 1)')

    def dialogs(self):
        """The Call-IDs of the calls that it knows of, whoever of the two they go through."""
        return re.findall(r"call-id: (\S+)", self.command("dlg.list"))

    def answers(self):
        """Does it answer an OPTIONS?"""
        if self.process.poll() is not None:
            raise RuntimeError(f"kamailio ended with {self.process.returncode}:\n{self.tail()}")
        with socket.socket(family_of(self.address), socket.SOCK_DGRAM) as probe:
            probe.settimeout(0.2)
            probe.connect((self.address, self.port))
            mine = "%s:%d" % (bracketed(probe.getsockname()[0]), probe.getsockname()[1])
            try:
                probe.send(f"OPTIONS sip:{bracketed(self.address)} SIP/2.0\r\n"
                           f"Via: SIP/2.0/UDP {mine};branch=z9hG4bK{time.monotonic_ns()}\r\n"
                           f"From: <sip:probe@{mine}>;tag=1\r\n"
                           f"To: <sip:{bracketed(self.address)}>\r\n"
                           f"Call-ID: probe-{time.monotonic_ns()}\r\nCSeq: 1 OPTIONS\r\n"
                           "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n".encode())
                return probe.recv(4096).startswith(b"SIP/2.0 ")
            except OSError:
                return False

    def tail(self):
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""

    def signal(self, number):
        """To every process of it: its children are in its session's group."""
        os.killpg(self.process.pid, number)

    def freeze(self):
        """Silence: the datagrams are taken by the kernel and nobody reads them."""
        self.signal(signal.SIGSTOP)
        self.frozen = True

    def thaw(self):
        self.signal(signal.SIGCONT)
        self.frozen = False

    def kill(self):
        """Gone at once: the port answers with ICMP. Its bindings are lost."""
        if self.process is None:
            return
        try:
            self.signal(signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait(10)
        waiting.until(self.port_is_free, 5, lambda: "kamailio's children live on")
        self.process = None
        self.frozen = False

    def port_is_free(self):
        kinds = [(socket.SOCK_DGRAM, self.port)]
        kinds += [(socket.SOCK_STREAM, self.port)] if self.options["tcp"] else []
        kinds += [(socket.SOCK_STREAM, self.tls_port)] if self.options["tls"] else []
        for kind, port in kinds:
            with socket.socket(family_of(self.address), kind) as probe:
                if kind == socket.SOCK_STREAM: # what its connections leave behind holds nobody up
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((self.address, port))
                except OSError:
                    return False
        return True

    def command(self, *words):
        """What kamcmd says."""
        run = subprocess.run(["kamcmd", "-s", f"unix:{self.folder}/ctl.sock", *words],
                             capture_output=True, text=True, timeout=10, check=True)
        return run.stdout

    def reject(self, status):
        """Every request is refused with status; 0: served again."""
        self.command("pv.shvSet", "reject", "int", str(status))

    def contacts(self):
        """The contacts that are registered."""
        return re.findall(r"Address: (\S+)", self.command("ul.dump"))

    def count_bindings(self):
        """How many contacts the table holds, of however many users."""
        said = self.command("stats.fetch", "usrloc:")
        return int(re.search(r"location_contacts\D+(\d+)", said)[1])

    def changes(self):
        """What happened to the table, in order."""
        text = self.log.read_text(errors="replace")
        return [Change(match) for match in CHANGED.finditer(text)]

    def requests(self, method="REGISTER"):
        """The requests seen so far, OPTIONS of our own probes apart."""
        text = self.log.read_text(errors="replace")
        seen = [Request(match) for match in SEEN.finditer(text)]
        return [request for request in seen if request.method == method
                and not request.call_id.startswith("probe-")]

    def transactions(self, method="REGISTER"):
        """The same without retransmissions, which a busy machine causes."""
        first = {}
        for request in self.requests(method):
            first.setdefault((request.call_id, request.cseq), request)
        return list(first.values())


def family_of(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def bracketed(address):
    return f"[{address}]" if ":" in address else address


def free_port(address, kind=socket.SOCK_DGRAM):
    with socket.socket(family_of(address), kind) as probe:
        probe.bind((address, 0))
        return probe.getsockname()[1]
