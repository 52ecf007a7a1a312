/* SPDX-License-Identifier: Apache-2.0 */
/* Actions and events as named fields in words. */
#include "replay_fields.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "words.h"
#include "words_story.h"

#define US_IN_S 1000000u

static char *add(struct hf_fields *fields, const char *name)
{
    static char beyond[HF_FIELD_VALUE]; /* no kind has so many fields; nothing reads it */
    if (fields->n == HF_FIELDS_MAX)
        return beyond;
    struct hf_field *field = &fields->items[fields->n++];
    field->name = name;
    return field->value;
}

static void put_number(struct hf_fields *fields, const char *name, uint64_t value)
{
    (void)snprintf(add(fields, name), HF_FIELD_VALUE, "%" PRIu64, value);
}

static void put_text(struct hf_fields *fields, const char *name, const char *value)
{
    (void)snprintf(add(fields, name), HF_FIELD_VALUE, "%s", value);
}

/* An enum's number stands behind its name: two unknown ones are still told apart. */
static void put_named(struct hf_fields *fields, const char *name, const char *text, unsigned number)
{
    (void)snprintf(add(fields, name), HF_FIELD_VALUE, "%s (%u)", text, number);
}

void hf_field_time(uint64_t us, char value[HF_FIELD_VALUE])
{
    if (us == HF_NEVER)
        (void)snprintf(value, HF_FIELD_VALUE, "never");
    else
        (void)snprintf(value, HF_FIELD_VALUE, "%" PRIu64 ".%06" PRIu64 " s", us / US_IN_S,
                       us % US_IN_S);
}

static void put_time(struct hf_fields *fields, const char *name, uint64_t us)
{
    const struct hf_field_clock *clock = &fields->clock;
    const uint64_t wall_us = clock->wall_us + (us - clock->at_us); /* before it too */
    const struct hf_moment moment = {.wall_us = wall_us, .near_us = clock->wall_us, .exact = 1};
    char text[HF_WORDS_MOMENT], *value = add(fields, name);
    size_t n;

    hf_field_time(us, value);
    n = strlen(value);
    if (clock->wall_us != 0 && us != HF_NEVER && wall_us < HF_NEVER / 2)
        (void)snprintf(value + n, HF_FIELD_VALUE - n, " (%s)", hf_words_moment(&moment, text));
}

static void put_target(struct hf_fields *fields, const struct hf_target *target)
{
    char text[HF_WORDS_TARGET];
    put_text(fields, "target",
             target->family == HF_FAMILY_NONE ? "none" : hf_words_target(target, text));
}

static void put_why(struct hf_fields *fields, unsigned why)
{
    (void)snprintf(add(fields, "why"), HF_FIELD_VALUE, "%s %s", hf_why_token(why),
                   hf_why_rule(why));
}

static void put_cause(struct hf_fields *fields, unsigned cause)
{
    put_named(fields, "cause", hf_cause_name(cause), cause);
}

static void put_send(struct hf_fields *fields, const struct hf_send *send)
{
    put_named(fields, "method", hf_request_kind_name(send->kind), send->kind);
    put_target(fields, &send->target);
    put_number(fields, "server", send->server);
    put_number(fields, "proxy", send->proxy);
    put_number(fields, "purpose", send->purpose);
    put_number(fields, "attempt", send->attempt);
    put_number(fields, "request", send->request);
    put_number(fields, "series", send->series);
    put_number(fields, "expires_s", send->expires_s);
    put_number(fields, "retransmissions", send->retransmissions);
    put_number(fields, "t1_ms", send->t1_ms);
    put_number(fields, "t2_ms", send->t2_ms);
    put_number(fields, "t4_ms", send->t4_ms);
    put_number(fields, "in_dialog", send->in_dialog);
    put_number(fields, "fresh", send->fresh);
    put_number(fields, "former", send->former);
}

