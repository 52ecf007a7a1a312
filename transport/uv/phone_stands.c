/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What bindings stand on (C3a): for each server of a line the connection over which it last said
 * 2xx to a REGISTER. It stays open while the binding lasts, carries the keep-alives that the line
 * orders for its target, and when it is lost the line is told. Of lines that have never used a
 * connection nothing is kept.
 */
#define _GNU_SOURCE 1
#include "phone_state.h"

#include <stdio.h>
#include <string.h>

#define US_IN_S   1000000u
#define REMARK_US (60 * (uint64_t)US_IN_S)

static const struct hf_target nowhere = {.family = HF_FAMILY_NONE};

static void use(struct hf_phone *phone, uint64_t *place, uint64_t flow)
{
    if (flow != 0)
        hf_connections_use(phone->connections, flow);
    if (*place != 0)
        hf_connections_leave(phone->connections, *place);
    *place = flow;
}

/* ---- requests ---- */

void hf_phone_stand_tries(struct hf_phone *phone, uint32_t line, const struct hf_send *send,
                          uint64_t flow)
{
    struct hf_phone_stands *stands = hf_phone_member(phone, line)->stands;

    if (stands == NULL || send->kind != HF_REQUEST_REGISTER || send->expires_s == 0 ||
        send->former || send->server == 0 || send->server > HF_LINE_SERVERS)
        return;
    struct hf_phone_stand *stand = &stands->of[send->server - 1];

    use(phone, &stand->trying, flow); /* 0: over UDP, or there is no way */
    stand->attempt = send->attempt;
    stand->asked = send->target;
}

void hf_phone_stand_goes_on(struct hf_phone *phone, uint32_t line, uint64_t attempt, uint64_t flow)
{
    struct hf_phone_stands *stands = hf_phone_member(phone, line)->stands;

    for (unsigned i = 0; stands != NULL && i < HF_LINE_SERVERS; i++)
        if (stands->of[i].attempt == attempt)
            use(phone, &stands->of[i].trying, flow);
}

static void leave(struct hf_phone *phone, struct hf_phone_stand *stand)
{
    use(phone, &stand->held, 0);
    use(phone, &stand->trying, 0);
    stand->attempt = 0;
}

void hf_phone_stands_leave(struct hf_phone *phone, struct hf_phone_member *member)
{
    for (unsigned i = 0; member->stands != NULL && i < HF_LINE_SERVERS; i++)
        leave(phone, &member->stands->of[i]);
}

/* ---- keep-alives ---- */

static void remark(struct hf_phone *phone, uint32_t line, const char *text)
{
    if (phone->options.remark != NULL)
        phone->options.remark(phone->options.context, line, text);
}

/* Each connection on which something of the line's stands at the target. */
static void find_flows(const struct hf_phone_member *member, struct hf_keepalive_order *order)
{
    const struct hf_target *target = &order->order.target;

    for (unsigned i = 0; member->stands != NULL && i < HF_LINE_SERVERS; i++) {
        const struct hf_phone_stand *stand = &member->stands->of[i];
        uint32_t k = 0;

        if (stand->held == 0 || memcmp(&stand->target, target, sizeof *target) != 0)
            continue;
        while (k < order->n_flows && order->flows[k] != stand->held)
            k++;
        if (k == order->n_flows)
            order->flows[order->n_flows++] = stand->held;
    }
}

/* What is kept at the target is on the connections that are held now. */
static void ride(struct hf_phone *phone, uint32_t line, const struct hf_target *target)
{
    struct hf_keepalive_order order = {.order.target = *target, .now_us = hf_clock_now_us()};
    struct hf_phone_member *member = hf_phone_member(phone, line);

    find_flows(member, &order);
    if (hf_keepalive_ride(phone->keepalive, &member->kept, &order) < 0)
        remark(phone, line, "no memory to keep its flow alive");
}

void hf_phone_flow_lost(struct hf_phone *phone, uint32_t line, const struct hf_target *target,
                        enum hf_cause cause)
{
    struct hf_event event = {.at_us = hf_clock_now_us(), .kind = HF_EVENT_FLOW_LOST};

    event.u.flow_lost.target = *target;
    event.u.flow_lost.cause = (uint8_t)cause;
    (void)hf_phone_step(phone, line, &event);
}

