/* SPDX-License-Identifier: Apache-2.0 */
/* See plan.h: playing one, and recording what the lines do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan.h"

#define SECOND_US UINT64_C(1000000)

struct recorder {
    struct trace *trace;
    const struct staging *staging;
};

static uint64_t off(uint64_t us, uint64_t clock_us)
{
    return us == HF_NEVER ? us : us - clock_us;
}

/* Times of actions as the world has them. */
static void take_clock_off(struct hf_actions *actions, uint64_t clock_us)
{
    for (uint32_t i = 0; i < actions->n; i++) {
        struct hf_action *action = &actions->items[i];

        if (action->kind == HF_ACTION_EXPLAIN)
            action->u.decision.until_us = off(action->u.decision.until_us, clock_us);
        if (action->kind == HF_ACTION_SHARE_REST)
            action->u.rest.until_us = off(action->u.rest.until_us, clock_us);
        if (action->kind == HF_ACTION_REPORT_LINE) {
            action->u.line.since_us = off(action->u.line.since_us, clock_us);
            action->u.line.next_us = off(action->u.line.next_us, clock_us);
        }
    }
}

static uint8_t *keep(const uint8_t *bytes, int n)
{
    uint8_t *kept = malloc(n > 0 ? (size_t)n : 1);

    if (kept != NULL && n > 0)
        memcpy(kept, bytes, (size_t)n);
    return kept;
}

static void record(void *context, const struct hf_sim_note *note)
{
    const struct recorder *recorder = context;
    struct trace *trace = recorder->trace;
    uint8_t event[HF_EVENT_BYTES_MAX], actions[HF_ACTIONS_BYTES_MAX];
    struct hf_actions batch;

    if (note->kind != HF_SIM_NOTE_STEP)
        return;
    if (trace->n == trace->room) {
        trace->room = trace->room == 0 ? 256 : 2 * trace->room;
        trace->steps = realloc(trace->steps, trace->room * sizeof(*trace->steps));
        if (trace->steps == NULL)
            abort();
    }
    batch = *note->actions;
    if (note->result != HF_OK)
        batch.n = 0;
    take_clock_off(&batch, note->clock_us);
    const int n_event = hf_event_encode(note->event, event, sizeof(event));
    const int n_actions = hf_actions_encode(&batch, actions, sizeof(actions));
    if (n_event < 0 || n_actions < 0)
        snprintf(trace->fault, sizeof(trace->fault), "a step is not encoded: %d %d", n_event,
                 n_actions);
    if (batch.n > trace->most_actions)
        trace->most_actions = batch.n;
    trace->steps[trace->n++] = (struct step){.at_us = note->at_us,
                                             .line = note->line,
                                             .count = batch.n,
                                             .event = keep(event, n_event),
                                             .n_event = n_event > 0 ? (uint32_t)n_event : 0,
                                             .actions = keep(actions, n_actions),
                                             .n_actions = n_actions > 0 ? (uint32_t)n_actions : 0};
}

/* The world's number of a plan's line, or 0 when it does not take part. */
static unsigned number_of(const struct staging *staging, unsigned line)
{
    if ((staging->lines & 1u << (line - 1)) == 0)
        return 0;
    return line == 2 && (staging->lines & 1) == 0 ? 1 : line;
}

/* What the peer can end: a call that is up, or one of his own that rings here. */
static int end_one(struct hf_sim_world *world, unsigned line)
{
    uint64_t call = hf_sim_oldest_call(world, line, HF_SIM_CALLS_UP);

    if (call == 0)
        call = hf_sim_oldest_call(world, line, HF_SIM_CALLS_ARRIVED);
    if (call != 0)
        hf_sim_call_over(world, line, call);
    return call != 0;
}

static void do_op(struct hf_sim_world *world, const struct plan_op *op, unsigned line)
{
    struct hf_event event = {0};

    switch (op->what) {
    case PLAN_SERVER: *hf_sim_server_named(world, op->changed.name) = op->changed; return;
    case PLAN_NETWORK:
        hf_sim_network(
            world, line,
            &(struct hf_network_changed){.families_usable = op->number ? HF_FAMILIES_IPV4 : 0});
        return;
    case PLAN_SNAPSHOT: hf_sim_snapshot(world, line); return;
    case PLAN_NAME: hf_sim_host_set(world, &op->name); return;
    case PLAN_CALL: hf_sim_call(world, line, &(struct hf_call){.call = op->number}); return;
    case PLAN_CALL_ENDS: end_one(world, line); return;
    case PLAN_HANG_UP:
        hf_sim_hang_up(world, line, hf_sim_oldest_call(world, line, HF_SIM_CALLS_ANY), op->number);
        return;
    case PLAN_ANSWER:
        hf_sim_call_answer(world, line, hf_sim_oldest_call(world, line, HF_SIM_CALLS_ARRIVED));
        return;
    case PLAN_DIAL:
        event.kind = HF_EVENT_WANTED;
        event.u.wanted.kind = HF_REQUEST_INVITE;
        event.u.wanted.request = op->number;
        event.u.wanted.emergency = op->is_emergency;
        break;
    case PLAN_SAY:
        event.kind = HF_EVENT_WANTED;
        event.u.wanted.kind = HF_REQUEST_OTHER;
        event.u.wanted.request = op->number;
        event.u.wanted.call = hf_sim_oldest_call(world, line, HF_SIM_CALLS_UP);
        break;
    case PLAN_CONFIGURE: hf_sim_configure(world, line, &op->configuration); return;
    case PLAN_REQUEST:
        event.kind = HF_EVENT_WANTED;
        event.u.wanted.kind = HF_REQUEST_OTHER;
        event.u.wanted.request = op->number;
        break;
    case PLAN_REGISTER:
        event.kind = HF_EVENT_WANTED;
        event.u.wanted.request = op->number;
        break;
    case PLAN_STOP: event.kind = HF_EVENT_STOPPED; break;
    case PLAN_START: event.kind = HF_EVENT_STARTED; break;
    case PLAN_CREDENTIALS: event.kind = HF_EVENT_CREDENTIALS_CHANGED; break;
    }
    hf_sim_line_step(world, line, &event);
}

