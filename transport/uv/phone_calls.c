/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the user wants of calls. Each call has an id of the phone's counter, a line and two ports
 * for its media; what it is in SIP, the line's hf_calls know.
 */
#define _GNU_SOURCE 1
#include "phone_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/media/dtmf.h"

static const struct hf_target nowhere = {.family = HF_FAMILY_NONE};

static int refuse(const struct hf_phone_problem *problem, int error, const char *text)
{
    snprintf(problem->error, problem->size, "%s", text);
    return error;
}

/* ---- the calls of the phone ---- */

struct hf_phone_call *hf_phone_call(const struct hf_phone *phone, uint64_t id)
{
    struct hf_phone_call *call = phone->calls;

    while (call != NULL && call->id != id)
        call = call->next;
    return call;
}

struct hf_phone_call *hf_phone_call_new(struct hf_phone *phone, uint32_t line, uint64_t id,
                                        const char **why)
{
    struct hf_phone_call *call = calloc(1, sizeof *call), **place = &phone->calls;

    *why = "no memory for the call";
    if (call == NULL)
        return NULL;
    call->phone = phone;
    call->line = line;
    call->id = id;
    if (hf_phone_call_open_media(call, why) < 0) {
        free(call);
        return NULL;
    }
    while (*place != NULL)
        place = &(*place)->next;
    *place = call;
    return call;
}

void hf_phone_call_hold(struct hf_phone_call *call, uint64_t flow)
{
    struct hf_connections *connections = call->phone->connections;

    if (flow != 0)
        hf_connections_use(connections, flow);
    if (call->flow != 0)
        hf_connections_leave(connections, call->flow);
    call->flow = flow;
}

void hf_phone_call_free(struct hf_phone_call *call)
{
    struct hf_phone_call **place = &call->phone->calls;

    hf_phone_call_hold(call, 0);
    while (*place != call)
        place = &(*place)->next;
    *place = call->next;
    hf_rtp_session_close(call->media);
    free(call);
}

void hf_phone_call_refresh(struct hf_phone_call *call)
{
    const struct hf_phone_member *member = hf_phone_member(call->phone, call->line);
    struct hf_calls_status now;

    if (member->calls != NULL && hf_calls_status(member->calls, member->agent, call->id, &now))
        call->sip = now;
}

/* The next one of a line behind an id; calls may go while they are gone through. */
static struct hf_phone_call *next_of(const struct hf_phone *phone, uint32_t line, uint64_t behind)
{
    struct hf_phone_call *call = phone->calls;

    while (call != NULL && (call->line != line || call->id <= behind))
        call = call->next;
    return call;
}

/* ---- wishes ---- */

typedef int do_of_calls(struct hf_calls *calls, const struct hf_calls_at *at,
                        const struct hf_calls_wish *wish, struct hf_calls_out *out);

static int carry_out(struct hf_phone *phone, uint32_t line, do_of_calls *what,
                     const struct hf_calls_wish *wish)
{
    struct hf_calls_at at = hf_phone_calls_at(phone, line);
    int result = what(hf_phone_member(phone, line)->calls, &at, wish, &phone->calls_out);

    if (result < 0)
        return result;
    hf_phone_calls_take_out(phone, line, &nowhere);
    hf_phone_settle(phone);
    return result;
}

static const char *why_not(const struct hf_phone *phone, int error)
{
    return phone->calls_out.why != NULL ? phone->calls_out.why : hf_error_text(error);
}

static int wish_of(struct hf_phone *phone, do_of_calls *what, const struct hf_calls_wish *wish,
                   const struct hf_phone_problem *problem)
{
    const struct hf_phone_call *call = hf_phone_call(phone, wish->call);
    int result;

    if (call == NULL || hf_phone_member(phone, call->line)->calls == NULL)
        return refuse(problem, HF_E_UNKNOWN_ID, "there is no such call");
    phone->calls_out.why = NULL;
    result = carry_out(phone, call->line, what, wish);
    return result < 0 ? refuse(problem, result, why_not(phone, result)) : 0;
}

/* ---- dialling ---- */

static uint64_t refuse_dial(struct hf_phone *phone, uint32_t line,
                            const struct hf_phone_problem *problem, const char *why)
{
    (void)refuse(problem, 0, why);
    hf_phone_calls_tidy(phone, line);
    return 0;
}

uint64_t hf_phone_dial(struct hf_phone *phone, uint32_t line, const struct hf_phone_dial *dial,
                       const struct hf_phone_problem *problem)
{
    uint64_t id = phone->next_request++;
    struct hf_calls_wish wish = {
        .call = id, .uri = dial->uri, .emergency = dial->emergency, .late_offer = dial->late_offer};
    struct hf_phone_call *call;
    const char *why;
    int result;

    if (!hf_phone_has(phone, line) || phone->stopping)
        return refuse_dial(phone, line, problem, "the line is leaving, or is not there");
    if (hf_phone_calls_prepare(phone, line) < 0)
        return refuse_dial(phone, line, problem, "no memory for calls");
    call = hf_phone_call_new(phone, line, id, &why);
    if (call == NULL)
        return refuse_dial(phone, line, problem, why);
    wish.local = hf_rtp_session_local(call->media);
    phone->calls_out.why = NULL;
    phone->why_refused = NULL;
    result = carry_out(phone, line, hf_calls_dial, &wish);
    if (result < 0) {
        hf_phone_call_free(call);
        return refuse_dial(phone, line, problem, why_not(phone, result));
    }
    if (hf_phone_call(phone, id) != NULL || phone->why_refused == NULL)
        return id;
    return refuse_dial(phone, line, problem, phone->why_refused); /* E10 */
}

