#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""When requests leave, by the kernel's clock, as an observer on the loopback sees them. T1 is the
500 ms of RFC 3261 and retry_counts 3: a silent server costs 7.5 s (A1), a definite failure
nothing (A6). The lower bounds are exact; the upper ones leave room for a busy machine, and the
figures are printed."""
import sys

import case
import kamailio
import waiting

SENDINGS_S = (0.0, 0.5, 1.5, 3.5)
BUDGET_S = 7.5
EARLY_S = 0.02    # the budget runs from the decision to send; the log is written in between
NOISE_S = 0.5


def say(text):
    print(f"\nfigure: {text}", file=sys.stderr)


def place(server):
    return (server.address, server.port)


class Timing(case.Case):
    def after_failure(self, primary, phone_of):
        """Seconds from the first REGISTER at the primary to the first one at a real backup, and
        the times of those at the primary, counted from the first."""
        backup = self.registrar(22)
        seen = self.observer(primary, backup)
        phone = phone_of(primary, backup)
        waiting.until(lambda: seen.requests(place(backup)), 12, phone.complaint)
        phone.wait_in_service(2, 5)
        times = [at_s for at_s, _ in seen.requests(place(primary))]
        moved_at_s = seen.requests(place(backup))[0][0]
        self.assertEqual(len(backup.contacts()), 1)
        return moved_at_s - times[0], [at_s - times[0] for at_s in times]

    def start(self, primary, backup):
        return self.phone(primary, backup, t1_ms=500, failback_s=600).start()

    def test_silence_costs_seven_and_a_half_seconds(self):
        moved_s, times_s = self.after_failure(self.socket_server(21), self.start)
        say(f"silence: REGISTERs at {', '.join(f'{at_s:.4f}' for at_s in times_s)} s, "
            f"the first at the backup at {moved_s:.4f} s ({(moved_s - BUDGET_S) * 1e3:+.1f} ms)")
        self.assertEqual(len(times_s), len(SENDINGS_S))
        for at_s, wanted_s in zip(times_s, SENDINGS_S):
            self.assertGreaterEqual(at_s, wanted_s - EARLY_S)
            self.assertLessEqual(at_s, wanted_s + NOISE_S)
        self.assertGreaterEqual(moved_s, BUDGET_S - EARLY_S)
        self.assertLessEqual(moved_s, BUDGET_S + NOISE_S)

    def definite(self, name, primary):
        moved_s, times_s = self.after_failure(primary, self.start)
        say(f"{name}: the first REGISTER at the backup {moved_s * 1e3:.2f} ms after the first one")
        self.assertEqual(len(times_s), 1)
        self.assertGreater(moved_s, 0)
        self.assertLessEqual(moved_s, NOISE_S)

    def test_icmp_costs_nothing(self):
        class Nobody:
            address = case.address(21)
            port = kamailio.free_port(address)
        self.definite("ICMP unreachable", Nobody)

    def test_503_costs_nothing(self):
        self.definite("503", self.socket_server(21, 503))

    def test_500_costs_nothing(self):
        self.definite("500", self.socket_server(21, 500))


if __name__ == "__main__":
    case.main()
