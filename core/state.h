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

/* A (server, target) pair. The first n_live of the table are the line's candidates, in its order
 * (behaviour.md, Words). Behind them stand targets that no pass takes any more: those that left an
 * answer or the configuration while something of the line still stands there (B12, C14), and those
 * of which only a rest is remembered (A9). */
struct hf_candidate {
    struct hf_target target;
    uint8_t server;     /* 1..; 0 behind the live ones: the configuration has it no more */
    uint8_t proxy;      /* 1.. or 0 */
    uint8_t rest_flags; /* enum hf_rest_flags; 0 where it does not rest */
    uint8_t branch; /* live: 1.., whose questions gave it; 0: those of a resolution that is over */
    uint64_t rest_until_us; /* left alone until then (A9, A10); 0: does not rest */
};

#define HF_BRANCH_NEW 0x80u /* with a candidate's branch: it was not there when that was asked */

enum hf_rest_flags {
    HF_REST_NAMED = 1, /* the rest is for this host's name too: its certificate failed */
    HF_REST_SHARED = 2 /* by another line's word alone (A10) */
};

/* Of each candidate's address record (D10): seconds up to 32,768, beyond that in steps of two; 0 of
 * a numeric host. */
struct hf_ttls {
    uint16_t address[HF_LINE_TARGETS];
};

/* ---- locate.c ---- */

enum hf_lookup_state {
    HF_LOOKUP_IDLE = 0,   /* never asked; also numeric hosts and places without a host */
    HF_LOOKUP_ASKING = 1, /* queries are under way, until the deadline */
    HF_LOOKUP_KNOWN = 2,  /* answered; asked again at the next need after expires_us (B11) */
    HF_LOOKUP_STALE = 3,  /* the expired answer is used on; asked again at the deadline (B11) */
    HF_LOOKUP_NONE = 4,   /* no address, or not known and nothing kept (B8a) */
    HF_LOOKUP_STATE_COUNT
};

/* How far a resolution has come: what is asked next where this finds nothing (B5, B6, B8). */
enum hf_stage {
    HF_STAGE_NAPTR = 0,
    HF_STAGE_SERVICES = 1,  /* SRV of the host's name */
    HF_STAGE_ADDRESSES = 2, /* of the host's name: the last */
    HF_STAGE_COUNT
};

enum hf_lookup_flags {
    HF_LOOKUP_ASKED = 1,   /* ASKING, STALE, and KNOWN where all is asked anew beside what is
                                   known: nothing is settled yet */
    HF_LOOKUP_CUT = 2,     /* records found no room (B10) */
    HF_LOOKUP_ABSENT = 4,  /* an SRV set of "." alone: the service is not there (B8). In NONE:
                                   that is why there is nothing */
    HF_LOOKUP_CHANGED = 8, /* kept targets have gone since it was asked (B7) */
    HF_LOOKUP_TIMED = 16,  /* expires_us is that of what has been given since it was asked */
    HF_LOOKUP_TLS = 32,    /* a target with TLS exists (B14), whatever becomes of its address */
    HF_LOOKUP_TLS_UNKNOWN = 64, /* it has not been found out whether one exists (B14) */
    HF_LOOKUP_SAID = 128,       /* that targets are refused for want of TLS (B14) */
    HF_LOOKUP_LOST = 256,       /* KNOWN, STALE: targets of it had to go for want of TLS (B14) */
    HF_LOOKUP_STATIC = 512,     /* what is kept came from static records (B11a) */
    HF_LOOKUP_FLAGS = 1023
};

struct hf_lookup {        /* one a host: a server, or each of its proxies */
    uint64_t expires_us;  /* of the answer kept; 0: none is kept */
    uint64_t deadline_us; /* ASKING: end of the resolution; STALE: next asking; else HF_NEVER */
    uint32_t records;     /* hash of the NAPTR and SRV records of the answer kept, without its
                             last bit; 0: it had none; the last bit: HF_RECORDS_DISORDER */
    uint32_t heard;       /* while it is asked: the same of those heard so far */
    uint32_t chain_ms; /* ASKING, STALE: the smallest life of those, from its beginning; 0: none */
    uint8_t state;     /* enum hf_lookup_state */
    uint8_t stage;     /* enum hf_stage; while it is asked, else 0 */
    uint16_t flags;    /* enum hf_lookup_flags; at rest 0 but for LOST, ABSENT, STATIC */
};

