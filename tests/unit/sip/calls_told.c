/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What comes of one call of the door: datagrams that leave, events and news in words, and what the
 * core orders for each event: the real one, or a few lines that stand in for it.
 */
#include "calls_support.h"

#include <stdarg.h>

static void say(char *out, size_t size, const char *format, ...)
{
    size_t n = strlen(out);
    va_list list;
    va_start(list, format);
    n += (size_t)snprintf(out + n, size - n, "%s", n == 0 ? "" : ", ");
    int added = vsnprintf(out + n, size - n, format, list);
    va_end(list);
    cr_assert_lt(n + (size_t)added, size);
}

/* ---- what leaves ---- */

static void flush(struct calls_world *w, unsigned who)
{
    struct calls_phone *phone = &w->phones[who];
    for (uint32_t i = 0; i < phone->out.sip.n_datagrams; i++) {
        const struct hf_agent_datagram *datagram = &phone->out.sip.datagrams[i];
        memcpy(phone->text, phone->out.sip.bytes + datagram->at, datagram->length);
        phone->text[datagram->length] = '\0';
        cr_assert_eq(hf_sip_parse(&phone->message, phone->text, datagram->length), 0, "%s",
                     phone->text);
        cr_assert_eq(hf_sip_check(&phone->message, NULL), 0, "%s", phone->text);
        if (phone->message.is_request) {
            say(phone->sent, sizeof phone->sent, "%.*s", (int)phone->message.method.length,
                phone->message.method.at);
            strcpy(phone->request, phone->text);
        } else {
            say(phone->sent, sizeof phone->sent, "%u", phone->message.status);
        }
        if (w->cut || (w->dead.family != 0 && calls_same(&w->dead, &datagram->target)) ||
            (w->to_drop != NULL && strncmp(phone->text, w->to_drop, strlen(w->to_drop)) == 0)) {
            continue;
        }
        cr_assert_lt(w->n_packets, CALLS_PACKETS);
        struct calls_packet *packet = &w->packets[w->n_packets++];
        packet->at_us = w->now_us + HOP_US;
        packet->from = phone->here;
        packet->from.transport = datagram->target.transport;
        packet->to = datagram->target;
        packet->flow = datagram->flow;
        packet->n = datagram->length;
        memcpy(packet->text, phone->text, packet->n + 1);
    }
    phone->out.sip.n_datagrams = 0;
}

/* ---- what the core would order ---- */

struct hf_calls_at calls_at(struct calls_world *w, unsigned who)
{
    struct hf_calls_at at = {w->phones[who].agent, &w->phones[who].next_id, w->now_us};
    return at;
}

void calls_act(struct calls_world *w, unsigned who, const struct hf_action *action)
{
    struct calls_phone *phone = &w->phones[who];
    struct hf_calls_at at = calls_at(w, who);
    struct hf_agent_order order = {.now_us = w->now_us, .action = action, .way = phone->way};
    if (!hf_calls_act(phone->calls, &at, &order, &phone->out) && phone->line != NULL) {
        hf_agent_act(phone->agent, &order, &phone->out.sip);
        phone->out.n_news = 0;
    }
    calls_take_out(w, who);
}

static void remember(struct calls_phone *phone, const struct hf_send *send)
{
    cr_assert_lt(phone->n_sends, CALLS_SENDS);
    phone->sends[phone->n_sends++] = (struct calls_send){send->attempt, send->request, send->kind,
                                                         0};
}

void calls_order(struct calls_world *w, unsigned who, uint32_t kind, uint64_t attempt)
{
    struct hf_action action = {.kind = kind, .u.attempt.attempt = attempt};
    calls_act(w, who, &action);
}

