/* SPDX-License-Identifier: Apache-2.0 */
/* The questions of a resolution. The theory is in queries.c. */
#ifndef HF_QUERIES_H
#define HF_QUERIES_H

#include <stdbool.h>

#include "context.h"

/* The families that a name is asked for at this moment (enum hf_lookup_query): the usable among
 * those that the policy allows. */
uint8_t hf_queries_families(const struct hf_line *line);

/* Those that the policy allows, usable or not. */
uint8_t hf_queries_allowed(const struct hf_line *line);

/* Asks for the host by its own name, as its lookup's stage says. False where there is nothing to
 * ask, or no room for it: the lookup's flags say which. */
bool hf_queries_ask(struct hf_context *x, uint8_t host);

/* What a branch asks by that bit (enum hf_dns_type). */
uint16_t hf_queries_type(const struct hf_branch *branch, uint8_t bit);

/* KNOWN: asks for these families of the host's own name; those of its others that are wanted stay
 * as they are known. False where there is no room. */
bool hf_queries_ask_families(struct hf_context *x, uint8_t host, uint8_t families);

/* The open questions of a branch leave, about that name. */
void hf_queries_send(struct hf_context *x, uint8_t branch, const struct hf_text *name);

#endif
