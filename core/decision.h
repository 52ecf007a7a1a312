/* SPDX-License-Identifier: Apache-2.0 */
/* Actions into the batch, and decisions among them (F3). */
#ifndef HF_DECISION_H
#define HF_DECISION_H

#include "context.h"

/* A zeroed action of that kind at the end of the batch. */
struct hf_action *hf_emit(struct hf_context *x, enum hf_action_kind kind);

/* Orders about one attempt: EXTEND, AUTHENTICATE, ABANDON. */
void hf_emit_order(struct hf_context *x, enum hf_action_kind kind, uint64_t attempt,
                   enum hf_why why);

/* Appends an EXPLAIN; cause_event is filled in, and the setting where the reason alone says it. */
void hf_explain(struct hf_context *x, const struct hf_decision *decision);

/* The reason that a cause of failure is (A6). */
enum hf_why hf_why_of_cause(uint8_t cause);

#endif
