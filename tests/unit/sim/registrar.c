/* SPDX-License-Identifier: Apache-2.0 */
/* The registrar from datagram to answer: methods, malformed requests, retransmissions, faults. */
#include "registrar_help.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(registrar, .fini = rt_clean);

/* ---- other requests ---- */

Test(registrar, answers_each_method_as_rfc_3261_asks)
{
    static const struct {
        struct rt_request request;
        unsigned status;
    } cases[] = {
        {{.method = "OPTIONS"}, 200},
        {{.method = "OPTIONS", .from_to = "<sip:a@example.com>;tag=gone"}, 481},
        {{.method = "INVITE", .branch = "z9hG4bKinvite"}, 405},
        {{.method = "CANCEL", .branch = "z9hG4bKinvite"}, 200},
        {{.method = "CANCEL", .branch = "z9hG4bKnone"}, 481},
        {{.method = "INVITE", .from_to = "<sip:a@example.com>;tag=gone"}, 481},
        {{.method = "BYE"}, 481},
        {{.method = "BYE", .from_to = "<sip:a@example.com>;tag=gone"}, 481},
        {{.method = "SUBSCRIBE"}, 405},
        {{.method = "MESSAGE"}, 405},
        {{.method = "FROBNICATE"}, 501},
        {{.method = "register"}, 501},
        {{.method = "OPTIONS", .uri = "tel:+1234"}, 416},
        {{.method = "OPTIONS", .fields = "Require: 100rel\r\n"}, 420},
        {{.fields = "Require: path\r\n"}, 200},
        {{.fields = "Require: gruu\r\n"}, 420},
        {{.uri = "http://example.com"}, 416},
    };
    rt_plain();
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_expect_eq(rt_ask(0, &cases[i].request), cases[i].status, "case %u: %u", i,
                     rt.answer.status);
    cr_assert_eq(rt_ask(0, &(struct rt_request){.method = "ACK"}), 0);
    cr_assert_eq(rt.answer.outcome, HF_REGISTRAR_ABSORBED);
}

Test(registrar, says_what_it_allows)
{
    rt_plain();
    cr_assert_eq(rt_ask(0, &(struct rt_request){.method = "OPTIONS"}), 200);
    cr_assert(hf_slice_is(hf_sip_value(&rt.reply, HF_HEADER_ALLOW), "REGISTER, OPTIONS"));
    cr_assert_eq(rt_ask(0, &(struct rt_request){.method = "INVITE"}), 405);
    cr_assert(hf_slice_is(hf_sip_value(&rt.reply, HF_HEADER_ALLOW), "REGISTER, OPTIONS"));
    cr_assert_eq(rt_ask(0, &(struct rt_request){.fields = "Require: path, gruu\r\n"}), 420);
    cr_assert(hf_slice_is(hf_sip_value(&rt.reply, HF_HEADER_UNSUPPORTED), "gruu"));
}

Test(registrar, serves_its_own_domain_only)
{
    rt_make(&(struct hf_registrar_options){.domain = "example.com"});
    cr_assert_eq(rt_register(0, 1, RT_CONTACT), 200);
    cr_assert_eq(rt_ask(0, &(struct rt_request){.uri = "sip:example.org", .fields = RT_CONTACT}),
                 404);
    cr_assert_eq(rt_ask(0, &(struct rt_request){.cseq = 2,
                                                .from_to = "<sip:1001@example.org>",
                                                .fields = RT_CONTACT}),
                 404);
    cr_assert_eq(rt_ask(0, &(struct rt_request){.cseq = 2,
                                                .from_to = "<sip:example.com>",
                                                .fields = RT_CONTACT}),
                 404);
    cr_assert_eq(rt_count_bindings(0), 1);
}

/* ---- what is no request ---- */

#define VIA     "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKx\r\n"
#define PARTIES "From: <sip:a@b.c>;tag=1\r\nTo: <sip:a@b.c>\r\nCall-ID: x\r\n"

