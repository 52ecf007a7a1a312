/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast server`: the loop around the registrar. It owns the doors, what leaves later, and the
 * commands; what is answered or forwarded, and why, the registrar alone decides.
 */
#define _POSIX_C_SOURCE 200809L
#include "server.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "cli.h"
#include "input.h"
#include "server_send.h"

#define MALFORMED_EVERY_MS 1000

struct server {
    struct hf_server_options options;
    struct hf_server_voice voice;
    struct hf_registrar *registrar;
    struct hf_registrar_answer answer;
    uint64_t started_us;

    uv_loop_t loop;
    struct hf_server_house house;
    struct hf_server_door doors[HF_SERVER_DOORS_MAX];
    bool is_ending;
    int exit_code;

    uv_prepare_t output_check;
    uv_timer_t malformed_timer;
    uint64_t n_malformed; /* not yet said */
    struct hf_registrar_answer malformed;
    struct hf_target malformed_from;

    struct hf_input input;
    uv_signal_t signals[2];
    struct hf_server_send *later;
};

static uint64_t now_us(const struct server *server)
{
    return uv_hrtime() / 1000 - server->started_us;
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
    for (size_t i = 0; i < server->options.n_listens; i++)
        hf_server_door_end(&server->doors[i]);
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

/* ---- sending ---- */

static void on_lost(void *context, int error)
{
    struct server *server = context;

    hf_server_say_lost(&server->voice, now_us(server), uv_strerror(error));
}

/* By the way that the answer says, now or at its time. 0, or an error of libuv. */
static int send_answer(struct server *server)
{
    const struct hf_registrar_answer *answer = &server->answer;
    struct hf_server_parcel parcel = {
        .way = {&server->doors[answer->door], answer->connection, answer->to},
        .bytes = answer->bytes,
        .n_bytes = answer->n_bytes};
    uint64_t now = now_us(server);

    parcel.delay_us = answer->send_us > now ? answer->send_us - now : 0;
    return hf_server_send(server->later, &parcel);
}

static void answer(struct server *server)
{
    int result = send_answer(server);

    if (result < 0)
        on_lost(server, result);
}

/* A request that cannot leave is answered (RFC 3261 16.9); a response is lost. */
static void forward(struct server *server, const struct hf_registrar_received *received)
{
    struct hf_registrar_answer *way = &server->answer;
    int result = UV_ENOTCONN;
    char why[64];

    if (way->connection == 0 ||
        hf_server_tcp_peer(&server->doors[way->door], way->connection, &way->to))
        result = send_answer(server);
    if (result >= 0)
        return;
    if (result == UV_ENOTCONN)
        snprintf(why, sizeof why, "its connection is closed");
    else
        snprintf(why, sizeof why, "not sent: %s", uv_strerror(result));
    hf_registrar_unsent(server->registrar, received, way, why);
    if (way->outcome == HF_REGISTRAR_ANSWERED)
        answer(server);
    else
        on_lost(server, result);
}

/* ---- messages ---- */

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
    memcpy(&server->malformed, &server->answer, offsetof(struct hf_registrar_answer, bytes));
    server->malformed_from = *from;
    if (uv_is_active((const uv_handle_t *)&server->malformed_timer))
        return;
    say_malformed(server);
    uv_timer_start(&server->malformed_timer, on_malformed_quiet_over, MALFORMED_EVERY_MS, 0);
}

static void on_message(void *context, const struct hf_server_message *message)
{
    struct server *server = context;
    const struct hf_registrar_answer *became = &server->answer;
    struct hf_registrar_received received = {.now_us = now_us(server),
                                             .bytes = message->bytes,
                                             .n_bytes = message->n_bytes,
                                             .from = message->from,
                                             .connection = message->way.connection,
                                             .door = (uint8_t)(message->way.door - server->doors)};
    struct hf_server_heard heard = {
        .at_us = received.now_us, .from = &message->from, .answer = became};

    if (message->wrong != NULL) {
        memset(&server->answer, 0, sizeof server->answer);
        snprintf(server->answer.why, sizeof server->answer.why, "%s", message->wrong);
        count_malformed(server, &message->from);
        return;
    }
    hf_registrar_receive(server->registrar, &received, &server->answer);
    switch (became->outcome) {
    case HF_REGISTRAR_MALFORMED: count_malformed(server, &message->from); return;
    case HF_REGISTRAR_ANSWERED: answer(server); break;
    case HF_REGISTRAR_FORWARDED: forward(server, &received); break;
    case HF_REGISTRAR_SILENT: break;
    default: return; /* nobody waits for anything */
    }
    hf_server_say_heard(&server->voice, &heard);
}

static void on_news(void *context, const struct hf_server_news *news)
{
    struct server *server = context;

    if (!server->is_ending)
        hf_server_say_connection(&server->voice, now_us(server), news);
}

/* ---- doors ---- */

/* Now that its port is known. */
static void name_door(struct server *server, const struct hf_server_door *door)
{
    const struct hf_target *reached = &server->options.reached;
    struct hf_target name = door->where;

    if (reached->family == name.family)
        memcpy(name.address, reached->address, sizeof name.address);
    hf_registrar_set_door(server->registrar, (unsigned)(door - server->doors), &name);
}

/* A port that is taken ends the server at its start, and leaves that door shut later on. */
static void on_opened(void *context, struct hf_server_door *door, int result)
{
    struct server *server = context;
    char text[64];

    if (result == 0) {
        name_door(server, door);
        hf_server_say_state(&server->voice, now_us(server), "listening", &door->where);
        return;
    }
    hf_server_target_text(&door->where, text, sizeof text);
    fprintf(stderr, "holdfast: server: cannot listen on %s: %s\n", text, uv_strerror(result));
    server->exit_code = HF_EXIT_FAILED;
}

static void start(struct server *server)
{
    for (size_t i = 0; i < server->options.n_listens; i++)
        hf_server_door_open(&server->doors[i]);
}

static void stop(struct server *server)
{
    for (size_t i = 0; i < server->options.n_listens; i++) {
        struct hf_server_door *door = &server->doors[i];

        hf_server_tcp_close(door, "stopped");
        if (hf_server_door_shut(door))
            hf_server_say_state(&server->voice, now_us(server), "stopped", &door->where);
    }
}

static void refuse(struct server *server)
{
    for (size_t i = 0; i < server->options.n_listens; i++) {
        struct hf_server_door *door = &server->doors[i];

        if (door->where.transport != HF_TRANSPORT_UDP && hf_server_door_shut(door))
            hf_server_say_state(&server->voice, now_us(server), "refusing", &door->where);
    }
}

static void reset(struct server *server)
{
    for (size_t i = 0; i < server->options.n_listens; i++)
        hf_server_tcp_reset(&server->doors[i], "reset on command");
}

/* ---- commands ---- */

static void obey_registrar(struct server *server, const struct hf_registrar_command *command)
{
    hf_registrar_obey(server->registrar, command);
    if (command->method != 0)
        return;
    if (command->order == HF_REGISTRAR_DROP)
        server->house.is_silent = true;
    else if (command->order == HF_REGISTRAR_ANSWER || command->order == HF_REGISTRAR_REJECT)
        server->house.is_silent = false;
}

static void obey(struct server *server, const struct hf_registrar_command *command)
{
    switch (command->order) {
    case HF_REGISTRAR_STOP: stop(server); break;
    case HF_REGISTRAR_START: start(server); break;
    case HF_REGISTRAR_REFUSE: refuse(server); break;
    case HF_REGISTRAR_RESET: reset(server); break;
    case HF_REGISTRAR_SHOW:
        hf_server_say_bindings(&server->voice, now_us(server), server->registrar);
        break;
    case HF_REGISTRAR_QUIT: end(server, HF_EXIT_DONE); break;
    default: obey_registrar(server, command); break;
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
    server->later = hf_server_send_new(&server->loop, on_lost, server);
    if (server->later == NULL)
        return HF_EXIT_FAILED;
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

static int make_doors(struct server *server)
{
    struct hf_server_house *house = &server->house;
    const struct hf_server_options *options = &server->options;
    char error[300];
    struct hf_server_tls_problem problem = {error, sizeof error};

    house->loop = &server->loop;
    house->context = server;
    house->heard = on_message;
    house->told = on_news;
    house->opened = on_opened;
    for (size_t i = 0; i < options->n_listens; i++)
        hf_server_door_init(&server->doors[i], house, &options->listens[i]);
    if (options->tls.certificate == NULL)
        return 0;
    house->tls = hf_server_tls_context_new(&options->tls, &problem);
    if (house->tls != NULL)
        return 0;
    fprintf(stderr, "holdfast: server: %s\n", error);
    return HF_EXIT_USAGE;
}

static int serve(struct server *server)
{
    int result = make_registrar(server);
    if (result == 0)
        result = make_doors(server);
    if (result != 0)
        return result;
    uv_loop_init(&server->loop);
    server->started_us = uv_hrtime() / 1000;
    server->input.context = server;
    server->input.on_line = on_line;
    server->input.on_long_line = on_long_line;
    result = start_timers(server);
    start_signals(server);
    if (result == 0) {
        start(server);
        result = server->exit_code;
    }
    if (result == 0) {
        run(server);
        result = server->exit_code;
    }
    end(server, result);
    uv_run(&server->loop, UV_RUN_DEFAULT);
    uv_loop_close(&server->loop);
    hf_server_send_free(server->later);
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
    hf_server_tls_context_free(server->house.tls);
    free(server);
    return result;
}
