/* SPDX-License-Identifier: Apache-2.0 */
/* Calls in progress, as far as registration and failback care (D8, C9). */
#ifndef HF_CALLS_H
#define HF_CALLS_H

#include <stdbool.h>

#include "context.h"

bool hf_calls_is_known(const struct hf_line *line, uint64_t call);
bool hf_calls_is_full(const struct hf_line *line);
bool hf_calls_any(const struct hf_line *line);
bool hf_calls_any_at(const struct hf_line *line, uint8_t server);

void hf_calls_on_arrived(struct hf_context *x, const struct hf_call *call);

/* Forgets it. The ways back that wait for an idle line hear of it by hf_calls_any. */
void hf_calls_on_ended(struct hf_context *x, uint64_t call);

/* C14: calls move with their servers; one whose server is gone keeps 0. */
void hf_calls_reconfigure(struct hf_line *line, const uint8_t server_map[HF_LINE_SERVERS + 1]);

#endif
