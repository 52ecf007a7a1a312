/* SPDX-License-Identifier: Apache-2.0 */
/* G2a: settings that do nothing, and why; see conflicts.h. Whether one does is hf_policy_counts'
 * to say; here is what a person is told about it. */
#include "conflicts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "holdfast/vendors/policy.h"
#include "value.h"

#define REASON 160

struct idle {
    struct hf_import *import;
    unsigned setting, place;
    const char *rule;
    char why[REASON];
};

static const struct hf_config *config_of(const struct idle *idle)
{
    return &idle->import->account->config;
}

static int is_yealink(const struct idle *idle)
{
    return idle->import->vendor->maker == HF_MAKER_YEALINK;
}

__attribute__((format(printf, 3, 4))) static int because(struct idle *idle, const char *rule,
                                                         const char *format, ...)
{
    va_list list;

    idle->rule = rule;
    va_start(list, format);
    vsnprintf(idle->why, sizeof(idle->why), format, list);
    va_end(list);
    return 1;
}

/* ---- why ---- */

/* The place has nothing to choose between: D2..D5, E2 and E3 guard the targets of a server. */
static int because_of_place(struct idle *idle, const char *rule)
{
    unsigned server = hf_place_server(idle->place), proxy = hf_place_proxy(idle->place);

    if (proxy > 0)
        return because(idle, rule,
                       "outbound proxy %u of server %u is an address, and there is only one "
                       "target to go to",
                       proxy, server);
    if (config_of(idle)->servers[server - 1].n_proxies > 0)
        return because(idle, "B13",
                       "requests to server %u go to its outbound proxies, and none takes it from "
                       "the server",
                       server);
    return because(idle, rule, "server %u is an address, and there is only one target to go to",
                   server);
}

/* Whether the place would have several targets; what asks for a mode counts there, or never. */
static int has_choice(const struct idle *idle)
{
    const struct hf_config *config = config_of(idle);
    unsigned server = hf_place_server(idle->place);
    unsigned n_proxies = config->servers[server - 1].n_proxies;

    if (n_proxies == 0)
        return !hf_policy_host_is_numeric(config, server);
    return n_proxies > 1 || !hf_policy_host_is_numeric(config, hf_place_of(server, 1));
}

static int on_of(const struct hf_config *config, unsigned place)
{
    const struct hf_server_config *server = &config->servers[hf_place_server(place) - 1];
    unsigned proxy = hf_place_proxy(place);

    if (proxy > 0 && server->proxies[proxy - 1].register_on_enable != HF_AS_SERVER)
        return server->proxies[proxy - 1].register_on_enable;
    return server->register_on_enable;
}

static int why_guard(struct idle *idle) /* E3 */
{
    if (!on_of(config_of(idle), idle->place))
        return because(idle, "E3", "it needs register_on_enable%s", is_yealink(idle) ? " = 1" : "");
    if (!has_choice(idle))
        return because_of_place(idle, "E3");
    return because(idle, "E3", "it needs failback_mode %s",
                   is_yealink(idle) ? "1, 2 or 3" : "dns_ttl, registration or duration");
}

static int why_interval(struct idle *idle) /* fallback.timeout, Failback Interval */
{
    const struct hf_config *config = config_of(idle);

    if (config->failback_servers != HF_FAILBACK_PROBE &&
        idle->import->vendor->maker == HF_MAKER_NATIVE)
        return because(idle, "D11", "it counts only where failback_servers is probe");
    if (config->mode == HF_MODE_CONCURRENT && config->failback_servers != HF_FAILBACK_PROBE)
        return because(idle, "D7", "it counts only %s",
                       is_yealink(idle) ? "with fallback.redundancy_type = 1"
                                        : "in successive mode");
    if (config->failback_servers != HF_FAILBACK_PROBE)
        return because(idle, "D1", "it counts only where failback is enabled");
    return because(idle, "D1", "there is only one server");
}

static int why_of_targets(struct idle *idle)
{
    switch (idle->setting) {
    case HF_SETTING_FAILBACK_MODE: return because_of_place(idle, "G2a");
    case HF_SETTING_FAILBACK_TIMEOUT:
        if (!has_choice(idle))
            return because_of_place(idle, "D5");
        return because(idle, "D5", "it counts only where failback_mode is %s",
                       is_yealink(idle) ? "3" : "duration");
    case HF_SETTING_REGISTER_ON_ENABLE:
        if (has_choice(idle) && config_of(idle)->register_first)
            return because(idle, "E2", "register_first is on, and says more");
        return because_of_place(idle, "E2");
    case HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED: return why_guard(idle);
    default: return 0;
    }
}

