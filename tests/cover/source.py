# SPDX-License-Identifier: Apache-2.0
"""What a C source says, as far as the measurement needs it: assertions and where they stand."""
import bisect
import re

ASSERTION = re.compile(r"\b(HF_ASSERT|HF_UNREACHABLE)\s*\(")
NO_VALUE = re.compile(r"\bcase\s+\w+_COUNT\s*:")
SWITCH = re.compile(r"\bswitch\s*\($")
LABEL = re.compile(r"^\s*(case\b[^;{}]*|default\s*):\s*$")


class Source:
    """A file: its lines, and the stretches that only a broken program enters."""

    def __init__(self, path):
        self.text = path.read_text(encoding="utf-8")
        self.lines = self.text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.alarms = [self._alarm(found) for found in ASSERTION.finditer(self.text)]

    def at(self, line, column):
        """The place in the text of a line and column, both counted from 1."""
        return self.starts[line - 1] + column - 1

    def line_of(self, place):
        """The line, counted from 1, that a place is in."""
        return bisect.bisect_right(self.starts, place)

    def slice(self, begin, end):
        """The text between two (line, column) pairs, on one line."""
        return " ".join(self.text[self.at(*begin):self.at(*end)].split())

    def _alarm(self, found):
        """From the assertion to its closing bracket; with the labels that lead to nothing else."""
        depth, end = 0, found.end() - 1
        while True:
            depth += {"(": 1, ")": -1}.get(self.text[end], 0)
            end += 1
            if depth == 0:
                break
        begin = found.start()
        if found.group(1) == "HF_UNREACHABLE":
            line = self.line_of(begin)
            begin = self.starts[line - 1]
            while line > 1 and LABEL.match(self.lines[line - 2]):
                line -= 1
                begin = self.starts[line - 1]
            if self.lines[self.line_of(end) - 1].strip() == "}":
                end = self.starts[self.line_of(end)]
        return begin, end

    def is_alarm(self, line, column):
        """Does only a broken program come here? So do the values that no enum has: a switch lists
        all that there are, which the compiler checks, and their count among them."""
        place = self.at(line, column)
        return (any(begin <= place < end for begin, end in self.alarms)
                or SWITCH.search(self.text[max(0, place - 12):place]) is not None
                or NO_VALUE.search(self.lines[line - 1]) is not None)
