/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The claims, in the order that they are tried. What callbacks must keep is watched by
 * conformance.c within each of them.
 */
#include "conformance_state.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>

#define SLACK_MS 40 /* of a busy machine, for counts of frames in real time */

static void audio(struct hf_conformance *c, unsigned rate)
{
    char error[256] = "";
    const struct hf_hal_problem problem = {error, sizeof error};

    c->rate = rate;
    if (hf_hal_audio(c->hal, rate, &problem) != 0) {
        if (error[0] == '\0') {
            hf_conformance_wrong(c, "audio at %u failed without words", rate);
        } else if (rate == 0 || !c->asks->may_lack_audio) {
            hf_conformance_wrong(c, "audio at %u: %s", rate, error);
        }
    }
}

static void has_what_it_says(struct hf_conformance *c)
{
    const unsigned has = hf_hal_has(c->hal);

    if (c->asks->has != HF_CONFORMANCE_ALL && has != c->asks->has) {
        hf_conformance_wrong(c, "it has %#x, expected was %#x", has, c->asks->has);
    }
    hf_conformance_loop(c, 50);
    if (hf_hal_has(c->hal) != has) {
        hf_conformance_wrong(c, "what it has changed while it ran");
    }
}

static void silent_while_off(struct hf_conformance *c)
{
    hf_conformance_loop(c, 200);
}

static void descriptors_are_open(struct hf_conformance *c)
{
    struct hf_hal_descriptor list[HF_HAL_DESCRIPTORS];
    const unsigned n = hf_hal_descriptors(c->hal, list);

    if (n > HF_HAL_DESCRIPTORS) {
        hf_conformance_wrong(c, "%u descriptors, %d at most", n, HF_HAL_DESCRIPTORS);
    }
    for (unsigned i = 0; i < n && i < HF_HAL_DESCRIPTORS; i++) {
        if (fcntl(list[i].fd, F_GETFD) < 0 || list[i].events == 0) {
            hf_conformance_wrong(c, "descriptor %d is not open, or waits for nothing", list[i].fd);
        }
    }
}

static void other_rates_are_refused(struct hf_conformance *c)
{
    static const unsigned rates[] = {1, 7999, 11025, 44100, 96000};
    char error[256];
    const struct hf_hal_problem problem = {error, sizeof error};

    for (unsigned i = 0; i < sizeof rates / sizeof *rates; i++) {
        error[0] = '\0';
        if (hf_hal_audio(c->hal, rates[i], &problem) != -1 || error[0] == '\0') {
            hf_conformance_wrong(c, "audio at %u was not refused with words", rates[i]);
        }
    }
    hf_conformance_loop(c, 60);
}

static void count_frames(struct hf_conformance *c, unsigned rate, unsigned ms)
{
    audio(c, rate);
    const unsigned before = c->frames, turns = c->turns;
    hf_conformance_loop(c, ms);
    const unsigned n = c->frames - before;
    if (ms == 1000) {
        c->result.frames_a_second = n;
        c->result.wakeups = c->turns - turns;
    }
    if (n + 2 + SLACK_MS / 20 < ms / 20 || n > ms / 20 + 2 + SLACK_MS / 20) {
        hf_conformance_wrong(c, "%u frames in %u ms at %u, not %u", n, ms, rate, ms / 20);
    }
    if (c->turns - turns > ms / 4) {
        hf_conformance_wrong(c, "%u turns in %u ms: it never sleeps", c->turns - turns, ms);
    }
}

static void frames_at_16000(struct hf_conformance *c)
{
    count_frames(c, 16000, 300);
    audio(c, 0);
}

static void frames_at_48000(struct hf_conformance *c)
{
    count_frames(c, 48000, 300);
    audio(c, 0);
}

static void frames_at_8000(struct hf_conformance *c)
{
    count_frames(c, 8000, 1000);
}

static void a_late_caller_gets_five(struct hf_conformance *c)
{
    const struct timespec nap = {0, 400000000};
    const uint64_t dropped = hf_hal_dropped(c->hal);

    c->most_frames = 0;
    nanosleep(&nap, NULL);
    hf_conformance_turn(c);
    if (c->most_frames > 5) {
        hf_conformance_wrong(c, "%u frames in one turn, 5 at most", c->most_frames);
    }
    if (c->most_frames == 0 || hf_hal_dropped(c->hal) < dropped + 400 / 20 - 5 - 1) {
        hf_conformance_wrong(c, "after 400 ms without a turn: %u frames, and %llu dropped",
                             c->most_frames,
                             (unsigned long long)(hf_hal_dropped(c->hal) - dropped));
    }
    hf_conformance_loop(c, 100);
}

static void an_early_turn_does_nothing(struct hf_conformance *c)
{
    hf_conformance_turn(c);
    const unsigned before = c->frames;
    for (unsigned i = 0; i < 200; i++) {
        c->turning = 1;
        hf_hal_turn(c->hal, 0);
        c->turning = 0;
    }
    if (c->frames != before) {
        hf_conformance_wrong(c, "%u frames from turns before their time", c->frames - before);
    }
}

static void a_frame_may_turn_audio_off(struct hf_conformance *c)
{
    c->stop_in_frame = 1;
    hf_conformance_loop(c, 100);
    if (c->stop_in_frame) {
        hf_conformance_wrong(c, "no frame came within 100 ms");
    }
    audio(c, 0);
    hf_conformance_loop(c, 100);
}

