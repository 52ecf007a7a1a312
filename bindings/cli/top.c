/* SPDX-License-Identifier: Apache-2.0 */
/* `holdfast top`: reads its arguments, and decides between a terminal and paper. */
#define _GNU_SOURCE
#include "top.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"
#include "log_walk.h"
#include "top_text.h"
#include "top_words.h"

#define US_IN_S        1000000u
#define INTERVAL_LEAST 0.1
#define INTERVAL_MOST  3600.0

static const char usage[] =
    "usage: holdfast top LOGDIR [options]\n"
    "How a phone's lines are now, from its event log, while the phone writes it: state, server,\n"
    "since when and why, what comes next; requests that it sent within the last hour (not their\n"
    "repetitions), and attempts that failed. The phone does not notice. LOGDIR is what\n"
    "`holdfast phone --log` was given; a log file is shown as it is.\n"
    "  --interval S  look for news every S seconds, 0.1 to 3600 (1)\n"
    "  --sort ORDER  worst, line, name, latest (change), next (deadline), failures (worst)\n"
    "  --line N      only this line\n"
    "  --once        one table, then it ends: what happens anyway without a terminal\n"
    "  --follow      how each line is, then a row of text for each change, until it is stopped\n"
    "  --json        one JSON object a line, once; with --follow also for each change\n"
    "Keys: q quit, s next order, j k and arrows choose a line, space and b page, g top, / filter\n"
    "(Enter keeps it, Escape ends it), p pause. Colours: not with NO_COLOR set.\n"
    "With --json each object has \"kind\":\n"
    "  line          line, name, state (DISABLED, REGISTERING, REGISTERED, ON_BACKUP, FAILED; "
    "null:\n"
    "                not known), server, target, why, rule, status, cause (as `holdfast help "
    "json`\n"
    "                has them), since_wall_us, out_since_wall_us (of an outage, which goes on "
    "while\n"
    "                the line tries), from_server (where it was before), next_wall_us,\n"
    "                next_machine, next_state (what it waits for), sent_1h, failed_1h, text,\n"
    "                next_text\n"
    "  totals        lines, disabled, registering, registered, on_backup, failed, unknown,\n"
    "                sent_1h, failed_1h, running (whether a phone writes the log; null: not "
    "known),\n"
    "                ended (the phone said that it ended), trouble, writer, wall_us\n"
    "Exit codes: 0 done; 1 nothing in the log could be read; 2 wrong usage or input.\n";

#define PROGRESS_RECORDS 65536u

static const char command[] = "top";

static uint64_t wall_us(void)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * US_IN_S + (uint64_t)now.tv_nsec / 1000u;
}

/* ---- what the follower says ---- */

static void on_segment(void *context, const struct hf_log_segment *segment)
{
    struct hf_top *top = context;

    hf_top_lines_segment(top->lines, segment);
}

/* Of a long log, before anything else is shown. */
static void show_progress(struct hf_top *top)
{
    if (++top->n_records % PROGRESS_RECORDS != 0 || top->began || isatty(STDERR_FILENO) != 1)
        return;
    fprintf(stderr, "\r%s: %" PRIu64 " records, %" PRIu64 " MB", command, top->n_records,
            hf_top_follow_bytes(top->follow) / 1000000u);
    fflush(stderr);
}

static void on_entry(void *context, const struct hf_log_entry *entry)
{
    struct hf_top *top = context;

    show_progress(top);
    hf_top_lines_entry(top->lines, entry);
}

static void on_gap(void *context, const char *why)
{
    struct hf_top *top = context;

    hf_top_lines_gap(top->lines, why);
}

static void on_anew(void *context)
{
    struct hf_top *top = context;

    hf_top_lines_anew(top->lines);
}

/* ---- the present ---- */

int hf_top_refresh(struct hf_top *top)
{
    if (hf_top_follow_poll(top->follow, top->error, sizeof top->error) < 0)
        return -1;
    top->rows.running = hf_top_follow_is_written(top->follow);
    if (top->rows.running < 0 && hf_top_lines_ended(top->lines))
        top->rows.running = 0;
    /* Of a log that nobody writes, the present is its end. */
    top->rows.now_wall_us = top->rows.running != 0 ? wall_us() : hf_top_lines_wall_us(top->lines);
    hf_top_lines_present(top->lines, top->rows.running != 0 ? top->rows.now_wall_us : 0);
    if (hf_top_rows_make(&top->rows, top->lines, &top->choice) == 0)
        return 0;
    strcpy(top->error, "no memory");
    return -1;
}

