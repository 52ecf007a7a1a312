/* SPDX-License-Identifier: Apache-2.0 */
/*
 * H5, seen from outside: where a line may send. Its configured addresses, what its names were
 * answered with, by NAPTR and SRV records where their port is 0, where answers pointed; a removal
 * also goes to what the configuration before had (C14).
 */
#include "inside.h"

#include <stdio.h>
#include <string.h>

#define PORT     5060
#define PORT_TLS 5061

int allowed_is_down(const struct line *line, const struct hf_target *target)
{
    return (line->families &
            (target->family == HF_FAMILY_IPV6 ? HF_FAMILIES_IPV6 : HF_FAMILIES_IPV4)) == 0;
}

static int is_among(const struct hf_target *targets, unsigned n, const struct hf_target *target)
{
    for (unsigned i = 0; i < n && i < HF_SIM_NAMED; i++) {
        if (world_same_target(&targets[i], target))
            return 1;
    }
    return 0;
}

static void name_target(struct line *line, const struct hf_target *target)
{
    if (!is_among(line->named, line->n_named, target))
        line->named[line->n_named++ % HF_SIM_NAMED] = *target;
}

/* ---- what DNS has said ---- */

static int was_found(const struct line *line, const char *name, const struct hf_target *target)
{
    struct hf_target address = {.family = target->family};

    memcpy(address.address, target->address, sizeof(address.address));
    for (unsigned i = 0; i < line->n_found && i < HF_SIM_NAMED; i++) {
        if (world_same_target(&line->found[i].address, &address) &&
            dns_same_name(line->found[i].name, name))
            return 1;
    }
    return 0;
}

static void find_address(struct line *line, const struct query *query,
                         const struct hf_dns_record *record)
{
    struct hf_target address = {.family = record->type == HF_DNS_A ? HF_FAMILY_IPV4
                                                                   : HF_FAMILY_IPV6};
    struct found *found = &line->found[line->n_found % HF_SIM_NAMED];

    memcpy(address.address, record->address, sizeof(address.address));
    if (was_found(line, query->name, &address))
        return;
    *found = (struct found){.address = address};
    memcpy(found->name, query->name, sizeof(found->name));
    line->n_found++;
}

static int is_same_led(const struct led *a, const struct led *b)
{
    return a->port == b->port && a->transport == b->transport && dns_same_name(a->name, b->name) &&
           dns_same_name(a->about, b->about);
}

static void add_led(struct line *line, const struct led *led)
{
    for (unsigned i = 0; i < line->n_led && i < HF_SIM_LED; i++) {
        if (is_same_led(&line->led[i], led))
            return;
    }
    line->led[line->n_led++ % HF_SIM_LED] = *led;
}

static struct led led_to(const struct query *query, const struct hf_dns_record *record)
{
    struct led led = {.port = record->port};

    memcpy(led.about, query->about, sizeof(led.about));
    snprintf(led.name, sizeof(led.name), "%.*s", (int)record->name.length, record->name.at);
    return led;
}

/* B5: flag "s" leads to an SRV set of that transport, "a" to addresses with the usual port. */
static void hear_naptr(struct line *line, const struct query *query,
                       const struct hf_dns_record *record)
{
    struct led led = led_to(query, record);

    if (record->service >= HF_TRANSPORT_NAPTR || record->flag == 0)
        return;
    led.transport = record->service;
    led.port = record->flag == 's' ? 0 : record->service == HF_TRANSPORT_TLS ? PORT_TLS : PORT;
    add_led(line, &led);
}

/* B4, B6: the transport that the question's own name says. */
static uint8_t transport_of(const char *name)
{
    static const struct {
        const char *prefix;
        uint8_t transport;
    } prefixes[] = {{"_sip._udp.", HF_TRANSPORT_UDP},
                    {"_sip._tcp.", HF_TRANSPORT_TCP},
                    {"_sips._tcp.", HF_TRANSPORT_TLS}};

    for (unsigned i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        if (strncmp(name, prefixes[i].prefix, strlen(prefixes[i].prefix)) == 0)
            return prefixes[i].transport;
    }
    return HF_TRANSPORT_NAPTR;
}

static void hear_srv(struct line *line, const struct query *query,
                     const struct hf_dns_record *record)
{
    struct led led = led_to(query, record);

    if (record->port == 0)
        return; /* no target has port 0 */
    led.transport = transport_of(query->name);
    if (led.transport < HF_TRANSPORT_NAPTR)
        add_led(line, &led);
    for (unsigned i = 0; i < line->n_led && i < HF_SIM_LED; i++) {
        const struct led *set = &line->led[i];

        led.transport = set->transport;
        if (set->port == 0 && dns_same_name(set->name, query->name) &&
            dns_same_name(set->about, query->about))
            add_led(line, &led);
    }
}

