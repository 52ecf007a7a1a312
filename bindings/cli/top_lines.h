/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How each line of a log is: the status that it last reported, what failed before that, its next
 * deadline, what it sent within the last hour: requests that left the phone, each counted once, as
 * `holdfast explain` counts them. Statuses are the log's own words; deadlines come from folding
 * (hf_log_fold), and are not known where this build's core goes another way.
 *
 * Names that end in wall_us are microseconds since 1970.
 */
#ifndef HOLDFAST_CLI_TOP_LINES_H
#define HOLDFAST_CLI_TOP_LINES_H

#include <stdint.h>

#include "holdfast/action.h"
#include "holdfast/line.h"
#include "holdfast/uv/log_record.h"
#include "words.h"

#define HF_TOP_MINUTES 60 /* that are counted */

struct hf_top_count {
    uint16_t sent, failed;
};

struct hf_top_line {
    uint32_t number;
    uint32_t segments;    /* how many segments had begun when the log last spoke of it */
    const char *name;     /* "" where the log does not say it */
    uint64_t wall_us;     /* of its latest record */
    uint64_t at_us;       /* line time, of its latest step */
    uint64_t out_wall_us; /* since when it is out of service; 0: it is not, or not known */
    int64_t ahead_us;     /* wall clock less line time */
    uint64_t minute;      /* since 1970: the latest that is counted */
    uint64_t asked_us[HF_PURPOSE_COUNT];
    struct hf_line_status status;
    struct hf_deadline deadline;     /* at_us HF_NEVER: none */
    struct hf_words_failure failure; /* the latest */
    struct hf_top_count counts[HF_TOP_MINUTES];
    uint8_t known;          /* status is valid */
    uint8_t deadline_known; /* deadline is valid */
    uint8_t clock_known;    /* ahead_us is of a step */
    uint8_t served;         /* the server that served it last, or 0 */
    uint8_t from;           /* the server that it moved away from last, or 0 */
    uint8_t reserved[3];
};

struct hf_top_lines;

struct hf_top_lines *hf_top_lines_new(void); /* NULL: no memory */
void hf_top_lines_free(struct hf_top_lines *lines);

/* From now on, changed is told of each new status, once the line has it. */
void hf_top_lines_tell(struct hf_top_lines *lines, void *context,
                       void (*changed)(void *context, const struct hf_top_line *line));

void hf_top_lines_segment(struct hf_top_lines *lines, const struct hf_log_segment *segment);
void hf_top_lines_entry(struct hf_top_lines *lines, const struct hf_log_entry *entry);
void hf_top_lines_gap(struct hf_top_lines *lines, const char *why);
void hf_top_lines_anew(struct hf_top_lines *lines);

/* What the clock says while a phone writes the log; 0 where none does: the log's end is all that
 * is known of the present. */
void hf_top_lines_present(struct hf_top_lines *lines, uint64_t wall_us);

/* Lines are 1..n, with holes. NULL where there is none (any more). */
uint32_t hf_top_lines_n(const struct hf_top_lines *lines);
const struct hf_top_line *hf_top_lines_get(const struct hf_top_lines *lines, uint32_t number);

/* The latest record's moment; what went wrong last, "" for nothing; whether the phone said that it
 * ended; the program that writes. */
uint64_t hf_top_lines_wall_us(const struct hf_top_lines *lines);
const char *hf_top_lines_trouble(const struct hf_top_lines *lines);
int hf_top_lines_ended(const struct hf_top_lines *lines);
const char *hf_top_lines_writer(const struct hf_top_lines *lines);

/* A moment of the line's own time by the wall clock; HF_NEVER stays. */
uint64_t hf_top_wall(const struct hf_top_lines *lines, const struct hf_top_line *line,
                     uint64_t at_us);

/* In the 60 minutes up to now. */
struct hf_top_sum {
    uint32_t sent, failed;
};
struct hf_top_sum hf_top_sum(const struct hf_top_line *line, uint64_t now_wall_us);

#endif
