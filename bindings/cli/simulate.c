/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast simulate SCENARIO...`: tells what a line does in a modelled world, in virtual time,
 * and compares it with the story that the file holds.
 */
#include "simulate.h"

#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "holdfast/sim/scenario.h"
#include "simulate_log.h"
#include "simulate_storm.h"

static const char usage[] =
    "usage: holdfast simulate [--rewrite] [--json] [--quiet] [--log DIR|FILE.log] SCENARIO...\n"
    "       holdfast simulate SCENARIO --lines N [--seeds A..B] [--threads T] [--report FILE]\n"
    "                         [--json]\n"
    "\n"
    "Runs the verbs of each scenario in virtual time and prints what happens: one column of\n"
    "milliseconds, then who, what and why. Where the file has a line of four dashes, the story\n"
    "is compared with what stands below it. tests/scenarios/README.md describes the language.\n"
    "\n"
    "  --rewrite  put the story below the dashes; review that change like code\n"
    "  --json     one JSON object a line: kind \"story\" for each line, \"scenario\" at the end\n"
    "  --quiet    print verdicts and differences only (as with more than one scenario)\n"
    "  --log P    also write the event log that the phone would have written, into a directory or\n"
    "             a file whose name ends in .log; one scenario at a time. The same scenario gives\n"
    "             the same bytes\n"
    "  --wall T   when the scenario begins by the log's clock: 2026-11-21T09:30:00 (local time; Z\n"
    "             behind it: UTC), or seconds since 1970 (2026-01-05T09:00:00Z)\n"
    "\n"
    "With --lines, --seeds, --threads or --report the scenario is played for a fleet of phones: "
    "what\n"
    "each server has to bear, and for how long phones are out of service, with jitter and "
    "without.\n"
    "\n"
    "  --lines N    phones (1000), up to 10000000\n"
    "  --seeds A..B the same fleet with other draws, once a seed (1..1)\n"
    "  --threads T  as many as there are cores; the figures are the same for any number\n"
    "  --report F   an HTML page with pictures that stands alone\n"
    "  --json       one JSON object a line\n"
    "\n"
    "      \"fleet\"        scenario, lines, first_seed, last_seed, jitter_percent, phases, "
    "servers,\n"
    "                     steps, and a digest of all figures\n"
    "      \"fleet_load\"   of a server in a phase: jitter_percent (0: without), phase, from_us, "
    "text,\n"
    "                     server, serves, turn (dies, returns, as_before), takes (a second; null:\n"
    "                     everything), requests, of them again (retransmissions), unanswered, "
    "over\n"
    "                     (more than it takes) and accepted; peak (a second), peak_at_s, "
    "peak_seed,\n"
    "                     above_half_s (seconds above half of it), peak_least, peak_median (of "
    "the\n"
    "                     seeds)\n"
    "      \"fleet_outage\" in a phase (null: in all): lines that were switched on, hit: of them "
    "out\n"
    "                     of service for a time, sum_us, and how long at most half_us, ninety_us,\n"
    "                     ninety_nine_us (per cent of the lines) and all_us were\n"
    "      \"fleet_rate\"   jitter_percent, server, requests: of all seeds, in each second\n"
    "      \"fleet_cost\"   threads, milliseconds, processor_milliseconds, bytes; it comes last\n"
    "\n"
    "tests/scenarios/fleet describes what a fleet can be told, and has examples.\n"
    "\n"
    "Exit codes: 0 as told, 1 the story differs or a checker objects, 2 no scenario or wrong "
    "usage.\n";

static int wrong_usage(const char *what, const char *argument)
{
    fprintf(stderr, "holdfast: simulate: %s%s; right would be `holdfast simulate FILE...`\n", what,
            argument);
    return HF_EXIT_USAGE;
}

struct arguments {
    struct hf_sim_run run;
    const char *log; /* or NULL */
    uint64_t wall_us;
    int n_files; /* moved to the front of argv */
    int help;
};

/* How many arguments an option with a value takes, 0 when it is another, -1 after a complaint. */
static int read_valued(struct arguments *arguments, const char *option, const char *value)
{
    const int is_log = strcmp(option, "--log") == 0;

    if (!is_log && strcmp(option, "--wall") != 0)
        return 0;
    if (value == NULL || value[0] == '\0') {
        wrong_usage("a value is missing behind ", option);
        return -1;
    }
    if (is_log) {
        arguments->log = value;
    } else if (hf_simulate_wall_read(value, &arguments->wall_us) < 0) {
        fprintf(stderr,
                "holdfast: simulate: --wall \"%s\" is no time; right is 2026-11-21T09:30:00, with "
                "Z behind it for UTC, or seconds since 1970\n",
                value);
        return -1;
    }
    return 2;
}

/* 0, or the exit code after a complaint. */
static int read_arguments(struct arguments *arguments, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const int n = read_valued(arguments, argv[i], i + 1 < argc ? argv[i + 1] : NULL);

        if (n < 0)
            return HF_EXIT_USAGE;
        if (n == 2)
            i++;
        else if (strcmp(argv[i], "--rewrite") == 0)
            arguments->run.rewrite = 1;
        else if (strcmp(argv[i], "--json") == 0)
            arguments->run.json = 1;
        else if (strcmp(argv[i], "--quiet") == 0)
            arguments->run.quiet = 1;
        else if (argv[i][0] == '-')
            return wrong_usage("unknown option ", argv[i]);
        else
            argv[++arguments->n_files] = argv[i]; /* never behind i */
    }
    if (arguments->n_files == 0)
        return wrong_usage("no scenario", "");
    if (arguments->log != NULL && arguments->n_files > 1)
        return wrong_usage("--log takes one scenario at a time", "");
    return HF_EXIT_DONE;
}

static int run_logged(struct arguments *arguments)
{
    struct hf_simulate_log log = {.wall_us = arguments->wall_us};
    int result;

    if (hf_simulate_log_open(&log, arguments->log, arguments->run.path) < 0)
        return HF_EXIT_FAILED;
    arguments->run.witness.observe = hf_simulate_log_take;
    arguments->run.witness.until = hf_simulate_log_until;
    arguments->run.witness.context = &log;
    result = hf_sim_scenario_run(&arguments->run);
    if (result == HF_EXIT_USAGE)
        remove(log.path); /* no scenario, no log */
    return hf_simulate_log_close(&log) < 0 && result == HF_EXIT_DONE ? HF_EXIT_FAILED : result;
}

int hf_cli_simulate(int argc, char **argv)
{
    struct arguments arguments = {.run = {.out = stdout, .error = stderr},
                                  .wall_us = HF_SIMULATE_WALL_US};
    int result = HF_EXIT_DONE;

    for (int i = 1; i < argc; i++)
        arguments.help |= strcmp(argv[i], "--help") == 0;
    if (!arguments.help && hf_simulate_is_fleet(argc, argv))
        return hf_simulate_fleet(argc, argv);
    if (arguments.help) {
        fputs(usage, stdout);
        return HF_EXIT_DONE;
    }
    result = read_arguments(&arguments, argc, argv);
    if (result != HF_EXIT_DONE)
        return result;
    arguments.run.quiet = arguments.run.quiet || arguments.n_files > 1;
    for (int i = 1; i <= arguments.n_files; i++) {
        arguments.run.path = argv[i];
        const int one = arguments.log != NULL ? run_logged(&arguments)
                                              : hf_sim_scenario_run(&arguments.run);
        result = one > result ? one : result;
    }
    return result;
}
