/* SPDX-License-Identifier: Apache-2.0 */
/* On what terms a request tries a candidate: a REGISTER in front of it (E2, E3). */
#include "terms.h"

#include "call_bench.h"

#define S CALL_S

static struct rig rig;

static void bench(void)
{
    call_bench(&rig);
    rig.config.register_first = 1;
}

/* Server 1 was silent to the INVITE: the REGISTER at server 2 is under way. */
static void comes_to_the_backup(void)
{
    bench();
    call_bench_begin(&rig);
    rig_dial(&rig, 1, 0);
    rig_wake(&rig);
}

static uint64_t register_id(void)
{
    return call_sent(&rig, HF_REQUEST_REGISTER)->attempt;
}

/* ---- E2: INVITE ---- */

Test(terms, E2_none_goes_in_front_where_a_binding_stands)
{
    bench();
    call_bench_begin(&rig);
    rig_dial(&rig, 1, 0);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_REGISTER), 0);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_INVITE), 1);
}

Test(terms, E2_register_first_sends_one_to_a_candidate_without_and_waits)
{
    comes_to_the_backup();
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_INVITE), 0);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_REGISTER)->server, 2);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_REGISTER)->purpose, HF_PURPOSE_REGISTER);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_REGISTER)->request, 1);
    cr_assert_eq(rig_decision(&rig, HF_WHY_REGISTERS_FIRST)->setting, HF_SETTING_REGISTER_FIRST);
}

Test(terms, E2_when_it_is_accepted_the_line_is_registered_there_and_the_request_follows)
{
    comes_to_the_backup();
    rig_response(&rig, register_id(), 200, 600);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->server, 2);
    cr_assert_eq(hf_line_status(&rig.line).server, 2, "A13");
    cr_assert_eq(rig.line.bindings[1].granted_s, 600);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_AWAY, "D's clocks");
    rig_response(&rig, rig.last_attempt, 200, HF_EXPIRES_NONE);
    cr_assert_eq(call_reported(&rig)->server, 2);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_REGISTER), 0, "it is registered already");
}

Test(terms, E2_any_final_answer_but_2xx_fails_the_candidate_and_the_reason_is_kept)
{
    static const uint16_t statuses[] = {403, 503, 404};

    for (size_t i = 0; i < 3; i++) {
        comes_to_the_backup();
        rig_response(&rig, register_id(), statuses[i], HF_EXPIRES_NONE);
        cr_assert_eq(call_request_reported(&rig)->outcome, HF_DONE_FAILED);
        cr_assert_eq(call_request_reported(&rig)->status, statuses[i]);
        cr_assert_eq(call_reported(&rig)->state, HF_CALL_OVER);
        cr_assert_eq(hf_line_status(&rig.line).server, 1, "the line stays where it is");
    }
}

Test(terms, E2_the_pass_goes_on_after_it)
{
    rig_init_servers(&rig, 3);
    rig.config.register_first = 1;
    call_bench_begin(&rig);
    rig_dial(&rig, 1, 0);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_response(&rig, register_id(), 403, HF_EXPIRES_NONE);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_REGISTER)->server, 3);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(call_request_reported(&rig)->cause, HF_CAUSE_ICMP);
}

Test(terms, E2_both_together_have_64_t1)
{
    comes_to_the_backup(); /* at 7.5 s */
    rig.now_us = 20 * S;
    rig_challenged(&rig, register_id(), 0, 0);
    rig.now_us = 22 * S;
    rig_response(&rig, rig.last_attempt, 200, 600);
    rig_wake(&rig); /* its budget is over; no candidate is left: A4 */
    rig_wake(&rig);
    cr_assert_eq(rig.now_us, 7500000 + 32 * S);
    cr_assert_eq(call_request_reported(&rig)->cause, HF_CAUSE_SILENCE);
}

Test(terms, E2_423_and_a_redirect_are_followed_within_it)
{
    struct hf_response *r;

    comes_to_the_backup();
    r = &rig_event(&rig, HF_EVENT_RESPONSE_RECEIVED)->u.response;
    *r = (struct hf_response){.attempt = rig.last_attempt,
                              .status = 423,
                              .min_expires_s = 7200,
                              .retry_after_s = HF_RETRY_AFTER_NONE};
    rig_step(&rig);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_REGISTER)->expires_s, 7200);
    rig_response(&rig, rig.last_attempt, 200, 7200);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_INVITE), 1);
    cr_assert_eq(rig.last_send.expires_s, 0);
    cr_assert_eq(rig.last_send.series, 0);
}

