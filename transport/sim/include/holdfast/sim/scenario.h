/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scenario files: comments, verbs, a line of dashes, and below it the story that they give. The
 * language is documented in tests/scenarios/README.md.
 *
 *     struct hf_sim_complaint complaint;
 *     struct hf_sim_scenario *scenario = hf_sim_scenario_read(&source, &complaint);
 *     struct hf_sim_story *story = hf_sim_scenario_play(scenario, &complaint);
 */
#ifndef HOLDFAST_SIM_SCENARIO_H
#define HOLDFAST_SIM_SCENARIO_H

#include <stddef.h>
#include <stdio.h>

#include "holdfast/sim/story.h"

#define HF_SIM_SCENARIO_BYTES_MAX (1u << 20)
#define HF_SIM_COMPLAINT          320

struct hf_sim_source {
    const char *name;  /* of the file, for complaints */
    const char *bytes; /* not terminated */
    size_t n_bytes;
};

struct hf_sim_complaint { /* "name:line: what is wrong, and what would be right" */
    char text[HF_SIM_COMPLAINT];
};

struct hf_sim_scenario;

/* NULL, and a complaint, for text that is no scenario. */
struct hf_sim_scenario *hf_sim_scenario_read(const struct hf_sim_source *source,
                                             struct hf_sim_complaint *complaint);
void hf_sim_scenario_free(struct hf_sim_scenario *scenario);

/* The byte at which the told story begins (behind the line of dashes), or n_bytes where there is
 * no line of dashes. */
size_t hf_sim_scenario_told_at(const struct hf_sim_source *source);

/* Runs the verbs. 0, or -1 and a complaint that names the checker, the time and the event; the
 * story is then told up to there. */
struct hf_sim_play {
    struct hf_sim_world *world;
    struct hf_sim_story *story;
};
int hf_sim_scenario_play(const struct hf_sim_scenario *scenario, struct hf_sim_play *play,
                         struct hf_sim_complaint *complaint);
void hf_sim_play_free(struct hf_sim_play *play);

/* The same, with an observer beside the story. */
struct hf_sim_witness {
    hf_sim_observe *observe;                      /* NULL: none */
    void (*until)(void *context, uint64_t at_us); /* the world ended then; or NULL */
    void *context;
};
int hf_sim_scenario_play_before(const struct hf_sim_scenario *scenario, struct hf_sim_play *play,
                                struct hf_sim_complaint *complaint,
                                const struct hf_sim_witness *witness);

/* Runs a file, prints and compares. 0: the story is as told below the dashes, or there were no
 * dashes, or it was rewritten. 1: it differs, or a checker objected. 2: no scenario. */
struct hf_sim_run {
    const char *path;
    FILE *out, *error;
    int rewrite; /* put the story below the dashes instead of comparing */
    int json;    /* an object a line instead of columns */
    int quiet;   /* do not print the story itself */
    struct hf_sim_witness witness;
};
int hf_sim_scenario_run(const struct hf_sim_run *run);

#endif
