/* SPDX-License-Identifier: Apache-2.0 */
/* Counter-based draws, hash(seed, purpose, counter of that purpose): one more draw for one
 * purpose does not change the others. */
#ifndef HF_RANDOM_H
#define HF_RANDOM_H

#include "state.h"

uint64_t hf_random_draw(struct hf_line *line, enum hf_draw purpose);

/* A draw that counts nothing: the same number gives the same one. */
uint64_t hf_random_of(const struct hf_line *line, enum hf_draw purpose, uint64_t number);

/* Evenly from low..high, both included. */
uint64_t hf_random_between(struct hf_line *line, enum hf_draw purpose, uint64_t low, uint64_t high);

/* A hash of a text, for comparing realms (A8). Never 0. */
uint32_t hf_random_hash_text(const char *text, uint32_t length);

#endif
