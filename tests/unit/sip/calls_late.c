/* SPDX-License-Identifier: Apache-2.0 */
/* A11: late answers to an INVITE that was given up; CANCEL and its end (A7, E6). */
#include "calls_support.h"

#define CONTACT "Contact: <sip:p@192.0.2.9>\r\n"

/* Alice's core gave the first INVITE up, and another one is on its way to nowhere. */
struct late {
    struct calls_world w;
    char invite[CALLS_TEXT];
    uint64_t call, attempt, next;
};

static void begin(struct late *l, uint32_t verdict)
{
    struct calls_phone *alice = &l->w.phones[ALICE];
    struct hf_target elsewhere;
    calls_open_alone(&l->w);
    elsewhere = l->w.peer;
    elsewhere.address[3] = 99;
    alice->silent = true;
    alice->verdict = verdict;
    l->call = calls_dial(&l->w, ALICE, "sip:p@192.0.2.9");
    l->attempt = calls_send(&l->w, ALICE,
                            (struct hf_send){.kind = HF_REQUEST_INVITE, .request = l->call});
    strcpy(l->invite, alice->request);
    calls_order(&l->w, ALICE, HF_ACTION_ABANDON, l->attempt);
    l->next = calls_send(
        &l->w, ALICE,
        (struct hf_send){.kind = HF_REQUEST_INVITE, .request = l->call, .target = elsewhere});
    calls_expect(&l->w, ALICE, "Wanted INVITE");
    calls_expect_sent(&l->w, ALICE, "INVITE, INVITE");
    alice->silent = false;
    l->w.to_drop = "INVITE"; /* nobody answers the newer one */
}

static void answer(struct late *l, const char *request, struct calls_answer answer)
{
    answer.request = request;
    calls_answer(&l->w, ALICE, &answer);
    calls_run(&l->w, HOP_US);
}

static void answer_last(struct late *l, const char *status)
{
    static char request[CALLS_TEXT];
    strcpy(request, l->w.phones[ALICE].request);
    answer(l, request, (struct calls_answer){.status = status});
}

static void give_up_newer(struct late *l)
{
    calls_order(&l->w, ALICE, HF_ACTION_ABANDON, l->next);
}

static const struct calls_answer ringing = {.status = "180 Ringing", .tag = "p", .fields = CONTACT};
static const struct calls_answer answered = {
    .status = "200 OK", .tag = "p", .fields = CONTACT TYPE, .body = SDP};

Test(calls_late, what_rings_late_becomes_the_call)
{
    struct late l;
    begin(&l, HF_ACTION_KEEP);
    answer(&l, l.invite, ringing);
    calls_expect(&l.w, ALICE, "Late 180, Provisional 180, RINGING, 180");
    give_up_newer(&l);
    answer(&l, l.invite, answered);
    calls_expect(&l.w, ALICE, "Response 200, MEDIA, UP");
    calls_expect_sent(&l.w, ALICE, "ACK");
    WISH(&l.w, ALICE, hangup, .call = l.call);
    calls_run(&l.w, HOP_US);
    answer_last(&l, "200 OK");
    calls_close(&l.w);
}

Test(calls_late, what_answers_late_becomes_the_call)
{
    struct late l;
    begin(&l, HF_ACTION_KEEP);
    answer(&l, l.invite, answered);
    calls_expect(&l.w, ALICE, "Late 200, Response 200, MEDIA, UP");
    calls_expect_sent(&l.w, ALICE, "ACK");
    give_up_newer(&l);
    WISH(&l.w, ALICE, hangup, .call = l.call);
    calls_run(&l.w, HOP_US);
    answer_last(&l, "200 OK");
    calls_close(&l.w);
}

Test(calls_late, what_rings_late_and_is_not_wanted_is_cancelled)
{
    struct late l;
    begin(&l, HF_ACTION_END);
    answer(&l, l.invite, ringing);
    calls_expect(&l.w, ALICE, "Late 180");
    calls_expect_sent(&l.w, ALICE, "CANCEL");
    answer_last(&l, "200 OK");
    answer(&l, l.invite, (struct calls_answer){.status = "487 Gone", .tag = "p"});
    calls_expect(&l.w, ALICE, "Abandoned cancelled");
    calls_expect_sent(&l.w, ALICE, "ACK");
    give_up_newer(&l);
    WISH(&l.w, ALICE, hangup, .call = l.call);
    calls_close(&l.w);
}

