/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes of a terminal's keyboard as a phone's keys. Pure: bytes in, keys out.
 *
 *     0-9 * # A-D   digits      space     off-hook, on-hook    F1-F12        line keys
 *     enter         send        esc, x    cancel               shift F1-F4   line keys 13-16
 *     backspace     delete      + -       louder, softer
 *     h hold        m mute      s speaker r redial             v messages
 */
#ifndef HOLDFAST_HAL_TERMINAL_KEYS_H
#define HOLDFAST_HAL_TERMINAL_KEYS_H

#include "keys.h"

#define HF_TERMINAL_SEQUENCE 16 /* bytes of an escape sequence that are looked at */

enum hf_terminal_took {
    HF_TERMINAL_KEY,   /* a key was pressed; a HOOK has moved to the other side */
    HF_TERMINAL_OTHER, /* a byte that means nothing, or part of what does */
};

struct hf_terminal_keys {
    char sequence[HF_TERMINAL_SEQUENCE]; /* behind ESC */
    unsigned length;
    int escaping; /* an ESC came: a key of its own, or the begin of a sequence */
};

enum hf_terminal_took hf_terminal_take(struct hf_terminal_keys *keys, char byte,
                                       struct hf_key *key);

/* Nothing came for a while behind an ESC: then it was the key. */
enum hf_terminal_took hf_terminal_timeout(struct hf_terminal_keys *keys, struct hf_key *key);

#endif
