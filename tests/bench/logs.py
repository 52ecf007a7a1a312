# SPDX-License-Identifier: Apache-2.0
"""What the commands that read logs make of a long one: events a second of one core's time, and the
most memory that each had.

usage: logs.py BUILD [EVENTS]

7,500,000 events make a log of a gigabyte.
"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

EVENTS = 200000
BUDGET = 1000000
COMMANDS = (("replay",), ("explain",), ("log", "stats"), ("log", "verify"),
            ("log", "verify", "--contract"), ("log", "cat"), ("log", "cat", "--json"))


def cost(command, folder):
    """(seconds of processor time, bytes of memory at most); None where there is no such command."""
    with open(os.devnull, "wb") as nowhere, \
            subprocess.Popen([*command, folder], stdout=nowhere, stderr=nowhere) as program:
        _, status, used = os.wait4(program.pid, 0)
        program.returncode = os.waitstatus_to_exitcode(status)
    if program.returncode == 2:
        return None
    if program.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}: exit code {program.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


def table(build, events=EVENTS):
    """Prints the rows."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([build / "bench_replay", folder, str(events)], check=True,
                       stdout=subprocess.DEVNULL)
        log = next(Path(folder).iterdir())
        print(f"\n{f'a log of {events} events, {log.stat().st_size / 1e6:.0f} MB':46}"
              f"{'events/s':>9}{'':>9}{'MB of memory':>14}")
        for command in COMMANDS:
            used = cost([build / "holdfast", *command], folder)
            if used is not None:
                print(f"{'  ' + ' '.join(command):46}{events / used[0]:9.0f}{BUDGET:9}"
                      f"{used[1] / 1e6:14.1f}")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    table(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) == 3 else EVENTS)
