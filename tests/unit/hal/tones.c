/* SPDX-License-Identifier: Apache-2.0 */
#include "tones.h"

#include "world.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static int16_t sound[48000 * 12];

/* ms of a tone at a rate, 20 ms at a time. */
static void make(const struct hf_tone_plan *plan, unsigned rate, unsigned ms)
{
    static struct hf_tone tone;

    memset(sound, 0, sizeof sound);
    hf_tone_init(&tone);
    hf_tone_play(&tone, plan);
    for (unsigned done = 0; done < ms; done += 20) {
        hf_tone_add(&tone, sound + done * rate / 1000, rate / 50, rate);
    }
}

/* Where sound begins and ends: "0-400 600-1000", in ms. The last 2 of each 5 ms are looked at, in
 * which nothing fades any more. */
static const char *cadence(unsigned rate, unsigned ms)
{
    static char text[512];
    size_t used = 0;
    int on = 0;

    text[0] = '\0';
    for (unsigned at = 0; at < ms; at += 5) {
        int loud = 0;
        for (unsigned i = (at + 3) * rate / 1000; i < (at + 5) * rate / 1000; i++) {
            loud |= sound[i] > 300 || sound[i] < -300;
        }
        if (loud != on) {
            used += (size_t)snprintf(text + used, sizeof text - used, loud ? "%s%u-" : "%.0s%u",
                                     used > 0 ? " " : "", at);
            on = loud;
        }
    }
    return text;
}

static const struct {
    enum hf_hal_country country;
    enum hf_hal_tone tone;
    const char *cadence; /* of 10 s */
    unsigned hz[2];
    double dbm0; /* of each */
} tones[] = {
    {HF_COUNTRY_ITU, HF_TONE_DIAL, "0-", {425, 0}, -10},
    {HF_COUNTRY_ITU, HF_TONE_RINGBACK, "0-1000 5000-6000", {425, 0}, -10},
    {HF_COUNTRY_US, HF_TONE_DIAL, "0-", {350, 440}, -13},
    {HF_COUNTRY_US, HF_TONE_RINGBACK, "0-2000 6000-8000", {440, 480}, -19},
    {HF_COUNTRY_US, HF_TONE_CALL_WAITING, "0-300", {440, 0}, -13},
    {HF_COUNTRY_US,
     HF_TONE_MESSAGES,
     "0-100 200-300 400-500 600-700 800-900 1000-1100 1200-1300 1400-1500 1600-1700 1800-1900 "
     "2000-",
     {350, 440},
     -13},
    {HF_COUNTRY_UK, HF_TONE_DIAL, "0-", {350, 440}, -13},
    {HF_COUNTRY_UK,
     HF_TONE_RINGBACK,
     "0-400 600-1000 3000-3400 3600-4000 6000-6400 6600-7000 9000-9400 9600-",
     {400, 450},
     -13},
    {HF_COUNTRY_UK, HF_TONE_CALL_WAITING, "0-100 4100-4200 8200-8300", {400, 0}, -10},
    {HF_COUNTRY_DE, HF_TONE_DIAL, "0-", {425, 0}, -10},
    {HF_COUNTRY_DE, HF_TONE_RINGBACK, "0-1000 5000-6000", {425, 0}, -10},
    {HF_COUNTRY_DE, HF_TONE_CALL_WAITING, "0-200 400-600 5600-5800 6000-6200", {425, 0}, -10},
    {HF_COUNTRY_DE, HF_TONE_MESSAGES, "0-", {425, 400}, -13},
    {HF_COUNTRY_CN, HF_TONE_DIAL, "0-", {450, 0}, -10},
    {HF_COUNTRY_CN, HF_TONE_RINGBACK, "0-1000 5000-6000", {450, 0}, -10},
    {HF_COUNTRY_CN, HF_TONE_CALL_WAITING, "0-400 4400-4800 8800-9200", {450, 0}, -10},
};

Test(tones, frequencies_levels_and_cadences_are_each_countrys)
{
    static const unsigned rates[] = {8000, 16000, 48000};

    for (size_t i = 0; i < sizeof tones / sizeof *tones; i++) {
        for (size_t r = 0; r < 3; r++) {
            make(hf_tone_plan(tones[i].tone, tones[i].country), rates[r], 10000);
            cr_expect_str_eq(cadence(rates[r], 10000), tones[i].cadence, "tone %zu: %s", i,
                             cadence(rates[r], 10000));
            /* Windows of whole periods, where the tone is steady. */
            const int lasts = strcmp(strrchr(tones[i].cadence, ' ') ? " 2000-" : "0-",
                                     strrchr(tones[i].cadence, ' ') ? strrchr(tones[i].cadence, ' ')
                                                                    : tones[i].cadence) == 0;
            const unsigned from_ms = lasts ? 3000 : 10, for_ms = lasts            ? 1000
                                                                 : tones[i].hz[1] ? 100
                                                                                  : 80;
            for (unsigned k = 0; k < 2 && tones[i].hz[k] != 0; k++) {
                double got = meter_amplitude(sound + rates[r] / 1000 * from_ms,
                                             rates[r] / 1000 * for_ms, tones[i].hz[k], rates[r]);
                double dbm0 = 20 * log10(got / 32767) + 3.14;
                cr_expect(fabs(dbm0 - tones[i].dbm0) < 0.1, "tone %zu: %u Hz at %.2f dBm0", i,
                          tones[i].hz[k], dbm0);
            }
        }
    }
}

