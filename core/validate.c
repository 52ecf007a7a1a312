/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Validation: the gate in front of the machines (H2). A malformed or impossible event is refused
 * with its name and field; one for an attempt that is over is late. What passes cannot fail
 * later, so the machines return nothing.
 */
#include "validate.h"

#include <stddef.h>

#include "attempt.h"
#include "calls.h"
#include "candidates.h"
#include "holdfast/line.h"
#include "locate.h"
#include "refuse.h"
#include "requests.h"
#include "room.h"
#include "watched.h"
#include "wishes.h"

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

/* Progress needs a live attempt; an answer also settles an abandoned one. */
static int check_id(const struct hf_line *line, uint64_t id, bool is_answer,
                    struct hf_refusal *refusal)
{
    if (!was_issued(line, id))
        return hf_refuse(refusal, HF_E_UNKNOWN_ID, "attempt", (struct hf_refused){id, 0});
    if (hf_find_attempt(line, id) != HF_NONE)
        return HF_VERDICT_APPLY;
    return is_answer && hf_watched_place(line, id) != HF_NONE ? HF_VERDICT_APPLY : HF_VERDICT_LATE;
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
    bool closed = failed->cause == HF_CAUSE_RESET || failed->cause == HF_CAUSE_CLOSED;

    if (failed->cause == HF_CAUSE_NONE || failed->cause >= HF_CAUSE_UNRESOLVED)
        return value(refusal, "AttemptFailed.cause", failed->cause);
    if (failed->reused > 1 || (failed->reused && !closed))
        return value(refusal, "AttemptFailed.reused", failed->reused);
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
    if (verdict == HF_VERDICT_APPLY && hf_watched_place(line, abandoned->attempt) == HF_NONE)
        return hf_refuse(refusal, HF_E_STATE, "Abandoned.attempt: it was not abandoned",
                         (struct hf_refused){abandoned->attempt, 0});
    return verdict;
}

static int check_configured(const struct hf_configured *configured, struct hf_refusal *refusal)
{
    int error;

    if (configured->config == NULL)
        return value(refusal, "Configured.config", 0);
    error = hf_config_check(configured->config, refusal);
    return error < 0 ? error : HF_VERDICT_APPLY;
}

/* Calls have their ids from the same counter. */
static bool is_wanted_already(const struct hf_line *line, uint64_t request)
{
    return hf_wishes_has(line, request) || hf_requests_find(line, request) != HF_NONE ||
           hf_call_is_known(line, request);
}

static int check_room(const struct hf_line *line, const struct hf_wanted *wanted,
                      struct hf_refusal *refusal)
{
    bool is_register = wanted->kind == HF_REQUEST_REGISTER;
    bool full = is_register ? line->wishes.n == HF_LINE_REQUESTS
                            : hf_room_slot(line, wanted) == HF_NONE;

    if (wanted->kind == HF_REQUEST_INVITE && hf_room_entry(line, wanted) == HF_NONE) /* E10 */
        return hf_refuse(refusal, HF_E_LIMIT, "Wanted: too many calls",
                         (struct hf_refused){HF_LINE_CALLS, 0});
    if (!full)
        return HF_VERDICT_APPLY;
    return hf_refuse(refusal, HF_E_LIMIT, "Wanted: too many requests wait",
                     (struct hf_refused){is_register ? HF_LINE_REQUESTS : HF_LINE_CALLS, 0});
}

/* BYE needs a call that talks; what else is said inside one, a dialog (E5). */
static int check_in_call(const struct hf_line *line, const struct hf_wanted *wanted,
                         struct hf_refusal *refusal)
{
    uint8_t entry = wanted->call == 0 ? HF_NONE : hf_call_find(line, wanted->call);
    uint8_t state = entry == HF_NONE ? HF_CALL_OVER : line->calls[entry].state;
    bool fits = state == HF_CALL_TALKING ||
                (wanted->kind == HF_REQUEST_OTHER && state == HF_CALL_RINGING);

