/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numeric addresses in text: IPv4 in dotted decimal, IPv6 by RFC 4291 2.2 (with "::" and an
 * embedded IPv4 tail), the latter also in brackets (RFC 3986). Zones are not accepted.
 */
#include <stdbool.h>
#include <string.h>

#include "holdfast/config.h"

struct reader {
    const char *at;
    const char *end;
};

static bool read_octet(struct reader *r, uint8_t *octet)
{
    unsigned value = 0;
    const char *from = r->at;

    while (r->at < r->end && *r->at >= '0' && *r->at <= '9' && r->at - from < 3)
        value = value * 10 + (unsigned)(*r->at++ - '0');
    if (r->at == from || value > 255 || (*from == '0' && r->at - from > 1))
        return false;
    *octet = (uint8_t)value;
    return true;
}

static bool read_ipv4(struct reader *r, uint8_t address[4])
{
    for (int i = 0; i < 4; i++) {
        if (i > 0 && (r->at == r->end || *r->at++ != '.'))
            return false;
        if (!read_octet(r, &address[i]))
            return false;
    }
    return r->at == r->end;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static bool read_group(struct reader *r, uint8_t group[2])
{
    unsigned value = 0;
    int n = 0;

    while (r->at < r->end && hex_digit(*r->at) >= 0 && n < 4) {
        value = value * 16 + (unsigned)hex_digit(*r->at++);
        n++;
    }
    group[0] = (uint8_t)(value >> 8);
    group[1] = (uint8_t)value;
    return n > 0;
}

struct ipv6 { /* groups read so far, and where "::" stood */
    uint8_t bytes[16];
    int n;   /* bytes */
    int gap; /* byte position of "::", or -1 */
};

/* An IPv4 tail takes the place of the last two groups. */
static bool read_tail_or_group(struct reader *r, struct ipv6 *v6)
{
    struct reader tail = *r;

    if (v6->n <= 12 && read_ipv4(&tail, v6->bytes + v6->n)) {
        v6->n += 4;
        r->at = r->end;
        return true;
    }
    if (v6->n > 14 || !read_group(r, v6->bytes + v6->n))
        return false;
    v6->n += 2;
    return true;
}

static bool at_double_colon(const struct reader *r)
{
    return r->end - r->at >= 2 && r->at[0] == ':' && r->at[1] == ':';
}

static bool read_groups(struct reader *r, struct ipv6 *v6)
{
    for (int i = 0; i < 9 && r->at < r->end; i++) {
        if (at_double_colon(r)) {
            if (v6->gap >= 0)
                return false;
            v6->gap = v6->n;
            r->at += 2;
            if (r->at == r->end)
                return true;
        } else if (v6->n > 0 && (*r->at++ != ':' || r->at == r->end)) {
            return false;
        }
        if (!read_tail_or_group(r, v6))
            return false;
    }
    return r->at == r->end;
}

static bool read_ipv6(struct reader *r, uint8_t address[16])
{
    struct ipv6 v6 = {.n = 0, .gap = -1};
    int behind;

    memset(v6.bytes, 0, sizeof v6.bytes);
    if (!read_groups(r, &v6) || (v6.gap < 0 ? v6.n != 16 : v6.n > 14))
        return false;
    memset(address, 0, 16);
    behind = v6.gap < 0 ? 0 : v6.n - v6.gap;
    memcpy(address, v6.bytes, (size_t)(v6.n - behind));
    memcpy(address + 16 - behind, v6.bytes + (v6.n - behind), (size_t)behind);
    return true;
}

static struct reader without_brackets(const char *text, size_t length)
{
    if (length >= 2 && text[0] == '[' && text[length - 1] == ']')
        return (struct reader){text + 1, text + length - 1};
    return (struct reader){text, text + length};
}

int hf_target_parse(struct hf_target *target, const char *text, size_t length)
{
    struct reader four = {text, text + length};
    struct reader six = without_brackets(text, length);
    uint8_t address[16];

    memset(address, 0, sizeof address);
    if (read_ipv4(&four, address)) {
        target->family = HF_FAMILY_IPV4;
    } else if (read_ipv6(&six, address)) {
        target->family = HF_FAMILY_IPV6;
    } else {
        return 0;
    }
    memcpy(target->address, address, sizeof address);
    return 1;
}
