/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Follows a log while it is written: each poll gives the records that have come since the last
 * one. Segments may be closed, compressed and removed meanwhile; a record that is being written
 * is waited for. What cannot be read is said as a gap, and following goes on behind it.
 */
#ifndef HOLDFAST_CLI_TOP_FOLLOW_H
#define HOLDFAST_CLI_TOP_FOLLOW_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/uv/log_record.h"

struct hf_top_follow;

struct hf_top_sink {
    void *context;
    void (*segment)(void *context, const struct hf_log_segment *segment);
    void (*entry)(void *context, const struct hf_log_entry *entry);
    void (*gap)(void *context, const char *why); /* records are missing here */
    void (*anew)(void *context);                 /* what came before was another log */
};

/* A directory, or a file. NULL, and the error says what is wrong with it. */
struct hf_top_follow *hf_top_follow_open(const char *path, const struct hf_top_sink *sink,
                                         char *error, size_t size);

/* Gives the sink what has come. 0, or -1 with the error: the path has gone, or is no log. */
int hf_top_follow_poll(struct hf_top_follow *follow, char *error, size_t size);

/* Whether a phone writes the log now: 1, 0, or -1 where the system does not say. */
int hf_top_follow_is_written(const struct hf_top_follow *follow);

uint64_t hf_top_follow_bytes(const struct hf_top_follow *follow); /* read so far */

void hf_top_follow_close(struct hf_top_follow *follow);

#endif
