/* SPDX-License-Identifier: Apache-2.0 */
/* Calls and the core together: what one says must mean to the other what was meant. */
#include "calls_support.h"

#define CONTACT "Contact: <sip:p@192.0.2.9>\r\n"

static void answer(struct calls_world *w, struct calls_answer answer)
{
    static char request[CALLS_TEXT];
    strcpy(request, answer.request != NULL ? answer.request : w->phones[ALICE].request);
    answer.request = request;
    calls_answer(w, ALICE, &answer);
    calls_run(w, 2 * HOP_US);
}

static const struct calls_answer ringing = {.status = "180 Ringing", .tag = "p", .fields = CONTACT};
static const struct calls_answer answered = {
    .status = "200 OK", .tag = "p", .fields = CONTACT TYPE, .body = SDP};

static void from(struct calls_world *w, uint8_t address)
{
    w->peer.address[3] = address;
}

Test(calls_core, a_call_is_placed_held_and_hung_up)
{
    struct calls_world w;
    calls_open_core(&w, NULL);
    uint64_t call = calls_dial(&w, ALICE, "sip:p@192.0.2.9");
    calls_run(&w, HOP_US);
    answer(&w, ringing);
    answer(&w, (struct calls_answer){.status = "180 Ringing", .tag = "p", .fields = CONTACT});
    answer(&w, answered);
    WISH(&w, ALICE, hold, .call = call, .on = 1);
    calls_run(&w, HOP_US);
    answer(&w, (struct calls_answer){.status = "200 OK", .fields = CONTACT TYPE, .body = SDP});
    WISH(&w, ALICE, hangup, .call = call);
    calls_run(&w, HOP_US);
    answer(&w, (struct calls_answer){.status = "200 OK"});
    calls_expect(&w, ALICE,
                 "Wanted INVITE, Provisional 180, RINGING, 180, Response 200, MEDIA, UP, Wanted "
                 "OTHER, Response 200, MEDIA, HELD by us, Wanted BYE, Response 200, OVER by us");
    cr_assert_eq(w.phones[ALICE].last.why, HF_WHY_BYE_ANSWERED);
    calls_close(&w);
}

Test(calls_core, a_call_comes_and_is_answered)
{
    struct calls_world w;
    calls_open_core(&w, NULL);
    calls_peer_says(&w, ALICE,
                    "INVITE sip:alice@192.0.2.1 SIP/2.0\r\n"
                    "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n"
                    "From: <sip:p@192.0.2.9>;tag=them\r\nTo: <sip:alice@192.0.2.1>\r\n"
                    "Call-ID: theirs\r\nCSeq: 1 INVITE\r\n" CONTACT TYPE "\r\n" SDP);
    calls_run(&w, HOP_US);
    uint64_t call = w.phones[ALICE].last.call;
    WISH(&w, ALICE, answer, .call = call, .local.port = 16384);
    calls_run(&w, HOP_US);
    calls_expect(&w, ALICE, "Arrived 1, INCOMING, Answered, MEDIA, UP");
    calls_run(&w, 40 * (uint64_t)S); /* no ACK */
    calls_expect(&w, ALICE, "Ended, OVER by network, 408");
    calls_close(&w);
}

