/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an open HAL is: its parts, and where audio stands. hal.c opens, closes and passes outputs
 * on; pace.c owns time: which frame is due, and in which order things happen within a turn.
 */
#ifndef HOLDFAST_HAL_STATE_H
#define HOLDFAST_HAL_STATE_H

#include "backend.h"
#include "tones.h"

#define HF_HAL_PARTS      4
#define HF_HAL_NEWS       16  /* events that wait for a turn */
#define HF_HAL_REMARK     256 /* bytes of one */
#define HF_HAL_CATCH_UP   5   /* frames that a late caller gets */
#define HF_HAL_TONE_RATE  8000
#define HF_HAL_TEXT_BYTES 1024 /* of what hf_hal_open takes */

struct hf_part {
    const struct hf_backend *kind;
    void *self;
    unsigned has;
};

struct hf_port {
    struct hf_hal *hal;
};

struct hf_hal {
    struct hf_hal_callbacks callbacks;
    struct hf_port port;
    struct hf_part parts[HF_HAL_PARTS];
    unsigned n_parts;
    unsigned has;
    const struct hf_part *microphone, *earpiece; /* NULL where there is none */

    unsigned wanted;    /* rate that hf_hal_audio asked for; 0: off */
    unsigned rate;      /* of the frames that run; 0: none do */
    int hears, plays;   /* the devices are on */
    int starting;       /* the first frame is due at the next turn */
    unsigned changes;   /* of the rate, so that a frame sees one that its callback made */
    uint64_t due_us;    /* of the next frame */
    int64_t leaning_us; /* the device's surplus, smoothed */
    uint64_t dropped;
    uint64_t now_us; /* within a turn, of what is being done */

    int rings;
    enum hf_hal_tone tone;
    enum hf_hal_country country;
    struct hf_tone tones, ringer;

    int turning, closing;
    struct hf_hal_event news[HF_HAL_NEWS];
    unsigned n_news;
    char remark[HF_HAL_REMARK];
    char text[HF_HAL_TEXT_BYTES]; /* the options, cut into pieces */
};

/* Turns devices on and off by what is wanted: audio, a tone, the ringer. */
int hf_pace_settle(struct hf_hal *hal, const struct hf_hal_problem *problem);

#endif
