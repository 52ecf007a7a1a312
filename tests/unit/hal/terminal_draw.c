/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE 1
#include "terminal_draw.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDE 100
#define HIGH 40

/* A terminal that knows what the drawing uses: position, erase, colours. */
static char screen[HIGH][WIDE * 4];

static void show(const struct hf_front *front)
{
    char bytes[HF_FRONT_BYTES];
    size_t n = hf_front_draw(front, bytes);
    unsigned row = 0, column = 0;

    cr_assert_lt(n, sizeof bytes);
    memset(screen, 0, sizeof screen);
    for (unsigned r = 0; r < HIGH; r++) {
        memset(screen[r], ' ', WIDE);
    }
    for (size_t i = 0; i < n; i++) {
        if (bytes[i] != 0x1b) {
            cr_assert(row < front->height, "drawn below the terminal");
            cr_assert(column < front->width, "drawn beside the terminal: row %u", row);
            screen[row][column++] = bytes[i];
            continue;
        }
        unsigned a = 0, b = 0;
        for (i += 2; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            a = a * 10 + (unsigned)(bytes[i] - '0');
        }
        if (bytes[i] == ';') {
            for (i++; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
                b = b * 10 + (unsigned)(bytes[i] - '0');
            }
        }
        if (bytes[i] == 'H') {
            row = a - 1;
            column = b - 1;
        } else if (bytes[i] == 'G') {
            column = a - 1;
        } else {
            cr_assert(bytes[i] == 'K' || bytes[i] == 'J' || (bytes[i] == 'm' && front->colours));
        }
    }
}

static struct hf_front front_of(unsigned height, unsigned width)
{
    struct hf_front front = {.height = height, .width = width, .bright = 1, .bright_fast = 1};

    strcpy(front.rows[0], "1001 on backup");
    strcpy(front.rows[5], "12345678901234567890123456789012");
    front.lamps[0] = HF_LAMP_SLOW;
    front.lamps[1] = HF_LAMP_ON;
    front.lamps[2] = HF_LAMP_SLOW;
    front.lamps[16] = HF_LAMP_FAST;
    return front;
}

Test(terminal_draw, the_front_shows_display_lamps_hook_and_ringer)
{
    struct hf_front front = front_of(24, 80);

    front.off_hook = front.rings = 1;
    show(&front);
    cr_expect_not_null(strstr(screen[0], "off-hook  RINGING"));
    cr_expect_not_null(strstr(screen[0], "(o) messages"));
    cr_expect_eq(strncmp(screen[2], "| 1001 on backup                   |", 36), 0, "%s",
                 screen[2]);
    cr_expect_eq(strncmp(screen[7], "| 12345678901234567890123456789012 |", 36), 0, "%s",
                 screen[7]);
    cr_expect_eq(strncmp(screen[9], "(*) line 1        ( ) line 9", 28), 0, "%s", screen[9]);
    cr_expect_not_null(strstr(screen[10], "(o) line 2"));
    cr_expect_not_null(strstr(screen[16], "(!) line 16"));
}

Test(terminal_draw, lamps_blink)
{
    struct hf_front front = front_of(24, 80);

    front.bright = front.bright_fast = 0;
    show(&front);
    cr_expect_not_null(strstr(screen[9], "(*) line 1"));
    cr_expect_not_null(strstr(screen[10], "( ) line 2"));
    cr_expect_not_null(strstr(screen[16], "( ) line 16"));
}

Test(terminal_draw, colours_come_only_when_asked_for)
{
    char bytes[HF_FRONT_BYTES];
    struct hf_front front = front_of(24, 80);

    cr_expect_null(memmem(bytes, hf_front_draw(&front, bytes), "m(", 2));
    front.colours = 1;
    cr_expect_not_null(memmem(bytes, hf_front_draw(&front, bytes), "\x1b[32m(*)", 8));
}

/* show() itself fails where something lies outside. */
Test(terminal_draw, nothing_is_drawn_outside_of_any_terminal)
{
    for (unsigned height = 1; height <= 30; height++) {
        for (unsigned width = 1; width <= 60; width++) {
            struct hf_front front = front_of(height, width);
            front.colours = (int)(width & 1);
            show(&front);
        }
    }
}
