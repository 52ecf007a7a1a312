/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A story: what happened in a world, a line for each thing, for people to read and for diffs.
 * Every word comes from an enum's name in status.h; attempts and requests are numbered from 1 in
 * the order in which they appear, so that a story does not change with a seed's ids.
 *
 *     struct hf_sim_story *story = hf_sim_story_new(world);   observes the world from now on
 *     ... run the world ...
 *     char text[HF_SIM_STORY_TEXT];
 *     for (size_t i = 0; i < hf_sim_story_length(story); i++)
 *         hf_sim_story_render(story, i, text, sizeof(text));
 */
#ifndef HOLDFAST_SIM_STORY_H
#define HOLDFAST_SIM_STORY_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/sim/world.h"

#define HF_SIM_STORY_LINES_MAX 100000 /* one more stops the world */
#define HF_SIM_STORY_TEXT      768    /* bytes that every rendered line fits into */

enum hf_sim_show {                           /* bits: what a story tells */
                   HF_SIM_SHOW_MOVES = 1,    /* moves of registration and failback */
                   HF_SIM_SHOW_ATTEMPTS = 2, /* how attempts end, unless accepted */
                   HF_SIM_SHOW_SENDS = 4,    /* requests, retransmissions, orders about attempts */
                   HF_SIM_SHOW_ANSWERS = 8,  /* what came in */
                   HF_SIM_SHOW_REPORTS = 16, /* what the user is told */
                   HF_SIM_SHOW_WORLD = 32,   /* what the scenario did after its beginning */
                   HF_SIM_SHOW_BINDINGS = 64,
                   HF_SIM_SHOW_DECISIONS = 128, /* every decision, also those that move nothing */
                   HF_SIM_SHOW_SETTINGS =
                       256,                  /* each decision's rule, event and deciding setting */
                   HF_SIM_SHOW_SERIES = 512, /* which requests share a Call-ID (C1a) */
                   HF_SIM_SHOW_NAMES = 1024, /* names: asked, answered, what became of them */
                   HF_SIM_SHOW_FLOWS = 2048, /* keep-alive orders (C3a) */
                   HF_SIM_SHOW_RESTS = 4096, /* targets that are left alone (A9, A10) */
                   HF_SIM_SHOW_CALLS = 8192, /* the callee's phone, and what the shell ends there */
                   HF_SIM_SHOW_USUAL = 63 | HF_SIM_SHOW_NAMES | HF_SIM_SHOW_CALLS,
                   HF_SIM_SHOW_ALL = 16383
};

struct hf_sim_story_line {
    uint64_t at_us;
    unsigned line; /* 1.., or 0 for the world */
    unsigned show; /* the enum hf_sim_show bit it belongs to */
    char what[20];
    char text[384];
    char attributes[256]; /* "key=value", two spaces between them */
};

struct hf_sim_story;

struct hf_sim_story *hf_sim_story_new(struct hf_sim_world *world); /* NULL: out of memory */
void hf_sim_story_free(struct hf_sim_story *story);
void hf_sim_story_show(struct hf_sim_story *story, unsigned bits);

/* The widest time that will be told: decides the width of the first column. */
void hf_sim_story_until(struct hf_sim_story *story, uint64_t at_us);

/* A remark of the world itself, at its present time. */
void hf_sim_story_remark(struct hf_sim_story *story, const char *text);

/* The line's id of the n-th attempt that it sent, or query that it asked (1..), or 0. */
uint64_t hf_sim_story_attempt(const struct hf_sim_story *story, unsigned line, uint64_t number);
uint64_t hf_sim_story_query(const struct hf_sim_story *story, unsigned line, uint64_t number);

size_t hf_sim_story_length(const struct hf_sim_story *story);
const struct hf_sim_story_line *hf_sim_story_line(const struct hf_sim_story *story, size_t i);
void hf_sim_story_render(const struct hf_sim_story *story, size_t i, char *text, size_t size);

#endif
