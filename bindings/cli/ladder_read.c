/* SPDX-License-Identifier: Apache-2.0 */
/* The log once more, for the ladder: records of one line, in order. What cannot be read was said
 * when the log was replayed; here it is a gap in the picture. */
#define _GNU_SOURCE 1
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "holdfast/line.h"
#include "holdfast/uv/log_reader.h"
#include "ladder_rows.h"

#define SCRATCH_BYTES ((1u << 20) + 4096u)

/* ---- what the rooms beside this one share ---- */

void hf_ladder_text(char text[HF_LADDER_TEXT], const char *from)
{
    snprintf(text, HF_LADDER_TEXT, "%s", from != NULL ? from : "");
}

static int same_target(const struct hf_target *a, const struct hf_target *b)
{
    return a->family == b->family && a->port == b->port && a->transport == b->transport &&
           memcmp(a->address, b->address, sizeof a->address) == 0;
}

unsigned hf_ladder_column(struct hf_ladder *ladder, const struct hf_target *target)
{
    if (ladder->n_columns < HF_LADDER_TARGETS)
        ladder->n_columns = HF_LADDER_TARGETS;
    for (unsigned i = HF_LADDER_TARGETS; i < ladder->n_columns; i++)
        if (same_target(&ladder->columns[i].target, target))
            return i;
    if (ladder->n_columns == HF_LADDER_COLUMNS)
        return HF_LADDER_OTHERS;
    ladder->columns[ladder->n_columns].target = *target;
    return ladder->n_columns++;
}

struct hf_ladder_mark *hf_ladder_add(struct hf_ladder *ladder, enum hf_mark_kind kind,
                                     unsigned column)
{
    struct hf_ladder_mark *mark = &ladder->beside;

    if (ladder->in_range && ladder->n_marks < HF_LADDER_MARKS) {
        mark = &ladder->marks[ladder->n_marks++];
        ladder->columns[column].used = 1;
    }
    memset(mark, 0, sizeof *mark);
    mark->wall_us = ladder->now_us;
    mark->at_us = ladder->at_us;
    mark->kind = (uint8_t)kind;
    mark->column = (uint8_t)column;
    return mark;
}

struct hf_ladder_open *hf_ladder_find(struct hf_ladder *ladder, uint64_t id, int is_query)
{
    for (unsigned i = 0; i < HF_LADDER_OPEN; i++)
        if (ladder->open[i].id == id && id != 0 && ladder->open[i].is_query == is_query)
            return &ladder->open[i];
    return NULL;
}

struct hf_ladder_open *hf_ladder_begin(struct hf_ladder *ladder, uint64_t id, int is_query)
{
    struct hf_ladder_open *open = &ladder->open[ladder->next_open++ % HF_LADDER_OPEN];

    memset(open, 0, sizeof *open);
    open->id = id;
    open->is_query = (uint8_t)is_query;
    open->open = 1;
    open->sent_us = ladder->at_us;
    return open;
}

void hf_ladder_free(struct hf_ladder *ladder)
{
    for (uint32_t i = 0; i < ladder->n_rows; i++) {
        free(ladder->rows[i].label);
        free(ladder->rows[i].detail);
    }
    free(ladder->rows);
    free(ladder->episodes);
    free(ladder->lines);
    free(ladder->origins);
    free(ladder);
}

/* ---- where settings stand ---- */

void hf_ladder_take_config(struct hf_ladder *ladder, const struct hf_config *config)
{
    ladder->renumbered = 1; /* a server's new number is no move */
    for (unsigned i = 0; i < config->n_servers && i < HF_LINE_SERVERS; i++)
        snprintf(ladder->hosts[i + 1], HF_LADDER_HOST, "%.*s", (int)config->servers[i].host.length,
                 config->names + config->servers[i].host.at);
}

static void take_added(struct hf_ladder *ladder, const struct hf_log_line_added *added)
{
    const size_t size = added->n_origins * sizeof *added->origins;
    struct hf_log_origin *origins;

    hf_ladder_text(ladder->name, added->name);
    if (added->n_origins == 0)
        return; /* of a writer that does not say them: what is known stays */
    origins = malloc(size);
    if (origins == NULL) {
        ladder->failed = 1;
        return;
    }
    memcpy(origins, added->origins, size);
    free(ladder->origins);
    ladder->origins = origins;
    ladder->n_origins = added->n_origins;
    for (uint32_t i = 0; i < HF_LADDER_FILES; i++)
        hf_ladder_text(ladder->files[i], i < added->n_files ? added->files[i] : "");
}

const char *hf_ladder_origin(const struct hf_ladder *ladder, const struct hf_decision *decision,
                             uint32_t *line)
{
    const unsigned server = decision->to_server != 0 ? decision->to_server : decision->from_server;
    const struct hf_log_origin *found = NULL;

    for (uint32_t i = 0; i < ladder->n_origins && decision->setting != HF_SETTING_NONE; i++) {
        const struct hf_log_origin *one = &ladder->origins[i];

        if (one->setting != decision->setting || one->proxy != 0 || one->file < 1 ||
            one->file > HF_LADDER_FILES || (one->server != 0 && one->server != server))
            continue;
        if (found == NULL || one->server != 0) /* the server's own counts before the line's */
            found = one;
    }
    if (found == NULL || ladder->files[found->file - 1][0] == '\0')
        return NULL;
    *line = found->line;
    return ladder->files[found->file - 1];
}

/* ---- records ---- */

