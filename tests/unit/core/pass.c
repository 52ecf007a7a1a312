/* SPDX-License-Identifier: Apache-2.0 */
/* The order of a pass, and who waits for whom. */
#include "rig.h"

static struct rig rig;

static void start_with(const char *const *hosts, unsigned n)
{
    rig_init(&rig);
    for (unsigned i = 0; i < n; i++)
        rig_server(&rig, hosts[i]);
    cr_assert_eq(rig_configure(&rig), HF_OK);
    rig_fact(&rig, HF_EVENT_STARTED);
}

static const char *const four[] = {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"};

Test(pass, A14_goes_from_the_working_candidate_to_the_first_and_each_once)
{
    static const uint8_t order[] = {3, 1, 2, 4};

    start_with(four, 4);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_response(&rig, rig.last_attempt, 200, 600);
    rig.now_us = rig.line.bindings[2].expires_us; /* the refresh is long due */
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig.line.failback.deadline_us = HF_NEVER - 1; /* no probe in between */
    rig_fact(&rig, HF_EVENT_TIME_PASSED);
    for (unsigned i = 0; i < 4; i++) {
        cr_assert_eq(rig.last_send.server, order[i], "place %u: server %u", i,
                     rig.last_send.server);
        rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    }
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_WAITING);
}

Test(pass, A14_never_tries_a_target_again_that_failed_in_it)
{
    static const char *const twins[] = {"192.0.2.1", "192.0.2.1", "192.0.2.2"};

    start_with(twins, 3);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_REFUSED);
    cr_assert_eq(rig.last_send.server, 3);
}

Test(pass, A14_tries_a_target_again_that_only_answered_503)
{
    static const char *const twins[] = {"192.0.2.1", "192.0.2.1", "192.0.2.2"};

    start_with(twins, 3);
    rig_response(&rig, rig.last_attempt, 503, 0);
    cr_assert_eq(rig.last_send.server, 2);
}

static void probing_server_1(void)
{
    start_with(four, 2);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_response(&rig, rig.last_attempt, 200, 600);
    rig_wake(&rig);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_PROBING);
}

/* The refresh comes while server 1 is under probe, and the backup refuses it. */
static void refresh_fails_over(void)
{
    rig.line.registrations[0].deadline_us = rig.now_us;
    rig_fact(&rig, HF_EVENT_TIME_PASSED);
    cr_assert_eq(rig.last_send.server, 2);
    rig_response(&rig, rig.last_attempt, 503, 0);
}

Test(pass, C1b_joins_the_probe_at_the_same_candidate_and_takes_its_outcome)
{
    uint64_t probe;

    probing_server_1();
    probe = rig.last_attempt;
    refresh_fails_over();
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0, "one REGISTER at a time to a server");
    cr_assert_eq(rig.line.passes[HF_SLOT_REGISTER].state, HF_PASS_JOINED);
    rig_response(&rig, probe, 200, 600);
    cr_assert_eq(rig.line.registrations[0].working, 0);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_REGISTERED);
}

Test(pass, C1b_a_joined_probe_that_fails_fails_the_pass)
{
    uint64_t probe;

    probing_server_1();
    probe = rig.last_attempt;
    refresh_fails_over();
    rig_failed(&rig, probe, HF_CAUSE_ICMP);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_WAITING);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_HOME);
}

Test(pass, C1b_the_users_request_takes_the_probes_place)
{
    uint64_t probe;

    probing_server_1();
    probe = rig.last_attempt;
    rig_wanted(&rig, 7);
    cr_assert_eq(rig_count(&rig, HF_ACTION_ABANDON), 1);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
    cr_assert_eq(rig.last_send.server, 1);
    cr_assert_eq(rig.last_send.request, 7);
    cr_assert_neq(rig.last_attempt, probe);
}

