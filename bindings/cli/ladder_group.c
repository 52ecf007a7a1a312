/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Episodes to rows. What went just so before is counted, not shown again, until the line's state
 * changes; where there are too many rows all the same, the picture becomes coarser:
 *   0 all that changes the line or comes from outside is shown; what repeats is counted, and
 *     changes that look alike are shown briefly from the fourth on
 *   1 what changes nothing is counted; changes that look alike are brief from the third on
 *   2 all changes are brief: outages, moves, and how the line came back are still a row each
 *   3 a row for each change and the quiet time around it
 *   4 two changes in a row, and so on: twice as many each time there are too many rows
 */
#define _GNU_SOURCE 1
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ladder_rows.h"

#define LEVEL_BRIEF   2 /* all changes are */
#define LEVEL_COUNTED 3 /* nothing is shown any more */
#define LEVEL_MOST    40
#define SHOWN_TWICE   2
#define SHOWN_WHOLE   3 /* changes that look alike; then they are shown briefly */

int hf_ladder_is_over(const struct hf_ladder *ladder)
{
    const struct hf_ladder_mark *last;

    if (ladder->n_marks == 0)
        return 0;
    for (unsigned i = 0; i < HF_LADDER_OPEN; i++)
        if (ladder->open[i].open)
            return 0;
    last = &ladder->marks[ladder->n_marks - 1];
    if (last->step == 0 && last->n_notes != 0 && ladder->now_us < last->wall_us + 1000000u &&
        (last->kind == HF_MARK_ANSWER || last->kind == HF_MARK_FAILURE ||
         last->kind == HF_MARK_CONNECT))
        return 0; /* a note whose step is still to come */
    return 1;
}

/* ---- what was seen ---- */

/* How often this was seen before; it is counted. */
static uint32_t see(struct hf_ladder *ladder, uint64_t signature)
{
    uint32_t at = (uint32_t)(signature % HF_LADDER_SEEN);

    if (ladder->n_seen > HF_LADDER_SEEN / 2) { /* forgetting shows more, never less */
        memset(ladder->seen, 0, sizeof ladder->seen);
        ladder->n_seen = 0;
    }
    while (ladder->seen[at].n != 0 && ladder->seen[at].signature != signature)
        at = (at + 1) % HF_LADDER_SEEN;
    ladder->n_seen += ladder->seen[at].n == 0;
    ladder->seen[at].signature = signature;
    return ladder->seen[at].n++;
}

/* ---- room ---- */

static void *grown(struct hf_ladder *ladder, void *items, uint32_t *room, size_t size)
{
    void *more = realloc(items, (size_t)(*room * 2 + 64) * size);

    if (more == NULL) {
        ladder->failed = 1;
        return items;
    }
    *room = *room * 2 + 64;
    return more;
}

static struct hf_ladder_row *add_row(struct hf_ladder *ladder)
{
    struct hf_ladder_row *row;

    if (ladder->n_rows == ladder->room_rows)
        ladder->rows = grown(ladder, ladder->rows, &ladder->room_rows, sizeof *ladder->rows);
    if (ladder->failed)
        return NULL;
    row = &ladder->rows[ladder->n_rows++];
    memset(row, 0, sizeof *row);
    row->id = ++ladder->last_id;
    return row;
}

static struct hf_ladder_episode *add_episode(struct hf_ladder *ladder)
{
    struct hf_ladder_episode *episode;

    if (ladder->n_episodes == ladder->room_episodes)
        ladder->episodes = grown(ladder, ladder->episodes, &ladder->room_episodes,
                                 sizeof *ladder->episodes);
    if (ladder->failed)
        return NULL;
    episode = &ladder->episodes[ladder->n_episodes++];
    memset(episode, 0, sizeof *episode);
    episode->first = ladder->n_rows;
    return episode;
}

static void add_line(struct hf_ladder *ladder, uint32_t from_id, uint32_t to_id)
{
    if (from_id == to_id || ladder->n_lines >= 4 * HF_LADDER_ROWS)
        return;
    if (ladder->n_lines == ladder->room_lines)
        ladder->lines = grown(ladder, ladder->lines, &ladder->room_lines, sizeof *ladder->lines);
    if (!ladder->failed)
        ladder->lines[ladder->n_lines++] = (struct hf_ladder_line){from_id, to_id};
}

/* ---- deadlines ---- */

