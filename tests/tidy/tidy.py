#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What holds for the whole tree, checked like any other test.

usage: tidy.py [--build DIR] [CHECK...]

Prints "ok CHECK", or "FAIL path:line: what" for each finding, then "N passed, N failed". With no
--build, what needs compiled libraries is left out. The checks find what they look for: selftest.py
breaks a small tree in one place a check.
"""
import argparse
import sys
from pathlib import Path

sys.dont_write_bytecode = True

import layering
import purity
import rules
import selftest
import shapes
import texts
import words
from tree import Tree

ROOT = Path(__file__).resolve().parents[2]


def checks(build):
    """(name, function of a tree) of every check."""
    for module in (layering, shapes, words, purity, rules, texts):
        yield from module.CHECKS
        for name, check in getattr(module, "BUILD_CHECKS", ()):
            if build:
                yield name, lambda tree, check=check: check(tree, build)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--build", type=Path)
    parser.add_argument("names", nargs="*", metavar="CHECK")
    options = parser.parse_args()
    tree = Tree(ROOT)
    passed = failed = 0
    for name, check in checks(options.build):
        if options.names and name not in options.names:
            continue
        found = check(tree)
        for finding in found:
            print(f"FAIL {finding.path}:{finding.line}: {finding.what}")
        if not found:
            print(f"ok {name}")
        passed += not found
        failed += bool(found)
    if not options.names or "selftest" in options.names:
        good, bad = selftest.run()
        passed += good
        failed += bad
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
