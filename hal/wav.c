/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A phone made of files: its microphone hears one, its earpiece writes one, its keys come from a
 * script, and what it shows goes into a list. For tests, demonstrations and machines without sound.
 *
 *     in=FILE     heard from the first moment that audio is on, and only while it is on; behind its
 *                 end silence, or with `loop` its beginning
 *     out=FILE    what was played, tones too, without the times when audio was off; at rate=, or at
 *                 8000
 *     keys=FILE   script.h; its time begins with the first turn
 *     show=FILE   ringer, lamps, display, audio and lost frames, a line for each change:
 *                 "1.250 ring on", "1.250 lamp 1 fast", "2.000 display 0 calling"
 */
#include "backends.h"
#include "options.h"
#include "resample.h"
#include "script.h"
#include "wavfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct wav {
    struct hf_port *port;
    struct hf_wav_source in;
    struct hf_wav_sink out;
    struct hf_script script;
    struct hf_resample up, down; /* of what is heard, of what is played */
    int show;
    int loops;
    int lost; /* by the script: silence */
    int over; /* the end of `in` is said */
    int full; /* `out` can take no more */
    int started;
    uint64_t start_us;
    unsigned hears_at, plays_at; /* rates; 0: off */
};

static void show(struct wav *wav, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void show(struct wav *wav, const char *format, ...)
{
    char line[HF_HAL_ROW_BYTES + 64];
    va_list arguments;
    const uint64_t ms = wav->started ? (hf_port_now_us(wav->port) - wav->start_us) / 1000 : 0;

    if (wav->show < 0) {
        return;
    }
    int length = snprintf(line, sizeof line, "%llu.%03u ", (unsigned long long)(ms / 1000),
                          (unsigned)(ms % 1000));
    va_start(arguments, format);
    length += vsnprintf(line + length, sizeof line - (size_t)length - 1, format, arguments);
    va_end(arguments);
    line[length++] = '\n';
    if (write(wav->show, line, (size_t)length) < 0) { /* a full disk does not stop a phone */
        close(wav->show);
        wav->show = -1;
        hf_port_remark(wav->port, "wav: show: %s; nothing more is shown", strerror(errno));
    }
}

/* ---- opening ---- */

enum { IN, OUT, KEYS, SHOW, RATE, LOOP, OPTIONS };

static unsigned rate_of(const char *text)
{
    return strcmp(text, "8000") == 0    ? 8000
           : strcmp(text, "16000") == 0 ? 16000
           : strcmp(text, "48000") == 0 ? 48000
                                        : 0;
}

static int open_files(struct wav *wav, const struct hf_option *list,
                      const struct hf_hal_problem *problem)
{
    const unsigned rate = list[RATE].value != NULL ? rate_of(list[RATE].value) : 8000;

    if (rate == 0) {
        return hf_problem(problem, "wav: rate=%s; 8000, 16000 or 48000 would be right",
                          list[RATE].value);
    }
    if ((list[LOOP].value != NULL && list[IN].value == NULL) ||
        (list[RATE].value != NULL && list[OUT].value == NULL)) {
        return hf_problem(problem, "wav: loop belongs to in=, rate= to out=");
    }
    if (list[IN].value != NULL && hf_wav_source_open(&wav->in, list[IN].value, problem) != 0) {
        return -1;
    }
    if (list[OUT].value != NULL && hf_wav_sink_open(&wav->out, list[OUT].value, rate, problem)) {
        return -1;
    }
    if (list[KEYS].value != NULL && hf_script_read(&wav->script, list[KEYS].value, problem) != 0) {
        return -1;
    }
    if (list[SHOW].value != NULL) {
        wav->show = open(list[SHOW].value, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK,
                         0666);
        if (wav->show < 0) {
            return hf_problem(problem, "%s: %s", list[SHOW].value, strerror(errno));
        }
    }
    return 0;
}

static void close_wav(void *self)
{
    struct wav *wav = self;

    hf_wav_source_close(&wav->in);
    hf_wav_sink_close(&wav->out);
    hf_script_free(&wav->script);
    if (wav->show >= 0) {
        close(wav->show);
    }
    free(wav);
}

static unsigned has_of(const struct hf_option *list)
{
    return (list[IN].value != NULL ? HF_HAS_MICROPHONE : 0u) |
           (list[OUT].value != NULL ? HF_HAS_EARPIECE : 0u) |
           (list[KEYS].value != NULL
                ? HF_HAS_HOOK | HF_HAS_DIGITS | HF_HAS_LINE_KEYS | HF_HAS_FUNCTIONS
                : 0u) |
           (list[SHOW].value != NULL ? HF_HAS_RINGER | HF_HAS_LAMPS | HF_HAS_DISPLAY : 0u);
}

static void *open_wav(struct hf_opening *opening)
{
    struct hf_option list[OPTIONS] = {
        [IN] = {"in=", "FILE", NULL},     [OUT] = {"out=", "FILE", NULL},
        [KEYS] = {"keys=", "FILE", NULL}, [SHOW] = {"show=", "FILE", NULL},
        [RATE] = {"rate=", "8000", NULL}, [LOOP] = {"loop", "", NULL}};
    const struct hf_options options = {.backend = "wav", .list = list, .n = OPTIONS};

    if (hf_options_read(opening->options, &options, opening->problem) != 0) {
        return NULL;
    }
    opening->has = has_of(list);
    if (opening->has == 0) {
        hf_problem(opening->problem, "wav: no file is named; in=, out=, keys= or show= would be "
                                     "right");
        return NULL;
    }
    struct wav *wav = calloc(1, sizeof *wav);
    if (wav == NULL) {
        hf_problem(opening->problem, "wav: out of memory");
        return NULL;
    }
    wav->port = opening->port;
    wav->in.fd = wav->out.fd = wav->show = -1;
    wav->loops = list[LOOP].value != NULL;
    if (open_files(wav, list, opening->problem) != 0) {
        close_wav(wav);
        return NULL;
    }
    return wav;
}

/* ---- audio ---- */

static int microphone(void *self, unsigned rate, const struct hf_hal_problem *problem)
{
    struct wav *wav = self;

    (void)problem;
    wav->hears_at = rate;
    show(wav, "microphone %u", rate);
    if (rate != 0) {
        hf_resample_set(&wav->up, wav->in.rate, rate);
    }
    return 0;
}

static int earpiece(void *self, unsigned rate, const struct hf_hal_problem *problem)
{
    struct wav *wav = self;

    (void)problem;
    wav->plays_at = rate;
    show(wav, "earpiece %u", rate);
    if (rate != 0) {
        hf_resample_set(&wav->down, rate, wav->out.rate);
    }
    return 0;
}

/* The next samples of the file, with silence behind its end. */
static void take(struct wav *wav, int16_t *samples, size_t n)
{
    size_t got = hf_wav_source_read(&wav->in, samples, n);

    while (got < n && wav->loops && wav->in.n > 0) {
        wav->in.at = 0;
        size_t more = hf_wav_source_read(&wav->in, samples + got, n - got);
        if (more == 0) {
            break;
        }
        got += more;
    }
    memset(samples + got, 0, (n - got) * sizeof *samples);
    if (got < n && !wav->over) {
        wav->over = 1;
        hf_port_remark(wav->port, "wav: in: the file is over, silence from here");
    }
}

static void hear(void *self, int16_t *heard, size_t n)
{
    struct wav *wav = self;
    int16_t taken[HF_HAL_FRAME_MAX];

    (void)n;
    take(wav, taken, wav->in.rate / 50);
    if (!wav->lost) {
        hf_resample_frame(&wav->up, taken, heard);
    }
}

static void put(struct wav *wav, const int16_t *samples)
{
    if (!wav->full && hf_wav_sink_write(&wav->out, samples, wav->out.rate / 50) != 0) {
        wav->full = 1;
        hf_port_remark(wav->port, "wav: out: %s; nothing more is written", strerror(errno));
    }
}

static void play(void *self, const int16_t *played, size_t n)
{
    struct wav *wav = self;
    int16_t converted[HF_HAL_FRAME_MAX];
    const int16_t silence[HF_HAL_FRAME_MAX] = {0};

    (void)n;
    hf_resample_frame(&wav->down, wav->lost ? silence : played, converted);
    put(wav, converted);
}

/* Files stay true to time: what was missed is skipped in one and silent in the other. */
static void miss(void *self, unsigned frames)
{
    struct wav *wav = self;
    int16_t samples[HF_HAL_FRAME_MAX];
    const int16_t silence[HF_HAL_FRAME_MAX] = {0};

    show(wav, "missed %u", frames);
    for (unsigned i = 0; i < frames && i < 500; i++) { /* 10 s; who is away longer loses time */
        if (wav->hears_at != 0) {
            take(wav, samples, wav->in.rate / 50);
        }
        if (wav->plays_at != 0) {
            put(wav, silence);
        }
    }
}

/* ---- what is shown ---- */

static int ring(void *self, int on)
{
    show(self, "ring %s", on ? "on" : "off");
    return 1;
}

static void lamp(void *self, unsigned key, enum hf_hal_lamp state)
{
    static const char *const names[] = {"off", "on", "slow", "fast"};

    if (key == 0) {
        show(self, "messages %s", names[state]);
    } else {
        show(self, "lamp %u %s", key, names[state]);
    }
}

static void display(void *self, unsigned row, const char *text)
{
    show(self, "display %u %s", row, text);
}

/* ---- keys ---- */

static uint64_t deadline(const void *self)
{
    const struct wav *wav = self;

    if (!wav->started) {
        return 0;
    }
    return wav->script.next < wav->script.n
               ? wav->start_us + wav->script.events[wav->script.next].at_us
               : UINT64_MAX;
}

static void turn(void *self, uint64_t now_us)
{
    struct wav *wav = self;

    if (!wav->started) {
        wav->started = 1;
        wav->start_us = now_us;
    }
    while (wav->script.next < wav->script.n && deadline(wav) <= now_us) {
        struct hf_hal_event event = wav->script.events[wav->script.next++];
        event.at_us += wav->start_us;
        if (event.kind == HF_HAL_AUDIO_LOST || event.kind == HF_HAL_AUDIO_BACK) {
            wav->lost = event.kind == HF_HAL_AUDIO_LOST;
        }
        hf_port_event(wav->port, &event);
    }
}

const struct hf_backend hf_backend_wav = {
    .name = "wav",
    .open = open_wav,
    .microphone = microphone,
    .earpiece = earpiece,
    .hear = hear,
    .play = play,
    .miss = miss,
    .ring = ring,
    .lamp = lamp,
    .display = display,
    .deadline = deadline,
    .turn = turn,
    .close = close_wav,
};
