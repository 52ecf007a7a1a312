/* SPDX-License-Identifier: Apache-2.0 */
/* Closing connections in every state they can be in, by time and from within callbacks. */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connections_world.h"

Test(connections_end, a_black_hole_tells_nothing_and_is_closed_with_the_rest)
{
    struct hf_target at;
    struct world world;
    int fill[4], listener = peer_listen_full(&at, fill);

    world_begin(&world, NULL);
    struct hf_connection_way way = world_take(&world, &at);

    cr_assert_eq(world_send(&world, way.flow, sip_text("hello", 0)), HF_CAUSE_NONE);
    world_run_ms(&world, 300);
    cr_assert_eq(world.n_callbacks, 0);
    cr_assert_eq(world_take(&world, &at).open, 0);
    world_end(&world); /* connecting, with bytes that wait */
    peer_close_full(listener, fill);
}

Test(connections_end, one_that_nobody_waits_for_any_more_is_closed)
{
    struct hf_connections_options options = {.idle_ms = 300};
    struct hf_target at;
    struct world world;
    int fill[4], listener = peer_listen_full(&at, fill);

    world_begin(&world, &options);
    struct hf_connection_way way = world_take(&world, &at);

    hf_connections_use(world.all, way.flow);
    world_run_ms(&world, 500);
    cr_assert_eq(world.n_lost, 0);
    hf_connections_leave(world.all, way.flow);
    world_wait(&world, &world.n_lost, 1);
    cr_assert_eq(world.lost[0].cause, HF_CAUSE_CLOSED);
    cr_assert_eq(world.lost[0].was_open, 0);
    world_end(&world);
    peer_close_full(listener, fill);
}

/* The system's next SYN may be far away: whoever begins to wait gets a new first one. */
Test(connections_end, a_connect_that_is_old_is_not_shared)
{
    struct hf_target at;
    struct world world;
    int fill[4], listener = peer_listen_full(&at, fill);

    world_begin(&world, NULL);
    struct hf_connection_way old = world_take(&world, &at);

    hf_connections_use(world.all, old.flow);
    usleep(4050000);
    struct hf_connection_way new = world_take(&world, &at);

    cr_assert_neq(new.flow, old.flow);
    cr_assert_eq(hf_connections_count(world.all), 2, "somebody waits for it");
    hf_connections_leave(world.all, old.flow);
    world_wait(&world, &world.n_lost, 1);
    cr_assert_eq(world.lost[0].flow, old.flow);
    world_end(&world);
    peer_close_full(listener, fill);
}

Test(connections_end, closing_while_much_waits_to_be_written_leaves_nothing)
{
    struct hf_connection_way way;
    struct hf_target at;
    struct world world;
    int listener = peer_listen(&at, 8);

    world_begin(&world, NULL);
    int fd = world_join(&world, listener, &way);

    while (world_send(&world, way.flow, sip_text("much", 60000)) == HF_CAUSE_NONE)
        continue;
    peer_write(fd, "OPTIONS sip:unfinished");
    world_run_ms(&world, 5);
    cr_assert_eq(world.n_lost, 0);
    world_end(&world);
    close(fd);
    close(listener);
}

static void close_all(struct world *world, const struct hf_connection_message *message)
{
    (void)message;
    hf_connections_close(world->all);
}

static void close_all_when_lost(struct world *world, const struct hf_connection_lost *lost)
{
    (void)lost;
    hf_connections_close(world->all);
}

Test(connections_end, closing_within_a_callback_ends_the_callbacks)
{
    struct hf_connection_way way;
    struct hf_target at;
    struct world world;
    int listener = peer_listen(&at, 8);

    world_begin(&world, NULL);
    int fd = world_join(&world, listener, &way);

    world.on_received = close_all;
    peer_write(fd, sip_text("one", 0));
    peer_write(fd, sip_text("two", 0));
    world_wait(&world, &world.n_received, 1);
    world.all = NULL;
    close(fd);
    world_run_ms(&world, 20);
    cr_assert_eq(world.n_callbacks, 2);
    close(listener);
    world_end(&world);
}

Test(connections_end, closing_as_one_of_several_is_lost_ends_the_callbacks)
{
    struct hf_target at;
    struct world world;

    close(peer_listen(&at, 1));
    world_begin(&world, NULL);
    for (unsigned i = 0; i < 5; i++) {
        struct hf_target refused = at;

        refused.address[3] = (uint8_t)(1 + i);
        (void)world_take(&world, &refused);
    }
    world.on_lost = close_all_when_lost;
    world_wait(&world, &world.n_lost, 1);
    world.all = NULL;
    world_run_ms(&world, 20);
    cr_assert_eq(world.n_lost, 1);
    world_end(&world);
}

