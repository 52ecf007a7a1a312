/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes of connections: from the socket through TLS and framing to whole messages, and back out.
 *
 * What comes is read into one buffer that all connections share; only what is left of a message
 * whose end has not come gets memory of its own, until it is whole.
 */
#define _GNU_SOURCE 1
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "connections_socket.h"
#include "connections_state.h"
#include "udp_socket.h"

#define CIPHER_BYTES 8192
#define DRAIN_TURNS  64
#define PONGS_MAX    64 /* answered at a time; more is a flood */
#define PONGS_WAITING                                                                              \
    1024 /* bytes that wait to be written: then a pong is not worth more of them */

struct queued {
    uv_write_t request;
    char bytes[];
};

/* ---- the way out ---- */

static void break_by(struct hf_connection *connection, int error)
{
    connection->drains = connection->state < HF_CONNECTION_LOST;
    hf_connection_lose_by(connection, error);
}

static void on_written(uv_write_t *request, int status)
{
    struct queued *queued = (struct queued *)request;
    struct hf_connection *connection = request->handle->data;

    free(queued);
    if (status < 0 && status != UV_ECANCELED && connection->state < HF_CONNECTION_LOST)
        break_by(connection, status);
    hf_connection_send_on(connection);
}

static int enqueue(struct hf_connection *connection, const uint8_t *bytes, size_t n)
{
    struct queued *queued = malloc(sizeof *queued + n);
    uv_buf_t buffer;
    int error;

    if (queued == NULL)
        return UV_ENOMEM;
    memcpy(queued->bytes, bytes, n);
    buffer = uv_buf_init(queued->bytes, (unsigned)n);
    error = uv_write(&queued->request, (uv_stream_t *)&connection->handle, &buffer, 1, on_written);
    if (error < 0)
        free(queued);
    return error;
}

size_t hf_connection_waiting(const struct hf_connection *connection)
{
    return uv_stream_get_write_queue_size((const uv_stream_t *)&connection->handle);
}

/* What of it is not written at once waits. An error is the end of the connection: a part of these
 * bytes may be out. */
static void put_out(struct hf_connection *connection, const uint8_t *bytes, size_t n)
{
    uv_stream_t *stream = (uv_stream_t *)&connection->handle;
    uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)bytes, (unsigned)n);
    int result = 0;

    if (connection->state >= HF_CONNECTION_LOST)
        return;
    if (hf_connection_waiting(connection) == 0)
        result = uv_try_write(stream, &buffer, 1);
    if (result == UV_EAGAIN)
        result = 0;
    if (result >= 0 && (size_t)result < n)
        result = enqueue(connection, bytes + result, n - (size_t)result);
    if (result < 0)
        break_by(connection, result);
}

static void put_out_cipher(struct hf_connection *connection)
{
    uint8_t room[CIPHER_BYTES];
    size_t n;

    while ((n = hf_tls_cipher(connection->tls, room, sizeof room)) > 0)
        put_out(connection, room, n);
}

static void lose_if_failed(struct hf_connection *connection)
{
    const struct hf_tls_failure *failure;

    if (hf_tls_state(connection->tls) != HF_TLS_FAILED)
        return;
    failure = hf_tls_failure(connection->tls);
    hf_connection_lose(connection, failure->cause, failure->text);
}

static enum hf_cause write_by_tls(struct hf_connection *connection, const uint8_t *bytes, size_t n)
{
    if (hf_tls_put(connection->tls, bytes, n) < 0) {
        lose_if_failed(connection);
        return HF_CAUSE_LOCAL;
    }
    put_out_cipher(connection);
    lose_if_failed(connection);
    return HF_CAUSE_NONE;
}

enum hf_cause hf_connection_write(struct hf_connection *connection, const uint8_t *bytes, size_t n)
{
    if (connection->state >= HF_CONNECTION_LOST)
        return HF_CAUSE_CLOSED;
    if (n > HF_CONNECTION_QUEUE_MAX ||
        hf_connection_waiting(connection) + n > HF_CONNECTION_QUEUE_MAX)
        return HF_CAUSE_LOCAL;
    connection->last_ms = hf_connections_now_ms();
    if (connection->tls != NULL)
        return write_by_tls(connection, bytes, n);
    put_out(connection, bytes, n);
    return HF_CAUSE_NONE;
}

void hf_connection_end_tls(struct hf_connection *connection)
{
    uint8_t room[CIPHER_BYTES];
    uv_buf_t buffer;
    size_t n;

    if (connection->tls == NULL || hf_tls_state(connection->tls) != HF_TLS_OPEN)
        return;
    hf_tls_end(connection->tls);
    n = hf_tls_cipher(connection->tls, room, sizeof room);
    buffer = uv_buf_init((char *)room, (unsigned)n);
    if (n > 0)
        (void)uv_try_write((uv_stream_t *)&connection->handle, &buffer, 1);
}

/* ---- keep-alives (RFC 5626 3.5.1) ---- */

