/* SPDX-License-Identifier: Apache-2.0 */
/* From a draft's raw texts to the fields of an account; see import.h. */
#include "import.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "value.h"

#define KEEPALIVE_MOST_S 86400 /* what the core keeps */
#define NAMES_ALLOWED    "allowed: names of 768 bytes together in one line"
#define ALLOWED_TEXT     192

const struct hf_vendor *hf_vendor_of(enum hf_dialect dialect)
{
    switch (dialect) {
    case HF_DIALECT_FANVIL_TEXT:
    case HF_DIALECT_FANVIL_XML_OLD:
    case HF_DIALECT_FANVIL_XML_NEW:
    case HF_DIALECT_FANVIL_KV: return &hf_vendor_fanvil;
    case HF_DIALECT_YEALINK_CFG: return &hf_vendor_yealink;
    case HF_DIALECT_NATIVE: return &hf_vendor_native;
    case HF_DIALECT_UNKNOWN:
    case HF_DIALECT_COUNT: break;
    }
    return NULL;
}

const struct hf_vendor *hf_vendor_by(enum hf_maker maker)
{
    static const struct hf_vendor *const vendors[HF_MAKER_COUNT] = {
        [HF_MAKER_FANVIL] = &hf_vendor_fanvil,
        [HF_MAKER_YEALINK] = &hf_vendor_yealink,
        [HF_MAKER_NATIVE] = &hf_vendor_native,
    };

    return vendors[maker];
}

size_t hf_vendor_find(const struct hf_vendor *vendor, const char *name, int phone_wide)
{
    size_t key = 0;

    while (key < vendor->n_keys &&
           ((vendor->keys[key].phone_wide != phone_wide && !vendor->inherits) ||
            strcmp(vendor->keys[key].name, name) != 0))
        key++;
    return key;
}

static const struct hf_raw *raw_of(const struct hf_import *import, size_t key)
{
    const struct hf_draft *draft = import->vendor->keys[key].phone_wide ? import->phone
                                                                        : import->line;

    if (draft->raw[key].text == NULL && import->vendor->inherits)
        draft = import->phone;
    return &draft->raw[key];
}

enum hf_dialect hf_import_dialect(const struct hf_import *import, size_t key)
{
    const struct hf_raw *raw = raw_of(import, key);

    return raw->text != NULL ? (enum hf_dialect)raw->dialect : import->line->dialect;
}

void hf_import_key(const struct hf_import *import, size_t key, char text[HF_KEY_NAME])
{
    const struct hf_raw *raw = raw_of(import, key);

    if (raw->key != NULL)
        snprintf(text, HF_KEY_NAME, "%s", raw->key);
    else
        import->vendor->spell(hf_import_dialect(import, key), import->line->number,
                              &import->vendor->keys[key], text);
}

/* Yealink's templates say so that a key has its default. */
static int is_blank(const struct hf_vendor *vendor, const char *text)
{
    if (vendor->maker == HF_MAKER_YEALINK &&
        (strcmp(text, "%NULL%") == 0 || strcmp(text, "%EMPTY%") == 0))
        return 1;
    return text[0] == '\0';
}

const char *hf_import_raw(const struct hf_import *import, size_t key)
{
    const struct hf_raw *raw = raw_of(import, key);

    return raw->text != NULL && !is_blank(import->vendor, raw->text) ? raw->text : NULL;
}

struct hf_origin hf_import_origin(const struct hf_import *import, size_t key)
{
    struct hf_origin nowhere = {0, 0};

    return hf_import_raw(import, key) != NULL ? raw_of(import, key)->at : nowhere;
}

int hf_import_is_later(const struct hf_import *import, size_t a, size_t b)
{
    if (hf_import_raw(import, a) == NULL)
        return 0;
    return hf_import_raw(import, b) == NULL || raw_of(import, a)->order > raw_of(import, b)->order;
}

