# SPDX-License-Identifier: Apache-2.0
"""A DNS server of addresses, for `--dns`: what it says can be changed, and it counts questions."""
import socket
import struct
import threading

TYPES = {1: "A", 28: "AAAA"}
FAMILIES = {"A": socket.AF_INET, "AAAA": socket.AF_INET6}
NAME_ERROR = 3


class NameServer:
    """records: {name: [addresses in text]}; every record has the time to live ttl_s."""

    def __init__(self, address, records, ttl_s=60):
        self.address = address
        self.records = dict(records)
        self.ttl_s = ttl_s
        self.is_silent = False
        self.asked = []  # (name, type), in order
        self.open = True
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, 0))
        self.socket.settimeout(0.1)
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def option(self):
        """The value of --dns."""
        return f"{self.address}:{self.port}"

    def run(self):
        while self.open:
            try:
                query, peer = self.socket.recvfrom(2000)
            except socket.timeout:
                continue
            name, number, end = question(query)
            self.asked.append((name, TYPES.get(number, str(number))))
            if not self.is_silent:
                self.socket.sendto(self.answer(query, end), peer)

    def answer(self, query, end):
        name, number, _ = question(query)
        kind = TYPES.get(number)
        family = FAMILIES.get(kind)
        addresses = [socket.inet_pton(family, text) for text in self.records.get(name, ())
                     if (":" in text) == (kind == "AAAA")] if family else []
        flags = 0x8400 | (query[2] & 1) << 8 | (0 if name in self.records else NAME_ERROR)
        records = b"".join(struct.pack("!HHHIH", 0xC00C, number, 1, self.ttl_s, len(one)) + one
                           for one in addresses)
        return (query[:2] + struct.pack("!HHHHH", flags, 1, len(addresses), 0, 0) +
                query[12:end] + records)

    def close(self):
        """Its port is closed: questions get ICMP."""
        self.open = False
        self.thread.join(2)
        self.socket.close()


def question(query):
    """(name in lower case, type, where the question ends)."""
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode(errors="replace").lower())
        at += query[at] + 1
    return ".".join(labels), int.from_bytes(query[at + 1:at + 3], "big"), at + 5
