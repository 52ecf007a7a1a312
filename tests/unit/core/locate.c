/* SPDX-License-Identifier: Apache-2.0 */
/* Names: what is asked and when, what answers lead to, and who waits. */
#include "names_bench.h"

/* ---- asking ---- */

Test(locate, A14_asks_for_both_families_of_a_name_and_for_no_number)
{
    one_name();
    ask();
    expect_why(HF_WHY_NAME_ASKED, HF_LOOKUP_IDLE, HF_LOOKUP_ASKING);
    cr_assert_eq(bench_decision(&b, HF_WHY_NAME_ASKED)->until_us, 110 * S);
    cr_assert_eq(resolves(), 2);
    cr_assert_eq(resolve(0)->query, b.line.first_id + 1);
    cr_assert_eq(resolve(0)->type, HF_DNS_A);
    cr_assert_eq(resolve(1)->query, b.line.first_id + 2);
    cr_assert_eq(resolve(1)->type, HF_DNS_AAAA);
    cr_assert_str_eq(resolve(1)->name, "one.example");
    cr_assert_eq(resolve(1)->name_length, 11);
    cr_assert_eq(resolve(1)->server, 1);
    cr_assert_eq(resolve(1)->proxy, 0);
    cr_assert(hf_locate_is_asking(&b.line, 0));
    cr_assert_not(hf_locate_is_asking(&b.line, 1));
}

Test(locate, B9_asks_for_the_families_that_are_allowed_and_usable)
{
    static const struct {
        uint8_t policy, families, n;
        uint16_t type;
    } cases[] = {
        {HF_ADDRESS_ANY, HF_FAMILIES_IPV4, 1, HF_DNS_A},
        {HF_ADDRESS_ANY, HF_FAMILIES_IPV6, 1, HF_DNS_AAAA},
        {HF_ADDRESS_ANY, 0, 2, HF_DNS_A}, /* no network: as if there were one */
        {HF_ADDRESS_IPV4, 3, 1, HF_DNS_A},
        {HF_ADDRESS_IPV6, 3, 1, HF_DNS_AAAA},
        {HF_ADDRESS_IPV4, HF_FAMILIES_IPV6, 1, HF_DNS_A},
        {HF_ADDRESS_IPV6, 0, 1, HF_DNS_AAAA},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        one_name();
        b.line.config.address_family = cases[i].policy;
        b.line.service.families = cases[i].families;
        ask();
        cr_assert_eq(resolves(), cases[i].n, "case %zu", i);
        cr_assert_eq(resolve(0)->type, cases[i].type, "case %zu", i);
    }
}

Test(locate, asks_in_its_scope_alone_and_never_twice)
{
    one_name();
    hf_locate_ask(&b.x, 2);
    cr_assert_eq(b.actions.n, 0);
    hf_locate_ask(&b.x, 1);
    cr_assert_eq(resolves(), 2);
    ask();
    cr_assert_eq(b.actions.n, 0);
}

Test(locate, a_proxys_name_is_asked_for_in_its_servers_place)
{
    struct hf_server_config *server;

    bench_init(&b);
    server = bench_server(&b, "192.0.2.1");
    bench_proxy(&b, server, "192.0.2.11");
    bench_proxy(&b, server, "p.example");
    bench_configure(&b, NULL);
    ask();
    cr_assert_str_eq(resolve(0)->name, "p.example");
    cr_assert_eq(resolve(0)->server, 1);
    cr_assert_eq(resolve(0)->proxy, 2);
    give(resolve(0)->query, HF_DNS_A, 1, 60);
    BENCH_EXPECT(&b, 11, 1);
    cr_assert_eq(b.line.candidates[1].proxy, 2);
}

