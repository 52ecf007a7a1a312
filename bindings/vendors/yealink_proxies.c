/* SPDX-License-Identifier: Apache-2.0 */
/* An account's outbound proxies (B13): the same ones for each of its servers, each setting the
 * server's where the proxy has none of its own. fallback.redundancy_type is not for them: they are
 * used one after the other. */
#include "yealink.h"

static const struct hf_yealink_place proxies[HF_YEALINK_PROXIES] = {
    {Y_PROXY_1 + YP_ADDRESS, Y_PROXY_1 + YP_PORT, Y_OUTBOUND_HOST, Y_OUTBOUND_PORT},
    {Y_PROXY_1 + YP_COUNT + YP_ADDRESS, Y_PROXY_1 + YP_COUNT + YP_PORT, Y_BACKUP_HOST,
     Y_BACKUP_PORT},
};

static void proxy(struct hf_import *import, unsigned number, unsigned server)
{
    struct hf_account *account = import->account;
    const struct hf_yealink_place *keys = &proxies[number - 1];
    size_t host = hf_yealink_either(
        import, (struct hf_yealink_pair){keys->newer_host, keys->older_host, 0});
    unsigned place = hf_import_proxy(import, host, server);
    struct hf_proxy_config *entry;

    if (place == 0)
        return;
    entry = &account->config.servers[server - 1].proxies[hf_place_proxy(place) - 1];
    hf_import_field(import, hf_yealink_port(import, keys, host), place);
    entry->transport = account->config.servers[server - 1].transport;
    account->origins[HF_SETTING_TRANSPORT][place] = account->origins[HF_SETTING_TRANSPORT][server];
    account->keys[HF_SETTING_TRANSPORT][place] = account->keys[HF_SETTING_TRANSPORT][server];
    for (unsigned key = YP_RETRY_COUNTS; key <= YP_ONLY_REGISTERED; key++)
        hf_import_field(import, hf_yealink_proxy_key(number, key), place);
    entry->failback_timeout_s = (int32_t)hf_yealink_failback_timeout(
        import, hf_yealink_proxy_key(number, YP_FAILBACK_TIMEOUT), entry->failback_timeout_s);
}

/* Which of the vendor's servers a place is: server 1 may have no address. */
static unsigned number_of(const struct hf_import *import, unsigned server)
{
    size_t host = (size_t)import->account->keys[HF_SETTING_HOST][server] - 1;

    return host == hf_yealink_server_key(2, YS_ADDRESS) ? 2 : 1;
}

/* False where the server's own switch takes the proxies from it. */
static int goes_by_proxy(struct hf_import *import, unsigned server)
{
    size_t key = hf_yealink_server_key(number_of(import, server), YS_PROXY_ENABLE);
    int64_t value;

    if (!hf_import_number(import, key, &value) || value != 0)
        return 1;
    hf_import_warn(import, (struct hf_about){key, "B13"},
                   "understood as: requests go to this server itself, past the outbound proxies of "
                   "the account");
    return 0;
}

/* The first key that names a proxy, or Y_COUNT. */
static size_t first_host(const struct hf_import *import)
{
    for (unsigned i = 0; i < HF_YEALINK_PROXIES; i++) {
        if (hf_import_raw(import, proxies[i].newer_host) != NULL)
            return proxies[i].newer_host;
        if (hf_import_raw(import, proxies[i].older_host) != NULL)
            return proxies[i].older_host;
    }
    return Y_COUNT;
}

static void interval(struct hf_import *import)
{
    int64_t seconds;

    hf_import_field(import, Y_PROXY_INTERVAL, 0);
    if (!hf_import_number(import, Y_PROXY_INTERVAL, &seconds) || seconds > 0)
        return;
    hf_import_warn(import, (struct hf_about){Y_PROXY_INTERVAL, "B13"}, "acts as 1");
    import->account->config.proxy_failback_interval_s = 1;
}

void hf_yealink_proxies(struct hf_import *import)
{
    struct hf_config *config = &import->account->config;
    const unsigned account = (unsigned)import->account->number;
    size_t first = first_host(import);
    int64_t enabled = 0;

    interval(import);
    if (!hf_import_number(import, Y_PROXY_ENABLE, &enabled))
        return;
    if (enabled == 0 && first != Y_COUNT)
        hf_import_warn(import, (struct hf_about){first, "B13"},
                       "does nothing: it counts only with account.%u.outbound_proxy_enable = 1",
                       account);
    if (enabled != 0 && first == Y_COUNT)
        hf_import_warn(import, (struct hf_about){Y_PROXY_ENABLE, "B13"},
                       "does nothing: there is no account.%u.outbound_proxy.1.address, so requests "
                       "go to the server itself",
                       account);
    if (enabled == 0 || first == Y_COUNT)
        return;
    for (unsigned server = 1; server <= config->n_servers; server++) {
        if (!goes_by_proxy(import, server))
            continue;
        for (unsigned number = 1; number <= HF_YEALINK_PROXIES; number++)
            proxy(import, number, server);
    }
}
