/* SPDX-License-Identifier: Apache-2.0 */
/* A phone drawn by a seed: each setting anywhere in what the core takes, with a liking for the
 * ends of its range. For tests that read, write and compare. */
#ifndef HOLDFAST_TESTS_VENDORS_RANDOM_PHONE_H
#define HOLDFAST_TESTS_VENDORS_RANDOM_PHONE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/event.h"
#include "holdfast/line.h"
#include "holdfast/vendors/vendors.h"

static inline uint64_t random_next(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u); /* splitmix64 */

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static inline uint32_t random_in(uint64_t *state, uint32_t least, uint32_t most)
{
    uint64_t drawn = random_next(state);

    if (drawn % 8 == 0)
        return least;
    if (drawn % 8 == 1)
        return most;
    return least + (uint32_t)((drawn >> 8) % ((uint64_t)most - least + 1));
}

/* Half of the time the value stays as it is. */
static inline void random_number(uint64_t *state, uint32_t *value, uint32_t least, uint32_t most)
{
    if (random_next(state) & 1)
        *value = random_in(state, least, most);
}

static inline void random_small(uint64_t *state, uint8_t *value, uint32_t least, uint32_t most)
{
    if (random_next(state) & 1)
        *value = (uint8_t)random_in(state, least, most);
}

/* At most 127 bytes of UTF-8 that is no control character, blanks at the ends and all. */
static inline char *random_text(uint64_t *state)
{
    static const char *const odd[] = {"\"", "\\", " ",  "'",        "#",        ":",
                                      "{",  "%",  "\t", "\xC3\xBC", "\xC2\xA0", "\xE2\x80\xA8",
                                      "-",  "&",  "*",  "!",        "|",        "\xE2\x80\xA9",
                                      ">",  "@",  "`",  "[",        ",",        "\xEF\xBB\xBF",
                                      "?",  "~",  "=",  "$",        "0",        "\xF0\x9F\x98\x80"};
    size_t wanted = random_next(state) % 4 == 0 ? 0 : random_in(state, 0, 100), n = 0;
    char *text = calloc(1, 128);

    while (text != NULL && n < wanted) {
        const char *next = odd[random_next(state) % (sizeof(odd) / sizeof(odd[0]))];

        if (random_next(state) % 2 == 0 || *next == '\t')
            text[n++] = (char)random_in(state, ' ', '~');
        else if (n + strlen(next) <= 127)
            n += (size_t)snprintf(text + n, 128 - n, "%s", next);
    }
    return text;
}

static inline void random_host(uint64_t *state, char host[64])
{
    unsigned n = random_in(state, 0, 255);

    switch (random_next(state) % 5) {
    case 0: snprintf(host, 64, "192.0.2.%u", n); return;
    case 1: snprintf(host, 64, "2001:db8::%x", n); return;
    case 2: snprintf(host, 64, "[2001:db8::%x]", n); return;
    case 3: snprintf(host, 64, "_sip._udp.pbx-%u.example.com.", n); return;
    default: snprintf(host, 64, "pbx-%u.example.net", n); return;
    }
}

static inline void random_statuses(uint64_t *state, struct hf_statuses *statuses)
{
    if (random_next(state) & 1)
        return;
    memset(statuses, 0, sizeof(*statuses));
    statuses->classes = (uint8_t)(random_next(state) & 0x70u);
    for (uint8_t wanted = (uint8_t)random_in(state, 0, HF_STATUSES_MAX);
         statuses->n_codes < wanted;) {
        uint16_t code = (uint16_t)random_in(state, 400, 699);

        if (code != 401 && code != 407 && code != 423)
            statuses->codes[statuses->n_codes++] = code;
    }
}

