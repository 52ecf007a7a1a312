/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole phone in the native format: each line with what differs from the native defaults. The
 * settings and their order are those of the table of keys, the words those of hf_policy_value.
 */
#include "writing.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/event.h"
#include "holdfast/vendors/policy.h"
#include "holdfast/vendors/utf8.h"
#include "memory.h"
#include "native_keys.h"
#include "native_map.h"

struct writer { /* of one line */
    struct hf_writing *writing;
    struct hf_config config, defaults;
};

static uint32_t character_at(const unsigned char *bytes, size_t length)
{
    static const unsigned char first[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t character = bytes[0];

    if (length > 0)
        character &= first[length];
    for (size_t i = 1; i < length; i++)
        character = character << 6 | (bytes[i] & 0x3FU);
    return character;
}

/* What YAML 1.1 takes for a line end or for no character, and what nobody can see. */
static int is_escaped(uint32_t character)
{
    return character < 0x20 || (character >= 0x7F && character <= 0xA0) || character == 0x2028 ||
           character == 0x2029 || character == 0xFEFF || character == 0xFFFE || character == 0xFFFF;
}

/* YAML's double-quoted text. */
static void write_text(struct hf_writing *writing, const char *text)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t left = strlen(text), n;

    hf_write(writing, "\"");
    for (; left > 0; bytes += n, left -= n) {
        uint32_t character;

        n = hf_utf8_length(bytes, left);
        character = character_at(bytes, n);
        if (is_escaped(character) || n == 0)
            hf_write(writing, character < 0x100 ? "\\x%02X" : "\\u%04X", (unsigned)character);
        else
            hf_write(writing, "%s%.*s", character == '"' || character == '\\' ? "\\" : "", (int)n,
                     (const char *)bytes);
        n = n > 0 ? n : 1;
    }
    hf_write(writing, "\"");
}

static void write_key(struct hf_writing *writing, const char *before, const char *text)
{
    hf_write(writing, "%s", before);
    write_text(writing, text);
    hf_write(writing, "\n");
}

/* "503 5xx" as "[503, 5xx]". */
static void write_statuses(struct hf_writing *writing, const char *text)
{
    hf_write(writing, "[");
    for (; *text != '\0'; text++)
        hf_write(writing, "%.*s", *text == ' ' ? 2 : 1, *text == ' ' ? ", " : text);
    hf_write(writing, "]\n");
}

/* The settings of a place that are not at their native default, set in by `indent`. */
static void write_settings(struct writer *writer, unsigned place, const char *indent)
{
    char value[64], by_default[64];

    for (size_t i = 0; i < hf_vendor_native.n_keys; i++) {
        const struct hf_key *key = &hf_vendor_native.keys[i];

        if (key->width == 0 || hf_native_place(key) != place)
            continue;
        hf_policy_value(&writer->config, key->setting, place, value);
        hf_policy_value(&writer->defaults, key->setting, place, by_default);
        if (strcmp(value, by_default) == 0)
            continue;
        hf_write(writer->writing, "%s%s: ", indent, hf_native_word(key));
        if (key->kind == HF_KEY_STATUSES)
            write_statuses(writer->writing, value);
        else
            hf_write(writer->writing, "%s\n", value);
    }
}

static void write_host(struct writer *writer, unsigned place, const char *before)
{
    char host[HF_NAME_MAX + 1];

    hf_policy_host(&writer->config, place, host);
    write_key(writer->writing, before, host);
}

static void write_servers(struct writer *writer)
{
    if (writer->config.n_servers > 0)
        hf_write(writer->writing, "    servers:\n");
    for (unsigned server = 1; server <= writer->config.n_servers; server++) {
        unsigned n_proxies = writer->config.servers[server - 1].n_proxies;

        write_host(writer, server, "      - host: ");
        write_settings(writer, server, "        ");
        if (n_proxies > 0)
            hf_write(writer->writing, "        outbound_proxies:\n");
        for (unsigned proxy = 1; proxy <= n_proxies; proxy++) {
            write_host(writer, hf_place_of(server, proxy), "          - host: ");
            write_settings(writer, hf_place_of(server, proxy), "            ");
        }
    }
}

static void write_identity(struct hf_writing *writing, const struct hf_account *account)
{
    if (!account->enabled)
        hf_write(writing, "    enabled: off\n");
    if (strcmp(account->label, account->user) != 0)
        write_key(writing, "    label: ", account->label);
    if (account->user[0] != '\0')
        write_key(writing, "    user: ", account->user);
    if (strcmp(account->auth_name, account->user) != 0)
        write_key(writing, "    auth_name: ", account->auth_name);
    if (account->password[0] != '\0')
        write_key(writing, "    password: ", account->password);
    if (account->display_name[0] != '\0')
        write_key(writing, "    display_name: ", account->display_name);
}

static void write_messages(struct hf_writing *writing, const struct hf_account *account)
{
    if (account->messages.subscribe)
        hf_write(writing, "    message_waiting: on\n");
    if (account->messages.mailbox != NULL && account->messages.mailbox[0] != '\0')
        write_key(writing, "    mailbox: ", account->messages.mailbox);
    if (account->messages.expires_s != 0)
        hf_write(writing, "    message_waiting_expires_s: %u\n",
                 (unsigned)account->messages.expires_s);
    if (account->messages.voicemail != NULL && account->messages.voicemail[0] != '\0')
        write_key(writing, "    voicemail: ", account->messages.voicemail);
}

