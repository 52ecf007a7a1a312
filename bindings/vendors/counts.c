/* SPDX-License-Identifier: Apache-2.0 */
/* Which settings count where the others are as they are; see policy.h. Where in doubt a setting
 * counts: what is said to do nothing must do nothing. */
#include "holdfast/vendors/policy.h"

static const struct hf_server_config *server_at(const struct hf_config *config, unsigned place)
{
    return &config->servers[hf_place_server(place) - 1];
}

static const struct hf_proxy_config *proxy_at(const struct hf_config *config, unsigned place)
{
    return &server_at(config, place)->proxies[hf_place_proxy(place) - 1];
}

static int is_proxy(unsigned place)
{
    return hf_place_proxy(place) > 0;
}

/* ---- where requests go ---- */

/* B13: not to a server that has proxies. */
static int is_used(const struct hf_config *config, unsigned place)
{
    return place > 0 && hf_policy_has_place(config, place) &&
           (is_proxy(place) || server_at(config, place)->n_proxies == 0);
}

static int is_name(const struct hf_config *config, unsigned place)
{
    return is_used(config, place) && !hf_policy_host_is_numeric(config, place);
}

static unsigned transport_at(const struct hf_config *config, unsigned place)
{
    return is_proxy(place) ? proxy_at(config, place)->transport
                           : server_at(config, place)->transport;
}

static unsigned port_at(const struct hf_config *config, unsigned place)
{
    return is_proxy(place) ? proxy_at(config, place)->port : server_at(config, place)->port;
}

static int asks_dns(const struct hf_config *config, unsigned place)
{
    return is_name(config, place) && config->locate_by == HF_LOCATE_BY_DNS;
}

static int asks_srv(const struct hf_config *config, unsigned place) /* B3, B4 */
{
    return asks_dns(config, place) && port_at(config, place) == 0;
}

static int asks_naptr(const struct hf_config *config, unsigned place) /* B3 */
{
    return asks_srv(config, place) && transport_at(config, place) == HF_TRANSPORT_NAPTR;
}

/* B14: its targets may come with any transport. */
static int may_mix(const struct hf_config *config, unsigned place)
{
    return is_name(config, place) && transport_at(config, place) == HF_TRANSPORT_NAPTR &&
           (config->locate_by == HF_LOCATE_BY_STACK || port_at(config, place) == 0);
}

typedef int (*place_is)(const struct hf_config *config, unsigned place);

static int anywhere(const struct hf_config *config, place_is is)
{
    for (unsigned place = 1; place < HF_PLACES; place++)
        if (is_used(config, place) && is(config, place))
            return 1;
    return 0;
}

/* More than one target may stand at the server of this place. */
static int has_choice(const struct hf_config *config, unsigned place)
{
    unsigned server = hf_place_server(place);

    if (server_at(config, place)->n_proxies > 1)
        return 1;
    return is_name(config, server) || is_name(config, hf_place_of(server, 1));
}

static int has_two_proxies(const struct hf_config *config, unsigned place)
{
    return server_at(config, place)->n_proxies > 1;
}

/* ---- settings that a proxy has of its own, or takes from its server (B13) ---- */

static int value_at(const struct hf_config *config, unsigned setting, unsigned place)
{
    const struct hf_server_config *server = server_at(config, place);
    const struct hf_proxy_config *proxy = is_proxy(place) ? proxy_at(config, place) : NULL;
    int of_proxy = HF_AS_SERVER, of_server = 0;

    switch (setting) {
    case HF_SETTING_FAILBACK_MODE:
        of_proxy = proxy != NULL ? proxy->failback_mode : of_proxy;
        of_server = server->failback_mode;
        break;
    case HF_SETTING_FAILBACK_TIMEOUT:
        of_proxy = proxy != NULL ? proxy->failback_timeout_s : of_proxy;
        of_server = server->failback_timeout_s > 0;
        break;
    case HF_SETTING_REGISTER_ON_ENABLE:
        of_proxy = proxy != NULL ? proxy->register_on_enable : of_proxy;
        of_server = server->register_on_enable;
        break;
    case HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED:
        of_proxy = proxy != NULL ? proxy->only_signal_with_registered : of_proxy;
        of_server = server->only_signal_with_registered;
        break;
    default: break;
    }
    return of_proxy != HF_AS_SERVER ? of_proxy : of_server;
}

