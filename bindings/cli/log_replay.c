/* SPDX-License-Identifier: Apache-2.0 */
/* A log run through this build's core; see log_replay.h. */
#define _GNU_SOURCE
#include "log_replay.h"

#include <inttypes.h>

#include "cli.h"
#include "holdfast/line.h"
#include "json.h"

static void say(const struct hf_log_replay *replay, const char *text)
{
    hf_log_walk_wipe();
    fprintf(stderr, "holdfast: %s: %s\n", replay->options->command, text);
}

int hf_log_replay_begin(struct hf_log_replay *replay, const struct hf_log_options *options)
{
    *replay = (struct hf_log_replay){.options = options, .fold = hf_log_fold_new()};
    if (replay->fold != NULL)
        return 0;
    say(replay, "no memory");
    return -1;
}

void hf_log_replay_end(struct hf_log_replay *replay)
{
    hf_log_fold_free(replay->fold);
    replay->fold = NULL;
}

void hf_log_replay_trouble(struct hf_log_replay *replay, const struct hf_log_item *item)
{
    if (item->kind == HF_LOG_ITEM_MISSING || item->kind == HF_LOG_ITEM_SCHEMA ||
        item->kind == HF_LOG_ITEM_UNDECODABLE)
        hf_log_fold_gap(replay->fold);
}

/* ---- segments ---- */

static void say_semantics(struct hf_log_replay *replay, const struct hf_log_segment *segment)
{
    char text[256];
    if (segment->semantics == HF_SEMANTICS || segment->semantics == replay->said_semantics)
        return;
    replay->said_semantics = segment->semantics;
    if (replay->options->json) {
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
    say(replay, text);
}

/* A core of other limits decides otherwise once they are reached: nothing can be proven. */
static int same_limits(const struct hf_log_replay *replay, const struct hf_log_item *item)
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
                "holdfast: %s: %s: written by a build with other limits: %s is %u there and %u "
                "here; replay it with a build like that one\n",
                replay->options->command, item->file, limits[i].name, limits[i].logged,
                limits[i].here);
        return 0;
    }
    return 1;
}

int hf_log_replay_segment(struct hf_log_replay *replay, const struct hf_log_item *item)
{
    say_semantics(replay, &item->segment);
    if (!same_limits(replay, item))
        return HF_EXIT_USAGE;
    if (replay->log_id == item->segment.log_id)
        return 0;
    replay->log_id = item->segment.log_id; /* its line 1 is no line of the log before */
    hf_log_fold_free(replay->fold);
    replay->fold = hf_log_fold_new();
    return replay->fold ? 0 : HF_EXIT_FAILED;
}

/* ---- records ---- */

static void diverge(struct hf_log_replay *replay, const struct hf_divergence *divergence)
{
    enum hf_divergence_class found = hf_divergence_class(divergence);
    replay->classes[found]++;
    if (replay->diverged++ == 0) {
        hf_log_walk_wipe();
        if (replay->options->json)
            hf_replay_show_json(divergence, stdout);
        else
            hf_replay_show(divergence, stdout);
    }
    if (found == HF_DIVERGENCE_DECISION || found == HF_DIVERGENCE_REFUSED)
        hf_log_fold_lose(replay->fold, divergence->entry->line);
}

static void take_outcome(struct hf_log_replay *replay, const struct hf_divergence *divergence)
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

struct hf_fold_outcome hf_log_replay_entry(struct hf_log_replay *replay,
                                           const struct hf_log_item *item,
                                           const struct hf_log_entry *entry)
{
    struct hf_fold_outcome outcome = {.kind = HF_FOLD_OTHER};
    struct hf_divergence divergence = {item, entry, &outcome, ""};

    if (entry->line == 0 || entry->wall_us > replay->options->to_us)
        return outcome;
    outcome = hf_log_fold_take(replay->fold, entry);
    if (entry->wall_us < replay->options->from_us)
        return outcome;
    divergence.line_name = hf_log_fold_name(replay->fold, entry->line);
    take_outcome(replay, &divergence);
    return outcome;
}

/* ---- the end ---- */

void hf_log_replay_say(const struct hf_log_replay *replay)
{
    if (replay->skipped > 0)
        printf("%" PRIu64 " could not be compared: the line's state before them is not known\n",
               replay->skipped);
    for (int i = 0; replay->diverged > 0 && i <= HF_DIVERGENCE_STATE; i++) {
        if (replay->classes[i] > 0)
            printf("%" PRIu64 " diverged: %s\n", replay->classes[i],
                   hf_divergence_class_name((enum hf_divergence_class)i));
    }
}

int hf_log_replay_result(const struct hf_log_replay *replay)
{
    if (replay->diverged > 0)
        return HF_EXIT_DIVERGED;
    return replay->skipped > 0 ? HF_EXIT_FAILED : HF_EXIT_DONE;
}
