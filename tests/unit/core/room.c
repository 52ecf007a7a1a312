/* SPDX-License-Identifier: Apache-2.0 */
/* Room for calls and requests: E10, E11, and who gives way. */
#include "room.h"

#include "call_bench.h"

#define S CALL_S

static struct rig rig;

static void options(uint64_t request)
{
    rig_event(&rig, HF_EVENT_WANTED)->u.wanted = (struct hf_wanted){.request = request,
                                                                    .kind = HF_REQUEST_OPTIONS};
    cr_assert_eq(rig_step(&rig), HF_OK);
}

/* The report of that request in the last step. */
static const struct hf_request_report *report_of(uint64_t request)
{
    for (uint32_t i = 0; i < rig.actions.n; i++) {
        const struct hf_action *a = &rig.actions.items[i];
        if (a->kind == HF_ACTION_REPORT_REQUEST && a->u.request.request == request)
            return &a->u.request;
    }
    cr_assert_fail("request %llu is not reported", (unsigned long long)request);
    return NULL;
}

Test(room, E10_as_many_calls_as_a_line_may_have_and_no_more)
{
    call_bench_registered(&rig);
    for (uint64_t i = 1; i <= HF_LINE_CALLS; i++)
        cr_assert_eq(rig_dial(&rig, i, 0), HF_OK);
    cr_assert_eq(rig_dial(&rig, 9, 0), HF_E_LIMIT);
    cr_assert_str_eq(rig.actions.refusal.what, "Wanted: too many calls");
    cr_assert_eq(rig_call(&rig, HF_EVENT_CALL_ARRIVED, 9), HF_E_LIMIT);
    rig_response(&rig, rig.last_attempt, 486, HF_EXPIRES_NONE);
    cr_assert_eq(rig_call(&rig, HF_EVENT_CALL_ARRIVED, 9), HF_OK);
    cr_assert_eq(rig_dial(&rig, 10, 0), HF_E_LIMIT, "incoming ones count");
}

Test(room, E11_an_emergency_finds_room_beside_them)
{
    call_bench_registered(&rig);
    for (uint64_t i = 1; i <= HF_LINE_CALLS; i++) {
        rig_call(&rig, HF_EVENT_CALL_ARRIVED, i);
        rig_call(&rig, HF_EVENT_CALL_ANSWERED, i);
    }
    cr_assert_eq(rig_dial(&rig, 9, 1), HF_OK);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_CALLING);
    for (uint64_t i = 1; i <= HF_LINE_CALLS; i++)
        cr_assert(call_is_known(&rig, i), "none of them is ended for it");
    cr_assert_eq(rig_dial(&rig, 10, 0), HF_E_LIMIT);
}

Test(room, E11_a_second_one_takes_an_unanswered_calls_place)
{
    call_bench_registered(&rig);
    for (uint64_t i = 1; i <= HF_LINE_CALLS; i++)
        rig_call(&rig, HF_EVENT_CALL_ARRIVED, i);
    cr_assert_eq(rig_dial(&rig, 9, 1), HF_OK);
    cr_assert_eq(rig_dial(&rig, 10, 1), HF_OK);
    cr_assert_eq(rig_action(&rig, HF_ACTION_REPORT_CALL, 0)->u.call.why, HF_WHY_GAVE_WAY);
    cr_assert(call_is_known(&rig, 9), "not an emergency's");
    cr_assert(call_is_known(&rig, 10));
}

Test(room, E11_OPTIONS_give_way_before_other_requests_and_those_before_calls)
{
    call_bench_registered(&rig);
    rig_dial(&rig, 1, 0);
    for (uint64_t i = 2; i < HF_LINE_CALLS; i++)
        rig_request(&rig, i);
    options(20);
    cr_assert_eq(rig_dial(&rig, 30, 1), HF_OK);
    cr_assert_eq(report_of(20)->outcome, HF_DONE_FAILED);
    cr_assert_eq(report_of(20)->why, HF_WHY_GAVE_WAY);
    for (uint64_t i = 31; i < 29 + HF_LINE_CALLS; i++) { /* as many as there are requests */
        rig_call(&rig, HF_EVENT_CALL_ENDED, i - 1);
        options(i + 100);
        cr_assert_eq(rig_dial(&rig, i, 1), HF_OK);
        cr_assert_eq(report_of(i + 100)->why, HF_WHY_GAVE_WAY);
    }
    cr_assert(call_is_known(&rig, 1));
}

