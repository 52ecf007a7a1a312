/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The generator. A wave of 1024 steps is read by a 32-bit phase and interpolated (error -106 dB);
 * the amplitude moves to where it shall be within 2.5 ms. Cadences are counted in microseconds, a
 * millisecond at a time, so that they are exact at every rate.
 */
#include "tones.h"

#include <math.h>
#include <string.h>

#define FULL_SINE_DBM0 3.14 /* G.711 table 1a, A-law */
#define RAMPS_A_SECOND 400

void hf_tone_init(struct hf_tone *tone)
{
    memset(tone, 0, sizeof *tone);
    for (unsigned i = 0; i <= HF_TONE_WAVE; i++) {
        tone->wave[i] = (int16_t)lrint(32767.0 * sin(6.283185307179586 * i / HF_TONE_WAVE));
    }
}

static void set_steps(struct hf_tone *tone)
{
    for (unsigned i = 0; i < 2 && tone->segment != NULL; i++) {
        if (tone->segment->hz[i] != 0) { /* a silent one fades out at the frequency it had */
            tone->step[i] = (uint32_t)(((uint64_t)tone->segment->hz[i] << 32) / tone->rate);
        }
    }
}

static void enter(struct hf_tone *tone, const struct hf_tone_segment *segment)
{
    tone->segment = segment;
    tone->left_us = segment->ms * 1000u;
    set_steps(tone);
    for (unsigned i = 0; i < 2; i++) {
        double full = 32767.0 * 256 * pow(10, (segment->dbm0[i] - FULL_SINE_DBM0) / 20);
        tone->goal[i] = segment->hz[i] == 0 ? 0 : (int32_t)lrint(full);
    }
}

static void advance(struct hf_tone *tone)
{
    const struct hf_tone_plan *plan = tone->plan;

    tone->at++;
    if (tone->at < 2u * plan->bursts) {
        enter(tone, &plan->burst[tone->at % 2]);
        return;
    }
    if (tone->at >= 2u * plan->bursts + plan->segments) {
        tone->at = 2u * plan->bursts;
    }
    enter(tone, &plan->cycle[tone->at - 2u * plan->bursts]);
}

void hf_tone_play(struct hf_tone *tone, const struct hf_tone_plan *plan)
{
    if (plan == tone->plan) {
        return;
    }
    tone->plan = plan;
    tone->goal[0] = tone->goal[1] = 0;
    if (plan != NULL) {
        tone->rate = tone->rate == 0 ? 8000 : tone->rate;
        tone->at = 0;
        enter(tone, plan->bursts > 0 ? &plan->burst[0] : &plan->cycle[0]);
    }
}

int hf_tone_sounds(const struct hf_tone *tone)
{
    return tone->plan != NULL || tone->level[0] != 0 || tone->level[1] != 0;
}

static int16_t add(int16_t sample, int32_t more)
{
    int32_t sum = sample + more;
    return (int16_t)(sum > INT16_MAX ? INT16_MAX : sum < INT16_MIN ? INT16_MIN : sum);
}

static int32_t toward(int32_t level, int32_t goal, int32_t step)
{
    return level < goal ? (goal - level > step ? level + step : goal)
                        : (level - goal > step ? level - step : goal);
}

/* One frequency's part of some samples, within a segment. */
static void sound(struct hf_tone *tone, unsigned i, int16_t *samples, size_t n)
{
    const int32_t ramp = (int32_t)(32767 * 256 / 2 / (tone->rate / RAMPS_A_SECOND));

    if (tone->level[i] == 0 && tone->goal[i] == 0) {
        return;
    }
    for (size_t k = 0; k < n; k++) {
        uint32_t place = tone->phase[i] >> 22;
        int32_t between = (int32_t)(tone->phase[i] >> 7 & 0x7fff);
        int32_t low = tone->wave[place];
        int32_t value = low + (((tone->wave[place + 1] - low) * between) >> 15);
        tone->level[i] = toward(tone->level[i], tone->goal[i], ramp);
        samples[k] = add(samples[k],
                         (int32_t)(((int64_t)value * tone->level[i] + (1 << 22)) >> 23));
        tone->phase[i] += tone->step[i];
    }
}

void hf_tone_add(struct hf_tone *tone, int16_t *samples, size_t n, unsigned rate)
{
    const size_t each = rate / 1000;

    if (rate != tone->rate) {
        tone->rate = rate;
        set_steps(tone);
    }
    for (size_t done = 0; done < n && hf_tone_sounds(tone); done += each) {
        size_t some = n - done < each ? n - done : each;
        sound(tone, 0, samples + done, some);
        sound(tone, 1, samples + done, some);
        if (tone->plan != NULL && tone->segment->ms != 0) {
            tone->left_us -= 1000;
            if (tone->left_us == 0) {
                advance(tone);
            }
        }
    }
}
