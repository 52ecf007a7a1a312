/* SPDX-License-Identifier: Apache-2.0 */
/* Calls: where their requests go, and what the user sees of them. The theory is in call.c. */
#ifndef HF_CALL_H
#define HF_CALL_H

#include <stdbool.h>

#include "context.h"

/* ---- the user: INVITE, BYE, OTHER of a call; giving one of them up ---- */

void hf_call_on_wanted(struct hf_context *x, const struct hf_wanted *wanted);
void hf_call_on_withdrawn(struct hf_context *x, uint64_t request);

/* ---- the shell ---- */

void hf_call_on_arrived(struct hf_context *x, const struct hf_call *call);
void hf_call_on_answered(struct hf_context *x, uint64_t call);
void hf_call_on_ended(struct hf_context *x, uint64_t call);

/* The attempt of that pass has had a provisional response. */
void hf_call_on_provisional(struct hf_context *x, uint8_t slot);

/* ---- the line ---- */

/* E11: an emergency needs its place. */
void hf_call_give_way(struct hf_context *x, uint8_t entry);

/* C8: what nobody has answered is over, what talks gets a BYE; emergencies go on. And when the
 * time for that is over. */
void hf_call_stop_all(struct hf_context *x);
void hf_call_stop_waiting(struct hf_context *x);

/* After a restart every call is over. Before passes are forgotten. */
void hf_call_on_restored(struct hf_context *x);

/* Hears its passes. True when anything moved. */
bool hf_call_settle(struct hf_context *x);

#endif
