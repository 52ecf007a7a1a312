/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What DNS says about names, for all lines of a phone: NAPTR, SRV, A and AAAA, from the hosts file,
 * a cache, or the DNS servers (B8a, B11). The same question of many lines is one on the wire, and
 * an answer is kept for its time to live and given with what remains of it: "there is none" for
 * what the zone says, 60 s at most, and "not known" for a second (RFC 9520), so that a thousand
 * lines do not ask a thousand times. Whether an older answer is used in place of none is the core's
 * (B11).
 *
 * A question has three askings of 3 s at most, the next server each time; a server that refuses,
 * fails or answers nonsense is passed over at once. The server that answered last is asked first.
 *
 * The records that configuration brings along (B11a) answer where it is not known what DNS says:
 * for the names that they have, in every type, so that a whole search comes to its end. Once DNS
 * was silent, they do so without asking it first, for 30 s: a search has no time to wait at each
 * step.
 */
#ifndef HF_UV_RESOLVER_H
#define HF_UV_RESOLVER_H

#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "holdfast/event.h"
#include "holdfast/uv/phone.h"

#define HF_RESOLVER_SERVERS HF_PHONE_DNS_SERVERS
#define HF_RESOLVER_NAMES   512 /* answers kept; then the one unused longest goes */
#define HF_RESOLVER_HOSTS_S 60  /* of what the hosts file says, which has none */

struct hf_resolver;

struct hf_resolver_options {
    struct hf_target servers[HF_RESOLVER_SERVERS];
    unsigned n_servers;      /* 0: the system's, read again when their file changes */
    uint32_t timeout_ms;     /* 0: 3000 */
    const char *resolv_conf; /* NULL: /etc/resolv.conf */
    const char *hosts;       /* NULL: /etc/hosts */
    void *context;
    /* Once for each question, on the loop or inside hf_resolver_ask. */
    void (*answered)(void *context, uint32_t line, const struct hf_dns_answered *answer);
    /* NULL, or: a sentence about a server whose answer was not taken, or not all of it. A few a
     * minute at most. */
    void (*remark)(void *context, const char *text);
};

struct hf_resolver_question {
    const char *name; /* terminated; copied */
    uint64_t query;
    uint32_t line;
    uint16_t type;        /* A, AAAA, SRV or NAPTR of enum hf_dns_type */
    uint8_t static_first; /* the line's: the records go before everything else (B11a) */
    uint8_t reserved;
};

/* NULL: no memory, or no sockets. */
struct hf_resolver *hf_resolver_open(uv_loop_t *loop, const struct hf_resolver_options *options);

void hf_resolver_ask(struct hf_resolver *resolver, const struct hf_resolver_question *question);

/* The records of configuration (B11a); copied, in place of those before, of which nothing is kept
 * here: what answers were made of them is for those who asked to ask again. 1: they are others than
 * before; 0: they are the same; or -1 with what is wrong and what would be right; then those before
 * stay. */
int hf_resolver_set_records(struct hf_resolver *resolver, const struct hf_phone_record *records,
                            size_t n, const struct hf_phone_problem *problem);

/* The line is gone: it gets no answers any more. */
void hf_resolver_forget(struct hf_resolver *resolver, uint32_t line);

/* The network has changed: what is kept was another network's, and the system's servers may be
 * others. Questions under way are asked again. */
void hf_resolver_renew(struct hf_resolver *resolver);

/* How many answers are kept. */
uint32_t hf_resolver_kept(const struct hf_resolver *resolver);

/* No answer comes any more. Memory goes when the loop has run. */
void hf_resolver_close(struct hf_resolver *resolver);

#endif
