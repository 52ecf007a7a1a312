/* SPDX-License-Identifier: Apache-2.0 */
/* Connections when the process may open no more files. */
#define _GNU_SOURCE 1
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connections_world.h"

static int open_files(void)
{
    int n = 0;

    for (int fd = 0; fd < 4096; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

Test(connections_files, when_files_run_out_an_unused_one_goes)
{
    struct hf_target at, other;
    struct world world;
    struct rlimit limit;
    struct hf_connection_way way, ways[2];
    int listener = peer_listen(&at, 64), listener2 = peer_listen(&other, 8), holes[8];

    world_begin(&world, NULL);
    ways[0] = world_take(&world, &at);
    hf_connections_use(world.all, ways[0].flow);
    world_wait(&world, &world.n_opened, 1);
    getrlimit(RLIMIT_NOFILE, &limit);
    rlim_t soft = limit.rlim_cur;

    for (int i = 0; i < 8; i++)
        holes[i] = dup(0); /* so that no number below the limit is free */
    close(holes[7]);
    limit.rlim_cur = (rlim_t)holes[7] + 1;
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    ways[1] = world_take(&world, &other); /* takes the last one */
    struct hf_target third = at;

    third.address[3] = 2;
    struct hf_connection_key key = {.target = third};

    way = world_take(&world, &third); /* in the place of that */
    cr_assert_neq(way.flow, ways[1].flow);
    hf_connections_use(world.all, way.flow);
    key.target.address[3] = 3;
    cr_assert_eq(hf_connections_take(world.all, &key, HF_TAKE_ANY, &way), HF_CAUSE_LOCAL,
                 "both are in use, %d files", open_files());
    world_wait(&world, &world.n_lost, 1);
    cr_assert_eq(world.lost[0].flow, ways[1].flow);
    cr_assert_eq(world.lost[0].cause, HF_CAUSE_CLOSED);
    limit.rlim_cur = soft;
    setrlimit(RLIMIT_NOFILE, &limit);
    for (int i = 0; i < 7; i++)
        close(holes[i]);
    close(listener);
    close(listener2);
    world_end(&world);
}

/* A file too few to accept with must not keep the loop spinning, nor end the listener. */
Test(connections_files, a_peer_that_finds_no_file_is_let_go)
{
    struct hf_connections_options options = {.bind = loopback_at(0)};
    struct rlimit limit;
    struct world world;
    int fd, again;
    char byte;

    world_begin_listening(&world, &options);
    fd = peer_connect(options.bind.port);
    again = dup(0);
    close(again);
    getrlimit(RLIMIT_NOFILE, &limit);
    rlim_t soft = limit.rlim_cur;

    limit.rlim_cur = (rlim_t)again;
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    struct rusage before, after;

    getrusage(RUSAGE_SELF, &before);
    world_run_ms(&world, 300);
    getrusage(RUSAGE_SELF, &after);
    cr_assert_leq(recv(fd, &byte, 1, MSG_DONTWAIT), 0);
    cr_assert_lt((after.ru_utime.tv_sec - before.ru_utime.tv_sec) * 1000000 +
                     after.ru_utime.tv_usec - before.ru_utime.tv_usec,
                 150000, "the loop spins");
    limit.rlim_cur = soft;
    setrlimit(RLIMIT_NOFILE, &limit);
    close(fd);
    fd = peer_connect(options.bind.port);
    peer_write(fd, sip_text("later", 0));
    world_wait(&world, &world.n_received, 1);
    close(fd);
    world_end(&world);
}
