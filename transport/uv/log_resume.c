/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Taking up a log after a restart: it is folded to its end, and each line's state there is
 * given as a snapshot. Where records are missing, or this build steps an event to another
 * result, the last state before that is given, as stale.
 */
#define _GNU_SOURCE
#include "holdfast/uv/log_resume.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "holdfast/uv/log_reader.h"
#include "log_internal.h"
#include "holdfast/record.h"

#define SCRATCH_BYTES (HF_RECORD_PAYLOAD_MAX + 4096u)

struct last {          /* of one line */
    uint8_t *snapshot; /* stale: what it was before records went missing */
    size_t n_snapshot;
    uint64_t wall_us;
    int seen, stale;
};

struct resuming {
    const struct hf_log_resume *resume;
    struct hf_log_reader *reader;
    struct hf_log_fold *fold;
    struct hf_log_scratch scratch;
    struct last *lines; /* [number - 1] */
    uint32_t n_lines;
    uint64_t log_id;
};

static int refuse(const struct hf_log_resume *resume, const char *why)
{
    if (resume->size > 0)
        (void)snprintf(resume->error, resume->size, "log %s: %s", resume->directory, why);
    return -1;
}

static struct last *last_of(struct resuming *resuming, uint32_t line)
{
    if (line < 1 || line > HF_LOG_LINES_MAX)
        return NULL;
    if (line > resuming->n_lines) {
        uint32_t n = resuming->n_lines ? resuming->n_lines : 16;
        while (n < line) /* at most 20 rounds: HF_LOG_LINES_MAX */
            n *= 2;
        struct last *lines = realloc(resuming->lines, n * sizeof(*lines));
        if (!lines)
            return NULL;
        memset(lines + resuming->n_lines, 0, (n - resuming->n_lines) * sizeof(*lines));
        resuming->lines = lines;
        resuming->n_lines = n;
    }
    return &resuming->lines[line - 1];
}

/* Keeps the line's state as it is before the fold loses it. */
static void keep(struct resuming *resuming, uint32_t line)
{
    const struct hf_line *now = hf_log_fold_line(resuming->fold, line);
    struct last *last = last_of(resuming, line);
    if (!now || !last)
        return;
    free(last->snapshot);
    last->stale = 1;
    last->n_snapshot = 0;
    last->snapshot = malloc(HF_SNAPSHOT_BYTES_MAX);
    if (!last->snapshot)
        return;
    int n = hf_line_snapshot(now, last->snapshot, HF_SNAPSHOT_BYTES_MAX);
    last->n_snapshot = n > 0 ? (size_t)n : 0;
}

static void on_gap(struct resuming *resuming)
{
    for (uint32_t line = 1; line <= hf_log_fold_lines(resuming->fold); line++)
        keep(resuming, line);
    hf_log_fold_gap(resuming->fold);
}

static int on_record(struct resuming *resuming, const struct hf_log_item *item)
{
    struct hf_log_entry entry;
    if (hf_log_entry_read(item->payload, item->n_payload, &resuming->scratch, &entry) < 0) {
        on_gap(resuming); /* framed well, but it may have been any line's */
        return 0;
    }
    struct hf_fold_outcome outcome = hf_log_fold_take(resuming->fold, &entry);
    struct last *last = last_of(resuming, entry.line);
    if (!last)
        return entry.line >= 1 && entry.line <= HF_LOG_LINES_MAX ? -1 : 0;
    if (entry.kind == HF_LOG_STEP || entry.kind == HF_LOG_SNAPSHOT)
        last->seen = 1;
    if (outcome.kind == HF_FOLD_DIFFERS && outcome.result != entry.u.step.result) {
        keep(resuming, entry.line);
        hf_log_fold_lose(resuming->fold, entry.line);
    }
    if (hf_log_fold_line(resuming->fold, entry.line) &&
        (entry.kind == HF_LOG_STEP || entry.kind == HF_LOG_SNAPSHOT))
        last->wall_us = entry.wall_us;
    return 0;
}

