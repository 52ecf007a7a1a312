#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Deliberately broken cores: each must be caught by a checker of a simulated world.

usage: run.py [--seeds N] [--scratch DIR] [--jobs N] [NAME...]

Each tests/mutants/NAME.patch breaks one thing; its first line says which. The tree is copied into
a scratch directory (its own, kept between runs with --scratch), and the program `worlds` is built
with each patch in turn and plays N seeds (400) in shallow and deep worlds. Printed for each: which
checker caught it, and at which seed, counted from 1. The core as it is must leave all content.

Exit codes: 0 each was caught and the core itself was not, 1 one was not, or a patch does not fit.
"""
import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIRST = 1
COPIED = ("CMakeLists.txt", "proto", "core", "transport/sip", "transport/sim",
          "tests/mutants", "tests/unit/sim")
WORLDS = """
add_executable(worlds tests/mutants/worlds.c tests/unit/sim/plan.c tests/unit/sim/plan_play.c)
target_compile_definitions(worlds PRIVATE _DEFAULT_SOURCE=1)
target_link_libraries(worlds PRIVATE hf_sim hf_sip hf_core)
"""


def lists():
    """The tree's own, of which only the rooms that are copied count, and the program; what a mutant
    leaves unused is no error."""
    text = (ROOT / "CMakeLists.txt").read_text().replace("-Werror", "")
    return (text + WORLDS).encode()


def copy_tree(scratch):
    """Only what has changed is written, so that only that is built again."""
    for name in COPIED:
        source, target = ROOT / name, scratch / name
        for file in [source] if source.is_file() else sorted(source.rglob("*")):
            if file.is_dir():
                continue
            to = target if source.is_file() else target / file.relative_to(source)
            content = lists() if name == "CMakeLists.txt" else file.read_bytes()
            if not to.exists() or to.read_bytes() != content:
                to.parent.mkdir(parents=True, exist_ok=True)
                to.write_bytes(content)


def build(scratch, jobs):
    """None, or what the compiler said."""
    commands = [["ninja", "-C", scratch / "build", f"-j{jobs}", "worlds"]]
    if not (scratch / "build/build.ninja").exists():
        commands.insert(0, ["cmake", "-S", scratch, "-B", scratch / "build", "-G", "Ninja",
                            "-DCMAKE_BUILD_TYPE=Release", "-DHF_TESTS=OFF"])
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            return done.stdout[-2000:] + done.stderr[-2000:]
    return None


def play(scratch, seeds):
    """'' where all checkers are content, else what was caught. An assertion of the core's own is a
    checker, too; so is a world that does not come to its end."""
    try:
        done = subprocess.run([scratch / "build/worlds", str(FIRST), str(seeds)],
                              capture_output=True, text=True, timeout=600)
    except subprocess.TimeoutExpired:
        return "worlds do not come to an end"
    said = done.stdout.strip()
    if done.returncode == 0:
        return ""
    return said or f"the program ended by signal {-done.returncode}: {done.stderr.strip()[-200:]}"


def patch(scratch, file, backwards):
    command = ["patch", "-p1", "--silent", "--no-backup-if-mismatch", "-i", file]
    return subprocess.run(command + (["-R"] if backwards else []), cwd=scratch,
                          capture_output=True, text=True).returncode == 0


def try_mutant(scratch, file, options):
    """(was it caught, by what)"""
    if not patch(scratch, file, False):
        copy_tree(scratch)
        return False, "its patch does not fit the tree any more"
    wrong = build(scratch, options.jobs)
    said = f"it cannot be built: {wrong}" if wrong else play(scratch, options.seeds)
    patch(scratch, file, True)
    copy_tree(scratch)
    return not wrong and said != "", said or f"nobody noticed within {options.seeds} seeds"


def run(options, scratch):
    copy_tree(scratch)
    wrong = build(scratch, options.jobs)
    if wrong:
        print(wrong)
        return 1
    said = play(scratch, options.seeds)
    failed = bool(said)
    verdict = "FAIL" if failed else "ok  "
    print(f"{verdict} as it is: {said or 'all checkers are content'}", flush=True)
    files = sorted((ROOT / "tests/mutants").glob("*.patch"))
    for file in files:
        if options.names and file.stem not in options.names:
            continue
        caught, by = try_mutant(scratch, file, options)
        title = file.read_text().split("\n", 1)[0]
        print(f"{'ok  ' if caught else 'FAIL'} {file.stem} ({title}): {by}", flush=True)
        failed |= not caught
    return int(failed)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seeds", type=int, default=400)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--scratch", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args()
    scratch = options.scratch or Path(tempfile.mkdtemp(prefix="holdfast-mutants-"))
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        return run(options, scratch)
    finally:
        if not options.scratch:
            shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
