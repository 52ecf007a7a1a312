/* SPDX-License-Identifier: Apache-2.0 */
/* Changes of a call that talks: hold and resume, glare, another address (E13), what is refused. */
#include "calls_support.h"

static void expect_media(const struct calls_world *w, unsigned who, unsigned direction)
{
    cr_assert_eq(w->phones[who].media.media.direction, direction, "%u instead of %u",
                 w->phones[who].media.media.direction, direction);
}

Test(calls_change, who_called_holds_and_resumes)
{
    struct calls_world w;
    struct hf_calls_status status;
    calls_open(&w);
    struct calls_pair pair = calls_talk(&w);
    WISH(&w, ALICE, hold, .call = pair.alice, .on = 1);
    calls_run(&w, 5 * HOP_US);
    calls_expect(&w, ALICE, "Wanted OTHER, Response 200, MEDIA, HELD by us");
    calls_expect(&w, BOB, "MEDIA, HELD by peer");
    calls_expect_sent(&w, ALICE, "INVITE, ACK");
    expect_media(&w, ALICE, HF_SDP_SENDONLY);
    expect_media(&w, BOB, HF_SDP_RECVONLY);
    cr_assert(hf_calls_status(w.phones[BOB].calls, w.phones[BOB].agent, pair.bob, &status));
    cr_assert(status.held_by_peer && !status.held_by_us);
    WISH(&w, ALICE, hold, .call = pair.alice, .on = 0);
    calls_run(&w, 5 * HOP_US);
    calls_expect(&w, ALICE, "Wanted OTHER, Response 200, MEDIA, RESUMED by us");
    calls_expect(&w, BOB, "MEDIA, RESUMED by peer");
    expect_media(&w, ALICE, HF_SDP_SENDRECV);
    WISH(&w, ALICE, hangup, .call = pair.alice);
    calls_close(&w);
}

Test(calls_change, who_was_called_holds_too)
{
    struct calls_world w;
    calls_open(&w);
    struct calls_pair pair = calls_talk(&w);
    WISH(&w, BOB, hold, .call = pair.bob, .on = 1);
    calls_run(&w, 5 * HOP_US);
    calls_expect(&w, BOB, "Wanted OTHER, Response 200, MEDIA, HELD by us");
    WISH(&w, ALICE, hold, .call = pair.alice, .on = 1); /* both */
    calls_run(&w, 5 * HOP_US);
    calls_expect(&w, ALICE, "MEDIA, HELD by peer, Wanted OTHER, Response 200, MEDIA, HELD by us");
    expect_media(&w, ALICE, HF_SDP_INACTIVE);
    WISH(&w, BOB, hold, .call = pair.bob, .on = 0);
    calls_run(&w, 5 * HOP_US);
    expect_media(&w, ALICE, HF_SDP_SENDONLY);
    WISH(&w, BOB, hangup, .call = pair.bob);
    calls_close(&w);
}

/* What the user wants while a change is under way is the next one. */
Test(calls_change, a_change_of_mind_is_said_behind_the_first)
{
    struct calls_world w;
    calls_open(&w);
    struct calls_pair pair = calls_talk(&w);
    WISH(&w, ALICE, hold, .call = pair.alice, .on = 1);
    WISH(&w, ALICE, hold, .call = pair.alice, .on = 0);
    WISH(&w, ALICE, hold, .call = pair.alice, .on = 1);
    WISH(&w, ALICE, hold, .call = pair.alice, .on = 0);
    calls_run(&w, 10 * HOP_US);
    calls_expect(&w, ALICE,
                 "Wanted OTHER, Response 200, MEDIA, HELD by us, Wanted OTHER, Response 200, "
                 "MEDIA, RESUMED by us");
    calls_expect_sent(&w, ALICE, "INVITE, ACK, INVITE, ACK");
    WISH(&w, ALICE, hangup, .call = pair.alice);
    calls_close(&w);
}

/* RFC 3261 14.1, 14.2: both get 491; who owns the Call-ID waits longer. */
Test(calls_change, changes_that_cross_are_said_again)
{
    struct calls_world w;
    calls_open(&w);
    struct calls_pair pair = calls_talk(&w);
    WISH(&w, ALICE, hold, .call = pair.alice, .on = 1);
    WISH(&w, BOB, hold, .call = pair.bob, .on = 1);
    calls_run(&w, 3 * HOP_US);
    calls_expect(&w, ALICE, "Wanted OTHER, Response 491");
    calls_expect(&w, BOB, "Wanted OTHER, Response 491");
    calls_run(&w, 2050 * MS); /* the answer to Bob's says what Alice wants as well */
    calls_expect(&w, BOB, "Wanted OTHER, Response 200, MEDIA, HELD by peer, HELD by us");
    calls_expect(&w, ALICE, "MEDIA, HELD by peer, HELD by us");
    calls_run(&w, 3000 * MS);
    calls_expect(&w, ALICE, "");
    expect_media(&w, BOB, HF_SDP_INACTIVE);
    WISH(&w, ALICE, hangup, .call = pair.alice);
    calls_close(&w);
}

