/* SPDX-License-Identifier: Apache-2.0 */
/* A small random world for one line: legal events drawn from a seed, for the tests that ask what
 * can happen at all. The scenario runner's worlds (transport/sim) model servers; this one does
 * not care whether anything makes sense to a server. */
#ifndef TESTS_CORE_WORLD_H
#define TESTS_CORE_WORLD_H

#include "rig.h"
#include "watched.h"

#define WORLD_OPEN 64

struct world {
    struct rig rig;
    uint64_t state;            /* of the draw */
    uint64_t open[WORLD_OPEN]; /* attempts that owe an answer */
    uint64_t given_up[WORLD_OPEN];
    struct hf_resolve queries[WORLD_OPEN]; /* that owe an answer */
    unsigned n_open, n_given_up, n_queries;
    uint64_t next_request;
    struct hf_target last_target; /* of the latest Send */
};

static inline uint64_t world_draw(struct world *w, uint64_t n)
{
    w->state = w->state * 6364136223846793005u + 1442695040888963407u;
    return (w->state >> 33) % n;
}

static inline bool world_chance(struct world *w, uint64_t one_in)
{
    return world_draw(w, one_in) == 0;
}

static inline void world_draw_server(struct world *w, struct hf_server_config *s)
{
    static const uint8_t modes[] = {HF_FAILBACK_NEVER, HF_FAILBACK_NEW_REQUESTS,
                                    HF_FAILBACK_DNS_TTL, HF_FAILBACK_REGISTRATION,
                                    HF_FAILBACK_DURATION};

    s->transport = (uint8_t)world_draw(w, 3);
    s->retry_counts = (uint8_t)world_draw(w, 4);
    s->failback_mode = modes[world_draw(w, 5)];
    s->failback_timeout_s = (uint32_t)world_draw(w, 100);
    s->expires_s = (uint32_t)(60 + world_draw(w, 600));
    s->port = world_chance(w, 4) ? 0 : 5060;
    if (s->port == 0 && !world_chance(w, 3))
        s->transport = HF_TRANSPORT_NAPTR;
    s->retry_period_ms = world_chance(w, 6) ? 2500 : 0;
    s->invite_retry_counts = world_chance(w, 3) ? 1 : HF_AS_RETRY_COUNTS;
    s->register_on_enable = (uint8_t)world_chance(w, 3);
    s->only_signal_with_registered = (uint8_t)world_chance(w, 2);
    if (!world_chance(w, 4))
        return;
    s->n_proxies = (uint8_t)(1 + world_draw(w, 2)); /* B13: several targets of one server */
    hf_config_name(&w->rig.config, &s->proxies[0].host, "192.0.2.11", 10);
    hf_config_name(&w->rig.config, &s->proxies[1].host, "proxy.example", 13);
}

