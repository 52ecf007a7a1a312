# SPDX-License-Identifier: Apache-2.0
"""`holdfast server` as a test sees it: a process that prints JSON and takes faults as commands."""
import json
import subprocess
import threading

import waiting


class Server:
    """listens: as --listen takes them, port 0 for a free one. Every line that it prints is kept in
    `said`."""

    def __init__(self, program, *listens, options=()):
        self.said = []
        self.listens = listens
        arguments = [text for one in listens for text in ("--listen", one)]
        self.process = subprocess.Popen(
            [program, "server", "--json", *arguments, *map(str, options)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=waiting.die_with_parent)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        self.wait(lambda: len(self.states("listening")) == len(listens), 5)

    def read(self):
        for row in self.process.stdout:
            self.said.append(json.loads(row))

    def states(self, state):
        return [item for item in self.said
                if item["kind"] == "server" and item["state"] == state]

    def port(self, index=0):
        """Of its listener with this index."""
        return self.states("listening")[index]["port"]

    def connections(self, state, since=0):
        return [item for item in self.said[since:]
                if item["kind"] == "connection" and item["state"] == state]

    def requests(self, since=0):
        return [item for item in self.said[since:] if item["kind"] == "request"]

    def say(self, command):
        """Gives a command, and waits until it is obeyed."""
        mark = len(self.said)
        self.process.stdin.write(command.encode() + b"\n")
        self.process.stdin.flush()
        self.wait(lambda: any(item["kind"] == "command" and item["command"] == command
                              for item in self.said[mark:]), 5)
        return mark

    def wait(self, found, limit_s):
        """Until found() is true; what it gives."""
        def look():
            assert self.process.poll() is None or found(), self.complaint()
            return found()
        return waiting.until(look, limit_s, self.complaint)

    def complaint(self):
        if self.process.poll() is not None:
            return f"the server ended with {self.process.returncode}: {self.process.stderr.read()}"
        return "the server said: " + "\n".join(map(str, self.said[-20:]))

    def close(self):
        """Its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        code = self.process.wait(10)
        self.reader.join(5)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            pipe.close()
        return code
