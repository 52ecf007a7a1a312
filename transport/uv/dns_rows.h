/* SPDX-License-Identifier: Apache-2.0 */
/* The records of a DNS message as they stand there (RFC 1035 4.1.3): where each begins and ends,
 * and what those say that a phone asks for. Pure. What they mean is dns_answer.c's. */
#ifndef HF_UV_DNS_ROWS_H
#define HF_UV_DNS_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "dns_name.h"
#include "holdfast/event.h"

enum { HF_DNS_NS = 2, HF_DNS_CNAME = 5, HF_DNS_SOA = 6, HF_DNS_OPT = 41 };

struct hf_dns_row {
    struct hf_dns_name owner;
    uint16_t type, class;
    uint32_t ttl_s;      /* OPT: not a time (RFC 6891 6.1.3) */
    size_t data, n_data; /* place and length of the content, which is inside of the message */
};

unsigned hf_dns_read16(const struct hf_dns_message *message, size_t at); /* inside of it */
uint32_t hf_dns_read32(const struct hf_dns_message *message, size_t at);

/* These return NULL, or what is wrong, a static text. The row at *at, which moves behind it: */
const char *hf_dns_row_read(const struct hf_dns_message *message, size_t *at,
                            struct hf_dns_row *row);

/* The content of A, AAAA, SRV, NAPTR; name: SRV's target, NAPTR's replacement, else empty. */
const char *hf_dns_row_record(const struct hf_dns_message *message, const struct hf_dns_row *row,
                              struct hf_dns_record *record, struct hf_dns_name *name);

/* The name that CNAME's content is. */
const char *hf_dns_row_alias(const struct hf_dns_message *message, const struct hf_dns_row *row,
                             struct hf_dns_name *name);

/* What a NAPTR's service means: enum hf_transport, HF_TRANSPORT_COUNT for others; and its flags:
 * 0 where they are neither "s", "a" nor empty (B5). */
uint8_t hf_dns_service_of(const char *text, size_t length);
int hf_dns_flag_of(const char *text, size_t length, char *flag);

/* SOA: for how long the zone wants "there is none" to be believed (RFC 2308 5), or 0:
 * it is no SOA. */
uint32_t hf_dns_row_minimum(const struct hf_dns_message *message, const struct hf_dns_row *row);

#endif
