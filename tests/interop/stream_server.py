# SPDX-License-Identifier: Apache-2.0
"""A TCP or TLS socket where a server should be, which behaves as badly as a test wants."""
import socket
import ssl
import threading
import time

import kamailio
import wire


class StreamServer:
    """how: `answer` (with status), `silent`, `close` (as soon as a request has come), `reset` (the
    same, by RST), `plain` (TLS is asked for, and it talks without), `once` (answers one request,
    then closes), `drip` (answers byte by byte), `mute` (answers requests and no keep-alive), `raw`
    (sends `raw` in place of an answer). pair: TLS with this certificate."""

    def __init__(self, address, how="answer", status=200, pair=None):
        self.address, self.how, self.status, self.pair = address, how, status, pair
        self.received = []     # (time, bytes, number of the connection)
        self.accepted = []     # times
        self.resumed = []      # of each TLS connection: whether it goes on with a session
        self.pings = 0
        self.raw = b""
        self.contact = None    # where a 302 leads
        self.context = None
        if pair:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(pair.certificate, pair.key)
            if pair.clients:
                self.context.load_verify_locations(pair.clients)
                self.context.verify_mode = ssl.CERT_REQUIRED
        self.socket = socket.socket(kamailio.family_of(address), socket.SOCK_STREAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind((address, 0))
        self.socket.listen(64)
        self.socket.settimeout(0.1)
        self.port = self.tls_port = self.socket.getsockname()[1]
        self.open = True
        self.threads = [threading.Thread(target=self.accept, daemon=True)]
        self.threads[0].start()

    def accept(self):
        while self.open:
            try:
                peer, _ = self.socket.accept()
            except socket.timeout:
                continue
            except OSError:
                return
            self.accepted.append(time.time())
            thread = threading.Thread(target=self.serve, args=(peer, len(self.accepted)),
                                      daemon=True)
            self.threads.append(thread)
            thread.start()

    def serve(self, peer, number):
        try:
            if self.how == "plain":
                peer.sendall(b"SIP/2.0 400 This is not TLS\r\nContent-Length: 0\r\n\r\n")
            elif self.context:
                peer.settimeout(5)
                peer = self.context.wrap_socket(peer, server_side=True)
                self.resumed.append(peer.session_reused)
            self.talk(peer, number)
        except (OSError, ssl.SSLError):
            pass
        finally:
            peer.close()

    def talk(self, peer, number):
        peer.settimeout(0.1)
        text, answered = b"", 0
        while self.open:
            try:
                more = peer.recv(65536)
            except (socket.timeout, ssl.SSLWantReadError):
                continue
            if not more:
                return
            text += more
            while text.startswith(b"\r\n\r\n"):
                text = text[4:]
                self.pings += 1
                if self.how not in ("silent", "mute"):
                    peer.sendall(b"\r\n")
            while b"\r\n\r\n" in text:
                request, text = text.split(b"\r\n\r\n", 1)
                self.received.append((time.time(), request + b"\r\n\r\n", number))
                if self.how in ("close", "reset") or (self.how == "once" and answered):
                    self.end(peer)
                    return
                if self.how not in ("silent", "plain"):
                    self.reply(peer, self.answer(request + b"\r\n\r\n"))
                    answered += 1

    def answer(self, request):
        if self.how == "raw":
            return self.raw
        text = wire.answer(request, self.status)
        if not self.contact:
            return text
        return text.replace(b"Content-Length", f"Contact: <{self.contact}>\r\nContent-Length"
                            .encode())

    def reply(self, peer, text):
        if self.how != "drip":
            peer.sendall(text)
            return
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b"\r\n" + text:
            peer.sendall(bytes([byte]))
            time.sleep(0.0005)

    def end(self, peer):
        if self.how == "reset":
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    def close(self):
        self.open = False
        self.socket.close()
        for thread in self.threads:
            thread.join(2)
