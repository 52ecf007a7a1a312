/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Three walks over a message of at most 64 KiB: one that looks at every record and remembers where
 * CNAMEs stand, one along the CNAMEs, and one that takes what the last name of them has.
 */
#include "dns_answer.h"

#include <string.h>

#include "dns_rows.h"

#define CLASS_IN    1
#define ALIASES_MAX (2 * HF_DNS_CHAIN_MAX) /* CNAMEs that are looked at, in any order */
#define QUESTION    4                      /* bytes of it behind the name */

enum { /* RFC 1035 4.1.1, in the header's second 16 bits */
       IS_ANSWER = 0x8000,
       OPCODE = 0x7800,
       IS_CUT = 0x0200,
       RCODE = 0x000F
};

struct choice {    /* a record that may be kept */
    uint32_t rank; /* lowest first */
    uint32_t ttl_s;
    size_t data, n_data;
};

struct reading {
    const struct hf_dns_message *message;
    const struct hf_dns_asked *asked;
    struct hf_dns_answer *answer;
    size_t answers, authority; /* where these sections begin */
    unsigned n_answers, n_authority, n_additional;
    unsigned rcode; /* with EDNS's bits */
    unsigned n_aliases;
    size_t aliases[ALIASES_MAX]; /* where CNAMEs stand */
    struct hf_dns_name name;     /* whose records count: the last of the chain */
    struct choice choices[HF_EVENT_RECORDS];
    unsigned n_choices, n_odd; /* n_odd: their names are no host names */
};

/* ---- the answer ---- */

void hf_dns_answer_init(struct hf_dns_answer *answer)
{
    answer->why = NULL;
    answer->ttl_s = 0;
    answer->n_over = 0;
    answer->n_records = answer->names_used = 0;
    answer->outcome = HF_DNS_NO_DATA;
    memset(answer->reserved, 0, sizeof answer->reserved);
}

void hf_dns_answer_add(struct hf_dns_answer *answer, const struct hf_dns_record *record,
                       const char *name)
{
    struct hf_dns_record *kept = &answer->records[answer->n_records];
    size_t length = strlen(name);

    if (answer->n_records == HF_EVENT_RECORDS ||
        length > (size_t)(HF_DNS_NAMES_MAX - answer->names_used)) {
        answer->n_over++;
        return;
    }
    *kept = *record;
    kept->name = (struct hf_text){.at = answer->names + answer->names_used,
                                  .length = (uint32_t)length};
    memcpy(answer->names + answer->names_used, name, length);
    answer->names_used = (uint16_t)(answer->names_used + length);
    answer->n_records++;
    answer->outcome = HF_DNS_ANSWER;
}

static void be_malformed(struct hf_dns_answer *answer, const char *why)
{
    hf_dns_answer_init(answer);
    answer->outcome = HF_DNS_MALFORMED;
    answer->why = why;
}

static void shorten_ttl(struct reading *r, uint32_t ttl_s)
{
    if (ttl_s < r->answer->ttl_s)
        r->answer->ttl_s = ttl_s;
}

/* ---- header and question ---- */

static const char *read_header(struct reading *r)
{
    const struct hf_dns_message *message = r->message;
    unsigned flags;

    if (message->n_bytes < HF_DNS_HEADER)
        return "it ends within its header";
    flags = hf_dns_read16(message, 2);
    r->n_answers = hf_dns_read16(message, 6);
    r->n_authority = hf_dns_read16(message, 8);
    r->n_additional = hf_dns_read16(message, 10);
    r->rcode = flags & RCODE;
    if (hf_dns_read16(message, 0) != r->asked->id)
        return "its id is another one";
    if ((flags & IS_ANSWER) == 0 || (flags & OPCODE) != 0)
        return "it is no answer";
    if ((flags & IS_CUT) != 0)
        return "it is cut, and there is no rest";
    return hf_dns_read16(message, 4) == 1 ? NULL : "it has another number of questions";
}

