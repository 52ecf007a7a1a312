/* SPDX-License-Identifier: Apache-2.0 */
/* Batches of rounds against the clock; see timing.h. */
#include "timing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BATCHES    201
#define BATCH_NS   500000 /* long beside the clock's own cost, short beside a time slice */
#define ROUNDS_MAX 100000000u

uint64_t bench_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static uint64_t run_rounds(const struct bench_work *work, uint32_t rounds)
{
    uint64_t start = bench_now_ns();
    for (uint32_t i = 0; i < rounds; i++)
        work->run(work->context);
    return bench_now_ns() - start;
}

static void print_quartile(const struct bench_work *work)
{
    static uint64_t batches[BATCHES];
    uint32_t rounds = 1;

    while (rounds < ROUNDS_MAX && run_rounds(work, rounds) < BATCH_NS)
        rounds *= 2;
    for (int i = 0; i < BATCHES; i++)
        batches[i] = run_rounds(work, rounds);
    qsort(batches, BATCHES, sizeof batches[0], by_size);
    printf("%s ns %.1f\n", work->name,
           (double)batches[BATCHES / 4] / (double)rounds / (double)work->parts);
}

int bench_main(int argc, char **argv, const struct bench_work *works)
{
    uint32_t rounds = argc == 3 ? (uint32_t)strtoul(argv[2], NULL, 10) : 0;

    for (const struct bench_work *work = works; work->name != NULL; work++) {
        if (argc == 1)
            print_quartile(work);
        if (argc == 3 && strcmp(argv[1], work->name) == 0 && rounds > 0) {
            for (uint32_t i = 0; i < rounds; i++)
                work->run(work->context);
            return 0;
        }
    }
    if (argc != 1)
        fprintf(stderr, "usage: %s [NAME ROUNDS]\n", argv[0]);
    return argc == 1 ? 0 : 2;
}
