#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`holdfast log cat` and `stats`: what they print is what the log holds."""
import os

import case
import log_bytes
from log_case import HERE, SCENARIOS, SECOND_US, Tools, holdfast, objects


class Cat(Tools):
    def test_every_record_is_an_object(self):
        path = self.file(self.vector())
        done = holdfast("log", "cat", "--json", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        items = objects(done)
        payloads, first = log_bytes.read(self.vector())
        self.assertEqual([item["sequence"] for item in items],
                         list(range(first, first + len(payloads))))
        self.assertEqual([item["offset"] for item in items], log_bytes.offsets(self.vector()))
        self.assertEqual(items[0]["kind"], "segment")
        self.assertEqual(items[-1]["kind"], "clean_end")

    def test_values_are_those_of_the_bytes(self):
        items = objects(holdfast("log", "cat", "--json", self.file(self.vector())))
        payloads, _ = log_bytes.read(self.vector())
        checked = 0
        for item, payload in zip(items, payloads):
            if item["kind"] == "step":
                at_us = log_bytes.get(payload, log_bytes.STEP, 1, 1) or 0
                self.assertEqual(item["event"]["at_us"], at_us)
                actions = log_bytes.get(payload, log_bytes.STEP, 2) or b""
                orders = [value for n, _, value in log_bytes.fields(actions) if n == 1]
                self.assertEqual(len(item["actions"]), len(orders))
                checked += len(orders)
            if item["kind"] == "note":
                text = log_bytes.get(payload, log_bytes.NOTE, log_bytes.NOTE_TEXT) or b""
                self.assertEqual(item["text"].encode(), text)
            if item["kind"] == "snapshot":
                self.assertEqual(bytes.fromhex(item["bytes"]),
                                 log_bytes.get(payload, log_bytes.SNAPSHOT, 1))
        self.assertGreater(checked, 100)

    def test_people_get_a_line_each_and_actions_below(self):
        done = holdfast("log", "cat", self.file(self.vector()))
        self.assertEqual(done.returncode, 0)
        lines = done.stdout.splitlines()
        payloads, _ = log_bytes.read(self.vector())
        self.assertEqual(sum(not line.startswith("    ") for line in lines), len(payloads))
        self.assertIn("server 1 one.example.test", done.stdout)
        self.assertRegex(done.stdout, r"response received, status 503 Service Unavailable")
        self.assertRegex(done.stdout, r"\n        decided: registration 0 REGISTERED -> ")
        self.assertNotIn("unknown", done.stdout)

    def test_a_span_of_time_and_a_line(self):
        path = self.file(self.vector())
        items = objects(holdfast("log", "cat", "--json", path))
        middle = items[len(items) // 2]["wall_us"]
        span = f"{middle // SECOND_US}.{middle % SECOND_US:06}"
        late = objects(holdfast("log", "cat", "--json", path, "--from", span))
        self.assertEqual([item["sequence"] for item in late],
                         [item["sequence"] for item in items if item["wall_us"] >= middle])
        self.assertEqual(holdfast("log", "cat", path, "--line", "2").returncode, 2)

    def test_what_a_peer_wrote_cannot_command_the_terminal(self):
        payloads, first = log_bytes.read(self.vector())
        place = next(i for i, one in enumerate(payloads) if log_bytes.note_kind(one) == 3)
        payloads[place] = log_bytes.put(payloads[place], b"\x1b[2J\xff", log_bytes.NOTE,
                                        log_bytes.NOTE_TEXT)
        path = self.file(log_bytes.write(payloads, first))
        self.assertNotIn("\x1b", holdfast("log", "cat", path).stdout)
        item = objects(holdfast("log", "cat", "--json", path))[place]
        self.assertEqual(item["text"], "\x1b[2J\ufffd")


class Stats(Tools):
    def test_counts_are_those_of_cat(self):
        path = self.file(self.vector())
        items = objects(holdfast("log", "cat", "--json", path))
        counted = {(item["of"], item["name"]): item["n"]
                   for item in objects(holdfast("log", "stats", "--json", path))
                   if item["kind"] == "count"}
        expected = {}
        for item in items:
            keys = []
            if item["kind"] == "note":
                keys.append(("note", item["note"]))
            if item["kind"] == "step":
                event = item["event"]
                keys.append(("event", event["event"]))
                if event["event"] == "ResponseReceived":
                    keys.append(("status", str(event["status"])))
                if event["event"] == "AttemptFailed":
                    keys.append(("cause", event["cause"]))
                for action in item["actions"]:
                    keys.append(("action", action["action"]))
                    if action["action"] == "Explain":
                        keys.append(("why", action["why"]))
                    if action["action"] == "Send":
                        keys += [("method", action["kind"]), ("server", str(action["server"]))]
            for key in keys:
                expected[key] = expected.get(key, 0) + 1
        self.assertEqual(counted, expected)

    def test_it_counts_what_explain_counts(self):
        stories = sorted([*SCENARIOS.glob("*.story"), *(HERE.parent / "outages").glob("*.story")])
        outages = 0
        for story in stories[::int(os.environ.get("HF_EVERY", "5"))]:
            log = self.folder / "story.log"
            holdfast("simulate", "--quiet", "--log", log, story)
            told = {item["line"]: item for item in objects(holdfast("explain", "--json", log))
                    if item["kind"] == "total" and "line" in item}
            counted = {item["line"]: item for item in objects(
                holdfast("log", "stats", "--json", "--by-line", log)) if item["kind"] == "line"}
            for line, item in told.items():
                keys = ("outages", "moves")
                self.assertEqual({key: counted[line][key] for key in keys},
                                 {key: item[key] for key in keys}, f"{story.name}, line {line}")
                outages += item["outages"]
        self.assertGreater(outages, 3)

    def test_how_long_it_was_out_of_service(self):
        path = self.simulated("server a answers REGISTER 200 expires=60\n"
                              "line 1 servers=a jitter_percent=0 quarantine_s=0 retry_base_s=10 "
                              "retry_max_s=10\n"
                              "start line 1\nat 20s server a fails with refused\n"
                              "at 21s register line 1\nat 25s server a is back\nuntil 60s\n")
        items = objects(holdfast("log", "stats", "--json", "--by-line", path))
        total = next(item for item in items if item["kind"] == "total")
        spells = next(item for item in items
                      if item["kind"] == "spread" and item["of"] == "out_of_service")
        self.assertEqual(total["outages"], 1)  # until it is registered first is none
        self.assertEqual(spells["n"], 1)
        self.assertEqual((spells["min_us"], spells["max_us"]), (total["out_us"],) * 2)
        self.assertGreater(spells["max_us"], 9 * SECOND_US)
        self.assertLess(spells["max_us"], 12 * SECOND_US)
        line = next(item for item in items if item["kind"] == "line")
        self.assertEqual((line["out_us"], line["state"]), (total["out_us"], "REGISTERED"))
        text = holdfast("log", "stats", path).stdout
        self.assertIn("out of service 1 time", text)

    def test_buckets_add_up(self):
        for item in objects(holdfast("log", "stats", "--json", self.file(self.vector()))):
            if item["kind"] == "spread":
                self.assertEqual(sum(one["n"] for one in item["buckets"]), item["n"])


if __name__ == "__main__":
    case.main()
