/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The questions of a fleet's lines to DNS. Each phone has a resolver of its own that keeps nothing:
 * what is kept the core keeps (B11), and an answer comes with its whole time to live.
 */
#include <stdlib.h>
#include <string.h>

#include "fleet_inside.h"
#include "inside.h"

#define DELAY_US 20000
#define RECORDS  (HF_SIM_POINTERS > HF_SIM_ADDRESSES ? HF_SIM_POINTERS : HF_SIM_ADDRESSES)

static const struct hf_sim_records no_name = {.outcome = HF_DNS_NO_NAME,
                                              .answers_after_us = DELAY_US};

static enum hf_sim_records_of records_of(uint16_t type)
{
    switch (type) {
    case HF_DNS_A: return HF_SIM_A;
    case HF_DNS_AAAA: return HF_SIM_AAAA;
    case HF_DNS_SRV: return HF_SIM_SRV;
    case HF_DNS_NAPTR: return HF_SIM_NAPTR;
    default: return HF_SIM_TYPES;
    }
}

/* What is said of the name at that moment. */
static const struct hf_sim_records *find_records(const struct hf_fleet_plan *plan,
                                                 const struct hf_resolve *resolve, uint64_t at_us)
{
    const enum hf_sim_records_of of = records_of(resolve->type);
    const struct hf_sim_records *found = &no_name;

    for (size_t i = 0; i < plan->n_names && plan->names[i]->at_us <= at_us; i++) {
        if (of < HF_SIM_TYPES && dns_same_name(plan->names[i]->host.name, resolve->name))
            found = &plan->names[i]->host.records[of];
    }
    return found;
}

static struct fleet_query *find_slot(struct fleet_worker *worker)
{
    struct fleet_line *line = worker->line;

    for (unsigned i = 0; i < line->n_queries; i++) {
        if (line->queries[i].records == NULL)
            return &line->queries[i];
    }
    const unsigned first = line->n_queries;
    const unsigned room = first == 0 ? 1 : 2 * first;
    struct fleet_query *queries = room > HF_SIM_QUERIES
                                      ? NULL
                                      : realloc(line->queries, room * sizeof(*queries));
    if (queries == NULL) {
        fleet_fault(worker, "out of memory for its questions to DNS");
        return NULL;
    }
    memset(&queries[first], 0, (room - first) * sizeof(*queries));
    line->queries = queries;
    line->n_queries = (uint16_t)room;
    return &queries[first];
}

void fleet_resolve(struct fleet_worker *worker, const struct hf_resolve *resolve)
{
    const struct hf_sim_records *records = find_records(worker->plan, resolve, worker->now_us);
    struct fleet_query *query = records->is_silent ? NULL : find_slot(worker);

    if (query == NULL)
        return;
    *query = (struct fleet_query){.records = records,
                                  .id = resolve->query,
                                  .at_us = worker->now_us + dns_delay_us(records),
                                  .order = worker->line->next_order++,
                                  .type = resolve->type};
}

void fleet_names_report(struct fleet_worker *worker, struct fleet_query *query)
{
    struct hf_dns_record records[RECORDS] = {{.type = 0}};
    struct hf_event event = {.kind = HF_EVENT_DNS_ANSWERED};
    const struct fleet_query asked = *query;

    *query = (struct fleet_query){.records = NULL};
    event.u.dns.query = asked.id;
    event.u.dns.outcome = asked.records->outcome;
    if (event.u.dns.outcome == HF_DNS_ANSWER) {
        event.u.dns.ttl_s = asked.records->ttl_s;
        event.u.dns.n_records = asked.records->n;
        event.u.dns.records = records;
    }
    for (unsigned i = 0; i < event.u.dns.n_records; i++) {
        records[i].type = asked.type;
        dns_fill(&records[i], asked.records, i);
    }
    fleet_report(worker, &event);
}
