/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keep-alives of all lines (C3a): which flow is due when. A flow is a UDP target, or a connection;
 * each that some line keeps is due at the smallest interval that one of them asked for. What is
 * sent then is the caller's (RFC 5626 3.5.1, 3.5.2). Pure but for send.
 */
#ifndef HF_UV_KEEPALIVE_H
#define HF_UV_KEEPALIVE_H

#include <stdint.h>

#include "holdfast/action.h"
#include "holdfast/limits.h"

struct hf_keepalive;

struct hf_keepalive_use; /* a line's keep-alives; NULL: none */

/* send is called from hf_keepalive_wake; flow: the connection, 0 over UDP. NULL without memory. */
typedef void hf_keepalive_send(void *context, const struct hf_target *target, uint64_t flow);
struct hf_keepalive *hf_keepalive_open(hf_keepalive_send *send, void *context);

struct hf_keepalive_order {
    struct hf_keep_alive order; /* interval 0: no longer */
    /* TCP, TLS: the connections, each once, since two of its servers may stand at one target under
     * two names; none: there is none yet. UDP: none */
    uint64_t flows[HF_LINE_SERVERS];
    uint32_t n_flows;
    uint32_t reserved;
    uint64_t now_us;
};

/* Carries the order of a line out. 0, or -1 without memory. Without a connection it is noted, and
 * nothing is sent. */
int hf_keepalive_obey(struct hf_keepalive *keepalive, struct hf_keepalive_use **uses,
                      const struct hf_keepalive_order *order);

/* What the line keeps at the order's target is on its flows now; its interval stays. Nothing where
 * the line keeps nothing there. 0, or -1 without memory. */
int hf_keepalive_ride(struct hf_keepalive *keepalive, struct hf_keepalive_use **uses,
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
