/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attempts given up, each watched until the shell says what became of it: a late 2xx still means
 * a binding. Rule A11.
 */
#ifndef HF_WATCHED_H
#define HF_WATCHED_H

#include "context.h"

/* Orders the attempt to be abandoned, and watches it. */
void hf_watched_begin(struct hf_context *x, const struct hf_attempt *a, enum hf_why why);

/* Where the abandoned attempt with that id stands, or HF_NONE. */
uint8_t hf_watched_place(const struct hf_line *line, uint64_t id);

#endif
