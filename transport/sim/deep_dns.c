/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of a deep world: pbx1.example to pbx4.example, each with the address of its own server and
 * of the next one, SRV records for every transport, and NAPTR. What is wrong with them is said by
 * the plan: other outcomes, late answers, times to live, and lies: addresses where nobody is. What
 * is asked here is answered as it is at that moment; deep_resolver.c is what a phone keeps of it.
 */
#include "deep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUERY_US   (12 * DEEP_MS)
#define TIMEOUT_US (9 * DEEP_SECOND_US) /* three askings of 3 s (B8a) */
#define TTL_S      60

struct place {       /* what a name means */
    unsigned server; /* 1..; 0: there is no such name */
    unsigned type;   /* DEEP_A, ... */
    char transport;  /* SRV: 'u' UDP, 't' TCP, 's' TLS */
};

/* ---- names ---- */

static struct place place_of(const struct deep_world *world, const char *name)
{
    static const struct {
        const char *begins;
        char transport;
    } kinds[] = {{"_sip._udp.", 'u'}, {"_sip._tcp.", 't'}, {"_sips._tcp.", 's'}, {"", 'u'}};
    struct place place = {.server = 0};
    unsigned i = 0;

    while (strncmp(name, kinds[i].begins, strlen(kinds[i].begins)) != 0)
        i++;
    name += strlen(kinds[i].begins);
    if (strncmp(name, "pbx", 3) != 0 || strcmp(name + 4, ".example") != 0)
        return place;
    place.server = (unsigned)(name[3] - '0');
    place.type = i < 3 ? DEEP_SRV : DEEP_A;
    place.transport = kinds[i].transport;
    if (place.server > world->plan->n_servers)
        place.server = 0;
    return place;
}

static unsigned next_of(const struct deep_world *world, unsigned server)
{
    return server % world->plan->n_servers + 1;
}

/* ---- records ---- */

static void put_address(struct deep_answer *answer, unsigned server, unsigned lie)
{
    static const uint8_t nobody[3] = {203, 0, 113};
    const struct hf_target target = deep_server_address(server);
    struct hf_dns_record *record = &answer->records[answer->n++];

    *record = (struct hf_dns_record){.type = HF_DNS_A};
    memcpy(record->address, target.address, 4);
    if (lie == 1 || lie == 2) {
        memcpy(record->address, nobody, 3);
        record->address[3] = (uint8_t)(2 * server + (lie == 1 ? 1 : 0)); /* odd: silence */
    }
}

static struct hf_dns_record *put_name(struct deep_answer *answer, unsigned type, const char *begin,
                                      unsigned server)
{
    struct hf_dns_record *record = &answer->records[answer->n];
    char *name = answer->names[answer->n++];

    *record = (struct hf_dns_record){.type = (uint16_t)type};
    snprintf(name, DEEP_NAME_ROOM, "%spbx%u.example", begin, server);
    record->name = (struct hf_text){.at = name, .length = (uint32_t)strlen(name)};
    return record;
}

static void put_srv(struct deep_answer *answer, const struct deep_world *world,
                    const struct place *place)
{
    const unsigned servers[2] = {place->server, next_of(world, place->server)};

    for (unsigned i = 0; i < 2 && (i == 0 || servers[1] != servers[0]); i++) {
        struct hf_dns_record *record = put_name(answer, HF_DNS_SRV, "", servers[i]);

        record->priority = (uint16_t)i;
        record->port = place->transport == 's' ? DEEP_TLS_PORT : DEEP_SIP_PORT;
    }
}

static void put_naptr(struct deep_answer *answer, unsigned server)
{
    static const struct {
        const char *begins;
        uint8_t service;
    } kinds[] = {{"_sip._udp.", HF_TRANSPORT_UDP}, {"_sip._tcp.", HF_TRANSPORT_TCP}};

    for (unsigned i = 0; i < 2; i++) {
        struct hf_dns_record *record = put_name(answer, HF_DNS_NAPTR, kinds[i].begins, server);

        record->priority = 10;
        record->weight = (uint16_t)(i * 10);
        record->flag = 's';
        record->service = kinds[i].service;
    }
}

static void fill(struct deep_answer *answer, const struct deep_world *world,
                 const struct place *place, unsigned type)
{
    const unsigned lie = world->names[place->server - 1][DEEP_A].lie;

    answer->n = 0;
    if (type == HF_DNS_NAPTR) {
        put_naptr(answer, place->server);
    } else if (type == HF_DNS_SRV) {
        put_srv(answer, world, place);
    } else {
        put_address(answer, lie == 3 ? next_of(world, place->server) : place->server, lie);
        put_address(answer, lie == 3 ? place->server : next_of(world, place->server), lie);
        if (world->plan->n_servers == 1)
            answer->n = 1;
    }
}

/* ---- answering ---- */

