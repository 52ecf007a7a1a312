/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the requests of a phone leave, as transport/uv/phone_ways.c and phone_stands.c do it: which
 * connection is taken, which is in doubt or too old for a fresh one (A6a), and which one a binding
 * stands on (C3a); and the keep-alives that the line orders.
 */
#include "deep.h"

#include <string.h>

static const struct hf_agent_way no_way;

/* ---- doubts ---- */

void deep_doubt(struct deep_phone *phone, uint64_t flow)
{
    for (unsigned i = 0; i < DEEP_DOUBTS; i++)
        if (flow == 0 || phone->doubts[i] == flow)
            return;
    phone->doubts[phone->next_doubt++ % DEEP_DOUBTS] = flow;
}

void deep_trust(struct deep_phone *phone, uint64_t flow)
{
    for (unsigned i = 0; i < DEEP_DOUBTS; i++)
        if (phone->doubts[i] == flow)
            phone->doubts[i] = 0;
}

bool deep_is_doubted(const struct deep_phone *phone, uint64_t flow)
{
    for (unsigned i = 0; i < DEEP_DOUBTS; i++)
        if (phone->doubts[i] == flow)
            return true;
    return false;
}

/* ---- what a binding stands on ---- */

static void stand_tries(struct deep_line *line, const struct hf_send *send, uint64_t flow)
{
    if (send->kind != HF_REQUEST_REGISTER || send->expires_s == 0 || send->former ||
        send->server == 0 || send->server > DEEP_STANDS)
        return;
    struct deep_stand *stand = &line->stands[send->server - 1];

    deep_flow_use(line->world, &stand->trying, flow);
    stand->attempt = send->attempt;
    stand->asked = send->target;
}

static void stand_goes_on(struct deep_line *line, uint64_t attempt, uint64_t flow)
{
    for (unsigned i = 0; i < DEEP_STANDS; i++)
        if (line->stands[i].attempt == attempt)
            deep_flow_use(line->world, &line->stands[i].trying, flow);
}

void deep_stands_leave(struct deep_line *line)
{
    for (unsigned i = 0; i < DEEP_STANDS; i++) {
        deep_flow_use(line->world, &line->stands[i].held, 0);
        deep_flow_use(line->world, &line->stands[i].trying, 0);
        line->stands[i].attempt = 0;
    }
}

bool deep_stands_on(const struct deep_line *line, uint64_t flow)
{
    for (unsigned i = 0; flow != 0 && i < DEEP_STANDS; i++)
        if (line->stands[i].held == flow)
            return true;
    return false;
}

static void stand_on(struct deep_line *line, struct deep_stand *stand, uint32_t expires_s)
{
    const uint64_t now_us = line->world->now_us;

    for (unsigned i = 0; i < DEEP_STANDS; i++)
        if (line->stands[i].held != 0 && line->stands[i].until_us <= now_us)
            deep_flow_use(line->world, &line->stands[i].held, 0);
    deep_flow_use(line->world, &stand->held, stand->trying);
    stand->target = stand->asked;
    stand->until_us = expires_s == HF_EXPIRES_NONE ? HF_NEVER : now_us + expires_s * DEEP_SECOND_US;
}

static uint64_t answered(const struct hf_event *event)
{
    switch (event->kind) {
    case HF_EVENT_RESPONSE_RECEIVED: return event->u.response.attempt;
    case HF_EVENT_ATTEMPT_FAILED: return event->u.failed.attempt;
    case HF_EVENT_ABANDONED: return event->u.abandoned.attempt;
    default: return 0;
    }
}

void deep_stands_hear(struct deep_line *line, const struct hf_event *event)
{
    const uint64_t attempt = answered(event);

    for (unsigned i = 0; attempt != 0 && i < DEEP_STANDS; i++) {
        struct deep_stand *stand = &line->stands[i];

        if (stand->attempt != attempt)
            continue;
        if (event->kind == HF_EVENT_RESPONSE_RECEIVED && event->u.response.status < 300)
            stand_on(line, stand, event->u.response.expires_s);
        deep_flow_use(line->world, &stand->trying, 0);
        stand->attempt = 0;
    }
}

void deep_flow_is_lost(struct deep_line *line, const struct hf_target *target, unsigned cause)
{
    struct hf_event event = {.at_us = deep_now(line->phone), .kind = HF_EVENT_FLOW_LOST};

    event.u.flow_lost.target = *target;
    event.u.flow_lost.cause = (uint8_t)cause;
    (void)deep_step(line, &event);
}

/* ---- ways ---- */

