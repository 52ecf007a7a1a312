/* SPDX-License-Identifier: Apache-2.0 */
/* A ring of bytes between the loop, which puts lines in, and a thread, which writes them. */
#define _GNU_SOURCE 1
#include "phone_output.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#define RING_SIZE (4u * 1024 * 1024) /* a thousand lines start and tell all of it with --json */
#define TEXT_MAX  (32u * 1024)       /* of what is printed at once */

struct hf_cli_output {
    int fd;
    struct hf_cli_output *complaints;
    uv_thread_t thread;
    uv_mutex_t mutex; /* of all below, except line and text */
    uv_cond_t filled; /* there is something to do for the thread */
    uv_cond_t ended;  /* the thread is done */
    size_t head, used;
    uint64_t dropped; /* lines that nobody was told of */
    int full, closing, has_ended;
    int lost; /* the errno that ended the output */
    FILE *line;
    char text[TEXT_MAX];
    char ring[RING_SIZE];
};

/* ---- the thread ---- */

/* Said once. The mutex is held. */
static void complain(struct hf_cli_output *output, const char *what)
{
    char text[256];

    snprintf(text, sizeof text, "holdfast: standard output is lost: %s\n", what);
    if (output->complaints != NULL)
        hf_cli_output_put(output->complaints, text);
    output->complaints = NULL;
}

/* Whether to try again: an interrupted call, or a file that another program made non-blocking. */
static int again(int fd, int error)
{
    struct pollfd wait = {.fd = fd, .events = POLLOUT};

    if (error == EAGAIN)
        (void)poll(&wait, 1, -1);
    return error == EAGAIN || error == EINTR;
}

/* Writes a piece, without the mutex, which is held before and after. */
static void write_piece(struct hf_cli_output *output)
{
    size_t to_edge = RING_SIZE - output->head;
    size_t length = output->used < to_edge ? output->used : to_edge;
    const char *piece = output->ring + output->head;
    ssize_t n;
    int error;

    uv_mutex_unlock(&output->mutex);
    n = write(output->fd, piece, length);
    error = n < 0 ? errno : 0;
    if (error != 0 && again(output->fd, error))
        n = error = 0;
    uv_mutex_lock(&output->mutex);
    if (error != 0) {
        output->lost = error;
        return;
    }
    output->used -= (size_t)n;
    /* An empty ring begins anew, so that its memory is touched only when it is needed. */
    output->head = output->used > 0 ? (output->head + (size_t)n) % RING_SIZE : 0;
}

static void write_all(void *context)
{
    struct hf_cli_output *output = context;

    uv_mutex_lock(&output->mutex);
    while (output->lost == 0 && (output->used > 0 || !output->closing)) {
        if (output->used > 0)
            write_piece(output);
        else
            uv_cond_wait(&output->filled, &output->mutex);
    }
    if (output->lost == EPIPE)
        complain(output, "its reader has gone; the phone goes on without it");
    else if (output->lost != 0)
        complain(output, strerror(output->lost));
    output->has_ended = 1;
    uv_cond_signal(&output->ended);
    uv_mutex_unlock(&output->mutex);
}

/* Signals are for the loop, so the thread is born deaf to them. */
static int start_thread(struct hf_cli_output *output)
{
    sigset_t all, before;
    int result;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    result = uv_thread_create(&output->thread, write_all, output);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return result;
}

/* ---- opening ---- */

static void free_output(struct hf_cli_output *output)
{
    fclose(output->line);
    uv_cond_destroy(&output->ended);
    uv_cond_destroy(&output->filled);
    uv_mutex_destroy(&output->mutex);
    free(output);
}

/* 0, or -1 with nothing left to give back. */
static int make_locks(struct hf_cli_output *output)
{
    if (uv_mutex_init(&output->mutex) < 0)
        return -1;
    if (uv_cond_init(&output->filled) < 0) {
        uv_mutex_destroy(&output->mutex);
        return -1;
    }
    if (uv_cond_init(&output->ended) < 0) {
        uv_cond_destroy(&output->filled);
        uv_mutex_destroy(&output->mutex);
        return -1;
    }
    return 0;
}

