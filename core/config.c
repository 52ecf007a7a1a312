/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line's configuration: native defaults (behaviour.md), and the one check that the line, the
 * importers and `holdfast check` all use. Each refusal names the field and the server.
 */
#include "holdfast/config.h"

#include <stdbool.h>
#include <string.h>

#include "holdfast/line.h"
#include "host_name.h"
#include "refuse.h"

#define EXPIRES_LEAST_S 10u
#define EXPIRES_MOST_S  2147483647u
#define SECONDS_MOST    2147483647u
#define TIMER_MOST_MS   60000u
#define DAY_S           86400u

void hf_config_init_proxy(struct hf_proxy_config *proxy)
{
    memset(proxy, 0, sizeof *proxy);
    proxy->port = 5060;
    proxy->retry_counts = HF_AS_SERVER;
    proxy->failback_timeout_s = HF_AS_SERVER;
    proxy->invite_retry_counts = HF_AS_SERVER;
    proxy->failback_mode = HF_AS_SERVER;
    proxy->register_on_enable = HF_AS_SERVER;
    proxy->only_signal_with_registered = HF_AS_SERVER;
}

void hf_config_init_server(struct hf_server_config *server)
{
    memset(server, 0, sizeof *server);
    server->port = 5060;
    server->expires_s = 3600;
    server->retry_counts = 3;
    server->invite_retry_counts = HF_AS_RETRY_COUNTS;
    server->failback_mode = HF_FAILBACK_REGISTRATION;
    server->failback_timeout_s = 3600;
    for (int i = 0; i < HF_SERVER_PROXIES; i++)
        hf_config_init_proxy(&server->proxies[i]);
}

void hf_config_init(struct hf_config *config)
{
    memset(config, 0, sizeof *config);
    for (int i = 0; i < HF_LINE_SERVERS; i++)
        hf_config_init_server(&config->servers[i]);
    config->register_failover_statuses = (struct hf_statuses){.codes = {500, 502, 503, 504},
                                                              .n_codes = 4};
    config->invite_failover_statuses = (struct hf_statuses){.codes = {503}, .n_codes = 1};
    config->t1_ms = 500;
    config->t2_ms = 4000;
    config->t4_ms = 5000;
    config->failback_interval_s = 120;
    config->proxy_failback_interval_s = 3600;
    config->idle_limit_s = 3600;
    config->retry_base_s = 30;
    config->retry_max_s = 300;
    config->retry_after_max_s = 1800;
    config->quarantine_s = 30;
    config->keepalive_s = 30;
    config->ring_timeout_s = 180;
    config->mode = HF_MODE_SUCCESSIVE;
    config->failback_servers = HF_FAILBACK_PROBE;
    config->flap_damping = 1;
    config->failover_other = 1;
    config->share_rests = 1;
    config->jitter_percent = 10;
    config->naptr_build = HF_BUILD_ALL;
}

int hf_config_name(struct hf_config *config, struct hf_name *name, const char *text, size_t length)
{
    if (length > HF_NAME_MAX || length > (size_t)(HF_LINE_NAMES - config->names_used))
        return HF_E_LIMIT;
    memcpy(config->names + config->names_used, text, length);
    name->at = config->names_used;
    name->length = (uint16_t)length;
    config->names_used = (uint16_t)(config->names_used + length);
    return HF_OK;
}

/* ---- checking ---- */

struct range { /* a field that is out of low..high is refused by its name */
    const char *what;
    uint64_t value, low, high;
};

static int check_ranges(const struct range *ranges, size_t n, uint32_t index,
                        struct hf_refusal *refusal)
{
    for (size_t i = 0; i < n; i++) {
        if (ranges[i].value < ranges[i].low || ranges[i].value > ranges[i].high)
            return hf_refuse(refusal, HF_E_VALUE, ranges[i].what,
                             (struct hf_refused){ranges[i].value, index});
    }
    return HF_OK;
}

#define CHECK_RANGES(ranges, index, refusal)                                                       \
    check_ranges(ranges, sizeof(ranges) / sizeof(ranges)[0], index, refusal)

static bool name_is_sound(const struct hf_config *config, struct hf_name name)
{
    return name.length > 0 && name.length <= HF_NAME_MAX && name.at <= config->names_used &&
           name.length <= config->names_used - name.at;
}

static bool is_address(const struct hf_config *config, struct hf_name host)
{
    struct hf_target target;

    return hf_target_parse(&target, config->names + host.at, host.length) != 0;
}

