/* SPDX-License-Identifier: Apache-2.0 */
/* The segments in a log's directory: their names, and where a reader of the present begins. */
#ifndef HOLDFAST_CLI_TOP_SEGMENTS_H
#define HOLDFAST_CLI_TOP_SEGMENTS_H

#include <stddef.h>
#include <stdint.h>

#define HF_TOP_FILE_NAME 64

struct hf_top_segment {
    uint64_t log_id, number;
};

struct hf_top_listing { /* by log, then number; each once, compressed or not */
    struct hf_top_segment *items;
    size_t n;
};

/* "hf-<log id>-<number>.log", with ".zst" where it is compressed. */
void hf_top_segment_name(const struct hf_top_segment *segment, int compressed,
                         char text[HF_TOP_FILE_NAME]);
int hf_top_segment_read(const char *text, struct hf_top_segment *segment); /* 0, or -1 */

/* 0, or a negative errno. */
int hf_top_list(const char *directory, struct hf_top_listing *listing);
void hf_top_listing_free(struct hf_top_listing *listing);

/* When the segment began, of its header; 0 where it does not say. */
uint64_t hf_top_segment_begun(const char *directory, const struct hf_top_segment *segment);

/* The log whose last segment began last, or was written last where its header is of a clock that
 * was not set: its place behind that segment in the listing. */
size_t hf_top_newest_log(const char *directory, const struct hf_top_listing *listing);

/* Where to begin, of the log whose last segment is items[end - 1]: each segment begins with all
 * lines' snapshots, but the last may just be at it; and the hour before it is to be counted. */
size_t hf_top_first_segment(const char *directory, const struct hf_top_listing *listing,
                            size_t end);

#endif
