/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Locate: the names of hosts. Each host that is a name has a lookup; its targets are in the table
 * (candidates.c), its states in lookup.c; what is asked and what that comes to is a resolution
 * (resolution.c), or the answer of the embedder's stack (locate_by). Here are the facts.
 *
 * IDLE    never asked, or forgotten; numeric hosts stay here
 * ASKING  a resolution is under way: passes that come to the host wait. For 10 s at most (B8a)
 * KNOWN   answered; passes take its targets, and one that begins after expires_us asks again
 *         (B11). What is answered only now joins in
 * STALE   not known, and the expired answer is used on, for 3 days (RFC 8767); asked again every
 *         30 s, for which nobody waits
 * NONE    there is no target, or it is not known and nothing is kept (B8a): the next pass asks
 *
 * Rules: A14 (asking), B8a, B10 (what one answer can give), B11, C8, C14, H12.
 */
#include "locate.h"

#include <string.h>

#include "branches.h"
#include "candidates.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "lookup.h"
#include "queries.h"
#include "resolution.h"
#include "service.h"

static struct hf_lookup *lookup_at(struct hf_context *x, uint8_t host)
{
    return &x->line->lookups[host];
}

/* ---- answers ---- */

/* B14: its targets had to go for the sake of one with TLS, which is there no more. */
static bool has_lost(const struct hf_line *line, uint8_t host)
{
    return (line->lookups[host].flags & HF_LOOKUP_LOST) != 0 &&
           !hf_candidates_are_secure(line, hf_host_place(&line->config, host).server);
}

/* B14: the last target with TLS of a server has gone, and with it what others had to go for. */
static void ask_lost(struct hf_context *x)
{
    for (uint8_t host = 0; host < hf_host_count(&x->line->config); host++) {
        if (lookup_at(x, host)->state == HF_LOOKUP_KNOWN && has_lost(x->line, host) &&
            !hf_service_is_off(x->line))
            hf_resolution_begin(x, host, HF_LOOKUP_ASKING);
    }
}

void hf_locate_on_answered(struct hf_context *x, const struct hf_dns_answered *answer)
{
    hf_resolution_on_answered(x, answer);
    ask_lost(x);
}

/* ---- the stack's own resolver ---- */

/* It says that it has nothing, which may be for want of an answer: what is kept is used on (B8a),
 * for as long as an asked one says, or until the next need. */
static void on_nothing_located(struct hf_context *x, uint8_t host)
{
    struct hf_lookup *l = lookup_at(x, host);
    bool was_asked = l->state == HF_LOOKUP_ASKING || l->state == HF_LOOKUP_STALE;

    hf_lookup_forget_queries(x->line, host);
    if (was_asked || !hf_lookup_keeps_answer(x->line, host)) {
        hf_lookup_enter_unknown(x, host);
        return;
    }
    l->expires_us = hf_time_max(hf_time_min(l->expires_us, x->now_us), 1); /* 0: none is kept */
    hf_lookup_enter_known(x, host, HF_WHY_NAME_UNKNOWN);
}

static void note_ttls(struct hf_context *x, uint8_t host, uint32_t ttl_s)
{
    struct hf_place place = hf_host_place(&x->line->config, host);

    hf_lookup_set_ttl(x, host, ttl_s);
    for (uint8_t i = 0; i < x->line->n_live; i++) {
        const struct hf_candidate *c = &x->line->candidates[i];
        if (c->server == place.server && c->proxy == place.proxy)
            hf_candidate_note_ttl(x->line, i, ttl_s);
    }
}

void hf_locate_on_located(struct hf_context *x, const struct hf_located *located)
{
    struct hf_place place = {located->server, located->proxy};
    uint8_t host = located->query != 0 ? hf_locate_host_of(x->line, located->query)
                                       : hf_host_of(&x->line->config, place);

    HF_ASSERT(host != HF_NONE && !hf_host_is_numeric(&x->line->config, host));
    if (located->n_targets == 0) {
        on_nothing_located(x, host);
        return;
    }
    hf_lookup_forget_queries(x->line, host);
    hf_candidates_set_host(x, host, located->targets, located->n_targets);
    note_ttls(x, host, located->ttl_s);
    hf_lookup_enter_known(x, host, HF_WHY_NAME_ANSWERED);
}

