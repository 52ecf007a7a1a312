/* SPDX-License-Identifier: Apache-2.0 */
/* Yealink's keys and what they mean (G, the Yealink column), with the older spellings that one
 * file may hold beside the newer ones: of two that mean the same, the later one counts. */
#include "import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum yealink_key {
    Y_TIMER_T1,
    Y_TIMER_T2,
    Y_TIMER_T4,
    Y_SURGE,
    Y_ENABLE,
    Y_LABEL,
    Y_DISPLAY_NAME,
    Y_AUTH_NAME,
    Y_USER_NAME,
    Y_PASSWORD,
    Y_TRANSPORT,     /* V71; now of each server */
    Y_FAILBACK_MODE, /* before V71, like the next one */
    Y_RETRY_COUNTS,
    Y_NAPTR_BUILD,
    Y_REDUNDANCY_TYPE,
    Y_FALLBACK_TIMEOUT,
    Y_RETRY_INTERVAL,
    Y_RETRY_MIN,
    Y_RETRY_MAX,
    Y_KEEPALIVE,
    Y_KEEPALIVE_TIME,
    Y_STATIC_FIRST,
    Y_PROXY_ENABLE,
    Y_PROXY_1,
    Y_PROXY_2,
    Y_SERVER_1
};

enum yealink_server_key { /* from Y_SERVER_1 on, for each server */
                          YS_ADDRESS,
                          YS_PORT,
                          YS_EXPIRES,
                          YS_TRANSPORT,
                          YS_RETRY_COUNTS,
                          YS_INVITE_RETRY_COUNTS,
                          YS_FAILBACK_MODE,
                          YS_FAILBACK_TIMEOUT,
                          YS_REGISTER_ON_ENABLE,
                          YS_ONLY_REGISTERED,
                          YS_COUNT
};

#define Y_COUNT (Y_SERVER_1 + HF_VENDOR_SERVERS * YS_COUNT)

static const int8_t transports[] = {HF_TRANSPORT_UDP, HF_TRANSPORT_TCP, HF_TRANSPORT_TLS,
                                    HF_TRANSPORT_NAPTR};
static const int8_t switches[] = {0, 1};
static const int8_t modes[] = {HF_MODE_CONCURRENT, HF_MODE_SUCCESSIVE};
static const int8_t builds[] = {HF_BUILD_UDP, HF_BUILD_TLS_TCP};
static const int8_t keepalives[] = {HF_KEEPALIVE_OFF, HF_KEEPALIVE_CRLF, HF_KEEPALIVE_OTHER,
                                    HF_KEEPALIVE_OTHER};
static const int8_t failbacks[] = {HF_FAILBACK_NEW_REQUESTS, HF_FAILBACK_DNS_TTL,
                                   HF_FAILBACK_REGISTRATION, HF_FAILBACK_DURATION};

#define CHOICE(text, of_choices, last)                                                             \
    .allowed = text, .kind = HF_KEY_CHOICE, .choices = of_choices, .greatest = last
#define SWITCH CHOICE("0 off, 1 on", switches, 1)
#define TRANSPORTS                                                                                 \
    CHOICE("0 UDP, 1 TCP, 2 TLS, 3 DNS-NAPTR", transports, 3), .setting = HF_SETTING_TRANSPORT,    \
                                                               HF_SERVER_FIELD(transport)
#define FAILBACKS                                                                                  \
    CHOICE("0 newRequests, 1 DNSTTL, 2 registration, 3 duration", failbacks, 3),                   \
        .setting = HF_SETTING_FAILBACK_MODE, HF_SERVER_FIELD(failback_mode)
#define RETRIES                                                                                    \
    .kind = HF_KEY_NUMBER, .setting = HF_SETTING_RETRY_COUNTS, .greatest = HF_RETRY_COUNTS_MAX,    \
    .preset = 3, HF_SERVER_FIELD(retry_counts)
#define RANGE(from, to, by_default)                                                                \
    .kind = HF_KEY_NUMBER, .least = from, .greatest = to, .preset = by_default