/* A binding from before a restart stands on nothing: what is ordered for it waits for its refresh,
 * which the line begins at once. */
void hf_phone_keep_alive(struct hf_phone *phone, uint32_t line, const struct hf_keep_alive *order)
{
    struct hf_phone_member *member = hf_phone_member(phone, line);
    struct hf_keepalive_order wanted = {.order = *order, .now_us = hf_clock_now_us()};

    if (order->target.transport != HF_TRANSPORT_UDP)
        find_flows(member, &wanted);
    if (hf_keepalive_obey(phone->keepalive, &member->kept, &wanted) < 0)
        remark(phone, line, "no memory to keep its flow alive");
}

void hf_phone_send_keepalive(void *context, const struct hf_target *target, uint64_t flow)
{
    static const uint8_t crlf[2] = {'\r', '\n'};
    struct hf_phone *phone = context;
    struct hf_udp_message message = {.bytes = crlf, .n_bytes = sizeof crlf, .target = *target};
    struct hf_phone_failure failure = {.target = *target};

    if (flow != 0) {
        hf_connections_ping(phone->connections, flow);
        return;
    }
    failure.cause = hf_udp_send(phone->udp, &message);
    if (failure.cause != HF_CAUSE_NONE)
        hf_phone_remember_failure(phone, &failure);
}

/* ---- answers ---- */

/* What the line has left by now need not stay open. */
static void leave_expired(struct hf_phone *phone, struct hf_phone_stands *stands, uint64_t now_us)
{
    for (unsigned i = 0; i < HF_LINE_SERVERS; i++)
        if (stands->of[i].held != 0 && stands->of[i].until_us <= now_us)
            use(phone, &stands->of[i].held, 0);
}

