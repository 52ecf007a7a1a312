/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The circle of a phone in a deep world, as transport/uv/phone_flow.c has it: events are stepped
 * at once, in the order of what happened; their actions wait in one queue for all of its lines and
 * are carried out in order. What the real one has for real disks (the log's release) is not here.
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

struct deep_line *deep_line(struct deep_phone *phone, unsigned number)
{
    for (unsigned i = 0; i < phone->n_lines; i++)
        if (phone->lines[i].number == number)
            return &phone->lines[i];
    return NULL;
}

/* ---- events in ---- */

static void enqueue(struct deep_line *line)
{
    const struct hf_actions *actions = &line->world->actions;
    const size_t bytes = actions->n * sizeof(actions->items[0]);
    struct deep_work *work = malloc(sizeof(*work) + bytes);
    struct deep_phone *phone = line->phone;

    if (work == NULL)
        abort();
    work->next = NULL;
    work->line = line;
    work->n = actions->n;
    memcpy(work->actions, actions->items, bytes);
    if (phone->last != NULL)
        phone->last->next = work;
    else
        phone->first = work;
    phone->last = work;
    line->n_queued++;
}

static void trace_action(struct deep_line *line, const struct hf_action *action)
{
    struct deep_world *world = line->world;
    const struct hf_decision *decision = &action->u.decision;
    char text[48];

    if (world->staging->trace == NULL)
        return;
    switch ((enum hf_action_kind)action->kind) {
    case HF_ACTION_SEND:
        deep_trace(world, line->who, "  send %s to %s", hf_request_kind_name(action->u.send.kind),
                   deep_target_text(&action->u.send.target, text));
        break;
    case HF_ACTION_EXPLAIN:
        deep_trace(world, line->who, "  %s %s -> %s why %s", hf_machine_name(decision->machine),
                   hf_state_name(decision->machine, decision->from_state),
                   hf_state_name(decision->machine, decision->to_state),
                   hf_why_token(decision->why));
        break;
    case HF_ACTION_REPORT_LINE:
        deep_trace(world, line->who, "  line is %s why %s",
                   hf_line_state_name(action->u.line.state), hf_why_token(action->u.line.why));
        break;
    case HF_ACTION_REPORT_CALL:
        deep_trace(world, line->who, "  call %u is in state %u why %s",
                   (unsigned)action->u.call.call, action->u.call.state,
                   hf_why_token(action->u.call.why));
        break;
    default: deep_trace(world, line->who, "  %s", hf_action_name(action->kind)); break;
    }
}

/* Those of a step that the world ends with are not carried out. */
static void trace_last(struct deep_line *line)
{
    for (uint32_t i = 0; i < line->world->actions.n; i++)
        trace_action(line, &line->world->actions.items[i]);
}

int deep_step(struct deep_line *line, struct hf_event *event)
{
    struct deep_world *world = line->world;
    struct hf_actions *actions = &world->actions;
    int n_event, result;

    if (deep_is_over(world))
        return HF_E_STATE;
    if (event->kind != HF_EVENT_RESTORED && event->at_us < hf_line_now(line->core))
        event->at_us = hf_line_now(line->core);
    memset(&actions->refusal, 0, sizeof(actions->refusal));
    actions->n = 0;
    n_event = hf_event_encode(event, world->event_bytes, sizeof(world->event_bytes));
    if (n_event < 0) {
        deep_object(world, line->who, "an event cannot be written: %s: %s",
                    hf_event_name(event->kind), hf_error_text(n_event));
        return n_event;
    }
    result = hf_line_step(line->core, event, actions);
    line->last_us = world->now_us;
    world->result->steps++;
    deep_trace(world, line->who, "%s%s%s", hf_event_name(event->kind),
               result < 0 ? " refused: " : "", result < 0 ? hf_error_text(result) : "");
    deep_log_keep(line, (size_t)n_event, result);
    deep_check_step(line, event, result);
    if (result >= 0) {
        deep_check_wanted(line, event);
        deep_check_reports(line);
        deep_rules_hear(line, event);
        if (actions->n > 0)
            enqueue(line);
    }
    if (deep_is_over(world))
        trace_last(line);
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

static void trace_note(struct deep_line *line, const struct hf_agent_note *note)
{
    deep_trace(line->world, line->who, "  note %u status %u: %s", note->kind, note->status,
               note->text);
}

void deep_take_out(struct deep_line *line, const struct hf_target *reply_on)
{
    struct hf_agent_out *out = &line->world->out;

    for (uint32_t i = 0; i < out->n_datagrams; i++)
        deep_send_out(line, &out->datagrams[i], reply_on);
    deep_flow_order(line->world, 0, NULL);
    for (uint32_t i = 0; i < out->n_notes && line->world->staging->trace != NULL; i++)
        trace_note(line, &out->notes[i]);
    for (uint32_t i = 0; i < out->n_events; i++) {
        deep_stands_hear(line, &out->events[i]);
        deep_gate_hear(line, &out->events[i]);
        if (deep_step(line, &out->events[i]) < 0)
            deep_calls_note_refused(line, &out->events[i]);
    }
}

/* ---- actions out ---- */

void deep_act(struct deep_line *line, const struct hf_action *action)
{
    struct hf_agent_order order = {.now_us = deep_now(line->phone), .action = action};

    deep_flow_order(line->world, line->who, action);
    if (deep_calls_act(line, action))
        return;
    if (action->kind == HF_ACTION_SEND)
        order.way = deep_way(line, &action->u.send);
    else if (action->kind == HF_ACTION_AUTHENTICATE)
        order.way = deep_way_anew(line, action->u.attempt.attempt);
    hf_agent_act(line->agent, &order, &line->world->out);
    deep_take_out(line, &nowhere);
}

static void give_up(struct deep_line *line, const struct hf_action *action)
{
    const uint64_t attempt = action->u.attempt.attempt;
    const uint64_t flow = hf_agent_flow(line->agent, attempt);
    struct hf_event event = {.at_us = deep_now(line->phone), .kind = HF_EVENT_ABANDONED};

    if (deep_gate_leave(line, attempt)) { /* it had not left yet */
        event.u.abandoned.attempt = attempt;
        event.u.abandoned.how = HF_ABANDONED_NOTHING;
        event.u.abandoned.expires_s = HF_EXPIRES_NONE;
        (void)deep_step(line, &event);
        return;
    }
    if (action->u.attempt.why == HF_WHY_SILENCE)
        deep_doubt(line->phone, flow != 0 ? flow : deep_calls_flow(line, attempt));
    deep_flows_take_back(line->world, line->who, attempt);
    deep_act(line, action);
}

bool deep_line_is_busy(const struct deep_line *line)
{
    return hf_line_deadline(line->core).at_us != HF_NEVER ||
           hf_line_status(line->core).state != HF_LINE_DISABLED;
}

/* A10: never to the line that found it out. */
static void share_rest(struct deep_line *from, const struct hf_share_rest *rest)
{
    struct deep_phone *phone = from->phone;

    for (unsigned i = 0; i < phone->n_lines; i++) {
        struct deep_line *line = &phone->lines[i];
        struct hf_event event = {.at_us = deep_now(phone), .kind = HF_EVENT_TARGET_RESTED};

        if (line == from || !deep_line_is_busy(line))
            continue;
        event.u.rested.target = rest->target;
        event.u.rested.until_us = rest->until_us;
        event.u.rested.cause = rest->cause;
        (void)deep_step(line, &event);
    }
}

static void carry_out(struct deep_line *line, const struct hf_action *action)
{
    trace_action(line, action);
    switch ((enum hf_action_kind)action->kind) {
    case HF_ACTION_SEND:
        if (deep_gate_enter(line, action))
            deep_act(line, action);
        break;
    case HF_ACTION_EXTEND:
        if (!deep_gate_extend(line, action->u.attempt.attempt))
            deep_act(line, action);
        break;
    case HF_ACTION_AUTHENTICATE:
    case HF_ACTION_KEEP:
    case HF_ACTION_END: deep_act(line, action); break;
    case HF_ACTION_ABANDON: give_up(line, action); break;
    case HF_ACTION_REPORT_REQUEST:
    case HF_ACTION_REPORT_CALL: (void)deep_calls_act(line, action); break;
    case HF_ACTION_KEEP_ALIVE: deep_keep_alive(line, &action->u.keep_alive); break;
    case HF_ACTION_RESOLVE: deep_resolve(line, &action->u.resolve); break;
    case HF_ACTION_SHARE_REST: share_rest(line, &action->u.rest); break;
    case HF_ACTION_REPORT_LINE:
    case HF_ACTION_EXPLAIN:
    case HF_ACTION_NONE:
    case HF_ACTION_COUNT: break;
    }
}

static bool settle_one(struct deep_phone *phone)
{
    struct deep_work *work = phone->first;

    if (work == NULL)
        return deep_gate_next(phone);
    phone->first = work->next;
    if (phone->first == NULL)
        phone->last = NULL;
    work->line->n_queued--;
    for (uint32_t i = 0; i < work->n; i++)
        carry_out(work->line, &work->actions[i]);
    free(work);
    return true;
}

void deep_settle(struct deep_phone *phone)
{
    while (!deep_is_over(phone->world) && settle_one(phone))
        ;
    for (unsigned i = 0; i < phone->n_lines; i++) {
        deep_calls_tidy(&phone->lines[i]);
        if (!deep_line_is_busy(&phone->lines[i]))
            deep_stands_leave(&phone->lines[i]);
    }
}
