/* SPDX-License-Identifier: Apache-2.0 */
/* Requests of others that cannot be done, and calls that come over two ways (E8). */
#include "calls_support.h"

#include <stdlib.h>

#define CONTACT "Contact: <sip:p@192.0.2.9>\r\n"

struct asked { /* an INVITE of the story's peer; NULL: as usual */
    const char *uri, *call_id, *tag, *cseq, *branch, *fields, *body, *to_tag, *method;
};

static void ask(struct calls_world *w, const struct asked *asked)
{
    char text[CALLS_TEXT];
    const char *method = asked->method != NULL ? asked->method : "INVITE";
    const char *cseq = asked->cseq != NULL ? asked->cseq : "1";
    snprintf(text, sizeof text,
             "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK%s%s\r\n"
             "Max-Forwards: 70\r\nFrom: \"P\" <sip:p@192.0.2.9>;tag=%s\r\n"
             "To: <sip:alice@192.0.2.1>%s%s\r\nCall-ID: %s\r\nCSeq: %s %s\r\n%s\r\n%s",
             method, asked->uri != NULL ? asked->uri : "sip:alice@192.0.2.1",
             asked->branch != NULL ? asked->branch : "1", cseq,
             asked->tag != NULL ? asked->tag : "them", asked->to_tag != NULL ? ";tag=" : "",
             asked->to_tag != NULL ? asked->to_tag : "",
             asked->call_id != NULL ? asked->call_id : "theirs", cseq, method,
             asked->fields != NULL ? asked->fields : CONTACT TYPE,
             asked->body != NULL ? asked->body : SDP);
    calls_peer_says(w, ALICE, text);
    calls_run(w, 2 * HOP_US);
}

#define AUDIO(more) "v=0\r\no=p 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n" more

Test(calls_refused, an_invite_that_cannot_be_taken_says_why)
{
    static char many[4000], large[6500];
    static const struct {
        struct asked asked;
        unsigned status;
        const char *says;
    } cases[] = {
        {{.body = "v=0\r\nnonsense"}, 400, "Warning: 399 holdfast \""},
        {{.body = "v=1\r\n"}, 400, "Warning: 399 holdfast \""},
        {{.body = AUDIO("")}, 488, "Warning: 304 holdfast \"no audio"},
        {{.body = AUDIO("m=video 4000 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n")},
         488,
         "Warning: 304"},
        {{.body = AUDIO("m=audio 4000 RTP/AVP 18\r\n")}, 488, "Warning: 305"},
        {{.body = AUDIO("m=audio 4000 RTP/SAVP 0\r\n")}, 488, "Warning: 302"},
        {{.body = many}, 488, "Warning: 399"},
        {{.body = large}, 488, "Warning: 399 holdfast \"a session description larger"},
        {{.fields = CONTACT "Content-Type: text/plain\r\n", .body = "hello"},
         415,
         "Accept: application/sdp\r\n"},
        {{.fields = CONTACT TYPE "Content-Encoding: gzip\r\n"}, 415, "Accept-Encoding: identity"},
        {{.fields = CONTACT TYPE "Require: magic, timer\r\n"}, 420, "Unsupported: magic\r\n"},
        {{.fields = CONTACT TYPE "Require: \"x\"\r\n"}, 400, "Warning: 399"},
        {{.fields = TYPE}, 400, "without a Contact"},
        {{.uri = "http:alice@192.0.2.1"}, 416, ""},
        {{.to_tag = "nobody"}, 481, ""},
        {{.to_tag = "nobody", .method = "BYE", .fields = "", .body = ""}, 481, ""},
        {{.to_tag = "nobody", .method = "UPDATE", .fields = CONTACT, .body = ""}, 481, ""},
        {{.to_tag = "nobody", .method = "INFO", .fields = "", .body = ""}, 481, ""},
        {{.to_tag = "no", .method = "PRACK", .fields = "RAck: 1 1 INVITE\r\n", .body = ""},
         481,
         ""},
        {{.method = "CANCEL", .fields = "", .body = ""}, 481, ""},
        {{.method = "REFER", .fields = CONTACT "Refer-To: <sip:x@y>\r\n", .body = ""},
         405,
         "Allow: INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, INFO, OPTIONS\r\n"},
    };
    strcpy(many, AUDIO(""));
    for (unsigned i = 0; i < 100; i++) {
        strcat(many, i == 99 ? "m=audio 4000 RTP/AVP 0\r\n" : "m=video 4000 RTP/AVP 96\r\n");
    }
    strcpy(large, AUDIO("m=audio 4000 RTP/AVP 0\r\n"));
    for (unsigned i = 0; i < 100; i++) {
        strcat(large, "a=x-long:0123456789012345678901234567890123456\r\n");
    }
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct calls_world w;
        calls_open_alone(&w);
        ask(&w, &cases[i].asked);
        cr_assert_eq(w.heard_m.status, cases[i].status, "case %u: %s", i, w.heard);
        cr_assert_not_null(strstr(w.heard, cases[i].says), "case %u: %s", i, w.heard);
        calls_expect(&w, ALICE, "");
        calls_close(&w);
    }
}

