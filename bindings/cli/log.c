/* SPDX-License-Identifier: Apache-2.0 */
/* `holdfast log`: finds what is to be done with a log, and does it. */
#include "log.h"

#include <stdio.h>
#include <string.h>

#include "cli.h"

static const char usage[] =
    "usage: holdfast log cat|stats|verify|redact LOG... [options]\n"
    "Looks into event logs. LOG is a directory, a segment (.log, .log.zst) or segments joined in\n"
    "one file.\n"
    "  cat      every record, a line each\n"
    "  stats    counts by kind, server and reason; how long things took\n"
    "  verify   is the log whole, does it replay, did the phone keep its promises\n"
    "  redact   a copy without names, numbers and addresses, to send to somebody\n"
    "holdfast log COMMAND --help says more.\n";

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"cat", hf_cli_log_cat},
    {"stats", hf_cli_log_stats},
    {"verify", hf_cli_log_verify},
    {"redact", hf_cli_log_redact},
};

int hf_cli_log(int argc, char **argv)
{
    if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)) {
        fputs(usage, stdout);
        return HF_EXIT_DONE;
    }
    for (size_t i = 0; argc >= 2 && i < sizeof(commands) / sizeof(commands[0]); i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    if (argc >= 2)
        fprintf(stderr, "holdfast: log: there is no \"%s\"; there are cat, stats, verify, redact\n",
                argv[1]);
    else
        fputs(usage, stderr);
    return HF_EXIT_USAGE;
}
