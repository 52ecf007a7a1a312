/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a new table of candidates from what the hosts wish for: who gets a place (B10), what stays
 * behind the live ones (B12, C14), which have no TLS and must (B14), and whose rest goes with it
 * (A9). The theory is in candidates.c.
 */
#include "table.h"

#include <string.h>

#include "hf_assert.h"

#define SURE_OF 2 /* B10: targets that each server has at least */

/* ---- what is wished for ---- */

void hf_table_begin(struct hf_plan *plan, const struct hf_line *line)
{
    memset(plan, 0, sizeof *plan);
    memcpy(plan->old, line->candidates, sizeof plan->old);
    memcpy(plan->old_ttl, line->ttls.address, sizeof plan->old_ttl);
    memset(plan->to, HF_NONE, sizeof plan->to);
    plan->references = hf_references_of(line);
    plan->now_us = line->now_us;
    plan->n_old = line->n_candidates;
    plan->n_old_live = line->n_live;
}

static bool is(const struct hf_wish *wish, enum hf_wish_flags flag)
{
    return (wish->flags & flag) != 0;
}

static bool is_entry(const struct hf_candidate *c, const struct hf_wish *wish)
{
    return c->server == wish->server && c->proxy == wish->proxy &&
           hf_target_equal(&c->target, wish->target);
}

static uint8_t find_old(const struct hf_plan *plan, const struct hf_wish *wish)
{
    for (uint8_t i = 0; i < plan->n_old; i++) {
        if (is_entry(&plan->old[i], wish))
            return i;
    }
    return HF_NONE;
}

/* B10: within a server a target is wished for once, at its first place. */
static bool is_wished_for(const struct hf_plan *plan, uint8_t server,
                          const struct hf_target *target)
{
    for (uint8_t i = 0; i < plan->n_wishes; i++) {
        if (plan->wishes[i].server == server && hf_target_equal(plan->wishes[i].target, target))
            return true;
    }
    return false;
}

/* NULL where it is wished for already, or one too many. */
static struct hf_wish *add(struct hf_plan *plan, struct hf_place place,
                           const struct hf_target *target)
{
    struct hf_wish *wish = &plan->wishes[plan->n_wishes];

    if (is_wished_for(plan, place.server, target))
        return NULL;
    if (plan->n_wishes == HF_WISHES_MOST) {
        plan->overflow++;
        return NULL;
    }
    wish->target = target;
    wish->server = place.server;
    wish->proxy = place.proxy;
    wish->old = find_old(plan, wish);
    plan->turns[plan->n_wishes] = plan->n_wishes;
    plan->n_wishes++;
    return wish;
}

void hf_table_wish(struct hf_plan *plan, struct hf_place place, const struct hf_target *target)
{
    (void)add(plan, place, target);
}

/* Among those of its host, by rank; what was only kept last. */
static void take_turn(struct hf_plan *plan, const struct hf_wish *wish)
{
    uint8_t i = (uint8_t)(plan->n_wishes - 1);

    for (; i > 0; i--) {
        const struct hf_wish *before = &plan->wishes[plan->turns[i - 1]];
        if (before->server != wish->server || before->proxy != wish->proxy ||
            before->rank <= wish->rank)
            break;
        plan->turns[i] = plan->turns[i - 1];
    }
    plan->turns[i] = (uint8_t)(plan->n_wishes - 1);
}

void hf_table_wish_given(struct hf_plan *plan, struct hf_place place,
                         const struct hf_given_all *given)
{
    for (uint8_t i = 0; i < given->n; i++) {
        const struct hf_given *item = &given->items[i];
        struct hf_wish *wish = add(plan, place,
                                   item->at < HF_LINE_TARGETS
                                       ? &plan->old[item->at].target
                                       : &given->added[item->at - HF_LINE_TARGETS]);
        if (wish == NULL)
            continue;
        wish->branch = item->branch;
        wish->rank = item->rank;
        take_turn(plan, wish);
    }
}

void hf_table_wish_as_before(struct hf_plan *plan, const struct hf_config *config, uint8_t host)
{
    struct hf_place place = hf_host_place(config, host);
    struct hf_wish *wish;

    if (hf_host_is_numeric(config, host)) {
        plan->numeric[host] = hf_host_numeric_target(config, host);
        wish = add(plan, place, &plan->numeric[host]);
        if (wish != NULL)
            wish->flags |= HF_WISH_NUMERIC;
        return;
    }
    for (uint8_t i = 0; i < plan->n_old_live; i++) {
        if (plan->old[i].server != place.server || plan->old[i].proxy != place.proxy)
            continue;
        wish = add(plan, place, &plan->old[i].target);
        if (wish != NULL)
            wish->branch = plan->old[i].branch;
    }
}

