/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way to the DNS servers, by c-ares: one question to one server, one reply. Which server is
 * asked, and what is asked again, is decided by resolver.c; what an answer says is read by
 * dns_answer.c. c-ares does what the protocol itself asks for: TCP where an answer was cut, no EDNS
 * where a server says that it does not know it.
 *
 * A question has a channel of c-ares for itself, and with it a socket, a port and, at need, a
 * connection: so a server that stalls, floods or lies about one question delays no other. Beyond
 * HF_DNS_CHANNELS questions at once, those to the same server share. Ids come from the system's
 * generator, ports from the kernel's.
 */
#ifndef HF_UV_DNS_WIRE_H
#define HF_UV_DNS_WIRE_H

#include <stdint.h>
#include <uv.h>

#include "dns_answer.h"
#include "holdfast/event.h"
#include "resolver.h"

#define HF_DNS_CHANNELS 32
#define HF_DNS_EDNS     1232 /* bytes: what no path cuts */

struct hf_dns_wire;

enum hf_dns_verdict {
    HF_DNS_SETTLED = 0, /* there is an answer, or certainly none */
    HF_DNS_SILENT = 1,  /* the server said nothing in time */
    HF_DNS_FAILED = 2   /* it cannot or will not answer: another one might */
};

struct hf_dns_reply {
    enum hf_dns_verdict verdict;
    int reserved;
    struct hf_dns_answer answer; /* its outcome may be TIMEOUT here */
};

struct hf_dns_server {
    struct hf_target at;
    uint32_t scope; /* of a link-local address: the interface's number, or 0 */
};

struct hf_dns_wire_options {
    struct hf_dns_server servers[HF_RESOLVER_SERVERS];
    unsigned n_servers;
    uint32_t timeout_ms; /* of a question, TCP included */
    void *context;
    /* Once for each question, on the loop or inside hf_dns_wire_ask; must ask nothing. */
    void (*replied)(void *context, void *question, const struct hf_dns_reply *reply);
    /* Replies have come; now there may be new questions, and the wire may be closed. */
    void (*settled)(void *context);
    void (*closed)(void *context); /* its memory is given back */
};

struct hf_dns_question {
    const char *name; /* as hf_dns_name_of gives it; stays until the reply */
    void *question;   /* given back with the reply; not NULL */
    unsigned server;  /* 0.. */
    uint16_t type;    /* enum hf_dns_type */
    uint8_t no_edns;  /* 1: the server may be one that EDNS makes silent */
    uint8_t reserved;
};

/* NULL: no memory. */
struct hf_dns_wire *hf_dns_wire_open(uv_loop_t *loop, const struct hf_dns_wire_options *options);

/* 0, or -1 without memory: then there will be no reply. */
int hf_dns_wire_ask(struct hf_dns_wire *wire, const struct hf_dns_question *question);

/* Questions under way are forgotten. */
void hf_dns_wire_close(struct hf_dns_wire *wire);

#endif
