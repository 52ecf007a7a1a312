/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The native format's keys: every setting, by its token, so that it can say whatever a line can
 * do. The ranges are those of the core's own check; the defaults are the core's own too, and are
 * not repeated here: what no file says stays as hf_config_init made it.
 */
#include "native_keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "holdfast/line.h"
#include "memory.h"

_Static_assert(HF_LINE_SERVERS == 4 && HF_SERVER_PROXIES == 2, "the table names each of them");

/* The words are those that hf_policy_value shows; behind them what else is understood. */
static const char *const transports[] = {"udp", "tcp", "tls", "dns-naptr"};
static const char *const modes[] = {"successive", "concurrent"};
static const char *const failbacks[] = {"never", "new_requests", "dns_ttl", "registration",
                                        "duration"};
static const char *const between_servers[] = {"never", "new_requests", NULL, NULL, NULL, "probe"};
static const char *const whens[] = {"any", "idle"};
static const char *const builds[] = {"udp", "tls tcp", "tls tcp udp", "all"};
static const char *const orders[] = {"weighted", "heaviest-first"};
static const char *const families[] = {"any", "ipv4", "ipv6"};
static const char *const locators[] = {"dns", "stack"};
static const char *const trusts[] = {"contact", "any"};
static const char *const switches[] = {"off", "on", "false", "true", "no", "yes"};
static const char *const verifications[] = {"off", "on"}; /* said in so many words */
static const int8_t build_of[] = {HF_BUILD_UDP, HF_BUILD_TLS_TCP, HF_BUILD_ALL, HF_BUILD_ALL};
static const int8_t switch_of[] = {0, 1, 0, 1, 0, 1};

#define WORDS(list)                                                                                \
    .kind = HF_KEY_WORD, .words = list, .greatest = sizeof(list) / sizeof((list)[0]) - 1
#define SWITCH          WORDS(switches), .choices = switch_of, .allowed = ON_OFF
#define ON_OFF          "on, off (true, yes, false, no)"
#define BUILD           WORDS(builds), .choices = build_of
#define RANGE(from, to) .kind = HF_KEY_NUMBER, .least = from, .greatest = to
#define AS_SERVER       .preset = HF_AS_SERVER, .preset_word = "as server"

/* What follows the setting: WORDS, SWITCH, RANGE, ... */
#define LINE_KEY(to, of_setting, ...)                                                              \
    {                                                                                              \
        .name = #to, .setting = of_setting, HF_LINE_FIELD(to), __VA_ARGS__                         \
    }
#define SERVER_KEY(n, to, of_setting, ...)                                                         \
    {                                                                                              \
        .name = "servers." #n "." #to, .server = n, .setting = of_setting, HF_SERVER_FIELD(to),    \
        __VA_ARGS__                                                                                \
    }
#define PROXY_KEY(n, m, to, of_setting, ...)                                                       \
    {                                                                                              \
        .name = "servers." #n ".outbound_proxies." #m "." #to, .server = n, .proxy = m,            \
        .setting = of_setting, HF_PROXY_FIELD(to), __VA_ARGS__                                     \
    }

#define HOST_KEY(prefix, n, m)                                                                     \
    {                                                                                              \
        .name = prefix "host", .server = n, .proxy = m, .setting = HF_SETTING_HOST,                \
        .kind = HF_KEY_HOST                                                                        \
    }
