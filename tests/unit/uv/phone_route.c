/* SPDX-License-Identifier: Apache-2.0 */
/* Which line a request from outside reaches (E8), and where its answer goes: a phone on loopback,
 * and peers that send plain text to it. */
#include "holdfast/uv/phone.h"

#include <criterion/criterion.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "phone_state.h"

#define PATIENCE_MS 5000
#define QUIET_MS    200
#define TEXT        4096

struct peer { /* a registrar that accepts everybody, and says what else it heard */
    uv_udp_t udp;
    const char *host;
    uint16_t port;
    unsigned n_registers, n_replies;
    char contact[256]; /* of the last REGISTER */
    char reply[TEXT];  /* the last response */
    char bytes[TEXT];
};

struct world {
    uv_loop_t loop;
    uv_timer_t patience;
    struct peer server, other, stranger; /* other: the same host, another port */
    struct hf_phone *phone;
};

/* ---- peers ---- */

static void on_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct peer *peer = handle->data;

    (void)suggested;
    *buffer = uv_buf_init(peer->bytes, TEXT - 1);
}

static void copy(char *out, const char *message, const char *name)
{
    const char *at = strstr(message, name), *end = at != NULL ? strstr(at + 2, "\r\n") : NULL;

    cr_assert_not_null(end, "no %s in %s", name, message);
    strncat(out, at, (size_t)(end - at));
}

static void accept_register(struct peer *peer, const struct sockaddr *from)
{
    static const char *const names[] = {
        "\r\nVia:", "\r\nFrom:", "\r\nTo:", "\r\nCall-ID:", "\r\nCSeq:", "\r\nContact:"};
    char out[TEXT] = "SIP/2.0 200 OK";

    for (unsigned i = 0; i < 6; i++)
        copy(out, peer->bytes, names[i]);
    strcat(out, "\r\nExpires: 600\r\nContent-Length: 0\r\n\r\n");
    uv_buf_t bytes = uv_buf_init(out, (unsigned)strlen(out));
    const char *uri = strstr(peer->bytes, "\r\nContact: <") + 12;

    snprintf(peer->contact, sizeof peer->contact, "%.*s", (int)strcspn(uri, ">"), uri);
    peer->n_registers++;
    uv_udp_try_send(&peer->udp, &bytes, 1, from);
}

static void on_heard(uv_udp_t *udp, ssize_t n, const uv_buf_t *buffer, const struct sockaddr *from,
                     unsigned flags)
{
    struct peer *peer = udp->data;

    (void)flags;
    (void)buffer;
    if (n <= 0)
        return;
    peer->bytes[n] = '\0';
    if (strncmp(peer->bytes, "REGISTER ", 9) == 0) {
        accept_register(peer, from);
    } else {
        strcpy(peer->reply, peer->bytes);
        peer->n_replies++;
    }
}

static void open_peer(struct peer *peer, uv_loop_t *loop, const char *host)
{
    struct sockaddr_in address;
    int length = sizeof address;

    peer->host = host;
    uv_ip4_addr(host, 0, &address);
    uv_udp_init(loop, &peer->udp);
    peer->udp.data = peer;
    cr_assert_eq(uv_udp_bind(&peer->udp, (struct sockaddr *)&address, 0), 0);
    uv_udp_getsockname(&peer->udp, (struct sockaddr *)&address, &length);
    peer->port = ntohs(address.sin_port);
    uv_udp_recv_start(&peer->udp, on_buffer, on_heard);
}

/* ---- the world ---- */

static struct world *new_world(void)
{
    struct world *world = calloc(1, sizeof *world);
    struct hf_phone_options options = {
        .bind = {.address = {127, 0, 0, 1}, .family = HF_FAMILY_IPV4}};
    char error[256] = "";

    uv_loop_init(&world->loop);
    uv_timer_init(&world->loop, &world->patience);
    open_peer(&world->server, &world->loop, "127.0.0.1");
    open_peer(&world->other, &world->loop, "127.0.0.1");
    open_peer(&world->stranger, &world->loop, "127.0.0.77");
    world->phone = hf_phone_open(&world->loop, &options, error, sizeof error);
    cr_assert_not_null(world->phone, "%s", error);
    return world;
}

static void end_world(struct world *world)
{
    hf_phone_close(world->phone);
    uv_close((uv_handle_t *)&world->server.udp, NULL);
    uv_close((uv_handle_t *)&world->other.udp, NULL);
    uv_close((uv_handle_t *)&world->stranger.udp, NULL);
    uv_close((uv_handle_t *)&world->patience, NULL);
    while (uv_run(&world->loop, UV_RUN_DEFAULT) != 0)
        ; /* handles close over several rounds */
    cr_assert_eq(uv_loop_close(&world->loop), 0, "a handle is still open");
    free(world);
}

