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

/* E8: a request without our token is ours where the line trusts any, or over its connection. */
static bool is_ours(struct deep_phone *phone, const struct hf_agent_received *received)
{
    struct hf_agent_asked asked;
    const int named = hf_agent_route(received->bytes, received->n_bytes);

    if (named > 0)
        return named == 1;
    if (named < 0 || !hf_agent_asks(received->bytes, received->n_bytes, &asked))
        return false;
    if (!asked.is_token && deep_stands_on(phone, received->flow))
        return true;
    return hf_line_config(phone->line)->trust == HF_TRUST_ANY &&
           hf_agent_fit(phone->agent, &asked, &received->from) != HF_FIT_NONE;
}

static void trace_message(struct deep_phone *phone, const struct hf_agent_received *received)
{
    const char *text = (const char *)received->bytes;
    char from[48];
    int n = 0;

    if (phone->world->staging->trace == NULL)
        return;
    while ((size_t)n < received->n_bytes && n < 60 && text[n] != '\r')
        n++;
    deep_trace(phone->world, phone->number, "<- %s %.*s", deep_target_text(&received->from, from),
               n, text);
}

void deep_hear(struct deep_phone *phone, const struct hf_agent_received *received)
{
    if (keeps_alive(received))
        return;
    trace_message(phone, received);
    if (!is_ours(phone, received))
        return;
    phone->heard_mark = deep_call_id_mark(received->bytes, received->n_bytes);
    if (!deep_calls_receive(phone, received)) {
        hf_agent_receive(phone->agent, received, &phone->world->out);
        deep_take_out(phone, &received->local);
    }
    deep_settle(phone);
}

/* ---- dead targets ---- */

static void tell_failure(struct deep_phone *phone, const struct deep_failure *failure)
{
    const struct hf_agent_unreachable unreachable = {.now_us = deep_now(phone),
                                                     .flow = failure->flow,
                                                     .target = failure->target,
                                                     .cause = (uint8_t)failure->cause};
    uint32_t n_failed = 0;

    if (hf_agent_deadline(phone->agent) != HF_NEVER) {
        hf_agent_unreachable(phone->agent, &unreachable, &phone->world->out);
        n_failed = phone->world->out.n_events;
        deep_take_out(phone, &nowhere);
    }
    n_failed += deep_calls_unreachable(phone, &unreachable);
    if (n_failed == 0 && failure->cause != HF_CAUSE_LOCAL && failure->flow == 0 &&
        deep_keeps(phone, &failure->target))
        deep_flow_is_lost(phone, &failure->target, failure->cause);
}

void deep_tell_failures(struct deep_phone *phone)
{
    struct deep_failure failures[DEEP_FAILURES];
    const uint32_t n = phone->n_failures;

    memcpy(failures, phone->failures, n * sizeof(failures[0]));
    phone->n_failures = 0;
    for (uint32_t i = 0; i < n; i++)
        tell_failure(phone, &failures[i]);
    deep_settle(phone);
}

/* ---- connections ---- */

void deep_on_opened(struct deep_phone *phone, const struct deep_flow *flow)
{
    const struct hf_agent_connected connected = {.now_us = deep_now(phone), .flow = flow->number};

    deep_trace(phone->world, phone->number, "connection %u is open", (unsigned)flow->number);
    deep_calls_connected(phone, &connected);
    hf_agent_connected(phone->agent, &connected, &phone->world->out);
    deep_take_out(phone, &nowhere);
    deep_settle(phone);
}

/* FlowLost comes first: the line registers there again (C3a), whatever else has failed on it. */
static bool fall(struct deep_phone *phone, uint64_t number, unsigned cause)
{
    bool stood = false;

    for (unsigned i = 0; i < DEEP_STANDS; i++) {
        struct deep_stand *stand = &phone->stands[i];

        if (stand->trying == number)
            stand->trying = 0;
        if (stand->held != number)
            continue;
        stood = true;
        stand->held = 0;
        deep_flow_is_lost(phone, &stand->target, cause);
    }
    return stood;
}

void deep_on_lost(struct deep_phone *phone, const struct deep_flow *flow, unsigned cause)
{
    const struct hf_agent_unreachable unreachable = {.now_us = deep_now(phone),
                                                     .flow = flow->number,
                                                     .target = flow->peer,
                                                     .cause = (uint8_t)cause};
    bool stood;

    deep_trace(phone->world, phone->number, "connection %u is lost: %s", (unsigned)flow->number,
               hf_cause_name(cause));
    deep_trust(phone, flow->number);
    stood = fall(phone, flow->number, cause);
    if (deep_calls_unreachable(phone, &unreachable) > 0)
        stood = true;
    hf_agent_unreachable(phone->agent, &unreachable, &phone->world->out);
    if (stood || phone->world->out.n_events > 0) {
        phone->lost_flow = flow->number;
        phone->one_answer = flow->n_messages == 1;
        deep_take_out(phone, &nowhere);
    }
    deep_settle(phone);
}

/* ---- the clock ---- */

uint64_t deep_due(const struct deep_phone *phone)
{
    uint64_t due_us, other_us;

    if (!phone->is_running)
        return HF_NEVER;
    due_us = deep_world_time(phone, hf_line_deadline(phone->line).at_us);
    other_us = deep_world_time(phone, hf_agent_deadline(phone->agent));
    due_us = other_us < due_us ? other_us : due_us;
    other_us = deep_world_time(phone, deep_calls_deadline(phone));
    due_us = other_us < due_us ? other_us : due_us;
    other_us = deep_keep_due(phone);
    due_us = other_us < due_us ? other_us : due_us;
    return due_us != HF_NEVER && phone->asleep_us > due_us ? phone->asleep_us : due_us;
}

static void count_wake(struct deep_phone *phone)
{
    phone->n_woken = phone->woken_us == phone->world->now_us ? phone->n_woken + 1 : 0;
    phone->woken_us = phone->world->now_us;
    if (phone->n_woken > DEEP_WAKES)
        deep_object(phone->world, phone->number,
                    "asks to be woken for ever at one moment (H8): "
                    "machine %s, agent %d, calls %d",
                    hf_machine_name(hf_line_deadline(phone->line).machine),
                    hf_agent_deadline(phone->agent) <= deep_now(phone),
                    deep_calls_deadline(phone) <= deep_now(phone));
}

/* The line first: what it gives up, the agent need not send again. */
void deep_wake(struct deep_phone *phone)
{
    const uint64_t now_us = deep_now(phone);

    count_wake(phone);
    if (hf_line_deadline(phone->line).at_us <= now_us) {
        struct hf_event event = {.at_us = now_us, .kind = HF_EVENT_TIME_PASSED};

        (void)deep_step(phone, &event);
        deep_settle(phone);
    }
    if (hf_agent_deadline(phone->agent) <= now_us) {
        hf_agent_wake(phone->agent, now_us, &phone->world->out);
        deep_take_out(phone, &nowhere);
    }
    deep_calls_wake(phone);
    if (deep_keep_due(phone) <= phone->world->now_us)
        deep_keep_wake(phone);
    deep_settle(phone);
}
