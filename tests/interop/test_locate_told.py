#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What `explain` tells of B13: how often the first outbound proxy was asked whether it answers
again, while the line worked by way of the second one."""
import json
import subprocess
from pathlib import Path

import case

STORIES = Path(__file__).parents[1] / "scenarios"


class Told(case.Case):
    def run_program(self, *words):
        done = subprocess.run([case.PROGRAM, *map(str, words)], capture_output=True, text=True,
                              timeout=30, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def log_of(self, *rows):
        """The log of B13-failback.story with other rows of verbs behind it."""
        verbs = (STORIES / "B13-failback.story").read_text(encoding="utf-8").split("----")[0]
        kept = [row for row in verbs.splitlines() if not row.startswith(("at ", "until "))]
        story, log = self.folder / "told.story", self.folder / "told.log"
        story.write_text("\n".join([*kept, *rows, ""]), encoding="utf-8")
        self.run_program("simulate", "--quiet", "--log", log, story)
        return log

    def told(self, log):
        return " ".join(self.run_program("explain", log).split())

    def test_probes_of_the_first_proxy_until_it_is_back(self):
        log = self.log_of("at 150s server c answers REGISTER 403",
                          "at 240s server c answers REGISTER 200", "until 500s")
        self.assertIn("Asked 3 times, 116 s apart, whether its proxy 1 answers again (setting: "
                      "proxy_failback_interval_s 100): not until the last time (before, it "
                      "answered 403 Forbidden).", self.told(log))
        items = [json.loads(row) for row in
                 self.run_program("explain", "--json", log).splitlines()]
        total = [item for item in items if item["kind"] == "total"][0]
        self.assertEqual(total["probes"], 3)
        stay = [item for item in items if item.get("proxy_probes")][0]
        self.assertEqual((stay["proxy_probes"], stay["proxy_probes_failed"], stay["probes"]),
                         (3, 2, 0))

    def test_probes_of_a_first_proxy_that_stays_silent(self):
        self.assertIn("whether its proxy 1 answers again (setting: proxy_failback_interval_s 100): "
                      "not yet, it gave no answer", self.told(self.log_of("until 400s")))

    def test_a_line_at_its_first_proxy_asks_nothing(self):
        log = self.log_of("at 0s server c answers REGISTER 200", "until 4000s")
        self.assertNotIn("proxy 1 answers again", self.told(log).split("Back at")[-1])


if __name__ == "__main__":
    case.main()
