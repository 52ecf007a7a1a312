/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each country's tones are. Frequencies and cadences: ITU-T E.180 Supplement 2 (01/94),
 * "Various tones used in national networks", with E.180/Q.35 (03/98) for what it recommends to
 * all. Levels: the United States as the precise tone plan has them (E.300 Supplement 3, by
 * frequency); Supplement 2 lists none, so the others have the -10 dBm0 that E.180 recommends,
 * shared by the frequencies of a tone. Where Supplement 2 lists several forms, the first one.
 */
#include "tones.h"

#define ONE(f, db)                                                                                 \
    {(f), 0},                                                                                      \
    {                                                                                              \
        (db), 0                                                                                    \
    }
#define TWO(f, g, db)                                                                              \
    {(f), (g)},                                                                                    \
    {                                                                                              \
        (db), (db)                                                                                 \
    }
#define SILENCE                                                                                    \
    {0, 0},                                                                                        \
    {                                                                                              \
        0, 0                                                                                       \
    }
#define STEADY(sound)                                                                              \
    {                                                                                              \
        .cycle = {{sound, 0}}, .segments = 1                                                       \
    }
#define PULSE(sound, on, off)                                                                      \
    {                                                                                              \
        .cycle = {{sound, (on)}, {SILENCE, (off)}}, .segments = 2                                  \
    }
#define DOUBLE(sound, a, b, c, d)                                                                  \
    {                                                                                              \
        .cycle = {{sound, (a)}, {SILENCE, (b)}, {sound, (c)}, {SILENCE, (d)}}, .segments = 4       \
    }
#define STUTTER(n, sound)                                                                          \
    {                                                                                              \
        .bursts = (n), .burst = {{sound, 100}, {SILENCE, 100}}, .cycle = {{sound, 0}},             \
        .segments = 1                                                                              \
    }

#define S425    ONE(425, -10)
#define S450    ONE(450, -10)
#define S400    ONE(400, -10)
#define US_DIAL TWO(350, 440, -13)
#define US_RING TWO(440, 480, -19)
#define US_BUSY TWO(480, 620, -24)
#define UK_DIAL TWO(350, 440, -13)
#define UK_RING TWO(400, 450, -13)
#define UK_SOFT ONE(400, -16) /* the long pulse of congestion lies 6 dB below the short one */

static const struct hf_tone_plan plans[HF_COUNTRY_COUNT][HF_TONE_COUNT] =
    {
        [HF_COUNTRY_ITU] =
            {
                [HF_TONE_DIAL] = STEADY(S425),
                [HF_TONE_RINGBACK] = PULSE(S425, 1000, 4000),
                [HF_TONE_BUSY] = PULSE(S425, 500, 500),
                [HF_TONE_CONGESTION] = PULSE(S425, 200, 200),
                [HF_TONE_CALL_WAITING] = DOUBLE(S425, 200, 600, 200, 3000),
                [HF_TONE_MESSAGES] = PULSE(S425, 400, 40),
            },
        [HF_COUNTRY_US] =
            {
                [HF_TONE_DIAL] = STEADY(US_DIAL),
                [HF_TONE_RINGBACK] = PULSE(US_RING, 2000, 4000),
                [HF_TONE_BUSY] = PULSE(US_BUSY, 500, 500),
                [HF_TONE_CONGESTION] = PULSE(US_BUSY, 250, 250),
                [HF_TONE_CALL_WAITING] = PULSE(ONE(440, -13), 300, 10000),
                [HF_TONE_MESSAGES] = STUTTER(10, US_DIAL),
            },
        [HF_COUNTRY_UK] =
            {
                [HF_TONE_DIAL] = STEADY(UK_DIAL),
                [HF_TONE_RINGBACK] = DOUBLE(UK_RING, 400, 200, 400, 2000),
                [HF_TONE_BUSY] = PULSE(S400, 375, 375),
                [HF_TONE_CONGESTION] = {.cycle = {{UK_SOFT, 400},
                                                  {SILENCE, 350},
                                                  {S400, 225},
                                                  {SILENCE, 525}},
                                        .segments = 4},
                [HF_TONE_CALL_WAITING] = PULSE(S400, 100, 4000),
                [HF_TONE_MESSAGES] = {.cycle = {{UK_DIAL, 750}, {ONE(440, -10), 750}},
                                      .segments = 2},
            },
        [HF_COUNTRY_DE] =
            {
                [HF_TONE_DIAL] = STEADY(S425),
                [HF_TONE_RINGBACK] = PULSE(S425, 1000, 4000),
                [HF_TONE_BUSY] = PULSE(S425, 480, 480),
                [HF_TONE_CONGESTION] = PULSE(S425, 240, 240),
                [HF_TONE_CALL_WAITING] = DOUBLE(S425, 200, 200, 200, 5000),
                [HF_TONE_MESSAGES] = STEADY(TWO(425, 400, -13)),
            },
        [HF_COUNTRY_CN] =
            {
                [HF_TONE_DIAL] = STEADY(S450),
                [HF_TONE_RINGBACK] = PULSE(S450, 1000, 4000),
                [HF_TONE_BUSY] = PULSE(S450, 350, 350),
                [HF_TONE_CONGESTION] = PULSE(S450, 700, 700),
                [HF_TONE_CALL_WAITING] = PULSE(S450, 400, 4000),
                [HF_TONE_MESSAGES] = PULSE(S450, 400, 40),
            },
};

/* Not a tone of a network: what a phone without a bell of its own makes of one. */
static const struct hf_tone_plan ringer = PULSE(TWO(1000, 1250, -10), 1000, 4000);

const struct hf_tone_plan *hf_tone_plan(enum hf_hal_tone tone, enum hf_hal_country country)
{
    if ((unsigned)tone >= HF_TONE_COUNT || (unsigned)country >= HF_COUNTRY_COUNT ||
        plans[country][tone].segments == 0) {
        return NULL;
    }
    return &plans[country][tone];
}

const struct hf_tone_plan *hf_tone_ringer(void)
{
    return &ringer;
}
