/* SPDX-License-Identifier: Apache-2.0 */
/* `holdfast phone`: lines on real sockets, until it is told to end. */
#define _GNU_SOURCE 1
#include "phone.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "help.h"
#include "holdfast/vendors/vendors.h"

#define ERROR_TEXT 512
#define FLUSH_NS   1000000000u /* that the end waits for a reader */

/* ---- lines ---- */

/* What the log says of a line was true when it ended; the server may have forgotten since. */
static void tell_where_it_was(struct hf_cli_phone *cli, uint32_t line,
                              const struct hf_line_status *status)
{
    char state[2 * HF_WORDS_MAX], text[3 * HF_WORDS_MAX];
    int registers = status->state == HF_LINE_REGISTERED || status->state == HF_LINE_ON_BACKUP;

    hf_cli_status_text(&cli->lines[line - 1], status, state, sizeof state);
    snprintf(text, sizeof text, "before the restart: %s%s", state,
             registers ? "; now registering again" : "");
    hf_cli_say_remark(cli, line, text);
    cli->lines[line - 1].told = *status;
}

/* Lines that go on from the log are somewhere already. */
static void tell_where_they_are(struct hf_cli_phone *cli)
{
    for (uint32_t line = 1; line <= cli->n_lines; line++) {
        struct hf_line_status status = hf_phone_status(cli->phone, line);
        struct hf_action action = {.kind = HF_ACTION_REPORT_LINE};
        struct hf_phone_news news = {.at_us = hf_phone_now_us(),
                                     .wall_us = hf_phone_wall_us(),
                                     .action = &action,
                                     .line = line};

        action.u.line = status;
        if (status.state != HF_LINE_DISABLED && cli->options.json)
            hf_cli_say_news(cli, &news);
        else if (status.state != HF_LINE_DISABLED)
            tell_where_it_was(cli, line, &status);
    }
}

/* ---- the end ---- */

static void on_stopped(void *context)
{
    struct hf_cli_phone *cli = context;

    uv_stop(&cli->loop);
}

void hf_cli_phone_end(struct hf_cli_phone *cli)
{
    if (cli->stopping) { /* asked twice: without waiting for the servers */
        cli->exit_code = HF_EXIT_FAILED;
        uv_stop(&cli->loop);
        return;
    }
    cli->stopping = 1;
    hf_cli_say_phone(cli, "stopping");
    hf_phone_stop(cli->phone);
}

static void on_failed(void *context, const char *text)
{
    struct hf_cli_phone *cli = context;

    fprintf(hf_cli_output_begin(cli->errors), "holdfast: the phone cannot go on: %s\n", text);
    hf_cli_output_end(cli->errors);
    cli->exit_code = HF_EXIT_FAILED;
    if (!cli->stopping)
        hf_cli_phone_end(cli);
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct hf_cli_phone *cli = handle->data;

    if (number != SIGHUP)
        hf_cli_phone_end(cli);
    else if (!cli->stopping)
        hf_cli_reload(cli);
}

/* A hangup that comes while the phone starts is a wish to reload, and waits until it can. */
static void hold_hangups(int how)
{
    sigset_t hangup;

    sigemptyset(&hangup);
    sigaddset(&hangup, SIGHUP);
    sigprocmask(how, &hangup, NULL);
}

static void catch_signals(struct hf_cli_phone *cli)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

    for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        uv_signal_t *handle = &cli->signals[cli->n_signals];
        struct sigaction before;

        /* What was told to be deaf to a hangup (nohup) stays so. */
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler == SIG_IGN &&
            numbers[i] == SIGHUP)
            continue;
        uv_signal_init(&cli->loop, handle);
        handle->data = cli;
        uv_signal_start(handle, on_signal, numbers[i]);
        cli->n_signals++;
    }
    hold_hangups(SIG_UNBLOCK);
}

/* Gives everything back; the loop ends when its last handle is closed. */
static void close_all(struct hf_cli_phone *cli)
{
    hf_cli_commands_close(cli);
    hf_cli_panel_close(cli);
    hf_cli_hal_close(cli);
    hf_cli_calls_close(cli);
    for (unsigned i = 0; i < cli->n_signals; i++)
        uv_close((uv_handle_t *)&cli->signals[i], NULL);
    hf_phone_close(cli->phone);
    uv_run(&cli->loop, UV_RUN_DEFAULT);
    uv_loop_close(&cli->loop);
    for (uint32_t i = 0; i < cli->n_lines; i++) {
        free(cli->lines[i].name);
        free(cli->lines[i].user);
        free(cli->lines[i].voicemail);
    }
    free(cli->lines);
}

/* ---- the command ---- */

