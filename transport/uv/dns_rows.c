/* SPDX-License-Identifier: Apache-2.0 */
/* Content has to fill its length exactly: what does not is no such record. */
#include "dns_rows.h"

#include <string.h>

#define ROW_FIXED  10 /* type, class, time to live, length */
#define SRV_FIXED  6
#define TTL_SIGNED 0x80000000u

static const char *const services[] = {[HF_TRANSPORT_UDP] = "sip+d2u",
                                       [HF_TRANSPORT_TCP] = "sip+d2t",
                                       [HF_TRANSPORT_TLS] = "sips+d2t"};

unsigned hf_dns_read16(const struct hf_dns_message *message, size_t at)
{
    return (unsigned)message->bytes[at] << 8 | message->bytes[at + 1];
}

uint32_t hf_dns_read32(const struct hf_dns_message *message, size_t at)
{
    return (uint32_t)hf_dns_read16(message, at) << 16 | hf_dns_read16(message, at + 2);
}

const char *hf_dns_row_read(const struct hf_dns_message *message, size_t *at,
                            struct hf_dns_row *row)
{
    size_t place = *at;
    const char *why = hf_dns_name_read(message, &place, &row->owner);

    if (why != NULL)
        return why;
    if (message->n_bytes - place < ROW_FIXED)
        return "it ends within a record";
    row->type = (uint16_t)hf_dns_read16(message, place);
    row->class = (uint16_t)hf_dns_read16(message, place + 2);
    row->ttl_s = hf_dns_read32(message, place + 4);
    row->n_data = hf_dns_read16(message, place + 8);
    row->data = place + ROW_FIXED;
    if (row->n_data > message->n_bytes - row->data)
        return "it ends within a record";
    if (row->type != HF_DNS_OPT && row->ttl_s >= TTL_SIGNED)
        row->ttl_s = 0; /* RFC 2181 8 */
    *at = row->data + row->n_data;
    return NULL;
}

/* A name that has to end where the content ends. */
static const char *read_last_name(const struct hf_dns_message *message,
                                  const struct hf_dns_row *row, size_t at, struct hf_dns_name *name)
{
    const char *why = hf_dns_name_read(message, &at, name);

    if (why != NULL)
        return why;
    return at == row->data + row->n_data ? NULL : "a record's content does not fit its length";
}

static const char *read_address(const struct hf_dns_message *message, const struct hf_dns_row *row,
                                struct hf_dns_record *record)
{
    size_t n = row->type == HF_DNS_A ? 4 : 16;

    if (row->n_data != n)
        return "an address has a wrong length";
    memcpy(record->address, message->bytes + row->data, n);
    return NULL;
}

static const char *read_srv(const struct hf_dns_message *message, const struct hf_dns_row *row,
                            struct hf_dns_record *record, struct hf_dns_name *name)
{
    if (row->n_data < SRV_FIXED + 1)
        return "an SRV record is too short";
    record->priority = (uint16_t)hf_dns_read16(message, row->data);
    record->weight = (uint16_t)hf_dns_read16(message, row->data + 2);
    record->port = (uint16_t)hf_dns_read16(message, row->data + 4);
    return read_last_name(message, row, row->data + SRV_FIXED, name);
}

/* ---- NAPTR (RFC 3403 4.1) ---- */

static int same(const char *text, size_t length, const char *wanted)
{
    if (strlen(wanted) != length)
        return 0;
    for (size_t i = 0; i < length; i++) {
        char c = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] - 'A' + 'a') : text[i];

        if (c != wanted[i])
            return 0;
    }
    return 1;
}

uint8_t hf_dns_service_of(const char *text, size_t length)
{
    for (unsigned i = 0; i < sizeof services / sizeof services[0]; i++)
        if (same(text, length, services[i]))
            return (uint8_t)i;
    return HF_TRANSPORT_COUNT;
}

int hf_dns_flag_of(const char *text, size_t length, char *flag)
{
    *flag = 0;
    if (same(text, length, "s"))
        *flag = 's';
    else if (same(text, length, "a"))
        *flag = 'a';
    else
        return length == 0;
    return 1;
}

struct string { /* <character-string> */
    const char *at;
    size_t length;
};

/* 0: it does not fit into the content. */
static int read_string(const struct hf_dns_message *message, const struct hf_dns_row *row,
                       size_t *at, struct string *string)
{
    size_t left = row->data + row->n_data - *at;

    if (left == 0 || message->bytes[*at] > left - 1)
        return 0;
    string->length = message->bytes[*at];
    string->at = (const char *)message->bytes + *at + 1;
    *at += string->length + 1;
    return 1;
}

static const char *read_naptr(const struct hf_dns_message *message, const struct hf_dns_row *row,
                              struct hf_dns_record *record, struct hf_dns_name *name)
{
    struct string flags, service, regexp;
    size_t at = row->data + 4;

    if (row->n_data < 4 || !read_string(message, row, &at, &flags) ||
        !read_string(message, row, &at, &service) || !read_string(message, row, &at, &regexp))
        return "a NAPTR record's content does not fit its length";
    record->priority = (uint16_t)hf_dns_read16(message, row->data);
    record->weight = (uint16_t)hf_dns_read16(message, row->data + 2);
    record->service = hf_dns_service_of(service.at, service.length);
    if (!hf_dns_flag_of(flags.at, flags.length, &record->flag))
        record->service = HF_TRANSPORT_COUNT; /* such as "u": not for SIP, whatever it says */
    record->has_regexp = regexp.length > 0;
    return read_last_name(message, row, at, name);
}

/* ---- the door ---- */

const char *hf_dns_row_record(const struct hf_dns_message *message, const struct hf_dns_row *row,
                              struct hf_dns_record *record, struct hf_dns_name *name)
{
    memset(record, 0, sizeof *record);
    record->type = row->type;
    name->length = 0;
    name->is_plain = 1;
    name->text[0] = '\0';
    if (row->type == HF_DNS_SRV)
        return read_srv(message, row, record, name);
    if (row->type == HF_DNS_NAPTR)
        return read_naptr(message, row, record, name);
    return read_address(message, row, record);
}

const char *hf_dns_row_alias(const struct hf_dns_message *message, const struct hf_dns_row *row,
                             struct hf_dns_name *name)
{
    return read_last_name(message, row, row->data, name);
}

uint32_t hf_dns_row_minimum(const struct hf_dns_message *message, const struct hf_dns_row *row)
{
    struct hf_dns_name name;
    size_t at = row->data;
    uint32_t minimum_s;

    if (hf_dns_name_read(message, &at, &name) != NULL ||
        hf_dns_name_read(message, &at, &name) != NULL || at + 20 != row->data + row->n_data)
        return 0;
    minimum_s = hf_dns_read32(message, at + 16);
    if (minimum_s >= TTL_SIGNED)
        return 0;
    return minimum_s < row->ttl_s ? minimum_s : row->ttl_s;
}
