/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way to the DNS servers, by c-ares: one question to one server, one reply. Which server is
 * asked, and what is asked again, is decided by resolver.c; so there is a channel for each server,
 * and c-ares neither repeats a question nor judges an answer. It does what the protocol itself
 * asks for: TCP where an answer was cut, no EDNS where a server does not know it.
 */
#ifndef HF_UV_DNS_WIRE_H
#define HF_UV_DNS_WIRE_H

#include <stdint.h>
#include <uv.h>

#include "holdfast/event.h"
#include "resolver.h"

struct hf_dns_wire;

enum hf_dns_verdict {
    HF_DNS_SETTLED = 0, /* there is an answer, or certainly none */
    HF_DNS_SILENT = 1,  /* the server said nothing in time */
    HF_DNS_FAILED = 2   /* it cannot or will not answer: another one might */
};

struct hf_dns_reply {
    enum hf_dns_verdict verdict;
    enum hf_dns_outcome outcome;
    uint32_t ttl_s; /* smallest of the chain, CNAMEs included (B11) */
    uint16_t n_addresses;
    uint8_t addresses[HF_EVENT_RECORDS][16]; /* in the answer's order */
};

struct hf_dns_wire_options {
    struct hf_target servers[HF_RESOLVER_SERVERS];
    unsigned n_servers;
    uint32_t timeout_ms;
    void *context;
    /* Once for each question, on the loop or inside hf_dns_wire_ask; must ask nothing. */
    void (*replied)(void *context, void *question, const struct hf_dns_reply *reply);
    /* Replies have come; now there may be new questions, and the wire may be closed. */
    void (*settled)(void *context);
    void (*closed)(void *context); /* its memory is given back */
};

struct hf_dns_question {
    const char *name;
    void *question;  /* given back with the reply */
    unsigned server; /* 0.. */
    uint16_t type;   /* HF_DNS_A or HF_DNS_AAAA */
};

/* NULL: no memory, or c-ares cannot be set up. */
struct hf_dns_wire *hf_dns_wire_open(uv_loop_t *loop, const struct hf_dns_wire_options *options);

/* 0, or -1 without memory: then there will be no reply. */
int hf_dns_wire_ask(struct hf_dns_wire *wire, const struct hf_dns_question *question);

/* Questions under way are forgotten. */
void hf_dns_wire_close(struct hf_dns_wire *wire);

#endif
