/* SPDX-License-Identifier: Apache-2.0 */
/* What Yealink's keys mean (G, the Yealink column), with the older spellings that one file may hold
 * beside the newer ones: of two that mean the same, the later one counts. */
#include "yealink.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "value.h"

static size_t server_key(unsigned server, unsigned key)
{
    return hf_yealink_server_key(server, key);
}

static const struct hf_yealink_place first_server = {Y_SERVER_1 + YS_ADDRESS, Y_SERVER_1 + YS_PORT,
                                                     Y_HOST, Y_PORT};

/* The first key that names a server, or Y_COUNT. */
static size_t first_address(const struct hf_import *import)
{
    static const size_t hosts[] = {Y_SERVER_1 + YS_ADDRESS, Y_HOST,
                                   Y_SERVER_1 + YS_COUNT + YS_ADDRESS};

    for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
        if (hf_import_raw(import, hosts[i]) != NULL)
            return hosts[i];
    return Y_COUNT;
}

static int is_line(struct hf_import *import)
{
    const char *enable = hf_import_raw(import, Y_ENABLE);

    if (first_address(import) != Y_COUNT)
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
    hf_import_messages(import, Y_MWI, Y_MWI_EXPIRES);
    hf_import_voicemail(import, Y_VOICE_MAIL);
}

size_t hf_yealink_either(struct hf_import *import, struct hf_yealink_pair pair)
{
    const char *a = hf_import_raw(import, pair.newer);
    const char *b = hf_import_raw(import, pair.older);
    int older_counts = hf_import_is_later(import, pair.older, pair.newer);
    size_t counts = older_counts ? pair.older : pair.newer;
    char shown[72], where[40] = "", there[8] = "";

    if (a == NULL || b == NULL || strcmp(a, b) == 0)
        return counts;
    if (pair.server > 0 && !older_counts) { /* it can count for the other server */
        snprintf(where, sizeof(where), " for server %u", pair.server);
        snprintf(there, sizeof(there), " there");
    }
    hf_value_show(older_counts ? b : a, shown);
    hf_import_warn(import, (struct hf_about){older_counts ? pair.newer : pair.older, "G2a"},
                   "does not count%s: %s means the same%s and stands later with %s", where,
                   hf_yealink_keys[counts].name, there, shown);
    return counts;
}

size_t hf_yealink_port(struct hf_import *import, const struct hf_yealink_place *place, size_t host)
{
    int is_older = host == place->older_host;
    size_t own = is_older ? place->older_port : place->newer_port;
    size_t other = is_older ? place->newer_port : place->older_port;
    const char *a = hf_import_raw(import, own), *b = hf_import_raw(import, other);
    const char *other_host = hf_import_raw(import,
                                           is_older ? place->newer_host : place->older_host);

    if (b == NULL || (a != NULL && strcmp(a, b) == 0))
        return own;
    if (a == NULL && (other_host == NULL || strcmp(other_host, hf_import_raw(import, host)) == 0))
        return other;
    hf_import_warn(import, (struct hf_about){other, "G2a"},
                   "does not count: it belongs to %s, and %s stands later",
                   hf_yealink_keys[is_older ? place->newer_host : place->older_host].name,
                   hf_yealink_keys[host].name);
    return own;
}

int64_t hf_yealink_failback_timeout(struct hf_import *import, size_t key, int64_t timeout_s)
{
    if (timeout_s <= 0 || timeout_s >= 60)
        return timeout_s;
    hf_import_warn(import, (struct hf_about){key, "D5"}, "acts as 60");
    return 60;
}

