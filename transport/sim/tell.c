/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words for what happened: events that came in, actions that a line ordered. Nothing is named
 * here that status.h names.
 */
#include "tell.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define TIME_TEXT 32

/* ---- names ---- */

/* A target by its server's name, or "udp:192.0.2.9:5060" where there is no server. */
static void name_target(const struct hf_sim_story *story, const struct hf_target *target,
                        char name[HF_SIM_NAME + 32])
{
    const struct hf_sim_server *server = hf_sim_server_at(story->world, target);
    const uint8_t *a = target->address;

    if (server != NULL)
        snprintf(name, HF_SIM_NAME + 32, "%s", server->name);
    else
        snprintf(name, HF_SIM_NAME + 32, "%s:%u.%u.%u.%u:%u", hf_transport_name(target->transport),
                 a[0], a[1], a[2], a[3], target->port);
}

/* The line's k-th server by its name in the world. */
static void name_server(const struct hf_sim_story *story, const struct hf_sim_note *note,
                        unsigned server, char name[HF_SIM_NAME + 32])
{
    const struct hf_config *config = hf_line_config(note->line_state);
    struct hf_target target = {0};

    snprintf(name, HF_SIM_NAME + 32, "%u", server);
    if (server == 0 || server > config->n_servers)
        return;
    const struct hf_server_config *entry = &config->servers[server - 1];
    target.port = entry->port;
    target.transport = entry->transport;
    if (hf_target_parse(&target, config->names + entry->host.at, entry->host.length) &&
        hf_sim_server_at(story->world, &target) != NULL)
        name_target(story, &target, name);
    else
        snprintf(name, HF_SIM_NAME + 32, "%.*s", (int)entry->host.length,
                 config->names + entry->host.at);
}

static void add_time(const struct hf_sim_note *note, struct hf_sim_story_line *line,
                     const char *key, uint64_t line_us)
{
    char text[TIME_TEXT];

    if (line_us == HF_NEVER)
        return;
    story_time(line_us - note->clock_us, text, sizeof(text));
    story_attribute(line, "%s=%s", key, text);
}

static void add_server(const struct hf_sim_story *story, const struct hf_sim_note *note,
                       struct hf_sim_story_line *line, unsigned server)
{
    char name[HF_SIM_NAME + 32];

    if (server == 0)
        return;
    name_server(story, note, server, name);
    story_attribute(line, "server=%s", name);
}

static void add_why(struct hf_sim_story_line *line, unsigned why)
{
    if (why != HF_WHY_NONE)
        story_attribute(line, "why=%s", hf_why_token(why));
}

static const char *outcome_name(unsigned outcome)
{
    switch ((enum hf_request_outcome)outcome) {
    case HF_DONE_ACCEPTED: return "accepted";
    case HF_DONE_REJECTED: return "rejected";
    case HF_DONE_FAILED: return "failed";
    case HF_DONE_DISABLED: return "disabled";
    case HF_DONE_WITHDRAWN: return "withdrawn";
    case HF_DONE_COUNT: break;
    }
    return "unknown";
}

static const char *purpose_name(unsigned purpose)
{
    switch ((enum hf_purpose)purpose) {
    case HF_PURPOSE_REGISTER: return "register";
    case HF_PURPOSE_PROBE: return "probe";
    case HF_PURPOSE_REMOVE: return "remove";
    case HF_PURPOSE_REQUEST: return "request";
    case HF_PURPOSE_KEEPALIVE: return "keepalive";
    case HF_PURPOSE_COUNT: break;
    }
    return "unknown";
}

/* ---- events ---- */

static struct hf_sim_story_line *add_event(struct hf_sim_story *story,
                                           const struct hf_sim_note *note, uint64_t attempt)
{
    struct hf_sim_story_line *line = story_add(story, HF_SIM_SHOW_ANSWERS, note->line);

    snprintf(line->what, sizeof(line->what), "answer");
    if (attempt != 0)
        story_attribute(line, "attempt=%" PRIu64, story_number(story, note->line, attempt));
    return line;
}

static void add_status(struct hf_sim_story_line *line, unsigned status)
{
    snprintf(line->text, sizeof(line->text), "%u", status);
}

static void tell_response(struct hf_sim_story *story, const struct hf_sim_note *note)
{
    const struct hf_response *response = &note->event->u.response;
    struct hf_sim_story_line *line = add_event(story, note, response->attempt);

    add_status(line, response->status);
    if (response->expires_s != HF_EXPIRES_NONE)
        story_attribute(line, "expires=%" PRIu32, response->expires_s);
    if (response->contact_missing)
        story_attribute(line, "contact=missing");
    if (response->status == 423)
        story_attribute(line, "min_expires=%" PRIu32, response->min_expires_s);
    if (response->retry_after_s != HF_RETRY_AFTER_NONE)
        story_attribute(line, "retry_after=%" PRIu32, response->retry_after_s);
    for (unsigned i = 0; i < response->n_redirects && i < HF_EVENT_REDIRECTS; i++) {
        char name[HF_SIM_NAME + 32];

        name_target(story, &response->redirects[i], name);
        story_attribute(line, "contact=%s", name);
    }
}

