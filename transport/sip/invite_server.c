/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 3261 17.2.1 and 13.3.1, RFC 6026 7.1; the theory stands in invite_server.h. */
#include "invite_server.h"

#include "clock.h"
#include "sip_assert.h"

#define TRYING_MS 200u   /* without any response of ours until then: 100 (17.2.1) */
#define MINUTE_MS 60000u /* 13.3.1.1 */

#define BIT(state) (uint8_t)(1u << HF_INVITE_SERVER_##state)

const uint8_t hf_invite_server_moves[HF_INVITE_SERVER_COUNT] = {
    [HF_INVITE_SERVER_IDLE] = BIT(STARTED),
    [HF_INVITE_SERVER_STARTED] = BIT(PROCEEDING) | BIT(ACCEPTED) | BIT(COMPLETED) | BIT(OVER),
    [HF_INVITE_SERVER_PROCEEDING] = BIT(ACCEPTED) | BIT(COMPLETED) | BIT(OVER),
    [HF_INVITE_SERVER_ACCEPTED] = BIT(ANSWERED) | BIT(OVER),
    [HF_INVITE_SERVER_ANSWERED] = BIT(OVER),
    [HF_INVITE_SERVER_COMPLETED] = BIT(CONFIRMED) | BIT(OVER),
    [HF_INVITE_SERVER_CONFIRMED] = BIT(OVER),
    [HF_INVITE_SERVER_OVER] = BIT(STARTED),
};

static void move(struct hf_invite_server *t, enum hf_invite_server_state to)
{
    HF_ASSERT((hf_invite_server_moves[t->state] & (1u << to)) != 0);
    t->state = (uint8_t)to;
    t->next_us = HF_NEVER;
    t->deadline_us = HF_NEVER;
}

/* Timers H and L, and the end of a 2xx's repetitions (13.3.1.4). */
static uint64_t end_us(const struct hf_invite_server *t)
{
    return hf_sip_life_end(t->since_us, t->t1_ms);
}

static void enter_started(struct hf_invite_server *t, uint64_t now_us)
{
    move(t, HF_INVITE_SERVER_STARTED);
    t->since_us = now_us;
    t->deadline_us = hf_sip_after(now_us, TRYING_MS);
}

static void enter_proceeding(struct hf_invite_server *t)
{
    move(t, HF_INVITE_SERVER_PROCEEDING);
}

/* PROCEEDING: a proxy's Timer C begins anew with each 101..199; a 100 says nothing to it
 * (16.7, 13.3.1.1). At the end of time nothing is awaited, so that no wake-up stands still. */
static void await_minute(struct hf_invite_server *t, uint64_t next_us, uint64_t now_us)
{
    t->next_us = next_us > now_us ? next_us : HF_NEVER;
    t->deadline_us = t->next_us;
}

/* A final response is being sent: a repetition is due after T1, where there are any. */
static void await_ack(struct hf_invite_server *t, bool repeats, uint64_t now_us)
{
    t->since_us = now_us;
    t->interval_ms = t->t1_ms < t->t2_ms ? t->t1_ms : t->t2_ms;
    t->next_us = repeats ? hf_sip_after(now_us, t->interval_ms) : HF_NEVER;
    t->deadline_us = hf_sip_earlier(t->next_us, end_us(t));
}

static void enter_accepted(struct hf_invite_server *t, uint64_t now_us)
{
    move(t, HF_INVITE_SERVER_ACCEPTED);
    await_ack(t, true, now_us); /* over every transport (13.3.1.4) */
}

static void enter_answered(struct hf_invite_server *t)
{
    move(t, HF_INVITE_SERVER_ANSWERED);
    t->deadline_us = end_us(t); /* Timer L (RFC 6026 7.1) */
}

static void enter_completed(struct hf_invite_server *t, uint64_t now_us)
{
    move(t, HF_INVITE_SERVER_COMPLETED);
    await_ack(t, !t->reliable, now_us); /* Timer G */
}

static void enter_confirmed(struct hf_invite_server *t, uint64_t now_us)
{
    move(t, HF_INVITE_SERVER_CONFIRMED);
    t->deadline_us = hf_sip_after(now_us, t->reliable ? 0 : t->t4_ms); /* Timer I */
}

static void enter_over(struct hf_invite_server *t)
{
    move(t, HF_INVITE_SERVER_OVER);
}

void hf_invite_server_start(struct hf_invite_server *t, const struct hf_server_order *order)
{
    t->t1_ms = (uint16_t)order->t1_ms;
    t->t2_ms = (uint16_t)order->t2_ms;
    t->t4_ms = (uint16_t)order->t4_ms;
    t->reliable = order->reliable;
    enter_started(t, order->now_us);
}

