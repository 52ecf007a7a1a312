#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a file says of the phone itself: it is followed, an option counts over it, what is wrong is
refused with file and line, and a reload takes it (C14)."""
import re
import subprocess

import case
import waiting
from located import native
from notify_server import NotifyServer

SOON_S = 8


def own(**keys):
    """The section of a file; each value as YAML has it."""
    return "phone:\n" + "".join(f"  {key}: {value}\n" for key, value in keys.items())


class Settings(case.Case):
    def setUp(self):
        super().setUp()
        self.server = NotifyServer(case.address(21))
        self.addCleanup(self.server.close)

    def text(self, section, lines=1, **keys):
        return native([{"host": self.server.address, "port": self.server.port, "expires_s": 60}],
                      lines=lines, more=section, **keys)

    def started(self, section, *options, **keys):
        made = self.phone_of(self.text(section, **keys)).start(*options)
        made.wait_in_service(1, SOON_S)
        return made

    def invite(self, phone, command):
        """The INVITE that a command sends."""
        before = len(self.server.asked("INVITE"))
        phone.say(command)
        waiting.until(lambda: len(self.server.asked("INVITE")) > before, SOON_S, phone.complaint)
        return self.server.asked("INVITE")[before]

    def answer(self, phone, command):
        mark = len(phone.said)
        phone.say(command)
        return phone.wait_for(lambda item: item["kind"] == "answer", SOON_S, mark)["text"]

    def reload(self, phone, section, **keys):
        phone.config.write_text(self.text(section, **keys), encoding="utf-8")
        return self.answer(phone, "reload")

    def is_emergency(self, phone, number):
        mark = len(phone.said)
        phone.say(f"dial 1 {number}")
        return phone.wait_for(lambda item: item["kind"] == "call" and f"{number}" in item["peer"],
                              SOON_S, mark)["emergency"]

    def test_codecs_and_ports_are_those_of_the_file(self):
        phone = self.started(own(codecs="[pcma]", rtp_ports="21000-21099"))
        told = re.search(r"m=audio (\d+) RTP/AVP ([\d ]+)", self.invite(phone, "dial 1 1002").body)
        self.assertIn(int(told.group(1)), range(21000, 21100))
        self.assertEqual(told.group(2).split()[0], "8")
        self.assertNotIn("0", told.group(2).split())

    def test_an_option_counts_over_the_file(self):
        phone = self.started(own(codecs="[pcma]", emergency_numbers="[110]"), "--codecs", "pcmu",
                             "--emergency", "112", voicemail="*97")
        told = re.search(r"m=audio \d+ RTP/AVP ([\d ]+)", self.invite(phone, "dial 1 1002").body)
        self.assertEqual(told.group(1).split()[0], "0")
        self.assertNotIn("8", told.group(1).split())
        self.assertTrue(self.is_emergency(phone, 112))
        self.assertFalse(self.is_emergency(phone, 110))
        self.reload(phone, own(codecs="[pcma]", emergency_numbers="[110]"))
        self.assertTrue(self.is_emergency(phone, 112))
        self.assertFalse(self.is_emergency(phone, 110))

    def test_the_file_names_hal_and_dial_plan(self):
        keys, shown = self.folder / "keys", self.folder / "shown"
        keys.write_text("1s off-hook\n+200ms 12\n+100ms 34\n", encoding="utf-8")
        phone = self.started(own(hal=f'"wav:keys={keys},show={shown}"', dial_plan='"[1-9]xxx"'))
        waiting.until(lambda: self.server.asked("INVITE"), SOON_S, phone.complaint)
        self.assertEqual(self.server.asked("INVITE")[0].start,
                         f"INVITE sip:1234@{self.server.address} SIP/2.0")
        self.assertIn("display", shown.read_text(encoding="utf-8"))

    def test_a_reload_gives_the_keys_another_plan(self):
        keys = self.folder / "keys"
        keys.write_text("6s off-hook\n+200ms 12\n+100ms 34\n", encoding="utf-8")
        phone = self.started(own(dial_plan='"[5-9]xxx"'), "--hal", f"wav:keys={keys}")
        self.reload(phone, own(dial_plan='"[1-9]xxx"'))
        waiting.until(lambda: self.server.asked("INVITE"), 15, phone.complaint)

    def test_each_line_has_a_number_for_its_messages(self):
        phone = self.started("", lines=2, voicemail="*97")
        self.assertEqual(self.invite(phone, "voicemail 2").start,
                         f"INVITE sip:*97@{self.server.address} SIP/2.0")
        self.assertIn("2001", self.invite(phone, "voicemail line 2").field("From"))
        self.assertIn("no line", self.answer(phone, "voicemail 3"))
        self.assertIn("1 changed", self.reload(phone, "", voicemail="*98"))
        self.assertEqual(self.invite(phone, "voicemail").start,
                         f"INVITE sip:*98@{self.server.address} SIP/2.0")
        self.reload(phone, "")
        self.assertIn("no number for its messages", self.answer(phone, "voicemail"))

    def test_a_line_that_is_switched_off_takes_no_calls(self):
        """C13: whoever it trusts."""
        for trust in ("any", "contact"):
            phone = self.started("", trust=trust)
            phone.say("stop 1")
            phone.wait_state("DISABLED", SOON_S)
            mark = len(phone.said)
            self.assertEqual(self.server.invite().start, "SIP/2.0 480 Temporarily Unavailable")
            phone.wait_for(lambda item: item["kind"] == "decision" and
                           item["why"] == "line_disabled", SOON_S, mark)
            self.assertFalse([one for one in phone.said[mark:] if one["kind"] == "call"])
            self.assertIn("no calls", self.answer(phone, "calls"))
            phone.say("start 1")
            phone.wait_in_service(1, SOON_S, mark)
            phone.quit()

    def test_a_reload_takes_what_can_change(self):
        phone = self.started(own(emergency_numbers="[110]", codecs="[pcma]"))
        self.assertTrue(self.is_emergency(phone, 110))
        said = self.reload(phone, own(emergency_numbers="[112]", codecs="[pcmu]"))
        self.assertIn("the phone's own settings changed", said)
        waiting.until(lambda: "when it is started again" in phone.errors.read_text(), SOON_S,
                      phone.complaint)
        self.assertTrue(self.is_emergency(phone, 112))
        self.assertFalse(self.is_emergency(phone, 110))
        self.assertNotIn("own settings", self.reload(phone, own(emergency_numbers="[112]",
                                                                codecs="[pcma]")))
        for wrong in (own(emergency_numbers="[1x]"), own(dial_plan='"(1x|"')):
            self.assertIn("nothing was changed", self.reload(phone, wrong))
            self.assertTrue(self.is_emergency(phone, 112))
        self.reload(phone, "")
        self.assertFalse(self.is_emergency(phone, 112))

    def test_what_is_wrong_is_refused_by_file_and_line(self):
        config = self.folder / "wrong.yaml"
        for section, words in ((own(emergency_numbers="[11a]"), "phone.emergency_numbers = 11a"),
                               (own(dial_plan='"(1x|"'), "phone.dial_plan \"(1x|\", column 5"),
                               (own(codecs="g729"), "phone.codecs = g729"),
                               (own(country="xx"), "itu, us, uk, de, cn"),
                               (own(rtp_ports="80-90"), "phone.rtp_ports")):
            config.write_text(self.text(section), encoding="utf-8")
            row = self.text(section).splitlines().index(section.splitlines()[1]) + 1
            for command in ("phone", "check"):
                options = ("--config", str(config)) if command == "phone" else (str(config),)
                run = subprocess.run([case.PROGRAM, command, *options], stdin=subprocess.DEVNULL,
                                     capture_output=True, text=True, timeout=10, check=False)
                self.assertEqual(run.returncode, 2, run)
                said = [one for one in (run.stderr + run.stdout).splitlines()
                        if f"{config}:{row}:" in one]
                self.assertTrue(said, run)
                self.assertIn(words, said[0])


if __name__ == "__main__":
    case.main()
