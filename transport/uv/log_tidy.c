/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Closed segments: compressed one by one, the oldest removed beyond the number that is kept.
 * Runs on a worker thread over the directory as it finds it, so that a crash at any moment is
 * made good by the next run. A compressed file takes its name only when it is whole and on the
 * disk. Its frames are small: one flipped bit costs a frame, not the file.
 */
#define _GNU_SOURCE
#include "log_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#define LEVEL       3
#define WRITE_TRIES 1000

struct packer {
    ZSTD_CCtx *zstd;
    uint8_t *content; /* HF_LOG_FRAME_BYTES */
    uint8_t *packed;  /* ZSTD_compressBound of that */
    size_t packed_size;
    int from, to;
    const char *failed; /* what failed; errno says why */
};

static int write_all(int fd, const uint8_t *bytes, size_t n)
{
    size_t done = 0;
    for (int i = 0; i < WRITE_TRIES && done < n; i++) {
        ssize_t written = write(fd, bytes + done, n - done);
        if (written < 0 && errno != EINTR)
            return -1;
        if (written > 0)
            done += (size_t)written;
    }
    return done == n ? 0 : -1;
}

static ssize_t read_frame(int fd, uint8_t *bytes)
{
    size_t done = 0;
    while (done < HF_LOG_FRAME_BYTES) {
        ssize_t n = read(fd, bytes + done, HF_LOG_FRAME_BYTES - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        done += (size_t)n;
    }
    return (ssize_t)done;
}

/* Packs the whole content; 0, or -1. A segment is bounded, and so is this loop. */
static int pack_all(struct packer *packer, struct hf_log_tidy *tidy)
{
    ssize_t n = read_frame(packer->from, packer->content);
    while (n > 0) {
        if (atomic_load(&tidy->cancelled))
            return -1;
        size_t packed = ZSTD_compress2(packer->zstd, packer->packed, packer->packed_size,
                                       packer->content, (size_t)n);
        packer->failed = "compress";
        errno = EIO;
        if (ZSTD_isError(packed) || write_all(packer->to, packer->packed, packed) < 0)
            return -1;
        n = read_frame(packer->from, packer->content);
    }
    packer->failed = n < 0 ? "read" : "sync";
    return n < 0 || fsync(packer->to) < 0 ? -1 : 0;
}

static int packer_make(struct packer *packer)
{
    packer->zstd = ZSTD_createCCtx();
    packer->packed_size = ZSTD_compressBound(HF_LOG_FRAME_BYTES);
    packer->content = malloc(HF_LOG_FRAME_BYTES);
    packer->packed = malloc(packer->packed_size);
    if (!packer->zstd || !packer->content || !packer->packed)
        return -1;
    ZSTD_CCtx_setParameter(packer->zstd, ZSTD_c_compressionLevel, LEVEL);
    ZSTD_CCtx_setParameter(packer->zstd, ZSTD_c_checksumFlag, 1);
    return 0;
}

static void packer_free(struct packer *packer)
{
    ZSTD_freeCCtx(packer->zstd);
    free(packer->content);
    free(packer->packed);
}

static void say(struct hf_log_tidy *tidy, const char *what, const char *name)
{
    if (tidy->failure[0] == '\0')
        (void)snprintf(tidy->failure, sizeof(tidy->failure), "cannot %s %s: %s", what, name,
                       strerror(errno));
}

/* name.log -> name.log.zst */
static void compress_segment(struct hf_log_tidy *tidy, struct packer *packer,
                             const struct hf_log_name *name)
{
    struct hf_log_name packed_name = *name;
    char from[HF_LOG_FILE_NAME], to[HF_LOG_FILE_NAME], partial[HF_LOG_FILE_NAME + 8];
    hf_log_name_write(name, from);
    packed_name.compressed = 1;
    hf_log_name_write(&packed_name, to);
    (void)snprintf(partial, sizeof(partial), "%s.tmp", to);
    packer->failed = "open";
    packer->from = openat(tidy->directory, from, O_RDONLY | O_CLOEXEC);
    packer->to = openat(tidy->directory, partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int result = -1;
    if (packer->from >= 0 && packer->to >= 0)
        result = pack_all(packer, tidy);
    if (result == 0) {
        packer->failed = "rename";
        result = renameat(tidy->directory, partial, tidy->directory, to);
    }
    if (result == 0) {
        (void)fsync(tidy->directory); /* the new name first, then the old one may go */
        packer->failed = "remove";
        result = unlinkat(tidy->directory, from, 0);
    } else if (packer->to >= 0) {
        int error = errno;
        (void)unlinkat(tidy->directory, partial, 0);
        errno = error;
    }
    if (result < 0 && !atomic_load(&tidy->cancelled))
        say(tidy, packer->failed, from);
    if (packer->from >= 0)
        close(packer->from);
    if (packer->to >= 0)
        close(packer->to);
}

static int is_closed(const struct hf_log_tidy *tidy, const struct hf_log_name *name)
{
    return name->log_id == tidy->log_id && name->number < tidy->current;
}

/* Removes the oldest closed segments of this log beyond `keep`. */
static void retain(struct hf_log_tidy *tidy, const struct hf_log_listing *listing)
{
    size_t closed = 0;
    for (size_t i = 0; i < listing->n; i++)
        closed += is_closed(tidy, &listing->names[i]) ? 1 : 0;
    for (size_t i = 0; i < listing->n && closed > tidy->keep; i++) {
        struct hf_log_name name = listing->names[i];
        if (!is_closed(tidy, &name))
            continue;
        char text[HF_LOG_FILE_NAME];
        for (name.compressed = 0; name.compressed < 2; name.compressed++) {
            hf_log_name_write(&name, text);
            if (unlinkat(tidy->directory, text, 0) < 0 && errno != ENOENT)
                say(tidy, "remove", text);
        }
        closed--;
    }
}

static void compress_all(struct hf_log_tidy *tidy, const struct hf_log_listing *listing)
{
    struct packer packer = {0};
    if (packer_make(&packer) == 0) {
        for (size_t i = 0; i < listing->n && !atomic_load(&tidy->cancelled); i++) {
            if (is_closed(tidy, &listing->names[i]) && !listing->names[i].compressed)
                compress_segment(tidy, &packer, &listing->names[i]);
        }
    } else {
        errno = ENOMEM;
        say(tidy, "compress", "a closed segment");
    }
    packer_free(&packer);
}

void hf_log_tidy_run(struct hf_log_tidy *tidy)
{
    struct hf_log_listing listing;
    tidy->failure[0] = '\0';
    int error = hf_log_list(tidy->directory, &listing);
    if (error == 0) {
        retain(tidy, &listing); /* first: a full disk gets room, and nothing is packed in vain */
        hf_log_listing_free(&listing);
        error = hf_log_list(tidy->directory, &listing);
    }
    if (error) {
        errno = -error;
        say(tidy, "list", "the directory");
        return;
    }
    compress_all(tidy, &listing);
    hf_log_listing_free(&listing);
}
