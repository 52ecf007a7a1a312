# SPDX-License-Identifier: Apache-2.0
"""What the linked machines need from outside, and that they keep nothing of their own."""
import re
import subprocess
import tempfile
from pathlib import Path

import callgraph
from tree import Finding

# Helpers that compilers call without being asked.
COMPILER = r"__(u?div|u?mod|mul|ash|lsh|popcount|clz|ctz|aeabi_|gnu_)\w*|__stack_chk_fail|" \
           r"_GLOBAL_OFFSET_TABLE_"
MEMORY = r"mem(cpy|move|set|cmp|chr)"
MAY_NEED = {
    "core/libhf_machines.a": rf"{MEMORY}|{COMPILER}|hf_assert_failed",
    "core/libhf_core.a": rf"{MEMORY}|{COMPILER}|hf_\w+|holdfast__\w+|protobuf_c_\w+|strlen",
    "transport/sip/libhf_sip.a": rf"{MEMORY}|{COMPILER}|strlen|hf_\w+|MD5(_\w+)?|SHA\d+(_\w+)?|"
                                 r"SIPHASH_24|EVP_\w+|CRYPTO_memcmp|OPENSSL_cleanse|strcmp",
    "hal/panel/libhf_panel.a": rf"{MEMORY}|{COMPILER}|strlen|strcmp|hf_assert_failed",
    "transport/media/libhf_media.a": rf"{MEMORY}|{COMPILER}|strlen|hf_\w+|opus_\w+",
}
MUTABLE = re.compile(r"^\.(data|bss|tdata|tbss)(\.|$)")
READ_ONLY = re.compile(r"^\.data\.rel\.ro")


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def undefined(archive, folder):
    """Names that the relocatable link of a whole archive leaves open."""
    linked = Path(folder) / "linked.o"
    run("ld", "-r", "--whole-archive", "-o", str(linked), str(archive))
    return [row.split()[-1] for row in run("nm", "-u", str(linked)).splitlines() if row.split()]


def mutable_sections(archive):
    """(object, section, bytes) of every writable section that is not empty."""
    member = archive.name
    for row in run("objdump", "-h", str(archive)).splitlines():
        head = re.match(r"(\S+):\s+file format", row)
        if head:
            member = head[1]
        part = re.match(r"\s*\d+\s+(\S+)\s+([0-9a-f]{8,16})\s", row)
        if part and MUTABLE.match(part[1]) and not READ_ONLY.match(part[1]) and int(part[2], 16):
            yield member, part[1], int(part[2], 16)


def source_of(tree, room, member):
    """The source path of an archive's member such as line.c.o."""
    name = re.sub(r"\.o$", "", member)
    for path in tree.c_files(room):
        if path.endswith("/" + name):
            return path
    return f"{room}/{name}"


def check_symbols(tree, build):
    """The linked machines need nothing but mem*, compiler helpers and the assertion hook; the
    wire adds protobuf-c, SIP adds digests."""
    found = []
    for archive, allowed in MAY_NEED.items():
        path = build / archive
        if not path.is_file():
            found.append(Finding(archive, 1, "is not built"))
            continue
        with tempfile.TemporaryDirectory() as folder:
            for name in undefined(path, folder):
                if not re.fullmatch(allowed, name):
                    found.append(Finding(archive, 1, f"needs {name} from outside"))
    return found


def check_state(tree, build):
    """No mutable variables: .data and .bss are empty."""
    found = []
    for archive in MAY_NEED:
        path = build / archive
        if not path.is_file():
            found.append(Finding(archive, 1, "is not built"))
            continue
        room = archive.rsplit("/", 1)[0]
        for member, section, size in mutable_sections(path):
            found.append(Finding(source_of(tree, room, member), 1,
                                 f"keeps {size} bytes in {section}: mutable at file scope"))
    return found


# They need generated headers, or a library that need not be there.
WIRE = re.compile(r"core/(wire\w*|snapshot\w*)\.c$|transport/media/codec_opus\.c$")
INCLUDES = ("core", "core/include", "transport/sip", "transport/sip/include", "transport/media",
            "transport/media/include", "hal/include", "hal/panel", "hal/panel/include")
SIZE_PROGRAM = """#include "state.h"
_Static_assert(sizeof(struct hf_line) <= HF_LINE_BYTES_MAX, "a line is larger than its limit");
"""


def check_line_size(tree):
    """A line fits its limit, in both profiles."""
    found = []
    if not tree.has("core/state.h"):
        return [Finding("core/state.h", 1, "is missing")]
    for profile in ([], ["-DHF_SMALL"]):
        check = subprocess.run(
            ["gcc", "-std=c11", "-fsyntax-only", "-Icore", "-Icore/include", *profile, "-xc", "-"],
            cwd=tree.root, input=SIZE_PROGRAM, capture_output=True, text=True, check=False)
        if check.returncode != 0:
            what = next((row for row in check.stderr.splitlines() if "error" in row), "gcc failed")
            found.append(Finding("core/state.h", 1, " ".join(profile + [what])))
    return found


def check_recursion(tree):
    """No function of the pure rooms can reach itself."""
    pure = ("core", "transport/sip", "transport/media", "hal/panel")
    sources = [path for path in tree.c_files(*pure)
               if path.endswith(".c") and not WIRE.search(path)]
    flags = ["-std=c11", "-O0", "-isystem", "/usr/include/android",
             *(f"-I{tree.root / path}" for path in INCLUDES)]
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for source, error in callgraph.compile_all(
                "gcc", flags, [tree.root / path for path in sources], folder):
            what = next((row for row in error.splitlines() if "error" in row), "does not compile")
            found.append(Finding(str(source.relative_to(tree.root)), 1, what))
        graph = callgraph.read(folder)
    for way in callgraph.cycles(graph):
        place = re.match(r"(.+):(\d+):\d+", graph.places[way[0]])
        path = str(Path(place[1]).relative_to(tree.root)) if place else way[0]
        found.append(Finding(path, int(place[2]) if place else 1,
                             "recursion: " + " -> ".join(way)))
    return found


CHECKS = [("line size", check_line_size), ("no recursion", check_recursion)]
BUILD_CHECKS = [("symbols", check_symbols), ("no mutable state", check_state)]