struct goal {
    struct hf_target target;
    struct hf_slice host;
    bool fresh, own;
};

static struct hf_agent_way take(struct deep_line *line, const struct goal *goal)
{
    const bool is_tls = goal->target.transport == HF_TRANSPORT_TLS;
    const uint64_t name = is_tls ? deep_hash(goal->host.at, goal->host.length) + line->tls : 0;
    struct deep_flow *flow = deep_flow_take(line->phone, &goal->target, name,
                                            goal->own && line->one_answer ? DEEP_TAKE_OWN
                                                                          : DEEP_TAKE_ANY);
    bool is_reused;

    if (flow != NULL &&
        (deep_is_doubted(line->phone, flow->number) ||
         (goal->fresh && flow->state == DEEP_OPEN && flow->number <= line->lost_flow)))
        flow = deep_flow_take(line->phone, &goal->target, name, DEEP_TAKE_FRESH);
    if (flow == NULL)
        return no_way;
    is_reused = flow->state == DEEP_OPEN || flow->sent;
    return (struct hf_agent_way){.local = flow->local,
                                 .sent_by = is_tls ? 0 : DEEP_SIP_PORT,
                                 .reused = is_reused,
                                 .open = flow->state == DEEP_OPEN,
                                 .flow = flow->number};
}

struct hf_agent_way deep_way(struct deep_line *line, const struct hf_send *send)
{
    const struct goal goal = {.target = send->target,
                              .host = hf_agent_host_of(line->agent, send),
                              .fresh = send->fresh,
                              .own = send->fresh && send->kind == HF_REQUEST_REGISTER};
    struct deep_call *call = send->kind == HF_REQUEST_INVITE && !send->in_dialog
                                 ? deep_call(line, send->request)
                                 : NULL;
    struct hf_agent_way way = no_way;

    if (send->target.transport != HF_TRANSPORT_UDP)
        way = take(line, &goal);
    else if (line->phone->has_network)
        way.local = deep_phone_address(line->phone);
    stand_tries(line, send, way.flow);
    if (call != NULL)
        deep_flow_use(line->world, &call->flow, way.flow);
    return way;
}

struct hf_agent_way deep_way_anew(struct deep_line *line, uint64_t attempt)
{
    struct hf_agent_place place;
    struct hf_agent_way way;

    if (!hf_agent_place(line->agent, attempt, &place) &&
        (line->calls == NULL || !hf_calls_place(line->calls, line->agent, attempt, &place)))
        return no_way;
    if (place.flow != 0 || place.target.transport == HF_TRANSPORT_UDP)
        return no_way;
    way = take(line, &(struct goal){.target = place.target, .host = place.host});
    stand_goes_on(line, attempt, way.flow);
    return way;
}

/* ---- sending ---- */

static void send_on(struct deep_line *line, const struct hf_agent_datagram *datagram)
{
    struct deep_world *world = line->world;
    struct deep_flow *flow = deep_flow(world, datagram->flow);
    const struct deep_failure failure = {
        .target = datagram->target, .flow = datagram->flow, .cause = HF_CAUSE_CLOSED};
    const struct hf_slice bytes = {(const char *)world->out.bytes + datagram->at, datagram->length};

    if (flow == NULL && datagram->reply && datagram->target.transport == HF_TRANSPORT_TCP)
        flow = deep_flow_take(line->phone, &datagram->target, 0, DEEP_TAKE_ANY);
    if (flow != NULL)
        deep_flow_write(world, flow, 1, bytes);
    else if (!datagram->reply)
        deep_remember_failure(line->phone, &failure);
}

static void trace_message(struct deep_line *line, const struct hf_agent_datagram *datagram)
{
    const char *text = (const char *)line->world->out.bytes + datagram->at;
    char to[48];
    int n = 0;

    if (line->world->staging->trace == NULL)
        return;
    while ((uint32_t)n < datagram->length && n < 60 && text[n] != '\r')
        n++;
    deep_trace(line->world, line->who, "  -> %s %.*s", deep_target_text(&datagram->target, to), n,
               text);
}

void deep_send_out(struct deep_line *line, const struct hf_agent_datagram *datagram,
                   const struct hf_target *reply_on)
{
    struct deep_world *world = line->world;
    const struct deep_failure failure = {.target = datagram->target, .cause = HF_CAUSE_LOCAL};
    struct deep_datagram message = {.from = deep_phone_address(line->phone),
                                    .to = datagram->target,
                                    .bytes = world->out.bytes + datagram->at,
                                    .n = datagram->length};

    (void)reply_on; /* a phone here has one address and one socket */
    trace_message(line, datagram);
    if (datagram->flow != 0)
        send_on(line, datagram);
    else if (line->phone->has_network)
        deep_send(world, &message, world->now_us);
    else if (!datagram->reply)
        deep_remember_failure(line->phone, &failure);
}

