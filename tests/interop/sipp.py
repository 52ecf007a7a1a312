# SPDX-License-Identifier: Apache-2.0
"""sipp with a scenario of ours in the place of a peer. It judges by itself: exit code 0 means that
every message came that the scenario wants, in its order, and held what the scenario checks."""
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import kamailio
import waiting

SCENARIOS = Path(__file__).with_name("sipp")
# "UDP message sent (350 bytes):", "UDP message received [638] bytes :"
HEAD = re.compile(rb"^UDP message (sent|received) [\[(](\d+)\]? bytes\)? ?:\n\n", re.MULTILINE)

# What the scenarios share: @NAME@ in them. A tag given twice would be two, so the To of a request
# inside a dialog is taken as it is.
LAST = "[last_Via:]\n[last_From:]\n[last_To:]{}\n[last_Call-ID:]\n[last_CSeq:]"
NONE = "Content-Length: 0"
COMMON = {
    "USER": kamailio.USER, "PASSWORD": kamailio.PASSWORD,
    "NONE": NONE,
    "US": "Contact: <sip:sipp@[local_ip]:[local_port]>",
    "LAST": LAST.format(""),
    "FIRST": LAST.format(";tag=sipp"),  # of a request without To tag
    # To an INVITE that is not the last request; its Via was assigned to $via.
    "INVITED": "Via: [$via]\n[last_From:]\n[last_To:]\n[last_Call-ID:]\nCSeq: 1 INVITE",
    "KEEP": '<ereg regexp="[^ ].*" search_in="hdr" header="Via:" check_it="true" '
            'assign_to="via"/>',
    "OK": f"<send><![CDATA[\nSIP/2.0 200 OK\n{LAST.format('')}\n{NONE}\n]]></send>",
    # Of a caller.
    "OUT": "Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]\nMax-Forwards: 70\n"
           "From: <sip:sipp@[local_ip]:[local_port]>;tag=caller\n"
           "To: <sip:bob@[remote_ip]:[remote_port]>[peer_tag_param]\nCall-ID: [call_id]",
}


def program():
    found = shutil.which("sipp")
    if not found:
        raise RuntimeError("sipp is not installed (./run test installs it)")
    return found


class Sipp:
    """A sipp that runs a scenario once: a file of tests/interop/sipp, or a built-in one with its
    name in `builtin`. values: what stands for @NAME@ in the file, besides COMMON. peer: whom a
    caller calls."""

    def __init__(self, folder, address, scenario=None, **options):
        self.address = address
        self.port = options.get("port") or kamailio.free_port(address)
        self.folder = Path(folder) / f"sipp-{address}-{self.port}"
        self.folder.mkdir(parents=True)
        self.messages = self.folder / "messages.txt"
        self.errors = self.folder / "errors.txt"
        self.said = self.folder / "output.txt"
        self.process = None
        self.arguments = ["-i", address, "-p", str(self.port), "-t", "u1", "-nostdin",
                          "-m", "1", "-timeout", str(options.get("timeout_s", 20)),
                          "-timeout_error", "-deadcall_wait", "0",
                          "-trace_msg", "-message_file", str(self.messages),
                          # sipp takes white space from the begin of a scenario's lines.
                          "-key", "sp", " ", "-key", "tab", "\t",
                          "-trace_err", "-error_file", str(self.errors),
                          *options.get("arguments", ())]
        if scenario:
            self.arguments += ["-sf", str(self.fill(scenario, options.get("values", {})))]
        else:
            self.arguments += ["-sn", options["builtin"]]
        if "peer" in options:
            self.arguments.append("%s:%d" % options["peer"])

    def fill(self, scenario, values):
        text = (SCENARIOS / f"{scenario}.xml").read_text(encoding="utf-8")
        for name, value in [*values.items(), *COMMON.items()]:
            text = text.replace(f"@{name}@", value.strip("\n"))
        unknown = re.findall(r"@[A-Z]+@", text)
        assert not unknown, f"{scenario}.xml: no value for {unknown}"
        path = self.folder / "scenario.xml"
        path.write_text(text, encoding="utf-8")
        return path

    def start(self):
        with open(self.said, "ab") as said:
            self.process = subprocess.Popen([program(), *self.arguments], stdin=subprocess.DEVNULL,
                                            stdout=said, stderr=said, cwd=self.folder,
                                            preexec_fn=waiting.die_with_parent,
                                            env={**os.environ, "TERM": "dumb"})
        waiting.until(self.listens, 5, self.complaint)
        return self

    def listens(self):
        assert self.process.poll() is None, self.complaint()
        place = "%08X:%04X" % (int.from_bytes(bytes(map(int, self.address.split("."))), "little"),
                               self.port)
        return place in Path("/proc/net/udp").read_text()

    def wait(self, limit_s):
        """Until it is through; its exit code, which is 0 when all was as its scenario wants."""
        waiting.until(lambda: self.process.poll() is not None, limit_s, self.complaint)
        return self.process.returncode

    def kill(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(10)

    def complaint(self):
        texts = [path.read_text(errors="replace")[-3000:] for path in (self.errors, self.messages)
                 if path.exists()]
        return f"sipp (exit code {self.process.poll()}):\n" + "\n".join(texts)

    def log(self):
        """What it sent and received, in order: (way, bytes), way "sent" or "received"."""
        text = self.messages.read_bytes() if self.messages.exists() else b""
        found = []
        at = 0
        while (head := HEAD.search(text, at)) is not None:
            at = head.end() + int(head[2])
            found.append((head[1].decode(), text[head.end():at]))
        return found

    def received(self):
        return [text for way, text in self.log() if way == "received"]