#define SERVER_KEY(n, key)   [Y_SERVER_1 + (n - 1) * YS_COUNT + key]
#define SERVER_NAME(n, text) .name = "sip_server." #n "." text, .server = n
#define SERVER_KEYS(n)                                                                             \
    SERVER_KEY(                                                                                    \
        n, YS_ADDRESS) = {SERVER_NAME(n, "address"), .kind = HF_KEY_HOST,                          \
                          .setting = HF_SETTING_HOST},                                             \
           SERVER_KEY(n, YS_PORT) = {SERVER_NAME(n, "port"), RANGE(0, 65535, 5060),                \
                                     .setting = HF_SETTING_PORT, HF_SERVER_FIELD(port)},           \
           SERVER_KEY(n, YS_EXPIRES) = {SERVER_NAME(n, "expires"), RANGE(30, INT32_MAX, 3600),     \
                                        .setting = HF_SETTING_EXPIRES,                             \
                                        HF_SERVER_FIELD(expires_s)},                               \
           SERVER_KEY(n, YS_TRANSPORT) = {SERVER_NAME(n, "transport_type"), TRANSPORTS},           \
           SERVER_KEY(n, YS_RETRY_COUNTS) = {SERVER_NAME(n, "retry_counts"), RETRIES},             \
           SERVER_KEY(n, YS_INVITE_RETRY_COUNTS) = {SERVER_NAME(n, "invite_retry_counts"),         \
                                                    RANGE(1, 10, HF_AS_RETRY_COUNTS),              \
                                                    .setting = HF_SETTING_INVITE_RETRY_COUNTS,     \
                                                    HF_SERVER_FIELD(invite_retry_counts)},         \
           SERVER_KEY(n, YS_FAILBACK_MODE) = {SERVER_NAME(n, "failback_mode"), FAILBACKS},         \
           SERVER_KEY(n, YS_FAILBACK_TIMEOUT) = {SERVER_NAME(n, "failback_timeout"),               \
                                                 RANGE(0, 65535, 3600),                            \
                                                 .allowed = "0, 60 to 65535 (1 to 59 act as 60)",  \
                                                 .setting = HF_SETTING_FAILBACK_TIMEOUT,           \
                                                 HF_SERVER_FIELD(failback_timeout_s)},             \
           SERVER_KEY(n, YS_REGISTER_ON_ENABLE) = {SERVER_NAME(n, "register_on_enable"), SWITCH,   \
                                                   .setting = HF_SETTING_REGISTER_ON_ENABLE,       \
                                                   HF_SERVER_FIELD(register_on_enable)},           \
           SERVER_KEY(n, YS_ONLY_REGISTERED) = {SERVER_NAME(n, "only_signal_with_registered"),     \
                                                SWITCH,                                            \
                                                .setting = HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED, \
                                                HF_SERVER_FIELD(only_signal_with_registered)}

