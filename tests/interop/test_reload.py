#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The configuration is read again while the phone runs (C14), by command or SIGHUP; and --dns."""
import os
import signal
import subprocess

import case
import phone as phones
import waiting

SECOND_LINE = """SIP2 Phone Number       :two
SIP2 Register Addr      :{server.address}
SIP2 Register Port      :{server.port}
SIP2 Register User      :two
SIP2 Register Pswd      :{password}
SIP2 Register TTL       :60
SIP2 Enable Reg         :1
<<END OF FILE>>"""


class Reload(case.Case):
    def two_servers(self):
        return self.socket_server(21, 200), self.socket_server(22, 200)

    def reload(self, phone, text, by_signal=False):
        """Writes the file, has it read; what the phone answers."""
        mark = len(phone.said)
        phone.config.write_text(text, encoding="utf-8")
        if by_signal:
            phone.process.send_signal(signal.SIGHUP)
        else:
            phone.say("reload")
        return phone.wait_for(lambda item: item.get("kind") == "answer", 5, mark)["text"]

    def test_an_unchanged_file_changes_nothing(self):
        primary, backup = self.two_servers()
        phone = self.registered_phone(primary, backup)
        heard = len(primary.received)
        for by_signal in (False, True):
            text = self.reload(phone, phone.config.read_text(encoding="utf-8"), by_signal)
            self.assertEqual(text, "configuration read again: 0 changed, 0 new, 0 removed, "
                                   "1 as before")
        self.assertEqual(len(primary.received), heard)

    def test_a_changed_server_is_left_and_the_new_one_taken(self):
        primary, backup = self.two_servers()
        phone = self.registered_phone(primary, backup)
        mark = len(phone.said)
        other = self.socket_server(23, 200)
        text = self.reload(phone, phones.config(other, backup))
        self.assertIn("1 changed, 0 new, 0 removed", text)
        waiting.until(lambda: other.received, 5, phone.complaint)
        waiting.until(lambda: b"Expires: 0\r\n" in primary.received[-1][1], 5, phone.complaint)
        phone.wait_in_service(1, 5, mark)

    def test_a_server_that_is_gone_loses_its_binding_by_sighup(self):
        primary, backup = self.pair()
        phone = self.registered_phone(primary, backup)
        self.assertEqual(len(primary.contacts()), 1)
        mark = len(phone.said)
        other = self.registrar(23)
        text = self.reload(phone, phones.config(other, backup), by_signal=True)
        self.assertIn("1 changed, 0 new, 0 removed", text)
        phone.wait_in_service(1, 5, mark)
        waiting.until(lambda: not primary.contacts(), 5, phone.complaint)
        self.assertEqual(len(other.contacts()), 1)
        self.assertEqual(backup.contacts(), [])

    def test_an_attempt_to_a_server_that_is_gone_is_abandoned(self):
        silent, backup = self.socket_server(21), self.registrar(22)
        phone = self.phone(silent, backup, t1_ms=500).start()
        silent.wait_request(5)
        mark = len(phone.said)
        other = self.registrar(23)
        self.reload(phone, phones.config(other, backup, t1_ms=500))
        phone.wait_in_service(1, 3, mark)  # and not after the 7.5 s of silence
        self.assertEqual(len(other.contacts()), 1)
        self.assertEqual(backup.requests(), [])

    def test_a_line_on_its_backup_keeps_it_when_that_becomes_the_first(self):
        primary, backup = self.pair()
        primary.reject(503)
        phone = self.phone(primary, backup).start()
        phone.wait_in_service(2, 5)
        mark = len(phone.said)
        self.reload(phone, phones.config(backup, self.socket_server(24)))
        phone.wait_in_service(1, 5, mark)
        self.assertEqual(len(backup.contacts()), 1)

    def test_lines_come_and_go(self):
        primary, backup = self.two_servers()
        phone = self.registered_phone(primary, backup)
        one = phone.config.read_text(encoding="utf-8")
        both = one.replace("<<END OF FILE>>",
                           SECOND_LINE.format(server=primary, password=phones.kamailio.PASSWORD))
        mark = len(phone.said)
        self.assertIn("0 changed, 1 new, 0 removed, 1 as before", self.reload(phone, both))
        phone.wait_status(lambda item: item["name"] == "SIP2" and item["state"] == "REGISTERED", 5,
                          mark)
        mark = len(phone.said)
        self.assertIn("0 changed, 0 new, 1 removed, 1 as before", self.reload(phone, one))
        phone.wait_for(lambda item: item.get("kind") == "remark" and item.get("name") == "SIP2" and
                       item["text"] == "removed", 5, mark)
        self.assertIn(b"Expires: 0\r\n", primary.received[-1][1])
        mark = len(phone.said)
        phone.say("register SIP2")
        answer = phone.wait_for(lambda item: item.get("kind") == "answer", 5, mark)
        self.assertIn('there is no line "SIP2"', answer["text"])

    def test_a_file_with_errors_changes_nothing_and_says_where(self):
        primary, backup = self.two_servers()
        phone = self.registered_phone(primary, backup)
        heard = len(primary.received)
        good = phone.config.read_text(encoding="utf-8")
        bad = good.replace("SIP1 Register TTL       :60", "SIP1 Register TTL       :banana")
        number = bad[:bad.index("banana")].count("\n") + 1
        self.assertIn("nothing was changed", self.reload(phone, bad))
        waiting.until(lambda: f"{phone.config}:{number}: " in phone.errors.read_text(), 5,
                      phone.complaint)
        self.assertEqual(len(primary.received), heard)
        phone.config.unlink()
        mark = len(phone.said)
        phone.say("reload")
        answer = phone.wait_for(lambda item: item.get("kind") == "answer", 5, mark)
        self.assertIn("nothing was changed", answer["text"])

    def test_a_file_that_was_cut_off_takes_no_line_away(self):
        primary, backup = self.two_servers()
        phone = self.registered_phone(primary, backup)
        whole = phone.config.read_text(encoding="utf-8")
        heard = len(primary.received)
        cut = whole[:whole.index("<<END OF FILE>>")]
        self.assertEqual(self.reload(phone, cut),
                         "the configuration has errors: nothing was changed")
        part = cut[cut.index("\n") + 1:]
        self.assertEqual(self.reload(phone, part),
                         "a file may have been cut off: nothing was changed")
        self.assertEqual(len(primary.received), heard)
        self.assertIn("1 as before", self.reload(phone, whole))

    def test_a_new_password_is_taken_without_a_word_about_it(self):
        primary, backup = self.two_servers()
        phone = self.registered_phone(primary, backup)
        text = self.reload(phone, phones.config(primary, backup, password="another-one"))
        self.assertIn("1 changed", text)
        phone.quit()
        self.assertNotIn("another-one", repr(phone.said))
        for path in phone.log.iterdir():
            self.assertNotIn(b"another-one", path.read_bytes())


