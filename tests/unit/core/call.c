/* SPDX-License-Identifier: Apache-2.0 */
/* Calls: where their INVITEs go, and what the user sees (E1, E6, F2, A13, C2, C8). */
#include "call.h"

#include "call_bench.h"

#define S CALL_S

static struct rig rig;

static void ends(uint64_t call)
{
    cr_assert_eq(rig_call(&rig, HF_EVENT_CALL_ENDED, call), HF_OK);
}

/* ---- E1, F2: outgoing ---- */

Test(call, E1_one_starts_at_the_working_candidate_and_its_id_is_the_requests)
{
    call_bench_registered(&rig);
    cr_assert_eq(rig_dial(&rig, 7, 0), HF_OK);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_CALLING);
    cr_assert_eq(call_reported(&rig)->call, 7);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->request, 7);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->server, 1);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->purpose, HF_PURPOSE_REQUEST);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->in_dialog, 0);
}

Test(call, E1_on_a_backup_one_starts_at_the_backup)
{
    call_bench(&rig);
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 3600);
    rig_dial(&rig, 1, 0);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->server, 2);
}

Test(call, E1_where_no_candidate_works_one_starts_at_the_first)
{
    call_bench(&rig);
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_dial(&rig, 1, 0);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->server, 1);
}

Test(call, F2_ringing_comes_with_101_to_199_and_with_the_server_that_carries_it)
{
    call_bench_registered(&rig);
    rig_dial(&rig, 1, 0);
    rig_provisional(&rig, rig.last_attempt);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_CALL), 0, "100 is no ringing");
    rig_rings(&rig, rig.last_attempt);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_RINGING);
    cr_assert_eq(call_reported(&rig)->server, 1);
    rig_rings(&rig, rig.last_attempt);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_CALL), 0, "once");
}

Test(call, F2_a_2xx_reports_the_request_first_and_then_that_the_call_talks)
{
    call_bench_registered(&rig);
    rig_dial(&rig, 1, 0);
    rig_response(&rig, rig.last_attempt, 200, HF_EXPIRES_NONE);
    cr_assert_eq(call_request_reported(&rig)->outcome, HF_DONE_ACCEPTED);
    cr_assert_eq(call_request_reported(&rig)->server, 1);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_TALKING);
    cr_assert_eq(call_reported(&rig)->server, 1);
    cr_assert_lt(rig_action(&rig, HF_ACTION_REPORT_REQUEST, 0),
                 rig_action(&rig, HF_ACTION_REPORT_CALL, 0));
}

Test(call, A8_a_refusal_is_the_users_and_ends_the_call)
{
    call_bench_registered(&rig);
    rig_dial(&rig, 1, 0);
    rig_response(&rig, rig.last_attempt, 486, HF_EXPIRES_NONE);
    cr_assert_eq(call_request_reported(&rig)->outcome, HF_DONE_REJECTED);
    cr_assert_eq(call_request_reported(&rig)->status, 486);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_OVER);
    cr_assert_eq(call_reported(&rig)->status, 486);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
    cr_assert_not(call_is_known(&rig, 1));
}

Test(call, A12_when_every_candidate_fails_one_failure_is_reported_with_the_last_cause)
{
    call_bench_registered(&rig);
    rig_dial(&rig, 1, 0);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->server, 2);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_CALL), 0, "E4: still calling");
    rig_fail(&rig, HF_CAUSE_REFUSED);
    cr_assert_eq(call_request_reported(&rig)->outcome, HF_DONE_FAILED);
    cr_assert_eq(call_request_reported(&rig)->cause, HF_CAUSE_REFUSED);
    cr_assert_eq(call_reported(&rig)->why, HF_WHY_NO_CANDIDATE_LEFT);
}

Test(call, E4_the_next_candidate_gets_the_same_call)
{
    call_bench_registered(&rig);
    rig_dial(&rig, 7, 0);
    rig_response(&rig, rig.last_attempt, 503, HF_EXPIRES_NONE);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->server, 2);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->request, 7);
}

Test(call, C13_a_disabled_line_refuses_a_call_at_once)
{
    call_bench(&rig);
    rig_configure(&rig);
    cr_assert_eq(rig_dial(&rig, 1, 0), HF_OK);
    cr_assert_eq(call_request_reported(&rig)->outcome, HF_DONE_DISABLED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_CALL), 0);
    cr_assert_not(call_is_known(&rig, 1));
}

