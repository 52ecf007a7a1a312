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

static const char usage[] =
    "usage: holdfast simulate [--rewrite] [--json] [--quiet] SCENARIO...\n"
    "\n"
    "Runs the verbs of each scenario in virtual time and prints what happens: one column of\n"
    "milliseconds, then who, what and why. Where the file has a line of four dashes, the story\n"
    "is compared with what stands below it. tests/scenarios/README.md describes the language.\n"
    "\n"
    "  --rewrite  put the story below the dashes; review that change like code\n"
    "  --json     one JSON object a line: kind \"story\" for each line, \"scenario\" at the end\n"
    "  --quiet    print verdicts and differences only (as with more than one scenario)\n"
    "\n"
    "Exit codes: 0 as told, 1 the story differs or a checker objects, 2 no scenario or wrong "
    "usage.\n";

static int wrong_usage(const char *what, const char *argument)
{
    fprintf(stderr, "holdfast: simulate: %s%s; right would be `holdfast simulate FILE...`\n", what,
            argument);
    return HF_EXIT_USAGE;
}

int hf_cli_simulate(int argc, char **argv)
{
    struct hf_sim_run run = {.out = stdout, .error = stderr};
    int result = HF_EXIT_DONE, n_files = 0;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(usage, stdout);
            return HF_EXIT_DONE;
        }
        if (strcmp(argv[i], "--rewrite") == 0)
            run.rewrite = 1;
        else if (strcmp(argv[i], "--json") == 0)
            run.json = 1;
        else if (strcmp(argv[i], "--quiet") == 0)
            run.quiet = 1;
        else if (argv[i][0] == '-')
            return wrong_usage("unknown option ", argv[i]);
        else
            n_files++;
    }
    if (n_files == 0)
        return wrong_usage("no scenario", "");
    run.quiet = run.quiet || n_files > 1;
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] == '-')
            continue;
        run.path = argv[i];
        const int one = hf_sim_scenario_run(&run);
        result = one > result ? one : result;
    }
    return result;
}
