/* SPDX-License-Identifier: Apache-2.0 */
/* Connections that peers open. Those that have brought nothing make room for others; those of one
 * address leave places for others. */
#define _GNU_SOURCE 1
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "connections_socket.h"
#include "connections_state.h"
#include "holdfast/uv/udp.h"
#include "udp_socket.h"

#define BACKLOG      128
#define SAY_AGAIN_MS 1000 /* peers that are refused are said that often at most */

static void say_refused(struct hf_connections *all, const struct hf_target *from, const char *why)
{
    uint64_t now_ms = hf_connections_now_ms();

    if (all->said_ms != 0 && now_ms - all->said_ms < SAY_AGAIN_MS)
        return;
    all->said_ms = now_ms;
    all->options.dropped(all->options.context, from, why);
}

static struct hf_target peer_of(const uv_tcp_t *handle)
{
    struct sockaddr_storage address = {.ss_family = AF_UNSPEC};
    int length = sizeof address;

    if (uv_tcp_getpeername(handle, (struct sockaddr *)&address, &length) < 0)
        address.ss_family = AF_UNSPEC;
    return hf_socket_target((struct sockaddr *)&address);
}

static struct hf_target local_of(const uv_tcp_t *handle)
{
    struct sockaddr_storage address = {.ss_family = AF_UNSPEC};
    int length = sizeof address;

    if (uv_tcp_getsockname(handle, (struct sockaddr *)&address, &length) < 0)
        address.ss_family = AF_UNSPEC;
    return hf_socket_target((struct sockaddr *)&address);
}

static void turn_away(struct hf_connection *connection, const char *why)
{
    struct hf_connections *all = connection->all;
    struct hf_target from = connection->peer;

    hf_connection_shut(connection);
    say_refused(all, &from, why);
}

static unsigned count_from(const struct hf_connections *all, const struct hf_target *address)
{
    unsigned n = 0;

    for (const struct hf_connection *at = all->first; at != NULL; at = at->behind)
        n += !at->ours && hf_connection_is_from(at, address);
    return n;
}

/* Why there is no place for it, or NULL. It counts already. */
static const char *obstacle(struct hf_connections *all, const struct hf_target *from)
{
    if (count_from(all, from) > HF_CONNECTIONS_FROM_ONE && !hf_connections_spare(all, 0, from))
        return "more connections from one address than are taken";
    if (all->n_accepted > HF_CONNECTIONS_ACCEPTED && !hf_connections_spare(all, 0, NULL))
        return "more connections from outside than are taken";
    return NULL;
}

/* libuv waits for each connection to be taken before it looks for the next. */
static void take_in(uv_stream_t *listener)
{
    struct hf_connections *all = listener->data;
    struct hf_connection *connection = hf_connection_new(all, NULL);
    const char *why;

    if (connection == NULL) {
        say_refused(all, &all->options.bind, "no memory for a connection from outside");
        return;
    }
    if (uv_accept(listener, (uv_stream_t *)&connection->handle) < 0) {
        hf_connection_shut(connection);
        return;
    }
    connection->peer = peer_of(&connection->handle);
    connection->local = local_of(&connection->handle);
    connection->peer.transport = connection->local.transport = HF_TRANSPORT_TCP;
    why = obstacle(all, &connection->peer);
    if (why != NULL) {
        turn_away(connection, why);
        return;
    }
    (void)uv_tcp_nodelay(&connection->handle, 1);
    hf_connection_begin(connection);
    hf_connection_watch(connection);
}

static void on_connection(uv_stream_t *listener, int status)
{
    struct hf_connections *all = listener->data;

    if (all->closing)
        return;
    if (status < 0)
        say_refused(all, &all->options.bind, uv_strerror(status));
    else
        take_in(listener);
}

/* ---- opening ---- */

/* 0 or a negative errno. */
static int listen_on(struct hf_connections *all, const struct hf_target *local)
{
    uv_tcp_t *listener = &all->listeners[all->n_listeners];
    int fd = hf_tcp_listen(local), error;

    if (fd < 0)
        return fd;
    error = uv_tcp_init(all->loop, listener);
    if (error < 0) {
        close(fd);
        return error;
    }
    listener->data = all;
    all->n_listeners++;
    all->n_handles++;
    error = uv_tcp_open(listener, fd);
    if (error < 0)
        close(fd);
    else
        error = uv_listen((uv_stream_t *)listener, BACKLOG, on_connection);
    return error;
}

static void on_listener_closed(uv_handle_t *handle)
{
    struct hf_connections *all = handle->data;

    hf_connections_handle_closed(all);
}

void hf_connections_stop_listening(struct hf_connections *all)
{
    for (unsigned i = 0; i < all->n_listeners; i++)
        uv_close((uv_handle_t *)&all->listeners[i], on_listener_closed);
    all->n_listeners = 0;
}

static int is_without_family(int error)
{
    return error == -EAFNOSUPPORT || error == -EADDRNOTAVAIL;
}

static int listen_everywhere(struct hf_connections *all, struct hf_target *failed)
{
    struct hf_target any = {.port = all->options.bind.port, .family = HF_FAMILY_IPV4};
    int error4 = listen_on(all, &any), error6;

    *failed = any;
    if (error4 < 0 && !is_without_family(error4))
        return error4;
    any.family = HF_FAMILY_IPV6;
    error6 = listen_on(all, &any);
    if (error6 < 0 && is_without_family(error6) && all->n_listeners > 0)
        return 0;
    *failed = any;
    return error6;
}

void hf_connections_listen(struct hf_connections *all, char *error, size_t size)
{
    const struct hf_target *bind = &all->options.bind;
    struct hf_target failed = *bind;
    char address[HF_ADDRESS_TEXT];
    int result = bind->family == HF_FAMILY_NONE ? listen_everywhere(all, &failed)
                                                : listen_on(all, bind);

    if (result == 0) {
        all->port = bind->port;
        return;
    }
    hf_connections_stop_listening(all);
    hf_udp_address_text(&failed, address);
    if (result == -EADDRINUSE)
        snprintf(error, size,
                 "%s over TCP is used by another program: servers cannot connect to this phone, "
                 "all else works",
                 address);
    else
        snprintf(error, size, "cannot listen on %s over TCP: %s", address, strerror(-result));
}
