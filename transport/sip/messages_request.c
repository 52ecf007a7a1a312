/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SUBSCRIBE: a text that the agent sends (E12), asked of the core as the user's requests are, and
 * what its answers say. The agent has an answer first, or we have: what makes the dialog needs the
 * request as it was sent, which the agent prints again from the attempt that still waits.
 */
#include "messages_state.h"

#include <string.h>

#include "clock.h"
#include "holdfast/line.h"
#include "lex.h"

#define HOUR_MS 3600000u

/* ---- asking ---- */

static struct hf_event *event(struct hf_messages_x *x, uint32_t kind)
{
    return hf_agent_event(x->out, kind, x->now_us);
}

void hf_messages_withdraw(struct hf_messages_x *x)
{
    struct hf_messages *m = x->messages;
    if (m->request == 0) {
        return;
    }
    event(x, HF_EVENT_WITHDRAWN)->u.withdrawn.request = m->request;
    hf_agent_request_forget(x->agent, m->request);
    m->withdrawn = m->request;
    m->request = 0;
}

static void print_fields(struct hf_messages *m, uint32_t expires_s)
{
    struct hf_sip_out out;
    hf_sip_out_start(&out, m->fields, sizeof m->fields - 1);
    hf_sip_put_header_text(&out, "Event", "message-summary");
    hf_sip_put_header_text(&out, "Accept", "application/simple-message-summary");
    hf_sip_put_header_number(&out, "Expires", expires_s);
    HF_ASSERT(!out.overflow);
    m->fields[out.length] = '\0';
}

bool hf_messages_ask(struct hf_messages_x *x, uint32_t expires_s, bool in_dialog)
{
    struct hf_messages *m = x->messages;
    struct hf_refusal refusal;
    uint64_t id = *x->next_id;
    HF_ASSERT(m->request == 0);
    print_fields(m, expires_s);
    m->text.text = (struct hf_agent_request){.method = "SUBSCRIBE",
                                             .uri = in_dialog ? "" : m->uri,
                                             .fields = m->fields,
                                             .content_type = ""};
    m->text.dialog = &m->dialog;
    if ((in_dialog ? hf_agent_request_inside(x->agent, id, &m->text, &refusal)
                   : hf_agent_request_set(x->agent, id, &m->text.text, &refusal)) < 0) {
        return false;
    }
    *x->next_id += 1;
    m->request = id;
    m->status = 0;
    m->min_expires_s = m->retry_after_s = 0;
    struct hf_wanted *wanted = &event(x, HF_EVENT_WANTED)->u.wanted;
    wanted->request = id;
    wanted->kind = HF_REQUEST_OTHER;
    wanted->dialog_server = in_dialog ? m->server : 0;
    return true;
}

/* ---- answers, as messages ---- */

bool hf_messages_fits(const struct hf_dialog *dialog)
{
    return dialog->target.length <= HF_AGENT_DIGEST_URI_MAX &&
           hf_dialog_next_hop(dialog).length <= HF_AGENT_DIGEST_URI_MAX;
}

bool hf_messages_sent(struct hf_messages_x *x, struct hf_sip_message *m)
{
    const struct hf_agent_attempt *attempt =
        x->messages->request != 0 ? hf_agent_find_attempt_of(x->agent, x->messages->request) : NULL;
    hf_agent_out_clear(x->out);
    if (attempt == NULL || !hf_agent_put_request(x->agent, attempt, x->out)) {
        return false;
    }
    int result = hf_sip_parse(m, x->out->bytes, x->out->n_bytes);
    HF_ASSERT(result == 0); /* our own */
    hf_agent_out_clear(x->out);
    return true;
}

/* Of a 2xx to what began it. Where another server's NOTIFY came first, the one that is answered for
 * counts: a SUBSCRIBE that was forked has one subscription (RFC 3842 3.8). */
