/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast server`: the loop around the registrar. It owns the socket, the answers that are
 * delayed, and the commands; what is answered, and why, the registrar alone decides.
 */
#define _POSIX_C_SOURCE 200809L
#include "server.h"

#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "cli.h"
#include "input.h"

#define DELAYED_MAX          256
#define MALFORMED_EVERY_MS   1000
#define RECEIVE_BUFFER_BYTES (4 * 1024 * 1024)
#define DATAGRAM_BYTES       65536

struct server;

struct delayed { /* an answer that waits for its time */
    struct server *server;
    uv_timer_t timer;
    struct hf_target to;
    uint32_t n_bytes;
    bool is_used;
    uint8_t bytes[HF_REGISTRAR_ANSWER_MAX];
};

struct server {
    struct hf_server_options options;
    struct hf_server_voice voice;
    struct hf_registrar *registrar;
    struct hf_registrar_answer answer;
    uint64_t started_us;

    uv_loop_t loop;
    uv_udp_t socket;
    struct hf_target where; /* the bound address; its port is kept over stop and start */
    bool is_open, is_closing, wants_open;
    bool is_ending;
    int exit_code;

    uv_prepare_t output_check;
    uv_timer_t malformed_timer;
    uint64_t n_malformed; /* not yet said */
    struct hf_registrar_answer malformed;
    struct hf_target malformed_from;

    struct hf_input input;
    uv_signal_t signals[2];
    struct delayed *delayed; /* DELAYED_MAX */
    char datagram[DATAGRAM_BYTES];
};

static void open_socket(struct server *server);

static uint64_t now_us(const struct server *server)
{
    return uv_hrtime() / 1000 - server->started_us;
}

/* ---- addresses ---- */

static void target_of(const struct sockaddr *address, struct hf_target *target)
{
    memset(target, 0, sizeof *target);
    target->transport = HF_TRANSPORT_UDP;
    if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)address;
        target->family = HF_FAMILY_IPV6;
        target->port = ntohs(v6->sin6_port);
        memcpy(target->address, &v6->sin6_addr, 16);
    } else {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)address;
        target->family = HF_FAMILY_IPV4;
        target->port = ntohs(v4->sin_port);
        memcpy(target->address, &v4->sin_addr, 4);
    }
}

static void address_of(const struct hf_target *target, struct sockaddr_storage *address)
{
    memset(address, 0, sizeof *address);
    if (target->family == HF_FAMILY_IPV6) {
        struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)address;
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(target->port);
        memcpy(&v6->sin6_addr, target->address, 16);
    } else {
        struct sockaddr_in *v4 = (struct sockaddr_in *)address;
        v4->sin_family = AF_INET;
        v4->sin_port = htons(target->port);
        memcpy(&v4->sin_addr, target->address, 4);
    }
}

/* ---- the end ---- */

static void close_one(uv_handle_t *handle, void *unused)
{
    (void)unused;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

static void say_malformed(struct server *server)
{
    struct hf_server_heard heard = {
        .at_us = now_us(server), .from = &server->malformed_from, .answer = &server->malformed};
    if (server->n_malformed == 0)
        return;
    hf_server_say_malformed(&server->voice, server->n_malformed, &heard);
    server->n_malformed = 0;
}

static void end(struct server *server, int exit_code)
{
    if (server->is_ending)
        return;
    server->is_ending = true;
    server->exit_code = exit_code;
    say_malformed(server);
    uv_walk(&server->loop, close_one, NULL);
}

/* A server that nobody hears has nobody to serve; main says what became of its output. */
static void on_turn(uv_prepare_t *check)
{
    struct server *server = check->data;

    if (ferror(server->voice.to))
        end(server, HF_EXIT_FAILED);
}

static void on_signal(uv_signal_t *handle, int number)
{
    (void)number;
    end(handle->data, HF_EXIT_DONE);
}

/* ---- answers ---- */

static void send_now(struct server *server, const struct hf_target *to, const uint8_t *bytes,
                     uint32_t n_bytes)
{
    struct sockaddr_storage address;
    uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)bytes, n_bytes);
    int result;
    if (!server->is_open)
        return; /* stopped while the answer was delayed */
    address_of(to, &address);
    result = uv_udp_try_send(&server->socket, &buffer, 1, (const struct sockaddr *)&address);
    if (result < 0)
        hf_server_say_lost(&server->voice, now_us(server), uv_strerror(result));
}

static void on_delay_over(uv_timer_t *timer)
{
    struct delayed *delayed = timer->data;
    delayed->is_used = false;
    send_now(delayed->server, &delayed->to, delayed->bytes, delayed->n_bytes);
}

static void send_later(struct server *server, const struct hf_registrar_answer *answer,
                       uint64_t delay_us)
{
    struct delayed *delayed = server->delayed;
    const struct delayed *last = server->delayed + DELAYED_MAX;
    while (delayed < last && delayed->is_used)
        delayed++;
    if (delayed == last) {
        hf_server_say_lost(&server->voice, now_us(server), "too many answers are delayed");
        return;
    }
    delayed->is_used = true;
    delayed->to = answer->to;
    delayed->n_bytes = answer->n_bytes;
    memcpy(delayed->bytes, answer->bytes, answer->n_bytes);
    uv_timer_start(&delayed->timer, on_delay_over, (delay_us + 999) / 1000, 0);
}

/* ---- datagrams ---- */

static void on_malformed_quiet_over(uv_timer_t *timer)
{
    struct server *server = timer->data;
    if (server->n_malformed == 0)
        return;
    say_malformed(server);
    uv_timer_start(timer, on_malformed_quiet_over, MALFORMED_EVERY_MS, 0);
}

/* Said at once, and then at most once a second: a flood must not become a flood of lines. */
static void count_malformed(struct server *server, const struct hf_target *from)
{
    server->n_malformed++;
    server->malformed = server->answer;
    server->malformed_from = *from;
    if (uv_is_active((const uv_handle_t *)&server->malformed_timer))
        return;
    say_malformed(server);
    uv_timer_start(&server->malformed_timer, on_malformed_quiet_over, MALFORMED_EVERY_MS, 0);
}

static void hear(struct server *server, const struct hf_registrar_received *received)
{
    const struct hf_registrar_answer *answer = &server->answer;
    struct hf_server_heard heard = {
        .at_us = received->now_us, .from = &received->from, .answer = answer};
    hf_registrar_receive(server->registrar, received, &server->answer);
    switch (answer->outcome) {
    case HF_REGISTRAR_MALFORMED: count_malformed(server, &received->from); return;
    case HF_REGISTRAR_ANSWERED:
        if (answer->send_us <= received->now_us)
            send_now(server, &answer->to, answer->bytes, answer->n_bytes);
        else
            send_later(server, answer, answer->send_us - received->now_us);
        break;
    case HF_REGISTRAR_SILENT: break;
    default: return; /* nobody waits for anything */
    }
    hf_server_say_heard(&server->voice, &heard);
}

static void on_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct server *server = handle->data;
    (void)suggested;
    *buffer = uv_buf_init(server->datagram, sizeof server->datagram);
}

static void on_datagram(uv_udp_t *socket, ssize_t n, const uv_buf_t *buffer,
                        const struct sockaddr *from, unsigned flags)
{
    struct server *server = socket->data;
    struct hf_registrar_received received = {.now_us = now_us(server),
                                             .bytes = (const uint8_t *)buffer->base};
    (void)flags; /* a datagram cannot be longer than the buffer */
    if (n < 0 || from == NULL)
        return; /* an error of the socket, or nothing more to read */
    received.n_bytes = (size_t)n;
    target_of(from, &received.from);
    hear(server, &received);
}

/* ---- the socket ---- */

static int bind_socket(struct server *server)
{
    struct sockaddr_storage address;
    int length = sizeof address;
    int size = RECEIVE_BUFFER_BYTES;
    unsigned flags = server->where.family == HF_FAMILY_IPV6 ? UV_UDP_IPV6ONLY : 0;
    int result;
    address_of(&server->where, &address);
    result = uv_udp_bind(&server->socket, (const struct sockaddr *)&address, flags);
    if (result == 0)
        result = uv_udp_getsockname(&server->socket, (struct sockaddr *)&address, &length);
    if (result == 0)
        result = uv_udp_recv_start(&server->socket, on_buffer, on_datagram);
    if (result != 0)
        return result;
    target_of((const struct sockaddr *)&address, &server->where);
    uv_recv_buffer_size((uv_handle_t *)&server->socket, &size); /* as much as the system gives */
    return 0;
}

static void on_closed(uv_handle_t *handle)
{
    struct server *server = handle->data;
    server->is_closing = false;
    if (server->wants_open && !server->is_ending)
        open_socket(server);
}

static void close_socket(struct server *server)
{
    server->is_open = false;
    server->is_closing = true;
    uv_close((uv_handle_t *)&server->socket, on_closed);
}

/* A port that is taken ends the server at its start, and leaves it stopped later on. */
static void open_socket(struct server *server)
{
    char text[64];
    int result;
    server->wants_open = false;
    uv_udp_init(&server->loop, &server->socket);
    server->socket.data = server;
    result = bind_socket(server);
    if (result != 0) {
        hf_server_target_text(&server->where, text, sizeof text);
        fprintf(stderr, "holdfast: server: cannot listen on %s: %s\n", text, uv_strerror(result));
        server->exit_code = HF_EXIT_FAILED;
        close_socket(server);
        return;
    }
    server->exit_code = HF_EXIT_DONE;
    server->is_open = true;
    hf_server_say_state(&server->voice, now_us(server), "listening", &server->where);
}

static void start(struct server *server)
{
    if (server->is_open)
        return;
    if (server->is_closing)
        server->wants_open = true;
    else
        open_socket(server);
}

static void stop(struct server *server)
{
    server->wants_open = false;
    if (!server->is_open)
        return;
    close_socket(server);
    hf_server_say_state(&server->voice, now_us(server), "stopped", &server->where);
}

/* ---- commands ---- */

static void obey(struct server *server, const struct hf_registrar_command *command)
{
    switch (command->order) {
    case HF_REGISTRAR_STOP: stop(server); break;
    case HF_REGISTRAR_START: start(server); break;
    case HF_REGISTRAR_SHOW:
        hf_server_say_bindings(&server->voice, now_us(server), server->registrar);
        break;
    case HF_REGISTRAR_QUIT: end(server, HF_EXIT_DONE); break;
    default: hf_registrar_obey(server->registrar, command); break;
    }
}

static bool on_line(void *context, char *text, unsigned number)
{
    struct server *server = context;
    struct hf_registrar_command command;
    if (hf_registrar_command_read(&command, text) != 0) {
        fprintf(stderr, "holdfast: server: stdin:%u: %s\n", number, command.error);
        return true;
    }
    if (command.order == HF_REGISTRAR_NOTHING)
        return true;
    hf_server_say_command(&server->voice, now_us(server), text);
    obey(server, &command);
    return !server->is_ending;
}

static void on_long_line(void *context, unsigned number)
{
    (void)context;
    fprintf(stderr, "holdfast: server: stdin:%u: longer than %d bytes\n", number,
            HF_INPUT_LINE_MAX);
}

/* ---- the beginning ---- */

static int make_registrar(struct server *server)
{
    struct hf_server_options *options = &server->options;
    int result = uv_random(NULL, NULL, options->registrar.random, sizeof options->registrar.random,
                           0, NULL);
    if (result != 0) {
        fprintf(stderr, "holdfast: server: no random bytes: %s\n", uv_strerror(result));
        return HF_EXIT_FAILED;
    }
    server->registrar = hf_registrar_new(&options->registrar);
    if (server->registrar == NULL) {
        fputs("holdfast: server: out of memory\n", stderr);
        return HF_EXIT_FAILED;
    }
    for (size_t i = 0; i < options->n_users; i++) {
        char *colon = strchr(options->users[i], ':');
        *colon = '\0';
        if (hf_registrar_add_user(server->registrar, options->users[i], colon + 1) != 0) {
            fprintf(stderr, "holdfast: server: --user: '%s' is given twice\n", options->users[i]);
            return HF_EXIT_USAGE;
        }
        /* Not for everybody who lists processes. */
        memset(colon + 1, '*', strlen(colon + 1));
    }
    return 0;
}

static void start_signals(struct server *server)
{
    static const int numbers[2] = {SIGINT, SIGTERM};

    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    for (size_t i = 0; i < 2; i++) {
        uv_signal_init(&server->loop, &server->signals[i]);
        server->signals[i].data = server;
        uv_signal_start(&server->signals[i], on_signal, numbers[i]);
    }
}

static int start_timers(struct server *server)
{
    server->delayed = calloc(DELAYED_MAX, sizeof *server->delayed);
    if (server->delayed == NULL)
        return HF_EXIT_FAILED;
    for (size_t i = 0; i < DELAYED_MAX; i++) {
        uv_timer_init(&server->loop, &server->delayed[i].timer);
        server->delayed[i].timer.data = &server->delayed[i];
        server->delayed[i].server = server;
    }
    uv_timer_init(&server->loop, &server->malformed_timer);
    server->malformed_timer.data = server;
    uv_prepare_init(&server->loop, &server->output_check);
    server->output_check.data = server;
    uv_prepare_start(&server->output_check, on_turn);
    return 0;
}

static void run(struct server *server)
{
    for (size_t i = 0; i < server->options.n_dos && !server->is_ending; i++) {
        hf_server_say_command(&server->voice, now_us(server), server->options.do_texts[i]);
        obey(server, &server->options.dos[i]);
    }
    if (!server->is_ending) {
        int result = hf_input_start(&server->input, &server->loop);

        if (result < 0)
            fprintf(stderr, "holdfast: server: commands cannot be read: %s\n", uv_strerror(result));
    }
    uv_run(&server->loop, UV_RUN_DEFAULT);
}

static int serve(struct server *server)
{
    int result = make_registrar(server);
    if (result != 0)
        return result;
    uv_loop_init(&server->loop);
    server->started_us = uv_hrtime() / 1000;
    server->input.context = server;
    server->input.on_line = on_line;
    server->input.on_long_line = on_long_line;
    result = start_timers(server);
    start_signals(server);
    target_of((const struct sockaddr *)&server->options.address, &server->where);
    if (result == 0) {
        open_socket(server);
        result = server->exit_code;
    }
    if (result == 0) {
        run(server);
        result = server->exit_code;
    }
    uv_walk(&server->loop, close_one, NULL);
    uv_run(&server->loop, UV_RUN_DEFAULT);
    uv_loop_close(&server->loop);
    free(server->delayed);
    return result;
}

int hf_cli_server(int argc, char **argv)
{
    struct server *server = calloc(1, sizeof *server);
    int result;
    if (server == NULL) {
        fputs("holdfast: server: out of memory\n", stderr);
        return HF_EXIT_FAILED;
    }
    result = hf_server_options_read(&server->options, argc, argv);
    if (result == 0 && !server->options.help) {
        server->voice.to = stdout;
        server->voice.name = server->options.name;
        server->voice.json = server->options.json;
        result = serve(server);
    }
    hf_registrar_free(server->registrar);
    free(server);
    return result;
}
