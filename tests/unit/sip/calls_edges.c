/* SPDX-License-Identifier: Apache-2.0 */
/* What seldom happens: orders and answers that cross, answers that nobody can read, late offers
 * that come to nothing. */
#include "calls_support.h"

#include <stdlib.h>

#define CONTACT "Contact: <sip:p@192.0.2.9>\r\n"
#define INVITE(fields, body)                                                                       \
    "INVITE sip:alice@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1\r\n"         \
    "Max-Forwards: 70\r\nFrom: <sip:p@192.0.2.9>;tag=them\r\nTo: <sip:alice@192.0.2.1>\r\n"        \
    "Call-ID: theirs\r\nCSeq: 1 INVITE\r\n" CONTACT fields "\r\n" body

static void answer(struct calls_world *w, struct calls_answer answer)
{
    static char request[CALLS_TEXT];
    strcpy(request, answer.request != NULL ? answer.request : w->phones[ALICE].request);
    answer.request = request;
    calls_answer(w, ALICE, &answer);
    calls_run(w, 2 * HOP_US);
}

static uint64_t dial(struct calls_world *w)
{
    calls_open_alone(w);
    uint64_t call = calls_dial(w, ALICE, "sip:p@192.0.2.9");
    calls_run(w, HOP_US);
    return call;
}

static const struct calls_answer answered = {
    .status = "200 OK", .tag = "p", .fields = CONTACT TYPE, .body = SDP};

static uint64_t talk(struct calls_world *w)
{
    uint64_t call = dial(w);
    answer(w, answered);
    calls_expect(w, ALICE, "Wanted INVITE, Response 200, MEDIA, UP");
    calls_expect_sent(w, ALICE, "INVITE, ACK");
    return call;
}

static void hang_up(struct calls_world *w, uint64_t call)
{
    WISH(w, ALICE, hangup, .call = call);
    calls_run(w, HOP_US);
    answer(w, (struct calls_answer){.status = "200 OK"});
    calls_close(w);
}

/* ---- ours ---- */

/* The user hung up, and the core's order is on its way: what comes now is late (E6, A11). */
Test(calls_edges, an_answer_before_the_order_to_give_up_is_late)
{
    static const char *const statuses[] = {"180 Ringing", "200 OK"};
    for (unsigned i = 0; i < 2; i++) {
        struct calls_world w;
        uint64_t call = dial(&w);
        struct calls_answer late = answered;
        late.status = statuses[i];
        w.phones[ALICE].silent = true;
        WISH(&w, ALICE, hangup, .call = call);
        WISH(&w, ALICE, hangup, .call = call); /* once */
        answer(&w, late);
        calls_expect(&w, ALICE,
                     i == 0 ? "Wanted INVITE, Withdrawn, Late 180"
                            : "Wanted INVITE, Withdrawn, Late 200");
        calls_order(&w, ALICE, HF_ACTION_ABANDON, w.phones[ALICE].attempt);
        calls_order(&w, ALICE, HF_ACTION_END, w.phones[ALICE].attempt);
        calls_expect_sent(&w, ALICE, i == 0 ? "INVITE, CANCEL" : "INVITE, ACK, BYE");
        struct hf_action action = {.kind = HF_ACTION_REPORT_CALL};
        action.u.call.call = call;
        action.u.call.state = HF_CALL_OVER;
        calls_act(&w, ALICE, &action);
        answer(&w, (struct calls_answer){.status = "200 OK"});
        calls_close(&w);
    }
}

/* Keep of a call that is over since: there is nothing to keep it for. */
Test(calls_edges, a_late_answer_that_is_kept_for_nobody_is_ended)
{
    struct calls_world w;
    uint64_t call = dial(&w);
    w.phones[ALICE].verdict = 0;
    WISH(&w, ALICE, hangup, .call = call);
    answer(&w, answered);
    calls_expect(&w, ALICE, "Wanted INVITE, Withdrawn, OVER by us, Late 200");
    calls_order(&w, ALICE, HF_ACTION_KEEP, w.phones[ALICE].attempt);
    calls_expect_sent(&w, ALICE, "INVITE, ACK, BYE");
    answer(&w, (struct calls_answer){.status = "200 OK"});
    calls_expect(&w, ALICE, "Abandoned late call ended");
    calls_close(&w);
}

