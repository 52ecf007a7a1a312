/* SPDX-License-Identifier: Apache-2.0 */
/* Records in, lines out; see top_lines.h. */
#include "top_lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/sip/agent.h"
#include "holdfast/uv/log_resume.h"
#include "log_walk.h"

#define MINUTE_US UINT64_C(60000000)
/* A segment begins with all lines; one that does not come within this time is gone. */
#define COMES_WITHIN_US UINT64_C(5000000)

struct hf_top_lines {
    struct hf_log_fold *fold;
    struct hf_top_line **items; /* [number - 1]; NULL: not seen */
    uint32_t n;
    uint32_t segments; /* that have begun */
    uint64_t segment_wall_us;
    uint64_t wall_us;    /* of the latest record */
    uint64_t present_us; /* of a phone that writes; 0: none does */
    int64_t ahead_us;    /* wall clock less line time, of the latest step of any line */
    int clock_known;     /* ahead_us is valid */
    int ended;
    char trouble[160];
    char writer[HF_LOG_WRITER_MAX + 1];
    void *context;
    void (*changed)(void *context, const struct hf_top_line *line);
};

struct hf_top_lines *hf_top_lines_new(void)
{
    struct hf_top_lines *lines = calloc(1, sizeof *lines);

    if (lines == NULL)
        return NULL;
    lines->fold = hf_log_fold_new();
    if (lines->fold != NULL)
        return lines;
    free(lines);
    return NULL;
}

void hf_top_lines_tell(struct hf_top_lines *lines, void *context,
                       void (*changed)(void *context, const struct hf_top_line *line))
{
    lines->context = context;
    lines->changed = changed;
}

static void forget(struct hf_top_lines *lines)
{
    for (uint32_t i = 0; i < lines->n; i++)
        free(lines->items[i]);
    free(lines->items);
    lines->items = NULL;
    lines->n = 0;
}

void hf_top_lines_free(struct hf_top_lines *lines)
{
    if (lines == NULL)
        return;
    forget(lines);
    hf_log_fold_free(lines->fold);
    free(lines);
}

/* ---- a line's place ---- */

static int grow(struct hf_top_lines *lines, uint32_t number)
{
    uint32_t n = lines->n > 0 ? lines->n : 16;
    struct hf_top_line **items;

    if (number <= lines->n)
        return 0;
    while (n < number) /* at most 17 rounds: HF_LOG_LINES_MAX */
        n *= 2;
    items = realloc(lines->items, n * sizeof(struct hf_top_line *));
    if (items == NULL)
        return -1;
    for (uint32_t i = lines->n; i < n; i++)
        items[i] = NULL;
    lines->items = items;
    lines->n = n;
    return 0;
}

/* NULL: a number out of range, or no memory. */
static struct hf_top_line *place(struct hf_top_lines *lines, uint32_t number)
{
    struct hf_top_line *line;

    if (number < 1 || number > HF_LOG_LINES_MAX || grow(lines, number) < 0)
        return NULL;
    line = lines->items[number - 1];
    if (line == NULL) {
        line = calloc(1, sizeof *line);
        if (line == NULL)
            return NULL;
        line->number = number;
        line->name = "";
        lines->items[number - 1] = line;
    }
    return line;
}

/* ---- counting ---- */

static struct hf_top_count *count_of(struct hf_top_line *line, uint64_t wall_us)
{
    uint64_t minute = wall_us / MINUTE_US;

    if (minute + HF_TOP_MINUTES <= line->minute)
        return NULL; /* older than what is counted */
    if (minute >= line->minute + HF_TOP_MINUTES)
        memset(line->counts, 0, sizeof line->counts);
    else
        for (uint64_t m = line->minute + 1; m <= minute; m++)
            memset(&line->counts[m % HF_TOP_MINUTES], 0, sizeof line->counts[0]);
    if (minute > line->minute)
        line->minute = minute;
    return &line->counts[minute % HF_TOP_MINUTES];
}

static void count(struct hf_top_line *line, uint64_t wall_us, int sent, int failed)
{
    struct hf_top_count *at = count_of(line, wall_us);

    if (at == NULL)
        return;
    at->sent = (uint16_t)(at->sent + (sent && at->sent < UINT16_MAX));
    at->failed = (uint16_t)(at->failed + (failed && at->failed < UINT16_MAX));
}

struct hf_top_sum hf_top_sum(const struct hf_top_line *line, uint64_t now_wall_us)
{
    uint64_t now = now_wall_us / MINUTE_US;
    uint64_t first = now >= HF_TOP_MINUTES ? now - HF_TOP_MINUTES + 1 : 0;
    uint64_t kept = line->minute >= HF_TOP_MINUTES ? line->minute - HF_TOP_MINUTES + 1 : 0;
    struct hf_top_sum sum = {0, 0};

