/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of what-if share: the log as exchanges, questions and facts; places; lines.
 *
 *     what_if.c        begin and end, memory, what callers ask for
 *     what_if_hear.c   a record: exchanges, questions to DNS, facts
 *     what_if_infer.c  points and intervals of each place; sorting
 *     what_if_play.c   virtual time: facts, answers, wake-ups
 *     what_if_send.c   requests of a played line: who answers, and how
 *     what_if_event.c  an answer as the event that it is for an attempt in that state
 *     what_if_find.c   what a target did at a moment; the log's own exchange
 *     what_if_name.c   what DNS says to a played line
 *     what_if_call.c   the users' wishes and calls, as far as they still make sense
 *     what_if_tally.c  counting what becomes of a line, in the log and when played
 */
#ifndef HF_SIM_WHAT_IF_H
#define HF_SIM_WHAT_IF_H

#include "holdfast/sim/what_if.h"

#define SECOND_US UINT64_C(1000000)
#define TIMER_US  UINT64_C(64000) /* 64*T1 of a T1 in milliseconds */

/* A request of another run of the same line is the log's own where it leaves within this: a real
 * phone is woken a little late. */
#define SAME_US (SECOND_US / 4)

/* What came of a request, as the log's event, its id apart. */
struct said {
    uint64_t after_us;    /* since the request left */
    uint64_t rank;        /* of its record */
    const uint8_t *bytes; /* encoded; NULL: these fields are all */
    uint32_t n_bytes;
    uint32_t expires_s;     /* REGISTER's 2xx; or HF_EXPIRES_NONE */
    uint32_t retry_after_s; /* or HF_RETRY_AFTER_NONE */
    uint16_t status;
    uint8_t kind; /* enum hf_event_kind */
    uint8_t cause, how, reused;
    uint8_t reserved[2];
};

struct exchange { /* an attempt of the log */
    uint64_t sent_us, rank, attempt, request;
    uint64_t end_us;    /* since sent_us: answered, failed, or given up; HF_NEVER: none of them */
    uint64_t extend_us; /* since sent_us: the limit was lifted; HF_NEVER */
    struct said *said;  /* in order */
    uint32_t n_said, room;
    uint32_t retransmissions, t1_ms, t2_ms;
    uint32_t line, place, played; /* played: the latest play that has used it */
    uint32_t epoch;               /* of the line's network */
    uint8_t kind, purpose, is_removal;
    uint8_t is_udp;
    uint8_t is_watched; /* it was given up, and nothing came until nothing could */
    uint8_t is_tainted; /* the phone's network was gone or changed while it ran */
    uint8_t is_in_dialog;
    uint8_t reserved;
};

struct asked { /* a question to DNS */
    uint64_t at_us, rank, query;
    uint64_t after_us; /* HF_NEVER: never answered */
    uint64_t answer_rank;
    const uint8_t *bytes; /* the event */
    uint32_t n_bytes, ttl_s, line, name, played;
    uint8_t outcome;
    uint8_t reserved[3];
};

struct numbers { /* indexes */
    uint32_t *items;
    size_t n, room;
};

#define SAMPLES 63

struct place {
    struct hf_target target;
    struct numbers exchanges; /* by sent_us */
    struct hf_what_if_point *points;
    struct hf_what_if_interval *intervals;
    size_t n_points, points_room, n_intervals, intervals_room;
    uint64_t samples[SAMPLES]; /* round trips, the latest */
    unsigned n_samples;        /* ever */
    uint64_t round_trip_us;
};

struct name {
    char text[HF_NAME_MAX + 1];
    struct numbers asked; /* by at_us */
    uint16_t type;
    uint8_t reserved[6];
};

enum { FACT_BEGIN = 100, FACT_HALT = 101 }; /* beside enum hf_event_kind */

struct fact { /* what came upon a line from outside */
    uint64_t at_us, rank;
    uint64_t id; /* of the call or request */
    const uint8_t *bytes;
    uint32_t n_bytes, line, kind;
    uint8_t from_line; /* TARGET_RESTED: another line of the log said so */
    uint8_t reserved[3];
};

struct known_call { /* one that the log's user dialled */
    uint64_t id;
    uint64_t ended_us; /* HF_NEVER: nobody ended it */
    uint32_t line;
    uint32_t exchange; /* that was answered 2xx, or UINT32_MAX */
};

#define TALLY_DIALLED 16

