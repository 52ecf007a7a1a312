/* SPDX-License-Identifier: Apache-2.0 */
/* The static records of a native file (B11a): DNS answers that it brings along. */
#include <stdio.h>
#include <string.h>

#include "holdfast/event.h"
#include "memory.h"
#include "native_map.h"
#include "value.h"

#define TTL_DEFAULT_S "300"
#define FLAGS_DEFAULT "s"
#define FLAGS_ALLOWED "allowed: s, a, or \"\" (NAPTR again)"

struct type {
    const char *name;
    const char *const *keys; /* beside type, name and ttl_s; the first is the record's target */
    enum hf_dns_type type;
};

static const char *const of_address[] = {"address", NULL};
static const char *const of_srv[] = {"target", "priority", "weight", "port", NULL};
static const char *const of_naptr[] = {"replacement", "order",   "preference",
                                       "flags",       "service", NULL};
static const struct type types[] = {{"A", of_address, HF_DNS_A},
                                    {"AAAA", of_address, HF_DNS_AAAA},
                                    {"SRV", of_srv, HF_DNS_SRV},
                                    {"NAPTR", of_naptr, HF_DNS_NAPTR}};

#define N_TYPES (sizeof(types) / sizeof(types[0]))

struct reader { /* of one record */
    struct hf_map_walk *walk;
    struct hf_map map;
    uint32_t at;
    int is_sound;
};

static void refuse(struct reader *reader, const char *name, const char *value, const char *text)
{
    const struct hf_map_slot *slot = hf_map_find(reader->walk, &reader->map, name);
    char shown[72];

    reader->is_sound = 0;
    hf_value_show(value, shown);
    hf_map_error(reader->walk, slot != NULL ? slot->at : reader->at, "%s%s = %s: %s",
                 reader->map.prefix, name, shown, text);
}

/* The value of a key. NULL after an error was remarked: it is missing, and has no default. */
static const char *text_of(struct reader *reader, const char *name, const char *by_default)
{
    const struct hf_map_slot *slot = hf_map_find(reader->walk, &reader->map, name);
    const char *text = by_default;

    if (slot != NULL)
        text = hf_map_text(reader->walk, &reader->map, name, slot);
    else if (text == NULL)
        hf_map_error(reader->walk, reader->at, "%s%s: missing", reader->map.prefix, name);
    if (text == NULL)
        reader->is_sound = 0;
    return text;
}

static uint32_t number_of(struct reader *reader, const char *name, const char *by_default,
                          uint32_t most)
{
    const char *text = text_of(reader, name, by_default);
    char wrong[80];
    int64_t number;

    if (text == NULL)
        return 0;
    if (hf_value_integer(text, &number) && number >= 0 && number <= most)
        return (uint32_t)number;
    snprintf(wrong, sizeof(wrong), "not a number in range; allowed: 0 to %u", (unsigned)most);
    refuse(reader, name, text, wrong);
    return 0;
}

static int is_address(const char *text, enum hf_family family)
{
    struct hf_target target = {.family = HF_FAMILY_NONE};

    return text[0] != '[' && hf_target_parse(&target, text, strlen(text)) &&
           target.family == family;
}

static char *address_of(struct reader *reader, const char *name, enum hf_family family)
{
    const char *text = text_of(reader, name, NULL);

    if (text != NULL && !is_address(text, family))
        refuse(reader, name, text,
               family == HF_FAMILY_IPV4 ? "not an IPv4 address; allowed: such as 192.0.2.1"
                                        : "not an IPv6 address; allowed: such as 2001:db8::1");
    return hf_memory_text(text != NULL ? text : "", text != NULL ? strlen(text) : 0);
}

/* A name; or a target, which may be an address too (B1), and "." where there is none (RFC 2782). */
static char *host_of(struct reader *reader, const char *name, int is_target)
{
    const char *text = text_of(reader, name, NULL);
    struct hf_target target;
    const char *fault = NULL;
    char wrong[160];

    if (text != NULL && (!is_target || strcmp(text, ".") != 0))
        fault = hf_value_host_fault(text);
    if (text != NULL && !is_target && hf_target_parse(&target, text, strlen(text)))
        fault = "an address is no name; allowed: a host name";
    if (fault != NULL) {
        snprintf(wrong, sizeof(wrong), "not a host; %s", fault);
        refuse(reader, name, text, wrong);
    }
    return hf_memory_text(text != NULL ? text : "", text != NULL ? strlen(text) : 0);
}

