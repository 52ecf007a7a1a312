/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of DNS servers, and answers to others: what is taken of them. */
#include "dns_answer.h"

#include <criterion/criterion.h>
#include <string.h>

#include "dns_answer_world.h"

/* ---- honest ---- */

Test(dns_answer, addresses_come_in_the_order_of_the_answer)
{
    begin(HF_DNS_A, 0);
    dns_a(&m, NULL, 60, 2);
    dns_a(&m, "SIP.example.TEST", 30, 1);
    read_as(NAME, HF_DNS_A);
    expect(HF_DNS_ANSWER, 2, 30);
    cr_expect_arr_eq(got.records[0].address, ((uint8_t[16]){192, 0, 2, 2}), 16);
    cr_expect_arr_eq(got.records[1].address, ((uint8_t[16]){192, 0, 2, 1}), 16);
    cr_expect_eq(got.records[0].type, HF_DNS_A);
    expect_name(0, "");
}

Test(dns_answer, ipv6_addresses_have_all_their_bytes)
{
    begin(HF_DNS_AAAA, 0);
    dns_aaaa(&m, NULL, 60, 7);
    read_as(NAME, HF_DNS_AAAA);
    expect(HF_DNS_ANSWER, 1, 60);
    cr_expect_arr_eq(got.records[0].address, ((uint8_t[16]){0x20, 0x01, 0x0d, 0xb8, [15] = 7}), 16);
}

Test(dns_answer, services_come_by_priority_equal_ones_as_in_the_answer)
{
    static const struct dns_srv records[] = {{NULL, 300, 20, 5, 5060, "c.example.test"},
                                             {NULL, 300, 10, 1, 5061, "A.Example.Test"},
                                             {NULL, 90, 10, 9, 5062, "b.example.test"},
                                             {NULL, 300, 30, 0, 0, ""}};

    begin(HF_DNS_SRV, 0);
    for (unsigned i = 0; i < 4; i++)
        dns_srv(&m, &records[i]);
    read_as(NAME, HF_DNS_SRV);
    expect(HF_DNS_ANSWER, 4, 90);
    expect_name(0, "a.example.test");
    expect_name(1, "b.example.test");
    expect_name(2, "c.example.test");
    expect_name(3, "");
    cr_expect(got.records[0].priority == 10 && got.records[0].weight == 1);
    cr_expect(got.records[0].port == 5061 && got.records[0].type == HF_DNS_SRV);
}

Test(dns_answer, a_naptr_says_transport_flag_and_whether_it_has_a_regexp)
{
    static const struct {
        const char *flags, *service, *regexp;
        uint8_t transport, has_regexp;
        char flag;
    } cases[] = {{"s", "SIP+D2U", "", HF_TRANSPORT_UDP, 0, 's'},
                 {"S", "sip+d2t", "", HF_TRANSPORT_TCP, 0, 's'},
                 {"a", "SIPS+D2T", "", HF_TRANSPORT_TLS, 0, 'a'},
                 {"", "SIP+D2U", "", HF_TRANSPORT_UDP, 0, 0},
                 {"s", "SIP+D2S", "", HF_TRANSPORT_COUNT, 0, 's'},
                 {"s", "SIPS+D2U", "", HF_TRANSPORT_COUNT, 0, 's'},
                 {"", "", "", HF_TRANSPORT_COUNT, 0, 0},
                 {"u", "SIP+D2U", "!^.*$!sip:a@b!", HF_TRANSPORT_COUNT, 1, 0},
                 {"sa", "SIP+D2U", "", HF_TRANSPORT_COUNT, 0, 0},
                 {"s", "SIP+D2U", "!a!b!", HF_TRANSPORT_UDP, 1, 's'}};

    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct dns_naptr naptr = {NULL,
                                  60,
                                  50,
                                  7,
                                  cases[i].flags,
                                  cases[i].service,
                                  cases[i].regexp,
                                  "_sip._udp.example.test"};

        begin(HF_DNS_NAPTR, 0);
        dns_naptr(&m, &naptr);
        read_as(NAME, HF_DNS_NAPTR);
        expect(HF_DNS_ANSWER, 1, 60);
        cr_expect_eq(got.records[0].service, cases[i].transport, "case %u", i);
        cr_expect_eq(got.records[0].has_regexp, cases[i].has_regexp, "case %u", i);
        cr_expect_eq(got.records[0].flag, cases[i].flag, "case %u", i);
        cr_expect(got.records[0].priority == 50 && got.records[0].weight == 7);
        expect_name(0, "_sip._udp.example.test");
    }
}

