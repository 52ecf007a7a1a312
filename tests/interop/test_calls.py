#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Calls between two phones through a real proxy, with sound that is measured at both ends."""
import os
import pty
import re
import subprocess
import termios
import threading
import time

import calls
import case
import kamailio
import sip_server
import sound
import waiting

GAP_MS = 400  # 24 on an idle machine


class Calls(calls.CallCase):
    def setUp(self):
        super().setUp()
        self.pbx = self.registrar(21, template=calls.PBX)
        self.spare = self.registrar(22, template=calls.PBX)

    # ---- begin and end ----

    def test_sound_goes_both_ways_at_its_frequency_and_level(self):
        one, two = self.caller("1001"), self.caller("1002")
        self.connect(one, two)
        time.sleep(2)
        one.say("hangup")
        ends = self.both_over(one, two)
        self.assertEqual([end["by"] for end in ends], ["us", "peer"])
        self.assertTrue(ends[0]["confirmed"])
        for end in ends:
            self.assertEqual(end["lost"], 0)
            self.assertGreater(end["received"], 80)
            self.assertLess(end["gap_ms"], GAP_MS)
            self.assertEqual(end["codec"], "PCMU")
        for phone, other in ((one, two), (two, one)):
            self.assert_steady(self.hears(phone, other), 15)
            self.assertGreater(self.hears_exactly(phone, other).count("#"), 9)

    def test_the_called_side_hangs_up(self):
        one, two = self.caller("1001"), self.caller("1002")
        self.connect(one, two)
        two.say("hangup")
        ends = self.both_over(one, two)
        self.assertEqual([end["by"] for end in ends], ["peer", "us"])

    def test_a_call_is_cancelled(self):
        one, two = self.caller("1001"), self.caller("1002")
        self.ring(one, two)
        one.say("hangup")
        ends = self.both_over(one, two)
        self.assertEqual([end["by"] for end in ends], ["us", "peer"])
        waiting.until(lambda: self.pbx.requests("CANCEL"), 5, one.complaint)

    def test_busy_and_declined(self):
        one, two = self.caller("1001"), self.caller("1002")
        for command, status in (("reject", 486), ("reject {} 603", 603)):
            mark = len(one.said)
            _, there = self.ring(one, two)
            two.say(command.format(there))
            end = self.event(one, "over", mark)
            self.assertEqual((end["status"], end["by"], end["why"]), (status, "peer", "rejected"))

    def test_nobody_answers(self):
        one, two = self.caller("1001", ring_s=2), self.caller("1002")
        begun = time.monotonic()
        self.ring(one, two)
        end = self.event(one, "over")
        self.assertGreater(time.monotonic() - begun, 1.9)
        self.assertEqual(end["why"], "rang_too_long")
        self.event(two, "over", by="peer")

    def test_nobody_is_there(self):
        one = self.caller("1001")
        one.say("dial 1 4711")
        end = self.event(one, "over")
        self.assertEqual((end["status"], end["reason"]), (404, "Nobody Here By That Name"))

    def test_the_proxy_asks_for_a_password(self):
        self.pbx.command("pv.shvSet", "asks", "int", "1")
        one, two = self.caller("1001"), self.caller("1002")
        self.connect(one, two)
        invites = self.pbx.transactions("INVITE")
        self.assertGreater(len(invites), 1, "nobody was asked")
        self.assertEqual(len({request.call_id for request in invites}), 1)
        self.assertTrue(invites[-1].authorized)

    def test_the_proxy_leaves_the_way(self):
        """E5: what is inside a dialog goes to its next hop, whoever serves the line."""
        self.pbx.command("pv.shvSet", "stays", "int", "0")
        one, two = self.caller("1001"), self.caller("1002")
        self.connect(one, two)
        one.say("hangup")
        self.assertTrue(self.both_over(one, two)[0]["confirmed"])
        self.assertEqual(self.pbx.requests("BYE"), [])

    # ---- during a call ----

    def test_keys_are_heard(self):
        one, two = self.caller("1001"), self.caller("1002")
        self.connect(one, two)
        one.say("key 12#")
        two.say("key A*")
        for phone, keys in ((two, "12#"), (one, "A*")):
            waiting.until(lambda phone=phone, keys=keys: "".join(
                item["key"] for item in phone.said
                if item.get("event") == "key" and item["key_ms"] == 0) == keys, 5, phone.complaint)

    def test_hold_and_resume(self):
        one, two = self.caller("1001"), self.caller("1002")
        self.connect(one, two)
        time.sleep(1)
        mark = len(one.said), len(two.said)
        one.say("hold")
        self.event(one, "held", mark[0], by="us")
        self.event(two, "held", mark[1], by="peer", held="peer")
        time.sleep(1.5)
        one.say("resume")
        self.event(one, "resumed", mark[0], by="us", held="no")
        self.event(two, "resumed", mark[1], by="peer", held="no")
        time.sleep(1.5)
        one.say("hangup")
        self.both_over(one, two)
        text = self.hears(two, one)
        self.assertRegex(text, r"#[#?.]{5,}\.{10,}[#?.]{5,}#", "silence in the middle")
        text = self.hears(one, two) # which has no time in it in which nobody listened
        self.assertNotIn("...", text.strip("."))
        self.assertGreater(text.count("#"), 15)

    def test_a_second_call_waits(self):
        one, two, three = (self.caller(user) for user in calls.HZ)
        self.connect(one, two)
        second, there = self.ring(three, two)
        two.say(f"answer {there}")
        self.event(three, "up")
        time.sleep(1.2)
        self.assertGreaterEqual(self.hears(three, two).count("#"), 8)
        self.assertIn("." * 8, self.hears(one, two)[-12:], "who waits hears nothing")
        two.say(f"hangup {there}")
        self.event(three, "over", call=second)
        time.sleep(1.2)
        self.assertGreaterEqual(self.hears(one, two)[-12:].count("#"), 7)

    def test_four_calls_at_most(self):
        one, two = self.caller("1001"), self.caller("1002")
        for _ in range(4):
            self.ring(one, two)
        mark = len(one.said)
        one.say("dial 1 1002")
        refused = one.wait_for(lambda item: item["kind"] == "answer", 5, mark)
        self.assertIn("too many calls", refused["text"])
        three = self.caller("1003")
        three.say("dial 1 1002")
        self.assertEqual(self.event(three, "over")["status"], 486)

    def test_sound_goes_on_while_the_server_is_gone(self):
        one, two = self.caller("1001"), self.caller("1002")
        self.connect(one, two)
        time.sleep(0.5)
        self.pbx.kill()
        time.sleep(1.5)
        mark = len(one.said), len(two.said)
        one.say("hangup")
        end = self.event(one, "over", mark[0], limit_s=10)
        self.event(two, "over", mark[1], limit_s=10)
        self.assertTrue(end["confirmed"])
        self.assertEqual(len(self.spare.transactions("BYE")), 1)
        self.assertLess(end["gap_ms"], GAP_MS)
        for phone, other in ((one, two), (two, one)):
            self.assert_steady(self.hears(phone, other), 15)

    def test_a_phone_that_ends_hangs_up(self):
        one, two = self.caller("1001"), self.caller("1002")
        self.connect(one, two)
        self.assertEqual(one.quit(), 0)
        self.assertEqual(self.event(one, "over")["by"], "us")
        self.event(two, "over", by="peer")

    def test_an_emergency_call_ignores_that_there_is_no_registration(self):
        one, two = self.caller("1001", "--emergency", "1002,112"), self.caller("1002")
        one.say("stop")
        one.wait_state("DISABLED", 5)
        one.say("dial 1 1003")
        self.assertEqual(self.event(one, "over", emergency=False)["why"], "line_disabled")
        one.say("dial 1 1002")
        self.event(two, "incoming")
        self.event(one, "ringing", emergency=True)

    # ---- keys of the phone ----

    def dialled_on(self, script):
        """A phone whose keys are pressed by a script, what it shows, and what it plays."""
        keys, shown = self.folder / "keys.txt", self.folder / "shown.txt"
        keys.write_text(script, encoding="utf-8")
        said = self.folder / "said.wav"
        sound.write_tone(said, calls.HZ["1001"], calls.LEVEL_DB)
        made = self.caller("1001", hal=f"wav:in={said},out={self.folder}/heard.wav,keys={keys},"
                                       f"show={shown}")
        return made, lambda: shown.read_text(encoding="utf-8"), \
            lambda: sound.read(self.folder / "heard.wav")

    def test_a_phone_is_dialled_on(self):
        two = self.caller("1002")
        one, shown, heard = self.dialled_on("1s off-hook\n1.5s 1002\n+200ms send\n6s on-hook\n")
        rings = self.event(two, "incoming")
        time.sleep(1)
        two.say(f"answer {rings['call']}")
        self.event(one, "up")
        self.event(one, "over", by="us", limit_s=8)
        self.event(two, "over", by="peer")
        said = "".join("d" if abs(sound.level_of(window, 425) - sound.loudness(window)) < 1 else
                       "#" if abs(sound.level_of(window, calls.HZ["1002"]) -
                                  calls.LEVEL_DB) < 1 else "."
                       for window in sound.windows(heard()))
        self.assertRegex(said, r"d{3,}.*d{5,}.*#", "dial tone, ringback, the other one")
        self.assertGreaterEqual(said.count("#"), 10)
        self.assertRegex(shown(), r"display \d .*1002")

    def test_the_display_says_that_a_backup_serves(self):
        one, shown, _ = self.dialled_on("60s off-hook\n")
        self.pbx.kill()
        one.say("register")
        one.wait_in_service(2, 5)
        waiting.until(lambda: "backup" in shown(), 5, shown)

    def test_a_call_lives_on_without_an_audio_device(self):
        two = self.caller("1002")
        one, _, _ = self.dialled_on("1s off-hook\n+100ms 1002\n+900ms send\n4s audio-lost\n"
                                    "6s audio-back\n8s on-hook\n")
        two.say(f"answer {self.event(two, 'incoming')['call']}")
        one.wait_for(lambda item: "device is gone" in item.get("text", ""), 8)
        one.wait_for(lambda item: "device is back" in item.get("text", ""), 8)
        end = self.event(two, "over", limit_s=8)
        self.assertLess(end["gap_ms"], GAP_MS, "packets of silence came")
        self.assertRegex(self.hears(two, one), r"#[#?.]{3,}\.{10,}[#?.]{3,}#")

    def test_the_display_says_that_a_device_is_missing(self):
        """It was never there; in a call alone it is missed."""
        two = self.caller("1002")
        keys, shown = self.folder / "keys.txt", self.folder / "shown.txt"
        keys.write_text("1s off-hook\n+100ms 1002\n+900ms send\n6s on-hook\n", encoding="utf-8")
        self.caller("1001", hal=f"alsa:hw:7,7+wav:keys={keys},show={shown}")
        two.say(f"answer {self.event(two, 'incoming')['call']}")
        waiting.until(lambda: "no audio device" in shown.read_text(encoding="utf-8"), 5,
                      lambda: shown.read_text(encoding="utf-8"))
        self.event(two, "over", limit_s=8)
        waiting.until(lambda: not re.findall(r"display 5 (.*)", shown.read_text(encoding="utf-8"))
                      [-1].startswith("no audio"), 5, lambda: shown.read_text(encoding="utf-8"))

    def test_a_terminal_is_a_phone(self):
        two = self.caller("1002")
        config = self.folder / "terminal.yaml"
        config.write_text(self.config("1001"), encoding="utf-8")
        port = kamailio.free_port(case.address(31))
        keyboard, terminal = pty.openpty()
        before = termios.tcgetattr(terminal)
        shown = []
        with subprocess.Popen([case.PROGRAM, "phone", "--config", str(config), "--hal", "terminal",
                               "--bind", f"{case.address(31)}:{port}"], stdin=terminal,
                              stdout=terminal, stderr=subprocess.DEVNULL,
                              env={**os.environ, "TERM": "xterm"}) as process:
            self.addCleanup(process.kill)
            def read():
                try:
                    while shown is not None:
                        shown.append(os.read(keyboard, 65536))
                except OSError:
                    pass
            threading.Thread(target=read, daemon=True).start()
            def sees(text):
                waiting.until(lambda: text in b"".join(shown), 5,
                              lambda: b"".join(shown[-5:]).decode(errors="replace"))
            sees(b"1001")
            waiting.until(lambda: len(self.pbx.contacts()) == 2, 5, two.complaint)
            os.write(keyboard, b"1002\r")
            rings = self.event(two, "incoming")
            two.say(f"answer {rings['call']}")
            self.event(two, "up")
            sees(b"1002")
            time.sleep(0.3)
            os.write(keyboard, b"5")
            self.event(two, "key", key="5")
            os.write(keyboard, b"x")
            self.event(two, "over", by="peer")
            process.terminate()
            self.assertEqual(process.wait(10), 0)
        self.assertEqual(termios.tcgetattr(terminal), before, "the terminal is as it was")
        self.assertNotIn(b"holdfast", b"".join(shown), "words stand beside the picture")
        os.close(terminal)

    # ---- what is typed wrong ----

    def test_wrong_options_are_refused(self):
        config = self.folder / "one.yaml"
        config.write_text(self.config("1001"), encoding="utf-8")
        for options, words in ((("--country", "xx"), "itu, us, uk, de or cn"),
                               (("--emergency", "11a"), "no number"),
                               (("--emergency", ",".join("123456789")), "too many"),
                               (("--codecs", "g729"), "no codec"),
                               (("--codecs", "pcmu,pcmu"), "twice"),
                               (("--rtp-ports", "30001-30002"), "no range"),
                               (("--rtp-ports", "80-90"), "no range"),
                               (("--rtp-ports", "30000"), "no range"),
                               (("--dial-plan", "(1x|"), "column"),
                               (("--voicemail", "abc"), "no number"),
                               (("--hal", "horn"), "--hal horn"),
                               (("--hal", "terminal"), "terminal"),
                               (("--hal", "wav:in=/nowhere.wav"), "/nowhere.wav"),
                               (("--hal",), "no value")):
            run = subprocess.run([case.PROGRAM, "phone", "--config", str(config), "--bind",
                                  f"{case.address(31)}:0", *options], stdin=subprocess.DEVNULL,
                                 capture_output=True, text=True, timeout=10, check=False)
            self.assertEqual(run.returncode, 2, options)
            self.assertIn(words, run.stderr, options)
            self.assertEqual(run.stderr.count("\n"), 1, run.stderr)

    def test_wrong_commands_are_answered(self):
        one = self.caller("1001")
        for command, words in (("dial", "wants a line"), ("dial 1", "wants a line"),
                               ("dial 7 1002", "no line \"7\""), ("dial 1 sip:", "cannot dial"),
                               ("dial 1 " + "9" * 240, "cannot dial"),
                               ("answer", "no such call"), ("answer 7", "no call \"7\""),
                               ("hangup x", "no call \"x\""), ("reject", "no such call"),
                               ("hold", "no such call"), ("resume 1 2", "more behind it"),
                               ("key", "wants the keys"), ("key 5", "no such call"),
                               ("calls", "no calls"), ("calls 1", "no calls"),
                               ("dail 1 2", "unknown command")):
            mark = len(one.said)
            one.say(command)
            said = one.wait_for(lambda item: item["kind"] == "answer", 5, mark)
            self.assertIn(words, said["text"], command)
        two = self.caller("1002")
        here, _ = self.ring(one, two)
        for phone, command, words in ((one, "answer", "no such call"),
                                      (one, "hold", "no such call"),
                                      (two, "reject 1 200", "no code"), (two, "key x", "no such"),
                                      (one, f"answer {here}", "cannot be done")):
            mark = len(phone.said)
            phone.say(command)
            said = phone.wait_for(lambda item: item["kind"] == "answer", 5, mark)
            self.assertIn(words, said["text"], command)


