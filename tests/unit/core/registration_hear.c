/* SPDX-License-Identifier: Apache-2.0 */
/* How registrations take the ends of their passes where targets rest, requests get failover
 * statuses, and others are waited for (A9, A10, A13, A6a). */
#include "holdfast/line.h"
#include "rig.h"

#define S 1000000ull

static struct rig rig;

static const struct hf_registration *first(void)
{
    return &rig.line.registrations[0];
}

static struct hf_target target_of(uint8_t candidate)
{
    return rig.line.candidates[candidate].target;
}

static void started(uint8_t n)
{
    rig_init_servers(&rig, n);
    rig_begin(&rig);
}

static void registered(uint8_t n)
{
    started(n);
    rig_accept(&rig, 600);
}

/* ---- A9 ---- */

static const struct rest {
    uint32_t retry_after_s, most_s;
    uint64_t rests_s;
} rests[] = {
    {0, 1800, 0},
    {1, 1800, 1},
    {1800, 1800, 1800},
    {1801, 1800, 1800},
    {2147483648u, 1800, 1800},
    {4294967294u, 1800, 1800},
    {100, 0, 0},
    {HF_RETRY_AFTER_NONE, 1800, 0},
};

Test(registration_hear, A9_retry_after_rests_the_target_for_so_long_and_no_longer_than_the_most)
{
    for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) {
        rig_init_servers(&rig, 2);
        rig.config.retry_after_max_s = rests[i].most_s;
        rig_begin(&rig);
        rig.now_us = 3 * S;
        rig_answer(&rig, 503, rests[i].retry_after_s);
        cr_assert_eq(rig.line.candidates[0].rest_until_us,
                     rests[i].rests_s == 0 ? 0 : (3 + rests[i].rests_s) * S, "row %zu", i);
        cr_assert_eq(rig.last_send.server, 2, "failover at once");
    }
}

Test(registration_hear, A9_an_answer_that_is_no_failover_status_rests_nothing)
{
    started(2);
    rig_answer(&rig, 404, 100);
    cr_assert_eq(rig.line.candidates[0].rest_until_us, 0);
}

/* Both say 503; the back-off's try finds both asleep. */
static void all_rest(void)
{
    rig_init_servers(&rig, 2);
    rig.config.retry_base_s = rig.config.retry_max_s = 10;
    rig_begin(&rig);
    rig_answer(&rig, 503, 300);
    rig_answer(&rig, 503, 200);
    cr_assert_eq(first()->state, HF_REGISTRATION_WAITING);
    rig_until(&rig, 10 * S);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
}

Test(registration_hear, A9_when_all_rest_the_lines_own_pass_waits_for_the_first_to_wake)
{
    all_rest();
    cr_assert_eq(first()->deadline_us, 200 * S);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_FAILED);
    cr_assert_eq(hf_line_status(&rig.line).next_us, 200 * S);
    rig_until(&rig, 200 * S);
    cr_assert_eq(rig.last_send.server, 2);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_REST_OVER));
}

Test(registration_hear, A9_the_user_does_not_wait_and_the_first_to_wake_is_tried)
{
    all_rest();
    rig_wanted(&rig, 7);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
    cr_assert_eq(rig.last_send.server, 2);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_FIRST_TO_WAKE));
    rig_accept(&rig, 3600);
    cr_assert_eq(rig.line.candidates[1].rest_until_us, 0, "it works there");
}

/* The refresh runs, nobody waits for it; then the user does. */
Test(registration_hear, A9_a_wish_that_joins_a_pass_makes_it_one_that_the_user_waits_for)
{
    registered(2);
    rig_rested(&rig, target_of(1), 1000 * S);
    rig_until(&rig, first()->deadline_us);
    cr_assert_eq(rig.last_send.server, 1);
    rig_wanted(&rig, 7);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1, "server 2 rests, and is all that is left");
    cr_assert_eq(rig.last_send.server, 2);
}

Test(registration_hear, A9_rests_win_over_D2_and_D4)
{
    static const uint8_t modes[] = {HF_FAILBACK_NEW_REQUESTS, HF_FAILBACK_REGISTRATION};

    for (unsigned i = 0; i < 2; i++) {
        rig_init_servers(&rig, 1);
        rig_two_targets(&rig, 1);
        rig.config.servers[0].failback_mode = modes[i];
        rig_begin(&rig);
        rig_answer(&rig, 503, 1800);
        rig_accept(&rig, 600);
        rig_until(&rig, first()->deadline_us);
        cr_assert_eq(rig_sent_to(&rig), 12, "mode %u", modes[i]);
    }
}