Test(dns_answer, naptrs_come_by_order_then_preference)
{
    static const struct dns_naptr records[] = {{NULL, 60, 20, 1, "s", "SIP+D2U", "", "d.test"},
                                               {NULL, 60, 10, 9, "s", "SIP+D2U", "", "b.test"},
                                               {NULL, 60, 10, 9, "s", "SIP+D2T", "", "c.test"},
                                               {NULL, 60, 10, 3, "s", "SIP+D2U", "", "a.test"}};

    begin(HF_DNS_NAPTR, 0);
    for (unsigned i = 0; i < 4; i++)
        dns_naptr(&m, &records[i]);
    read_as(NAME, HF_DNS_NAPTR);
    expect(HF_DNS_ANSWER, 4, 60);
    expect_name(0, "a.test");
    expect_name(1, "b.test");
    expect_name(2, "c.test");
    expect_name(3, "d.test");
}

Test(dns_answer, the_ttl_is_the_smallest_of_the_chain_for_every_type)
{
    static const struct dns_srv srv = {"c.example.test", 50, 1, 1, 5060, "h.example.test"};
    static const struct dns_naptr naptr = {"c.example.test", 70, 1,       1, "s",
                                           "SIP+D2U",        "", "x.test"};

    begin(HF_DNS_SRV, 0);
    dns_srv(&m, &srv); /* in any order */
    dns_cname(&m, "b.example.test", 80, "C.example.test");
    dns_cname(&m, NULL, 40, "b.example.test");
    read_as(NAME, HF_DNS_SRV);
    expect(HF_DNS_ANSWER, 1, 40);
    expect_name(0, "h.example.test");

    begin(HF_DNS_NAPTR, 0);
    dns_cname(&m, NULL, 90, "c.example.test");
    dns_naptr(&m, &naptr);
    read_as(NAME, HF_DNS_NAPTR);
    expect(HF_DNS_ANSWER, 1, 70);
}

Test(dns_answer, times_to_live_have_bounds)
{
    begin(HF_DNS_A, 0);
    dns_a(&m, NULL, 604800, 1);
    read_as(NAME, HF_DNS_A);
    expect(HF_DNS_ANSWER, 1, 86400); /* B11 */
    begin(HF_DNS_A, 0);
    dns_a(&m, NULL, 0x80000001, 1); /* RFC 2181 8 */
    read_as(NAME, HF_DNS_A);
    expect(HF_DNS_ANSWER, 1, 0);
}

Test(dns_answer, names_may_be_compressed)
{
    struct dns_row row = {DNS_ANSWERS, NULL, HF_DNS_SRV, 60, 0};
    size_t at;

    begin(HF_DNS_SRV, 0);
    at = dns_row(&m, &row);
    dns_put(&m, "\0\1\0\2\x13\xC4\4Host", 11);
    dns_pointer(&m, DNS_QUESTION_AT + 4); /* example.test */
    dns_end_row(&m, at);
    read_as(NAME, HF_DNS_SRV);
    expect(HF_DNS_ANSWER, 1, 60);
    expect_name(0, "host.example.test");
    cr_expect_eq(got.records[0].port, 5060);
}

/* ---- there is none ---- */

