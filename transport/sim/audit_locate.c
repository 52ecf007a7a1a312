/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a lookup owes to a reader: each question that is sent has the decision before it that made
 * it be asked, and is of a type that such a decision asks for (B2..B6, B8); each NAPTR or SRV
 * answer that has records has a decision of what became of them; choices that a setting made name
 * it.
 */
#include "holdfast/sim/audit.h"

#include <stddef.h>

#define BIT(type) (UINT64_C(1) << (type))
#define ADDRESSES (BIT(HF_DNS_A) | BIT(HF_DNS_AAAA))

/* What is asked for first of a host, by its configuration. */
static uint64_t first_types(const struct hf_config *config, const struct hf_resolve *resolve)
{
    const struct hf_server_config *server = &config->servers[resolve->server - 1];
    uint16_t port = server->port;
    uint8_t transport = server->transport;

    if (resolve->proxy != 0) {
        port = server->proxies[resolve->proxy - 1].port;
        transport = server->proxies[resolve->proxy - 1].transport;
    }
    if (config->locate_by == HF_LOCATE_BY_STACK)
        return BIT(HF_DNS_LOCATE);
    if (port != 0)
        return ADDRESSES;                                                         /* B2 */
    return transport == HF_TRANSPORT_NAPTR ? BIT(HF_DNS_NAPTR) : BIT(HF_DNS_SRV); /* B3, B4 */
}

/* The types that a decision asks for; 0: it asks for nothing. */
static uint64_t types_of(const struct hf_config *config, const struct hf_decision *decision,
                         const struct hf_resolve *resolve)
{
    switch (decision->why) {
    case HF_WHY_NAME_ASKED: return first_types(config, resolve);
    case HF_WHY_NAPTR_FOUND: return ADDRESSES | BIT(HF_DNS_SRV) | BIT(HF_DNS_NAPTR); /* B5 */
    case HF_WHY_SRV_ASKED: return BIT(HF_DNS_SRV);                                   /* B6 */
    case HF_WHY_SRV_FOUND:
    case HF_WHY_ADDRESSES_ASKED: return ADDRESSES; /* B8 */
    default: return 0;
    }
}

const char *hf_sim_audit_resolve(const struct hf_sim_batch *batch, uint32_t at)
{
    const struct hf_config *config = hf_line_config(batch->line);
    const struct hf_resolve *resolve = &batch->actions->items[at].u.resolve;

    if (resolve->server == 0 || resolve->server > config->n_servers ||
        resolve->proxy > config->servers[resolve->server - 1].n_proxies)
        return "asks DNS for a host that it does not have";
    for (uint32_t i = at; i > 0; i--) {
        const struct hf_action *action = &batch->actions->items[i - 1];
        const struct hf_decision *decision = &action->u.decision;

        if (action->kind != HF_ACTION_EXPLAIN || decision->machine != HF_MACHINE_LOCATE ||
            decision->subject != resolve->server)
            continue;
        const uint64_t types = types_of(config, decision, resolve);
        if (types != 0)
            return (types & BIT(resolve->type)) != 0
                       ? NULL
                       : "asks DNS for what its decision does not ask";
    }
    return "asks DNS without a decision";
}

const char *hf_sim_audit_records(const struct hf_sim_batch *batch)
{
    const struct hf_dns_answered *dns = &batch->event->u.dns;

    if (batch->event->kind != HF_EVENT_DNS_ANSWERED || dns->outcome != HF_DNS_ANSWER ||
        dns->n_records == 0 || batch->actions->late_events != 0 ||
        (dns->records[0].type != HF_DNS_SRV && dns->records[0].type != HF_DNS_NAPTR))
        return NULL;
    for (uint32_t i = 0; i < batch->actions->n && i < HF_ACTIONS_MAX; i++) {
        const struct hf_action *action = &batch->actions->items[i];

        if (action->kind == HF_ACTION_EXPLAIN && action->u.decision.machine == HF_MACHINE_LOCATE)
            return NULL;
    }
    return "hears NAPTR or SRV records and does not say what became of them";
}

int hf_sim_audit_is_by_setting(unsigned why)
{
    switch (why) {
    case HF_WHY_NAPTR_FOUND:
    case HF_WHY_SRV_FOUND:
    case HF_WHY_SRV_ASKED:
    case HF_WHY_ADDRESSES_ASKED:
    case HF_WHY_STATIC_USED:
    case HF_WHY_STATIC_BEHIND:
    case HF_WHY_DOWNGRADE_REFUSED:
    case HF_WHY_TLS_NOT_KNOWN:
    case HF_WHY_TLS_NOT_REACHED: return 1;
    default: return 0;
    }
}