static int follows_server(const struct hf_config *config, unsigned setting, unsigned place)
{
    const struct hf_proxy_config *proxy = proxy_at(config, place);

    switch (setting) {
    case HF_SETTING_RETRY_COUNTS: return proxy->retry_counts == HF_AS_SERVER;
    case HF_SETTING_INVITE_RETRY_COUNTS: return proxy->invite_retry_counts == HF_AS_SERVER;
    case HF_SETTING_FAILBACK_MODE: return proxy->failback_mode == HF_AS_SERVER;
    case HF_SETTING_FAILBACK_TIMEOUT: return proxy->failback_timeout_s == HF_AS_SERVER;
    case HF_SETTING_REGISTER_ON_ENABLE: return proxy->register_on_enable == HF_AS_SERVER;
    case HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED:
        return proxy->only_signal_with_registered == HF_AS_SERVER;
    default: return 0;
    }
}

/* D2..D6 begin at a target that is not its place's first: a later one of a name. */
static int goes_back_from(const struct hf_config *config, unsigned place)
{
    return is_name(config, place);
}

static int guards(const struct hf_config *config, unsigned place) /* E3 */
{
    int mode = value_at(config, HF_SETTING_FAILBACK_MODE, place);

    return has_choice(config, place) && value_at(config, HF_SETTING_REGISTER_ON_ENABLE, place) &&
           mode != HF_FAILBACK_NEW_REQUESTS && mode != HF_FAILBACK_NEVER;
}

static int counts_where_used(const struct hf_config *config, unsigned setting, unsigned place)
{
    switch (setting) {
    case HF_SETTING_RETRY_COUNTS:
    case HF_SETTING_INVITE_RETRY_COUNTS:
        return server_at(config, place)->retry_period_ms == 0; /* A2 */
    case HF_SETTING_FAILBACK_MODE:
        return goes_back_from(config, place) ||
               (has_choice(config, place) &&
                value_at(config, HF_SETTING_REGISTER_ON_ENABLE, place) &&
                value_at(config, HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED, place));
    case HF_SETTING_FAILBACK_TIMEOUT:
        return goes_back_from(config, place) &&
               value_at(config, HF_SETTING_FAILBACK_MODE, place) == HF_FAILBACK_DURATION;
    case HF_SETTING_REGISTER_ON_ENABLE: /* register_first says more, but for E3 */
        return has_choice(config, place) &&
               (!config->register_first ||
                value_at(config, HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED, place));
    case HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED: return guards(config, place);
    default: return 1;
    }
}

/* A server's setting counts where it is used, or for the proxies that take it. */
static int counts_at(const struct hf_config *config, unsigned setting, unsigned place)
{
    unsigned server = hf_place_server(place);

    if (setting == HF_SETTING_HOST || setting == HF_SETTING_EXPIRES ||
        setting == HF_SETTING_RETRY_PERIOD || is_used(config, place))
        return counts_where_used(config, setting, place);
    for (unsigned proxy = 1; proxy <= server_at(config, place)->n_proxies; proxy++) {
        unsigned at = hf_place_of(server, proxy);

        if (follows_server(config, setting, at) && counts_where_used(config, setting, at))
            return 1;
    }
    return 0;
}

/* ---- the line's ---- */

static int is_successive(const struct hf_config *config)
{
    return config->n_servers > 1 && config->mode == HF_MODE_SUCCESSIVE;
}

static int probes(const struct hf_config *config)
{
    return config->n_servers > 1 && config->failback_servers == HF_FAILBACK_PROBE;
}

/* D7: in concurrent mode a lost server is tried again at least once an interval, also the only
 * one. */
static int probes_lost(const struct hf_config *config)
{
    return config->mode == HF_MODE_CONCURRENT && config->failback_servers == HF_FAILBACK_PROBE;
}

static int interval_is_less(const struct hf_config *config) /* than C6's waits */
{
    return config->failback_interval_s < config->retry_max_s;
}

int hf_policy_probes_proxies(const struct hf_config *config)
{
    return anywhere(config, has_two_proxies) &&
           (config->failback_servers == HF_FAILBACK_PROBE ||
            (config->failback_servers == HF_FAILBACK_NEW_REQUESTS &&
             config->mode == HF_MODE_CONCURRENT));
}

/* D3, D5: a clock says when to go back. */
static int has_clock(const struct hf_config *config, unsigned place)
{
    int mode = value_at(config, HF_SETTING_FAILBACK_MODE, place);

    return goes_back_from(config, place) &&
           (mode == HF_FAILBACK_DNS_TTL ||
            (mode == HF_FAILBACK_DURATION &&
             value_at(config, HF_SETTING_FAILBACK_TIMEOUT, place) > 0));
}

