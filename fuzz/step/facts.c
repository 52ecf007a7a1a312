/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is no answer: the user's wishes, calls, the network, targets, another configuration, a
 * restart, and bytes that mean nothing.
 */
#include <string.h>

#include "world.h"

/* ---- the user ---- */

/* What line.h allows, as far as one can see. */
static bool is_sound(struct world *world, const struct hf_wanted *wanted)
{
    const struct call *call = wanted->call == 0 ? NULL : call_of(world, wanted->call);
    const bool talks = call != NULL && call->state == HF_CALL_TALKING;
    const bool rings = call != NULL && call->state == HF_CALL_RINGING;

    if (wanted->request == 0 || is_wanted(world, wanted->request) ||
        call_of(world, wanted->request) != NULL ||
        wanted->dialog_server > hf_line_config(world->line)->n_servers)
        return false;
    switch (wanted->kind) {
    case HF_REQUEST_BYE: return talks && wanted->dialog_server == 0;
    case HF_REQUEST_OTHER:
        return wanted->call == 0 || ((talks || rings) && wanted->dialog_server == 0);
    case HF_REQUEST_REGISTER:
    case HF_REQUEST_OPTIONS:
    case HF_REQUEST_INVITE: return wanted->call == 0 && wanted->dialog_server == 0;
    default: return false;
    }
}

static void step_wanted(struct world *world, const struct hf_event *event)
{
    const bool sound = is_sound(world, &event->u.wanted);
    const int result = step(world, event);

    if (sound ? result != HF_OK && result != HF_E_LIMIT : result == HF_OK)
        objection(world, "a request is refused or taken that should not be");
}

static void want(struct world *world)
{
    static const uint8_t kinds[] = {HF_REQUEST_REGISTER, HF_REQUEST_OTHER, HF_REQUEST_OTHER,
                                    HF_REQUEST_OTHER};
    struct hf_event event = {.at_us = world->now_us, .kind = HF_EVENT_WANTED};
    struct hf_wanted *wanted = &event.u.wanted;
    const uint8_t what = take(&world->input);

    wanted->request = take(&world->input) % 16;
    wanted->kind = kinds[what % 4];
    wanted->emergency = what / 4 % 4 == 3;
    if (what >= 240)
        wanted->kind = what % (HF_REQUEST_COUNT + 1);
    if (what >= 248)
        wanted->dialog_server = what % 6;
    step_wanted(world, &event);
}

/* Calls and what is said in them. */
void use_phone(struct world *world, uint8_t what)
{
    static const uint8_t kinds[] = {HF_REQUEST_INVITE, HF_REQUEST_INVITE, HF_REQUEST_BYE,
                                    HF_REQUEST_OTHER};
    struct hf_event event = {.at_us = world->now_us, .kind = HF_EVENT_WANTED};
    struct hf_wanted *wanted = &event.u.wanted;
    const uint8_t which = take(&world->input);

    wanted->kind = kinds[what % 4];
    wanted->request = which % 16;
    wanted->emergency = wanted->kind == HF_REQUEST_INVITE && which >= 224;
    if (wanted->kind != HF_REQUEST_INVITE)
        wanted->call = world->calls[which / 16 % (HF_LINE_CALLS + 1)].id;
    step_wanted(world, &event);
}

/* Of the user's requests mostly one that is wanted. */
static void withdraw(struct world *world)
{
    struct hf_event event = {.at_us = world->now_us, .kind = HF_EVENT_WITHDRAWN};
    const uint8_t which = take(&world->input);

    event.u.withdrawn.request = which % 16;
    for (unsigned i = 0; which < 224 && i < REQUESTS; i++) {
        const uint64_t request = world->requests[(which + i) % REQUESTS];

        if (request != 0)
            event.u.withdrawn.request = request;
    }
    if (step(world, &event) != HF_OK)
        objection(world, "a withdrawal was refused");
}

static void change_network(struct world *world)
{
    struct hf_event event = {.at_us = world->now_us, .kind = HF_EVENT_NETWORK_CHANGED};
    const uint8_t what = take(&world->input);

    event.u.network.families_usable = what % 4;
    event.u.network.address_changed = what / 4 % 2;
    step_honest(world, &event);
}

void wish(struct world *world, uint8_t what)
{
    struct hf_event event = {.at_us = world->now_us};

    switch (what % 8) {
    case 0: event.kind = HF_EVENT_STARTED; break;
    case 1: event.kind = HF_EVENT_STOPPED; break;
    case 2: event.kind = HF_EVENT_CREDENTIALS_CHANGED; break;
    case 3:
    case 4: change_network(world); return;
    case 5: withdraw(world); return;
    default: want(world); return;
    }
    const int result = step(world, &event);
    if (result != HF_OK && hf_line_config(world->line)->n_servers != 0)
        objection(world, "a wish was refused");
}

