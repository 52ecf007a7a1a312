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
    struct hf_place place = {{reading->file, at}, "G1"};

    if (++reading->n_malformed <= SAID_OF_A_KIND)
        hf_remark_warning(&reading->remarks, place, "not a key: the line is left out; expected %s",
                          expected);
}

static void keep_unknown(struct hf_reading *reading, const struct hf_reading_entry *entry)
{
    struct hf_phone_config *phone = reading->phone;
    struct hf_unknown_key *unknown;

    phone->unknown = hf_memory_room(phone->unknown, phone->unknown_keys, sizeof(*phone->unknown));
    unknown = &phone->unknown[phone->unknown_keys++];
    unknown->key = hf_memory_text(entry->key, strlen(entry->key));
    unknown->value = hf_memory_text(entry->value, strlen(entry->value));
    unknown->at.file = reading->file;
    unknown->at.line = entry->at;
    reading->n_unknown++;
}

static struct hf_draft *draft_of(struct hf_reading *reading, enum hf_dialect dialect,
                                 uint32_t number)
{
    struct hf_shelf *shelf = &reading->shelves[dialect];
    struct hf_draft **draft = number == 0 ? &shelf->phone : &shelf->lines[number];

    if (*draft == NULL)
        *draft = hf_memory_new(1, sizeof(struct hf_draft) +
                                      hf_vendor_of(dialect)->n_keys * sizeof(struct hf_raw));
    (*draft)->number = number;
    if (number > shelf->last)
        shelf->last = number;
    return *draft;
}

void hf_reading_put(struct hf_reading *reading, enum hf_dialect dialect,
                    const struct hf_reading_entry *entry)
{
    struct hf_place place = {{reading->file, entry->at}, "G2a"};
    char shown[72];
    size_t key = hf_vendor_find(hf_vendor_of(dialect), entry->name, entry->number == 0);
    struct hf_raw *raw;

    if (key == hf_vendor_of(dialect)->n_keys) {
        keep_unknown(reading, entry);
        return;
    }
    raw = &draft_of(reading, dialect, entry->number)->raw[key];
    hf_value_show(entry->key, shown);
    if (raw->text != NULL && raw->at.file == reading->file && ++reading->n_twice <= SAID_OF_A_KIND)
        hf_remark_warning(&reading->remarks, place,
                          "%s: set twice; this one counts, line %u does not", shown,
                          (unsigned)raw->at.line);
    free(raw->text);
    raw->text = hf_memory_text(entry->value, strlen(entry->value));
    raw->at = place.at;
}

static int is_about_secrets(const char *key)
{
    static const char *const words[] = {"pass", "pswd", "pwd", "secret", "key"};
    char lower[HF_KEY_NAME];
    size_t length = strlen(key) < HF_KEY_NAME - 1 ? strlen(key) : HF_KEY_NAME - 1;

    for (size_t i = 0; i < length; i++)
        lower[i] = (char)(key[i] >= 'A' && key[i] <= 'Z' ? key[i] - 'A' + 'a' : key[i]);
    lower[length] = '\0';
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strstr(lower, words[i]) != NULL)
            return 1;
    return 0;
}

/* G2: once a file, with the first key by name; not one that may carry a secret by mistake of
 * the separator (G3). */
static void say_unknown(struct hf_reading *reading)
{
    struct hf_phone_config *phone = reading->phone;
    const struct hf_unknown_key *first;
    struct hf_place place = {{reading->file, 0}, "G2"};
    char shown[72];

    if (reading->n_unknown == 0)
        return;
    first = phone->unknown + (phone->unknown_keys - reading->n_unknown);
    for (size_t i = 0; i < reading->n_unknown; i++) {
        if (is_about_secrets(first[i].key) || strlen(first[i].key) > 80)
            continue;
        hf_value_show(first[i].key, shown);
        hf_remark_warning(&reading->remarks, place,
                          "keys that are not about server redundancy, or not known: %zu; they are "
                          "kept and change nothing (the first is %s in line %u)",
                          reading->n_unknown, shown, (unsigned)first[i].at.line);
        return;
    }
    hf_remark_warning(&reading->remarks, place,
                      "keys that are not about server redundancy, or not known: %zu; they are "
                      "kept and change nothing",
                      reading->n_unknown);
}