static void take_deadline(struct hf_ladder *ladder, const struct hf_ladder_mark *mark,
                          const struct hf_decision *d, uint32_t id)
{
    const uint64_t attempt = d->machine == HF_MACHINE_ATTEMPT ? d->attempt : 0;
    struct hf_ladder_timer *timer = NULL, *unused = &ladder->timers[d->why % HF_LADDER_TIMERS];

    for (unsigned i = 0; i < HF_LADDER_TIMERS; i++) {
        struct hf_ladder_timer *one = &ladder->timers[i];

        if (one->id == 0)
            unused = one;
        else if (one->machine == d->machine && one->subject == d->subject &&
                 one->attempt == attempt)
            timer = one;
    }
    if (timer != NULL && d->cause_event == HF_EVENT_TIME_PASSED && timer->until_us <= mark->at_us)
        add_line(ladder, timer->id, id);
    if (timer != NULL)
        timer->id = 0;
    if (d->until_us == HF_NEVER)
        return;
    timer = timer != NULL ? timer : unused;
    *timer = (struct hf_ladder_timer){.until_us = d->until_us,
                                      .attempt = attempt,
                                      .id = id,
                                      .machine = d->machine,
                                      .subject = d->subject};
}

/* The mark of a step at which a deadline begins: the request, where it is about one. */
static unsigned mark_of(const struct hf_ladder *ladder, unsigned first, const struct hf_decision *d)
{
    const uint32_t step = ladder->marks[first].step;

    for (unsigned i = first; i < ladder->n_marks && ladder->marks[i].step == step; i++)
        if (ladder->marks[i].kind == HF_MARK_REQUEST && ladder->marks[i].attempt == d->attempt)
            return i;
    return first;
}

/* Deadlines of the episode; rows begin with first_id, or all are that one row. */
static void take_deadlines(struct hf_ladder *ladder, uint32_t first_id, int one_row)
{
    uint32_t step = 0;

    for (unsigned i = 0; i < ladder->n_marks; i++) {
        const struct hf_ladder_mark *mark = &ladder->marks[i];

        if (mark->step == 0 || mark->step == step)
            continue;
        step = mark->step;
        for (unsigned k = 0; k < mark->n_decisions; k++) {
            const struct hf_decision *d = &ladder->decisions[mark->first_decision + k];

            take_deadline(ladder, mark, d, one_row ? first_id : first_id + mark_of(ladder, i, d));
        }
    }
}

/* ---- rows ---- */

static void fill_row(struct hf_ladder *ladder, const struct hf_ladder_mark *mark)
{
    static char label[HF_LADDER_LABEL], detail[HF_LADDER_DETAIL];
    struct hf_ladder_row *row = add_row(ladder);

    if (row == NULL)
        return;
    hf_ladder_label(ladder, mark, (struct hf_ladder_out){label, sizeof label});
    hf_ladder_detail(ladder, mark, (struct hf_ladder_out){detail, sizeof detail});
    row->label = strdup(label);
    row->detail = strdup(detail);
    ladder->failed |= row->label == NULL || row->detail == NULL;
    row->wall_us = row->until_us = mark->wall_us;
    row->kind = mark->kind;
    row->column = mark->column;
    row->status = mark->kind == HF_MARK_FOUND ? mark->outcome : mark->status;
    row->number = mark->number;
    row->sends = mark->n_sends;
    row->notes = mark->n_notes;
    row->fired = mark->fired;
    row->moved = mark->moved;
    row->unsent = mark->unsent;
    row->state = mark->kind == HF_MARK_STATE ? mark->is.state : HF_LINE_STATE_COUNT;
    if (mark->moved)
        row->other = (uint8_t)hf_ladder_column(ladder, &mark->peer);
}

/* What stays of an episode that is told briefly. */
static int is_lasting(unsigned kind)
{
    return kind == HF_MARK_STATE || kind == HF_MARK_GAP;
}

static void show(struct hf_ladder *ladder, struct hf_ladder_episode *episode)
{
    take_deadlines(ladder, ladder->last_id + 1, 0);
    for (unsigned i = 0; i < ladder->n_marks && !ladder->failed; i++)
        fill_row(ladder, &ladder->marks[i]);
    episode->n = ladder->n_rows - episode->first;
}