/* End was said of what rang: the answer that crosses the CANCEL is not asked about again. */
Test(calls_late, an_answer_that_crosses_the_cancel_is_ended)
{
    struct late l;
    begin(&l, HF_ACTION_END);
    answer(&l, l.invite, ringing);
    answer(&l, l.invite, answered);
    calls_expect(&l.w, ALICE, "Late 180");
    calls_expect_sent(&l.w, ALICE, "CANCEL, ACK, BYE");
    answer(&l, l.invite, answered); /* its repetition: an ACK, no second BYE */
    calls_expect_sent(&l.w, ALICE, "ACK");
    calls_run(&l.w, 600 * MS);
    calls_expect_sent(&l.w, ALICE, "INVITE, CANCEL, BYE"); /* repeated */
    answer_last(&l, "200 OK");
    calls_expect(&l.w, ALICE, "Abandoned late call ended");
    give_up_newer(&l);
    WISH(&l.w, ALICE, hangup, .call = l.call);
    calls_close(&l.w);
}

Test(calls_late, what_answers_late_and_is_not_wanted_is_ended)
{
    struct late l;
    begin(&l, HF_ACTION_END);
    answer(&l, l.invite, answered);
    calls_expect(&l.w, ALICE, "Late 200");
    calls_expect_sent(&l.w, ALICE, "ACK, BYE");
    answer_last(&l, "407 Who"); /* no credentials for that: any final answer is its end (E7) */
    calls_expect(&l.w, ALICE, "Abandoned late call ended");
    give_up_newer(&l);
    WISH(&l.w, ALICE, hangup, .call = l.call);
    calls_close(&l.w);
}

/* Keep comes when the kept response is another's: the next repetition does as well. */
Test(calls_late, a_verdict_that_takes_long_waits_for_the_repetition)
{
    struct late l;
    begin(&l, 0);
    answer(&l, l.invite, answered);
    calls_expect(&l.w, ALICE, "Late 200");
    calls_expect_sent(&l.w, ALICE, "");
    answer(&l, l.invite, answered); /* not asked about twice */
    calls_expect(&l.w, ALICE, "");
    calls_order(&l.w, ALICE, HF_ACTION_KEEP, l.attempt);
    calls_expect(&l.w, ALICE, "Response 200, MEDIA, UP");
    give_up_newer(&l);
    WISH(&l.w, ALICE, hangup, .call = l.call);
    calls_run(&l.w, HOP_US);
    answer_last(&l, "200 OK");
    calls_close(&l.w);
}

/* 401, 482, 503 and the like: told as what became of it, and acknowledged. */
Test(calls_late, a_late_refusal_is_the_end_of_the_watch)
{
    static const char *const statuses[] = {"401 Who", "482 Merged", "503 Busy"};
    for (unsigned i = 0; i < 3; i++) {
        struct late l;
        begin(&l, HF_ACTION_END);
        answer(&l, l.invite, (struct calls_answer){.status = statuses[i], .tag = "p"});
        calls_expect(&l.w, ALICE, "Abandoned answered");
        cr_assert_eq(l.w.phones[ALICE].event.u.abandoned.status, atoi(statuses[i]));
        calls_expect_sent(&l.w, ALICE, "ACK");
        give_up_newer(&l);
        WISH(&l.w, ALICE, hangup, .call = l.call);
        calls_close(&l.w);
    }
}

Test(calls_late, nothing_at_all_is_the_end_after_64_t1)
{
    struct late l;
    begin(&l, HF_ACTION_END);
    give_up_newer(&l);
    calls_run(&l.w, 31 * (uint64_t)S);
    calls_expect(&l.w, ALICE, "");
    calls_run(&l.w, 2 * (uint64_t)S);
    calls_expect(&l.w, ALICE, "Abandoned nothing, Abandoned nothing");
    WISH(&l.w, ALICE, hangup, .call = l.call);
    calls_close(&l.w);
}

/* A server that has said 100 and no more is cancelled before nobody would hear it ring. */
Test(calls_late, a_late_100_is_cancelled_in_the_end)
{
    struct late l;
    begin(&l, HF_ACTION_END);
    give_up_newer(&l);
    answer(&l, l.invite, (struct calls_answer){.status = "100 Trying"});
    calls_run(&l.w, 31 * (uint64_t)S);
    calls_expect_sent(&l.w, ALICE, "");
    calls_run(&l.w, 520 * MS);
    calls_expect_sent(&l.w, ALICE, "CANCEL");
    WISH(&l.w, ALICE, hangup, .call = l.call);
    calls_close(&l.w);
}