/* ACCEPTED, COMPLETED: Timer G, or its like for a 2xx, fired; or nobody acknowledged. */
static enum hf_server_news repeat_final(struct hf_invite_server *t, uint64_t now_us)
{
    if (now_us >= end_us(t)) {
        enter_over(t);
        return HF_SERVER_NO_ACK;
    }
    t->interval_ms *= 2;
    if (t->interval_ms > t->t2_ms) {
        t->interval_ms = t->t2_ms;
    }
    t->next_us = hf_sip_next(t->next_us, now_us, t->interval_ms);
    t->deadline_us = hf_sip_earlier(t->next_us, end_us(t));
    return HF_SERVER_REPEAT;
}

static enum hf_server_news repeat_provisional(struct hf_invite_server *t, uint64_t now_us)
{
    if (t->next_us == HF_NEVER) {
        return HF_SERVER_NOTHING;
    }
    await_minute(t, hf_sip_next(t->next_us, now_us, MINUTE_MS), now_us);
    return HF_SERVER_REPEAT;
}

enum hf_server_news hf_invite_server_on_deadline(struct hf_invite_server *t, uint64_t now_us)
{
    if (now_us < t->deadline_us) {
        return HF_SERVER_NOTHING;
    }
    switch ((enum hf_invite_server_state)t->state) {
    case HF_INVITE_SERVER_STARTED:
        t->deadline_us = HF_NEVER; /* said once */
        return HF_SERVER_SEND_100;
    case HF_INVITE_SERVER_PROCEEDING: return repeat_provisional(t, now_us);
    case HF_INVITE_SERVER_ACCEPTED:
    case HF_INVITE_SERVER_COMPLETED: return repeat_final(t, now_us);
    case HF_INVITE_SERVER_ANSWERED:
    case HF_INVITE_SERVER_CONFIRMED: enter_over(t); return HF_SERVER_ENDED;
    case HF_INVITE_SERVER_IDLE:
    case HF_INVITE_SERVER_OVER:
    case HF_INVITE_SERVER_COUNT: break;
    }
    return HF_SERVER_NOTHING;
}

enum hf_server_news hf_invite_server_on_request(struct hf_invite_server *t)
{
    switch ((enum hf_invite_server_state)t->state) {
    case HF_INVITE_SERVER_PROCEEDING:
    case HF_INVITE_SERVER_COMPLETED: return HF_SERVER_REPEAT;
    case HF_INVITE_SERVER_STARTED:
    case HF_INVITE_SERVER_ACCEPTED: /* absorbed (RFC 6026 7.1) */
    case HF_INVITE_SERVER_ANSWERED:
    case HF_INVITE_SERVER_CONFIRMED:
    case HF_INVITE_SERVER_IDLE:
    case HF_INVITE_SERVER_OVER:
    case HF_INVITE_SERVER_COUNT: break;
    }
    return HF_SERVER_NOTHING;
}

bool hf_invite_server_may_respond(const struct hf_invite_server *t, unsigned status)
{
    unsigned least = t->state == HF_INVITE_SERVER_STARTED ? 100 : 101;
    return hf_invite_server_is_open(t) && status >= least && status < 700;
}

void hf_invite_server_on_response(struct hf_invite_server *t, unsigned status, uint64_t now_us)
{
    HF_ASSERT(hf_invite_server_may_respond(t, status));
    if (status >= 300) {
        enter_completed(t, now_us);
        return;
    }
    if (status >= 200) {
        enter_accepted(t, now_us);
        return;
    }
    if (t->state == HF_INVITE_SERVER_STARTED) {
        enter_proceeding(t);
    }
    if (status > 100) {
        await_minute(t, hf_sip_after(now_us, MINUTE_MS), now_us);
    }
}

bool hf_invite_server_on_ack(struct hf_invite_server *t, uint64_t now_us)
{
    switch ((enum hf_invite_server_state)t->state) {
    case HF_INVITE_SERVER_ACCEPTED: enter_answered(t); return true;
    case HF_INVITE_SERVER_COMPLETED: enter_confirmed(t, now_us); return true;
    case HF_INVITE_SERVER_ANSWERED:
    case HF_INVITE_SERVER_CONFIRMED:
    case HF_INVITE_SERVER_STARTED:
    case HF_INVITE_SERVER_PROCEEDING:
    case HF_INVITE_SERVER_IDLE:
    case HF_INVITE_SERVER_OVER:
    case HF_INVITE_SERVER_COUNT: break;
    }
    return false;
}

void hf_invite_server_on_end(struct hf_invite_server *t)
{
    switch ((enum hf_invite_server_state)t->state) {
    case HF_INVITE_SERVER_STARTED:
    case HF_INVITE_SERVER_PROCEEDING:
    case HF_INVITE_SERVER_ACCEPTED:
    case HF_INVITE_SERVER_ANSWERED:
    case HF_INVITE_SERVER_COMPLETED:
    case HF_INVITE_SERVER_CONFIRMED: enter_over(t); break;
    case HF_INVITE_SERVER_IDLE:
    case HF_INVITE_SERVER_OVER:
    case HF_INVITE_SERVER_COUNT: break;
    }
}

bool hf_invite_server_is_open(const struct hf_invite_server *t)
{
    return t->state == HF_INVITE_SERVER_STARTED || t->state == HF_INVITE_SERVER_PROCEEDING;
}
