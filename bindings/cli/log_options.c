/* SPDX-License-Identifier: Apache-2.0 */
/* The arguments of the commands that read logs: every wrong one is named, with what would be
 * right. */
#define _GNU_SOURCE
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "holdfast/uv/log_resume.h"
#include "log_walk.h"

#define US_IN_S        1000000u
#define SECONDS_DIGITS 11
#define OPTIONS_MAX    24
#define OPTION_OWN     100 /* of a command: this and its place in the command's list */

enum option_id {
    OPTION_LINE = 1,
    OPTION_FROM,
    OPTION_TO,
    OPTION_JSON,
    OPTION_VERBOSE,
    OPTION_HELP
};

static int wrong(const struct hf_log_options *options, const char *what, const char *argument)
{
    fprintf(stderr, "holdfast: %s: %s \"%s\"; `holdfast %s --help` says what would be right\n",
            options->command, what, argument, options->command);
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

static int read_time(const struct hf_log_options *options, const char *option, const char *text,
                     uint64_t *us)
{
    if (text[0] >= '0' && text[0] <= '9' &&
        (read_seconds(text, us) == 0 || read_date(text, us) == 0))
        return 0;
    fprintf(stderr,
            "holdfast: %s: %s \"%s\" is no time; right is 2026-11-21T09:30:00, with Z behind it "
            "for UTC, or seconds since 1970\n",
            options->command, option, text);
    return HF_EXIT_USAGE;
}

static int read_line(struct hf_log_options *options, const char *text)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || value < 1 || value > HF_LOG_LINES_MAX) {
        fprintf(stderr,
                "holdfast: %s: --line wants a line's number, not \"%s\"; right is --line 1\n",
                options->command, text);
        return HF_EXIT_USAGE;
    }
    options->line = (uint32_t)value;
    return 0;
}

static int read_option(struct hf_log_options *options, int option, const char *value)
{
    const struct hf_log_option *own;

    switch (option) {
    case OPTION_LINE: return read_line(options, value);
    case OPTION_FROM: return read_time(options, "--from", value, &options->from_us);
    case OPTION_TO: return read_time(options, "--to", value, &options->to_us);
    case OPTION_JSON: options->json = 1; return 0;
    case OPTION_VERBOSE: options->verbose = 1; return 0;
    case OPTION_HELP: options->help = 1; return 0;
    default: break;
    }
    own = &options->more[option - OPTION_OWN];
    if (own->value != NULL)
        *own->value = value;
    else
        *own->given = 1;
    return 0;
}

/* The common options and the command's own, as getopt wants them. */
static void list_options(const struct hf_log_options *options, struct option known[OPTIONS_MAX])
{
    static const struct option common[] = {
        {"line", required_argument, NULL, OPTION_LINE},
        {"from", required_argument, NULL, OPTION_FROM},
        {"to", required_argument, NULL, OPTION_TO},
        {"json", no_argument, NULL, OPTION_JSON},
        {"verbose", no_argument, NULL, OPTION_VERBOSE},
        {"help", no_argument, NULL, OPTION_HELP},
    };
    size_t n = sizeof(common) / sizeof(common[0]);

    memcpy(known, common, sizeof(common));
    for (int i = 0; options->more != NULL && options->more[i].name != NULL && n < OPTIONS_MAX - 1;
         i++)
        known[n++] = (struct option){
            options->more[i].name, options->more[i].value != NULL ? required_argument : no_argument,
            NULL, OPTION_OWN + i};
    memset(&known[n], 0, sizeof(known[n]));
}

static int read_all(struct hf_log_options *options, int argc, char **argv)
{
    struct option known[OPTIONS_MAX];
    int option;

    list_options(options, known);
    optind = 0; /* start anew; opterr 0: getopt's own texts do not say what would be right */
    opterr = 0;
    while ((option = getopt_long(argc, argv, ":", known, NULL)) != -1) {
        int result;

        if (option == '?')
            return wrong(options, "unknown option", argv[optind - 1]);
        if (option == ':')
            return wrong(options, "a value is missing behind", argv[optind - 1]);
        result = read_option(options, option, optarg);
        if (result != 0)
            return result;
    }
    options->paths = (const char *const *)(argv + optind);
    options->n_paths = (size_t)(argc - optind);
    return 0;
}

int hf_log_options_read(struct hf_log_options *options, int argc, char **argv)
{
    int result;

    options->to_us = UINT64_MAX;
    result = read_all(options, argc, argv);
    if (result != 0)
        return result;
    if (options->help) {
        fputs(options->usage, stdout);
        return 0;
    }
    if (options->n_paths == 0) {
        fprintf(stderr, "holdfast: %s: no log named; right is `holdfast %s DIR` or `... FILE`\n",
                options->command, options->command);
        return HF_EXIT_USAGE;
    }
    if (options->from_us <= options->to_us)
        return 0;
    fprintf(stderr, "holdfast: %s: --from is later than --to; swap them\n", options->command);
    return HF_EXIT_USAGE;
}