static void make_dialog(struct hf_messages_x *x, const struct hf_sip_message *response)
{
    struct hf_dialog dialog;
    struct hf_sip_message request;
    struct hf_messages *m = x->messages;
    if (m->dialog.state != HF_DIALOG_NONE && hf_dialog_has(&m->dialog, response)) {
        dialog = m->dialog;
        if (hf_dialog_hear_response(&dialog, response) == 0 && hf_messages_fits(&dialog)) {
            m->dialog = dialog;
        }
        return;
    }
    if (!hf_messages_sent(x, &request) || hf_dialog_make_caller(&dialog, &request, response) < 0 ||
        !hf_messages_fits(&dialog)) {
        return; /* there is none, or that of the NOTIFY */
    }
    m->dialog = dialog;
    m->bits &= (uint8_t) ~(HF_MESSAGES_NOTIFIED | HF_MESSAGES_PENDING | HF_MESSAGES_ENDED);
}

static void refresh_dialog(struct hf_messages *m, const struct hf_sip_message *response)
{
    struct hf_dialog dialog = m->dialog;
    if (hf_dialog_hear_response(&dialog, response) == 0 && hf_messages_fits(&dialog)) {
        m->dialog = dialog;
    }
}

static void note_answer(struct hf_messages *m, const struct hf_sip_message *response)
{
    uint32_t expires_s;
    m->status = response->status;
    if (hf_sip_number(response, HF_HEADER_MIN_EXPIRES, &m->min_expires_s) != 1) {
        m->min_expires_s = 0;
    }
    if (hf_sip_number(response, HF_HEADER_RETRY_AFTER, &m->retry_after_s) != 1) {
        m->retry_after_s = 0;
    }
    if (response->status >= 300) {
        return;
    }
    /* RFC 6665 4.1.2.1: a 2xx says it, and no more than was asked for. */
    if (hf_sip_number(response, HF_HEADER_EXPIRES, &expires_s) != 1 || expires_s > m->ask_s) {
        expires_s = m->ask_s;
    }
    m->granted_s = expires_s;
}

/* Our dialog says what the request says until the agent has heard the answer: only then may it
 * change (agent.h). */
bool hf_messages_on_response(struct hf_messages_x *x, const struct hf_agent_received *received,
                             const struct hf_sip_message *response)
{
    struct hf_messages *m = x->messages;
    struct hf_agent_arrival arrival = {.received = received, .message = response};
    const struct hf_agent_attempt *attempt = m->request != 0 ? hf_agent_answered(x->agent, &arrival)
                                                             : NULL;
    if (attempt == NULL || attempt != hf_agent_find_attempt_of(x->agent, m->request)) {
        return false;
    }
    bool in_dialog = m->state != HF_MESSAGES_ASKING;
    uint64_t flow = attempt->flow;
    if (response->status >= 200 && response->status < 300 && !in_dialog) {
        make_dialog(x, response);
    }
    hf_agent_receive(x->agent, received, x->out);
    if (response->status < 200) {
        return true;
    }
    note_answer(m, response);
    if (response->status < 300) {
        m->flow = flow;
    }
    if (response->status < 300 && in_dialog) {
        refresh_dialog(m, response);
    }
    return true;
}

/* ---- answers, as the core reports them ---- */

/* RFC 6665 4.1.2.2: a longer time, once; what cannot be is refused. */
static bool is_too_brief(const struct hf_messages *m, const struct hf_request_report *report)
{
    return report->status == 423 && m->ask_s == m->expires_s && m->min_expires_s > m->ask_s &&
           m->min_expires_s <= HF_MESSAGES_EXPIRES_MAX_S;
}

/* These say that asking again would be answered the same (RFC 6665 4.1.2.1, RFC 5057 5). */
static bool is_busy(unsigned status)
{
    return status == 408 || status == 480 || status == 481 || status == 491 ||
           (status >= 500 && status != 501 && status != 505 && status < 600);
}

