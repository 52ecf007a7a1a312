/* SPDX-License-Identifier: Apache-2.0 */
/* What events do to registrations: lost flows, the network, spreads, and the limit of passes a
 * minute (C3a, C5, C11, C12). */
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

static void registered(uint8_t n_servers)
{
    rig_init_servers(&rig, n_servers);
    rig_begin(&rig);
    rig_accept(&rig, 3600);
}

static void on_backup(void)
{
    rig_init_servers(&rig, 2);
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 3600);
    cr_assert_eq(first()->working, 1);
}

/* ---- C3a ---- */

Test(registration_facts, C3a_a_lost_flow_registers_at_once_at_the_same_candidate)
{
    on_backup();
    rig.now_us = 5 * S;
    rig_flow_lost(&rig, target_of(1));
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
    cr_assert_eq(rig.last_send.server, 2);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_FLOW_LOST));
    rig_fail(&rig, HF_CAUSE_REFUSED);
    cr_assert_eq(rig.last_send.server, 1, "then failover");
}

Test(registration_facts, C3a_the_same_candidate_counts_whatever_D2_and_D4_say)
{
    static const uint8_t modes[] = {HF_FAILBACK_NEW_REQUESTS, HF_FAILBACK_REGISTRATION};

    for (unsigned i = 0; i < 2; i++) {
        rig_init_servers(&rig, 1);
        rig_two_targets(&rig, 1);
        rig.config.servers[0].failback_mode = modes[i];
        rig_begin(&rig);
        rig_fail(&rig, HF_CAUSE_ICMP);
        rig_accept(&rig, 3600);
        rig_flow_lost(&rig, target_of(1));
        cr_assert_eq(rig_sent_to(&rig), 12, "mode %u", modes[i]);
    }
}

Test(registration_facts, C3a_another_flow_is_nobodys)
{
    registered(2);
    rig_flow_lost(&rig, target_of(1));
    cr_assert_eq(rig.actions.n, 0);
}

Test(registration_facts, C3a_a_flow_that_is_lost_again_and_again_waits_as_C6_says)
{
    static const uint64_t bounds_s[] = {60, 120, 240, 300, 300};

    registered(1);
    rig.now_us = S;
    rig_flow_lost(&rig, target_of(0));
    rig_accept(&rig, 3600);
    for (unsigned i = 0; i < 5; i++) {
        uint64_t bound_us = bounds_s[i] * S;
        rig_flow_lost(&rig, target_of(0));
        cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0, "loss %u", i + 2);
        cr_assert_not_null(rig_decision(&rig, HF_WHY_FLOW_WAITS));
        cr_assert_geq(first()->deadline_us - rig.now_us, bound_us / 2);
        cr_assert_leq(first()->deadline_us - rig.now_us, bound_us);
        cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERED);
        rig_until(&rig, first()->deadline_us);
        cr_assert_eq(first()->state, HF_REGISTRATION_REGISTERING);
        rig_accept(&rig, 3600);
    }
}

Test(registration_facts, C3a_a_loss_while_one_waits_does_not_bring_it_forward)
{
    uint64_t at_us;

    registered(1);
    rig_flow_lost(&rig, target_of(0));
    rig_accept(&rig, 3600);
    rig_flow_lost(&rig, target_of(0));
    at_us = first()->deadline_us;
    for (int i = 0; i < 3; i++) {
        rig.now_us += S;
        rig_flow_lost(&rig, target_of(0));
        cr_assert_eq(rig.actions.n, 0);
        cr_assert_eq(first()->deadline_us, at_us);
    }
}

Test(registration_facts, C3a_a_refresh_in_between_forgets_the_losses)
{
    registered(1);
    rig_flow_lost(&rig, target_of(0));
    rig_accept(&rig, 600);
    rig_until(&rig, first()->deadline_us); /* the refresh */
    rig_accept(&rig, 600);
    rig_flow_lost(&rig, target_of(0));
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
}

