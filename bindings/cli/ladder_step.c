/* SPDX-License-Identifier: Apache-2.0 */
/* Steps to marks: what happened, what the line decided by it, what it sent. */
#include <stdio.h>
#include <string.h>

#include "holdfast/line.h"
#include "ladder_rows.h"

struct step {
    struct hf_ladder *ladder;
    const struct hf_event *event;
    const struct hf_actions *actions;
    unsigned first_mark, first_decision;
    uint64_t answered; /* the attempt that the event is about and that has a mark, or 0 */
};

/* ---- events ---- */

/* ICMP is noted of a target, not of an attempt. */
static struct hf_ladder_mark *unreachable(struct hf_ladder *ladder, unsigned column)
{
    struct hf_ladder_mark *last = ladder->n_marks > 0 ? &ladder->marks[ladder->n_marks - 1] : NULL;

    return last != NULL && last->kind == HF_MARK_FAILURE && !last->stepped && last->attempt == 0 &&
                   last->column == column
               ? last
               : NULL;
}

/* The note's mark, or a new one where the log has no note of it. */
static struct hf_ladder_mark *answer_to(struct step *step, enum hf_mark_kind kind, uint64_t attempt)
{
    struct hf_ladder *ladder = step->ladder;
    struct hf_ladder_mark *mark = hf_ladder_noted(ladder, kind, attempt);
    const struct hf_ladder_open *open = hf_ladder_find(ladder, attempt, 0);

    if (mark == NULL && kind == HF_MARK_FAILURE && open != NULL)
        mark = unreachable(ladder, open->column);
    if (mark == NULL)
        mark = hf_ladder_add(ladder, kind, open != NULL ? open->column : HF_LADDER_OTHERS);
    mark->attempt = attempt;
    mark->stepped = 1;
    step->answered = attempt;
    if (open == NULL)
        return mark;
    mark->request = open->request;
    mark->purpose = open->purpose;
    mark->server = open->server;
    if (mark->took_us == 0 && ladder->at_us > open->sent_us)
        mark->took_us = ladder->at_us - open->sent_us;
    return mark;
}

static void answered(struct step *step, uint64_t attempt)
{
    struct hf_ladder_open *open = hf_ladder_find(step->ladder, attempt, 0);

    step->ladder->totals.answers += step->ladder->in_range;
    if (open != NULL)
        open->open = 0;
}

static void take_response(struct step *step, const struct hf_response *response)
{
    struct hf_ladder_mark *mark = answer_to(step, HF_MARK_ANSWER, response->attempt);

    mark->status = response->status;
    if (response->retry_after_s != HF_RETRY_AFTER_NONE && response->status >= 300)
        mark->value = response->retry_after_s;
    else if (response->status < 300 && response->expires_s != HF_EXPIRES_NONE)
        mark->value = response->expires_s;
    else
        mark->value = response->min_expires_s;
    mark->has_value = mark->value != 0;
    answered(step, response->attempt);
}

static void take_failure(struct step *step, const struct hf_attempt_failed *failed)
{
    struct hf_ladder_mark *mark = answer_to(step, HF_MARK_FAILURE, failed->attempt);

    mark->cause = failed->cause;
    mark->unsent = failed->cause == HF_CAUSE_LOCAL;
    answered(step, failed->attempt);
    for (unsigned i = 0; mark->unsent && i < step->ladder->n_marks; i++) {
        struct hf_ladder_mark *sent = &step->ladder->marks[i];

        if (sent->kind == HF_MARK_REQUEST && sent->attempt == failed->attempt && !sent->stepped &&
            sent->n_sends != 0)
            sent->unsent = 1;
    }
}

static void take_challenge(struct step *step, const struct hf_challenged *challenged)
{
    struct hf_ladder_mark *mark = answer_to(step, HF_MARK_ANSWER, challenged->attempt);
    struct hf_ladder_open *open = hf_ladder_find(step->ladder, challenged->attempt, 0);

    mark->status = mark->status != 0 ? mark->status : 401;
    mark->late = challenged->stale != 0;
    if (open != NULL)
        open->challenged = 1;
}