static void put_line(struct hf_fields *fields, const struct hf_line_status *line)
{
    put_named(fields, "state", hf_line_state_name(line->state), line->state);
    put_number(fields, "server", line->server);
    put_number(fields, "proxy", line->proxy);
    put_target(fields, &line->target);
    put_why(fields, line->why);
    put_number(fields, "status", line->status);
    put_cause(fields, line->cause);
    put_time(fields, "since", line->since_us);
    put_time(fields, "next", line->next_us);
}

static void put_decision(struct hf_fields *fields, const struct hf_decision *decision)
{
    unsigned machine = decision->machine;
    put_text(fields, "machine", hf_machine_name(machine));
    put_number(fields, "subject", decision->subject);
    put_named(fields, "from_state", hf_state_name(machine, decision->from_state),
              decision->from_state);
    put_named(fields, "to_state", hf_state_name(machine, decision->to_state), decision->to_state);
    put_why(fields, decision->why);
    put_number(fields, "attempt", decision->attempt);
    put_number(fields, "status", decision->status);
    put_cause(fields, decision->cause);
    put_text(fields, "setting", hf_setting_token(decision->setting));
    put_number(fields, "setting_value", decision->setting_value);
    put_time(fields, "until", decision->until_us);
    put_number(fields, "from_server", decision->from_server);
    put_number(fields, "to_server", decision->to_server);
    put_number(fields, "from_candidate", decision->from_candidate);
    put_number(fields, "to_candidate", decision->to_candidate);
    put_number(fields, "passed_over", decision->passed_over);
    put_text(fields, "cause_event", hf_event_name(decision->cause_event));
}

static void put_resolve(struct hf_fields *fields, const struct hf_resolve *resolve)
{
    put_text(fields, "name", resolve->name);
    put_number(fields, "type", resolve->type);
    put_number(fields, "query", resolve->query);
    put_number(fields, "server", resolve->server);
    put_number(fields, "proxy", resolve->proxy);
}

static void put_request_report(struct hf_fields *fields, const struct hf_request_report *report)
{
    put_number(fields, "request", report->request);
    put_number(fields, "outcome", report->outcome);
    put_number(fields, "status", report->status);
    put_cause(fields, report->cause);
    put_number(fields, "server", report->server);
}

static void put_call_report(struct hf_fields *fields, const struct hf_call_report *report)
{
    put_number(fields, "call", report->call);
    put_number(fields, "state", report->state);
    put_why(fields, report->why);
    put_number(fields, "status", report->status);
    put_number(fields, "server", report->server);
}

void hf_fields_of_action(const struct hf_action *action, struct hf_fields *fields)
{
    fields->n = 0;
    switch ((enum hf_action_kind)action->kind) {
    case HF_ACTION_SEND: put_send(fields, &action->u.send); break;
    case HF_ACTION_EXTEND:
    case HF_ACTION_AUTHENTICATE:
    case HF_ACTION_ABANDON:
    case HF_ACTION_KEEP:
    case HF_ACTION_END:
        put_number(fields, "attempt", action->u.attempt.attempt);
        put_why(fields, action->u.attempt.why);
        break;
    case HF_ACTION_RESOLVE: put_resolve(fields, &action->u.resolve); break;
    case HF_ACTION_REPORT_LINE: put_line(fields, &action->u.line); break;
    case HF_ACTION_REPORT_REQUEST: put_request_report(fields, &action->u.request); break;
    case HF_ACTION_REPORT_CALL: put_call_report(fields, &action->u.call); break;
    case HF_ACTION_EXPLAIN: put_decision(fields, &action->u.decision); break;
    case HF_ACTION_SHARE_REST:
        put_target(fields, &action->u.rest.target);
        put_time(fields, "until", action->u.rest.until_us);
        put_cause(fields, action->u.rest.cause);
        break;
    case HF_ACTION_KEEP_ALIVE:
        put_target(fields, &action->u.keep_alive.target);
        put_number(fields, "interval_s", action->u.keep_alive.interval_s);
        break;
    case HF_ACTION_NONE:
    case HF_ACTION_COUNT: break;
    }
}

