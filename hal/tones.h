/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tones as samples: two frequencies at a level, by a cadence. A generator is a flat struct; it goes
 * on where it was when the rate changes, and begins and ends softly, so that nothing clicks.
 */
#ifndef HOLDFAST_HAL_TONES_H
#define HOLDFAST_HAL_TONES_H

#include "holdfast/hal.h"

#define HF_TONE_SEGMENTS 4
#define HF_TONE_WAVE     1024

/* A frequency alone: the other 0. Silence: both 0. */
struct hf_tone_segment {
    uint16_t hz[2];
    int16_t dbm0[2]; /* level of each; E.180: 0 dBm0 lies 3.14 dB below a full sine */
    uint16_t ms;     /* 0: for ever */
};

struct hf_tone_plan {
    uint8_t bursts; /* so often comes `burst`, then `cycle` for ever */
    struct hf_tone_segment burst[2];
    struct hf_tone_segment cycle[HF_TONE_SEGMENTS]; /* the first with ms 0, or all of them */
    uint8_t segments;                               /* of the cycle */
};

/* NULL for NONE and what does not exist. */
const struct hf_tone_plan *hf_tone_plan(enum hf_hal_tone tone, enum hf_hal_country country);
const struct hf_tone_plan *hf_tone_ringer(void);

struct hf_tone {
    const struct hf_tone_plan *plan; /* NULL: silent, or fading out */
    const struct hf_tone_segment *segment;
    unsigned at;      /* of bursts * 2, then of the cycle */
    uint32_t left_us; /* of the segment */
    uint32_t phase[2], step[2];
    int32_t level[2], goal[2]; /* amplitudes, 24.8 */
    unsigned rate;
    int16_t wave[HF_TONE_WAVE + 1];
};

void hf_tone_init(struct hf_tone *tone);
void hf_tone_play(struct hf_tone *tone, const struct hf_tone_plan *plan); /* NULL: ends */
int hf_tone_sounds(const struct hf_tone *tone);

/* Adds the next n samples at the rate, saturating. n / rate is a multiple of a millisecond. */
void hf_tone_add(struct hf_tone *tone, int16_t *samples, size_t n, unsigned rate);

#endif
