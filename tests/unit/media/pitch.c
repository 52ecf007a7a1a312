/* SPDX-License-Identifier: Apache-2.0 */
/* The period of a sound is found where there is one, and said to be none where there is not. */
#include "pitch.h"

#include "meter.h"
#include "support.h"

static int16_t sound[1000];

Test(pitch, finds_the_period_of_a_tone)
{
    for (uint32_t period = 25; period <= 100; period++) {
        struct meter_tone tone = {8000.0 / period, -10, 8000};
        struct hf_pitch_search search = {sound, 160, 20, 120};
        meter_make(&tone, 3, sound, 1000);
        struct hf_pitch found = hf_pitch_find(&search);
        cr_assert_eq(found.lag % period, 0, "%u for %u", found.lag, period);
        cr_assert_lt(found.unlike, HF_PITCH_ONE / 500, "%u", found.unlike);
    }
}

Test(pitch, finds_noise_unlike_itself)
{
    uint64_t seed = 8;
    for (uint32_t i = 0; i < 1000; i++)
        sound[i] = (int16_t)(chance(&seed) % 8001) - 4000;
    struct hf_pitch_search search = {sound, 160, 20, 120};
    struct hf_pitch found = hf_pitch_find(&search);
    cr_assert_gt(found.unlike, HF_PITCH_ONE / 2, "%u", found.unlike);
}

Test(pitch, measures_silence)
{
    memset(sound, 0, sizeof sound);
    struct hf_pitch_search search = {sound, 160, 20, 120};
    cr_assert_eq(hf_pitch_find(&search).unlike, 0);
}

Test(pitch, crosses_from_one_value_to_another)
{
    cr_assert_eq(hf_cross(100, 200, 0, 10), 100);
    cr_assert_eq(hf_cross(100, 200, 5, 10), 150);
    cr_assert_eq(hf_cross(100, 200, 10, 10), 200);
    cr_assert_eq(hf_cross(INT16_MIN, INT16_MIN, 3, 7), INT16_MIN);
    cr_assert_eq(hf_cross(INT16_MAX, INT16_MAX, 3, 7), INT16_MAX);
}
