/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of a fleet share.
 *
 *     fleet_bound.c    the verb that fleets have of their own: `server a takes 500/s`
 *     fleet_read.c     a scenario becomes a plan, or is refused
 *     fleet_plan.c     what the plan says of a server at a moment
 *     fleet_line.c     a line: whose turn it is, stepping it, hearing what comes back
 *     fleet_shell.c    carrying its orders out: sending, retransmission, abandonment
 *     fleet_serve.c    what a server answers, and what is counted of that
 *     fleet_keep.c     keep-alive
 *     fleet_names.c    its questions to DNS
 *     fleet_outage.c   for how long it is out of service
 *     fleet_tally.c    sums
 *     fleet_queue.c    requests for whose answers lines wait
 *     fleet.c          all lines: one after the other, or together, window by window
 *
 * It does what world.c, shell.c, receive.c, flow.c and queries.c do, for registration over UDP
 * alone, in a tenth of their memory; tests/unit/sim/fleet_world.c compares the two.
 */
#ifndef HF_SIM_FLEET_INSIDE_H
#define HF_SIM_FLEET_INSIDE_H

#include "holdfast/sim/fleet.h"
#include "parse.h"

/* ---- the plan ---- */

struct fleet_bound { /* `server a takes 500/s else 503 retry-after=30` */
    uint32_t takes;  /* requests a second; 0: any number */
    uint32_t retry_after_s;
    uint16_t status; /* to what is over it; 0: silence */
};

struct fleet_spell { /* how a server is from a moment on, until its next spell */
    uint64_t from_us;
    struct hf_sim_server server;
    struct fleet_bound bound;
    uint8_t serves; /* who is registered here is in service */
};

struct fleet_server {
    char name[HF_SIM_NAME];
    struct hf_target target;
    struct fleet_spell *spells; /* the first from 0 on */
    size_t n_spells;
    uint8_t has_bound; /* at some time */
};

struct hf_fleet_plan {
    struct hf_sim_scenario *scenario;
    struct fleet_server servers[HF_SIM_SERVERS];
    unsigned n_servers;
    const struct command **acts; /* of lines, by time */
    size_t n_acts;
    const struct command **names; /* VERB_NAME, by time */
    size_t n_names;
    struct hf_config first[HF_SIM_LINES]; /* what lines begin with */
    unsigned n_kinds;                     /* of lines */
    struct hf_fleet_phase phases[HF_FLEET_PHASES];
    unsigned n_phases;
    uint64_t until_us;
    uint64_t epoch_us; /* HF_NEVER: no server has a bound */
    unsigned jitter_percent;
};

/* The spell at a moment. */
const struct fleet_spell *fleet_spell(const struct fleet_server *server, uint64_t at_us);
/* When the next one begins, or HF_NEVER. */
uint64_t fleet_spell_end(const struct fleet_server *server, uint64_t at_us);
/* The server at a target, or n_servers. */
unsigned fleet_server_at(const struct hf_fleet_plan *plan, const struct hf_target *target);
unsigned fleet_phase_at(const struct hf_fleet_plan *plan, uint64_t at_us);
/* What comes then is answered or not by how many others come in that second. */
int fleet_is_contended(const struct fleet_server *server, uint64_t at_us);

/* ---- lines ---- */

enum fleet_answer_kind {
    FLEET_ANSWER_NONE = 0,
    FLEET_ANSWER_FINAL = 1,
    FLEET_ANSWER_CHALLENGE = 2,
    FLEET_ANSWER_FAILURE = 3,
    FLEET_ANSWER_NOTHING = 4 /* the shell's own: nothing more can come (Abandoned) */
};

struct fleet_answer { /* on its way to the phone */
    uint64_t at_us;
    uint32_t order; /* of its request's sending: which of two comes first at one moment */
    uint32_t expires_s, min_expires_s, retry_after_s;
    uint16_t status;
    uint8_t kind;  /* enum fleet_answer_kind */
    uint8_t cause; /* FAILURE: enum hf_cause */
    uint8_t stale, after_credentials, contact_missing;
    uint8_t reserved;
};

enum fleet_txn_state {
    FLEET_TXN_FREE = 0,
    FLEET_TXN_CALLING = 1,
    FLEET_TXN_PROCEEDING = 2,
    FLEET_TXN_CHALLENGED = 3,
    FLEET_TXN_WATCHED = 4,
    FLEET_TXN_OVER = 5 /* FLEET_ANSWER_NOTHING is on its way */
};

