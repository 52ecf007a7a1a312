/* SPDX-License-Identifier: Apache-2.0 */
/* Concurrent mode: a binding with every server, and which of them serves the line (C2, D7). */
#include "service.h"

#include "holdfast/line.h"
#include "rig.h"

#define S 1000000ull

static struct rig rig;
static uint64_t sent[HF_LINE_SERVERS + 1]; /* [server]: its latest REGISTER */

static void note_sent(void)
{
    const struct hf_action *a;

    for (unsigned i = 0; (a = rig_action(&rig, HF_ACTION_SEND, i)) != NULL; i++)
        sent[a->u.send.server] = a->u.send.attempt;
}

static void started(uint8_t n)
{
    rig_init_servers(&rig, n);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig.config.failback_interval_s = 3600;
    rig_begin(&rig);
    note_sent();
}

/* Server 1's attempt leaves when its name is answered. */
static void begin_with_a_pair(void)
{
    cr_assert_eq(rig_configure(&rig), HF_OK);
    cr_assert_eq(rig_fact(&rig, HF_EVENT_STARTED), HF_OK);
    note_sent();
    rig_answer_pairs(&rig);
    note_sent();
}

static void accepted_by(uint8_t server, uint32_t expires_s)
{
    cr_assert_eq(rig_response(&rig, sent[server], 200, expires_s), HF_OK);
    cr_assert_eq(rig.actions.late_events, 0);
    note_sent();
}

static void silent_at(uint8_t server)
{
    cr_assert_eq(rig_failed(&rig, sent[server], HF_CAUSE_SILENCE), HF_OK);
    cr_assert_eq(rig.actions.late_events, 0);
    note_sent();
}

static void woken(void)
{
    rig_wake(&rig);
    note_sent();
}

static void registered_everywhere(uint8_t n)
{
    started(n);
    for (uint8_t server = 1; server <= n; server++)
        accepted_by(server, 3600);
}

static uint8_t working_server(void)
{
    return hf_line_status(&rig.line).server;
}

/* Server k's refresh comes, and nobody answers it. */
static void loses(uint8_t server)
{
    rig.line.registrations[server - 1].deadline_us = rig.now_us;
    woken();
    silent_at(server);
}

Test(service, C2_registers_with_every_server_at_the_same_time)
{
    started(HF_LINE_SERVERS);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), HF_LINE_SERVERS);
    for (uint8_t server = 1; server <= HF_LINE_SERVERS; server++)
        accepted_by(server, 3600);
    for (uint8_t k = 0; k < HF_LINE_SERVERS; k++) {
        cr_assert_eq(rig.line.registrations[k].state, HF_REGISTRATION_REGISTERED);
        cr_assert_eq(rig.line.bindings[k].state, HF_BINDING_HELD);
    }
}

Test(service, C2_the_first_server_that_holds_a_binding_serves_whoever_was_quicker)
{
    started(3);
    accepted_by(3, 3600);
    cr_assert_eq(working_server(), 3);
    accepted_by(2, 3600);
    cr_assert_eq(working_server(), 2);
    accepted_by(1, 3600);
    cr_assert_eq(working_server(), 1);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERED);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_WORKING_CHANGED));
}

Test(service, C1a_each_server_has_its_own_call_id)
{
    started(2);
    accepted_by(1, 3600);
    accepted_by(2, 3600);
    cr_assert_neq(rig.line.bindings[0].series, rig.line.bindings[1].series);
}

Test(service, C2_each_server_fails_over_among_its_own_targets_only)
{
    rig_init_servers(&rig, 2);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig_two_targets(&rig, 1);
    rig_begin(&rig);
    note_sent();
    silent_at(1);
    cr_assert_eq(rig.last_send.server, 1);
    cr_assert_eq(rig_sent_to(&rig), 12);
    silent_at(1);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0, "not to server 2");
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_WAITING);
    cr_assert_eq(rig.line.registrations[1].state, HF_REGISTRATION_REGISTERING);
}

