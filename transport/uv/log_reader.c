/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads event logs through a window that always holds the longest record whole, so that what
 * core/record.c says of the window is true of the file. Adds what one file cannot know: which
 * sequence numbers are missing or come twice, across segments and files.
 */
#define _GNU_SOURCE
#include "holdfast/uv/log_reader.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log_paths.h"
#include "log_source.h"
#include "holdfast/record.h"

#define WINDOW_BYTES (4u << 20)
#define RECORD_BYTES (HF_RECORD_PAYLOAD_MAX + HF_RECORD_OVERHEAD)
#define QUEUE_ITEMS  6
#define HEADER_REST  (HF_RECORD_HEADER - 1) /* of a header that stands across the window's end */

struct hf_log_reader {
    struct hf_log_paths paths;
    size_t path; /* that is open, or comes next */
    struct hf_log_source source;
    int is_open, at_end;
    uint8_t *window;
    struct hf_record_reader frames; /* over the window */
    uint64_t base;                  /* file offset of the window */
    uint64_t n_records;             /* found in this file */
    struct hf_log_item queue[QUEUE_ITEMS];
    size_t queued, taken;
    uint64_t damage_at, damage; /* bytes, not yet said */
    int damage_open;            /* said, and no record has come since */
    uint64_t log_id, expected;  /* expected 0: any sequence may come */
    int skipping;               /* a segment of an unknown schema */
    int repeating;              /* inside a run of repeated records */
};

static struct hf_log_item *enqueue(struct hf_log_reader *reader, enum hf_log_item_kind kind)
{
    struct hf_log_item *item = &reader->queue[reader->queued++];
    memset(item, 0, sizeof(*item));
    item->kind = kind;
    item->file = reader->paths.items[reader->path].text;
    return item;
}

static void enqueue_damage(struct hf_log_reader *reader)
{
    if (reader->damage == 0)
        return;
    struct hf_log_item *item = enqueue(reader, HF_LOG_ITEM_DAMAGE);
    item->offset = reader->damage_at;
    item->length = reader->damage;
    reader->damage = 0;
    reader->damage_open = 1;
}

static void enqueue_missing(struct hf_log_reader *reader, uint64_t first, uint64_t last)
{
    struct hf_log_item *item = enqueue(reader, HF_LOG_ITEM_MISSING);
    item->first = first;
    item->last = last;
}

/* ---- one file ---- */

static void add_damage(struct hf_log_reader *reader, uint64_t at, uint64_t length)
{
    if (reader->damage == 0)
        reader->damage_at = at;
    reader->damage += length;
}

static void open_next(struct hf_log_reader *reader)
{
    int error = hf_log_source_open(&reader->source, reader->paths.items[reader->path].text);
    if (error) {
        struct hf_log_item *item = enqueue(reader, HF_LOG_ITEM_UNREADABLE);
        (void)snprintf(item->text, sizeof(item->text), "%s", strerror(-error));
        reader->path++;
        return;
    }
    reader->is_open = 1;
    reader->at_end = 0;
    reader->base = 0;
    reader->n_records = 0;
    reader->skipping = 0;
    reader->frames = (struct hf_record_reader){.bytes = reader->window};
}

static int needs_bytes(const struct hf_log_reader *reader)
{
    return !reader->at_end && reader->frames.n_bytes - reader->frames.next < RECORD_BYTES;
}

static void refill(struct hf_log_reader *reader)
{
    struct hf_record_reader *frames = &reader->frames;
    size_t left = frames->n_bytes - frames->next;
    if (frames->next > 0) {
        memmove(reader->window, reader->window + frames->next, left);
        reader->base += frames->next;
        frames->next = 0;
        frames->n_bytes = left;
    }
    while (frames->n_bytes < WINDOW_BYTES && !reader->at_end) { /* each round adds bytes, or ends */
        size_t n = hf_log_source_read(&reader->source, reader->window + frames->n_bytes,
                                      WINDOW_BYTES - frames->n_bytes);
        frames->n_bytes += n;
        if (reader->source.text[0] != '\0') { /* said where its content would stand */
            struct hf_log_item *item = enqueue(reader, HF_LOG_ITEM_DAMAGE);
            item->offset = reader->base + frames->n_bytes;
            (void)snprintf(item->text, sizeof(item->text), "%s", reader->source.text);
            reader->damage_open = 1;
            return;
        }
        reader->at_end = n == 0;
    }
}

