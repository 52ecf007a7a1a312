/* SPDX-License-Identifier: Apache-2.0 */
/* Cells and their differences, in the control sequences of ECMA-48. */
#define _GNU_SOURCE
#include "top_cells.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "top_text.h"

#define SIZE_MOST  1000 /* rows, columns: a terminal that says more is not believed */
#define CELL_BYTES 48   /* a move, a look and a letter at most */

int hf_top_cells_size(struct hf_top_cells *cells, size_t rows, size_t columns)
{
    struct hf_top_cell *now, *shown;

    rows = rows < SIZE_MOST ? rows : SIZE_MOST;
    columns = columns < SIZE_MOST ? columns : SIZE_MOST;
    now = calloc(rows * columns + 1, sizeof *now);
    shown = calloc(rows * columns + 1, sizeof *shown);
    if (now == NULL || shown == NULL) {
        free(now);
        free(shown);
        return -1;
    }
    free(cells->now);
    free(cells->shown);
    cells->now = now;
    cells->shown = shown;
    cells->rows = rows;
    cells->columns = columns;
    cells->unknown = 1;
    hf_top_cells_clear(cells);
    return 0;
}

void hf_top_cells_free(struct hf_top_cells *cells)
{
    free(cells->now);
    free(cells->shown);
    free(cells->out);
    memset(cells, 0, sizeof *cells);
}

void hf_top_cells_clear(struct hf_top_cells *cells)
{
    for (size_t i = 0; i < cells->rows * cells->columns; i++)
        cells->now[i] = (struct hf_top_cell){' ', HF_TOP_PLAIN};
}

void hf_top_cells_put(struct hf_top_cells *cells, const struct hf_top_put *put)
{
    const char *text = put->text;
    struct hf_top_cell *row;
    size_t at = 0;

    if (put->row >= cells->rows)
        return;
    row = cells->now + put->row * cells->columns;
    while (*text != '\0') {
        struct hf_top_letter letter = hf_top_letter_next(&text);

        if (at + letter.width > cells->columns)
            break;
        row[at] = (struct hf_top_cell){letter.c, put->look};
        if (letter.width == 2)
            row[at + 1] = (struct hf_top_cell){0, put->look};
        at += letter.width;
    }
    for (; put->fill && at < cells->columns; at++)
        row[at] = (struct hf_top_cell){' ', put->look};
}

/* ---- differences ---- */

static int make_room(struct hf_top_cells *cells)
{
    size_t most = cells->rows * cells->columns * CELL_BYTES + 64;
    char *out;

    if (cells->room >= most)
        return 0;
    out = realloc(cells->out, most);
    if (out == NULL)
        return -1;
    cells->out = out;
    cells->room = most;
    return 0;
}

static void add(struct hf_top_cells *cells, const char *text)
{
    size_t n = strlen(text);

    memcpy(cells->out + cells->n_out, text, n);
    cells->n_out += n;
}

static void add_look(struct hf_top_cells *cells, uint32_t look)
{
    static const struct {
        uint32_t look;
        const char *code;
        int colour;
    } codes[] = {{HF_TOP_BOLD, ";1", 0}, {HF_TOP_DIM, ";2", 0},     {HF_TOP_REVERSE, ";7", 0},
                 {HF_TOP_RED, ";31", 1}, {HF_TOP_YELLOW, ";33", 1}, {HF_TOP_GREEN, ";32", 1}};

    add(cells, "\033[0");
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if ((look & codes[i].look) != 0 && (cells->colours || !codes[i].colour))
            add(cells, codes[i].code);
    add(cells, "m");
}

static void move_to(struct hf_top_cells *cells, size_t place)
{
    char text[32];

    snprintf(text, sizeof text, "\033[%zu;%zuH", place / cells->columns + 1,
             place % cells->columns + 1);
    add(cells, text);
}

static int differs(const struct hf_top_cells *cells, size_t place)
{
    const struct hf_top_cell *now = &cells->now[place], *shown = &cells->shown[place];

    return now->c != shown->c || now->look != shown->look;
}

int hf_top_cells_write(struct hf_top_cells *cells)
{
    size_t n = cells->rows * cells->columns,
           at = n; /* where the terminal's cursor is; n: unknown */
    uint32_t look = HF_TOP_PLAIN;

    cells->n_out = 0;
    if (make_room(cells) < 0)
        return -1;
    if (cells->unknown) {
        add(cells, "\033[0m\033[2J");
        for (size_t i = 0; i < n; i++)
            cells->shown[i] = (struct hf_top_cell){' ', HF_TOP_PLAIN};
        cells->unknown = 0;
    }
    for (size_t i = 0; i < n; i++) {
        const struct hf_top_cell *cell = &cells->now[i];
        /* half of a wide letter is written with its first half */
        int wide = i + 1 < n && (i + 1) % cells->columns != 0 && cells->now[i + 1].c == 0;

        if (cell->c == 0 || (!differs(cells, i) && !(wide && differs(cells, i + 1))))
            continue;
        if (at != i || i % cells->columns == 0)
            move_to(cells, i);
        if (cell->look != look)
            add_look(cells, cell->look);
        look = cell->look;
        cells->n_out += hf_top_letter_bytes(cell->c, cells->out + cells->n_out);
        at = i + 1 + (size_t)wide;
    }
    if (look != HF_TOP_PLAIN)
        add_look(cells, HF_TOP_PLAIN);
    memcpy(cells->shown, cells->now, n * sizeof *cells->now);
    return 0;
}
