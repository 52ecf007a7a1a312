/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A client transaction of a request other than INVITE (RFC 3261 17.1.2), without its messages:
 * when to send the request again, and when to give up.
 *
 * IDLE        nothing was sent
 * TRYING      sent, unanswered: Timer E sends it again at T1, 2*T1, ... at most T2 apart
 * SILENT      sent as often as the core allowed (A1), or over a transport that repeats by itself
 *             (A3): waits for an answer, for Extend (A4), or for the end
 * PROCEEDING  a provisional response came: Timer E goes on every T2; the limit no longer counts,
 *             since the server lives (A7)
 * OVER        answered, given up, or 64*T1 have passed (Timer F)
 *
 * There is no COMPLETED: all it would do is absorb repeated responses for T4 (Timer K), and a
 * response that matches no transaction is dropped anyway.
 *
 * Times come as arguments. The schedule counts from the first sending, not from the moments at
 * which somebody woke up, so that it does not drift.
 */
#ifndef HF_SIP_TRANSACTION_H
#define HF_SIP_TRANSACTION_H

#include <stdbool.h>
#include <stdint.h>

enum hf_transaction_state {
    HF_TRANSACTION_IDLE = 0,
    HF_TRANSACTION_TRYING = 1,
    HF_TRANSACTION_SILENT = 2,
    HF_TRANSACTION_PROCEEDING = 3,
    HF_TRANSACTION_OVER = 4,
    HF_TRANSACTION_COUNT
};

struct hf_transaction {
    uint64_t started_us;  /* first sending */
    uint64_t deadline_us; /* TRYING, PROCEEDING: next sending, or the end; SILENT: the end; OVER:
                             HF_NEVER; IDLE: it does not count */
    uint64_t due_us;      /* SILENT: when Timer E would fire but for the limit; HF_NEVER when
                             there is no Timer E; unused elsewhere */
    uint32_t left;        /* TRYING: retransmissions still allowed, or HF_RETRANSMIT_FREELY */
    uint16_t t1_ms, t2_ms;
    uint16_t interval_ms; /* that ends at the deadline (at due_us in SILENT) */
    uint8_t sent;         /* times, saturating */
    uint8_t state;        /* enum hf_transaction_state */
};

struct hf_transaction_order {
    uint64_t now_us;
    uint32_t retransmissions; /* A1, or HF_RETRANSMIT_FREELY */
    uint32_t t1_ms, t2_ms;    /* 1..60000 */
    bool reliable;            /* A3: the transport repeats by itself */
};

enum hf_transaction_news {
    HF_TRANSACTION_NOTHING = 0,
    HF_TRANSACTION_SEND_AGAIN = 1, /* the same bytes */
    HF_TRANSACTION_TIMED_OUT = 2   /* it is OVER: nobody answered */
};

/* Which states may follow which; tests walk it. */
extern const uint8_t hf_transaction_moves[HF_TRANSACTION_COUNT]; /* bit per state */

/* IDLE (a zeroed one) or OVER: the request is being sent now. */
void hf_transaction_start(struct hf_transaction *t, const struct hf_transaction_order *order);

/* Time has passed; at or behind the deadline something happens, before it nothing. */
enum hf_transaction_news hf_transaction_on_deadline(struct hf_transaction *t, uint64_t now_us);

void hf_transaction_on_provisional(struct hf_transaction *t, uint64_t now_us);

/* A final response came that could not be taken. Over a transport that repeats by itself (A3) the
 * server has said it for the last time: the request is sent again, after T1. */
void hf_transaction_on_unread(struct hf_transaction *t, uint64_t now_us);

/* A4: the limit no longer counts. SEND_AGAIN when a retransmission's moment has come. */
enum hf_transaction_news hf_transaction_on_extend(struct hf_transaction *t, uint64_t now_us);

/* A final response came, or nobody wants one any more. */
void hf_transaction_on_end(struct hf_transaction *t);

bool hf_transaction_is_waiting(const struct hf_transaction *t); /* for a response */
uint64_t hf_transaction_end_us(const struct hf_transaction *t); /* 64*T1 after the start */

#endif
