/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What A and AAAA answers mean for a host's targets, and the order of those. While it is being
 * asked (ASKING, STALE, or beside what is known) the kept targets stand first, in their old order,
 * and new ones behind them. When it is settled, the targets stand by the rank of the branch that
 * gave them; within a branch IPv6 first and the families in turn, so that a dead family costs one
 * attempt. Where neither the targets nor the NAPTR and SRV records have changed, nothing moves:
 * resolvers turn answers round. Addresses that have changed stand as their answer gives them.
 *
 * A kept target that no answer has given stays while it is asked, and then as long as an open
 * question might give it, or one that ended in "not known" might have: by family, port and
 * transport, or because it may lead to any name. Where a host's own addresses are all that is
 * asked, it leaves as soon as its family has been answered.
 *
 * Rules: B7 (the order stays while the set does), B8a, B9, B10 (no more than the table could hold),
 * B11, D10.
 */
#include "answer.h"

#include <string.h>

#include "branches.h"
#include "candidates.h"
#include "lookup.h"
#include "queries.h"

bool hf_answer_is_known(const struct hf_dns_answered *answer)
{
    return answer->outcome == HF_DNS_ANSWER || answer->outcome == HF_DNS_NO_NAME ||
           answer->outcome == HF_DNS_NO_DATA;
}

/* What is being put in order. */
struct source {
    const struct hf_line *line;
    const struct hf_dns_answered *answer; /* NULL: none has just come */
    struct hf_place place;
    uint8_t host;
    uint8_t branch; /* that the answer is to */
    uint8_t family; /* enum hf_lookup_query: the question of it */
    uint8_t single; /* 0 or 1: the host's own addresses are all that is asked */
    uint8_t reserved[2];
};

static uint8_t family_of(const struct hf_target *target)
{
    return target->family == HF_FAMILY_IPV6 ? HF_QUERY_IPV6 : HF_QUERY_IPV4;
}

static struct source source_of(const struct hf_line *line, uint8_t host)
{
    struct source s = {
        .line = line, .place = hf_host_place(&line->config, host), .host = host, .branch = HF_NONE};
    uint8_t n = 0;

    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++)
        n = (uint8_t)(n + hf_branch_is_of(&line->branches[i], host));
    s.single = n == 1 && line->lookups[host].stage == HF_STAGE_ADDRESSES;
    return s;
}

static bool is_of_host(const struct source *s, const struct hf_candidate *c)
{
    return c->server == s->place.server && c->proxy == s->place.proxy;
}

/* ---- the answer ---- */

static uint16_t count_records(const struct source *s)
{
    return s->answer == NULL || s->answer->outcome != HF_DNS_ANSWER ? 0 : s->answer->n_records;
}

/* Its record as a target of its branch; false where it is no address of the family. */
static bool read_target(const struct source *s, uint16_t record, struct hf_target *found)
{
    const struct hf_branch *b = &s->line->branches[s->branch];
    const struct hf_dns_record *r = &s->answer->records[record];
    bool is_v6 = s->family == HF_QUERY_IPV6;

    if (r->type != (is_v6 ? HF_DNS_AAAA : HF_DNS_A))
        return false;
    memset(found, 0, sizeof *found);
    memcpy(found->address, r->address, is_v6 ? 16 : 4);
    found->port = b->port;
    found->transport = hf_branch_transport(b);
    found->family = is_v6 ? HF_FAMILY_IPV6 : HF_FAMILY_IPV4;
    return true;
}

static bool is_in_answer(const struct source *s, const struct hf_target *target)
{
    struct hf_target found;

    for (uint16_t i = 0; i < count_records(s); i++) {
        if (read_target(s, i, &found) && hf_target_equal(&found, target))
            return true;
    }
    return false;
}

static bool gives_any(const struct source *s)
{
    struct hf_target found;

    for (uint16_t i = 0; i < count_records(s); i++) {
        if (read_target(s, i, &found))
            return true;
    }
    return false;
}

/* The target is live at this host, or at one of its server's before it (B10): where. */
static uint8_t find_live(const struct source *s, const struct hf_target *target)
{
    for (uint8_t i = 0; i < s->line->n_live; i++) {
        const struct hf_candidate *c = &s->line->candidates[i];
        if (c->server == s->place.server && c->proxy <= s->place.proxy &&
            hf_target_equal(&c->target, target))
            return i;
    }
    return HF_NONE;
}

