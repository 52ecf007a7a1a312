/* SPDX-License-Identifier: Apache-2.0 */
/* Through a log, record by record; see log_walk.h. */
#define _GNU_SOURCE
#include "log_walk.h"

#include <inttypes.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"
#include "holdfast/line.h"
#include "holdfast/uv/log_resume.h"
#include "json.h"
#include "log_step.h"

#define SCRATCH_BYTES     ((1u << 20) + 4096u + HF_LOG_ADDED_SPARE)
#define TEXT_MAX          4600
#define PROGRESS_RECORDS  65536u  /* how often the clock is looked at */
#define PROGRESS_EVERY_US 500000u /* how often progress is shown, and after what time first */

struct walker {
    struct hf_log_walk *walk;
    struct hf_log_reader *reader;
    struct hf_log_scratch scratch;
    const char *not_log; /* the last file that was none; the reader keeps the text */
    uint8_t *seen;       /* by line number: it was counted */
    uint32_t n_seen;
    uint64_t shown_us; /* when progress was shown last, or the beginning */
    int on_terminal;
};

static void say(const struct hf_log_options *options, const char *text)
{
    fprintf(stderr, "holdfast: %s: %s\n", options->command, text);
}

/* ---- progress ---- */

static uint64_t now_us(void)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

static int showed; /* progress stands on the terminal: one a program, and so is this */

void hf_log_walk_wipe(void)
{
    if (showed)
        fputs("\r\033[K", stderr);
    showed = 0;
}