static void take_found(struct step *step)
{
    const struct hf_event *event = step->event;
    const int located = event->kind == HF_EVENT_LOCATED;
    struct hf_ladder_open *open = hf_ladder_find(
        step->ladder, located ? event->u.located.query : event->u.dns.query, 1);
    struct hf_ladder_mark *mark = hf_ladder_add(step->ladder, HF_MARK_FOUND, HF_LADDER_DNS);

    mark->outcome = located ? HF_DNS_ANSWER : event->u.dns.outcome;
    mark->number = located ? event->u.located.n_targets : event->u.dns.n_records;
    mark->value = located ? event->u.located.ttl_s : event->u.dns.ttl_s;
    mark->has_value = mark->number > 0 && mark->value != HF_TTL_UNKNOWN;
    if (open == NULL)
        return;
    mark->took_us = step->ladder->at_us - open->sent_us;
    hf_ladder_text(mark->text, open->text);
    open->open = 0;
}

static void take_abandoned(struct step *step, const struct hf_abandoned *abandoned)
{
    struct hf_ladder_mark *mark;

    if (abandoned->how == HF_ABANDONED_ANSWERED) {
        mark = answer_to(step, HF_MARK_ANSWER, abandoned->attempt);
        mark->status = abandoned->status;
        mark->late = 1;
    } else if (abandoned->how != HF_ABANDONED_NOTHING) {
        mark = hf_ladder_add(step->ladder, HF_MARK_EVENT, HF_LADDER_PHONE);
        mark->event = HF_EVENT_ABANDONED;
        mark->outcome = abandoned->how;
    }
}

static void take_outside(struct step *step)
{
    const struct hf_event *event = step->event;
    struct hf_ladder_mark *mark = hf_ladder_add(step->ladder, HF_MARK_EVENT, HF_LADDER_PHONE);

    mark->event = (uint8_t)event->kind;
    switch (event->kind) {
    case HF_EVENT_WANTED: mark->request = event->u.wanted.kind; break;
    case HF_EVENT_NETWORK_CHANGED:
        mark->outcome = event->u.network.families_usable;
        mark->late = event->u.network.address_changed;
        break;
    case HF_EVENT_FLOW_LOST:
        mark->cause = event->u.flow_lost.cause;
        mark->peer = event->u.flow_lost.target;
        break;
    case HF_EVENT_TARGET_RESTED:
        mark->cause = event->u.rested.cause;
        mark->peer = event->u.rested.target;
        break;
    case HF_EVENT_CALL_ARRIVED:
    case HF_EVENT_CALL_ENDED: mark->server = event->u.call.server; break;
    case HF_EVENT_RESTORED: mark->took_us = event->u.restored.elapsed_us; break;
    case HF_EVENT_CONFIGURED: hf_ladder_take_config(step->ladder, event->u.configured.config);
    default: break;
    }
}

static void take_event(struct step *step)
{
    const struct hf_event *event = step->event;
    struct hf_ladder_mark *mark;

    switch ((enum hf_event_kind)event->kind) {
    case HF_EVENT_RESPONSE_RECEIVED: take_response(step, &event->u.response); break;
    case HF_EVENT_ATTEMPT_FAILED: take_failure(step, &event->u.failed); break;
    case HF_EVENT_PROVISIONAL:
        mark = answer_to(step, HF_MARK_ANSWER, event->u.provisional.attempt);
        mark->status = event->u.provisional.status;
        break;
    case HF_EVENT_CHALLENGED: take_challenge(step, &event->u.challenged); break;
    case HF_EVENT_CONNECTED:
        (void)answer_to(step, HF_MARK_CONNECT, event->u.connected.attempt);
        break;
    case HF_EVENT_ABANDONED: take_abandoned(step, &event->u.abandoned); break;
    case HF_EVENT_LATE:
        mark = answer_to(step, HF_MARK_ANSWER, event->u.late.attempt);
        mark->status = event->u.late.status;
        mark->late = 1;
        break;
    case HF_EVENT_DNS_ANSWERED:
    case HF_EVENT_LOCATED: take_found(step); break;
    case HF_EVENT_TIME_PASSED:
    case HF_EVENT_NONE:
    case HF_EVENT_COUNT: break;
    default: take_outside(step); break; /* what the user and the world do */
    case HF_EVENT_RESTORED:             /* nobody answers any more what was asked before */
        memset(step->ladder->open, 0, sizeof(step->ladder->open));
        take_outside(step);
        break;
    }
}