static int check_host(const struct hf_config *config, struct hf_name host, uint32_t index,
                      struct hf_refusal *refusal)
{
    if (!name_is_sound(config, host))
        return hf_refuse(refusal, HF_E_VALUE, "host", (struct hf_refused){host.length, index});
    if (!is_address(config, host) && !hf_host_name_is_sound(config->names + host.at, host.length))
        return hf_refuse(refusal, HF_E_VALUE, "host: neither an address nor a name",
                         (struct hf_refused){host.length, index});
    return HF_OK;
}

static uint64_t shifted(int32_t value) /* HF_AS_SERVER becomes 0, so that one range serves */
{
    return value < HF_AS_SERVER ? UINT64_MAX : (uint64_t)((int64_t)value + 1);
}

static int check_proxy(const struct hf_config *config, const struct hf_proxy_config *proxy,
                       uint32_t index, struct hf_refusal *refusal)
{
    const struct range ranges[] = {
        {"proxy.transport", proxy->transport, 0, HF_TRANSPORT_NAPTR},
        {"proxy.retry_counts", shifted(proxy->retry_counts), 0, HF_RETRY_COUNTS_MAX + 1},
        {"proxy.invite_retry_counts",
         proxy->invite_retry_counts == HF_AS_SERVER ? 1u
                                                    : (uint64_t)(int64_t)proxy->invite_retry_counts,
         1, HF_RETRY_COUNTS_MAX},
        {"proxy.failback_mode", shifted(proxy->failback_mode), 0, HF_FAILBACK_DURATION + 1},
        {"proxy.failback_timeout_s", shifted(proxy->failback_timeout_s), 0, 65536},
        {"proxy.register_on_enable", shifted(proxy->register_on_enable), 0, 2},
        {"proxy.only_signal_with_registered", shifted(proxy->only_signal_with_registered), 0, 2},
    };
    int error = CHECK_RANGES(ranges, index, refusal);

    return error < 0 ? error : check_host(config, proxy->host, index, refusal);
}

static int check_server(const struct hf_config *config, uint32_t index, struct hf_refusal *refusal)
{
    const struct hf_server_config *server = &config->servers[index - 1];
    const struct range ranges[] = {
        {"transport", server->transport, 0, HF_TRANSPORT_NAPTR},
        {"retry_counts", server->retry_counts, 0, HF_RETRY_COUNTS_MAX},
        {"expires_s", server->expires_s, EXPIRES_LEAST_S, EXPIRES_MOST_S},
        {"retry_period_ms", server->retry_period_ms, 0, 64 * 500},
        {"failback_timeout_s", server->failback_timeout_s, 0, 65535},
        {"failback_mode", server->failback_mode, 0, HF_FAILBACK_DURATION},
        {"invite_retry_counts",
         server->invite_retry_counts == HF_AS_RETRY_COUNTS ? 1u : server->invite_retry_counts, 1,
         HF_RETRY_COUNTS_MAX},
        {"register_on_enable", server->register_on_enable, 0, 1},
        {"only_signal_with_registered", server->only_signal_with_registered, 0, 1},
        {"proxies", server->n_proxies, 0, HF_SERVER_PROXIES},
    };
    int error = CHECK_RANGES(ranges, index, refusal);

    if (error < 0)
        return error;
    error = check_host(config, server->host, index, refusal);
    for (uint8_t i = 0; i < server->n_proxies && error == HF_OK; i++)
        error = check_proxy(config, &server->proxies[i], index, refusal);
    return error;
}

static int check_statuses(const struct hf_statuses *statuses, const char *what,
                          struct hf_refusal *refusal)
{
    bool sound = statuses->n_codes <= HF_STATUSES_MAX && (statuses->classes & ~0x70u) == 0;

    for (uint8_t i = 0; sound && i < statuses->n_codes; i++) {
        uint16_t code = statuses->codes[i];
        sound = code >= 400 && code <= 699 && code != 401 && code != 407 && code != 423;
    }
    return sound ? HF_OK
                 : hf_refuse(refusal, HF_E_VALUE, what, (struct hf_refused){statuses->n_codes, 0});
}

