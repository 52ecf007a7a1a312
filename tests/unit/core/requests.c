/* SPDX-License-Identifier: Apache-2.0 */
/* The user's requests outside dialogs (E12, E11). */
#include "requests.h"

#include "rig.h"

#define S 1000000u

static struct rig rig;

static void bench(void)
{
    rig_init(&rig);
    rig_server(&rig, "192.0.2.1");
    rig_server(&rig, "192.0.2.2");
    rig.config.jitter_percent = 0;
    rig.config.quarantine_s = 0;
}

/* Server 1 has two targets, 192.0.2.11 and 192.0.2.12. */
static void bench_targets(enum hf_failback mode)
{
    struct hf_server_config *s = &rig.config.servers[0];

    bench();
    rig_two_targets(&rig, 1);
    s->failback_mode = (uint8_t)mode;
    s->failback_timeout_s = 60;
}

static void start(void)
{
    rig_begin(&rig);
}

/* The n-th candidate accepts the first registration pass. */
static void registered_at(unsigned n)
{
    start();
    for (unsigned i = 1; i < n; i++)
        rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_response(&rig, rig.last_attempt, 200, 3600);
}

static void registered(void)
{
    bench();
    registered_at(1);
}

static int wants_so(uint64_t request, uint8_t emergency)
{
    struct hf_wanted *wanted = &rig_event(&rig, HF_EVENT_WANTED)->u.wanted;

    wanted->request = request;
    wanted->kind = HF_REQUEST_OTHER;
    wanted->emergency = emergency;
    return rig_step(&rig);
}

static int wants(uint64_t request)
{
    return wants_so(request, 0);
}

static int withdraws(uint64_t request)
{
    rig_event(&rig, HF_EVENT_WITHDRAWN)->u.withdrawn.request = request;
    return rig_step(&rig);
}

/* The only report of the last step. */
static const struct hf_request_report *reported(void)
{
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 1);
    for (uint32_t i = 0; i < rig.actions.n; i++) {
        if (rig.actions.items[i].kind == HF_ACTION_REPORT_REQUEST)
            return &rig.actions.items[i].u.request;
    }
    return NULL;
}

/* The one that the last step began. */
static const struct hf_send *sent(void)
{
    const struct hf_send *found = NULL;

    for (uint32_t i = 0; i < rig.actions.n; i++) {
        const struct hf_action *a = &rig.actions.items[i];
        if (a->kind == HF_ACTION_SEND && a->u.send.purpose == HF_PURPOSE_REQUEST)
            found = &a->u.send;
    }
    cr_assert_not_null(found);
    return found;
}

static enum hf_why chosen(void)
{
    for (uint32_t i = 0; i < rig.actions.n; i++) {
        const struct hf_action *a = &rig.actions.items[i];
        if (a->kind == HF_ACTION_EXPLAIN && a->u.decision.machine == HF_MACHINE_ATTEMPT)
            return (enum hf_why)a->u.decision.why;
    }
    return HF_WHY_NONE;
}

static unsigned count_sent(uint8_t purpose)
{
    unsigned n = 0;

    for (uint32_t i = 0; i < rig.actions.n; i++) {
        const struct hf_action *a = &rig.actions.items[i];
        n += a->kind == HF_ACTION_SEND && a->u.send.purpose == purpose;
    }
    return n;
}

static bool is_carried(uint64_t request)
{
    return hf_requests_find(&rig.line, request) != HF_NONE;
}

Test(requests, E12_one_goes_to_the_working_candidate)
{
    bench();
    registered_at(2);
    cr_assert_eq(wants(7), HF_OK);
    cr_assert_eq(sent()->server, 2);
    cr_assert_eq(sent()->kind, HF_REQUEST_OTHER);
    cr_assert_eq(sent()->request, 7);
    cr_assert_eq(sent()->in_dialog, 0);
    cr_assert_eq(chosen(), HF_WHY_REQUEST_WANTED);
    cr_assert(is_carried(7));
}

Test(requests, E12_a_2xx_is_reported_once_with_the_server_that_gave_it)
{
    registered();
    wants(7);
    rig_response(&rig, sent()->attempt, 202, HF_EXPIRES_NONE);
    cr_assert_eq(reported()->request, 7);
    cr_assert_eq(reported()->outcome, HF_DONE_ACCEPTED);
    cr_assert_eq(reported()->server, 1);
    cr_assert_not(is_carried(7));
}