static const struct hf_key keys[Y_COUNT] = {
    [Y_TIMER_T1] = {.name = "sip.timer_t1",
                    .kind = HF_KEY_SECONDS,
                    .phone_wide = 1,
                    .setting = HF_SETTING_T1,
                    .least = 10,
                    .greatest = 10000,
                    .preset = 500,
                    HF_LINE_FIELD(t1_ms)},
    [Y_TIMER_T2] = {.name = "sip.timer_t2",
                    .kind = HF_KEY_SECONDS,
                    .phone_wide = 1,
                    .setting = HF_SETTING_T2,
                    .least = 10,
                    .greatest = 40000,
                    .preset = 4000,
                    HF_LINE_FIELD(t2_ms)},
    [Y_TIMER_T4] = {.name = "sip.timer_t4",
                    .kind = HF_KEY_SECONDS,
                    .phone_wide = 1,
                    .setting = HF_SETTING_T4,
                    .least = 10,
                    .greatest = 60000,
                    .preset = 5000,
                    HF_LINE_FIELD(t4_ms)},
    [Y_SURGE] = {.name = "sip.reg_surge_prevention",
                 RANGE(0, 60, 0),
                 .phone_wide = 1,
                 .setting = HF_SETTING_START_SPREAD,
                 HF_LINE_FIELD(start_spread_s)},
    [Y_ENABLE] = {.name = "enable", SWITCH},
    [Y_LABEL] = {.name = "label", .kind = HF_KEY_TEXT},
    [Y_DISPLAY_NAME] = {.name = "display_name", .kind = HF_KEY_TEXT},
    [Y_AUTH_NAME] = {.name = "auth_name", .kind = HF_KEY_TEXT},
    [Y_USER_NAME] = {.name = "user_name", .kind = HF_KEY_TEXT},
    [Y_PASSWORD] = {.name = "password", .kind = HF_KEY_SECRET},
    [Y_TRANSPORT] = {.name = "transport", TRANSPORTS},
    [Y_FAILBACK_MODE] = {.name = "failback_mode", FAILBACKS},
    [Y_RETRY_COUNTS] = {.name = "retry_counts", RETRIES},
    [Y_NAPTR_BUILD] = {.name = "naptr_build",
                       CHOICE("0 UDP, 1 TCP or TLS", builds, 1),
                       .setting = HF_SETTING_NAPTR_BUILD,
                       HF_LINE_FIELD(naptr_build)},
    [Y_REDUNDANCY_TYPE] = {.name = "fallback.redundancy_type",
                           CHOICE("0 concurrent, 1 successive", modes, 1),
                           .setting = HF_SETTING_MODE,
                           HF_LINE_FIELD(mode)},
    [Y_FALLBACK_TIMEOUT] = {.name = "fallback.timeout",
                            RANGE(10, INT32_MAX, 120),
                            .setting = HF_SETTING_FAILBACK_INTERVAL,
                            HF_LINE_FIELD(failback_interval_s)},
    [Y_RETRY_INTERVAL] = {.name = "reg_fail_retry_interval",
                          RANGE(0, 1800, 30),
                          .setting = HF_SETTING_RETRY_BASE},
    [Y_RETRY_MIN] = {.name = "reg_failed_retry_min_time",
                     RANGE(0, 86400, 0),
                     .setting = HF_SETTING_RETRY_BASE},
    [Y_RETRY_MAX] = {.name = "reg_failed_retry_max_time",
                     RANGE(0, 86400, 60),
                     .setting = HF_SETTING_RETRY_MAX},
    [Y_KEEPALIVE] = {.name = "nat.udp_update_enable",
                     CHOICE("0 off, 1 to 3 on", keepalives, 3),
                     .setting = HF_SETTING_KEEPALIVE,
                     .preset = 1},
    [Y_KEEPALIVE_TIME] = {.name = "nat.udp_update_time",
                          RANGE(15, INT32_MAX, 30),
                          .setting = HF_SETTING_KEEPALIVE},
    [Y_STATIC_FIRST] = {.name = "static_cache_pri",
                        SWITCH,
                        .setting = HF_SETTING_STATIC_FIRST,
                        HF_LINE_FIELD(static_first)},
    [Y_PROXY_ENABLE] = {.name = "outbound_proxy_enable", SWITCH},
    [Y_PROXY_1] = {.name = "outbound_proxy.1.address", .kind = HF_KEY_TEXT},
    [Y_PROXY_2] = {.name = "outbound_proxy.2.address", .kind = HF_KEY_TEXT},
    SERVER_KEYS(1),
    SERVER_KEYS(2),
};

static size_t server_key(unsigned server, unsigned key)
{
    return Y_SERVER_1 + (size_t)(server - 1) * YS_COUNT + key;
}

static size_t first_address(const struct hf_import *import)
{
    unsigned server = 1;

    while (server < HF_VENDOR_SERVERS &&
           hf_import_raw(import, server_key(server, YS_ADDRESS)) == NULL)
        server++;
    return server_key(server, YS_ADDRESS);
}

static int is_line(struct hf_import *import)
{
    const char *enable = hf_import_raw(import, Y_ENABLE);

    for (unsigned server = 1; server <= HF_VENDOR_SERVERS; server++)
        if (hf_import_raw(import, server_key(server, YS_ADDRESS)) != NULL)
            return 1;
    if (enable != NULL && strcmp(enable, "0") != 0)
        hf_import_warn(import, (struct hf_about){Y_ENABLE, "G2a"},
                       "the account has no server and is left out; set sip_server.1.address");
    return 0;
}

static char *text_or(struct hf_import *import, size_t key, const char *instead)
{
    char *text = hf_import_text(import, key);

    if (text[0] != '\0')
        return text;
    free(text);
    return hf_memory_text(instead, strlen(instead));
}

static void identity(struct hf_import *import)
{
    struct hf_account *account = import->account;
    int64_t enabled = 0;

    if (hf_import_number(import, Y_ENABLE, &enabled))
        account->enabled = (int)enabled;
    if (hf_import_raw(import, Y_ENABLE) == NULL)
        hf_import_warn(import, (struct hf_about){first_address(import), "G2a"},
                       "the account stays disabled; account.%u.enable is not set, 1 enables it",
                       (unsigned)account->number);
    account->user = hf_import_text(import, Y_USER_NAME);
    account->auth_name = text_or(import, Y_AUTH_NAME, account->user);
    account->display_name = hf_import_text(import, Y_DISPLAY_NAME);
    account->password = hf_import_text(import, Y_PASSWORD);
    account->label = text_or(import, Y_LABEL, account->user);
}

