/* SPDX-License-Identifier: Apache-2.0 */
/* Real sockets on loopback: what is sent arrives, what is refused is heard, what is taken is
 * refused. */
#define _GNU_SOURCE 1
#include "holdfast/uv/udp.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_MS 3000

struct world {
    uv_loop_t loop;
    struct hf_udp *udp;
    uv_timer_t patience;
    unsigned n_received, n_unreachable;
    char bytes[64];
    struct hf_target from, local, unreachable;
    enum hf_cause cause;
};

static struct hf_target loopback(uint16_t port)
{
    return (struct hf_target){.address = {127, 0, 0, 1}, .port = port, .family = HF_FAMILY_IPV4};
}

static void on_received(void *context, const struct hf_udp_datagram *datagram)
{
    struct world *world = context;

    world->n_received++;
    snprintf(world->bytes, sizeof world->bytes, "%.*s", (int)datagram->n_bytes,
             (const char *)datagram->bytes);
    world->from = datagram->from;
    world->local = datagram->local;
    uv_stop(&world->loop);
}

static void on_unreachable(void *context, const struct hf_target *target, enum hf_cause cause)
{
    struct world *world = context;

    world->n_unreachable++;
    world->unreachable = *target;
    world->cause = cause;
    uv_stop(&world->loop);
}

static void on_patience(uv_timer_t *timer)
{
    uv_stop(timer->loop);
}

/* Runs until something is heard. */
static void listen_a_while(struct world *world)
{
    uv_timer_start(&world->patience, on_patience, PATIENCE_MS, 0);
    uv_run(&world->loop, UV_RUN_DEFAULT);
    uv_timer_stop(&world->patience);
}

static void begin(struct world *world, const struct hf_target *bind)
{
    struct hf_udp_options options = {
        .bind = *bind, .context = world, .received = on_received, .unreachable = on_unreachable};
    char error[256] = "";

    memset(world, 0, sizeof *world);
    uv_loop_init(&world->loop);
    uv_timer_init(&world->loop, &world->patience);
    world->udp = hf_udp_open(&world->loop, &options, error, sizeof error);
    cr_assert_not_null(world->udp, "%s", error);
}

static void end(struct world *world)
{
    hf_udp_close(world->udp);
    uv_close((uv_handle_t *)&world->patience, NULL);
    uv_run(&world->loop, UV_RUN_DEFAULT);
    cr_assert_eq(uv_loop_close(&world->loop), 0, "a handle was left open");
}

/* A peer that is not ours: a plain socket on a free port of loopback. */
static int plain_peer(struct hf_target *at)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    cr_assert_eq(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    getsockname(fd, (struct sockaddr *)&address, &length);
    *at = loopback(ntohs(address.sin_port));
    return fd;
}

static void send_plain(int fd, uint16_t port, const char *text)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    cr_assert_eq(sendto(fd, text, strlen(text), 0, (struct sockaddr *)&address, sizeof address),
                 (ssize_t)strlen(text));
}

/* Receives one datagram; the port that it came from. */
static uint16_t receive_plain(int fd, char text[64])
{
    struct timeval patience = {.tv_sec = PATIENCE_MS / 1000};
    struct sockaddr_in address;
    socklen_t length = sizeof address;

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ssize_t n = recvfrom(fd, text, 63, 0, (struct sockaddr *)&address, &length);

    cr_assert_geq(n, 0, "nothing came");
    text[n] = '\0';
    return ntohs(address.sin_port);
}

static enum hf_cause send_text(struct world *world, const struct hf_target *target,
                               const char *text)
{
    struct hf_udp_message message = {
        .bytes = (const uint8_t *)text, .n_bytes = strlen(text), .target = *target};

    return hf_udp_send(world->udp, &message);
}

Test(udp, sends_from_the_listeners_port_and_hears_the_answer)
{
    struct hf_target any = loopback(0), peer;
    struct world world;
    char text[64];
    int fd = plain_peer(&peer);

    begin(&world, &any);
    cr_assert_eq(send_text(&world, &peer, "question"), HF_CAUSE_NONE);
    cr_assert_eq(receive_plain(fd, text), hf_udp_port(world.udp));
    cr_assert_str_eq(text, "question");
    send_plain(fd, hf_udp_port(world.udp), "answer");
    listen_a_while(&world);
    cr_assert_eq(world.n_received, 1);
    cr_assert_str_eq(world.bytes, "answer");
    cr_assert_eq(memcmp(&world.from, &peer, sizeof peer), 0);
    cr_assert_eq(world.local.port, hf_udp_port(world.udp));
    end(&world);
    close(fd);
}