static void answer_reinvite(struct calls_world *w, const char *status, const char *fields)
{
    calls_run(w, 2 * HOP_US);
    calls_answer(w, ALICE, &(struct calls_answer){.status = status, .fields = fields});
    calls_run(w, 2 * HOP_US);
}

/* Alice talks to the story's own peer. */
static uint64_t talk_to_peer(struct calls_world *w)
{
    calls_open_alone(w);
    uint64_t call = calls_dial(w, ALICE, "sip:p@192.0.2.9");
    calls_run(w, HOP_US);
    calls_answer(w, ALICE,
                 &(struct calls_answer){.status = "200 OK",
                                        .tag = "p",
                                        .fields = "Contact: <sip:p@192.0.2.9>\r\n" TYPE,
                                        .body = SDP});
    calls_run(w, 2 * HOP_US);
    calls_expect(w, ALICE, "Wanted INVITE, Response 200, MEDIA, UP");
    return call;
}

Test(calls_change, a_hold_that_is_refused_leaves_the_call_as_it_was)
{
    struct calls_world w;
    struct hf_calls_status status;
    uint64_t call = talk_to_peer(&w);
    WISH(&w, ALICE, hold, .call = call, .on = 1);
    answer_reinvite(&w, "488 Not Acceptable Here", "");
    calls_expect(&w, ALICE, "Wanted OTHER, Response 488, REFUSED, 488");
    cr_assert(hf_calls_status(w.phones[ALICE].calls, w.phones[ALICE].agent, call, &status));
    cr_assert_eq(status.media.direction, HF_SDP_SENDRECV);
    cr_assert_eq(status.held_by_us, 0);
    WISH(&w, ALICE, hold, .call = call, .on = 1); /* once more, with the next CSeq */
    answer_reinvite(&w, "403 Forbidden", "");
    calls_expect(&w, ALICE, "Wanted OTHER, Response 403, REFUSED, 403");
    WISH(&w, ALICE, hangup, .call = call);
    answer_reinvite(&w, "200 OK", "");
    calls_close(&w);
}

/* E5: silence does not end the call. */
Test(calls_change, a_hold_that_nobody_answers_leaves_the_call_as_it_was)
{
    struct calls_world w;
    uint64_t call = talk_to_peer(&w);
    WISH(&w, ALICE, hold, .call = call, .on = 1);
    calls_run(&w, 33 * (uint64_t)S);
    calls_expect(&w, ALICE, "Wanted OTHER, Failed silence, REFUSED");
    cr_assert_str_eq(w.phones[ALICE].last.text, "no answer");
    WISH(&w, ALICE, hangup, .call = call);
    answer_reinvite(&w, "481 Gone", "");
    calls_expect(&w, ALICE, "Wanted BYE, Response 481, OVER by us, 481");
    cr_assert_eq(w.phones[ALICE].last.confirmed, 1); /* E7 */
    calls_close(&w);
}

/* RFC 3261 14.1 names no end; a peer that says 491 for ever is refused. */
Test(calls_change, a_peer_that_never_has_time_is_given_up)
{
    struct calls_world w;
    uint64_t call = talk_to_peer(&w);
    WISH(&w, ALICE, hold, .call = call, .on = 1);
    for (unsigned i = 0; i < 5; i++) {
        calls_run(&w, 4100 * MS);
        calls_answer(&w, ALICE,
                     &(struct calls_answer){.request = w.phones[ALICE].request,
                                            .status = "491 Request Pending"});
        calls_run(&w, 2 * HOP_US);
    }
    cr_assert_not_null(strstr(w.phones[ALICE].said, "REFUSED, 491"));
    w.phones[ALICE].said[0] = '\0';
    calls_run(&w, 10 * (uint64_t)S);
    calls_expect(&w, ALICE, "");
    WISH(&w, ALICE, hangup, .call = call);
    answer_reinvite(&w, "200 OK", "");
    calls_close(&w);
}

/* The core says that 481 ends it (E5); the peer hears a BYE once more, and nobody else does. */
Test(calls_change, a_call_that_the_peer_does_not_know_is_over)
{
    struct calls_world w;
    uint64_t call = talk_to_peer(&w);
    WISH(&w, ALICE, hold, .call = call, .on = 1);
    w.phones[ALICE].silent = true;
    answer_reinvite(&w, "481 Gone", "");
    struct hf_action action = {.kind = HF_ACTION_REPORT_CALL};
    action.u.call.call = call;
    action.u.call.state = HF_CALL_OVER;
    action.u.call.status = 481;
    calls_act(&w, ALICE, &action);
    calls_expect(&w, ALICE, "Wanted OTHER, Response 481, OVER by peer, 481");
    calls_run(&w, 2 * HOP_US);
    answer_reinvite(&w, "481 Gone", "");
    calls_close(&w);
}