Test(terms, C1a_it_is_of_the_servers_own_series)
{
    uint32_t series;

    comes_to_the_backup();
    series = call_sent(&rig, HF_REQUEST_REGISTER)->series;
    rig_response(&rig, register_id(), 200, 600);
    cr_assert_eq(rig.line.bindings[1].series, series);
    cr_assert_neq(rig.line.bindings[0].series, series);
}

Test(terms, C1b_it_joins_the_lines_own_register_at_that_candidate)
{
    bench();
    rig.config.mode = HF_MODE_CONCURRENT;
    rig_begin(&rig); /* both are under way */
    rig_response(&rig, rig.last_attempt - 1, 200, 3600);
    rig_dial(&rig, 1, 0);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_JOINS_REGISTER));
    rig_response(&rig, rig.line.passes[HF_SLOT_REGISTER + 1].attempt.id, 200, 600);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->server, 2);
    cr_assert_eq(rig.line.bindings[1].state, HF_BINDING_HELD);
}

/* failover_other off: to one candidate alone, whose server goes while it waits for its turn. */
Test(terms, C14_one_that_waits_its_turn_at_a_server_that_goes_starts_elsewhere)
{
    bench();
    rig.config.failover_other = 0;
    rig_two_targets(&rig, 1);
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP); /* the line's own REGISTER is at the second target */
    rig_request(&rig, 1);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_WAITS_TURN));
    rig.config.servers[0] = rig.config.servers[1];
    rig.config.n_servers = 1;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    for (uint8_t i = HF_SLOT_REQUEST; i < HF_LINE_PASSES; i++) {
        const struct hf_pass *p = &rig.line.passes[i];
        if (p->state != HF_PASS_IDLE)
            cr_assert_eq(rig.line.candidates[p->candidate].target.address[3], 2);
    }
}

Test(terms, C1b_it_abandons_a_probe)
{
    bench();
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 36000); /* on server 2 */
    rig_wake(&rig);          /* D1: server 1 is under probe */
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_PROBING);
    rig_dial(&rig, 1, 0);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_AWAY);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_REGISTER)->purpose, HF_PURPOSE_REGISTER);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_REGISTER)->server, 1);
}

Test(terms, C12_it_is_not_counted)
{
    comes_to_the_backup();
    cr_assert_eq(rig.line.pace.starts[1], 0);
}

Test(terms, A13_a_line_whose_password_was_refused_is_registered_by_it)
{
    bench();
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_CREDENTIALS);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_REFUSED);
    rig_dial(&rig, 1, 0);
    rig_response(&rig, register_id(), 200, 600);
    cr_assert_eq(hf_line_status(&rig.line).server, 1);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_INVITE), 1);
}

Test(terms, E11_none_goes_in_front_of_an_emergency)
{
    bench();
    call_bench_begin(&rig);
    rig_dial(&rig, 1, 1);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_REGISTER), 0);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->server, 2);
}

/* ---- E2: other requests ---- */

Test(terms, E5_a_bye_registers_at_the_other_candidates_and_not_at_its_next_hop)
{
    bench();
    call_bench_begin(&rig);
    call_talks(&rig);
    rig_hang_up(&rig, 2, 1);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_REGISTER), 0);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_REGISTER)->server, 2);
    rig_response(&rig, register_id(), 200, 600);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_BYE)->in_dialog, 2);
    cr_assert_eq(hf_line_status(&rig.line).server, 2);
}

Test(terms, E12_requests_outside_dialogs_do_and_the_users_OPTIONS_do_not)
{
    bench();
    call_bench_begin(&rig);
    rig_request(&rig, 1);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_REGISTER)->server, 2);
    rig_response(&rig, register_id(), 200, 600);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_OTHER)->server, 2);

    bench();
    call_bench_begin(&rig);
    rig_event(&rig, HF_EVENT_WANTED)->u.wanted = (struct hf_wanted){.request = 1,
                                                                    .kind = HF_REQUEST_OPTIONS};
    rig_step(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_OPTIONS)->server, 2);
}

Test(terms, E5_nor_do_requests_inside_a_call)
{
    bench();
    rig.config.failback_interval_s = 60;
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 36000);
    call_talks(&rig); /* over server 2 */
    rig_wake(&rig);   /* D1: the line goes back to server 1 */
    rig_accept(&rig, 3600);
    rig_in_call(&rig, 2, 1);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_REGISTER), 0);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_OTHER)->server, 2);
}

/* ---- E2, E3: register_on_enable ---- */

/* Server 1 has two targets, 192.0.2.11 and .12. */
static void bench_targets(enum hf_failback mode)
{
    rig_init_servers(&rig, 2);
    rig_two_targets(&rig, 1);
    rig.config.servers[0].failback_mode = (uint8_t)mode;
    rig.config.servers[0].failback_timeout_s = 3600;
}

