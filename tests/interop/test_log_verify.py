#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`holdfast log verify`: a log for each promise that can be broken, and whole ones."""
import re
from pathlib import Path

import case
import log_bytes
from log_case import HERE, OUTAGES, SECOND_US, VECTORS, Tools, holdfast, objects


class Verify(Tools):
    """A log for each promise that can be broken."""

    STORY = ("server a answers REGISTER 200 expires=60\nline 1 servers=a jitter_percent=0\n"
             "start line 1\n{}\nuntil 10s\n")
    BY_EVENT = {
        "answered_twice": "at 5s event line 1 response attempt=1 status=200 expires=60",
        "progress_after_end": "at 5s event line 1 provisional attempt=1 status=100",
        "abandoned_unasked": "at 5ms event line 1 abandoned attempt=1 how=0",
        "late_unasked": "at 5ms event line 1 late attempt=1 status=200",
        "unknown_id": "at 5s event line 1 response attempt=999 status=200",
        "refused": "at 5ms event line 1 response attempt=1 status=99",
    }

    def broken(self, path, promise, *options):
        done, items = self.verify(path, *options)
        found = [item for item in items if item["kind"] == "breach"]
        self.assertIn(promise, {item["promise"] for item in found}, done.stdout + done.stderr)
        self.assertGreaterEqual(items[-1][promise], 1)
        for item in found:
            self.assertEqual(item["file"], str(path))
            self.assertGreater(item["offset"], 0)
            self.assertGreater(item["sequence"], 0)
            self.assertEqual(item["line"], 1)
        return done, found

    def test_what_the_events_break(self):
        for promise, verb in self.BY_EVENT.items():
            with self.subTest(promise):
                path = self.simulated(self.STORY.format(verb))
                done, found = self.broken(path, promise)
                self.assertEqual(done.returncode, 1)
                self.assertEqual({item["promise"] for item in found} - {"answered_twice"},
                                 {promise} - {"answered_twice"})

    def test_without_the_wish_no_promise_is_looked_at(self):
        path = self.simulated(self.STORY.format(self.BY_EVENT["answered_twice"]))
        self.assertEqual(holdfast("log", "verify", path).returncode, 0)

    def test_a_query_answered_twice(self):
        path = self.simulated("name pbx.example A 192.0.2.1 ttl=60\n"
                              "line 1 servers=pbx.example address_family=ipv4\nstart line 1\n"
                              "at 5s event line 1 dns query=1 addresses=192.0.2.9\nuntil 10s\n")
        self.broken(path, "query_answered_twice")

    def changed(self, change, name=OUTAGES):
        payloads, first = log_bytes.read(self.vector(name))
        change(payloads)
        return self.file(log_bytes.write(payloads, first))

    @staticmethod
    def places(payloads, kind):
        return [i for i, one in enumerate(payloads) if log_bytes.note_kind(one) == kind]

    @staticmethod
    def events(payloads, member):
        """Places of the steps whose event has this member (holdfast.proto's number)."""
        return [i for i, one in enumerate(payloads)
                if log_bytes.get(one, log_bytes.STEP, 1, member) is not None]

    def test_not_sent(self):
        for which in (1, 3):  # behind a challenge, and the first of an attempt
            def change(payloads, which=which):
                del payloads[self.places(payloads, log_bytes.FIRST_SEND)[which]]
            done, _ = self.broken(self.changed(change), "not_sent")
            self.assertEqual(done.returncode, 1)  # it replays all the same

    SILENT_STORY = ("server a is silent\nserver b answers REGISTER 200 expires=600\n"
                    "line 1 servers=a,b jitter_percent=0\nstart line 1\nuntil 3h\n")

    def unsent(self, payloads, which=0):
        """The log without any note of sending one of the attempts that end by Abandon."""
        given_up = [log_bytes.get(one, log_bytes.NOTE, log_bytes.NOTE_ATTEMPT)
                    for one in payloads if log_bytes.note_kind(one) == log_bytes.ABANDON]
        return [one for one in payloads
                if log_bytes.note_kind(one) not in (log_bytes.FIRST_SEND, log_bytes.RETRANSMISSION)
                or log_bytes.get(one, log_bytes.NOTE, log_bytes.NOTE_ATTEMPT) != given_up[which]]

    def test_not_sent_and_given_up(self):
        payloads, first = log_bytes.read(self.simulated(self.SILENT_STORY).read_bytes())
        for which in (0, 1):  # 0: before any note shows that sending is noted
            _, found = self.broken(self.file(log_bytes.write(self.unsent(payloads, which), first)),
                                   "not_sent")
            self.assertEqual(len(found), 1)

    def test_a_log_that_does_not_note_what_is_sent(self):
        payloads, first = log_bytes.read(self.simulated(self.SILENT_STORY).read_bytes())
        kept = [one for one in payloads if log_bytes.get(one, log_bytes.NOTE) is None]
        path = self.file(log_bytes.write(kept, first))
        done, items = self.verify(path)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertGreater(items[-1]["sends_unjudged"], 2)
        self.assertIn("cannot be told", holdfast("log", "verify", "--contract", path).stdout)
        self.assertEqual(self.verify(self.file(log_bytes.write(payloads, first)))[1][-1]
                         ["sends_unjudged"], 0)

    def test_repeated(self):
        payloads, first = log_bytes.read(self.simulated(self.SILENT_STORY).read_bytes())
        place = self.places(payloads, log_bytes.RETRANSMISSION)[0]
        payloads[place:place] = [payloads[place]]
        self.broken(self.file(log_bytes.write(payloads, first)), "repeated")

    def test_not_extended(self):
        """A4: the last server of all is silent, and is asked until 64*T1."""
        story = "server a is silent\nline 1 servers=a jitter_percent=0\nstart line 1\nuntil 9min\n"
        payloads, first = log_bytes.read(self.simulated(story).read_bytes())
        extends = next(i for i, one in enumerate(payloads) for n, _, action in
                       log_bytes.fields(log_bytes.get(one, log_bytes.STEP, 2) or b"")
                       if n == 1 and log_bytes.get(action, 2) is not None)
        until = self.places(payloads, log_bytes.RETRANSMISSION)
        until = [place for place in until if place > extends]
        attempt = log_bytes.get(payloads[until[0]], log_bytes.NOTE, log_bytes.NOTE_ATTEMPT)
        kept = [one for i, one in enumerate(payloads) if i not in until or
                log_bytes.get(one, log_bytes.NOTE, log_bytes.NOTE_ATTEMPT) != attempt]
        self.assertLess(len(kept), len(payloads))
        self.broken(self.file(log_bytes.write(kept, first)), "not_extended")

    def test_not_woken_until_the_end(self):
        payloads, first = log_bytes.read(self.simulated(self.SILENT_STORY).read_bytes())
        cut = self.events(payloads, 22)[-2]  # TimePassed; the clean end stays
        path = self.file(log_bytes.write([*payloads[:cut], payloads[-1]], first))
        _, found = self.broken(path, "woken_late")
        self.assertGreater(found[0]["by_us"], 9 * SECOND_US)
        self.assertIn("the log ends", found[0]["detail"])
        self.assertEqual(self.verify(self.file(log_bytes.write(payloads[:cut], first)))[0]
                         .returncode, 0)  # it ends there: nobody is late

    def test_sent_elsewhere(self):
        def change(payloads):
            place = self.places(payloads, log_bytes.FIRST_SEND)[0]
            payloads[place] = log_bytes.put(payloads[place], b"\x7f\0\0\x63", log_bytes.NOTE,
                                            log_bytes.NOTE_ADDRESS)
        self.broken(self.changed(change), "sent_elsewhere")

    def test_sent_twice_and_unasked(self):
        def twice(payloads):
            place = self.places(payloads, log_bytes.FIRST_SEND)[0]
            payloads.insert(place, payloads[place])

        def unasked(payloads):
            place = self.places(payloads, log_bytes.FIRST_SEND)[0]
            payloads.insert(len(payloads) - 2, payloads[place])
        self.broken(self.changed(twice), "sent_twice")
        self.broken(self.changed(unasked), "sent_unasked")

    def test_out_of_order(self):
        """Two requests to one target, sent the other way round."""
        path = self.simulated("server a answers REGISTER 200 expires=60 after=1s\n"
                              "line 1 servers=a jitter_percent=0\nstart line 1\nuntil 3s\n"
                              .replace("until", "at 2s request line 1\nuntil"))
        items = objects(holdfast("log", "cat", "--json", path))
        payloads, first = log_bytes.read(path.read_bytes())
        sends = [(i, action["attempt"]) for i, item in enumerate(items)
                 for action in item.get("actions", []) if action["action"] == "Send"]
        self.assertGreaterEqual(len(sends), 1)
        place, attempt = sends[0]
        # One more Send behind the first, in the same batch, with the next id.
        actions = log_bytes.get(payloads[place], log_bytes.STEP, 2)
        send = next(value for n, _, value in log_bytes.fields(actions)
                    if n == 1 and log_bytes.get(value, 1) is not None)
        more = log_bytes.put(send, (attempt + 1).to_bytes(8, "little"), 1, 1)
        payloads[place] = log_bytes.put(
            payloads[place], actions + log_bytes.message([[1, 2, more]]), log_bytes.STEP, 2)
        target = log_bytes.get(send, 1, 3)

        def note(one):
            return log_bytes.message(
                [[1, 0, 1], [2, 0, 1], [6, 2, log_bytes.message(
                    [[1, 0, log_bytes.FIRST_SEND], [2, 1, one.to_bytes(8, "little")],
                     [4, 2, log_bytes.get(target, 1)], [5, 0, log_bytes.get(target, 2)]])]])
        payloads[place + 1:place + 1] = [note(attempt + 1), note(attempt)]
        self.broken(self.file(log_bytes.write(payloads, first)), "out_of_order")

    def test_sent_after_it_was_abandoned(self):
        def change(payloads):
            place = self.places(payloads, log_bytes.ABANDON)[0]
            payloads.insert(place + 1, log_bytes.put(payloads[place], log_bytes.RETRANSMISSION,
                                                     log_bytes.NOTE, log_bytes.NOTE_KIND))
        self.broken(self.changed(change), "sent_after_abandon")

    def test_time_that_goes_back_and_wakes_that_come_late(self):
        def back(payloads):
            place = self.events(payloads, 7)[3]  # a ResponseReceived
            at_us = log_bytes.get(payloads[place], log_bytes.STEP, 1, 1)
            payloads[place] = log_bytes.put(payloads[place], at_us - SECOND_US * 60,
                                            log_bytes.STEP, 1, 1)

        def late(payloads):
            place = self.events(payloads, 22)[0]  # TimePassed
            at_us = log_bytes.get(payloads[place], log_bytes.STEP, 1, 1)
            payloads[place] = log_bytes.put(payloads[place], at_us + SECOND_US * 9,
                                            log_bytes.STEP, 1, 1)
        _, found = self.broken(self.changed(back), "time_went_back")
        self.assertGreater(found[0]["by_us"], 59 * SECOND_US)
        _, found = self.broken(self.changed(late), "woken_late")
        self.assertGreater(max(item["by_us"] or 0 for item in found), 8 * SECOND_US)
        _, items = self.verify(self.changed(late), "--late", "60000")
        self.assertNotIn("woken_late", items[-1])

    def test_what_is_never_answered(self):
        path = self.simulated("server a is silent\nserver b answers REGISTER 200 expires=3600\n"
                              "line 1 servers=a,b jitter_percent=0\nstart line 1\n"
                              "at 20min register line 1\nuntil 30min\n")
        payloads, first = log_bytes.read(path.read_bytes())
        self.assertEqual(self.verify(path)[0].returncode, 0)
        places = self.events(payloads, 12)  # Abandoned
        self.assertTrue(places)
        for place in reversed(places):
            del payloads[place]
        self.broken(self.file(log_bytes.write(payloads, first)), "never_answered")

    def test_a_query_that_is_never_answered(self):
        path = self.simulated("name pbx.example is silent\nserver a answers REGISTER 200\n"
                              "line 1 servers=pbx.example,a\nstart line 1\n"
                              "at 9min register line 1\nuntil 10min\n")
        self.broken(path, "query_never_answered")

    def test_how_many_are_said(self):
        verbs = "\n".join(f"at {i}s event line 1 provisional attempt=1 status=100"
                          for i in range(2, 8))
        path = self.simulated(self.STORY.format(verbs))
        _, items = self.verify(path, "--most", "2")
        self.assertEqual(sum(item["kind"] == "breach" for item in items), 2)
        self.assertEqual(items[-1]["breaches"], 6)

    def test_each_promise_has_its_test(self):
        listed = (HERE.parents[1] / "bindings/cli/log_promise.def").read_text(encoding="utf-8")
        tokens = set(re.findall(r'HF_PROMISE\(\w+, "(\w+)"', listed))
        here = Path(__file__).read_text(encoding="utf-8")
        self.assertEqual({token for token in tokens if f'"{token}"' not in here}, set())

    def test_good_phones_keep_their_promises(self):
        for log in VECTORS.glob("*.log"):
            done, items = self.verify(log)
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertEqual(items[-1]["breaches"], 0)

    def test_a_segment_that_is_missing(self):
        payloads, first = log_bytes.read(self.vector())
        again = log_bytes.put(payloads[0], 3, log_bytes.SEGMENT_NUMBER)
        path = self.file(log_bytes.write([*payloads, again], first))
        done = holdfast("log", "verify", path)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("segment 3 follows segment 1", done.stdout)


if __name__ == "__main__":
    case.main()
