/* SPDX-License-Identifier: Apache-2.0 */
/* On a terminal: the picture, and what the keys do. */
#define _GNU_SOURCE
#include "top.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "top_cells.h"
#include "top_keys.h"
#include "top_table.h"
#include "top_terminal.h"
#include "top_text.h"
#include "top_words.h"

#define FILTER_MAX 40
#define FOOT_ROWS  4 /* three about the chosen line, one about keys */
#define ESCAPE_US  50000u
#define HEAD_ROWS  (HF_TOP_HEAD + 1)
#define FRAME      (HEAD_ROWS + FOOT_ROWS) /* rows that show no line, where there is room */

static const char keys_text[] = "q quit  s order: %s  jk choose  / filter%s  p %s";

struct view {
    struct hf_top *top;
    struct hf_top_cells cells;
    struct hf_top_keys keys;
    char filter[FILTER_MAX + 1];
    size_t first;  /* row at the top */
    size_t chosen; /* row that is told about below */
    uint32_t line; /* that the user chose; 0: always the first row */
    int typing;    /* the filter is being typed */
    int paused, quit;
    uint64_t next_us; /* when the log is looked at again */
};

static uint64_t now_us(void)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

int hf_top_can_view(void)
{
    return hf_top_terminal_can_draw();
}

/* ---- the picture ---- */

/* What a small window has no room for: first the foot's text, then the keys. */
static size_t foot_rows(const struct view *view)
{
    const size_t rows = view->cells.rows;

    if (rows > FRAME)
        return FOOT_ROWS;
    return rows > HEAD_ROWS + 1;
}

static size_t room(const struct view *view)
{
    const size_t taken = HEAD_ROWS + foot_rows(view);

    return view->cells.rows > taken ? view->cells.rows - taken : 1;
}

/* The chosen line keeps the mark wherever its row goes. */
static void find_chosen(struct view *view)
{
    const struct hf_top_rows *rows = &view->top->rows;
    size_t found = rows->n;

    for (size_t i = 0; view->line != 0 && i < rows->n && found == rows->n; i++)
        if (rows->items[i].line->number == view->line)
            found = i;
    if (found < rows->n)
        view->chosen = found;
    else if (view->line == 0)
        view->chosen = 0;
    if (view->chosen >= rows->n)
        view->chosen = rows->n > 0 ? rows->n - 1 : 0;
    if (view->chosen < view->first)
        view->first = view->chosen;
    if (view->chosen >= view->first + room(view))
        view->first = view->chosen - room(view) + 1;
    if (view->first + room(view) > rows->n)
        view->first = rows->n > room(view) ? rows->n - room(view) : 0;
}

static uint32_t look_of(const struct hf_top_line *line)
{
    if (!line->known)
        return HF_TOP_DIM;
    switch ((enum hf_line_state)line->status.state) {
    case HF_LINE_FAILED: return HF_TOP_RED | HF_TOP_BOLD;
    case HF_LINE_REGISTERING:
    case HF_LINE_ON_BACKUP: return HF_TOP_YELLOW;
    case HF_LINE_DISABLED: return HF_TOP_DIM;
    case HF_LINE_REGISTERED:
    case HF_LINE_STATE_COUNT: break;
    }
    return HF_TOP_PLAIN;
}

static void put(struct view *view, size_t row, const char *text, uint32_t look)
{
    struct hf_top_put what = {row, text, look, (look & HF_TOP_REVERSE) != 0};

    hf_top_cells_put(&view->cells, &what);
}

static void draw_head(struct view *view)
{
    char head[HF_TOP_HEAD][HF_TOP_HEAD_TEXT];

    hf_top_head(view->top, head);
    for (size_t i = 0; i < HF_TOP_HEAD; i++)
        put(view, i, head[i], i == 1 ? HF_TOP_BOLD : i == 2 ? HF_TOP_YELLOW : HF_TOP_PLAIN);
}

