/* SPDX-License-Identifier: Apache-2.0 */
/* C14: another configuration at any time. */
#include "holdfast/line.h"
#include "rig.h"

#define S 1000000ull

static struct rig rig;

static const struct hf_registration *first(void)
{
    return &rig.line.registrations[0];
}

static void swap_servers(void)
{
    struct hf_server_config one = rig.config.servers[0];

    rig.config.servers[0] = rig.config.servers[1];
    rig.config.servers[1] = one;
}

static void drop_server(uint8_t server)
{
    for (uint8_t i = server; i < rig.config.n_servers; i++)
        rig.config.servers[i - 1] = rig.config.servers[i];
    rig.config.n_servers--;
}

static void reconfigure(void)
{
    cr_assert_eq(rig_configure(&rig), HF_OK, "%s", rig.actions.refusal.what);
}

/* The Send with that purpose in the latest step, or NULL. */
static const struct hf_send *sent(enum hf_purpose purpose)
{
    const struct hf_action *a;

    for (unsigned i = 0; (a = rig_action(&rig, HF_ACTION_SEND, i)) != NULL; i++) {
        if (a->u.send.purpose == (uint8_t)purpose)
            return &a->u.send;
    }
    return NULL;
}

static void registered(uint8_t n)
{
    rig_init_servers(&rig, n);
    rig_begin(&rig);
    rig_accept(&rig, 3600);
}

static void on_backup(void)
{
    rig_init_servers(&rig, 3);
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 3600);
    rig.now_us = 10 * S;
}

Test(reconfigure, C14_the_same_configuration_changes_nothing)
{
    struct hf_line before;

    on_backup();
    rig_fact(&rig, HF_EVENT_TIME_PASSED);
    before = rig.line;
    reconfigure();
    cr_assert_eq(rig.actions.n, 0);
    cr_assert_eq(memcmp(&before, &rig.line, sizeof before), 0);
}

/* The records that answer beside DNS (B11a) may be others; nothing else is asked of anybody. */
Test(reconfigure, B11a_names_are_asked_again_at_the_next_need_after_the_same_configuration)
{
    rig_init_servers(&rig, 1);
    rig_two_targets(&rig, 1);
    rig_begin(&rig);
    rig_accept(&rig, 3600);
    rig.now_us = 10 * S;
    cr_assert_gt(rig.line.lookups[0].expires_us, rig.now_us);
    reconfigure();
    cr_assert_null(rig_action(&rig, HF_ACTION_RESOLVE, 0), "not before");
    cr_assert_null(rig_action(&rig, HF_ACTION_SEND, 0));
    cr_assert_eq(rig.line.lookups[0].expires_us, rig.now_us);
    cr_assert_eq(first()->state, HF_REGISTRATION_REGISTERED);
}

Test(reconfigure, C14_a_broken_one_is_refused_and_changes_nothing)
{
    struct hf_line before;

    on_backup();
    before = rig.line;
    rig.config.n_servers = 0;
    cr_assert_lt(rig_configure(&rig), 0);
    cr_assert_eq(memcmp(&before, &rig.line, sizeof before), 0);
}

Test(reconfigure, C14_servers_that_change_places_keep_their_bindings)
{
    uint32_t series;

    registered(2);
    series = rig.line.bindings[0].series;
    rig.now_us = 10 * S;
    swap_servers();
    reconfigure();
    cr_assert_eq(rig.line.bindings[1].state, HF_BINDING_HELD);
    cr_assert_eq(rig.line.bindings[1].series, series);
    cr_assert_eq(rig.line.bindings[0].state, HF_BINDING_ABSENT);
    cr_assert_null(sent(HF_PURPOSE_REMOVE));
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_ON_BACKUP, "server 1 is another one now");
    cr_assert_not_null(rig_decision(&rig, HF_WHY_CONFIG_CHANGED));
}

Test(reconfigure, C14_an_added_better_server_is_probed_after_the_interval)
{
    registered(1);
    rig_server_at(&rig, 9);
    swap_servers();
    reconfigure();
    rig_accept(&rig, 3600); /* the pass that it began where it works */
    cr_assert_eq(hf_line_status(&rig.line).server, 2);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_AWAY);
    rig_until(&rig, rig.line.failback.deadline_us);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_PROBE);
    cr_assert_eq(rig.last_send.target.address[3], 9);
}

