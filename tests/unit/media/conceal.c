/* SPDX-License-Identifier: Apache-2.0 */
/* Concealment: a steady tone goes on over a gap, and a long gap falls silent as it should. */
#include "conceal.h"

#include "meter.h"
#include "support.h"

#define RATE   8000
#define FRAME  160
#define FRAMES 250
#define ALL    (FRAMES * FRAME)

static int16_t sound[ALL];
static struct hf_conceal conceal;

static double level_of(uint32_t from, uint32_t n, double hz)
{
    struct meter_sound piece = {sound + from, n, RATE};
    return meter_level_db(&piece, hz);
}

/* A tone of 5 s of which the frames are lost that `lost` names. */
static void play(double hz, bool (*lost)(uint32_t frame))
{
    struct meter_tone tone = {hz, -10, RATE};
    hf_conceal_init(&conceal);
    for (uint32_t i = 0; i < FRAMES; i++) {
        int16_t *frame = sound + i * FRAME;
        if (lost(i)) {
            hf_conceal_make(&conceal, frame, FRAME);
        } else {
            meter_make(&tone, (uint64_t)i * FRAME, frame, FRAME);
            hf_conceal_heard(&conceal, frame, FRAME);
        }
    }
}

static bool none(uint32_t frame)
{
    (void)frame;
    return false;
}

static bool each_tenth(uint32_t frame)
{
    return frame % 10 == 5;
}

static bool by_chance(uint32_t frame) /* 10 % */
{
    uint64_t seed = frame * 977u + 5;
    (void)chance(&seed);
    return frame > 3 && chance(&seed) % 10 == 0;
}

static bool half_a_second(uint32_t frame)
{
    return frame >= 100 && frame < 125;
}

Test(conceal, changes_nothing_where_nothing_is_lost)
{
    int16_t tone_samples[FRAME];
    struct meter_tone tone = {1004, -10, RATE};
    play(1004, none);
    for (uint32_t i = 0; i < FRAMES; i++) {
        meter_make(&tone, (uint64_t)i * FRAME, tone_samples, FRAME);
        cr_assert_arr_eq(sound + i * FRAME, tone_samples, sizeof tone_samples);
    }
}

Test(conceal, keeps_a_tone_through_the_loss_of_each_tenth_packet)
{
    static const double hz[] = {200, 350, 440, 697, 1004, 1477, 2100, 3000};
    for (size_t i = 0; i < sizeof hz / sizeof *hz; i++) {
        play(hz[i], each_tenth);
        struct meter_sound all = {sound, ALL, RATE};
        cr_assert_gt(level_of(0, ALL, hz[i]), -10.7, "%g Hz: %g dB", hz[i],
                     level_of(0, ALL, hz[i]));
        cr_assert_eq(meter_gap_ms(&all, hz[i], -16), 0, "%g Hz", hz[i]);
    }
}

Test(conceal, keeps_a_tone_through_the_loss_of_a_tenth_by_chance)
{
    play(1004, by_chance);
    struct meter_sound all = {sound, ALL, RATE};
    cr_assert_gt(level_of(0, ALL, 1004), -11, "%g dB", level_of(0, ALL, 1004));
    cr_assert_lt(meter_gap_ms(&all, 1004, -20), 30, "%u", meter_gap_ms(&all, 1004, -20));
}

/* The samples before and behind each seam differ no more than those of the tone do. */
Test(conceal, makes_no_click)
{
    int32_t largest = 0, usual = 0;
    play(440, none);
    for (uint32_t i = 1; i < ALL; i++)
        usual = abs(sound[i] - sound[i - 1]) > usual ? abs(sound[i] - sound[i - 1]) : usual;
    play(440, each_tenth);
    for (uint32_t i = 1; i < ALL; i++)
        largest = abs(sound[i] - sound[i - 1]) > largest ? abs(sound[i] - sound[i - 1]) : largest;
    cr_assert_leq(largest, usual * 5 / 4, "%d instead of %d", largest, usual);
}

/* What is like nothing before it: a rising line. It goes on rising, and no seam jumps. */
Test(conceal, makes_no_click_where_a_period_does_not_meet_itself)
{
    int32_t largest = 0;
    hf_conceal_init(&conceal);
    for (int32_t i = 0; i < 320; i++)
        sound[i] = (int16_t)(i * 10);
    hf_conceal_heard(&conceal, sound, 320);
    hf_conceal_make(&conceal, sound + 320, FRAME);
    for (uint32_t i = 1; i < 320 + FRAME; i++)
        largest = abs(sound[i] - sound[i - 1]) > largest ? abs(sound[i] - sound[i - 1]) : largest;
    cr_assert_lt(abs(sound[320] - sound[319]), 25, "%d to %d", sound[319], sound[320]);
    cr_assert_lt(largest, 60, "%d", largest);
}

Test(conceal, falls_silent_when_a_gap_is_long)
{
    uint32_t at = 100 * FRAME;
    play(440, half_a_second);
    cr_assert_gt(level_of(at, FRAME, 440), -11, "20 ms: %g", level_of(at, FRAME, 440));
    cr_assert_lt(level_of(at + 320, FRAME, 440), -14, "60 ms: %g", level_of(at + 320, FRAME, 440));
    for (uint32_t i = at + 480; i < at + 25 * FRAME; i++)
        cr_assert_eq(sound[i], 0, "%u", i);
    cr_assert_gt(level_of(at + 25 * FRAME + 80, FRAME, 440), -11, "and back");
}

Test(conceal, is_silent_before_anything_was_heard)
{
    hf_conceal_init(&conceal);
    memset(sound, 1, sizeof sound);
    hf_conceal_make(&conceal, sound, FRAME);
    for (uint32_t i = 0; i < FRAME; i++)
        cr_assert_eq(sound[i], 0);
}

Test(conceal, stays_within_16_bits_whatever_was_heard)
{
    uint64_t seed = 6;
    hf_conceal_init(&conceal);
    for (uint32_t i = 0; i < 2000; i++) {
        uint32_t n = 1 + chance(&seed) % 480;
        for (uint32_t k = 0; k < n; k++)
            sound[k] = chance(&seed) % 2 == 0 ? INT16_MIN : INT16_MAX;
        if (i % 3 == 0)
            hf_conceal_make(&conceal, sound, n);
        else
            hf_conceal_heard(&conceal, sound, n);
    }
}
