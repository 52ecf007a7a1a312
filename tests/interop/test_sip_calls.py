#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Transactions and dialogs against other implementations: sip_lab, which is made of them alone,
with sipp, and two of them through a kamailio with Record-Route. T1 is 50 ms and T2 400 ms."""
import re
import subprocess
import threading
import time
from pathlib import Path

import case
import kamailio
import sipp
import waiting
import wire

PROXY = Path(__file__).with_name("proxy.cfg")
T1_S, T2_S = 0.05, 0.4
LIFE_S = 64 * T1_S
EARLY_S, LATE_S = 0.1, 0.5  # a busy machine delays the first one, or the last
DOUBLING = (0, 1, 3, 7, 15, 31, 63)  # in T1: Timer A, and a reliable response (RFC 3262 3)
CAPPED = (0, 1, 3, 7, 15, 23, 31, 39, 47, 55, 63)  # Timers E and G, and a 2xx; T2 is 8*T1


def place(server):
    return (server.address, server.port)


def what_of(message):
    """The method of a request, the status of a response."""
    first = message.split(b" ", 2)
    return (first[1] if first[0] == b"SIP/2.0" else first[0]).decode(errors="replace")


def tag_of(value):
    return re.search("tag=([^;]+)", value)[1]


class Lab:
    """A running sip_lab; what it printed is kept in `said`, without the times."""

    def __init__(self, address, *arguments):
        self.address = address
        self.port = 0
        self.said = []
        self.process = subprocess.Popen(
            [case.PROGRAM.with_name("sip_lab"), *arguments, "--t1", str(int(T1_S * 1000)), "--t2",
             str(int(T2_S * 1000)), "--timeout", "20"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, preexec_fn=waiting.die_with_parent)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        self.port = int(self.wait_for("listening").split()[1])

    def read(self):
        for row in self.process.stdout:
            self.said.append(re.sub(r"^\d+ ", "", row.decode(errors="replace").rstrip("\n")))

    def count(self, begin):
        return sum(1 for row in self.said if row.startswith(begin))

    def wait_for(self, begin, limit_s=8, times=1):
        """The first thing said that begins so, once it was said so often."""
        waiting.until(lambda: self.count(begin) >= times, limit_s, self.complaint)
        return next((row for row in self.said if row.startswith(begin)), None)

    def end(self, limit_s=8):
        """Until it ends by itself, since all is over; its exit code."""
        waiting.until(lambda: self.process.poll() is not None, limit_s, self.complaint)
        self.reader.join(5)
        return self.process.returncode

    def complaint(self):
        return f"sip_lab (exit code {self.process.poll()}) said:\n" + "\n".join(self.said)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
        self.reader.join(5)
        self.process.stdout.close()


class Calls(case.Case):
    def lab(self, last, *arguments):
        made = Lab(case.address(last), *arguments)
        self.addCleanup(made.kill)
        return made

    def caller(self, at, *arguments, to=None, last=31):
        """A sip_lab that calls to by way of at."""
        to = to or f"sip:bob@{at.address}:{at.port}"
        return self.lab(last, "call", "--to", to, "--at", f"{at.address}:{at.port}", "--local",
                        case.address(last), "--user", kamailio.USER, *arguments)

    def callee(self, *arguments, last=32):
        return self.lab(last, "answer", "--local", case.address(last), *arguments)

    def sipp(self, scenario=None, last=21, **options):
        made = sipp.Sipp(self.folder, case.address(last), scenario, **options)
        self.addCleanup(made.kill)
        return made.start()

    def sipp_calls(self, lab, scenario=None, **options):
        return self.sipp(scenario, 22, peer=place(lab), **options)

    def ends_well(self, server, limit_s=6):
        self.assertEqual(server.wait(limit_s), 0, server.complaint())

    def says(self, lab, begin, times):
        """It says what begins so as often as that, soon, and not more often."""
        lab.wait_for(begin, 4, times)
        self.assertEqual(lab.count(begin), times, lab.complaint())

    def check_times(self, times_s, wanted_s):
        shown = ", ".join(f"{at_s:.3f}" for at_s in times_s)
        self.assertEqual(len(times_s), len(wanted_s), shown)
        for at_s, due_s in zip(times_s, wanted_s):
            self.assertGreaterEqual(at_s, due_s - EARLY_S, shown)
            self.assertLessEqual(at_s, due_s + LATE_S, shown)

    def sent(self, seen, to, what):
        """(time, bytes) of what was sent to a place, by its method or status."""
        return [(at_s, text) for at_s, there, text in list(seen.seen)
                if there == place(to) and what_of(text) == what]

    def check_repeated(self, seen, to, what, wanted):
        """The same bytes were sent at these multiples of T1."""
        sent = self.sent(seen, to, what)
        self.assertEqual(len({text for _, text in sent}), 1, [text for _, text in sent])
        self.check_times([at_s - sent[0][0] for at_s, _ in sent], [n * T1_S for n in wanted])


class AtSipp(Calls):
    """sip_lab calls sipp."""

    def called(self, scenario, *arguments, **options):
        """A call to a scenario, hung up at once when it is answered, that goes well for sipp."""
        server = self.sipp(scenario, **options)
        lab = self.caller(server, "--hang-up", "0", *arguments)
        self.ends_well(server)
        return server, lab

    def test_the_built_in_callee(self):
        server = self.sipp(builtin="uas")
        lab = self.caller(server, "--hang-up", "50")
        self.ends_well(server)
        self.assertEqual(lab.end(), 0)
        methods = [what_of(text) for text in server.received()]
        self.assertEqual(methods, ["INVITE", "ACK", "BYE"], server.complaint())
        invite, ack, bye = server.received()
        for text in ack, bye:
            self.assertEqual(wire.header(text, "Call-ID"), wire.header(invite, "Call-ID"))
            self.assertEqual(wire.header(text, "From"), wire.header(invite, "From"))
            self.assertIn(";tag=", wire.header(text, "To"))
            self.assertNotEqual(wire.header(text, "Via"), wire.header(invite, "Via"))
        self.assertEqual([wire.header(text, "CSeq") for text in (ack, bye)], ["1 ACK", "2 BYE"])
        self.assertEqual(lab.said[-1], "end")

    def test_reliable_responses(self):
        _, lab = self.called("uas_reliable")
        self.says(lab, "rseq ", 2)

    def test_a_fork_with_two_answers(self):
        server = self.sipp("uas_fork")
        lab = self.caller(server, "--hang-up", "200")
        self.ends_well(server)
        self.assertEqual([row for row in lab.said if row.startswith("fork")],
                         ["fork early 0", "fork early 1", "fork answered 1", "fork also 0"])

    def test_a_200_again_is_acknowledged_again(self):
        server = self.sipp("uas_again")
        lab = self.caller(server, "--hang-up", "200")
        self.ends_well(server)
        acks = [text for text in server.received() if what_of(text) == "ACK"]
        # sipp, which hears an ACK again, sends its 200 once more by itself
        self.assertGreaterEqual(lab.count("fork again"), 2, lab.complaint())
        self.assertEqual(len(acks), 1 + lab.count("fork again"))
        self.assertEqual(len(set(acks)), 1, "the ACK is another one each time")

    def test_a_lost_ack_is_sent_for_each_200(self):
        server, lab = self.called("uas_answers", "--drop", "out:ACK:2", "--hang-up", "400")
        self.says(lab, "fork again", 2)
        self.says(lab, "out ACK", 1)

    def test_lost_200s_come_again(self):
        _, lab = self.called("uas_answers", "--drop", "in:200:2", "--hang-up", "100")
        self.says(lab, "fork answered", 1)

    def test_a_refusal_is_acknowledged(self):
        _, lab = self.called("uas_refuses")
        self.says(lab, "response 486", 1)
        self.says(lab, "dialog", 0)

    def test_a_lost_ack_to_a_refusal(self):
        _, lab = self.called("uas_refuses", "--drop", "out:ACK:2")
        self.says(lab, "lost-out ACK", 2)
        self.says(lab, "response 486", 1)

    def test_cancel(self):
        _, lab = self.called("uas_cancelled", "--cancel", "100", values={"SILENCE": "0"})
        lab.wait_for("response 487")

    def test_cancel_waits_for_a_provisional_response(self):
        server = self.sipp("uas_cancelled", values={"SILENCE": "600"})
        seen = self.observer(server)
        lab = self.caller(server, "--cancel", "100")
        seen.places.add(place(lab))
        self.ends_well(server)
        lab.wait_for("response 487")
        ringing_s = self.sent(seen, lab, "180")[0][0]
        cancel_s = self.sent(seen, server, "CANCEL")[0][0]
        self.assertGreater(cancel_s, ringing_s)
        self.assertLess(cancel_s, ringing_s + LATE_S)

    def test_cancel_crosses_a_200(self):
        _, lab = self.called("uas_crossing", "--cancel", "50")
        self.says(lab, "out BYE", 1)

    def test_challenges(self):
        number = '<ereg regexp="^ *2 INVITE *$" search_in="hdr" header="CSeq:" check_it="true" ' \
                 'assign_to="number"/>'
        # sipp can verify an Authorization; the other kind is verified by kamailio, below.
        proven = f"""<recv request="INVITE" next="right" test="proven"><action>{number}
            <verifyauth assign_to="proven" username="@USER@" password="@PASSWORD@"/>
            </action></recv><Reference variables="number"/>
            <nop><action><error message="the proof is wrong"/></action></nop>
            <label id="right"/>"""
        given = f"""<recv request="INVITE"><action>{number}<ereg check_it="true" search_in="msg"
            regexp="Proxy-Authorization: Digest .*nonce=.n1.*nc=00000001" assign_to="given"/>
            </action></recv><Reference variables="number,given"/>"""
        for status, field, check in (
                ("407 Proxy Authentication Required", "Proxy-Authenticate", given),
                ("401 Unauthorized", "WWW-Authenticate", proven)):
            with self.subTest(field):
                self.called("uas_challenges", "--password", kamailio.PASSWORD,
                            values={"STATUS": status, "FIELD": field, "PROVEN": check})

    def test_a_strict_router(self):
        self.called("uas_strict")

    def test_an_unanswered_invite(self):
        """RFC 3261 17.1.1.2: Timer A without a cap, Timer B."""
        server = self.socket_server(21)
        seen = self.observer(server)
        lab = self.caller(server)
        lab.wait_for("timed-out")
        last_s = time.time()
        self.assertEqual(lab.end(1), 0)
        self.check_repeated(seen, server, "INVITE", DOUBLING)
        first_s = self.sent(seen, server, "INVITE")[0][0]
        self.check_times([last_s - first_s], [LIFE_S])

    def test_a_lost_bye(self):
        """Timer E of a request in a dialog; the peer's 200 to it was lost too."""
        server = self.sipp("uas_answers")
        seen = self.observer(server)
        lab = self.caller(server, "--hang-up", "100", "--drop", "out:BYE:2")
        self.ends_well(server)
        lab.wait_for("over")
        self.says(lab, "lost-out BYE", 2)
        self.assertEqual(len(self.sent(seen, server, "BYE")), 1)


