# SPDX-License-Identifier: Apache-2.0
"""Plain sockets in the place of a server, and an observer of what crosses the loopback."""
import re
import socket
import struct
import threading
import time

import waiting

ETH_P_IP = 0x0800
PACKET_OUTGOING = 4
SO_TIMESTAMPNS = 35


class Server:
    """A UDP socket where a server should be. It records what comes, and when; it answers with
    `status`, or keeps silent with None; to the methods in `mute` in any case."""

    def __init__(self, address, status=None):
        self.address = address
        self.status = status
        self.mute = set()
        self.received = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, 0))
        self.socket.settimeout(0.1)
        self.port = self.socket.getsockname()[1]
        self.open = True
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while self.open:
            try:
                text, peer = self.socket.recvfrom(65535)
            except socket.timeout:
                continue
            except OSError:
                return
            self.received.append((time.time(), text, peer))
            if self.status and b"SIP/2.0" in text and text.split(b" ", 1)[0] not in self.mute:
                self.socket.sendto(answer(text, self.status), peer)

    def wait_request(self, limit_s):
        """The first (time, bytes, peer)."""
        waiting.until(lambda: self.received, limit_s, lambda: "no request came to the server")
        return self.received[0]

    def close(self):
        self.open = False
        self.thread.join(2)
        self.socket.close()


def answer(request, status):
    """A response with the request's own headers; a 2xx lists its Contact."""
    lines = [f"SIP/2.0 {status} Answer".encode()]
    names = (b"via:", b"from:", b"to:", b"call-id:", b"cseq:")
    names += (b"contact:", b"expires:") if status < 300 else ()
    for line in request.split(b"\r\n\r\n", 1)[0].split(b"\r\n")[1:]:
        if line.lower().startswith(names):
            tagged = line.lower().startswith(b"to:") and b";tag=" not in line
            lines.append(line + b";tag=server" if tagged else line)
    return b"\r\n".join(lines + [b"Content-Length: 0", b"", b""])


class Observer:
    """Every UDP datagram that is sent over the loopback to one of the given (address, port)s,
    with the kernel's time. Needs root."""

    def __init__(self, *places):
        self.places = set(places)
        self.seen = []
        try:
            self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM,
                                        socket.htons(ETH_P_IP))
        except PermissionError:
            raise RuntimeError("watching the loopback needs root") from None
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.bind(("lo", ETH_P_IP))
        self.socket.settimeout(0.1)
        self.open = True
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while self.open:
            try:
                packet, ancillary, _, source = self.socket.recvmsg(65535, 256)
            except socket.timeout:
                continue
            except OSError:
                return
            if source[2] != PACKET_OUTGOING: # the loopback shows each datagram as it arrives
                self.take(packet, kernel_time(ancillary))

    def take(self, packet, at_s):
        header = (packet[0] & 15) * 4
        if packet[9] != socket.IPPROTO_UDP or len(packet) < header + 8:
            return
        place = (socket.inet_ntoa(packet[16:20]),
                 struct.unpack("!H", packet[header + 2:header + 4])[0])
        if place in self.places:
            self.seen.append((at_s, place, packet[header + 8:]))

    def requests(self, place):
        """Times of the REGISTERs sent to a place, and their bytes."""
        return [(at_s, text) for at_s, to, text in list(self.seen)
                if to == place and text.startswith(b"REGISTER ")]

    def close(self):
        self.open = False
        self.thread.join(2)
        self.socket.close()


def kernel_time(ancillary):
    for level, kind, value in ancillary:
        if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS:
            seconds, nanoseconds = struct.unpack("qq", value[:16])
            return seconds + nanoseconds / 1e9
    return time.time()


def header(message, name):
    """The first header of that name, without its name, or None."""
    match = re.search(rb"\r\n" + name.encode() + rb"[ \t]*:[ \t]*([^\r]*)", message, re.IGNORECASE)
    return match[1].decode(errors="replace") if match else None
