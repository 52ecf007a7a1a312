/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The observer: what a line ordered, in words. Nothing is named here that status.h names.
 */
#include "tell.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- actions ---- */

static uint32_t configured_expires_s(const struct hf_sim_note *note, const struct hf_send *send)
{
    const struct hf_config *config = hf_line_config(note->line_state);

    if (send->server == 0 || send->server > config->n_servers || send->former)
        return UINT32_MAX;
    return config->servers[send->server - 1].expires_s;
}

/* E5: in a dialog it goes to the next hop, or that is replaced by the target. */
static void tell_hop(struct hf_sim_story *story, const struct hf_sim_note *note,
                     const struct hf_send *send, struct hf_sim_story_line *line)
{
    const struct hf_target hop = hf_sim_hop(story->world, note->line, send);

    if (send->in_dialog == 0)
        return;
    story_attribute(line, send->in_dialog == 1 ? "in_dialog" : "in_dialog=first_hop_replaced");
    if (memcmp(&hop, &send->target, sizeof(hop)) != 0)
        story_attribute(line, "next_hop=%s", name_target(story, &hop).text);
}

/* A Send, with the reason of the decision that stands right before it. */
static void tell_send(struct hf_sim_story *story, const struct hf_sim_note *note, uint32_t i)
{
    const struct hf_send *send = &note->actions->items[i].u.send;
    struct hf_sim_story_line *line = story_add(story, HF_SIM_SHOW_SENDS, note->line);

    story_set_target(story, note->line, send);
    snprintf(line->what, sizeof(line->what), "send");
    snprintf(line->text, sizeof(line->text), "%s to %s", hf_request_kind_name(send->kind),
             name_target(story, &send->target).text);
    story_attribute(line, "attempt=%" PRIu64, story_number(story, note->line, send->attempt));
    if (send->kind == HF_REQUEST_INVITE || send->kind == HF_REQUEST_BYE)
        story_attribute(line, "request=%" PRIu64, send->request);
    else if (send->purpose != HF_PURPOSE_REGISTER)
        story_attribute(line, "for=%s", name_purpose(send->purpose));
    tell_hop(story, note, send, line);
    if (send->fresh)
        story_attribute(line, "fresh");
    if (send->former)
        story_attribute(line, "former");
    if (send->kind == HF_REQUEST_REGISTER && (story->show & HF_SIM_SHOW_SERIES) != 0)
        story_attribute(line, "series=%" PRIu32, send->series);
    if (send->kind == HF_REQUEST_REGISTER && send->expires_s != configured_expires_s(note, send))
        story_attribute(line, "expires=%" PRIu32, send->expires_s);
    if (i > 0 && note->actions->items[i - 1].kind == HF_ACTION_EXPLAIN &&
        note->actions->items[i - 1].u.decision.attempt == send->attempt)
        add_why(line, note->actions->items[i - 1].u.decision.why);
}

/* The decision is told by the Send that follows it. */
static int is_told_by_send(const struct hf_actions *actions, uint32_t i)
{
    return i + 1 < actions->n && actions->items[i + 1].kind == HF_ACTION_SEND &&
           actions->items[i].u.decision.machine == HF_MACHINE_ATTEMPT &&
           actions->items[i].u.decision.attempt == actions->items[i + 1].u.send.attempt;
}

static void tell_order(struct hf_sim_story *story, const struct hf_sim_note *note,
                       const struct hf_action *action)
{
    /* That a silent attempt is given up goes without saying: its failure stands right above. */
    const int is_plain = action->kind == HF_ACTION_ABANDON &&
                         action->u.attempt.why == HF_WHY_SILENCE;
    struct hf_sim_story_line *line = story_add(
        story, is_plain ? HF_SIM_SHOW_DECISIONS : HF_SIM_SHOW_SENDS, note->line);

    snprintf(line->what, sizeof(line->what), "order");
    snprintf(line->text, sizeof(line->text), "%s", hf_action_name(action->kind));
    story_attribute(line, "attempt=%" PRIu64,
                    story_number(story, note->line, action->u.attempt.attempt));
    add_why(line, action->u.attempt.why);
}

static void tell_line_report(struct hf_sim_story *story, const struct hf_sim_note *note,
                             const struct hf_line_status *status)
{
    struct hf_sim_story_line *line = story_add(story, HF_SIM_SHOW_REPORTS, note->line);

    snprintf(line->what, sizeof(line->what), "report");
    snprintf(line->text, sizeof(line->text), "line %s", hf_line_state_name(status->state));
    add_place(story, note, line, status);
    add_time(note, line, "since", status->since_us);
    add_time(note, line, "next_try", status->next_us);
    add_why(line, status->why);
    if (status->status != 0)
        story_attribute(line, "status=%u", status->status);
    if (status->cause != 0)
        story_attribute(line, "cause=%s", hf_cause_name(status->cause));
}