static bool brings_new(const struct source *s)
{
    struct hf_target found;

    for (uint16_t i = 0; i < count_records(s); i++) {
        if (read_target(s, i, &found) && find_live(s, &found) == HF_NONE)
            return true;
    }
    return false;
}

/* ---- kept targets ---- */

static bool may_be_given(const struct hf_branch *b, const struct hf_target *target)
{
    if (hf_branch_kind(b) != HF_ASKS_ADDRESSES)
        return b->open != 0;
    return b->port == target->port && hf_branch_transport(b) == target->transport &&
           ((b->open | hf_branch_unknown(b)) & family_of(target)) != 0;
}

/* A kept one that no answer has given. */
static bool stays(const struct source *s, const struct hf_candidate *c)
{
    const uint8_t flags = s->line->lookups[s->host].flags;

    if (c->branch != 0)
        return true;
    if ((hf_queries_families(s->line) & family_of(&c->target)) == 0)
        return false;
    if ((flags & HF_LOOKUP_UNKNOWN) != 0 || ((flags & HF_LOOKUP_ASKED) != 0 && !s->single))
        return true;
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        if (hf_branch_is_of(&s->line->branches[i], s->host) &&
            may_be_given(&s->line->branches[i], &c->target))
            return true;
    }
    return false;
}

static bool any_leaves(const struct source *s)
{
    for (uint8_t i = 0; i < s->line->n_live; i++) {
        const struct hf_candidate *c = &s->line->candidates[i];
        if (is_of_host(s, c) && !stays(s, c))
            return true;
    }
    return false;
}

/* ---- the order ---- */

static const struct hf_target *target_of(const struct source *s, const struct hf_given_all *given,
                                         uint8_t i)
{
    uint8_t at = given->items[i].at;

    return at < HF_LINE_TARGETS ? &s->line->candidates[at].target
                                : &given->added[at - HF_LINE_TARGETS];
}

static bool has(const struct source *s, const struct hf_given_all *given,
                const struct hf_target *target)
{
    for (uint8_t i = 0; i < given->n; i++) {
        if (hf_target_equal(target_of(s, given, i), target))
            return true;
    }
    return false;
}

static void put(const struct source *s, struct hf_given_all *given, uint8_t candidate)
{
    const struct hf_candidate *c = &s->line->candidates[candidate];
    uint8_t branch = hf_branch_of(c);

    if (has(s, given, &c->target) || given->n == HF_GIVEN_MOST)
        return;
    given->items[given->n++] = (struct hf_given){
        .at = candidate,
        .branch = c->branch,
        .rank = branch == HF_NONE ? UINT16_MAX : s->line->branches[branch].rank};
}

/* Of the answer, where it stands nowhere yet. */
static void put_new(const struct source *s, struct hf_given_all *given,
                    const struct hf_target *target)
{
    if (has(s, given, target) || given->n == HF_GIVEN_MOST || given->n_added == HF_LINE_TARGETS)
        return;
    given->items[given->n++] = (struct hf_given){
        .at = (uint8_t)(HF_LINE_TARGETS + given->n_added),
        .branch = (uint8_t)((s->branch + 1u) | HF_BRANCH_NEW),
        .rank = s->line->branches[s->branch].rank};
    given->added[given->n_added++] = *target;
}

static bool is_answered(const struct source *s, const struct hf_candidate *c)
{
    return s->answer != NULL && is_of_host(s, c) && family_of(&c->target) == s->family &&
           hf_branch_of(c) == s->branch && is_in_answer(s, &c->target);
}

/* B7: the addresses of the answer are others than before. Where a host has further branches, a kept
 * one that is missing may have been another's. */
static bool is_other_set(const struct source *s)
{
    if (brings_new(s))
        return true;
    for (uint8_t i = 0; i < s->line->n_live && s->single; i++) {
        const struct hf_candidate *c = &s->line->candidates[i];
        if (is_of_host(s, c) && family_of(&c->target) == s->family && !is_in_answer(s, &c->target))
            return true;
    }
    return false;
}

