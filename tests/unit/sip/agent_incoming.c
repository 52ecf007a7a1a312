/* SPDX-License-Identifier: Apache-2.0 */
/* Requests from outside: who is answered, and how. */
#include "agent_support.h"

/* Feeds a request; the reply's status, or 0. %s in the first line is our Contact's URI. */
static unsigned reply_to(struct stage *s, const char *start, const char *fields,
                         struct hf_sip_message *reply)
{
    static char text[4096], uri[128], line[256];
    struct hf_action send = register_to(s, 1);
    act(s, &send);
    answer(s, "200 OK", "");
    snprintf(line, sizeof line, start, contact_uri(s, uri, sizeof uri));
    snprintf(text, sizeof text,
             "%s SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.9:5080;rport;branch=z9hG4bKq\r\n"
             "From: <sip:b@h>;tag=1\r\nTo: <sip:a@h>\r\nCall-ID: c1\r\n%s\r\n",
             line, fields);
    receive(s, text);
    no_event(s);
    if (s->out.n_datagrams == 0) {
        return 0;
    }
    cr_assert_eq(s->out.n_datagrams, 1);
    cr_assert_eq(s->out.datagrams[0].reply, 1);
    cr_assert_eq(memcmp(&s->out.datagrams[0].target, &s->server, sizeof s->server), 0);
    cr_assert_eq(
        hf_sip_parse(reply, s->out.bytes + s->out.datagrams[0].at, s->out.datagrams[0].length), 0);
    return reply->status;
}

Test(agent_incoming, each_request_gets_its_answer)
{
    static const struct {
        const char *start, *fields;
        unsigned status;
    } cases[] = {
        {"OPTIONS %s", "CSeq: 1 OPTIONS\r\n", 200},
        {"OPTIONS sip:alice@192.0.2.100", "CSeq: 1 OPTIONS\r\n", 404},
        {"OPTIONS sip:hf00000007000000000000000000000000@h", "CSeq: 1 OPTIONS\r\n", 404},
        {"INVITE %s", "CSeq: 1 INVITE\r\n", 405},
        {"MESSAGE %s", "CSeq: 1 MESSAGE\r\n", 405},
        {"FROBNICATE %s", "CSeq: 1 FROBNICATE\r\n", 501},
        {"CANCEL %s", "CSeq: 1 CANCEL\r\n", 481},
        {"ACK %s", "CSeq: 1 ACK\r\n", 0},
        {"OPTIONS %s", "CSeq: 1 OPTIONS\r\nRequire: x\r\n", 420},
        {"OPTIONS urn:service:sos", "CSeq: 1 OPTIONS\r\n", 416},
        {"OPTIONS %s", "CSeq: 1 INVITE\r\n", 400},
        {"OPTIONS %s", "CSeq: x\r\n", 400},
        {"OPTIONS %s", "", 400},
        {"OPTIONS %s", "CSeq: 1 OPTIONS\r\nContent-Length: 9\r\n", 400},
        {"OPTIONS <%s>", "CSeq: 1 OPTIONS\r\n", 400},
        {"OPTIONS %s", "CSeq: 1 OPTIONS\r\nMax-Forwards: 0\r\n", 200},
    };
    struct stage s;
    struct hf_sip_message reply;
    stage_open(&s, "secret");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsigned status = reply_to(&s, cases[i].start, cases[i].fields, &reply);
        cr_assert_eq(status, cases[i].status, "%s %s: %u", cases[i].start, cases[i].fields, status);
    }
    stage_close(&s);
}

Test(agent_incoming, a_reply_is_whole_and_always_the_same)
{
    static char first[4096];
    struct stage s;
    struct hf_sip_message reply;
    struct hf_sip_via via;
    struct hf_sip_party to;
    stage_open(&s, "secret");
    cr_assert_eq(reply_to(&s, "OPTIONS %s", "CSeq: 1 OPTIONS\r\n", &reply), 200);
    cr_assert_eq(hf_sip_check(&reply, NULL), 0);
    cr_assert_eq(hf_sip_via(&reply, &via, NULL), 1);
    assert_slice(via.received, "192.0.2.1");
    cr_assert_eq(via.rport, 5060);
    assert_slice(via.host, "10.0.0.9");
    cr_assert_eq(hf_sip_to(&reply, &to, NULL), 1);
    cr_assert_eq(to.tag.length, 16);
    assert_slice(hf_sip_value(&reply, HF_HEADER_ALLOW), "OPTIONS");
    assert_slice(hf_sip_value(&reply, HF_HEADER_ACCEPT), "application/sdp");
    size_t length = s.out.datagrams[0].length;
    memcpy(first, s.out.bytes, length);
    cr_assert_eq(reply_to(&s, "OPTIONS %s", "CSeq: 1 OPTIONS\r\n", &reply), 200);
    cr_assert_eq(s.out.datagrams[0].length, length);
    cr_assert_eq(memcmp(first, s.out.bytes, length), 0);
    cr_assert_str_eq(note_text(&s, HF_NOTE_INCOMING_REQUEST), "OPTIONS");
    stage_close(&s);
}

