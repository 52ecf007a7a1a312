/* SPDX-License-Identifier: Apache-2.0 */
/* The waits of C6, by themselves. */
#include "backoff.h"

#include "rig.h"

#define MS_US 1000ull

static struct rig rig;

static void with(uint32_t base_s, uint32_t max_s)
{
    rig_init_servers(&rig, 1);
    rig.config.retry_base_s = base_s;
    rig.config.retry_max_s = max_s;
    cr_assert_eq(rig_configure(&rig), HF_OK);
}

static const struct bound {
    uint32_t base_s, max_s;
    uint16_t failures;
    uint64_t bound_s;
} bounds[] = {
    {30, 300, 0, 30},      {30, 300, 1, 60},      {30, 300, 2, 120},
    {30, 300, 3, 240},     {30, 300, 4, 300},     {30, 300, 65535, 300},
    {1, 86400, 16, 65536}, {1, 86400, 17, 86400}, {86400, 86400, 3, 86400},
};

Test(backoff, C6_never_exceeds_its_bound_and_keeps_to_its_upper_half)
{
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
        uint64_t bound_us = bounds[i].bound_s * 1000000;
        with(bounds[i].base_s, bounds[i].max_s);
        for (int draw = 0; draw < 200; draw++) {
            uint64_t us = hf_backoff_draw_us(&rig.line, bounds[i].failures);
            cr_assert(us <= bound_us && us >= bound_us / 2, "row %zu: %lu", i, (unsigned long)us);
        }
    }
}

Test(backoff, C6_uses_the_whole_of_that_half)
{
    uint64_t least_us = UINT64_MAX, most_us = 0;

    with(30, 300);
    for (int draw = 0; draw < 500; draw++) {
        uint64_t us = hf_backoff_draw_us(&rig.line, 1);
        least_us = us < least_us ? us : least_us;
        most_us = us > most_us ? us : most_us;
    }
    cr_assert(least_us < 31000 * MS_US && most_us > 59000 * MS_US);
}

Test(backoff, C6_is_flat_where_base_and_maximum_are_equal_and_draws_nothing)
{
    uint32_t draws;

    with(32, 32);
    draws = rig.line.draws[HF_DRAW_BACKOFF];
    for (uint16_t failures = 0; failures < 9; failures++)
        cr_assert_eq(hf_backoff_draw_us(&rig.line, failures), 32000 * MS_US);
    cr_assert_eq(rig.line.draws[HF_DRAW_BACKOFF], draws);
}

Test(backoff, C6_knows_when_its_maximum_has_come)
{
    with(30, 300);
    cr_assert_not(hf_backoff_is_capped(&rig.line, 3));
    cr_assert(hf_backoff_is_capped(&rig.line, 4));
}

Test(backoff, A6a_local_errors_double_nothing_and_counting_never_wraps)
{
    struct hf_registration r = {.failed_passes = 0};

    for (int i = 0; i < 5; i++)
        hf_backoff_count(&r, HF_CAUSE_LOCAL);
    cr_assert_eq(r.failed_passes, 1);
    hf_backoff_count(&r, HF_CAUSE_SILENCE);
    cr_assert_eq(r.failed_passes, 2);
    r.failed_passes = UINT16_MAX;
    hf_backoff_count(&r, HF_CAUSE_SILENCE);
    cr_assert_eq(r.failed_passes, UINT16_MAX);
}
