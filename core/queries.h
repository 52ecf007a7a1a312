/* SPDX-License-Identifier: Apache-2.0 */
/* The queries of a lookup, bits of enum hf_lookup_query. The theory is in queries.c. */
#ifndef HF_QUERIES_H
#define HF_QUERIES_H

#include "context.h"

/* What a lookup asks now: the usable families among those that the policy allows. */
uint8_t hf_queries_wanted(const struct hf_line *line);

/* enum hf_dns_type of a query. */
uint16_t hf_queries_type(uint8_t query);

/* Sends them under new numbers. What was open at the host is forgotten. */
void hf_queries_send(struct hf_context *x, uint8_t host, uint8_t queries);

/* The lookup's open query of that number, or 0. */
uint8_t hf_queries_open(const struct hf_lookup *lookup, uint64_t number);

#endif
