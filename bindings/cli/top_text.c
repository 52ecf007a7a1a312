/* SPDX-License-Identifier: Apache-2.0 */
/* Letters and their widths. */
#define _GNU_SOURCE
#include "top_text.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <wchar.h>

#include "holdfast/vendors/utf8.h"

#define UNSHOWN  '?'
#define BIDI_OF  0x2066u /* and the three behind it: they turn what follows round */
#define BIDI_END 0x2069u

static int is_utf8;

void hf_top_text_begin(void)
{
    is_utf8 = setlocale(LC_CTYPE, "") != NULL && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

int hf_top_text_is_utf8(void)
{
    return is_utf8;
}

static uint32_t decode(const unsigned char *bytes, size_t n)
{
    static const unsigned char masks[5] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t c = bytes[0] & masks[n];

    for (size_t i = 1; i < n; i++)
        c = c << 6 | (bytes[i] & 0x3Fu);
    return c;
}

struct hf_top_letter hf_top_letter_next(const char **text)
{
    const unsigned char *bytes = (const unsigned char *)*text;
    size_t n = hf_utf8_length(bytes, strlen(*text));
    uint32_t c = n > 0 ? decode(bytes, n) : 0;
    int width;

    *text += n > 0 ? n : 1;
    if (n == 0 || c < 0x20 || c == 0x7F || (n > 1 && !is_utf8) || (c >= BIDI_OF && c <= BIDI_END))
        return (struct hf_top_letter){UNSHOWN, 1};
    if (n == 1)
        return (struct hf_top_letter){c, 1};
    width = wcwidth((wchar_t)c);
    if (width == 1 || width == 2)
        return (struct hf_top_letter){c, (unsigned)width};
    return (struct hf_top_letter){UNSHOWN, 1};
}

size_t hf_top_letter_bytes(uint32_t c, char bytes[4])
{
    if (c < 0x80) {
        bytes[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char leads[5] = {0, 0, 0xC0, 0xE0, 0xF0};

    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        bytes[i] = (char)(0x80 | (c & 0x3F));
    bytes[0] = (char)(leads[n] | c);
    return n;
}

size_t hf_top_text_width(const char *text)
{
    size_t places = 0;

    while (*text != '\0')
        places += hf_top_letter_next(&text).width;
    return places;
}

const char *hf_top_text_show(const char *text, size_t places, char *out, size_t size)
{
    size_t used = 0, at = 0;
    int cut = places > 0 && hf_top_text_width(text) > places;

    while (*text != '\0' && at + 5 < size) { /* a letter and the terminator */
        struct hf_top_letter letter = hf_top_letter_next(&text);

        if (cut && used + letter.width > places - 1)
            break;
        used += letter.width;
        at += hf_top_letter_bytes(letter.c, out + at);
    }
    if (cut && at + 4 < size)
        at += hf_top_letter_bytes(is_utf8 ? 0x2026 : '~', out + at);
    out[at] = '\0';
    return out;
}
