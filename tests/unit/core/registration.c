/* SPDX-License-Identifier: Apache-2.0 */
/* When a line registers, refreshes, waits and stops. */
#include "registration.h"

#include "rig.h"

static struct rig rig;

static void registered_for(uint32_t expires_s)
{
    rig_start(&rig);
    rig_response(&rig, rig.last_attempt, 200, expires_s);
}

static const struct refresh {
    uint32_t granted_s;
    uint64_t after_us;
} refreshes[] = {
    /* two candidates: W = 2 * (7.5 + 32) = 79 s, and 4*T1 = 2 s */
    {3600, 3519000000}, {600, 519000000}, {200, 119000000}, {162, 81000000}, {160, 80000000},
    {60, 30000000},     {10, 5000000},    {9, 5000000},     {4, 5000000},    {1, 5000000},
};

Test(registration, C4_refreshes_so_that_a_whole_pass_still_fits)
{
    for (size_t i = 0; i < sizeof refreshes / sizeof *refreshes; i++) {
        registered_for(refreshes[i].granted_s);
        cr_assert_eq(rig.line.registrations[0].deadline_us, refreshes[i].after_us, "granted %u s",
                     refreshes[i].granted_s);
    }
}

Test(registration, C4_takes_what_was_asked_when_nothing_is_said)
{
    registered_for(HF_EXPIRES_NONE);
    cr_assert_eq(rig.line.bindings[0].granted_s, 3600);
}

static uint64_t wait_after(unsigned failures)
{
    rig_init(&rig);
    rig_server(&rig, "192.0.2.1");
    rig_configure(&rig);
    rig_fact(&rig, HF_EVENT_STARTED);
    for (unsigned i = 0; i < failures; i++) {
        if (i > 0)
            rig_wake(&rig);
        rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    }
    return rig.line.registrations[0].deadline_us - rig.now_us;
}

Test(registration, C6_waits_in_the_upper_half_of_its_bound_and_never_beyond_its_cap)
{
    static const uint64_t bounds_s[] = {60, 120, 240, 300, 300, 300};

    for (unsigned n = 1; n <= 6; n++) {
        uint64_t wait_us = wait_after(n), bound_us = bounds_s[n - 1] * 1000000;
        cr_assert(wait_us >= bound_us / 2 && wait_us <= bound_us, "failure %u: %lu us", n,
                  (unsigned long)wait_us);
    }
}

Test(registration, C6_is_flat_and_not_random_where_base_and_maximum_are_equal)
{
    rig_init(&rig);
    rig_server(&rig, "192.0.2.1");
    rig.config.retry_base_s = 32;
    rig.config.retry_max_s = 32;
    rig_configure(&rig);
    rig_fact(&rig, HF_EVENT_STARTED);
    for (int i = 0; i < 5; i++) {
        rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
        cr_assert_eq(rig.line.registrations[0].deadline_us - rig.now_us, 32000000);
        rig_wake(&rig);
    }
}

Test(registration, C6_a_2xx_resets_the_wait)
{
    wait_after(5);
    rig_wake(&rig);
    rig_response(&rig, rig.last_attempt, 200, 600);
    rig_wake(&rig);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    cr_assert_leq(rig.line.registrations[0].deadline_us - rig.now_us, 60000000);
}

Test(registration, A6a_local_errors_double_no_wait)
{
    rig_init(&rig);
    rig_server(&rig, "192.0.2.1");
    rig_configure(&rig);
    rig_fact(&rig, HF_EVENT_STARTED);
    for (int i = 0; i < 6; i++) {
        rig_failed(&rig, rig.last_attempt, HF_CAUSE_LOCAL);
        cr_assert_leq(rig.line.registrations[0].deadline_us - rig.now_us, 60000000);
        rig_wake(&rig);
    }
}

Test(registration, C6_the_network_coming_back_ends_the_wait)
{
    wait_after(1);
    rig_event(&rig, HF_EVENT_NETWORK_CHANGED);
    rig_step(&rig);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
    rig_event(&rig, HF_EVENT_NETWORK_CHANGED)->u.network.families_usable = HF_FAMILIES_IPV4;
    rig_step(&rig);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
}

Test(registration, C13_refused_credentials_are_tried_again_after_half_an_hour)
{
    rig_start(&rig);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_CREDENTIALS);
    cr_assert_eq(rig.line.registrations[0].deadline_us, 1800000000);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_FAILED);
    rig_wake(&rig);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
}

Test(registration, C13_new_credentials_are_tried_at_once)
{
    rig_start(&rig);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_CREDENTIALS);
    rig_fact(&rig, HF_EVENT_CREDENTIALS_CHANGED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
}

Test(registration, C8_removes_its_binding_and_waits_two_seconds_at_most)
{
    registered_for(600);
    rig_fact(&rig, HF_EVENT_STOPPED);
    cr_assert_eq(rig.last_send.expires_s, 0);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REMOVE);
    cr_assert_eq(rig.last_send.series, 1, "under the Call-ID that made it");
    cr_assert_eq(hf_line_deadline(&rig.line).at_us, 2000000);
    rig_wake(&rig);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_DISABLED);
}

