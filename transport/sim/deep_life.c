/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The life of a phone's program: it starts with nothing remembered, or each of its lines from its
 * snapshot (Restored); it ends at once, with all that it knew but those; and what its owner changes
 * while it runs: the configuration (C14), the password (C13), the network (C3a, E13).
 */
#include "deep.h"

#include <stdlib.h>
#include <string.h>

static const char wrong_password[] = "forgotten";

static void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

static void fill_random(struct deep_line *line, uint8_t random[32])
{
    uint64_t state = line->world->plan->seed * 271828 + (line->who - DEEP_WHO) * 4099 +
                     line->phone->n_random++;

    for (unsigned i = 0; i < 32; i++)
        random[i] = (uint8_t)deep_draw(&state);
}

static struct hf_agent_identity identity_of(const struct deep_line *line, char user[16])
{
    snprintf(user, 16, "%u", line->who);
    return (struct hf_agent_identity){.user = user,
                                      .auth_name = "",
                                      .password = line->right_password ? DEEP_SECRET
                                                                       : wrong_password,
                                      .display_name = ""};
}

static void make_agent(struct deep_line *line, uint64_t seed)
{
    char user[16];
    struct hf_agent_setup setup = {.identity = identity_of(line, user),
                                   .config = &line->config,
                                   .seed = seed,
                                   .line = line->number,
                                   .calls = 1};
    int result;

    fill_random(line, setup.random);
    line->agent_size = hf_agent_size_for(&setup);
    line->agent = must(malloc(line->agent_size));
    result = hf_agent_init(line->agent, line->agent_size, &setup);
    if (result < 0)
        deep_object(line->world, line->who, "an agent cannot be made: %s", hf_error_text(result));
}

static void step_kind(struct deep_line *line, unsigned kind)
{
    struct hf_event event = {.at_us = deep_now(line->phone), .kind = kind};

    (void)deep_step(line, &event);
}

static int step_configured(struct deep_line *line, const struct hf_config *config, uint64_t seed)
{
    struct hf_event event = {.at_us = deep_now(line->phone), .kind = HF_EVENT_CONFIGURED};

    event.u.configured.config = config;
    event.u.configured.seed = seed;
    return deep_step(line, &event);
}

static void step_network(struct deep_line *line, bool is_moved)
{
    struct hf_event event = {.at_us = deep_now(line->phone), .kind = HF_EVENT_NETWORK_CHANGED};

    event.u.network.families_usable = line->phone->has_network ? HF_FAMILIES_IPV4 : 0;
    event.u.network.address_changed = is_moved;
    (void)deep_step(line, &event);
}

/* ---- making ---- */

static void make_line(struct deep_phone *phone, unsigned number)
{
    const struct deep_phone_plan *plan = &phone->world->plan->phones[phone->number - 1];
    struct deep_line *line = &phone->lines[phone->n_lines++];

    line->phone = phone;
    line->world = phone->world;
    line->number = number;
    line->who = DEEP_WHO * number + phone->number;
    line->right_password = 1;
    line->policy = plan->lines[number - 1].policy;
    line->tls = plan->lines[number - 1].tls;
    line->config = phone->world->plan->policies[line->policy - 1];
    line->core = must(aligned_alloc(64, (hf_line_size() + 63) / 64 * 64));
    line->audit = must(malloc(sizeof(*line->audit)));
}

void deep_phone_make(struct deep_world *world, unsigned number)
{
    struct deep_phone *phone = deep_phone(world, number);
    const struct deep_phone_plan *plan = &world->plan->phones[number - 1];

    phone->world = world;
    phone->number = number;
    phone->clock_us = plan->clock + world->staging->clock_us;
    phone->has_network = 1;
    phone->address = 1;
    phone->next_id = 1;
    phone->habit_ms = 2000;
    phone->is_stale = 1;
    phone->lines = &world->lines[world->n_lines];
    for (unsigned line = 1; line <= DEEP_LINES && plan->there; line++)
        if (plan->lines[line - 1].policy != 0)
            make_line(phone, line);
    world->n_lines += phone->n_lines;
}

