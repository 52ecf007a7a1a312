/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A sound device, by ALSA.
 *
 *     alsa:DEVICE                       microphone and earpiece of one device
 *     alsa:capture=A,playback=B         of two; or only one of them
 *     alsa:...,ringer=C                 rings by a device of its own, else by the earpiece's
 *
 * DEVICE is a name of ALSA's (`aplay -L`). It is open only while it is used: the microphone while
 * audio is on. A name that ALSA does not know is refused when the phone starts; a device that is
 * missing or busy is told when it is needed, is silent, and is tried again each second.
 */
#include "alsa_stream.h"
#include "backends.h"
#include "options.h"
#include "tones.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RINGER_RATE 16000

struct direction {
    struct hf_alsa_stream stream;
    const char *device; /* NULL: this phone has none */
    const char *what;
    unsigned rate; /* wanted; 0: off */
    uint64_t again_us;
};

struct alsa {
    struct hf_port *port;
    struct direction microphone, earpiece, ringer;
    struct hf_tone ring;
    uint64_t now_us, ring_us; /* of the ringer's next frame; UINT64_MAX: it is silent */
    int lost;                 /* AUDIO_LOST is told */
};

/* What ALSA's library said last, which it would print on standard error. It has one handler for
 * the whole program. */
static char said[160];

static void hear_alsa(const char *file, int line, const char *function, int error,
                      const char *format, ...) __attribute__((format(printf, 5, 6)));

static void hear_alsa(const char *file, int line, const char *function, int error,
                      const char *format, ...)
{
    va_list arguments;

    (void)file, (void)line, (void)function, (void)error;
    if (said[0] == '\0') { /* the first is the cause, the others its consequences */
        va_start(arguments, format);
        vsnprintf(said, sizeof said, format, arguments);
        va_end(arguments);
    }
}

/* ---- opening ---- */

/* ALSA's configuration has an entry for what stands before the first colon. */
static int known(const char *device, const struct hf_hal_problem *problem)
{
    char name[128];
    snd_config_t *found;

    snprintf(name, sizeof name, "pcm.%.*s", (int)strcspn(device, ":"), device);
    said[0] = '\0';
    int error = snd_config_update();
    if (error < 0) {
        return hf_problem(problem, "alsa: its configuration cannot be read: %s",
                          said[0] != '\0' ? said : snd_strerror(error));
    }
    if (strchr(name + 4, '.') == NULL && snd_config_search(snd_config, name, &found) == 0) {
        return 0;
    }
    return hf_problem(problem, "alsa: there is no device \"%s\"; `aplay -L` lists those there are",
                      device);
}

enum { DEVICE, CAPTURE, PLAYBACK, RINGER, OPTIONS };

static int check(const struct hf_option *list, const struct hf_hal_problem *problem)
{
    if (list[DEVICE].value != NULL &&
        (list[CAPTURE].value != NULL || list[PLAYBACK].value != NULL)) {
        return hf_problem(problem, "alsa: a device, or capture= and playback=, would be right");
    }
    unsigned given = 0;
    for (unsigned i = 0; i < OPTIONS; i++) {
        if (list[i].value != NULL && known(list[i].value, problem) != 0) {
            return -1;
        }
        given += list[i].value != NULL;
    }
    return given > 0 ? 0
                     : hf_problem(problem, "alsa: no device is named; alsa:default, or capture=, "
                                           "playback=, ringer=, would be right");
}

