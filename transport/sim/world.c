/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Time in a virtual world: whose turn it is, stepping a line, checking it, carrying its actions
 * out. Nothing recurses: what an action causes is posted and has its turn later.
 */
#include "inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUND_TRIP_US 20000
#define ANSWERED_US   2000000

/* ---- making and finding ---- */

struct hf_sim_world *hf_sim_world_new(void)
{
    struct hf_sim_world *world = calloc(1, sizeof(*world));

    if (world == NULL)
        return NULL;
    world->checker = hf_sim_checker_new();
    if (world->checker == NULL) {
        free(world);
        return NULL;
    }
    return world;
}

void hf_sim_world_free(struct hf_sim_world *world)
{
    if (world == NULL)
        return;
    for (unsigned i = 0; i < world->n_lines; i++)
        free(world->lines[i].line);
    queue_free(&world->queue);
    hf_sim_checker_free(world->checker);
    free(world);
}

void hf_sim_observe_by(struct hf_sim_world *world, hf_sim_observe *observe, void *context)
{
    world->observers[0] = (struct observer){observe, context};
}

void hf_sim_observe_also(struct hf_sim_world *world, hf_sim_observe *observe, void *context)
{
    world->observers[1] = (struct observer){observe, context};
}

void hf_sim_server_init(struct hf_sim_server *server, const char *name)
{
    *server = (struct hf_sim_server){
        .round_trip_us = ROUND_TRIP_US,
        .expires_s = HF_SIM_AS_ASKED,
        .retry_after_s = HF_RETRY_AFTER_NONE,
        .status = 200,
    };
    for (unsigned method = 0; method < HF_SIM_METHODS; method++)
        server->methods[method] = (struct hf_sim_method){.status = 200,
                                                         .retry_after_s = HF_RETRY_AFTER_NONE};
    server->methods[HF_REQUEST_INVITE].rings = 180;
    server->methods[HF_REQUEST_INVITE].final_after_us = ANSWERED_US;
    snprintf(server->name, sizeof(server->name), "%s", name);
}

struct hf_sim_server *hf_sim_server_add(struct hf_sim_world *world, const char *name)
{
    if (world->n_servers == HF_SIM_SERVERS)
        return NULL;
    struct hf_sim_server *server = &world->servers[world->n_servers++];
    hf_sim_server_init(server, name);
    server->target = (struct hf_target){.address = {192, 0, 2, (uint8_t)world->n_servers},
                                        .port = 5060,
                                        .transport = HF_TRANSPORT_UDP,
                                        .family = HF_FAMILY_IPV4};
    return server;
}

struct hf_sim_server *hf_sim_server_named(struct hf_sim_world *world, const char *name)
{
    for (unsigned i = 0; i < world->n_servers; i++) {
        if (strcmp(world->servers[i].name, name) == 0)
            return &world->servers[i];
    }
    return NULL;
}

const struct hf_sim_server *hf_sim_server_at(const struct hf_sim_world *world,
                                             const struct hf_target *target)
{
    for (unsigned i = 0; i < world->n_servers; i++) {
        if (world_same_target(&world->servers[i].target, target))
            return &world->servers[i];
    }
    return NULL;
}

const struct hf_sim_server *hf_sim_server_with(const struct hf_sim_world *world,
                                               const struct hf_target *address)
{
    for (unsigned i = 0; i < world->n_servers; i++) {
        const struct hf_target *target = &world->servers[i].target;

        if (target->family == address->family &&
            memcmp(target->address, address->address, sizeof(target->address)) == 0)
            return &world->servers[i];
    }
    return NULL;
}

unsigned hf_sim_line_add(struct hf_sim_world *world, uint64_t clock_us)
{
    if (world->n_lines == HF_SIM_LINES)
        return 0;
    struct line *line = &world->lines[world->n_lines];
    *line = (struct line){
        .clock_us = clock_us, .exists = 1, .families = HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6};
    memset(line->credentials_us, 0xFF, sizeof(line->credentials_us));
    line->audit.reported.next_us = HF_NEVER;
    line->line = calloc(1, hf_line_size());
    if (line->line == NULL || hf_line_init(line->line, hf_line_size(), HF_ABI) < 0) {
        free(line->line);
        line->line = NULL;
        return 0;
    }
    world->n_lines++;
    world_note(world, &(struct hf_sim_note){.kind = HF_SIM_NOTE_ADDED, .line = world->n_lines});
    return world->n_lines;
}

