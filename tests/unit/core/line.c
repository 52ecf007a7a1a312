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

Test(line, refuses_a_configuration_while_in_service)
{
    rig_start(&rig);
    cr_assert_eq(rig_configure(&rig), HF_E_STATE);
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

/* ---- H2: every event in every state ---- */

typedef void situation(struct rig *);

static void disabled(struct rig *r)
{
    rig_init(r);
    rig_server(r, "192.0.2.1");
    rig_server(r, "192.0.2.2");
    rig_configure(r);
}

static void unconfigured(struct rig *r)
{
    rig_init(r);
}

static void registered(struct rig *r)
{
    rig_start(r);
    rig_response(r, r->last_attempt, 200, 600);
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

static void waiting(struct rig *r)
{
    rig_start(r);
    rig_failed(r, r->last_attempt, HF_CAUSE_ICMP);
    rig_failed(r, r->last_attempt, HF_CAUSE_ICMP);
    cr_assert_eq(r->line.registration.state, HF_REGISTRATION_WAITING);
}

static void refused(struct rig *r)
{
    rig_start(r);
    rig_failed(r, r->last_attempt, HF_CAUSE_CREDENTIALS);
    cr_assert_eq(r->line.registration.state, HF_REGISTRATION_REFUSED);
}

static void stopping(struct rig *r)
{
    registered(r);
    rig_fact(r, HF_EVENT_STOPPED);
    cr_assert_eq(r->line.registration.state, HF_REGISTRATION_STOPPING);
}

static void last_one(struct rig *r)
{
    rig_start(r);
    rig_wake(r);
    rig_wake(r);
    cr_assert_eq(r->line.passes[0].attempt.state, HF_ATTEMPT_LAST);
}

static void alive(struct rig *r)
{
    rig_start(r);
    rig_provisional(r, r->last_attempt);
    cr_assert_eq(r->line.passes[0].attempt.state, HF_ATTEMPT_ALIVE);
}

static void joined(struct rig *r)
{
    probing(r);
    r->now_us = r->line.registration.deadline_us; /* the refresh comes, and the backup refuses */
    rig_wanted(r, 9);
}

static situation *const situations[] = {unconfigured, disabled, rig_start, registered,
                                        on_backup,    probing,  waiting,   refused,
                                        stopping,     last_one, alive,     joined};

static struct hf_event broken(const struct hf_event *event)
{
    struct hf_event copy = *event;

    switch (event->kind) {
    case HF_EVENT_RESPONSE_RECEIVED: copy.u.response.status = 99; break;
    case HF_EVENT_ATTEMPT_FAILED: copy.u.failed.cause = HF_CAUSE_COUNT; break;
    case HF_EVENT_PROVISIONAL: copy.u.provisional.status = 200; break;
    case HF_EVENT_CHALLENGED: copy.u.challenged.stale = 2; break;
    case HF_EVENT_ABANDONED: copy.u.abandoned.how = HF_ABANDONED_COUNT; break;
    case HF_EVENT_WANTED: copy.u.wanted.request = 0; break;
    case HF_EVENT_NETWORK_CHANGED: copy.u.network.families_usable = 4; break;
    default: copy.kind = HF_EVENT_COUNT; break;
    }
    return copy;
}

static struct hf_event plausible(const struct rig *r, uint32_t kind)
{
    struct hf_event event;

    memset(&event, 0, sizeof event);
    event.kind = kind;
    event.at_us = r->now_us + 1000;
    switch (kind) {
    case HF_EVENT_CONFIGURED: event.u.configured.config = &r->config; break;
    case HF_EVENT_WANTED: event.u.wanted.request = 4711; break;
    case HF_EVENT_RESPONSE_RECEIVED:
        event.u.response.attempt = r->last_attempt;
        event.u.response.status = 200;
        event.u.response.expires_s = 600;
        break;
    case HF_EVENT_ATTEMPT_FAILED:
        event.u.failed.attempt = r->last_attempt;
        event.u.failed.cause = HF_CAUSE_RESET;
        break;
    case HF_EVENT_PROVISIONAL:
        event.u.provisional.attempt = r->last_attempt;
        event.u.provisional.status = 100;
        break;
    case HF_EVENT_CHALLENGED: event.u.challenged.attempt = r->last_attempt; break;
    case HF_EVENT_CONNECTED: event.u.connected.attempt = r->last_attempt; break;
    case HF_EVENT_ABANDONED: event.u.abandoned.attempt = r->last_attempt; break;
    case HF_EVENT_NETWORK_CHANGED: event.u.network.families_usable = 1; break;
    default: break;
    }
    return event;
}

static void feed(struct rig *r, const struct hf_event *event, size_t number)
{
    struct hf_line before = r->line;
    int result = hf_line_step(&r->line, event, &r->actions);
    int invariant = hf_line_check(&r->line);

    cr_assert_eq(invariant, 0, "H%d in situation %zu after %s", invariant, number,
                 hf_event_name(event->kind));
    if (result < 0) {
        cr_assert_eq(memcmp(&before, &r->line, sizeof before), 0, "situation %zu: %s changed it",
                     number, hf_event_name(event->kind));
        cr_assert_not_null(r->actions.refusal.what);
        cr_assert_eq(r->actions.n, 0);
    }
}

Test(line, H2_every_event_in_every_situation_is_taken_or_refused_whole)
{
    for (size_t i = 0; i < sizeof situations / sizeof *situations; i++) {
        for (uint32_t kind = 0; kind <= HF_EVENT_COUNT; kind++) {
            struct hf_event event;
            situations[i](&rig);
            event = plausible(&rig, kind);
            feed(&rig, &event, i);
        }
    }
}

Test(line, H2_every_broken_event_is_refused_in_every_situation)
{
    for (size_t i = 0; i < sizeof situations / sizeof *situations; i++) {
        for (uint32_t kind = 1; kind < HF_EVENT_COUNT; kind++) {
            struct hf_event good, bad;
            situations[i](&rig);
            good = plausible(&rig, kind);
            bad = broken(&good);
            feed(&rig, &bad, i);
            cr_assert_lt(rig.actions.refusal.error, 0, "situation %zu: %s", i, hf_event_name(kind));
        }
    }
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
