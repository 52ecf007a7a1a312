/* SPDX-License-Identifier: Apache-2.0 */
/*
 * NOTIFY (RFC 6665 4.1.3, RFC 3842): told inside the subscription's dialog, or, without one, by
 * servers that need no asking. Who may tell is E8's: the Request-URI is ours, as far as the line
 * trusts. Answered at once and without keeping anything but the number of the last one in the
 * dialog, which is answered the same again.
 *
 *   200  taken, or no summary was in it
 *   400  broken: what it must say lacks or cannot be read; nothing has changed
 *   415  a body of another type
 *   481  of a subscription that is not ours, or not any more
 *   489  of another package
 *   500  older than what came before (RFC 3261 12.2.2)
 */
#include "messages_state.h"

#include <string.h>

#include "clock.h"
#include "holdfast/line.h"
#include "lex.h"

#define PACKAGE "message-summary"
#define TYPE    "application/simple-message-summary"
#define HOUR_MS 3600000u

struct told { /* what one NOTIFY says */
    const struct hf_sip_message *m;
    struct hf_messages_summary summary;
    struct hf_agent_reply reply;
    struct hf_sip_item state; /* Subscription-State */
    uint32_t cseq;
    bool has_state, has_summary;
};

static bool refuse(struct told *told, unsigned status, const char *detail)
{
    told->reply.status = status;
    told->reply.detail = detail;
    return false;
}

/* ---- what it says ---- */

static bool is_package(const struct hf_sip_item *event)
{
    return hf_sip_item_is(event, PACKAGE);
}

/* No body is none that could be wrong: a subscription that waits or ends need not have one. */
static bool read_body(struct told *told)
{
    struct hf_sip_item type;
    struct hf_sip_error error = {NULL, 0};
    if (told->m->body.length == 0) {
        return true;
    }
    if (hf_sip_item(told->m, HF_HEADER_CONTENT_TYPE, &type, NULL) != 1 ||
        !hf_sip_item_is(&type, TYPE)) {
        told->reply.fields = "Accept: " TYPE "\r\n"; /* RFC 3261 21.4.13 */
        return refuse(told, 415, NULL);
    }
    if (hf_messages_read(told->m->body, &told->summary, &error) < 0) {
        return refuse(told, 400, error.what);
    }
    told->has_summary = true;
    return true;
}

/* False: refused, and the reply says why. */
static bool read_told(const struct hf_sip_message *m, struct told *told)
{
    struct hf_sip_item event;
    struct hf_sip_cseq cseq;
    int found = hf_sip_item(m, HF_HEADER_EVENT, &event, NULL);
    memset(told, 0, sizeof *told);
    told->m = m;
    told->reply.status = 200;
    told->reply.fields = "";
    if (found == 1 && !is_package(&event)) {
        told->reply.fields = "Allow-Events: " PACKAGE "\r\n"; /* RFC 6665 8.3.2 */
        return refuse(told, 489, NULL);
    }
    if (found != 1) {
        return refuse(told, 400, "a NOTIFY without an Event that can be read");
    }
    found = hf_sip_item(m, HF_HEADER_SUBSCRIPTION_STATE, &told->state, NULL);
    if (found < 0) {
        return refuse(told, 400, "a Subscription-State that cannot be read");
    }
    told->has_state = found == 1;
    told->cseq = hf_sip_cseq(m, &cseq, NULL) == 1 ? cseq.number : 0; /* checked before */
    return read_body(told);
}

static bool param_number(const struct told *told, const char *name, uint32_t *number)
{
    struct hf_sip_param param;
    uint64_t value;
    if (!hf_sip_param_find(told->state.params, name, &param) ||
        !hf_slice_number(param.value, UINT32_MAX, &value)) {
        return false;
    }
    *number = (uint32_t)value;
    return true;
}

/* ---- the summary ---- */

