#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How a line finds out that its server is gone before the refresh: OPTIONS (C10), and CRLF whose
ICMP comes back (C3a). Every expiry here is an hour."""
import case
import waiting

HOUR_S = 3600
SOON_S = 8
CRLF = (b"\r\n", b"\r\n\r\n")
OPTIONS = "options_interval_s=1"


def kinds(server):
    """The first word of what came to a socket server, keep-alives as "CRLF"."""
    return ["CRLF" if text in CRLF else text.split(b" ", 1)[0].decode(errors="replace")
            for _, text, _ in server.received]


class KeepAlive(case.Case):
    def start(self, first, second, lab=None, **settings):
        made = self.phone(first, second, expires_s=HOUR_S, **settings).start(lab=lab)
        made.wait_in_service(1, 5)
        return made

    # ---- OPTIONS ----

    def test_options_are_asked_at_their_interval_and_an_answer_is_enough(self):
        first, second = self.pair()
        phone = self.start(first, second, lab=OPTIONS)
        waiting.until(lambda: len(first.requests("OPTIONS")) >= 3, SOON_S, phone.complaint)
        times = [one.at_s for one in first.transactions("OPTIONS")]
        for one, other in zip(times, times[1:]):
            self.assertGreaterEqual(other - one, 0.95)
        self.assertEqual(len(first.transactions()), 2)  # the one REGISTER, and its credentials
        self.assertEqual(second.requests("OPTIONS"), [])

    def test_a_frozen_server_is_found_by_options_and_left(self):
        first, second = self.pair()
        phone = self.start(first, second, lab=OPTIONS)
        mark = len(phone.said)
        first.freeze()
        phone.wait_in_service(2, SOON_S, mark)
        asked = len(second.requests("OPTIONS"))
        waiting.until(lambda: len(second.requests("OPTIONS")) > asked, SOON_S, phone.complaint)
        mark = len(phone.said)
        first.thaw()
        phone.wait_in_service(1, 2 * SOON_S, mark)

    def test_options_refused_by_a_failover_status_move_the_line(self):
        first, second = self.pair()
        phone = self.start(first, second, lab=OPTIONS)
        mark = len(phone.said)
        first.reject(503)
        phone.wait_in_service(2, SOON_S, mark)

    def test_a_server_that_answers_no_options_is_kept_and_asked_no_more(self):
        first = self.socket_server(21, 200)
        first.mute = {b"OPTIONS"}
        phone = self.start(first, self.socket_server(22, 200), lab=OPTIONS)
        mark = len(phone.said)
        waiting.until(lambda: kinds(first).count("REGISTER") == 2, SOON_S, phone.complaint)
        phone.wait_for(lambda item: item.get("kind") == "decision" and item["rule"] == "C10",
                       SOON_S, 0)
        asked = kinds(first).count("OPTIONS")
        self.assertEqual(asked, 4)  # A1: once, and three retransmissions
        with self.assertRaises(AssertionError):
            waiting.until(lambda: kinds(first).count("OPTIONS") > asked, 2.5,
                          lambda: "as it should")
        self.assertEqual([item for item in phone.statuses(mark) if item["server"] != 1], [])

    # ---- CRLF ----

    def test_crlf_keeps_the_way_open(self):
        first = self.socket_server(21, 200)
        phone = self.start(first, self.socket_server(22), crlf_s=1)
        waiting.until(lambda: kinds(first).count("CRLF") >= 3, SOON_S, phone.complaint)
        came = [(at_s, peer) for at_s, text, peer in first.received if text in CRLF]
        for (one, _), (other, _) in zip(came, came[1:]):
            self.assertTrue(0.5 <= other - one <= 2, came)
        register = next(peer for _, text, peer in first.received if text not in CRLF)
        self.assertEqual({peer for _, peer in came}, {register})
        self.assertEqual(kinds(first).count("REGISTER"), 1)

    def test_no_crlf_where_the_file_says_so(self):
        first = self.socket_server(21, 200)
        phone = self.start(first, self.socket_server(22), crlf=0, crlf_s=1)
        with self.assertRaises(AssertionError):
            waiting.until(lambda: len(first.received) > 1, 2.5, lambda: "as it should")
        self.assertFalse(phone.ended())

    def test_icmp_on_a_keepalive_moves_the_line_long_before_the_refresh(self):
        first, second = self.pair()
        phone = self.start(first, second, crlf_s=1)
        mark = len(phone.said)
        first.kill()
        phone.wait_in_service(2, SOON_S, mark)
        self.assertEqual(len(second.contacts()), 1)
        mark = len(phone.said)
        first.start()
        phone.wait_in_service(1, 2 * SOON_S, mark)

    def test_kamailio_takes_crlf_and_bindings_stay(self):
        first, second = self.pair()
        phone = self.start(first, second, crlf_s=1)
        with self.assertRaises(AssertionError):
            waiting.until(lambda: len(first.transactions()) > 2, 3, lambda: "as it should")
        self.assertEqual(len(first.contacts()), 1)
        self.assertEqual(second.requests(), [])
        self.assertFalse(phone.ended())


if __name__ == "__main__":
    case.main()
