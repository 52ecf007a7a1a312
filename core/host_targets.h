/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The live candidates of one host: of a server without proxies, or of one of a server's proxies
 * (B13). "The first target" that D2 to D6 go back to is the first of the host where the line works.
 */
#ifndef HF_HOST_TARGETS_H
#define HF_HOST_TARGETS_H

#include "holdfast/budget.h"
#include "state.h"

/* Where a candidate belongs; server 0 for HF_NONE and for one that left the configuration. */
struct hf_place hf_candidate_place(const struct hf_line *line, uint8_t candidate);

/* The first of a host's live candidates, or HF_NONE. */
uint8_t hf_host_first(const struct hf_line *line, struct hf_place place);

/* A9: when the first of them may be asked: now, also where there is none yet, unless all rest. */
uint64_t hf_host_wakes_us(const struct hf_line *line, struct hf_place place);

#endif
