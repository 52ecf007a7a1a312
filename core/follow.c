/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the records of NAPTR and SRV have in common: their names are asked for in the step that
 * brought them, and their set is remembered as a sum of hashes, which is the same whatever the
 * order that a resolver gives them in.
 *
 * Rules: B1 (numeric SRV targets), B7 (the set of records), B10.
 */
#include "follow.h"

#include <string.h>

#include "answer.h"
#include "candidates.h"
#include "host_name.h"
#include "lookup.h"
#include "queries.h"

#define FNV_OFFSET 2166136261u /* FNV-1a of 32 bits */
#define FNV_PRIME  16777619u

static uint32_t hash_byte(uint32_t hash, uint8_t byte)
{
    return (hash ^ byte) * FNV_PRIME;
}

static uint32_t hash_number(uint32_t hash, uint16_t number)
{
    return hash_byte(hash_byte(hash, (uint8_t)(number >> 8)), (uint8_t)number);
}

uint32_t hf_follow_hash_record(const struct hf_dns_record *record)
{
    uint32_t hash = FNV_OFFSET;

    hash = hash_number(hash, record->type);
    hash = hash_number(hash, record->priority);
    hash = hash_number(hash, record->weight);
    hash = hash_number(hash, record->port);
    hash = hash_byte(hash, (uint8_t)record->flag);
    hash = hash_byte(hash, record->has_regexp);
    hash = hash_byte(hash, record->service);
    for (uint32_t i = 0; i < record->name.length; i++)
        hash = hash_byte(hash, (uint8_t)hf_host_name_lower(record->name.at[i]));
    return hash;
}

void hf_follow_hash(struct hf_context *x, const struct hf_followed *followed)
{
    struct hf_lookup *l = &x->line->lookups[followed->host];
    uint32_t salt = 2u * followed->transport + 1u; /* another service is another record */

    for (uint16_t i = 0; i < followed->answer->n_records; i++)
        l->heard += hf_follow_hash_record(&followed->answer->records[i]) * salt;
}

void hf_follow_begin(struct hf_following *following)
{
    memset(following, 0, sizeof *following);
    memset(following->branch_of, HF_NONE, sizeof following->branch_of);
}

void hf_follow_note_cut(const struct hf_context *x, uint8_t host, struct hf_following *following)
{
    if (hf_branches_count(x->line, host) == HF_LINE_BRANCHES)
        following->n_cut++; /* it has all there is */
    else
        following->n_shared++;
}

bool hf_follow_addresses(struct hf_context *x, const struct hf_named *named,
                         struct hf_following *following, uint16_t record)
{
    struct hf_target numeric;
    bool is_numeric = hf_target_parse(&numeric, named->name->at, named->name->length) != 0;
    uint8_t branch = hf_branches_take(
        x->line, named->host,
        &(struct hf_branch_plan){.asks = HF_ASKS_ADDRESSES,
                                 .rank = named->rank,
                                 .port = named->port,
                                 .transport = named->transport,
                                 .open = is_numeric ? 0 : hf_queries_families(x->line)});

    if (branch == HF_NONE) {
        hf_follow_note_cut(x, named->host, following);
        return false;
    }
    if (is_numeric) {
        x->line->branches[branch].ended = HF_QUERY_IPV4 | HF_QUERY_IPV6; /* both are known */
        following->branch_of[record] = branch;
        following->any_numeric = 1;
    } else {
        hf_queries_send(x, branch, named->name);
    }
    return true;
}

void hf_follow_end(struct hf_context *x, const struct hf_followed *followed,
                   const struct hf_following *following)
{
    struct hf_lookup *l = &x->line->lookups[followed->host];

    if (following->n_cut + following->n_shared > 0)
        l->flags |= HF_LOOKUP_CUT;
    if (following->n_cut > 0)
        hf_lookup_note(x, followed->host, HF_WHY_RECORDS_CUT, following->n_cut);
    if (following->n_shared > 0)
        hf_lookup_note(x, followed->host, HF_WHY_ROOM_SHARED, following->n_shared);
    if (following->any_numeric)
        hf_answer_take_numeric(x, followed->host, followed->answer, following->branch_of);
}
