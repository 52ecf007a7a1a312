#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`holdfast explain`: staged outages word by word; logs of many lines, damaged, spliced, cut."""
import json
import random
import re
import struct
import sys
from pathlib import Path

import case

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "outages"))
import make

MANY_LINES = 12
FLIPS = 40
HOUR_US = 3600 * 1000000
START_US = 1767603600 * 1000000  # where simulated logs begin: 2026-01-05 09:00:00 UTC


def records(data):
    """(offset, length) of each whole record."""
    at = 0
    while at + 24 <= len(data):
        length = struct.unpack_from("<I", data, at + 4)[0] + 24
        yield at, length
        at += length


class Explain(case.Case):
    def explain(self, *arguments, code=0):
        done = make.run(case.PROGRAM, "explain", *arguments)
        self.assertEqual(done.returncode, code, done.stdout[-2000:] + done.stderr[-2000:])
        return done.stdout

    def log_of(self, text, *options, name="x"):
        story, log = self.folder / f"{name}.story", self.folder / f"{name}.log"
        story.write_text(text)
        done = make.run(case.PROGRAM, "simulate", "--quiet", "--log", log, *options, story)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return log

    def outage(self, name="both-down"):
        make.explain(case.PROGRAM, name, self.folder)
        return self.folder / f"{name}.log"

    def objects(self, *arguments, code=0):
        return [json.loads(line) for line in
                self.explain("--json", *arguments, code=code).splitlines()]

    def total(self, *arguments):
        return [item for item in self.objects(*arguments) if item["kind"] == "total"][-1]

    # ---- stories

    def test_each_outage_is_told_as_it_stands(self):
        self.assertGreaterEqual(len(make.names()), 10)
        for name in make.names():
            expected = (TESTS / "outages" / f"{name}.explained").read_text()
            self.assertEqual(make.explain(case.PROGRAM, name, self.folder), expected,
                             f"{name}; tests/outages/make.py tells it anew")

    def test_every_line_of_text_fits_a_hundred_columns(self):
        for name in make.names():
            for line in make.explain(case.PROGRAM, name, self.folder).splitlines():
                self.assertLessEqual(len(line), 100, line)

    def test_both_readers_see_the_same(self):
        """--verbose decodes everything, the usual way only what counts."""
        stories = sorted((TESTS / "scenarios").rglob("*.story"))
        for story in random.Random(1).sample(stories, 60):
            log = self.folder / "one.log"
            make.run(case.PROGRAM, "simulate", "--quiet", "--log", log, story)
            self.assertEqual(self.total(log), self.total("--verbose", log), story.name)

    def test_real_phones_logs_are_told(self):
        for log in sorted((TESTS / "vectors").glob("semantics-*/*.log")):
            text = self.explain(log)
            self.assertIn("Switched on", text)
            self.assertIn("Switched off", text)
            self.assertNotIn("unknown", text)
            self.assertNotIn("server 0", text)
            self.assertNotIn("()", text)

    def test_a_real_phone_s_settings_are_told_with_the_file_and_line_where_they_stand(self):
        one = self.phone(self.socket_server(21), self.socket_server(22, 200)).start()
        one.wait_in_service(2, 20)
        self.assertEqual(one.quit(), 0)
        text = " ".join(self.explain(one.log).split())
        found = re.search(r"server 1 gave no answer for [\d.]+ s \(asked \d+ times; setting: "
                          r"retry_counts (\d+), (\S+):(\d+)\)", text)
        self.assertIsNotNone(found, text)
        line = Path(found[2]).read_text().splitlines()[int(found[3]) - 1]
        self.assertIn("Signal Retry Counts", line)
        self.assertIn(found[1], line)

    # ---- numbers

    def test_totals_are_exact(self):
        total = self.total(self.log_of(
            "line 1 servers=a retry_counts=0 retry_base_s=10 retry_max_s=10 expires_s=100 "
            "jitter_percent=0 keepalive_s=0 quarantine_s=0\n"
            "server a fails with icmp\nstart line 1\nat 60s server a is back\nuntil 1h\n"))
        self.assertEqual(total["outages"], 1)
        self.assertEqual(total["out_of_service_us"] + total["in_service_us"], HOUR_US)
        self.assertEqual(total["longest_out_of_service_us"], total["out_of_service_us"])
        self.assertEqual(total["out_of_service_us"], 60140000)
        self.assertEqual(total["failed_passes"], 6)

    def test_a_month_of_quiet_is_one_line(self):
        log = self.log_of("line 1 servers=a,b keepalive_s=0 expires_s=3600\nstart line 1\n"
                          "until 30d\n")
        items = self.objects(log)
        quiet = [item for item in items if item.get("what") == "in_service"]
        self.assertEqual(len(quiet), 1)
        self.assertGreater(quiet[0]["renewals"], 700)
        self.assertEqual(items[-1]["outages"], 0)

    def test_a_flapping_server_is_grouped(self):
        items = self.objects(self.outage("flapping"))
        moves = [item for item in items if item.get("what") in ("moved", "came_back")]
        grouped = [item for item in items if item.get("what") == "flapping"]
        self.assertEqual((len(moves), len(grouped)), (6, 1))
        self.assertEqual(len(moves) + grouped[0]["moves"], items[-1]["moves"])

    def test_paragraphs_are_in_order(self):
        for name in make.names():
            ends = [item.get("to_us", item["from_us"]) for item in self.objects(
                self.outage(name)) if item["kind"] == "paragraph" and item["what"] != "tried" and
                item["what"] != "out_of_service"]
            self.assertEqual(ends, sorted(ends), name)

    def test_a_server_that_refuses_one_of_two_registrations_is_no_outage(self):
        items = self.objects(self.log_of(
            "line 1 servers=a,b mode=concurrent expires_s=600 retry_base_s=10 retry_max_s=10 "
            "jitter_percent=0 quarantine_s=0 keepalive_s=0\nstart line 1\n"
            "at 10min server b fails with icmp\nat 25min server b is back\nuntil 1h\n"))
        told = [item["what"] for item in items if item["kind"] == "paragraph"]
        self.assertLess(told.index("not_renewed"), told.index("renewed_at_last"))
        self.assertEqual((told.count("not_renewed"), told.count("renewed_at_last")), (1, 1))
        self.assertNotIn("out_of_service", told)
        self.assertEqual(items[-1]["outages"], 0)
        self.assertGreater(items[-1]["failed_passes"], 1)

    def test_a_phone_without_a_network_is_not_called_in_service_without_a_word(self):
        text = ("line 1 servers=a\nstart line 1\nat 10min network lost line 1\n"
                "at 15min network back line 1\nuntil 30min\n")
        log = self.log_of(text)
        self.assertEqual(self.total(log)["no_network_us"], 5 * 60 * 1000000)
        self.assertIn("The phone had no network for 5 min", self.explain(log))
        often = "".join(f"at {n}min network lost line 1\nat {n}min network back line 1\n"
                        for n in range(1, 40))
        items = self.objects(self.log_of(f"line 1 servers=a\nstart line 1\n{often}until 1h\n"))
        self.assertLess(sum(item.get("what") == "network" for item in items), 6)

    def test_a_restart_is_told_and_time_goes_on(self):
        log = self.log_of("line 1 servers=a\nstart line 1\nat 10min restart line 1 after 5min\n"
                          "until 1h\n")
        self.assertIn("The phone was restarted", self.explain(log))
        total = self.total(log)
        self.assertEqual(total["in_service_us"] + total["out_of_service_us"] +
                         total["starting_us"], HOUR_US)

    # ---- a part of it

    def test_from_and_to_cut_the_story_and_the_totals(self):
        log = self.outage()
        items = self.objects("--from", "2026-01-05T09:30:00Z", "--to", "2026-01-05T10:30:00Z", log)
        paragraphs = [item for item in items if item["kind"] == "paragraph"]
        self.assertEqual(paragraphs[0]["what"], "at_this_point")
        self.assertIn("out of service, since 09:20:46", paragraphs[0]["text"])
        self.assertEqual(paragraphs[-1]["what"], "end")
        total = items[-1]
        self.assertEqual(total["in_service_us"] + total["out_of_service_us"], HOUR_US)
        self.assertEqual(total["outages"], 1)
        for item in paragraphs:
            self.assertGreaterEqual(item.get("to_us", item["from_us"]), START_US + HOUR_US // 2)

    def test_a_line_that_is_not_there_is_said(self):
        self.explain("--line", "7", self.outage(), code=2)

    def test_wrong_usage_is_said(self):
        for arguments in ([], ["--line", "x", "y"], ["--nonsense", "y"], ["/nonexistent.log"]):
            self.explain(*arguments, code=2)

    def test_an_outage_that_goes_on_says_what_it_waits_for(self):
        text = self.explain(self.log_of(
            "line 1 servers=a retry_base_s=30 retry_max_s=30\nserver a is silent\nstart line 1\n"
            "until 3590s\n"))
        self.assertRegex(text, r"The log ends: out of service, for 59 min 50 s by now\. "
                               r"Next try at 09:59:56\s+\(setting:\s+retry_max_s 30\)")

    # ---- several lines

    def many(self):
        lines = "".join(f"line {n} servers=a,b a.expires_s=600 b.expires_s=600 seed={n} "
                        f"keepalive_s=0\nstart line {n}\n" for n in range(1, MANY_LINES + 1))
        return self.log_of(f"{lines}at 10min server a is unreachable\n"
                           "at 40min server a is back\nuntil 2h\n")

    def test_many_lines_are_told_together(self):
        log = self.many()
        items = self.objects(log)
        lost = [item for item in items if item.get("what") == "moved"]
        self.assertEqual(sum(item.get("lines", 1) for item in lost), MANY_LINES)
        self.assertLess(len(lost), 4)
        text = self.explain(log)
        self.assertIn("12 lines registered at server 1", text)
        self.assertIn("lines lost server 1 and moved to server 2", text)
        self.assertIn("All 12 lines", text)

    def test_one_of_many_lines_is_told_in_full(self):
        log = self.many()
        text = self.explain("--line", "5", log)
        self.assertIn("Moved to server 2 (192.0.2.2), the backup, because server 1", text)
        self.assertNotIn("Line 4", text)
        self.assertGreater(self.explain("--verbose", log).count("Line 5 (SIP5)"), 4)

    # ---- bad input

    def test_missing_records_are_told_where_they_miss(self):
        data = self.outage().read_bytes()
        places = list(records(data))
        log = self.folder / "gap.log"
        first, last = places[60][0], places[200][0]
        log.write_bytes(data[:first] + data[last:])
        text = self.explain(log, code=1)
        self.assertIn("Records are missing here: numbers 61 to 200.", text.replace("\n" + " " * 22,
                                                                                  " "))
        self.assertGreater(self.total_of_damaged(log)["unknown_us"], 0)

    def total_of_damaged(self, log):
        return self.objects(log, code=1)[-1]

    def test_cut_and_flipped_logs_are_told_as_far_as_they_go(self):
        data = self.outage().read_bytes()
        draw = random.Random(2)
        log = self.folder / "bad.log"
        for _ in range(FLIPS):
            bad = bytearray(data[:draw.randrange(40, len(data))])
            bad[draw.randrange(len(bad))] ^= 1 << draw.randrange(8)
            log.write_bytes(bad)
            for option in ("--json", "--verbose"):
                done = make.run(case.PROGRAM, "explain", option, log)
                self.assertIn(done.returncode, (0, 1, 2), done.stderr)
                self.assertNotIn("runtime error", done.stderr)

    def test_two_logs_joined_are_two_stories(self):
        one, two = self.outage("both-down"), self.outage("maintenance")
        log = self.folder / "joined.log"
        log.write_bytes(one.read_bytes() + two.read_bytes())
        items = self.objects(log)
        self.assertEqual(sum(item.get("what") == "log" for item in items), 2)
        self.assertEqual([item["outages"] for item in items if item["kind"] == "total" and
                          "lines" in item], [1, 0])

    def test_a_clock_that_is_set_is_said_and_changes_no_duration(self):
        text = ("line 1 servers=a keepalive_s=0 expires_s=600 jitter_percent=0\nstart line 1\n"
                "until 1h\n")
        early = self.log_of(text, "--wall", "100").read_bytes()
        late = self.log_of(text, name="x").read_bytes()
        places = list(records(early))
        self.assertEqual(len(places), len(list(records(late))))
        cut = len(places) // 2
        log = self.folder / "clock.log"
        log.write_bytes(early[:places[cut][0]] + late[list(records(late))[cut][0]:])
        items = self.objects(log)
        self.assertEqual(sum(item.get("what") == "clock_set" for item in items), 1)
        self.assertEqual(items[-1]["in_service_us"] + items[-1]["starting_us"], HOUR_US)

    def test_a_log_that_begins_late_says_where_the_line_is(self):
        data = self.outage().read_bytes()
        places = list(records(data))
        log = self.folder / "late.log"
        log.write_bytes(data[:places[1][0]] + data[places[150][0]:])
        self.assertTrue(self.explain(log, code=1))


if __name__ == "__main__":
    case.main()
