/* SPDX-License-Identifier: Apache-2.0 */
/* The resolver against DNS servers of the test's own, on loopback and in real time. */
#include "resolver.h"

#include <criterion/criterion.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dns_system.h"
#include "resolver_world.h"

Test(resolver, gives_an_answer_with_its_ttl)
{
    struct world *world = new_world(1);

    open_resolver(world);
    ask(world, "sip.example.test", HF_DNS_A, 7);
    wait_for(world, 1);
    cr_assert_eq(world->heard[0].query, 7);
    cr_assert_eq(world->heard[0].line, 7);
    cr_assert_eq(world->heard[0].outcome, HF_DNS_ANSWER);
    cr_assert_eq(world->heard[0].ttl_s, 60);
    cr_assert_eq(world->heard[0].n_records, 1);
    cr_assert_arr_eq(world->heard[0].address, ((uint8_t[16]){192, 0, 2, 1}), 16);
    end_world(world);
}

Test(resolver, gives_every_address_of_both_families)
{
    struct world *world = new_world(1);

    world->servers[0].n_addresses = 20;
    open_resolver(world);
    ask(world, "sip.example.test", HF_DNS_AAAA, 1);
    ask(world, "sip.example.test", HF_DNS_A, 2);
    wait_for(world, 2);
    cr_assert_eq(world->heard[0].n_records, 20);
    cr_assert_eq(world->heard[1].n_records, 20);
    cr_assert_eq(world->heard[0].address[world->heard[0].query == 1 ? 15 : 3], 1);
    end_world(world);
}

Test(resolver, takes_the_smallest_ttl_of_the_chain)
{
    struct world *world = new_world(1);

    world->servers[0].cname_ttl_s = 5;
    open_resolver(world);
    ask(world, "sip.example.test", HF_DNS_A, 1);
    wait_for(world, 1);
    cr_assert_eq(world->heard[0].outcome, HF_DNS_ANSWER);
    cr_assert_eq(world->heard[0].ttl_s, 5);
    end_world(world);
}

Test(resolver, believes_no_ttl_above_a_day)
{
    struct world *world = new_world(1);

    world->servers[0].ttl_s = 604800;
    open_resolver(world);
    ask(world, "sip.example.test", HF_DNS_A, 1);
    wait_for(world, 1);
    cr_assert_eq(world->heard[0].ttl_s, 86400);
    end_world(world);
}

Test(resolver, tells_every_outcome_apart)
{
    static const struct {
        enum dns_says says;
        enum hf_dns_outcome outcome;
    } cases[] = {{DNS_SAYS_NO_NAME, HF_DNS_NO_NAME},    {DNS_SAYS_NO_DATA, HF_DNS_NO_DATA},
                 {DNS_SAYS_SERVFAIL, HF_DNS_SERVFAIL},  {DNS_SAYS_REFUSED, HF_DNS_REFUSED},
                 {DNS_SAYS_NONSENSE, HF_DNS_MALFORMED}, {DNS_SAYS_NOTHING, HF_DNS_TIMEOUT},
                 {DNS_SAYS_NOT_AUTH, HF_DNS_SERVFAIL},  {DNS_SAYS_ADDRESS, HF_DNS_ANSWER}};
    struct world *world = new_world(1);

    open_resolver(world);
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        world->servers[0].says = cases[i].says;
        char name[32];

        snprintf(name, sizeof name, "sip%u.example.test", i);
        ask(world, name, HF_DNS_A, i);
        wait_for(world, i + 1);
        cr_assert_eq(world->heard[i].outcome, cases[i].outcome, "case %u: outcome %u", i,
                     world->heard[i].outcome);
        cr_assert_eq(world->heard[i].n_records, cases[i].outcome == HF_DNS_ANSWER);
    }
    end_world(world);
}

Test(resolver, asks_a_silent_server_three_times)
{
    struct world *world = new_world(1);
    uint64_t begin_us;

    world->servers[0].says = DNS_SAYS_NOTHING;
    open_resolver(world);
    begin_us = hf_phone_now_us();
    ask(world, "sip.example.test", HF_DNS_A, 1);
    wait_for(world, 1);
    cr_assert_eq(world->servers[0].n_asked, 3);
    cr_assert_geq(hf_phone_now_us() - begin_us, 290000);
    cr_assert_lt(hf_phone_now_us() - begin_us, 2000000);
    end_world(world);
}

