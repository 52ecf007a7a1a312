/* SPDX-License-Identifier: Apache-2.0 */
/* The door of message waiting (messages.h): what comes in goes to the file that knows it. */
#include "messages_state.h"

#include <stdalign.h>
#include <string.h>

#include "clock.h"
#include "holdfast/line.h"
#include "lex.h"

#define LOST_WAIT_MS 2000u /* the REGISTER that follows a loss goes first (C3a) */

_Static_assert(sizeof(struct hf_messages) <= 2560, "2.5 KiB a line");

static struct hf_messages_x open_door(struct hf_messages *messages, const struct hf_messages_at *at,
                                      struct hf_agent_out *out)
{
    struct hf_messages_x x = {messages, at->agent, at->next_id, at->now_us, out};
    if (out != NULL) {
        hf_agent_out_clear(out);
    }
    return x;
}

size_t hf_messages_size(void)
{
    return sizeof(struct hf_messages);
}

int hf_messages_init(void *memory, size_t size)
{
    struct hf_messages *m = memory;
    if (size < sizeof *m || (uintptr_t)memory % alignof(struct hf_messages) != 0) {
        return HF_E_SPACE;
    }
    memset(m, 0, sizeof *m);
    m->deadline_us = HF_NEVER;
    m->expires_s = m->ask_s = HF_MESSAGES_EXPIRES_S;
    return HF_OK;
}

/* ---- settings ---- */

static int refuse(struct hf_refusal *refusal, int error, const char *what)
{
    refusal->what = what;
    refusal->error = error;
    return error;
}

int hf_messages_check(struct hf_messages_settings *settings)
{
    struct hf_refusal *refusal = &settings->refusal;
    memset(refusal, 0, sizeof *refusal);
    refusal->value = settings->expires_s;
    if (settings->expires_s != 0 && (settings->expires_s < HF_MESSAGES_EXPIRES_MIN_S ||
                                     settings->expires_s > HF_MESSAGES_EXPIRES_MAX_S)) {
        return refuse(refusal, HF_E_VALUE, "expires_s: not 10 to 86400");
    }
    if (settings->jitter_percent > 50) {
        return refuse(refusal, HF_E_VALUE, "jitter_percent: above 50");
    }
    return hf_agent_check_uri(hf_slice_text(settings->uri), refusal);
}

static uint32_t expires_of(const struct hf_messages_settings *settings)
{
    return settings->expires_s != 0 ? settings->expires_s : HF_MESSAGES_EXPIRES_S;
}

bool hf_messages_has(const struct hf_messages *m, const struct hf_messages_settings *settings)
{
    return strcmp(m->uri, settings->uri) == 0 && m->expires_s == expires_of(settings) &&
           ((m->bits & HF_MESSAGES_WANTED) != 0) == (settings->subscribe != 0) &&
           m->jitter_percent == settings->jitter_percent;
}

static bool is_wanted(const struct hf_messages *m)
{
    unsigned both = HF_MESSAGES_WANTED | HF_MESSAGES_PLACED;
    return (m->bits & both) == both;
}

/* Another mailbox has other messages. */
static void forget_counts(struct hf_messages *m)
{
    m->news |= m->since_us != 0 ? HF_MESSAGES_COUNTED : 0;
    m->since_us = m->heard_us = 0;
    m->waiting = 0;
    memset(&m->voice, 0, sizeof m->voice);
    memset(&m->other, 0, sizeof m->other);
    m->account[0] = '\0';
}

static void take_settings(struct hf_messages *m, const struct hf_messages_settings *settings)
{
    if (strcmp(m->uri, settings->uri) != 0) {
        forget_counts(m);
    }
    memcpy(m->uri, settings->uri, strlen(settings->uri) + 1);
    m->expires_s = expires_of(settings);
    m->ask_s = m->expires_s;
    m->jitter_percent = settings->jitter_percent;
    m->failures = 0;
    m->bits &= (uint8_t)~HF_MESSAGES_WANTED;
    m->bits |= settings->subscribe != 0 ? HF_MESSAGES_WANTED : 0;
}

static void leave(struct hf_messages_x *x)
{
    switch ((enum hf_messages_state)x->messages->state) {
    case HF_MESSAGES_SUBSCRIBED:
    case HF_MESSAGES_REFRESHING: hf_messages_enter_leaving(x); break;
    case HF_MESSAGES_ASKING:
    case HF_MESSAGES_WAITING: hf_messages_enter_off(x); break;
    case HF_MESSAGES_OFF:
    case HF_MESSAGES_LEAVING:
    case HF_MESSAGES_STATE_COUNT: break;
    }
}