static void say_flood(struct hf_connection *connection)
{
    const struct hf_connections_options *options = &connection->all->options;

    if (!connection->flooded)
        options->dropped(options->context, &connection->peer,
                         "keep-alives faster than they are worth an answer");
    connection->flooded = 1;
}

static void answer_pings(struct hf_connection *connection, size_t n)
{
    uint8_t pongs[2 * PONGS_MAX];

    if (n == 0)
        return;
    if (n > PONGS_MAX || hf_connection_waiting(connection) > PONGS_WAITING) {
        say_flood(connection);
        n = hf_connection_waiting(connection) > PONGS_WAITING ? 0 : PONGS_MAX;
    }
    for (size_t i = 0; i < n; i++)
        memcpy(pongs + 2 * i, "\r\n", 2);
    if (n > 0)
        (void)hf_connection_write(connection, pongs, 2 * n);
}

/* n CRLFs have come in a row; ended: a message came behind them. Two are a ping, one that is alone
 * answers ours. Two may also be an answer and another CRLF, but for a peer of which it is not known
 * that it answers they must not be: it would be given up for its next silence. */
static void take_crlfs(struct hf_connection *connection, size_t n, int ended)
{
    size_t all = n + connection->half_ping;
    int answers = connection->pinged_ms != 0 && n > 0 && (connection->ponged || all % 2 == 1);

    if (answers) {
        connection->ponged = 1;
        connection->pinged_ms = 0;
        all -= all % 2;
    }
    connection->half_ping = !ended && all % 2 == 1;
    answer_pings(connection, all / 2);
}

/* ---- messages ---- */

/* Nothing more of it is handed up. What is LOST for another reason may still be read (drains). */
static int is_over(const struct hf_connection *connection)
{
    return connection->state == HF_CONNECTION_SHUT || connection->wrong || connection->all->closing;
}

static void hand_up(struct hf_connection *connection, const struct hf_slice *text)
{
    const struct hf_connections_options *options = &connection->all->options;
    struct hf_connection_message message = {.bytes = (const uint8_t *)text->at,
                                            .n_bytes = text->length,
                                            .flow = connection->flow,
                                            .from = connection->peer,
                                            .local = connection->local,
                                            .ours = connection->ours};

    if (connection->brought < 2)
        connection->brought++;
    options->received(options->context, &message);
}

static void refuse(struct hf_connection *connection, const char *what)
{
    const struct hf_connections_options *options = &connection->all->options;

    connection->drains = 0;
    connection->wrong = 1; /* where its next message begins nobody knows */
    hf_connection_lose(connection, HF_CAUSE_CLOSED, what);
    options->dropped(options->context, &connection->peer, what);
}

/* The frames of what has come: how many, or -1 when the stream went wrong. */
static int take_frames(struct hf_connection *connection, struct hf_sip_stream *stream)
{
    struct hf_sip_frame frame;
    size_t n_crlfs = 0;
    int n = 0, result;

    while (!is_over(connection) && (result = hf_sip_stream_next(stream, &frame)) != 0) {
        if (result < 0) {
            refuse(connection, stream->error.what);
            return -1;
        }
        n++;
        if (frame.kind == HF_FRAME_CRLF) {
            n_crlfs++;
            continue;
        }
        take_crlfs(connection, n_crlfs, 1);
        n_crlfs = 0;
        hand_up(connection, &frame.text);
    }
    if (!is_over(connection))
        take_crlfs(connection, n_crlfs, 0);
    return n;
}

/* Gives what is left in the shared stream memory of its own. */
static void keep_rest(struct hf_connection *connection, const struct hf_sip_stream *shared)
{
    size_t n = shared->to - shared->from;
    struct hf_unfinished *unfinished;
    void *at;

    if (n == 0)
        return;
    unfinished = malloc(sizeof *unfinished);
    if (unfinished == NULL) {
        connection->drains = 0;
        connection->wrong = 1;
        hf_connection_lose(connection, HF_CAUSE_LOCAL, "no memory for a message");
        return;
    }
    hf_sip_stream_init(&unfinished->stream, unfinished->bytes, sizeof unfinished->bytes);
    (void)hf_sip_stream_room(&unfinished->stream, &at);
    memcpy(at, shared->bytes + shared->from, n);
    hf_sip_stream_filled(&unfinished->stream, n);
    unfinished->since_ms = hf_connections_now_ms();
    connection->unfinished = unfinished;
    hf_connection_watch(connection);
}

/* After n frames of it have been taken. */
static void keep_own(struct hf_connection *connection, int n)
{
    struct hf_unfinished *unfinished = connection->unfinished;

    if (unfinished->stream.from == unfinished->stream.to) {
        free(unfinished);
        connection->unfinished = NULL;
    } else if (n > 0)
        unfinished->since_ms = hf_connections_now_ms();
}

