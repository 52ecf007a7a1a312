/* SPDX-License-Identifier: Apache-2.0 */
/* A list that is searched from its begin: it is short, and asked for when DNS is slow. */
#define _GNU_SOURCE 1
#include "dns_records.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dns_rows.h"
#include "holdfast/config.h"

struct kept {
    struct hf_dns_record record; /* its name is empty here */
    uint32_t ttl_s;
    char *owner, *name; /* name: what the record leads to, or ""; its own memory */
};

struct hf_dns_records {
    size_t n;
    struct kept list[];
};

struct place { /* where a mistake is told */
    const struct hf_phone_problem *problem;
    const struct hf_phone_record *record;
    size_t number; /* 1.. */
};

static const char *type_text(uint16_t type)
{
    switch (type) {
    case HF_DNS_A: return "A";
    case HF_DNS_AAAA: return "AAAA";
    case HF_DNS_SRV: return "SRV";
    case HF_DNS_NAPTR: return "NAPTR";
    default: return NULL;
    }
}

__attribute__((format(printf, 2, 3))) static int complain(const struct place *place,
                                                          const char *format, ...)
{
    const struct hf_phone_record *record = place->record;
    char text[256];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    snprintf(place->problem->error, place->problem->size, "DNS record %zu (%s %s): %s",
             place->number, record->name != NULL ? record->name : "",
             type_text(record->type) != NULL ? type_text(record->type) : "?", text);
    return -1;
}

/* ---- what a record says ---- */

static int take_address(const struct place *place, struct kept *kept)
{
    const char *text = place->record->target != NULL ? place->record->target : "";
    int wanted = kept->record.type == HF_DNS_AAAA ? HF_FAMILY_IPV6 : HF_FAMILY_IPV4;
    struct hf_target target = {.family = HF_FAMILY_NONE};

    if (!hf_target_parse(&target, text, strlen(text)) || target.family != wanted)
        return complain(place, "'%s' is no %s address", text,
                        wanted == HF_FAMILY_IPV6 ? "IPv6" : "IPv4");
    memcpy(kept->record.address, target.address, sizeof kept->record.address);
    return 0;
}

/* "." is the root: there is no such service (RFC 2782), or no replacement (RFC 3403). */
static int take_name(const struct place *place, const char *text, struct hf_dns_name *name)
{
    if (text == NULL)
        text = "";
    if (hf_dns_name_of(name, text) || strcmp(text, ".") == 0)
        return 0;
    return complain(place, "'%s' is no host name", text);
}

static int take_naptr(const struct place *place, struct kept *kept)
{
    const char *flags = place->record->flags != NULL ? place->record->flags : "";
    const char *service = place->record->service != NULL ? place->record->service : "";

    kept->record.service = hf_dns_service_of(service, strlen(service));
    if (!hf_dns_flag_of(flags, strlen(flags), &kept->record.flag))
        return complain(place, "'%s' are no flags for SIP: s, a, or none", flags);
    return 0;
}

static int take_content(const struct place *place, struct kept *kept, struct hf_dns_name *leads_to)
{
    const struct hf_phone_record *record = place->record;

    *leads_to = (struct hf_dns_name){.is_plain = 1};
    kept->record.type = record->type;
    kept->ttl_s = record->ttl_s < HF_DNS_TTL_MAX_S ? record->ttl_s : HF_DNS_TTL_MAX_S;
    if (type_text(record->type) == NULL)
        return complain(place,
                        "type %u cannot be given: A (1), AAAA (28), SRV (33), NAPTR (35) can",
                        (unsigned)record->type);
    if (record->type == HF_DNS_A || record->type == HF_DNS_AAAA)
        return take_address(place, kept);
    kept->record.priority = record->priority;
    kept->record.weight = record->weight;
    kept->record.port = record->type == HF_DNS_SRV ? record->port : 0;
    if (record->type == HF_DNS_NAPTR && take_naptr(place, kept) < 0)
        return -1;
    return take_name(place, record->target, leads_to);
}

