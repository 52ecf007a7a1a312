/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Concealment of missing packets. The repeated period is made to meet itself: its last quarter
 * fades into what came before its first sample. Its first round begins with the step that it makes
 * against what was heard, and takes that step back within the same quarter. So there is no click at
 * any seam, and a steady tone goes on as it was.
 */
#include "conceal.h"

#include <string.h>

#include "pitch.h"

#define LOUD_SAMPLES   160 /* 20 ms at full level */
#define SILENT_SAMPLES 480 /* 60 ms */
#define FADE_MIN       32  /* 4 ms in which a gap ends, longer for longer gaps (Appendix I.2.7) */
#define FADE_MAX       80

void hf_conceal_init(struct hf_conceal *c)
{
    memset(c, 0, sizeof *c);
}

static void remember(struct hf_conceal *c, const int16_t *samples, uint32_t n)
{
    uint32_t kept = n < HF_CONCEAL_HISTORY ? n : HF_CONCEAL_HISTORY;
    uint32_t old = HF_CONCEAL_HISTORY - kept;
    memmove(c->history, c->history + kept, old * sizeof *c->history);
    memcpy(c->history + old, samples + (n - kept), kept * sizeof *c->history);
}

static void begin(struct hf_conceal *c)
{
    const int16_t *end = c->history + HF_CONCEAL_HISTORY;
    /* The newest piece is compared with older ones, which are as far from it as the lag is. */
    uint32_t best = UINT32_MAX;
    c->lag = HF_CONCEAL_LAG_MAX;
    for (uint32_t lag = HF_CONCEAL_LAG_MIN; lag <= HF_CONCEAL_LAG_MAX; lag++) {
        struct hf_pitch_search back = {end - HF_CONCEAL_WINDOW - lag, HF_CONCEAL_WINDOW, lag, lag};
        struct hf_pitch found = hf_pitch_find(&back);
        if (found.unlike < best) {
            best = found.unlike;
            c->lag = lag;
        }
    }
    uint32_t quarter = c->lag / 4;
    memcpy(c->cycle, end - c->lag, c->lag * sizeof *c->cycle);
    for (uint32_t i = 0; i < quarter; i++) {
        uint32_t at = c->lag - quarter + i;
        c->cycle[at] = hf_cross(c->cycle[at], *(end - c->lag - quarter + i), i + 1, quarter);
    }
    c->step = end[-1] - end[-1 - (int32_t)c->lag];
}

static int16_t clipped(int32_t sample)
{
    if (sample > INT16_MAX) {
        return INT16_MAX;
    }
    return (int16_t)(sample < INT16_MIN ? INT16_MIN : sample);
}

/* The sample behind `missing` of them. */
static int16_t make(const struct hf_conceal *c, uint32_t missing)
{
    int32_t quarter = (int32_t)c->lag / 4;
    int32_t sample = c->cycle[missing % c->lag];
    if (missing >= SILENT_SAMPLES) {
        return 0;
    }
    if ((int32_t)missing < quarter) {
        sample += c->step * (quarter - (int32_t)missing) / quarter;
    }
    if (missing > LOUD_SAMPLES) {
        sample = sample * (int32_t)(SILENT_SAMPLES - missing) / (SILENT_SAMPLES - LOUD_SAMPLES);
    }
    return clipped(sample);
}

void hf_conceal_make(struct hf_conceal *c, int16_t *samples, uint32_t n)
{
    if (c->missing == 0) {
        begin(c);
    }
    for (uint32_t i = 0; i < n; i++) {
        samples[i] = make(c, c->missing);
        c->missing += c->missing < SILENT_SAMPLES ? 1u : 0u; /* silence does not count on */
    }
    remember(c, samples, n);
}

void hf_conceal_heard(struct hf_conceal *c, int16_t *samples, uint32_t n)
{
    if (c->missing != 0) {
        uint32_t fade = FADE_MIN + c->missing / 10;
        fade = fade > FADE_MAX ? FADE_MAX : fade;
        fade = fade > n ? n : fade;
        for (uint32_t i = 0; i < fade; i++) {
            samples[i] = hf_cross(make(c, c->missing + i), samples[i], i + 1, fade + 1);
        }
    }
    c->missing = 0;
    remember(c, samples, n);
}
