/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Over ALSA's own file and null devices, which have no clock: what was played lies in a file, what
 * is heard comes from one.
 */
#define _GNU_SOURCE 1
#include "world.h"

#include <criterion/criterion.h>
#include <criterion/logging.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char played[160];

static void configure(void)
{
    static int16_t samples[80000];
    char text[2048];

    strcpy(played, world_path("played.raw"));
    for (unsigned i = 0; i < 80000; i++) {
        samples[i] = (int16_t)lrint(8000 * sin(6.283185307179586 * 1000 * i / 8000));
    }
    const char *in = world_file("in.raw", samples, sizeof samples);
    snprintf(text, sizeof text,
             "</usr/share/alsa/alsa.conf>\n"
             "pcm.nothing { type null }\n"
             "pcm.mic { type file slave.pcm nothing file /dev/null infile \"%s\" format raw }\n"
             "pcm.ear { type file slave.pcm nothing file \"%s\" format raw }\n"
             /* two channels and no fewer: mono only through a converter */
             "pcm.stereo { type multi slaves.a.pcm nothing slaves.a.channels 2\n"
             "  bindings.0.slave a bindings.0.channel 0\n"
             "  bindings.1.slave a bindings.1.channel 1 }\n"
             "pcm.gone { type hw card 77 }\n",
             in, played);
    setenv("ALSA_CONFIG_PATH", world_text("alsa.conf", text), 1);
}

static struct world *open_alsa(const char *text)
{
    struct world *world = world_open(text);

    cr_assert_not_null(world, "%s", world_get()->error);
    return world;
}

static const int16_t *read_played(size_t *n)
{
    size_t bytes;
    const char *raw = world_read(played, &bytes);

    *n = bytes / 2;
    return (const int16_t *)(const void *)raw;
}

TestSuite(alsa, .init = configure, .fini = world_close);

Test(alsa, samples_go_in_and_out)
{
    struct world *world = open_alsa("alsa:capture=mic,playback=ear");
    size_t n;

    cr_assert_eq(hf_hal_has(world->hal), HF_HAS_MICROPHONE | HF_HAS_EARPIECE | HF_HAS_RINGER);
    world->play_hz = 700;
    cr_assert_eq(hf_hal_audio(world->hal, 8000, &world->problem), 0, "%s", world->error);
    world_run(world, 1999);
    cr_assert_eq(world->frames, 100); /* exactly: a device without a clock does not pull */
    cr_assert(fabs(meter_amplitude(world->heard + 800, 8000, 1000, 8000) - 8000) < 20);
    hf_hal_audio(world->hal, 0, NULL); /* ALSA's file device keeps some in a buffer */
    const int16_t *samples = read_played(&n);
    cr_log_info("%zu samples", n);
    cr_assert_geq(n, 15000);
    cr_assert_leq(n, 16000 + 160);
    cr_assert(fabs(meter_amplitude(samples + 1600, 8000, 700, 8000) - 10000) < 20);
    cr_assert_str_eq(world->remarks, "");
}

Test(alsa, a_tone_reaches_the_device_and_the_microphone_stays_closed)
{
    /* Opening "mic" would fail loudly: its file is gone. */
    struct world *world = open_alsa("alsa:capture=mic,playback=ear");
    size_t n;

    unlink(world_path("in.raw"));
    hf_hal_tone(world->hal, HF_TONE_DIAL, HF_COUNTRY_DE);
    world_run(world, 1000);
    const int16_t *samples = read_played(&n);
    cr_assert_eq(meter_loudest(samples + 800, n - 1600, 8000, 450), 425);
    cr_assert(fabs(meter_dbm0(samples + 800, n - 1600) + 10) < 0.1);
    cr_assert_str_eq(world->remarks, "");
    cr_assert_eq(hf_hal_audio(world->hal, 8000, &world->problem), -1);
    cr_assert_not_null(strstr(world->error, "alsa: microphone mic: No such file or directory"),
                       "%s", world->error);
}

