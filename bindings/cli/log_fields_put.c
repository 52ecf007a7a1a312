/* SPDX-License-Identifier: Apache-2.0 */
/* Fields written: for people "status 503 Service Unavailable, retry after 30 s", or as JSON. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "holdfast/config.h"
#include "log_fields.h"
#include "words.h"

#define CLASS_FIRST 4
#define CLASS_LAST  6

static const uint8_t *member(const struct hf_log_row *row, const void *fields)
{
    return (const uint8_t *)fields + row->at;
}

uint64_t hf_log_row_number(const struct hf_log_row *row, const void *fields)
{
    uint64_t eight = 0;
    uint32_t four = 0;
    uint16_t two = 0;

    switch (row->size) {
    case 8: memcpy(&eight, member(row, fields), 8); return eight;
    case 4: memcpy(&four, member(row, fields), 4); return four;
    case 2: memcpy(&two, member(row, fields), 2); return two;
    default: return *member(row, fields);
    }
}

static int64_t signed_number(const struct hf_log_row *row, const void *fields)
{
    uint64_t number = hf_log_row_number(row, fields);

    switch (row->size) {
    case 4: return (int32_t)(uint32_t)number;
    case 1: return (int8_t)(uint8_t)number;
    default: return (int64_t)number;
    }
}

static struct hf_target target_at(const uint8_t *at)
{
    struct hf_target target;

    memcpy(&target, at, sizeof(target));
    return target;
}

/* Not said: nothing to write for people, null in JSON. */
static int is_none(const struct hf_log_row *row, uint64_t number)
{
    switch ((enum hf_log_value)row->kind) {
    case HF_LOG_VALUE_INDEX:
    case HF_LOG_VALUE_STATUS: return number == 0;
    case HF_LOG_VALUE_US: return number == HF_NEVER;
    case HF_LOG_VALUE_S: return number == UINT32_MAX;
    case HF_LOG_VALUE_LIMIT: return number == (row->size == 1 ? HF_AS_RETRY_COUNTS : UINT32_MAX);
    default: return 0;
    }
}

/* ---- for people ---- */

/* "retry_after_s" is "retry after": the unit stands behind the value. */
static void put_label(struct hf_log_out *out, const char *key)
{
    char text[64] = ", ";
    size_t n = 2;

    for (size_t i = 0; key[i] != '\0' && n < sizeof(text); i++)
        text[n++] = (char)(key[i] == '_' ? ' ' : key[i]);
    if (text[n - 1] == 's' && text[n - 2] == ' ')
        n -= 2;
    else if (text[n - 1] == 's' && text[n - 3] == ' ' && (text[n - 2] == 'u' || text[n - 2] == 'm'))
        n -= 3;
    hf_log_out_bytes(out, text, n);
}

static void put_us(struct hf_log_out *out, uint64_t us)
{
    hf_log_out_number(out, us / 1000000u);
    hf_log_out_bytes(out, ".", 1);
    hf_log_out_digits(out, us % 1000000u, 6);
    hf_log_out_bytes(out, " s", 2);
}

static void put_target(struct hf_log_out *out, const struct hf_target *target)
{
    char text[HF_WORDS_TARGET];

    hf_log_out_text(out, hf_words_target(target, text));
}

static void put_record(struct hf_log_out *out, const struct hf_dns_record *record)
{
    struct hf_target address = {.family = HF_FAMILY_NONE};
    char text[HF_WORDS_TARGET + 48];

    memcpy(address.address, record->address, sizeof(address.address));
    if (record->type == HF_DNS_A || record->type == HF_DNS_AAAA) {
        address.family = record->type == HF_DNS_A ? HF_FAMILY_IPV4 : HF_FAMILY_IPV6;
        hf_log_out_text(out, record->type == HF_DNS_A ? "A " : "AAAA ");
        hf_words_address(&address, text);
        text[strlen(text) - 2] = '\0'; /* its port, which a record has not: ":0" */
        hf_log_out_text(out, text);
        return;
    }
    snprintf(text, sizeof(text), "%s %u %u ", record->type == HF_DNS_SRV ? "SRV" : "NAPTR",
             record->priority, record->weight);
    hf_log_out_text(out, text);
    hf_log_out_plain(out, record->name.at, record->name.length);
    if (record->type == HF_DNS_SRV)
        snprintf(text, sizeof(text), " port %u", record->port);
    else
        snprintf(text, sizeof(text), " %s, flag %c%s", hf_transport_name(record->service),
                 record->flag != 0 ? record->flag : '-', record->has_regexp ? ", a pattern" : "");
    hf_log_out_text(out, text);
}

