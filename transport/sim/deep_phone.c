/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The circle of a phone in a deep world, as transport/uv/phone_flow.c has it: events are stepped
 * at once, in the order of what happened; their actions wait in one queue and are carried out in
 * order. A phone has one line. What the real one has for many lines and real disks (the gate, the
 * log's release, TLS profiles) is not here.
 */
#include "deep.h"

#include <stdlib.h>
#include <string.h>

static const struct hf_target nowhere = {.family = HF_FAMILY_NONE};

uint64_t deep_now(const struct deep_phone *phone)
{
    return phone->world->now_us + phone->clock_us;
}

uint64_t deep_world_time(const struct deep_phone *phone, uint64_t clock_us)
{
    if (clock_us == HF_NEVER)
        return HF_NEVER;
    return clock_us <= deep_now(phone) ? phone->world->now_us : clock_us - phone->clock_us;
}

/* ---- events in ---- */

static void enqueue(struct deep_phone *phone)
{
    const struct hf_actions *actions = &phone->world->actions;
    const size_t bytes = actions->n * sizeof(actions->items[0]);
    struct deep_work *work = malloc(sizeof(*work) + bytes);

    if (work == NULL)
        abort();
    work->next = NULL;
    work->n = actions->n;
    memcpy(work->actions, actions->items, bytes);
    if (phone->last != NULL)
        phone->last->next = work;
    else
        phone->first = work;
    phone->last = work;
    phone->n_queued++;
}

int deep_step(struct deep_phone *phone, struct hf_event *event)
{
    struct deep_world *world = phone->world;
    struct hf_actions *actions = &world->actions;
    int n_event, result;

    if (deep_is_over(world))
        return HF_E_STATE;
    if (event->kind != HF_EVENT_RESTORED && event->at_us < hf_line_now(phone->line))
        event->at_us = hf_line_now(phone->line);
    memset(&actions->refusal, 0, sizeof(actions->refusal));
    actions->n = 0;
    n_event = hf_event_encode(event, world->event_bytes, sizeof(world->event_bytes));
    if (n_event < 0) {
        deep_object(world, phone->number, "an event cannot be written: %s: %s",
                    hf_event_name(event->kind), hf_error_text(n_event));
        return n_event;
    }
    result = hf_line_step(phone->line, event, actions);
    phone->last_us = world->now_us;
    world->result->steps++;
    deep_trace(world, phone->number, "%s%s%s", hf_event_name(event->kind),
               result < 0 ? " refused: " : "", result < 0 ? hf_error_text(result) : "");
    deep_log_keep(phone, (size_t)n_event, result);
    deep_check_step(phone, event, result);
    if (result >= 0) {
        deep_check_wanted(phone, event);
        deep_check_reports(phone);
        deep_rules_hear(phone, event);
        if (actions->n > 0)
            enqueue(phone);
    }
    return result;
}

/* ---- what the agent made ---- */

void deep_remember_failure(struct deep_phone *phone, const struct deep_failure *failure)
{
    struct deep_packet *packet;

    for (uint32_t i = 0; i < phone->n_failures; i++)
        if (phone->failures[i].flow == failure->flow &&
            memcmp(&phone->failures[i].target, &failure->target, sizeof(failure->target)) == 0)
            return;
    if (phone->n_failures == DEEP_FAILURES)
        return;
    phone->failures[phone->n_failures++] = *failure;
    packet = deep_packet_new(DEEP_TELL, NULL, 0); /* behind what is being done now */
    packet->phone = (uint8_t)phone->number;
    packet->life = phone->lives;
    deep_push(phone->world, packet, phone->world->now_us);
}

static void trace_note(struct deep_phone *phone, const struct hf_agent_note *note)
{
    deep_trace(phone->world, phone->number, "  note %u status %u: %s", note->kind, note->status,
               note->text);
}

void deep_take_out(struct deep_phone *phone, const struct hf_target *reply_on)
{
    struct hf_agent_out *out = &phone->world->out;

    for (uint32_t i = 0; i < out->n_datagrams; i++)
        deep_send_out(phone, &out->datagrams[i], reply_on);
    for (uint32_t i = 0; i < out->n_notes && phone->world->staging->trace != NULL; i++)
        trace_note(phone, &out->notes[i]);
    for (uint32_t i = 0; i < out->n_events; i++) {
        deep_stands_hear(phone, &out->events[i]);
        if (deep_step(phone, &out->events[i]) < 0)
            deep_calls_note_refused(phone, &out->events[i]);
    }
}

/* ---- actions out ---- */

static void act(struct deep_phone *phone, const struct hf_action *action)
{
    struct hf_agent_order order = {.now_us = deep_now(phone), .action = action};

    if (deep_calls_act(phone, action))
        return;
    if (action->kind == HF_ACTION_SEND)
        order.way = deep_way(phone, &action->u.send);
    else if (action->kind == HF_ACTION_AUTHENTICATE)
        order.way = deep_way_anew(phone, action->u.attempt.attempt);
    hf_agent_act(phone->agent, &order, &phone->world->out);
    deep_take_out(phone, &nowhere);
}

static void give_up(struct deep_phone *phone, const struct hf_action *action)
{
    const uint64_t attempt = action->u.attempt.attempt;
    const uint64_t flow = hf_agent_flow(phone->agent, attempt);

    if (action->u.attempt.why == HF_WHY_SILENCE)
        deep_doubt(phone, flow != 0 ? flow : deep_calls_flow(phone, attempt));
    act(phone, action);
}

static void trace_action(struct deep_phone *phone, const struct hf_action *action)
{
    struct deep_world *world = phone->world;
    const struct hf_decision *decision = &action->u.decision;
    char text[48];

    if (world->staging->trace == NULL)
        return;
    switch ((enum hf_action_kind)action->kind) {
    case HF_ACTION_SEND:
        deep_trace(world, phone->number, "  send %s to %s",
                   hf_request_kind_name(action->u.send.kind),
                   deep_target_text(&action->u.send.target, text));
        break;
    case HF_ACTION_EXPLAIN:
        deep_trace(world, phone->number, "  %s %s -> %s why %s", hf_machine_name(decision->machine),
                   hf_state_name(decision->machine, decision->from_state),
                   hf_state_name(decision->machine, decision->to_state),
                   hf_why_token(decision->why));
        break;
    case HF_ACTION_REPORT_LINE:
        deep_trace(world, phone->number, "  line is %s why %s",
                   hf_line_state_name(action->u.line.state), hf_why_token(action->u.line.why));
        break;
    case HF_ACTION_REPORT_CALL:
        deep_trace(world, phone->number, "  call %u is in state %u why %s",
                   (unsigned)action->u.call.call, action->u.call.state,
                   hf_why_token(action->u.call.why));
        break;
    default: deep_trace(world, phone->number, "  %s", hf_action_name(action->kind)); break;
    }
}

static void carry_out(struct deep_phone *phone, const struct hf_action *action)
{
    trace_action(phone, action);
    switch ((enum hf_action_kind)action->kind) {
    case HF_ACTION_SEND:
    case HF_ACTION_EXTEND:
    case HF_ACTION_AUTHENTICATE:
    case HF_ACTION_KEEP:
    case HF_ACTION_END: act(phone, action); break;
    case HF_ACTION_ABANDON: give_up(phone, action); break;
    case HF_ACTION_REPORT_REQUEST:
    case HF_ACTION_REPORT_CALL: (void)deep_calls_act(phone, action); break;
    case HF_ACTION_KEEP_ALIVE: deep_keep_alive(phone, &action->u.keep_alive); break;
    case HF_ACTION_RESOLVE: deep_dns_ask(phone, &action->u.resolve); break;
    case HF_ACTION_REPORT_LINE:
    case HF_ACTION_EXPLAIN:
    case HF_ACTION_SHARE_REST: /* to the other lines of the phone: there are none */
    case HF_ACTION_NONE:
    case HF_ACTION_COUNT: break;
    }
}

void deep_settle(struct deep_phone *phone)
{
    while (phone->first != NULL && !deep_is_over(phone->world)) {
        struct deep_work *work = phone->first;

        phone->first = work->next;
        if (phone->first == NULL)
            phone->last = NULL;
        phone->n_queued--;
        for (uint32_t i = 0; i < work->n; i++)
            carry_out(phone, &work->actions[i]);
        free(work);
    }
    deep_calls_tidy(phone);
    if (hf_line_deadline(phone->line).at_us == HF_NEVER &&
        hf_line_status(phone->line).state == HF_LINE_DISABLED)
        deep_stands_leave(phone);
}
