/* SPDX-License-Identifier: Apache-2.0 */
/* The records of configuration (B11a), where DNS answers, refuses, and is silent. */
#include "resolver.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "resolver_world.h"

static const struct hf_phone_record records[] = {
    {.name = "example.test",
     .type = HF_DNS_NAPTR,
     .ttl_s = 300,
     .priority = 10,
     .weight = 20,
     .flags = "S",
     .service = "sip+d2u",
     .target = "_sip._udp.example.test"},
    {.name = "_sip._udp.Example.Test.",
     .type = HF_DNS_SRV,
     .ttl_s = 400,
     .priority = 1,
     .weight = 2,
     .port = 5062,
     .target = "H.example.test."},
    {.name = "h.example.test", .type = HF_DNS_A, .ttl_s = 500, .target = "192.0.2.77"},
    {.name = "h.example.test", .type = HF_DNS_A, .ttl_s = 90, .target = "192.0.2.78"},
    {.name = "h6.example.test", .type = HF_DNS_AAAA, .ttl_s = 500, .target = "2001:db8::7"},
};

static void set_records(struct world *world, int are_new)
{
    char error[256] = "";
    struct hf_phone_problem problem = {error, sizeof error};

    cr_assert_eq(hf_resolver_set_records(world->resolver, records,
                                         sizeof records / sizeof records[0], &problem),
                 are_new, "%s", error);
}

static struct world *new_world_with_records(void)
{
    struct world *world = new_world(1);

    open_resolver(world);
    set_records(world, 1);
    return world;
}

static void ask_static_first(struct world *world, const char *name, uint16_t type)
{
    struct hf_resolver_question question = {
        .name = name, .query = 1, .line = 1, .type = type, .static_first = 1};

    hf_resolver_ask(world->resolver, &question);
}

Test(resolver_records, dns_goes_first)
{
    struct world *world = new_world_with_records();

    ask(world, "h.example.test", HF_DNS_A, 1);
    wait_for(world, 1);
    cr_expect_eq(world->heard[0].address[3], 1);
    cr_expect_eq(world->heard[0].from_static, 0);
    world->servers[0].says = DNS_SAYS_NO_NAME;
    ask(world, "h6.example.test", HF_DNS_AAAA, 2);
    wait_for(world, 2);
    cr_expect_eq(world->heard[1].outcome, HF_DNS_NO_NAME, "DNS has answered (B8a)");
    end_world(world);
}

Test(resolver_records, they_answer_where_dns_does_not)
{
    static const enum dns_says failing[] = {DNS_SAYS_SERVFAIL, DNS_SAYS_REFUSED, DNS_SAYS_NONSENSE,
                                            DNS_SAYS_NOTHING};

    for (unsigned i = 0; i < sizeof failing / sizeof failing[0]; i++) {
        struct world *world = new_world_with_records();
        const struct heard *heard = world->heard;

        world->servers[0].says = failing[i];
        ask(world, "EXAMPLE.test", HF_DNS_NAPTR, 1);
        wait_for(world, 1);
        cr_expect(heard->outcome == HF_DNS_ANSWER && heard->from_static == 1 &&
                  heard->ttl_s == 300);
        cr_expect(heard->first.priority == 10 && heard->first.weight == 20 &&
                  heard->first.flag == 's' && heard->first.service == HF_TRANSPORT_UDP);
        cr_expect_str_eq(heard->name, "_sip._udp.example.test");
        ask(world, heard->name, HF_DNS_SRV, 2);
        wait_for(world, 2);
        heard++;
        cr_expect(heard->outcome == HF_DNS_ANSWER && heard->from_static == 1 &&
                  heard->ttl_s == 400);
        cr_expect(heard->first.priority == 1 && heard->first.weight == 2 &&
                  heard->first.port == 5062);
        cr_expect_str_eq(heard->name, "h.example.test");
        ask(world, heard->name, HF_DNS_A, 3);
        wait_for(world, 3);
        heard++;
        cr_expect(heard->outcome == HF_DNS_ANSWER && heard->from_static == 1 &&
                  heard->ttl_s == 90 && heard->n_records == 2);
        cr_expect_eq(heard->address[3], 77);
        end_world(world);
    }
}