Test(locate, H2_tells_open_queries_from_those_that_are_over_and_unknown)
{
    one_name();
    cr_assert_eq(hf_locate_query(&b.line, 1001), HF_QUERY_UNKNOWN);
    ask();
    cr_assert_eq(hf_locate_query(&b.line, 1000), HF_QUERY_UNKNOWN);
    cr_assert_eq(hf_locate_query(&b.line, 1001), HF_QUERY_OPEN);
    cr_assert_eq(hf_locate_query(&b.line, 1002), HF_QUERY_OPEN);
    cr_assert_eq(hf_locate_query(&b.line, 1003), HF_QUERY_UNKNOWN);
    cr_assert_eq(hf_locate_query(&b.line, 5), HF_QUERY_UNKNOWN);
    answer(1001, HF_DNS_NO_DATA, 0);
    cr_assert_eq(hf_locate_query(&b.line, 1001), HF_QUERY_OVER);
}

/* ---- answers ---- */

Test(locate, B9_addresses_are_targets_with_ipv6_first_and_the_families_in_turn)
{
    static const uint8_t families[] = {HF_FAMILY_IPV6, HF_FAMILY_IPV4, HF_FAMILY_IPV6,
                                       HF_FAMILY_IPV4};
    static const uint8_t lasts[] = {151, 101, 152, 102};

    one_name();
    b.line.config.servers[0].port = 5070;
    b.line.config.servers[0].transport = HF_TRANSPORT_TCP;
    ask();
    give(b.line.first_id + 1, HF_DNS_A, 101, 60);
    give(b.line.first_id + 2, HF_DNS_AAAA, 151, 90);
    expect_why(HF_WHY_NAME_ANSWERED, HF_LOOKUP_ASKING, HF_LOOKUP_KNOWN);
    cr_assert_eq(b.line.n_live, 5);
    for (uint8_t i = 0; i < 4; i++) {
        const struct hf_target *target = &b.line.candidates[i].target;
        cr_assert_eq(target->family, families[i]);
        cr_assert_eq(target->address[target->family == HF_FAMILY_IPV6 ? 15 : 3], lasts[i]);
        cr_assert_eq(target->port, 5070);
        cr_assert_eq(target->transport, HF_TRANSPORT_TCP);
    }
}

Test(locate, B11_an_answer_is_kept_for_the_smallest_ttl_in_its_bounds)
{
    static const struct {
        uint32_t first, second, kept_s;
    } cases[] = {{60, 90, 60}, {90, 60, 60}, {0, 60, 1}, {90000, 100000, 86400}, {7, 7, 7}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        one_name();
        ask();
        give(b.line.first_id + 1, HF_DNS_A, 1, cases[i].first);
        give(b.line.first_id + 2, HF_DNS_AAAA, 1, cases[i].second);
        cr_assert_eq(b.line.lookups[0].expires_us, 100 * S + cases[i].kept_s * (uint64_t)S);
        cr_assert_eq(bench_decision(&b, HF_WHY_NAME_ANSWERED)->until_us,
                     b.line.lookups[0].expires_us);
    }
    cr_assert_eq(hf_locate_ttl_s(&b.line, 2), 0, "a numeric host's has no time to live");
    cr_assert_eq(hf_locate_ttl_s(&b.line, HF_NONE), 0);
}

Test(locate, B9_the_other_family_has_50_ms_and_joins_when_it_comes_later)
{
    one_name();
    ask();
    give(b.line.first_id + 1, HF_DNS_A, 1, 60);
    cr_assert(hf_locate_is_asking(&b.line, 0));
    cr_assert_eq(b.line.lookups[0].deadline_us, 100 * S + 50000);
    deadline();
    expect_why(HF_WHY_NAME_WAITED, HF_LOOKUP_ASKING, HF_LOOKUP_KNOWN);
    cr_assert_not(hf_locate_is_asking(&b.line, 0));
    cr_assert_eq(hf_locate_query(&b.line, b.line.first_id + 2), HF_QUERY_OPEN);
    bench_at(&b, 105 * S);
    give(b.line.first_id + 2, HF_DNS_AAAA, 7, 30);
    expect_why(HF_WHY_NAME_ANSWERED, HF_LOOKUP_KNOWN, HF_LOOKUP_KNOWN);
    cr_assert_eq(b.line.candidates[0].target.family, HF_FAMILY_IPV6);
    cr_assert_eq(b.line.candidates[1].target.address[3], 1);
    cr_assert_eq(b.line.lookups[0].expires_us, 135 * S);
    cr_assert_not(hf_branches_open(&b.line, 0));
}

