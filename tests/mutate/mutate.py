#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Breaks the core in thousands of ways and looks who notices: mutate.py SECONDS --build DIRECTORY.

Writes core's sources with switchable mutants, builds them once with the unit tests, the story
runner and the corpora, and notes for each test which mutants it comes to. Then it takes mutants in
an order drawn from --seed and runs against each the tests that reach it, the quick ones first,
until one fails, dies or does not end. Survivors are printed, but those that tests/mutate/
explained.txt explains. Ends with how many there were of each; the next run goes on with others.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import write

TOP = Path(__file__).resolve().parents[2]
EXPLAINED = TOP / "tests/mutate/explained.txt"
CORPORA = ("step", "wire", "snapshot", "record")
LEAST_LIMIT_S = 2.0
SLOWER = 4  # a test that takes so many times as long as usual does not end


class Check:
    """A test that can be run alone: what it is called, how, how long it takes, what it reaches."""

    def __init__(self, name, command):
        self.name = name
        self.command = [str(word) for word in command]
        self.seconds = 0.0
        self.reaches = b""

    def run(self, mutant, limit_s, reached=None):
        """None when it passes; else what happened."""
        environment = dict(os.environ, HF_MUTANT=str(mutant))
        if reached is not None:
            environment["HF_MUTANTS_REACHED"] = str(reached)
        process = subprocess.Popen(self.command, env=environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   start_new_session=True)
        try:
            status = process.wait(timeout=limit_s)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()
            return "does not end"
        return None if status == 0 else f"exit code {status}"

    def learn(self, folder):
        """Runs on the sound core; false when it fails there."""
        reached = folder / re.sub(r"\W", "_", self.name)
        reached.unlink(missing_ok=True)
        began = time.monotonic()
        if self.run(0, 600, reached) is not None:
            return False
        self.seconds = time.monotonic() - began
        self.reaches = reached.read_bytes() if reached.exists() else b""
        reached.unlink(missing_ok=True)
        return True


def build_mutants(build):
    """Writes, configures and builds; gives {number: (file, line, original, mutated)}."""
    folder = build / "core"
    plain = build / "proto"
    configure = ["cmake", "-S", TOP, "-B", build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
                 "-DHF_TESTS=ON", f"-DHF_MUTANTS={folder}"]
    folder.mkdir(parents=True, exist_ok=True)
    for source in (TOP / "core").glob("*.c"):
        if not (folder / source.name).exists():
            shutil.copy(source, folder)
    run_quietly(configure)
    run_quietly(["cmake", "--build", build, "--target", "hf_proto_snapshot", "hf_proto_holdfast"])
    clang = sorted(Path("/usr/lib/llvm-19/lib/clang").glob("*/include"))
    arguments = ["-std=c11", f"-I{TOP / 'core'}", f"-I{TOP / 'core/include'}", f"-I{plain}",
                 *(f"-I{include}" for include in clang)]
    mutants = write.write_all(TOP / "core", folder, arguments)
    run_quietly(["cmake", "--build", build, "--target", "unit_core", "holdfast",
                 *(f"corpus_{name}" for name in CORPORA)])
    return mutants


def run_quietly(command):
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{run.stdout[-4000:]}{run.stderr[-4000:]}\nmutate: {command[:2]} failed")


def all_checks(build):
    listed = subprocess.run([build / "unit_core", "--list"], capture_output=True, text=True,
                            check=True)
    suites = sorted(set(re.findall(r"^(?:\x1b\[[0-9;]*m)*(\w+)(?:\x1b\[[0-9;]*m)*: ",
                                   listed.stdout + listed.stderr, re.MULTILINE)))
    checks = [Check(f"unit_core {suite}", [build / "unit_core", "-j1", "--timeout", "600",
                                           "--fail-fast", "--filter", f"{suite}/*"])
              for suite in suites]
    checks += [Check(f"corpus {name}", [build / f"corpus_{name}", TOP / "fuzz/corpus" / name])
               for name in CORPORA]
    checks += [Check(f"story {story.stem}", [build / "holdfast", "simulate", story])
               for story in sorted((TOP / "tests/scenarios").rglob("*.story"))]
    return checks


