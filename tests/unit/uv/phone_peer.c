/* SPDX-License-Identifier: Apache-2.0 */
/* See phone_peer.h. */
#include "phone_peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>

/* ---- bytes out ---- */

static void write_bytes(struct registrar_connection *connection, const void *bytes, size_t n)
{
    uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)bytes, (unsigned)n);

    if (n > 0 && connection->from.ss_family != 0)
        uv_udp_try_send(&connection->peer->udp, &buffer, 1,
                        (const struct sockaddr *)&connection->from);
    else if (n > 0 && !connection->ended)
        uv_try_write((uv_stream_t *)&connection->handle, &buffer, 1);
}

static void flush(struct registrar_connection *connection)
{
    uint8_t room[16384];
    size_t n;

    while (connection->tls != NULL && (n = tls_peer_cipher(connection->tls, room, sizeof room)) > 0)
        write_bytes(connection, room, n);
}

void registrar_say(struct registrar_connection *connection, const char *text)
{
    if (connection->tls == NULL) {
        write_bytes(connection, text, strlen(text));
        return;
    }
    tls_peer_put(connection->tls, text, strlen(text));
    flush(connection);
}

static void reset(struct registrar_connection *connection)
{
    if (connection->ended)
        return;
    connection->ended = 1;
    uv_tcp_close_reset(&connection->handle, NULL);
}

static void finish(struct registrar_connection *connection)
{
    if (connection->ended)
        return;
    connection->ended = 1;
    uv_close((uv_handle_t *)&connection->handle, NULL);
}

/* ---- what it answers ---- */

static void copy_header(char *out, const char *message, const char *name)
{
    const char *at = strstr(message, name), *end = at != NULL ? strstr(at + 2, "\r\n") : NULL;

    cr_assert_not_null(end, "no %s in %s", name, message);
    strncat(out, at, (size_t)(end - at));
    if (strcmp(name, "\r\nTo:") == 0)
        strcat(out, ";tag=1");
}

/* Each Contact that is not taken back. */
static void copy_contacts(char *out, const char *message)
{
    for (const char *at = strstr(message, "\r\nContact:"); at != NULL;
         at = strstr(at + 2, "\r\nContact:")) {
        size_t n = (size_t)(strstr(at + 2, "\r\n") - at);
        char line[512];

        snprintf(line, sizeof line, "%.*s", (int)n, at);
        if (strstr(line, "expires=0") == NULL)
            strcat(out, line);
    }
}