class Place:
    """A `holdfast server`, as a server of a phone's file."""

    def __init__(self, server, address):
        self.server, self.address, self.port = server, address, server.port()


class ThroughOurServer(calls.CallCase):
    """The same through `holdfast server`: a demonstration needs no other program."""

    def setUp(self):
        super().setUp()
        self.pbx, self.spare = (self.our_server(last) for last in (23, 24))

    def our_server(self, last):
        made = sip_server.Server(case.PROGRAM, f"udp:{case.address(last)}:0",
                                 options=("--relay", "any"))
        self.addCleanup(made.close)
        return Place(made, case.address(last))

    def test_sound_goes_both_ways(self):
        one, two = self.caller("1001"), self.caller("1002")
        self.connect(one, two)
        time.sleep(1.5)
        two.say("hangup")
        for end in self.both_over(one, two):
            self.assertEqual(end["lost"], 0)
        for phone, other in ((one, two), (two, one)):
            self.assert_steady(self.hears(phone, other), 12)

    def test_the_server_dies_during_a_call(self):
        one, two = self.caller("1001"), self.caller("1002")
        self.connect(one, two)
        time.sleep(0.5)
        self.pbx.server.close()
        mark = len(one.said)
        time.sleep(0.5)
        one.say("hangup")
        self.assertTrue(self.event(one, "over", mark, limit_s=10)["confirmed"])
        self.event(two, "over", by="peer")


if __name__ == "__main__":
    case.main()