uint64_t hf_sim_now(const struct hf_sim_world *world)
{
    return world->now_us;
}

uint64_t hf_sim_steps(const struct hf_sim_world *world)
{
    return world->n_steps;
}

const struct hf_line *hf_sim_line(const struct hf_sim_world *world, unsigned line)
{
    return world->lines[line - 1].line;
}

uint64_t hf_sim_line_clock(const struct hf_sim_world *world, unsigned line)
{
    return world->lines[line - 1].clock_us;
}

const char *hf_sim_fault(const struct hf_sim_world *world)
{
    return world->fault;
}

/* ---- for the world's other files ---- */

void world_fault(struct hf_sim_world *world, unsigned line, const char *text)
{
    if (world->fault[0] != 0)
        return;
    snprintf(world->fault, sizeof(world->fault), "line %u at %" PRIu64 " us: %s", line,
             world->now_us, text);
}

void hf_sim_object(struct hf_sim_world *world, unsigned line, const char *text)
{
    world_fault(world, line, text);
}

void world_note(struct hf_sim_world *world, const struct hf_sim_note *note)
{
    struct hf_sim_note whole = *note;

    if (world->observers[0].observe == NULL && world->observers[1].observe == NULL)
        return;
    whole.at_us = world->now_us;
    whole.clock_us = world->lines[note->line - 1].clock_us;
    whole.line_state = world->lines[note->line - 1].line;
    for (unsigned i = 0; i < OBSERVERS; i++) {
        if (world->observers[i].observe != NULL)
            world->observers[i].observe(world->observers[i].context, &whole);
    }
}

int world_same_target(const struct hf_target *a, const struct hf_target *b)
{
    return memcmp(a, b, sizeof(*a)) == 0;
}

void world_post(struct hf_sim_world *world, const struct message *message)
{
    if (!queue_push(&world->queue, message))
        world_fault(world, message->line, "out of memory");
}

/* ---- a step ---- */

static void check(struct hf_sim_world *world, unsigned number, const struct hf_event *event)
{
    const struct line *line = &world->lines[number - 1];
    char objection[160];
    char text[224];
    const struct hf_sim_verdict verdict = {.text = objection, .size = sizeof(objection)};

    objection[0] = 0;
    if (hf_sim_check(world->checker, line->line, &world->actions, &verdict) == 0 &&
        shell_is_waiting(line) && hf_line_deadline(line->line).at_us == HF_NEVER)
        snprintf(objection, sizeof(objection), "waits for an answer without a deadline (H8)");
    if (objection[0] == 0 && flow_is_kept(line) &&
        hf_line_status(line->line).state == HF_LINE_DISABLED)
        snprintf(objection, sizeof(objection), "is disabled and keeps a flow alive (C3a)");
    if (objection[0] == 0)
        return;
    snprintf(text, sizeof(text), "after %s: %s", hf_event_name(event->kind), objection);
    world_fault(world, number, text);
}

static void audit(struct hf_sim_world *world, unsigned number, const struct hf_event *event)
{
    struct line *line = &world->lines[number - 1];
    const struct hf_sim_batch batch = {
        .line = line->line, .event = event, .actions = &world->actions};
    const char *lacks = hf_sim_audit_hear(&line->audit, &batch);
    char text[224];

    if (lacks == NULL)
        return;
    snprintf(text, sizeof(text), "after %s: %s (F3)", hf_event_name(event->kind), lacks);
    world_fault(world, number, text);
}

