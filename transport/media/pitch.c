/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the period of a sound. At 8 kHz a search takes 13,000 differences, at 16 kHz 51,000. */
#include "pitch.h"

#include "media_assert.h"

static uint32_t magnitude(int32_t sample)
{
    return (uint32_t)(sample < 0 ? -sample : sample);
}

static uint32_t compare(const int16_t *a, const int16_t *b, uint32_t n)
{
    uint64_t difference = 0, sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        difference += magnitude((int32_t)a[i] - b[i]);
        sum += magnitude(a[i]) + magnitude(b[i]);
    }
    return (uint32_t)(difference * HF_PITCH_ONE / (sum + 1));
}

struct hf_pitch hf_pitch_find(const struct hf_pitch_search *search)
{
    struct hf_pitch best = {.lag = search->lag_min, .unlike = UINT32_MAX};
    HF_ASSERT(search->n != 0 && search->lag_min <= search->lag_max);
    for (uint32_t lag = search->lag_min; lag <= search->lag_max; lag++) {
        uint32_t unlike = compare(search->at, search->at + lag, search->n);
        if (unlike < best.unlike) { /* the shortest of equal ones */
            best = (struct hf_pitch){lag, unlike};
        }
    }
    return best;
}