/* As it gives them. */
static void put_answered(const struct source *s, struct hf_given_all *given)
{
    struct hf_target found;

    for (uint16_t i = 0; i < count_records(s); i++) {
        uint8_t live;
        if (!read_target(s, i, &found))
            continue;
        live = find_live(s, &found);
        if (live == HF_NONE)
            put_new(s, given, &found);
        else if (is_of_host(s, &s->line->candidates[live]))
            put(s, given, live);
    }
}

/* While it is asked: what stands there, and behind it what is new. Another set is ordered anew. */
static void put_unsettled(const struct source *s, struct hf_given_all *given)
{
    bool is_other = s->answer != NULL && is_other_set(s);

    for (uint8_t i = 0; i < s->line->n_live; i++) {
        const struct hf_candidate *c = &s->line->candidates[i];
        if (is_other && is_answered(s, c))
            put_answered(s, given);
        else if (is_of_host(s, c) && stays(s, c))
            put(s, given, i);
    }
    put_answered(s, given);
}

/* Where one branch is all that is asked, what is kept is its own. */
static bool is_of_branch(const struct source *s, const struct hf_candidate *c, uint8_t branch)
{
    return is_of_host(s, c) &&
           (hf_branch_of(c) == branch || (c->branch == 0 && s->single && stays(s, c)));
}

static bool put_nth(const struct source *s, struct hf_given_all *given, uint8_t branch, uint8_t nth)
{
    static const uint8_t families[] = {HF_FAMILY_IPV6, HF_FAMILY_IPV4}; /* B9 */
    bool any = false;

    for (uint8_t k = 0; k < sizeof families; k++) {
        uint8_t left = nth;
        for (uint8_t i = 0; i < s->line->n_live; i++) {
            const struct hf_candidate *c = &s->line->candidates[i];
            if (c->target.family != families[k] || !is_of_branch(s, c, branch) || left-- != 0)
                continue;
            put(s, given, i);
            any = true;
            break;
        }
    }
    return any;
}

/* The host's branch behind that one in rank, HF_NONE for none. */
static uint8_t next_branch(const struct source *s, uint8_t last)
{
    const struct hf_branch *branches = s->line->branches;
    uint8_t next = HF_NONE;

    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        bool is_behind = last == HF_NONE || branches[i].rank > branches[last].rank ||
                         (branches[i].rank == branches[last].rank && i > last);
        if (hf_branch_is_of(&branches[i], s->host) && is_behind &&
            (next == HF_NONE || branches[i].rank < branches[next].rank))
            next = i;
    }
    return next;
}

static void put_settled(const struct source *s, struct hf_given_all *given)
{
    uint8_t branch = next_branch(s, HF_NONE);

    for (uint8_t n = 0; n < HF_LINE_BRANCHES && branch != HF_NONE; n++) {
        for (uint8_t nth = 0; nth < HF_LINE_TARGETS && put_nth(s, given, branch, nth); nth++)
            continue;
        branch = next_branch(s, branch);
    }
    for (uint8_t i = 0; i < s->line->n_live; i++) {
        const struct hf_candidate *c = &s->line->candidates[i];
        if (is_of_host(s, c) && c->branch == 0 && !s->single && stays(s, c))
            put(s, given, i);
    }
}

/* ---- taking it ---- */

/* What the answer gives of what stands there already is its branch's, where no better one has
 * given it (B10). */
static void mark(struct hf_line *line, const struct source *s)
{
    for (uint8_t i = 0; i < line->n_live; i++) {
        struct hf_candidate *c = &line->candidates[i];
        uint8_t before = hf_branch_of(c);
        bool is_better = before == HF_NONE ||
                         line->branches[s->branch].rank < line->branches[before].rank;
        if (is_of_host(s, c) && is_better && is_in_answer(s, &c->target))
            c->branch = (uint8_t)((c->branch & HF_BRANCH_NEW) | (s->branch + 1u));
    }
}

static void note_ttls(struct hf_line *line, const struct source *s)
{
    for (uint8_t i = 0; i < line->n_live; i++) {
        const struct hf_candidate *c = &line->candidates[i];
        if (is_of_host(s, c) && hf_branch_of(c) == s->branch && family_of(&c->target) == s->family)
            hf_candidate_note_ttl(line, i, s->answer->ttl_s);
    }
}

