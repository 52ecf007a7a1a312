/* SPDX-License-Identifier: Apache-2.0 */
/* What a terminal sends when keys are pressed, byte by byte, as keys. */
#ifndef HOLDFAST_CLI_TOP_KEYS_H
#define HOLDFAST_CLI_TOP_KEYS_H

#include <stdint.h>

enum hf_top_key { /* beside letters, which are themselves: bytes, of UTF-8 too */
                  HF_TOP_KEY_NONE = 0,
                  HF_TOP_KEY_UP = 0x100,
                  HF_TOP_KEY_DOWN,
                  HF_TOP_KEY_PAGE_UP,
                  HF_TOP_KEY_PAGE_DOWN,
                  HF_TOP_KEY_HOME,
                  HF_TOP_KEY_END,
                  HF_TOP_KEY_ENTER,
                  HF_TOP_KEY_BACK,
                  HF_TOP_KEY_ESCAPE,
                  HF_TOP_KEY_OTHER
};

struct hf_top_keys { /* zero it */
    unsigned state;
    unsigned number; /* behind ESC [ */
};

/* The key that this byte completes, or HF_TOP_KEY_NONE. */
unsigned hf_top_keys_take(struct hf_top_keys *keys, uint8_t byte);

/* No more bytes came for a while: an escape that began no sequence is the key. */
unsigned hf_top_keys_pause(struct hf_top_keys *keys);

#endif
