#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What is said of names (B3 to B9) by `explain`, `log cat`, `log stats` and `log verify`, and what
is left of them in a redacted log."""
import json
import subprocess

import case
from located import ZONE, Located, by_dns, native, place

SOON_S = 6


class NamesSaid(Located):
    def run_program(self, *arguments):
        return subprocess.run([case.PROGRAM, *map(str, arguments)], capture_output=True, text=True,
                              timeout=30, check=False)

    def found(self):
        """A phone that has found its server by NAPTR and SRV, registered, and quit."""
        first, second = self.pair()
        names = self.knot(['@ NAPTR 10 10 "s" "SIP+D2U" "" _sip._udp',
                           f"_sip._udp SRV 1 1 {first.port} alpha",
                           f"_sip._udp SRV 2 1 {second.port} beta",
                           f"alpha A {first.address}", f"beta A {second.address}"])
        phone = self.phone_by(names, native([by_dns()]))
        self.on(phone, place("udp", first))
        self.assertEqual(phone.quit(), 0)
        return phone

    def test_explain_says_what_dns_gave(self):
        phone = self.found()
        told = " ".join(self.run_program("explain", phone.log).stdout.split())
        self.assertIn(f"DNS gave 2 places for server 1, {ZONE}, by NAPTR and SRV, with 2 addresses "
                      "in all.", told)
        rows = map(json.loads, self.run_program("explain", "--json", phone.log).stdout.splitlines())
        found = [row for row in rows if row.get("what") == "found"]
        self.assertEqual(len(found), 1)
        self.assertEqual([found[0][key] for key in ("server", "services", "addresses")], [1, 2, 2])
        told = self.run_program("explain", "--verbose", phone.log).stdout
        self.assertIn(f"name=_sip._udp.{ZONE}", told)

    def test_the_log_tools_know_questions_and_answers(self):
        phone = self.found()
        told = self.run_program("log", "cat", phone.log).stdout
        self.assertIn(f"_sip._udp.{ZONE}", told)
        self.assertRegex(told, rf"SRV 1 1 alpha\.{ZONE} port \d+")
        self.assertRegex(told, rf"NAPTR 10 10 _sip\._udp\.{ZONE} udp, flag s")
        for row in self.run_program("log", "cat", "--json", phone.log).stdout.splitlines():
            json.loads(row)
        for what in ("stats", "verify"):
            done = self.run_program("log", what, phone.log)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        done = self.run_program("log", "verify", "--contract", phone.log)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        drawing = self.folder / "ladder.svg"
        done = self.run_program("replay", phone.log, "--ladder", drawing)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("SRV ", drawing.read_text(encoding="utf-8"))

    def test_a_redacted_log_keeps_services_and_no_name_and_replays(self):
        phone = self.found()
        redacted = self.folder / "redacted.log"
        done = self.run_program("log", "redact", phone.log, "--output", redacted)
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.run_program("replay", redacted)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        told = self.run_program("log", "cat", redacted).stdout
        self.assertIn("_sip._udp.", told)
        for word in ("example", "alpha", "beta"):
            self.assertNotIn(word.encode(), redacted.read_bytes())
        told = " ".join(self.run_program("explain", redacted).stdout.split())
        self.assertIn("DNS gave 2 places for server 1, ", told)


if __name__ == "__main__":
    case.main()
