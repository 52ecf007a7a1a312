/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Locate: the names of hosts. Each host that is a name has a lookup; its targets are in the table
 * (candidates.c), its states in lookup.c, its queries in queries.c. A lookup asks
 * for addresses of the families that are usable, or has the embedder's stack locate the host
 * (locate_by).
 *
 * IDLE    never asked, or forgotten; numeric hosts stay here
 * ASKING  queries are under way: passes that come to the host wait. For 10 s at most (B8a), and
 *         for 50 ms once one family has given addresses (RFC 8305 3)
 * KNOWN   answered; passes take its targets, and one that begins after expires_us asks again (B11).
 *         A family that is answered only now joins in
 * STALE   not known, and the expired answer is used on, for 3 days (RFC 8767); asked again every
 *         30 s. Nobody waits for that: `open` says whether it is under way, until the deadline
 * NONE    there is no address, or it is not known and nothing is kept (B8a): the next pass asks
 *
 * "There is none" takes the family's targets away, "not known" leaves them. What a lookup of more
 * than one query comes to is decided when the last is answered, or time is up.
 *
 * Rules: A14 (asking), B2 (addresses only), B8, B8a, B9, B10 (what one answer can give), B11, D10.
 */
#include "locate.h"

#include <string.h>

#include "answer.h"
#include "candidates.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "lookup.h"
#include "queries.h"
#include "service.h"

static struct hf_lookup *lookup_at(struct hf_context *x, uint8_t host)
{
    return &x->line->lookups[host];
}

/* ---- answers ---- */

static void on_addresses(struct hf_context *x, uint8_t host, uint8_t query, uint32_t ttl_s)
{
    struct hf_lookup *l = lookup_at(x, host);

    hf_lookup_note_ttl(x, l, ttl_s, l->state != HF_LOOKUP_KNOWN && l->heard == 0);
    switch ((enum hf_lookup_state)l->state) {
    case HF_LOOKUP_ASKING:
        l->heard |= query;
        if (l->open == 0)
            hf_lookup_conclude(x, host);
        else
            hf_lookup_wait_for_other_family(x, host);
        return;
    case HF_LOOKUP_KNOWN:
    case HF_LOOKUP_STALE: hf_lookup_enter_known(x, host, HF_WHY_NAME_ANSWERED); return;
    case HF_LOOKUP_IDLE:
    case HF_LOOKUP_NONE:
    case HF_LOOKUP_STATE_COUNT: HF_UNREACHABLE();
    }
}

static void on_no_addresses(struct hf_context *x, uint8_t host)
{
    struct hf_lookup *l = lookup_at(x, host);

    switch ((enum hf_lookup_state)l->state) {
    case HF_LOOKUP_ASKING:
    case HF_LOOKUP_STALE:
        if (l->open == 0)
            hf_lookup_conclude(x, host);
        return;
    case HF_LOOKUP_KNOWN:
        if (l->open == 0)
            hf_lookup_forget_queries(l);
        if (!hf_lookup_has_target(x->line, host))
            hf_lookup_enter_none(x, host, HF_WHY_NAME_NONE);
        return;
    case HF_LOOKUP_IDLE:
    case HF_LOOKUP_NONE:
    case HF_LOOKUP_STATE_COUNT: HF_UNREACHABLE();
    }
}

static void on_query_answered(struct hf_context *x, uint8_t host, uint8_t query,
                              const struct hf_dns_answered *answer)
{
    struct hf_lookup *l = lookup_at(x, host);

    l->open &= (uint8_t)~query;
    if (hf_answer_is_known(answer) && hf_answer_take(x, host, query, answer)) {
        on_addresses(x, host, query, answer->ttl_s);
        return;
    }
    if (!hf_answer_is_known(answer) && l->state != HF_LOOKUP_KNOWN)
        l->unknown |= query;
    on_no_addresses(x, host);
}

void hf_locate_on_answered(struct hf_context *x, const struct hf_dns_answered *answer)
{
    uint64_t number = answer->query - x->line->first_id;

    for (uint8_t host = 0; host < HF_LINE_HOSTS; host++) {
        uint8_t query = hf_queries_open(lookup_at(x, host), number);
        if (query == 0)
            continue;
        on_query_answered(x, host, query, answer);
        return;
    }
}