Test(dns_answer, there_is_none_for_as_long_as_the_zone_says)
{
    static const struct {
        unsigned rcode;
        const char *zone;
        uint32_t ttl_s, minimum_s, expected_s;
    } cases[] = {{3, "example.test", 3600, 30, 30},
                 {0, "example.test", 20, 30, 20},
                 {3, "test", 3600, 3600, 60},
                 {0, "", 3600, 12, 12},
                 {0, NAME, 3600, 0, 1},
                 {3, NULL, 0, 0, 5},
                 {3, "ample.test", 3600, 30, 5},
                 {0, "other.test", 3600, 30, 5}};

    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        begin(HF_DNS_NAPTR, cases[i].rcode);
        if (cases[i].zone != NULL)
            dns_soa(&m, cases[i].zone, cases[i].ttl_s, cases[i].minimum_s);
        read_as(NAME, HF_DNS_NAPTR);
        expect(cases[i].rcode == 3 ? HF_DNS_NO_NAME : HF_DNS_NO_DATA, 0, cases[i].expected_s);
    }
}

Test(dns_answer, a_cname_that_leads_nowhere_is_no_data_and_its_ttl_counts)
{
    begin(HF_DNS_A, 0);
    dns_cname(&m, NULL, 3, "b.example.test");
    dns_soa(&m, "example.test", 50, 50);
    read_as(NAME, HF_DNS_A);
    expect(HF_DNS_NO_DATA, 0, 3);
    begin(HF_DNS_A, 3); /* RFC 6604: the last name of the chain does not exist */
    dns_cname(&m, NULL, 30, "b.example.test");
    dns_a(&m, "b.example.test", 30, 1);
    read_as(NAME, HF_DNS_A);
    expect(HF_DNS_NO_NAME, 0, 5);
}

Test(dns_answer, a_server_that_does_not_answer_is_none_that_says_no)
{
    static const struct {
        unsigned rcode;
        enum hf_dns_outcome outcome;
    } cases[] = {{1, HF_DNS_REFUSED},  {2, HF_DNS_SERVFAIL}, {4, HF_DNS_REFUSED},
                 {5, HF_DNS_REFUSED},  {6, HF_DNS_SERVFAIL}, {9, HF_DNS_SERVFAIL},
                 {15, HF_DNS_SERVFAIL}};
    struct dns_row referral = {DNS_AUTHORITY, "example.test", DNS_TYPE_NS, 60, 0};
    struct dns_row version = {DNS_ADDITIONAL, "", DNS_TYPE_OPT, 0x01000000, 1232};
    size_t at;

    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        begin(HF_DNS_A, cases[i].rcode);
        dns_a(&m, NULL, 60, 1);
        read_as(NAME, HF_DNS_A);
        expect(cases[i].outcome, 0, 0);
    }
    begin(HF_DNS_A, 0);
    at = dns_row(&m, &referral);
    dns_name(&m, "ns.example.test");
    dns_end_row(&m, at);
    read_as(NAME, HF_DNS_A);
    expect(HF_DNS_REFUSED, 0, 0);
    begin(HF_DNS_A, 0); /* BADVERS, in EDNS's part of the code (RFC 6891 6.1.3) */
    (void)dns_row(&m, &version);
    read_as(NAME, HF_DNS_A);
    expect(HF_DNS_SERVFAIL, 0, 0);
}

/* ---- what is not ours ---- */

Test(dns_answer, records_of_others_are_passed_over)
{
    struct dns_row chaos = {DNS_ANSWERS, NULL, HF_DNS_A, 1, 3};
    struct dns_row beside = {DNS_ADDITIONAL, NULL, HF_DNS_A, 1, 0};
    struct dns_row odd = {DNS_ANSWERS, "other.test", HF_DNS_A, 1, 0};
    size_t at;

    begin(HF_DNS_A, 0);
    dns_a(&m, "other.test", 1, 9);
    dns_a(&m, "x.sip.example.test", 1, 9);
    dns_a(&m, "sip.example", 1, 9);
    dns_cname(&m, "other.test", 1, "evil.test");
    dns_aaaa(&m, NULL, 1, 9);
    dns_a(&m, NULL, 60, 1);
    at = dns_row(&m, &chaos);
    dns_put(&m, "\1\2\3\4", 4);
    dns_end_row(&m, at);
    at = dns_row(&m, &odd); /* its content is nobody's business */
    dns_put(&m, "x", 1);
    dns_end_row(&m, at);
    at = dns_row(&m, &beside);
    dns_put(&m, "\1\2\3\4", 4);
    dns_end_row(&m, at);
    read_as(NAME, HF_DNS_A);
    expect(HF_DNS_ANSWER, 1, 60);
    cr_expect_eq(got.records[0].address[3], 1);
}

