#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a fleet costs grows as the number of phones does, by counted instructions."""
import re
import subprocess

import case
from test_simulate_fleet import SMALL


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


if __name__ == "__main__":
    case.main()
