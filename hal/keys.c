/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of keys, both ways.
 */
#include "keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const functions[HF_KEY_FUNCTIONS] = {
    [HF_KEY_HOLD] = "hold",         [HF_KEY_MUTE] = "mute",     [HF_KEY_SPEAKER] = "speaker",
    [HF_KEY_REDIAL] = "redial",     [HF_KEY_SEND] = "send",     [HF_KEY_CANCEL] = "cancel",
    [HF_KEY_MESSAGES] = "messages", [HF_KEY_DELETE] = "delete", [HF_KEY_LOUDER] = "louder",
    [HF_KEY_SOFTER] = "softer",
};

int hf_key_is_digit(char letter)
{
    return letter != '\0' && strchr("0123456789*#ABCD", letter) != NULL;
}

static int line_key(const char *word, struct hf_key *key)
{
    char *end;

    if (strncmp(word, "line", 4) != 0 || word[4] < '1' || word[4] > '9') {
        return -1;
    }
    unsigned long number = strtoul(word + 4, &end, 10);
    if (*end != '\0' || number > HF_HAL_LINE_KEYS) {
        return -1;
    }
    *key = (struct hf_key){HF_HAL_LINE_KEY, (uint8_t)number, 0};
    return 0;
}

int hf_key_named(const char *word, struct hf_key *key)
{
    if (hf_key_is_digit(word[0]) && word[1] == '\0') {
        *key = (struct hf_key){HF_HAL_DIGIT, (uint8_t)word[0], 0};
        return 0;
    }
    if (strcmp(word, "off-hook") == 0 || strcmp(word, "on-hook") == 0) {
        *key = (struct hf_key){HF_HAL_HOOK, 0, word[1] == 'f'};
        return 0;
    }
    for (uint8_t i = 1; i < HF_KEY_FUNCTIONS; i++) {
        if (strcmp(word, functions[i]) == 0) {
            *key = (struct hf_key){HF_HAL_FUNCTION, i, 0};
            return 0;
        }
    }
    return line_key(word, key);
}

const char *hf_key_name(const struct hf_key *key, char text[16])
{
    text[0] = '\0';
    if (key->kind == HF_HAL_DIGIT) {
        snprintf(text, 16, "%c", key->key);
    } else if (key->kind == HF_HAL_HOOK) {
        snprintf(text, 16, "%s", key->pressed ? "off-hook" : "on-hook");
    } else if (key->kind == HF_HAL_FUNCTION && key->key > 0 && key->key < HF_KEY_FUNCTIONS) {
        snprintf(text, 16, "%s", functions[key->key]);
    } else if (key->kind == HF_HAL_LINE_KEY) {
        snprintf(text, 16, "line%u", key->key);
    }
    return text;
}
