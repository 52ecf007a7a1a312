/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The course of a deep world: whose turn it is, from the plan's first moment to the last by which
 * everything must be well. At one moment the plan comes first, then what arrives, in the order of
 * its sending, then phones that want to be woken, in their order.
 *
 *     until heal      faults and wishes; then until all sleepers are awake
 *     until agree     no faults: calls whose ends do not agree must have ended by then; then all
 *                     users hang up
 *     until well      every line is where its policy wants it, within the bound (H10)
 *     trial           each phone calls the next one, where both can be reached by one server
 *     stay            and nothing more happens
 *     stop            no line leaves its binding behind (C8)
 */
#include "deep.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define START_US DEEP_SECOND_US
#define STOP_US  (4 * DEEP_SECOND_US) /* C8's 2 s, and some more */
#define LOOK_US  (5 * DEEP_SECOND_US)
#define TRIAL_US (6 * DEEP_SECOND_US) /* until both must talk */
#define END_US   (4 * DEEP_SECOND_US) /* until both must have ended */

/* ---- complaints, traces, digests ---- */

bool deep_is_over(const struct deep_world *world)
{
    return world->result->kind[0] != 0;
}

void deep_object(struct deep_world *world, unsigned who, const char *format, ...)
{
    struct hf_deep_result *result = world->result;
    char text[sizeof(result->kind) + sizeof(result->text)];
    const char *more;
    va_list arguments;

    if (deep_is_over(world))
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    more = strstr(text, ": ");
    snprintf(result->kind, sizeof(result->kind), "%.*s",
             (int)(more != NULL ? (size_t)(more - text) : strlen(text)), text);
    snprintf(result->text, sizeof(result->text), "%s", more != NULL ? more + 2 : "");
    result->phone = who % DEEP_WHO;
    result->line = who / DEEP_WHO;
    result->at_us = world->now_us;
    deep_trace(world, who, "COMPLAINT %s", text);
}

void deep_trace(struct deep_world *world, unsigned who, const char *format, ...)
{
    FILE *file = world->staging->trace;
    va_list arguments;

    if (file == NULL)
        return;
    fprintf(file, "%10" PRIu64 ".%03u %2u", world->now_us / 1000u,
            (unsigned)(world->now_us % 1000u), who % DEEP_WHO);
    if (who >= 2 * DEEP_WHO)
        fprintf(file, ".%u", who / DEEP_WHO);
    fputc(' ', file);
    va_start(arguments, format);
    vfprintf(file, format, arguments);
    va_end(arguments);
    fputc('\n', file);
}

static uint64_t hash_on(uint64_t hash, const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ bytes[i]) * UINT64_C(1099511628211);
    return hash;
}

uint64_t deep_hash(const void *bytes, size_t n)
{
    return hash_on(UINT64_C(14695981039346656037), bytes, n);
}

void deep_digest(struct deep_world *world, const void *bytes, size_t n)
{
    world->result->digest = hash_on(world->result->digest, bytes, n);
}

void deep_digest_number(struct deep_world *world, uint64_t number)
{
    uint8_t bytes[8];

    for (unsigned i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)(number >> (8 * i));
    deep_digest(world, bytes, sizeof(bytes));
}

const char *deep_target_text(const struct hf_target *target, char text[48])
{
    snprintf(text, 48, "%s:%u.%u.%u.%u:%u", hf_transport_name(target->transport),
             target->address[0], target->address[1], target->address[2], target->address[3],
             target->port);
    return text;
}

/* ---- turns ---- */

static uint64_t next_op_us(const struct deep_world *world)
{
    return world->next_op < world->plan->n_ops && !world->is_healed
               ? START_US + world->plan->ops[world->next_op].at_ms * DEEP_MS
               : HF_NEVER;
}

/* A program that was ended starts again when its time has come. */
static uint64_t again_us(const struct deep_phone *phone)
{
    return !phone->is_running && phone->lives > 0 ? phone->asleep_us : HF_NEVER;
}

