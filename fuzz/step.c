/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property: whatever events a line is handed, legal or not, in whatever order and at whatever
 * times, it either applies one or refuses it and stays byte for byte what it was (H2). After each,
 * its invariants hold and its snapshot restores to the same image (H, H12); attempt ids only grow;
 * orders name attempts that are live; an honest answer to a live attempt is never refused or
 * called late; a second answer is, and then nothing is ordered.
 *
 * The input is a configuration and a list of operations, one byte each with the bytes they use.
 */
#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/line.h"
#include "holdfast/sim/check.h"

#define LEDGER    64
#define STEPS_MAX 400
#define SERVERS   3

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

struct input {
    const uint8_t *at;
    size_t left;
};

enum standing { STANDING_NONE, STANDING_LIVE, STANDING_ABANDONED, STANDING_OVER };

struct world {
    struct hf_line *line;
    uint8_t *before; /* image */
    struct hf_sim_checker *checker;
    struct hf_actions actions;
    struct input input;
    uint64_t now_us;
    uint64_t ids[LEDGER];
    enum standing standings[LEDGER];
    uint64_t last_id;
    unsigned n_ids; /* grows; ids[n % LEDGER] */
};

static void objection(const struct world *world, const char *what)
{
    fprintf(stderr, "step: %s (at %" PRIu64 " us)\n", what, world->now_us);
    abort();
}

/* ---- input ---- */

static uint8_t take(struct input *input)
{
    if (input->left == 0)
        return 0;
    input->left--;
    return *input->at++;
}

static uint32_t take_32(struct input *input)
{
    uint32_t value = 0;

    for (int i = 0; i < 4; i++)
        value = value << 8 | take(input);
    return value;
}

static struct hf_config make_config(struct input *input)
{
    struct hf_config config;

    hf_config_init(&config);
    config.n_servers = (uint8_t)(1 + take(input) % SERVERS);
    config.t1_ms = 1u + take(input);
    config.t2_ms = 1u + take(input) * 16u;
    config.failback_interval_s = 1u + take(input);
    config.failback_servers = take(input) % 4 != 0 ? HF_FAILBACK_PROBE : HF_FAILBACK_NEVER;
    config.retry_base_s = 1u + take(input);
    config.retry_max_s = config.retry_base_s + take(input);
    for (unsigned i = 0; i < HF_LINE_SERVERS; i++) {
        char host[16];
        const int length = snprintf(host, sizeof(host), "192.0.2.%u", 1 + take(input) % 3u);

        if (i >= config.n_servers) {
            memset(&config.servers[i], 0, sizeof(config.servers[i]));
            continue;
        }
        hf_config_name(&config, &config.servers[i].host, host, (size_t)length);
        memset(config.servers[i].proxies, 0, sizeof(config.servers[i].proxies));
        config.servers[i].retry_counts = take(input) % 21;
        config.servers[i].expires_s = 30u + take(input) * 20u;
        config.servers[i].retry_period_ms = take(input) % 4 == 0 ? 1u + take(input) * 100u : 0;
        config.servers[i].transport = take(input) % 8 == 0 ? HF_TRANSPORT_TCP : HF_TRANSPORT_UDP;
    }
    return config;
}

/* ---- the ledger of attempts ---- */

static enum standing *standing_of(struct world *world, uint64_t id)
{
    for (unsigned i = 0; i < LEDGER && i < world->n_ids; i++) {
        if (world->ids[i] == id)
            return &world->standings[i];
    }
    return NULL;
}

/* Some attempt of that standing, chosen by the input; 0 when there is none. */
static uint64_t some_attempt(struct world *world, enum standing standing)
{
    const unsigned from = take(&world->input) % LEDGER;

    for (unsigned i = 0; i < LEDGER; i++) {
        const unsigned k = (from + i) % LEDGER;
        if (k < world->n_ids && world->standings[k] == standing)
            return world->ids[k];
    }
    return 0;
}

static void note_send(struct world *world, uint64_t id)
{
    const unsigned place = world->n_ids % LEDGER;

    if (id <= world->last_id)
        objection(world, "an attempt id does not grow");
    world->last_id = id;
    world->ids[place] = id;
    world->standings[place] = STANDING_LIVE;
    world->n_ids++;
}

static void note_order(struct world *world, const struct hf_action *action)
{
    enum standing *standing = standing_of(world, action->u.attempt.attempt);

    if (standing == NULL)
        return; /* older than the ledger */
    if (*standing != STANDING_LIVE)
        objection(world, "an order for an attempt that is not live");
    if (action->kind == HF_ACTION_ABANDON)
        *standing = STANDING_ABANDONED;
}