static void make_answer(char *out, const char *message, const char *status)
{
    static const char *const headers[] = {
        "\r\nVia:", "\r\nFrom:", "\r\nTo:", "\r\nCall-ID:", "\r\nCSeq:"};

    snprintf(out, PEER_TEXT, "SIP/2.0 %s", status);
    for (unsigned i = 0; i < 5; i++)
        copy_header(out, message, headers[i]);
    if (strncmp(status, "401", 3) == 0)
        strcat(out, "\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"");
    else
        copy_contacts(out, message);
    strcat(out, "\r\nExpires: 600\r\nContent-Length: 0\r\n\r\n");
}

struct errand { /* an answer on a connection of the registrar's own */
    uv_tcp_t handle;
    uv_connect_t connect;
    char text[PEER_TEXT];
};

static void on_errand_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void on_errand(uv_connect_t *connect, int status)
{
    struct errand *errand = connect->data;
    uv_buf_t buffer = uv_buf_init(errand->text, (unsigned)strlen(errand->text));

    if (status == 0)
        uv_try_write((uv_stream_t *)&errand->handle, &buffer, 1);
    uv_close((uv_handle_t *)&errand->handle, on_errand_closed);
}

/* RFC 3261 18.2.2: to the port that Via says, when the connection is gone. */
static void answer_elsewhere(struct registrar *peer, const char *message, const char *text)
{
    struct errand *errand = calloc(1, sizeof *errand);
    const char *port = strchr(strstr(message, "\r\nVia: SIP/2.0/TCP ") + 20, ':');
    struct sockaddr_in address;

    uv_ip4_addr("127.0.0.1", atoi(port + 1), &address);
    snprintf(errand->text, sizeof errand->text, "%s", text);
    uv_tcp_init(peer->loop, &errand->handle);
    errand->handle.data = errand->connect.data = errand;
    uv_tcp_connect(&errand->connect, &errand->handle, (struct sockaddr *)&address, on_errand);
}

static void hear_register(struct registrar_connection *connection, const char *message)
{
    struct registrar *peer = connection->peer;
    int asks = peer->challenges && strstr(message, "\r\nAuthorization:") == NULL;
    char out[PEER_TEXT];

    strcpy(peer->request, message);
    peer->n_registers++;
    peer->n_removed += strstr(message, "\r\nExpires: 0\r\n") != NULL;
    if (peer->hangs_up > 0) {
        peer->hangs_up--;
        reset(connection);
        return;
    }
    if (peer->silent)
        return;
    make_answer(out, message, asks ? "401 Unauthorized" : "200 OK");
    if (peer->elsewhere) {
        answer_elsewhere(peer, message, out);
        return;
    }
    registrar_say(connection, out);
    if (asks && peer->closes_401)
        finish(connection);
}

static void hear(struct registrar_connection *connection, const char *message)
{
    struct registrar *peer = connection->peer;

    connection->n_requests++;
    if (strncmp(message, "REGISTER ", 9) == 0)
        hear_register(connection, message);
    else if (strncmp(message, "SIP/2.0 ", 8) == 0) {
        strcpy(peer->reply, message);
        peer->n_replies++;
    }
}

/* Messages end with an empty line: the phone sends none with a body. */
static void take(struct registrar_connection *connection, const char *bytes, size_t n)
{
    struct registrar *peer = connection->peer;
    char message[PEER_TEXT], *end;

    cr_assert_lt(connection->n + n, sizeof connection->text);
    memcpy(connection->text + connection->n, bytes, n);
    connection->n += n;
    connection->text[connection->n] = '\0';
    while (!connection->ended && (end = strstr(connection->text, "\r\n\r\n")) != NULL) {
        size_t length = (size_t)(end - connection->text) + 4;

        snprintf(message, sizeof message, "%.*s", (int)length, connection->text);
        connection->n -= length;
        memmove(connection->text, connection->text + length, connection->n + 1);
        if (length > 4)
            hear(connection, message);
        else if (++peer->n_pings, peer->pongs)
            registrar_say(connection, "\r\n");
    }
}

/* ---- bytes in ---- */

static void on_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    static char room[65536];

    (void)handle;
    (void)suggested;
    *buffer = uv_buf_init(room, sizeof room);
}

static void take_cipher(struct registrar_connection *connection, const char *bytes, size_t n)
{
    uint8_t room[4096];
    size_t n_plain;

    tls_peer_heard(connection->tls, (const uint8_t *)bytes, n);
    flush(connection);
    while (!connection->ended && (n_plain = tls_peer_plain(connection->tls, room, sizeof room)) > 0)
        take(connection, (char *)room, n_plain);
    if (!connection->ended)
        flush(connection);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct registrar_connection *connection = stream->data;

    if (n < 0)
        finish(connection);
    else if (connection->tls != NULL)
        take_cipher(connection, buffer->base, (size_t)n);
    else
        take(connection, buffer->base, (size_t)n);
}

static void on_connection(uv_stream_t *listener, int status)
{
    struct registrar *peer = listener->data;
    struct registrar_connection *connection = calloc(1, sizeof *connection);

    cr_assert_eq(status, 0);
    uv_tcp_init(peer->loop, &connection->handle);
    connection->handle.data = connection;
    connection->peer = peer;
    connection->next = peer->connections;
    peer->connections = connection;
    peer->n_accepted++;
    cr_assert_eq(uv_accept(listener, (uv_stream_t *)&connection->handle), 0);
    if (peer->tls != NULL)
        connection->tls = tls_peer_open(peer->tls);
    uv_read_start((uv_stream_t *)&connection->handle, on_buffer, on_read);
}

static void on_datagram(uv_udp_t *udp, ssize_t n, const uv_buf_t *buffer,
                        const struct sockaddr *from, unsigned flags)
{
    struct registrar *peer = udp->data;

    (void)flags;
    if (n <= 0 || from == NULL)
        return;
    memcpy(&peer->connections->from, from,
           from->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in));
    take(peer->connections, buffer->base, (size_t)n);
}

/* ---- the whole ---- */

