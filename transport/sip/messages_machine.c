/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The subscription to the messages of a line (RFC 6665 4.1), kept where the line is (E12).
 *
 * OFF         none is wanted, or the line is in service nowhere: nothing is sent
 * ASKING      a SUBSCRIBE outside of a dialog goes through the core's pass
 * SUBSCRIBED  a server has accepted it; it is refreshed well before it expires
 * REFRESHING  a SUBSCRIBE inside its dialog is under way
 * WAITING     it was refused, it failed, or its server ended it: again at the deadline, and at
 *             once where the line moves
 * LEAVING     the line is being stopped: Expires 0 is under way (C8)
 *
 * The line's move (E12), its loss and its return, a change of its configuration (C14), an answer or
 * a NOTIFY move it. What a refusal means [H]: a server that says that it cannot or will not (403,
 * 404, 405, 489, 501, ..., rejected, noresource) is not asked again for an hour; one that is busy,
 * or silent, after a minute, then two, and so on up to an hour; and whatever it was, the next
 * server is asked as soon as the line is there.
 */
#include "messages_state.h"

#include <string.h>

#include "clock.h"
#include "holdfast/line.h"

#define BACKOFF_FIRST_MS 60000u
#define BACKOFF_DOUBLES  6u /* then it is an hour */
#define BACKOFF_MAX_MS   3600000u
/* What has stood for so long and is ended is asked for again at once: a server that grants and ends
 * over and over is not. */
#define STOOD_MS 30000u
/* Before the end of what was granted: a refresh that fails in its dialog (64*T1), and a pass that
 * begins anew over several servers. */
#define MARGIN_S 90u
/* A grant under 10 s is refreshed no sooner than this, as C4 has it of bindings. */
#define REFRESH_MIN_MS 5000u
/* RFC 6665 4.1.2.4, Timer N: a NOTIFY comes within 64*T1 of the SUBSCRIBE. */
#define TIMER_N_MS 32000u

#define BIT(state) (uint8_t)(1u << HF_MESSAGES_##state)

const uint8_t hf_messages_moves[HF_MESSAGES_STATE_COUNT] = {
    [HF_MESSAGES_OFF] = BIT(ASKING),
    [HF_MESSAGES_ASKING] = BIT(OFF) | BIT(ASKING) | BIT(SUBSCRIBED) | BIT(WAITING),
    [HF_MESSAGES_SUBSCRIBED] = BIT(OFF) | BIT(ASKING) | BIT(REFRESHING) | BIT(WAITING) |
                               BIT(LEAVING),
    [HF_MESSAGES_REFRESHING] = BIT(OFF) | BIT(ASKING) | BIT(SUBSCRIBED) | BIT(WAITING) |
                               BIT(LEAVING),
    [HF_MESSAGES_WAITING] = BIT(OFF) | BIT(ASKING),
    [HF_MESSAGES_LEAVING] = BIT(OFF) | BIT(ASKING),
};

const char *hf_messages_state_name(unsigned state)
{
    static const char *const names[HF_MESSAGES_STATE_COUNT] = {
        "OFF", "ASKING", "SUBSCRIBED", "REFRESHING", "WAITING", "LEAVING"};
    return state < HF_MESSAGES_STATE_COUNT ? names[state] : "unknown";
}

/* Asking and refreshing are no news: nothing has changed for the user yet. */
static void move(struct hf_messages *m, enum hf_messages_state to)
{
    bool stood = m->state == HF_MESSAGES_SUBSCRIBED || m->state == HF_MESSAGES_REFRESHING;
    bool stands = to == HF_MESSAGES_SUBSCRIBED || to == HF_MESSAGES_REFRESHING;
    HF_ASSERT((hf_messages_moves[m->state] & (1u << to)) != 0);
    if (stood != stands || to == HF_MESSAGES_WAITING) {
        m->news |= HF_MESSAGES_SUBSCRIPTION;
    }
    m->state = (uint8_t)to;
    m->deadline_us = HF_NEVER;
}

/* What its server still says of it is of no subscription that we know. */
static void forget(struct hf_messages *m)
{
    memset(&m->dialog, 0, sizeof m->dialog);
    m->bits &= (uint8_t) ~(HF_MESSAGES_PENDING | HF_MESSAGES_NOTIFIED | HF_MESSAGES_NUDGED |
                           HF_MESSAGES_ENDED);
    m->server = 0;
    m->granted_s = 0;
    m->stands_since_us = 0;
    m->flow = 0;
}

void hf_messages_enter_off(struct hf_messages_x *x)
{
    hf_messages_withdraw(x);
    if (x->messages->state != HF_MESSAGES_OFF) {
        move(x->messages, HF_MESSAGES_OFF);
    }
    forget(x->messages);
}

