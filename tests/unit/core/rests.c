/* SPDX-License-Identifier: Apache-2.0 */
/* Rests of targets: how long, where, and for whom. */
#include "bench.h"

static struct bench b;

/* Two servers that are names, with one target of their own each and one that they share. */
static void two_names(void)
{
    bench_init(&b);
    bench_server(&b, "one.example");
    bench_server(&b, "two.example");
    bench_configure(&b, NULL);
    BENCH_SET(&b, 0, 1, 9);
    BENCH_SET(&b, 1, 2, 9);
    bench_at(&b, 1000000);
}

static void rest(uint8_t octet, uint64_t until_us)
{
    hf_rest_set(&b.line, &(struct hf_rest){.target = bench_target(octet), .until_us = until_us});
}

static void shared_rest(uint8_t octet, uint64_t until_us)
{
    hf_rest_set(&b.line, &(struct hf_rest){
                             .target = bench_target(octet), .until_us = until_us, .shared = 1});
}

static void named_rest(uint8_t octet, uint8_t server, uint64_t until_us)
{
    hf_rest_set(&b.line, &(struct hf_rest){.target = bench_target(octet),
                                           .until_us = until_us,
                                           .place = {server, 0},
                                           .named = 1});
}

Test(rests, A9_a_target_rests_wherever_it_stands)
{
    two_names();
    rest(9, 5000000);
    cr_assert_not(hf_rest_is_on(&b.line, 0));
    cr_assert(hf_rest_is_on(&b.line, 1));
    cr_assert_not(hf_rest_is_on(&b.line, 2));
    cr_assert(hf_rest_is_on(&b.line, 3));
}

Test(rests, A9_ends_at_its_stated_time)
{
    two_names();
    rest(1, 5000000);
    bench_at(&b, 4999999);
    cr_assert(hf_rest_is_on(&b.line, 0));
    bench_at(&b, 5000000);
    cr_assert_not(hf_rest_is_on(&b.line, 0));
}

Test(rests, A9_is_never_shortened_by_another)
{
    two_names();
    rest(1, 9000000);
    rest(1, 5000000);
    shared_rest(1, 4000000);
    cr_assert_eq(b.line.candidates[0].rest_until_us, 9000000);
    rest(1, 12000000);
    cr_assert_eq(b.line.candidates[0].rest_until_us, 12000000);
}

Test(rests, A9_one_for_a_name_is_that_hosts_alone)
{
    two_names();
    named_rest(9, 2, 5000000);
    cr_assert_not(hf_rest_is_on(&b.line, 1));
    cr_assert(hf_rest_is_on(&b.line, 3));
    cr_assert_eq(b.line.candidates[3].rest_flags, HF_REST_NAMED);
}

Test(rests, A10_another_lines_word_is_marked_until_ones_own)
{
    two_names();
    shared_rest(1, 9000000);
    cr_assert_eq(b.line.candidates[0].rest_flags, HF_REST_SHARED);
    rest(1, 5000000);
    cr_assert_eq(b.line.candidates[0].rest_flags, 0);
    cr_assert_eq(b.line.candidates[0].rest_until_us, 9000000);
    shared_rest(1, 12000000);
    cr_assert_eq(b.line.candidates[0].rest_flags, 0);
    cr_assert_eq(b.line.candidates[0].rest_until_us, 12000000);
    bench_at(&b, 12000000); /* what is over says nothing about the next */
    shared_rest(1, 15000000);
    cr_assert_eq(b.line.candidates[0].rest_flags, HF_REST_SHARED);
}

Test(rests, ends_when_the_target_accepts)
{
    struct hf_target nine = bench_target(9);

    two_names();
    rest(9, 5000000);
    rest(1, 5000000);
    hf_rest_end(&b.line, &nine);
    cr_assert_not(hf_rest_is_on(&b.line, 1));
    cr_assert_not(hf_rest_is_on(&b.line, 3));
    cr_assert(hf_rest_is_on(&b.line, 0));
    bench_sound(&b);
}

Test(rests, one_that_is_over_is_not_set)
{
    struct hf_line before;

    two_names();
    before = b.line;
    rest(1, 1000000);
    rest(77, 999999);
    cr_assert_eq(memcmp(&before, &b.line, sizeof before), 0);
}

Test(rests, the_next_to_wake_is_the_earliest_live_one)
{
    two_names();
    cr_assert_eq(hf_rest_next_us(&b.line, 0), HF_NEVER);
    rest(2, 8000000);
    rest(1, 9000000);
    rest(77, 3000000); /* not live */
    cr_assert_eq(hf_rest_next_us(&b.line, 0), 8000000);
    cr_assert_eq(hf_rest_next_us(&b.line, 1), 9000000);
    bench_at(&b, 8000000);
    cr_assert_eq(hf_rest_next_us(&b.line, 0), 9000000);
    cr_assert_eq(hf_rest_next_us(&b.line, 2), HF_NEVER);
}

/* ---- remembered ---- */

Test(rests, A10_one_of_an_unknown_target_waits_for_it)
{
    two_names();
    shared_rest(77, 9000000);
    cr_assert_eq(b.line.n_live, 4);
    cr_assert_eq(b.line.n_candidates, 5);
    bench_sound(&b);
    BENCH_SET(&b, 0, 1, 77);
    cr_assert(hf_rest_is_on(&b.line, 1));
    cr_assert_eq(b.line.candidates[1].rest_flags, HF_REST_SHARED);
    cr_assert_eq(b.line.n_candidates, 4, "the target has its rest itself now");
}

