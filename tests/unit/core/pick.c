/* SPDX-License-Identifier: Apache-2.0 */
/* Where a pass starts and what it takes next, what it waits for, and how long it can last. */
#include "bench.h"

#include "attempt.h"

static struct bench b;
static struct hf_pass pass;

/* Server 1 is a name with .1 and .2, server 2 one with .3 and .2. */
static void two_names(void)
{
    bench_init(&b);
    bench_server(&b, "one.example");
    bench_server(&b, "two.example");
    bench_configure(&b, NULL);
    bench_at(&b, 1000000);
    BENCH_SET(&b, 0, 1, 2);
    BENCH_SET(&b, 1, 3, 2);
    memset(&pass, 0, sizeof pass);
    pass.candidate = HF_NONE;
}

static void rest(uint8_t octet, uint64_t until_us, uint8_t shared)
{
    hf_rest_set(
        &b.line,
        &(struct hf_rest){.target = bench_target(octet), .until_us = until_us, .shared = shared});
}

static void asking(uint8_t host)
{
    b.line.lookups[host].state = HF_LOOKUP_ASKING;
}

static void expect_pick(struct hf_pick pick, uint8_t candidate)
{
    cr_assert_eq(pick.candidate, candidate, "%d", pick.candidate);
    cr_assert_eq(pick.waits, 0);
}

static void expect_wait(struct hf_pick pick)
{
    cr_assert_eq(pick.candidate, HF_NONE, "%d", pick.candidate);
    cr_assert_eq(pick.waits, 1);
}

/* B13: proxy 1 has .1 and .2, proxy 2 has .3: a pass may be for one of them alone. */
Test(pick, B13_a_pass_for_one_proxy_takes_and_waits_for_that_one_alone)
{
    struct hf_server_config *server;

    bench_init(&b);
    server = bench_server(&b, "192.0.2.9");
    bench_proxy(&b, server, "one.example");
    bench_proxy(&b, server, "two.example");
    bench_configure(&b, NULL);
    BENCH_SET(&b, 0, 1, 2);
    BENCH_SET(&b, 1, 3);
    memset(&pass, 0, sizeof pass);
    pass.candidate = HF_NONE;
    pass.server = 1;
    pass.proxy = 1;
    expect_pick(hf_candidates_start(&b.line, &pass), 0);
    pass.tried = 3;
    expect_pick(hf_candidates_next(&b.line, &pass), HF_NONE);
    asking(1);
    expect_pick(hf_candidates_next(&b.line, &pass), HF_NONE);
    rest(3, 100, 0);
    cr_assert_eq(hf_candidates_passed_over(&b.line, &pass), 0, "no matter of this pass");
    pass.proxy = 2;
    expect_wait(hf_candidates_next(&b.line, &pass));
    cr_assert_eq(hf_candidates_passed_over(&b.line, &pass), 4);
    asking(0);
    b.line.lookups[1].state = HF_LOOKUP_KNOWN;
    b.line.candidates[2].rest_until_us = 0;
    expect_pick(hf_candidates_next(&b.line, &pass), 2);
}

Test(pick, A14_offers_each_once_in_order_and_then_none)
{
    two_names();
    pass.tried = 1u << 2; /* its starting candidate */
    expect_pick(hf_candidates_next(&b.line, &pass), 0);
    pass.tried |= 1u << 0;
    expect_pick(hf_candidates_next(&b.line, &pass), 1);
    pass.tried |= 1u << 1;
    expect_pick(hf_candidates_next(&b.line, &pass), 3);
    pass.tried |= 1u << 3;
    expect_pick(hf_candidates_next(&b.line, &pass), HF_NONE);
}

Test(pick, A14_leaves_out_a_target_that_failed_at_another_server)
{
    two_names();
    pass.tried = 0x7;
    pass.failed = 1u << 1; /* .2, which is candidate 3 too */
    expect_pick(hf_candidates_next(&b.line, &pass), HF_NONE);
    cr_assert_eq(hf_candidates_passed_over(&b.line, &pass), 1u << 3);
}

Test(pick, keeps_to_one_server_where_the_pass_does)
{
    two_names();
    pass.server = 2;
    expect_pick(hf_candidates_next(&b.line, &pass), 2);
    cr_assert_eq(hf_candidates_first(&b.line, 2), 2);
    cr_assert_eq(hf_candidates_first(&b.line, 0), 0);
    cr_assert_eq(hf_candidates_first(&b.line, 3), HF_NONE);
}

Test(pick, never_takes_what_stands_behind_the_live_ones)
{
    two_names();
    b.line.registrations[0].working = 3;
    BENCH_SET(&b, 1, 3);
    cr_assert_eq(b.line.n_candidates, 4);
    pass.tried = 0x7;
    expect_pick(hf_candidates_next(&b.line, &pass), HF_NONE);
    pass.tried = 0;
    pass.candidate = 3;
    expect_pick(hf_candidates_start(&b.line, &pass), 0);
}

Test(pick, C5_starts_where_it_is_told)
{
    two_names();
    pass.candidate = 2;
    expect_pick(hf_candidates_start(&b.line, &pass), 2);
    pass.candidate = HF_NONE;
    expect_pick(hf_candidates_start(&b.line, &pass), 0);
}

/* ---- rests ---- */

Test(pick, A9_skips_resting_targets_while_another_is_left)
{
    two_names();
    rest(1, 5000000, 0);
    expect_pick(hf_candidates_next(&b.line, &pass), 1);
    cr_assert_eq(hf_candidates_passed_over(&b.line, &pass), 1u << 0);
    pass.candidate = 0;
    expect_pick(hf_candidates_start(&b.line, &pass), 1);
}

