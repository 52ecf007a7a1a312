/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ladder from inside. A record becomes a mark or several; marks from the first request to the
 * last answer are an episode; an episode becomes rows, or counts in a group where the same has
 * been shown before. Memory is bounded: where rows become too many, groups become coarser.
 */
#ifndef HOLDFAST_CLI_LADDER_ROWS_H
#define HOLDFAST_CLI_LADDER_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/action.h"
#include "holdfast/event.h"
#include "log_walk.h"

#define HF_LADDER_TEXT      264 /* a name of 255 bytes, and its type */
#define HF_LADDER_LABEL     320
#define HF_LADDER_DETAIL    6000
#define HF_LADDER_MARKS     512 /* of one episode */
#define HF_LADDER_DECISIONS 2048
#define HF_LADDER_ROWS      2400 /* of a picture, one episode more at most */
#define HF_LADDER_OPEN      64
#define HF_LADDER_TIMERS    64
#define HF_LADDER_SEEN      1024
#define HF_LADDER_COLUMNS   (HF_LADDER_TARGETS + 2 * HF_LINE_TARGETS)
#define HF_LADDER_HOST      64
#define HF_LADDER_FILES     16 /* names of settings' files */

enum hf_ladder_place { /* columns; the targets follow */
                       HF_LADDER_PHONE = 0,
                       HF_LADDER_DNS = 1,
                       HF_LADDER_OTHERS = 2, /* whoever is no target of the line */
                       HF_LADDER_TARGETS = 3
};

enum hf_mark_kind {
    HF_MARK_REQUEST = 0,
    HF_MARK_AGAIN = 1,   /* a retransmission */
    HF_MARK_ANSWER = 2,  /* challenges too */
    HF_MARK_FAILURE = 3, /* ICMP, a connection that broke */
    HF_MARK_CONNECT = 4,
    HF_MARK_INCOMING = 5,
    HF_MARK_DROPPED = 6,
    HF_MARK_REMARK = 7, /* of the agent */
    HF_MARK_QUERY = 8,
    HF_MARK_FOUND = 9,
    HF_MARK_DECISION = 10,
    HF_MARK_EVENT = 11, /* from outside: user, network */
    HF_MARK_REPORT = 12,
    HF_MARK_STATE = 13,
    HF_MARK_GAP = 14, /* records are missing, another log begins */
    HF_MARK_GROUP = 15,
    HF_MARK_COUNT
};

struct hf_ladder_mark {
    uint64_t wall_us, at_us;
    uint64_t attempt;
    uint64_t took_us;              /* ANSWER: round trip; DECISION: since the request */
    struct hf_line_status was, is; /* STATE */
    struct hf_decision decision;   /* DECISION */
    struct hf_target peer;
    uint32_t step;                        /* its number, or 0: a note's */
    uint32_t value;                       /* seconds or records, by kind */
    uint16_t first_decision, n_decisions; /* of its step */
    uint16_t status, number;              /* AGAIN: the how manieth */
    uint8_t kind, column;
    uint8_t request, purpose, server, proxy; /* of the attempt */
    uint8_t cause, event, outcome;
    uint8_t n_notes, n_sends;
    uint8_t has_value, stepped; /* stepped: the step behind the note has come */
    uint8_t moved, fired;
    uint8_t late;   /* REQUEST: with credentials; STATE: who failed is another address */
    uint8_t unsent; /* it never left the phone */
    char text[HF_LADDER_TEXT];
};

struct hf_ladder_tally { /* what a group holds */
    uint64_t sends, notes, events, answers;
    uint64_t requests, again; /* that left the phone: first or with credentials, and once more */
    uint32_t renewed[HF_LINE_SERVERS + 1]; /* by server; [0]: other than the line's own */
    uint32_t calls, networks, passwords;   /* from outside */
    uint32_t probes_failed, passes_failed, keepalives, removals, requests_of_user, lookups;
    uint32_t moves, outages, others, dropped, episodes, changes;
    uint32_t rows; /* that it stands for */
};

struct hf_ladder_row {
    uint64_t wall_us, until_us; /* until: GROUP */
    char *label, *detail;
    uint32_t id;
    uint32_t sends, notes;
    uint16_t status, number;
    uint8_t kind, column, other; /* other: STATE, moved: from which column */
    uint8_t state;               /* of the line, behind it */
    uint8_t moved, fired, brief, unsent;
};

struct hf_ladder_episode {
    uint64_t signature;
    struct hf_ladder_tally tally;
    uint32_t first, n; /* rows */
    uint8_t changes;   /* the line's state */
    uint8_t group;
};

struct hf_ladder_line { /* dotted: a deadline from where it was set to where it fired */
    uint32_t from_id, to_id;
};

struct hf_ladder_timer {
    uint64_t until_us, attempt;
    uint32_t id; /* row; 0: free */
    uint8_t machine, subject;
};

struct hf_ladder_open { /* an attempt or a query */
    uint64_t id;
    uint64_t sent_us;
    uint16_t again;
    uint8_t open, is_query;
    uint8_t column, request, purpose, server, proxy, challenged;
    char text[HF_LADDER_TEXT];
};