/* ---- decisions ---- */

/* What another mark of the same step shows, or what only says that all is well. */
static int is_silent(unsigned why)
{
    switch (why) {
    case HF_WHY_NONE:
    case HF_WHY_CONFIGURED:
    case HF_WHY_STARTED:
    case HF_WHY_STOPPED:
    case HF_WHY_USER_WISH:
    case HF_WHY_USER_WISH_JOINS:
    case HF_WHY_RESTORED:
    case HF_WHY_FIRST_CANDIDATE:
    case HF_WHY_WORKING_CANDIDATE:
    case HF_WHY_NEXT_CANDIDATE:
    case HF_WHY_JOINS_REGISTER:
    case HF_WHY_TURN_CAME:
    case HF_WHY_BUDGET_OVER:
    case HF_WHY_SERVER_LIVES:
    case HF_WHY_CHALLENGED:
    case HF_WHY_ACCEPTED:
    case HF_WHY_REJECTED:
    case HF_WHY_FAILOVER_STATUS:
    case HF_WHY_MOVED:
    case HF_WHY_CAME_BACK:
    case HF_WHY_PROBE_WAITS:
    case HF_WHY_PROBE_NEXT_SERVER:
    case HF_WHY_PROBE_NOT_NEEDED:
    case HF_WHY_PROBE_ACCEPTED:
    case HF_WHY_PROXY_PROBE_WAITS:
    case HF_WHY_PROXY_PROBE_NOT_NEEDED:
    case HF_WHY_PROXY_PROBE_ACCEPTED:
    case HF_WHY_BINDING_LEFT:
    case HF_WHY_BINDING_REMOVED:
    case HF_WHY_NAME_ASKED:
    case HF_WHY_NAME_ANSWERED:
    case HF_WHY_NAME_WAITED:
    case HF_WHY_WAITS_FOR_NAME:
    case HF_WHY_CONNECTED:
    case HF_WHY_FLOW_KEPT:
    case HF_WHY_FLOW_LET_GO:
    case HF_WHY_WORKING_CHANGED:
    case HF_WHY_OPTIONS_WAITS:
    case HF_WHY_OPTIONS_ANSWERED:
    case HF_WHY_OPTIONS_NOT_NEEDED:
    case HF_WHY_NEW_REQUEST_FIRST:
    case HF_WHY_REFRESH_FIRST:
    case HF_WHY_TTL_RUNS:
    case HF_WHY_DURATION_RUNS:
    case HF_WHY_FAILBACK_NOT_NEEDED:
    case HF_WHY_REQUEST_WANTED:
    case HF_WHY_WITHDRAWN: return 1;
    default: return 0;
    }
}

static int is_failure(unsigned why)
{
    return why >= HF_WHY_SILENCE && why <= HF_WHY_LOCAL_ERROR;
}

/* That a server has forgotten a line which works elsewhere by now: nobody misses it. */
static int is_forgotten(const struct hf_decision *d)
{
    return d->why == HF_WHY_BINDING_EXPIRED && d->machine == HF_MACHINE_BINDING &&
           strcmp(hf_state_name(d->machine, d->from_state), "LEFT") == 0;
}

/* That a line tries again: the reason is still that of the failure before. */
static int is_old(const struct hf_decision *d)
{
    return d->machine == HF_MACHINE_LINE && d->from_state == HF_LINE_FAILED &&
           d->to_state == HF_LINE_REGISTERING;
}

/* The event's own mark says it. */
static int is_event(const struct step *step, unsigned why)
{
    switch (step->event->kind) {
    case HF_EVENT_NETWORK_CHANGED:
        return why == HF_WHY_NETWORK_LOST || why == HF_WHY_NETWORK_BACK ||
               (why == HF_WHY_ADDRESS_CHANGED && step->event->u.network.address_changed);
    case HF_EVENT_CREDENTIALS_CHANGED: return why == HF_WHY_CREDENTIALS_CHANGED;
    default: return 0;
    }
}

