/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the four dialects spell a key. The table has the text's names ("Signal Retry Counts"), and
 * the others follow by rule: the old XML has '_' for blanks and keeps 14 characters of a line's
 * key, as old texts did, whose column was that wide; the new XML and key = value leave the blanks
 * out. What no rule gives is listed.
 */
#include "fanvil.h"

#include <stdio.h>
#include <string.h>

#define CUT   14 /* characters of a line's key behind "SIP1 " */
#define WHOLE (HF_KEY_NAME - 1)

struct alias {
    const char *spelled, *name;
};

/* Key = value has names of its own beside those of the new XML. */
static const struct alias kv_aliases[] = {
    {"RegAddr", "Register Addr"}, {"RegPort", "Register Port"}, {"RegTTL", "Register TTL"},
    {"RegUser", "Register User"}, {"RegPswd", "Register Pswd"}, {"RegEnabled", "Enable Reg"},
};

/* A name's character in the dialect; '\0': it is left out. */
static char said(enum hf_dialect dialect, char c)
{
    if (c != ' ' || dialect == HF_DIALECT_FANVIL_TEXT)
        return c;
    return dialect == HF_DIALECT_FANVIL_XML_OLD ? '_' : '\0';
}

/* The name, of `most` characters at most. */
static void spell(enum hf_dialect dialect, const char *name, size_t most, char text[HF_KEY_NAME])
{
    size_t n = 0;

    for (size_t i = 0; name[i] != '\0' && n < most; i++) {
        text[n] = said(dialect, name[i]);
        n += text[n] != '\0';
    }
    text[n] = '\0';
}

/* True: that is how the name is spelled; a line of text that was read has no blank at its end. */
static int is_spelled(enum hf_dialect dialect, const char *name, size_t most, const char *spelled)
{
    size_t n = 0;

    for (size_t i = 0; name[i] != '\0' && n < most; i++) {
        char c = said(dialect, name[i]);

        if (c == ' ' && n == most - 1)
            break;
        if (c != '\0' && spelled[n++] != c)
            return 0;
    }
    return spelled[n] == '\0';
}

void hf_fanvil_spell(enum hf_dialect dialect, uint32_t number, const struct hf_key *key,
                     char text[HF_KEY_NAME])
{
    char name[HF_KEY_NAME];

    spell(dialect, key->name,
          dialect == HF_DIALECT_FANVIL_XML_OLD && !key->phone_wide ? CUT : WHOLE, name);
    if (dialect == HF_DIALECT_FANVIL_TEXT || dialect == HF_DIALECT_FANVIL_XML_OLD) {
        if (key->phone_wide)
            snprintf(text, HF_KEY_NAME, "%s", name);
        else
            snprintf(text, HF_KEY_NAME, "SIP%u %.64s", (unsigned)number, name);
    } else if (key->phone_wide) {
        snprintf(text, HF_KEY_NAME, "sip.%.64s", name);
    } else {
        snprintf(text, HF_KEY_NAME, "sip.line.%u.%.64s", (unsigned)number, name);
    }
}

/* The only key that is so spelled when cut: three timers share one such name. */
static const char *find_cut(enum hf_dialect dialect, const char *spelled)
{
    const char *name = "";

    for (size_t key = 0; key < F_COUNT; key++) {
        if (hf_fanvil_keys[key].phone_wide ||
            !is_spelled(dialect, hf_fanvil_keys[key].name, CUT, spelled))
            continue;
        if (name[0] != '\0')
            return "";
        name = hf_fanvil_keys[key].name;
    }
    return name;
}

struct hf_fanvil_found hf_fanvil_find(enum hf_dialect dialect, const char *spelled, int phone_wide)
{
    struct hf_fanvil_found found = {"", 0};

    for (size_t key = 0; key < F_COUNT; key++)
        if (hf_fanvil_keys[key].phone_wide == phone_wide &&
            is_spelled(dialect, hf_fanvil_keys[key].name, WHOLE, spelled)) {
            found.name = hf_fanvil_keys[key].name;
            return found;
        }
    if (phone_wide)
        return found;
    for (size_t i = 0; i < sizeof(kv_aliases) / sizeof(kv_aliases[0]); i++)
        if (dialect == HF_DIALECT_FANVIL_KV && strcmp(kv_aliases[i].spelled, spelled) == 0)
            found.name = kv_aliases[i].name;
    if (dialect != HF_DIALECT_FANVIL_TEXT && dialect != HF_DIALECT_FANVIL_XML_OLD)
        return found;
    found.name = find_cut(dialect, spelled);
    found.cut = found.name[0] != '\0' && dialect == HF_DIALECT_FANVIL_TEXT;
    return found;
}