int hf_messages_configure(struct hf_messages *m, const struct hf_messages_at *at,
                          struct hf_messages_settings *settings, struct hf_agent_out *out)
{
    struct hf_messages_x x = open_door(m, at, out);
    int result = hf_messages_check(settings);
    if (result < 0) {
        return result;
    }
    take_settings(m, settings);
    if (is_wanted(m)) {
        hf_messages_enter_asking(&x);
    } else {
        leave(&x);
    }
    return HF_OK;
}

/* ---- the line ---- */

static bool same_place(const struct hf_messages *m, const struct hf_line_status *line)
{
    return (m->bits & HF_MESSAGES_PLACED) != 0 && m->place_server == line->server &&
           hf_sip_same_target(&m->place, &line->target);
}

/* E12. */
static void hear_line(struct hf_messages_x *x, const struct hf_line_status *line)
{
    struct hf_messages *m = x->messages;
    bool serves = line->state == HF_LINE_REGISTERED || line->state == HF_LINE_ON_BACKUP;
    if (serves && same_place(m, line)) {
        return;
    }
    m->bits &= (uint8_t)~HF_MESSAGES_PLACED;
    if (!serves) {
        if (m->state != HF_MESSAGES_LEAVING) {
            hf_messages_enter_off(x);
        }
        return;
    }
    m->bits |= HF_MESSAGES_PLACED;
    m->place = line->target;
    m->place_server = line->server;
    m->ask_s = m->expires_s;
    m->failures = 0;
    if (is_wanted(m)) {
        hf_messages_enter_asking(x);
    }
}

void hf_messages_line(struct hf_messages *m, const struct hf_messages_at *at,
                      const struct hf_line_status *line, struct hf_agent_out *out)
{
    struct hf_messages_x x = open_door(m, at, out);
    hear_line(&x, line);
}

/* ---- actions ---- */

static bool is_own_send(const struct hf_messages *m, const struct hf_send *send)
{
    return send->in_dialog != 0 && m->request != 0 && send->request == m->request;
}

bool hf_messages_owns(const struct hf_messages *m, const struct hf_action *action)
{
    return action->kind == HF_ACTION_SEND && is_own_send(m, &action->u.send);
}

/* RFC 3261 12.2.1.1, 19.1.2. What names no transport goes as the line's messages go: a server that
 * is reached over TCP often leaves it out. Never less secure than the line is. */
struct hf_target hf_messages_target(const struct hf_messages *m, const struct hf_send *send)
{
    struct hf_target target = {.family = HF_FAMILY_NONE};
    struct hf_sip_uri uri;
    struct hf_sip_param transport;
    if (!is_own_send(m, send) || send->target.transport == HF_TRANSPORT_TLS ||
        hf_sip_uri_parse(hf_dialog_next_hop(&m->dialog), &uri, NULL) < 0 ||
        !hf_target_parse(&target, uri.host.at, uri.host.length)) {
        return send->target;
    }
    target.transport = send->target.transport;
    target.port = uri.port != 0 ? uri.port : 5060;
    if (!hf_sip_param_find(uri.params, "transport", &transport)) {
        return target;
    }
    if (hf_slice_is(transport.value, "udp")) {
        target.transport = HF_TRANSPORT_UDP;
    } else if (hf_slice_is(transport.value, "tcp")) {
        target.transport = HF_TRANSPORT_TCP;
    } else {
        return send->target;
    }
    return target;
}

static void send_inside(struct hf_messages_x *x, const struct hf_agent_order *order)
{
    struct hf_action action = *order->action;
    struct hf_agent_order ours = *order;
    action.u.send.target = hf_messages_target(x->messages, &order->action->u.send);
    ours.action = &action;
    hf_agent_act(x->agent, &ours, x->out);
}

bool hf_messages_act(struct hf_messages *m, const struct hf_messages_at *at,
                     const struct hf_agent_order *order, struct hf_agent_out *out)
{
    struct hf_messages_x x = open_door(m, at, out);
    const struct hf_action *action = order->action;
    switch (action->kind) {
    case HF_ACTION_REPORT_LINE: hear_line(&x, &action->u.line); return false;
    case HF_ACTION_REPORT_REQUEST:
        if (action->u.request.request == m->withdrawn && m->withdrawn != 0) {
            m->withdrawn = 0;
            return true;
        }
        if (action->u.request.request != m->request || m->request == 0) {
            return false;
        }
        hf_messages_on_report(&x, &action->u.request);
        return true;
    case HF_ACTION_SEND:
        if (hf_messages_owns(m, action)) {
            send_inside(&x, order);
            return true;
        }
        return false;
    default: return false; /* not for this */
    }
}

