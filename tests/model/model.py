#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the small worlds through SPIN and says how many states each has.

    model.py BUILD [--small | --medium] [WORLD...]   every claim; 1 where one does not hold
    model.py BUILD --mutants [MUTANT...]             broken cores: 1 where one is not noticed

A world that does not close within its limits is not proven, and counts as failed. A mutant is the
core with one line changed (mutants.py); the claim that it breaks must say so, not another one.
"""
import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
from mutants import MUTANTS  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]

# World: 1 is small (./run test), 2 medium (.ci/run), 3 large. Names are worlds.c's.
WORLDS = {
    "register": 1, "registration": 1, "duration": 1, "sharing": 1, "proxies": 1,
    "changing-names": 1, "quarantine": 1, "concurrent": 1,
    "connections": 2, "asking": 2, "restarts": 2, "removing": 2, "lasting": 2, "redirects": 2,
    "stops": 2, "flapping": 2, "mixed": 2, "registers-first": 2, "changes": 2,
    "challenges": 3, "ghosts": 3, "network": 3,
    "incoming": 3, "names": 3, "call": 3, "new-requests": 3, "wishes": 3, "emergency": 3,
    "mixed-names": 3,
}
# DNS may say a better first target at any time, and the line goes there when its clock says so.
HOME_MOVES = {"changing-names", "mixed-names"}
DEPTH = 2_000_000
SECONDS = 900
MEGABYTES = 3000
TRAIL = "holdfast.pml.trail"

PROGRAMS = {"": "hf_model_assertions", "comes_home": "hf_model_claims",
            "stays_home": "hf_model_claims", "time_passes": "hf_model_ticking"}

FIELDS = {
    "states": r"^\s*(\d+) states, stored", "transitions": r"^\s*(\d+) transitions",
    "depth": r"depth reached (\d+)", "errors": r"errors: (\d+)",
    "megabytes": r"^\s*([\d.]+)\s+total actual memory", "what": r"^pan:1: (.*)",
    "home": r"^home within (\d+) s", "granted": r"^home within .* granted (\d+) s",
}


def claims_of(world):
    """The assertions first."""
    return [claim for claim in PROGRAMS if claim != "stays_home" or world not in HOME_MOVES]


def command_of(program, claim, *more):
    return [str(program), *(["-a", "-N", claim] if claim else []), *more]


def story_of(program, claim, folder, environment):
    """What the trail in that folder tells."""
    replay = subprocess.run(command_of(program, claim, "-r", TRAIL), cwd=folder,
                            env={**environment, "HF_MODEL_TELL": "1"}, capture_output=True,
                            text=True, check=False)
    rows = [row for row in replay.stdout.splitlines() if row.startswith("    ")]
    return "\n".join(rows[-60:])


def run(program, world, claim, slots=22):
    """The figures of one run, and the story of what it found."""
    environment = {**os.environ, "HF_MODEL_WORLD": world,
                   "ASAN_OPTIONS": "detect_leaks=0", "UBSAN_OPTIONS": ""}
    program = Path(program).resolve()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        limits = [f"-m{DEPTH}", f"-w{slots}"]
        done = subprocess.run(["timeout", "-s", "INT", str(SECONDS),
                               *command_of(program, claim, *limits)], cwd=folder,
                              env=environment, capture_output=True, text=True, check=False)
        text = done.stdout + done.stderr
        found = {name: (re.search(pattern, text, re.MULTILINE) or [None, "?"])[1]
                 for name, pattern in FIELDS.items()}
        found["seconds"] = time.monotonic() - begun
        found["closed"] = found["errors"] == "0" and "Search not completed" not in text \
            and "max search depth too small" not in text and done.returncode == 0 \
            and float(found["megabytes"]) <= MEGABYTES
        found["story"] = text if found["errors"] == "?" else ""
        if found["errors"] not in ("0", "?"):
            found["story"] = story_of(program, claim, folder, environment)
    found["late"] = found["closed"] and not claim and int(found["home"]) > int(found["granted"])
    found["holds"] = found["closed"] and not found["late"]
    return found


def verdict(found, claim):
    if found["holds"]:
        return "holds" + ("" if claim else f", home within {found['home']} s")
    if found["late"]:
        return f"FAILS: H10: home within {found['home']} s, granted are {found['granted']} s"
    return f"FAILS: {found['what']}" if found["what"] != "?" else "FAILS: it did not close"


def show(world, claim, found):
    print(f"{world:15} {claim or 'assertions':12} {found['states']:>8} states "
          f"{found['transitions']:>8} transitions  depth {found['depth']:>6} "
          f"{found['megabytes']:>8} MB {found['seconds']:6.1f} s  {verdict(found, claim)}",
          flush=True)
    if not found["holds"] and found["story"]:
        print(found["story"], flush=True)


def check(build, worlds):
    failed = states = 0
    for world in worlds:
        for claim in claims_of(world):
            found = run(Path(build) / PROGRAMS[claim], world, claim)
            show(world, claim, found)
            failed += not found["holds"]
            states += int(found["states"]) if found["states"].isdigit() else 0
    print(f"{len(worlds)} worlds, {states} states, {failed} claims failed")
    return 1 if failed else 0


# ---- mutants ----

def patched(mutant, folder):
    """{path in core: text} of a patch in tests/mutants."""
    patch = ROOT / "tests/mutants" / mutant.patch
    files = re.findall(r"^\+\+\+ b/core/(\S+)", patch.read_text(), re.MULTILINE)
    (folder / "core").mkdir()
    for file in files:
        (folder / "core" / file).write_text((ROOT / "core" / file).read_text())
    done = subprocess.run(["patch", "-p1", "--silent", "-i", patch], cwd=folder, check=False)
    if done.returncode != 0:
        sys.exit(f"model: mutant {mutant.name}: {patch} does not fit")
    return {file: (folder / "core" / file).read_text() for file in files}


def broken(mutant, folder):
    """{path in core: text}, with the mutant's change. It is an error that one does not fit."""
    if mutant.patch:
        return patched(mutant, folder)
    text = (ROOT / "core" / mutant.file).read_text()
    if text.count(mutant.old) != 1:
        sys.exit(f"model: mutant {mutant.name}: {mutant.file} has {text.count(mutant.old)} times: "
                 f"{mutant.old}")
    return {mutant.file: text.replace(mutant.old, mutant.new)}