void hf_top_head(const struct hf_top *top, char head[HF_TOP_HEAD][HF_TOP_HEAD_TEXT])
{
    char sum[HF_TOP_WORDS], requests[HF_TOP_WORDS], clock[HF_WORDS_CLOCK];
    const char *trouble = hf_top_lines_trouble(top->lines);
    char running[HF_TOP_WORDS];

    snprintf(head[0], HF_TOP_HEAD_TEXT, "%s  %.100s  %.150s",
             hf_words_clock(top->rows.now_wall_us, clock),
             hf_top_words_requests(top->rows.sent, top->rows.failed, requests), top->path);
    snprintf(head[1], HF_TOP_HEAD_TEXT, "%.300s", hf_top_words_sum(&top->rows, sum));
    hf_top_words_running(&top->rows, top->lines, running);
    snprintf(head[2], HF_TOP_HEAD_TEXT, "%.120s%s%.160s", running,
             running[0] != '\0' && trouble[0] != '\0' ? "; " : "", trouble);
}

/* ---- arguments ---- */

struct words { /* of the command line */
    const char *interval, *sort;
    int once, follow;
};

static int wrong(const char *what, const char *right)
{
    fprintf(stderr, "holdfast: %s: %s; right is %s\n", command, what, right);
    return HF_EXIT_USAGE;
}

static int read_interval(struct hf_top *top, const char *text)
{
    char *end;
    double seconds;

    top->interval_us = US_IN_S;
    if (text == NULL)
        return 0;
    seconds = strtod(text, &end);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || !(seconds >= INTERVAL_LEAST) ||
        !(seconds <= INTERVAL_MOST))
        return wrong("--interval wants seconds, 0.1 to 3600", "--interval 2");
    top->interval_us = (uint64_t)(seconds * US_IN_S);
    return 0;
}

static int read_arguments(struct hf_top *top, struct words *words,
                          const struct hf_log_options *options)
{
    if (options->n_paths != 1)
        return wrong("it shows one log", "`holdfast top DIR`");
    if (options->from_us != 0 || options->to_us != UINT64_MAX)
        return wrong("it shows the present, and knows no --from or --to",
                     "`holdfast explain` for the past");
    if (options->verbose)
        return wrong("there is no --verbose", "--json, which says all");
    if (words->sort != NULL && hf_top_order_read(words->sort, &top->choice.order) < 0)
        return wrong("--sort knows no such order", "worst, line, name, latest, next or failures");
    top->path = options->paths[0];
    top->choice.line = options->line;
    top->json = options->json;
    return read_interval(top, words->interval);
}

/* ---- the whole ---- */

static int open_log(struct hf_top *top)
{
    struct hf_top_sink sink = {
        .context = top, .segment = on_segment, .entry = on_entry, .gap = on_gap, .anew = on_anew};

    strcpy(top->error, "no memory");
    top->lines = hf_top_lines_new();
    if (top->lines == NULL)
        return HF_EXIT_FAILED;
    top->follow = hf_top_follow_open(top->path, &sink, top->error, sizeof top->error);
    if (top->follow == NULL || hf_top_refresh(top) < 0)
        return HF_EXIT_USAGE;
    if (top->rows.n_lines == 0 && hf_top_refresh(top) < 0) /* what is no record yet never will be */
        return HF_EXIT_USAGE;
    top->error[0] = '\0';
    if (top->n_records >= PROGRESS_RECORDS && isatty(STDERR_FILENO) == 1)
        fputs("\r\033[K", stderr);
    top->began = 1;
    if (top->choice.line == 0 || top->rows.n_lines > 0)
        return 0;
    snprintf(top->error, sizeof top->error, "line %u is not in the log", top->choice.line);
    return HF_EXIT_USAGE;
}

static int run(struct hf_top *top, const struct words *words)
{
    int result = open_log(top);

    if (result != 0)
        return result;
    if (words->follow)
        return hf_top_print_changes(top);
    if (words->once || top->json || !hf_top_can_view())
        return hf_top_print_once(top);
    return hf_top_view(top);
}

int hf_cli_top(int argc, char **argv)
{
    struct words words = {0};
    const struct hf_log_option more[] = {
        {"interval", &words.interval, NULL, "seconds"},
        {"sort", &words.sort, NULL, "an order"},
        {"once", NULL, &words.once, NULL},
        {"follow", NULL, &words.follow, NULL},
        {NULL, NULL, NULL, NULL},
    };
    struct hf_log_options options = {.command = command, .usage = usage, .more = more};
    struct hf_top top = {0};
    int result = hf_log_options_read(&options, argc, argv);

    if (result != 0 || options.help)
        return result;
    hf_top_text_begin();
    result = read_arguments(&top, &words, &options);
    if (result == 0)
        result = run(&top, &words);
    if (top.error[0] != '\0') /* once the terminal is given back */
        fprintf(stderr, "holdfast: %s: %s\n", command, top.error);
    hf_top_follow_close(top.follow);
    hf_top_lines_free(top.lines);
    hf_top_rows_free(&top.rows);
    return result;
}
