/* SPDX-License-Identifier: Apache-2.0 */
/* Each allocation of a connection's life fails once: it is said, and nothing is left behind. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connections_world.h"
#include "memory.h"

#define ALLOCATIONS_MAX 100

/* What a peer that is one of ours, or has connected, does; the other end may be gone. */
static void talk(struct world *world, int fd)
{
    const char *text = sip_text("half", 300);
    size_t n = strlen(text), half = n / 2;

    (void)send(fd, text, half, MSG_NOSIGNAL);
    world_run_ms(world, 3);
    (void)send(fd, text + half, n - half, MSG_NOSIGNAL);
    (void)send(fd, "\r\n\r\n", 4, MSG_NOSIGNAL);
    world_run_ms(world, 3);
}

/* 1: an allocation has failed in it. */
static int live(unsigned fails_at)
{
    struct hf_connections_options options = {.bind = loopback_at(0)};
    struct hf_connection_key key;
    struct hf_connection_way way;
    struct world world;
    int listener = peer_listen(&key.target, 8), fd, outside, has_failed;
    unsigned n_sent = 0;

    world_begin_listening(&world, &options);
    key = (struct hf_connection_key){.target = key.target};
    memory_fail_at(fails_at);
    enum hf_cause cause = hf_connections_take(world.all, &key, HF_TAKE_ANY, &way);

    if (cause == HF_CAUSE_NONE) {
        (void)world_send(&world, way.flow, sip_text("early", 0));
        world_run_ms(&world, 3);
        fd = peer_accept(listener);
        while (world_send(&world, way.flow, sip_text("much", 60000)) == HF_CAUSE_NONE)
            cr_assert_lt(n_sent++, 1000);
        world_run_ms(&world, 3);
        talk(&world, fd);
        close(fd);
    } else
        cr_assert_eq(cause, HF_CAUSE_LOCAL);
    outside = peer_connect(options.bind.port);
    talk(&world, outside);
    close(outside);
    world_wait_for_count(&world, 0);
    has_failed = memory_has_failed();
    memory_fail_at(0);
    if (cause == HF_CAUSE_NONE)
        cr_assert_geq(world.n_lost, 1);
    if (has_failed)
        cr_assert(cause == HF_CAUSE_LOCAL || world.n_dropped > 0 ||
                      world.lost[0].cause == HF_CAUSE_LOCAL ||
                      world.lost[1].cause == HF_CAUSE_LOCAL,
                  "nobody heard of allocation %u", fails_at);
    close(listener);
    world_end(&world);
    return has_failed;
}

Test(connections_memory, each_allocation_may_fail)
{
    unsigned n = 1;

    if (!memory_can_fail())
        cr_skip_test("not linked with --wrap=malloc");
    while (live(n))
        cr_assert_lt(n++, ALLOCATIONS_MAX);
    fprintf(stderr, "%u allocations\n", n - 1);
    cr_assert_gt(n, 5, "only %u allocations were tried", n - 1);
}

Test(connections_memory, without_memory_there_are_no_connections)
{
    struct hf_connections_options options = {.bind = {.family = HF_FAMILY_NONE}};
    char error[64];
    uv_loop_t loop;

    if (!memory_can_fail())
        cr_skip_test("not linked with --wrap=malloc");
    uv_loop_init(&loop);
    memory_fail_at(1);
    cr_assert_null(hf_connections_open(&loop, &options, error, sizeof error));
    memory_fail_at(0);
    cr_assert_eq(uv_loop_close(&loop), 0);
}
