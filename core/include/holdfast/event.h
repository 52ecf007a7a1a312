/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events: facts in the past tense, the only way into a line. Pointers in an event are
 * borrowed for the step. Each attempt id is answered exactly once (hf_line_step in line.h);
 * Connected, ProvisionalReceived and Challenged come before that answer, as progress.
 */
#ifndef HOLDFAST_EVENT_H
#define HOLDFAST_EVENT_H

#include <stdint.h>

#include "holdfast/config.h"
#include "holdfast/limits.h"
#include "holdfast/target.h"

enum hf_event_kind {
    HF_EVENT_NONE = 0,
    HF_EVENT_CONFIGURED = 1,           /* the line's policy and seed; taken at once (C14) */
    HF_EVENT_STARTED = 2,              /* the user wants the line in service */
    HF_EVENT_STOPPED = 3,              /* the user disables the line (C8) */
    HF_EVENT_WANTED = 4,               /* a request of the user; "register" means now (C3) */
    HF_EVENT_WITHDRAWN = 5,            /* the user gave that request up (E6) */
    HF_EVENT_RESPONSE_RECEIVED = 6,    /* a final response: answers an attempt */
    HF_EVENT_ATTEMPT_FAILED = 7,       /* no response will come: answers an attempt */
    HF_EVENT_PROVISIONAL = 8,          /* 1xx to an attempt */
    HF_EVENT_CHALLENGED = 9,           /* 401 or 407 that the shell can answer, see AUTHENTICATE */
    HF_EVENT_CONNECTED = 10,           /* the connection an attempt waited for is up */
    HF_EVENT_ABANDONED = 11,           /* what became of an abandoned attempt: answers it */
    HF_EVENT_LATE = 12,                /* 101..199 or 2xx to an abandoned INVITE: keep or end? */
    HF_EVENT_DNS_ANSWERED = 13,        /* answers a Resolve */
    HF_EVENT_LOCATED = 14,             /* the stack's own resolver: ordered targets of a server */
    HF_EVENT_NETWORK_CHANGED = 15,     /* usable families, and whether the local address changed */
    HF_EVENT_FLOW_LOST = 16,           /* the connection under a binding broke, or no pong (C3a) */
    HF_EVENT_TARGET_RESTED = 17,       /* another line found a target dead (A10) */
    HF_EVENT_CREDENTIALS_CHANGED = 18, /* there are new credentials to try (C13) */
    HF_EVENT_CALL_ARRIVED = 19,        /* an incoming call rings; its server delivered it (E8) */
    HF_EVENT_CALL_ENDED = 20,    /* a call is over: BYE, CANCEL or rejection, by either side */
    HF_EVENT_TIME_PASSED = 21,   /* the wake-up the line asked for, or any other moment */
    HF_EVENT_RESTORED = 22,      /* first event after a restart from a snapshot */
    HF_EVENT_CALL_ANSWERED = 23, /* an incoming call was answered by the user */
    HF_EVENT_COUNT
};

enum hf_request_kind {
    HF_REQUEST_REGISTER = 0,
    HF_REQUEST_OPTIONS = 1,
    HF_REQUEST_INVITE = 2,
    HF_REQUEST_BYE = 3,
    HF_REQUEST_OTHER = 4,
    HF_REQUEST_COUNT
};

/* Why no response came (A6). LOCAL: no route, link down, socket error on this side. */
enum hf_cause {
    HF_CAUSE_NONE = 0,
    HF_CAUSE_SILENCE = 1,
    HF_CAUSE_ICMP = 2,
    HF_CAUSE_REFUSED = 3,
    HF_CAUSE_RESET = 4,
    HF_CAUSE_CLOSED = 5,
    HF_CAUSE_TLS = 6,
    HF_CAUSE_CERTIFICATE = 7,
    HF_CAUSE_LOCAL = 8,
    HF_CAUSE_CREDENTIALS = 9, /* from stacks that decide "wrong credentials" themselves */
    HF_CAUSE_UNRESOLVED = 10, /* the line's own: a name has no address (B8a); never in an event */
    HF_CAUSE_COUNT
};

