/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that can be wrong with an event is found here, before the first change. */
#ifndef HF_VALIDATE_H
#define HF_VALIDATE_H

#include "state.h"

enum hf_verdict { HF_VERDICT_APPLY = 0, HF_VERDICT_LATE = 1 };

/* APPLY, LATE (the event is for an attempt that is over: counted, H2), or a negative hf_error
 * with the refusal filled in. */
int hf_validate(const struct hf_line *line, const struct hf_event *event,
                struct hf_refusal *refusal);

/* The pass whose live attempt has this id, or HF_NONE. */
uint8_t hf_find_attempt(const struct hf_line *line, uint64_t id);

#endif
