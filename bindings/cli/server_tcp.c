/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The TCP and TLS doors of `holdfast server`: a listener and its connections. Streams are framed
 * (RFC 3261 18.3), a double CRLF is answered by one (RFC 5626 3.5.1), and answers go out where
 * their request came in. While the server is silent on command, nothing leaves, and a handshake
 * that has not ended yet never will.
 */
#define _POSIX_C_SOURCE 200809L
#include "server_door.h"

#include <stdlib.h>
#include <string.h>

#include "holdfast/sip/stream.h"

#define BACKLOG      256
#define STREAM_BYTES 32768
#define CIPHER_BYTES 16384
#define QUEUE_MAX    (256u * 1024u) /* bytes that a peer does not read */

struct hf_server_connection {
    uv_tcp_t socket;
    struct hf_server_door *door;
    struct hf_server_connection *next;
    uint64_t number;
    struct hf_target from;
    struct hf_server_tls *tls; /* NULL: TCP */
    struct hf_sip_stream stream;
    bool is_open;    /* connected, and its handshake done */
    bool is_closing; /* nothing is told about it any more */
    bool half_ping;  /* a CRLF that another one makes a ping */
    char text[STREAM_BYTES];
};

struct writing {
    uv_write_t request;
    char bytes[];
};

/* ---- the end of one ---- */

static void on_freed(uv_handle_t *handle)
{
    struct hf_server_connection *connection = handle->data;

    hf_server_tls_free(connection->tls);
    free(connection);
}

static void forget(struct hf_server_connection *connection)
{
    struct hf_server_connection **link = &connection->door->connections;

    while (*link != connection)
        link = &(*link)->next;
    *link = connection->next;
    connection->is_closing = true;
    connection->door->house->n_connections--;
}

static void tell(struct hf_server_connection *connection, enum hf_server_moment moment,
                 const char *why)
{
    struct hf_server_house *house = connection->door->house;
    struct hf_server_news news = {.target = &connection->door->where,
                                  .from = &connection->from,
                                  .moment = moment,
                                  .why = why};

    if (why != NULL)
        house->told(house->context, &news);
}

static void lose(struct hf_server_connection *connection, enum hf_server_moment moment,
                 const char *why)
{
    if (connection->is_closing)
        return;
    forget(connection);
    tell(connection, moment, why);
    uv_close((uv_handle_t *)&connection->socket, on_freed);
}

/* ---- writing ---- */

static void on_written(uv_write_t *request, int status)
{
    (void)status; /* what went wrong is heard by reading */
    free(request->data);
}

static int write_bytes(struct hf_server_connection *connection, const uint8_t *bytes, size_t n)
{
    uv_stream_t *stream = (uv_stream_t *)&connection->socket;
    struct writing *writing;
    uv_buf_t buffer;
    int result;

    if (uv_stream_get_write_queue_size(stream) + n > QUEUE_MAX)
        return UV_ENOBUFS;
    writing = malloc(sizeof *writing + n);
    if (writing == NULL)
        return UV_ENOMEM;
    memcpy(writing->bytes, bytes, n);
    writing->request.data = writing;
    buffer = uv_buf_init(writing->bytes, (unsigned)n);
    result = uv_write(&writing->request, stream, &buffer, 1, on_written);
    if (result != 0)
        free(writing);
    return result;
}

static int write_cipher(struct hf_server_connection *connection)
{
    uint8_t bytes[CIPHER_BYTES];
    size_t n;
    int result = 0;

    while (result == 0 && (n = hf_server_tls_cipher(connection->tls, bytes, sizeof bytes)) > 0)
        result = write_bytes(connection, bytes, n);
    return result;
}

static int say(struct hf_server_connection *connection, const uint8_t *bytes, size_t n)
{
    if (connection->tls == NULL)
        return write_bytes(connection, bytes, n);
    if (hf_server_tls_put(connection->tls, bytes, n) != 0)
        return UV_EPIPE;
    return write_cipher(connection);
}

/* ---- hearing ---- */

