/* SPDX-License-Identifier: Apache-2.0 */
/* What peers may do to a connection, and what becomes of those that do more; keep-alives. */
#define _GNU_SOURCE 1
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "allocated.h"
#include "connections_world.h"

struct joined { /* a world with one connection to a peer */
    struct world world;
    struct hf_connection_way way;
    int listener, fd;
};

static void join(struct joined *joined, const struct hf_connections_options *options)
{
    struct hf_target at;

    world_begin(&joined->world, options);
    joined->listener = peer_listen(&at, 8);
    joined->fd = world_join(&joined->world, joined->listener, &joined->way);
}

static void part(struct joined *joined)
{
    close(joined->fd);
    close(joined->listener);
    world_end(&joined->world);
}

static void ping(struct joined *joined)
{
    joined->world.inside = 1;
    hf_connections_ping(joined->world.all, joined->way.flow);
    joined->world.inside = 0;
}

/* ---- keep-alives ---- */

Test(connections_limits, a_ping_is_a_double_crlf_and_a_pong_is_awaited_from_who_gave_one)
{
    struct hf_connections_options options = {.pong_ms = 300};
    struct joined j;
    char text[16];

    join(&j, &options);
    hf_connections_use(j.world.all, j.way.flow);
    ping(&j);
    peer_read(j.fd, text, sizeof text);
    cr_assert_str_eq(text, "\r\n\r\n");
    peer_write(j.fd, "\r\n");
    world_run_ms(&j.world, 500);
    cr_assert_eq(j.world.n_lost, 0, "%s", j.world.lost[0].text);
    uint64_t pinged_ns = uv_hrtime();

    ping(&j);
    peer_write(j.fd, sip_text("no pong", 0)); /* RFC 5626 4.4.1: nothing else will do */
    world_wait(&j.world, &j.world.n_lost, 1);
    cr_assert_eq(j.world.lost[0].cause, HF_CAUSE_SILENCE);
    cr_assert_geq(j.world.lost[0].at_ns - pinged_ns, 299000000u);
    cr_assert_leq(j.world.lost[0].at_ns - pinged_ns, 2000000000u);
    part(&j);
}

Test(connections_limits, a_peer_that_never_gave_a_pong_need_not)
{
    struct hf_connections_options options = {.pong_ms = 200};
    struct joined j;

    join(&j, &options);
    for (int i = 0; i < 3; i++) {
        ping(&j);
        world_run_ms(&j.world, 300);
    }
    peer_write(j.fd, "\r\n\r\n"); /* the peer's own ping is not an answer to ours */
    world_run_ms(&j.world, 50);
    ping(&j);
    world_run_ms(&j.world, 500);
    cr_assert_eq(j.world.n_lost, 0, "%s", j.world.lost[0].text);
    part(&j);
}

Test(connections_limits, a_peers_ping_is_answered_by_one_crlf)
{
    struct joined j;
    char text[64];

    join(&j, NULL);
    peer_write(j.fd, "\r\n\r\n");
    world_run_ms(&j.world, 5);
    peer_read(j.fd, text, sizeof text);
    cr_assert_str_eq(text, "\r\n");
    peer_write(j.fd, "\r\n"); /* cut in halves */
    world_run_ms(&j.world, 5);
    peer_write(j.fd, "\r\n");
    world_run_ms(&j.world, 5);
    peer_read(j.fd, text, sizeof text);
    cr_assert_str_eq(text, "\r\n");
    peer_write(j.fd, "\r\n"); /* a half with a message behind it is none */
    peer_write(j.fd, sip_text("x", 0));
    peer_write(j.fd, "\r\n");
    world_run_ms(&j.world, 5);
    cr_assert_eq(recv(j.fd, text, sizeof text, MSG_DONTWAIT), -1);
    ping(&j);
    peer_read(j.fd, text, sizeof text);
    peer_write(j.fd, "\r\n\r\n"); /* with the half before: a ping and our pong */
    world_run_ms(&j.world, 5);
    peer_read(j.fd, text, sizeof text);
    cr_assert_str_eq(text, "\r\n");
    part(&j);
}

