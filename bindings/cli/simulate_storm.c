/* SPDX-License-Identifier: Apache-2.0 */
/* Sums over the seeds of a fleet, and the highest of them; see simulate_storm.h. */
#include "simulate_storm.h"

#include <stdlib.h>
#include <string.h>

#define SECOND_US UINT64_C(1000000)

uint64_t hf_storm_seeds(const struct hf_storm *storm)
{
    return storm->order.last_seed - storm->order.first_seed + 1;
}

static size_t n_loads(const struct hf_storm *storm)
{
    return (size_t)storm->n_phases * storm->n_servers;
}

int hf_storm_init(struct hf_storm *storm)
{
    const size_t n_rates = storm->n_servers * storm->n_seconds;

    for (unsigned i = 0; i < HF_STORM_VARIANTS; i++) {
        struct hf_storm_variant *variant = &storm->variants[i];

        variant->jitter_percent = i == 0 ? hf_fleet_jitter(storm->plan) : 0;
        variant->sums = calloc(n_rates * HF_FLEET_COUNTS, sizeof(*variant->sums));
        variant->most = calloc(n_rates, sizeof(*variant->most));
        variant->loads = calloc(n_loads(storm), sizeof(*variant->loads));
        variant->peaks = calloc(n_loads(storm) * (size_t)hf_storm_seeds(storm),
                                sizeof(*variant->peaks));
        variant->outages = calloc(storm->n_phases + 1u, sizeof(*variant->outages));
        if (variant->sums == NULL || variant->most == NULL || variant->loads == NULL ||
            variant->peaks == NULL || variant->outages == NULL)
            return -1;
    }
    return 0;
}

void hf_storm_free(struct hf_storm *storm)
{
    for (unsigned i = 0; i < HF_STORM_VARIANTS; i++) {
        struct hf_storm_variant *variant = &storm->variants[i];

        free(variant->sums);
        free(variant->most);
        free(variant->peaks);
        free(variant->loads);
        free(variant->outages);
    }
}

/* ---- reading ---- */

const struct hf_storm_load *hf_storm_load(const struct hf_storm *storm, unsigned variant,
                                          unsigned phase, unsigned server)
{
    return &storm->variants[variant].loads[(size_t)phase * storm->n_servers + server];
}

const uint64_t *hf_storm_sum(const struct hf_storm *storm, unsigned variant, unsigned server,
                             enum hf_fleet_count count)
{
    return &storm->variants[variant]
                .sums[(server * (size_t)HF_FLEET_COUNTS + count) * storm->n_seconds];
}

const uint32_t *hf_storm_most(const struct hf_storm *storm, unsigned variant, unsigned server)
{
    return &storm->variants[variant].most[server * storm->n_seconds];
}

uint64_t hf_storm_digest(const struct hf_storm *storm)
{
    return storm->variants[0].digest * UINT64_C(0x9E3779B97F4A7C15) + storm->variants[1].digest;
}

unsigned hf_storm_phase_of(const struct hf_storm *storm, size_t second)
{
    unsigned phase = storm->n_phases - 1;

    while (phase > 0 && hf_fleet_phase(storm->plan, phase)->from_us >= (second + 1) * SECOND_US)
        phase--;
    return phase;
}

enum hf_storm_turn hf_storm_turn(const struct hf_storm *storm, unsigned phase, unsigned server)
{
    if (phase == 0)
        return HF_STORM_AS_BEFORE;
    const int served = hf_fleet_serves(storm->plan, server, phase - 1);
    const int serves = hf_fleet_serves(storm->plan, server, phase);
    if (served == serves)
        return HF_STORM_AS_BEFORE;
    return serves ? HF_STORM_RETURNS : HF_STORM_DIES;
}

/* ---- adding ---- */

struct reach { /* the seconds of a phase */
    size_t from, to;
};

static struct reach reach_of(const struct hf_storm *storm, unsigned phase)
{
    const struct hf_fleet_phase *at = hf_fleet_phase(storm->plan, phase);
    struct reach reach = {.from = (size_t)(at->from_us / SECOND_US), .to = storm->n_seconds};

