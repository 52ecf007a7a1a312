/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The life of a phone's program: it starts with nothing remembered, or from its snapshot
 * (Restored); it ends at once, with all that it knew but that; and what its owner changes while it
 * runs: the configuration (C14), the password (C13), the network (C3a, E13).
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

static void fill_random(struct deep_phone *phone, uint8_t random[32])
{
    uint64_t state = phone->world->plan->seed * 271828 + phone->number * 4099 + phone->n_random++;

    for (unsigned i = 0; i < 32; i++)
        random[i] = (uint8_t)deep_draw(&state);
}

static struct hf_agent_identity identity_of(const struct deep_phone *phone, char user[16])
{
    snprintf(user, 16, "%u", 100 + phone->number);
    return (struct hf_agent_identity){.user = user,
                                      .auth_name = "",
                                      .password = phone->right_password ? DEEP_SECRET
                                                                        : wrong_password,
                                      .display_name = ""};
}

static void make_agent(struct deep_phone *phone, uint64_t seed)
{
    char user[16];
    struct hf_agent_setup setup = {.identity = identity_of(phone, user),
                                   .config = &phone->config,
                                   .seed = seed,
                                   .line = 1,
                                   .calls = 1};
    int result;

    fill_random(phone, setup.random);
    phone->agent_size = hf_agent_size_for(&setup);
    phone->agent = must(malloc(phone->agent_size));
    result = hf_agent_init(phone->agent, phone->agent_size, &setup);
    if (result < 0)
        deep_object(phone->world, phone->number, "an agent cannot be made: %s",
                    hf_error_text(result));
}

static void step_kind(struct deep_phone *phone, unsigned kind)
{
    struct hf_event event = {.at_us = deep_now(phone), .kind = kind};

    (void)deep_step(phone, &event);
}

static int step_configured(struct deep_phone *phone, const struct hf_config *config, uint64_t seed)
{
    struct hf_event event = {.at_us = deep_now(phone), .kind = HF_EVENT_CONFIGURED};

    event.u.configured.config = config;
    event.u.configured.seed = seed;
    return deep_step(phone, &event);
}

static void step_network(struct deep_phone *phone, bool is_moved)
{
    struct hf_event event = {.at_us = deep_now(phone), .kind = HF_EVENT_NETWORK_CHANGED};

    event.u.network.families_usable = phone->has_network ? HF_FAMILIES_IPV4 : 0;
    event.u.network.address_changed = is_moved;
    (void)deep_step(phone, &event);
}

/* ---- beginning ---- */

void deep_phone_make(struct deep_world *world, unsigned number)
{
    struct deep_phone *phone = deep_phone(world, number);
    const struct deep_phone_plan *plan = &world->plan->phones[number - 1];

    phone->world = world;
    phone->number = number;
    phone->clock_us = plan->clock + world->staging->clock_us;
    phone->has_network = phone->right_password = 1;
    phone->address = 1;
    phone->next_id = 1;
    phone->policy = plan->policy;
    phone->habit_ms = 2000;
    phone->well_us = HF_NEVER;
    phone->config = world->plan->policies[plan->policy - 1];
    phone->line = must(aligned_alloc(64, (hf_line_size() + 63) / 64 * 64));
    phone->audit = must(malloc(sizeof(*phone->audit)));
}

static void begin_audit(struct deep_phone *phone)
{
    memset(phone->audit, 0, sizeof(*phone->audit));
    phone->audit->reported.next_us = HF_NEVER;
}

void deep_phone_begin(struct deep_phone *phone)
{
    uint64_t state = phone->world->plan->seed * 1000003 + phone->number * 101 + phone->lives++;
    const uint64_t seed = deep_draw(&state);

    deep_log_forget(phone);
    begin_audit(phone);
    memset(&phone->rules, 0, sizeof(phone->rules));
    phone->is_running = 1;
    if (hf_line_init(phone->line, hf_line_size(), HF_ABI) < 0)
        deep_object(phone->world, phone->number, "a line cannot be made: %s", "");
    make_agent(phone, seed);
    (void)step_configured(phone, &phone->config, seed);
    step_network(phone, false);
    if (phone->wants_service)
        step_kind(phone, HF_EVENT_STARTED);
    deep_settle(phone);
}

/* ---- ending ---- */

static void forget_work(struct deep_phone *phone)
{
    while (phone->first != NULL) {
        struct deep_work *work = phone->first;

        phone->first = work->next;
        free(work);
    }
    phone->last = NULL;
    phone->n_queued = 0;
}

void deep_phone_end(struct deep_phone *phone)
{
    int n = hf_line_snapshot(phone->line, phone->snapshot, sizeof(phone->snapshot));

    if (n < 0)
        deep_object(phone->world, phone->number, "a line has no snapshot (H12): %s",
                    hf_error_text(n));
    phone->n_snapshot = n > 0 ? (uint32_t)n : 0;
    phone->snapshot_policy = phone->policy;
    phone->is_running = 0;
    forget_work(phone);
    deep_calls_forget(phone);
    free(phone->agent);
    phone->agent = NULL;
    deep_flows_drop(phone);
    memset(phone->stands, 0, sizeof(phone->stands));
    memset(phone->kept, 0, sizeof(phone->kept));
    memset(phone->doubts, 0, sizeof(phone->doubts));
    memset(phone->wanted, 0, sizeof(phone->wanted));
    phone->n_failures = 0;
    for (unsigned i = 0; i < DEEP_CALLS; i++)
        if (phone->users[i].id != 0 && phone->users[i].over_us == HF_NEVER) {
            phone->users[i].over_us = phone->world->now_us;
            phone->users[i].up = 0;
        }
}

