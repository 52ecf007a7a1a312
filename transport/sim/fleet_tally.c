/* SPDX-License-Identifier: Apache-2.0 */
/* What is counted of a fleet. All of it are sums, so that the order of adding is nothing. */
#include <stdlib.h>
#include <string.h>

#include "fleet_inside.h"

#define STEPS_BITS 6 /* steps of a power of two: 64 */

static const uint64_t unit_us = 1000;

unsigned hf_fleet_bucket(uint64_t us)
{
    uint64_t ms = (us + unit_us - 1) / unit_us; /* never shorter than it was */
    unsigned shift = 0;

    while (ms >> shift >= (UINT64_C(2) << STEPS_BITS))
        shift++;
    const unsigned bucket = (shift << STEPS_BITS) + (unsigned)(ms >> shift);
    return bucket < HF_FLEET_BUCKETS ? bucket : HF_FLEET_BUCKETS - 1;
}

uint64_t hf_fleet_bucket_us(unsigned bucket)
{
    const unsigned steps = 1u << STEPS_BITS;

    if (bucket < 2 * steps)
        return bucket * unit_us;
    const unsigned shift = (bucket >> STEPS_BITS) - 1;
    return ((uint64_t)(bucket & (steps - 1)) + steps) * unit_us << shift;
}

uint64_t hf_fleet_outage_us(const struct hf_fleet_outage *outage, unsigned thousandths)
{
    const uint64_t lines = (outage->n_lines * thousandths + 999) / 1000;
    uint64_t seen = outage->n_lines - outage->n_hit;
    unsigned bucket = 0;

    if (lines <= seen)
        return 0;
    while (bucket < HF_FLEET_BUCKETS && (seen += outage->buckets[bucket]) < lines)
        bucket++;
    const uint64_t us = hf_fleet_bucket_us(bucket + 1) - unit_us;
    return us < outage->max_us ? us : outage->max_us;
}

/* ---- tallies ---- */

static size_t n_rates(const struct hf_fleet_tally *tally)
{
    return tally->n_servers * (size_t)HF_FLEET_COUNTS * tally->n_seconds;
}

int hf_fleet_tally_init(struct hf_fleet_tally *tally, const struct hf_fleet_plan *plan)
{
    *tally = (struct hf_fleet_tally){.n_servers = plan->n_servers,
                                     .n_phases = plan->n_phases,
                                     .n_seconds = hf_fleet_seconds(plan)};
    tally->rates = calloc(n_rates(tally), sizeof(*tally->rates));
    tally->outages = calloc(plan->n_phases + 1u, sizeof(*tally->outages));
    if (tally->rates != NULL && tally->outages != NULL)
        return 0;
    hf_fleet_tally_free(tally);
    return -1;
}

void hf_fleet_tally_free(struct hf_fleet_tally *tally)
{
    free(tally->rates);
    free(tally->outages);
    *tally = (struct hf_fleet_tally){.n_servers = 0};
}

void hf_fleet_outage_add(struct hf_fleet_outage *to, const struct hf_fleet_outage *from)
{
    to->n_lines += from->n_lines;
    to->n_hit += from->n_hit;
    to->sum_us += from->sum_us;
    if (from->max_us > to->max_us)
        to->max_us = from->max_us;
    for (unsigned i = 0; i < HF_FLEET_BUCKETS; i++)
        to->buckets[i] += from->buckets[i];
}

void hf_fleet_tally_add(struct hf_fleet_tally *to, const struct hf_fleet_tally *from)
{
    const size_t n = n_rates(to);

    for (size_t i = 0; i < n; i++)
        to->rates[i] += from->rates[i];
    for (unsigned i = 0; i <= to->n_phases; i++)
        hf_fleet_outage_add(&to->outages[i], &from->outages[i]);
    to->n_lines += from->n_lines;
    to->n_steps += from->n_steps;
    to->n_requests += from->n_requests;
    to->lines_digest += from->lines_digest;
    if (to->fault[0] == 0)
        memcpy(to->fault, from->fault, sizeof(to->fault));
}

const uint32_t *hf_fleet_rate(const struct hf_fleet_tally *tally, unsigned server,
                              enum hf_fleet_count count)
{
    return &tally->rates[(server * (size_t)HF_FLEET_COUNTS + count) * tally->n_seconds];
}

/* ---- the digest ---- */

/* FNV-1a over the number's bytes, the least significant first. */
static uint64_t mix(uint64_t digest, uint64_t number)
{
    for (unsigned i = 0; i < 8; i++) {
        digest ^= number >> (8 * i) & 0xFF;
        digest *= UINT64_C(0x100000001b3);
    }
    return digest;
}

uint64_t hf_fleet_digest(const struct hf_fleet_tally *tally)
{
    const size_t n = n_rates(tally);
    uint64_t digest = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < n; i++)
        digest = mix(digest, tally->rates[i]);
    for (unsigned i = 0; i <= tally->n_phases; i++) {
        const struct hf_fleet_outage *outage = &tally->outages[i];

        digest = mix(digest, outage->n_lines);
        digest = mix(digest, outage->n_hit);
        digest = mix(digest, outage->sum_us);
        digest = mix(digest, outage->max_us);
        for (unsigned k = 0; k < HF_FLEET_BUCKETS; k++)
            digest = mix(digest, outage->buckets[k]);
    }
    digest = mix(digest, tally->n_lines);
    digest = mix(digest, tally->n_steps);
    digest = mix(digest, tally->n_requests);
    return mix(digest, tally->lines_digest);
}
