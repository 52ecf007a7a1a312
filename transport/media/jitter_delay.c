/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long a jitter buffer should wait: order statistics of the transits that it remembers. They
 * are looked through once a question, 256 comparisons, so that nothing is kept that could be wrong.
 */
#include "jitter_state.h"

#include "media_assert.h"

#define US_PER_SECOND 1000000u
#define LATE_MAX      (HF_JITTER_WINDOW / HF_JITTER_LATE) /* of a full window */
#define FEW           16                                  /* packets that say little yet */

/* A day of units is 2^32 at 48 kHz: what a call can last fits, and nothing wraps for years. */
int64_t hf_jitter_units(const struct hf_jitter *j, uint64_t now_us)
{
    uint64_t us = now_us > j->epoch_us ? now_us - j->epoch_us : 0;
    return (int64_t)(us / US_PER_SECOND * j->setup.clock_rate +
                     us % US_PER_SECOND * j->setup.clock_rate / US_PER_SECOND);
}

int64_t hf_jitter_from_ms(const struct hf_jitter *j, uint32_t ms)
{
    return (int64_t)ms * j->setup.clock_rate / 1000;
}

uint64_t hf_jitter_to_us(const struct hf_jitter *j, uint64_t units)
{
    return units * US_PER_SECOND / j->setup.clock_rate;
}

void hf_jitter_note_transit(struct hf_jitter *j, int64_t transit)
{
    j->transits[j->at_transit] = transit;
    j->at_transit = (j->at_transit + 1) % HF_JITTER_WINDOW;
    j->n_transits += j->n_transits < HF_JITTER_WINDOW ? 1u : 0u;
}

int64_t hf_jitter_base(const struct hf_jitter *j)
{
    HF_ASSERT(j->n_transits != 0);
    int64_t base = j->transits[0];
    for (uint32_t i = 1; i < j->n_transits; i++) {
        base = j->transits[i] < base ? j->transits[i] : base;
    }
    return base;
}

/* The largest transit but those that may be late. */
static int64_t slowest(const struct hf_jitter *j)
{
    int64_t largest[LATE_MAX + 1]; /* in falling order */
    uint32_t kept = j->n_transits / HF_JITTER_LATE + 1;
    for (uint32_t i = 0; i < j->n_transits; i++) {
        uint32_t at = i < kept ? i : kept - 1;
        if (i >= kept && j->transits[i] <= largest[at]) {
            continue;
        }
        while (at > 0 && largest[at - 1] < j->transits[i]) {
            largest[at] = largest[at - 1];
            at--;
        }
        largest[at] = j->transits[i];
    }
    return largest[kept - 1];
}

int64_t hf_jitter_target(const struct hf_jitter *j)
{
    int64_t min = hf_jitter_from_ms(j, j->setup.min_ms);
    int64_t max = hf_jitter_from_ms(j, j->setup.max_ms);
    int64_t target = j->n_transits == 0 ? 0 : slowest(j) - hf_jitter_base(j);
    if (j->n_transits < FEW && target < hf_jitter_from_ms(j, j->setup.initial_ms)) {
        target = hf_jitter_from_ms(j, j->setup.initial_ms);
    }
    target = target < min ? min : target;
    return target > max ? max : target;
}

uint32_t hf_jitter_target_ms(const struct hf_jitter *j)
{
    return (uint32_t)(hf_jitter_target(j) * 1000 / j->setup.clock_rate);
}

uint32_t hf_jitter_delay_ms(const struct hf_jitter *j, uint64_t now_us)
{
    if (!j->is_playing || j->n_transits == 0) {
        return 0;
    }
    int64_t delay = hf_jitter_units(j, now_us) - j->next - j->starved - hf_jitter_base(j);
    return delay <= 0 ? 0 : (uint32_t)(delay * 1000 / j->setup.clock_rate);
}
