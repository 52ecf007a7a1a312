/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event log's parts, private to log*.c: who owns what.
 *
 *   log.c            the loop's side: append, release in order, rotation, trouble, close
 *   log_open.c       opening and recovery
 *   log_close.c      closing, and giving libuv's handles back
 *   log_file.c       the worker's side: write, sync, cut back, begin a segment
 *   log_buffer.c     pending records: kept out of core dumps
 *   log_directory.c  names of segments, and what a directory holds
 *   log_tidy.c       closed segments: compression and retention
 *
 * One batch is written at a time. While it is (hf_log.busy), the worker thread owns hf_log.file
 * and hf_log.writing; else the loop does.
 */
#ifndef HF_LOG_INTERNAL_H
#define HF_LOG_INTERNAL_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "holdfast/uv/log.h"

#define HF_LOG_SEGMENT_BYTES (16u << 20)
#define HF_LOG_SEGMENT_AGE_S 86400u
#define HF_LOG_KEEP_SEGMENTS 32u
#define HF_LOG_PENDING_BYTES (64u << 20)
#define HF_LOG_STALL_MS      5000u
#define HF_LOG_RETRY_MS      1000u
#define HF_LOG_TEXT          512
#define HF_LOG_FILE_NAME     64
#define HF_LOG_NO_ROTATION   SIZE_MAX
#define HF_LOG_LOCK_NAME     "hf-lock"
#define HF_LOG_FRAME_BYTES   (1u << 20) /* of content in one zstd frame: what a flipped bit costs */

/* ---- log_buffer.c ---- */

struct hf_log_buffer {
    uint8_t *bytes; /* own pages, excluded from core dumps; NULL when size is 0 */
    size_t used, size;
};
int hf_log_buffer_need(struct hf_log_buffer *buffer, size_t more); /* 0, or -1: no memory */
void hf_log_buffer_empty(struct hf_log_buffer *buffer);            /* gives a large area back */
void hf_log_buffer_free(struct hf_log_buffer *buffer);

/* ---- log_directory.c ---- */

struct hf_log_name {
    uint64_t log_id;
    uint64_t number;
    int compressed;
};

struct hf_log_listing { /* by log id, then number; one entry where .log and .log.zst stand */
    struct hf_log_name *names;
    size_t n;
};

/* Why a log's directory cannot be had, and what would be right. */
const char *hf_log_directory_error(int error);

/* Writes "hf-<id>-<number>.log", with ".zst" when compressed. */
void hf_log_name_write(const struct hf_log_name *name, char text[HF_LOG_FILE_NAME]);
int hf_log_name_read(const char *text, struct hf_log_name *name); /* 0, or -1 */
int hf_log_list(int directory, struct hf_log_listing *listing);   /* 0, or a negative errno */
void hf_log_listing_free(struct hf_log_listing *listing);

/* ---- log_file.c ---- */

enum hf_log_failure {
    HF_LOG_NO_FAILURE = 0,
    HF_LOG_FULL = 1,  /* ENOSPC, EDQUOT, EFBIG */
    HF_LOG_WRITE = 2, /* any other error of write */
    HF_LOG_SYNC = 3,  /* fdatasync failed: what is on the disk is not known */
    HF_LOG_BEGIN = 4, /* a new segment could not be made */
    HF_LOG_STALL = 5, /* a write takes longer than stall_ms */
    HF_LOG_BOUND = 6, /* pending_bytes are pending */
    HF_LOG_MEMORY = 7,
    HF_LOG_TOO_LONG = 8, /* a payload above HF_RECORD_PAYLOAD_MAX */
    HF_LOG_COMPRESS = 9,
    HF_LOG_AGAIN = 10, /* written again after a failure: no trouble, but said as well */
    HF_LOG_FAILURE_COUNT
};

struct hf_log_batch {
    struct hf_log_buffer buffer; /* framed records */
    size_t rotate_at; /* a new segment begins with the record here, or HF_LOG_NO_ROTATION */
    uint64_t number;  /* of that segment */
    uint64_t last;    /* sequence of the last record */
};

struct hf_log_file {
    uint64_t log_id;
    uint64_t number; /* of the segment that is written */
    uint64_t end;    /* bytes of whole records in it */
    int directory;   /* its descriptor */
    int fd;          /* -1: there is no usable segment */
    enum hf_log_sync sync;
    enum hf_log_failure failure;  /* of the last batch */
    int error;                    /* errno of that */
    atomic_uint_fast64_t durable; /* the last sequence that reached the level */
    uv_async_t *wake;             /* ALWAYS: told about each; or NULL */
};

/* Writes a batch to the chosen level. 0, or -1 with failure and error set; then the file was cut
 * back to its last whole record. */
int hf_log_file_write(struct hf_log_file *file, const struct hf_log_batch *batch);

/* ---- log_tidy.c ---- */

struct hf_log_tidy {
    int directory;
    uint64_t log_id;
    uint64_t current; /* number of the segment that is being written: not touched */
    uint32_t keep;
    atomic_int cancelled;
    char failure[HF_LOG_TEXT]; /* "" when all went well */
};
void hf_log_tidy_run(struct hf_log_tidy *tidy);

/* ---- log.c, log_open.c, log_close.c ---- */

struct hf_log {
    uv_loop_t *loop;
    struct hf_log_options options; /* with defaults filled in; texts are own copies */
    char *directory;
    char *writer;
    int lock;
    struct hf_log_file file;
    struct hf_log_batch filling, writing;
    uint64_t next_sequence;
    uint64_t released;   /* all up to here are released */
    uint64_t give_up_to; /* released by the next wake, though not written */
    uint64_t gap_from;   /* lost: the first record that is missing */
    uint64_t number;     /* of the newest segment that was begun */
    uint64_t head_bytes; /* header and snapshots of the segment */
    uint64_t begun_ms;   /* when the segment began, CLOCK_BOOTTIME */
    uint64_t retry_at_ms;
    uint32_t said; /* bit per enum hf_log_failure */
    int busy;      /* a batch is with the worker until its callback */
    int holding;   /* inside a callback: submit at its end */
    int lost;      /* records were dropped: nothing is taken until a new segment begins */
    int trying;    /* the batch with the worker is a new segment's header, after a loss */
    int stalled;
    int stopped; /* ALWAYS failed */
    int closed;
    int users; /* handles and requests that libuv still holds */
    uv_work_t work, tidy_work;
    uv_timer_t stall;
    uv_async_t wake;
    uv_mutex_t mutex;
    uv_cond_t idle;
    int worker_writes, worker_tidies; /* under mutex */
    int tidy_busy, tidy_again;
    struct hf_log_tidy tidy;
};

uint64_t hf_log_wall_us(void);
uint64_t hf_log_boot_ms(void);

void hf_log_release(struct hf_log *log, uint64_t sequence); /* in rising order; once */

/* Frames one record into filling. 0, or -1 without memory. */
int hf_log_put(struct hf_log *log, const uint8_t *payload, size_t length);

/* Appends the header of segment log->number + 1 to filling, where the new segment begins. */
int hf_log_begin_segment(struct hf_log *log);
void hf_log_say(struct hf_log *log, enum hf_log_failure kind, const char *what);
void hf_log_start_tidy(struct hf_log *log);
void hf_log_on_wake(uv_async_t *wake);

/* One handle or request fewer that libuv holds; the last one frees. */
void hf_log_forget(struct hf_log *log);

#endif
