/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The observer: holds each step's actions against what was ordered, wanted and told before, by
 * line.h's contract, and notes what they change. It never looks inside of the line.
 */
#include <string.h>

#include "world.h"

/* ---- attempts ---- */

struct attempt *attempt_of(struct world *world, uint64_t id)
{
    for (unsigned i = 0; i < ATTEMPTS && id != 0; i++) {
        if (world->attempts[i].standing != STANDING_NONE && world->attempts[i].send.attempt == id)
            return &world->attempts[i];
    }
    return NULL;
}

uint64_t attempt_in(const struct hf_event *event)
{
    switch ((enum hf_event_kind)event->kind) {
    case HF_EVENT_RESPONSE_RECEIVED: return event->u.response.attempt;
    case HF_EVENT_ATTEMPT_FAILED: return event->u.failed.attempt;
    case HF_EVENT_PROVISIONAL: return event->u.provisional.attempt;
    case HF_EVENT_CHALLENGED: return event->u.challenged.attempt;
    case HF_EVENT_CONNECTED: return event->u.connected.attempt;
    case HF_EVENT_ABANDONED: return event->u.abandoned.attempt;
    default: return 0;
    }
}

/* Room for one more: the oldest that is not live. */
static struct attempt *attempt_room(struct world *world)
{
    struct attempt *room = NULL;

    for (unsigned i = 0; i < ATTEMPTS; i++) {
        struct attempt *attempt = &world->attempts[i];

        if (attempt->standing == STANDING_NONE)
            return attempt;
        if (attempt->standing != STANDING_LIVE &&
            (room == NULL || attempt->send.attempt < room->send.attempt))
            room = attempt;
    }
    if (room == NULL)
        objection(world, "more live attempts than passes could have (H9)");
    return room;
}

static bool is_answer(const struct hf_event *event)
{
    return event->kind == HF_EVENT_RESPONSE_RECEIVED || event->kind == HF_EVENT_ATTEMPT_FAILED ||
           event->kind == HF_EVENT_ABANDONED;
}

/* The event that is being observed has answered it; its entry is live until the step is noted. */
static bool is_answered_by(const struct hf_event *event, const struct attempt *attempt)
{
    return is_answer(event) && attempt_in(event) == attempt->send.attempt;
}

/* H4: of the user's requests; a "register now" may be several servers' (C2). */
static void check_single(const struct world *world, const struct hf_event *event,
                         const struct hf_send *send)
{
    for (unsigned i = 0; i < ATTEMPTS && send->purpose == HF_PURPOSE_REQUEST; i++) {
        const struct attempt *other = &world->attempts[i];

        if (other->standing == STANDING_LIVE && other->send.purpose == HF_PURPOSE_REQUEST &&
            other->send.request == send->request && !is_answered_by(event, other))
            objection(world, "two live attempts for one request (H4)");
    }
}

/* C8: the line hangs up itself when it is disabled. */
static bool is_own_bye(struct world *world, const struct hf_send *send)
{
    const struct call *call = call_of(world, send->request);

    return send->kind == HF_REQUEST_BYE && call != NULL && call->state == HF_CALL_ENDING;
}

static void check_send(struct world *world, const struct hf_send *send)
{
    const struct hf_config *config = hf_line_config(world->line);
    const bool registers = send->kind == HF_REQUEST_REGISTER;

    if (send->attempt <= world->last_attempt)
        objection(world, "an attempt id does not grow");
    if (send->request != 0 && !is_wanted(world, send->request) && !is_own_bye(world, send))
        objection(world, "a request is sent that nobody waits for (H3)");
    if (registers != (send->purpose < HF_PURPOSE_REQUEST) ||
        (send->purpose == HF_PURPOSE_KEEPALIVE && send->kind != HF_REQUEST_OPTIONS) ||
        (send->purpose == HF_PURPOSE_REQUEST && send->request == 0) || send->in_dialog > 2 ||
        (send->kind == HF_REQUEST_BYE && send->in_dialog == 0))
        objection(world, "kind and purpose of a request do not fit");
    if (registers != (send->series != 0) ||
        (registers && send->purpose != HF_PURPOSE_REMOVE) != (send->expires_s != 0))
        objection(world, "series or expiry do not fit the request");
    if ((!send->former && (send->t1_ms != config->t1_ms || send->t2_ms != config->t2_ms)) ||
        (send->retransmissions > HF_RETRY_COUNTS_MAX &&
         send->retransmissions != HF_RETRANSMIT_FREELY))
        objection(world, "the timers of a request are not the line's (A1)");
}