Test(udp, hears_that_nobody_listens_at_a_target)
{
    struct hf_target any = loopback(0), peer;
    struct world world;

    close(plain_peer(&peer)); /* a port that was free just now */
    begin(&world, &any);
    cr_assert_eq(send_text(&world, &peer, "anybody?"), HF_CAUSE_NONE);
    listen_a_while(&world);
    cr_assert_eq(world.n_unreachable, 1);
    cr_assert_eq(world.cause, HF_CAUSE_ICMP);
    cr_assert_eq(memcmp(&world.unreachable, &peer, sizeof peer), 0);
    end(&world);
}

Test(udp, keeps_hearing_a_target_after_an_error)
{
    struct hf_target any = loopback(0), peer;
    struct world world;

    close(plain_peer(&peer));
    begin(&world, &any);
    for (unsigned i = 1; i <= 3; i++) {
        cr_assert_eq(send_text(&world, &peer, "anybody?"), HF_CAUSE_NONE);
        listen_a_while(&world);
        cr_assert_eq(world.n_unreachable, i);
    }
    end(&world);
}

Test(udp, hears_a_stranger_on_the_listener_and_replies_to_it)
{
    struct hf_target any = loopback(0), peer;
    struct world world;
    char text[64];
    int fd = plain_peer(&peer);

    begin(&world, &any);
    send_plain(fd, hf_udp_port(world.udp), "hello");
    listen_a_while(&world);
    cr_assert_eq(world.n_received, 1);
    struct hf_udp_message reply = {.bytes = (const uint8_t *)"welcome",
                                   .n_bytes = 7,
                                   .target = world.from,
                                   .reply_on = world.local};

    cr_assert_eq(hf_udp_send(world.udp, &reply), HF_CAUSE_NONE);
    cr_assert_eq(receive_plain(fd, text), hf_udp_port(world.udp));
    cr_assert_str_eq(text, "welcome");
    end(&world);
    close(fd);
}

/* RFC 3261 18.2.2: what came on a connected socket may have to be answered at another port. */
Test(udp, replies_to_another_port_of_a_connected_peer)
{
    struct hf_target any = loopback(0), peer, other;
    struct world world;
    char text[64];
    int fd = plain_peer(&peer), fd2 = plain_peer(&other);

    begin(&world, &any);
    (void)hf_udp_local(world.udp, &peer);
    send_plain(fd, hf_udp_port(world.udp), "hello");
    listen_a_while(&world);
    cr_assert_eq(memcmp(&world.from, &peer, sizeof peer), 0);
    struct hf_udp_message reply = {.bytes = (const uint8_t *)"welcome",
                                   .n_bytes = 7,
                                   .target = other,
                                   .reply_on = world.local};

    cr_assert_eq(hf_udp_send(world.udp, &reply), HF_CAUSE_NONE);
    cr_assert_eq(receive_plain(fd2, text), hf_udp_port(world.udp));
    cr_assert_str_eq(text, "welcome");
    end(&world);
    close(fd);
    close(fd2);
}

Test(udp, replies_from_the_address_that_was_asked)
{
    struct hf_target everywhere = {.family = HF_FAMILY_NONE}, peer;
    struct sockaddr_in asked = {.sin_family = AF_INET}, from;
    socklen_t length = sizeof from;
    struct world world;
    char text[64];
    int fd = plain_peer(&peer);

    begin(&world, &everywhere);
    (void)hf_udp_local(world.udp, &peer); /* a socket to the peer changes nothing */
    asked.sin_port = htons(hf_udp_port(world.udp));
    asked.sin_addr.s_addr = htonl(0x7F000005);
    sendto(fd, "hello", 5, 0, (struct sockaddr *)&asked, sizeof asked);
    listen_a_while(&world);
    cr_assert_eq(world.n_received, 1);
    cr_assert_eq(memcmp(world.local.address, &asked.sin_addr, 4), 0);
    struct hf_udp_message reply = {.bytes = (const uint8_t *)"welcome",
                                   .n_bytes = 7,
                                   .target = world.from,
                                   .reply_on = world.local};

    cr_assert_eq(hf_udp_send(world.udp, &reply), HF_CAUSE_NONE);
    cr_assert_eq(recvfrom(fd, text, sizeof text, 0, (struct sockaddr *)&from, &length), 7);
    cr_assert_eq(from.sin_addr.s_addr, asked.sin_addr.s_addr);
    cr_assert_eq(from.sin_port, asked.sin_port);
    end(&world);
    close(fd);
}

