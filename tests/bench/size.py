#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Code, data and stack of the machines on a Cortex-M4 at -Os, beside their budgets. Exits 1 when
one is over."""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "tidy"))

import callgraph

PREFIX = "arm-none-eabi-"
FLAGS = ["-std=c11", "-mcpu=cortex-m4", "-mthumb", "-Os", "-ffreestanding", "-ffunction-sections",
         "-fdata-sections", "-fvisibility=hidden", "-Icore", "-Icore/include"]
DOORS = ("hf_line_size", "hf_line_align", "hf_line_init", "hf_line_step", "hf_line_deadline",
         "hf_line_status", "hf_line_now", "hf_line_config")
CODE_MAX, STACK_MAX, DATA_MAX = 32 * 1024, 2 * 1024, 0
LINE_MAX = {"default": 4096, "small": 2048}


def run(*command, **options):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True,
                          **options).stdout


def machine_sources():
    """The sources of hf_machines, from core/CMakeLists.txt."""
    text = (ROOT / "core" / "CMakeLists.txt").read_text(encoding="utf-8")
    return [f"core/{name}" for name in
            re.search(r"hf_machines STATIC\s+([^)]*)\)", text)[1].split()]


def linked(folder):
    """(code, data) of what the doors need."""
    program = str(Path(folder) / "machines.elf")
    wanted = [f"-Wl,-u,{door}" for door in DOORS]
    run(PREFIX + "gcc", "-mcpu=cortex-m4", "-mthumb", "-nostartfiles", "--specs=nano.specs",
        "-Wl,--gc-sections", "-Wl,-e,hf_line_step", *wanted, "-o", program,
        *map(str, sorted(Path(folder).glob("*.o"))))
    text, data, bss = map(int, run(PREFIX + "size", program).splitlines()[1].split()[:3])
    return text, data + bss


def line_bytes(flags):
    """sizeof(struct hf_line), as the size of a variable."""
    with tempfile.TemporaryDirectory() as folder:
        unit = str(Path(folder) / "line.o")
        run(PREFIX + "gcc", *FLAGS, *flags, "-xc", "-c", "-", "-o", unit,
            input='#include "state.h"\nstruct hf_line a_line;\n')
        return int(run(PREFIX + "nm", "-S", unit).split()[1], 16)


def main():
    over = False

    def row(name, figure, budget):
        nonlocal over
        over |= figure > budget
        mark = "   OVER" if figure > budget else ""
        print(f"{name:44}{figure:>8} B   budget {budget:>6} B{mark}")

    with tempfile.TemporaryDirectory() as folder:
        for source, error in callgraph.compile_all(PREFIX + "gcc", FLAGS, machine_sources(),
                                                   folder):
            print(f"{source} does not compile for the Cortex-M4:\n{error}", file=sys.stderr)
            return 1
        code, data = linked(folder)
        graph = callgraph.read(folder)
    rounds = callgraph.cycles(graph)
    for way in rounds:
        print("recursion: " + " -> ".join(way))
    row("machines, Cortex-M4 -Os: code and tables", code, CODE_MAX)
    row("machines: .data and .bss", data, DATA_MAX)
    if not rounds:
        stack, way = callgraph.deepest(graph, "hf_line_step")
        row("machines: stack of a step", stack, STACK_MAX)
        print("  " + " -> ".join(f"{name.split(':')[-1]} {graph.frames.get(name, 0)}"
                                 for name in way))
    row("a line, default limits", line_bytes([]), LINE_MAX["default"])
    row("a line, small limits", line_bytes(["-DHF_SMALL"]), LINE_MAX["small"])
    return 1 if over or rounds else 0


if __name__ == "__main__":
    sys.exit(main())
