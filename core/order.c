/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of a host's targets. While it is being asked (ASKING, STALE, or beside what is known)
 * the kept targets stand first, in their old order, and new ones behind them (answer.c). When it is
 * settled, the targets stand by the rank of the branch that gave them, and a kept one where the
 * best branch that may yet give it has its rank, so that what is not known costs no target its
 * place; of one rank IPv6 stands first and the families in turn, so that a dead family costs one
 * attempt. Where neither the targets nor the NAPTR and SRV records have changed, nothing moves:
 * resolvers turn answers round.
 *
 * A kept target that no answer has given stays while it is asked, and then as long as an open
 * question might give it, or one that ended in "not known" might have: by family, port and
 * transport, or because it may lead to any name. Where a host's own addresses are all that is
 * asked, it leaves as soon as its family has been answered. One of a family that is not usable now
 * was not asked for: it leaves when another family has given something, and not before.
 *
 * Rules: B7 (the order stays while the set does), B8a, B9, B11, B14.
 */
#include "order.h"

#include <stddef.h>

#include "branches.h"
#include "hf_assert.h"
#include "queries.h"

uint8_t hf_order_family(const struct hf_target *target)
{
    return target->family == HF_FAMILY_IPV6 ? HF_QUERY_IPV6 : HF_QUERY_IPV4;
}

struct hf_order hf_order_of(const struct hf_line *line, uint8_t host)
{
    struct hf_order o = {.line = line, .place = hf_host_place(&line->config, host), .host = host};

    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        const struct hf_branch *b = &line->branches[i];
        if (hf_branch_is_of(b, host) && hf_branch_kind(b) == HF_ASKS_ADDRESSES &&
            hf_branch_heard(b) != 0)
            o.gives = 1;
    }
    o.single = hf_branches_count(line, host) == 1 &&
               line->lookups[host].stage == HF_STAGE_ADDRESSES;
    return o;
}

bool hf_order_is_of(const struct hf_order *o, const struct hf_candidate *c)
{
    return c->server == o->place.server && c->proxy == o->place.proxy;
}

/* ---- kept targets ---- */

static uint8_t service_of(const struct hf_target *target)
{
    if (target->transport == HF_TRANSPORT_TLS)
        return HF_SERVICE_TLS;
    return target->transport == HF_TRANSPORT_TCP ? HF_SERVICE_TCP : HF_SERVICE_UDP;
}

/* A question of the branch is open, or ended in "not known", after which it may be given. */
static bool may_be_given(const struct hf_branch *b, const struct hf_target *target)
{
    uint8_t left = b->open | hf_branch_unknown(b);

    switch (hf_branch_kind(b)) {
    case HF_ASKS_NAPTR:
    case HF_ASKS_LOCATE: return left != 0;
    case HF_ASKS_SERVICES: return (left & service_of(target)) != 0;
    case HF_ASKS_SRV: return left != 0 && hf_branch_transport(b) == target->transport;
    case HF_ASKS_ADDRESSES:
        return (left & hf_order_family(target)) != 0 && b->port == target->port &&
               hf_branch_transport(b) == target->transport;
    case HF_ASKS_COUNT: break;
    }
    HF_UNREACHABLE();
}

/* The rank that a kept one may have yet; UINT16_MAX where it may not be given any more. */
static uint16_t rank_of_kept(const struct hf_order *o, const struct hf_target *target)
{
    uint16_t best = UINT16_MAX;

    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        const struct hf_branch *b = &o->line->branches[i];
        uint16_t rank;
        if (!hf_branch_is_of(b, o->host) || !may_be_given(b, target))
            continue;
        rank = hf_branch_kind(b) == HF_ASKS_SERVICES ? hf_branch_rank_of(b, service_of(target))
                                                     : b->rank;
        if (rank < best)
            best = rank;
    }
    return best;
}

static bool is_unasked(const struct hf_order *o, const struct hf_candidate *c)
{
    uint8_t family = hf_order_family(&c->target);

    return (hf_queries_families(o->line) & family) == 0 &&
           (hf_queries_allowed(o->line) & family) != 0;
}

/* A kept one that no answer has given. */
bool hf_order_stays(const struct hf_order *o, const struct hf_candidate *c)
{
    bool is_asked = (o->line->lookups[o->host].flags & HF_LOOKUP_ASKED) != 0;

    if (c->branch != 0)
        return true;
    if ((hf_queries_families(o->line) & hf_order_family(&c->target)) == 0)
        return is_unasked(o, c) && !o->gives;
    return (is_asked && !o->single) || rank_of_kept(o, &c->target) != UINT16_MAX;
}

