/* SPDX-License-Identifier: Apache-2.0 */
/* Phones whose addresses and families come and go, and phones over IPv6 (C3a, B9). What changes
 * addresses does so in a network of its own, which takes root and iproute2. */
#define _GNU_SOURCE 1
#include <sched.h>
#include <stdio.h>

#include "phone_peer.h"

#define SERVER "198.51.100.1"

/* The server's address is on one interface, the phone's on another; the phone's is the source of
 * what goes to the server, since the route says so. */
static void own_network(void)
{
    cr_assert(unshare(CLONE_NEWNET) == 0 && system("ip link set lo up") == 0,
              "a network of its own takes root, and iproute2");
    cr_assert_eq(system("ip link add v0 type veth peer name v1 && ip link set v0 up && "
                        "ip link set v1 up && ip link add v2 type veth peer name v3 && "
                        "ip link set v2 up && ip link set v3 up && "
                        "ip address add " SERVER "/32 dev v2"),
                 0, "virtual interfaces take root");
}

static void command(const char *text)
{
    cr_assert_eq(system(text), 0, "%s", text);
}

#define HAVE(address)                                                                              \
    command("ip address add " address "/32 dev v0 && ip route replace local " SERVER               \
            " dev v2 table local src " address)
#define LOSE(address) command("ip address del " address "/32 dev v0")

static struct stage *open_before(uint8_t transport)
{
    struct stage *stage = stage_open(0, "127.0.0.1");

    stage->options.bind = (struct hf_target){.family = HF_FAMILY_NONE};
    stage->n_peers = 1;
    if (transport == HF_TRANSPORT_UDP)
        registrar_listen_udp(&stage->peers[0], &stage->loop, SERVER);
    else
        registrar_listen(&stage->peers[0], &stage->loop, SERVER, NULL);
    stage_phone(stage);
    return stage;
}

static void add_one(struct stage *stage)
{
    struct hf_config config = stage_config(stage, 1);
    struct hf_phone_line line = stage_line("one", &config);

    config.t1_ms = 500;
    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_REGISTERED);
}

static int takes_back(const struct registrar *peer, const char *address)
{
    char begin[64];

    for (const char *at = strstr(peer->request, "\r\nContact: "); at != NULL;
         at = strstr(at + 2, "\r\nContact: ")) {
        char line[256];

        snprintf(line, sizeof line, "%.*s", (int)strcspn(at + 2, "\r"), at + 2);
        snprintf(begin, sizeof begin, "@%s:", address);
        if (strstr(line, begin) != NULL && strstr(line, ">;expires=0") != NULL)
            return 1;
    }
    return 0;
}

static int says(const struct registrar *peer, const char *address)
{
    char begin[64];

    snprintf(begin, sizeof begin, "@%s:", address);
    return strstr(strstr(peer->request, "\r\nContact: "), begin) != NULL;
}

static void moves_with_its_address(uint8_t transport)
{
    own_network();
    HAVE("192.0.2.9");
    struct stage *stage = open_before(transport);
    struct registrar *peer = &stage->peers[0];

    add_one(stage);
    cr_assert(says(peer, "192.0.2.9"), "%s", peer->request);
    stage_run_ms(stage, 400); /* what the interfaces had to say is over */
    unsigned n = peer->n_registers;

    HAVE("192.0.2.10");
    LOSE("192.0.2.9");
    WAIT_FOR(stage, peer->n_registers > n && stage_state(stage, 1) == HF_LINE_REGISTERED);
    cr_assert(says(peer, "192.0.2.10"), "%s", peer->request);
    cr_assert(takes_back(peer, "192.0.2.9"), "%s", peer->request);
    cr_assert(!takes_back(peer, "192.0.2.10"));
    stage_run_ms(stage, 700);
    cr_assert_leq(peer->n_registers, n + 1, "once");
    stage_close(stage);
}

Test(phone_network, a_line_over_udp_moves_with_its_address)
{
    moves_with_its_address(HF_TRANSPORT_UDP);
}

Test(phone_network, a_line_over_tcp_moves_with_its_address)
{
    moves_with_its_address(HF_TRANSPORT_TCP);
}

