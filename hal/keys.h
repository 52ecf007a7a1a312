/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of keys, the same in key scripts, in keypad maps and in messages: 0..9 * # A..D, off-hook,
 * on-hook, hold, mute, speaker, redial, messages, send, cancel, delete, louder, softer, line1..16.
 */
#ifndef HOLDFAST_HAL_KEYS_H
#define HOLDFAST_HAL_KEYS_H

#include "holdfast/hal.h"

#define HF_KEY_NAMES                                                                               \
    "0..9, *, #, A..D, off-hook, on-hook, hold, mute, speaker, redial, messages, send, cancel, "   \
    "delete, louder, softer, line1..line16"

struct hf_key {
    uint8_t kind; /* HF_HAL_HOOK, _DIGIT, _FUNCTION, _LINE_KEY; 0: none */
    uint8_t key;
    uint8_t pressed; /* of a HOOK: 1 off-hook */
};

/* 0, or -1 for a word that is no key. */
int hf_key_named(const char *word, struct hf_key *key);

/* The key's name, in text, which it returns. */
const char *hf_key_name(const struct hf_key *key, char text[16]);

int hf_key_is_digit(char letter);

#endif
