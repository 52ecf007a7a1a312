/* SPDX-License-Identifier: Apache-2.0 */
/* Keep-alive by OPTIONS (C10). */
#include "options.h"

#include "moves.h"
#include "rig.h"

#define S 1000000u

static struct rig rig;

static const struct hf_options_machine *options(void)
{
    return &rig.line.options;
}

static const char *state(void)
{
    return hf_state_name(HF_MACHINE_OPTIONS, options()->state);
}

static void bench(unsigned n_servers)
{
    static const char *const hosts[] = {"192.0.2.1", "192.0.2.2", "192.0.2.3"};

    rig_init(&rig);
    for (unsigned i = 0; i < n_servers; i++)
        rig_server(&rig, hosts[i]);
    rig.config.options_interval_s = 30;
    rig.config.jitter_percent = 0;
    rig.config.quarantine_s = 0;
}

/* Registered at server 1 of two, at time 0. */
static void registered(void)
{
    bench(2);
    rig_configure(&rig);
    rig_fact(&rig, HF_EVENT_STARTED);
    rig_response(&rig, rig.last_attempt, 200, 3600);
}

/* The first OPTIONS is under way, 30 s later. */
static void asking(void)
{
    registered();
    rig_wake(&rig);
    cr_assert_str_eq(state(), "ASKING");
}

/* It failed, and a REGISTER to server 1 follows it. */
static void doubted(void)
{
    asking();
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    cr_assert_str_eq(state(), "DOUBTED");
    cr_assert_eq(rig.last_send.kind, HF_REQUEST_REGISTER);
}

static void mute(void)
{
    doubted();
    rig_response(&rig, rig.last_attempt, 200, 3600);
    cr_assert_str_eq(state(), "MUTE");
}

static bool is_waiting(uint64_t from_us, uint8_t candidate)
{
    return options()->state == HF_OPTIONS_WAITING && options()->candidate == candidate &&
           options()->deadline_us == from_us + 30 * S && options()->slot == HF_NONE;
}

/* What the last step did here, the latest of it. */
static const struct hf_decision *decided(void)
{
    const struct hf_decision *found = NULL;

    for (uint32_t i = 0; i < rig.actions.n; i++) {
        const struct hf_action *a = &rig.actions.items[i];
        if (a->kind == HF_ACTION_EXPLAIN && a->u.decision.machine == HF_MACHINE_OPTIONS)
            found = &a->u.decision;
    }
    cr_assert_not_null(found);
    return found;
}

Test(options, C10_an_interval_of_0_asks_nothing)
{
    bench(2);
    rig.config.options_interval_s = 0;
    rig_configure(&rig);
    rig_fact(&rig, HF_EVENT_STARTED);
    rig_response(&rig, rig.last_attempt, 200, 3600);
    cr_assert_str_eq(state(), "OFF");
    cr_assert_eq(options()->deadline_us, HF_NEVER);
}

Test(options, C10_begins_when_a_candidate_works_and_not_before)
{
    bench(2);
    rig_configure(&rig);
    rig_fact(&rig, HF_EVENT_STARTED);
    cr_assert_str_eq(state(), "OFF");
    rig.now_us = 7000;
    rig_response(&rig, rig.last_attempt, 200, 3600);
    cr_assert(is_waiting(7000, 0));
    cr_assert_eq(decided()->why, HF_WHY_OPTIONS_WAITS);
    cr_assert_eq(decided()->setting, HF_SETTING_OPTIONS_INTERVAL);
    cr_assert_eq(decided()->setting_value, 30);
}

Test(options, C10_asks_the_working_candidate_when_the_interval_is_over)
{
    asking();
    cr_assert_eq(rig.now_us, 30 * S);
    cr_assert_eq(rig.last_send.kind, HF_REQUEST_OPTIONS);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_KEEPALIVE);
    cr_assert_eq(rig.last_send.server, 1);
    cr_assert_eq(rig.last_send.retransmissions, 3);
    cr_assert_eq(decided()->why, HF_WHY_OPTIONS_DUE);
}

