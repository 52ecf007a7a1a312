/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The line's block: every machine's state, flat, without pointers, with explicit zeroed padding
 * (images are compared with memcmp). Only the machine that a struct belongs to writes it.
 * Fields of a state are zero when the state does not use them, so that equal lines are equal
 * bytes. A new field here goes into proto/snapshot.proto and snapshot.c in the same commit.
 */
#ifndef HF_STATE_H
#define HF_STATE_H

#include <stdint.h>

#include "holdfast/action.h"
#include "holdfast/config.h"
#include "holdfast/limits.h"
#include "holdfast/status.h"

#define HF_NONE 0xFF /* no candidate, no pass */

/* ---- candidates.c ---- */

/* A (server, target) pair; the order in the table is the line's order (behaviour.md, Words). */
struct hf_candidate {
    struct hf_target target;
    uint8_t server; /* 1.. */
    uint8_t proxy;  /* 1.. or 0 */
    uint8_t reserved[2];
};

/* ---- attempt.c ---- */

enum hf_attempt_state {
    HF_ATTEMPT_IDLE = 0,
    HF_ATTEMPT_SENT = 1,    /* unanswered, A1's budget runs */
    HF_ATTEMPT_LAST = 2,    /* unanswered, the last one: goes on to 64*T1 (A4) */
    HF_ATTEMPT_ALIVE = 3,   /* a provisional response came: goes on to Timer F (A7) */
    HF_ATTEMPT_OVERDUE = 4, /* the budget is over: the pass says whether it was the last */
    HF_ATTEMPT_ENDED = 5,   /* outcome is valid; the pass has not heard it yet */
    HF_ATTEMPT_COUNT
};

enum hf_outcome {
    HF_OUTCOME_NONE = 0,
    HF_OUTCOME_ACCEPTED = 1,          /* 2xx */
    HF_OUTCOME_REJECTED = 2,          /* an answer, not a failure (A8) */
    HF_OUTCOME_FAILOVER_STATUS = 3,   /* A6 */
    HF_OUTCOME_FAILED = 4,            /* cause says how */
    HF_OUTCOME_WRONG_CREDENTIALS = 5, /* A8 */
    HF_OUTCOME_CHALLENGE_LOOP = 6,    /* A8 */
    HF_OUTCOME_TOO_BRIEF = 7,         /* 423: again, with expires_s (A8) */
    HF_OUTCOME_REDIRECTED = 8,        /* 3xx: redirect is valid (A8) */
    HF_OUTCOME_COUNT
};

struct hf_attempt {
    uint64_t id;             /* 0 in IDLE */
    uint64_t first_us;       /* when its Send left */
    uint64_t sent_us;        /* when its present transaction began: the budget runs from here */
    uint64_t deadline_us;    /* SENT, LAST, ALIVE; else HF_NEVER */
    struct hf_target target; /* where it went */
    uint32_t realms[2];      /* hashes of the realms answered in this attempt (A8) */
    uint32_t series;         /* of its REGISTER (C1a) */
    uint32_t expires_s;      /* asked for; ENDED: granted, or the 423's Min-Expires */
    uint16_t status;         /* ENDED: of the response, or 0 */
    uint16_t why;            /* enum hf_why; ENDED */
    uint8_t state;           /* enum hf_attempt_state */
    uint8_t outcome;         /* enum hf_outcome; ENDED */
    uint8_t cause;           /* enum hf_cause; ENDED with FAILED */
    uint8_t n_realms;
    uint8_t stale_used;      /* 0 or 1: one stale challenge was answered */
    uint8_t brief_used;      /* 0 or 1: one 423 was followed */
    uint8_t contact_missing; /* ENDED with ACCEPTED: 2xx without our Contact (C4) */
    uint8_t candidate;       /* index */
    uint8_t purpose;         /* enum hf_purpose */
    uint8_t reserved[7];
};

/* An attempt given up, watched until the shell says what became of it. */
struct hf_watched {
    uint64_t id; /* 0: free */
    uint64_t given_up_us;
    uint32_t series;
    uint32_t expires_s; /* asked for */
    uint8_t candidate;  /* index, or HF_NONE when it left the table */
    uint8_t purpose;    /* enum hf_purpose */
    uint8_t kind;       /* enum hf_request_kind */
    uint8_t reserved[5];
};

/* ---- pass.c ---- */

enum hf_pass_state {
    HF_PASS_IDLE = 0,
    HF_PASS_TRYING = 1, /* its attempt runs */
    HF_PASS_TURN = 2,   /* waits for another pass's REGISTER to the same server (C1b) */
    HF_PASS_JOINED = 3, /* another pass's attempt to the same candidate counts as its own */
    HF_PASS_ENDED = 4,  /* result is valid; its owner has not heard it yet */
    HF_PASS_STATE_COUNT
};

enum hf_result {
    HF_RESULT_NONE = 0,
    HF_RESULT_ACCEPTED = 1,
    HF_RESULT_REJECTED = 2,    /* by a final answer (A8, C7) */
    HF_RESULT_EXHAUSTED = 3,   /* no candidate is left (A12) */
    HF_RESULT_CREDENTIALS = 4, /* wrong credentials (C13) */
    HF_RESULT_COUNT
};

/* A line's passes stand in fixed places. */
enum hf_pass_slot {
    HF_SLOT_REGISTER = 0, /* the registration pass of successive mode */
    HF_SLOT_PROBE = 1,    /* D1 */
    HF_SLOT_REMOVE = 2,   /* one a server, from here on (C8) */
    HF_LINE_PASSES = HF_SLOT_REMOVE + HF_LINE_SERVERS
};

