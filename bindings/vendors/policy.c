/* SPDX-License-Identifier: Apache-2.0 */
/* Settings as words; see policy.h. */
#include "holdfast/vendors/policy.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "import.h"

enum shape {
    SHAPE_NONE, /* not shown: a native setting without a field here, or the host, shown apart */
    SHAPE_NUMBER,
    SHAPE_SWITCH,
    SHAPE_WORD, /* the value is an index into words */
    SHAPE_STATUSES,
    SHAPE_HOST
};

struct shown {
    const char *rule;
    const char *const *words;
    uint16_t field;
    uint8_t width, of, shape, n_words;
    uint8_t may_follow; /* of a proxy: HF_AS_SERVER is a value of it */
};

static const char *const transports[] = {"udp", "tcp", "tls", "dns-naptr"};
static const char *const modes[] = {"successive", "concurrent"};
static const char *const failbacks[] = {"never",        "new_requests", "dns_ttl",
                                        "registration", "duration",     "probe"};
static const char *const whens[] = {"any", "idle"};
static const char *const builds[] = {"udp", "tls tcp", "tls tcp udp"};
static const char *const orders[] = {"weighted", "heaviest-first"};
static const char *const families[] = {"any", "ipv4", "ipv6"};
static const char *const locators[] = {"dns", "stack"};
static const char *const trusts[] = {"contact", "any"};

#define WORDS(list) .shape = SHAPE_WORD, .words = list, .n_words = sizeof(list) / sizeof((list)[0])

static const struct shown shown[HF_SETTING_COUNT] = {
    [HF_SETTING_HOST] = {"B1", .shape = SHAPE_HOST, .of = HF_KEY_OF_SERVER},
    [HF_SETTING_PORT] = {"B1", .shape = SHAPE_NUMBER, HF_SERVER_FIELD(port)},
    [HF_SETTING_TRANSPORT] = {"B1", WORDS(transports), HF_SERVER_FIELD(transport)},
    [HF_SETTING_EXPIRES] = {"C4", .shape = SHAPE_NUMBER, HF_SERVER_FIELD(expires_s)},
    [HF_SETTING_RETRY_COUNTS] = {"A1", .shape = SHAPE_NUMBER, HF_SERVER_FIELD(retry_counts)},
    [HF_SETTING_RETRY_PERIOD] = {"A2", .shape = SHAPE_NUMBER, HF_SERVER_FIELD(retry_period_ms)},
    [HF_SETTING_INVITE_RETRY_COUNTS] = {"A5", .shape = SHAPE_NUMBER,
                                        HF_SERVER_FIELD(invite_retry_counts)},
    [HF_SETTING_FAILBACK_MODE] = {"D2", WORDS(failbacks), HF_SERVER_FIELD(failback_mode)},
    [HF_SETTING_FAILBACK_TIMEOUT] = {"D5", .shape = SHAPE_NUMBER,
                                     HF_SERVER_FIELD(failback_timeout_s)},
    [HF_SETTING_REGISTER_ON_ENABLE] = {"E2", .shape = SHAPE_SWITCH,
                                       HF_SERVER_FIELD(register_on_enable)},
    [HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED] = {"E3", .shape = SHAPE_SWITCH,
                                                HF_SERVER_FIELD(only_signal_with_registered)},
    [HF_SETTING_MODE] = {"C1", WORDS(modes), HF_LINE_FIELD(mode)},
    [HF_SETTING_FAILBACK_SERVERS] = {"D11", WORDS(failbacks), HF_LINE_FIELD(failback_servers)},
    [HF_SETTING_FAILBACK_INTERVAL] = {"D1", .shape = SHAPE_NUMBER,
                                      HF_LINE_FIELD(failback_interval_s)},
    [HF_SETTING_FAILBACK_WHEN] = {"D8", WORDS(whens), HF_LINE_FIELD(failback_when)},
    [HF_SETTING_IDLE_LIMIT] = {"D8", .shape = SHAPE_NUMBER, HF_LINE_FIELD(idle_limit_s)},
    [HF_SETTING_FLAP_DAMPING] = {"D9", .shape = SHAPE_SWITCH, HF_LINE_FIELD(flap_damping)},
    [HF_SETTING_REGISTER_FIRST] = {"E2", .shape = SHAPE_SWITCH, HF_LINE_FIELD(register_first)},
    [HF_SETTING_FAILOVER_OTHER] = {"E12", .shape = SHAPE_SWITCH, HF_LINE_FIELD(failover_other)},
    [HF_SETTING_SHARE_RESTS] = {"A10", .shape = SHAPE_SWITCH, HF_LINE_FIELD(share_rests)},
    [HF_SETTING_UNREGISTER_OLD] = {"C9", .shape = SHAPE_SWITCH, HF_LINE_FIELD(unregister_old)},
    [HF_SETTING_CONTACT_PER_SERVER] = {"C1a", .shape = SHAPE_SWITCH,
                                       HF_LINE_FIELD(contact_per_server)},
    [HF_SETTING_ALLOW_DOWNGRADE] = {"B14", .shape = SHAPE_SWITCH, HF_LINE_FIELD(allow_downgrade)},
    [HF_SETTING_STATIC_FIRST] = {"B11a", .shape = SHAPE_SWITCH, HF_LINE_FIELD(static_first)},
    [HF_SETTING_JITTER] = {"C11", .shape = SHAPE_NUMBER, HF_LINE_FIELD(jitter_percent)},
    [HF_SETTING_NAPTR_BUILD] = {"B6", WORDS(builds), HF_LINE_FIELD(naptr_build)},
    [HF_SETTING_SRV_ORDER] = {"B7", WORDS(orders), HF_LINE_FIELD(srv_order)},
    [HF_SETTING_ADDRESS_FAMILY] = {"B9", WORDS(families), HF_LINE_FIELD(address_family)},
    [HF_SETTING_LOCATE_BY] = {"B3", WORDS(locators), HF_LINE_FIELD(locate_by)},
    [HF_SETTING_TRUST] = {"E8", WORDS(trusts), HF_LINE_FIELD(trust)},
    [HF_SETTING_REGISTER_FAILOVER_STATUSES] = {"A6", .shape = SHAPE_STATUSES,
                                               HF_LINE_FIELD(register_failover_statuses)},
    [HF_SETTING_INVITE_FAILOVER_STATUSES] = {"A6", .shape = SHAPE_STATUSES,
                                             HF_LINE_FIELD(invite_failover_statuses)},
    [HF_SETTING_T1] = {"A1", .shape = SHAPE_NUMBER, HF_LINE_FIELD(t1_ms)},
    [HF_SETTING_T2] = {"A1", .shape = SHAPE_NUMBER, HF_LINE_FIELD(t2_ms)},
    [HF_SETTING_T4] = {"A1", .shape = SHAPE_NUMBER, HF_LINE_FIELD(t4_ms)},
    [HF_SETTING_PROXY_FAILBACK_INTERVAL] = {"B13", .shape = SHAPE_NUMBER,
                                            HF_LINE_FIELD(proxy_failback_interval_s)},
    [HF_SETTING_RETRY_BASE] = {"C6", .shape = SHAPE_NUMBER, HF_LINE_FIELD(retry_base_s)},
    [HF_SETTING_RETRY_MAX] = {"C6", .shape = SHAPE_NUMBER, HF_LINE_FIELD(retry_max_s)},
    [HF_SETTING_RETRY_AFTER_MAX] = {"A9", .shape = SHAPE_NUMBER, HF_LINE_FIELD(retry_after_max_s)},
    [HF_SETTING_QUARANTINE] = {"A10", .shape = SHAPE_NUMBER, HF_LINE_FIELD(quarantine_s)},
    [HF_SETTING_OPTIONS_INTERVAL] = {"C10", .shape = SHAPE_NUMBER,
                                     HF_LINE_FIELD(options_interval_s)},
    [HF_SETTING_KEEPALIVE] = {"C3a", .shape = SHAPE_NUMBER, HF_LINE_FIELD(keepalive_s)},
    [HF_SETTING_STORM_SPREAD] = {"C11", .shape = SHAPE_NUMBER, HF_LINE_FIELD(storm_spread_ms)},
    [HF_SETTING_START_SPREAD] = {"C11", .shape = SHAPE_NUMBER, HF_LINE_FIELD(start_spread_s)},
    [HF_SETTING_RING_TIMEOUT] = {"A7", .shape = SHAPE_NUMBER, HF_LINE_FIELD(ring_timeout_s)},
};

