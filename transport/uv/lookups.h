/* SPDX-License-Identifier: Apache-2.0 */
/* The names that resolver.c asks for or keeps answers of: a table by name and type, of which at
 * most HF_RESOLVER_NAMES are kept. What is asked and told is not decided here. */
#ifndef HF_UV_LOOKUPS_H
#define HF_UV_LOOKUPS_H

#include <stdint.h>

#include "dns_wire.h"

#define HF_LOOKUPS_BUCKETS 256

enum hf_name_state { HF_NAME_ASKING = 0, HF_NAME_REPLIED = 1, HF_NAME_KEPT = 2 }; /* resolver.c */

struct hf_name_waiter {
    struct hf_name_waiter *next;
    uint64_t query;
    uint32_t line;
};

struct hf_kept_answer { /* records and their names in one piece; given back with the last user */
    uint32_t n_users;
    uint16_t n_records;
    uint16_t reserved;
    struct hf_dns_record records[];
};

struct hf_asked_name {
    struct hf_asked_name *next_in_bucket;
    struct hf_asked_name *older, *newer; /* KEPT: by last use */
    struct hf_asked_name *next_replied;  /* REPLIED */
    struct hf_name_waiter *waiters, *last_waiter;
    uint64_t expires_us;           /* KEPT */
    struct hf_kept_answer *answer; /* REPLIED, KEPT: NULL without records */
    uint32_t ttl_s;
    uint16_t type;
    uint8_t state;    /* enum hf_name_state */
    uint8_t verdict;  /* enum hf_dns_verdict; REPLIED */
    uint8_t outcome;  /* enum hf_dns_outcome; REPLIED, KEPT */
    uint8_t server;   /* that is asked, or was last */
    uint8_t n_silent; /* askings that were not answered */
    uint8_t failed;   /* bit per server that cannot answer this */
    char name[];      /* in lower case, without a last dot */
};

struct hf_lookups { /* zero it */
    struct hf_asked_name *buckets[HF_LOOKUPS_BUCKETS];
    struct hf_asked_name *oldest, *newest; /* KEPT */
    uint32_t n_kept;
};

struct hf_asked_name *hf_lookups_find(struct hf_lookups *lookups, const char *name, uint16_t type);

/* A new one, ASKING; NULL without memory. */
struct hf_asked_name *hf_lookups_add(struct hf_lookups *lookups, const char *name, uint16_t type);

/* Keeps the answer for its time to live, from now on; may drop another. */
void hf_lookups_keep(struct hf_lookups *lookups, struct hf_asked_name *lookup);

/* 0, or -1 without memory. */
int hf_lookups_take(struct hf_asked_name *lookup, const struct hf_dns_answer *answer);

/* A user more of its records, or NULL; and one less. */
struct hf_kept_answer *hf_kept_answer_hold(const struct hf_asked_name *lookup);
void hf_kept_answer_release(struct hf_kept_answer *answer);

/* A kept one was used; is not kept any more. */
void hf_lookups_touch(struct hf_lookups *lookups, struct hf_asked_name *lookup);
void hf_lookups_drop(struct hf_lookups *lookups, struct hf_asked_name *lookup);

/* One that is not kept leaves the table; its memory is given back. */
void hf_lookups_take_out(struct hf_lookups *lookups, struct hf_asked_name *lookup);
void hf_lookups_free(struct hf_asked_name *lookup);

#endif
