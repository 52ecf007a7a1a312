/* SPDX-License-Identifier: Apache-2.0 */
/* Calls between two phones: place, ring, answer, reject, cancel, hang up, hold. */
#include "calls_support.h"

Test(calls, one_rings_is_answered_and_hung_up_by_who_called)
{
    struct calls_world w;
    struct hf_calls_status status;
    calls_open(&w);
    struct calls_pair pair = calls_talk(&w);
    cr_assert_eq(w.phones[ALICE].media.media.remote.port, 20000);
    cr_assert_eq(w.phones[BOB].media.media.remote.port, 16384);
    cr_assert_eq(w.phones[ALICE].media.media.send_type, 0);
    cr_assert_eq(w.phones[ALICE].media.local.port, 16384);
    cr_assert(hf_calls_status(w.phones[ALICE].calls, w.phones[ALICE].agent, pair.alice, &status));
    cr_assert_eq(status.state, HF_CALL_TALKING);
    cr_assert_str_eq(status.uri, "sip:bob@192.0.2.2");
    cr_assert(hf_calls_status(w.phones[BOB].calls, w.phones[BOB].agent, pair.bob, &status));
    cr_assert_eq(status.incoming, 1);
    cr_assert_str_eq(status.uri, "sip:alice@192.0.2.2");
    cr_assert_str_eq(status.name, "alice");
    WISH(&w, ALICE, hangup, .call = pair.alice);
    calls_run(&w, 5 * HOP_US);
    calls_expect(&w, ALICE, "Wanted BYE, Response 200, OVER by us, 200");
    calls_expect(&w, BOB, "Ended, OVER by peer");
    calls_expect_sent(&w, ALICE, "BYE");
    calls_expect_sent(&w, BOB, "200");
    cr_assert_eq(w.phones[ALICE].last.confirmed, 1);
    calls_close(&w);
}

Test(calls, one_is_hung_up_by_who_was_called)
{
    struct calls_world w;
    calls_open(&w);
    struct calls_pair pair = calls_talk(&w);
    WISH(&w, BOB, hangup, .call = pair.bob);
    calls_run(&w, 5 * HOP_US);
    calls_expect(&w, BOB, "Wanted BYE, Response 200, OVER by us, 200");
    calls_expect(&w, ALICE, "Ended, OVER by peer");
    calls_close(&w);
}

Test(calls, a_busy_phone_rejects)
{
    struct calls_world w;
    calls_open(&w);
    calls_dial(&w, ALICE, "sip:bob@192.0.2.2");
    calls_run(&w, HOP_US);
    WISH(&w, BOB, reject, .call = w.phones[BOB].last.call);
    calls_run(&w, 5 * HOP_US);
    calls_expect(&w, ALICE, "Wanted INVITE, Response 486, OVER by peer, 486");
    cr_assert_str_eq(w.phones[ALICE].last.text, "Busy Here");
    calls_expect(&w, BOB, "Arrived 1, INCOMING, Ended, OVER by us, 486");
    calls_expect_sent(&w, ALICE, "INVITE, ACK");
    calls_close(&w);
}

Test(calls, a_user_rejects_with_his_own_status)
{
    struct calls_world w;
    calls_open(&w);
    calls_dial(&w, ALICE, "sip:bob@192.0.2.2");
    calls_run(&w, HOP_US);
    uint64_t call = w.phones[BOB].last.call;
    cr_assert_eq(
        calls_wish(&w, BOB, hf_calls_reject, (struct hf_calls_wish){.call = call, .status = 302}),
        HF_E_VALUE);
    cr_assert_eq(
        calls_wish(&w, BOB, hf_calls_reject, (struct hf_calls_wish){.call = call, .status = 700}),
        HF_E_VALUE);
    WISH(&w, BOB, reject, .call = call, .status = 603);
    calls_run(&w, 5 * HOP_US);
    calls_expect(&w, ALICE, "Wanted INVITE, Response 603, OVER by peer, 603");
    calls_close(&w);
}