static void note_actions(struct world *world)
{
    for (uint32_t i = 0; i < world->actions.n; i++) {
        const struct hf_action *action = &world->actions.items[i];

        switch (action->kind) {
        case HF_ACTION_SEND: note_send(world, action->u.send.attempt); break;
        case HF_ACTION_EXTEND:
        case HF_ACTION_AUTHENTICATE:
        case HF_ACTION_ABANDON: note_order(world, action); break;
        default: break;
        }
    }
}

/* ---- stepping ---- */

static int step(struct world *world, const struct hf_event *event)
{
    char text[256];
    const struct hf_sim_verdict verdict = {.text = text, .size = sizeof(text)};

    memcpy(world->before, world->line, hf_line_size());
    const int result = hf_line_step(world->line, event, &world->actions);
    if (result < 0 && memcmp(world->before, world->line, hf_line_size()) != 0)
        objection(world, "a refused event changed the line (H2)");
    if (result < 0 && world->actions.refusal.error != result)
        objection(world, "a refusal does not say what was refused");
    if (result == HF_OK)
        note_actions(world);
    if (hf_sim_check(world->checker, world->line, result == HF_OK ? &world->actions : NULL,
                     &verdict) < 0)
        objection(world, text);
    if (hf_line_now(world->line) > world->now_us)
        world->now_us = hf_line_now(world->line);
    return result;
}

static void step_honest(struct world *world, const struct hf_event *event)
{
    if (step(world, event) != HF_OK)
        objection(world, "an honest event was refused");
    if (world->actions.late_events != 0)
        objection(world, "an honest answer was called late");
}

/* ---- operations ---- */

static void fill_response(struct input *input, struct hf_response *response)
{
    static const uint16_t statuses[] = {200, 503, 404, 423, 302, 403, 500, 401, 699, 202};

    response->status = statuses[take(input) % (sizeof(statuses) / sizeof(statuses[0]))];
    response->expires_s = take(input) % 4 == 0 ? HF_EXPIRES_NONE : take(input) * 8u;
    response->min_expires_s = take(input) * 400u;
    response->retry_after_s = take(input) % 2 == 0 ? HF_RETRY_AFTER_NONE : take(input);
    response->contact_missing = take(input) % 4 == 0;
    if (response->status != 302)
        return;
    response->n_redirects = take(input) % (HF_EVENT_REDIRECTS + 1);
    for (unsigned i = 0; i < response->n_redirects; i++)
        response->redirects[i] = (struct hf_target){.address = {192, 0, 2, take(input)},
                                                    .port = 5060,
                                                    .transport = take(input) % 3,
                                                    .family = HF_FAMILY_IPV4};
}

static void answer_live(struct world *world, uint8_t how)
{
    struct hf_event event = {.at_us = world->now_us};
    const uint64_t id = some_attempt(world, STANDING_LIVE);
    static const char realms[] = "abc";

    if (id == 0)
        return;
    if (how % 4 == 0) {
        event.kind = HF_EVENT_RESPONSE_RECEIVED;
        fill_response(&world->input, &event.u.response);
        event.u.response.attempt = id;
    } else if (how % 4 == 1) {
        event.kind = HF_EVENT_ATTEMPT_FAILED;
        event.u.failed.attempt = id;
        event.u.failed.cause = (uint8_t)(1 + take(&world->input) % (HF_CAUSE_COUNT - 1));
    } else if (how % 4 == 2) {
        event.kind = HF_EVENT_PROVISIONAL;
        event.u.provisional.attempt = id;
        event.u.provisional.status = (uint16_t)(100 + take(&world->input) % 100);
    } else {
        event.kind = HF_EVENT_CHALLENGED;
        event.u.challenged.attempt = id;
        event.u.challenged.realm = (struct hf_text){.at = realms + take(&world->input) % 3,
                                                    .length = 1};
        event.u.challenged.stale = take(&world->input) % 4 == 0;
        event.u.challenged.after_credentials = take(&world->input) % 2;
    }
    if (how % 4 < 2)
        *standing_of(world, id) = STANDING_OVER;
    step_honest(world, &event);
}

static void answer_abandoned(struct world *world)
{
    struct hf_event event = {.at_us = world->now_us, .kind = HF_EVENT_ABANDONED};
    const uint64_t id = some_attempt(world, STANDING_ABANDONED);

    if (id == 0)
        return;
    event.u.abandoned.attempt = id;
    event.u.abandoned.how = take(&world->input) % 2 == 0 ? HF_ABANDONED_NOTHING
                                                         : HF_ABANDONED_ANSWERED;
    event.u.abandoned.status = event.u.abandoned.how == HF_ABANDONED_ANSWERED ? 200 : 0;
    event.u.abandoned.expires_s = take(&world->input) * 8u;
    *standing_of(world, id) = STANDING_OVER;
    if (step(world, &event) != HF_OK)
        objection(world, "the end of an abandoned attempt was refused");
}

