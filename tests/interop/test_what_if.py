#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`holdfast what-if`: every scenario's log comes out again, other configurations bracket what would
really have happened, and bad input is said."""
import json
import subprocess
from pathlib import Path

import case

ROOT = Path(__file__).resolve().parents[1]
SCENARIOS = ROOT / "scenarios"
OUTAGES = ROOT / "outages"

POLICY = """holdfast: 1
lines:
  - user: "1001"
    password: "secret"
    jitter_percent: 0
    failback_interval_s: {interval}
    options_interval_s: {options}
    servers:
      - {{host: 192.0.2.1, expires_s: 600}}
      - {{host: 192.0.2.2, expires_s: 600}}
"""

STORY = """# A server that falls silent, and is back three hours later.
line 1 servers=a,b a.expires_s=600 b.expires_s=600 failback_interval_s={interval} {more}
start line 1
at 10min server a is silent
at 190min server a is back
until 6h
"""


def holdfast(*arguments):
    return subprocess.run([case.PROGRAM, *map(str, arguments)], capture_output=True, text=True,
                          timeout=60, check=False)


class WhatIf(case.Case):
    def log_of(self, story, name="x.log"):
        path = self.folder / name
        done = holdfast("simulate", "--quiet", "--log", path, story)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return path

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def objects(self, *arguments):
        done = holdfast("what-if", "--json", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_the_readmes_rows_are_those_that_come_out(self):
        readme = (ROOT.parent / "README.md").read_text(encoding="utf-8")
        before, behind = readme.split("```\n$ holdfast what-if ", 1)
        config = self.write("quick.yaml", before.rsplit("```yaml\n", 1)[1].split("```", 1)[0])
        night = self.log_of(OUTAGES / "silent-primary.story", "night.log")
        said = [line.rstrip() for line in holdfast("what-if", night, "--config", config)
                .stdout.splitlines()]
        rows = behind.split("```", 1)[0].splitlines()[1:]
        self.assertGreater(len(rows), 4)
        for row in rows:
            with self.subTest(row):
                self.assertIn(row, said)

    def courses(self, *arguments):
        return {o["of"]: o for o in self.objects(*arguments) if o["kind"] == "course"}

    def test_every_scenario_comes_out_again_under_its_own_configuration(self):
        stories = sorted(SCENARIOS.rglob("*.story")) + sorted(OUTAGES.glob("*.story"))
        n_lines = 0
        for story in stories:
            for one in self.objects(self.log_of(story)):
                if one["kind"] != "again":
                    continue
                n_lines += 1
                self.assertEqual(one["changes_same"], one["changes"], story.name)
                self.assertEqual(one["requests_again"], one["requests"], story.name)
        self.assertGreater(n_lines, 300)

    def test_other_configurations_bracket_the_truth(self):
        log = self.log_of(OUTAGES / "silent-primary.story")
        for interval, options in ((1800, 0), (600, 20), (60, 0), (3600, 60)):
            policy = self.write("p.yaml", POLICY.format(interval=interval, options=options))
            story = self.write("t.story", STORY.format(
                interval=interval, more=f"options_interval_s={options} jitter_percent=0"))
            truth = self.courses(self.log_of(story, "truth.log"))["log"]
            played = self.courses(log, "--config", policy)
            for what in ("out_of_service_us", "longest_out_of_service_us"):
                self.assertLessEqual(played["best"][what], truth[what], (interval, what))
                self.assertGreaterEqual(played["worst"][what], truth[what], (interval, what))

    def test_what_servers_did_is_told(self):
        objects = self.objects(self.log_of(OUTAGES / "maintenance.story"))
        states = {(o["target"], o["state"]) for o in objects if o["kind"] == "interval"}
        self.assertIn(("udp:192.0.2.1:5060", "rejecting"), states)
        self.assertIn(("udp:192.0.2.2:5060", "answered"), states)
        rejecting = [o for o in objects if o.get("state") == "rejecting"]
        self.assertTrue(all(o["status"] == 503 and o["retry_after_s"] > 0 for o in rejecting))
        names = self.objects(self.log_of(OUTAGES / "names-cannot-be-looked-up.story"))
        said = {(o["name"], o["outcome"]) for o in names if o["kind"] == "said"}
        self.assertIn(("pbx.example", "answer"), said)
        self.assertIn(("pbx.example", "servfail"), said)

    def test_it_is_told_to_people_and_drawn(self):
        log = self.log_of(OUTAGES / "both-down.story")
        policy = self.write("p.yaml", POLICY.format(interval=60, options=0))
        picture = self.folder / "out.html"
        done = holdfast("what-if", log, "--config", policy, "--svg", picture)
        self.assertEqual(done.returncode, 0, done.stderr)
        for words in ("What servers did", "refusing (icmp)", "not in service", "at worst",
                      "the log comes out again", "requests sent"):
            self.assertIn(words, done.stdout)
        self.assertIn("<svg", picture.read_text())
        self.assertIn("</html>", picture.read_text())

    def test_bad_input_is_said(self):
        log = self.log_of(OUTAGES / "maintenance.story")
        policy = self.write("p.yaml", POLICY.format(interval=60, options=0))
        broken = self.write("b.yaml", POLICY.format(interval=60, options=0).replace("600", "ten"))
        nobody = self.write("n.yaml", "holdfast: 1\nlines: []\n")
        for arguments, words in (
                ([], "no log named"),
                ([log, "--config"], "--config wants a file"),
                ([log, "--config", self.folder / "none.yaml"], "none.yaml"),
                ([log, "--config", broken], "b.yaml:"),
                ([log, "--config", nobody], "configuration"),
                ([log, "--line", "7"], "line 7 is not in the log"),
                ([log, "--assume", "soon"], "--assume"),
                ([log, "--from", "2000000000"], "between"),
                ([policy], "p.yaml")):
            done = holdfast("what-if", *arguments)
            self.assertEqual(done.returncode, 2, (arguments, done.stdout, done.stderr))
            self.assertIn(words, done.stderr, arguments)
            self.assertEqual(done.stdout, "", arguments)

    def test_a_damaged_log_is_told_as_far_as_it_goes(self):
        whole = self.log_of(OUTAGES / "both-down.story").read_bytes()
        path = self.folder / "damaged.log"
        path.write_bytes(whole[:3000] + bytes(100) + whole[3500:])
        done = holdfast("what-if", path)
        self.assertEqual(done.returncode, 1)
        self.assertIn("records are missing", done.stderr)
        self.assertIn("What servers did", done.stdout)


if __name__ == "__main__":
    case.main()
