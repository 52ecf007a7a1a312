#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What `holdfast check` says in seconds is what the core does in virtual time: the same policy is
checked as a file and played by `holdfast simulate`.

Each server's silence begins between two registrations, so that a refresh meets it; what is measured
is when a server is left, when a registration fails, when a server that is back is found, and when
a registration is refreshed.
"""
import json
import re
import subprocess

import case

TRIP_MS = 20  # to a server of a story and back
PROXIES = {"c": "192.0.2.3", "d": "192.0.2.4"}

# servers, settings of the line, settings of every server; proxies of server a
POLICIES = {
    "successive": {},
    "counts": {"server": {"retry_counts": 1}},
    "no retransmission": {"server": {"retry_counts": 0}},
    "period": {"server": {"retry_period_ms": 9000}},
    "timers": {"line": {"t1_ms": 200, "t2_ms": 1600}},
    "interval": {"line": {"failback_interval_s": 45}},
    "new requests": {"line": {"failback_servers": "new_requests"}, "server": {"expires_s": 600}},
    "jitter": {"line": {"jitter_percent": 10, "failback_interval_s": 300}},
    "quarantine": {"line": {"quarantine_s": 300}},
    "three servers": {"servers": "aef"},
    "three servers, quarantine": {"servers": "aef",
                                  "line": {"quarantine_s": 130, "failback_interval_s": 100}},
    "one server": {"servers": "a", "line": {"retry_base_s": 5, "retry_max_s": 5}},
    "one server, quarantine": {"servers": "a", "line": {"retry_base_s": 5, "retry_max_s": 5,
                                                       "quarantine_s": 60}},
    "one server, concurrent": {"servers": "a", "line": {"mode": "concurrent"}},
    "concurrent": {"line": {"mode": "concurrent"}},
    "concurrent, never": {"line": {"mode": "concurrent", "failback_servers": "never",
                                   "retry_base_s": 20, "retry_max_s": 40}},
    "concurrent, quarantine": {"line": {"mode": "concurrent", "quarantine_s": 200}},
    "proxies": {"proxies": True},
    "proxies, concurrent": {"proxies": True, "line": {"mode": "concurrent"}},
    "proxies, duration": {"proxies": True, "server": {"failback_mode": "duration",
                                                      "failback_timeout_s": 90}},
    "tcp": {"server": {"transport": "tcp"}},
    "tcp, no retransmission": {"server": {"transport": "tcp", "retry_counts": 0}},
}
DEFAULTS = {"jitter_percent": 0, "quarantine_s": 0, "keepalive_s": 0, "flap_damping": "off"}
SERVER = {"expires_s": 1200}


class Effect(case.Case):
    def run_program(self, *arguments):
        return subprocess.run([case.PROGRAM, *map(str, arguments)], capture_output=True, text=True,
                              timeout=60, check=False)

    def effect(self, policy):
        """The figures of `check`."""
        hosts = {"a": "192.0.2.1", "e": "192.0.2.5", "f": "192.0.2.6"}
        servers = []
        for label in policy.get("servers", "ae"):
            server = {"host": hosts[label], **SERVER, **policy.get("server", {})}
            if label == "a" and policy.get("proxies"):
                server["outbound_proxies"] = [{"host": PROXIES["c"]}, {"host": PROXIES["d"]}]
            servers.append(server)
        line = {"user": "u", **DEFAULTS, **policy.get("line", {}), "servers": servers}
        path = self.folder / "policy.yaml"  # JSON is YAML
        path.write_text("holdfast: 1\nlines:\n  - " + json.dumps(line) + "\n", encoding="utf-8")
        run = self.run_program("check", "--json", path)
        found = [item for item in map(json.loads, run.stdout.splitlines())
                 if item["kind"] == "effect"]
        self.assertEqual(len(found), 1, run.stdout + run.stderr)
        return found[0]

    def story(self, policy, verbs, until_s):
        """(milliseconds, kind, text, attributes) of each line of the story."""
        labels = policy.get("servers", "ae")
        transport = policy.get("server", {}).get("transport", "udp")
        lines = [f"server {label} at tcp:192.0.2.{ord(label) - 96}:5060" for label in labels
                 if transport == "tcp"]
        settings = {**DEFAULTS, **policy.get("line", {}), **SERVER, **policy.get("server", {})}
        del settings["flap_damping"]
        settings.pop("transport", None)
        text = " ".join(f"{key}={value}" for key, value in settings.items())
        if policy.get("proxies"):
            text += " a.proxies=c,d"
        lines += [f"line 1 servers={','.join(labels)} flap_damping=off {text}", "start line 1",
                  *verbs, f"until {until_s}s", "show moves,attempts,sends,reports,rests"]
        path = self.folder / "one.story"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        run = self.run_program("simulate", path)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr + path.read_text())
        told = []
        for row in run.stdout.splitlines():
            match = re.match(r" *([\d.]+)  (\S+(?: \d+)?) +(.*?)(?:  +((?:[\w-]+=\S+ *)*))?$", row)
            if match:
                attributes = dict(re.findall(r"([\w-]+)=(\S+)", match[4] or ""))
                told.append((float(match[1]), match[2], match[3].strip(), attributes))
        return told

    def places(self, policy, label):
        return "cd" if label == "a" and policy.get("proxies") else label

    def is_concurrent(self, policy):
        return policy.get("line", {}).get("mode") == "concurrent"

    def test_a_registration_leaves_a_silent_server_when_check_says(self):
        for name, policy in POLICIES.items():
            with self.subTest(name):
                effect = self.effect(policy)
                silent = self.places(policy, "a")
                told = self.story(policy, [f"at 50s server {place} is silent" for place in silent] +
                                  ["at 60s register line 1"], 130)
                first = next(at for at, kind, text, _ in told if kind == "send" and at >= 60000 and
                             text == f"REGISTER to {silent[0]}")
                ends = [at for at, kind, text, _ in told if kind.startswith("attempt") and
                        text == "failed" and at > first]
                left = ends[len(silent) - 1] - first
                self.assertEqual(left, effect["register_leave_server_1_ms"])
                if policy.get("servers") == "a" or self.is_concurrent(policy):
                    self.assertGreaterEqual(left, effect["last_ms"], "A4")

    def test_a_registration_that_finds_nobody_fails_when_check_says(self):
        for name, policy in POLICIES.items():
            with self.subTest(name):
                effect = self.effect(policy)
                silent = "".join(self.places(policy, label)
                                 for label in policy.get("servers", "ae"))
                told = self.story(policy, [f"server {place} is silent" for place in silent], 200)
                failed = [at for at, kind, text, of in told if kind == "registration" and
                          "-> WAITING" in text]
                count = (len(policy.get("servers", "ae")) if self.is_concurrent(policy) else 1)
                self.assertEqual(max(failed[:count]), effect["pass_ms"])

    def test_a_registration_is_refreshed_when_check_says(self):
        for name, policy in POLICIES.items():
            with self.subTest(name):
                effect = self.effect(policy)
                told = self.story(policy, [], 2)
                refresh = [float(of["refresh"]) for _, _, _, of in told if "refresh" in of and
                           of.get("of", "a") == "a"]
                latest = effect["refresh_server_1_ms"]
                jitter = policy.get("line", {}).get("jitter_percent", 0)
                self.assertTrue(refresh)
                for at in refresh:
                    self.assertLessEqual(at, latest + 2 * TRIP_MS)
                    self.assertGreaterEqual(at, latest * (100 - jitter) / 100)

    def test_a_registration_that_nobody_accepts_is_tried_again_when_check_says(self):
        for name, policy in POLICIES.items():
            if policy.get("proxies"):
                continue
            with self.subTest(name):
                effect = self.effect(policy)
                labels = policy.get("servers", "ae")
                told = self.story(policy, [f"server {label} answers REGISTER 403"
                                           for label in labels], 3000)
                waits = [float(of["next_try"]) - at for at, kind, _, of in told
                         if kind == "registration" and "next_try" in of]
                self.assertGreater(len(waits), 5)
                least = effect["retry_least_ms"]
                most = max(effect["retry_most_ms"], 60000 - 9 * least if least < 6000 else 0)  # C12
                for wait in waits:
                    self.assertGreaterEqual(wait, least)
                    self.assertLessEqual(wait, most)

    def find_back(self, policy, back_ms):
        """How long after the moment at which server a answers again the line works there."""
        away = self.places(policy, "a")
        told = self.story(policy, [f"at 50s server {place} is silent" for place in away] +
                          ["at 60s register line 1"] +
                          [f"at {back_ms}ms server {away[0]} is back"], 6000)
        for at, kind, text, of in told:
            if at < back_ms or kind != "registration" or "-> REGISTERED" not in text:
                continue
            if of.get("of", of.get("server")) == "a" and of.get("at") in (None, away[0]):
                return at - back_ms
        return None

    def test_a_server_that_is_back_is_found_when_check_says(self):
        for name, policy in POLICIES.items():
            if policy.get("servers") == "a":
                continue
            with self.subTest(name):
                found = self.effect(policy)["found_ms"]
                self.assertGreater(found, 0)
                times = []
                for back_ms in range(61000, 61000 + 2 * 45000, 6100):
                    time_ms = self.find_back(policy, back_ms)
                    if time_ms is None and policy.get("proxies"):
                        continue  # it never left server 1, or found its other proxy
                    self.assertIsNotNone(time_ms, back_ms)
                    times.append(time_ms)
                    self.assertLessEqual(time_ms, found + 2 * TRIP_MS, back_ms)
                self.assertGreater(max(times), found / 4, "the figure is of no use")

    def test_a_first_proxy_that_is_back_is_found_when_check_says(self):
        for name, more in {"successive": {}, "concurrent": {"mode": "concurrent"},
                           "one server": {}}.items():  # B13
            policy = {"proxies": True, "servers": "a" if name == "one server" else "ae",
                      "line": {"proxy_failback_interval_s": 90, "failback_interval_s": 500, **more}}
            with self.subTest(name):
                found = self.effect(policy)["proxy_back_server_1_ms"]
                times = []
                for back_ms in range(61000, 61000 + 2 * 61000, 6100):
                    told = self.story(policy, ["at 50s server c is silent",
                                               "at 60s register line 1",
                                               f"at {back_ms}ms server c is back"], 1200)
                    left = [at for at, kind, text, _ in told if kind == "send" and at > 60000 and
                            text == "REGISTER to d"]
                    if not left or left[0] > back_ms:
                        continue  # it had not left it yet
                    back = next((at for at, kind, text, of in told if kind == "registration" and
                                 "-> REGISTERED" in text and at > back_ms and of.get("at") == "c"),
                                None)
                    self.assertIsNotNone(back, back_ms)
                    times.append(back - back_ms)
                    self.assertLessEqual(times[-1], found + 2 * TRIP_MS, back_ms)
                self.assertGreater(max(times), found / 4, "the figure is of no use")

    def test_an_address_more_adds_what_check_says(self):
        path = self.folder / "named.yaml"
        path.write_text("holdfast: 1\nlines:\n  - " + json.dumps(
            {"user": "u", **DEFAULTS, "servers": [
                {"host": "x.example", "expires_s": 300}, {"host": "192.0.2.3", "expires_s": 300}]}),
            encoding="utf-8")
        run = self.run_program("check", "--json", path)
        effect = next(item for item in map(json.loads, run.stdout.splitlines())
                      if item["kind"] == "effect")
        for n, addresses in ((1, "a"), (2, "a,b"), (3, "a,b,d")):
            silent = addresses.split(",")
            story = self.folder / "named.story"
            story.write_text("\n".join(
                [f"name x.example A {addresses} ttl=3600",
                 "line 1 servers=x.example,c expires_s=300 jitter_percent=0 quarantine_s=0 "
                 "keepalive_s=0 flap_damping=off", "start line 1"] +
                [f"at 50s server {one} is silent" for one in silent] +
                ["at 60s register line 1", "until 200s", "show sends,moves"]) + "\n",
                encoding="utf-8")
            run = self.run_program("simulate", story)
            left = int(re.search(r"(?m)^ *(\d+)  send +REGISTER to c ", run.stdout)[1]) - 60000
            more = n - 1
            self.assertLessEqual(left, effect["register_leave_server_1_ms"] +
                                 more * effect["address_leave_server_1_ms"] + TRIP_MS)
            refresh = int(re.search(r"refresh=(\d+)", run.stdout)[1])
            early = more * effect["address_fit_server_1_ms"] / 2
            self.assertGreaterEqual(refresh, max(150000, effect["refresh_server_1_ms"] - early))


if __name__ == "__main__":
    case.main()
