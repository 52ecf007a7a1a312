/* SPDX-License-Identifier: Apache-2.0 */
/* NAPTR and SRV answers: what they lead to. The theory is in naptr.c and srv.c. */
#ifndef HF_FOLLOW_H
#define HF_FOLLOW_H

#include "branches.h"
#include "context.h"

/* A question that has been answered with what there is, or that there is nothing. Its branch may
 * be free already: what follows takes its place. */
struct hf_followed {
    const struct hf_dns_answered *answer;
    struct hf_branch branch; /* as it was */
    uint16_t rank;           /* of what follows */
    uint8_t host;
    uint8_t transport; /* SRV: of its targets (enum hf_transport) */
};

/* The usable records of the lowest order become questions (B5). */
void hf_naptr_follow(struct hf_context *x, const struct hf_followed *followed);

/* The targets in their order (B7) become questions, or candidates where they are numeric (B1). */
void hf_srv_follow(struct hf_context *x, const struct hf_followed *followed);

/* A name of a record: asked for its addresses, or given where it is one (B1). False where there
 * was no room (B10). */
struct hf_named {
    const struct hf_text *name;
    uint32_t ttl_s; /* of the record */
    uint16_t rank, port;
    uint8_t host, transport, from_static;
    uint8_t reserved[5];
};
bool hf_follow_addresses(struct hf_context *x, const struct hf_named *named);

/* B7: an answer's records in the hash of those that the lookup has heard, whatever their order. */
void hf_follow_hash(struct hf_context *x, const struct hf_followed *followed);

/* The same of one record; never 0. */
uint32_t hf_follow_hash_record(const struct hf_dns_record *record);

#endif