static void tones_leave_the_microphone_alone(struct hf_conformance *c)
{
    for (int tone = HF_TONE_NONE; tone <= HF_TONE_COUNT; tone++) {
        for (int country = 0; country <= HF_COUNTRY_COUNT; country++) {
            hf_hal_tone(c->hal, (enum hf_hal_tone)tone, (enum hf_hal_country)country);
            hf_conformance_turn(c);
        }
    }
    hf_hal_tone(c->hal, HF_TONE_DIAL, HF_COUNTRY_ITU);
    hf_conformance_loop(c, 200);
    hf_hal_tone(c->hal, HF_TONE_NONE, HF_COUNTRY_ITU);
    hf_conformance_loop(c, 50);
}

static void tones_and_audio_mix(struct hf_conformance *c)
{
    hf_hal_tone(c->hal, HF_TONE_BUSY, HF_COUNTRY_US);
    count_frames(c, 8000, 200);
    audio(c, 16000);
    hf_conformance_loop(c, 100);
    audio(c, 0);
    hf_conformance_loop(c, 100);
    hf_hal_tone(c->hal, HF_TONE_NONE, HF_COUNTRY_US);
}

static void it_rings(struct hf_conformance *c)
{
    hf_hal_ring(c->hal, 1);
    hf_hal_ring(c->hal, 1);
    hf_conformance_loop(c, 300);
    hf_hal_ring(c->hal, 0);
    hf_conformance_loop(c, 50);
}

static void every_lamp_and_row(struct hf_conformance *c)
{
    static const char too_long[] = "a text that is longer than the thirty-two cells of a row";
    static const char *const texts[] = {"",
                                        "Anna",
                                        "\xc3\x84pfel \xe4\xbd\xa0\xe5\xa5\xbd",
                                        "\xff\xfe\x80 no UTF-8 \xc3",
                                        "\x1b[2J\r\n\t\a controls",
                                        too_long};

    for (unsigned key = 0; key <= HF_HAL_LINE_KEYS + 1; key++) {
        for (int lamp = HF_LAMP_OFF; lamp <= HF_LAMP_FAST + 1; lamp++) {
            hf_hal_line_lamp(c->hal, key, (enum hf_hal_lamp)lamp);
            hf_hal_message_lamp(c->hal, (enum hf_hal_lamp)lamp);
        }
        hf_hal_display(c->hal, key, texts[key % (sizeof texts / sizeof *texts)]);
        hf_conformance_turn(c);
    }
    hf_conformance_loop(c, 600); /* slow and fast ones blink */
    for (unsigned key = 1; key <= HF_HAL_LINE_KEYS; key++) {
        hf_hal_line_lamp(c->hal, key, HF_LAMP_OFF);
    }
    hf_hal_message_lamp(c->hal, HF_LAMP_OFF);
    hf_conformance_loop(c, 50);
}

static void sleeps_when_idle(struct hf_conformance *c)
{
    const unsigned turns = c->turns;

    hf_conformance_loop(c, 500);
    if (c->turns - turns > 20) {
        hf_conformance_wrong(c, "%u turns in 500 ms in which nothing happened", c->turns - turns);
    }
}

static void keys_come(struct hf_conformance *c)
{
    const unsigned sorts = HF_HAS_HOOK | HF_HAS_DIGITS | HF_HAS_LINE_KEYS | HF_HAS_FUNCTIONS;
    const unsigned wanted = hf_hal_has(c->hal) & sorts;

    for (unsigned i = 0; i < c->asks->keys_s * 10 && (wanted & ~c->has_seen) != 0; i++) {
        hf_conformance_loop(c, 100);
    }
    if (c->asks->keys_s > 0 && (wanted & ~c->has_seen) != 0) {
        hf_conformance_wrong(c, "of the sorts of keys %#x, %#x never came", wanted,
                             wanted & ~c->has_seen);
    }
    hf_conformance_loop(c, 250); /* what is down comes up */
    for (unsigned kind = HF_HAL_DIGIT; kind <= HF_HAL_LINE_KEY; kind++) {
        for (unsigned key = 0; key < 256 && c->asks->keys_s > 0; key++) {
            if (c->down[key][kind]) {
                hf_conformance_wrong(c, "key %u of kind %u never came up", key, kind);
            }
        }
    }
}

const struct hf_claim hf_claims[] = {
    {"has what it says, and goes on having it", has_what_it_says},
    {"no frame comes before audio is on", silent_while_off},
    {"descriptors are open and wait for something", descriptors_are_open},
    {"other rates are refused with words, and nothing changes", other_rates_are_refused},
    {"a frame every 20 ms at 16000", frames_at_16000},
    {"a frame every 20 ms at 48000", frames_at_48000},
    {"a frame every 20 ms at 8000", frames_at_8000},
    {"a late caller gets five frames, and the others are counted", a_late_caller_gets_five},
    {"an early turn does nothing", an_early_turn_does_nothing},
    {"audio may be turned off from within a frame", a_frame_may_turn_audio_off},
    {"every tone of every country, without a frame", tones_leave_the_microphone_alone},
    {"a tone during audio, and a change of rate", tones_and_audio_mix},
    {"it rings without a frame", it_rings},
    {"every lamp and row, and those that do not exist", every_lamp_and_row},
    {"it sleeps while nothing happens", sleeps_when_idle},
    {"keys of each sort that it has, down and up again", keys_come},
};
const unsigned hf_claims_count = sizeof hf_claims / sizeof *hf_claims;