uint64_t calls_send(struct calls_world *w, unsigned who, struct hf_send send)
{
    struct calls_phone *phone = &w->phones[who];
    struct hf_action action = {.kind = HF_ACTION_SEND};
    send.attempt = ++phone->attempt;
    send.server = send.server == 0 ? 1 : send.server;
    send.target = send.target.family == HF_FAMILY_NONE ? phone->server : send.target;
    send.retransmissions = phone->retransmissions;
    send.t1_ms = 500;
    send.t2_ms = 4000;
    send.t4_ms = 5000;
    action.u.send = send;
    remember(phone, &send);
    calls_act(w, who, &action);
    return send.attempt;
}

static struct calls_send *sent_as(struct calls_phone *phone, uint64_t attempt)
{
    for (unsigned i = 0; i < phone->n_sends; i++) {
        if (phone->sends[i].attempt == attempt) {
            return &phone->sends[i];
        }
    }
    cr_assert_fail("an event for an attempt that was never ordered");
    return NULL;
}

static void report_request(struct calls_world *w, unsigned who, struct hf_request_report report)
{
    struct hf_action action = {.kind = HF_ACTION_REPORT_REQUEST, .u.request = report};
    calls_act(w, who, &action);
}

static void report_call(struct calls_world *w, unsigned who, struct hf_call_report report)
{
    struct hf_action action = {.kind = HF_ACTION_REPORT_CALL, .u.call = report};
    action.u.call.state = HF_CALL_OVER;
    calls_act(w, who, &action);
}

/* The call that a BYE was wanted for; an INVITE's request is its call. */
static uint64_t call_of(const struct calls_phone *phone, uint64_t request)
{
    for (unsigned i = 0; i < phone->n_byes; i++) {
        if (phone->byes[i].request == request) {
            return phone->byes[i].call;
        }
    }
    return request;
}

/* status 0: nobody answered. */
static void hear_end(struct calls_world *w, unsigned who, const struct calls_send *sent,
                     unsigned status)
{
    bool is_success = status >= 200 && status < 300;
    unsigned why = status == 0 && sent->kind == HF_REQUEST_BYE ? HF_WHY_BYE_NOT_CONFIRMED : 0;
    unsigned outcome = status == 0  ? HF_DONE_FAILED
                       : is_success ? HF_DONE_ACCEPTED
                                    : HF_DONE_REJECTED;
    report_request(w, who,
                   (struct hf_request_report){.request = sent->request,
                                              .outcome = (uint8_t)outcome,
                                              .status = (uint16_t)status});
    if (sent->kind == HF_REQUEST_BYE || (sent->kind == HF_REQUEST_INVITE && !is_success)) {
        report_call(w, who,
                    (struct hf_call_report){.call = call_of(&w->phones[who], sent->request),
                                            .status = (uint16_t)status,
                                            .why = (uint16_t)why});
    }
}

static void hear_wanted(struct calls_world *w, unsigned who, const struct hf_wanted *wanted)
{
    struct hf_send send = {.request = wanted->request, .kind = wanted->kind};
    send.in_dialog = wanted->kind != HF_REQUEST_INVITE;
    calls_send(w, who, send);
}

static void hear_withdrawn(struct calls_world *w, unsigned who, uint64_t request)
{
    struct calls_phone *phone = &w->phones[who];
    for (unsigned i = 0; i < phone->n_sends; i++) {
        if (phone->sends[i].request == request && !phone->sends[i].is_over) {
            calls_order(w, who, HF_ACTION_ABANDON, phone->sends[i].attempt);
        }
    }
    report_request(w, who,
                   (struct hf_request_report){.request = request, .outcome = HF_DONE_WITHDRAWN});
    report_call(w, who, (struct hf_call_report){.call = request});
}

