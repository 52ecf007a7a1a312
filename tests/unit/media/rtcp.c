/* SPDX-License-Identifier: Apache-2.0 */
/* RTCP: what is read and printed, and a reason for each compound packet that is refused. */
#include "holdfast/media/rtcp.h"

#include <stdlib.h>

#include "support.h"

#define RR    "80c90001 00000007 "
#define SHORT "a packet longer than the datagram"

static const struct refusal {
    const char *hex, *what;
    size_t at;
} refusals[] = {
    {"", "empty", 0},
    {"80c900", "bytes behind the last packet", 0},
    {RR "80ca", "bytes behind the last packet", 8},
    {"00c90001 00000007", "not version 2 of RTCP", 0},
    {RR "40ca0000", "not version 2 of RTCP", 8},
    {"80c90001 000000", SHORT, 2},
    {"80c9ffff 00000007", SHORT, 2},
    {"81ca0002 00000007 00000000", "does not begin with SR or RR", 1},
    {"81cb0001 00000007", "does not begin with SR or RR", 1},
    {"80c90000", "more reports than there are bytes", 0},
    {"81c90001 00000007", "more reports than there are bytes", 0},
    {"80c80001 00000007", "more reports than there are bytes", 0},
    {"9fc90007 00000007 000000010000000200000003000000040000000500000006",
     "more reports than there are bytes", 0},
    {RR "81ca0000", "an SDES chunk that is cut off", 12},
    {RR "82ca0002 00000007 00000000", "an SDES chunk that is cut off", 20},
    {RR "81ca0002 00000007 01020000", "an SDES chunk without an end", 12},
    {RR "81ca0002 00000007 01060000", "an SDES item longer than its packet", 16},
    {RR "81ca0002 00000007 01010002", "an SDES item longer than its packet", 19},
    {RR "81cb0000", "a BYE of more sources than there are bytes", 8},
    {RR "81cb0002 00000007 04616263", "a BYE with a reason longer than its packet", 16},
    {"a0c90002 00000007 00000004" RR, "padding where none may be, or of a wrong size", 0},
    {RR "a0ca0001 00000000", "padding where none may be, or of a wrong size", 8},
    {RR "a0ca0001 00000003", "padding where none may be, or of a wrong size", 8},
    {RR "a0ca0001 00000008", "padding where none may be, or of a wrong size", 8},
};

Test(rtcp, says_what_is_wrong_and_where)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        uint8_t bytes[128];
        struct hf_rtcp rtcp;
        struct hf_media_error error = {NULL, 0};
        size_t n = from_hex(refusals[i].hex, bytes);
        cr_assert_eq(hf_rtcp_parse(&rtcp, bytes, n, &error), HF_E_MALFORMED, "%zu", i);
        cr_assert_str_eq(error.what, refusals[i].what, "%zu: %s", i, error.what);
        cr_assert_eq(error.at, refusals[i].at, "%zu: %zu", i, error.at);
    }
}

static struct hf_rtcp full(void)
{
    struct hf_rtcp rtcp = {.ssrc = 0x11111111,
                           .is_sender = true,
                           .ntp = 0xb44db70520000000u,
                           .timestamp = 160,
                           .packets = 7,
                           .bytes = 1120,
                           .n_reports = 2,
                           .cname = "phone@host",
                           .n_cname = 10,
                           .is_bye = true};
    rtcp.reports[0] = (struct hf_rtcp_report){0x22222222, 64, -2, 0x0001fffe, 33, 0xb7052000, 99};
    rtcp.reports[1] = (struct hf_rtcp_report){0x33333333, 255, 0x7fffff, 5, 6, 7, 8};
    return rtcp;
}

Test(rtcp, reads_what_it_prints)
{
    struct hf_rtcp rtcp = full(), read;
    uint8_t bytes[256];
    struct hf_media_error error = {NULL, 0};
    int n = hf_rtcp_print(&rtcp, bytes, sizeof bytes);
    cr_assert_eq(n, 28 + 48 + 24 + 8, "%d", n);
    cr_assert_eq(hf_rtcp_parse(&read, bytes, (size_t)n, &error), 0, "%s", error.what);
    cr_assert_eq(read.ssrc, rtcp.ssrc);
    cr_assert(read.is_sender && read.is_bye);
    cr_assert_eq(read.ntp, rtcp.ntp);
    cr_assert_eq(read.timestamp, 160);
    cr_assert_eq(read.packets, 7);
    cr_assert_eq(read.bytes, 1120);
    cr_assert_eq(read.n_reports, 2);
    cr_assert_arr_eq(read.reports, rtcp.reports, 2 * sizeof *rtcp.reports);
    cr_assert_eq(read.n_cname, 10);
    cr_assert_arr_eq(read.cname, "phone@host", 10);
    for (size_t size = 0; size < (size_t)n; size++)
        cr_assert_eq(hf_rtcp_print(&rtcp, bytes, size), HF_E_SPACE, "%zu", size);
}

