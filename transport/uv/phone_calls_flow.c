/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line's calls in the circle of its events and actions. Their memory is there from the first call
 * to the last thing that SIP owes; they have what belongs to them before the line's agent has it:
 * messages, actions, dead targets, time. Their events are stepped and logged as the agent's are, so
 * that a log with calls replays.
 */
#define _GNU_SOURCE 1
#include "phone_state.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#define FRAME_MS 20
#define NO_PORTS 500 /* Server Internal Error: no other server could do better */

static const struct hf_target nowhere = {.family = HF_FAMILY_NONE};

/* ---- memory ---- */

struct hf_calls_at hf_phone_calls_at(struct hf_phone *phone, uint32_t line)
{
    return (struct hf_calls_at){.agent = hf_phone_member(phone, line)->agent,
                                .next_id = &phone->next_request,
                                .now_us = hf_clock_now_us()};
}

static int make_block(struct hf_phone *phone, uint32_t line, struct hf_calls *calls)
{
    const struct hf_config *config = hf_phone_line_config(phone, line);
    struct hf_calls_setup setup = {.line = line,
                                   .t1_ms = (uint16_t)config->t1_ms,
                                   .t2_ms = (uint16_t)config->t2_ms,
                                   .t4_ms = (uint16_t)config->t4_ms,
                                   .sdp = {.codecs = phone->codecs.said,
                                           .n_codecs = phone->codecs.n,
                                           .ptime_ms = FRAME_MS,
                                           .rtcp_mux = true}};
    int result;

    if (getrandom(setup.random, sizeof setup.random, 0) != (ssize_t)sizeof setup.random)
        return -1;
    result = hf_calls_init(calls, hf_calls_size(), &setup);
    explicit_bzero(&setup, sizeof setup);
    return result;
}

int hf_phone_calls_prepare(struct hf_phone *phone, uint32_t line)
{
    struct hf_phone_member *member = hf_phone_member(phone, line);

    if (member->calls != NULL)
        return 0;
    struct hf_calls *calls = hf_secret_alloc(&phone->secret, hf_calls_size());

    if (calls == NULL)
        return -1;
    if (make_block(phone, line, calls) < 0) {
        hf_secret_give_back(&phone->secret, calls, hf_calls_size());
        return -1;
    }
    member->calls = calls;
    return 0;
}

/* What waits for the log may still be for it. */
void hf_phone_calls_tidy(struct hf_phone *phone, uint32_t line)
{
    struct hf_phone_member *member = hf_phone_has(phone, line) ? hf_phone_member(phone, line)
                                                               : NULL;

    if (member == NULL || member->calls == NULL || member->n_queued > 0 ||
        !hf_calls_is_idle(member->calls))
        return;
    hf_secret_give_back(&phone->secret, member->calls, hf_calls_size());
    member->calls = NULL;
}

/* ---- news ---- */

static void tell(struct hf_phone *phone, const struct hf_phone_call *call,
                 const struct hf_calls_news *news)
{
    struct hf_phone_call_news told = {.at_us = hf_clock_now_us(),
                                      .wall_us = hf_clock_wall_us(),
                                      .call = call->id,
                                      .news = news,
                                      .line = call->line};

    if (phone->options.call != NULL)
        phone->options.call(phone->options.context, &told);
}

static void reject(struct hf_phone *phone, uint32_t line, uint64_t id, uint16_t status)
{
    struct hf_calls_wish wish = {.call = id, .status = status};
    struct hf_calls_at at = hf_phone_calls_at(phone, line);
    struct hf_calls *calls = hf_phone_member(phone, line)->calls;

    if (calls != NULL && hf_calls_reject(calls, &at, &wish, &phone->calls_out) == 0)
        hf_phone_calls_take_out(phone, line, &nowhere);
}

/* The user first: whoever answers at once need not let it ring. */
static void begin_incoming(struct hf_phone *phone, uint32_t line, const struct hf_calls_news *news)
{
    const char *why;
    struct hf_phone_call *call = hf_phone_call_new(phone, line, news->call, &why);

    if (call == NULL) {
        if (phone->options.remark != NULL)
            phone->options.remark(phone->options.context, line, why);
        reject(phone, line, news->call, NO_PORTS);
        return;
    }
    hf_phone_call_hold(call, phone->heard_flow);
    hf_phone_call_refresh(call);
    tell(phone, call, news);
    call = hf_phone_call(phone, news->call);
    if (call == NULL || hf_phone_member(phone, line)->calls == NULL)
        return;
    struct hf_calls_wish wish = {.call = call->id, .local = hf_rtp_session_local(call->media)};
    struct hf_calls_at at = hf_phone_calls_at(phone, line);

    if (hf_calls_ring(hf_phone_member(phone, line)->calls, &at, &wish, &phone->calls_out) == 0)
        hf_phone_calls_take_out(phone, line, &nowhere);
}

