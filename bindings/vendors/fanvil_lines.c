/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fanvil's two line formats: the text (padded keys, first colon, sections, an end mark), and
 * key = value. Phones are lenient about sections and comments, so is this; what a phone would
 * refuse is said.
 */
#include "reading.h"

#include <stdio.h>
#include <string.h>

#define FANVIL_FIRST   "<<VOIP CONFIG FILE>>Version:"
#define FANVIL_LAST    "<<END OF FILE>>"
#define FANVIL_SECTION "SIP CONFIG MODULE"

static int begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* "<SIP CONFIG MODULE>", also as "</...>" and "<<...>>": the name without brackets. */
static void section_name(const char *text, char name[64])
{
    size_t from = strspn(text, "</");
    size_t length = strcspn(text + from, ">");

    snprintf(name, 64, "%.*s", length > 63 ? 63 : (int)length, text + from);
    if (from > 0 && strchr(text, '/') == text + 1)
        name[0] = '\0'; /* a closer: outside of every section */
}

static void fanvil_entry(struct hf_reading *reading, struct hf_lines *lines, const char *section)
{
    struct hf_reading_entry entry = {.at = lines->number};
    int own = section[0] == '\0' || strcmp(section, FANVIL_SECTION) == 0;
    char *key, *value;

    if (!hf_lines_split(lines->text, ':', &key, &value)) {
        hf_reading_malformed(reading, lines->number, "Key :value");
        return;
    }
    entry.key = key;
    entry.value = value;
    entry.name = key;
    if (begins(key, "SIP"))
        entry.number = hf_reading_number(reading, lines, key + 3, &entry.name);
    if (entry.number == 0)
        entry.name = own ? key : ""; /* a phone-wide key counts in its own section only */
    hf_reading_put(reading, HF_DIALECT_FANVIL_TEXT, &entry);
}

void hf_reading_fanvil(struct hf_reading *reading, struct hf_lines *lines)
{
    struct hf_spot spot = {{reading->file, 0}, "G2a"};
    char section[64] = "";
    int ended = 0;

    while (hf_lines_next(lines) && !ended) {
        if (hf_reading_too_long(reading, lines) || lines->text_length == 0 ||
            begins(lines->text, FANVIL_FIRST) || begins(lines->text, "--"))
            continue;
        ended = begins(lines->text, FANVIL_LAST);
        if (lines->text[0] == '<' && !ended)
            section_name(lines->text, section);
        else if (!ended)
            fanvil_entry(reading, lines, section);
    }
    spot.at.line = lines->number;
    if (!ended) {
        hf_remark_warning(&reading->remarks, spot,
                          "the file ends without " FANVIL_LAST ": it may have been cut off");
        reading->phone->n_cut++;
    } else if (lines->text_length > 0 && !begins(lines->text, FANVIL_LAST))
        hf_remark_warning(&reading->remarks, spot, "what follows " FANVIL_LAST " is not read");
}

void hf_reading_fanvil_kv(struct hf_reading *reading, struct hf_lines *lines)
{
    struct hf_spot spot = {{reading->file, 1}, "G1"};

    (void)lines;
    hf_remark_error(&reading->remarks, spot,
                    "not in this build yet: Fanvil's key = value format; export the text format, "
                    "which begins with <<VOIP CONFIG FILE>>Version:");
}
