/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The circle of a phone: event, step, log, actions, and what the agent makes of them. Steps are
 * made at once, in the order of what happened; actions wait in one queue until the log has
 * released them, so that nothing leaves the phone that a restart could not remember.
 */
#define _GNU_SOURCE 1
#include "phone_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Steps carried out in one go; the rest follows after the sockets were heard. */
#define SETTLE_MAX 4096

static const struct hf_target nowhere = {.family = HF_FAMILY_NONE};

static void remark(struct hf_phone *phone, uint32_t line, const char *text)
{
    if (phone->options.remark != NULL)
        phone->options.remark(phone->options.context, line, text);
}

void hf_phone_reschedule(struct hf_phone *phone, uint32_t line)
{
    struct hf_phone_member *member = hf_phone_member(phone, line);
    uint64_t due_us = hf_line_deadline(member->core).at_us;
    uint64_t agent_us = hf_agent_deadline(member->agent);
    int busy = due_us != HF_NEVER || hf_line_status(member->core).state != HF_LINE_DISABLED;

    hf_phone_calls_tidy(phone, line);
    if (hf_phone_calls_deadline(member) < due_us)
        due_us = hf_phone_calls_deadline(member);
    if (hf_phone_messages_deadline(member) < due_us)
        due_us = hf_phone_messages_deadline(member);
    if (agent_us < due_us)
        due_us = agent_us;
    if (hf_wake_set(phone->wake, &member->wake, due_us) < 0)
        remark(phone, line, "no memory for its wake-up");
    if (busy && !member->busy)
        phone->n_busy++;
    if (!busy && member->busy)
        phone->n_busy--;
    member->busy = busy;
    if (!busy)
        hf_phone_stands_leave(phone, member);
}

/* ---- events in ---- */

static void enqueue(struct hf_phone *phone, uint32_t line, uint64_t at_us)
{
    const struct hf_actions *actions = &phone->actions;
    size_t bytes = actions->n * sizeof actions->items[0];
    struct hf_phone_work *work = malloc(sizeof *work + bytes);

    if (work == NULL) {
        remark(phone, line, "no memory to carry out what it decided");
        return;
    }
    work->next = NULL;
    work->sequence = phone->last_sequence;
    work->at_us = at_us;
    work->wall_us = hf_clock_wall_us() - (hf_clock_now_us() - at_us);
    work->line = line;
    work->n = actions->n;
    work->n_configured = hf_phone_member(phone, line)->n_configured;
    hf_phone_member(phone, line)->n_queued++;
    memcpy(work->actions, actions->items, bytes);
    if (phone->last != NULL)
        phone->last->next = work;
    else
        phone->first = work;
    phone->last = work;
}

/* What the user hears of by himself: his call was not begun, or he has too many. */
static int is_of_call(const struct hf_event *event)
{
    return event->kind == HF_EVENT_CALL_ARRIVED ||
           (event->kind == HF_EVENT_WANTED && event->u.wanted.kind == HF_REQUEST_INVITE);
}

static void say_refused(struct hf_phone *phone, uint32_t line, const struct hf_event *event)
{
    const struct hf_refusal *refusal = &phone->actions.refusal;
    char text[256];

    if (is_of_call(event) && refusal->error == HF_E_LIMIT)
        return;
    snprintf(text, sizeof text, "%s was refused: %s%s%s", hf_event_name(event->kind),
             hf_error_text(refusal->error), refusal->what != NULL ? ": " : "",
             refusal->what != NULL ? refusal->what : "");
    remark(phone, line, text);
}

