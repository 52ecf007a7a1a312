/* SPDX-License-Identifier: Apache-2.0 */
#include "resample.h"

#include "world.h"

#include <criterion/criterion.h>
#include <math.h>

static int16_t in[48000], out[48000];

static void convert(unsigned from, unsigned to, unsigned hz)
{
    static struct hf_resample resample;

    hf_resample_set(&resample, 0, 0);
    hf_resample_set(&resample, from, to);
    for (unsigned i = 0; i < from; i++) {
        in[i] = (int16_t)lrint(12000 * sin(6.283185307179586 * hz * i / from));
    }
    for (unsigned frame = 0; frame < 50; frame++) {
        hf_resample_frame(&resample, in + frame * from / 50, out + frame * to / 50);
    }
}

static const unsigned rates[] = {8000, 16000, 48000};

/* Speech as a telephone has it passes within half a decibel, and nothing else is in it. */
Test(resample, the_telephone_band_passes_between_all_rates)
{
    static const unsigned tones[] = {300, 1000, 3400};

    for (unsigned a = 0; a < 3; a++) {
        for (unsigned b = 0; b < 3; b++) {
            for (unsigned t = 0; t < 3; t++) {
                convert(rates[a], rates[b], tones[t]);
                const int16_t *half = out + rates[b] / 2; /* behind the filter's begin */
                double amplitude = meter_amplitude(half, rates[b] / 2, tones[t], rates[b]);
                double db = 20 * log10(amplitude / 12000);
                cr_expect(fabs(db) < 0.5, "%u -> %u: %u Hz by %.2f dB", rates[a], rates[b],
                          tones[t], db);
                double all = meter_dbm0(half, rates[b] / 2) - 3.14 + 20 * log10(32767.0 / 12000);
                cr_expect(fabs(all - db) < 0.05, "%u -> %u: %u Hz brings others along", rates[a],
                          rates[b], tones[t]);
            }
        }
    }
}

Test(resample, what_the_lower_rate_cannot_hold_is_taken_out)
{
    static const unsigned beyond[][3] = {
        {16000, 8000, 5000}, {48000, 8000, 7000}, {48000, 16000, 12000}};

    for (unsigned i = 0; i < 3; i++) {
        convert(beyond[i][0], beyond[i][1], beyond[i][2]);
        double db = meter_dbm0(out + beyond[i][1] / 2, beyond[i][1] / 2) - 3.14 +
                    20 * log10(32767.0 / 12000);
        cr_expect_lt(db, -40, "%u -> %u: %u Hz at %.1f dB", beyond[i][0], beyond[i][1],
                     beyond[i][2], db);
    }
}

Test(resample, full_scale_saturates)
{
    static struct hf_resample resample;

    hf_resample_set(&resample, 8000, 48000);
    for (unsigned i = 0; i < 160; i++) {
        in[i] = i / 4 % 2 ? INT16_MIN : INT16_MAX;
    }
    hf_resample_frame(&resample, in, out);
    for (unsigned i = 48; i < 960 - 80; i++) { /* 12 samples late; past the edges of the square */
        unsigned phase = (i - 72) % 48;
        if (i >= 96 && phase >= 6 && phase < 18) {
            cr_assert_gt(out[i], 20000, "%u: %d", i, out[i]);
        }
    }
}
