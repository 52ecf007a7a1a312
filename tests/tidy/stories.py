#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every story below a folder: stories.py HOLDFAST FOLDER. Prints "N passed, N failed".

`holdfast simulate STORY` exits 0 when what happened is what the story says."""
import subprocess
import sys
from pathlib import Path

LIMIT_S = 60


def run_story(program, story):
    """None, or what went wrong."""
    try:
        run = subprocess.run([program, "simulate", str(story)], capture_output=True, text=True,
                             timeout=LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        return f"took more than {LIMIT_S} s"
    if run.returncode == 0:
        return None
    return f"exit code {run.returncode}\n{run.stdout}{run.stderr}"


def main(program, folder):
    stories = sorted(Path(folder).rglob("*.story"))
    failed = 0
    for story in stories:
        wrong = run_story(program, story)
        name = story.relative_to(folder)
        if wrong:
            failed += 1
            print(f"FAIL {name}: {wrong}")
        else:
            print(f"ok {name}")
    print(f"{len(stories) - failed} passed, {failed} failed")
    return 1 if failed or not stories else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