static void address_of(const struct hf_target *at, struct sockaddr_storage *address)
{
    char text[INET6_ADDRSTRLEN];

    inet_ntop(at->family == HF_FAMILY_IPV6 ? AF_INET6 : AF_INET, at->address, text, sizeof text);
    if (at->family == HF_FAMILY_IPV6)
        uv_ip6_addr(text, at->port, (struct sockaddr_in6 *)address);
    else
        uv_ip4_addr(text, at->port, (struct sockaddr_in *)address);
}

void registrar_listen_again(struct registrar *peer)
{
    struct sockaddr_storage address;
    int length = sizeof address;

    address_of(&peer->at, &address);
    uv_tcp_init(peer->loop, &peer->listener);
    peer->listener.data = peer;
    cr_assert_eq(uv_tcp_bind(&peer->listener, (struct sockaddr *)&address, 0), 0);
    cr_assert_eq(uv_listen((uv_stream_t *)&peer->listener, 128, on_connection), 0);
    uv_tcp_getsockname(&peer->listener, (struct sockaddr *)&address, &length);
    peer->at.port = ntohs(((struct sockaddr_in *)&address)->sin_port); /* as in6's */
    peer->is_open = 1;
}

void registrar_listen(struct registrar *peer, uv_loop_t *loop, const char *host,
                      struct tls_server *tls)
{
    peer->loop = loop;
    peer->tls = tls;
    peer->pongs = 1;
    peer->at.transport = tls != NULL ? HF_TRANSPORT_TLS : HF_TRANSPORT_TCP;
    cr_assert(hf_target_parse(&peer->at, host, strlen(host)));
    registrar_listen_again(peer);
}

void registrar_listen_udp(struct registrar *peer, uv_loop_t *loop, const char *host)
{
    struct sockaddr_storage address;
    int length = sizeof address;

    peer->loop = loop;
    cr_assert(hf_target_parse(&peer->at, host, strlen(host)));
    address_of(&peer->at, &address);
    uv_udp_init(loop, &peer->udp);
    peer->udp.data = peer;
    cr_assert_eq(uv_udp_bind(&peer->udp, (struct sockaddr *)&address, 0), 0);
    uv_udp_getsockname(&peer->udp, (struct sockaddr *)&address, &length);
    peer->at.port = ntohs(((struct sockaddr_in *)&address)->sin_port);
    uv_udp_recv_start(&peer->udp, on_buffer, on_datagram);
    peer->connections = calloc(1, sizeof *peer->connections);
    peer->connections->peer = peer;
    peer->is_open = 1;
}

void registrar_stop(struct registrar *peer)
{
    int over_udp = peer->at.transport == HF_TRANSPORT_UDP;

    if (peer->is_open)
        uv_close(over_udp ? (uv_handle_t *)&peer->udp : (uv_handle_t *)&peer->listener, NULL);
    peer->is_open = 0;
}

void registrar_reset_all(struct registrar *peer)
{
    for (struct registrar_connection *at = peer->connections; at != NULL; at = at->next)
        reset(at);
}

void registrar_end(struct registrar *peer)
{
    registrar_stop(peer);
    for (struct registrar_connection *at = peer->connections; at != NULL; at = at->next)
        if (peer->at.transport != HF_TRANSPORT_UDP)
            finish(at);
}

unsigned registrar_n_open(const struct registrar *peer)
{
    unsigned n = 0;

    for (const struct registrar_connection *at = peer->connections; at != NULL; at = at->next)
        n += !at->ended;
    return n;
}

void registrar_ask(struct registrar *peer, const char *uri)
{
    char text[1024];

    snprintf(text, sizeof text,
             "OPTIONS %s SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bKa\r\n"
             "Max-Forwards: 70\r\nFrom: <sip:x@y>;tag=1\r\nTo: <sip:z@y>\r\nCall-ID: 1\r\n"
             "CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n",
             uri);
    strcpy(peer->reply, "");
    registrar_say(peer->connections, text);
}

static void free_connections(struct registrar *peer)
{
    while (peer->connections != NULL) {
        struct registrar_connection *connection = peer->connections;

        peer->connections = connection->next;
        if (connection->tls != NULL)
            tls_peer_free(connection->tls);
        free(connection);
    }
}

/* ---- the stage ---- */

static void on_remark(void *context, uint32_t line, const char *text)
{
    struct stage *stage = context;

    (void)line;
    snprintf(stage->remark, sizeof stage->remark, "%s", text);
    stage->n_remarks++;
}

