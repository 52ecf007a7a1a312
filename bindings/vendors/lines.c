/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of text from the bytes of a file; see lines.h. */
#include "lines.h"

#include <string.h>

#include "holdfast/vendors/utf8.h"

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\v' || c == '\f';
}

void hf_lines_start(struct hf_lines *lines, const char *bytes, size_t length)
{
    lines->bytes = bytes;
    lines->length = length;
    lines->at = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    lines->number = 0;
    lines->n_latin1 = 0;
    lines->first_latin1 = 0;
    lines->too_long = 0;
    lines->is_cut = 0;
    lines->text_length = 0;
    lines->text[0] = '\0';
}

static int is_utf8(const char *text, size_t length)
{
    size_t at = 0;

    while (at < length) {
        size_t n = hf_utf8_length((const unsigned char *)text + at, length - at);

        if (n == 0)
            return 0;
        at += n;
    }
    return 1;
}

/* The line's bytes into text: as they are, or each one a Latin-1 character. */
static void take(struct hf_lines *lines, const char *line, size_t length)
{
    size_t n = 0;

    if (is_utf8(line, length)) {
        memcpy(lines->text, line, length);
        lines->text_length = length;
        lines->text[length] = '\0';
        return;
    }
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)line[i];

        if (c >= 0x80)
            lines->text[n++] = (char)(0xC0 | c >> 6);
        lines->text[n++] = (char)(c < 0x80 ? c : 0x80 | (c & 0x3F));
    }
    lines->text_length = n;
    lines->text[n] = '\0';
    if (lines->n_latin1++ == 0)
        lines->first_latin1 = lines->number;
}

int hf_lines_next(struct hf_lines *lines)
{
    const char *line = lines->bytes + lines->at;
    size_t left = lines->length - lines->at;
    size_t length = 0;

    if (left == 0)
        return 0;
    while (length < left && line[length] != '\n' && line[length] != '\r')
        length++;
    lines->at += length;
    lines->is_cut = length == left;
    if (length < left) /* CRLF is one end of line */
        lines->at += length + 1 < left && line[length] == '\r' && line[length + 1] == '\n' ? 2 : 1;
    lines->number++;
    while (length > 0 && is_blank(line[0])) {
        line++;
        length--;
    }
    while (length > 0 && is_blank(line[length - 1]))
        length--;
    lines->too_long = length > HF_VENDOR_LINE_MAX;
    take(lines, line, lines->too_long ? HF_VENDOR_LINE_MAX : length);
    return 1;
}

static void squeeze(char *key)
{
    size_t n = 0;

    for (size_t i = 0; key[i] != '\0'; i++) {
        if (!is_blank(key[i]))
            key[n++] = key[i];
        else if (n > 0 && key[n - 1] != ' ')
            key[n++] = ' ';
    }
    if (n > 0 && key[n - 1] == ' ')
        n--;
    key[n] = '\0';
}

int hf_lines_split(char *text, char separator, char **key, char **value)
{
    char *at = strchr(text, separator);

    if (at == NULL)
        return 0;
    *at++ = '\0';
    while (is_blank(*at))
        at++;
    squeeze(text);
    *key = text;
    *value = at;
    return 1;
}
