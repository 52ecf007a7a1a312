/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast explain` from inside: a log as a person would tell it.
 *   explain.c          the command: options, records in, the end
 *   explain_step.c     one record of a line: which facts of its actions count
 *   explain_line.c     what the facts make of the line's story: moves, outages, quiet times
 *   explain_event.c    what happens to it from outside; its time
 *   explain_call.c     calls, and the servers that failed them
 *   explain_flaps.c    a line that comes and goes
 *   explain_server.c   what is known of each server, and of the attempts under way
 *   explain_lines.c    the lines by their numbers
 *   explain_origin.c   files and lines in which settings stand
 *   explain_crowd.c    several lines at once
 *   explain_total.c    sums
 *   explain_tell.c     paragraphs on paper: clock, wrapping, JSON
 *   explain_verbose.c  every event with its decisions
 *   words_story.c, words_events.c, words_call.c, words_parts.c  the sentences
 *
 * Only what the log holds is told: no core runs here, but to read a snapshot where the log
 * begins late. Memory is constant: under 2 KiB a line.
 *
 * Two clocks: the wall's, which people read, and the line's, which counts durations and does not
 * jump. Names that end in _us are microseconds of the story's time (the line's, made to go on over
 * restarts), those in wall_us since 1970.
 */
#ifndef HOLDFAST_CLI_EXPLAIN_H
#define HOLDFAST_CLI_EXPLAIN_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "holdfast/action.h"
#include "holdfast/config.h"
#include "holdfast/event.h"
#include "holdfast/uv/log_resume.h"
#include "json.h"
#include "log_walk.h"
#include "words.h"

#define HF_EXPLAIN_ATTEMPTS 6
#define HF_EXPLAIN_REQUESTS 4
#define HF_EXPLAIN_CALLS    HF_LINE_CALLS
#define HF_EXPLAIN_TRIES    3 /* servers that failed one request of a call */
#define HF_EXPLAIN_HOST     40
#define HF_EXPLAIN_NAME     32
#define HF_EXPLAIN_PROSE    2400
#define HF_EXPLAIN_CROWDS   8
#define HF_EXPLAIN_REMARKS  4
#define HF_EXPLAIN_FILES    256
#define HF_EXPLAIN_PAGES    1024
#define HF_WORDS_DAY        40

/* A line's story is grouped when it moves more often than this with stays shorter than that. */
#define HF_EXPLAIN_FLAPS        6
#define HF_EXPLAIN_NETWORKS     4 /* so many changes of the network are told one by one */
#define HF_EXPLAIN_FLAP_KINDS   4
#define HF_EXPLAIN_FLAP_OUT_US  UINT64_C(60000000) /* so long an outage is told for itself */
#define HF_EXPLAIN_FLAP_STAY_US (UINT64_C(3600) * 1000000)

struct hf_setting_said { /* the setting that decided, or HF_SETTING_NONE */
    uint64_t value;
    const char *file; /* where it stands, or NULL */
    uint32_t line;
    uint16_t setting;
    uint8_t by_default; /* it stands in no file, and the log says all that do */
};

struct hf_explain_origin; /* explain_origin.c */
struct hf_explain_page;   /* explain_lines.c */

/* What is known of one server of a line. */
#define HF_EXPLAIN_DETAIL  160
#define HF_EXPLAIN_ASKED   72 /* of a name that DNS was asked for */
#define HF_EXPLAIN_QUERIES 8

struct hf_explain_query { /* under way */
    uint64_t id;          /* 0: free */
    uint16_t type;        /* enum hf_dns_type */
    uint8_t server;
    char name[HF_EXPLAIN_ASKED];
};

struct hf_explain_found { /* what DNS gave for a server */
    uint32_t naptrs, services, addresses;
    uint16_t failed_type;          /* of the question that was not answered last; 0: none */
    char failed[HF_EXPLAIN_ASKED]; /* and its name */
    uint8_t from_static;           /* B11a: some of it */
};

struct hf_explain_server {
    struct hf_target target;      /* asked last */
    struct hf_target failed_at;   /* of the latest failure */
    struct hf_setting_said by;    /* that decided the latest failure */
    struct hf_setting_said rests; /* that decided the rest */
    uint64_t answered_wall_us;    /* when it answered last, or 0 */
    uint64_t rest_until_wall_us;  /* or 0 */
    uint64_t took_us;             /* the latest failure, since it was asked */
    uint32_t n_failed;            /* failures since the line was well */
    uint16_t n_sent;              /* requests of the latest failure */
    uint16_t why, status;         /* of it */
    uint16_t rest_why;
    uint8_t mixed;              /* its failures were not all of one kind */
    uint8_t lives;              /* it had said at first that it works on it */
    uint16_t name_why;          /* why its name cannot be looked up, or HF_WHY_NONE */
    char host[HF_EXPLAIN_HOST]; /* as configured, cut to fit; "" where it is not known */
    struct hf_explain_found finding, found; /* being asked for, and when it was known last */
    char detail[HF_EXPLAIN_DETAIL]; /* of a TLS or certificate failure, as the phone noted it */
};

struct hf_explain_attempt { /* under way */
    uint64_t id;            /* 0: free */
    uint64_t asked_us;
    struct hf_target target;
    struct hf_setting_said by; /* what limits its time */
    uint64_t call;             /* whose INVITE or BYE it is, or 0 */
    uint16_t n_sent;
    uint8_t purpose, server, kind;
    uint8_t lives; /* a provisional answer came */
};

struct hf_explain_request { /* of the user, not reported yet */
    uint64_t id;            /* 0: free */
    uint64_t call;          /* that it ends, or 0 */
    uint8_t kind;
};

struct hf_explain_try { /* that failed */
    struct hf_words_failure failure;
    struct hf_target target;
};

struct hf_explain_tries { /* in their order; what is beyond them is not told */
    struct hf_explain_try tries[HF_EXPLAIN_TRIES];
    uint8_t n;
};

struct hf_explain_call { /* not over yet */
    uint64_t id;         /* 0: free */
    uint64_t began_us, began_wall_us;
    uint64_t up_us;                     /* when it was answered, or 0 */
    uint64_t hung_up_us;                /* when the user ended it, or 0 */
    struct hf_explain_tries begin, end; /* who failed its INVITE, its BYE */
    uint8_t server;                     /* that carries it */
    uint8_t end_server;                 /* that took its BYE, or 0 */
    uint8_t moved_to;                   /* where the line moved while it lasted, or 0 */
    uint8_t incoming;
    uint8_t is_unconfirmed; /* its BYE */
};

struct hf_explain_totals {
    uint64_t in_service_us, out_us, backup_us, off_us, unknown_us, starting_us;
    uint64_t unanswered_us;  /* at a server that gave no answer, before it was left */
    uint64_t not_running_us; /* the phone was off, or did not log */
    uint64_t no_network_us;  /* of all these */
    uint64_t longest_out_us;
    uint64_t events, sends, repeats, answers;
    uint32_t outages, moves, renewals, probes, failed_passes;
    uint32_t calls, dialled, calls_lost, requests_lost;
};

/* Passes that no server accepted, in a row. */
struct hf_explain_trouble {
    uint64_t from_wall_us, last_wall_us; /* ends of the first and the last */
    uint64_t shortest_us, longest_us;    /* waits between them, */
    uint64_t wait_us;                    /* without the one behind the last */
    uint64_t next_wall_us;               /* the next try, or HF_NEVER */
    struct hf_setting_said by;           /* that decided the wait */
    uint32_t passes;
    uint32_t subjects; /* bit by server number: whose registration, in concurrent mode */
    uint16_t why;
};

struct hf_explain_proxy { /* B13: whether the first outbound proxy answers again */
    uint64_t first_us, last_us;
    uint32_t n, n_failed;
    uint16_t why, status; /* of the failure before */
    uint8_t under_way, accepted;
};

struct hf_explain_stay { /* at one place, or out of service */
    uint64_t since_us, since_wall_us;
    uint64_t part_us, part_wall_us; /* what was not told of it yet began then */
    uint32_t renewals, probes, probes_failed, calls, dialled, networks;
    uint64_t first_probe_us, last_probe_us;
    uint16_t probe_why, probe_status;
    uint8_t probe_server, probe_failed_server;
    uint8_t probe_accepted; /* server that is back, as the last probe said, or 0 */
    uint8_t told;           /* OUT: its beginning was told */
    struct hf_explain_proxy proxy;
};

struct hf_explain_flaps {
    uint64_t last_us;                             /* when the line moved last */
    uint64_t from_us, from_wall_us, last_wall_us; /* of those grouped */
    uint64_t out_us;
    uint32_t n;                  /* moves and outages in a row, each soon after the one before */
    uint32_t grouped;            /* of them not told one by one */
    uint32_t outages;            /* of those grouped */
    uint32_t moves;              /* the others of those grouped */
    uint64_t before_wall_us;     /* the move before the last */
    struct hf_line_status place; /* of the last one grouped */
    uint32_t kinds[HF_EXPLAIN_FLAP_KINDS]; /* failures seen in the row; 0: free */
    uint16_t failed_why, failed_status;    /* that was the last of those grouped */
    uint8_t failed_server;
};

enum hf_explain_phase {
    HF_PHASE_UNKNOWN = 0, /* the log has not said it yet */
    HF_PHASE_OFF = 1,
    HF_PHASE_IN = 2,
    HF_PHASE_OUT = 3
};

struct hf_explain_line {
    uint32_t number;
    uint8_t phase; /* enum hf_explain_phase */
    uint8_t n_servers;
    uint8_t began;      /* its first record was seen */
    uint8_t in_range;   /* between --from and --to */
    uint8_t over;       /* --to has passed */
    uint8_t starting;   /* OUT: since it was switched on, and nothing has failed yet */
    uint8_t configured; /* its settings are known */
    uint8_t concurrent;
    uint8_t no_network;
    uint8_t flapping;      /* moves are counted, not told */
    uint8_t dark;          /* the phone did not run until now */
    uint8_t gap;           /* records are missing before the next one */
    uint8_t gone;          /* the name of its server leads elsewhere now */
    uint8_t asked_kind;    /* enum hf_request_kind, of `asked` */
    uint8_t failed_server; /* the latest failure of all */
    uint16_t failed_why, failed_status;
    uint64_t failed_us;
    uint16_t trigger;                /* enum hf_why: why it registers */
    uint64_t now_us, wall_us, at_us; /* of its latest record; at_us: the line's own time */
    uint64_t probe_wall_us;          /* the next probe, or HF_NEVER */
    uint64_t dark_wall_us;           /* since when it does not run */
    uint64_t expires_us;   /* IN: the granted registration, of the line's own time; or HF_NEVER */
    int64_t clock_step_us; /* of the phone's clock, as far as it is taken into account */
    uint64_t network_us;   /* when its network changed last, and how often in an hour */
    uint32_t n_networks;
    uint64_t remarked[4]; /* bits: reasons that were remarked since it moved */
    struct hf_setting_said probe_by, proxy_by;
    struct hf_line_status status; /* told last */
    struct hf_line_status left;   /* OUT: where it was before */
    struct hf_explain_stay stay;
    struct hf_explain_trouble trouble;
    struct hf_explain_flaps flaps;
    struct hf_explain_totals totals;
    struct hf_explain_server servers[HF_LINE_SERVERS]; /* [number - 1] */
    struct hf_explain_attempt attempts[HF_EXPLAIN_ATTEMPTS];
    struct hf_explain_query queries[HF_EXPLAIN_QUERIES];
    uint32_t next_query;
    uint64_t noted_attempt;        /* whose connection the phone noted to be lost, last */
    char noted[HF_EXPLAIN_DETAIL]; /* and how */
    struct hf_explain_request requests[HF_EXPLAIN_REQUESTS];
    struct hf_explain_try
        asked; /* the latest failure of a request of the user's; of server 0: none */
    struct hf_explain_call calls[HF_EXPLAIN_CALLS];
    uint32_t crowds[HF_EXPLAIN_CROWDS]; /* serial of the crowd of each slot that it is in */
    uint8_t candidates[32];             /* server of each candidate, or 0 */
    struct hf_explain_origin *origins;  /* of its settings, as the log says them; or NULL */
    uint32_t n_origins;
    uint8_t origins_cut; /* not all of them are kept */
    char name[HF_EXPLAIN_NAME];
};

struct hf_prose;

/* ---- one paragraph ---- */

struct hf_number {
    const char *key;
    uint64_t value;
};

#define HF_TELLING_NUMBERS 12

struct hf_telling {
    const struct hf_explain_line *line; /* NULL: of the phone */
    const char *what;                   /* token, for JSON */
    uint64_t from_us, to_us;            /* wall; to_us 0: a moment */
    const char *why;                    /* token, or NULL */
    const char *rule;
    struct hf_setting_said by;
    struct hf_target target; /* or of family NONE */
    unsigned server, from_server, status;
    unsigned why_number;
    unsigned n;
    struct hf_number numbers[HF_TELLING_NUMBERS];
    char text[HF_EXPLAIN_PROSE];
};

void hf_telling_number(struct hf_telling *telling, const char *key, uint64_t value);

/* ---- all of it ---- */

struct hf_explain_crowd { /* lines to which the same happens within a minute */
    struct hf_telling first;
    uint64_t from_us, last_us; /* wall */
    uint64_t longest_us;
    uint32_t serial; /* 0: free */
    uint32_t n_lines, n_events;
    uint16_t why, status;
    uint8_t from_server, to_server;
};

struct hf_explain_states { /* numbers of states that count, by their names in the log */
    uint8_t ended;         /* attempt */
    uint8_t registering, registered, waiting, refused;
    uint8_t held;               /* binding */
    uint8_t known, stale, none; /* locate */
    uint8_t probing;            /* failback */
    uint8_t proxy_probing;      /* proxy_failback */
};

struct hf_explain {
    struct hf_log_options options;
    struct hf_explain_states states;
    struct hf_log_walk walk;
    struct hf_explain_page *pages[HF_EXPLAIN_PAGES]; /* explain_lines.c */
    uint32_t n_lines;
    uint64_t log_id;
    uint64_t wall_us;            /* of the latest record */
    uint64_t told_us;            /* up to when something was told, of the only line */
    char said_day[HF_WORDS_DAY]; /* the last that was printed as a heading */
    int64_t clock_step_us;       /* how far the clock was set in all */
    uint32_t crowd_serial;
    char *files[HF_EXPLAIN_FILES]; /* names, in which settings stand */
    unsigned n_files;
    struct hf_explain_crowd crowds[HF_EXPLAIN_CROWDS];
};

/* What one step is about. */
struct hf_explain_step {
    struct hf_explain *explain;
    struct hf_explain_line *line;
    const struct hf_event *event;
    const struct hf_actions *actions;
    const struct hf_line_status *report; /* the status that it reported, or NULL */
    uint32_t passed_over;                /* bits of servers */
    uint8_t pass_failed;                 /* a registration pass came to its end */
    uint8_t accepted;                    /* server whose registration was accepted, or 0 */
    uint8_t subject;                     /* whose registration it is */
    uint8_t earlier; /* it was accepted by an earlier candidate than served before */
    uint8_t n_remarks;
    const struct hf_decision *remarks[HF_EXPLAIN_REMARKS]; /* told behind what they are about */
};

/* explain_lines.c */
/* NULL: no memory, or a number that no line has. */
struct hf_explain_line *hf_explain_line_of(struct hf_explain *explain, uint32_t number);
/* In the order of their numbers, the first behind NULL; NULL behind the last. */
struct hf_explain_line *hf_explain_next_line(const struct hf_explain *explain,
                                             const struct hf_explain_line *before);
void hf_explain_forget_lines(struct hf_explain *explain);

/* explain_step.c */
void hf_explain_take_step(struct hf_explain *explain, struct hf_explain_line *line,
                          const struct hf_log_step *step);
/* The status and the settings of a snapshot, where they are not known. */
void hf_explain_take_snapshot(struct hf_explain *explain, struct hf_explain_line *line,
                              const struct hf_log_snapshot *snapshot);

/* explain_line.c */
uint64_t hf_explain_wall(const struct hf_explain_line *line, uint64_t at_us);
int hf_explain_serves(const struct hf_line_status *status);
void hf_explain_pass_failed(struct hf_explain_step *step, const struct hf_decision *d);
void hf_explain_settle(struct hf_explain_step *step); /* behind a step's actions */
/* The line is so at this point; nothing before is known. */
void hf_explain_open_line(struct hf_explain *explain, struct hf_explain_line *line,
                          const struct hf_line_status *status);
void hf_explain_enter_range(struct hf_explain *explain, struct hf_explain_line *line);
/* Nothing more is told of it: the log ends, or --to has passed. */
void hf_explain_end_line(struct hf_explain *explain, struct hf_explain_line *line, int at_end);
void hf_explain_tell_out(struct hf_explain *explain, struct hf_explain_line *line);
void hf_explain_tell_stay(struct hf_explain *explain, struct hf_explain_line *line);
/* Something is about to be told of the line: what went on until now comes first. */
void hf_explain_catch_up(struct hf_explain *explain, struct hf_explain_line *line);
void hf_explain_begin_stay(struct hf_explain_line *line, enum hf_explain_phase phase);

/* explain_event.c */
void hf_explain_events(struct hf_explain_step *step);  /* before its actions */
void hf_explain_remarks(struct hf_explain_step *step); /* of the step, behind all else */
void hf_explain_name_found(struct hf_explain_step *step, unsigned server);
void hf_explain_name_changed(struct hf_explain_step *step, unsigned server);
void hf_explain_request_lost(struct hf_explain_step *step, const struct hf_request_report *report,
                             const struct hf_explain_request *request);
/* The phone does not run from the line's latest record on. */
void hf_explain_stop_running(struct hf_explain *explain, struct hf_explain_line *line);
/* Nothing is logged of it up to then, by the phone's clock. */
void hf_explain_advance_silent(struct hf_explain *explain, struct hf_explain_line *line);
/* The line's time is the event's now. */
void hf_explain_advance(struct hf_explain *explain, struct hf_explain_line *line,
                        const struct hf_event *event);

/* explain_call.c */
const struct hf_explain_call *hf_explain_call(const struct hf_explain_line *line, uint64_t id);
void hf_explain_call_reported(struct hf_explain_step *step, const struct hf_call_report *report);
/* A server failed the INVITE or BYE of a call. */
void hf_explain_call_tried(struct hf_explain_line *line, const struct hf_explain_attempt *attempt,
                           const struct hf_explain_try *failed);
/* What became of a BYE. */
void hf_explain_call_hung_up(struct hf_explain_line *line, uint64_t id,
                             const struct hf_request_report *report);
void hf_explain_calls_moved(struct hf_explain_line *line, unsigned server);

/* explain_flaps.c */
/* True when this move is told for itself. */
int hf_explain_flaps_count(struct hf_explain *explain, struct hf_explain_line *line);
void hf_explain_flaps_time(struct hf_explain *explain, struct hf_explain_line *line);
/* An outage that goes on is not one of the group. */
void hf_explain_flaps_out(struct hf_explain *explain, struct hf_explain_line *line);
void hf_explain_flaps_end(struct hf_explain *explain, struct hf_explain_line *line);

/* explain_server.c */
void hf_explain_configure(struct hf_explain_line *line, const struct hf_config *config);
struct hf_explain_server *hf_explain_server(struct hf_explain_line *line, unsigned number);
void hf_explain_take_note(struct hf_explain_line *line, const struct hf_log_note *note);
void hf_explain_send(struct hf_explain_line *line, const struct hf_send *send,
                     const struct hf_actions *actions);
void hf_explain_asked_again(struct hf_explain_line *line, uint64_t attempt);
void hf_explain_answered(struct hf_explain_line *line, uint64_t attempt);
void hf_explain_attempt_decided(struct hf_explain_step *step, const struct hf_decision *decision);
/* ---- explain_names.c: what DNS was asked, and what it gave ---- */

void hf_explain_asked(struct hf_explain_line *line, const struct hf_resolve *resolve);
void hf_explain_dns(struct hf_explain_line *line, const struct hf_dns_answered *answer);
void hf_explain_names(struct hf_explain_step *step);
void hf_explain_not_found(struct hf_explain_line *line, unsigned server);

void hf_explain_located(struct hf_explain_step *step, const struct hf_decision *decision);
void hf_explain_forget_failures(struct hf_explain_line *line);
unsigned hf_explain_n_failed(const struct hf_explain_line *line);

/* explain_origin.c */
void hf_explain_take_origins(struct hf_explain *explain, struct hf_explain_line *line,
                             const struct hf_log_line_added *added);
void hf_explain_forget_origins(struct hf_explain_line *line);
/* The setting that a decision names, and where it stands. */
struct hf_setting_said hf_explain_said(const struct hf_explain_line *line,
                                       const struct hf_decision *d);
void hf_explain_free(struct hf_explain *explain);

/* explain_tell.c */
struct hf_telling *hf_telling_of(const struct hf_explain_line *line, const char *what,
                                 uint64_t from_wall_us);
struct hf_prose hf_explain_prose(struct hf_explain *explain, struct hf_telling *telling);
/* Told where it is of interest: alone, with other lines, or not at all. */
void hf_tell(struct hf_explain *explain, struct hf_telling *telling);
void hf_tell_alone(struct hf_explain *explain, const struct hf_telling *telling);
int hf_explain_each_line(const struct hf_explain *explain);
void hf_tell_day(struct hf_explain *explain, uint64_t wall_us);
/* n bytes of text; what would command a terminal stands as '?'. */
void hf_tell_put(const char *text, size_t n);
/* Wrapped, with `lead` before the first line and as many blanks before the others. */
void hf_tell_wrapped(const char *lead, const char *text);

/* explain_crowd.c */
void hf_crowd_take(struct hf_explain *explain, const struct hf_telling *telling);
/* What has not happened to another line for a minute is told. */
void hf_crowd_pass(struct hf_explain *explain, uint64_t wall_us);

/* explain_total.c */
void hf_explain_account(struct hf_explain *explain, struct hf_explain_line *line, uint64_t us);
void hf_explain_sum(struct hf_explain *explain);

/* explain_verbose.c */
void hf_explain_verbose_step(const struct hf_explain_step *step, int result);
void hf_explain_verbose_note(struct hf_explain *explain, const struct hf_explain_line *line,
                             const struct hf_log_note *note);

#endif