def replaced(command, changes):
    return [next((new for old, new in changes.items() if word == old), word) for word in command]


def build_broken(build, program, texts, folder):
    """The program with these files of the core instead of its own; its path. The commands are
    those that the build has for them."""
    said = subprocess.run(["ninja", "-C", build, "-t", "commands", program], capture_output=True,
                          text=True, check=True).stdout.splitlines()
    objects = {}
    for file, text in texts.items():
        source = str(ROOT / "core" / file)
        command = next(shlex.split(row) for row in said
                       if f" {source}" in row and "hf_worlds.dir" in row)
        output = command[command.index("-o") + 1]
        (folder / file).write_text(text)
        objects[output] = str(folder / (file + ".o"))
        subprocess.run(replaced([word for word in command if word != "-Werror"], {
            source: str(folder / file), output: objects[output], output + ".d": "/dev/null"}),
            cwd=build, check=True, capture_output=True, text=True)
    link = next(row for row in reversed(said) if f"-o {program} " in row)
    words = [word for word in shlex.split(link) if word not in (":", "&&")]
    subprocess.run(replaced(words, {**objects, program: str(folder / program)}), cwd=build,
                   check=True, capture_output=True, text=True)
    return folder / program


def check_mutant(build, mutant):
    """Whether the claim said it, in the words that the mutant expects."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            program = build_broken(build, PROGRAMS[mutant.claim],
                                   broken(mutant, Path(folder)), Path(folder))
        except subprocess.CalledProcessError as error:
            sys.exit(f"model: mutant {mutant.name} is not built: {error.stderr}{error.stdout}")
        found = run(program, mutant.world, mutant.claim, 20)
    said = "home is late" if found["late"] else found["what"]
    noticed = mutant.said in said if mutant.said else found["errors"] not in ("0", "?")
    print(f"{mutant.name:22} {mutant.world:15} {mutant.claim or 'assertions':12} "
          + (f"noticed: {said}, {found['states']} states, {found['seconds']:.1f} s" if noticed
             else f"NOT noticed: {verdict(found, mutant.claim)}, {found['states']} states"),
          flush=True)
    if not noticed or os.environ.get("HF_MODEL_STORIES"):
        print(found["story"])
    return noticed


def check_mutants(build, names):
    unknown = [name for name in names if name not in MUTANTS]
    if unknown:
        sys.exit(f"model: there is no mutant '{unknown[0]}'; there are {', '.join(MUTANTS)}")
    missed = [name for name in names or MUTANTS
              if not check_mutant(Path(build).resolve(), MUTANTS[name])]
    print(f"{len(names or MUTANTS)} mutants, {len(missed)} not noticed")
    return 1 if missed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build")
    parser.add_argument("--small", action="store_true", help="the small worlds alone")
    parser.add_argument("--medium", action="store_true", help="the medium worlds alone")
    parser.add_argument("--mutants", action="store_true", help="broken cores must be noticed")
    parser.add_argument("names", nargs="*", metavar="WORLD|MUTANT")
    asked = parser.parse_intermixed_args()
    if asked.mutants:
        return check_mutants(asked.build, asked.names)
    unknown = [world for world in asked.names if world not in WORLDS]
    if unknown:
        parser.error(f"there is no world '{unknown[0]}'; there are {', '.join(WORLDS)}")
    sizes = {1} if asked.small else {2} if asked.medium else {1, 2, 3}
    return check(asked.build, asked.names or [w for w in WORLDS if WORLDS[w] in sizes])


if __name__ == "__main__":
    sys.exit(main())