static void server(struct hf_import *import, unsigned number)
{
    static const struct {
        unsigned newer;
        size_t older;
    } pairs[] = {{YS_EXPIRES, Y_EXPIRES},
                 {YS_TRANSPORT, Y_TRANSPORT},
                 {YS_RETRY_COUNTS, Y_RETRY_COUNTS},
                 {YS_FAILBACK_MODE, Y_FAILBACK_MODE}};
    struct hf_server_config *server_config;
    size_t host = server_key(number, YS_ADDRESS), port = server_key(number, YS_PORT);
    unsigned place;

    if (number == 1) {
        host = hf_yealink_either(
            import, (struct hf_yealink_pair){first_server.newer_host, first_server.older_host, 0});
        if (hf_import_raw(import, host) != NULL)
            port = hf_yealink_port(import, &first_server, host);
    }
    place = hf_import_server(import, host);
    if (place == 0)
        return;
    server_config = &import->account->config.servers[place - 1];
    hf_import_field(import, port, place);
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
        hf_import_field(
            import,
            hf_yealink_either(import, (struct hf_yealink_pair){server_key(number, pairs[i].newer),
                                                               pairs[i].older, number}),
            place);
    /* A5: without a key of its own an INVITE is retried as any other request. */
    if (hf_import_raw(import, server_key(number, YS_INVITE_RETRY_COUNTS)) != NULL)
        hf_import_field(import, server_key(number, YS_INVITE_RETRY_COUNTS), place);
    hf_import_field(import, server_key(number, YS_FAILBACK_TIMEOUT), place);
    hf_import_field(import, server_key(number, YS_REGISTER_ON_ENABLE), place);
    hf_import_field(import, server_key(number, YS_ONLY_REGISTERED), place);
    server_config->failback_timeout_s = (uint32_t)hf_yealink_failback_timeout(
        import, server_key(number, YS_FAILBACK_TIMEOUT), server_config->failback_timeout_s);
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
    /* Its factory value is what every template has, beside the interval that is meant. */
    grows = least > 0 || (most != hf_yealink_keys[Y_RETRY_MAX].preset && most > 0);
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
                       "below the vendor's range of %d.%d to %d seconds; taken as it is, for labs",
                       (int)(official_ms / 1000), (int)(official_ms % 1000 / 100),
                       (int)(hf_yealink_keys[key].greatest / 1000));
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

/* B13: also in concurrent mode the first proxy is looked for; D7: the servers by C6's waits alone,
 * which new_requests leaves as they are. */
static void between_proxies(struct hf_import *import)
{
    struct hf_config *config = &import->account->config;

    for (unsigned k = 0; k < config->n_servers; k++)
        if (config->mode == HF_MODE_CONCURRENT && config->servers[k].n_proxies > 1)
            config->failback_servers = HF_FAILBACK_NEW_REQUESTS;
}

/* The place whose failback_mode counts for a proxy: its own, or its server's (B13). */
static unsigned place_of_mode(const struct hf_config *config, unsigned server, unsigned proxy)
{
    const struct hf_server_config *entry = &config->servers[server - 1];

    if (proxy == 0 || entry->proxies[proxy - 1].failback_mode == HF_AS_SERVER)
        return hf_place_of(server, 0);
    return hf_place_of(server, proxy);
}

static int waits(const struct hf_config *config, unsigned place)
{
    const struct hf_server_config *entry = &config->servers[hf_place_server(place) - 1];
    unsigned proxy = hf_place_proxy(place);

    return (proxy > 0 ? entry->proxies[proxy - 1].failback_mode : entry->failback_mode) !=
           HF_FAILBACK_NEW_REQUESTS;
}

/* D8: modes 1..3 wait for an idle line, mode 0 has nothing to wait for. */
static void idle_or_not(struct hf_import *import)
{
    struct hf_config *config = &import->account->config;

    config->idle_limit_s = 0;
    config->failback_when = HF_WHEN_ANY;
    for (unsigned server = 1; server <= config->n_servers; server++) {
        unsigned most = config->servers[server - 1].n_proxies;

        for (unsigned proxy = most > 0 ? 1 : 0; proxy <= most; proxy++) {
            unsigned place = place_of_mode(config, server, proxy);

            if (config->failback_when == HF_WHEN_IDLE || !waits(config, place))
                continue;
            config->failback_when = HF_WHEN_IDLE;
            hf_import_follow(import, (struct hf_follows){HF_SETTING_FAILBACK_WHEN,
                                                         HF_SETTING_FAILBACK_MODE, place});
        }
    }
}

static void line_policy(struct hf_import *import)
{
    struct hf_config *config = &import->account->config;

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
    hf_import_keepalive(import, Y_KEEPALIVE, Y_KEEPALIVE_TIME);
}

static void finish(struct hf_import *import)
{
    hf_import_common(import);
    identity(import);
    for (unsigned number = 1; number <= HF_VENDOR_SERVERS; number++)
        server(import, number);
    line_policy(import);
    hf_yealink_proxies(import);
    between_proxies(import);
    idle_or_not(import);
    hf_import_noted(import);
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
    else if (key == &hf_yealink_keys[Y_VOICE_MAIL])
        snprintf(text, HF_KEY_NAME, "%s.%u", key->name, (unsigned)number);
    else
        snprintf(text, HF_KEY_NAME, "account.%u.%s", (unsigned)number, key->name);
}

const struct hf_vendor hf_vendor_yealink = {
    .maker = HF_MAKER_YEALINK,
    .name = name_line,
    .spell = spell,
    .keys = hf_yealink_keys,
    .n_keys = Y_COUNT,
    .is_line = is_line,
    .finish = finish,
};
