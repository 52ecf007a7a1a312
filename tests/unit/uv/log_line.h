/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines at work whose events and actions are logged as the phone logs them: they register, lose
 * their server, fail over and go back, in made-up time.
 */
#ifndef HF_TEST_LOG_LINE_H
#define HF_TEST_LOG_LINE_H

#include "log_world.h"

#include <stdalign.h>

#include "holdfast/line.h"
#include "holdfast/uv/log_resume.h"

#define LINES 3

struct bench_line {
    alignas(max_align_t) uint8_t memory[HF_LINE_BYTES_MAX];
    uint64_t now_us;
    uint64_t asked[HF_ACTIONS_MAX]; /* attempts to be answered */
    int n_asked;
};

struct bench {
    struct world world;
    struct bench_line lines[LINES];
    unsigned draw;
    uint64_t segment_bytes;
    int forge_at, steps; /* the step whose actions are forged in the log; 0: none */
    uint8_t event[HF_EVENT_BYTES_MAX], actions[HF_ACTIONS_BYTES_MAX];
    uint8_t payload[HF_LOG_RECORD_BYTES_MAX];
    alignas(max_align_t) uint8_t scratch[HF_WIRE_SCRATCH];
};

static struct hf_line *bench_core(struct bench *bench, uint32_t line)
{
    return (struct hf_line *)(void *)bench->lines[line - 1].memory;
}

static void bench_append(struct bench *bench, const struct hf_log_entry *entry)
{
    size_t n = hf_log_entry_write(entry, bench->payload, sizeof(bench->payload));
    cr_assert_gt(n, 0);
    hf_log_append(bench->world.log, bench->payload, n);
}

static struct hf_log_entry bench_entry(struct bench *bench, uint32_t line, enum hf_log_kind kind)
{
    return (struct hf_log_entry){
        .kind = kind, .line = line, .wall_us = 1000000000 + bench->lines[line - 1].now_us};
}

static void bench_snapshot(struct bench *bench, uint32_t line)
{
    uint8_t bytes[HF_SNAPSHOT_BYTES_MAX];
    struct hf_log_entry added = bench_entry(bench, line, HF_LOG_LINE_ADDED);
    struct hf_log_entry entry = bench_entry(bench, line, HF_LOG_SNAPSHOT);
    char name[16];
    int n = hf_line_snapshot(bench_core(bench, line), bytes, sizeof(bytes));
    cr_assert_gt(n, 0);
    snprintf(name, sizeof(name), "line-%u", line);
    added.u.added.name = name;
    added.u.added.limits = hf_log_limits_here();
    bench_append(bench, &added);
    entry.u.snapshot.bytes = bytes;
    entry.u.snapshot.n_bytes = (size_t)n;
    entry.u.snapshot.digest = hf_line_digest(bench_core(bench, line));
    bench_append(bench, &entry);
}

UNUSED_FUNCTION static void bench_segment(void *context)
{
    struct bench *bench = context;
    bench->world.segments++;
    for (uint32_t line = 1; line <= LINES; line++)
        bench_snapshot(bench, line);
}

static void bench_note_sends(struct bench *bench, uint32_t line, size_t n_actions)
{
    static struct hf_actions actions;
    struct hf_wire wire = {.bytes = bench->actions,
                           .n_bytes = n_actions,
                           .scratch = bench->scratch,
                           .scratch_size = sizeof(bench->scratch)};
    struct bench_line *bench_line = &bench->lines[line - 1];
    cr_assert_eq(hf_actions_decode(&actions, &wire), HF_OK);
    for (uint32_t i = 0; i < actions.n; i++) {
        if (actions.items[i].kind == HF_ACTION_SEND && bench_line->n_asked < HF_ACTIONS_MAX)
            bench_line->asked[bench_line->n_asked++] = actions.items[i].u.send.attempt;
    }
}