Test(requests, A8_a_refusal_is_reported_with_its_status_and_goes_nowhere_else)
{
    registered();
    wants(7);
    rig_response(&rig, sent()->attempt, 404, HF_EXPIRES_NONE);
    cr_assert_eq(reported()->outcome, HF_DONE_REJECTED);
    cr_assert_eq(reported()->status, 404);
    cr_assert_eq(reported()->server, 0);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
}

Test(requests, A8_refused_credentials_are_a_refusal)
{
    registered();
    wants(7);
    rig_failed(&rig, sent()->attempt, HF_CAUSE_CREDENTIALS);
    cr_assert_eq(reported()->outcome, HF_DONE_REJECTED);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERED);
}

Test(requests, E12_silence_moves_the_request_on_and_leaves_the_line_where_it_is)
{
    uint64_t begun_us;

    registered();
    begun_us = rig.now_us;
    wants(7);
    rig_wake(&rig);
    cr_assert_eq(rig.now_us, begun_us + 7500000);
    cr_assert_eq(sent()->server, 2);
    rig_response(&rig, sent()->attempt, 200, HF_EXPIRES_NONE);
    cr_assert_eq(reported()->server, 2);
    cr_assert_eq(rig.line.registrations[0].working, 0, "A13: other requests move nothing");
    cr_assert_eq(count_sent(HF_PURPOSE_REGISTER), 0);
}

Test(requests, A13_a_failover_status_moves_it_on_and_registers_where_that_came_from)
{
    registered();
    wants(7);
    rig_response(&rig, sent()->attempt, 503, HF_EXPIRES_NONE);
    cr_assert_eq(sent()->server, 2);
    cr_assert_eq(count_sent(HF_PURPOSE_REGISTER), 1);
    for (uint32_t i = 0; i < rig.actions.n; i++) {
        const struct hf_send *send = &rig.actions.items[i].u.send;
        if (rig.actions.items[i].kind == HF_ACTION_SEND && send->purpose == HF_PURPOSE_REGISTER)
            cr_assert_eq(send->server, 1);
    }
}

Test(requests, A6_a_status_that_fails_registrations_alone_is_an_answer)
{
    registered();
    wants(7);
    rig_response(&rig, sent()->attempt, 500, HF_EXPIRES_NONE);
    cr_assert_eq(reported()->outcome, HF_DONE_REJECTED);
    cr_assert_eq(reported()->status, 500);
}

Test(requests, A12_when_all_have_failed_one_failure_is_reported_with_the_last_cause)
{
    registered();
    wants(7);
    rig_failed(&rig, sent()->attempt, HF_CAUSE_ICMP);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 0);
    rig_failed(&rig, sent()->attempt, HF_CAUSE_REFUSED);
    cr_assert_eq(reported()->outcome, HF_DONE_FAILED);
    cr_assert_eq(reported()->cause, HF_CAUSE_REFUSED);
    cr_assert_not(is_carried(7));
}

Test(requests, E12_without_failover_one_candidate_is_tried_and_its_budget_is_the_last_ones)
{
    bench();
    rig.config.failover_other = 0;
    registered_at(1);
    wants(7);
    rig_wake(&rig);
    cr_assert_eq(rig_count(&rig, HF_ACTION_EXTEND), 1, "A4");
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    cr_assert_eq(reported()->outcome, HF_DONE_FAILED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
}

Test(requests, A9_without_failover_a_resting_candidate_is_left_alone_all_the_same)
{
    bench();
    rig.config.failover_other = 0;
    registered_at(1);
    rig.line.candidates[0].rest_until_us = 100 * S;
    wants(7);
    cr_assert_eq(sent()->server, 2);
    rig_failed(&rig, sent()->attempt, HF_CAUSE_ICMP);
    cr_assert_eq(reported()->outcome, HF_DONE_FAILED);
}

Test(requests, A9_when_all_rest_the_first_to_wake_is_tried_since_the_user_waits)
{
    registered();
    rig.line.candidates[0].rest_until_us = 100 * S;
    rig.line.candidates[1].rest_until_us = 50 * S;
    wants(7);
    cr_assert_eq(sent()->server, 2);
}

Test(requests, E1_where_no_candidate_works_it_starts_at_the_first)
{
    bench();
    start();
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_FAILED);
    wants(7);
    cr_assert_eq(sent()->server, 1);
}

