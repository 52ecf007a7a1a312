/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line in a small world, as SPIN drives it. SPIN's state is a number: the projection
 * (hf_line_normalize) that it stands for is kept here, in the pool. A projection is a line, so a
 * move steps it as it is; what comes out is projected again, and has a number again.
 */
#ifndef TESTS_MODEL_H
#define TESTS_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "holdfast/line.h"
#include "state.h"

/* ---- pool.c: projections by number, from 0; equal ones have one number ---- */

uint32_t pool_number(const struct hf_line *projection);
void pool_load(uint32_t number, struct hf_line *projection);
uint32_t pool_count(void);
uint64_t pool_bytes(void);

/* ---- worlds.c ---- */

/* What can happen, beside the time that passes up to the line's next deadline: a bit each. */
enum happening {
    MAY_BUSY = 1u << 0,        /* 503 with Retry-After */
    MAY_REFUSE = 1u << 1,      /* 403 */
    MAY_ICMP = 1u << 2,        /* nobody listens */
    MAY_LIVE = 1u << 3,        /* 100 */
    MAY_BE_LATE = 1u << 4,     /* 2xx to what was abandoned */
    MAY_WANT = 1u << 5,        /* the user: register now */
    MAY_STOP = 1u << 6,        /* the user: off, and on */
    MAY_CONFIGURE = 1u << 7,   /* from each configuration to the next */
    MAY_DIAL = 1u << 8,        /* INVITE, hanging up, BYE */
    MAY_RING_HERE = 1u << 9,   /* CallArrived, CallAnswered, CallEnded */
    MAY_CHANGE_DNS = 1u << 10, /* the first target leaves the answer, and comes back */
    MAY_LACK_DNS = 1u << 11,   /* no such name */
    MAY_LOSE_FLOW = 1u << 12,  /* C3a */
    MAY_RESTART = 1u << 13,    /* Restored */
};

/* From some moment on nothing fails any more but what stays dead. */
enum healed {
    HEALED_NOT = 0,
    HEALED_ALL = 1,    /* every server answers: H10 */
    HEALED_FIRST = 2,  /* server 1 alone does */
    HEALED_SECOND = 3, /* server 2 alone: H11 */
    HEALED_COUNT
};

struct model_world {
    const char *name;
    const char *about;
    void (*configure)(struct hf_config *config, uint8_t which);
    uint32_t may; /* enum happening */
    uint8_t n_configs;
    uint8_t n_wishes; /* of the user, at one time */
    uint8_t heals;    /* bit per enum healed */
    uint8_t targets;  /* of each name */
};

/* NULL where there is none of that name. */
const struct model_world *model_world_named(const char *name);
const struct model_world *model_world_at(unsigned i);

/* ---- moves.c: what can happen now, and what it is as an event ---- */

enum move_kind {
    MOVE_WAKE, /* to the next deadline, until none is due */
    MOVE_HEAL,
    MOVE_ANSWER,    /* a final response to the attempt */
    MOVE_FAIL,      /* ICMP */
    MOVE_PROGRESS,  /* 1xx */
    MOVE_ABANDONED, /* what became of it */
    MOVE_LATE,
    MOVE_NAMED, /* DNS answers */
    MOVE_FACT,  /* Started, Stopped, Restored, and the user's */
    MOVE_WANT,
    MOVE_CALL,
    MOVE_CONFIGURE,
    MOVE_FLOW
};

struct move {
    enum move_kind kind;
    uint8_t at;      /* pass, place among the abandoned, branch, entry of a call, or kind */
    uint8_t how;     /* by kind */
    uint16_t status; /* of a response */
};

#define MOVES_MOST 32

/* Fills moves; their number. After healing there is at most one. */
unsigned moves_of(const struct model_world *world, const struct hf_line *line, uint8_t healed,
                  struct move *moves);

/* The event that a move is; what it points to lives until the next one. */
struct hf_event move_event(const struct model_world *world, const struct hf_line *line,
                           const struct move *move);

/* For people: "server 1 answers 503 to REGISTER". */
void move_say(const struct hf_line *line, const struct move *move, char *text, size_t size);

/* ---- model.c: what the Promela model calls ---- */

/* After healing: whether the line is where its policy wants it, as far as servers answer. */
enum home { HOME_NOT = 0, HOME_IS = 1, HOME_SETTLED = 2 /* and nothing is under way */ };

struct model_after {
    uint32_t at;    /* the state's number */
    uint8_t healed; /* enum healed */
    uint8_t home;   /* enum home */
    uint8_t woke;   /* 1: time has passed */
    uint8_t n;      /* how many things can happen there */
};

extern struct model_after model_after;

void model_begin(void); /* the world that HF_MODEL_WORLD names; into model_after */
void model_move(uint32_t at, uint8_t healed, unsigned k); /* into model_after */

/* ---- checks.c ---- */

/* What an event and its actions made of a line: NULL, or the rule that it breaks. */
const char *check_step(const struct hf_line *before, const struct hf_event *event,
                       const struct hf_line *after, const struct hf_actions *actions);

/* Where the policy wants the line (enum home). */
uint8_t home_of(const struct hf_line *line, uint8_t healed);

/* Said by SPIN (pan.c), or by whoever walks: an assertion does not hold. */
extern void (*Uerror)(char *what);

#endif
