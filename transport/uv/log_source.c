/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a plain or compressed log file in constant memory. Where a compressed file is damaged,
 * reading goes on with the next frame: its magic number is looked for.
 */
#define _GNU_SOURCE
#include "log_source.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#define INPUT_BYTES (128u << 10)
#define READ_TRIES  1000

static const uint8_t magic[4] = {0x28, 0xB5, 0x2F, 0xFD}; /* RFC 8878 3.1.1 */

static size_t read_file(struct hf_log_source *source, uint8_t *out, size_t size)
{
    for (int i = 0; i < READ_TRIES && !source->ended; i++) {
        ssize_t n = read(source->fd, out, size);
        if (n > 0) {
            source->input_read += (uint64_t)n;
            return (size_t)n;
        }
        if (n < 0 && errno == EINTR)
            continue;
        source->ended = 1;
        if (n < 0) {
            source->damaged = 1;
            (void)snprintf(source->text, sizeof(source->text), "cannot be read on: %s",
                           strerror(errno));
        }
    }
    return 0;
}

/* Fills input, keeping what is not used yet. False when nothing could be added. */
static int fill(struct hf_log_source *source)
{
    size_t left = source->input_n - source->input_at;
    memmove(source->input, source->input + source->input_at, left);
    source->input_at = 0;
    source->input_n = left;
    if (left == INPUT_BYTES)
        return 0;
    size_t n = read_file(source, source->input + left, INPUT_BYTES - left);
    source->input_n += n;
    return n > 0;
}

int hf_log_source_open(struct hf_log_source *source, const char *path)
{
    struct stat status;
    memset(source, 0, sizeof(*source));
    source->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (source->fd < 0)
        return -errno;
    int error = fstat(source->fd, &status) < 0 ? errno : S_ISDIR(status.st_mode) ? EISDIR : 0;
    source->input = malloc(INPUT_BYTES);
    if (error || !source->input) {
        hf_log_source_close(source);
        return error ? -error : -ENOMEM;
    }
    while (source->input_n < sizeof(magic) && fill(source)) /* a pipe may give byte by byte */
        continue;
    if (source->text[0] == '\0' && source->input_n >= sizeof(magic) &&
        memcmp(source->input, magic, sizeof(magic)) == 0) {
        source->zstd = ZSTD_createDCtx();
        if (!source->zstd) {
            hf_log_source_close(source);
            return -ENOMEM;
        }
    }
    return 0;
}

void hf_log_source_close(struct hf_log_source *source)
{
    if (source->fd >= 0)
        close(source->fd);
    free(source->input);
    ZSTD_freeDCtx(source->zstd);
    memset(source, 0, sizeof(*source));
    source->fd = -1;
}

/* Goes to the next frame's magic number, or the end of the file. */
static void find_frame(struct hf_log_source *source)
{
    for (;;) { /* each round uses up input, or ends */
        const uint8_t *from = source->input + source->input_at;
        size_t n = source->input_n - source->input_at;
        const uint8_t *at = n >= sizeof(magic) ? memmem(from, n, magic, sizeof(magic)) : NULL;
        if (at) {
            source->input_at = (size_t)(at - source->input);
            return;
        }
        if (n >= sizeof(magic)) /* the magic may stand across the border */
            source->input_at = source->input_n - (sizeof(magic) - 1);
        if (!fill(source)) {
            source->input_at = source->input_n;
            return;
        }
    }
}

static void lose_frame(struct hf_log_source *source, const char *why)
{
    uint64_t at = source->input_read - (source->input_n - source->input_at);
    source->damaged = 1;
    source->in_frame = 0;
    (void)snprintf(source->text, sizeof(source->text),
                   "compressed data is damaged before byte %" PRIu64 " of the file (%s)", at, why);
    ZSTD_DCtx_reset(source->zstd, ZSTD_reset_session_only);
    source->input_at += source->input_at < source->input_n; /* not the frame that failed again */
    find_frame(source);
}

static size_t unpack(struct hf_log_source *source, uint8_t *out, size_t size)
{
    ZSTD_outBuffer to = {out, size, 0};
    while (to.pos == 0 && source->text[0] == '\0') { /* each round uses up input, or ends */
        if (source->input_at == source->input_n && !fill(source)) {
            if (source->in_frame)
                lose_frame(source, "the file ends inside a frame");
            return 0;
        }
        ZSTD_inBuffer from = {source->input, source->input_n, source->input_at};
        size_t left = ZSTD_decompressStream(source->zstd, &to, &from);
        source->input_at = from.pos;
        source->in_frame = left != 0;
        if (ZSTD_isError(left))
            lose_frame(source, ZSTD_getErrorName(left));
    }
    return to.pos;
}

size_t hf_log_source_read(struct hf_log_source *source, uint8_t *out, size_t size)
{
    source->text[0] = '\0';
    if (source->zstd)
        return unpack(source, out, size);
    size_t ready = source->input_n - source->input_at; /* what was read to know its kind */
    if (ready == 0)
        return read_file(source, out, size);
    size_t n = ready < size ? ready : size;
    memcpy(out, source->input + source->input_at, n);
    source->input_at += n;
    return n;
}