Test(registrar, says_400_where_a_malformed_request_can_be_answered)
{
    static const char *const cases[] = {
        "REGISTER sip:b.c SIP/2.0\r\n" VIA PARTIES "CSeq: one REGISTER\r\n\r\n",
        "REGISTER sip:b.c SIP/2.0\r\n" VIA PARTIES "CSeq: 1 OPTIONS\r\n\r\n",
        "REGISTER sip:b.c SIP/2.0\r\n" VIA PARTIES "CSeq: 1 REGISTER\r\nContact: <sip:x\r\n\r\n",
        "REGISTER sip:b.c SIP/2.0\r\n" VIA PARTIES "CSeq: 1 REGISTER\r\nContent-Length: 9\r\n\r\n",
    };
    rt_plain();
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        rt_feed(0, cases[i], strlen(cases[i]));
        cr_expect_eq(rt.answer.outcome, HF_REGISTRAR_ANSWERED, "case %u: %s", i, rt.answer.why);
        cr_expect_eq(rt.answer.status, 400, "case %u", i);
        cr_expect(rt.answer.why[0] != '\0');
    }
    cr_assert_eq(rt_count_bindings(0), 0);
}

Test(registrar, counts_as_malformed_what_cannot_be_answered)
{
    static const struct {
        const char *text;
        uint8_t outcome;
    } cases[] = {
        {"hello", HF_REGISTRAR_MALFORMED},
        {"REGISTER sip:b.c SIP/2.0\r\n\r\n", HF_REGISTRAR_MALFORMED},
        {"REGISTER sip:b.c SIP/2.0\r\n" VIA "CSeq: 1 REGISTER\r\n\r\n", HF_REGISTRAR_MALFORMED},
        {"REGISTER sip:b.c SIP/2.0\r\n" PARTIES "CSeq: 1 REGISTER\r\n\r\n", HF_REGISTRAR_MALFORMED},
        {"ACK sip:b.c SIP/2.0\r\n" VIA PARTIES "CSeq: one ACK\r\n\r\n", HF_REGISTRAR_MALFORMED},
        {"SIP/2.0 200 OK\r\n" VIA PARTIES "CSeq: 1 REGISTER\r\n\r\n", HF_REGISTRAR_ABSORBED},
        {"\r\n\r\n", HF_REGISTRAR_KEEPALIVE},
        {"", HF_REGISTRAR_KEEPALIVE},
    };
    rt_plain();
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        rt_feed(0, cases[i].text, strlen(cases[i].text));
        cr_expect_eq(rt.answer.outcome, cases[i].outcome, "case %u: %u", i, rt.answer.outcome);
    }
}

Test(registrar, gives_up_on_an_answer_that_does_not_fit)
{
    static char fields[7000];
    size_t n = 0;
    for (unsigned i = 0; i < 100; i++)
        n += (size_t)snprintf(fields + n, sizeof fields - n,
                              "Via: SIP/2.0/UDP 192.0.2.%u;branch=z9hG4bK%042u\r\n", i, i);
    rt_plain();
    cr_assert_eq(rt_register(0, 1, fields), 0);
    cr_assert_eq(rt.answer.outcome, HF_REGISTRAR_MALFORMED);
}

/* ---- answers ---- */

Test(registrar, gives_a_retransmission_the_same_answer)
{
    struct rt_request request = {.branch = "z9hG4bKsame", .fields = RT_CONTACT, .cseq = 1};
    static uint8_t first[HF_REGISTRAR_ANSWER_MAX];
    uint32_t n_first;
    rt_plain();
    cr_assert_eq(rt_ask(0, &request), 200);
    cr_assert_eq(rt.answer.repeated, 0);
    n_first = rt.answer.n_bytes;
    memcpy(first, rt.answer.bytes, n_first);
    cr_assert_eq(rt_ask(31 * RT_SECOND, &request), 200);
    cr_assert_eq(rt.answer.repeated, 1);
    cr_assert_eq(rt.answer.n_bytes, n_first);
    cr_assert_arr_eq(rt.answer.bytes, first, n_first);
    cr_assert_eq(rt_ask(32 * RT_SECOND, &request), 500, "64*T1 later it is a request of its own");
}

