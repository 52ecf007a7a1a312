/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the paths that a user gives to the files that are read. A directory's segments are read
 * in the order of their numbers; where it holds several logs, the log that began first comes
 * first.
 */
#define _GNU_SOURCE
#include "log_paths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "holdfast/uv/log_record.h"
#include "log_internal.h"
#include "log_source.h"
#include "holdfast/record.h"

static int refuse(char *error, size_t size, const char *path, const char *why)
{
    (void)snprintf(error, size, "%s: %s", path, why);
    return -1;
}

/* Takes `text`, also on failure. */
static int add(struct hf_log_paths *paths, char *text, const struct hf_log_name *name)
{
    if (text && paths->n == paths->room) {
        size_t room = paths->room ? paths->room * 2 : 16;
        struct hf_log_path *items = realloc(paths->items, room * sizeof(*items));
        if (items) {
            paths->items = items;
            paths->room = room;
        }
    }
    if (!text || paths->n == paths->room) {
        free(text);
        return -1;
    }
    struct hf_log_path path = {.text = text};
    if (name) {
        path.log_id = name->log_id;
        path.number = name->number;
    }
    paths->items[paths->n++] = path;
    return 0;
}

/* When the segment in this file began; 0 when its first record does not say. */
static uint64_t begun_us(const char *path)
{
    uint8_t bytes[1024];
    struct hf_log_source source;
    struct hf_log_segment segment = {0};
    if (hf_log_source_open(&source, path) < 0)
        return 0;
    struct hf_record_reader frames = {.bytes = bytes};
    frames.n_bytes = hf_log_source_read(&source, bytes, sizeof(bytes));
    hf_log_source_close(&source);
    struct hf_record record = hf_record_next(&frames);
    if (record.kind != HF_RECORD_FOUND ||
        hf_log_segment_read(record.payload, record.length, &segment) < 0)
        return 0;
    return segment.wall_us;
}

static int by_age(const void *a, const void *b)
{
    const struct hf_log_path *x = a, *y = b;
    if (x->begun_us != y->begun_us)
        return x->begun_us < y->begun_us ? -1 : 1;
    if (x->log_id != y->log_id)
        return x->log_id < y->log_id ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

static void sort_logs(struct hf_log_path *items, size_t n)
{
    if (n == 0 || items[0].log_id == items[n - 1].log_id)
        return; /* one log, by number already */
    for (size_t i = 0; i < n; i++) {
        int same = i > 0 && items[i].log_id == items[i - 1].log_id;
        items[i].begun_us = same ? items[i - 1].begun_us : begun_us(items[i].text);
    }
    qsort(items, n, sizeof(*items), by_age);
}

static int add_listing(struct hf_log_paths *paths, const char *path,
                       const struct hf_log_listing *listing)
{
    size_t first = paths->n;
    for (size_t i = 0; i < listing->n; i++) {
        char file[HF_LOG_FILE_NAME];
        size_t room = strlen(path) + HF_LOG_FILE_NAME + 1;
        char *text = malloc(room);
        hf_log_name_write(&listing->names[i], file);
        if (text)
            (void)snprintf(text, room, "%s%s%s", path, path[strlen(path) - 1] == '/' ? "" : "/",
                           file);
        if (add(paths, text, &listing->names[i]) < 0)
            return -1;
    }
    sort_logs(paths->items + first, paths->n - first);
    return 0;
}

static int add_directory(struct hf_log_paths *paths, const char *path, char *error, size_t size)
{
    struct hf_log_listing listing;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return refuse(error, size, path, strerror(errno));
    int failed = hf_log_list(fd, &listing);
    close(fd);
    if (failed)
        return refuse(error, size, path, strerror(-failed));
    int result = 0;
    if (listing.n == 0)
        result = refuse(error, size, path,
                        "holds no segment of an event log (hf-<id>-<number>.log or .log.zst)");
    else if (add_listing(paths, path, &listing) < 0)
        result = refuse(error, size, path, strerror(ENOMEM));
    hf_log_listing_free(&listing);
    return result;
}

int hf_log_paths_add(struct hf_log_paths *paths, const char *path, char *error, size_t size)
{
    struct stat status;
    if (stat(path, &status) < 0)
        return refuse(error, size, path[0] ? path : "(empty path)", strerror(errno));
    if (S_ISDIR(status.st_mode))
        return add_directory(paths, path, error, size);
    if (access(path, R_OK) < 0)
        return refuse(error, size, path, strerror(errno));
    if (add(paths, strdup(path), NULL) < 0)
        return refuse(error, size, path, strerror(ENOMEM));
    return 0;
}

void hf_log_paths_free(struct hf_log_paths *paths)
{
    for (size_t i = 0; i < paths->n; i++)
        free(paths->items[i].text);
    free(paths->items);
    memset(paths, 0, sizeof(*paths));
}
