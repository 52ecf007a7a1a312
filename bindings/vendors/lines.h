/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file's bytes as lines of UTF-8 text: byte order mark, CR, LF and CRLF, over-long lines,
 * Latin-1. What a line means is the dialects' business.
 */
#ifndef HOLDFAST_VENDORS_LINES_H
#define HOLDFAST_VENDORS_LINES_H

#include <stddef.h>
#include <stdint.h>

#define HF_VENDOR_LINE_MAX 16384 /* bytes; certificates in one line fit, a lost newline does not */

struct hf_lines {
    const char *bytes;
    size_t length, at;
    uint32_t number;       /* of the line in text, 1.. */
    uint32_t n_latin1;     /* lines so far that were not UTF-8 and were read as Latin-1 */
    uint32_t first_latin1; /* the first of them, or 0 */
    int too_long;          /* text holds only the line's begin */
    int is_cut;            /* no end of line follows it */
    size_t text_length;
    char text[2 * HF_VENDOR_LINE_MAX + 1]; /* the line, blanks at both ends removed, terminated */
};

/* Starts at the first line; a UTF-8 byte order mark is skipped. */
void hf_lines_start(struct hf_lines *lines, const char *bytes, size_t length);

/* Moves to the next line. False at the end. */
int hf_lines_next(struct hf_lines *lines);

/* Splits text at its first separator into key and value, blanks removed around both and runs of
 * blanks inside the key made one. False when there is no separator; text is unchanged then. */
int hf_lines_split(char *text, char separator, char **key, char **value);

#endif