static void put_response(struct hf_fields *fields, const struct hf_response *response)
{
    put_number(fields, "attempt", response->attempt);
    put_number(fields, "status", response->status);
    if (response->expires_s != HF_EXPIRES_NONE)
        put_number(fields, "expires_s", response->expires_s);
    if (response->min_expires_s != 0)
        put_number(fields, "min_expires_s", response->min_expires_s);
    if (response->retry_after_s != HF_RETRY_AFTER_NONE)
        put_number(fields, "retry_after_s", response->retry_after_s);
}

static void put_answer(struct hf_fields *fields, const struct hf_dns_answered *dns)
{
    static const char *const outcomes[HF_DNS_COUNT] = {"answer",   "no_name", "no_data",  "timeout",
                                                       "servfail", "refused", "malformed"};

    put_number(fields, "query", dns->query);
    put_named(fields, "outcome", dns->outcome < HF_DNS_COUNT ? outcomes[dns->outcome] : "unknown",
              dns->outcome);
    put_number(fields, "records", dns->n_records);
    put_number(fields, "ttl_s", dns->ttl_s);
}

/* What came from outside of the line's own attempts. */
static void put_outside(struct hf_fields *fields, const struct hf_event *event)
{
    switch (event->kind) {
    case HF_EVENT_WANTED:
        put_number(fields, "request", event->u.wanted.request);
        put_named(fields, "method", hf_request_kind_name(event->u.wanted.kind),
                  event->u.wanted.kind);
        break;
    case HF_EVENT_WITHDRAWN: put_number(fields, "request", event->u.withdrawn.request); break;
    case HF_EVENT_NETWORK_CHANGED:
        put_number(fields, "families_usable", event->u.network.families_usable);
        put_number(fields, "address_changed", event->u.network.address_changed);
        break;
    case HF_EVENT_FLOW_LOST:
        put_target(fields, &event->u.flow_lost.target);
        put_cause(fields, event->u.flow_lost.cause);
        break;
    case HF_EVENT_TARGET_RESTED:
        put_target(fields, &event->u.rested.target);
        put_time(fields, "until", event->u.rested.until_us);
        break;
    case HF_EVENT_CALL_ARRIVED:
    case HF_EVENT_CALL_ANSWERED:
    case HF_EVENT_CALL_ENDED:
        put_number(fields, "call", event->u.call.call);
        put_number(fields, "server", event->u.call.server);
        break;
    case HF_EVENT_RESTORED: put_time(fields, "elapsed", event->u.restored.elapsed_us); break;
    default: break; /* the others are known by their names */
    }
}

void hf_fields_of_event(const struct hf_event *event, struct hf_fields *fields)
{
    fields->n = 0;
    put_time(fields, "at", event->at_us);
    switch (event->kind) {
    case HF_EVENT_RESPONSE_RECEIVED: put_response(fields, &event->u.response); break;
    case HF_EVENT_ATTEMPT_FAILED:
        put_number(fields, "attempt", event->u.failed.attempt);
        put_cause(fields, event->u.failed.cause);
        break;
    case HF_EVENT_PROVISIONAL:
        put_number(fields, "attempt", event->u.provisional.attempt);
        put_number(fields, "status", event->u.provisional.status);
        break;
    case HF_EVENT_CHALLENGED: put_number(fields, "attempt", event->u.challenged.attempt); break;
    case HF_EVENT_CONNECTED: put_number(fields, "attempt", event->u.connected.attempt); break;
    case HF_EVENT_ABANDONED: put_number(fields, "attempt", event->u.abandoned.attempt); break;
    case HF_EVENT_LATE:
        put_number(fields, "attempt", event->u.late.attempt);
        put_number(fields, "status", event->u.late.status);
        break;
    case HF_EVENT_DNS_ANSWERED: put_answer(fields, &event->u.dns); break;
    case HF_EVENT_LOCATED:
        put_number(fields, "query", event->u.located.query);
        put_number(fields, "server", event->u.located.server);
        put_number(fields, "targets", event->u.located.n_targets);
        break;
    default: put_outside(fields, event); break;
    }
}