/* A6a: once, after a broken connection that was open before. */
static void check_fresh(struct world *world, const struct hf_event *event,
                        const struct hf_send *send)
{
    const struct attempt *before = attempt_of(world, attempt_in(event));

    if (event->kind != HF_EVENT_ATTEMPT_FAILED || !event->u.failed.reused || before == NULL ||
        before->send.fresh || !same_target(&before->send.target, &send->target))
        objection(world, "a second try that nothing asked for (A6a)");
}

static void on_send(struct world *world, const struct hf_event *event, const struct hf_send *send)
{
    check_send(world, send);
    check_where(world, event, send);
    if (send->fresh)
        check_fresh(world, event, send);
    check_single(world, event, send);
    world->last_attempt = send->attempt;
    *attempt_room(world) = (struct attempt){
        .send = *send, .standing = STANDING_LIVE, .epoch = world->epoch};
}

/* A11: what was abandoned is the call's own again, or is ended. */
static void on_late_order(struct world *world, const struct hf_event *event,
                          const struct hf_action *action)
{
    struct attempt *attempt = attempt_of(world, action->u.attempt.attempt);

    if (attempt == NULL)
        return; /* older than the ledger */
    if (attempt->send.kind != HF_REQUEST_INVITE || attempt->standing == STANDING_LIVE)
        objection(world, "an order about a late call for what is none (A11)");
    if (action->kind == HF_ACTION_KEEP) {
        if (attempt->standing != STANDING_ABANDONED)
            objection(world, "a call is kept that was not abandoned (A11)");
        attempt->standing = is_answered_by(event, attempt) ? STANDING_OVER : STANDING_LIVE;
    }
}

static void on_order(struct world *world, const struct hf_event *event,
                     const struct hf_action *action)
{
    struct attempt *attempt = attempt_of(world, action->u.attempt.attempt);

    if (attempt == NULL || attempt->standing != STANDING_LIVE || is_answered_by(event, attempt))
        objection(world, "an order for an attempt that is not live");
    if (action->kind == HF_ACTION_AUTHENTICATE &&
        (event->kind != HF_EVENT_CHALLENGED ||
         event->u.challenged.attempt != action->u.attempt.attempt))
        objection(world, "an answer is ordered to no challenge");
    if (action->kind == HF_ACTION_ABANDON)
        attempt->standing = STANDING_ABANDONED;
}

/* ---- queries ---- */

struct query *query_of(struct world *world, uint64_t id)
{
    for (unsigned i = 0; i < QUERIES && id != 0; i++) {
        if (world->queries[i].id == id)
            return &world->queries[i];
    }
    return NULL;
}

/* A host of the line; with port 0 what its records lead to, too (B3, B4). */
static bool may_ask(const struct hf_config *config, struct hf_name name, uint16_t port,
                    const struct hf_resolve *resolve)
{
    if (name_number(config, name) == NAMES)
        return false;
    if (port == 0 && config->locate_by == HF_LOCATE_BY_DNS)
        return resolve->name_length > 0;
    return name.length == resolve->name_length &&
           memcmp(config->names + name.at, resolve->name, name.length) == 0 &&
           resolve->type != HF_DNS_SRV && resolve->type != HF_DNS_NAPTR;
}

