#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Sums the test cases of one or more ctest runs and prints "N passed, N failed".

A ctest entry counts as the cases that its output reports: Criterion's synthesis lines, and lines
that read "N passed, N failed" alone. An entry that reports none counts as one. A failed entry
that reports no failed case counts one failure, so that a crash is never lost; so does a passed
one that says it ran nothing, a missing result file, and each sanitizer report. Lines that begin
with "figure:" are shown again.
"""
import re
import sys
import xml.etree.ElementTree
from pathlib import Path

SYNTHESIS = re.compile(r"Synthesis: Tested: (\d+) \| Passing: (\d+) \| Failing: (\d+) \| "
                       r"Crashing: (\d+)")
FIGURE = re.compile(r"^figure: (.*)$", re.MULTILINE)
PLAIN = re.compile(r"^(?:\w+: )?(\d+) passed, (\d+) failed$", re.MULTILINE)


def count_entry(output, ok):
    """(passed, failed, problem or None) of one ctest entry."""
    passed = failed = 0
    reported = False
    for match in SYNTHESIS.finditer(output):
        reported = True
        passed += int(match[2])
        failed += int(match[1]) - int(match[2])  # a crash counts as failing too
    for match in PLAIN.finditer(output):
        reported = True
        passed += int(match[1])
        failed += int(match[2])
    if not reported:
        return (1, 0, None) if ok else (0, 1, "failed")
    if ok and passed + failed == 0:
        return 0, 1, "ran no test case"
    if ok and failed:
        return passed, failed, "reported failed cases and exited 0"
    if not ok and failed == 0:
        return passed, 1, "failed outside of its cases"
    return passed, failed, None if ok else "failed"


def count_file(path, problems, with_figures):
    """(passed, failed) of one ctest run; what went wrong is appended to problems."""
    build = Path(path).parent.name
    try:
        suite = xml.etree.ElementTree.parse(path).getroot()
    except (OSError, xml.etree.ElementTree.ParseError) as error:
        problems.append(f"{path}: {error}")
        return 0, 1
    passed = failed = 0
    for case in suite.iter("testcase"):
        ok = case.get("status") == "run" and case.find("failure") is None
        output = case.findtext("system-out") or ""
        for figure in FIGURE.findall(output) if with_figures else ():
            print(figure)
        one = count_entry(output, ok)
        passed += one[0]
        failed += one[1]
        if one[2]:
            problems.append(f"{build}: {case.get('name')}: {one[2]}")
    return passed, failed


def main(arguments):
    problems = []
    passed = failed = 0
    if arguments[:1] == ["--reports"]:
        for report in sorted(Path(arguments[1]).glob("*")):
            failed += 1
            problems.append(f"sanitizer report {report.name}:")
            problems.append(report.read_text(errors="replace")[:6000])
        arguments = arguments[2:]
    for path in arguments:
        one = count_file(path, problems, len(arguments) == 1)
        passed += one[0]
        failed += one[1]
    for problem in problems:
        print(problem)
    if passed == 0 and failed == 0:
        print("no test was run")
        failed = 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
