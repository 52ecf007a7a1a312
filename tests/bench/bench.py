#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the figures of the benchmarks beside their budgets.

usage: bench.py --build DIR [--check|--update]

Instructions are counted by callgrind as the difference of two runs of different length, so that
starting the program costs nothing. Where a work names functions, what runs inside them counts
alone: the phone's part without its peer's. --check fails when a count is more than 2 % off
expected.txt (5 % for the memory of a process), or a deterministic figure is over its budget; times
and other people's figures are shown and never judged.
"""
import argparse
import re
import subprocess
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

sys.dont_write_bytecode = True

import calls
import logs
import phones
import stacks

HERE = Path(__file__).resolve().parent
EXPECTED = HERE / "expected.txt"
TOLERANCE = 0.02
TOLERANCES = {"phone_line_bytes": 0.05}  # pages that the loader and malloc happen to touch
ROUNDS = 200
TIME_PASSES = 3
REPLAYED_EVENTS = 200000

AGENT = ("hf_agent_act", "hf_agent_receive")

# parts: what a round of the program counts as. Budgets: None where there is none. inside: functions
# that count alone, none: all.
Work = namedtuple("Work", "program name parts what budget_ns budget_instructions inside",
                  defaults=((),))
WORKS = [
    Work("bench_line", "line_copy", 1, "copying a line (reference)", None, None),
    Work("bench_line", "step_structs", 4, "step through structs, an event of a cycle", 150, None),
    Work("bench_line", "step_bytes", 4, "step through bytes, the same", 600, None),
    Work("bench_line", "decode_dns_16", 1, "decoding a DNS answer of 16 records", 2000, None),
    Work("bench_line", "snapshot", 1, "snapshot of a line", None, None),
    Work("bench_line", "check", 1, "all invariants of a line", None, None),
    Work("bench_sip", "parse_200", 1, "splitting a 200 OK of 901 bytes", None, 12000),
    Work("bench_sip", "parse_invite", 1, "splitting an INVITE of 1,023 bytes", None, 12000),
    Work("bench_sip", "parse_check_200", 1, "the same 200 OK, split and checked", None, 12000),
    Work("bench_sip", "parse_check_invite", 1, "the same INVITE, split and checked", None, 12000),
    Work("bench_sip", "print_200", 1, "printing the 200 OK", None, None),
    Work("bench_sip", "print_invite", 1, "printing the INVITE", None, None),
    Work("bench_agents", "agents_options", 1, "OPTIONS and 200, through two agents", None, None),
    Work("bench_agents", "register_refresh", 1, "REGISTER with digest and 200, phone's part", None,
         None, AGENT),
    Work("bench_agents", "register_challenged", 2, "REGISTER challenged and again, each", None,
         None, AGENT),
    Work("bench_layers", "layers_options", 1, "OPTIONS and 200, through two layers", None, None),
    Work("bench_layers", "layers_invite", 1, "INVITE, 180, 200, ACK, through two layers", None,
         None),
    Work("bench_call", "call_frame", 2, "20 ms of a call, G.711, a side of it", 10000, 25000),
    Work("bench_call", "call_frame_lossy", 2, "the same, one packet of 50 lost", None, None),
]
SIZES = {
    "line_bytes": ("bytes of a line", 4096),
    "snapshot_bytes": ("bytes of a snapshot", 8192),
    "agent_bytes": ("bytes of a line's agent, at most", None),
    "layer_bytes": ("bytes of a layer of 8 + 8 places of 4 kB", None),
    "dialog_bytes": ("bytes of a dialog", None),
    "stream_bytes": ("bytes of the media of a call, G.711", 32768),
}
REPLAY_BUDGET = 1000000
PHONE_LINE_BUDGET = 6144  # bytes of a phone's private memory for each of its lines
START_BUDGET_S = 0.2


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          check=False)
    if done.returncode != 0:
        print(f"bench: {' '.join(map(str, command))}: exit code {done.returncode}\n{done.stderr}",
              file=sys.stderr)
        sys.exit(1)
    return done


def collected(program, name, rounds, inside):
    only = [f"--toggle-collect={function}" for function in inside]
    with tempfile.TemporaryDirectory() as folder:
        done = run("valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", *only,
                   program, name, rounds)
    return int(re.search(r"Collected : (\d+)", done.stderr)[1])


def instructions(program, name, inside=()):
    """Of one round."""
    return (collected(program, name, 2 * ROUNDS, inside)
            - collected(program, name, ROUNDS, inside)) / ROUNDS


def times(program):
    """{work: ns}: the best of some passes, since whatever else runs can only make one slower."""
    found = {}
    for _ in range(TIME_PASSES):
        for row in run(program).stdout.splitlines():
            name, _, figure = row.split()
            found[name] = min(float(figure), found.get(name, float("inf")))
    return found


def all_times(build):
    found = {}
    for program in dict.fromkeys(work.program for work in WORKS):
        if (build / program).is_file():
            found.update(times(build / program))
    return found


def compiler():
    return "gcc " + run("gcc", "-dumpfullversion").stdout.strip()


def read_expected():
    """(compiler, {name: figure}); empty when there is no file yet."""
    if not EXPECTED.is_file():
        return None, {}
    rows = EXPECTED.read_text(encoding="utf-8").splitlines()
    figures = dict(row.split() for row in rows if row and not row.startswith("#"))
    made_by = next((row[2:].split(";")[0] for row in rows if row.startswith("# gcc")), None)
    return made_by, {name: float(figure) for name, figure in figures.items()}


def write_expected(counts):
    lines = [f"# {compiler()}; instructions and bytes, from "
             "`tests/bench/bench.py --build build --update`"]
    lines += [f"{name} {count:.1f}" for name, count in counts.items()]
    EXPECTED.write_text("\n".join(lines) + "\n", encoding="utf-8")


def print_works(build):
    """Prints the rows; ({name: instructions}, {name: ns}, what is over a deterministic budget)."""
    measured = all_times(build)
    counts, over = {}, []
    print(f"{'':46}{'ns':>9}{'budget':>9}{'instr.':>10}{'budget':>9}")
    for work in WORKS:
        if work.name not in measured:
            over.append(f"{work.name}: {work.program} is not built")
            continue
        counts[work.name] = instructions(build / work.program, work.name, work.inside) / work.parts
        ns = "" if work.inside else f"{measured[work.name]:.0f}"  # that is the peer's time too
        print(f"{work.what:46}{ns:>9}{work.budget_ns or '':>9}"
              f"{counts[work.name]:10.0f}{work.budget_instructions or '':>9}")
        if work.budget_instructions and counts[work.name] > work.budget_instructions:
            over.append(f"{work.name}: {counts[work.name]:.0f} instructions, "
                        f"{work.budget_instructions} at most")
    return counts, measured, over


def print_sizes(build):
    """Prints the rows; ({name: bytes}, what is over a budget)."""
    found, over = {}, []
    for program in ("bench_line", "bench_sip", "bench_layers", "bench_call"):
        if not (build / program).is_file():
            continue
        for row in run(build / program, "sizes").stdout.splitlines():
            name, figure = row.split()
            what, budget = SIZES[name]
            found[name] = int(figure)
            print(f"{what:46}{int(figure):9}{budget or '':>9}")
            if budget and int(figure) > budget:
                over.append(f"{name}: {figure}, {budget} at most")
    return found, over


def print_replay(build):
    if not (build / "bench_replay").is_file():
        return
    best = 0
    for _ in range(TIME_PASSES):
        with tempfile.TemporaryDirectory() as folder:
            said = run(build / "bench_replay", folder, REPLAYED_EVENTS).stdout
        best = max(best, int(said.split()[1]))
    print(f"{'replay from a log file, events a second':46}{best:9}{REPLAY_BUDGET:>9}")


def print_phones(build):
    """Prints the rows of whole phones; ({name: figure that drifts}, what is over a budget)."""
    over = []
    start = phones.start_at_once(build)
    repeated = len(start.asked) - len(set(start.asked))
    print(f"{f'{phones.STARTED_LINES} lines started at once, all registered, s':46}"
          f"{start.took_s:9.3f}{START_BUDGET_S:>9}")
    print(f"{'  times what a plain socket takes for as many':46}"
          f"{start.took_s / start.reference_s:9.1f}")
    print(f"{'  retransmissions':46}{start.retransmissions:9}{0:>9}")
    print(f"{'  DNS questions for its two hosts':46}{len(start.asked):9}{4:>9}")
    print(f"{'  DNS questions asked again':46}{repeated:9}{0:>9}")
    if repeated:
        over.append(f"DNS questions asked again: {repeated}, 0 at most")
    line_bytes = phones.memory(build)
    print(f"{f'private bytes a line, of {phones.MEMORY_LINES} in a phone':46}"
          f"{line_bytes:9.0f}{PHONE_LINE_BUDGET:>9}")
    without_s = phones.without_binding(build)
    print(f"{'seconds without a binding in an outage (60 s)':46}{without_s:9.1f}{0:>9}")
    if without_s > 0:
        over.append(f"seconds without a binding: {without_s:.1f}, 0 at most")
    return {"phone_line_bytes": line_bytes}, over


def drifted(counts):
    made_by, expected = read_expected()
    if made_by and made_by != compiler():
        return [f"expected.txt is of {made_by}, this is {compiler()}: the counts say nothing"]
    wrong = [f"{name}: no figure in expected.txt (--update)" for name in counts
             if name not in expected]
    for name in counts.keys() & expected.keys():
        tolerance = TOLERANCES.get(name, TOLERANCE)
        if abs(counts[name] - expected[name]) > tolerance * expected[name]:
            wrong.append(f"{name}: {counts[name]:.0f} measured, {expected[name]:.0f} expected")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    counts, measured, over = print_works(options.build)
    sizes, too_large = print_sizes(options.build)
    counts.update(sizes)
    print_replay(options.build)
    if (options.build / "bench_replay").is_file():
        logs.table(options.build)
    if (options.build / "holdfast_lab").is_file():
        drifting, too_much = print_phones(options.build)
        counts.update(drifting)
        over += too_much
    if (options.build / "bench_calls").is_file():
        drifting, too_much = calls.table(options.build)
        counts.update(drifting)
        over += too_much
    figures, wrong = stacks.compare(options.build, stacks.Tools(run, instructions, times))
    counts.update((name, count) for name, (count, _) in figures["holdfast"].items())
    over += too_large + wrong
    stacks.table(counts, figures, stacks.rates(measured, figures))
    if options.update:
        write_expected(counts)
    if options.check:
        over += drifted(counts)
    for row in over:
        print(f"FAIL {row}")
    return 1 if over and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