/* Which records decide, or NULL: there are none of this type. */
static const struct deep_records *records_of(const struct deep_world *world,
                                             const struct place *place, unsigned type)
{
    const unsigned index = type == HF_DNS_NAPTR ? DEEP_NAPTR
                           : type == HF_DNS_SRV ? DEEP_SRV
                                                : DEEP_A;

    if (place->server == 0 || type == HF_DNS_AAAA ||
        (type == HF_DNS_SRV) != (place->type == DEEP_SRV))
        return NULL;
    return &world->names[place->server - 1][index];
}

void deep_dns_ask(struct deep_phone *phone, unsigned line, const struct hf_resolve *resolve)
{
    struct deep_world *world = phone->world;
    const struct place place = place_of(world, resolve->name);
    const unsigned type = resolve->type == HF_DNS_LOCATE ? HF_DNS_A : resolve->type;
    const struct deep_records *records = records_of(world, &place, type);
    struct deep_packet *packet = deep_packet_new(DEEP_RECORDS, NULL, 0);
    uint64_t delay_us = QUERY_US;

    deep_trace(world, phone->number, "  asks for %s, type %u", resolve->name, resolve->type);
    packet->phone = (uint8_t)phone->number;
    packet->line = (uint8_t)line;
    packet->life = phone->lives;
    packet->resolve = *resolve;
    packet->cause = records == NULL ? (place.server == 0 ? HF_DNS_NO_NAME : HF_DNS_NO_DATA)
                                    : (uint8_t)records->outcome;
    if (records != NULL)
        delay_us += records->delay_ms * DEEP_MS;
    if (!phone->has_network || delay_us > TIMEOUT_US)
        packet->cause = HF_DNS_TIMEOUT;
    if (packet->cause == HF_DNS_TIMEOUT)
        delay_us = TIMEOUT_US;
    deep_push(world, packet, world->now_us + delay_us);
}

void deep_dns_read(const struct deep_world *world, const struct deep_packet *packet,
                   struct deep_answer *answer)
{
    const struct place place = place_of(world, packet->resolve.name);
    const unsigned type = packet->resolve.type;
    const struct deep_records *records = records_of(world, &place, type);

    answer->outcome = packet->cause;
    answer->ttl_s = records != NULL ? records->ttl_s : TTL_S;
    answer->n = 0;
    if (packet->cause == HF_DNS_ANSWER && place.server != 0)
        fill(answer, world, &place, type);
}

static void tell_located(struct deep_line *line, const struct hf_resolve *resolve,
                         const struct deep_answer *answer)
{
    struct hf_event event = {.at_us = deep_now(line->phone), .kind = HF_EVENT_LOCATED};
    struct hf_located *located = &event.u.located;
    const struct hf_server_config *server =
        &line->config.servers[(resolve->server - 1u) % HF_LINE_SERVERS];
    const uint8_t transport = server->transport < HF_TRANSPORT_NAPTR ? server->transport
                                                                     : HF_TRANSPORT_UDP;

    located->query = resolve->query;
    located->server = resolve->server;
    located->proxy = resolve->proxy;
    located->ttl_s = HF_TTL_UNKNOWN;
    located->n_targets = (uint8_t)answer->n;
    for (unsigned i = 0; i < answer->n; i++) {
        struct hf_target *target = &located->targets[i];

        memcpy(target->address, answer->records[i].address, 4);
        target->family = HF_FAMILY_IPV4;
        target->transport = transport;
        target->port = transport == HF_TRANSPORT_TLS ? DEEP_TLS_PORT : DEEP_SIP_PORT;
    }
    (void)deep_step(line, &event);
}

void deep_dns_tell(struct deep_line *line, const struct hf_resolve *resolve,
                   struct deep_answer *answer)
{
    struct hf_event event = {.at_us = deep_now(line->phone), .kind = HF_EVENT_DNS_ANSWERED};

    if (resolve->type == HF_DNS_LOCATE) {
        tell_located(line, resolve, answer);
        return;
    }
    for (unsigned i = 0; i < answer->n; i++) /* it may be a copy */
        if (answer->records[i].name.length > 0)
            answer->records[i].name.at = answer->names[i];
    event.u.dns.query = resolve->query;
    event.u.dns.outcome = (uint8_t)answer->outcome;
    event.u.dns.ttl_s = answer->ttl_s;
    event.u.dns.records = answer->records;
    event.u.dns.n_records = (uint16_t)answer->n;
    (void)deep_step(line, &event);
}

/* ---- what is done to them ---- */

void deep_dns_do(struct deep_world *world, const struct deep_op *op)
{
    world->names[op->server - 1][op->type] = (struct deep_records){
        .outcome = op->how < 100 ? op->how : 0,
        .ttl_s = op->ttl,
        .delay_ms = op->ms,
        .lie = op->how >= 100 ? op->how - 99 : 0};
}

void deep_dns_heal(struct deep_world *world)
{
    for (unsigned i = 0; i < DEEP_SERVERS; i++)
        for (unsigned type = 0; type < DEEP_TYPES; type++)
            world->names[i][type] = (struct deep_records){.ttl_s = TTL_S};
}
