/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading bytes: classes of characters (RFC 3261 25.1), and a scan for control characters that
 * takes eight bytes at a time. For the parsers of this room only.
 */
#ifndef HF_SIP_LEX_H
#define HF_SIP_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "holdfast/sip/message.h"

enum hf_lex_class {
    HF_LEX_TOKEN = 1, /* token */
    HF_LEX_SPACE = 2, /* SP, TAB, and CR and LF, which stand only in folds */
    HF_LEX_DIGIT = 4,
    HF_LEX_ALPHA = 8,
    HF_LEX_HOST = 16,  /* alphanum, '-', '.', '_' (host names of the wild have it) */
    HF_LEX_VALUE = 32, /* of a parameter without quotes: token, host, paramchar */
    HF_LEX_USER = 64,  /* of userinfo without ':' */
    HF_LEX_IPV6 = 128  /* hexadecimal digits, ':' and '.' */
};

extern const uint8_t hf_lex_classes[256];

static inline bool hf_lex_is(char c, unsigned classes)
{
    return (hf_lex_classes[(uint8_t)c] & classes) != 0;
}

/* The first byte at or behind p that is not of the classes, or end. */
static inline const char *hf_lex_skip(const char *p, const char *end, unsigned classes)
{
    while (p < end && hf_lex_is(*p, classes)) {
        p++;
    }
    return p;
}

/* The same where long runs are usual: four at a time. */
static inline const char *hf_lex_run(const char *p, const char *end, unsigned classes)
{
    for (; end - p >= 4; p += 4) {
        if (!hf_lex_is(p[0], classes)) {
            return p;
        }
        if (!hf_lex_is(p[1], classes)) {
            return p + 1;
        }
        if (!hf_lex_is(p[2], classes)) {
            return p + 2;
        }
        if (!hf_lex_is(p[3], classes)) {
            return p + 3;
        }
    }
    return hf_lex_skip(p, end, classes);
}

static inline char hf_lex_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline struct hf_slice hf_lex_slice(const char *from, const char *to)
{
    struct hf_slice slice = {from, (size_t)(to - from)};
    return slice;
}

/* Little-endian on every machine; compilers make one load of it where that is right. */
static inline uint64_t hf_lex_load(const char *p)
{
    const uint8_t *b = (const uint8_t *)p;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
           (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
           (uint64_t)b[7] << 56;
}

static inline uint32_t hf_lex_load_four(const char *p)
{
    const uint8_t *b = (const uint8_t *)p;
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

/* The first byte below 0x20 at or behind p, or end. A byte's top bit comes out set where
 * subtracting 0x20 borrowed and the byte itself had none; bits above the first such byte may be
 * wrong, so only the lowest counts. */
static inline const char *hf_lex_control(const char *p, const char *end)
{
    const uint64_t spaces = 0x2020202020202020u, tops = 0x8080808080808080u;
    for (; end - p >= 16; p += 16) {
        uint64_t word = hf_lex_load(p), next = hf_lex_load(p + 8);
        uint64_t below = (word - spaces) & ~word & tops;
        uint64_t next_below = (next - spaces) & ~next & tops;
        if ((below | next_below) != 0) {
            return below != 0 ? p + (__builtin_ctzll(below) >> 3)
                              : p + 8 + (__builtin_ctzll(next_below) >> 3);
        }
    }
    if (end - p >= 8) {
        uint64_t word = hf_lex_load(p);
        uint64_t below = (word - spaces) & ~word & tops;
        if (below != 0) {
            return p + (__builtin_ctzll(below) >> 3);
        }
        p += 8;
    }
    while (p < end && (uint8_t)*p >= 0x20) {
        p++;
    }
    return p;
}

/* hf_slice_trim where nearly always one space stands before the text at most, and none behind. */
static inline struct hf_slice hf_lex_trim(const char *from, const char *end)
{
    from += from < end && *from == ' ';
    if (from < end && !hf_lex_is(*from, HF_LEX_SPACE) && !hf_lex_is(end[-1], HF_LEX_SPACE)) {
        return hf_lex_slice(from, end);
    }
    return hf_slice_trim(hf_lex_slice(from, end));
}

/* Equal, case does not count. */
static inline bool hf_lex_same(const char *a, const char *b, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (a[i] != b[i] && hf_lex_lower(a[i]) != hf_lex_lower(b[i])) {
            return false;
        }
    }
    return true;
}

/* hf_slice_is with a text that stands in the code: its length is known, and nearly always another
 * one. */
#define HF_LEX_SAYS(slice, text)                                                                   \
    ((slice).length == sizeof(text) - 1 && hf_lex_same((slice).at, text, sizeof(text) - 1))

/* Writes an error, where the caller wants one. Returns HF_E_MALFORMED, as the two below. */
int hf_lex_fail(struct hf_sip_error *error, const char *what, size_t at);
/* An error of a parser that counted from the begin of text counts from the datagram's. */
int hf_lex_within(const struct hf_sip_message *m, struct hf_slice text, struct hf_sip_error *error);
/* An error at the begin of text. */
int hf_lex_fail_at(const struct hf_sip_message *m, struct hf_slice text, const char *what,
                   struct hf_sip_error *error);

/* The address of an IPv6 reference without its brackets (RFC 4291 2.2). Three colons stand for two:
 * the grammar of RFC 3261 had a mistake that asked for them (RFC 5118 4.10). */
bool hf_lex_ipv6(struct hf_slice text, uint8_t address[16]);

/* A host at p: a name, an IPv4 address, or an IPv6 reference, whose brackets are left out of host.
 * Behind it, or NULL with host empty when there is none. */
const char *hf_lex_host(const char *p, const char *end, struct hf_slice *host, bool *ipv6);

/* "number LWS method" (CSeq, RAck) is all of text. */
bool hf_lex_cseq(struct hf_slice text, struct hf_sip_cseq *cseq);

/* As hf_sip_address_parse, but the parameters are not looked at: the caller goes through them and
 * refuses what is left over. Where only a display name is malformed, URI and params are there. */
int hf_lex_address(struct hf_slice text, struct hf_sip_address *address,
                   struct hf_sip_error *error);

/* Past a quoted string whose opening quote is at p: behind its closing quote, or NULL. */
const char *hf_lex_quoted(const char *p, const char *end);

#endif
