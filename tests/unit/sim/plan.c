/* SPDX-License-Identifier: Apache-2.0 */
/* See plan.h. */
#include "plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND_US UINT64_C(1000000)

/* ---- making ---- */

uint64_t plan_random(uint64_t *state) /* splitmix64 */
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static uint32_t between(uint64_t *state, uint32_t from, uint32_t to)
{
    return from + (uint32_t)(plan_random(state) % (to - from + 1u));
}

/* The settings that move a line about; share_rests stays off, since lines are compared alone. */
static void draw_policy(uint64_t *state, struct hf_config *config)
{
    config->t1_ms = between(state, 100, 500);
    config->mode = between(state, 0, 2) == 0 ? HF_MODE_CONCURRENT : HF_MODE_SUCCESSIVE;
    config->failback_servers = between(state, 0, 4) == 0 ? HF_FAILBACK_NEW_REQUESTS
                                                         : HF_FAILBACK_PROBE;
    config->failback_interval_s = between(state, 10, 300);
    config->failback_when = (uint8_t)between(state, 0, 1);
    config->idle_limit_s = between(state, 0, 1) * 600;
    config->flap_damping = (uint8_t)between(state, 0, 1);
    config->retry_base_s = between(state, 1, 40);
    config->retry_max_s = config->retry_base_s + between(state, 0, 200);
    config->jitter_percent = (uint8_t)(between(state, 0, 1) * 10);
    config->quarantine_s = between(state, 0, 1) * 30;
    config->share_rests = 0;
    config->options_interval_s = between(state, 0, 2) * 20;
    config->keepalive_s = between(state, 0, 1) * 30;
    config->storm_spread_ms = between(state, 0, 3) == 0 ? 800 : 0;
    config->start_spread_s = between(state, 0, 5) == 0 ? 3 : 0;
    config->contact_per_server = (uint8_t)(between(state, 0, 2) == 0);
    config->unregister_old = config->contact_per_server;
    config->locate_by = (uint8_t)(between(state, 0, 3) == 0);
    config->naptr_build = between(state, 0, 1) != 0 ? HF_BUILD_ALL : HF_BUILD_UDP;
    config->srv_order = (uint8_t)between(state, 0, HF_SRV_COUNT - 1);
    config->register_failover_statuses = (struct hf_statuses){.codes = {503}, .n_codes = 1};
}

static void draw_server(uint64_t *state, struct hf_config *config, unsigned i, int names)
{
    static const uint8_t modes[] = {HF_FAILBACK_NEVER, HF_FAILBACK_NEW_REQUESTS,
                                    HF_FAILBACK_DNS_TTL, HF_FAILBACK_REGISTRATION,
                                    HF_FAILBACK_DURATION};
    struct hf_server_config *server = &config->servers[i];
    const int is_name = between(state, 0, 3) == 0 && names;
    char host[32];
    const int length = snprintf(host, sizeof(host), is_name ? "pbx%u.example" : "192.0.2.%u",
                                i + 1);

    hf_config_init_server(server);
    hf_config_name(config, &server->host, host, (size_t)length);
    if (is_name && between(state, 0, 2) != 0) { /* B3, B4: by SRV records, or NAPTR before them */
        server->port = 0;
        server->transport = between(state, 0, 1) != 0 ? HF_TRANSPORT_NAPTR : HF_TRANSPORT_UDP;
    }
    server->retry_counts = (uint8_t)between(state, 0, 4);
    server->expires_s = between(state, 60, 900);
    server->failback_mode = modes[between(state, 0, 4)];
    server->failback_timeout_s = between(state, 0, 200);
    if (between(state, 0, 4) == 0)
        server->retry_period_ms = between(state, 100, 20000);
}

static struct hf_sim_configuration make_configuration(uint64_t *state, unsigned n_servers,
                                                      int names)
{
    struct hf_sim_configuration made = {.seed = plan_random(state)};

    hf_config_init(&made.config);
    made.config.n_servers = (uint8_t)n_servers;
    draw_policy(state, &made.config);
    for (unsigned i = 0; i < n_servers; i++)
        draw_server(state, &made.config, i, names);
    return made;
}

static void set_pointer(struct hf_sim_records *records, unsigned at, const char *format, unsigned i)
{
    struct hf_sim_pointer *pointer = &records->pointers[at];

    records->outcome = HF_DNS_ANSWER;
    records->n = (uint8_t)(at + 1);
    pointer->port = 5060;
    pointer->flag = 's';
    pointer->service = HF_TRANSPORT_UDP;
    snprintf(pointer->name, sizeof(pointer->name), format, i + 1);
}

/* The name of server i: its own address and the next server's; and the SRV records of it. */
static struct hf_sim_host name_of(unsigned i, unsigned n_servers)
{
    struct hf_sim_host host;
    char name[HF_SIM_HOST];