Test(calls_edges, a_challenge_that_is_not_answered_is_given_up)
{
    struct calls_world w;
    dial(&w);
    w.phones[ALICE].silent = true;
    answer(&w, (struct calls_answer){.status = "401 Who",
                                     .tag = "x",
                                     .fields = "WWW-Authenticate: Digest realm=\"r\", "
                                               "nonce=\"n\", qop=\"auth\"\r\n"});
    uint64_t attempt = w.phones[ALICE].attempt;
    calls_order(&w, ALICE, HF_ACTION_ABANDON, attempt);
    calls_expect(&w, ALICE, "Wanted INVITE, Challenged, Abandoned nothing");
    calls_order(&w, ALICE, HF_ACTION_AUTHENTICATE, attempt); /* of nobody any more */
    calls_order(&w, ALICE, HF_ACTION_EXTEND, attempt);
    calls_expect(&w, ALICE, "");
    w.phones[ALICE].silent = false;
    WISH(&w, ALICE, hangup, .call = 100);
    calls_close(&w);
}

/* What makes no dialog cannot be acknowledged: an attempt that failed here. */
Test(calls_edges, an_answer_that_nobody_can_read_is_a_failure)
{
    struct calls_world w;
    char invite[CALLS_TEXT], text[CALLS_TEXT];
    dial(&w);
    strcpy(invite, w.phones[ALICE].request);
    char from[256], call_id[128], via[256];
    snprintf(text, sizeof text,
             "SIP/2.0 200 OK\r\nVia: %s\r\nFrom: %s\r\nTo: <sip:p@192.0.2.9>;tag=\"\r\n"
             "Call-ID: %s\r\nCSeq: 1 INVITE\r\n\r\n",
             calls_field(invite, HF_HEADER_VIA, via), calls_field(invite, HF_HEADER_FROM, from),
             calls_field(invite, HF_HEADER_CALL_ID, call_id));
    calls_peer_says(&w, ALICE, text);
    calls_run(&w, HOP_US);
    calls_expect(&w, ALICE, "Wanted INVITE, Failed local, OVER by network");
    calls_close(&w);
}

/* A description in a 183 that cannot be read counts for nothing; the 200 says it better. */
Test(calls_edges, an_early_description_that_cannot_be_read_is_passed_over)
{
    struct calls_world w;
    uint64_t call = dial(&w);
    answer(&w,
           (struct calls_answer){
               .status = "183 Progress", .tag = "p", .fields = CONTACT TYPE, .body = "v=0\r\nm="});
    answer(&w, (struct calls_answer){
                   .status = "180 Ringing", .tag = "q", .fields = "Contact: <tel:5>\r\n"});
    answer(&w, answered);
    calls_expect(&w, ALICE,
                 "Wanted INVITE, Provisional 183, RINGING, 183, Response 200, MEDIA, UP");
    hang_up(&w, call);
}

Test(calls_edges, an_early_offer_that_cannot_be_taken_is_acknowledged)
{
    struct calls_world w;
    char invite[CALLS_TEXT];
    calls_open_alone(&w);
    uint64_t call = w.phones[ALICE].next_id++;
    WISH(&w, ALICE, dial, .call = call, .uri = "sip:p@192.0.2.9", .local.port = 16384,
         .late_offer = 1);
    strcpy(invite, w.phones[ALICE].request);
    calls_run(&w, HOP_US);
    answer(&w, (struct calls_answer){.status = "183 Progress",
                                     .tag = "p",
                                     .fields = CONTACT "Require: 100rel\r\nRSeq: 1\r\n" TYPE,
                                     .body = "v=0\r\n"});
    calls_expect_sent(&w, ALICE, "INVITE, PRACK");
    answer(&w, (struct calls_answer){.status = "481 No"});
    answer(&w, (struct calls_answer){
                   .request = invite, .status = "200 OK", .tag = "p", .fields = CONTACT});
    calls_expect(&w, ALICE,
                 "Wanted INVITE, Provisional 183, RINGING, 183, Response 200, Ended, OVER by us, "
                 "488");
    answer(&w, (struct calls_answer){.status = "200 OK"});
    calls_close(&w);
}