static inline void world_draw_policy(struct world *w)
{
    struct hf_config *c = &w->rig.config;

    c->mode = (uint8_t)world_chance(w, 3);
    c->failback_interval_s = (uint32_t)(1 + world_draw(w, 40));
    c->proxy_failback_interval_s = 1 + c->failback_interval_s / 2;
    c->failback_servers = world_chance(w, 4) ? HF_FAILBACK_NEW_REQUESTS : HF_FAILBACK_PROBE;
    if (world_chance(w, 12))
        c->failback_servers = HF_FAILBACK_NEVER;
    c->retry_base_s = world_chance(w, 4) ? 1 : 30;
    c->retry_max_s = world_chance(w, 4) ? c->retry_base_s : 300;
    c->retry_after_max_s = world_chance(w, 4) ? 0 : 1800;
    c->keepalive_s = (uint32_t)!world_chance(w, 4) * 30;
    c->flap_damping = (uint8_t)!world_chance(w, 4);
    c->share_rests = (uint8_t)!world_chance(w, 4);
    c->t1_ms = world_chance(w, 4) ? 50 : 500;
    c->failback_when = (uint8_t)world_chance(w, 3);
    c->idle_limit_s = (uint32_t)world_draw(w, 3) * 50;
    c->locate_by = (uint8_t)world_chance(w, 3);
    c->quarantine_s = (uint32_t)world_draw(w, 3) * 20;
    c->jitter_percent = (uint8_t)(world_draw(w, 3) * 10);
    c->options_interval_s = (uint32_t)world_draw(w, 3) * 15;
    c->storm_spread_ms = (uint32_t)world_draw(w, 2) * 900;
    c->start_spread_s = (uint32_t)world_chance(w, 4);
    c->contact_per_server = (uint8_t)world_chance(w, 2);
    c->unregister_old = c->contact_per_server;
    c->failover_other = (uint8_t)!world_chance(w, 4);
    c->naptr_build = (uint8_t)world_draw(w, HF_BUILD_COUNT);
    c->srv_order = (uint8_t)world_draw(w, HF_SRV_COUNT);
    c->allow_downgrade = (uint8_t)world_chance(w, 2);
    c->static_first = (uint8_t)world_chance(w, 2);
    c->register_first = (uint8_t)world_chance(w, 4);
    c->ring_timeout_s = world_chance(w, 4) ? 0 : 20;
}

/* Probes and refreshes meet at servers with several targets all the time (C1b). */
static inline void world_make_restless(struct world *w)
{
    struct hf_config *c = &w->rig.config;

    c->mode = HF_MODE_SUCCESSIVE;
    c->failback_servers = HF_FAILBACK_PROBE;
    c->failback_interval_s = (uint32_t)(1 + world_draw(w, 3));
    c->proxy_failback_interval_s = 60; /* D1's probes have the place */
    c->flap_damping = (uint8_t)world_chance(w, 4);
    c->quarantine_s = 0;
    c->keepalive_s = 0;
    for (uint8_t i = 0; i < c->n_servers; i++) {
        c->servers[i].n_proxies = HF_SERVER_PROXIES;
        hf_config_name(c, &c->servers[i].proxies[0].host, i == 0 ? "p.example" : "192.0.2.12",
                       i == 0 ? 9 : 10);
        hf_config_name(c, &c->servers[i].proxies[1].host, "proxy.example", 13);
    }
}

static inline void world_draw_config(struct world *w)
{
    static const char *const hosts[] = {"192.0.2.1", "pbx.example", "2001:db8::3", "b.example",
                                        "192.0.2.5"};
    uint64_t first = world_draw(w, 5);
    uint64_t n = 1 + world_draw(w, HF_LINE_SERVERS);

    hf_config_init(&w->rig.config);
    for (uint64_t i = 0; i < n; i++) { /* now and then a host stands there twice */
        rig_server(&w->rig, hosts[(first + (world_chance(w, 8) ? 0 : i)) % 5]);
        world_draw_server(w, &w->rig.config.servers[i]);
    }
    world_draw_policy(w);
    if (world_chance(w, 4))
        world_make_restless(w);
}

static inline void world_init(struct world *w, uint64_t seed)
{
    memset(w, 0, sizeof *w);
    w->state = seed * 2 + 1;
    rig_init(&w->rig);
    world_draw_config(w);
    rig_configure(&w->rig);
    rig_fact(&w->rig, HF_EVENT_STARTED);
}

static inline void world_forget_open(struct world *w, uint64_t id)
{
    for (unsigned j = 0; j < w->n_open; j++) {
        if (w->open[j] == id)
            w->open[j--] = w->open[--w->n_open];
    }
}

/* A11: an abandoned INVITE owes an answer again. */
static inline void world_keep(struct world *w, uint64_t id)
{
    for (unsigned j = 0; j < w->n_given_up; j++) {
        if (w->given_up[j] == id)
            w->given_up[j--] = w->given_up[--w->n_given_up];
    }
    if (w->n_open < WORLD_OPEN)
        w->open[w->n_open++] = id;
}

