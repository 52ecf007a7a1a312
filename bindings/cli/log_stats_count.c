/* SPDX-License-Identifier: Apache-2.0 */
/* The counting behind `holdfast log stats`. A line's own clock is followed over restarts: what
 * passed between two events is what their times say, or what Restored says. */
#include <stdlib.h>
#include <string.h>

#include "holdfast/sip/agent.h"
#include "holdfast/uv/log_resume.h"
#include "log_stats.h"

#define MS  UINT64_C(1000)
#define S   (1000u * MS)
#define MIN (60u * S)
#define H   (60u * MIN)

const uint64_t hf_log_bucket_us[HF_LOG_BUCKETS] = {
    100,      200,      500,      1 * MS,   2 * MS, 5 * MS, 10 * MS, 20 * MS, 50 * MS,   100 * MS,
    200 * MS, 500 * MS, 1 * S,    2 * S,    5 * S,  10 * S, 20 * S,  30 * S,  1 * MIN,   2 * MIN,
    5 * MIN,  10 * MIN, 20 * MIN, 30 * MIN, 1 * H,  2 * H,  6 * H,   24 * H,  UINT64_MAX};

void hf_log_spread_add(struct hf_log_spread *spread, uint64_t us)
{
    unsigned i = 0;

    while (us >= hf_log_bucket_us[i] && i < HF_LOG_BUCKETS - 1)
        i++;
    spread->buckets[i]++;
    spread->min_us = spread->n == 0 || us < spread->min_us ? us : spread->min_us;
    spread->max_us = us > spread->max_us ? us : spread->max_us;
    spread->sum_us += us;
    spread->n++;
}

static void spread_add(struct hf_log_stats *stats, enum hf_log_spread_kind kind, uint64_t us)
{
    if (stats->counts)
        hf_log_spread_add(&stats->spreads[kind], us);
}

/* ---- lines and targets ---- */

static struct hf_log_line_stats *line_of(struct hf_log_stats *stats, uint32_t number)
{
    if (number < 1 || number > HF_LOG_LINES_MAX)
        return NULL;
    if (number > stats->n_lines) {
        uint32_t n = number * 2;
        struct hf_log_line_stats **lines = realloc(stats->lines, n * sizeof(*lines));

        if (lines == NULL)
            return NULL;
        for (uint32_t i = stats->n_lines; i < n; i++)
            lines[i] = NULL;
        stats->lines = lines;
        stats->n_lines = n;
    }
    if (stats->lines[number - 1] == NULL)
        stats->lines[number - 1] = calloc(1, sizeof(**stats->lines));
    return stats->lines[number - 1];
}

/* FNV-1a, over the whole of it: its unused bytes are zero. */
static uint32_t hash_of(const struct hf_target *target)
{
    const uint8_t *bytes = (const uint8_t *)target;
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < sizeof(*target); i++)
        hash = (hash ^ bytes[i]) * 16777619u;
    return hash ^ hash >> 15;
}

static uint32_t target_of(struct hf_log_stats *stats, const struct hf_target *target)
{
    uint32_t slot = hash_of(target) % HF_LOG_TARGET_SLOTS;

    while (stats->slots[slot] != 0) { /* there are free slots always */
        uint32_t place = stats->slots[slot] - 1;

        if (memcmp(&stats->targets[place].target, target, sizeof(*target)) == 0)
            return place;
        slot = (slot + 1) % HF_LOG_TARGET_SLOTS;
    }
    if (stats->n_targets == HF_LOG_TARGETS_MAX)
        return HF_LOG_TARGETS_MAX;
    stats->targets[stats->n_targets].target = *target;
    stats->slots[slot] = ++stats->n_targets;
    return stats->n_targets - 1;
}

/* ---- attempts ---- */

static void open_attempt(struct hf_log_stats *stats, struct hf_log_line_stats *line,
                         const struct hf_send *send)
{
    struct hf_log_open *open = &line->open[line->next_open++ % HF_LOG_OPEN];

    open->id = send->attempt;
    open->sent_us = line->now_us;
    open->target = target_of(stats, &send->target);
    open->used = 1;
    line->sends += (uint64_t)stats->counts;
    if (!stats->counts)
        return;
    stats->targets[open->target].sends++;
    stats->methods[send->kind < HF_REQUEST_COUNT ? send->kind : HF_REQUEST_OTHER]++;
    stats->servers[send->server <= HF_LINE_SERVERS ? send->server : 0]++;
}