static void on_resolve(struct world *world, const struct hf_resolve *resolve)
{
    const struct hf_config *config = hf_line_config(world->line);
    const bool by_stack = config->locate_by == HF_LOCATE_BY_STACK;
    const struct hf_server_config *server;
    struct hf_name name;
    uint16_t port;

    if (resolve->query <= world->last_query)
        objection(world, "a query id does not grow");
    if (resolve->server == 0 || resolve->server > config->n_servers ||
        resolve->proxy > config->servers[resolve->server - 1].n_proxies)
        objection(world, "a query for a server that the line does not have");
    server = &config->servers[resolve->server - 1];
    name = resolve->proxy != 0 ? server->proxies[resolve->proxy - 1].host : server->host;
    port = resolve->proxy != 0 ? server->proxies[resolve->proxy - 1].port : server->port;
    if (!may_ask(config, name, port, resolve))
        objection(world, "a query for what is no name of the line");
    if ((resolve->type == HF_DNS_LOCATE) != by_stack ||
        (resolve->type == HF_DNS_A && config->address_family == HF_ADDRESS_IPV6) ||
        (resolve->type == HF_DNS_AAAA && config->address_family == HF_ADDRESS_IPV4))
        objection(world, "a query of a type that the line does not use (B9)");
    world->last_query = resolve->query;
    world->queries[world->n_queries++ % QUERIES] = (struct query){
        .id = resolve->query,
        .type = resolve->type,
        .name = (uint8_t)name_number(config, name),
        .open = true};
}

/* ---- requests of the user ---- */

static uint64_t *request_of(struct world *world, uint64_t request)
{
    for (unsigned i = 0; i < REQUESTS; i++) {
        if (world->requests[i] == request)
            return &world->requests[i];
    }
    return NULL;
}

bool is_wanted(const struct world *world, uint64_t request)
{
    for (unsigned i = 0; i < REQUESTS && request != 0; i++) {
        if (world->requests[i] == request)
            return true;
    }
    return false;
}

static void on_report(struct world *world, const struct hf_event *event,
                      const struct hf_request_report *report)
{
    uint64_t *wanted = request_of(world, report->request);
    const bool accepted = report->outcome == HF_DONE_ACCEPTED;

    if (wanted == NULL || report->request == 0)
        objection(world, "a request is reported that nobody waits for (H3)");
    if ((!accepted && report->server != 0) ||
        report->server > hf_line_config(world->line)->n_servers ||
        report->outcome >= HF_DONE_COUNT || report->cause >= HF_CAUSE_COUNT)
        objection(world, "a report of a request does not fit");
    if (report->outcome == HF_DONE_WITHDRAWN &&
        (event->kind != HF_EVENT_WITHDRAWN || event->u.withdrawn.request != report->request))
        objection(world, "a request is called withdrawn that was not");
    *wanted = 0;
}

/* ---- flows and rests ---- */

static void on_keep_alive(struct world *world, const struct hf_keep_alive *keep)
{
    unsigned i = 0;

    while (i < world->n_kept && !same_target(&world->kept[i], &keep->target))
        i++;
    if (keep->interval_s == 0) {
        if (i == world->n_kept)
            objection(world, "a keep-alive is ended that was never ordered (C3a)");
        world->kept[i] = world->kept[--world->n_kept];
        return;
    }
    if (i < world->n_kept)
        objection(world, "a keep-alive is ordered twice (C3a)");
    if (keep->interval_s != hf_line_config(world->line)->keepalive_s ||
        world->n_kept == HF_LINE_SERVERS)
        objection(world, "a keep-alive is not as configured (C3a)");
    world->kept[world->n_kept++] = keep->target;
}

/* Of an attempt that has just failed: it is live until the step has been noted, or abandoned in
 * it. */
