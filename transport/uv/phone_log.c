/* SPDX-License-Identifier: Apache-2.0 */
/* What the phone writes into its log, and what it takes up from an earlier run. */
#define _GNU_SOURCE 1
#include "phone_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/uv/log_resume.h"

#define US_IN_S 1000000u
/* Notes of one kind that strangers cause, in a second; and in one that follows one with more: a
 * flood must not fill the disk. */
#define NOTES_A_SECOND 20
#define NOTES_OF_FLOOD 1

/* ---- writing ---- */

static void append(struct hf_phone *phone, const struct hf_log_entry *entry)
{
    size_t length = hf_log_entry_write(entry, phone->record, sizeof phone->record);
    uint64_t sequence = length > 0 ? hf_log_append(phone->log, phone->record, length) : 0;

    if (sequence > phone->last_sequence)
        phone->last_sequence = sequence;
}

static struct hf_log_entry new_entry(uint32_t line, enum hf_log_kind kind)
{
    return (struct hf_log_entry){.wall_us = hf_clock_wall_us(), .line = line, .kind = kind};
}

static void log_snapshot(struct hf_phone *phone, uint32_t line)
{
    struct hf_log_entry entry = new_entry(line, HF_LOG_SNAPSHOT);
    const struct hf_line *core = hf_phone_member(phone, line)->core;
    uint8_t bytes[HF_SNAPSHOT_BYTES_MAX];
    int n = hf_line_snapshot(core, bytes, sizeof bytes);

    if (n < 0)
        return;
    entry.u.snapshot.bytes = bytes;
    entry.u.snapshot.n_bytes = (size_t)n;
    entry.u.snapshot.digest = hf_line_digest(core);
    append(phone, &entry);
}

void hf_phone_log_added(struct hf_phone *phone, uint32_t line)
{
    struct hf_log_entry entry = new_entry(line, HF_LOG_LINE_ADDED);
    struct hf_phone_origins_room room;

    if (phone->log == NULL)
        return;
    entry.u.added.name = hf_phone_member(phone, line)->name;
    entry.u.added.limits = hf_log_limits_here();
    entry.u.added.line_size = (uint32_t)hf_line_size();
    hf_phone_origins_fill(phone, line, &entry.u.added, &room);
    append(phone, &entry);
    log_snapshot(phone, line);
}

void hf_phone_log_step(struct hf_phone *phone, uint32_t line, size_t n_event, int result)
{
    struct hf_log_entry entry = new_entry(line, HF_LOG_STEP);
    int n_actions = 0;

    if (phone->log == NULL)
        return;
    if (result >= 0)
        n_actions = hf_actions_encode(&phone->actions, phone->actions_bytes,
                                      sizeof phone->actions_bytes);
    entry.u.step.event = phone->event_bytes;
    entry.u.step.n_event = n_event;
    entry.u.step.actions = phone->actions_bytes;
    entry.u.step.n_actions = n_actions > 0 ? (size_t)n_actions : 0;
    entry.u.step.result = result;
    append(phone, &entry);
}

/* The count of a note that anybody on the network can cause, or NULL. */
static struct hf_phone_notes *counted(struct hf_phone *phone, const struct hf_agent_note *note)
{
    switch (note->kind) {
    case HF_NOTE_DROPPED: return &phone->drops;
    case HF_NOTE_INCOMING_REQUEST: return &phone->requests;
    default: return NULL;
    }
}

/* Whether one more note of the kind is written down now. */
static int worth_noting(struct hf_phone_notes *notes, uint64_t now_us)
{
    if (now_us - notes->since_us >= US_IN_S) {
        int goes_on = notes->n_unsaid > 0 && now_us - notes->since_us < 2 * US_IN_S;

        notes->most = goes_on ? NOTES_OF_FLOOD : NOTES_A_SECOND;
        notes->since_us = now_us;
        notes->n = 0;
    }
    if (notes->n >= notes->most) {
        notes->n_unsaid++;
        return 0;
    }
    notes->n++;
    return 1;
}