/* ---- A10 ---- */

Test(registration_hear, A10_a_target_that_failed_rests_and_the_other_lines_are_told)
{
    static const enum hf_cause causes[] = {HF_CAUSE_SILENCE, HF_CAUSE_ICMP, HF_CAUSE_REFUSED,
                                           HF_CAUSE_RESET, HF_CAUSE_CLOSED};

    for (size_t i = 0; i < sizeof causes / sizeof *causes; i++) {
        rig_init_servers(&rig, 2);
        rig.config.quarantine_s = 30;
        rig_begin(&rig);
        rig_fail(&rig, causes[i]);
        cr_assert_eq(rig.line.candidates[0].rest_until_us, 30 * S);
        cr_assert_eq(rig_count(&rig, HF_ACTION_SHARE_REST), 1);
        cr_assert_eq(rig_action(&rig, HF_ACTION_SHARE_REST, 0)->u.rest.until_us, 30 * S);
        cr_assert_eq(rig_action(&rig, HF_ACTION_SHARE_REST, 0)->u.rest.cause, causes[i]);
    }
}

Test(registration_hear, A10_where_it_is_off_nothing_rests_and_nobody_is_told)
{
    rig_init_servers(&rig, 2);
    rig.config.share_rests = 0;
    rig.config.quarantine_s = 30;
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SHARE_REST), 0);
    started(2); /* quarantine_s is 0 */
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(rig.line.candidates[0].rest_until_us, 0);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SHARE_REST), 0);
}

Test(registration_hear, A6a_a_fault_on_this_side_rests_no_target)
{
    rig_init_servers(&rig, 2);
    rig.config.quarantine_s = 30;
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_LOCAL);
    cr_assert_eq(rig.line.candidates[0].rest_until_us, 0);
}

Test(registration_hear, A10_another_lines_word_keeps_a_pass_away_from_a_target)
{
    rig_init_servers(&rig, 3);
    rig_begin(&rig);
    rig_rested(&rig, target_of(1), 60 * S);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(rig.last_send.server, 3);
}

Test(registration_hear, A10_another_lines_word_ends_no_working_binding)
{
    registered(2);
    rig_rested(&rig, target_of(0), 1000 * S);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERED);
    rig_until(&rig, first()->deadline_us);
    cr_assert_eq(rig.last_send.server, 1, "the refresh stays");
    rig_accept(&rig, 3600);
    rig_network(&rig, 3, 1);
    cr_assert_eq(rig.last_send.server, 1);
}

Test(registration_hear, A10_another_lines_word_does_not_move_the_line_when_the_user_registers)
{
    registered(2);
    rig_rested(&rig, target_of(0), 1000 * S);
    rig_wanted(&rig, 7); /* from the first, which is where it works */
    cr_assert_eq(rig.last_send.server, 1);
}

Test(registration_hear, A10_another_lines_word_counts_no_longer_than_ones_own_would)
{
    rig_init_servers(&rig, 2);
    rig.config.quarantine_s = 30;
    rig.config.retry_after_max_s = 20;
    rig_begin(&rig);
    rig_rested(&rig, target_of(1), 9000 * S);
    cr_assert_eq(rig.line.candidates[1].rest_until_us, 30 * S);
}

/* ---- A13 ---- */

Test(registration_hear, A13_a_failover_status_to_a_request_registers_at_who_gave_it)
{
    registered(2);
    rig_request(&rig, 7);
    rig_answer(&rig, 503, HF_RETRY_AFTER_NONE);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 2, "the request goes on; a REGISTER");
    cr_assert_not_null(rig_decision(&rig, HF_WHY_STATUS_TO_REQUEST));
    for (unsigned i = 0; i < 2; i++) {
        const struct hf_send *send = &rig_action(&rig, HF_ACTION_SEND, i)->u.send;
        cr_assert_eq(send->server, send->purpose == HF_PURPOSE_REGISTER ? 1 : 2);
    }
    cr_assert_eq(hf_line_status(&rig.line).server, 1, "the line is where it was");
}

