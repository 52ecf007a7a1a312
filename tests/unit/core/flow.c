/* SPDX-License-Identifier: Apache-2.0 */
/* C3a: which flows are kept alive, told by the orders that reach the shell. */
#include <criterion/criterion.h>

#include "calls.h"
#include "flow.h"
#include "rig.h"

static struct hf_line line;
static struct hf_actions actions;
static struct hf_context x = {.line = &line, .actions = &actions};

/* A registered successive line with two servers, one target each: 192.0.2.1 and 192.0.2.2. */
static void bench(void)
{
    line.config.n_servers = 2;
    line.config.keepalive_s = 30;
    line.n_live = line.n_candidates = 2;
    for (uint8_t i = 0; i < 2; i++) {
        line.candidates[i] = (struct hf_candidate){
            .server = (uint8_t)(i + 1),
            .target = {.address = {192, 0, 2, (uint8_t)(i + 1)},
                       .port = 5060,
                       .family = HF_FAMILY_IPV4},
        };
    }
    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++) {
        line.bindings[i] = (struct hf_binding){.candidate = HF_NONE, .kept = HF_NONE};
        line.registrations[i].working = HF_NONE;
        line.registrations[i].state = HF_REGISTRATION_OFF;
    }
    line.registrations[0].state = HF_REGISTRATION_REGISTERED;
    line.registrations[0].working = 0;
}

static void binds(uint8_t server, enum hf_binding_state state)
{
    line.bindings[server - 1].state = (uint8_t)state;
    line.bindings[server - 1].candidate = state == HF_BINDING_ABSENT ? HF_NONE
                                                                     : (uint8_t)(server - 1);
}

static bool settles(void)
{
    actions.n = 0;
    return hf_flow_settle(&x);
}

/* F3: an order stands behind the decision that explains it. */
static uint32_t orders(void)
{
    for (uint32_t i = 0; i < actions.n; i++) {
        uint32_t kind = i % 2 == 0 ? HF_ACTION_EXPLAIN : HF_ACTION_KEEP_ALIVE;
        cr_assert_eq(actions.items[i].kind, kind);
    }
    cr_assert_eq(actions.n % 2, 0);
    return actions.n / 2;
}

static void explained(const struct hf_decision *decision, uint32_t interval_s)
{
    cr_assert_eq(decision->why, interval_s != 0 ? HF_WHY_FLOW_KEPT : HF_WHY_FLOW_LET_GO);
    cr_assert_eq(decision->setting, interval_s != 0 ? HF_SETTING_KEEPALIVE : HF_SETTING_NONE);
    cr_assert_eq(decision->setting_value, interval_s);
    cr_assert_eq(decision->machine, HF_MACHINE_BINDING);
    cr_assert_eq(decision->subject, decision->to_candidate);
}

static void ordered(uint32_t at, uint8_t last_byte, uint32_t interval_s)
{
    const struct hf_action *a = &actions.items[2 * at + 1];

    cr_assert_lt(at, orders());
    explained(&actions.items[2 * at].u.decision, interval_s);
    cr_assert_eq(a->kind, (uint32_t)HF_ACTION_KEEP_ALIVE);
    cr_assert_eq(a->u.keep_alive.target.address[3], last_byte);
    cr_assert_eq(a->u.keep_alive.interval_s, interval_s);
}

Test(flow, C3a_a_binding_is_kept_alive_by_one_order)
{
    bench();
    binds(1, HF_BINDING_HELD);
    cr_assert(settles());
    cr_assert_eq(orders(), 1);
    ordered(0, 1, 30);
    cr_assert_not(settles(), "once is enough");
    cr_assert_eq(actions.n, 0);
}

Test(flow, C3a_what_was_made_elsewhere_ends_the_old_flow_and_begins_the_new_one)
{
    bench();
    binds(1, HF_BINDING_HELD);
    settles();
    binds(1, HF_BINDING_LEFT);
    binds(2, HF_BINDING_HELD);
    cr_assert(settles());
    cr_assert_eq(orders(), 2);
    ordered(0, 1, 0);
    ordered(1, 2, 30);
}