Test(registration, C8_is_off_as_soon_as_the_removal_is_answered)
{
    registered_for(600);
    rig_fact(&rig, HF_EVENT_STOPPED);
    rig_response(&rig, rig.last_attempt, 200, HF_EXPIRES_NONE);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_OFF);
    cr_assert_eq(hf_line_deadline(&rig.line).at_us, HF_NEVER);
}

Test(registration, C8_a_binding_made_by_a_late_answer_is_removed_too)
{
    uint64_t first;

    rig_start(&rig);
    first = rig.last_attempt;
    rig_fact(&rig, HF_EVENT_STOPPED);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_OFF);
    rig_abandoned(&rig, first, 200);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REMOVE);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_STOPPING);
}

Test(registration, A11_a_late_2xx_while_waiting_takes_the_line_there)
{
    uint64_t first;

    rig_start(&rig);
    first = rig.last_attempt;
    rig_wake(&rig);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_WAITING);
    rig_abandoned(&rig, first, 200);
    cr_assert_eq(rig.last_send.server, 1);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_REGISTERING);
}

Test(registration, H3_four_wishes_join_one_pass_and_a_fifth_is_refused)
{
    rig_start(&rig);
    for (uint64_t i = 1; i <= HF_LINE_REQUESTS; i++)
        cr_assert_eq(rig_wanted(&rig, i), HF_OK);
    cr_assert_eq(rig_wanted(&rig, 99), HF_E_LIMIT);
    rig_response(&rig, rig.last_attempt, 200, 600);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), HF_LINE_REQUESTS);
}

Test(registration, H3_a_wish_to_a_disabled_line_is_answered_at_once)
{
    rig_start(&rig);
    rig_fact(&rig, HF_EVENT_STOPPED);
    rig_wanted(&rig, 7);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 1);
    cr_assert_eq(rig.actions.items[0].u.request.outcome, HF_DONE_DISABLED);
}

Test(registration, H3_a_withdrawn_wish_is_reported_once_and_then_late)
{
    rig_start(&rig);
    rig_wanted(&rig, 7);
    for (int i = 0; i < 2; i++) {
        rig_event(&rig, HF_EVENT_WITHDRAWN)->u.withdrawn.request = 7;
        rig_step(&rig);
        cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), i == 0);
    }
    cr_assert_eq(rig.actions.late_events, 1);
}

Test(registration, F1_a_refresh_does_not_take_the_line_out_of_service)
{
    registered_for(600);
    rig_wake(&rig);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_REGISTERING);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_LINE), 0);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERED);
}

Test(registration, F1_on_backup_says_why_and_since_when)
{
    rig_start(&rig);
    rig_wake(&rig);
    rig.now_us += 20000;
    rig_response(&rig, rig.last_attempt, 200, 600);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_ON_BACKUP);
    cr_assert_eq(hf_line_status(&rig.line).server, 2);
    cr_assert_eq(hf_line_status(&rig.line).why, HF_WHY_SILENCE);
    cr_assert_eq(hf_line_status(&rig.line).since_us, 7520000);
}

/* ---- found by review: sequences that took a line out of service, or into a storm ---- */

static void on_backup(void)
{
    rig_start(&rig);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_response(&rig, rig.last_attempt, 200, 600);
    cr_assert_eq(rig.line.registrations[0].working, 1);
}

Test(registration, A13_a_wish_that_server_1_refuses_leaves_the_line_in_service)
{
    static const uint16_t statuses[] = {403, 404, 401};

    for (unsigned i = 0; i < 3; i++) {
        on_backup();
        rig.now_us = 100000000;
        rig_wanted(&rig, 7);
        cr_assert_eq(rig.last_send.server, 1);
        rig_response(&rig, rig.last_attempt, statuses[i], 0);
        cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_ON_BACKUP, "%u", statuses[i]);
        cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 1);
        cr_assert_eq(rig.line.registrations[0].deadline_us, 519000000, "the refresh stands");
        cr_assert_eq(rig.line.failback.state, HF_FAILBACK_AWAY);
    }
}

Test(registration, C7_a_refresh_that_the_working_server_refuses_does_not)
{
    on_backup();
    rig.line.failback.deadline_us = HF_NEVER - 1;
    rig_wake(&rig);
    rig_response(&rig, rig.last_attempt, 403, 0);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_FAILED);
}

static void network(uint8_t families, uint8_t address_changed)
{
    struct hf_network_changed *n = &rig_event(&rig, HF_EVENT_NETWORK_CHANGED)->u.network;

    n->families_usable = families;
    n->address_changed = address_changed;
    rig_step(&rig);
}

Test(registration, C3_a_changed_address_is_registered_also_while_a_pass_runs)
{
    uint64_t first;

    rig_start(&rig);
    first = rig.last_attempt;
    network(1, 1);
    cr_assert_eq(rig_count(&rig, HF_ACTION_ABANDON), 1);
    cr_assert_neq(rig.last_attempt, first);
}