Test(room, E11_a_call_that_nobody_has_answered_gives_way_last)
{
    call_bench_registered(&rig);
    rig_dial(&rig, 1, 0);
    for (uint64_t i = 2; i <= HF_LINE_CALLS; i++) {
        rig_dial(&rig, i, 0);
        rig_rings(&rig, rig.last_attempt);
    }
    cr_assert_eq(rig_dial(&rig, 9, 1), HF_OK);
    cr_assert_eq(report_of(1)->outcome, HF_DONE_FAILED);
    cr_assert_eq(report_of(1)->why, HF_WHY_GAVE_WAY, "one that does not ring yet goes first");
    cr_assert_not(call_is_known(&rig, 1));
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->request, 9);
}

Test(room, E11_an_emergency_runs_on_a_line_that_is_disabled_and_goes_on_while_it_stops)
{
    call_bench(&rig);
    rig_configure(&rig);
    cr_assert_eq(rig_dial(&rig, 1, 1), HF_OK);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->server, 1);
    rig_response(&rig, rig.last_attempt, 200, HF_EXPIRES_NONE);
    cr_assert_eq(rig_hang_up(&rig, 2, 1), HF_OK);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_BYE)->in_dialog, 1);

    call_bench_registered(&rig);
    rig_dial(&rig, 1, 1);
    rig_fact(&rig, HF_EVENT_STOPPED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_CALL), 0);
    cr_assert(call_is_known(&rig, 1));
    rig_response(&rig, call_sent(&rig, HF_REQUEST_REGISTER)->attempt, 200, 0);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_OFF, "it holds nothing up");
    cr_assert(call_is_known(&rig, 1));
}

Test(room, E11_and_on_one_that_nobody_has_configured_there_is_nowhere_to_go)
{
    rig_init(&rig);
    cr_assert_eq(rig_dial(&rig, 1, 1), HF_OK);
    cr_assert_eq(report_of(1)->outcome, HF_DONE_DISABLED);
}

Test(room, E11_any_final_answer_that_is_not_the_callees_goes_on_also_after_ringing)
{
    call_bench_registered(&rig);
    rig_dial(&rig, 1, 1);
    rig_rings(&rig, rig.last_attempt);
    rig_response(&rig, rig.last_attempt, 480, HF_EXPIRES_NONE);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->server, 2);
    rig_response(&rig, rig.last_attempt, 486, HF_EXPIRES_NONE);
    cr_assert_eq(call_reported(&rig)->status, 486);
}

Test(room, C10_the_lines_own_OPTIONS_give_way_to_any_call)
{
    call_bench(&rig);
    rig.config.options_interval_s = 30;
    call_bench_begin(&rig);
    for (uint64_t i = 1; i < HF_LINE_CALLS; i++)
        rig_request(&rig, i);
    rig_until(&rig, 30 * S);
    cr_assert_eq(rig.line.options.state, HF_OPTIONS_ASKING);
    cr_assert_eq(rig_dial(&rig, 9, 0), HF_OK);
    cr_assert_eq(rig.line.options.state, HF_OPTIONS_WAITING);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_INVITE), 1);
}

Test(room, E5_a_bye_finds_room_beside_any_number_of_other_requests)
{
    call_bench_registered(&rig);
    call_talks(&rig);
    for (uint64_t i = 2; i < 2 + HF_LINE_CALLS; i++)
        cr_assert_eq(rig_in_call(&rig, i, 1), HF_OK);
    cr_assert_eq(rig_dial(&rig, 50, 0), HF_E_LIMIT, "a call does not");
    cr_assert_eq(rig_hang_up(&rig, 60, 1), HF_OK);
    cr_assert_eq(report_of(2)->why, HF_WHY_GAVE_WAY);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_BYE), 1);
}
