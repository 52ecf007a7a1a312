/* SPDX-License-Identifier: Apache-2.0 */
/* The states of a lookup (locate.c). Each function is about one host that is a name. */
#ifndef HF_LOOKUP_H
#define HF_LOOKUP_H

#include <stdbool.h>

#include "context.h"

/* -> ASKING, and STALE -> STALE, where nobody waits for it: all is to be asked anew. */
void hf_lookup_enter_asking(struct hf_context *x, uint8_t host);
void hf_lookup_ask_beside_stale(struct hf_context *x, uint8_t host);

/* KNOWN: the same beside what is known; nobody waits for it. */
void hf_lookup_ask_beside_known(struct hf_context *x, uint8_t host);

/* ASKING: until then at most; what is said of it. */
void hf_lookup_shorten(struct hf_context *x, uint8_t host, uint64_t until_us, enum hf_why why);

/* -> KNOWN, until expires_us. Open questions stay open. */
void hf_lookup_enter_known(struct hf_context *x, uint8_t host, enum hf_why why);

/* -> STALE: the expired answer is used on, and asked for again at that moment (B11). */
void hf_lookup_enter_stale(struct hf_context *x, uint8_t host, uint64_t again_us);

/* -> NONE: its targets leave. */
void hf_lookup_enter_none(struct hf_context *x, uint8_t host, enum hf_why why);

/* ASKING -> IDLE. */
void hf_lookup_enter_idle(struct hf_context *x, uint8_t host, enum hf_why why);

/* B11: three days have passed since the kept answer's time was over. */
bool hf_lookup_is_too_old(const struct hf_context *x, uint8_t host);

/* Not known: -> STALE with what is kept and not too old, else -> NONE (B8a, B11). */
void hf_lookup_enter_unknown(struct hf_context *x, uint8_t host);

/* The resolution is over, or given up: answers to its questions will be late. */
void hf_lookup_forget_queries(struct hf_line *line, uint8_t host);

/* How long an answer may be kept that came now (B11): one that gave addresses, or one on the way to
 * them, which counts from the first addresses on. The smallest counts. */
void hf_lookup_note_ttl(const struct hf_context *x, uint8_t host, uint32_t ttl_s);
void hf_lookup_note_chain_ttl(const struct hf_context *x, uint8_t host, uint32_t ttl_s);

/* The same of an answer that stands for all others: the stack's (Located). */
void hf_lookup_set_ttl(const struct hf_context *x, uint8_t host, uint32_t ttl_s);

/* What was said on the way counts now, where nothing else has. */
void hf_lookup_use_chain_ttl(const struct hf_context *x, uint8_t host);

bool hf_lookup_has_target(const struct hf_line *line, uint8_t host);
bool hf_lookup_keeps_answer(const struct hf_line *line, uint8_t host);

/* Decided without a move (F3): how many it is about, or by which setting of the line. */
void hf_lookup_note(struct hf_context *x, uint8_t host, enum hf_why why, uint32_t count);
void hf_lookup_note_by(struct hf_context *x, uint8_t host, enum hf_why why,
                       enum hf_setting setting);

#endif
