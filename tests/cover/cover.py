#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Measures lines, branches and MC/DC of core and transport/sip: cover.py --build DIRECTORY.

Runs the unit tests of both rooms, the core's corpora and every story in a build with HF_COVERAGE,
merges what they leave, prints a table by file and each gap with its source. Not measured is what
only a broken program does: assertions, a switch over an enum that finds none of its values, and the
label of their count. A gap of a room that must have none is a failure, unless tests/cover/
exclusions.txt says why it is there; a line of that file that excludes nothing any more is a failure
too. Ends with how many gaps there are.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from source import Source

TOP = Path(__file__).resolve().parents[2]
ROOMS = {"core": True, "transport/sip": False}  # must it be without gaps?
UNITS = ("unit_core", "unit_sip")
CORPORA = ("step", "wire", "snapshot", "record")
KINDS = ("lines", "branches", "mcdc")
MCDC_BRANCH = 6  # llvm's CounterMappingRegion kinds


class Tally:
    """Of a file: how many of each kind there are, and the gaps."""

    def __init__(self, name, source):
        self.name = name
        self.source = source
        self.total = dict.fromkeys(KINDS, 0)
        self.gaps = []  # (kind, line, what)

    def count(self, kind, covered, line, what):
        self.total[kind] += 1
        if not covered:
            self.gaps.append((kind, line, what))

    def missed(self, kind):
        return sum(1 for gap in self.gaps if gap[0] == kind)


def line_counts(segments):
    """{line: how often it ran}, as llvm-cov counts them: the most of the regions on a line."""
    by_line = {}
    for segment in segments:
        by_line.setdefault(segment[0], []).append(segment)
    counts, wrapped = {}, None
    last = max(by_line, default=0)
    for line in range(1, last + 1):
        here = by_line.get(line, [])
        entries = [s for s in here if s[4] and s[3] and not s[5]]
        starts_skipped = bool(here) and not here[0][3] and here[0][4]
        mapped = not starts_skipped and ((wrapped is not None and wrapped[3]) or entries)
        if mapped:
            counts[line] = max([s[2] for s in entries] +
                               ([wrapped[2]] if wrapped is not None and wrapped[3] else []))
        if here:
            wrapped = here[-1]
    return counts


def merged_branches(entry):
    """{(place): [times true, times false, kind]}: a header's functions are in several objects."""
    branches = {}
    for branch in entry["branches"]:
        place = tuple(branch[:4])
        known = branches.setdefault(place, [0, 0, branch[8]])
        known[0] += branch[4]
        known[1] += branch[5]
    return branches


def count_decisions(tally, entry, branches):
    """Each condition of a decision has to be seen deciding it, alone, both ways."""
    decisions = {}
    for record in entry["mcdc_records"]:
        place, conditions = tuple(record[:4]), record[-1]
        known = decisions.get(place, [False] * len(conditions))
        decisions[place] = [a or b for a, b in zip(known, conditions)]
    for place, conditions in sorted(decisions.items()):
        if tally.source.is_alarm(place[0], place[1]):
            continue
        inside = [b for b, (_, _, kind) in sorted(branches.items())
                  if kind == MCDC_BRANCH and place[:2] <= b[:2] and b[2:] <= place[2:]]
        for i, covered in enumerate(conditions):
            told = (tally.source.slice(inside[i][:2], inside[i][2:])
                    if len(inside) == len(conditions) else f"condition {i + 1}")
            line = inside[i][0] if len(inside) == len(conditions) else place[0]
            tally.count("mcdc", covered, line, f"{told}: does not decide alone")


def tally_of(entry, name):
    source = Source(TOP / name)
    tally = Tally(name, source)
    for line, count in line_counts(entry["segments"]).items():
        text = source.lines[line - 1]
        column = len(text) - len(text.lstrip()) + 1
        if not source.is_alarm(line, column):
            tally.count("lines", count > 0, line, "never ran")
    branches = merged_branches(entry)
    for place, (true, false, _) in sorted(branches.items()):
        if source.is_alarm(place[0], place[1]):
            continue
        told = source.slice(place[:2], place[2:])
        tally.count("branches", true > 0, place[0], f"{told}: never so")
        if not told.startswith(("case ", "default")):  # other cases say that
            tally.count("branches", false > 0, place[0], f"{told}: never otherwise")
    count_decisions(tally, entry, branches)
    return tally


def read_exclusions(path):
    """[(file, part of the line, reason, where it stands)]"""
    exclusions = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split(" | ")]
        if len(parts) != 3 or not all(parts):
            sys.exit(f"{path}:{number}: not 'FILE | PART OF THE LINE | REASON': {line}")
        exclusions.append((*parts, f"{path.relative_to(TOP)}:{number}"))
    return exclusions


