/* SPDX-License-Identifier: Apache-2.0 */
/* The agent's door (agent.h): what comes in goes to the file that knows what to do with it. */
#include "agent_state.h"

#include "holdfast/line.h"

void hf_agent_act(struct hf_agent *agent, const struct hf_agent_order *order,
                  struct hf_agent_out *out)
{
    hf_agent_out_clear(out);
    switch (order->action->kind) {
    case HF_ACTION_SEND: hf_agent_send(agent, order, out); break;
    case HF_ACTION_EXTEND: hf_agent_extend(agent, order, out); break;
    case HF_ACTION_AUTHENTICATE: hf_agent_authenticate(agent, order, out); break;
    case HF_ACTION_ABANDON: hf_agent_abandon(agent, order, out); break;
    default: break; /* not for the agent */
    }
}

void hf_agent_receive(struct hf_agent *agent, const struct hf_agent_received *received,
                      struct hf_agent_out *out)
{
    struct hf_sip_message message;
    struct hf_agent_arrival arrival = {.received = received, .message = &message};
    hf_agent_out_clear(out);
    int result = hf_sip_parse(&message, received->bytes, received->n_bytes);
    bool too_many_fields = result == HF_E_LIMIT && message.n_left_out != 0; /* else it is sound */
    if ((result == 0 || too_many_fields) && !message.is_request) {
        hf_agent_response(agent, &arrival, out);
    } else if (result == 0) {
        hf_agent_request(agent, &arrival, out);
    } else {
        hf_agent_bad_request(agent, &arrival, result, out);
    }
}

/* An answer to what was given up may still come on another connection (RFC 3261 18.2.2): only over
 * UDP does a failure end the watch over it. */
static void end_watches(struct hf_agent *agent, const struct hf_agent_unreachable *failure,
                        struct hf_agent_out *out)
{
    uint32_t mark = hf_agent_target_mark(agent, &failure->target);
    for (unsigned i = 0; i < HF_LINE_ABANDONED; i++) {
        struct hf_agent_watched *watched = &agent->watched[i];
        if (watched->deadline_us == HF_NEVER || watched->target_mark != mark) {
            continue;
        }
        if (!hf_agent_out_has_room(out)) {
            watched->deadline_us = failure->now_us; /* hf_agent_wake says so next */
            continue;
        }
        hf_agent_abandoned(out, watched->id, failure->now_us);
        watched->deadline_us = HF_NEVER;
    }
}

/* Attempts come before watches: there are fewer of them than a call may make events. */
void hf_agent_unreachable(struct hf_agent *agent, const struct hf_agent_unreachable *failure,
                          struct hf_agent_out *out)
{
    hf_agent_out_clear(out);
    if (failure->flow == 0) {
        hf_agent_note(out, HF_NOTE_ICMP, &failure->target, hf_cause_name(failure->cause));
    }
    for (unsigned i = 0; i < HF_AGENT_ATTEMPTS; i++) {
        hf_agent_attempt_unreachable(agent, &agent->attempts[i], failure, out);
    }
    if (failure->flow == 0) {
        end_watches(agent, failure, out);
    }
}

void hf_agent_connected(struct hf_agent *agent, const struct hf_agent_connected *connected,
                        struct hf_agent_out *out)
{
    hf_agent_out_clear(out);
    for (unsigned i = 0; i < HF_AGENT_ATTEMPTS; i++) {
        if (agent->attempts[i].flow == connected->flow) {
            hf_agent_attempt_connected(&agent->attempts[i], connected->now_us, out);
        }
    }
}

void hf_agent_wake(struct hf_agent *agent, uint64_t now_us, struct hf_agent_out *out)
{
    hf_agent_out_clear(out);
    for (unsigned i = 0; i < HF_AGENT_ATTEMPTS; i++) {
        if (!hf_agent_attempt_wake(agent, &agent->attempts[i], now_us, out)) {
            return; /* out is full; the deadline stands, and the shell wakes us again */
        }
    }
    for (unsigned i = 0; i < HF_LINE_ABANDONED; i++) {
        struct hf_agent_watched *watched = &agent->watched[i];
        if (watched->deadline_us == HF_NEVER || now_us < watched->deadline_us) {
            continue;
        }
        if (!hf_agent_out_has_room(out)) {
            return;
        }
        hf_agent_abandoned(out, watched->id, now_us);
        watched->deadline_us = HF_NEVER;
    }
}

uint64_t hf_agent_deadline(const struct hf_agent *agent)
{
    uint64_t deadline_us = HF_NEVER;
    for (unsigned i = 0; i < HF_AGENT_ATTEMPTS; i++) {
        const struct hf_agent_attempt *attempt = &agent->attempts[i];
        if (attempt->state == HF_AGENT_WAITING && attempt->transaction.deadline_us < deadline_us) {
            deadline_us = attempt->transaction.deadline_us;
        }
    }
    for (unsigned i = 0; i < HF_LINE_ABANDONED; i++) {
        if (agent->watched[i].deadline_us < deadline_us) {
            deadline_us = agent->watched[i].deadline_us;
        }
    }
    return deadline_us;
}
