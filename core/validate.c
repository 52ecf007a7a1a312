/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Validation: the gate in front of the machines (H2). A malformed or impossible event is refused
 * with its name and field; one for an attempt that is over is late. What passes cannot fail
 * later, so the machines return nothing.
 */
#include "validate.h"

#include <stddef.h>

#include "attempt.h"
#include "holdfast/line.h"
#include "refuse.h"

static int value(struct hf_refusal *refusal, const char *what, uint64_t refused)
{
    return hf_refuse(refusal, HF_E_VALUE, what, (struct hf_refused){refused, 0});
}

static int in_range(struct hf_refusal *refusal, const char *what, uint64_t got, uint64_t high)
{
    return got <= high ? HF_VERDICT_APPLY : value(refusal, what, got);
}

static int status_in(struct hf_refusal *refusal, const char *what, uint16_t status,
                     const uint16_t range[2])
{
    return status >= range[0] && status <= range[1] ? HF_VERDICT_APPLY
                                                    : value(refusal, what, status);
}

static bool was_issued(const struct hf_line *line, uint64_t id)
{
    return id - line->first_id < line->next_id - line->first_id;
}

uint8_t hf_find_attempt(const struct hf_line *line, uint64_t id)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        if (line->passes[i].attempt.id == id && hf_attempt_is_live(&line->passes[i].attempt))
            return i;
    }
    return HF_NONE;
}

static bool is_watched(const struct hf_line *line, uint64_t id)
{
    for (uint8_t i = 0; i < HF_LINE_ABANDONED; i++) {
        if (line->watched[i].id == id && id != 0)
            return true;
    }
    return false;
}

/* Progress needs a live attempt; an answer also settles an abandoned one. */
static int check_id(const struct hf_line *line, uint64_t id, bool is_answer,
                    struct hf_refusal *refusal)
{
    if (!was_issued(line, id))
        return hf_refuse(refusal, HF_E_UNKNOWN_ID, "attempt", (struct hf_refused){id, 0});
    if (hf_find_attempt(line, id) != HF_NONE)
        return HF_VERDICT_APPLY;
    return is_answer && is_watched(line, id) ? HF_VERDICT_APPLY : HF_VERDICT_LATE;
}

static int check_targets(const struct hf_target *targets, uint8_t n, struct hf_refusal *refusal)
{
    for (uint8_t i = 0; i < n; i++) {
        bool sound = (targets[i].family == HF_FAMILY_IPV4 || targets[i].family == HF_FAMILY_IPV6) &&
                     targets[i].transport < HF_TRANSPORT_NAPTR && targets[i].port != 0;
        if (!sound)
            return hf_refuse(refusal, HF_E_VALUE, "target", (struct hf_refused){i, i + 1u});
    }
    return HF_VERDICT_APPLY;
}

static int check_response(const struct hf_line *line, const struct hf_response *r,
                          struct hf_refusal *refusal)
{
    int verdict = status_in(refusal, "ResponseReceived.status", r->status,
                            (const uint16_t[]){200, 699});

    if (verdict >= 0)
        verdict = in_range(refusal, "ResponseReceived.contact_missing", r->contact_missing, 1);
    if (verdict >= 0)
        verdict = in_range(refusal, "ResponseReceived.redirects", r->n_redirects,
                           HF_EVENT_REDIRECTS);
    if (verdict >= 0)
        verdict = check_targets(r->redirects, r->n_redirects, refusal);
    return verdict < 0 ? verdict : check_id(line, r->attempt, true, refusal);
}

static int check_failed(const struct hf_line *line, const struct hf_attempt_failed *failed,
                        struct hf_refusal *refusal)
{
    if (failed->cause == HF_CAUSE_NONE || failed->cause >= HF_CAUSE_COUNT)
        return value(refusal, "AttemptFailed.cause", failed->cause);
    return check_id(line, failed->attempt, true, refusal);
}

static int check_provisional(const struct hf_line *line, const struct hf_provisional *provisional,
                             struct hf_refusal *refusal)
{
    int verdict = status_in(refusal, "ProvisionalReceived.status", provisional->status,
                            (const uint16_t[]){100, 199});

    return verdict < 0 ? verdict : check_id(line, provisional->attempt, false, refusal);
}

static int check_challenged(const struct hf_line *line, const struct hf_challenged *challenged,
                            struct hf_refusal *refusal)
{
    int verdict = in_range(refusal, "Challenged.stale", challenged->stale, 1);

    if (verdict >= 0)
        verdict = in_range(refusal, "Challenged.after_credentials", challenged->after_credentials,
                           1);
    if (verdict >= 0 && challenged->realm.length > 0 && challenged->realm.at == NULL)
        verdict = value(refusal, "Challenged.realm", challenged->realm.length);
    return verdict < 0 ? verdict : check_id(line, challenged->attempt, false, refusal);
}

static int check_abandoned(const struct hf_line *line, const struct hf_abandoned *abandoned,
                           struct hf_refusal *refusal)
{
    int verdict = in_range(refusal, "Abandoned.how", abandoned->how, HF_ABANDONED_COUNT - 1);

    if (verdict >= 0 && abandoned->how == HF_ABANDONED_ANSWERED)
        verdict = status_in(refusal, "Abandoned.status", abandoned->status,
                            (const uint16_t[]){200, 699});
    if (verdict >= 0)
        verdict = check_id(line, abandoned->attempt, true, refusal);
    if (verdict == HF_VERDICT_APPLY && !is_watched(line, abandoned->attempt))
        return hf_refuse(refusal, HF_E_STATE, "Abandoned.attempt: it was not abandoned",
                         (struct hf_refused){abandoned->attempt, 0});
    return verdict;
}