/* ---- time ---- */

void hf_locate_on_deadline(struct hf_context *x, uint8_t host)
{
    const struct hf_lookup *l = lookup_at(x, host);

    switch ((enum hf_lookup_state)l->state) {
    case HF_LOOKUP_ASKING: hf_resolution_on_time_up(x, host); return;
    case HF_LOOKUP_STALE:
        if ((l->flags & HF_LOOKUP_ASKED) != 0)
            hf_resolution_on_time_up(x, host);
        else if (hf_lookup_is_too_old(x, host))
            hf_lookup_enter_unknown(x, host);
        else
            hf_resolution_begin(x, host, HF_LOOKUP_STALE);
        return;
    case HF_LOOKUP_IDLE:
    case HF_LOOKUP_KNOWN:
    case HF_LOOKUP_NONE:
    case HF_LOOKUP_STATE_COUNT: HF_UNREACHABLE();
    }
}

/* ---- needs ---- */

static bool is_due(const struct hf_line *line, uint8_t host)
{
    const struct hf_lookup *l = &line->lookups[host];

    switch ((enum hf_lookup_state)l->state) {
    case HF_LOOKUP_IDLE:
    case HF_LOOKUP_NONE: return (line->names >> host & 1u) != 0;
    case HF_LOOKUP_KNOWN: return l->expires_us <= line->now_us || has_lost(line, host); /* B11 */
    case HF_LOOKUP_STALE:
        return (l->flags & HF_LOOKUP_ASKED) == 0 && l->deadline_us <= line->now_us;
    case HF_LOOKUP_ASKING:
    case HF_LOOKUP_STATE_COUNT: break;
    }
    return false;
}

void hf_locate_ask(struct hf_context *x, uint8_t server)
{
    for (uint8_t host = 0; x->line->names >> host != 0; host++) {
        bool in_scope = server == 0 || hf_host_place(&x->line->config, host).server == server;
        if (!in_scope || !is_due(x->line, host))
            continue;
        hf_resolution_begin(x, host,
                            lookup_at(x, host)->state == HF_LOOKUP_STALE ? HF_LOOKUP_STALE
                                                                         : HF_LOOKUP_ASKING);
    }
}

bool hf_locate_is_asking(const struct hf_line *line, uint8_t host)
{
    const struct hf_lookup *l;

    if (host >= HF_LINE_HOSTS)
        return false;
    l = &line->lookups[host];
    /* What is stale serves meanwhile, unless nothing is left of it. */
    return l->state == HF_LOOKUP_ASKING ||
           (l->state == HF_LOOKUP_STALE && (l->flags & HF_LOOKUP_ASKED) != 0 &&
            !hf_lookup_has_target(line, host));
}

bool hf_locate_has_failed(const struct hf_line *line, uint8_t host)
{
    return host < HF_LINE_HOSTS && line->lookups[host].state == HF_LOOKUP_NONE;
}

enum hf_why hf_locate_why(const struct hf_line *line, uint8_t host)
{
    return (line->lookups[host].flags & HF_LOOKUP_ABSENT) != 0 ? HF_WHY_NO_SERVICE
                                                               : HF_WHY_NAME_UNKNOWN;
}

uint32_t hf_locate_ttl_s(const struct hf_line *line, uint8_t candidate)
{
    return hf_candidate_ttl_s(line, candidate);
}

/* ---- questions ---- */

enum hf_query_is hf_locate_query(const struct hf_line *line, uint64_t query)
{
    if (query <= line->first_id || query - line->first_id >= line->next_query)
        return HF_QUERY_UNKNOWN;
    return hf_branches_find(line, query) != HF_NONE ? HF_QUERY_OPEN : HF_QUERY_OVER;
}

uint16_t hf_locate_asks(const struct hf_line *line, uint64_t query)
{
    return hf_queries_type(&line->branches[hf_branches_find(line, query)],
                           hf_branches_bit(line, query));
}

uint8_t hf_locate_host_of(const struct hf_line *line, uint64_t query)
{
    uint8_t branch = hf_branches_find(line, query);

    return branch == HF_NONE ? HF_NONE : (uint8_t)(line->branches[branch].host - 1);
}

/* ---- the network ---- */

