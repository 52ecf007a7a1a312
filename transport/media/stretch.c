/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sound, shorter or longer. The first piece of it, one period long, and the second one are faded
 * into each other: once instead of both, or once between them. Both seams meet what stood there
 * before, so that nothing clicks.
 */
#include "stretch.h"

#include <string.h>

#include "pitch.h"

#define QUIET     33                 /* mean magnitude: 60 dB below full scale */
#define TONAL     (HF_PITCH_ONE / 4) /* less unlike than this: a voice, a tone */
#define NOISY     (HF_PITCH_ONE / 2) /* more than this: noise, whose pieces are all alike */
#define EVEN_PART 2                  /* noise: no piece is louder than another by more */

static uint64_t loudness(const int16_t *samples, uint32_t n)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        sum += (uint64_t)(samples[i] < 0 ? -(int32_t)samples[i] : samples[i]);
    }
    return sum;
}

/* Neither half stands out: no word begins or ends here. */
static bool is_even(const struct hf_stretch *s)
{
    uint64_t a = loudness(s->samples, s->n / 2);
    uint64_t b = loudness(s->samples + s->n / 2, s->n / 2);
    return a <= b * EVEN_PART && b <= a * EVEN_PART;
}

/* Samples of the period to use, 0 where none can be. */
static uint32_t find(const struct hf_stretch *s)
{
    uint32_t lag_max = s->rate / 1000 * HF_STRETCH_MS_MAX;
    uint32_t lag_min = s->rate / 400; /* 2.5 ms */
    lag_max = lag_max > s->n / 2 ? s->n / 2 : lag_max;
    if (lag_max < lag_min) {
        return 0;
    }
    if (loudness(s->samples, s->n) < (uint64_t)QUIET * s->n) {
        return lag_max;
    }
    struct hf_pitch_search search = {s->samples, s->n - lag_max, lag_min, lag_max};
    search.n = search.n > lag_max ? lag_max : search.n;
    struct hf_pitch found = hf_pitch_find(&search);
    bool is_unheard = found.unlike <= TONAL || (found.unlike >= NOISY && is_even(s));
    return is_unheard || s->is_urgent ? found.lag : 0;
}

bool hf_stretch_shorten(struct hf_stretch *s)
{
    uint32_t lag = find(s);
    if (lag == 0) {
        return false;
    }
    for (uint32_t i = 0; i < lag; i++) {
        s->samples[i] = hf_cross(s->samples[i], s->samples[lag + i], i, lag);
    }
    s->n -= lag;
    memmove(s->samples + lag, s->samples + 2 * lag, (s->n - lag) * sizeof *s->samples);
    return true;
}

bool hf_stretch_lengthen(struct hf_stretch *s)
{
    uint32_t lag = find(s);
    if (lag == 0) {
        return false;
    }
    memmove(s->samples + 2 * lag, s->samples + lag, (s->n - lag) * sizeof *s->samples);
    for (uint32_t i = 0; i < lag;
         i++) { /* behind the first piece: the second fades into the first */
        s->samples[lag + i] = hf_cross(s->samples[2 * lag + i], s->samples[i], i, lag);
    }
    s->n += lag;
    return true;
}