Test(reconfigure, C14_a_binding_at_a_removed_server_is_removed_under_its_former_number)
{
    const struct hf_send *removal;
    uint32_t series;

    on_backup();
    series = rig.line.bindings[1].series;
    drop_server(2);
    reconfigure();
    removal = sent(HF_PURPOSE_REMOVE);
    cr_assert_not_null(removal);
    cr_assert_eq(removal->former, 1);
    cr_assert_eq(removal->server, 2, "its number in the configuration before");
    cr_assert_eq(removal->expires_s, 0);
    cr_assert_eq(removal->series, series);
    cr_assert_eq(removal->target.address[3], 2);
    cr_assert_eq(sent(HF_PURPOSE_REGISTER)->server, 1, "the line looks for another at once");
    cr_assert_eq(sent(HF_PURPOSE_REGISTER)->former, 0);
}

Test(reconfigure, C14_such_a_removal_has_two_seconds)
{
    on_backup();
    drop_server(2);
    reconfigure();
    rig_accept(&rig, 3600);
    rig_until(&rig, 12 * S - 1);
    cr_assert_eq(rig_count(&rig, HF_ACTION_ABANDON), 0);
    rig_until(&rig, 12 * S);
    cr_assert_eq(rig_count(&rig, HF_ACTION_ABANDON), 1);
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++)
        cr_assert_eq(rig.line.passes[i].former, 0);
}

Test(reconfigure, C14_neither_a_challenge_nor_a_423_gives_it_more_than_two_seconds)
{
    uint64_t removal;

    on_backup();
    drop_server(2);
    reconfigure();
    removal = sent(HF_PURPOSE_REMOVE)->attempt;
    rig_accept(&rig, 3600);
    rig.now_us = 11 * S;
    rig_challenged(&rig, removal, 0, 0);
    cr_assert_eq(rig_count(&rig, HF_ACTION_AUTHENTICATE), 1);
    rig_until(&rig, 12 * S);
    cr_assert_eq(rig_count(&rig, HF_ACTION_ABANDON), 1);
}

Test(reconfigure, C14_an_attempt_to_a_removed_candidate_is_abandoned)
{
    uint64_t attempt;

    rig_init_servers(&rig, 2);
    rig_begin(&rig);
    attempt = rig.last_attempt;
    drop_server(1);
    reconfigure();
    cr_assert_eq(rig_action(&rig, HF_ACTION_ABANDON, 0)->u.attempt.attempt, attempt);
    cr_assert_eq(rig.last_send.target.address[3], 2);
    cr_assert_eq(rig.last_send.server, 1);
    rig_abandoned(&rig, attempt, 200); /* a binding where the line has no server */
    cr_assert_eq(rig.line.bindings[0].state, HF_BINDING_ABSENT);
}

Test(reconfigure, C14_taken_again_within_two_seconds_the_older_removals_end)
{
    on_backup();
    drop_server(2);
    reconfigure();
    rig.now_us += S;
    drop_server(2);
    reconfigure();
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++)
        cr_assert_eq(rig.line.passes[i].former, 0);
}

Test(reconfigure, C14_wishes_wait_for_the_pass_of_the_new_configuration)
{
    registered(2);
    rig_wanted(&rig, 7);
    rig.config.failback_interval_s++;
    reconfigure();
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 0);
    cr_assert_eq(rig_count(&rig, HF_ACTION_ABANDON), 0,
                 "its server stays, and so does its REGISTER");
    rig_accept(&rig, 3600);
    cr_assert_eq(rig_action(&rig, HF_ACTION_REPORT_REQUEST, 0)->u.request.outcome,
                 HF_DONE_ACCEPTED);
}

Test(reconfigure, C14_a_request_at_a_removed_server_goes_on_from_the_first_of_the_new_ones)
{
    uint64_t attempt;

    registered(2);
    rig_request(&rig, 7);
    attempt = rig.last_attempt;
    drop_server(1);
    reconfigure();
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 0);
    cr_assert_eq(sent(HF_PURPOSE_REQUEST)->request, 7);
    cr_assert_eq(sent(HF_PURPOSE_REQUEST)->target.address[3], 2);
    cr_assert_neq(sent(HF_PURPOSE_REQUEST)->attempt, attempt);
    rig_response(&rig, sent(HF_PURPOSE_REQUEST)->attempt, 200, HF_EXPIRES_NONE);
    cr_assert_eq(rig_action(&rig, HF_ACTION_REPORT_REQUEST, 0)->u.request.server, 1);
}