Test(connections_limits, a_flood_of_pings_is_not_answered_in_full)
{
    static char flood[32768];
    struct joined j;
    ssize_t n, sum = 0;

    for (size_t i = 0; i < sizeof flood; i += 2)
        memcpy(flood + i, "\r\n", 2);
    join(&j, NULL);
    for (int i = 0; i < 20; i++) {
        cr_assert_eq(send(j.fd, flood, sizeof flood, 0), sizeof flood);
        world_run_ms(&j.world, 2);
    }
    peer_write(j.fd, sip_text("after", 0));
    world_wait(&j.world, &j.world.n_received, 1);
    while ((n = recv(j.fd, flood, sizeof flood, MSG_DONTWAIT)) > 0)
        sum += n;
    cr_assert_gt(sum, 0);
    cr_assert_lt(sum, 20 * 32768 / 20);
    cr_assert_eq(j.world.n_dropped, 1, "said once");
    cr_assert_eq(j.world.n_lost, 0);
    part(&j);
}

/* ---- messages that are not taken ---- */

static void refused_for(const char *bytes, const char *word)
{
    struct joined j;

    join(&j, NULL);
    peer_write(j.fd, sip_text("good", 0));
    peer_write(j.fd, bytes);
    world_wait(&j.world, &j.world.n_lost, 1);
    cr_assert_eq(j.world.n_received, 1, "what came before it is taken");
    cr_assert_eq(j.world.n_dropped, 1);
    cr_assert_not_null(strstr(j.world.dropped[0], word), "%s", j.world.dropped[0]);
    cr_assert_eq(j.world.lost[0].cause, HF_CAUSE_CLOSED);
    cr_assert_str_eq(j.world.lost[0].text, j.world.dropped[0]);
    part(&j);
}

Test(connections_limits, a_content_length_beyond_all_measure_ends_the_connection)
{
    refused_for("OPTIONS sip:a SIP/2.0\r\nContent-Length: 65535\r\n\r\n", "Content-Length");
    refused_for("OPTIONS sip:a SIP/2.0\r\nl: 99999999999999999999\r\n\r\n", "Content-Length");
    refused_for("OPTIONS sip:a SIP/2.0\r\nContent-Length: -1\r\n\r\n", "Content-Length");
}