/* E13: a re-INVITE with the new Contact and media address. */
Test(calls_change, another_address_is_said_by_a_reinvite)
{
    struct calls_world w;
    char contact[512];
    calls_open(&w);
    struct calls_pair pair = calls_talk(&w);
    w.phones[ALICE].way.local.address[3] = 77;
    WISH(&w, ALICE, readdress, .call = pair.alice, .local.port = 30000);
    cr_assert_not_null(strstr(calls_field(w.phones[ALICE].request, HF_HEADER_CONTACT, contact),
                              "@192.0.2.77:5060"));
    calls_run(&w, 5 * HOP_US);
    calls_expect(&w, ALICE, "Wanted OTHER, Response 200");
    calls_expect(&w, BOB, "MEDIA");
    cr_assert_eq(w.phones[BOB].media.media.remote.port, 30000);
    cr_assert_eq(w.phones[BOB].media.media.remote.address[3], 77);
    w.phones[ALICE].here.address[3] = 77; /* where Bob's requests go from now on */
    WISH(&w, BOB, hangup, .call = pair.bob);
    calls_run(&w, 5 * HOP_US);
    calls_expect(&w, BOB, "Wanted BYE, Response 200, OVER by us, 200");
    calls_close(&w);
}

/* RFC 3261 14.2: a re-INVITE without an offer gets ours, and its ACK the answer. */
Test(calls_change, a_reinvite_without_an_offer_gets_one)
{
    struct calls_world w;
    uint64_t call = talk_to_peer(&w);
    char text[2048], from[256], to[256], call_id[128], contact[256];
    const char *invite = w.phones[ALICE].request; /* the ACK: To has the peer's tag */
    snprintf(text, sizeof text,
             "INVITE %s SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKre\r\n"
             "Max-Forwards: 70\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: 5 INVITE\r\n"
             "Contact: <sip:p@192.0.2.9>\r\n\r\n",
             "sip:alice@192.0.2.1", calls_field(invite, HF_HEADER_TO, to),
             calls_field(invite, HF_HEADER_FROM, from),
             calls_field(invite, HF_HEADER_CALL_ID, call_id));
    calls_peer_says(&w, ALICE, text);
    calls_run(&w, 2 * HOP_US);
    cr_assert_eq(w.heard_m.status, 200);
    cr_assert_gt(w.heard_m.body.length, 0);
    calls_field(w.heard, HF_HEADER_CONTACT, contact);
    snprintf(text, sizeof text,
             "ACK sip:alice@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKack\r\n"
             "Max-Forwards: 70\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: 5 ACK\r\n" TYPE
             "\r\nv=0\r\no=p 1 2 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"
             "m=audio 4002 RTP/AVP 0\r\n",
             to, from, call_id);
    calls_peer_says(&w, ALICE, text);
    calls_run(&w, 2 * HOP_US);
    calls_expect(&w, ALICE, "MEDIA");
    cr_assert_eq(w.phones[ALICE].media.media.remote.port, 4002);
    WISH(&w, ALICE, hangup, .call = call);
    answer_reinvite(&w, "200 OK", "");
    calls_close(&w);
}

/* 9.1: a change that was given up is cancelled once anything comes, or it would wait for ever. */
Test(calls_change, a_change_that_was_given_up_is_cancelled)
{
    for (unsigned rings = 0; rings < 2; rings++) {
        struct calls_world w;
        char invite[CALLS_TEXT];
        uint64_t call = talk_to_peer(&w);
        w.phones[ALICE].silent = true;
        WISH(&w, ALICE, hold, .call = call, .on = 1);
        struct hf_send send = {.kind = HF_REQUEST_OTHER,
                               .in_dialog = 1,
                               .request = w.phones[ALICE].event.u.wanted.request};
        uint64_t attempt = calls_send(&w, ALICE, send);
        strcpy(invite, w.phones[ALICE].request);
        calls_run(&w, HOP_US);
        struct calls_answer answer = {.request = invite, .status = "180 Ringing"};
        if (rings) { /* before it is given up */
            calls_answer(&w, ALICE, &answer);
            calls_run(&w, HOP_US);
        }
        calls_order(&w, ALICE, HF_ACTION_ABANDON, attempt);
        calls_answer(&w, ALICE, &answer);
        calls_run(&w, 2 * HOP_US);
        cr_assert_not_null(strstr(w.phones[ALICE].sent, "INVITE, CANCEL"));
        answer.status = "200 OK"; /* it crosses */
        answer.fields = "Contact: <sip:p@192.0.2.9>\r\n" TYPE;
        answer.body = SDP;
        calls_answer(&w, ALICE, &answer);
        calls_run(&w, HOP_US);
        cr_assert_not_null(strstr(w.phones[ALICE].sent, "CANCEL, ACK"));
        cr_assert_not_null(strstr(w.phones[ALICE].said, "Abandoned answered"));
        w.phones[ALICE].silent = false;
        WISH(&w, ALICE, hangup, .call = call);
        answer_reinvite(&w, "200 OK", "");
        calls_close(&w);
    }
}
