/* SPDX-License-Identifier: Apache-2.0 */
/* The table of calls, as the line's other machines see it (D8, C9, E10). What happens to a call is
 * in call.c. */
#ifndef HF_CALLS_H
#define HF_CALLS_H

#include <stdbool.h>

#include "context.h"

/* The entry of that call (id 0: a free one), or HF_NONE. */
uint8_t hf_call_find(const struct hf_line *line, uint64_t id);

bool hf_call_is_known(const struct hf_line *line, uint64_t call);

/* E10: there are as many as a line may have. */
bool hf_call_is_full(const struct hf_line *line);

bool hf_call_any(const struct hf_line *line);
bool hf_call_any_at(const struct hf_line *line, uint8_t server);

/* A BYE that the line began itself when it was disabled (C8): its request is the call's id. */
bool hf_call_is_own_bye(const struct hf_line *line, const struct hf_pass *pass);

/* C8: the line's end waits for a BYE. */
bool hf_call_any_ends(const struct hf_line *line);

/* C14: calls move with their servers; one whose server is gone keeps 0. */
void hf_call_reconfigure(struct hf_line *line, const uint8_t server_map[HF_LINE_SERVERS + 1]);

/* check.c: a call has what its state says: the pass of its INVITE or of its BYE, or none. */
bool hf_call_are_bounded(const struct hf_line *line);
bool hf_call_are_sound(const struct hf_line *line);

#endif
