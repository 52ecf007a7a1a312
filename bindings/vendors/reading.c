/* SPDX-License-Identifier: Apache-2.0 */
/* Drafts: which text counts for which key of which line, and accounts made from them. */
#include "reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "value.h"

#define SAID_OF_A_KIND 10 /* keys set twice and lines that are none; the rest is counted */

void hf_reading_malformed(struct hf_reading *reading, uint32_t at, const char *expected)
{
    struct hf_spot spot = {{reading->file, at}, "G1"};

    if (++reading->n_malformed <= SAID_OF_A_KIND)
        hf_remark_warning(&reading->remarks, spot, "not a key: the line is left out; expected %s",
                          expected);
}

void hf_reading_cut(struct hf_reading *reading, uint32_t at, const char *how)
{
    struct hf_spot spot = {{reading->file, at}, "G2a"};

    hf_remark_warning(&reading->remarks, spot, "%s: it may have been cut off", how);
    reading->phone->n_cut++;
}

static size_t length_within(const char *text, size_t most)
{
    const char *end = memchr(text, '\0', most);

    return end != NULL ? (size_t)(end - text) : most;
}

/* One that does not fit ends the keeping, so that a great one is not measured again and again. */
void hf_reading_unknown(struct hf_reading *reading, const char *prefix,
                        const struct hf_reading_entry *entry)
{
    struct hf_phone_config *phone = reading->phone;
    const size_t room = HF_UNKNOWN_BYTES - reading->unknown_bytes, before = strlen(prefix);
    size_t key, value;
    struct hf_unknown_key *unknown;

    phone->unknown_keys++;
    if (phone->n_unknown == HF_UNKNOWN_KEPT || room == 0)
        return;
    key = length_within(entry->key, room);
    value = length_within(entry->value, room);
    if (before + key + value >= room) {
        reading->unknown_bytes = HF_UNKNOWN_BYTES;
        return;
    }
    reading->unknown_bytes += before + key + value;
    phone->unknown = hf_memory_room(phone->unknown, phone->n_unknown, sizeof(*phone->unknown));
    unknown = &phone->unknown[phone->n_unknown++];
    unknown->key = hf_memory_new(before + key + 1, 1);
    memcpy(unknown->key, prefix, before);
    memcpy(unknown->key + before, entry->key, key);
    unknown->value = hf_memory_text(entry->value, value);
    unknown->at.file = reading->file;
    unknown->at.line = entry->at;
}

int hf_reading_charge(struct hf_reading *reading, const char *value, uint32_t at)
{
    const size_t most = reading->native_bytes + HF_MERGED_BYTES;
    struct hf_spot spot = {{reading->file, at}, "G1"};

    if (reading->taken_bytes <= most)
        reading->taken_bytes += strlen(value);
    if (reading->taken_bytes <= most)
        return 1;
    hf_remark_error(&reading->remarks, spot,
                    "the aliases (*) of the files make too much text; allowed: 64 MiB");
    return 0;
}

uint32_t hf_reading_last(const struct hf_reading *reading)
{
    uint32_t last = 0;

    for (int maker = 0; maker < HF_MAKER_COUNT; maker++)
        if (reading->shelves[maker].last > last)
            last = reading->shelves[maker].last;
    return last;
}

static struct hf_draft *draft_of(struct hf_reading *reading, enum hf_dialect dialect,
                                 uint32_t number)
{
    const struct hf_vendor *vendor = hf_vendor_of(dialect);
    struct hf_shelf *shelf = &reading->shelves[vendor->maker];
    struct hf_draft **draft;

    if (shelf->lines == NULL)
        shelf->lines = hf_memory_new(HF_PHONE_LINES + 1, sizeof(struct hf_draft *));
    draft = number == 0 ? &shelf->phone : &shelf->lines[number];
    if (*draft != NULL)
        return *draft;
    *draft = hf_memory_new(1, sizeof(struct hf_draft) + vendor->n_keys * sizeof(struct hf_raw));
    (*draft)->number = number;
    (*draft)->dialect = dialect;
    if (number > shelf->last)
        shelf->last = number;
    return *draft;
}

static size_t hash_of(const char *name)
{
    uint32_t hash = 2166136261u; /* FNV-1a */

    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619u;
    return (hash ^ hash >> 16) % HF_KNOWN_SLOTS;
}

static void fill_known(struct hf_known *known, const struct hf_vendor *vendor)
{
    for (size_t key = 0; key < vendor->n_keys && key < HF_KNOWN_SLOTS / 2; key++) {
        size_t slot = hash_of(vendor->keys[key].name);

        while (known->slots[slot] != 0)
            slot = (slot + 1) % HF_KNOWN_SLOTS;
        known->slots[slot] = (uint16_t)(key + 1);
    }
    known->is_filled = 1;
}

/* hf_vendor_find, which compares name by name, only where there is such a name: nearly all keys of
 * a phone's file are unknown ones. */
