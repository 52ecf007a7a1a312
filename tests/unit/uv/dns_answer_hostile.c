/* SPDX-License-Identifier: Apache-2.0 */
/* DNS answers of those who mean harm: names without an end, content that does not fit, too much. */
#include "dns_answer.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dns_answer_world.h"
#include "holdfast/line.h"

/* ---- names ---- */

/* An address whose owner is made of these bytes. */
static void read_owner(const void *bytes, size_t n)
{
    begin(HF_DNS_A, 0);
    m.bytes[7] = 1;
    dns_put(&m, bytes, n);
    dns_put(&m, "\0\1\0\1\0\0\0\74\0\4\1\2\3\4", 14);
    read_as(NAME, HF_DNS_A);
}

Test(dns_answer_hostile, names_without_an_end_are_malformed)
{
    const char circles[] = "a name goes round in circles";
    uint8_t here, self[2], forth[2], back[4] = {1, 'a', 0xC0, 0};

    begin(HF_DNS_A, 0);
    here = (uint8_t)m.n;
    memcpy(self, (uint8_t[2]){0xC0, here}, 2);
    memcpy(forth, (uint8_t[2]){0xC0, (uint8_t)(here + 4)}, 2);
    back[3] = here;
    read_owner(self, 2);
    expect_malformed(circles);
    read_owner(forth, 2);
    expect_malformed(circles);
    read_owner(back, 4);
    expect_malformed(circles);
    read_owner("\xC0\2", 2); /* into the header */
    expect_malformed(circles);
    read_owner("\xFF\xFF", 2);
    expect_malformed(circles);
}

/* RFC 1035 4.1.4: a pointer leads to a prior name, which has ended before. Found by
 * fuzz/dns_answer: such a name could be made of what stands behind the last record. */
Test(dns_answer_hostile, a_name_does_not_run_into_the_pointer_to_it)
{
    const char runs[] = "a name runs into the pointer to it";
    uint8_t class;

    begin(HF_DNS_A, 0);
    class = (uint8_t)(m.n - 1); /* as a name: a label of one byte */
    read_owner((uint8_t[]){0xC0, class}, 2);
    expect_malformed(runs);
}

Test(dns_answer_hostile, names_that_are_too_large_are_malformed)
{
    uint8_t label[1 + 63 + 1] = {64}, name[1 + 5 * 64];

    read_owner(label, sizeof label);
    expect_malformed("a label has more than 63 bytes");
    label[0] = 0x80;
    read_owner(label, sizeof label);
    expect_malformed("a label has more than 63 bytes");
    memset(name, 'a', sizeof name);
    for (unsigned i = 0; i < 5; i++)
        name[(size_t)i * 64] = 63;
    name[sizeof name - 1] = 0;
    read_owner(name, sizeof name);
    expect_malformed("a name has more than 255 bytes");
}

Test(dns_answer_hostile, a_name_of_255_bytes_is_the_largest)
{
    static const unsigned lengths[] = {63, 63, 63, 61};
    char text[256];
    size_t n = 0;

    for (unsigned i = 0; i < 4; i++) {
        memset(text + n, 'a' + (int)i, lengths[i]);
        n += lengths[i];
        text[n++] = '.';
    }
    text[n - 1] = '\0';
    dns_begin(&m, ID, OK);
    dns_ask(&m, text, HF_DNS_A);
    dns_a(&m, NULL, 60, 1);
    read_as(text, HF_DNS_A);
    expect(HF_DNS_ANSWER, 1, 60);
    strcat(text, "d");
    dns_begin(&m, ID, OK);
    dns_ask(&m, text, HF_DNS_A);
    dns_a(&m, NULL, 60, 1);
    read_as(text, HF_DNS_A);
    expect_malformed("a name has more than 255 bytes");
}

Test(dns_answer_hostile, a_row_of_pointers_that_costs_time_is_malformed)
{
    struct dns_row row = {DNS_ANSWERS, NULL, HF_DNS_A, 60, 0};
    struct dns_row text = {DNS_ANSWERS, NULL, 16, 60, 0};
    size_t at;

    begin(HF_DNS_A, 0);
    at = dns_row(&m, &text);
    dns_pointer(&m, DNS_QUESTION_AT);
    for (size_t i = 0; i < 2000; i++)
        dns_pointer(&m, (unsigned)(at + 2 * i));
    dns_end_row(&m, at);
    read_as(NAME, HF_DNS_A);
    expect(HF_DNS_NO_DATA, 0, 5); /* as long as no name leads there */
    row.owner = "";
    (void)dns_row(&m, &row);
    m.n -= 11;
    dns_pointer(&m, (unsigned)(at + 2 * 1999));
    dns_put(&m, "\0\1\0\1\0\0\0\74\0\4\1\2\3\4", 14);
    read_as(NAME, HF_DNS_A);
    expect_malformed("a name goes round in circles");
}

