/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 3261 17.1.1 and RFC 6026 7.2 with the core's retransmission limit; the theory stands in
 * invite_client.h. */
#include "invite_client.h"

#include "clock.h"
#include "sip_assert.h"
#include "holdfast/action.h"

#define BIT(state) (uint16_t)(1u << HF_INVITE_CLIENT_##state)

const uint16_t hf_invite_client_moves[HF_INVITE_CLIENT_COUNT] = {
    [HF_INVITE_CLIENT_IDLE] = BIT(CALLING) | BIT(SILENT),
    [HF_INVITE_CLIENT_CALLING] = BIT(SILENT) | BIT(WATCHED) | BIT(PROCEEDING) | BIT(COMPLETED) |
                                 BIT(ACCEPTED) | BIT(OVER),
    [HF_INVITE_CLIENT_SILENT] = BIT(CALLING) | BIT(WATCHED) | BIT(PROCEEDING) | BIT(COMPLETED) |
                                BIT(ACCEPTED) | BIT(OVER),
    [HF_INVITE_CLIENT_WATCHED] = BIT(PROCEEDING) | BIT(COMPLETED) | BIT(ACCEPTED) | BIT(OVER),
    [HF_INVITE_CLIENT_PROCEEDING] = BIT(CANCELLING) | BIT(COMPLETED) | BIT(ACCEPTED) | BIT(OVER),
    [HF_INVITE_CLIENT_CANCELLING] = BIT(COMPLETED) | BIT(ACCEPTED) | BIT(OVER),
    [HF_INVITE_CLIENT_COMPLETED] = BIT(ACCEPTED) | BIT(OVER),
    [HF_INVITE_CLIENT_ACCEPTED] = BIT(OVER),
    [HF_INVITE_CLIENT_OVER] = BIT(CALLING) | BIT(SILENT),
};

static void move(struct hf_invite_client *t, enum hf_invite_client_state to)
{
    HF_ASSERT((hf_invite_client_moves[t->state] & (1u << to)) != 0);
    t->state = (uint8_t)to;
    t->deadline_us = HF_NEVER;
}

/* Timer B (17.1.1.2), and the end of A11's watch. */
static uint64_t end_us(const struct hf_invite_client *t)
{
    return hf_sip_life_end(t->started_us, t->t1_ms);
}

static void enter_calling(struct hf_invite_client *t, uint64_t next_us)
{
    move(t, HF_INVITE_CLIENT_CALLING);
    t->deadline_us = hf_sip_earlier(next_us, end_us(t));
}

static void enter_silent(struct hf_invite_client *t, uint64_t due_us)
{
    move(t, HF_INVITE_CLIENT_SILENT);
    t->due_us = due_us;
    t->deadline_us = end_us(t);
}

static void enter_watched(struct hf_invite_client *t)
{
    move(t, HF_INVITE_CLIENT_WATCHED);
    t->deadline_us = end_us(t);
}

static void enter_proceeding(struct hf_invite_client *t, uint64_t deadline_us)
{
    move(t, HF_INVITE_CLIENT_PROCEEDING);
    t->deadline_us = deadline_us;
}

static void enter_cancelling(struct hf_invite_client *t, uint64_t now_us)
{
    move(t, HF_INVITE_CLIENT_CANCELLING);
    t->deadline_us = hf_sip_life_end(now_us, t->t1_ms);
}

/* Timer D covers the server's Timer H, whose T1 nobody knows here: 32 s at least; none where
 * nothing is repeated (17.1.1.2). */
static void enter_completed(struct hf_invite_client *t, uint64_t now_us)
{
    uint64_t life_us = hf_sip_life_end(now_us, t->t1_ms);
    uint64_t least_us = hf_sip_after(now_us, HF_SIP_TIMER_D_MIN_MS);
    move(t, HF_INVITE_CLIENT_COMPLETED);
    t->deadline_us = life_us > least_us ? life_us : least_us;
    if (t->reliable) {
        t->deadline_us = hf_sip_after(now_us, 0);
    }
}

static void enter_accepted(struct hf_invite_client *t, uint64_t now_us)
{
    move(t, HF_INVITE_CLIENT_ACCEPTED);
    t->deadline_us = hf_sip_life_end(now_us, t->t1_ms); /* Timer M (RFC 6026 7.2) */
}

static void enter_over(struct hf_invite_client *t)
{
    move(t, HF_INVITE_CLIENT_OVER);
}

/* Counts a sending whose moment was due_us, and gives the moment of the next one: intervals double
 * without a cap (17.1.1.2). */
static uint64_t count_sending(struct hf_invite_client *t, uint64_t due_us, uint64_t now_us)
{
    t->interval_ms *= 2; /* at most 64*T1: Timer B ends it */
    t->sent = (uint8_t)(t->sent + (t->sent < UINT8_MAX));
    return hf_sip_next(due_us, now_us, t->interval_ms);
}