Test(registration_facts, C3a_the_refresh_is_no_later_because_of_a_loss)
{
    registered(1);
    rig_flow_lost(&rig, target_of(0));
    rig_accept(&rig, 20);
    rig_flow_lost(&rig, target_of(0));
    cr_assert_eq(first()->deadline_us, 10 * S);
}

Test(registration_facts, C3a_in_concurrent_mode_each_binding_has_its_own_flow)
{
    rig_init_servers(&rig, 2);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig_begin(&rig);
    rig_accept(&rig, 3600);
    rig_response(&rig, rig.last_attempt - 1, 200, 3600);
    rig_flow_lost(&rig, target_of(1));
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
    cr_assert_eq(rig.last_send.server, 2);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERED);
}

Test(registration_facts, C3a_a_changed_address_registers_where_the_line_works)
{
    on_backup();
    rig_network(&rig, 3, 1);
    cr_assert_eq(rig.last_send.server, 2);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_ADDRESS_CHANGED));
}

/* C5: "A13 and C3a as they say"; C3a: the local address changed: the same candidate. */
Test(registration_facts, C3a_a_changed_address_stays_at_the_same_candidate_whatever_D2_says)
{
    rig_init_servers(&rig, 1);
    rig_two_targets(&rig, 1);
    rig.config.servers[0].failback_mode = HF_FAILBACK_NEW_REQUESTS;
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 3600);
    rig_network(&rig, 3, 1);
    cr_assert_eq(rig_sent_to(&rig), 12);
}

/* ---- C5 ---- */

Test(registration_facts, C5_the_user_and_the_start_begin_at_the_first_and_a_refresh_where_it_works)
{
    on_backup();
    rig.line.failback.deadline_us = HF_NEVER - 1; /* no probe in between */
    rig_until(&rig, first()->deadline_us);
    cr_assert_eq(rig.last_send.server, 2);
    rig_accept(&rig, 3600);
    rig_wanted(&rig, 7);
    cr_assert_eq(rig.last_send.server, 1);
}

Test(registration_facts, C5_a_network_that_is_back_begins_where_it_works)
{
    on_backup();
    rig_network(&rig, 0, 0);
    rig_network(&rig, 1, 0);
    cr_assert_eq(rig.last_send.server, 2);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_NETWORK_BACK));
}

/* ---- C11 ---- */

Test(registration_facts, C11_the_start_is_spread_and_what_waits_has_not_failed)
{
    uint64_t least_us = HF_NEVER, most_us = 0;

    for (uint64_t seed = 1; seed <= 200; seed++) {
        rig_init_servers(&rig, 1);
        rig.config.start_spread_s = 60;
        rig_event(&rig, HF_EVENT_CONFIGURED)->u.configured = (struct hf_configured){
            .config = &rig.config, .seed = seed};
        rig_step(&rig);
        rig_fact(&rig, HF_EVENT_STARTED);
        cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
        cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERING);
        cr_assert_leq(first()->deadline_us, 60 * S);
        least_us = first()->deadline_us < least_us ? first()->deadline_us : least_us;
        most_us = first()->deadline_us > most_us ? first()->deadline_us : most_us;
    }
    cr_assert(least_us < 3 * S && most_us > 57 * S, "from 0 to start_spread_s");
    rig_wake(&rig);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
}

Test(registration_facts, C11_a_restart_is_spread_too_and_a_binding_that_stands_serves_meanwhile)
{
    rig_init_servers(&rig, 1);
    rig.config.start_spread_s = 60;
    rig_begin(&rig);
    rig_wake(&rig);
    rig_accept(&rig, 3600);
    rig_event(&rig, HF_EVENT_RESTORED)->u.restored.elapsed_us = S;
    rig_step(&rig);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_START_SPREAD));
    cr_assert_leq(first()->deadline_us, rig.now_us + 60 * S);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERED);
}

Test(registration_facts, C11_the_users_request_does_not_wait_for_the_spread)
{
    rig_init_servers(&rig, 1);
    rig.config.start_spread_s = 3600;
    rig_begin(&rig);
    rig_wanted(&rig, 7);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
}

