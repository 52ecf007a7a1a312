# SPDX-License-Identifier: Apache-2.0
"""An event log taken apart and put together again, for tests that change what stands in one.

Knows the framing of records (core/include/holdfast/record.h) and the wire format of protobuf, and
shares nothing with the program that is tested.
"""
import struct

SYNC = b"HfR1"
TABLE = []
for _byte in range(256):
    _value = _byte
    for _ in range(8):
        _value = _value >> 1 ^ (0x82F63B78 if _value & 1 else 0)
    TABLE.append(_value)

# Members of Record.kind, and of Action.order (proto/log.proto, proto/holdfast.proto)
STEP, LINE_ADDED, NOTE = 3, 4, 6
SEND, EXPLAIN = 1, 11


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 255] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def payloads(data):
    found, at = [], 0
    while at < len(data):
        assert data[at:at + 4] == SYNC, at
        length = struct.unpack_from("<I", data, at + 4)[0]
        found.append(data[at + 20:at + 20 + length])
        at += 24 + length
    return found


def framed(contents):
    data = b""
    for sequence, payload in enumerate(contents, 1):
        header = SYNC + struct.pack("<IQ", len(payload), sequence)
        data += header + struct.pack("<I", crc32c(header))
        data += payload + struct.pack("<I", crc32c(payload))
    return data


def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def fields(message):
    """[number, wire type, value] of each field: a list, to be changed in place."""
    found, at = [], 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(message):
        key = number()
        kind = key & 7
        if kind == 0:
            value = number()
        else:
            length = number() if kind == 2 else {1: 8, 5: 4}[kind]
            value, at = message[at:at + length], at + length
        found.append([key >> 3, kind, value])
    return found


def message(parts):
    out = b""
    for number, kind, value in parts:
        out += varint(number << 3 | kind)
        out += varint(value) if kind == 0 else (varint(len(value)) if kind == 2 else b"") + value
    return out


def first(parts, number):
    return next((value for field, _, value in parts if field == number), None)


class Record:
    """One record but a segment's header."""

    def __init__(self, payload):
        self.parts = fields(payload)

    def payload(self):
        return message(self.parts)

    def kind(self):
        return next((number for number, _, _ in self.parts if number > 2), None)

    def inner(self):
        return fields(first(self.parts, self.kind()))

    def change(self, parts):
        for part in self.parts:
            if part[0] == self.kind():
                part[2] = message(parts)

    def line(self):
        return first(self.parts, 1) or 0

    def with_line(self, line):
        self.parts = [part for part in self.parts if part[0] != 1]
        self.parts.insert(0, [1, 0, line])
        return self

    def actions(self):
        """The step's actions: each the one field of its order."""
        if self.kind() != STEP:
            return []
        batch = first(self.inner(), 2) or b""
        return [fields(value)[0] for number, _, value in fields(batch) if number == 1]

    def change_actions(self, actions):
        parts = self.inner()
        batch = [part for part in fields(first(parts, 2) or b"") if part[0] != 1]
        batch = [[1, 2, message([action])] for action in actions] + batch
        for part in parts:
            if part[0] == 2:
                part[2] = message(batch)
        self.change(parts)


class Log:
    def __init__(self, data):
        first_payload, *rest = payloads(data)
        self.segment = first_payload
        self.records = [Record(payload) for payload in rest]

    def bytes(self):
        return framed([self.segment, *(record.payload() for record in self.records)])

    def of_line(self, line):
        return [record for record in self.records if record.line() == line]

    def sends(self, line=1):
        """The Sends of a line: (server, port)."""
        return [(first(send, 11), first(fields(first(send, 3)), 2))
                for record in self.of_line(line)
                for order in record.actions() if order[0] == SEND
                for send in [fields(order[2])]]

    def notes(self, line=1):
        return sum(1 for record in self.of_line(line) if record.kind() == NOTE)
