/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Framing of the event log (record.h): CRC-32C, the writer of one record, and the reader that
 * finds its way past damage. Pure: no file is read here, and no payload is looked into.
 */
#include "holdfast/record.h"

#include <stdbool.h>
#include <string.h>

static const uint8_t sync_word[4] = {'H', 'f', 'R', '1'};

/* ---- CRC-32C, eight bytes a turn ----
 *
 * ahead[k][i] is the checksum's change by byte i with k more bytes behind it. A CRC is linear in
 * its input's bits, so an entry is the exclusive or of what the bits of i contribute: the eight
 * constants of a row, lowest bit first (polynomial 0x1EDC6F41 reflected, RFC 3720 B.4). */

/* clang-format off */
#define BIT(i, b, v) ((((i) >> (b)) & 1u) ? (v) : 0u)
#define LOW(i, a, b, c, d) (BIT(i, 0, a) ^ BIT(i, 1, b) ^ BIT(i, 2, c) ^ BIT(i, 3, d))
#define HIGH(i, a, b, c, d) (BIT(i, 4, a) ^ BIT(i, 5, b) ^ BIT(i, 6, c) ^ BIT(i, 7, d))
#define CRC_AHEAD_0(i) \
    (LOW(i, 0xf26b8303u, 0xe13b70f7u, 0xc79a971fu, 0x8ad958cfu) ^ \
     HIGH(i, 0x105ec76fu, 0x20bd8edeu, 0x417b1dbcu, 0x82f63b78u))
#define CRC_AHEAD_1(i) \
    (LOW(i, 0x13a29877u, 0x274530eeu, 0x4e8a61dcu, 0x9d14c3b8u) ^ \
     HIGH(i, 0x3fc5f181u, 0x7f8be302u, 0xff17c604u, 0xfbc3faf9u))
#define CRC_AHEAD_2(i) \
    (LOW(i, 0xa541927eu, 0x4f6f520du, 0x9edea41au, 0x38513ec5u) ^ \
     HIGH(i, 0x70a27d8au, 0xe144fb14u, 0xc76580d9u, 0x8b277743u))
#define CRC_AHEAD_3(i) \
    (LOW(i, 0xdd45aab8u, 0xbf672381u, 0x7b2231f3u, 0xf64463e6u) ^ \
     HIGH(i, 0xe964b13du, 0xd725148bu, 0xaba65fe7u, 0x52a0c93fu))
#define CRC_AHEAD_4(i) \
    (LOW(i, 0x38116facu, 0x7022df58u, 0xe045beb0u, 0xc5670b91u) ^ \
     HIGH(i, 0x8f2261d3u, 0x1ba8b557u, 0x37516aaeu, 0x6ea2d55cu))
#define CRC_AHEAD_5(i) \
    (LOW(i, 0xef306b19u, 0xdb8ca0c3u, 0xb2f53777u, 0x6006181fu) ^ \
     HIGH(i, 0xc00c303eu, 0x85f4168du, 0x0e045bebu, 0x1c08b7d6u))
#define CRC_AHEAD_6(i) \
    (LOW(i, 0x68032cc8u, 0xd0065990u, 0xa5e0c5d1u, 0x4e2dfd53u) ^ \
     HIGH(i, 0x9c5bfaa6u, 0x3d5b83bdu, 0x7ab7077au, 0xf56e0ef4u))
#define CRC_AHEAD_7(i) \
    (LOW(i, 0x493c7d27u, 0x9278fa4eu, 0x211d826du, 0x423b04dau) ^ \
     HIGH(i, 0x847609b4u, 0x0d006599u, 0x1a00cb32u, 0x34019664u))

#define TIMES_4(f, i) f(i), f((i) + 1u), f((i) + 2u), f((i) + 3u)
#define TIMES_16(f, i) \
    TIMES_4(f, i), TIMES_4(f, (i) + 4u), TIMES_4(f, (i) + 8u), TIMES_4(f, (i) + 12u)
#define TIMES_64(f, i) \
    TIMES_16(f, i), TIMES_16(f, (i) + 16u), TIMES_16(f, (i) + 32u), TIMES_16(f, (i) + 48u)
#define TIMES_256(f) \
    {TIMES_64(f, 0u), TIMES_64(f, 64u), TIMES_64(f, 128u), TIMES_64(f, 192u)}