static struct hf_log_open *find_attempt(struct hf_log_line_stats *line, uint64_t id)
{
    for (unsigned i = 0; i < HF_LOG_OPEN; i++)
        if (line->open[i].used && line->open[i].id == id)
            return &line->open[i];
    return NULL;
}

static void close_attempt(struct hf_log_stats *stats, struct hf_log_line_stats *line, uint64_t id,
                          int answered)
{
    struct hf_log_open *open = find_attempt(line, id);

    if (open == NULL)
        return;
    open->used = 0;
    if (!stats->counts)
        return;
    if (answered) {
        stats->targets[open->target].answers++;
        spread_add(stats, HF_LOG_SPREAD_ANSWER, line->now_us - open->sent_us);
    } else {
        stats->targets[open->target].failures++;
    }
}

/* ---- events ---- */

static void pass_time(struct hf_log_stats *stats, struct hf_log_line_stats *line)
{
    const struct hf_event *event = &stats->event;
    uint64_t passed = 0;

    if (event->kind == HF_EVENT_RESTORED) {
        if (event->u.restored.elapsed_us != HF_ELAPSED_UNKNOWN)
            passed = event->u.restored.elapsed_us;
        memset(line->open, 0, sizeof(line->open));
    } else if (line->seen && event->at_us > line->at_us) {
        passed = event->at_us - line->at_us;
    }
    if (line->seen)
        spread_add(stats, HF_LOG_SPREAD_GAP, passed);
    line->now_us += passed;
    line->at_us = event->at_us;
    line->seen = 1;
}

static int serves(unsigned state)
{
    return state == HF_LINE_REGISTERED || state == HF_LINE_ON_BACKUP;
}

static void take_event(struct hf_log_stats *stats, struct hf_log_line_stats *line)
{
    const struct hf_event *event = &stats->event;
    const struct hf_log_open *open = event->kind == HF_EVENT_RESPONSE_RECEIVED
                                         ? find_attempt(line, event->u.response.attempt)
                                         : NULL;

    pass_time(stats, line);
    line->pass_failed = 0;
    if (stats->counts)
        stats->events[event->kind < HF_EVENT_COUNT ? event->kind : HF_EVENT_NONE]++;
    switch (event->kind) {
    case HF_EVENT_STARTED: line->starting |= !line->out && !serves(line->state); break;
    case HF_EVENT_RESPONSE_RECEIVED:
        if (stats->counts && event->u.response.status < HF_LOG_STATUSES)
            stats->statuses[event->u.response.status]++;
        close_attempt(stats, line, event->u.response.attempt, 1);
        if (stats->counts && open != NULL && event->u.response.status >= 300)
            stats->targets[open->target].failures++;
        break;
    case HF_EVENT_ATTEMPT_FAILED:
        if (stats->counts && event->u.failed.cause < HF_CAUSE_COUNT)
            stats->causes[event->u.failed.cause]++;
        close_attempt(stats, line, event->u.failed.attempt, 0);
        break;
    default: break;
    }
}

/* ---- actions ---- */

static void end_spell(struct hf_log_stats *stats, struct hf_log_line_stats *line)
{
    uint64_t us = line->now_us - line->out_since_us;

    line->out = 0;
    if (!stats->counts || line->starting)
        return;
    line->outs++;
    line->out_us += us;
    spread_add(stats, HF_LOG_SPREAD_OUT, us);
}

/* F1: a line that is switched on is in service where a server has accepted it. */
static void take_status(struct hf_log_stats *stats, struct hf_log_line_stats *line,
                        const struct hf_line_status *status)
{
    int in_service = serves(status->state);
    int out = !in_service && status->state != HF_LINE_DISABLED;

    if (in_service) {
        int other = line->in_service &&
                    memcmp(&line->serves, &status->target, sizeof(line->serves)) != 0;
        line->moves += other && stats->counts;
        line->serves = status->target;
        line->in_service = 1;
    }
    if (status->state == HF_LINE_FAILED && line->pass_failed)
        line->starting = 0;
    if (line->out && !out)
        end_spell(stats, line);
    line->starting = out ? line->starting : 0;
    if (out && !line->out) {
        line->out = 1;
        line->out_since_us = line->now_us;
    }
    line->state = status->state;
}

static int is_state(const struct hf_decision *decision, unsigned state, const char *name)
{
    return strcmp(hf_state_name(decision->machine, state), name) == 0;
}

