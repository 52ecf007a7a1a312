/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a native file says of the phone itself and of no line: emergency numbers, dial plan, codecs,
 * tones, ports of sound, HAL. Each is kept as one text, a list with commas between; whether a plan
 * can be dialled by, and whether this build has a codec, is known to those who use it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "native_map.h"
#include "value.h"

#define LIST_TEXT 512
#define PLAN_MOST 511
#define HAL_MOST  1023
#define PORT_MIN  1024

static const char *const codecs[] = {"pcmu", "pcma", "opus"};
static const char *const countries[] = {"itu", "us", "uk", "de", "cn"};

/* NULL, or what is wrong with a text. A word is put into its plain letters. */
static const char *numbers_fault(char *text);
static const char *plan_fault(char *text);
static const char *codecs_fault(char *text);
static const char *country_fault(char *text);
static const char *ports_fault(char *text);
static const char *hal_fault(char *text);

static const struct own {
    const char *name, *token, *rule, *by_default, *allowed;
    const char *(*fault)(char *text);
    int is_list;
} owns[HF_OWN_SETTINGS + 1] = {
    [HF_OWN_EMERGENCY] = {"emergency_numbers", "phone.emergency_numbers", "E11", "",
                          "allowed: at most 8 numbers of at most 15 digits, * and #, such as [110, "
                          "112]",
                          numbers_fault, 1},
    [HF_OWN_DIAL_PLAN] = {"dial_plan", "phone.dial_plan", "G", "",
                          "allowed: a digit map of at most 511 letters, such as \"[1-9]xxx|0x.T\"",
                          plan_fault, 0},
    [HF_OWN_CODECS] = {"codecs", "phone.codecs", "G", "", "allowed: pcmu, pcma, opus, each once",
                       codecs_fault, 1},
    [HF_OWN_COUNTRY] = {"country", "phone.country", "G", "itu", "allowed: itu, us, uk, de, cn",
                        country_fault, 0},
    [HF_OWN_RTP_PORTS] = {"rtp_ports", "phone.rtp_ports", "G", "16384-32767",
                          "allowed: the first and the last port, such as 16384-32767, at least an "
                          "even one and the one above it, from 1024 on",
                          ports_fault, 0},
    [HF_OWN_HAL] = {"hal", "phone.hal", "G", "null",
                    "allowed: what --hal of holdfast phone takes, at most 1023 bytes", hal_fault,
                    0},
};

const char *hf_own_token(unsigned setting)
{
    return owns[setting].token;
}

const char *hf_own_rule(unsigned setting)
{
    return owns[setting].rule;
}

const char *hf_own_default(unsigned setting)
{
    return owns[setting].by_default;
}

const char *hf_map_phone_key(unsigned setting)
{
    return owns[setting].name;
}

/* ---- what is sound ---- */

/* The part of a list that begins there; where the next one begins is told. NULL: there is none, or
 * it does not fit. */
static const char *part_of(const char **at, char *part, size_t size)
{
    size_t length = strcspn(*at, ",");

    if (length == 0 || length >= size)
        return NULL;
    memcpy(part, *at, length);
    part[length] = '\0';
    *at += length + ((*at)[length] == ',');
    return part;
}

/* It stands in a list before the place that ends it. */
static int stands_before(const char *list, const char *part, const char *end)
{
    size_t length = strlen(part);

    for (const char *at = list; at < end; at += strcspn(at, ",") + 1)
        if (strncmp(at, part, length) == 0 && at + length < end &&
            (at[length] == ',' || at[length] == '\0'))
            return 1;
    return 0;
}

static const char *numbers_fault(char *text)
{
    char number[HF_OWN_DIGITS + 1];
    const char *at = text;

    for (unsigned n = 1; *at != '\0'; n++) {
        const char *begin = at;

        if (n > HF_OWN_NUMBERS)
            return "too many numbers";
        if (part_of(&at, number, sizeof(number)) == NULL)
            return "a number that is too long, or empty";
        if (strspn(number, "0123456789*#") != strlen(number))
            return "not numbers that can be dialled";
        if (stands_before(text, number, begin))
            return "a number twice";
    }
    return NULL;
}

static const char *codecs_fault(char *text)
{
    char name[8];
    const char *at = text;

    while (*at != '\0') {
        const char *begin = at;
        int codec;

        if (part_of(&at, name, sizeof(name)) == NULL)
            return "not known";
        codec = hf_value_word(name, codecs, sizeof(codecs) / sizeof(codecs[0]));
        if (codec < 0)
            return "not known";
        memcpy(text + (begin - text), codecs[codec], strlen(codecs[codec]));
        if (stands_before(text, codecs[codec], begin))
            return "a codec twice";
    }
    return NULL;
}

static const char *country_fault(char *text)
{
    int country = hf_value_word(text, countries, sizeof(countries) / sizeof(countries[0]));

    if (country < 0)
        return "not known";
    memcpy(text, countries[country], strlen(countries[country]));
    return NULL;
}