Test(reconfigure, C14_a_request_at_a_server_that_stays_runs_on)
{
    uint64_t attempt;

    registered(2);
    rig_request(&rig, 7);
    attempt = rig.last_attempt;
    swap_servers();
    reconfigure();
    cr_assert_null(sent(HF_PURPOSE_REQUEST));
    rig_response(&rig, attempt, 200, HF_EXPIRES_NONE);
    cr_assert_eq(rig_action(&rig, HF_ACTION_REPORT_REQUEST, 0)->u.request.server, 2);
}

Test(reconfigure, C14_successive_becomes_concurrent_and_registers_everywhere)
{
    on_backup();
    rig.config.mode = HF_MODE_CONCURRENT;
    reconfigure();
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 3);
    cr_assert_eq(hf_line_status(&rig.line).server, 2, "its binding stands meanwhile");
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_HOME, "D1 is for successive mode");
    cr_assert_eq(rig.line.registrations[1].working, 1);
}

Test(reconfigure, C14_concurrent_becomes_successive_and_believes_in_one_binding)
{
    unsigned held = 0;

    rig_init_servers(&rig, 3);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig_begin(&rig);
    for (uint64_t i = 3; i > 0; i--)
        rig_response(&rig, rig.last_attempt - i + 1, 200, 3600);
    rig.config.mode = HF_MODE_SUCCESSIVE;
    reconfigure();
    for (uint8_t i = 0; i < 3; i++)
        held += rig.line.bindings[i].state == HF_BINDING_HELD;
    cr_assert_eq(held, 1);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERED);
    rig_fact(&rig, HF_EVENT_STOPPED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 3, "what was left is removed in the end (C8)");
}

Test(reconfigure, C14_a_waiting_or_refused_line_tries_at_once)
{
    for (int refused = 0; refused < 2; refused++) {
        rig_init_servers(&rig, 1);
        rig_begin(&rig);
        rig_answer(&rig, refused ? 401 : 404, HF_RETRY_AFTER_NONE);
        rig_server_at(&rig, 2);
        reconfigure();
        cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1, "%s", refused ? "refused" : "waiting");
    }
}

Test(reconfigure, C14_a_disabled_line_only_takes_it)
{
    registered(2);
    rig_fact(&rig, HF_EVENT_STOPPED);
    rig_accept(&rig, 0);
    cr_assert_eq(first()->state, HF_REGISTRATION_OFF);
    swap_servers();
    reconfigure();
    cr_assert_eq(rig.actions.n, 0);
    rig_fact(&rig, HF_EVENT_STARTED);
    cr_assert_eq(rig.last_send.target.address[3], 2);
}

Test(reconfigure, C14_a_stopping_line_goes_on_stopping)
{
    uint64_t removal;

    registered(2);
    rig_fact(&rig, HF_EVENT_STOPPED);
    removal = rig.last_attempt;
    swap_servers();
    reconfigure();
    cr_assert_eq(first()->state, HF_REGISTRATION_STOPPING);
    cr_assert_eq(hf_line_deadline(&rig.line).at_us, 2 * S);
    rig_response(&rig, removal, 200, HF_EXPIRES_NONE);
    cr_assert_eq(first()->state, HF_REGISTRATION_OFF);
}

Test(reconfigure, C14_a_probe_ends_and_the_clocks_start_anew)
{
    on_backup();
    rig_until(&rig, rig.line.failback.deadline_us);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_PROBING);
    rig.config.failback_interval_s = 50;
    reconfigure();
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_AWAY);
    cr_assert_eq(rig.line.failback.deadline_us, rig.now_us + 50 * S);
    cr_assert_eq(rig.line.passes[HF_SLOT_PROBE].state, HF_PASS_IDLE);
}

Test(reconfigure, C14_calls_keep_their_server_and_outlive_one_that_is_gone)
{
    registered(2);
    rig_call(&rig, HF_EVENT_CALL_ARRIVED, 7);
    swap_servers();
    reconfigure();
    cr_assert_eq(rig.line.calls[0].server, 2);
    drop_server(2);
    reconfigure();
    cr_assert_eq(rig.line.calls[0].id, 7);
    cr_assert_eq(rig_call(&rig, HF_EVENT_CALL_ENDED, 7), HF_OK);
    cr_assert_eq(rig.actions.late_events, 0);
}

