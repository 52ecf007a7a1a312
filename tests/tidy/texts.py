# SPDX-License-Identifier: Apache-2.0
"""Licence lines, formatting, line lengths and printed diagrams."""
import re
import subprocess

import diagrams
from tree import Finding, line_of

LICENSED = re.compile(r"(\.(c|h|def|py|sh|proto|cmake)|CMakeLists\.txt)$")
LICENSE_LINE = "SPDX-License-Identifier: Apache-2.0"


def check_licence(tree):
    """Each source file begins with its licence line, after the #! where there is one."""
    found = []
    for path in tree.paths:
        if not LICENSED.search(path) and "." in path.rsplit("/", 1)[-1]:
            continue
        text = tree.text(path)
        if not LICENSED.search(path) and not text.startswith("#!"):
            continue
        lines = text.split("\n", 2)
        first = lines[1] if text.startswith("#!") and len(lines) > 1 else lines[0]
        if LICENSE_LINE not in first:
            found.append(Finding(path, 1, f"does not begin with {LICENSE_LINE}"))
    return found


def check_purpose(tree):
    """Behind the licence line each C file says what it is for; unit tests have their mirror's
    name."""
    return [Finding(path, 2, "does not say what it is for, in a comment behind the licence line")
            for path in tree.c_files() if not path.startswith("tests/unit/")
            and not re.match(r"[^\n]*\n\s*/\*", tree.text(path))]


def check_format(tree):
    """clang-format would change nothing."""
    paths = tree.c_files()
    if not paths:
        return []
    run = subprocess.run(["clang-format-14", "--dry-run", "--style=file", *paths], cwd=tree.root,
                         capture_output=True, text=True, check=False)
    found = []
    seen = set()
    for row in run.stderr.splitlines():
        match = re.match(r"(.+?):(\d+):\d+: (warning|error): (.*)", row)
        if match and match[1] not in seen:
            seen.add(match[1])
            found.append(Finding(match[1], int(match[2]), "is not clang-formatted (./run format)"))
    if run.returncode != 0 and not found:
        found.append(Finding(".clang-format", 1, run.stderr.strip()[:200]))
    return found


def check_lines(tree):
    """At most 100 columns in code, no tabs, no spaces at a line's end, a newline at the end."""
    found = []
    for path in tree.own_text():
        if not re.search(r"\.(c|h|py|def|sh)$", path):
            continue
        text = tree.text(path)
        for number, line in enumerate(text.split("\n"), 1):
            if len(line) > 100:
                found.append(Finding(path, number, f"{len(line)} columns, 100 at most"))
            if "\t" in line or line != line.rstrip():
                found.append(Finding(path, number, "a tab, or spaces at the end of the line"))
        if text and not text.endswith("\n"):
            found.append(Finding(path, text.count("\n") + 1, "no newline at the end"))
    return found


def check_examples(tree):
    """C in the READMEs compiles against the public headers."""
    found = []
    for path in tree.paths:
        if not path.endswith("README.md") or path.startswith("tests/data/"):
            continue
        text = tree.text(path)
        for match in re.finditer(r"^```c\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            run = subprocess.run(
                ["gcc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only",
                 "-Icore/include", "-Itransport/sip/include", "-Itransport/media/include",
                 "-xc", "-"],
                cwd=tree.root, input=match[1], capture_output=True, text=True, check=False)
            if run.returncode != 0:
                error = re.search(r"<stdin>:(\d+):\d+: (?:fatal )?(error: .*)", run.stderr)
                line = text.count("\n", 0, match.start(1)) + (int(error[1]) if error else 1)
                found.append(Finding(path, line, error[2] if error else "does not compile"))
    return found


def check_room_diagrams(tree, program, room):
    path = diagrams.readme_of(room)
    if not tree.has(path):
        return [Finding(path, 1, "is missing")]
    wanted = diagrams.insert(tree.text(path), diagrams.printed(program, room))
    if wanted is None:
        return [Finding(path, 1, f"lacks the markers {diagrams.BEGIN} and {diagrams.END}")]
    if wanted != tree.text(path):
        old, new = tree.text(path).split("\n"), wanted.split("\n")
        line = next((n for n, (a, b) in enumerate(zip(old, new), 1) if a != b), len(old))
        return [Finding(path, line, "a printed diagram is out of date (./run diagram)")]
    return []


def check_diagrams(tree, build):
    """The diagrams in the rooms' READMEs are those of the machines' tables."""
    program = build / "hf_diagram"
    if not program.is_file():
        return [Finding(diagrams.readme_of(diagrams.ROOMS[0]), 1, f"{program.name} is not built")]
    return [finding for room in diagrams.ROOMS
            for finding in check_room_diagrams(tree, program, room)]


MOVES = re.compile(r"\bextern const uint\d+_t (hf_\w+_moves)\[")


def check_drawn(tree):
    """Each machine of transport/sip is among those that tests/tidy/diagram.c prints."""
    program = tree.text("tests/tidy/diagram.c") if tree.has("tests/tidy/diagram.c") else ""
    return [Finding(path, line_of(tree.text(path), match.start()),
                    f"{match[1]} is not drawn by tests/tidy/diagram.c")
            for path in tree.c_files("transport/sip") if path.endswith(".h")
            for match in MOVES.finditer(tree.text(path))
            if not re.search(rf"\b{match[1]}\b", program)]


def check_tour(tree):
    """The tour of transport/sip says where each file's matter stands."""
    room = "transport/sip"
    readme = diagrams.readme_of(room)
    tour = tree.text(readme) if tree.has(readme) else ""
    paths = tree.c_files(room)
    return [Finding(path, 1, f"is not named in {readme}") for path in paths
            if not re.search(rf"(?<!\w){re.escape(path.rsplit('/', 1)[-1])}\b", tour)
            and not (path.endswith(".h") and path[:-1] + "c" in paths)]


CHECKS = [("licence lines", check_licence), ("purpose", check_purpose),
          ("format", check_format), ("lines", check_lines),
          ("examples", check_examples), ("machines drawn", check_drawn), ("tours", check_tour)]
BUILD_CHECKS = [("diagrams", check_diagrams)]