static int why_one_server(struct idle *idle, const char *rule)
{
    return because(idle, rule, "there is only one server");
}

/* What goes from one server to another, which is for successive mode. */
static int why_between_servers(struct idle *idle)
{
    const struct hf_config *config = config_of(idle);

    if (config->n_servers < 2)
        return why_one_server(idle, idle->setting == HF_SETTING_STORM_SPREAD     ? "C11"
                                    : idle->setting == HF_SETTING_UNREGISTER_OLD ? "C9"
                                                                                 : "D11");
    if (idle->setting == HF_SETTING_FAILBACK_SERVERS)
        return because(idle, "D7",
                       "in concurrent mode it counts only where failback_interval_s is less than "
                       "retry_max_s");
    return because(idle, idle->setting == HF_SETTING_STORM_SPREAD ? "C11" : "C9",
                   "in concurrent mode no registration goes from one server to another");
}

static int why_of_names(struct idle *idle)
{
    switch (idle->setting) {
    case HF_SETTING_NAPTR_BUILD:
        return because(idle, "B6", "it counts only for a name with transport %s and port 0",
                       is_yealink(idle) ? "3" : "dns-naptr");
    case HF_SETTING_SRV_ORDER:
        return because(idle, "B7", "it counts only for a name with port 0, which is asked of DNS");
    case HF_SETTING_ALLOW_DOWNGRADE:
        return because(idle, "B14", "nothing is found that could be used with TLS and without");
    case HF_SETTING_LOCATE_BY: return because(idle, "B3", "there is no name to find");
    case HF_SETTING_STATIC_FIRST: return because(idle, "B11a", "no name is asked of DNS");
    default: return because(idle, "B9", "no name is asked of DNS");
    }
}

static int why_proxy_interval(struct idle *idle)
{
    const struct hf_config *config = config_of(idle);

    for (unsigned k = 0; k < config->n_servers; k++)
        if (config->servers[k].n_proxies > 1)
            return because(idle, "B13",
                           config->failback_servers == HF_FAILBACK_NEVER
                               ? "failback between servers is off, and that between proxies too"
                               : "each request starts at the first proxy again");
    return because(idle, "B13", "no server has two outbound proxies");
}

static int why_of_line(struct idle *idle)
{
    switch (idle->setting) {
    case HF_SETTING_MODE: return why_one_server(idle, "C1");
    case HF_SETTING_CONTACT_PER_SERVER: return why_one_server(idle, "C1a");
    case HF_SETTING_STORM_SPREAD:
    case HF_SETTING_UNREGISTER_OLD:
    case HF_SETTING_FAILBACK_SERVERS: return why_between_servers(idle);
    case HF_SETTING_FAILBACK_INTERVAL: return why_interval(idle);
    case HF_SETTING_PROXY_FAILBACK_INTERVAL: return why_proxy_interval(idle);
    case HF_SETTING_FAILBACK_WHEN: /* D8: elsewhere it merely follows a failback mode */
        return idle->import->vendor->maker == HF_MAKER_NATIVE &&
               because(idle, "D8", "nothing goes back here");
    case HF_SETTING_IDLE_LIMIT:
        return because(idle, "D8", "nothing waits for the end of a call here");
    case HF_SETTING_FLAP_DAMPING: return because(idle, "D9", "nothing goes back after a time here");
    case HF_SETTING_FAILOVER_OTHER:
        return because(idle, "E12", "there is only one target to go to");
    case HF_SETTING_SHARE_RESTS:
        return because(idle, "A10", "quarantine_s and retry_after_max_s are 0");
    default: return why_of_names(idle);
    }
}

/* False: nobody needs to hear of it. */
static int why(struct idle *idle)
{
    if (idle->place == 0)
        return why_of_line(idle);
    switch (idle->setting) {
    case HF_SETTING_RETRY_COUNTS:
    case HF_SETTING_INVITE_RETRY_COUNTS:
        if (config_of(idle)->servers[hf_place_server(idle->place) - 1].retry_period_ms > 0)
            return because(idle, "A2", "retry_period_ms counts instead");
        return because(idle, "B13", "its outbound proxies have their own");
    case HF_SETTING_PORT:
    case HF_SETTING_TRANSPORT: return because(idle, "B13", "requests go to the outbound proxies");
    default: return why_of_targets(idle);
    }
}