static const char *ports_fault(char *text)
{
    char first_text[8], last_text[8];
    size_t length = strcspn(text, "-");
    int64_t first, last;

    if (length >= sizeof(first_text) || text[length] != '-' ||
        strlen(text + length + 1) >= sizeof(last_text))
        return "not a range of ports";
    snprintf(first_text, sizeof(first_text), "%.*s", (int)length, text);
    snprintf(last_text, sizeof(last_text), "%s", text + length + 1);
    if (!hf_value_integer(first_text, &first) || !hf_value_integer(last_text, &last))
        return "not a range of ports";
    if (first < PORT_MIN || last > UINT16_MAX || last < ((first + 1) & ~INT64_C(1)) + 1)
        return "not a range with room for sound";
    return NULL;
}

static const char *plan_fault(char *text)
{
    if (strlen(text) > PLAN_MOST)
        return "too long";
    return hf_value_is_printable(text) ? NULL : "holds a control character";
}

static const char *hal_fault(char *text)
{
    if (strlen(text) > HAL_MOST)
        return "too long";
    return hf_value_is_printable(text) ? NULL : "holds a control character";
}

/* ---- reading ---- */

static void refuse(struct hf_map_walk *walk, const struct own *own, uint32_t at, const char *wrong)
{
    hf_map_error(walk, at, "%s: %s; %s", own->token, wrong, own->allowed);
}

/* "110 112" and "110, 112" as "110,112"; blanks around it are left out. */
static void join_words(const char *text, char joined[LIST_TEXT])
{
    size_t n = 0;

    for (; *text != '\0' && n + 1 < LIST_TEXT; text++) {
        int ends = *text == ' ' || *text == '\t' || *text == ',';

        if (!ends)
            joined[n++] = *text;
        else if (n > 0 && joined[n - 1] != ',')
            joined[n++] = ',';
    }
    while (n > 0 && joined[n - 1] == ',')
        n--;
    joined[n] = '\0';
}

/* [110, 112] as "110,112". False after an error was remarked. */
static int join_list(struct hf_map_walk *walk, const struct own *own, uint32_t list,
                     char joined[LIST_TEXT])
{
    uint32_t part = hf_tree_at(&walk->tree, list)->first;
    size_t n = 0;

    joined[0] = '\0';
    for (; part != 0; part = walk->tree.nodes[part].next) {
        const char *text = hf_tree_text(&walk->tree, part);

        if (text == NULL) {
            hf_map_wrong_kind(walk, own->token, part, "one value");
            return 0;
        }
        if (text[0] == '\0' || strchr(text, ',') != NULL || n + strlen(text) + 2 > LIST_TEXT) {
            refuse(walk, own, walk->tree.nodes[part].at,
                   n + strlen(text) + 2 > LIST_TEXT ? "too long" : "not one of a list");
            return 0;
        }
        n += (size_t)snprintf(joined + n, LIST_TEXT - n, "%s%s", n > 0 ? "," : "", text);
    }
    return 1;
}

/* The text of a key, owned; NULL after an error was remarked. */
static char *text_of(struct hf_map_walk *walk, const struct own *own, const struct hf_map *map,
                     const struct hf_map_slot *slot)
{
    char joined[LIST_TEXT];
    const char *text;

    if (own->is_list && hf_tree_at(&walk->tree, slot->value)->kind == HF_TREE_LIST)
        return join_list(walk, own, slot->value, joined) ? hf_memory_text(joined, strlen(joined))
                                                         : NULL;
    if (!own->is_list && hf_tree_text(&walk->tree, slot->value) == NULL) {
        hf_map_wrong_kind(walk, own->token, slot->value,
                          "one value (in quotes where it begins with [, { or *)");
        return NULL;
    }
    text = hf_map_text(walk, map, own->name, slot);
    if (text == NULL || !own->is_list)
        return text != NULL ? hf_memory_text(text, strlen(text)) : NULL;
    if (strlen(text) >= LIST_TEXT) {
        refuse(walk, own, slot->at, "too long");
        return NULL;
    }
    join_words(text, joined);
    return hf_memory_text(joined, strlen(joined));
}

static void read_key(struct hf_map_walk *walk, const struct hf_map *map, unsigned setting)
{
    const struct own *own = &owns[setting];
    const struct hf_map_slot *slot = hf_map_find(walk, map, own->name);
    struct hf_own *kept = &walk->reading->phone->own[setting];
    char *text = slot != NULL ? text_of(walk, own, map, slot) : NULL;
    const char *fault = text != NULL && text[0] != '\0' ? own->fault(text) : NULL;
    char shown[72], wrong[160];

    if (text == NULL)
        return;
    if (fault != NULL) {
        hf_value_show(text, shown);
        free(text);
        snprintf(wrong, sizeof(wrong), "%s: %s", shown, fault);
        hf_map_error(walk, slot->at, "%s = %s; %s", own->token, wrong, own->allowed);
        return;
    }
    free(kept->text);
    kept->text = text;
    kept->at = (struct hf_origin){walk->reading->file, slot->at};
    if (text[0] != '\0')
        return;
    free(text); /* emptied: the native default, over what an earlier file says */
    *kept = (struct hf_own){NULL, {0, 0}};
}

void hf_map_phone(struct hf_map_walk *walk, uint32_t node)
{
    struct hf_map map = {.prefix = "phone."};

    if (!hf_map_gather(walk, &map, HF_MAP_PHONE, node))
        return;
    for (unsigned setting = 0; setting < HF_OWN_SETTINGS; setting++)
        read_key(walk, &map, setting);
}
