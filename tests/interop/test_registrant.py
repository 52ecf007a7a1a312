#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a registrant owes its registrar (RFC 3261 10, 17.1.2, 22.2), and what it takes from one.
The registrars are sipp, which checks the digests itself, and kamailio. T1 is 50 ms and T2 400 ms,
a tenth of what they are, but where ten retransmissions within 32 s are proven."""
import re
import sys
import time

import case
import kamailio
import phone
import sipp
import waiting
import wire

# What a response has besides what a case is about, as sipp fills it in.
VIA = "[last_Via:]\n"
REST = "[last_From:]\n[last_To:];tag=sipp\n[last_Call-ID:]\n[last_CSeq:]\n"
END = "Content-Length: 0\n"
OURS = "Contact: [$contact];expires=90\n"

ASKED_S = 120
T1_S, T2_S = 0.05, 0.4
# RFC 3261 17.1.2.2: at T1, 2*T1, 4*T1, then each T2, until Timer F at 64*T1.
SENDINGS = (0, 1, 3, 7, 15, 23, 31, 39, 47, 55, 63)  # in T1, where T2 is 8*T1
EARLY_S, LATE_S = 0.1, 0.5  # a busy machine delays the first one, or the last
DIGEST = 'Digest realm="holdfast.test", nonce="n1"'


def response(status, more="", via=VIA, rest=REST):
    return f"SIP/2.0 {status}\n{via}{rest}{more}{END}"


def challenge(*values, status="401 Unauthorized", name="WWW-Authenticate"):
    return response(status, "".join(f"{name}: {value}\n" for value in values))


REMOVED = response("200 OK")
PLAIN = challenge(f'{DIGEST}, algorithm=MD5, qop="auth"')
GRANT = response("200 OK", OURS)

CHALLENGES = {
    "no qop, no algorithm (RFC 2069)": challenge(DIGEST),
    "qop of two": challenge(f'{DIGEST}, qop="auth,auth-int"'),
    "auth-int first": challenge(f'{DIGEST}, qop="auth-int, auth"'),
    "an unknown qop beside": challenge(f'{DIGEST}, qop="auth-conf,auth"'),
    "qop without quotes": challenge(f"{DIGEST}, qop=auth, algorithm=md5"),
    "algorithm in quotes": challenge(f'{DIGEST}, algorithm="MD5", qop="auth"'),
    "names in odd case, spaces about the signs":
        challenge('dIGEST  REALM = "holdfast.test" ,Nonce= "n1" , QOP ="auth"'),
    "another order, what nobody knows, a comma in quotes":
        challenge('Digest stale=FALSE, x-more="a, b", domain="sip:a sip:b", nonce="n1", '
                  'qop="auth", opaque="", realm="holdfast.test"'),
    "folded": challenge('Digest\n[sp]realm="holdfast.test",\n[tab]nonce="n1",\n[sp] qop="auth"'),
    "a long nonce": challenge(f'Digest realm="holdfast.test", nonce="{"n" * 200}", qop="auth"'),
    "signs in realm and nonce":
        challenge('Digest realm="a realm; of, many=signs @ home", nonce="a/b+c==", qop="auth"'),
    "Basic first": challenge('Basic realm="holdfast.test"', f'{DIGEST}, qop="auth"'),
    "an unknown algorithm first":
        challenge(f"{DIGEST}, algorithm=AKAv1-MD5", f'{DIGEST}, algorithm=MD5, qop="auth"'),
    "compact names, Authenticate in small letters":
        "SIP/2.0 401 \n" + VIA + REST + f'www-authenticate:{DIGEST},qop="auth"\nl:0\n',
}

OWN = REST.replace("[last_To:];tag=sipp", "To: <sip:other@elsewhere.test>;tag=other")
OTHERS = "".join(f"Contact: <sip:other{i}@127.0.0.1:{6000 + i}>;expires={i}\n" for i in range(12))
# Name: (the 200, the lifetime that it grants).
GRANTS = {
    "compact names": (
        "SIP/2.0 200 OK\nv:[$via]\nf:[$from]\nt:[$to];tag=x\ni:[$id]\nm:[$contact];expires=90\n"
        "[last_CSeq:]\nl:0\n", 90),
    "names in odd case": (
        "SIP/2.0 200 OK\nVIA  :[$via]\nfrom\t: [$from]\ntO:[$to];tag=x\ncall-id:   [$id]\n"
        "[last_CSeq:]\nCONTACT : [$contact];EXPIRES=90\ncontent-length :0\n", 90),
    "folded": (
        "SIP/2.0 200 OK\nVia: SIP/2.0/UDP\n[sp][$by]\nFrom:\n[tab][$from]\nTo: [$to]\n[sp];\n"
        "[sp]tag=x\n[last_Call-ID:]\n[last_CSeq:]\nContact:\n[sp]\n[sp][$contact]\n[tab];expires\n"
        "[sp]= 90\n" + END, 90),
    "spaces in the Via (RFC 3261 25.1)": (
        response("200 OK", OURS, "Via: SIP / 2.0 / UDP   [$by]\n"), 90),
    "parameters in the Via": (
        response("200 OK", OURS, 'Via: [$via];received=127.0.0.1;ttl=1;x="a,b;c"\n'), 90),
    "no reason phrase": (response("200 ", OURS), 90),
    "a strange reason phrase": (response("202 \u00dcbernommen: 100% ok; yes, ok", OURS), 90),
    "130 header fields": (
        response("200 OK", OURS + "".join(f"X-Field-{i}: {i}\n" for i in range(123))), 90),
    "a field of 4,000 bytes": (response("200 OK", OURS + f"X-Long: {'x' * 4000}\n"), 90),
    "bindings of others": (response("200 OK", OTHERS + OURS + OTHERS), 90),
    "all in one field, with names and commas": (
        response("200 OK", 'Contact: "a, <b>" <sip:o@127.0.0.1>;expires=5,[$contact];q=0.5'
                           ';+sip.instance="<urn:uuid:1>, ";expires=90, <sip:p@127.0.0.1>\n'), 90),
    "Expires alone": (response("200 OK", "Contact: [$contact]\nExpires: 70\n"), 70),
    "Expires beside the Contact's": (response("200 OK", OURS + "Expires: 7\n"), 90),
    "neither": (response("200 OK", "Contact: [$contact]\n"), ASKED_S),
    "no Contact of ours (C4)": (response("200 OK", "Expires: 50\n"), 50),
    "a body": (
        response("200 OK", OURS + "Content-Type: text/plain\n").replace(END, "")
        + "Content-Length: [len]\n\nVia: this is no header\nContact: nor this\n", 90),
    "bytes behind the body": (response("200 OK", OURS) + "\nSIP/2.0 500 Not A Message\n", 90),
    "what servers add": (
        response("200 OK", OURS + "Service-Route: <sip:127.0.0.1;lr>\nPath: <sip:a;lr>\n"
                 "P-Associated-URI: <sip:1@a>, <tel:+1>\nDate: Thu, 01 Jan 2026 00:00:00 GMT\n"
                 "Supported: path,outbound\nServer: x (y; (z))\nAllow-Events: a, b\n"), 90),
    "From and To rewritten": (response("200 OK", OURS, rest=OWN), 90),
}

# A final response that is not one to the REGISTER under way, before the true one.
STRAYS = {
    "two Vias (RFC 3261 8.1.3.3)":
        response("403 Forbidden", "", "Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bKa\n" + VIA),
    "two Vias, the first one ours":
        response("403 Forbidden", "", "Via: [$via], SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\n"),
    "fifty Vias": response("200 OK", OURS.replace("90", "7"), VIA * 50),
    "another branch": response("403 Forbidden", "", "Via: [$via]0\n"),
    "no branch": response("403 Forbidden", "", "Via: SIP/2.0/UDP 127.0.0.1:5060\n"),
    "another CSeq": response("403 Forbidden").replace("[last_CSeq:]", "CSeq: 1 REGISTER"),
    "another method": response("403 Forbidden").replace("[last_CSeq:]", "CSeq: 2 INVITE"),
    "no CSeq": response("403 Forbidden").replace("[last_CSeq:]\n", ""),
    "another version": response("403 Forbidden").replace("SIP/2.0 403", "SIP/3.0 403", 1),
    "a request": response("403 Forbidden").replace("SIP/2.0 403 Forbidden", "ACK sip:a SIP/2.0"),
}


def say(text):
    print(f"\nfigure: {text}", file=sys.stderr)


def place(server):
    return (server.address, server.port)


class Registrant(case.Case):
    def sipp(self, scenario, last=21, **values):
        """A started sipp; killed at the test's end."""
        values = {"CHALLENGE": PLAIN, "GRANT": GRANT, "REMOVED": REMOVED, "STRAY": "", **values}
        made = sipp.Sipp(self.folder, case.address(last), scenario, values=values,
                         timeout_s=50)
        self.addCleanup(made.kill)
        return made.start()

    def alone(self, server, t1_ms=50, **settings):
        """A started phone with this one server, so that silence lasts until Timer F (A4)."""
        settings = {"expires_s": ASKED_S, **settings}
        text = phone.config(server, server, t1_ms=t1_ms, **settings)
        text = re.sub("SIP1 Backup.*\n", "", text)
        return self.phone_of(text.replace(
            "SIP1 Session Timer T1", f"SIP1 Session Timer T2   :{t1_ms * 8}\nSIP1 Session Timer T1"
        )).start()

    def ends_well(self, server):
        """The scenario came to its end, and its checks held."""
        self.assertEqual(server.wait(5), 0, server.complaint())

    def registers(self, server, **settings):
        """A phone registers at a scenario, is well with it, leaves, and so does the scenario; the
        phone."""
        one = self.alone(server, **settings)
        one.wait_in_service(1, 5)
        self.assertEqual(one.quit(), 0)
        self.ends_well(server)
        return one

    def granted_s(self, one):
        held = one.wait_for(lambda item: item.get("machine") == "binding"
                            and item.get("to") == "HELD", 1)
        return round((held["until_us"] - held["at_us"]) / 1e6)

    def check_purposes(self, requests, domain):
        """What holds for all REGISTERs to a registrar (RFC 3261 10.2, 10.2.4)."""
        record = f"sip:{kamailio.USER}@{domain}"
        for text in requests:
            self.assertEqual(text.split(b"\r\n", 1)[0].decode(), f"REGISTER sip:{domain} SIP/2.0")
            self.assertRegex(wire.header(text, "From"), f"^<{re.escape(record)}>;tag=[^;]+$")
            self.assertEqual(wire.header(text, "To"), f"<{record}>")
            self.assertEqual(len(re.findall(rb"\r\nVia:", text)), 1)
        self.assertEqual(len({wire.header(text, "Call-ID") for text in requests}), 1)
        self.assertEqual(len({wire.header(text, "From") for text in requests}), 1)
        self.assertEqual(len({wire.header(text, "Via") for text in requests}), len(requests))
        numbers = [wire.header(text, "CSeq") for text in requests]
        first = int(numbers[0].split()[0])
        self.assertEqual(numbers, [f"{first + i} REGISTER" for i in range(len(requests))])


