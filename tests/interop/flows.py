# SPDX-License-Identifier: Apache-2.0
"""The vendors' flows of a call, with the servers' own logs as witness of what phone A sent: each
new request in its order, and how often it came. Phone B has a registration with both servers, so
that it is reached through either."""
import calls
import case
import phone as phones
import waiting
from named import NAME, common_port

A, B = "1001", "1002"
CALLS = ("INVITE", "BYE")
SENT = 4  # a request that nobody answers: once, and three times again


class FlowCase(calls.CallCase):
    """self.pbx and self.spare: the guide's primary and backup, or working and fallback server."""

    def setUp(self):
        super().setUp()
        self.names = {}
        self.one = self.two = None

    def servers(self, **options):
        port = common_port(case.address(21), case.address(22))
        self.pbx, self.spare = (self.registrar(last, port=port, template=calls.PBX, **options)
                                for last in (21, 22))
        self.names = {"primary": self.pbx, "backup": self.spare}

    def phones_of(self, text, *options, **how):
        """A has this file."""
        self.two = self.switch_on(B, phones.yealink(
            [(one.address, one.port) for one in (self.pbx, self.spare)], user_name=B))
        waiting.until(lambda: len(self.spare.contacts()) == 1, 5, self.two.complaint)
        self.one = self.switch_on(A, text, *options, **how)

    # ---- what the servers saw

    def seen(self, *methods):
        """[(method, server, how often)]: the new requests of phone A that the servers saw, in the
        order of their first coming. A repetition with a password is one of its own."""
        first, times = {}, {}
        for name, server in self.names.items():
            for method in methods:
                for one in server.requests(method):
                    if one.source[1] == self.one.port:
                        key = (one.call_id, one.cseq, method, name)
                        first.setdefault(key, one.at_s)
                        times[key] = times.get(key, 0) + 1
        return [(key[2], key[3], times[key]) for key in sorted(first, key=first.get)]

    def steps(self, *methods, since=0):
        """["INVITE primary", …]: the same, one word for each row of requests to one server that
        differ in nothing but the password, behind so many of them."""
        said = []
        for method, name, _ in self.seen(*methods):
            step = f"{method} {name}"
            if not said or said[-1] != step:
                said.append(step)
        return said[since:]

    def assert_steps(self, wanted, *methods, since=0):
        """Within a while the servers have seen this, and not more."""
        waiting.until(lambda: len(self.steps(*methods, since=since)) >= len(wanted), 8,
                      lambda: f"{self.steps(*methods)}\n{self.one.complaint()}")
        self.assertEqual(self.steps(*methods, since=since), wanted)

    def assert_tried(self, method, name, times=SENT):
        """The request before the last one of that method was sent so often, to that server."""
        rows = [row for row in self.seen(method) if row[:2] == (method, name)]
        self.assertIn((method, name, times), rows)

    def count_steps(self, *methods):
        return len(self.steps(*methods))

    # ---- what the phones do

    def dial(self, server):
        """A calls B, who answers: a call by way of that server (1 or 2)."""
        mark = len(self.one.said), len(self.two.said)
        self.one.say(f"dial 1 {B}")
        rings = self.event(self.two, "incoming", mark[1], limit_s=8)
        self.two.say(f"answer {rings['call']}")
        up = self.event(self.one, "up", mark[0])
        self.event(self.two, "up", mark[1])
        self.assertEqual(up["server"], server)
        self.assertEqual([item["event"] for item in self.two.said[mark[1]:]
                          if item["kind"] == "call"].count("incoming"), 1, "B rings once")
        return up["call"]

    def hang_up(self):
        mark = len(self.one.said), len(self.two.said)
        self.one.say("hangup")
        end = self.event(self.one, "over", mark[0], limit_s=8)
        self.event(self.two, "over", mark[1], by="peer")
        self.assertEqual((end["by"], end["confirmed"]), ("us", True))
        return end

    def at_backup(self, since=0):
        return self.one.wait_in_service(2, 8, since)

    def at_primary(self, since=0):
        return self.one.wait_in_service(1, 14, since)


class FailoverCase(FlowCase):
    """A has one server by its name, with two addresses."""

    def start(self, mode, ttl_s=60, expires_s=3600, lab=None, **keys):
        self.servers(max_expires=expires_s)
        self.dns = self.name_server({NAME: [self.pbx.address, self.spare.address]}, ttl_s)
        self.phones_of(phones.yealink([(NAME, self.pbx.port)],
                                      **{"server.failback_mode": mode, **keys}),
                       "--dns", self.dns.option(), lab=lab)

    def on(self, server, limit_s, since=0):
        self.one.wait_status(lambda item: item["state"] in phones.IN_SERVICE and item["target"] ==
                             f"udp:{server.address}:{server.port}", limit_s, since)

    def fails_over(self):
        """The guide's steps: INVITE to the primary, three times again, to the secondary, 200."""
        mark = len(self.one.said)
        self.pbx.reject(1)
        self.dial(1)
        self.assert_steps(["INVITE primary", "INVITE backup"], *CALLS)
        self.assert_tried("INVITE", "primary")
        self.on(self.spare, 5, mark)
        self.hang_up()

    def goes_to(self, server):
        """The next call goes there first."""
        seen = self.count_steps(*CALLS)
        self.dial(1)
        self.hang_up()
        self.assertEqual(self.steps(*CALLS, since=seen)[0], f"INVITE {server}")

    def comes_back(self, limit_s):
        mark = len(self.one.said)
        self.pbx.reject(0)
        self.on(self.pbx, limit_s, mark)