/* RFC 3261 14.2: found by fuzz/calls, where nobody acknowledged the 200 that such an INVITE got. */
Test(calls_edges, an_early_dialog_without_an_offer_takes_none_of_theirs)
{
    static const struct {
        const char *method, *rest;
        unsigned status;
    } cases[] = {
        {"INVITE", CONTACT TYPE "\r\n" SDP, 491},
        {"INVITE", CONTACT "\r\n", 491},
        {"UPDATE", CONTACT TYPE "\r\n" SDP, 491},
        {"UPDATE", CONTACT "\r\n", 200},
    };
    struct calls_world w;
    char invite[CALLS_TEXT], from[CALLS_TEXT], call_id[CALLS_TEXT], text[3 * CALLS_TEXT];
    calls_open_alone(&w);
    uint64_t call = w.phones[ALICE].next_id++;
    WISH(&w, ALICE, dial, .call = call, .uri = "sip:p@192.0.2.9", .local.port = 16384,
         .late_offer = 1);
    strcpy(invite, w.phones[ALICE].request);
    calls_run(&w, HOP_US);
    answer(&w, (struct calls_answer){.status = "183 Progress", .tag = "p", .fields = CONTACT});
    calls_field(invite, HF_HEADER_FROM, from);
    calls_field(invite, HF_HEADER_CALL_ID, call_id);
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        snprintf(
            text, sizeof text,
            "%s sip:alice@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKe%u\r\n"
            "Max-Forwards: 70\r\nFrom: <sip:p@192.0.2.9>;tag=p\r\nTo: %s\r\nCall-ID: %s\r\n"
            "CSeq: %u %s\r\n%s",
            cases[i].method, i, from, call_id, i + 1, cases[i].method, cases[i].rest);
        calls_peer_says(&w, ALICE, text);
        calls_run(&w, 2 * HOP_US);
        cr_assert_eq(w.heard_m.status, cases[i].status, "case %u: %s", i, w.heard);
    }
    calls_run(&w, 40 * (uint64_t)S);
    answer(&w, (struct calls_answer){.request = invite,
                                     .status = "200 OK",
                                     .tag = "p",
                                     .fields = CONTACT TYPE,
                                     .body = SDP});
    calls_expect(&w, ALICE,
                 "Wanted INVITE, Provisional 183, RINGING, 183, Response 200, MEDIA, UP");
    hang_up(&w, call);
}

/* ---- changes ---- */

Test(calls_edges, a_change_is_challenged)
{
    struct calls_world w;
    char cseq[64];
    uint64_t call = talk(&w);
    WISH(&w, ALICE, hold, .call = call, .on = 1);
    calls_run(&w, HOP_US);
    answer(&w, (struct calls_answer){.status = "407 Who",
                                     .fields = "Proxy-Authenticate: Digest realm=\"r\", "
                                               "nonce=\"n\", qop=\"auth\"\r\n"});
    calls_expect_sent(&w, ALICE, "INVITE, ACK, INVITE");
    cr_assert_str_eq(calls_field(w.phones[ALICE].request, HF_HEADER_CSEQ, cseq), "3 INVITE");
    answer(&w, (struct calls_answer){.status = "200 OK",
                                     .fields = CONTACT TYPE,
                                     .body = "v=0\r\no=p 1 2 IN IP4 192.0.2.9\r\ns=-\r\n"
                                             "c=IN IP4 192.0.2.9\r\nt=0 0\r\n"
                                             "m=audio 4000 RTP/AVP 0\r\na=recvonly\r\n"});
    calls_expect(&w, ALICE, "Wanted OTHER, Challenged, Response 200, MEDIA, HELD by us");
    hang_up(&w, call);
}