/* ---- beginning ---- */

static void begin_audit(struct deep_line *line)
{
    memset(line->audit, 0, sizeof(*line->audit));
    line->audit->reported.next_us = HF_NEVER;
}

/* lives: of the phone's program, this one included. */
static void begin_line(struct deep_line *line)
{
    uint64_t state = line->world->plan->seed * 1000003 + (line->who - DEEP_WHO) * 101 +
                     line->phone->lives - 1;
    const uint64_t seed = deep_draw(&state);

    deep_log_forget(line);
    begin_audit(line);
    memset(&line->rules, 0, sizeof(line->rules));
    if (hf_line_init(line->core, hf_line_size(), HF_ABI) < 0)
        deep_object(line->world, line->who, "a line cannot be made: %s", "");
    make_agent(line, seed);
    (void)step_configured(line, &line->config, seed);
}

/* As hf_phone_start: all lines are there, and what they decided waits. */
static void start_lines(struct deep_phone *phone)
{
    for (unsigned i = 0; i < phone->n_lines; i++) {
        step_network(&phone->lines[i], false);
        if (phone->lines[i].wants_service)
            step_kind(&phone->lines[i], HF_EVENT_STARTED);
    }
    deep_settle(phone);
}

void deep_phone_begin(struct deep_phone *phone)
{
    phone->lives++;
    phone->is_running = 1;
    for (unsigned i = 0; i < phone->n_lines; i++)
        begin_line(&phone->lines[i]);
    start_lines(phone);
}

/* ---- ending ---- */

static void forget_work(struct deep_phone *phone)
{
    while (phone->first != NULL) {
        struct deep_work *work = phone->first;

        phone->first = work->next;
        work->line->n_queued--;
        free(work);
    }
    phone->last = NULL;
}

static void end_line(struct deep_line *line)
{
    const int n = hf_line_snapshot(line->core, line->snapshot, sizeof(line->snapshot));

    if (n < 0)
        deep_object(line->world, line->who, "a line has no snapshot (H12): %s", hf_error_text(n));
    line->n_snapshot = n > 0 ? (uint32_t)n : 0;
    line->snapshot_policy = line->policy;
    deep_calls_forget(line);
    free(line->agent);
    line->agent = NULL;
    memset(line->stands, 0, sizeof(line->stands));
    memset(line->kept, 0, sizeof(line->kept));
    memset(line->wanted, 0, sizeof(line->wanted));
    for (unsigned i = 0; i < DEEP_CALLS; i++)
        if (line->users[i].id != 0 && line->users[i].over_us == HF_NEVER) {
            line->users[i].over_us = line->world->now_us;
            line->users[i].up = 0;
        }
}

void deep_phone_end(struct deep_phone *phone)
{
    phone->is_running = 0;
    forget_work(phone);
    for (unsigned i = 0; i < phone->n_lines; i++)
        end_line(&phone->lines[i]);
    deep_flows_drop(phone);
    deep_gate_drop(phone);
    deep_resolver_drop(phone);
    memset(phone->doubts, 0, sizeof(phone->doubts));
    phone->n_failures = 0;
}

/* ---- beginning again ---- */

static void restore_line(struct deep_line *line, const struct deep_op *op)
{
    _Alignas(max_align_t) uint8_t scratch[HF_WIRE_SCRATCH];
    struct hf_wire wire = {.bytes = line->snapshot,
                           .n_bytes = line->n_snapshot,
                           .scratch = scratch,
                           .scratch_size = sizeof(scratch)};
    struct hf_event event = {.at_us = deep_now(line->phone), .kind = HF_EVENT_RESTORED};
    int result = hf_line_restore(line->core, hf_line_size(), &wire);

    if (result < 0)
        deep_object(line->world, line->who, "a snapshot is not restored (H12): %s",
                    wire.refusal.what != NULL ? wire.refusal.what : hf_error_text(result));
    line->was_restored = 1;
    make_agent(line, result < 0 ? 1 : hf_line_seed(line->core));
    event.u.restored.elapsed_us = op->how == 1 ? HF_ELAPSED_UNKNOWN
                                               : line->world->now_us - line->last_us;
    (void)deep_step(line, &event);
}

