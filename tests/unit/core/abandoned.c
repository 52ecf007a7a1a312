/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of abandoned INVITEs: A11, and C3 by a CANCEL that times out. */
#include "abandoned.h"

#include "call_bench.h"

#define S CALL_S

static struct rig rig;
static uint64_t first, second; /* attempts: at server 1, which was silent, and at server 2 */

static void moved_on(void)
{
    call_bench_registered(&rig);
    rig_dial(&rig, 1, 0);
    first = rig.last_attempt;
    rig_wake(&rig);
    second = rig.last_attempt;
    cr_assert_eq(rig_sent_to(&rig), 2);
}

static void abandoned(uint64_t id, enum hf_abandoned_how how, uint16_t status)
{
    rig_event(&rig, HF_EVENT_ABANDONED)->u.abandoned = (struct hf_abandoned){
        .attempt = id, .how = (uint8_t)how, .status = status};
    cr_assert_eq(rig_step(&rig), HF_OK);
}

static uint64_t ordered(enum hf_action_kind kind)
{
    cr_assert_eq(rig_count(&rig, kind), 1);
    return rig_action(&rig, kind, 0)->u.attempt.attempt;
}

Test(abandoned, A11_a_late_call_is_the_calls_own_where_no_other_has_had_an_answer)
{
    static const uint16_t statuses[] = {183, 200};

    for (size_t i = 0; i < 2; i++) {
        moved_on();
        cr_assert_eq(rig_late(&rig, first, statuses[i]), HF_OK);
        cr_assert_eq(ordered(HF_ACTION_KEEP), first);
        cr_assert_eq(ordered(HF_ACTION_ABANDON), second, "the newer one");
        cr_assert_eq(rig_count(&rig, HF_ACTION_END), 0);
        rig_response(&rig, first, 200, HF_EXPIRES_NONE);
        cr_assert_eq(call_reported(&rig)->state, HF_CALL_TALKING);
        cr_assert_eq(call_reported(&rig)->server, 1);
    }
}

Test(abandoned, A11_a_lone_100_of_the_newer_one_is_no_answer)
{
    moved_on();
    rig_provisional(&rig, second);
    rig_late(&rig, first, 180);
    cr_assert_eq(ordered(HF_ACTION_KEEP), first);
}

Test(abandoned, A11_where_the_newer_one_rings_the_late_one_is_ended)
{
    moved_on();
    rig_rings(&rig, second);
    cr_assert_eq(rig_late(&rig, first, 180), HF_OK);
    cr_assert_eq(ordered(HF_ACTION_END), first);
    cr_assert_eq(rig_count(&rig, HF_ACTION_KEEP), 0);
    cr_assert_eq(rig_late(&rig, first, 200), HF_OK);
    cr_assert_eq(ordered(HF_ACTION_END), first, "it is watched on, and asked about again");
    abandoned(first, HF_ABANDONED_LATE_CALL_ENDED, 0);
    cr_assert_eq(rig.line.calls[0].state, HF_CALL_RINGING);
}

Test(abandoned, A11_where_the_newer_one_talks_the_late_one_is_ended)
{
    moved_on();
    rig_response(&rig, second, 200, HF_EXPIRES_NONE);
    rig_late(&rig, first, 200);
    cr_assert_eq(ordered(HF_ACTION_END), first);
    cr_assert_eq(rig.line.calls[0].state, HF_CALL_TALKING);
}

Test(abandoned, A11_what_is_no_longer_watched_is_ended_all_the_same)
{
    moved_on();
    abandoned(first, HF_ABANDONED_NOTHING, 0);
    cr_assert_eq(rig_late(&rig, first, 200), HF_OK);
    cr_assert_eq(ordered(HF_ACTION_END), first);
}

Test(abandoned, A11_a_2xx_that_crosses_the_order_to_abandon_is_kept_too)
{
    moved_on();
    rig_response(&rig, first, 200, HF_EXPIRES_NONE);
    cr_assert_eq(ordered(HF_ACTION_KEEP), first);
    cr_assert_eq(ordered(HF_ACTION_ABANDON), second);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_TALKING);
}

