/* SPDX-License-Identifier: Apache-2.0 */
/* Following a log that is written, rotated, compressed and removed meanwhile: each record comes
 * once, in order, and what does not is said. */
#define _GNU_SOURCE
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "holdfast/record.h"
#include "holdfast/sip/agent.h"
#include "top_follow.h"
#include "top_lines.h"
#include "top_segments.h"

#define LOG_ID     7
#define FILE_BYTES (1u << 20)
#define PATH_BYTES 256

struct heard {
    uint64_t sum; /* of the lines' numbers, which tests use as a count */
    unsigned entries, segments, gaps, anews, out_of_order;
    uint32_t last;
};

static void on_segment(void *context, const struct hf_log_segment *segment)
{
    (void)segment;
    ((struct heard *)context)->segments++;
}

static void on_entry(void *context, const struct hf_log_entry *entry)
{
    struct heard *heard = context;

    heard->entries++;
    heard->sum += entry->line;
    heard->out_of_order += entry->line <= heard->last;
    heard->last = entry->line;
}

static void on_gap(void *context, const char *why)
{
    cr_assert_gt(strlen(why), 0);
    ((struct heard *)context)->gaps++;
}

static void on_anew(void *context)
{
    ((struct heard *)context)->anews++;
}

/* A log in the making; each record is a note whose line is a running number. */
struct making {
    char directory[PATH_BYTES];
    struct heard heard;
    struct hf_top_follow *follow;
    uint64_t sequence, number, log_id;
    uint32_t line;
    uint8_t bytes[4096];
};

static void path_of(const struct making *m, uint64_t number, const char *end, char *path)
{
    snprintf(path, PATH_BYTES, "%.150s/hf-%016lx-%08lu.log%s", m->directory,
             (unsigned long)m->log_id, (unsigned long)number, end);
}

static void append(const struct making *m, const void *bytes, size_t n)
{
    char path[PATH_BYTES];
    int fd;

    path_of(m, m->number, "", path);
    fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    cr_assert_geq(fd, 0);
    cr_assert_eq(write(fd, bytes, n), (ssize_t)n);
    close(fd);
}

static size_t frame(struct making *m, const uint8_t *payload, size_t length)
{
    struct hf_record_write record = {payload, length, ++m->sequence};

    return hf_record_write(&record, m->bytes, sizeof m->bytes);
}

static void begin_segment_at(struct making *m, uint64_t wall_us)
{
    struct hf_log_segment segment = {
        .log_id = m->log_id, .number = ++m->number, .wall_us = wall_us, .schema = HF_LOG_SCHEMA};
    uint8_t payload[512];

    append(m, m->bytes, frame(m, payload, hf_log_segment_write(&segment, payload, sizeof payload)));
}

static void begin_segment(struct making *m)
{
    begin_segment_at(m, 1000000 * (m->log_id * 100000 + m->number + 1));
}

static size_t next_record(struct making *m)
{
    struct hf_log_entry entry = {.kind = HF_LOG_NOTE, .line = ++m->line, .wall_us = m->line};
    char text[HF_LOG_TEXT_MAX];
    uint8_t payload[1024];

    memset(text, 'a', sizeof text);
    text[m->line * 37 % sizeof text] = '\0';
    entry.u.note.text = text;
    return frame(m, payload, hf_log_entry_write(&entry, payload, sizeof payload));
}

static void add_records(struct making *m, int n)
{
    while (n-- > 0)
        append(m, m->bytes, next_record(m));
}

static void poll_once(struct making *m)
{
    char error[4700] = "";

    cr_assert_eq(hf_top_follow_poll(m->follow, error, sizeof error), 0, "%s", error);
}

static void begin(struct making *m)
{
    const char *parent = getenv("TMPDIR");

    memset(m, 0, sizeof *m);
    m->log_id = LOG_ID;
    snprintf(m->directory, sizeof m->directory, "%.100s/hf-top-XXXXXX", parent ? parent : "/tmp");
    cr_assert_not_null(mkdtemp(m->directory));
    begin_segment(m);
}

static void open_follow(struct making *m)
{
    struct hf_top_sink sink = {&m->heard, on_segment, on_entry, on_gap, on_anew};
    char error[4700];

    m->follow = hf_top_follow_open(m->directory, &sink, error, sizeof error);
    cr_assert_not_null(m->follow, "%s", error);
}

static void end(struct making *m)
{
    char command[PATH_BYTES + 16];

    hf_top_follow_close(m->follow);
    snprintf(command, sizeof command, "rm -r %s", m->directory);
    cr_assert_eq(system(command), 0);
}