#define HF_RECORDS_DISORDER                                                                        \
    1u /* its targets do not stand as the records say: a part was not known */

/* ---- branches.c: what is being asked of DNS, and what that led to ---- */

enum hf_branch_asks {
    HF_ASKS_NAPTR = 0,     /* of the host's name, or of a NAPTR's replacement (B3, B5) */
    HF_ASKS_SERVICES = 1,  /* SRV of the host's name, a bit a transport (B4, B6) */
    HF_ASKS_SRV = 2,       /* SRV of a NAPTR's replacement (B5) */
    HF_ASKS_ADDRESSES = 3, /* of one name: a bit a family */
    HF_ASKS_LOCATE = 4,    /* the embedder's stack locates the host */
    HF_ASKS_COUNT
};

/* A piece of a resolution under way. It is here while one of its questions is open, and while
 * candidates that it gave have no settled place; names are not kept. */
struct hf_branch {
    uint32_t query; /* number of the question with bit 1; the next ones follow it */
    uint16_t rank;  /* its place in the host's order, however late it is answered (B5, B7) */
    uint16_t port;  /* ADDRESSES: of its targets; else 0 */
    uint8_t host;   /* its number + 1; 0: free */
    uint8_t asks; /* enum hf_branch_asks; from bit 3 the transport, from bit 5 the level of NAPTR */
    uint8_t open; /* bits of questions that are not answered yet */
    uint8_t ended; /* ADDRESSES: families that gave addresses; from bit 4 what is "not known" */
};

/* Bits of ADDRESSES; SERVICES has a bit a transport, in B6's order. */
enum hf_lookup_query { HF_QUERY_IPV4 = 1, HF_QUERY_IPV6 = 2 };
enum hf_services { HF_SERVICE_TLS = 1, HF_SERVICE_TCP = 2, HF_SERVICE_UDP = 4 };

/* ---- attempt.c ---- */

enum hf_attempt_state {
    HF_ATTEMPT_IDLE = 0,
    HF_ATTEMPT_SENT = 1,       /* unanswered, A1's budget runs */
    HF_ATTEMPT_LAST = 2,       /* unanswered, the last one: goes on to 64*T1 (A4) */
    HF_ATTEMPT_ALIVE = 3,      /* a provisional response came: goes on to Timer F (A7) */
    HF_ATTEMPT_OVERDUE = 4,    /* the budget is over: the pass says whether it was the last */
    HF_ATTEMPT_ENDED = 5,      /* outcome is valid; the pass has not heard it yet */
    HF_ATTEMPT_SPREAD = 6,     /* not sent yet: leaves at the deadline (C11) */
    HF_ATTEMPT_RINGING = 7,    /* INVITE: 101..199 came; never moved, and cancelled at the deadline,
                               where there is one (A7) */
    HF_ATTEMPT_CANCELLING = 8, /* INVITE: after a lone 100 it was given up, and is watched; at the
                                  deadline its CANCEL counts as silence (A7) */
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
    HF_OUTCOME_UNLISTED = 9,          /* 2xx to a REGISTER that does not list our Contact (C4) */
    HF_OUTCOME_LOST = 10,             /* INVITE: it rang, or had a 100, and no answer will come; not
                                         moved (A7) */
    HF_OUTCOME_COUNT
};

enum hf_attempt_flags {
    HF_ATTEMPT_IN_DIALOG = 1, /* to the dialog's next hop (E5) */
    HF_ATTEMPT_NEW_HOP = 2,   /* with IN_DIALOG: its target takes the place of the first hop (E5) */
    HF_ATTEMPT_FOR_ONE = 4    /* a REGISTER and the request behind it share 64*T1 (E2) */
};