Test(calls_edges, a_change_whose_answer_cannot_be_read_is_refused)
{
    struct calls_world w;
    uint64_t call = talk(&w);
    WISH(&w, ALICE, hold, .call = call, .on = 1);
    calls_run(&w, HOP_US);
    answer(&w, (struct calls_answer){.status = "200 OK", .fields = CONTACT});
    calls_expect(&w, ALICE, "Wanted OTHER, Response 200, REFUSED, 488");
    cr_assert_str_eq(w.phones[ALICE].last.text, "no session description");
    hang_up(&w, call);
}

/* The call is over meanwhile: its re-INVITE's 2xx is acknowledged, and ended once more. */
Test(calls_edges, a_change_is_answered_behind_the_end)
{
    struct calls_world w;
    char invite[CALLS_TEXT], bye[CALLS_TEXT];
    uint64_t call = talk(&w);
    WISH(&w, ALICE, hold, .call = call, .on = 1);
    strcpy(invite, w.phones[ALICE].request);
    WISH(&w, ALICE, hangup, .call = call);
    strcpy(bye, w.phones[ALICE].request);
    calls_run(&w, HOP_US);
    answer(&w, (struct calls_answer){.request = bye, .status = "200 OK"});
    calls_expect(&w, ALICE, "Wanted OTHER, Wanted BYE, Response 200, OVER by us, 200");
    w.phones[ALICE].sent[0] = '\0';
    answer(&w, (struct calls_answer){
                   .request = invite, .status = "200 OK", .fields = CONTACT TYPE, .body = SDP});
    calls_expect(&w, ALICE, "Response 200");
    calls_expect_sent(&w, ALICE, "ACK, BYE");
    answer(&w, (struct calls_answer){.status = "481 Gone"});
    calls_close(&w);
}

/* ---- theirs ---- */

static uint64_t ring(struct calls_world *w, const char *invite)
{
    calls_open_alone(w);
    calls_peer_says(w, ALICE, invite);
    calls_run(w, HOP_US);
    calls_expect(w, ALICE, "Arrived 1, INCOMING");
    return w->phones[ALICE].last.call;
}

static void inside(struct calls_world *w, const char *method, unsigned cseq, const char *rest)
{
    char text[CALLS_TEXT], from[256], to[256];
    const char *ours = w->phones[ALICE].text;
    bool is_request = strncmp(ours, "SIP/2.0", 7) != 0;
    calls_field(ours, is_request ? HF_HEADER_TO : HF_HEADER_FROM, from);
    calls_field(ours, is_request ? HF_HEADER_FROM : HF_HEADER_TO, to);
    snprintf(text, sizeof text,
             "%s sip:alice@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK%s%u\r\n"
             "Max-Forwards: 70\r\nFrom: %s\r\nTo: %s\r\nCall-ID: theirs\r\nCSeq: %u %s\r\n%s",
             method, method, cseq, from, to, cseq, method, rest);
    calls_peer_says(w, ALICE, text);
    calls_run(w, 2 * HOP_US);
}

/* 13.2.2.4 the other way: our offer in the 2xx, and an ACK that does not answer it. */
Test(calls_edges, an_ack_that_does_not_answer_our_offer_ends_the_call)
{
    static const char *const acks[] = {"\r\n", TYPE "\r\nv=0\r\n"};
    for (unsigned i = 0; i < 2; i++) {
        struct calls_world w;
        uint64_t call = ring(&w, INVITE("", ""));
        cr_assert_eq(calls_wish(&w, ALICE, hf_calls_answer, (struct hf_calls_wish){.call = call}),
                     HF_E_VALUE); /* no port for audio */
        WISH(&w, ALICE, answer, .call = call, .local.port = 16384);
        calls_run(&w, HOP_US);
        cr_assert_not_null(strstr(w.heard, "m=audio 16384"));
        inside(&w, "ACK", 1, acks[i]);
        calls_expect(&w, ALICE, "Answered, UP, Ended, OVER by us, 488");
        calls_expect_sent(&w, ALICE, "200, BYE");
        answer(&w, (struct calls_answer){.status = "200 OK"});
        calls_close(&w);
    }
}

