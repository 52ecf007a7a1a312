/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls of a line as its shell knows them, by what the user and the peer do and what the line
 * reports; and what the user does with them. Requests and calls have their ids from one count.
 */
#include "inside.h"

#include <stdio.h>

static struct line *line_of(struct hf_sim_world *world, unsigned line)
{
    return &world->lines[line - 1];
}

struct call *call_find(struct line *line, uint64_t id)
{
    for (unsigned i = 0; i < HF_SIM_CALLS; i++) {
        if (id != 0 && line->calls[i].id == id)
            return &line->calls[i];
    }
    return NULL;
}

static int is_over(const struct call *call)
{
    return call->over_us != HF_NEVER;
}

/* ---- whose a request is ---- */

const struct wish *call_wish(const struct line *line, uint64_t request)
{
    for (unsigned i = 0; i < WISHES; i++) {
        if (request != 0 && line->wishes[i].request == request)
            return &line->wishes[i];
    }
    return NULL;
}

uint64_t call_of_send(const struct line *line, const struct hf_send *send)
{
    const struct wish *wish = call_wish(line, send->request);

    if (send->kind == HF_REQUEST_INVITE)
        return send->request;
    if (send->in_dialog == 0)
        return 0;
    if (wish != NULL)
        return wish->call;
    return send->kind == HF_REQUEST_BYE ? send->request : 0; /* C8: the line's own */
}

/* ---- what becomes of them ---- */

static int is_watched_for(const struct call *call)
{
    for (unsigned i = 0; i < PEERS; i++) {
        if (call->peers[i].state != PEER_QUIET && !call->peers[i].is_excused)
            return 1;
    }
    return 0;
}

/* A free place, else that of the call which has been over for longest; NULL: all are up. */
static struct call *place_for(struct line *line)
{
    struct call *place = NULL;

    for (unsigned i = 0; i < HF_SIM_CALLS; i++) {
        struct call *call = &line->calls[i];

        if (call->id == 0)
            return call;
        if (is_over(call) && !is_watched_for(call) &&
            (place == NULL || call->over_us < place->over_us))
            place = call;
    }
    return place;
}

static struct call *add(struct hf_sim_world *world, unsigned number, uint64_t id)
{
    struct call *call = place_for(line_of(world, number));

    if (call == NULL) {
        world_fault(world, number, "more calls than this world has room for");
        return NULL;
    }
    line_of(world, number)->has_calls = 1;
    *call = (struct call){.id = id, .up_us = HF_NEVER, .over_us = HF_NEVER, .is_new = 1};
    return call;
}

static void hear_wanted(struct hf_sim_world *world, unsigned number, const struct hf_wanted *wanted)
{
    struct call *call;

    if (wanted->kind != HF_REQUEST_INVITE)
        return;
    call = add(world, number, wanted->request);
    if (call != NULL)
        call->emergency = wanted->emergency;
}

static void hear_arrived(struct hf_sim_world *world, unsigned number, uint64_t id)
{
    struct call *call = add(world, number, id);

    if (call == NULL)
        return;
    call->incoming = 1;
    callee_calls(world, number, id, PEER_RINGS);
}

void call_excuse(struct line *line, uint64_t attempt)
{
    for (unsigned i = 0; i < HF_SIM_CALLS; i++) {
        for (unsigned k = 0; k < PEERS; k++) {
            struct peer *peer = &line->calls[i].peers[k];

            if (line->calls[i].id != 0 && peer->attempt == attempt)
                peer->is_excused = 1;
        }
    }
}

static void excuse_all(struct call *call)
{
    for (unsigned k = 0; k < PEERS; k++)
        call->peers[k].is_excused = 1;
}

void calls_forget(struct line *line)
{
    for (unsigned i = 0; i < HF_SIM_CALLS; i++)
        excuse_all(&line->calls[i]);
}

/* A connection that is lost takes the way to CANCEL with it; a CANCEL that nobody hears ends
 * nothing. */
static void hear_event(struct hf_sim_world *world, unsigned number, const struct hf_event *event)
{
    struct line *line = line_of(world, number);

    switch (event->kind) {
    case HF_EVENT_WANTED: hear_wanted(world, number, &event->u.wanted); break;
    case HF_EVENT_CALL_ARRIVED: hear_arrived(world, number, event->u.call.call); break;
    case HF_EVENT_CALL_ANSWERED: callee_calls(world, number, event->u.call.call, PEER_TALKS); break;
    case HF_EVENT_CALL_ENDED: callee_quiet(world, number, event->u.call.call); break;
    case HF_EVENT_ATTEMPT_FAILED: call_excuse(line, event->u.failed.attempt); break;
    case HF_EVENT_ABANDONED:
        if (event->u.abandoned.how == HF_ABANDONED_CANCEL_TIMED_OUT)
            call_excuse(line, event->u.abandoned.attempt);
        break;
    default: break;
    }
}

/* What the shell tells the peer of itself, and what it cannot. */
static void end(struct hf_sim_world *world, unsigned number, struct call *call, unsigned why)
{
    const int was_asked = call->incoming && (call->is_new || call->state == HF_CALL_RINGING);

    if (was_asked || why == HF_WHY_DIALOG_GONE)
        callee_quiet(world, number, call->id);
    if (why == HF_WHY_BYE_NOT_CONFIRMED || why == HF_WHY_BYE_ANSWERED || why == HF_WHY_RESTORED ||
        (why == HF_WHY_GAVE_WAY && call->state == HF_CALL_ENDING))
        excuse_all(call);
    call->over_us = world->now_us;
}

