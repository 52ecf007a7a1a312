/* SPDX-License-Identifier: Apache-2.0 */
/* What is sent inside a call: BYE, and other requests (E5, E7, A6, C14). */
#include "call.h"

#include "call_bench.h"

#define S CALL_S

static struct rig rig;

/* ---- E5, E7: BYE ---- */

Test(call_in_dialog, E5_a_bye_goes_to_the_dialogs_next_hop_first)
{
    call_bench_registered(&rig);
    call_talks(&rig);
    cr_assert_eq(rig_hang_up(&rig, 2, 1), HF_OK);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_ENDING);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_BYE)->request, 2);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_BYE)->in_dialog, 1);
    cr_assert_eq(rig_sent_to(&rig), 1);
}

Test(call_in_dialog,
     E5_silence_moves_it_to_the_others_whose_target_takes_the_place_of_the_first_hop)
{
    call_bench_registered(&rig);
    call_talks(&rig);
    rig_hang_up(&rig, 2, 1);
    rig_wake(&rig);
    cr_assert_eq(rig.now_us, 7500000, "A1");
    cr_assert_eq(call_sent(&rig, HF_REQUEST_BYE)->in_dialog, 2);
    cr_assert_eq(rig_sent_to(&rig), 2);
    rig_response(&rig, rig.last_attempt, 200, HF_EXPIRES_NONE);
    cr_assert_eq(call_request_reported(&rig)->outcome, HF_DONE_ACCEPTED);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_OVER);
    cr_assert_eq(call_reported(&rig)->why, HF_WHY_BYE_ANSWERED);
}

Test(call_in_dialog, E5_a_fresh_try_on_a_new_connection_is_still_to_the_next_hop)
{
    struct hf_attempt_failed *failed;

    call_bench_registered(&rig);
    call_talks(&rig);
    rig_hang_up(&rig, 2, 1);
    failed = &rig_event(&rig, HF_EVENT_ATTEMPT_FAILED)->u.failed;
    *failed = (struct hf_attempt_failed){
        .attempt = rig.last_attempt, .cause = HF_CAUSE_CLOSED, .reused = 1};
    rig_step(&rig);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_BYE)->fresh, 1);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_BYE)->in_dialog, 1);
}

Test(call_in_dialog, E5_when_all_fail_the_call_is_over_all_the_same_and_not_confirmed)
{
    call_bench_registered(&rig);
    call_talks(&rig);
    rig_hang_up(&rig, 2, 1);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(call_request_reported(&rig)->outcome, HF_DONE_FAILED);
    cr_assert_eq(call_request_reported(&rig)->why, HF_WHY_BYE_NOT_CONFIRMED);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_OVER);
    cr_assert_eq(call_reported(&rig)->why, HF_WHY_BYE_NOT_CONFIRMED);
    cr_assert_not(call_is_known(&rig, 1));
}

Test(call_in_dialog, E5_rests_do_not_keep_it_from_the_next_hop)
{
    call_bench_registered(&rig);
    call_talks(&rig);
    rig.line.candidates[0].rest_until_us = 100 * S;
    rig_hang_up(&rig, 2, 1);
    cr_assert_eq(rig_sent_to(&rig), 1);
}

Test(call_in_dialog, E5_of_an_incoming_call_it_goes_where_the_line_stands_at_its_server)
{
    call_bench(&rig);
    rig_two_targets(&rig, 1);
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 3600); /* works at the second target of server 1 */
    rig_call(&rig, HF_EVENT_CALL_ARRIVED, 5);
    rig_call(&rig, HF_EVENT_CALL_ANSWERED, 5);
    rig_hang_up(&rig, 6, 5);
    cr_assert_eq(rig_sent_to(&rig), 12);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_BYE)->in_dialog, 1);
}

Test(call_in_dialog, E5_after_a_failback_it_goes_where_the_call_is_carried)
{
    call_bench(&rig);
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 36000);
    call_talks(&rig); /* over server 2 */
    rig_wake(&rig);   /* D1 */
    rig_accept(&rig, 3600);
    cr_assert_eq(rig.line.registrations[0].working, 0);
    rig_hang_up(&rig, 2, 1);
    cr_assert_eq(rig_sent_to(&rig), 2, "D8");
}

Test(call_in_dialog, C14_where_its_server_is_gone_it_goes_where_the_line_works)
{
    call_bench_registered(&rig);
    call_talks(&rig);
    rig.config.servers[0] = rig.config.servers[1];
    rig.config.n_servers = 1;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    rig_hang_up(&rig, 2, 1);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_BYE)->in_dialog, 1);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_BYE)->target.address[3], 2);
}

Test(call_in_dialog, C14_a_bye_whose_server_goes_moves_on_to_the_others)
{
    call_bench_registered(&rig);
    call_talks(&rig);
    rig_hang_up(&rig, 2, 1);
    rig.config.servers[0] = rig.config.servers[1];
    rig.config.n_servers = 1;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_BYE)->in_dialog, 2);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_BYE)->target.address[3], 2);
}