static struct hf_phone *open_phone(struct hf_cli_phone *cli)
{
    const struct hf_cli_phone_options *options = &cli->options;
    struct hf_phone_options wanted = {.bind = options->bind,
                                      .n_dns = options->n_dns,
                                      .log_directory = options->log_directory,
                                      .log_writer = "holdfast " HF_VERSION,
                                      .log_sync = options->log_sync,
                                      .fresh = options->fresh,
                                      .context = cli,
                                      .news = hf_cli_say_news,
                                      .remark = hf_cli_say_remark,
                                      .failed = on_failed,
                                      .stopped = on_stopped,
                                      .gone = hf_cli_line_gone,
                                      .messages = hf_cli_hear_messages,
                                      .call = hf_cli_hear_call,
                                      .rtp_first = options->rtp_first,
                                      .rtp_last = options->rtp_last,
                                      .n_codecs = options->n_codecs};
    char error[ERROR_TEXT] = "";

    memcpy(wanted.dns, options->dns, sizeof wanted.dns);
    memcpy(wanted.codecs, options->codecs, sizeof wanted.codecs);
    struct hf_phone *phone = hf_phone_open(&cli->loop, &wanted, error, sizeof error);

    if (phone == NULL)
        fprintf(stderr, "holdfast: %s\n", error);
    return phone;
}

static void run_loop(struct hf_cli_phone *cli)
{
    catch_signals(cli);
    hf_cli_say_phone(cli, "listening");
    tell_where_they_are(cli);
    hf_phone_start(cli->phone);
    hf_cli_commands_open(cli);
    hf_cli_hal_settle(cli);
    uv_run(&cli->loop, UV_RUN_DEFAULT);
    hf_cli_say_phone(cli, "stopped");
}

/* 0, or -1 after saying why. */
static int open_outputs(struct hf_cli_phone *cli)
{
    hold_hangups(SIG_BLOCK);
    signal(SIGPIPE, SIG_IGN); /* a reader that goes away does not end the phone */
    signal(SIGXFSZ, SIG_IGN); /* nor does a log that may not grow: write() says so */
    cli->errors = hf_cli_output_open(STDERR_FILENO, NULL);
    if (cli->errors != NULL)
        cli->output = hf_cli_output_open(STDOUT_FILENO, cli->errors);
    if (cli->output != NULL)
        return 0;
    fprintf(stderr, "holdfast: no memory, or no thread, to print with\n");
    return -1;
}

static void close_outputs(struct hf_cli_phone *cli)
{
    uint64_t deadline_ns = uv_hrtime() + FLUSH_NS;

    if (hf_cli_output_close(cli->output, deadline_ns) < 0 && cli->exit_code == HF_EXIT_DONE)
        cli->exit_code = HF_EXIT_FAILED;
    (void)hf_cli_output_close(cli->errors, deadline_ns + FLUSH_NS / 10);
}

/* The HAL. A phone in a terminal has its keys there: no commands, and no words in the picture. */
static int open_front(struct hf_cli_phone *cli)
{
    if (hf_cli_hal_open(cli) < 0) {
        cli->exit_code = HF_EXIT_USAGE;
        return -1;
    }
    if (strstr(cli->options.hal, "terminal") != NULL) {
        cli->options.no_stdin = 1;
        cli->quiet = !cli->options.json && isatty(STDOUT_FILENO);
    }
    return 0;
}

static int run(struct hf_cli_phone *cli, struct hf_phone_config *config)
{
    int added;

    if (uv_loop_init(&cli->loop) < 0) {
        fprintf(stderr, "holdfast: no event loop: too many open files, or no memory\n");
        hf_cli_forget_config(config);
        return HF_EXIT_FAILED;
    }
    cli->exit_code = HF_EXIT_FAILED;
    if (open_outputs(cli) == 0 && open_front(cli) == 0)
        cli->phone = open_phone(cli);
    added = cli->phone != NULL ? hf_cli_add_lines(cli, config) : -1;
    hf_cli_forget_config(config);
    if (added == 0 && hf_cli_panel_open(cli) < 0)
        added = -1;
    if (added == 0) {
        cli->exit_code = HF_EXIT_DONE;
        run_loop(cli);
    }
    close_all(cli);
    close_outputs(cli);
    return cli->exit_code;
}

int hf_cli_phone(int argc, char **argv)
{
    struct hf_cli_phone *cli = calloc(1, sizeof *cli);
    struct hf_phone_config config = {.files = NULL};
    int result;

    if (cli == NULL) {
        fprintf(stderr, "holdfast: no memory\n");
        return HF_EXIT_FAILED;
    }
    result = hf_cli_phone_options(&cli->options, argc, argv);
    if (result == 0 && cli->options.help) {
        hf_cli_help("phone", stdout);
    } else if (result == 0) {
        if (hf_cli_read_config(&config, &cli->options, stderr) == 0 &&
            hf_cli_own_take(cli, &config, stderr) == 0) {
            result = run(cli, &config);
        } else {
            hf_cli_forget_config(&config);
            result = HF_EXIT_USAGE;
        }
    }
    hf_cli_own_free(cli);
    free(cli);
    return result;
}