struct hf_pass {
    struct hf_attempt attempt;
    uint64_t request;          /* the user's that began it, or 0 */
    struct hf_target redirect; /* where a 3xx sent it; family NONE: nowhere (A8) */
    uint32_t tried;            /* bit per candidate */
    uint32_t failed;           /* bit per candidate: by silence or transport */
    uint32_t series;           /* of its REGISTERs; 0: the server's own */
    uint32_t expires_s;        /* what a 423 asked for, or 0; ENDED with ACCEPTED: granted */
    uint16_t status;           /* last failing response, or 0 */
    uint8_t state;             /* enum hf_pass_state */
    uint8_t purpose;           /* enum hf_purpose */
    uint8_t result;            /* enum hf_result; ENDED */
    uint8_t cause;             /* enum hf_cause, of the last failure */
    uint8_t candidate;         /* that it is at; ENDED with ACCEPTED: that accepted */
    uint8_t server;            /* 0: all servers, else only this one's candidates */
    uint8_t other;             /* TURN, JOINED: the pass it waits for, else HF_NONE */
    uint8_t hops;              /* redirects followed */
    uint16_t why;              /* enum hf_why of the last failure, or NONE */
    uint8_t contact_missing;   /* ENDED with ACCEPTED: the 2xx did not list our Contact (C4) */
    uint8_t reserved[7];
};

/* ---- binding.c ---- */

enum hf_binding_state {
    HF_BINDING_ABSENT = 0,
    HF_BINDING_HELD = 1, /* confirmed, until expires_us */
    HF_BINDING_LEFT = 2, /* still known there, but the line works elsewhere; until expires_us */
    HF_BINDING_STATE_COUNT
};

struct hf_binding {      /* one a server */
    uint64_t expires_us; /* HELD, LEFT; else HF_NEVER */
    uint32_t granted_s;
    uint32_t series;   /* the Call-ID this server knows us by (C1a); 0: none yet */
    uint8_t state;     /* enum hf_binding_state */
    uint8_t candidate; /* where it was made; HF_NONE in ABSENT */
    uint8_t reserved[6];
};

/* ---- registration.c ---- */

enum hf_registration_state {
    HF_REGISTRATION_OFF = 0,
    HF_REGISTRATION_REGISTERING = 1, /* a pass runs */
    HF_REGISTRATION_REGISTERED = 2,  /* until the refresh is due */
    HF_REGISTRATION_WAITING = 3,     /* no candidate accepted: again after a wait (C6, C7) */
    HF_REGISTRATION_REFUSED = 4,     /* wrong credentials: again after 1800 s (C13) */
    HF_REGISTRATION_STOPPING = 5,    /* bindings are being removed, 2 s at most (C8) */
    HF_REGISTRATION_COUNT
};

struct hf_registration {
    uint64_t deadline_us;                /* REGISTERED, WAITING, REFUSED, STOPPING; else HF_NEVER */
    uint64_t requests[HF_LINE_REQUESTS]; /* the user's, that the running pass answers */
    uint16_t failed_passes;              /* in a row, saturating (C6) */
    uint16_t why;                        /* enum hf_why: what brought the line where it is (F1) */
    uint16_t status;                     /* of the failure behind it, or 0 */
    uint8_t state;                       /* enum hf_registration_state */
    uint8_t working;                     /* working candidate (A13), or HF_NONE */
    uint8_t cause;                       /* enum hf_cause of the failure behind it, or NONE */
    uint8_t n_requests;
    uint8_t families; /* enum hf_families bits that the shell called usable */
    uint8_t reserved[5];
};

/* ---- failback.c ---- */

enum hf_failback_state {
    HF_FAILBACK_HOME = 0,    /* nothing better to go to, or not wanted */
    HF_FAILBACK_AWAY = 1,    /* works on a later server; the next probe waits for its moment */
    HF_FAILBACK_PROBING = 2, /* the probe pass runs at `server` */
    HF_FAILBACK_STATE_COUNT
};

struct hf_failback_machine {
    uint64_t deadline_us; /* AWAY; else HF_NEVER */
    uint8_t state;        /* enum hf_failback_state */
    uint8_t server;       /* PROBING: the server under probe; else 0 */
    uint8_t hurried;      /* 0 or 1: a sign of life has brought a probe forward in this interval */
    uint8_t reserved[5];
};

/* ---- the line ---- */

enum hf_draw { HF_DRAW_IDS = 0, HF_DRAW_BACKOFF = 1, HF_DRAW_COUNT };

/* Ids begin below 2^48 and never come near; a snapshot is refused at half of it, so that no
 * restored line comes near either. */
#define HF_IDS_MOST (UINT64_MAX / 2)

struct hf_line {
    uint32_t abi;
    uint32_t stepping; /* 1 inside hf_line_step: re-entry asserts; 0 in every image */
    uint64_t now_us;
    uint64_t seed;
    uint64_t first_id, next_id;    /* attempts: issued ids are first_id <= id < next_id */
    uint64_t late_events;          /* counted by H2 */
    uint32_t draws[HF_DRAW_COUNT]; /* counters of random.c */
    struct hf_config config;       /* n_servers 0: not configured */
    uint32_t next_series;          /* of the next Call-ID (C1a), from 1 */
    struct hf_candidate candidates[HF_LINE_TARGETS];
    uint32_t n_candidates;
    uint32_t reserved1;
    struct hf_pass passes[HF_LINE_PASSES];
    struct hf_watched watched[HF_LINE_ABANDONED];
    struct hf_binding bindings[HF_LINE_SERVERS]; /* [server - 1] */
    struct hf_registration registration;
    struct hf_failback_machine failback;
    struct hf_line_status reported; /* the status last reported (F1) */
};

#endif
