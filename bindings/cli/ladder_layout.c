/* SPDX-License-Identifier: Apache-2.0 */
/* Where everything stands: a column for each target, a strip for each row, cuts where time was
 * quiet. */
#include <stdlib.h>
#include <string.h>

#include "ladder_ink.h"
#include "words_story.h"

#define US_IN_S     1000000u
#define CUT_US      (10u * US_IN_S) /* quiet for longer is cut */
#define PITCH       210
#define PITCH_LEAST 150
#define DNS         130
#define WIDTH_LEAST 1080
#define TOP         138 /* below title and headings */
#define HEAD_EVERY  1500
#define HEAD        40
#define DAY         34
#define CUT         24
#define LEGEND      92

/* ---- columns ---- */

static int comes_before(const struct hf_ladder *ladder, unsigned a, unsigned b)
{
    const unsigned x = ladder->columns[a].server != 0 ? ladder->columns[a].server : 99;
    const unsigned y = ladder->columns[b].server != 0 ? ladder->columns[b].server : 99;

    return x != y ? x < y : a < b;
}

static void order_columns(struct hf_ink *ink)
{
    const struct hf_ladder *ladder = ink->ladder;
    const int asks = ladder->columns[HF_LADDER_DNS].used;
    const int left = HF_INK_PHONE_X + (asks ? DNS : 50); /* DNS stands beside the phone */
    char address[HF_INK_ADDRESS];
    unsigned n = 0;
    int widest = 0;

    for (unsigned i = HF_LADDER_TARGETS; i < ladder->n_columns; i++) {
        unsigned at = n;

        if (!ladder->columns[i].used)
            continue;
        for (; at > 0 && comes_before(ladder, i, ink->order[at - 1]); at--)
            ink->order[at] = ink->order[at - 1];
        ink->order[at] = i;
        at = (unsigned)hf_ink_width(hf_ink_address(&ladder->columns[i], address), HF_INK_SMALL);
        widest = (int)at > widest ? (int)at : widest;
        n++;
    }
    if (ladder->columns[HF_LADDER_OTHERS].used)
        ink->order[n++] = HF_LADDER_OTHERS;
    ink->n_order = n;
    ink->pitch = n > 5 ? PITCH_LEAST : PITCH;
    if (ink->pitch < widest + 24) /* an IPv6 address is shown whole */
        ink->pitch = widest + 24;
    ink->x[HF_LADDER_PHONE] = HF_INK_PHONE_X;
    for (unsigned i = 0; i < n; i++)
        ink->x[ink->order[i]] = left + ink->pitch * (int)(i + 1);
    ink->width = left + ink->pitch * (int)n + ink->pitch / 2 + HF_INK_MARGIN;
    if (asks)
        ink->x[ink->order[ink->n_order++] = HF_LADDER_DNS] = HF_INK_PHONE_X + DNS;
    if (ink->width < WIDTH_LEAST)
        ink->width = WIDTH_LEAST;
}

/* ---- rows ---- */

static int height_of(const struct hf_ladder_row *row)
{
    switch ((enum hf_mark_kind)row->kind) {
    case HF_MARK_AGAIN: return 19;
    case HF_MARK_DECISION:
    case HF_MARK_EVENT:
    case HF_MARK_REPORT:
    case HF_MARK_REMARK: return 20;
    case HF_MARK_STATE: return row->moved ? 34 : 26;
    case HF_MARK_GAP:
    case HF_MARK_GROUP: return 34;
    case HF_MARK_REQUEST:
    case HF_MARK_ANSWER:
    case HF_MARK_FAILURE:
    case HF_MARK_CONNECT:
    case HF_MARK_INCOMING:
    case HF_MARK_DROPPED:
    case HF_MARK_QUERY:
    case HF_MARK_FOUND:
    case HF_MARK_COUNT: break;
    }
    return 25;
}

/* A little more room where more time passes: 1 s gives 4, 8 s 12. */
static int room_for(uint64_t us)
{
    int room = 0;

    for (uint64_t at = US_IN_S / 2; at <= us && room < 16; at *= 2)
        room += 3;
    return room;
}

