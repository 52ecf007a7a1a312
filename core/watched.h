/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attempts given up, each watched until the shell says what became of it: a late 2xx still means
 * a binding. Rule A11.
 */
#ifndef HF_WATCHED_H
#define HF_WATCHED_H

#include <stdbool.h>

#include "context.h"

/* Orders the attempt to be abandoned, and watches it. */
void hf_watched_begin(struct hf_context *x, const struct hf_attempt *a, enum hf_why why);

/* Where the abandoned attempt with that id stands, or HF_NONE. */
uint8_t hf_watched_place(const struct hf_line *line, uint64_t id);

/* A11: an abandoned INVITE of that call (its entry + 1; 0: of none) is watched. */
bool hf_watched_any_of(const struct hf_line *line, uint8_t call);

/* The call is over: what comes late of it makes none. */
void hf_watched_forget_call(struct hf_line *line, uint8_t call);

#endif