Test(registration, C3_a_changed_address_ends_a_probe_with_the_old_one)
{
    on_backup();
    rig_wake(&rig);
    network(1, 1);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_AWAY);
    cr_assert_eq(rig.last_send.server, 2);
}

Test(registration, C6_a_network_that_is_back_before_its_loss_was_told_counts)
{
    rig_start(&rig);
    network(0, 0);
    network(1, 0);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1, "the doomed attempt is made anew");
}

Test(registration, C6_a_changing_address_does_not_end_the_wait)
{
    wait_after(2);
    network(3, 1);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
}

Test(registration, C13_new_credentials_count_also_while_a_pass_runs_or_waits)
{
    rig_start(&rig);
    rig_challenged(&rig, rig.last_attempt, 0, 0);
    rig_fact(&rig, HF_EVENT_CREDENTIALS_CHANGED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
    rig_response(&rig, rig.last_attempt, 403, 0);
    rig_fact(&rig, HF_EVENT_CREDENTIALS_CHANGED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
}

/* Server 1 answers after 8 s, which is too late for its budget; server 2 says 403. */
Test(registration, A11_a_server_that_is_always_late_gets_all_the_time_of_the_last_one)
{
    uint64_t first;

    rig_start(&rig);
    first = rig.last_attempt;
    rig_wake(&rig);
    rig_response(&rig, rig.last_attempt, 403, 0);
    rig.now_us = 8000000;
    rig_abandoned(&rig, first, 200);
    cr_assert_eq(rig.last_send.server, 1);
    rig_wake(&rig);
    cr_assert_eq(rig_count(&rig, HF_ACTION_EXTEND), 1, "no other server is tried meanwhile");
}

Test(registration, A11_a_late_2xx_does_not_undo_the_back_off_again_and_again)
{
    uint64_t late;

    rig_start(&rig);
    for (unsigned i = 0; i < 2; i++) {
        if (i > 0)
            rig_wake(&rig);
        late = rig.last_attempt;
        rig_wake(&rig);
        rig_response(&rig, rig.last_attempt, 403, 0);
    }
    cr_assert_eq(rig.line.registrations[0].failed_passes, 2);
    rig_abandoned(&rig, late, 200);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
}

Test(registration, C4_a_grant_of_one_second_is_refreshed_after_five_and_does_not_flap)
{
    registered_for(1);
    rig_wake(&rig);
    cr_assert_eq(rig.now_us, 5000000);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_LINE), 0);
}

Test(registration, C4_more_than_was_asked_is_not_believed)
{
    registered_for(4294967294u);
    cr_assert_eq(rig.line.bindings[0].granted_s, 3600);
}

Test(registration, C8_what_was_left_while_stopping_is_removed_at_the_next_stop)
{
    on_backup();
    rig_fact(&rig, HF_EVENT_STOPPED);
    rig_fact(&rig, HF_EVENT_STARTED);
    rig_response(&rig, rig.last_attempt, 200, 600);
    rig_fact(&rig, HF_EVENT_STOPPED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 2);
}

Test(registration, C8_a_late_binding_is_removed_after_configuring_anew_too)
{
    uint64_t first;

    rig_start(&rig);
    first = rig.last_attempt;
    rig_fact(&rig, HF_EVENT_STOPPED);
    cr_assert_eq(rig_configure(&rig), HF_OK);
    rig_abandoned(&rig, first, 200);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REMOVE);
}

Test(registration, A11_refused_credentials_at_one_server_yield_to_a_late_2xx_of_another)
{
    uint64_t first;

    rig_start(&rig);
    first = rig.last_attempt;
    rig_wake(&rig);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_CREDENTIALS);
    rig_abandoned(&rig, first, 200);
    cr_assert_eq(rig.last_send.server, 1);
}

Test(registration, C6_a_line_that_was_off_begins_with_the_first_wait)
{
    wait_after(3);
    rig_fact(&rig, HF_EVENT_STOPPED);
    rig_fact(&rig, HF_EVENT_STARTED);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_WAITING);
    cr_assert_leq(rig.line.registrations[0].deadline_us - rig.now_us, 60000000);
}

/* H1: what a line has gone through says nothing of it once it is off. */
Test(registration, C3a_a_line_that_is_off_has_lost_no_flow)
{
    rig_start(&rig);
    rig_response(&rig, rig.last_attempt, 200, 600);
    rig_flow_lost(&rig, rig.line.candidates[0].target);
    rig_response(&rig, rig.last_attempt, 200, 600);
    cr_assert_eq(rig.line.registrations[0].flow_losses, 1);
    rig_fact(&rig, HF_EVENT_STOPPED);
    rig_response(&rig, rig.last_attempt, 200, 0);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_OFF);
    cr_assert_eq(rig.line.registrations[0].flow_losses, 0);
}