/* What became of an abandoned attempt. */
enum hf_abandoned_how {
    HF_ABANDONED_NOTHING = 0,   /* nothing more came within 64*T1, or ever can */
    HF_ABANDONED_ANSWERED = 1,  /* a final response after all; status, expires_s are valid */
    HF_ABANDONED_CANCELLED = 2, /* INVITE: cancelled */
    HF_ABANDONED_CANCEL_TIMED_OUT = 3,
    HF_ABANDONED_LATE_CALL_ENDED = 4, /* INVITE: ACKed and BYEd */
    HF_ABANDONED_COUNT
};

enum hf_dns_outcome { /* B8a */
                      HF_DNS_ANSWER = 0,
                      HF_DNS_NO_NAME = 1, /* NXDOMAIN */
                      HF_DNS_NO_DATA = 2,
                      HF_DNS_TIMEOUT = 3,
                      HF_DNS_SERVFAIL = 4,
                      HF_DNS_REFUSED = 5,
                      HF_DNS_MALFORMED = 6,
                      HF_DNS_COUNT
};

enum hf_dns_type {
    HF_DNS_LOCATE = 0, /* locate_by stack: all of RFC 3263; answered by Located */
    HF_DNS_A = 1,
    HF_DNS_AAAA = 28,
    HF_DNS_SRV = 33,
    HF_DNS_NAPTR = 35
};

enum hf_families { HF_FAMILIES_IPV4 = 1, HF_FAMILIES_IPV6 = 2 }; /* bits of families_usable */

struct hf_text { /* borrowed, not terminated */
    const char *at;
    uint32_t length;
    uint32_t reserved; /* zero */
};

struct hf_dns_record {
    struct hf_text name;       /* SRV target, NAPTR replacement; without the last dot */
    uint8_t address[16];       /* A, AAAA */
    uint16_t type;             /* enum hf_dns_type */
    uint16_t priority, weight; /* SRV; NAPTR: order, preference */
    uint16_t port;             /* SRV */
    char flag;                 /* NAPTR: 's', 'a' or 0 (empty) */
    uint8_t has_regexp;        /* NAPTR: ignored (B5) */
    uint8_t service;           /* NAPTR: enum hf_transport, or HF_TRANSPORT_COUNT for others */
    uint8_t reserved[5];       /* zero */
};

struct hf_configured {
    const struct hf_config *config;
    uint64_t seed; /* drawn by the shell from the OS; a fixed one is for tests */
};

/* INVITE: `request` is the id of the call that it begins (E1). BYE, and OTHER inside a dialog:
 * `call` is the one that it belongs to; OTHER may say the dialog's server instead (a
 * subscription's). */
struct hf_wanted {
    uint64_t request;      /* the shell's id, never 0; reported exactly once as REPORT_REQUEST */
    uint64_t call;         /* BYE, OTHER in a call: its id, else 0 */
    uint8_t kind;          /* enum hf_request_kind */
    uint8_t dialog_server; /* in a dialog: the server that carries it (1..), else 0 */
    uint8_t emergency;     /* E11 */
    uint8_t reserved[5];   /* zero */
};

struct hf_withdrawn {
    uint64_t request;
};

struct hf_response {
    uint64_t attempt;
    uint32_t expires_s;      /* 2xx to REGISTER: granted (C4); HF_EXPIRES_NONE when not said */
    uint32_t min_expires_s;  /* 423 */
    uint32_t retry_after_s;  /* HF_RETRY_AFTER_NONE when not said (A9) */
    uint16_t status;         /* 200..699 */
    uint8_t contact_missing; /* 2xx to REGISTER that does not list our Contact (C4) */
    uint8_t n_redirects;
    struct hf_target redirects[HF_EVENT_REDIRECTS]; /* 3xx: numeric Contacts, best first */
};
#define HF_EXPIRES_NONE     UINT32_MAX
#define HF_RETRY_AFTER_NONE UINT32_MAX

struct hf_attempt_failed {
    uint64_t attempt;
    uint8_t cause;  /* enum hf_cause, not NONE, not UNRESOLVED */
    uint8_t reused; /* 1: on a connection that was open before this request, and before any byte
                       of an answer came (A6a); with RESET or CLOSED alone */
    uint8_t reserved[6];
};