/* The newer key of a server and the older one of the account: the later one counts. */
static void either(struct hf_import *import, size_t newer, size_t older, unsigned place)
{
    const char *a = hf_import_raw(import, newer);
    const char *b = hf_import_raw(import, older);
    int older_counts = hf_import_is_later(import, older, newer);

    if (a != NULL && b != NULL && strcmp(a, b) != 0)
        hf_import_warn(import, (struct hf_about){older_counts ? newer : older, "G2a"},
                       "does not count: %s means the same and stands later with %s",
                       keys[older_counts ? older : newer].name, older_counts ? b : a);
    hf_import_field(import, older_counts ? older : newer, place);
}

static void server(struct hf_import *import, unsigned number)
{
    struct hf_server_config *server_config;
    unsigned place = hf_import_server(import, server_key(number, YS_ADDRESS));

    if (place == 0)
        return;
    server_config = &import->account->config.servers[place - 1];
    hf_import_field(import, server_key(number, YS_PORT), place);
    hf_import_field(import, server_key(number, YS_EXPIRES), place);
    either(import, server_key(number, YS_TRANSPORT), Y_TRANSPORT, place);
    either(import, server_key(number, YS_RETRY_COUNTS), Y_RETRY_COUNTS, place);
    either(import, server_key(number, YS_FAILBACK_MODE), Y_FAILBACK_MODE, place);
    /* A5: without a key of its own an INVITE is retried as any other request. */
    if (hf_import_raw(import, server_key(number, YS_INVITE_RETRY_COUNTS)) != NULL)
        hf_import_field(import, server_key(number, YS_INVITE_RETRY_COUNTS), place);
    hf_import_field(import, server_key(number, YS_FAILBACK_TIMEOUT), place);
    hf_import_field(import, server_key(number, YS_REGISTER_ON_ENABLE), place);
    hf_import_field(import, server_key(number, YS_ONLY_REGISTERED), place);
    if (server_config->failback_timeout_s > 0 && server_config->failback_timeout_s < 60) {
        hf_import_warn(import, (struct hf_about){server_key(number, YS_FAILBACK_TIMEOUT), "D5"},
                       "acts as 60");
        server_config->failback_timeout_s = 60;
    }
    if (number > place)
        hf_import_warn(import, (struct hf_about){server_key(number, YS_ADDRESS), "G2a"},
                       "server 1 has no address, so this one is the first");
}

/* C6: flat by reg_fail_retry_interval, or after RFC 5626 4.5 where a min or max time is set. */
static void retry_waits(struct hf_import *import)
{
    struct hf_config *config = &import->account->config;
    int64_t flat = 0, least = 0, most = 0;
    int read = hf_import_number(import, Y_RETRY_INTERVAL, &flat);
    int grows;

    read &= hf_import_number(import, Y_RETRY_MIN, &least);
    read &= hf_import_number(import, Y_RETRY_MAX, &most);
    if (!read)
        return;
    grows = least > 0 || (hf_import_raw(import, Y_RETRY_MAX) != NULL && most > 0);
    if (flat == 0) {
        hf_import_warn(import, (struct hf_about){Y_RETRY_INTERVAL, "C6"}, "acts as 1");
        flat = 1;
    }
    if (grows && hf_import_raw(import, Y_RETRY_INTERVAL) != NULL && least > 0)
        hf_import_warn(import, (struct hf_about){Y_RETRY_INTERVAL, "G2a"},
                       "does nothing: it counts only where reg_failed_retry_min_time is 0");
    config->retry_base_s = (uint32_t)(least > 0 ? least : flat);
    config->retry_max_s = grows && most > 0 ? (uint32_t)most : config->retry_base_s;
    hf_import_note(import, least > 0 ? Y_RETRY_MIN : Y_RETRY_INTERVAL, 0);
    import->account->origins[HF_SETTING_RETRY_MAX][0] = hf_import_origin(
        import, grows ? Y_RETRY_MAX : Y_RETRY_INTERVAL);
    if (config->retry_max_s < config->retry_base_s) {
        hf_import_warn(import, (struct hf_about){Y_RETRY_MAX, "G2a"},
                       "less than the least wait of %u seconds, which is taken for both",
                       (unsigned)config->retry_base_s);
        config->retry_max_s = config->retry_base_s;
    }
}

