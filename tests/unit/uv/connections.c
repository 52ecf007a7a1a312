/* SPDX-License-Identifier: Apache-2.0 */
/* TCP connections on loopback: opened, shared, used and lost. */
#define _GNU_SOURCE 1
#include "connections.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connections_world.h"

Test(connections, what_is_sent_before_it_is_open_goes_out_and_the_answer_comes_in)
{
    struct hf_target at;
    struct world world;
    char text[256];
    int listener = peer_listen(&at, 8), fd;

    world_begin(&world, NULL);
    struct hf_connection_way way = world_take(&world, &at);

    cr_assert_eq(way.open, 0);
    cr_assert_eq(way.reused, 0);
    cr_assert_eq(world_send(&world, way.flow, sip_text("early", 0)), HF_CAUSE_NONE);
    world_wait(&world, &world.n_opened, 1);
    cr_assert_eq(world.opened.flow, way.flow);
    cr_assert_str_eq(world.opened_text, "TCP");
    fd = peer_accept(listener);
    cr_assert_eq(way.local.port, peer_port(fd));
    cr_assert_eq(way.local.address[0], 127);
    uv_run(&world.loop, UV_RUN_NOWAIT);
    peer_read(fd, text, sizeof text);
    cr_assert_str_eq(text, sip_text("early", 0));
    peer_write(fd, sip_text("answer", 5));
    world_wait(&world, &world.n_received, 1);
    cr_assert_str_eq(world.received[0].text, sip_text("answer", 5));
    cr_assert_eq(world.received[0].flow, way.flow);
    cr_assert_eq(world.received[0].ours, 1);
    cr_assert_eq(memcmp(&world.received[0].from, &at, sizeof at), 0);
    cr_assert_eq(memcmp(&world.received[0].local, &way.local, sizeof way.local), 0);
    close(fd);
    close(listener);
    world_end(&world);
}

Test(connections, one_for_each_target_is_shared)
{
    struct hf_target at, other;
    struct world world;
    int listener = peer_listen(&at, 8), listener2 = peer_listen(&other, 8);

    world_begin(&world, NULL);
    struct hf_connection_way first = world_take(&world, &at), again = world_take(&world, &at),
                             elsewhere = world_take(&world, &other);

    cr_assert_eq(again.flow, first.flow);
    cr_assert_eq(again.reused, 0, "it is not open yet");
    cr_assert_neq(elsewhere.flow, first.flow);
    world_wait(&world, &world.n_opened, 2);
    again = world_take(&world, &at);
    cr_assert_eq(again.flow, first.flow);
    cr_assert_eq(again.reused, 1);
    cr_assert_eq(again.open, 1);
    cr_assert_eq(hf_connections_count(world.all), 2);
    close(listener);
    close(listener2);
    world_end(&world);
}

Test(connections, a_fresh_one_takes_the_place_of_one_that_is_open)
{
    struct hf_target at;
    struct world world;
    int listener = peer_listen(&at, 8);

    world_begin(&world, NULL);
    struct hf_connection_way old = world_take(&world, &at);

    world_wait(&world, &world.n_opened, 1);
    hf_connections_use(world.all, old.flow);
    struct hf_connection_way fresh = world_fresh(&world, &at), second = world_fresh(&world, &at);

    cr_assert_neq(fresh.flow, old.flow);
    cr_assert_eq(fresh.reused, 0);
    cr_assert_eq(second.flow, fresh.flow, "one that is being opened is fresh enough");
    world_wait(&world, &world.n_opened, 2);
    cr_assert_eq(world.n_lost, 0, "somebody uses it");
    cr_assert_eq(world_send(&world, old.flow, sip_text("still", 0)), HF_CAUSE_NONE);
    cr_assert_eq(world_take(&world, &at).flow, fresh.flow);
    hf_connections_leave(world.all, old.flow);
    world_wait(&world, &world.n_lost, 1);
    cr_assert_eq(world.lost[0].flow, old.flow);
    cr_assert_eq(world.lost[0].cause, HF_CAUSE_CLOSED);
    cr_assert_eq(world_send(&world, old.flow, "x"), HF_CAUSE_CLOSED);
    cr_assert_eq(hf_connections_count(world.all), 1);
    close(listener);
    world_end(&world);
}

