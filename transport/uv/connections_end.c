/* SPDX-License-Identifier: Apache-2.0 */
/* How connections end: who is told and when, what takes too long, and where memory goes. */
#define _GNU_SOURCE 1
#include <stdlib.h>
#include <string.h>

#include "connections_socket.h"
#include "connections_state.h"

/* Deadlines are looked at together, at most that often. */
#define GRAIN_MS 50

/* ---- closing ---- */

void hf_connections_handle_closed(struct hf_connections *all)
{
    if (--all->n_handles == 0 && all->closing)
        free(all);
}

static void free_parts(struct hf_connection *connection)
{
    if (connection->tls != NULL)
        hf_tls_free(connection->tls);
    connection->tls = NULL;
    free(connection->unfinished);
    connection->unfinished = NULL;
    hf_connection_free_unsent(connection);
}

static void drop_hold(struct hf_connection *connection)
{
    if (--connection->n_holds > 0)
        return;
    free_parts(connection);
    free(connection);
}

static void on_closed(uv_handle_t *handle)
{
    struct hf_connection *connection = handle->data;
    struct hf_connections *all = connection->all;

    drop_hold(connection);
    hf_connections_handle_closed(all);
}

static void close_handle(struct hf_connection *connection)
{
    struct hf_connections *all = connection->all;

    if (connection->closing)
        return;
    connection->closing = 1;
    hf_connection_end_tls(connection);
    if (connection->before != NULL)
        connection->before->behind = connection->behind;
    else
        all->first = connection->behind;
    if (connection->behind != NULL)
        connection->behind->before = connection->before;
    *(connection->ours ? &all->n_ours : &all->n_accepted) -= 1;
    uv_close((uv_handle_t *)&connection->handle, on_closed);
}

void hf_connection_shut(struct hf_connection *connection)
{
    hf_connection_forget_key(connection);
    hf_connection_forget_flow(connection);
    close_handle(connection);
    connection->state = HF_CONNECTION_SHUT;
    if (connection->n_busy == 0)
        free_parts(connection);
}

void hf_connection_enter(struct hf_connection *connection)
{
    connection->n_busy++;
}

void hf_connection_exit(struct hf_connection *connection)
{
    if (--connection->n_busy == 0 && connection->state == HF_CONNECTION_SHUT)
        free_parts(connection);
}

/* ---- losing and telling ---- */

void hf_connection_lose(struct hf_connection *connection, enum hf_cause cause, const char *text)
{
    struct hf_connections *all = connection->all;

    if (connection->state >= HF_CONNECTION_LOST)
        return;
    hf_connection_forget_key(connection);
    uv_read_stop((uv_stream_t *)&connection->handle);
    connection->state = HF_CONNECTION_LOST;
    connection->cause = (uint8_t)cause;
    connection->text = text;
    connection->n_holds++;
    if (all->last_lost != NULL)
        all->last_lost->next_lost = connection;
    else
        all->first_lost = connection;
    all->last_lost = connection;
    uv_idle_start(&all->news, hf_connections_on_news);
}

static const char *words_for(int error)
{
    switch (error) {
    case UV_EOF:
    case UV_EPIPE: return "closed by the peer";
    case UV_ECONNREFUSED: return "nobody listens there";
    case UV_ECONNRESET: return "reset by the peer";
    case UV_ETIMEDOUT: return "the peer's system acknowledges nothing";
    case UV_EHOSTUNREACH:
    case UV_ENETUNREACH: return "the network has no way to the peer";
    default: return uv_strerror(error);
    }
}

void hf_connection_lose_by(struct hf_connection *connection, int error)
{
    hf_connection_lose(connection, hf_tcp_cause(error), words_for(error));
}

static void tell(struct hf_connection *connection)
{
    const struct hf_connections_options *options = &connection->all->options;

    hf_connection_enter(connection);
    if (connection->drains && !connection->closing)
        hf_connection_drain(connection);
    hf_connection_forget_flow(connection);
    struct hf_connection_lost lost = {.flow = connection->flow,
                                      .target = connection->peer,
                                      .cause = connection->cause,
                                      .text = connection->text,
                                      .was_open = connection->was_open,
                                      .one_answer = connection->brought == 1,
                                      .ours = connection->ours,
                                      .broke = connection->wrong &&
                                               connection->cause == HF_CAUSE_CLOSED};

    if (!connection->all->closing)
        options->lost(options->context, &lost);
    hf_connection_exit(connection);
    hf_connection_shut(connection);
}

void hf_connections_on_news(uv_idle_t *news)
{
    struct hf_connections *all = news->data;
    struct hf_connection *connection = all->first_lost;

    /* What is lost by these callbacks is told in the next turn. */
    all->first_lost = all->last_lost = NULL;
    while (connection != NULL) {
        struct hf_connection *next = connection->next_lost;

        if (!all->closing)
            tell(connection);
        drop_hold(connection);
        connection = next;
    }
    if (all->first_lost == NULL && !all->closing)
        uv_idle_stop(&all->news);
}

