/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random worlds from a seed: what servers do over time, and what the users of two lines do. A
 * plan played with one line or with both, with clocks shifted or not, is the same plan.
 */
#ifndef UNIT_SIM_PLAN_H
#define UNIT_SIM_PLAN_H

#include "holdfast/sim/world.h"

#define PLAN_LINES   2
#define PLAN_SERVERS 3
#define PLAN_OPS     128

enum plan_what {
    PLAN_SERVER, /* server: what it does from now on */
    PLAN_REGISTER,
    PLAN_STOP,
    PLAN_START,
    PLAN_NETWORK,
    PLAN_CREDENTIALS,
    PLAN_SNAPSHOT,
    PLAN_REQUEST,
    PLAN_CONFIGURE,
    PLAN_CALL, /* arrives */
    PLAN_CALL_ENDS,
    PLAN_DIAL,
    PLAN_HANG_UP,
    PLAN_ANSWER,
    PLAN_SAY, /* inside of a call */
    PLAN_NAME
};

struct plan_op {
    uint64_t at_us;
    enum plan_what what;
    unsigned line;   /* 1.., 0 for a server */
    unsigned server; /* index */
    struct hf_sim_server changed;
    uint64_t number;      /* of the request or call; NETWORK: whether it comes back */
    uint8_t is_emergency; /* DIAL */
    struct hf_sim_configuration configuration; /* CONFIGURE */
    struct hf_sim_host name;                   /* NAME */
};

struct plan {
    struct hf_sim_configuration configurations[PLAN_LINES];
    struct plan_op ops[PLAN_OPS];
    unsigned n_ops, n_servers;
    int names;
    uint64_t heal_us;  /* everything answers from then on */
    uint64_t bound_us; /* each line is home this long after that (H10: A4, C6, C13, D1) */
};

/* names: servers may be names. Lines share what DNS has said, so that two of them are not alone. */
struct plan plan_make(uint64_t seed, int names);

/* One step of a line, with its event and actions as bytes, the clock taken off. */
struct step {
    uint64_t at_us;
    uint32_t n_event, n_actions; /* bytes */
    uint32_t count;              /* of actions */
    unsigned line;
    uint8_t *event, *actions;
};

struct trace {
    struct step *steps;
    size_t n, room;
    uint32_t most_actions;
    char fault[HF_SIM_FAULT];
    struct hf_line_status at_bound[PLAN_LINES], at_end[PLAN_LINES];
};

struct staging {
    unsigned lines;    /* bit per line that takes part */
    uint64_t clock_us; /* what the lines' clocks show at the world's time 0 */
    int one_answers;   /* at the end only the server that the last entry of line 1 leads to */
};

/* Plays a plan; free the trace. Its fault is "" when every checker was content. */
struct trace plan_play(const struct plan *plan, const struct staging *staging);
void trace_free(struct trace *trace);

uint64_t plan_random(uint64_t *state);

/* What DNS says of server i, by address and by SRV. */
struct hf_sim_host plan_name_of(unsigned i, unsigned n_servers);
struct hf_sim_host plan_srv_of(unsigned i, unsigned n_servers);

#endif
