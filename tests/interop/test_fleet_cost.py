#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a fleet costs grows as the number of phones does: counted instructions, and memory."""
import json
import re
import subprocess

import case
from test_simulate_fleet import FLEETS, SMALL, holdfast

LINE_BYTES = 4500 # a million of them in 4.5 GB


class FleetCost(case.Case):
    def instructions(self, lines):
        """Of the threads together; without the barriers' spinning where there is one thread."""
        out = self.folder / "out"
        subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}",
                        case.PROGRAM, "simulate", self.folder / "small.fleet", "--lines",
                        str(lines), "--threads", "1"],
                       check=True, capture_output=True, timeout=200)
        return int(re.search(r"^summary: (\d+)", out.read_text(), re.MULTILINE).group(1))

    def test_cost_is_linear_in_lines(self):
        for text in (SMALL.replace("9/s", "100000/s"),
                     SMALL.replace("server b takes 9/s\n", "")):
            (self.folder / "small.fleet").write_text(text)
            one, two, three = (self.instructions(lines) for lines in (100, 200, 300))
            self.assertLess(abs((three - two) / (two - one) - 1), 0.03,
                            f"{two - one} instructions for the second hundred, {three - two} for "
                            "the third")
            print(f"{(three - two) / 200:.0f} instructions a phone and run")

    def test_a_phone_keeps_to_its_memory(self):
        few, more = (json.loads(holdfast(FLEETS / "one-outage.fleet", "--json", "--lines",
                                         lines).stdout.splitlines()[-1])["bytes"]
                     for lines in (4000, 12000))
        each = (more - few) / 8000
        self.assertLess(each, LINE_BYTES)
        self.assertGreater(each, LINE_BYTES / 2, "they do not live at the same time")
        print(f"{each:.0f} bytes a phone")


if __name__ == "__main__":
    case.main()