uint64_t hf_messages_backoff_us(const struct hf_messages_x *x)
{
    unsigned failures = x->messages->failures;
    uint64_t ms = failures < BACKOFF_DOUBLES ? (uint64_t)BACKOFF_FIRST_MS << failures
                                             : BACKOFF_MAX_MS;
    return hf_sip_after(x->now_us, ms);
}

void hf_messages_enter_waiting(struct hf_messages_x *x, const struct hf_messages_wait *wait)
{
    struct hf_messages *m = x->messages;
    hf_messages_withdraw(x);
    forget(m);
    move(m, HF_MESSAGES_WAITING);
    m->deadline_us = wait->until_us;
    m->why = wait->why;
    m->status = wait->status;
    m->failures = m->failures == UINT8_MAX ? UINT8_MAX : (uint8_t)(m->failures + 1);
}

void hf_messages_enter_asking(struct hf_messages_x *x)
{
    struct hf_messages *m = x->messages;
    const struct hf_messages_wait no_room = {"too many requests at once", hf_messages_backoff_us(x),
                                             0};
    hf_messages_withdraw(x);
    forget(m);
    move(m, HF_MESSAGES_ASKING);
    if (!hf_messages_ask(x, m->ask_s, false)) {
        hf_messages_enter_waiting(x, &no_room);
    }
}

/* C11: earlier by a part that is drawn, so that phones that subscribed together do not come
 * together for ever. */
static uint64_t spread_ms(const struct hf_messages_x *x, uint64_t ms)
{
    uint8_t drawn[32];
    hf_agent_draw(x->agent, 'm', ++x->messages->draws, drawn);
    uint32_t draw = (uint32_t)drawn[0] << 8 | drawn[1]; /* of 65536 */
    return ms - ms * x->messages->jitter_percent / 100 * draw / 65536;
}

static uint64_t refresh_us(const struct hf_messages_x *x)
{
    uint64_t granted_ms = 1000u * (uint64_t)x->messages->granted_s;
    uint64_t ms = granted_ms / 2;
    if (granted_ms > 2000u * MARGIN_S) {
        ms = granted_ms - 1000u * MARGIN_S;
    }
    ms = spread_ms(x, ms);
    return hf_sip_after(x->now_us, ms < REFRESH_MIN_MS ? REFRESH_MIN_MS : ms);
}

/* [H]: a server that says 200 and then nothing may only speak when something changes: it is asked
 * once more, inside the dialog, where RFC 6665 4.1.2.4 gives up. */
static uint64_t next_us(const struct hf_messages_x *x)
{
    uint64_t us = refresh_us(x);
    bool silent = (x->messages->bits & (HF_MESSAGES_NOTIFIED | HF_MESSAGES_NUDGED)) == 0;
    return silent ? hf_sip_earlier(us, hf_sip_after(x->now_us, TIMER_N_MS)) : us;
}

void hf_messages_enter_subscribed(struct hf_messages_x *x)
{
    struct hf_messages *m = x->messages;
    move(m, HF_MESSAGES_SUBSCRIBED);
    if (m->stands_since_us == 0) {
        m->stands_since_us = x->now_us;
    }
    m->deadline_us = next_us(x);
}

void hf_messages_renew(struct hf_messages_x *x, uint32_t granted_s)
{
    struct hf_messages *m = x->messages;
    m->granted_s = granted_s;
    if (m->state == HF_MESSAGES_SUBSCRIBED) {
        m->deadline_us = next_us(x);
    }
}

void hf_messages_enter_refreshing(struct hf_messages_x *x)
{
    struct hf_messages *m = x->messages;
    if ((m->bits & HF_MESSAGES_NOTIFIED) == 0) {
        m->bits |= HF_MESSAGES_NUDGED;
    }
    move(m, HF_MESSAGES_REFRESHING);
    if (!hf_messages_ask(x, m->ask_s, true)) {
        move(m, HF_MESSAGES_SUBSCRIBED);
        m->deadline_us = hf_sip_after(x->now_us, REFRESH_MIN_MS);
    }
}

void hf_messages_enter_leaving(struct hf_messages_x *x)
{
    hf_messages_withdraw(x);
    if (x->messages->dialog.state != HF_DIALOG_CONFIRMED) {
        hf_messages_enter_off(x);
        return;
    }
    move(x->messages, HF_MESSAGES_LEAVING);
    if (!hf_messages_ask(x, 0, true)) {
        hf_messages_enter_off(x);
    }
}

void hf_messages_again(struct hf_messages_x *x, struct hf_messages_wait wait)
{
    struct hf_messages *m = x->messages;
    if (m->stands_since_us != 0 && x->now_us >= hf_sip_after(m->stands_since_us, STOOD_MS)) {
        m->failures = 0;
        hf_messages_enter_asking(x);
        return;
    }
    wait.until_us = hf_messages_backoff_us(x);
    hf_messages_enter_waiting(x, &wait);
}
