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

static void check_naptr(struct hf_import *import, unsigned server)
{
    const struct hf_server_config *config = &import->account->config.servers[server - 1];
    size_t key = key_of(import, HF_SETTING_TRANSPORT, server);
    char host[HF_NAME_MAX + 1];

    if (config->transport != HF_TRANSPORT_NAPTR)
        return;
    hf_policy_host(&import->account->config, server, host);
    if (hf_policy_host_is_numeric(&import->account->config, server))
        hf_import_warn(import, (struct hf_about){key, "B1"}, "%.80s is an address, so UDP is used",
                       host);
    else if (config->port != 0)
        hf_import_warn(import, (struct hf_about){key, "B2"},
                       "with port %u neither NAPTR nor SRV is asked, only the addresses of %.80s, "
                       "and UDP is used; a port of 0 asks",
                       (unsigned)config->port, host);
}

static void check_failback(struct hf_import *import, unsigned server)
{
    const struct hf_server_config *config = &import->account->config.servers[server - 1];
    int numeric = hf_policy_host_is_numeric(&import->account->config, server);

    if (numeric && is_set(import, HF_SETTING_FAILBACK_MODE, server))
        hf_import_warn(import,
                       (struct hf_about){key_of(import, HF_SETTING_FAILBACK_MODE, server), "G2a"},
                       "does nothing: server %u is an address, and there is only one target to "
                       "go to",
                       server);
    if (config->failback_mode != HF_FAILBACK_DURATION && config->failback_timeout_s != 3600 &&
        is_set(import, HF_SETTING_FAILBACK_TIMEOUT, server))
        hf_import_warn(import,
                       (struct hf_about){key_of(import, HF_SETTING_FAILBACK_TIMEOUT, server), "D5"},
                       "does nothing: it counts only where failback_mode is 3");
    if (!config->only_signal_with_registered)
        return;
    if (!config->register_on_enable)
        hf_import_warn(
            import,
            (struct hf_about){key_of(import, HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED, server), "E3"},
            "does nothing: it needs register_on_enable = 1");
    else if (config->failback_mode == HF_FAILBACK_NEW_REQUESTS)
        hf_import_warn(
            import,
            (struct hf_about){key_of(import, HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED, server), "E3"},
            "does nothing: it needs failback_mode 1, 2 or 3");
}

static unsigned port_of(const struct hf_server_config *server)
{
    if (server->port != 0)
        return server->port;
    return server->transport == HF_TRANSPORT_TLS ? 5061 : 5060; /* B1 */
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

static void check_expiry(struct hf_import *import)
{
    const struct hf_config *config = &import->account->config;
    struct hf_effect effect;
    unsigned shortest = 1;

    hf_policy_effect(config, &effect);
    if (config->n_servers == 0 || effect.pass_fits)
        return;
    for (unsigned k = 2; k <= config->n_servers; k++)
        if (config->servers[k - 1].expires_s < config->servers[shortest - 1].expires_s)
            shortest = k;
    hf_import_warn(
        import, (struct hf_about){key_of(import, HF_SETTING_EXPIRES, shortest), "C4"},
        "a pass over all servers can last %.1f s, more than half of the %u s that a "
        "registration lasts: it can lapse while servers are tried; ask for %u s or more",
        (double)effect.longest_ms / 1000, (unsigned)config->servers[shortest - 1].expires_s,
        (unsigned)((2 * (effect.longest_ms + 4 * (uint64_t)config->t1_ms) + 999) / 1000));
}

void hf_conflicts_check(struct hf_import *import)
{
    const struct hf_config *config = &import->account->config;

    for (unsigned server = 1; server <= config->n_servers; server++) {
        check_naptr(import, server);
        check_failback(import, server);
    }
    if (config->mode == HF_MODE_CONCURRENT && is_set(import, HF_SETTING_FAILBACK_INTERVAL, 0))
        hf_import_warn(import,
                       (struct hf_about){key_of(import, HF_SETTING_FAILBACK_INTERVAL, 0), "D7"},
                       "does nothing: it counts only with fallback.redundancy_type = 1");
    if (config->failback_servers == HF_FAILBACK_NEVER && config->failback_interval_s != 1800 &&
        is_set(import, HF_SETTING_FAILBACK_INTERVAL, 0))
        hf_import_warn(import,
                       (struct hf_about){key_of(import, HF_SETTING_FAILBACK_INTERVAL, 0), "D1"},
                       "does nothing: it counts only where failback is enabled");
    if (config->t1_ms > config->t2_ms)
        hf_import_warn(import, (struct hf_about){key_of(import, HF_SETTING_T1, 0), "A1"},
                       "T1 is greater than T2 (%u ms), and no line can run so; T2 caps the "
                       "intervals that begin with T1",
                       (unsigned)config->t2_ms);
    check_twins(import);
    check_expiry(import);
}
