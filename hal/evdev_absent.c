/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stands in for evdev.c where the build did not find libevdev.
 */
#include "backends.h"

static void *refuse(struct hf_opening *opening)
{
    hf_problem(opening->problem, "evdev: this build was made without libevdev (libevdev-dev)");
    return NULL;
}

const struct hf_backend hf_backend_evdev = {.name = "evdev", .open = refuse};
