#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The phone dies without a goodbye, at random moments, and is started again."""
import os
import random
import time

import case

ROUNDS = 10
SEED = int(os.environ.get("HF_FIRST_SEED", "1"))


class Restart(case.Case):
    def revived(self, phone, server, limit_s=10):
        """Killed, its log still replays; started again, it is in service on that server."""
        phone.kill()
        replayed = self.replay(phone)
        self.assertEqual(replayed.returncode, 0, f"{replayed.stdout}{replayed.stderr}")
        mark = len(phone.said)
        phone.start()
        phone.wait_in_service(server, limit_s, mark)

    def test_killed_at_random_moments_while_all_is_well(self):
        draw = random.Random(SEED)
        primary, backup = self.pair()
        phone = self.registered_phone(primary, backup)
        for number in range(ROUNDS):
            delay_s = draw.choice((0.005, 0.02, 0.05, 0.1, 0.4)) * draw.random() * 2
            with self.subTest(seed=SEED, round=number, delay_s=delay_s):
                time.sleep(delay_s)
                if draw.random() < 0.5 and not phone.ended():
                    phone.say("register")
                self.revived(phone, 1)
        self.assertEqual(len(primary.contacts()), 1, "every start has the same Contact")

    def test_killed_at_random_moments_of_an_outage(self):
        draw = random.Random(SEED + 1)
        primary, backup = self.pair()
        phone = self.registered_phone(primary, backup)
        for number in range(ROUNDS // 2):
            delay_s = draw.random() * 1.5
            with self.subTest(seed=SEED, round=number, delay_s=delay_s):
                primary.freeze()
                phone.say("register")
                time.sleep(delay_s)
                self.revived(phone, 2)
                primary.thaw()
                phone.wait_in_service(1, 15, len(phone.said))

    def test_it_remembers_which_server_was_dead(self):
        silent = self.socket_server(21)
        backup = self.registrar(22)
        phone = self.phone(silent, backup, failback_s=60).start()
        phone.wait_in_service(2, 10)
        asked = len(silent.received)
        self.revived(phone, 2, 5)
        self.assertEqual(len(silent.received), asked, "the restart began at the dead server")

    def test_fresh_forgets(self):
        silent = self.socket_server(21)
        backup = self.registrar(22)
        phone = self.phone(silent, backup, failback_s=60).start()
        phone.wait_in_service(2, 10)
        asked = len(silent.received)
        phone.kill()
        mark = len(phone.said)
        phone.start("--fresh").wait_in_service(2, 10, mark)
        self.assertGreater(len(silent.received), asked)


if __name__ == "__main__":
    case.main()
