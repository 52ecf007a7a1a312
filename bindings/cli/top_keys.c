/* SPDX-License-Identifier: Apache-2.0 */
/* Escape sequences of ECMA-48 and xterm: ESC [ number ~, ESC [ letter, ESC O letter. */
#include "top_keys.h"

#define ESCAPE 0x1B
#define RUBOUT 0x7F

enum state { PLAIN = 0, AFTER_ESCAPE, IN_SEQUENCE };

static unsigned of_letter(uint8_t byte)
{
    switch (byte) {
    case 'A': return HF_TOP_KEY_UP;
    case 'B': return HF_TOP_KEY_DOWN;
    case 'H': return HF_TOP_KEY_HOME;
    case 'F': return HF_TOP_KEY_END;
    default: return HF_TOP_KEY_OTHER;
    }
}

static unsigned of_number(unsigned number)
{
    switch (number) {
    case 1:
    case 7: return HF_TOP_KEY_HOME;
    case 4:
    case 8: return HF_TOP_KEY_END;
    case 5: return HF_TOP_KEY_PAGE_UP;
    case 6: return HF_TOP_KEY_PAGE_DOWN;
    default: return HF_TOP_KEY_OTHER;
    }
}

static unsigned plain(struct hf_top_keys *keys, uint8_t byte)
{
    switch (byte) {
    case ESCAPE: keys->state = AFTER_ESCAPE; return HF_TOP_KEY_NONE;
    case '\r':
    case '\n': return HF_TOP_KEY_ENTER;
    case '\b':
    case RUBOUT: return HF_TOP_KEY_BACK;
    default: return byte >= ' ' ? byte : HF_TOP_KEY_OTHER;
    }
}

unsigned hf_top_keys_take(struct hf_top_keys *keys, uint8_t byte)
{
    switch ((enum state)keys->state) {
    case PLAIN: return plain(keys, byte);
    case AFTER_ESCAPE:
        if (byte == '[' || byte == 'O') {
            keys->state = IN_SEQUENCE;
            keys->number = 0;
            return HF_TOP_KEY_NONE;
        }
        keys->state = byte == ESCAPE ? AFTER_ESCAPE : PLAIN;
        return byte == ESCAPE ? HF_TOP_KEY_ESCAPE : HF_TOP_KEY_OTHER;
    case IN_SEQUENCE:
        if (byte >= '0' && byte <= '9' && keys->number < 1000) {
            keys->number = keys->number * 10 + (byte - '0');
            return HF_TOP_KEY_NONE;
        }
        if (byte >= 0x20 && byte < 0x40) /* parameters end at a byte of 0x40..0x7E */
            return HF_TOP_KEY_NONE;
        keys->state = byte == ESCAPE ? AFTER_ESCAPE : PLAIN;
        return byte == '~' ? of_number(keys->number) : of_letter(byte);
    }
    return HF_TOP_KEY_NONE;
}

unsigned hf_top_keys_pause(struct hf_top_keys *keys)
{
    unsigned key = keys->state == AFTER_ESCAPE ? HF_TOP_KEY_ESCAPE : HF_TOP_KEY_NONE;

    keys->state = PLAIN;
    return key;
}
