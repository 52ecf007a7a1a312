#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a corpus small again: fuzz/shrink.py BUILD TARGET [DIRECTORY...]

BUILD is a build folder of ./run fuzz. Inputs that have a name of their own stay. Of those called
found-*, of BUILD/found/TARGET and of the directories, those are kept that reach most, as long as
each reaches something that the ones before do not: small ones first, FILES_MAX at most. Prints
edges and features (libFuzzer's words: an edge, and how often it was taken) before and after."""

import hashlib
import heapq
import pathlib
import re
import subprocess
import sys
import tempfile

FILES_MAX = 240
BYTES_MAX = 320 * 1024  # of all that is found
INPUT_MAX = 4096  # bytes of one
EDGE = 50  # an edge is worth so many features
START = 1024  # an input costs its bytes, and so many for being one


def die(what):
    sys.exit(f"shrink.py: {what}")


def reached(program, inputs):
    """What each input reaches: (edges, features); what crashes or takes too long is not there."""
    with tempfile.TemporaryDirectory() as folder:
        room = pathlib.Path(folder)
        (room / "in").mkdir()
        (room / "out").mkdir()
        for name, data in inputs.items():
            (room / "in" / name).write_bytes(data)
        control = room / "control"
        done = subprocess.run(
            [program, "-merge=1", "-set_cover_merge=1", f"-merge_control_file={control}",
             "-max_len=1048576", "-rss_limit_mb=4096", "-timeout=20",
             f"-artifact_prefix={room}/", str(room / "out"), str(room / "in")],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        said = done.stderr.decode(errors="replace")
        counters = re.search(r"\((\d+) inline 8-bit counters\)", said)
        if done.returncode != 0 or counters is None:
            die(said[-2000:])
        return read_control(control.read_text(), 8 * int(counters.group(1)))


def read_control(text, n_counted):
    """libFuzzer's notes of a merge: the files, then FT lines with a file's number and its features.
    Of these the first n_counted are eight to an edge, by how often it was taken."""
    lines = text.splitlines()
    n_files = int(lines[0])
    names = [pathlib.Path(line).name for line in lines[2:2 + n_files]]
    what = {}
    for line in lines[2 + n_files:]:
        kind, number, *values = line.split()
        if kind == "FT":
            features = frozenset(map(int, values))
            edges = frozenset(feature // 8 for feature in features if feature < n_counted)
            what[names[int(number)]] = (edges, features)
    return what


class Kept:
    """Inputs that are kept, and all that they reach."""

    def __init__(self):
        self.names = []
        self.edges, self.features = set(), set()

    def gain(self, what):
        edges, features = what
        return EDGE * len(edges - self.edges) + len(features - self.features)

    def add(self, name, what):
        self.names.append(name)
        self.edges |= what[0]
        self.features |= what[1]

    def __str__(self):
        return f"{len(self.edges)} edges, {len(self.features)} features"


def choose(kept, sizes, what):
    """The best first; what an input gains only shrinks, so an old figure is a bound."""
    heap = [(-kept.gain(what[name]) / (START + size), name) for name, size in sizes.items()]
    heapq.heapify(heap)
    n_files = n_bytes = 0
    while heap and n_files < FILES_MAX:
        _, name = heapq.heappop(heap)
        gain = kept.gain(what[name])
        score = -gain / (START + sizes[name])
        if gain == 0 or n_bytes + sizes[name] > BYTES_MAX:
            continue
        if heap and score > heap[0][0]:
            heapq.heappush(heap, (score, name))
            continue
        kept.add(name, what[name])
        n_files += 1
        n_bytes += sizes[name]


def gather(corpus, directories):
    """(inputs with names of their own, found ones by their contents)."""
    named, found = {}, {}
    for directory in [corpus, *directories]:
        for path in sorted(directory.iterdir()):
            if not path.is_file():
                continue
            data = path.read_bytes()
            if directory == corpus and not path.name.startswith("found-"):
                named[path.name] = data
            elif len(data) <= INPUT_MAX:
                found[f"found-{hashlib.sha1(data).hexdigest()[:10]}.in"] = data
    return named, found


def main(arguments):
    if len(arguments) < 2:
        die("shrink.py BUILD TARGET [DIRECTORY...]")
    build, target = pathlib.Path(arguments[0]), arguments[1]
    corpus = pathlib.Path(__file__).resolve().parent / "corpus" / target
    program = build / f"fuzz_{target}"
    directories = [build / "found" / target, *map(pathlib.Path, arguments[2:])]
    if not corpus.is_dir() or not program.is_file():
        die(f"there is no {corpus} or no {program}")
    named, found = gather(corpus, [one for one in directories if one.is_dir()])
    what = reached(str(program.resolve()), named | found)
    before, kept, everything = Kept(), Kept(), Kept()
    for name in what:
        everything.add(name, what[name])
        if (corpus / name).exists():
            before.add(name, what[name])
        if name in named:
            kept.add(name, what[name])
    choose(kept, {name: len(found[name]) for name in found if name in what and name not in named},
           what)
    for path in corpus.glob("found-*"):
        path.unlink()
    for name in kept.names:
        if name not in named:
            (corpus / name).write_bytes(found[name])
    n_bytes = sum(path.stat().st_size for path in corpus.iterdir())
    print(f"{target}: {len(named)} named, {len(found)} found; before {before}; all {everything}; "
          f"kept {len(list(corpus.iterdir()))} files, {n_bytes} bytes: {kept}")


if __name__ == "__main__":
    main(sys.argv[1:])
