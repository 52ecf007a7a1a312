/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The questions of a resolution: what is asked of a host's own name, which names SRV records stand
 * under, and the orders that send them. A line numbers its questions from 1 on; a query's id is
 * that number behind the line's first id. No number is given twice: what is asked anew has new
 * ones, and the answers to the old are late (H2).
 *
 * Rules: B2, B3, B4, B6, B8 (of what is asked), B9 (families), A14.
 */
#include "queries.h"

#include <string.h>

#include "branches.h"
#include "candidates.h"
#include "decision.h"
#include "hf_assert.h"
#include "host_name.h"
#include "lookup.h"

_Static_assert((int)HF_QUERY_IPV4 == (int)HF_FAMILIES_IPV4 &&
                   (int)HF_QUERY_IPV6 == (int)HF_FAMILIES_IPV6,
               "usable families are questions");

uint8_t hf_queries_allowed(const struct hf_line *line)
{
    switch ((enum hf_address_family)line->config.address_family) {
    case HF_ADDRESS_ANY: return HF_QUERY_IPV4 | HF_QUERY_IPV6;
    case HF_ADDRESS_IPV4: return HF_QUERY_IPV4;
    case HF_ADDRESS_IPV6: return HF_QUERY_IPV6;
    case HF_ADDRESS_COUNT: break;
    }
    HF_UNREACHABLE();
}

/* With no network at all a line asks as if there were one. */
uint8_t hf_queries_families(const struct hf_line *line)
{
    uint8_t allowed = hf_queries_allowed(line);
    uint8_t usable = allowed & line->service.families;

    return usable != 0 ? usable : allowed;
}

/* ---- the names of SRV records ---- */

/* B4, B6: where the services stand under a domain, in the order of enum hf_services. */
static const struct hf_text services[] = {
    {.at = "_sips._tcp.", .length = 11},
    {.at = "_sip._tcp.", .length = 10},
    {.at = "_sip._udp.", .length = 10},
};
#define SERVICES (sizeof services / sizeof services[0])

static struct hf_text own_name(const struct hf_line *line, uint8_t host)
{
    struct hf_name name = hf_host_name(&line->config, host);

    return (struct hf_text){.at = line->config.names + name.at, .length = name.length};
}

/* A name that is too long for DNS has no records. */
static uint8_t names_that_exist(const struct hf_text *name, uint8_t bits)
{
    uint32_t length = name->length;

    if (name->at[length - 1] == '.')
        length--;
    for (uint8_t i = 0; i < SERVICES; i++) {
        if (services[i].length + length > HF_HOST_NAME_MOST)
            bits &= (uint8_t) ~(1u << i);
    }
    return bits;
}

/* ---- sending ---- */

uint16_t hf_queries_type(const struct hf_branch *b, uint8_t bit)
{
    switch (hf_branch_kind(b)) {
    case HF_ASKS_NAPTR: return HF_DNS_NAPTR;
    case HF_ASKS_SERVICES:
    case HF_ASKS_SRV: return HF_DNS_SRV;
    case HF_ASKS_ADDRESSES: return bit == HF_QUERY_IPV6 ? HF_DNS_AAAA : HF_DNS_A;
    case HF_ASKS_LOCATE:
    case HF_ASKS_COUNT: break;
    }
    return HF_DNS_LOCATE;
}

static void append(struct hf_resolve *resolve, const struct hf_text *text)
{
    memcpy(resolve->name + resolve->name_length, text->at, text->length);
    resolve->name_length = (uint16_t)(resolve->name_length + text->length);
}

static void emit_resolve(struct hf_context *x, const struct hf_branch *b, uint8_t i,
                         const struct hf_text *name)
{
    struct hf_place place = hf_host_place(&x->line->config, (uint8_t)(b->host - 1));
    struct hf_resolve *resolve = &hf_emit(x, HF_ACTION_RESOLVE)->u.resolve;

    resolve->query = x->line->first_id + b->query + i;
    resolve->type = hf_queries_type(b, (uint8_t)(1u << i));
    if (hf_branch_kind(b) == HF_ASKS_SERVICES)
        append(resolve, &services[i]);
    append(resolve, name);
    resolve->server = place.server;
    resolve->proxy = place.proxy;
}

void hf_queries_send(struct hf_context *x, uint8_t branch, const struct hf_text *name)
{
    const struct hf_branch *b = &x->line->branches[branch];

    for (uint8_t i = 0; i < SERVICES; i++) {
        if ((b->open >> i & 1u) != 0)
            emit_resolve(x, b, i, name);
    }
}

/* ---- what is asked of a host's own name ---- */

static struct hf_branch_plan plan_of(const struct hf_line *line, uint8_t host)
{
    struct hf_target own = hf_host_own_way(&line->config, host);
    struct hf_text name = own_name(line, host);

    if (line->config.locate_by == HF_LOCATE_BY_STACK)
        return (struct hf_branch_plan){.asks = HF_ASKS_LOCATE, .open = 1};
    switch ((enum hf_stage)line->lookups[host].stage) {
    case HF_STAGE_NAPTR: return (struct hf_branch_plan){.asks = HF_ASKS_NAPTR, .open = 1};
    case HF_STAGE_SERVICES:
        return (struct hf_branch_plan){
            .asks = HF_ASKS_SERVICES,
            .open = names_that_exist(&name, hf_host_services(&line->config, host))};
    case HF_STAGE_ADDRESSES:
    case HF_STAGE_COUNT: break;
    }
    return (struct hf_branch_plan){.asks = HF_ASKS_ADDRESSES,
                                   .port = own.port,
                                   .transport = own.transport,
                                   .open = hf_queries_families(line)};
}

bool hf_queries_ask(struct hf_context *x, uint8_t host)
{
    struct hf_branch_plan plan = plan_of(x->line, host);
    struct hf_text name = own_name(x->line, host);
    uint8_t branch;

    if (plan.asks == HF_ASKS_SERVICES && plan.open != hf_host_services(&x->line->config, host))
        hf_lookup_note(x, host, HF_WHY_NAME_TOO_LONG, name.length);
    if (plan.open == 0)
        return false;
    branch = hf_branches_take(x->line, host, &plan);
    if (branch == HF_NONE) {
        x->line->lookups[host].flags |= HF_LOOKUP_CUT;
        hf_lookup_note(x, host, HF_WHY_ROOM_SHARED, 1);
        return false;
    }
    hf_queries_send(x, branch, &name);
    return true;
}

bool hf_queries_ask_families(struct hf_context *x, uint8_t host, uint8_t families)
{
    struct hf_branch_plan plan = plan_of(x->line, host);
    struct hf_text name = own_name(x->line, host);
    uint8_t others = plan.open & (uint8_t)~families, branch;

    plan.open = families;
    branch = hf_branches_take(x->line, host, &plan);
    if (branch == HF_NONE)
        return false;
    x->line->branches[branch].ended = (uint8_t)(others << 4);
    hf_queries_send(x, branch, &name);
    return true;
}
