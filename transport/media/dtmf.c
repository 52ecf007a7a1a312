/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and their event codes (RFC 4733 3.2, table 3). */
#include "holdfast/media/dtmf.h"

static const char keys[HF_DTMF_CODE_MAX + 1] = {'0', '1', '2', '3', '4', '5', '6', '7', '8',
                                                '9', '*', '#', 'A', 'B', 'C', 'D', '!'};

uint8_t hf_dtmf_code(char key)
{
    char wanted = key >= 'a' && key <= 'd' ? (char)(key - 'a' + 'A') : key;
    for (uint8_t code = 0; code <= HF_DTMF_CODE_MAX; code++) {
        if (keys[code] == wanted) {
            return code;
        }
    }
    return HF_DTMF_NONE;
}

char hf_dtmf_key(uint8_t code)
{
    return code <= HF_DTMF_CODE_MAX ? keys[code] : '\0';
}