Test(rtcp, prints_bytes_that_are_known)
{
    struct hf_rtcp rtcp = {.ssrc = 7, .cname = "ab", .n_cname = 2, .n_reports = 1};
    rtcp.reports[0] = (struct hf_rtcp_report){9, 128, 3, 0x10002, 4, 5, 6};
    uint8_t bytes[128], expected[128];
    size_t n = from_hex("81c90007 00000007 00000009 80000003 00010002 00000004 00000005 00000006"
                        "81ca0003 00000007 01026162 00000000",
                        expected);
    cr_assert_eq(hf_rtcp_print(&rtcp, bytes, sizeof bytes), (int)n);
    cr_assert_arr_eq(bytes, expected, n);
}

/* 24 bits, and what does not fit into them says the most that does. */
Test(rtcp, says_as_much_of_the_loss_as_24_bits_can)
{
    static const struct {
        int32_t lost, read;
    } cases[] = {{0, 0},
                 {-1, -1},
                 {0x7fffff, 0x7fffff},
                 {0x800000, 0x7fffff},
                 {-0x800000, -0x800000},
                 {-0x800001, -0x800000},
                 {INT32_MAX, 0x7fffff},
                 {INT32_MIN, -0x800000}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct hf_rtcp rtcp = {.ssrc = 7, .n_reports = 1}, read;
        uint8_t bytes[64];
        rtcp.reports[0].lost = cases[i].lost;
        int n = hf_rtcp_print(&rtcp, bytes, sizeof bytes);
        cr_assert_eq(hf_rtcp_parse(&read, bytes, (size_t)n, NULL), 0);
        cr_assert_eq(read.reports[0].lost, cases[i].read, "%zu: %d", i, read.reports[0].lost);
    }
}

Test(rtcp, skips_other_packets_and_other_sources)
{
    uint8_t bytes[128];
    struct hf_rtcp read;
    size_t n = from_hex(RR "80cc0002 00000007 51514141" /* APP */
                           "81c90007 00000008 00000009 80000003 00010002 00000004 00000005 00000006"
                           "82ca0004 00000008 01016100 00000007 01016200" /* two CNAMEs */
                           "82cb0003 00000008 00000009 02414200"          /* BYE of others */
                           "a0cf0001 00000004",                           /* padded */
                        bytes);
    struct hf_media_error error = {NULL, 0};
    cr_assert_eq(hf_rtcp_parse(&read, bytes, n, &error), 0, "%s at %zu", error.what, error.at);
    cr_assert_eq(read.ssrc, 7);
    cr_assert_eq(read.n_reports, 0);
    cr_assert_eq(read.n_cname, 1);
    cr_assert_eq(read.cname[0], 'b');
    cr_assert_not(read.is_bye);
}

Test(rtcp, stays_inside_of_any_bytes)
{
    uint64_t seed = 2;
    uint32_t n_sound = 0;
    struct hf_rtcp rtcp = full(), read;
    uint8_t whole[256];
    size_t length = (size_t)hf_rtcp_print(&rtcp, whole, sizeof whole);
    for (uint32_t i = 0; i < 200000; i++) {
        size_t n = chance(&seed) % 4 == 0 ? chance(&seed) % length : length;
        uint8_t *bytes = malloc(n == 0 ? 1 : n);
        memcpy(bytes, whole, n);
        for (uint32_t k = chance(&seed) % 4; k > 0 && n > 0; k--)
            bytes[chance(&seed) % n] = (uint8_t)chance(&seed);
        if (hf_rtcp_parse(&read, bytes, n, NULL) == 0) {
            n_sound++;
            cr_assert_leq(read.n_reports, HF_RTCP_REPORTS_MAX);
            cr_assert(read.cname == NULL ||
                      ((const uint8_t *)read.cname >= bytes &&
                       (const uint8_t *)read.cname + read.n_cname <= bytes + n));
        }
        free(bytes);
    }
    cr_assert_gt(n_sound, 10000, "%u", n_sound);
}
