#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What `holdfast check` prints: the table, the same as JSON, and two configurations beside one
another, also of different vendors."""
import json
import subprocess
from pathlib import Path

import case

DATA = Path(__file__).parent.parent / "data" / "vendors"
FANVIL = DATA / "fanvil-guide.txt"
YEALINK = DATA / "yealink-guide.cfg"
SECRET = "s3cret-of-line-1"
NATIVE = """holdfast: 1
lines:
  - number: 1
    enabled: true
    user: "1001"
    password: {secret}
    failback_interval_s: 1800
    servers:
      - host: 192.0.2.11
        retry_counts: 5
      - host: 192.0.2.12
        outbound_proxies:
          - host: edge.example.com
            retry_counts: 1
"""
KEYS = {
    "line": "line number label user vendor dialect enabled servers",
    "setting": "line server proxy setting value text counts rule key file file_line",
    "meaning": "line rule text",
    "remark": "side severity rule file file_line line text",
    "difference": "number a b differs what server proxy counts a_value b_value rule a_key a_file "
                  "a_file_line b_key b_file b_file_line",
    "comparison": "same differences idle",
    "summary": "warnings errors",
}


class Check(case.Case):
    def check(self, *arguments):
        run = subprocess.run([case.PROGRAM, "check", *map(str, arguments)], capture_output=True,
                             text=True, timeout=20, check=False)
        self.assertNotIn(SECRET, run.stdout + run.stderr, "the password is printed")
        self.assertNotIn("hold:fast=1", run.stdout + run.stderr, "the password is printed")
        return run

    def items(self, *arguments):
        run = self.check("--json", *arguments)
        items = [json.loads(line) for line in run.stdout.splitlines()]
        for item in items:
            if item["kind"] in KEYS:
                self.assertEqual(set(item) - {"kind"}, set(KEYS[item["kind"]].split()), item)
        return run.returncode, items

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def yealink(self, *lines, name="phone.cfg"):
        return self.file(name, "\n".join((
            "#!version:1.0.0.1", "account.1.enable = 1", "account.1.user_name = 1001",
            f"account.1.password = {SECRET}", "account.1.sip_server.1.address = 192.0.2.11",
            "account.1.sip_server.2.address = 192.0.2.12", *lines, "")))

    def native(self):
        return self.file("phone.yaml", NATIVE.format(secret=SECRET))

    def setting(self, items, setting, server=0, proxy=0):
        found = [item for item in items if item["kind"] == "setting" and
                 (item["setting"], item["server"], item["proxy"]) == (setting, server, proxy)]
        self.assertEqual(len(found), 1, setting)
        return found[0]

    # ---- the phone's own ----

    def own(self, name, *rows):
        return self.file(name, "\n".join((
            "holdfast: 1", "phone:", *rows, "lines:", "  - user: a", '    voicemail: "*97"',
            "    message_waiting: on", "    mailbox: sip:vm@192.0.2.1",
            "    servers: [{host: 192.0.2.1}]", "")))

    def test_what_is_the_phones_own_is_shown_with_where_it_stands(self):
        path = self.own("phone.yaml", "  emergency_numbers: [110, 112]", "  country: DE")
        run = self.check(path)
        self.assertEqual(run.returncode, 0)
        self.assertRegex(run.stdout, r"the phone\n +phone.emergency_numbers +110,112 +E11 +"
                                     r"phone.yaml:3\n +phone.country +de +G +phone.yaml:4\n")
        self.assertRegex(run.stdout, r"\n +voicemail +\*97 +E12\n +message_waiting +on +E12")
        self.assertRegex(run.stdout, r"\n +mailbox +sip:vm@192.0.2.1\n")
        _, items = self.items(path)
        found = self.setting(items, "phone.country")
        self.assertEqual((found["line"], found["value"], found["key"], found["file_line"]),
                         (None, "de", "phone.country", 4))
        self.assertEqual(self.setting(items, "voicemail")["value"], "*97")
        self.assertEqual(self.setting(items, "message_waiting")["text"], "sip:vm@192.0.2.1")

    def test_what_this_build_cannot_dial_by_is_unusable(self):
        path = self.own("phone.yaml", '  dial_plan: "(1x|"')
        run = self.check(path)
        self.assertEqual(run.returncode, 2)
        self.assertIn("phone.yaml:3: warning: phone.dial_plan", run.stdout)

    def test_the_phones_own_settings_are_compared(self):
        one = self.own("a.yaml", "  country: de", "  rtp_ports: 16384-32767")
        two = self.own("b.yaml", "  country: us")
        run = self.check(one, "--against", two)
        self.assertIn("phone.country: de (a.yaml:3) in A, us (b.yaml:3) in B [G]", run.stdout)
        self.assertNotIn("rtp_ports", run.stdout)
        _, items = self.items(one, "--against", two)
        found = [item for item in items if item["kind"] == "difference"]
        self.assertEqual([(item["differs"], item["what"], item["a_file_line"], item["b_file_line"],
                           item["number"]) for item in found],
                         [("phone", "phone.country", 3, 3, None)])

    # ---- the table ----

    def test_each_guides_example_is_a_table_with_its_origins(self):
        for path, rows in (
                (FANVIL, (r'^SIP1 "Reception", user 1001, Fanvil text, enabled$',
                          r"^ +setting \(-: does nothing\) +value +rule +where from$",
                          r"^    retry_counts +3 +A1 +fanvil-guide\.txt:\d+  SIP1 Signal Retry",
                          r"^  - failback_mode +registration +D2 +default of fanvil$",
                          r"^    mode +successive +C1 +default of fanvil$")),
                (YEALINK, (r'^account\.1 "1234", user 1234, Yealink, enabled$',
                           r"^    failback_mode +duration +D2 +yealink-guide\.cfg:\d+  account\.1",
                           r"dns-naptr \(acts as udp\) +B1 +yealink-guide\.cfg:18  account\.1\.tr",
                           r"^  - failback_mode +new_requests +D2 +yealink-guide\.cfg:27",
                           r":18: warning: .*neither NAPTR nor SRV is asked"))):
            with self.subTest(path.name):
                run = self.check(path)
                self.assertEqual(run.returncode, 0, run.stderr)
                for row in rows:
                    self.assertRegex(run.stdout, "(?m)" + row)
                self.assertRegex(run.stdout, r"(?m)^  what it means(, each name taken for one "
                                             r"address)?$")
                self.assertRegex(run.stdout, r"(?m)^    when all are silent, .*39\.5 s.* \[A5\]$")
                self.assertRegex(run.stdout.splitlines()[-1], r"^\d+ warnings?$")

    def test_a_native_file_is_said_in_its_own_keys(self):
        run = self.check(self.native())
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertRegex(run.stdout, r"(?m)^  server 2, outbound proxy 1$")
        self.assertRegex(run.stdout, r"(?m)^    failback_mode +registration \(as server\) ")
        self.assertRegex(run.stdout,
                         r"(?m)^    retry_counts +5 +A1 +phone\.yaml:10  \S*retry_counts")
        self.assertRegex(run.stdout, r"requests go to its outbound proxy")
        self.assertNotRegex(run.stdout, r"account\.1|SIP1")

    def test_columns_stay_where_they_are_beside_a_long_value(self):
        long = "registrar-with-a-name-that-is-long." + "branch." * 10 + "example.com"
        lines = self.check(self.yealink(f"account.1.sip_server.1.address = {long}")
                           ).stdout.splitlines()
        heading = next(line for line in lines if "where from" in line)
        at = next(i for i, line in enumerate(lines) if long in line)
        self.assertTrue(lines[at].endswith(long), "a row of its own")
        for line in lines[at + 1:at + 4]:
            self.assertEqual(line[heading.index("rule") - 1], " ", line)
            self.assertRegex(line[heading.index("rule"):], r"^[A-Z]\d+\w* +\S", line)

    def test_lines_of_one_policy_are_printed_once(self):
        lines = ["#!version:1.0.0.1"]
        for n in range(1, 17):
            lines += [f"account.{n}.enable = 1", f"account.{n}.user_name = {1000 + n}",
                      f"account.{n}.sip_server.1.address = 192.0.2.{1 + n // 16}"]
        path = self.file("phone.cfg", "\n".join(lines))
        brief, full = self.check(path).stdout, self.check("--all", path).stdout
        self.assertEqual(brief.count("policy as that of account.1"), 14)
        self.assertEqual(brief.count("what it means"), 2)
        self.assertEqual(full.count("what it means"), 16)
        for n in range(1, 17):
            self.assertIn(f"user {1000 + n}", brief)

    def test_many_lines_that_all_differ_are_done_in_seconds(self):
        # Each line's policy is another; none is held against all before it. 4000 lines at the
        # former speed take 50 s here, and the test's time is 20 s.
        path = self.file("many.yaml", "holdfast: 1\nlines:\n" + "".join(
            f"  - {{user: u{n}, failback_interval_s: {1000 + n}, servers: [{{host: 192.0.2.1}}, "
            "{host: 192.0.2.2}]}\n" for n in range(4000)))
        run = self.check(path)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(run.stdout.count("what it means"), 4000)

    def test_names_are_taken_for_one_address_and_said_to_be(self):
        named = self.native()
        self.assertRegex(self.check(named).stdout, r"(?m)^  what it means, each name taken for one")
        self.assertRegex(self.check(self.yealink()).stdout, r"(?m)^  what it means$")

    def test_no_enabled_line_is_warned_about_with_how_to_enable_one(self):
        off = self.yealink("account.1.enable = 0")
        for arguments, code in (((), 0), (("--strict",), 1)):
            run = self.check(*arguments, off)
            self.assertEqual(run.returncode, code)
            self.assertRegex(run.stdout, r"(?m)^warning: no account is enabled; set SIPn Enable "
                                         r"Reg :1 \(Fanvil\), account\.X\.enable = 1")
        self.assertNotIn("no account is enabled", self.check(self.yealink()).stdout)

    # ---- JSON ----

    def test_json_says_the_same(self):
        code, items = self.items(FANVIL)
        self.assertEqual(code, 0)
        interval = self.setting(items, "failback_interval_s")
        self.assertEqual((interval["value"], interval["rule"], interval["key"], interval["counts"]),
                         ("1800", "D1", "SIP1 Failback Interval", True))
        self.assertEqual((Path(interval["file"]).name, interval["file_line"]), (FANVIL.name, 21))
        self.assertFalse(self.setting(items, "failback_mode", 1)["counts"])
        self.assertIsNone(self.setting(items, "mode")["file"])
        effect = next(item for item in items if item["kind"] == "effect")
        self.assertEqual((effect["register_leave_server_1_ms"], effect["call_silent_ms"],
                          effect["call_longest_ms"], effect["found_ms"], effect["pass_fits"]),
                         (7500, 39500, 143000, 1804000, True))
        self.assertEqual(items[-1]["kind"], "summary")
        self.assertEqual(items[-1]["warnings"],
                         len([item for item in items if item["kind"] == "remark"]))

    def test_json_has_proxies_as_places(self):
        _, items = self.items(self.native())
        self.assertEqual(self.setting(items, "host", 2, 1)["value"], "edge.example.com")
        self.assertEqual(self.setting(items, "failback_mode", 2, 1)["text"],
                         "registration (as server)")
        self.assertFalse(self.setting(items, "port", 2)["counts"])

    # ---- strict ----

    def test_strict_fails_on_a_warning_alone(self):
        sound = self.yealink("account.1.fallback.redundancy_type = 1")
        warned = self.yealink("account.1.sip_server.1.failback_mode = 3", name="warned.cfg")
        self.assertEqual(self.check("--strict", sound).returncode, 0)
        self.assertEqual(self.check(warned).returncode, 0)
        self.assertEqual(self.check("--strict", warned).returncode, 1)

    # ---- against ----

    def test_what_differs_between_two_vendors_is_said_line_by_line(self):
        run = self.check(FANVIL, "--against", YEALINK)
        self.assertEqual(run.returncode, 0, run.stderr)
        for row in (r"^SIP1 in A \(Fanvil text\), account\.1 in B \(Yealink\)$",
                    r"^    failback_interval_s +1800 +fanvil-guide\.txt:21 +120 +"
                    r"yealink-guide\.cfg:22 +D1$",
                    r"^    register_first +on +default of fanvil +off +default of yealink +E2$",
                    r"^    password +one +another +G3$",
                    r"^    finds a server that is back +1804 s +124 s +D1$",
                    r"^\d+ settings differ and do nothing in either \(--all lists them\)$"):
            self.assertRegex(run.stdout, "(?m)" + row)
        self.assertNotRegex(run.stdout, r"(?m)^    idle_limit_s|naptr_build")
        self.assertEqual(self.check("--strict", FANVIL, "--against", YEALINK).returncode, 1)

    def test_all_lists_what_does_nothing(self):
        run = self.check("--all", FANVIL, "--against", YEALINK)
        self.assertRegex(run.stdout, r"(?m)^  line, does nothing\n    srv_order ")

    def test_a_registration_and_a_call_leave_apart(self):
        concurrent = self.yealink("account.1.fallback.redundancy_type = 0")
        successive = self.yealink("account.1.fallback.redundancy_type = 1", name="other.cfg")
        run = self.check(concurrent, "--against", successive)
        self.assertRegex(run.stdout, r"(?m)^    registration leaves server 1 +32 s +7\.5 s +A1$")
        self.assertNotRegex(run.stdout, r"(?m)^    call leaves server 1 ")

    def test_json_has_the_differences(self):
        code, items = self.items(FANVIL, "--against", YEALINK)
        self.assertEqual(code, 0)
        found = [item for item in items if item["kind"] == "difference" and
                 item["what"] == "failback_interval_s"]
        self.assertEqual([(item["a_value"], item["b_value"], item["a_key"], item["b_key"],
                           item["a_file_line"], item["b_file_line"], item["counts"])
                          for item in found],
                         [("1800", "120", "SIP1 Failback Interval", "account.1.fallback.timeout",
                           21, 22, True)])
        comparison = next(item for item in items if item["kind"] == "comparison")
        self.assertFalse(comparison["same"])
        self.assertEqual({item["side"] for item in items if item["kind"] == "remark"}, {"A", "B"})

    def test_no_difference_in_effect_is_said(self):
        one = self.yealink("account.1.fallback.redundancy_type = 1",
                           "account.1.sip_server.1.expires = 600")
        other = self.yealink("account.1.fallback.redundancy_type = 1",
                             "account.1.sip_server.1.expires = 600",
                             "account.1.sip_server.1.port = 0", "account.1.srv_ttl = 1",
                             name="other.cfg")
        run = self.check(one, "--against", other)
        self.assertEqual(run.returncode, 0)
        self.assertIn("no difference in effect", run.stdout)
        _, items = self.items(one, "--against", one)
        self.assertEqual([item for item in items if item["kind"] == "comparison"],
                         [{"kind": "comparison", "same": True, "differences": 0, "idle": 0}])
        self.assertEqual(self.check("--strict", one, "--against", one).returncode, 0)

    def test_a_line_of_one_side_alone_is_said(self):
        more = self.yealink("account.3.enable = 1", "account.3.user_name = 3",
                            "account.3.sip_server.1.address = 192.0.2.3", name="more.cfg")
        self.assertIn("account.3 is only in B",
                      self.check(self.yealink(), "--against", more).stdout)
        self.assertIn("account.3 is only in A",
                      self.check(more, "--against", self.yealink()).stdout)

    def test_two_passwords_differ_without_being_said(self):
        other = self.yealink(name="other.cfg")
        other.write_text(other.read_text().replace(SECRET, SECRET + "-other"))
        run = self.check(self.yealink(), "--against", other)
        self.assertRegex(run.stdout, r"(?m)^    password +one +another")

    # ---- unusable ----

    def test_unusable_input_is_said_with_its_side(self):
        bad = self.yealink("account.1.sip_server.1.retry_counts = many", name="bad.cfg")
        for arguments, side in (((bad, "--against", FANVIL), "A"),
                                ((FANVIL, "--against", bad), "B"), ((bad,), None)):
            with self.subTest(arguments):
                run = self.check(*arguments)
                self.assertEqual(run.returncode, 2)
                self.assertRegex(run.stderr, r"bad\.cfg:7: account\.1\.sip_server\.1\.retry_counts "
                                             r"= many: not a whole number; allowed: 0 to 20")
                self.assertNotIn("in A", run.stdout)
                self.assertEqual(f"configuration {side} cannot be used" in run.stderr,
                                 side is not None, run.stderr)
        code, items = self.items(FANVIL, "--against", bad)
        self.assertEqual(code, 2)
        self.assertEqual([item["side"] for item in items if item.get("severity") == "error"],
                         ["B"])

    def test_wrong_usage_is_said(self):
        for arguments, said in (((), "no file named"), ((FANVIL, "--against"), "behind --against"),
                                (("--against", FANVIL), "no file named"),
                                ((FANVIL, "--against", FANVIL, "--against", FANVIL), "only one"),
                                (("--wrong", FANVIL), "unknown option --wrong")):
            with self.subTest(arguments):
                run = self.check(*arguments)
                self.assertEqual((run.returncode, run.stdout), (2, ""))
                self.assertIn(said, run.stderr)

    def test_each_key_of_the_json_is_in_the_usage(self):
        usage = self.check("--help").stdout
        for keys in KEYS.values():
            for key in keys.split():
                self.assertRegex(usage, rf"\b{key}\b")
        _, items = self.items(YEALINK)
        effect = next(item for item in items if item["kind"] == "effect")
        for key in effect:
            self.assertRegex(usage, rf"\b{key.replace('_1_', '_N_').replace('_2_', '_N_')}\b")

    def test_a_line_that_cannot_run_is_unusable_but_can_be_compared(self):
        slow = self.yealink("sip.timer_t1 = 5")
        run = self.check(slow)
        self.assertEqual(run.returncode, 2)
        self.assertIn("refused by the core: t2_ms", run.stdout)
        self.assertEqual(self.check(slow, "--against", FANVIL).returncode, 0)

    def test_tls_settings_are_shown_with_where_they_come_from(self):
        folder = self.folder / "site"
        folder.mkdir()
        (folder / "ca.pem").write_text("", encoding="utf-8")
        path = folder / "tls.yaml"
        path.write_text("holdfast: 1\nlines:\n  - user: a\n    tls_ca: ca.pem\n"
                        "    tls_key: me.key\n"
                        "    servers: [{host: pbx.example.com, transport: tls, port: 0}]\n",
                        encoding="utf-8")
        run = self.check(path, "--json")
        found = {item["setting"]: item for item in map(json.loads, run.stdout.splitlines())
                 if item["kind"] == "setting" and item["setting"].startswith("tls_")}
        self.assertEqual({key: item["value"] for key, item in found.items()},
                         {"tls_ca": str(folder / "ca.pem"), "tls_certificate": "none",
                          "tls_key": str(folder / "me.key"), "tls_verify": "on"})
        self.assertEqual((found["tls_ca"]["file_line"], found["tls_ca"]["key"]),
                         (4, "lines[1].tls_ca"))
        self.assertFalse(found["tls_key"]["counts"])
        run = self.check(path)
        self.assertRegex(run.stdout, r"(?m)^    tls_verify  .* B14   default of native$")
        self.assertIn("tls_key = me.key: does nothing: there is no tls_certificate", run.stdout)
        self.assertIn("SRV of _sips._tcp.pbx.example.com", run.stdout)
        self.assertNotIn("tls_", self.check(self.yealink()).stdout)
        other = folder / "other.yaml"
        other.write_text(path.read_text().replace("ca.pem", "else.pem"), encoding="utf-8")
        run = self.check(path, "--against", other)
        self.assertRegex(run.stdout, r"(?m)^    tls_ca +.*/ca.pem +tls.yaml:4 +.*/else.pem +"
                                     r"other.yaml:4 +B14$")
        self.assertIn("else.pem: cannot be read", run.stdout)


if __name__ == "__main__":
    case.main()