static void stand_on(struct hf_phone *phone, uint32_t line, struct hf_phone_stand *stand,
                     uint32_t expires_s)
{
    struct hf_target former = stand->target;
    uint64_t now_us = hf_clock_now_us();

    leave_expired(phone, hf_phone_member(phone, line)->stands, now_us);
    use(phone, &stand->held, stand->trying);
    stand->target = stand->asked;
    stand->until_us = expires_s == HF_EXPIRES_NONE ? HF_NEVER
                                                   : now_us + (uint64_t)expires_s * US_IN_S;
    if (memcmp(&former, &stand->target, sizeof former) != 0)
        ride(phone, line, &former); /* the other server may stand there still */
    if (stand->held != 0)
        ride(phone, line, &stand->target);
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

void hf_phone_stands_hear(struct hf_phone *phone, uint32_t line, const struct hf_event *event)
{
    struct hf_phone_stands *stands = hf_phone_member(phone, line)->stands;
    uint64_t attempt = answered(event);

    for (unsigned i = 0; stands != NULL && attempt != 0 && i < HF_LINE_SERVERS; i++) {
        struct hf_phone_stand *stand = &stands->of[i];
        const struct hf_response *response = &event->u.response;

        if (stand->attempt != attempt)
            continue;
        if (event->kind == HF_EVENT_RESPONSE_RECEIVED && response->status < 300)
            stand_on(phone, line, stand, response->expires_s);
        use(phone, &stand->trying, 0);
        stand->attempt = 0;
    }
}

/* ---- connections lost and opened ---- */

/* FlowLost comes first: the line registers there again (C3a), whatever else has failed on it. 1:
 * a binding stood on it. */
static int fall(struct hf_phone *phone, uint32_t line, const struct hf_connection_lost *lost)
{
    struct hf_phone_stands *stands = hf_phone_member(phone, line)->stands;
    int stood = 0;

    for (unsigned i = 0; i < HF_LINE_SERVERS; i++) {
        struct hf_phone_stand *stand = &stands->of[i];

        if (stand->trying == lost->flow)
            stand->trying = 0;
        if (stand->held != lost->flow)
            continue;
        stood = 1;
        stand->held = 0;
        ride(phone, line, &stand->target);
        hf_phone_flow_lost(phone, line, &stand->target, lost->cause);
    }
    return stood;
}

static uint32_t hash_of(const char *text)
{
    uint32_t hash = 2166136261u;

    for (; *text != '\0'; text++)
        hash = (hash ^ (uint8_t)*text) * 16777619u;
    return hash;
}

/* A server that cannot be talked to, whatever is tried: the cause that its line gives is a word. */
static int is_worth_saying(const struct hf_connection_lost *lost)
{
    return lost->cause == HF_CAUSE_TLS || lost->cause == HF_CAUSE_CERTIFICATE || lost->broke;
}

/* Once a minute for each text: what is wrong with a certificate stays wrong. */
static void say(struct hf_phone *phone, uint32_t line, const struct hf_connection_lost *lost)
{
    struct hf_phone_stands *stands = hf_phone_member(phone, line)->stands;
    struct hf_phone_said *said = &stands->said[0];
    char address[HF_ADDRESS_TEXT], text[320];
    uint64_t now_us = hf_clock_now_us();
    uint32_t mark;

    if (!is_worth_saying(lost))
        return;
    snprintf(text, sizeof text, "%s:%s: %s%.220s", hf_transport_name(lost->target.transport),
             hf_udp_address_text(&lost->target, address),
             lost->broke ? "closed by us for what came: " : "", lost->text);
    mark = hash_of(text);
    for (unsigned i = 0; i < HF_PHONE_SAID; i++) {
        struct hf_phone_said *at = &stands->said[i];

        if (at->until_us > now_us && at->mark == mark)
            return;
        if (at->until_us < said->until_us)
            said = at;
    }
    *said = (struct hf_phone_said){.until_us = now_us + REMARK_US, .mark = mark};
    remark(phone, line, text);
}

/* Writes the agent's notes with what is known of the connection. */
static void note(struct hf_phone *phone, uint32_t line, const char *text)
{
    for (uint32_t i = 0; i < phone->out.n_notes; i++)
        hf_phone_log_note(phone, line, &phone->out.notes[i], text);
    phone->out.n_notes = 0;
}

static void tell_lost(struct hf_phone *phone, uint32_t line, const struct hf_connection_lost *lost)
{
    struct hf_phone_member *member = hf_phone_member(phone, line);
    struct hf_agent_unreachable unreachable = {.now_us = hf_clock_now_us(),
                                               .flow = lost->flow,
                                               .target = lost->target,
                                               .cause = (uint8_t)lost->cause};
    struct hf_agent_note fell = {.peer = lost->target, .kind = HF_NOTE_CONNECTION_LOST};
    int stood = fall(phone, line, lost);

    hf_phone_messages_lost(phone, line, lost->flow);
    if (hf_phone_calls_unreachable(phone, line, &unreachable) > 0)
        stood = 1;
    hf_agent_unreachable(member->agent, &unreachable, &phone->out);
    if (!stood && phone->out.n_events == 0)
        return;
    member->stands->lost_flow = lost->flow;
    member->stands->one_answer = lost->one_answer;
    say(phone, line, lost);
    if (phone->out.n_notes == 0)
        hf_phone_log_note(phone, line, &fell, lost->text);
    note(phone, line, lost->text);
    hf_phone_take_out(phone, line, &nowhere);
}

/* What waits at the gate would meet the same, whatever name it would verify. */
static int is_for_all(const struct hf_connection_lost *lost)
{
    return !lost->was_open && (lost->cause == HF_CAUSE_REFUSED || lost->cause == HF_CAUSE_ICMP ||
                               lost->cause == HF_CAUSE_SILENCE);
}

static int uses_connections(const struct hf_phone *phone, uint32_t line)
{
    return hf_phone_has(phone, line) && hf_phone_member(phone, line)->stands != NULL;
}

void hf_phone_on_lost(void *context, const struct hf_connection_lost *lost)
{
    struct hf_phone *phone = context;

    hf_phone_trust(phone, lost->flow);
    for (uint32_t line = 1; lost->ours && line <= phone->n_members; line++)
        if (uses_connections(phone, line))
            tell_lost(phone, line, lost);
    if (lost->ours && is_for_all(lost))
        hf_phone_turn_away(phone, &lost->target, lost->cause);
    hf_phone_settle(phone);
}

/* The server went without a word, as after a power cut, and is back: it knows nothing of the old
 * connection, and no call comes in on it. The line registers anew, over the newer one. */
static void leave_silent(struct hf_phone *phone, uint32_t line,
                         const struct hf_connection_message *heard)
{
    struct hf_phone_stands *stands = hf_phone_member(phone, line)->stands;

    for (unsigned i = 0; i < HF_LINE_SERVERS; i++) {
        struct hf_phone_stand *stand = &stands->of[i];

        if (stand->held == 0 || stand->held >= heard->flow ||
            !hf_phone_is_doubted(phone, stand->held) ||
            memcmp(&stand->target, &heard->from, sizeof heard->from) != 0)
            continue;
        use(phone, &stand->held, 0);
        ride(phone, line, &stand->target);
        hf_phone_flow_lost(phone, line, &stand->target, HF_CAUSE_SILENCE);
    }
}

void hf_phone_stands_on_message(struct hf_phone *phone, const struct hf_connection_message *heard)
{
    int any = 0;

    hf_phone_trust(phone, heard->flow);
    for (unsigned i = 0; i < HF_PHONE_DOUBTS; i++)
        any |= phone->doubts[i] != 0;
    for (uint32_t line = 1; any && heard->ours && line <= phone->n_members; line++)
        if (uses_connections(phone, line))
            leave_silent(phone, line, heard);
}

void hf_phone_on_opened(void *context, const struct hf_connection_way *way,
                        const struct hf_target *target, const char *text)
{
    struct hf_phone *phone = context;
    struct hf_agent_connected connected = {.now_us = hf_clock_now_us(), .flow = way->flow};

    (void)target;
    for (uint32_t line = 1; line <= phone->n_members; line++) {
        if (!uses_connections(phone, line))
            continue;
        hf_phone_calls_connected(phone, line, &connected);
        hf_agent_connected(hf_phone_member(phone, line)->agent, &connected, &phone->out);
        if (phone->out.n_events == 0)
            continue;
        note(phone, line, text);
        hf_phone_take_out(phone, line, &nowhere);
    }
    hf_phone_settle(phone);
}

int hf_phone_stands_try_tls(const struct hf_phone *phone, uint32_t line)
{
    const struct hf_phone_stands *stands = hf_phone_member(phone, line)->stands;

    for (unsigned i = 0; stands != NULL && i < HF_LINE_SERVERS; i++)
        if (stands->of[i].trying != 0 && stands->of[i].asked.transport == HF_TRANSPORT_TLS)
            return 1;
    return 0;
}

/* Its TLS settings are others: a binding made under those of before is made again. */
void hf_phone_stands_refuse_tls(struct hf_phone *phone, uint32_t line)
{
    struct hf_phone_stands *stands = hf_phone_member(phone, line)->stands;

    for (unsigned i = 0; stands != NULL && i < HF_LINE_SERVERS; i++) {
        struct hf_phone_stand *stand = &stands->of[i];

        if (stand->held == 0 || stand->target.transport != HF_TRANSPORT_TLS)
            continue;
        use(phone, &stand->held, 0);
        ride(phone, line, &stand->target);
        hf_phone_flow_lost(phone, line, &stand->target, HF_CAUSE_LOCAL);
    }
}

/* ---- whose it is ---- */

static int stands_on(const struct hf_phone *phone, uint32_t line, uint64_t flow)
{
    if (!uses_connections(phone, line))
        return 0;
    for (unsigned i = 0; i < HF_LINE_SERVERS; i++)
        if (hf_phone_member(phone, line)->stands->of[i].held == flow)
            return 1;
    return 0;
}

struct hf_phone_on_flow hf_phone_lines_on(struct hf_phone *phone, uint64_t flow,
                                          const struct hf_agent_asked *asked)
{
    struct hf_phone_on_flow found = {.first = 0};

    for (uint32_t line = 1; flow != 0 && found.named == 0 && line <= phone->n_members; line++) {
        if (!stands_on(phone, line, flow))
            continue;
        struct hf_slice user = hf_agent_user(hf_phone_member(phone, line)->agent);

        if (found.first == 0)
            found.first = line;
        if (user.length > 0 && strlen(asked->user) == user.length &&
            memcmp(asked->user, user.at, user.length) == 0)
            found.named = line;
    }
    return found;
}