static bool same_counts(const struct hf_messages_count *a, const struct hf_messages_count *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static bool same_account(const struct hf_messages *m, struct hf_slice account)
{
    return hf_slice_equal(hf_slice_text(m->account), account);
}

static void take_summary(struct hf_messages_x *x, const struct told *told)
{
    const struct hf_messages_summary *s = &told->summary;
    struct hf_messages *m = x->messages;
    if (!told->has_summary) {
        return;
    }
    bool same = m->since_us != 0 && m->waiting == (s->waiting ? 1 : 0) &&
                same_counts(&m->voice, &s->voice) && same_counts(&m->other, &s->other) &&
                same_account(m, s->account);
    m->heard_us = x->now_us;
    if (same) {
        return;
    }
    m->since_us = x->now_us != 0 ? x->now_us : 1;
    m->waiting = s->waiting;
    m->voice = s->voice;
    m->other = s->other;
    memcpy(m->account, s->account.at, s->account.length);
    m->account[s->account.length] = '\0';
    m->news |= HF_MESSAGES_COUNTED;
}

/* ---- the subscription ---- */

/* RFC 6665 4.1.3: why it ended, and what that says of asking again. */
static void end_subscription(struct hf_messages_x *x, const struct told *told)
{
    static const struct {
        const char *reason, *why;
        enum { AT_ONCE, LATER, IN_AN_HOUR, NOT_AGAIN } when;
    } reasons[] = {
        {"deactivated", "ended by the server", AT_ONCE},
        {"timeout", "it expired", AT_ONCE},
        {"probation", "ended by the server for a while", LATER},
        {"giveup", "the server could not decide", LATER},
        {"rejected", "not allowed any more", IN_AN_HOUR},
        {"noresource", "there is no such mailbox", IN_AN_HOUR},
        {"invariant", "it never changes", NOT_AGAIN},
    };
    struct hf_messages *m = x->messages;
    struct hf_messages_wait wait = {"ended by the server", hf_messages_backoff_us(x), 0};
    struct hf_sip_param reason;
    uint32_t after_s;
    unsigned when = AT_ONCE;
    if (hf_sip_param_find(told->state.params, "reason", &reason)) {
        for (unsigned i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
            if (hf_slice_is(reason.value, reasons[i].reason)) {
                wait.why = reasons[i].why;
                when = reasons[i].when;
            }
        }
    }
    if (when == IN_AN_HOUR) {
        wait.until_us = hf_sip_after(x->now_us, HOUR_MS);
    } else if (when == NOT_AGAIN) {
        wait.until_us = HF_NEVER;
    } else if (param_number(told, "retry-after", &after_s)) {
        when = LATER;
        wait.until_us = hf_sip_earlier(hf_sip_after(x->now_us, 1000u * (uint64_t)after_s),
                                       hf_sip_after(x->now_us, HOUR_MS));
    }
    if (m->state == HF_MESSAGES_ASKING) { /* its answer is still on the way */
        m->bits |= HF_MESSAGES_ENDED;
        m->again_us = wait.until_us;
        m->why = wait.why;
    } else if (m->state == HF_MESSAGES_LEAVING) {
        return; /* as we wanted it */
    } else if (when == AT_ONCE) {
        hf_messages_again(x, wait);
    } else {
        hf_messages_enter_waiting(x, &wait);
    }
}

/* A server of before RFC 6665 may not say a state: then it stands. */
static void take_state(struct hf_messages_x *x, const struct told *told)
{
    struct hf_messages *m = x->messages;
    uint32_t expires_s;
    uint8_t before = m->bits;
    m->bits |= HF_MESSAGES_NOTIFIED;
    if (!told->has_state) {
        return;
    }
    if (hf_sip_item_is(&told->state, "terminated")) {
        end_subscription(x, told);
        return;
    }
    m->bits &= (uint8_t)~HF_MESSAGES_PENDING;
    if (hf_sip_item_is(&told->state, "pending")) {
        m->bits |= HF_MESSAGES_PENDING;
    }
    if (((before ^ m->bits) & HF_MESSAGES_PENDING) != 0) {
        m->news |= HF_MESSAGES_SUBSCRIPTION;
    }
    if (param_number(told, "expires", &expires_s) && expires_s != 0 &&
        m->state != HF_MESSAGES_LEAVING) {
        hf_messages_renew(x, expires_s < m->ask_s ? expires_s : m->ask_s);
    } else if (m->state == HF_MESSAGES_SUBSCRIBED && (before & HF_MESSAGES_NOTIFIED) == 0) {
        hf_messages_renew(x, m->granted_s); /* Timer N is over */
    }
}

/* Its number counts and its Contact; but the text of a SUBSCRIBE under way may not change, and a
 * target that is more than a request of ours can say is not taken. */
static bool hear(struct hf_messages *m, struct told *told)
{
    struct hf_dialog dialog = m->dialog;
    int verdict = hf_dialog_hear_request(&dialog, told->m);
    if (verdict < 0 || !hf_messages_fits(&dialog)) {
        return refuse(told, 400, "a Contact that cannot be used");
    }
    if (verdict == HF_DIALOG_REPEATED) {
        return refuse(told, 500, NULL);
    }
    if (m->state == HF_MESSAGES_REFRESHING || m->state == HF_MESSAGES_LEAVING) {
        m->dialog.remote_cseq = dialog.remote_cseq;
        m->dialog.has_remote_cseq = dialog.has_remote_cseq;
    } else {
        m->dialog = dialog;
    }
    return true;
}

static void on_inside(struct hf_messages_x *x, struct told *told, bool is_sound)
{
    struct hf_messages *m = x->messages;
    if (m->dialog.has_remote_cseq && told->cseq == m->dialog.remote_cseq) {
        told->reply.status = m->notified_status; /* it came again */
        return;
    }
    if (!is_sound || !hear(m, told)) {
        return;
    }
    m->notified_status = (uint16_t)told->reply.status;
    take_summary(x, told);
    take_state(x, told);
}

/* RFC 6665 4.1.2.4: it may come before the 2xx that it belongs to. */
static bool begins_dialog(struct hf_messages_x *x, struct told *told)
{
    struct hf_sip_message sent;
    struct hf_dialog dialog;
    struct hf_messages *m = x->messages;
    if (m->state != HF_MESSAGES_ASKING || m->dialog.state != HF_DIALOG_NONE ||
        !hf_messages_sent(x, &sent) || hf_dialog_make_notified(&dialog, &sent, told->m) < 0 ||
        !hf_messages_fits(&dialog)) {
        return false;
    }
    m->dialog = dialog;
    return true;
}

static void on_package(struct hf_messages_x *x, struct told *told, bool is_sound)
{
    struct hf_sip_party to;
    struct hf_messages *m = x->messages;
    if (hf_sip_to(told->m, &to, NULL) == 1 && to.tag.length == 0) { /* nobody asked for it */
        if (is_sound && m == NULL && told->has_summary) {
            refuse(told, 500, NULL); /* no memory for a block */
        } else if (is_sound && m != NULL) {
            take_summary(x, told);
        }
        return;
    }
    if (m != NULL && hf_dialog_has(&m->dialog, told->m)) {
        on_inside(x, told, is_sound);
    } else if (m != NULL && is_sound && begins_dialog(x, told)) {
        m->notified_status = 200;
        take_summary(x, told);
        take_state(x, told);
    } else if (is_sound) {
        refuse(told, 481, NULL);
    }
}

bool hf_messages_on_notify(struct hf_messages_x *x, const struct hf_agent_received *received,
                           const struct hf_sip_message *m)
{
    struct hf_agent_arrival arrival = {.received = received, .message = m};
    struct told told;
    struct hf_sip_each required;
    struct hf_slice option;
    hf_sip_each_start(&required, m, HF_HEADER_REQUIRE);
    if (!hf_agent_is_for_us(x->agent, &arrival) || !arrival.is_ours || hf_sip_check(m, NULL) < 0 ||
        hf_sip_each_next(&required, &option)) {
        return false; /* what the agent says to it is right: 404, 400, 420 */
    }
    hf_agent_out_clear(x->out);
    if (!hf_agent_find_way_back(&arrival, x->out)) {
        return true;
    }
    bool is_sound = read_told(m, &told);
    if (told.reply.status != 489) {
        on_package(x, &told, is_sound);
    }
    hf_agent_put_reply(x->agent, &arrival, &told.reply, x->out);
    return true;
}

/* ---- without a block ---- */

bool hf_messages_begins(const struct hf_agent *agent, const struct hf_agent_received *received)
{
    struct hf_sip_message m;
    struct hf_sip_party to;
    struct hf_agent_arrival arrival = {.received = received, .message = &m};
    struct told told;
    return hf_messages_may_be_for(NULL, received) &&
           hf_sip_parse(&m, received->bytes, received->n_bytes) == 0 && m.is_request &&
           m.method_id == HF_METHOD_NOTIFY && hf_agent_is_for_us(agent, &arrival) &&
           arrival.is_ours && hf_sip_check(&m, NULL) == 0 && hf_sip_to(&m, &to, NULL) == 1 &&
           to.tag.length == 0 && read_told(&m, &told) && told.has_summary;
}