Test(connections, a_refusal_is_told_at_once)
{
    struct hf_target at;
    struct world world;

    close(peer_listen(&at, 1)); /* a port that was free just now */
    world_begin(&world, NULL);
    uint64_t begun_ns = uv_hrtime();
    struct hf_connection_way way = world_take(&world, &at);

    cr_assert_eq(world_send(&world, way.flow, "anybody?"), HF_CAUSE_NONE);
    world_wait(&world, &world.n_lost, 1);
    cr_assert_eq(world.lost[0].flow, way.flow);
    cr_assert_eq(world.lost[0].cause, HF_CAUSE_REFUSED);
    cr_assert_eq(world.lost[0].was_open, 0);
    cr_assert_eq(world.lost[0].ours, 1);
    cr_assert_eq(memcmp(&world.lost[0].target, &at, sizeof at), 0);
    fprintf(stderr, "refused: told after %u us\n",
            (unsigned)((world.lost[0].at_ns - begun_ns) / 1000u));
    cr_assert_lt(world.lost[0].at_ns - begun_ns, 1000000000u);
    cr_assert_eq(world.n_opened, 0);
    cr_assert_neq(world_take(&world, &at).flow, way.flow, "a number is used once");
    world_end(&world);
}

Test(connections, a_message_that_came_before_the_end_is_handed_up_first)
{
    struct hf_connection_way way;
    struct hf_target at;
    struct world world;
    int listener = peer_listen(&at, 8);

    world_begin(&world, NULL);
    int fd = world_join(&world, listener, &way);

    peer_write(fd, sip_text("one", 0));
    peer_write(fd, sip_text("two", 3));
    close(fd);
    world_wait(&world, &world.n_lost, 1);
    cr_assert_eq(world.n_received, 2);
    cr_assert_lt(world.received[1].order, world.lost[0].order);
    cr_assert_eq(world.lost[0].cause, HF_CAUSE_CLOSED);
    cr_assert_eq(world.lost[0].was_open, 1);
    cr_assert_eq(world.n_dropped, 0);
    cr_assert_eq(hf_connections_count(world.all), 0);
    close(listener);
    world_end(&world);
}

Test(connections, a_reset_is_told_with_its_cause)
{
    struct hf_connection_way way;
    struct hf_target at;
    struct world world;
    int listener = peer_listen(&at, 8);

    world_begin(&world, NULL);
    peer_reset(world_join(&world, listener, &way));
    world_wait(&world, &world.n_lost, 1);
    cr_assert_eq(world.lost[0].cause, HF_CAUSE_RESET);
    cr_assert_eq(world.lost[0].was_open, 1);
    close(listener);
    world_end(&world);
}

/* The write finds the connection dead before the loop has looked at what the peer said last. */
Test(connections, an_answer_that_lies_in_the_socket_is_handed_up_when_writing_fails)
{
    struct hf_connection_way way;
    struct hf_target at;
    struct world world;
    int listener = peer_listen(&at, 8);

    world_begin(&world, NULL);
    int fd = world_join(&world, listener, &way);

    peer_write(fd, sip_text("last", 7));
    peer_reset(fd);
    cr_assert_eq(world_send(&world, way.flow, sip_text("a", 0)), HF_CAUSE_NONE);
    cr_assert_eq(world_send(&world, way.flow, sip_text("b", 0)), HF_CAUSE_CLOSED);
    cr_assert_eq(world.n_callbacks, 1, "opened, and nothing since");
    uv_run(&world.loop, UV_RUN_NOWAIT);
    cr_assert_eq(world.n_lost, 1, "told in the same turn");
    cr_assert_eq(world.n_received, 1);
    cr_assert_lt(world.received[0].order, world.lost[0].order);
    cr_assert_eq(world.lost[0].cause, HF_CAUSE_RESET);
    close(listener);
    world_end(&world);
}

Test(connections, messages_are_whole_wherever_the_stream_is_cut)
{
    struct hf_connection_way way;
    struct hf_target at;
    struct world world;
    char both[512];
    int listener = peer_listen(&at, 8), n;

    world_begin(&world, NULL);
    int fd = world_join(&world, listener, &way);

    n = snprintf(both, sizeof both, "%s", sip_text("first", 9));
    n += snprintf(both + n, sizeof both - (size_t)n, "\r\n%s", sip_text("second", 0));
    for (int cut = 1; cut < n; cut += 3) {
        unsigned before = world.n_received;

        cr_assert_eq(send(fd, both, (size_t)cut, 0), cut);
        world_run_ms(&world, 1);
        cr_assert_eq(send(fd, both + cut, (size_t)(n - cut), 0), n - cut);
        world_wait(&world, &world.n_received, before + 2);
        if (before + 1 < KEPT) {
            cr_assert_str_eq(world.received[before].text, sip_text("first", 9));
            cr_assert_str_eq(world.received[before + 1].text, sip_text("second", 0));
        }
    }
    cr_assert_eq(world.n_lost + world.n_dropped, 0);
    close(fd);
    close(listener);
    world_end(&world);
}

