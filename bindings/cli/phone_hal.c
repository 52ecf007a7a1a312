/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The HAL in the loop: its descriptors polled, a timer for its deadline, and frames between it and
 * the phone's media. Where no microphone is open, calls with media still need their 20 ms: then a
 * timer of ours gives them silence. Each takes up the other's row of frames, since a packet's
 * timestamp says when its sound was: else they run ahead of the clock by what a switch is early.
 */
#define _GNU_SOURCE 1
#include "phone.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

#define US_IN_MS   1000u
#define ERROR_SIZE 512
#define CATCH_UP   5 /* frames, as the HAL itself does */
#define FRAME_US   ((int64_t)HF_HAL_FRAME_US)

struct watch { /* of one descriptor */
    uv_poll_t poll;
    struct hf_cli_hal *owner;
    struct hf_hal_descriptor of;
    int is_open;
};

struct hf_cli_hal {
    struct hf_cli_phone *cli;
    struct hf_hal *hal;
    uv_timer_t timer; /* of its deadline */
    uv_timer_t pace;
    uint64_t pace_us; /* when the next silence is due; 0: it is off */
    uint64_t owed_us; /* when it would have been, and the HAL has given no frame since; 0: none */
    int64_t ahead_us; /* by which the HAL's frames come too early for the row of before */
    struct watch *watches[HF_HAL_DESCRIPTORS];
    unsigned rate;      /* as last wanted */
    int audio_lost;     /* as the panel was told */
    unsigned n_handles; /* whose close callback has not run */
    int turning, closing;
};

struct hf_hal *hf_cli_hal(const struct hf_cli_phone *cli)
{
    return cli->hal->hal;
}

/* ---- callbacks of the HAL ---- */

static void on_event(void *context, const struct hf_hal_event *event)
{
    struct hf_cli_phone *cli = context;

    if (event->kind == HF_HAL_AUDIO_LOST)
        hf_cli_say_remark(cli, 0, "the audio device is gone; calls go on in silence");
    else if (event->kind == HF_HAL_AUDIO_BACK)
        hf_cli_say_remark(cli, 0, "the audio device is back");
    if (event->kind == HF_HAL_AUDIO_LOST || event->kind == HF_HAL_AUDIO_BACK)
        cli->hal->audio_lost = event->kind == HF_HAL_AUDIO_LOST;
    hf_cli_panel_key(cli, event);
}

/* It begins its frames when it is switched on, wherever our silence was. One that comes by more
 * than half of its length too early is left out. */
static int is_too_early(struct hf_cli_hal *hal)
{
    uint64_t now_us = hf_phone_now_us();

    if (hal->owed_us != 0)
        hal->ahead_us = hal->owed_us > now_us ? (int64_t)(hal->owed_us - now_us) : 0;
    hal->owed_us = 0;
    if (hal->ahead_us <= FRAME_US / 2)
        return 0;
    hal->ahead_us -= FRAME_US;
    return 1;
}

static void on_frame(void *context, const int16_t *heard, int16_t *played, size_t n)
{
    struct hf_cli_phone *cli = context;
    const struct hf_cli_call *call = hf_cli_call(cli, cli->audio);
    struct hf_phone_frame frame = {.call = cli->audio,
                                   .heard = call != NULL && !call->muted ? heard : NULL,
                                   .played = played,
                                   .n = n};

    if (!is_too_early(cli->hal))
        hf_phone_frame(cli->phone, &frame);
}

static void on_remark(void *context, const char *text)
{
    hf_cli_say_remark(context, 0, text);
}

/* ---- the loop ---- */

static void turn(struct hf_cli_hal *hal)
{
    if (hal->closing || hal->turning)
        return;
    hal->turning = 1;
    hf_hal_turn(hal->hal, hf_phone_now_us());
    hal->turning = 0;
    hf_cli_hal_settle(hal->cli);
}

static void on_timer(uv_timer_t *timer)
{
    turn(timer->data);
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct watch *watch = poll->data;

    (void)status; /* the back end finds out what is wrong with it */
    (void)events;
    turn(watch->owner);
}

