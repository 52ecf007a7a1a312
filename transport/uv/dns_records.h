/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The DNS records that configuration brings along (B11a), in memory of their own. They are no zone:
 * they speak for the names that they have, which DNS may know better.
 */
#ifndef HF_UV_DNS_RECORDS_H
#define HF_UV_DNS_RECORDS_H

#include <stddef.h>

#include "dns_answer.h"
#include "holdfast/uv/phone.h"

#define HF_DNS_RECORDS_MAX 1024

struct hf_dns_records;

/* A copy; NULL with what is wrong and what would be right: of the first record that is. */
struct hf_dns_records *hf_dns_records_new(const struct hf_phone_record *records, size_t n,
                                          const struct hf_phone_problem *problem);
int hf_dns_records_same(const struct hf_dns_records *a, const struct hf_dns_records *b);
void hf_dns_records_free(struct hf_dns_records *records); /* NULL is none */

/* The records of that name (as hf_dns_name_of gives it) and type, in their order. 0: none. */
int hf_dns_records_find(const struct hf_dns_records *records, const char *name, uint16_t type,
                        struct hf_dns_answer *answer);

/* Whether they have the name, in any type, with the labels of a service before it or not: then what
 * they do not say of it is not there, as far as they know ("_sip._udp." without SRV: no SRV). */
int hf_dns_records_know(const struct hf_dns_records *records, const char *name);

#endif
