/* SPDX-License-Identifier: Apache-2.0 */
/*
 * H5, from outside: a request goes to a host of its server, by the configuration in force (of the
 * former one, C14), at an address that the line was told for that host's name; or where the
 * answer just heard leads: a 3xx to one of its targets, a 423 and a broken connection (A6a) to
 * where the request had been.
 */
#include <string.h>

#include "world.h"

bool same_target(const struct hf_target *a, const struct hf_target *b)
{
    return memcmp(a->address, b->address, sizeof(a->address)) == 0 && a->port == b->port &&
           a->transport == b->transport && a->family == b->family;
}

/* ---- what the line is told ---- */

static uint8_t last_byte(const struct hf_target *target)
{
    return target->family == HF_FAMILY_IPV6 ? target->address[15] : target->address[3];
}

/* A bit for each target that make_target() gives. */
static unsigned place_of_target(const struct hf_target *target)
{
    const unsigned port = target->port == 5060 ? 0 : target->port == 5061 ? 1 : 2;

    return (last_byte(target) & 15u) | port << 4 | (unsigned)target->transport << 6 |
           (target->family == HF_FAMILY_IPV6 ? 1u << 8 : 0);
}

static bool has_bit(const uint8_t *bits, unsigned n)
{
    return (bits[n / 8] >> n % 8 & 1) != 0;
}

static void set_bit(uint8_t *bits, unsigned n)
{
    bits[n / 8] |= (uint8_t)(1u << n % 8);
}

struct place { /* a configured host */
    struct hf_name host;
    uint16_t port;
    uint8_t transport;
};

/* False: the configuration has no such host. */
static bool find_place(const struct hf_config *config, unsigned server, unsigned proxy,
                       struct place *place)
{
    const struct hf_server_config *s = &config->servers[server > 0 ? server - 1 : 0];

    if (server == 0 || server > config->n_servers || proxy > s->n_proxies ||
        (proxy == 0) != (s->n_proxies == 0))
        return false;
    *place = (struct place){s->host, s->port, s->transport};
    if (proxy != 0)
        *place = (struct place){s->proxies[proxy - 1].host, s->proxies[proxy - 1].port,
                                s->proxies[proxy - 1].transport};
    return true;
}

static unsigned located_name(const struct world *world, const struct hf_located *located)
{
    const struct hf_config *config = hf_line_config(world->line);
    struct place place;

    if (located->query != 0) {
        for (unsigned i = 0; i < QUERIES; i++) {
            if (world->queries[i].id == located->query)
                return world->queries[i].name;
        }
        return NAMES;
    }
    return find_place(config, located->server, located->proxy, &place)
               ? name_number(config, place.host)
               : NAMES;
}

static void note_located(struct world *world, const struct hf_located *located)
{
    const unsigned name = located_name(world, located);

    for (unsigned i = 0; name < NAMES && i < located->n_targets; i++)
        set_bit(world->told[name].located, place_of_target(&located->targets[i]));
}

static void note_answered(struct world *world, const struct hf_dns_answered *answer)
{
    const struct query *query = query_of(world, answer->query);

    if (query == NULL || answer->outcome != HF_DNS_ANSWER)
        return;
    for (unsigned i = 0; i < answer->n_records; i++) {
        const struct hf_dns_record *record = &answer->records[i];

        struct hf_target numeric;

        if (record->type == HF_DNS_SRV || record->type == HF_DNS_NAPTR) {
            if (hf_target_parse(&numeric, record->name.at, record->name.length) != 0)
                set_bit(world->told[query->name].found[numeric.family == HF_FAMILY_IPV6],
                        last_byte(&numeric));
        } else if (record->type == query->type)
            set_bit(world->told[query->name].found[record->type == HF_DNS_AAAA],
                    record->address[record->type == HF_DNS_AAAA ? 15 : 3]);
    }
}

void note_told(struct world *world, const struct hf_event *event)
{
    if (event->kind == HF_EVENT_LOCATED)
        note_located(world, &event->u.located);
    else if (event->kind == HF_EVENT_DNS_ANSWERED)
        note_answered(world, &event->u.dns);
}

/* ---- where it sends ---- */

static bool leads_to(const struct world *world, const struct hf_config *config,
                     const struct place *place, const struct hf_target *target)
{
    struct hf_target own = {.transport = place->transport == HF_TRANSPORT_NAPTR ? HF_TRANSPORT_UDP
                                                                                : place->transport};
    const unsigned name = name_number(config, place->host);

    if (name < NAMES && has_bit(world->told[name].located, place_of_target(target)))
        return true;
    if (name < NAMES && place->port == 0) /* port and transport are the records' (B3, B4) */
        return has_bit(world->told[name].found[target->family == HF_FAMILY_IPV6],
                       last_byte(target));
    own.port = own.transport == HF_TRANSPORT_TLS ? 5061 : 5060; /* B1 */
    if (place->port != 0)
        own.port = place->port;
    if (own.port != target->port || own.transport != target->transport)
        return false;
    if (name < NAMES)
        return has_bit(world->told[name].found[target->family == HF_FAMILY_IPV6],
                       last_byte(target));
    return hf_target_parse(&own, config->names + place->host.at, place->host.length) != 0 &&
           same_target(&own, target);
}

static bool is_followed_to(const struct hf_response *response, const struct hf_target *from,
                           const struct hf_target *to)
{
    if (from->transport == HF_TRANSPORT_TLS && to->transport != HF_TRANSPORT_TLS) /* A8 */
        return false;
    if (response->status == 423)
        return same_target(from, to);
    for (unsigned i = 0; i < response->n_redirects; i++) {
        if (same_target(&response->redirects[i], to))
            return true;
    }
    return false;
}

/* Goes on with the attempt just answered, at the same server: A8, A6a. */
static bool goes_on(struct world *world, const struct hf_event *event, const struct hf_send *send)
{
    const struct attempt *before = attempt_of(world, attempt_in(event));

    if (before == NULL || before->standing != STANDING_LIVE ||
        before->send.purpose != send->purpose || before->send.former != send->former ||
        (before->epoch == world->epoch &&
         (before->send.server != send->server || before->send.proxy != send->proxy)))
        return false;
    if (event->kind == HF_EVENT_RESPONSE_RECEIVED)
        return is_followed_to(&event->u.response, &before->send.target, &send->target);
    return event->kind == HF_EVENT_ATTEMPT_FAILED && event->u.failed.reused &&
           same_target(&before->send.target, &send->target);
}

void check_where(struct world *world, const struct hf_event *event, const struct hf_send *send)
{
    const struct hf_config *config = send->former ? &world->former : hf_line_config(world->line);
    struct place place;

    if (send->former && send->purpose != HF_PURPOSE_REMOVE)
        objection(world, "a request by the former configuration that is no removal (C14)");
    if (!find_place(config, send->server, send->proxy, &place))
        objection(world, "a request for a host that its configuration does not have");
    if (!leads_to(world, config, &place, &send->target) && !goes_on(world, event, send))
        objection(world, "a request to what is no target of its host (H5)");
}