    for (uint64_t m = first > kept ? first : kept; m <= line->minute; m++) {
        sum.sent += line->counts[m % HF_TOP_MINUTES].sent;
        sum.failed += line->counts[m % HF_TOP_MINUTES].failed;
    }
    return sum;
}

/* ---- actions ---- */

/* How an attempt ended is how the next status is explained. */
static void take_decision(struct hf_top_line *line, uint64_t at_us, const struct hf_decision *d)
{
    if (d->machine != HF_MACHINE_ATTEMPT || d->subject >= HF_PURPOSE_COUNT)
        return;
    if (d->from_state == 0 || d->why == HF_WHY_CHALLENGED)
        line->asked_us[d->subject] = at_us;
    if (d->to_state == d->from_state || (d->cause == HF_CAUSE_NONE && d->status < 300) ||
        d->why == HF_WHY_EXPIRY_TOO_BRIEF || d->why == HF_WHY_REDIRECTED ||
        strcmp(hf_state_name(d->machine, d->to_state), "ENDED") != 0)
        return;
    count(line, line->wall_us, 0, 1);
    line->failure = (struct hf_words_failure){.server = d->from_server,
                                              .why = d->why,
                                              .status = d->status,
                                              .after_us = at_us - line->asked_us[d->subject]};
}

static int is_out(const struct hf_line_status *status)
{
    return status->state == HF_LINE_REGISTERING || status->state == HF_LINE_FAILED;
}

/* An outage goes on while the line tries and fails in turn, each with a beginning of its own. */
static void take_outage(struct hf_top_line *line, const struct hf_line_status *status)
{
    if (!is_out(status))
        line->out_wall_us = 0;
    else if (line->clock_known && (!line->known || !is_out(&line->status)))
        line->out_wall_us = status->since_us + (uint64_t)line->ahead_us;
}

/* 1: it is news. */
static int take_status(struct hf_top_line *line, const struct hf_line_status *status)
{
    int news = !line->known || status->state != line->status.state ||
               status->server != line->status.server ||
               memcmp(&status->target, &line->status.target, sizeof status->target) != 0;

    if (status->server != 0 && status->server != line->served) {
        line->from = line->served;
        line->served = status->server;
    }
    take_outage(line, status);
    line->status = *status;
    line->known = 1;
    return news;
}

/* 1: the line has a new status. */
static int take_actions(struct hf_top_line *line, uint64_t at_us, const struct hf_actions *actions)
{
    int news = 0;

    for (uint32_t i = 0; i < actions->n; i++) {
        const struct hf_action *action = &actions->items[i];

        if (action->kind == HF_ACTION_EXPLAIN) {
            take_decision(line, at_us, &action->u.decision);
        } else if (action->kind == HF_ACTION_REPORT_LINE) {
            (void)take_status(line, &action->u.line);
            news = 1; /* also the same place for another reason */
        }
    }
    return news;
}

/* ---- records ---- */

static int take_step(struct hf_top_lines *lines, struct hf_top_line *line,
                     const struct hf_log_step *step)
{
    static struct hf_event event;
    static struct hf_actions actions;

    if (step->result < 0 || hf_log_walk_step(step, &event, &actions) < 0)
        return 0;
    line->at_us = event.at_us;
    line->ahead_us = lines->ahead_us = (int64_t)(line->wall_us - event.at_us);
    line->clock_known = 1;
    lines->clock_known = 1;
    if (event.kind == HF_EVENT_RESTORED)
        memset(line->asked_us, 0, sizeof line->asked_us);
    return take_actions(line, event.at_us, &actions);
}

/* The log's own words stay; where this build goes another way, its deadline means nothing. */
static int fold(struct hf_top_lines *lines, struct hf_top_line *line,
                const struct hf_log_entry *entry)
{
    struct hf_fold_outcome outcome = hf_log_fold_take(lines->fold, entry);
    const struct hf_line *core;

    if (outcome.kind == HF_FOLD_DIFFERS)
        hf_log_fold_lose(lines->fold, entry->line);
    core = hf_log_fold_line(lines->fold, entry->line);
    line->deadline_known = core != NULL;
    if (core == NULL)
        return 0;
    line->deadline = hf_line_deadline(core);
    if (entry->kind != HF_LOG_SNAPSHOT)
        return 0;
    if (!line->clock_known)
        line->at_us = hf_line_now(core);
    struct hf_line_status status = hf_line_status(core);
    return take_status(line, &status);
}

