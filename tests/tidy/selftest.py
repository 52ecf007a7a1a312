# SPDX-License-Identifier: Apache-2.0
"""Does each check find what it looks for? A small sound tree is broken in one place at a time."""
import subprocess
import tempfile
from pathlib import Path

import diagrams
import layering
import purity
import rules
import shapes
import texts
import words
from tree import Tree

LICENCE = "/* SPDX-License-Identifier: Apache-2.0 */\n/* A purpose. */\n"
FORMAT = (Path(__file__).resolve().parents[2] / ".clang-format").read_text(encoding="utf-8")

SOUND = {
    ".clang-format": FORMAT,
    "core/state.h": LICENCE + "#include <stdint.h>\n#define HF_LINE_BYTES_MAX 8\n"
                              "struct hf_line {\n    uint64_t now_us;\n};\n",
    "core/line.c": LICENCE + '#include "state.h"\n#include <string.h>\n\n/* A1 */\n'
                             "int hf_a(int a)\n{\n    return a;\n}\n",
    "core/check.c": LICENCE + '#include "state.h"\n\nint hf_line_check(void)\n{\n'
                              "    return 0;\n}\n",
    "core/BEHAVIOUR.md": "# Rules\n\n## Implemented\n\n- **A1** A rule. (where: line.c; story: "
                         "A1.story)\n\n## Not yet\n\nB1\n",
    "core/INVARIANTS.md": "# Invariants\n\n1. It holds - checked in check.c:hf_line_check; tested "
                          "by tests/unit/core/line.c:holds\n",
    "core/include/holdfast/why.def": LICENCE + 'HF_WHY(ONE, "A1", "one")\n',
    "transport/sip/message.c": LICENCE + "#include <stddef.h>\n\nstatic const int limit = 3;\n"
                                         "int hf_m(void)\n{\n    return limit;\n}\n",
    "transport/sip/message.h": LICENCE + "extern const uint8_t hf_m_moves[2];\n",
    "transport/sip/README.md": "# SIP\n`message.c` agent_state.h layer_state.h\n"
                               f"{diagrams.BEGIN}\nm\n{diagrams.END}\n",
    "core/README.md": f"# Core\n{diagrams.BEGIN}\nm\n{diagrams.END}\n",
    "tests/tidy/diagram.c": LICENCE + "const void *m = hf_m_moves;\n",
    "transport/sip/agent_state.h": LICENCE + '#include "message.h"\n',
    "transport/sip/layer_state.h": LICENCE + '#include "message.h"\n',
    "transport/uv/udp.c": LICENCE + "#include <uv.h>\n",
    "tests/unit/core/line.c": LICENCE + "Test(line, holds)\n{\n}\n",
    "tests/scenarios/A1.story": "# A1: a rule.\nline 1 servers=a\n----\n",
    "README.md": "# Tree\n",
}

LONG_BODY = "    a += 1;\n" * 70
DEEP = "    if (a) {\n        if (a) {\n            if (a) {\n                if (a) {\n" \
       "                    a = 1;\n                }\n            }\n        }\n    }\n"


def function(body, parameters="int a"):
    return LICENCE + f"int hf_x({parameters})\n{{\n{body}    return a;\n}}\n"