static void on_share(const struct world *world, const struct hf_share_rest *rest)
{
    const struct hf_config *config = hf_line_config(world->line);
    const uint64_t most_s = config->quarantine_s > config->retry_after_max_s
                                ? config->quarantine_s
                                : config->retry_after_max_s;
    bool sent = false;

    for (unsigned i = 0; i < ATTEMPTS; i++) {
        const struct attempt *attempt = &world->attempts[i];

        sent = sent ||
               ((attempt->standing == STANDING_LIVE || attempt->standing == STANDING_ABANDONED) &&
                same_target(&attempt->send.target, &rest->target));
    }
    if (!config->share_rests || !sent)
        objection(world, "a rest is shared of a target that was not asked (A10)");
    if (rest->until_us <= world->now_us || rest->until_us > world->now_us + most_s * 1000000 ||
        rest->cause == HF_CAUSE_LOCAL || rest->cause == HF_CAUSE_CERTIFICATE)
        objection(world, "a rest is shared that does not fit (A10)");
}

/* ---- the line's status ---- */

static void on_status(const struct world *world, const struct hf_line_status *status)
{
    const bool serves = status->state == HF_LINE_REGISTERED || status->state == HF_LINE_ON_BACKUP;
    const struct hf_line_status last = hf_line_status(world->line);

    if (memcmp(status, &last, sizeof(last)) != 0)
        objection(world, "the status is not the one last reported (F1)");
    if (serves != (status->server != 0) || serves != (status->target.family != HF_FAMILY_NONE) ||
        (status->state == HF_LINE_REGISTERED) != (status->server == 1) ||
        (status->state == HF_LINE_FAILED) != (status->next_us != HF_NEVER))
        objection(world, "the status contradicts itself (F1)");
}

/* ---- a step ---- */

static void hear_progress(struct world *world, const struct hf_event *event)
{
    const struct attempt *attempt = attempt_of(world, attempt_in(event));
    const bool live = attempt != NULL && attempt->standing == STANDING_LIVE;
    const bool abandoned = attempt != NULL && attempt->standing == STANDING_ABANDONED;
    const bool late = world->actions.late_events != 0;

    if (live && late)
        objection(world, "an answer to a live attempt is called late");
    if (live && event->kind == HF_EVENT_ABANDONED)
        objection(world, "an attempt ends as abandoned that was not");
    if (!live && !(abandoned && is_answer(event)) && !late)
        objection(world, "an answer to an attempt that is over is not called late (H2)");
}

static void hear_query(struct world *world, uint64_t id, bool located)
{
    const struct query *query = query_of(world, id);

    if (query == NULL || world->actions.late_events != 0)
        return; /* the line may have given it up */
    if (!query->open)
        objection(world, "a second answer to a query is not called late (H2)");
    if ((query->type == HF_DNS_LOCATE) != located)
        objection(world, "a query is answered by what it did not ask for");
}

static void hear_configured(struct world *world, const struct hf_configured *configured)
{
    const struct hf_config *now = hf_line_config(world->line);
    const struct hf_line *before = (const struct hf_line *)(const void *)world->before;
    struct hf_config copy;

    hf_config_copy(&copy, configured->config);
    if (memcmp(&copy, now, sizeof(copy)) != 0 || hf_line_seed(world->line) != configured->seed)
        objection(world, "a configuration that was taken is not in force (C14)");
    if (memcmp(&copy, hf_line_config(before), sizeof(copy)) == 0 &&
        hf_line_seed(before) == configured->seed)
        return; /* nothing changed */
    world->former = *hf_line_config(before);
    world->epoch++;
}

static void hear_wanted(struct world *world, const struct hf_wanted *wanted)
{
    uint64_t *room = request_of(world, 0);

    if (is_wanted(world, wanted->request) || wanted->request == 0)
        objection(world, "a request is taken twice, or without an id (H3)");
    if (room == NULL)
        objection(world, "more requests are taken than have room (H9)");
    *room = wanted->request;
}

static void hear_withdrawn(const struct world *world, uint64_t request)
{
    if ((world->actions.late_events != 0) == is_wanted(world, request))
        objection(world, "what is withdrawn is late just when nobody waits for it (H3)");
}

