#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A server that is a name with two addresses: failover between its targets, the failback modes of
Yealink's files (D2..D4; D5 takes a minute and has a file of its own), a DNS server that dies
(B11)."""
import time

import case
import phone as phones
import waiting
from named import DNS_TTL, EARLY_S, NAME, NEW_REQUESTS, REGISTRATION, SOON_S, Named

SHORT_S = 10   # an expiry: the refresh comes after 5.8 s (C4)
CYCLE_S = 12   # until a refresh of SHORT_S must have come
TTL_S = 3


class Names(Named):
    # ---- failover ----

    def test_the_first_address_is_dead_and_the_second_is_taken(self):
        first, second = self.targets()
        first.kill()
        phone, names = self.named_phone((first, second))
        self.on(phone, second, 5)
        self.assertEqual(names.asked, [(NAME, "A")])
        self.assertEqual(len(second.contacts()), 1)

    def test_the_first_address_is_silent_and_the_second_is_taken(self):
        first, second = self.targets()
        first.freeze()
        phone, _ = self.named_phone((first, second))
        self.on(phone, second, 5)

    def test_each_address_is_one_server_for_call_id_and_cseq(self):
        phone, first, second, _ = self.moved(NEW_REQUESTS)
        sent = first.transactions() + second.transactions()
        calls = {one.call_id for one in sent}
        self.assertEqual(len(calls), 1)  # C1a: to one server, whichever target
        numbers = [one.cseq for one in sorted(sent, key=lambda one: one.at_s)]
        self.assertEqual(numbers, sorted(set(numbers)))
        self.assertFalse(phone.ended())

    # ---- failback ----

    def test_mode_0_starts_every_request_at_the_first_target(self):
        phone, first, second, _ = self.moved(NEW_REQUESTS, expires_s=SHORT_S)
        asked = len(first.requests())
        waiting.until(lambda: len(first.requests()) > asked, CYCLE_S, phone.complaint)
        self.assertEqual(len(second.contacts()), 1)  # it was refused, and went on to the second
        mark = len(phone.said)
        first.reject(0)
        phone.say("register")
        self.on(phone, first, SOON_S, mark)

    def test_mode_1_goes_back_when_the_time_to_live_is_over(self):
        phone, first, second, _ = self.moved(DNS_TTL, ttl_s=TTL_S)
        moved_s = second.changes()[-1].at_s
        mark, asked = len(phone.said), len(first.requests())
        first.reject(0)
        self.on(phone, first, TTL_S + SOON_S, mark)
        back_s = first.requests()[asked].at_s
        self.assertGreaterEqual(back_s, moved_s + TTL_S - EARLY_S)

    def test_mode_2_goes_back_with_the_next_refresh(self):
        phone, first, second, _ = self.moved(REGISTRATION, expires_s=SHORT_S)
        moved_s = second.changes()[-1].at_s
        mark, asked = len(phone.said), len(first.requests())
        first.reject(0)
        self.on(phone, first, CYCLE_S, mark)
        self.assertGreaterEqual(first.requests()[asked].at_s, moved_s + SHORT_S / 2 - EARLY_S)

    def test_mode_1_asks_again_and_stays_while_the_first_target_refuses(self):
        phone, first, second, _ = self.moved(DNS_TTL, ttl_s=1)
        mark, asked = len(phone.said), len(first.requests())
        waiting.until(lambda: len(first.requests()) >= asked + 2, SOON_S, phone.complaint)
        self.assertEqual(len(second.contacts()), 1)
        self.assertEqual([item for item in phone.statuses(mark)
                          if item["state"] not in phones.IN_SERVICE], [])

    # ---- DNS ----

    def test_the_registration_survives_a_dead_dns_server(self):
        first, second = self.targets(max_expires=SHORT_S)
        phone, names = self.named_phone((first, second), ttl_s=1)
        self.on(phone, first, 5)
        names.close()
        time.sleep(1.2)  # the answer has expired
        mark, saved = len(phone.said), len(first.changes())
        waiting.until(lambda: len(first.changes()) > saved, CYCLE_S, phone.complaint)
        phone.say("register")
        waiting.until(lambda: len(first.changes()) > saved + 1, SOON_S, phone.complaint)
        self.assertEqual([item for item in phone.statuses(mark)
                          if item["state"] not in phones.IN_SERVICE], [])
        first.kill()  # and the kept answer still has its second target
        phone.say("register")
        self.on(phone, second, SOON_S, mark)

    def test_new_addresses_are_taken_when_the_answer_has_expired(self):
        first, second = self.targets()
        names = self.name_server({NAME: [first.address]}, ttl_s=1)
        phone = self.phone_of(phones.yealink([(NAME, first.port)]))
        phone.start("--dns", names.option())
        self.on(phone, first, 5)
        names.records[NAME] = [second.address]
        time.sleep(1.2)
        mark = len(phone.said)
        phone.say("register")
        self.on(phone, second, SOON_S, mark)

    def test_a_name_that_comes_to_exist_is_found(self):
        first, second = self.targets()
        names = self.name_server({})
        phone = self.phone_of(phones.yealink([(NAME, first.port)]))
        phone.start("--dns", names.option())
        status = phone.wait_state("FAILED", SOON_S)
        self.assertEqual(status["cause"], "unresolved")
        names.records[NAME] = [second.address]
        self.on(phone, second, 2 * SOON_S)


if __name__ == "__main__":
    case.main()
