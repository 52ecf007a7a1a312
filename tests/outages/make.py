#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Tells each staged outage anew.

usage: make.py HOLDFAST [NAME...]

Runs NAME.story (all of them), explains its log and writes NAME.explained; review the difference
like code. The test tests/interop/test_explain.py compares the same text.
"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def run(program, *arguments):
    """Times are told by the local clock: here it is UTC."""
    return subprocess.run([str(program), *map(str, arguments)], capture_output=True, text=True,
                          timeout=60, check=False, env={**os.environ, "TZ": "UTC"})


def names():
    return sorted(path.stem for path in HERE.glob("*.story"))


def explain(program, name, folder):
    """The explanation of an outage's log, which is left in the folder."""
    log = Path(folder) / f"{name}.log"
    done = run(program, "simulate", "--quiet", "--log", log, HERE / f"{name}.story")
    if done.returncode != 0:
        raise RuntimeError(done.stdout + done.stderr)
    done = run(program, "explain", log)
    if done.returncode != 0:
        raise RuntimeError(done.stdout + done.stderr)
    return done.stdout


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[2:] or names():
            (HERE / f"{name}.explained").write_text(explain(sys.argv[1], name, folder))
            print(name)


if __name__ == "__main__":
    main()