static inline void world_take_actions(struct world *w)
{
    for (uint32_t i = 0; i < w->rig.actions.n; i++) {
        const struct hf_action *a = &w->rig.actions.items[i];
        if (a->kind == HF_ACTION_SEND && w->n_open < WORLD_OPEN) {
            w->open[w->n_open++] = a->u.send.attempt;
            w->last_target = a->u.send.target;
        }
        if (a->kind == HF_ACTION_RESOLVE && w->n_queries < WORLD_OPEN)
            w->queries[w->n_queries++] = a->u.resolve;
        if (a->kind == HF_ACTION_KEEP)
            world_keep(w, a->u.attempt.attempt);
        if (a->kind != HF_ACTION_ABANDON)
            continue;
        world_forget_open(w, a->u.attempt.attempt);
        if (w->n_given_up < WORLD_OPEN)
            w->given_up[w->n_given_up++] = a->u.attempt.attempt;
    }
}

static inline uint64_t world_take(struct world *w, uint64_t *ids, unsigned *n)
{
    unsigned at = (unsigned)world_draw(w, *n);
    uint64_t id = ids[at];

    ids[at] = ids[--*n];
    return id;
}

static inline void world_answer(struct world *w)
{
    static const uint16_t statuses[] = {200, 200, 200, 200, 403, 404, 500,
                                        503, 423, 302, 401, 482, 481};
    uint64_t id = world_take(w, w->open, &w->n_open);
    uint16_t status = statuses[world_draw(w, sizeof statuses / sizeof *statuses)];
    struct hf_response *r = &rig_event(&w->rig, HF_EVENT_RESPONSE_RECEIVED)->u.response;

    r->attempt = id;
    r->status = status;
    r->expires_s = (uint32_t)world_draw(w, 4) * 40;
    if (r->expires_s == 40 && world_chance(w, 2))
        r->expires_s = (uint32_t)(1 + world_draw(w, 12));
    r->contact_missing = (uint8_t)(status == 200 && world_chance(w, 8));
    r->min_expires_s = (uint32_t)world_draw(w, 3) * 5000;
    r->retry_after_s = world_chance(w, 2) ? HF_RETRY_AFTER_NONE : (uint32_t)world_draw(w, 90);
    if (status == 302 && world_chance(w, 2)) {
        r->n_redirects = 1;
        r->redirects[0] = (struct hf_target){
            .address = {192, 0, 2, (uint8_t)(90 + world_draw(w, 9))},
            .port = 5060,
            .family = HF_FAMILY_IPV4};
    }
    rig_step(&w->rig);
}

/* ---- names ---- */

static inline void world_answer_located(struct world *w, const struct hf_resolve *query)
{
    struct hf_located *located = &rig_event(&w->rig, HF_EVENT_LOCATED)->u.located;

    located->server = query->server;
    located->proxy = query->proxy;
    located->ttl_s = (uint32_t)world_draw(w, 100);
    located->n_targets = (uint8_t)world_draw(w, 4);
    for (uint8_t i = 0; i < located->n_targets; i++)
        located->targets[i] = (struct hf_target){
            .address = {192, 0, 2, (uint8_t)(20 + world_draw(w, 6))},
            .port = 5060,
            .transport = (uint8_t)world_draw(w, 3),
            .family = HF_FAMILY_IPV4};
    rig_step(&w->rig);
}

