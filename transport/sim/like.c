/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `line 1 like fanvil`: the defaults that a vendor's file imports (G), so that a story needs no
 * file.
 */
#include "parse.h"

#include <string.h>

static void be_like_both(struct hf_config *config)
{
    config->address_family = HF_ADDRESS_IPV4;
    config->options_interval_s = 0;
    config->jitter_percent = 0;
    config->quarantine_s = 0;
    config->unregister_old = 0;
    config->contact_per_server = 0;
    config->flap_damping = 0;
    config->share_rests = 0;
    config->naptr_build = HF_BUILD_UDP;
    config->idle_limit_s = 0;
    config->keepalive_s = 0;
    config->trust = HF_TRUST_ANY;
    config->failback_servers = HF_FAILBACK_PROBE;
    config->t1_ms = 500;
    config->t2_ms = 4000;
    config->t4_ms = 5000;
}

static void be_like_fanvil(struct hf_config *config)
{
    be_like_both(config);
    config->mode = HF_MODE_SUCCESSIVE;
    config->failback_interval_s = 1800;
    config->register_first = 1;
    config->retry_base_s = 32;
    config->retry_max_s = 32;
    config->srv_order = HF_SRV_WEIGHTED;
    config->failback_when = HF_WHEN_ANY;
    config->failover_other = 0;
    config->register_failover_statuses = (struct hf_statuses){.codes = {500, 503}, .n_codes = 2};
    for (unsigned i = 0; i < config->n_servers; i++)
        config->servers[i].failback_mode = HF_FAILBACK_REGISTRATION;
}

static void be_like_yealink(struct hf_config *config)
{
    be_like_both(config);
    config->mode = HF_MODE_CONCURRENT;
    config->failback_interval_s = 120;
    config->register_first = 0;
    config->retry_base_s = 30;
    config->retry_max_s = 30;
    config->srv_order = HF_SRV_HEAVIEST_FIRST;
    config->failback_when = HF_WHEN_IDLE;
    config->failover_other = 1;
    config->register_failover_statuses = (struct hf_statuses){.codes = {503}, .n_codes = 1};
    for (unsigned i = 0; i < config->n_servers; i++) {
        config->servers[i].failback_mode = HF_FAILBACK_NEW_REQUESTS;
        config->servers[i].failback_timeout_s = 3600;
    }
}

int like_vendor(struct parser *p, struct scenario_line *line, const char *vendor)
{
    if (strcmp(vendor, "fanvil") == 0)
        be_like_fanvil(&line->configuration.config);
    else if (strcmp(vendor, "yealink") == 0)
        be_like_yealink(&line->configuration.config);
    else
        return complain(p, "like %s: right would be `like fanvil` or `like yealink`", vendor);
    return 0;
}
