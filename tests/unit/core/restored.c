/* SPDX-License-Identifier: Apache-2.0 */
/* A snapshot's times in a new clock. */
#include "rig.h"

static struct rig rig;

static void registered_at(uint64_t start_us)
{
    rig_init(&rig);
    rig_server(&rig, "192.0.2.1");
    rig.now_us = start_us;
    rig_configure(&rig);
    rig_fact(&rig, HF_EVENT_STARTED);
    rig_response(&rig, rig.last_attempt, 200, 600);
}

static void restore(uint64_t now_us, uint64_t elapsed_us)
{
    rig.now_us = now_us;
    rig_event(&rig, HF_EVENT_RESTORED)->u.restored.elapsed_us = elapsed_us;
    cr_assert_eq(rig_step(&rig), HF_OK);
}

Test(restored, a_binding_keeps_what_is_left_of_it)
{
    registered_at(1000000000);
    restore(50, 100000000);
    cr_assert_eq(rig.line.bindings[0].expires_us, 50 + 500000000);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERED);
}

Test(restored, a_binding_that_ran_out_meanwhile_is_gone)
{
    registered_at(1000000000);
    restore(50, 600000000);
    cr_assert_eq(rig.line.bindings[0].state, HF_BINDING_ABSENT);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERING);
}

Test(restored, registers_at_once_for_the_contact_may_be_another)
{
    registered_at(0);
    restore(10, 10);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_REGISTERING);
}

Test(restored, an_id_of_before_is_late_and_never_issued_again)
{
    uint64_t before;

    registered_at(0);
    rig_wake(&rig);
    before = rig.last_attempt;
    restore(10, 10);
    cr_assert_gt(rig.last_attempt, before);
    rig_response(&rig, before, 200, 600);
    cr_assert_eq(rig.actions.late_events, 1);
}

Test(restored, a_disabled_line_stays_disabled)
{
    rig_init(&rig);
    rig_server(&rig, "192.0.2.1");
    rig_configure(&rig);
    restore(10, 10);
    cr_assert_eq(rig.actions.n, 0);
}

Test(restored, C8_a_line_that_was_stopping_goes_on_removing)
{
    registered_at(0);
    rig_fact(&rig, HF_EVENT_STOPPED);
    restore(10, 10);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REMOVE);
    cr_assert_eq(hf_line_deadline(&rig.line).at_us, 10 + 2000000);
}

Test(restored, C8_a_line_whose_bindings_ran_out_while_stopping_is_off)
{
    registered_at(0);
    rig_fact(&rig, HF_EVENT_STOPPED);
    restore(10, HF_ELAPSED_UNKNOWN);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_OFF);
    cr_assert_eq(hf_line_deadline(&rig.line).at_us, HF_NEVER);
}

Test(restored, no_id_that_a_lost_piece_of_the_log_may_have_issued_is_issued_again)
{
    uint64_t before;

    registered_at(0);
    before = rig.last_attempt;
    restore(10, 10);
    cr_assert_gt(rig.last_attempt, before + 100000);
}

/* F1: a line that failed, and that stops, has still its word of when it would have tried again. */
Test(restored, F1_the_next_try_is_in_the_new_clock)
{
    uint64_t left_us;

    rig_init_servers(&rig, 2);
    rig_begin(&rig);
    rig_accept(&rig, 36000);
    rig_until(&rig, rig.line.registrations[0].deadline_us);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 20);
    while (hf_line_status(&rig.line).state != HF_LINE_FAILED) {
        rig_wake(&rig);
        while (rig_count(&rig, HF_ACTION_SEND) > 0)
            rig_fail(&rig, HF_CAUSE_ICMP);
    }
    left_us = hf_line_status(&rig.line).next_us - rig.now_us;
    cr_assert_gt(left_us, 1000000);
    rig_fact(&rig, HF_EVENT_STOPPED);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REMOVE);
    restore(50, 1000000);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_FAILED);
    cr_assert_eq(hf_line_status(&rig.line).next_us, 50 + left_us - 1000000);
}

Test(restored, C12_a_server_where_nothing_started_has_no_minute)
{
    registered_at(1000000000);
    rig_network(&rig, 3, 1);
    cr_assert_gt(rig.line.pace.until_us[0], 1000000000);
    restore(50, 1000000);
    cr_assert_eq(rig.line.pace.until_us[0], 50 + 59000000);
    cr_assert_eq(rig.line.pace.until_us[1], 0);
}
