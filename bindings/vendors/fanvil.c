/* SPDX-License-Identifier: Apache-2.0 */
/* Fanvil's keys and what they mean (G, the Fanvil column). The guide states ranges only for
 * choices; the others are what the core can keep. */
#include "import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum fanvil_key {
    F_REG_FAIL_INTERVAL,
    F_ENABLE_REG,
    F_PHONE_NUMBER,
    F_DISPLAY_NAME,
    F_REGISTER_USER,
    F_REGISTER_PSWD,
    F_ENABLE_FAILBACK,
    F_FAILBACK_INTERVAL,
    F_SIGNAL_RETRY_COUNTS,
    F_KEEPALIVE,
    F_KEEPALIVE_TTL,
    F_T1,
    F_T2,
    F_T4,
    F_PROXY_ADDR,
    F_BAKPROXY_ADDR,
    F_DNS_SRV,
    F_ADDR_1,
    F_PORT_1,
    F_TTL_1,
    F_TRANSPORT_1,
    F_ADDR_2,
    F_PORT_2,
    F_TTL_2,
    F_TRANSPORT_2,
    F_COUNT
};

static const int8_t transports[] = {HF_TRANSPORT_UDP, HF_TRANSPORT_TCP, -1, HF_TRANSPORT_TLS};
static const int8_t switches[] = {0, 1};
static const int8_t keepalives[] = {HF_KEEPALIVE_OFF, HF_KEEPALIVE_OTHER, HF_KEEPALIVE_CRLF};
static const int8_t failbacks[] = {HF_FAILBACK_NEVER, HF_FAILBACK_PROBE}; /* D11 */

#define TRANSPORT_TEXT "0 UDP, 1 TCP, 3 TLS (2 is TLS only in the old XML format)"

#define TEXT_KEY(text, of_kind)                                                                    \
    {                                                                                              \
        .name = text, .kind = of_kind                                                              \
    }
#define SWITCH_KEY(text, by_default)                                                               \
    {                                                                                              \
        .name = text, .allowed = "0 off, 1 on", .kind = HF_KEY_CHOICE, .choices = switches,        \
        .greatest = 1, .preset = by_default                                                        \
    }
#define TIMER_KEY(text, of_setting, by_default, to)                                                \
    {                                                                                              \
        .name = text, .kind = HF_KEY_NUMBER, .setting = of_setting, .least = 10,                   \
        .greatest = 60000, .preset = by_default, HF_LINE_FIELD(to)                                 \
    }
#define ADDR_KEY(text, n)                                                                          \
    {                                                                                              \
        .name = text, .kind = HF_KEY_HOST, .setting = HF_SETTING_HOST, .server = n                 \
    }
#define PORT_KEY(text, n)                                                                          \
    {                                                                                              \
        .name = text, .kind = HF_KEY_NUMBER, .setting = HF_SETTING_PORT, .server = n,              \
        .greatest = 65535, .preset = 5060, HF_SERVER_FIELD(port)                                   \
    }
#define TTL_KEY(text, n)                                                                           \
    {                                                                                              \
        .name = text, .kind = HF_KEY_NUMBER, .setting = HF_SETTING_EXPIRES, .server = n,           \
        .least = 10, .greatest = INT32_MAX, .preset = 3600, HF_SERVER_FIELD(expires_s)             \
    }
#define TRANSPORT_KEY(text, n)                                                                     \
    {                                                                                              \
        .name = text, .allowed = TRANSPORT_TEXT, .kind = HF_KEY_CHOICE, .choices = transports,     \
        .setting = HF_SETTING_TRANSPORT, .server = n, .greatest = 3, HF_SERVER_FIELD(transport)    \
    }

static const struct hf_key keys[F_COUNT] = {
    [F_REG_FAIL_INTERVAL] = {.name = "Reg Fail Interval",
                             .kind = HF_KEY_NUMBER,
                             .phone_wide = 1,
                             .setting = HF_SETTING_RETRY_BASE,
                             .least = 1,
                             .greatest = 86400,
                             .preset = 32,
                             HF_LINE_FIELD(retry_base_s)},
    [F_ENABLE_REG] = SWITCH_KEY("Enable Reg", 0),
    [F_PHONE_NUMBER] = TEXT_KEY("Phone Number", HF_KEY_TEXT),
    [F_DISPLAY_NAME] = TEXT_KEY("Display Name", HF_KEY_TEXT),
    [F_REGISTER_USER] = TEXT_KEY("Register User", HF_KEY_TEXT),
    [F_REGISTER_PSWD] = TEXT_KEY("Register Pswd", HF_KEY_SECRET),
    [F_ENABLE_FAILBACK] = {.name = "Enable Failback",
                           .allowed = "0 off, 1 on",
                           .kind = HF_KEY_CHOICE,
                           .choices = failbacks,
                           .greatest = 1,
                           .preset = 1,
                           .setting = HF_SETTING_FAILBACK_SERVERS,
                           HF_LINE_FIELD(failback_servers)},
    [F_FAILBACK_INTERVAL] = {.name = "Failback Interval",
                             .kind = HF_KEY_NUMBER,
                             .setting = HF_SETTING_FAILBACK_INTERVAL,
                             .least = 1,
                             .greatest = INT32_MAX,
                             .preset = 1800,
                             HF_LINE_FIELD(failback_interval_s)},
    [F_SIGNAL_RETRY_COUNTS] = {.name = "Signal Retry Counts",
                               .kind = HF_KEY_NUMBER,
                               .setting = HF_SETTING_RETRY_COUNTS,
                               .greatest = HF_RETRY_COUNTS_MAX,
                               .preset = 3,
                               HF_SERVER_FIELD(retry_counts)},
    [F_KEEPALIVE] = {.name = "NAT UDPUpdate",
                     .allowed = "0 off, 1 or 2 on",
                     .kind = HF_KEY_CHOICE,
                     .choices = keepalives,
                     .setting = HF_SETTING_KEEPALIVE,
                     .greatest = 2,
                     .preset = 2},
    [F_KEEPALIVE_TTL] = {.name = "UDPUpdate TTL",
                         .kind = HF_KEY_NUMBER,
                         .setting = HF_SETTING_KEEPALIVE,
                         .least = 1,
                         .greatest = INT32_MAX,
                         .preset = 30},
    [F_T1] = TIMER_KEY("Session Timer T1", HF_SETTING_T1, 500, t1_ms),
    [F_T2] = TIMER_KEY("Session Timer T2", HF_SETTING_T2, 4000, t2_ms),
    [F_T4] = TIMER_KEY("Session Timer T4", HF_SETTING_T4, 5000, t4_ms),
    [F_PROXY_ADDR] = TEXT_KEY("Proxy Addr", HF_KEY_TEXT),
    [F_BAKPROXY_ADDR] = TEXT_KEY("BakProxy Addr", HF_KEY_TEXT),
    [F_DNS_SRV] = SWITCH_KEY("DNS SRV", 0),
    [F_ADDR_1] = ADDR_KEY("Register Addr", 1),
    [F_PORT_1] = PORT_KEY("Register Port", 1),
    [F_TTL_1] = TTL_KEY("Register TTL", 1),
    [F_TRANSPORT_1] = TRANSPORT_KEY("Transport", 1),
    [F_ADDR_2] = ADDR_KEY("Backup Addr", 2),
    [F_PORT_2] = PORT_KEY("Backup Port", 2),
    [F_TTL_2] = TTL_KEY("Backup TTL", 2),
    [F_TRANSPORT_2] = TRANSPORT_KEY("Backup Transport", 2),
};