int hf_phone_step(struct hf_phone *phone, uint32_t line, struct hf_event *event)
{
    struct hf_line *core = hf_phone_member(phone, line)->core;
    int is_new = event->kind == HF_EVENT_CONFIGURED &&
                 event->u.configured.config != hf_line_config(core); /* not its own once more */
    int n_event, result;

    /* The log holds the time that the line takes. Restored alone may set it back. */
    if (event->kind != HF_EVENT_RESTORED && event->at_us < hf_line_now(core))
        event->at_us = hf_line_now(core);
    memset(&phone->actions.refusal, 0, sizeof phone->actions.refusal);
    phone->actions.n = 0;
    n_event = phone->log != NULL
                  ? hf_event_encode(event, phone->event_bytes, sizeof phone->event_bytes)
                  : 0;
    if (n_event < 0) { /* what cannot be logged must not happen */
        phone->actions.refusal.error = n_event;
        say_refused(phone, line, event);
        return n_event;
    }
    result = hf_line_step(core, event, &phone->actions);
    hf_phone_log_step(phone, line, (size_t)n_event, result);
    if (result >= 0 && is_new)
        hf_phone_member(phone, line)->n_configured++;
    if (result < 0)
        say_refused(phone, line, event);
    else if (phone->actions.n > 0)
        enqueue(phone, line, event->at_us);
    hf_phone_reschedule(phone, line);
    return result;
}

/* ---- what the agent made ---- */

void hf_phone_remember_failure(struct hf_phone *phone, const struct hf_phone_failure *failure)
{
    for (uint32_t i = 0; i < phone->n_failures; i++)
        if (phone->failures[i].flow == failure->flow &&
            memcmp(&phone->failures[i].target, &failure->target, sizeof failure->target) == 0)
            return;
    if (phone->n_failures == HF_PHONE_FAILURES)
        return; /* its requests end by silence */
    phone->failures[phone->n_failures++] = *failure;
}

/* An attempt that is answered makes room for one that waits. */
static void make_room(struct hf_phone *phone, uint32_t line, const struct hf_event *event)
{
    struct hf_gate_pass pass = {.line = line};

    if (event->kind == HF_EVENT_RESPONSE_RECEIVED)
        pass.attempt = event->u.response.attempt;
    else if (event->kind == HF_EVENT_ATTEMPT_FAILED)
        pass.attempt = event->u.failed.attempt;
    else
        return;
    (void)hf_gate_leave(phone->gate, &pass);
}

static void send_datagram(struct hf_phone *phone, const struct hf_agent_datagram *datagram,
                          const struct hf_target *reply_on)
{
    struct hf_udp_message message = {.bytes = phone->out.bytes + datagram->at,
                                     .n_bytes = datagram->length,
                                     .target = datagram->target,
                                     .reply_on = datagram->reply ? *reply_on : nowhere};
    struct hf_phone_failure failure = {.target = datagram->target};

    failure.cause = hf_udp_send(phone->udp, &message);
    if (failure.cause != HF_CAUSE_NONE && !datagram->reply)
        hf_phone_remember_failure(phone, &failure);
}

void hf_phone_take_out(struct hf_phone *phone, uint32_t line, const struct hf_target *reply_on)
{
    struct hf_agent_out *out = &phone->out;
    const struct hf_phone_sender sender = {.attempt = phone->sends, .line = line};

    phone->sends = 0;
    for (uint32_t i = 0; i < out->n_datagrams; i++) {
        if (out->datagrams[i].flow != 0)
            hf_phone_send_on(phone, &out->datagrams[i], &sender);
        else
            send_datagram(phone, &out->datagrams[i], reply_on);
    }
    for (uint32_t i = 0; i < out->n_notes; i++)
        hf_phone_log_note(phone, line, &out->notes[i], NULL);
    for (uint32_t i = 0; i < out->n_events; i++) {
        hf_phone_stands_hear(phone, line, &out->events[i]);
        make_room(phone, line, &out->events[i]);
        if (hf_phone_step(phone, line, &out->events[i]) >= 0)
            continue;
        hf_phone_calls_note_refused(phone, &out->events[i]);
        hf_phone_messages_note_refused(phone, line, &out->events[i]);
    }
    hf_phone_reschedule(phone, line);
}

/* ---- targets found dead ---- */