Test(pick, A9_with_all_at_rest_the_lines_own_waits_and_the_users_takes_the_first_to_wake)
{
    two_names();
    rest(1, 9000000, 0);
    rest(2, 7000000, 0);
    rest(3, 8000000, 0);
    expect_pick(hf_candidates_next(&b.line, &pass), HF_NONE);
    pass.flags = HF_PASS_URGENT;
    expect_pick(hf_candidates_next(&b.line, &pass), 1);
    pass.tried = 1u << 1;
    pass.failed = 1u << 1;
    expect_pick(hf_candidates_next(&b.line, &pass), 2);
}

Test(pick, A9_the_users_takes_a_resting_one_only_when_no_other_is_left)
{
    two_names();
    rest(1, 9000000, 0);
    rest(2, 9000000, 0);
    pass.flags = HF_PASS_URGENT;
    expect_pick(hf_candidates_next(&b.line, &pass), 2);
    pass.tried = 1u << 2;
    expect_pick(hf_candidates_next(&b.line, &pass), 0);
}

Test(pick, E11_to_an_emergency_rests_are_nothing)
{
    two_names();
    rest(1, 9000000, 0);
    pass.flags = HF_PASS_EMERGENCY;
    expect_pick(hf_candidates_next(&b.line, &pass), 0);
    cr_assert_eq(hf_candidates_passed_over(&b.line, &pass), 0);
    pass.candidate = 0;
    expect_pick(hf_candidates_start(&b.line, &pass), 0);
}

Test(pick, A10_another_lines_word_does_not_move_a_working_line)
{
    two_names();
    b.line.registrations[0].working = 2;
    pass.candidate = 2;
    rest(3, 9000000, 1);
    expect_pick(hf_candidates_start(&b.line, &pass), 2);
    b.line.registrations[0].working = 0; /* not the working one: it rests */
    expect_pick(hf_candidates_start(&b.line, &pass), 0);
    b.line.registrations[0].working = 2;
    rest(3, 5000000, 0); /* one's own experience */
    expect_pick(hf_candidates_start(&b.line, &pass), 0);
}

Test(pick, a_single_pass_takes_nothing_after_the_first)
{
    two_names();
    pass.flags = HF_PASS_SINGLE;
    pass.candidate = 2;
    expect_pick(hf_candidates_start(&b.line, &pass), 2);
    pass.tried = 1u << 2;
    expect_pick(hf_candidates_next(&b.line, &pass), HF_NONE);
}

/* ---- names ---- */

Test(pick, A14_waits_for_the_name_whose_turn_it_is)
{
    two_names();
    BENCH_SET(&b, 0, 0);
    asking(0);
    expect_wait(hf_candidates_next(&b.line, &pass));
    expect_wait(hf_candidates_start(&b.line, &pass));
    pass.server = 2;
    expect_pick(hf_candidates_next(&b.line, &pass), 0);
}

Test(pick, A14_does_not_wait_for_a_name_behind_what_it_can_take)
{
    two_names();
    asking(1);
    expect_pick(hf_candidates_next(&b.line, &pass), 0);
    pass.tried = 0x3;
    expect_wait(hf_candidates_next(&b.line, &pass));
}

Test(pick, A9_waits_for_a_name_rather_than_take_a_resting_target)
{
    two_names();
    rest(1, 9000000, 0);
    rest(2, 9000000, 0);
    asking(1);
    pass.flags = HF_PASS_URGENT;
    expect_wait(hf_candidates_next(&b.line, &pass));
}

Test(pick, B11_waits_for_the_new_answer_of_a_host_whose_old_one_it_would_take)
{
    two_names();
    asking(0);
    expect_wait(hf_candidates_next(&b.line, &pass));
    pass.candidate = 0;
    expect_wait(hf_candidates_start(&b.line, &pass));
    pass.candidate = 2; /* server 2 is known: C5 starts there, whatever server 1 does */
    expect_pick(hf_candidates_start(&b.line, &pass), 2);
}

/* ---- W ---- */

Test(pick, C4_the_longest_pass_counts_every_candidate_and_the_names)
{
    uint64_t each_us = 7500000 + 32000000; /* A1's budget at 3 retransmissions, and Timer F */

    two_names();
    cr_assert_eq(hf_candidates_pass_us(&b.line, 0), 4 * each_us + 10000000);
    cr_assert_eq(hf_candidates_pass_us(&b.line, 1), 2 * each_us + 10000000);
    cr_assert_eq(hf_attempt_longest_us(&b.line, 0), each_us);
}

Test(pick, C4_a_name_without_targets_counts_as_one_attempt)
{
    two_names();
    b.line.config.servers[1].retry_counts = 0;
    BENCH_SET(&b, 1, 0);
    cr_assert_eq(hf_candidates_pass_us(&b.line, 2), 500000 + 32000000 + 10000000);
}

Test(pick, C4_numeric_hosts_wait_for_no_name)
{
    bench_init(&b);
    bench_server(&b, "192.0.2.1");
    bench_server(&b, "two.example");
    bench_configure(&b, NULL);
    cr_assert_eq(hf_candidates_pass_us(&b.line, 1), 39500000);
    cr_assert_eq(hf_candidates_pass_us(&b.line, 0), 39500000 + 39500000 + 10000000);
}