struct hf_provisional {
    uint64_t attempt;
    uint16_t status; /* 100..199 */
    uint8_t reserved[6];
};

struct hf_challenged {
    uint64_t attempt;
    struct hf_text realm;
    uint8_t stale;
    uint8_t after_credentials; /* the challenged request carried credentials for this realm */
    uint8_t reserved[6];
};

struct hf_connected {
    uint64_t attempt;
};

struct hf_abandoned {
    uint64_t attempt;
    uint32_t expires_s; /* as in hf_response */
    uint16_t status;    /* how == ANSWERED */
    uint8_t how;        /* enum hf_abandoned_how */
    uint8_t reserved;
};

struct hf_late {
    uint64_t attempt;
    uint16_t status; /* 101..299 */
    uint8_t reserved[6];
};

struct hf_dns_answered {
    const struct hf_dns_record *records;
    uint64_t query;
    uint32_t ttl_s; /* remaining, smallest of the chain */
    uint16_t n_records;
    uint8_t outcome;     /* enum hf_dns_outcome */
    uint8_t from_static; /* B11a */
};

/* Answers a Resolve of type LOCATE, or comes unasked; no target: it cannot be resolved (B8a). */
struct hf_located {
    uint64_t query; /* the Resolve's; 0: unasked */
    uint32_t ttl_s; /* HF_TTL_UNKNOWN counts as 60 */
    uint8_t server; /* 1..: whose targets they are; an answer belongs to its query alone */
    uint8_t proxy;  /* 1.. or 0 */
    uint8_t n_targets;
    uint8_t reserved;
    struct hf_target targets[HF_EVENT_TARGETS];
};
#define HF_TTL_UNKNOWN UINT32_MAX

struct hf_network_changed {
    uint8_t families_usable; /* enum hf_families bits; 0: the network is gone */
    uint8_t address_changed;
    uint8_t reserved[6];
};

/* What carried a binding is gone: its connection, or an answer to its keep-alive (C3a). */
struct hf_flow_lost {
    struct hf_target target;
    uint8_t cause; /* enum hf_cause */
    uint8_t reserved[3];
};

struct hf_target_rested {
    uint64_t until_us;
    struct hf_target target;
    uint8_t cause; /* enum hf_cause */
    uint8_t reserved[3];
};

/* What arrives at a line that is disabled, or stops, is reported OVER at once (C13). */
struct hf_call {
    uint64_t call;  /* the shell's id, never 0, of the counter that gives ids of requests too */
    uint8_t server; /* CALL_ARRIVED: that delivered it (E8); else 0 */
    uint8_t reserved[7];
};

struct hf_restored {
    uint64_t elapsed_us; /* since the snapshot's time; HF_ELAPSED_UNKNOWN */
};
#define HF_ELAPSED_UNKNOWN UINT64_MAX

/* 292,000 years; beyond, deadlines could not be told. */
#define HF_EVENT_TIME_MAX_US (UINT64_MAX / 2)

struct hf_event {
    uint64_t at_us; /* microseconds that count while the device sleeps, zero is arbitrary */
    uint32_t kind;  /* enum hf_event_kind: which member is valid */
    uint32_t reserved;
    union {
        struct hf_configured configured;
        struct hf_wanted wanted;
        struct hf_withdrawn withdrawn;
        struct hf_response response;
        struct hf_attempt_failed failed;
        struct hf_provisional provisional;
        struct hf_challenged challenged;
        struct hf_connected connected;
        struct hf_abandoned abandoned;
        struct hf_late late;
        struct hf_dns_answered dns;
        struct hf_located located;
        struct hf_network_changed network;
        struct hf_flow_lost flow_lost;
        struct hf_target_rested rested;
        struct hf_call call; /* CALL_ARRIVED, CALL_ANSWERED, CALL_ENDED */
        struct hf_restored restored;
    } u; /* STARTED, STOPPED, CREDENTIALS_CHANGED, TIME_PASSED have no member */
};

#endif