Test(options, C10_any_answer_counts_as_alive_and_the_next_follows_after_a_whole_interval)
{
    static const uint16_t statuses[] = {200, 403, 404, 405, 481, 486, 603};

    for (unsigned i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        memset(&rig, 0, sizeof rig);
        asking();
        rig.now_us += 40000;
        rig_response(&rig, rig.last_attempt, statuses[i], HF_EXPIRES_NONE);
        cr_assert(is_waiting(30 * S + 40000, 0), "%u", statuses[i]);
        cr_assert_eq(decided()->why, HF_WHY_OPTIONS_ANSWERED);
        cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
        cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERED);
    }
}

Test(options, C10_refused_credentials_are_an_answer_too)
{
    asking();
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_CREDENTIALS);
    cr_assert(is_waiting(30 * S, 0));
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERED);
}

Test(options, C10_has_the_budget_of_A1_and_never_that_of_A4)
{
    asking();
    rig_wake(&rig);
    cr_assert_eq(rig.now_us, 37500000);
    cr_assert_eq(rig_count(&rig, HF_ACTION_EXTEND), 0);
    cr_assert_str_eq(state(), "DOUBTED");
}

Test(options, C10_silence_starts_a_registration_pass_at_the_first_candidate)
{
    bench(2);
    rig_configure(&rig);
    rig_fact(&rig, HF_EVENT_STARTED);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_response(&rig, rig.last_attempt, 200, 3600);
    rig_wake(&rig);
    cr_assert_eq(rig.last_send.kind, HF_REQUEST_OPTIONS);
    cr_assert_eq(rig.last_send.server, 2);
    rig_wake(&rig);
    cr_assert_str_eq(state(), "DOUBTED");
    cr_assert_eq(rig.last_send.kind, HF_REQUEST_REGISTER);
    cr_assert_eq(rig.last_send.server, 1, "C5: an OPTIONS timeout starts at the first");
}

Test(options, C10_a_failover_status_is_no_sign_of_life)
{
    asking();
    rig_response(&rig, rig.last_attempt, 503, HF_EXPIRES_NONE);
    cr_assert_str_eq(state(), "DOUBTED");
    cr_assert_eq(decided()->why, HF_WHY_OPTIONS_FAILED);
    cr_assert_eq(decided()->status, 503);
    cr_assert_eq(rig.last_send.kind, HF_REQUEST_REGISTER);
}

Test(options, C10_no_other_candidate_is_asked_in_place_of_the_silent_one)
{
    asking();
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_REFUSED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
    cr_assert_neq(rig.last_send.kind, HF_REQUEST_OPTIONS);
}

Test(options, C10_a_fault_on_this_side_says_nothing_about_the_server)
{
    asking();
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_LOCAL);
    cr_assert(is_waiting(30 * S, 0));
    cr_assert_eq(decided()->why, HF_WHY_OPTIONS_WAITS);
    cr_assert_eq(decided()->cause, HF_CAUSE_LOCAL);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
}

Test(options, C10_a_server_that_registers_but_answers_none_is_asked_no_more_and_that_is_said)
{
    doubted();
    rig_response(&rig, rig.last_attempt, 200, 3600);
    cr_assert_str_eq(state(), "MUTE");
    cr_assert_eq(decided()->why, HF_WHY_OPTIONS_IGNORED);
    cr_assert_eq(decided()->setting, HF_SETTING_OPTIONS_INTERVAL);
    cr_assert_eq(options()->deadline_us, HF_NEVER);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERED, "the line stays");
}