static void take_decision(struct hf_log_stats *stats, struct hf_log_line_stats *line,
                          const struct hf_decision *decision)
{
    if (decision->machine == HF_MACHINE_REGISTRATION &&
        is_state(decision, decision->from_state, "REGISTERING") &&
        (is_state(decision, decision->to_state, "WAITING") ||
         is_state(decision, decision->to_state, "REFUSED")))
        line->pass_failed = 1;
    if (stats->counts && decision->why < HF_WHY_COUNT)
        stats->whys[decision->why]++;
    if (decision->machine == HF_MACHINE_REGISTRATION &&
        decision->from_state != decision->to_state &&
        strcmp(hf_state_name(decision->machine, decision->to_state), "WAITING") == 0 &&
        decision->until_us != HF_NEVER && decision->until_us >= line->at_us)
        spread_add(stats, HF_LOG_SPREAD_WAIT, decision->until_us - line->at_us);
}

static void take_action(struct hf_log_stats *stats, struct hf_log_line_stats *line,
                        const struct hf_action *action)
{
    if (stats->counts)
        stats->actions[action->kind < HF_ACTION_COUNT ? action->kind : HF_ACTION_NONE]++;
    switch (action->kind) {
    case HF_ACTION_SEND: open_attempt(stats, line, &action->u.send); break;
    case HF_ACTION_ABANDON: close_attempt(stats, line, action->u.attempt.attempt, 0); break;
    case HF_ACTION_REPORT_LINE: take_status(stats, line, &action->u.line); break;
    case HF_ACTION_EXPLAIN: take_decision(stats, line, &action->u.decision); break;
    default: break;
    }
}

/* ---- records ---- */

static int take_step(struct hf_log_stats *stats, const struct hf_log_entry *entry)
{
    struct hf_log_line_stats *line = line_of(stats, entry->line);

    if (line == NULL)
        return entry->line >= 1 && entry->line <= HF_LOG_LINES_MAX ? -1 : 0;
    stats->steps += (uint64_t)stats->counts;
    if (hf_log_walk_step(&entry->u.step, &stats->event, &stats->taken) < 0) {
        stats->undecodable += (uint64_t)stats->counts;
        return 0;
    }
    line->events += (uint64_t)stats->counts;
    if (entry->u.step.result < 0) {
        stats->refused += (uint64_t)stats->counts;
        return 0;
    }
    stats->late += stats->counts && stats->taken.late_events > 0;
    take_event(stats, line);
    for (uint32_t i = 0; i < stats->taken.n; i++)
        take_action(stats, line, &stats->taken.items[i]);
    return 0;
}

static void take_note(struct hf_log_stats *stats, const struct hf_log_entry *entry)
{
    const struct hf_log_note *note = &entry->u.note;
    struct hf_log_line_stats *line = line_of(stats, entry->line);
    const struct hf_log_open *open = line != NULL ? find_attempt(line, note->attempt) : NULL;

    if (!stats->counts)
        return;
    stats->notes[note->kind < HF_LOG_NOTES ? note->kind : 0]++;
    if (note->round_trip_us > 0)
        spread_add(stats, HF_LOG_SPREAD_ROUND_TRIP, note->round_trip_us);
    if (note->kind == HF_NOTE_RETRANSMISSION && open != NULL)
        stats->targets[open->target].retransmissions++;
}

int hf_log_stats_take(struct hf_log_stats *stats, const struct hf_log_entry *entry)
{
    switch (entry->kind) {
    case HF_LOG_STEP: return take_step(stats, entry);
    case HF_LOG_NOTE: take_note(stats, entry); break;
    case HF_LOG_LINE_ADDED: stats->added += (uint64_t)stats->counts; break;
    case HF_LOG_SNAPSHOT: stats->snapshots += (uint64_t)stats->counts; break;
    case HF_LOG_CLEAN_END:
    case HF_LOG_NONE: break;
    }
    return 0;
}

void hf_log_stats_gap(struct hf_log_stats *stats)
{
    for (uint32_t i = 0; i < stats->n_lines; i++)
        if (stats->lines[i] != NULL)
            memset(stats->lines[i]->open, 0, sizeof(stats->lines[i]->open));
}

void hf_log_stats_end(struct hf_log_stats *stats)
{
    stats->counts = 1;
    for (uint32_t i = 0; i < stats->n_lines; i++)
        if (stats->lines[i] != NULL && stats->lines[i]->out)
            end_spell(stats, stats->lines[i]);
}

void hf_log_stats_free(struct hf_log_stats *stats)
{
    for (uint32_t i = 0; i < stats->n_lines; i++)
        free(stats->lines[i]);
    free(stats->lines);
}
