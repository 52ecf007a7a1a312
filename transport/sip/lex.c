/* SPDX-License-Identifier: Apache-2.0 */
/* Slices and classes of characters; see lex.h. Knows nothing of messages. */
#include "lex.h"

#include <string.h>

#include "holdfast/line.h"

/* A row is sixteen characters, from NUL on; bytes from 128 on are of no class. The bits are those
 * of enum hf_lex_class; tests/unit/sip/lex.c checks each against the grammar's text. */
const uint8_t hf_lex_classes[256] = {
    /* clang-format off */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 0, 0, 2, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    2, 97, 0, 0, 96, 97, 96, 97, 96, 96, 97, 97, 64, 113, 241, 96,
    245, 245, 245, 245, 245, 245, 245, 245, 245, 245, 160, 64, 0, 96, 0, 96,
    32, 249, 249, 249, 249, 249, 249, 121, 121, 121, 121, 121, 121, 121, 121, 121,
    121, 121, 121, 121, 121, 121, 121, 121, 121, 121, 121, 32, 0, 32, 0, 113,
    33, 249, 249, 249, 249, 249, 249, 121, 121, 121, 121, 121, 121, 121, 121, 121,
    121, 121, 121, 121, 121, 121, 121, 121, 121, 121, 121, 0, 0, 0, 97, 0,
    /* clang-format on */
};

int hf_lex_fail(struct hf_sip_error *error, const char *what, size_t at)
{
    if (error != NULL) {
        error->what = what;
        error->at = at;
    }
    return HF_E_MALFORMED;
}

const char *hf_lex_quoted(const char *p, const char *end)
{
    const char *quote = memchr(p + 1, '"', (size_t)(end - p - 1));
    if (quote == NULL || memchr(p, '\\', (size_t)(quote - p)) == NULL) {
        return quote == NULL ? NULL : quote + 1; /* no escape before it: the usual case */
    }
    for (p++; p < end; p++) {
        if (*p == '"') {
            return p + 1;
        }
        if (*p == '\\') {
            p++;
        }
    }
    return NULL;
}

struct hf_slice hf_slice_text(const char *text)
{
    struct hf_slice slice = {text, strlen(text)};
    return slice;
}

bool hf_slice_same(struct hf_slice a, struct hf_slice b)
{
    if (a.length != b.length) {
        return false;
    }
    for (size_t i = 0; i < a.length; i++) {
        if (hf_lex_lower(a.at[i]) != hf_lex_lower(b.at[i])) {
            return false;
        }
    }
    return true;
}

bool hf_slice_is(struct hf_slice slice, const char *text)
{
    return hf_slice_same(slice, hf_slice_text(text));
}

bool hf_slice_equal(struct hf_slice a, struct hf_slice b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

struct hf_slice hf_slice_trim(struct hf_slice slice)
{
    const char *end = slice.at + slice.length;
    const char *from = hf_lex_skip(slice.at, end, HF_LEX_SPACE);
    while (end > from && hf_lex_is(end[-1], HF_LEX_SPACE)) {
        end--;
    }
    return hf_lex_slice(from, end);
}

bool hf_slice_number(struct hf_slice slice, uint64_t max, uint64_t *number)
{
    uint64_t value = 0;
    if (slice.length == 0) {
        return false;
    }
    for (size_t i = 0; i < slice.length; i++) {
        if (!hf_lex_is(slice.at[i], HF_LEX_DIGIT)) {
            return false;
        }
        uint64_t digit = (uint64_t)(slice.at[i] - '0');
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, digit, &value) || value > max) {
            return false;
        }
    }
    *number = value;
    return true;
}
