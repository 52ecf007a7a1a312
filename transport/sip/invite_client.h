/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A client transaction of an INVITE (RFC 3261 17.1.1, RFC 6026), without its messages: when to
 * send the INVITE again, which responses are news, which are ACKed, and when it is over.
 *
 * IDLE        nothing was sent
 * CALLING     sent, unanswered: Timer A sends it again at T1, 2*T1, 4*T1, ... without a cap
 * SILENT      sent as often as the core allowed (A1, A5), or over a transport that repeats by
 *             itself (A3): an answer, Extend (A4) or Timer B is awaited
 * WATCHED     nobody waits for it any more (A11): nothing is sent, late answers still count until
 *             64*T1 after the first sending
 * PROCEEDING  a provisional response came: nothing is repeated and no Timer B runs; how long a
 *             phone may ring is the core's (A7). It ends by itself only when it is abandoned and
 *             has had nothing but 100 since: as WATCHED does
 * CANCELLING  CANCEL was sent: 64*T1 later the INVITE counts as ended (RFC 3261 9.1, E6)
 * COMPLETED   a final response but 2xx came: Timer D; each repetition is ACKed again
 * ACCEPTED    a 2xx came: Timer M; each 2xx, also of other branches of a fork, is news
 * OVER        Timer B, D or M, or 64*T1 after CANCEL, or given up
 *
 * Times come as arguments; the schedule counts from the first sending.
 */
#ifndef HF_SIP_INVITE_CLIENT_H
#define HF_SIP_INVITE_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "transaction.h"

enum hf_invite_client_state {
    HF_INVITE_CLIENT_IDLE = 0,
    HF_INVITE_CLIENT_CALLING = 1,
    HF_INVITE_CLIENT_SILENT = 2,
    HF_INVITE_CLIENT_WATCHED = 3,
    HF_INVITE_CLIENT_PROCEEDING = 4,
    HF_INVITE_CLIENT_CANCELLING = 5,
    HF_INVITE_CLIENT_COMPLETED = 6,
    HF_INVITE_CLIENT_ACCEPTED = 7,
    HF_INVITE_CLIENT_OVER = 8,
    HF_INVITE_CLIENT_COUNT
};

struct hf_invite_client {
    uint64_t started_us;  /* first sending */
    uint64_t deadline_us; /* CALLING: next sending, or the end; SILENT, WATCHED, CANCELLING,
                             COMPLETED, ACCEPTED: the end; PROCEEDING: HF_NEVER, or the end when it
                             was abandoned; OVER: HF_NEVER; IDLE: it does not count */
    uint64_t due_us;      /* SILENT: when Timer A would fire but for the limit; HF_NEVER when there
                             is no Timer A; unused elsewhere */
    uint32_t left;        /* CALLING: retransmissions still allowed, or HF_RETRANSMIT_FREELY */
    uint32_t interval_ms; /* that ends at the deadline (at due_us in SILENT) */
    uint16_t t1_ms;
    uint8_t sent;     /* times, saturating */
    uint8_t state;    /* enum hf_invite_client_state */
    uint8_t reliable; /* 1: the transport repeats by itself: no Timer A, Timer D of 0 */
    uint8_t reserved[3];
};

enum hf_invite_client_news {
    HF_INVITE_CLIENT_NOTHING = 0,
    HF_INVITE_CLIENT_SEND_AGAIN = 1, /* the same bytes */
    HF_INVITE_CLIENT_TIMED_OUT = 2,  /* it is OVER without a final response */
    HF_INVITE_CLIENT_ENDED = 3       /* it is OVER: nothing more is expected after its answer */
};

/* What to do with a response: bits. */
#define HF_INVITE_CLIENT_HEAR 1u /* it is news for who asked */
#define HF_INVITE_CLIENT_ACK  2u /* ACK it on this transaction (17.1.1.3) */

extern const uint16_t hf_invite_client_moves[HF_INVITE_CLIENT_COUNT]; /* bit per state */

/* IDLE (a zeroed one) or OVER: the INVITE is being sent now. order->t2_ms does not count. */
void hf_invite_client_start(struct hf_invite_client *t, const struct hf_transaction_order *order);

/* Time has passed; at or behind the deadline something happens, before it nothing. */
enum hf_invite_client_news hf_invite_client_on_deadline(struct hf_invite_client *t,
                                                        uint64_t now_us);

/* A response of 100..699 that matches. Bits of HF_INVITE_CLIENT_*; 0: absorbed. A 2xx behind
 * another final response is heard too, so that no call is left that nobody ends (A11); a final
 * response but 2xx behind a 2xx is ACKed, so that its sender stops, and not heard. */
unsigned hf_invite_client_on_response(struct hf_invite_client *t, unsigned status, uint64_t now_us);

/* A4: the limit no longer counts. SEND_AGAIN when a retransmission's moment has come. */
enum hf_invite_client_news hf_invite_client_on_extend(struct hf_invite_client *t, uint64_t now_us);

/* A11: nobody waits for it any more: nothing is sent, late answers still count until 64*T1 after
 * the first sending. A late 101..199 ends this watch: who hears it cancels the INVITE or makes it
 * the call's own. CANCELLING and answered ones end as they would have. */
void hf_invite_client_on_abandon(struct hf_invite_client *t);

/* PROCEEDING: CANCEL is being sent now. In any other state nothing (RFC 3261 9.1). */
void hf_invite_client_on_cancel(struct hf_invite_client *t, uint64_t now_us);

/* The transport failed, or the place is needed: OVER at once. */
void hf_invite_client_on_end(struct hf_invite_client *t);

bool hf_invite_client_may_cancel(const struct hf_invite_client *t); /* PROCEEDING */
bool hf_invite_client_is_waiting(const struct hf_invite_client *t); /* for a final response */

#endif