Test(call, C13_what_arrives_at_a_line_that_is_disabled_or_stops_is_turned_away)
{
    call_bench(&rig);
    rig_configure(&rig);
    for (uint64_t id = 5; id < 8; id++) {
        if (id == 6) {
            call_bench_begin(&rig);
            cr_assert_eq(rig_fact(&rig, HF_EVENT_STOPPED), HF_OK); /* its removal is under way */
        }
        if (id == 7)
            rig_accept(&rig, 0);
        cr_assert_eq(rig_call(&rig, HF_EVENT_CALL_ARRIVED, id), HF_OK);
        cr_assert_eq(call_reported(&rig)->call, id);
        cr_assert_eq(call_reported(&rig)->state, HF_CALL_OVER);
        cr_assert_eq(call_reported(&rig)->why, HF_WHY_LINE_DISABLED);
        cr_assert_eq(call_reported(&rig)->server, 1);
        cr_assert_not(call_is_known(&rig, id));
    }
}

/* ---- F2: incoming ---- */

Test(call, F2_an_incoming_call_rings_is_answered_and_ends)
{
    call_bench_registered(&rig);
    cr_assert_eq(rig_call(&rig, HF_EVENT_CALL_ARRIVED, 5), HF_OK);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_RINGING);
    cr_assert_eq(call_reported(&rig)->server, 1);
    cr_assert_eq(rig_call(&rig, HF_EVENT_CALL_ANSWERED, 5), HF_OK);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_TALKING);
    ends(5);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_OVER);
    cr_assert_eq(call_reported(&rig)->why, HF_WHY_CALL_ENDED);
    cr_assert_not(call_is_known(&rig, 5));
}

Test(call, F2_one_that_nobody_answers_ends_too)
{
    call_bench_registered(&rig);
    rig_call(&rig, HF_EVENT_CALL_ARRIVED, 5);
    ends(5);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_OVER);
    cr_assert_eq(rig_call(&rig, HF_EVENT_CALL_ANSWERED, 5), HF_OK);
    cr_assert_eq(rig.actions.late_events, 1, "its end crossed the answer");
}

Test(call, F2_the_other_sides_end_stops_an_invite_and_reports_its_request)
{
    call_bench_registered(&rig);
    rig_dial(&rig, 1, 0);
    rig_rings(&rig, rig.last_attempt);
    ends(1);
    cr_assert_eq(rig_count(&rig, HF_ACTION_ABANDON), 1);
    cr_assert_eq(call_request_reported(&rig)->request, 1);
    cr_assert_eq(call_request_reported(&rig)->why, HF_WHY_CALL_ENDED);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_OVER);
}

Test(call, E7_a_bye_that_crosses_ours_ends_the_call_once)
{
    call_bench_registered(&rig);
    call_talks(&rig);
    rig_hang_up(&rig, 2, 1);
    ends(1);
    cr_assert_eq(call_request_reported(&rig)->request, 2);
    cr_assert_eq(rig_count(&rig, HF_ACTION_ABANDON), 1);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_OVER);
}

/* ---- E6 ---- */

Test(call, E6_hanging_up_before_an_answer_ends_the_call_at_once)
{
    uint64_t attempt;

    call_bench_registered(&rig);
    rig_dial(&rig, 1, 0);
    attempt = rig.last_attempt;
    cr_assert_eq(rig_withdraw(&rig, 1), HF_OK);
    cr_assert_eq(call_request_reported(&rig)->outcome, HF_DONE_WITHDRAWN);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_OVER);
    cr_assert_eq(call_reported(&rig)->why, HF_WHY_CALL_GIVEN_UP);
    cr_assert_eq(rig_action(&rig, HF_ACTION_ABANDON, 0)->u.attempt.attempt, attempt);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0, "no further candidate");
    for (uint64_t i = 11; i <= 10 + HF_LINE_CALLS; i++)
        cr_assert_eq(rig_dial(&rig, i, 0), HF_OK, "E10 does not count it");
}

Test(call, E6_what_comes_late_of_it_is_ended)
{
    uint64_t attempt;

    call_bench_registered(&rig);
    rig_dial(&rig, 1, 0);
    attempt = rig.last_attempt;
    rig_withdraw(&rig, 1);
    cr_assert_eq(rig_late(&rig, attempt, 200), HF_OK);
    cr_assert_eq(rig_count(&rig, HF_ACTION_END), 1);
    cr_assert_eq(rig_count(&rig, HF_ACTION_KEEP), 0);
}

Test(call, E6_one_that_talks_is_given_up_too_late)
{
    call_bench_registered(&rig);
    call_talks(&rig);
    cr_assert_eq(rig_withdraw(&rig, 1), HF_OK);
    cr_assert_eq(rig.actions.late_events, 1);
    cr_assert(call_is_known(&rig, 1));
}