static void take_again(struct world *world, const struct hf_connection_lost *lost)
{
    struct hf_connection_key key = {.target = lost->target};
    struct hf_connection_way way;

    struct hf_connection_sending sending = {
        .flow = lost->flow, .bytes = (const uint8_t *)"x", .n_bytes = 1};

    cr_assert_eq(hf_connections_send(world->all, &sending), HF_CAUSE_CLOSED);
    hf_connections_leave(world->all, lost->flow);
    if (world->n_lost < 5)
        cr_assert_eq(hf_connections_take(world->all, &key, HF_TAKE_FRESH, &way), HF_CAUSE_NONE);
}

Test(connections_end, another_can_be_taken_as_one_is_lost)
{
    struct hf_target at;
    struct world world;

    close(peer_listen(&at, 1));
    world_begin(&world, NULL);
    world.on_lost = take_again;
    (void)world_take(&world, &at);
    world_wait(&world, &world.n_lost, 5);
    cr_assert_eq(hf_connections_count(world.all), 0);
    world_end(&world);
}

/* ---- anything at all ---- */

#define FLOWS_MAX 2000

struct books { /* every flow that was given, and whether it was told lost */
    uint64_t flows[FLOWS_MAX];
    unsigned n_given, n_told;
};

static struct books books;

static void note_given(uint64_t flow)
{
    for (unsigned i = 0; i < books.n_given; i++)
        if (books.flows[i] == flow)
            return;
    cr_assert_lt(books.n_given, FLOWS_MAX);
    books.flows[books.n_given++] = flow;
}

static void note_told(struct world *world, const struct hf_connection_lost *lost)
{
    unsigned i = 0;

    (void)world;
    while (i < books.n_given && books.flows[i] != lost->flow)
        i++;
    cr_assert_lt(i, books.n_given, "a flow that was not given, or was told before");
    books.flows[i] = books.flows[--books.n_given];
    books.n_told++;
}

static uint32_t draw(uint32_t *state, uint32_t n)
{
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 8) % n;
}

static void do_something(struct world *world, const struct hf_target *at, uint32_t *state)
{
    uint64_t flow = books.n_given > 0 ? books.flows[draw(state, books.n_given)] : 1;
    struct hf_target target = *at;

    target.address[3] = (uint8_t)(1 + draw(state, 3));
    switch (draw(state, 8)) {
    case 0: note_given(world_take(world, &target).flow); break;
    case 1: note_given(world_fresh(world, &target).flow); break;
    case 2: hf_connections_use(world->all, flow); break;
    case 3: hf_connections_leave(world->all, flow); break;
    case 4: hf_connections_ping(world->all, flow); break;
    case 5: hf_connections_network_changed(world->all); break;
    default: (void)world_send(world, flow, sip_text("any", draw(state, 3000))); break;
    }
}

static void peer_does_something(int *fd, uint32_t *state)
{
    static const char *const says[] = {
        "\r\n",        "\r\n\r\n", "OPTIONS sip:a",         "\r\nContent-Length: 3",
        "\r\n\r\nabc", "\n",       "GET / HTTP/1.0\r\n\r\n"};
    const char *text = draw(state, 3) == 0 ? says[draw(state, 7)] : sip_text("peer", 100);
    char room[4096];

    switch (draw(state, 6)) {
    case 0: peer_reset(*fd); break;
    case 1: close(*fd); break;
    case 2: (void)recv(*fd, room, sizeof room, MSG_DONTWAIT); return;
    default: (void)send(*fd, text, 1 + draw(state, (uint32_t)strlen(text)), MSG_NOSIGNAL); return;
    }
    *fd = -1;
}

Test(connections_end, every_flow_is_told_once_whatever_happens)
{
    struct hf_connections_options options = {.idle_ms = 30, .slow_ms = 60, .pong_ms = 60};
    struct hf_target at;
    struct world world;
    int listener = peer_listen_everywhere(&at, 64), fds[16];
    uint32_t state = 20260607;

    fcntl(listener, F_SETFL, O_NONBLOCK);
    for (unsigned i = 0; i < 16; i++)
        fds[i] = -1;
    memset(&books, 0, sizeof books);
    world_begin(&world, &options);
    world.on_lost = note_told;
    for (int turn = 0; turn < 6000; turn++) {
        int *fd = &fds[draw(&state, 16)];

        do_something(&world, &at, &state);
        if (*fd >= 0)
            peer_does_something(fd, &state);
        else
            *fd = accept(listener, NULL, NULL);
        uv_run(&world.loop, UV_RUN_NOWAIT);
    }
    cr_assert_gt(books.n_told, 100);
    for (unsigned i = 0; i < 16; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    close(listener); /* resets what waits there */
    for (int i = 0; i < 200 && books.n_given > 0; i++)
        world_run_ms(&world, 10);
    cr_assert_eq(books.n_given, 0);
    cr_assert_eq(hf_connections_count(world.all), 0);
    world_end(&world);
}
