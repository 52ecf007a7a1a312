/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Payloads of the event log (proto/log.proto): built into the caller's buffer, read back
 * without allocation. Nothing secret belongs in any of them (behaviour.md G3).
 */
#ifndef HOLDFAST_UV_LOG_RECORD_H
#define HOLDFAST_UV_LOG_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/limits.h"
#include "holdfast/target.h"

/* Raised when an older reader could misread a log. */
#define HF_LOG_SCHEMA 1

/* Always enough for a step, a snapshot, a line added or a note. */
#define HF_LOG_RECORD_BYTES_MAX (HF_EVENT_BYTES_MAX + HF_ACTIONS_BYTES_MAX + 1024)
#define HF_LOG_WRITER_MAX       63
#define HF_LOG_NAME_MAX         127 /* of a line */
#define HF_LOG_TEXT_MAX         255 /* of a note */
#define HF_LOG_FILES_MAX        16  /* of one line's configuration */
#define HF_LOG_ORIGINS_MAX      256 /* of one line: all settings, everywhere, are fewer */
#define HF_LOG_PATH_MAX         1023

enum hf_log_kind { /* the number of Record's member */
                   HF_LOG_NONE = 0,
                   HF_LOG_STEP = 3,
                   HF_LOG_LINE_ADDED = 4,
                   HF_LOG_SNAPSHOT = 5,
                   HF_LOG_NOTE = 6,
                   HF_LOG_CLEAN_END = 7
};

struct hf_log_limits {
    uint32_t servers, proxies, targets, calls, names, abandoned;
};

/* The first record of each segment. */
struct hf_log_segment {
    uint64_t log_id;
    uint64_t number;
    uint64_t wall_us;
    struct hf_log_limits limits;
    uint32_t schema, semantics, abi;
    char writer[HF_LOG_WRITER_MAX + 1]; /* terminated */
};

struct hf_log_step { /* borrowed bytes: holdfast.Event, holdfast.Actions */
    const uint8_t *event;
    const uint8_t *actions;
    size_t n_event, n_actions;
    int32_t result; /* of hf_line_step_bytes */
};

struct hf_log_origin { /* where a setting stands (G2b) */
    uint32_t line;     /* 1.. */
    uint8_t setting;   /* enum hf_setting; of a later build's perhaps */
    uint8_t server;    /* 1.., 0 for the line's own */
    uint8_t proxy;     /* 1.., 0 for the server's own */
    uint8_t file;      /* 1.. index into the line's files */
};

struct hf_log_line_added {
    const char *name; /* terminated; the phone's label, no secret */
    struct hf_log_limits limits;
    uint32_t line_size;
    uint32_t n_files, n_origins;         /* 0: not known */
    const char *const *files;            /* as the user named them; terminated */
    const struct hf_log_origin *origins; /* of the settings that stand in a file */
};

struct hf_log_snapshot {
    const uint8_t *bytes; /* hf_line_snapshot */
    size_t n_bytes;
    uint64_t digest; /* hf_line_digest of the same state */
};

struct hf_log_note {
    uint64_t attempt; /* or 0 */
    uint64_t at_us;   /* line time */
    uint64_t round_trip_us;
    struct hf_target peer; /* family NONE: none */
    const char *text;      /* terminated, or NULL */
    uint16_t status;
    uint8_t kind; /* enum hf_note_kind */
    uint8_t reserved;
};

/* One record, of any kind but a segment's header. */
struct hf_log_entry {
    uint64_t wall_us; /* since 1970 */
    uint32_t line;    /* 1..; 0: the phone */
    enum hf_log_kind kind;
    union {
        struct hf_log_step step;
        struct hf_log_line_added added;
        struct hf_log_snapshot snapshot;
        struct hf_log_note note;
    } u;
};

/* The limits that this build was compiled with. */
struct hf_log_limits hf_log_limits_here(void);

/* Writes the payload at out; its length, or 0 when size is too small. Names and texts that are
 * too long are cut; files and origins beyond their limits, and origins in no file, left out. */
size_t hf_log_entry_write(const struct hf_log_entry *entry, uint8_t *out, size_t size);
size_t hf_log_segment_write(const struct hf_log_segment *segment, uint8_t *out, size_t size);

/* True when a payload is a segment's header: its wire types tell it from every Record. */
int hf_log_is_segment(const uint8_t *payload, size_t length);

/* 0, or -1 when the payload cannot be decoded. */
int hf_log_segment_read(const uint8_t *payload, size_t length, struct hf_log_segment *segment);

#define HF_LOG_ADDED_SPARE (128 * (HF_LOG_ORIGINS_MAX + HF_LOG_FILES_MAX))

/* Where a decoded entry's bytes and texts are kept; valid until the next read with it. */
struct hf_log_scratch {
    uint8_t *bytes; /* aligned like a pointer */
    size_t size;    /* the payload's length plus 4 KiB is enough for what this build writes, for a
                       line added HF_LOG_ADDED_SPARE more */
    size_t used;
};

/* 0, or -1 when the payload is no Record or needs more scratch. A Record of a kind that this
 * build does not know is HF_LOG_NONE. A step's bytes stay where the payload is. */
int hf_log_entry_read(const uint8_t *payload, size_t length, struct hf_log_scratch *scratch,
                      struct hf_log_entry *entry);

#endif
