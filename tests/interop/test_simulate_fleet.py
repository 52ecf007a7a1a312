#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`holdfast simulate FILE --lines N`: the page says what --json says, whatever the threads; what
means nothing is refused."""
import json
import re
import subprocess
from pathlib import Path

import case

FLEETS = Path(__file__).resolve().parents[1] / "scenarios" / "fleet"
LOAD = ("requests", "again", "unanswered", "over", "accepted", "peak", "peak_at_s", "above_half_s",
        "peak_least", "peak_median")
OUTAGE = ("lines", "hit", "sum_us", "half_us", "ninety_us", "ninety_nine_us", "all_us")

# A bound that the fleet goes beyond, in both modes; ten minutes that hold all phases.
SMALL = """server b takes 9/s
line 1 servers=a,b expires_s=120 failback_interval_s=60 options_interval_s=10
start line 1
at 200s server a is silent
at 400s server a is back
until 600s
"""


def holdfast(*arguments):
    return subprocess.run([case.PROGRAM, "simulate", *map(str, arguments)], capture_output=True,
                          text=True, timeout=100, check=False)


def cells(page):
    """Each figure of the page's tables by the id of its cell."""
    return {name: int(value.replace(",", ""))
            for name, value in re.findall(r'<td id="([\w-]+)">([\d,]+)</td>', page)}


class SimulateFleet(case.Case):
    def run_fleet(self, *arguments, text=SMALL):
        scenario = self.folder / "small.fleet"
        scenario.write_text(text)
        report = self.folder / "out.html"
        done = holdfast(scenario, "--json", "--report", report, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        said = [json.loads(line) for line in done.stdout.splitlines()]
        return said, report.read_text()

    def test_the_page_says_what_json_says(self):
        said, page = self.run_fleet("--lines", 60, "--seeds", "3..5")
        shown = cells(page)
        n_compared = 0
        jitters = [one["jitter_percent"] for one in said if one["kind"] == "fleet_rate"]
        self.assertEqual(sorted(set(jitters)), [0, 10])
        for one in said:
            variant = 0 if one.get("jitter_percent") else 1
            if one["kind"] == "fleet_load":
                server = "ab".index(one["server"])
                for key in LOAD:
                    name = f"load-{variant}-{one['phase']}-{server}-{key}"
                    self.assertEqual(shown[name], one[key], name)
                    n_compared += 1
            if one["kind"] == "fleet_outage":
                phase = "all" if one["phase"] is None else one["phase"]
                for key in OUTAGE:
                    self.assertEqual(shown[f"outage-{variant}-{phase}-{key}"], one[key])
                    n_compared += 1
        self.assertEqual(n_compared, len(shown))
        self.assertEqual(n_compared, 2 * 3 * 2 * len(LOAD) + 2 * 4 * len(OUTAGE))
        self.assertIn(f'<code id="digest">{said[0]["digest"]}</code>', page)

    def test_the_seconds_add_up_to_the_phases(self):
        said, _ = self.run_fleet("--lines", 60, "--seeds", "1..2")
        for rate in (one for one in said if one["kind"] == "fleet_rate"):
            loads = [one for one in said if one["kind"] == "fleet_load" and
                     (one["server"], one["jitter_percent"]) ==
                     (rate["server"], rate["jitter_percent"])]
            self.assertEqual(sum(rate["requests"]), sum(one["requests"] for one in loads))
            self.assertEqual(sum(rate["requests"][200:400]), loads[1]["requests"])
            self.assertLessEqual(max(rate["requests"]), 2 * max(one["peak"] for one in loads))
        dies = [one for one in said if one["kind"] == "fleet_load" and one["turn"] == "dies"]
        self.assertEqual([(one["server"], one["phase"]) for one in dies], [("a", 1), ("a", 1)])
        self.assertTrue(any(one["over"] for one in said if one["kind"] == "fleet_load"),
                        "the bound was never reached")

    def test_one_thread_or_more_give_the_same_bytes(self):
        one, page_of_one = self.run_fleet("--lines", 150, "--threads", 1)
        for threads in (2, 7):
            more, page_of_more = self.run_fleet("--lines", 150, "--threads", threads)
            self.assertEqual(one[:-1], more[:-1]) # what it cost comes last
            self.assertEqual(page_of_one, page_of_more)
        free = SMALL.replace("server b takes 9/s\n", "")
        self.assertEqual(self.run_fleet("--lines", 150, "--threads", 1, text=free)[0][:-1],
                         self.run_fleet("--lines", 150, "--threads", 2, text=free)[0][:-1])

    def test_the_page_stands_alone(self):
        _, page = self.run_fleet("--lines", 20)
        self.assertIn("default-src 'none'", page)
        for outside in ("<script", "src=", "href=", "@import", "url("):
            self.assertNotIn(outside, page)
        self.assertGreater(page.count("<svg"), 12)
        self.assertEqual(page.count("<svg"), page.count("</svg>"))

    def test_words_answer_the_question(self):
        scenario = self.folder / "small.fleet"
        scenario.write_text(SMALL)
        done = holdfast(scenario, "--lines", 60)
        self.assertEqual(done.returncode, 0, done.stderr)
        for sentence in ('When a dies (0:03:20, "server a is silent"):', "b has to bear",
                         'When a returns (0:06:40, "server a is back"):', "more than it takes",
                         "Without jitter:", "phones are out of service for a time"):
            self.assertIn(sentence, done.stdout)

    def test_the_examples_run(self):
        fleets = sorted(FLEETS.glob("*.fleet"))
        self.assertGreaterEqual(len(fleets), 2)
        for fleet in fleets:
            self.assertEqual(holdfast(fleet, "--lines", 20).returncode, 0, fleet)

    def test_what_means_nothing_is_refused(self):
        scenario = self.folder / "wrong.fleet"
        scenario.write_text("line 1 servers=a\nstart line 1\nat 9s server q takes 3/s\nuntil 1h\n")
        done = holdfast(scenario, "--lines", 10)
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"{scenario}:3: ", done.stderr)
        fleet = FLEETS / "one-outage.fleet"
        for arguments in ([fleet, "--lines", 0], [fleet, "--lines"], [fleet, "--lines", "many"],
                          [fleet, "--lines", 10000001], [fleet, "--seeds", "5..4"],
                          [fleet, "--seeds", "1..200000"], [fleet, "--threads", 65],
                          [fleet, "--lines", 5, "--rewrite"], [fleet, fleet, "--lines", 5],
                          ["--lines", 5], [self.folder / "none", "--lines", 5]):
            done = holdfast(*arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn("holdfast: ", done.stderr)
        done = holdfast(fleet, "--lines", 5, "--report", "/nonexistent/x.html")
        self.assertEqual(done.returncode, 1)
        self.assertIn("/nonexistent/x.html", done.stderr)


if __name__ == "__main__":
    case.main()
