/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A resolution: the questions about one host from the first to the last, and what they come to. It
 * has up to three stages, each of which begins when the one before it has found that there is
 * nothing: NAPTR of the host's name and what its records lead to; SRV; the addresses of the name
 * itself. Which comes first is the configuration's (hosts.c). All of a stage is asked at once.
 *
 * It is settled when the best that gave addresses is known with both families, and so is everything
 * in front of it. What is in front has 3 s more, and the other family 50 ms (RFC 8305 3); what
 * comes later joins at its rank. Where all that is known rests (A9), everything is in front of it.
 * A part that ends in "not known" is missed where others gave targets; where none did, the whole is
 * not known, and no stage follows (B8a).
 *
 * Without allow_downgrade nothing counts as known while a question is open that may bring TLS.
 * Where DNS names a target with TLS, nothing less is used in its place, whatever becomes of its
 * address; where it is not known whether there is one, what is known is used, and that is said
 * (B14).
 *
 * Rules: B3, B4, B5, B6, B8, B8a, B9 (the other family's moment), B11 (the smallest of the chain),
 * B11a, B14.
 */
#include "resolution.h"

#include "answer.h"
#include "branches.h"
#include "candidates.h"
#include "decision.h"
#include "follow.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "lookup.h"
#include "order.h"
#include "progress.h"
#include "queries.h"

#define FAMILY_WAIT_US 50000u   /* RFC 8305 3: for the other family */
#define FRONT_WAIT_US  3000000u /* for what stands before what is known */
#define STATIC_TTL_S   30u      /* B11a: DNS is asked again after that */

static struct hf_lookup *lookup_at(struct hf_context *x, uint8_t host)
{
    return &x->line->lookups[host];
}

static bool is_asked(const struct hf_line *line, uint8_t host)
{
    return (line->lookups[host].flags & HF_LOOKUP_ASKED) != 0;
}

/* ---- what it comes to ---- */

static bool is_part_unknown(const struct hf_line *line, uint8_t host)
{
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        if (hf_branch_is_of(&line->branches[i], host) && hf_branch_unknown(&line->branches[i]) != 0)
            return true;
    }
    return false;
}

static bool is_single(const struct hf_line *line, uint8_t host)
{
    return hf_host_first_stage(&line->config, host) == HF_STAGE_ADDRESSES;
}

/* B8a; B10: what found no room has not been asked for. */
static bool is_left_open(const struct hf_line *line, uint8_t host)
{
    return (line->lookups[host].flags & HF_LOOKUP_CUT) != 0 || is_part_unknown(line, host);
}

/* B14: what is used has no TLS, and whether there is any with it is not known. */
static bool may_miss_tls(const struct hf_line *line, uint8_t host)
{
    return !line->config.allow_downgrade && !hf_progress_has_tls(line, host) &&
           ((line->lookups[host].flags & HF_LOOKUP_TLS_UNKNOWN) != 0 ||
            hf_progress_may_bring_tls(line, host));
}

static void come_to_known(struct hf_context *x, uint8_t host, enum hf_why why)
{
    if (may_miss_tls(x->line, host))
        hf_lookup_note_by(x, host, HF_WHY_TLS_NOT_KNOWN, HF_SETTING_ALLOW_DOWNGRADE);
    if (!is_single(x->line, host) && is_part_unknown(x->line, host))
        hf_lookup_note(x, host, HF_WHY_PART_UNKNOWN, 0);
    hf_lookup_use_chain_ttl(x, host);
    hf_order_settle(x, host);
    hf_lookup_enter_known(x, host, why);
}

/* B8a: the kept answer, or none. What is known and was only asked anew stays as it is. */
static void come_to_unknown(struct hf_context *x, uint8_t host)
{
    if (hf_progress_misses_tls(x->line, host)) {
        hf_lookup_note_by(x, host, HF_WHY_TLS_NOT_REACHED, HF_SETTING_ALLOW_DOWNGRADE);
        hf_order_withdraw(x, host);
    }
    if (lookup_at(x, host)->state != HF_LOOKUP_KNOWN) {
        hf_lookup_enter_unknown(x, host);
        return;
    }
    hf_lookup_forget_queries(x->line, host);
    hf_lookup_enter_known(x, host, HF_WHY_NAME_UNKNOWN);
}

