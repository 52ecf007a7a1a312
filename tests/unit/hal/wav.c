/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include "wavfile.h"

#include <criterion/criterion.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/* A file with a tone at 10000, for so long. */
static const char *tone_file(unsigned rate, unsigned hz, unsigned ms)
{
    struct hf_wav_sink sink;
    const char *path = world_path("in.wav");
    int16_t samples[960];

    cr_assert_eq(hf_wav_sink_open(&sink, path, rate, NULL), 0);
    for (unsigned i = 0, at = 0; i < ms / 20; i++) {
        for (unsigned k = 0; k < rate / 50; k++, at++) {
            samples[k] = (int16_t)lrint(10000 * sin(6.283185307179586 * hz * at / rate));
        }
        cr_assert_eq(hf_wav_sink_write(&sink, samples, rate / 50), 0);
    }
    hf_wav_sink_close(&sink);
    return path;
}

static struct world *open_with(const char *format, const char *a, const char *b)
{
    char text[512];

    snprintf(text, sizeof text, format, a, b);
    struct world *world = world_open(text);
    cr_assert_not_null(world, "%s", world_get()->error);
    return world;
}

static int16_t written[WORLD_SAMPLES];

static size_t read_out(const char *path, unsigned *rate)
{
    struct hf_wav_source source;
    size_t n = 0, got;

    cr_assert_eq(hf_wav_source_open(&source, path, NULL), 0);
    while (n + 960 < WORLD_SAMPLES && (got = hf_wav_source_read(&source, written + n, 960)) > 0) {
        n += got;
    }
    *rate = source.rate;
    hf_wav_source_close(&source);
    return n;
}

Test(wav, a_tone_goes_in_and_another_comes_out, .fini = world_close)
{
    const char *out = world_path("out.wav");
    unsigned rate;
    struct world *world = open_with("wav:in=%s,out=%s", tone_file(8000, 1000, 2000), out);

    world->play_hz = 700;
    cr_assert_eq(hf_hal_audio(world->hal, 8000, &world->problem), 0);
    world_run(world, 999);
    cr_assert_eq(world->frames, 50);
    cr_assert_eq(world->n_heard, 8000);
    cr_assert(fabs(meter_amplitude(world->heard, 8000, 1000, 8000) - 10000) < 20);
    cr_assert_eq(read_out(out, &rate), 8000);
    cr_assert_eq(rate, 8000);
    cr_assert(fabs(meter_amplitude(written, 8000, 700, 8000) - 10000) < 20);
    cr_assert_lt(meter_amplitude(written, 8000, 1000, 8000), 20);
}

Test(wav, files_and_audio_may_differ_in_rate, .fini = world_close)
{
    const char *out = world_path("out.wav");
    unsigned rate;
    struct world *world = open_with("wav:in=%s,out=%s,rate=16000", tone_file(8000, 1000, 2000),
                                    out);

    world->play_hz = 700;
    cr_assert_eq(hf_hal_audio(world->hal, 48000, &world->problem), 0);
    world_run(world, 999);
    cr_assert_eq(world->frame_sizes, 960);
    cr_assert(fabs(meter_amplitude(world->heard + 24000, 24000, 1000, 48000) - 10000) < 200);
    cr_assert_eq(read_out(out, &rate), 16000);
    cr_assert_eq(rate, 16000);
    cr_assert(fabs(meter_amplitude(written + 8000, 8000, 700, 16000) - 10000) < 200);
}

Test(wav, the_file_waits_while_audio_is_off, .fini = world_close)
{
    struct world *world = open_with("wav:in=%s%s", tone_file(8000, 1000, 400), "");

    world_run(world, 5000);
    cr_assert_eq(world->n_heard, 0);
    hf_hal_audio(world->hal, 8000, NULL);
    world_run(world, 199);
    hf_hal_audio(world->hal, 0, NULL);
    world_run(world, 5000);
    hf_hal_audio(world->hal, 8000, NULL);
    world_run(world, 399);
    /* 200 ms and 200 ms of tone, then silence. */
    cr_assert_eq(world->n_heard, 4800);
    cr_assert(fabs(meter_amplitude(world->heard, 3200, 1000, 8000) - 10000) < 20);
    cr_assert_lt(meter_dbm0(world->heard + 3200, 1600), -90);
    cr_assert_str_eq(world->remarks, "wav: in: the file is over, silence from here\n");
}

Test(wav, a_looped_file_never_ends, .fini = world_close)
{
    struct world *world = open_with("wav:in=%s,loop%s", tone_file(8000, 1000, 100), "");

    hf_hal_audio(world->hal, 8000, NULL);
    world_run(world, 2999);
    cr_assert(fabs(meter_amplitude(world->heard, 24000, 1000, 8000) - 10000) < 20);
    cr_assert_str_eq(world->remarks, "");
}

Test(wav, time_that_a_caller_missed_is_skipped_and_silent, .fini = world_close)
{
    const char *out = world_path("out.wav");
    unsigned rate;
    struct world *world = open_with("wav:in=%s,out=%s", tone_file(8000, 1000, 1000), out);

    world->play_hz = 700;
    hf_hal_audio(world->hal, 8000, NULL);
    world_run(world, 99);
    world->now_us += 401000; /* away for twenty frames, of which five are made up for */
    world_run(world, 499);
    cr_assert_eq(hf_hal_dropped(world->hal), 16);
    cr_assert_eq(world->frames, 50 - 16);
    cr_assert_eq(read_out(out, &rate), 8000);
    cr_assert_gt(meter_dbm0(written, 800), -12);
    cr_assert_lt(meter_dbm0(written + 800, 16 * 160), -90);
    cr_assert_gt(meter_dbm0(written + 800 + 16 * 160, 800), -12);
}

