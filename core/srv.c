/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SRV answers: the order of their targets. By priority, and within a priority by the line's
 * srv_order: heaviest-first, or RFC 2782's draw by weight. The draw comes from the line's generator
 * at the place that priorities, weights and ports of the set name, and takes the records by their
 * names: the same set gives the same order, in whatever order a resolver gives it, also after a
 * restart, and another line has another one. No name goes into the draw but by where it stands
 * among the others: a log whose names are replaced in their order still replays as it was.
 *
 * Rules: B7, B8 (a set of "." alone), B10 (16 places, and no more than there is room for).
 */
#include "follow.h"

#include <string.h>

#include "candidates.h"
#include "decision.h"
#include "hf_assert.h"
#include "host_name.h"
#include "lookup.h"
#include "random.h"

struct order { /* of an answer's usable records: what is not taken yet stands behind what is */
    const struct hf_dns_record *records;
    uint8_t at[HF_EVENT_RECORDS]; /* records, sorted */
    uint32_t set;                 /* hash of what they all say but their names */
    uint8_t n;
    uint8_t is_cut; /* 0 or 1: not all of them find room: their order may not be the answer's */
    uint8_t reserved[10];
};

static bool is_root(const struct hf_dns_record *r)
{
    return r->name.length == 0 || (r->name.length == 1 && r->name.at[0] == '.');
}

static bool is_usable(const struct hf_dns_record *r)
{
    struct hf_target numeric;

    return r->port != 0 && (hf_host_name_is_sound(r->name.at, r->name.length) ||
                            hf_target_parse(&numeric, r->name.at, r->name.length) != 0);
}

/* RFC 2782: those of no weight stand before their equals. Heaviest-first: equals as they came, but
 * where some are cut, since resolvers turn answers round. */
static bool stands_before(const struct order *o, enum hf_srv_order by, uint8_t a, uint8_t b)
{
    const struct hf_dns_record *p = &o->records[a], *q = &o->records[b];
    int order;

    if (p->priority != q->priority)
        return p->priority < q->priority;
    if (by == HF_SRV_HEAVIEST_FIRST && (p->weight != q->weight || !o->is_cut))
        return p->weight > q->weight;
    if (by == HF_SRV_WEIGHTED && (p->weight == 0) != (q->weight == 0))
        return p->weight == 0;
    order = hf_host_name_compare(&p->name, &q->name);
    return order != 0 ? order < 0 : p->port < q->port;
}

static void sort(struct order *o, enum hf_srv_order by)
{
    for (uint8_t i = 1; i < o->n; i++) {
        uint8_t moved = o->at[i], j = i;
        for (; j > 0 && stands_before(o, by, moved, o->at[j - 1]); j--)
            o->at[j] = o->at[j - 1];
        o->at[j] = moved;
    }
}

static void begin(struct order *o, const struct hf_line *line, const struct hf_followed *f)
{
    memset(o, 0, sizeof *o);
    o->records = f->answer->records;
    for (uint8_t i = 0; i < f->answer->n_records; i++) {
        struct hf_dns_record nameless = f->answer->records[i];
        nameless.name.length = 0;
        o->set += hf_follow_hash_record(&nameless);
        if (is_usable(&f->answer->records[i]))
            o->at[o->n++] = i;
    }
    o->is_cut = o->n > HF_SRV_PLACES || o->n > hf_branches_room(line, f->host);
    sort(o, (enum hf_srv_order)line->config.srv_order);
}

/* How many from `from` on are of its priority. */
static uint8_t count_equals(const struct order *o, uint8_t from)
{
    uint8_t n = 0;

    while (from + n < o->n &&
           o->records[o->at[from + n]].priority == o->records[o->at[from]].priority)
        n++;
    return n;
}

/* RFC 2782: of the first priority among those from `from` on, one is drawn by running sums. Only
 * one of no weight, which stands first then, is drawn by 0: else the shares would not be the
 * weights'. Where none has any, all have the same share. */
static uint8_t draw(const struct order *o, const struct hf_line *line, uint8_t from)
{
    uint8_t n = count_equals(o, from);
    uint32_t total = 0, running = 0, least = o->records[o->at[from]].weight == 0 ? 0 : 1;
    uint64_t drawn = hf_random_of(line, HF_DRAW_ORDER, (uint64_t)o->set << 8 | (from + 1u));

    for (uint8_t i = 0; i < n; i++)
        total += o->records[o->at[from + i]].weight;
    if (total == 0)
        return (uint8_t)(from + drawn % n);
    drawn = least + drawn % (total - least + 1u);
    for (uint8_t i = 0; i < n; i++) {
        running += o->records[o->at[from + i]].weight;
        if (running >= drawn)
            return (uint8_t)(from + i);
    }
    HF_UNREACHABLE();
}

/* Takes the next: it stands at `from` then, and the others keep their order behind it. */
static const struct hf_dns_record *take(struct order *o, const struct hf_line *line, uint8_t from)
{
    uint8_t i = line->config.srv_order == HF_SRV_WEIGHTED ? draw(o, line, from) : from;
    uint8_t taken = o->at[i];

    memmove(&o->at[from + 1], &o->at[from], (size_t)(i - from));
    o->at[from] = taken;
    return &o->records[taken];
}

static bool is_same(const struct hf_dns_record *a, const struct hf_dns_record *b)
{
    return a->port == b->port && a->name.length == b->name.length &&
           hf_host_name_equal(a->name.at, b->name.at, a->name.length);
}

/* B10: a target stands at its first place alone. */
static bool stands_already(const struct order *o, uint8_t n_taken, const struct hf_dns_record *r)
{
    for (uint8_t i = 0; i < n_taken; i++) {
        if (is_same(&o->records[o->at[i]], r))
            return true;
    }
    return false;
}

static void follow_all(struct hf_context *x, const struct hf_followed *f, struct order *o)
{
    uint8_t place = 0;

    for (uint8_t i = 0; i < o->n; i++) {
        const struct hf_dns_record *r = take(o, x->line, i);
        struct hf_named named = {.name = &r->name,
                                 .rank = (uint16_t)(f->rank | place),
                                 .port = r->port,
                                 .host = f->host,
                                 .transport = f->transport};

        if (stands_already(o, i, r))
            continue;
        if (place == HF_SRV_PLACES)
            f->following->n_cut++;
        else if (hf_follow_addresses(x, &named, f->following, o->at[i]))
            place++;
    }
}

static bool is_absent(const struct hf_dns_answered *answer)
{
    for (uint16_t i = 0; i < answer->n_records; i++) {
        if (!is_root(&answer->records[i]))
            return false;
    }
    return answer->n_records > 0;
}

void hf_srv_follow(struct hf_context *x, const struct hf_followed *f)
{
    struct hf_lookup *l = &x->line->lookups[f->host];
    struct order order;

    hf_follow_hash(x, f);
    if (is_absent(f->answer)) {
        l->flags |= HF_LOOKUP_ABSENT;
        hf_lookup_note(x, f->host, HF_WHY_SERVICE_ABSENT, 0);
        return;
    }
    begin(&order, x->line, f);
    if (order.n < f->answer->n_records)
        hf_lookup_note(x, f->host, HF_WHY_RECORDS_IGNORED, f->answer->n_records - order.n);
    if (order.n == 0)
        return;
    if (f->transport == HF_TRANSPORT_TLS)
        l->flags |= HF_LOOKUP_TLS; /* B14 */
    hf_lookup_note_by(x, f->host, HF_WHY_SRV_FOUND, HF_SETTING_SRV_ORDER);
    follow_all(x, f, &order);
    hf_follow_end(x, f, f->following);
}
