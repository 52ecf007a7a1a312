/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What addresses in answers mean for a host's targets: those of A and AAAA, and numeric names of
 * SRV and NAPTR (B1). What stands there already is marked as its branch's, and new ones stand
 * behind it; where the addresses of an answer are others than before, they stand as it gives them.
 * How all of it is put in order in the end is order.c's.
 *
 * Rules: B7 (another set is ordered anew), B8a, B10 (no more than the table could hold), D10.
 */
#include "answer.h"

#include <stddef.h>
#include <string.h>

#include "branches.h"
#include "candidates.h"
#include "hf_assert.h"
#include "order.h"

bool hf_answer_is_known(const struct hf_dns_answered *answer)
{
    return answer->outcome == HF_DNS_ANSWER || answer->outcome == HF_DNS_NO_NAME ||
           answer->outcome == HF_DNS_NO_DATA;
}

struct source { /* of targets */
    struct hf_order order;
    const struct hf_dns_answered *answer;
    const uint8_t *branch_of; /* [record]; NULL: it is all to `branch` */
    uint8_t branch;           /* that the answer is to */
    uint8_t family;           /* enum hf_lookup_query: the question of it */
    uint8_t reserved[6];
};

/* ---- the answer ---- */

static uint16_t count_records(const struct source *s)
{
    return s->answer->outcome != HF_DNS_ANSWER ? 0 : s->answer->n_records;
}

static uint8_t branch_of(const struct source *s, uint16_t record)
{
    return s->branch_of == NULL ? s->branch : s->branch_of[record];
}

static bool read_address(const struct source *s, const struct hf_dns_record *r,
                         struct hf_target *found)
{
    bool is_v6 = s->family == HF_QUERY_IPV6;

    if (s->branch_of != NULL)
        return hf_target_parse(found, r->name.at, r->name.length) != 0;
    if (r->type != (is_v6 ? HF_DNS_AAAA : HF_DNS_A))
        return false;
    memcpy(found->address, r->address, is_v6 ? 16 : 4);
    found->family = is_v6 ? HF_FAMILY_IPV6 : HF_FAMILY_IPV4;
    return true;
}

/* A record as a target of its branch; false where it is none. */
static bool read_target(const struct source *s, uint16_t record, struct hf_target *found)
{
    const struct hf_branch *b;

    if (branch_of(s, record) == HF_NONE)
        return false;
    memset(found, 0, sizeof *found);
    b = &s->order.line->branches[branch_of(s, record)];
    found->port = b->port;
    found->transport = hf_branch_transport(b);
    return read_address(s, &s->answer->records[record], found);
}

