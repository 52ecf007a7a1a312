/* SPDX-License-Identifier: Apache-2.0 */
/* The pool of branches: numbers, shares, and who refers to them. */
#include "names_bench.h"

static uint8_t take(uint8_t host, enum hf_branch_asks asks, uint8_t open)
{
    return hf_branches_take(&b.line, host,
                            &(struct hf_branch_plan){.asks = asks, .open = open, .port = 5060});
}

static void two_names(void)
{
    bench_init(&b);
    bench_server(&b, "one.example");
    bench_server(&b, "two.example");
    bench_server(&b, "192.0.2.1");
    bench_configure(&b, NULL);
}

Test(branches, no_number_is_given_twice)
{
    uint8_t first, second, third;

    two_names();
    first = take(0, HF_ASKS_SERVICES, 7);
    second = take(0, HF_ASKS_ADDRESSES, HF_QUERY_IPV6);
    third = take(0, HF_ASKS_NAPTR, 1);
    cr_assert_eq(b.line.branches[first].query, 1);
    cr_assert_eq(b.line.branches[second].query, 4);
    cr_assert_eq(b.line.branches[third].query, 6);
    cr_assert_eq(b.line.next_query, 7);
    cr_assert_eq(hf_branches_find(&b.line, 1001), first);
    cr_assert_eq(hf_branches_find(&b.line, 1003), first);
    cr_assert_eq(hf_branches_bit(&b.line, 1003), HF_SERVICE_UDP);
    cr_assert_eq(hf_branches_find(&b.line, 1004), HF_NONE, "one family is not asked for");
    cr_assert_eq(hf_branches_find(&b.line, 1005), second);
    cr_assert_eq(hf_branches_bit(&b.line, 1005), HF_QUERY_IPV6);
    cr_assert_eq(hf_branches_find(&b.line, 1006), third);
    cr_assert_eq(hf_branches_find(&b.line, 1007), HF_NONE);
    cr_assert_eq(hf_branches_bit(&b.line, 999), 0);
}

static uint8_t take_all(uint8_t host)
{
    uint8_t n = 0;

    while (take(host, HF_ASKS_NAPTR, 1) != HF_NONE)
        n++;
    return n;
}

Test(branches, B10_hosts_that_are_names_share_evenly)
{
    two_names();
    cr_assert_eq(take_all(0), HF_LINE_BRANCHES / 2);
    cr_assert_eq(take_all(1), HF_LINE_BRANCHES / 2);
    hf_branches_free_host(&b.line, 0);
    cr_assert_eq(hf_branches_room(&b.line, 1), 0, "its share stays its own: it is not known yet");

    bench_init(&b);
    bench_server(&b, "one.example");
    bench_server(&b, "192.0.2.1");
    bench_configure(&b, NULL);
    cr_assert_eq(take_all(0), HF_LINE_BRANCHES);
}

Test(branches, B10_one_that_is_known_lends_its_share_until_its_time_is_over)
{
    two_names();
    b.line.lookups[1].state = HF_LOOKUP_KNOWN;
    b.line.lookups[1].expires_us = 10 * S;
    cr_assert_eq(hf_branches_room(&b.line, 0), HF_LINE_BRANCHES);
    take(1, HF_ASKS_NAPTR, 1);
    cr_assert_eq(hf_branches_room(&b.line, 0), HF_LINE_BRANCHES / 2, "it is being asked");
    hf_branches_free_host(&b.line, 1);
    bench_at(&b, 10 * S);
    cr_assert_eq(hf_branches_room(&b.line, 0), HF_LINE_BRANCHES / 2);
}

Test(branches, B10_more_hosts_than_before_leave_no_room_to_who_has_too_much)
{
    two_names();
    b.line.lookups[1].state = HF_LOOKUP_KNOWN;
    b.line.lookups[1].expires_us = 10 * S;
    for (uint8_t i = 0; i < HF_LINE_BRANCHES - 1; i++)
        take(0, HF_ASKS_NAPTR, 1);
    b.line.lookups[1].state = HF_LOOKUP_NONE;
    cr_assert_eq(hf_branches_room(&b.line, 0), 0);
    cr_assert_eq(hf_branches_room(&b.line, 1), 1);
}

Test(branches, candidates_of_one_that_is_over_have_their_place)
{
    uint8_t branch;

    two_names();
    BENCH_SET(&b, 0, 1, 2);
    branch = take(0, HF_ASKS_ADDRESSES, 1);
    b.line.candidates[0].branch = (uint8_t)(branch + 1);
    b.line.candidates[1].branch = (uint8_t)((branch + 1u) | HF_BRANCH_NEW);
    hf_branches_free(&b.line, branch);
    cr_assert_eq(b.line.candidates[0].branch, 0);
    cr_assert_eq(b.line.candidates[1].branch, 0);
}

Test(branches, ranks_follow_levels_and_places)
{
    uint16_t second = hf_rank_of_record(0, 0, 1);

    cr_assert_lt(hf_rank_of_record(0, 1, 7) | 15, second);
    cr_assert_lt(hf_rank_of_record(second, 3, 7) | 15, hf_rank_of_record(0, 0, 2));
    cr_assert_lt(hf_rank_of_record(second, 2, 0) | 15, hf_rank_of_record(second, 2, 1));
    cr_assert_eq(hf_rank_of_record(hf_rank_of_record(0, 0, 7), 3, 7) | 15, 0xE07F);
}

Test(branches, C14_move_with_their_hosts_and_leave_with_them)
{
    uint8_t to[HF_LINE_HOSTS], stays, goes;

    two_names();
    stays = take(0, HF_ASKS_NAPTR, 1);
    goes = take(1, HF_ASKS_NAPTR, 1);
    memset(to, HF_NONE, sizeof to);
    to[0] = 1;
    hf_branches_renumber(&b.line, to);
    cr_assert_eq(b.line.branches[stays].host, 2);
    cr_assert_eq(b.line.branches[goes].host, 0);
}
