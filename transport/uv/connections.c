/* SPDX-License-Identifier: Apache-2.0 */
/* Connections by flow and by key: finding, opening, using and closing them. */
#define _GNU_SOURCE 1
#include "connections.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "connections_socket.h"
#include "connections_state.h"
#include "udp_socket.h"

/* Somebody who waits anew does not wait for a connect whose next SYN is seconds away: the system
 * doubles its waits (1, 2, 4 s ...), and a server may be back before. A3 gives a connect 4 s. */
#define STALE_MS 4000

uint64_t hf_connections_now_ms(void)
{
    return uv_hrtime() / 1000000u;
}

/* ---- tables ---- */

static struct hf_connection **by_flow(struct hf_connections *all, uint64_t flow)
{
    return &all->by_flow[flow % HF_CONNECTION_BUCKETS];
}

/* Those to one target are few. */
static struct hf_connection **by_target(struct hf_connections *all, const struct hf_target *target)
{
    const uint8_t *bytes = (const uint8_t *)target;
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < sizeof *target; i++)
        hash = (hash ^ bytes[i]) * 16777619u;
    return &all->by_target[hash % HF_CONNECTION_BUCKETS];
}

static const char *name_of(const struct hf_connection_key *key)
{
    int named = key != NULL && key->target.transport == HF_TRANSPORT_TLS && key->name != NULL;

    return named ? key->name : "";
}

static int is_for(const struct hf_connection *connection, const struct hf_connection_key *key)
{
    return memcmp(&connection->peer, &key->target, sizeof key->target) == 0 &&
           connection->profile == key->profile && strcasecmp(connection->name, name_of(key)) == 0;
}

static struct hf_connection *find(struct hf_connections *all, const struct hf_connection_key *key)
{
    struct hf_connection *connection = *by_target(all, &key->target);

    while (connection != NULL && !is_for(connection, key))
        connection = connection->next_by_target;
    return connection;
}

static struct hf_connection *find_flow(struct hf_connections *all, uint64_t flow)
{
    struct hf_connection *connection = *by_flow(all, flow);

    while (connection != NULL && connection->flow != flow)
        connection = connection->next_by_flow;
    return connection != NULL && connection->state <= HF_CONNECTION_OPEN ? connection : NULL;
}

void hf_connection_forget_key(struct hf_connection *connection)
{
    struct hf_connection **place = by_target(connection->all, &connection->peer);

    if (!connection->keyed)
        return;
    while (*place != connection)
        place = &(*place)->next_by_target;
    *place = connection->next_by_target;
    connection->keyed = 0;
}

void hf_connection_forget_flow(struct hf_connection *connection)
{
    struct hf_connection **place = by_flow(connection->all, connection->flow);

    while (*place != NULL && *place != connection)
        place = &(*place)->next_by_flow;
    if (*place == connection)
        *place = connection->next_by_flow;
}

static void put_into_tables(struct hf_connection *connection)
{
    struct hf_connections *all = connection->all;
    struct hf_connection **place = by_flow(all, connection->flow);

    connection->next_by_flow = *place;
    *place = connection;
    if (connection->keyed) {
        place = by_target(all, &connection->peer);
        connection->next_by_target = *place;
        *place = connection;
    }
    connection->behind = all->first;
    if (all->first != NULL)
        all->first->before = connection;
    all->first = connection;
}

struct hf_connection *hf_connection_new(struct hf_connections *all,
                                        const struct hf_connection_key *key)
{
    size_t n_name = strlen(name_of(key)) + 1;
    struct hf_connection *connection = calloc(1, sizeof *connection + n_name);

    if (connection == NULL || uv_tcp_init(all->loop, &connection->handle) < 0) {
        free(connection);
        return NULL;
    }
    memcpy(connection->name, name_of(key), n_name);
    connection->all = all;
    connection->handle.data = connection->connect.data = connection;
    connection->flow = ++all->last_flow;
    connection->begun_ms = connection->last_ms = hf_connections_now_ms();
    connection->n_holds = 1;
    if (key != NULL) {
        connection->peer = key->target;
        connection->profile = key->profile;
        connection->ours = connection->keyed = 1;
    }
    put_into_tables(connection);
    *(connection->ours ? &all->n_ours : &all->n_accepted) += 1;
    all->n_handles++;
    return connection;
}

/* ---- opening ---- */

