/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Framing of the event log: a record is a header of 20 bytes and a payload with its CRC.
 *
 *     sync word     4   "HfR1"
 *     length        4   of the payload, little-endian, HF_RECORD_PAYLOAD_MAX at most
 *     sequence      8   little-endian, one more each record of a log
 *     header crc    4   CRC-32C of the 16 bytes above
 *     payload       length
 *     payload crc   4   CRC-32C of the payload
 *
 * A whole header with too few bytes behind it at the end of a segment is a torn tail. Anything
 * else that does not fit is damage: a reader looks for the next valid header and says which
 * sequence numbers are missing. Pure: bytes in, bytes out.
 */
#ifndef HOLDFAST_RECORD_H
#define HOLDFAST_RECORD_H

#include <stddef.h>
#include <stdint.h>

#define HF_RECORD_HEADER      20
#define HF_RECORD_OVERHEAD    24
#define HF_RECORD_PAYLOAD_MAX (1u << 20)

enum hf_record_kind {
    HF_RECORD_FOUND = 0, /* payload and sequence are valid */
    HF_RECORD_END = 1,   /* nothing is left */
    HF_RECORD_TORN = 2,  /* the tail was cut inside a record: at, length of what is left */
    HF_RECORD_DAMAGE = 3 /* bytes at..at+length are no record; the reader is behind them */
};

struct hf_record_reader { /* zero it, set bytes and n_bytes */
    const uint8_t *bytes;
    size_t n_bytes;
    size_t next; /* where reading goes on */
};

struct hf_record {
    const uint8_t *payload;
    uint64_t sequence;
    size_t at, length; /* FOUND: at is of the header, length of the payload */
    enum hf_record_kind kind;
    uint32_t reserved;
};

/* CRC-32C (Castagnoli), of n more bytes: start with 0. */
uint32_t hf_crc32c(uint32_t crc, const void *bytes, size_t n);

/* Writes header, payload, crc at out: needs length + HF_RECORD_OVERHEAD bytes; returns that
 * number, or 0 when the payload is too long or size too small. */
struct hf_record_write {
    const uint8_t *payload;
    size_t length;
    uint64_t sequence;
};
size_t hf_record_write(const struct hf_record_write *record, uint8_t *out, size_t size);

/* The next record, damage or end. Always moves on. */
struct hf_record hf_record_next(struct hf_record_reader *reader);

#endif
