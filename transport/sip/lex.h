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

/* The first byte below 0x20 at or behind p, or end. A byte's top bit comes out set where
 * subtracting 0x20 borrowed and the byte itself had none; bits above the first such byte may be
 * wrong, so only the lowest counts. */
static inline const char *hf_lex_control(const char *p, const char *end)
{
    while (end - p >= 8) {
        uint64_t word = hf_lex_load(p);
        uint64_t below = (word - 0x2020202020202020u) & ~word & 0x8080808080808080u;
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

/* Writes an error, where the caller wants one; the message that it returns is HF_E_MALFORMED. */
int hf_lex_fail(struct hf_sip_error *error, const char *what, size_t at);

/* As hf_sip_address_parse, but the parameters are not looked at: the caller goes through them and
 * refuses what is left over. */
int hf_lex_address(struct hf_slice text, struct hf_sip_address *address,
                   struct hf_sip_error *error);

/* Past a quoted string whose opening quote is at p: behind its closing quote, or NULL. */
const char *hf_lex_quoted(const char *p, const char *end);

#endif