void hf_invite_client_start(struct hf_invite_client *t, const struct hf_transaction_order *order)
{
    HF_ASSERT(t->state == HF_INVITE_CLIENT_IDLE || t->state == HF_INVITE_CLIENT_OVER);
    t->started_us = order->now_us;
    t->t1_ms = (uint16_t)order->t1_ms;
    t->interval_ms = t->t1_ms;
    t->left = order->retransmissions;
    t->reliable = order->reliable;
    t->sent = 1;
    if (order->reliable) {
        enter_silent(t, HF_NEVER);
    } else if (t->left == 0) {
        enter_silent(t, hf_sip_after(t->started_us, t->interval_ms));
    } else {
        enter_calling(t, hf_sip_after(t->started_us, t->interval_ms));
    }
}

/* CALLING: Timer A fired. */
static void send_again(struct hf_invite_client *t, uint64_t now_us)
{
    uint64_t next_us = count_sending(t, t->deadline_us, now_us);
    if (t->left != HF_RETRANSMIT_FREELY) {
        t->left--;
    }
    if (t->left == 0) {
        enter_silent(t, next_us); /* A1: once more is not allowed */
        return;
    }
    t->deadline_us = hf_sip_earlier(next_us, end_us(t));
}

enum hf_invite_client_news hf_invite_client_on_deadline(struct hf_invite_client *t, uint64_t now_us)
{
    if (now_us < t->deadline_us) {
        return HF_INVITE_CLIENT_NOTHING;
    }
    switch ((enum hf_invite_client_state)t->state) {
    case HF_INVITE_CLIENT_CALLING:
        if (now_us < end_us(t)) {
            send_again(t, now_us);
            return HF_INVITE_CLIENT_SEND_AGAIN;
        }
        break;
    case HF_INVITE_CLIENT_SILENT:
    case HF_INVITE_CLIENT_WATCHED:
    case HF_INVITE_CLIENT_CANCELLING: break;
    case HF_INVITE_CLIENT_PROCEEDING:
        if (t->deadline_us == HF_NEVER) {
            return HF_INVITE_CLIENT_NOTHING;
        }
        break;
    case HF_INVITE_CLIENT_COMPLETED:
    case HF_INVITE_CLIENT_ACCEPTED: enter_over(t); return HF_INVITE_CLIENT_ENDED;
    case HF_INVITE_CLIENT_IDLE:
    case HF_INVITE_CLIENT_OVER:
    case HF_INVITE_CLIENT_COUNT: return HF_INVITE_CLIENT_NOTHING;
    }
    enter_over(t);
    return HF_INVITE_CLIENT_TIMED_OUT;
}

/* 100 proves that a proxy is there, 101..199 that somebody may take the call (A11). */
static unsigned hear_provisional(struct hf_invite_client *t, unsigned status)
{
    uint64_t watch_us = status > 100 ? HF_NEVER : t->deadline_us;
    switch ((enum hf_invite_client_state)t->state) {
    case HF_INVITE_CLIENT_CALLING:
    case HF_INVITE_CLIENT_SILENT: enter_proceeding(t, HF_NEVER); break;
    case HF_INVITE_CLIENT_WATCHED: enter_proceeding(t, watch_us); break;
    case HF_INVITE_CLIENT_PROCEEDING: t->deadline_us = watch_us; break;
    case HF_INVITE_CLIENT_CANCELLING: break;
    case HF_INVITE_CLIENT_COMPLETED:
    case HF_INVITE_CLIENT_ACCEPTED:
    case HF_INVITE_CLIENT_IDLE:
    case HF_INVITE_CLIENT_OVER:
    case HF_INVITE_CLIENT_COUNT: return 0;
    }
    return HF_INVITE_CLIENT_HEAR;
}

static unsigned hear_success(struct hf_invite_client *t, uint64_t now_us)
{
    switch ((enum hf_invite_client_state)t->state) {
    case HF_INVITE_CLIENT_CALLING:
    case HF_INVITE_CLIENT_SILENT:
    case HF_INVITE_CLIENT_WATCHED:
    case HF_INVITE_CLIENT_PROCEEDING:
    case HF_INVITE_CLIENT_CANCELLING:
    case HF_INVITE_CLIENT_COMPLETED: enter_accepted(t, now_us); break;
    case HF_INVITE_CLIENT_ACCEPTED: break;
    case HF_INVITE_CLIENT_IDLE:
    case HF_INVITE_CLIENT_OVER:
    case HF_INVITE_CLIENT_COUNT: return 0;
    }
    return HF_INVITE_CLIENT_HEAR;
}

