/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls in virtual time: two phones, each an agent with its calls, and a peer whose messages the
 * story writes itself. Every hop takes 10 ms. What the core would order a few lines here order, so
 * that a story may also order something else; what a phone hears and sends is told in words, which
 * the stories compare.
 */
#ifndef TESTS_SIP_CALLS_SUPPORT_H
#define TESTS_SIP_CALLS_SUPPORT_H

#include "holdfast/sip/calls.h"
#include "support.h"

#define MS     1000u
#define S      1000000u
#define HOP_US (10u * MS)

#define CALLS_TEXT    8192
#define CALLS_PACKETS 64
#define CALLS_SENDS   128
#define CALLS_BYES    16

enum { ALICE, BOB, PHONES };

struct calls_packet {
    uint64_t at_us; /* when it arrives */
    struct hf_target from, to;
    uint64_t flow;
    size_t n;
    char text[CALLS_TEXT];
};

struct calls_send { /* what the core ordered */
    uint64_t attempt, request;
    uint8_t kind, is_over;
};

struct calls_phone {
    struct hf_agent *agent;
    struct hf_calls *calls;
    struct hf_calls_out out;
    struct hf_config config;
    struct hf_target here, server; /* server: where its requests go */
    struct hf_agent_way way;       /* local: here */
    uint64_t next_id, attempt;     /* last one used */
    struct calls_send sends[CALLS_SENDS];
    unsigned n_sends;
    struct hf_wanted byes[CALLS_BYES];
    unsigned n_byes;
    struct hf_line *line; /* the core itself; NULL: a few lines of the stage stand in for it */
    bool silent;          /* its core orders nothing: the story does */
    bool refuses;         /* its line refuses what is told */
    uint32_t verdict;     /* HF_ACTION_KEEP or END, for what is Late; 0: none yet */
    uint32_t retransmissions;
    struct hf_calls_news media;    /* the last MEDIA */
    struct hf_calls_news last;     /* the last news but MEDIA */
    struct hf_event event;         /* the last event */
    char said[2048];               /* events and news since it was asked */
    char sent[1024];               /* what left since it was asked: methods and statuses */
    char text[CALLS_TEXT];         /* the last request or response that left, terminated */
    struct hf_sip_message message; /* the same, parsed */
    char request[CALLS_TEXT];      /* the last request that left */
};

struct calls_world {
    uint64_t now_us;
    struct calls_phone phones[PHONES];
    struct hf_target peer;  /* the story's own: it speaks from here */
    struct hf_target dead;  /* what is sent there is lost; family NONE: nowhere */
    char heard[CALLS_TEXT]; /* what came to the peer last, terminated */
    struct hf_sip_message heard_m;
    unsigned n_heard;
    struct calls_packet packets[CALLS_PACKETS];
    unsigned n_packets;
    const char *to_drop; /* every datagram whose text begins so is lost; NULL: none */
    bool cut;            /* nothing arrives anywhere */
};

/* Alice's server is Bob, and Bob's is Alice. */
void calls_open(struct calls_world *w);
/* Alice's server is the peer. */
void calls_open_alone(struct calls_world *w);
/* Alice's servers are 192.0.2.9 and 192.0.2.8, which take every REGISTER, and her core is the real
 * one; it is registered when this returns. NULL: the usual policy. */
void calls_open_core(struct calls_world *w, void (*policy)(struct hf_config *));
/* Runs until everything is over: every block is idle then. */
void calls_close(struct calls_world *w);
/* For those that left a call behind on purpose. */
void calls_free(struct calls_world *w);
void calls_run(struct calls_world *w, uint64_t us);

/* What was told, and what left, since it was asked last. */
void calls_expect(struct calls_world *w, unsigned who, const char *said);
void calls_expect_sent(struct calls_world *w, unsigned who, const char *sent);

/* ---- wishes: 0, or the error ---- */

uint64_t calls_dial(struct calls_world *w, unsigned who, const char *uri); /* the call */
int calls_wish(struct calls_world *w, unsigned who,
               int (*what)(struct hf_calls *, const struct hf_calls_at *,
                           const struct hf_calls_wish *, struct hf_calls_out *),
               struct hf_calls_wish wish);
#define WISH(w, who, what, ...)                                                                    \
    cr_assert_eq(calls_wish(w, who, hf_calls_##what, (struct hf_calls_wish){__VA_ARGS__}), 0)

/* A call from Alice to Bob that talks; its ids. */
struct calls_pair {
    uint64_t alice, bob;
};
struct calls_pair calls_talk(struct calls_world *w);

/* ---- the core's orders ---- */

uint64_t calls_send(struct calls_world *w, unsigned who, struct hf_send send); /* the attempt */
void calls_order(struct calls_world *w, unsigned who, uint32_t kind, uint64_t attempt);
void calls_act(struct calls_world *w, unsigned who, const struct hf_action *action);

/* For the stage's own files. */
struct hf_calls_at calls_at(struct calls_world *w, unsigned who);
void calls_take_out(struct calls_world *w, unsigned who);
void calls_fact(struct calls_world *w, unsigned who, uint32_t kind);
static inline bool calls_same(const struct hf_target *a, const struct hf_target *b)
{
    return memcmp(a->address, b->address, sizeof a->address) == 0;
}

/* One event into the real core, and what it orders. */
void calls_step(struct calls_world *w, unsigned who, struct hf_event *event);

/* ---- the peer ---- */

/* It answers a request of the phone's, as text: "180 Ringing", fields, body. */
struct calls_answer {
    const char *request; /* NULL: the last one that it heard */
    const char *status, *tag, *fields, *body;
};
void calls_answer(struct calls_world *w, unsigned who, const struct calls_answer *answer);
void calls_peer_says(struct calls_world *w, unsigned who, const char *text); /* %C: Contact's URI */
/* Text of a field in what the phone sent last. */
const char *calls_field(const char *text, unsigned id, char *out);
#define SDP                                                                                        \
    "v=0\r\no=p 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"                    \
    "m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"
#define TYPE "Content-Type: application/sdp\r\n"

#endif
