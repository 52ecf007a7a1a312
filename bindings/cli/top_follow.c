/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a log's segments in turn, each from where reading stopped before. A segment's file stays
 * open: when it is compressed and its name removed, what was written to its end can still be
 * read. Only what is found compressed already goes through log_reader.c, at once to its end.
 */
#define _GNU_SOURCE
#include "top_follow.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "holdfast/record.h"
#include "holdfast/uv/log_reader.h"
#include "top_segments.h"

#define WINDOW_BYTES  (4u << 20)
#define SCRATCH_BYTES (HF_RECORD_PAYLOAD_MAX + 4096u)
#define HEADER_REST   (HF_RECORD_HEADER - 1) /* of a header that is not all there yet */
#define PATH_BYTES    4600
#define LOOK_EVERY    5 /* polls without news, until the directory is looked through */
#define LOCK_NAME     "hf-lock"

enum progress { NOTHING_NEW, NEWS };

struct hf_top_follow {
    struct hf_top_sink sink;
    char *path;
    struct hf_top_segment segment; /* that is read, or comes next; number 0: none yet */
    uint8_t *window;
    struct hf_log_scratch scratch;
    uint64_t at;       /* file offset: all before it was taken */
    uint64_t bytes;    /* taken, of all segments */
    uint64_t expected; /* the next sequence number; 0: any */
    uint64_t doubtful; /* offset + 1 of what is no record yet: a write may be under way */
    unsigned idle;     /* polls in a row that gave nothing */
    int fd;            /* -1: the segment is not open */
    int is_file;
    int whole;    /* the segment was taken to its end, and no more will come */
    int skipping; /* a segment of an unknown schema */
};

/* ---- records ---- */

static void say_gap(struct hf_top_follow *follow, const char *why)
{
    follow->sink.gap(follow->sink.context, why);
}

static void take_header(struct hf_top_follow *follow, const uint8_t *payload, size_t length)
{
    struct hf_log_segment segment;
    char text[128];

    if (hf_log_segment_read(payload, length, &segment) < 0) {
        say_gap(follow, "a segment's header makes no sense");
        return;
    }
    follow->skipping = segment.schema != HF_LOG_SCHEMA;
    if (!follow->skipping) {
        follow->sink.segment(follow->sink.context, &segment);
        return;
    }
    snprintf(text, sizeof text, "a segment's schema is %u, this build reads %u", segment.schema,
             (unsigned)HF_LOG_SCHEMA);
    say_gap(follow, text);
}

static void take_record(struct hf_top_follow *follow, uint64_t sequence, const uint8_t *payload,
                        size_t length)
{
    struct hf_log_entry entry;
    char text[128];

    if (follow->expected != 0 && sequence < follow->expected)
        return; /* seen before */
    if (follow->expected != 0 && sequence > follow->expected) {
        snprintf(text, sizeof text, "records %" PRIu64 " to %" PRIu64 " are missing",
                 follow->expected, sequence - 1);
        say_gap(follow, text);
    }
    follow->expected = sequence + 1;
    if (hf_log_is_segment(payload, length))
        take_header(follow, payload, length);
    else if (follow->skipping)
        return;
    else if (hf_log_entry_read(payload, length, &follow->scratch, &entry) == 0)
        follow->sink.entry(follow->sink.context, &entry);
    else
        say_gap(follow, "a record is whole but cannot be decoded");
}

/* ---- files that are whole ---- */

/* A file to its end. 1 when records were in it; 0, and error says why, when none were. */
static int take_file(struct hf_top_follow *follow, const char *path, char *error, size_t size)
{
    struct hf_log_item item;
    struct hf_log_reader *reader = hf_log_reader_open(&path, 1, error, size);
    int found = 0;

    if (reader == NULL)
        return 0;
    while (hf_log_reader_next(reader, &item) != HF_LOG_ITEM_END) {
        if (item.kind == HF_LOG_ITEM_RECORD || item.kind == HF_LOG_ITEM_SEGMENT) {
            take_record(follow, item.sequence, item.payload, item.n_payload);
            follow->bytes += item.n_payload;
            found = 1;
        } else if (error[0] == '\0' && item.kind != HF_LOG_ITEM_TORN &&
                   item.kind != HF_LOG_ITEM_MISSING) {
            (void)hf_log_item_say(&item, error, size); /* what is missing, take_record sees */
        }
    }
    hf_log_reader_close(reader);
    return found;
}

/* ---- the segment that is written ---- */

static enum progress take_damage(struct hf_top_follow *follow, const struct hf_record *record,
                                 int to_the_end)
{
    uint64_t place = follow->at + 1;
    size_t length = record->length;

    /* The writer may be at it: what is still no record at the next poll is damage. */
    if (to_the_end && follow->doubtful != place) {
        follow->doubtful = place;
        return NOTHING_NEW;
    }
    if (to_the_end)
        length -= length > HEADER_REST ? HEADER_REST : length - 1;
    follow->at += length;
    say_gap(follow, "the log is damaged");
    return NEWS;
}