static int check_times(const struct hf_config *c, struct hf_refusal *refusal)
{
    const struct range ranges[] = {
        {"t1_ms", c->t1_ms, 1, TIMER_MOST_MS},
        {"t2_ms", c->t2_ms, c->t1_ms, TIMER_MOST_MS},
        {"t4_ms", c->t4_ms, 1, TIMER_MOST_MS},
        {"failback_interval_s", c->failback_interval_s, 1, SECONDS_MOST},
        {"proxy_failback_interval_s", c->proxy_failback_interval_s, 1, SECONDS_MOST},
        {"idle_limit_s", c->idle_limit_s, 0, SECONDS_MOST},
        {"retry_base_s", c->retry_base_s, 1, DAY_S},
        {"retry_max_s", c->retry_max_s, c->retry_base_s, DAY_S},
        {"retry_after_max_s", c->retry_after_max_s, 0, DAY_S},
        {"quarantine_s", c->quarantine_s, 0, DAY_S},
        {"options_interval_s", c->options_interval_s, 0, DAY_S},
        {"keepalive_s", c->keepalive_s, 0, DAY_S},
        {"storm_spread_ms", c->storm_spread_ms, 0, TIMER_MOST_MS},
        {"start_spread_s", c->start_spread_s, 0, DAY_S},
        {"ring_timeout_s", c->ring_timeout_s, 0, DAY_S},
        {"jitter_percent", c->jitter_percent, 0, 50},
    };

    return CHECK_RANGES(ranges, 0, refusal);
}

static int check_choices(const struct hf_config *c, struct hf_refusal *refusal)
{
    const struct range ranges[] = {
        {"servers", c->n_servers, 1, HF_LINE_SERVERS},
        {"names_used", c->names_used, 0, HF_LINE_NAMES},
        {"mode", c->mode, 0, HF_MODE_COUNT - 1},
        {"failback_servers", c->failback_servers, 0, HF_FAILBACK_COUNT - 1},
        {"failback_when", c->failback_when, 0, HF_WHEN_COUNT - 1},
        {"flap_damping", c->flap_damping, 0, 1},
        {"register_first", c->register_first, 0, 1},
        {"failover_other", c->failover_other, 0, 1},
        {"share_rests", c->share_rests, 0, 1},
        {"unregister_old", c->unregister_old, 0, 1},
        {"contact_per_server", c->contact_per_server, 0, 1},
        {"allow_downgrade", c->allow_downgrade, 0, 1},
        {"static_first", c->static_first, 0, 1},
        {"naptr_build", c->naptr_build, 0, HF_BUILD_COUNT - 1},
        {"srv_order", c->srv_order, 0, HF_SRV_COUNT - 1},
        {"address_family", c->address_family, 0, HF_ADDRESS_COUNT - 1},
        {"locate_by", c->locate_by, 0, HF_LOCATE_COUNT - 1},
        {"trust", c->trust, 0, HF_TRUST_COUNT - 1},
    };

    return CHECK_RANGES(ranges, 0, refusal);
}

/* Each name is kept by itself (hf_config_copy), also where several share their bytes. */
static int check_names(const struct hf_config *c, struct hf_refusal *refusal)
{
    uint64_t sum = 0;

    for (uint8_t i = 0; i < c->n_servers; i++) {
        sum += c->servers[i].host.length;
        for (uint8_t p = 0; p < c->servers[i].n_proxies; p++)
            sum += c->servers[i].proxies[p].host.length;
    }
    return sum <= HF_LINE_NAMES ? HF_OK
                                : hf_refuse(refusal, HF_E_LIMIT, "host: all names together",
                                            (struct hf_refused){sum, 0});
}

/* Settings that exclude one another; what merely does nothing is the importers' to say (G2a). */
static int check_together(const struct hf_config *c, struct hf_refusal *refusal)
{
    if (c->unregister_old && !c->contact_per_server) /* C9 */
        return hf_refuse(refusal, HF_E_CONFLICT, "unregister_old without contact_per_server",
                         (struct hf_refused){1, 0});
    if (c->failback_servers == HF_FAILBACK_DNS_TTL ||
        c->failback_servers == HF_FAILBACK_REGISTRATION ||
        c->failback_servers == HF_FAILBACK_DURATION) /* D11 */
        return hf_refuse(refusal, HF_E_VALUE, "failback_servers",
                         (struct hf_refused){c->failback_servers, 0});
    return HF_OK;
}

int hf_config_check(const struct hf_config *config, struct hf_refusal *refusal)
{
    int error = check_choices(config, refusal);

    if (error == HF_OK)
        error = check_times(config, refusal);
    if (error == HF_OK)
        error = check_statuses(&config->register_failover_statuses, "register_failover_statuses",
                               refusal);
    if (error == HF_OK)
        error = check_statuses(&config->invite_failover_statuses, "invite_failover_statuses",
                               refusal);
    for (uint32_t i = 1; i <= config->n_servers && error == HF_OK; i++)
        error = check_server(config, i, refusal);
    if (error == HF_OK)
        error = check_names(config, refusal);
    return error == HF_OK ? check_together(config, refusal) : error;
}
