#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Calls of a phone with sipp, whose scenarios judge by themselves: what an ordinary phone at the
other end does not do. Those that are called stand behind a kamailio; those that call know the
phone's Contact and come straight. T1 of the phone is 50 ms."""
import time

import calls
import case
import kamailio
import sipp
import waiting

SDP = """Content-Type: application/sdp
Content-Length: [len]

v=0
o=sipp 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [local_ip]
t=0 0
m=audio @PORT@ RTP/AVP 0
a=rtpmap:0 PCMU/8000"""
PHONE = """<ereg regexp="[^ ].*" search_in="hdr" header="Via:" occurrence="2" check_it="true"
            assign_to="phone"/>"""
NOW = sipp.COMMON["OK"]
HELD = NOW.replace(sipp.NONE, f"{sipp.COMMON['US']}\n@SDP@")
METHODS = "16383"  # every one, as kamailio counts them
SESSION_S = 20  # the shortest that the phone believes in


def then(*steps):
    return "\n  ".join(steps)


class WithSipp(calls.CallCase):
    def setUp(self):
        super().setUp()
        self.pbx = self.registrar(21, template=calls.PBX)
        self.spare = self.pbx
        self.one = self.caller("1001")

    def config(self, user, ring_s=180):
        """One server: nothing here fails over."""
        return "\n".join(super().config(user, ring_s).splitlines()[:-1]) + "\n"

    def sipp(self, scenario, last, **options):
        values = {"PHONE": PHONE, "MORE": "X: y", "THEN": "", "ROUTE": "[last_Record-Route:]",
                  **options.pop("values", {})}
        port = kamailio.free_port(case.address(last)) & ~1
        values["SDP"] = SDP.replace("@PORT@", str(port))
        made = sipp.Sipp(self.folder, case.address(last), scenario, values=values, **options)
        self.addCleanup(made.kill)
        return made.start()

    def called(self, scenario, user="1002", last=41, **values):
        """A sipp that stands behind the proxy under this number."""
        made = self.sipp(scenario, last, values=values)
        contact = f"sip:{user}@{made.address}:{made.port}"
        self.pbx.command("ul.add", "location", f"s:{user}", contact, "3600", "1.0", "s:0", "0",
                         "0", METHODS)
        return made

    def calls(self, scenario, **values):
        """A sipp that calls the phone."""
        return self.sipp(scenario, 42, peer=(self.one.address, self.one.port),
                         values={"URI": self.pbx.contacts()[0], **values})

    def ends_well(self, server, limit_s=10):
        self.assertEqual(server.wait(limit_s), 0,
                         f"{server.complaint()}\n{self.one.complaint()}")

    def dial(self, user="1002", one=None):
        one = one or self.one
        mark = len(one.said)
        one.say(f"dial 1 {user}")
        return self.event(one, "up", mark)

    def hang_up(self, one=None, **facts):
        one = one or self.one
        one.say("hangup")
        return self.event(one, "over", **facts)

    def answer(self):
        rings = self.event(self.one, "incoming")
        self.one.say(f"answer {rings['call']}")
        return rings["call"]

    # ---- the phone calls

    def test_a_reliable_response_with_the_answer_in_it(self):
        server = self.called("phone_reliable")
        mark = len(self.one.said)
        self.one.say("dial 1 1002")
        media = self.event(self.one, "media", mark)
        self.assertTrue(media["early"])
        self.assertIn(server.address, media["media_target"])
        self.event(self.one, "up", mark)
        self.assertTrue(self.hang_up()["confirmed"])
        self.ends_well(server)

    def test_a_fork_with_two_answers(self):
        server = self.called("phone_fork")
        self.dial()
        self.assertTrue(self.hang_up()["confirmed"])
        self.ends_well(server)
        self.assertEqual([item["event"] for item in self.one.said
                          if item["kind"] == "call"].count("over"), 1)

    def test_two_phones_of_one_user_ring_and_one_answers(self):
        two, three = self.caller("1002"), self.switch_on("1002", self.config("1002"))
        self.one.say("dial 1 1002")
        rings = [self.event(phone, "incoming") for phone in (two, three)]
        three.say(f"answer {rings[1]['call']}")
        self.event(self.one, "up")
        self.event(two, "over", by="peer")
        self.event(three, "up")
        self.hang_up()
        self.event(three, "over", by="peer")

    def test_a_redirection(self):
        two = self.caller("1003")
        server = self.called("phone_refuses", STATUS="302 Moved Temporarily",
                             MORE=f"Contact: <sip:1003@{self.pbx.address}:{self.pbx.port}>")
        self.one.say("dial 1 1002")
        two.say(f"answer {self.event(two, 'incoming')['call']}")
        self.event(self.one, "up")
        self.ends_well(server)
        self.hang_up()
        self.event(two, "over", by="peer")

    def test_a_redirection_in_a_circle_ends(self):
        """The same URI is not asked again: the first one says no port."""
        there = f"Contact: <sip:1002@{self.pbx.address}:{self.pbx.port}>"
        again = f"<send><![CDATA[\nSIP/2.0 302 Moved\n@FIRST@\n{there}\n@NONE@\n]]></send>"
        server = self.called("phone_refuses", STATUS="302 Moved Temporarily", MORE=there,
                             THEN=then('<recv request="INVITE"/>', again, '<recv request="ACK"/>'))
        self.one.say("dial 1 1002")
        end = self.event(self.one, "over")
        self.assertEqual((end["status"], end["by"]), (302, "peer"))
        self.ends_well(server)

    def test_the_session_is_too_short_for_the_peer(self):
        """422 with Min-SE: the INVITE comes again with that (RFC 4028 7.4)."""
        again = then(
            '<recv request="INVITE"><action><ereg regexp="^ *7200" search_in="hdr" '
            'header="Session-Expires:" check_it="true" assign_to="long"/></action></recv>'
            '<Reference variables="long"/>',
            '<send retrans="500"><![CDATA[\nSIP/2.0 200 OK\n@FIRST@\n@ROUTE@\n@US@\n@SDP@\n]]>'
            '</send>', '<recv request="ACK"/>', '<recv request="BYE"/>', NOW)
        server = self.called("phone_refuses", STATUS="422 Session Interval Too Small",
                             MORE="Min-SE: 7200", THEN=again)
        self.dial()
        self.hang_up()
        self.ends_well(server)

    def test_a_peer_that_refreshes_and_one_that_is_gone(self):
        """Session timers (RFC 4028): where we refresh, a request comes at half of the time; where
        the peer should and does not, the call ends before the time is over."""
        def session(refresher):
            return f"Require: timer\nSession-Expires: {SESSION_S};refresher={refresher}"
        ours = self.called("phone_answers", MORE=session("uac"), THEN=then(
            '<recv request="INVITE"/>',
            HELD.replace("200 OK\n", f"200 OK\n{session('uac')}\n"),
            '<recv request="ACK"/>', '<recv request="BYE"/>', NOW))
        theirs = self.called("phone_answers", user="1004", last=43, MORE=session("uas"),
                             THEN=then('<recv request="BYE"/>', NOW))
        three = self.caller("1003")
        self.dial()
        begun = time.monotonic()
        self.dial("1004", three)
        end = self.event(three, "over", limit_s=SESSION_S)
        self.assertGreater(time.monotonic() - begun, SESSION_S / 2)
        self.assertEqual((end["status"], end["by"]), (408, "network"))
        self.ends_well(theirs)
        self.hang_up()
        self.ends_well(ours)

    def test_glare(self):
        """491: we made the Call-ID, so that our re-INVITE comes again 2.1 to 4 s later (RFC 3261
        14.1)."""
        server = self.called("phone_answers", THEN=then(
            '<recv request="INVITE"/>', NOW.replace("200 OK", "491 Request Pending"),
            '<recv request="ACK"/>', '<recv request="INVITE"/>', HELD, '<recv request="ACK"/>',
            '<recv request="BYE"/>', NOW))
        self.dial()
        begun = time.monotonic()
        self.one.say("hold")
        self.event(self.one, "held", limit_s=8, by="us")
        waiting.until(lambda: len([1 for text in server.received()
                                   if text.startswith(b"INVITE")]) == 3, 8, server.complaint)
        self.assertGreater(time.monotonic() - begun, 2)
        self.hang_up()
        self.ends_well(server)

    def test_a_bye_that_asks_for_a_password(self):
        server = self.called("phone_answers", THEN=then(
            '<recv request="BYE"/>',
            NOW.replace("200 OK", "407 Proxy Authentication Required").replace(
                sipp.NONE, 'Proxy-Authenticate: Digest realm="holdfast.test", nonce="n1", '
                           f'algorithm=MD5, qop="auth"\n{sipp.NONE}'),
            '<recv request="BYE"><action><ereg regexp="Proxy-Authorization: Digest .*nonce=.n1" '
            'search_in="msg" check_it="true" assign_to="proof"/></action></recv>'
            '<Reference variables="proof"/>', NOW))
        self.dial()
        self.assertTrue(self.hang_up()["confirmed"])
        self.ends_well(server)

    # ---- sipp calls the phone

    def test_a_late_offer(self):
        server = self.calls("phone_late")
        self.answer()
        self.event(self.one, "up")
        media = self.event(self.one, "media")
        self.assertIn(server.address, media["media_target"])
        self.assertEqual(media["codec"], "PCMU")
        time.sleep(0.5)
        self.assertGreater(self.hang_up()["sent"], 5)
        self.ends_well(server)

    def test_reliable_ringing_and_two_byes(self):
        server = self.calls("phone_called")
        self.event(self.one, "incoming")
        time.sleep(0.3)
        self.answer()
        self.event(self.one, "up")
        self.assertEqual(self.event(self.one, "over")["by"], "peer")
        self.ends_well(server)
        self.assertEqual([item["event"] for item in self.one.said
                          if item["kind"] == "call"].count("over"), 1)

    def test_a_peer_that_never_acknowledges(self):
        server = self.calls("phone_deaf")
        self.answer()
        begun = time.monotonic()
        end = self.event(self.one, "over", limit_s=8)
        self.assertGreater(time.monotonic() - begun, 64 * 0.05 - 0.3)
        self.assertNotEqual(end["by"], "us")
        self.ends_well(server)


if __name__ == "__main__":
    case.main()
