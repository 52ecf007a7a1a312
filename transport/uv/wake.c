/* SPDX-License-Identifier: Apache-2.0 */
/* A binary heap of entries over one timerfd, armed just before the loop waits. */
#define _GNU_SOURCE 1
#include "wake.h"

#include <stdlib.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "holdfast/status.h"

#define US_IN_S 1000000u

struct hf_wake {
    void (*on_due)(void *context);
    void *context;
    struct hf_wake_entry **heap; /* [1..n], the earliest first */
    uint32_t n, size;
    uint64_t armed_us; /* that the timer waits for; HF_NEVER: nothing */
    int fd;
    unsigned n_open; /* handles */
    uv_poll_t poll;
    uv_prepare_t prepare;
};

static uint64_t clock_us(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * US_IN_S + (uint64_t)now.tv_nsec / 1000;
}

uint64_t hf_clock_now_us(void)
{
    return clock_us(CLOCK_BOOTTIME);
}

uint64_t hf_clock_wall_us(void)
{
    return clock_us(CLOCK_REALTIME);
}

/* ---- the heap ---- */

static void put(struct hf_wake *wake, uint32_t place, struct hf_wake_entry *entry)
{
    wake->heap[place] = entry;
    entry->place = place;
}

/* Equal moments go by owner, so that the order does not depend on history. */
static int before(const struct hf_wake_entry *a, const struct hf_wake_entry *b)
{
    return a->due_us != b->due_us ? a->due_us < b->due_us : a->owner < b->owner;
}

static void rise(struct hf_wake *wake, struct hf_wake_entry *entry)
{
    uint32_t place = entry->place;

    while (place > 1 && before(entry, wake->heap[place / 2])) {
        put(wake, place, wake->heap[place / 2]);
        place /= 2;
    }
    put(wake, place, entry);
}

static void sink(struct hf_wake *wake, struct hf_wake_entry *entry)
{
    uint32_t place = entry->place;

    while (2 * place <= wake->n) {
        uint32_t child = 2 * place;

        if (child < wake->n && before(wake->heap[child + 1], wake->heap[child]))
            child++;
        if (!before(wake->heap[child], entry))
            break;
        put(wake, place, wake->heap[child]);
        place = child;
    }
    put(wake, place, entry);
}

static void take_out(struct hf_wake *wake, struct hf_wake_entry *entry)
{
    struct hf_wake_entry *last = wake->heap[wake->n--];
    uint32_t place = entry->place;

    entry->place = 0;
    if (last == entry)
        return;
    put(wake, place, last);
    rise(wake, last);
    sink(wake, last);
}

static int grow(struct hf_wake *wake)
{
    uint32_t size = wake->size > 0 ? wake->size * 2 : 16;
    struct hf_wake_entry **heap = realloc(wake->heap, (size + 1) * sizeof *heap);

    if (heap == NULL)
        return -1;
    wake->heap = heap;
    wake->size = size;
    return 0;
}

int hf_wake_set(struct hf_wake *wake, struct hf_wake_entry *entry, uint64_t due_us)
{
    if (due_us == HF_NEVER) {
        if (entry->place != 0)
            take_out(wake, entry);
        return 0;
    }
    if (entry->place == 0) {
        if (wake->n == wake->size && grow(wake) < 0)
            return -1;
        put(wake, ++wake->n, entry);
    }
    entry->due_us = due_us;
    rise(wake, entry);
    sink(wake, entry);
    return 0;
}

struct hf_wake_entry *hf_wake_take(struct hf_wake *wake, uint64_t now_us)
{
    if (wake->n == 0 || wake->heap[1]->due_us > now_us)
        return NULL;
    struct hf_wake_entry *entry = wake->heap[1];

    take_out(wake, entry);
    return entry;
}

/* ---- the timer ---- */

static void arm(struct hf_wake *wake)
{
    uint64_t due_us = wake->n > 0 ? wake->heap[1]->due_us : HF_NEVER;
    struct itimerspec when = {.it_interval = {0, 0}};

    if (due_us == wake->armed_us)
        return;
    wake->armed_us = due_us;
    if (due_us != HF_NEVER) {
        when.it_value.tv_sec = (time_t)(due_us / US_IN_S);
        when.it_value.tv_nsec = (long)(due_us % US_IN_S) * 1000;
        if (due_us == 0)
            when.it_value.tv_nsec = 1; /* zero would disarm */
    }
    (void)timerfd_settime(wake->fd, TFD_TIMER_ABSTIME, &when, NULL);
}

static void on_prepare(uv_prepare_t *prepare)
{
    arm(prepare->data);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct hf_wake *wake = poll->data;
    uint64_t expirations;

    (void)status;
    (void)events;
    if (read(wake->fd, &expirations, sizeof expirations) < 0)
        return; /* it was armed anew meanwhile */
    wake->armed_us = HF_NEVER;
    wake->on_due(wake->context);
}

static void on_closed(uv_handle_t *handle)
{
    struct hf_wake *wake = handle->data;

    if (--wake->n_open > 0)
        return;
    close(wake->fd);
    free(wake->heap);
    free(wake);
}

struct hf_wake *hf_wake_open(uv_loop_t *loop, void (*on_due)(void *context), void *context)
{
    struct hf_wake *wake = calloc(1, sizeof *wake);
    int fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);

    if (wake == NULL || fd < 0 || uv_poll_init(loop, &wake->poll, fd) < 0) {
        if (fd >= 0)
            close(fd);
        free(wake);
        return NULL;
    }
    wake->fd = fd;
    wake->on_due = on_due;
    wake->context = context;
    wake->armed_us = HF_NEVER;
    wake->poll.data = wake->prepare.data = wake;
    wake->n_open = 2;
    uv_prepare_init(loop, &wake->prepare);
    uv_prepare_start(&wake->prepare, on_prepare);
    uv_poll_start(&wake->poll, UV_READABLE, on_readable);
    return wake;
}

void hf_wake_close(struct hf_wake *wake)
{
    if (wake == NULL)
        return;
    uv_close((uv_handle_t *)&wake->poll, on_closed);
    uv_close((uv_handle_t *)&wake->prepare, on_closed);
}