void hf_import_warn(struct hf_import *import, struct hf_about about, const char *format, ...)
{
    struct hf_spot spot = {hf_import_origin(import, about.key), about.rule};
    const char *raw = hf_import_raw(import, about.key);
    char text[640], name[HF_KEY_NAME], shown[72];
    va_list list;

    va_start(list, format);
    vsnprintf(text, sizeof(text), format, list);
    va_end(list);
    hf_import_key(import, about.key, name);
    hf_value_show(raw != NULL ? raw : "", shown);
    if (raw == NULL || import->vendor->keys[about.key].kind == HF_KEY_SECRET)
        hf_remark_warning(import->remarks, spot, "%s: %s", name, text);
    else
        hf_remark_warning(import->remarks, spot, "%s = %s: %s", name, shown, text);
}

void hf_import_refuse(struct hf_import *import, size_t key, const char *wrong, const char *allowed)
{
    struct hf_spot spot = {hf_import_origin(import, key), "G1"};
    const char *raw = hf_import_raw(import, key);
    char name[HF_KEY_NAME], shown[72];

    hf_import_key(import, key, name);
    hf_value_show(raw != NULL ? raw : "", shown);
    if (import->vendor->keys[key].kind == HF_KEY_SECRET)
        hf_remark_error(import->remarks, spot, "%s: %s; %s", name, wrong, allowed);
    else
        hf_remark_error(import->remarks, spot, "%s = %s: %s; %s", name, shown, wrong, allowed);
}

/* B13: -1 in a proxy's place, which has a word where the format has words. */
static int may_follow_server(const struct hf_key *spec)
{
    return spec->of == HF_KEY_OF_PROXY && spec->preset == HF_AS_SERVER;
}

static void allowed_words(const struct hf_key *spec, char text[ALLOWED_TEXT])
{
    size_t n = (size_t)snprintf(text, ALLOWED_TEXT, "allowed:");
    const char *between = " ";

    for (int64_t i = 0; i <= spec->greatest && n < ALLOWED_TEXT; i++) {
        if (spec->words[i] == NULL)
            continue;
        n += (size_t)snprintf(text + n, ALLOWED_TEXT - n, "%s%s", between, spec->words[i]);
        between = ", ";
    }
}

static void allowed_values(const struct hf_key *spec, char text[ALLOWED_TEXT])
{
    const char *other = may_follow_server(spec) ? "-1" : NULL;
    size_t n;

    if (spec->allowed != NULL)
        snprintf(text, ALLOWED_TEXT, "allowed: %s", spec->allowed);
    else if (spec->kind == HF_KEY_WORD)
        allowed_words(spec, text);
    else if (spec->kind == HF_KEY_SECONDS)
        snprintf(text, ALLOWED_TEXT,
                 "allowed: %" PRId64 ".%03" PRId64 " to %" PRId64 ".%03" PRId64
                 " seconds, in steps of 0.001",
                 spec->least / 1000, spec->least % 1000, spec->greatest / 1000,
                 spec->greatest % 1000);
    else
        snprintf(text, ALLOWED_TEXT, "allowed: %" PRId64 " to %" PRId64,
                 spec->least < 0 && other != NULL ? 0 : spec->least, spec->greatest);
    other = spec->preset_word != NULL ? spec->preset_word : other;
    n = strlen(text);
    if (other != NULL && (spec->allowed == NULL || spec->preset_word != NULL))
        snprintf(text + n, ALLOWED_TEXT - n, ", or %s", other);
}

static int refuse_value(struct hf_import *import, size_t key, const char *wrong)
{
    char allowed[ALLOWED_TEXT];

    allowed_values(&import->vendor->keys[key], allowed);
    hf_import_refuse(import, key, wrong, allowed);
    return 0;
}

/* Reads the raw text as the number that the file means; NULL, or what is wrong with it. */
static const char *read_number(const struct hf_key *spec, const char *raw, int64_t *value)
{
    if (spec->kind == HF_KEY_WORD) {
        *value = hf_value_word(raw, spec->words, (size_t)spec->greatest + 1);
        return *value < 0 ? "not known" : NULL;
    }
    if (spec->kind == HF_KEY_SECONDS)
        return hf_value_seconds(raw, value) ? NULL : "not a number of seconds";
    return hf_value_integer(raw, value) ? NULL : "not a whole number";
}