static void draw_rows(struct view *view)
{
    const struct hf_top_rows *rows = &view->top->rows;
    struct hf_top_table table = {.total = view->cells.columns};
    char text[HF_TOP_ROW_TEXT];

    hf_top_table_fit(&table, rows, view->first, room(view));
    put(view, HF_TOP_HEAD, hf_top_table_row(&table, rows, NULL, text), HF_TOP_REVERSE);
    for (size_t i = 0; i < room(view) && view->first + i < rows->n; i++) {
        const struct hf_top_row *row = &rows->items[view->first + i];
        uint32_t look = look_of(row->line);

        if (view->first + i == view->chosen)
            look |= HF_TOP_REVERSE;
        put(view, HF_TOP_HEAD + 1 + i, hf_top_table_row(&table, rows, row, text), look);
    }
}

/* Where the text is broken so that it fits: its length, or that up to a space. */
static size_t part_that_fits(const char *text, size_t columns)
{
    const char *at = text, *space = NULL;
    size_t places = 0;

    while (*at != '\0') {
        const char *next = at;

        places += hf_top_letter_next(&next).width;
        if (places > columns)
            return space != NULL ? (size_t)(space - text) : (size_t)(at - text);
        if (*at == ' ')
            space = at;
        at = next;
    }
    return (size_t)(at - text);
}

/* All that a row has no room for, broken into the rows at the foot. */
static void draw_chosen(struct view *view, size_t at)
{
    const struct hf_top_rows *rows = &view->top->rows;
    char text[HF_TOP_WORDS * 3], place[HF_TOP_WORDS], plan[HF_TOP_WORDS];
    const char *rest = text;

    if (rows->n == 0) {
        put(view, at, view->filter[0] != '\0' ? "No line is like that" : "No line yet", HF_TOP_DIM);
        return;
    }
    snprintf(text, sizeof text, "%u %s: %s. %s.", rows->items[view->chosen].line->number,
             rows->items[view->chosen].line->name,
             hf_top_words_place(rows, &rows->items[view->chosen], place),
             hf_top_words_plan(rows, &rows->items[view->chosen], plan));
    for (size_t i = 0; i + 1 < FOOT_ROWS; i++) {
        char part[HF_TOP_WORDS * 3];
        size_t n = part_that_fits(rest, view->cells.columns);

        snprintf(part, sizeof part, "%.*s", (int)n, rest);
        put(view, at + i, part, HF_TOP_PLAIN);
        rest += n + (rest[n] == ' ');
    }
}

static void draw_keys(struct view *view, size_t at)
{
    const uint32_t look = view->paused || view->typing ? HF_TOP_BOLD : HF_TOP_DIM;
    char text[160], filter[FILTER_MAX + 8];

    if (view->typing) {
        snprintf(text, sizeof text, "/%s_  Enter keeps it, Escape shows all lines", view->filter);
    } else {
        snprintf(filter, sizeof filter, "%s%s", view->filter[0] != '\0' ? ": " : "", view->filter);
        snprintf(text, sizeof text, keys_text, hf_top_order_name(view->top->choice.order), filter,
                 view->paused ? "go on (paused)" : "pause");
    }
    hf_top_cells_put(&view->cells, &(struct hf_top_put){at, text, look, 1});
}

static void draw(struct view *view)
{
    size_t rows = view->cells.rows;

    find_chosen(view);
    hf_top_cells_clear(&view->cells);
    draw_head(view);
    draw_rows(view);
    if (rows > FRAME)
        draw_chosen(view, rows - FOOT_ROWS);
    if (foot_rows(view) > 0 || (rows > 0 && (view->typing || view->paused)))
        draw_keys(view, rows - 1);
    if (hf_top_cells_write(&view->cells) == 0)
        hf_top_terminal_write(view->cells.out, view->cells.n_out);
}

/* ---- keys ---- */

static void choose(struct view *view, size_t row)
{
    const struct hf_top_rows *rows = &view->top->rows;

    if (rows->n == 0)
        return;
    view->chosen = row < rows->n ? row : rows->n - 1;
    view->line = rows->items[view->chosen].line->number;
}

static void move_up(struct view *view, size_t rows)
{
    choose(view, view->chosen > rows ? view->chosen - rows : 0);
}