static const char *read_question(struct reading *r)
{
    const struct hf_dns_message *message = r->message;
    size_t at = HF_DNS_HEADER;
    const char *why = hf_dns_name_read(message, &at, &r->name);

    if (why != NULL)
        return why;
    if (message->n_bytes - at < QUESTION)
        return "it ends within its question";
    if (!r->name.is_plain || strcmp(r->name.text, r->asked->name) != 0 ||
        hf_dns_read16(message, at) != r->asked->type || hf_dns_read16(message, at + 2) != CLASS_IN)
        return "its question is another one";
    r->answers = at + QUESTION;
    return NULL;
}

/* ---- the walks ---- */

/* Every record of the message, so that nothing is taken from one that is not whole. */
static const char *look_at_all(struct reading *r)
{
    unsigned n = r->n_answers + r->n_authority + r->n_additional;
    size_t at = r->answers, begin;
    struct hf_dns_row row;

    for (unsigned i = 0; i < n; i++) {
        const char *why;

        begin = at;
        if (i == r->n_answers)
            r->authority = at;
        why = hf_dns_row_read(r->message, &at, &row);
        if (why != NULL)
            return why;
        if (i < r->n_answers && row.type == HF_DNS_CNAME && row.class == CLASS_IN) {
            if (r->n_aliases == ALIASES_MAX)
                return "it has too many CNAMEs";
            r->aliases[r->n_aliases++] = begin;
        }
        if (i >= r->n_answers + r->n_authority && row.type == HF_DNS_OPT)
            r->rcode |= row.ttl_s >> 24 << 4; /* RFC 6891 6.1.3 */
    }
    return NULL;
}

/* The place of the name's CNAME, or 0. */
static size_t find_alias(const struct reading *r, struct hf_dns_row *row)
{
    for (unsigned i = 0; i < r->n_aliases; i++) {
        size_t at = r->aliases[i];

        (void)hf_dns_row_read(r->message, &at, row); /* it was read before */
        if (row->owner.is_plain && strcmp(row->owner.text, r->name.text) == 0)
            return r->aliases[i];
    }
    return 0;
}

static const char *follow_aliases(struct reading *r)
{
    struct hf_dns_row row;

    for (unsigned i = 0; find_alias(r, &row) != 0; i++) {
        const char *why = hf_dns_row_alias(r->message, &row, &r->name);

        if (why != NULL)
            return why;
        if (i == HF_DNS_CHAIN_MAX)
            return "its CNAMEs have no end, or are more than 8";
        if (!r->name.is_plain)
            return "a CNAME leads to what is no host name";
        shorten_ttl(r, row.ttl_s);
    }
    return NULL;
}

static uint32_t rank_of(const struct hf_dns_record *record)
{
    if (record->type == HF_DNS_NAPTR)
        return (uint32_t)record->priority << 16 | record->weight;
    return record->priority; /* addresses have none */
}

/* Behind those that come first, or as early. */
static void choose(struct reading *r, const struct hf_dns_row *row, uint32_t rank)
{
    unsigned at = r->n_choices;

    if (r->n_choices < HF_EVENT_RECORDS)
        r->n_choices++;
    else
        r->answer->n_over++;
    while (at > 0 && r->choices[at - 1].rank > rank) {
        if (at < HF_EVENT_RECORDS)
            r->choices[at] = r->choices[at - 1];
        at--;
    }
    if (at < HF_EVENT_RECORDS)
        r->choices[at] = (struct choice){rank, row->ttl_s, row->data, row->n_data};
}

static const char *choose_records(struct reading *r)
{
    struct hf_dns_record record;
    struct hf_dns_name name;
    struct hf_dns_row row;
    size_t at = r->answers;

    for (unsigned i = 0; i < r->n_answers; i++) {
        const char *why = hf_dns_row_read(r->message, &at, &row);

        if (why == NULL && (row.type != r->asked->type || row.class != CLASS_IN ||
                            !row.owner.is_plain || strcmp(row.owner.text, r->name.text) != 0))
            continue;
        if (why == NULL)
            why = hf_dns_row_record(r->message, &row, &record, &name);
        if (why != NULL)
            return why;
        if (name.is_plain)
            choose(r, &row, rank_of(&record));
        else
            r->n_odd++;
    }
    return NULL;
}