Test(alsa, without_a_ringer_it_rings_by_the_earpiece)
{
    struct world *world = open_alsa("alsa:playback=ear");
    size_t n;

    hf_hal_ring(world->hal, 1);
    world_run(world, 1000);
    hf_hal_ring(world->hal, 0);
    cr_assert_eq(hf_hal_deadline(world->hal), UINT64_MAX);
    const int16_t *samples = read_played(&n);
    cr_assert_gt(meter_amplitude(samples + 800, 4000, 1250, 8000), 5000);
}

Test(alsa, a_ringer_of_its_own_rings_at_its_own_rate)
{
    struct world *world = open_alsa("alsa:ringer=ear");
    size_t n;

    cr_assert_eq(hf_hal_has(world->hal), HF_HAS_RINGER);
    hf_hal_ring(world->hal, 1);
    world_run(world, 1000);
    hf_hal_ring(world->hal, 0);
    world_run(world, 100);
    cr_assert_eq(hf_hal_deadline(world->hal), UINT64_MAX);
    const int16_t *samples = read_played(&n);
    cr_assert_gt(n, 15000);
    cr_assert_gt(meter_amplitude(samples + 1600, 8000, 1250, 16000), 5000);
}

Test(alsa, a_device_that_cannot_mono_is_converted)
{
    struct world *world = open_alsa("alsa:playback=stereo");

    cr_assert_eq(hf_hal_audio(world->hal, 8000, &world->problem), 0, "%s", world->error);
}

Test(alsa, a_name_that_alsa_does_not_know_is_refused)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"alsa", "alsa: no device is named; alsa:default, or capture=, playback=, ringer=, would "
                 "be right"},
        {"alsa:nosuch", "alsa: there is no device \"nosuch\"; `aplay -L` lists those there are"},
        {"alsa:capture=mic,playback=nosuch:0,0", "alsa: there is no device \"nosuch:0,0\""},
        {"alsa:mic,capture=mic", "alsa: a device, or capture= and playback=, would be right"},
        {"alsa:mic,capture=", "alsa: capture= lacks its value"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect_null(world_open(cases[i].text));
        cr_expect_eq(strncmp(world_get()->error, cases[i].says, strlen(cases[i].says)), 0, "%s",
                     world_get()->error);
    }
}

Test(alsa, a_device_that_is_missing_is_silent_and_tried_each_second)
{
    struct world *world = open_alsa("alsa:capture=gone,playback=ear");
    size_t n;

    world->play_hz = 700;
    cr_assert_eq(hf_hal_audio(world->hal, 8000, &world->problem), -1);
    cr_assert_not_null(strstr(world->error, "alsa: microphone gone: "), "%s", world->error);
    world_run(world, 2999);
    cr_assert_eq(world->frames, 150); /* the call lives on */
    cr_assert_lt(meter_dbm0(world->heard, world->n_heard), -90);
    const int16_t *samples = read_played(&n); /* and is heard */
    cr_assert(fabs(meter_amplitude(samples + 1600, 8000, 700, 8000) - 10000) < 20);
    cr_assert_eq(world->n_events, 0); /* it has never been there, and the refusal said so */
}

Test(alsa, a_device_that_comes_is_told)
{
    struct world *world = open_alsa("alsa:capture=mic,playback=ear");
    const char *in = world_path("in.raw");

    rename(in, world_path("away"));
    cr_assert_eq(hf_hal_audio(world->hal, 8000, &world->problem), -1);
    world_run(world, 1500);
    rename(world_path("away"), in);
    world_run(world, 2000);
    cr_assert_eq(world->n_events, 1);
    cr_assert_eq(world->events[0].kind, HF_HAL_AUDIO_BACK);
    cr_assert(fabs(meter_amplitude(world->heard + world->n_heard - 4000, 4000, 1000, 8000) - 8000) <
              20);
}