/* So that a search through NAPTR and SRV gets to the addresses that there are (B8a). */
Test(resolver_records, a_name_that_they_have_has_nothing_else_where_dns_does_not_answer)
{
    struct world *world = new_world_with_records();

    world->servers[0].says = DNS_SAYS_REFUSED;
    ask(world, "h.example.test", HF_DNS_AAAA, 1);
    ask(world, "_sips._tcp.h.example.test", HF_DNS_SRV, 2);
    ask(world, "_sip._tcp.example.test", HF_DNS_SRV, 3);
    ask(world, "other.test", HF_DNS_A, 4);
    ask(world, "x.h.example.test", HF_DNS_A, 5);
    wait_for(world, 5);
    for (unsigned i = 0; i < 3; i++)
        cr_expect(world->heard[i].outcome == HF_DNS_NO_DATA && world->heard[i].from_static == 1 &&
                  world->heard[i].ttl_s == 5);
    for (unsigned i = 3; i < 5; i++)
        cr_expect(world->heard[i].outcome == HF_DNS_REFUSED && world->heard[i].from_static == 0);
    end_world(world);
}

Test(resolver_records, they_come_first_for_lines_that_want_it)
{
    struct world *world = new_world_with_records();

    ask_static_first(world, "h.example.test", HF_DNS_A);
    cr_expect_eq(world->n_heard, 1, "at once");
    cr_expect(world->heard[0].from_static == 1 && world->heard[0].address[3] == 77);
    ask(world, "h.example.test", HF_DNS_A, 2);
    wait_for(world, 2);
    cr_expect(world->heard[1].from_static == 0 && world->heard[1].address[3] == 1);
    ask_static_first(world, "h.example.test", HF_DNS_A);
    cr_expect_eq(world->heard[2].from_static, 1, "also before what is kept");
    ask_static_first(world, "h.example.test", HF_DNS_AAAA);
    wait_for(world, 4);
    cr_expect(world->heard[3].from_static == 0 && world->heard[3].outcome == HF_DNS_ANSWER,
              "what they have not is asked for");
    end_world(world);
}

/* 10 s for a whole search (B8a) would be over in the second of nine that each name waits for. */
Test(resolver_records, after_silence_they_answer_at_once_until_dns_is_heard_again)
{
    struct world *world = new_world_with_records();

    world->servers[0].says = DNS_SAYS_NOTHING;
    ask(world, "example.test", HF_DNS_NAPTR, 1);
    wait_for(world, 1);
    cr_expect_eq(world->servers[0].n_asked, 3);
    ask(world, "_sip._udp.example.test", HF_DNS_SRV, 2);
    ask(world, "h.example.test", HF_DNS_A, 3);
    ask(world, "h.example.test", HF_DNS_AAAA, 4);
    cr_expect_eq(world->n_heard, 4, "at once");
    cr_expect_eq(world->servers[0].n_asked, 3, "nothing more is asked");
    ask(world, "other.test", HF_DNS_A, 5);
    world->servers[0].says = DNS_SAYS_ADDRESS;
    wait_for(world, 5);
    cr_expect_eq(world->heard[4].outcome, HF_DNS_ANSWER, "others are asked for");
    ask(world, "h6.example.test", HF_DNS_A, 6);
    wait_for(world, 6);
    cr_expect(world->heard[5].from_static == 0 && world->heard[5].outcome == HF_DNS_ANSWER);
    end_world(world);
}

Test(resolver_records, they_answer_where_there_is_no_server)
{
    struct world *world = new_world(0);
    uint64_t begin_us = hf_phone_now_us();

    world->options.resolv_conf = "/dev/null"; /* this machine then, where nobody listens */
    open_resolver(world);
    set_records(world, 1);
    ask(world, "h.example.test", HF_DNS_A, 1);
    wait_for(world, 1);
    cr_expect_eq(world->heard[0].from_static, 1);
    cr_expect_lt(hf_phone_now_us() - begin_us, 1000000);
    end_world(world);
}

Test(resolver_records, others_take_their_place)
{
    struct world *world = new_world_with_records();
    static const struct hf_phone_record other = {
        .name = "h.example.test", .type = HF_DNS_A, .ttl_s = 5, .target = "192.0.2.99"};
    static const struct hf_phone_record wrong = {.name = "h.example.test", .type = HF_DNS_A};
    char error[256];
    struct hf_phone_problem problem = {error, sizeof error};

    set_records(world, 0);
    cr_expect_eq(hf_resolver_set_records(world->resolver, &other, 1, &problem), 1);
    ask_static_first(world, "h.example.test", HF_DNS_A);
    cr_expect_eq(world->heard[0].address[3], 99);
    cr_expect_eq(hf_resolver_set_records(world->resolver, &wrong, 1, &problem), -1);
    ask_static_first(world, "h.example.test", HF_DNS_A);
    cr_expect_eq(world->heard[1].address[3], 99, "wrong ones leave those before");
    cr_expect_eq(hf_resolver_set_records(world->resolver, NULL, 0, &problem), 1);
    ask_static_first(world, "h.example.test", HF_DNS_A);
    wait_for(world, 3);
    cr_expect_eq(world->heard[2].from_static, 0);
    end_world(world);
}
