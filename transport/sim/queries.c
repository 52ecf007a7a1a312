/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The queries of a line: each is answered once, or never. A line that has its names looked up by
 * its stack (locate_by) is told the targets.
 */
#include "inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DELAY_US 20000
#define LONG_US  UINT64_C(10000000) /* B8a: then the line may have given the name up */
#define PORT     5060
#define PORT_TLS 5061

static struct line *line_of(struct hf_sim_world *world, unsigned line)
{
    return &world->lines[line - 1];
}

/* ---- asking ---- */

static void locate(struct hf_sim_world *world, unsigned number, const struct hf_resolve *resolve)
{
    const struct hf_sim_host *host = dns_host(world, resolve->name);
    uint64_t longest_us = DELAY_US;

    for (unsigned i = 0; i < HF_SIM_FAMILIES && host != NULL; i++) {
        const struct hf_sim_records *records = &host->records[i];

        if (records->is_silent)
            return;
        if (i == 0 || dns_delay_us(records) > longest_us)
            longest_us = dns_delay_us(records);
    }
    world_post(world,
               &(struct message){.kind = MESSAGE_LOCATED,
                                 .at_us = world->now_us + longest_us,
                                 .line = number,
                                 .attempt = resolve->query,
                                 .n_configurations = line_of(world, number)->n_configurations,
                                 .server = resolve->server,
                                 .proxy = resolve->proxy});
}

struct query *dns_find(struct line *line, uint64_t id)
{
    for (unsigned i = 0; i < HF_SIM_QUERIES; i++) {
        if (line->queries[i].id == id)
            return &line->queries[i];
    }
    return NULL;
}

struct hf_name dns_configured(const struct hf_config *config, unsigned server, unsigned proxy)
{
    const struct hf_server_config *entry = &config->servers[server - 1];

    return proxy == 0 ? entry->host : entry->proxies[proxy - 1].host;
}

static struct query query_of(struct hf_sim_world *world, unsigned number,
                             const struct hf_resolve *resolve)
{
    struct line *line = line_of(world, number);
    const struct hf_config *config = &line->configuration.config;
    const struct hf_name host = dns_configured(config, resolve->server, resolve->proxy);
    struct query query = {.id = resolve->query,
                          .type = resolve->type,
                          .server = resolve->server,
                          .proxy = resolve->proxy,
                          .asked_us = world->now_us,
                          .began_us = world->now_us};

    snprintf(query.name, sizeof(query.name), "%.*s", HF_SIM_HOST - 1, resolve->name);
    snprintf(query.about, sizeof(query.about), "%.*s", (int)host.length, config->names + host.at);
    /* What an answer leads to belongs to the same resolution. */
    if (line->heard.id != 0 && line->heard.server == query.server &&
        line->heard.proxy == query.proxy)
        query.began_us = line->heard.began_us;
    return query;
}

/* A line that asks the same once more waits for the newer answer. */
static void forgive_older(struct line *line, const struct query *query)
{
    for (unsigned i = 0; i < HF_SIM_QUERIES; i++) {
        struct query *older = &line->queries[i];

        if (older->id != 0 && older->type == query->type && older->server == query->server &&
            older->proxy == query->proxy && dns_same_name(older->name, query->name))
            older->is_forgiven = 1;
    }
}

static int is_resolvable(const struct line *line, const struct hf_resolve *resolve)
{
    const struct hf_config *config = &line->configuration.config;

    return resolve->server >= 1 && resolve->server <= config->n_servers &&
           resolve->proxy <= config->servers[resolve->server - 1].n_proxies &&
           resolve->name_length == strlen(resolve->name) && resolve->name_length != 0;
}

static int is_type(uint16_t type)
{
    return type == HF_DNS_A || type == HF_DNS_AAAA || type == HF_DNS_SRV || type == HF_DNS_NAPTR;
}

void dns_carry_out(struct hf_sim_world *world, unsigned number, const struct hf_resolve *resolve)
{
    struct line *line = line_of(world, number);
    struct query *query = dns_find(line, 0);

    if (resolve->query <= line->last_query)
        world_fault(world, number, "a query id is used again (ids are never reused)");
    line->last_query = resolve->query;
    if (!is_resolvable(line, resolve)) {
        world_fault(world, number, "asks DNS for a host that it does not have, or for no name");
        return;
    }
    if (resolve->type == HF_DNS_LOCATE) {
        locate(world, number, resolve);
        return;
    }
    if (!is_type(resolve->type)) {
        world_fault(world, number, "asks DNS for what this world lacks");
        return;
    }
    if (query == NULL) {
        world_fault(world, number, "more queries are open than this world has room for");
        return;
    }
    const struct query asked = query_of(world, number, resolve);
    forgive_older(line, &asked);
    *query = asked;
    if (!dns_ask(world, number, query))
        *query = (struct query){0}; /* never answered */
}

void dns_forgive(struct line *line)
{
    for (unsigned i = 0; i < HF_SIM_QUERIES; i++)
        line->queries[i].is_forgiven = 1;
}

void dns_answered(struct line *line, uint64_t id)
{
    struct query *query = id == 0 ? NULL : dns_find(line, id);

    if (query != NULL)
        *query = (struct query){0};
}

/* ---- answers ---- */

#define RECORDS (HF_SIM_POINTERS > HF_SIM_ADDRESSES ? HF_SIM_POINTERS : HF_SIM_ADDRESSES)