static void on_tick(uv_timer_t *timer)
{
    (void)timer;
}

/* Until so many replies were heard, or so much time has passed. */
static void wait_for(struct world *world, const unsigned *count, unsigned n, unsigned ms)
{
    uint64_t until_us = hf_phone_now_us() + ms * 1000u;

    uv_timer_start(&world->patience, on_tick, 5, 5);
    while (*count < n && hf_phone_now_us() < until_us)
        uv_run(&world->loop, UV_RUN_ONCE);
    uv_timer_stop(&world->patience);
}

static void add_line(struct world *world, const char *user, const struct peer *server, int trust)
{
    struct hf_config config;
    char error[256] = "";
    struct hf_phone_problem problem = {.error = error, .size = sizeof error};

    hf_config_init(&config);
    config.n_servers = 1;
    hf_config_init_server(&config.servers[0]);
    config.servers[0].port = server->port;
    cr_assert_eq(
        hf_config_name(&config, &config.servers[0].host, server->host, strlen(server->host)), 0);
    config.keepalive_s = 0;
    config.trust = (uint8_t)trust;
    struct hf_phone_line line = {
        .name = user,
        .identity = {.user = user, .auth_name = "", .password = "x", .display_name = ""},
        .config = &config};

    cr_assert_gt(hf_phone_add(world->phone, &line, &problem), 0, "%s", error);
}

/* Lines that trust any: alice and bob at the server, and bob at another; carol trusts Contacts. */
static struct world *usual_world(void)
{
    struct world *world = new_world();

    add_line(world, "carol", &world->server, HF_TRUST_CONTACT);
    add_line(world, "alice", &world->server, HF_TRUST_ANY);
    add_line(world, "bob", &world->server, HF_TRUST_ANY);
    add_line(world, "bob", &world->other, HF_TRUST_ANY);
    hf_phone_start(world->phone);
    wait_for(world, &world->server.n_registers, 3, PATIENCE_MS);
    wait_for(world, &world->other.n_registers, 1, PATIENCE_MS);
    cr_assert_eq(world->server.n_registers, 3);
    return world;
}

/* An OPTIONS for the URI; the peer whose port its Via names hears the answer. */
static void ask(struct world *world, struct peer *from, const char *uri, const char *via)
{
    struct sockaddr_in address;
    char text[TEXT];

    snprintf(text, sizeof text,
             "OPTIONS %s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1%s;branch=z9hG4bKa\r\n"
             "From: <sip:x@y>;tag=1\r\nTo: <sip:z@y>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n",
             uri, via);
    uv_buf_t bytes = uv_buf_init(text, (unsigned)strlen(text));

    uv_ip4_addr("127.0.0.1", hf_phone_port(world->phone), &address);
    cr_assert_gt(uv_udp_try_send(&from->udp, &bytes, 1, (struct sockaddr *)&address), 0);
}

/* The status of the answer that the peer gets; 0: none comes. */
static unsigned long answer(struct world *world, struct peer *from, const char *uri)
{
    unsigned n = from->n_replies;

    ask(world, from, uri, ";rport");
    wait_for(world, &from->n_replies, n + 1, QUIET_MS);
    return from->n_replies > n ? strtoul(from->reply + 8, NULL, 10) : 0;
}

/* The tag is drawn from the secret of the line that answers, and is else that of the request. */
static void tag_of(const struct peer *peer, char tag[32])
{
    const char *at = strstr(strstr(peer->reply, "\r\nTo:"), ";tag=");

    cr_assert_not_null(at);
    snprintf(tag, 32, "%.16s", at + 5);
}