static int take(const struct place *place, struct kept *kept)
{
    struct hf_dns_name owner, leads_to;

    if (place->record->name == NULL || !hf_dns_name_of(&owner, place->record->name))
        return complain(place, "its name is no name: labels of letters, digits, hyphens and "
                               "underscores, with dots between them");
    if (take_content(place, kept, &leads_to) < 0)
        return -1;
    kept->owner = strdup(owner.text);
    kept->name = strdup(leads_to.text);
    if (kept->owner == NULL || kept->name == NULL)
        return complain(place, "no memory for it");
    return 0;
}

/* ---- the door ---- */

struct hf_dns_records *hf_dns_records_new(const struct hf_phone_record *records, size_t n,
                                          const struct hf_phone_problem *problem)
{
    struct hf_dns_records *copy = NULL;

    if (n > HF_DNS_RECORDS_MAX) {
        snprintf(problem->error, problem->size, "%zu DNS records: %d at most", n,
                 HF_DNS_RECORDS_MAX);
        return NULL;
    }
    copy = calloc(1, sizeof *copy + n * sizeof copy->list[0]);
    if (copy == NULL) {
        snprintf(problem->error, problem->size, "no memory for %zu DNS records", n);
        return NULL;
    }
    while (copy->n < n) {
        struct place place = {problem, &records[copy->n], copy->n + 1};

        if (take(&place, &copy->list[copy->n++]) < 0) {
            hf_dns_records_free(copy);
            return NULL;
        }
    }
    return copy;
}

void hf_dns_records_free(struct hf_dns_records *records)
{
    for (size_t i = 0; records != NULL && i < records->n; i++) {
        free(records->list[i].owner);
        free(records->list[i].name);
    }
    free(records);
}

static int is_same(const struct kept *a, const struct kept *b)
{
    return a->ttl_s == b->ttl_s && a->record.type == b->record.type &&
           a->record.priority == b->record.priority && a->record.weight == b->record.weight &&
           a->record.port == b->record.port && a->record.service == b->record.service &&
           a->record.flag == b->record.flag && strcmp(a->owner, b->owner) == 0 &&
           strcmp(a->name, b->name) == 0 &&
           memcmp(a->record.address, b->record.address, sizeof a->record.address) == 0;
}

int hf_dns_records_same(const struct hf_dns_records *a, const struct hf_dns_records *b)
{
    size_t n = a != NULL ? a->n : 0;

    if (n != (b != NULL ? b->n : 0))
        return 0;
    for (size_t i = 0; i < n; i++)
        if (!is_same(&a->list[i], &b->list[i]))
            return 0;
    return 1;
}

int hf_dns_records_find(const struct hf_dns_records *records, const char *name, uint16_t type,
                        struct hf_dns_answer *answer)
{
    hf_dns_answer_init(answer);
    answer->ttl_s = HF_DNS_TTL_MAX_S;
    for (size_t i = 0; records != NULL && i < records->n; i++) {
        const struct kept *kept = &records->list[i];

        if (kept->record.type != type || strcmp(kept->owner, name) != 0)
            continue;
        hf_dns_answer_add(answer, &kept->record, kept->name);
        if (kept->ttl_s < answer->ttl_s)
            answer->ttl_s = kept->ttl_s;
    }
    return answer->n_records > 0;
}

/* The host that a service is of. */
static const char *host_in(const char *name)
{
    while (name[0] == '_' && strchr(name, '.') != NULL)
        name = strchr(name, '.') + 1;
    return name;
}

int hf_dns_records_know(const struct hf_dns_records *records, const char *name)
{
    for (size_t i = 0; records != NULL && i < records->n; i++)
        if (strcmp(host_in(records->list[i].owner), host_in(name)) == 0)
            return 1;
    return 0;
}
