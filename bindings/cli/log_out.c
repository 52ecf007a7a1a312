/* SPDX-License-Identifier: Apache-2.0 */
/* A line of output; see log_out.h. */
#define _GNU_SOURCE
#include "log_out.h"

#include <string.h>

#include "holdfast/vendors/utf8.h"

#define DIGITS_MAX 20

static void write_out(struct hf_log_out *out)
{
    (void)fwrite_unlocked(out->bytes, 1, out->n, out->to); /* main.c says when it failed */
    out->n = 0;
}

void hf_log_out_bytes(struct hf_log_out *out, const char *bytes, size_t n)
{
    if (n <= sizeof(out->bytes) - out->n) {
        memcpy(out->bytes + out->n, bytes, n);
        out->n += n;
        return;
    }
    while (n > 0) { /* each round takes bytes */
        size_t part = sizeof(out->bytes) - out->n;

        if (part == 0) {
            write_out(out);
            continue;
        }
        part = n < part ? n : part;
        memcpy(out->bytes + out->n, bytes, part);
        out->n += part;
        bytes += part;
        n -= part;
    }
}

void hf_log_out_text(struct hf_log_out *out, const char *text)
{
    hf_log_out_bytes(out, text, strlen(text));
}

void hf_log_out_plain(struct hf_log_out *out, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];

        hf_log_out_bytes(out, c < 0x20 || c >= 0x7F ? "?" : text + i, 1);
    }
}

void hf_log_out_words(struct hf_log_out *out, const char *name)
{
    char text[64];
    size_t n = 0;

    for (size_t i = 0; name[i] != '\0' && n + 2 < sizeof(text); i++) {
        int capital = name[i] >= 'A' && name[i] <= 'Z';

        if (capital && i > 0)
            text[n++] = ' ';
        text[n++] = (char)(capital ? name[i] - 'A' + 'a' : name[i]);
    }
    hf_log_out_bytes(out, text, n);
}

void hf_log_out_digits(struct hf_log_out *out, uint64_t number, unsigned digits)
{
    char text[DIGITS_MAX];
    unsigned n = 0;

    do {
        text[DIGITS_MAX - ++n] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0 || (n < digits && n < DIGITS_MAX));
    hf_log_out_bytes(out, text + DIGITS_MAX - n, n);
}

void hf_log_out_number(struct hf_log_out *out, uint64_t number)
{
    hf_log_out_digits(out, number, 1);
}

void hf_log_out_hex(struct hf_log_out *out, const uint8_t *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < n; i++) {
        const char pair[2] = {digits[bytes[i] >> 4], digits[bytes[i] & 15u]};

        hf_log_out_bytes(out, pair, 2);
    }
}

void hf_log_out_end(struct hf_log_out *out)
{
    hf_log_out_bytes(out, "\n", 1);
    write_out(out);
}

/* ---- JSON ---- */

/* A value follows: a comma is due but for the first one of an object or array. */
static void separate(struct hf_log_out *out)
{
    char last = out->n > 0 ? out->bytes[out->n - 1] : ',';

    if (out->n > 0 && last != '{' && last != '[' && last != ',' && last != ':')
        hf_log_out_bytes(out, ",", 1);
}

void hf_log_out_key(struct hf_log_out *out, const char *key)
{
    if (sizeof(out->bytes) - out->n < 128) /* so that what stands before is always seen */
    {
        char last = out->bytes[out->n - 1];

        out->n--;
        write_out(out);
        out->bytes[out->n++] = last;
    }
    separate(out);
    if (key == NULL)
        return;
    hf_log_out_bytes(out, "\"", 1);
    hf_log_out_text(out, key);
    hf_log_out_bytes(out, "\":", 2);
}

void hf_log_out_open(struct hf_log_out *out, const char *key, char bracket)
{
    hf_log_out_key(out, key);
    hf_log_out_bytes(out, &bracket, 1);
}

void hf_log_out_close(struct hf_log_out *out, char bracket)
{
    hf_log_out_bytes(out, &bracket, 1);
}

void hf_log_out_key_number(struct hf_log_out *out, const char *key, uint64_t number)
{
    hf_log_out_key(out, key);
    hf_log_out_number(out, number);
}

void hf_log_out_key_signed(struct hf_log_out *out, const char *key, int64_t number)
{
    hf_log_out_key(out, key);
    if (number < 0)
        hf_log_out_bytes(out, "-", 1);
    hf_log_out_number(out, number < 0 ? (uint64_t)0 - (uint64_t)number : (uint64_t)number);
}

void hf_log_out_key_null(struct hf_log_out *out, const char *key)
{
    hf_log_out_key(out, key);
    hf_log_out_bytes(out, "null", 4);
}

static void put_escaped(struct hf_log_out *out, unsigned char c)
{
    const char pair[2] = {'\\', (char)c};

    if (c == '"' || c == '\\') {
        hf_log_out_bytes(out, pair, 2);
    } else if (c < 0x20 || c == 0x7F) {
        hf_log_out_text(out, "\\u00");
        hf_log_out_hex(out, &c, 1);
    } else {
        hf_log_out_bytes(out, pair + 1, 1);
    }
}

void hf_log_out_key_chars(struct hf_log_out *out, const char *key, const char *text, size_t n)
{
    const unsigned char *bytes = (const unsigned char *)text;

    hf_log_out_key(out, key);
    hf_log_out_bytes(out, "\"", 1);
    for (size_t at = 0; at < n;) { /* each round takes a character */
        size_t length = hf_utf8_length(bytes + at, n - at);

        if (length == 0)
            hf_log_out_text(out, "\\ufffd");
        else if (length == 1)
            put_escaped(out, bytes[at]);
        else
            hf_log_out_bytes(out, text + at, length);
        at += length == 0 ? 1 : length;
    }
    hf_log_out_bytes(out, "\"", 1);
}

void hf_log_out_key_text(struct hf_log_out *out, const char *key, const char *text)
{
    if (text == NULL)
        hf_log_out_key_null(out, key);
    else
        hf_log_out_key_chars(out, key, text, strlen(text));
}
