/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A phone in a terminal: keys from its keyboard (terminal_keys.h), lamps and display drawn into it.
 *
 *     terminal            the program's own: standard input
 *     terminal:DEVICE     another, such as /dev/pts/3
 *     terminal:fd=N       an open descriptor of one
 *
 * It is opened a second time, so that O_NONBLOCK is ours alone: a terminal that is stopped (^S, a
 * slow line) never holds up audio. A keyboard tells no release: a key is up 100 ms after it went
 * down, or when the next one comes. ^C stays a signal; ^Z is off: a stopped phone is a dead one.
 */
#include "backends.h"
#include "options.h"
#include "terminal_draw.h"
#include "terminal_guard.h"
#include "terminal_keys.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define DOWN_US   100000u /* a key's press */
#define ESCAPE_US 50000u  /* ESC is the key when nothing follows for so long */
#define SLOW_US   500000u /* half a period of a lamp */
#define FAST_US   125000u
#define SIZE_US   500000u  /* between two looks at the terminal's size */
#define BELL_US   5000000u /* between two bells while it rings */
#define READ_MAX  64

struct terminal {
    struct hf_port *port;
    int fd;
    int gone; /* hung up */
    struct hf_terminal_guard guard;
    struct hf_terminal_keys keys;
    struct hf_front front;
    struct hf_key down; /* kind 0: none */
    int dirty, bell;
    uint64_t now_us, up_us, escape_us, size_us, blink_us, bell_us; /* UINT64_MAX: not wanted */
    char out[HF_FRONT_BYTES]; /* a picture that the terminal has not yet taken whole */
    size_t length, sent;
};

/* ---- opening ---- */

