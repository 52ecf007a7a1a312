/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A server transaction of a request other than INVITE (RFC 3261 17.2.2, RFC 4320), without its
 * messages.
 *
 * IDLE        nothing came
 * TRYING      the request came and is unanswered; its repetitions are absorbed. When its client's
 *             Timer E has reached T2, a 100 is due (RFC 4320 4.1): before, it would only be one
 *             more datagram; after, it slows the client down
 * PROCEEDING  100 was sent; a repetition gets it again
 * COMPLETED   a final response was sent; a repetition gets it again until Timer J (64*T1)
 * OVER        Timer J, or 64*T1 without an answer: the client has given up, and an answer now
 *             would match nothing (RFC 4320 4.2)
 *
 * Over a reliable transport Timer J is 0, and 100 may be sent at any time.
 */
#ifndef HF_SIP_SERVER_TRANSACTION_H
#define HF_SIP_SERVER_TRANSACTION_H

#include <stdbool.h>
#include <stdint.h>

enum hf_server_transaction_state {
    HF_SERVER_TRANSACTION_IDLE = 0,
    HF_SERVER_TRANSACTION_TRYING = 1,
    HF_SERVER_TRANSACTION_PROCEEDING = 2,
    HF_SERVER_TRANSACTION_COMPLETED = 3,
    HF_SERVER_TRANSACTION_OVER = 4,
    HF_SERVER_TRANSACTION_COUNT
};

struct hf_server_transaction {
    uint64_t started_us;  /* the request came */
    uint64_t deadline_us; /* TRYING: 100 is due, and once that is said, too late; PROCEEDING: too
                             late; COMPLETED: Timer J; OVER: HF_NEVER; IDLE: it does not count */
    uint16_t t1_ms, t2_ms;
    uint8_t state;    /* enum hf_server_transaction_state */
    uint8_t reliable; /* 1: no Timer J */
    uint8_t reserved[2];
};

/* Of both kinds of server transactions. */
struct hf_server_order {
    uint64_t now_us;
    uint32_t t1_ms, t2_ms, t4_ms; /* 1..60000 */
    bool reliable;
};

enum hf_server_news {
    HF_SERVER_NOTHING = 0,
    HF_SERVER_SEND_100 = 1,   /* send 100 Trying, and say so by on_response; told once */
    HF_SERVER_REPEAT = 2,     /* send the last response again */
    HF_SERVER_UNANSWERED = 3, /* it is OVER, and no final response was ever given */
    HF_SERVER_NO_ACK = 4,     /* INVITE: it is OVER; the final response was never acknowledged */
    HF_SERVER_ENDED = 5       /* it is OVER as it should be */
};

extern const uint8_t hf_server_transaction_moves[HF_SERVER_TRANSACTION_COUNT];

/* IDLE (a zeroed one) or OVER: the request came now. */
void hf_server_transaction_start(struct hf_server_transaction *t,
                                 const struct hf_server_order *order);

enum hf_server_news hf_server_transaction_on_deadline(struct hf_server_transaction *t,
                                                      uint64_t now_us);

/* The request came again. REPEAT or NOTHING. */
enum hf_server_news hf_server_transaction_on_request(struct hf_server_transaction *t);

/* May this status be sent now? Not: a final one twice, a provisional one but 100, a 100 too early,
 * 408 (RFC 4320 4.1, 4.2). */
bool hf_server_transaction_may_respond(const struct hf_server_transaction *t, unsigned status,
                                       uint64_t now_us);

/* A response that may be sent is being sent. ENDED when that was all (reliable), else NOTHING. */
enum hf_server_news hf_server_transaction_on_response(struct hf_server_transaction *t,
                                                      unsigned status, uint64_t now_us);

/* The transport failed, or the place is needed: OVER at once. */
void hf_server_transaction_on_end(struct hf_server_transaction *t);

#endif
