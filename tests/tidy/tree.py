# SPDX-License-Identifier: Apache-2.0
"""The source tree as the checks see it: which files there are, and C code without its comments."""
import os
import re
from collections import namedtuple
from pathlib import Path

Finding = namedtuple("Finding", "path line what")

C_TOKENS = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)|(?P<string>"(?:\\.|[^"\\\n])*")"""
    r"""|(?P<char>'(?:\\.|[^'\\\n])+')""",
    re.DOTALL)


def blank(match):
    """Spaces in place of a comment or of a literal's inside; line ends stay."""
    text = match[0]
    if match["comment"] is not None:
        return re.sub(r"[^\n]", " ", text)
    return text[0] + " " * (len(text) - 2) + text[-1]


class Tree:
    def __init__(self, root):
        self.root = Path(root)
        self.paths = sorted(self.walk())
        self.texts = {}
        self.codes = {}

    def walk(self):
        for folder, folders, files in os.walk(self.root):
            folders[:] = [name for name in folders
                          if name not in (".git", "__pycache__")
                          and not re.fullmatch(r"build(-.*)?", name)]
            for name in files:
                if not name.endswith(".pyc"):
                    yield os.path.relpath(os.path.join(folder, name), self.root)

    def has(self, path):
        return (self.root / path).is_file()

    def text(self, path):
        """The file's text; bytes that are no UTF-8 are replaced."""
        if path not in self.texts:
            self.texts[path] = (self.root / path).read_text(encoding="utf-8", errors="replace")
        return self.texts[path]

    def code(self, path):
        """C text with comments and the insides of literals blanked, line by line as before."""
        if path not in self.codes:
            self.codes[path] = C_TOKENS.sub(blank, self.text(path))
        return self.codes[path]

    def c_files(self, *rooms):
        """All .c and .h files, or those below the given folders."""
        return [path for path in self.paths if path.endswith((".c", ".h"))
                and (not rooms or path.startswith(tuple(room + "/" for room in rooms)))]

    def own_text(self):
        """Text that people of this project write: neither data, vectors nor corpora."""
        kept_out = ("tests/data/", "tests/vectors/", "fuzz/corpus/")
        return [path for path in self.paths
                if not path.startswith(kept_out) and path != "LICENSE"]


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1