Test(reconfigure, C14_a_shorter_budget_counts_for_what_runs)
{
    registered(2);
    rig_request(&rig, 7);
    rig.config.t1_ms = 50; /* 0.75 + 3.2 s in all */
    reconfigure();
    cr_assert_leq(rig.line.passes[HF_SLOT_REQUEST].attempt.deadline_us, 3950000);
}

/* ---- four servers at once: the removals take the places of registrations ---- */

static void four_replaced(uint8_t mode)
{
    rig_init_servers(&rig, 4);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig_begin(&rig);
    for (uint64_t i = 4; i > 0; i--)
        rig_response(&rig, rig.last_attempt - i + 1, 200, 3600);
    rig.config.mode = mode;
    for (uint8_t server = 1; server <= 4; server++)
        rig.config.servers[server - 1].port = 5070;
    reconfigure();
    cr_assert_geq(rig_count(&rig, HF_ACTION_SEND), 4);
}

Test(reconfigure, C14_all_servers_are_replaced_and_registrations_wait_for_removals_at_most_2_s)
{
    unsigned registering = 0;

    four_replaced(HF_MODE_CONCURRENT);
    rig_until(&rig, 2 * S);
    for (uint8_t k = 0; k < 4; k++)
        registering += rig.line.registrations[k].state == HF_REGISTRATION_REGISTERING;
    cr_assert_eq(registering, 4);
}

Test(reconfigure, C14_the_users_request_meanwhile_is_answered_in_the_end)
{
    four_replaced(HF_MODE_CONCURRENT);
    rig_wanted(&rig, 7);
    rig_until(&rig, 60 * S);
    cr_assert_eq(rig.line.wishes.n, 0);
}

Test(reconfigure, C14_stopping_and_starting_again_while_they_are_removed_is_legal)
{
    for (uint8_t mode = 0; mode < HF_MODE_COUNT; mode++) {
        four_replaced(mode);
        rig_fact(&rig, HF_EVENT_STOPPED);
        cr_assert_eq(rig_fact(&rig, HF_EVENT_STARTED), HF_OK);
        rig_until(&rig, 3 * S);
        cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERING);
    }
}

Test(reconfigure, C14_a_held_up_registration_takes_any_other_event)
{
    static const enum hf_event_kind kinds[] = {HF_EVENT_STARTED, HF_EVENT_STOPPED,
                                               HF_EVENT_CREDENTIALS_CHANGED,
                                               HF_EVENT_NETWORK_CHANGED, HF_EVENT_RESTORED};

    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        four_replaced(HF_MODE_CONCURRENT);
        rig_event(&rig, kinds[i]);
        rig.event.u.network.address_changed = kinds[i] == HF_EVENT_NETWORK_CHANGED;
        cr_assert_eq(rig_step(&rig), HF_OK);
        rig_until(&rig, 3 * S);
    }
}

/* Three servers are replaced; the fourth stays, and its registration's place is taken. */
Test(reconfigure, C14_a_binding_that_expires_while_its_registration_is_held_up_waits_too)
{
    rig_init_servers(&rig, 4);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig_begin(&rig);
    for (uint64_t i = 4; i > 0; i--)
        rig_response(&rig, rig.last_attempt - i + 1, 200, 10);
    rig.now_us = 4500000;
    for (uint8_t server = 1; server <= 3; server++)
        rig.config.servers[server - 1].port = 5070;
    reconfigure();
    rig.line.bindings[3].expires_us = rig.now_us + S;
    rig_until(&rig, rig.now_us + S);
    cr_assert_eq(hf_line_check(&rig.line), 0);
    rig_until(&rig, rig.now_us + 2 * S);
    cr_assert_eq(rig.line.registrations[3].state, HF_REGISTRATION_REGISTERING);
}

/* F1: what a server said under the former configuration is no reason any more. */
Test(reconfigure, C14_F1_a_refusal_of_before_is_forgotten)
{
    rig_start(&rig);
    rig_answer(&rig, 403, HF_RETRY_AFTER_NONE);
    cr_assert_eq(hf_line_status(&rig.line).status, 403);
    rig.config.mode = HF_MODE_CONCURRENT;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERING);
    cr_assert_eq(hf_line_status(&rig.line).status, 0);
}
