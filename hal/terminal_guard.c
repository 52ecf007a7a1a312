/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Behind fork only what may be called in a signal handler: the phone may have threads.
 */
#include "terminal_guard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* Colours off, cursor on, back to the screen that was there before. */
static const char farewell[] = "\x1b[0m\x1b[?25h\x1b[?1049l";

static void give_back(const struct hf_terminal_guard *guard)
{
    ssize_t put = write(guard->fd, farewell, sizeof farewell - 1);

    (void)put; /* a terminal that is gone needs none */
    tcsetattr(guard->fd, TCSANOW, &guard->modes);
}

/* Descriptors of the phone's (sockets, files, its log) end with the phone, not with this. */
static void keep_only(int first, int second)
{
    const int low = first < second ? first : second, high = first < second ? second : first;

    if (low > 0) {
        close_range(0, (unsigned)low - 1, 0);
    }
    if (high - low > 1) {
        close_range((unsigned)low + 1, (unsigned)high - 1, 0);
    }
    close_range((unsigned)high + 1, ~0u, 0);
}

static void watch(const struct hf_terminal_guard *guard, int word)
{
    sigset_t all;
    char byte;
    ssize_t got;

    /* ^C is for the phone; SIGTTOU would stop a process that is no longer in the foreground. */
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    keep_only(guard->fd, word);
    do {
        got = read(word, &byte, 1);
    } while (got < 0 && errno == EINTR);
    if (got <= 0) {
        give_back(guard);
    }
    _exit(0);
}

int hf_terminal_guard_start(struct hf_terminal_guard *guard, int fd)
{
    int ends[2];

    *guard = (struct hf_terminal_guard){.fd = fd, .word = -1, .process = -1};
    if (tcgetattr(fd, &guard->modes) != 0 || pipe2(ends, O_CLOEXEC) != 0) {
        return -1;
    }
    guard->process = fork();
    if (guard->process == 0) {
        close(ends[1]); /* else its end would never be seen */
        watch(guard, ends[0]);
    }
    close(ends[0]);
    guard->word = ends[1];
    if (guard->process < 0) {
        int error = errno;
        close(ends[1]);
        errno = error;
        return -1;
    }
    return 0;
}

void hf_terminal_guard_end(struct hf_terminal_guard *guard)
{
    if (guard->process <= 0) {
        return;
    }
    give_back(guard);
    while (write(guard->word, "q", 1) < 0 && errno == EINTR) {
    }
    close(guard->word);
    while (waitpid(guard->process, NULL, 0) < 0 && errno == EINTR) {
    }
    guard->process = -1;
}