Test(registrar, answers_to_the_source_port_where_rport_asks_for_it)
{
    static const char no_rport[] = "OPTIONS sip:b.c SIP/2.0\r\n"
                                   "Via: SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bKx\r\n" PARTIES
                                   "CSeq: 1 OPTIONS\r\n\r\n";
    static const char no_port[] = "OPTIONS sip:b.c SIP/2.0\r\n"
                                  "Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKy\r\n" PARTIES
                                  "CSeq: 1 OPTIONS\r\n\r\n";
    struct hf_sip_via via;
    rt_plain();
    cr_assert_eq(rt_ask(0, &(struct rt_request){.method = "OPTIONS"}), 200);
    cr_assert_eq(rt.answer.to.port, 40000);
    cr_assert_eq(hf_sip_via(&rt.reply, &via, NULL), 1);
    cr_assert_eq(via.rport, 40000);
    cr_assert(hf_slice_is(via.received, "192.0.2.9"));
    rt_feed(0, no_rport, sizeof no_rport - 1);
    cr_assert_eq(rt.answer.to.port, 5070);
    cr_assert_arr_eq(rt.answer.to.address, rt_phone.address, 16);
    rt_feed(0, no_port, sizeof no_port - 1);
    cr_assert_eq(rt.answer.to.port, 5060);
}

/* ---- faults ---- */

Test(registrar, says_nothing_on_drop_and_hears_the_request_anew_afterwards)
{
    struct rt_request request = {.branch = "z9hG4bKsame", .fields = RT_CONTACT, .cseq = 1};
    rt_plain();
    rt_command("drop");
    cr_assert_eq(rt_ask(0, &request), 0);
    cr_assert_eq(rt.answer.outcome, HF_REGISTRAR_SILENT);
    cr_assert_eq(rt_count_bindings(0), 0);
    rt_command("answer");
    cr_assert_eq(rt_ask(0, &request), 200);
    cr_assert_eq(rt.answer.repeated, 0);
    cr_assert_eq(rt_count_bindings(0), 1);
}

Test(registrar, rejects_everything_with_the_status_and_retry_after)
{
    uint32_t wait_s = 0;
    rt_plain();
    rt_command("reject 503 retry-after=30");
    cr_assert_eq(rt_register(0, 1, RT_CONTACT), 503);
    cr_assert_eq(hf_sip_number(&rt.reply, HF_HEADER_RETRY_AFTER, &wait_s), 1);
    cr_assert_eq(wait_s, 30);
    cr_assert_eq(rt_ask(0, &(struct rt_request){.method = "OPTIONS"}), 503);
    rt_command("reject 486");
    cr_assert_eq(rt_ask(0, &(struct rt_request){.method = "OPTIONS"}), 486);
    cr_assert_eq(hf_sip_number(&rt.reply, HF_HEADER_RETRY_AFTER, &wait_s), 0);
    cr_assert_eq(rt_count_bindings(0), 0);
    rt_command("answer");
    cr_assert_eq(rt_register(0, 1, RT_CONTACT), 200);
}

Test(registrar, delays_answers_and_absorbs_repeats_until_they_have_left)
{
    struct rt_request request = {.branch = "z9hG4bKsame", .method = "OPTIONS"};
    rt_plain();
    rt_command("delay 600");
    cr_assert_eq(rt_ask(1000, &request), 200);
    cr_assert_eq(rt.answer.send_us, 601000);
    cr_assert_eq(rt_ask(501000, &request), 0);
    cr_assert_eq(rt.answer.outcome, HF_REGISTRAR_ABSORBED);
    cr_assert_eq(rt_ask(601000, &request), 200);
    cr_assert_eq(rt.answer.send_us, 601000);
    rt_command("answer");
    cr_assert_eq(rt_ask(0, &(struct rt_request){.method = "OPTIONS"}), 200);
    cr_assert_eq(rt.answer.send_us, 0);
}

Test(registrar, forgets_all_bindings_on_wipe)
{
    rt_plain();
    cr_assert_eq(rt_register(0, 7, RT_CONTACT), 200);
    rt_command("wipe");
    cr_assert_eq(rt_count_bindings(0), 0);
    cr_assert_eq(rt_register(0, 7, RT_CONTACT), 200, "the CSeq is forgotten too");
}
