/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast replay`: folds a log and says the first event whose actions differ. After a
 * divergence the line is followed again from its next snapshot; after damage, all lines are.
 */
#define _GNU_SOURCE
#include "replay.h"

#include <inttypes.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "holdfast/line.h"
#include "json.h"

#define SCRATCH_BYTES ((1u << 20) + 4096u)
#define TEXT_MAX      4600

struct replay {
    struct hf_replay_options options;
    struct hf_log_reader *reader;
    struct hf_log_fold *fold;
    struct hf_log_scratch scratch;
    const char *not_log; /* the last file that was none; the reader keeps the text */
    uint64_t log_id;
    uint32_t said_semantics; /* of the last segment that was said to be another */
    uint64_t records, segments, events, identical, skipped, diverged, snapshots;
    uint64_t classes[HF_DIVERGENCE_STATE + 1];
    uint64_t in_range;          /* records between --from and --to */
    uint64_t first_us, last_us; /* of all records, by the wall clock */
    int clean;                  /* the last record was a clean end */
    uint32_t lines;
    uint8_t *seen; /* by line number: it was counted */
    uint32_t n_seen;
    int damaged; /* something could not be read */
    int usage;   /* the input cannot be replayed at all: exit 2 */
};

static void say(const char *text)
{
    fprintf(stderr, "holdfast: replay: %s\n", text);
}

/* ---- what the reader says ---- */

static const char *item_kind(enum hf_log_item_kind kind)
{
    switch (kind) {
    case HF_LOG_ITEM_TORN: return "torn";
    case HF_LOG_ITEM_DAMAGE: return "damage";
    case HF_LOG_ITEM_MISSING: return "missing";
    case HF_LOG_ITEM_REPEATED: return "repeated";
    case HF_LOG_ITEM_SCHEMA: return "schema";
    case HF_LOG_ITEM_UNDECODABLE: return "undecodable";
    case HF_LOG_ITEM_EMPTY: return "empty";
    case HF_LOG_ITEM_NOT_LOG: return "not_log";
    case HF_LOG_ITEM_UNREADABLE: return "unreadable";
    case HF_LOG_ITEM_RECORD:
    case HF_LOG_ITEM_SEGMENT:
    case HF_LOG_ITEM_END:
    case HF_LOG_ITEM_COUNT: break;
    }
    return "item";
}

static void say_item(const struct replay *replay, const struct hf_log_item *item)
{
    char text[TEXT_MAX];
    struct hf_json json;
    (void)hf_log_item_say(item, text, sizeof(text));
    if (!replay->options.json) {
        say(text);
        return;
    }
    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", item_kind(item->kind));
    hf_json_string(&json, "file", item->file);
    hf_json_unsigned(&json, "offset", item->offset);
    hf_json_unsigned(&json, "length", item->length);
    if (item->kind == HF_LOG_ITEM_MISSING) {
        hf_json_unsigned(&json, "first", item->first);
        if (item->last == UINT64_MAX)
            hf_json_null(&json, "last");
        else
            hf_json_unsigned(&json, "last", item->last);
    }
    hf_json_string(&json, "text", text);
    (void)hf_json_end(&json);
}

/* Whether the user named this very file; else it was found in a directory. */
static int was_named(const struct replay *replay, const char *file)
{
    for (size_t i = 0; i < replay->options.n_paths; i++) {
        if (strcmp(replay->options.paths[i], file) == 0)
            return 1;
    }
    return 0;
}

static void take_trouble(struct replay *replay, const struct hf_log_item *item)
{
    int named = was_named(replay, item->file);
    /* A file that is no log is not also said to be damaged from end to end. */
    if (item->kind != HF_LOG_ITEM_DAMAGE || item->file != replay->not_log)
        say_item(replay, item);
    if (item->kind == HF_LOG_ITEM_NOT_LOG)
        replay->not_log = item->file;
    switch (item->kind) {
    case HF_LOG_ITEM_EMPTY:
    case HF_LOG_ITEM_NOT_LOG:
    case HF_LOG_ITEM_UNREADABLE:
        /* An empty segment in a directory is a crash between two segments: nothing is lost. */
        replay->usage |= named;
        replay->damaged |= item->kind != HF_LOG_ITEM_EMPTY;
        break;
    case HF_LOG_ITEM_SCHEMA:
        replay->usage = 1;
        hf_log_fold_gap(replay->fold);
        break;
    case HF_LOG_ITEM_MISSING:
        hf_log_fold_gap(replay->fold);
        replay->damaged = 1;
        break;
    case HF_LOG_ITEM_DAMAGE:
    case HF_LOG_ITEM_REPEATED:
    case HF_LOG_ITEM_UNDECODABLE: replay->damaged = 1; break;
    case HF_LOG_ITEM_TORN: /* the writer died there: alone no damage */
    case HF_LOG_ITEM_RECORD:
    case HF_LOG_ITEM_SEGMENT:
    case HF_LOG_ITEM_END:
    case HF_LOG_ITEM_COUNT: break;
    }
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

static int take_segment(struct replay *replay, const struct hf_log_item *item)
{
    say_semantics(replay, &item->segment);
    if (!same_limits(item))
        return -1;
    replay->segments++;
    if (replay->log_id == item->segment.log_id)
        return 0;
    replay->log_id = item->segment.log_id; /* its line 1 is no line of the log before */
    hf_log_fold_free(replay->fold);
    replay->fold = hf_log_fold_new();
    return replay->fold ? 0 : -1;
}

/* ---- records ---- */

static void count_line(struct replay *replay, uint32_t line)
{
    if (line < 1 || line > HF_LOG_LINES_MAX)
        return;
    if (line >= replay->n_seen) {
        uint32_t n = line * 2 + 16;
        uint8_t *seen = realloc(replay->seen, n);
        if (!seen)
            return;
        memset(seen + replay->n_seen, 0, n - replay->n_seen);
        replay->seen = seen;
        replay->n_seen = n;
    }
    replay->lines += replay->seen[line] == 0;
    replay->seen[line] = 1;
}

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

static void count_time(struct replay *replay, uint64_t wall_us)
{
    const struct hf_replay_options *options = &replay->options;
    if (replay->first_us == 0 || wall_us < replay->first_us)
        replay->first_us = wall_us;
    if (wall_us > replay->last_us)
        replay->last_us = wall_us;
    replay->in_range += wall_us >= options->from_us && wall_us <= options->to_us;
}

static int take_record(struct replay *replay, const struct hf_log_item *item)
{
    struct hf_log_entry entry;
    replay->records++;
    if (hf_log_entry_read(item->payload, item->n_payload, &replay->scratch, &entry) < 0) {
        fprintf(stderr,
                "holdfast: replay: %s: at byte %" PRIu64 ": record %" PRIu64
                " is whole but cannot be decoded\n",
                item->file, item->offset, item->sequence);
        replay->damaged = 1;
        hf_log_fold_gap(replay->fold);
        return 0;
    }
    replay->clean = entry.kind == HF_LOG_CLEAN_END;
    if (entry.line == 0 || (replay->options.line != 0 && entry.line != replay->options.line))
        return 0;
    count_line(replay, entry.line);
    count_time(replay, entry.wall_us);
    if (entry.wall_us > replay->options.to_us)
        return 0;
    struct hf_fold_outcome outcome = hf_log_fold_take(replay->fold, &entry);
    if (entry.wall_us < replay->options.from_us)
        return 0;
    struct hf_divergence divergence = {item, &entry, &outcome,
                                       hf_log_fold_name(replay->fold, entry.line)};
    take_outcome(replay, &divergence);
    return 0;
}

static int take(struct replay *replay, const struct hf_log_item *item)
{
    switch (item->kind) {
    case HF_LOG_ITEM_RECORD: return take_record(replay, item);
    case HF_LOG_ITEM_SEGMENT:
        replay->records++;
        replay->clean = 0;
        return take_segment(replay, item);
    case HF_LOG_ITEM_TORN:
    case HF_LOG_ITEM_DAMAGE:
    case HF_LOG_ITEM_MISSING:
    case HF_LOG_ITEM_REPEATED:
    case HF_LOG_ITEM_SCHEMA:
    case HF_LOG_ITEM_UNDECODABLE:
    case HF_LOG_ITEM_EMPTY:
    case HF_LOG_ITEM_NOT_LOG:
    case HF_LOG_ITEM_UNREADABLE: take_trouble(replay, item); return 0;
    case HF_LOG_ITEM_END:
    case HF_LOG_ITEM_COUNT: break;
    }
    return 0;
}

/* ---- the end ---- */

static int exit_code(const struct replay *replay)
{
    if (replay->usage)
        return HF_EXIT_USAGE;
    if (replay->diverged > 0)
        return HF_EXIT_DIVERGED;
    return replay->damaged || replay->skipped > 0 ? HF_EXIT_FAILED : HF_EXIT_DONE;
}

static void sum_up_json(const struct replay *replay, uint64_t per_s)
{
    struct hf_json json;
    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "summary");
    hf_json_unsigned(&json, "records", replay->records);
    hf_json_unsigned(&json, "segments", replay->segments);
    hf_json_unsigned(&json, "lines", replay->lines);
    hf_json_unsigned(&json, "events", replay->events);
    hf_json_unsigned(&json, "identical", replay->identical);
    hf_json_unsigned(&json, "skipped", replay->skipped);
    hf_json_unsigned(&json, "snapshots", replay->snapshots);
    hf_json_unsigned(&json, "diverged", replay->diverged);
    hf_json_unsigned(&json, "new_field_only", replay->classes[HF_DIVERGENCE_NEW_FIELD]);
    hf_json_unsigned(&json, "decision_differs", replay->classes[HF_DIVERGENCE_DECISION]);
    hf_json_unsigned(&json, "refused", replay->classes[HF_DIVERGENCE_REFUSED]);
    hf_json_unsigned(&json, "state_differs", replay->classes[HF_DIVERGENCE_STATE]);
    hf_json_bool(&json, "damaged", replay->damaged);
    hf_json_bool(&json, "clean_end", replay->clean);
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
    printf("%" PRIu64 " record%s, %u line%s, %" PRIu64 " event%s identical\n", replay->records,
           replay->records == 1 ? "" : "s", (unsigned)replay->lines, replay->lines == 1 ? "" : "s",
           replay->identical, replay->identical == 1 ? "" : "s");
    if (replay->skipped > 0)
        printf("%" PRIu64 " could not be compared: the line's state before them is not known\n",
               replay->skipped);
    for (int i = 0; replay->diverged > 0 && i <= HF_DIVERGENCE_STATE; i++) {
        if (replay->classes[i] > 0)
            printf("%" PRIu64 " diverged: %s\n", replay->classes[i],
                   hf_divergence_class_name((enum hf_divergence_class)i));
    }
    if (replay->damaged && replay->diverged == 0)
        printf("the log is damaged; all that could be read and compared is identical\n");
    if (!replay->clean)
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

static void say_range(const struct replay *replay)
{
    const uint64_t ends_us[2] = {replay->first_us, replay->last_us};
    char texts[2][32];
    for (int i = 0; i < 2; i++) {
        time_t seconds = (time_t)(ends_us[i] / 1000000u);
        struct tm local;
        if (!localtime_r(&seconds, &local) ||
            strftime(texts[i], sizeof(texts[i]), "%Y-%m-%dT%H:%M:%S", &local) == 0)
            strcpy(texts[i], "?");
    }
    fprintf(stderr,
            "holdfast: replay: nothing in the log is between --from and --to; what it has is from "
            "%s to %s (local time)\n",
            texts[0], texts[1]);
}

/* What is asked for must be there. */
static int found_nothing(const struct replay *replay)
{
    if (replay->records == 0) {
        if (!replay->usage)
            say("there is no whole record in it: nothing to replay");
        return 1;
    }
    if (replay->options.line != 0 && replay->lines == 0) {
        fprintf(stderr, "holdfast: replay: line %u is not in the log\n", replay->options.line);
        return 1;
    }
    if (replay->in_range > 0 || replay->last_us == 0)
        return 0;
    say_range(replay);
    return 1;
}

static int run(struct replay *replay)
{
    char error[TEXT_MAX];
    struct hf_log_item item;
    replay->reader = hf_log_reader_open(replay->options.paths, replay->options.n_paths, error,
                                        sizeof(error));
    if (!replay->reader) {
        say(error);
        return HF_EXIT_USAGE;
    }
    replay->fold = hf_log_fold_new();
    replay->scratch.bytes = aligned_alloc(alignof(max_align_t), SCRATCH_BYTES);
    replay->scratch.size = SCRATCH_BYTES;
    if (!replay->fold || !replay->scratch.bytes) {
        say("no memory");
        return HF_EXIT_FAILED;
    }
    uint64_t began_us = now_us();
    while (hf_log_reader_next(replay->reader, &item) != HF_LOG_ITEM_END) {
        if (take(replay, &item) < 0)
            return HF_EXIT_USAGE;
    }
    if (found_nothing(replay))
        return HF_EXIT_USAGE;
    sum_up(replay, now_us() - began_us);
    return exit_code(replay);
}

int hf_cli_replay(int argc, char **argv)
{
    struct replay replay = {0};
    int result = hf_replay_options_read(&replay.options, argc, argv);
    if (result)
        return result;
    if (replay.options.help) {
        fputs(hf_replay_usage, stdout);
        return HF_EXIT_DONE;
    }
    result = run(&replay);
    hf_log_reader_close(replay.reader);
    hf_log_fold_free(replay.fold);
    free(replay.scratch.bytes);
    free(replay.seen);
    return result;
}
