/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Actions: imperatives, the only way out of a line. The shell appends the event and its
 * actions to the log, then carries the actions out in order.
 */
#ifndef HOLDFAST_ACTION_H
#define HOLDFAST_ACTION_H

#include <stdint.h>

#include "holdfast/event.h"
#include "holdfast/limits.h"
#include "holdfast/status.h"
#include "holdfast/target.h"

enum hf_action_kind {
    HF_ACTION_NONE = 0,
    HF_ACTION_SEND = 1,           /* send a request, answer its attempt id exactly once */
    HF_ACTION_EXTEND = 2,         /* A4, A7: retransmit as the RFC says until 64*T1 */
    HF_ACTION_AUTHENTICATE = 3,   /* answer the challenge just reported: fresh transaction,
                                     the retransmission limit counts anew (A7) */
    HF_ACTION_ABANDON = 4,        /* stop; answer with Abandoned once it is clear. An INVITE that
                                     has had a provisional response is cancelled */
    HF_ACTION_KEEP = 5,           /* a Late call becomes the call */
    HF_ACTION_END = 6,            /* a Late call is cancelled, or ACKed and BYEd; also one whose 2xx
                                     was told while the order to abandon it was under way */
    HF_ACTION_RESOLVE = 7,        /* ask DNS; answer the query id exactly once (DnsAnswered, or
                                     Located where locate_by is stack) */
    HF_ACTION_REPORT_LINE = 8,    /* F1: the line's status changed */
    HF_ACTION_REPORT_REQUEST = 9, /* what became of a Wanted request: exactly once */
    HF_ACTION_REPORT_CALL = 10,   /* F2: a call's status changed */
    HF_ACTION_EXPLAIN = 11,       /* F3: a decision */
    HF_ACTION_SHARE_REST = 12,    /* tell the phone's other lines (TargetRested) */
    HF_ACTION_KEEP_ALIVE = 13,    /* CRLF keep-alive on a flow (C3a), every interval_s; 0: no
                                     longer. A flow that fails is reported as FlowLost */
    HF_ACTION_COUNT
};

enum hf_purpose {
    HF_PURPOSE_REGISTER = 0,  /* keeps the line's binding; with a request: goes before it (E2) */
    HF_PURPOSE_PROBE = 1,     /* D1: is the better server back? */
    HF_PURPOSE_REMOVE = 2,    /* C8, C9: expires 0 */
    HF_PURPOSE_REQUEST = 3,   /* a request of the user */
    HF_PURPOSE_KEEPALIVE = 4, /* C10 */
    HF_PURPOSE_COUNT
};

#define HF_RETRANSMIT_FREELY UINT32_MAX

struct hf_send {
    uint64_t attempt; /* id, seed-derived base, never reused */
    uint64_t request; /* the user's Wanted id: of an INVITE, and of a REGISTER in front of one (E2),
                         the call's; of a BYE that the line sends because it is disabled, the call's
                         too (C8); 0 for the line's own */
    struct hf_target target;
    uint32_t series;          /* REGISTER: requests of one series share a Call-ID (C1a) */
    uint32_t expires_s;       /* REGISTER: to ask for; 0 removes */
    uint32_t retransmissions; /* A1 limit, HF_RETRANSMIT_FREELY under A2 or after 64*T1 */
    uint32_t t1_ms, t2_ms, t4_ms;
    uint8_t kind;      /* enum hf_request_kind */
    uint8_t purpose;   /* enum hf_purpose */
    uint8_t server;    /* 1..: its host is the domain of Request-URI, To and From */
    uint8_t proxy;     /* 1.. or 0; the host to verify over TLS is the proxy's, else the
                            server's (B14) */
    uint8_t in_dialog; /* E5: 1: to the dialog's next hop; 2: target replaces the first hop */
    uint8_t fresh;     /* A6a: 1: on a connection of its own, not one that is open */
    uint8_t former;    /* C14: 1: server and proxy are those of the configuration before the last
                          Configured that changed anything */
    uint8_t reserved[5];
};