/* An own description of the same terminal, since O_NONBLOCK is the description's. */
static int open_again(int fd)
{
    char name[128];
    int again = ttyname_r(fd, name, sizeof name) == 0
                    ? open(name, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
                    : -1;

    return again >= 0 ? again : open("/dev/tty", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
}

static int open_terminal_fd(const struct hf_option *list, const struct hf_hal_problem *problem)
{
    const char *device = list[0].value, *number = list[1].value;
    char *end = NULL;
    long fd = number != NULL ? strtol(number, &end, 10) : 0;

    if (device != NULL && number != NULL) {
        return hf_problem(problem, "terminal: a device and fd= are one too many");
    }
    if (number != NULL && (*end != '\0' || fd < 0 || fd > 0xffff)) {
        return hf_problem(problem, "terminal: fd=%s is no descriptor", number);
    }
    int again = device != NULL    ? open(device, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
                : isatty((int)fd) ? open_again((int)fd)
                                  : -2;
    if (again == -2) {
        return hf_problem(problem,
                          "terminal: %s is no terminal; start it in one, or name one: "
                          "terminal:/dev/pts/3",
                          number != NULL ? "the descriptor" : "standard input");
    }
    if (again < 0) {
        return hf_problem(problem, "terminal: %s: %s", device != NULL ? device : "the terminal",
                          strerror(errno));
    }
    if (!isatty(again)) {
        close(again);
        return hf_problem(problem, "terminal: %s is no terminal", device);
    }
    return again;
}

static int enter_raw(struct terminal *terminal)
{
    if (hf_terminal_guard_start(&terminal->guard, terminal->fd) != 0) {
        return -1;
    }
    struct termios raw = terminal->guard.modes;
    raw.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR | ISTRIP);
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
    raw.c_lflag |= ISIG;
    raw.c_cc[VSUSP] = _POSIX_VDISABLE;
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    return tcsetattr(terminal->fd, TCSANOW, &raw);
}

static void look_at_size(struct terminal *terminal)
{
    struct hf_front *front = &terminal->front;
    struct winsize size = {0};

    if (ioctl(terminal->fd, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) {
        size = (struct winsize){.ws_row = 24, .ws_col = 80};
    }
    terminal->dirty |= front->height != size.ws_row || front->width != size.ws_col;
    front->height = size.ws_row;
    front->width = size.ws_col;
}

static void close_terminal(void *self)
{
    struct terminal *terminal = self;

    hf_terminal_guard_end(&terminal->guard);
    close(terminal->fd);
    free(terminal);
}

static void *open_terminal(struct hf_opening *opening)
{
    struct hf_option list[] = {{"", "DEVICE", NULL}, {"fd=", "N", NULL}};
    const struct hf_options options = {.backend = "terminal", .list = list, .n = 2};

    if (hf_options_read(opening->options, &options, opening->problem) != 0) {
        return NULL;
    }
    int fd = open_terminal_fd(list, opening->problem);
    if (fd < 0) {
        return NULL;
    }
    struct terminal *terminal = calloc(1, sizeof *terminal);
    if (terminal == NULL) {
        hf_problem(opening->problem, "terminal: out of memory");
        close(fd);
        return NULL;
    }
    terminal->port = opening->port;
    terminal->fd = fd;
    terminal->dirty = 1;
    terminal->up_us = terminal->escape_us = terminal->blink_us = terminal->bell_us = UINT64_MAX;
    /* NO_COLOR: set and not empty (its convention). */
    const char *plain = getenv("NO_COLOR");
    terminal->front.colours = plain == NULL || plain[0] == '\0';
    if (enter_raw(terminal) != 0) {
        hf_problem(opening->problem, "terminal: %s", strerror(errno));
        close_terminal(terminal);
        return NULL;
    }
    static const char welcome[] = "\x1b[?1049h\x1b[?25l";
    memcpy(terminal->out, welcome, sizeof welcome - 1);
    terminal->length = sizeof welcome - 1;
    look_at_size(terminal);
    opening->has = HF_HAS_RINGER | HF_HAS_HOOK | HF_HAS_DIGITS | HF_HAS_LINE_KEYS | HF_HAS_LAMPS |
                   HF_HAS_DISPLAY | HF_HAS_FUNCTIONS;
    return terminal;
}

/* ---- keys ---- */

static void tell(struct terminal *terminal, const struct hf_key *key, unsigned pressed)
{
    const struct hf_hal_event event = {
        .at_us = terminal->now_us, .kind = key->kind, .key = key->key, .pressed = (uint8_t)pressed};
    hf_port_event(terminal->port, &event);
}

static void release(struct terminal *terminal)
{
    const struct hf_key key = terminal->down;

    terminal->up_us = UINT64_MAX;
    if (key.kind != 0) {
        terminal->down.kind = 0;
        tell(terminal, &key, 0);
    }
}

static void press(struct terminal *terminal, const struct hf_key *key)
{
    release(terminal);
    if (key->kind == HF_HAL_HOOK) {
        terminal->front.off_hook = !terminal->front.off_hook;
        terminal->dirty = 1;
        tell(terminal, key, (unsigned)terminal->front.off_hook);
        return;
    }
    terminal->down = *key;
    terminal->up_us = terminal->now_us + DOWN_US;
    tell(terminal, key, 1);
}

static void hang_up(struct terminal *terminal, const char *why)
{
    release(terminal);
    terminal->gone = 1;
    hf_port_remark(terminal->port, "terminal: %s; its keys are gone", why);
    hf_port_news(terminal->port, terminal->now_us, HF_HAL_KEYS_LOST);
}

static void read_keys(struct terminal *terminal)
{
    char bytes[READ_MAX];
    struct hf_key key;
    ssize_t got = read(terminal->fd, bytes, sizeof bytes);

    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
        hang_up(terminal, got == 0 ? "hung up" : strerror(errno));
        return;
    }
    for (ssize_t i = 0; i < got; i++) {
        if (hf_terminal_take(&terminal->keys, bytes[i], &key) == HF_TERMINAL_KEY) {
            press(terminal, &key);
        }
    }
    if (got > 0) {
        terminal->escape_us = terminal->keys.escaping ? terminal->now_us + ESCAPE_US : UINT64_MAX;
    }
}

static void check_times(struct terminal *terminal)
{
    struct hf_key key;

    if (terminal->escape_us <= terminal->now_us) {
        terminal->escape_us = UINT64_MAX;
        if (hf_terminal_timeout(&terminal->keys, &key) == HF_TERMINAL_KEY) {
            press(terminal, &key);
        }
    }
    if (terminal->up_us <= terminal->now_us) {
        release(terminal);
    }
    if (terminal->size_us <= terminal->now_us) {
        terminal->size_us = terminal->now_us + SIZE_US;
        look_at_size(terminal);
    }
    if (terminal->bell_us <= terminal->now_us) {
        terminal->bell_us = terminal->now_us + BELL_US;
        terminal->bell = terminal->dirty = 1;
    }
}

/* ---- pictures ---- */

static int lit(const struct terminal *terminal, enum hf_hal_lamp state)
{
    for (unsigned i = 0; i <= HF_HAL_LINE_KEYS; i++) {
        if (terminal->front.lamps[i] == state) {
            return 1;
        }
    }
    return 0;
}

static void blink(struct terminal *terminal)
{
    const uint64_t now = terminal->now_us;
    const int slow = now / SLOW_US % 2 == 0, fast = now / FAST_US % 2 == 0;
    const int any_fast = lit(terminal, HF_LAMP_FAST), any = any_fast || lit(terminal, HF_LAMP_SLOW);

    terminal->dirty |= (any && slow != terminal->front.bright) ||
                       (any_fast && fast != terminal->front.bright_fast);
    terminal->front.bright = slow;
    terminal->front.bright_fast = fast;
    const uint64_t half = any_fast ? FAST_US : SLOW_US;
    terminal->blink_us = any ? (now / half + 1) * half : UINT64_MAX;
}

static void flush(struct terminal *terminal)
{
    while (terminal->sent < terminal->length) {
        ssize_t put = write(terminal->fd, terminal->out + terminal->sent,
                            terminal->length - terminal->sent);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0 && errno != EAGAIN) {
            terminal->sent = terminal->length; /* its end is told by reading */
        }
        if (put < 0) {
            return;
        }
        terminal->sent += (size_t)put;
    }
}

static void draw(struct terminal *terminal)
{
    flush(terminal);
    if (!terminal->dirty || terminal->sent < terminal->length) {
        return;
    }
    terminal->dirty = 0;
    terminal->sent = 0;
    terminal->length = hf_front_draw(&terminal->front, terminal->out);
    if (terminal->bell && terminal->length < sizeof terminal->out) {
        terminal->out[terminal->length++] = '\a';
    }
    terminal->bell = 0;
    flush(terminal);
}

static void turn(void *self, uint64_t now_us)
{
    struct terminal *terminal = self;

    terminal->now_us = now_us;
    if (terminal->gone) {
        return;
    }
    read_keys(terminal);
    if (terminal->gone) {
        return;
    }
    check_times(terminal);
    if (terminal->front.rings && terminal->bell_us == UINT64_MAX) {
        terminal->bell_us = now_us + BELL_US;
        terminal->bell = terminal->dirty = 1;
    }
    blink(terminal);
    draw(terminal);
}

static uint64_t deadline(const void *self)
{
    const struct terminal *terminal = self;
    const uint64_t wants[] = {terminal->up_us, terminal->escape_us, terminal->size_us,
                              terminal->blink_us, terminal->bell_us};
    uint64_t first = UINT64_MAX;

    if (terminal->gone) {
        return UINT64_MAX;
    }
    if (terminal->dirty && terminal->sent == terminal->length) {
        return 0;
    }
    for (size_t i = 0; i < sizeof wants / sizeof *wants; i++) {
        first = wants[i] < first ? wants[i] : first;
    }
    return first;
}

static unsigned descriptors(const void *self, struct hf_hal_descriptor *list, unsigned room)
{
    const struct terminal *terminal = self;

    if (terminal->gone || room == 0) {
        return 0;
    }
    list[0] = (struct hf_hal_descriptor){
        .fd = terminal->fd,
        .events = (short)(POLLIN | (terminal->sent < terminal->length ? POLLOUT : 0))};
    return 1;
}

/* ---- out ---- */

static int ring(void *self, int on)
{
    struct terminal *terminal = self;

    terminal->front.rings = on;
    terminal->bell_us = UINT64_MAX;
    terminal->dirty = 1;
    return 1;
}

static void lamp(void *self, unsigned key, enum hf_hal_lamp state)
{
    struct terminal *terminal = self;

    terminal->dirty |= terminal->front.lamps[key] != state;
    terminal->front.lamps[key] = (uint8_t)state;
}

static void display(void *self, unsigned row, const char *text)
{
    struct terminal *terminal = self;

    terminal->dirty |= strcmp(terminal->front.rows[row], text) != 0;
    strcpy(terminal->front.rows[row], text);
}

const struct hf_backend hf_backend_terminal = {
    .name = "terminal",
    .open = open_terminal,
    .ring = ring,
    .lamp = lamp,
    .display = display,
    .descriptors = descriptors,
    .deadline = deadline,
    .turn = turn,
    .close = close_terminal,
};