Test(calls_refused, many_media_lines_that_can_be_answered_are)
{
    static char body[CALLS_TEXT];
    struct calls_world w;
    calls_open_alone(&w);
    strcpy(body, AUDIO("m=audio 4000 RTP/AVP 0\r\n"));
    for (unsigned i = 0; i < 30; i++) {
        strcat(body, "m=video 4000 RTP/AVP 96\r\n");
    }
    ask(&w, &(struct asked){.body = body});
    calls_expect(&w, ALICE, "Arrived 1, INCOMING");
    WISH(&w, ALICE, answer, .call = w.phones[ALICE].last.call, .local.port = 16384);
    calls_run(&w, HOP_US);
    cr_assert_eq(w.heard_m.status, 200);
    cr_assert_not_null(strstr(w.heard, "m=video 0 RTP/AVP 96\r\nm=video 0"));
    calls_run(&w, 40 * (uint64_t)S);
    calls_close(&w);
}

static void begin(struct calls_world *w)
{
    calls_open_alone(w);
    ask(w, &(struct asked){0});
    calls_expect(w, ALICE, "Arrived 1, INCOMING");
}

static void reject(struct calls_world *w, uint64_t call)
{
    WISH(w, ALICE, reject, .call = call);
    calls_close(w);
}

/* E8, RFC 3261 8.2.2.2: over two ways, also where the caller was challenged on one of them. */
Test(calls_refused, one_call_over_two_ways_rings_once)
{
    struct calls_world w;
    begin(&w);
    uint64_t call = w.phones[ALICE].last.call;
    ask(&w, &(struct asked){.branch = "2"});
    cr_assert_eq(w.heard_m.status, 482);
    ask(&w, &(struct asked){.branch = "3", .cseq = "2"});
    cr_assert_eq(w.heard_m.status, 482);
    calls_expect(&w, ALICE, "");
    ask(&w, &(struct asked){.branch = "4", .tag = "other"}); /* somebody else's */
    calls_expect(&w, ALICE, "Arrived 1, INCOMING");
    WISH(&w, ALICE, reject, .call = w.phones[ALICE].last.call);
    reject(&w, call);
}

static void open_soon_forgetting(struct calls_world *w, uint16_t t1_ms)
{
    static const struct hf_sdp_codec codec = {"PCMU", NULL, 8000, 1, 0};
    struct hf_calls_setup setup = {
        .line = 1, .t1_ms = t1_ms, .sdp = {.codecs = &codec, .n_codecs = 1, .ptime_ms = 20}};
    calls_open_alone(w);
    cr_assert_eq(hf_calls_init(w->phones[ALICE].calls, hf_calls_size(), &setup), 0);
    ask(w, &(struct asked){.cseq = "3"});
    calls_expect(w, ALICE, "Arrived 1, INCOMING");
}

/* E8: the layer of a line with a small T1 has forgotten the INVITE, while its caller, whose T1 is
 * the usual one, has not heard that it was refused. */
Test(calls_refused, a_call_that_was_refused_does_not_ring_again)
{
    struct calls_world w;
    open_soon_forgetting(&w, 100);
    WISH(&w, ALICE, reject, .call = w.phones[ALICE].last.call, .status = 603);
    calls_run(&w, 20 * (uint64_t)S);
    calls_expect(&w, ALICE, "Ended, OVER by us, 603");
    ask(&w, &(struct asked){.cseq = "3"});
    cr_assert_eq(w.heard_m.status, 603);
    ask(&w, &(struct asked){.cseq = "2", .branch = "late"}); /* given up by its caller (A11) */
    cr_assert_eq(w.heard_m.status, 603);
    calls_expect(&w, ALICE, "");
    ask(&w, &(struct asked){.cseq = "4", .branch = "late"}); /* challenged on that way (E4) */
    cr_assert_eq(w.heard_m.status, 603);
    calls_expect(&w, ALICE, "");
    calls_run(&w, 33 * (uint64_t)S);
    ask(&w, &(struct asked){.cseq = "4", .branch = "new"});
    calls_expect(&w, ALICE, "Arrived 1, INCOMING");
    WISH(&w, ALICE, reject, .call = w.phones[ALICE].last.call);
    calls_close(&w);
}

