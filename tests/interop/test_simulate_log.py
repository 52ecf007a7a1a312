#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`holdfast simulate --log`: the log of every scenario replays identical, twice the same bytes."""
import subprocess
from pathlib import Path

import case

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"


def holdfast(*arguments):
    return subprocess.run([case.PROGRAM, *map(str, arguments)], capture_output=True, text=True,
                          timeout=60, check=False)


class SimulateLog(case.Case):
    def log_of(self, scenario, name="x.log", *options):
        path = self.folder / name
        done = holdfast("simulate", "--quiet", "--log", path, *options, scenario)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return path

    def test_every_scenario_replays_identical(self):
        stories = sorted(SCENARIOS.rglob("*.story"))
        self.assertGreater(len(stories), 100)
        for story in stories:
            done = holdfast("replay", self.log_of(story))
            self.assertEqual(done.returncode, 0, f"{story.name}: {done.stdout}{done.stderr}")

    def test_the_same_scenario_gives_the_same_bytes(self):
        story = SCENARIOS / "A9.story"
        first = self.log_of(story, "one.log").read_bytes()
        self.assertEqual(first, self.log_of(story, "two.log").read_bytes())
        later = self.log_of(story, "three.log", "--wall", "2027-01-01T00:00:00Z").read_bytes()
        self.assertNotEqual(first, later)

    def test_a_directory_is_made_and_read(self):
        folder = self.log_of(SCENARIOS / "A9.story", "folder")
        self.assertEqual(len(list(folder.glob("hf-*-00000001.log"))), 1)
        self.assertEqual(holdfast("replay", folder).returncode, 0)

    def test_wrong_usage_is_said_and_writes_nothing(self):
        path = self.folder / "x.log"
        for arguments in (["--log"], ["--log", path], ["--wall", "soon", "x"],
                          ["--log", path, SCENARIOS / "A1.story", SCENARIOS / "A2.story"],
                          ["--log", path, SCENARIOS / "README.md"]):
            done = holdfast("simulate", *arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn("holdfast: ", done.stderr)
            self.assertFalse(path.exists(), arguments)
        done = holdfast("simulate", "--log", "/nonexistent/x.log", SCENARIOS / "A1.story")
        self.assertEqual(done.returncode, 1)
        self.assertIn("/nonexistent/x.log", done.stderr)


if __name__ == "__main__":
    case.main()
