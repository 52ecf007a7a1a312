/* SPDX-License-Identifier: Apache-2.0 */
/* Worlds of plan.h as logs for what-if, and the log itself to compare with. */
#ifndef UNIT_SIM_WHAT_IF_WORLD_H
#define UNIT_SIM_WHAT_IF_WORLD_H

#include "holdfast/sim/what_if.h"
#include "plan.h"

#define WALL_US (UINT64_C(1767603600) * 1000000) /* of the world's time 0 */

struct logged { /* a step that the line took */
    uint64_t at_us;
    uint32_t n_actions;
    unsigned line;
    uint8_t *actions; /* as bytes */
};

struct log {
    struct hf_what_if *again;
    struct logged *steps;
    size_t n, room;
};

/* The plan's log, heard and inferred; NULL where its world has a fault. Free it. */
struct log *log_of(const struct plan *plan, const struct staging *staging, uint64_t assume_us);
void log_free(struct log *log);

/* The same for a trace, which stays the caller's. */
struct log *log_of_trace(const struct trace *trace, uint64_t assume_us);

#endif