static char *service_of(struct reader *reader)
{
    const char *text = text_of(reader, "service", "");
    size_t length = text != NULL ? strlen(text) : 0;

    if (length > HF_VENDOR_TEXT_MAX || (length > 0 && !hf_value_is_printable(text)))
        refuse(reader, "service", text, "not a service; allowed: such as SIP+D2U");
    return hf_memory_text(text != NULL ? text : "", length);
}

static char *flags_of(struct reader *reader)
{
    static const char *const flags[] = {"", "s", "a"};
    const char *text = text_of(reader, "flags", FLAGS_DEFAULT);
    int found = text != NULL ? hf_value_word(text, flags, sizeof(flags) / sizeof(flags[0])) : 0;

    if (found < 0)
        refuse(reader, "flags", text, "not known; " FLAGS_ALLOWED);
    return hf_memory_text(found > 0 ? flags[found] : "", found > 0 ? 1 : 0);
}

/* G2: a key of another type of record. */
static void say_idle(struct reader *reader, const struct type *type)
{
    for (size_t i = 0; i < reader->map.keys->n; i++) {
        const char *name = reader->map.keys->names[i];
        struct hf_spot spot = {{reader->walk->reading->file, reader->map.slots[i].at}, "G2"};
        size_t k = 0;

        while (type->keys[k] != NULL && strcmp(type->keys[k], name) != 0)
            k++;
        if (i >= 3 && type->keys[k] == NULL && reader->map.slots[i].value != 0)
            hf_remark_warning(&reader->walk->reading->remarks, spot,
                              "%s%s: does nothing in a record of type %s", reader->map.prefix, name,
                              type->name);
    }
}

static const struct type *type_of(struct reader *reader)
{
    const char *text = text_of(reader, "type", NULL);
    const char *names[N_TYPES];
    int found;

    if (text == NULL)
        return NULL;
    for (size_t i = 0; i < N_TYPES; i++)
        names[i] = types[i].name;
    found = hf_value_word(text, names, N_TYPES);
    if (found < 0)
        refuse(reader, "type", text, "not known; allowed: A, AAAA, SRV, NAPTR");
    return found < 0 ? NULL : &types[found];
}

static void free_record(struct hf_static_record *record)
{
    hf_memory_forget(record->name);
    hf_memory_forget(record->target);
    hf_memory_forget(record->service);
    hf_memory_forget(record->flags);
}

static struct hf_static_record record_of(struct reader *reader, const struct type *type)
{
    struct hf_static_record record = {.at = {reader->walk->reading->file, reader->at},
                                      .type = (uint8_t)type->type};
    int is_srv = type->type == HF_DNS_SRV, is_naptr = type->type == HF_DNS_NAPTR;

    record.name = host_of(reader, "name", 0);
    record.ttl_s = number_of(reader, "ttl_s", TTL_DEFAULT_S, INT32_MAX);
    if (is_srv || is_naptr)
        record.target = host_of(reader, type->keys[0], 1);
    else
        record.target = address_of(reader, type->keys[0],
                                   type->type == HF_DNS_A ? HF_FAMILY_IPV4 : HF_FAMILY_IPV6);
    record.service = is_naptr ? service_of(reader) : hf_memory_text("", 0);
    record.flags = is_naptr ? flags_of(reader) : hf_memory_text("", 0);
    if (is_srv || is_naptr) {
        record.priority = (uint16_t)number_of(reader, type->keys[1], "0", UINT16_MAX);
        record.weight = (uint16_t)number_of(reader, type->keys[2], "0", UINT16_MAX);
    }
    if (is_srv)
        record.port = (uint16_t)number_of(reader, "port", NULL, UINT16_MAX);
    return record;
}

static void read_record(struct reader *reader)
{
    struct hf_phone_config *phone = reader->walk->reading->phone;
    const struct hf_map_slot *name = hf_map_find(reader->walk, &reader->map, "name");
    const struct type *type = type_of(reader);
    struct hf_static_record record;

    if (type == NULL)
        return;
    if (name != NULL)
        reader->at = name->at;
    record = record_of(reader, type);
    say_idle(reader, type);
    if (!reader->is_sound) {
        free_record(&record);
        return;
    }
    phone->records = hf_memory_room(phone->records, phone->n_records, sizeof(*phone->records));
    phone->records[phone->n_records++] = record;
}

void hf_map_records(struct hf_map_walk *walk, uint32_t item)
{
    struct reader reader = {.walk = walk};

    for (unsigned n = 1; item != 0; n++, item = walk->tree.nodes[item].next) {
        reader.at = walk->tree.nodes[item].at;
        reader.is_sound = 1;
        snprintf(reader.map.prefix, sizeof(reader.map.prefix), "static_records[%u].", n);
        if (hf_map_gather(walk, &reader.map, HF_MAP_RECORD, item))
            read_record(&reader);
    }
}
