# SPDX-License-Identifier: Apache-2.0
"""Rules and invariants: every one that is claimed is in the code and in a test.

core/BEHAVIOUR.md:   - **A1** sentence (where: attempt.c; story: A1.story)   under "## Implemented"
core/INVARIANTS.md:  1. sentence (may go on) - checked in check.c:NAME; tested by FILE[:NAME], ...
"""
import re

from tree import Finding, line_of

BEHAVIOUR = "core/BEHAVIOUR.md"
INVARIANTS = "core/INVARIANTS.md"
RULE = re.compile(r"\b([A-H]\d{1,2}[a-z]?)\b")
BULLET = re.compile(r"^\s*[-*] \*\*([A-H]\d{1,2}[a-z]?)\*\*(.*(?:\n(?!\s*[-*] |#|\n).*)*)",
                    re.MULTILINE)


def sections(text):
    """{heading: (offset, text)} of the second-level headings."""
    found = {}
    for match in re.finditer(r"^## (.+?)\s*$\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL):
        found[match[1]] = (match.start(2), match[2])
    return found


def implemented(tree):
    """{rule: (line, what stands behind its id)}."""
    text = tree.text(BEHAVIOUR)
    offset, part = sections(text).get("Implemented", (0, ""))
    return {match[1]: (line_of(text, offset + match.start(1)), match[2])
            for match in BULLET.finditer(part)}


def stories(tree):
    return [path for path in tree.paths
            if path.startswith("tests/scenarios/") and path.endswith(".story")]


def cited_in_stories(tree):
    """{rule: [stories whose first line cites it]}."""
    found = {}
    for path in stories(tree):
        for rule in RULE.findall(tree.text(path).split("\n", 1)[0]):
            found.setdefault(rule, []).append(path)
    return found


def sources_citing(tree, rule):
    pattern = re.compile(rf"\b{rule}\b")
    rooms = ("core", "transport/sip", "transport/uv", "bindings")
    return [path for path in tree.paths
            if path.startswith(rooms) and path.endswith((".c", ".h", ".def"))
            and pattern.search(tree.text(path))]


def named_files(text, key):
    """The file names behind `key:` in a bullet's brackets."""
    match = re.search(rf"\b{key}: ([^;)]*)", text)
    return re.findall(r"[\w./-]+\.\w+", match[1]) if match else []


def missing_files(tree, names, folder):
    return [name for name in names
            if not any(path == name or path.endswith("/" + name)
                       for path in tree.paths if path.startswith(folder))]


def check_rule(tree, rule, entry, cited):
    line, rest = entry
    if rule not in cited:
        yield Finding(BEHAVIOUR, line, f"{rule}: no story under tests/scenarios cites it")
    sources = sources_citing(tree, rule)
    if not sources:
        yield Finding(BEHAVIOUR, line, f"{rule}: no source cites it")
    where = named_files(rest, "where")
    for name in missing_files(tree, where, ("core", "transport", "bindings")):
        yield Finding(BEHAVIOUR, line, f"{rule}: where: {name} does not exist")
    places = tuple(where) + tuple(re.sub(r"\.c$", ".h", name) for name in where)
    if where and sources and not any(path.endswith(places) for path in sources):
        yield Finding(BEHAVIOUR, line, f"{rule}: {', '.join(where)} does not cite it")
    for name in missing_files(tree, named_files(rest, "story"), "tests/scenarios/"):
        yield Finding(BEHAVIOUR, line, f"{rule}: story {name} does not exist")


def check_rules(tree):
    """Every implemented rule is cited by a story and by the code, where it says."""
    if not tree.has(BEHAVIOUR):
        return [Finding(BEHAVIOUR, 1, "is missing")]
    rules = implemented(tree)
    if not rules:
        return [Finding(BEHAVIOUR, 1, 'lists no rule under "## Implemented"')]
    cited = cited_in_stories(tree)
    found = []
    for rule, entry in rules.items():
        found.extend(check_rule(tree, rule, entry, cited))
    later = sections(tree.text(BEHAVIOUR)).get("Not yet")
    if later is None:
        found.append(Finding(BEHAVIOUR, 1, 'has no "## Not yet"'))
    return found


def check_stories(tree):
    """The first line of a story names at least one rule, and only rules that are implemented."""
    if not tree.has(BEHAVIOUR):
        return [Finding(BEHAVIOUR, 1, "is missing")]
    rules = implemented(tree)
    found = []
    for path in stories(tree):
        first = tree.text(path).split("\n", 1)[0]
        cited = RULE.findall(first)
        if not first.startswith("# ") or not cited:
            found.append(Finding(path, 1, "the first line names no rule"))
        for rule in cited:
            if rule not in rules and not rule.startswith("H"):
                found.append(Finding(path, 1, f"{rule} is not listed as implemented"))
    return found


def check_reasons(tree):
    """Each reason of why.def belongs to a rule that is implemented."""
    path = "core/include/holdfast/why.def"
    if not tree.has(path) or not tree.has(BEHAVIOUR):
        return []
    rules = implemented(tree)
    text = tree.text(path)
    return [Finding(path, line_of(text, match.start()), f"{match[1]} is not listed as implemented")
            for match in re.finditer(r'^HF_WHY\(\w+, "([A-F]\d\w*)"', text, re.MULTILINE)
            if match[1] not in rules]


def invariants(tree):
    """(line, number, text) of the numbered list."""
    text = tree.text(INVARIANTS)
    for match in re.finditer(r"^(\d+)\. (.*(?:\n(?!\d+\. |#|\n).*)*)", text, re.MULTILINE):
        yield line_of(text, match.start()), int(match[1]), re.sub(r"\s+", " ", match[2])


def check_place(tree, place):
    """Why `file` or `file:NAME` is not to be found, or None."""
    name, _, inside = place.partition(":")
    paths = [path for path in tree.paths if path == name or path.endswith("/" + name)]
    if not paths:
        return f"{name} does not exist"
    if inside and not any(re.search(rf"\b{re.escape(inside)}\b", tree.text(path))
                          for path in paths):
        return f"{name} has no {inside}"
    return None


def check_invariants(tree):
    """Every invariant names where it is checked and which test does it, and both exist."""
    if not tree.has(INVARIANTS):
        return [Finding(INVARIANTS, 1, "is missing")]
    found = []
    numbers = []
    for line, number, text in invariants(tree):
        numbers.append(number)
        _, _, where = text.partition("checked in ")
        checked, _, tested = where.partition("tested by ")
        for what, part in (("checked in", checked), ("tested by", tested)):
            places = re.findall(r"[\w./-]+\.(?:c|py|story|h)(?::\w+)?", part)
            if not places:
                found.append(Finding(INVARIANTS, line, f"{number}: says not what it is {what}"))
            for place in places:
                why = check_place(tree, place)
                if why:
                    found.append(Finding(INVARIANTS, line, f"{number}: {what} {place}: {why}"))
    if numbers != list(range(1, len(numbers) + 1)) or not numbers:
        found.append(Finding(INVARIANTS, 1, f"the numbers are not 1, 2, 3, ...: {numbers}"))
    return found


CHECKS = [("rules", check_rules), ("stories", check_stories), ("reasons", check_reasons),
          ("invariants", check_invariants)]