static void hear_record(struct line *line, const struct query *query,
                        const struct hf_dns_record *record)
{
    if (query->type == HF_DNS_NAPTR)
        hear_naptr(line, query, record);
    else if (query->type == HF_DNS_SRV)
        hear_srv(line, query, record);
    else
        find_address(line, query, record);
}

void allowed_hear(struct line *line, const struct hf_event *event)
{
    const struct hf_response *response = &event->u.response;
    const struct hf_located *located = &event->u.located;
    const struct hf_dns_answered *dns = &event->u.dns;

    if (event->kind == HF_EVENT_RESPONSE_RECEIVED) {
        for (unsigned i = 0; i < response->n_redirects && i < HF_EVENT_REDIRECTS; i++)
            name_target(line, &response->redirects[i]);
    } else if (event->kind == HF_EVENT_LOCATED) {
        for (unsigned i = 0; i < located->n_targets && i < HF_EVENT_TARGETS; i++)
            name_target(line, &located->targets[i]);
    } else if (event->kind == HF_EVENT_DNS_ANSWERED) {
        const struct query *query = line->heard.id != 0 ? &line->heard : dns_find(line, dns->query);

        for (unsigned i = 0; i < dns->n_records && query != NULL && query->id != 0; i++)
            hear_record(line, query, &dns->records[i]);
    }
}

/* ---- where a host may lead ---- */

struct place { /* a configured host */
    char host[HF_NAME_MAX + 1];
    uint16_t port;
    uint8_t transport;
};

/* B3..B6: by what SRV and NAPTR records of this host say. */
static int was_led_to(const struct line *line, const struct place *place,
                      const struct hf_target *target)
{
    for (unsigned i = 0; i < line->n_led && i < HF_SIM_LED; i++) {
        const struct led *led = &line->led[i];
        struct hf_target own = {.port = led->port, .transport = led->transport};

        if (led->port != target->port || led->transport != target->transport ||
            !dns_same_name(led->about, place->host))
            continue;
        if (hf_target_parse(&own, led->name, strlen(led->name))
                ? world_same_target(&own, target)
                : was_found(line, led->name, target))
            return 1;
    }
    return 0;
}

static int leads_to(const struct line *line, const struct place *place,
                    const struct hf_target *target)
{
    struct hf_target own = {.transport = place->transport == HF_TRANSPORT_NAPTR ? HF_TRANSPORT_UDP
                                                                                : place->transport};
    const int is_numeric = hf_target_parse(&own, place->host, strlen(place->host));

    own.port = own.transport == HF_TRANSPORT_TLS ? PORT_TLS : PORT;
    if (place->port != 0)
        own.port = place->port;
    if (is_numeric)
        return world_same_target(&own, target);
    if (own.port == target->port && own.transport == target->transport &&
        was_found(line, place->host, target))
        return 1;
    return place->port == 0 && was_led_to(line, place, target);
}

static struct place place_of(const struct hf_config *config, const struct hf_name *host)
{
    struct place place = {.port = 0};

    snprintf(place.host, sizeof(place.host), "%.*s", (int)host->length, config->names + host->at);
    return place;
}

static int is_of_server(const struct line *line, const struct hf_config *config, unsigned server,
                        const struct hf_target *target)
{
    const struct hf_server_config *s = &config->servers[server - 1];
    struct place place = place_of(config, &s->host);

    place.port = s->port;
    place.transport = s->transport;
    if (s->n_proxies == 0)
        return leads_to(line, &place, target);
    for (unsigned i = 0; i < s->n_proxies; i++) {
        place = place_of(config, &s->proxies[i].host);
        place.port = s->proxies[i].port;
        place.transport = s->proxies[i].transport;
        if (leads_to(line, &place, target))
            return 1;
    }
    return 0;
}

const char *allowed_send(const struct line *line, const struct hf_send *send)
{
    const struct hf_config *config = send->former ? &line->former : &line->configuration.config;

    if (send->former && send->purpose != HF_PURPOSE_REMOVE)
        return "sends by the configuration before what is no removal (C14)";
    if (send->server == 0 || send->server > config->n_servers ||
        send->proxy > config->servers[send->server - 1].n_proxies)
        return "sends for a server that its configuration does not have";
    if (send->target.port == 0 || send->target.transport >= HF_TRANSPORT_NAPTR ||
        (send->target.family != HF_FAMILY_IPV4 && send->target.family != HF_FAMILY_IPV6))
        return "sends to what is no target";
    if (is_of_server(line, config, send->server, &send->target) ||
        is_among(line->named, line->n_named, &send->target))
        return NULL;
    return "sends to what is no server of the line (H5)";
}