/* Nothing but what is done to a phone changes when it wants to be woken. */
static uint64_t due_of(struct deep_phone *phone)
{
    const uint64_t other_us = again_us(phone);

    if (phone->is_stale)
        phone->due_us = deep_due(phone);
    phone->is_stale = 0;
    return other_us < phone->due_us ? other_us : phone->due_us;
}

static struct deep_phone *next_phone(struct deep_world *world, uint64_t *due_us)
{
    struct deep_phone *next = NULL;

    *due_us = HF_NEVER;
    for (unsigned i = 0; i < world->plan->n_phones; i++) {
        struct deep_phone *phone = &world->phones[i];
        const uint64_t us = phone->n_lines > 0 ? due_of(phone) : HF_NEVER;

        if (us < *due_us) {
            *due_us = us;
            next = phone;
        }
    }
    return next;
}

static void wake(struct deep_world *world, struct deep_phone *phone)
{
    const struct deep_op *op = NULL;

    phone->is_stale = 1;
    if (phone->is_running) {
        deep_wake(phone);
        return;
    }
    for (uint32_t i = 0; i < world->next_op; i++) /* the last one ended it */
        if (world->plan->ops[i].verb == DEEP_RESTART && world->plan->ops[i].phone == phone->number)
            op = &world->plan->ops[i];
    if (op != NULL)
        deep_phone_again(phone, op);
}

/* One thing that is due until then: false when there is nothing. */
static bool turn(struct deep_world *world, uint64_t until_us)
{
    const uint64_t op_us = next_op_us(world);
    const uint64_t packet_us = world->n_heap > 0 ? world->heap[0]->at_us : HF_NEVER;
    uint64_t due_us, next_us;
    struct deep_phone *phone = next_phone(world, &due_us);

    next_us = op_us < packet_us ? op_us : packet_us;
    next_us = due_us < next_us ? due_us : next_us;
    if (next_us > until_us)
        return false;
    if (next_us > world->now_us)
        world->now_us = next_us;
    if (op_us == next_us)
        deep_do_op(world, &world->plan->ops[world->next_op++]);
    else if (packet_us == next_us)
        deep_arrive(world, deep_pop(world));
    else
        wake(world, phone);
    if (world->result->steps > DEEP_STEPS_MAX)
        deep_object(world, 0, "the world does not come to rest: %d steps", DEEP_STEPS_MAX);
    return true;
}

static void run_until(struct deep_world *world, uint64_t until_us)
{
    while (world->now_us < until_us && !deep_is_over(world)) {
        const uint64_t next_us = world->now_us + LOOK_US < until_us ? world->now_us + LOOK_US
                                                                    : until_us;

        while (!deep_is_over(world) && turn(world, next_us))
            ;
        if (!deep_is_over(world))
            world->now_us = next_us;
        deep_check_turn(world);
    }
}

/* ---- the course ---- */

static void hang_up_all(struct deep_world *world)
{
    for (unsigned i = 0; i < world->n_lines; i++) {
        struct deep_line *line = &world->lines[i];

        line->phone->is_stale = 1;
        for (unsigned k = 0; k < DEEP_CALLS; k++)
            if (line->users[k].id != 0 && line->users[k].life == line->phone->lives)
                deep_hang_up(line, line->users[k].id);
    }
}

static void come_well(struct deep_world *world)
{
    const uint64_t bound_us = world->now_us + deep_bound_us(world);

    while (!deep_is_over(world) && !deep_all_well(world) && world->now_us < bound_us)
        run_until(world, world->now_us + LOOK_US);
    deep_check_end(world);
}

/* Over TCP the server has the way to it: it may have lost connections, and nobody has heard. */
static bool has_way_to(const struct deep_world *world, const struct deep_line *line)
{
    const uint64_t held = line->stands[0].held;

    return hf_line_status(line->core).target.transport == HF_TRANSPORT_UDP ||
           (held != 0 && world->flows[held - 1]->at_server);
}

