/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A HAL under test: opened with callbacks that note everything, in virtual or in real time, and a
 * folder for its files that goes away with the test.
 */
#ifndef HOLDFAST_TESTS_HAL_WORLD_H
#define HOLDFAST_TESTS_HAL_WORLD_H

#include "holdfast/hal.h"

#include <stddef.h>
#include <stdint.h>

#define WORLD_EVENTS  512
#define WORLD_SAMPLES 480000

struct world {
    struct hf_hal *hal;
    struct hf_hal_event events[WORLD_EVENTS];
    unsigned n_events;
    int16_t *heard; /* what the microphone brought */
    size_t n_heard;
    unsigned frames;
    unsigned frame_sizes;      /* of the last one */
    unsigned play_hz, play_at; /* what every frame plays: a sine, at 10000; 0: nothing */
    char remarks[2048];        /* each on a line */
    char error[256];           /* of the last refusal */
    struct hf_hal_problem problem;
    void (*on_event)(struct world *world, const struct hf_hal_event *event);
    void (*on_frame)(struct world *world);
    uint64_t now_us; /* of virtual time */
};

/* In a static world; NULL where the text was refused: world_get()->error says why. */
struct world *world_open(const char *text);
struct world *world_get(void);
void world_close(void);

/* Virtual time, from deadline to deadline. */
void world_run(struct world *world, unsigned ms);
/* Real time, by descriptors and deadlines. */
void world_live(struct world *world, unsigned ms);
uint64_t world_clock(void);

/* "1 dn 0.100|1 up 0.200": events as a text, for comparisons; times in virtual time. */
const char *world_told(const struct world *world);

/* A file's path in the test's own folder. */
const char *world_path(const char *name);
/* Writes it, and returns its path. */
const char *world_file(const char *name, const void *bytes, size_t n);
const char *world_text(const char *name, const char *text);
/* A whole file as a text, in a static buffer. */
const char *world_read(const char *path, size_t *n);

/* Level of a frequency (Goertzel), as the amplitude of its sine. */
double meter_amplitude(const int16_t *samples, size_t n, double hz, double rate);
/* The frequency with the most power within 150 Hz of one, by steps of a hertz. */
double meter_loudest(const int16_t *samples, size_t n, double rate, double around);
/* Root mean square as dBm0, a full sine being 3.14. */
double meter_dbm0(const int16_t *samples, size_t n);

#endif
