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

static const char help[] =
    "commands: status             how each line is, and each call\n"
    "          register [LINE]    register now, all lines or one (a name or a number)\n"
    "          stop [LINE]        switch off\n"
    "          start [LINE]       switch on\n"
    "          dial LINE WHOM     call a SIP address, or a number at the line's server\n"
    "          answer [CALL]      take a call; CALL is its number, where there are several\n"
    "          reject [CALL [CODE]]  send it away: 486 (busy), or another code\n"
    "          hangup [CALL]      end a call, or stop calling\n"
    "          hold [CALL]        put it on hold; resume [CALL]: go on\n"
    "          key [CALL] DIGITS  press keys in a call: 0-9 * # A-D\n"
    "          voicemail [LINE]   call the number of its messages\n"
    "          calls              how each call is\n"
    "          reload             read the configuration again\n"
    "          quit               remove the registrations and end";

/* ---- commands ---- */

/* A line by its number or its name; 0: there is none. */
uint32_t hf_cli_find_line(const struct hf_cli_phone *cli, const char *text)
{
    char *end;
    unsigned long number = strtoul(text, &end, 10);

    if (text[0] >= '0' && text[0] <= '9' && *end == '\0' && number >= 1 && number <= cli->n_lines)
        return hf_cli_has_line(cli, (uint32_t)number) ? (uint32_t)number : 0;
    for (uint32_t i = 0; i < cli->n_lines; i++)
        if (hf_cli_has_line(cli, i + 1) && strcasecmp(cli->lines[i].name, text) == 0)
            return i + 1;
    return 0;
}

static void wish(struct hf_cli_phone *cli, enum hf_phone_wish what, const char *argument)
{
    char text[HF_INPUT_LINE_MAX + 64];
    uint32_t only = 0;

    if (argument != NULL) {
        only = hf_cli_find_line(cli, argument);
        if (only == 0) {
            snprintf(text, sizeof text, "there is no line \"%s\"; status names them all", argument);
            hf_cli_say_answer(cli, text);
            return;
        }
    }
    for (uint32_t line = 1; line <= cli->n_lines; line++)
        if (hf_cli_has_line(cli, line) && (only == 0 || only == line))
            (void)hf_phone_wish(cli->phone, line, what); /* a refusal is said as a remark */
}

static void say_line(struct hf_cli_phone *cli, uint32_t line)
{
    hf_cli_say_status(cli, line);
    hf_cli_say_messages(cli, line);
}

static void say_all(struct hf_cli_phone *cli)
{
    for (uint32_t line = 1; line <= cli->n_lines; line++)
        if (hf_phone_has(cli->phone, line))
            say_line(cli, line);
    if (cli->calls != NULL)
        (void)hf_cli_call_command(cli, "calls", NULL);
}

/* All that follows the verb, a name may hold a blank ("line 1"); NULL: nothing. */
static char *rest_of(char *text)
{
    size_t length;

    text += strspn(text, " \t\r");
    for (length = strlen(text); length > 0 && strchr(" \t\r", text[length - 1]) != NULL;)
        text[--length] = '\0';
    return length > 0 ? text : NULL;
}

static void obey(struct hf_cli_phone *cli, char *command)
{
    char text[sizeof help + HF_INPUT_LINE_MAX + 64], *rest;
    const char *verb = strtok_r(command, " \t\r", &rest);
    char *argument = verb != NULL ? rest_of(rest) : NULL;

    if (verb == NULL || cli->stopping)
        return;
    if (hf_cli_call_command(cli, verb, argument))
        return;
    if (strcmp(verb, "status") == 0) {
        say_all(cli);
    } else if (strcmp(verb, "register") == 0) {
        wish(cli, HF_PHONE_REGISTER, argument);
    } else if (strcmp(verb, "start") == 0) {
        wish(cli, HF_PHONE_START, argument);
    } else if (strcmp(verb, "stop") == 0) {
        wish(cli, HF_PHONE_STOP, argument);
    } else if (strcmp(verb, "reload") == 0) {
        hf_cli_reload(cli);
    } else if (strcmp(verb, "quit") == 0) {
        hf_cli_phone_end(cli);
    } else if (strcmp(verb, "help") == 0) {
        hf_cli_say_answer(cli, help);
    } else {
        snprintf(text, sizeof text, "unknown command \"%s\"\n%s", verb, help);
        hf_cli_say_answer(cli, text);
    }
}

/* ---- stdin ---- */

static bool on_line(void *context, char *text, unsigned number)
{
    (void)number;
    obey(context, text);
    return true;
}

static void on_long_line(void *context, unsigned number)
{
    (void)number;
    hf_cli_say_answer(context, "that line is too long for a command");
}

static void on_end(void *context)
{
    struct hf_cli_phone *cli = context;

    if (cli->input.is_terminal && !cli->stopping)
        hf_cli_phone_end(cli);
}

void hf_cli_commands_open(struct hf_cli_phone *cli)
{
    int result;

    if (cli->options.no_stdin)
        return;
    cli->input.context = cli;
    cli->input.on_line = on_line;
    cli->input.on_long_line = on_long_line;
    cli->input.on_end = on_end;
    result = hf_input_start(&cli->input, &cli->loop);
    if (result < 0)
        hf_cli_say_answer(cli, "commands cannot be read from standard input");
    if (cli->input.is_terminal && !cli->options.json)
        hf_cli_say_answer(cli, "type help for the commands");
}

void hf_cli_commands_close(struct hf_cli_phone *cli)
{
    hf_input_stop(&cli->input);
}