Test(requests, E11_an_emergency_goes_on_after_any_answer_that_is_not_the_callees)
{
    registered();
    wants_so(7, 1);
    rig_response(&rig, sent()->attempt, 404, HF_EXPIRES_NONE);
    cr_assert_eq(sent()->server, 2);
    rig_response(&rig, sent()->attempt, 603, HF_EXPIRES_NONE);
    cr_assert_eq(reported()->outcome, HF_DONE_REJECTED);
    cr_assert_eq(reported()->status, 603);
}

Test(requests, E11_rests_and_failover_other_are_nothing_to_an_emergency)
{
    bench();
    rig.config.failover_other = 0;
    registered_at(1);
    rig.line.candidates[0].rest_until_us = 100 * S;
    wants_so(7, 1);
    cr_assert_eq(sent()->server, 1);
    rig_failed(&rig, sent()->attempt, HF_CAUSE_ICMP);
    cr_assert_eq(sent()->server, 2);
}

Test(requests, D2_each_starts_at_the_first_target_whatever_served_the_last)
{
    bench_targets(HF_FAILBACK_NEW_REQUESTS);
    registered_at(2);
    wants(7);
    cr_assert_eq(sent()->target.address[3], 11);
    cr_assert_eq(chosen(), HF_WHY_NEW_REQUEST_FIRST);
    rig_failed(&rig, sent()->attempt, HF_CAUSE_ICMP);
    cr_assert_eq(sent()->target.address[3], 12);
}

Test(requests, A9_rests_win_over_D2)
{
    bench_targets(HF_FAILBACK_NEW_REQUESTS);
    registered_at(2);
    rig.line.candidates[0].rest_until_us = 100 * S;
    wants(7);
    cr_assert_eq(sent()->target.address[3], 12);
    cr_assert_eq(chosen(), HF_WHY_REQUEST_WANTED);
}

Test(requests, E11_rests_do_not_win_over_D2_in_an_emergency)
{
    bench_targets(HF_FAILBACK_NEW_REQUESTS);
    registered_at(2);
    rig.line.candidates[0].rest_until_us = 100 * S;
    wants_so(7, 1);
    cr_assert_eq(sent()->target.address[3], 11);
}

Test(requests, B13_a_proxys_own_failback_mode_counts)
{
    struct hf_server_config *s = &rig.config.servers[0];

    bench_targets(HF_FAILBACK_NEVER);
    s->n_proxies = 1;
    cr_assert_eq(hf_config_name(&rig.config, &s->proxies[0].host, "pair.example", 12), HF_OK);
    s->proxies[0].failback_mode = HF_FAILBACK_NEW_REQUESTS;
    registered_at(2);
    wants(7);
    cr_assert_eq(sent()->target.address[3], 11);
    cr_assert_eq(chosen(), HF_WHY_NEW_REQUEST_FIRST);
}

/* The first target of the proxy that it works through, not that of the proxy before it. */
Test(requests, B13_D2_through_proxy_2_each_starts_at_the_first_target_of_proxy_2)
{
    struct hf_server_config *s = &rig.config.servers[0];

    bench_targets(HF_FAILBACK_NEW_REQUESTS);
    s->n_proxies = 2;
    hf_config_name(&rig.config, &s->proxies[0].host, "192.0.2.9", 9);
    hf_config_name(&rig.config, &s->proxies[1].host, "pair.example", 12);
    registered_at(3);
    cr_assert_eq(rig_sent_to(&rig), 12);
    wants(7);
    cr_assert_eq(sent()->target.address[3], 11);
    rig.line.candidates[1].rest_until_us = 100 * S;
    wants(8);
    cr_assert_eq(sent()->target.address[3], 12, "A9: where it works, and not at proxy 1");
}

Test(requests, B13_D11_between_servers_new_requests_start_at_proxy_1_too)
{
    bench();
    rig_two_proxies(&rig, 1);
    rig.config.failback_servers = HF_FAILBACK_NEW_REQUESTS;
    rig.config.servers[0].failback_mode = HF_FAILBACK_NEVER;
    registered_at(2);
    cr_assert_eq(rig.last_send.proxy, 2);
    wants(7);
    cr_assert_eq(sent()->proxy, 1);
    cr_assert_eq(chosen(), HF_WHY_NEW_REQUEST_FIRST);
    cr_assert_eq(rig_decision(&rig, HF_WHY_NEW_REQUEST_FIRST)->setting,
                 HF_SETTING_FAILBACK_SERVERS);
}