void deep_phone_again(struct deep_phone *phone, const struct deep_op *op)
{
    if (op->clock != 0)
        phone->clock_us = op->clock + phone->world->staging->clock_us;
    phone->asleep_us = 0;
    phone->lives++;
    phone->is_running = 1;
    for (unsigned i = 0; i < phone->n_lines; i++) {
        struct deep_line *line = &phone->lines[i];

        if (op->how == 2 || line->n_snapshot == 0 || line->snapshot_policy != line->policy ||
            hf_line_status(line->core).state == HF_LINE_DISABLED)
            begin_line(line);
        else
            restore_line(line, op);
    }
    start_lines(phone);
}

/* ---- changing ---- */

static int take_agent(struct deep_line *line, const struct hf_config *config)
{
    char user[16];
    const struct hf_agent_setup setup = {.identity = identity_of(line, user), .config = config};
    const size_t size = hf_agent_size_after(line->agent, &setup);
    struct hf_agent *agent = must(malloc(size));
    int result = hf_agent_reconfigure(line->agent, agent, size, &setup);

    if (result < 0) {
        free(agent);
        return result;
    }
    free(line->agent);
    line->agent = agent;
    line->agent_size = size;
    return 0;
}

void deep_line_configure(struct deep_line *line, uint32_t policy)
{
    const struct hf_config *config = &line->world->plan->policies[policy - 1];
    const bool is_same = line->policy == policy;
    int result;

    line->policy = policy;
    line->config = *config;
    line->n_configured++;
    if (!line->phone->is_running || is_same)
        return;
    result = step_configured(line, config, hf_line_seed(line->core));
    if (result < 0)
        deep_object(line->world, line->who, "a sound configuration is refused (C14): %s",
                    line->world->actions.refusal.what != NULL ? line->world->actions.refusal.what
                                                              : hf_error_text(result));
    else if (take_agent(line, config) < 0)
        deep_object(line->world, line->who, "an agent does not take a configuration (C14): %s", "");
    deep_gate_reconfigure(line);
    deep_settle(line->phone);
}

void deep_line_password(struct deep_line *line, bool right)
{
    if (line->right_password == right)
        return;
    line->right_password = right;
    if (!line->phone->is_running)
        return;
    if (take_agent(line, NULL) < 0)
        deep_object(line->world, line->who, "an agent does not take a password (C13): %s", "");
    step_kind(line, HF_EVENT_CREDENTIALS_CHANGED);
    deep_settle(line->phone);
}

void deep_phone_network(struct deep_phone *phone, bool is_there, bool is_moved)
{
    const bool was_there = phone->has_network;

    phone->has_network = is_there;
    if (is_moved)
        phone->address++;
    if (!phone->is_running || (was_there == is_there && !is_moved))
        return;
    for (unsigned i = 0; i < phone->n_lines; i++)
        step_network(&phone->lines[i], is_moved);
    deep_settle(phone);
    for (unsigned i = 0; is_moved && i < phone->n_lines; i++)
        deep_calls_move(&phone->lines[i]);
    deep_settle(phone);
    for (size_t i = 0; (is_moved || !is_there) && i < phone->world->n_flows; i++) {
        struct deep_flow *flow = phone->world->flows[i];

        if (flow->phone == phone->number && flow->state != DEEP_GONE)
            deep_flow_close(phone->world, flow, HF_CAUSE_LOCAL);
    }
    deep_resolver_renew(phone);
}

void deep_phone_free(struct deep_phone *phone)
{
    forget_work(phone);
    deep_gate_drop(phone);
    deep_resolver_drop(phone);
    for (unsigned i = 0; i < phone->n_lines; i++) {
        struct deep_line *line = &phone->lines[i];

        deep_calls_forget(line);
        deep_log_forget(line);
        free(line->log.bytes);
        free(line->log.records);
        free(line->agent);
        free(line->core);
        free(line->audit);
    }
}