    if (entry == HF_NONE)
        return hf_refuse(refusal, HF_E_UNKNOWN_ID, "Wanted.call",
                         (struct hf_refused){wanted->call, 0});
    if (wanted->dialog_server != 0)
        return value(refusal, "Wanted.dialog_server: the call says it", wanted->dialog_server);
    if (!fits)
        return hf_refuse(refusal, HF_E_STATE, "Wanted.call", (struct hf_refused){wanted->call, 0});
    return HF_VERDICT_APPLY;
}

static int check_dialog(const struct hf_line *line, const struct hf_wanted *wanted,
                        struct hf_refusal *refusal)
{
    bool may_have_one = wanted->kind == HF_REQUEST_BYE || wanted->kind == HF_REQUEST_OTHER;

    if (wanted->kind == HF_REQUEST_BYE || (may_have_one && wanted->call != 0))
        return check_in_call(line, wanted, refusal);
    if (wanted->call != 0)
        return value(refusal, "Wanted.call: not for this kind", wanted->call);
    if (wanted->dialog_server != 0 && !may_have_one)
        return value(refusal, "Wanted.dialog_server: not for this kind", wanted->dialog_server);
    return HF_VERDICT_APPLY;
}

static int check_wanted(const struct hf_line *line, const struct hf_wanted *wanted,
                        struct hf_refusal *refusal)
{
    int verdict;

    if (wanted->request == 0)
        return value(refusal, "Wanted.request", 0);
    if (wanted->kind >= HF_REQUEST_COUNT)
        return value(refusal, "Wanted.kind", wanted->kind);
    if (wanted->emergency > 1)
        return value(refusal, "Wanted.emergency", wanted->emergency);
    if (wanted->dialog_server > line->config.n_servers)
        return value(refusal, "Wanted.dialog_server", wanted->dialog_server);
    if (is_wanted_already(line, wanted->request))
        return value(refusal, "Wanted.request: it is wanted already", wanted->request);
    verdict = check_dialog(line, wanted, refusal);
    return verdict < 0 ? verdict : check_room(line, wanted, refusal);
}

static int check_withdrawn(const struct hf_line *line, const struct hf_withdrawn *withdrawn)
{
    uint64_t request = withdrawn->request;
    bool runs = request != 0 &&
                (hf_wishes_has(line, request) || hf_requests_find(line, request) != HF_NONE);

    return runs ? HF_VERDICT_APPLY : HF_VERDICT_LATE;
}

static int check_network(const struct hf_network_changed *network, struct hf_refusal *refusal)
{
    int verdict = in_range(refusal, "NetworkChanged.families_usable", network->families_usable,
                           HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6);

    return verdict < 0
               ? verdict
               : in_range(refusal, "NetworkChanged.address_changed", network->address_changed, 1);
}

static int check_cause(struct hf_refusal *refusal, const char *what, uint8_t cause)
{
    return in_range(refusal, what, cause, HF_CAUSE_COUNT - 1);
}

static int check_flow_lost(const struct hf_flow_lost *lost, struct hf_refusal *refusal)
{
    int verdict = check_targets(&lost->target, 1, refusal);

    return verdict < 0 ? verdict : check_cause(refusal, "FlowLost.cause", lost->cause);
}

static int check_rested(const struct hf_target_rested *rested, struct hf_refusal *refusal)
{
    int verdict = check_targets(&rested->target, 1, refusal);

    return verdict < 0 ? verdict : check_cause(refusal, "TargetRested.cause", rested->cause);
}

static int check_call_arrived(const struct hf_line *line, const struct hf_call *call,
                              struct hf_refusal *refusal)
{
    if (call->call == 0 || is_wanted_already(line, call->call))
        return value(refusal, "CallArrived.call", call->call);
    if (call->server == 0 || call->server > line->config.n_servers)
        return value(refusal, "CallArrived.server", call->server);
    if (hf_call_is_full(line)) /* E10 */
        return hf_refuse(refusal, HF_E_LIMIT, "CallArrived: too many calls",
                         (struct hf_refused){HF_LINE_CALLS, 0});
    return HF_VERDICT_APPLY;
}

static int check_call_answered(const struct hf_line *line, const struct hf_call *call,
                               struct hf_refusal *refusal)
{
    uint8_t entry = call->call == 0 ? HF_NONE : hf_call_find(line, call->call);
    const struct hf_call_entry *c = &line->calls[entry == HF_NONE ? 0 : entry];

