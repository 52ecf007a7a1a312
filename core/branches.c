/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Branches: what of a host's resolution is under way. A branch is a NAPTR question, a host's SRV
 * questions (a bit a transport), the SRV question of a NAPTR record, or the A and AAAA questions of
 * one name. An answer leads to further branches in the same step, while the event still holds their
 * names; a branch keeps port, transport and rank, never a name.
 *
 * The rank is the order that the records give (B5, B7), so that an answer that comes late still
 * finds its place: three bits for the record of each of four NAPTR levels, or for a set of B6 in
 * the place of the first of them, and four bits for the place in the SRV set.
 *
 * The pool is the line's, shared evenly by the hosts that are names, so that the answers of one
 * cannot keep another from being found (B10). One that is known lends its share.
 *
 * Rules: B5, B6 (order of sets), B7, B10.
 */
#include "branches.h"

#include <string.h>

#include "candidates.h"
#include "hf_assert.h"

#define SURE_OF  2u /* branches that each host is sure of, however many there are */
#define BITS     3u
#define FAMILIES (HF_QUERY_IPV4 | HF_QUERY_IPV6)

_Static_assert(HF_NAPTR_RECORDS == 8 && HF_NAPTR_LEVELS == 4 && HF_SRV_PLACES == 16,
               "a rank has 16 bits");
_Static_assert(SURE_OF *HF_LINE_HOSTS <= HF_LINE_BRANCHES, "each host can be asked for");
_Static_assert(HF_LINE_BRANCHES < HF_NONE, "a candidate says its branch in a byte");

uint8_t hf_branches_count(const struct hf_line *line, uint8_t host)
{
    uint8_t n = 0;

    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++)
        n = (uint8_t)(n + hf_branch_is_of(&line->branches[i], host));
    return n;
}

static uint8_t count_free(const struct hf_line *line)
{
    uint8_t n = 0;

    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++)
        n = (uint8_t)(n + (line->branches[i].host == 0));
    return n;
}

static bool is_name(const struct hf_line *line, uint8_t host)
{
    return !hf_host_is_numeric(&line->config, host);
}

static uint8_t share_of_each(const struct hf_line *line)
{
    uint8_t n_names = 0, share;

    for (uint8_t host = 0; host < hf_host_count(&line->config); host++)
        n_names = (uint8_t)(n_names + is_name(line, host));
    HF_ASSERT(n_names > 0); /* only names are asked for */
    share = (uint8_t)(HF_LINE_BRANCHES / n_names);
    return share < SURE_OF ? SURE_OF : share;
}

/* It is being asked, or will be at the next need: nobody takes its share. */
static bool is_wanted(const struct hf_line *line, uint8_t host)
{
    const struct hf_lookup *l = &line->lookups[host];

    return l->state != HF_LOOKUP_KNOWN || l->expires_us <= line->now_us ||
           hf_branches_open(line, host);
}

uint8_t hf_branches_room(const struct hf_line *line, uint8_t host)
{
    uint8_t share = share_of_each(line), n_free = count_free(line), owed = 0;

    for (uint8_t other = 0; other < hf_host_count(&line->config); other++) {
        uint8_t n = hf_branches_count(line, other);
        if (other != host && n < share && is_name(line, other) && is_wanted(line, other))
            owed = (uint8_t)(owed + share - n);
    }
    return n_free > owed ? (uint8_t)(n_free - owed) : 0;
}

/* Addresses and the stack's answer have two numbers, of which one family may leave one out. */
static uint8_t numbers_of(enum hf_branch_asks asks)
{
    switch (asks) {
    case HF_ASKS_SERVICES: return BITS;
    case HF_ASKS_ADDRESSES:
    case HF_ASKS_LOCATE: return 2;
    case HF_ASKS_NAPTR:
    case HF_ASKS_SRV: return 1;
    case HF_ASKS_COUNT: break;
    }
    HF_UNREACHABLE();
}

uint8_t hf_branches_take(struct hf_line *line, uint8_t host, const struct hf_branch_plan *plan)
{
    if (hf_branches_room(line, host) == 0)
        return HF_NONE;
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        if (line->branches[i].host != 0)
            continue;
        line->branches[i] = (struct hf_branch){
            .query = line->next_query,
            .rank = plan->rank,
            .port = plan->port,
            .host = (uint8_t)(host + 1),
            .asks = (uint8_t)((unsigned)plan->asks | (unsigned)plan->transport << 3 |
                              (unsigned)plan->level << 5),
            .open = plan->open,
        };
        line->next_query += numbers_of(plan->asks);
        return i;
    }
    HF_UNREACHABLE();
}

void hf_branches_free(struct hf_line *line, uint8_t branch)
{
    memset(&line->branches[branch], 0, sizeof line->branches[branch]);
    for (uint8_t i = 0; i < line->n_live; i++) {
        if (hf_branch_of(&line->candidates[i]) == branch)
            line->candidates[i].branch = 0;
    }
}