static void close_file(struct hf_log_reader *reader, const struct hf_record *last)
{
    uint64_t size = reader->base + reader->frames.n_bytes;
    if (last->kind == HF_RECORD_TORN && reader->source.damaged)
        add_damage(reader, reader->base + last->at, last->length);
    int torn = last->kind == HF_RECORD_TORN && !reader->source.damaged;
    if (reader->n_records == 0 && size == 0 && !reader->source.damaged) {
        (void)enqueue(reader, HF_LOG_ITEM_EMPTY);
    } else if (reader->n_records == 0 && !torn) {
        (void)enqueue(reader, HF_LOG_ITEM_NOT_LOG);
    }
    enqueue_damage(reader);
    if (torn) {
        struct hf_log_item *item = enqueue(reader, HF_LOG_ITEM_TORN);
        item->offset = reader->base + last->at;
        item->length = last->length;
    }
    if (reader->path + 1 == reader->paths.n && reader->damage_open && reader->expected)
        enqueue_missing(reader, reader->expected, UINT64_MAX);
    hf_log_source_close(&reader->source);
    reader->is_open = 0;
    reader->path++;
}

/* ---- records ---- */

/* Says what is missing before `sequence`. False when the record was seen before. */
static int follows(struct hf_log_reader *reader, uint64_t sequence)
{
    if (reader->expected != 0 && sequence < reader->expected)
        return 0;
    if (reader->expected != 0 && sequence > reader->expected)
        enqueue_missing(reader, reader->expected, sequence - 1);
    else if (reader->expected == 0 && reader->damage_open && sequence > 1)
        enqueue_missing(reader, 0, sequence - 1);
    reader->expected = sequence + 1;
    reader->damage_open = 0;
    return 1;
}

static void place_item(const struct hf_log_reader *reader, struct hf_log_item *item,
                       const struct hf_record *record)
{
    item->offset = reader->base + record->at;
    item->sequence = record->sequence;
    item->payload = record->payload;
    item->n_payload = record->length;
}

static void take_repeated(struct hf_log_reader *reader, const struct hf_record *record)
{
    if (!reader->repeating)
        place_item(reader, enqueue(reader, HF_LOG_ITEM_REPEATED), record);
    reader->repeating = 1;
}

static void take_segment(struct hf_log_reader *reader, const struct hf_record *record)
{
    struct hf_log_segment segment;
    int decoded = hf_log_segment_read(record->payload, record->length, &segment) == 0;
    if (decoded && segment.log_id != reader->log_id) {
        if (reader->damage_open && reader->expected)
            enqueue_missing(reader, reader->expected, UINT64_MAX);
        reader->damage_open = reader->damage_open && reader->expected == 0;
        reader->log_id = segment.log_id;
        reader->expected = 0;
    }
    if (!follows(reader, record->sequence)) {
        take_repeated(reader, record);
        return;
    }
    reader->repeating = 0;
    reader->skipping = decoded && segment.schema != HF_LOG_SCHEMA;
    enum hf_log_item_kind kind = !decoded           ? HF_LOG_ITEM_UNDECODABLE
                                 : reader->skipping ? HF_LOG_ITEM_SCHEMA
                                                    : HF_LOG_ITEM_SEGMENT;
    struct hf_log_item *item = enqueue(reader, kind);
    place_item(reader, item, record);
    item->segment = segment;
}

static void take_record(struct hf_log_reader *reader, const struct hf_record *record)
{
    reader->n_records++;
    enqueue_damage(reader);
    if (hf_log_is_segment(record->payload, record->length)) {
        take_segment(reader, record);
    } else if (!follows(reader, record->sequence)) {
        take_repeated(reader, record);
    } else {
        reader->repeating = 0;
        if (!reader->skipping)
            place_item(reader, enqueue(reader, HF_LOG_ITEM_RECORD), record);
    }
}

static void take_frame(struct hf_log_reader *reader)
{
    struct hf_record record = hf_record_next(&reader->frames);
    switch (record.kind) {
    case HF_RECORD_FOUND: take_record(reader, &record); break;
    case HF_RECORD_DAMAGE:
        /* Damage up to the window's end may swallow the beginning of a header. */
        if (!reader->at_end && reader->frames.next == reader->frames.n_bytes &&
            record.length > HEADER_REST) {
            record.length -= HEADER_REST;
            reader->frames.next -= HEADER_REST;
        }
        add_damage(reader, reader->base + record.at, record.length);
        break;
    case HF_RECORD_TORN:
    case HF_RECORD_END: close_file(reader, &record); break;
    }
}

/* ---- the door ---- */

struct hf_log_reader *hf_log_reader_open(const char *const *paths, size_t n, char *error,
                                         size_t size)
{
    struct hf_log_reader *reader = calloc(1, sizeof(*reader));
    uint8_t *window = malloc(WINDOW_BYTES);
    if (!reader || !window) {
        (void)snprintf(error, size, "no memory");
        free(reader);
        free(window);
        return NULL;
    }
    reader->window = window;
    reader->source.fd = -1;
    for (size_t i = 0; i < n; i++) {
        if (hf_log_paths_add(&reader->paths, paths[i], error, size) < 0) {
            hf_log_reader_close(reader);
            return NULL;
        }
    }
    return reader;
}

/* The record that just follows the one before, which nearly all do, without the queue. False, and
 * nothing was taken: it is something else. */