static inline void random_proxy(uint64_t *state, struct hf_proxy_config *proxy)
{
    proxy->port = (uint16_t)random_in(state, 0, 65535);
    proxy->transport = (uint8_t)random_in(state, 0, HF_TRANSPORT_NAPTR);
    proxy->retry_counts = (int8_t)((int)random_in(state, 0, HF_RETRY_COUNTS_MAX + 1) - 1);
    proxy->failback_timeout_s = (int32_t)random_in(state, 0, 65536) - 1;
    proxy->invite_retry_counts = (int8_t)random_in(state, 0, HF_RETRY_COUNTS_MAX);
    if (proxy->invite_retry_counts == 0)
        proxy->invite_retry_counts = HF_AS_SERVER;
    proxy->failback_mode = (int8_t)((int)random_in(state, 0, HF_FAILBACK_DURATION + 1) - 1);
    proxy->register_on_enable = (int8_t)((int)random_in(state, 0, 2) - 1);
    proxy->only_signal_with_registered = (int8_t)((int)random_in(state, 0, 2) - 1);
}

static inline void random_server(uint64_t *state, struct hf_config *config, unsigned index)
{
    struct hf_server_config *server = &config->servers[index];
    char host[64];

    random_host(state, host);
    hf_config_name(config, &server->host, host, strlen(host));
    server->port = (uint16_t)random_in(state, 0, 65535);
    random_small(state, &server->transport, 0, HF_TRANSPORT_NAPTR);
    random_small(state, &server->retry_counts, 0, HF_RETRY_COUNTS_MAX);
    random_number(state, &server->expires_s, 10, INT32_MAX);
    random_number(state, &server->retry_period_ms, 0, 32000);
    random_number(state, &server->failback_timeout_s, 0, 65535);
    random_small(state, &server->failback_mode, 0, HF_FAILBACK_DURATION);
    random_small(state, &server->invite_retry_counts, 1, HF_RETRY_COUNTS_MAX);
    random_small(state, &server->register_on_enable, 0, 1);
    random_small(state, &server->only_signal_with_registered, 0, 1);
    server->n_proxies = (uint8_t)random_in(state, 0, HF_SERVER_PROXIES);
    for (uint8_t i = 0; i < server->n_proxies; i++) {
        random_host(state, host);
        hf_config_name(config, &server->proxies[i].host, host, strlen(host));
        random_proxy(state, &server->proxies[i]);
    }
}

static inline void random_times(uint64_t *state, struct hf_config *config)
{
    random_number(state, &config->t1_ms, 1, 500);
    random_number(state, &config->t2_ms, 500, 60000);
    random_number(state, &config->t4_ms, 1, 60000);
    random_number(state, &config->failback_interval_s, 1, INT32_MAX);
    random_number(state, &config->proxy_failback_interval_s, 1, INT32_MAX);
    random_number(state, &config->idle_limit_s, 0, INT32_MAX);
    random_number(state, &config->retry_base_s, 1, 300);
    random_number(state, &config->retry_max_s, 300, 86400);
    random_number(state, &config->retry_after_max_s, 0, 86400);
    random_number(state, &config->quarantine_s, 0, 86400);
    random_number(state, &config->options_interval_s, 0, 86400);
    random_number(state, &config->keepalive_s, 0, 86400);
    random_number(state, &config->storm_spread_ms, 0, 60000);
    random_number(state, &config->start_spread_s, 0, 86400);
    random_number(state, &config->ring_timeout_s, 0, 86400);
}

static inline void random_config(uint64_t *state, struct hf_config *config)
{
    static const uint8_t between[] = {HF_FAILBACK_NEVER, HF_FAILBACK_NEW_REQUESTS,
                                      HF_FAILBACK_PROBE};

    hf_config_init(config);
    config->n_servers = (uint8_t)random_in(state, 1, HF_LINE_SERVERS);
    for (unsigned i = 0; i < config->n_servers; i++)
        random_server(state, config, i);
    random_times(state, config);
    random_statuses(state, &config->register_failover_statuses);
    random_statuses(state, &config->invite_failover_statuses);
    config->failback_servers = between[random_next(state) % 3];
    random_small(state, &config->mode, 0, HF_MODE_COUNT - 1);
    random_small(state, &config->failback_when, 0, HF_WHEN_COUNT - 1);
    random_small(state, &config->flap_damping, 0, 1);
    random_small(state, &config->register_first, 0, 1);
    random_small(state, &config->failover_other, 0, 1);
    random_small(state, &config->share_rests, 0, 1);
    random_small(state, &config->contact_per_server, 0, 1);
    if (config->contact_per_server)
        random_small(state, &config->unregister_old, 0, 1);
    random_small(state, &config->allow_downgrade, 0, 1);
    random_small(state, &config->static_first, 0, 1);
    random_small(state, &config->jitter_percent, 0, 50);
    random_small(state, &config->naptr_build, 0, HF_BUILD_COUNT - 1);
    random_small(state, &config->srv_order, 0, HF_SRV_COUNT - 1);
    random_small(state, &config->address_family, 0, HF_ADDRESS_COUNT - 1);
    random_small(state, &config->locate_by, 0, HF_LOCATE_COUNT - 1);
    random_small(state, &config->trust, 0, HF_TRUST_COUNT - 1);
}

