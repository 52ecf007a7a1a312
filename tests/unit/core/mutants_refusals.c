/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Refusals, whole: the error, what is wrong, its value, and which part it is of, which is 0 where
 * it is of none (H2). Each case notices mutants of the core (./run mutate) that the tests of
 * validate.c, which ask for the names and values in every situation, had let pass.
 */
#include "call_bench.h"
#include "situations.h"

static struct rig rig;

static void assert_refused(int result, int error, const char *what, uint64_t value)
{
    const struct hf_refusal *refusal = &rig.actions.refusal;

    cr_assert_eq(result, error, "%s: %d", what, result);
    cr_assert_eq(refusal->error, error, "%s", what);
    cr_assert_str_eq(refusal->what, what, "%s: %s", what, refusal->what);
    cr_assert_eq(refusal->value, value, "%s", what);
    cr_assert_eq(refusal->index, 0, "%s: it is no part of anything", what);
}

Test(mutants_refusals, H2_of_what_an_event_is)
{
    rig_init(&rig);
    assert_refused(rig_fact(&rig, HF_EVENT_STARTED), HF_E_STATE,
                   "Started: the line is not configured", 0);
    assert_refused(rig_fact(&rig, HF_EVENT_NONE), HF_E_MALFORMED, "Event.kind", HF_EVENT_NONE);
    at_registered(&rig);
    assert_refused(rig_response(&rig, rig.line.first_id, 199, 0), HF_E_VALUE,
                   "ResponseReceived.status", 199);
}

Test(mutants_refusals, H2_of_attempts)
{
    const char *late = "Late.attempt: it was not abandoned";
    uint64_t first;

    rig_start(&rig);
    first = rig.last_attempt;
    assert_refused(rig_late(&rig, first, 200), HF_E_STATE, late, first);
    assert_refused(rig_abandoned(&rig, first, 200), HF_E_STATE,
                   "Abandoned.attempt: it was not abandoned", first);
    rig_wake(&rig);
    cr_assert_neq(rig.last_attempt, first);
    assert_refused(rig_late(&rig, first, 200), HF_E_STATE, "Late.attempt: no INVITE", first);
    assert_refused(rig_late(&rig, rig.line.next_id, 101), HF_E_UNKNOWN_ID, "attempt",
                   rig.line.next_id);
    assert_refused(rig_response(&rig, rig.line.next_id, 200, 0), HF_E_UNKNOWN_ID, "attempt",
                   rig.line.next_id);
    assert_refused(rig_late(&rig, first, 100), HF_E_VALUE, "Late.status", 100);
    assert_refused(rig_late(&rig, first, 300), HF_E_VALUE, "Late.status", 300);
}

/* What is at the edge is taken. */
Test(mutants_refusals, H2_of_statuses_at_the_edge)
{
    at_sent(&rig);
    assert_refused(rig_response(&rig, rig.last_attempt, 700, 0), HF_E_VALUE,
                   "ResponseReceived.status", 700);
    cr_assert_eq(rig_response(&rig, rig.last_attempt, 699, 0), HF_OK);
    cr_assert_eq(rig.actions.late_events, 0);
}

Test(mutants_refusals, H2_of_calls)
{
    at_registered(&rig);
    assert_refused(rig_hang_up(&rig, 2, 42), HF_E_UNKNOWN_ID, "Wanted.call", 42);
    cr_assert_eq(rig_dial(&rig, 1, 0), HF_OK);
    assert_refused(rig_hang_up(&rig, 2, 1), HF_E_STATE, "Wanted.call", 1);
    assert_refused(rig_call(&rig, HF_EVENT_CALL_ANSWERED, 1), HF_E_STATE, "CallAnswered.call", 1);
    for (uint64_t id = 2; id <= HF_LINE_CALLS; id++)
        cr_assert_eq(rig_call(&rig, HF_EVENT_CALL_ARRIVED, id), HF_OK);
    assert_refused(rig_dial(&rig, 99, 0), HF_E_LIMIT, "Wanted: too many calls", HF_LINE_CALLS);
    assert_refused(rig_call(&rig, HF_EVENT_CALL_ARRIVED, 99), HF_E_LIMIT,
                   "CallArrived: too many calls", HF_LINE_CALLS);
}

Test(mutants_refusals, H2_of_requests)
{
    const char *many = "Wanted: too many requests wait";

    at_registered(&rig);
    for (uint64_t id = 1; id <= HF_LINE_CALLS; id++)
        cr_assert_eq(rig_request(&rig, id), HF_OK);
    assert_refused(rig_request(&rig, 99), HF_E_LIMIT, many, HF_LINE_CALLS);
    for (uint64_t id = 100; id < 100 + HF_LINE_REQUESTS; id++)
        cr_assert_eq(rig_wanted(&rig, id), HF_OK);
    assert_refused(rig_wanted(&rig, 99), HF_E_LIMIT, many, HF_LINE_REQUESTS);
}

Test(mutants_refusals, H2_of_names)
{
    struct hf_located *located;

    at_registered(&rig);
    assert_refused(rig_answered(&rig, 4711, HF_DNS_A, 1), HF_E_UNKNOWN_ID, "query", 4711);
    for (uint8_t by = 0; by < 2; by++) {
        rig.line.config.locate_by = by == 0 ? HF_LOCATE_BY_DNS : HF_LOCATE_BY_STACK;
        located = &rig_event(&rig, HF_EVENT_LOCATED)->u.located;
        located->server = 2;
        if (by == 0)
            assert_refused(rig_step(&rig), HF_E_STATE,
                           "Located: the line asks DNS itself (locate_by)", HF_LOCATE_BY_DNS);
        else
            assert_refused(rig_step(&rig), HF_E_STATE, "Located: the server is a numeric address",
                           2);
    }
}

/* Of several targets the first wrong one is named; a single one is the first. */
Test(mutants_refusals, H2_of_targets)
{
    struct hf_response *response;

    at_sent(&rig);
    response = &rig_event(&rig, HF_EVENT_RESPONSE_RECEIVED)->u.response;
    response->attempt = rig.last_attempt;
    response->status = 302;
    response->n_redirects = 3;
    response->redirects[0] = rig.last_send.target;
    cr_assert_eq(rig_step(&rig), HF_E_VALUE);
    cr_assert_str_eq(rig.actions.refusal.what, "target");
    cr_assert_eq(rig.actions.refusal.value, 1);
    cr_assert_eq(rig.actions.refusal.index, 2);
    rig_event(&rig, HF_EVENT_FLOW_LOST);
    cr_assert_eq(rig_step(&rig), HF_E_VALUE);
    cr_assert_eq(rig.actions.refusal.value, 0);
    cr_assert_eq(rig.actions.refusal.index, 1);
}

Test(mutants_refusals, H2_a_refusal_is_the_last_events_alone)
{
    static const struct hf_refusal none;

    rig_init_servers(&rig, 2);
    assert_refused(rig_fact(&rig, HF_EVENT_STARTED), HF_E_STATE,
                   "Started: the line is not configured", 0);
    cr_assert_eq(rig_configure(&rig), HF_OK);
    cr_assert_eq(memcmp(&rig.actions.refusal, &none, sizeof none), 0);
}
