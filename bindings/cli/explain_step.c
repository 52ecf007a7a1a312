/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One record of a line: its time, then the event, then what each of its actions says. What they
 * make of the line's story is decided behind the last one (explain_line.c).
 */
#include <string.h>

#include "explain.h"
#include "holdfast/line.h"
#include "log_walk.h"

static int is_answered(enum hf_request_outcome outcome)
{
    return outcome == HF_DONE_ACCEPTED || outcome == HF_DONE_WITHDRAWN;
}

/* What a person who is called says no with is no loss. */
static int is_lost(enum hf_request_outcome outcome)
{
    return !is_answered(outcome) && outcome != HF_DONE_REJECTED;
}

/* ---- what the phone's user wanted ---- */

static void want(struct hf_explain_line *line, const struct hf_wanted *wanted)
{
    line->asked.failure.server = 0;
    for (unsigned i = 0; i < HF_EXPLAIN_REQUESTS; i++) {
        if (line->requests[i].id != 0)
            continue;
        line->requests[i] = (struct hf_explain_request){
            .id = wanted->request, .call = wanted->call, .kind = wanted->kind};
        return;
    }
}

static void hear_request(struct hf_explain_step *step, const struct hf_request_report *report)
{
    struct hf_explain_line *line = step->line;
    struct hf_explain_request request = {.kind = HF_REQUEST_REGISTER};

    for (unsigned i = 0; i < HF_EXPLAIN_REQUESTS; i++) {
        if (line->requests[i].id != report->request)
            continue;
        request = line->requests[i];
        line->requests[i].id = 0;
    }
    if (request.kind == HF_REQUEST_BYE)
        hf_explain_call_hung_up(line, request.call, report);
    if (is_answered(report->outcome))
        return;
    if (line->in_range && request.kind == HF_REQUEST_INVITE)
        line->totals.calls_lost += (unsigned)is_lost(report->outcome);
    else if (line->in_range)
        line->totals.requests_lost += request.kind != HF_REQUEST_REGISTER &&
                                      (request.kind != HF_REQUEST_BYE || is_lost(report->outcome));
    if (request.kind != HF_REQUEST_REGISTER && request.kind != HF_REQUEST_BYE)
        hf_explain_request_lost(step, report, &request); /* the others are told by what follows */
}

/* ---- decisions ---- */

/* Until when the line is registered, as far as the log says: a renewal is no decision of the
 * binding's own. */
static void last_until(struct hf_explain_line *line, uint64_t until_us)
{
    if (line->expires_us == HF_NEVER || line->expires_us < until_us)
        line->expires_us = until_us; /* of several registrations, the one that lasts longest */
}

static void note_expiry(struct hf_explain_step *step)
{
    struct hf_explain_line *line = step->line;
    const uint32_t expires_s = step->event->u.response.expires_s;

    if (step->event->kind != HF_EVENT_RESPONSE_RECEIVED || expires_s == HF_EXPIRES_NONE)
        line->expires_us = HF_NEVER;
    else
        last_until(line, line->at_us + (uint64_t)expires_s * 1000000);
}

static void hear_registration(struct hf_explain_step *step, const struct hf_decision *d)
{
    struct hf_explain_line *line = step->line;
    const struct hf_explain_states *states = &step->explain->states;

    if (d->to_state == states->registering && d->from_state != states->registering) {
        line->trigger = d->why;
        return;
    }
    if (d->from_state == states->registering &&
        (d->to_state == states->waiting || d->to_state == states->refused)) {
        hf_explain_pass_failed(step, d);
        return;
    }
    if (d->to_state != states->registered || d->to_server == 0)
        return;
    note_expiry(step);
    if (d->why == HF_WHY_REGISTERED_FIRST)
        line->trigger = d->why;
    if (d->why == HF_WHY_PROBE_ACCEPTED)
        line->stay.probe_accepted = d->to_server;
    if (d->why == HF_WHY_PROXY_PROBE_ACCEPTED)
        line->stay.proxy.accepted = 1;
    step->accepted = d->to_server;
    step->subject = d->subject;
    step->earlier = d->to_candidate != 0 && d->to_candidate < d->from_candidate;
    if (line->phase == HF_PHASE_IN && d->from_state == states->registering &&
        (d->to_server == line->status.server || line->concurrent)) {
        line->stay.renewals++;
        line->totals.renewals += line->in_range;
    }
}

