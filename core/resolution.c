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
 * Without allow_downgrade a question that may bring TLS counts as in front of all others. Where a
 * target with TLS exists whose addresses are not known, nothing less is used in its place; where it
 * is not known whether one exists, what is known is used, and that is said (B14).
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

/* ---- how far it is ---- */

static bool is_addresses(const struct hf_branch *b, uint8_t host)
{
    return hf_branch_is_of(b, host) && hf_branch_kind(b) == HF_ASKS_ADDRESSES;
}

static bool has_tls(const struct hf_branch *b)
{
    return hf_branch_transport(b) == HF_TRANSPORT_TLS;
}

static bool tls_was_heard(const struct hf_line *line, uint8_t host)
{
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        const struct hf_branch *b = &line->branches[i];
        if (is_addresses(b, host) && has_tls(b) && hf_branch_heard(b) != 0)
            return true;
    }
    return false;
}

/* B14: it exists, and its addresses are not known yet, or not at all. */
static bool tls_is_missed(const struct hf_line *line, uint8_t host)
{
    if (line->config.allow_downgrade || tls_was_heard(line, host))
        return false;
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        const struct hf_branch *b = &line->branches[i];
        if (is_addresses(b, host) && has_tls(b) && (b->open | hf_branch_unknown(b)) != 0)
            return true;
    }
    return false;
}

/* An open question after which there may be a target with TLS. */
static bool may_bring_tls(const struct hf_branch *b)
{
    switch (hf_branch_kind(b)) {
    case HF_ASKS_NAPTR: return b->open != 0;
    case HF_ASKS_SERVICES: return (b->open & HF_SERVICE_TLS) != 0;
    case HF_ASKS_SRV:
    case HF_ASKS_ADDRESSES: return b->open != 0 && has_tls(b);
    case HF_ASKS_LOCATE:
    case HF_ASKS_COUNT: break;
    }
    return false;
}

/* The best that gave addresses, and that counts (B14); HF_NONE for none. */
static uint8_t first_heard(const struct hf_line *line, uint8_t host)
{
    bool only_tls = tls_is_missed(line, host) ||
                    (!line->config.allow_downgrade && tls_was_heard(line, host));
    uint8_t first = HF_NONE;

    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        const struct hf_branch *b = &line->branches[i];
        if (!is_addresses(b, host) || hf_branch_heard(b) == 0 || (only_tls && !has_tls(b)))
            continue;
        if (first == HF_NONE || b->rank < line->branches[first].rank)
            first = i;
    }
    return first;
}

/* Of the best that its open questions may bring. */
static uint16_t open_rank(const struct hf_branch *b)
{
    uint8_t i = 0;

    if (hf_branch_kind(b) != HF_ASKS_SERVICES)
        return b->rank;
    while ((b->open >> i & 1u) == 0)
        i++;
    return hf_rank_of_record(b->rank, 0, i);
}

static bool is_open_in_front(const struct hf_line *line, uint8_t host, uint8_t first)
{
    bool tls_first = !line->config.allow_downgrade;
    bool is_tls = has_tls(&line->branches[first]);

    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        const struct hf_branch *b = &line->branches[i];
        if (!hf_branch_is_of(b, host) || b->open == 0 || i == first)
            continue;
        if (tls_first && !is_tls && may_bring_tls(b))
            return true;
        if (open_rank(b) < line->branches[first].rank &&
            (!tls_first || !is_tls || may_bring_tls(b)))
            return true;
    }
    return false;
}

enum verdict {
    WAITS = 0,            /* nothing is known that counts */
    WAITS_IN_FRONT = 1,   /* something is, and something better may come */
    WAITS_FOR_FAMILY = 2, /* the best is known, but for its other family */
    IS_OVER = 3
};

/* A9: what is known is left alone for a while, and what is not known yet may not be. */
static bool all_rest(const struct hf_line *line, uint8_t host)
{
    struct hf_place place = hf_host_place(&line->config, host);

    for (uint8_t i = 0; i < line->n_live; i++) {
        const struct hf_candidate *c = &line->candidates[i];
        if (c->server == place.server && c->proxy == place.proxy && c->branch != 0 &&
            !hf_rest_is_on(line, i))
            return false;
    }
    return true;
}

static enum verdict judge(const struct hf_line *line, uint8_t host)
{
    uint8_t first = first_heard(line, host);

    if (!hf_branches_open(line, host))
        return IS_OVER;
    if (first == HF_NONE)
        return WAITS;
    if (is_open_in_front(line, host, first) || all_rest(line, host))
        return WAITS_IN_FRONT;
    return line->branches[first].open != 0 ? WAITS_FOR_FAMILY : IS_OVER;
}

/* ---- what it comes to ---- */

