/* SPDX-License-Identifier: Apache-2.0 */
/* The arguments of `holdfast replay`: every wrong one is named, with what would be right. */
#define _GNU_SOURCE
#include "replay.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"

#define US_IN_S        1000000u
#define SECONDS_DIGITS 11

enum option_id {
    OPTION_LINE = 1,
    OPTION_FROM,
    OPTION_TO,
    OPTION_JSON,
    OPTION_VERBOSE,
    OPTION_HELP
};

const char hf_replay_usage[] =
    "usage: holdfast replay LOG... [options]\n"
    "Runs every logged event through this build's core and compares what it decides, byte for\n"
    "byte. LOG is a directory, a segment (.log, .log.zst) or segments joined in one file.\n"
    "  --line N      only this line (all)\n"
    "  --from T      compare from then on; earlier events are run, not compared\n"
    "  --to T        up to then\n"
    "                T: 2026-11-21T09:30:00 (local time; Z behind it: UTC), or seconds since 1970\n"
    "  --json        one JSON object a line\n"
    "  --verbose     also how fast it went\n"
    "Exit codes: 0 identical (a torn tail alone is said); 1 damage, or events that could not be\n"
    "compared, all others identical; 2 wrong usage or input; 3 diverged.\n";

static int wrong(const char *what, const char *argument, const char *right)
{
    fprintf(stderr, "holdfast: replay: %s \"%s\"; %s\n", what, argument, right);
    return HF_EXIT_USAGE;
}

/* ".5" as microseconds; -1 when there is anything else. Digits behind the sixth do not count. */
static long fraction_us(const char *text)
{
    long us = 0, digit = US_IN_S / 10;
    if (*text == '\0')
        return 0;
    if (*text++ != '.' || *text == '\0')
        return -1;
    for (; *text >= '0' && *text <= '9'; text++, digit /= 10)
        us += (*text - '0') * digit;
    return *text == '\0' ? us : -1;
}

static int read_seconds(const char *text, uint64_t *us)
{
    char *end;
    if (strspn(text, "0123456789") > SECONDS_DIGITS)
        return -1;
    unsigned long long seconds = strtoull(text, &end, 10);
    long fraction = fraction_us(end);
    if (fraction < 0)
        return -1;
    *us = seconds * US_IN_S + (unsigned long)fraction;
    return 0;
}

static int read_date(const char *text, uint64_t *us)
{
    struct tm date = {.tm_isdst = -1};
    char rest[32];
    const char *end = strptime(text, "%Y-%m-%dT%H:%M:%S", &date);
    if (!end)
        end = strptime(text, "%Y-%m-%d %H:%M:%S", &date);
    if (!end || strlen(end) >= sizeof(rest))
        return -1;
    strcpy(rest, end);
    size_t n = strlen(rest);
    int utc = n > 0 && rest[n - 1] == 'Z';
    if (utc)
        rest[n - 1] = '\0';
    long fraction = fraction_us(rest);
    time_t seconds = utc ? timegm(&date) : mktime(&date);
    if (fraction < 0 || seconds < 0)
        return -1;
    *us = (uint64_t)seconds * US_IN_S + (unsigned long)fraction;
    return 0;
}

static int read_time(const char *option, const char *text, uint64_t *us)
{
    if (text[0] >= '0' && text[0] <= '9' &&
        (read_seconds(text, us) == 0 || read_date(text, us) == 0))
        return 0;
    fprintf(
        stderr,
        "holdfast: replay: %s \"%s\" is no time; right is 2026-11-21T09:30:00, with Z behind it "
        "for UTC, or seconds since 1970\n",
        option, text);
    return HF_EXIT_USAGE;
}

static int read_line(const char *text, uint32_t *line)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || value < 1 || value > HF_LOG_LINES_MAX)
        return wrong("--line wants a line's number, not", text, "right is --line 1");
    *line = (uint32_t)value;
    return 0;
}

static int read_option(struct hf_replay_options *options, int option, const char *value)
{
    switch (option) {
    case OPTION_LINE: return read_line(value, &options->line);
    case OPTION_FROM: return read_time("--from", value, &options->from_us);
    case OPTION_TO: return read_time("--to", value, &options->to_us);
    case OPTION_JSON: options->json = 1; return 0;
    case OPTION_VERBOSE: options->verbose = 1; return 0;
    case OPTION_HELP: options->help = 1; return 0;
    default: break;
    }
    return HF_EXIT_USAGE;
}

int hf_replay_options_read(struct hf_replay_options *options, int argc, char **argv)
{
    static const struct option known[] = {
        {"line", required_argument, NULL, OPTION_LINE},
        {"from", required_argument, NULL, OPTION_FROM},
        {"to", required_argument, NULL, OPTION_TO},
        {"json", no_argument, NULL, OPTION_JSON},
        {"verbose", no_argument, NULL, OPTION_VERBOSE},
        {"help", no_argument, NULL, OPTION_HELP},
        {NULL, 0, NULL, 0},
    };
    *options = (struct hf_replay_options){.to_us = UINT64_MAX};
    optind = 0; /* start anew; opterr 0: getopt's own texts do not say what would be right */
    opterr = 0;
    int option;
    while ((option = getopt_long(argc, argv, ":", known, NULL)) != -1) {
        if (option == '?')
            return wrong("unknown option", argv[optind - 1], "`holdfast replay --help` lists them");
        if (option == ':')
            return wrong("a value is missing behind", argv[optind - 1],
                         "`holdfast replay --help` says which");
        int result = read_option(options, option, optarg);
        if (result)
            return result;
    }
    options->paths = (const char *const *)(argv + optind);
    options->n_paths = (size_t)(argc - optind);
    if (options->n_paths == 0 && !options->help)
        return wrong("no log in", "replay",
                     "right is `holdfast replay DIR` or `holdfast replay FILE`");
    if (options->from_us > options->to_us)
        return wrong("--from is later than", "--to", "swap them");
    return 0;
}
