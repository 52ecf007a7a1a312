/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A script of keys: one line for each, TIME WHAT.
 *
 *     0.5s off-hook          half a second after the phone starts
 *     1s 555                 digits one after the other: down 100 ms, up 100 ms
 *     +200ms send            after the line before began (its last digit, where it has several)
 *     +1s press 5            down, until
 *     +800ms release 5       up
 *     10s audio-lost         also audio-back, keys-lost, keys-back
 *
 * A line that begins with '#' is a remark (a time comes first, so the key '#' is none).
 */
#ifndef HOLDFAST_HAL_SCRIPT_H
#define HOLDFAST_HAL_SCRIPT_H

#include "holdfast/hal.h"

#define HF_SCRIPT_EVENTS 4096
#define HF_SCRIPT_BYTES  262144 /* of a file */

struct hf_script {
    struct hf_hal_event *events; /* in the order of their times, from the start */
    unsigned n, next;
};

/* Errors name the file and the line. */
int hf_script_read(struct hf_script *script, const char *path,
                   const struct hf_hal_problem *problem);
void hf_script_free(struct hf_script *script);

#endif
