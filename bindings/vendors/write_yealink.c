/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Accounts as a Yealink file; see writing.h. Each setting is written by its newest key. What the
 * file has no words for becomes the nearest: a range's end, a failback mode that stays.
 */
#include "writing.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/event.h"
#include "holdfast/vendors/policy.h"
#include "memory.h"
#include "yealink.h"

struct account_text { /* one account being written */
    struct hf_writing *writing;
    const struct hf_account *account;
    uint32_t number; /* in the file */
};

static void put_key(const struct account_text *to, size_t key)
{
    char name[HF_KEY_NAME];

    hf_vendor_yealink.spell(HF_DIALECT_YEALINK_CFG, to->number, &hf_yealink_keys[key], name);
    hf_write(to->writing, "%s = ", name);
}

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\v' || c == '\f';
}

/* Without the blanks at its ends, which the format does not keep. */
static void put_text(const struct account_text *to, size_t key, const char *text)
{
    size_t length = strlen(text);

    while (is_blank(*text)) {
        text++;
        length--;
    }
    while (length > 0 && is_blank(text[length - 1]))
        length--;
    if (length == 0)
        return;
    put_key(to, key);
    hf_write(to->writing, "%.*s\n", (int)length, text);
}

/* What a reader takes instead where the text is missing is written as it will be. */
static const char *text_or(const char *text, const char *instead)
{
    return text[strspn(text, " \t\v\f")] != '\0' ? text : instead;
}

static void put_number(const struct account_text *to, size_t key, int64_t number)
{
    put_key(to, key);
    if (hf_yealink_keys[key].kind != HF_KEY_SECONDS)
        hf_write(to->writing, "%" PRId64 "\n", number);
    else if (number % 100 == 0)
        hf_write(to->writing, "%" PRId64 ".%" PRId64 "\n", number / 1000, number % 1000 / 100);
    else
        hf_write(to->writing, "%" PRId64 ".%03" PRId64 "\n", number / 1000, number % 1000);
}

