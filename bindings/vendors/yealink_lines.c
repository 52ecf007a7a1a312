/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Yealink's line format: key = value, with # before comments; in a .boot file also
 * include:config <name>, which stands for the file of that name beside it.
 */
#include "reading.h"

#include <string.h>

#include "value.h"
#include "yealink.h"

#define INCLUDE "include:"

static int begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* What follows "include:", also behind the models that it is for: "[T46S,T48S]include:". */
static char *included(char *text, int *for_models)
{
    char *end = text[0] == '[' ? strchr(text, ']') : NULL;

    *for_models = end != NULL;
    for (end = end != NULL ? end + 1 : text; *end == ' ' || *end == '\t'; end++)
        continue;
    return begins(end, INCLUDE) ? end + strlen(INCLUDE) : NULL;
}

/* The name in <name>, "name" or name; empty where there is none. */
static char *unwrapped(char *text)
{
    char close = '\0';
    size_t length;

    while (*text == ' ' || *text == '\t')
        text++;
    if (*text == '<' || *text == '"')
        close = *text++ == '<' ? '>' : '"';
    if (close != '\0' && strchr(text, close) == NULL)
        return text + strlen(text);
    length = close != '\0' ? (size_t)(strchr(text, close) - text) : strlen(text);
    text[length] = '\0';
    return text;
}

static const char *why_not(const char *name, int for_models)
{
    if (for_models)
        return "is for phones of these models, and is left out; name the file itself to have it "
               "read";
    if (strstr(name, "://") != NULL)
        return "is not fetched; name a copy of the file to have it read";
    if (strchr(name, '$') != NULL)
        return "stands for a name that only a phone can fill in; name the file itself to have it "
               "read";
    return NULL;
}

/* False: the line is no include. */
static int take_include(struct hf_reading *reading, struct hf_lines *lines)
{
    struct hf_spot spot = {{reading->file, lines->number}, "G2a"};
    int for_models;
    char *text = included(lines->text, &for_models), *name;
    const char *reason;
    char shown[72];

    if (text == NULL)
        return 0;
    if (!begins(text, "config")) {
        hf_remark_warning(&reading->remarks, spot, "only include:config is read, no other include");
        return 1;
    }
    name = unwrapped(text + strlen("config"));
    hf_value_show_path(name, shown);
    reason = why_not(name, for_models);
    if (name[0] == '\0')
        hf_reading_malformed(reading, lines->number, "include:config <name>");
    else if (reason != NULL)
        hf_remark_warning(&reading->remarks, spot, "include:config %s: %s", shown, reason);
    else
        hf_reading_include(reading, name, lines->number);
    return 1;
}

/* The templates' words for "as from the factory". */
static const char *meant(const char *value)
{
    return strcmp(value, "%NULL%") == 0 || strcmp(value, "%EMPTY%") == 0 ? "" : value;
}

/* The number at the end of voice_mail.number.X; 0: the key is another one. */
static uint32_t box_of(const char *key)
{
    const size_t length = strlen(HF_YEALINK_VOICE_MAIL ".");
    int64_t number;

    if (!begins(key, HF_YEALINK_VOICE_MAIL ".") || key[length] == '0' ||
        !hf_value_integer(key + length, &number) || number < 1 || number > HF_PHONE_LINES)
        return 0;
    return (uint32_t)number;
}

void hf_reading_yealink(struct hf_reading *reading, struct hf_lines *lines)
{
    struct hf_reading_entry entry;
    char *key, *value;

    while (hf_lines_next(lines)) {
        if (hf_reading_too_long(reading, lines) || lines->text_length == 0 ||
            lines->text[0] == '#' || take_include(reading, lines))
            continue;
        if (!hf_lines_split(lines->text, '=', &key, &value)) {
            hf_reading_malformed(reading, lines->number, "key = value");
            continue;
        }
        memset(&entry, 0, sizeof(entry));
        entry.at = lines->number;
        entry.key = key;
        entry.value = meant(value);
        entry.name = key;
        if (begins(key, "account."))
            entry.number = hf_reading_number(reading, lines, key + 8, &entry.name);
        else
            entry.number = box_of(key);
        if (entry.number == 0)
            entry.name = key;
        else if (!begins(key, "account."))
            entry.name = HF_YEALINK_VOICE_MAIL;
        if (!hf_reading_yealink_record(reading, &entry))
            hf_reading_put(reading, HF_DIALECT_YEALINK_CFG, &entry);
    }
    if (lines->is_cut)
        hf_reading_cut(reading, lines->number, HF_LAST_LINE_CUT);
}
