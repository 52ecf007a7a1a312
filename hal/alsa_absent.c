/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stands in for alsa.c where the build did not find ALSA's library.
 */
#include "backends.h"

static void *refuse(struct hf_opening *opening)
{
    hf_problem(opening->problem,
               "alsa: this build was made without ALSA's library (libasound2-dev)");
    return NULL;
}

const struct hf_backend hf_backend_alsa = {.name = "alsa", .open = refuse};