struct hf_attempt {
    uint64_t id;          /* 0 in IDLE, SPREAD */
    uint64_t first_us;    /* when its Send left */
    uint64_t sent_us;     /* when its present transaction began: the budget runs from here */
    uint64_t deadline_us; /* SPREAD, SENT, LAST, ALIVE, CANCELLING; RINGING where ring_timeout_s is
                             set; else HF_NEVER */
    uint32_t realms[2];   /* hashes of the realms answered in this attempt (A8) */
    uint32_t series;      /* of its REGISTER (C1a) */
    uint32_t expires_s;   /* asked for; ENDED: granted, or the 423's Min-Expires */
    uint16_t status;      /* ENDED: of the response, or 0 */
    uint16_t why;         /* enum hf_why; ENDED; SPREAD: how the candidate was chosen */
    uint8_t state;        /* enum hf_attempt_state */
    uint8_t outcome;      /* enum hf_outcome; ENDED */
    uint8_t cause;        /* enum hf_cause; ENDED with FAILED */
    uint8_t n_realms;
    uint8_t stale_used;  /* 0 or 1: one stale challenge was answered */
    uint8_t brief_used;  /* 0 or 1: one 423 was followed */
    uint8_t second_used; /* 0 or 1: it was sent once more on a fresh connection (A6a) */
    uint8_t flags;       /* enum hf_attempt_flags */
    uint8_t candidate;   /* index */
    uint8_t purpose;     /* enum hf_purpose */
    uint8_t kind;        /* enum hf_request_kind */
    uint8_t former;      /* 0, or the server's number in the configuration before (C14) */
};

/* An attempt given up, watched until the shell says what became of it. */
struct hf_watched {
    uint32_t number; /* first_id + number - 1 is its id; 0: free. The oldest is the smallest */
    uint32_t series;
    uint32_t expires_s; /* asked for */
    uint8_t candidate;  /* index, or HF_NONE when it left the table */
    uint8_t purpose;    /* enum hf_purpose */
    uint8_t kind;       /* enum hf_request_kind */
    uint8_t call;       /* INVITE: its call's entry + 1; 0 once that is over (A11) */
};

/* ---- redirects.c ---- */

/* An attempt that goes where a 3xx sent it (A8); all others go to their candidate's target. */
struct hf_redirect {
    struct hf_target target;
    uint8_t pass; /* its slot + 1, growing from entry to entry; 0: free, and all behind it */
    uint8_t reserved[3];
};

/* ---- pass.c ---- */

enum hf_pass_state {
    HF_PASS_IDLE = 0,
    HF_PASS_TRYING = 1,   /* its attempt runs */
    HF_PASS_TURN = 2,     /* waits for another pass's REGISTER to the same server (C1b) */
    HF_PASS_JOINED = 3,   /* another pass's attempt to the same candidate counts as its own */
    HF_PASS_ENDED = 4,    /* result is valid; its owner has not heard it yet */
    HF_PASS_LOCATING = 5, /* waits for the name of the host whose turn it is (A14) */
    HF_PASS_READY = 6,    /* the REGISTER in front of its request was accepted (E2); its owner has
                             not heard it yet */
    HF_PASS_SIBLING = 7,  /* 482: waits for an abandoned INVITE of the same call (A11) */
    HF_PASS_STATE_COUNT
};

enum hf_result {
    HF_RESULT_NONE = 0,
    HF_RESULT_ACCEPTED = 1,
    HF_RESULT_REJECTED = 2,    /* by a final answer (A8, C7) */
    HF_RESULT_EXHAUSTED = 3,   /* no candidate is left (A12) */
    HF_RESULT_CREDENTIALS = 4, /* wrong credentials (C13) */
    HF_RESULT_RESTING = 5,     /* nothing was tried: everything rests (A9) */
    HF_RESULT_LOST = 6,        /* a call whose answer will not come, and that is not moved (A7) */
    HF_RESULT_COUNT
};

/* A line's passes stand in fixed places. A registration's pass is in HF_SLOT_REGISTER plus the
 * registration's index; what no registration uses there is for removals (C8, C9, C14). */
enum hf_pass_slot {
    HF_SLOT_PROBE = 0, /* D1, B13: one at a time */
    HF_SLOT_REGISTER = 1,
    HF_SLOT_REQUEST = HF_SLOT_REGISTER + HF_LINE_SERVERS, /* E12; one is OPTIONS' in turn (C10) */
    HF_LINE_PASSES = HF_SLOT_REQUEST + HF_LINE_CALLS
};