class Native(case.Case):
    """The lines of a native file are called after their places in its list; who comes or goes
    before them leaves them alone."""

    def setUp(self):
        super().setUp()
        self.server = self.socket_server(21, 200)

    def text(self, *users):
        return "holdfast: 1\nlines:\n" + "".join(
            f"  - user: {user}\n    t1_ms: 50\n    keepalive_s: 0\n    servers: "
            f"[{{host: {self.server.address}, port: {self.server.port}}}]\n" for user in users)

    def started(self, *users):
        phone = self.phone_of(self.text(*users)).start()
        for user in users:
            waiting.until(lambda user=user: self.heard(user), 5, phone.complaint)
        waiting.until(lambda: len(self.in_service(phone)) == len(users), 5, phone.complaint)
        return phone

    def in_service(self, phone):
        return {item["name"] for item in phone.said
                if item.get("kind") == "line" and item.get("state") == "REGISTERED"}

    def heard(self, user):
        return [message for _, message, *_ in self.server.received
                if message.startswith(b"REGISTER") and f"sip:{user}@".encode() in message]

    def reload(self, phone, text):
        mark = len(phone.said)
        phone.config.write_text(text, encoding="utf-8")
        phone.say("reload")
        return phone.wait_for(lambda item: item.get("kind") == "answer", 5, mark)["text"]

    def names(self, phone):
        mark = len(phone.said)
        phone.say("status")
        phone.say("help")
        phone.wait_for(lambda item: item.get("kind") == "answer", 5, mark)
        return [item["name"] for item in phone.said[mark:] if item.get("kind") == "status"]

    def test_the_first_item_removed_leaves_the_others_registered(self):
        phone = self.started("one", "two", "three")
        before = len(self.heard("two")), len(self.heard("three"))
        self.assertIn("0 changed, 0 new, 1 removed, 2 as before",
                      self.reload(phone, self.text("two", "three")))
        waiting.until(lambda: b"Expires: 0\r\n" in self.heard("one")[-1], 5, phone.complaint)
        self.assertIn("0 changed, 0 new, 0 removed, 2 as before",
                      self.reload(phone, self.text("two", "three")))
        self.assertEqual((len(self.heard("two")), len(self.heard("three"))), before)
        self.assertEqual(self.names(phone), ["line 2", "line 3"])

    def test_an_item_inserted_before_the_others_leaves_them_registered(self):
        phone = self.started("one", "two")
        before = len(self.heard("one")), len(self.heard("two"))
        self.assertIn("0 changed, 1 new, 0 removed, 2 as before",
                      self.reload(phone, self.text("new", "one", "two")))
        waiting.until(lambda: self.heard("new"), 5, phone.complaint)
        self.assertEqual((len(self.heard("one")), len(self.heard("two"))), before)

    def test_a_name_that_is_taken_is_told_apart_by_the_user(self):
        phone = self.started("one", "two")
        self.assertIn("1 removed, 1 as before", self.reload(phone, self.text("two")))
        self.assertIn("1 new, 0 removed, 1 as before",
                      self.reload(phone, self.text("two", "three")))
        waiting.until(lambda: self.heard("three"), 5, phone.complaint)
        self.assertEqual(self.names(phone), ["line 2", "line 2 (three)"])
        self.assertIn("0 changed, 0 new, 0 removed, 2 as before",
                      self.reload(phone, self.text("two", "three")))

    def test_two_lines_of_one_user_are_not_guessed_at(self):
        phone = self.started("one", "same", "same")
        self.assertIn("0 changed, 0 new, 1 removed, 2 as before",
                      self.reload(phone, self.text("one", "same", "same").replace(
                          "  - user: one\n", "  - user: one\n    enabled: off\n")))
        # "line 2" is the same as before; of "line 3" nobody is left to be it.
        self.assertIn("1 removed, 1 as before",
                      self.reload(phone, self.text("other", "same").replace(
                          "  - user: other\n", "  - user: other\n    enabled: off\n")))

    def test_a_pipe_is_not_read_again(self):
        phone = self.started("one")
        phone.config.unlink()
        os.mkfifo(phone.config)
        mark = len(phone.said)
        phone.say("reload")
        answer = phone.wait_for(lambda item: item.get("kind") == "answer", 5, mark)["text"]
        self.assertIn("is not a file, and only files are read again: nothing was changed", answer)
        self.assertEqual(self.names(phone), ["line 1"])