static void put_list(struct hf_log_out *out, const struct hf_log_row *row, const void *fields)
{
    uint64_t n = hf_log_row_number(row, fields);
    const struct hf_dns_record *records = NULL;
    const uint8_t *list = (const uint8_t *)fields + row->more;

    if (row->kind == HF_LOG_VALUE_RECORDS)
        memcpy(&records, list, sizeof(records));
    for (uint64_t i = 0; i < n; i++) {
        hf_log_out_text(out, i == 0 ? ": " : " | ");
        if (row->kind == HF_LOG_VALUE_RECORDS) {
            put_record(out, &records[i]);
        } else {
            struct hf_target target = target_at(list + i * sizeof(target));

            put_target(out, &target);
        }
    }
}

static void put_codes(struct hf_log_out *out, const struct hf_statuses *statuses)
{
    char text[8];

    for (unsigned i = 0; i < statuses->n_codes && i < HF_STATUSES_MAX; i++) {
        snprintf(text, sizeof(text), " %u", statuses->codes[i]);
        hf_log_out_text(out, text);
    }
    for (unsigned i = CLASS_FIRST; i <= CLASS_LAST; i++) {
        snprintf(text, sizeof(text), " %uxx", i);
        if ((statuses->classes >> i & 1u) != 0)
            hf_log_out_text(out, text);
    }
    if (statuses->n_codes == 0 && statuses->classes == 0)
        hf_log_out_text(out, " none");
}

static void put_why(struct hf_log_out *out, unsigned why)
{
    hf_log_out_text(out, ", because ");
    hf_log_out_text(out, hf_words_why(why));
    hf_log_out_text(out, " (");
    hf_log_out_text(out, hf_why_token(why));
    hf_log_out_text(out, ", ");
    hf_log_out_text(out, hf_why_rule(why));
    hf_log_out_text(out, ")");
}

static void put_number(struct hf_log_out *out, const struct hf_log_row *row, const void *fields)
{
    uint64_t number = hf_log_row_number(row, fields);

    hf_log_out_bytes(out, " ", 1);
    switch ((enum hf_log_value)row->kind) {
    case HF_LOG_VALUE_US: put_us(out, number); return;
    case HF_LOG_VALUE_WORD:
    case HF_LOG_VALUE_NAMED: hf_log_out_text(out, row->word((unsigned)number)); return;
    case HF_LOG_VALUE_STATUS:
        hf_log_out_number(out, number);
        hf_log_out_text(out, hf_words_status((unsigned)number)[0] != '\0' ? " " : "");
        hf_log_out_text(out, hf_words_status((unsigned)number));
        return;
    case HF_LOG_VALUE_SIGNED:
        if (signed_number(row, fields) < 0)
            hf_log_out_text(out, "as the server's");
        else
            hf_log_out_number(out, number);
        return;
    default: hf_log_out_number(out, number); break;
    }
    if (row->kind == HF_LOG_VALUE_S)
        hf_log_out_text(out, " s");
    else if (row->kind == HF_LOG_VALUE_MS)
        hf_log_out_text(out, " ms");
}

static void put_plain(struct hf_log_out *out, const struct hf_log_row *row, const void *fields)
{
    uint64_t number = hf_log_row_number(row, fields);

    if (is_none(row, number))
        return;
    if (number == 0 && (row->kind == HF_LOG_VALUE_NUMBER || row->kind == HF_LOG_VALUE_FLAG ||
                        row->kind == HF_LOG_VALUE_US || row->kind == HF_LOG_VALUE_NAMED))
        return;
    if (row->kind == HF_LOG_VALUE_WHY) {
        put_why(out, (unsigned)number);
        return;
    }
    put_label(out, row->key);
    if (row->kind != HF_LOG_VALUE_FLAG)
        put_number(out, row, fields);
}

