# SPDX-License-Identifier: Apache-2.0
"""Sizes and shapes: lines of a file and a function, parameters, nesting."""
import re
import subprocess

from tree import Finding, line_of

FILE_LINES = 600
FUNCTION_LINES = 70
PARAMETERS = 4
NESTING = 3
# A callback of libuv, c-ares or ALSA has the shape that the library gives it.
LIBRARY_CALLBACK = re.compile(r"\(\s*uv_\w+_t\s*\*|\(\s*ares_socket_t\s+\w+,|"
                              r"\(const char \* file,int line,const char \* function,|"
                              r"\(\s*void\s*\*\s*\w+,\s*int\s+\w+,\s*int\s+timeouts\b")


def functions(tree, paths):
    """(path, name, first line, last line, signature) of each C function, from ctags."""
    if not paths:
        return
    run = subprocess.run(
        ["ctags", "-o", "-", "--languages=C,C++", "--langmap=C:.c.h", "--c-kinds=f",
         "--fields=neS", "--sort=no", *paths],
        cwd=tree.root, capture_output=True, text=True, check=True)
    for row in run.stdout.splitlines():
        parts = row.split("\t")
        fields = dict(part.split(":", 1) for part in parts[3:] if ":" in part)
        if "line" in fields and "end" in fields:
            yield (parts[1], parts[0], int(fields["line"]), int(fields["end"]),
                   fields.get("signature", "()"))


def count_parameters(signature):
    inside = signature.strip()[1:-1].strip()
    if inside in ("", "void"):
        return 0
    depth = 0
    count = 1
    for letter in inside:
        depth += (letter in "([") - (letter in ")]")
        count += letter == "," and depth == 0
    return count


def deepest_block(lines):
    """(nesting, offset of the line) inside a function's text: blocks within its own body."""
    depth = deepest = 0
    at = 0
    for offset, line in enumerate(lines):
        for letter in line:
            depth += (letter == "{") - (letter == "}")
            if letter == "{" and depth - 1 > deepest and not re.search(r"=\s*\{|\)\s*\{.*\}", line):
                deepest, at = depth - 1, offset
    return deepest, at


def check_functions(tree):
    """At most 70 lines and four parameters a function, three levels of nesting."""
    found = []
    for path, name, first, last, signature in functions(tree, tree.c_files()):
        length = last - first + 1
        if length > FUNCTION_LINES:
            found.append(Finding(path, first,
                                 f"{name} has {length} lines, {FUNCTION_LINES} at most"))
        parameters = count_parameters(signature)
        if parameters > PARAMETERS and not LIBRARY_CALLBACK.match(signature):
            found.append(Finding(path, first,
                                 f"{name} has {parameters} parameters, {PARAMETERS} at most"))
        nesting, offset = deepest_block(tree.code(path).split("\n")[first - 1:last])
        if nesting > NESTING:
            found.append(Finding(path, first + offset,
                                 f"{name} nests {nesting} deep, {NESTING} at most"))
    return found


def check_declarations(tree):
    """Four parameters at most in public headers too."""
    found = []
    for path in tree.c_files():
        if not path.endswith(".h"):
            continue
        code = tree.code(path)
        for match in re.finditer(r"\b(hf_\w+)\s*(\([^(){};]*\))\s*;", code):
            parameters = count_parameters(re.sub(r"\s+", " ", match[2]))
            if parameters > PARAMETERS:
                found.append(Finding(path, line_of(code, match.start()),
                                     f"{match[1]} has {parameters} parameters"))
    return found


def check_files(tree):
    """At most 600 lines a file."""
    found = []
    for path in tree.paths:
        if path.endswith((".c", ".h", ".py", ".def", ".proto", ".sh", "CMakeLists.txt")):
            count = tree.text(path).count("\n")
            if count > FILE_LINES:
                found.append(Finding(path, FILE_LINES + 1, f"{count} lines, {FILE_LINES} at most"))
    return found


CHECKS = [("functions", check_functions), ("declarations", check_declarations),
          ("file sizes", check_files)]