/* What a server said at last; in words of ours, since its own may be anything. */
static struct hf_messages_wait wait_for(const struct hf_messages_x *x,
                                        const struct hf_request_report *report)
{
    const struct hf_messages *m = x->messages;
    struct hf_messages_wait wait = {"refused", hf_sip_after(x->now_us, HOUR_MS), report->status};
    if (report->outcome == HF_DONE_FAILED) {
        wait.why = report->cause == HF_CAUSE_NONE && report->status == 0 ? "it was not asked for"
                                                                         : "no server answers";
        wait.until_us = hf_messages_backoff_us(x);
    } else if (is_busy(report->status)) {
        wait.why = "the server has trouble";
        wait.until_us = hf_messages_backoff_us(x);
    }
    if (m->retry_after_s != 0 && m->status == report->status) {
        uint64_t said_us = hf_sip_after(x->now_us, 1000u * (uint64_t)m->retry_after_s);
        uint64_t hour_us = hf_sip_after(x->now_us, HOUR_MS);
        wait.until_us = hf_sip_earlier(said_us, hour_us);
    }
    return wait;
}

static void accepted(struct hf_messages_x *x, const struct hf_request_report *report)
{
    struct hf_messages *m = x->messages;
    const struct hf_messages_wait no_dialog = {"an answer that begins no dialog",
                                               hf_sip_after(x->now_us, HOUR_MS), m->status};
    const struct hf_messages_wait ended = {m->why, m->again_us, 0};
    if ((m->bits & HF_MESSAGES_ENDED) != 0) {
        hf_messages_enter_waiting(x, &ended);
        return;
    }
    if (m->dialog.state != HF_DIALOG_CONFIRMED || m->granted_s == 0) {
        hf_messages_enter_waiting(x, &no_dialog);
        return;
    }
    m->server = report->server != 0 ? report->server : m->server;
    hf_messages_enter_subscribed(x);
}

static void on_asked(struct hf_messages_x *x, const struct hf_request_report *report)
{
    struct hf_messages *m = x->messages;
    if (report->outcome == HF_DONE_ACCEPTED) {
        accepted(x, report);
    } else if (is_too_brief(m, report)) {
        m->ask_s = m->min_expires_s;
        hf_messages_enter_asking(x);
    } else {
        struct hf_messages_wait wait = wait_for(x, report);
        hf_messages_enter_waiting(x, &wait);
    }
}

/* 4.1.2.3: with 481 the server has forgotten it. What else the server cannot do now, or nobody
 * answers, may be another's to do: it is begun anew, by a pass over all servers. */
static void on_refreshed(struct hf_messages_x *x, const struct hf_request_report *report)
{
    struct hf_messages *m = x->messages;
    struct hf_messages_wait wait = wait_for(x, report);
    if (report->outcome == HF_DONE_ACCEPTED && m->granted_s != 0) {
        m->failures = 0;
        hf_messages_enter_subscribed(x);
    } else if (is_too_brief(m, report)) {
        m->ask_s = m->min_expires_s;
        hf_messages_enter_asking(x);
    } else if (report->outcome == HF_DONE_FAILED || is_busy(report->status)) {
        hf_messages_again(x, wait);
    } else {
        hf_messages_enter_waiting(x, &wait);
    }
}

void hf_messages_on_report(struct hf_messages_x *x, const struct hf_request_report *report)
{
    struct hf_messages *m = x->messages;
    hf_agent_request_forget(x->agent, report->request);
    m->request = 0;
    if (report->outcome == HF_DONE_DISABLED) { /* the line's return is reported */
        m->bits &= (uint8_t)~HF_MESSAGES_PLACED;
        hf_messages_enter_off(x);
        return;
    }
    switch ((enum hf_messages_state)m->state) {
    case HF_MESSAGES_ASKING: on_asked(x, report); break;
    case HF_MESSAGES_REFRESHING: on_refreshed(x, report); break;
    case HF_MESSAGES_LEAVING: hf_messages_enter_off(x); break;
    case HF_MESSAGES_OFF: /* has no request */
    case HF_MESSAGES_SUBSCRIBED:
    case HF_MESSAGES_WAITING:
    case HF_MESSAGES_STATE_COUNT: break;
    }
}