Test(registration_hear, A13_the_line_moves_when_that_registration_fails_too)
{
    const struct hf_action *send;
    uint64_t attempt = 0;

    registered(2);
    rig_request(&rig, 7);
    rig_answer(&rig, 503, HF_RETRY_AFTER_NONE);
    for (unsigned i = 0; (send = rig_action(&rig, HF_ACTION_SEND, i)) != NULL; i++) {
        if (send->u.send.purpose == HF_PURPOSE_REGISTER)
            attempt = send->u.send.attempt;
    }
    rig_response(&rig, attempt, 503, 0);
    cr_assert_eq(rig.last_send.server, 2);
    rig_accept(&rig, 3600);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_ON_BACKUP);
}

Test(registration_hear, A13_silence_to_a_request_of_this_kind_moves_nothing)
{
    registered(2);
    rig_request(&rig, 7);
    rig_fail(&rig, HF_CAUSE_SILENCE);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1, "E12: the request alone goes on");
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REQUEST);
    cr_assert_eq(first()->state, HF_REGISTRATION_REGISTERED);
}

/* ---- E11, E12 ---- */

static uint64_t wanted_in_emergency(uint64_t request)
{
    struct hf_wanted *wanted = &rig_event(&rig, HF_EVENT_WANTED)->u.wanted;

    wanted->request = request;
    wanted->kind = HF_REQUEST_OTHER;
    wanted->emergency = 1;
    cr_assert_eq(rig_step(&rig), HF_OK);
    return rig.last_attempt;
}

Test(registration_hear, E11_an_emergency_needs_no_registration_and_heeds_no_rest)
{
    all_rest();
    wanted_in_emergency(7);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
    cr_assert_eq(rig.last_send.server, 1, "the first, though it sleeps longest");
}

Test(registration_hear, E11_each_candidate_is_tried_once_and_the_last_one_has_64_t1)
{
    registered(2);
    wanted_in_emergency(7);
    cr_assert_eq(rig.last_send.server, 1);
    rig_until(&rig, 7500000);
    cr_assert_eq(rig.last_send.server, 2);
    rig_until(&rig, 15 * S);
    cr_assert_eq(rig_count(&rig, HF_ACTION_EXTEND), 1);
    rig_until(&rig, 7500000 + 32 * S);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 1);
}

Test(registration_hear, E12_other_requests_can_be_kept_to_one_candidate)
{
    rig_init_servers(&rig, 2);
    rig.config.failover_other = 0;
    rig_begin(&rig);
    rig_accept(&rig, 600);
    rig_request(&rig, 7);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
    cr_assert_eq(rig_action(&rig, HF_ACTION_REPORT_REQUEST, 0)->u.request.outcome, HF_DONE_FAILED);
}

Test(registration_hear, A8_a_401_without_credentials_is_an_answer_and_waits_as_C7_says)
{
    rig_init_servers(&rig, 2);
    rig_begin(&rig);
    rig_answer(&rig, 401, HF_RETRY_AFTER_NONE);
    cr_assert_eq(first()->state, HF_REGISTRATION_WAITING);
    cr_assert_eq(first()->status, 401);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_REGISTRATION_REJECTED));
}

Test(registration_hear, A8_a_401_to_credentials_says_that_they_are_wrong)
{
    rig_init_servers(&rig, 2);
    rig_begin(&rig);
    rig_challenged(&rig, rig.last_attempt, 0, 0);
    rig_answer(&rig, 401, HF_RETRY_AFTER_NONE);
    cr_assert_eq(first()->state, HF_REGISTRATION_REFUSED);
}

Test(registration_hear, H3_what_was_reported_is_no_passes_any_more)
{
    uint64_t second;

    rig_init_servers(&rig, 2);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig_begin(&rig);
    second = rig.last_attempt;
    rig_accept(&rig, 600);
    rig.last_attempt = second - 1;
    rig_accept(&rig, 600);
    rig_wanted(&rig, 7);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 2);
    rig_accept(&rig, 600);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 1);
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++)
        cr_assert_neq(rig.line.passes[i].request, 7);
}

/* On server 2, which answers no OPTIONS, and server 1 says no to the REGISTER that follows. */
Test(registration_hear, C10_a_doubted_server_is_asked_at_once_when_the_first_says_no)
{
    rig_init_servers(&rig, 2);
    rig.config.options_interval_s = 60;
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 3600);
    rig_until(&rig, 60 * S);
    cr_assert_eq(rig.last_send.kind, HF_REQUEST_OPTIONS);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(rig.last_send.server, 1);
    rig_answer(&rig, 403, HF_RETRY_AFTER_NONE);
    rig_until(&rig, 60 * S);
    cr_assert_eq(rig.last_send.server, 2);
    cr_assert_eq(rig.last_send.kind, HF_REQUEST_REGISTER);
}