Test(resolver, no_server_at_all_is_not_known_at_once)
{
    struct world *world = new_world(1);
    uint64_t begin_us = hf_phone_now_us();

    world->options.timeout_ms = 3000;
    dns_server_close(&world->servers[0]);
    uv_run(&world->loop, UV_RUN_NOWAIT);
    world->n_servers = 0;
    open_resolver(world);
    ask(world, "sip.example.test", HF_DNS_A, 1);
    ask(world, "sip.example.test", HF_DNS_AAAA, 2);
    wait_for(world, 2);
    cr_assert_eq(world->heard[0].outcome, HF_DNS_TIMEOUT);
    cr_assert_eq(world->heard[1].outcome, HF_DNS_TIMEOUT);
    cr_assert_lt(hf_phone_now_us() - begin_us, 2000000);
    end_world(world);
}

Test(resolver, a_silent_first_server_costs_one_wait_and_is_asked_last_then)
{
    struct world *world = new_world(2);

    world->servers[0].says = DNS_SAYS_NOTHING;
    open_resolver(world);
    ask(world, "one.example.test", HF_DNS_A, 1);
    wait_for(world, 1);
    cr_assert_eq(world->heard[0].outcome, HF_DNS_ANSWER);
    ask(world, "two.example.test", HF_DNS_A, 2);
    wait_for(world, 2);
    cr_assert_eq(world->servers[0].n_asked, 1);
    cr_assert_eq(world->servers[1].n_asked, 2);
    end_world(world);
}

Test(resolver, a_failing_server_is_passed_over_at_once)
{
    static const enum dns_says failing[] = {DNS_SAYS_SERVFAIL, DNS_SAYS_REFUSED, DNS_SAYS_NONSENSE};
    uint64_t begin_us = hf_phone_now_us();

    for (unsigned i = 0; i < 3; i++) {
        struct world *world = new_world(3);

        world->options.timeout_ms = 3000;
        world->servers[0].says = world->servers[1].says = failing[i];
        open_resolver(world);
        ask(world, "sip.example.test", HF_DNS_A, 1);
        wait_for(world, 1);
        cr_assert_eq(world->heard[0].outcome, HF_DNS_ANSWER);
        cr_assert_eq(world->servers[1].n_asked, 1);
        end_world(world);
    }
    cr_assert_lt(hf_phone_now_us() - begin_us, 2000000);
}

Test(resolver, goes_to_tcp_for_a_cut_answer)
{
    struct world *world = new_world(1);

    world->servers[0].says = DNS_SAYS_CUT;
    world->servers[0].n_addresses = 30;
    world->options.timeout_ms = 2000;
    open_resolver(world);
    ask(world, "sip.example.test", HF_DNS_A, 1);
    wait_for(world, 1);
    cr_assert_eq(world->heard[0].n_records, 30);
    cr_assert_eq(world->servers[0].n_asked_tcp, 1);
    end_world(world);
}

Test(resolver, a_thousand_lines_ask_once)
{
    struct world *world = new_world(1);

    open_resolver(world);
    for (unsigned i = 1; i <= 1000; i++)
        ask(world, i % 2 == 0 ? "SIP.Example.Test" : "sip.example.test.", HF_DNS_A, i);
    wait_for(world, 1000);
    cr_assert_eq(world->servers[0].n_asked, 1);
    for (unsigned i = 0; i < 1000; i++)
        cr_assert_eq(world->heard[i].query, i + 1, "each is answered, in the order of asking");
    end_world(world);
}

Test(resolver, keeps_an_answer_for_what_remains_of_its_ttl)
{
    struct world *world = new_world(1);

    world->servers[0].ttl_s = 2;
    open_resolver(world);
    ask(world, "sip.example.test", HF_DNS_A, 1);
    wait_for(world, 1);
    wait_ms(world, 1200);
    ask(world, "sip.example.test", HF_DNS_A, 2);
    cr_assert_eq(world->n_heard, 2, "a kept answer is given at once");
    cr_assert_eq(world->heard[1].ttl_s, 1);
    cr_assert_eq(world->servers[0].n_asked, 1);
    wait_ms(world, 900);
    ask(world, "sip.example.test", HF_DNS_A, 3);
    wait_for(world, 3);
    cr_assert_eq(world->servers[0].n_asked, 2);
    end_world(world);
}

