/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A frame at one of the HAL's rates as a frame at another. They are multiples of each other, so a
 * frame in is a frame out, 12 samples of the lower rate later. For files; a sound card's rate is
 * ALSA's work.
 */
#ifndef HOLDFAST_HAL_RESAMPLE_H
#define HOLDFAST_HAL_RESAMPLE_H

#include "holdfast/hal.h"

#define HF_RESAMPLE_SIDE   12 /* samples of the lower rate on either side of the filter */
#define HF_RESAMPLE_FACTOR 6  /* 8000 to 48000 */
#define HF_RESAMPLE_TAPS   (2 * HF_RESAMPLE_SIDE * HF_RESAMPLE_FACTOR)

struct hf_resample {
    unsigned from, to; /* samples a second; equal or 0: copies */
    unsigned factor;
    int16_t past[HF_RESAMPLE_TAPS]; /* the input before the frame */
    float taps[HF_RESAMPLE_TAPS];
};

/* Does nothing where it is set so already. */
void hf_resample_set(struct hf_resample *resample, unsigned from, unsigned to);

/* One frame: from / 50 samples in, to / 50 out. */
void hf_resample_frame(struct hf_resample *resample, const int16_t *in, int16_t *out);

#endif