/* C13: the line is off, and its report, which is under way, says so to the caller. */
static int is_turned_away(const struct hf_phone *phone, uint64_t call)
{
    for (const struct hf_phone_work *work = phone->first; work != NULL; work = work->next) {
        for (uint32_t i = 0; i < work->n; i++) {
            const struct hf_action *action = &work->actions[i];

            if (action->kind == HF_ACTION_REPORT_CALL && action->u.call.call == call &&
                action->u.call.state == HF_CALL_OVER)
                return 1;
        }
    }
    return 0;
}

/* Of a call that the line has refused nobody hears. */
static void hear_news(struct hf_phone *phone, uint32_t line, const struct hf_calls_news *news)
{
    struct hf_phone_call *call = hf_phone_call(phone, news->call);

    if (call == NULL && news->kind == HF_CALLS_INCOMING && !is_turned_away(phone, news->call))
        begin_incoming(phone, line, news);
    if (call == NULL)
        return;
    hf_phone_call_refresh(call);
    if (news->kind == HF_CALLS_MEDIA && hf_phone_call_agree(call, news) < 0 &&
        phone->options.remark != NULL)
        phone->options.remark(phone->options.context, line, "audio as agreed cannot be had");
    tell(phone, call, news);
    if (news->kind != HF_CALLS_OVER)
        return;
    call = hf_phone_call(phone, news->call);
    if (call != NULL)
        hf_phone_call_free(call);
}

/* ---- what the line refuses ---- */

void hf_phone_calls_note_refused(struct hf_phone *phone, const struct hf_event *event)
{
    const struct hf_refusal *refusal = &phone->actions.refusal;
    struct hf_phone_refused *refused = &phone->refused;

    if (refused->n == HF_PHONE_REFUSED ||
        (event->kind != HF_EVENT_WANTED && event->kind != HF_EVENT_CALL_ARRIVED))
        return;
    refused->events[refused->n++] = *event;
    phone->why_refused = refusal->what != NULL ? refusal->what : hf_error_text(refusal->error);
}

/* The call that an event begins, or none. */
static uint64_t begun_by(const struct hf_event *event)
{
    if (event->kind == HF_EVENT_CALL_ARRIVED)
        return event->u.call.call;
    return event->u.wanted.kind == HF_REQUEST_INVITE ? event->u.wanted.request : 0;
}

static int is_refused(const struct hf_phone_refused *refused, uint64_t call)
{
    for (uint32_t i = 0; i < refused->n; i++)
        if (begun_by(&refused->events[i]) == call)
            return 1;
    return 0;
}

/* Of a call that was never begun nobody hears; hf_phone_dial says why. */
static void settle_refused(struct hf_phone *phone, uint32_t line,
                           const struct hf_phone_refused *refused)
{
    for (uint32_t i = 0; i < refused->n; i++) {
        struct hf_phone_call *call = hf_phone_call(phone, begun_by(&refused->events[i]));
        struct hf_calls_at at = hf_phone_calls_at(phone, line);

        if (call != NULL)
            hf_phone_call_free(call);
        if (hf_phone_member(phone, line)->calls == NULL)
            continue;
        hf_calls_refused(hf_phone_member(phone, line)->calls, &at, &refused->events[i],
                         &phone->calls_out);
        hf_phone_calls_take_out(phone, line, &nowhere);
    }
}

void hf_phone_calls_take_out(struct hf_phone *phone, uint32_t line,
                             const struct hf_target *reply_on)
{
    struct hf_calls_news news[HF_CALLS_OUT_NEWS];
    struct hf_phone_refused refused;
    uint32_t n_news = phone->calls_out.n_news;

    memcpy(news, phone->calls_out.news, n_news * sizeof news[0]);
    phone->refused.n = 0;
    hf_phone_take_out(phone, line, reply_on);
    refused = phone->refused;
    settle_refused(phone, line, &refused);
    for (uint32_t i = 0; i < n_news && hf_phone_has(phone, line); i++)
        if (!is_refused(&refused, news[i].call))
            hear_news(phone, line, &news[i]);
    if (hf_phone_has(phone, line))
        hf_phone_reschedule(phone, line);
}