    if (entry == HF_NONE) /* its end crossed the answer */
        return HF_VERDICT_LATE;
    if ((c->flags & HF_CALL_INCOMING) == 0 || c->state != HF_CALL_RINGING)
        return hf_refuse(refusal, HF_E_STATE, "CallAnswered.call",
                         (struct hf_refused){call->call, 0});
    return HF_VERDICT_APPLY;
}

/* A11: it is always answered, also where nothing of it is watched any more: then by End. */
static int check_late(const struct hf_line *line, const struct hf_late *late,
                      struct hf_refusal *refusal)
{
    int verdict = status_in(refusal, "Late.status", late->status, (const uint16_t[]){101, 299});
    uint8_t place;

    if (verdict < 0)
        return verdict;
    if (!was_issued(line, late->attempt))
        return hf_refuse(refusal, HF_E_UNKNOWN_ID, "attempt",
                         (struct hf_refused){late->attempt, 0});
    place = hf_watched_place(line, late->attempt);
    if (hf_find_attempt(line, late->attempt) != HF_NONE)
        return hf_refuse(refusal, HF_E_STATE, "Late.attempt: it was not abandoned",
                         (struct hf_refused){late->attempt, 0});
    if (place != HF_NONE && line->watched[place].kind != HF_REQUEST_INVITE)
        return hf_refuse(refusal, HF_E_STATE, "Late.attempt: no INVITE",
                         (struct hf_refused){late->attempt, 0});
    return HF_VERDICT_APPLY;
}

static int record(struct hf_refusal *refusal, const char *what, struct hf_refused refused)
{
    return hf_refuse(refusal, HF_E_VALUE, what, refused);
}

static bool is_flag(char flag)
{
    return flag == 0 || (flag >= 'a' && flag <= 'z') || (flag >= '0' && flag <= '9');
}

/* What a name may be for the machines to look at it; what is no host's name they ignore. */
static int check_named(const struct hf_dns_record *r, uint32_t index, struct hf_refusal *refusal)
{
    if (r->name.length > HF_NAME_MAX || (r->name.length > 0 && r->name.at == NULL))
        return record(refusal, "DnsAnswered.records.name",
                      (struct hf_refused){r->name.length, index});
    if (r->type != HF_DNS_NAPTR)
        return HF_VERDICT_APPLY;
    if (!is_flag(r->flag))
        return record(refusal, "DnsAnswered.records.flag: 's', 'a', 0, or another small letter",
                      (struct hf_refused){(uint8_t)r->flag, index});
    if (r->service > HF_TRANSPORT_COUNT)
        return record(refusal, "DnsAnswered.records.service",
                      (struct hf_refused){r->service, index});
    return r->has_regexp <= 1 ? HF_VERDICT_APPLY
                              : record(refusal, "DnsAnswered.records.has_regexp",
                                       (struct hf_refused){r->has_regexp, index});
}

static int check_record(const struct hf_dns_record *r, uint32_t index, struct hf_refusal *refusal)
{
    if (r->type == HF_DNS_A || r->type == HF_DNS_AAAA)
        return HF_VERDICT_APPLY;
    if (r->type == HF_DNS_SRV || r->type == HF_DNS_NAPTR)
        return check_named(r, index, refusal);
    return record(refusal, "DnsAnswered.records.type", (struct hf_refused){r->type, index});
}

/* B8a: an answer to a query that is over is late; one never asked is refused. */
static int check_query(const struct hf_line *line, uint64_t query, bool located,
                       struct hf_refusal *refusal)
{
    switch (hf_locate_query(line, query)) {
    case HF_QUERY_OPEN:
        if ((hf_locate_asks(line, query) == HF_DNS_LOCATE) == located)
            return HF_VERDICT_APPLY;
        return value(refusal,
                     located ? "Located.query: it asks DNS"
                             : "DnsAnswered.query: it asks for Located",
                     query);
    case HF_QUERY_OVER: return HF_VERDICT_LATE;
    case HF_QUERY_UNKNOWN: break;
    }
    return hf_refuse(refusal, HF_E_UNKNOWN_ID, "query", (struct hf_refused){query, 0});
}

