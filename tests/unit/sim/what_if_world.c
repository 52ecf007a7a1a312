/* SPDX-License-Identifier: Apache-2.0 */
/* See what_if_world.h. */
#include "what_if_world.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

struct hearing {
    struct log *log;
    struct hf_line *lines[PLAN_LINES];
    struct hf_event event;
    struct hf_actions actions;
    uint8_t bytes[HF_ACTIONS_BYTES_MAX];
    _Alignas(max_align_t) uint8_t scratch[HF_WIRE_SCRATCH];
};

static void hear(struct hearing *hearing, const struct hf_what_if_record *record)
{
    cr_assert(hf_what_if_hear(hearing->log->again, record) == 0);
}

static void begin_line(struct hearing *hearing, unsigned line)
{
    uint8_t bytes[HF_SNAPSHOT_BYTES_MAX];
    int n;

    hearing->lines[line - 1] = calloc(1, hf_line_size());
    cr_assert(hf_line_init(hearing->lines[line - 1], hf_line_size(), HF_ABI) == HF_OK);
    n = hf_line_snapshot(hearing->lines[line - 1], bytes, sizeof(bytes));
    hear(hearing, &(struct hf_what_if_record){
                      .wall_us = WALL_US, .line = line, .kind = HF_WHAT_IF_ADDED, .name = "SIP"});
    hear(hearing, &(struct hf_what_if_record){.wall_us = WALL_US,
                                              .line = line,
                                              .kind = HF_WHAT_IF_SNAPSHOT,
                                              .bytes = bytes,
                                              .n_bytes = (size_t)n});
}

static void keep(struct hearing *hearing, const struct step *step)
{
    struct log *log = hearing->log;
    const int n = hf_actions_encode(&hearing->actions, hearing->bytes, sizeof(hearing->bytes));

    cr_assert(n >= 0);
    if (log->n == log->room) {
        log->room = log->room == 0 ? 256 : 2 * log->room;
        log->steps = realloc(log->steps, log->room * sizeof(*log->steps));
        cr_assert(log->steps != NULL);
    }
    log->steps[log->n] = (struct logged){.at_us = WALL_US + step->at_us,
                                         .line = step->line,
                                         .n_actions = (uint32_t)n,
                                         .actions = malloc((size_t)n + 1)};
    memcpy(log->steps[log->n++].actions, hearing->bytes, (size_t)n);
}

/* What a line refuses changes nothing, and stands in no log of a step. */
static void take(struct hearing *hearing, const struct step *step)
{
    struct hf_wire wire = {.bytes = step->event,
                           .n_bytes = step->n_event,
                           .scratch = hearing->scratch,
                           .scratch_size = sizeof(hearing->scratch)};

    if (hearing->lines[step->line - 1] == NULL)
        begin_line(hearing, step->line);
    if (hf_event_decode(&hearing->event, &wire) != HF_OK ||
        hf_line_step(hearing->lines[step->line - 1], &hearing->event, &hearing->actions) != HF_OK)
        return;
    keep(hearing, step);
    hear(hearing, &(struct hf_what_if_record){.wall_us = WALL_US + step->at_us,
                                              .line = step->line,
                                              .kind = HF_WHAT_IF_STEP,
                                              .event = &hearing->event,
                                              .actions = &hearing->actions});
}

struct log *log_of_trace(const struct trace *trace, uint64_t assume_us)
{
    struct hearing *hearing = calloc(1, sizeof(*hearing));
    struct log *log = calloc(1, sizeof(*log));

    hearing->log = log;
    log->again = hf_what_if_new(&(struct hf_what_if_options){.assume_us = assume_us});
    for (size_t i = 0; i < trace->n; i++)
        take(hearing, &trace->steps[i]);
    cr_assert(hf_what_if_infer(log->again) == 0);
    for (unsigned i = 0; i < PLAN_LINES; i++)
        free(hearing->lines[i]);
    free(hearing);
    return log;
}

struct log *log_of(const struct plan *plan, const struct staging *staging, uint64_t assume_us)
{
    struct trace trace = plan_play(plan, staging);
    struct log *log = NULL;

    if (trace.fault[0] == 0)
        log = log_of_trace(&trace, assume_us);
    trace_free(&trace);
    return log;
}

void log_free(struct log *log)
{
    for (size_t i = 0; log != NULL && i < log->n; i++)
        free(log->steps[i].actions);
    if (log == NULL)
        return;
    hf_what_if_free(log->again);
    free(log->steps);
    free(log);
}