Test(tones, periods_of_busy_and_congestion_are_exact)
{
    static const struct {
        enum hf_hal_country country;
        enum hf_hal_tone tone;
        const char *begins;
    } cases[] = {
        {HF_COUNTRY_ITU, HF_TONE_BUSY, "0-500 1000-1500 2000-2500"},
        {HF_COUNTRY_ITU, HF_TONE_CONGESTION, "0-200 400-600 800-1000"},
        {HF_COUNTRY_US, HF_TONE_BUSY, "0-500 1000-1500 2000-2500"},
        {HF_COUNTRY_US, HF_TONE_CONGESTION, "0-250 500-750 1000-1250"},
        {HF_COUNTRY_UK, HF_TONE_BUSY, "0-375 750-1125 1500-1875"},
        {HF_COUNTRY_UK, HF_TONE_CONGESTION, "0-400 750-975 1500-1900 2250-2475"},
        {HF_COUNTRY_DE, HF_TONE_BUSY, "0-480 960-1440 1920-2400"},
        {HF_COUNTRY_DE, HF_TONE_CONGESTION, "0-240 480-720 960-1200"},
        {HF_COUNTRY_CN, HF_TONE_BUSY, "0-350 700-1050 1400-1750"},
        {HF_COUNTRY_CN, HF_TONE_CONGESTION, "0-700 1400-2100 2800-3500"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        make(hf_tone_plan(cases[i].tone, cases[i].country), 8000, 4000);
        cr_expect_eq(strncmp(cadence(8000, 4000), cases[i].begins, strlen(cases[i].begins)), 0,
                     "case %zu: %s", i, cadence(8000, 4000));
    }
}

Test(tones, every_country_has_every_tone_and_nothing_else)
{
    for (int country = 0; country < HF_COUNTRY_COUNT; country++) {
        for (int tone = HF_TONE_DIAL; tone < HF_TONE_COUNT; tone++) {
            cr_assert_not_null(hf_tone_plan((enum hf_hal_tone)tone, (enum hf_hal_country)country));
        }
    }
    cr_assert_null(hf_tone_plan(HF_TONE_NONE, HF_COUNTRY_DE));
    cr_assert_null(hf_tone_plan(HF_TONE_COUNT, HF_COUNTRY_DE));
    cr_assert_null(hf_tone_plan(HF_TONE_DIAL, HF_COUNTRY_COUNT));
}

Test(tones, nothing_clicks_when_a_tone_begins_ends_or_changes)
{
    static struct hf_tone tone;
    int16_t samples[160];
    int last = 0, steepest = 0;

    hf_tone_init(&tone);
    for (unsigned frame = 0; frame < 100; frame++) {
        if (frame % 7 == 0) {
            hf_tone_play(&tone, frame % 14 ? NULL : hf_tone_plan(HF_TONE_DIAL, HF_COUNTRY_DE));
        }
        memset(samples, 0, sizeof samples);
        hf_tone_add(&tone, samples, 160, 8000);
        for (unsigned i = 0; i < 160; i++) {
            int step = samples[i] - last;
            steepest = step > steepest ? step : -step > steepest ? -step : steepest;
            last = samples[i];
        }
    }
    /* The sine itself moves by 2 pi 425 / 8000 of its amplitude a sample, and the ramp adds a
     * twentieth of full scale. */
    const double amplitude = 32767 * pow(10, (-10 - 3.14) / 20);
    cr_assert_lt(steepest, amplitude * 6.2832 * 425 / 8000 * 1.1 + 1640 * 0.2);
    cr_assert_gt(steepest, amplitude * 0.3);
}

Test(tones, loud_sound_behind_a_tone_saturates)
{
    static struct hf_tone tone;
    int16_t samples[160];

    hf_tone_init(&tone);
    hf_tone_play(&tone, hf_tone_plan(HF_TONE_DIAL, HF_COUNTRY_DE));
    for (unsigned frame = 0; frame < 5; frame++) {
        for (unsigned i = 0; i < 160; i++) {
            samples[i] = i % 2 ? INT16_MIN : INT16_MAX;
        }
        hf_tone_add(&tone, samples, 160, 8000);
        for (unsigned i = 0; i < 160; i++) {
            cr_assert(i % 2 ? samples[i] < 0 : samples[i] > 0);
        }
    }
}

Test(tones, a_change_of_rate_keeps_the_cadence)
{
    static struct hf_tone tone;
    int16_t samples[960];

    hf_tone_init(&tone);
    hf_tone_play(&tone, hf_tone_plan(HF_TONE_BUSY, HF_COUNTRY_DE));
    for (unsigned ms = 0; ms < 960; ms += 20) {
        unsigned rate = ms < 300 ? 8000 : ms < 700 ? 48000 : 16000;
        memset(samples, 0, sizeof samples);
        hf_tone_add(&tone, samples, rate / 50, rate);
        double level = meter_dbm0(samples, rate / 50);
        if (ms >= 20 && ms != 480) { /* fading in, fading out */
            cr_assert(ms < 480 ? level > -12 : level < -60, "%u ms: %.1f dBm0", ms, level);
        }
    }
}