/* The branch that the answer gives it to, the best where there are several; HF_NONE for none. */
static uint8_t find_in_answer(const struct source *s, const struct hf_target *target)
{
    const struct hf_branch *branches = s->order.line->branches;
    struct hf_target found;
    uint8_t best = HF_NONE;

    for (uint16_t i = 0; i < count_records(s); i++) {
        uint8_t b = branch_of(s, i);
        if ((best == HF_NONE || (b != HF_NONE && branches[b].rank < branches[best].rank)) &&
            read_target(s, i, &found) && hf_target_equal(&found, target))
            best = b;
    }
    return best;
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
    for (uint8_t i = 0; i < s->order.line->n_live; i++) {
        const struct hf_candidate *c = &s->order.line->candidates[i];
        if (c->server == s->order.place.server && c->proxy <= s->order.place.proxy &&
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

/* ---- the order while it is asked ---- */

/* Of the answer, where it stands nowhere yet. */
static void put_new(const struct source *s, struct hf_given_all *given,
                    const struct hf_target *target)
{
    uint8_t branch = find_in_answer(s, target);

    if (hf_order_has(&s->order, given, target) || given->n_added == HF_LINE_TARGETS)
        return;
    HF_ASSERT(given->n < HF_GIVEN_MOST); /* what stands there is no more than the table */
    given->items[given->n++] = (struct hf_given){.at = (uint8_t)(HF_LINE_TARGETS + given->n_added),
                                                 .branch = (uint8_t)((branch + 1u) | HF_BRANCH_NEW),
                                                 .rank = s->order.line->branches[branch].rank};
    given->added[given->n_added++] = *target;
}

static bool is_answered(const struct source *s, const struct hf_candidate *c)
{
    uint8_t branch = hf_branch_of(c);

    return hf_order_is_of(&s->order, c) && branch != HF_NONE &&
           branch == find_in_answer(s, &c->target);
}

/* B7: the addresses of the answer are others than before. Where a host has further branches, a kept
 * one that is missing may have been another's. */
static bool is_other_set(const struct source *s)
{
    if (brings_new(s))
        return true;
    for (uint8_t i = 0; i < s->order.line->n_live && s->order.single; i++) {
        const struct hf_candidate *c = &s->order.line->candidates[i];
        if (hf_order_is_of(&s->order, c) && hf_order_family(&c->target) == s->family &&
            find_in_answer(s, &c->target) == HF_NONE)
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
        else if (hf_order_is_of(&s->order, &s->order.line->candidates[live]))
            hf_order_put(&s->order, given, live);
    }
}

/* What stands there, and behind it what is new. Another set is ordered anew. */
static void put_all(const struct source *s, struct hf_given_all *given)
{
    bool is_other = is_other_set(s);

    for (uint8_t i = 0; i < s->order.line->n_live; i++) {
        const struct hf_candidate *c = &s->order.line->candidates[i];
        if (is_other && is_answered(s, c))
            put_answered(s, given);
        else if (hf_order_is_of(&s->order, c) && hf_order_stays(&s->order, c))
            hf_order_put(&s->order, given, i);
    }
    put_answered(s, given);
}

static void write(struct hf_context *x, const struct source *s)
{
    struct hf_given_all given;

    given.n = 0;
    given.n_added = 0;
    put_all(s, &given);
    hf_candidates_arrange(x, s->order.host, &given);
}

/* ---- taking it ---- */

/* What the answer gives of what stands there already is its branch's, where no better one has
 * given it (B10). */
static void mark(struct hf_line *line, const struct source *s)
{
    for (uint8_t i = 0; i < line->n_live; i++) {
        struct hf_candidate *c = &line->candidates[i];
        uint8_t before = hf_branch_of(c), now;
        if (!hf_order_is_of(&s->order, c))
            continue;
        now = find_in_answer(s, &c->target);
        if (now != HF_NONE &&
            (before == HF_NONE || line->branches[now].rank < line->branches[before].rank))
            c->branch = (uint8_t)((c->branch & HF_BRANCH_NEW) | (now + 1u));
    }
}

static void note_ttls(struct hf_line *line, const struct source *s)
{
    for (uint8_t i = 0; i < line->n_live; i++) {
        if (is_answered(s, &line->candidates[i]))
            hf_candidate_note_ttl(line, i, s->answer->ttl_s);
    }
}

static bool any_is_answered(const struct source *s)
{
    for (uint8_t i = 0; i < s->order.line->n_live; i++) {
        if (is_answered(s, &s->order.line->candidates[i]))
            return true;
    }
    return false;
}

static void take(struct hf_context *x, const struct source *s)
{
    bool is_other;

    mark(x->line, s);
    is_other = is_other_set(s);
    if (hf_order_any_leaves(&s->order) ||
        (is_other && any_is_answered(s))) /* what stands there will move */
        x->line->lookups[s->order.host].flags |= HF_LOOKUP_CHANGED;
    if (is_other || hf_order_any_leaves(&s->order))
        write(x, s);
    note_ttls(x->line, s);
}

bool hf_answer_take(struct hf_context *x, uint8_t branch, uint8_t family,
                    const struct hf_dns_answered *answer)
{
    struct hf_branch *b = &x->line->branches[branch];
    struct source s = {.order = hf_order_of(x->line, (uint8_t)(b->host - 1))};
    bool gave;

    s.answer = answer;
    s.branch = branch;
    s.family = family;
    gave = gives_any(&s);
    if (gave) {
        b->ended |= family;
        s.order.gives = 1;
    }
    take(x, &s);
    return gave;
}

void hf_answer_take_numeric(struct hf_context *x, uint8_t host,
                            const struct hf_dns_answered *answer, const uint8_t *branches)
{
    struct source s = {.order = hf_order_of(x->line, host), .branch = HF_NONE};

    s.answer = answer;
    s.branch_of = branches;
    take(x, &s);
}
