/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Yealink's static DNS records (B11a): dns_cache_a.N.*, dns_cache_srv.N.* and dns_cache_naptr.N.*,
 * and the older account.X.dns_cache_a.N.*. Their numbers have no end that a table of keys could
 * hold, so their texts are kept as they come and sorted into records at the end.
 */
#include "reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/event.h"
#include "memory.h"
#include "value.h"

#define RECORD_NUMBER_MOST 9999 /* phones have 12 of a type; what is beyond is an unknown key */
#define TTL_S              300
#define TWICE_SAID         10
#define TWINS_LOOKED_AT    64

enum record_field {
    FIELD_NAME,
    FIELD_TARGET,
    FIELD_SERVICE,
    FIELD_FLAGS,
    FIELD_TTL,
    FIELD_PRIORITY,
    FIELD_WEIGHT,
    FIELD_PORT,
    FIELD_COUNT
};

struct record_key {
    const char *name;
    int64_t greatest, preset; /* of a number */
    uint8_t field;
};

struct record_kind {
    const char *prefix;
    struct record_key keys[FIELD_COUNT];
    uint16_t type; /* enum hf_dns_type */
};

static const struct record_kind kinds[] = {
    {"dns_cache_a.",
     {{"name", 0, 0, FIELD_NAME}, {"ip", 0, 0, FIELD_TARGET}, {"ttl", INT32_MAX, TTL_S, FIELD_TTL}},
     HF_DNS_A},
    {"dns_cache_srv.",
     {{"name", 0, 0, FIELD_NAME},
      {"target", 0, 0, FIELD_TARGET},
      {"port", 65535, 0, FIELD_PORT},
      {"priority", 65535, 0, FIELD_PRIORITY},
      {"weight", 65535, 0, FIELD_WEIGHT},
      {"ttl", INT32_MAX, TTL_S, FIELD_TTL}},
     HF_DNS_SRV},
    {"dns_cache_naptr.",
     {{"name", 0, 0, FIELD_NAME},
      {"replace", 0, 0, FIELD_TARGET},
      {"service", 0, 0, FIELD_SERVICE},
      {"flags", 0, 0, FIELD_FLAGS},
      {"order", 65535, 0, FIELD_PRIORITY},
      {"preference", 65535, 0, FIELD_WEIGHT},
      {"ttl", INT32_MAX, TTL_S, FIELD_TTL}},
     HF_DNS_NAPTR},
};
#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static const struct record_key *key_by_name(const struct record_kind *kind, const char *name)
{
    for (size_t i = 0; i < FIELD_COUNT && kind->keys[i].name != NULL; i++)
        if (strcmp(kind->keys[i].name, name) == 0)
            return &kind->keys[i];
    return NULL;
}

static const struct record_key *key_of(const struct record_kind *kind, unsigned field)
{
    for (size_t i = 0; i < FIELD_COUNT && kind->keys[i].name != NULL; i++)
        if (kind->keys[i].field == field)
            return &kind->keys[i];
    return NULL;
}

/* Reads "12.name": the number and what follows its dot, or 0. */
static unsigned number_of(const char *text, const char **rest)
{
    size_t digits = strspn(text, "0123456789");
    unsigned number = 0;

    if (digits == 0 || digits > 4 || text[0] == '0' || text[digits] != '.')
        return 0;
    for (size_t i = 0; i < digits; i++)
        number = number * 10 + (unsigned)(text[i] - '0');
    *rest = text + digits + 1;
    return number <= RECORD_NUMBER_MOST ? number : 0;
}

int hf_reading_yealink_record(struct hf_reading *reading, const struct hf_reading_entry *entry)
{
    const struct record_key *key = NULL;
    struct hf_record_text *text;
    const char *name = NULL;
    unsigned number = 0;
    size_t kind = 0;

    while (kind < N_KINDS && strncmp(entry->name, kinds[kind].prefix, strlen(kinds[kind].prefix)))
        kind++;
    if (kind < N_KINDS && (entry->number == 0 || kinds[kind].type == HF_DNS_A))
        number = number_of(entry->name + strlen(kinds[kind].prefix), &name);
    if (number > 0)
        key = key_by_name(&kinds[kind], name);
    if (key == NULL)
        return 0;
    reading->record_texts = hf_memory_room(reading->record_texts, reading->n_record_texts,
                                           sizeof(*reading->record_texts));
    text = &reading->record_texts[reading->n_record_texts++];
    text->key = hf_memory_text(entry->key, strlen(entry->key));
    text->text = hf_memory_text(entry->value, strlen(entry->value));
    text->at = (struct hf_origin){reading->file, entry->at};
    text->account = entry->number;
    text->order = (uint32_t)reading->n_record_texts;
    text->number = (uint16_t)number;
    text->kind = (uint8_t)kind;
    text->field = key->field;
    return 1;
}

