# SPDX-License-Identifier: Apache-2.0
"""Words that pure rooms must not say, and words that nobody leaves behind.

Patterns of forbidden text are put together from pieces, so that this file does not hold them."""
import re

from tree import Finding, line_of

PURE = ("core", "transport/sip", "transport/media", "hal/panel")

BANNED = [
    (r"\b(malloc|calloc|realloc|reallocarray|aligned_alloc|free|strdup|strndup|alloca)\s*\(",
     "allocates"),
    (r"\b(f|d|s|sn|v|vf|vs|vsn)?printf\s*\(|\b(f?puts|putchar|perror)\s*\(", "prints"),
    (r"\b(time|clock|clock_gettime|gettimeofday|localtime|gmtime)\s*\(", "reads a clock"),
    (r"\b(s?rand|random|rand_r|drand48|getrandom|arc4random\w*)\s*\(", "draws chance"),
    (r"\b(float|double)\b", "computes with floating point"),
    (r"\b(setjmp|longjmp|abort|exit|signal|getenv)\s*\(", "reaches for the process"),
]


def check_pure_rooms(tree):
    """The pure rooms neither allocate, print, read clocks, draw chance nor use floats."""
    found = []
    for path in tree.c_files(*PURE):
        code = tree.code(path)
        for pattern, what in BANNED:
            for match in re.finditer(pattern, code):
                found.append(Finding(path, line_of(code, match.start()),
                                     f"{match[0].strip()} {what}"))
    return found


def switch_of(code, offset):
    """The expression of the innermost switch around an offset, or None."""
    depth = 0
    for at in range(offset - 1, -1, -1):
        if code[at] == "}":
            depth += 1
        elif code[at] == "{":
            if depth == 0:
                head = re.search(r"switch\s*\(([^{}]*)\)\s*$", code[max(0, at - 300):at])
                return head[1] if head else None
            depth -= 1
    return None


def check_state_switches(tree):
    """A switch over a machine's state lists every state and has no default."""
    found = []
    for path in tree.c_files(*PURE):
        code = tree.code(path)
        for match in re.finditer(r"\bdefault\s*:", code):
            expression = switch_of(code, match.start())
            if expression is not None and re.search(r"\bstate\b|_state\b", expression):
                found.append(Finding(path, line_of(code, match.start()),
                                     f"default in a switch over {expression.strip()}"))
    return found


LOOSE = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK|for " + r"now|not " +
                   r"implemented|place" + r"holder)\b")


def check_loose_ends(tree):
    """No note to oneself is left."""
    found = []
    for path in tree.own_text():
        for match in LOOSE.finditer(tree.text(path)):
            found.append(Finding(path, line_of(tree.text(path), match.start()),
                                 f"loose end: {match[0]}"))
    return found


FOREIGN = re.compile("|".join([
    r"(?<![\w.])/(wo" + r"rk|fa" + r"rm|ro" + r"ot|ho" + r"me/\w+)/",
    r"tmp/bash_" + r"jobs",
    r"\bsha" + r"red/(design|data|reference|hooks)",
    r"py" + r"pi\.org", r"pythonhos" + r"ted\.org", r"registry\.npm" + r"js", r"crates\." + r"io",
    r"proxy\.gol" + r"ang\.org", r"repo1?\.ma" + r"ven", r"\b(deb|security)\.deb" + r"ian\.org",
    r"(?i:\bcla" + r"ude\b|\banthro" + r"pic\b|\bchat" + r"gpt\b|\blanguage mo" + r"del)",
]))


def check_foreign_names(tree):
    """Nothing names one machine's paths, a package registry's host, or who wrote it."""
    found = []
    for path in tree.paths:
        if path == "LICENSE":
            continue
        for match in FOREIGN.finditer(tree.text(path)):
            found.append(Finding(path, line_of(tree.text(path), match.start()),
                                 f"names {match[0]}"))
    return found


CHECKS = [("pure rooms", check_pure_rooms), ("state switches", check_state_switches),
          ("loose ends", check_loose_ends), ("foreign names", check_foreign_names)]
