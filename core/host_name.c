/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What may be a host's name: in a configuration (config.c refuses what is none), and in the records
 * of DNS, whose names become questions (naptr.c, srv.c ignore what is none). RFC 1123 2.1, with the
 * underscores of RFC 2782.
 */
#include "host_name.h"

#include "holdfast/event.h"

#define LABEL_MOST 63 /* RFC 1035 2.3.4 */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool label_is_sound(const char *text, size_t length)
{
    if (length == 0 || length > LABEL_MOST || text[0] == '-' || text[length - 1] == '-')
        return false;
    for (size_t i = 0; i < length; i++) {
        if (!is_letter(text[i]) && !is_digit(text[i]) && text[i] != '-' && text[i] != '_')
            return false;
    }
    return true;
}

bool hf_host_name_is_sound(const char *text, size_t length)
{
    size_t from = 0;
    bool numbers = true;

    if (length > 1 && text[length - 1] == '.')
        length--;
    if (length > HF_HOST_NAME_MOST)
        return false;
    for (size_t i = 0; i <= length; i++) {
        if (i < length && text[i] != '.') {
            numbers = numbers && is_digit(text[i]);
            continue;
        }
        if (!label_is_sound(text + from, i - from))
            return false;
        from = i + 1;
    }
    return !numbers;
}

char hf_host_name_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool hf_host_name_equal(const char *a, const char *b, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (hf_host_name_lower(a[i]) != hf_host_name_lower(b[i]))
            return false;
    }
    return true;
}

/* A dot stands before all that labels are made of. */
static int weight_of(char c)
{
    return c == '.' ? 0 : (unsigned char)hf_host_name_lower(c);
}

int hf_host_name_compare(const struct hf_text *a, const struct hf_text *b)
{
    uint32_t shorter = a->length < b->length ? a->length : b->length;

    for (uint32_t i = 0; i < shorter; i++) {
        int difference = weight_of(a->at[i]) - weight_of(b->at[i]);
        if (difference != 0)
            return difference;
    }
    return (a->length > b->length) - (a->length < b->length);
}
