#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a phone in a call meets that it did not ask for: packets at its sound's port that are none,
or a stranger's, and more calls than anybody can take."""
import random
import socket
import struct
import time

import calls
import case
import waiting
import wire

STRAY = 99  # the address of one who was not asked
FLOOD = 600
ROOM = 4    # E10
SDP = ("v=0\r\no=- 1 1 IN IP4 {at}\r\ns=-\r\nc=IN IP4 {at}\r\nt=0 0\r\n"
       "m=audio 40000 RTP/AVP 0\r\n")
INVITE = ("INVITE {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {at}:{port};branch=z9hG4bK{name}\r\n"
          "Max-Forwards: 70\r\nFrom: <sip:a@{at}>;tag={name}\r\nTo: <{uri}>\r\nCall-ID: {name}\r\n"
          "CSeq: 1 INVITE\r\nContact: <sip:a@{at}:{port}>\r\n{type}Content-Length: {length}\r\n\r\n"
          "{body}")


def rtp(kind=0, version=2, number=0, payload=b"\xff" * 160, source=7):
    return struct.pack("!BBHII", version << 6, kind, number, number * 160, source) + payload


class BadInput(calls.CallCase):
    def setUp(self):
        super().setUp()
        self.pbx = self.registrar(21, template=calls.PBX)
        self.spare = self.registrar(22, template=calls.PBX)

    def stray(self, address=None):
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.bind((address or case.address(STRAY), 0))
        made.settimeout(0.05)
        self.addCleanup(made.close)
        return made

    def test_packets_that_are_no_sound(self):
        """Wrong sizes, versions, payload types, streams, addresses: both hear each other on."""
        one, two = self.caller("1001"), self.caller("1002")
        self.connect(one, two)
        # The port of two's sound is where one sends.
        at = self.event(one, "media")["media_target"].rsplit(":", 1)
        port = (at[0], int(at[1]))
        draw = random.Random(1)
        start = self.count_heard(two)
        strangers = [self.stray(), self.stray(one.address)]
        for number in range(400):
            sound = rtp(number=number, payload=bytes(draw.randrange(256) for _ in range(160)))
            wrong = [b"", b"\x80", sound[:11], sound[:12], sound + bytes(2000 - len(sound)),
                     rtp(version=draw.choice((0, 1, 3))), rtp(kind=draw.randrange(1, 128)),
                     bytes(draw.randrange(256) for _ in range(draw.randrange(400))),
                     struct.pack("!BBHII", 0xbf, 0, number, 0, 7),       # 15 sources, none there
                     struct.pack("!BBHIIHH", 0x90, 0, 1, 1, 7, 0, 0xffff),  # an extension too long
                     struct.pack("!BBHI", 0x81, 203, 1, 7)]               # RTCP: BYE
            strangers[0].sendto(sound, port)
            for stranger in strangers:
                stranger.sendto(draw.choice(wrong), port)
            if number % 4 == 0:
                time.sleep(0.02)
        time.sleep(0.5)
        text = calls.sound.heard(calls.sound.read(two.hears)[start:], calls.HZ["1001"],
                                 calls.LEVEL_DB)
        self.assertGreaterEqual(text.count("#"), 15, text)
        self.assert_steady(text.replace("~", "#"), 18)
        one.say("hangup")
        ends = self.both_over(one, two)
        self.assertGreater(ends[1]["strange"] + ends[1]["unread"], 400, ends[1])
        self.assertLess(ends[1]["lost"], 20)
        self.assertEqual(ends[0]["lost"], 0)

    def flood(self, phone, stray):
        """Invitations from one who waits for nothing: {Call-ID: the first final answer}."""
        uri = self.pbx.contacts()[0]
        at, port = stray.getsockname()
        body = SDP.format(at=at)
        finals = {}
        for number in range(FLOOD):
            text = INVITE.format(uri=uri, at=at, port=port, name=f"flood{number}", body=body,
                                 type="Content-Type: application/sdp\r\n", length=len(body))
            stray.sendto(text.encode(), (phone.address, phone.port))
            if number % 20 == 19:
                self.collect(stray, finals, 0.02)
        self.collect(stray, finals, 1)
        return finals

    @staticmethod
    def collect(stray, finals, limit_s):
        end = time.monotonic() + limit_s
        while time.monotonic() < end:
            try:
                text = stray.recv(65535)
            except socket.timeout:
                continue
            status = int(text.split(b" ", 2)[1])
            if status >= 200:
                finals.setdefault(wire.header(text, "Call-ID"), (status, text))

    def test_a_flood_of_calls(self):
        """E10: four ring; the others are busy or, where there is no place to say that, are told
        when to come again; nothing is left behind, and a call of a friend comes through after."""
        one = self.caller("1001")
        finals = self.flood(one, self.stray())
        statuses = {status for status, _ in finals.values()}
        self.assertGreater(len(finals), FLOOD / 3, "most are answered")
        self.assertLessEqual(statuses, {486, 503}, statuses)
        for status, text in finals.values():
            if status == 503:
                self.assertRegex(text, rb"(?mi)^Retry-After: *[1-9]")
        rang = [item for item in one.said if item.get("event") == "incoming"]
        self.assertEqual(len(rang), ROOM)
        for item in rang:
            one.say(f"reject {item['call']}")
            self.event(one, "over", call=item["call"])
        two = self.caller("1002")
        self.event_within(one, two)

    def event_within(self, one, two):
        """two reaches one, at the latest when what is refused has been forgotten (64*T1)."""
        def reached():
            mark = len(two.said)
            two.say("dial 1 1001")
            item = two.wait_for(lambda item: item.get("event") in ("ringing", "over"), 8, mark)
            return item["event"] == "ringing"
        waiting.until(reached, 12, one.complaint)
        two.say("hangup")
        self.event(one, "over", by="peer", limit_s=8)


if __name__ == "__main__":
    case.main()
