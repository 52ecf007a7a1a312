/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads event logs: files, compressed files, concatenated segments, directories (all segments,
 * oldest first), in constant memory. What does not fit is said, with its place, and reading
 * goes on behind it.
 *
 *     struct hf_log_item item;
 *     while (hf_log_reader_next(reader, &item) != HF_LOG_ITEM_END)
 *         ...
 */
#ifndef HOLDFAST_UV_LOG_READER_H
#define HOLDFAST_UV_LOG_READER_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/uv/log_record.h"

struct hf_log_reader;

enum hf_log_item_kind {
    HF_LOG_ITEM_RECORD = 0,      /* payload, sequence, offset */
    HF_LOG_ITEM_SEGMENT = 1,     /* a segment's header: segment, sequence, offset */
    HF_LOG_ITEM_TORN = 2,        /* the file ends inside a record: offset, length of what is left */
    HF_LOG_ITEM_DAMAGE = 3,      /* bytes offset..offset+length are no record */
    HF_LOG_ITEM_MISSING = 4,     /* sequence numbers first..last; first 0: the beginning is not
                                  known; last UINT64_MAX: the end is not known */
    HF_LOG_ITEM_REPEATED = 5,    /* records from `sequence` on were seen before, or are out of
                                  order: skipped; said once for each run of them */
    HF_LOG_ITEM_SCHEMA = 6,      /* a segment of a schema this build does not know: skipped */
    HF_LOG_ITEM_UNDECODABLE = 7, /* framed well, but the header inside is no Segment */
    HF_LOG_ITEM_EMPTY = 8,       /* a file of no bytes */
    HF_LOG_ITEM_NOT_LOG = 9,     /* a file in which no record was found */
    HF_LOG_ITEM_UNREADABLE = 10, /* text says why */
    HF_LOG_ITEM_END = 11,
    HF_LOG_ITEM_COUNT
};

struct hf_log_item {
    enum hf_log_item_kind kind;
    const char *file;       /* path as given, or directory/name; valid until the reader closes */
    uint64_t offset;        /* in the file; of a compressed one: in its content */
    uint64_t length;        /* bytes, TORN and DAMAGE */
    uint64_t sequence;      /* RECORD, SEGMENT, REPEATED, SCHEMA */
    uint64_t first, last;   /* MISSING */
    const uint8_t *payload; /* RECORD, SEGMENT: valid until the next call */
    size_t n_payload;
    struct hf_log_segment segment; /* SEGMENT, SCHEMA */
    char text[160];                /* UNREADABLE; DAMAGE of a compressed file */
};

/* Opens n files and directories, read in the order given. NULL, and the error says which path
 * and why: it cannot be opened, or a directory has no segment. */
struct hf_log_reader *hf_log_reader_open(const char *const *paths, size_t n, char *error,
                                         size_t size);

/* The next item. After END: END again. */
enum hf_log_item_kind hf_log_reader_next(struct hf_log_reader *reader, struct hf_log_item *item);

void hf_log_reader_close(struct hf_log_reader *reader);

/* Says an item that is no record in one sentence: "FILE: at byte 512: ...". The text's length. */
int hf_log_item_say(const struct hf_log_item *item, char *text, size_t size);

#endif