/* E4, A1: the first server is silent; the second answers. */
Test(calls_core, a_silent_server_costs_its_budget_and_no_more)
{
    struct calls_world w;
    char first[CALLS_TEXT], value[512], other[512];
    calls_open_core(&w, NULL);
    w.dead = w.peer;
    uint64_t call = calls_dial(&w, ALICE, "sip:p@192.0.2.9");
    strcpy(first, w.phones[ALICE].request);
    calls_run(&w, 7600 * MS);
    cr_assert_not_null(strstr(w.phones[ALICE].request, "sip:p@192.0.2.8 SIP/2.0"));
    cr_assert_str_eq(calls_field(first, HF_HEADER_CALL_ID, value),
                     calls_field(w.phones[ALICE].request, HF_HEADER_CALL_ID, other));
    from(&w, 8);
    answer(&w, answered);
    calls_expect(&w, ALICE, "Wanted INVITE, Response 200, MEDIA, UP");
    calls_run(&w, 5 * HOP_US);
    cr_assert_eq(hf_line_status(w.phones[ALICE].line).server, 2); /* A13: it moves there */
    calls_run(&w, 33 * (uint64_t)S);
    calls_expect(&w, ALICE, "Abandoned nothing");
    WISH(&w, ALICE, hangup, .call = call);
    calls_run(&w, HOP_US);
    answer(&w, (struct calls_answer){.status = "200 OK"});
    calls_close(&w);
}

/* A11, by the core's own verdict: the first server rings after all. */
Test(calls_core, what_rings_late_is_kept_and_the_newer_one_given_up)
{
    struct calls_world w;
    char first[CALLS_TEXT], second[CALLS_TEXT];
    calls_open_core(&w, NULL);
    uint64_t call = calls_dial(&w, ALICE, "sip:p@192.0.2.9");
    strcpy(first, w.phones[ALICE].request);
    calls_run(&w, 7600 * MS);
    strcpy(second, w.phones[ALICE].request);
    from(&w, 9);
    calls_answer(&w, ALICE,
                 &(struct calls_answer){
                     .request = first, .status = "180 Ringing", .tag = "a", .fields = CONTACT});
    calls_run(&w, 2 * HOP_US);
    calls_expect(&w, ALICE, "Wanted INVITE, Late 180, Provisional 180, RINGING, 180");
    from(&w, 8); /* and the second one answers it as merged */
    calls_answer(&w, ALICE,
                 &(struct calls_answer){.request = second, .status = "482 Merged", .tag = "b"});
    calls_run(&w, 2 * HOP_US);
    calls_expect(&w, ALICE, "Abandoned answered");
    from(&w, 9);
    calls_answer(
        &w, ALICE,
        &(struct calls_answer){
            .request = first, .status = "200 OK", .tag = "a", .fields = CONTACT TYPE, .body = SDP});
    calls_run(&w, 2 * HOP_US);
    calls_expect(&w, ALICE, "Response 200, MEDIA, UP");
    WISH(&w, ALICE, hangup, .call = call);
    calls_run(&w, HOP_US);
    answer(&w, (struct calls_answer){.status = "200 OK"});
    calls_close(&w);
}

/* A11: the second server rings already: the late answer of the first is ended, no ghost is left. */
Test(calls_core, what_answers_late_beside_a_ringing_one_is_ended)
{
    struct calls_world w;
    char first[CALLS_TEXT], second[CALLS_TEXT];
    calls_open_core(&w, NULL);
    uint64_t call = calls_dial(&w, ALICE, "sip:p@192.0.2.9");
    strcpy(first, w.phones[ALICE].request);
    calls_run(&w, 7600 * MS);
    strcpy(second, w.phones[ALICE].request);
    from(&w, 8);
    calls_answer(&w, ALICE,
                 &(struct calls_answer){
                     .request = second, .status = "180 Ringing", .tag = "b", .fields = CONTACT});
    calls_run(&w, 2 * HOP_US);
    from(&w, 9);
    w.phones[ALICE].sent[0] = '\0';
    calls_answer(
        &w, ALICE,
        &(struct calls_answer){
            .request = first, .status = "200 OK", .tag = "a", .fields = CONTACT TYPE, .body = SDP});
    calls_run(&w, 2 * HOP_US);
    calls_expect_sent(&w, ALICE, "ACK, BYE");
    answer(&w, (struct calls_answer){.status = "200 OK"});
    calls_expect(&w, ALICE,
                 "Wanted INVITE, Provisional 180, RINGING, 180, Late 200, Abandoned late call "
                 "ended");
    WISH(&w, ALICE, hangup, .call = call);
    calls_run(&w, 2 * HOP_US);
    calls_expect(&w, ALICE, "Withdrawn, OVER by us");
    calls_close(&w);
}