Test(options, C10_mute_outlasts_refreshes_and_ends_with_the_next_move)
{
    mute();
    rig_wanted(&rig, 1);
    rig_response(&rig, rig.last_attempt, 200, 3600);
    cr_assert_str_eq(state(), "MUTE");
    rig_wanted(&rig, 2);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_response(&rig, rig.last_attempt, 200, 3600);
    cr_assert(is_waiting(rig.now_us, 1));
}

Test(options, C10_the_line_moves_when_the_silent_server_does_not_register_either)
{
    doubted();
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    cr_assert_str_eq(state(), "DOUBTED");
    rig_response(&rig, rig.last_attempt, 200, 3600);
    cr_assert(is_waiting(rig.now_us, 1));
    cr_assert_eq(decided()->from_server, 1);
    cr_assert_eq(decided()->to_server, 2);
}

Test(options, C10_a_doubt_that_was_right_is_not_held_against_a_server_that_comes_back)
{
    doubted();
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    cr_assert_str_neq(state(), "DOUBTED");
    rig_wanted(&rig, 1);
    rig_response(&rig, rig.last_attempt, 200, 3600);
    cr_assert_str_eq(state(), "WAITING");
    cr_assert_eq(options()->candidate, 0);
}

Test(options, C10_a_pass_that_never_came_to_the_silent_server_leaves_that_to_the_next)
{
    bench(2);
    rig_configure(&rig);
    rig_fact(&rig, HF_EVENT_STARTED);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_response(&rig, rig.last_attempt, 200, 3600);
    rig_wake(&rig);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    cr_assert_str_eq(state(), "DOUBTED");
    rig_response(&rig, rig.last_attempt, 403, HF_EXPIRES_NONE); /* server 1, C7 */
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_ON_BACKUP);
    cr_assert_str_eq(state(), "DOUBTED");
    rig_wake(&rig); /* C3a: at once */
    rig_response(&rig, rig.last_attempt, 200, 3600);
    cr_assert_eq(hf_line_status(&rig.line).server, 2);
    cr_assert_str_eq(state(), "MUTE");
}

Test(options, C12_the_doubt_waits_for_a_registration_pass_that_is_put_off)
{
    asking();
    rig.line.pace.until_us[0] = 50 * S;
    rig.line.pace.starts[0] = 10;
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    cr_assert_str_eq(state(), "DOUBTED");
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
    rig_wake(&rig);
    cr_assert_eq(rig.now_us, 50 * S);
    cr_assert_eq(rig.last_send.kind, HF_REQUEST_REGISTER);
    rig_response(&rig, rig.last_attempt, 200, 3600);
    cr_assert_str_eq(state(), "MUTE");
}

Test(options, C2_in_concurrent_mode_it_follows_the_working_server)
{
    bench(2);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig_configure(&rig);
    rig_fact(&rig, HF_EVENT_STARTED);
    for (uint8_t k = 0; k < 2; k++)
        rig_response(&rig, rig.line.passes[HF_SLOT_REGISTER + k].attempt.id, 200, 3600);
    cr_assert(is_waiting(0, 0));
    rig_wake(&rig);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    cr_assert_str_eq(state(), "DOUBTED");
    cr_assert_eq(rig.last_send.server, 1);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    cr_assert(is_waiting(rig.now_us, 1));
}

Test(options, A13_a_move_while_asking_gives_the_old_one_up)
{
    bench(2);
    rig_configure(&rig);
    rig_fact(&rig, HF_EVENT_STARTED);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_response(&rig, rig.last_attempt, 200, 3600);
    rig_wake(&rig);
    cr_assert_str_eq(state(), "ASKING");
    cr_assert_eq(options()->candidate, 1);
    rig_wanted(&rig, 1); /* C5: at the first candidate */
    rig_response(&rig, rig.last_attempt, 200, 3600);
    cr_assert(is_waiting(rig.now_us, 0));
    cr_assert_eq(rig_count(&rig, HF_ACTION_ABANDON), 1);
}