/* E6: over for the user at once; CANCEL behind it, since the phone rings. */
Test(calls, one_that_rings_is_cancelled)
{
    struct calls_world w;
    calls_open(&w);
    uint64_t call = calls_dial(&w, ALICE, "sip:bob@192.0.2.2");
    calls_run(&w, HOP_US);
    WISH(&w, BOB, ring, .call = w.phones[BOB].last.call, .local.port = 20000);
    calls_run(&w, HOP_US);
    WISH(&w, ALICE, hangup, .call = call);
    calls_expect(&w, ALICE, "Wanted INVITE, Provisional 180, RINGING, 180, Withdrawn, OVER by us");
    cr_assert_str_eq(w.phones[ALICE].last.text, "hung up");
    calls_run(&w, 5 * HOP_US);
    calls_expect(&w, ALICE, "Abandoned cancelled");
    calls_expect(&w, BOB, "Arrived 1, INCOMING, Ended, OVER by peer, 487");
    calls_expect_sent(&w, ALICE, "INVITE, CANCEL, ACK");
    calls_expect_sent(&w, BOB, "180, 200, 487");
    calls_close(&w);
}

/* RFC 3261 9.1: nothing is cancelled before anything came; the late ringing is (A11). */
Test(calls, one_that_does_not_ring_yet_is_watched)
{
    struct calls_world w;
    calls_open(&w);
    uint64_t call = calls_dial(&w, ALICE, "sip:bob@192.0.2.2");
    calls_run(&w, HOP_US);
    WISH(&w, ALICE, hangup, .call = call);
    calls_expect_sent(&w, ALICE, "INVITE");
    WISH(&w, BOB, ring, .call = w.phones[BOB].last.call, .local.port = 20000);
    calls_run(&w, 5 * HOP_US);
    calls_expect(&w, ALICE, "Wanted INVITE, Withdrawn, OVER by us, Late 180, Abandoned cancelled");
    calls_expect(&w, BOB, "Arrived 1, INCOMING, Ended, OVER by peer, 487");
    calls_close(&w);
}

/* CANCEL and 2xx cross: the call that nobody wants is acknowledged and ended (A11). */
Test(calls, an_answer_that_crosses_the_cancel_is_ended)
{
    struct calls_world w;
    calls_open(&w);
    uint64_t call = calls_dial(&w, ALICE, "sip:bob@192.0.2.2");
    calls_run(&w, HOP_US);
    uint64_t bob = w.phones[BOB].last.call;
    WISH(&w, BOB, ring, .call = bob, .local.port = 20000);
    calls_run(&w, HOP_US);
    WISH(&w, BOB, answer, .call = bob);
    WISH(&w, ALICE, hangup, .call = call);
    calls_run(&w, 6 * HOP_US);
    calls_expect(&w, ALICE,
                 "Wanted INVITE, Provisional 180, RINGING, 180, Withdrawn, OVER by us, Late 200, "
                 "Abandoned late call ended");
    calls_expect(&w, BOB, "Arrived 1, INCOMING, Answered, MEDIA, UP, Ended, OVER by peer");
    calls_expect_sent(&w, ALICE, "INVITE, CANCEL, ACK, BYE");
    calls_close(&w);
}

/* Both hang up: each BYE is answered, and each call ends once. */
Test(calls, both_hang_up)
{
    struct calls_world w;
    calls_open(&w);
    struct calls_pair pair = calls_talk(&w);
    WISH(&w, ALICE, hangup, .call = pair.alice);
    WISH(&w, BOB, hangup, .call = pair.bob);
    calls_run(&w, 5 * HOP_US);
    calls_expect(&w, ALICE, "Wanted BYE, Ended, OVER by peer, Response 200");
    calls_expect(&w, BOB, "Wanted BYE, Ended, OVER by peer, Response 200");
    calls_close(&w);
}