/* ---- targets ---- */

/* One that the line has to do with, or some other. */
static struct hf_target some_target(struct world *world)
{
    const uint8_t which = take(&world->input);

    if (which < 64 && world->n_kept > 0)
        return world->kept[which % world->n_kept];
    for (unsigned i = 0; which < 224 && i < ATTEMPTS; i++) {
        const struct attempt *attempt = &world->attempts[(which + i) % ATTEMPTS];

        if (attempt->standing != STANDING_NONE)
            return attempt->send.target;
    }
    return make_target(&world->input);
}

void tell_of_targets(struct world *world, uint8_t what)
{
    struct hf_event event = {.at_us = world->now_us};
    const struct hf_target target = some_target(world);
    const uint8_t how = take(&world->input);

    if (what % 2 == 0) {
        event.kind = HF_EVENT_FLOW_LOST;
        event.u.flow_lost.target = target;
        event.u.flow_lost.cause = how % HF_CAUSE_COUNT;
    } else {
        event.kind = HF_EVENT_TARGET_RESTED;
        event.u.rested.target = target;
        event.u.rested.cause = how % HF_CAUSE_COUNT;
        event.u.rested.until_us = how == 255 ? HF_NEVER : world->now_us + how * UINT64_C(1000000);
    }
    step_honest(world, &event);
}

/* ---- another configuration (C14) ---- */

static void drop_server(struct hf_config *config, unsigned which)
{
    which %= config->n_servers;
    config->n_servers--;
    memmove(&config->servers[which], &config->servers[which + 1],
            sizeof(config->servers[0]) * (config->n_servers - which));
}

static void rotate_servers(struct hf_config *config)
{
    const struct hf_server_config first = config->servers[0];

    memmove(&config->servers[0], &config->servers[1],
            sizeof(config->servers[0]) * (config->n_servers - 1u));
    config->servers[config->n_servers - 1] = first;
}

/* The servers of now under the settings of another one. */
static void change_settings(struct input *input, struct hf_config *config)
{
    struct hf_config other;

    make_config(input, &other);
    memcpy(other.servers, config->servers, sizeof(other.servers));
    memcpy(other.names, config->names, sizeof(other.names));
    other.n_servers = config->n_servers;
    other.names_used = config->names_used;
    *config = other;
}

void reconfigure(struct world *world, uint8_t how)
{
    static struct hf_config config;
    struct hf_event event = {.at_us = world->now_us, .kind = HF_EVENT_CONFIGURED};
    struct hf_refusal refusal;

    config = *hf_line_config(world->line);
    if (how % 8 < 3 && config.n_servers > 1)
        drop_server(&config, take(&world->input));
    else if (how % 8 == 3 && config.n_servers > 1)
        rotate_servers(&config);
    else if (how % 8 == 4 && config.n_servers > 0)
        change_settings(&world->input, &config);
    else if (how % 8 != 5)
        make_config(&world->input, &config);
    event.u.configured.config = &config;
    event.u.configured.seed = hf_line_seed(world->line);
    if (how / 8 % 4 == 3)
        event.u.configured.seed ^= take(&world->input);
    if (step(world, &event) != hf_config_check(&config, &refusal))
        objection(world, "a configuration is not refused or taken as hf_config_check says");
}

void restart(struct world *world)
{
    struct hf_event event = {.kind = HF_EVENT_RESTORED};

    event.u.restored.elapsed_us = take(&world->input) % 4 == 0
                                      ? HF_ELAPSED_UNKNOWN
                                      : take_32(&world->input) * UINT64_C(16);
    world->now_us = take_32(&world->input);
    event.at_us = world->now_us;
    step_honest(world, &event);
}

/* ---- nonsense ---- */

/* Any bytes as an event. What it points to is valid memory; everything else is not. */
void nonsense(struct world *world)
{
    static const char text[] = "nonsense";
    static const struct hf_dns_record records[2];
    static struct hf_config config; /* no server: refused */
    struct hf_event event = {.at_us = world->now_us};
    uint8_t *raw = (uint8_t *)&event.u;

    event.kind = take(&world->input);
    for (size_t i = 0; i < sizeof(event.u) && world->input.left > 0; i++)
        raw[i] = take(&world->input);
    if (event.kind == HF_EVENT_CHALLENGED) {
        event.u.challenged.realm.at = text;
        event.u.challenged.realm.length %= sizeof(text);
    } else if (event.kind == HF_EVENT_DNS_ANSWERED) {
        event.u.dns.records = records;
        event.u.dns.n_records %= 3;
    } else if (event.kind == HF_EVENT_CONFIGURED) {
        event.u.configured.config = &config;
    } else if (event.kind == HF_EVENT_LOCATED) {
        return; /* its targets are only known where make_target() gave them */
    }
    step(world, &event);
}
