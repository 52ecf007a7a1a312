/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast replay`: folds a log and says the first event whose actions differ. After another
 * decision the line is followed again from its next snapshot; after damage, all lines are.
 */
#define _GNU_SOURCE
#include "replay.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "json.h"
#include "ladder.h"
#include "log_replay.h"
#include "log_walk.h"

static const char usage[] =
    "usage: holdfast replay LOG... [options]\n"
    "Runs every logged event through this build's core and compares what it decides, byte for\n"
    "byte. LOG is a directory, a segment (.log, .log.zst) or segments joined in one file.\n"
    "  --line N      only this line (all)\n"
    "  --from T      compare from then on; earlier events are run, not compared\n"
    "  --to T        up to then\n"
    "                T: 2026-11-21T09:30:00 (local time; Z behind it: UTC), or seconds since 1970\n"
    "  --ladder F    also draw what went between the phone and its servers: F.svg, or F.html, in\n"
    "                which each message and decision opens a box. One line: --line, else the\n"
    "                first one with an outage; --from and --to show less in full\n"
    "  --json        one JSON object a line\n"
    "  --verbose     also how fast it went\n"
    "A divergence has a class:\n"
    "  new field only         the same actions, written with a field that one side lacks\n"
    "  explanation differs    the same orders and reports, other reasons for them: the line is\n"
    "                         followed on\n"
    "  decision differs       other orders or reports; the line is compared again from its next\n"
    "                         snapshot on, as where this build refuses what was accepted then\n"
    "  refused, state differs  this build refuses the event; a snapshot says another state\n"
    "Exit codes: 0 identical (a torn tail alone is said); 1 damage, or events that could not be\n"
    "compared, all others identical; 2 wrong usage or input; 3 diverged.\n";

struct replay {
    struct hf_log_options options;
    struct hf_log_walk walk;
    struct hf_log_replay run;
    struct hf_ladder_scout scout;
    const char *ladder; /* file, or NULL */
};

static void take_trouble(void *context, const struct hf_log_item *item)
{
    struct replay *replay = context;

    hf_log_replay_trouble(&replay->run, item);
}

static int take_segment(void *context, const struct hf_log_item *item)
{
    struct replay *replay = context;

    return hf_log_replay_segment(&replay->run, item);
}

static int take_entry(void *context, const struct hf_log_item *item,
                      const struct hf_log_entry *entry)
{
    struct replay *replay = context;

    (void)hf_log_replay_entry(&replay->run, item, entry);
    if (replay->ladder != NULL)
        hf_ladder_scout_take(&replay->scout, &replay->options, entry);
    return 0;
}

/* ---- the end ---- */

static int exit_code(const struct replay *replay)
{
    int result = hf_log_replay_result(&replay->run);

    if (replay->walk.unusable)
        return HF_EXIT_USAGE;
    return result == HF_EXIT_DONE && replay->walk.damaged ? HF_EXIT_FAILED : result;
}

static void sum_up_json(const struct replay *replay, uint64_t per_s)
{
    struct hf_json json;
    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "summary");
    hf_json_unsigned(&json, "records", replay->walk.records);
    hf_json_unsigned(&json, "segments", replay->walk.segments);
    hf_json_unsigned(&json, "lines", replay->walk.lines);
    hf_json_unsigned(&json, "events", replay->run.events);
    hf_json_unsigned(&json, "identical", replay->run.identical);
    hf_json_unsigned(&json, "skipped", replay->run.skipped);
    hf_json_unsigned(&json, "snapshots", replay->run.snapshots);
    hf_json_unsigned(&json, "diverged", replay->run.diverged);
    hf_json_unsigned(&json, "new_field_only", replay->run.classes[HF_DIVERGENCE_NEW_FIELD]);
    hf_json_unsigned(&json, "explanation_differs", replay->run.classes[HF_DIVERGENCE_EXPLANATION]);
    hf_json_unsigned(&json, "decision_differs", replay->run.classes[HF_DIVERGENCE_DECISION]);
    hf_json_unsigned(&json, "refused", replay->run.classes[HF_DIVERGENCE_REFUSED]);
    hf_json_unsigned(&json, "state_differs", replay->run.classes[HF_DIVERGENCE_STATE]);
    hf_json_bool(&json, "damaged", replay->walk.damaged);
    hf_json_bool(&json, "clean_end", replay->walk.clean);
    hf_json_unsigned(&json, "events_per_s", per_s);
    hf_json_integer(&json, "exit", exit_code(replay));
    (void)hf_json_end(&json);
}

static void sum_up(const struct replay *replay, uint64_t took_us)
{
    uint64_t per_s = took_us > 0 ? replay->run.events * 1000000u / took_us : 0;
    if (replay->options.json) {
        sum_up_json(replay, per_s);
        return;
    }
    printf("%" PRIu64 " record%s, %u line%s, %" PRIu64 " event%s identical\n", replay->walk.records,
           replay->walk.records == 1 ? "" : "s", (unsigned)replay->walk.lines,
           replay->walk.lines == 1 ? "" : "s", replay->run.identical,
           replay->run.identical == 1 ? "" : "s");
    hf_log_replay_say(&replay->run);
    if (replay->walk.damaged && replay->run.diverged == 0)
        printf("the log is damaged; all that could be read and compared is identical\n");
    if (!replay->walk.clean)
        printf("the log does not end with a clean end: the phone was killed, its disk was full, or "
               "it still runs\n");
    if (replay->options.verbose)
        printf("%" PRIu64 " events/s, %" PRIu64 " snapshots\n", per_s, replay->run.snapshots);
}

static uint64_t now_us(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

static int run(struct replay *replay)
{
    uint64_t began_us = now_us();
    int result;

    if (hf_log_replay_begin(&replay->run, &replay->options) < 0)
        return HF_EXIT_FAILED;
    result = hf_log_walk(&replay->walk);
    if (result >= 0)
        return result;
    sum_up(replay, now_us() - began_us);
    result = exit_code(replay);
    if (replay->ladder == NULL)
        return result;
    int drawn = hf_ladder_draw(&replay->options, &replay->scout, replay->ladder);
    return result != HF_EXIT_DONE ? result : drawn;
}

int hf_cli_replay(int argc, char **argv)
{
    struct replay replay = {.options = {.command = "replay", .usage = usage}};
    const struct hf_log_option more[] = {
        {"ladder", &replay.ladder, NULL, "a file that ends in .svg or .html"}, {0}};
    replay.options.more = more;
    int result = hf_log_options_read(&replay.options, argc, argv);

    if (result || replay.options.help)
        return result;
    if (replay.ladder != NULL && hf_ladder_check(&replay.options, replay.ladder) != 0)
        return HF_EXIT_USAGE;
    replay.walk = (struct hf_log_walk){.options = &replay.options,
                                       .context = &replay,
                                       .entry = take_entry,
                                       .segment = take_segment,
                                       .trouble = take_trouble};
    result = run(&replay);
    hf_log_replay_end(&replay.run);
    hf_ladder_scout_end(&replay.scout);
    return result;
}
