/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The period of a sound: the lag at which it is most like itself. The measure is the mean
 * difference of magnitudes, which needs neither products nor roots: 0 is the same, and noise is
 * about 0.7 unlike itself.
 */
#ifndef HF_MEDIA_PITCH_H
#define HF_MEDIA_PITCH_H

#include <stdint.h>

#define HF_PITCH_ONE 32768u /* unlike as can be */

struct hf_pitch_search {
    const int16_t *at; /* the piece that is compared with those lag_min to lag_max behind it */
    uint32_t n;        /* samples of it */
    uint32_t lag_min, lag_max;
};

struct hf_pitch {
    uint32_t lag;    /* samples */
    uint32_t unlike; /* of HF_PITCH_ONE, at that lag */
};

struct hf_pitch hf_pitch_find(const struct hf_pitch_search *search);

/* From a to b while i goes from 0 to n: where two pieces of sound meet. */
static inline int16_t hf_cross(int32_t a, int32_t b, uint32_t i, uint32_t n)
{
    int64_t sum = (int64_t)a * (n - i) + (int64_t)b * i;
    return (int16_t)(sum / n);
}

#endif
