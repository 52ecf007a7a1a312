/* SPDX-License-Identifier: Apache-2.0 */
/* The same keys in each of Fanvil's dialects. How a dialect spells them is written down here a
 * second time, so that a rule that the reader has wrong does not become right. */
#ifndef HOLDFAST_TESTS_VENDORS_FANVIL_DIALECTS_H
#define HOLDFAST_TESTS_VENDORS_FANVIL_DIALECTS_H

#include "support.h"

struct fanvil_pair { /* the text's name; of line 1 where it begins with "SIP1 " */
    const char *key, *value;
};

static const enum hf_dialect fanvil_dialects[] = {HF_DIALECT_FANVIL_TEXT, HF_DIALECT_FANVIL_XML_OLD,
                                                  HF_DIALECT_FANVIL_XML_NEW, HF_DIALECT_FANVIL_KV};

#define N_FANVIL_DIALECTS (sizeof(fanvil_dialects) / sizeof(fanvil_dialects[0]))

static inline int fanvil_is_of_line(const char *key)
{
    return strncmp(key, "SIP1 ", 5) == 0;
}

/* The name as an element or behind the last dot. */
static inline void fanvil_name(enum hf_dialect dialect, const char *key, char name[96])
{
    size_t n = 0;

    for (const char *c = fanvil_is_of_line(key) ? key + 5 : key; *c != '\0'; c++) {
        if (*c != ' ' || dialect == HF_DIALECT_FANVIL_TEXT)
            name[n++] = *c;
        else if (dialect == HF_DIALECT_FANVIL_XML_OLD)
            name[n++] = '_';
    }
    if (dialect == HF_DIALECT_FANVIL_XML_OLD && fanvil_is_of_line(key) && n > 14)
        n = 14;
    name[n] = '\0';
}

/* The key as a remark names it. */
static inline void fanvil_key(enum hf_dialect dialect, const char *key, char text[128])
{
    char name[96];

    fanvil_name(dialect, key, name);
    if (dialect == HF_DIALECT_FANVIL_TEXT || dialect == HF_DIALECT_FANVIL_XML_OLD)
        snprintf(text, 128, "%s%s", fanvil_is_of_line(key) ? "SIP1 " : "", name);
    else
        snprintf(text, 128, "sip.%s%s", fanvil_is_of_line(key) ? "line.1." : "", name);
}

static inline void fanvil_put(enum hf_dialect dialect, const struct fanvil_pair *pair, char *text,
                              size_t size)
{
    size_t length = strlen(text);
    char name[128];

    if (dialect == HF_DIALECT_FANVIL_XML_OLD || dialect == HF_DIALECT_FANVIL_XML_NEW) {
        fanvil_name(dialect, pair->key, name);
        snprintf(text + length, size - length, "<%s>%s</%s>\n", name, pair->value, name);
    } else {
        fanvil_key(dialect, pair->key, name);
        snprintf(text + length, size - length, "%s%s%s\n", name,
                 dialect == HF_DIALECT_FANVIL_KV ? " = " : " :", pair->value);
    }
}

/* A whole file with the pairs. */
static inline void fanvil_file(enum hf_dialect dialect, const struct fanvil_pair *pairs, size_t n,
                               char text[8192])
{
    static const char *const before[HF_DIALECT_COUNT] = {
        [HF_DIALECT_FANVIL_TEXT] = FANVIL,
        [HF_DIALECT_FANVIL_XML_OLD] = "<VOIP_CONFIG_FILE>\n<version>2.0002</version>\n"
                                      "<SIP_CONFIG_MODULE>\n",
        [HF_DIALECT_FANVIL_XML_NEW] = "<sysConf>\n<Version>2.0000000000</Version>\n<sip>\n",
        [HF_DIALECT_FANVIL_KV] = "#<Voip Config File>#\nVersion = 2.0000000000\n",
    };
    static const char *const between[HF_DIALECT_COUNT] = {
        [HF_DIALECT_FANVIL_TEXT] = "--SIP Line List--  :\n",
        [HF_DIALECT_FANVIL_XML_OLD] = "<SIP_Line_List>\n<SIP_Line_List_Entry>\n<ID>SIP1</ID>\n",
        [HF_DIALECT_FANVIL_XML_NEW] = "<line index=\"1\">\n",
        [HF_DIALECT_FANVIL_KV] = "",
    };
    static const char *const after[HF_DIALECT_COUNT] = {
        [HF_DIALECT_FANVIL_TEXT] = FANVIL_END,
        [HF_DIALECT_FANVIL_XML_OLD] = "</SIP_Line_List_Entry>\n</SIP_Line_List>\n"
                                      "</SIP_CONFIG_MODULE>\n</VOIP_CONFIG_FILE>\n",
        [HF_DIALECT_FANVIL_XML_NEW] = "</line>\n</sip>\n</sysConf>\n",
        [HF_DIALECT_FANVIL_KV] = "",
    };

    snprintf(text, 8192, "%s", before[dialect]);
    for (size_t i = 0; i < n; i++)
        if (!fanvil_is_of_line(pairs[i].key))
            fanvil_put(dialect, &pairs[i], text, 8192);
    strcat(text, between[dialect]);
    for (size_t i = 0; i < n; i++)
        if (fanvil_is_of_line(pairs[i].key))
            fanvil_put(dialect, &pairs[i], text, 8192);
    strcat(text, after[dialect]);
}

/* Reads the pairs as a file of the dialect. */
static inline int fanvil_read(struct hf_phone_config *phone, enum hf_dialect dialect,
                              const struct fanvil_pair *pairs, size_t n)
{
    char text[8192];

    fanvil_file(dialect, pairs, n, text);
    return read_text(phone, text);
}

#endif