/* ---- A13 ---- */

/* The REGISTER that the last step sent went there, or none did (0). */
static void assert_registers_at(uint8_t server)
{
    if (server == 0)
        cr_assert_eq(call_count_sent(&rig, HF_REQUEST_REGISTER), 0);
    else
        cr_assert_eq(call_sent(&rig, HF_REQUEST_REGISTER)->server, server);
}

Test(call, A13_an_answer_after_silence_at_the_working_candidate_moves_the_line)
{
    static const uint16_t statuses[] = {200, 486};

    for (size_t i = 0; i < 2; i++) {
        call_bench_registered(&rig);
        rig_dial(&rig, 1, 0);
        rig_wake(&rig); /* silence */
        assert_registers_at(0);
        rig_response(&rig, rig.last_attempt, statuses[i], HF_EXPIRES_NONE);
        assert_registers_at(2);
        cr_assert_not_null(rig_decision(&rig, HF_WHY_ANSWERED_ELSEWHERE));
        rig_accept(&rig, 3600);
        cr_assert_eq(hf_line_status(&rig.line).server, 2);
    }
}

Test(call, A13_so_does_ringing_and_so_does_an_answer_to_a_bye)
{
    call_bench_registered(&rig);
    rig_dial(&rig, 1, 0);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_rings(&rig, rig.last_attempt);
    assert_registers_at(2);

    call_bench_registered(&rig);
    call_talks(&rig);
    rig_hang_up(&rig, 2, 1);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_response(&rig, rig.last_attempt, 481, HF_EXPIRES_NONE);
    assert_registers_at(2);
}

Test(call, A13_one_that_has_accepted_a_register_meanwhile_keeps_the_line)
{
    call_bench_registered(&rig);
    rig_dial(&rig, 1, 0);
    rig_fail(&rig, HF_CAUSE_CLOSED);
    rig_flow_lost(&rig, rig.line.candidates[0].target); /* C3a */
    rig_response(&rig, call_sent(&rig, HF_REQUEST_REGISTER)->attempt, 200, 3600);
    rig_rings(&rig, rig.line.passes[HF_SLOT_REQUEST].attempt.id);
    assert_registers_at(0);
}

Test(call, A13_a_failover_status_moves_the_call_and_asks_where_it_came_from)
{
    call_bench_registered(&rig);
    rig_dial(&rig, 1, 0);
    rig_response(&rig, rig.last_attempt, 503, HF_EXPIRES_NONE);
    assert_registers_at(1);
    rig_response(&rig, call_sent(&rig, HF_REQUEST_INVITE)->attempt, 200, HF_EXPIRES_NONE);
    assert_registers_at(0);
}

/* ---- C2 ---- */

Test(call, C2_silence_makes_a_server_suspect_and_registers_with_it_at_once)
{
    call_bench(&rig);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig_begin(&rig);
    rig_response(&rig, rig.last_attempt - 1, 200, 3600);
    rig_response(&rig, rig.last_attempt, 200, 3600);
    rig_dial(&rig, 1, 0);
    cr_assert_eq(rig_sent_to(&rig), 1);
    rig_wake(&rig);
    assert_registers_at(1);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->server, 2);
    cr_assert_eq(hf_line_status(&rig.line).server, 2);
    rig_response(&rig, call_sent(&rig, HF_REQUEST_INVITE)->attempt, 200, HF_EXPIRES_NONE);
    rig_dial(&rig, 2, 0);
    cr_assert_eq(rig_sent_to(&rig), 2, "the next call too");
}

/* Its one server has two targets; INVITE and REGISTER fall silent at the first. */
Test(call, A13_the_lines_own_register_at_the_silent_candidate_gives_way)
{
    call_bench(&rig);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig.config.n_servers = 1;
    rig_two_targets(&rig, 1);
    call_bench_begin(&rig);
    rig_dial(&rig, 1, 0);
    rig_wake(&rig);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_REGISTER)->target.address[3], 11, "C2");
    rig_response(&rig, call_sent(&rig, HF_REQUEST_INVITE)->attempt, 200, HF_EXPIRES_NONE);
    cr_assert_eq(rig_count(&rig, HF_ACTION_ABANDON), 1);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_REGISTER)->target.address[3], 12);
}