bool hf_order_any_leaves(const struct hf_order *o)
{
    for (uint8_t i = 0; i < o->line->n_live; i++) {
        const struct hf_candidate *c = &o->line->candidates[i];
        if (hf_order_is_of(o, c) && !hf_order_stays(o, c))
            return true;
    }
    return false;
}

/* ---- lists of targets ---- */

static const struct hf_target *target_of(const struct hf_order *o, const struct hf_given_all *given,
                                         uint8_t i)
{
    uint8_t at = given->items[i].at;

    return at < HF_LINE_TARGETS ? &o->line->candidates[at].target
                                : &given->added[at - HF_LINE_TARGETS];
}

bool hf_order_has(const struct hf_order *o, const struct hf_given_all *given,
                  const struct hf_target *target)
{
    for (uint8_t i = 0; i < given->n; i++) {
        if (hf_target_equal(target_of(o, given, i), target))
            return true;
    }
    return false;
}

void hf_order_put(const struct hf_order *o, struct hf_given_all *given, uint8_t candidate)
{
    const struct hf_candidate *c = &o->line->candidates[candidate];
    uint8_t branch = hf_branch_of(c);

    if (hf_order_has(o, given, &c->target))
        return;
    HF_ASSERT(given->n < HF_GIVEN_MOST);
    given->items[given->n++] = (struct hf_given){
        .at = candidate,
        .branch = c->branch,
        .rank = branch == HF_NONE ? UINT16_MAX : o->line->branches[branch].rank};
}

static void write(struct hf_context *x, const struct hf_order *o,
                  void (*fill)(const struct hf_order *, struct hf_given_all *))
{
    struct hf_given_all given;

    given.n = 0;
    given.n_added = 0;
    fill(o, &given);
    hf_candidates_arrange(x, o->host, &given);
}

/* As they stand: none leaves. */
static void put_standing(const struct hf_order *o, struct hf_given_all *given)
{
    for (uint8_t i = 0; i < o->line->n_live; i++) {
        const struct hf_candidate *c = &o->line->candidates[i];
        if (hf_order_is_of(o, c))
            hf_order_put(o, given, i);
    }
}

/* ---- the order when it is settled ---- */

static uint16_t rank_of(const struct hf_order *o, const struct hf_candidate *c)
{
    uint8_t branch = hf_branch_of(c);

    return branch != HF_NONE ? o->line->branches[branch].rank : rank_of_kept(o, &c->target);
}

/* The next of that rank and family that is not in the list yet; HF_NONE for none. */
static uint8_t find_next(const struct hf_order *o, const struct hf_given_all *given, uint16_t rank,
                         uint8_t family)
{
    for (uint8_t i = 0; i < o->line->n_live; i++) {
        const struct hf_candidate *c = &o->line->candidates[i];
        if (hf_order_is_of(o, c) && c->target.family == family && hf_order_stays(o, c) &&
            rank_of(o, c) == rank && !hf_order_has(o, given, &c->target))
            return i;
    }
    return HF_NONE;
}

/* The lowest rank of what is not in the list yet; false where all is. */
static bool find_rank(const struct hf_order *o, const struct hf_given_all *given, uint16_t *rank)
{
    bool found = false;

    for (uint8_t i = 0; i < o->line->n_live; i++) {
        const struct hf_candidate *c = &o->line->candidates[i];
        if (!hf_order_is_of(o, c) || !hf_order_stays(o, c) || hf_order_has(o, given, &c->target) ||
            (found && rank_of(o, c) >= *rank))
            continue;
        *rank = rank_of(o, c);
        found = true;
    }
    return found;
}

static void put_settled(const struct hf_order *o, struct hf_given_all *given)
{
    static const uint8_t families[] = {HF_FAMILY_IPV6, HF_FAMILY_IPV4}; /* B9 */
    uint16_t rank = 0;

    while (find_rank(o, given, &rank)) {
        for (uint8_t k = 0; k < sizeof families; k++) {
            uint8_t next = find_next(o, given, rank, families[k]);
            if (next != HF_NONE)
                hf_order_put(o, given, next);
        }
    }
}

/* B7: one that will stay has come. */
static bool any_came(const struct hf_order *o)
{
    bool is_secure = hf_candidates_are_secure(o->line, o->place.server);

    for (uint8_t i = 0; i < o->line->n_live; i++) {
        const struct hf_candidate *c = &o->line->candidates[i];
        if (hf_order_is_of(o, c) && hf_branch_is_new(c) &&
            (!is_secure || c->target.transport == HF_TRANSPORT_TLS))
            return true;
    }
    return false;
}