static void probing_the_second_proxy(void)
{
    struct hf_server_config *server;

    rig_init(&rig);
    rig_server(&rig, "192.0.2.1");
    rig_server(&rig, "192.0.2.2");
    server = &rig.config.servers[0];
    server->n_proxies = 2;
    hf_config_name(&rig.config, &server->proxies[0].host, "192.0.2.11", 10);
    hf_config_name(&rig.config, &server->proxies[1].host, "192.0.2.12", 10);
    rig_configure(&rig);
    rig_fact(&rig, HF_EVENT_STARTED);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_response(&rig, rig.last_attempt, 200, 600);
    rig_wake(&rig);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    cr_assert_eq(rig.last_send.proxy, 2);
}

Test(pass, C1b_another_target_of_the_same_server_waits_for_its_turn)
{
    uint64_t probe;

    probing_the_second_proxy();
    probe = rig.last_attempt;
    refresh_fails_over();
    cr_assert_eq(rig.line.passes[HF_SLOT_REGISTER].state, HF_PASS_TURN);
    rig_failed(&rig, probe, HF_CAUSE_ICMP);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
    cr_assert_eq(rig.last_send.proxy, 1);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REGISTER);
}

Test(pass, C1a_a_servers_targets_share_a_call_id_and_servers_do_not)
{
    uint32_t series;

    probing_the_second_proxy();
    series = rig.last_send.series;
    cr_assert_neq(series, rig.line.bindings[1].series);
    cr_assert_neq(series, rig.line.bindings[0].series, "a probe has its own");
    rig_response(&rig, rig.last_attempt, 200, 600);
    cr_assert_eq(rig.line.bindings[0].series, series, "which is the server's after the move");
}

Test(pass, A12_carries_the_last_cause_to_the_user)
{
    start_with(four, 2);
    rig_wanted(&rig, 7);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_response(&rig, rig.last_attempt, 503, 0);
    for (uint32_t i = 0; i < rig.actions.n; i++) {
        const struct hf_action *a = &rig.actions.items[i];
        if (a->kind == HF_ACTION_REPORT_REQUEST)
            cr_assert(a->u.request.outcome == HF_DONE_FAILED && a->u.request.status == 503 &&
                      a->u.request.request == 7);
    }
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 1);
}

Test(pass, A1_a_joined_pass_leaves_a_probe_that_goes_on_beyond_its_budget)
{
    start_with(four, 3);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_response(&rig, rig.last_attempt, 200, 600);
    rig_wake(&rig); /* the probe at server 1, which is silent */
    rig.now_us += 1000000;
    rig.line.registrations[0].deadline_us = rig.now_us;
    rig_fact(&rig, HF_EVENT_TIME_PASSED);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    cr_assert_eq(rig.line.passes[HF_SLOT_REGISTER].state, HF_PASS_JOINED);
    rig_wake(&rig);
    cr_assert_eq(rig.last_send.server, 2);
    cr_assert_eq(rig.now_us, 120000000 + 7500000);
}

static const struct hf_decision *decision_why(enum hf_why why)
{
    for (uint32_t i = 0; i < rig.actions.n; i++) {
        const struct hf_decision *d = &rig.actions.items[i].u.decision;
        if (rig.actions.items[i].kind == HF_ACTION_EXPLAIN && d->why == (uint16_t)why)
            return d;
    }
    return NULL;
}

Test(pass, F3_going_on_to_the_next_candidate_says_from_where)
{
    const struct hf_decision *d;

    start_with(four, 2);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    d = decision_why(HF_WHY_NEXT_CANDIDATE);
    cr_assert_not_null(d);
    cr_assert(d->from_server == 1 && d->from_candidate == 1);
    cr_assert(d->to_server == 2 && d->to_candidate == 2);
}

Test(pass, F3_a_removal_that_is_refused_is_not_called_removed)
{
    start_with(four, 1);
    rig_response(&rig, rig.last_attempt, 200, 600);
    rig_fact(&rig, HF_EVENT_STOPPED);
    rig_response(&rig, rig.last_attempt, 403, 0);
    cr_assert_not_null(decision_why(HF_WHY_REMOVAL_FAILED));
}
