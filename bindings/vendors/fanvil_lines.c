/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fanvil's two line formats: the text (padded keys, first colon, sections, an end mark), and
 * key = value. Phones are lenient about sections and comments, so is this; what a phone would
 * refuse is said.
 */
#include "reading.h"

#include <stdio.h>
#include <string.h>

#include "fanvil.h"
#include "value.h"

#define FANVIL_FIRST   "<<VOIP CONFIG FILE>>Version:"
#define FANVIL_LAST    "<<END OF FILE>>"
#define FANVIL_SECTION "SIP CONFIG MODULE"
#define KV_LINE        "sip.line."
#define KV_WIDE        "sip."

struct text {
    struct hf_reading *reading;
    struct hf_lines *lines;
    char section[64]; /* "" outside of every section */
    uint32_t cut_at;  /* the first line with a key that is cut, or 0 */
    char cut_key[72];
    const char *cut_name;
    size_t n_cut;
};

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

static void note_cut(struct text *text, const struct hf_reading_entry *entry)
{
    if (text->n_cut++ > 0)
        return;
    text->cut_at = entry->at;
    text->cut_name = entry->name;
    hf_value_show(entry->key, text->cut_key);
}

static void fanvil_entry(struct text *text)
{
    struct hf_lines *lines = text->lines;
    struct hf_reading_entry entry = {.at = lines->number, .name = ""};
    int own = text->section[0] == '\0' || strcmp(text->section, FANVIL_SECTION) == 0;
    struct hf_fanvil_found found = {"", 0};
    const char *rest;
    char *key, *value;

    if (!hf_lines_split(lines->text, ':', &key, &value)) {
        hf_reading_malformed(text->reading, lines->number, "Key :value");
        return;
    }
    entry.key = key;
    entry.value = value;
    rest = key;
    if (begins(key, "SIP"))
        entry.number = hf_reading_number(text->reading, lines, key + 3, &rest);
    if (entry.number > 0 || own) /* a phone-wide key counts in its own section only */
        found = hf_fanvil_find(HF_DIALECT_FANVIL_TEXT, entry.number > 0 ? rest : key,
                               entry.number == 0);
    entry.name = found.name;
    if (found.cut)
        note_cut(text, &entry);
    hf_reading_put(text->reading, HF_DIALECT_FANVIL_TEXT, &entry);
}

static void say_cut(const struct text *text)
{
    struct hf_spot spot = {{text->reading->file, text->cut_at}, "G2a"};

    if (text->n_cut > 0)
        hf_remark_warning(&text->reading->remarks, spot,
                          "%s is taken as %s: its name is cut to 14 characters, as in old dumps "
                          "(in this file: %zu such keys)",
                          text->cut_key, text->cut_name, text->n_cut);
}

static int is_ended(const struct hf_lines *lines)
{
    return begins(lines->text, FANVIL_LAST);
}

/* A file that a phone wrote has a last line; parts that a person wrote may have neither. */
static void refuse_cut(struct hf_reading *reading, struct hf_spot spot)
{
    spot.rule = "G1";
    hf_remark_error(&reading->remarks, spot,
                    "the file is cut off: what begins with " FANVIL_FIRST
                    "... ends with " FANVIL_LAST);
}

void hf_reading_fanvil(struct hf_reading *reading, struct hf_lines *lines)
{
    struct hf_spot spot = {{reading->file, 0}, "G2a"};
    struct text text = {.reading = reading, .lines = lines};
    int ended = 0, is_whole = 0; /* by its first line: then it has a last one */

    while (!ended && hf_lines_next(lines)) {
        ended = is_ended(lines);
        is_whole |= lines->number == 1 && begins(lines->text, FANVIL_FIRST);
        if (ended || hf_reading_too_long(reading, lines) || lines->text_length == 0 ||
            begins(lines->text, FANVIL_FIRST) || begins(lines->text, "--"))
            continue;
        if (lines->text[0] == '<')
            section_name(lines->text, text.section);
        else
            fanvil_entry(&text);
    }
    say_cut(&text);
    while (ended && (lines->text_length == 0 || is_ended(lines)))
        if (!hf_lines_next(lines))
            return;
    spot.at.line = lines->number;
    if (ended)
        hf_remark_warning(&reading->remarks, spot, "what follows " FANVIL_LAST " is not read");
    else if (is_whole)
        refuse_cut(reading, spot);
    else
        hf_reading_cut(reading, lines->number, "the file ends without " FANVIL_LAST);
}

static void kv_entry(struct hf_reading *reading, struct hf_lines *lines)
{
    struct hf_reading_entry entry = {.at = lines->number, .name = ""};
    const char *rest;
    char *key, *value;

    if (!hf_lines_split(lines->text, '=', &key, &value)) {
        hf_reading_malformed(reading, lines->number, "key = value");
        return;
    }
    if (strcmp(key, "Version") == 0)
        return; /* of the format */
    entry.key = key;
    entry.value = value;
    if (begins(key, KV_LINE)) {
        entry.number = hf_reading_number(reading, lines, key + strlen(KV_LINE), &rest);
        if (entry.number > 0)
            entry.name = hf_fanvil_find(HF_DIALECT_FANVIL_KV, rest, 0).name;
    } else if (begins(key, KV_WIDE)) {
        entry.name = hf_fanvil_find(HF_DIALECT_FANVIL_KV, key + strlen(KV_WIDE), 1).name;
    }
    hf_reading_put(reading, HF_DIALECT_FANVIL_KV, &entry);
}

void hf_reading_fanvil_kv(struct hf_reading *reading, struct hf_lines *lines)
{
    while (hf_lines_next(lines))
        if (!hf_reading_too_long(reading, lines) && lines->text_length > 0 && lines->text[0] != '#')
            kv_entry(reading, lines);
    if (lines->is_cut)
        hf_reading_cut(reading, lines->number, HF_LAST_LINE_CUT);
}
