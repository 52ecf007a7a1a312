/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy means in seconds, computed from the rules, not from a run. */
#include "holdfast/vendors/policy.h"

#include <string.h>

#define CONNECT_MS 4000 /* A3: connecting and the TLS handshake have at least this */

/* A1: T1, 2·T1, ... capped at T2; the interval after the last retransmission counts too. */
static uint64_t budget_ms(const struct hf_config *config, const struct hf_server_config *server)
{
    uint64_t most = 64 * (uint64_t)config->t1_ms;
    uint64_t interval = config->t1_ms;
    uint64_t sum = 0;

    if (server->retry_period_ms > 0) /* A2 */
        sum = server->retry_period_ms;
    for (unsigned i = 0; i <= server->retry_counts && server->retry_period_ms == 0; i++) {
        sum += interval;
        interval = 2 * interval < config->t2_ms ? 2 * interval : config->t2_ms;
    }
    if (sum > most)
        sum = most;
    if ((server->transport == HF_TRANSPORT_TCP || server->transport == HF_TRANSPORT_TLS) &&
        sum < CONNECT_MS)
        sum = CONNECT_MS;
    return sum;
}

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
    uint64_t expires_ms = UINT64_MAX, margin;

    memset(effect, 0, sizeof(*effect));
    effect->last_ms = 64 * (uint64_t)config->t1_ms;
    for (unsigned k = 0; k < config->n_servers; k++) {
        uint64_t asked_ms = 1000 * (uint64_t)config->servers[k].expires_s;

        effect->leave_ms[k] = budget_ms(config, &config->servers[k]);
        if (asked_ms < expires_ms)
            expires_ms = asked_ms;
    }
    if (config->n_servers == 0)
        return;
    effect->pass_ms = pass_ms(config, effect);
    margin = effect->pass_ms + 4 * (uint64_t)config->t1_ms;
    effect->pass_fits = expires_ms / 2 >= margin;
    expires_ms = 1000 * (uint64_t)config->servers[0].expires_s;
    effect->refresh_ms = expires_ms / 2;
    if (expires_ms > margin && expires_ms - margin > effect->refresh_ms)
        effect->refresh_ms = expires_ms - margin;
    if (config->n_servers < 2 || config->mode != HF_MODE_SUCCESSIVE ||
        config->failback_servers != HF_FAILBACK_PROBE)
        return;
    effect->probe_ms = 1000 * (uint64_t)config->failback_interval_s;
    /* It may come back just after a failing probe's last retransmission, at most T2 before the
     * probe's end, from which the interval runs. */
    effect->found_ms = effect->probe_ms + config->t2_ms;
}