static void refresh_with_storm_spread(unsigned n_servers, uint64_t seed)
{
    rig_init_servers(&rig, (uint8_t)n_servers);
    rig.config.storm_spread_ms = 900;
    rig_two_targets(&rig, 1);
    rig_event(&rig, HF_EVENT_CONFIGURED)->u.configured = (struct hf_configured){
        .config = &rig.config, .seed = seed};
    rig_step(&rig);
    rig_fact(&rig, HF_EVENT_STARTED);
    rig_answer_pairs(&rig);
    rig_accept(&rig, 3600);
    rig_until(&rig, first()->deadline_us);
}

Test(registration_facts,
     C11_the_first_attempt_on_another_server_is_spread_and_on_another_target_not)
{
    uint64_t most_us = 0;

    for (uint64_t seed = 1; seed <= 50; seed++) {
        const struct hf_attempt *a = &rig.line.passes[HF_SLOT_REGISTER].attempt;
        refresh_with_storm_spread(2, seed);
        rig_fail(&rig, HF_CAUSE_ICMP);
        cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1, "the same server's other target");
        rig_fail(&rig, HF_CAUSE_ICMP);
        cr_assert_leq(rig_count(&rig, HF_ACTION_SEND), 1);
        if (a->state != HF_ATTEMPT_SPREAD)
            continue; /* drawn 0 */
        cr_assert_leq(a->deadline_us - rig.now_us, 900000);
        most_us = a->deadline_us - rig.now_us > most_us ? a->deadline_us - rig.now_us : most_us;
        rig_wake(&rig);
        cr_assert_eq(rig.last_send.server, 2);
    }
    cr_assert_gt(most_us, 800000);
}

Test(registration_facts, C11_what_a_user_waits_for_is_not_spread)
{
    refresh_with_storm_spread(2, 3);
    rig_accept(&rig, 3600);
    rig_wanted(&rig, 7);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(rig.last_send.server, 2);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
}

Test(registration_facts, C11_a_2xx_elsewhere_or_a_stop_ends_what_is_held_back)
{
    refresh_with_storm_spread(2, 3);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(rig.line.passes[HF_SLOT_REGISTER].attempt.state, HF_ATTEMPT_SPREAD);
    rig_fact(&rig, HF_EVENT_STOPPED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_ABANDON), 0, "it was never sent");
    cr_assert_eq(rig.line.passes[HF_SLOT_REGISTER].attempt.state, HF_ATTEMPT_IDLE);
}

static uint64_t refresh_after_us(uint64_t seed)
{
    rig_init_servers(&rig, 1);
    rig.config.jitter_percent = 10;
    rig_event(&rig, HF_EVENT_CONFIGURED)->u.configured = (struct hf_configured){
        .config = &rig.config, .seed = seed};
    rig_step(&rig);
    rig_fact(&rig, HF_EVENT_STARTED);
    rig_accept(&rig, 3600);
    return first()->deadline_us;
}

Test(registration_facts, C11_jitter_makes_refreshes_only_earlier_and_by_its_percentage_at_most)
{
    uint64_t usual_us = 3600 * S - 39500000 - 2 * S; /* C4: W = 7.5 + 32 s, 4*T1 = 2 s */
    uint64_t least_us = HF_NEVER, most_us = 0;

    for (uint64_t seed = 1; seed <= 200; seed++) {
        uint64_t at_us = refresh_after_us(seed);
        cr_assert(at_us <= usual_us && at_us >= usual_us * 9 / 10 - 1);
        least_us = at_us < least_us ? at_us : least_us;
        most_us = at_us > most_us ? at_us : most_us;
    }
    cr_assert(least_us < usual_us * 91 / 100 && most_us > usual_us * 99 / 100);
}

/* ---- C12 ---- */

/* Each change of the address starts a pass at server 1, which accepts. */
static void start_passes(unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        rig.now_us += 100000;
        rig_network(&rig, 3, 1);
        cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1, "pass %u", i + 1);
        rig_accept(&rig, 3600);
    }
}