Test(options, C8_a_disabled_line_asks_nothing)
{
    asking();
    rig_fact(&rig, HF_EVENT_STOPPED);
    cr_assert_str_eq(state(), "OFF");
    cr_assert_eq(rig_count(&rig, HF_ACTION_ABANDON), 1);
    cr_assert_eq(options()->candidate, HF_NONE);
}

Test(options, without_a_free_slot_the_next_interval_comes)
{
    registered();
    for (uint64_t i = 1; i <= HF_LINE_CALLS; i++) {
        struct hf_wanted *wanted = &rig_event(&rig, HF_EVENT_WANTED)->u.wanted;
        rig.now_us = 29 * S;
        wanted->request = i;
        wanted->kind = HF_REQUEST_OTHER;
        cr_assert_eq(rig_step(&rig), HF_OK);
    }
    rig_wake(&rig);
    cr_assert(is_waiting(30 * S, 0));
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
}

Test(options, A9_a_resting_candidate_is_not_woken)
{
    registered();
    rig.line.candidates[0].rest_until_us = 31 * S;
    rig_wake(&rig);
    cr_assert(is_waiting(30 * S, 0));
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
    rig_wake(&rig);
    cr_assert_str_eq(state(), "ASKING");
    cr_assert_eq(rig.last_send.server, 1);
}

Test(options, C14_another_configuration_forgives_a_mute_server)
{
    mute();
    rig.config.ring_timeout_s = 99;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    cr_assert(is_waiting(rig.now_us, 0));
}

Test(options, C14_a_shorter_interval_counts_at_once_and_a_longer_one_from_the_next)
{
    registered();
    rig.config.options_interval_s = 300;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    cr_assert_eq(options()->deadline_us, 30 * S);
    rig.config.options_interval_s = 10;
    rig.now_us = 5 * S;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    cr_assert_eq(options()->deadline_us, 15 * S);
}

Test(options, C14_an_interval_of_0_ends_it)
{
    asking();
    rig.config.options_interval_s = 0;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    cr_assert_str_eq(state(), "OFF");
}

static void restarts(void)
{
    rig_event(&rig, HF_EVENT_RESTORED)->u.restored.elapsed_us = 0;
    cr_assert_eq(rig_step(&rig), HF_OK);
}

Test(options, H12_after_a_restart_nothing_is_under_way_and_nothing_is_doubted)
{
    asking();
    restarts();
    cr_assert_str_eq(state(), "WAITING");
    cr_assert_eq(options()->slot, HF_NONE);
    memset(&rig, 0, sizeof rig);
    doubted();
    restarts();
    cr_assert_str_eq(state(), "WAITING");
    memset(&rig, 0, sizeof rig);
    mute();
    restarts();
    cr_assert_str_eq(state(), "MUTE");
}

Test(options, its_moves_are_these)
{
    static const uint16_t expected[HF_OPTIONS_STATE_COUNT] = {
        [HF_OPTIONS_OFF] = 1 << HF_OPTIONS_WAITING,
        [HF_OPTIONS_WAITING] = 1 << HF_OPTIONS_OFF | 1 << HF_OPTIONS_WAITING |
                               1 << HF_OPTIONS_ASKING,
        [HF_OPTIONS_ASKING] = 1 << HF_OPTIONS_OFF | 1 << HF_OPTIONS_WAITING |
                              1 << HF_OPTIONS_DOUBTED,
        [HF_OPTIONS_DOUBTED] = 1 << HF_OPTIONS_OFF | 1 << HF_OPTIONS_WAITING | 1 << HF_OPTIONS_MUTE,
        [HF_OPTIONS_MUTE] = 1 << HF_OPTIONS_OFF | 1 << HF_OPTIONS_WAITING,
    };
    struct hf_moves moves = hf_options_moves();

    cr_assert_eq(moves.n_states, HF_OPTIONS_STATE_COUNT);
    cr_assert_eq(memcmp(moves.next, expected, sizeof expected), 0);
}
