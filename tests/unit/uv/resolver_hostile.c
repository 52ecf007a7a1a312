/* SPDX-License-Identifier: Apache-2.0 */
/* The resolver against DNS servers that lie, stall, flood, or know little of the protocol. */
#include "resolver.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dns_sockets.h"
#include "dns_wire.h"
#include "resolver_world.h"

#define OK 0x8580

/* ---- servers ---- */

static void say_address(struct dns_server *server, struct dns_message *message, int over_tcp)
{
    (void)over_tcp;
    dns_begin(message, server->last_id, OK);
    dns_ask(message, server->last_name, server->last_type);
    dns_a(message, NULL, 60, 1);
}

/* To the question that it was asked, with the right id: a record of somebody else. */
static void say_other_owner(struct dns_server *server, struct dns_message *message, int over_tcp)
{
    (void)over_tcp;
    dns_begin(message, server->last_id, OK);
    dns_ask(message, server->last_name, server->last_type);
    dns_a(message, "victim.example.test", 60, 66);
}

static void say_other_question(struct dns_server *server, struct dns_message *message, int over_tcp)
{
    (void)over_tcp;
    dns_begin(message, server->last_id, OK);
    dns_ask(message, "victim.example.test", HF_DNS_A);
    dns_a(message, NULL, 60, 66);
}

static void say_other_id(struct dns_server *server, struct dns_message *message, int over_tcp)
{
    say_address(server, message, over_tcp);
    message->bytes[1] ^= 1;
}

static void say_question_back(struct dns_server *server, struct dns_message *message, int over_tcp)
{
    say_address(server, message, over_tcp);
    message->bytes[2] &= 0x7F;
}

static void say_rubbish(struct dns_server *server, struct dns_message *message, int over_tcp)
{
    (void)server;
    (void)over_tcp;
    dns_put(message, "\xFF\xFF\xFF", 3);
}

static void say_circles(struct dns_server *server, struct dns_message *message, int over_tcp)
{
    (void)over_tcp;
    dns_begin(message, server->last_id, OK);
    dns_ask(message, server->last_name, server->last_type);
    message->bytes[7] = 1;
    dns_pointer(message, (unsigned)message->n);
    dns_put(message, "\0\1\0\1\0\0\0\74\0\4\1\2\3\4", 14);
}

/* Does not know EDNS, and says so as RFC 6891 7 wants it. */
static void say_no_edns(struct dns_server *server, struct dns_message *message, int over_tcp)
{
    say_address(server, message, over_tcp);
    if (server->last_edns != 0) {
        dns_begin(message, server->last_id, 0x8001);
        dns_ask(message, server->last_name, server->last_type);
    }
}

static void be_silent_to_edns(struct dns_server *server, struct dns_message *message, int over_tcp)
{
    say_address(server, message, over_tcp);
    if (server->last_edns != 0)
        message->n = 0;
}

/* More SRV records than a datagram has room for. */
static void say_many(struct dns_server *server, struct dns_message *message, int over_tcp)
{
    dns_begin(message, server->last_id, OK | (over_tcp ? 0 : 0x0200));
    dns_ask(message, server->last_name, server->last_type);
    for (unsigned i = 0; i < 1500 && over_tcp; i++) {
        struct dns_srv srv = {NULL, 60, 1500 - i, 1, 5060, "h.example.test"};

        dns_srv(message, &srv);
    }
}

/* Silent about one name alone, cut and then silent about another. */
static void stall_one(struct dns_server *server, struct dns_message *message, int over_tcp)
{
    if (strncmp(server->last_name, "silent", 6) == 0 || over_tcp)
        return;
    say_address(server, message, over_tcp);
    if (strncmp(server->last_name, "cut", 3) == 0)
        message->bytes[2] |= 2;
}

/* ---- lies ---- */

