/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Draws row by row from the top, each ended by "erase to the end", and erases what is below: no
 * picture depends on the one before, so a resized terminal is whole again with the next one.
 */
#include "terminal_draw.h"
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LAMP_ROWS (HF_HAL_LINE_KEYS / 2)
#define BOX       (HF_HAL_DISPLAY_CELLS + 4)

struct paper {
    const struct hf_front *front;
    char *bytes;
    size_t length;
    unsigned row;
};

static void put(struct paper *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(struct paper *p, const char *format, ...)
{
    va_list arguments;
    size_t room = HF_FRONT_BYTES - p->length;

    va_start(arguments, format);
    int length = vsnprintf(p->bytes + p->length, room, format, arguments);
    va_end(arguments);
    p->length += length < 0 ? 0 : (size_t)length < room ? (size_t)length : room - 1;
}

/* Begins a row; 0 where the terminal has none any more. */
static int begin(struct paper *p)
{
    if (p->row >= p->front->height) {
        return 0;
    }
    put(p, "\x1b[%u;1H", ++p->row);
    return 1;
}

static void end(struct paper *p)
{
    put(p, "%s\x1b[K", p->front->colours ? "\x1b[0m" : "");
}

static void colour(struct paper *p, const char *code)
{
    if (p->front->colours) {
        put(p, "\x1b[%sm", code);
    }
}

/* A row of plain text, cut to the terminal's width. */
static void text(struct paper *p, const char *words)
{
    char cut[256];

    if (begin(p)) {
        hf_text_clean(words, p->front->width, cut, sizeof cut);
        put(p, "%s", cut);
        end(p);
    }
}

static int shines(const struct hf_front *front, unsigned lamp)
{
    return lamp == HF_LAMP_ON || (lamp == HF_LAMP_SLOW && front->bright) ||
           (lamp == HF_LAMP_FAST && front->bright_fast);
}

static void lamp(struct paper *p, unsigned state)
{
    static const char glyphs[] = " *o!"; /* off, on, slow, fast */
    static const char *const codes[] = {"2", "32", "33", "31"};

    colour(p, codes[state]);
    put(p, "(%c)", shines(p->front, state) ? glyphs[state] : ' ');
    colour(p, "0");
}

static void display(struct paper *p)
{
    char edge[BOX + 1];

    memset(edge, '-', BOX);
    edge[0] = edge[BOX - 1] = '+';
    edge[BOX] = '\0';
    text(p, edge);
    for (unsigned i = 0; i < HF_HAL_DISPLAY_ROWS && begin(p); i++) {
        char cut[HF_HAL_ROW_BYTES];
        if (p->front->width < 3) {
            end(p);
            continue;
        }
        unsigned room = p->front->width - 2;
        hf_text_clean(p->front->rows[i], room < HF_HAL_DISPLAY_CELLS ? room : HF_HAL_DISPLAY_CELLS,
                      cut, sizeof cut);
        put(p, "| ");
        colour(p, "1");
        put(p, "%s", cut);
        colour(p, "0");
        put(p, "\x1b[K");
        if (p->front->width >= BOX) { /* a column of its own, whatever the letters' widths are */
            put(p, "\x1b[%dG |", BOX - 1);
        }
        end(p);
    }
    text(p, edge);
}

static void lamps(struct paper *p)
{
    for (unsigned i = 1; i <= LAMP_ROWS && begin(p); i++) {
        if (p->front->width >= 12) {
            lamp(p, p->front->lamps[i]);
            put(p, " line %-2u", i);
        }
        if (p->front->width >= BOX) {
            put(p, "\x1b[%dG", BOX / 2 + 1);
            lamp(p, p->front->lamps[i + LAMP_ROWS]);
            put(p, " line %-2u", i + LAMP_ROWS);
        }
        end(p);
    }
}

static void top(struct paper *p)
{
    if (!begin(p)) {
        return;
    }
    if (p->front->width >= BOX) {
        put(p, "%-9s %-9s", p->front->off_hook ? "off-hook" : "on-hook",
            p->front->rings ? "RINGING" : "");
        put(p, "\x1b[%dG", BOX / 2 + 1);
        lamp(p, p->front->lamps[0]);
        put(p, " messages");
    }
    end(p);
}

size_t hf_front_draw(const struct hf_front *front, char bytes[HF_FRONT_BYTES])
{
    struct paper p = {.front = front, .bytes = bytes};

    top(&p);
    display(&p);
    lamps(&p);
    text(&p, "space hook   0-9*# digits   F1-F12 lines");
    text(&p, "enter send   esc cancel     backspace");
    text(&p, "h hold  m mute  s speaker  r redial");
    text(&p, "v messages   + - volume");
    put(&p, "\x1b[J");
    return p.length;
}