struct hf_ladder_column {
    struct hf_target target;
    uint8_t servers; /* bit by number */
    uint8_t server;  /* the first */
    uint8_t proxy;
    uint8_t used;
};

struct hf_ladder {
    const struct hf_log_options *options;
    uint32_t line;
    char name[HF_LADDER_TEXT];
    char hosts[HF_LINE_SERVERS + 1][HF_LADDER_HOST];
    char files[HF_LADDER_FILES][HF_LADDER_TEXT];
    struct hf_log_origin *origins; /* where the settings stand (G2b) */
    uint32_t n_origins;
    struct hf_line_status status;
    struct hf_target place; /* where it was in service last */
    uint8_t place_server, place_proxy;
    uint8_t renumbered; /* other settings came since */
    uint8_t known;      /* its status is */
    uint8_t out;        /* of service */
    uint8_t in_range, failed;
    uint8_t level; /* of coarseness */
    uint64_t log_id;
    uint64_t first_us, last_us; /* wall, of records in range */
    uint64_t now_us, at_us;     /* of the record at hand: wall, line */
    uint32_t step;
    uint16_t failed_why[HF_LINE_SERVERS + 1]; /* of each server's latest failure */
    uint32_t failed_step[HF_LINE_SERVERS + 1];
    uint8_t failed_column[HF_LINE_SERVERS + 1];
    /* under way */
    struct hf_ladder_open open[HF_LADDER_OPEN];
    unsigned next_open;
    struct hf_ladder_timer timers[HF_LADDER_TIMERS];
    /* the episode at hand */
    struct hf_ladder_mark marks[HF_LADDER_MARKS];
    struct hf_decision decisions[HF_LADDER_DECISIONS];
    unsigned n_marks, n_decisions;
    struct hf_ladder_mark beside; /* marks that are not shown end here */
    /* the picture */
    struct hf_ladder_column columns[HF_LADDER_COLUMNS];
    unsigned n_columns;
    struct hf_ladder_row *rows;
    struct hf_ladder_episode *episodes;
    struct hf_ladder_line *lines;
    uint32_t n_rows, n_episodes, n_lines;
    uint32_t room_rows, room_episodes, room_lines;
    uint32_t last_id;
    uint8_t opening_state;
    struct {
        uint64_t signature;
        uint32_t n;
    } seen[HF_LADDER_SEEN];
    uint32_t n_seen;
    struct hf_ladder_tally totals;
};

/* ladder_read.c */
int hf_ladder_read(struct hf_ladder *ladder);
void hf_ladder_free(struct hf_ladder *ladder);
void hf_ladder_take_config(struct hf_ladder *ladder, const struct hf_config *config);
/* The column of a target of the line, made where it is new; OTHERS when there are too many. */
unsigned hf_ladder_column(struct hf_ladder *ladder, const struct hf_target *target);
struct hf_ladder_mark *hf_ladder_add(struct hf_ladder *ladder, enum hf_mark_kind kind,
                                     unsigned column);
struct hf_ladder_open *hf_ladder_find(struct hf_ladder *ladder, uint64_t id, int is_query);
struct hf_ladder_open *hf_ladder_begin(struct hf_ladder *ladder, uint64_t id, int is_query);
void hf_ladder_text(char text[HF_LADDER_TEXT], const char *from);

/* Where the setting that decided stands: its file and line, or NULL. */
const char *hf_ladder_origin(const struct hf_ladder *ladder, const struct hf_decision *decision,
                             uint32_t *line);

/* ladder_note.c */
void hf_ladder_take_note(struct hf_ladder *ladder, const struct hf_log_note *note);
/* The latest mark of this kind and attempt whose step has not come, or NULL. */
struct hf_ladder_mark *hf_ladder_noted(struct hf_ladder *ladder, enum hf_mark_kind kind,
                                       uint64_t attempt);

/* ladder_step.c */
void hf_ladder_take_step(struct hf_ladder *ladder, const struct hf_log_step *step);

/* ladder_episode.c: of the marks at hand */
uint64_t hf_ladder_signature(const struct hf_ladder *ladder);
int hf_ladder_changes(const struct hf_ladder *ladder);
int hf_ladder_from_outside(const struct hf_ladder *ladder);
void hf_ladder_tally(const struct hf_ladder *ladder, struct hf_ladder_tally *tally);
void hf_ladder_join(struct hf_ladder_tally *to, const struct hf_ladder_tally *from);

/* ladder_group.c */
int hf_ladder_is_over(const struct hf_ladder *ladder); /* the episode: nothing is under way */
void hf_ladder_close(struct hf_ladder *ladder);        /* it becomes rows or counts */

/* ladder_words.c: into `size` bytes. */
struct hf_ladder_out {
    char *text;
    size_t size;
};
void hf_ladder_label(const struct hf_ladder *ladder, const struct hf_ladder_mark *mark,
                     struct hf_ladder_out out);
void hf_ladder_detail(const struct hf_ladder *ladder, const struct hf_ladder_mark *mark,
                      struct hf_ladder_out out);
void hf_ladder_group_label(const struct hf_ladder_tally *tally, struct hf_ladder_out out);
void hf_ladder_group_detail(const struct hf_ladder_tally *tally, struct hf_ladder_out out);
void hf_ladder_put(struct hf_ladder_out out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