static void tell_challenge(struct hf_sim_story *story, const struct hf_sim_note *note)
{
    const struct hf_challenged *challenged = &note->event->u.challenged;
    struct hf_sim_story_line *line = add_event(story, note, challenged->attempt);

    add_status(line, 401);
    story_attribute(line, "realm=%.*s", (int)challenged->realm.length, challenged->realm.at);
    if (challenged->stale)
        story_attribute(line, "stale");
    if (challenged->after_credentials)
        story_attribute(line, "after_credentials");
}

static void tell_abandoned(struct hf_sim_story *story, const struct hf_sim_note *note)
{
    const struct hf_abandoned *abandoned = &note->event->u.abandoned;

    if (abandoned->how == HF_ABANDONED_NOTHING && (story->show & HF_SIM_SHOW_DECISIONS) == 0)
        return; /* the usual end of a silent attempt */
    struct hf_sim_story_line *line = add_event(story, note, abandoned->attempt);
    if (abandoned->how == HF_ABANDONED_ANSWERED)
        snprintf(line->text, sizeof(line->text), "%u, too late", abandoned->status);
    else
        snprintf(line->text, sizeof(line->text), "nothing more");
}

static void tell_event(struct hf_sim_story *story, const struct hf_sim_note *note)
{
    const struct hf_event *event = note->event;
    struct hf_sim_story_line *line = NULL;

    switch (event->kind) {
    case HF_EVENT_RESPONSE_RECEIVED: tell_response(story, note); break;
    case HF_EVENT_CHALLENGED: tell_challenge(story, note); break;
    case HF_EVENT_ABANDONED: tell_abandoned(story, note); break;
    case HF_EVENT_ATTEMPT_FAILED:
        line = add_event(story, note, event->u.failed.attempt);
        snprintf(line->text, sizeof(line->text), "%s", hf_cause_name(event->u.failed.cause));
        break;
    case HF_EVENT_PROVISIONAL:
        line = add_event(story, note, event->u.provisional.attempt);
        add_status(line, event->u.provisional.status);
        break;
    case HF_EVENT_CONNECTED:
        line = add_event(story, note, event->u.connected.attempt);
        snprintf(line->text, sizeof(line->text), "connected");
        break;
    default: break; /* what the user and the clock do is told by what follows from it */
    }
}

/* ---- decisions ---- */

static const char *until_key(const struct hf_decision *decision)
{
    const char *state = hf_state_name(decision->machine, decision->to_state);

    if (decision->machine == HF_MACHINE_REGISTRATION && strcmp(state, "REGISTERED") == 0)
        return "refresh";
    if (decision->machine == HF_MACHINE_REGISTRATION && strcmp(state, "STOPPING") != 0)
        return "next_try";
    if (decision->machine == HF_MACHINE_FAILBACK)
        return "probe";
    return decision->machine == HF_MACHINE_BINDING ? "expires" : "until";
}

static int is_end_of_attempt(const struct hf_decision *decision)
{
    return decision->machine == HF_MACHINE_ATTEMPT &&
           strcmp(hf_state_name(decision->machine, decision->to_state), "ENDED") == 0;
}

/* The line works on another server than before: a move, whatever the state (A13). */
static int changes_server(const struct hf_decision *decision)
{
    return decision->machine == HF_MACHINE_REGISTRATION && decision->from_server != 0 &&
           decision->to_server != 0 && decision->from_server != decision->to_server;
}

static unsigned show_of(const struct hf_decision *decision)
{
    if (is_end_of_attempt(decision))
        return decision->why == HF_WHY_ACCEPTED ? HF_SIM_SHOW_DECISIONS : HF_SIM_SHOW_ATTEMPTS;
    if (decision->from_state == decision->to_state && !changes_server(decision))
        return HF_SIM_SHOW_DECISIONS;
    if (decision->machine == HF_MACHINE_REGISTRATION || decision->machine == HF_MACHINE_FAILBACK)
        return HF_SIM_SHOW_MOVES;
    return decision->machine == HF_MACHINE_BINDING ? HF_SIM_SHOW_BINDINGS : HF_SIM_SHOW_DECISIONS;
}

static const char *name_end(unsigned why)
{
    switch (why) {
    case HF_WHY_ACCEPTED: return "accepted";
    case HF_WHY_EXPIRY_TOO_BRIEF: return "too brief";
    case HF_WHY_REDIRECTED: return "redirected";
    default: return "failed";
    }
}

static void name_move(const struct hf_decision *decision, struct hf_sim_story_line *line)
{
    const char *from = hf_state_name(decision->machine, decision->from_state);
    const char *to = hf_state_name(decision->machine, decision->to_state);

    if (is_end_of_attempt(decision))
        snprintf(line->text, sizeof(line->text), "%s", name_end(decision->why));
    else if (decision->from_state == decision->to_state && !changes_server(decision))
        snprintf(line->text, sizeof(line->text), "(%s)", to);
    else
        snprintf(line->text, sizeof(line->text), "%s -> %s", from, to);
}

