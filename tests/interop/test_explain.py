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
import log_bytes
import make

MANY_LINES = 12
FLIPS = 40
HOUR_US = 3600 * 1000000
DECISION, DECISION_SERVERS = 11, (10, 13, 14)  # of proto/holdfast.proto
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

    def played(self, name):
        """What is told of one of the repository's stories, its lines joined."""
        text = (TESTS / "scenarios" / f"{name}.story").read_text()
        return " ".join(self.explain(self.log_of(text, name=name)).split())

    # ---- calls

    def test_a_call_whose_server_is_gone_when_it_ends(self):
        told = self.played("fanvil-bye-failover")
        self.assertIn("Moved to server 2 (192.0.2.2), the backup, because server 1 gave no answer "
                      "for 7.5 s when a call was to be ended.", told)
        self.assertIn("09:00:01 to 09:00:27 A call went out through server 1, was answered after "
                      "2 s and lasted 17 s. Its end reached the other phone through server 2, "
                      "because server 1 gave no answer for 7.5 s.", told)
        self.assertIn("Calls lost: 0; other requests lost: 0.", told)

    def test_a_call_that_went_out_through_the_backup(self):
        told = self.played("A13-invite")
        self.assertIn("because server 1 gave no answer for 7.5 s when somebody was to be called",
                      told)
        self.assertIn("A call went out through server 2, because server 1 gave no answer for "
                      "7.5 s; it was answered after 9.5 s and lasted 9.5 s.", told)

    def test_another_address_of_the_same_server(self):
        told = self.played("yealink-bye-failover")
        self.assertIn("reached the other phone through another address of server 1, because its "
                      "address 192.0.2.1 gave no answer for 7.5 s.", told)

    def test_a_call_that_nobody_took_is_lost_and_one_that_is_refused_is_not(self):
        told = self.played("fanvil-invite-failover-failure")
        self.assertIn("A call failed: server 1 gave no answer for 7.5 s.", told)
        self.assertIn("Calls lost: 1; other requests lost: 0.", told)
        told = self.played("E7")  # whose BYEs are answered with 481, 500 and a challenge
        self.assertIn("3 calls were made.", told)
        self.assertIn("Calls lost: 0; other requests lost: 0.", told)
        self.assertNotIn("A call went out", told)

    def test_calls_are_counted(self):
        log = self.log_of((TESTS / "scenarios" / "E8.story").read_text())
        total = self.total(log)
        self.assertEqual((total["calls_in"], total["calls_out"]), (3, 0))
        log = self.log_of((TESTS / "scenarios" / "fanvil-bye-failover.story").read_text())
        call = [item for item in self.objects(log) if item.get("what") == "call"]
        self.assertEqual([(item["server"], item["end_server"], item["lasted_us"],
                           item["answered_us"], item["servers_failed"]) for item in call],
                         [(1, 2, 16980000, 2020000, 1)])
        self.assertEqual(self.total(log)["calls_out"], 1)

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

    def test_verbose_changes_no_total(self):
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

    def test_the_readme_s_night_is_what_comes_out(self):
        top = Path(__file__).parents[2]
        told = (top / "tests/outages/silent-primary.explained").read_text(encoding="utf-8")
        readme = (top / "README.md").read_text(encoding="utf-8")
        self.assertIn("```\n" + told.rstrip() + "\n```", readme)

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

    def told(self, story, *options):
        """The story in one line of text, whatever its breaks."""
        return " ".join(self.explain(*options, self.log_of(story)).split())

    FLAPS = ("line 1 servers=a,b options_interval_s=10 flap_damping=off failback_interval_s=30 "
             "jitter_percent=0 quarantine_s=0\nstart line 1\n" +
             "".join(f"at {at}s server a is {'unreachable' if k % 2 == 0 else 'back'}\n"
                     for k, at in enumerate(range(600, 1201, 120))))

    def test_an_outage_among_many_moves_is_told(self):
        refused = ("at 1800s server a answers REGISTER 403\n"
                   "at 1800s server b answers REGISTER 403\nat 1801s register line 1\n")
        text = self.told(f"{self.FLAPS}{refused}until 30h\n")
        self.assertIn("09:30:01 Out of service: server 1 answered 403 Forbidden", text)
        self.assertIn("out of service, for 29 h 30 min by now", text)
        text = self.told(f"{self.FLAPS}at 1800s server a answers OPTIONS 503\n{refused}"
                         "at 5100s server a answers REGISTER 200\nuntil 8h\n")
        self.assertIn("Out of service: server 1 answered 403 Forbidden", text)
        self.assertIn("In service again at server 1 (192.0.2.1), after 57 min 42 s", text)
        self.assertNotIn("It went on like this", text)

    def test_a_wish_that_failed_is_not_why_it_came_back(self):
        text = self.told("line 1 servers=a retry_base_s=30 jitter_percent=0\nstart line 1\n"
                         "at 60s server a is unreachable\nat 61s register line 1\n"
                         "at 70s server a is back\nuntil 10min\n")
        self.assertIn("again at server 1", text)
        self.assertNotIn("somebody asked for it", text)

    def scenario(self, name):
        log = self.folder / "scenario.log"
        story = next(iter(sorted((TESTS / "scenarios").rglob(f"{name}.story"))))
        make.run(case.PROGRAM, "simulate", "--quiet", "--log", log, story)
        return " ".join(self.explain(log).split())

    def test_the_address_that_failed_is_blamed(self):
        self.assertNotRegex(self.scenario("D5-again"), r"192\.0\.2\.3 (is gone|failed)")
        self.assertIn("because it is time to go back to the server's first address",
                      self.scenario("D5-again"))
        self.assertIn("Back at server 1 (pbx.example, 192.0.2.2)", self.scenario("D2-servers"))
        self.assertIn("its other address", self.scenario("D2-servers"))

    def test_a_name_that_leads_elsewhere_is_no_way_back(self):
        for name in ("B12", "field-04-dns-fails"):
            text = self.scenario(name)
            self.assertIn("because the server's name leads elsewhere now", text)
            self.assertNotIn("answers again", text)

    def test_a_probe_is_accepted_by_the_server_that_accepts_it(self):
        text = self.scenario("D1")
        self.assertIn("whether server 1 is back (setting: failback_interval_s 100): not yet, "
                      "server 1 answered 503", text)

    def test_servers_that_change_their_numbers_are_no_move(self):
        text = self.scenario("C14-add")
        self.assertIn("what was server 1 is server 2 (192.0.2.2)", text)
        self.assertNotIn("Moved", text)

    def test_the_request_that_failed_and_the_rest_are_told(self):
        text = self.scenario("C5-expiry")
        self.assertIn("A request of the phone failed: server 1 answered 503", text)
        self.assertIn("Server 1 is left alone until 09:03:30, as it asked to be", text)
        self.assertIn("Server 1 is left alone until 09:16:40", self.scenario("A9-last"))

    def test_the_end_of_every_line_is_told(self):
        text = self.told("line 1 servers=a,b\nline 2 servers=c,d\nstart line 1\nstart line 2\n"
                         "at 10min server c is silent\nat 10min server d is unreachable\n"
                         "until 5h\n")
        self.assertIn("Line 1 (SIP1): The log ends: registered at server 1", text)
        self.assertIn("Line 2 (SIP2): The log ends: out of service, for", text)
        self.assertIn("12 lines are registered at server 1 at the end",
                      " ".join(self.explain(self.many()).split()))

    def test_the_setting_that_decided_is_named_and_no_other(self):
        text = " ".join(self.explain(self.outage("maintenance")).split())
        self.assertIn("Asked 3 times, 10 min apart, whether server 1 is back:", text)
        text = self.told("line 1 servers=a,b expires_s=300\nstart line 1\n"
                         "at 10min server a answers REGISTER 503 retry-after=86400\nuntil 1h\n")
        self.assertIn("for no longer than is set (setting: retry_after_max_s 1800)", text)
        text = self.scenario("A7")
        self.assertIn("server 1 said that it was working on it", text)
        self.assertNotIn("retry_counts", text)

    def test_calls_that_may_have_been_missed_are_summed(self):
        total = self.total(self.outage("silent-primary"))
        self.assertEqual(total["unanswered_us"] // 1000000, 526)
        self.assertEqual(total["requests_lost"], 0)

    def test_a_line_that_comes_back_elsewhere_has_moved(self):
        self.assertIn("1 move to another server", self.scenario("C5-short"))

    def test_what_a_user_s_wish_to_register_lost_is_no_request(self):
        self.assertIn("other requests lost: 0", self.scenario("A10-alone"))

    def test_waits_are_those_between_the_tries(self):
        text = " ".join(self.explain(self.outage("names-cannot-be-looked-up")).split())
        self.assertIn("with waits of 53 s to 4 min 20 s in between", text)

    def test_paragraphs_are_in_order(self):
        self.scenario("B8a-network")
        for log in [self.folder / "scenario.log", *map(self.outage, make.names())]:
            ends = [item.get("to_us", item["from_us"]) for item in self.objects(log)
                    if item["kind"] == "paragraph"]
            self.assertEqual(ends, sorted(ends), log)

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
                         total["starting_us"] + total["not_running_us"], HOUR_US)

    # ---- a phone that does not run is not in service

    def test_a_phone_that_was_off_is_neither_in_nor_out_of_service(self):
        for elapsed in ("", " elapsed=unknown"):
            log = self.log_of("line 1 servers=a expires_s=600 keepalive_s=0 jitter_percent=0\n"
                              f"start line 1\nat 10min restart line 1 after 10h{elapsed}\n"
                              "until 11h\n")
            total = self.total(log)
            self.assertLess(total["in_service_us"], HOUR_US)
            self.assertGreaterEqual(total["not_running_us"], 10 * HOUR_US)
            self.assertLess(total["out_of_service_us"], 1000000)
            text = self.explain(log)
            self.assertRegex(text, r"09:09:18 to 19:10:00  The phone was off, or did not log, for "
                                   r"10 h 1 min")
            self.assertIn("09:00:00 to 09:09:18  Registered", text)

    def changed(self, log, change, name="changed"):
        """The log with its payloads changed."""
        payloads, first = log_bytes.read(log.read_bytes())
        path = self.folder / f"{name}.log"
        path.write_bytes(log_bytes.write(change(payloads), first))
        return path

    def test_a_line_whose_registration_ran_out_in_silence_is_not_in_service(self):
        log = self.changed(self.outage("silent-primary"), lambda all: all[:40] + [all[-1]])
        total = self.total(log)
        self.assertLess(total["in_service_us"], HOUR_US)
        self.assertGreater(total["not_running_us"], 5 * HOUR_US)
        self.assertNotIn("The log ends: registered", self.explain(log))

    def test_the_last_lines_are_not_longer_in_service_than_the_clock_was_set_on(self):
        def later(payloads):
            for i in (-2, -1):
                wall = log_bytes.get(payloads[i], log_bytes.WALL_US)
                payloads[i] = log_bytes.put(payloads[i], wall + 365 * 24 * HOUR_US,
                                            log_bytes.WALL_US)
            return payloads
        log = self.changed(self.many(), later)
        totals = [item for item in self.objects(log) if item["kind"] == "total" and "line" in item]
        self.assertEqual(len(totals), MANY_LINES)
        for item in totals:
            self.assertLess(item["in_service_us"], 3 * HOUR_US)
        self.assertIn("The phone's clock was set here", self.explain(log))

    # ---- hostile logs

    def test_memory_is_for_the_lines_that_there_are(self):
        def far(payloads):
            return payloads[:5] + [log_bytes.put(payloads[5], (1 << 20) - 1, log_bytes.LINE)
                                   ] + payloads[6:]
        log = self.changed(self.outage("silent-primary"), far)
        self.assertIn("Both lines", self.explain(log))
        used = make.run(sys.executable, "-c",
                        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], "
                        "stdout=subprocess.DEVNULL); print(resource.getrusage("
                        "resource.RUSAGE_CHILDREN).ru_maxrss)", case.PROGRAM, "explain", log)
        self.assertLess(int(used.stdout), 300000)

    def test_what_a_log_holds_cannot_command_the_terminal(self):
        def nasty(payloads):
            return [one.replace(b"SIP", b"\x1b[2").replace(b"holdfast ", b"\x1b[2J\xc2\x9b123")
                    .replace(b"pbx", b"\x1b\x07J") for one in payloads]
        logs = [self.changed(self.many(), nasty, "a"),
                self.changed(self.outage("names-cannot-be-looked-up"), nasty, "b")]
        for log in logs:
            for options in ([], ["--verbose"], ["--line", "1"]):
                text = self.explain(*options, log)
                self.assertNotRegex(text, "[\x00-\x09\x0b-\x1f\x7f-\x9f]")
                self.assertIn("?", text)

    def test_servers_that_no_line_has_hurt_nobody(self):
        """Decisions whose subject and servers are out of every range."""
        def wild(payload):
            step = log_bytes.get(payload, log_bytes.STEP)
            if not isinstance(step, bytes):
                return payload
            items = log_bytes.fields(step)
            for item in items:
                if item[1] == 2:
                    item[2] = wilder(item[2])
            return log_bytes.put(payload, log_bytes.message(items), log_bytes.STEP)

        def wilder(message):
            try:
                actions = log_bytes.fields(message)
                for action in actions:
                    orders = log_bytes.fields(action[2])
                    for order in (one for one in orders if one[0] == DECISION):
                        numbers = log_bytes.fields(order[2])
                        for number in numbers:
                            if number[0] in DECISION_SERVERS and number[1] == 0:
                                number[2] = 200
                        order[2] = log_bytes.message(numbers)
                    action[2] = log_bytes.message(orders)
                return log_bytes.message(actions)
            except (IndexError, TypeError, KeyError):
                return message
        for name in make.names():
            log = self.changed(self.outage(name), lambda all: [wild(one) for one in all])
            self.assertNotEqual(log.read_bytes(), (self.folder / f"{name}.log").read_bytes())
            for option in ("--json", "--verbose"):
                done = make.run(case.PROGRAM, "explain", option, log)
                self.assertNotIn("runtime error", done.stderr, name)
                self.assertEqual(done.returncode, 0, done.stderr)

    # ---- a part of it

    def test_from_and_to_cut_the_story_and_the_totals(self):
        log = self.outage()
        items = self.objects("--from", "2026-01-05T09:30:00Z", "--to", "2026-01-05T10:30:00Z", log)
        paragraphs = [item for item in items if item["kind"] == "paragraph"]
        self.assertEqual(paragraphs[0]["what"], "at_this_point")
        self.assertIn("out of service, since 09:20:46: server 1 gave no answer",
                      paragraphs[0]["text"])
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