/* What is over stays over: counted, and nothing is ordered. */
static void answer_again(struct world *world)
{
    struct hf_event event = {.at_us = world->now_us, .kind = HF_EVENT_RESPONSE_RECEIVED};
    const uint64_t id = some_attempt(world, STANDING_OVER);

    if (id == 0)
        return;
    fill_response(&world->input, &event.u.response);
    event.u.response.attempt = id;
    if (step(world, &event) == HF_OK && (world->actions.late_events != 1 || world->actions.n != 0))
        objection(world, "a second answer was not called late, or did something (H2)");
}

static void pass_time(struct world *world, uint8_t how)
{
    struct hf_event event = {.kind = HF_EVENT_TIME_PASSED};
    const uint64_t deadline_us = hf_line_deadline(world->line).at_us;

    if (how % 4 == 0 && deadline_us != HF_NEVER && deadline_us > world->now_us)
        world->now_us = deadline_us;
    else if (how % 4 == 1)
        world->now_us += take(&world->input) * UINT64_C(100000);
    else if (how % 4 == 2)
        world->now_us += take_32(&world->input) * UINT64_C(1000);
    event.at_us = how % 4 == 3 ? take_32(&world->input) : world->now_us; /* 3: into the past */
    step_honest(world, &event);
}

static void wish(struct world *world, uint8_t what)
{
    struct hf_event event = {.at_us = world->now_us};

    switch (what % 6) {
    case 0: event.kind = HF_EVENT_STARTED; break;
    case 1: event.kind = HF_EVENT_STOPPED; break;
    case 2: event.kind = HF_EVENT_CREDENTIALS_CHANGED; break;
    case 3:
        event.kind = HF_EVENT_NETWORK_CHANGED;
        event.u.network.families_usable = take(&world->input) % 4;
        event.u.network.address_changed = take(&world->input) % 2;
        break;
    case 4:
        event.kind = HF_EVENT_WANTED;
        event.u.wanted.request = take(&world->input);
        event.u.wanted.kind = take(&world->input) % HF_REQUEST_COUNT;
        break;
    default:
        event.kind = HF_EVENT_WITHDRAWN;
        event.u.withdrawn.request = take(&world->input);
        break;
    }
    step(world, &event);
}

static void restart(struct world *world)
{
    struct hf_event event = {.kind = HF_EVENT_RESTORED};

    event.u.restored.elapsed_us = take(&world->input) % 4 == 0 ? HF_ELAPSED_UNKNOWN
                                                               : take_32(&world->input);
    world->now_us = take_32(&world->input);
    event.at_us = world->now_us;
    for (unsigned i = 0; i < LEDGER; i++) /* nothing of before is owed an answer */
        world->standings[i] = STANDING_NONE;
    step(world, &event);
}

/* Any bytes as an event. What it points to is valid memory; everything else is not. */
static void nonsense(struct world *world)
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
    } else if (event.kind == HF_EVENT_RESTORED || event.kind == HF_EVENT_ABANDONED) {
        return; /* legal with any numbers: restart() and answer_abandoned() keep the ledger */
    }
    if (standing_of(world, event.u.response.attempt) != NULL)
        return; /* by luck the id of a known attempt, in the place where all kinds have it */
    step(world, &event);
}

static void operate(struct world *world)
{
    const uint8_t operation = take(&world->input);

    switch (operation % 12) {
    case 0:
    case 1:
    case 2: answer_live(world, operation / 12); break;
    case 3: answer_abandoned(world); break;
    case 4: answer_again(world); break;
    case 5:
    case 6:
    case 7: pass_time(world, operation / 12); break;
    case 8:
    case 9: wish(world, operation / 12); break;
    case 10: restart(world); break;
    default: nonsense(world); break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct world *world = calloc(1, sizeof(*world));
    struct hf_event event = {.kind = HF_EVENT_CONFIGURED};
    struct hf_config config;

    world->input = (struct input){bytes, n};
    world->line = calloc(1, hf_line_size());
    world->before = calloc(1, hf_line_size());
    world->checker = hf_sim_checker_new();
    if (hf_line_init(world->line, hf_line_size(), HF_ABI) != HF_OK)
        objection(world, "a fresh line is not made");
    config = make_config(&world->input);
    event.u.configured.config = &config;
    event.u.configured.seed = take_32(&world->input);
    if (step(world, &event) == HF_OK) {
        event.kind = HF_EVENT_STARTED;
        step(world, &event);
        for (int i = 0; i < STEPS_MAX && world->input.left > 0; i++)
            operate(world);
    }
    hf_sim_checker_free(world->checker);
    free(world->before);
    free(world->line);
    free(world);
    return 0;
}
