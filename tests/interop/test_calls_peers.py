#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Calls with phones of others, baresip and linphone's, through two kamailios that share nothing.
What they cannot do is not claimed: they know no second server for a call that stands, so that the
leg which fails over is always that of our phone, and they only have to go on with what reaches
them from elsewhere."""
import sys

import calls
import case
import peers
import sound

GAP_MS = 400  # 24 on an idle machine


class Peers:
    """What each of them is asked for."""

    def setUp(self):
        super().setUp()
        self.pbx = self.registrar(21, template=calls.PBX)
        self.spare = self.registrar(22, template=calls.PBX)
        self.peer = self.make()
        self.addCleanup(self.peer.kill)
        self.peer.start(self.pbx, self.spare)
        self.one = self.caller("1001")

    def call_peer(self):
        """Our phone calls, the peer answers."""
        mark = len(self.one.said)
        self.one.say("dial 1 1002")
        self.event(self.one, "ringing", mark)
        self.peer.rings()
        self.peer.answer()
        self.event(self.one, "up", mark)
        self.peer.is_up()

    def called_by_peer(self):
        self.peer.dial("1001", self.pbx)
        call = self.event(self.one, "incoming")
        self.assertIn("1002", call["peer"])
        self.one.say(f"answer {call['call']}")
        self.event(self.one, "up")
        self.peer.is_up()

    def check_sound(self, marks):
        """In each part between two marks: the other one's tone, at its level, both ways."""
        for index, (path, hz) in enumerate(((self.one.hears, calls.HZ["1002"]),
                                            (self.peer.hears(), calls.HZ["1001"]))):
            samples = sound.read(path)
            for start, stop in zip(marks, marks[1:]):
                text = sound.heard(samples[start[index]:stop[index]], hz, calls.LEVEL_DB)
                self.assertGreaterEqual(text.count("#") + text.count("~"), 6, text)
                self.assertGreaterEqual(text.count("#"), 3, text)
            gap_ms = sound.longest_gap_ms(samples[sound.RATE // 2:], calls.LEVEL_DB)
            self.assertLess(gap_ms, GAP_MS)
            print(f"\nfigure: {'the peer' if index else 'our phone'} heard a longest gap of "
                  f"{gap_ms} ms", file=sys.stderr)

    def talk(self):
        return self.listen(self.one, self.peer)

    # ---- both servers serve

    def test_we_call_and_hang_up(self):
        self.call_peer()
        marks = [[0, 0], self.talk()]
        self.one.say("hangup")
        end = self.event(self.one, "over")
        self.peer.is_over()
        self.assertEqual((end["by"], end["confirmed"], end["lost"]), ("us", True, 0))
        self.check_sound(marks)

    def test_the_peer_calls_and_hangs_up(self):
        self.called_by_peer()
        marks = [[0, 0], self.talk()]
        self.peer.hang_up()
        end = self.event(self.one, "over")
        self.peer.is_over()
        self.assertEqual((end["by"], end["lost"]), ("peer", 0))
        self.check_sound(marks)

    def test_keys_and_hold(self):
        self.call_peer()
        self.one.say("key 5")
        self.peer.hears_key("5")
        self.peer.key("7")
        self.event(self.one, "key", key="7")
        mark = len(self.one.said)
        self.peer.hold()
        self.event(self.one, "held", mark, by="peer", held="peer")
        self.peer.resume()
        self.event(self.one, "resumed", mark, by="peer", held="no")
        start = self.count_heard(self.one)
        self.listen(self.one)
        self.one.say("hangup")
        self.event(self.one, "over")
        self.peer.is_over()
        text = sound.heard(sound.read(self.one.hears)[start:], calls.HZ["1002"],
                           calls.LEVEL_DB)
        self.assertGreaterEqual(text.count("#"), 4, text)

    # ---- the primary is lost

    def lose_the_primary(self):
        """They talk before, behind the loss, and when our phone is at the backup."""
        marks = [[0, 0], self.talk()]
        self.pbx.kill()
        marks.append(self.talk())
        mark = len(self.one.said)
        self.one.say("register")
        self.one.wait_in_service(2, 10, mark)
        marks.append(self.talk())
        return marks

    def end_at_the_backup(self, marks):
        """Our phone hangs up: its BYE takes the way by the backup to the peer."""
        self.one.say("hangup")
        end = self.event(self.one, "over", limit_s=12)
        self.peer.is_over()
        self.assertEqual((end["by"], end["confirmed"], end["lost"]), ("us", True, 0))
        self.assertLess(end["gap_ms"], GAP_MS)
        self.assertEqual(len(self.spare.transactions("BYE")), 1)
        self.check_sound(marks)
        pbx, spare = (f"{way.address}:{way.port}" for way in (self.pbx, self.spare))
        self.assert_told(
            self.explained(self.one), rf"Moved to server 2 \({spare}\), the backup",
            "hangs_up, E5", rf"sent BYE udp:{pbx}", "server 1, icmp: ",
            rf"sent BYE udp:{spare}", rf"200 OK udp:{spare}", r"\(bye_answered, E7\)",
            "Calls lost: 0")

    def test_the_primary_is_lost_in_a_call_of_ours(self):
        self.call_peer()
        self.end_at_the_backup(self.lose_the_primary())

    def test_the_primary_is_lost_in_a_call_of_the_peer(self):
        self.called_by_peer()
        self.end_at_the_backup(self.lose_the_primary())

    def test_the_peer_hangs_up_behind_the_loss(self):
        """Its BYE has no way but that of the dialog: straight to us, where no proxy stays on it."""
        self.pbx.command("pv.shvSet", "stays", "int", "0")
        self.call_peer()
        marks = self.lose_the_primary()
        self.peer.hang_up()
        end = self.event(self.one, "over")
        self.peer.is_over()
        self.assertEqual((end["by"], end["lost"]), ("peer", 0))
        self.check_sound(marks)


class WithBaresip(Peers, calls.CallCase):
    def make(self):
        return peers.Baresip(self.folder, "1002", calls.HZ["1002"])

    def test_a_call_behind_the_loss(self):
        """baresip registers with both servers, so that it is called through the backup."""
        self.pbx.kill()
        self.call_peer()
        marks = [[0, 0], self.talk()]
        self.one.say("hangup")
        self.assertEqual(self.event(self.one, "over")["server"], 2)
        self.peer.is_over()
        self.check_sound(marks)


class WithLinphone(Peers, calls.CallCase):
    def make(self):
        return peers.Linphone(self.folder, case.address(41), "1002", calls.HZ["1002"])


if __name__ == "__main__":
    case.main()