Test(requests, D5_they_stay_at_the_working_target_until_the_time_is_over)
{
    bench_targets(HF_FAILBACK_DURATION);
    registered_at(2);
    wants(7);
    cr_assert_eq(sent()->target.address[3], 12);
}

Test(requests, D6_once_the_moment_has_come_the_next_one_starts_at_the_first_target)
{
    bench_targets(HF_FAILBACK_DURATION);
    registered_at(2);
    rig.now_us += 60 * S;
    rig_fact(&rig, HF_EVENT_TIME_PASSED);
    cr_assert_eq(rig.line.target_failback.state[0], HF_TARGETS_TRYING);
    wants(7);
    cr_assert_eq(sent()->target.address[3], 11);
}

static void call_arrives(uint64_t call, uint8_t server)
{
    struct hf_call *arrived = &rig_event(&rig, HF_EVENT_CALL_ARRIVED)->u.call;

    arrived->call = call;
    arrived->server = server;
    cr_assert_eq(rig_step(&rig), HF_OK);
}

Test(requests, D8_while_a_call_is_up_they_stay_where_idle_is_waited_for)
{
    bench_targets(HF_FAILBACK_DURATION);
    rig.config.failback_when = HF_WHEN_IDLE;
    registered_at(2);
    call_arrives(9, 1);
    rig.now_us += 60 * S;
    rig_fact(&rig, HF_EVENT_TIME_PASSED);
    cr_assert_eq(rig.line.target_failback.state[0], HF_TARGETS_DUE);
    wants(7);
    cr_assert_eq(sent()->target.address[3], 12);
}

Test(requests, D11_between_servers_new_requests_start_at_the_first_server)
{
    bench();
    rig.config.failback_servers = HF_FAILBACK_NEW_REQUESTS;
    registered_at(2);
    wants(7);
    cr_assert_eq(sent()->server, 1);
    cr_assert_eq(chosen(), HF_WHY_NEW_REQUEST_FIRST);
}

Test(requests, D11_on_the_first_server_its_own_mode_between_targets_decides)
{
    bench_targets(HF_FAILBACK_NEVER);
    rig.config.failback_servers = HF_FAILBACK_NEW_REQUESTS;
    registered_at(2);
    wants(7);
    cr_assert_eq(sent()->target.address[3], 12);
}

Test(requests, E6_one_that_is_withdrawn_is_given_up_and_reported_as_that)
{
    uint64_t attempt;

    registered();
    wants(7);
    attempt = sent()->attempt;
    cr_assert_eq(withdraws(7), HF_OK);
    cr_assert_eq(reported()->outcome, HF_DONE_WITHDRAWN);
    cr_assert_eq(rig_count(&rig, HF_ACTION_ABANDON), 1);
    cr_assert_not(is_carried(7));
    cr_assert_eq(rig_abandoned(&rig, attempt, 0), HF_OK);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 0, "H3: once");
}

Test(requests, C13_a_disabled_line_reports_at_once)
{
    bench();
    cr_assert_eq(rig_configure(&rig), HF_OK);
    wants(7);
    cr_assert_eq(reported()->outcome, HF_DONE_DISABLED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
}

Test(requests, C8_the_lines_stop_reports_all_that_run)
{
    registered();
    wants(7);
    wants(8);
    rig_fact(&rig, HF_EVENT_STOPPED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 2);
    cr_assert_not(is_carried(7));
    cr_assert_not(is_carried(8));
    wants(9);
    cr_assert_eq(reported()->outcome, HF_DONE_DISABLED);
}

Test(requests, H3_after_a_restart_each_is_reported_as_failed)
{
    registered();
    wants(7);
    rig_event(&rig, HF_EVENT_RESTORED)->u.restored.elapsed_us = 0;
    cr_assert_eq(rig_step(&rig), HF_OK);
    cr_assert_eq(reported()->request, 7);
    cr_assert_eq(reported()->outcome, HF_DONE_FAILED);
    cr_assert_not(is_carried(7));
}

Test(requests, several_run_side_by_side_and_one_too_many_is_refused)
{
    registered();
    for (uint64_t i = 1; i <= HF_LINE_CALLS; i++)
        cr_assert_eq(wants(i), HF_OK);
    cr_assert_eq(wants(99), HF_E_LIMIT);
    rig_response(&rig, rig.last_attempt, 200, HF_EXPIRES_NONE);
    cr_assert_eq(reported()->request, HF_LINE_CALLS);
    cr_assert(is_carried(1));
    cr_assert_eq(wants(99), HF_OK);
}
