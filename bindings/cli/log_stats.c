/* SPDX-License-Identifier: Apache-2.0 */
/* `holdfast log stats`: reads the log, has it counted and printed. */
#include "log_stats.h"

#include <stdlib.h>

#include "cli.h"
#include "log.h"

static const char usage[] =
    "usage: holdfast log stats LOG... [options]\n"
    "Counts what the log holds: events, what was decided and why, requests by server and address,\n"
    "answers, and how long things took. LOG is a directory, a segment (.log, .log.zst) or "
    "segments\n"
    "joined in one file.\n"
    "  --line N      only this line\n"
    "  --by-line     also a row for each line\n"
    "  --from T      only from then on; --to T: only up to then\n"
    "                T: 2026-11-21T09:30:00 (local time; Z behind it: UTC), or seconds since 1970\n"
    "  --json        one JSON object a line\n"
    "With --json each object has \"kind\":\n"
    "  total         records, segments, lines, bytes, first_us, last_us, events, refused, late,\n"
    "                undecodable, sends, moves, outages, out_us, clean_end, damaged\n"
    "  count         of (event, action, note, why, status, cause, method, server), name, n;\n"
    "                of a why also rule, of a why and a status also text\n"
    "  target        target, sends, answers, failures, retransmissions; null: all others\n"
    "  spread        of (round_trip, answer, out_of_service, wait, gap), n, min_us, max_us,\n"
    "                mean_us, buckets: a list of below_us (null: no end) and n\n"
    "  line          line, events, sends, moves, outages, out_us, state (with --by-line)\n"
    "An object with another kind says what cannot be read. Exit codes: 0 done; 1 damage; 2 wrong\n"
    "usage or input.\n";

struct run {
    struct hf_log_options options;
    struct hf_log_walk walk;
    struct hf_log_stats *stats;
    uint64_t log_id;
};

static void take_trouble(void *context, const struct hf_log_item *item)
{
    const struct run *run = context;

    if (item->kind == HF_LOG_ITEM_MISSING || item->kind == HF_LOG_ITEM_SCHEMA ||
        item->kind == HF_LOG_ITEM_UNDECODABLE)
        hf_log_stats_gap(run->stats);
}

static int take_segment(void *context, const struct hf_log_item *item)
{
    struct run *run = context;

    if (run->log_id != item->segment.log_id)
        hf_log_stats_gap(run->stats); /* its line 1 is no line of the log before */
    run->log_id = item->segment.log_id;
    return 0;
}

static int take_entry(void *context, const struct hf_log_item *item,
                      const struct hf_log_entry *entry)
{
    const struct run *run = context;

    (void)item;
    run->stats->counts = entry->wall_us >= run->options.from_us &&
                         entry->wall_us <= run->options.to_us;
    if (hf_log_stats_take(run->stats, entry) == 0)
        return 0;
    fputs("holdfast: log stats: no memory\n", stderr);
    return HF_EXIT_FAILED;
}

int hf_cli_log_stats(int argc, char **argv)
{
    int by_line = 0;
    const struct hf_log_option more[] = {{.name = "by-line", .given = &by_line}, {.name = NULL}};
    struct run run = {.options = {.command = "log stats", .usage = usage, .more = more},
                      .stats = calloc(1, sizeof(*run.stats))};
    int result = hf_log_options_read(&run.options, argc, argv);

    if (result == 0 && !run.options.help && run.stats != NULL) {
        run.walk = (struct hf_log_walk){.options = &run.options,
                                        .context = &run,
                                        .entry = take_entry,
                                        .segment = take_segment,
                                        .trouble = take_trouble};
        result = hf_log_walk(&run.walk);
        if (result < 0) {
            hf_log_stats_end(run.stats);
            if (run.options.json)
                hf_log_stats_json(run.stats, &run.walk, by_line);
            else
                hf_log_stats_print(run.stats, &run.walk, by_line);
            result = hf_log_walk_result(&run.walk);
        }
    }
    if (run.stats != NULL)
        hf_log_stats_free(run.stats);
    free(run.stats);
    return result;
}
