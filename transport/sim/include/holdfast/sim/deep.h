/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deep worlds: many phones with the real SIP agent, calls and core, real registrars and proxies,
 * a network that loses, delays, repeats, reorders and breaks, and names that change, in virtual
 * time. A plan says everything that happens from outside, a line of text for each; it comes from a
 * seed or from a file. Whoever plays the same plan gets the same bytes, on every machine.
 *
 *     struct hf_deep_plan *plan = hf_deep_plan_make(17);
 *     struct hf_deep_result result;
 *     hf_deep_play(plan, &(struct hf_deep_staging){.replay = 1}, &result);
 *     if (result.kind[0] != 0)
 *         hf_deep_shrink(plan, &staging, &result), hf_deep_plan_write(plan, file);
 *
 * Nothing here is shared between worlds: each may be played in a thread of its own.
 */
#ifndef HOLDFAST_SIM_DEEP_H
#define HOLDFAST_SIM_DEEP_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "holdfast/sim/scenario.h"

struct hf_deep_plan;

struct hf_deep_plan *hf_deep_plan_make(uint64_t seed); /* NULL: out of memory */
/* NULL, and a complaint with file and line, for text that is no plan. */
struct hf_deep_plan *hf_deep_plan_read(const struct hf_sim_source *source,
                                       struct hf_sim_complaint *complaint);
void hf_deep_plan_write(const struct hf_deep_plan *plan, FILE *file);
void hf_deep_plan_free(struct hf_deep_plan *plan);

struct hf_deep_staging {
    uint64_t clock_us; /* added to what every phone's clock shows; nothing else may change */
    FILE *trace;       /* NULL, or told each message, event and report, for people */
    uint8_t replay;    /* 1: each phone's log is replayed, whole and cut by snapshots */
    uint8_t timeless;  /* 1: times of actions count from the phone's clock, so that digests of
                          worlds with other clocks are equal */
    uint8_t reserved[6];
};

struct hf_deep_result {
    uint64_t digest;   /* of all that was sent, with its times, and of all actions */
    uint64_t at_us;    /* of the complaint, else of the end; the world's time */
    uint64_t steps;    /* of all cores */
    uint64_t packets;  /* sent */
    uint32_t calls_up; /* calls of which both ends agreed that they talk */
    uint32_t phone;    /* that the complaint is about, 1..; 0: the world */
    uint32_t line;     /* of the phone, 1..; 0: all of it */
    uint32_t reserved;
    char kind[64];  /* "": every checker is content; else which one is not, without numbers */
    char text[256]; /* more of it */
};
void hf_deep_play(const struct hf_deep_plan *plan, const struct hf_deep_staging *staging,
                  struct hf_deep_result *result);

/* Drops whatever the complaint does not need: the result is still of the same kind. Says how often
 * the world was played. */
unsigned hf_deep_shrink(struct hf_deep_plan *plan, const struct hf_deep_staging *staging,
                        struct hf_deep_result *result);

/* Plays the plan of a seed in every way: with replay; every eighth seed also with other clocks, and
 * twice. The complaint of the first way that has one. */
void hf_deep_try(uint64_t seed, struct hf_deep_result *result);

#endif