static void tell_decision(struct hf_sim_story *story, const struct hf_sim_note *note,
                          const struct hf_decision *decision)
{
    struct hf_sim_story_line *line = story_add(story, show_of(decision), note->line);

    if (decision->machine == HF_MACHINE_ATTEMPT)
        snprintf(line->what, sizeof(line->what), "attempt %" PRIu64,
                 story_number(story, note->line, decision->attempt));
    else
        snprintf(line->what, sizeof(line->what), "%s", hf_machine_name(decision->machine));
    name_move(decision, line);
    if (decision->machine != HF_MACHINE_ATTEMPT)
        add_server(story, note, line, decision->to_server);
    if (changes_server(decision)) {
        char name[HF_SIM_NAME + 32];

        name_server(story, note, decision->from_server, name);
        story_attribute(line, "from=%s", name);
    }
    if (decision->machine == HF_MACHINE_PASS)
        story_attribute(line, "for=%s", purpose_name(decision->subject));
    add_time(note, line, until_key(decision), decision->until_us);
    add_why(line, decision->why);
    if (decision->status != 0)
        story_attribute(line, "status=%u", decision->status);
    if (decision->cause != 0 && decision->machine != HF_MACHINE_ATTEMPT)
        story_attribute(line, "cause=%s", hf_cause_name(decision->cause));
    if ((story->show & HF_SIM_SHOW_SETTINGS) == 0)
        return;
    story_attribute(line, "rule=%s", hf_why_rule(decision->why));
    story_attribute(line, "on=%s", hf_event_name(decision->cause_event));
    if (decision->setting != HF_SETTING_NONE)
        story_attribute(line, "by=%s:%" PRIu64, hf_setting_token(decision->setting),
                        decision->setting_value);
}

/* ---- actions ---- */

static uint32_t configured_expires_s(const struct hf_sim_note *note, const struct hf_send *send)
{
    const struct hf_config *config = hf_line_config(note->line_state);

    if (send->server == 0 || send->server > config->n_servers)
        return 0;
    return config->servers[send->server - 1].expires_s;
}

/* A Send, with the reason of the decision that stands right before it. */
static void tell_send(struct hf_sim_story *story, const struct hf_sim_note *note, uint32_t i)
{
    const struct hf_send *send = &note->actions->items[i].u.send;
    struct hf_sim_story_line *line = story_add(story, HF_SIM_SHOW_SENDS, note->line);
    char name[HF_SIM_NAME + 32];

    name_target(story, &send->target, name);
    snprintf(line->what, sizeof(line->what), "send");
    snprintf(line->text, sizeof(line->text), "%s to %s", hf_request_kind_name(send->kind), name);
    story_attribute(line, "attempt=%" PRIu64, story_number(story, note->line, send->attempt));
    if (send->purpose != HF_PURPOSE_REGISTER)
        story_attribute(line, "for=%s", purpose_name(send->purpose));
    if ((story->show & HF_SIM_SHOW_SERIES) != 0)
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
    add_server(story, note, line, status->server);
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
             outcome_name(report->outcome));
    add_server(story, note, line, report->server);
    if (report->status != 0)
        story_attribute(line, "status=%u", report->status);
    if (report->cause != 0)
        story_attribute(line, "cause=%s", hf_cause_name(report->cause));
}

static void tell_action(struct hf_sim_story *story, const struct hf_sim_note *note, uint32_t i)
{
    const struct hf_action *action = &note->actions->items[i];

    switch (action->kind) {
    case HF_ACTION_SEND: tell_send(story, note, i); break;
    case HF_ACTION_EXTEND:
    case HF_ACTION_AUTHENTICATE:
    case HF_ACTION_ABANDON: tell_order(story, note, action); break;
    case HF_ACTION_REPORT_LINE: tell_line_report(story, note, &action->u.line); break;
    case HF_ACTION_REPORT_REQUEST: tell_request_report(story, note, &action->u.request); break;
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
    char name[HF_SIM_NAME + 32];

    name_target(story, &note->target, name);
    snprintf(line->what, sizeof(line->what), "resend");
    snprintf(line->text, sizeof(line->text), "%s to %s", hf_request_kind_name(note->request), name);
    story_attribute(line, "attempt=%" PRIu64, story_number(story, note->line, note->attempt));
}

void tell_note(void *context, const struct hf_sim_note *note)
{
    struct hf_sim_story *story = context;

    switch (note->kind) {
    case HF_SIM_NOTE_STEP: tell_step(story, note); break;
    case HF_SIM_NOTE_RESEND: tell_resend(story, note); break;
    case HF_SIM_NOTE_DROPPED:         /* retransmissions are answered too: of no interest */
    case HF_SIM_NOTE_RESTORED: break; /* the scenario's own verb tells it */
    }
}