#define VIA   "Via: SIP/2.0/UDP a\r\n"
#define WRONG "sip:hf00000007000000000000000000000000@a"
#define REST  "f:<sip:a>;tag=1\r\nt:<sip:a>\r\ni:1\r\nCSeq: 1 OPTIONS\r\n\r\n"

Test(agent_incoming, a_stranger_who_does_not_know_the_contact_gets_no_answer)
{
    static const char *const cases[] = {
        "OPTIONS " WRONG " SIP/2.0\r\n" VIA REST,
        "FOO " WRONG " SIP/2.0\r\n" VIA REST,
        "ACK " WRONG " SIP/2.0\r\n" VIA REST,
        "OPTIONS " WRONG " SIP/2.0\r\n" VIA "\r\n",
        "OPTIONS " WRONG " SIP/2.0\r\n" VIA "@\r\n\r\n",
    };
    struct stage s;
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 1);
    act(&s, &send);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        receive_from(&s, &s.stranger, cases[i]);
        no_event(&s);
        cr_assert_eq(s.out.n_datagrams, 0, "%zu", i);
        cr_assert_str_neq(note_text(&s, HF_NOTE_DROPPED), "", "%zu", i);
        cr_assert_str_eq(note_text(&s, HF_NOTE_INCOMING_REQUEST), "", "%zu", i);
    }
    receive(&s, cases[0]); /* a server that lost its way is told so */
    cr_assert_eq(s.out.n_datagrams, 1);
    stage_close(&s);
}

Test(agent_incoming, a_stranger_who_knows_the_contact_is_answered)
{
    static char text[1024], uri[128];
    struct stage s;
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 1);
    act(&s, &send);
    snprintf(text, sizeof text, "OPTIONS %s SIP/2.0\r\n" VIA REST,
             contact_uri(&s, uri, sizeof uri));
    receive_from(&s, &s.stranger, text);
    cr_assert_eq(s.out.n_datagrams, 1);
    cr_assert_eq(s.out.notes[0].status, 200);
    stage_close(&s);
}

Test(agent_incoming, a_header_that_never_ends_is_not_answered)
{
    static const char *const cases[] = {"A " WRONG " SIP/2.0\r\nv:SIP/2.0/UDP a\r\n",
                                        "A " WRONG " SIP/2.0\r\nv:SIP/2.0/UDP a\r\n@"};
    struct stage s;
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 1);
    act(&s, &send);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        receive(&s, cases[i]);
        cr_assert_eq(s.out.n_datagrams, 0, "%zu", i);
        cr_assert_str_neq(note_text(&s, HF_NOTE_DROPPED), "", "%zu", i);
    }
    stage_close(&s);
}

/* A field of n times the same text, and what begins and ends it. */
static void repeat(char *text, const char *begin, const char *again, size_t n)
{
    char *at = stpcpy(text, begin);
    for (size_t i = 0; i < n; i++) {
        at = stpcpy(at, again);
    }
    stpcpy(at, "a\r\n");
}

Test(agent_incoming, a_reply_is_never_much_larger_than_its_request)
{
    static const struct {
        const char *begin, *again;
        size_t n;
    } cases[] = {{"Require: ", "a,", 1500}, {"Require: ", "a,", 1},
                 {"v:", "a,", 1500},        {"v:SIP/2.0/UDP a,", "a,", 1500},
                 {"Require: ", "@,", 9},    {"Require: ", "a-", 900}};
    static char text[8192], field[4096], uri[128];
    struct stage s;
    struct hf_sip_message reply;
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 1);
    act(&s, &send);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        repeat(field, cases[i].begin, cases[i].again, cases[i].n);
        snprintf(text, sizeof text, "OPTIONS %s SIP/2.0\r\n%s%s" REST,
                 contact_uri(&s, uri, sizeof uri), field[0] == 'v' ? "" : VIA, field);
        receive(&s, text);
        for (uint32_t k = 0; k < s.out.n_datagrams; k++) {
            cr_assert_leq(s.out.datagrams[k].length, strlen(text) * 3 / 2 + 512, "%zu", i);
            cr_assert_eq(hf_sip_parse(&reply, s.out.bytes, s.out.datagrams[k].length), 0);
            cr_assert_leq(hf_sip_value(&reply, HF_HEADER_UNSUPPORTED).length, 256, "%zu", i);
        }
        cr_assert_eq(s.out.n_datagrams, i != 2 && i != 3, "%zu", i);
    }
    stage_close(&s);
}

Test(agent_incoming, what_is_no_sip_is_noted_with_its_reason)
{
    static const char *const cases[] = {"\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01",
                                        "SIP/2.0 200 OK\r\nVia", "OPTIONS sip:a SIP/2.0\r\n\r\n"};
    struct stage s;
    stage_open(&s, "secret");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        receive(&s, cases[i]);
        no_event(&s);
        cr_assert_eq(s.out.n_datagrams, 0, "%zu", i);
        cr_assert_str_neq(note_text(&s, HF_NOTE_DROPPED), "", "%zu", i);
    }
    stage_close(&s);
}
