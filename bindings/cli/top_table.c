/* SPDX-License-Identifier: Apache-2.0 */
/* Columns: what each says, how wide it is, which goes first when there is no room. */
#define _GNU_SOURCE
#include "top_table.h"

#include <stdio.h>
#include <string.h>

#include "top_text.h"

#define GAP        2
#define REASON_MIN 24 /* below that, other columns go */
#define CELL_TEXT  HF_TOP_WORDS

static const struct column {
    const char *title;
    size_t most; /* places, where the width is limited; 0: no limit */
    int right;   /* aligned */
} columns[HF_TOP_COLUMN_COUNT] = {
    [HF_TOP_COLUMN_LINE] = {"LINE", 8, 1},      [HF_TOP_COLUMN_NAME] = {"NAME", 20, 0},
    [HF_TOP_COLUMN_STATE] = {"STATE", 18, 0},   [HF_TOP_COLUMN_SERVER] = {"SERVER", 6, 1},
    [HF_TOP_COLUMN_ADDRESS] = {"AT", 27, 0},    [HF_TOP_COLUMN_SINCE] = {"SINCE", 11, 0},
    [HF_TOP_COLUMN_SENT] = {"SENT", 6, 1},      [HF_TOP_COLUMN_FAILED] = {"FAILED", 6, 1},
    [HF_TOP_COLUMN_IN] = {"NEXT IN", 7, 1},     [HF_TOP_COLUMN_NEXT] = {"WHEN IT", 40, 0},
    [HF_TOP_COLUMN_REASON] = {"BECAUSE", 0, 0},
};

/* In this order columns go when the window is narrow. */
static const uint8_t first_to_go[] = {
    HF_TOP_COLUMN_NEXT,   HF_TOP_COLUMN_SENT,  HF_TOP_COLUMN_ADDRESS,
    HF_TOP_COLUMN_FAILED, HF_TOP_COLUMN_IN,    HF_TOP_COLUMN_REASON,
    HF_TOP_COLUMN_SERVER, HF_TOP_COLUMN_SINCE, HF_TOP_COLUMN_NAME};

static const char *number(unsigned value, char text[CELL_TEXT])
{
    snprintf(text, CELL_TEXT, "%u", value);
    return text;
}

static const char *cell(const struct hf_top_rows *rows, const struct hf_top_row *row,
                        unsigned column, char text[CELL_TEXT])
{
    const struct hf_top_line *line = row->line;
    uint64_t now_us = rows->now_wall_us;

    switch ((enum hf_top_column)column) {
    case HF_TOP_COLUMN_LINE: return number(line->number, text);
    case HF_TOP_COLUMN_NAME: return line->name;
    case HF_TOP_COLUMN_STATE: return hf_top_words_state(line);
    case HF_TOP_COLUMN_SERVER:
        return line->known && line->status.server != 0 ? number(line->status.server, text) : "-";
    case HF_TOP_COLUMN_ADDRESS: return hf_top_words_address(line, text);
    case HF_TOP_COLUMN_SINCE:
        return hf_top_words_since(
            row->out_wall_us != HF_NEVER ? row->out_wall_us : row->since_wall_us, now_us, text);
    case HF_TOP_COLUMN_SENT: return number(row->sent, text);
    case HF_TOP_COLUMN_FAILED: return number(row->failed, text);
    case HF_TOP_COLUMN_IN: return hf_top_words_in(row->next_wall_us, now_us, text);
    case HF_TOP_COLUMN_NEXT: return hf_top_words_next(line);
    case HF_TOP_COLUMN_REASON: return hf_top_words_reason(line, text);
    case HF_TOP_COLUMN_COUNT: break;
    }
    return "";
}

static size_t total_of(const struct hf_top_table *table)
{
    size_t total = 0;

    for (unsigned i = 0; i < HF_TOP_COLUMN_COUNT; i++)
        total += table->widths[i] > 0 ? table->widths[i] + GAP : 0;
    return total > 0 ? total - GAP : 0;
}

/* The reason takes what is left, other columns go while that is too little. */
static void narrow(struct hf_top_table *table)
{
    size_t *reason = &table->widths[HF_TOP_COLUMN_REASON];
    size_t wanted = *reason;

    *reason = wanted < REASON_MIN ? wanted : REASON_MIN;
    for (size_t i = 0; i < sizeof first_to_go && total_of(table) > table->total; i++)
        table->widths[first_to_go[i]] = 0;
    if (total_of(table) > table->total)
        table->widths[HF_TOP_COLUMN_STATE] = table->total > table->widths[HF_TOP_COLUMN_LINE] + GAP
                                                 ? table->total - GAP -
                                                       table->widths[HF_TOP_COLUMN_LINE]
                                                 : 0;
    if (*reason > 0) {
        size_t left = table->total - total_of(table);

        *reason += left < wanted - *reason ? left : wanted - *reason;
    }
}

void hf_top_table_fit(struct hf_top_table *table, const struct hf_top_rows *rows, size_t first,
                      size_t n)
{
    char text[CELL_TEXT];

    for (unsigned i = 0; i < HF_TOP_COLUMN_COUNT; i++)
        table->widths[i] = strlen(columns[i].title);
    for (size_t at = first; at < first + n && at < rows->n; at++) {
        for (unsigned i = 0; i < HF_TOP_COLUMN_COUNT; i++) {
            size_t width = hf_top_text_width(cell(rows, &rows->items[at], i, text));

            if (width > table->widths[i])
                table->widths[i] = width;
        }
    }
    if (table->total == 0)
        return;
    for (unsigned i = 0; i < HF_TOP_COLUMN_COUNT; i++)
        if (columns[i].most > 0 && table->widths[i] > columns[i].most)
            table->widths[i] = columns[i].most;
    narrow(table);
}

const char *hf_top_table_row(const struct hf_top_table *table, const struct hf_top_rows *rows,
                             const struct hf_top_row *row, char text[HF_TOP_ROW_TEXT])
{
    size_t n = 0;

    text[0] = '\0';
    for (unsigned i = 0; i < HF_TOP_COLUMN_COUNT; i++) {
        char raw[CELL_TEXT], shown[CELL_TEXT];
        const char *value = row != NULL ? cell(rows, row, i, raw) : columns[i].title;
        size_t width, pad;

        if (table->widths[i] == 0 || n + CELL_TEXT + GAP >= HF_TOP_ROW_TEXT)
            continue;
        hf_top_text_show(value, table->widths[i], shown, sizeof shown);
        width = hf_top_text_width(shown);
        pad = width < table->widths[i] ? table->widths[i] - width : 0;
        n += (size_t)snprintf(text + n, HF_TOP_ROW_TEXT - n, "%s%*s%s%*s", n > 0 ? "  " : "",
                              columns[i].right ? (int)pad : 0, "", shown,
                              columns[i].right ? 0 : (int)pad, "");
    }
    while (n > 0 && text[n - 1] == ' ')
        text[--n] = '\0';
    return text;
}
