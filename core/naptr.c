/* SPDX-License-Identifier: Apache-2.0 */
/*
 * NAPTR answers. Of the lowest order that has a usable record all usable ones are followed, by
 * preference: each asks for the SRV records of its replacement, for its addresses, or for NAPTR
 * again. A record is usable that has no regexp, a service of SIP over a transport that we speak
 * (one that leads to NAPTR again may leave that open), a flag that we know, and a name.
 *
 * A chain of empty flags ends at the fourth question, which every loop comes to.
 *
 * Rules: B5, B10 (no more than there is room for).
 */
#include "follow.h"

#include "candidates.h"
#include "decision.h"
#include "host_name.h"
#include "lookup.h"
#include "queries.h"

static bool is_usable(const struct hf_dns_record *r)
{
    struct hf_target numeric;
    bool is_service = r->service < HF_TRANSPORT_NAPTR;
    bool is_name = hf_host_name_is_sound(r->name.at, r->name.length);

    if (r->has_regexp)
        return false;
    switch (r->flag) {
    case 's': return is_service && is_name;
    case 'a':
        return is_service &&
               (is_name || hf_target_parse(&numeric, r->name.at, r->name.length) != 0);
    case 0: return r->service < HF_TRANSPORT_COUNT && is_name;
    default: return false;
    }
}

/* The order that counts; false where no record is usable. `n_ignored` are those that are not. */
static bool find_order(const struct hf_dns_answered *answer, uint16_t *order, uint16_t *n_ignored)
{
    bool found = false;

    *n_ignored = 0;
    for (uint16_t i = 0; i < answer->n_records; i++) {
        const struct hf_dns_record *r = &answer->records[i];
        if (!is_usable(r)) {
            (*n_ignored)++;
            continue;
        }
        if (!found || r->priority < *order)
            *order = r->priority;
        found = true;
    }
    return found;
}

/* The next by preference, then as they came; n_records for none. */
static uint16_t find_next(const struct hf_dns_answered *answer, uint16_t order, uint16_t last)
{
    uint16_t next = answer->n_records;

    for (uint16_t i = 0; i < answer->n_records; i++) {
        const struct hf_dns_record *r = &answer->records[i];
        bool is_behind = last == answer->n_records || r->weight > answer->records[last].weight ||
                         (r->weight == answer->records[last].weight && i > last);
        if (is_usable(r) && r->priority == order && is_behind &&
            (next == answer->n_records || r->weight < answer->records[next].weight))
            next = i;
    }
    return next;
}

static bool leads_back(const struct hf_context *x, uint8_t host, const struct hf_text *name)
{
    struct hf_name own = hf_host_name(&x->line->config, host);
    const char *text = x->line->config.names + own.at;

    if (text[own.length - 1] == '.')
        own.length--;
    return own.length == name->length && hf_host_name_equal(text, name->at, name->length);
}

static void ask(struct hf_context *x, const struct hf_followed *f,
                const struct hf_branch_plan *plan, const struct hf_text *name)
{
    uint8_t branch = hf_branches_take(x->line, f->host, plan);

    if (branch != HF_NONE) {
        hf_queries_send(x, branch, name);
        return;
    }
    hf_follow_note_cut(x, f->host, f->following);
    if (plan->asks == HF_ASKS_SRV && plan->transport == HF_TRANSPORT_TLS)
        x->line->lookups[f->host].flags |= HF_LOOKUP_TLS; /* B14 */
}

/* B5: NAPTR again; deeper, or back where it began, is said. */
static void ask_again(struct hf_context *x, const struct hf_followed *f,
                      const struct hf_branch_plan *plan, const struct hf_text *name)
{
    if (hf_branch_level(&f->branch) + 1u < HF_NAPTR_LEVELS && !leads_back(x, f->host, name))
        ask(x, f, plan, name);
    else
        hf_lookup_note(x, f->host, HF_WHY_NAPTR_LOOP, hf_branch_level(&f->branch) + 1u);
}

static void follow_record(struct hf_context *x, const struct hf_followed *f, uint16_t record,
                          uint8_t place)
{
    const struct hf_dns_record *r = &f->answer->records[record];
    uint8_t level = hf_branch_level(&f->branch);
    struct hf_branch_plan plan = {.asks = HF_ASKS_SRV,
                                  .rank = hf_rank_of_record(f->rank, level, place),
                                  .transport = r->service,
                                  .level = level,
                                  .open = 1};

    if (r->flag == 's') {
        ask(x, f, &plan, &r->name);
        return;
    }
    if (r->flag == 'a') {
        if (r->service == HF_TRANSPORT_TLS)
            x->line->lookups[f->host].flags |= HF_LOOKUP_TLS; /* B14 */
        (void)hf_follow_addresses(x,
                                  &(struct hf_named){.name = &r->name,
                                                     .rank = plan.rank,
                                                     .port = hf_port_of(r->service),
                                                     .host = f->host,
                                                     .transport = r->service},
                                  f->following, record);
        return;
    }
    plan.asks = HF_ASKS_NAPTR;
    plan.transport = 0;
    plan.level = (uint8_t)(level + 1);
    ask_again(x, f, &plan, &r->name);
}

/* Those of the order in their places. */
static void follow_order(struct hf_context *x, const struct hf_followed *f, uint16_t order)
{
    const uint16_t none = f->answer->n_records;
    uint16_t at = none;

    for (uint16_t place = 0; place < none; place++) {
        at = find_next(f->answer, order, at);
        if (at == none)
            return;
        if (place < HF_NAPTR_RECORDS)
            follow_record(x, f, at, (uint8_t)place);
        else
            f->following->n_cut++;
    }
}

void hf_naptr_follow(struct hf_context *x, const struct hf_followed *f)
{
    uint16_t order = 0, n_ignored;
    bool any = find_order(f->answer, &order, &n_ignored);

    hf_follow_hash(x, f);
    if (n_ignored > 0)
        hf_lookup_note(x, f->host, HF_WHY_RECORDS_IGNORED, n_ignored);
    if (!any)
        return;
    hf_lookup_note_by(x, f->host, HF_WHY_NAPTR_FOUND, HF_SETTING_TRANSPORT);
    follow_order(x, f, order);
    hf_follow_end(x, f, f->following);
}