static int is_same_record(const struct hf_record_text *a, const struct hf_record_text *b)
{
    return a->kind == b->kind && a->account == b->account && a->number == b->number;
}

/* By record, then by field, then as they were read. */
static int compare(const void *left, const void *right)
{
    const struct hf_record_text *a = left, *b = right;

    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->account != b->account)
        return a->account < b->account ? -1 : 1;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    if (a->field != b->field)
        return a->field < b->field ? -1 : 1;
    return a->order < b->order ? -1 : 1;
}

struct group { /* the texts of one record, the one that counts for each field; NULL: none */
    struct hf_reading *reading;
    const struct record_kind *kind;
    const struct hf_record_text *any, *fields[FIELD_COUNT];
    int is_sound;
};

static void refuse(struct group *group, unsigned field, const char *wrong)
{
    const struct hf_record_text *text = group->fields[field];
    struct hf_spot spot = {text->at, "G1"};
    char key[72], value[72];

    hf_value_show(text->key, key);
    hf_value_show(text->text, value);
    hf_remark_error(&group->reading->remarks, spot, "%s = %s: %s", key, value, wrong);
    group->is_sound = 0;
}

/* An incomplete record: names the key that is missing. */
static void refuse_missing(struct group *group, unsigned field)
{
    struct hf_spot spot = {group->any->at, "B11a"};
    const char *dot = strrchr(group->any->key, '.');
    char key[72];

    hf_value_show(group->any->key, key);
    hf_remark_error(&group->reading->remarks, spot, "%s: the record is incomplete; set %.*s.%s",
                    key, (int)(dot - group->any->key), group->any->key,
                    key_of(group->kind, field)->name);
    group->is_sound = 0;
}

static uint32_t number_in(struct group *group, unsigned field)
{
    const struct record_key *key = key_of(group->kind, field);
    char allowed[64];
    int64_t value;

    if (key == NULL)
        return 0;
    if (group->fields[field] == NULL)
        return (uint32_t)key->preset;
    snprintf(allowed, sizeof(allowed), "not a whole number; allowed: 0 to %u",
             (unsigned)key->greatest);
    if (!hf_value_integer(group->fields[field]->text, &value)) {
        refuse(group, field, allowed);
        return 0;
    }
    snprintf(allowed, sizeof(allowed), "out of range; allowed: 0 to %u", (unsigned)key->greatest);
    if (value < 0 || value > key->greatest) {
        refuse(group, field, allowed);
        return 0;
    }
    return (uint32_t)value;
}

static const char *text_in(struct group *group, unsigned field)
{
    if (group->fields[field] != NULL)
        return group->fields[field]->text;
    refuse_missing(group, field);
    return "";
}

static const char *address_in(struct group *group)
{
    const char *text = text_in(group, FIELD_TARGET);
    struct hf_target target;

    if (group->fields[FIELD_TARGET] != NULL &&
        (!hf_target_parse(&target, text, strlen(text)) || strchr(text, ':') != NULL))
        refuse(group, FIELD_TARGET, "not an address; allowed: an IPv4 address");
    return text;
}

/* A name; a target may be an address too (B1), or ".", which says that there is none (RFC 2782). */
static const char *host_in(struct group *group, unsigned field)
{
    const char *text = text_in(group, field), *fault = NULL;
    struct hf_target target;
    char wrong[160];

    if (group->fields[field] == NULL || (field == FIELD_TARGET && strcmp(text, ".") == 0))
        return text;
    fault = hf_value_host_fault(text);
    if (fault == NULL && field == FIELD_NAME && hf_target_parse(&target, text, strlen(text)))
        fault = "an address is no name; allowed: a host name";
    if (fault != NULL) {
        snprintf(wrong, sizeof(wrong), "not a host; %s", fault);
        refuse(group, field, wrong);
    }
    return text;
}

/* B5. A record without the key asks for SRV, as nearly all do. */
static const char *flags_in(struct group *group)
{
    const struct hf_record_text *text = group->fields[FIELD_FLAGS];

    if (text == NULL || strcmp(text->text, "s") == 0 || strcmp(text->text, "S") == 0)
        return "s";
    if (strcmp(text->text, "a") == 0 || strcmp(text->text, "A") == 0)
        return "a";
    if (strcmp(text->text, "u") != 0 && strcmp(text->text, "U") != 0 &&
        strcmp(text->text, "p") != 0 && strcmp(text->text, "P") != 0)
        refuse(group, FIELD_FLAGS, "not known; allowed: S, A (U and P are left out)");
    return NULL;
}

static const char *service_in(struct group *group)
{
    const struct hf_record_text *text = group->fields[FIELD_SERVICE];

    if (text == NULL)
        refuse_missing(group, FIELD_SERVICE);
    else if (strlen(text->text) > HF_VENDOR_TEXT_MAX || !hf_value_is_printable(text->text))
        refuse(group, FIELD_SERVICE, "not a service; allowed: SIP+D2U, SIP+D2T, SIPS+D2T");
    else
        return text->text;
    return "";
}

