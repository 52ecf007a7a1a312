/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The durable event log: segments of framed records (holdfast/record.h) in a directory, written off
 * the loop, in order. Names: hf-<log id, 16 hex>-<number, 8 digits>.log, closed ones
 * .log.zst once they are compressed. hf-lock keeps a second process out.
 *
 * A phone steps a line, appends the event with its actions, and carries the actions out when
 * `released` says so. Between a step of a line and its append, nothing else of that line may be
 * appended: then a snapshot taken at any other moment is the state after the last record.
 *
 * When the disk fails (full, read-only, an I/O error) or stalls:
 * - the cause is said once, through `trouble`;
 * - with OFF and GROUP the phone goes on: records are dropped and released. Each dropped record
 *   uses up a sequence number, so that a reader sees the gap. Every retry_ms the log tries to
 *   begin a new segment; when that works, `segment` asks for the snapshots that make the log
 *   whole again from there;
 * - with ALWAYS nothing is released that is not on the disk, and trouble says stop.
 * A write that fails half-way is cut back to the end of the last whole record; if even that
 * fails, readers find the next record by its sync word and say what was damaged.
 */
#ifndef HOLDFAST_UV_LOG_H
#define HOLDFAST_UV_LOG_H

#include <stddef.h>
#include <stdint.h>
#include <uv.h>

struct hf_log;

enum hf_log_sync {
    HF_LOG_SYNC_OFF = 0,   /* released when written to the operating system */
    HF_LOG_SYNC_GROUP = 1, /* released when a batch is on the disk */
    HF_LOG_SYNC_ALWAYS = 2 /* each record on the disk by itself; a full disk stops the phone */
};

struct hf_log_options {
    const char *directory; /* made if missing; its parent must be there */
    enum hf_log_sync sync;
    uint64_t segment_bytes; /* rotate beyond this; 0: 16 MiB. Snapshots at a segment's beginning
                               are not counted, so that many lines do not rotate for ever */
    uint64_t segment_age_s; /* rotate after this, with the next record; 0: one day */
    uint32_t keep_segments; /* closed ones kept; 0: 32 */
    void *context;
    /* Record `sequence` and all before it have reached the chosen level, or were dropped. On the
     * loop, or inside hf_log_close; in rising order, not for each number. */
    void (*released)(void *context, uint64_t sequence);
    /* Said once for each kind of trouble, such as a full disk. stop: sync ALWAYS could not be
     * kept, the phone must not go on. On the loop, or inside hf_log_open (what recovery cut or
     * found damaged) and hf_log_close. */
    void (*trouble)(void *context, const char *text, int stop);
    /* A new segment begins: append LineAdded and Snapshot of each line, here and now. On the
     * loop, never inside hf_log_append, so that no line is between step and append. Not called
     * for the segment that hf_log_open begins: the phone adds its lines then anyway. */
    void (*segment)(void *context);

    uint64_t pending_bytes; /* appended but unwritten, at most; 0: 64 MiB. Beyond: dropped */
    uint32_t stall_ms;      /* a write that takes longer is a stalled disk: said, and with OFF and
                               GROUP all is released unwritten until it is back; 0: 5000 */
    uint32_t retry_ms;      /* 0: 1000 */
    const char *writer;     /* program and version, for the segment's header; NULL: holdfast */
};

/* Opens the directory, recovers a torn tail, starts a new segment of the same log. The error
 * text (size bytes) says file and reason. NULL on failure: the directory cannot be made or
 * written, another process has it, or its segments cannot be read. A disk that is full is trouble
 * as it is later (`trouble`, and tried again), but with sync ALWAYS a failure. */
struct hf_log *hf_log_open(uv_loop_t *loop, const struct hf_log_options *options, char *error,
                           size_t size);

/* Appends one record's payload (holdfast.Record). Returns its sequence number, or 0 when the
 * log has failed (then it is released at once). Copies the payload. */
uint64_t hf_log_append(struct hf_log *log, const uint8_t *payload, size_t length);

/* Writes what is pending, a clean end, syncs, releases, and gives the directory free. Blocks.
 * The loop must run once more afterwards (uv_run returns by itself) to take its handles back. */
void hf_log_close(struct hf_log *log);

#endif
