/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Running a piece of work often: either a given number of times, for counting its instructions
 * from outside, or in batches against the clock.
 */
#ifndef HF_BENCH_TIMING_H
#define HF_BENCH_TIMING_H

#include <stdint.h>

struct bench_work {
    const char *name;
    void (*run)(void *context); /* one round */
    void *context;
    uint32_t parts; /* what one round counts as: figures are per part */
};

/* argv: none: prints "NAME ns FIGURE" for each work: the lower quartile of many batches, since what
 *             else the machine does can only make a batch longer.
 *       NAME ROUNDS: runs that work ROUNDS times and prints nothing.
 * Returns the exit code. */
int bench_main(int argc, char **argv, const struct bench_work *works);

uint64_t bench_now_ns(void);

#endif