/* B8, B14: not where the service is not there, nor without TLS where there is a target with it. */
static bool may_ask_addresses(const struct hf_line *line, uint8_t host)
{
    uint16_t flags = line->lookups[host].flags;
    bool is_tls = hf_host_own_way(&line->config, host).transport == HF_TRANSPORT_TLS;

    return (flags & HF_LOOKUP_ABSENT) == 0 &&
           ((flags & HF_LOOKUP_TLS) == 0 || is_tls || line->config.allow_downgrade);
}

/* B5, B6, B8: there is nothing; the next stage is asked. False where there is none. */
static bool go_on(struct hf_context *x, uint8_t host)
{
    struct hf_lookup *l = lookup_at(x, host);

    hf_branches_free_host(x->line, host);
    while (l->stage != HF_STAGE_ADDRESSES) {
        if (l->stage == HF_STAGE_SERVICES && !may_ask_addresses(x->line, host))
            return false;
        l->stage++;
        if (l->stage == HF_STAGE_SERVICES)
            hf_lookup_note_by(x, host, HF_WHY_SRV_ASKED, HF_SETTING_NAPTR_BUILD);
        else
            hf_lookup_note_by(x, host, HF_WHY_ADDRESSES_ASKED, HF_SETTING_TRANSPORT);
        if (hf_queries_ask(x, host))
            return true;
    }
    return false;
}

/* No stage is left. A family that is not usable now, and was not asked, may have what is kept. */
static void come_to_none(struct hf_context *x, uint8_t host)
{
    const struct hf_lookup *l = lookup_at(x, host);

    if (is_left_open(x->line, host)) { /* for want of room */
        come_to_unknown(x, host);
        return;
    }
    if (hf_progress_misses_tls(x->line, host))
        hf_lookup_note_by(x, host, HF_WHY_TLS_NOT_REACHED, HF_SETTING_ALLOW_DOWNGRADE);
    if (hf_order_keep_unasked(x, host))
        come_to_unknown(x, host);
    else
        hf_lookup_enter_none(
            x, host, (l->flags & HF_LOOKUP_ABSENT) != 0 ? HF_WHY_NO_SERVICE : HF_WHY_NAME_NONE);
}

/* All that was asked is answered, or nobody waits for it any more. */
static void conclude(struct hf_context *x, uint8_t host, enum hf_why why)
{
    if (hf_progress_first(x->line, host) != HF_NONE)
        come_to_known(x, host, why);
    else if (is_left_open(x->line, host))
        come_to_unknown(x, host);
    else if (!go_on(x, host))
        come_to_none(x, host);
}

/* ASKING: passes wait. */
static void go_on_asking(struct hf_context *x, uint8_t host, bool gave)
{
    uint64_t before_us = lookup_at(x, host)->deadline_us;

    switch (hf_progress_of(x->line, host)) {
    case HF_PROGRESS_WAITS: return;
    case HF_PROGRESS_WAITS_IN_FRONT:
        hf_lookup_use_chain_ttl(x, host);
        if (gave || hf_time_add(x->now_us, FRONT_WAIT_US) < before_us)
            hf_lookup_shorten(x, host, hf_time_add(x->now_us, FRONT_WAIT_US),
                              HF_WHY_WAITS_IN_FRONT);
        return;
    case HF_PROGRESS_WAITS_FOR_FAMILY:
        hf_lookup_use_chain_ttl(x, host);
        if (gave || hf_time_add(x->now_us, FAMILY_WAIT_US) < before_us)
            hf_lookup_shorten(x, host, hf_time_add(x->now_us, FAMILY_WAIT_US),
                              HF_WHY_NAME_ANSWERED);
        return;
    case HF_PROGRESS_OVER: conclude(x, host, HF_WHY_NAME_ANSWERED); return;
    }
}

