/* SPDX-License-Identifier: Apache-2.0 */
/* Writes JSON lines: escaping after RFC 8259 section 7. */
#include "json.h"

#include <inttypes.h>
#include <string.h>

#include "holdfast/vendors/utf8.h"

static void put_ascii(FILE *to, unsigned char c)
{
    switch (c) {
    case '"': fputs("\\\"", to); break;
    case '\\': fputs("\\\\", to); break;
    case '\n': fputs("\\n", to); break;
    case '\r': fputs("\\r", to); break;
    case '\t': fputs("\\t", to); break;
    default:
        if (c < 0x20 || c == 0x7F)
            fprintf(to, "\\u%04x", c);
        else
            fputc(c, to);
    }
}

static void put_text(FILE *to, const char *text, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t at = 0;

    fputc('"', to);
    while (at < length) {
        size_t n = hf_utf8_length(bytes + at, length - at);

        if (n == 0)
            fputs("\\ufffd", to);
        else if (n == 1)
            put_ascii(to, bytes[at]);
        else if (bytes[at] == 0xC2 && bytes[at + 1] < 0xA0) /* some terminals obey these, too */
            fprintf(to, "\\u%04x", (unsigned)bytes[at + 1]);
        else
            fwrite(bytes + at, 1, n, to);
        at += n == 0 ? 1 : n;
    }
    fputc('"', to);
}

static void put_key(struct hf_json *json, const char *key)
{
    if (json->n_members++ > 0)
        fputc(',', json->to);
    put_text(json->to, key, strlen(key));
    fputc(':', json->to);
}

void hf_json_begin(struct hf_json *json, FILE *to)
{
    json->to = to;
    json->n_members = 0;
    fputc('{', to);
}

void hf_json_text(struct hf_json *json, const char *key, const char *bytes, size_t length)
{
    put_key(json, key);
    put_text(json->to, bytes, length);
}

void hf_json_string(struct hf_json *json, const char *key, const char *value)
{
    if (value == NULL)
        hf_json_null(json, key);
    else
        hf_json_text(json, key, value, strlen(value));
}

void hf_json_integer(struct hf_json *json, const char *key, int64_t value)
{
    put_key(json, key);
    fprintf(json->to, "%" PRId64, value);
}

void hf_json_unsigned(struct hf_json *json, const char *key, uint64_t value)
{
    put_key(json, key);
    fprintf(json->to, "%" PRIu64, value);
}

void hf_json_bool(struct hf_json *json, const char *key, int value)
{
    put_key(json, key);
    fputs(value ? "true" : "false", json->to);
}

void hf_json_null(struct hf_json *json, const char *key)
{
    put_key(json, key);
    fputs("null", json->to);
}

int hf_json_end(struct hf_json *json)
{
    fputs("}\n", json->to);
    return fflush(json->to) != 0 || ferror(json->to) ? -1 : 0;
}
