#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`holdfast log redact`: nothing of the original is left, and it is the same story."""
import json
import os
import re
import shutil
import subprocess
import unittest

import case
import log_bytes
from log_case import OUTAGES, SCENARIOS, VECTORS, Tools, holdfast, objects


class Redact(Tools):
    def redacted(self, log, *options):
        out = self.folder / "out.log"
        out.unlink(missing_ok=True)
        done = holdfast("log", "redact", log, "-o", out, *options)
        return done, out

    @staticmethod
    def originals(log):
        """Every name, number and address that the log holds, as text and as bytes."""
        words, addresses = set(), set()
        for item in objects(holdfast("log", "cat", "--json", log)):
            found = [item.get("name"), *re.findall(
                r'"(?:name|host|realm)": ?"([^"]+)"', json.dumps(item))]
            if item["kind"] == "note" and item["note"] == "challenge":
                found.append(item["text"])
            for text in filter(None, found):
                if not text.startswith(("_", "[")) and not re.fullmatch(r"[\d.]+", text):
                    words.add(text)
                    words.update(part for part in re.split(r"[^\w-]", text) if len(part) > 4)
            for text in re.findall(r"\b\d+\.\d+\.\d+\.\d+\b", json.dumps(item)):
                addresses.add(text)
        words = {word for word in words if len(word) > 3}  # shorter ones stand there by chance
        return words - {"holdfast"}, addresses

    def check_nothing_is_left(self, log, out):
        words, addresses = self.originals(log)
        kept = out.read_bytes()
        for word in words:
            self.assertNotIn(word.encode(), kept, f"{log.name}: {word}")
        for address in addresses:
            self.assertNotIn(address.encode(), kept)
            self.assertNotIn(bytes(map(int, address.split("."))), kept, f"{log.name}: {address}")
        return words, addresses

    def test_nothing_is_left_and_it_replays(self):
        for log in VECTORS.glob("*.log"):
            done, out = self.redacted(log)
            self.assertEqual(done.returncode, 0, done.stderr)
            words, addresses = self.check_nothing_is_left(log, out)
            self.assertTrue(words and addresses)
            done = holdfast("log", "verify", "--contract", out)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_every_story(self):
        stories = sorted(SCENARIOS.glob("*.story"))[::int(os.environ.get("HF_EVERY", "5"))]
        self.assertGreater(len(stories), 20)
        for story in stories:
            log = self.folder / "story.log"
            holdfast("simulate", "--quiet", "--log", log, story)
            done, out = self.redacted(log)
            self.assertEqual(done.returncode, 0, f"{story.name}: {done.stderr}")
            self.check_nothing_is_left(log, out)
            done = holdfast("replay", out)
            self.assertEqual(done.returncode, 0, f"{story.name}: {done.stdout}{done.stderr}")

    def test_it_is_the_same_story(self):
        """Equal stays equal, different stays different; times, ports and decisions stay."""
        log = VECTORS / f"{OUTAGES}.log"
        done, out = self.redacted(log, "--json")
        before = objects(holdfast("log", "cat", "--json", log))
        after = objects(holdfast("log", "cat", "--json", out))
        self.assertEqual(len(before), len(after))
        there, back = {}, {}
        pattern = (r'[\w.-]*(?:example|holdfast)\.test|\b\d+\.\d+\.\d+\.\d+\b|account\.1|'
                   r'/[\w/]+/phone\.txt')
        for old, new in zip(before, after):
            for key in ("file", "offset", "digest", "bytes", "log_id", "writer"):
                old.pop(key, None)
                new.pop(key, None)
            old_text, new_text = json.dumps(old), json.dumps(new)
            shape = re.escape(re.sub(pattern, "\0", old_text)).replace("\0", r"([\w./-]+)")
            found = re.fullmatch(shape.replace("\\\0", r"([\w./-]+)"), new_text)
            self.assertIsNotNone(found, f"{old_text}\n{new_text}")
            for was, is_now in zip(re.findall(pattern, old_text), found.groups()):
                self.assertEqual(there.setdefault(was, is_now), is_now)
                self.assertEqual(back.setdefault(is_now, was), was)
                self.assertNotEqual(was, is_now)
        one, two = there["one.example.test"].split("."), there["two.example.test"].split(".")
        self.assertEqual(one[1:], two[1:])
        said = objects(done)[0]
        self.assertEqual((said["kind"], said["left_out"]), ("redacted", 0))
        self.assertGreater(said["addresses"], 2)
        self.assertGreater(said["names_times"], said["names"])

    def test_the_same_seed_gives_the_same_bytes(self):
        log = VECTORS / f"{OUTAGES}.log"
        first = self.redacted(log, "--seed", "one")[1].read_bytes()
        self.assertEqual(first, self.redacted(log, "--seed", "one")[1].read_bytes())
        self.assertNotEqual(first, self.redacted(log, "--seed", "two")[1].read_bytes())
        self.assertNotEqual(self.redacted(log)[1].read_bytes(),
                            self.redacted(log)[1].read_bytes())

    def test_words_of_peers_go_and_ours_stay(self):
        payloads, first = log_bytes.read(self.vector())
        place = next(i for i, one in enumerate(payloads) if log_bytes.note_kind(one) == 3)
        payloads[place] = log_bytes.put(
            payloads[place], b"Forbidden by smithers@4711 at pbx7.one", log_bytes.NOTE,
            log_bytes.NOTE_TEXT)
        done, out = self.redacted(self.file(log_bytes.write(payloads, first)))
        self.assertEqual(done.returncode, 0, done.stderr)
        text = objects(holdfast("log", "cat", "--json", out))[place]["text"]
        self.assertRegex(text, r"^Forbidden by \w+@\d+ at \w+\.\w+$")
        self.assertNotRegex(text, "smithers|4711|pbx7|one")

    def test_names_of_files_go_and_where_settings_stand_stays(self):
        payloads, first = log_bytes.read(self.vector())
        place = next(i for i, one in enumerate(payloads)
                     if isinstance(log_bytes.get(one, log_bytes.LINE_ADDED, 1), bytes))
        added = log_bytes.get(payloads[place], log_bytes.LINE_ADDED)
        added = log_bytes.message(
            [item for item in log_bytes.fields(added) if item[0] < 4] +
            [[4, 2, b"/etc/smithers/desk.cfg"],
             [5, 2, log_bytes.message([[1, 0, 6], [2, 0, 1], [4, 0, 1], [5, 0, 17]])]])
        payloads[place] = log_bytes.put(payloads[place], added, log_bytes.LINE_ADDED)
        done, out = self.redacted(self.file(log_bytes.write(payloads, first)))
        self.assertEqual(done.returncode, 0, done.stderr)
        item = objects(holdfast("log", "cat", "--json", out))[place]
        self.assertRegex(item["files"][0], r"^/\w+/\w+/\w+\.\w+$")
        self.assertNotRegex(item["files"][0], r"\b(etc|smithers|desk|cfg)\b")
        self.assertEqual(item["origins"], [{"setting": "retry_counts", "server": 1, "proxy": 0,
                                            "file": 1, "line": 17}])

    def test_who_wrote_the_log_goes_and_our_own_form_stays(self):
        payloads, first = log_bytes.read(self.vector())
        for writer, stays in (("holdfast 9.0.12", 1), ("holdfast", 1), ("Klinik Mustermann", 0),
                              ("holdfast at Mustermann's", 0), ("holdfast 1.2.3 4711", 0),
                              ("holdfast 4711.2", 0), ("holdfast 1.2.3.7", 0),
                              ("Mustermann " + "x" * 50, 0)):
            payloads[0] = log_bytes.put(payloads[0], writer.encode(),
                                        log_bytes.SEGMENT_WRITER)
            done, out = self.redacted(self.file(log_bytes.write(payloads, first)))
            self.assertEqual(done.returncode, 0, done.stderr)
            kept = objects(holdfast("log", "cat", "--json", out))[0]["writer"]
            if stays:
                self.assertEqual(kept, writer)
            else:
                self.assertNotRegex(kept, "Mustermann|Klinik|holdfast|4711")
                self.assertNotIn(b"Mustermann", out.read_bytes())

    def segments(self):
        """The directory of a phone whose log has two segments."""
        payloads, first = log_bytes.read(self.vector())
        half = len(payloads) // 2
        again = log_bytes.put(payloads[0], 2, log_bytes.SEGMENT_NUMBER)
        folder = self.folder / "many"
        folder.mkdir()
        log_id = int.from_bytes(log_bytes.get(payloads[0], log_bytes.SEGMENT_LOG_ID), "little")
        parts = [log_bytes.write(payloads[:half], first),
                 log_bytes.write([again, *payloads[half:]], first + half)]
        for number, data in enumerate(parts, 1):
            (folder / f"hf-{log_id:016x}-{number:08d}.log").write_bytes(data)
        return folder

    @unittest.skipIf(shutil.which("zstd") is None, "zstd is not here")
    def test_several_segments_and_compressed_ones(self):
        folder = self.segments()
        whole = objects(holdfast("log", "cat", "--json", folder))
        for packed in range(3):
            for path in sorted(folder.glob("*.log"))[:min(packed, 1)]:
                subprocess.run(["zstd", "-q", "--rm", path], check=True)
            self.assertEqual(len(list(folder.glob("*.zst"))), packed)
            done, out = self.redacted(folder)
            self.assertEqual(done.returncode, 0, f"{packed}: {done.stdout}{done.stderr}")
            after = objects(holdfast("log", "cat", "--json", out))
            self.assertEqual([item["kind"] for item in after], [item["kind"] for item in whole])
            self.assertEqual(sum(item["kind"] == "segment" for item in after), 2)
            self.check_nothing_is_left(folder, out)
            done = holdfast("log", "verify", "--contract", out)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_what_this_program_does_not_know_is_left_out(self):
        payloads, first = log_bytes.read(self.vector())
        place = next(i for i, one in enumerate(payloads)
                     if log_bytes.note_kind(one) is not None)
        payloads[place] = log_bytes.put(payloads[place], b"from tomorrow", log_bytes.NOTE, 99)
        done, out = self.redacted(self.file(log_bytes.write(payloads, first)))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn(b"from tomorrow", out.read_bytes())

    def diverging(self):
        payloads, first = log_bytes.read(self.vector())
        steps = [i for i, one in enumerate(payloads)
                 if log_bytes.get(one, log_bytes.STEP, 2) is not None]
        place = steps[len(steps) // 2]
        actions = log_bytes.get(payloads[place], log_bytes.STEP, 2)
        payloads[place] = log_bytes.put(
            payloads[place], log_bytes.message(log_bytes.fields(actions)[:-1]), log_bytes.STEP, 2)
        return self.file(log_bytes.write(payloads, first))

    def test_a_log_that_does_not_replay_is_refused(self):
        log = self.diverging()
        done, out = self.redacted(log)
        self.assertEqual(done.returncode, 3)
        self.assertIn("decision differs", done.stdout)
        self.assertFalse(out.exists())
        done, out = self.redacted(log, "--force")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("left out", done.stdout)
        self.assertIn(holdfast("replay", out).returncode, (0, 1))
        self.check_nothing_is_left(log, out)

    def test_wrong_usage(self):
        log = VECTORS / f"{OUTAGES}.log"
        out = self.folder / "there.log"
        out.write_text("mine")
        for arguments in (["redact", log], ["redact", log, "-o", out],
                          ["redact", log, "-o", self.folder / "no" / "x.log"],
                          ["redact", log, "-o", self.folder / "x.log", "--from", "1"],
                          ["redact", "-o", self.folder / "x.log"]):
            done = holdfast("log", *arguments)
            self.assertEqual(done.returncode, 2, f"{arguments}: {done.stdout}{done.stderr}")
            self.assertIn("holdfast: log redact: ", done.stderr)
        self.assertEqual(out.read_text(), "mine")


if __name__ == "__main__":
    case.main()
