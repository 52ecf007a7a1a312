/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the fuzz target of steps keeps: the line, the input it plays, and an observer's ledgers,
 * which are made from events and actions alone (line.h's contract). step.c says what holds.
 */
#ifndef HOLDFAST_FUZZ_STEP_WORLD_H
#define HOLDFAST_FUZZ_STEP_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "holdfast/line.h"
#include "holdfast/sim/check.h"

#define ATTEMPTS 64 /* remembered; live ones are never forgotten */
#define QUERIES  64
#define REQUESTS (HF_LINE_REQUESTS + HF_LINE_CALLS + 1) /* one gives way in the step (E11) */
#define NAMES    4                                      /* that configurations draw from */

/* ---- input (config.c) ---- */

struct input {
    const uint8_t *at;
    size_t left;
};

uint8_t take(struct input *input); /* 0 at the end */
uint32_t take_32(struct input *input);

/* A configuration of hosts from a small pool, nearly always a sound one. */
void make_config(struct input *input, struct hf_config *config);

/* The number (0..) of a host that is a name of the pool, or NAMES. */
unsigned name_number(const struct hf_config *config, struct hf_name name);

/* One of the few targets that Located, a 3xx and facts about targets draw from. */
struct hf_target make_target(struct input *input);

/* ---- ledgers ---- */

enum standing {
    STANDING_NONE,
    STANDING_LIVE,
    STANDING_ABANDONED,
    STANDING_OVER,
    STANDING_BEFORE /* a restart: it is owed no answer */
};

struct attempt {
    struct hf_send send;
    enum standing standing;
    unsigned epoch; /* of the configuration that its server number counts in */
};

struct query {
    uint64_t id;
    uint16_t type; /* enum hf_dns_type */
    uint8_t name;  /* 0..NAMES - 1 */
    bool open;     /* as far as one can see: the line may have given it up */
};

struct call {      /* as far as it was reported (F2) */
    uint64_t id;   /* 0: free */
    uint8_t state; /* enum hf_call_state */
};

struct told {             /* where the line was told that a name is; bits by place_of_target() */
    uint8_t found[2][32]; /* by DNS: [family], the address' last byte */
    uint8_t located[1024];
};

struct world {
    struct hf_line *line;
    uint8_t *before; /* image */
    struct hf_sim_checker *checker;
    struct hf_actions actions;
    struct input input;
    uint64_t now_us;
    struct attempt attempts[ATTEMPTS];
    struct query queries[QUERIES];
    struct told told[NAMES];
    uint64_t last_attempt, last_query;
    uint64_t requests[REQUESTS];            /* wanted, not yet reported; 0: free */
    struct call calls[HF_LINE_CALLS + 1];   /* one more for an emergency (E11) */
    struct hf_target kept[HF_LINE_SERVERS]; /* flows that the line ordered kept alive */
    unsigned n_kept, n_queries;
    struct hf_config former; /* C14: before the last change */
    unsigned epoch;
    bool started; /* wanted in service */
};

_Noreturn void objection(const struct world *world, const char *what);

bool same_target(const struct hf_target *a, const struct hf_target *b);

/* ---- the observer ---- */

/* NULL: older than the ledger, or never sent. */
struct attempt *attempt_of(struct world *world, uint64_t id);
struct query *query_of(struct world *world, uint64_t id);
bool is_wanted(const struct world *world, uint64_t request);

/* calls.c: NULL where there is no such call; id 0: a free one. */
struct call *call_of(struct world *world, uint64_t id);
void hear_call(struct world *world, const struct hf_event *event);
void on_call(struct world *world, const struct hf_call_report *report);

/* The attempt that an event is about; 0 for events about none. */
uint64_t attempt_in(const struct hf_event *event);

/* Holds what a step that was not refused did against what was known before it, and notes it. */
void observe(struct world *world, const struct hf_event *event);

/* H5 (where.c): notes what the line was told of names; objects to a Send elsewhere. */
void note_told(struct world *world, const struct hf_event *event);
void check_where(struct world *world, const struct hf_event *event, const struct hf_send *send);

/* ---- stepping ---- */

int step(struct world *world, const struct hf_event *event);

/* One that no honest shell has refused or called late. */
void step_honest(struct world *world, const struct hf_event *event);

/* ---- operations: each takes what it needs from the input ---- */

void answer_live(struct world *world, uint8_t how); /* answers.c */
void answer_abandoned(struct world *world);
void answer_late(struct world *world);
void answer_again(struct world *world);
void answer_query(struct world *world, uint8_t how);
void locate_unasked(struct world *world);

void wish(struct world *world, uint8_t what); /* facts.c */
void tell_of_targets(struct world *world, uint8_t what);
void call(struct world *world, uint8_t what); /* calls.c */
void use_phone(struct world *world, uint8_t what);
void reconfigure(struct world *world, uint8_t how);
void restart(struct world *world);
void nonsense(struct world *world);

/* The end (finish.c): from wherever the line is, it comes into service once everybody answers
 * (H11), every request is reported, and nothing is left when it is stopped. */
void finish(struct world *world);

#endif