static void tell_line(struct hf_phone *phone, uint32_t line, const struct hf_phone_failure *failure)
{
    struct hf_agent_unreachable unreachable = {.now_us = hf_clock_now_us(),
                                               .flow = failure->flow,
                                               .target = failure->target,
                                               .cause = (uint8_t)failure->cause};
    struct hf_phone_member *member = hf_phone_member(phone, line);
    uint32_t n_failed = 0;

    if (hf_agent_deadline(member->agent) != HF_NEVER) { /* else it waits for nothing */
        hf_agent_unreachable(member->agent, &unreachable, &phone->out);
        n_failed = phone->out.n_events;
        hf_phone_take_out(phone, line, &nowhere);
    }
    n_failed += hf_phone_calls_unreachable(phone, line, &unreachable);
    /* C3a: the flow under a binding is lost, found out while no request waits on it. What stands on
     * a connection is told when that is lost. */
    if (n_failed == 0 && failure->cause != HF_CAUSE_LOCAL && failure->flow == 0 &&
        hf_keepalive_keeps(member->kept, &failure->target))
        hf_phone_flow_lost(phone, line, &failure->target, failure->cause);
}

static void fail_attempt(struct hf_phone *phone, const struct hf_gate_pass *pass,
                         enum hf_cause cause)
{
    struct hf_event event = {.at_us = hf_clock_now_us(), .kind = HF_EVENT_ATTEMPT_FAILED};

    event.u.failed.attempt = pass->attempt;
    event.u.failed.cause = (uint8_t)cause;
    (void)hf_phone_step(phone, pass->line, &event);
}

/* Each one turned away is one less. */
void hf_phone_turn_away(struct hf_phone *phone, const struct hf_target *target, enum hf_cause cause)
{
    struct hf_gate_pass pass;

    while (hf_gate_turn_away(phone->gate, target, &pass))
        fail_attempt(phone, &pass, cause);
}

static void tell_unreachable(struct hf_phone *phone, const struct hf_phone_failure *failure)
{
    for (uint32_t line = 1; line <= phone->n_members; line++)
        if (hf_phone_has(phone, line))
            tell_line(phone, line, failure);
    if (failure->flow == 0) /* what waits at the gate would meet the same */
        hf_phone_turn_away(phone, &failure->target, failure->cause);
}

void hf_phone_tell_failures(struct hf_phone *phone)
{
    struct hf_phone_failure failures[HF_PHONE_FAILURES];
    uint32_t n = phone->n_failures;

    memcpy(failures, phone->failures, n * sizeof failures[0]);
    phone->n_failures = 0; /* what is told may meet new ones */
    for (uint32_t i = 0; i < n; i++)
        tell_unreachable(phone, &failures[i]);
}

/* ---- actions out ---- */

static void act(struct hf_phone *phone, uint32_t line, const struct hf_action *action)
{
    struct hf_agent_order order = {.now_us = hf_clock_now_us(), .action = action};
    struct hf_phone_member *member = hf_phone_member(phone, line);

    phone->sends = hf_phone_revocable(member, action);
    if ((action->kind == HF_ACTION_SEND && hf_phone_messages_act(phone, line, action)) ||
        hf_phone_calls_act(phone, line, action))
        return;
    if (action->kind == HF_ACTION_SEND)
        order.way = hf_phone_way(phone, line, &action->u.send);
    else if (action->kind == HF_ACTION_AUTHENTICATE)
        order.way = hf_phone_way_anew(phone, line, action->u.attempt.attempt);
    if (action->kind == HF_ACTION_SEND && order.way.local.family != HF_FAMILY_NONE &&
        action->u.send.kind == HF_REQUEST_REGISTER &&
        action->u.send.purpose == HF_PURPOSE_REGISTER) {
        phone->routes.stale |= memcmp(&member->sent_to, &action->u.send.target,
                                      sizeof member->sent_to) != 0;
        member->sent_to = action->u.send.target;
        member->sent_from = order.way.local;
    }
    hf_agent_act(member->agent, &order, &phone->out);
    hf_phone_take_out(phone, line, &nowhere);
}

