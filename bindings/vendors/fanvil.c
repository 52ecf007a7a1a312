/* SPDX-License-Identifier: Apache-2.0 */
/* What Fanvil's keys mean (G, the Fanvil column). */
#include "fanvil.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/vendors/policy.h"
#include "memory.h"
#include "value.h"

#define PORT_UNSET 5060 /* factory value: with DNS SRV it is no port that someone chose */

static int is_line(struct hf_import *import)
{
    char primary[HF_KEY_NAME];

    if (hf_import_raw(import, F_ADDR_1) != NULL)
        return 1;
    hf_import_key(import, F_ADDR_1, primary);
    if (hf_import_raw(import, F_ADDR_2) != NULL)
        hf_import_warn(import, (struct hf_about){F_ADDR_2, "G2a"},
                       "a backup without a primary: the line is left out; set %s", primary);
    return 0;
}

static void identity(struct hf_import *import)
{
    struct hf_account *account = import->account;
    char enable[HF_KEY_NAME];
    int64_t enabled = 0;

    if (hf_import_number(import, F_ENABLE_REG, &enabled))
        account->enabled = (int)enabled;
    hf_import_key(import, F_ENABLE_REG, enable);
    if (hf_import_raw(import, F_ENABLE_REG) == NULL)
        hf_import_warn(import, (struct hf_about){F_ADDR_1, "G2a"},
                       "the line stays disabled; %s is not set, 1 enables it", enable);
    account->user = hf_import_text(import, F_PHONE_NUMBER);
    account->display_name = hf_import_text(import, F_DISPLAY_NAME);
    account->password = hf_import_text(import, F_REGISTER_PSWD);
    account->auth_name = hf_import_text(import, F_REGISTER_USER);
    if (account->auth_name[0] == '\0') {
        free(account->auth_name);
        account->auth_name = hf_memory_text(account->user, strlen(account->user));
    }
    account->label = account->display_name[0] != '\0' ? account->display_name : account->user;
    account->label = hf_memory_text(account->label, strlen(account->label));
    hf_import_messages(import, F_SUBSCRIBE, F_SUB_EXPIRE);
    hf_import_voicemail(import, F_MWI_NUM);
}

/* TLS is 2 in the old XML, and 3 in all other dialects. */
static int is_old_transport(const struct hf_import *import, size_t key)
{
    return (key == F_TRANSPORT_1 || key == F_TRANSPORT_2) && hf_import_raw(import, key) != NULL &&
           hf_import_dialect(import, key) == HF_DIALECT_FANVIL_XML_OLD;
}

/* False after an error was remarked. */
static int old_transport(struct hf_import *import, size_t key, uint8_t *transport)
{
    static const uint8_t old[] = {HF_TRANSPORT_UDP, HF_TRANSPORT_TCP, HF_TRANSPORT_TLS};
    int64_t number = 0;

    if (!hf_value_integer(hf_import_raw(import, key), &number) || number < 0 ||
        number >= (int64_t)sizeof(old)) {
        hf_import_refuse(import, key, "not known",
                         "allowed: 0 UDP, 1 TCP, 2 TLS (3 is TLS in the other formats)");
        return 0;
    }
    *transport = old[number];
    return 1;
}

static int checks(struct hf_import *import, size_t key)
{
    uint8_t value;

    if (!is_old_transport(import, key))
        return 0;
    old_transport(import, key, &value);
    return 1;
}

static void transport(struct hf_import *import, size_t key, unsigned place)
{
    struct hf_server_config *server = &import->account->config.servers[place - 1];

    if (!is_old_transport(import, key))
        hf_import_field(import, key, place);
    else if (old_transport(import, key, &server->transport))
        hf_import_note(import, key, place);
}

/* B13: its transport is the server's. */
static void proxy(struct hf_import *import, size_t addr, unsigned server)
{
    struct hf_account *account = import->account;
    unsigned place = hf_import_proxy(import, addr, server);

    if (place == 0)
        return;
    hf_import_field(import, addr + (F_PROXY_PORT - F_PROXY_ADDR), place);
    account->config.servers[server - 1].proxies[hf_place_proxy(place) - 1].transport =
        account->config.servers[server - 1].transport;
    account->origins[HF_SETTING_TRANSPORT][place] = account->origins[HF_SETTING_TRANSPORT][server];
    account->keys[HF_SETTING_TRANSPORT][place] = account->keys[HF_SETTING_TRANSPORT][server];
}

