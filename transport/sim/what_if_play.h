/* SPDX-License-Identifier: Apache-2.0 */
/* A play: lines that live through the log again, and what is on its way to them. */
#ifndef HF_SIM_WHAT_IF_PLAY_H
#define HF_SIM_WHAT_IF_PLAY_H

#include "what_if.h"

/* Ranks of what is not the log's own: behind what is, at the same moment. */
#define RANK_MADE (UINT64_C(1) << 62)
#define RANK_WAKE (UINT64_C(1) << 63)

/* Ids of requests that the user would have made. */
#define REQUEST_MADE (UINT64_C(1) << 62)

enum item_kind {
    ITEM_SAID = 1,   /* an answer to attempt `id`, in its life `serial` */
    ITEM_PACKET = 2, /* a packet of it leaves */
    ITEM_DNS = 3,    /* the answer to query `id`: asked, or `outcome` alone */
    ITEM_RESTED = 4, /* another line found a target dead: rest */
    ITEM_CALL = 5,   /* the peer of call `id` hangs up */
    ITEM_WAKE = 6
};

struct item {
    uint64_t at_us, rank, id;
    uint32_t line, serial;
    uint8_t kind; /* enum item_kind */
    uint8_t outcome;
    uint8_t reserved[6];
    struct said said;          /* SAID */
    struct hf_share_rest rest; /* RESTED: until_us by the wall clock */
    const struct asked *asked; /* DNS; or NULL */
    uint32_t ttl_s;
    uint32_t reserved_too;
};

struct life { /* an attempt that has not been answered */
    struct hf_send send;
    const struct exchange *own; /* the log's, or NULL */
    uint64_t sent_us;
    struct packets packets;
    uint32_t sent; /* packets after the first */
    uint32_t limit, serial;
    uint8_t is_answered; /* its answers are on their way */
    uint8_t is_abandoned;
    uint8_t was_told; /* a provisional came */
    uint8_t n_due;    /* answers on their way that end it, whatever the line has ordered */
};

struct query {
    uint64_t id;
    uint16_t type;
    uint8_t server, proxy;
    uint8_t reserved[4];
};

#define PLAYED_CALLS   8
#define PLAYED_QUERIES 64

struct played_call {
    uint64_t id; /* 0: free */
    uint8_t state, incoming;
    uint8_t reserved[6];
};

struct played_line {
    struct hf_line *line; /* NULL: not begun */
    struct life *lives;
    size_t n_lives, lives_room;
    struct query queries[PLAYED_QUERIES]; /* the latest, a ring */
    unsigned n_queries;
    struct played_call calls[PLAYED_CALLS];
    uint64_t wake_us; /* that is on its way; HF_NEVER */
    uint64_t woken_us;
    uint64_t woken_rank; /* of the log's latest wake-up that was played */
    unsigned n_woken;
    uint32_t n_configured;
    uint8_t families, halted;
    uint8_t reserved[6];
};

struct stage {
    struct hf_what_if *again;
    struct hf_what_if_play *play;
    struct played_line *lines; /* [number - 1] */
    struct item *items;        /* a heap */
    size_t n_items, items_room;
    uint64_t now_us, made, n_steps;
    uint32_t serial;
    int failed; /* no memory */
    struct hf_actions actions;
    struct hf_event event;
    _Alignas(8) uint8_t scratch[HF_WIRE_SCRATCH];
};

/* what_if_play.c */
void stage_post(struct stage *stage, const struct item *item);
/* One step, and all that it orders; the result of hf_line_step. */
int stage_step(struct stage *stage, uint32_t line, struct hf_event *event);
/* The event of the log, in stage->event; 0, or -1: it cannot be read. */
int stage_decode(struct stage *stage, const uint8_t *bytes, uint32_t n);
uint64_t stage_rank(struct stage *stage);

/* what_if_send.c */
void send_begin(struct stage *stage, uint32_t line, const struct hf_send *send);
void send_order(struct stage *stage, uint32_t line, const struct hf_action *action);
void send_packet(struct stage *stage, const struct item *item);
void send_say(struct stage *stage, const struct item *item);
struct life *send_find(struct played_line *line, uint64_t attempt);

/* what_if_event.c: what an answer is to an attempt in that state, in stage->event; 0: nothing. */
int event_of(struct stage *stage, const struct life *life, const struct said *said);

/* what_if_name.c */
void name_ask(struct stage *stage, uint32_t line, const struct hf_resolve *resolve);
void name_answer(struct stage *stage, const struct item *item);

/* what_if_call.c */
void call_fact(struct stage *stage, const struct fact *fact);
void call_report(struct stage *stage, uint32_t line, const struct hf_call_report *report);

#endif