static int is_other_day(uint64_t a_us, uint64_t b_us)
{
    char a[HF_WORDS_DAY], b[HF_WORDS_DAY];

    return strcmp(hf_words_day(a_us, a), hf_words_day(b_us, b)) != 0;
}

static uint64_t since(uint64_t before_us, uint64_t us)
{
    return us > before_us ? us - before_us : 0;
}

/* Whether the row begins where the one before it ended, to the eye. */
static void place_row(struct hf_ink *ink, uint32_t i, int *cursor, int *headed)
{
    const struct hf_ladder_row *row = &ink->ladder->rows[i];
    const struct hf_ladder_row *before = i > 0 ? row - 1 : NULL;
    const uint64_t gap_us = before != NULL ? since(before->until_us, row->wall_us) : 0;
    struct hf_ink_row *at = &ink->rows[i];

    at->shows_time = before == NULL || before->wall_us / 1000 != row->wall_us / 1000 ||
                     before->kind == HF_MARK_GROUP;
    if (before != NULL && is_other_day(before->until_us, row->wall_us)) {
        at->day = *cursor;
        *cursor += DAY;
        at->shows_time = 1;
    }
    if (*cursor - *headed > HEAD_EVERY) {
        at->head = *headed = *cursor;
        *cursor += HEAD;
        at->shows_time = 1;
    }
    if (before != NULL && gap_us >= CUT_US && row->kind != HF_MARK_GROUP &&
        before->kind != HF_MARK_GROUP) {
        at->cut = *cursor;
        at->cut_us = gap_us;
        *cursor += CUT;
    } else if (before != NULL && row->kind != HF_MARK_GROUP && before->kind != HF_MARK_GROUP) {
        *cursor += room_for(gap_us) / (row->kind == HF_MARK_AGAIN ? 3 : 1);
    }
    at->top = *cursor;
    *cursor += height_of(row);
    at->y = row->kind == HF_MARK_GROUP || row->kind == HF_MARK_GAP ? *cursor - 17 : *cursor - 6;
    if (row->kind == HF_MARK_GROUP)
        at->quiet_us = since(before != NULL ? before->until_us : row->wall_us,
                             i + 1 < ink->ladder->n_rows ? (row + 1)->wall_us : row->until_us);
}

/* ---- deadlines ---- */

/* The row of this id, or the group that took it in. */
static uint32_t row_of(const struct hf_ladder *ladder, uint32_t id)
{
    uint32_t low = 0, high = ladder->n_rows;

    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;

        if (ladder->rows[middle].id <= id)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* They come in the order of their ends: the first lane that is free takes the most. */
static void place_lanes(struct hf_ink *ink)
{
    int ends[HF_INK_LANES] = {0};

    for (uint32_t i = 0; i < ink->ladder->n_lines; i++) {
        const struct hf_ladder_line *line = &ink->ladder->lines[i];
        const int from = ink->rows[row_of(ink->ladder, line->from_id)].y;
        const int to = ink->rows[row_of(ink->ladder, line->to_id)].y;

        for (int lane = 0; lane < HF_INK_LANES && to > from; lane++) {
            if (ends[lane] > from)
                continue;
            ends[lane] = to + 4;
            ink->lanes[ink->n_lanes++] = (struct hf_ink_lane){from, to, lane};
            break;
        }
    }
}

int hf_ink_lay_out(struct hf_ink *ink)
{
    int cursor = TOP, headed = TOP;

    ink->rows = calloc(ink->ladder->n_rows + 1, sizeof *ink->rows);
    ink->lanes = calloc(ink->ladder->n_lines + 1, sizeof *ink->lanes);
    if (ink->rows == NULL || ink->lanes == NULL)
        return -1;
    order_columns(ink);
    ink->top = TOP;
    for (uint32_t i = 0; i < ink->ladder->n_rows; i++)
        place_row(ink, i, &cursor, &headed);
    ink->bottom = cursor + 14;
    ink->height = ink->bottom + LEGEND;
    place_lanes(ink);
    return 0;
}

void hf_ink_free(struct hf_ink *ink)
{
    free(ink->rows);
    free(ink->lanes);
}
