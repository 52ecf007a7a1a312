/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A server transaction of an INVITE (RFC 3261 17.2.1, 13.3.1, RFC 6026), without its messages.
 *
 * IDLE        nothing came
 * STARTED     the INVITE came; 200 ms later a 100 is due
 * PROCEEDING  a provisional response was sent; a repetition of the INVITE gets it again. One of
 *             101..199 is sent again every minute, since proxies give up after three without one
 *             (Timer C of 16.6; 13.3.1.1). Nothing ends it: how long a phone rings is the user's
 * ACCEPTED    a 2xx was sent, again at T1, 2*T1, ... at most T2 apart until its ACK comes
 *             (13.3.1.4); repetitions of the INVITE are absorbed (RFC 6026, Timer L)
 * ANSWERED    that ACK came; repetitions of the INVITE are absorbed still
 * COMPLETED   another final response was sent, again as Timer G says until its ACK comes, 64*T1 at
 *             most (Timer H); a repetition of the INVITE gets it again
 * CONFIRMED   that ACK came; repetitions of it are absorbed for T4 (Timer I)
 * OVER
 *
 * Over a reliable transport Timers G and I are none; a 2xx is repeated all the same, since a hop
 * behind may be unreliable (13.3.1.4).
 */
#ifndef HF_SIP_INVITE_SERVER_H
#define HF_SIP_INVITE_SERVER_H

#include "server_transaction.h"

enum hf_invite_server_state {
    HF_INVITE_SERVER_IDLE = 0,
    HF_INVITE_SERVER_STARTED = 1,
    HF_INVITE_SERVER_PROCEEDING = 2,
    HF_INVITE_SERVER_ACCEPTED = 3,
    HF_INVITE_SERVER_ANSWERED = 4,
    HF_INVITE_SERVER_COMPLETED = 5,
    HF_INVITE_SERVER_CONFIRMED = 6,
    HF_INVITE_SERVER_OVER = 7,
    HF_INVITE_SERVER_COUNT
};

struct hf_invite_server {
    uint64_t since_us;    /* the INVITE came, or the final response was first sent */
    uint64_t next_us;     /* PROCEEDING, ACCEPTED, COMPLETED: next repetition; HF_NEVER: none */
    uint64_t deadline_us; /* earliest of all that its state waits for; STARTED: 100 is due, until
                             that is said; PROCEEDING: next_us; OVER: HF_NEVER; IDLE: it does not
                             count */
    uint32_t interval_ms; /* ACCEPTED, COMPLETED: that ends at next_us */
    uint16_t t1_ms, t2_ms, t4_ms;
    uint8_t state;    /* enum hf_invite_server_state */
    uint8_t reliable; /* 1: no Timers G and I */
    uint8_t reserved[4];
};

extern const uint8_t hf_invite_server_moves[HF_INVITE_SERVER_COUNT]; /* bit per state */

/* IDLE (a zeroed one) or OVER: the INVITE came now. */
void hf_invite_server_start(struct hf_invite_server *t, const struct hf_server_order *order);

/* SEND_100 (once), REPEAT, NO_ACK, ENDED or NOTHING. */
enum hf_server_news hf_invite_server_on_deadline(struct hf_invite_server *t, uint64_t now_us);

/* The INVITE came again. REPEAT or NOTHING. */
enum hf_server_news hf_invite_server_on_request(struct hf_invite_server *t);

/* May this status be sent now? Nothing behind a final one; no 100 behind another provisional one,
 * whose place it would take in what is repeated, and which it says less than. */
bool hf_invite_server_may_respond(const struct hf_invite_server *t, unsigned status);

/* A response that may be sent is being sent. */
void hf_invite_server_on_response(struct hf_invite_server *t, unsigned status, uint64_t now_us);

/* An ACK came: of this transaction (COMPLETED), or of the 2xx's dialog (ACCEPTED). True when it is
 * the first. */
bool hf_invite_server_on_ack(struct hf_invite_server *t, uint64_t now_us);

/* The place is needed: OVER at once. A transport that failed is no reason: repetitions of the
 * INVITE are absorbed still (RFC 6026 7.1). */
void hf_invite_server_on_end(struct hf_invite_server *t);

/* No final response was given yet: CANCEL has something to cancel (RFC 3261 9.2). */
bool hf_invite_server_is_open(const struct hf_invite_server *t);

#endif