    snprintf(name, sizeof(name), "pbx%u.example", i + 1);
    hf_sim_host_init(&host, name);
    host.records[HF_SIM_A].outcome = HF_DNS_ANSWER;
    host.records[HF_SIM_A].n = 2;
    for (unsigned k = 0; k < 2; k++) {
        const uint8_t address[4] = {192, 0, 2, (uint8_t)((i + k) % n_servers + 1)};
        memcpy(host.records[HF_SIM_A].addresses[k], address, sizeof(address));
    }
    set_pointer(&host.records[HF_SIM_NAPTR], 0, "_sip._udp.pbx%u.example", i);
    return host;
}

/* SRV of server i: the next server's name, and its own, in the order of their weights. */
static struct hf_sim_host srv_of(unsigned i, unsigned n_servers)
{
    struct hf_sim_host host;
    char name[HF_SIM_HOST];

    snprintf(name, sizeof(name), "_sip._udp.pbx%u.example", i + 1);
    hf_sim_host_init(&host, name);
    set_pointer(&host.records[HF_SIM_SRV], 0, "pbx%u.example", (i + 1) % n_servers);
    set_pointer(&host.records[HF_SIM_SRV], 1, "pbx%u.example", i);
    host.records[HF_SIM_SRV].pointers[1].weight = 1;
    return host;
}

static void change_records(uint64_t *state, struct hf_sim_records *records)
{
    records->ttl_s = between(state, 0, 90);
    switch (between(state, 0, 5)) {
    case 0: records->outcome = (uint8_t)between(state, 1, HF_DNS_COUNT - 1); break;
    case 1: records->is_silent = 1; break;
    case 2: records->n = 1; break;
    case 3: records->answers_after_us = between(state, 1, 12000) * UINT64_C(1000); break;
    case 4: records->ttl_s = 0; break;
    default: break;
    }
}

static void change_name(uint64_t *state, struct plan_op *op, unsigned n_servers)
{
    const unsigned i = between(state, 0, n_servers - 1);

    op->what = PLAN_NAME;
    op->name = name_of(i, n_servers);
    switch (between(state, 0, 3)) {
    case 0:
        op->name = srv_of(i, n_servers);
        change_records(state, &op->name.records[HF_SIM_SRV]);
        break;
    case 1: change_records(state, &op->name.records[HF_SIM_NAPTR]); break;
    default: change_records(state, &op->name.records[HF_SIM_A]); break;
    }
}

static void answer(uint64_t *state, struct hf_sim_server *server)
{
    static const uint16_t statuses[] = {200, 200, 200, 503, 503, 403, 404, 423, 302, 500, 401};

    server->presence = HF_SIM_ANSWERS;
    server->status = statuses[between(state, 0, sizeof(statuses) / sizeof(statuses[0]) - 1)];
    server->expires_s = between(state, 0, 3) == 0 ? between(state, 0, 20) : between(state, 30, 900);
    server->expires_s = between(state, 0, 9) == 0 ? HF_EXPIRES_NONE : server->expires_s;
    server->min_expires_s = between(state, 60, 2000);
    server->retry_after_s = between(state, 0, 2) == 0 ? between(state, 1, 90) : HF_RETRY_AFTER_NONE;
    server->contact_missing = between(state, 0, 7) == 0;
    server->n_redirects = (uint8_t)between(state, 0, 2);
    for (unsigned i = 0; i < server->n_redirects; i++) {
        server->redirects[i] = server->target;
        server->redirects[i].address[3] = (uint8_t)between(state, 1, 5);
    }
    server->provisional = 0;
    server->final_after_us = 0;
    if (between(state, 0, 7) == 0) {
        server->provisional = 100;
        server->final_after_us = between(state, 0, 1) == 0 ? HF_NEVER : 2 * SECOND_US;
    }
}

static void change_server(uint64_t *state, struct hf_sim_server *server, uint64_t at_us)
{
    static const uint8_t causes[] = {HF_CAUSE_ICMP, HF_CAUSE_ICMP, HF_CAUSE_REFUSED};

    switch (between(state, 0, 9)) {
    case 0:
    case 1: server->presence = HF_SIM_SILENT; break;
    case 2:
        server->presence = HF_SIM_FAILS;
        server->cause = causes[between(state, 0, 2)];
        break;
    case 3:
        server->n_realms = (uint8_t)between(state, 0, 2);
        snprintf(server->realms[0], HF_SIM_NAME, "one");
        snprintf(server->realms[1], HF_SIM_NAME, "two");
        break;
    case 4: server->rejects_credentials = (uint8_t)between(state, 0, 1); break;
    case 5: server->stale_always = (uint8_t)(between(state, 0, 3) == 0); break;
    case 6: server->nonces_from_us = at_us; break;
    case 7: server->round_trip_us = between(state, 1, 12000) * UINT64_C(1000); break;
    default: answer(state, server); break;
    }
}

static void heal(struct hf_sim_server *server)
{
    server->presence = HF_SIM_ANSWERS;
    server->status = 200;
    server->expires_s = 600;
    server->n_realms = 0;
    server->rejects_credentials = 0;
    server->stale_always = 0;
    server->contact_missing = 0;
    server->provisional = 0;
    server->final_after_us = 0;
    server->n_redirects = 0;
    server->round_trip_us = 20000;
}