static void hear_binding(struct hf_explain_step *step, const struct hf_decision *d)
{
    struct hf_explain_line *line = step->line;

    if (d->to_state != step->explain->states.held || d->until_us == HF_NEVER)
        return;
    last_until(line, d->until_us);
}

static void hear_failback(struct hf_explain_step *step, const struct hf_decision *d)
{
    struct hf_explain_line *line = step->line;

    line->probe_wall_us = d->until_us == HF_NEVER ? HF_NEVER : hf_explain_wall(line, d->until_us);
    if (d->until_us != HF_NEVER && d->to_state != step->explain->states.probing)
        line->probe_by = hf_explain_said(line, d);
    if (d->why == HF_WHY_PROBE_FAILED)
        line->stay.probes_failed++;
    if (d->to_state != step->explain->states.probing || d->from_state == d->to_state)
        return;
    if (line->stay.probes++ == 0)
        line->stay.first_probe_us = line->now_us;
    line->stay.last_probe_us = line->now_us;
    line->stay.probe_server = d->to_server;
    line->totals.probes += line->in_range;
}

static void hear_proxy_failback(struct hf_explain_step *step, const struct hf_decision *d)
{
    struct hf_explain_line *line = step->line;
    struct hf_explain_proxy *proxy = &line->stay.proxy;

    proxy->under_way = d->to_state == step->explain->states.proxy_probing;
    if (d->until_us != HF_NEVER && !proxy->under_way)
        line->proxy_by = hf_explain_said(line, d);
    proxy->n_failed += d->why == HF_WHY_PROXY_PROBE_FAILED;
    if (!proxy->under_way || d->from_state == d->to_state)
        return;
    if (proxy->n++ == 0)
        proxy->first_us = line->now_us;
    proxy->last_us = line->now_us;
    line->totals.probes += line->in_range;
}

/* Reasons that a person wants to hear of for themselves, not only for what follows from them. */
static int is_remark(const struct hf_decision *d)
{
    switch (d->why) {
    case HF_WHY_LATE_BINDING: return d->machine != HF_MACHINE_REGISTRATION; /* a pass for it */
    case HF_WHY_CONTACT_MISSING:
    case HF_WHY_GRANT_SHORT:
    case HF_WHY_REMOVAL_TIMED_OUT:
    case HF_WHY_REMOVAL_FAILED:
    case HF_WHY_REMOVAL_NO_ROOM:
    case HF_WHY_REMOVED_ELSEWHERE:
    case HF_WHY_TARGETS_CUT:
    case HF_WHY_RECORDS_CUT:
    case HF_WHY_NAPTR_LOOP:
    case HF_WHY_NAME_TOO_LONG:
    case HF_WHY_STATIC_USED:
    case HF_WHY_DOWNGRADE_REFUSED:
    case HF_WHY_TLS_NOT_KNOWN:
    case HF_WHY_TLS_NOT_REACHED:
    case HF_WHY_OPTIONS_IGNORED:
    case HF_WHY_PUT_OFF:
    case HF_WHY_ALL_REST:
    case HF_WHY_FLAPS:
    case HF_WHY_STORM_SPREAD:
    case HF_WHY_START_SPREAD:
    case HF_WHY_WAITS_FOR_IDLE: return 1;
    default: return 0;
    }
}

static void hear_decision(struct hf_explain_step *step, const struct hf_decision *d)
{
    switch ((enum hf_machine)d->machine) {
    case HF_MACHINE_ATTEMPT: hf_explain_attempt_decided(step, d); break;
    case HF_MACHINE_REGISTRATION: hear_registration(step, d); break;
    case HF_MACHINE_BINDING: hear_binding(step, d); break;
    case HF_MACHINE_FAILBACK: hear_failback(step, d); break;
    case HF_MACHINE_PROXY_FAILBACK: hear_proxy_failback(step, d); break;
    case HF_MACHINE_LOCATE: hf_explain_located(step, d); break;
    default: break;
    }
    if (d->why == HF_WHY_TARGET_GONE && d->from_server == step->line->status.server)
        step->line->gone = 1;
    if (is_remark(d) && step->n_remarks < HF_EXPLAIN_REMARKS)
        step->remarks[step->n_remarks++] = d;
}

