/* SPDX-License-Identifier: Apache-2.0 */
/* The door: all or nothing, late and unknown ids, time, deadlines, bounds. */
#include <stdlib.h>

#include "holdfast/event.h"
#include "rig.h"

static struct rig rig;

Test(line, refuses_another_librarys_abi)
{
    cr_assert_eq(hf_line_init(&rig.line, sizeof rig.line, HF_ABI + 1), HF_E_ABI);
}

Test(line, refuses_memory_that_is_too_small)
{
    cr_assert_eq(hf_line_init(&rig.line, sizeof rig.line - 1, HF_ABI), HF_E_SPACE);
}

Test(line, keeps_to_four_kibibytes)
{
    cr_assert_leq(hf_line_size(), 4096);
}

Test(line, cannot_start_unconfigured)
{
    rig_init(&rig);
    cr_assert_eq(rig_fact(&rig, HF_EVENT_STARTED), HF_E_STATE);
    cr_assert_str_eq(rig.actions.refusal.what, "Started: the line is not configured");
}

Test(line, C14_takes_another_configuration_while_in_service)
{
    rig_start(&rig);
    rig_response(&rig, rig.last_attempt, 200, 600);
    rig.config.failback_interval_s = 77;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    cr_assert_eq(hf_line_config(&rig.line)->failback_interval_s, 77);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERED, "still in service");
}

Test(line, takes_a_configuration_again_once_stopped)
{
    uint64_t first_id;

    rig_start(&rig);
    first_id = rig.line.next_id;
    rig_fact(&rig, HF_EVENT_STOPPED);
    cr_assert_eq(rig_configure(&rig), HF_OK);
    cr_assert_eq(rig_fact(&rig, HF_EVENT_STARTED), HF_OK);
    cr_assert_geq(rig.last_attempt, first_id, "ids are never reused");
}

Test(line, refuses_an_id_that_was_never_issued)
{
    rig_start(&rig);
    cr_assert_eq(rig_response(&rig, rig.last_attempt + 1, 200, 600), HF_E_UNKNOWN_ID);
    cr_assert_eq(rig_response(&rig, 0, 200, 600), HF_E_UNKNOWN_ID);
}

Test(line, counts_an_answer_that_comes_twice)
{
    rig_start(&rig);
    rig_response(&rig, rig.last_attempt, 200, 600);
    cr_assert_eq(rig_response(&rig, rig.last_attempt, 200, 600), HF_OK);
    cr_assert_eq(rig.actions.late_events, 1);
    cr_assert_eq(rig.actions.n, 0);
}

Test(line, takes_an_old_event_at_its_own_time)
{
    rig_start(&rig);
    rig_wake(&rig);
    rig.now_us = 5;
    rig_response(&rig, rig.last_attempt, 200, 600);
    cr_assert_eq(hf_line_now(&rig.line), 7500000);
    cr_assert_eq(hf_line_status(&rig.line).since_us, 7500000);
}

Test(line, waking_early_or_for_nothing_changes_nothing_but_its_time)
{
    struct hf_line before;

    rig_start(&rig);
    before = rig.line;
    rig.now_us = 7499999;
    rig_fact(&rig, HF_EVENT_TIME_PASSED);
    cr_assert_eq(rig.actions.n, 0);
    before.now_us = 7499999;
    cr_assert_eq(memcmp(&before, &rig.line, sizeof before), 0);
}

Test(line, a_disabled_line_wants_no_wake_up)
{
    rig_start(&rig);
    rig_fact(&rig, HF_EVENT_STOPPED);
    cr_assert_eq(hf_line_deadline(&rig.line).at_us, HF_NEVER);
}

Test(line, an_answer_on_its_way_when_the_attempt_was_abandoned_is_the_answer)
{
    uint64_t first;

    rig_start(&rig);
    first = rig.last_attempt;
    rig_wake(&rig);
    cr_assert_eq(rig_response(&rig, first, 200, 600), HF_OK);
    cr_assert_eq(rig.actions.late_events, 0);
    cr_assert_eq(rig.line.bindings[0].state, HF_BINDING_LEFT);
    cr_assert_eq(rig_abandoned(&rig, first, 0), HF_OK);
    cr_assert_eq(rig.actions.late_events, 1, "it was answered once already");
}

Test(line, abandoned_is_refused_for_an_attempt_that_was_not)
{
    rig_start(&rig);
    cr_assert_eq(rig_abandoned(&rig, rig.last_attempt, 0), HF_E_STATE);
}

static void on_backup(struct rig *r)
{
    rig_start(r);
    rig_wake(r);
    rig_response(r, r->last_attempt, 200, 600);
}

static void probing(struct rig *r)
{
    on_backup(r);
    rig_wake(r);
    cr_assert_eq(r->line.failback.state, HF_FAILBACK_PROBING);
}

/* A shell that slept finds more over than one batch may hold: the line asks to be woken again. */
Test(line, H9_a_moment_with_too_much_in_it_takes_several_steps_and_loses_nothing)
{
    unsigned reported = 0;

    rig_init_servers(&rig, HF_LINE_SERVERS);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig_begin(&rig);
    for (uint64_t request = 1; request <= HF_LINE_CALLS; request++)
        rig_request(&rig, request);
    rig.now_us = 3600000000u;
    for (int i = 0; i < 60 && reported < HF_LINE_CALLS; i++) {
        if (hf_line_deadline(&rig.line).at_us > rig.now_us)
            rig.now_us = hf_line_deadline(&rig.line).at_us;
        cr_assert_eq(rig_fact(&rig, HF_EVENT_TIME_PASSED), HF_OK);
        reported += rig_count(&rig, HF_ACTION_REPORT_REQUEST);
    }
    cr_assert_eq(reported, HF_LINE_CALLS);
    cr_assert_leq(rig.most_actions, HF_ACTIONS_MAX);
}

Test(line, refuses_the_moment_that_means_never)
{
    rig_start(&rig);
    rig.now_us = HF_NEVER;
    cr_assert_eq(rig_fact(&rig, HF_EVENT_TIME_PASSED), HF_E_VALUE);
}

Test(line, restored_forgets_what_was_on_the_way_and_registers_where_it_worked)
{
    probing(&rig);
    rig.now_us = 99;
    rig_event(&rig, HF_EVENT_RESTORED)->u.restored.elapsed_us = 1000000;
    cr_assert_eq(rig_step(&rig), HF_OK);
    cr_assert_eq(hf_line_now(&rig.line), 99);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
    cr_assert_eq(rig.last_send.server, 2, "it remembers which server is dead");
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_AWAY);
}

Test(line, restored_after_an_unknown_time_believes_in_no_binding)
{
    on_backup(&rig);
    rig.now_us = 0;
    rig_event(&rig, HF_EVENT_RESTORED)->u.restored.elapsed_us = HF_ELAPSED_UNKNOWN;
    cr_assert_eq(rig_step(&rig), HF_OK);
    cr_assert_eq(rig.line.bindings[1].state, HF_BINDING_ABSENT);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERING);
}

Test(line, refuses_a_moment_whose_deadlines_could_not_be_told)
{
    rig_start(&rig);
    rig.now_us = HF_EVENT_TIME_MAX_US + 1;
    cr_assert_eq(rig_fact(&rig, HF_EVENT_TIME_PASSED), HF_E_VALUE);
    rig.now_us = HF_EVENT_TIME_MAX_US;
    cr_assert_eq(rig_fact(&rig, HF_EVENT_TIME_PASSED), HF_OK);
}
