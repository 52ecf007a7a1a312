#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A server fails in each way that servers fail, and comes back. Two kamailio registrars."""
import time

import case
import waiting

# A1 with T1 50 ms and three retransmissions is 0.75 s; A4's last attempt takes 3.2 s; the failback
# interval and the wait after a failed pass are 2 s. Generous, for a busy machine.
SOON_S = 6
BOTH_WAYS_S = 15


class Failover(case.Case):
    def moved_by(self, break_primary):
        """A registered phone whose primary breaks, once it works on the backup."""
        primary, backup = self.pair()
        phone = self.registered_phone(primary, backup)
        self.assertEqual(backup.requests(), [])
        break_primary(primary)
        mark = len(phone.said)
        phone.say("register")
        phone.wait_in_service(2, SOON_S, mark)
        self.assertEqual(len(backup.contacts()), 1)
        return phone, primary, backup

    def comes_back(self, phone, primary):
        mark = len(phone.said)
        phone.wait_in_service(1, BOTH_WAYS_S, mark)
        self.assertEqual(len(primary.contacts()), 1)

    def test_silence_moves_the_line_and_an_answer_brings_it_back(self):
        phone, primary, _ = self.moved_by(lambda server: server.freeze())
        primary.thaw()
        self.comes_back(phone, primary)

    def test_a_server_that_is_gone_moves_the_line_and_its_restart_brings_it_back(self):
        phone, primary, _ = self.moved_by(lambda server: server.kill())
        primary.start()
        self.comes_back(phone, primary)

    def test_503_moves_the_line_and_200_brings_it_back(self):
        phone, primary, _ = self.moved_by(lambda server: server.reject(503))
        primary.reject(0)
        self.comes_back(phone, primary)

    def test_500_moves_the_line_too(self):
        self.moved_by(lambda server: server.reject(500))

    def test_403_is_an_answer_and_moves_nothing(self):
        primary, backup = self.pair()
        primary.reject(403)
        phone = self.phone(primary, backup).start()
        self.assertIsNone(phone.wait_state("FAILED", 5)["server"])
        self.assertEqual(backup.requests(), [])
        primary.reject(0)
        phone.wait_in_service(1, SOON_S)  # C7: again after a wait

    def test_it_stays_on_the_backup_while_probes_fail(self):
        phone, primary, backup = self.moved_by(lambda server: server.reject(503))
        probes = len(primary.requests())
        mark = len(phone.said)
        waiting.until(lambda: len(primary.requests()) >= probes + 2, 10, phone.complaint)
        self.assertEqual([item for item in phone.statuses(mark) if item["server"] != 2], [])
        self.assertEqual(len(backup.contacts()), 1)
        calls = {one.call_id for one in primary.requests()} & \
            {one.call_id for one in backup.requests()}
        self.assertEqual(calls, set())  # C1a, D1: a probe has its own Call-ID

    def test_both_down_and_the_backup_is_back_first(self):
        primary, backup = self.pair()
        phone = self.registered_phone(primary, backup)
        primary.kill()
        backup.kill()
        mark = len(phone.said)
        phone.say("register")
        phone.wait_state("FAILED", BOTH_WAYS_S, mark)
        mark = len(phone.said)
        backup.start()
        phone.wait_in_service(2, BOTH_WAYS_S, mark)
        primary.start()
        self.comes_back(phone, primary)

    def test_both_silent_and_the_backup_is_back_first(self):
        primary, backup = self.pair()
        phone = self.registered_phone(primary, backup)
        primary.freeze()
        backup.freeze()
        mark = len(phone.said)
        phone.say("register")
        phone.wait_state("FAILED", BOTH_WAYS_S, mark)
        mark = len(phone.said)
        backup.thaw()
        phone.wait_in_service(2, BOTH_WAYS_S, mark)
        primary.thaw()
        self.comes_back(phone, primary)

    def test_there_and_back_again_three_times(self):
        primary, backup = self.pair()
        phone = self.registered_phone(primary, backup)
        for _ in range(3):
            primary.reject(503)
            mark = len(phone.said)
            phone.say("register")
            phone.wait_in_service(2, SOON_S, mark)
            time.sleep(0.1)
            primary.reject(0)
            self.comes_back(phone, primary)


if __name__ == "__main__":
    case.main()
