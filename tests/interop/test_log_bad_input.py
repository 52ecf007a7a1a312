#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What every command that reads logs does with logs that are cut, flipped, joined, empty, or of
another build."""
import os
import subprocess

import case
import log_bytes
from log_case import OUTAGES, SILENT, VECTORS, Tools, holdfast, objects


class BadInput(Tools):
    """Every command that reads logs, with every kind of log that is not as it should be."""

    def commands(self):
        out, forced = self.folder / "redacted.log", self.folder / "forced.log"
        out.unlink(missing_ok=True)
        forced.unlink(missing_ok=True)
        found = {"replay": ["replay"], "log cat": ["log", "cat"],
                 "log cat --json": ["log", "cat", "--json"], "log stats": ["log", "stats"],
                 "log stats --json": ["log", "stats", "--json"],
                 "log verify": ["log", "verify"],
                 "log verify --contract": ["log", "verify", "--contract"],
                 "log redact": ["log", "redact", "-o", str(out)],
                 "log redact --force": ["log", "redact", "--force", "-o", str(forced)]}
        if holdfast("explain", "--help").returncode == 0:
            found["explain"] = ["explain"]
        return found

    def said_by_all(self, path, codes, pattern, but=()):
        """Each command ends with one of these codes, and says the pattern."""
        for name, command in self.commands().items():
            if name in but:
                continue
            done = holdfast(*command, path)
            said = done.stdout + done.stderr
            with self.subTest(name):
                allowed = codes.get(name, codes[""])
                self.assertIn(done.returncode, allowed, said[-2000:])
                if pattern:
                    self.assertRegex(said, pattern)
                for line in done.stderr.splitlines():
                    self.assertRegex(line, "^holdfast: " + name.split(" -", maxsplit=1)[0] + ": ")

    def cut_inside_a_record(self):
        contents = self.vector()
        return contents[:log_bytes.offsets(contents)[-3] + 30]

    def test_cut(self):
        path = self.file(self.cut_inside_a_record())
        self.said_by_all(path, {"": (0,)}, r"x\.log: at byte \d+: torn tail")

    def test_flipped(self):
        contents = bytearray(self.vector())
        at = log_bytes.offsets(contents)[20] + 25
        contents[at] ^= 0x10
        path = self.file(contents)
        self.said_by_all(path, {"": (1,), "log redact": (3,), "log redact --force": (0,)},
                         r"x\.log: at byte \d+: damage: \d+ bytes")
        records = len(log_bytes.offsets(contents))
        read = objects(holdfast("log", "cat", "--json", path))
        self.assertEqual(sum("sequence" in item for item in read), records - 1)

    def test_a_flipped_header_length(self):
        contents = bytearray(self.vector())
        contents[log_bytes.offsets(contents)[20] + 5] ^= 0x40
        self.said_by_all(self.file(contents),
                         {"": (1,), "log redact": (3,), "log redact --force": (0,)},
                         r"x\.log: at byte \d+: damage")

    def test_joined(self):
        path = self.file(self.vector() + self.vector(SILENT))
        self.said_by_all(path, {"": (0,)}, None)
        both = objects(holdfast("log", "cat", "--json", path))
        self.assertEqual(len(both), len(log_bytes.offsets(path.read_bytes())))

    def test_joined_with_itself(self):
        self.said_by_all(self.file(self.vector() * 2),
                         {"": (1,), "log redact": (3,), "log redact --force": (0,)},
                         r"x\.log: at byte \d+: record 1 came before")

    def test_empty(self):
        self.said_by_all(self.file(b""), {"": (2,)}, r"x\.log: is empty")

    def test_no_log(self):
        self.said_by_all(self.file(b"sip:1001@pbx.example.test\n" * 400), {"": (2,)},
                         r"x\.log: is no event log")

    def test_newer_schema(self):
        payloads, first = log_bytes.read(self.vector())
        payloads[0] = log_bytes.put(payloads[0], 9, log_bytes.SEGMENT_SCHEMA)
        self.said_by_all(self.file(log_bytes.write(payloads, first)), {"": (2,)},
                         r"x\.log: at byte 0: the segment's schema is 9, this build reads 1")

    def test_newer_schema_behind_a_known_one(self):
        payloads, _ = log_bytes.read(self.vector(SILENT))
        payloads[0] = log_bytes.put(payloads[0], 9, log_bytes.SEGMENT_SCHEMA)
        path = self.file(self.vector() + log_bytes.write(payloads))
        self.said_by_all(path, {"": (2,), "log redact --force": (0,)}, r"schema is 9")
        read = objects(holdfast("log", "cat", "--json", path))
        self.assertEqual(sum("sequence" in item for item in read),
                         len(log_bytes.offsets(self.vector())))

    def test_other_semantics(self):
        payloads, first = log_bytes.read(self.vector())
        payloads[0] = log_bytes.put(payloads[0], 77, log_bytes.SEGMENT_SEMANTICS)
        path = self.file(log_bytes.write(payloads, first))
        for command in (["replay"], ["log", "verify"],
                        ["log", "redact", "-o", self.folder / "r.log"]):
            done = holdfast(*command, path)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("the log was written under semantics 77 by holdfast", done.stderr)
        self.said_by_all(path, {"": (0,)}, None)

    def test_a_directory_without_segments(self):
        folder = self.folder / "empty"
        folder.mkdir()
        self.said_by_all(folder, {"": (2,)}, r"empty: holds no segment of an event log")

    def test_no_such_file(self):
        self.said_by_all(self.folder / "nowhere", {"": (2,)}, "nowhere: No such file")

    def test_a_pipe(self):
        path = self.folder / "pipe"
        os.mkfifo(path)
        for name, command in self.commands().items():
            with subprocess.Popen(["sh", "-c", 'cat "$0" >"$1"', VECTORS / f"{OUTAGES}.log",
                                   path]) as writer, self.subTest(name):
                done = holdfast(*command, path)
                if name.startswith("log redact"):
                    writer.kill()  # nobody reads what it writes
                    self.assertEqual(done.returncode, 2)
                    self.assertIn("is read twice", done.stderr)
                else:
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertTrue(done.stdout)

    def test_wrong_usage(self):
        log = VECTORS / f"{OUTAGES}.log"
        for arguments in ([], ["--wrong", log], ["--line", "x", log], ["--from", "then", log],
                          ["--from", "9", "--to", "3", log], ["--line"]):
            for name, command in self.commands().items():
                if name == "log redact --force":
                    continue
                done = holdfast(*command, *arguments)
                with self.subTest(name, arguments=arguments):
                    self.assertEqual(done.returncode, 2, done.stdout)
                    self.assertRegex(done.stderr, "^holdfast: ")
        self.assertEqual(holdfast("log").returncode, 2)
        self.assertEqual(holdfast("log", "dog").returncode, 2)
        self.assertEqual(holdfast("log", "--help").returncode, 0)

    def test_usage_is_printed(self):
        for name in ("cat", "stats", "verify", "redact"):
            done = holdfast("log", name, "--help")
            self.assertEqual(done.returncode, 0)
            self.assertIn(f"usage: holdfast log {name}", done.stdout)
            self.assertIn("Exit codes", done.stdout)


if __name__ == "__main__":
    case.main()