/* Takes as much as there is room for; 0: no more can be taken. */
static size_t take_some(struct hf_connection *connection, const uint8_t *bytes, size_t n)
{
    struct hf_sip_stream shared, *stream = &shared;
    int own = connection->unfinished != NULL, n_frames;
    size_t room;
    void *at;

    if (own)
        stream = &connection->unfinished->stream;
    else
        hf_sip_stream_init(stream, connection->all->plain, sizeof connection->all->plain);
    room = hf_sip_stream_room(stream, &at);
    n = n < room ? n : room;
    memcpy(at, bytes, n);
    hf_sip_stream_filled(stream, n);
    n_frames = take_frames(connection, stream);
    if (n_frames < 0 || is_over(connection))
        return 0;
    if (own)
        keep_own(connection, n_frames);
    else
        keep_rest(connection, stream);
    return n;
}

static void take_plain(struct hf_connection *connection, const uint8_t *bytes, size_t n)
{
    size_t taken = 1;

    while (n > 0 && taken > 0) {
        taken = take_some(connection, bytes, n);
        bytes += taken;
        n -= taken;
    }
}

/* ---- the way in ---- */

static void say_open(struct hf_connection *connection, const char *text)
{
    const struct hf_connections_options *options = &connection->all->options;
    struct hf_connection_way way = {
        .flow = connection->flow, .local = connection->local, .open = 1};

    connection->state = HF_CONNECTION_OPEN;
    connection->was_open = 1;
    if (connection->ours)
        options->opened(options->context, &way, &connection->peer, text);
}

static void look_at_handshake(struct hf_connection *connection)
{
    char text[128];

    if (connection->state != HF_CONNECTION_HANDSHAKE ||
        hf_tls_state(connection->tls) != HF_TLS_OPEN)
        return;
    put_out_cipher(connection); /* its end of the handshake, before what waits for it */
    if (connection->state == HF_CONNECTION_HANDSHAKE)
        say_open(connection, hf_tls_describe(connection->tls, text, sizeof text));
    hf_connection_send_on(connection);
}

static void take_cipher(struct hf_connection *connection, const uint8_t *bytes, size_t n)
{
    uint8_t *room = connection->all->wire; /* TLS has taken what stood there */

    hf_tls_heard(connection->tls, bytes, n);
    look_at_handshake(connection);
    if (is_over(connection))
        return;
    while (connection->was_open &&
           (n = hf_tls_plain(connection->tls, room, sizeof connection->all->wire)) > 0) {
        take_plain(connection, room, n);
        if (is_over(connection))
            return;
    }
    put_out_cipher(connection);
    lose_if_failed(connection);
    if (hf_tls_state(connection->tls) == HF_TLS_CLOSED)
        hf_connection_lose_by(connection, UV_EOF);
}

static void feed(struct hf_connection *connection, size_t n)
{
    hf_connection_enter(connection);
    connection->last_ms = hf_connections_now_ms();
    if (connection->tls != NULL)
        take_cipher(connection, connection->all->wire, n);
    else
        take_plain(connection, connection->all->wire, n);
    hf_connection_exit(connection);
}

void hf_connection_drain(struct hf_connection *connection)
{
    uv_os_fd_t fd;

    if (uv_fileno((uv_handle_t *)&connection->handle, &fd) < 0)
        return;
    for (int i = 0; i < DRAIN_TURNS && connection->drains && !is_over(connection); i++) {
        uint8_t *room = connection->all->wire;
        ssize_t n = recv(fd, room, sizeof connection->all->wire, MSG_DONTWAIT);

        if (n <= 0)
            return;
        feed(connection, (size_t)n);
    }
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct hf_connection *connection = handle->data;

    (void)suggested;
    *buffer = uv_buf_init((char *)connection->all->wire, sizeof connection->all->wire);
}

static void say_cut(struct hf_connection *connection)
{
    const struct hf_connections_options *options = &connection->all->options;

    if (connection->unfinished != NULL)
        options->dropped(options->context, &connection->peer,
                         "the connection ended in the middle of a message");
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct hf_connection *connection = stream->data;

    (void)buffer;
    if (n == 0 || connection->state >= HF_CONNECTION_LOST)
        return;
    if (n > 0) {
        feed(connection, (size_t)n);
        return;
    }
    if (connection->tls != NULL && (n == UV_EOF || n == UV_ECONNRESET)) {
        hf_tls_heard_end(connection->tls); /* within the handshake it is TLS that failed */
        lose_if_failed(connection);
    }
    hf_connection_lose_by(connection, (int)n);
    say_cut(connection);
}

void hf_connection_begin(struct hf_connection *connection)
{
    uv_stream_t *stream = (uv_stream_t *)&connection->handle;
    uv_os_fd_t fd;
    int error = uv_fileno((uv_handle_t *)stream, &fd);

    if (error == 0)
        error = uv_read_start(stream, on_alloc, on_read);
    if (error < 0) {
        hf_connection_lose_by(connection, error);
        return;
    }
    hf_tcp_set_patience(fd, connection->all->options.pong_ms);
    connection->last_ms = hf_connections_now_ms();
    hf_connection_enter(connection);
    if (connection->tls != NULL) {
        connection->state = HF_CONNECTION_HANDSHAKE;
        put_out_cipher(connection);
        lose_if_failed(connection);
    } else
        say_open(connection, "TCP");
    hf_connection_send_on(connection);
    hf_connection_exit(connection);
}