Test(dns_answer_hostile, what_is_no_host_name_is_left_out)
{
    static const struct dns_srv good = {NULL, 60, 5, 1, 5060, "h.example.test"};
    static const char *const odd[] = {"a b.test", "a\n.test", "\x1b[2J.test", "a\x80.test", "a\\b"};

    begin(HF_DNS_SRV, 0);
    for (unsigned i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        struct dns_srv srv = {NULL, 1, 1, 1, 5060, odd[i]};

        dns_srv(&m, &srv);
    }
    read_as(NAME, HF_DNS_SRV);
    expect_malformed("its names are no host names");
    dns_srv(&m, &good);
    read_as(NAME, HF_DNS_SRV);
    expect(HF_DNS_ANSWER, 1, 60);
    expect_name(0, "h.example.test");
    begin(HF_DNS_A, 0);
    dns_cname(&m, NULL, 60, "a b");
    dns_a(&m, "a b", 60, 1);
    read_as(NAME, HF_DNS_A);
    expect_malformed("a CNAME leads to what is no host name");
}

/* A dot within a label makes another name look like ours. */
Test(dns_answer_hostile, a_dot_within_a_label_is_no_dot_between_labels)
{
    read_owner("\x10sip.example.test\0", 18);
    expect(HF_DNS_NO_DATA, 0, 5);
}

/* ---- content ---- */

static void read_content(uint16_t type, const char *bytes, size_t n)
{
    struct dns_row row = {DNS_ANSWERS, NULL, type, 60, 0};
    size_t at;

    begin(type, 0);
    at = dns_row(&m, &row);
    dns_put(&m, bytes, n);
    dns_end_row(&m, at);
    read_as(NAME, type);
}

Test(dns_answer_hostile, content_that_does_not_fit_its_length_is_malformed)
{
    static const struct {
        uint16_t type;
        const char *bytes;
        size_t n;
        const char *why;
    } cases[] = {
        {HF_DNS_A, "", 0, "an address has a wrong length"},
        {HF_DNS_A, "abc", 3, "an address has a wrong length"},
        {HF_DNS_A, "abcde", 5, "an address has a wrong length"},
        {HF_DNS_AAAA, "abcd", 4, "an address has a wrong length"},
        {HF_DNS_SRV, "", 0, "an SRV record is too short"},
        {HF_DNS_SRV, "\0\1\0\1\0\1", 6, "an SRV record is too short"},
        {HF_DNS_SRV, "\0\1\0\1\0\1\1a", 8, "it ends within a name"},
        {HF_DNS_SRV, "\0\1\0\1\0\1\1a\0x", 10, "a record's content does not fit its length"},
        {HF_DNS_NAPTR, "\0\1", 2, "a NAPTR record's content does not fit its length"},
        {HF_DNS_NAPTR, "\0\1\0\1\1s\7SIP", 10, "a NAPTR record's content does not fit its length"},
        {HF_DNS_NAPTR, "\0\1\0\1\1s\7SIP+D2U", 14,
         "a NAPTR record's content does not fit its length"},
        {HF_DNS_NAPTR, "\0\1\0\1\1s\7SIP+D2U\0", 15, "it ends within a name"},
        {HF_DNS_NAPTR, "\0\1\0\1\1s\1x\1", 9, /* the last string ends a byte too late */
         "a NAPTR record's content does not fit its length"},
        {HF_DNS_NAPTR, "\0\1\0\1\xFFs\7SIP+D2U\0\1a\0", 18,
         "a NAPTR record's content does not fit its length"},
        {HF_DNS_NAPTR, "\0\1\0\1\1s\7SIP+D2U\0\1a\0\0", 19,
         "a record's content does not fit its length"},
    };

    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        read_content(cases[i].type, cases[i].bytes, cases[i].n);
        expect_malformed(cases[i].why);
    }
}

