/* SPDX-License-Identifier: Apache-2.0 */
/* Attempts given up, by their numbers (A11), also where a line has sent more of them than 32 bits
 * count. */
#include "watched.h"

#include "rig.h"

static struct rig rig;

static void at_the_attempt(uint64_t number)
{
    rig_start(&rig);
    rig.line.next_id = rig.line.first_id + number - 1;
    rig_fail(&rig, HF_CAUSE_REFUSED); /* on to server 2, by that attempt */
    cr_assert_eq(rig.last_attempt, rig.line.first_id + number - 1);
}

Test(watched, are_found_by_their_ids_and_by_no_others)
{
    uint64_t id;

    rig_start(&rig);
    id = rig.last_attempt;
    rig_wake(&rig); /* silent */
    cr_assert_eq(hf_watched_place(&rig.line, id), 0);
    cr_assert_eq(rig.line.watched[0].number, 1, "the line's first attempt");
    cr_assert_eq(hf_watched_place(&rig.line, id + 1), HF_NONE);
    cr_assert_eq(hf_watched_place(&rig.line, id - 1), HF_NONE);
    cr_assert_eq(hf_watched_place(&rig.line, id + (UINT64_C(1) << 32)), HF_NONE);
    cr_assert_eq(rig_abandoned(&rig, id, 0), HF_OK);
    cr_assert_eq(hf_watched_place(&rig.line, id), HF_NONE);
}

Test(watched, A11_the_last_number_is_watched)
{
    at_the_attempt(UINT32_MAX);
    cr_assert_eq(rig_fact(&rig, HF_EVENT_STOPPED), HF_OK);
    cr_assert_eq(rig.line.watched[0].number, UINT32_MAX);
    cr_assert_eq(rig_abandoned(&rig, rig.last_attempt, 0), HF_OK);
    cr_assert_eq(rig.actions.late_events, 0);
}

Test(watched, H2_behind_the_last_number_an_answer_is_late)
{
    for (uint64_t more = 1; more <= 2; more++) {
        at_the_attempt(UINT32_MAX + more);
        cr_assert_eq(rig_fact(&rig, HF_EVENT_STOPPED), HF_OK);
        cr_assert_eq(rig_count(&rig, HF_ACTION_ABANDON), 1);
        cr_assert_eq(rig.line.watched[0].number, 0, "nobody else's number");
        cr_assert_eq(rig_abandoned(&rig, rig.last_attempt, 0), HF_OK);
        cr_assert_eq(rig.actions.late_events, 1);
    }
}

/* A restart skips a million ids; a phone that starts again and again must not run out. */
Test(watched, a_restart_counts_anew_before_numbers_run_out)
{
    uint64_t first;

    for (int i = 0; i < 2; i++) {
        at_the_attempt(i == 0 ? 100 : UINT32_MAX / 2);
        first = rig.line.first_id;
        rig_event(&rig, HF_EVENT_RESTORED)->u.restored.elapsed_us = 1000000;
        cr_assert_eq(rig_step(&rig), HF_OK);
        cr_assert_eq(rig.line.first_id != first, i == 1);
        cr_assert_geq(rig.last_attempt, first + (i == 0 ? 100 : UINT32_MAX / 2), "never again");
        rig_wake(&rig);
        cr_assert_geq(rig.line.next_id, rig.line.first_id);
    }
}

/* What stands behind their places is a binding, whose end here looks like the oldest of them. */
Test(watched, H2_one_too_many_takes_the_oldest_ones_place_and_nothing_elses)
{
    struct hf_binding binding;

    rig_init_servers(&rig, 2);
    rig.config.failback_servers = HF_FAILBACK_NEVER;
    rig.config.servers[0].expires_s = 3600;
    rig.now_us = (UINT64_C(1) << 32) - UINT64_C(3600000000);
    rig_begin(&rig);
    rig_accept(&rig, 3600);
    binding = rig.line.bindings[0];
    cr_assert_eq((uint32_t)binding.expires_us, 0);
    for (uint64_t call = 1; call <= HF_LINE_ABANDONED + 1; call++) {
        rig_dial(&rig, call, 0);
        rig_withdraw(&rig, call);
    }
    cr_assert_eq(memcmp(&rig.line.bindings[0], &binding, sizeof binding), 0);
    cr_assert_eq(rig.line.watched[0].number, HF_LINE_ABANDONED + 2, "the first REGISTER is 1");
}

/* A11: the call is an INVITE's. */
Test(watched, A11_a_REGISTER_is_of_no_call)
{
    rig_start(&rig);
    rig_wake(&rig); /* silent */
    cr_assert_eq(rig.line.watched[0].kind, HF_REQUEST_REGISTER);
    cr_assert_eq(rig.line.watched[0].call, 0);
}
