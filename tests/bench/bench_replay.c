/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a log of many refreshes into a directory, then replays it: bench_replay DIRECTORY EVENTS
 * prints events a second, reading included. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cycle.h"
#include "holdfast/uv/log_reader.h"
#include "holdfast/uv/log_record.h"
#include "holdfast/uv/log_resume.h"
#include "holdfast/record.h"
#include "timing.h"

#define LOG_ID 0xbe4c4u

static uint8_t payload[HF_LOG_RECORD_BYTES_MAX], framed[HF_LOG_RECORD_BYTES_MAX + 64];
static uint8_t event_bytes[HF_EVENT_BYTES_MAX], actions_bytes[HF_ACTIONS_BYTES_MAX];
static uint64_t scratch[HF_WIRE_SCRATCH / sizeof(uint64_t)];
static uint64_t sequence = 1;

static void fail(const char *what)
{
    fprintf(stderr, "bench_replay: %s\n", what);
    exit(1);
}

static void write_record(FILE *file, size_t length)
{
    struct hf_record_write record = {.payload = payload, .length = length, .sequence = sequence++};
    size_t n = hf_record_write(&record, framed, sizeof framed);
    if (n == 0 || fwrite(framed, 1, n, file) != n)
        fail("a record cannot be written");
}

/* Steps the line and logs it, as a phone does. Returns the attempt that was sent, or 0. */
static uint64_t logged_step(FILE *file, struct hf_line *line, const struct hf_event *event)
{
    static struct hf_actions actions;
    struct hf_wire wire = {.scratch = scratch, .scratch_size = sizeof scratch};
    struct hf_bytes_step step = {.event = event_bytes,
                                 .actions = actions_bytes,
                                 .actions_size = sizeof actions_bytes,
                                 .scratch = scratch,
                                 .scratch_size = sizeof scratch};
    int n = hf_event_encode(event, event_bytes, sizeof event_bytes);
    struct hf_log_entry entry = {.wall_us = event->at_us, .line = 1, .kind = HF_LOG_STEP};

    step.n_event = n < 0 ? 0 : (size_t)n;
    if (n < 0 || hf_line_step_bytes(line, &step) != HF_OK)
        fail("an event is refused");
    entry.u.step.event = event_bytes;
    entry.u.step.n_event = step.n_event;
    entry.u.step.actions = actions_bytes;
    entry.u.step.n_actions = step.n_actions;
    write_record(file, hf_log_entry_write(&entry, payload, sizeof payload));
    wire.bytes = actions_bytes;
    wire.n_bytes = step.n_actions;
    if (hf_actions_decode(&actions, &wire) < 0)
        fail("actions cannot be decoded");
    return cycle_sent(&actions);
}

static void begin_log(FILE *file, struct cycle *cycle)
{
    struct hf_log_segment segment = {.log_id = LOG_ID,
                                     .number = 1,
                                     .limits = hf_log_limits_here(),
                                     .schema = HF_LOG_SCHEMA,
                                     .semantics = HF_SEMANTICS,
                                     .abi = HF_ABI,
                                     .writer = "bench_replay"};
    struct hf_log_entry added = {.line = 1, .kind = HF_LOG_LINE_ADDED};

    added.u.added.name = "bench";
    added.u.added.limits = hf_log_limits_here();
    added.u.added.line_size = (uint32_t)hf_line_size();
    write_record(file, hf_log_segment_write(&segment, payload, sizeof payload));
    write_record(file, hf_log_entry_write(&added, payload, sizeof payload));
    hf_line_init(cycle->line, hf_line_size(), HF_ABI);
    logged_step(file, cycle->line, &cycle->configured);
}

/* Returns how many events the log holds. */
static uint64_t write_log(const char *path, uint64_t n_events)
{
    static struct cycle cycle;
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        fail("the log cannot be made");
    cycle_record(&cycle);
    begin_log(file, &cycle);

    struct hf_event answer = cycle.events[2];
    uint64_t written = 1, at_us = cycle.events[0].at_us;
    uint64_t attempt = logged_step(file, cycle.line, &cycle.events[0]);
    for (written++; written + 1 < n_events; written += 2) {
        answer.u.response.attempt = attempt;
        answer.at_us = at_us + 20000;
        logged_step(file, cycle.line, &answer);
        at_us = hf_line_deadline(cycle.line).at_us;
        struct hf_event due = {.at_us = at_us, .kind = HF_EVENT_TIME_PASSED};
        attempt = logged_step(file, cycle.line, &due);
        if (attempt == 0)
            fail("no refresh is sent");
    }
    if (fclose(file) != 0)
        fail("the log cannot be written");
    return written;
}

static uint64_t replay(const char *path)
{
    static uint64_t kept[sizeof payload / sizeof(uint64_t) + 1024];
    char error[200];
    struct hf_log_reader *reader = hf_log_reader_open(&path, 1, error, sizeof error);
    struct hf_log_fold *fold = hf_log_fold_new();
    struct hf_log_item item;
    uint64_t identical = 0;

    if (reader == NULL || fold == NULL)
        fail(reader == NULL ? error : "no memory");
    while (hf_log_reader_next(reader, &item) != HF_LOG_ITEM_END) {
        struct hf_log_scratch place = {.bytes = (uint8_t *)kept, .size = sizeof kept};
        struct hf_log_entry entry;
        if (item.kind != HF_LOG_ITEM_RECORD)
            continue;
        if (hf_log_entry_read(item.payload, item.n_payload, &place, &entry) != 0)
            fail("a record cannot be read");
        identical += hf_log_fold_take(fold, &entry).kind == HF_FOLD_IDENTICAL;
    }
    hf_log_reader_close(reader);
    hf_log_fold_free(fold);
    return identical;
}

int main(int argc, char **argv)
{
    char path[4096];
    uint64_t n_events = argc == 3 ? strtoull(argv[2], NULL, 10) : 0;

    if (n_events < 10) {
        fprintf(stderr, "usage: %s DIRECTORY EVENTS\n", argv[0]);
        return 2;
    }
    snprintf(path, sizeof path, "%s/hf-%016x-%08u.log", argv[1], LOG_ID, 1u);
    uint64_t written = write_log(path, n_events);
    uint64_t start_ns = bench_now_ns();
    uint64_t identical = replay(path);
    uint64_t took_ns = bench_now_ns() - start_ns;
    if (identical != written) {
        fprintf(stderr, "bench_replay: %llu of %llu events are identical\n",
                (unsigned long long)identical, (unsigned long long)written);
        return 1;
    }
    printf("replay_events_per_second %.0f\n", (double)written * 1e9 / (double)took_ns);
    return 0;
}
