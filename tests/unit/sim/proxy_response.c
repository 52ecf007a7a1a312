/* SPDX-License-Identifier: Apache-2.0 */
/* Responses: back where the request came from, and nowhere else. */
#include "proxy_help.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(proxy_response, .fini = px_clean);

#define CONTACT "sip:b@" PX_BOB

static void call(const struct px_way *alice, const struct px_way *bob)
{
    px_plain();
    px_register("bob", CONTACT, bob);
    px_send(&(struct px_request){.way = alice});
    cr_assert_eq(px.answer.outcome, HF_REGISTRAR_FORWARDED);
}

Test(proxy_response, goes_back_the_way_of_its_request)
{
    struct px_way tcp = px_over(1, 7, 10);
    call(&px_alice, &px_bob);
    cr_assert_eq(px_reply("SIP/2.0 180 Ringing  loudly", &px_bob), HF_REGISTRAR_FORWARDED);
    cr_expect_str_eq(px_where(), "udp:192.0.2.10:5070");
    cr_expect_eq(px.answer.status, 180);
    cr_expect_str_eq(px.answer.method, "INVITE");
    cr_expect_str_eq(px.answer.user, "bob");
    cr_expect_eq(memcmp(px.answer.bytes, "SIP/2.0 180 Ringing  loudly\r\n", 29), 0);
    cr_expect_str_eq(px_element(HF_HEADER_VIA, 1), "");
    cr_expect_str_eq(px_element(HF_HEADER_CONTACT, 0), "<" CONTACT ">");
    px_clean();
    call(&tcp, &px_bob);
    cr_assert_eq(px_reply("SIP/2.0 200 OK", &px_bob), HF_REGISTRAR_FORWARDED);
    cr_expect_str_eq(px_where(), "tcp#7");
}

/* RFC 3261 18.2.2, RFC 3581 4. */
Test(proxy_response, goes_to_the_port_that_was_asked_for)
{
    static const struct {
        const char *via, *where;
    } cases[] = {
        {"10.0.0.1;rport", "udp:192.0.2.10:5070"},
        {"10.0.0.1:5099;rport=1", "udp:192.0.2.10:5070"},
        {"10.0.0.1:5099", "udp:192.0.2.10:5099"},
        {"phone.example", "udp:192.0.2.10:5060"},
        {"192.0.2.10", "udp:192.0.2.10:5060"},
        {"10.0.0.1;received=203.0.113.1;maddr=203.0.113.2", "udp:192.0.2.10:5060"},
    };
    char text[600];
    px_plain();
    px_register("bob", CONTACT, &px_bob);
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int n = snprintf(text, sizeof text,
                         "OPTIONS sip:bob@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch="
                         "z9hG4bK%u\r\nFrom: <sip:a@b.c>;tag=1\r\nTo: <sip:bob@b.c>\r\n"
                         "Call-ID: x\r\nCSeq: 1 OPTIONS\r\n\r\n",
                         cases[i].via, i);
        px_feed(&px_alice, text, (size_t)n);
        cr_assert_eq(px_reply("SIP/2.0 200 OK", &px_bob), HF_REGISTRAR_FORWARDED, "case %u", i);
        cr_expect_str_eq(px_where(), cases[i].where, "case %u", i);
    }
}

/* The response of bob with one text in it replaced; the outcome. */
static unsigned reply_with(const char *old, const char *new)
{
    static char bytes[8192];
    struct hf_sip_out out;
    char *at;
    size_t n;
    hf_sip_out_start(&out, bytes, sizeof bytes - 1);
    hf_sip_put_message(&out, &px.out);
    bytes[out.length] = '\0';
    at = strstr(bytes, old);
    cr_assert_not_null(at, "%s in %s", old, bytes);
    n = strlen(at + strlen(old));
    memmove(at + strlen(new), at + strlen(old), n + 1);
    memcpy(at, new, strlen(new));
    memcpy(bytes, "SIP/2.0 200 OK\r\nX", 17); /* what is left of the request line is a field */
    px_feed(&px_bob, bytes, strlen(bytes));
    return px.answer.outcome;
}