Test(registration_facts, C12_the_eleventh_pass_of_a_minute_is_put_off_to_its_end_and_not_dropped)
{
    uint64_t minute_us;

    registered(2);
    rig.now_us = 7 * S;
    minute_us = rig.now_us + 100000 + 60 * S;
    start_passes(10);
    rig.now_us += 100000;
    rig_network(&rig, 3, 1);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_PUT_OFF));
    cr_assert_eq(first()->deadline_us, minute_us);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERED, "its binding stands");
    rig_wake(&rig);
    cr_assert_eq(rig.now_us, minute_us);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_ADDRESS_CHANGED));
}

Test(registration_facts, C12_what_is_put_off_goes_with_the_refresh_where_that_is_earlier)
{
    registered(1);
    start_passes(10);
    rig.line.bindings[0].expires_us = rig.now_us + 20 * S;
    rig.line.bindings[0].granted_s = 20;
    rig.line.registrations[0].deadline_us = rig.now_us + 10 * S;
    rig_network(&rig, 3, 1);
    cr_assert_eq(first()->state, HF_REGISTRATION_REGISTERED);
    cr_assert_eq(first()->deadline_us, rig.now_us + 10 * S);
    rig_until(&rig, rig.now_us + 10 * S);
    cr_assert_eq(first()->state, HF_REGISTRATION_REGISTERING, "a refresh is free");
}

Test(registration_facts, C12_the_users_request_is_free_and_so_is_stopping)
{
    registered(1);
    start_passes(10);
    rig_network(&rig, 3, 1);
    rig_wanted(&rig, 7);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
    rig_accept(&rig, 3600);
    rig_fact(&rig, HF_EVENT_STOPPED);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REMOVE);
}

Test(registration_facts, C12_another_server_has_its_own_ten)
{
    rig_init_servers(&rig, 2);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig_begin(&rig);
    rig_response(&rig, rig.last_attempt - 1, 200, 3600);
    rig_accept(&rig, 3600);
    for (unsigned i = 0; i < 10; i++) {
        rig.line.registrations[0].flow_losses = 0;
        rig_flow_lost(&rig, target_of(0));
        rig_accept(&rig, 3600);
    }
    rig.line.registrations[0].flow_losses = 0;
    rig_flow_lost(&rig, target_of(0));
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
    rig_flow_lost(&rig, target_of(1));
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
}

Test(registration_facts, C12_a_refresh_that_jitter_brought_forward_is_free_too)
{
    rig_init_servers(&rig, 1);
    rig.config.jitter_percent = 50;
    rig_begin(&rig);
    rig_accept(&rig, 12);
    for (unsigned i = 0; i < 30; i++) {
        rig_until(&rig, first()->deadline_us);
        cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1, "refresh %u", i);
        rig_accept(&rig, 12);
        cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERED);
    }
}

Test(registration_facts, C3a_the_family_that_it_works_over_goes_away)
{
    registered(1);
    rig_network(&rig, HF_FAMILIES_IPV4, 0);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0, "it works over IPv4");
    rig_network(&rig, HF_FAMILIES_IPV6, 0);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_ADDRESS_CHANGED));
}

/* F3: that there is no network any more is said when it goes, and not again. */
Test(registration_facts, F3_the_networks_loss_is_said_once_whichever_families_there_were)
{
    for (uint8_t from = 0; from <= 3; from++) {
        for (uint8_t to = 0; to <= 3; to++) {
            rig_start(&rig);
            rig_accept(&rig, 600);
            rig_network(&rig, from, 0);
            rig_network(&rig, to, 0);
            cr_assert_eq(rig_decision(&rig, HF_WHY_NETWORK_LOST) != NULL, from != 0 && to == 0,
                         "from %u to %u", from, to);
        }
    }
}

Test(registration_facts, C8_a_line_that_is_off_does_not_stop_once_more)
{
    rig_init_servers(&rig, 2);
    cr_assert_eq(rig_configure(&rig), HF_OK);
    cr_assert_eq(rig_fact(&rig, HF_EVENT_STOPPED), HF_OK);
    cr_assert_eq(rig.actions.n, 0);
}