static void order_for(struct calls_world *w, unsigned who, const struct hf_event *event)
{
    struct calls_phone *phone = &w->phones[who];
    switch (event->kind) {
    case HF_EVENT_WANTED: hear_wanted(w, who, &event->u.wanted); break;
    case HF_EVENT_WITHDRAWN: hear_withdrawn(w, who, event->u.withdrawn.request); break;
    case HF_EVENT_CHALLENGED:
        calls_order(w, who, HF_ACTION_AUTHENTICATE, event->u.challenged.attempt);
        break;
    case HF_EVENT_RESPONSE_RECEIVED:
        hear_end(w, who, sent_as(phone, event->u.response.attempt), event->u.response.status);
        break;
    case HF_EVENT_ATTEMPT_FAILED:
        hear_end(w, who, sent_as(phone, event->u.failed.attempt), 0);
        break;
    case HF_EVENT_LATE:
        if (phone->verdict != 0) {
            calls_order(w, who, phone->verdict, event->u.late.attempt);
        }
        break;
    default: break;
    }
}

/* ---- what is told ---- */

static void answered_once(struct calls_phone *phone, uint64_t attempt)
{
    struct calls_send *sent = sent_as(phone, attempt);
    cr_assert(!sent->is_over, "an attempt that was answered twice");
    sent->is_over = 1;
}

static void tell_event(struct calls_phone *phone, const struct hf_event *event)
{
    static const char *const hows[] = {"nothing", "answered", "cancelled", "cancel timed out",
                                       "late call ended"};
    static const char *const kinds[] = {"REGISTER", "OPTIONS", "INVITE", "BYE", "OTHER"};
    char *out = phone->said;
    size_t size = sizeof phone->said;
    switch (event->kind) {
    case HF_EVENT_WANTED:
        if (event->u.wanted.kind == HF_REQUEST_BYE) {
            cr_assert_lt(phone->n_byes, CALLS_BYES);
            phone->byes[phone->n_byes++] = event->u.wanted;
        }
        say(out, size, "Wanted %s", kinds[event->u.wanted.kind]);
        break;
    case HF_EVENT_WITHDRAWN: say(out, size, "Withdrawn"); break;
    case HF_EVENT_PROVISIONAL: say(out, size, "Provisional %u", event->u.provisional.status); break;
    case HF_EVENT_RESPONSE_RECEIVED:
        answered_once(phone, event->u.response.attempt);
        say(out, size, "Response %u", event->u.response.status);
        break;
    case HF_EVENT_CHALLENGED: say(out, size, "Challenged"); break;
    case HF_EVENT_ATTEMPT_FAILED:
        answered_once(phone, event->u.failed.attempt);
        say(out, size, "Failed %s", hf_cause_name(event->u.failed.cause));
        break;
    case HF_EVENT_ABANDONED:
        answered_once(phone, event->u.abandoned.attempt);
        say(out, size, "Abandoned %s", hows[event->u.abandoned.how]);
        break;
    case HF_EVENT_LATE: say(out, size, "Late %u", event->u.late.status); break;
    case HF_EVENT_CALL_ARRIVED: say(out, size, "Arrived %u", event->u.call.server); break;
    case HF_EVENT_CALL_ANSWERED: say(out, size, "Answered"); break;
    case HF_EVENT_CALL_ENDED: say(out, size, "Ended"); break;
    case HF_EVENT_CONNECTED: say(out, size, "Connected"); break;
    default: cr_assert_fail("an event of kind %u", event->kind);
    }
}

static void tell_news(struct calls_phone *phone, const struct hf_calls_news *news)
{
    static const char *const names[] = {"?",    "INCOMING", "RINGING", "MEDIA", "UP",
                                        "HELD", "RESUMED",  "REFUSED", "OVER"};
    static const char *const parties[] = {"us", "peer", "network"};
    char *out = phone->said;
    size_t size = sizeof phone->said;
    if (news->kind == HF_CALLS_MEDIA) {
        phone->media = *news;
        say(out, size, "MEDIA%s", news->early ? " early" : "");
        return;
    }
    phone->last = *news;
    if (news->kind == HF_CALLS_OVER) {
        say(out, size, "OVER by %s", parties[news->by]);
    } else if (news->kind == HF_CALLS_HELD || news->kind == HF_CALLS_RESUMED) {
        say(out, size, "%s by %s", names[news->kind], parties[news->by]);
    } else {
        say(out, size, "%s", names[news->kind]);
    }
    if (news->status != 0) {
        say(out, size, "%u", news->status);
    }
}

