/* SPDX-License-Identifier: Apache-2.0 */
/* On what terms a pass tries the candidate that it is at. Rules: A8, C1a, C11. */
#ifndef HF_TERMS_H
#define HF_TERMS_H

#include "state.h"

/* kind: of the attempt, which may be a REGISTER in front of the pass's request (E2). The Call-ID
 * of a REGISTER (C1a); 0 for what is none. Draws a server's first. */
uint32_t hf_terms_series(struct hf_line *line, const struct hf_pass *p, uint8_t kind);

/* The expiry that its REGISTER asks for; a 423's counts (A8). */
uint32_t hf_terms_expires_s(const struct hf_line *line, const struct hf_pass *p, uint8_t kind);

/* C11: after a failover the first REGISTER on the new server may leave a little later, unless
 * somebody waits for it. The pass is still where it comes from. */
uint32_t hf_terms_spread_ms(struct hf_line *line, const struct hf_pass *p, uint8_t to);

/* Why a request waits for a REGISTER at that candidate: REGISTERS_FIRST (E2), SIGNALS_REGISTERED
 * (E3), or NONE. */
enum hf_why hf_terms_register_first(const struct hf_line *line, uint8_t candidate);

#endif
