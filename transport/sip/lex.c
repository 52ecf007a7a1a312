/* SPDX-License-Identifier: Apache-2.0 */
/* Slices, classes of characters and what is read in more than one place; see lex.h. */
#include "lex.h"

#include <string.h>

#include "holdfast/config.h"
#include "holdfast/line.h"

#define DIGITS_THAT_FIT 19 /* a uint64_t, whatever they are */
#define IPV6_TEXT_MAX   46 /* the longest has 45 characters, the three colons one more */

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

int hf_lex_within(const struct hf_sip_message *m, struct hf_slice text, struct hf_sip_error *error)
{
    if (error != NULL) {
        error->at += (size_t)(text.at - m->bytes);
    }
    return HF_E_MALFORMED;
}

int hf_lex_fail_at(const struct hf_sip_message *m, struct hf_slice text, const char *what,
                   struct hf_sip_error *error)
{
    return hf_lex_fail(error, what, (size_t)(text.at - m->bytes));
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

bool hf_lex_ipv6(struct hf_slice text, uint8_t address[16])
{
    char buffer[IPV6_TEXT_MAX];
    struct hf_target target;
    size_t length = 0;
    if (text.length > sizeof buffer || memchr(text.at, ':', text.length) == NULL) {
        return false;
    }
    bool was_three = false;
    for (size_t i = 0; i < text.length; i++) {
        bool is_third = !was_three && length >= 2 && text.at[i] == ':' &&
                        buffer[length - 1] == ':' && buffer[length - 2] == ':';
        was_three = was_three || is_third;
        if (!is_third) {
            buffer[length++] = text.at[i];
        }
    }
    if (!hf_target_parse(&target, buffer, length) || target.family != HF_FAMILY_IPV6) {
        return false;
    }
    memcpy(address, target.address, sizeof target.address);
    return true;
}

const char *hf_lex_host(const char *p, const char *end, struct hf_slice *host, bool *ipv6)
{
    uint8_t address[16];
    *ipv6 = p < end && *p == '[';
    *host = hf_lex_slice(p, p);
    if (!*ipv6) {
        const char *to = hf_lex_run(p, end, HF_LEX_HOST);
        *host = hf_lex_slice(p, to);
        return to == p ? NULL : to;
    }
    const char *close = hf_lex_skip(p + 1, end, HF_LEX_IPV6);
    if (close == end || *close != ']' || !hf_lex_ipv6(hf_lex_slice(p + 1, close), address)) {
        return NULL;
    }
    *host = hf_lex_slice(p + 1, close);
    return close + 1;
}

bool hf_lex_cseq(struct hf_slice text, struct hf_sip_cseq *cseq)
{
    uint64_t number;
    const char *end = text.at + text.length;
    const char *digits_end = hf_lex_skip(text.at, end, HF_LEX_DIGIT);
    const char *method = hf_lex_skip(digits_end, end, HF_LEX_SPACE);
    if (!hf_slice_number(hf_lex_slice(text.at, digits_end), HF_SIP_NUMBER_MAX, &number) ||
        method == digits_end || method == end || hf_lex_run(method, end, HF_LEX_TOKEN) != end) {
        return false;
    }
    cseq->number = (uint32_t)number;
    cseq->method = hf_lex_slice(method, end);
    return true;
}

struct hf_slice hf_slice_text(const char *text)
{
    struct hf_slice slice = {text, strlen(text)};
    return slice;
}

bool hf_slice_same(struct hf_slice a, struct hf_slice b)
{
    return a.length == b.length && hf_lex_same(a.at, b.at, a.length);
}

bool hf_slice_is(struct hf_slice slice, const char *text)
{
    for (size_t i = 0; i < slice.length; i++) {
        if (text[i] == '\0' || hf_lex_lower(slice.at[i]) != hf_lex_lower(text[i])) {
            return false;
        }
    }
    return text[slice.length] == '\0';
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

/* As hf_slice_number, of more digits than are sure to fit. */
static bool long_number(struct hf_slice slice, uint64_t max, uint64_t *number)
{
    uint64_t value = 0;
    for (size_t i = 0; i < slice.length; i++) {
        unsigned digit = (uint8_t)slice.at[i] - (unsigned)'0';
        if (digit > 9 || value > max / 10 || digit > max - value * 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    *number = value;
    return true;
}

bool hf_slice_number(struct hf_slice slice, uint64_t max, uint64_t *number)
{
    uint64_t value = 0;
    if (slice.length > DIGITS_THAT_FIT) {
        return long_number(slice, max, number);
    }
    for (size_t i = 0; i < slice.length; i++) {
        unsigned digit = (uint8_t)slice.at[i] - (unsigned)'0';
        if (digit > 9) {
            return false;
        }
        value = value * 10 + digit;
    }
    if (slice.length == 0 || value > max) {
        return false;
    }
    *number = value;
    return true;
}