static int is_line(struct hf_import *import)
{
    if (hf_import_raw(import, F_ADDR_1) != NULL)
        return 1;
    if (hf_import_raw(import, F_ADDR_2) != NULL)
        hf_import_warn(import, (struct hf_about){F_ADDR_2, "G2a"},
                       "a backup without a primary: the line is left out; set SIP%u Register Addr",
                       (unsigned)import->line->number);
    return 0;
}

static void identity(struct hf_import *import)
{
    struct hf_account *account = import->account;
    int64_t enabled = 0;

    if (hf_import_number(import, F_ENABLE_REG, &enabled))
        account->enabled = (int)enabled;
    if (hf_import_raw(import, F_ENABLE_REG) == NULL)
        hf_import_warn(import, (struct hf_about){F_ADDR_1, "G2a"},
                       "the line stays disabled; SIP%u Enable Reg is not set, 1 enables it",
                       (unsigned)account->number);
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
}

static void server(struct hf_import *import, size_t addr)
{
    struct hf_server_config *entry;
    unsigned place = hf_import_server(import, addr);

    if (place == 0)
        return;
    hf_import_field(import, addr + (F_PORT_1 - F_ADDR_1), place);
    hf_import_field(import, addr + (F_TTL_1 - F_ADDR_1), place);
    hf_import_field(import, addr + (F_TRANSPORT_1 - F_ADDR_1), place);
    hf_import_field(import, F_SIGNAL_RETRY_COUNTS, place);
    entry = &import->account->config.servers[place - 1];
    /* D4 for an address that is a name: the guide knows one target a server. */
    entry->failback_mode = HF_FAILBACK_REGISTRATION;
    entry->failback_timeout_s = 0;
    entry->invite_retry_counts = HF_AS_RETRY_COUNTS; /* A5 */
    entry->retry_period_ms = 0;
    entry->register_on_enable = 0; /* E2: register_first says more */
    entry->only_signal_with_registered = 0;
}

static void unread(struct hf_import *import, size_t key)
{
    if (hf_import_raw(import, key) != NULL)
        hf_import_warn(import, (struct hf_about){key, "B13"},
                       "not in this build yet: outbound proxies; requests go to the server itself");
}

static void finish(struct hf_import *import)
{
    struct hf_config *config = &import->account->config;
    int64_t srv = 0;

    hf_import_common(import);
    identity(import);
    server(import, F_ADDR_1);
    server(import, F_ADDR_2);
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
    hf_import_field(import, F_T1, 0);
    hf_import_field(import, F_T2, 0);
    hf_import_field(import, F_T4, 0);
    hf_import_keepalive(import, F_KEEPALIVE, F_KEEPALIVE_TTL);
    unread(import, F_PROXY_ADDR);
    unread(import, F_BAKPROXY_ADDR);
    if (hf_import_number(import, F_DNS_SRV, &srv) && srv != 0)
        hf_import_warn(import, (struct hf_about){F_DNS_SRV, "B4"},
                       "not in this build yet: SRV by this key; the address and port are used");
}

static void name_line(uint32_t number, char text[32])
{
    snprintf(text, 32, "SIP%u", (unsigned)number);
}

static void spell(enum hf_dialect dialect, uint32_t number, const struct hf_key *key,
                  char text[HF_KEY_NAME])
{
    (void)dialect;
    if (key->phone_wide)
        snprintf(text, HF_KEY_NAME, "%s", key->name);
    else
        snprintf(text, HF_KEY_NAME, "SIP%u %s", (unsigned)number, key->name);
}

const struct hf_vendor hf_vendor_fanvil = {
    .maker = HF_MAKER_FANVIL,
    .name = name_line,
    .spell = spell,
    .keys = keys,
    .n_keys = F_COUNT,
    .is_line = is_line,
    .finish = finish,
};