/* E10 and HF_CALLS_MAX. */
Test(calls, up_to_four_wait_and_the_fifth_is_told_busy)
{
    struct calls_world w;
    calls_open(&w);
    for (unsigned i = 0; i < HF_LINE_CALLS; i++) {
        calls_dial(&w, ALICE, "sip:bob@192.0.2.2");
    }
    calls_run(&w, 2 * HOP_US);
    calls_expect(&w, BOB,
                 "Arrived 1, INCOMING, Arrived 1, INCOMING, Arrived 1, INCOMING, Arrived 1, "
                 "INCOMING");
    cr_assert_eq(calls_wish(&w, ALICE, hf_calls_dial,
                            (struct hf_calls_wish){
                                .call = 199, .uri = "sip:bob@192.0.2.2", .local.port = 1000}),
                 HF_E_LIMIT);
    uint64_t ids[HF_CALLS_MAX];
    cr_assert_eq(hf_calls_list(w.phones[BOB].calls, ids), HF_LINE_CALLS);
    cr_assert_lt(ids[0], ids[3]);
    WISH(&w, ALICE, dial, .call = 199, .uri = "sip:bob@192.0.2.2", .local.port = 1000,
         .emergency = 1); /* E11: there is room for one more */
    calls_run(&w, 3 * HOP_US);
    calls_expect(&w, BOB, "");
    cr_assert_not_null(strstr(w.phones[ALICE].said, "Response 486, OVER by peer, 486"));
    w.phones[ALICE].said[0] = '\0';
    for (unsigned i = 0; i < HF_LINE_CALLS; i++) {
        WISH(&w, BOB, hangup, .call = ids[i]);
    }
    calls_run(&w, 3 * HOP_US);
    calls_expect(&w, ALICE,
                 "Response 486, OVER by peer, 486, Response 486, OVER by peer, 486, Response 486, "
                 "OVER by peer, 486, Response 486, OVER by peer, 486");
    calls_close(&w);
}

Test(calls, what_cannot_be_dialled_is_refused)
{
    static const struct {
        struct hf_calls_wish wish;
        int error;
    } cases[] = {
        {{.call = 0, .uri = "sip:bob@b", .local.port = 1}, HF_E_STATE},
        {{.call = 1, .uri = "", .local.port = 1}, HF_E_VALUE},
        {{.call = 1, .uri = "bob", .local.port = 1}, HF_E_VALUE},
        {{.call = 1, .uri = "sips:bob@b", .local.port = 1}, HF_E_VALUE},
        {{.call = 1, .uri = "sip:bob@b?Subject=x", .local.port = 1}, HF_E_VALUE},
        {{.call = 1, .uri = "sip:bob@b"}, HF_E_VALUE},
    };
    struct calls_world w;
    char uri[300];
    calls_open(&w);
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_eq(calls_wish(&w, ALICE, hf_calls_dial, cases[i].wish), cases[i].error, "case %u",
                     i);
    }
    memset(uri, 'x', sizeof uri);
    memcpy(uri, "sip:", 4);
    uri[256] = '\0';
    struct hf_calls_wish wish = {.call = 1, .uri = uri, .local.port = 1};
    cr_assert_eq(calls_wish(&w, ALICE, hf_calls_dial, wish), HF_E_LIMIT);
    wish.call = 99;
    cr_assert_eq(calls_wish(&w, ALICE, hf_calls_hangup, wish), HF_E_UNKNOWN_ID);
    cr_assert_eq(calls_wish(&w, ALICE, hf_calls_hold, wish), HF_E_UNKNOWN_ID);
    cr_assert_eq(calls_wish(&w, ALICE, hf_calls_ring, wish), HF_E_UNKNOWN_ID);
    cr_assert_eq(calls_wish(&w, ALICE, hf_calls_answer, wish), HF_E_UNKNOWN_ID);
    cr_assert_eq(calls_wish(&w, ALICE, hf_calls_readdress, wish), HF_E_UNKNOWN_ID);
    uint64_t call = calls_dial(&w, ALICE, "tel:+4930123456");
    wish = (struct hf_calls_wish){.call = call, .uri = "sip:bob@b", .local.port = 1, .on = 1};
    cr_assert_eq(calls_wish(&w, ALICE, hf_calls_dial, wish), HF_E_STATE);
    cr_assert_eq(calls_wish(&w, ALICE, hf_calls_answer, wish), HF_E_STATE);
    cr_assert_eq(calls_wish(&w, ALICE, hf_calls_hold, wish), HF_E_STATE);
    cr_assert_not_null(strstr(w.phones[ALICE].request, "INVITE tel:+4930123456 SIP/2.0\r\n"));
    WISH(&w, ALICE, hangup, .call = call);
    calls_close(&w);
}

