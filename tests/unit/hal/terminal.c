/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE 1
#include "world.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static int master, slave;
static struct termios before;
static char seen[400000]; /* what the terminal has shown */
static size_t n_seen;

static void see(void)
{
    ssize_t got;

    while (n_seen + 1 < sizeof seen &&
           (got = read(master, seen + n_seen, sizeof seen - 1 - n_seen)) > 0) {
        n_seen += (size_t)got;
    }
    seen[n_seen] = '\0';
}

static void make_terminal(void)
{
    struct winsize size = {.ws_row = 24, .ws_col = 80};

    cr_assert_eq(openpty(&master, &slave, NULL, NULL, &size), 0);
    fcntl(master, F_SETFL, O_NONBLOCK);
    tcgetattr(slave, &before);
    n_seen = 0;
}

static struct world *open_terminal(void)
{
    char text[64];

    make_terminal();
    snprintf(text, sizeof text, "terminal:fd=%d", slave);
    struct world *world = world_open(text);
    cr_assert_not_null(world, "%s", world_get()->error);
    return world;
}

static void type(const char *bytes)
{
    cr_assert_eq(write(master, bytes, strlen(bytes)), (ssize_t)strlen(bytes));
}

static int restored(void)
{
    struct termios now;

    tcgetattr(slave, &now);
    return now.c_lflag == before.c_lflag && now.c_iflag == before.c_iflag &&
           memcmp(now.c_cc, before.c_cc, sizeof now.c_cc) == 0;
}

static int restored_soon(void)
{
    for (unsigned i = 0; i < 200 && !restored(); i++) {
        usleep(10000);
    }
    return restored();
}

/* Kinds and keys, without times. */
static const char *told(const struct world *world)
{
    static char text[1024];
    struct world plain = *world;

    for (unsigned i = 0; i < plain.n_events; i++) {
        plain.events[i].at_us = 0;
    }
    snprintf(text, sizeof text, "%s", world_told(&plain));
    return text;
}

Test(terminal, keys_go_down_and_come_up, .fini = world_close)
{
    struct world *world = open_terminal();

    world_live(world, 50);
    type(" 5");
    world_live(world, 60);
    cr_assert_str_eq(told(world), "off-hook|5 dn", "%s", told(world));
    world_live(world, 120);
    cr_assert_str_eq(told(world), "off-hook|5 dn|5 up");
    cr_assert_geq(world->events[2].at_us - world->events[1].at_us, 100000);
    type("12\x1b[15~ ");
    world_live(world, 200);
    cr_assert_str_eq(told(world), "off-hook|5 dn|5 up|1 dn|1 up|2 dn|2 up|line5 dn|line5 up|"
                                  "on-hook");
    type("\x1b"); /* the key, known as such 50 ms later */
    world_live(world, 30);
    cr_assert_eq(world->n_events, 10);
    world_live(world, 200);
    cr_assert_eq(world->n_events, 12);
    cr_assert_eq(world->events[10].key, HF_KEY_CANCEL);
}

Test(terminal, what_the_phone_shows_is_drawn, .fini = world_close)
{
    struct world *world = open_terminal();

    hf_hal_display(world->hal, 0, "1001 primary");
    hf_hal_line_lamp(world->hal, 2, HF_LAMP_ON);
    world_live(world, 50);
    see();
    cr_assert_not_null(strstr(seen, "\x1b[?1049h"));
    cr_assert_not_null(strstr(seen, "1001 primary"));
    cr_assert_null(strchr(seen, '\a'));
    hf_hal_ring(world->hal, 1);
    world_live(world, 50);
    see();
    cr_assert_not_null(strstr(seen, "RINGING"));
    cr_assert_not_null(strchr(seen, '\a'));
    hf_hal_close(world->hal);
    world->hal = NULL;
    see();
    cr_assert_not_null(strstr(seen, "\x1b[?1049l"));
}

static void no_color(void)
{
    setenv("NO_COLOR", "1", 1);
}

Test(terminal, no_color_is_kept, .init = no_color, .fini = world_close)
{
    struct world *world = open_terminal();

    hf_hal_line_lamp(world->hal, 2, HF_LAMP_ON);
    world_live(world, 50);
    see();
    cr_assert_not_null(strstr(seen, "(*) line 2"));
    cr_assert_null(strstr(seen, "\x1b[32m"));
}

Test(terminal, lamps_blink_by_themselves, .fini = world_close)
{
    struct world *world = open_terminal();
    unsigned bright = 0, dark = 0;

    hf_hal_line_lamp(world->hal, 1, HF_LAMP_FAST);
    world_live(world, 1000);
    see();
    for (const char *at = seen; (at = strstr(at, "(!)")) != NULL; at++) {
        bright++;
    }
    for (const char *at = seen; (at = strstr(at, "\x1b[31m( )")) != NULL; at++) {
        dark++;
    }
    cr_assert(bright >= 3 && bright <= 6 && dark >= 3 && dark <= 6, "%u bright, %u dark", bright,
              dark);
}