/* The bold mark of the same step gives this reason. */
static int is_reported(const struct step *step, const struct hf_decision *d)
{
    for (uint32_t i = 0; i < step->actions->n; i++) {
        const struct hf_action *action = &step->actions->items[i];

        if (action->kind == HF_ACTION_REPORT_LINE &&
            (action->u.line.server != 0 || action->u.line.state == HF_LINE_FAILED) &&
            action->u.line.why == d->why)
            return 1;
    }
    return 0;
}

static int is_shown(const struct step *step, const struct hf_decision *d)
{
    if (is_old(d) || is_event(step, d->why))
        return 0;
    if (is_failure(d->why))
        return d->machine == HF_MACHINE_ATTEMPT && d->attempt != step->answered;
    if (d->why == HF_WHY_NO_CANDIDATE_LEFT) /* that a pass is over: its owner says what follows */
        return d->machine != HF_MACHINE_PASS || d->subject == HF_PURPOSE_REQUEST;
    return !is_silent(d->why) && !is_forgotten(d) && !is_reported(step, d);
}

/* One mark for a reason; the decision that set a deadline says most. */
static struct hf_ladder_mark *shown_already(struct step *step, const struct hf_decision *d)
{
    for (unsigned i = step->first_mark; i < step->ladder->n_marks; i++) {
        struct hf_ladder_mark *mark = &step->ladder->marks[i];

        if (mark->kind == HF_MARK_DECISION && mark->decision.why == d->why && !is_failure(d->why))
            return mark;
    }
    return NULL;
}

static void show_decision(struct step *step, const struct hf_decision *d)
{
    struct hf_ladder_mark *mark = shown_already(step, d);
    const struct hf_ladder_open *open = hf_ladder_find(step->ladder, d->attempt, 0);

    if (mark != NULL) {
        if (mark->decision.until_us == HF_NEVER && d->machine != HF_MACHINE_ATTEMPT)
            mark->decision = *d;
        return;
    }
    mark = hf_ladder_add(step->ladder, HF_MARK_DECISION, HF_LADDER_PHONE);
    mark->decision = *d;
    mark->attempt = d->attempt;
    mark->fired = step->event->kind == HF_EVENT_TIME_PASSED;
    mark->event = (uint8_t)step->event->kind;
    if (open != NULL) {
        mark->took_us = step->ladder->at_us - open->sent_us;
        mark->server = open->server;
        mark->proxy = open->proxy;
    }
}

/* ---- orders and reports ---- */

static void take_send(struct step *step, const struct hf_send *send)
{
    struct hf_ladder *ladder = step->ladder;
    const unsigned column = hf_ladder_column(ladder, &send->target);
    struct hf_ladder_column *place = &ladder->columns[column];
    struct hf_ladder_open *open = hf_ladder_begin(ladder, send->attempt, 0);
    struct hf_ladder_mark *mark = hf_ladder_add(ladder, HF_MARK_REQUEST, column);

    if (send->server <= HF_LINE_SERVERS)
        place->servers |= (uint8_t)(1u << send->server);
    if (place->server == 0 || send->server < place->server)
        place->server = send->server;
    place->proxy = place->proxy == 0 ? send->proxy : place->proxy;
    open->column = (uint8_t)column;
    open->request = mark->request = send->kind;
    open->purpose = mark->purpose = send->purpose;
    open->server = mark->server = send->server;
    open->proxy = mark->proxy = send->proxy;
    mark->attempt = send->attempt;
    mark->peer = send->target;
    mark->n_sends = 1;
    ladder->totals.sends += ladder->in_range;
}