/* E5: the server that carries the call is gone: BYE moves on, and ends it there. */
Test(calls_core, a_bye_moves_on_to_the_other_server)
{
    struct calls_world w;
    calls_open_core(&w, NULL);
    uint64_t call = calls_dial(&w, ALICE, "sip:p@192.0.2.9");
    calls_run(&w, HOP_US);
    answer(&w, (struct calls_answer){.status = "200 OK",
                                     .tag = "p",
                                     .fields = CONTACT "Record-Route: <sip:192.0.2.9;lr>\r\n" TYPE,
                                     .body = SDP});
    w.dead = w.peer;
    WISH(&w, ALICE, hangup, .call = call);
    calls_run(&w, 7600 * MS);
    cr_assert_not_null(strstr(w.phones[ALICE].request, "Route: <sip:192.0.2.8:5060;lr>\r\n"));
    from(&w, 8);
    answer(&w, (struct calls_answer){.status = "200 OK"});
    cr_assert_not_null(strstr(w.phones[ALICE].said, "Wanted BYE, "));
    cr_assert_not_null(strstr(w.phones[ALICE].said, "Response 200, OVER by us"));
    cr_assert_eq(w.phones[ALICE].last.confirmed, 1);
    calls_close(&w);
}

/* E5: nobody answers: not confirmed, and said so. */
Test(calls_core, a_bye_that_nobody_answers_is_not_confirmed)
{
    struct calls_world w;
    calls_open_core(&w, NULL);
    uint64_t call = calls_dial(&w, ALICE, "sip:p@192.0.2.9");
    calls_run(&w, HOP_US);
    answer(&w, answered);
    w.cut = true;
    WISH(&w, ALICE, hangup, .call = call);
    calls_run(&w, 45 * (uint64_t)S);
    cr_assert_not_null(strstr(w.phones[ALICE].said, "OVER by us"));
    cr_assert_eq(w.phones[ALICE].last.confirmed, 0);
    cr_assert_eq(w.phones[ALICE].last.why, HF_WHY_BYE_NOT_CONFIRMED);
    calls_close(&w);
}

/* A7: 64*T1 after a lone 100. */
Test(calls_core, a_server_that_only_tries_is_cancelled)
{
    struct calls_world w;
    char invite[CALLS_TEXT];
    calls_open_core(&w, NULL);
    calls_dial(&w, ALICE, "sip:p@192.0.2.9");
    strcpy(invite, w.phones[ALICE].request);
    calls_run(&w, HOP_US);
    answer(&w, (struct calls_answer){.status = "100 Trying"});
    calls_run(&w, 33 * (uint64_t)S);
    cr_assert_not_null(strstr(w.phones[ALICE].sent, "CANCEL"));
    answer(&w, (struct calls_answer){.status = "200 OK"});
    answer(&w, (struct calls_answer){.request = invite, .status = "487 Gone", .tag = "x"});
    cr_assert_not_null(strstr(w.phones[ALICE].said, "Abandoned cancelled"));
    cr_assert_not_null(strstr(w.phones[ALICE].said, "OVER by"));
    cr_assert_eq(w.phones[ALICE].last.why, HF_WHY_NO_PROGRESS);
    calls_close(&w);
}