static void tell_request_report(struct hf_sim_story *story, const struct hf_sim_note *note,
                                const struct hf_request_report *report)
{
    struct hf_sim_story_line *line = story_add(story, HF_SIM_SHOW_REPORTS, note->line);

    snprintf(line->what, sizeof(line->what), "report");
    snprintf(line->text, sizeof(line->text), "request %" PRIu64 " %s", report->request,
             name_outcome(report->outcome));
    add_server(story, note, line, report->server);
    if (report->status != 0)
        story_attribute(line, "status=%u", report->status);
    if (report->cause != 0)
        story_attribute(line, "cause=%s", hf_cause_name(report->cause));
    if (report->cause == 0 && report->status == 0 &&
        (report->outcome == HF_DONE_FAILED || report->outcome == HF_DONE_REJECTED))
        add_why(line, report->why);
}

static void tell_call_report(struct hf_sim_story *story, const struct hf_sim_note *note,
                             const struct hf_call_report *report)
{
    struct hf_sim_story_line *line = story_add(story, HF_SIM_SHOW_REPORTS, note->line);

    snprintf(line->what, sizeof(line->what), "report");
    snprintf(line->text, sizeof(line->text), "call %" PRIu64 " %s", report->call,
             hf_state_name(HF_MACHINE_CALL, report->state));
    add_server(story, note, line, report->server);
    add_why(line, report->why);
    if (report->status != 0)
        story_attribute(line, "status=%u", report->status);
}

static void tell_resolve(struct hf_sim_story *story, const struct hf_sim_note *note,
                         const struct hf_resolve *resolve)
{
    struct hf_sim_story_line *line = story_add(story, HF_SIM_SHOW_NAMES, note->line);

    snprintf(line->what, sizeof(line->what), "resolve");
    snprintf(line->text, sizeof(line->text), "%s %s", name_dns_type(resolve->type), resolve->name);
    if (resolve->type != HF_DNS_LOCATE)
        story_attribute(line, "query=%" PRIu64,
                        story_query_number(story, note->line, resolve->query));
}

static void tell_keep_alive(struct hf_sim_story *story, const struct hf_sim_note *note,
                            const struct hf_keep_alive *order)
{
    struct hf_sim_story_line *line = story_add(story, HF_SIM_SHOW_FLOWS, note->line);

    snprintf(line->what, sizeof(line->what), "keep-alive");
    snprintf(line->text, sizeof(line->text), "%s", name_target(story, &order->target).text);
    if (order->interval_s == 0)
        story_attribute(line, "no longer");
    else
        story_attribute(line, "every=%" PRIu32 "s", order->interval_s);
}

static void tell_share(struct hf_sim_story *story, const struct hf_sim_note *note,
                       const struct hf_share_rest *rest)
{
    struct hf_sim_story_line *line = story_add(story, HF_SIM_SHOW_RESTS, note->line);

    snprintf(line->what, sizeof(line->what), "rest");
    snprintf(line->text, sizeof(line->text), "shared of %s",
             name_target(story, &rest->target).text);
    add_time(note, line, "until", rest->until_us);
    if (rest->cause != HF_CAUSE_NONE)
        story_attribute(line, "cause=%s", hf_cause_name(rest->cause));
}

static void tell_action(struct hf_sim_story *story, const struct hf_sim_note *note, uint32_t i)
{
    const struct hf_action *action = &note->actions->items[i];

    switch (action->kind) {
    case HF_ACTION_SEND: tell_send(story, note, i); break;
    case HF_ACTION_EXTEND:
    case HF_ACTION_AUTHENTICATE:
    case HF_ACTION_KEEP:
    case HF_ACTION_END:
    case HF_ACTION_ABANDON: tell_order(story, note, action); break;
    case HF_ACTION_RESOLVE: tell_resolve(story, note, &action->u.resolve); break;
    case HF_ACTION_KEEP_ALIVE: tell_keep_alive(story, note, &action->u.keep_alive); break;
    case HF_ACTION_SHARE_REST: tell_share(story, note, &action->u.rest); break;
    case HF_ACTION_REPORT_LINE: tell_line_report(story, note, &action->u.line); break;
    case HF_ACTION_REPORT_REQUEST: tell_request_report(story, note, &action->u.request); break;
    case HF_ACTION_REPORT_CALL: tell_call_report(story, note, &action->u.call); break;
    case HF_ACTION_EXPLAIN:
        if (!is_told_by_send(note->actions, i) || (story->show & HF_SIM_SHOW_SETTINGS) != 0)
            tell_decision(story, note, &action->u.decision);
        break;
    default:
        snprintf(story_add(story, HF_SIM_SHOW_SENDS, note->line)->what, sizeof(story->unseen.what),
                 "%s", hf_action_name(action->kind));
        break;
    }
}