/* A record of the type that was asked for: small worlds of names, some of no use. */
static inline void world_draw_record(struct world *w, uint16_t type, struct hf_dns_record *r)
{
    static const char *const names[] = {"h.example", "i.example",   "j.example", "192.0.2.77",
                                        "k.example", "pbx.example", "",          "-"};
    static const char flags[] = {'s', 's', 's', 'a', 0, 0, 'u'};
    const char *name = names[world_draw(w, world_chance(w, 4) ? 8 : 5)];

    memset(r, 0, sizeof *r);
    r->type = type;
    if (type == HF_DNS_A || type == HF_DNS_AAAA) {
        r->address[0] = type == HF_DNS_A ? 192 : 32;
        r->address[3] = (uint8_t)(20 + world_draw(w, 12));
        return;
    }
    r->name = (struct hf_text){.at = name, .length = (uint32_t)strlen(name)};
    r->priority = (uint16_t)world_draw(w, 2);
    r->weight = (uint16_t)(world_draw(w, 3) * 10);
    r->port = (uint16_t)(5060 + world_draw(w, 2));
    if (type == HF_DNS_SRV)
        return;
    r->flag = flags[world_draw(w, sizeof flags)];
    r->service = (uint8_t)world_draw(w, HF_TRANSPORT_COUNT + 1);
    r->has_regexp = (uint8_t)world_chance(w, 8);
}

static inline void world_answer_query(struct world *w)
{
    unsigned at = (unsigned)world_draw(w, w->n_queries);
    struct hf_resolve query = w->queries[at];
    struct hf_dns_record records[24];
    struct hf_dns_answered *dns;
    bool many;

    w->queries[at] = w->queries[--w->n_queries];
    if (query.type == HF_DNS_LOCATE) {
        world_answer_located(w, &query);
        return;
    }
    many = query.type == HF_DNS_SRV && world_chance(w, 6);
    dns = &rig_event(&w->rig, HF_EVENT_DNS_ANSWERED)->u.dns;
    dns->query = query.query;
    dns->ttl_s = (uint32_t)world_draw(w, 100);
    dns->from_static = (uint8_t)world_chance(w, 8);
    dns->outcome = (uint8_t)(!world_chance(w, 3) ? HF_DNS_ANSWER : world_draw(w, HF_DNS_COUNT));
    dns->n_records = (uint16_t)(dns->outcome == HF_DNS_ANSWER ? world_draw(w, many ? 24 : 6) : 0);
    dns->records = records;
    for (uint16_t i = 0; i < dns->n_records; i++) {
        world_draw_record(w, query.type, &records[i]);
        if (many) /* each another host: B10 */
            records[i].name = (struct hf_text){.at = &"abcdefghijklmnopqrstuvwxyz"[i], .length = 2};
    }
    if (query.type == HF_DNS_SRV && world_chance(w, 10)) { /* B8: a set of "." alone */
        dns->n_records = 1;
        records[0].name.length = 0;
    }
    rig_step(&w->rig);
}

/* ---- wishes, the world around ---- */

/* Servers that stay, at other places: C14. */
static inline void world_shuffle_servers(struct world *w)
{
    struct hf_config *c = &w->rig.config;
    uint8_t at = (uint8_t)world_draw(w, c->n_servers), to = (uint8_t)world_draw(w, c->n_servers);
    struct hf_server_config moved = c->servers[at];

    c->servers[at] = c->servers[to];
    c->servers[to] = moved;
    if (world_chance(w, 2) && c->n_servers > 1)
        c->n_servers--;
    else if (world_chance(w, 2) && c->n_servers < HF_LINE_SERVERS)
        c->servers[c->n_servers++] = moved; /* once more */
}

static inline void world_reconfigure(struct world *w)
{
    struct hf_config before = w->rig.config;

    switch (world_draw(w, 4)) {
    case 0: world_draw_config(w); break;
    case 1: world_draw_policy(w); break;
    case 2: w->rig.config.mode ^= 1; break;
    default: world_shuffle_servers(w); break;
    }
    if (rig_configure(&w->rig) != HF_OK)
        w->rig.config = before;
}

static inline void world_request(struct world *w)
{
    struct hf_wanted *wanted = &rig_event(&w->rig, HF_EVENT_WANTED)->u.wanted;

    wanted->request = ++w->next_request;
    wanted->kind = world_chance(w, 4) ? HF_REQUEST_OPTIONS : HF_REQUEST_OTHER;
    wanted->dialog_server = wanted->kind == HF_REQUEST_OTHER && world_chance(w, 6);
    wanted->emergency = (uint8_t)world_chance(w, 4); /* E11 */
    rig_step(&w->rig);
}