Test(calls_edges, changes_of_theirs_that_cannot_be_are_refused)
{
    static const struct {
        const char *method, *rest;
        unsigned status;
    } cases[] = {
        {"INVITE", CONTACT TYPE "\r\nv=0\r\no=p 1 2 IN IP4 192.0.2.9\r\ns=-\r\nt=0 0\r\n", 488},
        {"INVITE", CONTACT TYPE "\r\nnonsense", 400},
        {"INVITE", CONTACT "Supported: timer\r\nSession-Expires: 60\r\n\r\n", 422},
        {"INFO", "Content-Type: application/dtmf-relay\r\n\r\nSignal=5\r\n", 415},
        {"UPDATE", CONTACT TYPE "\r\n" SDP, 200},
    };
    struct calls_world w;
    uint64_t call = ring(&w, INVITE(TYPE, SDP));
    WISH(&w, ALICE, answer, .call = call, .local.port = 16384);
    calls_run(&w, HOP_US);
    inside(&w, "ACK", 1, "\r\n");
    calls_expect(&w, ALICE, "Answered, MEDIA, UP");
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        inside(&w, cases[i].method, 10 + i, cases[i].rest);
        cr_assert_eq(w.heard_m.status, cases[i].status, "case %u: %s", i, w.heard);
        if (strcmp(cases[i].method, "INVITE") == 0) {
            inside(&w, "ACK", 10 + i, "\r\n");
        }
    }
    calls_expect(&w, ALICE, ""); /* the call goes on as it was */
    WISH(&w, ALICE, hangup, .call = call);
    calls_run(&w, HOP_US);
    inside(&w, "INVITE", 20, CONTACT TYPE "\r\n" SDP);
    cr_assert_eq(w.heard_m.status, 481); /* it ends */
    calls_answer(&w, ALICE,
                 &(struct calls_answer){.request = w.phones[ALICE].request, .status = "200 OK"});
    calls_run(&w, HOP_US);
    calls_close(&w);
}

/* ---- the door ---- */

Test(calls_edges, an_invite_begins_a_call_and_nothing_else_does)
{
    static const struct {
        const char *text;
        bool begins;
    } cases[] = {
        {INVITE(TYPE, SDP), true},
        {"INVITE sip:a SIP/2.0\r\nTo: <sip:a>;tag=x\r\n\r\n", false},
        {"BYE sip:a SIP/2.0\r\nTo: <sip:a>\r\n\r\n", false},
        {"SIP/2.0 200 OK\r\nTo: <sip:a>\r\n\r\n", false},
        {"INVITE", false},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_eq(hf_calls_begins((const uint8_t *)cases[i].text, strlen(cases[i].text)),
                     cases[i].begins, "case %u", i);
    }
}

Test(calls_edges, a_setup_out_of_range_is_refused)
{
    static const struct hf_sdp_codec codec = {"PCMU", NULL, 8000, 1, 0};
    struct hf_calls_setup setup = {.line = 1, .sdp = {.codecs = &codec, .ptime_ms = 20}};
    void *memory = malloc(hf_calls_size());
    cr_assert_eq(hf_calls_init(memory, hf_calls_size(), &setup), HF_E_VALUE); /* no codec */
    setup.sdp.n_codecs = HF_SDP_CODECS_MAX + 1;
    cr_assert_eq(hf_calls_init(memory, hf_calls_size(), &setup), HF_E_VALUE);
    setup.sdp.n_codecs = 1;
    setup.line = 0;
    cr_assert_eq(hf_calls_init(memory, hf_calls_size(), &setup), HF_E_VALUE);
    setup.line = 1;
    cr_assert_eq(hf_calls_init((char *)memory + 1, hf_calls_size(), &setup), HF_E_SPACE);
    cr_assert_eq(hf_calls_init(memory, hf_calls_size(), &setup), 0);
    cr_assert(hf_calls_is_idle(memory));
    cr_assert_eq(hf_calls_deadline(memory), HF_NEVER);
    free(memory);
}
