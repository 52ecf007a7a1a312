/* SPDX-License-Identifier: Apache-2.0 */
/* What comes to a phone of a deep world: messages, dead targets, connections, and that it is time;
 * in the order of transport/uv/phone_world.c. */
#include "deep.h"

#include <string.h>

static const struct hf_target nowhere = {.family = HF_FAMILY_NONE};

/* ---- messages ---- */

static bool keeps_alive(const struct hf_agent_received *received)
{
    for (size_t i = 0; i < received->n_bytes; i++)
        if (received->bytes[i] != '\r' && received->bytes[i] != '\n')
            return false;
    return true;
}

/* E8: of the lines that trust any, the one that it fits best; of equals the first. */
static struct deep_line *line_that_fits(struct deep_phone *phone,
                                        const struct hf_agent_asked *asked,
                                        const struct hf_target *from)
{
    struct deep_line *best = NULL;
    unsigned best_fit = HF_FIT_NONE;

    for (unsigned i = 0; i < phone->n_lines; i++) {
        struct deep_line *line = &phone->lines[i];
        const unsigned fit = hf_line_config(line->core)->trust == HF_TRUST_ANY
                                 ? hf_agent_fit(line->agent, asked, from)
                                 : HF_FIT_NONE;

        if (fit > best_fit) {
            best = line;
            best_fit = fit;
        }
    }
    return best;
}

/* A connection that lines registered over is theirs: of the line that is named, else of one that
 * fits, else of the first. */
static struct deep_line *line_that_is_asked(struct deep_phone *phone,
                                            const struct hf_agent_received *received)
{
    struct deep_line *first = NULL, *fits;
    struct hf_agent_asked asked;

    if (!hf_agent_asks(received->bytes, received->n_bytes, &asked))
        return NULL;
    for (unsigned i = 0; !asked.is_token && i < phone->n_lines; i++) {
        struct deep_line *line = &phone->lines[i];
        const struct hf_slice user = hf_agent_user(line->agent);

        if (!deep_stands_on(line, received->flow))
            continue;
        if (strlen(asked.user) == user.length && memcmp(asked.user, user.at, user.length) == 0)
            return line;
        first = first != NULL ? first : line;
    }
    fits = line_that_fits(phone, &asked, &received->from);
    return fits != NULL ? fits : first;
}

/* As transport/uv/phone_route.c. */
static struct deep_line *route(struct deep_phone *phone, const struct hf_agent_received *received)
{
    const int named = hf_agent_route(received->bytes, received->n_bytes);

    if (named < 0)
        return NULL;
    return named > 0 ? deep_line(phone, (unsigned)named) : line_that_is_asked(phone, received);
}

static void trace_message(struct deep_phone *phone, const struct deep_line *line,
                          const struct hf_agent_received *received)
{
    const char *text = (const char *)received->bytes;
    char from[48];
    int n = 0;

    if (phone->world->staging->trace == NULL)
        return;
    while ((size_t)n < received->n_bytes && n < 60 && text[n] != '\r')
        n++;
    deep_trace(phone->world, line != NULL ? line->who : phone->number, "<- %s %.*s%s",
               deep_target_text(&received->from, from), n, text,
               line != NULL ? "" : " (for no line)");
}

void deep_hear(struct deep_phone *phone, const struct hf_agent_received *received)
{
    struct deep_line *line;

    phone->is_stale = 1;
    if (keeps_alive(received))
        return;
    line = route(phone, received);
    trace_message(phone, line, received);
    if (line == NULL)
        return;
    line->heard_mark = deep_call_id_mark(received->bytes, received->n_bytes);
    line->heard_flow = received->flow;
    if (!deep_calls_receive(line, received)) {
        hf_agent_receive(line->agent, received, &phone->world->out);
        deep_take_out(line, &received->local);
    }
    deep_settle(phone);
}

/* ---- dead targets ---- */

