/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A sinc of the lower rate's band under a Hann window, applied by phases: upwards each output takes
 * every factor-th tap, downwards only each factor-th output is computed.
 */
#include "resample.h"

#include <math.h>
#include <string.h>

#define FRAMES_A_SECOND 50
#define PASSBAND        0.96 /* of half the lower rate, to the middle of the slope */

void hf_resample_set(struct hf_resample *resample, unsigned from, unsigned to)
{
    const double pi = 3.14159265358979;

    if (resample->from == from && resample->to == to) {
        return;
    }
    memset(resample, 0, sizeof *resample);
    resample->from = from;
    resample->to = to;
    if (from == 0 || to == 0) {
        return;
    }
    resample->factor = from > to ? from / to : to / from;
    const unsigned n = 2 * HF_RESAMPLE_SIDE * resample->factor;
    for (unsigned i = 0; i < n; i++) {
        double x = (i + 0.5 - n / 2.0) / resample->factor; /* in samples of the lower rate */
        double sinc = sin(pi * x * PASSBAND) / (pi * x);
        double window = 0.5 + 0.5 * cos(pi * x / HF_RESAMPLE_SIDE);
        resample->taps[i] = (float)(sinc * window / (from > to ? resample->factor : 1));
    }
}

static int16_t rounded(float value)
{
    return (int16_t)(value > 32767.0f ? 32767 : value < -32768.0f ? -32768 : lrintf(value));
}

/* The sample of past and frame together that lies `back` before `at`. */
static float sample(const struct hf_resample *resample, const int16_t *in, size_t at, size_t back)
{
    return back <= at ? in[at - back] : resample->past[HF_RESAMPLE_TAPS + at - back];
}

static void remember(struct hf_resample *resample, const int16_t *in, size_t n)
{
    const size_t room = HF_RESAMPLE_TAPS;

    if (n >= room) {
        memcpy(resample->past, in + n - room, room * sizeof *in);
        return;
    }
    memmove(resample->past, resample->past + n, (room - n) * sizeof *in);
    memcpy(resample->past + room - n, in, n * sizeof *in);
}

void hf_resample_frame(struct hf_resample *resample, const int16_t *in, int16_t *out)
{
    const size_t n_in = resample->from / FRAMES_A_SECOND, n_out = resample->to / FRAMES_A_SECOND;
    const unsigned up = resample->to > resample->from ? resample->factor : 1;
    const unsigned down = resample->from > resample->to ? resample->factor : 1;

    if (n_in == n_out) {
        memcpy(out, in, n_in * sizeof *in);
        return;
    }
    for (size_t k = 0; k < n_out; k++) {
        const size_t at = up > 1 ? k / up : k * down + down - 1;
        const unsigned n = 2 * HF_RESAMPLE_SIDE * resample->factor;
        float sum = 0;
        size_t back = 0;
        for (size_t tap = up > 1 ? k % up : 0; tap < n; tap += up, back++) {
            sum += resample->taps[tap] * sample(resample, in, at, back);
        }
        out[k] = rounded(sum);
    }
    remember(resample, in, n_in);
}