static void server(struct hf_import *import, size_t addr)
{
    struct hf_server_config *entry;
    unsigned place = hf_import_server(import, addr);

    if (place == 0)
        return;
    hf_import_field(import, addr + (F_PORT_1 - F_ADDR_1), place);
    hf_import_field(import, addr + (F_TTL_1 - F_ADDR_1), place);
    transport(import, addr + (F_TRANSPORT_1 - F_ADDR_1), place);
    hf_import_field(import, F_SIGNAL_RETRY_COUNTS, place);
    entry = &import->account->config.servers[place - 1];
    /* D4 for an address that is a name: the guide knows one target a server. */
    entry->failback_mode = HF_FAILBACK_REGISTRATION;
    entry->failback_timeout_s = 0;
    entry->invite_retry_counts = HF_AS_RETRY_COUNTS; /* A5 */
    entry->retry_period_ms = 0;
    entry->register_on_enable = 0; /* E2: register_first says more */
    entry->only_signal_with_registered = 0;
    if (hf_import_raw(import, F_PROXY_ADDR) == NULL)
        return;
    proxy(import, F_PROXY_ADDR, place);
    proxy(import, F_BAKPROXY_ADDR, place);
}

/* What of the proxies' keys does not become a proxy, or defeats the backup. */
static void check_proxies(struct hf_import *import)
{
    struct hf_account *account = import->account;
    char key[HF_KEY_NAME];
    char *user, *password;

    if (hf_import_raw(import, F_PROXY_ADDR) == NULL) {
        hf_import_key(import, F_PROXY_ADDR, key);
        if (hf_import_raw(import, F_BAKPROXY_ADDR) != NULL)
            hf_import_warn(import, (struct hf_about){F_BAKPROXY_ADDR, "B13"},
                           "does nothing: it is the backup of a proxy, and there is none; set %s",
                           key);
        return;
    }
    hf_import_key(import, F_BAKPROXY_ADDR, key);
    if (account->config.n_servers > 1 && hf_import_raw(import, F_BAKPROXY_ADDR) == NULL)
        hf_import_warn(import, (struct hf_about){F_PROXY_ADDR, "B13"},
                       "all servers are reached through this one proxy: when it fails, none of "
                       "them is; %s is not set",
                       key);
    user = hf_import_text(import, F_PROXY_USER);
    password = hf_import_text(import, F_PROXY_PSWD);
    hf_import_key(import, F_REGISTER_USER, key);
    if (user[0] != '\0' && strcmp(user, account->auth_name) != 0)
        hf_import_warn(import, (struct hf_about){F_PROXY_USER, "A8"},
                       "is not used: the proxy's challenge is answered as %s", key);
    hf_import_key(import, F_REGISTER_PSWD, key);
    if (password[0] != '\0' && strcmp(password, account->password) != 0)
        hf_import_warn(import, (struct hf_about){F_PROXY_PSWD, "A8"},
                       "is not used: the proxy's challenge is answered with %s", key);
    free(password);
    free(user);
}

/* Asks DNS for the host at a place, which is a name, as the key says. */
static void ask(struct hf_import *import, size_t key, unsigned place)
{
    struct hf_account *account = import->account;
    struct hf_server_config *server = &account->config.servers[hf_place_server(place) - 1];
    unsigned n = hf_place_proxy(place);
    uint16_t *port = n > 0 ? &server->proxies[n - 1].port : &server->port;
    uint8_t *transport = n > 0 ? &server->proxies[n - 1].transport : &server->transport;
    char host[HF_NAME_MAX + 1];

    hf_policy_host(&account->config, place, host);
    if (*port != 0 && *port != PORT_UNSET) {
        hf_import_warn(import, (struct hf_about){key, "B2"},
                       "%.80s has port %u, so only its addresses are looked up; a port of 5060 or "
                       "0 asks for SRV",
                       host, (unsigned)*port);
        return;
    }
    *port = 0; /* B4 */
    hf_import_note(import, key, place);
    if (key != F_DNS_MODE || strcmp(hf_import_raw(import, key), "2") != 0)
        return;
    if (*transport != HF_TRANSPORT_UDP) {
        hf_import_warn(import, (struct hf_about){key, "B4"},
                       "NAPTR is asked only where the transport is 0; %.80s is found by SRV", host);
        return;
    }
    *transport = HF_TRANSPORT_NAPTR; /* B3 */
    account->origins[HF_SETTING_TRANSPORT][place] = hf_import_origin(import, key);
    account->keys[HF_SETTING_TRANSPORT][place] = (uint8_t)(key + 1);
}

