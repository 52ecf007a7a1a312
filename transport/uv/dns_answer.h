/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a DNS server has answered: bytes in, records out. Pure, bounded, and believes nothing:
 *
 * - It is an answer to the question that was asked, or it is MALFORMED, with the reason. Records
 *   count when their owner is the name that was asked for, or the one at the end of its CNAMEs
 *   (8 at most), and their class is IN; all others are passed over. Additional records are no
 *   answer to anything, and never used: what they say is asked for.
 * - A message that ends early, a name without an end, content that does not fit its length: all of
 *   it is MALFORMED, since the rest cannot be trusted either. What it says goes nowhere else.
 * - Of SRV the lowest priorities are kept, of NAPTR the lowest orders and preferences, of addresses
 *   the first: 64 records, with names of 6 KiB together; n_over says how many were not. They come
 *   in that order, equal ones as in the answer. A record whose name is no host name is left out.
 *
 * Rules: B8a (outcomes), B11 (time to live of the chain), B5 (what of a NAPTR counts).
 */
#ifndef HF_UV_DNS_ANSWER_H
#define HF_UV_DNS_ANSWER_H

#include <stddef.h>
#include <stdint.h>

#include "dns_name.h"
#include "holdfast/event.h"

#define HF_DNS_CHAIN_MAX  8
#define HF_DNS_NAMES_MAX  6144  /* so that the event with them fits HF_EVENT_BYTES_MAX */
#define HF_DNS_TTL_MAX_S  86400 /* B11 */
#define HF_DNS_NONE_S     5     /* "there is none" is believed for that long, where nothing says */
#define HF_DNS_NONE_MAX_S 60    /* and for no longer, whatever the zone says (RFC 2308 5) */

struct hf_dns_asked {
    const char *name; /* as hf_dns_name_of gives it */
    uint16_t type;    /* enum hf_dns_type */
    uint16_t id;
    uint32_t reserved;
};

struct hf_dns_answer { /* has pointers into itself: not to be copied */
    struct hf_dns_record records[HF_EVENT_RECORDS];
    const char *why; /* MALFORMED: a static text; else NULL */
    uint32_t
        ttl_s; /* ANSWER: smallest of the chain. NO_NAME, NO_DATA: for how long there is none */
    uint32_t n_over; /* records that there was no room for */
    uint16_t n_records;
    uint16_t names_used;
    uint8_t outcome; /* enum hf_dns_outcome, not TIMEOUT */
    uint8_t reserved[3];
    char names[HF_DNS_NAMES_MAX];
};

/* Empty: NO_DATA. */
void hf_dns_answer_init(struct hf_dns_answer *answer);

/* Adds a record with that name (addresses have none), or counts it in n_over. */
void hf_dns_answer_add(struct hf_dns_answer *answer, const struct hf_dns_record *record,
                       const char *name);

/* The whole answer, in place of what was there. */
void hf_dns_answer_read(struct hf_dns_answer *answer, const struct hf_dns_asked *asked,
                        const struct hf_dns_message *message);

#endif