/* E4, A11: the one way was cancelled before the INVITE came over the other. */
Test(calls_refused, a_call_that_was_cancelled_does_not_ring_over_the_other_way)
{
    struct calls_world w;
    open_soon_forgetting(&w, 600);
    ask(&w, &(struct asked){.cseq = "3", .method = "CANCEL", .fields = "", .body = ""});
    calls_run(&w, 38 * (uint64_t)S); /* 64*T1: 38.4 s */
    calls_expect(&w, ALICE, "Ended, OVER by peer, 487");
    ask(&w, &(struct asked){.cseq = "2"});
    cr_assert_eq(w.heard_m.status, 487);
    calls_expect(&w, ALICE, "");
    calls_run(&w, (uint64_t)S);
    ask(&w, &(struct asked){.cseq = "1"}); /* nobody waits for that any more */
    calls_expect(&w, ALICE, "Arrived 1, INCOMING");
    WISH(&w, ALICE, reject, .call = w.phones[ALICE].last.call);
    calls_close(&w);
}

/* Its 2xx was never acknowledged, and it is over; one of another caller is not of it. */
Test(calls_refused, a_call_that_talked_does_not_ring_again)
{
    struct calls_world w;
    open_soon_forgetting(&w, 100);
    WISH(&w, ALICE, answer, .call = w.phones[ALICE].last.call, .local.port = 16384);
    calls_run(&w, 10 * (uint64_t)S); /* no ACK: 64*T1 */
    calls_expect(&w, ALICE, "Answered, MEDIA, UP, Ended, OVER by network, 408");
    ask(&w, &(struct asked){.cseq = "3"});
    cr_assert_eq(w.heard_m.status, 482);
    calls_expect(&w, ALICE, "");
    ask(&w, &(struct asked){.cseq = "3", .branch = "o", .tag = "other"});
    calls_expect(&w, ALICE, "Arrived 1, INCOMING");
    WISH(&w, ALICE, reject, .call = w.phones[ALICE].last.call);
    calls_close(&w);
}

/* E8: with trust `contact` only who knows the Contact is answered. */
Test(calls_refused, a_stranger_is_not_answered)
{
    struct calls_world w;
    calls_open_alone(&w);
    struct calls_phone *alice = &w.phones[ALICE];
    struct hf_agent_setup setup = {.identity = {"alice", "", "", ""}, .config = &alice->config};
    alice->config.trust = HF_TRUST_CONTACT;
    cr_assert_eq(hf_agent_reconfigure(alice->agent, alice->agent, hf_agent_size(), &setup), 0);
    ask(&w, &(struct asked){0});
    cr_assert_eq(w.heard_m.status, 404); /* a server of the line's */
    w.peer.address[3] = 66;
    w.n_heard = 0;
    ask(&w, &(struct asked){.branch = "5"});
    cr_assert_eq(w.n_heard, 0);
    calls_expect(&w, ALICE, "");
    calls_close(&w);
}

static void inside(struct calls_world *w, const char *method, const char *cseq, const char *fields)
{
    struct hf_sip_party to;
    char tag[64];
    cr_assert_eq(hf_sip_to(&w->heard_m, &to, NULL), 1);
    snprintf(tag, sizeof tag, "%.*s", (int)to.tag.length, to.tag.at);
    ask(w, &(struct asked){.method = method,
                           .cseq = cseq,
                           .to_tag = tag,
                           .fields = fields,
                           .body = strncmp(fields, "Content-Type", 12) == 0 ? "x" : ""});
}

/* 12.2.2, RFC 6086, RFC 3261 11. */
Test(calls_refused, what_is_asked_inside_a_dialog)
{
    struct calls_world w;
    begin(&w);
    uint64_t call = w.phones[ALICE].last.call;
    WISH(&w, ALICE, ring, .call = call, .local.port = 16384);
    calls_run(&w, HOP_US);
    WISH(&w, ALICE, answer, .call = call);
    calls_run(&w, HOP_US);
    inside(&w, "ACK", "1", "");
    calls_expect(&w, ALICE, "Answered, MEDIA, UP");
    static const struct {
        const char *method, *cseq, *fields;
        unsigned status;
        const char *says;
    } cases[] = {
        {"OPTIONS", "7", "", 200, "Supported: 100rel, timer\r\n"},
        {"INFO", "8", "", 200, ""},
        {"INFO", "9", "Info-Package: x\r\n", 469, "Recv-Info:"},
        {"INFO", "5", "", 500, "Warning: 399 holdfast \"a CSeq that is not above the last one\""},
        {"UPDATE", "10", CONTACT "Require: magic\r\n", 420, "Unsupported: magic"},
        {"UPDATE", "11", CONTACT, 200, "Session-Expires: 1800;refresher=uas\r\n"},
        {"UPDATE", "12", "Contact: <http:x>\r\n", 400, ""},
        {"PRACK", "13", "RAck: 1 1 INVITE\r\n", 481, ""},
        {"BYE", "14", "Content-Type: application/isup\r\n", 200, ""},
        {"BYE", "15", "", 481, ""},
        {"OPTIONS", "16", "", 200, ""}, /* what the agent can */
    };
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        inside(&w, cases[i].method, cases[i].cseq, cases[i].fields);
        cr_assert_eq(w.heard_m.status, cases[i].status, "case %u: %s", i, w.heard);
        cr_assert_not_null(strstr(w.heard, cases[i].says), "case %u: %s", i, w.heard);
    }
    calls_expect(&w, ALICE, "Ended, OVER by peer");
    calls_close(&w);
}