static void show_progress(struct walker *walker)
{
    const struct hf_log_walk *walk = walker->walk;
    uint64_t now;

    if (!walker->on_terminal || walk->records % PROGRESS_RECORDS != 0)
        return;
    now = now_us();
    if (now - walker->shown_us < PROGRESS_EVERY_US)
        return;
    walker->shown_us = now;
    showed = 1;
    fprintf(stderr, "\r%s: %" PRIu64 " records, %" PRIu64 " MB", walk->options->command,
            walk->records, walk->bytes / 1000000u);
    fflush(stderr);
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

static void say_item(struct walker *walker, const struct hf_log_item *item)
{
    char text[TEXT_MAX];
    struct hf_json json;

    if (walker->walk->quiet)
        return;
    (void)hf_log_item_say(item, text, sizeof(text));
    if (!walker->walk->options->json) {
        hf_log_walk_wipe();
        say(walker->walk->options, text);
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
static int was_named(const struct hf_log_options *options, const char *file)
{
    for (size_t i = 0; i < options->n_paths; i++)
        if (strcmp(options->paths[i], file) == 0)
            return 1;
    return 0;
}

static void take_trouble(struct walker *walker, const struct hf_log_item *item)
{
    struct hf_log_walk *walk = walker->walk;
    int named = was_named(walk->options, item->file);

    /* A file that is no log is not also said to be damaged from end to end. */
    if (item->kind != HF_LOG_ITEM_DAMAGE || item->file != walker->not_log)
        say_item(walker, item);
    if (item->kind == HF_LOG_ITEM_NOT_LOG)
        walker->not_log = item->file;
    switch (item->kind) {
    case HF_LOG_ITEM_EMPTY:
    case HF_LOG_ITEM_NOT_LOG:
    case HF_LOG_ITEM_UNREADABLE:
        /* An empty segment in a directory is a crash between two segments: nothing is lost. */
        walk->unusable |= named;
        walk->damaged |= item->kind != HF_LOG_ITEM_EMPTY;
        break;
    case HF_LOG_ITEM_SCHEMA: walk->unusable = 1; break;
    case HF_LOG_ITEM_MISSING:
    case HF_LOG_ITEM_DAMAGE:
    case HF_LOG_ITEM_REPEATED:
    case HF_LOG_ITEM_UNDECODABLE: walk->damaged = 1; break;
    case HF_LOG_ITEM_TORN: /* the writer died there: alone no damage */
    case HF_LOG_ITEM_RECORD:
    case HF_LOG_ITEM_SEGMENT:
    case HF_LOG_ITEM_END:
    case HF_LOG_ITEM_COUNT: break;
    }
    if (walk->trouble != NULL)
        walk->trouble(walk->context, item);
}

/* ---- records ---- */

static void count_line(struct walker *walker, uint32_t line)
{
    if (line < 1 || line > HF_LOG_LINES_MAX)
        return;
    if (line >= walker->n_seen) {
        uint32_t n = line * 2 + 16;
        uint8_t *seen = realloc(walker->seen, n);

        if (seen == NULL)
            return;
        memset(seen + walker->n_seen, 0, n - walker->n_seen);
        walker->seen = seen;
        walker->n_seen = n;
    }
    walker->walk->lines += walker->seen[line] == 0;
    walker->seen[line] = 1;
}

static void count_time(struct hf_log_walk *walk, uint64_t wall_us)
{
    if (walk->first_us == 0 || wall_us < walk->first_us)
        walk->first_us = wall_us;
    if (wall_us > walk->last_us)
        walk->last_us = wall_us;
    walk->in_range += wall_us >= walk->options->from_us && wall_us <= walk->options->to_us;
}

static void say_undecodable(struct walker *walker, const struct hf_log_item *item)
{
    struct hf_log_item trouble = *item;

    hf_log_walk_wipe();
    if (!walker->walk->quiet)
        fprintf(stderr,
                "holdfast: %s: %s: at byte %" PRIu64 ": record %" PRIu64
                " is whole but cannot be decoded\n",
                walker->walk->options->command, item->file, item->offset, item->sequence);
    walker->walk->damaged = 1;
    trouble.kind = HF_LOG_ITEM_UNDECODABLE;
    if (walker->walk->trouble != NULL)
        walker->walk->trouble(walker->walk->context, &trouble);
}

static int take_record(struct walker *walker, const struct hf_log_item *item)
{
    struct hf_log_walk *walk = walker->walk;
    struct hf_log_entry entry;

    if (hf_log_entry_read(item->payload, item->n_payload, &walker->scratch, &entry) < 0) {
        say_undecodable(walker, item);
        return 0;
    }
    walk->clean = entry.kind == HF_LOG_CLEAN_END;
    if (entry.line != 0) {
        if (walk->options->line != 0 && entry.line != walk->options->line)
            return 0;
        count_line(walker, entry.line);
        count_time(walk, entry.wall_us);
    }
    return walk->entry != NULL ? walk->entry(walk->context, item, &entry) : 0;
}

static int take(struct walker *walker, const struct hf_log_item *item)
{
    struct hf_log_walk *walk = walker->walk;

    switch (item->kind) {
    case HF_LOG_ITEM_RECORD:
        walk->records++;
        walk->bytes += item->n_payload;
        show_progress(walker);
        return take_record(walker, item);
    case HF_LOG_ITEM_SEGMENT:
        walk->records++;
        walk->segments++;
        walk->clean = 0;
        return walk->segment != NULL ? walk->segment(walk->context, item) : 0;
    case HF_LOG_ITEM_TORN:
    case HF_LOG_ITEM_DAMAGE:
    case HF_LOG_ITEM_MISSING:
    case HF_LOG_ITEM_REPEATED:
    case HF_LOG_ITEM_SCHEMA:
    case HF_LOG_ITEM_UNDECODABLE:
    case HF_LOG_ITEM_EMPTY:
    case HF_LOG_ITEM_NOT_LOG:
    case HF_LOG_ITEM_UNREADABLE: take_trouble(walker, item); return 0;
    case HF_LOG_ITEM_END:
    case HF_LOG_ITEM_COUNT: break;
    }
    return 0;
}

/* ---- the end ---- */

static void say_range(const struct hf_log_walk *walk)
{
    const uint64_t ends_us[2] = {walk->first_us, walk->last_us};
    char texts[2][32];

    for (int i = 0; i < 2; i++) {
        time_t seconds = (time_t)(ends_us[i] / 1000000u);
        struct tm local;

        if (!localtime_r(&seconds, &local) ||
            strftime(texts[i], sizeof(texts[i]), "%Y-%m-%dT%H:%M:%S", &local) == 0)
            strcpy(texts[i], "?");
    }
    fprintf(stderr,
            "holdfast: %s: nothing in the log is between --from and --to; what it has is from %s "
            "to %s (local time)\n",
            walk->options->command, texts[0], texts[1]);
}

/* What is asked for must be there. */
static int found_nothing(const struct hf_log_walk *walk)
{
    if (walk->records == 0) {
        if (!walk->unusable)
            say(walk->options, "there is no whole record in it");
        return 1;
    }
    if (walk->options->line != 0 && walk->lines == 0) {
        fprintf(stderr, "holdfast: %s: line %u is not in the log\n", walk->options->command,
                walk->options->line);
        return 1;
    }
    if (walk->in_range > 0 || walk->last_us == 0)
        return 0;
    say_range(walk);
    return 1;
}

static int run(struct walker *walker)
{
    struct hf_log_walk *walk = walker->walk;
    struct hf_log_item item;
    char error[TEXT_MAX];
    int result = 0;

    walker->reader = hf_log_reader_open(walk->options->paths, walk->options->n_paths, error,
                                        sizeof(error));
    if (walker->reader == NULL) {
        say(walk->options, error);
        return HF_EXIT_USAGE;
    }
    walker->scratch.bytes = aligned_alloc(alignof(max_align_t), SCRATCH_BYTES);
    walker->scratch.size = SCRATCH_BYTES;
    if (walker->scratch.bytes == NULL) {
        say(walk->options, "no memory");
        return HF_EXIT_FAILED;
    }
    while (result == 0 && hf_log_reader_next(walker->reader, &item) != HF_LOG_ITEM_END)
        result = take(walker, &item);
    hf_log_walk_wipe();
    if (result != 0)
        return result;
    return found_nothing(walk) ? HF_EXIT_USAGE : -1;
}

int hf_log_walk(struct hf_log_walk *walk)
{
    struct walker walker = {.walk = walk,
                            .shown_us = now_us(),
                            .on_terminal = isatty(STDERR_FILENO) == 1 &&
                                           !(walk->prints && isatty(STDOUT_FILENO) == 1)};
    int result = run(&walker);

    hf_log_reader_close(walker.reader);
    free(walker.scratch.bytes);
    free(walker.seen);
    return result;
}

int hf_log_walk_result(const struct hf_log_walk *walk)
{
    if (walk->unusable)
        return HF_EXIT_USAGE;
    return walk->damaged ? HF_EXIT_FAILED : HF_EXIT_DONE;
}

int hf_log_walk_step(const struct hf_log_step *step, struct hf_event *event,
                     struct hf_actions *actions)
{
    static alignas(max_align_t) uint8_t scratches[2][HF_WIRE_SCRATCH];
    struct hf_wire of_event = {.bytes = step->event,
                               .n_bytes = step->n_event,
                               .scratch = scratches[0],
                               .scratch_size = sizeof(scratches[0])};
    struct hf_wire of_actions = {.bytes = step->actions,
                                 .n_bytes = step->n_actions,
                                 .scratch = scratches[1],
                                 .scratch_size = sizeof(scratches[1])};

    if (!hf_log_step_event(step->event, step->n_event, event) &&
        hf_event_decode(event, &of_event) < 0)
        return -1;
    if (hf_log_step_actions(step->actions, step->n_actions, actions))
        return 0;
    return hf_actions_decode(actions, &of_actions) < 0 ? -1 : 0;
}