static void put_text(struct hf_log_out *out, const struct hf_log_row *row, const void *fields)
{
    struct hf_target target;
    struct hf_statuses statuses;
    struct hf_text text;

    switch ((enum hf_log_value)row->kind) {
    case HF_LOG_VALUE_TEXT:
        memcpy(&text, member(row, fields), sizeof(text));
        put_label(out, row->key);
        hf_log_out_text(out, " \"");
        hf_log_out_plain(out, text.at, text.length);
        hf_log_out_text(out, "\"");
        break;
    case HF_LOG_VALUE_NAME:
        put_label(out, row->key);
        hf_log_out_text(out, " ");
        hf_log_out_plain(out, (const char *)member(row, fields),
                         strlen((const char *)member(row, fields)));
        break;
    case HF_LOG_VALUE_TARGET:
        target = target_at(member(row, fields));
        if (target.family == HF_FAMILY_NONE)
            break;
        put_label(out, row->key);
        hf_log_out_text(out, " ");
        put_target(out, &target);
        break;
    case HF_LOG_VALUE_CODES:
        memcpy(&statuses, member(row, fields), sizeof(statuses));
        put_label(out, row->key);
        put_codes(out, &statuses);
        break;
    case HF_LOG_VALUE_TARGETS:
    case HF_LOG_VALUE_RECORDS: put_list(out, row, fields); break;
    default: put_plain(out, row, fields); break;
    }
}

void hf_log_fields_text(struct hf_log_out *out, const struct hf_log_rows *rows, const void *fields)
{
    for (size_t i = 0; i < rows->n; i++)
        put_text(out, &rows->items[i], fields);
}

/* ---- JSON ---- */

static void json_target(struct hf_log_out *out, const char *key, const struct hf_target *target)
{
    char text[HF_WORDS_TARGET];

    hf_log_out_key_text(out, key,
                        target->family == HF_FAMILY_NONE ? NULL : hf_words_target(target, text));
}

static void json_record(struct hf_log_out *out, const struct hf_dns_record *record)
{
    struct hf_target address = {.family = HF_FAMILY_NONE};
    char text[HF_WORDS_TARGET];
    const char flag[2] = {record->flag, '\0'};

    hf_log_out_open(out, NULL, '{');
    hf_log_out_key_number(out, "type", record->type);
    memcpy(address.address, record->address, sizeof(address.address));
    if (record->type == HF_DNS_A || record->type == HF_DNS_AAAA) {
        address.family = record->type == HF_DNS_A ? HF_FAMILY_IPV4 : HF_FAMILY_IPV6;
        hf_words_address(&address, text);
        text[strlen(text) - 2] = '\0'; /* ":0" */
        hf_log_out_key_text(out, "address", text);
    } else {
        hf_log_out_key_chars(out, "name", record->name.at, record->name.length);
        hf_log_out_key_number(out, "priority", record->priority);
        hf_log_out_key_number(out, "weight", record->weight);
        hf_log_out_key_number(out, "port", record->port);
        hf_log_out_key_text(out, "flag", flag);
        hf_log_out_key_number(out, "has_regexp", record->has_regexp);
        hf_log_out_key_number(out, "service", record->service);
    }
    hf_log_out_close(out, '}');
}

static void json_list(struct hf_log_out *out, const struct hf_log_row *row, const void *fields)
{
    uint64_t n = hf_log_row_number(row, fields);
    const struct hf_dns_record *records = NULL;
    const uint8_t *list = (const uint8_t *)fields + row->more;

    if (row->kind == HF_LOG_VALUE_RECORDS)
        memcpy(&records, list, sizeof(records));
    hf_log_out_open(out, row->key, '[');
    for (uint64_t i = 0; i < n; i++) {
        if (row->kind == HF_LOG_VALUE_RECORDS) {
            json_record(out, &records[i]);
        } else {
            struct hf_target target = target_at(list + i * sizeof(target));

            json_target(out, NULL, &target);
        }
    }
    hf_log_out_close(out, ']');
}

static void json_codes(struct hf_log_out *out, const char *key, const struct hf_statuses *statuses)
{
    hf_log_out_open(out, key, '{');
    hf_log_out_open(out, "codes", '[');
    for (unsigned i = 0; i < statuses->n_codes && i < HF_STATUSES_MAX; i++)
        hf_log_out_key_number(out, NULL, statuses->codes[i]);
    hf_log_out_close(out, ']');
    hf_log_out_key_number(out, "classes", statuses->classes);
    hf_log_out_close(out, '}');
}