static void say_rest(struct hf_reading *reading)
{
    struct hf_place place = {{reading->file, 0}, "G2a"};

    if (reading->n_twice > SAID_OF_A_KIND)
        hf_remark_warning(&reading->remarks, place, "%zu more keys are set twice",
                          reading->n_twice - SAID_OF_A_KIND);
    if (reading->n_malformed > SAID_OF_A_KIND)
        hf_remark_warning(&reading->remarks, place, "%zu more lines are not keys",
                          reading->n_malformed - SAID_OF_A_KIND);
    say_unknown(reading);
}

/* One file into drafts. */
static void read_dialect(struct hf_reading *reading, enum hf_dialect dialect,
                         struct hf_lines *lines)
{
    struct hf_shelf *shelf = &reading->shelves[dialect];
    struct hf_place place = {{reading->file, 0}, "G1"};

    if (shelf->lines == NULL)
        shelf->lines = hf_memory_new(HF_PHONE_LINES + 1, sizeof(struct hf_draft *));
    reading->n_twice = 0;
    reading->n_malformed = 0;
    reading->n_unknown = 0;
    if (dialect == HF_DIALECT_FANVIL_TEXT)
        hf_reading_fanvil(reading, lines);
    else
        hf_reading_yealink(reading, lines);
    place.at.line = lines->first_latin1;
    if (lines->n_latin1 > 0)
        hf_remark_warning(&reading->remarks, place,
                          "not UTF-8, read as Latin-1 (in this file: %u such lines)",
                          (unsigned)lines->n_latin1);
    say_rest(reading);
}

void hf_reading_bytes(struct hf_reading *reading, enum hf_dialect dialect, const char *bytes,
                      size_t length)
{
    struct hf_lines lines;

    hf_lines_start(&lines, bytes, length);
    read_dialect(reading, dialect, &lines);
}

static void name_account(struct hf_account *account, const struct hf_draft *draft)
{
    char name[32];

    snprintf(name, sizeof(name),
             account->dialect == HF_DIALECT_FANVIL_TEXT ? "SIP%u" : "account.%u",
             (unsigned)draft->number);
    account->name = hf_memory_text(name, strlen(name));
    account->number = draft->number;
}

static void finish_draft(struct hf_reading *reading, enum hf_dialect dialect,
                         const struct hf_draft *draft)
{
    struct hf_phone_config *phone = reading->phone;
    struct hf_import import = {.remarks = &reading->remarks,
                               .vendor = hf_vendor_of(dialect),
                               .phone = draft_of(reading, dialect, 0),
                               .line = draft};
    size_t faults = reading->remarks.n_faults;

    if (!import.vendor->is_line(&import))
        return;
    phone->accounts = hf_memory_room(phone->accounts, phone->n_accounts, sizeof(*phone->accounts));
    import.account = &phone->accounts[phone->n_accounts++];
    memset(import.account, 0, sizeof(*import.account));
    import.account->dialect = dialect;
    name_account(import.account, draft);
    import.vendor->finish(&import);
    if (reading->remarks.n_faults == faults)
        hf_conflicts_check(&import);
}

void hf_reading_finish(struct hf_reading *reading)
{
    for (int dialect = HF_DIALECT_UNKNOWN + 1; dialect < HF_DIALECT_COUNT; dialect++) {
        struct hf_shelf *shelf = &reading->shelves[dialect];

        for (uint32_t number = 1; number <= shelf->last; number++)
            if (shelf->lines[number] != NULL)
                finish_draft(reading, (enum hf_dialect)dialect, shelf->lines[number]);
    }
}

static void free_draft(struct hf_draft *draft, size_t n_keys)
{
    if (draft == NULL)
        return;
    for (size_t key = 0; key < n_keys; key++)
        free(draft->raw[key].text);
    free(draft);
}

void hf_reading_free(struct hf_reading *reading)
{
    for (int dialect = HF_DIALECT_UNKNOWN + 1; dialect < HF_DIALECT_COUNT; dialect++) {
        struct hf_shelf *shelf = &reading->shelves[dialect];
        size_t n_keys = hf_vendor_of((enum hf_dialect)dialect)->n_keys;

        free_draft(shelf->phone, n_keys);
        for (uint32_t number = 1; number <= shelf->last; number++)
            free_draft(shelf->lines[number], n_keys);
        free(shelf->lines);
    }
}
