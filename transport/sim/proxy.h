/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The proxy of demos and labs, from inside: stateless forwarding (RFC 3261 16.11) with a memory
 * that only keeps repeats on one way.
 *   proxy.c           a request, in the order of 16.3 to 16.6
 *   proxy_route.c     the Routes that name us, and what they prove
 *   proxy_target.c    where a request goes, and where it may not
 *   proxy_seal.c      branches, ways and tokens that nobody else can make
 *   proxy_print.c     a request as it leaves
 *   proxy_response.c  a response on its way back
 *   proxy_name.c      our own addresses, and others' as targets
 */
#ifndef HOLDFAST_SIM_PROXY_H
#define HOLDFAST_SIM_PROXY_H

#include "registrar_state.h"

#define HF_PROXY_NO_SLOT    SIZE_MAX
#define HF_PROXY_TOKEN_MAX  80
#define HF_PROXY_BRANCH_MAX 48

struct hf_proxy_token { /* a dialog that went through here, in the user part of our Record-Route */
    uint64_t connections[2]; /* of who sent its first request, and of who got it; 0: UDP */
    uint8_t doors[2];        /* by which they are reached */
};

struct hf_proxy_pass { /* a request on its way through */
    struct hf_registrar *registrar;
    struct hf_registrar_request *request;
    struct hf_slice uri_text; /* the Request-URI, which a strict router put elsewhere (16.4) */
    struct hf_sip_uri uri;
    size_t first_route, n_routes; /* of the Routes that came, those that stay */
    struct hf_sip_route next;     /* the first of them */
    bool is_inside;               /* of a dialog that went through here */
    struct hf_proxy_token token;  /* then */
    uint64_t key;                 /* of its transaction, whatever the method */
    uint64_t loop; /* equal when it comes here again in the same shape (16.6 step 8) */
    bool is_known; /* it was forwarded before */

    size_t slot;              /* of the binding it goes to, or HF_PROXY_NO_SLOT */
    bool is_for_user;         /* whose Contact then takes the Request-URI's place */
    struct hf_slice out_text; /* the Request-URI that it leaves with */
    const char *path;         /* Routes that are put before the others; "": none */
    uint64_t connection;
    struct hf_target to;
    uint8_t door;
};

/* Forwards the request, or decides a status. */
void hf_proxy_request(struct hf_registrar *registrar, struct hf_registrar_request *request);
/* Forwards a response, or leaves it. */
void hf_proxy_response(struct hf_registrar *registrar, const struct hf_registrar_received *received,
                       struct hf_registrar_answer *answer);
/* Is the request for this server itself, not for one of its users? */
bool hf_proxy_is_for_server(const struct hf_registrar *registrar,
                            const struct hf_sip_message *message);

/* ---- proxy_route.c, proxy_target.c, proxy_print.c: 0, or decided ---- */
int hf_proxy_read_routes(struct hf_proxy_pass *pass);
int hf_proxy_find_target(struct hf_proxy_pass *pass);
int hf_proxy_print(const struct hf_proxy_pass *pass);

/* ---- proxy_print.c ---- */
/* A field as it came, but for folds. */
void hf_proxy_put_field(struct hf_sip_out *out, const struct hf_sip_header *header);
/* <sip:TOKEN@HOST:PORT;transport=...;lr> of one of our doors. */
void hf_proxy_put_route(struct hf_sip_out *out, const struct hf_target *door, const char *token);

/* ---- proxy_name.c ---- */
/* The place of a SIP URI with a numeric host. False: it names a host, or is no SIP URI. */
bool hf_proxy_place(const struct hf_sip_uri *uri, struct hf_target *place);
bool hf_proxy_same_place(const struct hf_target *a, const struct hf_target *b);
/* One of our doors, by address and port. */
bool hf_proxy_is_door(const struct hf_registrar *registrar, const struct hf_target *place);
/* Does the URI's host mean this server? */
bool hf_proxy_is_us(const struct hf_registrar *registrar, const struct hf_sip_uri *uri);
bool hf_proxy_has_name(const struct hf_registrar *registrar, unsigned door);
/* A door by which UDP of this family can leave, at best this one; HF_REGISTRAR_DOORS: none. */
unsigned hf_proxy_udp_door(const struct hf_registrar *registrar, unsigned family, unsigned best);
bool hf_proxy_is_private(const struct hf_target *place); /* or loopback, or link-local */
/* "127.0.0.1", "[::1]" */
void hf_proxy_put_host(struct hf_sip_out *out, const struct hf_target *target);
void hf_proxy_address_text(const struct hf_target *target, char *text, size_t size);

/* ---- proxy_seal.c ---- */
void hf_proxy_branch(const struct hf_proxy_pass *pass, char text[HF_PROXY_BRANCH_MAX]);
bool hf_proxy_is_looped(const struct hf_proxy_pass *pass);
/* The dialog's token; call_id binds it. */
void hf_proxy_make_token(const struct hf_registrar *registrar, struct hf_slice call_id,
                         const struct hf_proxy_token *token, char text[HF_PROXY_TOKEN_MAX]);
bool hf_proxy_read_token(const struct hf_registrar *registrar, struct hf_slice call_id,
                         struct hf_slice text, struct hf_proxy_token *token);

struct hf_proxy_return { /* the way of a response, which our Via carries */
    uint64_t connection;
    struct hf_slice branch; /* of our Via */
    struct hf_sip_via next; /* the Via below it, as it left */
    uint8_t door;
};
void hf_proxy_make_way(const struct hf_registrar *registrar, const struct hf_proxy_return *back,
                       char text[HF_PROXY_TOKEN_MAX]);
/* Fills door and connection from our Via's parameter; false when we did not make it. */
bool hf_proxy_read_way(const struct hf_registrar *registrar, struct hf_slice text,
                       struct hf_proxy_return *back);

#endif
