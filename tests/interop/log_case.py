# SPDX-License-Identifier: Apache-2.0
"""What the tests of `holdfast log` share: logs of this build, and what the commands say of them."""
import json
import re
import subprocess
from pathlib import Path

import case

HERE = Path(__file__).resolve().parent
SEMANTICS = re.search(r"#define HF_SEMANTICS\s+(\d+)", (
    HERE.parents[1] / "core/include/holdfast/line.h").read_text(encoding="utf-8"))[1]
VECTORS = HERE.parent / "vectors" / f"semantics-{SEMANTICS}"
SCENARIOS = HERE.parent / "scenarios"
OUTAGES = "names-and-outages"
SILENT = "concurrent"
SECOND_US = 1000000


def holdfast(*arguments, **options):
    return subprocess.run([case.PROGRAM, *map(str, arguments)], capture_output=True, text=True,
                          timeout=60, check=False, **options)


def objects(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


class Tools(case.Case):
    def vector(self, name=OUTAGES):
        return (VECTORS / f"{name}.log").read_bytes()

    def file(self, contents, name="x.log"):
        path = self.folder / name
        path.write_bytes(contents)
        return path

    def simulated(self, verbs):
        story = self.folder / "x.story"
        story.write_text("# C1: a log for a test.\n" + verbs, encoding="utf-8")
        path = self.folder / "x.log"
        path.unlink(missing_ok=True)
        done = holdfast("simulate", "--quiet", "--log", path, story)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return path

    def verify(self, path, *options):
        done = holdfast("log", "verify", "--contract", "--json", path, *options)
        self.assertNotEqual(done.returncode, 2, done.stderr)
        return done, objects(done)
