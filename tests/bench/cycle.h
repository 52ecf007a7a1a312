/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A registration cycle as recorded events: Started, Challenged, a 200, and the refresh that
 * falls due. Played once to learn the ids and moments; then the same bytes every time.
 */
#ifndef HF_BENCH_CYCLE_H
#define HF_BENCH_CYCLE_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/line.h"

#define CYCLE_EVENTS 4

struct cycle {
    struct hf_event events[CYCLE_EVENTS];
    uint8_t bytes[CYCLE_EVENTS][HF_EVENT_BYTES_MAX]; /* the same, encoded */
    size_t n_bytes[CYCLE_EVENTS];
    struct hf_event configured;
    struct hf_config config;
    void *image; /* a configured line, to start each round from */
    void *line;  /* the one being stepped */
};

/* Fills the cycle, or ends the program with the reason. */
void cycle_record(struct cycle *cycle);

/* The id of the batch's Send, or 0. */
uint64_t cycle_sent(const struct hf_actions *actions);

#endif