static int check_configured(const struct hf_line *line, const struct hf_configured *configured,
                            struct hf_refusal *refusal)
{
    int error;

    if (configured->config == NULL)
        return value(refusal, "Configured.config", 0);
    error = hf_config_check(configured->config, refusal);
    if (error < 0)
        return error;
    if (line->registration.state != HF_REGISTRATION_OFF)
        return hf_refuse(refusal, HF_E_STATE, "Configured: the line is in service, stop it first",
                         (struct hf_refused){line->registration.state, 0});
    return HF_VERDICT_APPLY;
}

static int check_wanted(const struct hf_line *line, const struct hf_wanted *wanted,
                        struct hf_refusal *refusal)
{
    const struct hf_registration *r = &line->registration;

    if (wanted->request == 0)
        return value(refusal, "Wanted.request", 0);
    if (wanted->kind >= HF_REQUEST_COUNT)
        return value(refusal, "Wanted.kind", wanted->kind);
    if (wanted->emergency > 1)
        return value(refusal, "Wanted.emergency", wanted->emergency);
    if (wanted->kind != HF_REQUEST_REGISTER)
        return hf_refuse(refusal, HF_E_UNSUPPORTED, "Wanted.kind",
                         (struct hf_refused){wanted->kind, 0});
    for (uint8_t i = 0; i < r->n_requests; i++) {
        if (r->requests[i] == wanted->request)
            return value(refusal, "Wanted.request: it is wanted already", wanted->request);
    }
    if (r->n_requests == HF_LINE_REQUESTS)
        return hf_refuse(refusal, HF_E_LIMIT, "Wanted: too many requests wait",
                         (struct hf_refused){HF_LINE_REQUESTS, 0});
    return HF_VERDICT_APPLY;
}

static int check_withdrawn(const struct hf_line *line, const struct hf_withdrawn *withdrawn)
{
    for (uint8_t i = 0; i < line->registration.n_requests; i++) {
        if (line->registration.requests[i] == withdrawn->request)
            return HF_VERDICT_APPLY;
    }
    return HF_VERDICT_LATE;
}

static int check_network(const struct hf_network_changed *network, struct hf_refusal *refusal)
{
    int verdict = in_range(refusal, "NetworkChanged.families_usable", network->families_usable,
                           HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6);

    return verdict < 0
               ? verdict
               : in_range(refusal, "NetworkChanged.address_changed", network->address_changed, 1);
}

static int check_started(const struct hf_line *line, struct hf_refusal *refusal)
{
    if (line->config.n_servers == 0)
        return hf_refuse(refusal, HF_E_STATE, "Started: the line is not configured",
                         (struct hf_refused){0, 0});
    return HF_VERDICT_APPLY;
}

static int check_fact(const struct hf_line *line, const struct hf_event *event,
                      struct hf_refusal *refusal)
{
    switch ((enum hf_event_kind)event->kind) {
    case HF_EVENT_CONFIGURED: return check_configured(line, &event->u.configured, refusal);
    case HF_EVENT_STARTED: return check_started(line, refusal);
    case HF_EVENT_WANTED: return check_wanted(line, &event->u.wanted, refusal);
    case HF_EVENT_WITHDRAWN: return check_withdrawn(line, &event->u.withdrawn);
    case HF_EVENT_RESPONSE_RECEIVED: return check_response(line, &event->u.response, refusal);
    case HF_EVENT_ATTEMPT_FAILED: return check_failed(line, &event->u.failed, refusal);
    case HF_EVENT_PROVISIONAL: return check_provisional(line, &event->u.provisional, refusal);
    case HF_EVENT_CHALLENGED: return check_challenged(line, &event->u.challenged, refusal);
    case HF_EVENT_CONNECTED: return check_id(line, event->u.connected.attempt, false, refusal);
    case HF_EVENT_ABANDONED: return check_abandoned(line, &event->u.abandoned, refusal);
    case HF_EVENT_NETWORK_CHANGED: return check_network(&event->u.network, refusal);
    case HF_EVENT_STOPPED:
    case HF_EVENT_CREDENTIALS_CHANGED:
    case HF_EVENT_TIME_PASSED:
    case HF_EVENT_RESTORED: return HF_VERDICT_APPLY;
    case HF_EVENT_LATE:
    case HF_EVENT_DNS_ANSWERED:
    case HF_EVENT_LOCATED:
    case HF_EVENT_FLOW_LOST:
    case HF_EVENT_TARGET_RESTED:
    case HF_EVENT_CALL_ARRIVED:
    case HF_EVENT_CALL_ENDED: /* in the schema; nothing in this core asks for them yet */
        return hf_refuse(refusal, HF_E_UNSUPPORTED, hf_event_name(event->kind),
                         (struct hf_refused){event->kind, 0});
    case HF_EVENT_NONE:
    case HF_EVENT_COUNT: break;
    }
    return hf_refuse(refusal, HF_E_MALFORMED, "Event.kind", (struct hf_refused){event->kind, 0});
}

int hf_validate(const struct hf_line *line, const struct hf_event *event,
                struct hf_refusal *refusal)
{
    if (event->at_us > HF_EVENT_TIME_MAX_US)
        return value(refusal, "Event.at_us", event->at_us);
    return check_fact(line, event, refusal);
}