class Purposes(Registrant):
    def test_at_sipp_with_a_challenge(self):
        server = self.sipp("registrar")
        self.registers(server)
        self.assertEqual(len(server.received()), 3)
        self.check_purposes(server.received(), server.address)

    def test_refreshes_within_the_granted_lifetime(self):
        """At sipp and at kamailio at once, since the wait is the claim."""
        lifetime_s = 6
        own = self.sipp("refresh", LIFETIME=f"{lifetime_s}000",
                        GRANT=response("200 OK", f"[last_Contact:]\nExpires: {lifetime_s}\n"))
        real = self.registrar(22, max_expires=lifetime_s)
        seen = self.observer(own, real)
        phones = [self.alone(server) for server in (own, real)]
        for one, server, wanted in zip(phones, (own, real), (2, 3)):
            waiting.until(lambda: len(seen.requests(place(server))) >= wanted, 8, one.complaint)
            one.wait_for(lambda item: item.get("machine") == "registration"
                         and item.get("why") == "refresh_due", 1)
        for one in phones:
            self.assertEqual(one.quit(), 0)
        self.ends_well(own)
        for server in own, real:
            requests = seen.requests(place(server))
            self.check_purposes([text for _, text in requests], server.address)
            refresh_s = requests[-2][0] - requests[-3][0]
            say(f"refreshed {refresh_s:.3f} s into {lifetime_s} s")
            self.assertGreater(refresh_s, lifetime_s / 2 - EARLY_S)
            self.assertLess(refresh_s, lifetime_s)

    def test_asks_for_what_min_expires_says(self):
        server = self.sipp("brief", BRIEF=response("423 Interval Too Brief", "Min-Expires: 3601\n"),
                           GRANT=response("200 OK", "[last_Contact:]\nExpires: 3601\n"))
        one = self.registers(server)
        self.assertEqual(self.granted_s(one), 3601)
        self.check_purposes(server.received(), server.address)

    def test_answers_a_second_challenge(self):
        """Another nonce, and a proxy's challenge beside the server's (RFC 3261 22.2, 22.3)."""
        grant = response("200 OK", "[last_Contact:]\n")
        first = challenge('Digest realm="r", nonce="first", qop="auth"')
        stale = challenge('Digest realm="r", nonce="second", qop="auth", stale=true')
        proxy = challenge('Digest realm="p", nonce="second", qop="auth"',
                          status="407 Proxy Authentication Required", name="Proxy-Authenticate")
        proof = 'Authorization: Digest username="1001", realm="{}", nonce="{}".*nc={}'
        for name, again, wanted in (
                ("stale", stale, [proof.format("r", "second", "00000001")]),
                ("a proxy's", proxy, ["\r\n" + proof.format("r", "first", "00000002"),
                                      "Proxy-" + proof.format("p", "second", "00000001")])):
            with self.subTest(name):
                server = self.sipp("twice", CHALLENGE=first, AGAIN=again, GRANT=grant)
                self.registers(server)
                self.check_purposes(server.received(), server.address)
                for one in wanted:
                    self.assertRegex(server.received()[2].decode(), one)