/* ---- what takes too long ---- */

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t idle_ends_ms(const struct hf_connection *connection)
{
    return connection->n_uses > 0 ? UINT64_MAX
                                  : connection->last_ms + connection->all->options.idle_ms;
}

static uint64_t message_ends_ms(const struct hf_connection *connection)
{
    return connection->unfinished == NULL
               ? UINT64_MAX
               : connection->unfinished->since_ms + connection->all->options.slow_ms;
}

/* Of a peer that has never answered one the system's own patience decides. */
static uint64_t pong_ends_ms(const struct hf_connection *connection)
{
    return connection->pinged_ms == 0 || !connection->ponged
               ? UINT64_MAX
               : connection->pinged_ms + connection->all->options.pong_ms;
}

static uint64_t ends_ms(const struct hf_connection *connection)
{
    if (connection->state >= HF_CONNECTION_LOST)
        return UINT64_MAX;
    return earlier(earlier(idle_ends_ms(connection), message_ends_ms(connection)),
                   pong_ends_ms(connection));
}

static void say_slow(struct hf_connection *connection)
{
    const struct hf_connections_options *options = &connection->all->options;
    static const char what[] = "a message took too long from its first byte to its last";

    connection->wrong = 1;
    hf_connection_lose(connection, HF_CAUSE_CLOSED, what);
    options->dropped(options->context, &connection->peer, what);
}

static void look_at(struct hf_connection *connection, uint64_t now_ms)
{
    if (connection->state >= HF_CONNECTION_LOST)
        return;
    if (pong_ends_ms(connection) <= now_ms)
        hf_connection_lose(connection, HF_CAUSE_SILENCE, "no pong came to a keep-alive");
    else if (message_ends_ms(connection) <= now_ms)
        say_slow(connection);
    else if (idle_ends_ms(connection) <= now_ms)
        hf_connection_lose(connection, HF_CAUSE_CLOSED, "closed by us: nobody used it");
}

static void on_watch(uv_timer_t *timer);

static void watch_at(struct hf_connections *all, uint64_t at_ms)
{
    uint64_t now_ms = hf_connections_now_ms();

    if (at_ms == UINT64_MAX || all->closing)
        return;
    if (at_ms < now_ms + GRAIN_MS)
        at_ms = now_ms + GRAIN_MS;
    if (all->watch_ms != 0 && all->watch_ms <= at_ms)
        return;
    all->watch_ms = at_ms;
    uv_timer_start(&all->watch, on_watch, at_ms - now_ms, 0);
}

static void on_watch(uv_timer_t *timer)
{
    struct hf_connections *all = timer->data;
    uint64_t now_ms = hf_connections_now_ms(), next_ms = UINT64_MAX;
    struct hf_connection *at = all->first, *behind;

    all->watch_ms = 0;
    for (; at != NULL && !all->closing; at = behind) {
        look_at(at, now_ms);
        behind = at->behind; /* a callback may have closed everything: see the loop's condition */
        next_ms = earlier(next_ms, ends_ms(at));
    }
    watch_at(all, next_ms);
}

void hf_connection_watch(struct hf_connection *connection)
{
    watch_at(connection->all, ends_ms(connection));
}

/* ---- making room ---- */

/* Ours may have a use to come; one from outside has shown it by a message. */
static int is_spare(const struct hf_connection *connection, int ours)
{
    return connection->ours == ours && connection->n_uses == 0 &&
           (ours ? connection->state <= HF_CONNECTION_OPEN
                 : connection->state == HF_CONNECTION_OPEN && connection->brought == 0);
}

int hf_connection_is_from(const struct hf_connection *connection, const struct hf_target *address)
{
    return connection->peer.family == address->family &&
           memcmp(connection->peer.address, address->address, sizeof address->address) == 0;
}

int hf_connections_spare(struct hf_connections *all, int ours, const struct hf_target *from)
{
    struct hf_connection *idlest = NULL;

    for (struct hf_connection *at = all->first; at != NULL; at = at->behind)
        if (is_spare(at, ours) && (from == NULL || hf_connection_is_from(at, from)) &&
            (idlest == NULL || at->last_ms < idlest->last_ms))
            idlest = at;
    if (idlest == NULL)
        return 0;
    hf_connection_lose(idlest, HF_CAUSE_CLOSED, "closed by us: another one needed its place");
    close_handle(idlest); /* its file is free at once */
    return 1;
}

/* ---- the whole ---- */

static void on_helper_closed(uv_handle_t *handle)
{
    struct hf_connections *all = handle->data;

    hf_connections_handle_closed(all);
}

void hf_connections_close(struct hf_connections *all)
{
    if (all == NULL || all->closing)
        return;
    all->closing = 1;
    while (all->first_lost != NULL) {
        struct hf_connection *connection = all->first_lost;

        all->first_lost = connection->next_lost;
        hf_connection_shut(connection);
        drop_hold(connection);
    }
    while (all->first != NULL)
        hf_connection_shut(all->first);
    hf_connections_stop_listening(all);
    uv_close((uv_handle_t *)&all->news, on_helper_closed);
    uv_close((uv_handle_t *)&all->watch, on_helper_closed);
}
