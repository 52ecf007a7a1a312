/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All lines of a fleet, in parts: whoever is free takes the next lines. Without a bound a part has
 * one line's memory, and each of its lines is made, runs to the end and is counted in it.
 *
 * With a bound all lines live at the same time, and meet at the servers that have one. There an
 * epoch's requests are answered together, and no answer comes before the next epoch begins
 * (plan->epoch_us). So a line may run ahead of all the others, until it has sent something to such
 * a server: then it waits at the end of that epoch. Time goes on in windows:
 *
 *   sweep    every line that wants a turn in the window runs to its end, or until it waits
 *   round    the first epoch for which a line waits: what comes to a server in it is decided in
 *            the order of arrival, then of the line's number, then of its sending (fleet_queue.c);
 *            then its lines hear that, and run on as in a sweep. There is nobody left who could
 *            send anything to such a server in this epoch, or before it.
 *
 * When nobody waits any more the window is over. It is as long as it is since a line that waits has
 * a request in memory, and one that does not is in the processor's way only once in a window.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "fleet_inside.h"
#include "fleet_queue.h"

#define WINDOW_US  (UINT64_C(200) * 1000000)
#define CACHE_LINE 64
#define CHUNK      16 /* lines that a part takes at once */
#define LITTLE     64 /* steps and requests that are done sooner than others are called */

enum stage {
    STAGE_NEW,
    STAGE_ALONE, /* no server has a bound: each line from its beginning to its end */
    STAGE_SWEEP,
    STAGE_ROUND,
    STAGE_END, /* the lines are counted */
    STAGE_OVER
};

struct part {
    struct fleet_worker worker;
    char *alone; /* one line's memory */
};

struct hf_fleet {
    const struct hf_fleet_plan *plan;
    enum stage stage;
    unsigned n_parts;
    size_t line_bytes;        /* a line: its state, then its struct */
    size_t n_lines;           /* in the end */
    char *lines;              /* of all; NULL: each lives alone, in its part's memory */
    uint64_t *due_us;         /* of each: when it wants its turn; 0: it is not made yet */
    uint64_t window_us;       /* where the present window ends */
    struct fleet_queue queue; /* whoever waits */
    struct fleet_round round; /* who is answered */
    uint32_t *heard;          /* of each server, in each second */
    uint64_t work;            /* steps and requests by now */
    uint64_t work_of_one;     /* of a request in a round, about, in 64ths */
    struct hf_config configs[HF_SIM_LINES];
    size_t n_tasks, chunk; /* of the stage: lines, or requests; taken so many at once */
    _Alignas(CACHE_LINE) atomic_size_t n_taken;
    _Alignas(CACHE_LINE) struct part parts[];
};

