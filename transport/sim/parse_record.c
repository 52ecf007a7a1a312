/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records of a name: `192.0.2.1,b ttl=60` behind A or AAAA, and in the order of a master file
 * (RFC 1035 5.1) `0 1 5060 one.example, 0 2 5060 two.example ttl=60` behind SRV and
 * `90 50 "s" "SIP+D2T" "" _sip._tcp.pbx.example` behind NAPTR.
 */
#include "parse.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define LIST_SIZE 2048
#define FIELDS    8 /* of one record, at most */

static const char *const rights[HF_SIM_TYPES] = {
    [HF_SIM_A] = "name pbx.example A 192.0.2.1,b ttl=60",
    [HF_SIM_AAAA] = "name pbx.example AAAA 2001:db8::1 ttl=60",
    [HF_SIM_SRV] = "name _sip._udp.pbx.example SRV 0 1 5060 one.example, 0 2 5060 two.example",
    [HF_SIM_NAPTR] = "name pbx.example NAPTR 90 50 \"s\" \"SIP+D2T\" \"\" _sip._tcp.pbx.example",
};

/* ---- values ---- */

int read_address(struct parser *p, const char *text, struct hf_target *address)
{
    unsigned index = 0;

    *address = (struct hf_target){.family = HF_FAMILY_NONE};
    if (strpbrk(text, ".:") == NULL) {
        const struct hf_sim_server *server = find_server(p, text, &index);

        if (server == NULL)
            return -1;
        *address = server->target;
        return 0;
    }
    if (!hf_target_parse(address, text, strlen(text)))
        return complain(p, "`%s` is no address", text);
    return 0;
}

static int read_ttl(struct parser *p, const char *value, struct hf_sim_records *records)
{
    uint64_t ttl = 0;

    if (strcmp(value, "unknown") == 0) {
        records->ttl_s = HF_TTL_UNKNOWN;
        return 0;
    }
    if (read_number(p, value, &ttl) < 0)
        return -1;
    if (ttl >= HF_TTL_UNKNOWN)
        return complain(p, "ttl=%s is too large: 32 bits", value);
    records->ttl_s = (uint32_t)ttl;
    return 0;
}

static int read_short(struct parser *p, const char *text, uint16_t *value)
{
    uint64_t number = 0;

    if (read_number(p, text, &number) < 0)
        return -1;
    if (number > UINT16_MAX)
        return complain(p, "`%s` is too large: 65535 at most", text);
    *value = (uint16_t)number;
    return 0;
}

/* "one.example", "one.example." or ".": without its last dot. */
static int read_name(struct parser *p, const char *text, char name[HF_SIM_HOST])
{
    size_t length = strlen(text);

    if (length > 0 && text[length - 1] == '.')
        length--;
    if (length >= HF_SIM_HOST)
        return complain(p, "`%s` is too long a name: %d bytes at most", text, HF_SIM_HOST - 1);
    memcpy(name, text, length);
    name[length] = 0;
    return 0;
}

/* ---- one record ---- */

struct record {
    struct hf_sim_records *records;
    enum hf_sim_records_of of;
    const struct words *fields;
};

static int set_address(struct parser *p, const struct record *r)
{
    const unsigned family = r->of == HF_SIM_A ? HF_FAMILY_IPV4 : HF_FAMILY_IPV6;
    struct hf_target address;

    if (r->records->n == HF_SIM_ADDRESSES)
        return complain(p, "more than %d addresses", HF_SIM_ADDRESSES);
    if (read_address(p, r->fields->at[0], &address) < 0)
        return -1;
    if (address.family != family)
        return complain(p, "`%s` is no address of that family: A has IPv4, AAAA has IPv6",
                        r->fields->at[0]);
    memcpy(r->records->addresses[r->records->n++], address.address, sizeof(address.address));
    return 0;
}

static int set_srv(struct parser *p, const struct record *r)
{
    struct hf_sim_pointer *pointer = &r->records->pointers[r->records->n];

    *pointer = (struct hf_sim_pointer){.flag = 0};
    if (read_short(p, r->fields->at[0], &pointer->priority) < 0 ||
        read_short(p, r->fields->at[1], &pointer->weight) < 0 ||
        read_short(p, r->fields->at[2], &pointer->port) < 0 ||
        read_name(p, r->fields->at[3], pointer->name) < 0)
        return -1;
    r->records->n++;
    return 0;
}