/* STALE, or beside what is known: nobody waits for the other family, nor until a moment. */
static void go_on_beside(struct hf_context *x, uint8_t host)
{
    enum hf_progress verdict = hf_progress_of(x->line, host);

    if (verdict == HF_PROGRESS_OVER || verdict == HF_PROGRESS_WAITS_FOR_FAMILY)
        conclude(x, host, HF_WHY_NAME_ANSWERED);
}

/* B14: it turns out only now that there is a target with TLS, and that its address is not known. */
static void drop_weaker(struct hf_context *x, uint8_t host)
{
    if (!hf_progress_misses_tls(x->line, host) || hf_progress_may_bring_tls(x->line, host))
        return;
    hf_lookup_note_by(x, host, HF_WHY_TLS_NOT_REACHED, HF_SETTING_ALLOW_DOWNGRADE);
    hf_order_drop_weaker(x, host);
}

/* KNOWN and settled: what was waited for no more has come, and joins. */
static void join(struct hf_context *x, uint8_t host, bool gave)
{
    hf_order_settle(x, host);
    drop_weaker(x, host);
    if (gave)
        hf_lookup_enter_known(x, host, HF_WHY_NAME_ANSWERED);
    else if (!hf_branches_open(x->line, host))
        hf_lookup_forget_queries(x->line, host);
    if (!hf_lookup_has_target(x->line, host) &&
        !hf_candidates_are_secure(x->line, hf_host_place(&x->line->config, host).server))
        hf_lookup_enter_none(x, host, HF_WHY_NAME_NONE);
}

static void go_on_after(struct hf_context *x, uint8_t host, bool gave)
{
    if (!is_asked(x->line, host))
        join(x, host, gave);
    else if (lookup_at(x, host)->state == HF_LOOKUP_ASKING)
        go_on_asking(x, host, gave);
    else
        go_on_beside(x, host);
}

/* ---- answers ---- */

struct heard { /* an answer, and what it is to */
    const struct hf_dns_answered *answer;
    struct hf_branch before; /* its branch as it was */
    uint8_t branch, host, bit;
    uint8_t is_known; /* 0 or 1: it says what there is, or that there is nothing */
    uint8_t reserved[8];
};

/* B11a: the kept answer goes before a static one, unless it was one: the records may be others. */
static bool is_put_behind(struct hf_context *x, uint8_t host, const struct hf_dns_answered *answer)
{
    struct hf_place place = hf_host_place(&x->line->config, host);

    if (!answer->from_static || x->line->config.static_first ||
        (lookup_at(x, host)->flags & HF_LOOKUP_STATIC) != 0 ||
        lookup_at(x, host)->expires_us == 0 || hf_lookup_is_too_old(x, host))
        return false;
    for (uint8_t i = 0; i < x->line->n_live; i++) {
        const struct hf_candidate *c = &x->line->candidates[i];
        if (c->server == place.server && c->proxy == place.proxy && c->branch == 0)
            return true;
    }
    return false;
}

/* Where the line would rather have DNS, it matters whose the addresses are that it keeps. */
static void note_origin(struct hf_context *x, const struct heard *h)
{
    struct hf_lookup *l = lookup_at(x, h->host);

    if (h->answer->from_static && !x->line->config.static_first)
        l->flags |= HF_LOOKUP_STATIC;
    else
        l->flags &= (uint16_t)~HF_LOOKUP_STATIC;
}

static uint32_t ttl_of(struct hf_context *x, const struct heard *h)
{
    if (!h->answer->from_static || x->line->config.static_first)
        return h->answer->ttl_s;
    return h->answer->ttl_s < STATIC_TTL_S ? h->answer->ttl_s : STATIC_TTL_S; /* B11a */
}