static void tell_line(struct deep_line *line, const struct deep_failure *failure)
{
    const struct hf_agent_unreachable unreachable = {.now_us = deep_now(line->phone),
                                                     .flow = failure->flow,
                                                     .target = failure->target,
                                                     .cause = (uint8_t)failure->cause};
    uint32_t n_failed = 0;

    if (hf_agent_deadline(line->agent) != HF_NEVER) {
        hf_agent_unreachable(line->agent, &unreachable, &line->world->out);
        n_failed = line->world->out.n_events;
        deep_take_out(line, &nowhere);
    }
    n_failed += deep_calls_unreachable(line, &unreachable);
    if (n_failed == 0 && failure->cause != HF_CAUSE_LOCAL && failure->flow == 0 &&
        deep_keeps(line, &failure->target))
        deep_flow_is_lost(line, &failure->target, failure->cause);
}

void deep_tell_failures(struct deep_phone *phone)
{
    struct deep_failure failures[DEEP_FAILURES];
    const uint32_t n = phone->n_failures;

    memcpy(failures, phone->failures, n * sizeof(failures[0]));
    phone->n_failures = 0;
    for (uint32_t i = 0; i < n; i++) {
        for (unsigned k = 0; k < phone->n_lines; k++)
            tell_line(&phone->lines[k], &failures[i]);
        if (failures[i].flow == 0)
            deep_gate_turn_away(phone, &failures[i].target, failures[i].cause);
    }
    deep_settle(phone);
}

/* ---- connections ---- */

void deep_on_opened(struct deep_phone *phone, const struct deep_flow *flow)
{
    const struct hf_agent_connected connected = {.now_us = deep_now(phone), .flow = flow->number};

    phone->is_stale = 1;
    phone->world->flows[flow->number - 1]->was_open = 1;
    deep_trace(phone->world, phone->number, "connection %u is open", (unsigned)flow->number);
    for (unsigned i = 0; i < phone->n_lines; i++) {
        struct deep_line *line = &phone->lines[i];

        deep_calls_connected(line, &connected);
        hf_agent_connected(line->agent, &connected, &phone->world->out);
        deep_take_out(line, &nowhere);
    }
    deep_settle(phone);
}

/* FlowLost comes first: the line registers there again (C3a), whatever else has failed on it. */
static bool fall(struct deep_line *line, uint64_t number, unsigned cause)
{
    bool stood = false;

    for (unsigned i = 0; i < DEEP_STANDS; i++) {
        struct deep_stand *stand = &line->stands[i];

        if (stand->trying == number)
            stand->trying = 0;
        if (stand->held != number)
            continue;
        stood = true;
        stand->held = 0;
        deep_flow_is_lost(line, &stand->target, cause);
    }
    return stood;
}

static void tell_lost(struct deep_line *line, const struct deep_flow *flow, unsigned cause)
{
    const struct hf_agent_unreachable unreachable = {.now_us = deep_now(line->phone),
                                                     .flow = flow->number,
                                                     .target = flow->peer,
                                                     .cause = (uint8_t)cause};
    bool stood = fall(line, flow->number, cause);

    if (deep_calls_unreachable(line, &unreachable) > 0)
        stood = true;
    hf_agent_unreachable(line->agent, &unreachable, &line->world->out);
    if (stood || line->world->out.n_events > 0) {
        line->lost_flow = flow->number;
        line->one_answer = flow->n_messages == 1;
        deep_take_out(line, &nowhere);
    }
}

/* What waits at the gate would meet the same, whatever name it would verify. */
static bool is_for_all(const struct deep_flow *flow, unsigned cause)
{
    return !flow->was_open &&
           (cause == HF_CAUSE_REFUSED || cause == HF_CAUSE_ICMP || cause == HF_CAUSE_SILENCE);
}

void deep_on_lost(struct deep_phone *phone, const struct deep_flow *flow, unsigned cause)
{
    phone->is_stale = 1;
    deep_trace(phone->world, phone->number, "connection %u is lost: %s", (unsigned)flow->number,
               hf_cause_name(cause));
    deep_trust(phone, flow->number);
    for (unsigned i = 0; i < phone->n_lines; i++)
        tell_lost(&phone->lines[i], flow, cause);
    if (is_for_all(flow, cause))
        deep_gate_turn_away(phone, &flow->peer, cause);
    deep_settle(phone);
}

