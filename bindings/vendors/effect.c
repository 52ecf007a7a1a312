/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy means in seconds, computed from the rules, not from a run. */
#include "holdfast/vendors/policy.h"

#include <string.h>

#include "holdfast/budget.h"

#define US_PER_MS 1000

/* All candidates but the one that is tried last have their budget, the last has A4's. */
static uint64_t pass_ms(const struct hf_config *config, const struct hf_effect *effect)
{
    unsigned n = config->n_servers;
    uint64_t sum = effect->last_ms, shortest;

    if (n < 2 || config->mode == HF_MODE_CONCURRENT) /* C2: each server by itself */
        return sum;
    shortest = effect->leave_ms[n - 1];
    if (effect->leave_ms[n - 2] < shortest) /* A14: a pass that starts at n ends at n-1 */
        shortest = effect->leave_ms[n - 2];
    for (unsigned k = 0; k < n; k++)
        sum += effect->leave_ms[k];
    return sum - shortest;
}

/* D1, D7: how a server that is back is found. It may come back just after the last retransmission
 * of a failing attempt, at most T2 before the attempt's end, from which the wait runs. */
static void coming_back(const struct hf_config *config, struct hf_effect *effect)
{
    uint32_t again_s = config->retry_max_s;
    int probes = config->failback_servers == HF_FAILBACK_PROBE;

    if (config->n_servers < 2)
        return;
    if (config->mode == HF_MODE_CONCURRENT) { /* D7: C6's waits */
        if (probes && config->failback_interval_s < again_s)
            again_s = config->failback_interval_s;
        effect->again_ms = 1000 * (uint64_t)again_s;
    } else if (probes) {
        effect->probe_ms = 1000 * (uint64_t)config->failback_interval_s;
    }
    if (effect->again_ms + effect->probe_ms > 0)
        effect->found_ms = effect->again_ms + effect->probe_ms + config->t2_ms;
}

void hf_policy_effect(const struct hf_config *config, struct hf_effect *effect)
{
    memset(effect, 0, sizeof(*effect));
    effect->last_ms = hf_budget_timer_f_us(config) / US_PER_MS;
    effect->longest_ms = hf_budget_pass_us(config) / US_PER_MS;
    effect->pass_fits = 1;
    for (uint8_t k = 0; k < config->n_servers; k++) {
        const struct hf_place place = {(uint8_t)(k + 1), 0};
        uint32_t expires_s = config->servers[k].expires_s;
        uint64_t pass_us = config->mode == HF_MODE_CONCURRENT
                               ? hf_budget_server_pass_us(config, place.server)
                               : hf_budget_pass_us(config);

        effect->leave_ms[k] = hf_budget_connect_us(config, place) / US_PER_MS;
        effect->refresh_ms[k] = hf_budget_refresh_us(config, expires_s, pass_us) / US_PER_MS;
        effect->fit_ms[k] = 2 * (pass_us / US_PER_MS + 4 * (uint64_t)config->t1_ms);
        if (1000 * (uint64_t)expires_s < effect->fit_ms[k])
            effect->pass_fits = 0;
    }
    if (config->n_servers == 0)
        return;
    effect->pass_ms = pass_ms(config, effect);
    coming_back(config, effect);
}