static int take_plain(struct hf_log_reader *reader, struct hf_log_item *item)
{
    struct hf_record_reader frames = reader->frames;
    struct hf_record record = hf_record_next(&frames);
    if (record.kind != HF_RECORD_FOUND || record.sequence != reader->expected ||
        hf_log_is_segment(record.payload, record.length))
        return 0;
    reader->frames.next = frames.next;
    reader->n_records++;
    reader->expected++;
    reader->damage_open = 0;
    reader->repeating = 0;
    item->kind = HF_LOG_ITEM_RECORD;
    item->file = reader->paths.items[reader->path].text;
    item->length = 0;
    item->text[0] = '\0';
    place_item(reader, item, &record);
    return 1;
}

static int may_be_plain(const struct hf_log_reader *reader)
{
    return reader->queued == 0 && reader->is_open && !reader->skipping && reader->damage == 0 &&
           reader->expected != 0 && !needs_bytes(reader);
}

enum hf_log_item_kind hf_log_reader_next(struct hf_log_reader *reader, struct hf_log_item *item)
{
    if (reader->taken == reader->queued)
        reader->taken = reader->queued = 0;
    if (may_be_plain(reader) && take_plain(reader, item))
        return item->kind;
    while (reader->queued == 0) { /* each round uses up bytes of a file, or ends */
        if (!reader->is_open && reader->path == reader->paths.n) {
            memset(item, 0, sizeof(*item));
            item->kind = HF_LOG_ITEM_END;
            return item->kind;
        }
        if (!reader->is_open)
            open_next(reader);
        else if (needs_bytes(reader))
            refill(reader);
        else
            take_frame(reader);
    }
    *item = reader->queue[reader->taken++];
    return item->kind;
}

void hf_log_reader_close(struct hf_log_reader *reader)
{
    if (!reader)
        return;
    hf_log_source_close(&reader->source);
    hf_log_paths_free(&reader->paths);
    free(reader->window);
    free(reader);
}

static int say_missing(const struct hf_log_item *item, char *text, size_t size)
{
    if (item->first == 0)
        return snprintf(text, size,
                        "%s: records up to %" PRIu64 " are missing; where they began is not known",
                        item->file, item->last);
    if (item->last == UINT64_MAX)
        return snprintf(text, size, "%s: records from %" PRIu64 " on are missing", item->file,
                        item->first);
    if (item->first == item->last)
        return snprintf(text, size, "%s: record %" PRIu64 " is missing", item->file, item->first);
    return snprintf(text, size, "%s: records %" PRIu64 " to %" PRIu64 " are missing", item->file,
                    item->first, item->last);
}

int hf_log_item_say(const struct hf_log_item *item, char *text, size_t size)
{
    const char *file = item->file;
    uint64_t at = item->offset, n = item->length, sequence = item->sequence;
    switch (item->kind) {
    case HF_LOG_ITEM_TORN:
        return snprintf(text, size,
                        "%s: at byte %" PRIu64
                        ": torn tail: the file ends inside a record, %" PRIu64
                        " bytes of it are there",
                        file, at, n);
    case HF_LOG_ITEM_DAMAGE:
        if (item->text[0])
            return snprintf(text, size, "%s: at byte %" PRIu64 " of its content: damage: %s", file,
                            at, item->text);
        return snprintf(text, size,
                        "%s: at byte %" PRIu64 ": damage: %" PRIu64 " bytes are no record", file,
                        at, n);
    case HF_LOG_ITEM_MISSING: return say_missing(item, text, size);
    case HF_LOG_ITEM_REPEATED:
        return snprintf(text, size,
                        "%s: at byte %" PRIu64 ": record %" PRIu64
                        " came before, or is out of order; skipped from here",
                        file, at, sequence);
    case HF_LOG_ITEM_SCHEMA:
        return snprintf(text, size,
                        "%s: at byte %" PRIu64 ": the segment's schema is %u, this build reads %u; "
                        "skipped",
                        file, at, item->segment.schema, (unsigned)HF_LOG_SCHEMA);
    case HF_LOG_ITEM_UNDECODABLE:
        return snprintf(text, size, "%s: at byte %" PRIu64 ": the segment's header makes no sense",
                        file, at);
    case HF_LOG_ITEM_EMPTY: return snprintf(text, size, "%s: is empty", file);
    case HF_LOG_ITEM_NOT_LOG:
        return snprintf(text, size, "%s: is no event log: no record was found in it", file);
    case HF_LOG_ITEM_UNREADABLE: return snprintf(text, size, "%s: %s", file, item->text);
    case HF_LOG_ITEM_RECORD:
    case HF_LOG_ITEM_SEGMENT:
        return snprintf(text, size, "%s: at byte %" PRIu64 ": record %" PRIu64, file, at, sequence);
    case HF_LOG_ITEM_END:
    case HF_LOG_ITEM_COUNT: break;
    }
    return snprintf(text, size, "the end");
}
