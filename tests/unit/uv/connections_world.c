/* SPDX-License-Identifier: Apache-2.0 */
#include "connections_world.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void on_received(void *context, const struct hf_connection_message *message)
{
    struct world *world = context;
    unsigned i = world->n_received++;

    cr_assert(!world->inside, "received() from within a function");
    if (i < KEPT) {
        world->received[i] = (struct kept_message){
            .text = strndup((const char *)message->bytes, message->n_bytes),
            .flow = message->flow,
            .from = message->from,
            .local = message->local,
            .ours = message->ours,
            .order = world->n_callbacks};
        cr_assert_eq(strlen(world->received[i].text), message->n_bytes);
    }
    world->n_callbacks++;
    if (world->on_received != NULL)
        world->on_received(world, message);
}

static void on_opened(void *context, const struct hf_connection_way *way,
                      const struct hf_target *target, const char *text)
{
    struct world *world = context;

    (void)target;
    cr_assert(!world->inside, "opened() from within a function");
    cr_assert_eq(way->open, 1);
    world->opened = *way;
    snprintf(world->opened_text, sizeof world->opened_text, "%s", text);
    world->n_opened++;
    world->n_callbacks++;
}

static void on_lost(void *context, const struct hf_connection_lost *lost)
{
    struct world *world = context;
    unsigned i = world->n_lost++;

    cr_assert(!world->inside, "lost() from within a function");
    for (unsigned k = 0; k < i && k < KEPT; k++)
        cr_assert_neq(world->lost[k].flow, lost->flow, "a flow is lost twice");
    if (i < KEPT) {
        world->lost[i] = (struct kept_lost){.flow = lost->flow,
                                            .at_ns = uv_hrtime(),
                                            .target = lost->target,
                                            .cause = lost->cause,
                                            .was_open = lost->was_open,
                                            .ours = lost->ours,
                                            .order = world->n_callbacks};
        snprintf(world->lost[i].text, sizeof world->lost[i].text, "%s", lost->text);
    }
    world->n_callbacks++;
    if (world->on_lost != NULL)
        world->on_lost(world, lost);
}

static void on_dropped(void *context, const struct hf_target *from, const char *why)
{
    struct world *world = context;

    (void)from;
    cr_assert(!world->inside, "dropped() from within a function");
    if (world->n_dropped < KEPT)
        snprintf(world->dropped[world->n_dropped], sizeof world->dropped[0], "%s", why);
    world->n_dropped++;
    world->n_callbacks++;
}

void world_begin(struct world *world, const struct hf_connections_options *options)
{
    struct hf_connections_options own = {.bind = {.family = HF_FAMILY_NONE}};

    if (options != NULL)
        own = *options;
    own.context = world;
    own.received = on_received;
    own.opened = on_opened;
    own.lost = on_lost;
    own.dropped = on_dropped;
    memset(world, 0, sizeof *world);
    uv_loop_init(&world->loop);
    uv_timer_init(&world->loop, &world->patience);
    world->all = hf_connections_open(&world->loop, &own, world->error, sizeof world->error);
    cr_assert_not_null(world->all);
}

void world_begin_listening(struct world *world, struct hf_connections_options *options)
{
    for (int i = 0; i < 20; i++) { /* somebody else may take what was free just now */
        struct hf_target at;

        close(peer_listen(&at, 1));
        options->bind.port = at.port;
        world_begin(world, options);
        if (hf_connections_port(world->all) != 0)
            return;
        cr_assert_str_neq(world->error, "");
        world_end(world);
    }
    cr_assert_fail("%s", world->error);
}

void world_end(struct world *world)
{
    hf_connections_close(world->all);
    uv_close((uv_handle_t *)&world->patience, NULL);
    uv_run(&world->loop, UV_RUN_DEFAULT);
    cr_assert_eq(uv_loop_close(&world->loop), 0, "a handle was left open");
    for (unsigned i = 0; i < world->n_received && i < KEPT; i++)
        free(world->received[i].text);
}

static void on_patience(uv_timer_t *timer)
{
    *(int *)timer->data = 1;
}

void world_wait(struct world *world, const unsigned *count, unsigned n)
{
    int is_over = 0;

    world->patience.data = &is_over;
    uv_update_time(&world->loop);
    uv_timer_start(&world->patience, on_patience, PATIENCE_MS, 0);
    while (*count < n && !is_over)
        uv_run(&world->loop, UV_RUN_ONCE);
    uv_timer_stop(&world->patience);
    cr_assert_geq(*count, n, "%u callbacks of %u came", *count, n);
}

void world_run_ms(struct world *world, unsigned ms)
{
    int is_over = 0;

    world->patience.data = &is_over;
    uv_update_time(&world->loop);
    uv_timer_start(&world->patience, on_patience, ms, 0);
    while (!is_over)
        uv_run(&world->loop, UV_RUN_ONCE);
}