/* A quoted string of a master file, its quotes taken off in place. */
static const char *unquoted(char *text)
{
    const size_t length = strlen(text);

    if (length < 2 || text[0] != '"' || text[length - 1] != '"')
        return text;
    text[length - 1] = 0;
    return text + 1;
}

static uint8_t service_of(const char *text)
{
    static const struct {
        const char *name;
        uint8_t service;
    } services[] = {{"SIP+D2U", HF_TRANSPORT_UDP},
                    {"SIP+D2T", HF_TRANSPORT_TCP},
                    {"SIPS+D2T", HF_TRANSPORT_TLS},
                    {"", HF_TRANSPORT_NAPTR}};

    for (unsigned i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
        if (strcasecmp(services[i].name, text) == 0)
            return services[i].service;
    }
    return HF_TRANSPORT_COUNT;
}

static int set_naptr(struct parser *p, const struct record *r)
{
    struct hf_sim_pointer *pointer = &r->records->pointers[r->records->n];
    const char *flag = unquoted(r->fields->at[2]);

    *pointer = (struct hf_sim_pointer){.service = service_of(unquoted(r->fields->at[3])),
                                       .has_regexp = unquoted(r->fields->at[4])[0] != 0};
    if (flag[0] != 0 && (flag[1] != 0 || !isalnum((unsigned char)flag[0])))
        return complain(p, "`%s` is no flag of a NAPTR record; \"s\", \"a\", \"\" are", flag);
    pointer->flag = (char)tolower((unsigned char)flag[0]);
    if (read_short(p, r->fields->at[0], &pointer->priority) < 0 ||
        read_short(p, r->fields->at[1], &pointer->weight) < 0 ||
        read_name(p, r->fields->at[5], pointer->name) < 0)
        return -1;
    r->records->n++;
    return 0;
}

static int set_record(struct parser *p, const struct record *r)
{
    static const struct {
        unsigned n_fields;
        int (*set)(struct parser *p, const struct record *r);
    } kinds[HF_SIM_TYPES] = {[HF_SIM_A] = {1, set_address},
                             [HF_SIM_AAAA] = {1, set_address},
                             [HF_SIM_SRV] = {4, set_srv},
                             [HF_SIM_NAPTR] = {6, set_naptr}};

    if (r->fields->n != kinds[r->of].n_fields)
        return complain_right(p, rights[r->of]);
    if (r->of >= HF_SIM_FAMILIES && r->records->n == HF_SIM_POINTERS)
        return complain(p, "more than %d records", HF_SIM_POINTERS);
    return kinds[r->of].set(p, r);
}

/* ---- the list ---- */

/* The words of the list as one text; those that begin with "ttl=" end it. */
static unsigned join(const struct words *words, unsigned at, char *text, size_t size)
{
    size_t used = 0;

    text[0] = 0;
    for (; at < words->n && value_of(words->at[at], "ttl") == NULL; at++) {
        snprintf(text + used, size - used, "%s ", words->at[at]);
        used = strlen(text);
    }
    return at;
}

static void cut(char *text, struct words *fields)
{
    char *rest = NULL;

    fields->n = 0;
    for (char *word = strtok_r(text, " ", &rest); word != NULL && fields->n < FIELDS;
         word = strtok_r(NULL, " ", &rest))
        fields->at[fields->n++] = word;
}

int read_records(struct parser *p, const struct words *words, unsigned at,
                 const struct record_list *list)
{
    char text[LIST_SIZE];
    struct words pieces, fields;
    const unsigned end = join(words, at, text, sizeof(text));

    list->records->n = 0;
    if (end == at || words->n > end + 1)
        return complain_right(p, rights[list->of]);
    split(text, ',', &pieces);
    for (unsigned i = 0; i < pieces.n; i++) {
        cut(pieces.at[i], &fields);
        if (set_record(p, &(struct record){list->records, list->of, &fields}) < 0)
            return -1;
    }
    return end == words->n ? 0 : read_ttl(p, value_of(words->at[end], "ttl"), list->records);
}