void hf_branches_free_host(struct hf_line *line, uint8_t host)
{
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        if (hf_branch_is_of(&line->branches[i], host))
            hf_branches_free(line, i);
    }
}

uint8_t hf_branches_find(const struct hf_line *line, uint64_t query)
{
    uint64_t number = query - line->first_id;

    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        const struct hf_branch *b = &line->branches[i];
        if (number - b->query < BITS && (b->open >> (number - b->query) & 1u) != 0)
            return i;
    }
    return HF_NONE;
}

uint8_t hf_branches_bit(const struct hf_line *line, uint64_t query)
{
    uint8_t branch = hf_branches_find(line, query);
    uint64_t number = query - line->first_id;

    if (branch == HF_NONE)
        return 0;
    return (uint8_t)(1u << (number - line->branches[branch].query));
}

bool hf_branches_open(const struct hf_line *line, uint8_t host)
{
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        if (hf_branch_is_of(&line->branches[i], host) && line->branches[i].open != 0)
            return true;
    }
    return false;
}

void hf_branches_renumber(struct hf_line *line, const uint8_t to[HF_LINE_HOSTS])
{
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        struct hf_branch *b = &line->branches[i];
        if (b->host == 0)
            continue;
        if (to[b->host - 1] == HF_NONE)
            hf_branches_free(line, i);
        else
            b->host = (uint8_t)(to[b->host - 1] + 1);
    }
}

/* ---- soundness ---- */

static bool ended_is_sound(const struct hf_branch *b)
{
    uint8_t heard = hf_branch_heard(b), unknown = hf_branch_unknown(b);
    bool is_addresses = hf_branch_kind(b) == HF_ASKS_ADDRESSES;

    return (heard & unknown) == 0 && ((heard | unknown) & b->open) == 0 &&
           (b->open | b->ended) != 0 && (heard == 0 || is_addresses) &&
           is_addresses == (b->port != 0);
}

/* enum hf_branch_asks: the bits that its questions have. */
static uint8_t bits_of(const struct hf_branch *b)
{
    switch (hf_branch_kind(b)) {
    case HF_ASKS_SERVICES: return HF_SERVICE_TLS | HF_SERVICE_TCP | HF_SERVICE_UDP;
    case HF_ASKS_ADDRESSES: return FAMILIES;
    case HF_ASKS_NAPTR:
    case HF_ASKS_SRV:
    case HF_ASKS_LOCATE: return 1;
    case HF_ASKS_COUNT: break;
    }
    return 0;
}

static bool kind_is_sound(const struct hf_branch *b)
{
    uint8_t transport = hf_branch_transport(b);
    bool has_transport = hf_branch_kind(b) == HF_ASKS_SRV || hf_branch_kind(b) == HF_ASKS_ADDRESSES;
    bool has_level = hf_branch_kind(b) == HF_ASKS_SRV || hf_branch_kind(b) == HF_ASKS_NAPTR;

    return ((b->open | hf_branch_heard(b) | hf_branch_unknown(b)) & ~bits_of(b)) == 0 &&
           transport < HF_TRANSPORT_NAPTR && (transport == 0 || has_transport) &&
           (hf_branch_level(b) == 0 || has_level);
}

static bool branch_is_sound(const struct hf_line *line, const struct hf_branch *b)
{
    static const struct hf_branch none;

    if (b->host == 0)
        return memcmp(b, &none, sizeof none) == 0;
    return b->host <= hf_host_count(&line->config) &&
           !hf_host_is_numeric(&line->config, (uint8_t)(b->host - 1)) && b->asks < 128 &&
           hf_branches_open(line, (uint8_t)(b->host - 1)) && kind_is_sound(b) &&
           ended_is_sound(b) && b->query > 0 && b->query < line->next_query;
}

/* What gave a live candidate is a branch of its host that has given addresses. */
static bool candidate_is_sound(const struct hf_line *line, uint8_t i)
{
    const struct hf_candidate *c = &line->candidates[i];
    const struct hf_branch *b;

    if (c->branch == 0)
        return true;
    if (i >= line->n_live || hf_branch_of(c) >= HF_LINE_BRANCHES)
        return false;
    b = &line->branches[hf_branch_of(c)];
    return b->host != 0 && hf_branch_kind(b) == HF_ASKS_ADDRESSES && hf_branch_heard(b) != 0 &&
           hf_host_of(&line->config, (struct hf_place){c->server, c->proxy}) == b->host - 1;
}

bool hf_branches_are_sound(const struct hf_line *line)
{
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        if (!branch_is_sound(line, &line->branches[i]))
            return false;
    }
    for (uint8_t i = 0; i < line->n_candidates; i++) {
        if (!candidate_is_sound(line, i))
            return false;
    }
    return true;
}