void world_wait_for_count(struct world *world, unsigned n)
{
    uint64_t until_ns = uv_hrtime() + PATIENCE_MS * UINT64_C(1000000);

    while (hf_connections_count(world->all) != n && uv_hrtime() < until_ns)
        world_run_ms(world, 1);
    cr_assert_eq(hf_connections_count(world->all), n);
}

static struct hf_connection_way take(struct world *world, const struct hf_target *target, int fresh)
{
    struct hf_connection_key key = {.target = *target};
    struct hf_connection_way way;

    world->inside = 1;
    cr_assert_eq(hf_connections_take(world->all, &key, (enum hf_connection_wish)fresh, &way),
                 HF_CAUSE_NONE);
    world->inside = 0;
    cr_assert_neq(way.flow, 0);
    return way;
}

struct hf_connection_way world_take(struct world *world, const struct hf_target *target)
{
    return take(world, target, 0);
}

struct hf_connection_way world_fresh(struct world *world, const struct hf_target *target)
{
    return take(world, target, 1);
}

enum hf_cause world_send(struct world *world, uint64_t flow, const char *text)
{
    struct hf_connection_sending sending = {
        .flow = flow, .bytes = (const uint8_t *)text, .n_bytes = strlen(text)};

    return world_send_this(world, &sending);
}

enum hf_cause world_send_this(struct world *world, const struct hf_connection_sending *sending)
{
    world->inside = 1;
    enum hf_cause cause = hf_connections_send(world->all, sending);
    world->inside = 0;
    return cause;
}

int world_join(struct world *world, int listener, struct hf_connection_way *way)
{
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    unsigned n = world->n_opened;

    getsockname(listener, (struct sockaddr *)&address, &length);
    struct hf_target target = loopback_at(ntohs(address.sin_port));

    *way = world_fresh(world, &target);
    world_wait(world, &world->n_opened, n + 1);
    return peer_accept(listener);
}

const char *sip_text(const char *what, unsigned n_body)
{
    static char text[HF_CONNECTION_QUEUE_MAX];
    int n = snprintf(
        text, sizeof text,
        "OPTIONS sip:%s@192.0.2.1 SIP/2.0\r\nCall-ID: %s\r\nContent-Length: %u\r\n\r\n", what, what,
        n_body);

    memset(text + n, 'x', n_body);
    text[n + (int)n_body] = '\0';
    return text;
}

/* ---- peers ---- */

struct hf_target loopback_at(uint16_t port)
{
    return (struct hf_target){.address = {127, 0, 0, 1},
                              .port = port,
                              .family = HF_FAMILY_IPV4,
                              .transport = HF_TRANSPORT_TCP};
}

static void be_patient(int fd)
{
    struct timeval patience = {.tv_sec = PATIENCE_MS / 1000};
    int on = 1;

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* each piece leaves at once */
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

static int listen_on(uint32_t host, struct hf_target *at, int backlog)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(host);
    cr_assert_eq(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    cr_assert_eq(listen(fd, backlog), 0);
    getsockname(fd, (struct sockaddr *)&address, &length);
    *at = loopback_at(ntohs(address.sin_port));
    be_patient(fd);
    return fd;
}

int peer_listen(struct hf_target *at, int backlog)
{
    return listen_on(INADDR_LOOPBACK, at, backlog);
}

int peer_listen_everywhere(struct hf_target *at, int backlog)
{
    return listen_on(INADDR_ANY, at, backlog);
}

int peer_listen_full(struct hf_target *at, int fill[4])
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    int listener = peer_listen(at, 0);

    address.sin_port = htons(at->port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < 4; i++) {
        fill[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)connect(fill[i], (struct sockaddr *)&address, sizeof address);
    }
    return listener;
}

void peer_close_full(int listener, int fill[4])
{
    for (int i = 0; i < 4; i++)
        close(fill[i]);
    close(listener);
}

int peer_accept_from(int listener, uint16_t port)
{
    int fd;

    cr_assert_eq(listen(listener, 16), 0);
    while (fd = peer_accept(listener), peer_port(fd) != port)
        close(fd);
    return fd;
}

int peer_accept(int listener)
{
    int fd = accept(listener, NULL, NULL);

    cr_assert_geq(fd, 0, "nobody connects");
    be_patient(fd);
    return fd;
}

int peer_connect(uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    be_patient(fd);
    cr_assert_eq(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

void peer_write(int fd, const char *text)
{
    cr_assert_eq(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

size_t peer_read(int fd, char *text, size_t size)
{
    ssize_t n = recv(fd, text, size - 1, 0);

    cr_assert_geq(n, 0, "nothing came");
    text[n] = '\0';
    return (size_t)n;
}

void peer_reset(int fd)
{
    struct linger linger = {.l_onoff = 1, .l_linger = 0};

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    close(fd);
}

int peer_port(int fd)
{
    struct sockaddr_in address;
    socklen_t length = sizeof address;

    getpeername(fd, (struct sockaddr *)&address, &length);
    return ntohs(address.sin_port);
}