Test(locate, B9_the_moment_does_not_outlast_the_resolution)
{
    one_name();
    ask();
    bench_at(&b, 110 * S - 20000);
    give(b.line.first_id + 1, HF_DNS_A, 1, 60);
    cr_assert_eq(b.line.lookups[0].deadline_us, 110 * S);
}

Test(locate, a_late_unknown_or_none_changes_nothing_that_is_known)
{
    for (int outcome = HF_DNS_NO_NAME; outcome < HF_DNS_COUNT; outcome++) {
        one_name();
        ask();
        give(b.line.first_id + 1, HF_DNS_A, 1, 60);
        deadline();
        answer(b.line.first_id + 2, (enum hf_dns_outcome)outcome, 0);
        cr_assert_eq(state(), HF_LOOKUP_KNOWN);
        cr_assert_not(hf_branches_open(&b.line, 0));
        BENCH_EXPECT(&b, 1, 99);
    }
}

Test(locate, B8a_no_family_has_an_address)
{
    one_name();
    ask();
    answer(b.line.first_id + 1, HF_DNS_NO_DATA, 0);
    cr_assert(hf_locate_is_asking(&b.line, 0));
    answer(b.line.first_id + 2, HF_DNS_NO_NAME, 0);
    expect_why(HF_WHY_NAME_NONE, HF_LOOKUP_ASKING, HF_LOOKUP_NONE);
    cr_assert_eq(bench_decision(&b, HF_WHY_NAME_NONE)->cause, HF_CAUSE_UNRESOLVED);
    cr_assert(hf_locate_has_failed(&b.line, 0));
    cr_assert_not(hf_locate_has_failed(&b.line, 1));
    ask();
    expect_why(HF_WHY_NAME_ASKED, HF_LOOKUP_NONE, HF_LOOKUP_ASKING);
}

Test(locate, B8a_an_answer_without_addresses_is_no_data)
{
    one_name();
    b.line.service.families = HF_FAMILIES_IPV4;
    ask();
    answer(resolve(0)->query, HF_DNS_ANSWER, 60);
    expect_why(HF_WHY_NAME_NONE, HF_LOOKUP_ASKING, HF_LOOKUP_NONE);
}

Test(locate, records_of_another_type_are_no_addresses)
{
    one_name();
    b.line.service.families = HF_FAMILIES_IPV4;
    ask();
    give(resolve(0)->query, HF_DNS_AAAA, 1, 60);
    expect_why(HF_WHY_NAME_NONE, HF_LOOKUP_ASKING, HF_LOOKUP_NONE);
}

Test(locate, B8a_not_known_with_nothing_kept_is_none)
{
    static const enum hf_dns_outcome outcomes[] = {HF_DNS_TIMEOUT, HF_DNS_SERVFAIL, HF_DNS_REFUSED,
                                                   HF_DNS_MALFORMED};

    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++) {
        one_name();
        ask();
        answer(b.line.first_id + 1, HF_DNS_NO_DATA, 0);
        answer(b.line.first_id + 2, outcomes[i], 0);
        expect_why(HF_WHY_NAME_UNKNOWN, HF_LOOKUP_ASKING, HF_LOOKUP_NONE);
        cr_assert_eq(bench_decision(&b, HF_WHY_NAME_UNKNOWN)->cause, HF_CAUSE_UNRESOLVED);
    }
}

