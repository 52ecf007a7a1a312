/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE 1
#include "board.h"

#include "backends.h"

#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

struct board board;

struct device {
    struct hf_port *port;
    unsigned rate;
    uint64_t start_us, turned_us;
    int64_t consumed, surplus_us;
    int started, told;
};

static void *open_board(struct hf_opening *opening)
{
    struct device *device = calloc(1, sizeof *device);

    device->port = opening->port;
    opening->has = HF_HAS_MICROPHONE | HF_HAS_DIGITS;
    return device;
}

static int microphone(void *self, unsigned rate, const struct hf_hal_problem *problem)
{
    struct device *device = self;

    (void)problem;
    device->rate = rate;
    device->started = 0;
    return 0;
}

static void hear(void *self, int16_t *heard, size_t n)
{
    struct device *device = self;
    const uint64_t now = board.now_us != 0 ? board.now_us : hf_port_now_us(device->port);
    const int64_t wanted = (int64_t)n * 3 / 2;

    (void)heard;
    if (!device->started) {
        device->started = 1;
        device->start_us = now;
        device->consumed = -wanted; /* it holds what is wanted */
    }
    const int64_t made = (int64_t)((now - device->start_us) * device->rate / 1000000 *
                                   (uint64_t)(1000000 + board.ppm) / 1000000);
    const int64_t held = made - device->consumed;
    board.heard++;
    if (board.heard > board.settled) {
        board.least = held < board.least ? held : board.least;
        board.most = held > board.most ? held : board.most;
    }
    device->surplus_us = (held - wanted) * 1000000 / (int64_t)device->rate;
    if (held < (int64_t)n) {
        board.short_of++;
        return;
    }
    device->consumed += (int64_t)n;
}

static int64_t surplus(const void *self)
{
    return ((const struct device *)self)->surplus_us;
}

static unsigned descriptors(const void *self, struct hf_hal_descriptor *list, unsigned room)
{
    (void)self, (void)room;
    list[0] = (struct hf_hal_descriptor){.fd = 987, .events = POLLIN};
    return board.closed_descriptor ? 1 : 0;
}

static uint64_t deadline(const void *self)
{
    const struct device *device = self;

    return board.never_sleeps ? device->turned_us + 1 : device->told ? UINT64_MAX : 0;
}

static void turn(void *self, uint64_t now_us)
{
    struct device *device = self;

    device->turned_us = now_us;
    if (!device->told) {
        device->told = 1;
        struct hf_hal_event event = {.at_us = now_us, .kind = HF_HAL_DIGIT, .key = '1'};
        event.pressed = 1;
        event.key = board.no_such_key ? 'x' : '1';
        event.at_us += board.from_the_future ? 60000000 : 0;
        hf_port_event(device->port, &event);
        event.pressed = 0;
        hf_port_event(device->port, &event);
        usleep(board.blocks_us);
    }
}

static const struct hf_backend backend = {
    .name = "board",
    .open = open_board,
    .microphone = microphone,
    .hear = hear,
    .surplus = surplus,
    .descriptors = descriptors,
    .deadline = deadline,
    .turn = turn,
    .close = free,
};

/* In place of the library's own table (backends.c). */
const struct hf_backend *const hf_backends[] = {
    &hf_backend_null,
    &hf_backend_wav,
    &hf_backend_alsa,
    &hf_backend_terminal,
    &hf_backend_evdev,
    &backend,
    NULL,
};
