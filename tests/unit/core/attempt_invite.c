/* SPDX-License-Identifier: Apache-2.0 */
/* An INVITE's attempt: its budget (A5), and what a provisional response means to it (A7). */
#include "attempt.h"

#include "call_bench.h"

#define S CALL_S

static struct rig rig;

static void dialled(void)
{
    call_bench_registered(&rig);
    rig_dial(&rig, 1, 0);
}

static const struct hf_attempt *attempt(void)
{
    return &rig.line.passes[HF_SLOT_REQUEST].attempt;
}

/* The shell's word on what it abandoned. */
static void abandoned(uint64_t id, enum hf_abandoned_how how, uint16_t status)
{
    rig_event(&rig, HF_EVENT_ABANDONED)->u.abandoned = (struct hf_abandoned){
        .attempt = id, .how = (uint8_t)how, .status = status};
    cr_assert_eq(rig_step(&rig), HF_OK);
}

/* 64*T1 after a lone 100. */
static uint64_t cancelled(void)
{
    uint64_t id;

    dialled();
    id = rig.last_attempt;
    rig.now_us = S;
    rig_provisional(&rig, id);
    rig_wake(&rig);
    return id;
}

/* ---- A5 ---- */

Test(attempt_invite, A5_it_has_the_servers_own_count_where_there_is_one)
{
    call_bench(&rig);
    rig.config.servers[0].invite_retry_counts = 1;
    call_bench_begin(&rig);
    rig_dial(&rig, 1, 0);
    cr_assert_eq(rig.last_send.retransmissions, 1);
    rig_wake(&rig);
    cr_assert_eq(rig.now_us, 1500000);
    cr_assert_eq(rig.last_send.retransmissions, 3, "server 2 has none: retry_counts");
    rig_wake(&rig);
    rig_wake(&rig);
    cr_assert_eq(rig.now_us, 33500000, "A4: the last one");
}

Test(attempt_invite, A5_other_requests_keep_to_retry_counts)
{
    call_bench(&rig);
    rig.config.servers[0].invite_retry_counts = 1;
    call_bench_begin(&rig);
    rig_request(&rig, 1);
    cr_assert_eq(rig.last_send.retransmissions, 3);
}

Test(attempt_invite, A5_a_proxys_own_count_goes_before_its_servers)
{
    call_bench(&rig);
    rig_two_proxies(&rig, 1);
    rig.config.servers[0].invite_retry_counts = 2;
    rig.config.servers[0].proxies[0].invite_retry_counts = 4;
    call_bench_begin(&rig);
    rig_dial(&rig, 1, 0);
    cr_assert_eq(rig.last_send.retransmissions, 4);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(rig.last_send.retransmissions, 2);
}

Test(attempt_invite, A1_its_intervals_grow_beyond_T2)
{
    call_bench(&rig);
    rig.config.servers[0].retry_counts = 4; /* 0.5 1 2 4 8; others have 4 at most */
    call_bench_begin(&rig);
    rig_dial(&rig, 1, 0);
    rig_wake(&rig);
    cr_assert_eq(rig.now_us, 15500000);
}

/* ---- A7: a 100 alone ---- */

Test(attempt_invite, A7_after_a_100_alone_a_failover_status_moves_it)
{
    dialled();
    rig_provisional(&rig, rig.last_attempt);
    rig_response(&rig, rig.last_attempt, 503, HF_EXPIRES_NONE);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->server, 2);
}

Test(attempt_invite, A7_and_so_does_a_lost_connection)
{
    dialled();
    rig_provisional(&rig, rig.last_attempt);
    rig_fail(&rig, HF_CAUSE_CLOSED);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->server, 2);
}

Test(attempt_invite, A7_64_t1_after_it_the_call_is_cancelled)
{
    uint64_t id = cancelled();

    cr_assert_eq(rig.now_us, 33 * S);
    cr_assert_eq(rig_action(&rig, HF_ACTION_ABANDON, 0)->u.attempt.attempt, id);
    cr_assert_eq(attempt()->state, HF_ATTEMPT_CANCELLING);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
    cr_assert(call_is_known(&rig, 1));
}