/* ---- the core itself ---- */

static void refuse(struct calls_world *w, unsigned who, const struct hf_event *event);

void calls_step(struct calls_world *w, unsigned who, struct hf_event *event)
{
    struct calls_phone *phone = &w->phones[who];
    struct hf_actions actions;
    event->at_us = w->now_us;
    if (hf_line_step(phone->line, event, &actions) < 0) {
        cr_assert(phone->refuses, "%s refused: %s", hf_event_name(event->kind),
                  actions.refusal.what);
        refuse(w, who, event);
        return;
    }
    cr_assert_eq(hf_line_check(phone->line), 0);
    cr_assert_eq(actions.late_events, 0, "%s is late", hf_event_name(event->kind));
    for (uint32_t i = 0; i < actions.n; i++) {
        if (actions.items[i].kind == HF_ACTION_SEND) {
            remember(phone, &actions.items[i].u.send);
        }
        calls_act(w, who, &actions.items[i]);
    }
}

void calls_fact(struct calls_world *w, unsigned who, uint32_t kind)
{
    struct hf_event event;
    memset(&event, 0, sizeof event);
    event.kind = kind;
    if (kind == HF_EVENT_CONFIGURED) {
        event.u.configured.config = &w->phones[who].config;
        event.u.configured.seed = 42;
    }
    calls_step(w, who, &event);
}

static void refuse(struct calls_world *w, unsigned who, const struct hf_event *event)
{
    struct calls_phone *phone = &w->phones[who];
    struct hf_calls_at at = calls_at(w, who);
    phone->refuses = false;
    hf_calls_refused(phone->calls, &at, event, &phone->out);
    calls_take_out(w, who);
}

/* What becomes of a REGISTER is the agent's tests' to tell. */
static bool is_of_a_call(struct calls_phone *phone, const struct hf_event *event)
{
    uint64_t attempt = event->kind == HF_EVENT_RESPONSE_RECEIVED ? event->u.response.attempt
                       : event->kind == HF_EVENT_ATTEMPT_FAILED  ? event->u.failed.attempt
                       : event->kind == HF_EVENT_PROVISIONAL     ? event->u.provisional.attempt
                       : event->kind == HF_EVENT_ABANDONED       ? event->u.abandoned.attempt
                                                                 : 0;
    struct calls_send *sent = attempt == 0 ? NULL : sent_as(phone, attempt);
    if (sent != NULL && sent->kind == HF_REQUEST_REGISTER) {
        sent->is_over = 1;
        return false;
    }
    return true;
}

/* Events first, then what the line orders for each. */
void calls_take_out(struct calls_world *w, unsigned who)
{
    struct calls_phone *phone = &w->phones[who];
    struct hf_event events[HF_AGENT_OUT_EVENTS];
    uint32_t n = phone->out.sip.n_events;
    flush(w, who);
    memcpy(events, phone->out.sip.events, n * sizeof events[0]);
    for (uint32_t i = 0; i < n; i++) {
        if (is_of_a_call(phone, &events[i])) {
            tell_event(phone, &events[i]);
            phone->event = events[i];
        }
    }
    for (uint32_t i = 0; i < phone->out.n_news; i++) {
        tell_news(phone, &phone->out.news[i]);
    }
    phone->out.sip.n_events = 0;
    phone->out.n_news = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (phone->line != NULL) {
            calls_step(w, who, &events[i]);
        } else if (phone->refuses) {
            refuse(w, who, &events[i]);
        } else if (!phone->silent) {
            order_for(w, who, &events[i]);
        }
    }
}