/* Both are registered at one place of one server. */
static bool can_reach(const struct deep_line *a, const struct deep_line *b)
{
    const struct hf_line_status at_a = hf_line_status(a->core), at_b = hf_line_status(b->core);
    const struct hf_config *one = &a->config, *other = &b->config;

    return at_a.target.family != HF_FAMILY_NONE && at_a.server == 1 && at_b.server == 1 &&
           memcmp(at_a.target.address, at_b.target.address, 4) == 0 && has_way_to(a->world, a) &&
           has_way_to(b->world, b) &&
           one->servers[0].host.length == other->servers[0].host.length &&
           memcmp(one->names + one->servers[0].host.at, other->names + other->servers[0].host.at,
                  one->servers[0].host.length) == 0;
}

/* D2: a new request may begin at another target than that which both are registered at. */
static bool went_elsewhere(const struct deep_line *from, const struct hf_target *there, uint64_t id)
{
    for (unsigned i = 0; i < DEEP_SENT; i++) {
        const struct deep_sent *sent = &from->rules.sent[i];

        if (sent->attempt != 0 && sent->request == id && sent->kind == HF_REQUEST_INVITE &&
            memcmp(sent->target.address, there->address, 4) != 0)
            return true;
    }
    return false;
}

static struct deep_call *newest(struct deep_line *line)
{
    struct deep_call *found = NULL;

    for (unsigned i = 0; i < DEEP_CALLS; i++)
        if (line->users[i].id != 0 && line->users[i].life == line->phone->lives &&
            (found == NULL || line->users[i].id > found->id))
            found = &line->users[i];
    return found;
}

static void try_call(struct deep_world *world, struct deep_line *from, struct deep_line *to)
{
    const struct deep_op op = {.verb = DEEP_DIAL,
                               .phone = from->phone->number,
                               .line = from->number,
                               .to = to->phone->number,
                               .to_line = to->number};
    const struct hf_target there = hf_line_status(to->core).target; /* it may move meanwhile */
    struct deep_call *one, *other;

    from->phone->is_stale = 1;
    deep_trace(world, from->who, "TRIAL to %u", to->who);
    deep_dial(from, &op);
    run_until(world, world->now_us + TRIAL_US);
    one = newest(from);
    other = newest(to);
    if (one != NULL && went_elsewhere(from, &there, one->id)) {
        from->phone->is_stale = 1;
        deep_hang_up(from, one->id);
        run_until(world, world->now_us + END_US);
        return;
    }
    if (one == NULL || other == NULL || one->mark != other->mark || !one->up || !other->up) {
        deep_object(world, from->who,
                    "a call does not come about though nothing is wrong: "
                    "to line %u: its state here is %s, there %s",
                    to->who,
                    one == NULL || one->over_us != HF_NEVER ? "over"
                    : one->up                               ? "up"
                                                            : "calling",
                    other == NULL || other->over_us != HF_NEVER || one == NULL ||
                            other->mark != one->mark
                        ? "none"
                    : other->up ? "up"
                                : "ringing");
        return;
    }
    world->result->calls_up++;
    from->phone->is_stale = to->phone->is_stale = 1;
    if (world->n_trials++ % 2 == 0)
        deep_hang_up(from, one->id);
    else
        deep_hang_up(to, other->id);
    run_until(world, world->now_us + END_US);
    if (one->over_us == HF_NEVER || other->over_us == HF_NEVER)
        deep_object(world, from->who, "a call does not end though nothing is wrong: %s", "");
}

/* Another line of each phone in its turn; the next phone's first that it can reach. */
static void try_calls(struct deep_world *world)
{
    for (unsigned i = 0; i + 1 < world->plan->n_phones && !deep_is_over(world); i++) {
        struct deep_phone *phone = &world->phones[i], *next = &world->phones[i + 1];
        struct deep_line *from = phone->n_lines > 0 ? &phone->lines[i % phone->n_lines] : NULL;

        for (unsigned k = 0; from != NULL && k < next->n_lines; k++)
            if (can_reach(from, &next->lines[k])) {
                try_call(world, from, &next->lines[k]);
                break;
            }
    }
}

