#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`holdfast top`: drawn on a terminal, printed, and following a phone at work."""
import json
import os
import re
import signal
import subprocess
import termios
import time
from pathlib import Path

import case
import phone
import waiting
from top_terminal import Follower, Registrar, Terminal

TESTS = Path(__file__).resolve().parents[1]
VECTORS = TESTS / "vectors"
NEWEST = sorted(VECTORS.glob("semantics-*"))[-1]
SYNC = b"HfR1"  # begins each record
STATES = ("DISABLED", "REGISTERING", "REGISTERED", "ON_BACKUP", "FAILED")


def top(*arguments, **environment):
    return subprocess.run([case.PROGRAM, "top", *map(str, arguments)], capture_output=True,
                          text=True, timeout=60, check=False,
                          env={**os.environ, "LC_ALL": "C.UTF-8", **environment})


def objects(text):
    return [json.loads(row) for row in text.splitlines()]


def splits(contents):
    """A log's bytes as its records."""
    places = [match.start() for match in re.finditer(re.escape(SYNC), contents)]
    return [contents[at:end] for at, end in zip(places, places[1:] + [len(contents)])]


class Top(case.Case):
    def terminal(self, *arguments, **settings):
        made = Terminal(*arguments, **settings)
        self.addCleanup(made.close)
        return made

    def at_work(self, lines=1, **settings):
        """A registered phone, and its two servers."""
        primary, backup = self.socket_server(21, 200), self.socket_server(22, 200)
        text = phone.config(primary, backup, **{"expires_s": 600, "failback_s": 60, **settings})
        made = self.phone_of(phone.lines_of([str(1001 + n) for n in range(lines)], text))
        made.start()
        for line in range(1, lines + 1):
            made.wait_status(lambda item, line=line: (item["line"], item["state"]) ==
                             (line, "REGISTERED"), 10, 0)
        return made, primary, backup

    # ---- a terminal ----

    def test_draws_and_ends_with_q(self):
        made, primary, _ = self.at_work()
        shown = self.terminal(made.log)
        lines = shown.wait_text("q quit")
        self.assertRegex(lines[0], r"^[\d:]{8}  \d+ requests? in the last hour, 0 failed  /")
        self.assertEqual(lines[1], "1 line: 1 registered")
        self.assertRegex(lines[3], "LINE +NAME +STATE")
        self.assertRegex(lines[4], r"^ +1 +SIP1 +registered +1 ")
        self.assertRegex(" ".join(lines[20:23]),
                         rf"^1 SIP1: registered, server 1 \(udp:{primary.address}:\d+\), since .*"
                         r"\. In \d+ min, at [\d:-]{8,10}, it renews its registration; ")
        self.assertIn("q quit", lines[23])
        shown.press("q")
        self.assertEqual(shown.end(), 0)
        self.assertTrue(shown.is_restored(), shown.screen.modes)

    def chosen(self, shown):
        """The line that the foot tells of."""
        lines = shown.screen.text()
        return int(lines[-4].split()[0])

    def test_keys_choose_sort_and_scroll(self):
        made, _, _ = self.at_work(lines=30)
        shown = self.terminal(made.log, rows=15)
        shown.wait_text("q quit")
        for keys, line in (("j", 2), ("jj", 4), ("k", 3), (b"\x1b[B", 4), (b"\x1bOA", 3), (" ", 10),
                           ("b", 3), ("G", 30), ("g", 1), (b"\x1b[F", 30), (b"\x1b[H", 1),
                           (b"\x1b[6~", 8), ("kkkkkkkkkkkk", 1)):
            shown.press(keys)
            shown.wait(lambda _, line=line: self.chosen(shown) == line)
            self.assertRegex("\n".join(shown.screen.text()[4:11]), rf"(?m)^ +{line}  SIP{line} ")
        for order in ("line", "name", "latest", "next", "failures", "worst"):
            shown.press("s")
            shown.wait_text(f"s order: {order}")
        shown.press("ss")
        lines = shown.wait_text("s order: name")
        self.assertEqual([row.split()[1] for row in lines[4:7]], ["SIP1", "SIP10", "SIP11"])

    def test_a_filter_is_typed(self):
        made, primary, _ = self.at_work(lines=12)
        shown = self.terminal(made.log)
        shown.wait_text("12 lines")
        shown.press("/sip1")
        lines = shown.wait_text("/sip1_")
        self.assertEqual([row.split()[0] for row in lines[4:9] if row], ["1", "10", "11", "12"])
        self.assertIn("12 lines", lines[1])
        shown.press(b"\x7f2q")
        shown.wait_text("No line is like that")
        shown.press(b"\x7f")
        shown.wait(lambda lines: [row.split()[0] for row in lines[4:9] if row] == ["2"])
        shown.press("\r")
        shown.wait_text("/ filter: sip2 ")
        shown.press(b"\x1b")
        shown.wait(lambda lines: len([row for row in lines[4:16] if row]) == 12)
        shown.press(f"/{primary.address}\r")
        shown.wait(lambda lines: len([row for row in lines[4:16] if row]) == 12)
        shown.press("q")
        self.assertEqual(shown.end(), 0)

    def test_paused_nothing_moves_until_it_goes_on(self):
        made, primary, _ = self.at_work()
        shown = self.terminal(made.log, "--interval", "0.2")
        shown.wait_text("q quit")
        shown.press("p")
        shown.wait_text("paused")
        primary.close()
        mark = len(made.said)
        made.say("register")
        made.wait_in_service(2, 5, mark)
        time.sleep(0.8)
        shown.read(0.1)
        self.assertNotIn("backup", "\n".join(shown.screen.text()))
        shown.press("p")
        shown.wait_text("1 on a backup server")

    def test_follows_the_window(self):
        made, _, _ = self.at_work(lines=5)
        shown = self.terminal(made.log)
        shown.wait_text("5 lines")
        for rows, columns in ((40, 160), (10, 40), (9, 30), (8, 20), (3, 10), (1, 1), (2, 200),
                              (24, 80)):
            with self.subTest(rows=rows, columns=columns):
                shown.resize(rows, columns)
                shown.wait(lambda lines, rows=rows: any(lines) or rows < 4)
                time.sleep(0.1)
                shown.read(0.1)
        shown.wait_text("q quit")
        shown.press("q")
        self.assertEqual(shown.end(), 0)
        self.assertTrue(shown.is_restored())

    def test_a_small_window_shows_a_line_before_all_else(self):
        """What has no room is left out; nothing is drawn over something else."""
        made, _, _ = self.at_work(lines=5)
        shown = self.terminal(made.log)
        shown.wait_text("q quit")
        for rows in (12, 9, 8, 7, 6, 5):
            with self.subTest(rows=rows):
                shown.resize(rows, 100)
                foot = 4 if rows > 8 else 1 if rows > 5 else 0
                n = min(rows - 4 - foot, 5)
                lines = shown.wait(lambda lines, n=n: len([
                    row for row in lines if re.match(r"^ +\d  SIP\d  registered  ", row)]) == n)
                self.assertRegex(lines[1], "^5 lines: 5 registered$")
                self.assertRegex(lines[3], "LINE +NAME +STATE")
                self.assertRegex(lines[4], "^ +1  SIP1 ")
                self.assertRegex(lines[-1], "^q quit.* p pause$" if foot else "^ +1  SIP1 ")
        shown.press("/sip")  # what is typed can be seen, and nothing else in its row
        shown.wait(lambda lines: lines[-1] == "/sip_  Enter keeps it, Escape shows all lines")

    def test_gives_the_terminal_back_to_whom_ends_it(self):
        made, _, _ = self.at_work()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT,
                       signal.SIGABRT):
            with self.subTest(number):
                shown = self.terminal(made.log)
                shown.wait_text("q quit")
                shown.process.send_signal(number)
                self.assertEqual(shown.end(), -number)
                self.assertTrue(shown.is_restored(), shown.screen.modes)
        shown = self.terminal(made.log)
        shown.wait_text("q quit")
        shown.press(b"\x03")
        self.assertEqual(shown.end(), -signal.SIGINT)
        self.assertTrue(shown.is_restored())

    def test_gives_the_terminal_back_while_it_is_stopped(self):
        made, _, _ = self.at_work()
        shown = self.terminal(made.log, shell=True)
        shown.wait_text("q quit")
        shown.press(b"\x1a")
        waiting.until(lambda: (shown.read(0.05), b"stopped 148" in shown.raw)[1], 5,
                      lambda: repr(shown.raw[-300:]))
        self.assertNotIn("1049", shown.screen.modes)
        self.assertTrue(termios.tcgetattr(shown.theirs)[3] & termios.ECHO)
        shown.screen.resize(24, 100)
        shown.press("\n")
        shown.wait_text("q quit")
        shown.press("q")
        self.assertEqual(shown.end(), 0)
        self.assertIn(b"ended 0", shown.raw)
        self.assertTrue(shown.is_restored())

    def test_draws_anew_after_a_stop_that_nobody_hears(self):
        made, _, _ = self.at_work()
        shown = self.terminal(made.log)
        shown.wait_text("q quit")
        shown.process.send_signal(signal.SIGSTOP)
        time.sleep(0.2)
        shown.read(0.1)
        shown.screen.resize(24, 100)
        shown.process.send_signal(signal.SIGCONT)
        shown.wait_text("q quit")

    def test_ends_when_the_terminal_goes(self):
        made, _, _ = self.at_work()
        shown = Terminal(made.log)
        shown.wait_text("q quit")
        os.close(shown.theirs)
        os.close(shown.ours)
        self.assertIsNotNone(shown.process.wait(5))

    def test_colours_only_where_they_are_wanted(self):
        made, primary, _ = self.at_work()
        primary.close()
        mark = len(made.said)
        made.say("register")
        made.wait_in_service(2, 5, mark)
        for settings, colours in (({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True),
                                  ({"TERM": "vt100"}, False)):
            with self.subTest(settings):
                shown = self.terminal(made.log, **settings)
                shown.wait_text("q quit")
                self.assertEqual(any(";3" in look for look in shown.screen.looks), colours)
        shown = self.terminal(made.log, TERM="dumb")
        self.assertEqual(shown.end(), 0)
        self.assertNotIn(b"\x1b", shown.raw)
        self.assertIn(b"on a backup server", shown.raw)

    # ---- what it says ----

    def test_a_change_is_there_within_two_seconds(self):
        """Against a real registrar that stops and starts."""
        server = self.registrar_process(21)
        made = self.phone(server, self.socket_server(22), t1_ms=50, expires_s=600, retry_s=1)
        made.start().wait_in_service(1, 5)
        shown = self.terminal(made.log)
        shown.wait_text("1 line: 1 registered")
        server.say("stop")
        mark = len(made.said)
        made.say("register")
        made.wait_for(lambda item: item.get("state") == "FAILED", 20, mark)
        lines = shown.wait_text("1 line: 1 not registered", 2)
        self.assertRegex(lines[4], r"^ +1 +SIP1 +not registered +-")
        self.assertRegex(" ".join(lines[20:23]), r"not registered, out of service since [\d:]{8} "
                         r"\(.*\), last served by server 1, because ")
        server.say("start")
        made.wait_in_service(1, 20, mark)
        lines = shown.wait_text("1 line: 1 registered", 2)
        self.assertRegex(lines[0], r"[1-9]\d* failed")

    def registrar_process(self, last):
        made = Registrar(case.address(last))
        self.addCleanup(made.close)
        return made

    def test_says_what_the_phone_says(self):
        made, primary, _ = self.at_work(lines=3)
        primary.status = None  # from now on it is silent
        mark = len(made.said)
        made.say("register 2")
        made.wait_in_service(2, 5, mark)
        made.say("stop 3")
        made.wait_state("DISABLED", 5, mark)
        mark = len(made.said)
        made.say("status")
        waiting.until(lambda: len(made.statuses(mark)) == 3, 5, made.complaint)
        said = {item["line"]: item for item in made.statuses(mark)}
        shown = top(made.log, "--json")
        self.assertEqual((shown.returncode, shown.stderr), (0, ""))
        *lines, totals = objects(shown.stdout)
        self.assertEqual([item["line"] for item in lines], [2, 1, 3])
        for item in lines:
            other = said[item["line"]]
            for key in ("name", "state", "server", "target", "why", "rule", "status", "cause"):
                self.assertEqual(item[key], other[key], key)
            since = other["wall_us"] - (other["at_us"] - other["since_us"])
            self.assertAlmostEqual(item["since_wall_us"], since, delta=100_000)
        by_line = {item["line"]: item for item in lines}
        self.assertEqual((by_line[2]["from_server"], by_line[2]["next_machine"],
                          by_line[2]["next_state"]), (1, "failback", "AWAY"))
        self.assertAlmostEqual(by_line[2]["next_wall_us"], by_line[2]["since_wall_us"] + 60e6,
                               delta=1e5)
        self.assertEqual((by_line[1]["next_machine"], by_line[1]["next_state"]),
                         ("registration", "REGISTERED"))
        self.assertIsNone(by_line[3]["next_wall_us"])
        self.assertIn("because server 1 gave no answer for 0.8 s", by_line[2]["text"])
        self.assertEqual(by_line[2]["failed_1h"], 1)
        self.assertEqual((totals["kind"], totals["lines"], totals["registered"],
                          totals["on_backup"], totals["disabled"], totals["running"]),
                         ("totals", 3, 1, 1, 1, True))
        self.assertEqual(totals["sent_1h"], sum(item["sent_1h"] for item in lines))
        self.assertEqual([item["line"] for item in objects(top(made.log, "--json", "--line", 3)
                                                           .stdout)[:-1]], [3])
        self.assertTrue(made.quit() == 0)
        *lines, totals = objects(top(made.log, "--json").stdout)
        self.assertEqual((totals["running"], totals["ended"], totals["disabled"]), (False, True, 3))

    def test_a_table_where_there_is_no_terminal(self):
        made, _, _ = self.at_work(lines=2)
        for options in ((), ("--once",)):
            shown = top(made.log, *options)
            self.assertEqual((shown.returncode, shown.stderr), (0, ""))
            rows = shown.stdout.splitlines()
            self.assertEqual(len(rows), 5)
            self.assertRegex(rows[1], "^2 lines: 2 registered")
            self.assertEqual(rows[2].split()[:3], ["LINE", "NAME", "STATE"])
            self.assertEqual([row.split()[:3] for row in rows[3:]],
                             [["1", "SIP1", "registered"], ["2", "SIP2", "registered"]])
            self.assertNotIn("\x1b", shown.stdout)

    def test_each_vector_is_shown(self):
        for path in sorted(VECTORS.glob("semantics-*/*.log")):
            with self.subTest(path.name):
                shown = top(path, "--json")
                self.assertEqual((shown.returncode, shown.stderr), (0, ""))
                line, totals = objects(shown.stdout)
                self.assertEqual((line["line"], line["state"], totals["ended"], totals["running"]),
                                 (1, "DISABLED", True, False))
                self.assertGreater(line["failed_1h"], 0)
                self.assertIn("all this is as of", top(path).stdout)

    def test_each_beginning_of_a_log_is_shown(self):
        """However far it came, its line is in a state, with a deadline while it has work to do."""
        path = NEWEST / "names-and-outages.log"
        records = splits(path.read_bytes())
        begun = self.folder / "begun.log"
        seen = set()
        for n in range(1, len(records)):
            begun.write_bytes(b"".join(records[:n]) + records[n][:9])
            *lines, totals = objects(top(begun, "--json").stdout)
            self.assertIsNone(totals["trouble"])
            seen |= {item["state"] for item in lines}
            for item in lines:
                if item["state"] not in ("DISABLED", None):
                    self.assertIsNotNone(item["next_wall_us"], (n, item))
                    self.assertNotIn("something else", item["next_text"])
        self.assertLessEqual(set(STATES), seen)

    def test_requests_are_counted_as_explain_counts_them(self):
        """Those that left the phone, however often they were repeated."""
        log = self.folder / "simulated.log"
        some = 0
        unsent = ("A6a-local", "case-B05", "fanvil-register-failover-tcp",
                  "field-06-many-after-a-break")  # of these, some requests never left the phone
        stories = [TESTS / "scenarios" / f"{name}.story" for name in unsent]
        for story in [*stories, *sorted((TESTS / "outages").glob("*.story"))]:
            with self.subTest(story.name):
                done = subprocess.run([case.PROGRAM, "simulate", "--quiet", "--log", log, story],
                                      capture_output=True, text=True, timeout=60, check=False)
                self.assertEqual(done.returncode, 0, done.stderr)
                *lines, totals = objects(top(log, "--json").stdout)
                since_s = totals["wall_us"] // 60_000_000 * 60 - 59 * 60
                told = subprocess.run([case.PROGRAM, "explain", "--json", "--from", str(since_s),
                                       log], capture_output=True, text=True, timeout=60,
                                      check=False)
                sent = {item["line"]: item["requests_sent"] for item in objects(told.stdout)
                        if item["kind"] == "total" and "line" in item}
                self.assertEqual({item["line"]: item["sent_1h"] for item in lines}, sent)
                some += totals["sent_1h"]
        self.assertGreater(some, 20)

    def test_lines_that_no_longer_exist_are_gone(self):
        """Also while nothing happens on those that do: the phone is killed, and started again with
        fewer lines."""
        made, primary, backup = self.at_work(lines=4)
        made.kill()
        fewer = phone.lines_of(["1001"], phone.config(primary, backup, expires_s=600,
                                                      failback_s=60))
        made.config.write_text(fewer, encoding="utf-8")
        made.start()
        shown = self.terminal(made.log, "--interval", "0.2")
        shown.wait_text("1 line: 1 registered", 10)
        *lines, totals = objects(top(made.log, "--json").stdout)
        self.assertEqual([item["line"] for item in lines], [1])
        self.assertEqual((totals["lines"], totals["running"]), (1, True))
        self.assertEqual(made.quit(), 0)
        self.assertEqual(len(objects(top(made.log, "--json").stdout)), 2)

    # ---- following ----

    def follower(self, *arguments):
        made = Follower(*arguments)
        self.addCleanup(made.close)
        return made

    def test_each_change_is_a_row(self):
        made, primary, _ = self.at_work(lines=2)
        rows = self.follower(made.log, "--follow", "--interval", "0.2")
        rows.wait(lambda rows: len(rows) == 2)
        self.assertRegex(rows.rows[0], r"^\d\d:\d\d:\d\d  line 1 \(SIP1\): registered, server 1 ")
        primary.close()
        made.say("register 2")
        rows.wait(lambda rows: len(rows) >= 3)
        self.assertRegex(rows.rows[2], r"line 2 \(SIP2\): on a backup server, server 2 \(.*because "
                                       "server 1 is gone")
        rows.process.send_signal(signal.SIGTERM)
        self.assertEqual(rows.process.wait(5), -signal.SIGTERM)

    def test_a_phone_that_is_started_again_and_again_is_followed(self):
        """Each start begins a segment; the ones before are packed and removed."""
        made, _, _ = self.at_work()
        rows = self.follower(made.log, "--follow", "--json", "--interval", "0.2")
        for n in range(4):
            rows.wait(lambda rows, n=n: rows and json.loads(rows[-1])["state"] == "REGISTERED"
                      and sum(json.loads(row)["state"] == "DISABLED" for row in rows) == n)
            self.assertEqual(made.quit(), 0)
            rows.wait(lambda rows: json.loads(rows[-1])["state"] == "DISABLED")
            made.start()
        rows.wait(lambda rows: json.loads(rows[-1])["state"] == "REGISTERED")
        self.assertGreaterEqual(len(list(made.log.glob("*.zst"))), 3)

    def test_segments_that_come_in_pieces_are_followed(self):
        """A finished log is written again, a few bytes at a time, in several segments, packed and
        removed behind the reader."""
        path = NEWEST / "concurrent.log"
        records = splits(path.read_bytes())
        folder = self.folder / "again"
        folder.mkdir()
        name = "hf-00000000000000aa-{:08}.log"
        (folder / name.format(1)).write_bytes(records[0])
        rows = self.follower(folder, "--follow", "--json", "--interval", "0.1")
        number = 1
        for n, record in enumerate(records[1:], 1):
            if n % 25 == 0:
                number += 1
            with open(folder / name.format(number), "ab") as segment:
                for at in range(0, len(record), 97):
                    segment.write(record[at:at + 97])
                    segment.flush()
            if n % 25 == 3 and number > 2:
                (folder / name.format(number - 2)).unlink()
            time.sleep(0.01)
        whole_log = objects(top(path, "--json").stdout)[0]
        rows.wait(lambda rows: rows and json.loads(rows[-1])["state"] == "DISABLED")
        last = json.loads(rows.rows[-1])
        for key in ("state", "why", "from_server", "since_wall_us", "failed_1h", "sent_1h"):
            self.assertEqual(last[key], whole_log[key], key)

    # ---- bad input ----

    def test_what_is_no_log_is_said(self):
        empty = self.folder / "empty"
        empty.mkdir()
        text = self.folder / "text"
        text.write_text("no log\n")
        nothing = self.folder / "nothing"
        nothing.write_text("")
        newer = self.folder / "hf-0000000000000001-00000001.log"
        newer.mkdir()
        for path, said in ((empty, "holds no segment of an event log"),
                           (text, "is no event log"), (nothing, "is empty"),
                           (self.folder / "missing", "No such file or directory"),
                           ("", "No such file or directory"), (newer, "holds no segment")):
            for options in ((), ("--json",), ("--follow",)):
                with self.subTest(path=path, options=options):
                    shown = top(path, *options)
                    self.assertEqual((shown.returncode, shown.stdout), (2, ""))
                    self.assertRegex(shown.stderr, r"^holdfast: top: .*" + said)
                    self.assertEqual(len(shown.stderr.splitlines()), 1)

    def test_a_directory_of_segments_that_are_none_is_said(self):
        folder = self.folder / "bad"
        folder.mkdir()
        (folder / "hf-0000000000000001-00000001.log").write_bytes(os.urandom(5000))
        shown = top(folder)
        self.assertEqual(shown.returncode, 1, shown.stdout)
        self.assertIn("damage", shown.stdout)

    def test_what_may_not_be_read_is_said(self):
        made, _, _ = self.at_work()
        self.assertEqual(made.quit(), 0)
        for path in (made.log, *made.log.glob("*.log")):
            mode = path.stat().st_mode
            path.chmod(0)
            shown = as_nobody(self.folder, made.folder, path)
            path.chmod(mode)
            self.assertEqual(shown.returncode, 2, shown.stdout)
            self.assertRegex(shown.stderr, "Permission denied")

    def test_wrong_arguments_are_said(self):
        for arguments, said in (((), "no log named"), (("a", "b"), "shows one log"),
                                (("a", "--interval", "0"), "--interval 2"),
                                (("a", "--interval", "1s"), "--interval 2"),
                                (("a", "--interval", "nan"), "--interval 2"),
                                (("a", "--sort", "best"), "worst, line, name"),
                                (("a", "--from", "1"), "knows no --from"),
                                (("a", "--verbose"), "no --verbose"),
                                (("a", "--line", "0"), "--line wants"),
                                (("a", "--nonsense"), "unknown option")):
            with self.subTest(arguments):
                shown = top(*arguments)
                self.assertEqual((shown.returncode, shown.stdout), (2, ""))
                self.assertIn(said, shown.stderr)
        path = NEWEST / "concurrent.log"
        shown = top(path, "--line", "7")
        self.assertEqual(shown.returncode, 2)
        self.assertIn("line 7 is not in the log", shown.stderr)
        self.assertIn("usage: holdfast top", top("--help").stdout)


def as_nobody(*paths):
    """The command, by a user who may not read everything."""
    def prepare():
        if os.getuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
    for path in paths[:-1]:
        Path(path).chmod(0o755)
    return subprocess.run([case.PROGRAM, "top", str(paths[-1])], capture_output=True, text=True,
                          timeout=60, check=False, preexec_fn=prepare)


if __name__ == "__main__":
    case.main()
