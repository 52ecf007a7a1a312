#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the state diagrams that a program prints between the markers of a README."""
import subprocess
import sys
from pathlib import Path

BEGIN = "<!-- diagrams: begin (./run diagram writes what is between these lines) -->"
END = "<!-- diagrams: end -->"


def printed(program):
    run = subprocess.run([str(program)], capture_output=True, text=True, check=True)
    return run.stdout


def insert(text, diagrams):
    """The text with the diagrams between its markers, or None when it has no markers."""
    head, found, rest = text.partition(BEGIN)
    _, closed, tail = rest.partition(END)
    if not found or not closed:
        return None
    return f"{head}{BEGIN}\n{diagrams}{END}{tail}"


def main(program, readme):
    path = Path(readme)
    text = path.read_text(encoding="utf-8") if path.is_file() else None
    new = insert(text, printed(Path(program).resolve())) if text is not None else None
    if new is None:
        print(f"run: {readme} has no place for diagrams: it needs the lines\n{BEGIN}\n{END}",
              file=sys.stderr)
        return 1
    if new != text:
        path.write_text(new, encoding="utf-8")
    print(f"{readme}: {'changed' if new != text else 'up to date'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