Test(rests, A9_a_target_that_comes_back_takes_its_rest_up)
{
    two_names();
    rest(1, 9000000);
    BENCH_SET(&b, 0, 9);
    cr_assert_eq(b.line.n_candidates, 4);
    cr_assert_eq(b.line.n_live, 3);
    BENCH_SET(&b, 1, 1, 2);
    BENCH_EXPECT(&b, 9, 1, 2);
    cr_assert(hf_rest_is_on(&b.line, 1), "whichever server it comes back to");
}

Test(rests, A9_a_names_own_is_taken_up_at_that_name_alone)
{
    two_names();
    named_rest(1, 1, 9000000);
    BENCH_SET(&b, 0, 9);
    BENCH_SET(&b, 1, 1);
    cr_assert_not(hf_rest_is_on(&b.line, 1));
    BENCH_SET(&b, 0, 1);
    cr_assert(hf_rest_is_on(&b.line, 0));
    cr_assert_eq(b.line.candidates[0].rest_flags, HF_REST_NAMED);
}

Test(rests, a_names_longer_one_does_not_hide_that_the_target_rests)
{
    two_names();
    named_rest(1, 1, 9000000);
    rest(1, 5000000);
    cr_assert_eq(b.line.candidates[0].rest_until_us, 9000000);
    BENCH_SET(&b, 1, 1);
    cr_assert_eq(b.line.candidates[b.line.n_live - 1].rest_until_us, 5000000);
}

Test(rests, that_are_over_are_tidied_away)
{
    two_names();
    rest(77, 5000000);
    rest(1, 5000000);
    bench_at(&b, 5000000);
    hf_candidates_tidy(&b.line);
    cr_assert_eq(b.line.n_candidates, 4);
    cr_assert_eq(b.line.candidates[0].rest_until_us, 0);
    bench_sound(&b);
}

static bool remembers(uint8_t octet)
{
    for (uint8_t i = b.line.n_live; i < b.line.n_candidates; i++) {
        if (b.line.candidates[i].target.address[3] == octet)
            return true;
    }
    return false;
}

Test(rests, with_no_room_the_soonest_over_makes_room)
{
    uint8_t n = 0;

    two_names();
    for (; n < HF_LINE_TARGETS - 4; n++)
        rest((uint8_t)(100 + n), 5000000 + n);
    cr_assert_eq(b.line.n_candidates, HF_LINE_TARGETS);
    rest(200, 4000000);
    cr_assert_not(remembers(200));
    rest(201, 9000000);
    cr_assert(remembers(201));
    cr_assert_not(remembers(100));
    cr_assert(remembers(101));
    bench_sound(&b);
}

Test(rests, never_push_out_what_something_stands_at)
{
    two_names();
    b.line.registrations[0].working = 0;
    BENCH_SET(&b, 0, 9); /* .1 stays behind for the working line's sake */
    cr_assert_eq(b.line.registrations[0].working, 3);
    for (uint8_t n = 0; n < HF_LINE_TARGETS + 4; n++)
        rest((uint8_t)(100 + n), 5000000 + n);
    cr_assert_eq(b.line.registrations[0].working, 3);
    cr_assert_eq(b.line.candidates[3].target.address[3], 1);
    bench_sound(&b);
}

/* ---- against a model ---- */

static uint64_t drawn;

static uint32_t draw(uint32_t n)
{
    drawn = drawn * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(drawn >> 33) % n;
}

/* A9: what is live and was never out of the table rests exactly as long as it was told. */
static void run_rests(uint64_t seed)
{
    uint64_t until_us[25] = {0};

    drawn = seed * 2 + 1;
    two_names();
    for (int i = 0; i < 60; i++) {
        uint8_t octet = (uint8_t)(1 + draw(6));
        bench_at(&b, b.line.now_us + draw(1000000));
        if (draw(2) == 0) {
            uint64_t end_us = b.line.now_us + draw(5000000);
            hf_rest_set(&b.line,
                        &(struct hf_rest){.target = bench_target(octet), .until_us = end_us});
            if (end_us > until_us[octet])
                until_us[octet] = end_us;
        } else {
            BENCH_SET(&b, (uint8_t)draw(2), octet, (uint8_t)(1 + draw(6)));
        }
        if (draw(4) == 0)
            hf_candidates_tidy(&b.line);
        for (uint8_t k = 0; k < b.line.n_live; k++) {
            bool expected = until_us[b.line.candidates[k].target.address[3]] > b.line.now_us;
            cr_assert_eq(hf_rest_is_on(&b.line, k), expected);
        }
    }
}

Test(rests, A9_outlive_their_targets_absence)
{
    for (uint64_t seed = 1; seed <= 500; seed++)
        run_rests(seed);
}

Test(rests, C14_a_names_own_stays_with_its_name_and_goes_with_it)
{
    static const uint8_t gone[HF_LINE_SERVERS + 1] = {0, 0, 1}, same[] = {0, 1, 2, 3, 4};

    two_names();
    named_rest(1, 1, 9000000);
    bench_configure(&b, same);
    cr_assert_eq(b.line.candidates[0].rest_until_us, 9000000);
    cr_assert_eq(b.line.candidates[0].rest_flags, HF_REST_NAMED);
    b.config.servers[0] = b.config.servers[1];
    b.config.n_servers = 1;
    bench_configure(&b, gone);
    for (uint8_t i = 0; i < b.line.n_candidates; i++)
        cr_assert_not(hf_rest_is_on(&b.line, i), "%u", i);
}