def exclude(tallies, exclusions):
    """Takes excluded gaps out; gives the exclusions that took none, and how many went."""
    idle, gone = [], 0
    for name, part, _, where in exclusions:
        used = False
        for tally in tallies:
            if tally.name != name:
                continue
            left = [g for g in tally.gaps if part not in tally.source.lines[g[1] - 1]]
            used = used or len(left) < len(tally.gaps)
            gone += len(tally.gaps) - len(left)
            tally.gaps = left
        if not used:
            idle.append((where, name, part))
    return idle, gone


def percent(total, missed):
    return f"{total:6} {100.0 * (total - missed) / total:6.2f}%" if total else f"{0:6}       -"


def print_row(name, totals, missed):
    print(f"{name:34}" + "".join(f"  {percent(totals[k], missed[k])}" for k in KINDS))


def print_table(tallies):
    print(f"{'':34}  {'lines':>14}  {'branches':>14}  {'MC/DC':>14}")
    for room in ROOMS:
        totals, missed = dict.fromkeys(KINDS, 0), dict.fromkeys(KINDS, 0)
        for tally in (t for t in tallies if t.name.startswith(room + "/")):
            mine = {k: tally.missed(k) for k in KINDS}
            print_row(tally.name, tally.total, mine)
            for k in KINDS:
                totals[k] += tally.total[k]
                missed[k] += mine[k]
        print_row(f"{room}, all of it", totals, missed)


def print_gaps(tallies):
    for tally in tallies:
        for kind, line, what in sorted(set(tally.gaps), key=lambda g: (g[1], g[0], g[2])):
            print(f"{tally.name}:{line}: {kind}: {what}")


def run_programs(build, profiles, units_only):
    """Runs the tests, and gives their programs. Each process merges into one of four files of its
    program."""
    shutil.rmtree(profiles, ignore_errors=True)
    profiles.mkdir(parents=True)
    environment = dict(os.environ, LLVM_PROFILE_FILE=str(profiles / "%4m.profraw"))
    commands = [[build / unit, "--timeout", "600"] for unit in UNITS]
    if not units_only:
        commands += [[build / f"corpus_{name}", TOP / "fuzz/corpus" / name] for name in CORPORA]
        commands.append(["/usr/bin/python3", TOP / "tests/tidy/stories.py", build / "holdfast",
                         TOP / "tests/scenarios"])
    for command in commands:
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            sys.exit(f"{run.stdout}{run.stderr}\ncover: {command[0]} failed; nothing was measured")
    return programs_of(build, units_only)


def programs_of(build, units_only):
    more = [] if units_only else [f"corpus_{name}" for name in CORPORA] + ["holdfast"]
    return [build / name for name in [*UNITS, *more] if (build / name).exists()]


def export(profiles, programs):
    """llvm-cov's account of all that ran, as it exports it."""
    merged = profiles / "merged.profdata"
    subprocess.run(["llvm-profdata-19", "merge", "-sparse", "-o", merged,
                    *sorted(profiles.glob("*.profraw"))], check=True)
    objects = [word for program in programs for word in ("--object", str(program))]
    out = subprocess.run(["llvm-cov-19", "export", *objects, f"-instr-profile={merged}"],
                         capture_output=True, text=True, check=True)
    return json.loads(out.stdout)["data"][0]["files"]


def main():
    words = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    words.add_argument("--build", type=Path, required=True)
    words.add_argument("--units", action="store_true", help="unit tests alone")
    words.add_argument("--again", action="store_true", help="what was measured last, printed again")
    words.add_argument("file", nargs="*", help="gaps of these files only")
    asked = words.parse_args()
    for name in asked.file:
        if not (TOP / name).is_file() or not name.startswith(tuple(f"{room}/" for room in ROOMS)):
            words.error(f"{name} is no file of {' or '.join(ROOMS)}")
    build = asked.build.resolve()
    profiles = build / "profiles"
    programs = (programs_of(build, asked.units) if asked.again
                else run_programs(build, profiles, asked.units))
    tallies = []
    for entry in export(profiles, programs):
        path = Path(entry["filename"])
        name = str(path.relative_to(TOP)) if path.is_relative_to(TOP) else ""
        if any(name.startswith(room + "/") for room in ROOMS) and "assert" not in path.name:
            tallies.append(tally_of(entry, name))
    idle, gone = exclude(tallies, read_exclusions(TOP / "tests/cover/exclusions.txt"))
    print_gaps([t for t in tallies if not asked.file or t.name in asked.file])
    print_table(tallies)
    for where, name, part in idle:
        print(f"{where}: nothing of {name} with '{part}' is left to exclude")
    must = sum(len(t.gaps) for t in tallies for room, is_must in ROOMS.items()
               if is_must and t.name.startswith(room + "/"))
    every = sum(len(t.gaps) for t in tallies)
    print(f"{gone} excluded with a reason; {every} gaps, {must} of them where there may be none")
    return 1 if must or idle or not tallies else 0


if __name__ == "__main__":
    sys.exit(main())
