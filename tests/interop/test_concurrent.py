#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Concurrent registration (C2, D7), as a Yealink file without redundancy_type has it: a binding
with each of two kamailios at the same time."""
import case
import phone as phones
import waiting

SOON_S = 6


class Concurrent(case.Case):
    def both(self, **keys):
        """A phone that is registered with both of two servers."""
        servers = self.pair()
        text = phones.yealink([(one.address, one.port) for one in servers], **keys)
        phone = self.phone_of(text).start()
        phone.wait_in_service(1, 5)
        waiting.until(lambda: all(one.contacts() for one in servers), 5, phone.complaint)
        return phone, *servers

    def lost(self, phone, server):
        """The server is gone, and the line finds out."""
        mark = len(phone.said)
        server.kill()
        phone.say("register")
        return mark

    def test_both_hold_a_binding_each_by_its_own_series(self):
        phone, first, second = self.both()
        self.assertEqual([len(one.contacts()) for one in (first, second)], [1, 1])
        self.assertEqual({one.call_id for one in first.requests()} &
                         {one.call_id for one in second.requests()}, set())
        self.assertEqual(phone.quit(), 0)
        self.assertEqual([one.contacts() for one in (first, second)], [[], []])  # C8

    def test_the_second_works_while_the_first_is_gone_and_the_first_again(self):
        phone, first, second = self.both()
        mark = self.lost(phone, first)
        phone.wait_in_service(2, SOON_S, mark)
        mark = len(phone.said)
        first.start()
        phone.wait_in_service(1, SOON_S, mark)
        self.assertEqual([len(one.contacts()) for one in (first, second)], [1, 1])

    def test_the_first_works_on_while_the_second_is_gone(self):
        phone, first, second = self.both()
        mark = self.lost(phone, second)
        phone.wait_for(lambda item: item.get("kind") == "request", SOON_S, mark)
        second.start()
        waiting.until(second.contacts, SOON_S, phone.complaint)
        self.assertEqual([item for item in phone.statuses(mark) if item["server"] != 1], [])
        self.assertEqual(len(first.contacts()), 1)

    def test_silence_at_the_first_makes_the_second_the_working_one(self):
        phone, first, second = self.both()
        mark = len(phone.said)
        first.freeze()
        phone.say("register")
        phone.wait_in_service(2, SOON_S, mark)
        mark = len(phone.said)
        first.thaw()
        phone.wait_in_service(1, SOON_S, mark)
        self.assertEqual(len(second.contacts()), 1)

    def test_both_gone_is_failed_and_either_one_brings_it_back(self):
        phone, first, second = self.both()
        mark = len(phone.said)
        first.kill()
        second.kill()
        phone.say("register")
        phone.wait_state("FAILED", 2 * SOON_S, mark)
        mark = len(phone.said)
        second.start()
        phone.wait_in_service(2, 2 * SOON_S, mark)
        first.start()
        phone.wait_in_service(1, 2 * SOON_S, mark)


if __name__ == "__main__":
    case.main()
