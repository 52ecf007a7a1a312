/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of a story share: the list of lines, and words for notes.
 *
 *     story.c          the list of lines, numbers, columns
 *     tell.c           the observer: notes, and actions
 *     tell_event.c     what came in
 *     tell_decision.c  what the machines decided
 *     tell_name.c      names of targets, servers, outcomes
 */
#ifndef HF_SIM_TELL_H
#define HF_SIM_TELL_H

#include "holdfast/sim/story.h"

struct number { /* of an attempt or a query */
    uint64_t id;
    struct hf_target target; /* that it was sent to; family NONE: not known */
};

struct numbers { /* in the order of their appearance */
    struct number *items;
    size_t n, room;
};

struct hf_sim_story {
    struct hf_sim_world *world;
    struct hf_sim_story_line *lines;
    size_t n_lines, room;
    struct numbers attempts[HF_SIM_LINES], queries[HF_SIM_LINES];
    struct hf_sim_story_line unseen; /* written instead of a line that is not shown */
    unsigned show;
    unsigned width;  /* of the first column */
    unsigned n_told; /* the highest line number told */
};

/* From 1 on; 0: out of memory. */
uint64_t story_number(struct hf_sim_story *story, unsigned line, uint64_t attempt);
uint64_t story_query_number(struct hf_sim_story *story, unsigned line, uint64_t query);

/* Where an attempt went, which its Send has told. */
void story_set_target(struct hf_sim_story *story, unsigned line, const struct hf_send *send);
struct hf_target story_target(const struct hf_sim_story *story, unsigned line, uint64_t attempt);
struct hf_sim_story_line *story_add(struct hf_sim_story *story, unsigned show, unsigned line);
void story_attribute(struct hf_sim_story_line *line, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void story_time(uint64_t at_us, char *text, size_t size);

/* tell.c: the observer. */
void tell_note(void *context, const struct hf_sim_note *note);

/* tell_event.c */
void tell_event(struct hf_sim_story *story, const struct hf_sim_note *note);

/* tell_decision.c */
void tell_decision(struct hf_sim_story *story, const struct hf_sim_note *note,
                   const struct hf_decision *decision);

/* tell_name.c */
#define NAME_TEXT 96

struct name { /* returned by value: a text for one use */
    char text[NAME_TEXT];
};

/* A target by its server's name, or "udp:192.0.2.9:5060" where there is no server. */
struct name name_target(const struct hf_sim_story *story, const struct hf_target *target);
/* The same for an address alone. */
struct name name_address(const struct hf_sim_story *story, const struct hf_target *address);
/* The line's k-th server by its name in the world, or its host. */
struct name name_server(const struct hf_sim_story *story, const struct hf_sim_note *note,
                        unsigned server);
int is_server_a_name(const struct hf_sim_note *note, unsigned server);
const char *name_purpose(unsigned purpose);
const char *name_outcome(unsigned outcome);
const char *name_dns_type(unsigned type);
const char *name_dns_outcome(unsigned outcome);

/* "server=b" and, where that is a name, "at=a": the target. */
void add_server(const struct hf_sim_story *story, const struct hf_sim_note *note,
                struct hf_sim_story_line *line, unsigned server);
void add_place(const struct hf_sim_story *story, const struct hf_sim_note *note,
               struct hf_sim_story_line *line, const struct hf_line_status *status);
/* "key=...", a moment of the line on the world's axis; nothing for HF_NEVER. */
void add_time(const struct hf_sim_note *note, struct hf_sim_story_line *line, const char *key,
              uint64_t line_us);
void add_why(struct hf_sim_story_line *line, unsigned why);

#endif
