#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The event log of a phone at work: a full disk, a damaged byte, a cut tail."""
import os
import random
import resource
import shutil
import signal
import subprocess

import case
import kamailio
import waiting

SEED = int(os.environ.get("HF_FIRST_SEED", "1"))
SMALL_DISK = 16384  # bytes that a file may have
FLIPS = 60
CUTS = 30
SYNC = b"HfR1"  # begins each record


def small_disk():
    """Writing beyond SMALL_DISK fails, as it does on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL_DISK, SMALL_DISK))


class Log(case.Case):
    def server_and_phone(self):
        server = self.socket_server(21, 200)
        return server, self.phone(server, self.socket_server(22))

    def keep_busy(self, phone, server, times):
        """Many registrations, one after the other: each asked for once the one before is over,
        since it would join that one else."""
        def reported():
            return sum(1 for item in phone.said if item["kind"] == "request")

        for _ in range(times):
            before, asked = reported(), len(server.received)
            if phone.ended():
                return
            try:
                phone.say("register")
            except BrokenPipeError:
                return
            waiting.until(lambda: reported() > before or phone.ended(), 5, phone.complaint)
            self.assertTrue(len(server.received) > asked or phone.ended(), phone.complaint())

    def write_failures(self, phone):
        """What it said, to people or as JSON, about a log that cannot be written."""
        said = [str(item.get("text", "")) for item in phone.said if item["kind"] == "remark"]
        said += phone.errors.read_text().splitlines()
        return [line for line in said if str(phone.log) in line and "cannot write" in line]

    def test_a_full_disk_is_said_once_and_the_phone_goes_on(self):
        server, phone = self.server_and_phone()
        phone.loses_records = True
        phone.start(before=small_disk).wait_in_service(1, 5)
        self.keep_busy(phone, server, 120)
        self.assertFalse(phone.ended(), phone.complaint())
        mark = len(phone.said)
        phone.say("status")
        phone.wait_in_service(1, 5, mark)
        self.assertEqual(len(self.write_failures(phone)), 1, phone.complaint())
        phone.quit()
        replayed = self.replay(phone)
        self.assertRegex(replayed.stderr, r"records \d+ to \d+ are missing")

    def test_a_full_disk_ends_a_phone_that_must_log(self):
        server, phone = self.server_and_phone()
        phone.start("--log-sync", "always", before=small_disk).wait_in_service(1, 5)
        self.keep_busy(phone, server, 120)
        self.assertEqual(phone.finish(10), 1, phone.complaint())
        self.assertEqual(len(self.write_failures(phone)), 1, phone.complaint())

    def recorded(self):
        """The one segment of a short phone's life, and its bytes."""
        server, phone = self.server_and_phone()
        phone.start().wait_in_service(1, 5)
        self.keep_busy(phone, server, 5)
        self.assertEqual(phone.quit(), 0)
        segments = list(phone.log.glob("*.log"))
        self.assertEqual(len(segments), 1)
        return segments[0].name, segments[0].read_bytes()

    def replayed(self, name, contents):
        folder = self.folder / "changed"
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(contents)
        return subprocess.run([case.PROGRAM, "replay", str(folder)], capture_output=True,
                              text=True, timeout=60, check=False)

    def test_one_flipped_byte_is_found_and_located(self):
        draw = random.Random(SEED)
        name, contents = self.recorded()
        for _ in range(FLIPS):
            at = draw.randrange(len(contents))
            changed = bytearray(contents)
            changed[at] ^= 1 << draw.randrange(8)
            with self.subTest(seed=SEED, at=at, of=len(contents)):
                replayed = self.replayed(name, changed)
                self.assertNotEqual(replayed.returncode, 0, replayed.stdout)
                self.assertRegex(replayed.stdout + replayed.stderr, name + r".*\bbyte \d+")

    def test_a_cut_tail_is_said_as_such(self):
        draw = random.Random(SEED)
        name, contents = self.recorded()
        for _ in range(CUTS):
            at = draw.randrange(100, len(contents) - 1)
            if contents[at:at + 4] == SYNC:
                continue  # between two records: as after kill -9, nothing is torn
            with self.subTest(seed=SEED, at=at, of=len(contents)):
                replayed = self.replayed(name, contents[:at])
                said = replayed.stdout + replayed.stderr
                self.assertNotRegex(said, "damage")
                self.assertRegex(said, name + ": at byte \\d+: torn tail")
                self.assertEqual(replayed.returncode, 0, said)

    def test_a_log_of_a_killed_phone_is_told_from_a_whole_one(self):
        name, contents = self.recorded()
        self.assertNotIn("clean end", self.replayed(name, contents).stdout)
        killed = self.replayed(name, contents[:contents.rindex(SYNC)])
        self.assertEqual(killed.returncode, 0, killed.stderr)
        self.assertIn("does not end with a clean end", killed.stdout)

    def test_a_time_at_which_nothing_happened_is_an_error(self):
        name, contents = self.recorded()
        segment = self.folder / name
        segment.write_bytes(contents)
        for span in (("--from", "1", "--to", "2"), ("--from", "2099-01-01T00:00:00"),
                     ("--line", "1", "--to", "2")):
            with self.subTest(span):
                replayed = subprocess.run([case.PROGRAM, "replay", str(segment), *span],
                                          capture_output=True, text=True, timeout=60, check=False)
                self.assertEqual(replayed.returncode, 2)
                self.assertIn("nothing in the log is between", replayed.stderr)

    def test_what_is_no_directory_or_no_segment_is_said(self):
        _, phone = self.server_and_phone()
        phone.log.write_text("a file")
        phone.start()
        self.assertEqual(phone.finish(5), 1)
        self.assertIn("right is a directory", phone.errors.read_text())
        phone.log.unlink()
        segment = phone.log / "hf-0000000000000001-00000001.log"
        segment.mkdir(parents=True)
        phone.start()
        self.assertEqual(phone.finish(5), 1)
        self.assertIn(f"{segment.name} is a directory", phone.errors.read_text())
        shutil.rmtree(phone.log)

    def test_the_log_of_another_phone_is_not_overwritten(self):
        server, first = self.server_and_phone()
        first.start().wait_in_service(1, 5)
        second = self.phone(server, server)
        second.log = first.log
        second.port = kamailio.free_port(second.address)
        second.start()
        self.assertEqual(second.finish(5), 1, second.complaint())
        self.assertIn(str(first.log), second.errors.read_text())


if __name__ == "__main__":
    case.main()
