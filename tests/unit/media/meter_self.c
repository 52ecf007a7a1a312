/* SPDX-License-Identifier: Apache-2.0 */
/* The meter measures what it claims, on tones that are known. */
#include "meter.h"
#include "support.h"

#define RATE 8000

static int16_t samples[RATE];

static struct meter_sound made(double hz, double level_db)
{
    struct meter_tone tone = {hz, level_db, RATE};
    meter_make(&tone, 0, samples, RATE);
    return (struct meter_sound){samples, RATE, RATE};
}

Test(meter, reads_the_level_of_a_tone)
{
    for (double level = 0; level >= -40; level -= 10) {
        struct meter_sound sound = made(1004, level);
        cr_assert_float_eq(meter_level_db(&sound, 1004), level, 0.05, "%g", level);
        cr_assert_float_eq(meter_total_db(&sound), level, 0.05);
    }
}

Test(meter, does_not_hear_a_tone_that_is_elsewhere)
{
    struct meter_sound sound = made(1004, -10);
    cr_assert_lt(meter_level_db(&sound, 700), -70);
    cr_assert_lt(meter_level_db(&sound, 1400), -70);
}

Test(meter, finds_the_frequency)
{
    static const double hz[] = {120, 440, 1004.3, 2600, 3300};
    for (size_t i = 0; i < sizeof hz / sizeof *hz; i++) {
        struct meter_sound sound = made(hz[i], -10);
        sound.n = 1600;
        cr_assert_float_eq(meter_frequency(&sound), hz[i], 0.2, "%g", meter_frequency(&sound));
    }
}

Test(meter, tells_how_much_is_not_the_tone)
{
    struct meter_sound sound = made(1000, -10);
    cr_assert_lt(meter_noise_db(&sound, 1000), -70);
    for (size_t i = 0; i < RATE; i++) /* 20 dB below, at another frequency */
        samples[i] = (int16_t)(samples[i] + (i / 5 % 2 == 0 ? 1036 : -1036));
    cr_assert_float_eq(meter_noise_db(&sound, 1000), -17, 1.0, "%g", meter_noise_db(&sound, 1000));
}

Test(meter, measures_a_gap)
{
    struct meter_sound sound = made(1000, -10);
    cr_assert_eq(meter_gap_ms(&sound, 1000, -20), 0);
    memset(samples + 4000, 0, 100 * 8 * sizeof *samples);
    uint32_t gap = meter_gap_ms(&sound, 1000, -20);
    cr_assert(gap >= 90 && gap <= 105, "%u", gap);
}
