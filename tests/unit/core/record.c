/* SPDX-License-Identifier: Apache-2.0 */
/* core/record.c: what is written is found, and what was harmed is said. */
#include "holdfast/record.h"

#include <criterion/criterion.h>
#include <string.h>

#define N_RECORDS      7
#define FIRST_SEQUENCE UINT64_C(0xFFFFFFFE) /* crosses 32 bits */

struct log {
    uint8_t bytes[4096];
    size_t n;
    size_t at[N_RECORDS + 1]; /* where each record begins, and the end */
};

/* Records of 0, 1, 46, ... bytes. */
static size_t fill_payload(uint8_t *payload, unsigned i)
{
    for (unsigned k = 0; k < i * 23; k++)
        payload[k] = (uint8_t)(k * 7 + i);
    return i < 2 ? i : i * 23;
}

static void write_log(struct log *log)
{
    log->n = 0;
    for (unsigned i = 0; i < N_RECORDS; i++) {
        uint8_t payload[256];
        struct hf_record_write record = {payload, fill_payload(payload, i), FIRST_SEQUENCE + i};
        size_t written = hf_record_write(&record, log->bytes + log->n, sizeof log->bytes - log->n);

        cr_assert_eq(written, record.length + HF_RECORD_OVERHEAD);
        log->at[i] = log->n;
        log->n += written;
    }
    log->at[N_RECORDS] = log->n;
}

struct reading { /* what a whole reading came to */
    unsigned n_found, n_torn, n_damaged;
    uint32_t found;   /* bit per record whose sequence was seen */
    size_t first_bad; /* where the first damage or torn tail begins */
    size_t bad_end;
};

static struct reading read_all(const uint8_t *bytes, size_t n)
{
    struct hf_record_reader reader = {.bytes = bytes, .n_bytes = n};
    struct reading reading = {.first_bad = SIZE_MAX};
    size_t covered = 0;

    for (;;) {
        struct hf_record record = hf_record_next(&reader);
        if (record.kind == HF_RECORD_END)
            break;
        cr_assert_eq(record.at, covered, "stretches follow one another");
        cr_assert_gt(reader.next, covered, "reading always moves on");
        covered = reader.next;
        if (record.kind == HF_RECORD_FOUND) {
            cr_assert_lt(record.sequence - FIRST_SEQUENCE, N_RECORDS, "no phantom record");
            reading.found |= 1u << (record.sequence - FIRST_SEQUENCE);
            reading.n_found++;
            continue;
        }
        cr_assert_eq(record.at + record.length, reader.next);
        reading.n_torn += record.kind == HF_RECORD_TORN;
        reading.n_damaged += record.kind == HF_RECORD_DAMAGE;
        if (reading.first_bad == SIZE_MAX)
            reading.first_bad = record.at;
        reading.bad_end = reader.next;
    }
    cr_assert_eq(covered, n, "every byte is accounted for");
    return reading;
}

/* Bit by bit, as RFC 3720 B.4 defines it. */
static uint32_t slow_crc32c(const uint8_t *bytes, size_t n)
{
    uint32_t crc = UINT32_MAX;

    for (size_t i = 0; i < n; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78u : 0);
    }
    return ~crc;
}

Test(crc32c, gives_the_values_of_rfc_3720)
{
    uint8_t bytes[32];

    cr_assert_eq(hf_crc32c(0, "123456789", 9), 0xE3069283u);
    memset(bytes, 0, sizeof bytes);
    cr_assert_eq(hf_crc32c(0, bytes, sizeof bytes), 0x8A9136AAu);
    memset(bytes, 0xFF, sizeof bytes);
    cr_assert_eq(hf_crc32c(0, bytes, sizeof bytes), 0x62A8AB43u);
}

Test(crc32c, is_that_of_its_definition_at_every_length_and_alignment)
{
    uint8_t bytes[300];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * i + 3 * i);
    for (size_t from = 0; from < 9; from++) {
        for (size_t n = 0; from + n <= sizeof bytes; n++)
            cr_assert_eq(hf_crc32c(0, bytes + from, n), slow_crc32c(bytes + from, n));
    }
}