/* ---- the stack's own resolver ---- */

/* It says that it has nothing, which may be for want of an answer: what is kept is used on (B8a),
 * for as long as an asked one says, or until the next need. */
static void on_nothing_located(struct hf_context *x, uint8_t host)
{
    struct hf_lookup *l = lookup_at(x, host);
    bool was_asked = l->state == HF_LOOKUP_ASKING || l->state == HF_LOOKUP_STALE;

    hf_lookup_forget_queries(l);
    if (was_asked || !hf_lookup_keeps_answer(x->line, host)) {
        hf_lookup_enter_unknown(x, host);
        return;
    }
    l->expires_us = hf_time_min(l->expires_us, x->now_us);
    hf_lookup_enter_known(x, host, HF_WHY_NAME_UNKNOWN);
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
    hf_lookup_forget_queries(lookup_at(x, host));
    hf_lookup_note_ttl(x, lookup_at(x, host), located->ttl_s, true);
    hf_candidates_set_host(x, host, located->targets, located->n_targets);
    hf_lookup_enter_known(x, host, HF_WHY_NAME_ANSWERED);
}

/* ---- time ---- */

/* B8a: 10 s are over; B9: or one family's moment, whose answer may come later. */
static void on_time_up(struct hf_context *x, uint8_t host)
{
    struct hf_lookup *l = lookup_at(x, host);

    if (l->heard != 0) {
        hf_lookup_enter_known(x, host, HF_WHY_NAME_WAITED);
        return;
    }
    l->unknown |= l->open;
    l->open = 0;
    hf_lookup_conclude(x, host);
}

void hf_locate_on_deadline(struct hf_context *x, uint8_t host)
{
    struct hf_lookup *l = lookup_at(x, host);

    switch ((enum hf_lookup_state)l->state) {
    case HF_LOOKUP_ASKING: on_time_up(x, host); return;
    case HF_LOOKUP_STALE:
        if (l->open == 0 && !hf_lookup_is_too_old(x, host))
            hf_lookup_ask_beside_stale(x, host);
        else
            hf_lookup_enter_unknown(x, host);
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
    case HF_LOOKUP_NONE: return !hf_host_is_numeric(&line->config, host);
    case HF_LOOKUP_KNOWN: return l->expires_us <= line->now_us; /* B11 */
    case HF_LOOKUP_STALE: return l->open == 0 && l->deadline_us <= line->now_us;
    case HF_LOOKUP_ASKING:
    case HF_LOOKUP_STATE_COUNT: break;
    }
    return false;
}