Test(connections, the_largest_message_comes_and_goes)
{
    struct hf_connection_way way;
    struct hf_target at;
    struct world world;
    int listener = peer_listen(&at, 8);
    size_t n = 0, n_head = strlen(sip_text("big", 10000)) - 10000;
    const char *text = sip_text("big", (unsigned)(65535 - n_head));
    char room[65536];

    world_begin(&world, NULL);
    int fd = world_join(&world, listener, &way);

    cr_assert_eq(strlen(text), 65535);
    for (int i = 0; i < 3; i++)
        cr_assert_eq(world_send(&world, way.flow, text), HF_CAUSE_NONE);
    while (n < 3 * 65535) {
        uv_run(&world.loop, UV_RUN_NOWAIT);
        n += peer_read(fd, room, sizeof room);
    }
    for (size_t at_byte = 0; at_byte < 65535; at_byte += 21845) {
        cr_assert_eq(send(fd, text + at_byte, 21845, 0), 21845);
        world_run_ms(&world, 2);
    }
    world_wait(&world, &world.n_received, 1);
    cr_assert_str_eq(world.received[0].text, text);
    close(fd);
    close(listener);
    world_end(&world);
}

/* ---- from outside ---- */

static void reply(struct world *world, const struct hf_connection_message *message)
{
    static const char text[] = "SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n";

    struct hf_connection_sending sending = {
        .flow = message->flow, .bytes = (const uint8_t *)text, .n_bytes = sizeof text - 1};

    cr_assert_eq(hf_connections_send(world->all, &sending), HF_CAUSE_NONE);
}

Test(connections, a_peer_may_connect_and_is_answered_there)
{
    struct hf_connections_options options = {.bind = loopback_at(0)};
    struct world world;
    char text[128];

    world_begin_listening(&world, &options);
    cr_assert_str_eq(world.error, "");
    cr_assert_eq(hf_connections_port(world.all), options.bind.port);
    world.on_received = reply;
    int fd = peer_connect(options.bind.port);

    peer_write(fd, sip_text("hello", 0));
    world_wait(&world, &world.n_received, 1);
    cr_assert_eq(world.received[0].ours, 0);
    cr_assert_eq(world.received[0].local.port, options.bind.port);
    cr_assert_eq(world.received[0].from.transport, HF_TRANSPORT_TCP);
    cr_assert_eq(world.n_opened, 0);
    peer_read(fd, text, sizeof text);
    cr_assert_eq(strncmp(text, "SIP/2.0 200", 11), 0);
    close(fd);
    world_wait(&world, &world.n_lost, 1);
    cr_assert_eq(world.lost[0].ours, 0);
    cr_assert_eq(world.lost[0].flow, world.received[0].flow);
    world_end(&world);
}

Test(connections, both_families_are_heard_on_one_port)
{
    struct hf_connections_options options = {.bind = {.family = HF_FAMILY_NONE}};
    struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct world world;
    int fd, fd6 = socket(AF_INET6, SOCK_STREAM, 0);

    world_begin_listening(&world, &options);
    cr_assert_str_eq(world.error, "");
    fd = peer_connect(options.bind.port);
    peer_write(fd, sip_text("four", 0));
    address.sin6_port = htons(options.bind.port);
    cr_assert_eq(connect(fd6, (struct sockaddr *)&address, sizeof address), 0);
    peer_write(fd6, sip_text("six", 0));
    world_wait(&world, &world.n_received, 2);
    cr_assert_neq(world.received[0].from.family, world.received[1].from.family);
    close(fd);
    close(fd6);
    world_end(&world);
}

Test(connections, a_port_that_is_taken_is_said_and_the_rest_works)
{
    struct hf_connections_options options = {.bind = {.family = HF_FAMILY_NONE}};
    struct hf_connection_way way;
    struct hf_target at;
    struct world world;
    int listener = peer_listen(&at, 8);

    options.bind.port = at.port;
    world_begin(&world, &options);
    cr_assert_not_null(strstr(world.error, "another program"), "%s", world.error);
    cr_assert_eq(hf_connections_port(world.all), 0);
    close(world_join(&world, listener, &way));
    close(listener);
    world_end(&world);
}