/* A kept one has not been given, and may yet be. */
static bool any_is_kept(const struct hf_order *o)
{
    for (uint8_t i = 0; i < o->line->n_live && !o->single; i++) {
        const struct hf_candidate *c = &o->line->candidates[i];
        if (hf_order_is_of(o, c) && c->branch == 0 && hf_order_stays(o, c))
            return true;
    }
    return false;
}

/* All NAPTR and SRV records have been heard: they can be compared with those of before. */
static bool is_complete(const struct hf_order *o)
{
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        const struct hf_branch *b = &o->line->branches[i];
        if (hf_branch_is_of(b, o->host) && hf_branch_kind(b) != HF_ASKS_ADDRESSES)
            return false;
    }
    return true;
}

/* What came is as if it had been there from now on. */
static void forget_changes(struct hf_line *line, const struct hf_order *o, bool in_order)
{
    struct hf_lookup *l = &line->lookups[o->host];

    l->flags &= (uint16_t)~HF_LOOKUP_CHANGED;
    if (is_complete(o))
        l->records = (l->heard & ~HF_RECORDS_DISORDER) | (l->records & HF_RECORDS_DISORDER);
    if (in_order)
        l->records &= ~HF_RECORDS_DISORDER;
    else
        l->records |= HF_RECORDS_DISORDER;
    for (uint8_t i = 0; i < line->n_live; i++) {
        if (hf_order_is_of(o, &line->candidates[i]))
            line->candidates[i].branch &= (uint8_t)~HF_BRANCH_NEW;
    }
}

void hf_order_settle(struct hf_context *x, uint8_t host)
{
    struct hf_lookup *l = &x->line->lookups[host];
    struct hf_order o = hf_order_of(x->line, host);
    bool others = is_complete(&o) && ((l->records ^ l->heard) & ~HF_RECORDS_DISORDER) != 0;
    bool was_in_order = (l->records & HF_RECORDS_DISORDER) == 0;
    bool kept, moves;

    l->flags &= (uint16_t)~HF_LOOKUP_ASKED;
    kept = any_is_kept(&o);
    moves = others || (l->flags & HF_LOOKUP_CHANGED) != 0 || any_came(&o) ||
            hf_order_any_leaves(&o) || (!kept && !was_in_order);
    if (moves)
        write(x, &o, put_settled);
    else if (hf_candidates_may_be_less(x->line, host))
        write(x, &o, put_standing);
    forget_changes(x->line, &o, moves ? !kept : was_in_order);
}

/* ---- what is not used after all ---- */

static void put_kept(const struct hf_order *o, struct hf_given_all *given)
{
    for (uint8_t i = 0; i < o->line->n_live; i++) {
        const struct hf_candidate *c = &o->line->candidates[i];
        if (hf_order_is_of(o, c) && !hf_branch_is_new(c))
            hf_order_put(o, given, i);
    }
}

static void put_secure(const struct hf_order *o, struct hf_given_all *given)
{
    for (uint8_t i = 0; i < o->line->n_live; i++) {
        const struct hf_candidate *c = &o->line->candidates[i];
        if (hf_order_is_of(o, c) && c->target.transport == HF_TRANSPORT_TLS)
            hf_order_put(o, given, i);
    }
}

static void put_unasked(const struct hf_order *o, struct hf_given_all *given)
{
    for (uint8_t i = 0; i < o->line->n_live; i++) {
        const struct hf_candidate *c = &o->line->candidates[i];
        if (hf_order_is_of(o, c) && c->branch == 0 && is_unasked(o, c))
            hf_order_put(o, given, i);
    }
}

void hf_order_withdraw(struct hf_context *x, uint8_t host)
{
    struct hf_order o = hf_order_of(x->line, host);

    write(x, &o, put_kept);
}

void hf_order_drop_weaker(struct hf_context *x, uint8_t host)
{
    struct hf_order o = hf_order_of(x->line, host);

    write(x, &o, put_secure);
}

bool hf_order_keep_unasked(struct hf_context *x, uint8_t host)
{
    struct hf_order o = hf_order_of(x->line, host);

    for (uint8_t i = 0; i < x->line->n_live; i++) {
        const struct hf_candidate *c = &x->line->candidates[i];
        if (!hf_order_is_of(&o, c) || c->branch != 0 || !is_unasked(&o, c))
            continue;
        write(x, &o, put_unasked);
        return true;
    }
    return false;
}