Test(crc32c, goes_on_from_where_it_was)
{
    uint32_t whole = hf_crc32c(0, "holdfast keeps the line", 23);

    for (size_t cut = 0; cut <= 23; cut++) {
        uint32_t part = hf_crc32c(0, "holdfast keeps the line", cut);
        cr_assert_eq(hf_crc32c(part, "holdfast keeps the line" + cut, 23 - cut), whole);
    }
}

Test(record, comes_back_as_it_was_written)
{
    static struct log log;
    struct hf_record_reader reader = {.bytes = log.bytes};

    write_log(&log);
    reader.n_bytes = log.n;
    for (unsigned i = 0; i < N_RECORDS; i++) {
        uint8_t payload[256];
        size_t length = fill_payload(payload, i);
        struct hf_record record = hf_record_next(&reader);

        cr_assert_eq(record.kind, HF_RECORD_FOUND);
        cr_assert_eq(record.sequence, FIRST_SEQUENCE + i);
        cr_assert_eq(record.at, log.at[i]);
        cr_assert_eq(record.length, length);
        cr_assert_arr_eq(record.payload, payload, length);
    }
    cr_assert_eq(hf_record_next(&reader).kind, HF_RECORD_END);
    cr_assert_eq(hf_record_next(&reader).kind, HF_RECORD_END, "the end stays the end");
}

Test(record, has_the_layout_that_its_header_states)
{
    static const uint8_t expected[HF_RECORD_HEADER - 4] = {'H', 'f', 'R', '1', 2, 0, 0, 0,
                                                           8,   7,   6,   5,   4, 3, 2, 1};
    struct hf_record_write record = {(const uint8_t *)"ab", 2, 0x0102030405060708u};
    uint8_t out[HF_RECORD_OVERHEAD + 2];

    cr_assert_eq(hf_record_write(&record, out, sizeof out), sizeof out);
    cr_assert_arr_eq(out, expected, sizeof expected);
    cr_assert_arr_eq(out + HF_RECORD_HEADER, "ab", 2);
}

Test(record, is_not_written_where_it_does_not_fit)
{
    static uint8_t payload[HF_RECORD_PAYLOAD_MAX + 1];
    static uint8_t out[HF_RECORD_PAYLOAD_MAX + 1 + HF_RECORD_OVERHEAD];
    struct hf_record_write record = {payload, 10, 1};

    cr_assert_eq(hf_record_write(&record, out, 10 + HF_RECORD_OVERHEAD - 1), 0);
    record.length = HF_RECORD_PAYLOAD_MAX + 1;
    cr_assert_eq(hf_record_write(&record, out, sizeof out), 0);
    record.length = HF_RECORD_PAYLOAD_MAX;
    cr_assert_eq(hf_record_write(&record, out, sizeof out), sizeof out - 1);
    record.length = SIZE_MAX;
    cr_assert_eq(hf_record_write(&record, out, sizeof out), 0, "no length wraps");
}

Test(record, finds_each_flipped_bit_wherever_it_is)
{
    static struct log log;

    write_log(&log);
    for (size_t at = 0; at < log.n; at++) {
        unsigned harmed = 0;

        while (log.at[harmed + 1] <= at)
            harmed++;
        for (int bit = 0; bit < 8; bit++) {
            struct reading reading;

            log.bytes[at] ^= (uint8_t)(1 << bit);
            reading = read_all(log.bytes, log.n);
            log.bytes[at] ^= (uint8_t)(1 << bit);
            cr_assert_eq(reading.n_damaged + reading.n_torn, 1, "byte %zu bit %d", at, bit);
            cr_assert_eq(reading.n_found, N_RECORDS - 1, "byte %zu bit %d", at, bit);
            cr_assert_eq(reading.found, ((1u << N_RECORDS) - 1) & ~(1u << harmed),
                         "the missing sequence number is the harmed record's");
            cr_assert_eq(reading.first_bad, log.at[harmed], "it is located");
            cr_assert_eq(reading.bad_end, log.at[harmed + 1]);
        }
    }
}

Test(record, says_that_a_cut_tail_is_torn_at_each_length)
{
    static struct log log;

    write_log(&log);
    for (size_t n = 0; n <= log.n; n++) {
        struct reading reading = read_all(log.bytes, n);
        unsigned whole = 0;

        while (whole < N_RECORDS && log.at[whole + 1] <= n)
            whole++;
        cr_assert_eq(reading.n_found, whole, "cut at %zu", n);
        cr_assert_eq(reading.n_damaged, 0, "cut at %zu", n);
        cr_assert_eq(reading.n_torn, n != log.at[whole], "cut at %zu", n);
        if (reading.n_torn > 0)
            cr_assert_eq(reading.first_bad, log.at[whole]);
    }
}

