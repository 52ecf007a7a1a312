/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose messages wait in the connections of a deep world, as connections_unsent.c of the real shell
 * knows it: what was given up is taken back, what ends something leaves however late.
 */
#ifndef HF_SIM_DEEP_FLOW_H
#define HF_SIM_DEEP_FLOW_H

#include "holdfast/action.h"

#define DEEP_ENDERS 32

struct deep_world;

struct deep_sender {
    uint64_t who;     /* a line of the world; 0: nobody's, and it stays */
    uint64_t attempt; /* ids of two lines may be equal */
};

struct deep_senders {
    struct deep_sender now;                 /* of the order being carried out */
    struct deep_sender enders[DEEP_ENDERS]; /* BYEs and removals: a challenge to one may come */
    unsigned n_enders;
    unsigned reserved;
};

/* What is written up from here on is the request that this order makes; NULL: is nobody's. */
void deep_flow_order(struct deep_world *world, uint64_t who, const struct hf_action *order);

/* The attempt is given up: what of it waits for a connection to open does not leave any more. */
void deep_flows_take_back(struct deep_world *world, uint64_t who, uint64_t attempt);

#endif