Test(udp, knows_the_ipv6_address_that_was_asked)
{
    struct hf_target everywhere = {.family = HF_FAMILY_NONE};
    struct sockaddr_in6 asked = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct world world;
    char text[64];
    int fd = socket(AF_INET6, SOCK_DGRAM, 0);

    begin(&world, &everywhere);
    asked.sin6_port = htons(hf_udp_port(world.udp));
    cr_assert_eq(connect(fd, (struct sockaddr *)&asked, sizeof asked), 0);
    cr_assert_eq(send(fd, "hello", 5, 0), 5);
    listen_a_while(&world);
    cr_assert_eq(world.local.family, HF_FAMILY_IPV6);
    cr_assert_eq(memcmp(world.local.address, &asked.sin6_addr, 16), 0);
    struct hf_udp_message reply = {.bytes = (const uint8_t *)"welcome",
                                   .n_bytes = 7,
                                   .target = world.from,
                                   .reply_on = world.local};

    cr_assert_eq(hf_udp_send(world.udp, &reply), HF_CAUSE_NONE);
    cr_assert_eq(recv(fd, text, sizeof text, 0), 7);
    end(&world);
    close(fd);
}

/* What bind says to a program that would share address:port with everybody. */
static int shared_bind(uint32_t address, uint16_t port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_DGRAM, 0), on = 1, error;

    at.sin_addr.s_addr = htonl(address);
    cr_assert_eq(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), 0);
    error = bind(fd, (struct sockaddr *)&at, sizeof at) < 0 ? errno : 0;
    close(fd);
    return error;
}

Test(udp, shares_its_port_with_no_other_program)
{
    const struct hf_target binds[] = {loopback(0), {.family = HF_FAMILY_NONE}};

    for (size_t i = 0; i < sizeof binds / sizeof binds[0]; i++) {
        struct world world;

        begin(&world, &binds[i]);
        for (unsigned n = 0; n < 3; n++) {
            struct hf_target target = {
                .address = {127, 1, 3, (uint8_t)n}, .port = 9, .family = HF_FAMILY_IPV4};
            uint16_t port = hf_udp_port(world.udp);

            cr_assert_eq(shared_bind(INADDR_LOOPBACK, port), EADDRINUSE, "after %u targets", n);
            cr_assert_eq(shared_bind(INADDR_ANY, port), EADDRINUSE, "after %u targets", n);
            cr_assert_eq(hf_udp_local(world.udp, &target).port, port, "target %u", n);
        }
        end(&world);
    }
}

Test(udp, refuses_an_address_that_another_phone_has)
{
    struct hf_target any = loopback(0), same;
    struct hf_udp_options options;
    struct world world;
    char error[256] = "", port[16];

    begin(&world, &any);
    same = loopback(hf_udp_port(world.udp));
    options = (struct hf_udp_options){
        .bind = same, .context = &world, .received = on_received, .unreachable = on_unreachable};
    /* A connected socket of the first one shares the port, and changes nothing. */
    (void)hf_udp_local(world.udp, &same);
    cr_assert_null(hf_udp_open(&world.loop, &options, error, sizeof error));
    snprintf(port, sizeof port, ":%u", hf_udp_port(world.udp));
    cr_assert_not_null(strstr(error, port), "%s", error);
    cr_assert_not_null(strstr(error, "another holdfast phone"), "%s", error);
    cr_assert_not_null(strstr(error, "--bind"), "%s", error);
    end(&world);
}

Test(udp, refuses_an_address_that_is_not_this_machines)
{
    struct hf_target foreign = {.address = {192, 0, 2, 1}, .port = 5060, .family = HF_FAMILY_IPV4};
    struct hf_udp_options options = {.bind = foreign};
    uv_loop_t loop;
    char error[256] = "";

    uv_loop_init(&loop);
    cr_assert_null(hf_udp_open(&loop, &options, error, sizeof error));
    cr_assert_not_null(strstr(error, "192.0.2.1:5060"), "%s", error);
    uv_run(&loop, UV_RUN_DEFAULT);
    cr_assert_eq(uv_loop_close(&loop), 0);
}

Test(udp, knows_the_address_that_a_target_is_reached_from)
{
    struct hf_target everywhere = {.family = HF_FAMILY_NONE}, peer;
    struct hf_target wanted = loopback(0), local;
    struct world world;
    int fd = plain_peer(&peer);

    begin(&world, &everywhere);
    local = hf_udp_local(world.udp, &peer);
    wanted.port = hf_udp_port(world.udp);
    cr_assert_eq(memcmp(&local, &wanted, sizeof local), 0, "not the wildcard, not another port");
    end(&world);
    close(fd);
}