/* ---- where from, and whether there is a way ---- */

Test(connections, it_leaves_from_the_address_that_is_bound)
{
    struct hf_connections_options options = {
        .bind = {.address = {127, 0, 0, 7}, .family = HF_FAMILY_IPV4}};
    struct hf_target at;
    struct world world;
    int listener = peer_listen(&at, 8);

    world_begin(&world, &options);
    struct hf_connection_way way = world_take(&world, &at);
    struct hf_target source = hf_connections_source(world.all, &at);

    cr_assert_eq(way.local.address[3], 7);
    cr_assert_neq(way.local.port, 0);
    cr_assert_eq(memcmp(source.address, way.local.address, 16), 0);
    cr_assert_eq(source.port, 0);
    world_wait(&world, &world.n_opened, 1);
    close(listener);
    world_end(&world);
}

Test(connections, without_a_way_it_is_local_and_nothing_is_left)
{
    struct hf_connections_options options = {
        .bind = {.address = {192, 0, 2, 77}, .family = HF_FAMILY_IPV4}};
    struct hf_target six = {.address = {[15] = 1},
                            .port = 5060,
                            .family = HF_FAMILY_IPV6,
                            .transport = HF_TRANSPORT_TCP};
    struct hf_connection_key keys[] = {
        {.target = loopback_at(5060)}, /* from an address that is not here */
        {.target = six},               /* another family than the bound one */
        {.target = loopback_at(0)},
        {.target = {.family = HF_FAMILY_NONE, .port = 5060, .transport = HF_TRANSPORT_TCP}},
        {.target = {.address = {127, 0, 0, 1}, .port = 5060, .family = HF_FAMILY_IPV4}}, /* UDP */
        {.target = {.address = {127, 0, 0, 1},
                    .port = 5061,
                    .family = HF_FAMILY_IPV4,
                    .transport = HF_TRANSPORT_TLS}}, /* no profile */
    };
    struct hf_connection_way way;
    struct world world;

    world_begin(&world, &options);
    for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++)
        cr_assert_eq(hf_connections_take(world.all, &keys[i], HF_TAKE_ANY, &way), HF_CAUSE_LOCAL,
                     "%u", i);
    cr_assert_eq(hf_connections_source(world.all, &keys[0].target).family, HF_FAMILY_NONE);
    world_run_ms(&world, 10);
    cr_assert_eq(world.n_callbacks, 0, "its flow was never given");
    cr_assert_eq(hf_connections_count(world.all), 0);
    world_end(&world);
}

Test(connections, ipv6_works_as_ipv4_does)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct hf_target at = {
        .address = {[15] = 1}, .family = HF_FAMILY_IPV6, .transport = HF_TRANSPORT_TCP};
    socklen_t length = sizeof address;
    struct world world;
    int listener = socket(AF_INET6, SOCK_STREAM, 0), fd;

    cr_assert_eq(bind(listener, (struct sockaddr *)&address, length), 0);
    cr_assert_eq(listen(listener, 8), 0);
    getsockname(listener, (struct sockaddr *)&address, &length);
    at.port = ntohs(address.sin6_port);
    world_begin(&world, NULL);
    struct hf_connection_way way = world_take(&world, &at);

    cr_assert_eq(way.local.family, HF_FAMILY_IPV6);
    cr_assert_eq(way.local.address[15], 1);
    world_wait(&world, &world.n_opened, 1);
    fd = peer_accept(listener);
    peer_write(fd, sip_text("six", 0));
    world_wait(&world, &world.n_received, 1);
    close(fd);
    close(listener);
    world_end(&world);
}

static void run(const char *command)
{
    cr_assert_eq(system(command), 0, "%s", command);
}