static int64_t within(const struct hf_key *spec, int64_t number)
{
    if (number < spec->least)
        return spec->least;
    return number > spec->greatest ? spec->greatest : number;
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

/* A field as it is stored; one byte or four of a proxy are signed, since HF_AS_SERVER is -1. */
static int64_t stored(const struct hf_config *config, const struct hf_key *spec, unsigned place)
{
    const unsigned char *field = base_of(config, place) + spec->field;
    int is_signed = spec->of == HF_KEY_OF_PROXY;
    uint16_t half;
    uint32_t wide;

    if (spec->width == sizeof(half)) {
        memcpy(&half, field, sizeof(half));
        return half;
    }
    if (spec->width == 1)
        return is_signed ? (int64_t)(int8_t)*field : (int64_t)*field;
    memcpy(&wide, field, sizeof(wide));
    return is_signed ? (int64_t)(int32_t)wide : (int64_t)wide;
}

/* The file's number of a choice, or -1 where the file has none for it. */
static int64_t choice_of(const struct hf_key *spec, int64_t value)
{
    for (int64_t i = spec->least; i <= spec->greatest; i++)
        if (spec->choices[i - spec->least] == value)
            return i;
    return -1;
}

static void put_field(const struct account_text *to, size_t key, unsigned place)
{
    const struct hf_key *spec = &hf_yealink_keys[key];
    int64_t value = stored(&to->account->config, spec, place);

    if (spec->of == HF_KEY_OF_PROXY && value == HF_AS_SERVER)
        put_number(to, key, HF_AS_SERVER);
    else if (spec->kind == HF_KEY_CHOICE)
        put_number(to, key, choice_of(spec, value) >= 0 ? choice_of(spec, value) : spec->greatest);
    else
        put_number(to, key, within(spec, value));
}

/* D8: whether a Yealink line waits until it is idle hangs on modes like this one, also where there
 * is nothing to choose between: a line that does not wait does better with mode 0 there. */
static int only_makes_wait(const struct hf_config *config, unsigned place)
{
    const struct hf_server_config *server = &config->servers[hf_place_server(place) - 1];
    int decides = hf_place_proxy(place) > 0 || server->n_proxies == 0;

    for (unsigned i = 0; i < server->n_proxies; i++)
        decides |= server->proxies[i].failback_mode == HF_AS_SERVER;
    return decides && config->failback_when == HF_WHEN_ANY &&
           !hf_policy_counts(config, HF_SETTING_FAILBACK_MODE, place);
}

/* D5 with a time of 0 stays until the target fails, which is what `never` means. */
static void put_failback(const struct account_text *to, size_t mode, unsigned place)
{
    const struct hf_config *config = &to->account->config;
    int64_t value = stored(config, &hf_yealink_keys[mode], place);
    int64_t timeout_s = stored(config, &hf_yealink_keys[mode + 1], place);

    if (value != HF_AS_SERVER && only_makes_wait(config, place))
        put_number(to, mode, 0);
    else
        put_field(to, mode, place);
    if (value == HF_FAILBACK_NEVER)
        put_number(to, mode + 1, 0);
    else if (timeout_s > 0 && timeout_s < 60)
        put_number(to, mode + 1, 60);
    else
        put_field(to, mode + 1, place);
}

static void put_host(const struct account_text *to, size_t key, unsigned place)
{
    char host[HF_NAME_MAX + 1];

    hf_policy_host(&to->account->config, place, host);
    put_text(to, key, host);
}

static void put_server(const struct account_text *to, unsigned number)
{
    const struct hf_server_config *server = &to->account->config.servers[number - 1];
    size_t first = hf_yealink_server_key(number, 0);

    put_host(to, first + YS_ADDRESS, number);
    put_field(to, first + YS_PORT, number);
    put_field(to, first + YS_TRANSPORT, number);
    put_field(to, first + YS_EXPIRES, number);
    put_field(to, first + YS_RETRY_COUNTS, number);
    if (server->invite_retry_counts != HF_AS_RETRY_COUNTS)
        put_field(to, first + YS_INVITE_RETRY_COUNTS, number);
    put_failback(to, first + YS_FAILBACK_MODE, number);
    put_field(to, first + YS_REGISTER_ON_ENABLE, number);
    put_field(to, first + YS_ONLY_REGISTERED, number);
}

static unsigned servers_of(const struct hf_config *config)
{
    return config->n_servers < HF_VENDOR_SERVERS ? config->n_servers : HF_VENDOR_SERVERS;
}

static int is_same_name(const struct hf_config *config, struct hf_name a, struct hf_name b)
{
    return a.length == b.length &&
           memcmp(config->names + a.at, config->names + b.at, a.length) == 0;
}

/* True: the two servers have the same outbound proxies, which is all that the file can say. */
static int has_same_proxies(const struct hf_config *config, unsigned a, unsigned b)
{
    const struct hf_server_config *one = &config->servers[a - 1], *other = &config->servers[b - 1];

    if (one->n_proxies != other->n_proxies)
        return 0;
    for (unsigned i = 0; i < one->n_proxies; i++) {
        const struct hf_proxy_config *p = &one->proxies[i], *q = &other->proxies[i];

        if (!is_same_name(config, p->host, q->host) || p->port != q->port ||
            p->retry_counts != q->retry_counts || p->failback_mode != q->failback_mode ||
            p->invite_retry_counts != q->invite_retry_counts ||
            p->failback_timeout_s != q->failback_timeout_s ||
            p->register_on_enable != q->register_on_enable ||
            p->only_signal_with_registered != q->only_signal_with_registered)
            return 0;
    }
    return 1;
}

static void put_proxy(const struct account_text *to, unsigned server, unsigned number)
{
    size_t first = hf_yealink_proxy_key(number, 0);
    unsigned place = hf_place_of(server, number);

    put_host(to, first + YP_ADDRESS, place);
    put_field(to, first + YP_PORT, place);
    put_field(to, first + YP_RETRY_COUNTS, place);
    put_field(to, first + YP_INVITE_RETRY_COUNTS, place);
    put_failback(to, first + YP_FAILBACK_MODE, place);
    put_field(to, first + YP_REGISTER_ON_ENABLE, place);
    put_field(to, first + YP_ONLY_REGISTERED, place);
}

/* B13: the proxies of the first server that has any; a server with others goes without. */
static void put_proxies(const struct account_text *to)
{
    const struct hf_config *config = &to->account->config;
    unsigned n_servers = servers_of(config), with = 1;

    while (with <= n_servers && config->servers[with - 1].n_proxies == 0)
        with++;
    if (with > n_servers)
        return;
    put_number(to, Y_PROXY_ENABLE, 1);
    for (unsigned number = 1; number <= config->servers[with - 1].n_proxies; number++)
        put_proxy(to, with, number);
    for (unsigned server = 1; server <= n_servers; server++)
        if (!has_same_proxies(config, server, with))
            put_number(to, hf_yealink_server_key(server, YS_PROXY_ENABLE), 0);
}

/* C6: flat by one key, after RFC 5626 by two others, whose range is wider. */
static void put_waits(const struct account_text *to)
{
    const struct hf_config *config = &to->account->config;

    if (config->retry_base_s == config->retry_max_s &&
        config->retry_base_s <= hf_yealink_keys[Y_RETRY_INTERVAL].greatest) {
        put_number(to, Y_RETRY_INTERVAL, config->retry_base_s);
        return;
    }
    put_number(to, Y_RETRY_MIN, config->retry_base_s);
    put_number(to, Y_RETRY_MAX, config->retry_max_s);
}

static void put_keepalive(const struct account_text *to)
{
    uint32_t seconds = to->account->config.keepalive_s;

    put_number(to, Y_KEEPALIVE, seconds > 0 ? HF_KEEPALIVE_CRLF : HF_KEEPALIVE_OFF);
    if (seconds > 0)
        put_number(to, Y_KEEPALIVE_TIME, within(&hf_yealink_keys[Y_KEEPALIVE_TIME], seconds));
}

static void put_policy(const struct account_text *to)
{
    const struct hf_config *config = &to->account->config;

    put_field(to, Y_REDUNDANCY_TYPE, 0);
    if (config->mode == HF_MODE_SUCCESSIVE && config->failback_servers == HF_FAILBACK_NEVER)
        put_number(to, Y_FALLBACK_TIMEOUT, INT32_MAX); /* as near to never as it goes */
    else
        put_field(to, Y_FALLBACK_TIMEOUT, 0);
    put_field(to, Y_PROXY_INTERVAL, 0);
    put_field(to, Y_NAPTR_BUILD, 0);
    put_field(to, Y_STATIC_FIRST, 0);
    put_waits(to);
    put_keepalive(to);
}

/* The phones take less than we do. */
static uint32_t expires_of(const struct hf_account *account)
{
    uint32_t most_s = (uint32_t)hf_yealink_keys[Y_MWI_EXPIRES].greatest;

    return account->messages.expires_s < most_s ? account->messages.expires_s : most_s;
}

static void put_account(const struct account_text *to)
{
    const struct hf_account *account = to->account;

    hf_write(to->writing, "\n## Account %u\n", (unsigned)to->number);
    put_number(to, Y_ENABLE, account->enabled != 0);
    put_text(to, Y_LABEL, text_or(account->label, account->user));
    put_text(to, Y_DISPLAY_NAME, account->display_name);
    put_text(to, Y_AUTH_NAME, text_or(account->auth_name, account->user));
    put_text(to, Y_USER_NAME, account->user);
    put_text(to, Y_PASSWORD, account->password);
    put_number(to, Y_MWI, account->messages.subscribe != 0);
    if (account->messages.expires_s != 0)
        put_number(to, Y_MWI_EXPIRES, expires_of(account));
    if (account->messages.voicemail != NULL)
        put_text(to, Y_VOICE_MAIL, account->messages.voicemail);
    for (unsigned number = 1; number <= servers_of(&account->config); number++)
        put_server(to, number);
    put_proxies(to);
    put_policy(to);
}

/* What phones have once comes from the first account. */
static void put_phone(const struct account_text *to)
{
    put_field(to, Y_TIMER_T1, 0);
    put_field(to, Y_TIMER_T2, 0);
    put_field(to, Y_TIMER_T4, 0);
    put_field(to, Y_SURGE, 0);
}

static void put_record(struct hf_writing *writing, const struct hf_static_record *record,
                       unsigned number)
{
    static const struct {
        const char *prefix, *target;
    } names[] = {
        {"dns_cache_a", "ip"}, {"dns_cache_srv", "target"}, {"dns_cache_naptr", "replace"}};
    unsigned i = record->type == HF_DNS_A ? 0 : record->type == HF_DNS_SRV ? 1 : 2;
    const char *prefix = names[i].prefix;

    hf_write(writing, "%s.%u.name = %s\n", prefix, number, record->name);
    hf_write(writing, "%s.%u.%s = %s\n", prefix, number, names[i].target, record->target);
    if (record->type == HF_DNS_SRV)
        hf_write(writing, "%s.%u.port = %u\n%s.%u.priority = %u\n%s.%u.weight = %u\n", prefix,
                 number, (unsigned)record->port, prefix, number, (unsigned)record->priority, prefix,
                 number, (unsigned)record->weight);
    if (record->type == HF_DNS_NAPTR)
        hf_write(writing,
                 "%s.%u.service = %s\n%s.%u.flags = %s\n%s.%u.order = %u\n%s.%u.preference = %u\n",
                 prefix, number, record->service, prefix, number, record->flags, prefix, number,
                 (unsigned)record->priority, prefix, number, (unsigned)record->weight);
    hf_write(writing, "%s.%u.ttl = %u\n", prefix, number, (unsigned)record->ttl_s);
}

/* The file has no NAPTR without a service or with empty flags, and no blanks at a text's ends. */
static int can_be_said(const struct hf_static_record *record)
{
    size_t length = strlen(record->service);

    return record->type != HF_DNS_NAPTR ||
           (record->flags[0] != '\0' && length > 0 && !is_blank(record->service[0]) &&
            !is_blank(record->service[length - 1]));
}

/* B11a. By type, as they are read again; the file has no AAAA. */
static void put_records(struct hf_writing *writing, const struct hf_phone_config *phone)
{
    static const uint8_t types[] = {HF_DNS_A, HF_DNS_SRV, HF_DNS_NAPTR};
    const char *heading = "\n## Static DNS records\n";

    for (size_t type = 0; type < sizeof(types); type++) {
        unsigned n = 0;

        for (size_t i = 0; i < phone->n_records; i++) {
            if (phone->records[i].type != types[type] || !can_be_said(&phone->records[i]))
                continue;
            hf_write(writing, "%s", heading);
            heading = "";
            put_record(writing, &phone->records[i], ++n);
        }
    }
}

/* The account's own number, or the first free one where two files of different vendors have the
 * same. */
static uint32_t number_for(uint8_t *is_taken, uint32_t number)
{
    if (is_taken[number])
        for (number = 1; number <= HF_PHONE_LINES && is_taken[number]; number++)
            continue;
    is_taken[number] = 1;
    return number;
}

void hf_write_yealink(struct hf_writing *writing, const struct hf_phone_config *phone)
{
    uint8_t *is_taken = hf_memory_new(HF_PHONE_LINES + 2, 1);

    hf_write(writing, "#!version:1.0.0.1\n## Written by holdfast.\n");
    if (phone->n_accounts > 0)
        put_phone(&(struct account_text){writing, &phone->accounts[0], 1});
    for (size_t i = 0; i < phone->n_accounts; i++)
        put_account(&(struct account_text){writing, &phone->accounts[i],
                                           number_for(is_taken, phone->accounts[i].number)});
    put_records(writing, phone);
    free(is_taken);
}