/* What the window holds; behind it, follow->at is where reading goes on. */
static enum progress take_window(struct hf_top_follow *follow, size_t n)
{
    struct hf_record_reader frames = {.bytes = follow->window, .n_bytes = n};
    enum progress progress = NOTHING_NEW;

    for (;;) { /* each round uses up bytes, or ends */
        struct hf_record record = hf_record_next(&frames);

        if (record.kind == HF_RECORD_DAMAGE) {
            enum progress damage = take_damage(follow, &record, frames.next == n);

            if (damage == NOTHING_NEW || frames.next == n)
                return damage == NEWS ? NEWS : progress;
        } else if (record.kind != HF_RECORD_FOUND) {
            return progress;
        } else {
            follow->at += record.length + HF_RECORD_OVERHEAD;
            follow->bytes += record.length + HF_RECORD_OVERHEAD;
            take_record(follow, record.sequence, record.payload, record.length);
        }
        progress = NEWS;
    }
}

static enum progress read_on(struct hf_top_follow *follow)
{
    enum progress progress = NOTHING_NEW;

    for (;;) { /* each round takes a record at least, or ends */
        ssize_t n = pread(follow->fd, follow->window, WINDOW_BYTES, (off_t)follow->at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0 || take_window(follow, (size_t)n) == NOTHING_NEW)
            return progress;
        progress = NEWS;
    }
}

/* ---- from segment to segment ---- */

static void path_of(const struct hf_top_follow *follow, const struct hf_top_segment *segment,
                    int compressed, char path[PATH_BYTES])
{
    char file[HF_TOP_FILE_NAME];

    hf_top_segment_name(segment, compressed, file);
    snprintf(path, PATH_BYTES, "%s/%s", follow->path, file);
}

static int is_there(const struct hf_top_follow *follow, const struct hf_top_segment *segment)
{
    char path[PATH_BYTES];

    path_of(follow, segment, 0, path);
    if (access(path, F_OK) == 0)
        return 1;
    path_of(follow, segment, 1, path);
    return access(path, F_OK) == 0;
}

static void leave_segment(struct hf_top_follow *follow)
{
    if (follow->fd >= 0)
        close(follow->fd);
    follow->fd = -1;
    follow->at = 0;
    follow->doubtful = 0;
    follow->whole = 0;
}

/* One that was compressed already is taken at once. */
static void enter_segment(struct hf_top_follow *follow)
{
    char path[PATH_BYTES], error[PATH_BYTES];

    path_of(follow, &follow->segment, 0, path);
    follow->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (follow->fd >= 0)
        return;
    path_of(follow, &follow->segment, 1, path);
    error[0] = '\0';
    if (take_file(follow, path, error, sizeof error) == 0)
        say_gap(follow, error[0] != '\0' ? error : "a segment cannot be read");
    follow->whole = 1;
}

/* Goes to the newest log's beginning of the present. 0, or a negative errno; -ENOENT also where
 * there is no segment. */
static int begin(struct hf_top_follow *follow)
{
    struct hf_top_listing listing;
    int error = hf_top_list(follow->path, &listing);
    size_t end;

    if (error != 0)
        return error;
    end = hf_top_newest_log(follow->path, &listing);
    leave_segment(follow);
    follow->expected = 0;
    follow->skipping = 0;
    follow->segment = (struct hf_top_segment){0};
    if (end > 0)
        follow->segment = listing.items[hf_top_first_segment(follow->path, &listing, end)];
    hf_top_listing_free(&listing);
    return end > 0 ? 0 : -ENOENT;
}

/* The directory was not quiet because nothing happened, but because it is another one, or its
 * segments went further than the next number. */
static enum progress look_around(struct hf_top_follow *follow)
{
    struct hf_top_listing listing;
    struct hf_top_segment next = {0};
    int other = 1;

    if (hf_top_list(follow->path, &listing) != 0)
        return NOTHING_NEW;
    for (size_t i = 0; i < listing.n; i++) {
        const struct hf_top_segment *item = &listing.items[i];

        other &= item->log_id != follow->segment.log_id || item->number < follow->segment.number;
        if (item->log_id == follow->segment.log_id && item->number > follow->segment.number &&
            next.number == 0)
            next = *item;
    }
    if (listing.n > 0 && !other) { /* a log that began later may stand beside ours */
        size_t end = hf_top_newest_log(follow->path, &listing);

        other = listing.items[end - 1].log_id != follow->segment.log_id;
    }
    other &= listing.n > 0;
    hf_top_listing_free(&listing);
    if (other && begin(follow) == 0) {
        follow->sink.anew(follow->sink.context);
        return NEWS;
    }
    if (next.number == 0)
        return NOTHING_NEW;
    leave_segment(follow);
    follow->segment = next;
    return NEWS;
}