/* DNS SRV and DNS Mode are for the line: whatever of it is looked up (B13). */
static void look_up(struct hf_import *import)
{
    const struct hf_config *config = &import->account->config;
    int64_t srv = 0, mode = 0;
    unsigned n_names = 0;
    size_t key;

    if (!hf_import_number(import, F_DNS_SRV, &srv) ||
        !hf_import_number(import, F_DNS_MODE, &mode) || (srv == 0 && mode == 0))
        return;
    key = mode != 0 ? F_DNS_MODE : F_DNS_SRV;
    for (unsigned place = 1; place < HF_PLACES; place++) {
        unsigned k = hf_place_server(place);

        if (!hf_policy_has_place(config, place) || hf_policy_host_is_numeric(config, place) ||
            (hf_place_proxy(place) == 0 && config->servers[k - 1].n_proxies > 0))
            continue;
        n_names++;
        ask(import, key, place);
    }
    if (n_names == 0)
        hf_import_warn(import, (struct hf_about){key, "B1"},
                       "does nothing: addresses are used as they are, and there is no name");
    else if (mode == 2)
        hf_import_warn(import, (struct hf_about){key, "B3"},
                       "taken as NAPTR, then SRV; the guide does not name it");
}

static void timer(struct hf_import *import, size_t key, size_t wide)
{
    int is_wide = hf_import_raw(import, key) == NULL && hf_import_raw(import, wide) != NULL;

    hf_import_field(import, is_wide ? wide : key, 0);
}

static void finish(struct hf_import *import)
{
    struct hf_config *config = &import->account->config;

    hf_import_common(import);
    identity(import);
    server(import, F_ADDR_1);
    server(import, F_ADDR_2);
    check_proxies(import);
    look_up(import);
    config->mode = HF_MODE_SUCCESSIVE;
    config->failback_when = HF_WHEN_ANY;
    config->register_first = 1; /* E2 */
    config->failover_other = 0; /* E12 */
    config->naptr_build = HF_BUILD_UDP;
    config->srv_order = HF_SRV_WEIGHTED;
    config->register_failover_statuses.codes[0] = 500; /* A6 */
    config->register_failover_statuses.codes[1] = 503;
    config->register_failover_statuses.n_codes = 2;
    hf_import_field(import, F_ENABLE_FAILBACK, 0);
    hf_import_field(import, F_FAILBACK_INTERVAL, 0);
    config->proxy_failback_interval_s = config->failback_interval_s; /* B13 */
    hf_import_follow(import, (struct hf_follows){HF_SETTING_PROXY_FAILBACK_INTERVAL,
                                                 HF_SETTING_FAILBACK_INTERVAL, 0});
    hf_import_field(import, F_REG_FAIL_INTERVAL, 0);
    config->retry_max_s = config->retry_base_s; /* C6: flat */
    hf_import_follow(import, (struct hf_follows){HF_SETTING_RETRY_MAX, HF_SETTING_RETRY_BASE, 0});
    timer(import, F_T1, F_T1_WIDE);
    timer(import, F_T2, F_T2_WIDE);
    timer(import, F_T4, F_T4_WIDE);
    hf_import_keepalive(import, F_KEEPALIVE, F_KEEPALIVE_TTL);
    hf_import_noted(import);
}

static void name_line(uint32_t number, char text[32])
{
    snprintf(text, 32, "SIP%u", (unsigned)number);
}

const struct hf_vendor hf_vendor_fanvil = {
    .maker = HF_MAKER_FANVIL,
    .name = name_line,
    .spell = hf_fanvil_spell,
    .keys = hf_fanvil_keys,
    .n_keys = F_COUNT,
    .is_line = is_line,
    .finish = finish,
    .checks = checks,
};