Test(resolver_hostile, what_answers_nothing_is_as_good_as_silence)
{
    static void (*const lies[])(struct dns_server *, struct dns_message *,
                                int) = {say_other_question, say_other_id, say_rubbish};

    for (unsigned i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        struct world *world = new_world(2);

        world->servers[0].reply = lies[i];
        open_resolver(world);
        ask(world, "sip.example.test", HF_DNS_A, 1);
        wait_for(world, 1);
        cr_expect_eq(world->heard[0].outcome, HF_DNS_ANSWER, "lie %u", i);
        cr_expect_eq(world->heard[0].address[3], 1);
        cr_expect_eq(world->servers[0].n_asked, 1);
        ask(world, "victim.example.test", HF_DNS_A, 2);
        wait_for(world, 2);
        cr_expect_eq(world->heard[1].address[3], 1, "nothing of the lie is kept");
        end_world(world);
    }
}

Test(resolver_hostile, a_wrong_answer_sends_the_question_on_at_once_and_is_said)
{
    static const struct {
        void (*reply)(struct dns_server *, struct dns_message *, int);
        const char *why;
    } cases[] = {{say_circles, "a name goes round in circles"},
                 {say_question_back, "it is no answer"}};

    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world *world = new_world(2);
        uint64_t begin_us = hf_phone_now_us();
        char said[256];

        world->options.timeout_ms = 3000;
        world->servers[0].reply = cases[i].reply;
        open_resolver(world);
        ask(world, "sip.example.test", HF_DNS_A, 1);
        wait_for(world, 1);
        cr_expect_eq(world->heard[0].outcome, HF_DNS_ANSWER);
        cr_expect_lt(hf_phone_now_us() - begin_us, 1000000);
        snprintf(said, sizeof said,
                 "DNS server 127.0.0.1:%u, asked for A of sip.example.test: its answer is not "
                 "taken: %s",
                 world->servers[0].at.port, cases[i].why);
        cr_expect_str_eq(world->remark, said);
        end_world(world);
    }
}

Test(resolver_hostile, remarks_are_few)
{
    struct world *world = new_world(1);
    char name[64];

    world->servers[0].reply = say_circles;
    open_resolver(world);
    for (unsigned i = 0; i < 50; i++) {
        snprintf(name, sizeof name, "host%u.example.test", i);
        ask(world, name, HF_DNS_A, i);
    }
    wait_for(world, 50);
    cr_expect_eq(world->heard[49].outcome, HF_DNS_MALFORMED);
    cr_expect_eq(world->n_remarks, 6);
    end_world(world);
}

Test(resolver_hostile, a_record_of_somebody_else_is_no_data_and_goes_nowhere)
{
    struct world *world = new_world(1);

    world->servers[0].reply = say_other_owner;
    open_resolver(world);
    ask(world, "sip.example.test", HF_DNS_A, 1);
    wait_for(world, 1);
    cr_expect_eq(world->heard[0].outcome, HF_DNS_NO_DATA);
    world->servers[0].reply = say_address;
    ask(world, "victim.example.test", HF_DNS_A, 2);
    wait_for(world, 2);
    cr_expect_eq(world->heard[1].address[3], 1);
    end_world(world);
}

/* ---- floods ---- */

Test(resolver_hostile, a_flood_sends_the_question_on_and_others_go_on)
{
    struct world *world = new_world(2);
    uint64_t begin_us = hf_phone_now_us();

    world->options.timeout_ms = 3000;
    world->servers[0].n_floods = HF_DNS_READS_A_NAME + 40;
    open_resolver(world);
    ask(world, "sip.example.test", HF_DNS_A, 1);
    wait_for(world, 1);
    cr_expect_eq(world->heard[0].outcome, HF_DNS_ANSWER);
    cr_expect_eq(world->servers[1].n_asked, 1, "the other server");
    cr_expect_lt(hf_phone_now_us() - begin_us, 1000000);
    cr_expect(strstr(world->remark, "it sends without end") != NULL, "%s", world->remark);
    end_world(world);
}

Test(resolver_hostile, an_answer_behind_a_small_flood_is_taken)
{
    struct world *world = new_world(1);

    world->options.timeout_ms = 2000;
    world->servers[0].n_floods = HF_DNS_READS_A_NAME - 60;
    open_resolver(world);
    ask(world, "sip.example.test", HF_DNS_A, 1);
    wait_for(world, 1);
    cr_expect_eq(world->heard[0].outcome, HF_DNS_ANSWER);
    cr_expect_eq(world->servers[0].n_asked, 1);
    end_world(world);
}

