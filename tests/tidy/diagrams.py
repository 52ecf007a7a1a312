#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the state diagrams that a program prints between the markers of each room's README.

usage: diagrams.py PROGRAM
"""
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("core", "transport/sip")  # with machines; their READMEs have a place for diagrams
BEGIN = "<!-- diagrams: begin (./run diagram writes what is between these lines) -->"
END = "<!-- diagrams: end -->"


def printed(program, room):
    run = subprocess.run([str(program), room], capture_output=True, text=True, check=True)
    return run.stdout


def readme_of(room):
    return f"{room}/README.md"


def insert(text, diagrams):
    """The text with the diagrams between its markers, or None when it has no markers."""
    head, found, rest = text.partition(BEGIN)
    _, closed, tail = rest.partition(END)
    if not found or not closed:
        return None
    return f"{head}{BEGIN}\n{diagrams}{END}{tail}"


def write(program, room):
    """False when the README has no place for them."""
    name = readme_of(room)
    path = ROOT / name
    text = path.read_text(encoding="utf-8") if path.is_file() else None
    new = insert(text, printed(program, room)) if text is not None else None
    if new is None:
        print(f"run: {name} has no place for diagrams: it needs the lines\n{BEGIN}\n{END}",
              file=sys.stderr)
        return False
    if new != text:
        path.write_text(new, encoding="utf-8")
    print(f"{name}: {'changed' if new != text else 'up to date'}")
    return True


def main(program):
    return 0 if all([write(Path(program).resolve(), room) for room in ROOMS]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
