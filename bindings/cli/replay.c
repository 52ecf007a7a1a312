/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast replay`: folds a log and says the first event whose actions differ. After a
 * divergence the line is followed again from its next snapshot; after damage, all lines are.
 */
#define _GNU_SOURCE
#include "replay.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "holdfast/line.h"
#include "json.h"
#include "log_walk.h"

static const char usage[] =
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

struct replay {
    struct hf_log_options options;
    struct hf_log_walk walk;
    struct hf_log_fold *fold;
    uint64_t log_id;
    uint32_t said_semantics; /* of the last segment that was said to be another */
    uint64_t events, identical, skipped, diverged, snapshots;
    uint64_t classes[HF_DIVERGENCE_STATE + 1];
};

static void say(const char *text)
{
    fprintf(stderr, "holdfast: replay: %s\n", text);
}

static void take_trouble(void *context, const struct hf_log_item *item)
{
    struct replay *replay = context;

    if (item->kind == HF_LOG_ITEM_MISSING || item->kind == HF_LOG_ITEM_SCHEMA ||
        item->kind == HF_LOG_ITEM_UNDECODABLE)
        hf_log_fold_gap(replay->fold);
}

/* ---- segments ---- */

static void say_semantics(struct replay *replay, const struct hf_log_segment *segment)
{
    char text[256];
    if (segment->semantics == HF_SEMANTICS || segment->semantics == replay->said_semantics)
        return;
    replay->said_semantics = segment->semantics;
    if (replay->options.json) {
        struct hf_json json;
        hf_json_begin(&json, stdout);
        hf_json_string(&json, "kind", "semantics");
        hf_json_unsigned(&json, "logged", segment->semantics);
        hf_json_unsigned(&json, "here", HF_SEMANTICS);
        (void)hf_json_end(&json);
        return;
    }
    (void)snprintf(text, sizeof(text),
                   "the log was written under semantics %u by %s, this build has %u: decisions may "
                   "differ where proto/CHANGES.md says so",
                   segment->semantics, segment->writer, (unsigned)HF_SEMANTICS);
    say(text);
}

/* A core of other limits decides otherwise once they are reached: nothing can be proven. */
static int same_limits(const struct hf_log_item *item)
{
    struct hf_log_limits here = hf_log_limits_here();
    const struct hf_log_limits *logged = &item->segment.limits;
    const struct {
        const char *name;
        uint32_t logged, here;
    } limits[] = {
        {"servers", logged->servers, here.servers},
        {"proxies", logged->proxies, here.proxies},
        {"targets", logged->targets, here.targets},
        {"calls", logged->calls, here.calls},
        {"names", logged->names, here.names},
        {"abandoned", logged->abandoned, here.abandoned},
    };
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        if (limits[i].logged == limits[i].here)
            continue;
        fprintf(stderr,
                "holdfast: replay: %s: written by a build with other limits: %s is %u there and %u "
                "here; replay it with a build like that one\n",
                item->file, limits[i].name, limits[i].logged, limits[i].here);
        return 0;
    }
    return 1;
}

static int take_segment(void *context, const struct hf_log_item *item)
{
    struct replay *replay = context;

    say_semantics(replay, &item->segment);
    if (!same_limits(item))
        return HF_EXIT_USAGE;
    if (replay->log_id == item->segment.log_id)
        return 0;
    replay->log_id = item->segment.log_id; /* its line 1 is no line of the log before */
    hf_log_fold_free(replay->fold);
    replay->fold = hf_log_fold_new();
    return replay->fold ? 0 : HF_EXIT_FAILED;
}

/* ---- records ---- */

static void diverge(struct replay *replay, const struct hf_divergence *divergence)
{
    enum hf_divergence_class found = hf_divergence_class(divergence);
    replay->classes[found]++;
    if (replay->diverged++ == 0) {
        if (replay->options.json)
            hf_replay_show_json(divergence, stdout);
        else
            hf_replay_show(divergence, stdout);
    }
    if (found != HF_DIVERGENCE_NEW_FIELD && found != HF_DIVERGENCE_STATE)
        hf_log_fold_lose(replay->fold, divergence->entry->line);
}

static void take_outcome(struct replay *replay, const struct hf_divergence *divergence)
{
    if (divergence->entry->kind == HF_LOG_STEP)
        replay->events++;
    switch (divergence->outcome->kind) {
    case HF_FOLD_IDENTICAL: replay->identical++; break;
    case HF_FOLD_SKIPPED: replay->skipped++; break;
    case HF_FOLD_SAME_STATE:
    case HF_FOLD_RESTORED: replay->snapshots++; break;
    case HF_FOLD_DIFFERS:
    case HF_FOLD_OTHER_STATE:
    case HF_FOLD_REFUSED: diverge(replay, divergence); break;
    case HF_FOLD_OTHER: break;
    }
}

static int take_entry(void *context, const struct hf_log_item *item,
                      const struct hf_log_entry *entry)
{
    struct replay *replay = context;

    if (entry->line == 0 || entry->wall_us > replay->options.to_us)
        return 0;
    struct hf_fold_outcome outcome = hf_log_fold_take(replay->fold, entry);
    if (entry->wall_us < replay->options.from_us)
        return 0;
    struct hf_divergence divergence = {item, entry, &outcome,
                                       hf_log_fold_name(replay->fold, entry->line)};
    take_outcome(replay, &divergence);
    return 0;
}

/* ---- the end ---- */

static int exit_code(const struct replay *replay)
{
    if (replay->walk.unusable)
        return HF_EXIT_USAGE;
    if (replay->diverged > 0)
        return HF_EXIT_DIVERGED;
    return replay->walk.damaged || replay->skipped > 0 ? HF_EXIT_FAILED : HF_EXIT_DONE;
}

static void sum_up_json(const struct replay *replay, uint64_t per_s)
{
    struct hf_json json;
    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "summary");
    hf_json_unsigned(&json, "records", replay->walk.records);
    hf_json_unsigned(&json, "segments", replay->walk.segments);
    hf_json_unsigned(&json, "lines", replay->walk.lines);
    hf_json_unsigned(&json, "events", replay->events);
    hf_json_unsigned(&json, "identical", replay->identical);
    hf_json_unsigned(&json, "skipped", replay->skipped);
    hf_json_unsigned(&json, "snapshots", replay->snapshots);
    hf_json_unsigned(&json, "diverged", replay->diverged);
    hf_json_unsigned(&json, "new_field_only", replay->classes[HF_DIVERGENCE_NEW_FIELD]);
    hf_json_unsigned(&json, "decision_differs", replay->classes[HF_DIVERGENCE_DECISION]);
    hf_json_unsigned(&json, "refused", replay->classes[HF_DIVERGENCE_REFUSED]);
    hf_json_unsigned(&json, "state_differs", replay->classes[HF_DIVERGENCE_STATE]);
    hf_json_bool(&json, "damaged", replay->walk.damaged);
    hf_json_bool(&json, "clean_end", replay->walk.clean);
    hf_json_unsigned(&json, "events_per_s", per_s);
    hf_json_integer(&json, "exit", exit_code(replay));
    (void)hf_json_end(&json);
}

static void sum_up(const struct replay *replay, uint64_t took_us)
{
    uint64_t per_s = took_us > 0 ? replay->events * 1000000u / took_us : 0;
    if (replay->options.json) {
        sum_up_json(replay, per_s);
        return;
    }
    printf("%" PRIu64 " record%s, %u line%s, %" PRIu64 " event%s identical\n", replay->walk.records,
           replay->walk.records == 1 ? "" : "s", (unsigned)replay->walk.lines,
           replay->walk.lines == 1 ? "" : "s", replay->identical,
           replay->identical == 1 ? "" : "s");
    if (replay->skipped > 0)
        printf("%" PRIu64 " could not be compared: the line's state before them is not known\n",
               replay->skipped);
    for (int i = 0; replay->diverged > 0 && i <= HF_DIVERGENCE_STATE; i++) {
        if (replay->classes[i] > 0)
            printf("%" PRIu64 " diverged: %s\n", replay->classes[i],
                   hf_divergence_class_name((enum hf_divergence_class)i));
    }
    if (replay->walk.damaged && replay->diverged == 0)
        printf("the log is damaged; all that could be read and compared is identical\n");
    if (!replay->walk.clean)
        printf("the log does not end with a clean end: the phone was killed, its disk was full, or "
               "it still runs\n");
    if (replay->options.verbose)
        printf("%" PRIu64 " events/s, %" PRIu64 " snapshots\n", per_s, replay->snapshots);
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

    replay->fold = hf_log_fold_new();
    if (!replay->fold) {
        say("no memory");
        return HF_EXIT_FAILED;
    }
    result = hf_log_walk(&replay->walk);
    if (result >= 0)
        return result;
    sum_up(replay, now_us() - began_us);
    return exit_code(replay);
}

int hf_cli_replay(int argc, char **argv)
{
    struct replay replay = {.options = {.command = "replay", .usage = usage}};
    int result = hf_log_options_read(&replay.options, argc, argv);

    if (result || replay.options.help)
        return result;
    replay.walk = (struct hf_log_walk){.options = &replay.options,
                                       .context = &replay,
                                       .entry = take_entry,
                                       .segment = take_segment,
                                       .trouble = take_trouble};
    result = run(&replay);
    hf_log_fold_free(replay.fold);
    return result;
}
