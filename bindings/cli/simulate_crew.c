/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One fleet in threads: a part each. Between two stages one of them alone decides what the servers
 * answer; the others wait for it. What comes out does not depend on how many there are.
 */
#define _GNU_SOURCE 1
#include <stdatomic.h>
#include <stdlib.h>
#include <uv.h>

#include "simulate_storm.h"

#define LOOKS 4000

struct gate { /* where all wait for the last */
    atomic_uint n_there, n_opened;
    unsigned n, looks;
    uv_mutex_t mutex;
    uv_cond_t opened;
};

struct crew {
    struct hf_fleet *fleet;
    struct gate gate;
    int goes_on;
};

struct hand {
    struct crew *crew;
    unsigned part;
    uv_thread_t thread;
};

/* ---- the gate ---- */

static int init_gate(struct gate *gate, unsigned n)
{
    atomic_init(&gate->n_there, 0);
    atomic_init(&gate->n_opened, 0);
    gate->n = n;
    /* Looking keeps a processor: only where each thread has one. */
    gate->looks = n <= uv_available_parallelism() ? LOOKS : 0;
    if (uv_mutex_init(&gate->mutex) != 0)
        return -1;
    if (uv_cond_init(&gate->opened) == 0)
        return 0;
    uv_mutex_destroy(&gate->mutex);
    return -1;
}

static void free_gate(struct gate *gate)
{
    uv_cond_destroy(&gate->opened);
    uv_mutex_destroy(&gate->mutex);
}

static void open_gate(struct gate *gate)
{
    atomic_store(&gate->n_there, 0);
    uv_mutex_lock(&gate->mutex);
    atomic_fetch_add(&gate->n_opened, 1);
    uv_cond_broadcast(&gate->opened);
    uv_mutex_unlock(&gate->mutex);
}

static void wait_at(struct gate *gate)
{
    const unsigned n_opened = atomic_load(&gate->n_opened);

    if (atomic_fetch_add(&gate->n_there, 1) + 1 == gate->n) {
        open_gate(gate);
        return;
    }
    for (unsigned i = 0; i < gate->looks; i++) {
        if (atomic_load(&gate->n_opened) != n_opened)
            return;
    }
    uv_mutex_lock(&gate->mutex);
    while (atomic_load(&gate->n_opened) == n_opened)
        uv_cond_wait(&gate->opened, &gate->mutex);
    uv_mutex_unlock(&gate->mutex);
}

/* ---- the crew ---- */

static void work(void *context)
{
    const struct hand *hand = context;
    struct crew *crew = hand->crew;

    for (;;) {
        if (hand->part == 0)
            crew->goes_on = hf_fleet_advance(crew->fleet);
        wait_at(&crew->gate);
        if (!crew->goes_on)
            return;
        hf_fleet_run(crew->fleet, hand->part);
        wait_at(&crew->gate);
    }
}

static int complain(const char *what)
{
    fprintf(stderr, "holdfast: simulate: %s\n", what);
    return -1;
}

static int work_together(struct crew *crew, unsigned threads)
{
    struct hand hands[HF_FLEET_PARTS_MAX];
    unsigned begun = 1;

    if (init_gate(&crew->gate, threads) < 0)
        return complain("no threads; right would be `--threads 1`");
    hands[0] = (struct hand){.crew = crew, .part = 0};
    for (; begun < threads; begun++) {
        hands[begun] = (struct hand){.crew = crew, .part = begun};
        if (uv_thread_create(&hands[begun].thread, work, &hands[begun]) != 0)
            break;
    }
    if (begun < threads) { /* those that have begun wait at the gate, and cannot be called back */
        complain("not so many threads; right would be `--threads 1`");
        exit(1);
    }
    work(&hands[0]);
    for (unsigned i = 1; i < threads; i++)
        uv_thread_join(&hands[i].thread);
    free_gate(&crew->gate);
    return 0;
}

int hf_crew_run(const struct hf_storm *storm, const struct hf_fleet_order *order,
                struct hf_fleet_tally *tally)
{
    struct crew crew = {.fleet = hf_fleet_new(storm->plan, order)};

    if (crew.fleet == NULL || hf_fleet_tally_init(tally, storm->plan) < 0)
        return complain("out of memory; right would be fewer --lines");
    if (work_together(&crew, order->parts) < 0)
        return -1;
    hf_fleet_finish(crew.fleet, tally);
    return tally->fault[0] == 0 ? 0 : complain(tally->fault);
}
