/* SPDX-License-Identifier: Apache-2.0 */
/* A stage for one transaction layer: a peer at 192.0.2.1, time that the story sets, and what came
 * of each call in words. */
#ifndef TESTS_SIP_LAYER_SUPPORT_H
#define TESTS_SIP_LAYER_SUPPORT_H

#include "holdfast/action.h"
#include "holdfast/sip/layer.h"
#include "support.h"

#define MS 1000u
#define S  1000000u

struct layer_stage {
    struct hf_layer_setup setup;
    struct hf_layer *layer;
    struct hf_layer_out out;
    uint64_t now_us;
    struct hf_target here, peer;
    char sent[HF_LAYER_OUT_BYTES + 1]; /* the last datagram that left, terminated */
    size_t n_sent;
    struct hf_sip_message message; /* the same, parsed */
};

/* 4 + 4 places of 2048 bytes, T1 500 ms, T2 4 s, T4 5 s. */
struct hf_layer_setup layer_setup_usual(void);
void layer_open(struct layer_stage *s, const struct hf_layer_setup *setup);
void layer_open_usual(struct layer_stage *s);
void layer_close(struct layer_stage *s);

/* What the last call said and sent: "RESPONSE 486, OVER" and "ACK"; a response by its status. */
void layer_expect(struct layer_stage *s, const char *news, const char *datagrams);
const char *layer_why(const struct layer_stage *s); /* of the last call's DROPPED */

/* Goes on to this moment, by as many wakes as there are deadlines; says all that happened, in
 * order, "at ms what" separated by commas: "500 INVITE, 1500 INVITE, 32000 TIMED_OUT". */
const char *layer_story(struct layer_stage *s, uint64_t ms);
void layer_wake(struct layer_stage *s, uint64_t ms); /* one call */

/* ---- our requests ---- */

#define FIELDS(number, method)                                                                     \
    "Max-Forwards: 70\r\nFrom: <sip:us@example.com>;tag=us\r\nTo: <sip:peer@example.com>\r\n"      \
    "Call-ID: ours\r\nCSeq: " number " " method "\r\n"

/* The text of one, without its Via. */
#define REQUEST(method)                                                                            \
    method " sip:peer@example.com SIP/2.0\r\n" FIELDS("7", method) "Content-Length: 0\r\n\r\n"

int layer_request(struct layer_stage *s, const char *text, uint64_t *id); /* to the peer, freely */
uint64_t layer_ask(struct layer_stage *s, const char *text);              /* the same, taken */
/* The peer answers the last request that left, or the text: "486 Busy", and fields. */
void layer_reply(struct layer_stage *s, const char *status, const char *fields);
void layer_reply_to(struct layer_stage *s, const char *request, const char *status,
                    const char *fields);

/* ---- theirs ---- */

struct layer_incoming {
    const char *method;
    const char *via;                /* "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa" when NULL */
    const char *to_tag;             /* ";tag=x" */
    const char *cseq;               /* "1" when NULL */
    const char *call_id, *from_tag; /* "theirs", "them" when NULL */
    const char *fields;             /* more */
};
void layer_incoming(struct layer_stage *s, const struct layer_incoming *request);
/* ACK of the last response that left, on its INVITE's transaction, or with a branch of its own. */
void layer_ack(struct layer_stage *s, const char *branch);
uint64_t layer_asked(struct layer_stage *s, const char *method); /* the usual one, new; its id */
void layer_hear(struct layer_stage *s, const char *text);
void layer_hear_from(struct layer_stage *s, const struct hf_target *from, const char *text);
int layer_respond(struct layer_stage *s, uint64_t id, unsigned status);
int layer_respond_with(struct layer_stage *s, const struct hf_layer_response *response);

/* The usual one of this method, new or again. */
void layer_hear_usual(struct layer_stage *s, const char *method);
struct hf_layer_response layer_response_of(const struct layer_stage *s, uint64_t id,
                                           unsigned status);
void layer_say(struct layer_stage *s, uint64_t id, unsigned status); /* layer_respond, taken */

#define VIA(branch) "SIP/2.0/UDP 192.0.2.1:5060;branch=" branch

struct hf_target layer_target(const char *host, uint16_t port, unsigned transport);

#endif