Test(locate, B8a_one_family_known_is_enough)
{
    one_name();
    ask();
    answer(b.line.first_id + 2, HF_DNS_TIMEOUT, 0);
    cr_assert_eq(b.line.lookups[0].deadline_us, 110 * S, "a failure shortens nothing");
    give(b.line.first_id + 1, HF_DNS_A, 1, 60);
    expect_why(HF_WHY_NAME_ANSWERED, HF_LOOKUP_ASKING, HF_LOOKUP_KNOWN);
}

Test(locate, B8a_a_resolution_ends_after_10_s)
{
    one_name();
    ask();
    deadline();
    cr_assert_eq(b.line.now_us, 110 * S);
    expect_why(HF_WHY_NAME_UNKNOWN, HF_LOOKUP_ASKING, HF_LOOKUP_NONE);
    cr_assert_eq(hf_locate_query(&b.line, b.line.first_id + 1), HF_QUERY_OVER);
}

/* ---- the embedder's stack ---- */

static void by_stack(void)
{
    one_name();
    b.line.config.locate_by = HF_LOCATE_BY_STACK;
}

Test(locate, a_stack_is_asked_once_a_host)
{
    by_stack();
    ask();
    cr_assert_eq(resolves(), 1);
    cr_assert_eq(resolve(0)->type, HF_DNS_LOCATE);
    cr_assert_eq(resolve(0)->query, b.line.first_id + 1);
    cr_assert_eq(hf_locate_query(&b.line, b.line.first_id + 1), HF_QUERY_OPEN);
    LOCATED(40, 3, 1, 2);
    expect_why(HF_WHY_NAME_ANSWERED, HF_LOOKUP_ASKING, HF_LOOKUP_KNOWN);
    BENCH_EXPECT(&b, 3, 1, 2, 99);
    cr_assert_eq(b.line.lookups[0].expires_us, 140 * S);
    cr_assert_eq(hf_locate_query(&b.line, b.line.first_id + 1), HF_QUERY_OVER);
}

Test(locate, what_a_stack_says_unasked_counts_too)
{
    by_stack();
    LOCATED(HF_TTL_UNKNOWN, 3);
    expect_why(HF_WHY_NAME_ANSWERED, HF_LOOKUP_IDLE, HF_LOOKUP_KNOWN);
    cr_assert_eq(hf_locate_ttl_s(&b.line, 0), 60);
    LOCATED(10, 4, 3);
    expect_why(HF_WHY_NAME_ANSWERED, HF_LOOKUP_KNOWN, HF_LOOKUP_KNOWN);
    BENCH_EXPECT(&b, 4, 3, 99);
}

Test(locate, B8a_a_stack_that_locates_nothing_leaves_what_is_kept)
{
    by_stack();
    LOCATED(10, 0);
    expect_why(HF_WHY_NAME_UNKNOWN, HF_LOOKUP_IDLE, HF_LOOKUP_NONE);
    LOCATED(10, 3);
    expect_why(HF_WHY_NAME_ANSWERED, HF_LOOKUP_NONE, HF_LOOKUP_KNOWN);
    LOCATED(10, 0); /* unasked: the next need asks */
    expect_why(HF_WHY_NAME_UNKNOWN, HF_LOOKUP_KNOWN, HF_LOOKUP_KNOWN);
    BENCH_EXPECT(&b, 3, 99);
    ask();
    LOCATED(10, 0);
    expect_why(HF_WHY_ANSWER_STALE, HF_LOOKUP_ASKING, HF_LOOKUP_STALE);
    BENCH_EXPECT(&b, 3, 99);
}

Test(locate, a_failed_query_to_the_stack_is_an_outcome_like_any_other)
{
    by_stack();
    ask();
    answer(resolve(0)->query, HF_DNS_TIMEOUT, 0);
    expect_why(HF_WHY_NAME_UNKNOWN, HF_LOOKUP_ASKING, HF_LOOKUP_NONE);
}