Test(terminal, another_size_is_drawn_anew, .fini = world_close)
{
    struct world *world = open_terminal();
    struct winsize size = {.ws_row = 4, .ws_col = 20};

    world_live(world, 100);
    see();
    n_seen = 0;
    cr_assert_eq(ioctl(master, TIOCSWINSZ, &size), 0);
    world_live(world, 700);
    see();
    cr_assert_not_null(strstr(seen, "\x1b[4;1H"));
    cr_assert_null(strstr(seen, "\x1b[5;1H"));
}

Test(terminal, the_modes_are_given_back_when_it_is_closed, .fini = world_close)
{
    struct world *world = open_terminal();

    cr_assert_not(restored());
    hf_hal_close(world->hal);
    world->hal = NULL;
    cr_assert(restored());
    cr_assert_eq(fcntl(slave, F_GETFL) & O_NONBLOCK, 0);
}

/* A phone that ends in some way without a word; 0: _exit. */
static void die_by(int number)
{
    char text[64];
    char byte;
    int pipes[2];

    make_terminal();
    snprintf(text, sizeof text, "terminal:fd=%d", slave);
    cr_assert_eq(pipe(pipes), 0);
    pid_t child = fork();
    if (child == 0) {
        struct world *world = world_open(text);
        if (world == NULL || write(pipes[1], "x", 1) < 0) {
            _exit(9);
        }
        if (number == 0) {
            _exit(0);
        }
        for (unsigned i = 0; i < 100; i++) {
            world_live(world, 100);
        }
        _exit(9);
    }
    cr_assert_eq(read(pipes[0], &byte, 1), 1);
    if (number != 0) {
        cr_assert_not(restored());
        kill(child, number);
    }
    waitpid(child, NULL, 0);
    cr_assert(restored_soon(), "signal %d", number);
    see();
    cr_assert_not_null(strstr(seen, "\x1b[?1049l"));
}

Test(terminal, the_modes_are_given_back_however_the_phone_ends, .fini = world_close)
{
    static const int ways[] = {0, SIGKILL, SIGTERM, SIGINT, SIGHUP, SIGABRT};

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        die_by(ways[i]);
    }
}

Test(terminal, one_that_takes_nothing_does_not_hold_up_the_phone, .fini = world_close)
{
    struct world *world = open_terminal();
    uint64_t longest = 0;

    for (unsigned i = 0; i < 2000; i++) { /* nobody reads the other end */
        char text[32];
        snprintf(text, sizeof text, "%u", i);
        hf_hal_display(world->hal, 0, text);
        const uint64_t start = world_clock();
        hf_hal_turn(world->hal, start);
        const uint64_t took = world_clock() - start;
        longest = took > longest ? took : longest;
    }
    cr_assert_lt(longest, 100000, "a turn took %u us", (unsigned)longest);
    for (unsigned i = 0; i < 50; i++) { /* read again, it shows the last */
        see();
        n_seen = n_seen > 200000 ? 0 : n_seen;
        world_live(world, 10);
    }
    see();
    cr_assert_not_null(strstr(seen, "1999"));
}

Test(terminal, one_that_hangs_up_is_told_and_left_alone, .fini = world_close)
{
    struct world *world = open_terminal();
    struct hf_hal_descriptor list[HF_HAL_DESCRIPTORS];

    world_live(world, 20);
    type("5");
    world_live(world, 20);
    close(master);
    world_live(world, 20);
    cr_assert_str_eq(told(world), "5 dn|5 up|keys-lost", "%s", told(world));
    cr_assert_eq(hf_hal_descriptors(world->hal, list), 0);
    cr_assert_eq(hf_hal_deadline(world->hal), UINT64_MAX);
}

Test(terminal, what_is_no_terminal_is_refused, .fini = world_close)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"terminal", "terminal: standard input is no terminal; start it in one, or name one: "
                     "terminal:/dev/pts/3"},
        {"terminal:fd=0", "terminal: the descriptor is no terminal"},
        {"terminal:fd=9999", "terminal: the descriptor is no terminal"},
        {"terminal:fd=x", "terminal: fd=x is no descriptor"},
        {"terminal:/dev/null", "terminal: /dev/null is no terminal"},
        {"terminal:/nowhere", "terminal: /nowhere: No such file or directory"},
        {"terminal:/dev/null,fd=0", "terminal: a device and fd= are one too many"},
    };
    int null = open("/dev/null", O_RDONLY);

    dup2(null, 0);
    close(null);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect_null(world_open(cases[i].text));
        cr_expect_eq(strncmp(world_get()->error, cases[i].says, strlen(cases[i].says)), 0, "%s",
                     world_get()->error);
    }
}