# (what is broken, path, its new text or None to remove it, the check that must say so)
BROKEN = [
    ("core includes stdio", "core/x.c", LICENCE + "#include <stdio.h>\n", layering.check_rooms),
    ("core includes protobuf outside of wire", "core/x.c",
     LICENCE + "#include <protobuf-c/protobuf-c.h>\n", layering.check_rooms),
    ("core includes sip", "core/x.c", LICENCE + '#include "holdfast/sip/agent.h"\n',
     layering.check_rooms),
    ("includes run upward", "core/attempt.c", LICENCE + '#include "failback.h"\n',
     layering.check_rooms),
    ("sip includes libuv", "transport/sip/x.c", LICENCE + "#include <uv.h>\n",
     layering.check_rooms),
    ("sip includes TLS", "transport/sip/x.c", LICENCE + "#include <openssl/ssl.h>\n",
     layering.check_rooms),
    ("a machine includes messages", "transport/sip/clock.h", LICENCE + '#include "message.h"\n',
     layering.check_rooms),
    ("the layer includes the agent", "transport/sip/layer_x.c",
     LICENCE + '#include "agent_state.h"\n', layering.check_rooms),
    ("bytes include the layer", "transport/sip/message.c",
     LICENCE + '#include "layer_state.h"\n', layering.check_rooms),
    ("sim includes sockets", "transport/sim/x.c", LICENCE + "#include <sys/socket.h>\n",
     layering.check_rooms),
    ("two libraries in a file", "transport/uv/udp.c",
     LICENCE + "#include <uv.h>\n#include <ares.h>\n#include <zstd.h>\n", layering.check_uv),
    ("a long function", "core/x.c", function(LONG_BODY), shapes.check_functions),
    ("five parameters", "core/x.c", function("", "int a, int b, int c, int d, int e"),
     shapes.check_functions),
    ("deep nesting", "core/x.c", function(DEEP), shapes.check_functions),
    ("five parameters declared", "core/x.h",
     LICENCE + "int hf_y(int a, int b,\n         int c, int d, int e);\n",
     shapes.check_declarations),
    ("a long file", "core/x.c", LICENCE + "/* */\n" * 600, shapes.check_files),
    ("media reads a clock", "transport/media/x.c", function("    a = (int)time(0);\n"),
     words.check_pure_rooms),
    ("the jitter buffer knows a codec's library", "transport/media/jitter.c",
     LICENCE + "#include <opus/opus.h>\n", layering.check_rooms),
    ("the panel reaches for the core", "hal/panel/x.c",
     LICENCE + '#include "holdfast/line.h"\n', layering.check_rooms),
    ("the panel prints", "hal/panel/x.c", function('    puts("x");\n'), words.check_pure_rooms),
    ("allocation", "core/x.c", function("    a = !malloc(1);\n"), words.check_pure_rooms),
    ("printing", "transport/sip/x.c", function('    printf("x");\n'), words.check_pure_rooms),
    ("a clock", "core/x.c", function("    a = (int)time(0);\n"), words.check_pure_rooms),
    ("chance", "core/x.c", function("    a = rand();\n"), words.check_pure_rooms),
    ("floating point", "core/x.c", function("    double b = 1;\n"), words.check_pure_rooms),
    ("default in a state switch", "core/x.c",
     function("    switch (r->state) {\n    case 1: {\n        break;\n    }\n    default: break;\n"
              "    }\n"), words.check_state_switches),
    ("a note to oneself", "README.md", "# Tree\n\nTO" + "DO: more\n", words.check_loose_ends),
    ("a machine's path", "README.md", "see /wo" + "rk/main\n", words.check_foreign_names),
    ("a registry's host", "run", "#!/bin/sh\n# from py" + "pi.org\n", words.check_foreign_names),
    ("a line that is too large", "core/state.h",
     LICENCE + "#define HF_LINE_BYTES_MAX 4\nstruct hf_line {\n    long long now_us;\n};\n",
     purity.check_line_size),
    ("recursion", "core/x.c", LICENCE + "int hf_e(int a);\nint hf_f(int a);\n"
     "int hf_e(int a)\n{\n    return hf_f(a);\n}\n"
     "int hf_f(int a)\n{\n    return a > 0 ? hf_e(a - 1) : 0;\n}\n", purity.check_recursion),
    ("a rule without a story", "tests/scenarios/A1.story", "# C3: other.\n", rules.check_rules),
    ("a rule that no code cites", "core/line.c", LICENCE, rules.check_rules),
    ("a rule whose story is gone", "core/BEHAVIOUR.md",
     "## Implemented\n- **A1** Rule. (where: line.c; story: B9.story)\n## Not yet\n",
     rules.check_rules),
    ("a rule that stands elsewhere", "core/BEHAVIOUR.md",
     "## Implemented\n- **A1** Rule. (where: check.c; story: A1.story)\n## Not yet\n",
     rules.check_rules),
    ("a story without a rule", "tests/scenarios/x.story", "# a story\n", rules.check_stories),
    ("a story of a rule to come", "tests/scenarios/x.story", "# B1: later\n", rules.check_stories),
    ("a reason without a rule", "core/include/holdfast/why.def",
     LICENCE + 'HF_WHY(ONE, "D9", "one")\n', rules.check_reasons),
    ("an invariant that nothing checks", "core/INVARIANTS.md",
     "1. It holds - checked in check.c:gone; tested by tests/unit/core/line.c\n",
     rules.check_invariants),
    ("an invariant that nothing tests", "core/INVARIANTS.md",
     "1. It holds - checked in check.c:hf_line_check\n", rules.check_invariants),
    ("no licence line", "core/x.c", "int hf_z;\n", texts.check_licence),
    ("no licence line in a script", "run", "#!/bin/sh\ntrue\n", texts.check_licence),
    ("a file without a purpose", "core/x.c", LICENCE.split("\n", 1)[0] + "\nint hf_z;\n",
     texts.check_purpose),
    ("unformatted code", "core/x.c", LICENCE + "int   hf_z ;\n", texts.check_format),
    ("a long line", "core/x.c", LICENCE + "/* " + "x" * 100 + " */\n", texts.check_lines),
    ("an example that does not compile", "README.md", "```c\nint a = b;\n```\n",
     texts.check_examples),
    ("a machine that nobody draws", "transport/sip/x.h",
     LICENCE + "extern const uint16_t hf_n_moves[3];\n", texts.check_drawn),
    ("a file that the tour passes by", "transport/sip/message_more.c",
     LICENCE + "int hf_n;\n", texts.check_tour),
    ("a tour that is gone", "transport/sip/README.md", "# SIP\n", texts.check_tour),
    ("spaces at the end", "tests/tidy/x.py", "# SPDX-License-Identifier: Apache-2.0 \n",
     texts.check_lines),
]