Test(service, C2_a_server_is_suspect_from_its_silence_on_though_its_binding_stands)
{
    rig_init_servers(&rig, 2);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig_two_targets(&rig, 1);
    begin_with_a_pair();
    accepted_by(1, 3600);
    accepted_by(2, 3600);
    cr_assert_eq(working_server(), 1);
    rig.line.registrations[0].deadline_us = rig.now_us;
    woken();
    cr_assert_eq(working_server(), 1, "a refresh alone is no doubt");
    silent_at(1);
    cr_assert_eq(working_server(), 2);
    cr_assert_eq(rig.line.bindings[0].state, HF_BINDING_HELD);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_SUSPECT));
    accepted_by(1, 3600); /* its other target */
    cr_assert_eq(working_server(), 1, "until its next 2xx");
}

Test(service, C2_a_failover_status_or_a_local_error_is_no_reason_to_suspect)
{
    for (int local = 0; local < 2; local++) {
        rig_init_servers(&rig, 2);
        rig.config.mode = HF_MODE_CONCURRENT;
        rig_two_targets(&rig, 1);
        begin_with_a_pair();
        accepted_by(1, 3600);
        accepted_by(2, 3600);
        rig.line.registrations[0].deadline_us = rig.now_us;
        woken();
        if (local)
            rig_fail(&rig, HF_CAUSE_LOCAL);
        else
            rig_answer(&rig, 503, HF_RETRY_AFTER_NONE);
        cr_assert_eq(working_server(), 1);
    }
}

Test(service, D7_a_server_that_came_back_serves_at_once_without_any_probe)
{
    registered_everywhere(2);
    loses(1);
    cr_assert_eq(working_server(), 2);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_ON_BACKUP);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_HOME);
    woken();
    cr_assert_eq(rig.last_send.server, 1);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REGISTER);
    accepted_by(1, 3600);
    cr_assert_eq(working_server(), 1);
}

static uint64_t wait_of_a_lost_server(uint8_t failback_servers, uint32_t interval_s)
{
    rig_init_servers(&rig, 2);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig.config.failback_servers = failback_servers;
    rig.config.failback_interval_s = interval_s;
    rig_begin(&rig);
    note_sent();
    accepted_by(1, 36000);
    accepted_by(2, 36000);
    for (int i = 0; i < 6; i++) {
        rig.now_us = rig.line.registrations[0].deadline_us;
        rig_fact(&rig, HF_EVENT_TIME_PASSED);
        note_sent();
        silent_at(1);
    }
    return rig.line.registrations[0].deadline_us - rig.now_us;
}

Test(service, D7_a_lost_server_is_asked_by_C6s_waits_and_at_least_once_an_interval)
{
    uint64_t c6_us = wait_of_a_lost_server(HF_FAILBACK_NEVER, 20);

    cr_assert(c6_us >= 150 * S && c6_us <= 300 * S, "C6 alone");
    cr_assert_eq(wait_of_a_lost_server(HF_FAILBACK_PROBE, 20), 20 * S);
    c6_us = wait_of_a_lost_server(HF_FAILBACK_PROBE, 3600);
    cr_assert(c6_us >= 150 * S && c6_us <= 300 * S, "the interval is only a bound");
}

Test(service, D7_the_decision_names_the_interval_that_cut_the_wait)
{
    wait_of_a_lost_server(HF_FAILBACK_PROBE, 20);
    cr_assert_eq(rig_decision(&rig, HF_WHY_NO_CANDIDATE_LEFT)->machine, HF_MACHINE_PASS);
    for (uint32_t i = 0; i < rig.actions.n; i++) {
        const struct hf_decision *d = &rig.actions.items[i].u.decision;
        if (rig.actions.items[i].kind == HF_ACTION_EXPLAIN &&
            d->machine == HF_MACHINE_REGISTRATION && d->to_state == HF_REGISTRATION_WAITING)
            cr_assert_eq(d->setting, HF_SETTING_FAILBACK_INTERVAL);
    }
}