void hf_messages_refused(struct hf_messages *m, const struct hf_messages_at *at,
                         const struct hf_event *event, struct hf_agent_out *out)
{
    struct hf_messages_x x = open_door(m, at, out);
    const struct hf_request_report report = {.request = m->request, .outcome = HF_DONE_FAILED};
    if (event->kind == HF_EVENT_WANTED && m->request != 0 &&
        event->u.wanted.request == m->request) {
        hf_messages_on_report(&x, &report);
    }
}

/* ---- messages, connections, time ---- */

bool hf_messages_may_be_for(const struct hf_messages *m, const struct hf_agent_received *received)
{
    const char *p = (const char *)received->bytes;
    const char *end = p + received->n_bytes;
    while (p < end && (*p == '\r' || *p == '\n')) {
        p++;
    }
    return (m != NULL && m->request != 0) || (end - p > 7 && memcmp(p, "NOTIFY ", 7) == 0);
}

bool hf_messages_receive(struct hf_messages *m, const struct hf_messages_at *at,
                         const struct hf_agent_received *received, struct hf_agent_out *out)
{
    struct hf_messages_x x = open_door(m, at, out);
    struct hf_sip_message message;
    if (!hf_messages_may_be_for(m, received)) {
        return false;
    }
    int result = hf_sip_parse(&message, received->bytes, received->n_bytes);
    if (result == 0 && message.is_request) {
        return message.method_id == HF_METHOD_NOTIFY &&
               hf_messages_on_notify(&x, received, &message);
    }
    bool is_whole = result == 0 || (result == HF_E_LIMIT && message.n_left_out != 0);
    return is_whole && !message.is_request && m != NULL &&
           hf_messages_on_response(&x, received, &message);
}

void hf_messages_lost(struct hf_messages *m, const struct hf_messages_at *at, uint64_t flow)
{
    if (m->state != HF_MESSAGES_SUBSCRIBED || (flow != 0 && flow != m->flow)) {
        return;
    }
    m->deadline_us = hf_sip_earlier(m->deadline_us, hf_sip_after(at->now_us, LOST_WAIT_MS));
}

void hf_messages_wake(struct hf_messages *m, const struct hf_messages_at *at,
                      struct hf_agent_out *out)
{
    struct hf_messages_x x = open_door(m, at, out);
    if (at->now_us < m->deadline_us) {
        return;
    }
    switch ((enum hf_messages_state)m->state) {
    case HF_MESSAGES_SUBSCRIBED: hf_messages_enter_refreshing(&x); break;
    case HF_MESSAGES_WAITING: hf_messages_enter_asking(&x); break;
    case HF_MESSAGES_OFF: /* have no deadline */
    case HF_MESSAGES_ASKING:
    case HF_MESSAGES_REFRESHING:
    case HF_MESSAGES_LEAVING:
    case HF_MESSAGES_STATE_COUNT: break;
    }
}

uint64_t hf_messages_deadline(const struct hf_messages *m)
{
    return m->deadline_us;
}

void hf_messages_stop(struct hf_messages *m, const struct hf_messages_at *at,
                      struct hf_agent_out *out)
{
    struct hf_messages_x x = open_door(m, at, out);
    leave(&x);
}

/* ---- for people ---- */

unsigned hf_messages_news(struct hf_messages *m)
{
    unsigned news = m->news;
    m->news = 0;
    return news;
}

void hf_messages_status(const struct hf_messages *m, struct hf_messages_status *status)
{
    memset(status, 0, sizeof *status);
    status->since_us = m->since_us;
    status->heard_us = m->heard_us;
    status->next_us = HF_NEVER;
    status->voice = m->voice;
    status->other = m->other;
    status->waiting = m->waiting;
    status->state = m->state;
    status->pending = (m->bits & HF_MESSAGES_PENDING) != 0;
    status->server = m->server;
    memcpy(status->account, m->account, sizeof status->account);
    if (m->state == HF_MESSAGES_WAITING) {
        status->next_us = m->deadline_us;
        status->status = m->status;
        memcpy(status->why, m->why, strlen(m->why) + 1);
    }
}
