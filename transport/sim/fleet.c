/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All lines of a fleet, in parts. Without a bound a part has one line's memory, and each of its
 * lines is made, runs to the end and is counted in it. With one all lines live at the same time:
 * each part has the moments at which its lines want their turn in a heap, runs what is due in the
 * epoch, and leaves its requests to servers with a bound; between two epochs all parts' requests
 * are answered in the order of their arrival, then of the line's number, then of their sending.
 */
#include <stdlib.h>
#include <string.h>

#include "fleet_inside.h"

#define CACHE_LINE 64
#define AHEAD      8 /* requests whose lines are asked for before their turn */

#define QUIET 64 /* lines that have their turn in an epoch */

struct due { /* a line may have several: the one that is its next_us counts */
    uint64_t at_us;
    uint32_t line; /* index in its part */
    uint32_t is_resend;
};

struct part {
    struct fleet_worker worker;
    uint32_t first, n; /* line numbers: first, first + 1, ... */
    char *lines;       /* structs, line_bytes each: of all, or of the one whose turn it is */
    char *states;      /* hf_line blocks beside them */
    struct due *due;   /* a binary heap */
    size_t n_due, room_due;
    size_t n_run; /* lines that had their turn in the last epoch */
    int is_begun;
};

struct hf_fleet {
    const struct hf_fleet_plan *plan;
    uint64_t lines;
    unsigned n_parts;
    uint64_t epoch_us; /* where the present epoch ends; 0: nothing has begun */
    size_t line_bytes, state_bytes;
    struct fleet_gauge gauges[HF_SIM_SERVERS];
    struct fleet_request *asked; /* of all parts, in their order */
    size_t n_asked, room_asked;
    struct hf_config configs[HF_SIM_LINES];
    struct part parts[];
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

/* ---- the heap ---- */

static void push_due(struct part *part, const struct fleet_line *line, uint32_t index)
{
    const uint64_t at_us = line->next_us;

    if (part->n_due == part->room_due) {
        const size_t room = part->room_due == 0 ? 1024 : part->room_due + part->room_due / 2;
        struct due *due = realloc(part->due, room * sizeof(*due));

        if (due == NULL) {
            fleet_fault(&part->worker, "out of memory");
            return;
        }
        part->due = due;
        part->room_due = room;
    }
    size_t at = part->n_due++;
    for (; at > 0 && part->due[(at - 1) / 2].at_us > at_us; at = (at - 1) / 2)
        part->due[at] = part->due[(at - 1) / 2];
    part->due[at] = (struct due){.at_us = at_us, .line = index, .is_resend = line->next_is_resend};
}

static struct due pop_due(struct part *part)
{
    const struct due first = part->due[0];
    const struct due last = part->due[--part->n_due];
    size_t at = 0;

