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

void hf_policy_effect(const struct hf_config *config, struct hf_effect *effect)
{
    uint64_t shortest_ms = UINT64_MAX, spare_ms;

    memset(effect, 0, sizeof(*effect));
    effect->last_ms = hf_budget_timer_f_us(config) / US_PER_MS;
    for (uint8_t k = 0; k < config->n_servers; k++) {
        uint64_t asked_ms = 1000 * (uint64_t)config->servers[k].expires_s;

        effect->leave_ms[k] = hf_budget_connect_us(config, (struct hf_place){(uint8_t)(k + 1), 0}) /
                              US_PER_MS;
        if (asked_ms < shortest_ms)
            shortest_ms = asked_ms;
    }
    if (config->n_servers == 0)
        return;
    effect->pass_ms = pass_ms(config, effect);
    effect->longest_ms = hf_budget_pass_us(config) / US_PER_MS;
    spare_ms = effect->longest_ms + 4 * (uint64_t)config->t1_ms;
    effect->pass_fits = shortest_ms / 2 >= spare_ms;
    effect->refresh_ms = hf_budget_refresh_us(config, config->servers[0].expires_s) / US_PER_MS;
    if (config->n_servers < 2 || config->mode != HF_MODE_SUCCESSIVE ||
        config->failback_servers != HF_FAILBACK_PROBE)
        return;
    effect->probe_ms = 1000 * (uint64_t)config->failback_interval_s;
    /* It may come back just after a failing probe's last retransmission, at most T2 before the
     * probe's end, from which the interval runs. */
    effect->found_ms = effect->probe_ms + config->t2_ms;
}