/* The state with which the log begins, where no step has said one. */
static void take_snapshot(struct hf_ladder *ladder, const struct hf_log_snapshot *snapshot)
{
    static uint64_t memory[HF_LINE_BYTES_MAX / sizeof(uint64_t)];
    static uint64_t scratch[HF_WIRE_SCRATCH / sizeof(uint64_t)];
    struct hf_wire wire = {.bytes = snapshot->bytes,
                           .n_bytes = snapshot->n_bytes,
                           .scratch = scratch,
                           .scratch_size = sizeof scratch};
    struct hf_line *line = (struct hf_line *)memory;

    if (ladder->known || hf_line_size() > sizeof memory ||
        hf_line_restore(memory, sizeof memory, &wire) < 0)
        return;
    ladder->known = 1;
    ladder->status = hf_line_status(line);
    ladder->at_us = hf_line_now(line);
    hf_ladder_take_config(ladder, hf_line_config(line));
    if (ladder->status.server != 0) {
        ladder->place = ladder->status.target;
        ladder->place_server = ladder->status.server;
        ladder->place_proxy = ladder->status.proxy;
    }
}

/* The first row says how it was, where something was before. */
static void enter_range(struct hf_ladder *ladder)
{
    struct hf_ladder_mark *mark;

    ladder->in_range = 1;
    ladder->first_us = ladder->now_us;
    ladder->opening_state = ladder->known ? ladder->status.state : HF_LINE_STATE_COUNT;
    if (!ladder->known || ladder->status.state == HF_LINE_DISABLED)
        return;
    mark = hf_ladder_add(ladder, HF_MARK_STATE, HF_LADDER_PHONE);
    mark->is = ladder->status;
    mark->was = ladder->status;
    hf_ladder_close(ladder);
}

static int belongs_to_before(const struct hf_log_entry *entry)
{
    return entry->kind == HF_LOG_NOTE &&
           (entry->u.note.kind == 1 /* first send */ || entry->u.note.kind == 8 /* abandon */);
}

static void take_entry(struct hf_ladder *ladder, const struct hf_log_entry *entry)
{
    if (entry->line != ladder->line || entry->wall_us > ladder->options->to_us)
        return;
    ladder->now_us = entry->wall_us;
    if (entry->kind == HF_LOG_LINE_ADDED)
        take_added(ladder, &entry->u.added);
    if (entry->kind == HF_LOG_SNAPSHOT)
        take_snapshot(ladder, &entry->u.snapshot);
    if (entry->kind != HF_LOG_STEP && entry->kind != HF_LOG_NOTE)
        return;
    if (!ladder->in_range && entry->wall_us >= ladder->options->from_us)
        enter_range(ladder);
    if (ladder->in_range)
        ladder->last_us = entry->wall_us;
    if (ladder->n_marks == HF_LADDER_MARKS || ladder->n_decisions > HF_LADDER_DECISIONS - 128 ||
        (hf_ladder_is_over(ladder) && !belongs_to_before(entry)))
        hf_ladder_close(ladder);
    if (entry->kind == HF_LOG_STEP)
        hf_ladder_take_step(ladder, &entry->u.step);
    else
        hf_ladder_take_note(ladder, &entry->u.note);
}

static void take_gap(struct hf_ladder *ladder, const char *text)
{
    if (!ladder->in_range)
        return;
    hf_ladder_close(ladder);
    hf_ladder_text(hf_ladder_add(ladder, HF_MARK_GAP, HF_LADDER_PHONE)->text, text);
    hf_ladder_close(ladder);
    memset(ladder->open, 0, sizeof ladder->open);
    memset(ladder->timers, 0, sizeof ladder->timers);
}

static void take_item(struct hf_ladder *ladder, const struct hf_log_item *item,
                      struct hf_log_scratch *scratch)
{
    struct hf_log_entry entry;

    switch (item->kind) {
    case HF_LOG_ITEM_RECORD:
        if (hf_log_entry_read(item->payload, item->n_payload, scratch, &entry) == 0)
            take_entry(ladder, &entry);
        else
            take_gap(ladder, "a record that cannot be read stands here");
        break;
    case HF_LOG_ITEM_SEGMENT:
        if (ladder->log_id != 0 && ladder->log_id != item->segment.log_id) {
            take_gap(ladder, "another log begins here");
            ladder->known = 0;
        }
        ladder->log_id = item->segment.log_id;
        break;
    case HF_LOG_ITEM_MISSING: take_gap(ladder, "records of the log are missing here"); break;
    case HF_LOG_ITEM_SCHEMA:
    case HF_LOG_ITEM_UNDECODABLE: take_gap(ladder, "records that cannot be read stand here"); break;
    default: break;
    }
}

int hf_ladder_read(struct hf_ladder *ladder)
{
    const struct hf_log_options *options = ladder->options;
    struct hf_log_scratch scratch = {.bytes = aligned_alloc(alignof(max_align_t), SCRATCH_BYTES),
                                     .size = SCRATCH_BYTES};
    char error[512];
    struct hf_log_reader *reader = hf_log_reader_open(options->paths, options->n_paths, error,
                                                      sizeof error);
    static struct hf_log_item item;

    if (reader == NULL || scratch.bytes == NULL) {
        fprintf(stderr, "holdfast: %s: %s\n", options->command,
                reader == NULL ? error : "no memory");
        hf_log_reader_close(reader);
        free(scratch.bytes);
        return HF_EXIT_FAILED;
    }
    while (!ladder->failed && hf_log_reader_next(reader, &item) != HF_LOG_ITEM_END)
        take_item(ladder, &item, &scratch);
    hf_ladder_close(ladder);
    hf_log_reader_close(reader);
    free(scratch.bytes);
    if (!ladder->failed)
        return HF_EXIT_DONE;
    fprintf(stderr, "holdfast: %s: no memory\n", options->command);
    return HF_EXIT_FAILED;
}