/* What the line refuses never begins, or ends at once. */
Test(calls, what_the_line_refuses_is_over)
{
    struct calls_world w;
    calls_open(&w);
    w.phones[ALICE].refuses = true;
    calls_dial(&w, ALICE, "sip:bob@192.0.2.2");
    calls_expect(&w, ALICE, "Wanted INVITE, OVER by network");
    calls_expect_sent(&w, ALICE, "");
    w.phones[BOB].refuses = true;
    calls_dial(&w, ALICE, "sip:bob@192.0.2.2");
    calls_run(&w, 3 * HOP_US);
    calls_expect(&w, BOB, "Arrived 1, INCOMING, OVER by us, 486");
    calls_expect(&w, ALICE, "Wanted INVITE, Response 486, OVER by peer, 486");
    w.phones[ALICE].sent[0] = w.phones[BOB].sent[0] = '\0';
    struct calls_pair pair = calls_talk(&w);
    w.phones[ALICE].refuses = true;
    WISH(&w, ALICE, hold, .call = pair.alice, .on = 1);
    calls_expect(&w, ALICE, "Wanted OTHER, REFUSED");
    w.phones[ALICE].refuses = true;
    WISH(&w, ALICE, hangup, .call = pair.alice);
    calls_run(&w, 3 * HOP_US);
    calls_expect(&w, ALICE, "Wanted BYE, Ended, OVER by us");
    calls_expect(&w, BOB, "Ended, OVER by peer");
    calls_close(&w);
}

/* RFC 3261 15: no BYE before the ACK of our 2xx; and 13.3.1.4: one when there is none. */
Test(calls, who_answered_hangs_up_behind_the_ack)
{
    struct calls_world w;
    calls_open(&w);
    calls_dial(&w, ALICE, "sip:bob@192.0.2.2");
    calls_run(&w, HOP_US);
    uint64_t call = w.phones[BOB].last.call;
    WISH(&w, BOB, answer, .call = call, .local.port = 20000);
    WISH(&w, BOB, hangup, .call = call);
    calls_expect(&w, BOB, "Arrived 1, INCOMING, Answered, MEDIA, UP");
    calls_run(&w, 5 * HOP_US);
    calls_expect(&w, BOB, "Wanted BYE, Response 200, OVER by us, 200");
    calls_expect(&w, ALICE, "Wanted INVITE, Response 200, MEDIA, UP, Ended, OVER by peer");
    calls_close(&w);
}

Test(calls, one_whose_ack_never_comes_is_ended_after_64_t1)
{
    struct calls_world w;
    calls_open(&w);
    calls_dial(&w, ALICE, "sip:bob@192.0.2.2");
    calls_run(&w, HOP_US);
    w.to_drop = "ACK";
    WISH(&w, BOB, answer, .call = w.phones[BOB].last.call, .local.port = 20000);
    calls_run(&w, 31 * (uint64_t)S);
    calls_expect(&w, BOB, "Arrived 1, INCOMING, Answered, MEDIA, UP");
    calls_run(&w, 2 * (uint64_t)S);
    calls_expect(&w, BOB, "Ended, OVER by network, 408");
    calls_expect(&w, ALICE, "Wanted INVITE, Response 200, MEDIA, UP, Ended, OVER by peer");
    cr_assert_str_eq(w.phones[BOB].last.text, "the answer was never acknowledged");
    calls_close(&w);
}

/* E5: nobody answers the BYE: over all the same, and said so. */
Test(calls, a_bye_that_nobody_answers_ends_the_call_unconfirmed)
{
    struct calls_world w;
    calls_open(&w);
    struct calls_pair pair = calls_talk(&w);
    w.cut = true;
    WISH(&w, ALICE, hangup, .call = pair.alice);
    calls_run(&w, 33 * (uint64_t)S);
    calls_expect(&w, ALICE, "Wanted BYE, Failed silence, OVER by us");
    cr_assert_eq(w.phones[ALICE].last.confirmed, 0);
    WISH(&w, BOB, hangup, .call = pair.bob);
    calls_close(&w);
}

/* RFC 3261 13.2.2.4: the 2xx comes again, the ACK too; and once it is all over, only an ACK. */
Test(calls, an_answer_that_comes_again_is_acknowledged_again)
{
    struct calls_world w;
    calls_open(&w);
    uint64_t call = calls_dial(&w, ALICE, "sip:bob@192.0.2.2");
    calls_run(&w, HOP_US);
    w.to_drop = "ACK";
    WISH(&w, BOB, answer, .call = w.phones[BOB].last.call, .local.port = 20000);
    calls_run(&w, 4 * (uint64_t)S);
    calls_expect_sent(&w, ALICE, "INVITE, ACK, ACK, ACK, ACK");
    w.to_drop = NULL;
    calls_run(&w, 4 * (uint64_t)S);
    calls_expect_sent(&w, ALICE, "ACK");
    WISH(&w, ALICE, hangup, .call = call);
    calls_close(&w);
}