static int goes_back(const struct hf_config *config, unsigned place)
{
    int mode = value_at(config, HF_SETTING_FAILBACK_MODE, place);

    return has_clock(config, place) ||
           (goes_back_from(config, place) &&
            (mode == HF_FAILBACK_NEW_REQUESTS || mode == HF_FAILBACK_REGISTRATION));
}

static int fails_back(const struct hf_config *config)
{
    return (is_successive(config) && config->failback_servers != HF_FAILBACK_NEVER) ||
           anywhere(config, goes_back) || hf_policy_probes_proxies(config);
}

/* B14 drops what is not TLS; where all is TLS, or nothing is, nothing. */
static int mixes_tls(const struct hf_config *config)
{
    for (unsigned server = 1; server <= config->n_servers; server++) {
        unsigned first = transport_at(config, hf_place_of(server, 1));
        unsigned second = transport_at(config, hf_place_of(server, 2));

        if (config->servers[server - 1].n_proxies > 1 &&
            (first == HF_TRANSPORT_TLS) != (second == HF_TRANSPORT_TLS))
            return 1;
    }
    return anywhere(config, may_mix);
}

int hf_policy_may_use_tls_at(const struct hf_config *config, unsigned place)
{
    return is_used(config, place) &&
           (transport_at(config, place) == HF_TRANSPORT_TLS || may_mix(config, place));
}

int hf_policy_may_use_tls(const struct hf_config *config)
{
    return anywhere(config, hf_policy_may_use_tls_at);
}

static int line_counts_for_names(const struct hf_config *config, unsigned setting)
{
    switch (setting) {
    case HF_SETTING_LOCATE_BY: return anywhere(config, is_name);
    case HF_SETTING_STATIC_FIRST: /* B11a */
    case HF_SETTING_ADDRESS_FAMILY: return anywhere(config, asks_dns);
    case HF_SETTING_SRV_ORDER: return anywhere(config, asks_srv);
    case HF_SETTING_NAPTR_BUILD: return anywhere(config, asks_naptr);
    case HF_SETTING_ALLOW_DOWNGRADE: return mixes_tls(config);
    default: return 1;
    }
}

static int line_counts(const struct hf_config *config, unsigned setting)
{
    switch (setting) {
    case HF_SETTING_MODE: /* D7, B13 */
        return config->n_servers > 1 ||
               (config->failback_servers == HF_FAILBACK_NEW_REQUESTS &&
                anywhere(config, has_two_proxies)) ||
               (config->failback_servers == HF_FAILBACK_PROBE && interval_is_less(config));
    case HF_SETTING_CONTACT_PER_SERVER: return config->n_servers > 1;
    case HF_SETTING_STORM_SPREAD: return is_successive(config); /* C11 */
    case HF_SETTING_UNREGISTER_OLD:                             /* C9 */
        return is_successive(config) && config->contact_per_server;
    case HF_SETTING_FAILBACK_SERVERS: /* D7: whether the interval bounds C6's waits; B13 */
        return is_successive(config) || anywhere(config, has_two_proxies) ||
               (config->mode == HF_MODE_CONCURRENT && interval_is_less(config));
    case HF_SETTING_FAILBACK_INTERVAL: return probes(config) || probes_lost(config);
    case HF_SETTING_PROXY_FAILBACK_INTERVAL: return hf_policy_probes_proxies(config);
    case HF_SETTING_FAILBACK_WHEN: return fails_back(config);
    case HF_SETTING_IDLE_LIMIT: return fails_back(config) && config->failback_when == HF_WHEN_IDLE;
    case HF_SETTING_FLAP_DAMPING: /* D9 */
        return (is_successive(config) && probes(config)) || anywhere(config, has_clock) ||
               hf_policy_probes_proxies(config);
    case HF_SETTING_FAILOVER_OTHER: return config->n_servers > 1 || anywhere(config, has_choice);
    case HF_SETTING_SHARE_RESTS: /* A9, A10 */
        return config->quarantine_s > 0 || config->retry_after_max_s > 0;
    default: return line_counts_for_names(config, setting);
    }
}

int hf_policy_counts(const struct hf_config *config, unsigned setting, unsigned place)
{
    if (!hf_policy_has_place(config, place) || !hf_policy_stands_at(setting, place))
        return 0;
    return place == 0 ? line_counts(config, setting) : counts_at(config, setting, place);
}