Test(udp, has_no_way_to_a_target_of_another_transport_or_family)
{
    struct hf_target any = loopback(0), tcp = loopback(5060);
    struct hf_target six = {.address = {[15] = 1}, .port = 5060, .family = HF_FAMILY_IPV6};
    struct world world;

    tcp.transport = HF_TRANSPORT_TCP;
    begin(&world, &any);
    cr_assert_eq(hf_udp_local(world.udp, &tcp).family, HF_FAMILY_NONE);
    cr_assert_eq(hf_udp_local(world.udp, &six).family, HF_FAMILY_NONE);
    cr_assert_eq(send_text(&world, &six, "no"), HF_CAUSE_LOCAL);
    end(&world);
}

Test(udp, stays_within_its_bound_of_connected_sockets)
{
    struct hf_target any = loopback(0), peer;
    struct world world;
    char text[64];
    int fd = plain_peer(&peer);

    begin(&world, &any);
    for (unsigned i = 0; i < HF_UDP_CONNECTED_MAX + 10; i++) {
        struct hf_target target = {
            .address = {127, 1, (uint8_t)(i >> 8), (uint8_t)i}, .port = 9, .family = 4};

        cr_assert_eq(hf_udp_local(world.udp, &target).family, HF_FAMILY_IPV4, "target %u", i);
    }
    cr_assert_eq(send_text(&world, &peer, "still here"), HF_CAUSE_NONE);
    receive_plain(fd, text);
    cr_assert_str_eq(text, "still here");
    end(&world);
    close(fd);
}

Test(udp, goes_on_when_the_process_may_open_no_more_files)
{
    struct hf_target any = loopback(0), peer;
    struct rlimit few = {.rlim_cur = 40, .rlim_max = 40};
    struct world world;
    char text[64];
    int fd = plain_peer(&peer);

    begin(&world, &any);
    (void)hf_udp_local(world.udp, &peer);
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
    for (unsigned i = 0; i < 100; i++) {
        struct hf_target target = {.address = {127, 1, 2, (uint8_t)i}, .port = 9, .family = 4};

        cr_assert_eq(hf_udp_local(world.udp, &target).family, HF_FAMILY_IPV4, "target %u", i);
        uv_run(&world.loop, UV_RUN_NOWAIT); /* the closed ones give their files back */
    }
    cr_assert_eq(send_text(&world, &peer, "still here"), HF_CAUSE_NONE);
    receive_plain(fd, text);
    cr_assert_str_eq(text, "still here");
    end(&world);
    close(fd);
}

Test(udp, writes_addresses_as_uris_have_them)
{
    static const struct {
        struct hf_target target;
        const char *text;
    } cases[] = {
        {{.address = {192, 0, 2, 7}, .port = 5060, .family = HF_FAMILY_IPV4}, "192.0.2.7:5060"},
        {{.address = {0x20, 1, 0xd, 0xb8, [15] = 1}, .port = 65535, .family = HF_FAMILY_IPV6},
         "[2001:db8::1]:65535"},
    };
    char text[HF_ADDRESS_TEXT];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_assert_str_eq(hf_udp_address_text(&cases[i].target, text), cases[i].text);
}

/* The interface that has such addresses is theirs, where only one has. */
Test(udp, reaches_link_local_addresses)
{
    struct hf_target any = {.family = HF_FAMILY_NONE}, local;
    struct hf_target target = {
        .address = {0xFE, 0x80, [15] = 8}, .port = 5060, .family = HF_FAMILY_IPV6};
    struct world world;

    cr_assert(unshare(CLONE_NEWNET) == 0 && system("ip link set lo up") == 0,
              "a network of its own takes root, and iproute2");
    cr_assert_eq(system("ip link add v0 type veth peer name v1 && ip link set v0 up && "
                        "sysctl -q -w net.ipv6.conf.v1.disable_ipv6=1 && ip link set v1 up && "
                        "ip address add fe80::7/64 dev v0 nodad && sleep 0.2"),
                 0, "virtual interfaces take root");
    begin(&world, &any);
    local = hf_udp_local(world.udp, &target);
    cr_assert_eq(local.family, HF_FAMILY_IPV6);
    cr_assert_eq(local.address[0], 0xFE);
    cr_assert_eq(local.address[1], 0x80);
    end(&world);
}
