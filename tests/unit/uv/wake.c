/* SPDX-License-Identifier: Apache-2.0 */
/* Wake-ups: earliest first, never early, and soon after their moment. */
#include "wake.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/status.h"

#define MANY 500

static void on_due_stop(void *context)
{
    uv_stop(context);
}

static void end(uv_loop_t *loop, struct hf_wake *wake)
{
    hf_wake_close(wake);
    uv_run(loop, UV_RUN_DEFAULT);
    cr_assert_eq(uv_loop_close(loop), 0);
}

Test(wake, hands_entries_out_in_the_order_of_their_moments)
{
    static struct hf_wake_entry entries[MANY];
    uint64_t last = 0;
    unsigned n = 0;
    uv_loop_t loop;

    uv_loop_init(&loop);
    struct hf_wake *wake = hf_wake_open(&loop, on_due_stop, &loop);

    srand(7);
    for (uint32_t i = 0; i < MANY; i++)
        cr_assert_eq(hf_wake_set(wake, &entries[i], (uint64_t)(rand() % 1000)), 0);
    for (uint32_t i = 0; i < MANY; i += 3) /* moved, and taken away */
        hf_wake_set(wake, &entries[i], i % 2 ? HF_NEVER : (uint64_t)(rand() % 1000));
    for (struct hf_wake_entry *e = hf_wake_take(wake, 1000); e != NULL;
         e = hf_wake_take(wake, 1000)) {
        cr_assert_geq(e->due_us, last);
        cr_assert_eq(e->place, 0);
        last = e->due_us;
        n++;
    }
    cr_assert_geq(n, MANY - MANY / 3);
    end(&loop, wake);
}

Test(wake, keeps_what_is_not_due)
{
    struct hf_wake_entry entry = {.owner = 3};
    uv_loop_t loop;

    uv_loop_init(&loop);
    struct hf_wake *wake = hf_wake_open(&loop, on_due_stop, &loop);

    hf_wake_set(wake, &entry, 100);
    cr_assert_null(hf_wake_take(wake, 99));
    cr_assert_eq(hf_wake_take(wake, 100), &entry);
    cr_assert_null(hf_wake_take(wake, UINT64_MAX - 1));
    hf_wake_set(wake, &entry, HF_NEVER);
    cr_assert_null(hf_wake_take(wake, UINT64_MAX - 1));
    end(&loop, wake);
}

Test(wake, never_wakes_early)
{
    struct hf_wake_entry entry = {.owner = 1};
    uv_loop_t loop;

    uv_loop_init(&loop);
    struct hf_wake *wake = hf_wake_open(&loop, on_due_stop, &loop);

    for (int i = 0; i < 20; i++) {
        uint64_t due_us = hf_clock_now_us() + 1700;

        hf_wake_set(wake, &entry, due_us);
        uv_run(&loop, UV_RUN_DEFAULT);
        cr_assert_geq(hf_clock_now_us(), due_us);
        cr_assert_eq(hf_wake_take(wake, hf_clock_now_us()), &entry);
    }
    end(&loop, wake);
}

Test(wake, wakes_at_once_for_a_moment_that_is_over)
{
    struct hf_wake_entry entry = {.owner = 1};
    uv_loop_t loop;

    uv_loop_init(&loop);
    struct hf_wake *wake = hf_wake_open(&loop, on_due_stop, &loop);

    hf_wake_set(wake, &entry, 0);
    uv_run(&loop, UV_RUN_DEFAULT);
    cr_assert_eq(hf_wake_take(wake, 0), &entry);
    end(&loop, wake);
}
