/* SPDX-License-Identifier: Apache-2.0 */
#include "board.h"
#include "world.h"

#include <criterion/criterion.h>
#include <criterion/logging.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world *null_world(void)
{
    struct world *world = world_open("null");

    cr_assert_not_null(world);
    return world;
}

Test(pace, frames_come_every_20_ms_and_not_before, .fini = world_close)
{
    struct world *world = null_world();

    cr_assert_eq(hf_hal_deadline(world->hal), UINT64_MAX);
    cr_assert_eq(hf_hal_audio(world->hal, 8000, &world->problem), 0);
    cr_assert_eq(hf_hal_deadline(world->hal), 0);
    hf_hal_turn(world->hal, 5000000);
    cr_assert_eq(world->frames, 1);
    cr_assert_eq(world->frame_sizes, 160);
    for (unsigned i = 1; i < 100; i++) {
        cr_assert_eq(hf_hal_deadline(world->hal), 5000000 + i * 20000);
        hf_hal_turn(world->hal, 5000000 + i * 20000 - 1);
        cr_assert_eq(world->frames, i);
        hf_hal_turn(world->hal, 5000000 + i * 20000);
        cr_assert_eq(world->frames, i + 1);
    }
    hf_hal_turn(world->hal, 0); /* time does not go back */
    cr_assert_eq(world->frames, 100);
    hf_hal_audio(world->hal, 0, NULL);
    cr_assert_eq(hf_hal_deadline(world->hal), UINT64_MAX);
    hf_hal_turn(world->hal, 100000000);
    cr_assert_eq(world->frames, 100);
}

Test(pace, a_late_caller_gets_five_frames_and_the_rest_is_counted, .fini = world_close)
{
    struct world *world = null_world();

    hf_hal_audio(world->hal, 48000, NULL);
    hf_hal_turn(world->hal, 1000000);
    hf_hal_turn(world->hal, 1000000 + 5 * 20000);
    cr_assert_eq(world->frames, 6);
    cr_assert_eq(hf_hal_dropped(world->hal), 0);
    hf_hal_turn(world->hal, 1000000 + 12 * 20000);
    cr_assert_eq(world->frames, 11);
    cr_assert_eq(hf_hal_dropped(world->hal), 2);
    hf_hal_turn(world->hal, 3600000000000); /* an hour: a number, not a loop */
    cr_assert_eq(world->frames, 16);
    cr_assert_eq(hf_hal_dropped(world->hal), 2 + (3600000000000 - 1240000) / 20000 - 5);
    cr_assert_gt(hf_hal_deadline(world->hal), 3600000000000);
}

Test(pace, another_rate_takes_over_at_the_next_frame, .fini = world_close)
{
    struct world *world = null_world();

    hf_hal_audio(world->hal, 8000, NULL);
    world_run(world, 100);
    hf_hal_audio(world->hal, 16000, NULL);
    world_run(world, 20);
    cr_assert_eq(world->frame_sizes, 320);
    const unsigned before = world->frames;
    cr_assert_eq(hf_hal_audio(world->hal, 44100, &world->problem), -1);
    cr_assert_str_eq(world->error, "audio at 44100 samples a second; 8000, 16000, 48000, or 0 for "
                                   "off, would be right");
    world_run(world, 20);
    cr_assert_eq(world->frames, before + 1);
    cr_assert_eq(world->frame_sizes, 320);
}

static void off_in_frame(struct world *world)
{
    hf_hal_audio(world->hal, 0, NULL);
}

Test(pace, a_frame_may_turn_audio_off, .fini = world_close)
{
    struct world *world = null_world();

    world->on_frame = off_in_frame;
    hf_hal_audio(world->hal, 8000, NULL);
    hf_hal_turn(world->hal, 1000000);
    hf_hal_turn(world->hal, 2000000);
    cr_assert_eq(world->frames, 1);
}

static void toggle_in_frame(struct world *world)
{
    hf_hal_audio(world->hal, world->frame_sizes == 160 ? 16000 : 8000, NULL);
}

Test(pace, a_frame_that_changes_the_rate_each_time_ends_all_the_same, .fini = world_close)
{
    struct world *world = null_world();

    world->on_frame = toggle_in_frame;
    hf_hal_audio(world->hal, 8000, NULL);
    hf_hal_turn(world->hal, 1000000);
    cr_assert_leq(world->frames, 64);
}

static void turn_in_frame(struct world *world)
{
    hf_hal_turn(world->hal, 90000000);
}

Test(pace, a_turn_within_a_turn_does_nothing, .fini = world_close)
{
    struct world *world = null_world();

    world->on_frame = turn_in_frame;
    hf_hal_audio(world->hal, 8000, NULL);
    hf_hal_turn(world->hal, 1000000);
    cr_assert_eq(world->frames, 1);
}

static void close_in_frame(struct world *world)
{
    hf_hal_close(world->hal);
}

Test(pace, a_close_within_a_turn_waits_for_its_end, .fini = world_close)
{
    struct world *world = null_world();
    struct hf_hal *hal = world->hal;

    world->on_frame = close_in_frame;
    hf_hal_audio(hal, 8000, NULL);
    hf_hal_turn(hal, 1000000);
    world->hal = NULL; /* the sanitizer sees whether it was freed */
    cr_assert_eq(world->frames, 1);
}