static void on_filter_key(struct view *view, unsigned key)
{
    size_t n = strlen(view->filter);

    if (key == HF_TOP_KEY_ENTER) {
        view->typing = 0;
    } else if (key == HF_TOP_KEY_ESCAPE) {
        view->typing = 0;
        view->filter[0] = '\0';
    } else if (key == HF_TOP_KEY_BACK && n > 0) {
        while (n > 0 && (view->filter[n - 1] & 0xC0) == 0x80) /* a letter, not a byte */
            n--;
        view->filter[n > 0 ? n - 1 : 0] = '\0';
    } else if (key < 0x100 && n < FILTER_MAX) {
        view->filter[n] = (char)key;
        view->filter[n + 1] = '\0';
    }
}

static void on_key(struct view *view, unsigned key)
{
    if (view->typing) {
        on_filter_key(view, key);
        return;
    }
    switch (key) {
    case 'q':
    case 'Q': view->quit = 1; break;
    case 's':
        view->top->choice.order = (view->top->choice.order + 1) % HF_TOP_ORDER_COUNT;
        view->line = 0;
        break;
    case 'p': view->paused = !view->paused; break;
    case '/': view->typing = 1; break;
    case 'k':
    case HF_TOP_KEY_UP: move_up(view, 1); break;
    case 'j':
    case HF_TOP_KEY_DOWN: choose(view, view->chosen + 1); break;
    case 'b':
    case HF_TOP_KEY_PAGE_UP: move_up(view, room(view)); break;
    case ' ':
    case HF_TOP_KEY_PAGE_DOWN: choose(view, view->chosen + room(view)); break;
    case 'g':
    case HF_TOP_KEY_HOME: view->line = 0; break;
    case 'G':
    case HF_TOP_KEY_END: choose(view, SIZE_MAX); break;
    case HF_TOP_KEY_ESCAPE: view->filter[0] = '\0'; break;
    default: break;
    }
}

static void on_input(struct view *view, const struct hf_top_input *input)
{
    for (size_t i = 0; i < input->n && !view->quit; i++) {
        unsigned key = hf_top_keys_take(&view->keys, input->bytes[i]);

        if (key != HF_TOP_KEY_NONE)
            on_key(view, key);
    }
}

/* ---- the loop ---- */

static void on_size(struct view *view)
{
    size_t rows, columns;

    hf_top_terminal_size(&rows, &columns);
    (void)hf_top_cells_size(&view->cells, rows, columns);
}

static uint64_t wait_for(const struct view *view)
{
    uint64_t now = now_us();

    if (view->keys.state != 0)
        return ESCAPE_US;
    return view->next_us > now ? view->next_us - now : 0;
}

/* Paused: the rows stay, whatever comes. */
static int take_news(struct view *view)
{
    view->next_us = now_us() + view->top->interval_us;
    return view->paused ? 0 : hf_top_refresh(view->top);
}

static int run(struct view *view)
{
    struct hf_top_input input;

    on_size(view);
    view->next_us = now_us() + view->top->interval_us;
    while (!view->quit) {
        unsigned news;

        draw(view);
        news = hf_top_terminal_wait(wait_for(view), &input);
        if (news & HF_TOP_NEWS_END)
            return HF_EXIT_DONE;
        if (news & HF_TOP_NEWS_SIZE)
            on_size(view);
        if (news & HF_TOP_NEWS_KEYS)
            on_input(view, &input);
        else if (view->keys.state != 0)
            on_key(view, hf_top_keys_pause(&view->keys));
        if (news & HF_TOP_NEWS_KEYS)
            (void)hf_top_rows_make(&view->top->rows, view->top->lines, &view->top->choice);
        if (now_us() >= view->next_us && take_news(view) < 0)
            return HF_EXIT_FAILED;
    }
    return HF_EXIT_DONE;
}

int hf_top_view(struct hf_top *top)
{
    struct view view = {.top = top};
    int result;

    view.cells.colours = hf_top_terminal_has_colours();
    top->choice.filter = view.filter;
    if (hf_top_terminal_take() < 0)
        return HF_EXIT_FAILED;
    result = run(&view);
    hf_top_terminal_give_back();
    hf_top_cells_free(&view.cells);
    top->choice.filter = NULL;
    hf_top_terminal_die();
    return result;
}