class Dns(case.Case):
    def test_a_server_is_found_by_the_name_server_that_was_given(self):
        primary, backup = self.socket_server(21, 200), self.socket_server(22, 200)
        names = self.name_server({"pbx.example.test": [primary.address]})
        phone = self.phone(primary, backup)
        phone.config.write_text(phone.config.read_text(encoding="utf-8").replace(
            primary.address, "pbx.example.test"), encoding="utf-8")
        phone.start("--dns", names.option())
        status = phone.wait_in_service(1, 5)
        self.assertEqual(status["target"], f"udp:{primary.address}:{primary.port}")
        self.assertEqual(names.asked, [("pbx.example.test", "A")])

    def test_a_bad_address_is_refused_with_what_is_right(self):
        for bad in ("name.example.test", "192.0.2.1:0", "192.0.2.1:99999", "", "1.2.3.4,,",
                    "192.0.2.1,192.0.2.2,192.0.2.3,192.0.2.4"):
            run = subprocess.run([case.PROGRAM, "phone", "--config", "x", "--dns", bad],
                                 capture_output=True, text=True, timeout=10, check=False)
            self.assertEqual(run.returncode, 2, bad)
            self.assertRegex(run.stderr, r"^holdfast: phone: .*(--dns|3 at most|help phone)")


if __name__ == "__main__":
    case.main()