def learn_all(build, checks):
    """What each test reaches; kept beside the build until a program or a test's file changes."""
    folder = build / "reached"
    folder.mkdir(exist_ok=True)
    key = hashlib.sha256()
    for path in sorted({word for check in checks for word in check.command
                        if Path(word).is_file()}):
        key.update(Path(path).read_bytes())
    kept = folder / "learned.json"
    if kept.exists():
        learned = json.loads(kept.read_text(encoding="utf-8"))
        if learned["key"] == key.hexdigest():
            for check in checks:
                check.seconds, reaches = learned["checks"][check.name]
                check.reaches = bytes.fromhex(reaches)
            return
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for check, passed in zip(checks, pool.map(lambda c: c.learn(folder), checks)):
            if not passed:
                sys.exit(f"mutate: {check.name} fails on the sound core; nothing was tried")
    learned = {c.name: (c.seconds, c.reaches.rstrip(b"\0").hex()) for c in checks}
    kept.write_text(json.dumps({"key": key.hexdigest(), "checks": learned}), encoding="utf-8")


def read_explained():
    """[(file, text on the line or the one above, original, mutated)]"""
    explained = []
    for number, line in enumerate(EXPLAINED.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split(" => ")]
        if len(parts) == 4:
            parts.insert(1, "")
        if len(parts) != 5 or not all(parts[2:]):
            sys.exit(f"{EXPLAINED}:{number}: not 'FILE => ORIGINAL => MUTATED => REASON', "
                     f"with TEXT => before ORIGINAL or without: {line}")
        explained.append(tuple(parts[:4]))
    return explained


def is_explained(explained, mutant):
    name, line, original, mutated = mutant
    text = "\n".join((TOP / name).read_text(encoding="utf-8").split("\n")[line - 2:line])
    return any(name == e[0] and e[1] in text and (original, mutated) == e[2:] for e in explained)


def attack(mutant, checks):
    """(who noticed, what it saw), or (None, why nobody did)."""
    nearby = [c for c in checks if mutant < len(c.reaches) and c.reaches[mutant]]
    for check in nearby:
        seen = check.run(mutant, max(LEAST_LIMIT_S, SLOWER * check.seconds))
        if seen is not None:
            return check.name, seen
    return None, f"{len(nearby)} tests come here" if nearby else "no test comes here"


def main():
    words = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    words.add_argument("seconds", type=float)
    words.add_argument("--build", type=Path, required=True)
    words.add_argument("--seed", type=int, default=int(time.time()), help="draws the order")
    words.add_argument("--file", default="", help="mutants of files with this in their name")
    words.add_argument("--only", type=int, nargs="*", help="these mutants")
    asked = words.parse_args()
    build = asked.build.resolve()
    mutants = build_mutants(build)
    checks = all_checks(build)
    learn_all(build, checks)
    checks.sort(key=lambda c: c.seconds)
    explained = read_explained()
    chosen = asked.only or [n for n in sorted(mutants) if asked.file in mutants[n][0]]
    random.Random(asked.seed).shuffle(chosen)
    print(f"{len(mutants)} mutants, {len(checks)} tests, {asked.seconds:.0f} s, "
          f"--seed {asked.seed}", flush=True)
    return report(mutants, explained, run_all(chosen, checks, asked.seconds))


def run_all(chosen, checks, seconds):
    """Yields (mutant, who, what) until the time is over."""
    ends = time.monotonic() + seconds

    def one(mutant):
        return None if time.monotonic() > ends else (mutant, *attack(mutant, checks))

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for result in pool.map(one, chosen):
            if result is not None:
                yield result


def report(mutants, explained, results):
    killed, known, survived, by = 0, 0, [], {}
    for mutant, who, what in results:
        name, line, original, mutated = mutants[mutant]
        if who is not None:
            killed += 1
            kind = who.split()[0]
            by[kind] = by.get(kind, 0) + 1
        elif is_explained(explained, mutants[mutant]):
            known += 1
        else:
            survived.append(mutant)
            print(f"{name}:{line}: mutant {mutant}: '{original}' => '{mutated}': {what}",
                  flush=True)
    tried = killed + known + len(survived)
    print(f"{tried} tried: {killed} noticed ({', '.join(f'{n} by {k}' for k, n in by.items())}), "
          f"{known} explained, {len(survived)} survived")
    return 1 if survived or not tried else 0


if __name__ == "__main__":
    sys.exit(main())
