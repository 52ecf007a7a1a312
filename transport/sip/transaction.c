/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 3261 17.1.2 with the core's retransmission limit; the theory stands in transaction.h. */
#include "transaction.h"

#include "clock.h"
#include "sip_assert.h"
#include "holdfast/action.h"

#define BIT(state) (uint8_t)(1u << HF_TRANSACTION_##state)

const uint8_t hf_transaction_moves[HF_TRANSACTION_COUNT] = {
    [HF_TRANSACTION_IDLE] = BIT(TRYING) | BIT(SILENT),
    [HF_TRANSACTION_TRYING] = BIT(SILENT) | BIT(PROCEEDING) | BIT(OVER),
    [HF_TRANSACTION_SILENT] = BIT(TRYING) | BIT(PROCEEDING) | BIT(OVER),
    [HF_TRANSACTION_PROCEEDING] = BIT(OVER),
    [HF_TRANSACTION_OVER] = BIT(TRYING) | BIT(SILENT),
};

static void move(struct hf_transaction *t, enum hf_transaction_state to)
{
    HF_ASSERT((hf_transaction_moves[t->state] & (1u << to)) != 0);
    t->state = (uint8_t)to;
    t->deadline_us = HF_NEVER;
}

uint64_t hf_transaction_end_us(const struct hf_transaction *t)
{
    return hf_sip_life_end(t->started_us, t->t1_ms);
}

static void enter_trying(struct hf_transaction *t, uint64_t next_us)
{
    move(t, HF_TRANSACTION_TRYING);
    t->deadline_us = hf_sip_earlier(next_us, hf_transaction_end_us(t));
}

static void enter_silent(struct hf_transaction *t, uint64_t due_us)
{
    move(t, HF_TRANSACTION_SILENT);
    t->due_us = due_us;
    t->deadline_us = hf_transaction_end_us(t);
}

/* Timer E fires in its own time, and every T2 from then on (RFC 3261 17.1.2.2). */
static void enter_proceeding(struct hf_transaction *t, uint64_t next_us)
{
    move(t, HF_TRANSACTION_PROCEEDING);
    t->deadline_us = hf_sip_earlier(next_us, hf_transaction_end_us(t));
}

static void enter_over(struct hf_transaction *t)
{
    move(t, HF_TRANSACTION_OVER);
}

/* Counts a sending whose moment was due_us, and gives the moment of the next one. */
static uint64_t count_sending(struct hf_transaction *t, uint64_t due_us, uint64_t now_us)
{
    uint32_t doubled = (uint32_t)t->interval_ms * 2;
    bool capped = t->state == HF_TRANSACTION_PROCEEDING || doubled > t->t2_ms;
    t->interval_ms = capped ? t->t2_ms : (uint16_t)doubled;
    t->sent = (uint8_t)(t->sent + (t->sent < UINT8_MAX));
    return hf_sip_next(due_us, now_us, t->interval_ms);
}

void hf_transaction_start(struct hf_transaction *t, const struct hf_transaction_order *order)
{
    HF_ASSERT(t->state == HF_TRANSACTION_IDLE || t->state == HF_TRANSACTION_OVER);
    t->started_us = order->now_us;
    t->t1_ms = (uint16_t)order->t1_ms;
    t->t2_ms = (uint16_t)order->t2_ms;
    t->interval_ms = t->t1_ms < t->t2_ms ? t->t1_ms : t->t2_ms;
    t->left = order->retransmissions;
    t->sent = 1;
    if (order->reliable) {
        enter_silent(t, HF_NEVER);
    } else if (t->left == 0) {
        enter_silent(t, hf_sip_after(t->started_us, t->interval_ms));
    } else {
        enter_trying(t, hf_sip_after(t->started_us, t->interval_ms));
    }
}

