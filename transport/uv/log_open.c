/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening a log: the directory is taken for this process alone, what a crash left is recovered,
 * and a new segment of the same log begins.
 *
 * Recovery looks at the newest segment. A torn tail (the process died while writing) is cut and
 * said. Damage is kept and said: it is evidence. Sequence numbers go on behind the last record;
 * numbers that damage at the end may have swallowed are not used again, so that readers see
 * them missing.
 */
#define _GNU_SOURCE
#include "log_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "holdfast/uv/log_reader.h"
#include "holdfast/record.h"

struct opening {
    struct hf_log *log;
    char *error;
    size_t size;
};

__attribute__((format(printf, 2, 3))) static int refuse(struct opening *opening, const char *format,
                                                        ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (opening->size > 0)
        (void)vsnprintf(opening->error, opening->size, format, arguments);
    va_end(arguments);
    return -1;
}

/* ---- one process ---- */

static int take_directory(struct opening *opening)
{
    struct hf_log *log = opening->log;
    const char *path = log->directory;
    if (mkdir(path, 0700) < 0 && errno != EEXIST)
        return refuse(opening, "log %s: cannot make the directory: %s", path,
                      hf_log_directory_error(errno));
    log->file.directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (log->file.directory < 0)
        return refuse(opening, "log %s: cannot open the directory: %s", path,
                      hf_log_directory_error(errno));
    log->lock = openat(log->file.directory, HF_LOG_LOCK_NAME, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (log->lock < 0)
        return refuse(opening, "log %s: cannot open %s: %s", path, HF_LOG_LOCK_NAME,
                      strerror(errno));
    char holder[24] = "";
    if (flock(log->lock, LOCK_EX | LOCK_NB) < 0) {
        if (errno != EWOULDBLOCK)
            return refuse(opening, "log %s: cannot lock it: %s", path, strerror(errno));
        ssize_t n = pread(log->lock, holder, sizeof(holder) - 1, 0);
        holder[n > 0 ? strspn(holder, "0123456789") : 0] = '\0';
        return refuse(opening, "log %s: process %s writes it; give each phone its own directory",
                      path, holder[0] ? holder : "(unknown)");
    }
    int n = snprintf(holder, sizeof(holder), "%ld\n", (long)getpid());
    /* The number only helps people; the lock does not depend on it. */
    if (ftruncate(log->lock, 0) < 0 || pwrite(log->lock, holder, (size_t)n, 0) != n)
        errno = 0;
    return 0;
}

/* ---- recovery ---- */

struct found {               /* in one segment */
    uint64_t last;           /* sequence; 0: no record */
    uint64_t wall_us;        /* from its header */
    uint64_t torn_at, torn;  /* torn bytes */
    uint64_t damaged;        /* bytes, anywhere */
    uint64_t damaged_behind; /* bytes behind the last record */
    char said[HF_LOG_TEXT];  /* the first damage */
};

static void found_item(struct found *found, const struct hf_log_item *item)
{
    switch (item->kind) {
    case HF_LOG_ITEM_SEGMENT: found->wall_us = item->segment.wall_us; /* fall through */
    case HF_LOG_ITEM_RECORD:
        found->last = item->sequence;
        found->damaged_behind = 0;
        break;
    case HF_LOG_ITEM_TORN:
        found->torn_at = item->offset;
        found->torn = item->length;
        break;
    case HF_LOG_ITEM_DAMAGE:
    case HF_LOG_ITEM_UNREADABLE:
        if (found->damaged == 0)
            (void)hf_log_item_say(item, found->said, sizeof(found->said));
        found->damaged += item->length ? item->length : 1;
        found->damaged_behind += item->length;
        break;
    case HF_LOG_ITEM_SCHEMA:
        found->last = item->sequence;
        (void)hf_log_item_say(item, found->said, sizeof(found->said));
        break;
    case HF_LOG_ITEM_MISSING:
    case HF_LOG_ITEM_REPEATED:
    case HF_LOG_ITEM_UNDECODABLE:
    case HF_LOG_ITEM_EMPTY:
    case HF_LOG_ITEM_NOT_LOG:
    case HF_LOG_ITEM_END:
    case HF_LOG_ITEM_COUNT: break;
    }
}

static int scan_segment(struct opening *opening, const struct hf_log_name *name,
                        struct found *found)
{
    char file[HF_LOG_FILE_NAME], path[4096 + HF_LOG_FILE_NAME];
    struct stat status;
    memset(found, 0, sizeof(*found));
    hf_log_name_write(name, file);
    if (fstatat(opening->log->file.directory, file, &status, 0) == 0 && S_ISDIR(status.st_mode))
        return refuse(opening, "log %s: %s is a directory with the name of a segment; remove it",
                      opening->log->directory, file);
    int n = snprintf(path, sizeof(path), "%s/%s", opening->log->directory, file);
    if (n < 0 || (size_t)n >= sizeof(path))
        return refuse(opening, "log %s: the path is too long", opening->log->directory);
    const char *paths[1] = {path};
    struct hf_log_reader *reader = hf_log_reader_open(paths, 1, opening->error, opening->size);
    if (!reader)
        return -1;
    struct hf_log_item item;
    while (hf_log_reader_next(reader, &item) != HF_LOG_ITEM_END)
        found_item(found, &item);
    hf_log_reader_close(reader);
    return 0;
}

__attribute__((format(printf, 2, 3))) static void say(struct hf_log *log, const char *format, ...)
{
    char text[HF_LOG_TEXT * 2];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (log->options.trouble)
        log->options.trouble(log->options.context, text, 0);
}

static int cut_tail(struct opening *opening, const struct hf_log_name *name,
                    const struct found *found)
{
    struct hf_log *log = opening->log;
    char file[HF_LOG_FILE_NAME];
    hf_log_name_write(name, file);
    int fd = openat(log->file.directory, file, O_WRONLY | O_CLOEXEC);
    int failed = fd < 0 || ftruncate(fd, (off_t)found->torn_at) < 0 || fsync(fd) < 0;
    int error = errno;
    if (fd >= 0)
        close(fd);
    if (failed)
        return refuse(opening, "log %s/%s: cannot cut its torn tail: %s", log->directory, file,
                      strerror(error));
    say(log,
        "log %s/%s: the writer died inside a record: the last %llu bytes, from byte %llu on, "
        "were cut",
        log->directory, file, (unsigned long long)found->torn, (unsigned long long)found->torn_at);
    return 0;
}

/* One segment, newest first. Nonzero `last` in found ends the search. */
static int recover_segment(struct opening *opening, const struct hf_log_name *name,
                           struct found *found)
{
    struct hf_log *log = opening->log;
    if (scan_segment(opening, name, found) < 0)
        return -1;
    if (found->said[0])
        say(log, "log: %s; it is kept", found->said);
    if (found->torn && !name->compressed && cut_tail(opening, name, found) < 0)
        return -1;
    if (found->last == 0 && found->damaged == 0) { /* not even a header: it says nothing */
        char file[HF_LOG_FILE_NAME];
        hf_log_name_write(name, file);
        (void)unlinkat(log->file.directory, file, 0);
    }
    return 0;
}

/* The id of the log that was written last, where a directory holds several. */
static int newest_log(struct opening *opening, const struct hf_log_listing *listing,
                      uint64_t *log_id)
{
    uint64_t newest_us = 0;
    *log_id = listing->names[listing->n - 1].log_id;
    if (listing->names[0].log_id == *log_id)
        return 0;
    for (size_t i = 0; i < listing->n; i++) {
        struct found found;
        if (i + 1 < listing->n && listing->names[i + 1].log_id == listing->names[i].log_id)
            continue; /* not the last of its log */
        if (scan_segment(opening, &listing->names[i], &found) < 0)
            return -1;
        if (found.wall_us > newest_us) {
            newest_us = found.wall_us;
            *log_id = listing->names[i].log_id;
        }
    }
    return 0;
}

static int recover(struct opening *opening, const struct hf_log_listing *listing)
{
    struct hf_log *log = opening->log;
    uint64_t log_id;
    if (newest_log(opening, listing, &log_id) < 0)
        return -1;
    for (size_t i = listing->n; i > 0; i--) {
        const struct hf_log_name *name = &listing->names[i - 1];
        struct found found;
        if (name->log_id != log_id)
            continue;
        if (name->number > log->number)
            log->number = name->number;
        if (recover_segment(opening, name, &found) < 0)
            return -1;
        log->next_sequence += found.damaged_behind / HF_RECORD_OVERHEAD;
        if (found.last == 0)
            continue;
        log->file.log_id = log_id;
        log->next_sequence += found.last;
        return 0;
    }
    say(log, "log %s: no segment in it can be read; they are kept, and a new log begins",
        log->directory);
    log->number = 0;
    log->next_sequence = 1;
    return 0;
}

/* What an interrupted compression left. */
static void remove_partials(const struct hf_log *log, const struct hf_log_listing *listing)
{
    for (size_t i = 0; i < listing->n; i++) {
        struct hf_log_name name = listing->names[i];
        char text[HF_LOG_FILE_NAME], partial[HF_LOG_FILE_NAME + 8];
        if (name.compressed)
            continue;
        name.compressed = 1;
        hf_log_name_write(&name, text);
        (void)snprintf(partial, sizeof(partial), "%s.tmp", text);
        (void)unlinkat(log->file.directory, partial, 0);
    }
}

static int find_place(struct opening *opening)
{
    struct hf_log *log = opening->log;
    struct hf_log_listing listing;
    int error = hf_log_list(log->file.directory, &listing);
    if (error)
        return refuse(opening, "log %s: cannot list it: %s", log->directory, strerror(-error));
    int result = 0;
    if (listing.n > 0) {
        remove_partials(log, &listing);
        result = recover(opening, &listing);
    }
    hf_log_listing_free(&listing);
    if (result == 0 && log->file.log_id == 0 &&
        uv_random(NULL, NULL, &log->file.log_id, sizeof(log->file.log_id), 0, NULL) != 0)
        return refuse(opening, "log %s: the system gives no random number", log->directory);
    log->file.log_id += log->file.log_id == 0;
    return result;
}

/* ---- the log ---- */

static void fill_defaults(struct hf_log_options *options)
{
    if (options->segment_bytes == 0)
        options->segment_bytes = HF_LOG_SEGMENT_BYTES;
    if (options->segment_age_s == 0)
        options->segment_age_s = HF_LOG_SEGMENT_AGE_S;
    if (options->keep_segments == 0)
        options->keep_segments = HF_LOG_KEEP_SEGMENTS;
    if (options->pending_bytes == 0)
        options->pending_bytes = HF_LOG_PENDING_BYTES;
    if (options->stall_ms == 0)
        options->stall_ms = HF_LOG_STALL_MS;
    if (options->retry_ms == 0)
        options->retry_ms = HF_LOG_RETRY_MS;
}

static struct hf_log *make_log(const struct hf_log_options *options)
{
    struct hf_log *log = calloc(1, sizeof(*log));
    if (!log)
        return NULL;
    log->options = *options;
    fill_defaults(&log->options);
    log->directory = strdup(options->directory);
    log->writer = strdup(options->writer ? options->writer : "holdfast");
    log->lock = log->file.fd = log->file.directory = -1;
    log->file.sync = options->sync;
    log->next_sequence = 1;
    log->filling.rotate_at = log->writing.rotate_at = HF_LOG_NO_ROTATION;
    return log;
}

/* A disk that is full takes nobody out of service, unless each record must be on it: the log is
 * tried again as after any loss, and says so. */
static int begin_without(struct opening *opening, uint64_t sequence)
{
    struct hf_log *log = opening->log;
    char what[HF_LOG_TEXT];
    (void)snprintf(what, sizeof(what), "cannot begin segment %llu: %s",
                   (unsigned long long)log->number, strerror(log->file.error));
    if (log->file.failure != HF_LOG_FULL || log->options.sync == HF_LOG_SYNC_ALWAYS)
        return refuse(opening, "log %s: %s", log->directory, what);
    log->number--;
    log->lost = 1;
    log->gap_from = sequence;
    log->retry_at_ms = hf_log_boot_ms() + log->options.retry_ms;
    hf_log_say(log, HF_LOG_FULL, what);
    return 0;
}

/* The first segment is written here and now: a directory that cannot be written is refused. */
static int begin_first(struct opening *opening)
{
    struct hf_log *log = opening->log;
    uint64_t sequence = log->next_sequence;
    if (hf_log_begin_segment(log) < 0)
        return refuse(opening, "log %s: no memory", log->directory);
    if (hf_log_file_write(&log->file, &log->filling) < 0 && begin_without(opening, sequence) < 0)
        return -1;
    log->filling.buffer.used = 0;
    log->filling.rotate_at = HF_LOG_NO_ROTATION;
    log->released = sequence;
    return 0;
}

static int start_handles(struct opening *opening, uv_loop_t *loop)
{
    struct hf_log *log = opening->log;
    log->loop = loop;
    int error = uv_mutex_init(&log->mutex);
    if (error == 0)
        error = uv_cond_init(&log->idle);
    if (error == 0)
        error = uv_timer_init(loop, &log->stall);
    if (error == 0)
        error = uv_async_init(loop, &log->wake, hf_log_on_wake);
    if (error) /* no descriptor is left: libuv keeps the timer, so this log is not freed */
        return refuse(opening, "log %s: %s", log->directory, uv_strerror(error));
    log->stall.data = log->wake.data = log;
    uv_unref((uv_handle_t *)(void *)&log->stall);
    uv_unref((uv_handle_t *)(void *)&log->wake);
    log->users = 2;
    log->file.wake = log->file.sync == HF_LOG_SYNC_ALWAYS ? &log->wake : NULL;
    return 0;
}

static void give_up(struct hf_log *log)
{
    hf_log_buffer_free(&log->filling.buffer);
    if (log->file.fd >= 0)
        close(log->file.fd);
    if (log->file.directory >= 0)
        close(log->file.directory);
    if (log->lock >= 0)
        close(log->lock);
    free(log->directory);
    free(log->writer);
    free(log);
}

struct hf_log *hf_log_open(uv_loop_t *loop, const struct hf_log_options *options, char *error,
                           size_t size)
{
    struct opening opening = {make_log(options), error, size};
    struct hf_log *log = opening.log;
    if (!log || !log->directory || !log->writer) {
        (void)refuse(&opening, "log %s: no memory", options->directory);
        if (log)
            give_up(log);
        return NULL;
    }
    if (take_directory(&opening) < 0 || find_place(&opening) < 0 || begin_first(&opening) < 0) {
        give_up(log);
        return NULL;
    }
    if (start_handles(&opening, loop) < 0)
        return NULL;
    if (!log->lost) /* else once a segment stands, which it must not touch */
        hf_log_start_tidy(log);
    return log;
}