static unsigned hear_failure(struct hf_invite_client *t, uint64_t now_us)
{
    switch ((enum hf_invite_client_state)t->state) {
    case HF_INVITE_CLIENT_CALLING:
    case HF_INVITE_CLIENT_SILENT:
    case HF_INVITE_CLIENT_WATCHED:
    case HF_INVITE_CLIENT_PROCEEDING:
    case HF_INVITE_CLIENT_CANCELLING: enter_completed(t, now_us); break;
    case HF_INVITE_CLIENT_COMPLETED:
    case HF_INVITE_CLIENT_ACCEPTED: return HF_INVITE_CLIENT_ACK;
    case HF_INVITE_CLIENT_IDLE:
    case HF_INVITE_CLIENT_OVER:
    case HF_INVITE_CLIENT_COUNT: return 0;
    }
    return HF_INVITE_CLIENT_HEAR | HF_INVITE_CLIENT_ACK;
}

unsigned hf_invite_client_on_response(struct hf_invite_client *t, unsigned status, uint64_t now_us)
{
    if (status < 200) {
        return hear_provisional(t, status);
    }
    return status < 300 ? hear_success(t, now_us) : hear_failure(t, now_us);
}

/* SILENT: goes on as if there had been no limit. */
static enum hf_invite_client_news go_on(struct hf_invite_client *t, uint64_t now_us)
{
    uint64_t due_us = t->due_us;
    if (due_us == HF_NEVER) {
        return HF_INVITE_CLIENT_NOTHING; /* A3: nothing to repeat */
    }
    t->left = HF_RETRANSMIT_FREELY;
    if (now_us < due_us || now_us >= end_us(t)) {
        enter_calling(t, due_us);
        return HF_INVITE_CLIENT_NOTHING;
    }
    enter_calling(t, count_sending(t, due_us, now_us));
    return HF_INVITE_CLIENT_SEND_AGAIN;
}

enum hf_invite_client_news hf_invite_client_on_extend(struct hf_invite_client *t, uint64_t now_us)
{
    switch ((enum hf_invite_client_state)t->state) {
    case HF_INVITE_CLIENT_CALLING: t->left = HF_RETRANSMIT_FREELY; break;
    case HF_INVITE_CLIENT_SILENT: return go_on(t, now_us);
    case HF_INVITE_CLIENT_WATCHED:
    case HF_INVITE_CLIENT_PROCEEDING:
    case HF_INVITE_CLIENT_CANCELLING:
    case HF_INVITE_CLIENT_COMPLETED:
    case HF_INVITE_CLIENT_ACCEPTED:
    case HF_INVITE_CLIENT_IDLE:
    case HF_INVITE_CLIENT_OVER:
    case HF_INVITE_CLIENT_COUNT: break;
    }
    return HF_INVITE_CLIENT_NOTHING;
}

void hf_invite_client_on_abandon(struct hf_invite_client *t)
{
    switch ((enum hf_invite_client_state)t->state) {
    case HF_INVITE_CLIENT_CALLING:
    case HF_INVITE_CLIENT_SILENT: enter_watched(t); break;
    case HF_INVITE_CLIENT_PROCEEDING: t->deadline_us = end_us(t); break;
    case HF_INVITE_CLIENT_WATCHED:
    case HF_INVITE_CLIENT_CANCELLING:
    case HF_INVITE_CLIENT_COMPLETED:
    case HF_INVITE_CLIENT_ACCEPTED:
    case HF_INVITE_CLIENT_IDLE:
    case HF_INVITE_CLIENT_OVER:
    case HF_INVITE_CLIENT_COUNT: break;
    }
}

void hf_invite_client_on_cancel(struct hf_invite_client *t, uint64_t now_us)
{
    if (hf_invite_client_may_cancel(t)) {
        enter_cancelling(t, now_us);
    }
}

void hf_invite_client_on_end(struct hf_invite_client *t)
{
    switch ((enum hf_invite_client_state)t->state) {
    case HF_INVITE_CLIENT_CALLING:
    case HF_INVITE_CLIENT_SILENT:
    case HF_INVITE_CLIENT_WATCHED:
    case HF_INVITE_CLIENT_PROCEEDING:
    case HF_INVITE_CLIENT_CANCELLING:
    case HF_INVITE_CLIENT_COMPLETED:
    case HF_INVITE_CLIENT_ACCEPTED: enter_over(t); break;
    case HF_INVITE_CLIENT_IDLE:
    case HF_INVITE_CLIENT_OVER:
    case HF_INVITE_CLIENT_COUNT: break;
    }
}

bool hf_invite_client_may_cancel(const struct hf_invite_client *t)
{
    return t->state == HF_INVITE_CLIENT_PROCEEDING;
}

bool hf_invite_client_is_waiting(const struct hf_invite_client *t)
{
    return t->state >= HF_INVITE_CLIENT_CALLING && t->state <= HF_INVITE_CLIENT_CANCELLING;
}
