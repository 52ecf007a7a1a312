/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What-if is true: worlds are played, logged, inferred and compared with what their servers really
 * did. No point that is called known may be wrong, and under its own configuration a log gives
 * itself, byte for byte. A failure names the seed that shows it.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "what_if_world.h"

#define SECOND_US UINT64_C(1000000)
#define ASSUME_US (300 * SECOND_US)

static uint64_t number_from(const char *variable, uint64_t otherwise)
{
    const char *text = getenv(variable);

    return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

static uint64_t n_seeds(void)
{
    return number_from("HF_SEEDS", 150);
}

static uint64_t first_seed(void)
{
    return number_from("HF_FIRST_SEED", 1) + 6000;
}

/* ---- the log again ---- */

struct comparison {
    const struct log *log;
    size_t at;
    uint64_t seed;
    size_t n_differences;
    uint8_t bytes[HF_ACTIONS_BYTES_MAX];
};

static void compare(void *context, uint32_t line, const struct hf_event *event,
                    const struct hf_actions *actions)
{
    struct comparison *comparison = context;
    const struct logged *logged = &comparison->log->steps[comparison->at];
    const int n = hf_actions_encode(actions, comparison->bytes, sizeof(comparison->bytes));
    const int is_same = comparison->at < comparison->log->n && logged->line == line &&
                        logged->at_us == event->at_us + WALL_US && n >= 0 &&
                        logged->n_actions == (uint32_t)n &&
                        memcmp(logged->actions, comparison->bytes, (size_t)n) == 0;

    if (!is_same && comparison->n_differences++ == 0)
        cr_expect(
            0, "seed %lu: step %zu, line %u at %lu us differs from the log's at %lu: %s",
            (unsigned long)comparison->seed, comparison->at, (unsigned)line,
            (unsigned long)event->at_us,
            (unsigned long)(comparison->at < comparison->log->n ? logged->at_us - WALL_US : 0),
            hf_event_name(event->kind));
    comparison->at++;
}

static void expect_log_again(const struct log *log, uint64_t seed)
{
    struct comparison comparison = {.log = log, .seed = seed};
    struct hf_what_if_play play = {.unknown = seed % 2 == 0 ? HF_WHAT_IF_BEST : HF_WHAT_IF_WORST,
                                   .observe = compare,
                                   .context = &comparison};

    cr_assert(hf_what_if_play(log->again, &play) == 0 && !play.is_cut);
    cr_expect(comparison.at == log->n, "seed %lu: %zu steps, the log has %zu", (unsigned long)seed,
              comparison.at, log->n);
    cr_expect(play.guessed == 0, "seed %lu: guesses under its own configuration",
              (unsigned long)seed);
}

/* ---- what is known is true ---- */

/* The server as it was from then on; NULL: not that early. */
static const struct hf_sim_server *server_at(const struct plan *plan, unsigned server,
                                             uint64_t at_us)
{
    const struct hf_sim_server *found = NULL;

    for (unsigned i = 0; i < plan->n_ops; i++)
        if (plan->ops[i].what == PLAN_SERVER && plan->ops[i].server == server &&
            plan->ops[i].at_us <= at_us)
            found = &plan->ops[i].changed;
    return found;
}

static uint16_t status_of(const struct hf_sim_server *server, unsigned request)
{
    return request == HF_REQUEST_REGISTER ? server->status : server->methods[request].status;
}

static int does(const struct hf_sim_server *server, const struct hf_what_if_point *point)
{
    switch (point->state) {
    case HF_WHAT_IF_ALIVE: return server == NULL || server->presence == HF_SIM_ANSWERS;
    case HF_WHAT_IF_REFUSING:
        return server != NULL && server->presence == HF_SIM_FAILS && server->cause == point->cause;
    case HF_WHAT_IF_REJECTING:
        return server != NULL && server->presence == HF_SIM_ANSWERS &&
               status_of(server, point->request) == point->status;
    default: return 0;
    }
}

/* At some moment of the point's the server did that. */
static int did(const struct plan *plan, unsigned server, const struct hf_what_if_point *point)
{
    const uint64_t from_us = point->from_us - WALL_US, to_us = point->to_us - WALL_US;

    if (does(server_at(plan, server, from_us), point))
        return 1;
    for (unsigned i = 0; i < plan->n_ops; i++)
        if (plan->ops[i].what == PLAN_SERVER && plan->ops[i].server == server &&
            plan->ops[i].at_us > from_us && plan->ops[i].at_us <= to_us &&
            does(&plan->ops[i].changed, point))
            return 1;
    return 0;
}

/* A packet that left then got no answer: the server said nothing, or not for 64*T1 (RFC 3261
 * 17.1.2.2), which is silence to a phone. */
static int was_silent(const struct plan *plan, unsigned server,
                      const struct hf_what_if_point *point)
{
    const uint64_t sent_us = point->from_us - WALL_US;
    const struct hf_sim_server *then = server_at(plan, server, sent_us);
    const uint64_t way_us = then == NULL ? 10000 : then->round_trip_us / 2;
    const struct hf_sim_server *met = server_at(plan, server, sent_us + way_us);
    uint64_t after_us;

    if (met == NULL)
        return 0;
    if (met->round_trip_us >= 3 * SECOND_US || 2 * way_us >= 3 * SECOND_US)
        return 1;
    if (met->presence != HF_SIM_ANSWERS || met->methods[point->request].is_silent)
        return met->presence != HF_SIM_FAILS;
    after_us = point->request == HF_REQUEST_REGISTER ? met->final_after_us
                                                     : met->methods[point->request].final_after_us;
    return after_us >= 3 * SECOND_US || (point->request == HF_REQUEST_INVITE &&
                                         met->methods[HF_REQUEST_INVITE].provisional == 0);
}

static const char *state_name(unsigned state)
{
    static const char *const names[] = {"unknown", "alive", "silent", "refusing", "rejecting"};

    return names[state];
}

static void expect_true(const struct plan *plan, const struct hf_what_if_place *place,
                        uint64_t seed, size_t counts[5])
{
    const unsigned server = place->target.address[3] - 1u;

    for (size_t i = 0; i < place->n_points; i++) {
        const struct hf_what_if_point *point = &place->points[i];
        int is_true;

        if (server >= plan->n_servers)
            is_true = point->state == HF_WHAT_IF_SILENT; /* nobody is there */
        else if (point->state == HF_WHAT_IF_SILENT)
            is_true = was_silent(plan, server, point);
        else
            is_true = did(plan, server, point);
        counts[point->state]++;
        cr_expect(is_true, "seed %lu: server %u was not %s to %s between %lu and %lu us",
                  (unsigned long)seed, server + 1, state_name(point->state),
                  hf_request_kind_name(point->request), (unsigned long)(point->from_us - WALL_US),
                  (unsigned long)(point->to_us - WALL_US));
    }
}

/* ---- intervals ---- */

static void expect_intervals(const struct hf_what_if *again, const struct hf_what_if_place *place,
                             uint64_t seed)
{
    uint64_t at_us = hf_what_if_first_us(again);

    for (size_t i = 0; i < place->n_intervals; i++) {
        const struct hf_what_if_interval *interval = &place->intervals[i];

        cr_expect(interval->from_us == at_us && interval->to_us >= interval->from_us,
                  "seed %lu: interval %zu does not follow the one before", (unsigned long)seed, i);
        cr_expect((interval->n_witnesses == 0) == (interval->state == HF_WHAT_IF_UNKNOWN));
        cr_expect(interval->n_witnesses == 0 ||
                      interval->to_us <= interval->known_to_us + ASSUME_US,
                  "seed %lu: interval %zu is assumed for too long", (unsigned long)seed, i);
        at_us = interval->to_us;
    }
    cr_expect(at_us >= hf_what_if_last_us(again), "seed %lu: the intervals end too early",
              (unsigned long)seed);
}

/* ---- another configuration ---- */

static void expect_end(const struct log *log, uint64_t seed)
{
    const struct plan other = plan_make(seed + 77777, 1);
    struct hf_what_if_play play = {.unknown = seed % 2 ? HF_WHAT_IF_BEST : HF_WHAT_IF_WORST};
    struct hf_what_if_course course;

    cr_assert(hf_what_if_configure(log->again, 1, &other.configurations[0].config) == HF_OK);
    cr_assert(hf_what_if_play(log->again, &play) == 0 && !play.is_cut);
    cr_assert(hf_what_if_course(log->again, 1, HF_WHAT_IF_PLAYED, &course) == 1);
    cr_assert(course.n_spans > 0);
    cr_expect(course.spans[course.n_spans - 1].to_us == hf_what_if_last_us(log->again),
              "seed %lu: it ends at %lu us", (unsigned long)seed,
              (unsigned long)(course.spans[course.n_spans - 1].to_us - WALL_US));
}

/* ---- worlds ---- */

static void expect_all(uint64_t seed, unsigned lines, size_t counts[5])
{
    const struct plan plan = plan_make(seed, lines == 1);
    struct log *log = log_of(&plan, &(struct staging){.lines = lines}, ASSUME_US);
    struct hf_what_if_place place;

    if (log == NULL) /* its world has a fault: property.c says so */
        return;
    for (size_t i = 0; hf_what_if_place(log->again, i, &place); i++) {
        expect_true(&plan, &place, seed, counts);
        expect_intervals(log->again, &place, seed);
    }
    expect_log_again(log, seed);
    expect_end(log, seed);
    log_free(log);
}

static void expect_many(const size_t counts[5])
{
    for (unsigned state = HF_WHAT_IF_ALIVE; state <= HF_WHAT_IF_REJECTING; state++)
        cr_expect(counts[state] >= n_seeds() / 3, "only %zu points are %s", counts[state],
                  state_name(state));
}

Test(what_if, a_log_gives_itself_and_nothing_that_is_called_known_is_wrong)
{
    size_t counts[5] = {0};

    for (uint64_t seed = first_seed(); seed < first_seed() + n_seeds(); seed++)
        expect_all(seed, 1, counts);
    expect_many(counts);
}

Test(what_if, so_does_a_log_of_two_lines)
{
    size_t counts[5] = {0};

    for (uint64_t seed = first_seed(); seed < first_seed() + n_seeds() / 3; seed++)
        expect_all(seed + 1000, 3, counts);
}