class FromSipp(Calls):
    """sipp calls sip_lab."""

    def test_the_built_in_caller(self):
        lab = self.callee("--ring", "50")
        server = self.sipp_calls(lab, builtin="uac", arguments=("-d", "50"))
        self.ends_well(server)
        self.assertEqual(lab.end(), 0)
        self.assertEqual([row.split()[1] for row in lab.said if row.startswith("out ")],
                         ["180", "200", "200"], lab.complaint())

    def test_the_callee_hangs_up(self):
        lab = self.callee("--ring", "250", "--hang-up", "50", "--reliable", "1")
        server = self.sipp_calls(lab, "uac_reliable")
        self.ends_well(server)
        self.says(lab, "pracked", 1)
        self.says(lab, "prack of nothing", 1)
        self.assertGreaterEqual(lab.count("out 180"), 2)

    def test_a_lost_180_and_lost_200s(self):
        """sipp repeats its INVITE until the 180 comes, and the callee its 200 until the ACK."""
        lab = self.callee("--ring", "700", "--drop", "out:180:1", "--drop", "out:200:2")
        server = self.sipp_calls(lab, builtin="uac", arguments=("-d", "50"))
        self.ends_well(server)
        self.says(lab, "request INVITE", 1)
        self.says(lab, "out 180", 1)
        self.says(lab, "lost-out 200", 2)

    def test_cancel(self):
        lab = self.callee("--ring", "5000")
        server = self.sipp_calls(lab, "uac_cancels")
        self.ends_well(server)
        lab.wait_for("cancelled")
        self.assertGreaterEqual(lab.count("out 487"), 2, lab.complaint())
        self.assertEqual(lab.end(), 0)

    def test_a_stranger_and_an_old_number(self):
        lab = self.callee()
        server = self.sipp_calls(lab, "uac_stranger")
        self.ends_well(server)
        lab.wait_for("dialog over")
        self.says(lab, "dialog over", 1)

    def test_a_caller_who_moves(self):
        lab = self.callee("--hang-up", "200")
        self.ends_well(self.sipp_calls(lab, "uac_moves"))
        self.says(lab, "acked", 2)

    def test_a_caller_without_branches(self):
        lab = self.callee("--ring", "9000", "--drop", "out:180:2")
        self.ends_well(self.sipp_calls(lab, "uac_old"))
        self.says(lab, "in INVITE", 3)
        self.says(lab, "request INVITE", 1)
        self.assertEqual(lab.end(), 0)
        self.says(lab, "no-ack", 0)

    def test_100_after_200_ms(self):
        """RFC 3261 17.2.1; the caller's repetitions are absorbed before, and get it behind."""
        lab = self.callee("--think", "600")
        seen = self.observer()
        port = kamailio.free_port(case.address(22))
        seen.places.add((case.address(22), port))
        server = self.sipp_calls(lab, builtin="uac", port=port)
        self.ends_well(server)
        self.assertGreaterEqual(len(self.sent(seen, server, "100")), 1)
        self.says(lab, "request INVITE", 1)
        self.says(lab, "out 180", 1)
        waited_s = self.sent(seen, server, "180")[0][0] - self.sent(seen, server, "100")[0][0]
        self.check_times([waited_s], [0.4])

    def deaf(self, seen, last, then, *arguments):
        """A caller that acknowledges nothing, and the callee; both go on."""
        lab = self.callee(*arguments, last=last)
        port = kamailio.free_port(case.address(last + 10))
        seen.places.add((case.address(last + 10), port))
        return lab, self.sipp("uac_deaf", last + 10, port=port, peer=place(lab),
                              values={"THEN": then})

    def test_nothing_is_acknowledged(self):
        """All repetitions of a callee, and how it gives up, at once: a 2xx until BYE (13.3.1.4),
        a 486 until Timer H, a reliable 180 until it is refused (RFC 3262 3)."""
        seen = self.observer()
        rest = f'<pause milliseconds="{int(LIFE_S * 1000) + 500}"/>'
        answered, refused, rung = cases = (
            self.deaf(seen, 41, '<recv response="200"/><recv request="BYE"/>@OK@'),
            self.deaf(seen, 42, f'<recv response="486"/>{rest}', "--status", "486"),
            self.deaf(seen, 43, '<recv response="504"/>', "--reliable", "1", "--ring", "9000"))
        for lab, server in cases:
            self.ends_well(server, 8)
            lab.wait_for("no-prack" if lab is rung[0] else "no-ack")
        for (_, server), what, times in ((answered, "200", CAPPED), (refused, "486", CAPPED),
                                         (rung, "180", DOUBLING)):
            with self.subTest(what):
                self.check_repeated(seen, server, what, times)
        bye_s = self.sent(seen, answered[1], "BYE")[0][0]
        self.check_times([bye_s - self.sent(seen, answered[1], "200")[0][0]], [LIFE_S])
        refusal_s = self.sent(seen, rung[1], "504")[0][0]
        self.check_times([refusal_s - self.sent(seen, rung[1], "180")[0][0]], [LIFE_S])


