/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One fleet in threads: a part each. Between two epochs one of them alone decides what the servers
 * answer; the others wait for it. What comes out does not depend on how many there are.
 */
#define _GNU_SOURCE 1
#include <stdlib.h>
#include <uv.h>

#include "simulate_storm.h"

struct crew {
    struct hf_fleet *fleet;
    uv_barrier_t barrier;
    int goes_on;
};

struct hand {
    struct crew *crew;
    unsigned part;
    uv_thread_t thread;
};

static void work(void *context)
{
    const struct hand *hand = context;
    struct crew *crew = hand->crew;

    for (;;) {
        if (hand->part == 0)
            crew->goes_on = hf_fleet_advance(crew->fleet);
        uv_barrier_wait(&crew->barrier);
        if (!crew->goes_on)
            return;
        hf_fleet_run(crew->fleet, hand->part);
        uv_barrier_wait(&crew->barrier);
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

    if (uv_barrier_init(&crew->barrier, threads) != 0)
        return complain("no threads; right would be `--threads 1`");
    hands[0] = (struct hand){.crew = crew, .part = 0};
    for (; begun < threads; begun++) {
        hands[begun] = (struct hand){.crew = crew, .part = begun};
        if (uv_thread_create(&hands[begun].thread, work, &hands[begun]) != 0)
            break;
    }
    if (begun <
        threads) { /* those that have begun wait at the barrier, and cannot be called back */
        complain("not so many threads; right would be `--threads 1`");
        exit(1);
    }
    work(&hands[0]);
    for (unsigned i = 1; i < threads; i++)
        uv_thread_join(&hands[i].thread);
    uv_barrier_destroy(&crew->barrier);
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