void hf_phone_log_note(struct hf_phone *phone, uint32_t line, const struct hf_agent_note *note,
                       const char *words)
{
    struct hf_log_entry entry = new_entry(line, HF_LOG_NOTE);
    struct hf_phone_notes *notes = counted(phone, note);
    uint64_t now_us = hf_clock_now_us();
    char text[HF_LOG_TEXT_MAX + 1];

    words = words != NULL ? words : note->text;
    if (phone->log == NULL || (notes != NULL && !worth_noting(notes, now_us)))
        return;
    snprintf(text, sizeof text, "%s", words);
    if (notes != NULL && notes->n_unsaid > 0) {
        snprintf(text, sizeof text, "%s (and %u others before it, not noted)", words,
                 (unsigned)notes->n_unsaid);
        notes->n_unsaid = 0;
    }
    entry.u.note = (struct hf_log_note){.attempt = note->attempt,
                                        .at_us = now_us,
                                        .round_trip_us = note->round_trip_us,
                                        .peer = note->peer,
                                        .text = text,
                                        .status = note->status,
                                        .kind = note->kind};
    append(phone, &entry);
}

/* ---- what the log says back ---- */

static void on_released(void *context, uint64_t sequence)
{
    struct hf_phone *phone = context;

    if (sequence > phone->released)
        phone->released = sequence;
    hf_phone_settle(phone);
}

static void on_trouble(void *context, const char *text, int stop)
{
    struct hf_phone *phone = context;

    if (stop && !phone->failed_said) {
        phone->failed_said = 1;
        phone->options.failed(phone->options.context, text);
    } else if (!stop && phone->options.remark != NULL) {
        phone->options.remark(phone->options.context, 0, text);
    }
}

static void on_segment(void *context)
{
    struct hf_phone *phone = context;

    for (uint32_t line = 1; line <= phone->n_members; line++)
        if (hf_phone_has(phone, line))
            hf_phone_log_added(phone, line);
}

/* ---- an earlier run ---- */

static void on_past_line(void *context, const struct hf_log_resumed *resumed)
{
    struct hf_phone *phone = context;
    struct hf_phone_past *grown = realloc(phone->past, (phone->n_past + 1) * sizeof *grown);

    if (grown == NULL)
        return;
    phone->past = grown;
    struct hf_phone_past *past = &grown[phone->n_past];

    past->name = strdup(resumed->name);
    past->snapshot = malloc(resumed->n_snapshot);
    if (past->name == NULL || past->snapshot == NULL) {
        free(past->name);
        free(past->snapshot);
        return;
    }
    memcpy(past->snapshot, resumed->snapshot, resumed->n_snapshot);
    past->n_snapshot = resumed->n_snapshot;
    past->wall_us = resumed->wall_us;
    past->stale = resumed->stale;
    phone->n_past++;
}

/* By name; of one name, the latest first. */
static int compare_past(const void *a, const void *b)
{
    const struct hf_phone_past *left = a, *right = b;
    int order = strcmp(left->name, right->name);

    if (order != 0)
        return order;
    return left->wall_us < right->wall_us ? 1 : left->wall_us > right->wall_us ? -1 : 0;
}

const struct hf_phone_past *hf_phone_past(const struct hf_phone *phone, const char *name)
{
    uint32_t low = 0, high = phone->n_past;

    while (low < high) { /* the first entry that is not before name */
        uint32_t middle = low + (high - low) / 2;

        if (strcmp(phone->past[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == phone->n_past || strcmp(phone->past[low].name, name) != 0)
        return NULL;
    return &phone->past[low];
}

void hf_phone_past_free(struct hf_phone *phone)
{
    for (uint32_t i = 0; i < phone->n_past; i++) {
        free(phone->past[i].name);
        free(phone->past[i].snapshot);
    }
    free(phone->past);
    phone->past = NULL;
    phone->n_past = 0;
}

/* ---- opening ---- */

int hf_phone_log_open(struct hf_phone *phone, char *error, size_t size)
{
    struct hf_log_options options = {.directory = phone->options.log_directory,
                                     .sync = phone->options.log_sync,
                                     .context = phone,
                                     .released = on_released,
                                     .trouble = on_trouble,
                                     .segment = on_segment,
                                     .writer = phone->options.log_writer};
    struct hf_log_resume resume = {.directory = phone->options.log_directory,
                                   .context = phone,
                                   .line = on_past_line,
                                   .error = error,
                                   .size = size};

    if (options.directory == NULL)
        return 0;
    if (!phone->options.fresh && hf_log_last_snapshots(&resume) < 0)
        return -1;
    if (phone->n_past > 1)
        qsort(phone->past, phone->n_past, sizeof *phone->past, compare_past);
    phone->log = hf_log_open(phone->loop, &options, error, size);
    return phone->log != NULL ? 0 : -1;
}