/* C3a: what it stands on is silent, and a newer one to the same place is not. */
void deep_leave_silent(struct deep_phone *phone, const struct deep_flow *heard)
{
    for (unsigned k = 0; k < phone->n_lines * DEEP_STANDS; k++) {
        struct deep_line *line = &phone->lines[k / DEEP_STANDS];
        struct deep_stand *stand = &line->stands[k % DEEP_STANDS];

        if (stand->held == 0 || stand->held >= heard->number ||
            !deep_is_doubted(phone, stand->held) ||
            memcmp(&stand->target, &heard->peer, sizeof(heard->peer)) != 0)
            continue;
        deep_flow_use(phone->world, &stand->held, 0);
        deep_flow_is_lost(line, &stand->target, HF_CAUSE_SILENCE);
    }
}

/* ---- the clock ---- */

static uint64_t line_due(const struct deep_line *line)
{
    const struct deep_phone *phone = line->phone;
    uint64_t due_us = deep_world_time(phone, hf_line_deadline(line->core).at_us), other_us;

    other_us = deep_world_time(phone, hf_agent_deadline(line->agent));
    due_us = other_us < due_us ? other_us : due_us;
    other_us = deep_world_time(phone, deep_calls_deadline(line));
    return other_us < due_us ? other_us : due_us;
}

uint64_t deep_due(const struct deep_phone *phone)
{
    uint64_t due_us = HF_NEVER, other_us;

    if (!phone->is_running)
        return HF_NEVER;
    for (unsigned i = 0; i < phone->n_lines; i++) {
        other_us = line_due(&phone->lines[i]);
        due_us = other_us < due_us ? other_us : due_us;
    }
    other_us = deep_keep_due(phone);
    due_us = other_us < due_us ? other_us : due_us;
    other_us = deep_gate_due(phone);
    due_us = other_us < due_us ? other_us : due_us;
    return due_us != HF_NEVER && phone->asleep_us > due_us ? phone->asleep_us : due_us;
}

static void count_wake(struct deep_phone *phone)
{
    const struct deep_line *line = &phone->lines[0];

    phone->n_woken = phone->woken_us == phone->world->now_us ? phone->n_woken + 1 : 0;
    phone->woken_us = phone->world->now_us;
    for (unsigned i = 1; i < phone->n_lines; i++)
        if (line_due(&phone->lines[i]) < line_due(line))
            line = &phone->lines[i];
    if (phone->n_woken > DEEP_WAKES)
        deep_object(phone->world, line->who,
                    "asks to be woken for ever at one moment (H8): "
                    "machine %s, agent %d, calls %d",
                    hf_machine_name(hf_line_deadline(line->core).machine),
                    hf_agent_deadline(line->agent) <= deep_now(phone),
                    deep_calls_deadline(line) <= deep_now(phone));
}

/* The line first: what it gives up, the agent need not send again. */
static void wake_line(struct deep_line *line)
{
    const uint64_t now_us = deep_now(line->phone);

    if (hf_line_deadline(line->core).at_us <= now_us) {
        struct hf_event event = {.at_us = now_us, .kind = HF_EVENT_TIME_PASSED};

        (void)deep_step(line, &event);
        deep_settle(line->phone);
    }
    if (hf_agent_deadline(line->agent) <= now_us) {
        hf_agent_wake(line->agent, now_us, &line->world->out);
        deep_take_out(line, &nowhere);
    }
    deep_calls_wake(line);
}

void deep_wake(struct deep_phone *phone)
{
    count_wake(phone);
    deep_gate_wake(phone);
    for (unsigned i = 0; i < phone->n_lines; i++)
        wake_line(&phone->lines[i]);
    if (deep_keep_due(phone) <= phone->world->now_us)
        deep_keep_wake(phone);
    deep_settle(phone);
}