/* C8: the line stops: the call that talks is hung up, by the line itself. */
Test(calls_core, a_line_that_stops_hangs_up)
{
    struct calls_world w;
    calls_open_core(&w, NULL);
    calls_dial(&w, ALICE, "sip:p@192.0.2.9");
    calls_run(&w, HOP_US);
    answer(&w, answered);
    calls_dial(&w, ALICE, "sip:q@192.0.2.9");
    calls_run(&w, HOP_US);
    struct hf_event event = {.kind = HF_EVENT_STOPPED};
    w.phones[ALICE].said[0] = w.phones[ALICE].sent[0] = '\0';
    calls_step(&w, ALICE, &event);
    calls_run(&w, HOP_US);
    cr_assert_not_null(strstr(w.phones[ALICE].sent, "BYE"));
    answer(&w, (struct calls_answer){.status = "200 OK"});
    calls_run(&w, 3 * (uint64_t)S);
    cr_assert_not_null(strstr(w.phones[ALICE].said, "OVER by us"));
    uint64_t ids[HF_CALLS_MAX];
    cr_assert_eq(hf_calls_list(w.phones[ALICE].calls, ids), 0);
    calls_close(&w);
}

/* C13: a line that is disabled refuses by its report alone. */
Test(calls_core, a_line_that_is_disabled_refuses)
{
    struct calls_world w;
    calls_open_core(&w, NULL);
    struct hf_event event = {.kind = HF_EVENT_STOPPED};
    calls_step(&w, ALICE, &event);
    calls_run(&w, 3 * (uint64_t)S);
    calls_dial(&w, ALICE, "sip:p@192.0.2.9");
    calls_expect(&w, ALICE, "Wanted INVITE, OVER by network");
    calls_close(&w);
}

/* C13: what arrives there all the same is told that nobody is at home. */
Test(calls_core, a_line_that_is_disabled_turns_away_what_arrives)
{
    struct calls_world w;
    calls_open_core(&w, NULL);
    struct hf_event event = {.kind = HF_EVENT_STOPPED};
    calls_step(&w, ALICE, &event);
    calls_run(&w, 3 * (uint64_t)S);
    calls_peer_says(&w, ALICE,
                    "INVITE sip:alice@192.0.2.1 SIP/2.0\r\n"
                    "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n"
                    "From: <sip:p@192.0.2.9>;tag=them\r\nTo: <sip:alice@192.0.2.1>\r\n"
                    "Call-ID: theirs\r\nCSeq: 1 INVITE\r\n" CONTACT TYPE "\r\n" SDP);
    calls_run(&w, 2 * HOP_US);
    calls_expect_sent(&w, ALICE, "REGISTER, 480");
    cr_assert_eq(w.heard_m.status, 480);
    uint64_t ids[HF_CALLS_MAX];
    cr_assert_eq(hf_calls_list(w.phones[ALICE].calls, ids), 0);
    calls_close(&w);
}

/* C8 beside RFC 3261 15: the user hung up before the ACK, and the line stops: its BYE leaves. */
Test(calls_core, a_line_that_stops_does_not_wait_for_an_ack)
{
    struct calls_world w;
    calls_open_core(&w, NULL);
    calls_peer_says(&w, ALICE,
                    "INVITE sip:alice@192.0.2.1 SIP/2.0\r\n"
                    "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n"
                    "From: <sip:p@192.0.2.9>;tag=them\r\nTo: <sip:alice@192.0.2.1>\r\n"
                    "Call-ID: theirs\r\nCSeq: 1 INVITE\r\n" CONTACT TYPE "\r\n" SDP);
    calls_run(&w, HOP_US);
    uint64_t call = w.phones[ALICE].last.call;
    WISH(&w, ALICE, answer, .call = call, .local.port = 16384);
    WISH(&w, ALICE, hangup, .call = call);
    calls_expect_sent(&w, ALICE, "200");
    struct hf_event event = {.kind = HF_EVENT_STOPPED};
    calls_step(&w, ALICE, &event);
    cr_assert_not_null(strstr(w.phones[ALICE].sent, "BYE"));
    calls_run(&w, HOP_US);
    answer(&w, (struct calls_answer){.request = w.heard, .status = "200 OK"});
    cr_assert_not_null(strstr(w.phones[ALICE].said, "OVER by us"));
    calls_close(&w);
}