Test(dns_answer_hostile, one_wrong_record_spoils_the_answer)
{
    struct dns_row row = {DNS_ANSWERS, NULL, HF_DNS_A, 60, 0};
    size_t at;

    begin(HF_DNS_A, 0);
    dns_a(&m, NULL, 60, 1);
    at = dns_row(&m, &row);
    dns_put(&m, "abc", 3);
    dns_end_row(&m, at);
    read_as(NAME, HF_DNS_A);
    expect_malformed("an address has a wrong length");
}

Test(dns_answer_hostile, a_name_must_not_run_out_of_its_record)
{
    struct dns_row row = {DNS_ANSWERS, NULL, HF_DNS_SRV, 60, 0};
    size_t at;

    begin(HF_DNS_SRV, 0);
    at = dns_row(&m, &row);
    dns_put(&m, "\0\1\0\1\0\1\1a", 8);
    dns_end_row(&m, at);
    dns_put(&m, "\0", 1); /* the name's end, behind the record */
    read_as(NAME, HF_DNS_SRV);
    expect_malformed("a record's content does not fit its length");
}

Test(dns_answer_hostile, counts_that_promise_more_than_there_is_are_malformed)
{
    for (unsigned place = 6; place <= 11; place++) {
        begin(HF_DNS_A, 0);
        dns_a(&m, NULL, 60, 1);
        m.bytes[place] = (uint8_t)(m.bytes[place] + 1);
        read_as(NAME, HF_DNS_A);
        expect(HF_DNS_MALFORMED, 0, 0);
    }
}

Test(dns_answer_hostile, what_stands_behind_the_last_record_is_not_read)
{
    begin(HF_DNS_A, 0);
    dns_a(&m, NULL, 60, 1);
    dns_put(&m, "\xC0\xFF more", 7);
    read_as(NAME, HF_DNS_A);
    expect(HF_DNS_ANSWER, 1, 60);
}

static void expect_malformed_at_any_cut(uint16_t type)
{
    for (size_t n = 0; n < m.n; n++) {
        read_part(NAME, type, n);
        expect(HF_DNS_MALFORMED, 0, 0);
    }
}

Test(dns_answer_hostile, cut_at_any_byte_it_is_malformed)
{
    static const struct dns_srv srv = {"b.example.test", 60, 1, 1, 5060, "h.example.test"};
    static const struct dns_naptr naptr = {"b.example.test", 60, 1, 1, "s", "x", "", "y.test"};
    struct dns_row beside = {DNS_ADDITIONAL, "", DNS_TYPE_OPT, 0, 1232};

    for (unsigned kind = 0; kind < 3; kind++) {
        uint16_t type = kind == 0 ? HF_DNS_A : kind == 1 ? HF_DNS_SRV : HF_DNS_NAPTR;

        begin(type, 0);
        dns_cname(&m, NULL, 60, "b.example.test");
        if (kind == 0)
            dns_a(&m, "b.example.test", 60, 1);
        else if (kind == 1)
            dns_srv(&m, &srv);
        else
            dns_naptr(&m, &naptr);
        dns_soa(&m, "example.test", 60, 60);
        (void)dns_row(&m, &beside);
        read_as(NAME, type);
        expect(HF_DNS_ANSWER, 1, 60);
        expect_malformed_at_any_cut(type);
    }
}

Test(dns_answer_hostile, cut_within_its_last_record_it_is_malformed)
{
    static const struct dns_srv srv = {NULL, 60, 1, 1, 5060, "h.example.test"};
    static const struct dns_naptr naptr = {NULL, 60, 1, 1, "s", "x", "", "y.test"};

    begin(HF_DNS_A, 0);
    dns_a(&m, NULL, 60, 1);
    expect_malformed_at_any_cut(HF_DNS_A);
    begin(HF_DNS_AAAA, 0);
    dns_aaaa(&m, NULL, 60, 1);
    expect_malformed_at_any_cut(HF_DNS_AAAA);
    begin(HF_DNS_SRV, 0);
    dns_srv(&m, &srv);
    expect_malformed_at_any_cut(HF_DNS_SRV);
    begin(HF_DNS_NAPTR, 0);
    dns_naptr(&m, &naptr);
    expect_malformed_at_any_cut(HF_DNS_NAPTR);
}

/* ---- too much ---- */