static void take_query(struct step *step, const struct hf_resolve *resolve)
{
    static const struct {
        uint16_t type;
        const char *name;
    } types[] = {
        {HF_DNS_A, "A "}, {HF_DNS_AAAA, "AAAA "}, {HF_DNS_SRV, "SRV "}, {HF_DNS_NAPTR, "NAPTR "}};
    struct hf_ladder_open *open = hf_ladder_begin(step->ladder, resolve->query, 1);
    struct hf_ladder_mark *mark = hf_ladder_add(step->ladder, HF_MARK_QUERY, HF_LADDER_DNS);
    const char *type = "";

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (types[i].type == resolve->type)
            type = types[i].name;
    snprintf(open->text, sizeof open->text, "%s%.255s", type, resolve->name);
    mark->server = resolve->server;
    hf_ladder_text(mark->text, open->text);
}

static int same_place(const struct hf_line_status *a, const struct hf_line_status *b)
{
    return a->server == b->server && a->proxy == b->proxy &&
           memcmp(&a->target, &b->target, sizeof a->target) == 0;
}

/* The server that failed so last, or 0. */
static unsigned to_blame(const struct hf_ladder *ladder, unsigned why)
{
    unsigned blamed = 0;

    for (unsigned i = 1; i <= HF_LINE_SERVERS; i++)
        if (ladder->failed_why[i] == why && ladder->failed_step[i] != 0 &&
            (blamed == 0 || ladder->failed_step[i] > ladder->failed_step[blamed]))
            blamed = i;
    return blamed;
}

/* Out of service: it failed, or has to register anew; not while it starts. */
static int is_out(const struct hf_line_status *status, int served)
{
    return status->state == HF_LINE_FAILED ||
           (status->state == HF_LINE_REGISTERING && (served || status->why != HF_WHY_STARTED));
}

static void take_status(struct step *step, const struct hf_line_status *status)
{
    struct hf_ladder *ladder = step->ladder;
    const struct hf_line_status was = ladder->status;
    const int serves = status->server != 0;
    struct hf_ladder_mark *mark;
    int moved;

    moved = serves && ladder->place_server != 0 &&
            (ladder->place_proxy != status->proxy ||
             (ladder->place_server != status->server && !ladder->renumbered) ||
             memcmp(&ladder->place, &status->target, sizeof ladder->place) != 0);
    ladder->status = *status;
    if (ladder->known && was.state == status->state && same_place(&was, status))
        return;
    ladder->known = 1;
    mark = hf_ladder_add(ladder, HF_MARK_STATE,
                         serves ? hf_ladder_column(ladder, &status->target) : HF_LADDER_PHONE);
    mark->is = *status;
    mark->was = was;
    mark->moved = (uint8_t)moved;
    mark->server = ladder->place_server;
    mark->peer = ladder->place;
    mark->has_value = !ladder->out && is_out(status, ladder->place_server != 0);
    ladder->out = (uint8_t)is_out(status, ladder->place_server != 0);
    mark->outcome = (uint8_t)to_blame(ladder, status->why);
    mark->late = serves && mark->outcome == status->server &&
                 ladder->failed_column[mark->outcome] != mark->column;
    if (status->state == HF_LINE_DISABLED)
        ladder->place_server = 0;
    if (serves) {
        ladder->place = status->target;
        ladder->place_server = status->server;
        ladder->place_proxy = status->proxy;
        ladder->renumbered = 0;
    }
}

static void take_report(struct step *step, const struct hf_request_report *report)
{
    struct hf_ladder_mark *mark = hf_ladder_add(step->ladder, HF_MARK_REPORT, HF_LADDER_PHONE);

    mark->outcome = report->outcome;
    mark->status = report->status;
    mark->cause = report->cause;
    mark->server = report->server;
}

static void take_action(struct step *step, const struct hf_action *action)
{
    struct hf_ladder_open *open;

    switch ((enum hf_action_kind)action->kind) {
    case HF_ACTION_SEND: take_send(step, &action->u.send); break;
    case HF_ACTION_ABANDON:
        open = hf_ladder_find(step->ladder, action->u.attempt.attempt, 0);
        if (open != NULL)
            open->open = 0;
        break;
    case HF_ACTION_RESOLVE: take_query(step, &action->u.resolve); break;
    case HF_ACTION_REPORT_LINE: take_status(step, &action->u.line); break;
    case HF_ACTION_REPORT_REQUEST: take_report(step, &action->u.request); break;
    case HF_ACTION_EXPLAIN:
        if (is_shown(step, &action->u.decision))
            show_decision(step, &action->u.decision);
        break;
    default: break;
    }
}

