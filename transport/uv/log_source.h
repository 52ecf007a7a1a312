/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bytes of a log file, whether it is compressed or not, from front to back. A compressed
 * file is known by its content, not its name. Private to log_reader.c.
 */
#ifndef HF_LOG_SOURCE_H
#define HF_LOG_SOURCE_H

#include <stddef.h>
#include <stdint.h>

struct hf_log_source {
    void *zstd;     /* ZSTD_DCtx, NULL for a plain file */
    uint8_t *input; /* compressed bytes */
    size_t input_at, input_n;
    uint64_t input_read; /* bytes taken from the file */
    int fd;
    int ended;      /* the file has no more bytes */
    int in_frame;   /* compressed: inside a frame */
    int damaged;    /* the source lost content: what stands behind it does not join */
    char text[120]; /* why, of the last read; "" when it went well */
};

/* 0, or a negative errno. */
int hf_log_source_open(struct hf_log_source *source, const char *path);
void hf_log_source_close(struct hf_log_source *source);

/* Up to size bytes; 0 at the end. A failing disk ends the file. Text is set when something was
 * lost before the bytes that come. */
size_t hf_log_source_read(struct hf_log_source *source, uint8_t *out, size_t size);

#endif
