# SPDX-License-Identifier: Apache-2.0
"""Event logs as bytes: taken apart into records, changed, put together again.

Written from core/include/holdfast/record.h and proto/log.proto, so that a mistake in the program
is not made here too.
"""
import struct

SYNC = b"HfR1"
HEADER, OVERHEAD = 20, 24
SEGMENT_SCHEMA, SEGMENT_SEMANTICS, SEGMENT_NUMBER = 1, 2, 6
SEGMENT_LOG_ID, SEGMENT_WRITER = 5, 8
LINE, WALL_US, STEP, LINE_ADDED, SNAPSHOT, NOTE, CLEAN_END = 1, 2, 3, 4, 5, 6, 7
NOTE_KIND, NOTE_ATTEMPT, NOTE_ADDRESS, NOTE_TEXT = 1, 2, 4, 9
FIRST_SEND, RETRANSMISSION, ABANDON = 1, 2, 8


def _table():
    made = []
    for i in range(256):
        for _ in range(8):
            i = i >> 1 ^ (0x82F63B78 if i & 1 else 0)
        made.append(i)
    return made


TABLE = _table()


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def varint(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(out + bytes([number]))


def _take_varint(data, at):
    number = shift = 0
    while True:
        number |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            return number, at


def fields(data):
    """A message as a list of [number, wire type, value]; a fixed64 is its eight bytes."""
    found, at = [], 0
    while at < len(data):
        tag, at = _take_varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = _take_varint(data, at)
        else:
            length = {1: 8, 5: 4}.get(kind)
            if length is None:
                length, at = _take_varint(data, at)
            value, at = data[at:at + length], at + length
        found.append([tag >> 3, kind, value])
    return found


def message(items):
    out = b""
    for number, kind, value in items:
        out += varint(number << 3 | kind)
        out += varint(value) if kind == 0 else (varint(len(value)) if kind == 2 else b"") + value
    return out


def get(data, *path):
    """The value at a path of field numbers, or None."""
    for number in path:
        if not isinstance(data, (bytes, bytearray)):
            return None
        data = next((value for n, _, value in fields(data) if n == number), None)
    return data


def put(data, value, *path):
    """The message with another value at the path; where nothing stood, it comes at the end."""
    items = fields(data)
    place = next((item for item in items if item[0] == path[0]), None)
    if place is None:
        place = [path[0], 0 if isinstance(value, int) else 2, b""]
        items.append(place)
    place[2] = value if len(path) == 1 else put(place[2], value, *path[1:])
    return message(items)


def read(data):
    """(payloads, first sequence number) of a sound log."""
    payloads, at, first = [], 0, None
    while at < len(data):
        assert data[at:at + 4] == SYNC
        length, sequence = struct.unpack("<IQ", data[at + 4:at + 16])
        first = sequence if first is None else first
        payloads.append(data[at + HEADER:at + HEADER + length])
        at += length + OVERHEAD
    return payloads, first


def record(payload, sequence):
    head = SYNC + struct.pack("<IQ", len(payload), sequence)
    return (head + struct.pack("<I", crc32c(head)) + payload +
            struct.pack("<I", crc32c(payload)))


def write(payloads, first=1):
    return b"".join(record(payload, first + i) for i, payload in enumerate(payloads))


def offsets(data):
    """Where each record begins."""
    found, at = [], 0
    while at < len(data):
        found.append(at)
        at += struct.unpack("<I", data[at + 4:at + 8])[0] + OVERHEAD
    return found


def note_kind(payload):
    """The kind of a note, or None."""
    return get(payload, NOTE, NOTE_KIND)