static void for_each_line(struct hf_sim_world *world, const struct staging *staging,
                          const struct plan *plan, struct hf_line_status *statuses)
{
    for (unsigned line = 1; line <= PLAN_LINES; line++) {
        const unsigned number = number_of(staging, line);

        if (number == 0)
            continue;
        if (statuses != NULL) {
            statuses[line - 1] = hf_line_status(hf_sim_line(world, number));
            continue;
        }
        hf_sim_line_add(world, staging->clock_us);
        hf_sim_configure(world, number, &plan->configurations[line - 1]);
        hf_sim_line_step(world, number, &(struct hf_event){.kind = HF_EVENT_STARTED});
    }
}

/* What is being hung up already ends by itself. */
static void end_calls(struct hf_sim_world *world, unsigned line)
{
    for (unsigned i = 0; i <= HF_LINE_CALLS && end_one(world, line); i++)
        ;
    for (unsigned i = 0; i <= HF_LINE_CALLS; i++)
        hf_sim_hang_up(world, line, hf_sim_oldest_call(world, line, HF_SIM_CALLS_ANY),
                       PLAN_OPS + 1);
}

/* At the end the network is there and every line is wanted in service. */
static void heal_lines(struct hf_sim_world *world, const struct staging *staging)
{
    for (unsigned line = 1; line <= PLAN_LINES; line++) {
        const unsigned number = number_of(staging, line);

        if (number == 0)
            continue;
        hf_sim_network(world, number,
                       &(struct hf_network_changed){.families_usable = HF_FAMILIES_IPV4});
        end_calls(world, number);
        hf_sim_line_step(world, number, &(struct hf_event){.kind = HF_EVENT_STARTED});
    }
}

/* The world's server that the last entry of the line's list leads to: by its last proxy, else by
 * its address, which is what its name says as well. */
static unsigned last_of(const struct hf_sim_world *world)
{
    const struct hf_config *config = hf_line_config(hf_sim_line(world, 1));
    const struct hf_server_config *last = &config->servers[config->n_servers - 1];
    const struct hf_name *host = last->n_proxies == 0 ? &last->host
                                                      : &last->proxies[last->n_proxies - 1].host;
    struct hf_target target;

    if (!hf_target_parse(&target, config->names + host->at, host->length))
        return config->n_servers - 1u;
    return target.address[3] - 1u;
}

static void silence_others(struct hf_sim_world *world, unsigned n_servers)
{
    const unsigned answers = last_of(world);

    for (unsigned i = 0; i < n_servers; i++) {
        if (i != answers)
            hf_sim_server_named(world, (const char[]){(char)('a' + i), 0})->presence =
                HF_SIM_SILENT;
    }
}

struct trace plan_play(const struct plan *plan, const struct staging *staging)
{
    struct trace trace = {0};
    struct recorder recorder = {.trace = &trace, .staging = staging};
    struct hf_sim_world *world = hf_sim_world_new();

    for (unsigned i = 0; i < plan->n_servers; i++)
        hf_sim_server_add(world, (const char[]){(char)('a' + i), 0});
    for (unsigned i = 0; i < plan->n_servers; i++) {
        const struct hf_sim_host host = plan_name_of(i, plan->n_servers);
        const struct hf_sim_host srv = plan_srv_of(i, plan->n_servers);

        hf_sim_host_set(world, &host);
        hf_sim_host_set(world, &srv);
    }
    hf_sim_observe_by(world, record, &recorder);
    for_each_line(world, staging, plan, NULL);
    for (unsigned i = 0; i < plan->n_ops; i++) {
        const struct plan_op *op = &plan->ops[i];
        const unsigned line = op->line == 0 ? 0 : number_of(staging, op->line);

        hf_sim_run_before(world, op->at_us);
        if (op->line == 0 || line != 0)
            do_op(world, op, line);
    }
    if (staging->one_answers)
        silence_others(world, plan->n_servers);
    heal_lines(world, staging);
    hf_sim_run_until(world, plan->heal_us + plan->bound_us);
    for_each_line(world, staging, plan, trace.at_bound);
    hf_sim_run_until(world, plan->heal_us + plan->bound_us + 1800 * SECOND_US);
    for_each_line(world, staging, plan, trace.at_end);
    if (trace.fault[0] == 0)
        snprintf(trace.fault, sizeof(trace.fault), "%s", hf_sim_fault(world));
    hf_sim_world_free(world);
    return trace;
}

void trace_free(struct trace *trace)
{
    for (size_t i = 0; i < trace->n; i++) {
        free(trace->steps[i].event);
        free(trace->steps[i].actions);
    }
    free(trace->steps);
    *trace = (struct trace){0};
}