/* Nobody sends a response through here to whom he likes. */
Test(proxy_response, goes_nowhere_when_its_vias_are_not_as_they_left)
{
    static const struct {
        const char *old, *new;
    } cases[] = {
        {"received=192.0.2.10", "received=203.0.113.9"},
        {";received=192.0.2.10", ""},
        {"rport=5070", "rport=5071"},
        {";rport=5070", ""},
        {"UDP 192.0.2.10;", "UDP 192.0.2.11;"},
        {"UDP 192.0.2.10;", "UDP 192.0.2.10:5061;"},
        {"way=0.0.", "way=1.0."},
        {"way=0.0.", "way=0.7."},
        {"way=0.0.", "way=8.0."},
        {"way=0.0.", "way=.0."},
        {"way=0.0.", "way=0.00000000000000000."},
        {"way=0.0.", "way=G.0."},
        {";way=", ";other="},
        {"branch=z9hG4bK", "branch=z9hG4bK0"},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        call(&px_alice, &px_bob);
        cr_expect_eq(reply_with(cases[i].old, cases[i].new), HF_REGISTRAR_ABSORBED, "%s",
                     cases[i].new);
        px_clean();
    }
    call(&px_alice, &px_bob);
    cr_expect_eq(reply_with("Call-ID: call", "Call-ID: call"), HF_REGISTRAR_FORWARDED);
}

Test(proxy_response, to_nobody_goes_nowhere)
{
    static const char *const cases[] = {
        "SIP/2.0 200 OK\r\n\r\n",
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1\r\n\r\n",
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;way=0.0.1\r\n\r\n",
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;way=0.0.1\r\n"
        "Via: SIP/2.0/UDP 203.0.113.1;branch=z9hG4bK2\r\n\r\n",
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;way=0.0.1\r\n"
        "Via: nonsense\r\n\r\n",
        "SIP/2.0 200 OK\r\nVia: ,,,\r\n\r\n",
    };
    px_plain();
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        px_feed(&px_bob, cases[i], strlen(cases[i]));
        cr_expect_eq(px.answer.outcome, HF_REGISTRAR_ABSORBED, "case %u", i);
    }
}

Test(proxy_response, is_lost_where_its_method_is_dropped)
{
    call(&px_alice, &px_bob);
    px_command("drop BYE");
    cr_expect_eq(px_reply("SIP/2.0 180 Ringing", &px_bob), HF_REGISTRAR_FORWARDED);
    px_clean();
    call(&px_alice, &px_bob);
    px_command("drop INVITE");
    cr_expect_eq(px_reply("SIP/2.0 180 Ringing", &px_bob), HF_REGISTRAR_ABSORBED);
    px_clean();
    call(&px_alice, &px_bob);
    px_command("reject 503");
    cr_expect_eq(px_reply("SIP/2.0 180 Ringing", &px_bob), HF_REGISTRAR_FORWARDED);
}

Test(proxy_response, keeps_the_record_routes_of_others)
{
    struct px_way tcp = px_over(1, 7, 10);
    px_plain();
    px_register("bob", CONTACT, &px_bob);
    px_send(&(struct px_request){
        .way = &tcp,
        .fields = "Record-Route: <sip:edge.example;lr>;x=1, <sip:0.0.0.0.0@192.0.2.1;lr>\r\n"});
    cr_expect_neq(strstr(px_element(HF_HEADER_RECORD_ROUTE, 0), "@192.0.2.1:5060;lr>"), NULL);
    px_reply("SIP/2.0 200 OK", &px_bob);
    cr_expect_neq(strstr(px_element(HF_HEADER_RECORD_ROUTE, 0), ":5060;transport=tcp;lr>"), NULL);
    cr_expect_str_eq(px_element(HF_HEADER_RECORD_ROUTE, 1), "<sip:edge.example;lr>;x=1");
    cr_expect_str_eq(px_element(HF_HEADER_RECORD_ROUTE, 2), "<sip:0.0.0.0.0@192.0.2.1;lr>");
}
