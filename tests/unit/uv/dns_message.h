/* SPDX-License-Identifier: Apache-2.0 */
/* DNS messages put together by hand (RFC 1035 4.1), so that nothing of ours is tested with itself.
 * Names are written out; dns_pointer makes one that is not. Wrong ones are written as easily. */
#ifndef HF_TEST_DNS_MESSAGE_H
#define HF_TEST_DNS_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#define DNS_QUESTION_AT 12 /* where the name that was asked for stands */

enum dns_section { DNS_ANSWERS = 6, DNS_AUTHORITY = 8, DNS_ADDITIONAL = 10 }; /* in the header */

enum { /* record types that holdfast/event.h has not */
       DNS_TYPE_NS = 2,
       DNS_TYPE_CNAME = 5,
       DNS_TYPE_SOA = 6,
       DNS_TYPE_OPT = 41
};

struct dns_message {
    size_t n;
    uint8_t bytes[70000];
};

void dns_put16(struct dns_message *message, unsigned value);
void dns_put(struct dns_message *message, const void *bytes, size_t n);
void dns_name(struct dns_message *message, const char *text); /* "" is the root */
void dns_pointer(struct dns_message *message, unsigned to);
void dns_string(struct dns_message *message, const char *text); /* <character-string> */

/* Header and question. flags: 0x8400 and an rcode, usually. */
void dns_begin(struct dns_message *message, unsigned id, unsigned flags);
void dns_ask(struct dns_message *message, const char *name, unsigned type);

struct dns_row {
    enum dns_section section;
    const char *owner; /* NULL: a pointer to the question */
    unsigned type;
    uint32_t ttl_s;
    unsigned class; /* 0: IN */
};

/* The row's content is what is put until dns_end_row; begins at the place that is returned. */
size_t dns_row(struct dns_message *message, const struct dns_row *row);
void dns_end_row(struct dns_message *message, size_t begin);

/* Whole rows of the answer section, owner NULL as above. */
void dns_a(struct dns_message *message, const char *owner, uint32_t ttl_s, uint8_t last);
void dns_aaaa(struct dns_message *message, const char *owner, uint32_t ttl_s, uint8_t last);
void dns_cname(struct dns_message *message, const char *owner, uint32_t ttl_s, const char *to);

struct dns_srv {
    const char *owner;
    uint32_t ttl_s;
    unsigned priority, weight, port;
    const char *target;
};
void dns_srv(struct dns_message *message, const struct dns_srv *srv);

struct dns_naptr {
    const char *owner;
    uint32_t ttl_s;
    unsigned order, preference;
    const char *flags, *service, *regexp, *replacement;
};
void dns_naptr(struct dns_message *message, const struct dns_naptr *naptr);

/* In the authority section. */
void dns_soa(struct dns_message *message, const char *zone, uint32_t ttl_s, uint32_t minimum_s);

#endif
