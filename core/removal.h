/* SPDX-License-Identifier: Apache-2.0 */
/* Removing bindings: one REGISTER with expires 0 to each server that knows the line (C8). */
#ifndef HF_REMOVAL_H
#define HF_REMOVAL_H

#include <stdbool.h>

#include "context.h"

/* Begins a server's removal, where there is a binding and none is under way. */
void hf_removal_begin(struct hf_context *x, uint8_t server);

bool hf_removal_is_running(const struct hf_line *line);

/* Gives all of them up. */
void hf_removal_stop(struct hf_context *x, enum hf_why why);

/* Hears the removals that ended, whatever the answer: the binding is not counted on any more. */
bool hf_removal_settle(struct hf_context *x);

#endif
