/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What URIs mean under their escapes: two that are the same (RFC 3261 19.1.4, RFC 3966 4), a
 * parameter, %HH undone.
 *
 * A character and its %HH are the same, but for those that RFC 2396 reserves: an escaped '@' is
 * not the '@' that ends a user. Parameters and headers are looked for in any order, so their
 * number is limited (HF_SIP_URI_PARAMS_MAX).
 */
#include "lex.h"

#include <string.h>

#include "holdfast/line.h"

#define RESERVED_ESCAPED 256u /* added to a reserved character that came as %HH */

static int hex(char c)
{
    if (hf_lex_is(c, HF_LEX_DIGIT)) {
        return c - '0';
    }
    char lower = hf_lex_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The byte that "%HH" at p stands for, or -1. */
static int escaped(const char *p, const char *end)
{
    if (end - p < 3 || *p != '%' || hex(p[1]) < 0 || hex(p[2]) < 0) {
        return -1;
    }
    return hex(p[1]) << 4 | hex(p[2]);
}

int hf_sip_unescape(struct hf_slice text, char *out, size_t size)
{
    const char *p = text.at;
    const char *end = text.at + text.length;
    size_t length = 0;
    while (p < end) {
        int byte = *p == '%' ? escaped(p, end) : (uint8_t)*p;
        if (byte < 0) {
            return HF_E_MALFORMED;
        }
        if (length == size) {
            return HF_E_SPACE;
        }
        out[length++] = (char)byte;
        p += *p == '%' ? 3 : 1;
    }
    return (int)length;
}

/* Takes a character from the text, in the form in which two are compared. A '%' that begins no
 * escape is itself. */
static unsigned next_character(struct hf_slice *text)
{
    static const char reserved[] = {';', '/', '?', ':', '@', '&', '=', '+', '$', ','};
    const char *p = text->at;
    int byte = escaped(p, p + text->length);
    *text = hf_lex_slice(p + (byte < 0 ? 1 : 3), p + text->length);
    if (byte < 0) {
        return (uint8_t)*p;
    }
    bool is_reserved = memchr(reserved, byte, sizeof reserved) != NULL;
    return (unsigned)byte + (is_reserved ? RESERVED_ESCAPED : 0);
}

static unsigned lower(unsigned character)
{
    return character < 128 ? (uint8_t)hf_lex_lower((char)character) : character;
}

static bool same_text(struct hf_slice a, struct hf_slice b, bool case_counts)
{
    while (a.length != 0 && b.length != 0) {
        unsigned x = next_character(&a);
        unsigned y = next_character(&b);
        if (case_counts ? x != y : lower(x) != lower(y)) {
            return false;
        }
    }
    return a.length == b.length;
}

bool hf_sip_uri_param(const struct hf_sip_uri *uri, const char *name, struct hf_sip_param *param)
{
    struct hf_slice params = uri->params;
    while (hf_sip_param_next(&params, param)) {
        if (same_text(param->name, hf_slice_text(name), false)) {
            return true;
        }
    }
    return false;
}

bool hf_sip_uri_is_loose(const struct hf_sip_uri *uri)
{
    struct hf_sip_param lr;
    return hf_sip_uri_param(uri, "lr", &lr);
}

/* RFC 3261 19.1.4: one of these makes another URI even where it says what is meant without it. */
static bool must_be_in_both(struct hf_slice name)
{
    static const char *const names[] = {"user", "ttl", "method", "maddr", "transport"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (same_text(name, hf_slice_text(names[i]), false)) {
            return true;
        }
    }
    return false;
}

/* Digits of a telephone number: visual separators say nothing (RFC 3966 4). */
static bool same_number(struct hf_slice a, struct hf_slice b)
{
    static const char separators[] = "-.()";
    const char *p = a.at, *p_end = a.at + a.length;
    const char *q = b.at, *q_end = b.at + b.length;
    for (;;) {
        while (p < p_end && memchr(separators, *p, sizeof separators - 1) != NULL) {
            p++;
        }
        while (q < q_end && memchr(separators, *q, sizeof separators - 1) != NULL) {
            q++;
        }
        if (p == p_end || q == q_end) {
            return p == p_end && q == q_end;
        }
        if (hf_lex_lower(*p++) != hf_lex_lower(*q++)) {
            return false;
        }
    }
}

static bool same_value(const struct hf_sip_param *a, const struct hf_sip_param *b, unsigned kind)
{
    bool is_context = hf_slice_is(a->name, "phone-context");
    bool is_number = hf_slice_is(a->name, "ext") ||
                     (is_context && a->value.length != 0 && a->value.at[0] == '+');
    if (a->has_value != b->has_value) {
        return false;
    }
    if (kind == HF_SCHEME_TEL && is_number) {
        return same_number(a->value, b->value);
    }
    return same_text(a->value, b->value, false);
}

enum likeness { LACKS = 0, DIFFERS = 1, HAS = 2 };

static enum likeness look_for(const struct hf_sip_param *wanted, struct hf_slice params,
                              unsigned kind)
{
    enum likeness found = LACKS;
    struct hf_sip_param param;
    while (hf_sip_param_next(&params, &param)) {
        if (same_text(wanted->name, param.name, false)) {
            if (same_value(wanted, &param, kind)) {
                return HAS;
            }
            found = DIFFERS;
        }
    }
    return found;
}

/* Is each parameter of a one that b allows beside its own? */
static bool allowed(struct hf_slice a, struct hf_slice b, unsigned kind)
{
    struct hf_sip_param param;
    unsigned n = 0;
    while (hf_sip_param_next(&a, &param)) {
        enum likeness found = look_for(&param, b, kind);
        bool counts = kind == HF_SCHEME_TEL || must_be_in_both(param.name);
        if (++n > HF_SIP_URI_PARAMS_MAX || found == DIFFERS || (found == LACKS && counts)) {
            return false;
        }
    }
    return true;
}

static bool same_params(const struct hf_sip_uri *a, const struct hf_sip_uri *b)
{
    return allowed(a->params, b->params, a->kind) && allowed(b->params, a->params, a->kind);
}

struct header {
    struct hf_slice name, value;
};

/* Takes "name=value&" from headers. */
static bool next_header(struct hf_slice *headers, struct header *header)
{
    const char *p = headers->at;
    const char *end = p + headers->length;
    if (p == end) {
        return false;
    }
    const char *to = memchr(p, '&', headers->length);
    to = to == NULL ? end : to;
    const char *equals = memchr(p, '=', (size_t)(to - p));
    header->name = hf_lex_slice(p, equals == NULL ? to : equals);
    header->value = hf_lex_slice(equals == NULL ? to : equals + 1, to);
    *headers = hf_lex_slice(to == end ? end : to + 1, end);
    return true;
}

/* How often this header stands in headers. RFC 3261 7.3.1: values in which case counts are the
 * exception; of what can stand here the body is one. */
static unsigned times(const struct header *wanted, struct hf_slice headers)
{
    struct header header;
    unsigned n = 0;
    while (next_header(&headers, &header)) {
        n += same_text(wanted->name, header.name, false) &&
             same_text(wanted->value, header.value, hf_slice_is(wanted->name, "body"));
    }
    return n;
}

static unsigned count(struct hf_slice headers)
{
    struct header header;
    unsigned n = 0;
    while (n <= HF_SIP_URI_PARAMS_MAX && next_header(&headers, &header)) {
        n++;
    }
    return n;
}

/* Headers are never passed over: each must be in both. */
static bool same_headers(struct hf_slice a, struct hf_slice b)
{
    struct header header;
    struct hf_slice rest = a;
    unsigned n = count(a);
    if (n != count(b) || n > HF_SIP_URI_PARAMS_MAX) {
        return false;
    }
    while (next_header(&rest, &header)) {
        if (times(&header, a) != times(&header, b)) {
            return false;
        }
    }
    return true;
}

static bool same_host(const struct hf_sip_uri *a, const struct hf_sip_uri *b)
{
    uint8_t x[16], y[16];
    if (a->ipv6 != b->ipv6) {
        return false; /* a name is never an address, though it may lead there */
    }
    if (a->ipv6 && hf_lex_ipv6(a->host, x) && hf_lex_ipv6(b->host, y)) {
        return memcmp(x, y, sizeof x) == 0; /* RFC 5954 3.2 */
    }
    return hf_slice_same(a->host, b->host);
}

static bool same_sip(const struct hf_sip_uri *a, const struct hf_sip_uri *b)
{
    return a->has_user == b->has_user && same_text(a->user, b->user, true) &&
           a->has_password == b->has_password && same_text(a->password, b->password, true) &&
           same_host(a, b) && a->port == b->port && same_params(a, b) &&
           same_headers(a->headers, b->headers);
}

bool hf_sip_uri_same(const struct hf_sip_uri *a, const struct hf_sip_uri *b)
{
    if (a->kind != b->kind) {
        return false;
    }
    switch ((enum hf_sip_scheme)a->kind) {
    case HF_SCHEME_SIP:
    case HF_SCHEME_SIPS: return same_sip(a, b);
    case HF_SCHEME_TEL: return same_number(a->user, b->user) && same_params(a, b);
    case HF_SCHEME_OTHER:
        return hf_slice_same(a->scheme, b->scheme) && hf_slice_equal(a->rest, b->rest);
    }
    return false;
}