/* ---- beginning again ---- */

static void restore(struct deep_phone *phone, const struct deep_op *op)
{
    _Alignas(max_align_t) uint8_t scratch[HF_WIRE_SCRATCH];
    struct hf_wire wire = {.bytes = phone->snapshot,
                           .n_bytes = phone->n_snapshot,
                           .scratch = scratch,
                           .scratch_size = sizeof(scratch)};
    struct hf_event event = {.at_us = deep_now(phone), .kind = HF_EVENT_RESTORED};
    int result = hf_line_restore(phone->line, hf_line_size(), &wire);

    if (result < 0) {
        deep_object(phone->world, phone->number, "a snapshot is not restored (H12): %s",
                    wire.refusal.what != NULL ? wire.refusal.what : hf_error_text(result));
        return;
    }
    phone->lives++;
    phone->is_running = phone->was_restored = 1;
    make_agent(phone, hf_line_seed(phone->line));
    event.u.restored.elapsed_us = op->how == 1 ? HF_ELAPSED_UNKNOWN
                                               : phone->world->now_us - phone->last_us;
    (void)deep_step(phone, &event);
    step_network(phone, false);
    if (phone->wants_service)
        step_kind(phone, HF_EVENT_STARTED);
    deep_settle(phone);
}

void deep_phone_again(struct deep_phone *phone, const struct deep_op *op)
{
    if (op->clock != 0)
        phone->clock_us = op->clock + phone->world->staging->clock_us;
    phone->asleep_us = 0;
    if (op->how == 2 || phone->n_snapshot == 0 || phone->snapshot_policy != phone->policy ||
        hf_line_status(phone->line).state == HF_LINE_DISABLED)
        deep_phone_begin(phone);
    else
        restore(phone, op);
}

/* ---- changing ---- */

static int take_agent(struct deep_phone *phone, const struct hf_config *config)
{
    char user[16];
    const struct hf_agent_setup setup = {.identity = identity_of(phone, user), .config = config};
    const size_t size = hf_agent_size_after(phone->agent, &setup);
    struct hf_agent *agent = must(malloc(size));
    int result = hf_agent_reconfigure(phone->agent, agent, size, &setup);

    if (result < 0) {
        free(agent);
        return result;
    }
    free(phone->agent);
    phone->agent = agent;
    phone->agent_size = size;
    return 0;
}

int deep_phone_configure(struct deep_phone *phone, uint32_t policy)
{
    const struct hf_config *config = &phone->world->plan->policies[policy - 1];
    const bool is_same = phone->policy == policy;
    int result;

    phone->policy = policy;
    phone->config = *config;
    phone->n_configured++;
    if (!phone->is_running || is_same)
        return 0;
    result = step_configured(phone, config, hf_line_seed(phone->line));
    if (result < 0)
        deep_object(phone->world, phone->number, "a sound configuration is refused (C14): %s",
                    phone->world->actions.refusal.what != NULL ? phone->world->actions.refusal.what
                                                               : hf_error_text(result));
    else if (take_agent(phone, config) < 0)
        deep_object(phone->world, phone->number,
                    "an agent does not take a configuration (C14): "
                    "%s",
                    "");
    deep_settle(phone);
    return result;
}

void deep_phone_password(struct deep_phone *phone, bool right)
{
    if (phone->right_password == right)
        return;
    phone->right_password = right;
    if (!phone->is_running)
        return;
    if (take_agent(phone, NULL) < 0)
        deep_object(phone->world, phone->number, "an agent does not take a password (C13): %s", "");
    step_kind(phone, HF_EVENT_CREDENTIALS_CHANGED);
    deep_settle(phone);
}

void deep_phone_network(struct deep_phone *phone, bool is_there, bool is_moved)
{
    const bool was_there = phone->has_network;

    phone->has_network = is_there;
    if (is_moved)
        phone->address++;
    if (!phone->is_running || (was_there == is_there && !is_moved))
        return;
    step_network(phone, is_moved);
    deep_settle(phone);
    if (is_moved) {
        deep_calls_move(phone);
        deep_settle(phone);
    }
    for (size_t i = 0; (is_moved || !is_there) && i < phone->world->n_flows; i++) {
        struct deep_flow *flow = phone->world->flows[i];

        if (flow->phone == phone->number && flow->state != DEEP_GONE)
            deep_flow_close(phone->world, flow, HF_CAUSE_LOCAL);
    }
}

void deep_phone_free(struct deep_phone *phone)
{
    forget_work(phone);
    deep_calls_forget(phone);
    deep_log_forget(phone);
    free(phone->log.bytes);
    free(phone->log.records);
    free(phone->agent);
    free(phone->line);
    free(phone->audit);
}
