/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The queries of a lookup: which it takes, how they are numbered, and the orders that send them. A
 * line numbers its queries from 1 on; a query's id is that number behind the line's first id. Each
 * lookup takes two numbers, one a family, or the first alone for the embedder's stack. No number is
 * given twice: what is asked anew has new ones, and the answers to the old are late (H2).
 *
 * Rules: B2, B9 (families), A14.
 */
#include "queries.h"

#include <string.h>

#include "candidates.h"
#include "decision.h"
#include "locate.h"

#define QUERIES 2u /* numbers of a lookup */

_Static_assert((int)HF_QUERY_IPV4 == (int)HF_FAMILIES_IPV4 &&
                   (int)HF_QUERY_IPV6 == (int)HF_FAMILIES_IPV6,
               "usable families are queries");

/* The queries that a lookup takes now. With no network at all it asks as if there were one. */
uint8_t hf_queries_wanted(const struct hf_line *line)
{
    uint8_t allowed = HF_QUERY_IPV4 | HF_QUERY_IPV6;
    uint8_t usable;

    if (line->config.locate_by == HF_LOCATE_BY_STACK)
        return HF_QUERY_LOCATE;
    if (line->config.address_family == HF_ADDRESS_IPV4)
        allowed = HF_QUERY_IPV4;
    if (line->config.address_family == HF_ADDRESS_IPV6)
        allowed = HF_QUERY_IPV6;
    usable = allowed & line->service.families;
    return usable != 0 ? usable : allowed;
}

static uint32_t number_of(const struct hf_lookup *l, uint8_t query)
{
    return query == HF_QUERY_IPV6 ? l->query + 1 : l->query;
}

uint16_t hf_queries_type(uint8_t query)
{
    if (query == HF_QUERY_LOCATE)
        return HF_DNS_LOCATE;
    return query == HF_QUERY_IPV6 ? HF_DNS_AAAA : HF_DNS_A;
}

static void emit_resolve(struct hf_context *x, uint8_t host, uint8_t query)
{
    const struct hf_config *config = &x->line->config;
    struct hf_place place = hf_host_place(config, host);
    struct hf_name name = hf_host_name(config, host);
    struct hf_resolve *resolve = &hf_emit(x, HF_ACTION_RESOLVE)->u.resolve;

    resolve->query = x->line->first_id + number_of(&x->line->lookups[host], query);
    resolve->type = hf_queries_type(query);
    resolve->name_length = name.length;
    memcpy(resolve->name, config->names + name.at, name.length);
    resolve->server = place.server;
    resolve->proxy = place.proxy;
}

/* Numbers of their own: what was open before is answered late. */
void hf_queries_send(struct hf_context *x, uint8_t host, uint8_t queries)
{
    struct hf_lookup *l = &x->line->lookups[host];

    l->query = x->line->next_query;
    l->open = queries;
    l->heard = 0;
    l->unknown = 0;
    x->line->next_query += QUERIES;
    for (uint8_t query = HF_QUERY_IPV4; query <= HF_QUERY_LOCATE; query = (uint8_t)(query << 1)) {
        if ((queries & query) != 0)
            emit_resolve(x, host, query);
    }
}

/* The open query of that number at a host, or 0. */
uint8_t hf_queries_open(const struct hf_lookup *l, uint64_t number)
{
    for (uint8_t query = HF_QUERY_IPV4; query <= HF_QUERY_LOCATE; query = (uint8_t)(query << 1)) {
        if ((l->open & query) != 0 && number_of(l, query) == number)
            return query;
    }
    return 0;
}

uint8_t hf_locate_host_of(const struct hf_line *line, uint64_t query)
{
    for (uint8_t host = 0; host < HF_LINE_HOSTS; host++) {
        if (hf_queries_open(&line->lookups[host], query - line->first_id) != 0)
            return host;
    }
    return HF_NONE;
}

uint8_t hf_locate_asks(const struct hf_line *line, uint64_t query)
{
    uint8_t host = hf_locate_host_of(line, query);

    return host == HF_NONE ? 0 : hf_queries_open(&line->lookups[host], query - line->first_id);
}

enum hf_query_is hf_locate_query(const struct hf_line *line, uint64_t query)
{
    if (query <= line->first_id || query - line->first_id >= line->next_query)
        return HF_QUERY_UNKNOWN;
    return hf_locate_host_of(line, query) != HF_NONE ? HF_QUERY_OPEN : HF_QUERY_OVER;
}