/* The first row of an episode of which only the line's states are left stands for all of it. */
static void make_brief(struct hf_ladder *ladder, struct hf_ladder_row *row,
                       const struct hf_ladder_tally *tally, int seen)
{
    static char text[HF_LADDER_LABEL];

    row->sends = (uint32_t)tally->sends;
    row->notes = (uint32_t)tally->notes;
    if (row->brief || !seen)
        return;
    row->brief = 1;
    snprintf(text, sizeof text, "%s (as before)", row->label);
    free(row->label);
    row->label = strdup(text);
    ladder->failed |= row->label == NULL;
}

/* A change of the line: that it happened, and what it cost; seen: it came about as before. */
static void show_briefly(struct hf_ladder *ladder, struct hf_ladder_episode *episode, int seen)
{
    take_deadlines(ladder, ladder->last_id + 1, 1);
    for (unsigned i = 0; i < ladder->n_marks && !ladder->failed; i++) {
        if (!is_lasting(ladder->marks[i].kind))
            continue;
        fill_row(ladder, &ladder->marks[i]);
        ladder->rows[ladder->n_rows - 1].sends = ladder->rows[ladder->n_rows - 1].notes = 0;
    }
    if (!ladder->failed && ladder->n_rows > episode->first)
        make_brief(ladder, &ladder->rows[episode->first], &episode->tally, seen);
    episode->n = ladder->n_rows - episode->first;
}

/* Whether what is counted goes into the group before it. */
static int joins(const struct hf_ladder *ladder, const struct hf_ladder_episode *before,
                 const struct hf_ladder_episode *one)
{
    if (!before->group)
        return 0;
    return ladder->level < LEVEL_COUNTED || (uint64_t)before->tally.changes + one->tally.changes <=
                                                UINT64_C(1) << (ladder->level - LEVEL_COUNTED);
}

/* A group's row is made when the group is; its text follows from the counts, at the end. */
static void count_episode(struct hf_ladder *ladder, const struct hf_ladder_episode *one)
{
    struct hf_ladder_episode *last = ladder->n_episodes > 0
                                         ? &ladder->episodes[ladder->n_episodes - 1]
                                         : NULL;
    const struct hf_ladder_mark *end = &ladder->marks[ladder->n_marks - 1];
    struct hf_ladder_row *row;

    if (last == NULL || !joins(ladder, last, one)) {
        last = add_episode(ladder);
        row = add_row(ladder);
        if (last == NULL || row == NULL)
            return;
        last->group = 1;
        last->n = 1;
        row->kind = HF_MARK_GROUP;
        row->wall_us = ladder->marks[0].wall_us;
        row->state = HF_LINE_STATE_COUNT;
    }
    row = &ladder->rows[last->first];
    row->until_us = end->wall_us;
    last->changes |= one->changes;
    hf_ladder_join(&last->tally, &one->tally);
    for (unsigned i = 0; i < ladder->n_marks; i++)
        if (ladder->marks[i].kind == HF_MARK_STATE)
            row->state = ladder->marks[i].is.state;
    take_deadlines(ladder, row->id, 1);
}

/* ---- coarser ---- */

static void drop_text(struct hf_ladder_row *row)
{
    free(row->label);
    free(row->detail);
    row->label = row->detail = NULL;
}

/* Its rows become one, at the place `to`. */
static void fold_rows(struct hf_ladder *ladder, struct hf_ladder_episode *episode, uint32_t to)
{
    struct hf_ladder_row row = ladder->rows[episode->first];

    for (uint32_t i = 0; i < episode->n; i++) {
        const struct hf_ladder_row *one = &ladder->rows[episode->first + i];

        if (one->state != HF_LINE_STATE_COUNT)
            row.state = one->state;
        row.until_us = one->until_us;
        drop_text(&ladder->rows[episode->first + i]);
    }
    row.kind = HF_MARK_GROUP;
    row.label = row.detail = NULL;
    row.moved = row.fired = 0;
    row.column = 0;
    ladder->rows[to] = row;
    episode->first = to;
    episode->n = 1;
    episode->group = 1;
}

/* Its states alone stay, from the place `to` on. */
static void cut_rows(struct hf_ladder *ladder, struct hf_ladder_episode *episode, uint32_t to,
                     int seen)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < episode->n; i++) {
        struct hf_ladder_row row = ladder->rows[episode->first + i];

        if (!is_lasting(row.kind)) {
            drop_text(&row);
            continue;
        }
        row.sends = row.notes = 0;
        ladder->rows[to + n++] = row;
    }
    episode->first = to;
    episode->n = n;
    if (n > 0)
        make_brief(ladder, &ladder->rows[to], &episode->tally, seen);
}