/* Families that each name asked for has a question for, or an answer. */
static uint8_t families_asked(const struct hf_line *line, uint8_t host)
{
    uint8_t asked = HF_QUERY_IPV4 | HF_QUERY_IPV6;

    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        const struct hf_branch *b = &line->branches[i];
        if (hf_branch_is_of(b, host) && hf_branch_kind(b) == HF_ASKS_ADDRESSES)
            asked &= b->open | hf_branch_heard(b) | hf_branch_unknown(b);
    }
    return asked;
}

/* What is kept from before says nothing of what is being asked; names to come are asked for all. */
static uint8_t families_seen(const struct hf_line *line, uint8_t host)
{
    struct hf_place place = hf_host_place(&line->config, host);
    uint8_t seen = 0;

    if ((line->lookups[host].flags & HF_LOOKUP_ASKED) != 0)
        return families_asked(line, host);
    for (uint8_t i = 0; i < line->n_live; i++) {
        const struct hf_candidate *c = &line->candidates[i];
        if (c->server == place.server && c->proxy == place.proxy)
            seen |= c->target.family == HF_FAMILY_IPV6 ? HF_QUERY_IPV6 : HF_QUERY_IPV4;
    }
    return hf_branches_open(line, host) ? seen | families_asked(line, host) : seen;
}

/* Where more than the host's own addresses is asked, names are not kept: all is asked anew. */
static void ask_beside_known(struct hf_context *x, uint8_t host, uint8_t missing)
{
    uint8_t open = 0;

    if (hf_host_first_stage(&x->line->config, host) != HF_STAGE_ADDRESSES) {
        hf_resolution_begin(x, host, HF_LOOKUP_KNOWN);
        return;
    }
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        if (hf_branch_is_of(&x->line->branches[i], host))
            open |= x->line->branches[i].open;
    }
    hf_resolution_begin_families(x, host, missing | open);
}

static void ask_missing(struct hf_context *x, uint8_t host, uint8_t missing)
{
    const struct hf_lookup *l = lookup_at(x, host);

    switch ((enum hf_lookup_state)l->state) {
    case HF_LOOKUP_ASKING:
    case HF_LOOKUP_STALE: hf_resolution_begin(x, host, (enum hf_lookup_state)l->state); return;
    case HF_LOOKUP_KNOWN:
        if (l->expires_us > x->now_us)
            ask_beside_known(x, host, missing);
        return;
    case HF_LOOKUP_IDLE: /* the next pass asks */
    case HF_LOOKUP_NONE:
    case HF_LOOKUP_STATE_COUNT: return;
    }
}

void hf_locate_on_network(struct hf_context *x)
{
    uint8_t wanted = hf_queries_families(x->line);

    if (x->line->config.locate_by == HF_LOCATE_BY_STACK || hf_service_is_off(x->line) ||
        x->line->service.families == 0)
        return; /* the stack knows; a line that is off asks nothing; nobody would hear it */
    for (uint8_t host = 0; host < hf_host_count(&x->line->config); host++) {
        uint8_t missing = wanted & (uint8_t)~families_seen(x->line, host);
        if (missing != 0 || lookup_at(x, host)->state == HF_LOOKUP_STALE)
            ask_missing(x, host, missing);
    }
}

/* ---- stopping, going on, another configuration ---- */

/* What is under way is over without an answer; what is kept is asked again at its next need. */
static void let_be(struct hf_context *x, uint8_t host, enum hf_why why)
{
    struct hf_lookup *l = lookup_at(x, host);
    bool was_asking = l->state == HF_LOOKUP_ASKING;

    hf_resolution_stop(x, host);
    if (!was_asking && l->state != HF_LOOKUP_STALE)
        return;
    if (!was_asking || hf_lookup_keeps_answer(x->line, host))
        hf_lookup_enter_known(x, host, why);
    else
        hf_lookup_enter_idle(x, host, why);
}

void hf_locate_stop(struct hf_context *x)
{
    for (uint8_t host = 0; host < hf_host_count(&x->line->config); host++)
        let_be(x, host, HF_WHY_STOPPED);
}