static void bench_step(struct bench *bench, uint32_t line, struct hf_event *event)
{
    event->at_us = bench->lines[line - 1].now_us;
    int n = hf_event_encode(event, bench->event, sizeof(bench->event));
    cr_assert_geq(n, 0);
    struct hf_bytes_step step = {.event = bench->event,
                                 .n_event = (size_t)n,
                                 .actions = bench->actions,
                                 .actions_size = sizeof(bench->actions),
                                 .scratch = bench->scratch,
                                 .scratch_size = sizeof(bench->scratch)};
    struct hf_log_entry entry = bench_entry(bench, line, HF_LOG_STEP);
    int result = hf_line_step_bytes(bench_core(bench, line), &step);
    size_t n_actions = result == HF_OK ? step.n_actions : 0;
    if (result == HF_OK)
        bench_note_sends(bench, line, n_actions);
    entry.u.step = (struct hf_log_step){bench->event, bench->actions, (size_t)n, n_actions, result};
    if (++bench->steps >= bench->forge_at && bench->forge_at > 0 && n_actions > 40) {
        bench->actions[n_actions - 1] ^= 1;
        bench->forge_at = 0;
    }
    bench_append(bench, &entry);
}

static void bench_configure(struct bench *bench, uint32_t line)
{
    static struct hf_config config;
    struct hf_event event = {.kind = HF_EVENT_CONFIGURED};
    hf_config_init(&config);
    config.n_servers = 2;
    for (int i = 0; i < 2; i++) {
        hf_config_init_server(&config.servers[i]);
        cr_assert_eq(
            hf_config_name(&config, &config.servers[i].host, i ? "192.0.2.2" : "192.0.2.1", 9),
            HF_OK);
    }
    event.u.configured.config = &config;
    event.u.configured.seed = line;
    bench_step(bench, line, &event);
    event = (struct hf_event){.kind = HF_EVENT_STARTED};
    bench_step(bench, line, &event);
}

/* Answers what the line asked, one way or another, or lets time pass. */
static void bench_live(struct bench *bench, uint32_t line)
{
    struct bench_line *bench_line = &bench->lines[line - 1];
    struct hf_event event = {.kind = HF_EVENT_TIME_PASSED};
    bench->draw = bench->draw * 1664525u + 1013904223u;
    unsigned way = bench->draw >> 28;
    if (bench_line->n_asked > 0 && way < 12) {
        uint64_t attempt = bench_line->asked[--bench_line->n_asked];
        bench_line->now_us += 20000;
        event.kind = way < 9 ? HF_EVENT_RESPONSE_RECEIVED : HF_EVENT_ATTEMPT_FAILED;
        event.u.response.attempt = attempt;
        if (way < 9) {
            event.u.response.status = way < 7 ? 200 : 503;
            event.u.response.expires_s = 60;
            event.u.response.retry_after_s = HF_RETRY_AFTER_NONE;
        } else {
            event.u.failed.cause = HF_CAUSE_ICMP;
        }
    } else {
        struct hf_deadline deadline = hf_line_deadline(bench_core(bench, line));
        uint64_t next_us = bench_line->now_us + 1000000;
        bench_line->now_us = deadline.at_us < next_us + 100000000 ? deadline.at_us : next_us;
    }
    bench_step(bench, line, &event);
}

UNUSED_FUNCTION static void bench_open(struct bench *bench)
{
    world_make(&bench->world);
    bench->draw = 5;
    bench->world.options.segment_bytes = bench->segment_bytes;
    bench->world.options.context = bench;
    bench->world.options.segment = bench_segment;
    world_open(&bench->world);
    for (uint32_t line = 1; line <= LINES; line++) {
        memset(&bench->lines[line - 1], 0, sizeof(bench->lines[0]));
        cr_assert_eq(
            hf_line_init(bench->lines[line - 1].memory, sizeof(bench->lines[0].memory), HF_ABI),
            HF_OK);
        bench_snapshot(bench, line);
        bench_configure(bench, line);
    }
}

UNUSED_FUNCTION static void bench_run(struct bench *bench, int events)
{
    for (int i = 0; i < events; i++) {
        bench_live(bench, 1 + (uint32_t)i % LINES);
        if (i % 8 == 0)
            world_run(&bench->world);
    }
    world_run(&bench->world);
}

#endif
