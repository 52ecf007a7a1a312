/* SPDX-License-Identifier: Apache-2.0 */
/* Names and headers of segments. What else is in the directory is left alone. */
#define _GNU_SOURCE
#include "top_segments.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "holdfast/uv/log_reader.h"

#define ID_DIGITS     16
#define NUMBER_DIGITS 8
#define NUMBER_MAX    18
#define ENTRIES_MAX   (1u << 20)
#define PATH_BYTES    4600
#define HOUR_US       (UINT64_C(3600) * 1000000)
#define CLOCK_SET_US  (UINT64_C(1577836800) * 1000000) /* 2020: no phone of ours is older */

void hf_top_segment_name(const struct hf_top_segment *segment, int compressed,
                         char text[HF_TOP_FILE_NAME])
{
    snprintf(text, HF_TOP_FILE_NAME, "hf-%016" PRIx64 "-%08" PRIu64 ".log%s", segment->log_id,
             segment->number, compressed ? ".zst" : "");
}

int hf_top_segment_read(const char *text, struct hf_top_segment *segment)
{
    int n = 0;

    memset(segment, 0, sizeof *segment);
    if (strncmp(text, "hf-", 3) != 0 || strspn(text + 3, "0123456789abcdef") != ID_DIGITS ||
        text[3 + ID_DIGITS] != '-')
        return -1;
    segment->log_id = strtoull(text + 3, NULL, 16);
    for (text += 3 + ID_DIGITS + 1; *text >= '0' && *text <= '9' && n < NUMBER_MAX; n++, text++)
        segment->number = segment->number * 10 + (unsigned)(*text - '0');
    if (n < NUMBER_DIGITS)
        return -1;
    return strcmp(text, ".log") == 0 || strcmp(text, ".log.zst") == 0 ? 0 : -1;
}

static int by_name(const void *a, const void *b)
{
    const struct hf_top_segment *x = a, *y = b;

    if (x->log_id != y->log_id)
        return x->log_id < y->log_id ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

static int add(struct hf_top_listing *listing, size_t *room, const struct hf_top_segment *segment)
{
    if (listing->n == *room) {
        size_t more = *room > 0 ? *room * 2 : 64;
        struct hf_top_segment *items = realloc(listing->items, more * sizeof *items);

        if (items == NULL)
            return -ENOMEM;
        listing->items = items;
        *room = more;
    }
    listing->items[listing->n++] = *segment;
    return 0;
}

/* A segment may stand there twice for a moment, packed and not. */
static void sort(struct hf_top_listing *listing)
{
    size_t kept = 0;

    if (listing->n > 1)
        qsort(listing->items, listing->n, sizeof *listing->items, by_name);
    for (size_t i = 0; i < listing->n; i++)
        if (kept == 0 || by_name(&listing->items[kept - 1], &listing->items[i]) != 0)
            listing->items[kept++] = listing->items[i];
    listing->n = kept;
}

int hf_top_list(const char *directory, struct hf_top_listing *listing)
{
    size_t room = 0;
    int error = 0;
    DIR *dir = opendir(directory);

    *listing = (struct hf_top_listing){0};
    if (dir == NULL)
        return -errno;
    for (unsigned i = 0; i < ENTRIES_MAX && error == 0; i++) {
        struct hf_top_segment segment;
        const struct dirent *entry;

        errno = 0;
        entry = readdir(dir);
        if (entry == NULL) {
            error = -errno;
            break;
        }
        if (hf_top_segment_read(entry->d_name, &segment) == 0)
            error = add(listing, &room, &segment);
    }
    closedir(dir);
    if (error != 0)
        hf_top_listing_free(listing);
    sort(listing);
    return error;
}

void hf_top_listing_free(struct hf_top_listing *listing)
{
    free(listing->items);
    *listing = (struct hf_top_listing){0};
}

static uint64_t header_of(const char *path)
{
    struct hf_log_item item = {.kind = HF_LOG_ITEM_END};
    char error[PATH_BYTES];
    struct hf_log_reader *reader = hf_log_reader_open(&path, 1, error, sizeof error);
    uint64_t begun_us = 0;

    if (reader == NULL)
        return 0;
    if (hf_log_reader_next(reader, &item) == HF_LOG_ITEM_SEGMENT)
        begun_us = item.segment.wall_us;
    hf_log_reader_close(reader);
    return begun_us;
}

uint64_t hf_top_segment_begun(const char *directory, const struct hf_top_segment *segment)
{
    char file[HF_TOP_FILE_NAME], path[PATH_BYTES];

    for (int compressed = 0; compressed < 2; compressed++) {
        uint64_t begun_us;

        hf_top_segment_name(segment, compressed, file);
        snprintf(path, sizeof path, "%s/%s", directory, file);
        begun_us = header_of(path);
        if (begun_us != 0)
            return begun_us;
    }
    return 0;
}

static uint64_t file_us(const char *directory, const struct hf_top_segment *segment)
{
    char file[HF_TOP_FILE_NAME], path[PATH_BYTES];

    for (int compressed = 0; compressed < 2; compressed++) {
        struct stat status;

        hf_top_segment_name(segment, compressed, file);
        snprintf(path, sizeof path, "%s/%s", directory, file);
        if (stat(path, &status) == 0 && status.st_mtim.tv_sec > 0)
            return (uint64_t)status.st_mtim.tv_sec * 1000000u +
                   (uint64_t)status.st_mtim.tv_nsec / 1000u;
    }
    return 0;
}

/* Of a phone whose clock was not set when it began, the file says when it wrote last. */
static uint64_t dated_us(const char *directory, const struct hf_top_segment *segment,
                         uint64_t begun_us)
{
    uint64_t written_us = begun_us < CLOCK_SET_US ? file_us(directory, segment) : 0;

    return begun_us != 0 && written_us > begun_us ? written_us : begun_us;
}

size_t hf_top_newest_log(const char *directory, const struct hf_top_listing *listing)
{
    uint64_t newest_us = 0, newest_begun_us = 0;
    size_t end = listing->n;

    if (listing->n == 0 || listing->items[0].log_id == listing->items[listing->n - 1].log_id)
        return end;
    for (size_t i = 0; i < listing->n; i++) {
        uint64_t begun_us, at_us;

        if (i + 1 < listing->n && listing->items[i + 1].log_id == listing->items[i].log_id)
            continue; /* not the last of its log */
        begun_us = hf_top_segment_begun(directory, &listing->items[i]);
        at_us = dated_us(directory, &listing->items[i], begun_us);
        if (at_us > newest_us || (at_us == newest_us && begun_us > newest_begun_us)) {
            newest_us = at_us;
            newest_begun_us = begun_us;
            end = i + 1;
        }
    }
    return end;
}

size_t hf_top_first_segment(const char *directory, const struct hf_top_listing *listing, size_t end)
{
    uint64_t log_id = listing->items[end - 1].log_id;
    uint64_t newest_us = hf_top_segment_begun(directory, &listing->items[end - 1]);
    size_t first = end - 1;

    while (first > 0 && listing->items[first - 1].log_id == log_id) {
        uint64_t begun_us;

        first--;
        begun_us = hf_top_segment_begun(directory, &listing->items[first]);
        if (begun_us != 0 && (newest_us == 0 || begun_us + HOUR_US <= newest_us))
            break;
    }
    return first;
}
