/* SPDX-License-Identifier: Apache-2.0 */
/* Answers that are cut, where nobody takes the question over TCP (B8a): what came is not used, for
 * the records that matter may be those that are missing. */
#include <sys/socket.h>
#include <unistd.h>

#include "resolver_world.h"

/* Whoever connects is refused from now on: a socket of another kind is in the listener's place. */
static void refuse_tcp(struct dns_server *server)
{
    int file, other = socket(AF_INET, SOCK_DGRAM, 0);

    cr_assert_eq(uv_fileno((const uv_handle_t *)&server->tcp, &file), 0);
    cr_assert_eq(dup2(other, file), file);
    close(other);
}

static struct world *cut_world(unsigned n_servers)
{
    struct world *world = new_world(n_servers);

    world->options.timeout_ms = 2000;
    world->servers[0].says = DNS_SAYS_CUT;
    world->servers[0].n_addresses = 30;
    refuse_tcp(&world->servers[0]);
    open_resolver(world);
    return world;
}

Test(resolver_cut, the_next_server_is_asked_at_once)
{
    struct world *world = cut_world(2);
    uint64_t begin_us = hf_phone_now_us();

    ask(world, "sip.example.test", HF_DNS_A, 1);
    wait_for(world, 1);
    cr_assert_eq(world->heard[0].outcome, HF_DNS_ANSWER);
    cr_assert_eq(world->heard[0].n_records, 1, "the other one's");
    cr_assert_eq(world->servers[0].n_asked_tcp, 0);
    cr_assert_eq(world->servers[1].n_asked, 1);
    cr_assert_lt(hf_phone_now_us() - begin_us, 1000000);
    end_world(world);
}

Test(resolver_cut, without_another_server_it_is_not_known)
{
    struct world *world = cut_world(1);
    uint64_t begin_us = hf_phone_now_us();

    ask(world, "sip.example.test", HF_DNS_A, 1);
    wait_for(world, 1);
    cr_assert_eq(world->heard[0].outcome, HF_DNS_TIMEOUT);
    cr_assert_eq(world->heard[0].n_records, 0);
    cr_assert_lt(hf_phone_now_us() - begin_us, 1000000, "and at once");
    end_world(world);
}
