/* SPDX-License-Identifier: Apache-2.0 */
/* Each invariant that hf_line_check holds is broken by hand once, and found by its number. */
#include "rig.h"

static struct rig rig;

static void registered_on_backup(void)
{
    rig_start(&rig);
    rig_wake(&rig); /* server 1 is silent */
    cr_assert_eq(rig_response(&rig, rig.last_attempt, 200, 600), HF_OK);
    cr_assert_eq(rig.line.registrations[0].working, 1);
}

Test(check, a_fresh_line_is_sound)
{
    rig_init(&rig);
    cr_assert_eq(hf_line_check(&rig.line), 0);
}

Test(check, H3_finds_a_request_that_nobody_answers)
{
    registered_on_backup();
    rig.line.wishes.n = 1;
    rig.line.wishes.requests[0] = 7;
    cr_assert_eq(hf_line_check(&rig.line), 3);
}

Test(check, H4_finds_an_attempt_that_was_never_issued)
{
    rig_start(&rig);
    rig.line.passes[HF_SLOT_REGISTER].attempt.id = rig.line.next_id;
    cr_assert_eq(hf_line_check(&rig.line), 4);
}

Test(check, H4_finds_two_registers_to_one_server)
{
    rig_start(&rig);
    rig.line.passes[HF_SLOT_REGISTER + 1] = rig.line.passes[HF_SLOT_REGISTER];
    rig.line.passes[HF_SLOT_REGISTER + 1].purpose = HF_PURPOSE_REMOVE;
    rig.line.passes[HF_SLOT_REGISTER + 1].attempt.purpose = HF_PURPOSE_REMOVE;
    rig.line.passes[HF_SLOT_REGISTER + 1].server = 1;
    rig.line.passes[HF_SLOT_REGISTER + 1].attempt.id = rig.line.next_id++;
    cr_assert_eq(hf_line_check(&rig.line), 4);
}

Test(check, H4_finds_a_mark_that_outlives_its_step)
{
    rig_start(&rig);
    rig.line.passes[HF_SLOT_REGISTER].attempt.state = HF_ATTEMPT_OVERDUE;
    cr_assert_eq(hf_line_check(&rig.line), 4);
}

Test(check, H5_finds_a_request_to_a_stranger)
{
    rig_start(&rig);
    rig.line.passes[HF_SLOT_REGISTER].attempt.target.port = 5066;
    cr_assert_eq(hf_line_check(&rig.line), 5);
}

Test(check, H6_finds_an_attempt_that_outlives_its_budget)
{
    rig_start(&rig);
    rig.line.passes[HF_SLOT_REGISTER].attempt.deadline_us = 40000000;
    cr_assert_eq(hf_line_check(&rig.line), 6);
}

Test(check, H7_finds_a_second_binding)
{
    registered_on_backup();
    rig.line.bindings[0] = rig.line.bindings[1];
    rig.line.bindings[0].candidate = 0;
    cr_assert_eq(hf_line_check(&rig.line), 7);
}

Test(check, H8_finds_a_state_without_its_wake_up)
{
    registered_on_backup();
    rig.line.registrations[0].deadline_us = HF_NEVER;
    cr_assert_eq(hf_line_check(&rig.line), 8);
}

Test(check, H8_finds_a_pass_that_nobody_runs)
{
    rig_start(&rig);
    rig.line.registrations[0].state = HF_REGISTRATION_WAITING;
    rig.line.registrations[0].deadline_us = 1;
    cr_assert_eq(hf_line_check(&rig.line), 8);
}

Test(check, H9_finds_a_number_outside_its_bounds)
{
    registered_on_backup();
    rig.line.failback.state = HF_FAILBACK_STATE_COUNT;
    cr_assert_eq(hf_line_check(&rig.line), 9);
}

Test(check, H9_finds_a_candidate_that_does_not_exist)
{
    registered_on_backup();
    rig.line.registrations[0].working = 2;
    cr_assert_eq(hf_line_check(&rig.line), 9);
}
