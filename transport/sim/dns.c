/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names in a virtual world: what DNS says, and the phone's resolver with its one cache for all
 * lines. An answer is kept for its time to live and given on with what is left of it, in whole
 * seconds; a query for what is being asked waits for the same answer (B8a, B11; serving what has
 * expired is the line's own business). Each query is answered once, or never.
 *
 * A line that has its names looked up by its stack (locate_by) is told the targets.
 */
#include "inside.h"

#include <stdio.h>
#include <string.h>

#define DELAY_US   20000
#define TIMEOUT_US UINT64_C(9000000)  /* B8a: 3 s and two retries */
#define LONG_US    UINT64_C(10000000) /* B8a: then the line may have given the name up */
#define SECOND_US  UINT64_C(1000000)
#define PORT       5060
#define PORT_TLS   5061

static struct line *line_of(struct hf_sim_world *world, unsigned line)
{
    return &world->lines[line - 1];
}

/* ---- names ---- */

void hf_sim_host_init(struct hf_sim_host *host, const char *name)
{
    *host = (struct hf_sim_host){.answers_after_us = DELAY_US};
    for (unsigned i = 0; i < HF_SIM_FAMILIES; i++)
        host->records[i] = (struct hf_sim_records){.outcome = HF_DNS_NO_DATA, .ttl_s = 60};
    snprintf(host->name, sizeof(host->name), "%s", name);
}

/* The index of a name, or n_hosts. */
static unsigned find_host(const struct hf_sim_world *world, const char *name, size_t length)
{
    for (unsigned i = 0; i < world->n_hosts; i++) {
        if (strlen(world->hosts[i].name) == length &&
            memcmp(world->hosts[i].name, name, length) == 0)
            return i;
    }
    return world->n_hosts;
}

int hf_sim_host_set(struct hf_sim_world *world, const struct hf_sim_host *host)
{
    const unsigned at = find_host(world, host->name, strlen(host->name));

    if (at == HF_SIM_HOSTS)
        return 0;
    world->hosts[at] = *host;
    if (at == world->n_hosts)
        world->n_hosts++;
    return 1;
}

/* ---- the resolver ---- */

static uint64_t delay_us(const struct hf_sim_host *host, const struct hf_sim_records *records)
{
    return records->outcome == HF_DNS_TIMEOUT ? TIMEOUT_US : host->answers_after_us;
}

static void ask(struct hf_sim_world *world, unsigned host, unsigned family, struct message *answer)
{
    const struct hf_sim_records *says = &world->hosts[host].records[family];
    struct lookup *lookup = &world->lookups[host][family];
    const uint64_t now_us = world->now_us;

    if (now_us >= lookup->due_us && now_us < lookup->kept_us) {
        answer->answer = lookup->records;
        answer->answer.ttl_s = (uint32_t)((lookup->kept_us - now_us) / SECOND_US);
        answer->from_cache = 1;
        return;
    }
    if (now_us >= lookup->due_us) {
        const uint64_t due_us = now_us + delay_us(&world->hosts[host], says);

        *lookup = (struct lookup){.records = *says, .due_us = due_us, .kept_us = due_us};
        if (says->outcome == HF_DNS_ANSWER)
            lookup->kept_us = due_us + SECOND_US * says->ttl_s;
    }
    answer->answer = lookup->records;
    answer->at_us = lookup->due_us;
}

static void resolve_addresses(struct hf_sim_world *world, unsigned number,
                              const struct hf_resolve *resolve)
{
    const unsigned family = resolve->type == HF_DNS_A ? HF_SIM_A : HF_SIM_AAAA;
    const unsigned host = find_host(world, resolve->name, resolve->name_length);
    struct message answer = {
        .kind = MESSAGE_DNS, .at_us = world->now_us, .line = number, .query = resolve->query};

    if (line_of(world, number)->families == 0) {
        answer.answer.outcome = HF_DNS_TIMEOUT; /* no way to the DNS server; it fails at once */
        if (host < world->n_hosts && world->now_us >= world->lookups[host][family].due_us &&
            world->now_us < world->lookups[host][family].kept_us)
            ask(world, host, family, &answer);
    } else if (host == world->n_hosts) {
        answer.answer.outcome = HF_DNS_NO_NAME;
        answer.at_us += DELAY_US;
    } else {
        ask(world, host, family, &answer);
        if (answer.answer.is_silent) {
            world->lookups[host][family] = (struct lookup){0};
            dns_answered(line_of(world, number), resolve->query); /* never */
            return;
        }
    }
    world_post(world, &answer);
}

static void locate(struct hf_sim_world *world, unsigned number, const struct hf_resolve *resolve)
{
    const unsigned host = find_host(world, resolve->name, resolve->name_length);
    uint64_t longest_us = DELAY_US;

    for (unsigned i = 0; i < HF_SIM_FAMILIES && host < world->n_hosts; i++) {
        const struct hf_sim_records *records = &world->hosts[host].records[i];

        if (records->is_silent)
            return;
        if (i == 0 || delay_us(&world->hosts[host], records) > longest_us)
            longest_us = delay_us(&world->hosts[host], records);
    }
    world_post(world,
               &(struct message){.kind = MESSAGE_LOCATED,
                                 .at_us = world->now_us + longest_us,
                                 .line = number,
                                 .attempt = resolve->query,
                                 .n_configurations = line_of(world, number)->n_configurations,
                                 .server = resolve->server,
                                 .proxy = resolve->proxy,
                                 .query = host});
}

static struct query *find_query(struct line *line, uint64_t id)
{
    for (unsigned i = 0; i < HF_SIM_QUERIES; i++) {
        if (line->queries[i].id == id)
            return &line->queries[i];
    }
    return NULL;
}

/* A line that asks the same once more waits for the newer answer. */
static void forgive_older(struct line *line, unsigned host, unsigned type)
{
    for (unsigned i = 0; i < HF_SIM_QUERIES; i++) {
        if (line->queries[i].host == host && line->queries[i].type == type)
            line->queries[i].is_forgiven = 1;
    }
}

void dns_carry_out(struct hf_sim_world *world, unsigned number, const struct hf_resolve *resolve)
{
    struct line *line = line_of(world, number);
    const unsigned host = find_host(world, resolve->name, resolve->name_length);
    struct query *query = find_query(line, 0);

    if (resolve->query <= line->last_query)
        world_fault(world, number, "a query id is used again (ids are never reused)");
    line->last_query = resolve->query;
    if (resolve->type == HF_DNS_LOCATE) {
        locate(world, number, resolve);
        return;
    }
    if (resolve->type != HF_DNS_A && resolve->type != HF_DNS_AAAA) {
        world_fault(world, number, "asks DNS for what this world lacks");
        return;
    }
    if (query == NULL) {
        world_fault(world, number, "more queries are open than this world has room for");
        return;
    }
    forgive_older(line, host, resolve->type);
    *query = (struct query){
        .id = resolve->query, .type = resolve->type, .host = host, .asked_us = world->now_us};
    resolve_addresses(world, number, resolve);
}

void dns_forgive(struct line *line)
{
    for (unsigned i = 0; i < HF_SIM_QUERIES; i++)
        line->queries[i].is_forgiven = 1;
}

void dns_answered(struct line *line, uint64_t id)
{
    struct query *query = id == 0 ? NULL : find_query(line, id);

    if (query != NULL)
        *query = (struct query){0};
}

/* ---- answers ---- */

static void report_answer(struct hf_sim_world *world, const struct message *message,
                          const struct query *query)
{
    struct line *line = line_of(world, message->line);
    struct hf_dns_record records[HF_SIM_ADDRESSES] = {{.type = 0}};
    struct hf_event event = {.kind = HF_EVENT_DNS_ANSWERED};
    const struct query asked = *query;

    event.u.dns.query = asked.id;
    event.u.dns.outcome = message->answer.outcome;
    if (line->families == 0 && !message->from_cache)
        event.u.dns.outcome = HF_DNS_TIMEOUT; /* the answer was lost on its way */
    if (event.u.dns.outcome == HF_DNS_ANSWER) {
        event.u.dns.ttl_s = message->answer.ttl_s;
        event.u.dns.n_records = message->answer.n;
        event.u.dns.records = records;
    }
    for (unsigned i = 0; i < event.u.dns.n_records; i++) {
        records[i].type = asked.type;
        memcpy(records[i].address, message->answer.addresses[i], sizeof(records[i].address));
    }
    dns_answered(line, asked.id);
    if (asked.is_forgiven || world->now_us - asked.asked_us >= LONG_US)
        world_report_late(world, message->line, &event);
    else
        world_report(world, message->line, &event);
}

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
    struct hf_event event = {.kind = HF_EVENT_LOCATED};
    struct hf_located *located = &event.u.located;

    if (message->n_configurations != line->n_configurations)
        return; /* another configuration has come (C14): nobody asks any more */
    struct wanted wanted = wanted_of(line, message);
    located->query = message->attempt;
    located->server = message->server;
    located->proxy = message->proxy;
    located->ttl_s = HF_TTL_UNKNOWN;
    for (unsigned i = 0; i < HF_SIM_ADDRESSES && message->query < world->n_hosts; i++) {
        const struct hf_sim_host *host = &world->hosts[message->query];

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
    const struct query *query = find_query(line, message->query);

    if (line->halted)
        return;
    if (message->kind == MESSAGE_LOCATED)
        report_located(world, message);
    else if (query != NULL)
        report_answer(world, message, query);
}