void hf_locate_ask(struct hf_context *x, uint8_t server)
{
    for (uint8_t host = 0; host < hf_host_count(&x->line->config); host++) {
        bool in_scope = server == 0 || hf_host_place(&x->line->config, host).server == server;
        if (!in_scope || !is_due(x->line, host))
            continue;
        if (lookup_at(x, host)->state == HF_LOOKUP_STALE)
            hf_lookup_ask_beside_stale(x, host);
        else
            hf_lookup_enter_asking(x, host);
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
           (l->state == HF_LOOKUP_STALE && l->open != 0 && !hf_lookup_has_target(line, host));
}

bool hf_locate_has_failed(const struct hf_line *line, uint8_t host)
{
    return host < HF_LINE_HOSTS && line->lookups[host].state == HF_LOOKUP_NONE;
}

uint32_t hf_locate_ttl_s(const struct hf_line *line, uint8_t candidate)
{
    uint8_t host = HF_NONE;

    if (candidate < line->n_candidates)
        host = hf_host_of(&line->config, (struct hf_place){line->candidates[candidate].server,
                                                           line->candidates[candidate].proxy});
    return host == HF_NONE ? 0 : line->lookups[host].ttl_s;
}

/* ---- the network ---- */

/* Families that have a target of this host, or a query under way. */
static uint8_t families_seen(const struct hf_line *line, uint8_t host)
{
    const struct hf_lookup *l = &line->lookups[host];
    struct hf_place place = hf_host_place(&line->config, host);
    uint8_t seen = l->open | l->heard | l->unknown;

    for (uint8_t i = 0; i < line->n_live; i++) {
        const struct hf_candidate *c = &line->candidates[i];
        if (c->server == place.server && c->proxy == place.proxy)
            seen |= c->target.family == HF_FAMILY_IPV6 ? HF_QUERY_IPV6 : HF_QUERY_IPV4;
    }
    return seen;
}

static void ask_missing(struct hf_context *x, uint8_t host, uint8_t missing)
{
    const struct hf_lookup *l = lookup_at(x, host);

    switch ((enum hf_lookup_state)l->state) {
    case HF_LOOKUP_ASKING: hf_lookup_enter_asking(x, host); return;
    case HF_LOOKUP_STALE: hf_lookup_ask_beside_stale(x, host); return;
    case HF_LOOKUP_KNOWN:
        if (l->expires_us > x->now_us)
            hf_lookup_ask_beside_known(x, host, missing);
        return;
    case HF_LOOKUP_IDLE: /* the next pass asks */
    case HF_LOOKUP_NONE:
    case HF_LOOKUP_STATE_COUNT: return;
    }
}

void hf_locate_on_network(struct hf_context *x)
{
    uint8_t wanted = hf_queries_wanted(x->line);

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

    switch ((enum hf_lookup_state)l->state) {
    case HF_LOOKUP_ASKING:
        hf_lookup_forget_queries(l);
        if (hf_lookup_keeps_answer(x->line, host))
            hf_lookup_enter_known(x, host, why);
        else
            hf_lookup_enter_idle(x, host, why);
        return;
    case HF_LOOKUP_STALE:
        hf_lookup_forget_queries(l);
        hf_lookup_enter_known(x, host, why);
        return;
    case HF_LOOKUP_KNOWN: hf_lookup_forget_queries(l); return;
    case HF_LOOKUP_IDLE:
    case HF_LOOKUP_NONE:
    case HF_LOOKUP_STATE_COUNT: return;
    }
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
        if (hf_lookup_keeps_answer(x->line, host) && !is_fresh)
            hf_lookup_enter_stale(x, host, x->now_us);
        else
            let_be(x, host, HF_WHY_RESTORED);
        return;
    case HF_LOOKUP_STALE:
        if (l->open != 0)
            hf_lookup_enter_stale(x, host, x->now_us);
        return;
    case HF_LOOKUP_KNOWN: hf_lookup_forget_queries(l); return;
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

static bool is_same_name(const struct hf_config *a, uint8_t host_a, const struct hf_config *b,
                         uint8_t host_b)
{
    struct hf_name name_a = hf_host_name(a, host_a);
    struct hf_name name_b = hf_host_name(b, host_b);

    return !hf_host_is_numeric(a, host_a) && name_a.length == name_b.length &&
           memcmp(a->names + name_a.at, b->names + name_b.at, name_a.length) == 0;
}

/* The number that a host of the former configuration has now, or HF_NONE. */
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
        hf_lookup_enter_asking(x, host);
        return;
    }
    if (l->expires_us != 0) /* 0 means that none is kept, also at a clock's beginning */
        l->expires_us = hf_time_max(hf_time_min(l->expires_us, x->now_us), 1);
    let_be(x, host, HF_WHY_CONFIG_CHANGED);
}

bool hf_locate_renumber(struct hf_line *line, const struct hf_config *to,
                        const uint8_t server_map[HF_LINE_SERVERS + 1])
{
    const struct hf_config *former = &line->config;
    struct hf_lookup before[HF_LINE_HOSTS];

    memcpy(before, line->lookups, sizeof before);
    memset(line->lookups, 0, sizeof line->lookups);
    for (uint8_t host = 0; host < HF_LINE_HOSTS; host++)
        line->lookups[host].deadline_us = HF_NEVER;
    for (uint8_t host = 0; host < hf_host_count(former); host++) {
        uint8_t moved = moved_host(to, former, host, server_map);
        if (moved != HF_NONE && is_same_name(former, host, to, moved))
            line->lookups[moved] = before[host];
    }
    return to->locate_by != former->locate_by || to->address_family != former->address_family;
}

void hf_locate_ask_otherwise(struct hf_context *x)
{
    for (uint8_t host = 0; host < hf_host_count(&x->line->config); host++)
        ask_otherwise(x, host);
}