static inline void world_wish(struct world *w)
{
    static const enum hf_event_kind wishes[] = {HF_EVENT_STARTED, HF_EVENT_STARTED,
                                                HF_EVENT_STOPPED, HF_EVENT_CREDENTIALS_CHANGED};

    switch (world_draw(w, 6)) {
    case 0: rig_wanted(&w->rig, ++w->next_request); break;
    case 1: world_request(w); break;
    case 2:
        rig_event(&w->rig, HF_EVENT_WITHDRAWN)->u.withdrawn.request = w->next_request;
        rig_step(&w->rig);
        break;
    case 3:
        if (world_chance(w, 3))
            world_reconfigure(w);
        break;
    default: rig_fact(&w->rig, wishes[world_draw(w, 4)]); break;
    }
}

/* Where the line works, or where the latest request went. */
static inline struct hf_target world_some_target(struct world *w)
{
    uint8_t working = w->rig.line.service.working;

    return working == HF_NONE || world_chance(w, 3) ? w->last_target
                                                    : w->rig.line.candidates[working].target;
}

static inline void world_call(struct world *w)
{
    struct hf_call *call = &rig_event(&w->rig, HF_EVENT_CALL_ARRIVED)->u.call;

    call->call = ++w->next_request; /* of the same counter */
    call->server = (uint8_t)(1 + world_draw(w, w->rig.line.config.n_servers));
    rig_step(&w->rig);
}

/* One of the line's calls, or one that is over. */
static inline uint64_t world_some_call(struct world *w)
{
    const struct hf_call_entry *c = &w->rig.line.calls[world_draw(w, HF_CALL_ENTRIES)];

    return c->id != 0 ? c->id : 1;
}

/* What the user does with calls; some of it is not for that call now, and refused. */
static inline void world_use_phone(struct world *w)
{
    uint64_t call = world_some_call(w);

    switch (world_draw(w, 8)) {
    case 0:
    case 1:
    case 2: rig_dial(&w->rig, ++w->next_request, (uint8_t)world_chance(w, 6)); break;
    case 3: rig_hang_up(&w->rig, ++w->next_request, call); break;
    case 4: rig_in_call(&w->rig, ++w->next_request, call); break;
    case 5: rig_withdraw(&w->rig, call); break;
    case 6: rig_call(&w->rig, HF_EVENT_CALL_ANSWERED, call); break;
    default: rig_call(&w->rig, HF_EVENT_CALL_ENDED, call); break;
    }
}

static inline void world_happens(struct world *w)
{
    struct hf_event *event;

    switch (world_draw(w, 5)) {
    case 0:
        event = rig_event(&w->rig, HF_EVENT_NETWORK_CHANGED);
        event->u.network.families_usable = (uint8_t)world_draw(w, 4);
        event->u.network.address_changed = (uint8_t)world_chance(w, 3);
        rig_step(&w->rig);
        break;
    case 1:
        event = rig_event(&w->rig, HF_EVENT_FLOW_LOST);
        event->u.flow_lost.target = world_some_target(w);
        event->u.flow_lost.cause = HF_CAUSE_RESET;
        rig_step(&w->rig);
        break;
    case 2:
        event = rig_event(&w->rig, HF_EVENT_TARGET_RESTED);
        event->u.rested.target = world_some_target(w);
        event->u.rested.until_us = w->rig.now_us + world_draw(w, 60000000);
        rig_step(&w->rig);
        break;
    case 3: world_call(w); break;
    default: world_use_phone(w); break;
    }
}

static inline void world_fail(struct world *w)
{
    struct hf_attempt_failed *failed = &rig_event(&w->rig, HF_EVENT_ATTEMPT_FAILED)->u.failed;

    failed->attempt = world_take(w, w->open, &w->n_open);
    failed->cause = (uint8_t)(1 + world_draw(w, HF_CAUSE_UNRESOLVED - 1));
    failed->reused = (failed->cause == HF_CAUSE_RESET || failed->cause == HF_CAUSE_CLOSED) &&
                     world_chance(w, 2);
    rig_step(&w->rig);
}