/* ---- B14: no way down from TLS ---- */

static bool has_tls(const struct hf_plan *plan, uint8_t server)
{
    for (uint8_t i = 0; i < plan->n_wishes; i++) {
        if (plan->wishes[i].server == server &&
            plan->wishes[i].target->transport == HF_TRANSPORT_TLS)
            return true;
    }
    return false;
}

/* A host that is being looked up may yet have no TLS after all: what it has is not forgotten. One
 * that loses what it has is asked again when the TLS target has gone (locate.c). */
static void refuse_downgrade(struct hf_plan *plan, struct hf_line *line)
{
    for (uint8_t i = 0; i < plan->n_wishes && !line->config.allow_downgrade; i++) {
        struct hf_wish *wish = &plan->wishes[i];
        uint8_t host = hf_host_of(&line->config, (struct hf_place){wish->server, wish->proxy});
        struct hf_lookup *l = &line->lookups[host];

        if (wish->target->transport == HF_TRANSPORT_TLS || !has_tls(plan, wish->server) ||
            (l->flags & HF_LOOKUP_ASKED) != 0)
            continue;
        wish->flags |= HF_WISH_REFUSED;
        if (!is(wish, HF_WISH_NUMERIC))
            l->flags |= HF_LOOKUP_LOST;
    }
}

uint32_t hf_table_count_refused(const struct hf_plan *plan, struct hf_place place)
{
    uint32_t n = 0;

    for (uint8_t i = 0; i < plan->n_wishes; i++) {
        const struct hf_wish *wish = &plan->wishes[i];
        bool stood = wish->old < plan->n_old_live;
        n += is(wish, HF_WISH_REFUSED) && wish->server == place.server &&
             (stood || wish->proxy == place.proxy);
    }
    return n;
}

/* ---- who gets a place ---- */

static uint32_t count_bits(uint32_t bits)
{
    uint32_t n = 0;

    for (uint8_t i = 0; i < HF_LINE_TARGETS; i++)
        n += bits >> i & 1u;
    return n;
}

static void give_place(struct hf_plan *plan, struct hf_wish *wish)
{
    if (is(wish, HF_WISH_LIVE) || is(wish, HF_WISH_REFUSED) || plan->room == 0)
        return;
    wish->flags |= HF_WISH_LIVE;
    plan->room--;
}

static void give_first_two(struct hf_plan *plan, uint8_t rank)
{
    uint8_t seen[HF_LINE_SERVERS + 1] = {0};

    for (uint8_t i = 0; i < plan->n_wishes; i++) {
        struct hf_wish *wish = &plan->wishes[plan->turns[i]];
        if (!is(wish, HF_WISH_REFUSED) && seen[wish->server]++ == rank)
            give_place(plan, wish);
    }
}

/* B10. What something stands at has its place already. */
static void give_places(struct hf_plan *plan)
{
    plan->room = (uint8_t)(HF_LINE_TARGETS - count_bits(plan->references.held));
    for (uint8_t i = 0; i < plan->n_wishes; i++) {
        struct hf_wish *wish = &plan->wishes[i];
        if (wish->old != HF_NONE && (plan->references.held >> wish->old & 1u) != 0)
            wish->flags |= is(wish, HF_WISH_REFUSED) ? 0 : HF_WISH_LIVE;
    }
    for (uint8_t i = 0; i < plan->n_wishes; i++) {
        if (is(&plan->wishes[i], HF_WISH_NUMERIC))
            give_place(plan, &plan->wishes[i]);
    }
    for (uint8_t rank = 0; rank < SURE_OF; rank++)
        give_first_two(plan, rank);
    for (uint8_t i = 0; i < plan->n_wishes; i++)
        give_place(plan, &plan->wishes[plan->turns[i]]);
}

uint32_t hf_table_count_cut(const struct hf_plan *plan)
{
    uint32_t n = plan->overflow;

    for (uint8_t i = 0; i < plan->n_wishes; i++)
        n += !is(&plan->wishes[i], HF_WISH_LIVE) && !is(&plan->wishes[i], HF_WISH_REFUSED) &&
             plan->wishes[i].rank != UINT16_MAX;
    return n;
}

/* ---- the new table ---- */

static bool rests(const struct hf_plan *plan, const struct hf_candidate *c)
{
    return c->rest_until_us > plan->now_us;
}

