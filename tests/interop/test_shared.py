#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Two servers that share one table of bindings, and two that do not: what a move leaves behind
(C1a, C9). The shared table is one kamailio with two listeners."""
import sys

import case
import waiting

SOON_S = 6
BOTH_WAYS_S = 15
WITHOUT_S = 0.5  # a round trip on the loopback, on a busy machine
CALL_ID_OLD = 500  # kamailio's answer to a CSeq that is too old
REMOVES = "contact_per_server=1 unregister_old=1"


class Moves(case.Case):
    def start(self, first, second, **options):
        made = self.phone(first, second).start(**options)
        made.wait_in_service(1, 5)
        return made

    def away(self, phone, first):
        """The first server refuses, and the line moves to the second."""
        mark = len(phone.said)
        first.reject(503)
        phone.say("register")
        phone.wait_in_service(2, SOON_S, mark)

    def home(self, phone, first):
        mark = len(phone.said)
        first.reject(0)
        phone.wait_in_service(1, BOTH_WAYS_S, mark)

    def series(self, registrar):
        """{listener: {Call-ID: [CSeq]}} of what was sent there."""
        found = {}
        for one in registrar.requests():
            found.setdefault(one.listener, {}).setdefault(one.call_id, []).append(one.cseq)
        return found

    def check_series(self, registrar):
        """C1a: no Call-ID is used at both, and each grows where it is used."""
        places = list(self.series(registrar).values())
        self.assertEqual(len(places), 2)
        self.assertEqual(places[0].keys() & places[1].keys(), set())
        for calls in places:
            for numbers in calls.values():
                self.assertEqual(numbers, sorted(numbers))

    def there_and_back(self, registrar):
        """A line with a Contact for each server, home again; the phone."""
        first, second = registrar.listeners
        phone = self.start(first, second, lab=REMOVES)
        self.away(phone, first)
        self.assertEqual(len(set(registrar.contacts())), 2)
        self.home(phone, first)
        return phone

    def one_is_left(self, registrar, phone):
        """C9 has removed the old binding, and it stays so."""
        waiting.until(lambda: len(registrar.contacts()) == 1, SOON_S, phone.complaint)
        mark = len(phone.said)
        phone.say("register")
        phone.wait_for(lambda item: item.get("kind") == "request", SOON_S, mark)
        self.assertEqual(len(registrar.contacts()), 1)
        self.check_series(registrar)


class Shared(Moves):
    def test_one_contact_is_replaced_wherever_the_line_moves(self):
        registrar = self.shared()
        first, second = registrar.listeners
        phone = self.start(first, second)
        for _ in range(2):
            self.away(phone, first)
            self.assertEqual(len(registrar.contacts()), 1)
            self.home(phone, first)
            self.assertEqual(len(registrar.contacts()), 1)
        self.check_series(registrar)
        old = [item for item in phone.said if item.get("status") == CALL_ID_OLD]
        self.assertEqual(old, [], "a REGISTER was refused as an old one")

    def test_a_silent_listener_and_the_shared_table(self):
        registrar = self.shared()
        first, second = registrar.listeners
        phone = self.start(first, second)
        mark = len(phone.said)
        first.reject(1)
        phone.say("register")
        phone.wait_in_service(2, SOON_S, mark)
        self.assertEqual(len(registrar.contacts()), 1)
        self.home(phone, first)
        self.assertEqual(len(registrar.contacts()), 1)
        self.check_series(registrar)

    def test_two_contacts_until_the_old_one_is_removed(self):
        registrar = self.shared()
        self.one_is_left(registrar, self.there_and_back(registrar))

    def test_a_registrar_that_wipes_is_refreshed_at_once(self):
        registrar = self.shared(wipes=True)
        phone = self.there_and_back(registrar)

        def saved_again():
            changes = registrar.changes()
            wiped = [i for i, one in enumerate(changes) if one.what == "WIPED"]
            return changes[wiped[0]:] if wiped and len(changes) > wiped[0] + 1 else None
        wiped, saved = waiting.until(saved_again, SOON_S, phone.complaint)[:2]
        self.assertEqual(saved.what, "SAVED")
        without_s = saved.at_s - wiped.at_s
        print(f"\nfigure: {without_s * 1e3:.2f} ms without a binding after a registrar wiped all",
              file=sys.stderr)
        self.assertLess(without_s, WITHOUT_S)
        self.assertEqual(len(registrar.contacts()), 1)


class Pair:
    """Two kamailios, in the place of one with two listeners."""

    def __init__(self, first, second):
        self.listeners = [first, second]

    def contacts(self):
        return [contact for one in self.listeners for contact in one.contacts()]

    def requests(self):
        return [request for one in self.listeners for request in one.requests()]


class Separate(Moves):
    def separate(self):
        return Pair(*self.pair())

    def test_the_old_binding_is_left_to_expire(self):
        registrar = self.separate()
        first, second = registrar.listeners
        phone = self.start(first, second)
        self.away(phone, first)
        self.home(phone, first)
        self.assertEqual([len(one.contacts()) for one in registrar.listeners], [1, 1])
        self.assertEqual(len(set(registrar.contacts())), 1)
        self.check_series(registrar)

    def test_the_old_binding_is_removed_where_that_is_wanted(self):
        registrar = self.separate()
        self.one_is_left(registrar, self.there_and_back(registrar))
        self.assertEqual(len(registrar.listeners[0].contacts()), 1)

    def test_a_silent_server_is_left_and_found_again(self):
        registrar = self.separate()
        first, second = registrar.listeners
        phone = self.start(first, second)
        mark = len(phone.said)
        first.freeze()
        phone.say("register")
        phone.wait_in_service(2, SOON_S, mark)
        self.assertEqual(len(second.contacts()), 1)
        first.thaw()
        phone.wait_in_service(1, BOTH_WAYS_S, len(phone.said))
        self.check_series(registrar)


if __name__ == "__main__":
    case.main()
