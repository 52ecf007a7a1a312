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

    if (agent_us < due_us)
        due_us = agent_us;
    for (struct hf_phone_flow *flow = member->flows; flow != NULL; flow = flow->next)
        if (flow->due_us < due_us)
            due_us = flow->due_us;
    if (hf_wake_set(phone->wake, &member->wake, due_us) < 0)
        remark(phone, line, "no memory for its wake-up");
    if (busy && !member->busy)
        phone->n_busy++;
    if (!busy && member->busy)
        phone->n_busy--;
    member->busy = busy;
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
    memcpy(work->actions, actions->items, bytes);
    if (phone->last != NULL)
        phone->last->next = work;
    else
        phone->first = work;
    phone->last = work;
}

static void say_refused(struct hf_phone *phone, uint32_t line, const struct hf_event *event)
{
    const struct hf_refusal *refusal = &phone->actions.refusal;
    char text[256];

    snprintf(text, sizeof text, "%s was refused: %s%s%s", hf_event_name(event->kind),
             hf_error_text(refusal->error), refusal->what != NULL ? ": " : "",
             refusal->what != NULL ? refusal->what : "");
    remark(phone, line, text);
}

int hf_phone_step(struct hf_phone *phone, uint32_t line, struct hf_event *event)
{
    struct hf_line *core = hf_phone_member(phone, line)->core;
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
    if (result < 0)
        say_refused(phone, line, event);
    else if (phone->actions.n > 0)
        enqueue(phone, line, event->at_us);
    hf_phone_reschedule(phone, line);
    return result;
}

/* ---- what the agent made ---- */

void hf_phone_remember_failure(struct hf_phone *phone, const struct hf_target *target,
                               enum hf_cause cause)
{
    for (uint32_t i = 0; i < phone->n_failures; i++)
        if (memcmp(&phone->failures[i].target, target, sizeof *target) == 0)
            return;
    if (phone->n_failures == HF_PHONE_FAILURES)
        return; /* its requests end by silence */
    phone->failures[phone->n_failures++] = (struct hf_phone_failure){.target = *target,
                                                                     .cause = cause};
}

void hf_phone_take_out(struct hf_phone *phone, uint32_t line, const struct hf_target *reply_on)
{
    struct hf_agent_out *out = &phone->out;

    for (uint32_t i = 0; i < out->n_datagrams; i++) {
        const struct hf_agent_datagram *datagram = &out->datagrams[i];
        struct hf_udp_message message = {.bytes = out->bytes + datagram->at,
                                         .n_bytes = datagram->length,
                                         .target = datagram->target,
                                         .reply_on = datagram->reply ? *reply_on : nowhere};
        enum hf_cause cause = hf_udp_send(phone->udp, &message);

        if (cause != HF_CAUSE_NONE && !datagram->reply)
            hf_phone_remember_failure(phone, &datagram->target, cause);
    }
    for (uint32_t i = 0; i < out->n_notes; i++)
        hf_phone_log_note(phone, line, &out->notes[i]);
    for (uint32_t i = 0; i < out->n_events; i++)
        (void)hf_phone_step(phone, line, &out->events[i]);
    hf_phone_reschedule(phone, line);
}

static void tell_unreachable(struct hf_phone *phone, const struct hf_phone_failure *failure)
{
    struct hf_agent_unreachable unreachable = {
        .now_us = hf_clock_now_us(), .target = failure->target, .cause = (uint8_t)failure->cause};

    for (uint32_t line = 1; line <= phone->n_members; line++) {
        struct hf_agent *agent = hf_phone_member(phone, line)->agent;

        if (hf_agent_deadline(agent) == HF_NEVER)
            continue; /* it waits for nothing */
        hf_agent_unreachable(agent, &unreachable, &phone->out);
        hf_phone_take_out(phone, line, &nowhere);
    }
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

    if (action->kind == HF_ACTION_SEND)
        order.local = hf_udp_local(phone->udp, &action->u.send.target);
    hf_agent_act(hf_phone_member(phone, line)->agent, &order, &phone->out);
    hf_phone_take_out(phone, line, &nowhere);
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

        if (line == from || !hf_phone_member(phone, line)->busy)
            continue;
        event.u.rested.target = rest->target;
        event.u.rested.until_us = rest->until_us;
        event.u.rested.cause = rest->cause;
        (void)hf_phone_step(phone, line, &event);
    }
}

/* There is no resolver behind this phone: each query is answered, "not known" (B8a). */
static void refuse_query(struct hf_phone *phone, uint32_t line, const struct hf_resolve *resolve)
{
    struct hf_event event = {.at_us = hf_clock_now_us(), .kind = HF_EVENT_DNS_ANSWERED};

    event.u.dns.query = resolve->query;
    event.u.dns.outcome = HF_DNS_REFUSED;
    (void)hf_phone_step(phone, line, &event);
}

static void carry_out(struct hf_phone *phone, const struct hf_phone_work *work)
{
    for (uint32_t i = 0; i < work->n; i++) {
        const struct hf_action *action = &work->actions[i];

        switch ((enum hf_action_kind)action->kind) {
        case HF_ACTION_SEND:
        case HF_ACTION_EXTEND:
        case HF_ACTION_AUTHENTICATE:
        case HF_ACTION_ABANDON:
        case HF_ACTION_KEEP:
        case HF_ACTION_END: act(phone, work->line, action); break;
        case HF_ACTION_REPORT_LINE:
        case HF_ACTION_REPORT_REQUEST:
        case HF_ACTION_REPORT_CALL:
        case HF_ACTION_EXPLAIN: tell(phone, work, action); break;
        case HF_ACTION_SHARE_REST: share_rest(phone, work->line, &action->u.rest); break;
        case HF_ACTION_KEEP_ALIVE:
            hf_phone_keep_alive(phone, work->line, &action->u.keep_alive);
            break;
        case HF_ACTION_RESOLVE: refuse_query(phone, work->line, &action->u.resolve); break;
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

void hf_phone_settle(struct hf_phone *phone)
{
    uint64_t wake_us = phone->stopping && !phone->stopped_said ? phone->stop_by_us : HF_NEVER;

    if (phone->settling || phone->starting || phone->closing)
        return;
    phone->settling = 1;
    for (int i = 0; i < SETTLE_MAX && is_released(phone, phone->first); i++) {
        struct hf_phone_work *work = take_first(phone);

        carry_out(phone, work);
        free(work);
    }
    phone->settling = 0;
    if (phone->n_failures > 0 || is_released(phone, phone->first))
        wake_us = hf_clock_now_us();
    (void)hf_wake_set(phone->wake, &phone->own_wake, wake_us);
    say_stopped(phone);
}
