/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pointer leads to a prior name (RFC 1035 4.1.4), which ends before the piece that the pointer
 * ends begins. So every name has an end, and none reads what stands behind it; and there may be no
 * more pointers than a name has labels, so that reading one costs little.
 */
#include "dns_name.h"

#include <string.h>

#define LABEL_MAX    63
#define WIRE_MAX     255 /* bytes on the wire, lengths and the root included */
#define TEXT_MAX     253
#define POINTERS_MAX 127
#define IS_POINTER   0xC0u

static int is_plain(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-' ||
           byte == '_';
}

static uint8_t lower(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte - 'A' + 'a') : byte;
}

/* The caller has seen to it that there is room. */
static void add_label(struct hf_dns_name *name, const uint8_t *bytes, size_t n)
{
    if (name->length > 0)
        name->text[name->length++] = '.';
    for (size_t i = 0; i < n; i++) {
        uint8_t byte = lower(bytes[i]);

        name->is_plain &= (uint8_t)is_plain(byte);
        name->text[name->length++] = (char)byte;
    }
}

static void finish(struct hf_dns_name *name)
{
    if (!name->is_plain)
        name->length = 0;
    name->text[name->length] = '\0';
}

struct place { /* in the message, while a name is read */
    size_t at;
    size_t begin;  /* of this piece: a pointer leads to before it */
    size_t end;    /* what a pointer led to goes no further */
    size_t behind; /* the first pointer: the name ends there; 0: there was none */
    unsigned n_pointers, n_bytes;
};

static const char *cut_off(const struct place *place)
{
    return place->behind == 0 ? "it ends within a name" : "a name runs into the pointer to it";
}

static const char *follow(const struct hf_dns_message *message, struct place *place)
{
    size_t to;

    if (place->end - place->at < 2)
        return cut_off(place);
    to = ((size_t)(message->bytes[place->at] & 0x3F) << 8) | message->bytes[place->at + 1];
    if (to < HF_DNS_HEADER || to >= place->begin || ++place->n_pointers > POINTERS_MAX)
        return "a name goes round in circles";
    if (place->behind == 0)
        place->behind = place->at + 2;
    place->end = place->begin;
    place->at = place->begin = to;
    return NULL;
}

static const char *take_label(const struct hf_dns_message *message, struct place *place,
                              struct hf_dns_name *name)
{
    size_t n = message->bytes[place->at];

    if (n > LABEL_MAX)
        return "a label has more than 63 bytes";
    if (place->end - place->at <= n)
        return cut_off(place);
    place->n_bytes += (unsigned)n + 1;
    if (place->n_bytes + 1 > WIRE_MAX)
        return "a name has more than 255 bytes";
    add_label(name, message->bytes + place->at + 1, n);
    place->at += n + 1;
    return NULL;
}

const char *hf_dns_name_read(const struct hf_dns_message *message, size_t *at,
                             struct hf_dns_name *name)
{
    struct place place = {.at = *at, .begin = *at, .end = message->n_bytes};
    const char *why = NULL;

    name->length = 0;
    name->is_plain = 1;
    while (why == NULL) { /* each round takes a byte of the name, or one of its pointers */
        if (place.at >= place.end)
            why = cut_off(&place);
        else if (message->bytes[place.at] == 0)
            break;
        else if ((message->bytes[place.at] & IS_POINTER) == IS_POINTER)
            why = follow(message, &place);
        else
            why = take_label(message, &place, name);
    }
    if (why != NULL)
        name->is_plain = 0;
    else
        *at = place.behind != 0 ? place.behind : place.at + 1;
    finish(name);
    return why;
}

int hf_dns_name_of(struct hf_dns_name *name, const char *text)
{
    size_t length = strlen(text);

    name->length = 0;
    name->text[0] = '\0';
    name->is_plain = 0;
    if (length > 0 && text[length - 1] == '.')
        length--;
    if (length == 0 || length > TEXT_MAX)
        return 0;
    name->is_plain = 1;
    for (size_t at = 0; at <= length;) {
        const char *dot = memchr(text + at, '.', length - at);
        size_t n = (dot != NULL ? (size_t)(dot - text) : length) - at;

        if (n == 0 || n > LABEL_MAX)
            name->is_plain = 0;
        else
            add_label(name, (const uint8_t *)text + at, n);
        at += n + 1;
    }
    finish(name);
    return name->is_plain;
}