#define PROXY_KEYS(n, m)                                                                           \
    HOST_KEY("servers." #n ".outbound_proxies." #m ".", n, m),                                     \
        PROXY_KEY(n, m, port, HF_SETTING_PORT, RANGE(0, 65535)),                                   \
        PROXY_KEY(n, m, transport, HF_SETTING_TRANSPORT, WORDS(transports)),                       \
        PROXY_KEY(n, m, retry_counts, HF_SETTING_RETRY_COUNTS, RANGE(0, HF_RETRY_COUNTS_MAX),      \
                  AS_SERVER),                                                                      \
        PROXY_KEY(n, m, invite_retry_counts, HF_SETTING_INVITE_RETRY_COUNTS,                       \
                  RANGE(1, HF_RETRY_COUNTS_MAX), AS_SERVER),                                       \
        PROXY_KEY(n, m, failback_mode, HF_SETTING_FAILBACK_MODE, WORDS(failbacks), AS_SERVER),     \
        PROXY_KEY(n, m, failback_timeout_s, HF_SETTING_FAILBACK_TIMEOUT, RANGE(0, 65535),          \
                  AS_SERVER),                                                                      \
        PROXY_KEY(n, m, register_on_enable, HF_SETTING_REGISTER_ON_ENABLE, SWITCH, AS_SERVER),     \
        PROXY_KEY(n, m, only_signal_with_registered, HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED,       \
                  SWITCH, AS_SERVER)
#define SERVER_KEYS(n)                                                                             \
    HOST_KEY("servers." #n ".", n, 0), SERVER_KEY(n, port, HF_SETTING_PORT, RANGE(0, 65535)),      \
        SERVER_KEY(n, transport, HF_SETTING_TRANSPORT, WORDS(transports)),                         \
        SERVER_KEY(n, expires_s, HF_SETTING_EXPIRES, RANGE(10, INT32_MAX)),                        \
        SERVER_KEY(n, retry_counts, HF_SETTING_RETRY_COUNTS, RANGE(0, HF_RETRY_COUNTS_MAX)),       \
        SERVER_KEY(n, retry_period_ms, HF_SETTING_RETRY_PERIOD, RANGE(0, 32000)),                  \
        SERVER_KEY(n, invite_retry_counts, HF_SETTING_INVITE_RETRY_COUNTS,                         \
                   RANGE(1, HF_RETRY_COUNTS_MAX), .preset = HF_AS_RETRY_COUNTS,                    \
                   .preset_word = "as retry_counts"),                                              \
        SERVER_KEY(n, failback_mode, HF_SETTING_FAILBACK_MODE, WORDS(failbacks)),                  \
        SERVER_KEY(n, failback_timeout_s, HF_SETTING_FAILBACK_TIMEOUT, RANGE(0, 65535)),           \
        SERVER_KEY(n, register_on_enable, HF_SETTING_REGISTER_ON_ENABLE, SWITCH),                  \
        SERVER_KEY(n, only_signal_with_registered, HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED,         \
                   SWITCH),                                                                        \
        PROXY_KEYS(n, 1), PROXY_KEYS(n, 2)

enum native_key {
    N_NUMBER = HF_NATIVE_NUMBER,
    N_ENABLED,
    N_LABEL,
    N_USER,
    N_AUTH_NAME,
    N_PASSWORD,
    N_DISPLAY_NAME,
    N_MESSAGE_WAITING,
    N_MAILBOX,
    N_MESSAGE_EXPIRES,
    N_VOICEMAIL,
    N_TLS_CA, /* account_tls.c finds them by their names */
    N_TLS_CERTIFICATE,
    N_TLS_KEY,
    N_TLS_VERIFY
};

static const struct hf_key keys[] = {
    [N_NUMBER] = {.name = "number", RANGE(1, HF_PHONE_LINES)},
    [N_ENABLED] = {.name = "enabled", SWITCH, .preset = 1},
    [N_LABEL] = {.name = "label", .kind = HF_KEY_TEXT},
    [N_USER] = {.name = "user", .kind = HF_KEY_TEXT},
    [N_AUTH_NAME] = {.name = "auth_name", .kind = HF_KEY_TEXT},
    [N_PASSWORD] = {.name = "password", .kind = HF_KEY_SECRET},
    [N_DISPLAY_NAME] = {.name = "display_name", .kind = HF_KEY_TEXT},
    [N_MESSAGE_WAITING] = {.name = "message_waiting", SWITCH},
    [N_MAILBOX] = {.name = "mailbox", .kind = HF_KEY_TEXT},
    [N_MESSAGE_EXPIRES] = {.name = "message_waiting_expires_s",
                           RANGE(HF_MESSAGES_LEAST_S, HF_MESSAGES_MOST_S),
                           .preset = HF_MESSAGES_USUAL_S},
    [N_VOICEMAIL] = {.name = "voicemail", .kind = HF_KEY_TEXT},
    [N_TLS_CA] = {.name = "tls_ca", .kind = HF_KEY_PATH},
    [N_TLS_CERTIFICATE] = {.name = "tls_certificate", .kind = HF_KEY_PATH},
    [N_TLS_KEY] = {.name = "tls_key", .kind = HF_KEY_PATH},
    [N_TLS_VERIFY] = {.name = "tls_verify", WORDS(verifications), .preset = 1},
    LINE_KEY(mode, HF_SETTING_MODE, WORDS(modes)),
    LINE_KEY(failback_servers, HF_SETTING_FAILBACK_SERVERS, WORDS(between_servers)),
    LINE_KEY(failback_interval_s, HF_SETTING_FAILBACK_INTERVAL, RANGE(1, INT32_MAX)),
    LINE_KEY(failback_when, HF_SETTING_FAILBACK_WHEN, WORDS(whens)),
    LINE_KEY(idle_limit_s, HF_SETTING_IDLE_LIMIT, RANGE(0, INT32_MAX)),
    LINE_KEY(flap_damping, HF_SETTING_FLAP_DAMPING, SWITCH),
    LINE_KEY(proxy_failback_interval_s, HF_SETTING_PROXY_FAILBACK_INTERVAL, RANGE(1, INT32_MAX)),
    LINE_KEY(register_first, HF_SETTING_REGISTER_FIRST, SWITCH),
    LINE_KEY(failover_other, HF_SETTING_FAILOVER_OTHER, SWITCH),
    LINE_KEY(register_failover_statuses, HF_SETTING_REGISTER_FAILOVER_STATUSES,
             .kind = HF_KEY_STATUSES),
    LINE_KEY(invite_failover_statuses, HF_SETTING_INVITE_FAILOVER_STATUSES,
             .kind = HF_KEY_STATUSES),
    LINE_KEY(retry_base_s, HF_SETTING_RETRY_BASE, RANGE(1, 86400)),
    LINE_KEY(retry_max_s, HF_SETTING_RETRY_MAX, RANGE(1, 86400)),
    LINE_KEY(retry_after_max_s, HF_SETTING_RETRY_AFTER_MAX, RANGE(0, 86400)),
    LINE_KEY(quarantine_s, HF_SETTING_QUARANTINE, RANGE(0, 86400)),
    LINE_KEY(share_rests, HF_SETTING_SHARE_RESTS, SWITCH),
    LINE_KEY(options_interval_s, HF_SETTING_OPTIONS_INTERVAL, RANGE(0, 86400)),
    LINE_KEY(keepalive_s, HF_SETTING_KEEPALIVE, RANGE(0, 86400)),
    LINE_KEY(ring_timeout_s, HF_SETTING_RING_TIMEOUT, RANGE(0, 86400)),
    LINE_KEY(t1_ms, HF_SETTING_T1, RANGE(1, 60000)),
    LINE_KEY(t2_ms, HF_SETTING_T2, RANGE(1, 60000)),
    LINE_KEY(t4_ms, HF_SETTING_T4, RANGE(1, 60000)),
    LINE_KEY(jitter_percent, HF_SETTING_JITTER, RANGE(0, 50)),
    LINE_KEY(storm_spread_ms, HF_SETTING_STORM_SPREAD, RANGE(0, 60000)),
    LINE_KEY(start_spread_s, HF_SETTING_START_SPREAD, RANGE(0, 86400)),
    LINE_KEY(contact_per_server, HF_SETTING_CONTACT_PER_SERVER, SWITCH),
    LINE_KEY(unregister_old, HF_SETTING_UNREGISTER_OLD, SWITCH),
    LINE_KEY(trust, HF_SETTING_TRUST, WORDS(trusts)),
    LINE_KEY(locate_by, HF_SETTING_LOCATE_BY, WORDS(locators)),
    LINE_KEY(naptr_build, HF_SETTING_NAPTR_BUILD, BUILD),
    LINE_KEY(srv_order, HF_SETTING_SRV_ORDER, WORDS(orders)),
    LINE_KEY(address_family, HF_SETTING_ADDRESS_FAMILY, WORDS(families)),
    LINE_KEY(static_first, HF_SETTING_STATIC_FIRST, SWITCH),
    LINE_KEY(allow_downgrade, HF_SETTING_ALLOW_DOWNGRADE, SWITCH),
    SERVER_KEYS(1),
    SERVER_KEYS(2),
    SERVER_KEYS(3),
    SERVER_KEYS(4),
};

#define N_COUNT (sizeof(keys) / sizeof(keys[0]))

_Static_assert(N_COUNT < UINT8_MAX, "hf_account.keys holds them in a byte");

const char *hf_native_word(const struct hf_key *key)
{
    const char *dot = strrchr(key->name, '.');

    return dot != NULL ? dot + 1 : key->name;
}

unsigned hf_native_place(const struct hf_key *key)
{
    return hf_place_of(key->server, key->proxy);
}

void hf_native_defaults(struct hf_config *config)
{
    hf_config_init(config);
    config->n_servers = HF_LINE_SERVERS;
    for (unsigned server = 0; server < HF_LINE_SERVERS; server++)
        config->servers[server].n_proxies = HF_SERVER_PROXIES;
}

static size_t key_at(unsigned setting, unsigned place)
{
    size_t key = 0;

    while (key < N_COUNT && (keys[key].setting != setting || hf_native_place(&keys[key]) != place))
        key++;
    return key;
}

/* True: the text is there, and empty. Only a text can be so on purpose. */
static int is_emptied(const struct hf_import *import, size_t key)
{
    const struct hf_draft *draft = import->line->raw[key].text != NULL ? import->line
                                                                       : import->phone;

    return draft->raw[key].text != NULL && draft->raw[key].text[0] == '\0';
}

static char *text_or_user(struct hf_import *import, size_t key)
{
    const char *user = import->account->user;

    if (hf_import_raw(import, key) != NULL || is_emptied(import, key))
        return hf_import_text(import, key);
    return hf_memory_text(user, strlen(user));
}

static void identity(struct hf_import *import)
{
    struct hf_account *account = import->account;
    int64_t enabled = 0;

    if (hf_import_number(import, N_ENABLED, &enabled))
        account->enabled = (int)enabled;
    account->user = hf_import_text(import, N_USER);
    account->auth_name = text_or_user(import, N_AUTH_NAME);
    account->label = text_or_user(import, N_LABEL);
    account->password = hf_import_text(import, N_PASSWORD);
    account->display_name = hf_import_text(import, N_DISPLAY_NAME);
}

/* What a SUBSCRIBE can be sent to: sip or tel, and nothing that would end it. */
static int is_mailbox(const char *text)
{
    int has_scheme = strncasecmp(text, "sip:", 4) == 0 || strncasecmp(text, "tel:", 4) == 0;

    return has_scheme && text[4] != '\0' && strpbrk(text, " \t<>\"?") == NULL;
}

static void messages(struct hf_import *import)
{
    struct hf_account *account = import->account;

    hf_import_messages(import, N_MESSAGE_WAITING, N_MESSAGE_EXPIRES);
    hf_import_voicemail(import, N_VOICEMAIL);
    free(account->messages.mailbox);
    account->messages.mailbox = hf_import_text(import, N_MAILBOX);
    if (account->messages.mailbox[0] != '\0' && !is_mailbox(account->messages.mailbox))
        hf_import_refuse(import, N_MAILBOX, "no URI that a request can be sent to",
                         "allowed: sip:USER@HOST, or tel:NUMBER");
}

/* D5: the core waits 60 s at least; the value stays, so that it is written as it was read. */
static void warn_of_short(struct hf_import *import, size_t key)
{
    int64_t timeout_s = 0;

    if (keys[key].setting != HF_SETTING_FAILBACK_TIMEOUT ||
        !hf_import_number(import, key, &timeout_s))
        return;
    if (timeout_s > 0 && timeout_s < 60)
        hf_import_warn(import, (struct hf_about){key, "D5"}, "acts as 60");
}

/* The settings of one place. What no file says is noted without an origin, and stays as it is. */
static void fields(struct hf_import *import, unsigned place)
{
    for (size_t key = 0; key < N_COUNT; key++) {
        if (keys[key].width == 0 || hf_native_place(&keys[key]) != place)
            continue;
        if (hf_import_raw(import, key) == NULL) {
            hf_import_note(import, key, place);
            continue;
        }
        hf_import_field(import, key, place);
        warn_of_short(import, key);
    }
}

/* A key that the line's own files set at a server or behind it, or at a proxy of it or behind
 * that; N_COUNT where there is none. */
static size_t key_set_from(const struct hf_import *import, unsigned server, unsigned proxy)
{
    size_t key = 0;

    while (key < N_COUNT && (import->line->raw[key].text == NULL || keys[key].server < server ||
                             (proxy > 0 && (keys[key].server > server || keys[key].proxy < proxy))))
        key++;
    return key;
}

/* The host of a server or proxy; N_COUNT where there is none. Up to the last of them each has
 * one. */
static size_t host_at(struct hf_import *import, unsigned server, unsigned proxy)
{
    size_t host = key_at(HF_SETTING_HOST, hf_place_of(server, proxy));
    size_t set = key_set_from(import, server, proxy);
    struct hf_spot spot = {{0, 0}, "G1"};
    char name[HF_KEY_NAME];

    if (hf_import_raw(import, host) != NULL)
        return host;
    if (set == N_COUNT)
        return N_COUNT;
    spot.at = import->line->raw[set].at;
    hf_import_key(import, host, name);
    hf_remark_error(import->remarks, spot, "%s: missing; allowed: an address or a host name", name);
    return N_COUNT;
}

static void proxies(struct hf_import *import, unsigned server)
{
    for (unsigned proxy = 1; proxy <= HF_SERVER_PROXIES; proxy++) {
        size_t host = host_at(import, server, proxy);
        unsigned place = host < N_COUNT ? hf_import_proxy(import, host, server) : 0;

        if (place > 0)
            fields(import, place);
    }
}

static void servers(struct hf_import *import)
{
    for (unsigned server = 1; server <= HF_LINE_SERVERS; server++) {
        size_t host = host_at(import, server, 0);
        unsigned place = host < N_COUNT ? hf_import_server(import, host) : 0;

        if (place == 0)
            continue;
        fields(import, place);
        proxies(import, server);
    }
}

/* Two numbers of which the first must not be the greater one. */
struct order {
    unsigned low, high; /* settings of the line */
    uint32_t low_value, high_value;
};

static void check_order(struct hf_import *import, struct order order)
{
    size_t low = key_at(order.low, 0), high = key_at(order.high, 0);
    size_t set = hf_import_raw(import, low) != NULL ? low : high;
    char wrong[96], allowed[96];

    if (order.low_value <= order.high_value)
        return;
    snprintf(wrong, sizeof(wrong), "%s than %s, which is %u", set == low ? "greater" : "less",
             keys[set == low ? high : low].name,
             (unsigned)(set == low ? order.high_value : order.low_value));
    if (set == low)
        snprintf(allowed, sizeof(allowed), "allowed: %d to %s", (int)keys[low].least,
                 keys[high].name);
    else
        snprintf(allowed, sizeof(allowed), "allowed: %s to %d", keys[low].name,
                 (int)keys[high].greatest);
    hf_import_refuse(import, set, wrong, allowed);
}

/* Each value is sound by itself; what the core refuses of them together. */
static void together(struct hf_import *import)
{
    const struct hf_config *config = &import->account->config;
    size_t faults = import->remarks->n_faults;
    size_t unregister_old = key_at(HF_SETTING_UNREGISTER_OLD, 0);
    struct hf_spot spot = {import->line->raw[N_NUMBER].at, "G1"};
    struct hf_refusal refusal;

    check_order(import, (struct order){HF_SETTING_T1, HF_SETTING_T2, config->t1_ms, config->t2_ms});
    check_order(import, (struct order){HF_SETTING_RETRY_BASE, HF_SETTING_RETRY_MAX,
                                       config->retry_base_s, config->retry_max_s});
    if (config->unregister_old && !config->contact_per_server)
        hf_import_refuse(import, unregister_old, "needs contact_per_server (C9)",
                         "allowed: off, or contact_per_server: on beside it");
    if (import->remarks->n_faults == faults && hf_config_check(config, &refusal) < 0)
        hf_remark_error(import->remarks, spot, "lines[%u]: refused: %s",
                        (unsigned)import->line->number, refusal.what);
}

static void finish(struct hf_import *import)
{
    size_t faults = import->remarks->n_faults;

    hf_config_init(&import->account->config);
    identity(import);
    messages(import);
    servers(import);
    fields(import, 0);
    if (import->remarks->n_faults == faults)
        together(import);
}

static void name_line(uint32_t number, char text[32])
{
    snprintf(text, 32, "line %u", (unsigned)number);
}

static void spell(enum hf_dialect dialect, uint32_t number, const struct hf_key *key,
                  char text[HF_KEY_NAME])
{
    const char *word = hf_native_word(key);

    (void)dialect;
    if (key->proxy > 0)
        snprintf(text, HF_KEY_NAME, "lines[%u].servers[%u].outbound_proxies[%u].%s",
                 (unsigned)number, (unsigned)key->server, (unsigned)key->proxy, word);
    else if (key->server > 0)
        snprintf(text, HF_KEY_NAME, "lines[%u].servers[%u].%s", (unsigned)number,
                 (unsigned)key->server, word);
    else
        snprintf(text, HF_KEY_NAME, "lines[%u].%s", (unsigned)number, word);
}

/* A line without a server is a mistake of the person who wrote it: no phone fills in its gaps. */
static int is_line(struct hf_import *import)
{
    struct hf_spot spot = {import->line->raw[N_NUMBER].at, "G1"};

    if (key_set_from(import, 1, 0) < N_COUNT)
        return 1;
    hf_remark_error(import->remarks, spot,
                    "lines[%u].servers: missing; allowed: 1 to %d servers, each with a host",
                    (unsigned)import->line->number, HF_LINE_SERVERS);
    return 0;
}

const struct hf_vendor hf_vendor_native = {
    .maker = HF_MAKER_NATIVE,
    .inherits = 1,
    .name = name_line,
    .spell = spell,
    .keys = keys,
    .n_keys = N_COUNT,
    .is_line = is_line,
    .finish = finish,
};
