#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Registering, refreshing, leaving, and a wrong password, at a real registrar."""
import time

import case
import waiting
import wire


class Register(case.Case):
    def test_registers_at_the_first_server_alone(self):
        primary, backup = self.pair()
        phone = self.registered_phone(primary, backup)
        self.assertEqual(len(primary.contacts()), 1)
        self.assertEqual(backup.requests(), [])
        requests = primary.requests()
        self.assertEqual([one.authorized for one in requests], [False, True])
        self.assertEqual(len({one.call_id for one in requests}), 1)  # C1a
        self.assertLess(requests[0].cseq, requests[1].cseq)
        self.assertEqual(requests[0].source, (phone.address, phone.port))

    def test_registers_again_when_told_to(self):
        primary, backup = self.pair()
        phone = self.registered_phone(primary, backup)
        before = len(primary.requests())
        phone.say("register")
        waiting.until(lambda: len(primary.requests()) > before, 5, phone.complaint)
        self.assertEqual(len(primary.contacts()), 1)
        self.assertEqual(len({one.call_id for one in primary.requests()}), 1)

    def test_refreshes_before_the_binding_ends(self):
        granted_s = 8
        primary, backup = self.pair(max_expires=granted_s)
        phone = self.registered_phone(primary, backup)
        end = time.monotonic() + 2 * granted_s
        while time.monotonic() < end:
            self.assertEqual(len(primary.contacts()), 1, phone.complaint())
            time.sleep(0.25)
        accepted = {}
        for one in primary.requests():  # a busy machine's answer comes behind a retransmission
            if one.authorized:
                accepted.setdefault(one.cseq, one.at_s)
        accepted = list(accepted.values())
        self.assertGreaterEqual(len(accepted), 3)
        for earlier, later in zip(accepted, accepted[1:]):
            self.assertLess(later - earlier, granted_s)
            self.assertGreater(later - earlier, granted_s / 4)
        self.assertEqual(backup.requests(), [])

    def test_leaves_no_binding_behind(self):
        primary, backup = self.pair()
        phone = self.registered_phone(primary, backup)
        self.assertEqual(phone.quit(), 0)
        self.assertEqual(primary.contacts(), [])

    def test_a_wrong_password_is_said_and_moves_nothing(self):
        primary = self.registrar(21)
        backup = self.socket_server(22)
        phone = self.phone(primary, backup, password="a wrong one").start()
        status = phone.wait_state("FAILED", 5)
        self.assertIn("credentials", status["why"])
        time.sleep(3)  # longer than the wait after other failures (Reg Fail Interval, 2 s)
        self.assertEqual(backup.received, [], "a wrong password is no reason to fail over")
        self.assertEqual(len(primary.requests()), 2)
        self.assertEqual(primary.contacts(), [])
        wait_s = (status["next_us"] - status["at_us"]) / 1e6  # C13
        self.assertAlmostEqual(wait_s, 1800, delta=1)
        self.assertEqual(phone.quit(), 0)
        for path in phone.log.iterdir():
            self.assertNotIn(b"a wrong one", path.read_bytes())

    def test_the_contact_tells_nothing_but_a_token(self):
        server = self.socket_server(21, 200)
        self.phone(server, self.socket_server(22)).start().wait_in_service(1, 5)
        contact = wire.header(server.received[0][1], "Contact")
        user = contact.split("sip:", 1)[1].split("@", 1)[0]
        self.assertNotIn("1001", user)
        self.assertGreaterEqual(len(user), 8)


if __name__ == "__main__":
    case.main()
