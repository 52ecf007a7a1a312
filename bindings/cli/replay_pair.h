/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which actions of two batches belong together: equal ones in their order, as many as can be;
 * between them, actions of one kind beside each other; what is left has no partner.
 */
#ifndef HOLDFAST_CLI_REPLAY_PAIR_H
#define HOLDFAST_CLI_REPLAY_PAIR_H

#include "holdfast/action.h"

#define HF_PAIRS_MAX (2 * HF_ACTIONS_MAX)

struct hf_pair {
    unsigned logged, here; /* numbers, 1..; 0: that side has none */
};

/* Fills pairs in order; how many there are. */
unsigned hf_pair_actions(const struct hf_actions *logged, const struct hf_actions *here,
                         struct hf_pair pairs[HF_PAIRS_MAX]);

/* The action of this number, or NULL. */
const struct hf_action *hf_pair_action(const struct hf_actions *actions, unsigned number);

/* Whole structs: decoded actions are zeroed first, and a field that is not shown counts too. */
int hf_same_action(const struct hf_action *a, const struct hf_action *b);

#endif