/* All records came once, in order. */
static void assert_all(const struct making *m)
{
    cr_assert_eq(m->heard.entries, m->line, "%u of %u", m->heard.entries, m->line);
    cr_assert_eq(m->heard.out_of_order, 0);
    cr_assert_eq(m->heard.gaps, 0);
}

static void pack(const struct making *m, uint64_t number)
{
    static uint8_t from[FILE_BYTES], to[FILE_BYTES];
    char path[PATH_BYTES];
    FILE *file;
    size_t n;

    path_of(m, number, "", path);
    file = fopen(path, "rb");
    n = fread(from, 1, sizeof from, file);
    fclose(file);
    n = ZSTD_compress(to, sizeof to, from, n, 3);
    cr_assert_not(ZSTD_isError(n));
    unlink(path);
    path_of(m, number, ".zst", path);
    file = fopen(path, "wb");
    fwrite(to, 1, n, file);
    fclose(file);
}

Test(top_follow, a_record_is_waited_for_however_its_bytes_come)
{
    struct making m;
    unsigned draw = 1;

    begin(&m);
    open_follow(&m);
    for (int i = 0; i < 300; i++) {
        size_t n = next_record(&m), at = 0;

        while (at < n) {
            size_t piece;

            draw = draw * 1103515245u + 12345u;
            piece = 1 + (draw >> 16) % 40;
            piece = piece < n - at ? piece : n - at;
            append(&m, m.bytes + at, piece);
            at += piece;
            poll_once(&m);
            cr_assert_eq(m.heard.entries, m.line - (at < n), "record %u, byte %zu", m.line, at);
        }
    }
    assert_all(&m);
    end(&m);
}

Test(top_follow, goes_from_segment_to_segment)
{
    struct making m;

    begin(&m);
    open_follow(&m);
    for (int i = 0; i < 50; i++) {
        add_records(&m, i % 4);
        if (i % 3 == 0)
            poll_once(&m);
        add_records(&m, 1);
        begin_segment(&m);
    }
    poll_once(&m);
    assert_all(&m);
    cr_assert_eq(m.heard.segments, 51);
    end(&m);
}

Test(top_follow, an_open_segment_is_read_to_its_end_after_it_was_packed)
{
    struct making m;

    begin(&m);
    open_follow(&m);
    add_records(&m, 10);
    poll_once(&m);
    add_records(&m, 10); /* not seen before its name goes */
    begin_segment(&m);
    pack(&m, 1);
    add_records(&m, 10);
    begin_segment(&m);
    add_records(&m, 10);
    pack(&m, 2); /* never seen unpacked */
    poll_once(&m);
    assert_all(&m);
    end(&m);
}

Test(top_follow, begins_where_all_lines_are_said)
{
    struct making m;

    begin(&m);
    for (int i = 0; i < 9; i++) {
        add_records(&m, 5);
        begin_segment(&m);
    }
    for (uint64_t number = 1; number < 9; number++)
        pack(&m, number);
    open_follow(&m);
    poll_once(&m);
    cr_assert_eq(m.heard.gaps, 0);
    cr_assert_eq(m.heard.out_of_order, 0);
    cr_assert_eq(m.heard.segments, 10); /* all began within an hour */
    add_records(&m, 3);
    poll_once(&m);
    assert_all(&m);
    end(&m);
}

Test(top_follow, segments_that_went_unread_are_a_gap)
{
    struct making m;
    char path[PATH_BYTES];

    begin(&m);
    open_follow(&m);
    add_records(&m, 10);
    poll_once(&m);
    for (int i = 0; i < 4; i++) {
        begin_segment(&m);
        add_records(&m, 10);
    }
    for (uint64_t number = 1; number < 4; number++) {
        path_of(&m, number, "", path);
        unlink(path);
    }
    for (int i = 0; i < 6; i++) /* it looks around when nothing comes for a while */
        poll_once(&m);
    cr_assert_eq(m.heard.gaps, 1);
    cr_assert_eq(m.heard.last, m.line);
    cr_assert_eq(m.heard.entries, 30);
    end(&m);
}

Test(top_follow, damage_costs_what_it_hit)
{
    struct making m;
    char path[PATH_BYTES];
    struct stat status;
    int fd;

    begin(&m);
    add_records(&m, 10);
    path_of(&m, 1, "", path);
    cr_assert_eq(stat(path, &status), 0);
    add_records(&m, 10);
    fd = open(path, O_WRONLY);
    cr_assert_eq(pwrite(fd, "x", 1, status.st_size + 30), 1);
    close(fd);
    open_follow(&m);
    poll_once(&m);
    cr_assert_eq(m.heard.entries, 19);
    cr_assert_gt(m.heard.gaps, 0);
    add_records(&m, 5);
    poll_once(&m);
    cr_assert_eq(m.heard.entries, 24);
    end(&m);
}

