/* SPDX-License-Identifier: Apache-2.0 */
/* The states of a lookup (locate.c). Each function is about one host that is a name. */
#ifndef HF_LOOKUP_H
#define HF_LOOKUP_H

#include <stdbool.h>

#include "context.h"

/* -> ASKING: asks for all that is wanted, whatever was open. */
void hf_lookup_enter_asking(struct hf_context *x, uint8_t host);

/* STALE -> STALE: asks anew; nobody waits for it. */
void hf_lookup_ask_beside_stale(struct hf_context *x, uint8_t host);

/* KNOWN: asks for these too; nobody waits for it. */
void hf_lookup_ask_beside_known(struct hf_context *x, uint8_t host, uint8_t queries);

/* ASKING: one family has given addresses (RFC 8305 3). */
void hf_lookup_wait_for_other_family(struct hf_context *x, uint8_t host);

/* -> KNOWN, until expires_us. Open queries stay open. */
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

/* All queries are over: -> KNOWN, STALE or NONE. */
void hf_lookup_conclude(struct hf_context *x, uint8_t host);

/* Their answers will be late. */
void hf_lookup_forget_queries(struct hf_lookup *l);

/* Of an answer that came now; the smallest counts (B11, D10). */
void hf_lookup_note_ttl(const struct hf_context *x, struct hf_lookup *l, uint32_t ttl_s,
                        bool is_first);

bool hf_lookup_has_target(const struct hf_line *line, uint8_t host);
bool hf_lookup_keeps_answer(const struct hf_line *line, uint8_t host);

#endif
