/* SPDX-License-Identifier: Apache-2.0 */
/* Where a request starts. The theory is in starts.c. */
#ifndef HF_STARTS_H
#define HF_STARTS_H

#include "context.h"

struct hf_start {
    uint16_t why;      /* enum hf_why: REQUEST_WANTED, NEW_REQUEST_FIRST */
    uint8_t candidate; /* or HF_NONE: the first that can be tried */
    uint8_t reserved;
};

/* Outside of dialogs, for a pass with these flags (E1, D2 to D6). */
struct hf_start hf_start_of(const struct hf_line *line, uint8_t flags);

/* Says so where it is another one than where the line works. */
void hf_start_explain(struct hf_context *x, const struct hf_start *start);

/* Inside of a dialog (E5): the candidate that carries the call, or that stands for its server.
 * HF_NONE where none of the line is known. */
uint8_t hf_start_of_call(const struct hf_line *line, const struct hf_call_entry *call);
uint8_t hf_start_at_server(const struct hf_line *line, uint8_t server);

#endif
