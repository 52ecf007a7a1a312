/* SPDX-License-Identifier: Apache-2.0 */
/* The worst first, and other orders; filter; sums. */
#define _GNU_SOURCE
#include "top_order.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_FIRST 64

static const char *const names[HF_TOP_ORDER_COUNT] = {"worst",  "line", "name",
                                                      "latest", "next", "failures"};

const char *hf_top_order_name(enum hf_top_order order)
{
    return (unsigned)order < HF_TOP_ORDER_COUNT ? names[order] : "unknown";
}

int hf_top_order_read(const char *text, enum hf_top_order *order)
{
    for (unsigned i = 0; i < HF_TOP_ORDER_COUNT; i++) {
        if (strcmp(text, names[i]) == 0) {
            *order = (enum hf_top_order)i;
            return 0;
        }
    }
    return -1;
}

/* Out of service is worst; that nothing is known is worse than a backup. */
static uint32_t rank_of(const struct hf_top_line *line)
{
    if (!line->known)
        return 2;
    switch ((enum hf_line_state)line->status.state) {
    case HF_LINE_FAILED: return 0;
    case HF_LINE_REGISTERING: return 1;
    case HF_LINE_ON_BACKUP: return 3;
    case HF_LINE_REGISTERED: return 4;
    case HF_LINE_DISABLED: return 5;
    case HF_LINE_STATE_COUNT: break;
    }
    return 2;
}

/* ---- filter ---- */

static int matches(const struct hf_top_line *line, const char *filter)
{
    char text[HF_WORDS_TARGET], number[16];

    if (filter == NULL || filter[0] == '\0' || strcasestr(line->name, filter) != NULL)
        return 1;
    snprintf(number, sizeof number, "%u", line->number);
    if (strcmp(number, filter) == 0)
        return 1;
    if (!line->known)
        return 0;
    if (strcasestr(hf_words_line_state(line->status.state), filter) != NULL)
        return 1;
    return line->status.target.family != HF_FAMILY_NONE &&
           strcasestr(hf_words_target(&line->status.target, text), filter) != NULL;
}

/* ---- orders ---- */

static int compare(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int by_worst(const struct hf_top_row *x, const struct hf_top_row *y)
{
    int order = compare(x->rank, y->rank);

    if (order == 0)
        order = compare(y->failed, x->failed);
    return order;
}

static int compare_rows(const void *a, const void *b, void *context)
{
    const struct hf_top_row *x = a, *y = b;
    const enum hf_top_order *by = context;
    int order = 0;

    switch (*by) {
    case HF_TOP_WORST: order = by_worst(x, y); break;
    case HF_TOP_NAME: order = strcmp(x->line->name, y->line->name); break;
    case HF_TOP_LATEST: /* what is not known comes last: HF_NEVER + 1 is 0 */
        order = compare(y->since_wall_us + 1, x->since_wall_us + 1);
        break;
    case HF_TOP_NEXT: order = compare(x->next_wall_us, y->next_wall_us); break;
    case HF_TOP_FAILURES: order = compare(y->failed, x->failed); break;
    case HF_TOP_LINE:
    case HF_TOP_ORDER_COUNT: break;
    }
    return order != 0 ? order : compare(x->line->number, y->line->number);
}

/* ---- rows ---- */

static int add(struct hf_top_rows *rows, const struct hf_top_row *row)
{
    if (rows->n == rows->room) {
        size_t room = rows->room > 0 ? rows->room * 2 : ROOM_FIRST;
        struct hf_top_row *items = realloc(rows->items, room * sizeof *items);

        if (items == NULL)
            return -1;
        rows->items = items;
        rows->room = room;
    }
    rows->items[rows->n++] = *row;
    return 0;
}

struct hf_top_row hf_top_row_of(const struct hf_top_rows *rows, const struct hf_top_lines *lines,
                                const struct hf_top_line *line)
{
    struct hf_top_sum sum = hf_top_sum(line, rows->now_wall_us);
    struct hf_top_row row = {.line = line,
                             .since_wall_us = HF_NEVER,
                             .out_wall_us = HF_NEVER,
                             .next_wall_us = HF_NEVER,
                             .sent = sum.sent,
                             .failed = sum.failed,
                             .rank = rank_of(line)};

    if (line->known)
        row.since_wall_us = hf_top_wall(lines, line, line->status.since_us);
    if (line->out_wall_us != 0)
        row.out_wall_us = line->out_wall_us;
    if (line->deadline_known)
        row.next_wall_us = hf_top_wall(lines, line, line->deadline.at_us);
    return row;
}

static void sum_up(struct hf_top_rows *rows, const struct hf_top_row *row)
{
    rows->n_lines++;
    rows->sent += row->sent;
    rows->failed += row->failed;
    if (row->line->known && row->line->status.state < HF_LINE_STATE_COUNT)
        rows->n_state[row->line->status.state]++;
    else
        rows->n_unknown++;
}

int hf_top_rows_make(struct hf_top_rows *rows, const struct hf_top_lines *lines,
                     const struct hf_top_choice *choice)
{
    enum hf_top_order order = choice->order;

    rows->n = 0;
    rows->n_lines = rows->n_unknown = 0;
    rows->sent = rows->failed = 0;
    memset(rows->n_state, 0, sizeof rows->n_state);
    for (uint32_t number = 1; number <= hf_top_lines_n(lines); number++) {
        const struct hf_top_line *line = hf_top_lines_get(lines, number);
        struct hf_top_row row;

        if (line == NULL || (choice->line != 0 && number != choice->line))
            continue;
        row = hf_top_row_of(rows, lines, line);
        sum_up(rows, &row);
        if (matches(line, choice->filter) && add(rows, &row) < 0)
            return -1;
    }
    if (rows->n > 1)
        qsort_r(rows->items, rows->n, sizeof *rows->items, compare_rows, &order);
    return 0;
}

void hf_top_rows_free(struct hf_top_rows *rows)
{
    free(rows->items);
    *rows = (struct hf_top_rows){0};
}
