/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keep-alives of all lines (C3a): on each UDP target that some line keeps, CRLF at the smallest
 * interval that one of them asked for (RFC 5626 3.5.1 gives the bytes; over UDP nothing answers,
 * and what has failed is heard as an ICMP error). Pure but for send.
 */
#ifndef HF_UV_KEEPALIVE_H
#define HF_UV_KEEPALIVE_H

#include <stdint.h>

#include "holdfast/action.h"

struct hf_keepalive;

struct hf_keepalive_use; /* a line's keep-alives; NULL: none */

/* send is called from hf_keepalive_wake. NULL without memory. */
struct hf_keepalive *hf_keepalive_open(void (*send)(void *context, const struct hf_target *target),
                                       void *context);

struct hf_keepalive_order {
    struct hf_keep_alive order; /* interval 0: no longer */
    uint64_t now_us;
};

/* Carries the order of a line out. 0, or -1 without memory. A target of a transport other than
 * UDP is noted, and nothing is sent to it. */
int hf_keepalive_obey(struct hf_keepalive *keepalive, struct hf_keepalive_use **uses,
                      const struct hf_keepalive_order *order);

/* The line keeps nothing any more. */
void hf_keepalive_forget(struct hf_keepalive *keepalive, struct hf_keepalive_use **uses);

int hf_keepalive_keeps(const struct hf_keepalive_use *uses, const struct hf_target *target);

/* When to wake it, at the latest; HF_NEVER. */
uint64_t hf_keepalive_due(const struct hf_keepalive *keepalive);

void hf_keepalive_wake(struct hf_keepalive *keepalive, uint64_t now_us);

/* Each line's uses have been forgotten. */
void hf_keepalive_close(struct hf_keepalive *keepalive);

#endif
