#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What peers and users can throw at the phone's words: names that a terminal would obey, commands
that make no sense. Nothing of it breaks a line of output, and the phone lives on."""
import os
import random
import re
import subprocess
import threading

import case
import kamailio
import waiting
from located import native
from notify_server import NotifyServer

SOON_S = 8
GONE = "\ufffd"
NAMES = (  # as sent, and what is printed of it
    (b'"Alice" ', "Alice"),
    (b'"a \\"b\\" \\\\ c" ', 'a "b" \\ c'),
    (b'"J\xc3\xb6rg \xf0\x9f\x93\x9e" ', "J\u00f6rg \U0001f4de"),
    (b'"\xc2\x9b31mred" ', f"{GONE}31mred"),
    (b'"\xe2\x80\xaetxet" ', f"{GONE}txet"),
    (b'"\xe2\x81\xa7a" ', f"{GONE}a"),
    (b'"\xff\xfe" ', f"{GONE}{GONE}"),
    (b'"x' + b"\xc3\xa4" * 100 + b'" ', "x" + "\u00e4" * 31 + " ("),
    (b'"' + b"x" * 200 + b'" ', "x" * 63 + " ("),
)
ODD = (  # what may be refused, or dropped without a word
    b'"tab\there" ', b'"\\\x1b[2J" ', b'"\\\x07" ', b'"\\', b'"\\" ', b'"open ',
    b'"two\r\n rows" ', b'"' + b"\xc3\xa4" * 700 + b'" ', b'"' + b"x" * 5000 + b'" ',
)
CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8-\xae]|"
                     rb"\xe2\x81[\xa6-\xa9]")
VERBS = ("status", "register", "start", "dial", "answer", "reject", "hangup", "hold", "resume",
         "key", "calls", "voicemail", "reload", "help", "")
WORDS = ("1", "0", "-1", "+1", "18446744073709551617", "99999999999999999999999", "line 1", "x",
         "486", "sip:", "sip:a@b", "sip:a@b\rX: y", "a\x1b[2J", "\x00\x00", "\t", "%n%s%x", "'\"<>",
         "<sip:a@b>", "sip:a@[::1", "sip:a@b;x=\"", "sips:a@b", "tel:+1", "tel:", "a@b@c", "#*#",
         "\xff\xfe", "ä" * 60, "9" * 200, "9" * 300, "sip:" + "a" * 249, "112", "123456789*0#ABCD")


class Hostile(case.Case):
    def setUp(self):
        super().setUp()
        self.server = NotifyServer(case.address(21))
        self.addCleanup(self.server.close)

    def text(self):
        return native([{"host": self.server.address, "port": self.server.port, "expires_s": 60}],
                      trust="any", voicemail="*97", t4_ms=50)

    def call_and_refuse(self, phone, name):
        mark = len(phone.said)
        def refuse():
            rings = phone.wait_for(lambda item: item["kind"] == "call" and
                                   item["event"] == "incoming", SOON_S, mark)
            phone.say(f"reject {rings['call']}")
            self.rings = rings
        self.server.invite(name, then=refuse)
        return self.rings

    def test_names_of_peers_are_json(self):
        phone = self.phone_of(self.text()).start()
        phone.wait_in_service(1, SOON_S)
        for name, shown in NAMES:
            rings = self.call_and_refuse(phone, name)
            if not name.startswith((b'"\xc2', b'"\xe2')):  # JSON escapes them
                self.assertIn(shown and shown.removesuffix(" ("), (None, rings["peer_name"]))
        self.assertFalse([one for one in phone.said if one["kind"] == "not json"])

    def in_words(self):
        """The same phone as a person would start it; what it has printed."""
        config = self.folder / "words.yaml"
        config.write_text(self.text(), encoding="utf-8")
        port = kamailio.free_port(case.address(31))
        process = subprocess.Popen([case.PROGRAM, "phone", "--config", str(config), "--bind",
                                    f"{case.address(31)}:{port}"], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.kill)
        shown = []
        def read():
            for row in process.stdout:
                shown.append(row)
        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        def say(command):
            process.stdin.write(command if isinstance(command, bytes) else
                                command.encode(errors="replace") + b"\n")
            process.stdin.flush()
        def end():
            say("quit")
            errors = process.communicate(timeout=20)[1]
            reader.join(5)
            return process.returncode, errors
        waiting.until(lambda: self.server.contact, SOON_S, lambda: repr(shown))
        return say, shown, end

    def test_names_of_peers_are_not_obeyed_by_a_terminal(self):
        say, shown, end = self.in_words()
        for name, words in (*NAMES, *((name, None) for name in ODD)):
            before = len(shown)
            def refuse():
                try:
                    waiting.until(lambda: any(b"it rings" in row for row in shown[before:]), 1,
                                  lambda: "")
                    say("reject")
                except AssertionError:
                    pass  # it was refused without a word
            try:
                self.server.invite(name, limit_s=1, then=refuse)
            except AssertionError:
                continue  # or dropped
            if words is not None:
                self.assertIn(words, b"".join(shown[before:]).decode())
        say("stop")
        waiting.until(lambda: any(b"switched off" in row or b"disabled" in row.lower()
                                  for row in shown), SOON_S, lambda: repr(shown[-5:]))
        self.assertIn(" 480 ", self.server.invite().start)
        waiting.until(lambda: any(b"turned away (480)" in row for row in shown), SOON_S,
                      lambda: repr(shown[-5:]))
        self.assertEqual(end()[0], 0)
        self.assertIsNone(CONTROL.search(b"".join(shown)), shown)
        self.assertTrue(all(re.match(rb"\d\d:\d\d:\d\d", row) or row.startswith(b"  ")
                            for row in shown if b"call " in row), shown)

    def test_commands_that_make_no_sense(self):
        say, shown, end = self.in_words()
        draw = random.Random(int(os.environ.get("HF_SEED", "1")))
        for _ in range(600):
            words = [draw.choice(VERBS), *draw.choices(WORDS, k=draw.randrange(4))]
            say(draw.choice((" ", "  ", "\t")).join(words))
        say(b"\xff\xfe\x00 dial 1 \x80\n" + b"z" * 100000 + b"\n")
        say("status")
        waiting.until(lambda: shown and b"line line 1" in shown[-1], 30, lambda: repr(shown[-3:]))
        code, errors = end()
        self.assertEqual(code, 0, errors[-2000:])
        self.assertNotIn(b"Sanitizer", errors)
        self.assertIsNone(CONTROL.search(b"".join(shown)))
        for one in self.server.requests:  # nothing typed makes a header
            self.assertIsNone(one.field("X"), one.start)


if __name__ == "__main__":
    case.main()