static void timer(struct hf_import *import, size_t key, int64_t official_ms)
{
    int64_t value_ms;

    hf_import_field(import, key, 0);
    if (hf_import_raw(import, key) == NULL || !hf_import_number(import, key, &value_ms))
        return;
    if (value_ms < official_ms)
        hf_import_warn(import, (struct hf_about){key, "G1"},
                       "below the vendor's least of %d.%d seconds; taken as it is, for labs",
                       (int)(official_ms / 1000), (int)(official_ms % 1000 / 100));
}

/* D1 in successive mode; concurrent mode has C6's waits alone, since fallback.timeout is not for
 * it (D7). */
static void between_servers(struct hf_import *import)
{
    struct hf_config *config = &import->account->config;

    config->failback_servers = config->mode == HF_MODE_CONCURRENT ? HF_FAILBACK_NEVER
                                                                  : HF_FAILBACK_PROBE;
    hf_import_follow(import, (struct hf_follows){HF_SETTING_FAILBACK_SERVERS, HF_SETTING_MODE, 0});
}

/* D8: modes 1..3 wait for an idle line, mode 0 has nothing to wait for. */
static void idle_or_not(struct hf_import *import)
{
    struct hf_config *config = &import->account->config;
    unsigned server = 1;

    config->idle_limit_s = 0;
    while (server <= config->n_servers &&
           config->servers[server - 1].failback_mode == HF_FAILBACK_NEW_REQUESTS)
        server++;
    config->failback_when = server <= config->n_servers ? HF_WHEN_IDLE : HF_WHEN_ANY;
    if (config->failback_when == HF_WHEN_IDLE)
        hf_import_follow(import, (struct hf_follows){HF_SETTING_FAILBACK_WHEN,
                                                     HF_SETTING_FAILBACK_MODE, server});
}

static void line_policy(struct hf_import *import)
{
    struct hf_config *config = &import->account->config;

    config->proxy_failback_interval_s = 3600;
    config->register_first = 0;
    config->failover_other = 1;                        /* E12 */
    config->srv_order = HF_SRV_HEAVIEST_FIRST;         /* B7 */
    config->register_failover_statuses.codes[0] = 503; /* A6 */
    config->register_failover_statuses.n_codes = 1;
    hf_import_field(import, Y_REDUNDANCY_TYPE, 0);
    hf_import_field(import, Y_FALLBACK_TIMEOUT, 0);
    between_servers(import);
    hf_import_field(import, Y_NAPTR_BUILD, 0);
    hf_import_field(import, Y_STATIC_FIRST, 0);
    hf_import_field(import, Y_SURGE, 0);
    timer(import, Y_TIMER_T1, 500);
    timer(import, Y_TIMER_T2, 2000);
    timer(import, Y_TIMER_T4, 2500);
    retry_waits(import);
    idle_or_not(import);
    hf_import_keepalive(import, Y_KEEPALIVE, Y_KEEPALIVE_TIME);
}

static void unread_proxies(struct hf_import *import)
{
    int64_t enabled = 0;

    if (!hf_import_number(import, Y_PROXY_ENABLE, &enabled) || enabled == 0)
        return;
    if (hf_import_raw(import, Y_PROXY_1) != NULL || hf_import_raw(import, Y_PROXY_2) != NULL)
        hf_import_warn(import, (struct hf_about){Y_PROXY_ENABLE, "B13"},
                       "not in this build yet: outbound proxies; requests go to the server itself");
}

static void finish(struct hf_import *import)
{
    hf_import_common(import);
    identity(import);
    for (unsigned number = 1; number <= HF_VENDOR_SERVERS; number++)
        server(import, number);
    line_policy(import);
    unread_proxies(import);
}

static void name_line(uint32_t number, char text[32])
{
    snprintf(text, 32, "account.%u", (unsigned)number);
}

static void spell(enum hf_dialect dialect, uint32_t number, const struct hf_key *key,
                  char text[HF_KEY_NAME])
{
    (void)dialect;
    if (key->phone_wide)
        snprintf(text, HF_KEY_NAME, "%s", key->name);
    else
        snprintf(text, HF_KEY_NAME, "account.%u.%s", (unsigned)number, key->name);
}

const struct hf_vendor hf_vendor_yealink = {
    .maker = HF_MAKER_YEALINK,
    .name = name_line,
    .spell = spell,
    .keys = keys,
    .n_keys = Y_COUNT,
    .is_line = is_line,
    .finish = finish,
};