static void on_watch_closed(uv_handle_t *handle)
{
    struct watch *watch = handle->data;

    watch->owner->n_handles--;
    if (watch->owner->closing && watch->owner->n_handles == 0)
        free(watch->owner);
    free(watch);
}

static void unwatch(struct hf_cli_hal *hal, unsigned i)
{
    struct watch *watch = hal->watches[i];

    hal->watches[i] = NULL;
    uv_close((uv_handle_t *)&watch->poll, on_watch_closed);
}

static int uv_events(short events)
{
    int wanted = 0;

    if ((events & (POLLIN | POLLPRI)) != 0)
        wanted |= UV_READABLE;
    if ((events & POLLOUT) != 0)
        wanted |= UV_WRITABLE;
    return wanted != 0 ? wanted : UV_DISCONNECT;
}

static void watch(struct hf_cli_hal *hal, const struct hf_hal_descriptor *of)
{
    struct watch *made = calloc(1, sizeof *made);

    if (made == NULL)
        return; /* its deadline alone drives it, until there is memory */
    if (uv_poll_init(&hal->cli->loop, &made->poll, of->fd) < 0) {
        free(made);
        return;
    }
    made->owner = hal;
    made->of = *of;
    made->poll.data = made;
    hal->n_handles++;
    (void)uv_poll_start(&made->poll, uv_events(of->events), on_poll);
    for (unsigned i = 0; i < HF_HAL_DESCRIPTORS; i++) {
        if (hal->watches[i] == NULL) {
            hal->watches[i] = made;
            return;
        }
    }
    uv_close((uv_handle_t *)&made->poll, on_watch_closed);
}

static int is_in(const struct hf_hal_descriptor *of, const struct hf_hal_descriptor *list,
                 unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (list[i].fd == of->fd && list[i].events == of->events)
            return 1;
    return 0;
}

static int is_watched(const struct hf_cli_hal *hal, const struct hf_hal_descriptor *of)
{
    for (unsigned i = 0; i < HF_HAL_DESCRIPTORS; i++)
        if (hal->watches[i] != NULL && is_in(of, &hal->watches[i]->of, 1))
            return 1;
    return 0;
}

/* The descriptors may be others after each turn. */
static void watch_all(struct hf_cli_hal *hal)
{
    struct hf_hal_descriptor list[HF_HAL_DESCRIPTORS];
    unsigned n = hf_hal_descriptors(hal->hal, list);

    for (unsigned i = 0; i < HF_HAL_DESCRIPTORS; i++)
        if (hal->watches[i] != NULL && !is_in(&hal->watches[i]->of, list, n))
            unwatch(hal, i);
    for (unsigned i = 0; i < n; i++)
        if (!is_watched(hal, &list[i]))
            watch(hal, &list[i]);
}

/* libuv counts whole milliseconds: never too early, so that a turn always finds something due. */
static void start_at(struct hf_cli_hal *hal, uv_timer_t *timer, uv_timer_cb fire, uint64_t due_us)
{
    uint64_t now_us = hf_phone_now_us();

    uv_update_time(&hal->cli->loop);
    (void)uv_timer_start(timer, fire,
                         due_us > now_us ? (due_us - now_us + US_IN_MS - 1) / US_IN_MS : 0, 0);
}

static void set_timer(struct hf_cli_hal *hal)
{
    uint64_t due_us = hf_hal_deadline(hal->hal);

    if (due_us == UINT64_MAX)
        uv_timer_stop(&hal->timer);
    else
        start_at(hal, &hal->timer, on_timer, due_us);
}

void hf_cli_hal_settle(struct hf_cli_phone *cli)
{
    struct hf_cli_hal *hal = cli->hal;

    if (hal == NULL || hal->closing || hal->turning)
        return;
    watch_all(hal);
    set_timer(hal);
}

/* ---- audio ---- */

/* Of a device that is not there when it is wanted the HAL has no event: its refusal said so. What
 * is not wanted is not missed. */
static void tell_device(struct hf_cli_phone *cli, int lost)
{
    struct hf_hal_event event = {.at_us = hf_phone_now_us(),
                                 .kind = lost ? HF_HAL_AUDIO_LOST : HF_HAL_AUDIO_BACK};

    if (cli->hal->audio_lost == lost)
        return;
    cli->hal->audio_lost = lost;
    hf_cli_panel_key(cli, &event);
}

