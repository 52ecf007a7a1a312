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
    return hash == 0 ? 1 : hash;
}

void hf_follow_hash(struct hf_context *x, const struct hf_followed *followed)
{
    struct hf_lookup *l = &x->line->lookups[followed->host];
    uint32_t salt = 2u * followed->transport + 1u; /* another service is another record */

    for (uint16_t i = 0; i < followed->answer->n_records; i++)
        l->heard += hf_follow_hash_record(&followed->answer->records[i]) * salt;
}

/* An SRV target that is an address: what it would be answered with. */
static void give(struct hf_context *x, const struct hf_named *named, uint8_t branch,
                 const struct hf_target *numeric)
{
    bool is_v6 = numeric->family == HF_FAMILY_IPV6;
    struct hf_dns_record record;
    const struct hf_dns_answered answer = {.records = &record,
                                           .ttl_s = named->ttl_s,
                                           .n_records = 1,
                                           .from_static = named->from_static};

    memset(&record, 0, sizeof record);
    record.type = is_v6 ? HF_DNS_AAAA : HF_DNS_A;
    memcpy(record.address, numeric->address, sizeof record.address);
    (void)hf_answer_take(x, branch, is_v6 ? HF_QUERY_IPV6 : HF_QUERY_IPV4, &answer);
    x->line->branches[branch].ended = HF_QUERY_IPV4 | HF_QUERY_IPV6; /* both are known */
}

bool hf_follow_addresses(struct hf_context *x, const struct hf_named *named)
{
    struct hf_target numeric;
    bool is_numeric;
    uint8_t branch;

    memset(&numeric, 0, sizeof numeric);
    is_numeric = hf_target_parse(&numeric, named->name->at, named->name->length) != 0;
    branch = hf_branches_take(
        x->line, named->host,
        &(struct hf_branch_plan){.asks = HF_ASKS_ADDRESSES,
                                 .rank = named->rank,
                                 .port = named->port,
                                 .transport = named->transport,
                                 .open = is_numeric ? 0 : hf_queries_families(x->line)});
    if (branch == HF_NONE)
        return false;
    if (is_numeric)
        give(x, named, branch, &numeric);
    else
        hf_queries_send(x, branch, named->name);
    return true;
}