/* ---- notes ---- */

static void tell_refusal(struct hf_sim_story *story, const struct hf_sim_note *note)
{
    const struct hf_refusal *refusal = &note->actions->refusal;
    struct hf_sim_story_line *line = story_add(story, HF_SIM_SHOW_WORLD, note->line);

    snprintf(line->what, sizeof(line->what), "refused");
    snprintf(line->text, sizeof(line->text), "%s", hf_event_name(note->event->kind));
    story_attribute(line, "%s", hf_error_text(note->result));
    if (refusal->what != NULL)
        story_attribute(line, "%s=%" PRIu64, refusal->what, refusal->value);
    if (refusal->index != 0)
        story_attribute(line, "at=%" PRIu32, refusal->index);
}

static void tell_step(struct hf_sim_story *story, const struct hf_sim_note *note)
{
    if (note->result != HF_OK) {
        tell_refusal(story, note);
        return;
    }
    tell_event(story, note);
    if (note->actions->late_events != 0) {
        struct hf_sim_story_line *line = story_add(story, HF_SIM_SHOW_WORLD, note->line);

        snprintf(line->what, sizeof(line->what), "late");
        snprintf(line->text, sizeof(line->text), "%s", hf_event_name(note->event->kind));
    }
    for (uint32_t i = 0; i < note->actions->n && i < HF_ACTIONS_MAX; i++)
        tell_action(story, note, i);
}

static void tell_resend(struct hf_sim_story *story, const struct hf_sim_note *note)
{
    struct hf_sim_story_line *line = story_add(story, HF_SIM_SHOW_SENDS, note->line);

    snprintf(line->what, sizeof(line->what), "resend");
    snprintf(line->text, sizeof(line->text), "%s to %s", hf_request_kind_name(note->request),
             name_target(story, &note->target).text);
    story_attribute(line, "attempt=%" PRIu64, story_number(story, note->line, note->attempt));
}

/* CANCEL, and the BYE of a late call: no order of the line's says them. */
static void tell_own(struct hf_sim_story *story, const struct hf_sim_note *note)
{
    struct hf_sim_story_line *line = story_add(story, HF_SIM_SHOW_CALLS, note->line);

    snprintf(line->what, sizeof(line->what), note->status != 0 ? "resend" : "send");
    snprintf(line->text, sizeof(line->text), "%s to %s", note->text,
             name_target(story, &note->target).text);
    story_attribute(line, "of attempt=%" PRIu64, story_number(story, note->line, note->attempt));
}

static void tell_peer(struct hf_sim_story *story, const struct hf_sim_note *note)
{
    struct hf_sim_story_line *line = story_add(story, HF_SIM_SHOW_CALLS, note->line);

    snprintf(line->what, sizeof(line->what), "callee");
    snprintf(line->text, sizeof(line->text), "%s", note->text);
    if (note->target.family != HF_FAMILY_NONE)
        story_attribute(line, "via=%s", name_target(story, &note->target).text);
    story_attribute(line, "call=%" PRIu64, note->attempt);
}

void tell_note(void *context, const struct hf_sim_note *note)
{
    struct hf_sim_story *story = context;

    switch (note->kind) {
    case HF_SIM_NOTE_STEP: tell_step(story, note); break;
    case HF_SIM_NOTE_RESEND: tell_resend(story, note); break;
    case HF_SIM_NOTE_OWN: tell_own(story, note); break;
    case HF_SIM_NOTE_PEER: tell_peer(story, note); break;
    case HF_SIM_NOTE_DROPPED:  /* retransmissions are answered too: of no interest */
    case HF_SIM_NOTE_RESTORED: /* the scenario's own verb tells it */
    case HF_SIM_NOTE_ADDED:
    case HF_SIM_NOTE_SENT: /* the line's orders and what it hears tell these */
    case HF_SIM_NOTE_ANSWER:
    case HF_SIM_NOTE_CHALLENGE:
    case HF_SIM_NOTE_FAILED:
    case HF_SIM_NOTE_CONNECTED:
    case HF_SIM_NOTE_ABANDONED: break;
    }
}