static void *open_alsa(struct hf_opening *opening)
{
    struct hf_option list[OPTIONS] = {[DEVICE] = {"", "DEVICE", NULL},
                                      [CAPTURE] = {"capture=", "DEVICE", NULL},
                                      [PLAYBACK] = {"playback=", "DEVICE", NULL},
                                      [RINGER] = {"ringer=", "DEVICE", NULL}};
    const struct hf_options options = {
        .backend = "alsa", .list = list, .n = OPTIONS, .values_have_commas = 1};

    snd_lib_error_set_handler(hear_alsa);
    if (hf_options_read(opening->options, &options, opening->problem) != 0 ||
        check(list, opening->problem) != 0) {
        snd_config_update_free_global();
        return NULL;
    }
    struct alsa *alsa = calloc(1, sizeof *alsa);
    if (alsa == NULL) {
        hf_problem(opening->problem, "alsa: out of memory");
        return NULL;
    }
    const char *both = list[DEVICE].value;
    alsa->port = opening->port;
    alsa->ring_us = UINT64_MAX;
    alsa->microphone = (struct direction){
        .device = both ? both : list[CAPTURE].value, .what = "microphone", .again_us = UINT64_MAX};
    alsa->earpiece = (struct direction){
        .device = both ? both : list[PLAYBACK].value, .what = "earpiece", .again_us = UINT64_MAX};
    alsa->ringer = (struct direction){
        .device = list[RINGER].value, .what = "ringer", .again_us = UINT64_MAX};
    hf_tone_init(&alsa->ring);
    opening->has = (alsa->microphone.device != NULL ? HF_HAS_MICROPHONE : 0u) |
                   (alsa->earpiece.device != NULL ? HF_HAS_EARPIECE | HF_HAS_RINGER : 0u) |
                   (alsa->ringer.device != NULL ? HF_HAS_RINGER : 0u);
    return alsa;
}

static void close_alsa(void *self)
{
    struct alsa *alsa = self;

    hf_alsa_stream_close(&alsa->microphone.stream);
    hf_alsa_stream_close(&alsa->earpiece.stream);
    hf_alsa_stream_close(&alsa->ringer.stream);
    free(alsa);
    snd_config_update_free_global();
}

/* ---- devices that come and go ---- */

static snd_pcm_stream_t way_of(const struct alsa *alsa, const struct direction *direction)
{
    return direction == &alsa->microphone ? SND_PCM_STREAM_CAPTURE : SND_PCM_STREAM_PLAYBACK;
}

static int open_direction(struct alsa *alsa, struct direction *direction)
{
    said[0] = '\0';
    /* A card that came back has a new configuration. */
    snd_config_update();
    return hf_alsa_stream_open(&direction->stream, way_of(alsa, direction), direction->device,
                               direction->rate);
}

static int missing(const struct alsa *alsa)
{
    return (alsa->microphone.rate != 0 && alsa->microphone.stream.pcm == NULL) ||
           (alsa->earpiece.rate != 0 && alsa->earpiece.stream.pcm == NULL);
}

static void tell_missing(struct alsa *alsa)
{
    const int is = missing(alsa);

    if (is != alsa->lost) {
        alsa->lost = is;
        hf_port_news(alsa->port, alsa->now_us, is ? HF_HAL_AUDIO_LOST : HF_HAL_AUDIO_BACK);
    }
}

static void lose(struct alsa *alsa, struct direction *direction, int error)
{
    hf_alsa_stream_close(&direction->stream);
    direction->again_us = hf_port_now_us(alsa->port) + HF_RETRY_US;
    hf_port_remark(alsa->port, "alsa: %s %s: %s", direction->what, direction->device,
                   snd_strerror(error));
    tell_missing(alsa);
}

static int switch_to(struct alsa *alsa, struct direction *direction, unsigned rate,
                     const struct hf_hal_problem *problem)
{
    hf_alsa_stream_close(&direction->stream);
    direction->rate = rate;
    direction->again_us = UINT64_MAX;
    if (rate == 0) {
        alsa->lost = missing(alsa); /* what is not wanted is not missed */
        return 0;
    }
    int error = open_direction(alsa, direction);
    if (error == 0) {
        return 0;
    }
    direction->again_us = hf_port_now_us(alsa->port) + HF_RETRY_US;
    alsa->lost = missing(alsa);
    return hf_problem(problem, "alsa: %s %s: %s%s%s", direction->what, direction->device,
                      snd_strerror(error), said[0] != '\0' ? ": " : "", said);
}

static void try_again(struct alsa *alsa, struct direction *direction)
{
    if (direction->rate == 0 || direction->stream.pcm != NULL ||
        alsa->now_us < direction->again_us) {
        return;
    }
    direction->again_us = alsa->now_us + HF_RETRY_US;
    if (open_direction(alsa, direction) == 0) {
        direction->again_us = UINT64_MAX;
        tell_missing(alsa);
    }
}

/* ---- audio ---- */