void hf_cli_hal_audio(struct hf_cli_phone *cli, unsigned rate)
{
    char error[ERROR_SIZE] = "";
    struct hf_hal_problem problem = {.error = error, .size = sizeof error};
    int result;

    if (cli->hal->rate == rate)
        return;
    cli->hal->rate = rate;
    result = hf_hal_audio(cli->hal->hal, rate, &problem);
    if (result < 0)
        hf_cli_say_remark(cli, 0, error);
    tell_device(cli, result < 0);
}

static void on_pace(uv_timer_t *timer)
{
    struct hf_cli_hal *hal = timer->data;
    struct hf_phone_frame silence = {.call = 0};
    uint64_t now_us = hf_phone_now_us();

    for (unsigned i = 0; i < CATCH_UP && hal->pace_us <= now_us; i++) {
        hf_phone_frame(hal->cli->phone, &silence);
        hal->pace_us += HF_HAL_FRAME_US;
    }
    if (hal->pace_us <= now_us) /* the loop was held up: what is too late is left out */
        hal->pace_us = now_us + HF_HAL_FRAME_US;
    start_at(hal, timer, on_pace, hal->pace_us);
}

/* When the next frame is due by the row of those before. */
static uint64_t next_us(const struct hf_cli_hal *hal)
{
    uint64_t now_us = hf_phone_now_us(), due_us = hal->owed_us;

    if (hal->rate == 0)
        return now_us; /* there was none */
    if (due_us == 0)
        due_us = (uint64_t)((int64_t)hf_hal_deadline(hal->hal) + hal->ahead_us);
    return due_us > now_us && due_us <= now_us + 2 * HF_HAL_FRAME_US ? due_us : now_us;
}

void hf_cli_hal_pace(struct hf_cli_phone *cli, int on)
{
    struct hf_cli_hal *hal = cli->hal;

    if (on == (hal->pace_us != 0))
        return;
    if (!on) {
        hal->owed_us = hal->pace_us;
        hal->pace_us = 0;
        uv_timer_stop(&hal->pace);
        return;
    }
    hal->pace_us = next_us(hal);
    hal->owed_us = 0;
    hal->ahead_us = 0;
    start_at(hal, &hal->pace, on_pace, hal->pace_us);
}

/* ---- opening ---- */

int hf_cli_hal_open(struct hf_cli_phone *cli)
{
    struct hf_hal_callbacks callbacks = {
        .context = cli, .event = on_event, .frame = on_frame, .remark = on_remark};
    char error[ERROR_SIZE] = "";
    struct hf_hal_problem problem = {.error = error, .size = sizeof error};
    struct hf_cli_hal *hal = calloc(1, sizeof *hal);

    if (hal == NULL) {
        fprintf(stderr, "holdfast: no memory\n");
        return -1;
    }
    hal->cli = cli;
    hal->hal = hf_hal_open(cli->options.hal, &callbacks, &problem);
    if (hal->hal == NULL) {
        fprintf(stderr, "holdfast: phone: --hal %s: %s\n", cli->options.hal, error);
        free(hal);
        return -1;
    }
    uv_timer_init(&cli->loop, &hal->timer);
    uv_timer_init(&cli->loop, &hal->pace);
    hal->timer.data = hal->pace.data = hal;
    hal->n_handles = 2;
    cli->hal = hal;
    return 0;
}

static void on_timer_closed(uv_handle_t *handle)
{
    struct hf_cli_hal *hal = handle->data;

    if (--hal->n_handles == 0)
        free(hal);
}

void hf_cli_hal_close(struct hf_cli_phone *cli)
{
    struct hf_cli_hal *hal = cli->hal;

    if (hal == NULL)
        return;
    cli->hal = NULL;
    hal->closing = 1;
    for (unsigned i = 0; i < HF_HAL_DESCRIPTORS; i++)
        if (hal->watches[i] != NULL)
            unwatch(hal, i);
    uv_close((uv_handle_t *)&hal->timer, on_timer_closed);
    uv_close((uv_handle_t *)&hal->pace, on_timer_closed);
    hf_hal_close(hal->hal);
}
