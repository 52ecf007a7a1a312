/* SPDX-License-Identifier: Apache-2.0 */
/* `holdfast`: finds the command and runs it. */
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "help.h"
#include "what_if.h"

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"phone", hf_cli_phone},       {"check", hf_cli_check},   {"convert", hf_cli_convert},
    {"explain", hf_cli_explain},   {"log", hf_cli_log},       {"replay", hf_cli_replay},
    {"simulate", hf_cli_simulate}, {"server", hf_cli_server}, {"top", hf_cli_top},
    {"what-if", hf_cli_what_if},
};

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

/* A socket must never become descriptor 0, 1 or 2, where prints would go. */
static int hold_standard_files(void)
{
    int fd = open("/dev/null", O_RDWR);

    while (fd >= 0 && fd <= STDERR_FILENO)
        fd = open("/dev/null", O_RDWR);
    return fd >= 0 ? close(fd) : -1;
}

static int help(int argc, char **argv)
{
    char option[] = "--help";
    char *words[] = {argc > 1 ? argv[1] : option, option, NULL};
    const struct command *command = argc == 2 ? find_command(argv[1]) : NULL;

    if (argc <= 2 && hf_cli_help(argc > 1 ? argv[1] : "", stdout) == 0)
        return HF_EXIT_DONE;
    if (command != NULL)
        return command->run(2, words);
    fprintf(stderr, "holdfast: help knows nothing of \"%s\"; it has:\n", argv[argc - 1]);
    hf_cli_help("", stderr);
    return HF_EXIT_USAGE;
}

static int run(int argc, char **argv)
{
    const struct command *command;

    if (argc < 2) {
        hf_cli_help("", stderr);
        return HF_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("holdfast " HF_VERSION);
        return HF_EXIT_DONE;
    }
    if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0 ||
        strcmp(argv[1], "-h") == 0)
        return help(argc - 1, argv + 1);
    command = find_command(argv[1]);
    if (command != NULL)
        return command->run(argc - 1, argv + 1);
    fprintf(stderr, "holdfast: there is no command \"%s\"; there are:\n", argv[1]);
    hf_cli_help("", stderr);
    return HF_EXIT_USAGE;
}

/* What was printed and got lost was not done. */
static int finish_output(int result)
{
    int error = fflush(stdout) != 0 ? errno : 0;

    if (error == 0 && !ferror(stdout))
        return result;
    fprintf(stderr, "holdfast: standard output: %s\n",
            error != 0 ? strerror(error) : "not all of it could be written");
    return result == HF_EXIT_DONE ? HF_EXIT_FAILED : result;
}

int main(int argc, char **argv)
{
    if (hold_standard_files() < 0) {
        fprintf(stderr, "holdfast: /dev/null cannot be opened: %s\n", strerror(errno));
        return HF_EXIT_FAILED;
    }
    return finish_output(run(argc, argv));
}