struct hf_cli_output *hf_cli_output_open(int fd, struct hf_cli_output *complaints)
{
    struct hf_cli_output *output = calloc(1, sizeof *output);

    if (output == NULL)
        return NULL;
    output->fd = fd;
    output->complaints = complaints;
    output->line = fmemopen(output->text, sizeof output->text, "w");
    if (output->line == NULL || make_locks(output) < 0) {
        if (output->line != NULL)
            fclose(output->line);
        free(output);
        return NULL;
    }
    if (start_thread(output) < 0) {
        free_output(output);
        return NULL;
    }
    return output;
}

/* ---- printing ---- */

static uint64_t count_lines(const char *bytes, size_t n)
{
    uint64_t lines = 0;

    for (size_t i = 0; i < n; i++)
        lines += bytes[i] == '\n';
    return lines;
}

/* Once full, it stays so until half of it is free: one gap, not a gap at every other line. */
static int is_full(struct hf_cli_output *output)
{
    if (output->used <= RING_SIZE / 2)
        output->full = 0;
    return output->full;
}

static void put_bytes(struct hf_cli_output *output, const char *bytes, size_t n)
{
    uv_mutex_lock(&output->mutex);
    if (is_full(output) || n > RING_SIZE - output->used) {
        output->full = 1;
        output->dropped += count_lines(bytes, n);
    } else if (output->lost == 0) {
        size_t tail = (output->head + output->used) % RING_SIZE;
        size_t first = n < RING_SIZE - tail ? n : RING_SIZE - tail;

        memcpy(output->ring + tail, bytes, first);
        memcpy(output->ring, bytes + first, n - first);
        output->used += n;
        uv_cond_signal(&output->filled);
    }
    uv_mutex_unlock(&output->mutex);
}

FILE *hf_cli_output_begin(struct hf_cli_output *output)
{
    rewind(output->line); /* also forgets an earlier error */
    return output->line;
}

void hf_cli_output_end(struct hf_cli_output *output)
{
    int failed = fflush(output->line) != 0 || ferror(output->line);
    long length = ftell(output->line);

    if (!failed && length > 0) {
        put_bytes(output, output->text, (size_t)length);
        return;
    }
    uv_mutex_lock(&output->mutex);
    output->dropped++; /* longer than TEXT_MAX */
    uv_mutex_unlock(&output->mutex);
}

void hf_cli_output_put(struct hf_cli_output *output, const char *lines)
{
    put_bytes(output, lines, strlen(lines));
}

uint64_t hf_cli_output_dropped(struct hf_cli_output *output)
{
    uint64_t dropped = 0;

    uv_mutex_lock(&output->mutex);
    if (!is_full(output)) {
        dropped = output->dropped;
        output->dropped = 0;
    }
    uv_mutex_unlock(&output->mutex);
    return dropped;
}

/* ---- closing ---- */

int hf_cli_output_close(struct hf_cli_output *output, uint64_t deadline_ns)
{
    uint64_t now_ns = uv_hrtime();
    int ended, result;

    if (output == NULL)
        return 0;
    uv_mutex_lock(&output->mutex);
    output->closing = 1;
    uv_cond_signal(&output->filled);
    while (!output->has_ended && now_ns < deadline_ns) {
        (void)uv_cond_timedwait(&output->ended, &output->mutex, deadline_ns - now_ns);
        now_ns = uv_hrtime();
    }
    ended = output->has_ended;
    result = !ended || output->lost != 0 || output->dropped > 0 ? -1 : 0;
    if (!ended)
        complain(output, "nobody reads it, and the last lines did not get out");
    uv_mutex_unlock(&output->mutex);
    if (!ended) /* the thread may wait for ever: it and its memory go with the process */
        return result;
    uv_thread_join(&output->thread);
    free_output(output);
    return result;
}
