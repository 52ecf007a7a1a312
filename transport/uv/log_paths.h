/* SPDX-License-Identifier: Apache-2.0 */
/* The files that a reader goes through: those given, and the segments of directories. */
#ifndef HF_LOG_PATHS_H
#define HF_LOG_PATHS_H

#include <stddef.h>
#include <stdint.h>

struct hf_log_path {
    char *text;
    uint64_t log_id, number; /* of a directory's segment: their order */
    uint64_t begun_us;       /* when that log's oldest segment began */
};

struct hf_log_paths {
    struct hf_log_path *items;
    size_t n, room;
};

/* Adds a file, or all segments of a directory, the oldest first. 0, or -1 with the error text. */
int hf_log_paths_add(struct hf_log_paths *paths, const char *path, char *error, size_t size);
void hf_log_paths_free(struct hf_log_paths *paths);

#endif
