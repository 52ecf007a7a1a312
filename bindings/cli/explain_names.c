/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What DNS was asked for a line, and what it gave (B3 to B9): told where a server was found by SRV
 * or NAPTR, when it is found first and when it is found otherwise. A name that has addresses alone
 * goes without saying.
 */
#include <string.h>

#include "explain.h"

static struct hf_explain_query *find(struct hf_explain_line *line, uint64_t id)
{
    for (unsigned i = 0; i < HF_EXPLAIN_QUERIES && id != 0; i++)
        if (line->queries[i].id == id)
            return &line->queries[i];
    return NULL;
}

static void keep_name(char to[HF_EXPLAIN_ASKED], const char *name, size_t length)
{
    size_t n = length < HF_EXPLAIN_ASKED - 1 ? length : HF_EXPLAIN_ASKED - 1;

    for (size_t i = 0; i < n; i++)
        to[i] = name[i] >= ' ' && name[i] <= '~' ? name[i] : '?';
    to[n] = '\0';
}

void hf_explain_asked(struct hf_explain_line *line, const struct hf_resolve *resolve)
{
    struct hf_explain_query *query = &line->queries[line->next_query++ % HF_EXPLAIN_QUERIES];

    *query = (struct hf_explain_query){
        .id = resolve->query, .type = resolve->type, .server = resolve->server};
    keep_name(query->name, resolve->name, resolve->name_length);
}

static int is_none(unsigned outcome)
{
    return outcome == HF_DNS_NO_NAME || outcome == HF_DNS_NO_DATA;
}

void hf_explain_dns(struct hf_explain_line *line, const struct hf_dns_answered *answer)
{
    struct hf_explain_query *query = find(line, answer->query);
    struct hf_explain_found *found;

    if (query == NULL || query->server < 1 || query->server > HF_LINE_SERVERS)
        return;
    found = &line->servers[query->server - 1].finding;
    if (answer->outcome != HF_DNS_ANSWER && !is_none(answer->outcome)) {
        found->failed_type = query->type;
        memcpy(found->failed, query->name, sizeof found->failed);
    }
    for (unsigned i = 0; i < answer->n_records && answer->outcome == HF_DNS_ANSWER; i++) {
        const unsigned type = answer->records[i].type;

        found->naptrs += type == HF_DNS_NAPTR;
        found->services += type == HF_DNS_SRV;
        found->addresses += type == HF_DNS_A || type == HF_DNS_AAAA;
    }
    found->from_static |= answer->from_static != 0;
    query->id = 0;
}

static int is_asked(const struct hf_explain_line *line, unsigned server)
{
    for (unsigned i = 0; i < HF_EXPLAIN_QUERIES; i++)
        if (line->queries[i].id != 0 && line->queries[i].server == server)
            return 1;
    return 0;
}

/* Behind the actions of the step, which may ask on. */
void hf_explain_names(struct hf_explain_step *step)
{
    struct hf_explain_line *line = step->line;

    for (unsigned server = 1; server <= HF_LINE_SERVERS; server++) {
        struct hf_explain_server *entry = &line->servers[server - 1];
        const struct hf_explain_found finding = entry->finding;
        const struct hf_explain_found *before = &entry->found;

        if (finding.addresses == 0 || is_asked(line, server))
            continue;
        memset(&entry->finding, 0, sizeof entry->finding);
        if (finding.services == 0 && before->services > 0)
            continue; /* an address was asked for again, by itself */
        if (finding.services > 0 &&
            (finding.services != before->services || finding.addresses != before->addresses)) {
            entry->found = finding;
            hf_explain_name_found(step, server);
        }
        entry->found = finding;
    }
}

void hf_explain_not_found(struct hf_explain_line *line, unsigned server)
{
    struct hf_explain_server *entry = &line->servers[server - 1];

    entry->found = entry->finding;
    memset(&entry->finding, 0, sizeof entry->finding);
}
