/* SPDX-License-Identifier: Apache-2.0 */
/* NAPTR and SRV answers: what they lead to. The theory is in naptr.c and srv.c. */
#ifndef HF_FOLLOW_H
#define HF_FOLLOW_H

#include "branches.h"
#include "context.h"

/* What came of an answer's records. */
struct hf_following {
    uint8_t branch_of[HF_EVENT_RECORDS]; /* [record]: of a numeric one; else HF_NONE */
    uint16_t n_cut;                      /* beyond the places of an answer (B10) */
    uint16_t n_shared;                   /* for want of room in the line's pool */
    uint8_t any_numeric;                 /* 0 or 1 */
    uint8_t reserved[3];
};

/* A question that has been answered with what there is, or that there is nothing. Its branch may
 * be free already: what follows takes its place. */
struct hf_followed {
    const struct hf_dns_answered *answer;
    struct hf_following *following; /* what comes of its records */
    struct hf_branch branch;        /* as it was */
    uint16_t rank;                  /* of what follows */
    uint8_t host;
    uint8_t transport; /* SRV: of its targets (enum hf_transport) */
};

/* The usable records of the lowest order become questions (B5). */
void hf_naptr_follow(struct hf_context *x, const struct hf_followed *followed);

/* The targets in their order (B7) become questions, or candidates where they are numeric (B1). */
void hf_srv_follow(struct hf_context *x, const struct hf_followed *followed);

/* A name of a record: it is asked for its addresses; where it is one (B1), its branch is there and
 * hf_follow_end gives them all. False where there was no room. */
struct hf_named {
    const struct hf_text *name;
    uint16_t rank, port;
    uint8_t host, transport;
    uint8_t reserved[2];
};

void hf_follow_begin(struct hf_following *following);
bool hf_follow_addresses(struct hf_context *x, const struct hf_named *named,
                         struct hf_following *following, uint16_t record);

/* A record found no room in the pool. */
void hf_follow_note_cut(const struct hf_context *x, uint8_t host, struct hf_following *following);

/* Numeric names become candidates, and what was cut is said. */
void hf_follow_end(struct hf_context *x, const struct hf_followed *followed,
                   const struct hf_following *following);

/* B7: an answer's records in the hash of those that the lookup has heard, whatever their order. */
void hf_follow_hash(struct hf_context *x, const struct hf_followed *followed);

/* The same of one record; never 0. */
uint32_t hf_follow_hash_record(const struct hf_dns_record *record);

#endif