int hf_import_number(struct hf_import *import, size_t key, int64_t *value)
{
    const struct hf_key *spec = &import->vendor->keys[key];
    const char *raw = hf_import_raw(import, key);
    int by_choice = spec->kind == HF_KEY_CHOICE || (spec->kind == HF_KEY_WORD && spec->choices);
    const char *wrong = NULL;

    *value = spec->preset;
    if (raw != NULL && hf_value_word(raw, &spec->preset_word, 1) == 0)
        raw = NULL;
    if (raw != NULL)
        wrong = read_number(spec, raw, value);
    if (wrong != NULL)
        return refuse_value(import, key, wrong);
    if (may_follow_server(spec) && *value == HF_AS_SERVER &&
        (raw == NULL || spec->preset_word == NULL))
        return 1;
    if (raw != NULL && (*value < spec->least || *value > spec->greatest))
        return refuse_value(import, key,
                            spec->kind == HF_KEY_CHOICE ? "not known" : "out of range");
    if (!by_choice)
        return 1;
    if (spec->choices[*value - spec->least] < 0)
        return refuse_value(import, key, "not known");
    *value = spec->choices[*value - spec->least];
    return 1;
}

void hf_import_note(struct hf_import *import, size_t key, unsigned place)
{
    unsigned setting = import->vendor->keys[key].setting;

    import->account->origins[setting][place] = hf_import_origin(import, key);
    import->account->keys[setting][place] = (uint8_t)(key + 1);
}

/* The struct that holds the key's field. */
static unsigned char *base_of(struct hf_config *config, const struct hf_key *spec, unsigned place)
{
    struct hf_server_config *server;

    if (spec->of == HF_KEY_OF_LINE)
        return (unsigned char *)config;
    server = &config->servers[hf_place_server(place) - 1];
    if (spec->of == HF_KEY_OF_SERVER)
        return (unsigned char *)server;
    return (unsigned char *)&server->proxies[hf_place_proxy(place) - 1];
}

static int import_statuses(struct hf_import *import, size_t key, unsigned char *field)
{
    const char *raw = hf_import_raw(import, key);
    struct hf_statuses statuses;
    const char *wrong;

    if (raw == NULL)
        return 1; /* what stands there is the default */
    wrong = hf_value_statuses(raw, &statuses);
    if (wrong != NULL) {
        hf_import_refuse(import, key, wrong, HF_STATUSES_ALLOWED);
        return 0;
    }
    memcpy(field, &statuses, sizeof(statuses));
    return 1;
}

static int import_number(struct hf_import *import, size_t key, unsigned char *field)
{
    size_t width = import->vendor->keys[key].width;
    int64_t value;
    uint8_t narrow;
    uint16_t half;
    uint32_t wide;

    if (!hf_import_number(import, key, &value))
        return 0;
    narrow = (uint8_t)value;
    half = (uint16_t)value;
    wide = (uint32_t)value;
    if (width == sizeof(narrow))
        memcpy(field, &narrow, sizeof(narrow));
    else if (width == sizeof(half))
        memcpy(field, &half, sizeof(half));
    else
        memcpy(field, &wide, sizeof(wide));
    return 1;
}

void hf_import_field(struct hf_import *import, size_t key, unsigned place)
{
    const struct hf_key *spec = &import->vendor->keys[key];
    unsigned char *field = base_of(&import->account->config, spec, place) + spec->field;

    if (spec->kind == HF_KEY_STATUSES ? import_statuses(import, key, field)
                                      : import_number(import, key, field))
        hf_import_note(import, key, spec->of == HF_KEY_OF_LINE ? 0 : place);
}