Test(phone_route, any_is_found_by_its_user_from_anywhere_and_by_its_server)
{
    struct world *world = usual_world();
    static const struct {
        int stranger;
        const char *uri;
        unsigned long status;
    } cases[] = {
        {1, "sip:alice@127.0.0.1", 200},
        {1, "sip:%61lice@127.0.0.1:5060;x", 200},
        {1, "urn:alice", 0},
        {0, "urn:alice", 416},
        {0, "sip:alice@127.0.0.1", 200},
        {0, "sip:nobody@127.0.0.1", 200},
        {0, "sip:127.0.0.1", 200},
        {1, "sip:nobody@127.0.0.1", 0},
        {1, "sip:127.0.0.1", 0},
        {1, "sip:carol@127.0.0.1", 0}, /* E8: trust contact */
        {1, "sip:hf00000002000000000000000000000000@h", 0},
        {0, "sip:hf00000002000000000000000000000000@h", 404}, /* a Contact of before */
        {0, "sip:hf00000099000000000000000000000000@h", 0},   /* of no line */
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct peer *from = cases[i].stranger ? &world->stranger : &world->server;

        cr_assert_eq(answer(world, from, cases[i].uri), cases[i].status, "%s", cases[i].uri);
    }
    cr_assert_eq(answer(world, &world->stranger, world->server.contact), 200);
    end_world(world);
}

/* The line whose user is named, else the first whose server asks. Lines are sorted once a second:
 * a new one is found then. */
Test(phone_route, the_line_that_fits_best_answers)
{
    struct world *world = new_world();
    char first[32], second[32], tag[32];

    add_line(world, "bob", &world->server, HF_TRUST_ANY);
    hf_phone_start(world->phone);
    wait_for(world, &world->server.n_registers, 1, PATIENCE_MS);
    uint64_t sorted_us = hf_phone_now_us();

    cr_assert_eq(answer(world, &world->server, "sip:bob@127.0.0.1"), 200);
    tag_of(&world->server, first);
    add_line(world, "dave", &world->other, HF_TRUST_ANY);
    wait_for(world, &world->other.n_registers, 1, PATIENCE_MS);
    unsigned long at_once = answer(world, &world->stranger, "sip:dave@127.0.0.1");

    cr_assert(at_once == 0 || hf_phone_now_us() - sorted_us > 1000000, "it is sorted too often");
    wait_for(world, &world->server.n_replies, 99, 1100);
    cr_assert_eq(answer(world, &world->stranger, "sip:dave@127.0.0.1"), 200);
    tag_of(&world->stranger, second);
    cr_assert_str_neq(second, first, "dave's own line");
    cr_assert_eq(answer(world, &world->other, "sip:nobody@127.0.0.1"), 200);
    tag_of(&world->other, tag);
    cr_assert_str_eq(tag, first, "nobody's user: the first line with a server there");
    end_world(world);
}

/* A server that is configured by name is known by where the line registered. */
Test(phone_route, a_server_with_a_name_is_known_by_its_address)
{
    struct world *world = new_world();

    world->server.host = "localhost";
    add_line(world, "bob", &world->server, HF_TRUST_ANY);
    hf_phone_start(world->phone);
    wait_for(world, &world->server.n_registers, 1, PATIENCE_MS);
    cr_assert_eq(answer(world, &world->stranger, "sip:nobody@127.0.0.1"), 0);
    cr_assert_eq(answer(world, &world->other, "sip:nobody@127.0.0.1"), 200);
    end_world(world);
}

static int rename_line(struct world *world, uint32_t line, const char *user)
{
    char error[256] = "";
    struct hf_phone_problem problem = {.error = error, .size = sizeof error};
    struct hf_phone_line wanted = {
        .name = user,
        .identity = {.user = user, .auth_name = "", .password = "x", .display_name = ""},
        .config = hf_phone_line_config(world->phone, line)};

    return hf_phone_reconfigure(world->phone, line, &wanted, &problem);
}

Test(phone_route, a_line_is_found_by_its_new_user)
{
    struct world *world = usual_world();

    cr_assert_eq(answer(world, &world->stranger, "sip:alice@127.0.0.1"), 200);
    cr_assert_eq(rename_line(world, 2, "zoe"), 1);
    cr_assert_eq(answer(world, &world->stranger, "sip:alice@127.0.0.1"), 0);
    wait_for(world, &world->stranger.n_replies, 99, 1100);
    cr_assert_eq(answer(world, &world->stranger, "sip:zoe@127.0.0.1"), 200);
    end_world(world);
}

/* However many lines have one user: more than are looked at (LOOKED_AT) of each server's. A line
 * whose server has a name is one of them once it has registered there. */
