/* SPDX-License-Identifier: Apache-2.0 */
/* What of a line stands at which candidate: all indices into its table, in one place. */
#ifndef HF_REFERENCES_H
#define HF_REFERENCES_H

#include <stdbool.h>

#include "state.h"

struct hf_references {
    uint32_t held;    /* bit per candidate that something stands at: it may not leave the table */
    uint32_t watched; /* bit per candidate that abandoned attempts alone went to (A11) */
};

struct hf_references hf_references_of(const struct hf_line *line);

/* The line works there, or has a binding there (B12). */
bool hf_references_serve(const struct hf_line *line, uint8_t candidate);

/* The table has another order: to[old] is the new index, HF_NONE where it is there no more; the
 * first n_live of the new table are live. */
void hf_references_remap(struct hf_line *line, const uint8_t to[HF_LINE_TARGETS], uint8_t n_live);

#endif
