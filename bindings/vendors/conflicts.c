/* SPDX-License-Identifier: Apache-2.0 */
/* G2a: settings that cannot work together, or that do nothing, are warned about with the rule
 * that says so. The policy stays as the file says. */
#include "import.h"

#include <ctype.h>
#include <string.h>

#include "holdfast/vendors/policy.h"

/* The key that counts for a setting; only where hf_import_note was called for it. */
static size_t key_of(const struct hf_import *import, unsigned setting, unsigned server)
{
    return (size_t)import->account->keys[setting][server] - 1;
}

static int is_set(const struct hf_import *import, unsigned setting, unsigned server)
{
    return import->account->origins[setting][server].file > 0;
}

static unsigned port_of(const struct hf_server_config *server)
{
    if (server->port != 0)
        return server->port;
    return server->transport == HF_TRANSPORT_TLS ? 5061 : 5060; /* B1 */
}

static int asks_naptr(const struct hf_config *config, unsigned server)
{
    return config->servers[server - 1].transport == HF_TRANSPORT_NAPTR &&
           config->servers[server - 1].port == 0 && !hf_policy_host_is_numeric(config, server);
}

static void check_location(struct hf_import *import, unsigned server)
{
    const struct hf_config *config = &import->account->config;
    const struct hf_server_config *entry = &config->servers[server - 1];
    int naptr = entry->transport == HF_TRANSPORT_NAPTR;
    struct hf_about transport = {key_of(import, HF_SETTING_TRANSPORT, server), "B2"};
    struct hf_about port = {key_of(import, HF_SETTING_PORT, server), naptr ? "B3" : "B4"};
    char host[HF_NAME_MAX + 1];

    hf_policy_host(config, server, host);
    if (hf_policy_host_is_numeric(config, server)) {
        transport.rule = "B1";
        if (naptr)
            hf_import_warn(import, transport, "%.80s is an address, so UDP is used", host);
    } else if (entry->port == 0) {
        hf_import_warn(import, port,
                       "not in this build yet: %s; the addresses of %.80s are looked up, and port "
                       "%u is used",
                       naptr ? "NAPTR and SRV" : "SRV", host, port_of(entry));
    } else if (naptr) {
        hf_import_warn(import, transport,
                       "with port %u neither NAPTR nor SRV is asked, only the addresses of %.80s, "
                       "and UDP is used; a port of 0 asks",
                       (unsigned)entry->port, host);
    }
}

static void check_build(struct hf_import *import)
{
    const struct hf_config *config = &import->account->config;
    unsigned server = 1;

    while (server <= config->n_servers && !asks_naptr(config, server))
        server++;
    if (config->naptr_build != HF_BUILD_UDP && server > config->n_servers &&
        is_set(import, HF_SETTING_NAPTR_BUILD, 0))
        hf_import_warn(import, (struct hf_about){key_of(import, HF_SETTING_NAPTR_BUILD, 0), "B6"},
                       "does nothing: it counts only for a name with transport 3 and port 0");
}

/* D2..D5 choose between the targets of a server, and E2, E3 guard them: an address is one. */
static void check_targets(struct hf_import *import, unsigned server)
{
    const struct hf_server_config *config = &import->account->config.servers[server - 1];
    static const char one[] = "does nothing: server %u is an address, and there is only one target "
                              "to go to";

    if (is_set(import, HF_SETTING_FAILBACK_MODE, server))
        hf_import_warn(import,
                       (struct hf_about){key_of(import, HF_SETTING_FAILBACK_MODE, server), "G2a"},
                       one, server);
    if (config->register_on_enable)
        hf_import_warn(
            import, (struct hf_about){key_of(import, HF_SETTING_REGISTER_ON_ENABLE, server), "E2"},
            one, server);
}

static void check_failback(struct hf_import *import, unsigned server)
{
    const struct hf_server_config *config = &import->account->config.servers[server - 1];
    struct hf_about timeout = {key_of(import, HF_SETTING_FAILBACK_TIMEOUT, server), "D5"};
    struct hf_about only = {key_of(import, HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED, server), "E3"};

    if (hf_policy_host_is_numeric(&import->account->config, server))
        check_targets(import, server);
    if (config->failback_mode != HF_FAILBACK_DURATION && config->failback_timeout_s != 3600 &&
        is_set(import, HF_SETTING_FAILBACK_TIMEOUT, server))
        hf_import_warn(import, timeout, "does nothing: it counts only where failback_mode is 3");
    if (!config->only_signal_with_registered)
        return;
    if (!config->register_on_enable)
        hf_import_warn(import, only, "does nothing: it needs register_on_enable = 1");
    else if (config->failback_mode == HF_FAILBACK_NEW_REQUESTS)
        hf_import_warn(import, only, "does nothing: it needs failback_mode 1, 2 or 3");
}