Test(flow, C9_the_flow_that_carries_a_call_outlives_the_move)
{
    bench();
    binds(1, HF_BINDING_HELD);
    settles();
    line.calls[0] = (struct hf_call_entry){.id = 7, .server = 1, .state = HF_CALL_TALKING};
    binds(1, HF_BINDING_LEFT);
    binds(2, HF_BINDING_HELD);
    settles();
    cr_assert_eq(orders(), 1);
    ordered(0, 2, 30);
    memset(&line.calls[0], 0, sizeof line.calls[0]);
    settles();
    cr_assert_eq(orders(), 1);
    ordered(0, 1, 0);
}

Test(flow, C9_a_call_without_a_binding_keeps_no_flow)
{
    bench();
    line.calls[0] = (struct hf_call_entry){.id = 7, .server = 1, .state = HF_CALL_TALKING};
    cr_assert_not(settles());
}

Test(flow, C3a_two_servers_with_one_target_keep_it_once_until_neither_wants_it)
{
    bench();
    line.config.mode = HF_MODE_CONCURRENT;
    line.registrations[1] = line.registrations[0];
    line.candidates[1].target = line.candidates[0].target;
    binds(1, HF_BINDING_HELD);
    binds(2, HF_BINDING_HELD);
    settles();
    cr_assert_eq(orders(), 1);
    binds(1, HF_BINDING_ABSENT);
    cr_assert_not(settles(), "the other one stands on it");
    cr_assert_eq(line.bindings[0].kept, HF_NONE);
    binds(1, HF_BINDING_HELD);
    cr_assert_not(settles(), "it is kept already");
    binds(1, HF_BINDING_ABSENT);
    binds(2, HF_BINDING_ABSENT);
    settles();
    cr_assert_eq(orders(), 1);
    ordered(0, 1, 0);
}

Test(flow, C3a_a_shared_flow_changes_hands_without_an_order)
{
    bench();
    line.candidates[1].target = line.candidates[0].target;
    binds(1, HF_BINDING_HELD);
    settles();
    binds(1, HF_BINDING_LEFT);
    binds(2, HF_BINDING_HELD);
    cr_assert_not(settles());
    cr_assert_eq(line.bindings[0].kept, HF_NONE);
    cr_assert_eq(line.bindings[1].kept, 1);
}

Test(flow, C3a_the_same_address_over_another_transport_is_another_flow)
{
    bench();
    line.config.mode = HF_MODE_CONCURRENT;
    line.registrations[1] = line.registrations[0];
    line.candidates[1].target = line.candidates[0].target;
    line.candidates[1].target.transport = HF_TRANSPORT_TCP;
    binds(1, HF_BINDING_HELD);
    binds(2, HF_BINDING_HELD);
    settles();
    cr_assert_eq(orders(), 2);
}

Test(flow, C3a_an_interval_of_0_keeps_nothing)
{
    bench();
    line.config.keepalive_s = 0;
    binds(1, HF_BINDING_HELD);
    cr_assert_not(settles());
}

Test(flow, a_disabled_line_keeps_nothing_though_its_bindings_are_still_being_removed)
{
    bench();
    binds(1, HF_BINDING_HELD);
    settles();
    line.registrations[0].state = HF_REGISTRATION_STOPPING;
    line.registrations[0].working = HF_NONE;
    settles();
    cr_assert_eq(orders(), 1);
    ordered(0, 1, 0);
}

Test(flow, after_a_restart_everything_is_ordered_anew)
{
    bench();
    binds(1, HF_BINDING_HELD);
    settles();
    hf_flow_on_restored(&line);
    cr_assert(settles());
    cr_assert_eq(orders(), 1);
    ordered(0, 1, 30);
}

Test(flow, C14_stop_all_ends_each_flow_once_and_another_interval_begins_them_anew)
{
    bench();
    binds(1, HF_BINDING_HELD);
    settles();
    actions.n = 0;
    hf_flow_stop_all(&x);
    cr_assert_eq(orders(), 1);
    ordered(0, 1, 0);
    line.config.keepalive_s = 15;
    settles();
    cr_assert_eq(orders(), 1);
    ordered(0, 1, 15);
}

Test(flow, C3a_the_shell_is_told_when_a_candidate_accepts_and_when_the_line_is_disabled)
{
    static struct rig rig;

    rig_start(&rig);
    cr_assert_eq(rig_count(&rig, HF_ACTION_KEEP_ALIVE), 0);
    rig_response(&rig, rig.last_attempt, 200, 3600);
    cr_assert_eq(rig_count(&rig, HF_ACTION_KEEP_ALIVE), 1);
    rig_fact(&rig, HF_EVENT_STOPPED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_KEEP_ALIVE), 1);
}
