/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 3262 3; the theory stands in reliable.h. */
#include "reliable.h"

#include "clock.h"
#include "sip_assert.h"

#define BIT(state) (uint8_t)(1u << HF_RELIABLE_##state)

const uint8_t hf_reliable_moves[HF_RELIABLE_COUNT] = {
    [HF_RELIABLE_IDLE] = BIT(WAITING),
    [HF_RELIABLE_WAITING] = BIT(OVER),
    [HF_RELIABLE_OVER] = BIT(WAITING),
};

static void move(struct hf_reliable *r, enum hf_reliable_state to)
{
    HF_ASSERT((hf_reliable_moves[r->state] & (1u << to)) != 0);
    r->state = (uint8_t)to;
    r->deadline_us = HF_NEVER;
}

static uint64_t end_us(const struct hf_reliable *r)
{
    return hf_sip_life_end(r->started_us, r->t1_ms);
}

static void enter_waiting(struct hf_reliable *r, uint64_t now_us)
{
    move(r, HF_RELIABLE_WAITING);
    r->started_us = now_us;
    r->interval_ms = r->t1_ms;
    r->deadline_us = hf_sip_after(now_us, r->interval_ms);
}

static void enter_over(struct hf_reliable *r)
{
    move(r, HF_RELIABLE_OVER);
}

void hf_reliable_start(struct hf_reliable *r, uint32_t t1_ms, uint64_t now_us)
{
    r->t1_ms = (uint16_t)t1_ms;
    enter_waiting(r, now_us);
}

enum hf_reliable_news hf_reliable_on_deadline(struct hf_reliable *r, uint64_t now_us)
{
    if (!hf_reliable_is_waiting(r) || now_us < r->deadline_us) {
        return HF_RELIABLE_NOTHING;
    }
    if (now_us >= end_us(r)) {
        enter_over(r);
        return HF_RELIABLE_GIVEN_UP;
    }
    r->interval_ms *= 2; /* without a cap, unlike a 2xx's (RFC 3262 3) */
    r->deadline_us = hf_sip_earlier(hf_sip_next(r->deadline_us, now_us, r->interval_ms), end_us(r));
    return HF_RELIABLE_SEND_AGAIN;
}

void hf_reliable_on_end(struct hf_reliable *r)
{
    if (hf_reliable_is_waiting(r)) {
        enter_over(r);
    }
}

bool hf_reliable_is_waiting(const struct hf_reliable *r)
{
    return r->state == HF_RELIABLE_WAITING;
}