/* B13: what an outbound proxy has of its own. */
static const struct shown shown_of_proxy[HF_SETTING_COUNT] = {
    [HF_SETTING_HOST] = {"B13", .shape = SHAPE_HOST, .of = HF_KEY_OF_PROXY},
    [HF_SETTING_PORT] = {"B1", .shape = SHAPE_NUMBER, HF_PROXY_FIELD(port)},
    [HF_SETTING_TRANSPORT] = {"B1", WORDS(transports), HF_PROXY_FIELD(transport)},
    [HF_SETTING_RETRY_COUNTS] = {"A1", .shape = SHAPE_NUMBER, .may_follow = 1,
                                 HF_PROXY_FIELD(retry_counts)},
    [HF_SETTING_INVITE_RETRY_COUNTS] = {"A5", .shape = SHAPE_NUMBER, .may_follow = 1,
                                        HF_PROXY_FIELD(invite_retry_counts)},
    [HF_SETTING_FAILBACK_MODE] = {"D2", WORDS(failbacks), .may_follow = 1,
                                  HF_PROXY_FIELD(failback_mode)},
    [HF_SETTING_FAILBACK_TIMEOUT] = {"D5", .shape = SHAPE_NUMBER, .may_follow = 1,
                                     HF_PROXY_FIELD(failback_timeout_s)},
    [HF_SETTING_REGISTER_ON_ENABLE] = {"E2", .shape = SHAPE_SWITCH, .may_follow = 1,
                                       HF_PROXY_FIELD(register_on_enable)},
    [HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED] = {"E3", .shape = SHAPE_SWITCH, .may_follow = 1,
                                                HF_PROXY_FIELD(only_signal_with_registered)},
};