static void go_on_after_restart(struct hf_context *x, uint8_t host)
{
    struct hf_lookup *l = lookup_at(x, host);
    bool is_fresh = l->expires_us > x->now_us;
    bool was_answered = l->state == HF_LOOKUP_KNOWN || l->state == HF_LOOKUP_STALE;

    if (was_answered && l->expires_us == 0)
        l->expires_us = 1; /* it ran out before the new clock began */
    switch ((enum hf_lookup_state)l->state) {
    case HF_LOOKUP_ASKING:
        if (!hf_lookup_keeps_answer(x->line, host) || is_fresh) {
            let_be(x, host, HF_WHY_RESTORED);
            return;
        }
        hf_resolution_stop(x, host);
        hf_lookup_enter_stale(x, host, x->now_us);
        return;
    case HF_LOOKUP_STALE:
        if ((l->flags & HF_LOOKUP_ASKED) == 0)
            return;
        hf_resolution_stop(x, host);
        hf_lookup_enter_stale(x, host, x->now_us);
        return;
    case HF_LOOKUP_KNOWN: hf_resolution_stop(x, host); return;
    case HF_LOOKUP_IDLE:
    case HF_LOOKUP_NONE:
    case HF_LOOKUP_STATE_COUNT: return;
    }
}

void hf_locate_on_restored(struct hf_context *x)
{
    for (uint8_t host = 0; host < hf_host_count(&x->line->config); host++)
        go_on_after_restart(x, host);
}

/* ---- another configuration ---- */

/* The number that a host of the former configuration has now, or HF_NONE. A server that stays has
 * the same names, its proxies' too (reconfigure.c). */
static uint8_t moved_host(const struct hf_config *now, const struct hf_config *former, uint8_t host,
                          const uint8_t server_map[HF_LINE_SERVERS + 1])
{
    struct hf_place place = hf_host_place(former, host);

    place.server = server_map[place.server];
    return hf_host_of(now, place);
}

/* Other families, or another way to ask: what is kept serves until its next need. */
static void ask_otherwise(struct hf_context *x, uint8_t host)
{
    struct hf_lookup *l = lookup_at(x, host);

    if (l->state == HF_LOOKUP_ASKING) {
        hf_resolution_begin(x, host, HF_LOOKUP_ASKING);
        return;
    }
    if (l->expires_us != 0) /* 0 means that none is kept, also at a clock's beginning */
        l->expires_us = hf_time_max(hf_time_min(l->expires_us, x->now_us), 1);
    let_be(x, host, HF_WHY_CONFIG_CHANGED);
}

/* B6, B7, B11a, B14: the same records lead elsewhere from now on. */
static bool asks_services_otherwise(const struct hf_config *a, const struct hf_config *b)
{
    bool any = false;

    for (uint8_t host = 0; host < hf_host_count(b); host++)
        any = any || hf_host_first_stage(b, host) != HF_STAGE_ADDRESSES;
    return any && (a->naptr_build != b->naptr_build || a->srv_order != b->srv_order ||
                   a->static_first != b->static_first || a->allow_downgrade != b->allow_downgrade);
}

bool hf_locate_renumber(struct hf_line *line, const struct hf_config *to,
                        const uint8_t server_map[HF_LINE_SERVERS + 1])
{
    const struct hf_config *former = &line->config;
    const bool otherwise = asks_services_otherwise(former, to);
    struct hf_lookup before[HF_LINE_HOSTS];
    uint8_t moved_to[HF_LINE_HOSTS];

    memset(moved_to, HF_NONE, sizeof moved_to);
    memcpy(before, line->lookups, sizeof before);
    memset(line->lookups, 0, sizeof line->lookups);
    for (uint8_t host = 0; host < HF_LINE_HOSTS; host++)
        line->lookups[host].deadline_us = HF_NEVER;
    for (uint8_t host = 0; host < hf_host_count(former); host++) {
        uint8_t moved = moved_host(to, former, host, server_map);
        if (moved == HF_NONE || hf_host_is_numeric(former, host))
            continue;
        line->lookups[moved] = before[host];
        if (otherwise && before[host].expires_us != 0)
            line->lookups[moved].records = HF_RECORDS_DISORDER; /* another set, so to speak */
        moved_to[host] = moved;
    }
    hf_branches_renumber(line, moved_to);
    return to->locate_by != former->locate_by || to->address_family != former->address_family ||
           otherwise;
}

void hf_locate_ask_otherwise(struct hf_context *x)
{
    for (uint8_t host = 0; host < hf_host_count(&x->line->config); host++)
        ask_otherwise(x, host);
}
