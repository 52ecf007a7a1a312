#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The primary is lost while two phones talk: with two kamailios that share nothing, and with two
that share users and dialogs. Nobody hears it, and the call is hung up through the backup."""
import sys
import time

import calls
import case
import kamailio
import sound
import waiting

GAP_MS = 400  # 24 on an idle machine


class SharedNothing(calls.CallCase):
    def setUp(self):
        super().setUp()
        ports = [kamailio.free_port(case.address(last)) for last in (21, 22)]
        self.pbx = self.server(21, ports[0], (case.address(22), ports[1]))
        self.spare = self.server(22, ports[1], (case.address(21), ports[0]))

    def server(self, last, port, _):
        return self.registrar(last, port=port, template=calls.PBX)

    # ---- an outage

    def talk(self, *phones):
        """Lets them hear each other; how many samples each has heard then."""
        return self.listen(*phones)

    def lose_the_primary_in_a_call(self, one, two, lose):
        """They talk before the loss, behind it, and once more when both are at the backup."""
        self.connect(one, two)
        marks = [[0, 0], self.talk(one, two)]
        lose()
        marks.append(self.talk(one, two))
        for phone in one, two:
            mark = len(phone.said)
            phone.say("register")
            phone.wait_in_service(2, 10, mark)
        self.known_by_the_spare()
        marks.append(self.talk(one, two))
        return marks

    def known_by_the_spare(self):
        pass

    def check_sound(self, one, two, marks):
        """Before, during and after: the other one's tone at its level, both ways, and no gap."""
        for index, (phone, other) in enumerate(((one, two), (two, one))):
            samples = sound.read(phone.hears)
            for what, (start, stop) in zip(("before", "during", "after"), zip(marks, marks[1:])):
                text = sound.heard(samples[start[index]:stop[index]], calls.HZ[other.user],
                                   calls.LEVEL_DB)
                self.assertGreaterEqual(text.count("#") + text.count("~"), 6, f"{what}: {text}")
                self.assertGreaterEqual(text.count("#"), 4, f"{what}: {text}")
            # Behind the first half second, in which the jitter buffer finds its length.
            gap_ms = sound.longest_gap_ms(samples[sound.RATE // 2:], calls.LEVEL_DB)
            self.assertLess(gap_ms, GAP_MS)
            print(f"\nfigure: {phone.user} heard {other.user} with a longest gap of {gap_ms} ms",
                  file=sys.stderr)

    def check_end(self, one, two, by_one):
        """Both sides end, one of them by itself; the gaps that the phones have counted."""
        ends = self.event(one, "over", limit_s=12), self.event(two, "over", limit_s=12)
        self.assertEqual([end["by"] for end in ends], ["us", "peer"] if by_one else ["peer", "us"])
        self.assertTrue(ends[0 if by_one else 1]["confirmed"])
        for end in ends:
            self.assertEqual(end["lost"], 0)
            self.assertLess(end["gap_ms"], GAP_MS)
            self.assertGreater(end["received"], 120)
        gaps = ", ".join(str(end["gap_ms"]) for end in ends)
        print(f"\nfigure: longest gap between packets of the call {gaps} ms", file=sys.stderr)

    def check_servers(self):
        self.assertEqual(len(self.pbx.transactions("INVITE")), 1)
        self.assertEqual(self.spare.requests("INVITE"), [])
        self.assertEqual(self.pbx.requests("BYE"), [])
        byes = self.spare.transactions("BYE")
        self.assertEqual(len(byes), 1)
        self.assertEqual(byes[0].call_id, self.pbx.requests("INVITE")[0].call_id)

    def check_told(self, one, two, cause):
        """Each step stands in `holdfast explain`, at the side that hung up and at the other."""
        pbx, spare = (f"{way.address}:{way.port}" for way in (self.pbx, self.spare))
        self.assert_told(
            self.explained(one), rf"Registered at server 1 \({pbx}\)", "(TALKING|answered)",
            rf"sent REGISTER udp:{pbx}", rf"server 1, {cause}: ",
            "the server before it failed", rf"sent REGISTER udp:{spare}",
            rf"Moved to server 2 \({spare}\), the backup", r"call TALKING to ENDING, server 1: you "
            r"hung up \(hangs_up, E5\)", rf"sent BYE udp:{pbx}", rf"server 1, {cause}: ",
            rf"sent BYE udp:{spare}", rf"200 OK udp:{spare}",
            r"the end of the call was confirmed \(bye_answered, E7\)", "Calls lost: 0")
        self.assert_told(
            self.explained(two), rf"Registered at server 1 \({pbx}\)", "TALKING",
            rf"Moved to server 2 \({spare}\)", rf"request BYE udp:{spare}",
            r"call TALKING to OVER, server 1: the call was ended \(call_ended, F2\)")

    def test_the_primary_dies_and_the_caller_hangs_up(self):
        one, two = self.caller("1001"), self.caller("1002")
        marks = self.lose_the_primary_in_a_call(one, two, self.pbx.kill)
        one.say("hangup")
        self.check_end(one, two, True)
        self.check_sound(one, two, marks)
        self.check_servers()
        self.check_told(one, two, "icmp")

    def test_the_primary_is_silent_and_the_called_side_hangs_up(self):
        one, two = self.caller("1001"), self.caller("1002")
        marks = self.lose_the_primary_in_a_call(one, two, self.pbx.freeze)
        begun = time.monotonic()
        two.say("hangup")
        self.check_end(one, two, False)
        print(f"\nfigure: both sides ended {time.monotonic() - begun:.3f} s after hanging up in "
              "front of a silent primary", file=sys.stderr)
        self.check_sound(one, two, marks)
        self.check_told(two, one, "silence")
        self.check_servers()

    def test_a_call_behind_the_loss(self):
        """The backup does not know a phone that has not yet noticed: it says so."""
        one, two = self.caller("1001"), self.caller("1002")
        self.pbx.kill()
        one.say("dial 1 1002")
        end = self.event(one, "over")
        self.assertEqual((end["status"], end["reason"]), (404, "Nobody Here By That Name"))
        two.say("register")
        two.wait_in_service(2, 10)
        mark = len(one.said), len(two.said)
        one.say("dial 1 1002")
        two.say(f"answer {self.event(two, 'incoming', mark[1])['call']}")
        self.assertEqual(self.event(one, "up", mark[0])["server"], 2)


class SharedUsers(SharedNothing):
    """Over kamailio's own bus (DMQ): who registered at one may be called through the other."""

    def server(self, last, port, other):
        return self.registrar(last, port=port, template=calls.PBX, shares_with=other)

    def lose_the_primary_in_a_call(self, one, two, lose):
        waiting.until(lambda: len(self.spare.contacts()) == 2, 10, self.spare.tail)
        return super().lose_the_primary_in_a_call(one, two, lose)

    def known_by_the_spare(self):
        """It took the dialog over."""
        invites = self.pbx.requests("INVITE")
        self.assertEqual(self.spare.dialogs(), [invites[0].call_id], self.spare.tail())

    def check_servers(self):
        super().check_servers()
        waiting.until(lambda: not self.spare.dialogs(), 10, lambda: "it knows the call yet")

    def test_a_call_behind_the_loss(self):
        """The backup knows a phone that has not yet noticed anything."""
        one, two = self.caller("1001"), self.caller("1002")
        waiting.until(lambda: len(self.spare.contacts()) == 2, 10, self.spare.tail)
        self.pbx.kill()
        one.say("dial 1 1002")
        rings = self.event(two, "incoming")
        two.say(f"answer {rings['call']}")
        self.assertEqual(self.event(one, "up")["server"], 2)
        marks = [[0, 0], self.talk(one, two)]
        two.say("hangup")
        self.event(one, "over", by="peer", limit_s=12)
        self.assertTrue(self.event(two, "over", limit_s=12)["confirmed"])
        for index, (phone, other) in enumerate(((one, two), (two, one))):
            text = sound.heard(sound.read(phone.hears)[:marks[1][index]], calls.HZ[other.user],
                               calls.LEVEL_DB)
            self.assertGreaterEqual(text.count("#"), 4, text)


if __name__ == "__main__":
    case.main()
