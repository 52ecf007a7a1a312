/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A phone that hears and plays silence and has nothing else: for servers, and for tests that need
 * frames in time. hal.c paces them.
 */
#include "backends.h"
#include "options.h"

#include <stdlib.h>

static void *open_null(struct hf_opening *opening)
{
    const struct hf_options options = {.backend = "null"};

    if (hf_options_read(opening->options, &options, opening->problem) != 0) {
        return NULL;
    }
    opening->has = HF_HAS_MICROPHONE | HF_HAS_EARPIECE;
    void *self = malloc(1);
    if (self == NULL) {
        hf_problem(opening->problem, "null: out of memory");
    }
    return self;
}

const struct hf_backend hf_backend_null = {.name = "null", .open = open_null, .close = free};
