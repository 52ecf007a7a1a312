/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The loop's side of the event log: records are framed into the batch that fills while another
 * one is written by a worker, and released in order when they have reached the chosen level.
 * A new segment begins between two batches, never inside hf_log_append, so that the snapshots
 * asked for by `segment` are the lines' states after their last records.
 */
#define _GNU_SOURCE
#include "log_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "holdfast/line.h"
#include "holdfast/uv/log_record.h"
#include "holdfast/record.h"

static uint64_t clock_us(clockid_t clock)
{
    struct timespec now = {0};
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

uint64_t hf_log_wall_us(void)
{
    return clock_us(CLOCK_REALTIME);
}

uint64_t hf_log_boot_ms(void)
{
    return clock_us(CLOCK_BOOTTIME) / 1000u;
}

/* What a failure means for the phone. */
static const char *consequence(const struct hf_log *log, enum hf_log_failure kind)
{
    if (kind == HF_LOG_COMPRESS)
        return "; it stays as it is";
    if (kind == HF_LOG_AGAIN || kind == HF_LOG_TOO_LONG)
        return "";
    if (log->options.sync != HF_LOG_SYNC_ALWAYS)
        return "; the phone goes on, what happens meanwhile is not logged";
    return kind == HF_LOG_STALL ? "; the phone waits for it" : "; the phone stops (sync always)";
}

void hf_log_say(struct hf_log *log, enum hf_log_failure kind, const char *what)
{
    if (log->said & 1u << kind || !log->options.trouble)
        return;
    log->said |= 1u << kind;
    char text[HF_LOG_TEXT + 256];
    (void)snprintf(text, sizeof(text), "log %s: %s%s", log->directory, what,
                   consequence(log, kind));
    int stop = log->options.sync == HF_LOG_SYNC_ALWAYS &&
               (kind <= HF_LOG_BEGIN || kind == HF_LOG_BOUND || kind == HF_LOG_MEMORY ||
                kind == HF_LOG_TOO_LONG);
    log->options.trouble(log->options.context, text, stop);
}

void hf_log_release(struct hf_log *log, uint64_t sequence)
{
    if (sequence <= log->released || log->stopped)
        return;
    log->released = sequence;
    if (log->options.released)
        log->options.released(log->options.context, sequence);
}

/* ---- batches ---- */

int hf_log_put(struct hf_log *log, const uint8_t *payload, size_t length)
{
    struct hf_log_batch *batch = &log->filling;
    if (hf_log_buffer_need(&batch->buffer, length + HF_RECORD_OVERHEAD) < 0)
        return -1;
    struct hf_record_write record = {
        .payload = payload, .length = length, .sequence = log->next_sequence};
    batch->buffer.used += hf_record_write(&record, batch->buffer.bytes + batch->buffer.used,
                                          batch->buffer.size - batch->buffer.used);
    batch->last = log->next_sequence++;
    return 0;
}

static void worker_write(uv_work_t *work)
{
    struct hf_log *log = work->data;
    (void)hf_log_file_write(&log->file, &log->writing);
    uv_mutex_lock(&log->mutex);
    log->worker_writes = 0;
    uv_cond_signal(&log->idle);
    uv_mutex_unlock(&log->mutex);
}

static void on_written(uv_work_t *work, int status);

static void on_stall(uv_timer_t *timer)
{
    struct hf_log *log = timer->data;
    log->stalled = 1;
    hf_log_say(log, HF_LOG_STALL, "the disk does not answer");
    if (log->options.sync != HF_LOG_SYNC_ALWAYS && !log->closed)
        hf_log_release(log, log->next_sequence - 1);
}

static void submit(struct hf_log *log)
{
    if (log->busy || log->holding || log->closed || log->filling.buffer.used == 0)
        return;
    struct hf_log_batch empty = log->writing;
    log->writing = log->filling;
    log->filling = empty;
    log->filling.rotate_at = HF_LOG_NO_ROTATION;
    log->busy = 1;
    log->users++;
    log->worker_writes = 1;
    log->work.data = log;
    uv_timer_start(&log->stall, on_stall, log->options.stall_ms, 0);
    if (uv_queue_work(log->loop, &log->work, worker_write, on_written) != 0)
        abort(); /* only for a NULL callback */
}

int hf_log_begin_segment(struct hf_log *log)
{
    struct hf_log_segment segment = {
        .log_id = log->file.log_id,
        .number = ++log->number,
        .wall_us = hf_log_wall_us(),
        .limits = hf_log_limits_here(),
        .schema = HF_LOG_SCHEMA,
        .semantics = HF_SEMANTICS,
        .abi = HF_ABI,
    };
    uint8_t payload[256];
    (void)snprintf(segment.writer, sizeof(segment.writer), "%s", log->writer);
    size_t n = hf_log_segment_write(&segment, payload, sizeof(payload));
    size_t at = log->filling.buffer.used;
    if (hf_log_put(log, payload, n) < 0)
        return -1;
    log->filling.rotate_at = at;
    log->filling.number = segment.number;
    log->begun_ms = hf_log_boot_ms();
    log->head_bytes = log->filling.buffer.used - at;
    return 0;
}

/* ---- loss, and back ---- */

/* Gives up what is pending: dropped and released, or with ALWAYS the end. */
static void lose(struct hf_log *log, enum hf_log_failure kind, const char *what)
{
    uint64_t durable = atomic_load(&log->file.durable);
    if (!log->lost)
        log->gap_from = kind <= HF_LOG_BEGIN ? durable + 1 : log->next_sequence;
    log->lost = 1;
    log->trying = 0;
    log->retry_at_ms = hf_log_boot_ms() + log->options.retry_ms;
    if (log->options.sync == HF_LOG_SYNC_ALWAYS)
        log->stopped = 1;
    hf_log_say(log, kind, what);
    if (log->stopped || log->closed)
        return;
    log->give_up_to = log->next_sequence - 1;
    uv_async_send(&log->wake); /* not here: an append is no place for `released` */
}

static void try_again(struct hf_log *log)
{
    if (log->busy || log->holding || log->stopped || hf_log_boot_ms() < log->retry_at_ms)
        return;
    log->retry_at_ms = hf_log_boot_ms() + log->options.retry_ms;
    log->filling.buffer.used = 0;
    if (hf_log_begin_segment(log) < 0)
        return;
    log->trying = 1;
    submit(log);
}

/* Asks for the snapshots of a segment that has begun. */
static void ask_snapshots(struct hf_log *log)
{
    size_t before = log->filling.buffer.used;
    if (log->options.segment)
        log->options.segment(log->options.context);
    log->head_bytes += log->filling.buffer.used - before;
}

static int rotation_due(const struct hf_log *log)
{
    uint64_t head = log->head_bytes;
    uint64_t limit = log->options.segment_bytes > head ? log->options.segment_bytes : head;
    return log->file.end > head + limit ||
           (log->file.end > head &&
            hf_log_boot_ms() - log->begun_ms >= log->options.segment_age_s * 1000u);
}

static void on_failed_batch(struct hf_log *log)
{
    char what[HF_LOG_TEXT];
    static const char *const verbs[HF_LOG_FAILURE_COUNT] = {
        [HF_LOG_FULL] = "cannot write",
        [HF_LOG_WRITE] = "cannot write",
        [HF_LOG_SYNC] = "cannot sync",
        [HF_LOG_BEGIN] = "cannot begin",
    };
    struct hf_log_name name = {.log_id = log->file.log_id, .number = log->writing.number};
    char text[HF_LOG_FILE_NAME];
    if (log->writing.rotate_at == HF_LOG_NO_ROTATION)
        name.number = log->file.number;
    hf_log_name_write(&name, text);
    (void)snprintf(what, sizeof(what), "%s %s: %s", verbs[log->file.failure], text,
                   strerror(log->file.error));
    log->filling.buffer.used = 0; /* behind a gap: without a snapshot they say nothing */
    log->filling.rotate_at = HF_LOG_NO_ROTATION;
    lose(log, log->file.failure, what);
}

static void on_good_batch(struct hf_log *log)
{
    if (log->writing.rotate_at != HF_LOG_NO_ROTATION)
        hf_log_start_tidy(log);
    hf_log_release(log, log->writing.last);
    if (log->closed)
        return;
    if (log->lost && log->trying) { /* the new segment stands: whole again from here */
        char what[HF_LOG_TEXT];
        (void)snprintf(what, sizeof(what), "is written again; records %llu to %llu are missing",
                       (unsigned long long)log->gap_from,
                       (unsigned long long)(log->next_sequence - 1));
        log->lost = log->trying = 0;
        hf_log_say(log, HF_LOG_AGAIN, what);
        ask_snapshots(log);
    } else if (!log->lost && log->filling.rotate_at == HF_LOG_NO_ROTATION && rotation_due(log)) {
        if (hf_log_begin_segment(log) == 0)
            ask_snapshots(log);
    }
}

static void on_written(uv_work_t *work, int status)
{
    struct hf_log *log = work->data;
    (void)status; /* cancelled only by hf_log_close, which has written the batch itself */
    if (!log->closed) {
        log->busy = 0;
        log->stalled = 0;
        log->holding = 1;
        uv_timer_stop(&log->stall);
        if (log->file.failure)
            on_failed_batch(log);
        else
            on_good_batch(log);
        hf_log_buffer_empty(&log->writing.buffer);
        log->holding = 0;
        submit(log);
    }
    hf_log_forget(log);
}

void hf_log_on_wake(uv_async_t *wake)
{
    struct hf_log *log = wake->data;
    uint64_t durable = atomic_load(&log->file.durable);
    int always = log->options.sync == HF_LOG_SYNC_ALWAYS;
    hf_log_release(log, always ? durable : log->give_up_to);
}

/* ---- tidying ---- */

static void worker_tidy(uv_work_t *work)
{
    struct hf_log *log = work->data;
    hf_log_tidy_run(&log->tidy);
    uv_mutex_lock(&log->mutex);
    log->worker_tidies = 0;
    uv_cond_signal(&log->idle);
    uv_mutex_unlock(&log->mutex);
}

static void on_tidied(uv_work_t *work, int status)
{
    struct hf_log *log = work->data;
    (void)status;
    log->tidy_busy = 0;
    if (!log->closed && log->tidy.failure[0] != '\0')
        hf_log_say(log, HF_LOG_COMPRESS, log->tidy.failure);
    if (!log->closed && log->tidy_again)
        hf_log_start_tidy(log);
    hf_log_forget(log);
}

void hf_log_start_tidy(struct hf_log *log)
{
    log->tidy_again = log->tidy_busy;
    if (log->tidy_busy)
        return;
    log->tidy.directory = log->file.directory;
    log->tidy.log_id = log->file.log_id;
    log->tidy.current = log->file.number;
    log->tidy.keep = log->options.keep_segments;
    log->tidy_busy = 1;
    log->users++;
    log->worker_tidies = 1;
    log->tidy_work.data = log;
    if (uv_queue_work(log->loop, &log->tidy_work, worker_tidy, on_tidied) != 0)
        abort(); /* only for a NULL callback */
}

/* ---- the door ---- */

/* A record that is not written still uses up its number: readers see the gap. */
static uint64_t drop(struct hf_log *log)
{
    uint64_t sequence = log->next_sequence++;
    if (log->stopped)
        return sequence; /* ALWAYS: never released */
    if (log->released + 1 == sequence) {
        log->released = sequence;
        return 0;
    }
    log->give_up_to = sequence;
    uv_async_send(&log->wake);
    return sequence;
}

uint64_t hf_log_append(struct hf_log *log, const uint8_t *payload, size_t length)
{
    if (log->closed)
        return 0;
    if (log->lost) {
        uint64_t sequence = drop(log);
        try_again(log);
        return sequence;
    }
    size_t pending = log->filling.buffer.used + (log->busy ? log->writing.buffer.used : 0);
    if (length == 0 || length > HF_RECORD_PAYLOAD_MAX) {
        lose(log, HF_LOG_TOO_LONG, "a record is empty or longer than 1 MiB");
        return drop(log);
    }
    if (pending + length + HF_RECORD_OVERHEAD > log->options.pending_bytes) {
        lose(log, HF_LOG_BOUND, "more is waiting for the disk than may be");
        return drop(log);
    }
    if (hf_log_put(log, payload, length) < 0) {
        lose(log, HF_LOG_MEMORY, "there is no memory for pending records");
        return drop(log);
    }
    uint64_t sequence = log->filling.last;
    submit(log);
    if (log->stalled && log->options.sync != HF_LOG_SYNC_ALWAYS && log->released + 1 == sequence) {
        log->released = sequence;
        return 0;
    }
    return sequence;
}
