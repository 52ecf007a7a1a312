/* SPDX-License-Identifier: Apache-2.0 */
/* Where a line may send, by what DNS has said (H5, B1..B6). */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inside.h"

static struct line *line; /* server 1: pbx.example, port 0, DNS-NAPTR; 2: own.example:5070 */

static void name_it(struct hf_config *config, unsigned server, const char *name)
{
    hf_config_init_server(&config->servers[server]);
    cr_assert(hf_config_name(config, &config->servers[server].host, name, strlen(name)) == HF_OK);
}

static void begin(void)
{
    struct hf_config *config;

    line = calloc(1, sizeof(*line));
    cr_assert(line != NULL);
    config = &line->configuration.config;
    hf_config_init(config);
    config->n_servers = 2;
    name_it(config, 0, "pbx.example");
    name_it(config, 1, "own.example");
    config->servers[0].port = 0;
    config->servers[0].transport = HF_TRANSPORT_NAPTR;
    config->servers[1].port = 5070;
}

static void end(void)
{
    free(line);
}

static void hear(const char *about, const char *name, const struct hf_dns_record *record)
{
    struct hf_event event = {.kind = HF_EVENT_DNS_ANSWERED};

    line->heard = (struct query){.id = 1, .type = record->type};
    snprintf(line->heard.name, sizeof(line->heard.name), "%s", name);
    snprintf(line->heard.about, sizeof(line->heard.about), "%s", about);
    event.u.dns.n_records = 1;
    event.u.dns.records = record;
    allowed_hear(line, &event);
}

static struct hf_text text_of(const char *text)
{
    return (struct hf_text){.at = text, .length = (uint32_t)strlen(text)};
}

static void hear_srv(const char *about, const char *name, const char *target, uint16_t port)
{
    hear(about, name,
         &(struct hf_dns_record){.type = HF_DNS_SRV, .port = port, .name = text_of(target)});
}

static void hear_address(const char *about, const char *name, uint8_t last)
{
    hear(about, name, &(struct hf_dns_record){.type = HF_DNS_A, .address = {192, 0, 2, last}});
}

static int may_send(unsigned server, enum hf_transport transport, uint8_t last, uint16_t port)
{
    const struct hf_send send = {.server = (uint8_t)server,
                                 .target = {.address = {192, 0, 2, last},
                                            .port = port,
                                            .transport = (uint8_t)transport,
                                            .family = HF_FAMILY_IPV4}};

    return allowed_send(line, &send) == NULL;
}

Test(allowed, an_address_counts_for_the_name_it_was_answered_for, .init = begin, .fini = end)
{
    hear_address("own.example", "own.example", 1);
    cr_expect(may_send(2, HF_TRANSPORT_UDP, 1, 5070));
    cr_expect_not(may_send(2, HF_TRANSPORT_UDP, 2, 5070), "another address");
    cr_expect_not(may_send(2, HF_TRANSPORT_UDP, 1, 5060), "another port");
    cr_expect_not(may_send(2, HF_TRANSPORT_TCP, 1, 5070), "another transport");
    cr_expect_not(may_send(1, HF_TRANSPORT_UDP, 1, 5060), "another name");
}

Test(allowed, an_srv_target_is_reached_at_its_port_by_the_transport_of_its_set, .init = begin,
     .fini = end)
{
    hear_srv("pbx.example", "_sips._tcp.pbx.example", "one.example", 5071);
    hear_srv("pbx.example", "_sip._udp.pbx.example", "192.0.2.9", 5072);
    cr_expect_not(may_send(1, HF_TRANSPORT_TLS, 1, 5071), "before its address is known");
    hear_address("pbx.example", "one.example", 1);
    cr_expect(may_send(1, HF_TRANSPORT_TLS, 1, 5071));
    cr_expect(may_send(1, HF_TRANSPORT_UDP, 9, 5072), "a numeric target");
    cr_expect_not(may_send(1, HF_TRANSPORT_UDP, 1, 5071));
    cr_expect_not(may_send(1, HF_TRANSPORT_TLS, 1, 5061));
    cr_expect_not(may_send(2, HF_TRANSPORT_TLS, 1, 5071), "what another server's name led to");
}

Test(allowed, a_naptr_record_says_the_transport_of_the_set_it_leads_to, .init = begin, .fini = end)
{
    hear("pbx.example", "pbx.example",
         &(struct hf_dns_record){.type = HF_DNS_NAPTR,
                                 .flag = 's',
                                 .service = HF_TRANSPORT_TCP,
                                 .name = text_of("farm.example")});
    hear_srv("pbx.example", "FARM.example", "one.example", 5073);
    hear_address("pbx.example", "one.example", 1);
    cr_expect(may_send(1, HF_TRANSPORT_TCP, 1, 5073));
    cr_expect_not(may_send(1, HF_TRANSPORT_UDP, 1, 5073));
}

Test(allowed, flag_a_leads_to_addresses_with_the_usual_port, .init = begin, .fini = end)
{
    hear("pbx.example", "pbx.example",
         &(struct hf_dns_record){.type = HF_DNS_NAPTR,
                                 .flag = 'a',
                                 .service = HF_TRANSPORT_TLS,
                                 .name = text_of("edge.example")});
    hear_address("pbx.example", "edge.example", 1);
    cr_expect(may_send(1, HF_TRANSPORT_TLS, 1, 5061));
    cr_expect_not(may_send(1, HF_TRANSPORT_TLS, 1, 5060));
}

Test(allowed, what_names_led_to_is_not_for_a_server_with_a_port, .init = begin, .fini = end)
{
    hear_srv("own.example", "_sip._udp.own.example", "192.0.2.9", 5072);
    cr_expect_not(may_send(2, HF_TRANSPORT_UDP, 9, 5072), "B2: only addresses are looked up");
}