static int step(struct hf_sim_world *world, unsigned number, struct hf_event *event)
{
    struct line *line = &world->lines[number - 1];

    event->at_us = world->now_us + line->clock_us;
    world->n_steps++;
    const int result = hf_line_step(line->line, event, &world->actions);
    if (result == HF_OK)
        calls_heed(line, event);
    world_note(world, &(struct hf_sim_note){.kind = HF_SIM_NOTE_STEP,
                                            .line = number,
                                            .event = event,
                                            .actions = &world->actions,
                                            .result = result});
    if (result == HF_OK) {
        const struct hf_actions actions = world->actions;

        allowed_hear(line, event);
        calls_hear(world, number, event, &actions);
        rules_hear(world, number, event, &actions);
        audit(world, number, event);
        for (uint32_t i = 0; i < actions.n && i < HF_ACTIONS_MAX; i++)
            shell_carry_out(world, number, &actions.items[i]);
    }
    check(world, number, event);
    if (world->n_steps == HF_SIM_STEPS_MAX)
        world_fault(world, number, "a million steps; a world has to end sooner");
    return result;
}

int hf_sim_line_step(struct hf_sim_world *world, unsigned line, const struct hf_event *event)
{
    struct hf_event timed = *event;

    if (event->kind == HF_EVENT_STOPPED)
        dns_forgive(&world->lines[line - 1]);
    const int result = step(world, line, &timed);
    if (result == HF_OK)
        shell_answered(&world->lines[line - 1], event);
    return result;
}

static void report(struct hf_sim_world *world, unsigned line, const struct hf_event *event,
                   int may_be_late)
{
    struct hf_event timed = *event;
    char text[192];

    if (world->fault[0] != 0)
        return;
    const int result = step(world, line, &timed);
    if (result == HF_OK && (may_be_late || world->actions.late_events == 0))
        return;
    snprintf(text, sizeof(text), "%s of a shell that keeps the contract was %s: %s",
             hf_event_name(event->kind), result == HF_OK ? "called late" : "refused",
             result == HF_OK ? "what it answers was not over" : hf_error_text(result));
    world_fault(world, line, text);
}

void world_report(struct hf_sim_world *world, unsigned line, const struct hf_event *event)
{
    report(world, line, event, 0);
}

void world_report_late(struct hf_sim_world *world, unsigned line, const struct hf_event *event)
{
    report(world, line, event, 1);
}

int hf_sim_configure(struct hf_sim_world *world, unsigned line,
                     const struct hf_sim_configuration *configuration)
{
    struct line *own = &world->lines[line - 1];
    const struct hf_sim_configuration before = own->configuration;
    const struct hf_config former = own->former;
    struct hf_event event = {.kind = HF_EVENT_CONFIGURED};

    own->former = before.config;
    own->configuration = *configuration;
    event.u.configured.config = &own->configuration.config;
    event.u.configured.seed = configuration->seed;
    own->n_configurations++;
    dns_forgive(own);
    const int result = step(world, line, &event);
    if (result != HF_OK) {
        own->configuration = before;
        own->former = former;
        own->n_configurations--;
    }
    return result;
}

/* ---- what happens to a phone ---- */

void hf_sim_network(struct hf_sim_world *world, unsigned line,
                    const struct hf_network_changed *network)
{
    struct line *own = &world->lines[line - 1];

    own->families = network->families_usable;
    dns_forgive(own);
    if (network->address_changed)
        memset(own->flows, 0, sizeof(own->flows));
    world_report(world, line,
                 &(struct hf_event){.kind = HF_EVENT_NETWORK_CHANGED, .u.network = *network});
}

void hf_sim_password(struct hf_sim_world *world, unsigned line, int right)
{
    world->lines[line - 1].wrong_password = !right;
}

void hf_sim_snapshot(struct hf_sim_world *world, unsigned number)
{
    struct line *line = &world->lines[number - 1];
    struct hf_line *fresh = calloc(1, hf_line_size());
    char text[160];
    const struct hf_sim_verdict verdict = {.text = text, .size = sizeof(text)};

    if (fresh == NULL) {
        world_fault(world, number, "out of memory");
        return;
    }
    if (hf_sim_restore(world->checker, line->line, fresh, &verdict) < 0) {
        world_fault(world, number, text);
        free(fresh);
        return;
    }
    free(line->line);
    line->line = fresh;
    world_note(world, &(struct hf_sim_note){.kind = HF_SIM_NOTE_RESTORED, .line = number});
}

void hf_sim_halt(struct hf_sim_world *world, unsigned line)
{
    world->lines[line - 1].halted = 1;
    shell_forget(&world->lines[line - 1]);
}

