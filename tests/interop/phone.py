# SPDX-License-Identifier: Apache-2.0
"""`holdfast phone` as a test sees it: a process that prints JSON and takes commands."""
import json
import os
import signal
import subprocess
import threading
from pathlib import Path

import kamailio
import waiting

IN_SERVICE = ("REGISTERED", "ON_BACKUP")
LINE_KINDS = ("line", "status")  # a change, and an answer to the command status

# Fanvil text; short times, so that a test is over soon (behaviour.md A1, C6, D1).
CONFIG = """<<VOIP CONFIG FILE>>Version:2.0000000000
<SIP CONFIG MODULE>
SIP  Port          :5060
Reg Fail Interval  :{retry_s}
--SIP Line List--  :
SIP1 Phone Number       :{user}
SIP1 Register Addr      :{primary.address}
SIP1 Register Port      :{primary.port}
SIP1 Register User      :{user}
SIP1 Register Pswd      :{password}
SIP1 Register TTL       :{expires_s}
SIP1 Backup Addr        :{backup.address}
SIP1 Backup Port        :{backup.port}
SIP1 Backup TTL         :{expires_s}
SIP1 Enable Reg         :1
SIP1 Enable Failback    :1
SIP1 Failback Interval  :{failback_s}
SIP1 Signal Retry Counts:3
SIP1 Transport          :0
SIP1 Session Timer T1   :{t1_ms}
SIP1 NAT UDPUpdate      :{crlf}
SIP1 UDPUpdate TTL      :{crlf_s}
<<END OF FILE>>
"""


def config(primary, backup, **settings):
    """The text of a Fanvil file for one line with two servers."""
    values = {"user": kamailio.USER, "password": kamailio.PASSWORD, "t1_ms": 50, "expires_s": 60,
              "retry_s": 2, "failback_s": 2, "crlf": 2, "crlf_s": 30, **settings}
    return CONFIG.format(primary=primary, backup=backup, **values)


def lines_of(users, text):
    """A Fanvil file of many lines: that of one line, again for each user."""
    head, rest = text.split("--SIP Line List--  :\n")
    one = rest.replace("<<END OF FILE>>\n", "")
    lines = [one.replace("SIP1 ", f"SIP{number} ").replace(f":{kamailio.USER}\n", f":{user}\n")
             for number, user in enumerate(users, 1)]
    return head + "--SIP Line List--  :\n" + "".join(lines) + "<<END OF FILE>>\n"


def yealink(servers, **keys):
    """The text of a Yealink file for one account: servers are (address or name, port); keys are
    of the account (`fallback.timeout`), or of each server where they begin with `server.`."""
    rows = ["#!version:1.0.0.1", "sip.timer_t1 = 0.05"]
    values = {"enable": 1, "user_name": kamailio.USER, "password": kamailio.PASSWORD,
              "reg_fail_retry_interval": 1}
    for number, (host, port) in enumerate(servers, 1):
        values[f"sip_server.{number}.address"] = host
        values[f"sip_server.{number}.port"] = port
        values.update((f"sip_server.{number}.{key[7:]}", value) for key, value in keys.items()
                      if key.startswith("server."))
    values.update((key, value) for key, value in keys.items() if not key.startswith("server."))
    return "\n".join(rows + [f"account.1.{key} = {value}" for key, value in values.items()]) + "\n"


class Phone:
    """Every line that it prints is kept in `said`; `log` is the directory of its event log."""

    def __init__(self, program, folder, address, text):
        self.program = program
        self.folder = Path(folder)
        self.address = address
        self.port = kamailio.free_port(address)
        self.log = self.folder / "log"
        self.config = self.folder / "phone.txt"
        self.config.write_text(text, encoding="utf-8")
        self.errors = self.folder / "stderr.txt"
        self.said = []
        self.loses_records = False  # a test took its disk away: replay may find a gap
        self.process = None
        self.reader = None

    def start(self, *options, before=lambda: None, lab=None):
        """Starts it; before() runs in the new process first. lab: settings that no vendor's file
        can say, by lab.c."""
        program = self.program.with_name("holdfast_lab") if lab else self.program
        def prepare():
            waiting.die_with_parent()
            before()
        with open(self.errors, "ab") as errors:
            self.process = subprocess.Popen(
                [program, "phone", "--config", str(self.config), "--json", "--log",
                 str(self.log), *self.bound(), *options],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
                env={**os.environ, "HOLDFAST_LAB": lab or ""}, preexec_fn=prepare)
        self.reader = threading.Thread(target=self.read, args=(self.process.stdout,), daemon=True)
        self.reader.start()
        return self

    def bound(self):
        """Where it listens; without an address everywhere, on SIP's own port."""
        return ["--bind", f"{self.address}:{self.port}"] if self.address else []

    def read(self, pipe):
        for row in pipe:
            try:
                self.said.append(json.loads(row))
            except ValueError:
                self.said.append({"kind": "not json", "text": row.decode(errors="replace")})

    def say(self, command):
        self.process.stdin.write(command.encode() + b"\n")
        self.process.stdin.flush()

    def ended(self):
        return self.process is None or self.process.poll() is not None

    def complaint(self):
        keys = ("kind", "state", "server", "machine", "from", "to", "why", "text")
        lines = "\n".join(" ".join(str(item[key]) for key in keys if key in item)
                          for item in self.said[-25:])
        code = None if self.process is None else self.process.poll()
        return (f"phone (exit code {code}) said last:\n{lines}\n"
                f"{self.errors.read_text(errors='replace')[-3000:]}")

    def statuses(self, since=0):
        """Line statuses printed since a mark (len(phone.said))."""
        return [item for item in self.said[since:] if item.get("kind") in LINE_KINDS]

    def wait_for(self, matches, limit_s, since=0):
        """The first thing said since a mark for which matches(item) is true."""
        def found():
            item = next((item for item in self.said[since:] if matches(item)), None)
            assert item or not self.ended(), self.complaint()
            return item
        return waiting.until(found, limit_s, self.complaint)

    def wait_status(self, matches, limit_s, since):
        return self.wait_for(
            lambda item: item.get("kind") in LINE_KINDS and matches(item), limit_s, since)

    def wait_in_service(self, server, limit_s, since=0):
        """Until the line says that it is registered on that server."""
        return self.wait_status(
            lambda item: item["state"] in IN_SERVICE and item["server"] == server, limit_s, since)

    def wait_state(self, state, limit_s, since=0):
        return self.wait_status(lambda item: item["state"] == state, limit_s, since)

    def kill(self):
        """kill -9: no goodbye."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.finish(10)

    def quit(self, limit_s=10):
        """The command quit; returns the exit code."""
        if not self.ended():
            self.say("quit")
        return self.finish(limit_s)

    def finish(self, limit_s):
        if self.process is None:
            return None
        try:
            code = self.process.wait(limit_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
            raise AssertionError(f"the phone does not end within {limit_s} s") from None
        self.reader.join(5)
        self.process.stdin.close()
        self.process.stdout.close()
        self.process = None
        return code
