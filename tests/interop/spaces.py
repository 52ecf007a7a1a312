# SPDX-License-Identifier: Apache-2.0
"""Two network namespaces with a cable between them: the servers' is this process's own from now
on, the phone's is made for it. Needs root."""
import ctypes
import os
import subprocess

import waiting

CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)
SERVERS = ("10.97.0.1", "10.97.0.2", "fd97::1", "fd97::2")  # on the servers' end
PHONES = ("10.97.0.11", "10.97.0.12", "fd97::11")


def run(*words, stdin=None):
    done = subprocess.run(words, input=stdin, capture_output=True, text=True, timeout=10,
                          check=False)
    assert done.returncode == 0, f"{' '.join(words)}: {done.stderr}"
    return done.stdout


def leave_the_machine():
    """This process, and what it starts, is in a network of its own."""
    if LIBC.unshare(CLONE_NEWNET) != 0:
        raise RuntimeError("a network namespace needs root: " + os.strerror(ctypes.get_errno()))
    run("ip", "link", "set", "lo", "up")


class Cable:
    """The link between this namespace (`servers`) and a new one (`phones`)."""

    def __init__(self):
        self.holder = subprocess.Popen(["unshare", "-n", "sleep", "900"],
                                       preexec_fn=waiting.die_with_parent)
        mine = os.readlink("/proc/self/ns/net")
        waiting.until(lambda: os.readlink(f"/proc/{self.holder.pid}/ns/net") != mine, 5,
                      lambda: "no second namespace")
        run("ip", "link", "add", "servers", "type", "veth", "peer", "name", "phones", "netns",
            str(self.holder.pid))
        for address in SERVERS:
            self.add(run, "servers", address)
        run("ip", "link", "set", "servers", "up")
        self.there("ip", "link", "set", "lo", "up")
        self.there("sh", "-c", "echo 1 > /proc/sys/net/ipv4/conf/all/promote_secondaries")
        for address in (PHONES[0], PHONES[2]):
            self.add(self.there, "phones", address)
        self.up()

    @staticmethod
    def add(runs, link, address):
        length = ("64", "nodad") if ":" in address else ("24",)
        runs("ip", "addr", "add", f"{address}/{length[0]}", "dev", link, *length[1:])

    def there(self, *words):
        """Runs a command at the phone's end."""
        return run("nsenter", "-t", str(self.holder.pid), "-n", *words)

    def enter(self):
        """For preexec_fn: the process is at the phone's end."""
        with open(f"/proc/{self.holder.pid}/ns/net", encoding="ascii") as space:
            if LIBC.setns(space.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")

    def up(self):
        self.there("ip", "link", "set", "phones", "up")

    def down(self):
        self.there("ip", "link", "set", "phones", "down")

    def give(self, address):
        self.add(self.there, "phones", address)

    def take(self, address):
        length = "64" if ":" in address else "24"
        self.there("ip", "addr", "del", f"{address}/{length}", "dev", "phones")

    def swallow(self, *addresses):
        """A black hole: packets to these servers are dropped without a word."""
        rows = ["table inet hole {", "chain in { type filter hook input priority 0 ;"]
        rows += [f"{'ip6' if ':' in one else 'ip'} daddr {one} drop ;" for one in addresses]
        self.let_through()
        run("nft", "-f", "-", stdin="\n".join(rows + ["}", "}", ""]))

    @staticmethod
    def let_through():
        subprocess.run(["nft", "delete", "table", "inet", "hole"], capture_output=True, timeout=10,
                       check=False)

    def cut(self):
        self.holder.kill()
        self.holder.wait(5)