/* An answer brings what was asked for, and nothing beside it. */
static int check_types(const struct hf_line *line, const struct hf_dns_answered *answer,
                       struct hf_refusal *refusal)
{
    uint16_t asked = hf_locate_asks(line, answer->query);

    for (uint16_t i = 0; i < answer->n_records; i++) {
        if (answer->records[i].type != asked)
            return record(refusal, "DnsAnswered.records.type: not what the query asks for",
                          (struct hf_refused){answer->records[i].type, i + 1u});
    }
    return HF_VERDICT_APPLY;
}

static int check_answered(const struct hf_line *line, const struct hf_dns_answered *answer,
                          struct hf_refusal *refusal)
{
    int verdict = in_range(refusal, "DnsAnswered.outcome", answer->outcome, HF_DNS_COUNT - 1);

    if (verdict >= 0)
        verdict = in_range(refusal, "DnsAnswered.records", answer->n_records, HF_EVENT_RECORDS);
    if (verdict >= 0 && answer->n_records > 0 && answer->records == NULL)
        verdict = value(refusal, "DnsAnswered.records", answer->n_records);
    if (verdict >= 0)
        verdict = in_range(refusal, "DnsAnswered.from_static", answer->from_static, 1);
    for (uint16_t i = 0; i < answer->n_records && verdict >= 0; i++)
        verdict = check_record(&answer->records[i], i + 1u, refusal);
    if (verdict >= 0)
        verdict = check_query(line, answer->query, false, refusal);
    return verdict == HF_VERDICT_APPLY ? check_types(line, answer, refusal) : verdict;
}

static bool is_a_host(const struct hf_config *config, const struct hf_located *located)
{
    uint8_t n_proxies;

    if (located->server == 0 || located->server > config->n_servers)
        return false;
    n_proxies = config->servers[located->server - 1].n_proxies;
    return n_proxies == 0 ? located->proxy == 0
                          : located->proxy >= 1 && located->proxy <= n_proxies;
}

/* Unasked: it is the stack's to say where the servers are, and for names alone. */
static int check_unasked(const struct hf_line *line, const struct hf_located *located,
                         struct hf_refusal *refusal)
{
    const struct hf_config *config = &line->config;
    struct hf_place place = {located->server, located->proxy};

    if (!is_a_host(config, located))
        return value(refusal, "Located.server", located->server);
    if (config->locate_by != HF_LOCATE_BY_STACK)
        return hf_refuse(refusal, HF_E_STATE, "Located: the line asks DNS itself (locate_by)",
                         (struct hf_refused){config->locate_by, 0});
    if (hf_host_is_numeric(config, hf_host_of(config, place)))
        return hf_refuse(refusal, HF_E_STATE, "Located: the server is a numeric address",
                         (struct hf_refused){located->server, 0});
    return HF_VERDICT_APPLY;
}

static int check_located(const struct hf_line *line, const struct hf_located *located,
                         struct hf_refusal *refusal)
{
    int verdict;

    if (located->n_targets > HF_EVENT_TARGETS)
        return value(refusal, "Located.targets", located->n_targets);
    verdict = check_targets(located->targets, located->n_targets, refusal);
    if (verdict < 0)
        return verdict;
    return located->query == 0 ? check_unasked(line, located, refusal)
                               : check_query(line, located->query, true, refusal);
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
    case HF_EVENT_CONFIGURED: return check_configured(&event->u.configured, refusal);
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
    case HF_EVENT_DNS_ANSWERED: return check_answered(line, &event->u.dns, refusal);
    case HF_EVENT_LOCATED: return check_located(line, &event->u.located, refusal);
    case HF_EVENT_FLOW_LOST: return check_flow_lost(&event->u.flow_lost, refusal);
    case HF_EVENT_TARGET_RESTED: return check_rested(&event->u.rested, refusal);
    case HF_EVENT_CALL_ARRIVED: return check_call_arrived(line, &event->u.call, refusal);
    case HF_EVENT_CALL_ENDED:
        return hf_call_is_known(line, event->u.call.call) ? HF_VERDICT_APPLY : HF_VERDICT_LATE;
    case HF_EVENT_CALL_ANSWERED: return check_call_answered(line, &event->u.call, refusal);
    case HF_EVENT_LATE: return check_late(line, &event->u.late, refusal);
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