static bool is_part_unknown(const struct hf_line *line, uint8_t host)
{
    if ((line->lookups[host].flags & HF_LOOKUP_UNKNOWN) != 0)
        return true;
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        if (is_addresses(&line->branches[i], host) && hf_branch_unknown(&line->branches[i]) != 0)
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

/* B14: whether there is a target with TLS has not been found out. */
static bool tls_may_exist(const struct hf_line *line, uint8_t host)
{
    bool may = false;

    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++)
        may = may ||
              (hf_branch_is_of(&line->branches[i], host) && may_bring_tls(&line->branches[i]));
    return may && !line->config.allow_downgrade && !tls_was_heard(line, host);
}

static void come_to_known(struct hf_context *x, uint8_t host, enum hf_why why)
{
    if (tls_may_exist(x->line, host))
        hf_lookup_note_by(x, host, HF_WHY_TLS_NOT_KNOWN, HF_SETTING_ALLOW_DOWNGRADE);
    if (!is_single(x->line, host) && is_part_unknown(x->line, host))
        hf_lookup_note(x, host, HF_WHY_PART_UNKNOWN, 0);
    hf_lookup_use_chain_ttl(x, host);
    hf_answer_settle(x, host);
    hf_lookup_enter_known(x, host, why);
}

/* B8a: the kept answer, or none. What is known and was only asked anew stays as it is. */
static void come_to_unknown(struct hf_context *x, uint8_t host)
{
    if (tls_is_missed(x->line, host)) {
        hf_lookup_note_by(x, host, HF_WHY_TLS_NOT_REACHED, HF_SETTING_ALLOW_DOWNGRADE);
        hf_answer_withdraw(x, host);
    }
    if (lookup_at(x, host)->state != HF_LOOKUP_KNOWN) {
        hf_lookup_enter_unknown(x, host);
        return;
    }
    hf_lookup_forget_queries(x->line, host);
    hf_lookup_enter_known(x, host, HF_WHY_NAME_UNKNOWN);
}