/* fallback.timeout, Failback Interval: for D1's probes alone. */
static void check_interval(struct hf_import *import)
{
    const struct hf_config *config = &import->account->config;
    struct hf_about about = {key_of(import, HF_SETTING_FAILBACK_INTERVAL, 0), "D1"};

    if (!is_set(import, HF_SETTING_FAILBACK_INTERVAL, 0))
        return;
    if (config->mode == HF_MODE_CONCURRENT) {
        about.rule = "D7";
        hf_import_warn(import, about,
                       "does nothing: it counts only with fallback.redundancy_type = 1");
    } else if (config->failback_interval_s == import->vendor->keys[about.key].preset) {
        return; /* what files that hold every key say is meant for no one */
    } else if (config->failback_servers == HF_FAILBACK_NEVER) {
        hf_import_warn(import, about, "does nothing: it counts only where failback is enabled");
    } else if (config->n_servers < 2) {
        hf_import_warn(import, about, "does nothing: there is only one server");
    }
}

static int same_text(const char *a, const char *b)
{
    size_t i = 0;

    while (a[i] != '\0' && tolower((unsigned char)a[i]) == tolower((unsigned char)b[i]))
        i++;
    return a[i] == b[i];
}

static void check_twins(struct hf_import *import)
{
    const struct hf_config *config = &import->account->config;
    char first[HF_NAME_MAX + 1], second[HF_NAME_MAX + 1];

    if (config->n_servers < 2)
        return;
    hf_policy_host(config, 1, first);
    hf_policy_host(config, 2, second);
    if (same_text(first, second) && port_of(&config->servers[0]) == port_of(&config->servers[1]) &&
        config->servers[0].transport == config->servers[1].transport)
        hf_import_warn(import, (struct hf_about){key_of(import, HF_SETTING_HOST, 2), "A14"},
                       "both servers are the same address and port: when one fails, so does the "
                       "other");
}

/* C4. In concurrent mode each server's registration has passes of its own. */
static void check_expiry(struct hf_import *import)
{
    const struct hf_config *config = &import->account->config;
    struct hf_effect effect;
    unsigned shortest = 0;

    hf_policy_effect(config, &effect);
    for (unsigned k = 1; k <= config->n_servers; k++) {
        uint32_t expires_s = config->servers[k - 1].expires_s;

        if (1000 * (uint64_t)expires_s < effect.fit_ms[k - 1] &&
            (shortest == 0 || expires_s < config->servers[shortest - 1].expires_s))
            shortest = k;
    }
    if (shortest == 0)
        return;
    hf_import_warn(
        import, (struct hf_about){key_of(import, HF_SETTING_EXPIRES, shortest), "C4"},
        "a pass over %s can last %.1f s, more than half of the %u s that a registration lasts: it "
        "can lapse while %s tried; ask for %u s or more",
        config->mode == HF_MODE_CONCURRENT ? "this server" : "all servers",
        (double)(effect.fit_ms[shortest - 1] / 2 - 4 * (uint64_t)config->t1_ms) / 1000,
        (unsigned)config->servers[shortest - 1].expires_s,
        config->mode == HF_MODE_CONCURRENT ? "it is" : "servers are",
        (unsigned)((effect.fit_ms[shortest - 1] + 999) / 1000));
}

void hf_conflicts_check(struct hf_import *import)
{
    const struct hf_config *config = &import->account->config;

    for (unsigned server = 1; server <= config->n_servers; server++) {
        check_location(import, server);
        check_failback(import, server);
    }
    check_build(import);
    check_interval(import);
    if (config->t1_ms > config->t2_ms)
        hf_import_warn(import, (struct hf_about){key_of(import, HF_SETTING_T1, 0), "A1"},
                       "T1 is greater than T2 (%u ms), and no line can run so; T2 caps the "
                       "intervals that begin with T1",
                       (unsigned)config->t2_ms);
    check_twins(import);
    check_expiry(import);
}