/* TRYING: Timer E fired. */
static void send_again(struct hf_transaction *t, uint64_t due_us, uint64_t now_us)
{
    uint64_t next_us = count_sending(t, due_us, now_us);
    if (t->left != HF_RETRANSMIT_FREELY) {
        t->left--;
    }
    if (t->left == 0) {
        enter_silent(t, next_us); /* A1: once more is not allowed */
        return;
    }
    t->deadline_us = hf_sip_earlier(next_us, hf_transaction_end_us(t));
}

enum hf_transaction_news hf_transaction_on_deadline(struct hf_transaction *t, uint64_t now_us)
{
    if (!hf_transaction_is_waiting(t) || now_us < t->deadline_us) {
        return HF_TRANSACTION_NOTHING;
    }
    if (now_us >= hf_transaction_end_us(t)) { /* Timer F */
        enter_over(t);
        return HF_TRANSACTION_TIMED_OUT;
    }
    switch ((enum hf_transaction_state)t->state) {
    case HF_TRANSACTION_TRYING: send_again(t, t->deadline_us, now_us); break;
    case HF_TRANSACTION_PROCEEDING:
        t->deadline_us = hf_sip_earlier(count_sending(t, t->deadline_us, now_us),
                                        hf_transaction_end_us(t));
        break;
    case HF_TRANSACTION_IDLE:
    case HF_TRANSACTION_SILENT:
    case HF_TRANSACTION_OVER:
    case HF_TRANSACTION_COUNT: return HF_TRANSACTION_NOTHING; /* no Timer E here */
    }
    return HF_TRANSACTION_SEND_AGAIN;
}

void hf_transaction_on_provisional(struct hf_transaction *t, uint64_t now_us)
{
    switch ((enum hf_transaction_state)t->state) {
    case HF_TRANSACTION_TRYING: enter_proceeding(t, t->deadline_us); break;
    case HF_TRANSACTION_SILENT:
        if (t->due_us == HF_NEVER) {
            return; /* A3: nothing to repeat */
        }
        enter_proceeding(t, t->due_us > now_us ? t->due_us : hf_sip_after(now_us, t->t2_ms));
        break;
    case HF_TRANSACTION_PROCEEDING:
    case HF_TRANSACTION_IDLE:
    case HF_TRANSACTION_OVER:
    case HF_TRANSACTION_COUNT: break;
    }
}

void hf_transaction_on_unread(struct hf_transaction *t, uint64_t now_us)
{
    if (t->state == HF_TRANSACTION_SILENT && t->due_us == HF_NEVER) {
        enter_proceeding(t, hf_sip_after(now_us, t->t1_ms));
    }
}

enum hf_transaction_news hf_transaction_on_extend(struct hf_transaction *t, uint64_t now_us)
{
    uint64_t due_us = t->due_us;
    switch ((enum hf_transaction_state)t->state) {
    case HF_TRANSACTION_TRYING: t->left = HF_RETRANSMIT_FREELY; return HF_TRANSACTION_NOTHING;
    case HF_TRANSACTION_SILENT: break;
    case HF_TRANSACTION_PROCEEDING:
    case HF_TRANSACTION_IDLE:
    case HF_TRANSACTION_OVER:
    case HF_TRANSACTION_COUNT: return HF_TRANSACTION_NOTHING;
    }
    if (due_us == HF_NEVER) {
        return HF_TRANSACTION_NOTHING;
    }
    t->left = HF_RETRANSMIT_FREELY;
    if (now_us < due_us || now_us >= hf_transaction_end_us(t)) {
        enter_trying(t, due_us);
        return HF_TRANSACTION_NOTHING;
    }
    enter_trying(t, count_sending(t, due_us, now_us));
    return HF_TRANSACTION_SEND_AGAIN;
}

void hf_transaction_on_end(struct hf_transaction *t)
{
    if (hf_transaction_is_waiting(t)) {
        enter_over(t);
    }
}

bool hf_transaction_is_waiting(const struct hf_transaction *t)
{
    return t->state == HF_TRANSACTION_TRYING || t->state == HF_TRANSACTION_SILENT ||
           t->state == HF_TRANSACTION_PROCEEDING;
}