Test(attempt_invite, A7_a_cancel_that_is_answered_ends_the_call_with_no_progress)
{
    abandoned(cancelled(), HF_ABANDONED_CANCELLED, 0);
    cr_assert_eq(call_request_reported(&rig)->outcome, HF_DONE_FAILED);
    cr_assert_eq(call_request_reported(&rig)->why, HF_WHY_NO_PROGRESS);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_OVER);
    cr_assert_eq(call_reported(&rig)->why, HF_WHY_NO_PROGRESS);
    abandoned(cancelled(), HF_ABANDONED_ANSWERED, 487);
    cr_assert_eq(call_reported(&rig)->why, HF_WHY_NO_PROGRESS);
    abandoned(cancelled(), HF_ABANDONED_ANSWERED, 200); /* the shell has ended that call (A11) */
    cr_assert_eq(call_reported(&rig)->why, HF_WHY_NO_PROGRESS);
}

Test(attempt_invite, A7_one_that_is_not_answered_for_its_budget_is_silence_and_the_pass_goes_on)
{
    (void)cancelled();
    rig_wake(&rig);
    cr_assert_eq(rig.now_us, 40500000);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_SILENCE));
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->server, 2);
}

Test(attempt_invite, A7_a_final_answer_that_comes_first_counts_as_ever)
{
    abandoned(cancelled(), HF_ABANDONED_ANSWERED, 486);
    cr_assert_eq(call_request_reported(&rig)->status, 486);
    abandoned(cancelled(), HF_ABANDONED_ANSWERED, 503);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->server, 2);
}

Test(attempt_invite, A11_one_that_rings_while_it_is_cancelled_is_kept)
{
    uint64_t id = cancelled();

    cr_assert_eq(rig_late(&rig, id, 180), HF_OK);
    cr_assert_eq(rig_action(&rig, HF_ACTION_KEEP, 0)->u.attempt.attempt, id);
    cr_assert_eq(attempt()->state, HF_ATTEMPT_ALIVE);
    rig_rings(&rig, id);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_RINGING);
}

/* ---- A7: ringing ---- */

static void rings(void)
{
    dialled();
    rig_rings(&rig, rig.last_attempt);
}

Test(attempt_invite, A7_after_101_to_199_no_status_moves_it)
{
    rings();
    rig_answer(&rig, 503, 30);
    cr_assert_eq(rig.line.candidates[0].rest_until_us, 0, "A9: it is no failover status then");
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0, "nor is anybody accused");
    cr_assert_eq(call_request_reported(&rig)->outcome, HF_DONE_REJECTED);
    cr_assert_eq(call_reported(&rig)->status, 503);
}

Test(attempt_invite, A7_nor_does_a_lost_connection)
{
    rings();
    rig_fail(&rig, HF_CAUSE_CLOSED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
    cr_assert_eq(call_request_reported(&rig)->outcome, HF_DONE_FAILED);
    cr_assert_eq(call_request_reported(&rig)->cause, HF_CAUSE_CLOSED);
    cr_assert_eq(call_reported(&rig)->why, HF_WHY_CONNECTION_CLOSED);
}

Test(attempt_invite, A7_nor_does_anything_where_a_redirect_or_a_challenge_led_it_afterwards)
{
    struct hf_response *r;

    rings();
    r = &rig_event(&rig, HF_EVENT_RESPONSE_RECEIVED)->u.response;
    *r = (struct hf_response){
        .attempt = rig.last_attempt,
        .status = 302,
        .expires_s = HF_EXPIRES_NONE,
        .retry_after_s = HF_RETRY_AFTER_NONE,
        .n_redirects = 1,
        .redirects = {{.address = {192, 0, 2, 99}, .port = 5060, .family = HF_FAMILY_IPV4}}};
    rig_step(&rig);
    cr_assert_eq(rig_sent_to(&rig), 99);
    rig_wake(&rig); /* A4: it has nowhere else to go */
    rig_wake(&rig);
    cr_assert_eq(rig.now_us, 32 * S);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_INVITE), 0);
    cr_assert_eq(call_reported(&rig)->why, HF_WHY_SILENCE);

    rings();
    rig_challenged(&rig, rig.last_attempt, 0, 0);
    rig_response(&rig, rig.last_attempt, 503, HF_EXPIRES_NONE);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_INVITE), 0);
    cr_assert_eq(call_reported(&rig)->status, 503);
}