static int microphone(void *self, unsigned rate, const struct hf_hal_problem *problem)
{
    struct alsa *alsa = self;

    return switch_to(alsa, &alsa->microphone, rate, problem);
}

static int earpiece(void *self, unsigned rate, const struct hf_hal_problem *problem)
{
    struct alsa *alsa = self;

    return switch_to(alsa, &alsa->earpiece, rate, problem);
}

static void hear(void *self, int16_t *heard, size_t n)
{
    struct alsa *alsa = self;

    if (alsa->microphone.stream.pcm != NULL) {
        int error = hf_alsa_stream_hear(&alsa->microphone.stream, heard);
        if (error < 0) {
            memset(heard, 0, n * sizeof *heard);
            lose(alsa, &alsa->microphone, error);
        }
    }
}

static void play(void *self, const int16_t *played, size_t n)
{
    struct alsa *alsa = self;

    (void)n;
    if (alsa->earpiece.stream.pcm != NULL) {
        int error = hf_alsa_stream_play(&alsa->earpiece.stream, played);
        if (error < 0) {
            lose(alsa, &alsa->earpiece, error);
        }
    }
}

static void miss(void *self, unsigned frames)
{
    struct alsa *alsa = self;

    if (alsa->microphone.stream.pcm != NULL) {
        hf_alsa_stream_miss(&alsa->microphone.stream, frames);
    }
}

static int64_t surplus(const void *self)
{
    const struct alsa *alsa = self;

    return alsa->microphone.stream.pcm != NULL ? alsa->microphone.stream.surplus_us
           : alsa->earpiece.stream.pcm != NULL ? alsa->earpiece.stream.surplus_us
                                               : 0;
}

/* ---- ringing ---- */

static void ring_frame(struct alsa *alsa)
{
    int16_t samples[RINGER_RATE / 50] = {0};

    alsa->ring_us += HF_HAL_FRAME_US;
    if (alsa->ring_us <= alsa->now_us) { /* late: a bell does not catch up */
        alsa->ring_us = alsa->now_us + HF_HAL_FRAME_US;
    }
    hf_tone_add(&alsa->ring, samples, RINGER_RATE / 50, RINGER_RATE);
    if (alsa->ringer.stream.pcm != NULL) {
        int error = hf_alsa_stream_play(&alsa->ringer.stream, samples);
        if (error < 0) {
            lose(alsa, &alsa->ringer, error);
        }
    }
}

static int ring(void *self, int on)
{
    struct alsa *alsa = self;
    char error[HF_HAL_ROW_BYTES + 64] = "";
    const struct hf_hal_problem problem = {error, sizeof error};

    if (alsa->ringer.device == NULL) {
        return 0;
    }
    hf_tone_play(&alsa->ring, on ? hf_tone_ringer() : NULL);
    alsa->ring_us = on ? 0 : UINT64_MAX; /* 0: with the next turn */
    if (switch_to(alsa, &alsa->ringer, on ? RINGER_RATE : 0, &problem) != 0) {
        hf_port_remark(alsa->port, "%s", error);
    }
    return 1;
}

/* ---- the loop ---- */

static void turn(void *self, uint64_t now_us)
{
    struct alsa *alsa = self;

    alsa->now_us = now_us;
    try_again(alsa, &alsa->microphone);
    try_again(alsa, &alsa->earpiece);
    try_again(alsa, &alsa->ringer);
    if (alsa->ring_us <= now_us) {
        ring_frame(alsa);
    }
}

static uint64_t deadline(const void *self)
{
    const struct alsa *alsa = self;
    const uint64_t wants[] = {alsa->microphone.again_us, alsa->earpiece.again_us,
                              alsa->ringer.again_us, alsa->ring_us};
    uint64_t first = UINT64_MAX;

    for (size_t i = 0; i < sizeof wants / sizeof *wants; i++) {
        first = wants[i] < first ? wants[i] : first;
    }
    return first;
}

const struct hf_backend hf_backend_alsa = {
    .name = "alsa",
    .open = open_alsa,
    .microphone = microphone,
    .earpiece = earpiece,
    .hear = hear,
    .play = play,
    .miss = miss,
    .surplus = surplus,
    .ring = ring,
    .deadline = deadline,
    .turn = turn,
    .close = close_alsa,
};