static void send_request(struct hf_phone *phone, const struct hf_phone_work *work,
                         const struct hf_action *action)
{
    uint32_t age = hf_phone_member(phone, work->line)->n_configured - work->n_configured;
    struct hf_gate_pass pass = {.attempt = action->u.send.attempt, .line = work->line};
    struct hf_action copy = *action;

    /* C14: decided before the line was configured anew, and not carried out since. */
    if (age + action->u.send.former > 1) {
        fail_attempt(phone, &pass, HF_CAUSE_LOCAL);
        return;
    }
    if (age > 0)
        copy.u.send.former = 1;
    if (copy.u.send.kind != HF_REQUEST_REGISTER ||
        hf_gate_enter(phone->gate, work->line, &copy, hf_clock_now_us()))
        act(phone, work->line, &copy);
}

static void extend(struct hf_phone *phone, uint32_t line, const struct hf_action *action)
{
    struct hf_gate_pass pass = {.attempt = action->u.attempt.attempt, .line = line};

    if (!hf_gate_extend(phone->gate, &pass))
        act(phone, line, action);
}

static void abandon(struct hf_phone *phone, uint32_t line, const struct hf_action *action)
{
    struct hf_gate_pass pass = {.attempt = action->u.attempt.attempt, .line = line};
    struct hf_event event = {.at_us = hf_clock_now_us(), .kind = HF_EVENT_ABANDONED};

    if (!hf_gate_leave(phone->gate, &pass)) {
        const struct hf_phone_member *member = hf_phone_member(phone, line);
        uint64_t flow = hf_agent_flow(member->agent, pass.attempt);

        if (action->u.attempt.why == HF_WHY_SILENCE)
            hf_phone_doubt(phone, flow != 0 ? flow : hf_phone_calls_flow(member, pass.attempt));
        (void)hf_connections_take_back(phone->connections, line, pass.attempt);
        act(phone, line, action);
        return;
    }
    event.u.abandoned.attempt = pass.attempt; /* it had not left yet */
    event.u.abandoned.how = HF_ABANDONED_NOTHING;
    event.u.abandoned.expires_s = HF_EXPIRES_NONE;
    (void)hf_phone_step(phone, line, &event);
}

static void tell(struct hf_phone *phone, const struct hf_phone_work *work,
                 const struct hf_action *action)
{
    struct hf_phone_news news = {
        .at_us = work->at_us, .wall_us = work->wall_us, .action = action, .line = work->line};

    if (phone->options.news != NULL)
        phone->options.news(phone->options.context, &news);
}

/* A10: never to the line that found it out. */
static void share_rest(struct hf_phone *phone, uint32_t from, const struct hf_share_rest *rest)
{
    for (uint32_t line = 1; line <= phone->n_members; line++) {
        struct hf_event event = {.at_us = hf_clock_now_us(), .kind = HF_EVENT_TARGET_RESTED};

        if (line == from || !hf_phone_has(phone, line) || !hf_phone_member(phone, line)->busy)
            continue;
        event.u.rested.target = rest->target;
        event.u.rested.until_us = rest->until_us;
        event.u.rested.cause = rest->cause;
        (void)hf_phone_step(phone, line, &event);
    }
}