    for (size_t child = 1; child < part->n_due; child = 2 * at + 1) {
        if (child + 1 < part->n_due && part->due[child + 1].at_us < part->due[child].at_us)
            child++;
        if (part->due[child].at_us >= last.at_us)
            break;
        part->due[at] = part->due[child];
        at = child;
    }
    part->due[at] = last;
    return first;
}

/* ---- lines ---- */

static struct fleet_line *line_at(const struct hf_fleet *fleet, const struct part *part,
                                  uint32_t index)
{
    return (struct fleet_line *)(void *)(part->lines + index * fleet->line_bytes);
}

static void begin_line(const struct hf_fleet *fleet, struct part *part, uint32_t slot,
                       uint32_t number)
{
    struct fleet_line *line = line_at(fleet, part, slot);

    memset(line, 0, fleet->line_bytes);
    line->state = (struct hf_line *)(void *)(part->states + slot * fleet->state_bytes);
    line->number = number;
    fleet_line_begin(&part->worker, line);
}

/* Each from its beginning to the end. */
static void run_one_by_one(const struct hf_fleet *fleet, struct part *part)
{
    for (uint32_t i = 0; i < part->n && part->worker.tally.fault[0] == 0; i++) {
        begin_line(fleet, part, 0, part->first + i);
        fleet_line_run(&part->worker, line_at(fleet, part, 0));
        fleet_line_end(&part->worker, line_at(fleet, part, 0));
    }
}

/* All are made; each wants its first turn at 0. */
static void begin_all(const struct hf_fleet *fleet, struct part *part)
{
    part->is_begun = 1;
    for (uint32_t i = 0; i < part->n; i++) {
        begin_line(fleet, part, i, part->first + i);
        push_due(part, line_at(fleet, part, i), i);
    }
}

/* A line is some sixty cache lines that nobody has touched for long: they are asked for while
 * another line has its turn, since waiting for one after the other takes longer than the turn. */
static void expect_line(const struct hf_fleet *fleet, const struct part *part,
                        const struct due *due)
{
    const char *line = part->lines + due->line * fleet->line_bytes;
    const char *state = part->states + due->line * fleet->state_bytes;

    for (size_t at = 0; at < fleet->line_bytes; at += CACHE_LINE)
        __builtin_prefetch(line + at, 1);
    for (size_t at = 0; at < fleet->state_bytes && !due->is_resend; at += CACHE_LINE)
        __builtin_prefetch(state + at, 1);
}

static void run_due(const struct hf_fleet *fleet, struct part *part)
{
    part->n_run = 0;
    if (!part->is_begun)
        begin_all(fleet, part);
    while (part->n_due != 0 && part->due[0].at_us < part->worker.until_us) {
        const struct due due = pop_due(part);
        struct fleet_line *line = line_at(fleet, part, due.line);

        if (part->n_due != 0)
            expect_line(fleet, part, &part->due[0]);
        if (line->next_us != due.at_us)
            continue; /* it had its turn by another */
        fleet_line_run(&part->worker, line);
        part->n_run++;
        if (line->next_us <= fleet->plan->until_us)
            push_due(part, line, due.line);
    }
}

void hf_fleet_run(struct hf_fleet *fleet, unsigned number)
{
    struct part *part = &fleet->parts[number];

    if (fleet->plan->epoch_us == HF_NEVER)
        run_one_by_one(fleet, part);
    else
        run_due(fleet, part);
}

/* ---- between two epochs ---- */

static int by_arrival(const void *left, const void *right)
{
    const struct fleet_request *a = left, *b = right;

    if (a->at_us != b->at_us)
        return a->at_us < b->at_us ? -1 : 1;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static struct part *part_of(struct hf_fleet *fleet, uint32_t number)
{
    unsigned i = 0;

    while (number - fleet->parts[i].first >= fleet->parts[i].n)
        i++;
    return &fleet->parts[i];
}

static void expect_asker(struct hf_fleet *fleet, const struct fleet_request *request)
{
    const struct part *part = part_of(fleet, request->line);
    const char *line = part->lines + (request->line - part->first) * fleet->line_bytes;

    for (size_t at = 0; at < fleet->line_bytes; at += CACHE_LINE)
        __builtin_prefetch(line + at, 1);
}

static void answer(struct hf_fleet *fleet, const struct fleet_request *request)
{
    struct part *part = part_of(fleet, request->line);
    struct fleet_line *line = line_at(fleet, part, request->line - part->first);
    const uint64_t next_us = line->next_us;

    fleet_serve(&part->worker, line, request, fleet->gauges);
    if (line->next_us == next_us)
        return;
    line->next_is_resend = 0;
    push_due(part, line, request->line - part->first);
}

static void answer_all(struct hf_fleet *fleet)
{
    size_t n = 0;

    for (unsigned i = 0; i < fleet->n_parts; i++)
        n += fleet->parts[i].worker.n_sent;
    if (n > fleet->room_asked) {
        struct fleet_request *asked = realloc(fleet->asked, n * sizeof(*asked));

        if (asked == NULL) {
            fleet_fault(&fleet->parts[0].worker, "out of memory for requests");
            return;
        }
        fleet->asked = asked;
        fleet->room_asked = n;
    }
    n = 0;
    for (unsigned i = 0; i < fleet->n_parts; i++) {
        struct fleet_worker *worker = &fleet->parts[i].worker;

        if (worker->n_sent != 0)
            memcpy(fleet->asked + n, worker->sent, worker->n_sent * sizeof(*worker->sent));
        n += worker->n_sent;
        worker->n_sent = 0;
    }
    if (n > 1)
        qsort(fleet->asked, n, sizeof(*fleet->asked), by_arrival);
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n)
            expect_asker(fleet, &fleet->asked[i + AHEAD]);
        answer(fleet, &fleet->asked[i]);
    }
}

static void begin_epoch_at(struct hf_fleet *fleet, uint64_t at_us)
{
    const uint64_t epoch_us = fleet->plan->epoch_us;

    fleet->epoch_us = (at_us / epoch_us + 1) * epoch_us;
    if (fleet->epoch_us > fleet->plan->until_us)
        fleet->epoch_us = fleet->plan->until_us + 1;
    for (unsigned i = 0; i < fleet->n_parts; i++)
        fleet->parts[i].worker.until_us = fleet->epoch_us;
}

