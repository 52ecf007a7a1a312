# SPDX-License-Identifier: Apache-2.0
"""What calls cost, and how long a sound is on its way: G.711, 20 ms a packet, between streams in
virtual time, between sockets of the loopback, and between whole phones."""
import json
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

import phone
import phones
import sip_server
import sound

CALLS = 200
CPU_S = 4
PHASES_MS = range(0, 20)  # of the earpiece's frames against the microphone's
ONSET_S = 3               # in the file that is said: the buffer has settled by then
HZ = 1000
LOUD = 3000               # a sample of the tone, not of what is around it
PHONE_S = 4

# Per side of a call.
SECOND_BUDGET_US = 1000   # of processor time: a thousand calls a core
DELAY_BUDGET_MS = 60      # from mouth to ear, the network left out
BYTES_BUDGET = 32768

CONFIG = """holdfast: 1
lines:
  - user: "{user}"
    servers:
      - {{host: "{server}", port: {port}}}
"""

Delay = namedtuple("Delay", "least mean most target_ms")


# ---- from mouth to ear ----

def write_onset(path):
    """Silence, then a tone."""
    sound.write_tone(path, HZ, seconds=1)
    tone = sound.read(path)
    with sound.wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(sound.RATE)
        out.writeframes(bytes(2 * ONSET_S * sound.RATE) + tone.tobytes())


def onset_s(path):
    return next(i for i, sample in enumerate(sound.read(path)) if abs(sample) > LOUD) / sound.RATE


def one_delay(command, folder, *more):
    """(ms from the microphone's hearing to the earpiece's sounding, ms that the buffer aims at).
    The program says how much later the earpiece's first sample sounds than the microphone's."""
    said, heard = Path(folder) / "said.wav", Path(folder) / "heard.wav"
    write_onset(said)
    done = subprocess.run([*command, "delay", said, heard, *map(str, more)], check=True,
                          capture_output=True, text=True)
    shift_us, target_ms, _ = map(int, done.stdout.split())
    return shift_us / 1000 + (onset_s(heard) - onset_s(said)) * 1000, target_ms


def delay(build):
    """In virtual time, over all phases of the two sides' frames."""
    with tempfile.TemporaryDirectory() as folder:
        found = [one_delay([build / "bench_call"], folder, phase * 1000) for phase in PHASES_MS]
    took = [round(ms, 1) for ms, _ in found]
    return Delay(min(took), sum(took) / len(took), max(took), max(target for _, target in found))


# ---- two whole phones ----

class Phones(ExitStack):
    """Two phones with a call between them, through a server that asks for no password."""

    def __init__(self, build):
        super().__init__()
        self.folder = self.enter_context(tempfile.TemporaryDirectory())
        program = build / "holdfast"
        self.server = sip_server.Server(program, f"udp:{phones.address(21)}:0")
        self.callback(self.server.close)
        self.caller, self.called = (self.phone(program, user) for user in ("1001", "1002"))

    def phone(self, program, user):
        folder = Path(self.folder) / user
        folder.mkdir()
        text = CONFIG.format(user=user, server=phones.address(21), port=self.server.port())
        made = phone.Phone(program, folder, phones.address(31), text).start("--codecs", "pcmu")
        self.callback(made.kill)
        made.wait_in_service(1, 10)
        return made

    def call(self):
        def event(one, name):
            return one.wait_for(lambda item: item["kind"] == "call" and item["event"] == name, 10)

        self.caller.say("dial 1 1002")
        self.called.say(f"answer {event(self.called, 'incoming')['call']}")
        event(self.caller, "up")
        event(self.called, "up")


def used_ns(one):
    """Of processor time."""
    text = Path(f"/proc/{one.process.pid}/schedstat").read_text(encoding="ascii")
    return int(text.split()[0])


def second_of(one, seconds):
    before = used_ns(one)
    time.sleep(seconds)
    return (used_ns(one) - before) / 1000 / seconds


def phone_second_us(build):
    """(us of processor time that a second of a call costs a phone, of a second without one)."""
    with Phones(build) as two:
        idle = second_of(two.caller, 2)
        two.call()
        time.sleep(1)
        return second_of(two.caller, PHONE_S), idle


# ---- rows ----

def row(what, figure, budget=""):
    print(f"{what:68}{figure:>12}{budget:>9}")


def bytes_of(program, *words):
    return int(subprocess.run([program, *words], check=True, capture_output=True,
                              text=True).stdout.split()[1])


def print_delays(build):
    """({name: ms}, what is over a budget)."""
    took = delay(build)
    row("mouth to ear, virtual time, least of 20 phases, ms", f"{took.least:.1f}")
    row("  mean", f"{took.mean:.1f}")
    row("  most", f"{took.most:.1f}", DELAY_BUDGET_MS)
    row("  of it: a frame of the microphone", "20.0")
    row("  of it: the jitter buffer aims at", f"{took.target_ms:.1f}")
    row("  of it: the earpiece's next frame and the buffer's slack, in the mean",
        f"{took.mean - 20 - took.target_ms:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        real, target_ms = one_delay([build / "bench_calls"], folder)
    row(f"mouth to ear, sockets and clocks (the buffer: {target_ms} ms), ms", f"{real:.1f}",
        DELAY_BUDGET_MS)
    over = [f"mouth to ear: {took.most:.1f} ms, {DELAY_BUDGET_MS} at most"] \
        if took.most > DELAY_BUDGET_MS else []
    return {"delay_mean_ms": took.mean, "delay_most_ms": took.most}, over


def print_cpu(build):
    used_us, plain_ns, lost = (float(word) for word in subprocess.run(
        [build / "bench_calls", "cpu", str(CALLS), str(CPU_S)], check=True, capture_output=True,
        text=True).stdout.split())
    row(f"a side of a call, one of {2 * CALLS} in a process, us of a second", f"{used_us:.0f}",
        SECOND_BUDGET_US)
    row("  times what plain sockets take for as many packets", f"{used_us * 20 / plain_ns:.1f}")
    row("  packets lost", f"{lost:.0f}", 0)
    row("  sides of calls on one core", f"{1e6 / used_us:,.0f}", f"{1e6 / SECOND_BUDGET_US:,.0f}")
    busy, idle = phone_second_us(build)
    row("a phone in a call, us of a second", f"{busy:.0f}")
    row("  and without one", f"{idle:.0f}")


def table(build):
    """Prints the rows; ({name: figure that drifts}, what is over a budget)."""
    print(f"\n{'calls: G.711, 20 ms':68}{'':12}{'budget':>9}")
    figures, over = print_delays(build)
    print_cpu(build)
    figures["session_bytes"] = bytes_of(build / "bench_calls", "memory")
    row("bytes of a side of a call: stream, sockets, timer", figures["session_bytes"],
        BYTES_BUDGET)
    if figures["session_bytes"] > BYTES_BUDGET:
        over.append(f"session_bytes: {figures['session_bytes']}, {BYTES_BUDGET} at most")
    return figures, over


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: calls.py BUILD")
    print(json.dumps(table(Path(sys.argv[1]).resolve())))
