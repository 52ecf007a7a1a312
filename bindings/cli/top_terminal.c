/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signals set a flag and wake the wait through a pipe; the terminal is only touched outside of
 * them, but by those of a crash, after which nothing else would give it back.
 */
#define _GNU_SOURCE
#include "top_terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define LAST_WORDS_MS 200 /* what a terminal that takes nothing may cost at the end */
#define ROWS_USUAL    24
#define COLUMNS_USUAL 80

static const char begin_drawing[] = "\033[?1049h\033[?7l\033[?25l"; /* no wrapping, no cursor */
static const char end_drawing[] = "\033[0m\033[?25h\033[?7h\033[?1049l";

static const int ending[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT};
static const int crashing[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
#define N_CRASHING (sizeof crashing / sizeof crashing[0])

static struct {
    struct termios before;
    struct sigaction crash_before[N_CRASHING];
    int wake[2];
    int has_keys; /* standard input is a terminal */
    int keys_gone;
    volatile sig_atomic_t taken, end, stop, again, size;
} terminal = {.wake = {-1, -1}};

int hf_top_terminal_can_draw(void)
{
    const char *kind = getenv("TERM");

    return isatty(STDOUT_FILENO) == 1 && kind != NULL && kind[0] != '\0' &&
           strcmp(kind, "dumb") != 0;
}

int hf_top_terminal_has_colours(void)
{
    const char *no = getenv("NO_COLOR"), *kind = getenv("TERM");

    return (no == NULL || no[0] == '\0') && kind != NULL && strncmp(kind, "vt1", 3) != 0 &&
           strncmp(kind, "vt2", 3) != 0 && strstr(kind, "mono") == NULL &&
           strstr(kind, "-m") == NULL;
}

/* ---- taking and giving back ---- */

static void say(const char *text, size_t n)
{
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};

    if (poll(&out, 1, LAST_WORDS_MS) == 1 && write(STDOUT_FILENO, text, n) < 0)
        return; /* it has gone */
}

static void begin(void)
{
    struct termios raw = terminal.before;

    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    terminal.taken = 1;
    if (terminal.has_keys)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
    say(begin_drawing, sizeof begin_drawing - 1);
}

static void end(void)
{
    if (!terminal.taken)
        return;
    terminal.taken = 0;
    say(end_drawing, sizeof end_drawing - 1);
    if (terminal.has_keys)
        tcsetattr(STDIN_FILENO, TCSANOW, &terminal.before);
}

/* ---- signals ---- */

static void wake(void)
{
    int error = errno;

    if (write(terminal.wake[1], "", 1) < 0)
        errno = error; /* it is full: the wait wakes anyway */
    errno = error;
}

static void on_end(int number)
{
    terminal.end = number;
    wake();
}

static void on_stop(int number)
{
    (void)number;
    terminal.stop = 1;
    wake();
}

static void on_continue(int number)
{
    (void)number;
    terminal.again = 1;
    wake();
}

static void on_size(int number)
{
    (void)number;
    terminal.size = 1;
    wake();
}

/* What was in charge before hears of it, as soon as this returns. */
static void on_crash(int number)
{
    end();
    for (size_t i = 0; i < N_CRASHING; i++)
        if (crashing[i] == number)
            sigaction(number, &terminal.crash_before[i], NULL);
    raise(number);
}

static void hear(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler}; /* no SA_RESTART: writes are cut short */

    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

static void hear_all(void)
{
    struct sigaction crash = {.sa_handler = on_crash};

    sigemptyset(&crash.sa_mask);
    for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++)
        hear(ending[i], on_end);
    hear(SIGTSTP, on_stop);
    hear(SIGCONT, on_continue);
    hear(SIGWINCH, on_size);
    hear(SIGPIPE, on_end);
    for (size_t i = 0; i < N_CRASHING; i++)
        sigaction(crashing[i], &crash, &terminal.crash_before[i]);
}

int hf_top_terminal_take(void)
{
    if (pipe2(terminal.wake, O_NONBLOCK | O_CLOEXEC) < 0) {
        fprintf(stderr, "holdfast: top: no pipe: %s\n", strerror(errno));
        return -1;
    }
    terminal.has_keys = tcgetattr(STDIN_FILENO, &terminal.before) == 0;
    hear_all();
    begin();
    return 0;
}

void hf_top_terminal_give_back(void)
{
    end();
}

/* Ctrl-Z: the terminal is the shell's until the process goes on. */
static void stop(void)
{
    end();
    terminal.stop = 0;
    hear(SIGTSTP, SIG_DFL);
    raise(SIGTSTP);
    hear(SIGTSTP, on_stop);
    terminal.again = 0;
    begin();
}

void hf_top_terminal_die(void)
{
    int number = (int)terminal.end;

    if (number == 0 || number == SIGPIPE)
        return;
    hear(number, SIG_DFL);
    raise(number);
}

/* ---- size, keys, pictures ---- */

void hf_top_terminal_size(size_t *rows, size_t *columns)
{
    struct winsize size = {0};

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
        size.ws_row = 0;
    *rows = size.ws_row > 0 ? size.ws_row : ROWS_USUAL;
    *columns = size.ws_col > 0 ? size.ws_col : COLUMNS_USUAL;
}

static void drain_wakes(void)
{
    char bytes[64];

    while (read(terminal.wake[0], bytes, sizeof bytes) > 0)
        continue;
}

static unsigned read_keys(struct hf_top_input *input)
{
    ssize_t n = read(STDIN_FILENO, input->bytes, sizeof input->bytes);

    if (n > 0) {
        input->n = (size_t)n;
        return HF_TOP_NEWS_KEYS;
    }
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return 0;
    return HF_TOP_NEWS_END; /* the terminal has gone */
}

unsigned hf_top_terminal_wait(uint64_t us, struct hf_top_input *input)
{
    struct pollfd from[2] = {{.fd = terminal.wake[0], .events = POLLIN},
                             {.fd = terminal.has_keys ? STDIN_FILENO : -1, .events = POLLIN}};
    unsigned news = 0;

    input->n = 0;
    if (poll(from, 2, (int)((us + 999) / 1000)) > 0 && from[1].revents != 0)
        news |= read_keys(input);
    drain_wakes();
    if (terminal.stop) {
        stop();
        news |= HF_TOP_NEWS_DRAW | HF_TOP_NEWS_SIZE;
    }
    if (terminal.again) { /* it was stopped by a signal that cannot be heard */
        terminal.again = 0;
        begin();
        news |= HF_TOP_NEWS_DRAW | HF_TOP_NEWS_SIZE;
    }
    if (terminal.size) {
        terminal.size = 0;
        news |= HF_TOP_NEWS_SIZE;
    }
    return news | (terminal.end ? HF_TOP_NEWS_END : 0);
}

void hf_top_terminal_write(const char *bytes, size_t n)
{
    size_t done = 0;

    while (done < n && !terminal.end) {
        ssize_t written = write(STDOUT_FILENO, bytes + done, n - done);

        if (written > 0)
            done += (size_t)written;
        else if (written < 0 && errno != EINTR && errno != EAGAIN)
            terminal.end = SIGPIPE; /* it has gone */
        if (terminal.stop)
            return; /* drawn again when it goes on */
    }
}