Test(resolver, keeps_nothing_without_a_ttl)
{
    struct world *world = new_world(1);

    world->servers[0].ttl_s = 0;
    open_resolver(world);
    ask(world, "sip.example.test", HF_DNS_A, 1);
    wait_for(world, 1);
    cr_assert_eq(world->heard[0].ttl_s, 0);
    cr_assert_eq(hf_resolver_kept(world->resolver), 0);
    end_world(world);
}

Test(resolver, keeps_a_bounded_number_of_names)
{
    struct world *world = new_world(1);
    char name[64];

    open_resolver(world);
    for (unsigned i = 0; i < HF_RESOLVER_NAMES + 44; i++) {
        snprintf(name, sizeof name, "host%u.example.test", i);
        ask(world, name, HF_DNS_A, i);
        wait_for(world, i + 1);
    }
    cr_assert_eq(hf_resolver_kept(world->resolver), HF_RESOLVER_NAMES);
    ask(world, "host0.example.test", HF_DNS_A, 1000);
    cr_assert_eq(world->n_heard, HF_RESOLVER_NAMES + 44, "the one unused longest went");
    ask(world, "host299.example.test", HF_DNS_A, 1001);
    cr_assert_eq(world->n_heard, HF_RESOLVER_NAMES + 45, "the newest stayed");
    wait_for(world, HF_RESOLVER_NAMES + 46);
    end_world(world);
}

Test(resolver, may_be_asked_from_within_an_answer)
{
    struct world *world = new_world(1);

    world->asks_again = 2;
    open_resolver(world);
    ask(world, "sip.example.test", HF_DNS_A, 1);
    ask(world, "sip.example.test", HF_DNS_A, 2);
    wait_for(world, 4);
    cr_assert_eq(world->servers[0].n_asked, 2);
    end_world(world);
}

Test(resolver, a_line_that_is_gone_hears_nothing)
{
    struct world *world = new_world(1);

    open_resolver(world);
    ask(world, "sip.example.test", HF_DNS_A, 1);
    ask(world, "sip.example.test", HF_DNS_A, 2);
    hf_resolver_forget(world->resolver, 2);
    ask(world, "sip.example.test", HF_DNS_A, 3);
    wait_for(world, 2);
    cr_assert_eq(world->heard[0].line, 1);
    cr_assert_eq(world->heard[1].line, 3);
    end_world(world);
}

Test(resolver, closes_while_it_is_asking)
{
    struct world *world = new_world(1);

    world->servers[0].says = DNS_SAYS_NOTHING;
    open_resolver(world);
    ask(world, "sip.example.test", HF_DNS_A, 1);
    wait_ms(world, 20);
    end_world(world);
}

/* ---- the system's files ---- */

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
}

static void temporary(char path[32])
{
    strcpy(path, "/tmp/holdfast-dns-XXXXXX");
    close(mkstemp(path));
}

Test(resolver, the_hosts_file_decides_for_the_names_in_it)
{
    struct world *world = new_world(1);
    char path[32];

    temporary(path);
    write_file(path, "# comment\n192.0.2.77  other PBX.example.test # pbx2\n"
                     "2001:db8::1 six.example.test\nnonsense x\n192.0.2.78 pbx.example.test");
    world->options.hosts = path;
    open_resolver(world);
    ask(world, "pbx.example.test", HF_DNS_A, 1);
    cr_assert_eq(world->n_heard, 1, "without the network");
    cr_assert_eq(world->heard[0].n_records, 2);
    cr_assert_eq(world->heard[0].ttl_s, 60);
    cr_assert_eq(world->heard[0].address[3], 77);
    ask(world, "pbx.example.test", HF_DNS_AAAA, 2);
    cr_assert_eq(world->heard[1].outcome, HF_DNS_NO_DATA, "its other family does not exist");
    ask(world, "six.example.test", HF_DNS_AAAA, 3);
    cr_assert_eq(world->heard[2].outcome, HF_DNS_ANSWER);
    ask(world, "localhost", HF_DNS_AAAA, 4);
    cr_assert_eq(world->heard[3].address[15], 1);
    ask(world, "pbx.localhost", HF_DNS_A, 5);
    cr_assert_eq(world->heard[4].address[0], 127);
    ask(world, "pbx2", HF_DNS_A, 6);
    cr_assert_eq(world->n_heard, 5, "a comment is no name: DNS is asked");
    cr_assert_eq(world->servers[0].n_asked, 0);
    wait_for(world, 6);
    unlink(path);
    end_world(world);
}