static bool hear_addresses(struct hf_context *x, const struct heard *h)
{
    struct hf_branch *b = &x->line->branches[h->branch];
    bool gave;

    if (!h->is_known) {
        b->ended |= (uint8_t)(h->bit << 4);
        return false;
    }
    gave = hf_answer_take(x, h->branch, h->bit, h->answer);
    if (gave && hf_progress_first(x->line, h->host) != HF_NONE)
        hf_lookup_note_ttl(x, h->host, ttl_of(x, h));
    else if (gave)
        hf_lookup_note_chain_ttl(x, h->host, ttl_of(x, h));
    if (b->open == 0 && b->ended == 0)
        hf_branches_free(x->line, h->branch);
    return gave;
}

/* KNOWN and settled: a part that was waited for no more gives nothing (F3). One family of two may
 * well have none. */
static void note_missed(struct hf_context *x, const struct heard *h, bool gave)
{
    bool is_over = x->line->branches[h->branch].host == 0;

    if (gave || is_asked(x->line, h->host) || is_single(x->line, h->host))
        return;
    if (!h->is_known)
        hf_lookup_note(x, h->host, HF_WHY_PART_UNKNOWN, 0);
    else if (is_over && h->answer->n_records == 0)
        hf_lookup_note(x, h->host, HF_WHY_PART_NONE, 0);
}

static uint8_t transport_of_service(uint8_t bit)
{
    if (bit == HF_SERVICE_TLS)
        return HF_TRANSPORT_TLS;
    return bit == HF_SERVICE_TCP ? HF_TRANSPORT_TCP : HF_TRANSPORT_UDP;
}

static struct hf_followed followed_of(const struct heard *h)
{
    struct hf_followed f = {.answer = h->answer,
                            .branch = h->before,
                            .rank = h->before.rank,
                            .host = h->host,
                            .transport = hf_branch_transport(&h->before)};
    struct hf_branch of_bit = h->before;

    if (hf_branch_kind(&h->before) == HF_ASKS_SERVICES) {
        of_bit.open = h->bit;
        f.rank = hf_branch_open_rank(&of_bit);
        f.transport = transport_of_service(h->bit);
    }
    return f;
}

/* B14: it is not known whether it leads to a target with TLS; of a NAPTR record that says so, it is
 * known. */
static void note_unknown(struct hf_context *x, uint8_t host, const struct hf_branch *asked)
{
    if (hf_branch_may_bring_tls(asked) && hf_branch_kind(asked) != HF_ASKS_ADDRESSES)
        lookup_at(x, host)->flags |= hf_branch_kind(asked) == HF_ASKS_SRV ? HF_LOOKUP_TLS
                                                                          : HF_LOOKUP_TLS_UNKNOWN;
}

/* A question for further names. True when it gave a numeric one. */
static bool hear_records(struct hf_context *x, const struct heard *h)
{
    struct hf_following following;
    struct hf_followed f = followed_of(h);
    struct hf_branch asked = h->before;

    asked.open = h->bit;
    f.following = &following;
    hf_follow_begin(&following);
    if (!h->is_known) {
        x->line->branches[h->branch].ended |= (uint8_t)(h->bit << 4);
        note_unknown(x, h->host, &asked);
        return false;
    }
    if ((x->line->branches[h->branch].open | x->line->branches[h->branch].ended) == 0)
        hf_branches_free(x->line, h->branch); /* what follows may take its place */
    if (h->answer->outcome != HF_DNS_ANSWER || h->answer->n_records == 0)
        return false;
    hf_lookup_note_chain_ttl(x, h->host, ttl_of(x, h));
    if (hf_branch_kind(&h->before) == HF_ASKS_NAPTR)
        hf_naptr_follow(x, &f);
    else
        hf_srv_follow(x, &f);
    return following.any_numeric != 0;
}

static bool hear(struct hf_context *x, const struct heard *h)
{
    switch (hf_branch_kind(&h->before)) {
    case HF_ASKS_ADDRESSES: return hear_addresses(x, h);
    case HF_ASKS_NAPTR:
    case HF_ASKS_SERVICES:
    case HF_ASKS_SRV: return hear_records(x, h);
    case HF_ASKS_LOCATE: /* the stack has not located it */
        x->line->branches[h->branch].ended |= (uint8_t)(h->bit << 4);
        return false;
    case HF_ASKS_COUNT: break;
    }
    HF_UNREACHABLE();
}