Test(call, C2_our_own_troubles_make_nobody_suspect)
{
    call_bench(&rig);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig_begin(&rig);
    rig_response(&rig, rig.last_attempt - 1, 200, 3600);
    rig_response(&rig, rig.last_attempt, 200, 3600);
    rig_dial(&rig, 1, 0);
    rig_fail(&rig, HF_CAUSE_LOCAL);
    assert_registers_at(0);
}

/* ---- C8, C9, D8, restarts ---- */

Test(call, C8_the_lines_end_ends_what_nobody_answered_and_hangs_up_what_talks)
{
    call_bench_registered(&rig);
    call_talks(&rig);
    rig_dial(&rig, 2, 0);
    cr_assert_eq(rig_fact(&rig, HF_EVENT_STOPPED), HF_OK);
    cr_assert_eq(call_request_reported(&rig)->request, 2);
    cr_assert_eq(call_request_reported(&rig)->outcome, HF_DONE_DISABLED);
    cr_assert_not(call_is_known(&rig, 2));
    cr_assert_eq(call_sent(&rig, HF_REQUEST_BYE)->request, 1, "the line's own: the call's id");
    cr_assert_eq(call_sent(&rig, HF_REQUEST_BYE)->in_dialog, 1);
}

Test(call, C8_it_waits_for_the_bye_and_two_seconds_at_most)
{
    uint64_t bye, removal;

    call_bench_registered(&rig);
    call_talks(&rig);
    rig_fact(&rig, HF_EVENT_STOPPED);
    bye = call_sent(&rig, HF_REQUEST_BYE)->attempt;
    removal = call_sent(&rig, HF_REQUEST_REGISTER)->attempt;
    rig_response(&rig, removal, 200, 0);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_STOPPING);
    rig_response(&rig, bye, 200, HF_EXPIRES_NONE);
    cr_assert_eq(call_reported(&rig)->why, HF_WHY_BYE_ANSWERED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 0, "nobody asked for it");
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_OFF);

    call_bench_registered(&rig);
    call_talks(&rig);
    rig_fact(&rig, HF_EVENT_STOPPED);
    rig_wake(&rig);
    cr_assert_eq(rig.now_us, 2 * S);
    cr_assert_eq(call_reported(&rig)->why, HF_WHY_BYE_NOT_CONFIRMED);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_OFF);
}

Test(call, C8_a_bye_that_registers_first_goes_on_without)
{
    call_bench(&rig);
    rig.config.register_first = 1;
    call_bench_begin(&rig);
    call_talks(&rig);
    rig_hang_up(&rig, 2, 1);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_REGISTER), 1, "E2, at server 2");
    rig_fact(&rig, HF_EVENT_STOPPED);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_BYE)->server, 2);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_BYE)->in_dialog, 2);
}

Test(call, C8_the_lines_own_bye_is_nothing_that_the_user_can_give_up)
{
    call_bench_registered(&rig);
    call_talks(&rig);
    rig_fact(&rig, HF_EVENT_STOPPED);
    cr_assert_eq(rig_withdraw(&rig, 1), HF_OK);
    cr_assert_eq(rig.actions.late_events, 1);
}

Test(call, D8_the_way_back_waits_for_the_end_of_an_outgoing_call_too)
{
    call_bench(&rig);
    rig.config.failback_when = HF_WHEN_IDLE;
    rig.config.idle_limit_s = 0;
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 36000);
    rig_dial(&rig, 1, 0);
    rig_rings(&rig, rig.last_attempt);
    rig_until(&rig, rig.line.failback.deadline_us);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_DUE);
    rig_response(&rig, rig.last_attempt, 486, HF_EXPIRES_NONE);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_PROBING);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_LINE_IDLE));
}

Test(call, H3_after_a_restart_every_call_is_over_and_every_request_reported)
{
    call_bench_registered(&rig);
    call_talks(&rig);
    rig_hang_up(&rig, 2, 1);
    rig_dial(&rig, 3, 0);
    rig_call(&rig, HF_EVENT_CALL_ARRIVED, 4);
    rig_event(&rig, HF_EVENT_RESTORED)->u.restored.elapsed_us = S;
    cr_assert_eq(rig_step(&rig), HF_OK);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_CALL), 3);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 2);
    for (uint32_t i = 0; i < 3; i++) {
        const struct hf_call_report *r = &rig_action(&rig, HF_ACTION_REPORT_CALL, i)->u.call;
        cr_assert_eq(r->state, HF_CALL_OVER);
        cr_assert_eq(r->why, HF_WHY_RESTORED);
    }
    for (uint64_t id = 1; id < 5; id++)
        cr_assert_not(call_is_known(&rig, id));
}