static inline void random_account(uint64_t *state, struct hf_account *account)
{
    char name[32];

    memset(account, 0, sizeof(*account));
    random_config(state, &account->config);
    snprintf(name, sizeof(name), "line %u", (unsigned)account->number);
    account->name = strdup(name);
    account->user = random_text(state);
    account->label = random_next(state) & 1 ? strdup(account->user) : random_text(state);
    account->auth_name = random_next(state) & 1 ? strdup(account->user) : random_text(state);
    account->password = random_text(state);
    account->display_name = random_text(state);
    account->tls.ca_file = random_text(state);
    account->tls.certificate_file = random_text(state);
    account->tls.key_file = random_text(state);
    account->tls.verify_off = (int)(random_next(state) & 1);
    account->enabled = (int)(random_next(state) & 1);
    account->dialect = HF_DIALECT_NATIVE;
}

static inline void random_record(uint64_t *state, struct hf_static_record *record)
{
    static const uint8_t kinds[] = {HF_DNS_A, HF_DNS_AAAA, HF_DNS_SRV, HF_DNS_NAPTR};
    static const char *const addresses[] = {"192.0.2.1", "2001:db8::1"};
    static const char *const flags[] = {"", "s", "a"};
    static const char *const services[] = {"SIP+D2U", "SIP+D2T", "SIPS+D2T", "SIP+D2S"};
    char host[64];

    memset(record, 0, sizeof(*record));
    record->type = kinds[random_next(state) % 4];
    snprintf(host, sizeof(host), "_sip._udp.name-%u.example.com", random_in(state, 0, 9));
    record->name = strdup(host);
    random_host(state, host);
    record->target = strdup(record->type == HF_DNS_A      ? addresses[0]
                            : record->type == HF_DNS_AAAA ? addresses[1]
                                                          : host);
    record->service = strdup(record->type == HF_DNS_NAPTR ? services[random_next(state) % 4] : "");
    record->flags = strdup(record->type == HF_DNS_NAPTR ? flags[random_next(state) % 3] : "");
    record->ttl_s = random_in(state, 0, INT32_MAX);
    if (record->type == HF_DNS_SRV || record->type == HF_DNS_NAPTR) {
        record->priority = (uint16_t)random_in(state, 0, 65535);
        record->weight = (uint16_t)random_in(state, 0, 65535);
    }
    if (record->type == HF_DNS_SRV)
        record->port = (uint16_t)random_in(state, 0, 65535);
}

/* Free it with hf_phone_config_free. The numbers of its lines ascend. */
static inline void random_phone(uint64_t seed, struct hf_phone_config *phone)
{
    uint64_t state = seed;
    uint32_t number = 0;

    memset(phone, 0, sizeof(*phone));
    phone->n_accounts = random_in(&state, 1, 4);
    phone->accounts = calloc(phone->n_accounts, sizeof(*phone->accounts));
    for (size_t i = 0; i < phone->n_accounts; i++) {
        random_account(&state, &phone->accounts[i]);
        number += random_in(&state, 1, 3);
        phone->accounts[i].number = number;
    }
    phone->n_records = random_in(&state, 0, 4);
    phone->records = calloc(phone->n_records + 1, sizeof(*phone->records));
    for (size_t i = 0; i < phone->n_records; i++)
        random_record(&state, &phone->records[i]);
}

#endif
