/* SPDX-License-Identifier: Apache-2.0 */
/* RTP packets: what is read, what is printed, and a reason for each that is refused. */
#include "holdfast/media/rtp.h"

#include <stdlib.h>

#include "support.h"

static const struct refusal {
    const char *hex, *what;
    size_t at;
} refusals[] = {
    {"", "shorter than an RTP header", 0},
    {"80 00 0001 00000002 000000", "shorter than an RTP header", 11},
    {"00 00 0001 00000002 00000003", "not version 2 of RTP", 0},
    {"40 00 0001 00000002 00000003", "not version 2 of RTP", 0},
    {"c0 00 0001 00000002 00000003", "not version 2 of RTP", 0},
    {"81 00 0001 00000002 00000003", "more CSRCs than there are bytes", 0},
    {"8f 00 0001 00000002 00000003 00000000", "more CSRCs than there are bytes", 0},
    {"90 00 0001 00000002 00000003", "a header extension that is cut off", 12},
    {"90 00 0001 00000002 00000003 beef00", "a header extension that is cut off", 12},
    {"91 00 0001 00000002 00000003 00000009", "a header extension that is cut off", 16},
    {"90 00 0001 00000002 00000003 beef0001", "a header extension longer than the packet", 14},
    {"90 00 0001 00000002 00000003 beefffff aa", "a header extension longer than the packet", 14},
    {"a0 00 0001 00000002 00000003 aabb00", "padding of no byte, or of more than the payload", 14},
    {"a0 00 0001 00000002 00000003 aabb04", "padding of no byte, or of more than the payload", 14},
    {"a0 00 0001 00000002 00000003", "padding of no byte, or of more than the payload", 11},
};

Test(rtp, says_what_is_wrong_and_where)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        uint8_t bytes[64];
        struct hf_rtp packet;
        struct hf_media_error error = {NULL, 0};
        size_t n = from_hex(refusals[i].hex, bytes);
        cr_assert_eq(hf_rtp_parse(&packet, bytes, n, &error), HF_E_MALFORMED, "%zu", i);
        cr_assert_str_eq(error.what, refusals[i].what, "%zu", i);
        cr_assert_eq(error.at, refusals[i].at, "%zu: %zu", i, error.at);
        cr_assert_eq(hf_rtp_parse(&packet, bytes, n, NULL), HF_E_MALFORMED);
    }
}

Test(rtp, reads_a_header_and_skips_what_a_phone_does_not_use)
{
    static const struct {
        const char *hex;
        uint8_t n_csrc;
        const char *payload;
    } sound[] = {
        {"80 88 1234 89abcdef fedcba98", 0, ""},
        {"80 88 1234 89abcdef fedcba98 0102", 0, "0102"},
        {"82 88 1234 89abcdef fedcba98 00000001 00000002 aa", 2, "aa"},
        {"90 88 1234 89abcdef fedcba98 beef0000 aa", 0, "aa"},
        {"90 88 1234 89abcdef fedcba98 beef0001 11223344 aabb", 0, "aabb"},
        {"b1 88 1234 89abcdef fedcba98 00000001 beef0001 11223344 aabb000003", 1, "aabb"},
        {"a0 88 1234 89abcdef fedcba98 01", 0, ""},
        {"a0 88 1234 89abcdef fedcba98 00000004", 0, ""},
    };
    for (size_t i = 0; i < sizeof sound / sizeof *sound; i++) {
        uint8_t bytes[64], payload[64];
        struct hf_rtp packet;
        struct hf_media_error error = {NULL, 0};
        size_t n = from_hex(sound[i].hex, bytes), n_payload = from_hex(sound[i].payload, payload);
        cr_assert_eq(hf_rtp_parse(&packet, bytes, n, &error), 0, "%zu: %s", i, error.what);
        cr_assert_eq(packet.payload_type, 8);
        cr_assert(packet.marker);
        cr_assert_eq(packet.sequence, 0x1234);
        cr_assert_eq(packet.timestamp, 0x89abcdef);
        cr_assert_eq(packet.ssrc, 0xfedcba98);
        cr_assert_eq(packet.n_csrc, sound[i].n_csrc);
        cr_assert_eq(packet.n_payload, n_payload, "%zu", i);
        cr_assert_arr_eq(packet.payload, payload, n_payload);
    }
}

Test(rtp, prints_what_it_reads)
{
    static const uint8_t payload[] = {1, 2, 3, 4, 5};
    struct hf_rtp packet = {.payload_type = 101,
                            .marker = true,
                            .sequence = 65535,
                            .timestamp = 0xfffffff0,
                            .ssrc = 0x01020304,
                            .payload = payload,
                            .n_payload = sizeof payload};
    uint8_t bytes[17], expected[17];
    cr_assert_eq(hf_rtp_print(&packet, bytes, sizeof bytes), 17);
    from_hex("80e5 ffff fffffff0 01020304 0102030405", expected);
    cr_assert_arr_eq(bytes, expected, 17);
    for (size_t size = 0; size < 17; size++)
        cr_assert_eq(hf_rtp_print(&packet, bytes, size), HF_E_SPACE, "%zu", size);
    packet.n_payload = 0;
    packet.payload = NULL;
    cr_assert_eq(hf_rtp_print(&packet, bytes, sizeof bytes), HF_RTP_HEADER_BYTES);
}

Test(rtp, is_told_from_rtcp_by_its_second_byte)
{
    for (uint32_t type = 0; type < 256; type++) {
        uint8_t bytes[2] = {0x80, (uint8_t)type};
        cr_assert_eq(hf_rtp_is_rtcp(bytes, 2), type >= 192 && type <= 223, "%u", type);
    }
    cr_assert_not(hf_rtp_is_rtcp((const uint8_t *)"\x80", 1));
}

/* Any bytes: refused, or a payload inside of them; each byte stands in a block of its own size, so
 * that a sanitizer sees one that is too far. */
Test(rtp, stays_inside_of_any_bytes)
{
    uint64_t seed = 1;
    uint32_t n_sound = 0;
    for (uint32_t i = 0; i < 200000; i++) {
        size_t n = chance(&seed) % 64;
        uint8_t *bytes = malloc(n == 0 ? 1 : n);
        struct hf_rtp packet;
        for (size_t k = 0; k < n; k++)
            bytes[k] = (uint8_t)chance(&seed);
        if (n != 0 && i % 2 == 0)
            bytes[0] = (uint8_t)(0x80 | (bytes[0] & 0x3f & chance(&seed)));
        if (hf_rtp_parse(&packet, bytes, n, NULL) == 0) {
            n_sound++;
            cr_assert(packet.payload >= bytes + HF_RTP_HEADER_BYTES);
            cr_assert(packet.payload + packet.n_payload <= bytes + n);
        }
        free(bytes);
    }
    cr_assert_gt(n_sound, 10000, "%u", n_sound);
}