/* ---- keep-alives ---- */

void deep_keep_alive(struct deep_line *line, const struct hf_keep_alive *order)
{
    struct deep_kept *free = NULL;

    for (unsigned i = 0; i < DEEP_KEPT; i++) {
        struct deep_kept *kept = &line->kept[i];

        if (kept->interval_s != 0 &&
            memcmp(&kept->target, &order->target, sizeof(kept->target)) == 0) {
            free = kept;
            break;
        }
        if (kept->interval_s == 0 && free == NULL)
            free = kept;
    }
    if (free == NULL) {
        deep_object(line->world, line->who, "keeps more flows alive than it can have: %u",
                    DEEP_KEPT);
        return;
    }
    free->target = order->target;
    free->interval_s = order->interval_s;
    free->next_us = line->world->now_us + order->interval_s * DEEP_SECOND_US;
}

bool deep_keeps(const struct deep_line *line, const struct hf_target *target)
{
    for (unsigned i = 0; i < DEEP_KEPT; i++)
        if (line->kept[i].interval_s != 0 &&
            memcmp(&line->kept[i].target, target, sizeof(*target)) == 0)
            return true;
    return false;
}

uint64_t deep_keep_due(const struct deep_phone *phone)
{
    uint64_t due_us = HF_NEVER;

    for (unsigned n = 0; n < phone->n_lines; n++)
        for (unsigned i = 0; i < DEEP_KEPT; i++) {
            const struct deep_kept *kept = &phone->lines[n].kept[i];

            if (kept->interval_s != 0 && kept->next_us < due_us)
                due_us = kept->next_us;
        }
    return due_us;
}

/* A connection of several lines once. */
static void ping_flows(struct deep_line *line, const struct hf_target *target)
{
    struct deep_world *world = line->world;

    for (unsigned i = 0; i < DEEP_STANDS; i++) {
        const struct deep_stand *stand = &line->stands[i];
        struct deep_flow *flow = deep_flow(world, stand->held);

        if (flow == NULL || flow->state != DEEP_OPEN || flow->kept_us == world->now_us ||
            memcmp(&stand->target, target, sizeof(*target)) != 0)
            continue;
        deep_flow_write(world, flow, 1, (struct hf_slice){"\r\n\r\n", 4});
        flow->kept_us = world->now_us;
        if (flow->pinged_us == 0)
            flow->pinged_us = world->now_us;
    }
}

static void ping(struct deep_phone *phone, const struct hf_target *target)
{
    struct deep_world *world = phone->world;
    const struct deep_datagram message = {
        .from = deep_phone_address(phone), .to = *target, .bytes = (const uint8_t *)"\r\n", .n = 2};
    const struct deep_failure failure = {.target = *target, .cause = HF_CAUSE_LOCAL};

    if (target->transport == HF_TRANSPORT_UDP && phone->has_network)
        deep_send(world, &message, world->now_us);
    else if (target->transport == HF_TRANSPORT_UDP)
        deep_remember_failure(phone, &failure);
    for (unsigned i = 0; i < phone->n_lines; i++)
        ping_flows(&phone->lines[i], target);
}

/* What is sent for one line keeps the flow for all that keep it (transport/uv/keepalive.h). */
static void put_off(struct deep_phone *phone, const struct hf_target *target)
{
    for (unsigned n = 0; n < phone->n_lines; n++)
        for (unsigned i = 0; i < DEEP_KEPT; i++) {
            struct deep_kept *kept = &phone->lines[n].kept[i];

            if (kept->interval_s != 0 && memcmp(&kept->target, target, sizeof(*target)) == 0)
                kept->next_us = phone->world->now_us + kept->interval_s * DEEP_SECOND_US;
        }
}

void deep_keep_wake(struct deep_phone *phone)
{
    for (unsigned n = 0; n < phone->n_lines; n++)
        for (unsigned i = 0; i < DEEP_KEPT; i++) {
            const struct deep_kept *kept = &phone->lines[n].kept[i];
            const struct hf_target target = kept->target;

            if (kept->interval_s == 0 || kept->next_us > phone->world->now_us)
                continue;
            put_off(phone, &target);
            ping(phone, &target);
        }
    deep_flows_watch(phone);
}
