/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Closing: what is pending and a clean end go to the disk here and now, whatever the level. A
 * worker that is at it is waited for; one that has not begun is cancelled. libuv gives its
 * handles and requests back when the loop runs once more; the last one frees the log.
 */
#define _GNU_SOURCE
#include "log_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "holdfast/uv/log_record.h"

void hf_log_forget(struct hf_log *log)
{
    if (--log->users > 0)
        return;
    hf_log_buffer_free(&log->filling.buffer);
    hf_log_buffer_free(&log->writing.buffer);
    uv_mutex_destroy(&log->mutex);
    uv_cond_destroy(&log->idle);
    free(log->directory);
    free(log->writer);
    free(log);
}

static void on_closed(uv_handle_t *handle)
{
    hf_log_forget(handle->data);
}

/* True when the request had begun, and is now over. */
static int wait_for(struct hf_log *log, uv_work_t *work, const int *running)
{
    union {
        uv_work_t *work;
        uv_req_t *request;
    } cast = {.work = work};
    if (uv_cancel(cast.request) == 0)
        return 0;
    uv_mutex_lock(&log->mutex);
    while (*running) /* ends with the worker's write, as long as the disk takes */
        uv_cond_wait(&log->idle, &log->mutex);
    uv_mutex_unlock(&log->mutex);
    return 1;
}

static int finish_writing(struct hf_log *log)
{
    if (!log->busy)
        return 0;
    if (wait_for(log, &log->work, &log->worker_writes))
        return log->file.failure ? -1 : 0;
    return hf_log_file_write(&log->file, &log->writing);
}

static int write_end(struct hf_log *log)
{
    struct hf_log_entry end = {.kind = HF_LOG_CLEAN_END, .wall_us = hf_log_wall_us()};
    uint8_t payload[64];
    size_t n = hf_log_entry_write(&end, payload, sizeof(payload));
    if (hf_log_put(log, payload, n) < 0)
        return -1;
    if (hf_log_file_write(&log->file, &log->filling) < 0)
        return -1;
    if (fdatasync(log->file.fd) == 0)
        return 0;
    log->file.failure = HF_LOG_SYNC;
    log->file.error = errno;
    return -1;
}

static void finish(struct hf_log *log)
{
    int result = finish_writing(log);
    if (result == 0 && !log->lost && !log->stopped)
        result = write_end(log);
    if (result < 0) {
        char what[HF_LOG_TEXT];
        (void)snprintf(what, sizeof(what), "cannot be finished: %s",
                       strerror(log->file.error ? log->file.error : ENOMEM));
        hf_log_say(log, log->file.failure ? log->file.failure : HF_LOG_MEMORY, what);
    }
    uint64_t durable = atomic_load(&log->file.durable);
    int always = log->options.sync == HF_LOG_SYNC_ALWAYS;
    hf_log_release(log, always ? durable : log->next_sequence - 1);
}

void hf_log_close(struct hf_log *log)
{
    if (log->closed)
        return;
    log->closed = 1;
    finish(log);
    if (log->tidy_busy) {
        atomic_store(&log->tidy.cancelled, 1);
        (void)wait_for(log, &log->tidy_work, &log->worker_tidies);
    }
    if (log->file.fd >= 0)
        close(log->file.fd);
    close(log->file.directory);
    close(log->lock); /* and with it the lock */
    uv_timer_stop(&log->stall);
    uv_close((uv_handle_t *)(void *)&log->stall, on_closed);
    uv_close((uv_handle_t *)(void *)&log->wake, on_closed);
}
