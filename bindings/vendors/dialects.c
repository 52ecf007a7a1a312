/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The line formats: Fanvil's text (padded keys, first colon, sections, an end mark) and
 * Yealink's key = value. Phones are lenient about sections and comments, so are these; what a
 * phone would refuse is said.
 */
#include "reading.h"

#include <stdio.h>
#include <string.h>

#define FANVIL_FIRST   "<<VOIP CONFIG FILE>>Version:"
#define FANVIL_LAST    "<<END OF FILE>>"
#define FANVIL_SECTION "SIP CONFIG MODULE"
#define YEALINK_FIRST  "#!version:"
#define SNIFF_LINES    200 /* how far a dialect is looked for where no first line says it */

static int begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static enum hf_dialect dialect_of_line(const char *line)
{
    if (begins(line, "account.") || begins(line, "sip.timer_"))
        return strchr(line, '=') != NULL ? HF_DIALECT_YEALINK_CFG : HF_DIALECT_UNKNOWN;
    if (begins(line, "SIP") && line[3] >= '1' && line[3] <= '9')
        return strchr(line, ':') != NULL ? HF_DIALECT_FANVIL_TEXT : HF_DIALECT_UNKNOWN;
    return HF_DIALECT_UNKNOWN;
}

enum hf_dialect hf_reading_dialect(const char *bytes, size_t length, int *marked)
{
    struct hf_lines lines;
    enum hf_dialect dialect = HF_DIALECT_UNKNOWN;

    *marked = 1;
    hf_lines_start(&lines, bytes, length);
    if (!hf_lines_next(&lines))
        return HF_DIALECT_UNKNOWN;
    if (begins(lines.text, FANVIL_FIRST))
        return HF_DIALECT_FANVIL_TEXT;
    if (begins(lines.text, YEALINK_FIRST))
        return HF_DIALECT_YEALINK_CFG;
    *marked = 0;
    do {
        dialect = dialect_of_line(lines.text);
    } while (dialect == HF_DIALECT_UNKNOWN && lines.number < SNIFF_LINES && hf_lines_next(&lines));
    return dialect;
}

uint32_t hf_reading_number(struct hf_reading *reading, const struct hf_lines *lines,
                           const char *text, const char **rest)
{
    struct hf_place place = {{reading->file, lines->number}, "G1"};
    size_t digits = strspn(text, "0123456789");
    uint32_t number = 0;

    if (digits == 0 || text[0] == '0' || (text[digits] != '.' && text[digits] != ' '))
        return 0;
    for (size_t i = 0; i < digits && number <= HF_PHONE_LINES; i++)
        number = number * 10 + (uint32_t)(text[i] - '0');
    *rest = text + digits + 1;
    if (number <= HF_PHONE_LINES)
        return number;
    hf_remark_error(&reading->remarks, place, "line number %.*s: too great; allowed: 1 to %d",
                    digits > 20 ? 20 : (int)digits, text, HF_PHONE_LINES);
    return 0;
}

static int too_long(struct hf_reading *reading, const struct hf_lines *lines)
{
    struct hf_place place = {{reading->file, lines->number}, "G1"};

    if (lines->too_long)
        hf_remark_error(&reading->remarks, place, "the line is too long; allowed: at most %d bytes",
                        HF_VENDOR_LINE_MAX);
    return lines->too_long;
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
    struct hf_place place = {{reading->file, 0}, "G2a"};
    char section[64] = "";
    int ended = 0;

    while (hf_lines_next(lines) && !ended) {
        if (too_long(reading, lines) || lines->text_length == 0 ||
            begins(lines->text, FANVIL_FIRST) || begins(lines->text, "--"))
            continue;
        ended = begins(lines->text, FANVIL_LAST);
        if (lines->text[0] == '<' && !ended)
            section_name(lines->text, section);
        else if (!ended)
            fanvil_entry(reading, lines, section);
    }
    place.at.line = lines->number;
    if (!ended) {
        hf_remark_warning(&reading->remarks, place,
                          "the file ends without " FANVIL_LAST ": it may have been cut off");
        reading->phone->n_cut++;
    } else if (lines->text_length > 0 && !begins(lines->text, FANVIL_LAST))
        hf_remark_warning(&reading->remarks, place, "what follows " FANVIL_LAST " is not read");
}

void hf_reading_yealink(struct hf_reading *reading, struct hf_lines *lines)
{
    struct hf_reading_entry entry;
    char *key, *value;

    while (hf_lines_next(lines)) {
        if (too_long(reading, lines) || lines->text_length == 0 || lines->text[0] == '#')
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