/* B5, B6, B8: there is nothing; the next stage is asked. False where there is none. */
static bool go_on(struct hf_context *x, uint8_t host)
{
    struct hf_lookup *l = lookup_at(x, host);

    hf_branches_free_host(x->line, host);
    while (l->stage != HF_STAGE_ADDRESSES) {
        if (l->stage == HF_STAGE_SERVICES && (l->flags & HF_LOOKUP_ABSENT) != 0)
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

/* All that was asked is answered, or nobody waits for it any more. */
static void conclude(struct hf_context *x, uint8_t host, enum hf_why why)
{
    bool is_absent;

    if (first_heard(x->line, host) != HF_NONE) {
        come_to_known(x, host, why);
        return;
    }
    if (is_left_open(x->line, host)) {
        come_to_unknown(x, host);
        return;
    }
    if (go_on(x, host))
        return;
    is_absent = (lookup_at(x, host)->flags & HF_LOOKUP_ABSENT) != 0;
    if (is_left_open(x->line, host)) /* for want of room */
        come_to_unknown(x, host);
    else
        hf_lookup_enter_none(x, host, is_absent ? HF_WHY_NO_SERVICE : HF_WHY_NAME_NONE);
}

/* ASKING: passes wait. */
static void go_on_asking(struct hf_context *x, uint8_t host, bool gave)
{
    uint64_t before_us = lookup_at(x, host)->deadline_us;

    switch (judge(x->line, host)) {
    case WAITS: return;
    case WAITS_IN_FRONT:
        hf_lookup_use_chain_ttl(x, host);
        if (gave || hf_time_add(x->now_us, FRONT_WAIT_US) < before_us)
            hf_lookup_shorten(x, host, hf_time_add(x->now_us, FRONT_WAIT_US),
                              HF_WHY_WAITS_IN_FRONT);
        return;
    case WAITS_FOR_FAMILY:
        hf_lookup_use_chain_ttl(x, host);
        if (gave || hf_time_add(x->now_us, FAMILY_WAIT_US) < before_us)
            hf_lookup_shorten(x, host, hf_time_add(x->now_us, FAMILY_WAIT_US),
                              HF_WHY_NAME_ANSWERED);
        return;
    case IS_OVER: conclude(x, host, HF_WHY_NAME_ANSWERED); return;
    }
}

/* STALE, or beside what is known: nobody waits for the other family, nor until a moment. */
static void go_on_beside(struct hf_context *x, uint8_t host)
{
    enum verdict verdict = judge(x->line, host);

    if (verdict == IS_OVER || verdict == WAITS_FOR_FAMILY)
        conclude(x, host, HF_WHY_NAME_ANSWERED);
}

/* KNOWN and settled: what was waited for no more has come, and joins. */
static void join(struct hf_context *x, uint8_t host, bool gave)
{
    hf_answer_settle(x, host);
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

/* B11a: the kept answer goes before a static one. */
static bool is_put_behind(struct hf_context *x, uint8_t host, const struct hf_dns_answered *answer)
{
    struct hf_place place = hf_host_place(&x->line->config, host);

    if (!answer->from_static || x->line->config.static_first ||
        lookup_at(x, host)->expires_us == 0 || hf_lookup_is_too_old(x, host))
        return false;
    for (uint8_t i = 0; i < x->line->n_live; i++) {
        const struct hf_candidate *c = &x->line->candidates[i];
        if (c->server == place.server && c->proxy == place.proxy && c->branch == 0)
            return true;
    }
    return false;
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
    if (gave && first_heard(x->line, h->host) != HF_NONE)
        hf_lookup_note_ttl(x, h->host, ttl_of(x, h));
    else if (gave)
        hf_lookup_note_chain_ttl(x, h->host, ttl_of(x, h));
    if (b->open == 0 && b->ended == 0)
        hf_branches_free(x->line, h->branch);
    return gave;
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
        f.rank = open_rank(&of_bit);
        f.transport = transport_of_service(h->bit);
    }
    return f;
}

/* A question for further names. */
static bool hear_records(struct hf_context *x, const struct heard *h)
{
    struct hf_followed f = followed_of(h);
    struct hf_branch asked = h->before;

    if (x->line->branches[h->branch].open == 0)
        hf_branches_free(x->line, h->branch);
    if (!h->is_known) {
        lookup_at(x, h->host)->flags |= HF_LOOKUP_UNKNOWN;
        asked.open = h->bit;
        if (may_bring_tls(&asked) && !x->line->config.allow_downgrade)
            hf_lookup_note_by(x, h->host, HF_WHY_TLS_NOT_KNOWN, HF_SETTING_ALLOW_DOWNGRADE);
        return false;
    }
    if (h->answer->outcome != HF_DNS_ANSWER || h->answer->n_records == 0)
        return false;
    hf_lookup_note_chain_ttl(x, h->host, ttl_of(x, h));
    if (hf_branch_kind(&h->before) == HF_ASKS_NAPTR)
        hf_naptr_follow(x, &f);
    else
        hf_srv_follow(x, &f);
    return false;
}

static bool hear(struct hf_context *x, const struct heard *h)
{
    switch (hf_branch_kind(&h->before)) {
    case HF_ASKS_ADDRESSES: return hear_addresses(x, h);
    case HF_ASKS_NAPTR:
    case HF_ASKS_SERVICES:
    case HF_ASKS_SRV: return hear_records(x, h);
    case HF_ASKS_LOCATE: /* the stack has not located it */
        hf_branches_free(x->line, h->branch);
        lookup_at(x, h->host)->flags |= HF_LOOKUP_UNKNOWN;
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
    bool is_behind;

    HF_ASSERT(h.branch != HF_NONE);
    h.before = x->line->branches[h.branch];
    h.host = (uint8_t)(h.before.host - 1);
    is_behind = h.is_known && is_put_behind(x, h.host, answer);
    if (h.is_known && answer->from_static)
        hf_lookup_note_by(x, h.host, is_behind ? HF_WHY_STATIC_BEHIND : HF_WHY_STATIC_USED,
                          HF_SETTING_STATIC_FIRST);
    h.is_known = h.is_known && !is_behind;
    x->line->branches[h.branch].open &= (uint8_t)~h.bit;
    go_on_after(x, h.host, hear(x, &h));
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
    lookup_at(x, host)->flags = 0; /* what is known stays as it is */
    hf_queries_ask_families(x, host, families);
}

static void give_up_questions(struct hf_context *x, uint8_t host)
{
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        struct hf_branch *b = &x->line->branches[i];
        if (!hf_branch_is_of(b, host) || b->open == 0)
            continue;
        if (hf_branch_kind(b) == HF_ASKS_ADDRESSES) {
            b->ended |= (uint8_t)(b->open << 4);
            b->open = 0;
            continue;
        }
        lookup_at(x, host)->flags |= HF_LOOKUP_UNKNOWN;
        hf_branches_free(x->line, i);
    }
}

void hf_resolution_on_time_up(struct hf_context *x, uint8_t host)
{
    if (first_heard(x->line, host) == HF_NONE)
        give_up_questions(x, host);
    conclude(x, host, HF_WHY_NAME_WAITED);
}

void hf_resolution_stop(struct hf_context *x, uint8_t host)
{
    struct hf_lookup *l = lookup_at(x, host);
    bool is_whole = is_single(x->line, host) || !is_asked(x->line, host);

    if (tls_is_missed(x->line, host))
        hf_answer_withdraw(x, host);
    if (first_heard(x->line, host) != HF_NONE) {
        give_up_questions(x, host);
        hf_lookup_use_chain_ttl(x, host);
        if (!is_whole) {
            hf_answer_settle(x, host);
            l->expires_us = hf_time_max(1, hf_time_min(l->expires_us, x->now_us));
        }
    }
    hf_lookup_forget_queries(x->line, host);
}