Test(call_in_dialog, E7_481_and_every_other_final_answer_end_it_normally)
{
    static const uint16_t statuses[] = {481, 403, 500, 603, 302};

    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        call_bench_registered(&rig);
        call_talks(&rig);
        rig_hang_up(&rig, 2, 1);
        rig_response(&rig, rig.last_attempt, statuses[i], HF_EXPIRES_NONE);
        cr_assert_eq(call_request_reported(&rig)->status, statuses[i]);
        cr_assert_eq(call_reported(&rig)->why, HF_WHY_BYE_ANSWERED);
        cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
    }
}

Test(call_in_dialog, H3_what_still_runs_when_a_bye_is_answered_was_not_accepted)
{
    call_bench_registered(&rig);
    call_talks(&rig);
    rig_in_call(&rig, 2, 1);
    rig_hang_up(&rig, 3, 1);
    rig_response(&rig, rig.last_attempt, 200, HF_EXPIRES_NONE);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 2);
    for (uint32_t i = 0; i < 2; i++) {
        const struct hf_request_report *r =
            &rig_action(&rig, HF_ACTION_REPORT_REQUEST, i)->u.request;
        cr_assert_eq(r->outcome, r->request == 3 ? HF_DONE_ACCEPTED : HF_DONE_FAILED);
    }
}

Test(call_in_dialog, A6_a_failover_status_moves_a_bye_inside_its_dialog_too)
{
    call_bench_registered(&rig);
    call_talks(&rig);
    rig_hang_up(&rig, 2, 1);
    rig_response(&rig, rig.last_attempt, 503, HF_EXPIRES_NONE);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_BYE)->in_dialog, 2);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_BYE)->server, 2);
}

/* ---- E5: other requests inside the call ---- */

Test(call_in_dialog, E5_others_go_to_the_next_hop_alone_and_fail_to_the_user_while_the_call_goes_on)
{
    call_bench_registered(&rig);
    call_talks(&rig);
    cr_assert_eq(rig_in_call(&rig, 2, 1), HF_OK);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_OTHER)->in_dialog, 1);
    cr_assert_eq(rig_sent_to(&rig), 1);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
    cr_assert_eq(call_request_reported(&rig)->outcome, HF_DONE_FAILED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_CALL), 0);
    cr_assert(call_is_known(&rig, 1));
}

Test(call_in_dialog, E5_silence_to_them_does_not_end_the_call)
{
    call_bench_registered(&rig);
    call_talks(&rig);
    rig_in_call(&rig, 2, 1);
    rig_wake(&rig);
    rig_wake(&rig);
    cr_assert_eq(rig.now_us, 32 * S, "A4: there is no other candidate for them");
    cr_assert_eq(call_request_reported(&rig)->cause, HF_CAUSE_SILENCE);
    cr_assert(call_is_known(&rig, 1));
}

Test(call_in_dialog, C14_nor_does_another_configuration_move_them)
{
    call_bench_registered(&rig);
    call_talks(&rig);
    rig_in_call(&rig, 2, 1);
    rig.config.t1_ms = 400;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_OTHER), 0, "other timers alone");
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 0);
    rig.config.servers[0] = rig.config.servers[1];
    rig.config.n_servers = 1;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_OTHER), 0);
    cr_assert_eq(call_request_reported(&rig)->outcome, HF_DONE_FAILED);
    cr_assert_eq(call_request_reported(&rig)->why, HF_WHY_SERVER_REMOVED);
    cr_assert(call_is_known(&rig, 1));
}

Test(call_in_dialog, A6_no_status_moves_them)
{
    call_bench_registered(&rig);
    call_talks(&rig);
    rig_in_call(&rig, 2, 1);
    rig_response(&rig, rig.last_attempt, 503, HF_EXPIRES_NONE);
    cr_assert_eq(call_request_reported(&rig)->outcome, HF_DONE_REJECTED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0, "and nobody is accused");
    cr_assert(call_is_known(&rig, 1));
}

Test(call_in_dialog, E5_481_and_408_to_one_end_the_call)
{
    static const uint16_t statuses[] = {481, 408};

    for (size_t i = 0; i < 2; i++) {
        call_bench_registered(&rig);
        call_talks(&rig);
        rig_in_call(&rig, 2, 1);
        rig_in_call(&rig, 3, 1);
        rig_response(&rig, rig.last_attempt, statuses[i], HF_EXPIRES_NONE);
        cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 2, "and the other one with it");
        cr_assert_eq(call_reported(&rig)->state, HF_CALL_OVER);
        cr_assert_eq(call_reported(&rig)->why, HF_WHY_DIALOG_GONE);
        cr_assert_eq(call_reported(&rig)->status, statuses[i]);
    }
}

Test(call_in_dialog, E12_a_dialog_that_is_no_calls_goes_to_its_server)
{
    struct hf_wanted *wanted;

    call_bench_registered(&rig);
    wanted = &rig_event(&rig, HF_EVENT_WANTED)->u.wanted;
    *wanted = (struct hf_wanted){.request = 3, .kind = HF_REQUEST_OTHER, .dialog_server = 2};
    cr_assert_eq(rig_step(&rig), HF_OK);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_OTHER)->in_dialog, 1);
    cr_assert_eq(rig_sent_to(&rig), 2);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(call_request_reported(&rig)->outcome, HF_DONE_FAILED);
}