class Answers(Registrant):
    def test_sipp_would_find_a_wrong_proof(self):
        server = self.sipp("registrar")
        self.alone(server, password="a wrong one", retry_s=600)
        self.assertNotEqual(server.wait(5), 0)
        self.assertIn("the proof is wrong", server.complaint())

    def test_challenges(self):
        for name, text in CHALLENGES.items():
            with self.subTest(name):
                self.registers(self.sipp("registrar", CHALLENGE=text))

    def test_grants(self):
        for name, (text, granted_s) in GRANTS.items():
            with self.subTest(name):
                one = self.registers(self.sipp("registrar", GRANT=text))
                self.assertEqual(self.granted_s(one), granted_s)

    def test_what_is_no_answer(self):
        for name, text in STRAYS.items():
            with self.subTest(name):
                stray = f"<send><![CDATA[\n{text}\n]]></send><pause milliseconds=\"20\"/>"
                one = self.registers(self.sipp("registrar", STRAY=stray))
                self.assertEqual(self.granted_s(one), 90)
                states = {item["state"] for item in one.statuses()}
                self.assertNotIn("FAILED", states, one.complaint())


class Retransmissions(Registrant):
    def sendings(self, seen, server):
        """When a REGISTER was sent, from the first one on; its bytes were always the same."""
        requests = seen.requests(place(server))
        self.assertEqual(len({text for _, text in requests}), 1)
        return [at_s - requests[0][0] for at_s, _ in requests]

    def check_times(self, times_s, wanted_s):
        say(f"{len(times_s)} sendings at {', '.join(f'{at_s:.3f}' for at_s in times_s)} s")
        self.assertEqual(len(times_s), len(wanted_s))
        for at_s, due_s in zip(times_s, wanted_s):
            self.assertGreaterEqual(at_s, due_s - EARLY_S)
            self.assertLessEqual(at_s, due_s + LATE_S)

    def check_failure(self, server, seen, one, t1_s):
        """Failed by silence at Timer F."""
        status = one.wait_state("FAILED", 64 * t1_s + 2)
        self.assertEqual(status["cause"], "silence", status)
        failed_s = status["wall_us"] / 1e6 - seen.requests(place(server))[0][0]
        say(f"failed at {failed_s:.3f} s")
        self.assertGreaterEqual(failed_s, 64 * t1_s - EARLY_S)
        self.assertLessEqual(failed_s, 64 * t1_s + LATE_S)

    def check_behind_a_100(self, seen, server, one, least):
        """The first sending behind the 100 is when Timer E was set to, the others are T2 apart."""
        times_s = self.sendings(seen, server)
        start_s = seen.requests(place(server))[0][0]
        heard_s = next(at_s for at_s, to, text in seen.seen
                       if to == place(one) and text.startswith(b"SIP/2.0 100")) - start_s
        say(f"100 at {heard_s:.3f} s, sendings at {', '.join(f'{at_s:.3f}' for at_s in times_s)} s")
        behind_s = [at_s for at_s in times_s if at_s > heard_s]
        self.assertLessEqual(behind_s[0] - heard_s, T2_S + EARLY_S)
        self.check_times([at_s - behind_s[0] for at_s in behind_s],
                         [n * T2_S for n in range(len(behind_s))])
        self.assertGreaterEqual(len(behind_s), least)
        self.assertLessEqual(len(times_s), len(SENDINGS))

    def silent(self):
        """(name, server, T1, sendings in s) of servers that let a REGISTER fail; None: each T2
        behind a 100."""
        silence = [n * T1_S for n in SENDINGS]
        frozen, refuser = self.registrar(22), self.registrar(23)
        frozen.freeze()
        refuser.reject(100)
        return (
            ("silence in 32 s: the true T1 and T2", self.sipp("silent", 24, SILENCE="34000"),
             10 * T1_S, [10 * at_s for at_s in silence]),
            ("silence", self.sipp("silent", 25, SILENCE="5000"), T1_S, silence),
            ("a frozen kamailio", frozen, T1_S, silence),
            ("100 and silence", self.sipp(
                "trying", 26, TRYING=response("100 Trying"), SILENCE="40000",
                GRANT=response("200 OK")),
             T1_S, None),
            ("100 of a kamailio", refuser, T1_S, None))

    def test_ten_within_32_s_and_behind_a_100_each_t2(self):
        """RFC 3261 17.1.2.2. Ten retransmissions and then none; behind a 100 Timer E as it was
        set, and T2 from then on. All at once, since waiting is most of it."""
        cases = self.silent()
        seen = self.observer(*(server for _, server, _, _ in cases))
        phones = [self.alone(server, t1_ms=int(t1_s * 1000), retry_s=600)
                  for _, server, t1_s, _ in cases]
        seen.places.update(place(one) for one in phones)
        for one, (name, server, t1_s, wanted_s) in reversed(list(zip(phones, cases))):
            with self.subTest(name):
                self.check_failure(server, seen, one, t1_s)
                time.sleep(2 * T2_S)
                if wanted_s is None:
                    self.check_behind_a_100(seen, server, one, 7)
                else:
                    self.check_times(self.sendings(seen, server), wanted_s)
        self.ends_well(cases[0][1])
        self.ends_well(cases[1][1])

    def test_a_200_behind_a_100_still_counts(self):
        server = self.sipp("trying", TRYING=response("100 Trying"), SILENCE="1000",
                           GRANT=response("200 OK", "[last_Contact:]\n"))
        seen = self.observer(server)
        one = self.alone(server)
        seen.places.add(place(one))
        one.wait_in_service(1, 4)
        self.check_behind_a_100(seen, server, one, 2)
        self.assertEqual(one.quit(), 0)
        self.ends_well(server)


if __name__ == "__main__":
    case.main()