static void carry_out(struct hf_phone *phone, const struct hf_phone_work *work)
{
    for (uint32_t i = 0; i < work->n; i++) {
        const struct hf_action *action = &work->actions[i];

        switch ((enum hf_action_kind)action->kind) {
        case HF_ACTION_SEND: send_request(phone, work, action); break;
        case HF_ACTION_EXTEND: extend(phone, work->line, action); break;
        case HF_ACTION_ABANDON: abandon(phone, work->line, action); break;
        case HF_ACTION_AUTHENTICATE:
        case HF_ACTION_KEEP:
        case HF_ACTION_END: act(phone, work->line, action); break;
        case HF_ACTION_REPORT_REQUEST:
            if (!hf_phone_messages_act(phone, work->line, action) &&
                !hf_phone_calls_act(phone, work->line, action)) /* else the user did not ask */
                tell(phone, work, action);
            break;
        case HF_ACTION_REPORT_CALL:
            tell(phone, work, action);
            (void)hf_phone_calls_act(phone, work->line, action);
            break;
        case HF_ACTION_REPORT_LINE:
            tell(phone, work, action);
            (void)hf_phone_messages_act(phone, work->line, action); /* E12 */
            break;
        case HF_ACTION_EXPLAIN: tell(phone, work, action); break;
        case HF_ACTION_SHARE_REST: share_rest(phone, work->line, &action->u.rest); break;
        case HF_ACTION_KEEP_ALIVE:
            hf_phone_keep_alive(phone, work->line, &action->u.keep_alive);
            break;
        case HF_ACTION_RESOLVE: hf_phone_resolve(phone, work->line, &action->u.resolve); break;
        case HF_ACTION_NONE:
        case HF_ACTION_COUNT: break;
        }
    }
}

static struct hf_phone_work *take_first(struct hf_phone *phone)
{
    struct hf_phone_work *work = phone->first;

    phone->first = work->next;
    if (phone->first == NULL)
        phone->last = NULL;
    if (hf_phone_has(phone, work->line))
        hf_phone_member(phone, work->line)->n_queued--;
    return work;
}

static void say_stopped(struct hf_phone *phone)
{
    int over = hf_clock_now_us() >= phone->stop_by_us;

    if (!phone->stopping || phone->stopped_said || (!over && phone->n_busy > 0) ||
        (!over && phone->first != NULL))
        return;
    phone->stopped_said = 1;
    if (phone->options.stopped != NULL)
        phone->options.stopped(phone->options.context);
}

static int is_released(const struct hf_phone *phone, const struct hf_phone_work *work)
{
    return work != NULL && (phone->log == NULL || work->sequence <= phone->released);
}

/* 0: there is nothing left to do now. */
static int settle_one(struct hf_phone *phone)
{
    struct hf_action action;
    uint32_t line;

    if (is_released(phone, phone->first)) {
        struct hf_phone_work *work = take_first(phone);

        if (hf_phone_has(phone, work->line))
            carry_out(phone, work);
        free(work);
        return 1;
    }
    if (!hf_gate_next(phone->gate, &line, &action, hf_clock_now_us()))
        return 0;
    if (action.u.send.former > 1) /* as above: it waited too long */
        fail_attempt(phone, &(struct hf_gate_pass){.attempt = action.u.send.attempt, .line = line},
                     HF_CAUSE_LOCAL);
    else
        act(phone, line, &action);
    return 1;
}

static uint64_t next_wake_us(struct hf_phone *phone, int more)
{
    uint64_t wake_us = phone->stopping && !phone->stopped_said ? phone->stop_by_us : HF_NEVER;
    uint64_t leave_us = hf_phone_leave_us(phone);

    if (more || phone->n_failures > 0)
        return hf_clock_now_us();
    if (hf_keepalive_due(phone->keepalive) < wake_us)
        wake_us = hf_keepalive_due(phone->keepalive);
    if (hf_gate_due(phone->gate) < wake_us)
        wake_us = hf_gate_due(phone->gate);
    return leave_us < wake_us ? leave_us : wake_us;
}

void hf_phone_settle(struct hf_phone *phone)
{
    int more = 1;

    if (phone->settling || phone->starting || phone->closing)
        return;
    phone->settling = 1;
    hf_gate_wake(phone->gate, hf_clock_now_us());
    for (int i = 0; i < SETTLE_MAX && more; i++)
        more = settle_one(phone);
    phone->settling = 0;
    (void)hf_wake_set(phone->wake, &phone->own_wake, next_wake_us(phone, more));
    say_stopped(phone);
}
