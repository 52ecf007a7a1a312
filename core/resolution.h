/* SPDX-License-Identifier: Apache-2.0 */
/* A resolution: what is asked of a host's name, and what the answers come to. See resolution.c. */
#ifndef HF_RESOLUTION_H
#define HF_RESOLUTION_H

#include "context.h"

/* Begins anew, whatever was under way. `to` is ASKING, STALE, or KNOWN: beside what is known. */
void hf_resolution_begin(struct hf_context *x, uint8_t host, enum hf_lookup_state to);

/* KNOWN: these families of the host's own name are asked for too; they join what is known. */
void hf_resolution_begin_families(struct hf_context *x, uint8_t host, uint8_t families);

/* An answer to an open question. */
void hf_resolution_on_answered(struct hf_context *x, const struct hf_dns_answered *answer);

/* ASKING, or STALE and asked: time is up. */
void hf_resolution_on_time_up(struct hf_context *x, uint8_t host);

/* Nothing more is waited for: it is over with what it has given (C8, H12). */
void hf_resolution_stop(struct hf_context *x, uint8_t host);

#endif
