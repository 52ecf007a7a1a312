/* SPDX-License-Identifier: Apache-2.0 */
/* Static DNS records (B11a) as texts that are equal where the records are; see compare_values.h. */
#include "compare_values.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/event.h"
#include "memory.h"

#define SHOWN 512 /* bytes of each part; a name has 255 at most */

/* A name in small letters, without its dot at the end. */
static void plain_name(const char *name, char text[SHOWN])
{
    size_t length = strlen(name);

    if (length > 1 && name[length - 1] == '.')
        length--;
    if (length >= SHOWN)
        length = SHOWN - 1;
    for (size_t i = 0; i < length; i++)
        text[i] = (char)tolower((unsigned char)name[i]);
    text[length] = '\0';
}

static void plain_target(const char *target, char text[SHOWN])
{
    struct hf_target at = {.family = HF_FAMILY_NONE};
    size_t n = 0;

    plain_name(target, text);
    if (!hf_target_parse(&at, target, strlen(target)))
        return;
    if (at.family == HF_FAMILY_IPV4) {
        snprintf(text, SHOWN, "%u.%u.%u.%u", (unsigned)at.address[0], (unsigned)at.address[1],
                 (unsigned)at.address[2], (unsigned)at.address[3]);
        return;
    }
    for (unsigned i = 0; i < sizeof(at.address); i += 2)
        n += (size_t)snprintf(text + n, SHOWN - n, "%s%x", i > 0 ? ":" : "",
                              (unsigned)at.address[i] << 8 | (unsigned)at.address[i + 1]);
}

static char *text_of(const struct hf_static_record *record)
{
    char name[SHOWN], target[SHOWN], service[SHOWN], flags[SHOWN], text[4 * SHOWN + 128];

    plain_name(record->name, name);
    plain_target(record->target, target);
    plain_name(record->service, service);
    plain_name(record->flags, flags);
    if (record->type == HF_DNS_SRV)
        snprintf(text, sizeof(text), "SRV %s %u %u %u %s, ttl %u s", name,
                 (unsigned)record->priority, (unsigned)record->weight, (unsigned)record->port,
                 target, (unsigned)record->ttl_s);
    else if (record->type == HF_DNS_NAPTR)
        snprintf(text, sizeof(text), "NAPTR %s %u %u \"%s\" \"%s\" %s, ttl %u s", name,
                 (unsigned)record->priority, (unsigned)record->weight, flags, service, target,
                 (unsigned)record->ttl_s);
    else
        snprintf(text, sizeof(text), "%s %s %s, ttl %u s",
                 record->type == HF_DNS_AAAA ? "AAAA" : "A", name, target, (unsigned)record->ttl_s);
    return hf_memory_text(text, strlen(text));
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

char **hf_compare_records(const struct hf_phone_config *phone)
{
    char **texts = hf_memory_new(phone->n_records + 1, sizeof(*texts));

    for (size_t i = 0; i < phone->n_records; i++)
        texts[i] = text_of(&phone->records[i]);
    qsort(texts, phone->n_records, sizeof(*texts), by_text);
    return texts;
}

void hf_compare_records_free(char **texts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(texts[i]);
    free(texts);
}