Test(resolver, knows_the_name_servers_of_the_system)
{
    struct hf_dns_server servers[HF_RESOLVER_SERVERS];
    char path[32];

    temporary(path);
    write_file(path,
               "# nameserver 192.0.2.1\nsearch example.test\nnameserver nonsense\n"
               "nameserver\t192.0.2.2  \nnameserver 2001:db8::53\nnameserver fe80::1%nowhere\n"
               "options timeout:1\nnameserver 192.0.2.3\nnameserver 192.0.2.4");
    cr_assert_eq(hf_dns_servers(path, servers), 3);
    cr_assert_eq(servers[0].at.address[3], 2);
    cr_assert_eq(servers[0].at.port, 53);
    cr_assert_eq(servers[1].at.family, HF_FAMILY_IPV6);
    cr_assert_eq(servers[2].at.address[3], 3);
    write_file(path, "nameserver fe80::2%lo\nnameserver fe80::3%1\nnameserver 192.0.2.1%lo\n");
    cr_assert_eq(hf_dns_servers(path, servers), 2);
    cr_assert_eq(servers[0].scope, if_nametoindex("lo"));
    cr_assert_eq(servers[0].at.address[15], 2);
    cr_assert_eq(servers[1].scope, 1);
    write_file(path, "");
    cr_assert_eq(hf_dns_servers(path, servers), 1);
    cr_assert_eq(servers[0].at.address[0], 127, "resolv.conf(5): the local machine");
    unlink(path);
    cr_assert_eq(hf_dns_servers(path, servers), 1);
}

/* Real name servers have port 53. */
static void open_at_port_53(struct world *world)
{
    struct dns_server *server = &world->servers[0];

    server->address = "127.0.0.252";
    server->port = 53;
    server->ttl_s = 60;
    cr_assert_eq(dns_server_open(server, &world->loop), 0,
                 "port 53 of 127.0.0.252 cannot be had: this test needs root");
}

Test(resolver, reads_the_servers_of_the_system_anew_when_they_change)
{
    struct world *world = new_world(0);
    char path[32];

    open_at_port_53(world);
    temporary(path);
    write_file(path, "nameserver 127.0.0.251\n"); /* nobody is there: refused at once */
    world->options.resolv_conf = path;
    open_resolver(world);
    ask(world, "sip.example.test", HF_DNS_A, 1);
    wait_for(world, 1);
    cr_assert_eq(world->heard[0].outcome, HF_DNS_TIMEOUT);
    write_file(path, "nameserver 127.0.0.252\n# longer than before\n");
    ask(world, "other.example.test", HF_DNS_A, 2);
    wait_for(world, 2);
    cr_assert_eq(world->heard[1].outcome, HF_DNS_ANSWER);
    unlink(path);
    world->n_servers = 1;
    end_world(world);
}

Test(resolver, asks_again_what_was_being_asked_when_the_network_changes)
{
    struct world *world = new_world(1);

    world->options.timeout_ms = 3000;
    world->servers[0].says = DNS_SAYS_NOTHING;
    open_resolver(world);
    ask(world, "sip.example.test", HF_DNS_A, 1);
    wait_ms(world, 20);
    world->servers[0].says = DNS_SAYS_ADDRESS;
    hf_resolver_renew(world->resolver);
    wait_for(world, 1);
    cr_assert_eq(world->heard[0].outcome, HF_DNS_ANSWER);
    cr_assert_eq(world->servers[0].n_asked, 2);
    hf_resolver_renew(world->resolver);
    cr_assert_eq(hf_resolver_kept(world->resolver), 0, "another network's answers are forgotten");
    end_world(world);
}