Test(wav, what_the_script_loses_is_silent_until_it_is_back, .fini = world_close)
{
    char text[512];
    const char *out = world_path("out.wav");
    unsigned rate;

    snprintf(text, sizeof text, "wav:in=%s,out=%s,keys=%s", tone_file(8000, 1000, 2000), out,
             world_text("keys", "0.2s audio-lost\n0.4s audio-back\n"));
    struct world *world = world_open(text);
    cr_assert_not_null(world, "%s", world_get()->error);
    world->play_hz = 700;
    hf_hal_audio(world->hal, 8000, NULL);
    world_run(world, 599);
    cr_assert_str_eq(world_told(world), "audio-lost 0.200|audio-back 0.400");
    cr_assert_eq(world->frames, 30);
    read_out(out, &rate);
    for (unsigned i = 0; i < 30; i++) {
        const int lost = i >= 10 && i < 20;
        cr_assert(lost == (meter_dbm0(world->heard + 160 * i, 160) < -90), "frame %u", i);
        cr_assert(lost == (meter_dbm0(written + 160 * i, 160) < -90), "frame %u", i);
    }
}

Test(wav, a_tone_alone_plays_and_never_opens_the_microphone, .fini = world_close)
{
    const char *out = world_path("out.wav");
    const char *show = world_path("show");
    char text[512];
    unsigned rate;

    snprintf(text, sizeof text, "wav:in=%s,out=%s,show=%s", tone_file(8000, 1000, 2000), out, show);
    struct world *world = world_open(text);
    cr_assert_not_null(world, "%s", world_get()->error);
    hf_hal_tone(world->hal, HF_TONE_DIAL, HF_COUNTRY_DE);
    world_run(world, 999);
    cr_assert_eq(world->frames, 0);
    cr_assert_eq(read_out(out, &rate), 8000);
    cr_assert_eq(meter_loudest(written, 8000, 8000, 450), 425);
    cr_assert_null(strstr(world_read(show, NULL), "microphone"));
    /* Audio joins without a gap in the tone. */
    hf_hal_audio(world->hal, 8000, NULL);
    world_run(world, 1000);
    cr_assert_eq(world->frames, 50);
    cr_assert_eq(read_out(out, &rate), 16000);
    for (unsigned i = 1; i < 100; i++) {
        cr_assert_gt(meter_dbm0(written + 160 * i, 160), -11, "frame %u", i);
    }
    cr_assert_not_null(strstr(world_read(show, NULL), "microphone 8000"));
    /* And the tone ends without ending audio. */
    hf_hal_tone(world->hal, HF_TONE_NONE, HF_COUNTRY_DE);
    world_run(world, 1000);
    cr_assert_eq(world->frames, 100);
    cr_assert_eq(read_out(out, &rate), 24000);
    cr_assert_lt(meter_dbm0(written + 16160, 7840), -90);
}

Test(wav, everything_shown_is_a_line_with_its_time, .fini = world_close)
{
    const char *show = world_path("show");
    struct world *world = open_with("wav:show=%s%s", show, "");

    world_run(world, 1250);
    hf_hal_ring(world->hal, 1);
    hf_hal_line_lamp(world->hal, 3, HF_LAMP_FAST);
    hf_hal_line_lamp(world->hal, 17, HF_LAMP_FAST);
    hf_hal_message_lamp(world->hal, HF_LAMP_SLOW);
    world_run(world, 1000);
    hf_hal_display(world->hal, 0, "calling\x1b[2J Anna");
    hf_hal_display(world->hal, 6, "no such row");
    hf_hal_ring(world->hal, 0);
    cr_assert_str_eq(world_read(show, NULL), "1.250 ring on\n1.250 lamp 3 fast\n"
                                             "1.250 messages slow\n2.250 display 0 calling?[2J "
                                             "Anna\n2.250 ring off\n");
}

Test(wav, mistakes_are_refused_with_their_reason, .fini = world_close)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"wav", "wav: no file is named; in=, out=, keys= or show= would be right"},
        {"wav:in=/nowhere/x", "/nowhere/x: No such file or directory"},
        {"wav:out=/nowhere/x", "/nowhere/x: No such file or directory"},
        {"wav:show=/nowhere/x", "/nowhere/x: No such file or directory"},
        {"wav:keys=/nowhere/x", "/nowhere/x: No such file or directory"},
        {"wav:show=/dev/null,loop", "wav: loop belongs to in=, rate= to out="},
        {"wav:out=/dev/null,rate=9000", "wav: rate=9000; 8000, 16000 or 48000 would be right"},
        {"wav:up=x", "wav: \"up=x\" is no option of it; in=FILE, out=FILE, keys=FILE"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect_null(world_open(cases[i].text));
        cr_expect_eq(strncmp(world_get()->error, cases[i].says, strlen(cases[i].says)), 0, "%s",
                     world_get()->error);
    }
}

Test(wav, a_full_disk_is_said_once_and_the_call_goes_on, .fini = world_close)
{
    const struct rlimit limit = {44 + 20 * 320, 44 + 20 * 320};
    struct world *world = open_with("wav:in=%s,out=%s", tone_file(8000, 1000, 300),
                                    world_path("out.wav"));

    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    hf_hal_audio(world->hal, 8000, NULL);
    world_run(world, 999);
    cr_assert_eq(world->frames, 50);
    cr_assert_not_null(strstr(world->remarks, "wav: out: File too large; nothing more is written"));
    cr_assert_null(strstr(strstr(world->remarks, "wav: out") + 1, "wav: out"));
}
