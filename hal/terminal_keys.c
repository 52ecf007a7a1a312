/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads ECMA-48 control sequences to their final byte, whatever they are, so that the rest of one
 * that is unknown (a mouse, a pasted text's bracket) is not taken for digits.
 */
#include "terminal_keys.h"

#include <stdlib.h>
#include <string.h>

#define ESC 0x1b

static const struct {
    const char *sequence;
    uint8_t line;
} line_keys[] = {
    {"OP", 1},     {"OQ", 2},    {"OR", 3},    {"OS", 4},     {"[11~", 1},   {"[12~", 2},
    {"[13~", 3},   {"[14~", 4},  {"[[A", 1},   {"[[B", 2},    {"[[C", 3},    {"[[D", 4},
    {"[[E", 5},    {"[15~", 5},  {"[17~", 6},  {"[18~", 7},   {"[19~", 8},   {"[20~", 9},
    {"[21~", 10},  {"[23~", 11}, {"[24~", 12}, {"[1;2P", 13}, {"[1;2Q", 14}, {"[1;2R", 15},
    {"[1;2S", 16}, {"[25~", 13}, {"[26~", 14}, {"[28~", 15},  {"[29~", 16},
};

static const struct {
    char byte;
    uint8_t function;
} functions[] = {
    {'h', HF_KEY_HOLD},     {'m', HF_KEY_MUTE},    {'s', HF_KEY_SPEAKER}, {'r', HF_KEY_REDIAL},
    {'v', HF_KEY_MESSAGES}, {'\r', HF_KEY_SEND},   {'\n', HF_KEY_SEND},   {'x', HF_KEY_CANCEL},
    {0x7f, HF_KEY_DELETE},  {'\b', HF_KEY_DELETE}, {'+', HF_KEY_LOUDER},  {'-', HF_KEY_SOFTER},
};

static enum hf_terminal_took plain(char byte, struct hf_key *key)
{
    if (byte == ' ') {
        *key = (struct hf_key){HF_HAL_HOOK, 0, 0};
        return HF_TERMINAL_KEY;
    }
    if (hf_key_is_digit(byte)) {
        *key = (struct hf_key){HF_HAL_DIGIT, (uint8_t)byte, 0};
        return HF_TERMINAL_KEY;
    }
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (functions[i].byte == byte) {
            *key = (struct hf_key){HF_HAL_FUNCTION, functions[i].function, 0};
            return HF_TERMINAL_KEY;
        }
    }
    return HF_TERMINAL_OTHER;
}

static enum hf_terminal_took whole(struct hf_terminal_keys *keys, struct hf_key *key)
{
    keys->sequence[keys->length] = '\0';
    keys->escaping = 0;
    for (size_t i = 0; i < sizeof line_keys / sizeof *line_keys; i++) {
        if (strcmp(line_keys[i].sequence, keys->sequence) == 0) {
            *key = (struct hf_key){HF_HAL_LINE_KEY, line_keys[i].line, 0};
            return HF_TERMINAL_KEY;
        }
    }
    return HF_TERMINAL_OTHER;
}

/* Does the byte end the sequence? "O" takes one more, "[" goes on to 0x40..0x7e, the console's
 * "[[" takes one more. */
static int ends(const struct hf_terminal_keys *keys, char byte)
{
    if (keys->length == 1) {
        return byte != '[' && byte != 'O';
    }
    if (keys->sequence[0] == 'O' || (keys->length > 2 && keys->sequence[1] == '[')) {
        return 1;
    }
    return byte >= 0x40 && byte <= 0x7e && !(keys->length == 2 && byte == '[');
}

enum hf_terminal_took hf_terminal_take(struct hf_terminal_keys *keys, char byte, struct hf_key *key)
{
    if (!keys->escaping) {
        if (byte != ESC) {
            return plain(byte, key);
        }
        keys->escaping = 1;
        keys->length = 0;
        return HF_TERMINAL_OTHER;
    }
    if (byte == ESC) { /* the one before was the key; this one begins anew */
        enum hf_terminal_took took = hf_terminal_timeout(keys, key);
        keys->escaping = 1;
        return took;
    }
    if (keys->length < HF_TERMINAL_SEQUENCE - 1) {
        keys->sequence[keys->length++] = byte;
    } else {
        keys->sequence[HF_TERMINAL_SEQUENCE - 2] =
            byte; /* too long to be known, but still to end */
    }
    return ends(keys, byte) ? whole(keys, key) : HF_TERMINAL_OTHER;
}

enum hf_terminal_took hf_terminal_timeout(struct hf_terminal_keys *keys, struct hf_key *key)
{
    const int alone = keys->escaping && keys->length == 0;

    keys->escaping = 0;
    keys->length = 0;
    if (!alone) {
        return HF_TERMINAL_OTHER;
    }
    *key = (struct hf_key){HF_HAL_FUNCTION, HF_KEY_CANCEL, 0};
    return HF_TERMINAL_KEY;
}
