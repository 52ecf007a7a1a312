/* SPDX-License-Identifier: Apache-2.0 */
/*
 * H5, seen from outside: where a line may send. Its configured addresses, what its names were
 * answered with, where answers pointed; a removal also goes to what the configuration before had
 * (C14).
 */
#include "inside.h"

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

static void find_address(struct line *line, const struct hf_dns_record *record)
{
    struct hf_target found = {.family = record->type == HF_DNS_A ? HF_FAMILY_IPV4 : HF_FAMILY_IPV6};

    memcpy(found.address, record->address, sizeof(found.address));
    if (!is_among(line->found, line->n_found, &found))
        line->found[line->n_found++ % HF_SIM_NAMED] = found;
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
        for (unsigned i = 0; i < dns->n_records; i++)
            find_address(line, &dns->records[i]);
    }
}

struct place { /* a configured host */
    struct hf_name host;
    uint16_t port;
    uint8_t transport;
};

static int leads_to(const struct line *line, const struct hf_config *config,
                    const struct place *place, const struct hf_target *target)
{
    struct hf_target own = {.transport = place->transport == HF_TRANSPORT_NAPTR ? HF_TRANSPORT_UDP
                                                                                : place->transport};
    struct hf_target address = {.family = target->family};

    own.port = own.transport == HF_TRANSPORT_TLS ? PORT_TLS : PORT;
    if (place->port != 0)
        own.port = place->port;
    if (own.port != target->port || own.transport != target->transport)
        return 0;
    if (hf_target_parse(&own, config->names + place->host.at, place->host.length))
        return world_same_target(&own, target);
    memcpy(address.address, target->address, sizeof(address.address));
    return is_among(line->found, line->n_found, &address);
}

static int is_of_server(const struct line *line, const struct hf_config *config, unsigned server,
                        const struct hf_target *target)
{
    const struct hf_server_config *s = &config->servers[server - 1];
    const struct place own = {s->host, s->port, s->transport};

    if (s->n_proxies == 0)
        return leads_to(line, config, &own, target);
    for (unsigned i = 0; i < s->n_proxies; i++) {
        const struct hf_proxy_config *p = &s->proxies[i];
        const struct place place = {p->host, p->port, p->transport};

        if (leads_to(line, config, &place, target))
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