/* What is shown stays so, or only its states; false where it is to be counted. */
static int keeps(struct hf_ladder *ladder, struct hf_ladder_episode *one, uint32_t to)
{
    int seen;

    if (one->group || ladder->level >= LEVEL_COUNTED || !one->changes)
        return 0;
    seen = see(ladder, one->signature) >= SHOWN_TWICE;
    if ((seen || ladder->level >= LEVEL_BRIEF) && one->n > 2) {
        cut_rows(ladder, one, to, seen);
        return 1;
    }
    memmove(&ladder->rows[to], &ladder->rows[one->first], one->n * sizeof(*ladder->rows));
    one->first = to;
    return 1;
}

/* All episodes once more by the rules of the level, in place. */
static void rebuild(struct hf_ladder *ladder)
{
    uint32_t n_episodes = 0, n_rows = 0;

    memset(ladder->seen, 0, sizeof ladder->seen);
    ladder->n_seen = 0;
    for (uint32_t i = 0; i < ladder->n_episodes; i++) {
        struct hf_ladder_episode one = ladder->episodes[i];
        struct hf_ladder_episode *before = n_episodes > 0 ? &ladder->episodes[n_episodes - 1]
                                                          : NULL;

        if (keeps(ladder, &one, n_rows)) {
            n_rows += one.n;
            ladder->episodes[n_episodes++] = one;
            continue;
        }
        fold_rows(ladder, &one, n_rows);
        if (before != NULL && joins(ladder, before, &one)) {
            struct hf_ladder_row *row = &ladder->rows[before->first];

            hf_ladder_join(&before->tally, &one.tally);
            before->changes |= one.changes;
            row->until_us = ladder->rows[n_rows].until_us;
            if (ladder->rows[n_rows].state != HF_LINE_STATE_COUNT)
                row->state = ladder->rows[n_rows].state;
            continue;
        }
        n_rows++;
        ladder->episodes[n_episodes++] = one;
    }
    ladder->n_episodes = n_episodes;
    ladder->n_rows = n_rows;
}

static void thin_out(struct hf_ladder *ladder)
{
    while (ladder->n_rows > HF_LADDER_ROWS && ladder->level < LEVEL_MOST) {
        ladder->level++;
        rebuild(ladder);
    }
}

/* ---- the end of an episode ---- */

enum shown { COUNTED, AS_BEFORE, BRIEFLY, WHOLE };

static enum shown how_shown(struct hf_ladder *ladder, const struct hf_ladder_episode *one)
{
    const uint32_t before = see(ladder, one->signature);

    if (ladder->level == 0 && one->changes && before >= SHOWN_WHOLE && one->tally.rows > 2)
        return AS_BEFORE;
    if (ladder->level == 0)
        return before == 0 || one->changes || hf_ladder_from_outside(ladder) ? WHOLE : COUNTED;
    if (ladder->level >= LEVEL_COUNTED || !one->changes)
        return COUNTED;
    if (before >= SHOWN_TWICE && one->tally.rows > 2)
        return AS_BEFORE;
    return ladder->level >= LEVEL_BRIEF && one->tally.rows > 2 ? BRIEFLY : WHOLE;
}

static void keep(struct hf_ladder *ladder, const struct hf_ladder_episode *one, enum shown how)
{
    struct hf_ladder_episode *episode = add_episode(ladder);
    uint32_t first;

    if (episode == NULL)
        return;
    first = episode->first;
    *episode = *one;
    episode->first = first;
    if (how == WHOLE)
        show(ladder, episode);
    else
        show_briefly(ladder, episode, how == AS_BEFORE);
}

void hf_ladder_close(struct hf_ladder *ladder)
{
    struct hf_ladder_episode one = {0};
    enum shown how;

    if (ladder->n_marks == 0 || ladder->failed) {
        ladder->n_marks = ladder->n_decisions = 0;
        return;
    }
    one.signature = hf_ladder_signature(ladder);
    one.changes = (uint8_t)hf_ladder_changes(ladder);
    hf_ladder_tally(ladder, &one.tally);
    one.tally.changes = one.changes;
    ladder->totals.moves += one.tally.moves;
    ladder->totals.outages += one.tally.outages;
    how = how_shown(ladder, &one);
    if (how == COUNTED)
        count_episode(ladder, &one);
    else
        keep(ladder, &one, how);
    ladder->n_marks = ladder->n_decisions = 0;
    thin_out(ladder);
}