static void comes_back(uint8_t transport)
{
    own_network();
    HAVE("192.0.2.9");
    struct stage *stage = open_before(transport);
    struct registrar *peer = &stage->peers[0];

    add_one(stage);
    stage_run_ms(stage, 400);
    LOSE("192.0.2.9");
    command("ip address del " SERVER "/32 dev v2");
    stage_run_ms(stage, 1000);
    unsigned n = peer->n_registers;

    command("ip address add " SERVER "/32 dev v2");
    HAVE("192.0.2.11");
    WAIT_FOR(stage, peer->n_registers > n && stage_state(stage, 1) == HF_LINE_REGISTERED);
    cr_assert(says(peer, "192.0.2.11"), "%s", peer->request);
    stage_close(stage);
}

Test(phone_network, a_line_over_udp_registers_when_the_network_is_back)
{
    comes_back(HF_TRANSPORT_UDP);
}

Test(phone_network, a_line_over_tcp_registers_when_the_network_is_back)
{
    comes_back(HF_TRANSPORT_TCP);
}

/* Somebody else's link: nothing is sent. */
Test(phone_network, an_address_that_the_line_does_not_use_changes_nothing)
{
    own_network();
    HAVE("192.0.2.9");
    struct stage *stage = open_before(HF_TRANSPORT_TCP);
    struct registrar *peer = &stage->peers[0];

    add_one(stage);
    command("ip address add 203.0.113.5/24 dev v1");
    stage_run_ms(stage, 700);
    command("ip address del 203.0.113.5/24 dev v1");
    stage_run_ms(stage, 700);
    cr_assert_eq(peer->n_registers, 1);
    cr_assert_eq(registrar_n_open(peer), 1);
    stage_close(stage);
}

/* ---- IPv6 ---- */

static void registers_over_ipv6(uint8_t transport, const char *via)
{
    struct stage *stage = stage_open(0, "::1");
    struct registrar *peer = &stage->peers[0];

    stage->n_peers = 1;
    if (transport == HF_TRANSPORT_UDP)
        registrar_listen_udp(peer, &stage->loop, "::1");
    else
        registrar_listen(peer, &stage->loop, "::1", NULL);
    stage_phone(stage);
    add_one(stage);
    cr_assert_not_null(strstr(peer->request, via), "%s", peer->request);
    cr_assert(says(peer, "[::1]"), "%s", peer->request);
    cr_assert_not_null(strstr(peer->request, "REGISTER sip:[::1] SIP/2.0\r\n"));
    cr_assert_not_null(strstr(peer->request, "<sip:one@[::1]>"));
    hf_phone_stop(stage->phone);
    WAIT_FOR(stage, stage->stopped);
    cr_assert_eq(peer->n_removed, 1);
    stage_close(stage);
}

Test(phone_network, registers_over_ipv6_and_udp)
{
    registers_over_ipv6(HF_TRANSPORT_UDP, "Via: SIP/2.0/UDP [::1]:");
}

Test(phone_network, registers_over_ipv6_and_tcp)
{
    registers_over_ipv6(HF_TRANSPORT_TCP, "Via: SIP/2.0/TCP [::1]:");
}

Test(phone_network, has_both_families_at_once)
{
    struct stage *stage = stage_open(0, "127.0.0.1");
    struct hf_config config;
    struct hf_phone_line line = stage_line("one", &config);

    stage->options.bind = (struct hf_target){.family = HF_FAMILY_NONE};
    stage->n_peers = 3;
    registrar_listen(&stage->peers[0], &stage->loop, "::1", NULL);
    registrar_listen(&stage->peers[1], &stage->loop, "127.0.0.1", NULL);
    registrar_listen_udp(&stage->peers[2], &stage->loop, "::1");
    stage_phone(stage);
    config = stage_config(stage, 3);
    config.mode = HF_MODE_CONCURRENT;
    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    for (unsigned i = 0; i < 3; i++)
        WAIT_FOR(stage, stage->peers[i].n_registers == 1);
    cr_assert(says(&stage->peers[0], "[::1]"));
    cr_assert(says(&stage->peers[1], "127.0.0.1"));
    cr_assert(says(&stage->peers[2], "[::1]"));
    stage_close(stage);
}