/* ---- all of it ---- */

static int ends_badly(const struct hf_decision *d)
{
    return d->machine == HF_MACHINE_ATTEMPT && d->from_state != d->to_state &&
           d->why != HF_WHY_ACCEPTED && d->from_server <= HF_LINE_SERVERS &&
           strcmp(hf_state_name(d->machine, d->to_state), "ENDED") == 0;
}

/* The decisions stand in the box of every mark of the step. */
static void keep_decisions(struct step *step)
{
    struct hf_ladder *ladder = step->ladder;

    step->first_decision = ladder->n_decisions;
    for (uint32_t i = 0; i < step->actions->n; i++) {
        const struct hf_decision *d = &step->actions->items[i].u.decision;
        const struct hf_ladder_open *open;

        if (step->actions->items[i].kind != HF_ACTION_EXPLAIN)
            continue;
        if (ends_badly(d)) {
            ladder->failed_why[d->from_server] = d->why;
            ladder->failed_step[d->from_server] = ladder->step;
            open = hf_ladder_find(ladder, d->attempt, 0);
            if (open != NULL)
                ladder->failed_column[d->from_server] = open->column;
        }
        if (ladder->in_range && ladder->n_decisions < HF_LADDER_DECISIONS)
            ladder->decisions[ladder->n_decisions++] = *d;
    }
}

/* Time that passes has no mark of its own: what it led to says so. */
static void show_cause(struct step *step)
{
    if (step->event->kind != HF_EVENT_TIME_PASSED)
        return;
    for (uint32_t i = 0; i < step->actions->n; i++)
        if (step->actions->items[i].kind == HF_ACTION_EXPLAIN &&
            is_shown(step, &step->actions->items[i].u.decision))
            return;
    for (uint32_t i = 0; i < step->actions->n; i++) {
        const struct hf_action *action = &step->actions->items[i];

        if (action->kind == HF_ACTION_EXPLAIN && !is_forgotten(&action->u.decision) &&
            !is_old(&action->u.decision)) {
            show_decision(step, &action->u.decision);
            return;
        }
    }
}

static void attach(struct step *step)
{
    struct hf_ladder *ladder = step->ladder;

    for (unsigned i = 0; i < ladder->n_marks; i++) {
        struct hf_ladder_mark *mark = &ladder->marks[i];
        const int of_note = i < step->first_mark && mark->stepped && mark->step == 0 &&
                            mark->attempt == step->answered && step->answered != 0;

        if (i < step->first_mark && !of_note)
            continue;
        mark->step = ladder->step;
        mark->first_decision = (uint16_t)step->first_decision;
        mark->n_decisions = (uint16_t)(ladder->n_decisions - step->first_decision);
    }
}

static void take_refused(struct hf_ladder *ladder, const struct hf_event *event, int result)
{
    struct hf_ladder_mark *mark = hf_ladder_add(ladder, HF_MARK_REMARK, HF_LADDER_PHONE);

    mark->step = ladder->step;
    snprintf(mark->text, sizeof mark->text, "refused %s: %.40s", hf_event_name(event->kind),
             hf_error_text(result));
}

void hf_ladder_take_step(struct hf_ladder *ladder, const struct hf_log_step *logged)
{
    static struct hf_event event;
    static struct hf_actions actions;
    struct step step = {.ladder = ladder, .event = &event, .actions = &actions};

    if (hf_log_walk_step(logged, &event, &actions) < 0)
        return; /* said when it was replayed */
    ladder->step++;
    ladder->at_us = event.at_us;
    ladder->totals.events += ladder->in_range;
    if (logged->result < 0) {
        take_refused(ladder, &event, logged->result);
        return;
    }
    step.first_mark = ladder->n_marks;
    keep_decisions(&step);
    take_event(&step);
    show_cause(&step);
    for (uint32_t i = 0; i < actions.n; i++)
        take_action(&step, &actions.items[i]);
    attach(&step);
}
