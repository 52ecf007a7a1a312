/* SPDX-License-Identifier: Apache-2.0 */
/* Values by what they mean; see compare_values.h. */
#include "compare_values.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "holdfast/vendors/compare.h"

#define PORT_SIP         5060
#define PORT_SIPS        5061
#define DURATION_LEAST_S 60 /* D5 */
#define T1S_MOST         64 /* A1, A4 */

/* ---- hosts ---- */

static size_t length_of(const char *name)
{
    size_t length = strlen(name);

    return length > 1 && name[length - 1] == '.' ? length - 1 : length;
}

int hf_compare_hosts(const char *a, const char *b)
{
    struct hf_target at_a = {.family = HF_FAMILY_NONE}, at_b = {.family = HF_FAMILY_NONE};
    int a_is_address = hf_target_parse(&at_a, a, strlen(a));
    int b_is_address = hf_target_parse(&at_b, b, strlen(b));
    size_t length = length_of(a);

    if (a_is_address && b_is_address)
        return at_a.family == at_b.family &&
               memcmp(at_a.address, at_b.address, sizeof(at_a.address)) == 0;
    if (a_is_address || b_is_address || length != length_of(b))
        return 0;
    for (size_t i = 0; i < length; i++)
        if (tolower((unsigned char)a[i]) != tolower((unsigned char)b[i]))
            return 0;
    return 1;
}

/* ---- plain words ---- */

struct where { /* what B1, B2 and B4 read a port and a transport as */
    uint16_t port;
    uint8_t transport;
};

static struct where plain_where(const struct hf_config *config, unsigned place, struct where where)
{
    int numeric = hf_policy_host_is_numeric(config, place);

    if (where.transport == HF_TRANSPORT_NAPTR && (numeric || where.port != 0))
        where.transport = HF_TRANSPORT_UDP;
    if (numeric && where.port == 0)
        where.port = where.transport == HF_TRANSPORT_TLS ? PORT_SIPS : PORT_SIP;
    return where;
}

static uint32_t plain_timeout(uint32_t timeout_s) /* D5 */
{
    return timeout_s > 0 && timeout_s < DURATION_LEAST_S ? DURATION_LEAST_S : timeout_s;
}

/* D5: a duration of 0 never goes back; E3 alone tells the two apart. */
static uint8_t plain_mode(unsigned mode, uint32_t timeout_s, int guards)
{
    return mode == HF_FAILBACK_DURATION && timeout_s == 0 && !guards ? HF_FAILBACK_NEVER
                                                                     : (uint8_t)mode;
}

/* A1: the least count that lasts as long; no budget is longer than 64*T1. */
static uint8_t plain_count(const struct hf_config *config, uint32_t count)
{
    uint64_t interval_ms = config->t1_ms, sum_ms = config->t1_ms;
    uint32_t n = 0;

    while (n < count && sum_ms < T1S_MOST * (uint64_t)config->t1_ms) {
        interval_ms = 2 * interval_ms < config->t2_ms ? 2 * interval_ms : config->t2_ms;
        sum_ms += interval_ms;
        n++;
    }
    return (uint8_t)n;
}

static void plain_proxy(const struct hf_config *config, unsigned place,
                        const struct hf_server_config *server, struct hf_proxy_config *proxy)
{
    struct where where = plain_where(config, place, (struct where){proxy->port, proxy->transport});

    proxy->port = where.port;
    proxy->transport = where.transport;
    if (proxy->retry_counts == HF_AS_SERVER)
        proxy->retry_counts = (int8_t)server->retry_counts;
    if (proxy->invite_retry_counts == HF_AS_SERVER)
        proxy->invite_retry_counts = server->invite_retry_counts != HF_AS_RETRY_COUNTS
                                         ? (int8_t)server->invite_retry_counts
                                         : proxy->retry_counts;
    if (proxy->failback_mode == HF_AS_SERVER)
        proxy->failback_mode = (int8_t)server->failback_mode;
    if (proxy->failback_timeout_s == HF_AS_SERVER)
        proxy->failback_timeout_s = (int32_t)server->failback_timeout_s;
    if (proxy->register_on_enable == HF_AS_SERVER)
        proxy->register_on_enable = (int8_t)server->register_on_enable;
    if (proxy->only_signal_with_registered == HF_AS_SERVER)
        proxy->only_signal_with_registered = (int8_t)server->only_signal_with_registered;
    proxy->retry_counts = (int8_t)plain_count(config, (uint32_t)proxy->retry_counts);
    proxy->invite_retry_counts = (int8_t)plain_count(config, (uint32_t)proxy->invite_retry_counts);
    proxy->failback_timeout_s = (int32_t)plain_timeout((uint32_t)proxy->failback_timeout_s);
    proxy->failback_mode = (int8_t)plain_mode((unsigned)proxy->failback_mode,
                                              (uint32_t)proxy->failback_timeout_s,
                                              proxy->only_signal_with_registered);
}

