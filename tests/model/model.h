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
    /* servers, and the way to them */
    MAY_BUSY = 1u << 0,         /* 503 with Retry-After */
    MAY_REFUSE = 1u << 1,       /* 403 */
    MAY_ICMP = 1u << 2,         /* nobody listens */
    MAY_LIVE = 1u << 3,         /* 100 */
    MAY_BE_LATE = 1u << 4,      /* 2xx (to INVITE: also 180) to what was abandoned */
    MAY_CHALLENGE = 1u << 5,    /* 401: at first, for wrong credentials, for a stale nonce */
    MAY_BE_BRIEF = 1u << 6,     /* 423 */
    MAY_REDIRECT = 1u << 7,     /* 302, to and fro between two others */
    MAY_RESET = 1u << 8,        /* the connection breaks, a new one or one that was open before */
    MAY_LOSE_FLOW = 1u << 9,    /* C3a */
    MAY_LOSE_CANCEL = 1u << 10, /* nobody answers a CANCEL */
    MAY_NETWORK = 1u << 11,     /* it goes, comes back; the address changes; errors of this side */
    MAY_CHANGE_DNS = 1u << 12,  /* the first target leaves the answer, and comes back */
    MAY_LACK_DNS = 1u << 13,    /* no such name */
    MAY_SHARE = 1u << 14,       /* another line found a target dead (A10) */
    /* the user, and the power */
    MAY_WANT = 1u << 15,      /* register now */
    MAY_STOP = 1u << 16,      /* off, and on */
    MAY_CONFIGURE = 1u << 17, /* from each configuration to the next */
    MAY_DIAL = 1u << 18,      /* INVITE, hanging up, BYE */
    MAY_CRY = 1u << 19,       /* INVITE, an emergency */
    MAY_ASK = 1u << 20,       /* another request outside a dialog (E12) */
    MAY_RING_HERE = 1u << 21, /* CallArrived, CallAnswered, CallEnded */
    MAY_RESTART = 1u << 22,   /* Restored */
    MAY_RENEW = 1u << 23,     /* CredentialsChanged */
    MAY_FAIL_CALLS = 1u << 24 /* 503 and ICMP to INVITE, beside silence */
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
    void (*configure)(struct hf_config *config, uint8_t which); /* policies.c */
    uint32_t may;                                               /* enum happening */
    uint8_t n_configs;
    uint8_t n_wishes;       /* of the user, at one time */
    uint8_t heals;          /* bit per enum healed */
    uint8_t targets;        /* of each name */
    uint16_t home_within_s; /* from healing on, at most (bound.c) */
};

/* NULL where there is none of that name. */
const struct model_world *model_world_named(const char *name);
const struct model_world *model_world_at(unsigned i);

/* ---- policies.c: configurations; which: of a world that has several ---- */

#define UNIT_S 600u /* every time is a multiple */

void policy_addresses(struct hf_config *config, uint8_t which);
void policy_lasting(struct hf_config *config, uint8_t which);
void policy_quarantine(struct hf_config *config, uint8_t which);
void policy_concurrent(struct hf_config *config, uint8_t which);
void policy_connections(struct hf_config *config, uint8_t which);
void policy_flapping(struct hf_config *config, uint8_t which);
void policy_removing(struct hf_config *config, uint8_t which);
void policy_asking(struct hf_config *config, uint8_t which);
void policy_sharing(struct hf_config *config, uint8_t which);
void policy_staying(struct hf_config *config, uint8_t which);
void policy_idle(struct hf_config *config, uint8_t which);
void policy_registers_first(struct hf_config *config, uint8_t which);
void policy_changing(struct hf_config *config, uint8_t which);
void policy_swapping(struct hf_config *config, uint8_t which);
void policy_proxies(struct hf_config *config, uint8_t which);
void policy_names(struct hf_config *config, uint8_t which);
void policy_changing_names(struct hf_config *config, uint8_t which);
void policy_duration(struct hf_config *config, uint8_t which);
void policy_registration(struct hf_config *config, uint8_t which);
void policy_new_requests(struct hf_config *config, uint8_t which);

/* ---- moves.c, moves_user.c: what can happen now; events.c: what it is as an event ---- */

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
    MOVE_FLOW,
    MOVE_CHALLENGE, /* how: enum challenge */
    MOVE_NETWORK,   /* how: enum network */
    MOVE_REST       /* at: candidate */
};

enum challenge { CHALLENGE_FIRST = 0, CHALLENGE_WRONG = 1, CHALLENGE_STALE = 2 };
enum network { NETWORK_GONE = 0, NETWORK_BACK = 1, NETWORK_MOVED = 2 };

struct move {
    enum move_kind kind;
    uint8_t at;      /* pass, place among the abandoned, branch, entry of a call, or kind */
    uint8_t how;     /* by kind */
    uint16_t status; /* of a response; MOVE_FAIL: 1 on a connection that was open before */
};

#define MOVES_MOST 32

/* Fills moves; their number. After healing there is at most one. */
unsigned moves_of(const struct model_world *world, const struct hf_line *line, uint8_t healed,
                  struct move *moves);

/* The event that a move is; what it points to lives until the next one. */
struct hf_event move_event(const struct model_world *world, const struct hf_line *line,
                           const struct move *move);

#define RETRY_AFTER_S 1800u /* longer than any wait: what rests would be tried */

/* For people: "server 1 answers 503 to REGISTER". */
void move_say(const struct hf_line *line, const struct move *move, char *text, size_t size);

/* ---- model.c: what the Promela model calls ---- */

/* After healing: whether the line is where its policy wants it, as far as servers answer. */
enum home { HOME_NOT = 0, HOME_IS = 1, HOME_SETTLED = 2 /* and nothing is under way */ };

struct model_after {
    uint32_t at;    /* the state's number */
    uint8_t healed; /* enum healed */
    uint8_t home;   /* enum home */
    uint8_t woke;   /* 1: time has passed, or the user or the power did something */
    uint8_t n;      /* how many things can happen there */
};

extern struct model_after model_after;

void model_begin(void); /* the world that HF_MODEL_WORLD names; into model_after */
void model_move(uint32_t at, uint8_t healed, unsigned k); /* into model_after */

/* ---- bound.c: how long a line is not where its policy wants it, once servers answer ---- */

struct bound_step {
    uint32_t from, to; /* states, after healing */
    uint32_t took_s;
    bool is_home; /* in `from` */
};

void bound_note(uint8_t healed, const struct bound_step *step);
void bound_begin(uint32_t granted_s); /* the longest is told when the search is over */

/* ---- checks.c, checks_rules.c ---- */

/* What an event and its actions made of a line: NULL, or the rule that it breaks. */
const char *check_step(const struct hf_line *before, const struct hf_event *event,
                       const struct hf_line *after, const struct hf_actions *actions);

/* The same for single rules: A7, A9, A14, C8, D8, E2, E5, H5, H12. */
const char *check_rules(const struct hf_line *before, const struct hf_event *event,
                        const struct hf_line *after, const struct hf_actions *actions);

/* Where the policy wants the line (enum home). */
uint8_t home_of(const struct hf_line *line, uint8_t healed);

/* Said by SPIN (pan.c), or by whoever walks: an assertion does not hold. */
extern void (*Uerror)(char *what);

#endif
