/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text that a terminal can show. A log's names come from elsewhere: what could steer the terminal,
 * or takes no room on it, is left out or becomes a question mark.
 */
#ifndef HOLDFAST_CLI_TOP_TEXT_H
#define HOLDFAST_CLI_TOP_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* Takes the environment's locale for letters and their widths. */
void hf_top_text_begin(void);

/* Whether letters beyond ASCII can be shown. */
int hf_top_text_is_utf8(void);

/* The next letter at *text, which is not at its end: moves *text behind it. 1 or 2 places wide. */
struct hf_top_letter {
    uint32_t c;
    unsigned width;
};
struct hf_top_letter hf_top_letter_next(const char **text);

/* One letter as bytes, up to 4, not terminated; their number. */
size_t hf_top_letter_bytes(uint32_t c, char bytes[4]);

/* Places that a text takes. */
size_t hf_top_text_width(const char *text);

/* Writes the text as it can be shown, cut to places (0: not cut). Returns out. */
const char *hf_top_text_show(const char *text, size_t places, char *out, size_t size);

#endif
