/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A tone meter: how loud a frequency is in a piece of sound, which frequency is the loudest, how
 * long sound is missing. Levels are in dB below a sine of full scale, which is 0.
 */
#ifndef HF_TESTS_METER_H
#define HF_TESTS_METER_H

#include <stddef.h>
#include <stdint.h>

struct meter_sound {
    const int16_t *samples;
    size_t n;
    uint32_t rate; /* samples a second */
};

/* A sine of hz at the level, from the phase of sample `at` of it. */
struct meter_tone {
    double hz, level_db;
    uint32_t rate;
};
void meter_make(const struct meter_tone *tone, uint64_t at, int16_t *samples, size_t n);

double meter_level_db(const struct meter_sound *sound, double hz); /* of one frequency */
double meter_total_db(const struct meter_sound *sound);            /* of everything */
double meter_frequency(const struct meter_sound *sound);           /* the loudest one, Hz */

/* Everything but the tone, against it: noise and distortion in dB below the tone's level. */
double meter_noise_db(const struct meter_sound *sound, double hz);

/* The longest piece in milliseconds, in steps of 5, in which the frequency is below a level. */
uint32_t meter_gap_ms(const struct meter_sound *sound, double hz, double level_db);

#endif