void hf_import_follow(struct hf_import *import, struct hf_follows follows)
{
    struct hf_account *account = import->account;

    account->origins[follows.setting][0] = account->origins[follows.from][follows.place];
    account->keys[follows.setting][0] = account->keys[follows.from][follows.place];
}

void hf_import_keepalive(struct hf_import *import, size_t kind, size_t interval)
{
    int64_t sent = 0, interval_s = 0;
    int read = hf_import_number(import, kind, &sent);

    read &= hf_import_number(import, interval, &interval_s);
    if (!read)
        return;
    if (sent == HF_KEEPALIVE_OTHER)
        hf_import_warn(import, (struct hf_about){kind, "C3a"},
                       "keeps the way open with CRLF, which any server takes, every %d s",
                       (int)interval_s);
    if (sent == HF_KEEPALIVE_OFF && interval_s != import->vendor->keys[interval].preset)
        hf_import_warn(import, (struct hf_about){interval, "C3a"},
                       "does nothing: keep-alives are switched off");
    if (sent != HF_KEEPALIVE_OFF && interval_s > KEEPALIVE_MOST_S) {
        hf_import_warn(import, (struct hf_about){interval, "C3a"}, "acts as %d", KEEPALIVE_MOST_S);
        interval_s = KEEPALIVE_MOST_S;
    }
    import->account->config.keepalive_s = sent == HF_KEEPALIVE_OFF ? 0 : (uint32_t)interval_s;
    hf_import_note(import, sent == HF_KEEPALIVE_OFF ? kind : interval, 0);
}

void hf_import_noted(struct hf_import *import)
{
    for (size_t key = 0; key < import->vendor->n_keys; key++) {
        const struct hf_key *spec = &import->vendor->keys[key];
        int64_t value;

        if (spec->noted == NULL || hf_import_raw(import, key) == NULL)
            continue;
        if (spec->greatest == 0 ? hf_value_integer(hf_import_raw(import, key), &value) == 0
                                : hf_import_number(import, key, &value) == 0)
            continue;
        if (value != spec->preset)
            hf_import_warn(import, (struct hf_about){key, spec->rule}, "%s", spec->noted);
    }
}

void hf_import_messages(struct hf_import *import, size_t subscribe, size_t expires)
{
    struct hf_account *account = import->account;
    int64_t is_on = 0, said_s = 0, expires_s;

    account->messages.mailbox = hf_memory_text("", 0);
    account->messages.voicemail = hf_memory_text("", 0);
    if (hf_import_number(import, subscribe, &is_on))
        account->messages.subscribe = is_on != 0;
    account->messages.at = hf_import_origin(import, subscribe);
    if (hf_import_raw(import, expires) == NULL || !hf_import_number(import, expires, &said_s))
        return;
    expires_s = said_s < HF_MESSAGES_LEAST_S  ? HF_MESSAGES_LEAST_S
                : said_s > HF_MESSAGES_MOST_S ? HF_MESSAGES_MOST_S
                                              : said_s;
    if (expires_s != said_s)
        hf_import_warn(import, (struct hf_about){expires, "E12"}, "acts as %d", (int)expires_s);
    account->messages.expires_s = (uint32_t)expires_s;
}

void hf_import_voicemail(struct hf_import *import, size_t key)
{
    struct hf_account *account = import->account;
    char *number = hf_import_text(import, key);

    free(account->messages.voicemail);
    account->messages.voicemail = number;
    if (strlen(number) <= HF_VOICEMAIL_MAX && strspn(number, "0123456789*#") == strlen(number))
        return;
    if (import->vendor->maker == HF_MAKER_NATIVE)
        hf_import_refuse(import, key, "no number", "allowed: digits, * and #, at most 31");
    else /* a phone of theirs may know what to do with it */
        hf_import_warn(import, (struct hf_about){key, "E12"},
                       "does nothing here: not digits, * and #, at most 31");
    number[0] = '\0';
}

