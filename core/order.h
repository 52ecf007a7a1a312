/* SPDX-License-Identifier: Apache-2.0 */
/* The order of a host's targets, and what of the kept ones stays. The theory is in order.c. */
#ifndef HF_ORDER_H
#define HF_ORDER_H

#include <stdbool.h>

#include "candidates.h"
#include "context.h"

/* A host whose targets are put in order. */
struct hf_order {
    const struct hf_line *line;
    struct hf_place place;
    uint8_t host;
    uint8_t single; /* 0 or 1: the host's own addresses are all that is asked */
    uint8_t gives;  /* 0 or 1: some of its questions have given addresses */
    uint8_t reserved[3];
};

struct hf_order hf_order_of(const struct hf_line *line, uint8_t host);

bool hf_order_is_of(const struct hf_order *o, const struct hf_candidate *c);

/* The family of a target, as a question (enum hf_lookup_query). */
uint8_t hf_order_family(const struct hf_target *target);

/* Of a candidate of the host: it has been given, or may yet be. */
bool hf_order_stays(const struct hf_order *o, const struct hf_candidate *c);
bool hf_order_any_leaves(const struct hf_order *o);

/* A list of its targets: whether it has this one; a candidate, once, behind what is there. */
bool hf_order_has(const struct hf_order *o, const struct hf_given_all *given,
                  const struct hf_target *target);
void hf_order_put(const struct hf_order *o, struct hf_given_all *given, uint8_t candidate);

/* The resolution has come to its end, or as far as anybody waits for it: the host's targets stand
 * in the order that the records give, as far as that is known. */
void hf_order_settle(struct hf_context *x, uint8_t host);

/* What has been given since it was asked is not used after all (B14): what is kept remains. */
void hf_order_withdraw(struct hf_context *x, uint8_t host);

/* The same of what has no TLS, kept or not. */
void hf_order_drop_weaker(struct hf_context *x, uint8_t host);

/* Nothing has been given. What is kept of families that were not asked, since they are not usable
 * now, remains: true where there is any. */
bool hf_order_keep_unasked(struct hf_context *x, uint8_t host);

#endif