static void write_tls(struct hf_writing *writing, const struct hf_account *account)
{
    static const char *const before[] = {"    tls_ca: ", "    tls_certificate: ", "    tls_key: "};
    const char *const paths[] = {account->tls.ca_file, account->tls.certificate_file,
                                 account->tls.key_file};

    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
        if (paths[i] != NULL && paths[i][0] != '\0')
            write_key(writing, before[i], paths[i]);
    if (account->tls.verify_off)
        hf_write(writing, "    tls_verify: off\n");
}

/* A vendor's file may have T2 below T1, which nothing here can run: the nearest that can. */
static void at_least(uint32_t *value, uint32_t least)
{
    if (*value < least)
        *value = least;
}

/* Accounts of two vendors may have one number: the later one gets the first that is free. */
static uint32_t number_of(const struct hf_account *account, unsigned char *taken)
{
    uint32_t number = account->number;

    if (number == 0 || number > HF_PHONE_LINES || taken[number] == 2)
        for (number = 1; number < HF_PHONE_LINES && taken[number] != 0;)
            number++;
    taken[number] = 2;
    return number;
}

static void write_lines(struct hf_writing *writing, const struct hf_phone_config *phone)
{
    unsigned char *taken = hf_memory_new(HF_PHONE_LINES + 1, 1); /* 1: wanted, 2: given */
    struct writer writer = {.writing = writing};

    hf_native_defaults(&writer.defaults);
    for (size_t i = 0; i < phone->n_accounts; i++)
        if (phone->accounts[i].number <= HF_PHONE_LINES)
            taken[phone->accounts[i].number] = 1;
    hf_write(writing, phone->n_accounts > 0 ? "lines:\n" : "lines: []\n");
    for (size_t i = 0; i < phone->n_accounts; i++) {
        const struct hf_account *account = &phone->accounts[i];
        uint32_t number = number_of(account, taken);

        writer.config = account->config;
        at_least(&writer.config.t2_ms, writer.config.t1_ms);
        at_least(&writer.config.retry_max_s, writer.config.retry_base_s);
        hf_write(writing, "  - number: %u", (unsigned)number);
        if (account->dialect != HF_DIALECT_NATIVE)
            hf_write(writing, " # %s of %s", account->name, hf_dialect_name(account->dialect));
        hf_write(writing, "\n");
        write_identity(writing, account);
        write_messages(writing, account);
        write_tls(writing, account);
        write_settings(&writer, 0, "    ");
        write_servers(&writer);
    }
    free(taken);
}

static void write_record(struct hf_writing *writing, const struct hf_static_record *record)
{
    int is_address = record->type == HF_DNS_A || record->type == HF_DNS_AAAA;
    const char *type = record->type == HF_DNS_A      ? "A"
                       : record->type == HF_DNS_AAAA ? "AAAA"
                       : record->type == HF_DNS_SRV  ? "SRV"
                                                     : "NAPTR";

    hf_write(writing, "  - {type: %s, name: ", type);
    write_text(writing, record->name);
    hf_write(writing, ", ttl_s: %u, ", (unsigned)record->ttl_s);
    if (record->type == HF_DNS_SRV)
        hf_write(writing, "priority: %u, weight: %u, port: %u, ", (unsigned)record->priority,
                 (unsigned)record->weight, (unsigned)record->port);
    if (record->type == HF_DNS_NAPTR) {
        hf_write(writing,
                 "order: %u, preference: %u, flags: \"%s\", service: ", (unsigned)record->priority,
                 (unsigned)record->weight, record->flags);
        write_text(writing, record->service);
        hf_write(writing, ", ");
    }
    hf_write(writing, is_address                   ? "address: "
                      : record->type == HF_DNS_SRV ? "target: "
                                                   : "replacement: ");
    write_text(writing, record->target);
    hf_write(writing, "}\n");
}

/* "110,112" as ["110", "112"]: without quotes a number would be one to other readers of YAML. */
static void write_list(struct hf_writing *writing, const char *text)
{
    hf_write(writing, "[");
    while (*text != '\0') {
        int length = (int)strcspn(text, ",");

        hf_write(writing, "\"%.*s\"%s", length, text, text[length] == ',' ? ", " : "");
        text += length + (text[length] == ',');
    }
    hf_write(writing, "]\n");
}

static void write_own(struct hf_writing *writing, const struct hf_phone_config *phone)
{
    int n = 0;

    for (unsigned setting = 0; setting < HF_OWN_SETTINGS; setting++) {
        const char *text = phone->own[setting].text;

        if (text == NULL || strcmp(text, hf_own_default(setting)) == 0)
            continue;
        hf_write(writing, "%s  %s: ", n++ == 0 ? "phone:\n" : "", hf_map_phone_key(setting));
        if (setting == HF_OWN_EMERGENCY || setting == HF_OWN_CODECS)
            write_list(writing, text);
        else
            write_key(writing, "", text);
    }
}

void hf_write_native(struct hf_writing *writing, const struct hf_phone_config *phone)
{
    hf_write(writing, "# A phone in Holdfast's native format. What is not here has its native "
                      "default;\n# bindings/vendors/README.md describes each key.\n"
                      "holdfast: 1\n");
    write_own(writing, phone);
    write_lines(writing, phone);
    if (phone->n_records > 0)
        hf_write(writing, "static_records:\n");
    for (size_t i = 0; i < phone->n_records; i++)
        write_record(writing, &phone->records[i]);
}
