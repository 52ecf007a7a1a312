/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Candidates: the table of a line's (server, target) pairs. The live ones stand first, in the order
 * of servers, outbound proxies and targets; behind them stand targets that no pass takes any more,
 * as long as something of the line stands there, and targets of which only a rest is remembered.
 *
 * Every change is a new table: what each host wishes for in the line's order (a numeric host its
 * one target, a name what its last answer gave), cut to the room there is, then what must stay
 * behind. An entry that the old table had keeps its rest, a target that comes back takes up the
 * one that was remembered, and all references follow (references.c).
 *
 * The room: where something of the line stands, an entry stays, live if it is wished for. Then come
 * numeric hosts, the first two targets of each server, and the others in order (B10); then
 * abandoned attempts' targets; then rests, the longest first (table.c).
 *
 * Where a server has a target with TLS, those of its hosts that are looked up no more have none
 * without (table.c).
 *
 * Rules: A9 (rests of targets that come back), B7 (the order stays while the set does), B10, B12,
 * B14, C14, D10 (of which record).
 */
#include "candidates.h"

#include <string.h>

#include "branches.h"
#include "decision.h"
#include "references.h"
#include "table.h"

bool hf_target_equal(const struct hf_target *a, const struct hf_target *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

bool hf_candidate_is_live(const struct hf_line *line, uint8_t candidate)
{
    return candidate < line->n_live;
}

uint8_t hf_candidate_server(const struct hf_line *line, uint8_t candidate)
{
    return candidate < line->n_candidates ? line->candidates[candidate].server : 0;
}

/* ---- a host's targets ---- */

static bool holds(const struct hf_target *targets, uint8_t n, const struct hf_target *target)
{
    for (uint8_t i = 0; i < n; i++) {
        if (hf_target_equal(&targets[i], target))
            return true;
    }
    return false;
}

/* The target is live at this host, or at one of its server's before it. */
static bool stands_live(const struct hf_line *line, struct hf_place place,
                        const struct hf_target *target)
{
    for (uint8_t i = 0; i < line->n_live; i++) {
        const struct hf_candidate *c = &line->candidates[i];
        if (c->server == place.server && c->proxy <= place.proxy &&
            hf_target_equal(&c->target, target))
            return true;
    }
    return false;
}

/* B7: resolvers turn the order of an answer round; only a changed set is ordered anew. */
static bool is_same_set(const struct hf_line *line, struct hf_place place,
                        const struct hf_target *targets, uint8_t n)
{
    for (uint8_t i = 0; i < n; i++) {
        if (!stands_live(line, place, &targets[i]))
            return false;
    }
    for (uint8_t i = 0; i < line->n_live; i++) {
        const struct hf_candidate *c = &line->candidates[i];
        if (c->server == place.server && c->proxy == place.proxy && !holds(targets, n, &c->target))
            return false;
    }
    return true;
}

static struct hf_decision decision_of(const struct hf_line *line, uint8_t host, enum hf_why why)
{
    uint8_t server = hf_host_place(&line->config, host).server;

    return (struct hf_decision){
        .until_us = HF_NEVER,
        .why = (uint16_t)why,
        .machine = HF_MACHINE_LOCATE,
        .subject = server,
        .from_state = line->lookups[host].state,
        .to_state = line->lookups[host].state,
        .from_server = server,
        .to_server = server,
    };
}

/* B12: nothing is torn down; the line moves at its next refresh. */
static void explain_gone(struct hf_context *x, const struct hf_plan *plan, uint8_t host)
{
    for (uint8_t i = 0; i < plan->n_old_live; i++) {
        struct hf_decision decision = decision_of(x->line, host, HF_WHY_TARGET_GONE);

        if (plan->to[i] < plan->n_live || !hf_references_serve(x->line, i))
            continue;
        decision.from_candidate = (uint8_t)(i + 1);
        hf_explain(x, &decision);
    }
}

static void explain_cut(struct hf_context *x, const struct hf_plan *plan, uint8_t host)
{
    struct hf_decision decision = decision_of(x->line, host, HF_WHY_TARGETS_CUT);

    decision.setting_value = hf_table_count_cut(plan);
    if (decision.setting_value != 0)
        hf_explain(x, &decision);
}

/* B14: what would be there, but for a TLS target of its server. */
static void explain_less(struct hf_context *x, const struct hf_plan *plan, uint8_t host)
{
    struct hf_decision decision = decision_of(x->line, host, HF_WHY_DOWNGRADE_REFUSED);
    struct hf_lookup *l = &x->line->lookups[host];

    if ((l->flags & HF_LOOKUP_SAID) != 0 ||
        hf_table_count_refused(plan, hf_host_place(&x->line->config, host)) == 0)
        return;
    if (hf_branches_open(x->line, host))
        l->flags |= HF_LOOKUP_SAID;
    decision.setting = HF_SETTING_ALLOW_DOWNGRADE;
    hf_explain(x, &decision);
}

static void write(struct hf_context *x, struct hf_plan *plan, uint8_t host)
{
    hf_table_write(plan, x->line);
    explain_gone(x, plan, host);
    explain_cut(x, plan, host);
    explain_less(x, plan, host);
    hf_references_remap(x->line, plan->to, plan->n_live);
}

static void wish_others_as_before(struct hf_plan *plan, const struct hf_config *config,
                                  uint8_t from, uint8_t to)
{
    for (uint8_t host = from; host < to; host++)
        hf_table_wish_as_before(plan, config, host);
}

void hf_candidates_set_host(struct hf_context *x, uint8_t host, const struct hf_target *targets,
                            uint8_t n)
{
    const struct hf_config *config = &x->line->config;
    struct hf_place place = hf_host_place(config, host);
    struct hf_plan plan;

    if (is_same_set(x->line, place, targets, n))
        return;
    hf_table_begin(&plan, x->line);
    wish_others_as_before(&plan, config, 0, host);
    for (uint8_t i = 0; i < n; i++)
        hf_table_wish(&plan, place, &targets[i]);
    wish_others_as_before(&plan, config, (uint8_t)(host + 1), hf_host_count(config));
    write(x, &plan, host);
}

void hf_candidates_arrange(struct hf_context *x, uint8_t host, const struct hf_given_all *given)
{
    const struct hf_config *config = &x->line->config;
    struct hf_plan plan;

    hf_table_begin(&plan, x->line);
    wish_others_as_before(&plan, config, 0, host);
    hf_table_wish_given(&plan, hf_host_place(config, host), given);
    wish_others_as_before(&plan, config, (uint8_t)(host + 1), hf_host_count(config));
    write(x, &plan, host);
}

/* ---- times to live ---- */

#define TTL_LEAST_S   1u
#define TTL_MOST_S    86400u
#define TTL_UNKNOWN_S 60u
#define TTL_FINE      0x8000u /* beyond that in steps of two seconds: a day fits 16 bits */

uint32_t hf_ttl_in_bounds(uint32_t ttl_s)
{
    if (ttl_s == HF_TTL_UNKNOWN)
        return TTL_UNKNOWN_S;
    if (ttl_s > TTL_MOST_S)
        return TTL_MOST_S;
    return ttl_s < TTL_LEAST_S ? TTL_LEAST_S : ttl_s;
}

void hf_candidate_note_ttl(struct hf_line *line, uint8_t candidate, uint32_t ttl_s)
{
    uint32_t bound_s = hf_ttl_in_bounds(ttl_s);

    line->ttls.address[candidate] =
        (uint16_t)(bound_s <= TTL_FINE ? bound_s : TTL_FINE + (bound_s - TTL_FINE) / 2u);
}

uint32_t hf_candidate_ttl_s(const struct hf_line *line, uint8_t candidate)
{
    uint32_t ttl = candidate < line->n_candidates ? line->ttls.address[candidate] : 0;

    return ttl <= TTL_FINE ? ttl : TTL_FINE + (ttl - TTL_FINE) * 2u;
}

/* ---- B14 ---- */

bool hf_candidates_are_secure(const struct hf_line *line, uint8_t server)
{
    for (uint8_t i = 0; i < line->n_live && !line->config.allow_downgrade; i++) {
        if (line->candidates[i].server == server &&
            line->candidates[i].target.transport == HF_TRANSPORT_TLS)
            return true;
    }
    return false;
}

bool hf_candidates_may_be_less(const struct hf_line *line, uint8_t host)
{
    struct hf_place place = hf_host_place(&line->config, host);
    bool any = false;

    for (uint8_t i = 0; i < line->n_live; i++)
        any = any || (line->candidates[i].server == place.server &&
                      line->candidates[i].target.transport != HF_TRANSPORT_TLS);
    return any && hf_candidates_are_secure(line, place.server);
}

/* ---- another configuration, and tidying ---- */

static void wish_all_as_before(struct hf_plan *plan, const struct hf_config *config)
{
    for (uint8_t host = 0; host < hf_host_count(config); host++)
        hf_table_wish_as_before(plan, config, host);
}

/* C14: entries move with their servers. A rest for a name goes with its name. */
static void move_servers(struct hf_plan *plan, const uint8_t server_map[HF_LINE_SERVERS + 1])
{
    for (uint8_t i = 0; i < plan->n_old; i++) {
        struct hf_candidate *c = &plan->old[i];

        c->server = c->server == 0 ? 0 : server_map[c->server];
        if (c->server == 0 && (c->rest_flags & HF_REST_NAMED) != 0) {
            c->rest_until_us = 0;
            c->rest_flags = 0;
        }
    }
}

void hf_candidates_reconfigure(struct hf_context *x, const uint8_t server_map[HF_LINE_SERVERS + 1])
{
    struct hf_plan plan;

    hf_table_begin(&plan, x->line);
    move_servers(&plan, server_map);
    wish_all_as_before(&plan, &x->line->config);
    hf_table_write(&plan, x->line);
    hf_references_remap(x->line, plan.to, plan.n_live);
}

static void end_rests(struct hf_line *line)
{
    for (uint8_t i = 0; i < line->n_candidates; i++) {
        if (hf_rest_is_on(line, i))
            continue;
        line->candidates[i].rest_until_us = 0;
        line->candidates[i].rest_flags = 0;
    }
}

static bool all_is_needed(const struct hf_line *line)
{
    struct hf_references references;

    if (line->n_candidates == line->n_live) /* as nearly always: this runs in every step */
        return true;
    references = hf_references_of(line);
    for (uint8_t i = line->n_live; i < line->n_candidates; i++) {
        if (((references.held | references.watched) >> i & 1u) == 0 &&
            line->candidates[i].rest_until_us == 0)
            return false;
    }
    return true;
}

void hf_candidates_tidy(struct hf_line *line)
{
    struct hf_plan plan;

    end_rests(line);
    if (all_is_needed(line))
        return;
    hf_table_begin(&plan, line);
    wish_all_as_before(&plan, &line->config);
    hf_table_write(&plan, line);
    hf_references_remap(line, plan.to, plan.n_live);
}

/* ---- soundness ---- */

static bool target_is_sound(const struct hf_target *target)
{
    return (target->family == HF_FAMILY_IPV4 || target->family == HF_FAMILY_IPV6) &&
           target->port != 0 && target->transport < HF_TRANSPORT_NAPTR;
}

static bool entry_is_sound(const struct hf_line *line, uint8_t i)
{
    const struct hf_candidate *c = &line->candidates[i];
    const struct hf_place place = {c->server, c->proxy};

    if (c->server > line->config.n_servers || c->proxy > HF_SERVER_PROXIES ||
        c->rest_flags > (HF_REST_NAMED | HF_REST_SHARED) ||
        (c->rest_flags != 0 && c->rest_until_us == 0) || !target_is_sound(&c->target))
        return false;
    return i >= line->n_live || hf_host_of(&line->config, place) != HF_NONE;
}

/* The line's order, and no entry twice; B10: no live target twice in a server. */
static bool stands_in_order(const struct hf_line *line, uint8_t i)
{
    const struct hf_candidate *c = &line->candidates[i];

    for (uint8_t j = 0; j < i; j++) {
        const struct hf_candidate *before = &line->candidates[j];
        bool same = c->server != 0 && before->server == c->server &&
                    hf_target_equal(&before->target, &c->target);
        if (same && (i < line->n_live || before->proxy == c->proxy))
            return false;
        if (i < line->n_live && (before->server > c->server ||
                                 (before->server == c->server && before->proxy > c->proxy)))
            return false;
    }
    return true;
}

/* B1: its one target and no other, but for one that stands before it in its server, for want of
 * room, or for want of TLS (B14). */
static bool host_is_sound(const struct hf_line *line, uint8_t host)
{
    struct hf_place place = hf_host_place(&line->config, host);
    struct hf_target target;

    if (!hf_host_is_numeric(&line->config, host))
        return true;
    target = hf_host_numeric_target(&line->config, host);
    for (uint8_t i = 0; i < line->n_live; i++) {
        const struct hf_candidate *c = &line->candidates[i];
        if (c->server == place.server && c->proxy == place.proxy &&
            !hf_target_equal(&c->target, &target))
            return false;
    }
    return stands_live(line, place, &target) || line->n_candidates == HF_LINE_TARGETS ||
           (target.transport != HF_TRANSPORT_TLS && hf_candidates_are_secure(line, place.server));
}

bool hf_candidates_are_sound(const struct hf_line *line)
{
    static const struct hf_candidate none;

    if (line->n_live > line->n_candidates || line->n_candidates > HF_LINE_TARGETS)
        return false;
    for (uint8_t i = 0; i < line->n_candidates; i++) {
        if (!entry_is_sound(line, i) || !stands_in_order(line, i))
            return false;
    }
    for (uint8_t i = line->n_candidates; i < HF_LINE_TARGETS; i++) {
        if (memcmp(&line->candidates[i], &none, sizeof none) != 0 || line->ttls.address[i] != 0)
            return false;
    }
    for (uint8_t host = 0; host < hf_host_count(&line->config); host++) {
        if (!host_is_sound(line, host))
            return false;
    }
    return true;
}
