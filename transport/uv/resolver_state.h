/* SPDX-License-Identifier: Apache-2.0 */
/* What a resolver is, for its two files: resolver.c asks and answers, resolver_servers.c has the
 * DNS servers, and what is said about them. */
#ifndef HF_UV_RESOLVER_STATE_H
#define HF_UV_RESOLVER_STATE_H

#include <stdint.h>

#include "dns_records.h"
#include "dns_system.h"
#include "dns_wire.h"
#include "lookups.h"
#include "resolver.h"

struct hf_resolver {
    uv_loop_t *loop;
    struct hf_resolver_options options;
    struct hf_dns_wire *wire;       /* NULL: could not be opened again */
    struct hf_dns_file file;        /* whose servers are asked */
    struct hf_dns_records *records; /* B11a; NULL: none */
    struct hf_lookups lookups;
    struct hf_asked_name *first_replied, *last_replied;
    struct hf_name_waiter *telling; /* waiters that are being answered */
    struct hf_dns_server servers[HF_RESOLVER_SERVERS];
    unsigned n_servers;
    unsigned preferred;       /* that answered last */
    uint64_t deaf_until_us;   /* nobody has answered lately */
    uint64_t remarks_from_us; /* n_remarks since then */
    unsigned n_remarks;
    unsigned n_wires; /* open, or closing */
    int pumping, closing;
};

/* Asks the servers from the one on that answered last. */
void hf_resolver_ask_first(struct hf_resolver *resolver, struct hf_asked_name *lookup);

/* As hf_dns_wire_options.replied and .settled. */
void hf_resolver_on_replied(void *context, void *question, const struct hf_dns_reply *reply);
void hf_resolver_on_settled(void *context);

/* Field 13: no restart when the system's DNS servers become others. */
void hf_resolver_look_at_system(struct hf_resolver *resolver);

/* What is wrong with a server's answer, for people: the lines only hear what follows. */
void hf_resolver_remark(struct hf_resolver *resolver, const struct hf_asked_name *lookup,
                        const struct hf_dns_answer *answer);

#endif