struct tally {
    struct hf_what_if_course course; /* spans and n_spans are filled when it is asked for */
    struct hf_what_if_span *spans;
    size_t n_spans, room;
    uint64_t out_from_us;            /* HF_NEVER: in service, or not wanted there */
    uint64_t dialled[TALLY_DIALLED]; /* the latest, a ring */
    struct hf_target at;             /* that it was last in service at */
    uint8_t at_server;
    uint8_t is_begun;
    uint8_t failed; /* no memory */
    uint8_t reserved[5];
};

struct rebase { /* what the line's clock lacks to the wall's, from then on */
    uint64_t from_us, offset_us;
};

struct waking { /* a wake-up of the log */
    uint64_t at_us, rank;
};

struct known_line {
    char name[HF_WHAT_IF_NAME];
    uint8_t *snapshot;
    size_t n_snapshot;
    uint64_t snapshot_us, last_us;
    struct rebase *rebases;
    size_t n_rebases, rebases_room;
    struct numbers exchanges, asked; /* in the order of the log */
    struct waking *wakings;          /* the same */
    size_t n_wakings, wakings_room;
    struct tally log, played;
    struct hf_config *own, *other; /* the log's first; instead of it, or NULL */
    uint32_t epoch;                /* of its network */
    uint8_t families;              /* enum hf_families bits */
    uint8_t exists, is_begun;
    uint8_t reserved;
};

struct block { /* of kept bytes */
    struct block *next;
    size_t used, size;
    _Alignas(8) uint8_t bytes[];
};

struct hf_what_if {
    struct hf_what_if_options options;
    struct known_line *lines; /* [number - 1] */
    size_t n_lines, lines_room;
    struct exchange *exchanges;
    size_t n_exchanges, exchanges_room;
    struct asked *asked;
    size_t n_asked, asked_room;
    struct place *places;
    size_t n_places, places_room;
    struct name *names;
    size_t n_names, names_room;
    struct fact *facts;
    size_t n_facts, facts_room;
    struct known_call *calls; /* by line, then id */
    size_t n_calls, calls_room;
    struct block *blocks;
    uint64_t offset_us; /* of the phone's clock, once has_offset */
    uint64_t rank;      /* of the record being heard */
    uint64_t first_us, last_us;
    uint64_t n_shared; /* rests that lines told one another */
    size_t n_gaps;
    uint32_t n_plays;
    uint8_t has_offset, is_inferred;
    uint8_t reserved[2];
};

/* what_if.c: room for one more; 0: no memory. */
int what_if_grow(void **items, size_t n, size_t *room, size_t size);
int what_if_number(struct numbers *numbers, uint32_t number);
const uint8_t *what_if_keep(struct hf_what_if *again, const uint8_t *bytes, size_t n);

/* what_if_hear.c */
uint64_t what_if_offset(const struct known_line *line, uint64_t at_us);
/* The packets of a request: when the next leaves, since the first. */
struct packets {
    uint64_t at_us, interval_us;
};
struct packets what_if_packet(uint32_t t1_ms);
void what_if_next_packet(struct packets *packets, uint32_t t2_ms, int is_invite);

/* what_if_infer.c */
/* The index of the first item with a key not below at_us: by sent_us, at_us. */
size_t what_if_first_sent(const struct hf_what_if *again, const struct place *place,
                          uint64_t at_us);
size_t what_if_first_asked(const struct hf_what_if *again, const struct name *name, uint64_t at_us);

/* what_if_tally.c */
void what_if_tally_begin(struct tally *tally, uint64_t at_us, const struct hf_line_status *status);
void what_if_tally_hear(struct tally *tally, uint64_t at_us, const struct hf_event *event,
                        const struct hf_actions *actions);
enum what_if_count { WHAT_IF_COUNT_LOG, WHAT_IF_COUNT_BEST, WHAT_IF_COUNT_WORST };
void what_if_tally_end(const struct hf_what_if *again, struct tally *tally, uint64_t at_us,
                       unsigned count);
void what_if_tally_free(struct tally *tally);

/* what_if_find.c: what becomes of a request that reaches its target then. */
struct reply {
    const struct exchange *as; /* its answers; NULL: `said` alone */
    struct said said;          /* kind NONE: nothing */
    int is_guess;              /* nobody knows */
};

struct question {
    uint64_t at_us, call;
    const struct hf_target *target;
    uint32_t line;
    uint8_t kind, purpose, is_removal;
    uint8_t unknown; /* enum hf_what_if_unknown */
};

struct exchange *what_if_own(struct hf_what_if *again, const struct question *question);
struct reply what_if_reply(const struct hf_what_if *again, const struct question *question);
const struct known_call *what_if_known_call(const struct hf_what_if *again, uint32_t line,
                                            uint64_t id);
const struct place *what_if_place_of(const struct hf_what_if *again,
                                     const struct hf_target *target);

#endif
