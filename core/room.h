/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Room for calls and requests: an entry of the table of calls, a pass. An emergency call always
 * finds both, a call finds the pass that the line's own OPTIONS has, and a BYE that of another
 * request. Rules: C10, E10, E11.
 */
#ifndef HF_ROOM_H
#define HF_ROOM_H

#include "context.h"

/* The pass that such a request would have: a free one, or one whose owner would give way; HF_NONE:
 * there is none. */
uint8_t hf_room_slot(const struct hf_line *line, const struct hf_wanted *wanted);

/* The entry that an INVITE's call would have, or HF_NONE. */
uint8_t hf_room_entry(const struct hf_line *line, const struct hf_wanted *wanted);

/* The same, free now: who had it has given way. Validation has refused what finds no room. */
uint8_t hf_room_take_slot(struct hf_context *x, const struct hf_wanted *wanted);
uint8_t hf_room_take_entry(struct hf_context *x, const struct hf_wanted *wanted);

#endif