/* ---- with a call ---- */

int hf_phone_answer(struct hf_phone *phone, uint64_t id, const struct hf_phone_problem *problem)
{
    const struct hf_phone_call *call = hf_phone_call(phone, id);
    struct hf_calls_wish wish = {.call = id};

    if (call != NULL)
        wish.local = hf_rtp_session_local(call->media);
    return wish_of(phone, hf_calls_answer, &wish, problem);
}

int hf_phone_reject(struct hf_phone *phone, uint64_t call, uint16_t status,
                    const struct hf_phone_problem *problem)
{
    struct hf_calls_wish wish = {.call = call, .status = status};

    return wish_of(phone, hf_calls_reject, &wish, problem);
}

int hf_phone_hang_up(struct hf_phone *phone, uint64_t call, const struct hf_phone_problem *problem)
{
    struct hf_calls_wish wish = {.call = call};

    return wish_of(phone, hf_calls_hangup, &wish, problem);
}

int hf_phone_hold(struct hf_phone *phone, uint64_t call, int on,
                  const struct hf_phone_problem *problem)
{
    struct hf_calls_wish wish = {.call = call, .on = on != 0};

    return wish_of(phone, hf_calls_hold, &wish, problem);
}

static int press(struct hf_phone_call *call, const struct hf_phone_key *key)
{
    if (key->key != '\0')
        return hf_rtp_session_press(call->media, key->key, key->ms);
    hf_rtp_session_release(call->media);
    return 0;
}

int hf_phone_key(struct hf_phone *phone, uint64_t id, const struct hf_phone_key *key,
                 const struct hf_phone_problem *problem)
{
    struct hf_phone_call *call = hf_phone_call(phone, id);
    int result = call != NULL ? press(call, key) : HF_E_UNKNOWN_ID;

    if (result >= 0)
        return 0;
    switch (result) {
    case HF_E_UNKNOWN_ID: return refuse(problem, result, "there is no such call");
    case HF_E_STATE: return refuse(problem, result, "the call takes no keys");
    case HF_E_LIMIT: return refuse(problem, result, "too many keys wait to be sent");
    default: return refuse(problem, result, "keys are 0-9, *, #, A-D and !");
    }
}

/* ---- of all of a line ---- */

void hf_phone_calls_end(struct hf_phone *phone, uint32_t line)
{
    char text[64];
    struct hf_phone_problem unsaid = {.error = text, .size = sizeof text};
    struct hf_phone_call *call = next_of(phone, line, 0);

    while (call != NULL) {
        uint64_t id = call->id;

        (void)hf_phone_hang_up(phone, id, &unsaid);
        call = next_of(phone, line, id);
    }
}

void hf_phone_calls_forget(struct hf_phone *phone, uint32_t line)
{
    struct hf_phone_member *member = hf_phone_member(phone, line);
    struct hf_phone_call *call;

    while ((call = next_of(phone, line, 0)) != NULL)
        hf_phone_call_free(call);
    if (member->calls != NULL)
        hf_secret_give_back(&phone->secret, member->calls, hf_calls_size());
    member->calls = NULL;
}

void hf_phone_calls_move(struct hf_phone *phone, uint32_t line)
{
    struct hf_phone_call *call = next_of(phone, line, 0);

    while (call != NULL) {
        struct hf_calls_wish wish = {.call = call->id, .local = hf_rtp_session_local(call->media)};

        if (hf_phone_member(phone, line)->calls != NULL) /* one that rings has nothing to move */
            (void)carry_out(phone, line, hf_calls_readdress, &wish);
        call = next_of(phone, line, wish.call);
    }
}

/* ---- questions ---- */

int hf_phone_call_status(struct hf_phone *phone, uint64_t id, struct hf_phone_call_status *status)
{
    struct hf_phone_call *call = hf_phone_call(phone, id);
    struct hf_rtp_session_status media;

    if (call == NULL)
        return 0;
    hf_phone_call_refresh(call);
    hf_rtp_session_status(call->media, &media);
    *status = (struct hf_phone_call_status){.sip = call->sip,
                                            .media = media.stream,
                                            .media_unread = media.n_unread,
                                            .gap_ms = media.gap_ms,
                                            .line = call->line,
                                            .has_media = media.is_agreed,
                                            .codec = media.codec};
    return 1;
}

uint64_t hf_phone_call_at(const struct hf_phone *phone, unsigned n)
{
    const struct hf_phone_call *call = phone->calls;

    for (unsigned i = 0; call != NULL && i < n; i++)
        call = call->next;
    return call != NULL ? call->id : 0;
}

uint32_t hf_phone_call_rate(const struct hf_phone *phone, uint64_t id)
{
    const struct hf_phone_call *call = hf_phone_call(phone, id);

    return call != NULL ? hf_rtp_session_rate(call->media) : 0;
}
