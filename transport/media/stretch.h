/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sound made shorter or longer by one of its periods, 2.5 to 10 ms, at its own pitch: how the delay
 * of a call is changed while it plays, and how two clocks that differ stay together.
 */
#ifndef HF_MEDIA_STRETCH_H
#define HF_MEDIA_STRETCH_H

#include <stdbool.h>
#include <stdint.h>

#define HF_STRETCH_MS_MAX 10

struct hf_stretch {
    int16_t *samples; /* with room for HF_STRETCH_MS_MAX more */
    uint32_t n;       /* in and out */
    uint32_t rate;    /* samples a second, a multiple of 1000 */
    bool is_urgent;   /* also where it will be heard */
};

/* False, and nothing changed, where a period cannot be taken out, or put in, unheard: at the
 * begin of a word, in what is neither a tone, nor noise, nor silence. */
bool hf_stretch_shorten(struct hf_stretch *stretch);
bool hf_stretch_lengthen(struct hf_stretch *stretch);

#endif
