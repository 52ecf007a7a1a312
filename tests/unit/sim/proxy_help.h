/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the proxy's tests share: one registrar with a door for each transport, in virtual time, and
 * phones that send to it. The doors are 192.0.2.1, ports 5060 (UDP 0, TCP 1) and 5061 (TLS 2).
 */
#ifndef HOLDFAST_TESTS_PROXY_HELP_H
#define HOLDFAST_TESTS_PROXY_HELP_H

#include "holdfast/sim/registrar.h"
#include "holdfast/sip/message.h"

#define PX_SECOND 1000000ull

/* Alice calls, bob is called. Their phones. */
#define PX_ALICE "192.0.2.10:5070"
#define PX_BOB   "192.0.2.20:5080"

struct px_way { /* how a message comes in */
    struct hf_target from;
    uint64_t connection;
    uint8_t door;
};
extern const struct px_way px_alice, px_bob; /* over UDP */
/* Over connection n of a door, from 192.0.2.host. */
struct px_way px_over(uint8_t door, uint64_t connection, uint8_t host);

struct px_request {     /* NULL and 0: the usual */
    const char *method; /* INVITE */
    const char *uri;    /* sip:bob@192.0.2.1 */
    const char *from;   /* <sip:alice@192.0.2.1>;tag=f */
    const char *to;     /* <sip:bob@192.0.2.1> */
    const char *call_id, *branch, *via_port, *fields, *body;
    const char *hops; /* "70"; "": no field */
    unsigned cseq;
    const struct px_way *way; /* alice's */
};

struct px_state {
    struct hf_registrar *registrar;
    struct hf_registrar_answer answer; /* the last one */
    struct hf_sip_message out;         /* the same, parsed */
    uint64_t now_us;
    unsigned n_sent; /* makes each branch new */
};
extern struct px_state px;

void px_make(const struct hf_registrar_options *options);
void px_plain(void); /* for anybody */
void px_clean(void);
void px_command(const char *text);

void px_feed(const struct px_way *way, const char *bytes, size_t n_bytes);
/* The outcome; a text of what was said is in px.out. */
unsigned px_send(const struct px_request *request);
/* contact: its URI. fields: more of them, or NULL. The status. */
unsigned px_register(const char *user, const char *contact, const struct px_way *way);
unsigned px_register_with(const char *user, const char *contact, const char *fields);
/* What was just forwarded is answered with this, from there; the outcome. */
unsigned px_reply(const char *status_line, const struct px_way *way);

/* A value of px.out, terminated; "" where there is none. index: of elements, over all fields. */
const char *px_element(unsigned id, unsigned index);
const char *px_uri(void); /* of a forwarded request */
/* "udp:192.0.2.20:5080", "tcp#7", or the status as "480" */
const char *px_where(void);

#endif