struct fleet_txn { /* as struct transaction of inside.h */
    uint64_t attempt;
    uint64_t credentials_us;
    uint64_t began_us, resend_us;
    uint64_t provisional_us; /* HF_NEVER: none on its way */
    struct fleet_answer final;
    uint32_t provisional_order;
    uint32_t interval_ms, resent;
    uint32_t ordered, limit; /* retransmissions: of a transaction; of the present one by now */
    uint32_t expires_s;
    uint32_t t1_ms, t2_ms;
    uint16_t provisional; /* status */
    uint8_t branch;
    uint8_t state;  /* enum fleet_txn_state */
    uint8_t kind;   /* enum hf_request_kind */
    uint8_t server; /* index; n_servers: nobody is there */
    uint8_t reserved[2];
};

struct fleet_query { /* a question to DNS under way; records NULL: the slot is free */
    const struct hf_sim_records *records;
    uint64_t id, at_us;
    uint32_t order;
    uint16_t type;
    uint16_t reserved;
};

struct fleet_place {         /* what a line has at a server */
    uint64_t until_us;       /* its binding's end, or 0 */
    uint64_t credentials_us; /* of the challenge last answered, or HF_NEVER */
    uint64_t ping_us;        /* keep-alive: the next ping */
    uint64_t loss_us;        /* when a ping's failure comes back, or HF_NEVER */
    uint32_t interval_s;     /* keep-alive, or 0 */
    uint32_t reserved;
};

struct fleet_line {
    struct hf_line *state;
    struct fleet_txn *txns;
    struct fleet_query *queries;
    uint64_t own_us; /* the core's own deadline */
    uint64_t woken_us;
    uint64_t settled_us;         /* out of service or in it: known up to here */
    uint64_t out_us, all_out_us; /* in the present phase, and before it */
    uint32_t number;             /* 1.. */
    uint32_t next_order;
    uint32_t next_act;
    uint16_t n_txns, n_queries; /* slots */
    uint16_t phase;
    uint16_t n_woken;
    uint8_t kind;   /* index into the plan's lines */
    uint8_t is_on;  /* the user wants it in service */
    uint8_t was_on; /* at some time in the present phase */
    uint8_t was_ever_on;
    uint8_t reserved[4];
    struct fleet_place places[]; /* of the plan's servers */
};

struct fleet_request { /* on its way to a server */
    uint64_t at_us;
    uint64_t attempt;
    uint64_t credentials_us;
    uint32_t line; /* number */
    uint32_t order;
    uint32_t expires_s;
    uint32_t epoch; /* of its sending */
    uint8_t server, kind, branch, is_again;
    uint8_t is_over; /* one more than the server takes in this second */
    uint8_t reserved[3];
};

struct fleet_worker { /* a part's own */
    const struct hf_fleet_plan *plan;
    const struct hf_config *configs; /* of the variant: by kind of line */
    uint64_t seed;
    uint64_t until_us; /* of this run: everything before it happens */
    int without_jitter;
    struct hf_fleet_tally tally;
    struct hf_actions actions;
    struct fleet_line *line; /* whose turn it is */
    uint64_t now_us;
    struct fleet_request *sent; /* that others' requests decide about */
    size_t n_sent, room_sent;
};

void fleet_fault(struct fleet_worker *worker, const char *text);

/* fleet_line.c */
void fleet_line_begin(struct fleet_worker *worker, struct fleet_line *line);
/* Until worker->until_us, or until it waits; when it wants its next turn. */
uint64_t fleet_line_run(struct fleet_worker *worker, struct fleet_line *line);
void fleet_line_end(struct fleet_worker *worker, struct fleet_line *line); /* counts it */
void fleet_line_free(struct fleet_line *line);
void fleet_report(struct fleet_worker *worker, const struct hf_event *event);

/* fleet_shell.c */
void fleet_carry_out(struct fleet_worker *worker, const struct hf_action *action);
uint64_t fleet_shell_next_us(const struct fleet_line *line);
void fleet_shell_wake(struct fleet_worker *worker);
void fleet_txn_release(struct fleet_txn *txn);
int fleet_txn_is_under_way(const struct fleet_txn *txn);
struct fleet_txn *fleet_txn_find(const struct fleet_line *line, uint64_t attempt);

/* fleet_keep.c: keep-alive (C3a) */
void fleet_keep_alive(struct fleet_worker *worker, const struct hf_keep_alive *order);
void fleet_keep_lost(struct fleet_worker *worker, unsigned server);

/* fleet_serve.c */
/* In the order of arrival: whether it is one too many. heard: by server and second, how many. */
void fleet_decide(const struct hf_fleet_plan *plan, struct fleet_request *request, uint32_t *heard);
/* The request has arrived: its answer is on its way to the line. */
void fleet_serve(struct fleet_worker *worker, struct fleet_line *line,
                 const struct fleet_request *request);

/* fleet_names.c */
void fleet_resolve(struct fleet_worker *worker, const struct hf_resolve *resolve);
void fleet_names_report(struct fleet_worker *worker, struct fleet_query *query);

/* fleet_outage.c */
void fleet_settle(struct fleet_worker *worker, uint64_t to_us);

#endif