Test(dns_answer_hostile, of_thousands_of_records_the_first_in_rank_are_kept)
{
    begin(HF_DNS_SRV, 0);
    for (unsigned i = 0; i < 1500; i++) {
        char target[32];
        struct dns_srv srv = {NULL, 60, 1500 - i, 1, 5060, target};

        snprintf(target, sizeof target, "h%u.test", 1500 - i);
        dns_srv(&m, &srv);
    }
    read_as(NAME, HF_DNS_SRV);
    expect(HF_DNS_ANSWER, HF_EVENT_RECORDS, 60);
    cr_expect_eq(got.n_over, 1500 - HF_EVENT_RECORDS);
    for (unsigned i = 0; i < HF_EVENT_RECORDS; i++)
        cr_expect_eq(got.records[i].priority, i + 1);
    expect_name(0, "h1.test");
}

Test(dns_answer_hostile, of_thousands_of_addresses_the_first_are_kept)
{
    begin(HF_DNS_A, 0);
    for (unsigned i = 0; i < 4000; i++)
        dns_a(&m, NULL, 60, (uint8_t)(i + 1));
    read_as(NAME, HF_DNS_A);
    expect(HF_DNS_ANSWER, HF_EVENT_RECORDS, 60);
    cr_expect_eq(got.n_over, 4000 - HF_EVENT_RECORDS);
    cr_expect_eq(got.records[HF_EVENT_RECORDS - 1].address[3], HF_EVENT_RECORDS);
}

/* The line's event has room for 8 KiB, and hears of it whatever the names are. */
Test(dns_answer_hostile, the_largest_answer_fits_an_event)
{
    static uint8_t bytes[HF_EVENT_BYTES_MAX];
    struct hf_event event = {.kind = HF_EVENT_DNS_ANSWERED, .at_us = HF_EVENT_TIME_MAX_US};
    struct dns_naptr naptr = {NULL, 86400, 65535, 65535, "s", "SIPS+D2T", "!", NULL};
    char name[256];

    for (size_t length = 1; length <= 253; length += 4) {
        memset(name, 'n', length);
        name[length] = '\0';
        for (size_t i = 60; i < length; i += 61)
            name[i] = '.';
        naptr.replacement = name;
        if (name[length - 1] == '.')
            continue;
        begin(HF_DNS_NAPTR, 0);
        for (unsigned i = 0; i < HF_EVENT_RECORDS; i++)
            dns_naptr(&m, &naptr);
        read_as(NAME, HF_DNS_NAPTR);
        cr_expect_eq(got.n_records + got.n_over, HF_EVENT_RECORDS);
        event.u.dns = (struct hf_dns_answered){.records = got.records,
                                               .query = UINT64_MAX,
                                               .ttl_s = UINT32_MAX,
                                               .n_records = got.n_records,
                                               .from_static = 1};
        cr_expect_gt(hf_event_encode(&event, bytes, sizeof bytes), 0, "names of %zu bytes", length);
    }
}

/* ---- chains ---- */

static void read_chain(unsigned n_aliases)
{
    char from[32] = NAME, to[32];

    begin(HF_DNS_A, 0);
    for (unsigned i = 1; i <= n_aliases; i++) {
        snprintf(to, sizeof to, "c%u.test", i);
        dns_cname(&m, from, 60, to);
        strcpy(from, to);
    }
    dns_a(&m, from, 60, 1);
    read_as(NAME, HF_DNS_A);
}

Test(dns_answer_hostile, a_chain_has_eight_cnames_at_most)
{
    const char endless[] = "its CNAMEs have no end, or are more than 8";

    read_chain(8);
    expect(HF_DNS_ANSWER, 1, 60);
    read_chain(9);
    expect_malformed(endless);
    read_chain(1000);
    expect_malformed("it has too many CNAMEs");
    begin(HF_DNS_A, 0);
    dns_cname(&m, NULL, 60, NAME);
    dns_a(&m, NULL, 60, 1);
    read_as(NAME, HF_DNS_A);
    expect_malformed(endless);
    begin(HF_DNS_A, 0);
    dns_cname(&m, NULL, 60, "b.test");
    dns_cname(&m, "b.test", 60, NAME);
    dns_a(&m, NULL, 60, 1);
    read_as(NAME, HF_DNS_A);
    expect_malformed(endless);
}