static void hear_frame(struct hf_server_connection *connection, const struct hf_sip_frame *frame)
{
    static const uint8_t pong[] = "\r\n";
    struct hf_server_house *house = connection->door->house;
    struct hf_server_message message = {
        .way = {.door = connection->door, .connection = connection->number},
        .from = connection->from,
        .bytes = (const uint8_t *)frame->text.at,
        .n_bytes = frame->text.length};
    bool is_ping = frame->kind == HF_FRAME_CRLF && connection->half_ping;

    connection->half_ping = frame->kind == HF_FRAME_CRLF && !is_ping;
    if (frame->kind == HF_FRAME_MESSAGE)
        house->heard(house->context, &message);
    else if (is_ping && !house->is_silent)
        say(connection, pong, sizeof pong - 1);
}

static void hear_wrong(struct hf_server_connection *connection)
{
    struct hf_server_house *house = connection->door->house;
    struct hf_server_message message = {.way = {.door = connection->door},
                                        .from = connection->from,
                                        .wrong = connection->stream.error.what};

    house->heard(house->context, &message);
    lose(connection, HF_SERVER_CLOSED, "its stream cannot be read");
}

static void hear_plain(struct hf_server_connection *connection, const uint8_t *bytes, size_t n)
{
    while (n > 0 && !connection->is_closing) {
        struct hf_sip_frame frame;
        void *at;
        size_t room = hf_sip_stream_room(&connection->stream, &at);
        size_t taken = n < room ? n : room;
        int result;

        memcpy(at, bytes, taken);
        hf_sip_stream_filled(&connection->stream, taken);
        bytes += taken;
        n -= taken;
        while ((result = hf_sip_stream_next(&connection->stream, &frame)) == 1 &&
               !connection->is_closing)
            hear_frame(connection, &frame);
        if (result < 0 && !connection->is_closing)
            hear_wrong(connection);
    }
}

static void be_open(struct hf_server_connection *connection)
{
    connection->is_open = true;
    tell(connection, HF_SERVER_OPENED,
         connection->tls == NULL ? "" : hf_server_tls_text(connection->tls));
}

static void hear_cipher(struct hf_server_connection *connection, const uint8_t *bytes, size_t n)
{
    uint8_t plain[CIPHER_BYTES];
    struct hf_server_tls *tls = connection->tls;

    if (connection->door->house->is_silent && !connection->is_open)
        return;
    hf_server_tls_heard(tls, bytes, n);
    if (!connection->is_open && hf_server_tls_state(tls) == HF_SERVER_TLS_OPEN)
        be_open(connection);
    while (!connection->is_closing && (n = hf_server_tls_plain(tls, plain, sizeof plain)) > 0)
        hear_plain(connection, plain, n);
    if (connection->is_closing)
        return;
    write_cipher(connection); /* an alert too */
    if (hf_server_tls_state(tls) == HF_SERVER_TLS_CLOSED)
        lose(connection, HF_SERVER_CLOSED, "by the peer");
    else if (hf_server_tls_state(tls) == HF_SERVER_TLS_FAILED)
        lose(connection, HF_SERVER_FAILED, hf_server_tls_text(tls));
}

static void on_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    const struct hf_server_connection *connection = handle->data;
    struct hf_server_house *house = connection->door->house;

    (void)suggested;
    *buffer = uv_buf_init(house->bytes, sizeof house->bytes);
}

static void on_bytes(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct hf_server_connection *connection = stream->data;

    if (n == UV_EOF)
        lose(connection, HF_SERVER_CLOSED, "by the peer");
    else if (n < 0)
        lose(connection, HF_SERVER_CLOSED, uv_strerror((int)n));
    else if (connection->tls != NULL)
        hear_cipher(connection, (const uint8_t *)buffer->base, (size_t)n);
    else
        hear_plain(connection, (const uint8_t *)buffer->base, (size_t)n);
}

/* ---- the listener ---- */

/* NULL without memory. */
static struct hf_server_connection *make(struct hf_server_door *door)
{
    struct hf_server_connection *connection = calloc(1, sizeof *connection);

