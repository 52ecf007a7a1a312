/* SPDX-License-Identifier: Apache-2.0 */
/* C12: ten starts a minute at a server. */
#include <criterion/criterion.h>

#include "pace.h"

#define S 1000000u

static struct hf_line line;
static struct hf_context x = {.line = &line};

static void at_s(uint64_t now_s)
{
    x.now_us = now_s * S;
}

static void starts(uint8_t server, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        hf_pace_count(&x, server);
}

Test(pace, a_server_that_was_never_started_at_is_ready_now)
{
    at_s(5);
    cr_assert_eq(hf_pace_ready_us(&x, 1), 5 * S);
}

Test(pace, C12_nine_starts_leave_room_for_a_tenth)
{
    at_s(100);
    starts(1, 9);
    cr_assert_eq(hf_pace_ready_us(&x, 1), 100 * S);
}

Test(pace, C12_after_ten_the_next_waits_for_the_end_of_the_minute_that_the_first_began)
{
    at_s(100);
    starts(1, 1);
    at_s(130);
    starts(1, 9);
    cr_assert_eq(hf_pace_ready_us(&x, 1), 160 * S);
    x.now_us = 160 * (uint64_t)S - 1;
    cr_assert_eq(hf_pace_ready_us(&x, 1), 160 * S);
    at_s(160);
    cr_assert_eq(hf_pace_ready_us(&x, 1), 160 * S, "free again at the minute's end itself");
}

Test(pace, C12_a_new_minute_begins_with_the_next_start_and_not_before)
{
    at_s(100);
    starts(1, 10);
    at_s(160);
    starts(1, 9);
    cr_assert_eq(hf_pace_ready_us(&x, 1), 160 * S);
    at_s(200);
    starts(1, 1);
    cr_assert_eq(hf_pace_ready_us(&x, 1), 220 * S);
}

Test(pace, C12_each_server_has_a_minute_of_its_own)
{
    at_s(1);
    starts(1, 10);
    cr_assert_eq(hf_pace_ready_us(&x, 2), 1 * S);
    cr_assert_eq(hf_pace_ready_us(&x, HF_LINE_SERVERS), 1 * S);
}

/* Free ones are counted without asking: hundreds of them must not wrap around to "free". */
Test(pace, C12_starts_that_are_free_of_the_limit_count_and_never_open_it)
{
    at_s(1);
    starts(1, 260);
    cr_assert_eq(hf_pace_ready_us(&x, 1), 61 * S);
}
