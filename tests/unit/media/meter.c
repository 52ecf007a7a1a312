/* SPDX-License-Identifier: Apache-2.0 */
/* The tone meter: Goertzel's filter under a Hann window, so that neighbours do not leak in. */
#include "meter.h"

#include <math.h>

#define FULL_SCALE 32768.0
#define FLOOR_DB   (-120.0)
#define PI         3.14159265358979323846
#define STEP_MS    5

static double db(double power)
{
    return power <= 1e-12 ? FLOOR_DB : 10.0 * log10(power);
}

void meter_make(const struct meter_tone *tone, uint64_t at, int16_t *samples, size_t n)
{
    double amplitude = FULL_SCALE * pow(10.0, tone->level_db / 20.0);
    amplitude = amplitude > 32767.0 ? 32767.0 : amplitude;
    for (size_t i = 0; i < n; i++) {
        double turns = tone->hz * (double)(at + i) / tone->rate;
        samples[i] = (int16_t)lrint(amplitude * sin(2.0 * PI * (turns - floor(turns))));
    }
}

/* Power of a frequency, 1 for a sine of full scale. */
static double power_of(const struct meter_sound *sound, double hz)
{
    double turn = 2.0 * PI * hz / sound->rate;
    double k = 2.0 * cos(turn), before = 0, last = 0, weights = 0;
    for (size_t i = 0; i < sound->n; i++) {
        double weight = 0.5 - 0.5 * cos(2.0 * PI * ((double)i + 0.5) / (double)sound->n);
        double next = weight * sound->samples[i] / FULL_SCALE + k * last - before;
        before = last;
        last = next;
        weights += weight;
    }
    double square = last * last + before * before - k * last * before;
    return 4.0 * square / (weights * weights);
}

double meter_level_db(const struct meter_sound *sound, double hz)
{
    return db(power_of(sound, hz));
}

double meter_total_db(const struct meter_sound *sound)
{
    double sum = 0;
    for (size_t i = 0; i < sound->n; i++) {
        sum += pow(sound->samples[i] / FULL_SCALE, 2.0);
    }
    return db(2.0 * sum / (double)sound->n);
}

double meter_frequency(const struct meter_sound *sound)
{
    double step = (double)sound->rate / (double)sound->n;
    double best_hz = step, best = -1;
    for (double hz = step; hz < sound->rate / 2.0; hz += step) {
        double power = power_of(sound, hz);
        best_hz = power > best ? hz : best_hz;
        best = power > best ? power : best;
    }
    for (double width = step / 2.0; width > 0.01; width /= 2.0) { /* nearer to the top */
        double below = power_of(sound, best_hz - width), above = power_of(sound, best_hz + width);
        if (below > best || above > best) {
            best_hz += above > below ? width : -width;
            best = above > below ? above : below;
        }
    }
    return best_hz;
}

double meter_noise_db(const struct meter_sound *sound, double hz)
{
    /* The sine that fits best is taken away; what is left is the rest. */
    double c = 0, s = 0, rest = 0;
    for (size_t i = 0; i < sound->n; i++) {
        double angle = 2.0 * PI * hz * (double)i / sound->rate;
        c += 2.0 * sound->samples[i] * cos(angle) / (double)sound->n;
        s += 2.0 * sound->samples[i] * sin(angle) / (double)sound->n;
    }
    for (size_t i = 0; i < sound->n; i++) {
        double angle = 2.0 * PI * hz * (double)i / sound->rate;
        rest += pow(sound->samples[i] - c * cos(angle) - s * sin(angle), 2.0);
    }
    return db(2.0 * rest / (double)sound->n / (c * c + s * s + 1e-9));
}

uint32_t meter_gap_ms(const struct meter_sound *sound, double hz, double level_db)
{
    size_t step = sound->rate * STEP_MS / 1000, window = 2 * step;
    uint32_t gap = 0, longest = 0;
    for (size_t at = 0; at + window <= sound->n; at += step) {
        struct meter_sound piece = {sound->samples + at, window, sound->rate};
        gap = meter_level_db(&piece, hz) < level_db ? gap + STEP_MS : 0;
        longest = gap > longest ? gap : longest;
    }
    return longest;
}