uint64_t hf_fleet_line_seed(uint64_t seed, uint64_t number)
{
    /* splitmix64 of both: neighbours have nothing in common. */
    uint64_t z = seed * UINT64_C(0x9E3779B97F4A7C15) + number;

    for (unsigned i = 0; i < 2; i++) {
        z += UINT64_C(0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
        z ^= z >> 31;
    }
    return z;
}

static size_t aligned(size_t size, size_t to)
{
    return (size + to - 1) / to * to;
}

static size_t state_bytes(void)
{
    return aligned(hf_line_size(), sizeof(uint64_t));
}

/* ---- tasks of a stage ---- */

static void begin_stage(struct hf_fleet *fleet, enum stage stage, size_t n_tasks, size_t chunk)
{
    fleet->stage = stage;
    fleet->n_tasks = n_tasks;
    fleet->chunk = chunk;
    atomic_store_explicit(&fleet->n_taken, 0, memory_order_relaxed);
}

/* The next tasks, and false when nothing is left of the stage. Who is first does not matter. */
static int take(struct hf_fleet *fleet, size_t *from, size_t *to)
{
    *from = atomic_fetch_add_explicit(&fleet->n_taken, fleet->chunk, memory_order_relaxed);
    if (*from >= fleet->n_tasks)
        return 0;
    *to = fleet->n_tasks - *from < fleet->chunk ? fleet->n_tasks : *from + fleet->chunk;
    return 1;
}

/* ---- lines ---- */

static struct fleet_line *line_in(char *memory)
{
    return (struct fleet_line *)(void *)(memory + state_bytes());
}

static struct fleet_line *line_at(const struct hf_fleet *fleet, size_t index)
{
    return line_in(fleet->lines + index * fleet->line_bytes);
}

static void begin_line(struct fleet_worker *worker, char *memory, size_t index)
{
    struct fleet_line *line = line_in(memory);

    line->state = (struct hf_line *)(void *)memory;
    line->number = (uint32_t)index + 1;
    fleet_line_begin(worker, line);
}

/* Each from its beginning to its end. */
static void run_alone(struct hf_fleet *fleet, struct part *part)
{
    struct fleet_worker *worker = &part->worker;
    size_t from, to;

    while (worker->tally.fault[0] == 0 && take(fleet, &from, &to)) {
        for (size_t i = from; i < to; i++) {
            memset(part->alone, 0, fleet->line_bytes);
            worker->until_us = fleet->plan->until_us + 1;
            begin_line(worker, part->alone, i);
            (void)fleet_line_run(worker, line_in(part->alone));
            fleet_line_end(worker, line_in(part->alone));
        }
    }
}

static void run_line(struct hf_fleet *fleet, struct fleet_worker *worker, size_t index)
{
    struct fleet_line *line = line_at(fleet, index);

    worker->until_us = fleet->window_us;
    if (fleet->due_us[index] == 0) /* not the line itself: reading new memory costs a fault more */
        begin_line(worker, fleet->lines + index * fleet->line_bytes, index);
    fleet->due_us[index] = fleet_line_run(worker, line);
}

/* A line is some seventy cache lines that nobody has touched for long: they are asked for while
 * another line has its turn, since waiting for one after the other takes longer than the turn. */
static void expect_line(const struct hf_fleet *fleet, size_t index)
{
    const char *line = fleet->lines + index * fleet->line_bytes;

    for (size_t at = 0; at < fleet->line_bytes; at += CACHE_LINE)
        __builtin_prefetch(line + at, 1);
}

/* The first of those lines that wants its turn in this window, or where they end. */
static size_t next_due(const struct hf_fleet *fleet, size_t from, size_t to)
{
    while (from < to && fleet->due_us[from] >= fleet->window_us)
        from++;
    return from;
}

static void sweep(struct hf_fleet *fleet, struct fleet_worker *worker)
{
    size_t from, to;

    while (worker->tally.fault[0] == 0 && take(fleet, &from, &to)) {
        for (size_t i = next_due(fleet, from, to), next; i < to; i = next) {
            next = next_due(fleet, i + 1, to);
            if (next < to)
                expect_line(fleet, next);
            run_line(fleet, worker, i);
        }
    }
}

/* Where the requests of the line of that one end. */
static size_t end_of_line(const struct fleet_round *round, size_t at)
{
    const uint32_t line = round->requests[at].line;

    while (at < round->n && round->requests[at].line == line)
        at++;
    return at;
}

static void answer_line(struct hf_fleet *fleet, struct fleet_worker *worker, size_t first)
{
    const struct fleet_round *round = &fleet->round;
    const size_t index = round->requests[first].line - 1;
    const size_t end = end_of_line(round, first);

    if (end < round->n)
        expect_line(fleet, round->requests[end].line - 1);
    for (size_t i = first; i < end; i++)
        fleet_serve(worker, line_at(fleet, index), &round->requests[i]);
    run_line(fleet, worker, index);
}

static void answer_round(struct hf_fleet *fleet, struct fleet_worker *worker)
{
    const struct fleet_request *requests = fleet->round.requests;
    size_t from, to;

    while (worker->tally.fault[0] == 0 && take(fleet, &from, &to)) {
        for (size_t i = from; i < to; i++) {
            if (i == 0 || requests[i].line != requests[i - 1].line)
                answer_line(fleet, worker, i);
        }
    }
}

static void end_lines(struct hf_fleet *fleet, struct fleet_worker *worker)
{
    size_t from, to;

    while (take(fleet, &from, &to)) {
        for (size_t i = from; i < to; i++)
            fleet_line_end(worker, line_at(fleet, i));
    }
}

void hf_fleet_run(struct hf_fleet *fleet, unsigned part)
{
    struct fleet_worker *worker = &fleet->parts[part].worker;

    switch (fleet->stage) {
    case STAGE_ALONE: run_alone(fleet, &fleet->parts[part]); break;
    case STAGE_SWEEP: sweep(fleet, worker); break;
    case STAGE_ROUND: answer_round(fleet, worker); break;
    case STAGE_END: end_lines(fleet, worker); break;
    case STAGE_NEW:
    case STAGE_OVER: break;
    }
}

/* ---- between two stages ---- */

static int has_fault(const struct hf_fleet *fleet)
{
    for (unsigned i = 0; i < fleet->n_parts; i++) {
        if (fleet->parts[i].worker.tally.fault[0] != 0)
            return 1;
    }
    return 0;
}

/* What a round costs is told by those before it: that of one request differs by a hundred. */
static void learn_work(struct hf_fleet *fleet)
{
    uint64_t work = 0;

    for (unsigned i = 0; i < fleet->n_parts; i++)
        work += fleet->parts[i].worker.tally.n_steps + fleet->parts[i].worker.tally.n_requests;
    if (fleet->stage == STAGE_ROUND)
        fleet->work_of_one = (7 * fleet->work_of_one + 64 * (work - fleet->work) / fleet->round.n) /
                             8;
    fleet->work = work;
}

static int is_little(const struct hf_fleet *fleet)
{
    return fleet->round.n == 1 || fleet->round.n * fleet->work_of_one < 64 * LITTLE;
}

/* From the parts; then those of the next epoch are the round. */
static void collect_round(struct hf_fleet *fleet)
{
    int result = 0;

    for (unsigned i = 0; i < fleet->n_parts && result == 0; i++) {
        struct fleet_worker *worker = &fleet->parts[i].worker;

        result = fleet_queue_add(&fleet->queue, worker->sent, worker->n_sent);
        worker->n_sent = 0;
    }
    if (result == 0)
        result = fleet_queue_take(&fleet->queue, fleet->plan, fleet->heard, &fleet->round);
    if (result < 0)
        fleet_fault(&fleet->parts[0].worker, "out of memory for requests");
}

/* From the epoch on in which the next line wants its turn; false: none does. */
static int open_window(struct hf_fleet *fleet)
{
    const struct hf_fleet_plan *plan = fleet->plan;
    uint64_t first_us = HF_NEVER;

    for (size_t i = 0; i < fleet->n_lines; i++)
        first_us = fleet->due_us[i] < first_us ? fleet->due_us[i] : first_us;
    if (first_us > plan->until_us)
        return 0;
    fleet_queue_open(&fleet->queue, first_us / plan->epoch_us);
    fleet->window_us = (fleet->queue.first + fleet->queue.n_epochs) * plan->epoch_us;
    if (fleet->window_us > plan->until_us)
        fleet->window_us = plan->until_us + 1;
    return 1;
}

static size_t round_chunk(const struct hf_fleet *fleet)
{
    const size_t chunk = fleet->round.n / (4 * (size_t)fleet->n_parts);

    return chunk < 1 ? 1 : chunk > CHUNK ? CHUNK : chunk;
}

static void advance_together(struct hf_fleet *fleet)
{
    for (;;) {
        learn_work(fleet);
        collect_round(fleet);
        if (has_fault(fleet)) {
            fleet->stage = STAGE_OVER;
        } else if (fleet->round.n != 0) {
            begin_stage(fleet, STAGE_ROUND, fleet->round.n, round_chunk(fleet));
            if (is_little(fleet)) {
                answer_round(fleet, &fleet->parts[0].worker);
                continue;
            }
        } else if (open_window(fleet)) {
            begin_stage(fleet, STAGE_SWEEP, fleet->n_lines, CHUNK);
        } else {
            begin_stage(fleet, STAGE_END, fleet->n_lines, CHUNK);
        }
        return;
    }
}

int hf_fleet_advance(struct hf_fleet *fleet)
{
    if (fleet->stage == STAGE_ALONE || fleet->stage == STAGE_END)
        fleet->stage = STAGE_OVER;
    else if (fleet->lines == NULL)
        begin_stage(fleet, STAGE_ALONE, fleet->n_lines, CHUNK);
    else
        advance_together(fleet);
    return fleet->stage != STAGE_OVER;
}

/* ---- the whole ---- */

/* The native jitter where no line has any, so that there is something to compare with. */
static void set_configs(struct hf_fleet *fleet)
{
    const struct hf_fleet_plan *plan = fleet->plan;
    int has_jitter = 0;

    for (unsigned i = 0; i < plan->n_kinds; i++) {
        fleet->configs[i] = plan->first[i];
        has_jitter |= plan->first[i].jitter_percent != 0;
    }
    for (unsigned i = 0; i < plan->n_kinds && !has_jitter; i++)
        fleet->configs[i].jitter_percent = (uint8_t)plan->jitter_percent;
}

static int init_parts(struct hf_fleet *fleet, const struct hf_fleet_order *order)
{
    for (unsigned i = 0; i < order->parts; i++) {
        struct part *part = &fleet->parts[i];

        part->worker = (struct fleet_worker){.plan = fleet->plan,
                                             .configs = fleet->configs,
                                             .seed = order->seed,
                                             .without_jitter = order->without_jitter};
        part->alone = malloc(fleet->line_bytes);
        if (hf_fleet_tally_init(&part->worker.tally, fleet->plan) < 0 || part->alone == NULL)
            return -1;
    }
    return 0;
}

/* All lines at the same time; the memory is touched when each is made. */
static int init_together(struct hf_fleet *fleet)
{
    const struct hf_fleet_plan *plan = fleet->plan;

    fleet->lines = calloc(fleet->n_lines, fleet->line_bytes);
    fleet->due_us = calloc(fleet->n_lines, sizeof(*fleet->due_us));
    fleet->heard = calloc(plan->n_servers * hf_fleet_seconds(plan), sizeof(*fleet->heard));
    if (fleet->lines == NULL || fleet->due_us == NULL || fleet->heard == NULL)
        return -1;
    return fleet_queue_init(&fleet->queue, (size_t)(WINDOW_US / plan->epoch_us) + 1);
}

static void free_fleet(struct hf_fleet *fleet)
{
    for (unsigned i = 0; i < fleet->n_parts; i++) {
        hf_fleet_tally_free(&fleet->parts[i].worker.tally);
        free(fleet->parts[i].worker.sent);
        free(fleet->parts[i].alone);
    }
    for (size_t i = 0; fleet->lines != NULL && i < fleet->n_lines; i++)
        fleet_line_free(line_at(fleet, i));
    fleet_queue_free(&fleet->queue);
    free(fleet->round.requests);
    free(fleet->lines);
    free(fleet->due_us);
    free(fleet->heard);
    free(fleet);
}

struct hf_fleet *hf_fleet_new(const struct hf_fleet_plan *plan, const struct hf_fleet_order *order)
{
    const size_t bytes = aligned(sizeof(struct hf_fleet) + order->parts * sizeof(struct part),
                                 CACHE_LINE);
    struct hf_fleet *fleet = aligned_alloc(CACHE_LINE, bytes);

    if (fleet == NULL)
        return NULL;
    memset(fleet, 0, bytes);
    fleet->plan = plan;
    fleet->n_parts = order->parts;
    fleet->n_lines = (size_t)order->lines;
    fleet->line_bytes = state_bytes() + aligned(sizeof(struct fleet_line) +
                                                    plan->n_servers * sizeof(struct fleet_place),
                                                sizeof(uint64_t));
    set_configs(fleet);
    if (init_parts(fleet, order) == 0 && (plan->epoch_us == HF_NEVER || init_together(fleet) == 0))
        return fleet;
    free_fleet(fleet);
    return NULL;
}

void hf_fleet_finish(struct hf_fleet *fleet, struct hf_fleet_tally *tally)
{
    for (unsigned i = 0; i < fleet->n_parts; i++)
        hf_fleet_tally_add(tally, &fleet->parts[i].worker.tally);
    free_fleet(fleet);
}