static const uint32_t ahead[8][256] = {
    TIMES_256(CRC_AHEAD_0), TIMES_256(CRC_AHEAD_1), TIMES_256(CRC_AHEAD_2), TIMES_256(CRC_AHEAD_3),
    TIMES_256(CRC_AHEAD_4), TIMES_256(CRC_AHEAD_5), TIMES_256(CRC_AHEAD_6), TIMES_256(CRC_AHEAD_7),
};
/* clang-format on */

static uint32_t get_u32(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static void put_u32(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
    at[2] = (uint8_t)(value >> 16);
    at[3] = (uint8_t)(value >> 24);
}

uint32_t hf_crc32c(uint32_t crc, const void *bytes, size_t n)
{
    const uint8_t *at = bytes;

    crc = ~crc;
    for (size_t eights = n / 8; eights > 0; eights--, at += 8) {
        uint32_t a = crc ^ get_u32(at);
        uint32_t b = get_u32(at + 4);

        crc = ahead[7][a & 0xFF] ^ ahead[6][(a >> 8) & 0xFF] ^ ahead[5][(a >> 16) & 0xFF] ^
              ahead[4][a >> 24] ^ ahead[3][b & 0xFF] ^ ahead[2][(b >> 8) & 0xFF] ^
              ahead[1][(b >> 16) & 0xFF] ^ ahead[0][b >> 24];
    }
    for (n %= 8; n > 0; n--, at++) {
        crc = (crc >> 8) ^ ahead[0][(crc ^ *at) & 0xFF];
    }
    return ~crc;
}

/* ---- writing ---- */

size_t hf_record_write(const struct hf_record_write *record, uint8_t *out, size_t size)
{
    size_t whole = record->length + HF_RECORD_OVERHEAD;

    if (record->length > HF_RECORD_PAYLOAD_MAX || size < whole) {
        return 0;
    }
    memcpy(out, sync_word, sizeof sync_word);
    put_u32(out + 4, (uint32_t)record->length);
    put_u32(out + 8, (uint32_t)record->sequence);
    put_u32(out + 12, (uint32_t)(record->sequence >> 32));
    put_u32(out + 16, hf_crc32c(0, out, 16));
    if (record->length > 0) { /* memcpy from NULL is undefined even for no bytes */
        memcpy(out + HF_RECORD_HEADER, record->payload, record->length);
    }
    put_u32(out + HF_RECORD_HEADER + record->length,
            hf_crc32c(0, out + HF_RECORD_HEADER, record->length));
    return whole;
}

/* ---- reading ---- */

struct header {
    uint64_t sequence;
    size_t whole; /* bytes of the record, header and payload CRC included; 0: no header here */
};

/* Only whole bytes are looked at: a header at the very end may have no payload behind it. */
static struct header header_at(const struct hf_record_reader *reader, size_t at)
{
    const uint8_t *bytes = reader->bytes + at;
    struct header header = {.whole = 0};

    if (reader->n_bytes - at < HF_RECORD_HEADER ||
        memcmp(bytes, sync_word, sizeof sync_word) != 0 ||
        get_u32(bytes + 16) != hf_crc32c(0, bytes, 16) ||
        get_u32(bytes + 4) > HF_RECORD_PAYLOAD_MAX) {
        return header;
    }
    header.sequence = get_u32(bytes + 8) | (uint64_t)get_u32(bytes + 12) << 32;
    header.whole = (size_t)get_u32(bytes + 4) + HF_RECORD_OVERHEAD;
    return header;
}

/* Where the next header stands, from `at` on; the end when there is none. */
static size_t header_after(const struct hf_record_reader *reader, size_t at)
{
    const uint8_t *found;

    while ((found = memchr(reader->bytes + at, sync_word[0], reader->n_bytes - at)) != NULL &&
           header_at(reader, (size_t)(found - reader->bytes)).whole == 0) {
        at = (size_t)(found - reader->bytes) + 1;
    }
    return found == NULL ? reader->n_bytes : (size_t)(found - reader->bytes);
}

/* Fewer bytes than a header are left: could they be the beginning of one? */
static bool is_cut_header(const struct hf_record_reader *reader, size_t at)
{
    size_t left = reader->n_bytes - at;
    size_t compared = left < sizeof sync_word ? left : sizeof sync_word;

    return left < HF_RECORD_HEADER && memcmp(reader->bytes + at, sync_word, compared) == 0;
}

static bool is_payload_sound(const struct hf_record_reader *reader, size_t at, size_t whole)
{
    const uint8_t *payload = reader->bytes + at + HF_RECORD_HEADER;
    size_t length = whole - HF_RECORD_OVERHEAD;

    return get_u32(payload + length) == hf_crc32c(0, payload, length);
}

static bool can_begin(const struct hf_record_reader *reader, size_t at)
{
    return at == reader->n_bytes || header_at(reader, at).whole != 0 || is_cut_header(reader, at);
}

/* The record behind one whose bytes are fewer than its header says: where a header of the same
 * or the next sequence number stands inside of what the header claims; else the end. A payload
 * may hold bytes that look like a record (a log of a log, or a peer's datagram), so that not
 * every header found there is believed. */
static size_t follower_inside(const struct hf_record_reader *reader, size_t at,
                              const struct header *header)
{
    size_t next = header_after(reader, at + 1);

    while (next < reader->n_bytes && next - at < header->whole) {
        uint64_t sequence = header_at(reader, next).sequence;

        if (sequence == header->sequence || sequence == header->sequence + 1) {
            return next;
        }
        next = header_after(reader, next + 1);
    }
    return reader->n_bytes;
}

/* A damaged payload's header still says where the next record begins: the first place to look. */
static size_t behind_damaged_payload(const struct hf_record_reader *reader, size_t at,
                                     const struct header *header)
{
    size_t behind = at + header->whole;
    size_t follower;

    if (header_at(reader, behind).whole != 0) {
        return behind;
    }
    follower = follower_inside(reader, at, header);
    if (follower < reader->n_bytes) {
        return follower;
    }
    return can_begin(reader, behind) ? behind : header_after(reader, at + 1);
}

/* A damaged header's length is believed, for the same reason, where the payload's CRC and what
 * stands behind it confirm it. */
static size_t behind_damaged_header(const struct hf_record_reader *reader, size_t at)
{
    size_t left = reader->n_bytes - at;
    size_t whole;

    if (left >= HF_RECORD_OVERHEAD) {
        whole = (size_t)get_u32(reader->bytes + at + 4) + HF_RECORD_OVERHEAD;
        if (whole <= left && can_begin(reader, at + whole) && is_payload_sound(reader, at, whole)) {
            return at + whole;
        }
    }
    return header_after(reader, at + 1);
}

static struct hf_record stretch(struct hf_record_reader *reader, enum hf_record_kind kind,
                                size_t end)
{
    struct hf_record record = {.at = reader->next, .length = end - reader->next, .kind = kind};

    reader->next = end;
    return record;
}

struct hf_record hf_record_next(struct hf_record_reader *reader)
{
    size_t at = reader->next;
    struct header header;
    struct hf_record record;

    if (at >= reader->n_bytes) {
        return (struct hf_record){.at = at, .kind = HF_RECORD_END};
    }
    if (is_cut_header(reader, at)) {
        return stretch(reader, HF_RECORD_TORN, reader->n_bytes);
    }
    header = header_at(reader, at);
    if (header.whole == 0) {
        return stretch(reader, HF_RECORD_DAMAGE, behind_damaged_header(reader, at));
    }
    if (header.whole > reader->n_bytes - at) {
        /* The torn tail; but where its follower stands in it, bytes are missing before that
         * one, or somebody wrote on behind a tail that was not cut. */
        size_t end = follower_inside(reader, at, &header);

        return stretch(reader, end == reader->n_bytes ? HF_RECORD_TORN : HF_RECORD_DAMAGE, end);
    }
    if (!is_payload_sound(reader, at, header.whole)) {
        return stretch(reader, HF_RECORD_DAMAGE, behind_damaged_payload(reader, at, &header));
    }
    record = stretch(reader, HF_RECORD_FOUND, at + header.whole);
    record.payload = reader->bytes + at + HF_RECORD_HEADER;
    record.length = header.whole - HF_RECORD_OVERHEAD;
    record.sequence = header.sequence;
    return record;
}