Test(calls_late, a_late_100_behind_the_calls_end_is_cancelled_at_once)
{
    struct late l;
    begin(&l, HF_ACTION_END);
    give_up_newer(&l);
    WISH(&l.w, ALICE, hangup, .call = l.call);
    answer(&l, l.invite, (struct calls_answer){.status = "100 Trying"});
    calls_expect_sent(&l.w, ALICE, "CANCEL");
    answer_last(&l, "200 OK");
    answer(&l, l.invite, (struct calls_answer){.status = "487 Gone", .tag = "p"});
    calls_close(&l.w);
}

/* A7: a CANCEL that nobody answers within A1's budget is silence. */
Test(calls_late, a_cancel_that_nobody_answers_times_out)
{
    struct late l;
    calls_open_alone(&l.w);
    struct calls_phone *alice = &l.w.phones[ALICE];
    alice->retransmissions = 3;
    l.call = calls_dial(&l.w, ALICE, "sip:p@192.0.2.9");
    strcpy(l.invite, alice->request);
    calls_run(&l.w, HOP_US);
    answer(&l, l.invite, (struct calls_answer){.status = "100 Trying"});
    alice->silent = true;
    calls_order(&l.w, ALICE, HF_ACTION_ABANDON, alice->attempt);
    calls_run(&l.w, 7400 * MS);
    calls_expect(&l.w, ALICE, "Wanted INVITE, Provisional 100");
    calls_run(&l.w, 200 * MS);
    calls_expect(&l.w, ALICE, "Abandoned cancel timed out");
    alice->silent = false;
    answer(&l, l.invite, answered); /* nobody waits for it, and it is ended all the same */
    cr_assert_not_null(strstr(alice->sent, "ACK, BYE"));
    answer_last(&l, "200 OK");
    WISH(&l.w, ALICE, hangup, .call = l.call);
    calls_close(&l.w);
}

/* A7: answered, but the INVITE is not: 64*T1 behind the CANCEL it counts as ended. */
Test(calls_late, a_cancel_that_ends_nothing_counts_as_done)
{
    struct late l;
    begin(&l, HF_ACTION_END);
    give_up_newer(&l);
    answer(&l, l.invite, ringing);
    answer_last(&l, "200 OK");
    calls_expect(&l.w, ALICE, "Late 180");
    calls_run(&l.w, 33 * (uint64_t)S);
    cr_assert_not_null(strstr(l.w.phones[ALICE].said, "Abandoned cancelled"));
    WISH(&l.w, ALICE, hangup, .call = l.call);
    calls_close(&l.w);
}

/* Two late answers at once: one text is kept. That of the first is waited for once more, and where
 * it does not come again the watch ends all the same. */
Test(calls_late, a_verdict_on_an_answer_that_is_gone_ends_in_time)
{
    struct late l;
    char newer[CALLS_TEXT];
    begin(&l, 0);
    strcpy(newer, l.w.phones[ALICE].request);
    give_up_newer(&l);
    answer(&l, l.invite, answered);
    l.w.peer.address[3] = 99;
    calls_answer(
        &l.w, ALICE,
        &(struct calls_answer){
            .request = newer, .status = "200 OK", .tag = "q", .fields = CONTACT TYPE, .body = SDP});
    calls_run(&l.w, HOP_US);
    calls_expect(&l.w, ALICE, "Late 200, Late 200");
    calls_order(&l.w, ALICE, HF_ACTION_END, l.attempt);
    calls_expect_sent(&l.w, ALICE, "");
    calls_order(&l.w, ALICE, HF_ACTION_END, l.next);
    calls_expect_sent(&l.w, ALICE, "ACK, BYE");
    l.w.peer.address[3] = 9; /* the Contact, which the BYE goes to */
    answer_last(&l, "200 OK");
    calls_expect(&l.w, ALICE, "Abandoned late call ended");
    calls_run(&l.w, 33 * (uint64_t)S);
    calls_expect(&l.w, ALICE, "Abandoned nothing");
    WISH(&l.w, ALICE, hangup, .call = l.call);
    calls_close(&l.w);
}