void hf_resolution_on_answered(struct hf_context *x, const struct hf_dns_answered *answer)
{
    struct heard h = {.answer = answer,
                      .branch = hf_branches_find(x->line, answer->query),
                      .bit = hf_branches_bit(x->line, answer->query),
                      .is_known = hf_answer_is_known(answer)};
    bool is_behind, gave;

    HF_ASSERT(h.branch != HF_NONE);
    h.before = x->line->branches[h.branch];
    h.host = (uint8_t)(h.before.host - 1);
    is_behind = h.is_known && is_put_behind(x, h.host, answer);
    if (h.is_known && answer->from_static)
        hf_lookup_note_by(x, h.host, is_behind ? HF_WHY_STATIC_BEHIND : HF_WHY_STATIC_USED,
                          HF_SETTING_STATIC_FIRST);
    h.is_known = h.is_known && !is_behind;
    x->line->branches[h.branch].open &= (uint8_t)~h.bit;
    gave = hear(x, &h);
    if (gave)
        note_origin(x, &h);
    note_missed(x, &h, gave);
    go_on_after(x, h.host, gave);
}

/* ---- beginning and ending ---- */

void hf_resolution_begin(struct hf_context *x, uint8_t host, enum hf_lookup_state to)
{
    if (to == HF_LOOKUP_ASKING)
        hf_lookup_enter_asking(x, host);
    else if (to == HF_LOOKUP_STALE)
        hf_lookup_ask_beside_stale(x, host);
    else
        hf_lookup_ask_beside_known(x, host);
    if (!hf_queries_ask(x, host))
        conclude(x, host, HF_WHY_NAME_ANSWERED);
}

void hf_resolution_begin_families(struct hf_context *x, uint8_t host, uint8_t families)
{
    hf_lookup_ask_beside_known(x, host);
    lookup_at(x, host)->flags &= HF_LOOKUP_STATIC; /* what is known stays as it is */
    if (hf_queries_ask_families(x, host, families))
        return;
    hf_lookup_note(x, host, HF_WHY_ROOM_SHARED, 1);
    hf_lookup_forget_queries(x->line, host); /* at its next need */
}

static void give_up_questions(struct hf_context *x, uint8_t host)
{
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        struct hf_branch *b = &x->line->branches[i];
        if (!hf_branch_is_of(b, host) || b->open == 0)
            continue;
        note_unknown(x, host, b);
        b->ended |= (uint8_t)(b->open << 4);
        b->open = 0;
    }
}

/* B14: a NAPTR record has said that there is TLS, and its SRV has not answered in time. */
static void note_tls_in_time(struct hf_context *x, uint8_t host)
{
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        const struct hf_branch *b = &x->line->branches[i];
        if (hf_branch_is_of(b, host) && hf_branch_kind(b) == HF_ASKS_SRV &&
            hf_branch_may_bring_tls(b))
            lookup_at(x, host)->flags |= HF_LOOKUP_TLS;
    }
}

void hf_resolution_on_time_up(struct hf_context *x, uint8_t host)
{
    note_tls_in_time(x, host);
    if (hf_progress_first(x->line, host) == HF_NONE)
        give_up_questions(x, host);
    conclude(x, host, HF_WHY_NAME_WAITED);
}

void hf_resolution_stop(struct hf_context *x, uint8_t host)
{
    struct hf_lookup *l = lookup_at(x, host);
    bool is_whole = is_single(x->line, host) || !is_asked(x->line, host);

    if (hf_progress_misses_tls(x->line, host))
        hf_order_withdraw(x, host);
    if (hf_progress_first(x->line, host) != HF_NONE) {
        give_up_questions(x, host);
        hf_lookup_use_chain_ttl(x, host);
        if (!is_whole) {
            hf_order_settle(x, host);
            l->expires_us = hf_time_max(1, hf_time_min(l->expires_us, x->now_us));
        }
    }
    hf_lookup_forget_queries(x->line, host);
}
