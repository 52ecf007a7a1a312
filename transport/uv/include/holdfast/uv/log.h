/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The durable event log: segments of framed records (core/record.h) in a directory, written off
 * the loop, in order. Names: hf-<log id, 16 hex>-<number, 8 digits>.log, closed ones also
 * .log.zst.
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
    const char *directory; /* made if missing */
    enum hf_log_sync sync;
    uint64_t segment_bytes; /* rotate beyond this; 0: 16 MiB */
    uint64_t segment_age_s; /* rotate after this; 0: one day */
    uint32_t keep_segments; /* closed ones kept; 0: 32 */
    void *context;
    /* Record `sequence` and all before it have reached the chosen level. On the loop. */
    void (*released)(void *context, uint64_t sequence);
    /* Said once for each kind of trouble, such as a full disk. stop: sync ALWAYS could not be
     * kept, the phone must not go on. On the loop. */
    void (*trouble)(void *context, const char *text, int stop);
    /* A new segment begins: append each line's snapshot before its next record. On the loop. */
    void (*segment)(void *context);
};

/* Opens the directory, recovers a torn tail, starts a new segment of the same log. The error
 * text (size bytes) says file and reason. NULL on failure. */
struct hf_log *hf_log_open(uv_loop_t *loop, const struct hf_log_options *options, char *error,
                           size_t size);

/* Appends one record's payload (holdfast.Record). Returns its sequence number, or 0 when the
 * log has failed (then it is released at once). Copies the payload. */
uint64_t hf_log_append(struct hf_log *log, const uint8_t *payload, size_t length);

/* Writes what is pending, a clean end, syncs, and frees. Blocks. */
void hf_log_close(struct hf_log *log);

#endif
