#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`holdfast replay --ladder`: the picture holds what the log holds, can be read, and is harmless;
and what is said of a replay that diverges."""
import html.parser
import json
import os
import random
import re
import subprocess
import xml.etree.ElementTree as xml
from pathlib import Path

import case
import ladder_log

TESTS = Path(__file__).resolve().parents[1]
SVG = "{http://www.w3.org/2000/svg}"
DIVERGED = 3  # the exit code of a replay
ROWS_MOST = 3000
HOSTILE = b"</title></desc></svg><script>alert(1)</script>\"'&\x1b[31m\xff\xe2\x80\xae\xed\xa0\x80x"
# LineAdded.files and .origins: retry_counts (setting 6) of all servers stands at line 12
ORIGIN = [[4, 2, b"office<1>.txt"],
          [5, 2, ladder_log.message([[1, 0, 6], [4, 0, 1], [5, 0, 12]])]]
FAILOVER = """
server a is silent
line 1 like fanvil servers=a,b retry_counts=3
start line 1
until 1min
----
"""
DAY = """
line 1 like fanvil servers=a,b retry_counts=3 expires_s=600 failback_interval_s=300
start line 1
at 3h server a is silent
at 4h server a is back
at 12h server a answers REGISTER 503
at 13h server b is silent
at 14h server b is back
at 15h server a answers REGISTER 200
until 24h
----
"""
HOUR = """
server s at udp:[2001:db8:85a3:1234:5678:8a2e:370:7334]:5060
server t at tls:[2001:db8:85a3:1234:5678:8a2e:370:7335]:15061
name a-very-long-host-name-of-a-tenant.region-europe-west-4.example AAAA s ttl=600
name a-very-long-host-name-of-a-tenant.region-europe-west-4.example A a ttl=600
line 1 servers=a-very-long-host-name-of-a-tenant.region-europe-west-4.example,t retry_counts=3
line 1 expires_s=600
start line 1
at 5min server s is silent
at 6min call arrives line 1
at 8min call ends line 1
at 12min network lost line 1
at 30min network back line 1
at 40min server a is silent
until 1h
----
"""
TWO_LINES = """
server a at udp:192.0.2.9:5070
line 1 like fanvil servers=b
line 2 like fanvil servers=a,b
start line 1
start line 2
at 2h server a is silent
until 5h
----
"""


class Fetches(html.parser.HTMLParser):
    """What a page would fetch, and its scripts."""

    def __init__(self, text):
        super().__init__()
        self.found, self.scripts = [], 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.scripts += tag == "script"
        self.found += [(tag, name) for name, value in attrs
                       if name in ("src", "href", "xlink:href", "data", "action", "background")]
        if tag in ("link", "img", "iframe", "object", "embed", "image", "use", "base"):
            self.found.append((tag, ""))


class Ladder(case.Case):
    def run_program(self, *arguments):
        return subprocess.run([case.PROGRAM, *map(str, arguments)], capture_output=True, text=True,
                              timeout=120, check=False, env={**os.environ, "TZ": "UTC"})

    def log_of(self, story, name="x"):
        path = self.folder / f"{name}.story"
        path.write_text(story)
        log = self.folder / f"{name}.log"
        log.unlink(missing_ok=True)
        self.run_program("simulate", "--quiet", "--log", log, path)
        self.assertTrue(log.exists())
        return log

    def draw(self, log, *options, ending="svg", code=(0,)):
        out = self.folder / f"out.{ending}"
        for old in self.folder.glob("out.*"):
            old.unlink()
        done = self.run_program("replay", log, "--ladder", out, *options)
        self.assertIn(done.returncode, code, done.stdout + done.stderr)
        self.assertEqual([path.name for path in self.folder.glob("out.*")], [out.name])
        return out.read_text(encoding="utf-8"), done

    def picture(self, log, *options, code=(0,)):
        return xml.fromstring(self.draw(log, *options, code=code)[0])

    def rows(self, picture):
        return [row for row in picture.iter(SVG + "g") if row.get("class", "").startswith("row ")]

    def classes(self, picture):
        return [row.get("class")[4:] for row in self.rows(picture)]

    def text(self, row):
        return next(text.text or "" for text in row.iter(SVG + "text")
                    if "what" in text.get("class"))

    # ---- what it holds

    def test_a_failover_is_told_row_by_row(self):
        picture = self.picture(self.log_of(FAILOVER))
        self.assertEqual(self.classes(picture), [
            "event", "event", "request", "state", "again", "again", "again", "decision", "request",
            "ok", "state"])
        texts = [self.text(row) for row in self.rows(picture)]
        self.assertEqual(texts[4:7], ["again (1)", "again (2)", "again (3)"])
        self.assertIn("server 1 gave no answer for 7.5 s", texts[7])
        self.assertIn("[A1]", texts[7])
        self.assertIn("200 OK", texts[9])
        self.assertIn("server 2", texts[10])
        times = [text.text for text in picture.iter(SVG + "text") if text.get("class") == "time"]
        self.assertEqual(times, ["09:00:00", "09:00:00.500", "09:00:01.500", "09:00:03.500",
                                 "09:00:07.500", "09:00:07.520"])

    def test_the_title_counts_outages(self):
        for story, times in ((FAILOVER, "out of service 0 times"),
                             (FAILOVER.replace("server a is", "server b is silent\nserver a is"),
                              "out of service 1 time"),
                             (DAY, "out of service 1 time")):
            titles = [text.text for text in self.picture(self.log_of(story)).iter(SVG + "text")
                      if text.get("class") == "sub"]
            self.assertTrue(titles[0].endswith(times), titles)

    def test_the_title_counts_what_explain_counts(self):
        stories = sorted((TESTS / "scenarios").glob("*.story"))[::7]
        stories += [*sorted((TESTS / "outages").glob("*.story")),
                    TESTS / "scenarios" / "C5-short.story", TESTS / "scenarios" / "B8a-kept.story"]
        for story in stories:
            with self.subTest(story.name):
                log = self.log_of(story.read_text())
                told = [json.loads(line) for line in self.run_program(
                    "explain", log, "--line", "1", "--json").stdout.splitlines()]
                total = next(item for item in told if item["kind"] == "total")
                picture = self.picture(log, "--line", "1")
                title = next(text.text for text in picture.iter(SVG + "text")
                             if text.get("class") == "sub")
                self.assertEqual([int(number) for number in re.findall(r"\d+", title)],
                                 [total["requests_sent"], total["requests_repeated"],
                                  total["moves"], total["outages"]])

    def outage(self, name):
        return self.log_of((TESTS / "outages" / f"{name}.story").read_text())

    def test_a_new_try_does_not_repeat_the_old_failure(self):
        rows = self.rows(self.picture(self.outage("wrong-password")))
        texts = [self.text(row) for row in rows]
        at = texts.index("there is a new password  [C13]")
        self.assertEqual(texts[at + 1:at + 3], ["REGISTER", "registering"])
        self.assertEqual([text for text in texts if text.startswith("the server refused")], [])
        self.assertEqual(sum("new password" in text for text in texts), 1)
        self.assertNotIn("other thing", " ".join(texts))
        self.assertIn("2 rounds of registering in vain", " ".join(texts))

    def test_every_target_of_a_line_has_a_column(self):
        log = self.log_of((TESTS / "scenarios" / "B10.story").read_text())
        picture = self.picture(log)
        heads = next(g for g in picture.iter(SVG + "g") if g.get("class") == "columns")
        texts = [text.text for text in heads]
        self.assertNotIn("others", texts)
        self.assertIn("192.0.2.22:5060 UDP", texts)
        self.assertRegex(self.text(self.rows(picture)[-1]),
                         r"server 3, .*; another address of server 3 gave no answer")

    def test_what_never_left_the_phone_reaches_no_server(self):
        picture = self.picture(self.log_of(HOUR))
        rows = self.rows(picture)
        unsent = [row for row in rows if re.match(r"REGISTER, to \S+: not sent$", self.text(row))]
        self.assertGreater(len(unsent), 1)
        for row in unsent + [row for row in rows if row.get("class") == "row failure"]:
            self.assertIsNotNone(re.match(r"M\d+ \d+h\d\d$", row.find(SVG + "path").get("d")))
        texts = [self.text(row) for row in rows]
        self.assertIn("a call is over", texts)
        self.assertEqual(sum(text.startswith("the network is gone") for text in texts), 1)

    def test_long_names_and_addresses_are_whole(self):
        picture = self.picture(self.log_of(HOUR))
        heads = next(g for g in picture.iter(SVG + "g") if g.get("class") == "columns")
        texts = [text.text for text in heads]
        for part in ("70:7334]:5060 UDP", "70:7335]:15061 TLS"):
            address = "[2001:db8:85a3:1234:5678:8a2e:3" + part
            self.assertEqual(sum(address in text for text in texts), 1, texts)
        self.assertEqual(sum("2001:db8" in text for text in texts), 2, texts)
        self.assertIn("A a-very-long-host-name-of-a-tenant.region-europe-west-4.example",
                      [self.text(row) for row in self.rows(picture)])
        self.assertTrue(all("\u2026" not in text.text for text in picture.iter(SVG + "text")
                            if text.get("class") == "sub"))

    def test_the_columns_are_the_phone_and_each_target(self):
        picture = self.picture(self.log_of(FAILOVER))
        heads = next(g for g in picture.iter(SVG + "g") if g.get("class") == "columns")
        self.assertEqual([text.text for text in heads],
                         ["phone", "server 1", "192.0.2.1:5060 UDP", "server 2",
                          "192.0.2.2:5060 UDP"])

    def test_a_box_says_the_decision(self):
        picture = self.picture(self.log_of(FAILOVER))
        box = self.rows(picture)[8].find(SVG + "title").text
        for part in ("2026-01-05 09:00:07.500", "udp:192.0.2.2:5060", "next_candidate", "A14",
                     "retry_counts 3", "(A1 silence)"):
            self.assertIn(part, box)

    def test_the_band_shows_the_states(self):
        picture = self.picture(self.log_of(FAILOVER))
        parts = [g.find(SVG + "rect") for g in picture.iter(SVG + "g") if g.get("class") == "part"]
        self.assertEqual([part.get("fill") for part in parts],
                         ["url(#p-disabled)", "url(#p-registering)", "url(#p-backup)"])
        for before, after in zip(parts, parts[1:]):
            self.assertEqual(int(before.get("y")) + int(before.get("height")), int(after.get("y")))

    def test_a_deadline_runs_from_where_it_was_set_to_where_it_fired(self):
        picture = self.picture(self.log_of(FAILOVER))
        lanes = [path.get("d") for path in picture.iter(SVG + "path")
                 if path.get("class") == "lane"]
        self.assertEqual(len(lanes), 1)
        ends = {int(number) for number in re.match(r"M\d+ (\d+)H\d+V(\d+)H", lanes[0]).groups()}
        arrows = [int(re.match(r"M\d+ (\d+)H", path.get("d"))[1])
                  for row in self.rows(picture) for path in row.iter(SVG + "path")
                  if path.get("class") == "a" and "H" in path.get("d")]
        self.assertIn(min(ends), arrows)

    def count(self, log, picture, line=1):
        whole = ladder_log.Log(log.read_bytes())
        rows = self.rows(picture)
        self.assertEqual(sum(int(row.get("data-sends")) for row in rows), len(whole.sends(line)))
        self.assertEqual(sum(int(row.get("data-notes")) for row in rows), whole.notes(line))

    def test_every_send_and_note_is_there_or_counted(self):
        stories = sorted((TESTS / "scenarios").glob("*.story"))[::5]
        stories += sorted((TESTS / "outages").glob("*.story"))
        self.assertGreater(len(stories), 20)
        for story in stories:
            with self.subTest(story.name):
                log = self.log_of(story.read_text())
                self.count(log, self.picture(log, "--line", "1"))

    def test_so_it_is_of_logs_of_real_phones(self):
        logs = sorted((TESTS / "vectors").glob("semantics-*/*.log"))
        self.assertGreater(len(logs), 3)
        for log in logs:
            with self.subTest(log.name):
                self.count(log, self.picture(log, code=(0, DIVERGED)))

    def test_without_notes_the_steps_alone_are_drawn(self):
        path = self.log_of(FAILOVER)
        log = ladder_log.Log(path.read_bytes())
        log.records = [record for record in log.records if record.kind() != ladder_log.NOTE]
        path.write_bytes(log.bytes())
        self.assertEqual(self.classes(self.picture(path)), [
            "event", "event", "request", "state", "decision", "request", "ok", "state"])

    def test_a_move_runs_from_server_to_server(self):
        picture = self.picture(self.log_of(DAY))
        moves = [row for row in self.rows(picture) if row.get("class") == "row move"]
        self.assertEqual(len(moves), 4)
        self.assertIn("MOVED from server 1 to server 2", self.text(moves[0]))
        self.assertIn("MOVED from server 2 to server 1", self.text(moves[1]))

    def test_a_box_says_where_the_setting_stands(self):
        path = self.log_of(FAILOVER)
        log = ladder_log.Log(path.read_bytes())
        for record in log.records:
            if record.kind() == ladder_log.LINE_ADDED:
                record.change(record.inner() + ORIGIN)
        path.write_bytes(log.bytes())
        boxes = [row.find(SVG + "title").text for row in self.rows(self.picture(path))]
        self.assertIn("setting retry_counts 3 (office<1>.txt:12)", boxes[2])

    # ---- that it can be read

    def test_no_two_texts_overlap(self):
        for log in (self.log_of(DAY), *sorted((TESTS / "vectors").glob("semantics-*/*.log"))):
            picture = self.picture(log, code=(0, DIVERGED))
            heights = sorted(int(text.get("y")) for text in picture.iter(SVG + "text")
                             if text.get("class") in ("what", "what halo", "quiet halo",
                                                      "day halo"))
            self.assertGreater(len(heights), 10)
            for before, after in zip(heights, heights[1:]):
                self.assertGreaterEqual(after - before, 13, log.name)
            times = sorted(int(text.get("y")) for text in picture.iter(SVG + "text")
                           if text.get("class") == "time")
            for before, after in zip(times, times[1:]):
                self.assertGreaterEqual(after - before, 12, log.name)

    def test_a_day_stays_legible(self):
        picture = self.picture(self.log_of(DAY))
        classes = self.classes(picture)
        self.assertLess(len(classes), 160)
        groups = [self.text(row) for row in self.rows(picture) if row.get("class") == "row group"]
        self.assertTrue(any("renewals at server 1" in group for group in groups), groups)
        self.assertTrue(any("in vain" in group for group in groups), groups)
        self.assertNotIn("other thing", " ".join(groups))
        days = [text.text for text in picture.iter(SVG + "text") if "day" in text.get("class", "")]
        self.assertEqual(days, ["Tuesday 2026-01-06"])

    def test_what_is_too_much_is_gathered_and_said(self):
        ups = "".join(f"at {3 * k}min server a is {'silent' if k % 2 else 'back'}\n"
                      for k in range(1, 3000))
        story = DAY.split("at 3h")[0].replace("=600", "=60").replace("=300", "=60")
        log = self.log_of(story + ups + "until 150h\n----\n")
        text, done = self.draw(log, "--json")
        said = [json.loads(line) for line in done.stdout.splitlines()]
        said = next(item for item in said if item["kind"] == "ladder")
        picture = xml.fromstring(text)
        self.assertEqual(said["rows"], len(self.rows(picture)))
        self.assertLess(said["rows"], ROWS_MOST)
        self.assertGreater(said["gathered"], 0)
        self.assertIn("--from and --to", text)
        self.count(log, picture)

    def test_outages_and_moves_of_a_wild_week_are_rows(self):
        events = [f"server {server} {what}" for server in "ab"
                  for what in ("is silent", "answers REGISTER 503 retry-after=60", "is back",
                               "answers REGISTER 200", "is unreachable")]
        events += ["network lost line 1", "network back line 1", "request line 1",
                   "register line 1",
                   *("server a is back", "server b is back", "network back line 1") * 5]
        chance, at = random.Random(6), 300
        story = "line 1 like fanvil servers=a,b retry_counts=3 expires_s=300\nline 1 " \
                "failback_interval_s=60 options_interval_s=30\nstart line 1\n"
        for _ in range(900):
            at += chance.choice((37, 61, 130, 640))
            story += f"at {at}s {chance.choice(events)}\n"
        log = self.log_of(story + f"until {at + 600}s\n----\n")
        picture = self.picture(log)
        texts = [self.text(row) for row in self.rows(picture)]
        title = next(text.text for text in picture.iter(SVG + "text") if text.get("class") == "sub")
        moves, outages = (int(number) for number in re.findall(r"\d+", title)[2:])
        self.assertTrue(any("--from and --to" in (text.text or "")
                            for text in picture.iter(SVG + "text")))
        self.assertGreater(moves + outages, 20)
        self.assertEqual(sum(text.startswith("MOVED") for text in texts), moves)
        self.assertGreaterEqual(sum(text.startswith(("not registered", "registering"))
                                    for text in texts), outages)
        self.assertLess(len(texts), ROWS_MOST)
        self.count(log, picture)

    def test_from_and_to_show_a_part(self):
        log = self.log_of(DAY)
        picture = self.picture(log, "--from", "2026-01-05T20:59:00Z",
                               "--to", "2026-01-05T22:30:00Z")
        rows = self.rows(picture)
        self.assertEqual(rows[0].get("class"), "row state")
        self.assertIn("registered: server 1", self.text(rows[0]))
        self.assertTrue(all(1767646740 <= int(row.get("data-us")) // 10**6 <= 1767652200
                            for row in rows))

    def test_the_same_log_gives_the_same_bytes(self):
        log = self.log_of(DAY)
        self.assertEqual(self.draw(log)[0], self.draw(log)[0])

    # ---- several lines

    def test_the_first_line_with_an_outage_is_drawn(self):
        log = self.log_of(TWO_LINES)
        text, done = self.draw(log)
        self.assertIn("shows line 2", done.stderr)
        self.assertIn(":5070 UDP", text)
        self.count(log, xml.fromstring(text), 2)
        text, done = self.draw(log, "--line", "1")
        self.assertEqual(done.stderr, "")
        self.assertNotIn(":5070 UDP", text)
        self.count(log, xml.fromstring(text), 1)

    def test_a_line_that_is_not_there_is_said(self):
        done = self.run_program("replay", self.log_of(TWO_LINES), "--line", "7", "--ladder",
                                self.folder / "out.svg")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("line 7", done.stderr)
        self.assertFalse((self.folder / "out.svg").exists())

    # ---- hostile and damaged logs

    def hostile_log(self):
        path = self.log_of(FAILOVER)
        log = ladder_log.Log(path.read_bytes())
        changed = 0
        for record in log.records:
            if record.kind() == ladder_log.LINE_ADDED:
                parts = [part for part in record.inner() if part[0] != 1]
                record.change([[1, 2, HOSTILE], *parts])
                changed += 1
            elif record.kind() == ladder_log.NOTE:
                parts = [part for part in record.inner() if part[0] != 9]
                record.change([*parts, [9, 2, HOSTILE]])
                changed += 1
        self.assertGreater(changed, 4)
        path.write_bytes(log.bytes())
        return path

    def test_names_from_the_log_stay_text(self):
        log = self.hostile_log()
        picture = self.picture(log)
        self.assertEqual([element.tag for element in picture.iter() if "script" in element.tag], [])
        text = "".join(picture.itertext())
        self.assertIn("<script>alert(1)</script>\"'&\ufffd[31m\ufffd\ufffd", text)
        self.assertNotIn("\u202e", text)
        page, _ = self.draw(log, ending="html")
        self.assertEqual(Fetches(page).scripts, 1)
        self.assertNotIn("<script>alert", page)

    def test_a_page_stands_alone(self):
        page, _ = self.draw(self.log_of(DAY), ending="html")
        fetches = Fetches(page)
        self.assertEqual((fetches.found, fetches.scripts), ([], 1))
        self.assertEqual(set(re.findall(r"\w+://[^\"'\s<]*", page)), {"http://www.w3.org/2000/svg"})
        self.assertEqual(set(re.findall(r"url\((.)", page)), {"#"})
        self.assertNotIn("@import", page)
        picture = xml.fromstring(page[page.index("<svg"):page.index("</svg>") + 6])
        self.assertTrue(all(row.find(SVG + "desc").text for row in self.rows(picture)))

    def test_nothing_is_drawn_of_nothing(self):
        log = self.folder / "empty.log"
        log.write_bytes(b"")
        out = self.folder / "out.svg"
        for path in (log, self.folder / "none.log"):
            done = self.run_program("replay", path, "--ladder", out)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertFalse(out.exists())

    def test_a_cut_log_is_drawn_as_far_as_it_goes(self):
        path = self.log_of(FAILOVER)
        whole = path.read_bytes()
        rows = len(self.rows(self.picture(path)))
        for cut in range(len(whole) - 40, len(whole) // 2, -97):
            path.write_bytes(whole[:cut])
            picture = self.picture(path)
            self.assertLessEqual(len(self.rows(picture)), rows)
            self.assertGreater(len(self.rows(picture)), 0)

    def test_missing_records_are_a_gap(self):
        path = self.log_of(FAILOVER)
        whole = bytearray(path.read_bytes())
        whole[len(whole) // 2] ^= 0x55
        path.write_bytes(whole)
        self.assertIn("gap", self.classes(self.picture(path, code=(1,))))

    # ---- usage and files

    def test_another_ending_is_wrong_usage(self):
        log = self.log_of(FAILOVER)
        for name in ("out.png", "out", ".svg", "out.svg.gz", ""):
            done = self.run_program("replay", log, "--ladder", self.folder / name if name else "")
            self.assertEqual(done.returncode, 2, name)
            self.assertIn(".svg or .html", done.stderr)
        self.assertEqual(self.run_program("replay", log, "--ladder").returncode, 2)
        self.assertEqual(list(self.folder.glob("out*")), [])

    def test_what_cannot_be_written_is_said_and_leaves_nothing(self):
        log = self.log_of(FAILOVER)
        done = self.run_program("replay", log, "--ladder", self.folder / "none" / "out.svg")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, "none/out.svg: cannot be written: ")
        (self.folder / "out.svg").mkdir()
        done = self.run_program("replay", log, "--ladder", self.folder / "out.svg")
        self.assertEqual(done.returncode, 1)
        self.assertEqual([path.name for path in self.folder.glob("out*")], ["out.svg"])

    def test_a_log_that_diverges_is_drawn_too(self):
        log = next((TESTS / "vectors" / "semantics-1").glob("*.log"))
        self.count(log, self.picture(log, code=(DIVERGED,)))

    # ---- the first divergence

    def diverging(self, change):
        """What replay says of a log in which the failover's batch was changed."""
        path = self.log_of(FAILOVER)
        log = ladder_log.Log(path.read_bytes())
        record = next(record for record in log.records
                      if [order[0] for order in record.actions()]
                      == [ladder_log.EXPLAIN, 4, ladder_log.EXPLAIN, ladder_log.SEND])
        actions = record.actions()
        change(actions)
        record.change_actions(actions)
        path.write_bytes(log.bytes())
        text = self.run_program("replay", path)
        lines = self.run_program("replay", path, "--json")
        self.assertEqual((text.returncode, lines.returncode), (3, 3), text.stdout + text.stderr)
        items = [json.loads(line) for line in lines.stdout.splitlines()]
        return text.stdout, [item for item in items if item["kind"] in ("divergence", "difference")]

    def test_an_action_that_is_missing_here_does_not_shift_the_others(self):
        text, items = self.diverging(lambda actions: actions.insert(1, [12, 2, b""]))
        self.assertRegex(text, r"\* missing 2 +ShareRest +-")
        self.assertRegex(text, r"  action 3 +Abandon +Abandon")
        self.assertEqual(items[0]["class"], "decision differs")
        self.assertEqual([(item["action"], item["action_here"], item["logged"], item["here"])
                          for item in items[1:]], [(2, None, "ShareRest", None)])

    def test_an_action_that_is_only_here_is_extra(self):
        text, items = self.diverging(lambda actions: actions.pop(1))
        self.assertRegex(text, r"\* extra, here 2 +- +Abandon")
        self.assertEqual([(item["action"], item["action_here"], item["logged"], item["here"])
                          for item in items[1:]], [(None, 2, None, "Abandon")])

    def test_all_fields_that_differ_are_said(self):
        def change(actions):
            send = ladder_log.fields(actions[3][2])
            for part in send:
                if part[0] in (5, 11):  # expires_s, server
                    part[2] += 1
            actions[3][2] = ladder_log.message([*send, [15, 0, 1]])  # fresh
            abandon = ladder_log.fields(actions[1][2])
            abandon[-1][2] += 1
            actions[1][2] = ladder_log.message(abandon)

        text, items = self.diverging(change)
        for name in ("expires_s", "server", "fresh"):
            self.assertRegex(text, rf"\* {name} +\d+ +\d+")
        self.assertEqual([(item["action"], item["field"]) for item in items[1:]],
                         [(2, "why"), (4, "server"), (4, "expires_s"), (4, "fresh")])
        self.assertEqual((items[0]["action"], items[0]["field"]), (2, "why"))

    def test_only_another_reason_is_a_class_of_its_own_and_followed_on(self):
        def change(actions):
            decision = [part for part in ladder_log.fields(actions[0][2]) if part[0] != 10]
            actions[0][2] = ladder_log.message([*decision, [10, 0, 9], [11, 0, 77]])

        text, items = self.diverging(change)
        self.assertEqual(items[0]["class"], "explanation differs")
        self.assertIn("1 diverged: explanation differs\n", text)
        self.assertNotIn("could not be compared", text)
        done = self.run_program("replay", self.folder / "x.log", "--json")
        summary = json.loads(done.stdout.splitlines()[-1])
        self.assertEqual((summary["explanation_differs"], summary["decision_differs"],
                          summary["skipped"]), (1, 0, 0))
        text, items = self.diverging(lambda actions: actions.pop(0))
        self.assertEqual(items[0]["class"], "explanation differs")

    def test_a_divergence_tells_times_by_the_clock(self):
        text, items = self.diverging(lambda actions: actions.insert(1, [12, 2, b""]))
        self.assertIn(", 2026-01-05 09:00:07.500: decision differs", text)
        self.assertRegex(text, r"event: TimePassed, at [0-9.]+ s \(09:00:07\.500\)")
        self.assertNotIn("(09:00", json.dumps(items))

    def test_nothing_raw_from_a_log_reaches_a_terminal(self):
        self.diverging(lambda actions: actions.insert(1, [7, 2, ladder_log.message(
            [[3, 2, b"\x1b[2Jsip.example\xc2\x9b31m"]])]))
        path = self.folder / "x.log"
        log = ladder_log.Log(path.read_bytes())
        for record in log.records:
            if record.kind() == ladder_log.LINE_ADDED:
                parts = [part for part in record.inner() if part[0] != 1]
                record.change([[1, 2, b"\x1b]0;x\x07\n\xc2\x9b2J\xffJos\xc3\xa9"], *parts])
        path = self.folder / "e\x1b[31m.log"
        path.write_bytes(log.bytes())
        for command in (["replay"], ["log", "verify"]):
            done = subprocess.run([case.PROGRAM, *command, path], capture_output=True, timeout=60,
                                  check=False)
            self.assertEqual(done.returncode, DIVERGED)
            self.assertIn("?]0;x???2J?José".encode(), done.stdout)
            self.assertIn(b"?[2Jsip.example?31m", done.stdout)
            self.assertEqual(re.findall(rb"[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]",
                                        done.stdout), [])


if __name__ == "__main__":
    case.main()