static int is_self(const struct hf_connection *connection)
{
    return connection->local.port == connection->peer.port &&
           memcmp(connection->local.address, connection->peer.address,
                  sizeof connection->peer.address) == 0;
}

static void on_connected(uv_connect_t *connect, int status)
{
    struct hf_connection *connection = connect->data;

    if (connection->state != HF_CONNECTION_CONNECTING)
        return;
    if (status < 0)
        hf_connection_lose_by(connection, status);
    else if (is_self(connection)) /* nobody listens there, and TCP has met itself */
        hf_connection_lose_by(connection, UV_ECONNREFUSED);
    else
        hf_connection_begin(connection);
}

/* 0 or a negative errno. fd is the connection's from here on. */
static int connect_with(struct hf_connection *connection, int fd)
{
    const struct hf_target *bind = &connection->all->options.bind;
    struct sockaddr_storage address;
    int error = uv_tcp_open(&connection->handle, fd);

    if (error < 0) {
        close(fd);
        return error;
    }
    hf_tcp_address(bind, &connection->peer, &address);
    error = uv_tcp_connect(&connection->connect, &connection->handle, (struct sockaddr *)&address,
                           on_connected);
    connection->local = hf_socket_local(fd);
    connection->local.transport = connection->peer.transport;
    return error;
}

static int socket_to(struct hf_connections *all, const struct hf_target *target)
{
    int fd = hf_tcp_socket(&all->options.bind, target);

    if ((fd == -EMFILE || fd == -ENFILE) && hf_connections_spare(all, 1, NULL))
        fd = hf_tcp_socket(&all->options.bind, target);
    return fd;
}

/* NULL: there is no way from here. */
static struct hf_connection *open_to(struct hf_connections *all,
                                     const struct hf_connection_key *key)
{
    int tls = key->target.transport == HF_TRANSPORT_TLS, fd;
    struct hf_connection *connection;

    if (all->n_ours >= HF_CONNECTIONS_MAX && !hf_connections_spare(all, 1, NULL))
        return NULL;
    fd = socket_to(all, &key->target);
    if (fd < 0)
        return NULL;
    connection = hf_connection_new(all, key);
    if (connection == NULL) {
        close(fd);
        return NULL;
    }
    if (tls)
        connection->tls = hf_tls_open(key->profile, connection->name, &key->target);
    if (tls && connection->tls == NULL)
        close(fd);
    else if (connect_with(connection, fd) == 0)
        return connection;
    hf_connection_shut(connection);
    return NULL;
}

/* ---- using ---- */

static int is_possible(const struct hf_connection_key *key)
{
    const struct hf_target *target = &key->target;

    if (target->port == 0 || target->family == HF_FAMILY_NONE)
        return 0;
    return target->transport == HF_TRANSPORT_TLS
               ? key->profile != NULL && key->name != NULL
               : target->transport == HF_TRANSPORT_TCP && key->profile == NULL;
}

static int is_stale(const struct hf_connection *connection)
{
    return connection->state < HF_CONNECTION_OPEN &&
           hf_connections_now_ms() - connection->begun_ms >= STALE_MS;
}

/* Who wants one of his own says nothing against this one: what others have under way on it, a
 * removal or a BYE, goes on, and it is closed when it is idle. */
static void replace(struct hf_connection *connection, enum hf_connection_wish wish)
{
    hf_connection_forget_key(connection);
    connection->replaced = 1;
    if (connection->n_uses == 0 && wish != HF_TAKE_OWN)
        hf_connection_lose(connection, HF_CAUSE_CLOSED, "closed by us: a fresh one has its place");
}

enum hf_cause hf_connections_take(struct hf_connections *all, const struct hf_connection_key *key,
                                  enum hf_connection_wish wish, struct hf_connection_way *way)
{
    struct hf_connection *found, *connection;

    if (!is_possible(key) || all->closing)
        return HF_CAUSE_LOCAL;
    found = find(all, key);
    /* Of many lines whose connection was lost each asks for a fresh one; they get the same. */
    if (found == NULL || is_stale(found) || wish == HF_TAKE_OWN ||
        (wish == HF_TAKE_FRESH && found->state == HF_CONNECTION_OPEN))
        connection = open_to(all, key);
    else
        connection = found;
    if (connection == NULL)
        return HF_CAUSE_LOCAL;
    if (found != NULL && found != connection && found->state <= HF_CONNECTION_OPEN)
        replace(found, wish);
    connection->last_ms = hf_connections_now_ms();
    hf_connection_watch(connection);
    *way = (struct hf_connection_way){.flow = connection->flow,
                                      .local = connection->local,
                                      .reused = connection->state == HF_CONNECTION_OPEN ||
                                                connection->sent,
                                      .open = connection->state == HF_CONNECTION_OPEN};
    return HF_CAUSE_NONE;
}