static void plan_op(struct plan *plan, uint64_t *state, struct hf_sim_server *servers,
                    uint64_t at_us)
{
    struct plan_op *op = &plan->ops[plan->n_ops++];

    *op = (struct plan_op){.at_us = at_us, .number = plan->n_ops};
    if (between(state, 0, 11) == 0) {
        change_name(state, op, plan->n_servers);
        return;
    }
    if (between(state, 0, 2) != 0) {
        op->server = between(state, 0, plan->n_servers - 1);
        change_server(state, &servers[op->server], at_us);
        op->changed = servers[op->server];
        return;
    }
    op->what = (enum plan_what)between(state, PLAN_REGISTER, PLAN_KINDS - 1);
    if (op->what == PLAN_STOP && between(state, 0, 1) == 0)
        op->what = PLAN_START; /* lines are in service most of the time */
    op->line = between(state, 1, PLAN_LINES);
    if (op->what == PLAN_NETWORK)
        op->number = between(state, 0, 3) != 0;
    if (op->what == PLAN_CALL)
        op->number = between(state, 1, 4);
    if (op->what == PLAN_CONFIGURE)
        op->configuration = make_configuration(state, plan->n_servers, plan->names);
}

/* The longest way home (H10): names, ten seconds each pass; a pass that is under way; the wait of
 * C6, the 1800 s of C13, or a rest (A9, A10); the next pass; D1's interval, doubled up to half an
 * hour while the line flaps (D9) and a tenth longer by jitter, or the next refresh; the probe. Each
 * pass is bounded by 2*64*T1 a candidate. */
static uint64_t bound_us(const struct plan *plan)
{
    uint64_t longest_us = 0;

    for (unsigned i = 0; i < PLAN_LINES; i++) {
        const struct hf_config *config = &plan->configurations[i].config;
        const uint64_t pass_us = UINT64_C(128000) * 500 * plan->n_servers * 2 + 10 * SECOND_US;
        const uint64_t waits_us =
            (uint64_t)(config->retry_max_s + 240u + 1980u + 1800u + 900u + 120u) * SECOND_US;

        if (3 * pass_us + waits_us > longest_us)
            longest_us = 3 * pass_us + waits_us;
    }
    return longest_us;
}

struct plan plan_make(uint64_t seed, int names)
{
    uint64_t state = seed * UINT64_C(0xD1342543DE82EF95) + 1;
    struct hf_sim_world *world = hf_sim_world_new();
    struct hf_sim_server servers[PLAN_SERVERS];
    struct plan plan = {.n_servers = between(&state, 1, PLAN_SERVERS), .names = names};
    uint64_t at_us = 0;

    for (unsigned i = 0; i < PLAN_SERVERS; i++)
        servers[i] = *hf_sim_server_add(world, (const char[]){(char)('a' + i), 0});
    hf_sim_world_free(world);
    for (unsigned i = 0; i < PLAN_LINES; i++)
        plan.configurations[i] = make_configuration(&state, plan.n_servers, plan.names);
    while (plan.n_ops < PLAN_OPS - 3 * plan.n_servers) {
        if (between(&state, 0, 3) != 0) /* often several things at one moment, or soon after */
            at_us += between(&state, 0, 2) == 0 ? between(&state, 1, 100) * SECOND_US
                                                : between(&state, 1, 9000) * UINT64_C(1000);
        plan_op(&plan, &state, servers, at_us);
    }
    plan.heal_us = at_us + SECOND_US;
    for (unsigned i = 0; i < plan.n_servers; i++) {
        heal(&servers[i]);
        plan.ops[plan.n_ops++] = (struct plan_op){
            .at_us = plan.heal_us, .server = i, .changed = servers[i]};
        plan.ops[plan.n_ops++] = (struct plan_op){
            .at_us = plan.heal_us, .what = PLAN_NAME, .name = name_of(i, plan.n_servers)};
        plan.ops[plan.n_ops++] = (struct plan_op){
            .at_us = plan.heal_us, .what = PLAN_NAME, .name = srv_of(i, plan.n_servers)};
    }
    plan.bound_us = bound_us(&plan);
    return plan;
}

/* ---- playing ---- */

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
    case PLAN_CALL:
        if (hf_sim_call(world, line, &(struct hf_call){.call = op->number, .server = 1}) != HF_OK)
            hf_sim_call_over(world, line, op->number);
        return;
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
    case PLAN_KINDS: return;
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

/* At the end the network is there and every line is wanted in service. */
static void heal_lines(struct hf_sim_world *world, const struct staging *staging)
{
    for (unsigned line = 1; line <= PLAN_LINES; line++) {
        const unsigned number = number_of(staging, line);

        if (number == 0)
            continue;
        hf_sim_network(world, number,
                       &(struct hf_network_changed){.families_usable = HF_FAMILIES_IPV4});
        for (uint64_t call = 1; call <= 4; call++)
            hf_sim_call_over(world, number, call);
        hf_sim_line_step(world, number, &(struct hf_event){.kind = HF_EVENT_STARTED});
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
        const struct hf_sim_host host = name_of(i, plan->n_servers);
        const struct hf_sim_host srv = srv_of(i, plan->n_servers);

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