static void take_choices(struct reading *r)
{
    for (unsigned i = 0; i < r->n_choices; i++) {
        const struct choice *choice = &r->choices[i];
        struct hf_dns_row row = {
            .type = r->asked->type, .data = choice->data, .n_data = choice->n_data};
        struct hf_dns_record record;
        struct hf_dns_name name;

        (void)hf_dns_row_record(r->message, &row, &record, &name); /* it was read before */
        hf_dns_answer_add(r->answer, &record, name.text);
        shorten_ttl(r, choice->ttl_s);
    }
}

/* ---- there is none ---- */

static int is_in_zone(const struct hf_dns_name *name, const struct hf_dns_name *zone)
{
    size_t before = (size_t)name->length - zone->length;

    if (!zone->is_plain || zone->length > name->length)
        return 0;
    return strcmp(name->text + before, zone->text) == 0 &&
           (before == 0 || zone->length == 0 || name->text[before - 1] == '.');
}

/* What the authority section says: for how long it is believed, or that others are to be asked. */
static void conclude_none(struct reading *r)
{
    uint32_t believed_s = HF_DNS_NONE_S;
    unsigned n_soa = 0, n_ns = 0;
    size_t at = r->authority;
    struct hf_dns_row row;

    for (unsigned i = 0; i < r->n_authority; i++) {
        (void)hf_dns_row_read(r->message, &at, &row); /* it was read before */
        n_ns += row.type == HF_DNS_NS;
        if (row.type != HF_DNS_SOA || row.class != CLASS_IN || !is_in_zone(&r->name, &row.owner))
            continue;
        n_soa++;
        believed_s = hf_dns_row_minimum(r->message, &row);
    }
    shorten_ttl(r, believed_s < HF_DNS_NONE_MAX_S ? believed_s : HF_DNS_NONE_MAX_S);
    if (r->answer->ttl_s == 0)
        r->answer->ttl_s = 1; /* or a thousand lines would ask a thousand times */
    if (r->rcode == 0 && n_ns > 0 && n_soa == 0)
        r->answer->outcome = HF_DNS_REFUSED; /* a referral (RFC 2308 2.2.1): it does not answer */
}

static uint8_t outcome_of(unsigned rcode)
{
    switch (rcode) {
    case 0: return HF_DNS_NO_DATA;
    case 3: return HF_DNS_NO_NAME;
    case 1: /* such as by a server that does not know EDNS */
    case 4:
    case 5: return HF_DNS_REFUSED;
    default: return HF_DNS_SERVFAIL;
    }
}

/* ---- the door ---- */

static const char *read_records(struct reading *r)
{
    const char *why = look_at_all(r);

    if (why != NULL)
        return why;
    r->answer->outcome = outcome_of(r->rcode);
    if (r->answer->outcome != HF_DNS_NO_DATA && r->answer->outcome != HF_DNS_NO_NAME)
        return NULL;
    why = follow_aliases(r);
    if (why == NULL && r->rcode == 0)
        why = choose_records(r);
    if (why != NULL)
        return why;
    take_choices(r);
    if (r->n_choices == 0 && r->n_odd > 0)
        return "its names are no host names";
    if (r->n_choices == 0)
        conclude_none(r);
    return NULL;
}

void hf_dns_answer_read(struct hf_dns_answer *answer, const struct hf_dns_asked *asked,
                        const struct hf_dns_message *message)
{
    struct reading r = {.message = message, .asked = asked, .answer = answer};
    const char *why;

    hf_dns_answer_init(answer);
    answer->ttl_s = HF_DNS_TTL_MAX_S;
    why = read_header(&r);
    if (why == NULL)
        why = read_question(&r);
    /* One that has only failed to answer need not be whole. */
    if (why == NULL && r.rcode != 0 && r.rcode != 3)
        answer->outcome = outcome_of(r.rcode);
    else if (why == NULL)
        why = read_records(&r);
    if (why != NULL)
        be_malformed(answer, why);
    else if (answer->outcome != HF_DNS_ANSWER && answer->outcome != HF_DNS_NO_DATA &&
             answer->outcome != HF_DNS_NO_NAME)
        answer->ttl_s = 0;
}