static const struct shown *shown_at(unsigned setting, unsigned place)
{
    return place > HF_LINE_SERVERS ? &shown_of_proxy[setting] : &shown[setting];
}

int hf_policy_stands_at(unsigned setting, unsigned place)
{
    const struct shown *entry = shown_at(setting, place);

    if (entry->shape == SHAPE_NONE)
        return 0;
    return place > HF_LINE_SERVERS || (entry->of == HF_KEY_OF_SERVER) == (place > 0);
}

int hf_policy_has_place(const struct hf_config *config, unsigned place)
{
    unsigned server = hf_place_server(place);

    if (place == 0)
        return 1;
    return server <= config->n_servers &&
           hf_place_proxy(place) <= config->servers[server - 1].n_proxies;
}

const char *hf_policy_rule(unsigned setting, unsigned place)
{
    const struct shown *entry = shown_at(setting, place);

    return entry->shape != SHAPE_NONE ? entry->rule : "";
}

static struct hf_name host_at(const struct hf_config *config, unsigned place)
{
    const struct hf_server_config *server = &config->servers[hf_place_server(place) - 1];
    unsigned proxy = hf_place_proxy(place);

    return proxy > 0 ? server->proxies[proxy - 1].host : server->host;
}

void hf_policy_host(const struct hf_config *config, unsigned place, char text[HF_NAME_MAX + 1])
{
    struct hf_name name = host_at(config, place);

    memcpy(text, config->names + name.at, name.length);
    text[name.length] = '\0';
}

int hf_policy_host_is_numeric(const struct hf_config *config, unsigned place)
{
    struct hf_target target;
    struct hf_name name = host_at(config, place);

    return hf_target_parse(&target, config->names + name.at, name.length);
}

static void statuses_text(const struct hf_statuses *statuses, char text[64])
{
    size_t n = 0;

    text[0] = '\0';
    for (unsigned class = 4; class <= 6; class ++)
        if (statuses->classes & (1U << class))
            n += (size_t)snprintf(text + n, 64 - n, "%s%uxx", n > 0 ? " " : "", class);
    for (unsigned i = 0; i < statuses->n_codes && i < HF_STATUSES_MAX; i++)
        n += (size_t)snprintf(text + n, 64 - n, "%s%u", n > 0 ? " " : "",
                              (unsigned)statuses->codes[i]);
    if (n == 0)
        snprintf(text, 64, "none");
}

static uint32_t number_at(const unsigned char *field, unsigned width)
{
    uint16_t half;
    uint32_t wide;

    if (width == 1)
        return *field;
    if (width == sizeof(half)) {
        memcpy(&half, field, sizeof(half));
        return half;
    }
    memcpy(&wide, field, sizeof(wide));
    return wide;
}

static const unsigned char *base_of(const struct hf_config *config, unsigned place)
{
    const struct hf_server_config *server;
    unsigned proxy = hf_place_proxy(place);

    if (place == 0)
        return (const unsigned char *)config;
    server = &config->servers[hf_place_server(place) - 1];
    return proxy > 0 ? (const unsigned char *)&server->proxies[proxy - 1]
                     : (const unsigned char *)server;
}

static int is_as_server(const struct shown *entry, uint32_t number)
{
    return entry->may_follow && number == (entry->width == 1 ? UINT8_MAX : UINT32_MAX);
}

void hf_policy_value(const struct hf_config *config, unsigned setting, unsigned place,
                     char text[64])
{
    const struct shown *entry = shown_at(setting, place);
    const unsigned char *base = base_of(config, place);
    struct hf_statuses statuses;
    char host[HF_NAME_MAX + 1];
    uint32_t number;

    text[0] = '\0';
    if (entry->shape == SHAPE_STATUSES) {
        memcpy(&statuses, base + entry->field, sizeof(statuses));
        statuses_text(&statuses, text);
    } else if (entry->shape == SHAPE_HOST) {
        hf_policy_host(config, place, host);
        snprintf(text, 64, "%.63s", host);
    }
    if (entry->width == 0 || entry->shape == SHAPE_STATUSES)
        return;
    number = number_at(base + entry->field, entry->width);
    if (is_as_server(entry, number))
        snprintf(text, 64, "as server");
    else if (entry->shape == SHAPE_WORD)
        snprintf(text, 64, "%s", number < entry->n_words ? entry->words[number] : "unknown");
    else if (entry->shape == SHAPE_SWITCH)
        snprintf(text, 64, "%s", number ? "on" : "off");
    else if (setting == HF_SETTING_INVITE_RETRY_COUNTS && number == HF_AS_RETRY_COUNTS)
        snprintf(text, 64, "as retry_counts");
    else
        snprintf(text, 64, "%" PRIu32, number);
}

void hf_policy_key(const struct hf_account *account, unsigned setting, unsigned place,
                   char text[96])
{
    const struct hf_vendor *vendor = hf_vendor_of(account->dialect);
    unsigned key = account->keys[setting][place];

    text[0] = '\0';
    if (vendor != NULL && key > 0)
        vendor->spell(account->dialect, account->number, &vendor->keys[key - 1], text);
}
