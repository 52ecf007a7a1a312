/* SPDX-License-Identifier: Apache-2.0 */
/* Text from logs into XML and to terminals: harmless whatever the bytes are, and no wider than its
 * room. */
#include "ladder_ink.h"

#include <string.h>

/* The next character, and its length in bytes; U+FFFD for what is none. */
static uint32_t next_character(const unsigned char *at, size_t *length)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    const size_t n = at[0] < 0x80   ? 1
                     : at[0] < 0xC2 ? 0
                     : at[0] < 0xE0 ? 2
                     : at[0] < 0xF0 ? 3
                     : at[0] < 0xF5 ? 4
                                    : 0;
    uint32_t value = n <= 1 ? at[0] : at[0] & (0x7Fu >> n);

    *length = 1;
    if (n == 0)
        return 0xFFFD;
    for (size_t i = 1; i < n; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0xFFFD;
        value = value << 6 | (at[i] & 0x3F);
    }
    if (value < least[n] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return 0xFFFD;
    *length = n;
    return value;
}

/* Not in XML, or it would turn the text around it. */
static int is_harmful(uint32_t c)
{
    return (c < 0x20 && c != '\n') || (c >= 0x7F && c < 0xA0) || (c & 0xFFFE) == 0xFFFE ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

/* In thousandths of the size; a wide face, so that others fit too. */
static int width_of(uint32_t c)
{
    if (c >= 0x80)
        return c == 0x2026 ? 1000 : 1050;
    if (c >= 'A' && c <= 'Z')
        return c == 'M' || c == 'W' ? 1000 : 740;
    if (strchr("mw%@", (int)c) != NULL)
        return 990;
    if (strchr("ijl.,:;'|! ", (int)c) != NULL)
        return 350;
    if (strchr("frt()[]/-", (int)c) != NULL)
        return 420;
    return 640;
}

int hf_ink_width(const char *text, int size)
{
    const unsigned char *at = (const unsigned char *)text;
    size_t length;
    long width = 0;

    for (; *at != '\0'; at += length)
        width += width_of(next_character(at, &length));
    return (int)(width * size / 1000) + 1;
}

static void put_character(FILE *to, uint32_t c, const unsigned char *at, size_t length)
{
    if (is_harmful(c) || c == 0xFFFD)
        fputs("\xEF\xBF\xBD", to);
    else if (c == '&')
        fputs("&amp;", to);
    else if (c == '<')
        fputs("&lt;", to);
    else if (c == '>')
        fputs("&gt;", to);
    else if (c == '"')
        fputs("&quot;", to);
    else if (c == '\'')
        fputs("&#39;", to);
    else
        fwrite(at, 1, length, to);
}

const char *hf_ink_plain(const char *text, char *to, size_t size)
{
    const unsigned char *at = (const unsigned char *)text;
    size_t used = 0, length;

    for (; *at != '\0'; at += length) {
        const uint32_t c = next_character(at, &length);
        const int plain = c != '\n' && c != 0xFFFD && !is_harmful(c);

        if (used + (plain ? length : 1) >= size)
            break;
        memcpy(to + used, plain ? (const char *)at : "?", plain ? length : 1);
        used += plain ? length : 1;
    }
    to[used] = '\0';
    return to;
}

void hf_ink_put(FILE *to, const struct hf_ink_text *text)
{
    const unsigned char *at = (const unsigned char *)text->text;
    const int cuts = text->room > 0 && hf_ink_width(text->text, text->size) > text->room;
    const long room = (long)text->room * 1000 - (long)text->size * 1000;
    long used = 0;
    size_t length;

    for (; *at != '\0'; at += length) {
        const uint32_t c = next_character(at, &length);

        used += (long)width_of(c) * text->size;
        if (cuts && used > room) {
            fputs("\xE2\x80\xA6", to);
            return;
        }
        put_character(to, c, at, length);
    }
}