/* The epoch in which the next line wants its turn; 0: none does. */
static int begin_epoch(struct hf_fleet *fleet)
{
    uint64_t first_us = HF_NEVER;

    for (unsigned i = 0; i < fleet->n_parts; i++) {
        const struct part *part = &fleet->parts[i];

        if (part->worker.tally.fault[0] != 0)
            return 0;
        if (part->n_due != 0 && part->due[0].at_us < first_us)
            first_us = part->due[0].at_us;
    }
    if (first_us > fleet->plan->until_us)
        return 0;
    begin_epoch_at(fleet, first_us);
    return 1;
}

/* Little happens in these epochs: less than waking other threads for it would take. */
static int is_quiet(const struct hf_fleet *fleet)
{
    size_t n_run = 0;

    for (unsigned i = 0; i < fleet->n_parts; i++)
        n_run += fleet->parts[i].n_run;
    return n_run < QUIET;
}

int hf_fleet_advance(struct hf_fleet *fleet)
{
    const int is_first = fleet->epoch_us == 0;

    if (fleet->plan->epoch_us == HF_NEVER) {
        fleet->epoch_us = HF_NEVER;
        return is_first;
    }
    if (is_first) {
        begin_epoch_at(fleet, 0);
        return 1;
    }
    answer_all(fleet);
    while (begin_epoch(fleet)) {
        if (!is_quiet(fleet))
            return 1;
        for (unsigned i = 0; i < fleet->n_parts; i++)
            run_due(fleet, &fleet->parts[i]);
        answer_all(fleet);
    }
    return 0;
}

/* ---- the whole ---- */

static int init_part(struct hf_fleet *fleet, const struct hf_fleet_order *order, unsigned number)
{
    struct part *part = &fleet->parts[number];
    const uint64_t from = order->lines * number / order->parts;
    const uint64_t to = order->lines * (number + 1) / order->parts;
    const size_t n_blocks = fleet->plan->epoch_us == HF_NEVER ? 1 : (size_t)(to - from);

    part->first = (uint32_t)from + 1;
    part->n = (uint32_t)(to - from);
    part->worker = (struct fleet_worker){.plan = fleet->plan,
                                         .configs = fleet->configs,
                                         .seed = order->seed,
                                         .until_us = fleet->plan->until_us + 1,
                                         .without_jitter = order->without_jitter};
    part->lines = malloc((n_blocks + 1) * fleet->line_bytes);
    part->states = malloc((n_blocks + 1) * fleet->state_bytes);
    if (hf_fleet_tally_init(&part->worker.tally, fleet->plan) < 0)
        return -1;
    return part->lines == NULL || part->states == NULL ? -1 : 0;
}

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

static size_t aligned(size_t size)
{
    const size_t to = sizeof(uint64_t) > hf_line_align() ? sizeof(uint64_t) : hf_line_align();

    return (size + to - 1) / to * to;
}

static void free_part(struct part *part)
{
    hf_fleet_tally_free(&part->worker.tally);
    free(part->worker.sent);
    free(part->lines);
    free(part->states);
    free(part->due);
}

static void free_fleet(struct hf_fleet *fleet)
{
    for (unsigned i = 0; i < fleet->n_parts; i++)
        free_part(&fleet->parts[i]);
    free(fleet->asked);
    free(fleet);
}

struct hf_fleet *hf_fleet_new(const struct hf_fleet_plan *plan, const struct hf_fleet_order *order)
{
    struct hf_fleet *fleet = calloc(1, sizeof(*fleet) + order->parts * sizeof(fleet->parts[0]));

    if (fleet == NULL)
        return NULL;
    fleet->plan = plan;
    fleet->lines = order->lines;
    fleet->n_parts = order->parts;
    fleet->state_bytes = aligned(hf_line_size());
    fleet->line_bytes = aligned(sizeof(struct fleet_line) +
                                plan->n_servers * sizeof(struct fleet_place));
    set_configs(fleet);
    for (unsigned i = 0; i < order->parts; i++) {
        if (init_part(fleet, order, i) < 0) {
            free_fleet(fleet);
            return NULL;
        }
    }
    return fleet;
}

void hf_fleet_finish(struct hf_fleet *fleet, struct hf_fleet_tally *tally)
{
    for (unsigned i = 0; i < fleet->n_parts; i++) {
        struct part *part = &fleet->parts[i];

        for (uint32_t k = 0; k < part->n && part->is_begun; k++)
            fleet_line_end(&part->worker, line_at(fleet, part, k));
        hf_fleet_tally_add(tally, &part->worker.tally);
    }
    free_fleet(fleet);
}
