/* SPDX-License-Identifier: Apache-2.0 */
/* What moves.c and moves_user.c fill together. */
#ifndef TESTS_MODEL_MOVES_H
#define TESTS_MODEL_MOVES_H

#include "model.h"

struct moves {
    const struct model_world *world;
    const struct hf_line *line;
    struct move *all;
    unsigned n; /* may be more than there is room for: model.c objects */
};

void moves_add(struct moves *moves, struct move move);
bool moves_may(const struct moves *moves, uint32_t what); /* any bit of enum happening */

unsigned moves_n_watched(const struct hf_line *line);

/* moves_user.c: what the user, the power and the phone's surroundings can do. */
void moves_add_user(struct moves *moves);

#endif
