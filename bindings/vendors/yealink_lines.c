/* SPDX-License-Identifier: Apache-2.0 */
/* Yealink's line format: key = value, with # before comments. */
#include "reading.h"

#include <string.h>

static int begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

void hf_reading_yealink(struct hf_reading *reading, struct hf_lines *lines)
{
    struct hf_reading_entry entry;
    char *key, *value;

    while (hf_lines_next(lines)) {
        if (hf_reading_too_long(reading, lines) || lines->text_length == 0 || lines->text[0] == '#')
            continue;
        if (!hf_lines_split(lines->text, '=', &key, &value)) {
            hf_reading_malformed(reading, lines->number, "key = value");
            continue;
        }
        memset(&entry, 0, sizeof(entry));
        entry.at = lines->number;
        entry.key = key;
        entry.value = value;
        entry.name = key;
        if (begins(key, "account."))
            entry.number = hf_reading_number(reading, lines, key + 8, &entry.name);
        if (entry.number == 0)
            entry.name = key;
        hf_reading_put(reading, HF_DIALECT_YEALINK_CFG, &entry);
    }
}