Test(resolver_hostile, of_thousands_of_records_the_first_in_rank_are_told)
{
    struct world *world = new_world(1);

    world->options.timeout_ms = 2000;
    world->servers[0].reply = say_many;
    open_resolver(world);
    ask(world, "_sip._udp.example.test", HF_DNS_SRV, 1);
    wait_for(world, 1);
    cr_expect_eq(world->heard[0].outcome, HF_DNS_ANSWER);
    cr_expect_eq(world->heard[0].n_records, HF_EVENT_RECORDS);
    cr_expect_eq(world->heard[0].first.priority, 1);
    cr_expect(strstr(world->remark, "of its 1500 records the first 64 are taken") != NULL, "%s",
              world->remark);
    end_world(world);
}

/* ---- stalls ---- */

Test(resolver_hostile, a_stalled_question_delays_no_other)
{
    struct world *world = new_world(1);
    char name[64];

    world->options.timeout_ms = 300;
    world->servers[0].reply = stall_one;
    open_resolver(world);
    ask(world, "silent.example.test", HF_DNS_A, 1000);
    ask(world, "cut.example.test", HF_DNS_A, 1001);
    for (unsigned i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "host%u.example.test", i);
        ask(world, name, HF_DNS_A, i);
    }
    wait_for(world, 102);
    for (unsigned i = 0; i < 100; i++) {
        cr_expect_lt(world->heard[i].query, 1000);
        cr_expect_eq(world->heard[i].outcome, HF_DNS_ANSWER);
    }
    cr_expect_eq(world->heard[100].outcome, HF_DNS_TIMEOUT);
    cr_expect_eq(world->heard[101].outcome, HF_DNS_TIMEOUT);
    end_world(world);
}

/* Being cut begins no new time: 3 s are for UDP and TCP together. */
Test(resolver_hostile, a_stalled_connection_takes_one_time_an_asking)
{
    struct world *world = new_world(1);
    uint64_t begin_us;

    world->options.timeout_ms = 200;
    world->servers[0].says = DNS_SAYS_CUT_ONLY;
    open_resolver(world);
    begin_us = hf_phone_now_us();
    ask(world, "sip.example.test", HF_DNS_A, 1);
    wait_for(world, 1);
    cr_expect_eq(world->heard[0].outcome, HF_DNS_TIMEOUT);
    cr_expect_eq(world->servers[0].n_asked, 3);
    cr_expect_eq(world->servers[0].n_asked_tcp, 3, "each on a connection of its own");
    cr_expect_geq(hf_phone_now_us() - begin_us, 590000);
    cr_expect_lt(hf_phone_now_us() - begin_us, 1100000);
    end_world(world);
}

Test(resolver_hostile, many_questions_at_once_are_all_answered)
{
    struct world *world = new_world(3);
    char name[64];

    world->options.timeout_ms = 3000;
    world->servers[0].says = DNS_SAYS_REFUSED;
    world->servers[1].says = DNS_SAYS_NONSENSE;
    open_resolver(world);
    for (unsigned i = 0; i < 40 * HF_DNS_CHANNELS; i++) {
        snprintf(name, sizeof name, "host%u.example.test", i);
        ask(world, name, HF_DNS_A, i);
        if (i % 50 == 0)
            uv_run(&world->loop, UV_RUN_NOWAIT); /* or the server's socket overflows */
    }
    wait_for(world, 40 * HF_DNS_CHANNELS);
    for (unsigned i = 0; i < world->n_heard; i++)
        cr_expect_eq(world->heard[i].outcome, HF_DNS_ANSWER);
    end_world(world);
}

/* Nobody listens. Of two that share a socket, the second one's sending takes the first one's error
 * off it. */
Test(resolver_hostile, many_questions_at_once_are_all_refused)
{
    struct world *world = new_world(1);
    uint64_t begin_us = hf_phone_now_us();
    char name[64];

    world->options.timeout_ms = 3000;
    dns_server_close(&world->servers[0]);
    uv_run(&world->loop, UV_RUN_NOWAIT);
    world->n_servers = 0;
    open_resolver(world);
    for (unsigned i = 0; i < HF_DNS_CHANNELS + 1; i++) {
        snprintf(name, sizeof name, "host%u.example.test", i);
        ask(world, name, HF_DNS_A, i);
    }
    wait_for(world, HF_DNS_CHANNELS + 1);
    for (unsigned i = 0; i < world->n_heard; i++)
        cr_expect_eq(world->heard[i].outcome, HF_DNS_TIMEOUT);
    cr_expect_lt(hf_phone_now_us() - begin_us, 2000000);
    end_world(world);
}

