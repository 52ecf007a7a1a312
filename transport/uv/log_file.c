/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The worker's side of the event log: a batch of framed records goes into the segment's file,
 * to the level that was chosen. A write that fails half-way is cut back, so that the file ends
 * with a whole record; what was written whole stays.
 */
#define _GNU_SOURCE
#include "log_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "holdfast/record.h"

#define WRITE_TRIES 1000 /* interrupted or short writes in one batch */
#define LENGTH_AT   4    /* in a record's header (record.h) */
#define SEQUENCE_AT 8

static int fail(struct hf_log_file *file, enum hf_log_failure failure, int error)
{
    file->failure = failure;
    file->error = error;
    return -1;
}

static uint64_t little_endian(const uint8_t *bytes, size_t n)
{
    uint64_t value = 0;
    for (size_t i = 0; i < n; i++)
        value |= (uint64_t)bytes[i] << (8 * i);
    return value;
}

/* Bytes of the framed record at `bytes`, which we framed ourselves. */
static size_t record_size(const uint8_t *bytes)
{
    return (size_t)little_endian(bytes + LENGTH_AT, 4) + HF_RECORD_OVERHEAD;
}

/* Keeps the records that are whole within the first n bytes written. */
static void keep_whole(struct hf_log_file *file, const uint8_t *bytes, size_t n)
{
    size_t at = 0;
    while (n - at >= HF_RECORD_OVERHEAD && record_size(bytes + at) <= n - at) {
        atomic_store(&file->durable, little_endian(bytes + at + SEQUENCE_AT, 8));
        at += record_size(bytes + at);
    }
    file->end += at;
}

static int write_bytes(struct hf_log_file *file, const uint8_t *bytes, size_t n)
{
    size_t done = 0;
    int error = file->fd < 0 ? EBADF : 0;
    for (int i = 0; i < WRITE_TRIES && done < n && !error; i++) {
        ssize_t written = pwrite(file->fd, bytes + done, n - done, (off_t)(file->end + done));
        if (written > 0)
            done += (size_t)written;
        else if (written == 0)
            error = ENOSPC;
        else if (errno != EINTR)
            error = errno;
    }
    if (done == n) {
        file->end += n;
        return 0;
    }
    keep_whole(file, bytes, done);
    /* If even this fails, the segment ends torn or damaged, which readers say; the next record
     * goes into a new one. */
    if (file->fd >= 0 && ftruncate(file->fd, (off_t)file->end) < 0 && !error)
        error = errno;
    int full = error == ENOSPC || error == EDQUOT || error == EFBIG;
    return fail(file, full ? HF_LOG_FULL : HF_LOG_WRITE, error ? error : EIO);
}

static int sync_file(struct hf_log_file *file)
{
    if (file->sync == HF_LOG_SYNC_OFF || file->fd < 0)
        return 0;
    return fdatasync(file->fd) < 0 ? fail(file, HF_LOG_SYNC, errno) : 0;
}

/* ALWAYS: each record on the disk by itself, and told at once. */
static int write_each(struct hf_log_file *file, const uint8_t *bytes, size_t n)
{
    size_t at = 0;
    while (at < n) {
        size_t size = record_size(bytes + at);
        if (write_bytes(file, bytes + at, size) < 0 || sync_file(file) < 0)
            return -1;
        atomic_store(&file->durable, little_endian(bytes + at + SEQUENCE_AT, 8));
        if (file->wake)
            uv_async_send(file->wake);
        at += size;
    }
    return 0;
}

static int write_records(struct hf_log_file *file, const uint8_t *bytes, size_t n)
{
    if (file->sync == HF_LOG_SYNC_ALWAYS)
        return write_each(file, bytes, n);
    return n > 0 && write_bytes(file, bytes, n) < 0 ? -1 : 0;
}

static int begin_segment(struct hf_log_file *file, uint64_t number)
{
    struct hf_log_name name = {.log_id = file->log_id, .number = number};
    char text[HF_LOG_FILE_NAME];
    hf_log_name_write(&name, text);
    int fd = openat(file->directory, text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(file, errno == ENOSPC || errno == EDQUOT ? HF_LOG_FULL : HF_LOG_BEGIN, errno);
    int synced = sync_file(file);
    if (file->fd >= 0)
        close(file->fd);
    file->fd = fd;
    file->number = number;
    file->end = 0;
    if (file->sync != HF_LOG_SYNC_OFF && fsync(file->directory) < 0 && errno != EINVAL)
        return fail(file, HF_LOG_SYNC, errno);
    return synced;
}

/* A segment without even its header says nothing: it goes, so that a full disk does not fill
 * with empty files. */
static void drop_empty(struct hf_log_file *file)
{
    if (file->fd < 0 || file->end > 0)
        return;
    struct hf_log_name name = {.log_id = file->log_id, .number = file->number};
    char text[HF_LOG_FILE_NAME];
    hf_log_name_write(&name, text);
    close(file->fd);
    file->fd = -1;
    (void)unlinkat(file->directory, text, 0);
}

int hf_log_file_write(struct hf_log_file *file, const struct hf_log_batch *batch)
{
    const uint8_t *bytes = batch->buffer.bytes;
    size_t n = batch->buffer.used;
    size_t before = batch->rotate_at == HF_LOG_NO_ROTATION ? n : batch->rotate_at;
    file->failure = HF_LOG_NO_FAILURE;
    file->error = 0;
    int result = write_records(file, bytes, before);
    if (result == 0 && batch->rotate_at != HF_LOG_NO_ROTATION) {
        result = begin_segment(file, batch->number);
        if (result == 0)
            result = write_records(file, bytes + before, n - before);
    }
    if (result == 0 && file->sync == HF_LOG_SYNC_GROUP)
        result = sync_file(file);
    if (result < 0)
        drop_empty(file);
    else
        atomic_store(&file->durable, batch->last);
    return result;
}