Test(phone_route, of_many_lines_of_one_user_the_one_of_the_server_that_asks)
{
    static const char *const hosts[] = {"127.0.0.77", "localhost"};
    for (unsigned i = 0; i < 2; i++) {
        struct world *world = new_world();
        struct peer *last = i == 0 ? &world->stranger : &world->server;
        struct peer *first = i == 0 ? &world->server : &world->stranger;
        char first_tag[32], tag[32];

        last->host = hosts[i];
        for (unsigned n = 1; n < 20; n++)
            add_line(world, "bob", first, HF_TRUST_ANY);
        add_line(world, "bob", last, HF_TRUST_ANY);
        hf_phone_start(world->phone);
        wait_for(world, &last->n_registers, 1, PATIENCE_MS);
        wait_for(world, &first->n_registers, 19, PATIENCE_MS);
        cr_assert_eq(answer(world, first, "sip:bob@127.0.0.1"), 200);
        tag_of(first, first_tag);
        cr_assert_eq(answer(world, last, "sip:bob@127.0.0.1"), 200);
        tag_of(last, tag);
        cr_assert_str_neq(tag, first_tag, "another tenant's line");
        end_world(world);
    }
}

Test(phone_route, of_lines_that_fit_equally_well_the_first)
{
    struct world *world = new_world();
    char first[32], tag[32];

    add_line(world, "bob", &world->server, HF_TRUST_ANY);
    hf_phone_start(world->phone);
    wait_for(world, &world->server.n_registers, 1, PATIENCE_MS);
    cr_assert_eq(answer(world, &world->server, "sip:bob@127.0.0.1"), 200);
    tag_of(&world->server, first);
    for (unsigned n = 1; n < 20; n++)
        add_line(world, "bob", &world->server, HF_TRUST_ANY);
    wait_for(world, &world->server.n_registers, 20, PATIENCE_MS);
    wait_for(world, &world->server.n_replies, 99, 1100); /* sorted anew */
    cr_assert_eq(answer(world, &world->server, "sip:bob@127.0.0.1"), 200);
    tag_of(&world->server, tag);
    cr_assert_str_eq(tag, first);
    cr_assert_eq(answer(world, &world->stranger, "sip:bob@127.0.0.1"), 200);
    tag_of(&world->stranger, tag);
    cr_assert_str_eq(tag, first);
    end_world(world);
}

/* A server keeps its way to us open all day: that is not worth a word. */
Test(phone_route, what_is_for_no_line_is_said_unless_it_keeps_a_way_open)
{
    static const struct {
        const char *bytes;
        size_t n;
        const char *why;
    } cases[] = {
        {"\r\n\r\n", 4, NULL},
        {"\r\n", 2, NULL},
        {"\0\0\0\0", 4, NULL},
        {"\0", 1, NULL},
        {"", 0, NULL},
        {"\r\n\r\n\r\n", 6, "not a SIP message"},
        {"\0\0\0a", 4, "not a SIP message"},
        {"jaK", 3, "not a SIP message"},
        {"OPTIONS sip:a@h SIP/2.0\r\n\r\n", 27, "for no line of this phone"},
    };
    struct world *world = new_world();

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_agent_received received = {
            .bytes = (const uint8_t *)cases[i].bytes,
            .n_bytes = cases[i].n,
            .from = {.address = {127, 0, 0, 9}, .port = 5060, .family = HF_FAMILY_IPV4}};
        const char *why = "";

        cr_assert_eq(hf_phone_route(world->phone, &received, &why), 0);
        cr_assert((why == NULL) == (cases[i].why == NULL), "%zu: %s", i, why);
        cr_assert(why == NULL || strcmp(why, cases[i].why) == 0, "%zu: %s", i, why);
    }
    end_world(world);
}

Test(phone_route, a_changed_or_removed_line_is_found_no_more)
{
    struct world *world = usual_world();

    cr_assert_eq(answer(world, &world->stranger, "sip:alice@127.0.0.1"), 200);
    hf_phone_remove(world->phone, 2);
    wait_for(world, &world->server.n_registers, 4, PATIENCE_MS);
    wait_for(world, &world->stranger.n_replies, 99, QUIET_MS);
    cr_assert_eq(answer(world, &world->stranger, "sip:alice@127.0.0.1"), 0);
    end_world(world);
}

/* RFC 3261 18.2.2: without rport to the port of Via's sent-by, from the port that was asked. */
Test(phone_route, the_answer_goes_to_the_port_that_the_via_names)
{
    struct world *world = usual_world();
    char via[16];

    snprintf(via, sizeof via, ":%u", world->other.port);
    ask(world, &world->server, world->server.contact, via); /* a connected socket has it */
    wait_for(world, &world->other.n_replies, 1, PATIENCE_MS);
    cr_assert_eq(world->other.n_replies, 1);
    cr_assert_eq(world->server.n_replies, 0);
    cr_assert_eq(strtoul(world->other.reply + 8, NULL, 10), 200);
    end_world(world);
}
