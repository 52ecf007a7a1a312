# SPDX-License-Identifier: Apache-2.0
"""Phones that call each other through a real proxy, with tones that are measured."""
import re
import subprocess
import time
from pathlib import Path

import case
import kamailio
import sound
import waiting

PBX = Path(__file__).with_name("pbx.cfg")
LEVEL_DB = -12
HZ = {"1001": 440, "1002": 1300, "1003": 2000}
CONFIG = """holdfast: 1
lines:
  - user: "{user}"
    password: "{password}"
    display_name: "Phone {user}"
    t1_ms: 50
    ring_timeout_s: {ring_s}
{more}    servers:
      - {{host: "{one.address}", port: {one_port}, transport: {transport}, expires_s: 60}}
      - {{host: "{two.address}", port: {two_port}, transport: {transport}, expires_s: 60}}
"""


class CallCase(case.Case):
    """self.pbx and self.spare are the servers of all phones."""

    transport = "udp"

    def config(self, user, ring_s=180):
        tls = self.transport == "tls"
        return CONFIG.format(user=user, password=kamailio.PASSWORD, ring_s=ring_s, one=self.pbx,
                             two=self.spare, transport=self.transport,
                             more="    tls_verify: off\n" if tls else "",
                             one_port=self.pbx.tls_port if tls else self.pbx.port,
                             two_port=self.spare.tls_port if tls else self.spare.port)

    def caller(self, user, *options, hal=None, before=lambda: None, **settings):
        """A started phone with a tone of its own at its microphone; it writes what it hears."""
        return self.switch_on(user, self.config(user, **settings), *options, hal=hal,
                              before=before)

    def switch_on(self, user, text, *options, hal=None, **how):
        """The same with a file of its own."""
        made = self.phone_of(text)
        self.place(made)
        made.user = user
        made.hears = made.folder / "heard.wav"
        sound.write_tone(made.folder / "said.wav", HZ[user], LEVEL_DB)
        made.start("--hal", hal or f"wav:in={made.folder}/said.wav,out={made.hears}", *options,
                   **how)
        made.wait_in_service(1, 5)
        return made

    def place(self, made):
        """Where a phone listens, before it is started."""

    @staticmethod
    def event(one, event, since=0, limit_s=5, **facts):
        """The first call event of a phone since a mark."""
        return one.wait_for(lambda item: item["kind"] == "call" and item["event"] == event and
                            all(item[key] == value for key, value in facts.items()), limit_s, since)

    def ring(self, one, two):
        """one calls two: the numbers of the call at both."""
        mark = len(one.said), len(two.said)
        one.say(f"dial 1 {two.user}")
        rings = self.event(two, "incoming", mark[1])
        self.assertIn(one.user, rings["peer"])
        self.assertEqual(rings["direction"], "in")
        there = self.event(one, "ringing", mark[0])
        self.assertEqual(there["server"], 1)
        return there["call"], rings["call"]

    def connect(self, one, two):
        here, there = self.ring(one, two)
        mark = len(one.said), len(two.said)
        two.say(f"answer {there}")
        self.event(one, "up", mark[0])
        self.event(two, "up", mark[1])
        return here, there

    def both_over(self, one, two, **facts):
        """How the call ended at both."""
        return self.event(one, "over", **facts), self.event(two, "over", **facts)

    def hears(self, one, other):
        """What a phone has written, a character for each tenth of a second; seams of a jitter
        buffer count as sound."""
        return self.hears_exactly(one, other).replace("~", "#")

    def hears_exactly(self, one, other):
        return sound.heard(sound.read(one.hears), HZ[other.user], LEVEL_DB)

    @staticmethod
    def count_heard(one):
        """How many samples a phone of ours, or of others, has written."""
        path = one.hears() if callable(one.hears) else one.hears
        return max(0, path.stat().st_size - sound.HEAD) // 2 if path and path.exists() else 0

    def listen(self, *phones, seconds=1.2):
        """Until each of them has heard so much more; how many samples that makes."""
        wanted = [self.count_heard(one) + seconds * sound.RATE for one in phones]
        time.sleep(seconds)
        waiting.until(lambda: all(self.count_heard(one) >= least
                                  for one, least in zip(phones, wanted)), 10,
                      lambda: "somebody hears nothing")
        return [self.count_heard(one) for one in phones]

    def explained(self, one):
        """What `holdfast explain --verbose` tells of a phone, in one line."""
        run = subprocess.run([case.PROGRAM, "explain", "--verbose", one.log], capture_output=True,
                             text=True, timeout=60, check=False)
        self.assertEqual(run.returncode, 0, run.stderr)
        return " ".join(run.stdout.split())

    def assert_told(self, text, *steps):
        """These regular expressions match what was explained, one behind the other."""
        at = 0
        for step in steps:
            found = re.compile(step).search(text, at)
            self.assertTrue(found, f"{step}\nis not behind\n{text[max(0, at - 300):at]}\nin\n"
                                   f"{text[at:]}")
            at = found.end()

    def assert_steady(self, text, least):
        """That many tenths of a second of the tone, and no gap that would be more than a busy
        machine's."""
        self.assertGreaterEqual(text.count("#"), least, text)
        self.assertNotRegex(text.strip(".?"), r"[.?]{4}")