Test(attempt_invite, A7_nor_does_another_configuration_where_a_challenge_came_behind_the_ringing)
{
    rings();
    rig_challenged(&rig, rig.last_attempt, 0, 0);
    cr_assert_eq(attempt()->state, HF_ATTEMPT_SENT);
    rig.config.t1_ms = 400; /* what has not rung begins anew */
    cr_assert_eq(rig_configure(&rig), HF_OK);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_INVITE), 0);
    rig_response(&rig, attempt()->id, 200, HF_EXPIRES_NONE);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_TALKING);
}

Test(attempt_invite, C14_where_its_server_is_gone_a_redirect_is_its_last_answer)
{
    rings();
    rig.config.servers[0] = rig.config.servers[1];
    rig.config.n_servers = 1;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    rig_event(&rig, HF_EVENT_RESPONSE_RECEIVED)->u.response = (struct hf_response){
        .attempt = attempt()->id,
        .status = 302,
        .expires_s = HF_EXPIRES_NONE,
        .retry_after_s = HF_RETRY_AFTER_NONE,
        .n_redirects = 1,
        .redirects = {{.address = {192, 0, 2, 99}, .port = 5060, .family = HF_FAMILY_IPV4}}};
    cr_assert_eq(rig_step(&rig), HF_OK);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_INVITE), 0);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_OVER);
    cr_assert_eq(call_reported(&rig)->status, 302);
}

Test(attempt_invite, A7_nor_does_another_configuration)
{
    rings();
    rig.config.servers[0] = rig.config.servers[1];
    rig.config.n_servers = 1;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    cr_assert_eq(rig.line.calls[0].state, HF_CALL_RINGING);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_INVITE), 0);
    cr_assert_eq(attempt()->state, HF_ATTEMPT_RINGING);
    rig_challenged(&rig, attempt()->id, 0, 0); /* its server is no more in the configuration */
    rig_response(&rig, attempt()->id, 200, HF_EXPIRES_NONE);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_TALKING);
}

Test(attempt_invite, A7_a_call_that_only_rings_is_given_up_after_ring_timeout_s)
{
    uint64_t id;

    rings();
    id = rig.last_attempt;
    rig_wake(&rig);
    cr_assert_eq(rig.now_us, 180 * S);
    cr_assert_eq(rig_action(&rig, HF_ACTION_ABANDON, 0)->u.attempt.attempt, id);
    cr_assert_eq(call_request_reported(&rig)->why, HF_WHY_RANG_TOO_LONG);
    cr_assert_eq(call_reported(&rig)->why, HF_WHY_RANG_TOO_LONG);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
}

Test(attempt_invite, A7_without_ring_timeout_s_it_rings_on)
{
    call_bench(&rig);
    rig.config.ring_timeout_s = 0;
    call_bench_begin(&rig);
    rig_dial(&rig, 1, 0);
    rig_rings(&rig, rig.last_attempt);
    cr_assert_eq(attempt()->deadline_us, HF_NEVER);
}

Test(attempt_invite, C14_another_ring_timeout_s_counts_at_once_where_it_is_shorter)
{
    rings();
    rig.now_us = 10 * S;
    rig.config.ring_timeout_s = 20;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    cr_assert_eq(attempt()->deadline_us, 30 * S);
    rig.config.ring_timeout_s = 0;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    cr_assert_eq(attempt()->deadline_us, HF_NEVER);
}

Test(attempt_invite, A7_a_challenge_gives_it_a_fresh_budget)
{
    dialled();
    rig.now_us = 7 * S;
    rig_challenged(&rig, rig.last_attempt, 0, 0);
    cr_assert_eq(rig_count(&rig, HF_ACTION_AUTHENTICATE), 1);
    cr_assert_eq(attempt()->deadline_us, 14500000);
}