static unsigned frames_at_key;

static void note_frames(struct world *world, const struct hf_hal_event *event)
{
    if (event->kind == HF_HAL_DIGIT && event->pressed) {
        frames_at_key = world->frames;
    }
}

/* Keys and frames keep their order however late the caller is. */
Test(pace, keys_and_frames_come_in_the_order_of_their_times, .fini = world_close)
{
    char text[256];

    snprintf(text, sizeof text, "null+wav:keys=%s", world_text("keys", "0.05s 1\n"));
    struct world *world = world_open(text);
    cr_assert_not_null(world, "%s", world_get()->error);
    world->on_event = note_frames;
    hf_hal_turn(world->hal, 1000000);
    hf_hal_audio(world->hal, 8000, NULL);
    hf_hal_turn(world->hal, 1000000);
    hf_hal_turn(world->hal, 1090000);
    cr_assert_eq(frames_at_key, 3); /* at 0, 20 and 40 ms */
    cr_assert_eq(world->frames, 5);
}

static void audio_at_key(struct world *world, const struct hf_hal_event *event)
{
    if (event->kind == HF_HAL_HOOK) {
        hf_hal_audio(world->hal, event->pressed ? 8000 : 0, NULL);
    }
}

Test(pace, audio_begins_at_the_time_of_the_key_that_began_it, .fini = world_close)
{
    char text[256];

    snprintf(text, sizeof text, "null+wav:keys=%s",
             world_text("keys", "0.015s off-hook\n0.075s on-hook\n"));
    struct world *world = world_open(text);
    cr_assert_not_null(world, "%s", world_get()->error);
    world->on_event = audio_at_key;
    hf_hal_turn(world->hal, 1000000);
    hf_hal_turn(world->hal, 1100000);
    cr_assert_eq(world->frames, 3); /* at 15, 35 and 55 ms; the hook comes first at 75 */
}

Test(pace, a_phone_without_audio_says_so_and_has_silent_frames, .fini = world_close)
{
    char text[256];

    snprintf(text, sizeof text, "wav:show=%s", world_path("show"));
    struct world *world = world_open(text);
    cr_assert_not_null(world, "%s", world_get()->error);
    cr_assert_eq(hf_hal_audio(world->hal, 8000, &world->problem), -1);
    cr_assert_str_eq(world->error, "no part of this phone has audio: frames are silent");
    hf_hal_tone(world->hal, HF_TONE_DIAL, HF_COUNTRY_US);
    world_run(world, 1000);
    cr_assert_eq(world->frames, 51);
    hf_hal_audio(world->hal, 0, NULL);
    world_run(world, 1000); /* a tone that nobody can hear needs no wakeups */
    cr_assert_eq(hf_hal_deadline(world->hal), UINT64_MAX);
    cr_assert_str_eq(world->remarks, "");
}

/* A device whose clock differs by 300 ppm, for ten minutes: frames follow it, and what it holds
 * stays within a few milliseconds of what is wanted (1 440 samples would be gained or lost). */
Test(pace, frames_follow_the_devices_clock, .fini = world_close)
{
    static const int clocks[] = {-300, 0, 300};

    for (unsigned i = 0; i < 3; i++) {
        board = (struct board){.ppm = clocks[i], .least = INT64_MAX, .settled = 500};
        struct world *world = world_open("board");
        cr_assert_not_null(world);
        hf_hal_audio(world->hal, 8000, NULL);
        world_run(world, 600000);
        cr_log_info("%d ppm: %u frames in 600 s, held %lld..%lld samples, wanted 240", clocks[i],
                    world->frames, (long long)board.least, (long long)board.most);
        cr_expect_eq(board.short_of, 0);
        cr_expect_geq(board.least, 240 - 40);
        cr_expect_leq(board.most, 240 + 40);
        cr_expect_leq(abs((int)world->frames - 30000 - clocks[i] * 3 / 100), 2, "%u frames",
                      world->frames);
        world_close();
    }
}

/* A caller who is late by chance does not look like a fast device. */
Test(pace, a_callers_lateness_is_not_taken_for_the_devices_clock, .fini = world_close)
{
    unsigned seed = 9;

    board = (struct board){.now_us = 1000000};
    struct world *world = world_open("board");
    cr_assert_not_null(world);
    hf_hal_audio(world->hal, 8000, NULL);
    for (unsigned i = 0; i < 30000; i++) {
        hf_hal_turn(world->hal, board.now_us);
        seed = seed * 1103515245u + 12345u;
        board.now_us += 1000 + (seed >> 12) % 38000; /* 20 ms on average */
    }
    cr_log_info("held too little for %u of %u frames", board.short_of, world->frames);
    cr_expect_eq(board.short_of, 0);
    cr_expect_leq(abs((int)world->frames - (int)((board.now_us - 1000000) / 20000)), 2,
                  "%u frames in %u ms", world->frames, (unsigned)((board.now_us - 1000000) / 1000));
}
