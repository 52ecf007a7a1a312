# SPDX-License-Identifier: Apache-2.0
"""SIP messages and transactions in figures of a second, and the same two messages read by Holdfast
and by three other stacks of Debian 12, each in a program of its own (reading.h says what is read).

Everybody is built with -O2: the readers and Holdfast's parser here, the other libraries by Debian.
Before anything is counted, all four must have read the same of both messages."""
import subprocess
from collections import namedtuple

Stack = namedtuple("Stack", "name program package what")
STACKS = [
    Stack("holdfast", "bench_read_holdfast", None,
          "splits; a field is parsed when it is read; no allocation, no copy"),
    Stack("libosip2", "bench_read_osip", "libosip2-dev",
          "parses the fields that it knows into allocated texts"),
    Stack("sofia-sip", "bench_read_sofia", "libsofia-sip-ua-dev",
          "copies the message, parses the fields that it knows"),
    Stack("libre", "bench_read_re", "libre-dev",
          "lists and hashes the fields, parses some; Contacts when they are read"),
]
MESSAGES = (("read_200", "200 OK"), ("read_invite", "INVITE"))
READ_BUDGET = 12000

Tools = namedtuple("Tools", "run instructions times")  # of bench.py

# What a second of one thread is enough for; the first is the reference.
Rate = namedtuple("Rate", "work what")
RATES = [
    Rate("copy_both", "messages copied by memcpy"),
    Rate("parse_check_both", "messages parsed and checked"),
    Rate("print_both", "messages printed"),
    Rate("read holdfast", "messages parsed and read"),
    Rate("read libosip2", "messages parsed and read by libosip2"),
    Rate("agents_options", "OPTIONS and 200, through two agents"),
    Rate("register_refresh", "REGISTER with digest and 200, agent and registrar"),
    Rate("layers_options", "OPTIONS and 200, through two layers"),
    Rate("layers_invite", "INVITE, 180, 200 and ACK, through two layers"),
]


def version(stack):
    if stack.package is None:
        return ""
    done = subprocess.run(["dpkg-query", "-W", "-f=${Version}", stack.package],
                          capture_output=True, text=True, check=False)
    return done.stdout.split("+")[0] if done.returncode == 0 else ""


def row_of(stack, figures, ours):
    """figures: {message: (instructions, ns)}."""
    row = f"  {stack.name + ' ' + version(stack):28}"
    for name, _ in MESSAGES:
        count, ns = figures[name]
        ratio = f"{count / ours[name][0]:.1f}" if stack.package else ""
        row += f"{count:9.0f}{ns:8.0f}{ratio:>7}"
    return row + f"  {stack.what}"


def measure(program, tools):
    """{message: (instructions, ns)}."""
    times = tools.times(program)
    return {name: (tools.instructions(program, name), times[name]) for name, _ in MESSAGES}


def compare(build, tools):
    """Prints a row for each stack; ({stack: {message: (instructions, ns)}}, what is wrong)."""
    print("\nthe two messages read as a registrant reads them, -O2: start line, Via (received, "
          "rport),\nFrom, To, Call-ID, CSeq, every Contact (expires), Expires, Content-Type, body; "
          "URIs split")
    heads = "".join(f"{what:>9}{'ns':>8}{'ratio':>7}" for _, what in MESSAGES)
    print(f"  {'instructions of':28}{heads}")
    figures, wrong = {}, []
    said = tools.run(build / STACKS[0].program, "show").stdout
    for stack in STACKS:
        program = build / stack.program
        if not program.is_file():
            print(f"  {stack.name:28}not here: {stack.package} is not installed")
            continue
        if tools.run(program, "show").stdout != said:
            wrong.append(f"{stack.name} reads something else than {STACKS[0].name}")
        figures[stack.name] = measure(program, tools)
        print(row_of(stack, figures[stack.name], figures[STACKS[0].name]))
    wrong += [f"{name}: {count:.0f} instructions, {READ_BUDGET} at most"
              for name, (count, _) in figures[STACKS[0].name].items() if count > READ_BUDGET]
    return figures, wrong


def rates(times, figures):
    """Prints how many of each a second of one thread is enough for; {what: rate}. times: {work:
    ns}."""
    print(f"\n{'a second of one thread is enough for':52}{'':12}{'reference':>12}")
    times = dict(times)
    for stack, messages in figures.items():
        times[f"read {stack}"] = sum(ns for _, ns in messages.values()) / len(messages)
    found = {}
    for rate in RATES:
        if rate.work in times:
            found[rate.what] = 1e9 / times[rate.work]
            slower = found[RATES[0].what] / found[rate.what]
            print(f"  {rate.what:50}{found[rate.what]:12,.0f}{f'/ {slower:,.0f}':>12}")
    return found


def rounded(figure):
    """Two digits that count, for people."""
    step = 10 ** max(len(str(int(figure))) - 2, 0)
    return f"{int(round(figure / step)) * step:,}"


def table(counts, figures, found):
    """Prints the rows that README.md quotes."""
    def pair(stack):
        return " and ".join(f"{count:,.0f}" for count, _ in figures[stack].values())

    others = "".join(f"; {stack.name} {pair(stack.name)}" for stack in STACKS[1:]
                     if stack.name in figures)
    rows = [
        ("a 200 to a REGISTER and an INVITE with SDP: split; split and checked",
         f"{counts['parse_200']:,.0f} and {counts['parse_invite']:,.0f} instructions; "
         f"{counts['parse_check_200']:,.0f} and {counts['parse_check_invite']:,.0f}"),
        ("the same, parsed and all read that a registrant reads",
         f"{pair('holdfast')} instructions{others}"),
    ]
    rows += [(f"{rate.what}, one thread", f"{rounded(found[rate.what])} a second")
             for rate in RATES[1:] if rate.what in found]
    print("\nfor README.md:")
    for what, figure in rows:
        print(f"| {what} | {figure} | `./run bench` |")
