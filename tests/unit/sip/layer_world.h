/* SPDX-License-Identifier: Apache-2.0 */
/* A world of transaction layers: phones, what their users asked and were told, and the network
 * between them. */
#ifndef TESTS_SIP_LAYER_WORLD_H
#define TESTS_SIP_LAYER_WORLD_H

#include "layer_net.h"

#define PHONES_MAX 3
#define ASKED_MAX  64  /* requests of a world, PRACKs among them */
#define TOLD_MAX   192 /* news of them */
#define SENT_MAX   8192
#define BEGIN_US   (1 * S)
#define SETTLE_US  (40 * S) /* from then on users end all that is open */
#define SENDS_US   (20 * S) /* and place their requests until then */

#define check(w, what) cr_assert(what, "seed %lu: %s", (unsigned long)(w)->plan.seed, #what)

struct plan {
    uint64_t seed;
    enum net_kind kind;
    unsigned n_phones; /* 3: INVITEs go by the proxy */
    uint16_t t1_ms;
    uint64_t lag_us; /* a layer is woken late by this at most */
    uint32_t n_places;
};

struct asked { /* a request of a phone's user */
    uint64_t id;
    uint64_t cancel_us, abandon_us, extend_us; /* HF_NEVER: not, or done */
    unsigned number;                           /* its Call-ID */
    unsigned phone, finals, ends;
    unsigned n_pracks;
    uint32_t rseq[PHONES_MAX]; /* last that was acknowledged, of each phone */
    bool is_invite, is_over;
    bool off_schedule; /* not sent when the RFC says alone */
};

struct told { /* what the other side's user heard of */
    uint64_t id;
    uint64_t came_us;
    uint64_t next_us; /* when the user says more; HF_NEVER: never */
    unsigned number, cseq, phone, rings;
    uint32_t rseq;
    unsigned status; /* of the final response given; 0: none */
    bool is_invite, is_over, is_cancelled, is_acked;
    bool gave_way; /* its place was needed before its time was over */
};

struct phone {
    struct hf_layer *layer;
    struct hf_target here;
    uint64_t lag_us; /* of its next wake */
};

struct totals {
    unsigned asked, told, finals[7], timed_out, failed, no_ack, no_prack, unanswered, cancels, acks,
        merged, refused, gave_way, again, datagrams;
};

struct world {
    struct plan plan;
    struct net net;
    struct phone phones[PHONES_MAX];
    struct hf_layer_out out;
    struct net_packet packet; /* that is being heard */
    struct hf_sip_message message;
    uint64_t now_us, hash;
    uint64_t places_us, loses_us; /* when a user places a request; when a flow is lost */
    unsigned n_asked, n_told, n_sent;
    struct asked asked[ASKED_MAX];
    struct told told[TOLD_MAX];
    uint64_t sent[SENT_MAX]; /* hashes of datagrams */
    struct totals totals;
    struct layer_stage probe;
};

/* ---- layer_users.c ---- */

uint64_t world_in(struct world *w, uint64_t ms); /* some time from now, ms at most */
uint64_t world_sometimes(struct world *w, unsigned of_256, uint64_t ms); /* or HF_NEVER */
/* The datagrams of a call go into the network; its news are heard, and checked. */
void world_send(struct world *w, struct phone *phone);
void world_hear(struct world *w, struct phone *phone);
void world_place_request(struct world *w);               /* some user asks something */
void world_say_more(struct world *w, struct told *told); /* another one answers */

#endif
