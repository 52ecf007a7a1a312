#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The tools of these tests, tested without the phone: kamailio behaves as the tests suppose."""
import hashlib
import re
import socket
import time

import case
import kamailio
import waiting
import wire


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


class Client:
    """A REGISTER with digest, from a plain socket."""

    def __init__(self, registrar):
        self.registrar = registrar
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.settimeout(0.5)
        self.socket.connect((registrar.address, registrar.port))
        self.cseq = 0

    def send(self, authorization=""):
        """The response's bytes."""
        self.cseq += 1
        mine = "%s:%d" % self.socket.getsockname()
        domain = self.registrar.address
        self.socket.send(
            (f"REGISTER sip:{domain} SIP/2.0\r\n"
             f"Via: SIP/2.0/UDP {mine};branch=z9hG4bK{time.monotonic_ns()}\r\n"
             f"From: <sip:{kamailio.USER}@{domain}>;tag=1\r\nTo: <sip:{kamailio.USER}@{domain}>\r\n"
             f"Call-ID: client-{mine}\r\nCSeq: {self.cseq} REGISTER\r\nMax-Forwards: 70\r\n"
             f"Contact: <sip:{kamailio.USER}@{mine}>\r\nExpires: 60\r\n{authorization}"
             "Content-Length: 0\r\n\r\n").encode())
        return self.socket.recv(65535)

    def register(self, password):
        """The status after answering the challenge."""
        challenge = wire.header(self.send(), "WWW-Authenticate")
        nonce = re.search('nonce="([^"]+)"', challenge)[1]
        realm = re.search('realm="([^"]+)"', challenge)[1]
        uri = f"sip:{self.registrar.address}"
        secret = md5(f"{kamailio.USER}:{realm}:{password}")
        proof = md5(f"{secret}:{nonce}:00000001:c:auth:{md5('REGISTER:' + uri)}")
        return status_of(self.send(
            f'Authorization: Digest username="{kamailio.USER}", realm="{realm}", nonce="{nonce}", '
            f'uri="{uri}", response="{proof}", qop=auth, nc=00000001, cnonce="c"\r\n'))


def status_of(message):
    return int(message.split(b" ", 2)[1])


class Registrar(case.Case):
    def client(self, registrar):
        made = Client(registrar)
        self.addCleanup(made.socket.close)
        return made

    def test_takes_the_right_password_only(self):
        registrar = self.registrar(21)
        self.assertEqual(self.client(registrar).register(kamailio.PASSWORD), 200)
        self.assertEqual(len(registrar.contacts()), 1)
        self.assertEqual(self.client(registrar).register("wrong"), 401)
        self.assertEqual(len(registrar.requests()), 4)

    def test_refuses_while_it_is_told_to(self):
        registrar = self.registrar(21)
        registrar.reject(503)
        self.assertEqual(status_of(self.client(registrar).send()), 503)
        registrar.reject(0)
        self.assertEqual(self.client(registrar).register(kamailio.PASSWORD), 200)

    def test_is_silent_while_frozen_and_unreachable_when_killed(self):
        registrar = self.registrar(21)
        registrar.freeze()
        with self.assertRaises(socket.timeout):
            self.client(registrar).send()
        registrar.thaw()
        self.assertEqual(self.client(registrar).register(kamailio.PASSWORD), 200)
        registrar.kill()
        with self.assertRaises(ConnectionRefusedError):
            self.client(registrar).send()
        registrar.start()
        self.assertEqual(self.client(registrar).register(kamailio.PASSWORD), 200)

    def test_the_observer_sees_what_is_sent(self):
        server = self.socket_server(23, 503)
        seen = self.observer(server)
        before = time.time()
        self.assertEqual(status_of(self.client(server).send()), 503)
        place = (server.address, server.port)
        waiting.until(lambda: seen.requests(place), 2, lambda: "nothing was seen")
        self.assertEqual(len(seen.requests(place)), 1)
        at_s, text = seen.requests(place)[0]
        self.assertTrue(before <= at_s <= time.time())
        self.assertEqual(text, server.received[0][1])


if __name__ == "__main__":
    case.main()