struct hf_attempt_ref { /* EXTEND, AUTHENTICATE, ABANDON, KEEP, END */
    uint64_t attempt;
    uint16_t why; /* enum hf_why */
    uint8_t reserved[6];
};

struct hf_resolve {
    uint64_t query;
    uint16_t type; /* enum hf_dns_type */
    uint16_t name_length;
    char name[HF_NAME_MAX + 1]; /* terminated; LOCATE: the configured host */
    uint8_t server;             /* 1..: whose name it is */
    uint8_t proxy;              /* 1.. or 0 */
    uint8_t reserved[2];
};

enum hf_request_outcome {
    HF_DONE_ACCEPTED = 0,
    HF_DONE_REJECTED = 1, /* by a final answer: status */
    HF_DONE_FAILED = 2,   /* no candidate answered: the last cause or status (A12) */
    HF_DONE_DISABLED = 3, /* the line is disabled, or was while the request ran */
    HF_DONE_WITHDRAWN = 4,
    HF_DONE_COUNT
};

struct hf_request_report {
    uint64_t request;
    uint16_t status;
    uint16_t why;    /* enum hf_why: of the outcome, ACCEPTED with ACCEPTED alone */
    uint8_t outcome; /* enum hf_request_outcome */
    uint8_t cause;   /* enum hf_cause */
    uint8_t server;  /* 1.. that accepted, else 0 */
    uint8_t reserved;
};

struct hf_call_report {
    uint64_t call;
    uint16_t why;
    uint16_t status;
    uint8_t state;  /* enum hf_call_state */
    uint8_t server; /* that carries it */
    uint8_t reserved[2];
};

/* One decision (F3). Machine, subject and states say what moved; why says the rule. Where a wait
 * begins, the setting is the one that gave its length; NONE where a server, a rest or the rules
 * themselves did. A setting of a server is that of to_server, of from_server where that is 0. */
struct hf_decision {
    uint64_t attempt;       /* that it is about, or 0 */
    uint64_t until_us;      /* the deadline that the new state set, or HF_NEVER */
    uint64_t setting_value; /* of the setting that decided; without one what the reason counts */
    uint32_t passed_over;   /* bit per candidate that was not taken */
    uint16_t why;           /* enum hf_why */
    uint16_t setting;       /* enum hf_setting that decided, or NONE */
    uint16_t status;        /* response status that caused it, or 0 */
    uint16_t cause_event;   /* enum hf_event_kind being handled */
    uint8_t machine;        /* enum hf_machine */
    uint8_t subject;        /* registration, binding, failback: server; pass, attempt: purpose */
    uint8_t from_state, to_state;         /* equal: no move, something was decided */
    uint8_t from_server, to_server;       /* 1.. or 0 */
    uint8_t from_candidate, to_candidate; /* 1.. in the line's order, or 0 */
    uint8_t cause;                        /* enum hf_cause, or NONE */
    uint8_t reserved[3];
};

struct hf_share_rest {
    uint64_t until_us;
    struct hf_target target;
    uint8_t cause;
    uint8_t reserved[3];
};

struct hf_keep_alive {
    struct hf_target target;
    uint32_t interval_s;
};

struct hf_action {
    uint32_t kind; /* enum hf_action_kind: which member is valid */
    uint32_t reserved;
    union {
        struct hf_send send;
        struct hf_attempt_ref attempt;
        struct hf_resolve resolve;
        struct hf_line_status line;
        struct hf_request_report request;
        struct hf_call_report call;
        struct hf_decision decision;
        struct hf_share_rest rest;
        struct hf_keep_alive keep_alive;
    } u;
};

/* What a line refused, and why: `what` lives for ever and names a field, rule or id. */
struct hf_refusal {
    const char *what;
    uint64_t value;
    int32_t error;  /* HF_E_*, 0 when nothing was refused */
    uint32_t index; /* server, record, ... (1..), or 0 */
};

/* The caller's batch. Filled by one step; valid until the next. */
struct hf_actions {
    uint32_t n;
    uint32_t late_events; /* 1: the event was for an attempt that is over; nothing changed (H2) */
    struct hf_refusal refusal;
    struct hf_action items[HF_ACTIONS_MAX];
};

#endif