Test(connections_limits, what_is_no_sip_ends_the_connection)
{
    refused_for("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "Content-Length");
    refused_for("\x16\x03\x01\x02", "control character");
}

Test(connections_limits, headers_without_end_end_the_connection)
{
    static char endless[70000];

    memset(endless, 'x', sizeof endless - 1);
    memcpy(endless, "OPTIONS sip:a SIP/2.0\r\nSubject: ", 32);
    refused_for(endless, "larger");
}

Test(connections_limits, a_message_that_drips_ends_the_connection)
{
    struct hf_connections_options options = {.slow_ms = 300};
    struct joined j;
    const char *text = sip_text("drip", 1000);

    join(&j, &options);
    for (int i = 0; i < 100 && j.world.n_lost == 0; i++) {
        (void)send(j.fd, text + i, 1, MSG_NOSIGNAL);
        world_run_ms(&j.world, 10);
    }
    cr_assert_eq(j.world.n_lost, 1);
    cr_assert_eq(j.world.lost[0].cause, HF_CAUSE_CLOSED);
    cr_assert_eq(j.world.n_dropped, 1);
    part(&j);
}

/* The time counts for one message: many that each begin in the piece that ends the one before are
 * not slow. */
Test(connections_limits, a_stream_that_never_pauses_between_messages_is_not_slow)
{
    struct hf_connections_options options = {.slow_ms = 300};
    char pair[256];
    struct joined j;
    int n = snprintf(pair, sizeof pair, "%s", sip_text("m", 40)), half = n / 2;

    join(&j, &options);
    cr_assert_eq(send(j.fd, pair, (size_t)half, 0), half);
    for (int i = 0; i < 20; i++) {
        char piece[512];
        int m = snprintf(piece, sizeof piece, "%s%.*s", pair + half, half, pair);

        world_run_ms(&j.world, 40);
        cr_assert_eq(send(j.fd, piece, (size_t)m, 0), m);
    }
    world_wait(&j.world, &j.world.n_received, 20);
    cr_assert_eq(j.world.n_lost, 0);
    world_wait(&j.world, &j.world.n_lost, 1); /* the last one's end never comes */
    cr_assert_eq(j.world.n_dropped, 1);
    part(&j);
}

Test(connections_limits, a_message_without_its_end_is_said)
{
    struct joined j;

    join(&j, NULL);
    peer_write(j.fd, "OPTIONS sip:a SIP/2.0\r\nContent-");
    world_run_ms(&j.world, 5);
    shutdown(j.fd, SHUT_WR);
    world_wait(&j.world, &j.world.n_lost, 1);
    cr_assert_eq(j.world.n_received, 0);
    cr_assert_eq(j.world.n_dropped, 1);
    part(&j);
}

/* ---- peers that do not read, and such that are gone ---- */

Test(connections_limits, a_peer_that_reads_nothing_is_given_up)
{
    struct hf_connections_options options = {.pong_ms = 1000};
    struct joined j;
    unsigned n = 0;

    join(&j, &options);
    hf_connections_use(j.world.all, j.way.flow);
    while (world_send(&j.world, j.way.flow, sip_text("much", 30000)) == HF_CAUSE_NONE)
        cr_assert_lt(n++, 1000, "what waits is bounded");
    cr_assert_eq(world_send(&j.world, j.way.flow, sip_text("more", 30000)), HF_CAUSE_LOCAL);
    cr_assert_eq(j.world.n_lost, 0, "it may read again");
    world_wait(&j.world, &j.world.n_lost, 1);
    cr_assert_eq(j.world.lost[0].cause, HF_CAUSE_SILENCE);
    part(&j);
}

Test(connections_limits, a_peer_that_reads_late_gets_all_of_it)
{
    static char room[1 << 20];
    struct joined j;
    size_t sum = 0, wanted = 0;
    const char *text = sip_text("much", 30000);

    join(&j, NULL);
    while (world_send(&j.world, j.way.flow, text) == HF_CAUSE_NONE)
        wanted += strlen(text);
    world_run_ms(&j.world, 20);
    while (sum < wanted) {
        sum += peer_read(j.fd, room, sizeof room);
        world_run_ms(&j.world, 1);
    }
    cr_assert_eq(sum, wanted);
    cr_assert_eq(world_send(&j.world, j.way.flow, text), HF_CAUSE_NONE);
    part(&j);
}

static void run(const char *command)
{
    cr_assert_eq(system(command), 0, "%s", command);
}

/* Two interfaces of a network of our own; the peer's address is in another one, behind the link. */
static void build_network(void)
{
    cr_assert_eq(unshare(CLONE_NEWNET), 0, "a network of its own takes root");
    run("ip link set lo up && ip link add v0 type veth peer name v1 && "
        "ip link set v0 up && ip link set v1 up && ip address add 192.0.2.1/24 dev v0 && "
        "ip address add 198.51.100.1/32 dev lo");
}

/* The peer's whole machine vanishes: nothing is refused, nothing acknowledged. */
Test(connections_limits, a_peer_that_has_vanished_is_found_out_by_a_ping)
{
    struct hf_connections_options options = {.pong_ms = 1000};
    struct joined j;

    build_network();
    join(&j, &options);
    hf_connections_use(j.world.all, j.way.flow);
    world_run_ms(&j.world, 1500);
    cr_assert_eq(j.world.n_lost, 0);
    run("ip link set lo down");
    uint64_t pinged_ns = uv_hrtime();

    ping(&j);
    world_wait(&j.world, &j.world.n_lost, 1);
    cr_assert_eq(j.world.lost[0].cause, HF_CAUSE_SILENCE, "%s", j.world.lost[0].text);
    cr_assert_geq(j.world.lost[0].at_ns - pinged_ns, 900000000u);
    part(&j);
}

Test(connections_limits, addresses_that_go_take_their_connections_along)
{
    struct joined j;
    struct hf_target other;
    int listener, fd;

    build_network();
    join(&j, NULL);
    listener = peer_listen_everywhere(&other, 8);
    memcpy(other.address, (uint8_t[]){198, 51, 100, 1}, 4);
    /* The way to the other address leads from 192.0.2.1, until that is gone. */
    run("ip route replace local 198.51.100.1 dev lo table local src 192.0.2.1");
    struct hf_connection_way way = world_take(&j.world, &other);

    cr_assert_eq(way.local.address[0], 192);
    world_wait(&j.world, &j.world.n_opened, 2);
    fd = peer_accept(listener);
    j.world.inside = 1;
    hf_connections_network_changed(j.world.all);
    j.world.inside = 0;
    world_run_ms(&j.world, 20);
    cr_assert_eq(j.world.n_lost, 0, "nothing has changed");
    run("ip address del 192.0.2.1/24 dev v0");
    j.world.inside = 1;
    hf_connections_network_changed(j.world.all);
    j.world.inside = 0;
    cr_assert_eq(world_send(&j.world, way.flow, "x"), HF_CAUSE_CLOSED);
    world_wait(&j.world, &j.world.n_lost, 1);
    cr_assert_eq(j.world.lost[0].flow, way.flow);
    cr_assert_eq(j.world.lost[0].cause, HF_CAUSE_LOCAL);
    cr_assert_eq(hf_connections_count(j.world.all), 1, "that on loopback goes on");
    close(fd);
    close(listener);
    part(&j);
}

/* ---- unused ones, and too many ---- */

Test(connections_limits, one_that_is_unused_is_closed_and_one_in_use_is_not)
{
    struct hf_connections_options options = {.idle_ms = 200};
    struct joined j;

    join(&j, &options);
    hf_connections_use(j.world.all, j.way.flow);
    hf_connections_use(j.world.all, j.way.flow);
    hf_connections_leave(j.world.all, j.way.flow);
    world_run_ms(&j.world, 500);
    cr_assert_eq(j.world.n_lost, 0);
    hf_connections_leave(j.world.all, j.way.flow);
    for (int i = 0; i < 10; i++) { /* bytes keep it */
        peer_write(j.fd, "\r\n");
        world_run_ms(&j.world, 50);
    }
    cr_assert_eq(j.world.n_lost, 0);
    world_wait(&j.world, &j.world.n_lost, 1);
    cr_assert_eq(j.world.lost[0].cause, HF_CAUSE_CLOSED);
    cr_assert_eq(j.world.lost[0].was_open, 1);
    hf_connections_use(j.world.all, j.way.flow); /* of one that is gone: nothing */
    hf_connections_leave(j.world.all, j.way.flow);
    ping(&j);
    part(&j);
}

/* From 127.0.0.host. */
static int connect_from(uint8_t host, uint16_t port)
{
    struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET};
    struct timeval patience = {.tv_sec = 5};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK - 1 + host);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(port);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    cr_assert_eq(bind(fd, (struct sockaddr *)&from, sizeof from), 0);
    cr_assert_eq(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static uint8_t host_of(unsigned i)
{
    return (uint8_t)(1 + i / HF_CONNECTIONS_FROM_ONE);
}

static int is_turned_away(struct world *world, uint8_t host, uint16_t port)
{
    int fd = connect_from(host, port), gone;
    char byte;

    world_run_ms(world, 20);
    gone = recv(fd, &byte, 1, MSG_DONTWAIT) == 0 || errno == ECONNRESET;
    close(fd);
    return gone;
}

Test(connections_limits, those_from_outside_are_bounded_and_mute_ones_make_room)
{
    struct hf_connections_options options = {.bind = loopback_at(0)};
    int fds[HF_CONNECTIONS_ACCEPTED];
    struct world world;

    world_begin_listening(&world, &options);
    for (unsigned i = 0; i < HF_CONNECTIONS_ACCEPTED; i++) {
        fds[i] = connect_from(host_of(i), options.bind.port);
        world_wait_for_count(&world, i + 1);
    }
    cr_assert_eq(hf_connections_count(world.all), HF_CONNECTIONS_ACCEPTED);
    for (unsigned i = 0; i < HF_CONNECTIONS_ACCEPTED; i++) { /* the newcomer's are taken */
        unsigned n = world.n_received;
        int fd = connect_from(host_of(i), options.bind.port);

        peer_write(fd, sip_text("hello", 0));
        world_wait(&world, &world.n_received, n + 1);
        cr_assert_leq(hf_connections_count(world.all), HF_CONNECTIONS_ACCEPTED);
        close(fds[i]);
        fds[i] = fd;
    }
    cr_assert_eq(world.n_dropped, 0);
    for (unsigned i = 0; i < 10; i++) /* all have shown that they are of use */
        cr_assert(is_turned_away(&world, 9, options.bind.port));
    cr_assert_eq(hf_connections_count(world.all), HF_CONNECTIONS_ACCEPTED);
    cr_assert_eq(world.n_dropped, 1, "said, but not ten times");
    for (unsigned i = 0; i < HF_CONNECTIONS_ACCEPTED; i++)
        close(fds[i]);
    world_end(&world);
}

Test(connections_limits, one_address_leaves_places_for_others)
{
    struct hf_connections_options options = {.bind = loopback_at(0)};
    int fds[HF_CONNECTIONS_FROM_ONE], other;
    struct world world;

    world_begin_listening(&world, &options);
    for (unsigned i = 0; i < HF_CONNECTIONS_FROM_ONE; i++) {
        fds[i] = connect_from(1, options.bind.port);
        peer_write(fds[i], sip_text("hello", 0));
        world_wait(&world, &world.n_received, i + 1);
    }
    cr_assert(is_turned_away(&world, 1, options.bind.port));
    cr_assert_eq(world.n_dropped, 1);
    cr_assert_eq(hf_connections_count(world.all), HF_CONNECTIONS_FROM_ONE);
    other = connect_from(2, options.bind.port);
    peer_write(other, sip_text("hello", 0));
    world_wait(&world, &world.n_received, HF_CONNECTIONS_FROM_ONE + 1);
    for (unsigned i = 0; i < HF_CONNECTIONS_FROM_ONE; i++)
        close(fds[i]);
    close(other);
    world_end(&world);
}

Test(connections_limits, those_from_outside_are_closed_when_they_are_quiet)
{
    struct hf_connections_options options = {.bind = loopback_at(0), .idle_ms = 200};
    struct world world;

    world_begin_listening(&world, &options);
    int fd = peer_connect(options.bind.port);

    world_wait(&world, &world.n_lost, 1);
    cr_assert_eq(world.lost[0].ours, 0);
    cr_assert_eq(world.lost[0].cause, HF_CAUSE_CLOSED);
    close(fd);
    world_end(&world);
}

/* ---- many ---- */

static void take_all(struct world *world, const struct hf_target *at, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        struct hf_target target = *at;

        target.address[2] = (uint8_t)(i / 250);
        target.address[3] = (uint8_t)(1 + i % 250);
        struct hf_connection_way way = world_take(world, &target);

        (void)world_send(world, way.flow, sip_text("many", 200));
    }
}

Test(connections_limits, a_thousand_connections_open_at_once_and_cost_little)
{
    enum { MANY = 1000 };
    struct hf_target at;
    struct world world;
    struct rlimit limit = {.rlim_cur = 4096, .rlim_max = 4096};
    int listener = peer_listen_everywhere(&at, 2000); /* on all of 127/8 */

    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    world_begin(&world, NULL);
    size_t before = allocated();
    uint64_t begun_ns = uv_hrtime();

    take_all(&world, &at, MANY);
    world_wait(&world, &world.n_opened, MANY);
    uint64_t took_ns = uv_hrtime() - begun_ns;

    world_run_ms(&world, 50);
    size_t bytes = allocated() - before;

    fprintf(stderr, "%d connections in %.1f ms, %zu bytes each\n", MANY, (double)took_ns / 1e6,
            bytes / MANY);
    cr_assert_eq(hf_connections_count(world.all), MANY);
    cr_assert_lt(bytes / MANY, 1024, "a quiet one has no buffer");
    cr_assert_lt(took_ns, 2000000000u);
    close(listener); /* resets them all */
    world_wait(&world, &world.n_lost, MANY);
    world_end(&world);
}