/* The core may need the place (E11), or stop (C8). */
Test(calls_refused, a_call_that_the_core_ends_is_refused)
{
    struct calls_world w;
    begin(&w);
    struct hf_action action = {.kind = HF_ACTION_REPORT_CALL};
    action.u.call.call = w.phones[ALICE].last.call;
    action.u.call.state = HF_CALL_OVER;
    calls_act(&w, ALICE, &action);
    calls_run(&w, HOP_US);
    cr_assert_eq(w.heard_m.status, 480);
    calls_expect(&w, ALICE, "OVER by network");
    calls_close(&w);
}

struct stray { /* a request of nobody's, for the agent alone */
    const char *method, *user, *to;
    unsigned calls; /* 1: the phone has calls */
};

static unsigned status_of(const struct stray *stray)
{
    struct calls_world w;
    char text[1024];
    calls_open_alone(&w);
    struct calls_phone *alice = &w.phones[ALICE];
    struct hf_agent_setup setup = {.identity = {"alice", "", "", ""},
                                   .config = &alice->config,
                                   .line = 7,
                                   .calls = (uint8_t)stray->calls};
    cr_assert_eq(hf_agent_init(alice->agent, hf_agent_size(), &setup), 0);
    snprintf(text, sizeof text,
             "%s sip:%s@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1\r\n"
             "Max-Forwards: 70\r\nFrom: <sip:p@192.0.2.9>;tag=them\r\n"
             "To: <sip:alice@192.0.2.1>%s\r\nCall-ID: x\r\nCSeq: 1 %s\r\n" CONTACT
             "Refer-To: <sip:x@y>\r\nContent-Length: 0\r\n\r\n",
             stray->method, stray->user, stray->to, stray->method);
    struct hf_agent_received received = {.now_us = w.now_us,
                                         .bytes = (const uint8_t *)text,
                                         .n_bytes = strlen(text),
                                         .from = w.peer,
                                         .local = alice->here};
    hf_agent_receive(alice->agent, &received, &alice->out.sip);
    cr_assert_eq(alice->out.sip.n_datagrams, 1, "%s", stray->method);
    alice->out.sip.bytes[alice->out.sip.n_bytes] = '\0';
    unsigned status = (unsigned)atoi((const char *)alice->out.sip.bytes + 8);
    calls_free(&w);
    return status;
}

/* The agent without a block of calls: with calls in the phone, a call that is not there. */
Test(calls_refused, the_agent_answers_for_calls_that_are_not_there)
{
    static const struct {
        const char *method, *to;
        unsigned status[2]; /* without calls, with them */
    } cases[] = {
        {"BYE", ";tag=x", {405, 481}},    {"PRACK", ";tag=x", {405, 481}},
        {"UPDATE", ";tag=x", {405, 481}}, {"INFO", ";tag=x", {405, 481}},
        {"INVITE", ";tag=x", {405, 481}}, {"INVITE", "", {405, 405}},
        {"CANCEL", "", {481, 481}},       {"REFER", ";tag=x", {405, 405}},
    };
    for (unsigned i = 0; i < 2 * sizeof cases / sizeof cases[0]; i++) {
        struct stray stray = {cases[i / 2].method, "alice", cases[i / 2].to, i & 1};
        cr_expect_eq(status_of(&stray), cases[i / 2].status[i & 1], "case %u", i);
    }
}

/* RFC 3261 12.2.2: the Contact that a dialog knows may be that of the phone's life before. */
Test(calls_refused, a_dialog_of_an_earlier_life_is_not_there)
{
    static const char *const methods[] = {"INVITE", "UPDATE", "BYE", "INFO"};
    for (unsigned i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        cr_expect_eq(status_of(&(struct stray){methods[i], "older", ";tag=x", 1}), 481, "%u", i);
    }
}
