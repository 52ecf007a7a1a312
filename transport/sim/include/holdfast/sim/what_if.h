/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An outage again, under another configuration. A captured log says what every target did when it
 * was asked, and what DNS said; the users' wishes, calls and network changes stand in it too. Lines
 * with other settings live through the same, in virtual time.
 *
 *     struct hf_what_if *again = hf_what_if_new(&options);
 *     for each record of the log: hf_what_if_hear(again, &record);
 *     hf_what_if_infer(again);                       what targets did: hf_what_if_place
 *     hf_what_if_configure(again, line, &config);    else the line keeps its own
 *     hf_what_if_play(again, &play);                 what becomes of it: hf_what_if_course
 *
 * What is known: a point says that within its time a target did that to a request which reached it.
 * Silence is a point for each packet of a request that was left alone for a whole budget (A1), of
 * two packets at least. A point holds for as long as nothing says otherwise, `assume_us` at most:
 * that is assumed, not known, and what lies beyond is unknown. All lines of the log are witnesses.
 *
 * A request that a line sends as the log has it (line, target, method, purpose, moment) is answered
 * as there, by the same delays; any other by what its target did then. Where that is unknown, and
 * between two witnesses that contradict one another, it is answered at best, and not at worst.
 * Under its own configuration a log gives itself.
 *
 * Times are microseconds since 1970, by the lines' clocks: the wall clock of a line's first record
 * and what its clock has shown since. Pure: no clock, no file; memory grows with the log.
 */
#ifndef HOLDFAST_SIM_WHAT_IF_H
#define HOLDFAST_SIM_WHAT_IF_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/action.h"
#include "holdfast/config.h"
#include "holdfast/event.h"
#include "holdfast/line.h"

#define HF_WHAT_IF_LINES_MAX 65536
#define HF_WHAT_IF_NAME      128
#define HF_WHAT_IF_ASSUME_S                                                                        \
    2400 /* a good choice: half an hour lies between two refreshes, and
                                     between two probes, by most configurations; jitter and a
                                     pass come on top */

struct hf_what_if;

struct hf_what_if_options {
    uint64_t assume_us;
    uint64_t steps_max; /* of one play; 0: ten million. A play that needs more is cut */
};

struct hf_what_if *hf_what_if_new(const struct hf_what_if_options *options); /* NULL: no memory */
void hf_what_if_free(struct hf_what_if *again);

/* ---- the log ---- */

enum hf_what_if_record_kind {
    HF_WHAT_IF_STEP = 1,     /* event, actions: a step that the line took */
    HF_WHAT_IF_SNAPSHOT = 2, /* bytes: the line's first is where it begins */
    HF_WHAT_IF_ADDED = 3,    /* name */
    HF_WHAT_IF_ANSWER = 4,   /* a note: target, round_trip_us */
    HF_WHAT_IF_END = 5,      /* of the phone's program, or the log: wall_us alone */
    HF_WHAT_IF_GAP = 6       /* records are missing here */
};

struct hf_what_if_record { /* pointers are borrowed */
    uint64_t wall_us;
    const struct hf_event *event;
    const struct hf_actions *actions;
    const uint8_t *bytes;
    size_t n_bytes;
    const char *name; /* terminated */
    struct hf_target target;
    uint64_t round_trip_us;
    uint32_t line; /* 1.. */
    uint32_t kind; /* enum hf_what_if_record_kind */
};

/* 0; -1: no memory; -2: a line or a time that no log has. */
int hf_what_if_hear(struct hf_what_if *again, const struct hf_what_if_record *record);

/* After the last record, once. 0, or -1: no memory. */
int hf_what_if_infer(struct hf_what_if *again);

/* ---- what is known ---- */

enum hf_what_if_state {
    HF_WHAT_IF_UNKNOWN = 0,
    HF_WHAT_IF_ALIVE = 1,
    HF_WHAT_IF_SILENT = 2,
    HF_WHAT_IF_REFUSING = 3, /* cause: ICMP, refused, reset, closed, TLS, certificate */
    HF_WHAT_IF_REJECTING = 4 /* status, retry_after_s */
};

struct hf_what_if_point {
    uint64_t from_us, to_us;
    uint32_t retry_after_s; /* or HF_RETRY_AFTER_NONE */
    uint32_t line;          /* that is the witness */
    uint16_t status;
    uint8_t state;   /* enum hf_what_if_state, not UNKNOWN */
    uint8_t cause;   /* enum hf_cause */
    uint8_t request; /* enum hf_request_kind */
    uint8_t reserved[3];
};