/* After a restart nothing of before is owed an answer, and nothing is kept alive or talked of. */
static void hear_restored(struct world *world)
{
    for (unsigned i = 0; i < ATTEMPTS; i++) {
        if (world->attempts[i].standing != STANDING_NONE)
            world->attempts[i].standing = STANDING_BEFORE;
    }
    for (unsigned i = 0; i < QUERIES; i++)
        world->queries[i].open = false;
    world->n_kept = 0;
}

static void hear(struct world *world, const struct hf_event *event)
{
    switch ((enum hf_event_kind)event->kind) {
    case HF_EVENT_CONFIGURED: hear_configured(world, &event->u.configured); break;
    case HF_EVENT_STARTED: world->started = true; break;
    case HF_EVENT_STOPPED: world->started = false; break;
    case HF_EVENT_WANTED: hear_wanted(world, &event->u.wanted); break;
    case HF_EVENT_WITHDRAWN: hear_withdrawn(world, event->u.withdrawn.request); break;
    case HF_EVENT_DNS_ANSWERED: hear_query(world, event->u.dns.query, false); break;
    case HF_EVENT_LOCATED: hear_query(world, event->u.located.query, true); break;
    case HF_EVENT_CALL_ARRIVED:
    case HF_EVENT_CALL_ANSWERED:
    case HF_EVENT_CALL_ENDED: hear_call(world, event); break;
    case HF_EVENT_RESTORED: hear_restored(world); break;
    default:
        if (attempt_in(event) != 0)
            hear_progress(world, event);
    }
    if (world->actions.late_events == 0)
        note_told(world, event);
}

/* What the event answered is over: behind the actions, which may go on from it. */
static void settle(struct world *world, const struct hf_event *event)
{
    struct attempt *attempt = attempt_of(world, attempt_in(event));
    const uint64_t id = event->kind == HF_EVENT_DNS_ANSWERED ? event->u.dns.query
                        : event->kind == HF_EVENT_LOCATED    ? event->u.located.query
                                                             : 0;
    struct query *query = query_of(world, id);

    if (query != NULL && (query->type == HF_DNS_LOCATE) == (event->kind == HF_EVENT_LOCATED))
        query->open = false;
    if (attempt != NULL && attempt->standing != STANDING_BEFORE && is_answer(event))
        attempt->standing = STANDING_OVER;
}

static void on_action(struct world *world, const struct hf_event *event,
                      const struct hf_action *action)
{
    switch ((enum hf_action_kind)action->kind) {
    case HF_ACTION_SEND: on_send(world, event, &action->u.send); break;
    case HF_ACTION_EXTEND:
    case HF_ACTION_AUTHENTICATE:
    case HF_ACTION_ABANDON: on_order(world, event, action); break;
    case HF_ACTION_KEEP:
    case HF_ACTION_END: on_late_order(world, event, action); break;
    case HF_ACTION_REPORT_CALL: on_call(world, &action->u.call); break;
    case HF_ACTION_RESOLVE: on_resolve(world, &action->u.resolve); break;
    case HF_ACTION_REPORT_LINE: on_status(world, &action->u.line); break;
    case HF_ACTION_REPORT_REQUEST: on_report(world, event, &action->u.request); break;
    case HF_ACTION_SHARE_REST: on_share(world, &action->u.rest); break;
    case HF_ACTION_KEEP_ALIVE: on_keep_alive(world, &action->u.keep_alive); break;
    case HF_ACTION_EXPLAIN: break;
    default: objection(world, "an action that this core does not have");
    }
}

void observe(struct world *world, const struct hf_event *event)
{
    hear(world, event);
    if (world->actions.late_events != 0 && world->actions.n != 0)
        objection(world, "a late event did something (H2)");
    for (uint32_t i = 0; i < world->actions.n; i++)
        on_action(world, event, &world->actions.items[i]);
    if (event->kind == HF_EVENT_WITHDRAWN && is_wanted(world, event->u.withdrawn.request))
        objection(world, "what was withdrawn is not reported (H3)");
    settle(world, event);
}
