/* SPDX-License-Identifier: Apache-2.0 */
/* What many lines ask for is asked once, in every type, also where there is none. */
#include "resolver.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "resolver_world.h"

#define LINES    1000
#define SERVICES 3
#define HOSTS    2

static const char *const services[SERVICES] = {"_sips._tcp.example.test", "_sip._tcp.example.test",
                                               "_sip._udp.example.test"};
static const char *const hosts[HOSTS] = {"h1.example.test", "h2.example.test"};

struct counted {
    unsigned n_naptr, n_srv, n_a, n_aaaa;
};

/* A domain with two hosts for each of three services, and no IPv6. */
static void say_zone(struct dns_server *server, struct dns_message *message, int over_tcp)
{
    struct counted *counted = server->context;

    (void)over_tcp;
    dns_begin(message, server->last_id, 0x8580);
    dns_ask(message, server->last_name, server->last_type);
    if (server->last_type == HF_DNS_NAPTR) {
        for (unsigned i = 0; i < SERVICES; i++) {
            static const char *const texts[] = {"SIPS+D2T", "SIP+D2T", "SIP+D2U"};
            struct dns_naptr naptr = {NULL, 60, 50, i, "s", texts[i], "", services[i]};

            dns_naptr(message, &naptr);
        }
        counted->n_naptr++;
    } else if (server->last_type == HF_DNS_SRV) {
        for (unsigned i = 0; i < HOSTS; i++) {
            struct dns_srv srv = {NULL, 60, 10 + i, 1, 5060 + i, hosts[i]};

            dns_srv(message, &srv);
        }
        counted->n_srv++;
    } else if (server->last_type == HF_DNS_A) {
        dns_a(message, NULL, 60, 1);
        counted->n_a++;
    } else {
        dns_soa(message, "example.test", 60, 60);
        counted->n_aaaa++;
    }
}

static void ask_all(struct world *world, const char *const names[], unsigned n, uint16_t type)
{
    unsigned heard = world->n_heard;

    for (unsigned line = 1; line <= LINES; line++)
        for (unsigned i = 0; i < n; i++)
            ask(world, names[i], type, line);
    wait_for(world, heard + n * LINES);
    world->n_heard = heard; /* there is room for one round */
}

Test(resolver_shared, a_thousand_lines_of_one_domain_ask_each_question_once)
{
    static const char *const domain[] = {"example.test"};
    struct world *world = new_world(1);
    struct counted counted = {0};

    world->options.timeout_ms = 3000;
    world->servers[0].reply = say_zone;
    world->servers[0].context = &counted;
    open_resolver(world);
    for (unsigned round = 0; round < 2; round++) {
        ask_all(world, domain, 1, HF_DNS_NAPTR);
        ask_all(world, services, SERVICES, HF_DNS_SRV);
        ask_all(world, hosts, HOSTS, HF_DNS_A);
        ask_all(world, hosts, HOSTS, HF_DNS_AAAA);
        cr_expect_eq(counted.n_naptr, 1);
        cr_expect_eq(counted.n_srv, SERVICES);
        cr_expect_eq(counted.n_a, HOSTS);
        cr_expect_eq(counted.n_aaaa, HOSTS, "there is none: asked %u times", counted.n_aaaa);
    }
    cr_expect_eq(world->servers[0].n_asked, 1 + SERVICES + 2 * HOSTS);
    end_world(world);
}

Test(resolver_shared, a_kept_answer_has_its_names)
{
    struct world *world = new_world(1);
    struct counted counted = {0};

    world->servers[0].reply = say_zone;
    world->servers[0].context = &counted;
    open_resolver(world);
    for (unsigned i = 0; i < 2; i++) {
        ask(world, "_sip._udp.EXAMPLE.test.", HF_DNS_SRV, i);
        wait_for(world, i + 1);
        cr_expect_eq(world->heard[i].outcome, HF_DNS_ANSWER);
        cr_expect_eq(world->heard[i].ttl_s, 60);
        cr_expect_str_eq(world->heard[i].name, "h1.example.test");
        cr_expect_eq(world->heard[i].first.port, 5060);
        cr_expect_eq(world->heard[i].from_static, 0);
    }
    ask(world, "example.test", HF_DNS_NAPTR, 2);
    wait_for(world, 3);
    cr_expect_eq(world->heard[2].first.service, HF_TRANSPORT_TLS);
    cr_expect_eq(world->heard[2].first.flag, 's');
    cr_expect_str_eq(world->heard[2].name, "_sips._tcp.example.test");
    cr_expect_eq(counted.n_srv, 1);
    end_world(world);
}

static void say_none(struct dns_server *server, struct dns_message *message, int over_tcp)
{
    (void)over_tcp;
    dns_begin(message, server->last_id, 0x8583);
    dns_ask(message, server->last_name, server->last_type);
    dns_soa(message, "example.test", 3600, 1);
}

Test(resolver_shared, there_is_none_is_kept_for_what_the_zone_says)
{
    struct world *world = new_world(1);

    world->servers[0].reply = say_none;
    open_resolver(world);
    for (unsigned i = 0; i < 100; i++) {
        ask(world, "sip.example.test", HF_DNS_NAPTR, i);
        wait_for(world, i + 1);
        cr_expect_eq(world->heard[i].outcome, HF_DNS_NO_NAME);
        cr_expect_eq(world->heard[i].ttl_s, 1);
    }
    cr_expect_eq(world->servers[0].n_asked, 1);
    wait_ms(world, 1100);
    ask(world, "sip.example.test", HF_DNS_NAPTR, 100);
    wait_for(world, 101);
    cr_expect_eq(world->servers[0].n_asked, 2);
    end_world(world);
}

Test(resolver_shared, not_known_is_kept_for_a_second)
{
    struct world *world = new_world(1);

    world->servers[0].says = DNS_SAYS_SERVFAIL;
    open_resolver(world);
    for (unsigned i = 0; i < 100; i++) {
        ask(world, "sip.example.test", HF_DNS_A, i);
        wait_for(world, i + 1);
        cr_expect_eq(world->heard[i].outcome, HF_DNS_SERVFAIL);
        cr_expect_eq(world->heard[i].ttl_s, 0);
    }
    cr_expect_eq(world->servers[0].n_asked, 1);
    world->servers[0].says = DNS_SAYS_ADDRESS;
    wait_ms(world, 1100);
    ask(world, "sip.example.test", HF_DNS_A, 100);
    wait_for(world, 101);
    cr_expect_eq(world->heard[100].outcome, HF_DNS_ANSWER);
    end_world(world);
}

Test(resolver_shared, names_that_dns_cannot_have_are_not_asked_for)
{
    static const char *const names[] = {"", "a..b", "sip example", "192.0.2.1:5060"};
    struct world *world = new_world(1);

    open_resolver(world);
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        ask(world, names[i], HF_DNS_A, i);
        cr_expect_eq(world->n_heard, i + 1, "at once");
        cr_expect_eq(world->heard[i].outcome, HF_DNS_NO_NAME);
        cr_expect_eq(world->heard[i].query, i);
    }
    wait_ms(world, 20);
    cr_expect_eq(world->servers[0].n_asked, 0);
    end_world(world);
}