/* Some requests never leave the phone: what was sent, only notes say. */
static void take_note(struct hf_top_lines *lines, const struct hf_log_entry *entry)
{
    if (entry->u.note.kind == HF_NOTE_FIRST_SEND && entry->line >= 1 && entry->line <= lines->n &&
        lines->items[entry->line - 1] != NULL)
        count(lines->items[entry->line - 1], entry->wall_us, 1, 0);
}

void hf_top_lines_entry(struct hf_top_lines *lines, const struct hf_log_entry *entry)
{
    struct hf_top_line *line;
    int news = 0;

    if (entry->wall_us > 0)
        lines->wall_us = entry->wall_us;
    lines->ended = entry->kind == HF_LOG_CLEAN_END;
    if (entry->kind == HF_LOG_NOTE)
        take_note(lines, entry);
    if (entry->kind != HF_LOG_STEP && entry->kind != HF_LOG_LINE_ADDED &&
        entry->kind != HF_LOG_SNAPSHOT)
        return;
    line = place(lines, entry->line);
    if (line == NULL)
        return;
    if (entry->kind == HF_LOG_LINE_ADDED && strcmp(line->name, entry->u.added.name) != 0)
        *line = (struct hf_top_line){.number = entry->line}; /* another line of that number */
    line->wall_us = entry->wall_us;
    line->segments = lines->segments;
    if (entry->kind == HF_LOG_STEP)
        news = take_step(lines, line, &entry->u.step);
    news |= fold(lines, line, entry);
    line->name = hf_log_fold_name(lines->fold, entry->line);
    if (news && lines->changed != NULL)
        lines->changed(lines->context, line);
}

void hf_top_lines_segment(struct hf_top_lines *lines, const struct hf_log_segment *segment)
{
    lines->segments++;
    lines->segment_wall_us = segment->wall_us;
    lines->wall_us = segment->wall_us;
    lines->ended = 0;
    memcpy(lines->writer, segment->writer, sizeof lines->writer);
}

void hf_top_lines_gap(struct hf_top_lines *lines, const char *why)
{
    snprintf(lines->trouble, sizeof lines->trouble, "%s", why);
    hf_log_fold_gap(lines->fold);
    for (uint32_t i = 0; i < lines->n; i++)
        if (lines->items[i] != NULL)
            lines->items[i]->deadline_known = 0;
}

void hf_top_lines_anew(struct hf_top_lines *lines)
{
    struct hf_log_fold *fold = hf_log_fold_new();

    forget(lines);
    if (fold != NULL) {
        hf_log_fold_free(lines->fold);
        lines->fold = fold;
    } else {
        hf_log_fold_gap(lines->fold);
    }
    lines->clock_known = lines->ended = 0;
    lines->trouble[0] = '\0';
}

void hf_top_lines_present(struct hf_top_lines *lines, uint64_t wall_us)
{
    lines->present_us = wall_us;
}

/* ---- questions ---- */

/* Nothing may happen for an hour after a segment began: the present counts too. A clock that was
 * set back to before the segment cannot say, and the segment is not young. */
static int may_still_come(const struct hf_top_lines *lines)
{
    uint64_t begun_us = lines->segment_wall_us, present_us = lines->present_us;

    return !lines->ended && lines->wall_us < begun_us + COMES_WITHIN_US &&
           (present_us == 0 || (present_us >= begun_us && present_us - begun_us < COMES_WITHIN_US));
}

uint32_t hf_top_lines_n(const struct hf_top_lines *lines)
{
    return lines->n;
}

const struct hf_top_line *hf_top_lines_get(const struct hf_top_lines *lines, uint32_t number)
{
    const struct hf_top_line *line = number >= 1 && number <= lines->n ? lines->items[number - 1]
                                                                       : NULL;

    if (line == NULL || line->segments == lines->segments || may_still_come(lines))
        return line;
    return NULL;
}

uint64_t hf_top_lines_wall_us(const struct hf_top_lines *lines)
{
    return lines->wall_us;
}

const char *hf_top_lines_trouble(const struct hf_top_lines *lines)
{
    return lines->trouble;
}

int hf_top_lines_ended(const struct hf_top_lines *lines)
{
    return lines->ended;
}

const char *hf_top_lines_writer(const struct hf_top_lines *lines)
{
    return lines->writer;
}

uint64_t hf_top_wall(const struct hf_top_lines *lines, const struct hf_top_line *line,
                     uint64_t at_us)
{
    int64_t ahead_us = (int64_t)(line->wall_us - line->at_us); /* of a snapshot: at most that */

    if (at_us == HF_NEVER)
        return HF_NEVER;
    if (line->clock_known)
        ahead_us = line->ahead_us;
    else if (lines->clock_known)
        ahead_us = lines->ahead_us;
    return at_us + (uint64_t)ahead_us;
}
