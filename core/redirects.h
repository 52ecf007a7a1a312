/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the attempts of a line go: to their candidate's target, but for the few that a 3xx has
 * sent elsewhere. Those share a small table of the line, in the order of their passes; an entry
 * lives as long as its attempt. Rule A8.
 */
#ifndef HF_REDIRECTS_H
#define HF_REDIRECTS_H

#include <stdbool.h>

#include "state.h"

/* Where an attempt of one of the line's passes goes, or went; not IDLE. */
struct hf_target hf_attempt_target(const struct hf_line *line, const struct hf_attempt *a);

/* A 3xx sent it elsewhere. */
bool hf_redirect_is_on(const struct hf_line *line, const struct hf_attempt *a);

/* From now on it goes there. False, and nothing changed, when the table has no room. */
bool hf_redirect_set(struct hf_line *line, const struct hf_attempt *a,
                     const struct hf_target *target);

/* It goes to its candidate's target again. */
void hf_redirect_end(struct hf_line *line, const struct hf_attempt *a);

/* check.c: in the order of passes, each once, what is free at the end and zero. */
bool hf_redirects_are_sound(const struct hf_line *line);

#endif