/* The segment is read to its end: the next one, where there is one. */
static enum progress go_on(struct hf_top_follow *follow)
{
    struct hf_top_segment next = {follow->segment.log_id, follow->segment.number + 1};

    if (!is_there(follow, &next))
        return NOTHING_NEW;
    if (follow->fd >= 0) { /* what was written between our reading and its end */
        (void)read_on(follow);
        (void)read_on(follow); /* and what is no record now never will be: damage */
    }
    leave_segment(follow);
    follow->segment = next;
    return NEWS;
}

static int say_error(char *error, size_t size, const char *path, int number)
{
    if (number == ENOENT && access(path, F_OK) == 0)
        snprintf(error, size,
                 "%s: holds no segment of an event log (hf-<id>-<number>.log or "
                 ".log.zst); right is the directory that `holdfast phone --log` has",
                 path);
    else
        snprintf(error, size, "%s: %s", path[0] != '\0' ? path : "(empty path)", strerror(number));
    return -1;
}

static enum progress poll_directory(struct hf_top_follow *follow)
{
    enum progress progress = NOTHING_NEW;

    do { /* each round uses up a segment, or ends */
        if (follow->fd < 0 && !follow->whole) {
            enter_segment(follow);
            progress = NEWS;
        }
        if (follow->fd >= 0 && read_on(follow) == NEWS)
            progress = NEWS;
    } while (go_on(follow) == NEWS);
    return progress;
}

int hf_top_follow_poll(struct hf_top_follow *follow, char *error, size_t size)
{
    struct stat status;

    if (follow->is_file) {
        error[0] = '\0';
        follow->whole = follow->whole || take_file(follow, follow->path, error, size);
        return follow->whole ? 0 : -1;
    }
    if (stat(follow->path, &status) < 0)
        return say_error(error, size, follow->path, errno);
    if (poll_directory(follow) == NEWS) {
        follow->idle = 0;
    } else if (++follow->idle >= LOOK_EVERY) {
        follow->idle = 0;
        if (look_around(follow) == NEWS)
            (void)poll_directory(follow);
    }
    return 0;
}

/* ---- the door ---- */

struct hf_top_follow *hf_top_follow_open(const char *path, const struct hf_top_sink *sink,
                                         char *error, size_t size)
{
    struct hf_top_follow *follow = calloc(1, sizeof *follow);
    struct stat status;
    int failed;

    if (follow == NULL) {
        (void)say_error(error, size, path, ENOMEM);
        return NULL;
    }
    follow->fd = -1;
    follow->sink = *sink;
    follow->path = strdup(path);
    follow->window = malloc(WINDOW_BYTES);
    follow->scratch.bytes = aligned_alloc(alignof(max_align_t), SCRATCH_BYTES);
    follow->scratch.size = SCRATCH_BYTES;
    failed = follow->path == NULL || follow->window == NULL || follow->scratch.bytes == NULL
                 ? -ENOMEM
                 : 0;
    if (failed == 0 && stat(path, &status) < 0)
        failed = -errno;
    if (failed == 0) {
        follow->is_file = !S_ISDIR(status.st_mode);
        failed = follow->is_file ? 0 : begin(follow);
    }
    if (failed == 0)
        return follow;
    (void)say_error(error, size, path, -failed);
    hf_top_follow_close(follow);
    return NULL;
}

uint64_t hf_top_follow_bytes(const struct hf_top_follow *follow)
{
    return follow->bytes;
}

/* The phone holds a lock on a file of the directory; the system lists locks for everybody, so that
 * nobody has to try it. */
int hf_top_follow_is_written(const struct hf_top_follow *follow)
{
    char path[PATH_BYTES], row[256], place[32];
    struct stat status;
    FILE *locks;
    int found = 0;

    snprintf(path, sizeof path, "%s/%s", follow->path, LOCK_NAME);
    if (follow->is_file || stat(path, &status) < 0)
        return 0;
    locks = fopen("/proc/locks", "re");
    if (locks == NULL)
        return -1;
    snprintf(place, sizeof place, ":%" PRIu64 " ", (uint64_t)status.st_ino);
    while (!found && fgets(row, sizeof row, locks) != NULL)
        found = strstr(row, "FLOCK") != NULL && strstr(row, place) != NULL;
    fclose(locks);
    return found;
}

void hf_top_follow_close(struct hf_top_follow *follow)
{
    if (follow == NULL)
        return;
    leave_segment(follow);
    free(follow->path);
    free(follow->window);
    free(follow->scratch.bytes);
    free(follow);
}