static void hear_action(struct hf_explain_step *step, const struct hf_action *action)
{
    switch (action->kind) {
    case HF_ACTION_EXPLAIN: hear_decision(step, &action->u.decision); break;
    case HF_ACTION_SEND: hf_explain_send(step->line, &action->u.send, step->actions); break;
    case HF_ACTION_RESOLVE: hf_explain_asked(step->line, &action->u.resolve); break;
    case HF_ACTION_AUTHENTICATE:
        hf_explain_asked_again(step->line, action->u.attempt.attempt);
        break;
    case HF_ACTION_REPORT_LINE: step->report = &action->u.line; break;
    case HF_ACTION_REPORT_REQUEST: hear_request(step, &action->u.request); break;
    case HF_ACTION_REPORT_CALL: hf_explain_call_reported(step, &action->u.call); break;
    default: break;
    }
}

/* ---- events ---- */

/* What the event alone says; what it means, explain_line.c does. */
static void hear_event(struct hf_explain_step *step)
{
    const struct hf_event *event = step->event;
    struct hf_explain_line *line = step->line;

    switch ((enum hf_event_kind)event->kind) {
    case HF_EVENT_RESPONSE_RECEIVED: hf_explain_answered(line, event->u.response.attempt); break;
    case HF_EVENT_PROVISIONAL: hf_explain_answered(line, event->u.provisional.attempt); break;
    case HF_EVENT_CHALLENGED: hf_explain_answered(line, event->u.challenged.attempt); break;
    case HF_EVENT_DNS_ANSWERED: hf_explain_dns(line, &event->u.dns); break;
    case HF_EVENT_WANTED: want(line, &event->u.wanted); break;
    case HF_EVENT_CALL_ARRIVED:
        line->stay.calls++;
        line->totals.calls += line->in_range;
        break;
    default: hf_explain_events(step); break;
    }
}

void hf_explain_take_step(struct hf_explain *explain, struct hf_explain_line *line,
                          const struct hf_log_step *logged)
{
    static struct hf_event event;
    static struct hf_actions actions;
    struct hf_explain_step step = {
        .explain = explain, .line = line, .event = &event, .actions = &actions};

    if (hf_log_walk_step(logged, &event, &actions) < 0) {
        fprintf(stderr, "holdfast: explain: a step of line %u is whole but cannot be decoded\n",
                line->number);
        explain->walk.damaged = 1;
        return;
    }
    hf_explain_advance(explain, line, &event);
    if (line->over)
        return;
    line->totals.events += line->in_range;
    if (explain->options.verbose)
        hf_explain_verbose_step(&step, logged->result);
    if (logged->result < 0)
        return; /* refused: nothing happened */
    hear_event(&step);
    for (uint32_t i = 0; i < actions.n; i++)
        hear_action(&step, &actions.items[i]);
    hf_explain_names(&step);
    hf_explain_settle(&step);
    hf_explain_remarks(&step);
}

/* ---- where a log begins late, or records are missing ---- */

void hf_explain_take_snapshot(struct hf_explain *explain, struct hf_explain_line *line,
                              const struct hf_log_snapshot *snapshot)
{
    static uint64_t memory[HF_LINE_BYTES_MAX / sizeof(uint64_t)];
    static uint64_t scratch[HF_WIRE_SCRATCH / sizeof(uint64_t)];
    struct hf_wire wire = {.bytes = snapshot->bytes,
                           .n_bytes = snapshot->n_bytes,
                           .scratch = scratch,
                           .scratch_size = sizeof scratch};
    struct hf_line *core = (struct hf_line *)memory;
    struct hf_line_status status;

    if (line->phase != HF_PHASE_UNKNOWN || hf_line_size() > sizeof memory)
        return;
    if (hf_line_restore(memory, sizeof memory, &wire) < 0)
        return; /* of other limits, or another age: the records after it will say */
    status = hf_line_status(core);
    if (hf_line_config(core)->n_servers > 0)
        hf_explain_configure(line, hf_line_config(core));
    line->at_us = hf_line_now(core);
    if (status.state == HF_LINE_DISABLED)
        line->phase = HF_PHASE_OFF;
    else
        hf_explain_open_line(explain, line, &status);
}
