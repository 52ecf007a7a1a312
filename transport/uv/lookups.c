/* SPDX-License-Identifier: Apache-2.0 */
/* A hash table, and the kept ones in the order of their use. */
#define _GNU_SOURCE 1
#include "lookups.h"

#include <stdlib.h>
#include <string.h>

#include "wake.h"

#define US_IN_S 1000000u

/* ---- the table ---- */

static struct hf_asked_name **bucket_of(struct hf_lookups *lookups, const char *name, uint16_t type)
{
    uint32_t hash = 2166136261u ^ type;

    for (const char *at = name; *at != '\0'; at++)
        hash = (hash ^ (uint8_t)*at) * 16777619u;
    return &lookups->buckets[hash % HF_LOOKUPS_BUCKETS];
}

struct hf_asked_name *hf_lookups_find(struct hf_lookups *lookups, const char *name, uint16_t type)
{
    struct hf_asked_name *lookup = *bucket_of(lookups, name, type);

    while (lookup != NULL && (lookup->type != type || strcmp(lookup->name, name) != 0))
        lookup = lookup->next_in_bucket;
    return lookup;
}

void hf_lookups_take_out(struct hf_lookups *lookups, struct hf_asked_name *lookup)
{
    struct hf_asked_name **place = bucket_of(lookups, lookup->name, lookup->type);

    while (*place != lookup)
        place = &(*place)->next_in_bucket;
    *place = lookup->next_in_bucket;
}

struct hf_asked_name *hf_lookups_add(struct hf_lookups *lookups, const char *name, uint16_t type)
{
    size_t size = strlen(name) + 1;
    struct hf_asked_name *lookup = calloc(1, sizeof *lookup + size);
    struct hf_asked_name **bucket = bucket_of(lookups, name, type);

    if (lookup == NULL)
        return NULL;
    memcpy(lookup->name, name, size);
    lookup->type = type;
    lookup->next_in_bucket = *bucket;
    *bucket = lookup;
    return lookup;
}

void hf_lookups_free(struct hf_asked_name *lookup)
{
    while (lookup->waiters != NULL) {
        struct hf_name_waiter *waiter = lookup->waiters;

        lookup->waiters = waiter->next;
        free(waiter);
    }
    hf_kept_answer_release(lookup->answer);
    free(lookup);
}

/* ---- records ---- */

struct hf_kept_answer *hf_kept_answer_hold(const struct hf_asked_name *lookup)
{
    if (lookup->answer != NULL)
        lookup->answer->n_users++;
    return lookup->answer;
}

void hf_kept_answer_release(struct hf_kept_answer *answer)
{
    if (answer != NULL && --answer->n_users == 0)
        free(answer);
}

int hf_lookups_take(struct hf_asked_name *lookup, const struct hf_dns_answer *answer)
{
    size_t n_bytes = answer->n_records * sizeof answer->records[0];
    struct hf_kept_answer *kept = NULL;
    char *names;

    if (answer->n_records > 0) {
        kept = malloc(sizeof *kept + n_bytes + answer->names_used);
        if (kept == NULL)
            return -1;
        names = (char *)kept->records + n_bytes;
        kept->n_users = 1;
        kept->n_records = answer->n_records;
        memcpy(kept->records, answer->records, n_bytes);
        memcpy(names, answer->names, answer->names_used);
        for (unsigned i = 0; i < kept->n_records; i++)
            kept->records[i].name.at = names + (answer->records[i].name.at - answer->names);
    }
    hf_kept_answer_release(lookup->answer);
    lookup->answer = kept;
    return 0;
}

/* ---- answers that are kept ---- */

static void unlink_kept(struct hf_lookups *lookups, struct hf_asked_name *lookup)
{
    if (lookup->older != NULL)
        lookup->older->newer = lookup->newer;
    else
        lookups->oldest = lookup->newer;
    if (lookup->newer != NULL)
        lookup->newer->older = lookup->older;
    else
        lookups->newest = lookup->older;
    lookups->n_kept--;
}

static void link_kept(struct hf_lookups *lookups, struct hf_asked_name *lookup)
{
    lookup->older = lookups->newest;
    lookup->newer = NULL;
    if (lookups->newest != NULL)
        lookups->newest->newer = lookup;
    else
        lookups->oldest = lookup;
    lookups->newest = lookup;
    lookups->n_kept++;
}

void hf_lookups_drop(struct hf_lookups *lookups, struct hf_asked_name *lookup)
{
    unlink_kept(lookups, lookup);
    hf_lookups_take_out(lookups, lookup);
    hf_lookups_free(lookup);
}

void hf_lookups_keep(struct hf_lookups *lookups, struct hf_asked_name *lookup)
{
    if (lookups->n_kept >= HF_RESOLVER_NAMES)
        hf_lookups_drop(lookups, lookups->oldest);
    lookup->state = HF_NAME_KEPT;
    lookup->expires_us = hf_clock_now_us() + (uint64_t)lookup->ttl_s * US_IN_S;
    link_kept(lookups, lookup);
}

void hf_lookups_touch(struct hf_lookups *lookups, struct hf_asked_name *lookup)
{
    unlink_kept(lookups, lookup);
    link_kept(lookups, lookup);
}