Test(service, C13_one_servers_refused_credentials_leave_the_others_alone)
{
    registered_everywhere(2);
    rig.line.registrations[0].deadline_us = rig.now_us;
    woken();
    rig_fail(&rig, HF_CAUSE_CREDENTIALS);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_REFUSED);
    cr_assert_eq(rig.line.registrations[0].deadline_us, rig.now_us + 1800 * S);
    cr_assert_eq(working_server(), 2);
}

Test(service, A12_the_line_has_failed_only_when_no_server_holds_it)
{
    registered_everywhere(2);
    loses(1);
    loses(2);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_FAILED);
    cr_assert_eq(hf_line_status(&rig.line).next_us, hf_line_deadline(&rig.line).at_us);
}

Test(service, C3_the_users_request_asks_every_server_and_the_first_2xx_answers_it)
{
    registered_everywhere(3);
    rig_wanted(&rig, 7);
    note_sent();
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 3);
    accepted_by(2, 3600);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 1);
    cr_assert_eq(rig_action(&rig, HF_ACTION_REPORT_REQUEST, 0)->u.request.server, 2);
    accepted_by(1, 3600);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 0, "exactly once");
}

Test(service, A12_a_wish_has_failed_when_the_last_server_has)
{
    started(2);
    rig_wanted(&rig, 7);
    silent_at(1);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 0);
    silent_at(2);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 1);
    cr_assert_eq(rig_action(&rig, HF_ACTION_REPORT_REQUEST, 0)->u.request.outcome, HF_DONE_FAILED);
}

Test(service, C4_a_refresh_leaves_time_for_its_own_servers_pass_alone)
{
    registered_everywhere(4);
    for (uint8_t k = 0; k < 4; k++) /* W = 7.5 + 32 s, 4*T1 = 2 s */
        cr_assert_eq(rig.line.registrations[k].deadline_us, 3600 * S - 41500000);
}

Test(service, A4_each_servers_only_target_is_its_last)
{
    started(2);
    rig_until(&rig, 7500000);
    cr_assert_eq(rig.line.passes[HF_SLOT_REGISTER].attempt.state, HF_ATTEMPT_LAST);
    cr_assert_eq(rig.line.passes[HF_SLOT_REGISTER + 1].attempt.state, HF_ATTEMPT_LAST);
}

Test(service, A11_a_late_2xx_is_a_binding_that_is_left_until_it_is_confirmed)
{
    uint64_t late;

    started(2);
    accepted_by(2, 3600);
    late = sent[1];
    rig_until(&rig, 32 * S);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_WAITING);
    rig_abandoned(&rig, late, 200);
    note_sent();
    cr_assert_eq(working_server(), 2);
    cr_assert_eq(rig.last_send.server, 1, "its registration goes there at once");
    accepted_by(1, 3600);
    cr_assert_eq(working_server(), 1);
}

Test(service, H7_several_bindings_are_believed_in_in_this_mode_alone)
{
    registered_everywhere(3);
    rig.line.config.mode = HF_MODE_SUCCESSIVE;
    cr_assert_neq(hf_line_check(&rig.line), 0);
}

/* F1: why the first server does not serve is said as soon as it is known. */
Test(service, C2_what_fails_at_the_first_server_is_told_while_its_pass_runs_on)
{
    rig_init_servers(&rig, 2);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig_two_targets(&rig, 1);
    begin_with_a_pair();
    accepted_by(2, 3600);
    cr_assert_eq(rig_response(&rig, sent[1], 503, HF_EXPIRES_NONE), HF_OK);
    cr_assert_eq(rig.last_send.server, 1, "its second target");
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_ON_BACKUP);
    cr_assert_eq(hf_line_status(&rig.line).why, HF_WHY_FAILOVER_STATUS);
    cr_assert_eq(hf_line_status(&rig.line).status, 503);
}