static size_t find(struct hf_reading *reading, const struct hf_vendor *vendor,
                   const struct hf_reading_entry *entry)
{
    struct hf_known *known = &reading->known[vendor->maker];
    size_t slot = hash_of(entry->name);

    if (vendor->n_keys > HF_KNOWN_SLOTS / 2)
        return hf_vendor_find(vendor, entry->name, entry->number == 0);
    if (!known->is_filled)
        fill_known(known, vendor);
    while (known->slots[slot] != 0 &&
           strcmp(vendor->keys[known->slots[slot] - 1].name, entry->name) != 0)
        slot = (slot + 1) % HF_KNOWN_SLOTS;
    if (known->slots[slot] == 0)
        return vendor->n_keys;
    return hf_vendor_find(vendor, entry->name, entry->number == 0);
}

void hf_reading_put(struct hf_reading *reading, enum hf_dialect dialect,
                    const struct hf_reading_entry *entry)
{
    struct hf_spot spot = {{reading->file, entry->at}, "G2a"};
    char shown[72];
    const struct hf_vendor *vendor = hf_vendor_of(dialect);
    size_t key = find(reading, vendor, entry);
    struct hf_raw *raw;

    if (key == vendor->n_keys) {
        hf_reading_unknown(reading, "", entry);
        reading->n_unknown++;
        return;
    }
    if (vendor->maker == HF_MAKER_NATIVE && !hf_reading_charge(reading, entry->value, entry->at))
        return;
    raw = &draft_of(reading, dialect, entry->number)->raw[key];
    hf_value_show(entry->key, shown);
    if (raw->text != NULL && raw->at.file == reading->file && ++reading->n_twice <= SAID_OF_A_KIND)
        hf_remark_warning(&reading->remarks, spot,
                          "%s: set twice; this one counts, line %u does not", shown,
                          (unsigned)raw->at.line);
    hf_memory_forget(raw->text);
    free(raw->key);
    raw->text = hf_memory_text(entry->value, strlen(entry->value));
    raw->key = hf_memory_text(entry->key, strlen(entry->key));
    raw->at = spot.at;
    raw->order = ++reading->n_put;
    raw->dialect = (uint8_t)dialect;
}

/* G2: once a file, with the first key by name; not one that may carry a secret by mistake of
 * the separator (G3). */
static void say_unknown(struct hf_reading *reading)
{
    struct hf_phone_config *phone = reading->phone;
    struct hf_spot spot = {{reading->file, 0}, "G2"};
    char shown[72];

    if (reading->n_unknown == 0)
        return;
    for (size_t i = reading->first_unknown; i < phone->n_unknown; i++) {
        const struct hf_unknown_key *unknown = &phone->unknown[i];

        if (unknown->at.file != reading->file || hf_value_is_secret(unknown->key) ||
            strlen(unknown->key) > 80)
            continue;
        hf_value_show(unknown->key, shown);
        hf_remark_warning(&reading->remarks, spot,
                          "keys that are not about server redundancy, or not known: %zu; they are "
                          "kept and change nothing (the first is %s in line %u)",
                          reading->n_unknown, shown, (unsigned)unknown->at.line);
        return;
    }
    hf_remark_warning(&reading->remarks, spot,
                      "keys that are not about server redundancy, or not known: %zu; they are "
                      "kept and change nothing",
                      reading->n_unknown);
}

static void say_rest(struct hf_reading *reading)
{
    struct hf_spot spot = {{reading->file, 0}, "G2a"};

    if (reading->n_twice > SAID_OF_A_KIND)
        hf_remark_warning(&reading->remarks, spot, "%zu more keys are set twice",
                          reading->n_twice - SAID_OF_A_KIND);
    if (reading->n_malformed > SAID_OF_A_KIND)
        hf_remark_warning(&reading->remarks, spot, "%zu more lines are not keys",
                          reading->n_malformed - SAID_OF_A_KIND);
    say_unknown(reading);
}

static void read_lines(struct hf_reading *reading, const char *bytes, size_t length,
                       void (*read)(struct hf_reading *, struct hf_lines *))
{
    struct hf_spot spot = {{reading->file, 0}, "G1"};
    struct hf_lines lines;

    hf_lines_start(&lines, bytes, length);
    read(reading, &lines);
    hf_memory_wipe(lines.text, sizeof(lines.text));
    spot.at.line = lines.first_latin1;
    if (lines.n_latin1 > 0)
        hf_remark_warning(&reading->remarks, spot,
                          "not UTF-8, read as Latin-1 (in this file: %u such lines)",
                          (unsigned)lines.n_latin1);
}