void hf_compare_plain(const struct hf_config *config, struct hf_config *plain)
{
    *plain = *config;
    if (config->mode == HF_MODE_CONCURRENT && config->failback_interval_s > config->retry_max_s)
        plain->failback_interval_s = config->retry_max_s; /* D7: C6's waits come first */
    for (unsigned k = 1; k <= config->n_servers; k++) {
        struct hf_server_config *server = &plain->servers[k - 1];
        struct where where = plain_where(config, k,
                                         (struct where){server->port, server->transport});

        for (unsigned proxy = 1; proxy <= server->n_proxies; proxy++)
            plain_proxy(config, hf_place_of(k, proxy), &config->servers[k - 1],
                        &server->proxies[proxy - 1]);
        server->port = where.port;
        server->transport = where.transport;
        if (server->invite_retry_counts == HF_AS_RETRY_COUNTS)
            server->invite_retry_counts = server->retry_counts;
        server->retry_counts = plain_count(config, server->retry_counts);
        server->invite_retry_counts = plain_count(config, server->invite_retry_counts);
        if (server->retry_period_ms > T1S_MOST * config->t1_ms) /* A2 */
            server->retry_period_ms = T1S_MOST * config->t1_ms;
        server->failback_timeout_s = plain_timeout(server->failback_timeout_s);
        server->failback_mode = plain_mode(server->failback_mode, server->failback_timeout_s,
                                           server->only_signal_with_registered);
    }
}

/* ---- two values ---- */

/* A6: classes never match 401, 407 and 423, nor can a list name them. */
static int matches(const struct hf_statuses *statuses, unsigned status)
{
    if (status == 401 || status == 407 || status == 423)
        return 0;
    for (unsigned i = 0; i < statuses->n_codes && i < HF_STATUSES_MAX; i++)
        if (statuses->codes[i] == status)
            return 1;
    return (statuses->classes >> (status / 100) & 1) != 0;
}

static int same_statuses(const struct hf_statuses *a, const struct hf_statuses *b)
{
    for (unsigned status = 400; status < 700; status++)
        if (matches(a, status) != matches(b, status))
            return 0;
    return 1;
}

int hf_compare_same(const struct hf_config *a, const struct hf_config *b, unsigned setting,
                    unsigned place)
{
    char of_a[HF_NAME_MAX + 1], of_b[HF_NAME_MAX + 1];

    if (setting == HF_SETTING_REGISTER_FAILOVER_STATUSES)
        return same_statuses(&a->register_failover_statuses, &b->register_failover_statuses);
    if (setting == HF_SETTING_INVITE_FAILOVER_STATUSES)
        return same_statuses(&a->invite_failover_statuses, &b->invite_failover_statuses);
    if (setting == HF_SETTING_HOST) {
        hf_policy_host(a, place, of_a);
        hf_policy_host(b, place, of_b);
        return hf_compare_hosts(of_a, of_b);
    }
    hf_policy_value(a, setting, place, of_a);
    hf_policy_value(b, setting, place, of_b);
    return strcmp(of_a, of_b) == 0;
}

/* ---- fingerprints ---- */

struct mark {
    uint64_t sum;
};

static void mark_text(struct mark *mark, const char *text) /* FNV-1a, the end included */
{
    do {
        mark->sum = (mark->sum ^ (unsigned char)tolower((unsigned char)*text)) * 1099511628211u;
    } while (*text++ != '\0');
}

/* A host by what it is: an address can be said in several ways. */
static void mark_host(struct mark *mark, const struct hf_config *config, unsigned place)
{
    char host[HF_NAME_MAX + 1];
    struct hf_target at = {.family = HF_FAMILY_NONE};

    hf_policy_host(config, place, host);
    if (hf_target_parse(&at, host, strlen(host))) {
        for (size_t i = 0; i < sizeof(at.address); i++)
            mark->sum = (mark->sum ^ at.address[i]) * 1099511628211u;
        return;
    }
    host[length_of(host)] = '\0';
    mark_text(mark, host);
}

static void mark_statuses(struct mark *mark, const struct hf_statuses *statuses)
{
    for (unsigned status = 400; status < 700; status++)
        if (matches(statuses, status))
            mark->sum = (mark->sum ^ status) * 1099511628211u;
}

uint64_t hf_compare_fingerprint(const struct hf_config *config)
{
    struct mark mark = {14695981039346656037u};
    struct hf_config plain;
    char value[64];

    hf_compare_plain(config, &plain);
    mark_statuses(&mark, &plain.register_failover_statuses);
    mark_statuses(&mark, &plain.invite_failover_statuses);
    for (unsigned place = 0; place < HF_PLACES; place++) {
        if (!hf_policy_has_place(&plain, place))
            continue;
        if (place > 0)
            mark_host(&mark, &plain, place);
        for (unsigned setting = 0; setting < HF_SETTING_COUNT; setting++) {
            if (setting == HF_SETTING_HOST || setting == HF_SETTING_REGISTER_FAILOVER_STATUSES ||
                setting == HF_SETTING_INVITE_FAILOVER_STATUSES ||
                !hf_policy_stands_at(setting, place))
                continue;
            hf_policy_value(&plain, setting, place, value);
            mark_text(&mark, value);
        }
    }
    return mark.sum;
}

/* ---- for people ---- */

void hf_policy_words(const struct hf_config *config, unsigned setting, unsigned place,
                     char text[HF_NAME_MAX + 1])
{
    struct hf_config plain;
    char said[64], meant[64];

    if (setting == HF_SETTING_HOST) {
        hf_policy_host(config, place, text);
        return;
    }
    hf_compare_plain(config, &plain);
    hf_policy_value(config, setting, place, said);
    hf_policy_value(&plain, setting, place, meant);
    if (strcmp(said, meant) == 0)
        snprintf(text, HF_NAME_MAX + 1, "%s", said);
    else if (strncmp(said, "as ", 3) == 0)
        snprintf(text, HF_NAME_MAX + 1, "%s (%s)", meant, said);
    else
        snprintf(text, HF_NAME_MAX + 1, "%s (acts as %s)", said, meant);
}