/* A file system may show a write's length before its bytes. */
Test(top_follow, what_is_no_record_yet_is_given_time)
{
    static const uint8_t nothing[4096];
    struct making m;
    char path[PATH_BYTES];
    struct stat status;
    size_t n;
    int fd;

    begin(&m);
    open_follow(&m);
    add_records(&m, 10);
    poll_once(&m);
    path_of(&m, 1, "", path);
    cr_assert_eq(stat(path, &status), 0);
    n = next_record(&m);
    append(&m, nothing, n);
    poll_once(&m);
    cr_assert_eq(m.heard.entries, 10);
    fd = open(path, O_WRONLY);
    cr_assert_eq(pwrite(fd, m.bytes, n, status.st_size), (ssize_t)n);
    close(fd);
    poll_once(&m);
    assert_all(&m);
    append(&m, nothing, 100); /* this never becomes one */
    poll_once(&m);
    poll_once(&m);
    cr_assert_eq(m.heard.gaps, 1);
    add_records(&m, 5);
    poll_once(&m);
    cr_assert_eq(m.heard.entries, m.line);
    end(&m);
}

/* The writer died inside a record; the next one cuts it, and begins a segment. */
Test(top_follow, a_torn_tail_is_no_gap)
{
    struct making m;
    char path[PATH_BYTES];
    struct stat status;

    begin(&m);
    open_follow(&m);
    add_records(&m, 10);
    path_of(&m, 1, "", path);
    cr_assert_eq(stat(path, &status), 0);
    append(&m, "HfR1xxxx", 8);
    poll_once(&m);
    cr_assert_eq(truncate(path, status.st_size), 0);
    begin_segment(&m);
    add_records(&m, 10);
    poll_once(&m);
    poll_once(&m);
    assert_all(&m);
    end(&m);
}

Test(top_follow, another_log_in_the_directory_is_taken_up)
{
    struct making m;

    begin(&m);
    open_follow(&m);
    add_records(&m, 10);
    poll_once(&m);
    m.log_id++;
    m.number = m.sequence = 0;
    begin_segment(&m);
    add_records(&m, 10);
    for (int i = 0; i < 6; i++)
        poll_once(&m);
    cr_assert_eq(m.heard.anews, 1);
    assert_all(&m);
    end(&m);
}

static uint64_t newest_when_written(const struct making *m, time_t at)
{
    const struct timespec times[] = {{.tv_sec = at}, {.tv_sec = at}};
    struct hf_top_listing listing;
    char path[PATH_BYTES];
    uint64_t log_id;

    path_of(m, 1, "", path);
    cr_assert_eq(utimensat(AT_FDCWD, path, times, 0), 0);
    cr_assert_eq(hf_top_list(m->directory, &listing), 0);
    cr_assert_eq(listing.n, 2);
    log_id = listing.items[hf_top_newest_log(m->directory, &listing) - 1].log_id;
    hf_top_listing_free(&listing);
    return log_id;
}

/* A phone may begin before its clock is set. */
Test(top_follow, a_log_of_1970_is_as_new_as_its_file)
{
    const time_t other_s = 1700000000;
    struct making m;

    begin(&m); /* in 1970 */
    m.log_id = LOG_ID + 1;
    m.number = 0;
    begin_segment_at(&m, (uint64_t)other_s * 1000000);
    m.log_id = LOG_ID;
    cr_assert_eq(newest_when_written(&m, other_s - 10), LOG_ID + 1);
    cr_assert_eq(newest_when_written(&m, other_s + 10), LOG_ID);
    m.log_id = LOG_ID + 1;
    cr_assert_eq(newest_when_written(&m, other_s + 100), LOG_ID); /* of this, the header counts */
    end(&m);
}

Test(top_follow, a_directory_that_has_gone_is_an_error)
{
    struct making m;
    char command[PATH_BYTES + 16], error[4700] = "";

    begin(&m);
    open_follow(&m);
    poll_once(&m);
    snprintf(command, sizeof command, "rm -r %s", m.directory);
    cr_assert_eq(system(command), 0);
    cr_assert_eq(hf_top_follow_poll(m.follow, error, sizeof error), -1);
    cr_assert_not_null(strstr(error, m.directory));
    hf_top_follow_close(m.follow);
}