/* RFC 4007: fe80::77 says nothing without its link, which no target names. */
Test(connections, a_link_local_target_is_reached_over_the_link_that_there_is)
{
    struct hf_target at = {.address = {0xFE, 0x80, [15] = 0x77},
                           .port = 5070,
                           .family = HF_FAMILY_IPV6,
                           .transport = HF_TRANSPORT_TCP};
    struct hf_connections_options options = {.bind = at};
    struct hf_connection_key key = {.target = at};
    struct hf_connection_way way;
    struct world world;

    cr_assert_eq(unshare(CLONE_NEWNET), 0, "a network of its own takes root");
    run("ip link set lo up && ip link add v0 type veth peer name v1 && "
        "ip link set v0 addrgenmode none && ip link set v1 addrgenmode none && "
        "ip link set v0 up && ip link set v1 up && ip address add fe80::77/64 dev v0 nodad");
    /* The kernel adds the route to itself a little later; before that, it would look for fe80::77
     * at the other end. */
    run("for i in $(seq 100); do ip -6 route show table local | grep -q fe80::77 && exit 0; "
        "sleep 0.05; done; exit 1");
    world_begin(&world, &options);
    cr_assert_str_eq(world.error, "");
    cr_assert_eq(hf_connections_take(world.all, &key, HF_TAKE_ANY, &way), HF_CAUSE_NONE);
    cr_assert_eq(way.local.address[15], 0x77);
    cr_assert_eq(hf_connections_source(world.all, &at).family, HF_FAMILY_IPV6);
    world_wait(&world, &world.n_opened, 1);
    cr_assert_eq(world_send(&world, way.flow, sip_text("to myself", 0)), HF_CAUSE_NONE);
    world_wait(&world, &world.n_received, 1);
    cr_assert_eq(world.received[0].ours, 0);
    hf_connections_network_changed(world.all);
    world_run_ms(&world, 20);
    cr_assert_eq(world.n_lost, 0);
    world_end(&world);
    /* A second link: which one is meant is not known, unless an address of one is bound. */
    run("ip address add fe80::88/64 dev v1 nodad");
    world_begin(&world, &options);
    cr_assert_eq(hf_connections_take(world.all, &key, HF_TAKE_ANY, &way), HF_CAUSE_NONE);
    world_end(&world);
    world_begin(&world, NULL);
    cr_assert_eq(hf_connections_take(world.all, &key, HF_TAKE_ANY, &way), HF_CAUSE_LOCAL);
    world_end(&world);
}

/* A6a: who joins while it is being opened, behind another's request, may share its end. */
Test(connections, one_on_which_something_was_sent_is_reused_and_ones_own_is_not)
{
    struct hf_connection_way first, joined, own;
    struct world world;
    struct hf_target at;
    int listener;

    world_begin(&world, NULL);
    listener = peer_listen(&at, 8);
    first = world_take(&world, &at);
    world.inside = 1;
    hf_connections_use(world.all, first.flow);
    world.inside = 0;
    cr_assert_eq(world_send(&world, first.flow, sip_text("one", 0)), HF_CAUSE_NONE);
    joined = world_fresh(&world, &at);
    world.inside = 1;
    cr_assert_eq(hf_connections_take(world.all, &(struct hf_connection_key){.target = at},
                                     HF_TAKE_OWN, &own),
                 HF_CAUSE_NONE);
    world.inside = 0;
    cr_assert_eq(joined.flow, first.flow);
    cr_assert_eq(first.reused + joined.open, 0);
    cr_assert_eq(joined.reused, 1);
    cr_assert_neq(own.flow, first.flow);
    cr_assert_eq(own.reused, 0);
    close(listener);
    world_end(&world);
}

/* Two lines whose connection was lost, to a peer that answers once on each: what one of them has
 * under way, the removal of its binding, does not end with the other's wish. */
Test(connections, one_that_is_not_ones_own_is_closed_when_it_is_idle)
{
    struct hf_connections_options options = {.idle_ms = 1000};
    struct hf_connection_way first, own;
    struct world world;
    struct hf_target at;
    int listener, peer;

    world_begin(&world, &options);
    listener = peer_listen(&at, 8);
    first = world_take(&world, &at);
    cr_assert_eq(world_send(&world, first.flow, sip_text("one", 0)), HF_CAUSE_NONE);
    world.inside = 1;
    cr_assert_eq(hf_connections_take(world.all, &(struct hf_connection_key){.target = at},
                                     HF_TAKE_OWN, &own),
                 HF_CAUSE_NONE);
    world.inside = 0;
    cr_assert_neq(own.flow, first.flow);
    world_wait(&world, &world.n_opened, 2);
    peer = peer_accept_from(listener, first.local.port);
    peer_write(peer, sip_text("answer", 0));
    world_wait(&world, &world.n_received, 1);
    cr_assert_eq(world.received[0].flow, first.flow);
    cr_assert_eq(world.n_lost, 0);
    world_wait(&world, &world.n_lost, 2);
    close(peer);
    close(listener);
    world_end(&world);
}