    if (phase + 1 < storm->n_phases)
        reach.to = (size_t)(hf_fleet_phase(storm->plan, phase + 1)->from_us / SECOND_US);
    return reach;
}

static void add_load(const struct hf_storm *storm, struct hf_storm_load *load,
                     const struct reach *reach, const uint32_t *rates)
{
    const uint32_t *requests = rates + HF_FLEET_REQUESTS * storm->n_seconds;
    struct hf_storm_load own = {.peak = 0};

    for (size_t second = reach->from; second < reach->to; second++) {
        for (unsigned count = 0; count < HF_FLEET_COUNTS; count++)
            load->counts[count] += rates[count * storm->n_seconds + second];
        if (requests[second] > own.peak) {
            own.peak = requests[second];
            own.peak_at_s = second;
        }
    }
    load->median = own.peak; /* of this seed, until all have run */
    if (own.peak <= load->peak)
        return;
    load->peak = own.peak;
    load->peak_at_s = own.peak_at_s;
    load->above_half_s = 0;
    load->peak_seed = UINT64_MAX; /* this one's */
    for (size_t second = reach->from; second < reach->to; second++)
        load->above_half_s += 2 * (uint64_t)requests[second] > own.peak;
}

static void add_loads(struct hf_storm *storm, unsigned number, uint64_t seed,
                      const struct hf_fleet_tally *tally)
{
    struct hf_storm_variant *variant = &storm->variants[number];

    for (unsigned phase = 0; phase < storm->n_phases; phase++) {
        const struct reach reach = reach_of(storm, phase);

        for (unsigned server = 0; server < storm->n_servers; server++) {
            const size_t at = (size_t)phase * storm->n_servers + server;
            struct hf_storm_load *load = &variant->loads[at];

            add_load(storm, load, &reach, hf_fleet_rate(tally, server, 0));
            if (load->peak_seed == UINT64_MAX)
                load->peak_seed = seed;
            variant->peaks[at * hf_storm_seeds(storm) + seed - storm->order.first_seed] =
                load->median;
        }
    }
}

void hf_storm_add(struct hf_storm *storm, unsigned number, uint64_t seed,
                  const struct hf_fleet_tally *tally)
{
    struct hf_storm_variant *variant = &storm->variants[number];
    const size_t n = storm->n_servers * storm->n_seconds;

    for (size_t i = 0; i < n * HF_FLEET_COUNTS; i++)
        variant->sums[i] += tally->rates[i];
    for (unsigned server = 0; server < storm->n_servers; server++) {
        const uint32_t *requests = hf_fleet_rate(tally, server, HF_FLEET_REQUESTS);
        uint32_t *most = &variant->most[server * storm->n_seconds];

        for (size_t second = 0; second < storm->n_seconds; second++)
            most[second] = requests[second] > most[second] ? requests[second] : most[second];
    }
    add_loads(storm, number, seed, tally);
    for (unsigned i = 0; i <= storm->n_phases; i++)
        hf_fleet_outage_add(&variant->outages[i], &tally->outages[i]);
    variant->n_lines += tally->n_lines;
    variant->n_steps += tally->n_steps;
    variant->n_requests += tally->n_requests;
    variant->digest = variant->digest * UINT64_C(0x100000001b3) + hf_fleet_digest(tally);
}

/* ---- the end ---- */

static int by_size(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return a < b ? -1 : a > b;
}

void hf_storm_end(struct hf_storm *storm)
{
    const size_t n_seeds = (size_t)hf_storm_seeds(storm);

    for (unsigned i = 0; i < HF_STORM_VARIANTS; i++) {
        for (size_t at = 0; at < n_loads(storm); at++) {
            uint32_t *peaks = &storm->variants[i].peaks[at * n_seeds];

            qsort(peaks, n_seeds, sizeof(*peaks), by_size);
            storm->variants[i].loads[at].least = peaks[0];
            storm->variants[i].loads[at].median = peaks[(n_seeds - 1) / 2];
        }
    }
}