    if (connection == NULL)
        return NULL;
    if (door->where.transport == HF_TRANSPORT_TLS) {
        connection->tls = hf_server_tls_new(door->house->tls);
        if (connection->tls == NULL) {
            free(connection);
            return NULL;
        }
    }
    connection->door = door;
    connection->number = ++door->house->last_connection;
    hf_sip_stream_init(&connection->stream, connection->text, sizeof connection->text);
    uv_tcp_init(door->house->loop, &connection->socket);
    connection->socket.data = connection;
    connection->next = door->connections;
    door->connections = connection;
    door->house->n_connections++;
    return connection;
}

static void on_connection(uv_stream_t *listener, int status)
{
    struct hf_server_door *door = listener->data;
    struct hf_server_connection *connection;
    struct sockaddr_storage address;
    int length = sizeof address;
    int result = status;

    if (result != 0 || (connection = make(door)) == NULL)
        return;
    result = uv_accept(listener, (uv_stream_t *)&connection->socket);
    if (result == 0)
        result = uv_tcp_getpeername(&connection->socket, (struct sockaddr *)&address, &length);
    if (result != 0) {
        lose(connection, HF_SERVER_FAILED, NULL);
        return;
    }
    hf_server_target_of((const struct sockaddr *)&address, door->where.transport,
                        &connection->from);
    if (door->house->n_connections > HF_SERVER_CONNECTIONS_MAX) {
        lose(connection, HF_SERVER_FAILED, "too many connections");
        return;
    }
    uv_tcp_nodelay(&connection->socket, 1);
    uv_read_start((uv_stream_t *)&connection->socket, on_buffer, on_bytes);
    if (connection->tls == NULL)
        be_open(connection);
}

int hf_server_tcp_start(struct hf_server_door *door)
{
    struct sockaddr_storage address;
    uv_tcp_t *socket = &door->socket.tcp;
    int length = sizeof address;
    unsigned flags = door->where.family == HF_FAMILY_IPV6 ? UV_TCP_IPV6ONLY : 0;
    int result;

    hf_server_address_of(&door->where, &address);
    result = uv_tcp_bind(socket, (const struct sockaddr *)&address, flags);
    if (result == 0)
        result = uv_listen((uv_stream_t *)socket, BACKLOG, on_connection);
    if (result == 0)
        result = uv_tcp_getsockname(socket, (struct sockaddr *)&address, &length);
    if (result == 0)
        hf_server_target_of((const struct sockaddr *)&address, door->where.transport, &door->where);
    return result;
}

/* ---- all of them ---- */

static struct hf_server_connection *find(const struct hf_server_door *door, uint64_t number)
{
    struct hf_server_connection *connection = door->connections;

    while (connection != NULL && connection->number != number)
        connection = connection->next;
    return connection;
}

int hf_server_tcp_send(struct hf_server_door *door, uint64_t number, const uint8_t *bytes, size_t n)
{
    struct hf_server_connection *connection = find(door, number);

    return connection == NULL ? UV_ENOTCONN : say(connection, bytes, n);
}

bool hf_server_tcp_peer(const struct hf_server_door *door, uint64_t number, struct hf_target *peer)
{
    const struct hf_server_connection *connection = find(door, number);

    if (connection != NULL)
        *peer = connection->from;
    return connection != NULL;
}

unsigned hf_server_tcp_reset(struct hf_server_door *door, const char *why)
{
    unsigned n = 0;

    for (; door->connections != NULL; n++) {
        struct hf_server_connection *connection = door->connections;

        forget(connection);
        tell(connection, HF_SERVER_CLOSED, why);
        if (uv_tcp_close_reset(&connection->socket, on_freed) != 0)
            uv_close((uv_handle_t *)&connection->socket, on_freed);
    }
    return n;
}

unsigned hf_server_tcp_close(struct hf_server_door *door, const char *why)
{
    unsigned n = 0;

    for (; door->connections != NULL; n++) {
        struct hf_server_connection *connection = door->connections;

        if (connection->tls != NULL && !door->house->is_silent) {
            hf_server_tls_end(connection->tls);
            write_cipher(connection);
        }
        lose(connection, HF_SERVER_CLOSED, why);
    }
    return n;
}
