#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the small worlds through SPIN and says how many states each has.

    model.py BUILD [--small] [WORLD...]     every claim over each world; 1 where one does not hold
    model.py BUILD --fault FAULT            a core with that fault: 1 where no claim notices it

A world that does not close within its limits is not proven, and counts as failed.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True

# World: whether it belongs to the small ones, which `./run test` runs. Names are worlds.c's.
WORLDS = {
    "register": True, "quarantine": True, "concurrent": True, "duration": True,
    "registration": True, "changing-names": True,
    "restarts": False, "stops": False, "changes": False, "wishes": False, "incoming": False,
    "names": False, "new-requests": False, "call": False,
}
# DNS may say a better first target at any time, and the line goes there when its clock says so.
HOME_MOVES = {"changing-names"}
# What a user or the power does again and again at one moment takes no time, and may.
TIMELESS = {"restarts", "stops", "changes", "wishes", "incoming", "new-requests", "call"}
DEPTH = 2_000_000
SECONDS = 900

# Fault: the world and the claim that must notice it; "" is the assertions.
FAULTS = {"probe": ("register", "comes_home"), "call": ("incoming", "")}

FIELDS = {
    "states": r"^\s*(\d+) states, stored", "transitions": r"^\s*(\d+) transitions",
    "depth": r"depth reached (\d+)", "errors": r"errors: (\d+)",
    "megabytes": r"^\s*([\d.]+)\s+total actual memory", "what": r"^pan:1: (.*)",
}


def claims_of(world):
    """(program, claim) pairs: the assertions first."""
    claims = [("model_assertions", ""), ("model_claims", "comes_home")]
    if world not in HOME_MOVES:
        claims.append(("model_claims", "stays_home"))
    if world not in TIMELESS:
        claims.append(("model_ticking", "time_passes"))
    return claims


def command_of(program, claim, *more):
    return [str(program), *(["-a", "-N", claim] if claim else []), *more]


def run(build, world, program, claim, prefix="hf_"):
    """The figures of one run, and the story of what it found."""
    program = Path(build).resolve() / (prefix + program)
    environment = {**os.environ, "HF_MODEL_WORLD": world,
                   "ASAN_OPTIONS": "detect_leaks=0", "UBSAN_OPTIONS": ""}
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["timeout", "-s", "INT", str(SECONDS),
                               *command_of(program, claim, f"-m{DEPTH}", "-w22")], cwd=folder,
                              env=environment, capture_output=True, text=True, check=False)
        text = done.stdout + done.stderr
        found = {name: (re.search(pattern, text, re.MULTILINE) or [None, "?"])[1]
                 for name, pattern in FIELDS.items()}
        found["seconds"] = time.monotonic() - begun
        found["closed"] = found["errors"] == "0" and "Search not completed" not in text \
            and "max search depth too small" not in text and done.returncode == 0
        found["story"] = text if found["errors"] == "?" else ""
        if found["errors"] not in ("0", "?"):
            replay = subprocess.run(command_of(program, claim, "-r"), cwd=folder,
                                    env={**environment, "HF_MODEL_TELL": "1"},
                                    capture_output=True, text=True, check=False)
            rows = [row for row in replay.stdout.splitlines() if row.startswith("    ")]
            found["story"] = "\n".join(rows[-60:])
    return found


def show(world, claim, found):
    print(f"{world:15} {claim or 'assertions':12} {found['states']:>10} states "
          f"{found['transitions']:>10} transitions  depth {found['depth']:>7} "
          f"{found['megabytes']:>9} MB {found['seconds']:7.1f} s  "
          + ("holds" if found["closed"] else
             f"FAILS: {found['what']}" if found["what"] != "?" else "FAILS: it did not close"),
          flush=True)
    if not found["closed"] and found["story"]:
        print(found["story"], flush=True)


def check(build, worlds):
    failed = states = 0
    for world in worlds:
        for program, claim in claims_of(world):
            found = run(build, world, program, claim)
            show(world, claim, found)
            failed += not found["closed"]
            states += int(found["states"]) if found["states"].isdigit() else 0
    print(f"{states} states, {failed} claims failed")
    return 1 if failed else 0


def check_fault(build, fault):
    world, claim = FAULTS[fault]
    program = "model_claims" if claim else "model_assertions"
    found = run(build, world, program, claim, prefix=f"fault_{fault}_")
    noticed = found["errors"] not in ("0", "?")
    print(f"fault {fault}: world {world}, "
          + (f"noticed: {claim or found['what']}, after {found['states']} states" if noticed
             else f"NOT noticed in {found['states']} states"))
    print(found["story"])
    return 0 if noticed else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build")
    parser.add_argument("--small", action="store_true", help="the small worlds alone")
    parser.add_argument("--fault", choices=sorted(FAULTS))
    parser.add_argument("worlds", nargs="*", metavar="WORLD")
    asked = parser.parse_args()
    unknown = [world for world in asked.worlds if world not in WORLDS]
    if unknown:
        parser.error(f"there is no world '{unknown[0]}'; there are {', '.join(WORLDS)}")
    if asked.fault:
        return check_fault(asked.build, asked.fault)
    return check(asked.build, asked.worlds or [w for w in WORLDS if WORLDS[w] or not asked.small])


if __name__ == "__main__":
    sys.exit(main())
