/* SPDX-License-Identifier: Apache-2.0 */
/* No bounds are checked beyond the message's own size: tests say what they want. */
#include "dns_message.h"

#include <criterion/criterion.h>
#include <string.h>

void dns_put(struct dns_message *message, const void *bytes, size_t n)
{
    cr_assert_leq(message->n + n, sizeof message->bytes);
    memcpy(message->bytes + message->n, bytes, n);
    message->n += n;
}

void dns_put16(struct dns_message *message, unsigned value)
{
    dns_put(message, (uint8_t[2]){(uint8_t)(value >> 8), (uint8_t)value}, 2);
}

static void put32(struct dns_message *message, uint32_t value)
{
    dns_put16(message, value >> 16);
    dns_put16(message, value & 0xFFFF);
}

void dns_string(struct dns_message *message, const char *text)
{
    uint8_t length = (uint8_t)strlen(text);

    dns_put(message, &length, 1);
    dns_put(message, text, length);
}

void dns_name(struct dns_message *message, const char *text)
{
    while (*text != '\0') {
        uint8_t length = (uint8_t)strcspn(text, ".");

        dns_put(message, &length, 1);
        dns_put(message, text, length);
        text += length + (text[length] == '.');
    }
    dns_put(message, "", 1);
}

void dns_pointer(struct dns_message *message, unsigned to)
{
    dns_put16(message, 0xC000 | to);
}

void dns_begin(struct dns_message *message, unsigned id, unsigned flags)
{
    message->n = 0;
    dns_put16(message, id);
    dns_put16(message, flags);
    dns_put(message, "\0\0\0\0\0\0\0", 8);
}

void dns_ask(struct dns_message *message, const char *name, unsigned type)
{
    message->bytes[5]++;
    dns_name(message, name);
    dns_put16(message, type);
    dns_put16(message, 1);
}

size_t dns_row(struct dns_message *message, const struct dns_row *row)
{
    if (++message->bytes[row->section + 1] == 0)
        message->bytes[row->section]++;
    if (row->owner != NULL)
        dns_name(message, row->owner);
    else
        dns_pointer(message, DNS_QUESTION_AT);
    dns_put16(message, row->type);
    dns_put16(message, row->class != 0 ? row->class : 1);
    put32(message, row->ttl_s);
    dns_put16(message, 0);
    return message->n;
}

void dns_end_row(struct dns_message *message, size_t begin)
{
    size_t n = message->n - begin;

    message->bytes[begin - 2] = (uint8_t)(n >> 8);
    message->bytes[begin - 1] = (uint8_t)n;
}

static size_t answer_row(struct dns_message *message, const char *owner, unsigned type,
                         uint32_t ttl_s)
{
    struct dns_row row = {.section = DNS_ANSWERS, .owner = owner, .type = type, .ttl_s = ttl_s};

    return dns_row(message, &row);
}

void dns_a(struct dns_message *message, const char *owner, uint32_t ttl_s, uint8_t last)
{
    size_t begin = answer_row(message, owner, 1, ttl_s);

    dns_put(message, (uint8_t[4]){192, 0, 2, last}, 4);
    dns_end_row(message, begin);
}

void dns_aaaa(struct dns_message *message, const char *owner, uint32_t ttl_s, uint8_t last)
{
    size_t begin = answer_row(message, owner, 28, ttl_s);

    dns_put(message, (uint8_t[16]){0x20, 0x01, 0x0d, 0xb8, [15] = last}, 16);
    dns_end_row(message, begin);
}

void dns_cname(struct dns_message *message, const char *owner, uint32_t ttl_s, const char *to)
{
    size_t begin = answer_row(message, owner, DNS_TYPE_CNAME, ttl_s);

    dns_name(message, to);
    dns_end_row(message, begin);
}

void dns_srv(struct dns_message *message, const struct dns_srv *srv)
{
    size_t begin = answer_row(message, srv->owner, 33, srv->ttl_s);

    dns_put16(message, srv->priority);
    dns_put16(message, srv->weight);
    dns_put16(message, srv->port);
    dns_name(message, srv->target);
    dns_end_row(message, begin);
}

void dns_naptr(struct dns_message *message, const struct dns_naptr *naptr)
{
    size_t begin = answer_row(message, naptr->owner, 35, naptr->ttl_s);

    dns_put16(message, naptr->order);
    dns_put16(message, naptr->preference);
    dns_string(message, naptr->flags);
    dns_string(message, naptr->service);
    dns_string(message, naptr->regexp);
    dns_name(message, naptr->replacement);
    dns_end_row(message, begin);
}

void dns_soa(struct dns_message *message, const char *zone, uint32_t ttl_s, uint32_t minimum_s)
{
    struct dns_row row = {DNS_AUTHORITY, zone, DNS_TYPE_SOA, ttl_s, 0};
    size_t begin = dns_row(message, &row);

    dns_name(message, "ns.example.test");
    dns_name(message, "root.example.test");
    for (unsigned i = 0; i < 4; i++)
        put32(message, 3600);
    put32(message, minimum_s);
    dns_end_row(message, begin);
}