static void hear_answered(const struct line *line, struct call *call, const struct hf_event *event)
{
    const struct hf_send *send = NULL;

    if (event->kind != HF_EVENT_RESPONSE_RECEIVED)
        return;
    call->attempt = event->u.response.attempt;
    send = rules_send(line, call->attempt);
    if (send != NULL)
        call->hop = send->target;
}

static void hear_report(struct hf_sim_world *world, unsigned number, const struct hf_event *event,
                        const struct hf_call_report *report)
{
    struct call *call = call_find(line_of(world, number), report->call);

    promises_report(world, number, event, report);
    if (call == NULL)
        return;
    if (report->state == HF_CALL_OVER)
        end(world, number, call, report->why);
    if (report->state == HF_CALL_TALKING) {
        call->up_us = world->now_us;
        hear_answered(line_of(world, number), call, event);
    }
    call->state = report->state;
    call->is_new = 0;
}

void calls_heed(struct line *line, const struct hf_event *event)
{
    const struct hf_wanted *wanted = &event->u.wanted;

    if (event->kind == HF_EVENT_STOPPED || event->kind == HF_EVENT_STARTED)
        line->is_stopped = event->kind == HF_EVENT_STOPPED;
    if (event->kind == HF_EVENT_WANTED && wanted->call != 0)
        line->wishes[line->n_wishes++ % WISHES] = (struct wish){.request = wanted->request,
                                                                .call = wanted->call};
}

void calls_hear(struct hf_sim_world *world, unsigned number, const struct hf_event *event,
                const struct hf_actions *actions)
{
    struct line *line = line_of(world, number);

    if (actions->late_events == 0)
        hear_event(world, number, event);
    for (uint32_t i = 0; i < actions->n && i < HF_ACTIONS_MAX; i++) {
        if (actions->items[i].kind == HF_ACTION_REPORT_CALL)
            hear_report(world, number, event, &actions->items[i].u.call);
    }
    for (unsigned i = 0; i < HF_SIM_CALLS; i++) {
        if (line->calls[i].is_new) /* C13: a line out of service takes none */
            line->calls[i] = (struct call){.id = 0};
    }
}

/* ---- what the user and the peer do ---- */

int hf_sim_call(struct hf_sim_world *world, unsigned line, const struct hf_call *call)
{
    struct hf_event event = {.kind = HF_EVENT_CALL_ARRIVED, .u.call = *call};
    const unsigned serving = hf_line_status(world->lines[line - 1].line).server;

    if (event.u.call.server == 0)
        event.u.call.server = (uint8_t)(serving != 0 ? serving : 1);
    return hf_sim_line_step(world, line, &event);
}

int hf_sim_call_answer(struct hf_sim_world *world, unsigned line, uint64_t call)
{
    return hf_sim_line_step(
        world, line, &(struct hf_event){.kind = HF_EVENT_CALL_ANSWERED, .u.call = {.call = call}});
}

int hf_sim_call_over(struct hf_sim_world *world, unsigned line, uint64_t call)
{
    return hf_sim_line_step(
        world, line, &(struct hf_event){.kind = HF_EVENT_CALL_ENDED, .u.call = {.call = call}});
}

int hf_sim_hang_up(struct hf_sim_world *world, unsigned line, uint64_t id, uint64_t request)
{
    const struct call *call = call_find(line_of(world, line), id);
    struct hf_event event = {.kind = HF_EVENT_WITHDRAWN, .u.withdrawn = {.request = id}};

    if (call == NULL || is_over(call))
        return HF_E_UNKNOWN_ID;
    if (call->incoming && call->state == HF_CALL_RINGING)
        return hf_sim_call_over(world, line, id);
    if (call->state == HF_CALL_TALKING || call->state == HF_CALL_ENDING) {
        event.kind = HF_EVENT_WANTED;
        event.u.wanted = (struct hf_wanted){.request = request, .call = id, .kind = HF_REQUEST_BYE};
    }
    return hf_sim_line_step(world, line, &event);
}

struct hf_target hf_sim_hop(const struct hf_sim_world *world, unsigned number,
                            const struct hf_send *send)
{
    const struct line *line = &world->lines[number - 1];
    const uint64_t id = send->in_dialog == 1 ? call_of_send(line, send) : 0;

    for (unsigned i = 0; i < HF_SIM_CALLS && id != 0; i++) {
        if (line->calls[i].id == id && line->calls[i].hop.family != HF_FAMILY_NONE)
            return line->calls[i].hop;
    }
    return send->target;
}

static int is_one(const struct call *call, enum hf_sim_calls which)
{
    switch (which) {
    case HF_SIM_CALLS_ANY: return 1;
    case HF_SIM_CALLS_ARRIVED: return call->incoming && call->state == HF_CALL_RINGING;
    case HF_SIM_CALLS_UP: return call->state == HF_CALL_TALKING;
    }
    return 0;
}

uint64_t hf_sim_oldest_call(const struct hf_sim_world *world, unsigned line,
                            enum hf_sim_calls which)
{
    const struct call *calls = world->lines[line - 1].calls;
    uint64_t oldest = 0;

    for (unsigned i = 0; i < HF_SIM_CALLS; i++) {
        if (calls[i].id != 0 && !is_over(&calls[i]) && is_one(&calls[i], which) &&
            (oldest == 0 || calls[i].id < oldest))
            oldest = calls[i].id;
    }
    return oldest;
}