Test(terms, E2_register_on_enable_is_between_the_targets_of_its_server)
{
    bench_targets(HF_FAILBACK_NEVER);
    rig.config.servers[0].register_on_enable = 1;
    call_bench_begin(&rig);
    rig_dial(&rig, 1, 0);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_REGISTER)->target.address[3], 12);
    cr_assert_eq(rig_decision(&rig, HF_WHY_REGISTERS_FIRST)->setting,
                 HF_SETTING_REGISTER_ON_ENABLE);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->server, 2, "and not between servers");
}

/* C2's REGISTER to the first target would have its turn when E2's at the second one is over. */
Test(terms, C1b_nobody_has_his_turn_before_the_request_has_followed)
{
    bench_targets(HF_FAILBACK_NEVER);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig.config.n_servers = 1;
    rig.config.servers[0].register_on_enable = 1;
    call_bench_begin(&rig);
    rig_dial(&rig, 1, 0);
    rig_wake(&rig);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_REGISTER), 1);
    for (int i = 0; i < 2 && call_count_sent(&rig, HF_REQUEST_INVITE) == 0; i++)
        rig_response(&rig, call_sent(&rig, HF_REQUEST_REGISTER)->attempt, 200, 600);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_REGISTER), 0);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->target.address[3], 12);
}

Test(terms, E2_without_it_the_second_target_gets_the_request_at_once)
{
    bench_targets(HF_FAILBACK_NEVER);
    call_bench_begin(&rig);
    rig_dial(&rig, 1, 0);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->target.address[3], 12);
}

Test(terms, E2_the_first_target_gets_it_without_a_register_whatever_serves_the_line)
{
    bench_targets(HF_FAILBACK_NEW_REQUESTS);
    rig.config.servers[0].register_on_enable = 1;
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 3600);
    rig_dial(&rig, 1, 0);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->target.address[3], 11, "D2");
}

/* The line could register nowhere, and calls start at the first target. */
static void bench_unregistered(enum hf_failback mode)
{
    bench_targets(mode);
    rig.config.servers[0].register_on_enable = 1;
    rig.config.servers[0].only_signal_with_registered = 1;
    rig_begin(&rig);
    for (int i = 0; i < 3; i++)
        rig_fail(&rig, HF_CAUSE_ICMP);
    rig_dial(&rig, 1, 0);
}

Test(terms, E3_requests_go_only_where_a_binding_stands_in_modes_1_to_3)
{
    static const enum hf_failback modes[] = {HF_FAILBACK_DNS_TTL, HF_FAILBACK_REGISTRATION,
                                             HF_FAILBACK_DURATION};

    for (size_t i = 0; i < 3; i++) {
        bench_unregistered(modes[i]);
        cr_assert_eq(call_count_sent(&rig, HF_REQUEST_INVITE), 0);
        cr_assert_eq(call_sent(&rig, HF_REQUEST_REGISTER)->target.address[3], 11);
        cr_assert_eq(rig_decision(&rig, HF_WHY_SIGNALS_REGISTERED)->setting,
                     HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED);
    }
}

Test(terms, E3_in_mode_0_it_does_nothing)
{
    bench_unregistered(HF_FAILBACK_NEW_REQUESTS);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->target.address[3], 11);
}

Test(terms, B13_a_proxys_own_settings_count)
{
    bench_targets(HF_FAILBACK_NEVER);
    rig.config.servers[0].register_on_enable = 1;
    rig.config.servers[0].n_proxies = 1;
    hf_config_name(&rig.config, &rig.config.servers[0].proxies[0].host, "pair.example", 12);
    rig.config.servers[0].proxies[0].register_on_enable = 0;
    call_bench_begin(&rig);
    rig_dial(&rig, 1, 0);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->target.address[3], 12);
}

/* C11: a millisecond is a spread; without one nothing is drawn. */
Test(terms, C11_a_spread_is_drawn_where_there_is_one)
{
    for (uint32_t ms = 0; ms < 2; ms++) {
        rig_init_servers(&rig, 2);
        rig.config.storm_spread_ms = ms;
        rig_begin(&rig);
        rig_accept(&rig, 600);
        rig_until(&rig, rig.line.registrations[0].deadline_us);
        cr_assert_eq(rig.line.draws[HF_DRAW_SPREAD], 0);
        rig_fail(&rig, HF_CAUSE_ICMP);
        cr_assert_eq(rig.line.draws[HF_DRAW_SPREAD], ms);
    }
}