/* When the last phone is awake that sleeps now, or whose program is about to start again. */
static uint64_t last_awake_us(const struct deep_world *world)
{
    uint64_t last_us = world->now_us;

    for (unsigned i = 0; i < world->plan->n_phones; i++)
        if (world->phones[i].asleep_us >= last_us)
            last_us = world->phones[i].asleep_us + 1;
    return last_us;
}

static void run(struct deep_world *world)
{
    run_until(world, START_US + world->plan->heal_ms * DEEP_MS);
    run_until(world, last_awake_us(world));
    if (deep_is_over(world))
        return;
    deep_heal(world);
    run_until(world, world->now_us + (DEEP_SESSION_S + 150) * DEEP_SECOND_US);
    deep_ghost_check(world);
    hang_up_all(world);
    come_well(world);
    if (world->plan->dead == 0)
        try_calls(world);
    run_until(world, world->now_us + DEEP_MEMORY_US + world->plan->stay_ms * DEEP_MS);
    if (deep_is_over(world))
        return;
    deep_check_end(world);
    deep_check_stopping(world);
    deep_stop_all(world);
    run_until(world, world->now_us + STOP_US);
    if (!deep_is_over(world))
        deep_check_stopped(world);
}

/* ---- making and ending one ---- */

static size_t count_lines(const struct hf_deep_plan *plan)
{
    size_t n = 0;

    for (unsigned i = 0; i < plan->n_phones * DEEP_LINES; i++)
        n += plan->phones[i / DEEP_LINES].lines[i % DEEP_LINES].policy != 0;
    return n;
}

static void make(struct deep_world *world)
{
    const struct hf_deep_plan *plan = world->plan;
    uint64_t state = plan->seed;

    for (unsigned phone = 0; phone < DEEP_PHONES; phone++)
        for (unsigned server = 0; server < DEEP_SERVERS; server++)
            for (unsigned up = 0; up < 2; up++)
                world->links[phone][server][up] = (struct deep_link){
                    .chance = deep_draw(&state), .delay_us = 5000u + server * 3000u};
    deep_dns_heal(world);
    for (unsigned server = 1; server <= plan->n_servers; server++)
        deep_server_make(world, server);
    world->phones = calloc(plan->n_phones, sizeof(world->phones[0]));
    world->lines = calloc(count_lines(plan), sizeof(world->lines[0]));
    world->checker = hf_sim_checker_new();
    if (world->phones == NULL || world->lines == NULL || world->checker == NULL)
        abort();
    for (unsigned phone = 1; phone <= plan->n_phones; phone++)
        deep_phone_make(world, phone);
}

static void end(struct deep_world *world)
{
    for (unsigned i = 0; i < world->plan->n_phones; i++)
        deep_phone_free(&world->phones[i]);
    while (world->n_heap > 0)
        free(deep_pop(world));
    free(world->heap);
    deep_flows_free(world);
    for (unsigned i = 0; i < DEEP_SERVERS; i++)
        hf_registrar_free(world->servers[i].registrar);
    hf_sim_checker_free(world->checker);
    free(world->lines);
    free(world->phones);
}

void hf_deep_play(const struct hf_deep_plan *plan, const struct hf_deep_staging *staging,
                  struct hf_deep_result *result)
{
    struct deep_world *world = calloc(1, sizeof(*world));

    if (world == NULL)
        abort();
    *result = (struct hf_deep_result){.digest = UINT64_C(14695981039346656037)};
    world->plan = plan;
    world->staging = staging;
    world->result = result;
    make(world);
    run(world);
    if (!deep_is_over(world))
        result->at_us = world->now_us;
    end(world);
    free(world);
}