# (what is broken, README, its new text or None to remove it): what is printed is "m"
BROKEN_DIAGRAMS = [
    ("an old diagram of the core", "core/README.md", f"{diagrams.BEGIN}\nold\n{diagrams.END}\n"),
    ("an old diagram of sip", "transport/sip/README.md",
     f"{diagrams.BEGIN}\nold\n{diagrams.END}\n"),
    ("a README without a place for diagrams", "transport/sip/README.md", "# SIP\n"),
    ("a README that is gone", "transport/sip/README.md", None),
]

# (what is broken, C code of an archive, archive, the check that must say so)
BROKEN_BUILDS = [
    ("the machines call libc",
     "int puts(const char *);\nint hf_b(void)\n{\n    return puts(\"x\");\n}\n",
     "core/libhf_machines.a", purity.check_symbols),
    ("the machines keep a counter", "static int n = 1;\nint hf_c(void)\n{\n    return n++;\n}\n",
     "core/libhf_machines.a", purity.check_state),
    ("sip keeps a buffer", "static char b[9];\nchar *hf_d(void)\n{\n    return b;\n}\n",
     "transport/sip/libhf_sip.a", purity.check_state),
]


def write(root, files):
    for name, text in files.items():
        path = Path(root) / name
        if text is None:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def say(name, ok):
    print(f"ok selftest: {name}" if ok else f"FAIL tests/tidy/selftest.py:1: not found: {name}")
    return ok


def sound_passes():
    """The sound tree gives no finding, so that each finding below is the breakage's."""
    with tempfile.TemporaryDirectory() as folder:
        write(folder, SOUND)
        tree = Tree(folder)
        found = [finding for check in {entry[3] for entry in BROKEN} for finding in check(tree)]
    for finding in found:
        print(f"FAIL tests/tidy/selftest.py:1: the sound tree has {finding}")
    return not found


def breakage_found(path, text, check):
    with tempfile.TemporaryDirectory() as folder:
        write(folder, {**SOUND, path: text})
        return bool(check(Tree(folder)))


def build_archives(build, broken, code):
    """Archives as the build makes them, PIC, all sound but one."""
    for archive in purity.MAY_NEED:
        path = build / archive
        path.parent.mkdir(parents=True, exist_ok=True)
        text = code if archive == broken else "static const char *const t[] = {\"a\"};\n" \
            "const char *hf_t(int i)\n{\n    return t[i];\n}\n"
        unit = path.with_suffix(".o")
        subprocess.run(["gcc", "-O2", "-fPIC", "-ffreestanding", "-xc", "-c", "-o", str(unit), "-"],
                       input=text, text=True, check=True)
        subprocess.run(["ar", "rcs", str(path), str(unit)], check=True)


def build_breakage_found(code, archive, check):
    with tempfile.TemporaryDirectory() as folder:
        write(folder, SOUND)
        build = Path(folder) / "build"
        build_archives(build, None, "")
        sound = check(Tree(folder), build)
        build_archives(build, archive, code)
        return not sound and bool(check(Tree(folder), build))


def diagram_breakage_found(path, text):
    with tempfile.TemporaryDirectory() as folder:
        write(folder, SOUND)
        build = Path(folder) / "build"
        program = build / "hf_diagram"
        missing = texts.check_diagrams(Tree(folder), build)
        write(folder, {"build/hf_diagram": "#!/bin/sh\necho m\n"})
        program.chmod(0o755)
        sound = texts.check_diagrams(Tree(folder), build)
        (Path(folder) / path).unlink()
        write(folder, {path: text})
        return bool(missing) and not sound and bool(texts.check_diagrams(Tree(folder), build))


def run():
    """(passed, failed)."""
    results = [say("a sound tree passes", sound_passes())]
    for name, path, text, check in BROKEN:
        results.append(say(name, breakage_found(path, text, check)))
    for name, code, archive, check in BROKEN_BUILDS:
        results.append(say(name, build_breakage_found(code, archive, check)))
    for name, path, text in BROKEN_DIAGRAMS:
        results.append(say(name, diagram_breakage_found(path, text)))
    return sum(results), len(results) - sum(results)