/* ---- lines that are gone ---- */

static void tell_line(struct hf_top_lines *lines, uint32_t number, uint64_t wall_us)
{
    struct hf_log_entry entry = {.kind = HF_LOG_LINE_ADDED, .line = number, .wall_us = wall_us};

    entry.u.added.name = "SIP";
    hf_top_lines_entry(lines, &entry);
}

/* Two lines in one segment, of which the next one says the first alone. */
static struct hf_top_lines *with_a_line_less(uint64_t begun_us)
{
    struct hf_top_lines *lines = hf_top_lines_new();
    struct hf_log_segment segment = {.wall_us = 1000000, .schema = HF_LOG_SCHEMA};

    cr_assert_not_null(lines);
    hf_top_lines_segment(lines, &segment);
    tell_line(lines, 1, 1000000);
    tell_line(lines, 2, 1000000);
    segment.wall_us = begun_us;
    hf_top_lines_segment(lines, &segment);
    tell_line(lines, 1, begun_us + 1000);
    return lines;
}

Test(top_lines, a_line_that_a_young_segment_does_not_say_may_still_come)
{
    const uint64_t begun_us = 90000000;
    struct hf_top_lines *lines = with_a_line_less(begun_us);

    cr_assert_not_null(hf_top_lines_get(lines, 2));
    hf_top_lines_present(lines, begun_us + 4999999);
    cr_assert_not_null(hf_top_lines_get(lines, 2));
    hf_top_lines_present(lines, begun_us + 5000000); /* no record came meanwhile */
    cr_assert_null(hf_top_lines_get(lines, 2));
    cr_assert_not_null(hf_top_lines_get(lines, 1));
    hf_top_lines_present(lines, begun_us - 1); /* the clock was set back */
    cr_assert_null(hf_top_lines_get(lines, 2));
    hf_top_lines_present(lines, 0); /* nobody writes: it ended before it could say more */
    cr_assert_not_null(hf_top_lines_get(lines, 2));
    tell_line(lines, 1, begun_us + 5000000);
    cr_assert_null(hf_top_lines_get(lines, 2));
    hf_top_lines_free(lines);
}

Test(top_lines, a_log_that_ended_has_said_all_its_lines)
{
    const uint64_t begun_us = 90000000;
    struct hf_top_lines *lines = with_a_line_less(begun_us);
    struct hf_log_entry end_of_log = {.kind = HF_LOG_CLEAN_END, .wall_us = begun_us + 2000};

    hf_top_lines_entry(lines, &end_of_log);
    cr_assert_null(hf_top_lines_get(lines, 2));
    cr_assert_not_null(hf_top_lines_get(lines, 1));
    hf_top_lines_free(lines);
}

/* ---- counts ---- */

/* Requests that left the phone, once: neither their repetitions, nor what was only meant. */
Test(top_lines, a_request_counts_when_it_leaves)
{
    struct hf_top_lines *lines = hf_top_lines_new();
    struct hf_log_entry note = {.kind = HF_LOG_NOTE, .line = 1, .wall_us = 90000000};

    cr_assert_not_null(lines);
    note.u.note.kind = HF_NOTE_FIRST_SEND;
    hf_top_lines_entry(lines, &note); /* of a line that the log has not said */
    cr_assert_null(hf_top_lines_get(lines, 1));
    tell_line(lines, 1, 90000000);
    for (uint8_t kind = 0; kind <= HF_NOTE_INCOMING_REQUEST; kind++) {
        note.u.note.kind = kind;
        hf_top_lines_entry(lines, &note);
    }
    cr_assert_eq(hf_top_sum(hf_top_lines_get(lines, 1), 90000000).sent, 1);
    hf_top_lines_free(lines);
}

Test(top_lines, an_hour_is_counted_by_minutes)
{
    struct hf_top_line line = {.minute = 1000};
    const uint64_t minute_us = 60000000;

    line.counts[1000 % HF_TOP_MINUTES].sent = 5;
    line.counts[(1000 - 59) % HF_TOP_MINUTES].sent = 7;
    cr_assert_eq(hf_top_sum(&line, 1000 * minute_us).sent, 12);
    cr_assert_eq(hf_top_sum(&line, 1001 * minute_us).sent, 5);
    cr_assert_eq(hf_top_sum(&line, 1059 * minute_us).sent, 5);
    cr_assert_eq(hf_top_sum(&line, 1060 * minute_us).sent, 0);
    cr_assert_eq(hf_top_sum(&line, UINT64_MAX).sent, 0);
}
