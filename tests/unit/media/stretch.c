/* SPDX-License-Identifier: Apache-2.0 */
/* Shorter and longer: a tone keeps its pitch and its level, and what would be heard is left alone.
 */
#include "stretch.h"

#include "meter.h"
#include "support.h"

#define RATE  8000
#define FRAME 160
#define ALL   40000

static int16_t sound[ALL + 8000];

/* A tone of 4 s whose frames are stretched, each `every`-th; samples of the result. */
static uint32_t stretched(double hz, bool (*change)(struct hf_stretch *), uint32_t every)
{
    struct meter_tone tone = {hz, -10, RATE};
    uint32_t n = 0;
    for (uint32_t i = 0; i < 200; i++) {
        struct hf_stretch frame = {.samples = sound + n, .n = FRAME, .rate = RATE};
        meter_make(&tone, (uint64_t)i * FRAME, frame.samples, FRAME);
        if (i % every == 0)
            cr_assert(change(&frame), "%g Hz", hz);
        n += frame.n;
    }
    return n;
}

Test(stretch, keeps_a_tone)
{
    static const double hz[] = {200, 440, 1004, 2100};
    for (size_t i = 0; i < sizeof hz / sizeof *hz; i++) {
        for (uint32_t longer = 0; longer < 2; longer++) {
            uint32_t n = stretched(hz[i], longer ? hf_stretch_lengthen : hf_stretch_shorten, 3);
            struct meter_sound all = {sound, n, RATE};
            cr_assert(longer ? n > 33000 : n < 31000, "%u", n);
            cr_assert_float_eq(meter_total_db(&all), -10, 0.5, "%g Hz, %u: %g dB", hz[i], longer,
                               meter_total_db(&all));
            cr_assert_eq(meter_gap_ms(&all, hz[i], -11.5), 0, "%g Hz, %u", hz[i], longer);
        }
    }
}

/* A rising line shows each seam: it begins and ends where it did, and nothing in it jumps. */
Test(stretch, makes_no_click)
{
    for (uint32_t longer = 0; longer < 2; longer++) {
        struct hf_stretch line = {.samples = sound, .n = FRAME, .rate = RATE, .is_urgent = true};
        for (int32_t i = 0; i < FRAME; i++)
            sound[i] = (int16_t)(5000 + i * 10);
        cr_assert(longer ? hf_stretch_lengthen(&line) : hf_stretch_shorten(&line));
        cr_assert_eq(sound[0], 5000);
        cr_assert_eq(sound[line.n - 1], 5000 + 1590);
        for (uint32_t i = 1; i < line.n; i++)
            cr_assert_leq(abs(sound[i] - sound[i - 1]), 45, "%u: %d to %d at %u", longer,
                          sound[i - 1], sound[i], i);
    }
}

/* A word that begins in the middle: loud, and like nothing before it. */
static struct hf_stretch onset(void)
{
    uint64_t seed = 3;
    for (uint32_t i = 0; i < FRAME; i++)
        sound[i] = i < 60 ? 0 : (int16_t)(chance(&seed) % 8001) - 4000;
    return (struct hf_stretch){.samples = sound, .n = FRAME, .rate = RATE};
}

Test(stretch, leaves_the_begin_of_a_word_alone)
{
    struct hf_stretch frame = onset();
    int16_t before[FRAME];
    memcpy(before, sound, sizeof before);
    cr_assert_not(hf_stretch_shorten(&frame));
    cr_assert_not(hf_stretch_lengthen(&frame));
    cr_assert_eq(frame.n, FRAME);
    cr_assert_arr_eq(before, sound, sizeof before);
    frame.is_urgent = true;
    cr_assert(hf_stretch_shorten(&frame));
    cr_assert_lt(frame.n, FRAME);
}

Test(stretch, takes_much_out_of_silence_and_noise)
{
    uint64_t seed = 5;
    struct hf_stretch frame = {.samples = sound, .n = FRAME, .rate = RATE};
    memset(sound, 0, FRAME * sizeof *sound);
    cr_assert(hf_stretch_shorten(&frame));
    cr_assert_eq(frame.n, 80);
    uint32_t n_done = 0;
    for (uint32_t i = 0; i < 100; i++) {
        for (uint32_t k = 0; k < FRAME; k++)
            sound[k] = (int16_t)(chance(&seed) % 801) - 400;
        frame.n = FRAME;
        n_done += hf_stretch_lengthen(&frame);
    }
    cr_assert_gt(n_done, 50, "%u of 100", n_done);
}

Test(stretch, leaves_alone_what_is_too_short)
{
    for (uint32_t n = 0; n < 40; n++) {
        struct hf_stretch frame = {.samples = sound, .n = n, .rate = RATE, .is_urgent = true};
        cr_assert_not(hf_stretch_shorten(&frame), "%u", n);
        cr_assert_not(hf_stretch_lengthen(&frame), "%u", n);
    }
}

/* Any length, in memory that ends where it may. */
Test(stretch, stays_within_its_memory)
{
    for (uint32_t rate = 8000; rate <= 16000; rate += 8000) {
        for (uint32_t n = 0; n <= rate / 1000 * 60; n++) {
            uint32_t room = n + rate / 1000 * HF_STRETCH_MS_MAX;
            int16_t *samples = calloc(room, sizeof *samples);
            struct hf_stretch frame = {samples, n, rate, true};
            if (n % 2 == 0)
                hf_stretch_lengthen(&frame);
            else
                hf_stretch_shorten(&frame);
            cr_assert_leq(frame.n, room);
            free(samples);
        }
    }
}
