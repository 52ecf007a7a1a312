# SPDX-License-Identifier: Apache-2.0
"""Who calls whom, and how much stack each frame takes, as gcc writes it down."""
import re
import subprocess
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

NODE = re.compile(r'node: \{ title: "([^"]+)" label: "([^"]*)"')
EDGE = re.compile(r'edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)"')
FRAME = re.compile(r"(\d+) bytes \((\w+[\w,]*)\)")

Graph = namedtuple("Graph", "frames calls places")


def compile_all(compiler, flags, sources, folder):
    """Compiles each source into folder; the errors of those that do not compile."""
    def one(source):
        unit = Path(folder) / (str(source).replace("/", "_") + ".o")
        run = subprocess.run([compiler, *flags, "-fcallgraph-info=su", "-c", str(source), "-o",
                              str(unit)], capture_output=True, text=True, check=False)
        return source, None if run.returncode == 0 else run.stderr
    with ThreadPoolExecutor(2) as pool:
        return [(source, error) for source, error in pool.map(one, sources) if error]


def short(title):
    """file.c:function for a static one, function for the others."""
    return title.rsplit("/", 1)[-1]


def read(folder):
    """The graph of all units compiled into folder."""
    frames, calls, places = {}, {}, {}
    for path in sorted(Path(folder).glob("*.ci")):
        text = path.read_text(encoding="utf-8")
        for title, label in NODE.findall(text):
            frame = FRAME.search(label)
            if frame:
                frames[short(title)] = int(frame[1])
                places[short(title)] = label.split("\\n")[1] if "\\n" in label else ""
        for source, target in EDGE.findall(text):
            calls.setdefault(short(source), set()).add(short(target))
    return Graph(frames, calls, places)


def deepest(graph, start):
    """(bytes, [functions]) of the path from start that takes most stack. The graph must have no
    cycle below start."""
    known = {}

    def visit(name):
        if name not in known:
            below = max((visit(callee) for callee in graph.calls.get(name, ())),
                        default=(0, []), key=lambda path: path[0])
            known[name] = (graph.frames.get(name, 0) + below[0], [name] + below[1])
        return known[name]
    return visit(start)


def cycles(graph):
    """Each function that can reach itself, with one way round."""
    found = []
    for start in graph.frames:
        came_from = {}
        waiting = [start]
        while waiting and start not in came_from:
            name = waiting.pop()
            for callee in graph.calls.get(name, ()):
                if callee not in came_from:
                    came_from[callee] = name
                    waiting.append(callee)
        if start in came_from:
            way, name = [start], came_from[start]
            while name != start:
                way.append(name)
                name = came_from[name]
            found.append([start] + way[:0:-1] + [start])
    return found