/* ---- in ---- */

int hf_phone_calls_receive(struct hf_phone *phone, uint32_t line,
                           const struct hf_agent_received *received)
{
    struct hf_phone_member *member = hf_phone_member(phone, line);
    struct hf_calls_at at;

    if (member->calls == NULL && hf_calls_begins(received->bytes, received->n_bytes))
        (void)hf_phone_calls_prepare(phone, line);
    if (member->calls == NULL)
        return 0;
    at = hf_phone_calls_at(phone, line);
    phone->heard_flow = received->flow;
    if (!hf_calls_receive(member->calls, &at, received, &phone->calls_out)) {
        hf_phone_calls_tidy(phone, line);
        return 0;
    }
    hf_phone_calls_take_out(phone, line, &received->local);
    return 1;
}

uint32_t hf_phone_calls_unreachable(struct hf_phone *phone, uint32_t line,
                                    const struct hf_agent_unreachable *failure)
{
    struct hf_calls *calls = hf_phone_member(phone, line)->calls;
    struct hf_calls_at at = hf_phone_calls_at(phone, line);
    uint32_t n_events;

    if (calls == NULL)
        return 0;
    hf_calls_unreachable(calls, &at, failure, &phone->calls_out);
    n_events = phone->calls_out.sip.n_events;
    hf_phone_calls_take_out(phone, line, &nowhere);
    return n_events;
}

void hf_phone_calls_connected(struct hf_phone *phone, uint32_t line,
                              const struct hf_agent_connected *connected)
{
    struct hf_calls *calls = hf_phone_member(phone, line)->calls;
    struct hf_calls_at at = hf_phone_calls_at(phone, line);

    if (calls == NULL)
        return;
    hf_calls_connected(calls, &at, connected, &phone->calls_out);
    hf_phone_calls_take_out(phone, line, &nowhere);
}

uint64_t hf_phone_calls_deadline(const struct hf_phone_member *member)
{
    return member->calls != NULL ? hf_calls_deadline(member->calls) : HF_NEVER;
}

void hf_phone_calls_wake(struct hf_phone *phone, uint32_t line, uint64_t now_us)
{
    struct hf_phone_member *member = hf_phone_member(phone, line);
    struct hf_calls_at at = hf_phone_calls_at(phone, line);

    if (hf_phone_calls_deadline(member) > now_us)
        return;
    at.now_us = now_us;
    hf_calls_wake(member->calls, &at, &phone->calls_out);
    hf_phone_calls_take_out(phone, line, &nowhere);
}

/* ---- out ---- */

static int is_of_calls(const struct hf_send *send)
{
    return send->kind == HF_REQUEST_INVITE || send->kind == HF_REQUEST_BYE || send->in_dialog != 0;
}

/* How its message leaves: to the dialog's next hop where that has a say (E5). */
static struct hf_agent_way way_of(struct hf_phone *phone, uint32_t line, const struct hf_send *send)
{
    struct hf_send goes = *send;

    goes.target = hf_calls_target(hf_phone_member(phone, line)->calls, send);
    return hf_phone_way(phone, line, &goes);
}

int hf_phone_calls_act(struct hf_phone *phone, uint32_t line, const struct hf_action *action)
{
    struct hf_agent_order order = {.now_us = hf_clock_now_us(), .action = action};
    struct hf_calls *calls = hf_phone_member(phone, line)->calls;
    struct hf_calls_at at = hf_phone_calls_at(phone, line);

    if (calls == NULL || (action->kind == HF_ACTION_SEND && !is_of_calls(&action->u.send)))
        return 0;
    if (action->kind == HF_ACTION_SEND)
        order.way = way_of(phone, line, &action->u.send);
    else if (action->kind == HF_ACTION_AUTHENTICATE)
        order.way = hf_phone_way_anew(phone, line, action->u.attempt.attempt);
    if (!hf_calls_act(calls, &at, &order, &phone->calls_out))
        return 0;
    hf_phone_calls_take_out(phone, line, &nowhere);
    return 1;
}

uint64_t hf_phone_calls_flow(const struct hf_phone_member *member, uint64_t attempt)
{
    struct hf_agent_place place;

    if (member->calls == NULL || !hf_calls_place(member->calls, member->agent, attempt, &place))
        return 0;
    return place.flow;
}