static inline void world_progress(struct world *w)
{
    uint64_t id = w->open[world_draw(w, w->n_open)];

    switch (world_draw(w, 5)) {
    case 0: rig_provisional(&w->rig, id); break;
    case 4: rig_rings(&w->rig, id); break;
    case 1: rig_challenged(&w->rig, id, (int)world_draw(w, 2), (int)world_draw(w, 2)); break;
    case 2:
        rig_event(&w->rig, HF_EVENT_CONNECTED)->u.connected.attempt = id;
        rig_step(&w->rig);
        break;
    default: world_fail(w); break;
    }
}

static inline bool world_is_invite(const struct world *w, uint64_t id)
{
    uint8_t place = hf_watched_place(&w->rig.line, id);

    return place != HF_NONE && w->rig.line.watched[place].kind == HF_REQUEST_INVITE;
}

/* What an abandoned attempt came to; an INVITE may ring or be answered before (A11). */
static inline void world_end_abandoned(struct world *w)
{
    unsigned at = (unsigned)world_draw(w, w->n_given_up);
    uint64_t id = w->given_up[at];
    struct hf_abandoned *abandoned;

    if (world_is_invite(w, id) && world_chance(w, 2)) {
        rig_late(&w->rig, id, world_chance(w, 2) ? 180 : 200);
        return;
    }
    w->given_up[at] = w->given_up[--w->n_given_up];
    if (!world_is_invite(w, id)) {
        rig_abandoned(&w->rig, id, world_draw(w, 2) ? 200 : 0);
        return;
    }
    abandoned = &rig_event(&w->rig, HF_EVENT_ABANDONED)->u.abandoned;
    abandoned->attempt = id;
    abandoned->how = (uint8_t)world_draw(w, HF_ABANDONED_COUNT);
    abandoned->status = world_chance(w, 2) ? 486 : 487;
    rig_step(&w->rig);
}

static inline void world_restart(struct world *w)
{
    rig_event(&w->rig, HF_EVENT_RESTORED)->u.restored.elapsed_us = world_chance(w, 4)
                                                                       ? HF_ELAPSED_UNKNOWN
                                                                       : world_draw(w, 100000000);
    rig_step(&w->rig);
    w->n_open = 0; /* what was on the way is owed no answer */
    w->n_given_up = 0;
    w->n_queries = 0;
}

/* A shell that slept: many deadlines are over at once. */
static inline void world_oversleep(struct world *w)
{
    w->rig.now_us += world_draw(w, world_chance(w, 8) ? 4000000000u : 200000000u);
    rig_fact(&w->rig, HF_EVENT_TIME_PASSED);
}

/* One legal event. */
static inline void world_step(struct world *w)
{
    uint64_t what = world_draw(w, 20);

    w->rig.now_us += world_chance(w, 4) ? world_draw(w, 3000000) : world_draw(w, 20000);
    if (what < 6 && w->n_open > 0)
        world_answer(w);
    else if (what < 9 && w->n_open > 0)
        world_progress(w);
    else if (what < 10 && w->n_given_up > 0)
        world_end_abandoned(w);
    else if (what < 13 && w->n_queries > 0)
        world_answer_query(w);
    else if (what < 14)
        world_happens(w);
    else if (what < 15 && world_chance(w, 2))
        world_use_phone(w);
    else if (what < 15 && world_chance(w, 12))
        world_restart(w);
    else if (what < 16)
        world_wish(w);
    else if (world_chance(w, 12))
        world_oversleep(w);
    else if (hf_line_deadline(&w->rig.line).at_us != HF_NEVER)
        rig_wake(&w->rig);
    world_take_actions(w);
}

#endif