void hf_reading_bytes(struct hf_reading *reading, enum hf_dialect dialect, const char *bytes,
                      size_t length)
{
    reading->n_twice = 0;
    reading->n_malformed = 0;
    reading->n_unknown = 0;
    reading->first_unknown = reading->phone->n_unknown;
    if (dialect == HF_DIALECT_NATIVE)
        reading->native_bytes += length;
    switch (dialect) {
    case HF_DIALECT_FANVIL_TEXT: read_lines(reading, bytes, length, hf_reading_fanvil); break;
    case HF_DIALECT_FANVIL_KV: read_lines(reading, bytes, length, hf_reading_fanvil_kv); break;
    case HF_DIALECT_YEALINK_CFG: read_lines(reading, bytes, length, hf_reading_yealink); break;
    case HF_DIALECT_FANVIL_XML_OLD:
    case HF_DIALECT_FANVIL_XML_NEW: hf_reading_fanvil_xml(reading, dialect, bytes, length); break;
    case HF_DIALECT_NATIVE: hf_reading_native(reading, bytes, length); break;
    case HF_DIALECT_UNKNOWN:
    case HF_DIALECT_COUNT: return;
    }
    say_rest(reading);
}

static void finish_draft(struct hf_reading *reading, const struct hf_vendor *vendor,
                         const struct hf_draft *draft)
{
    struct hf_phone_config *phone = reading->phone;
    struct hf_import import = {.remarks = &reading->remarks,
                               .vendor = vendor,
                               .phone = draft_of(reading, draft->dialect, 0),
                               .line = draft,
                               .from_memory = reading->from_memory};
    size_t faults = reading->remarks.n_faults;
    char name[32];

    hf_import_check(&import);
    if (draft == import.phone)
        phone->left_keys += hf_import_left(&import);
    if (draft == import.phone || !vendor->is_line(&import))
        return;
    phone->accounts = hf_memory_room(phone->accounts, phone->n_accounts, sizeof(*phone->accounts));
    import.account = &phone->accounts[phone->n_accounts++];
    memset(import.account, 0, sizeof(*import.account));
    import.account->dialect = draft->dialect;
    import.account->number = draft->number;
    vendor->name(draft->number, name);
    import.account->name = hf_memory_text(name, strlen(name));
    vendor->finish(&import);
    hf_import_tls(&import);
    hf_account_keep_spellings(&import);
    phone->left_keys += hf_import_left(&import);
    if (reading->remarks.n_faults == faults)
        hf_conflicts_check(&import);
}

/* Two vendors' files side by side: a phone has one line of a number, here each is one. */
static void warn_of_clashes(struct hf_reading *reading)
{
    const struct hf_phone_config *phone = reading->phone;
    struct hf_spot spot = {{0, 0}, "G2a"};
    char one[HF_ACCOUNT_SHOWN];
    const size_t most = hf_reading_last(reading);
    size_t *seen = hf_memory_new(most + 1, sizeof(*seen)), n = 0;

    for (size_t i = 0; i < phone->n_accounts; i++) {
        const struct hf_account *account = &phone->accounts[i];
        size_t *other = &seen[account->number];

        if (*other > 0 && ++n <= SAID_OF_A_KIND) {
            hf_account_show(phone, &phone->accounts[*other - 1], one);
            spot.at = account->origins[HF_SETTING_SERVERS][0];
            hf_remark_warning(&reading->remarks, spot,
                              "%s has the number of %s, another vendor's line; both are kept",
                              account->name, one);
        }
        *other = i + 1;
    }
    if (n > SAID_OF_A_KIND)
        hf_remark_warning(&reading->remarks, (struct hf_spot){{0, 0}, "G2a"},
                          "%zu more lines have the number of another vendor's line",
                          n - SAID_OF_A_KIND);
    free(seen);
}

void hf_reading_finish(struct hf_reading *reading)
{
    for (int maker = 0; maker < HF_MAKER_COUNT; maker++) {
        const struct hf_vendor *vendor = hf_vendor_by((enum hf_maker)maker);
        struct hf_shelf *shelf = &reading->shelves[maker];

        if (shelf->phone != NULL)
            finish_draft(reading, vendor, shelf->phone);
        for (uint32_t number = 1; number <= shelf->last; number++)
            if (shelf->lines[number] != NULL)
                finish_draft(reading, vendor, shelf->lines[number]);
    }
    warn_of_clashes(reading);
    hf_reading_yealink_records(reading);
}

static void free_draft(struct hf_draft *draft, size_t n_keys)
{
    if (draft == NULL)
        return;
    for (size_t key = 0; key < n_keys; key++) {
        hf_memory_forget(draft->raw[key].text);
        free(draft->raw[key].key);
    }
    free(draft);
}

void hf_reading_free(struct hf_reading *reading)
{
    for (int maker = 0; maker < HF_MAKER_COUNT; maker++) {
        struct hf_shelf *shelf = &reading->shelves[maker];
        size_t n_keys = hf_vendor_by((enum hf_maker)maker)->n_keys;

        free_draft(shelf->phone, n_keys);
        for (uint32_t number = 1; number <= shelf->last; number++)
            free_draft(shelf->lines[number], n_keys);
        free(shelf->lines);
    }
    hf_reading_yealink_free(reading);
}
