#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What is said of TLS (B14): by the phone's statuses, by `explain`, and by a redacted log. The
servers are `holdfast server`."""
import json
import subprocess

import case
import certificates
import sip_server
import waiting

NAME = "pbx.example.test"
SOON_S = 6


class TlsSaid(case.Case):
    def setUp(self):
        super().setUp()
        self.ca = certificates.Authority(self.folder)

    def server(self, last, *names, transport="tls", options=()):
        pair = self.ca.pair(*names) if names else None
        more = ("--certificate", pair.certificate, "--key", pair.key) if pair else ()
        made = sip_server.Server(case.PROGRAM, f"{transport}:{case.address(last)}:0",
                                 options=(*more, *options))
        self.addCleanup(made.close)
        return made

    def tls_phone(self, servers, more="", records=()):
        """A phone, not yet started. servers: mappings."""
        rows = ["holdfast: 1", "lines:", '  - user: "1001"', "    t1_ms: 50", "    retry_base_s: 1",
                "    retry_max_s: 2", "    jitter_percent: 0", "    static_first: on", more,
                "    servers:", *(f"      - {json.dumps(server)}" for server in servers)]
        if records:
            rows += ["static_records:", *(f"  - {json.dumps(record)}" for record in records)]
        return self.phone_of("\n".join(row for row in rows if row) + "\n")

    def run_program(self, *arguments):
        return subprocess.run([case.PROGRAM, *map(str, arguments)], capture_output=True, text=True,
                              timeout=30, check=False)

    def test_a_wrong_certificate_is_told_by_the_phone_by_explain_and_hidden_in_a_redacted_log(self):
        wrong = self.server(21, "DNS:other.example.test")
        backup = self.server(22, transport="tcp")
        phone = self.tls_phone(
            [{"host": case.address(21), "port": wrong.port(), "transport": "tls"},
             {"host": case.address(22), "port": backup.port(), "transport": "tcp"}],
            f"    tls_ca: {self.ca.certificate}").start()
        status = phone.wait_in_service(2, SOON_S)
        self.assertEqual(status["target"], f"tcp:{case.address(22)}:{backup.port()}")
        self.assertEqual((status["why"], status["tls_verify"]), ("certificate_failed", "on"))
        said = [item["text"] for item in phone.said if item["kind"] == "remark"]
        self.assertTrue([text for text in said if "other.example.test" in text], said)
        self.assertEqual(phone.quit(), 0)
        told = self.run_program("explain", phone.log).stdout
        self.assertIn("showed a certificate that is not to be trusted: certificate is for",
                      " ".join(told.split()))
        self.assertIn("other.example.test", told)
        redacted = self.folder / "redacted.log"
        done = self.run_program("log", "redact", phone.log, "--output", redacted)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.run_program("replay", redacted).returncode, 0)
        told = " ".join(self.run_program("explain", redacted).stdout.split())
        self.assertIn("is not to be trusted: certificate is for", told)
        self.assertNotIn("other.example", told)

    def test_without_verification_every_status_says_so(self):
        server = self.server(21, "DNS:other.example.test")
        phone = self.tls_phone([{"host": case.address(21), "port": server.port(),
                                 "transport": "tls"}], "    tls_verify: off").start()
        phone.wait_in_service(1, SOON_S)
        phone.say("status")
        phone.wait_for(lambda item: item["kind"] == "status", 3)
        for item in phone.statuses():
            self.assertEqual(item["tls_verify"], "off")
            self.assertIn("certificate not verified", item["text"])

    def test_another_ca_is_a_change_that_reload_takes(self):
        server = self.server(21, f"DNS:{NAME}")
        other = certificates.Authority(self.folder, "Other CA")
        phone = self.tls_phone([{"host": NAME, "port": server.port(), "transport": "tls"}],
                               f"    tls_ca: {other.certificate}",
                               [{"type": "A", "name": NAME, "address": case.address(21)}]).start()
        phone.wait_state("FAILED", SOON_S)
        text = phone.config.read_text(encoding="utf-8")
        phone.config.write_text(text.replace(str(other.certificate), str(self.ca.certificate)),
                                encoding="utf-8")
        mark = len(phone.said)
        phone.say("reload")
        answer = phone.wait_for(lambda item: item["kind"] == "answer", 3, mark)
        self.assertIn("1 changed", answer["text"])
        phone.wait_in_service(1, SOON_S, mark)
        self.assertIn("for " + NAME, server.connections("open")[-1]["why"])
        mark = len(phone.said)
        phone.say("reload")
        answer = phone.wait_for(lambda item: item["kind"] == "answer", 3, mark)
        self.assertIn("1 as before", answer["text"])

    def test_a_file_that_is_no_certificate_is_said_at_the_start(self):
        (self.folder / "ca.pem").write_text("nothing\n", encoding="utf-8")
        phone = self.tls_phone([{"host": NAME, "port": 5061, "transport": "tls"}],
                               f"    tls_ca: {self.folder}/ca.pem").start()
        waiting.until(phone.ended, SOON_S, phone.complaint)
        self.assertNotEqual(phone.finish(5), 0)
        self.assertIn("ca.pem", phone.errors.read_text())


if __name__ == "__main__":
    case.main()