class ThroughProxies(Calls):
    """Two sip_labs with a kamailio between them, which stays on the way (Record-Route)."""

    def proxy(self, last=25, **facts):
        """facts: how it treats a new INVITE, by the names in proxy.cfg."""
        made = self.registrar(last, template=PROXY)
        for name, value in facts.items():
            made.command("pv.shvSet", name, "int" if isinstance(value, int) else "str", str(value))
        return made

    def uri(self, server):
        return f"sip:bob@{server.address}:{server.port}"

    def check_path(self, proxy, *methods):
        """These requests went through the proxy, each once but for repetitions."""
        for method in methods:
            self.assertEqual(len(proxy.transactions(method)), 1, f"{method}\n{proxy.tail()}")

    def finish(self, *labs):
        for lab in labs:
            lab.wait_for("dialog over")

    def test_the_caller_hangs_up(self):
        proxy, callee = self.proxy(), self.callee("--ring", "100")
        caller = self.caller(proxy, "--hang-up", "100", to=self.uri(callee))
        self.finish(caller, callee)
        for lab in caller, callee:
            self.assertEqual(lab.end(), 0)
            self.assertEqual(lab.said[-1], "end", lab.complaint())
        self.check_path(proxy, "INVITE", "ACK", "BYE")
        heard = [row.split()[1] for row in caller.said if row.startswith("in ")]
        self.assertEqual(heard, ["100", "180", "200", "200"], caller.complaint())
        heard = [row.split()[1:] for row in callee.said if row.startswith("in ")]
        way = f"{proxy.address}:{proxy.port}"
        self.assertEqual(heard, [["INVITE", way], ["ACK", way], ["BYE", way]])

    def test_the_callee_hangs_up(self):
        proxy, callee = self.proxy(), self.callee("--hang-up", "100")
        caller = self.caller(proxy, to=self.uri(callee))
        self.finish(caller, callee)
        self.check_path(proxy, "INVITE", "ACK", "BYE")
        self.assertEqual(proxy.requests("BYE")[0].source, place(callee))

    def test_over_two_proxies(self):
        """A route set of two, in its order for each side (RFC 3261 12.1.1, 12.1.2)."""
        for who, last in ("caller", 25), ("callee", 27):
            with self.subTest(f"the {who} hangs up"):
                hang_up = {"caller": [], "callee": [], who: ["--hang-up", "100"]}
                second = self.proxy(last + 1)
                first = self.proxy(last, next=f"sip:{second.address}:{second.port}")
                callee = self.callee("--reliable", "1", "--ring", "100", *hang_up["callee"])
                caller = self.caller(first, *hang_up["caller"], to=self.uri(callee))
                self.finish(caller, callee)
                for proxy in first, second:
                    self.check_path(proxy, "INVITE", "PRACK", "ACK", "BYE")
                nearest, farthest = (first, second) if who == "caller" else (second, first)
                source = caller if who == "caller" else callee
                self.assertEqual(nearest.requests("BYE")[0].source, place(source))
                self.assertEqual(farthest.requests("BYE")[0].source, place(nearest))

    def test_what_is_lost_comes_again(self):
        """One of each message of a call, lost at one end or the other."""
        proxy = self.proxy()
        callee = self.callee("--ring", "100", "--drop", "in:INVITE:1", "--drop", "out:200:2",
                             "--drop", "in:ACK:1")
        caller = self.caller(proxy, "--hang-up", "800", "--drop", "in:200:1", "--drop",
                             "out:BYE:1", to=self.uri(callee))
        self.finish(caller, callee)
        self.says(caller, "lost-in 200", 1)
        self.says(caller, "lost-out BYE", 1)
        self.assertGreaterEqual(caller.count("fork again"), 1, caller.complaint())
        self.says(callee, "lost-in", 2)
        self.says(callee, "request INVITE", 1)
        self.says(callee, "acked", 1)

    def test_a_refusal_and_a_cancel(self):
        proxy = self.proxy()
        for callee, arguments, status in ((self.callee("--status", "486"), [], "486"),
                                          (self.callee("--ring", "9000", last=33),
                                           ["--cancel", "200"], "487")):
            with self.subTest(status):
                caller = self.caller(proxy, *arguments, to=self.uri(callee))
                caller.wait_for(f"response {status}")
                callee.wait_for("in ACK")
                self.says(callee, "acked", 0)
                self.assertEqual(callee.end(), 0)
                self.says(callee, f"out {status}", 1)

    def test_the_proxy_asks_for_a_password(self):
        proxy, callee = self.proxy(asks=1), self.callee()
        caller = self.caller(proxy, "--hang-up", "100", "--password", kamailio.PASSWORD,
                             to=self.uri(callee))
        self.finish(caller, callee)
        self.assertEqual([one.authorized for one in proxy.transactions("INVITE")], [False, True])
        self.says(caller, "response 407", 1)
        wrong = self.caller(proxy, "--password", "a wrong one", to=self.uri(callee), last=34)
        wrong.wait_for("response 407", times=2)
        self.says(callee, "in INVITE", 1)

    def test_a_fork_rings_twice_and_is_answered_once(self):
        """The proxy cancels the branch that was not answered (RFC 3261 16.7)."""
        slow, quick = self.callee("--ring", "9000"), self.callee("--ring", "300", last=33)
        proxy = self.proxy(also=self.uri(quick))
        caller = self.caller(proxy, "--hang-up", "200", to=self.uri(slow))
        self.finish(caller, quick)
        slow.wait_for("cancelled")
        self.assertEqual(slow.end(), 0)
        forks = [row for row in caller.said if re.match("fork [^n]", row)]
        self.assertEqual(forks[:2], ["fork early 0", "fork early 1"], caller.complaint())
        self.assertEqual(len(forks), 3, caller.complaint())
        self.assertTrue(forks[2].startswith("fork answered"), caller.complaint())

    def test_a_fork_answered_twice(self):
        """Both 200s reach the caller: it keeps the first and ends the other (13.2.2.4)."""
        one = self.callee("--ring", "200")
        two = self.callee("--ring", "400", "--drop", "in:CANCEL:9", last=33)
        proxy = self.proxy(also=self.uri(two))
        caller = self.caller(proxy, "--hang-up", "600", to=self.uri(one))
        self.finish(caller, one, two)
        self.says(caller, "fork answered", 1)
        self.says(caller, "fork also", 1)
        self.says(caller, "out BYE", 2)
        for callee in one, two:
            self.says(callee, "acked", 1)

    def test_a_merged_request_rings_once(self):
        """The same INVITE over two ways (RFC 3261 8.2.2.2): straight from the first proxy, and by
        way of a second one."""
        second, callee = self.proxy(26), self.callee("--ring", "300")
        first = self.proxy(25, next=f"sip:{second.address}:{second.port}",
                           also=self.uri(callee))
        caller = self.caller(first, "--hang-up", "100", to=self.uri(callee))
        self.finish(caller, callee)
        self.says(callee, "in INVITE", 2)
        self.says(callee, "request INVITE", 1)
        self.says(callee, "out 482", 1)
        self.says(callee, "out 180", 1)
        self.says(caller, "fork answered", 1)


if __name__ == "__main__":
    case.main()
