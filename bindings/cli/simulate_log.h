/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event log of a simulated phone, as a phone would have written it: every tool that reads
 * logs reads it, and the same scenario gives the same bytes.
 */
#ifndef HOLDFAST_CLI_SIMULATE_LOG_H
#define HOLDFAST_CLI_SIMULATE_LOG_H

#include <stdint.h>
#include <stdio.h>

#include "holdfast/sim/world.h"

struct hf_simulate_log {
    FILE *file;
    uint64_t sequence; /* of the next record */
    uint64_t wall_us;  /* of the world's time 0, since 1970 */
    uint64_t last_us;  /* of the world: when the last record was written */
    char path[4096];
    int failed;
};

/* When the clock on the wall stands at the world's time 0, unless said: 2026-01-05 09:00:00 UTC. */
#define HF_SIMULATE_WALL_US UINT64_C(1767603600000000)

/* Begins a log in a directory, which is made where it is missing, or in a file whose name ends in
 * ".log"; what was there is overwritten. 0, or -1 after the reason was said. wall_us is set. */
int hf_simulate_log_open(struct hf_simulate_log *log, const char *path, const char *scenario);

/* An hf_sim_observe; the context is the log. */
void hf_simulate_log_take(void *context, const struct hf_sim_note *note);

/* The world ends then. */
void hf_simulate_log_until(void *context, uint64_t at_us);

/* Ends it. 0, or -1 after the reason was said: not all of it could be written. */
int hf_simulate_log_close(struct hf_simulate_log *log);

/* "2026-11-21T09:30:00Z", or seconds since 1970. 0, or -1. */
int hf_simulate_wall_read(const char *text, uint64_t *wall_us);

#endif
