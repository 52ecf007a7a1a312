/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the user types while the phone runs, a command a line. A terminal's end of input ends the
 * phone; a pipe's or a file's end only ends the commands, so that a phone can run in the
 * background.
 */
#define _GNU_SOURCE 1
#include "phone.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "commands: status             how each line is\n"
    "          register [LINE]    register now, all lines or one (a name or a number)\n"
    "          stop [LINE]        switch off\n"
    "          start [LINE]       switch on\n"
    "          quit               remove the registrations and end";

/* ---- commands ---- */

/* A line by its number or its name; 0: there is none. */
static uint32_t find_line(const struct hf_cli_phone *cli, const char *text)
{
    char *end;
    unsigned long number = strtoul(text, &end, 10);

    if (*end == '\0' && number >= 1 && number <= cli->n_lines)
        return (uint32_t)number;
    for (uint32_t i = 0; i < cli->n_lines; i++)
        if (strcasecmp(cli->lines[i].name, text) == 0)
            return i + 1;
    return 0;
}

static void wish(struct hf_cli_phone *cli, enum hf_phone_wish what, const char *argument)
{
    char text[HF_CLI_COMMAND_MAX + 64];
    uint32_t only = 0;

    if (argument != NULL) {
        only = find_line(cli, argument);
        if (only == 0) {
            snprintf(text, sizeof text, "there is no line \"%s\"; status names them all", argument);
            hf_cli_say_answer(cli, text);
            return;
        }
    }
    for (uint32_t line = 1; line <= cli->n_lines; line++)
        if (only == 0 || only == line)
            (void)hf_phone_wish(cli->phone, line, what); /* a refusal is said as a remark */
}

static void say_all(struct hf_cli_phone *cli)
{
    for (uint32_t line = 1; line <= cli->n_lines; line++)
        hf_cli_say_status(cli, line);
}

static int is_call_command(const char *verb)
{
    static const char *const verbs[] = {"dial", "answer", "hangup", "key"};

    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (strcmp(verb, verbs[i]) == 0)
            return 1;
    return 0;
}

static void obey(struct hf_cli_phone *cli, char *command)
{
    char text[HF_CLI_COMMAND_MAX + 64], *rest;
    const char *verb = strtok_r(command, " \t\r", &rest);
    const char *argument = strtok_r(NULL, " \t\r", &rest);

    if (verb == NULL || cli->stopping)
        return;
    if (strcmp(verb, "status") == 0) {
        say_all(cli);
    } else if (strcmp(verb, "register") == 0) {
        wish(cli, HF_PHONE_REGISTER, argument);
    } else if (strcmp(verb, "start") == 0) {
        wish(cli, HF_PHONE_START, argument);
    } else if (strcmp(verb, "stop") == 0) {
        wish(cli, HF_PHONE_STOP, argument);
    } else if (strcmp(verb, "quit") == 0) {
        hf_cli_phone_end(cli);
    } else if (strcmp(verb, "help") == 0) {
        hf_cli_say_answer(cli, help);
    } else if (is_call_command(verb)) {
        snprintf(text, sizeof text, "%s: this build registers lines, it has no calls", verb);
        hf_cli_say_answer(cli, text);
    } else {
        snprintf(text, sizeof text, "unknown command \"%s\"\n%s", verb, help);
        hf_cli_say_answer(cli, text);
    }
}

/* ---- bytes to lines ---- */

static void end_of_line(struct hf_cli_phone *cli)
{
    cli->command[cli->n_command] = '\0';
    cli->n_command = 0;
    if (cli->command_too_long)
        hf_cli_say_answer(cli, "that line is too long for a command");
    else
        obey(cli, cli->command);
    cli->command_too_long = 0;
}

static void take_bytes(struct hf_cli_phone *cli, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (bytes[i] == '\n')
            end_of_line(cli);
        else if (cli->n_command + 1 < sizeof cli->command)
            cli->command[cli->n_command++] = bytes[i] == '\0' ? ' ' : bytes[i];
        else
            cli->command_too_long = 1;
    }
}

/* ---- stdin ---- */

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct hf_cli_phone *cli = handle->data;

    (void)suggested;
    *buffer = uv_buf_init(cli->input_buffer, sizeof cli->input_buffer);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct hf_cli_phone *cli = stream->data;

    if (n > 0) {
        take_bytes(cli, buffer->base, (size_t)n);
        return;
    }
    if (n == 0)
        return;
    hf_cli_commands_close(cli);
    if (cli->interactive)
        hf_cli_phone_end(cli);
}

/* A file never makes the loop wait, so it is read to its end here. */
static void read_file(struct hf_cli_phone *cli)
{
    ssize_t n = read(STDIN_FILENO, cli->input_buffer, sizeof cli->input_buffer);

    while (n > 0 && !cli->stopping) {
        take_bytes(cli, cli->input_buffer, (size_t)n);
        n = read(STDIN_FILENO, cli->input_buffer, sizeof cli->input_buffer);
    }
}

static int open_stream(struct hf_cli_phone *cli, uv_handle_type type)
{
    if (type == UV_TTY) {
        cli->interactive = 1;
        return uv_tty_init(&cli->loop, &cli->input.tty, STDIN_FILENO, 1);
    }
    int result = uv_pipe_init(&cli->loop, &cli->input.pipe, 0);

    if (result == 0)
        result = uv_pipe_open(&cli->input.pipe, STDIN_FILENO);
    return result;
}

void hf_cli_commands_open(struct hf_cli_phone *cli)
{
    uv_handle_type type = uv_guess_handle(STDIN_FILENO);

    if (cli->options.no_stdin || type == UV_UNKNOWN_HANDLE)
        return;
    if (type == UV_FILE) {
        read_file(cli);
        return;
    }
    if (open_stream(cli, type) < 0)
        return;
    cli->input.stream.data = cli;
    cli->reads_input = 1;
    uv_read_start(&cli->input.stream, on_alloc, on_read);
    if (cli->interactive && !cli->options.json)
        hf_cli_say_answer(cli, "type help for the commands");
}

void hf_cli_commands_close(struct hf_cli_phone *cli)
{
    if (!cli->reads_input)
        return;
    cli->reads_input = 0;
    uv_close((uv_handle_t *)&cli->input.stream, NULL);
}