struct hf_target hf_connections_source(struct hf_connections *all, const struct hf_target *target)
{
    return hf_tcp_source(&all->options.bind, target);
}

enum hf_cause hf_connections_send(struct hf_connections *all,
                                  const struct hf_connection_sending *sending)
{
    struct hf_connection *connection = find_flow(all, sending->flow);

    if (connection == NULL)
        return HF_CAUSE_CLOSED;
    connection->sent = 1;
    return hf_connection_put(connection, sending);
}

void hf_connections_use(struct hf_connections *all, uint64_t flow)
{
    struct hf_connection *connection = find_flow(all, flow);

    if (connection == NULL)
        return;
    connection->n_uses++;
    connection->last_ms = hf_connections_now_ms();
}

void hf_connections_leave(struct hf_connections *all, uint64_t flow)
{
    struct hf_connection *connection = find_flow(all, flow);

    if (connection == NULL || connection->n_uses == 0)
        return;
    connection->last_ms = hf_connections_now_ms();
    if (--connection->n_uses > 0)
        return;
    if (connection->replaced)
        hf_connection_lose(connection, HF_CAUSE_CLOSED, "closed by us: a fresh one has its place");
    else
        hf_connection_watch(connection);
}

void hf_connections_ping(struct hf_connections *all, uint64_t flow)
{
    struct hf_connection *connection = find_flow(all, flow);

    if (connection == NULL || connection->state != HF_CONNECTION_OPEN ||
        hf_connection_write(connection, (const uint8_t *)"\r\n\r\n", 4) != HF_CAUSE_NONE)
        return;
    if (connection->pinged_ms == 0)
        connection->pinged_ms = hf_connections_now_ms();
    hf_connection_watch(connection);
}

static int is_reachable(const struct hf_connection *connection)
{
    struct hf_target source;

    if (!connection->ours)
        return hf_tcp_is_here(&connection->local);
    source = hf_tcp_source(&connection->all->options.bind, &connection->peer);
    return source.family == connection->local.family &&
           memcmp(source.address, connection->local.address, sizeof source.address) == 0;
}

void hf_connections_network_changed(struct hf_connections *all)
{
    for (struct hf_connection *at = all->first; at != NULL; at = at->behind)
        if (at->state <= HF_CONNECTION_OPEN && !is_reachable(at))
            hf_connection_lose(at, HF_CAUSE_LOCAL,
                               "its local address is gone, or the way leads from another one now");
}

uint16_t hf_connections_port(const struct hf_connections *all)
{
    return all->port;
}

unsigned hf_connections_count(const struct hf_connections *all)
{
    return all->n_ours + all->n_accepted;
}

/* ---- the whole ---- */

static void use_constants(struct hf_connections_options *options)
{
    if (options->slow_ms == 0)
        options->slow_ms = HF_CONNECTION_SLOW_MS;
    if (options->idle_ms == 0)
        options->idle_ms = HF_CONNECTION_IDLE_MS;
    if (options->pong_ms == 0)
        options->pong_ms = HF_CONNECTION_PONG_MS;
}

/* libuv writes to sockets as to files: a peer that has closed must not end the program. */
static void ignore_broken_pipes(void)
{
    struct sigaction action;

    if (sigaction(SIGPIPE, NULL, &action) == 0 && action.sa_handler == SIG_DFL)
        (void)signal(SIGPIPE, SIG_IGN);
}

struct hf_connections *hf_connections_open(uv_loop_t *loop,
                                           const struct hf_connections_options *options,
                                           char *error, size_t size)
{
    struct hf_connections *all = calloc(1, sizeof *all);

    if (size > 0)
        error[0] = '\0';
    if (all == NULL)
        return NULL;
    all->loop = loop;
    all->options = *options;
    use_constants(&all->options);
    ignore_broken_pipes();
    uv_idle_init(loop, &all->news);
    uv_timer_init(loop, &all->watch);
    all->news.data = all->watch.data = all;
    all->n_handles = 2;
    if (options->bind.port != 0)
        hf_connections_listen(all, error, size);
    return all;
}