static int begin_log(struct resuming *resuming, uint64_t log_id)
{
    if (resuming->log_id == log_id)
        return 0;
    resuming->log_id = log_id; /* an earlier log's lines are no lines of this one */
    hf_log_fold_free(resuming->fold);
    resuming->fold = hf_log_fold_new();
    for (uint32_t i = 0; i < resuming->n_lines; i++)
        free(resuming->lines[i].snapshot);
    if (resuming->n_lines > 0)
        memset(resuming->lines, 0, resuming->n_lines * sizeof(*resuming->lines));
    return resuming->fold ? 0 : -1;
}

static int take(struct resuming *resuming, const struct hf_log_item *item)
{
    switch (item->kind) {
    case HF_LOG_ITEM_SEGMENT: return begin_log(resuming, item->segment.log_id);
    case HF_LOG_ITEM_RECORD: return on_record(resuming, item);
    case HF_LOG_ITEM_MISSING:
    case HF_LOG_ITEM_SCHEMA: on_gap(resuming); return 0;
    case HF_LOG_ITEM_DAMAGE: /* what it cost is said by MISSING */
    case HF_LOG_ITEM_TORN:   /* the writer died inside a record that was never released */
    case HF_LOG_ITEM_REPEATED:
    case HF_LOG_ITEM_UNDECODABLE:
    case HF_LOG_ITEM_EMPTY:
    case HF_LOG_ITEM_NOT_LOG:
    case HF_LOG_ITEM_UNREADABLE:
    case HF_LOG_ITEM_END:
    case HF_LOG_ITEM_COUNT: break;
    }
    return 0;
}

static int give_lines(struct resuming *resuming)
{
    uint8_t snapshot[HF_SNAPSHOT_BYTES_MAX];
    int given = 0;
    for (uint32_t line = 1; line <= resuming->n_lines; line++) {
        const struct last *last = &resuming->lines[line - 1];
        const struct hf_line *now = hf_log_fold_line(resuming->fold, line);
        struct hf_log_resumed resumed = {
            .name = hf_log_fold_name(resuming->fold, line),
            .snapshot = last->snapshot,
            .n_snapshot = last->n_snapshot,
            .wall_us = last->wall_us,
            .line = line,
            .stale = now == NULL,
        };
        if (now) {
            int n = hf_line_snapshot(now, snapshot, sizeof(snapshot));
            resumed.snapshot = snapshot;
            resumed.n_snapshot = n > 0 ? (size_t)n : 0;
        }
        if (!last->seen || resumed.n_snapshot == 0)
            continue;
        resuming->resume->line(resuming->resume->context, &resumed);
        given++;
    }
    return given;
}

static void end(struct resuming *resuming)
{
    for (uint32_t i = 0; i < resuming->n_lines; i++)
        free(resuming->lines[i].snapshot);
    free(resuming->lines);
    free(resuming->scratch.bytes);
    hf_log_fold_free(resuming->fold);
    hf_log_reader_close(resuming->reader);
}

/* 1 when the directory holds segments, 0 when it does not or is missing, -1 with the error. */
static int has_segments(const struct hf_log_resume *resume)
{
    struct hf_log_listing listing;
    int fd = open(resume->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? 0 : refuse(resume, hf_log_directory_error(errno));
    int error = hf_log_list(fd, &listing);
    close(fd);
    if (error)
        return refuse(resume, strerror(-error));
    int found = listing.n > 0;
    hf_log_listing_free(&listing);
    return found;
}

int hf_log_last_snapshots(const struct hf_log_resume *resume)
{
    struct resuming resuming = {.resume = resume};
    struct hf_log_item item;
    int result = has_segments(resume);
    if (result <= 0)
        return result;
    const char *paths[1] = {resume->directory};
    resuming.reader = hf_log_reader_open(paths, 1, resume->error, resume->size);
    if (!resuming.reader)
        return -1;
    resuming.fold = hf_log_fold_new();
    resuming.scratch.bytes = aligned_alloc(alignof(max_align_t), SCRATCH_BYTES);
    resuming.scratch.size = SCRATCH_BYTES;
    result = resuming.fold && resuming.scratch.bytes ? 0 : -1;
    while (result == 0 && hf_log_reader_next(resuming.reader, &item) != HF_LOG_ITEM_END)
        result = take(&resuming, &item);
    result = result == 0 ? give_lines(&resuming) : refuse(resume, "no memory to take it up");
    end(&resuming);
    return result;
}