static void write(struct hf_context *x, const struct source *s,
                  void (*fill)(const struct source *, struct hf_given_all *))
{
    struct hf_given_all given;

    given.n = 0;
    given.n_added = 0;
    fill(s, &given);
    hf_candidates_arrange(x, s->host, &given);
}

bool hf_answer_take(struct hf_context *x, uint8_t branch, uint8_t family,
                    const struct hf_dns_answered *answer)
{
    struct hf_branch *b = &x->line->branches[branch];
    struct source s = source_of(x->line, (uint8_t)(b->host - 1));
    bool gave;

    s.answer = answer;
    s.branch = branch;
    s.family = family;
    gave = gives_any(&s);
    if (gave)
        b->ended |= family;
    mark(x->line, &s);
    if (any_leaves(&s))
        x->line->lookups[s.host].flags |= HF_LOOKUP_CHANGED;
    if (is_other_set(&s) || any_leaves(&s))
        write(x, &s, put_unsettled);
    note_ttls(x->line, &s);
    return gave;
}

static void put_kept(const struct source *s, struct hf_given_all *given)
{
    for (uint8_t i = 0; i < s->line->n_live; i++) {
        const struct hf_candidate *c = &s->line->candidates[i];
        if (is_of_host(s, c) && !hf_branch_is_new(c))
            put(s, given, i);
    }
}

void hf_answer_withdraw(struct hf_context *x, uint8_t host)
{
    struct source s = source_of(x->line, host);

    write(x, &s, put_kept);
}

/* B7: one that will stay has come. */
static bool any_came(const struct source *s)
{
    bool is_secure = hf_candidates_are_secure(s->line, s->place.server);

    for (uint8_t i = 0; i < s->line->n_live; i++) {
        const struct hf_candidate *c = &s->line->candidates[i];
        if (is_of_host(s, c) && hf_branch_is_new(c) &&
            (!is_secure || c->target.transport == HF_TRANSPORT_TLS))
            return true;
    }
    return false;
}

/* All NAPTR and SRV records have been heard: they can be compared with those of before. */
static bool is_complete(const struct source *s)
{
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        const struct hf_branch *b = &s->line->branches[i];
        if (hf_branch_is_of(b, s->host) && b->open != 0 && hf_branch_kind(b) != HF_ASKS_ADDRESSES)
            return false;
    }
    return (s->line->lookups[s->host].flags & HF_LOOKUP_UNKNOWN) == 0;
}

/* What came is as if it had been there from now on. */
static void forget_changes(struct hf_line *line, const struct source *s)
{
    struct hf_lookup *l = &line->lookups[s->host];

    l->flags &= (uint8_t)~HF_LOOKUP_CHANGED;
    if (is_complete(s))
        l->records = l->heard;
    for (uint8_t i = 0; i < line->n_live; i++) {
        if (is_of_host(s, &line->candidates[i]))
            line->candidates[i].branch &= (uint8_t)~HF_BRANCH_NEW;
    }
}

/* Where one is kept behind the others for want of an answer, the next answers put all in order,
 * whatever the records. */
static void note_kept_behind(struct hf_line *line, const struct source *s)
{
    for (uint8_t i = 0; i < line->n_live && !s->single; i++) {
        const struct hf_candidate *c = &line->candidates[i];
        if (is_of_host(s, c) && c->branch == 0)
            line->lookups[s->host].records = ~line->lookups[s->host].heard;
    }
}

void hf_answer_settle(struct hf_context *x, uint8_t host)
{
    struct hf_lookup *l = &x->line->lookups[host];
    struct source s = source_of(x->line, host);
    bool moves;

    l->flags &= (uint8_t)~HF_LOOKUP_ASKED;
    moves = (l->flags & HF_LOOKUP_CHANGED) != 0 || any_came(&s) || any_leaves(&s) ||
            (is_complete(&s) && l->records != l->heard);
    if (moves)
        write(x, &s, put_settled);
    else if (hf_candidates_may_be_less(x->line, host))
        write(x, &s, put_unsettled);
    forget_changes(x->line, &s);
    if (moves)
        note_kept_behind(x->line, &s);
}
