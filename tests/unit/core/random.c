/* SPDX-License-Identifier: Apache-2.0 */
#include "random.h"

#include <criterion/criterion.h>
#include <string.h>

static struct hf_line line;

Test(random, one_more_draw_for_one_purpose_does_not_change_the_others)
{
    uint64_t undisturbed;

    line.seed = 42;
    undisturbed = hf_random_draw(&line, HF_DRAW_BACKOFF);
    line.draws[HF_DRAW_BACKOFF] = 0;
    hf_random_draw(&line, HF_DRAW_IDS);
    cr_assert_eq(hf_random_draw(&line, HF_DRAW_BACKOFF), undisturbed);
}

Test(random, draws_both_ends_of_a_range_and_nothing_beyond)
{
    unsigned seen[4] = {0};

    for (int i = 0; i < 400; i++) {
        uint64_t drawn = hf_random_between(&line, HF_DRAW_BACKOFF, 10, 13);
        cr_assert(drawn >= 10 && drawn <= 13);
        seen[drawn - 10]++;
    }
    for (int i = 0; i < 4; i++)
        cr_assert_gt(seen[i], 50);
}

Test(random, different_seeds_draw_differently)
{
    uint64_t one;

    line.seed = 1;
    one = hf_random_draw(&line, HF_DRAW_IDS);
    memset(&line, 0, sizeof line);
    line.seed = 2;
    cr_assert_neq(hf_random_draw(&line, HF_DRAW_IDS), one);
}

Test(random, a_hash_of_a_realm_is_never_zero)
{
    cr_assert_neq(hf_random_hash_text("", 0), 0);
    cr_assert_neq(hf_random_hash_text("a", 1), hf_random_hash_text("b", 1));
}