static int is_twin(const struct hf_static_record *a, const struct hf_static_record *b)
{
    return a->type == b->type && a->priority == b->priority && a->weight == b->weight &&
           a->port == b->port && strcmp(a->name, b->name) == 0 &&
           strcmp(a->target, b->target) == 0 && strcmp(a->service, b->service) == 0;
}

static int is_there(const struct hf_phone_config *phone, const struct hf_static_record *record)
{
    size_t at = phone->n_records > TWINS_LOOKED_AT ? phone->n_records - TWINS_LOOKED_AT : 0;

    while (at < phone->n_records && !is_twin(&phone->records[at], record))
        at++;
    return at < phone->n_records;
}

static void add(struct hf_phone_config *phone, const struct hf_static_record *record)
{
    struct hf_static_record *kept;

    phone->records = hf_memory_room(phone->records, phone->n_records, sizeof(*phone->records));
    kept = &phone->records[phone->n_records++];
    *kept = *record;
    kept->name = hf_memory_text(record->name, strlen(record->name));
    kept->target = hf_memory_text(record->target, strlen(record->target));
    kept->service = hf_memory_text(record->service, strlen(record->service));
    kept->flags = hf_memory_text(record->flags, strlen(record->flags));
}

static void finish_group(struct group *group)
{
    struct hf_static_record record = {.type = (uint8_t)group->kind->type};
    const char *name = "", *target = "", *service = "", *flags = "";
    int is_naptr = group->kind->type == HF_DNS_NAPTR;

    group->is_sound = 1;
    record.ttl_s = number_in(group, FIELD_TTL);
    record.priority = (uint16_t)number_in(group, FIELD_PRIORITY);
    record.weight = (uint16_t)number_in(group, FIELD_WEIGHT);
    record.port = (uint16_t)number_in(group, FIELD_PORT);
    if (group->fields[FIELD_NAME] == NULL && group->fields[FIELD_TARGET] == NULL &&
        group->fields[FIELD_SERVICE] == NULL)
        return; /* as from the factory: there is no such record */
    name = host_in(group, FIELD_NAME);
    target = group->kind->type == HF_DNS_A ? address_in(group) : host_in(group, FIELD_TARGET);
    if (is_naptr) {
        service = service_in(group);
        flags = flags_in(group);
    }
    if (!group->is_sound || flags == NULL)
        return;
    record.at = group->fields[FIELD_NAME]->at;
    record.name = (char *)(uintptr_t)name;
    record.target = (char *)(uintptr_t)target;
    record.service = (char *)(uintptr_t)service;
    record.flags = (char *)(uintptr_t)flags;
    /* Of two accounts that bring the same record along, one copy is enough. */
    if (group->any->account == 0 || !is_there(group->reading->phone, &record))
        add(group->reading->phone, &record);
}

/* The later text of a field counts; within one file that is said. */
static void take(struct group *group, const struct hf_record_text *text, size_t *n_twice)
{
    const struct hf_record_text *before = group->fields[text->field];
    struct hf_spot spot = {text->at, "G2a"};
    char key[72];

    hf_value_show(text->key, key);
    if (before != NULL && before->at.file == text->at.file && ++*n_twice <= TWICE_SAID)
        hf_remark_warning(&group->reading->remarks, spot,
                          "%s: set twice; this one counts, line %u does not", key,
                          (unsigned)before->at.line);
    group->fields[text->field] = text->text[0] != '\0' ? text : NULL;
}

void hf_reading_yealink_records(struct hf_reading *reading)
{
    size_t at = 0, n_twice = 0;

    if (reading->n_record_texts == 0)
        return;
    qsort(reading->record_texts, reading->n_record_texts, sizeof(*reading->record_texts), compare);
    while (at < reading->n_record_texts) {
        const struct hf_record_text *any = &reading->record_texts[at];
        struct group group = {.reading = reading, .kind = &kinds[any->kind], .any = any};

        for (; at < reading->n_record_texts && is_same_record(any, &reading->record_texts[at]);
             at++)
            take(&group, &reading->record_texts[at], &n_twice);
        finish_group(&group);
    }
    if (n_twice > TWICE_SAID)
        hf_remark_warning(&reading->remarks, (struct hf_spot){{0, 0}, "G2a"},
                          "%zu more keys of records are set twice", n_twice - TWICE_SAID);
}

void hf_reading_yealink_free(struct hf_reading *reading)
{
    for (size_t i = 0; i < reading->n_record_texts; i++) {
        free(reading->record_texts[i].key);
        free(reading->record_texts[i].text);
    }
    free(reading->record_texts);
}