char *hf_import_text(struct hf_import *import, size_t key)
{
    const char *raw = hf_import_raw(import, key);
    size_t length = raw != NULL ? strlen(raw) : 0;

    if (length > HF_VENDOR_TEXT_MAX) {
        hf_import_refuse(import, key, "too long", "allowed: at most 127 bytes");
        length = 0;
    }
    if (raw != NULL && !hf_value_is_printable(raw)) {
        hf_import_refuse(import, key, "holds a control character", "allowed: printable text");
        length = 0;
    }
    return hf_memory_text(raw != NULL ? raw : "", length);
}

unsigned hf_import_server(struct hf_import *import, size_t key)
{
    struct hf_config *config = &import->account->config;
    struct hf_server_config *server = &config->servers[config->n_servers];
    const char *raw = hf_import_raw(import, key);
    const char *fault;

    if (raw == NULL)
        return 0;
    fault = hf_value_host_fault(raw);
    if (fault != NULL) {
        hf_import_refuse(import, key, "not a host", fault);
        return ++config->n_servers; /* so that its other keys are read, and refused, too */
    }
    if (config->n_servers == HF_LINE_SERVERS ||
        hf_config_name(config, &server->host, raw, strlen(raw)) < 0) {
        hf_import_refuse(import, key, "does not fit", NAMES_ALLOWED);
        return 0;
    }
    config->n_servers++;
    server->invite_retry_counts = HF_AS_RETRY_COUNTS;
    hf_import_note(import, key, config->n_servers);
    if (import->account->origins[HF_SETTING_SERVERS][0].file == 0)
        import->account->origins[HF_SETTING_SERVERS][0] = hf_import_origin(import, key);
    return config->n_servers;
}

unsigned hf_import_proxy(struct hf_import *import, size_t key, unsigned server)
{
    struct hf_config *config = &import->account->config;
    struct hf_server_config *entry = &config->servers[server - 1];
    struct hf_proxy_config *proxy = &entry->proxies[entry->n_proxies];
    const char *raw = hf_import_raw(import, key);
    const char *fault;
    unsigned place;

    if (raw == NULL || entry->n_proxies == HF_SERVER_PROXIES)
        return 0;
    fault = hf_value_host_fault(raw);
    if (fault == NULL && hf_config_name(config, &proxy->host, raw, strlen(raw)) < 0)
        hf_import_refuse(import, key, "does not fit", NAMES_ALLOWED);
    else if (fault != NULL)
        hf_import_refuse(import, key, "not a host", fault);
    proxy->retry_counts = HF_AS_SERVER;
    proxy->invite_retry_counts = HF_AS_SERVER;
    proxy->failback_mode = HF_AS_SERVER;
    proxy->failback_timeout_s = HF_AS_SERVER;
    proxy->register_on_enable = HF_AS_SERVER;
    proxy->only_signal_with_registered = HF_AS_SERVER;
    place = hf_place_of(server, ++entry->n_proxies);
    hf_import_note(import, key, place);
    if (entry->n_proxies == 1)
        import->account->origins[HF_SETTING_PROXIES][server] = hf_import_origin(import, key);
    return place;
}

void hf_import_common(struct hf_import *import)
{
    struct hf_config *config = &import->account->config;

    memset(config, 0, sizeof(*config));
    config->invite_failover_statuses.codes[0] = 503; /* A6 */
    config->invite_failover_statuses.n_codes = 1;
    config->idle_limit_s = 0; /* D8 */
    config->retry_after_max_s = 1800;
    config->quarantine_s = 0;
    config->options_interval_s = 0;
    config->keepalive_s = 0;
    config->storm_spread_ms = 0;
    config->start_spread_s = 0;
    config->ring_timeout_s = 180;
    config->flap_damping = 0;
    config->share_rests = 0;
    config->unregister_old = 0;
    config->contact_per_server = 0;
    config->allow_downgrade = 0;
    config->static_first = 0;
    config->jitter_percent = 0;
    config->address_family = HF_ADDRESS_IPV4;
    config->locate_by = HF_LOCATE_BY_DNS;
    config->trust = HF_TRUST_ANY;
}
