/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A provisional response that is repeated until PRACK comes (RFC 3262 3): at T1, 2*T1, 4*T1, ...
 * without a cap, and for 64*T1 at most.
 *
 * IDLE     nothing was sent
 * WAITING  sent, not acknowledged
 * OVER     acknowledged, given up, or a final response took its place
 */
#ifndef HF_SIP_RELIABLE_H
#define HF_SIP_RELIABLE_H

#include <stdbool.h>
#include <stdint.h>

enum hf_reliable_state {
    HF_RELIABLE_IDLE = 0,
    HF_RELIABLE_WAITING = 1,
    HF_RELIABLE_OVER = 2,
    HF_RELIABLE_COUNT
};

struct hf_reliable {
    uint64_t started_us;
    uint64_t deadline_us; /* WAITING: next sending, or the end; OVER: HF_NEVER; IDLE: it does not
                             count */
    uint32_t interval_ms; /* that ends at the deadline */
    uint16_t t1_ms;
    uint8_t state; /* enum hf_reliable_state */
    uint8_t reserved;
};

enum hf_reliable_news {
    HF_RELIABLE_NOTHING = 0,
    HF_RELIABLE_SEND_AGAIN = 1,
    HF_RELIABLE_GIVEN_UP = 2 /* the INVITE should be refused with a 5xx (RFC 3262 3) */
};

extern const uint8_t hf_reliable_moves[HF_RELIABLE_COUNT]; /* bit per state */

/* IDLE (a zeroed one) or OVER: the response is being sent now. t1_ms: 1..60000. */
void hf_reliable_start(struct hf_reliable *r, uint32_t t1_ms, uint64_t now_us);
enum hf_reliable_news hf_reliable_on_deadline(struct hf_reliable *r, uint64_t now_us);
void hf_reliable_on_end(struct hf_reliable *r); /* PRACK came, or a final response is given */
bool hf_reliable_is_waiting(const struct hf_reliable *r);

#endif