static void on_gone(void *context, uint32_t line)
{
    struct stage *stage = context;

    (void)line;
    stage->n_gone++;
}

static void on_stopped(void *context)
{
    struct stage *stage = context;

    stage->stopped = 1;
}

struct stage *stage_open(unsigned n, const char *host)
{
    struct stage *stage = calloc(1, sizeof *stage);

    uv_loop_init(&stage->loop);
    uv_timer_init(&stage->loop, &stage->patience);
    stage->n_peers = n;
    for (unsigned i = 0; i < n; i++)
        registrar_listen(&stage->peers[i], &stage->loop, host, NULL);
    stage->options = (struct hf_phone_options){
        .context = stage, .remark = on_remark, .gone = on_gone, .stopped = on_stopped};
    cr_assert(hf_target_parse(&stage->options.bind, host, strlen(host)));
    return stage;
}

void stage_phone(struct stage *stage)
{
    char error[STAGE_TEXT] = "";

    stage->phone = hf_phone_open(&stage->loop, &stage->options, error, sizeof error);
    cr_assert_not_null(stage->phone, "%s", error);
}

void stage_close(struct stage *stage)
{
    hf_phone_close(stage->phone);
    for (unsigned i = 0; i < stage->n_peers; i++)
        registrar_end(&stage->peers[i]);
    uv_close((uv_handle_t *)&stage->patience, NULL);
    while (uv_run(&stage->loop, UV_RUN_DEFAULT) != 0)
        ; /* handles close over several rounds */
    cr_assert_eq(uv_loop_close(&stage->loop), 0, "a handle is still open");
    for (unsigned i = 0; i < stage->n_peers; i++)
        free_connections(&stage->peers[i]);
    free(stage);
}

struct hf_config stage_config(const struct stage *stage, unsigned n)
{
    struct hf_config config;

    hf_config_init(&config);
    for (unsigned i = 0; i < n; i++) {
        const struct registrar *peer = &stage->peers[i];
        struct hf_server_config *server = &config.servers[config.n_servers++];
        char host[INET6_ADDRSTRLEN];

        inet_ntop(peer->at.family == HF_FAMILY_IPV6 ? AF_INET6 : AF_INET, peer->at.address, host,
                  sizeof host);
        hf_config_init_server(server);
        server->port = peer->at.port;
        server->transport = peer->at.transport;
        cr_assert_eq(hf_config_name(&config, &server->host, host, strlen(host)), 0);
    }
    config.t1_ms = 50;
    config.jitter_percent = 0;
    config.keepalive_s = 0;
    return config;
}

struct hf_phone_line stage_line(const char *name, const struct hf_config *config)
{
    return (struct hf_phone_line){
        .name = name,
        .identity = {.user = name, .auth_name = "", .password = "secret", .display_name = ""},
        .config = config};
}

uint32_t stage_add(struct stage *stage, const struct hf_phone_line *line)
{
    char error[STAGE_TEXT] = "";
    struct hf_phone_problem problem = {.error = error, .size = sizeof error};
    int result = hf_phone_add(stage->phone, line, &problem);

    cr_assert_gt(result, 0, "%s", error);
    return (uint32_t)result;
}

void stage_add_many(struct stage *stage, unsigned n, const struct hf_config *config)
{
    char name[16];

    for (unsigned i = 1; i <= n; i++) {
        struct hf_phone_line line = stage_line(name, config);

        snprintf(name, sizeof name, "line%u", i);
        stage_add(stage, &line);
    }
}

int stage_state(const struct stage *stage, uint32_t line)
{
    return hf_phone_status(stage->phone, line).state;
}

unsigned stage_n_in(const struct stage *stage, int state)
{
    unsigned n = 0;

    for (uint32_t line = 1; line <= hf_phone_lines(stage->phone); line++)
        n += hf_phone_has(stage->phone, line) && stage_state(stage, line) == state;
    return n;
}

void stage_tick(uv_timer_t *timer)
{
    (void)timer;
}

void stage_run_ms(struct stage *stage, uint64_t ms)
{
    uint64_t until_us = hf_phone_now_us() + ms * 1000u;

    uv_timer_start(&stage->patience, stage_tick, 5, 5);
    while (hf_phone_now_us() < until_us)
        uv_run(&stage->loop, UV_RUN_ONCE);
    uv_timer_stop(&stage->patience);
}