Test(record, goes_on_behind_bytes_that_are_missing_or_too_many)
{
    static struct log log;
    static uint8_t harmed[sizeof log.bytes];

    write_log(&log);
    for (size_t from = 0; from < log.n; from++) {
        for (size_t gone = 1; gone < 60 && from + gone < log.n; gone += 7) {
            struct reading reading;

            memcpy(harmed, log.bytes, from);
            memcpy(harmed + from, log.bytes + from + gone, log.n - from - gone);
            reading = read_all(harmed, log.n - gone);
            for (unsigned i = 0; i < N_RECORDS; i++) {
                if (log.at[i + 1] <= from || log.at[i] >= from + gone)
                    cr_assert(reading.found & (1u << i), "%zu bytes gone at %zu", gone, from);
            }
        }
    }
    for (size_t at = 0; at <= log.n; at += 5) {
        memcpy(harmed, log.bytes, at);
        memset(harmed + at, 'H', 9); /* the sync word's first letter */
        memcpy(harmed + at + 9, log.bytes + at, log.n - at);
        cr_assert_geq(read_all(harmed, log.n + 9).n_found, N_RECORDS - 1);
    }
}

Test(record, behind_a_tail_that_was_not_cut_is_still_found)
{
    static struct log log;
    static uint8_t appended[2 * sizeof log.bytes];
    struct hf_record_write follower = {(const uint8_t *)"on", 2, FIRST_SEQUENCE + N_RECORDS - 1};

    write_log(&log);
    for (size_t cut = log.at[N_RECORDS - 1] + HF_RECORD_HEADER; cut < log.n; cut++) {
        struct reading reading;
        size_t n;

        memcpy(appended, log.bytes, cut);
        n = hf_record_write(&follower, appended + cut, log.n);
        reading = read_all(appended, cut + n);
        cr_assert_eq(reading.n_torn, 0, "cut at %zu: it is damage, and not the tail's end", cut);
        cr_assert_eq(reading.n_damaged, 1);
        cr_assert_eq(reading.n_found, N_RECORDS);
        cr_assert_eq(reading.first_bad, log.at[N_RECORDS - 1]);
        cr_assert_eq(reading.bad_end, cut);
    }
}

/* A peer's datagram, noted in the log, may hold a whole record. Only a harmed length field lets
 * it be taken for one. */
Test(record, inside_of_a_payload_is_no_record)
{
    uint8_t inner[64], bytes[256];
    struct hf_record_write nested = {(const uint8_t *)"forged", 6, 999};
    struct hf_record_write outer = {inner, hf_record_write(&nested, inner, sizeof inner),
                                    FIRST_SEQUENCE};
    size_t first = hf_record_write(&outer, bytes, sizeof bytes);
    size_t n;

    outer.sequence++;
    n = first + hf_record_write(&outer, bytes + first, sizeof bytes - first);
    cr_assert_eq(read_all(bytes, n).n_found, 2);
    for (size_t at = 0; at < n; at++) {
        if (at % first >= 4 && at % first < 8)
            continue;
        bytes[at] ^= 0x10;
        cr_assert_eq(read_all(bytes, n).n_found, 1, "byte %zu", at); /* read_all: no phantom */
        bytes[at] ^= 0x10;
    }
    for (size_t cut = first + 1; cut < n; cut++)
        cr_assert_eq(read_all(bytes, cut).n_torn, 1, "cut at %zu", cut);
}

Test(record, refuses_a_header_that_promises_too_much)
{
    uint8_t bytes[HF_RECORD_HEADER + 64] = {'H', 'f', 'R', '1', 1, 0, 16, 0}; /* 1 MiB + 1 */
    uint32_t crc = hf_crc32c(0, bytes, 16);
    struct reading reading;

    for (int i = 0; i < 4; i++)
        bytes[16 + i] = (uint8_t)(crc >> (8 * i));
    reading = read_all(bytes, sizeof bytes);
    cr_assert_eq(reading.n_damaged, 1);
    cr_assert_eq(reading.n_torn, 0);
}
