/* SPDX-License-Identifier: Apache-2.0 */
/* The row of frames that calls get, from the HAL and from the timer that stands in for it. */
#include <criterion/criterion.h>

#include "phone.h"

#define SWITCHES 40

static unsigned n_frames;

/* The linker puts it in the place of the phone's: no call is needed to count. */
void __wrap_hf_phone_frame(struct hf_phone *phone, const struct hf_phone_frame *frame);

void __wrap_hf_phone_frame(struct hf_phone *phone, const struct hf_phone_frame *frame)
{
    (void)phone;
    (void)frame;
    n_frames++;
}

static void on_tick(uv_timer_t *timer)
{
    (void)timer;
}

static void run_ms(struct hf_cli_phone *cli, uint64_t ms)
{
    uint64_t until_us = hf_phone_now_us() + ms * 1000;
    uv_timer_t tick;

    uv_timer_init(&cli->loop, &tick);
    uv_timer_start(&tick, on_tick, 1, 1);
    while (hf_phone_now_us() < until_us)
        uv_run(&cli->loop, UV_RUN_ONCE);
    uv_close((uv_handle_t *)&tick, NULL);
    uv_run(&cli->loop, UV_RUN_NOWAIT);
}

/* As hf_cli_calls_settle does it. */
static void listen_to_a_call(struct hf_cli_phone *cli, int on)
{
    hf_cli_hal_pace(cli, !on);
    hf_cli_hal_audio(cli, on ? 8000 : 0);
    hf_cli_hal_settle(cli);
}

/* A packet's timestamp is the number of frames before it. */
Test(phone_hal, frames_stay_with_the_clock_however_often_who_gives_them_changes)
{
    struct hf_cli_phone *cli = calloc(1, sizeof *cli);
    uint64_t begun_us;
    int64_t ahead_us;

    cr_assert_eq(uv_loop_init(&cli->loop), 0);
    cli->options.hal = "null";
    cr_assert_eq(hf_cli_hal_open(cli), 0);
    begun_us = hf_phone_now_us();
    for (unsigned i = 0; i < SWITCHES; i++) {
        listen_to_a_call(cli, i % 2 == 0);
        run_ms(cli, 25 + i % 7);
    }
    ahead_us = (int64_t)n_frames * HF_HAL_FRAME_US - (int64_t)(hf_phone_now_us() - begun_us);
    cr_assert_lt(ahead_us, 60000, "%ld us; 10 ms each would be 400", (long)ahead_us);
    cr_assert_gt(ahead_us, -300000, "%ld us", (long)ahead_us); /* a busy machine leaves some out */
    hf_cli_hal_close(cli);
    uv_run(&cli->loop, UV_RUN_DEFAULT);
    cr_assert_eq(uv_loop_close(&cli->loop), 0);
    free(cli);
}
