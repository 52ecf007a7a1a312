/* SPDX-License-Identifier: Apache-2.0 */
/* C1b: one REGISTER at a time to a server; which pass has it, and who may take it for its own. */
#ifndef HF_TURNS_H
#define HF_TURNS_H

#include <stdbool.h>

#include "state.h"

/* The pass that has a REGISTER under way at the candidate's server, or HF_NONE. */
uint8_t hf_turns_busy(const struct hf_line *line, const struct hf_pass *p, uint8_t candidate);

/* The other's REGISTER is what p wants: the same candidate, and neither is a removal. */
bool hf_turns_may_join(const struct hf_pass *other, const struct hf_pass *p);

/* E2: a REGISTER there was accepted for a request, whose owner hears it in a moment: until then
 * nobody has his turn. */
bool hf_turns_are_settled_next(const struct hf_line *line, uint8_t candidate);

#endif