struct hf_what_if_interval { /* one after the other, without a break, from the log's first moment */
    uint64_t from_us, to_us;
    uint64_t known_to_us;   /* its last witness; what is behind that is assumed */
    uint32_t n_witnesses;   /* 0: UNKNOWN */
    uint32_t retry_after_s; /* of the first */
    uint16_t status;
    uint8_t state, cause;
    uint8_t reserved[4];
};

struct hf_what_if_place { /* a target that the log knows */
    struct hf_target target;
    const struct hf_what_if_point *points; /* by to_us */
    const struct hf_what_if_interval *intervals;
    size_t n_points, n_intervals;
    uint64_t round_trip_us; /* the median of its answers; 0: not known */
};

/* From 0 on, in the order in which they were first asked; 0: there are no more. */
int hf_what_if_place(const struct hf_what_if *again, size_t at, struct hf_what_if_place *place);

struct hf_what_if_said { /* what DNS said of a name, once */
    const char *name;
    uint64_t asked_us;
    uint64_t after_us; /* HF_NEVER: nothing */
    uint32_t ttl_s;
    uint16_t type;   /* enum hf_dns_type */
    uint8_t outcome; /* enum hf_dns_outcome */
    uint8_t reserved;
};

int hf_what_if_said(const struct hf_what_if *again, size_t at, struct hf_what_if_said *said);

struct hf_what_if_line {
    const char *name;
    const struct hf_config *config; /* the log's first; NULL: it has none */
    uint32_t number;
};

/* The line with the smallest number above that one; 0: there is none. */
int hf_what_if_next_line(const struct hf_what_if *again, uint32_t above,
                         struct hf_what_if_line *line);

uint64_t hf_what_if_first_us(const struct hf_what_if *again);
uint64_t hf_what_if_last_us(const struct hf_what_if *again);
size_t hf_what_if_gaps(const struct hf_what_if *again); /* records were missing so often */

/* ---- another configuration ---- */

/* From the line's beginning on, instead of all that the log configures; NULL: the log's again. 0,
 * or what hf_config_check says. HF_E_UNKNOWN_ID: there is no such line. */
int hf_what_if_configure(struct hf_what_if *again, uint32_t line, const struct hf_config *config);

enum hf_what_if_unknown { HF_WHAT_IF_BEST = 0, HF_WHAT_IF_WORST = 1 };

struct hf_what_if_play {
    enum hf_what_if_unknown unknown;
    /* Every step that a line takes; NULL: nobody wants to know. */
    void (*observe)(void *context, uint32_t line, const struct hf_event *event,
                    const struct hf_actions *actions);
    void *context;
    uint64_t from_log, guessed; /* filled: answers that are the log's own; that nobody knows */
    int is_cut;                 /* filled: 1: it took more than steps_max */
};

/* 0, or -1: no memory. */
int hf_what_if_play(struct hf_what_if *again, struct hf_what_if_play *play);

/* ---- what becomes of a line ---- */

struct hf_what_if_span { /* of one status (F1) */
    uint64_t from_us, to_us;
    struct hf_target target; /* in service: where */
    uint16_t why, status;
    uint8_t state;  /* enum hf_line_state */
    uint8_t server; /* in service: 1.. */
    uint8_t reserved[2];
};

struct hf_what_if_course {
    const struct hf_what_if_span *spans;
    size_t n_spans;
    uint64_t out_us;     /* wanted in service, and not */
    uint64_t longest_us; /* the longest of these */
    uint64_t unheard_us; /* in service, as it believed, at a target that was silent or refusing;
                            played also where that is unknown: at worst, never at best */
    uint64_t backup_us;  /* in service on a later server */
    uint64_t moves;      /* changes of the target in use */
    uint64_t failovers;  /* of these to a later server, or another target of the same */
    uint64_t outages;    /* spans of out_us that began in service */
    uint64_t requests;   /* sent, those included that answer a challenge */
    uint64_t registers;  /* of these */
    uint64_t calls, calls_lost;       /* dialled; that reached nobody */
    uint64_t incoming, incoming_lost; /* that came; that no line in service was there for */
};

/* Which of them: what happened, or what came of the latest play. 0: there is no such line. */
enum hf_what_if_of { HF_WHAT_IF_LOG = 0, HF_WHAT_IF_PLAYED = 1 };
int hf_what_if_course(const struct hf_what_if *again, uint32_t line, enum hf_what_if_of of,
                      struct hf_what_if_course *course);

#endif