int hf_sim_resume(struct hf_sim_world *world, unsigned line, const struct hf_sim_resume *resume)
{
    struct hf_event event = {.kind = HF_EVENT_RESTORED};

    world->lines[line - 1].halted = 0;
    hf_sim_snapshot(world, line);
    world->lines[line - 1].clock_us = resume->clock_us - world->now_us;
    event.u.restored.elapsed_us = resume->elapsed_us;
    return step(world, line, &event);
}

/* ---- time ---- */

/* A line's deadline in the world's time; one that is past counts as now. */
static uint64_t deadline_us(const struct hf_sim_world *world, const struct line *line)
{
    const uint64_t at_us = hf_line_deadline(line->line).at_us;
    const uint64_t now_us = world->now_us + line->clock_us;

    if (line->halted || at_us == HF_NEVER)
        return HF_NEVER;
    return at_us <= now_us ? world->now_us : world->now_us + (at_us - now_us);
}

static void wake(struct hf_sim_world *world, unsigned number)
{
    struct line *line = &world->lines[number - 1];

    if (line->woken_us != world->now_us)
        line->n_woken = 0;
    line->woken_us = world->now_us;
    if (++line->n_woken > HF_SIM_WAKES) {
        world_fault(world, number, "asks to be woken again and again at one moment (H8)");
        return;
    }
    world_report(world, number, &(struct hf_event){.kind = HF_EVENT_TIME_PASSED});
}

enum turn { TURN_MESSAGE, TURN_SHELL, TURN_LINE };

struct next {
    uint64_t at_us;
    unsigned line;
    enum turn turn;
};

/* Equal moments: messages, retransmissions, deadlines; then the lower line. */
static struct next next_turn(const struct hf_sim_world *world)
{
    struct next next = {.at_us = queue_next_us(&world->queue), .turn = TURN_MESSAGE};

    for (unsigned i = 0; i < world->n_lines; i++) {
        const uint64_t at_us = shell_next_us(&world->lines[i]);

        if (at_us < next.at_us)
            next = (struct next){.at_us = at_us, .line = i + 1, .turn = TURN_SHELL};
    }
    for (unsigned i = 0; i < world->n_lines; i++) {
        const uint64_t at_us = deadline_us(world, &world->lines[i]);

        if (at_us < next.at_us)
            next = (struct next){.at_us = at_us, .line = i + 1, .turn = TURN_LINE};
    }
    return next;
}

static void receive(struct hf_sim_world *world)
{
    const struct message message = queue_pop(&world->queue);

    switch (message.kind) {
    case MESSAGE_REQUEST:
    case MESSAGE_CONNECT:
    case MESSAGE_ENDING:
    case MESSAGE_PING: server_receive(world, &message); break;
    case MESSAGE_PROGRESS: callee_progress(world, &message); break;
    case MESSAGE_FLOW: flow_receive(world, &message); break;
    case MESSAGE_DNS:
    case MESSAGE_LOCATED: dns_receive(world, &message); break;
    case MESSAGE_PROVISIONAL:
    case MESSAGE_FINAL:
    case MESSAGE_CHALLENGE:
    case MESSAGE_FAILURE:
    case MESSAGE_ABANDONED:
    case MESSAGE_CONNECTED:
    case MESSAGE_ENDED:
    case MESSAGE_RESTED: shell_receive(world, &message); break;
    }
}

void hf_sim_run_before(struct hf_sim_world *world, uint64_t at_us)
{
    struct next next = next_turn(world);

    /* Bounded: time grows, and one moment holds HF_SIM_WAKES wake-ups of a line at most. */
    while (world->fault[0] == 0 && next.at_us < at_us) {
        world->now_us = next.at_us > world->now_us ? next.at_us : world->now_us;
        if (next.turn == TURN_MESSAGE)
            receive(world);
        else if (next.turn == TURN_SHELL)
            shell_wake(world, next.line);
        else
            wake(world, next.line);
        promises_check(world);
        next = next_turn(world);
    }
    if (world->fault[0] == 0 && world->now_us < at_us)
        world->now_us = at_us;
}

void hf_sim_run_until(struct hf_sim_world *world, uint64_t at_us)
{
    hf_sim_run_before(world, at_us + 1);
    if (world->fault[0] == 0 && world->now_us > at_us)
        world->now_us = at_us;
}