enum hf_pass_flags {
    HF_PASS_URGENT = 1,     /* the user waits for it: takes the first to wake when all rest (A9) */
    HF_PASS_EMERGENCY = 2,  /* rests do not count (E11) */
    HF_PASS_SINGLE = 4,     /* one candidate, no failover */
    HF_PASS_BRIEF = 8,      /* A1's budget for the last one too (C9, C10) */
    HF_PASS_INSISTS = 16,   /* any final answer but 2xx fails the candidate (E11) */
    HF_PASS_REGISTERS = 32, /* REGISTER first where no binding stands, by the settings (E2, E3) */
    HF_PASS_IN_DIALOG = 64, /* inside a dialog: the first goes to its next hop (E5) */
    HF_PASS_HOP_TRIED = 128 /* with IN_DIALOG: that next hop's server is gone (C14) */
};

struct hf_pass {
    struct hf_attempt attempt;
    uint64_t request;        /* the user's that began it, or 0 */
    uint32_t series;         /* of its REGISTERs; 0: the server's own */
    uint32_t expires_s;      /* what a 423 asked for, or 0; ENDED with ACCEPTED, READY: granted */
    uint16_t tried;          /* bit per candidate */
    uint16_t failed;         /* bit per candidate: by silence or transport */
    uint16_t status;         /* last failing response, or 0 */
    uint16_t why;            /* enum hf_why of the last failure, or NONE */
    uint8_t state;           /* enum hf_pass_state */
    uint8_t purpose;         /* enum hf_purpose */
    uint8_t kind;            /* enum hf_request_kind */
    uint8_t flags;           /* enum hf_pass_flags */
    uint8_t result;          /* enum hf_result; ENDED */
    uint8_t cause;           /* enum hf_cause, of the last failure */
    uint8_t candidate;       /* that it is at; LOCATING: where it would start, or HF_NONE;
                                ENDED with ACCEPTED, READY: that accepted */
    uint8_t server;          /* 0: all servers, else only this one's candidates */
    uint8_t proxy;           /* 0, or of those only this proxy's (B13) */
    uint8_t other;           /* TURN, JOINED: the pass it waits for, else HF_NONE */
    uint8_t hops;            /* redirects followed */
    uint8_t redirected;      /* 1: its attempt is where a 3xx sent it (A8) */
    uint8_t unresolved;      /* bit per host: found to have no address, and said so (B8a) */
    uint8_t former;          /* REMOVE at a server that is gone: its former number (C14) */
    uint8_t contact_missing; /* ENDED with ACCEPTED, READY: the 2xx did not list our Contact (C4) */
    uint8_t call;            /* the entry + 1 of the call it is for, or 0 */
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
    uint8_t kept;      /* flow.c: the candidate whose flow is kept alive (C3a), or HF_NONE */
    uint8_t dead;      /* LEFT: 1: its server gave no answer when the line left it (C9) */
    uint8_t reserved[4];
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

/* Successive mode has one registration, over all servers; concurrent mode one a server (C2). */
struct hf_registration {
    uint64_t deadline_us;   /* REGISTERED, WAITING, REFUSED, STOPPING; else HF_NEVER */
    uint16_t failed_passes; /* in a row, saturating (C6) */
    uint16_t why;           /* enum hf_why: what brought it where it is (F1) */
    uint16_t next_why;      /* enum hf_why: REGISTERED, WAITING: what its deadline is for, or NONE:
                               the refresh, the next try */
    uint16_t status;        /* of the failure behind it, or 0 */
    uint8_t state;          /* enum hf_registration_state */
    uint8_t working;        /* the candidate that holds its binding (A13), or HF_NONE */
    uint8_t cause;          /* enum hf_cause of the failure behind it, or NONE */
    uint8_t suspect;        /* 1: failed by silence or transport, no 2xx since (C2) */
    uint8_t flow_losses;    /* in a row, without a refresh in between (C3a) */
    uint8_t again;          /* REGISTERING: 1: once more when it has been accepted (C9) */
    uint8_t doubted;        /* 1: nothing may come in by what stands, no 2xx since (C3a, C10) */
    uint8_t reserved[1];
};

/* ---- pace.c: how many passes start at a server (C12) ---- */

struct hf_pace {                        /* [server - 1] */
    uint64_t until_us[HF_LINE_SERVERS]; /* end of the minute that began with a start; 0: none */
    uint8_t starts[HF_LINE_SERVERS];
    uint8_t reserved[8 - HF_LINE_SERVERS % 8];
};

/* ---- wishes.c: the user's "register now" that a pass will answer ---- */

struct hf_wishes {
    uint64_t requests[HF_LINE_REQUESTS];
    uint8_t n;
    uint8_t reserved[7];
};

/* ---- service.c: where the line works ---- */

struct hf_service {
    uint8_t working;  /* the candidate that was last said to serve the line, or HF_NONE */
    uint8_t families; /* enum hf_families bits that the shell called usable */
    uint8_t accused;  /* inside a step: the candidate whose failover status to a request asks for a
                         registration pass there (A13); else HF_NONE */
    uint8_t silent;   /* inside a step: bit per server (from 0) where an INVITE failed by silence or
                         transport (C2); else 0 */
    uint8_t
        answered; /* inside a step: the candidate that answered a call's request which had failed
                         by silence or transport where the line works (A13); else HF_NONE */
    uint8_t reserved[3];
};

/* ---- failback.c ---- */

enum hf_failback_state {
    HF_FAILBACK_HOME = 0,    /* nothing better to go to, or not wanted */
    HF_FAILBACK_AWAY = 1,    /* works on a later server; the next probe waits for its moment */
    HF_FAILBACK_PROBING = 2, /* the probe pass runs at `server` */
    HF_FAILBACK_DUE = 3,     /* its moment came during a call: waits for the last one's end (D8), or
                                for another probe */
    HF_FAILBACK_STATE_COUNT
};

struct hf_failback_machine {
    uint64_t deadline_us; /* AWAY; DUE with an idle limit; else HF_NEVER */
    uint64_t moved_us[2]; /* the line's last two moves, the latest first (D9); HF_NEVER: none */
    uint8_t state;        /* enum hf_failback_state */
    uint8_t server;       /* PROBING: the server under probe; else 0 */
    uint8_t hurried;      /* 0 or 1: a sign of life has brought a probe forward in this interval */
    uint8_t doublings;    /* of the interval, while the line flaps (D9) */
    uint8_t pressed;      /* DUE: 1: the idle limit is over, it waits for another probe alone */
    uint8_t reserved[3];
};

/* ---- target_failback.c: the way back between a server's targets ---- */

enum hf_target_failback_state {
    HF_TARGETS_FIRST = 0,  /* at the first target, or nothing is to be done by a clock */
    HF_TARGETS_AWAY = 1,   /* at a later target, until the deadline (D3, D5) */
    HF_TARGETS_DUE = 2,    /* the moment came during a call (D8) */
    HF_TARGETS_TRYING = 3, /* the registration pass from the first target is under way (D6) */
    HF_TARGETS_STATE_COUNT
};

struct hf_target_failback {                /* [registration] */
    uint64_t deadline_us[HF_LINE_SERVERS]; /* AWAY; DUE with an idle limit; else HF_NEVER */
    uint8_t state[HF_LINE_SERVERS];        /* enum hf_target_failback_state */
    uint8_t reserved[8 - HF_LINE_SERVERS % 8];
};

/* ---- proxy_failback.c: the way back from a server's outbound proxy 2 to its proxy 1 ---- */

enum hf_proxies_state {
    HF_PROXIES_HOME = 0,    /* nothing better to go to, or not wanted */
    HF_PROXIES_AWAY = 1,    /* works through proxy 2; the next probe waits for its moment */
    HF_PROXIES_PROBING = 2, /* the probe pass runs at proxy 1 */
    HF_PROXIES_DUE = 3,     /* its moment has come, and waits: for the last call's end (D8), for
                               another probe, or for the registration's own pass (C1b) */
    HF_PROXIES_STATE_COUNT
};

enum hf_proxies_flags {
    HF_PROXIES_HURRIED = 1, /* a sign of life has brought a probe forward in this interval */
    HF_PROXIES_YIELDED = 2, /* DUE, PROBING: the probe has given way once already */
    HF_PROXIES_PRESSED = 4  /* DUE: the idle limit is over */
};

struct hf_proxy_failback {                 /* [registration] */
    uint64_t deadline_us[HF_LINE_SERVERS]; /* AWAY; DUE with an idle limit; else HF_NEVER */
    uint8_t state[HF_LINE_SERVERS];        /* enum hf_proxies_state */
    uint8_t flags[HF_LINE_SERVERS];        /* enum hf_proxies_flags */
    uint8_t reserved[8 - HF_LINE_SERVERS * 2 % 8];
};

/* ---- options.c ---- */

enum hf_options_state {
    HF_OPTIONS_OFF = 0,     /* not wanted, or no candidate serves the line */
    HF_OPTIONS_WAITING = 1, /* until the next OPTIONS */
    HF_OPTIONS_ASKING = 2,  /* its pass runs in `slot` */
    HF_OPTIONS_DOUBTED = 3, /* it failed: the REGISTER that follows says what it means (C10) */
    HF_OPTIONS_MUTE = 4,    /* this server registers, but answers no OPTIONS: none until it moves */
    HF_OPTIONS_STATE_COUNT
};

struct hf_options_machine {
    uint64_t deadline_us; /* WAITING; else HF_NEVER */
    uint8_t state;        /* enum hf_options_state */
    uint8_t slot;         /* ASKING: its pass; else HF_NONE */
    uint8_t candidate;    /* that it asks, or HF_NONE */
    uint8_t reserved[5];
};

/* ---- calls.c, call.c ---- */

enum hf_call_flags {
    HF_CALL_INCOMING = 1,
    HF_CALL_EMERGENCY = 2 /* E11: has the last entry where the others are taken, and is not ended
                             with the line */
};

#define HF_CALL_ENTRIES (HF_LINE_CALLS + 1) /* an emergency finds room (E11) */

/* An entry is free, all zero, when its call is over. CALLING, RINGING without INCOMING: an INVITE's
 * pass runs. ENDING: a BYE's does. */
struct hf_call_entry {
    uint64_t id;       /* the shell's; 0: free */
    uint8_t server;    /* that carries it; 0: none yet, or the configuration has it no more */
    uint8_t state;     /* enum hf_call_state, not OVER */
    uint8_t candidate; /* whose answer made it ring or talk, or HF_NONE */
    uint8_t flags;     /* enum hf_call_flags */
    uint8_t reserved[4];
};

/* ---- the line ---- */

enum hf_draw {
    HF_DRAW_IDS = 0,
    HF_DRAW_BACKOFF = 1,
    HF_DRAW_JITTER = 2, /* C11 */
    HF_DRAW_SPREAD = 3, /* C11 */
    HF_DRAW_COUNT,
    HF_DRAW_ORDER = HF_DRAW_COUNT /* B7: counts nothing; the records say which draw it is */
};

/* Ids begin below 2^48 and never come near; a snapshot is refused at half of it, so that no
 * restored line comes near either. */
#define HF_IDS_MOST     (UINT64_MAX / 2)
#define HF_QUERIES_MOST (UINT32_MAX / 2)

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
    uint32_t next_query;           /* of the next DNS query, from 1: its id is first_id + number */
    uint8_t n_live;                /* candidates; behind them up to n_candidates: see above */
    uint8_t n_candidates;
    uint8_t names; /* bit per host that is to be looked up: hf_host_names of config */
    uint8_t reserved;
    struct hf_candidate candidates[HF_LINE_TARGETS];
    struct hf_lookup lookups[HF_LINE_HOSTS]; /* in the order of servers, then proxies */
    struct hf_branch branches[HF_LINE_BRANCHES];
    struct hf_ttls ttls;
    struct hf_pass passes[HF_LINE_PASSES];
    struct hf_redirect redirects[HF_LINE_REDIRECTS];
    struct hf_watched watched[HF_LINE_ABANDONED];
    struct hf_binding bindings[HF_LINE_SERVERS];           /* [server - 1] */
    struct hf_registration registrations[HF_LINE_SERVERS]; /* [0], or [server - 1] */
    struct hf_pace pace;
    struct hf_wishes wishes;
    struct hf_service service;
    struct hf_failback_machine failback;
    struct hf_target_failback target_failback;
    struct hf_proxy_failback proxy_failback;
    struct hf_options_machine options;
    struct hf_call_entry calls[HF_CALL_ENTRIES];
    struct hf_line_status reported; /* the status last reported (F1) */
};

#endif