/* ---- the protocol ---- */

Test(resolver_hostile, every_question_has_a_port_and_an_id_of_its_own)
{
    struct world *world = new_world(1);
    const struct dns_server *server = &world->servers[0];
    unsigned same_port = 0, same_id = 0;
    char name[64];

    world->options.timeout_ms = 2000;
    open_resolver(world);
    for (unsigned i = 0; i < 24; i++) {
        snprintf(name, sizeof name, "host%u.example.test", i);
        ask(world, name, HF_DNS_A, i);
        if (i < 12)
            wait_for(world, i + 1); /* one behind the other; then twelve at once */
    }
    wait_for(world, 24);
    for (unsigned i = 1; i < 24; i++) {
        for (unsigned k = 0; k < i; k++) {
            same_port += server->asked_by[i].port == server->asked_by[k].port;
            same_id += server->asked_by[i].id == server->asked_by[k].id;
        }
        cr_expect_neq(server->asked_by[i].port, server->asked_by[i - 1].port + 1);
    }
    cr_expect_leq(same_port, 2, "%u pairs of 276 by chance", same_port);
    cr_expect_leq(same_id, 2);
    end_world(world);
}

Test(resolver_hostile, says_that_1232_bytes_are_welcome)
{
    struct world *world = new_world(1);

    open_resolver(world);
    ask(world, "sip.example.test", HF_DNS_A, 1);
    wait_for(world, 1);
    cr_expect_eq(world->servers[0].last_edns, 1232);
    end_world(world);
}

Test(resolver_hostile, asks_without_edns_where_it_is_not_known)
{
    struct world *world = new_world(1);

    world->options.timeout_ms = 2000;
    world->servers[0].reply = say_no_edns;
    open_resolver(world);
    for (unsigned i = 0; i < 3; i++) { /* at once: none spoils another's fallback */
        char name[32];

        snprintf(name, sizeof name, "sip%u.example.test", i);
        ask(world, name, HF_DNS_A, i);
    }
    wait_for(world, 3);
    for (unsigned i = 0; i < 3; i++)
        cr_expect_eq(world->heard[i].outcome, HF_DNS_ANSWER);
    cr_expect_eq(world->servers[0].n_asked, 6);
    cr_expect_eq(world->servers[0].last_edns, 0);
    end_world(world);
}

Test(resolver_hostile, the_last_asking_is_without_edns)
{
    struct world *world = new_world(1);

    world->servers[0].reply = be_silent_to_edns;
    open_resolver(world);
    ask(world, "sip.example.test", HF_DNS_A, 1);
    wait_for(world, 1);
    cr_expect_eq(world->heard[0].outcome, HF_DNS_ANSWER);
    cr_expect_eq(world->servers[0].n_asked, 3);
    end_world(world);
}

Test(resolver_hostile, a_server_may_have_an_ipv6_address)
{
    struct world *world = new_world(0);

    world->servers[0].address = "::1";
    world->servers[0].ttl_s = 60;
    cr_assert_eq(dns_server_open(&world->servers[0], &world->loop), 0);
    world->n_servers = world->options.n_servers = 1;
    world->options.servers[0] = world->servers[0].at;
    open_resolver(world);
    ask(world, "sip.example.test", HF_DNS_AAAA, 1);
    wait_for(world, 1);
    cr_expect_eq(world->heard[0].outcome, HF_DNS_ANSWER);
    world->servers[0].says = DNS_SAYS_CUT;
    ask(world, "cut.example.test", HF_DNS_AAAA, 2);
    wait_for(world, 2);
    cr_expect_eq(world->heard[1].outcome, HF_DNS_ANSWER);
    cr_expect_eq(world->servers[0].n_asked_tcp, 1);
    end_world(world);
}
