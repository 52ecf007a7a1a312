/* SPDX-License-Identifier: Apache-2.0 */
/* The begin of an XML document, before a parser sees it; see xml_encoding.h. */
#include "xml_encoding.h"

#include <string.h>

#include "holdfast/vendors/utf8.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"
#define DECLARATION_MAX 256 /* bytes of <?xml ... ?> */

static int is_at(const char *bytes, size_t length, size_t at, const char *text)
{
    size_t n = strlen(text);

    return at <= length && length - at >= n && memcmp(bytes + at, text, n) == 0;
}

/* The first place from at where text stands, or length. */
static size_t find(const char *bytes, size_t length, size_t at, const char *text)
{
    while (at < length && !is_at(bytes, length, at, text))
        at++;
    return at < length ? at : length;
}

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static uint32_t lines_in(const char *bytes, size_t from, size_t to)
{
    uint32_t lines = 0;

    for (size_t i = from; i < to; i++)
        lines += bytes[i] == '\n' || (bytes[i] == '\r' && (i + 1 == to || bytes[i + 1] != '\n'));
    return lines;
}

static int same(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((a[i] | 0x20) != (b[i] | 0x20))
            return 0;
    return 1;
}

/* True: a declaration names an encoding other than UTF-8. */
static int says_another(const char *bytes, size_t length, size_t at)
{
    size_t end, name;

    if (!is_at(bytes, length, at, "<?xml"))
        return 0;
    length = length - at > DECLARATION_MAX ? at + DECLARATION_MAX : length;
    end = find(bytes, length, at, "?>");
    name = find(bytes, end, at, "encoding");
    while (name < end && bytes[name] != '"' && bytes[name] != '\'')
        name++;
    return name + 6 < end &&
           !(same(bytes + name + 1, "utf-8", 5) && bytes[name + 6] == bytes[name]);
}

struct hf_xml_start hf_xml_start(const char *bytes, size_t length)
{
    struct hf_xml_start start = {NULL, 0, 0, 0};
    size_t mark = is_at(bytes, length, 0, BYTE_ORDER_MARK) ? strlen(BYTE_ORDER_MARK) : 0;
    size_t at, n = 1;
    int is_ascii = 1;

    start.skip = mark;
    while (start.skip < length && is_blank(bytes[start.skip]))
        start.skip++;
    start.lines = lines_in(bytes, mark, start.skip);
    at = start.skip;
    while (at < length && n > 0) {
        n = hf_utf8_length((const unsigned char *)bytes + at, length - at);
        is_ascii &= n == 1;
        at += n;
    }
    if (n > 0 && (is_ascii || mark > 0)) {
        start.encoding = "UTF-8"; /* whatever the document says of itself */
    } else if (n == 0 && (mark > 0 || !says_another(bytes, length, start.skip))) {
        start.encoding = "ISO-8859-1";
        start.latin1_line = 1 + lines_in(bytes, mark, at);
    }
    return start;
}

/* Behind blanks, a declaration, processing instructions and comments. */
static size_t skip_prolog(const char *bytes, size_t length)
{
    size_t at = is_at(bytes, length, 0, BYTE_ORDER_MARK) ? strlen(BYTE_ORDER_MARK) : 0;

    while (at < length) {
        if (is_blank(bytes[at]))
            at++;
        else if (is_at(bytes, length, at, "<?"))
            at = find(bytes, length, at, "?>") + 2;
        else if (is_at(bytes, length, at, "<!--"))
            at = find(bytes, length, at, "-->") + 3;
        else
            break;
    }
    return at < length ? at : length;
}

const char *hf_xml_root(const char *bytes, size_t length, size_t *root_length)
{
    size_t at = skip_prolog(bytes, length);
    size_t end;

    if (!is_at(bytes, length, at, "<"))
        return NULL;
    end = ++at;
    while (end < length && !is_blank(bytes[end]) && bytes[end] != '>' && bytes[end] != '/' &&
           bytes[end] != '[')
        end++;
    *root_length = end - at;
    return bytes + at;
}