Test(abandoned, A11_or_ended_where_the_call_has_another)
{
    moved_on();
    rig_response(&rig, second, 200, HF_EXPIRES_NONE);
    rig_response(&rig, first, 200, HF_EXPIRES_NONE);
    cr_assert_eq(ordered(HF_ACTION_END), first);
    abandoned(first, HF_ABANDONED_LATE_CALL_ENDED, 0);
    cr_assert_eq(rig.actions.late_events, 1, "its answer was given");
}

Test(abandoned, A11_a_kept_one_may_be_abandoned_again)
{
    moved_on();
    rig_late(&rig, first, 180);
    rig_withdraw(&rig, 1);
    cr_assert_eq(ordered(HF_ACTION_ABANDON), first);
    rig_late(&rig, second, 180);
    cr_assert_eq(ordered(HF_ACTION_END), second);
}

/* ---- 482 ---- */

Test(abandoned, A11_482_with_a_watched_sibling_waits_for_it)
{
    moved_on();
    rig_response(&rig, second, 482, HF_EXPIRES_NONE);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 0);
    cr_assert_eq(rig.line.passes[HF_SLOT_REQUEST].state, HF_PASS_SIBLING);
    cr_assert_eq(hf_line_deadline(&rig.line).machine, HF_MACHINE_REGISTRATION, "no budget");
    rig_late(&rig, first, 180);
    cr_assert_eq(ordered(HF_ACTION_KEEP), first);
    rig_rings(&rig, first);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_RINGING);
}

Test(abandoned, A11_without_one_482_is_an_answer)
{
    call_bench_registered(&rig);
    rig_dial(&rig, 1, 0);
    rig_response(&rig, rig.last_attempt, 482, HF_EXPIRES_NONE);
    cr_assert_eq(call_reported(&rig)->status, 482);
}

Test(abandoned, A11_when_the_sibling_comes_to_nothing_the_call_fails_with_what_is_kept)
{
    moved_on();
    rig_response(&rig, second, 482, HF_EXPIRES_NONE);
    abandoned(first, HF_ABANDONED_NOTHING, 0);
    cr_assert_eq(call_request_reported(&rig)->outcome, HF_DONE_REJECTED);
    cr_assert_eq(call_reported(&rig)->status, 482);
}

Test(abandoned, A11_the_siblings_own_answer_is_the_calls)
{
    moved_on();
    rig_response(&rig, second, 482, HF_EXPIRES_NONE);
    abandoned(first, HF_ABANDONED_ANSWERED, 486);
    cr_assert_eq(call_request_reported(&rig)->status, 486);
    cr_assert_eq(call_reported(&rig)->status, 486);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_REGISTER), 0, "A13: server 1 is alive after all");
}

Test(abandoned, A11_a_siblings_first_status_that_is_no_2xx_is_an_answer)
{
    moved_on();
    rig_response(&rig, second, 482, HF_EXPIRES_NONE);
    abandoned(first, HF_ABANDONED_ANSWERED, 300);
    cr_assert_eq(call_reported(&rig)->status, 300);
}

/* ---- C3 ---- */

Test(abandoned, C3_a_cancel_that_times_out_registers_from_the_first_candidate)
{
    call_bench(&rig);
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 36000); /* on server 2 */
    rig_dial(&rig, 1, 0);
    first = rig.last_attempt;
    rig_provisional(&rig, first);
    rig_withdraw(&rig, 1);
    abandoned(first, HF_ABANDONED_CANCEL_TIMED_OUT, 0);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_CANCEL_IGNORED));
    cr_assert_eq(call_sent(&rig, HF_REQUEST_REGISTER)->server, 1, "C5");
}

Test(abandoned, C3_one_that_is_answered_does_not)
{
    moved_on();
    rig_withdraw(&rig, 1);
    abandoned(first, HF_ABANDONED_CANCELLED, 0);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
}

Test(abandoned, C3_nor_do_other_requests)
{
    call_bench_registered(&rig);
    rig_request(&rig, 1);
    first = rig.last_attempt;
    rig_withdraw(&rig, 1);
    abandoned(first, HF_ABANDONED_CANCEL_TIMED_OUT, 0);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
}
