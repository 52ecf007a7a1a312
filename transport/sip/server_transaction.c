/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 3261 17.2.2 and RFC 4320; the theory stands in server_transaction.h. */
#include "server_transaction.h"

#include "clock.h"
#include "sip_assert.h"

#define BIT(state) (uint8_t)(1u << HF_SERVER_TRANSACTION_##state)

const uint8_t hf_server_transaction_moves[HF_SERVER_TRANSACTION_COUNT] = {
    [HF_SERVER_TRANSACTION_IDLE] = BIT(TRYING),
    [HF_SERVER_TRANSACTION_TRYING] = BIT(PROCEEDING) | BIT(COMPLETED) | BIT(OVER),
    [HF_SERVER_TRANSACTION_PROCEEDING] = BIT(COMPLETED) | BIT(OVER),
    [HF_SERVER_TRANSACTION_COMPLETED] = BIT(OVER),
    [HF_SERVER_TRANSACTION_OVER] = BIT(TRYING),
};

static void move(struct hf_server_transaction *t, enum hf_server_transaction_state to)
{
    HF_ASSERT((hf_server_transaction_moves[t->state] & (1u << to)) != 0);
    t->state = (uint8_t)to;
    t->deadline_us = HF_NEVER;
}

/* When the client's Timer F gives up, as far as that can be known here. */
static uint64_t end_us(const struct hf_server_transaction *t)
{
    return hf_sip_life_end(t->started_us, t->t1_ms);
}

/* When the client's Timer E is set to T2, having fired at T1, 3*T1, 7*T1, ... (RFC 4320 4.1). */
static uint64_t trying_due_us(const struct hf_server_transaction *t)
{
    uint32_t at_ms = t->t1_ms;
    for (uint32_t interval_ms = 2u * t->t1_ms; interval_ms < t->t2_ms; interval_ms *= 2) {
        at_ms += interval_ms;
    }
    return hf_sip_after(t->started_us, at_ms);
}

static void enter_trying(struct hf_server_transaction *t)
{
    move(t, HF_SERVER_TRANSACTION_TRYING);
    t->deadline_us = hf_sip_earlier(trying_due_us(t), end_us(t));
}

static void enter_proceeding(struct hf_server_transaction *t)
{
    move(t, HF_SERVER_TRANSACTION_PROCEEDING);
    t->deadline_us = end_us(t);
}

static void enter_completed(struct hf_server_transaction *t, uint64_t now_us)
{
    move(t, HF_SERVER_TRANSACTION_COMPLETED);
    t->deadline_us = hf_sip_life_end(now_us, t->t1_ms); /* Timer J */
}

static void enter_over(struct hf_server_transaction *t)
{
    move(t, HF_SERVER_TRANSACTION_OVER);
}

void hf_server_transaction_start(struct hf_server_transaction *t,
                                 const struct hf_server_order *order)
{
    t->started_us = order->now_us;
    t->t1_ms = (uint16_t)order->t1_ms;
    t->t2_ms = (uint16_t)order->t2_ms;
    t->reliable = order->reliable;
    enter_trying(t);
}

static enum hf_server_news give_up(struct hf_server_transaction *t)
{
    enter_over(t);
    return HF_SERVER_UNANSWERED;
}

enum hf_server_news hf_server_transaction_on_deadline(struct hf_server_transaction *t,
                                                      uint64_t now_us)
{
    if (now_us < t->deadline_us) {
        return HF_SERVER_NOTHING;
    }
    switch ((enum hf_server_transaction_state)t->state) {
    case HF_SERVER_TRANSACTION_TRYING:
        if (now_us >= end_us(t)) {
            return give_up(t);
        }
        t->deadline_us = end_us(t); /* said once */
        return HF_SERVER_SEND_100;
    case HF_SERVER_TRANSACTION_PROCEEDING: return give_up(t);
    case HF_SERVER_TRANSACTION_COMPLETED: enter_over(t); return HF_SERVER_ENDED;
    case HF_SERVER_TRANSACTION_IDLE:
    case HF_SERVER_TRANSACTION_OVER:
    case HF_SERVER_TRANSACTION_COUNT: break;
    }
    return HF_SERVER_NOTHING;
}

enum hf_server_news hf_server_transaction_on_request(struct hf_server_transaction *t)
{
    switch ((enum hf_server_transaction_state)t->state) {
    case HF_SERVER_TRANSACTION_PROCEEDING:
    case HF_SERVER_TRANSACTION_COMPLETED: return HF_SERVER_REPEAT;
    case HF_SERVER_TRANSACTION_TRYING:
    case HF_SERVER_TRANSACTION_IDLE:
    case HF_SERVER_TRANSACTION_OVER:
    case HF_SERVER_TRANSACTION_COUNT: break;
    }
    return HF_SERVER_NOTHING;
}

/* RFC 4320 4.1, 4.2: what a client could use, whatever the state. */
static bool is_of_use(const struct hf_server_transaction *t, unsigned status, uint64_t now_us)
{
    if (now_us >= end_us(t)) {
        return false; /* its client has given up */
    }
    if (status < 200) {
        return status == 100 && (t->reliable || now_us >= trying_due_us(t));
    }
    return status < 700 && status != 408;
}

bool hf_server_transaction_may_respond(const struct hf_server_transaction *t, unsigned status,
                                       uint64_t now_us)
{
    switch ((enum hf_server_transaction_state)t->state) {
    case HF_SERVER_TRANSACTION_TRYING:
    case HF_SERVER_TRANSACTION_PROCEEDING: return is_of_use(t, status, now_us);
    case HF_SERVER_TRANSACTION_COMPLETED:
    case HF_SERVER_TRANSACTION_IDLE:
    case HF_SERVER_TRANSACTION_OVER:
    case HF_SERVER_TRANSACTION_COUNT: break;
    }
    return false;
}

enum hf_server_news hf_server_transaction_on_response(struct hf_server_transaction *t,
                                                      unsigned status, uint64_t now_us)
{
    HF_ASSERT(hf_server_transaction_may_respond(t, status, now_us));
    if (status < 200) {
        if (t->state == HF_SERVER_TRANSACTION_TRYING) {
            enter_proceeding(t);
        }
        return HF_SERVER_NOTHING;
    }
    if (t->reliable) {
        enter_over(t); /* Timer J of 0 */
        return HF_SERVER_ENDED;
    }
    enter_completed(t, now_us);
    return HF_SERVER_NOTHING;
}

void hf_server_transaction_on_end(struct hf_server_transaction *t)
{
    switch ((enum hf_server_transaction_state)t->state) {
    case HF_SERVER_TRANSACTION_TRYING:
    case HF_SERVER_TRANSACTION_PROCEEDING:
    case HF_SERVER_TRANSACTION_COMPLETED: enter_over(t); break;
    case HF_SERVER_TRANSACTION_IDLE:
    case HF_SERVER_TRANSACTION_OVER:
    case HF_SERVER_TRANSACTION_COUNT: break;
    }
}