Test(dns_answer, additional_addresses_answer_nothing)
{
    struct dns_row beside = {DNS_ADDITIONAL, "h.example.test", HF_DNS_A, 60, 0};
    struct dns_srv srv = {NULL, 60, 1, 1, 5060, "h.example.test"};
    size_t at;

    begin(HF_DNS_SRV, 0);
    dns_srv(&m, &srv);
    at = dns_row(&m, &beside);
    dns_put(&m, "\1\2\3\4", 4);
    dns_end_row(&m, at);
    read_as(NAME, HF_DNS_SRV);
    expect(HF_DNS_ANSWER, 1, 60);
    cr_expect_eq(got.records[0].type, HF_DNS_SRV);
}

Test(dns_answer, an_answer_to_another_question_is_none)
{
    static const struct {
        unsigned id, flags;
        const char *name;
        unsigned type, questions;
        const char *why;
    } cases[] = {
        {ID + 1, OK, NAME, HF_DNS_A, 1, "its id is another one"},
        {ID, 0x0100, NAME, HF_DNS_A, 1, "it is no answer"},
        {ID, OK | 0x2800, NAME, HF_DNS_A, 1, "it is no answer"},
        {ID, OK | 0x0200, NAME, HF_DNS_A, 1, "it is cut, and there is no rest"},
        {ID, OK, "sip.example.tes", HF_DNS_A, 1, "its question is another one"},
        {ID, OK, "", HF_DNS_A, 1, "its question is another one"},
        {ID, OK, NAME, HF_DNS_AAAA, 1, "its question is another one"},
        {ID, OK, NAME, HF_DNS_A, 0, "it has another number of questions"},
        {ID, OK, NAME, HF_DNS_A, 2, "it has another number of questions"},
    };

    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        dns_begin(&m, cases[i].id, cases[i].flags);
        for (unsigned k = 0; k < cases[i].questions; k++)
            dns_ask(&m, cases[i].name, cases[i].type);
        dns_a(&m, NAME, 60, 1);
        read_as(NAME, HF_DNS_A);
        expect_malformed(cases[i].why);
    }
    begin(HF_DNS_A, 0);
    m.bytes[m.n - 1] = 3; /* its class */
    dns_a(&m, NAME, 60, 1);
    read_as(NAME, HF_DNS_A);
    expect_malformed("its question is another one");
}

/* ---- names of users ---- */

Test(dns_answer, only_names_that_dns_can_have_are_asked_for)
{
    static const char *const good[] = {"a", "A.b.", "_sip._udp.example.test", "x-1.test", "1.2"};
    static const char *const bad[] = {"",     ".",     "..",   "a..b",          ".a",
                                      "a..",  "a b",   "a\\b", "a\x80.example", "a/b",
                                      "a:50", "[::1]", "a%b"};
    struct hf_dns_name name;
    char large[300];

    for (unsigned i = 0; i < sizeof good / sizeof good[0]; i++)
        cr_expect(hf_dns_name_of(&name, good[i]), "%s", good[i]);
    for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++)
        cr_expect(!hf_dns_name_of(&name, bad[i]), "%s", bad[i]);
    cr_expect(hf_dns_name_of(&name, "SIP.Example.Test."));
    cr_expect_str_eq(name.text, NAME);
    memset(large, 'a', sizeof large);
    large[64] = '\0';
    cr_expect(!hf_dns_name_of(&name, large));
    large[63] = '\0';
    cr_expect(hf_dns_name_of(&name, large));
    memset(large, 'a', sizeof large);
    for (unsigned i = 60; i < 254; i += 61)
        large[i] = '.';
    large[254] = '\0';
    cr_expect(!hf_dns_name_of(&name, large));
    large[253] = '\0';
    cr_expect(hf_dns_name_of(&name, large));
}