static void json_number(struct hf_log_out *out, const struct hf_log_row *row, const void *fields)
{
    uint64_t number = hf_log_row_number(row, fields);

    if (is_none(row, number) && row->kind != HF_LOG_VALUE_STATUS)
        hf_log_out_key_null(out, row->key);
    else if (row->kind == HF_LOG_VALUE_WHY)
        hf_log_out_key_text(out, row->key, hf_why_token((unsigned)number));
    else if (row->kind == HF_LOG_VALUE_WORD || row->kind == HF_LOG_VALUE_NAMED)
        hf_log_out_key_text(out, row->key, row->word((unsigned)number));
    else if (row->kind == HF_LOG_VALUE_SIGNED)
        hf_log_out_key_signed(out, row->key, signed_number(row, fields));
    else
        hf_log_out_key_number(out, row->key, number);
}

static void json_field(struct hf_log_out *out, const struct hf_log_row *row, const void *fields)
{
    struct hf_target target;
    struct hf_statuses statuses;
    struct hf_text text;

    switch ((enum hf_log_value)row->kind) {
    case HF_LOG_VALUE_TEXT:
        memcpy(&text, member(row, fields), sizeof(text));
        hf_log_out_key_chars(out, row->key, text.at, text.length);
        break;
    case HF_LOG_VALUE_NAME:
        hf_log_out_key_text(out, row->key, (const char *)member(row, fields));
        break;
    case HF_LOG_VALUE_TARGET:
        target = target_at(member(row, fields));
        json_target(out, row->key, &target);
        break;
    case HF_LOG_VALUE_CODES:
        memcpy(&statuses, member(row, fields), sizeof(statuses));
        json_codes(out, row->key, &statuses);
        break;
    case HF_LOG_VALUE_TARGETS:
    case HF_LOG_VALUE_RECORDS: json_list(out, row, fields); break;
    default: json_number(out, row, fields); break;
    }
}

void hf_log_fields_json(struct hf_log_out *out, const struct hf_log_rows *rows, const void *fields)
{
    for (size_t i = 0; i < rows->n; i++)
        json_field(out, &rows->items[i], fields);
}

/* ---- configuration ---- */

static void put_host(struct hf_log_out *out, const struct hf_config *config,
                     const struct hf_name *name)
{
    hf_log_out_plain(out, config->names + name->at, name->length);
}

void hf_log_config_text(struct hf_log_out *out, const struct hf_config *config)
{
    char text[24];

    for (unsigned i = 0; i < config->n_servers && i < HF_LINE_SERVERS; i++) {
        const struct hf_server_config *server = &config->servers[i];

        snprintf(text, sizeof(text), "; server %u ", i + 1);
        hf_log_out_text(out, text);
        put_host(out, config, &server->host);
        hf_log_fields_text(out, &hf_log_rows_of_server, server);
        for (unsigned k = 0; k < server->n_proxies && k < HF_SERVER_PROXIES; k++) {
            snprintf(text, sizeof(text), "; its proxy %u ", k + 1);
            hf_log_out_text(out, text);
            put_host(out, config, &server->proxies[k].host);
            hf_log_fields_text(out, &hf_log_rows_of_proxy, &server->proxies[k]);
        }
    }
    hf_log_out_text(out, "; all");
    hf_log_fields_text(out, &hf_log_rows_of_config, config);
}

static void json_server(struct hf_log_out *out, const struct hf_config *config,
                        const struct hf_server_config *server)
{
    hf_log_out_open(out, NULL, '{');
    hf_log_out_key_chars(out, "host", config->names + server->host.at, server->host.length);
    hf_log_fields_json(out, &hf_log_rows_of_server, server);
    hf_log_out_open(out, "proxies", '[');
    for (unsigned i = 0; i < server->n_proxies && i < HF_SERVER_PROXIES; i++) {
        const struct hf_proxy_config *proxy = &server->proxies[i];

        hf_log_out_open(out, NULL, '{');
        hf_log_out_key_chars(out, "host", config->names + proxy->host.at, proxy->host.length);
        hf_log_fields_json(out, &hf_log_rows_of_proxy, proxy);
        hf_log_out_close(out, '}');
    }
    hf_log_out_close(out, ']');
    hf_log_out_close(out, '}');
}

void hf_log_config_json(struct hf_log_out *out, const char *key, const struct hf_config *config)
{
    hf_log_out_open(out, key, '{');
    hf_log_out_open(out, "servers", '[');
    for (unsigned i = 0; i < config->n_servers && i < HF_LINE_SERVERS; i++)
        json_server(out, config, &config->servers[i]);
    hf_log_out_close(out, ']');
    hf_log_fields_json(out, &hf_log_rows_of_config, config);
    hf_log_out_close(out, '}');
}