void dns_fill(struct hf_dns_record *record, const struct hf_sim_records *records, unsigned i)
{
    const struct hf_sim_pointer *pointer = &records->pointers[i];

    if (record->type == HF_DNS_A || record->type == HF_DNS_AAAA) {
        memcpy(record->address, records->addresses[i], sizeof(record->address));
        return;
    }
    record->name = (struct hf_text){.at = pointer->name, .length = (uint32_t)strlen(pointer->name)};
    record->priority = pointer->priority;
    record->weight = pointer->weight;
    record->port = pointer->port;
    record->flag = pointer->flag;
    record->has_regexp = pointer->has_regexp;
    record->service = pointer->service;
}

static void report_answer(struct hf_sim_world *world, const struct message *message,
                          const struct query *query)
{
    struct line *line = line_of(world, message->line);
    struct hf_dns_record records[RECORDS] = {{.type = 0}};
    struct hf_event event = {.kind = HF_EVENT_DNS_ANSWERED};
    const struct query asked = *query;

    event.u.dns.query = asked.id;
    event.u.dns.outcome = message->answer->outcome;
    event.u.dns.from_static = message->from_static;
    if (line->families == 0 && !message->from_cache && !message->from_static)
        event.u.dns.outcome = HF_DNS_TIMEOUT; /* the answer was lost on its way */
    if (event.u.dns.outcome == HF_DNS_ANSWER) {
        event.u.dns.ttl_s = message->answer->ttl_s;
        event.u.dns.n_records = message->answer->n;
        event.u.dns.records = records;
    }
    for (unsigned i = 0; i < event.u.dns.n_records; i++) {
        records[i].type = asked.type;
        dns_fill(&records[i], message->answer, i);
    }
    line->heard = asked;
    dns_answered(line, asked.id);
    if (asked.is_forgiven || world->now_us - asked.began_us >= LONG_US)
        world_report_late(world, message->line, &event);
    else
        world_report(world, message->line, &event);
    line->heard = (struct query){0};
}

/* ---- the stack's own resolver ---- */

struct wanted { /* what a located target looks like, its address apart */
    struct hf_target target;
    uint8_t families; /* bits */
};

static struct wanted wanted_of(const struct line *line, const struct message *message)
{
    const struct hf_server_config *server =
        &line->configuration.config.servers[message->server - 1];
    const unsigned family = line->configuration.config.address_family;
    struct wanted wanted = {.families = line->families};

    wanted.target.port = server->port;
    wanted.target.transport = server->transport;
    if (message->proxy != 0) {
        wanted.target.port = server->proxies[message->proxy - 1].port;
        wanted.target.transport = server->proxies[message->proxy - 1].transport;
    }
    if (wanted.target.transport == HF_TRANSPORT_NAPTR)
        wanted.target.transport = HF_TRANSPORT_UDP;
    if (wanted.target.port == 0)
        wanted.target.port = wanted.target.transport == HF_TRANSPORT_TLS ? PORT_TLS : PORT;
    if (family == HF_ADDRESS_IPV4)
        wanted.families &= HF_FAMILIES_IPV4;
    if (family == HF_ADDRESS_IPV6)
        wanted.families &= HF_FAMILIES_IPV6;
    return wanted;
}

static void add_located(struct hf_located *located, const struct wanted *wanted,
                        const struct hf_sim_records *records, unsigned i)
{
    struct hf_target *target = &located->targets[located->n_targets];

    if (records->outcome != HF_DNS_ANSWER || i >= records->n ||
        located->n_targets == HF_EVENT_TARGETS)
        return;
    *target = wanted->target;
    memcpy(target->address, records->addresses[i], sizeof(target->address));
    located->n_targets++;
    if (records->ttl_s < located->ttl_s)
        located->ttl_s = records->ttl_s;
}

/* RFC 7984: IPv6 first, the families in turn. */
static void report_located(struct hf_sim_world *world, const struct message *message)
{
    struct line *line = line_of(world, message->line);
    const struct hf_config *config = &line->configuration.config;
    struct hf_event event = {.kind = HF_EVENT_LOCATED};
    struct hf_located *located = &event.u.located;
    char name[HF_SIM_HOST];

    if (message->n_configurations != line->n_configurations)
        return; /* another configuration has come (C14): nobody asks any more */
    const struct hf_name host_name = dns_configured(config, message->server, message->proxy);
    snprintf(name, sizeof(name), "%.*s", (int)host_name.length, config->names + host_name.at);
    const struct hf_sim_host *host = dns_host(world, name);
    struct wanted wanted = wanted_of(line, message);
    located->query = message->attempt;
    located->server = message->server;
    located->proxy = message->proxy;
    located->ttl_s = HF_TTL_UNKNOWN;
    for (unsigned i = 0; i < HF_SIM_ADDRESSES && host != NULL; i++) {
        wanted.target.family = HF_FAMILY_IPV6;
        if (wanted.families & HF_FAMILIES_IPV6)
            add_located(located, &wanted, &host->records[HF_SIM_AAAA], i);
        wanted.target.family = HF_FAMILY_IPV4;
        if (wanted.families & HF_FAMILIES_IPV4)
            add_located(located, &wanted, &host->records[HF_SIM_A], i);
    }
    world_report_late(world, message->line, &event);
}

void dns_receive(struct hf_sim_world *world, const struct message *message)
{
    struct line *line = line_of(world, message->line);
    const struct query *query = dns_find(line, message->query);

    if (!line->halted && message->kind == MESSAGE_LOCATED)
        report_located(world, message);
    else if (!line->halted && query != NULL)
        report_answer(world, message, query);
    free(message->answer);
}