/* A9: a target takes up the rest that is remembered of it; a name's own is its entry's. */
static void take_up_rest(const struct hf_plan *plan, struct hf_candidate *c)
{
    for (uint8_t i = 0; i < plan->n_old; i++) {
        const struct hf_candidate *old = &plan->old[i];
        if ((old->rest_flags & HF_REST_NAMED) != 0 || !rests(plan, old) ||
            !hf_target_equal(&old->target, &c->target) || old->rest_until_us <= c->rest_until_us)
            continue;
        c->rest_until_us = old->rest_until_us;
        c->rest_flags = old->rest_flags;
    }
}

static void write_live(struct hf_plan *plan, struct hf_line *line)
{
    for (uint8_t i = 0; i < plan->n_wishes; i++) {
        const struct hf_wish *wish = &plan->wishes[i];
        struct hf_candidate *c = &line->candidates[plan->n_live];

        if (!is(wish, HF_WISH_LIVE))
            continue;
        if (wish->old != HF_NONE) {
            *c = plan->old[wish->old];
            line->ttls.address[plan->n_live] = plan->old_ttl[wish->old];
            plan->to[wish->old] = plan->n_live;
        } else {
            line->ttls.address[plan->n_live] = 0;
            memset(c, 0, sizeof *c);
            c->target = *wish->target;
            c->server = wish->server;
            c->proxy = wish->proxy;
            take_up_rest(plan, c);
        }
        c->branch = wish->branch;
        plan->n_live++;
    }
    line->n_live = plan->n_live;
}

/* A rest that an entry of the new table has too need not be remembered. */
static bool is_remembered(const struct hf_plan *plan, const struct hf_line *line,
                          const struct hf_candidate *rest)
{
    if ((rest->rest_flags & HF_REST_NAMED) != 0)
        return false;
    for (uint8_t i = 0; i < plan->n_old; i++) {
        if ((plan->keeps >> i & 1u) != 0 && rests(plan, &plan->old[i]) &&
            (plan->old[i].rest_flags & HF_REST_NAMED) == 0 &&
            hf_target_equal(&plan->old[i].target, &rest->target))
            return true;
    }
    for (uint8_t i = 0; i < plan->n_live; i++) {
        if (hf_target_equal(&line->candidates[i].target, &rest->target))
            return true;
    }
    return false;
}

static uint8_t longest_rest(const struct hf_plan *plan, const struct hf_line *line)
{
    uint8_t longest = HF_NONE;

    for (uint8_t i = 0; i < plan->n_old; i++) {
        const struct hf_candidate *c = &plan->old[i];
        if (plan->to[i] != HF_NONE || (plan->keeps >> i & 1u) != 0 || !rests(plan, c) ||
            is_remembered(plan, line, c))
            continue;
        if (longest == HF_NONE || c->rest_until_us > plan->old[longest].rest_until_us)
            longest = i;
    }
    return longest;
}

static void keep_more(struct hf_plan *plan, uint8_t old)
{
    if (plan->n_live + count_bits(plan->keeps) < HF_LINE_TARGETS)
        plan->keeps |= 1u << old;
}

static void choose_behind(struct hf_plan *plan, const struct hf_line *line)
{
    for (uint8_t i = 0; i < plan->n_old; i++) {
        if (plan->to[i] == HF_NONE && (plan->references.held >> i & 1u) != 0)
            plan->keeps |= 1u << i;
    }
    for (uint8_t i = 0; i < plan->n_old; i++) {
        if (plan->to[i] == HF_NONE && (plan->references.watched >> i & 1u) != 0)
            keep_more(plan, i);
    }
    for (uint8_t round = 0; round < HF_LINE_TARGETS; round++) {
        uint8_t longest = longest_rest(plan, line);
        if (longest == HF_NONE)
            return;
        keep_more(plan, longest);
    }
}

static void write_behind(struct hf_plan *plan, struct hf_line *line)
{
    uint8_t n = plan->n_live;

    for (uint8_t i = 0; i < plan->n_old; i++) {
        if ((plan->keeps >> i & 1u) == 0)
            continue;
        HF_ASSERT(n < HF_LINE_TARGETS);
        line->candidates[n] = plan->old[i];
        line->candidates[n].branch = 0;
        line->ttls.address[n] = plan->old_ttl[i];
        plan->to[i] = n++;
    }
    line->n_candidates = n;
    memset(line->ttls.address + n, 0, (size_t)(HF_LINE_TARGETS - n) * sizeof line->ttls.address[0]);
    memset(line->candidates + n, 0, (size_t)(HF_LINE_TARGETS - n) * sizeof line->candidates[0]);
}

void hf_table_write(struct hf_plan *plan, struct hf_line *line)
{
    refuse_downgrade(plan, line);
    give_places(plan);
    write_live(plan, line);
    choose_behind(plan, line);
    write_behind(plan, line);
}