/* ---- what was meant ---- */

/* It has the native default. */
static int is_native_default(const struct hf_config *config, unsigned setting, unsigned place)
{
    struct hf_config usual;
    char value[64], preset[64];

    hf_config_init(&usual);
    usual.n_servers = config->n_servers;
    for (unsigned k = 0; k < config->n_servers; k++)
        usual.servers[k].n_proxies = config->servers[k].n_proxies;
    hf_policy_value(config, setting, place, value);
    hf_policy_value(&usual, setting, place, preset);
    return strcmp(value, preset) == 0;
}

static int is_factory(const struct hf_import *import, size_t key)
{
    const struct hf_key *spec = &import->vendor->keys[key];
    const char *raw = hf_import_raw(import, key);
    int64_t value = 0;

    if (raw == NULL)
        return 1;
    if (spec->kind == HF_KEY_SECONDS)
        return hf_value_seconds(raw, &value) && value == spec->preset;
    return hf_value_integer(raw, &value) && value == spec->preset;
}

/* The key says a failback mode of its own at another place of the line. */
static int chooses_elsewhere(const struct hf_import *import)
{
    const struct hf_account *account = import->account;

    for (unsigned place = 1; place < HF_PLACES; place++)
        if (hf_conflicts_is_set(import, HF_SETTING_FAILBACK_MODE, place) &&
            !is_factory(import, account->keys[HF_SETTING_FAILBACK_MODE][place] - 1u))
            return 1;
    return 0;
}

/* A failback mode beside others that somebody chose was chosen too, the factory's as well. */
int hf_conflicts_is_meant(const struct hf_import *import, unsigned setting, unsigned place)
{
    const struct hf_account *account = import->account;

    if (!hf_conflicts_is_set(import, setting, place))
        return 0;
    if (import->vendor->maker == HF_MAKER_NATIVE) /* a default is for whom it may concern */
        return import->line->raw[account->keys[setting][place] - 1u].text != NULL &&
               !is_native_default(&account->config, setting, place);
    if (setting == HF_SETTING_FAILBACK_MODE && chooses_elsewhere(import))
        return 1;
    return !is_factory(import, account->keys[setting][place] - 1u);
}

/* A key that several settings or places share counts where one of them does. failback_when merely
 * follows a failback mode (D8), which was set for its own sake. */
static int counts_anywhere(const struct hf_account *account, unsigned key)
{
    for (unsigned place = 0; place < HF_PLACES; place++)
        for (unsigned setting = 0; setting < HF_SETTING_COUNT; setting++)
            if (account->keys[setting][place] == key && setting != HF_SETTING_FAILBACK_WHEN &&
                hf_policy_counts(&account->config, setting, place))
                return 1;
    return 0;
}

static int is_told(struct hf_import *import, unsigned setting, unsigned place)
{
    struct idle idle = {.import = import, .setting = setting, .place = place};

    return hf_policy_has_place(&import->account->config, place) &&
           hf_policy_stands_at(setting, place) && why(&idle);
}

/* A key is warned about once, at the first setting that it stands for. */
static int is_first(struct hf_import *import, unsigned setting, unsigned place)
{
    const struct hf_account *account = import->account;

    for (unsigned at = 0; at <= place; at++)
        for (unsigned other = 0; other < (at == place ? setting : HF_SETTING_COUNT); other++)
            if (account->keys[other][at] == account->keys[setting][place] &&
                is_told(import, other, at))
                return 0;
    return 1;
}

static void check(struct hf_import *import, unsigned setting, unsigned place)
{
    struct idle idle = {.import = import, .setting = setting, .place = place};

    if (!hf_policy_stands_at(setting, place) || !hf_conflicts_is_set(import, setting, place) ||
        hf_policy_counts(&import->account->config, setting, place) ||
        !is_first(import, setting, place) || !hf_conflicts_is_meant(import, setting, place) ||
        counts_anywhere(import->account, import->account->keys[setting][place]) || !why(&idle))
        return;
    hf_conflicts_warn(import, (struct hf_conflict){setting, place, idle.rule}, "does nothing: %s",
                      idle.why);
}

void hf_conflicts_check_idle(struct hf_import *import)
{
    for (unsigned place = 0; place < HF_PLACES; place++)
        for (unsigned setting = 0;
             setting < HF_SETTING_COUNT && hf_policy_has_place(&import->account->config, place);
             setting++)
            check(import, setting, place);
}
