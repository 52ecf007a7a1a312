/* SPDX-License-Identifier: Apache-2.0 */
/* The table of candidates: its order, what is cut, what stays behind, and what follows it. */
#include "bench.h"

static struct bench b;

static void two_names(void)
{
    bench_init(&b);
    bench_server(&b, "one.example");
    bench_server(&b, "two.example");
    bench_configure(&b, NULL);
    bench_at(&b, 1000000);
}

static const uint8_t *as_before(void)
{
    static uint8_t map[HF_LINE_SERVERS + 1];

    for (uint8_t i = 0; i <= HF_LINE_SERVERS; i++)
        map[i] = i;
    return map;
}

/* ---- numeric hosts ---- */

Test(candidates, B1_numeric_hosts_stand_there_from_the_beginning)
{
    bench_init(&b);
    bench_server(&b, "192.0.2.1");
    bench_server(&b, "2001:db8::2");
    bench_configure(&b, NULL);
    bench_sound(&b);
    cr_assert_eq(b.line.n_live, 2);
    cr_assert_eq(b.line.candidates[0].server, 1);
    cr_assert_eq(b.line.candidates[1].server, 2);
    cr_assert_eq(b.line.candidates[1].target.family, HF_FAMILY_IPV6);
}

Test(candidates, B13_proxies_stand_in_for_their_server)
{
    struct hf_server_config *server;

    bench_init(&b);
    server = bench_server(&b, "192.0.2.1");
    bench_proxy(&b, server, "192.0.2.11");
    bench_proxy(&b, server, "192.0.2.12");
    bench_configure(&b, NULL);
    BENCH_EXPECT(&b, 11, 12);
    cr_assert_eq(b.line.candidates[0].proxy, 1);
    cr_assert_eq(b.line.candidates[1].proxy, 2);
}

Test(candidates, B10_a_server_has_a_target_once_and_two_servers_may_share_it)
{
    struct hf_server_config *server;

    bench_init(&b);
    server = bench_server(&b, "192.0.2.1");
    bench_proxy(&b, server, "192.0.2.11");
    bench_proxy(&b, server, "192.0.2.11");
    bench_server(&b, "192.0.2.11");
    bench_configure(&b, NULL);
    bench_sound(&b);
    BENCH_EXPECT(&b, 11, 11);
    cr_assert_eq(b.line.candidates[0].proxy, 1);
    cr_assert_eq(b.line.candidates[1].server, 2);
}

/* ---- answers ---- */

Test(candidates, stand_in_the_order_of_servers_whatever_is_answered_first)
{
    two_names();
    cr_assert_eq(b.line.n_live, 0);
    BENCH_SET(&b, 1, 3, 4);
    BENCH_SET(&b, 0, 2, 1);
    BENCH_EXPECT(&b, 2, 1, 3, 4);
}

Test(candidates, B7_keep_their_order_while_the_set_stays)
{
    two_names();
    BENCH_SET(&b, 0, 2, 1, 3);
    BENCH_SET(&b, 0, 3, 2, 1);
    BENCH_EXPECT(&b, 2, 1, 3);
    BENCH_SET(&b, 0, 3, 2, 1, 4);
    BENCH_EXPECT(&b, 3, 2, 1, 4);
}

Test(candidates, B10_duplicates_in_an_answer_are_kept_at_their_first_place)
{
    two_names();
    BENCH_SET(&b, 0, 2, 1, 2, 2, 1);
    BENCH_EXPECT(&b, 2, 1);
    bench_at(&b, 2000000);
    BENCH_SET(&b, 0, 1, 2, 1);
    BENCH_EXPECT(&b, 2, 1);
}

Test(candidates, B10_proxies_of_one_server_do_not_repeat_a_target)
{
    struct hf_server_config *server;

    bench_init(&b);
    server = bench_server(&b, "one.example");
    bench_proxy(&b, server, "a.example");
    bench_proxy(&b, server, "b.example");
    bench_configure(&b, NULL);
    BENCH_SET(&b, 1, 5, 6);
    BENCH_SET(&b, 0, 4, 5);
    BENCH_EXPECT(&b, 4, 5, 6);
    cr_assert_eq(b.line.candidates[1].proxy, 1);
    BENCH_SET(&b, 1, 6, 5); /* the same set still: .5 has its first place */
    BENCH_EXPECT(&b, 4, 5, 6);
}

Test(candidates, B10_each_server_is_sure_of_two_and_the_cut_is_said)
{
    uint8_t many[HF_LINE_TARGETS + 5] = {0};
    const struct hf_decision *cut;

    two_names();
    BENCH_SET(&b, 1, 201, 202, 203);
    for (uint8_t i = 0; i < HF_LINE_TARGETS + 4; i++)
        many[i] = (uint8_t)(i + 1);
    bench_set(&b, 0, many);
    cr_assert_eq(b.line.n_live, HF_LINE_TARGETS);
    cr_assert_eq(b.line.candidates[HF_LINE_TARGETS - 3].target.address[3], HF_LINE_TARGETS - 2);
    cr_assert_eq(b.line.candidates[HF_LINE_TARGETS - 2].target.address[3], 201);
    cr_assert_eq(b.line.candidates[HF_LINE_TARGETS - 1].target.address[3], 202);
    cut = bench_decision(&b, HF_WHY_TARGETS_CUT);
    cr_assert_not_null(cut);
    cr_assert_eq(cut->machine, HF_MACHINE_LOCATE);
    cr_assert_eq(cut->subject, 1);
    cr_assert_eq(cut->setting_value, 6 + 1);
}

Test(candidates, B10_the_most_that_an_answer_can_hold_is_counted)
{
    uint8_t many[65] = {0};

    two_names();
    for (uint8_t i = 0; i < 64; i++)
        many[i] = (uint8_t)(i + 1);
    bench_set(&b, 0, many);
    cr_assert_eq(b.line.n_live, HF_LINE_TARGETS);
    cr_assert_eq(bench_decision(&b, HF_WHY_TARGETS_CUT)->setting_value, 64 - HF_LINE_TARGETS);
}

Test(candidates, B10_what_fits_is_not_said)
{
    two_names();
    BENCH_SET(&b, 0, 1, 2, 3);
    cr_assert_eq(b.actions.n, 0);
}

/* ---- what stays behind ---- */

Test(candidates, B12_a_working_target_that_is_gone_stays_behind_and_is_said)
{
    const struct hf_decision *gone;

    two_names();
    BENCH_SET(&b, 0, 1, 2);
    b.line.registrations[0].working = 1;
    b.line.bindings[0].state = HF_BINDING_HELD;
    b.line.bindings[0].candidate = 1;
    BENCH_SET(&b, 0, 3);
    BENCH_EXPECT(&b, 3);
    cr_assert_eq(b.line.n_candidates, 2);
    cr_assert_eq(b.line.registrations[0].working, 1);
    cr_assert_eq(b.line.bindings[0].candidate, 1);
    cr_assert_not(hf_candidate_is_live(&b.line, 1));
    cr_assert_eq(hf_candidate_server(&b.line, 1), 1);
    gone = bench_decision(&b, HF_WHY_TARGET_GONE);
    cr_assert_not_null(gone);
    cr_assert_eq(gone->subject, 1);
    cr_assert_eq(gone->from_candidate, 2);
    cr_assert_eq(bench_count(&b, HF_ACTION_EXPLAIN), 1);
}

Test(candidates, B12_a_target_where_nothing_stands_leaves_without_a_word)
{
    two_names();
    BENCH_SET(&b, 0, 1, 2);
    BENCH_SET(&b, 0, 2);
    cr_assert_eq(b.line.n_candidates, 1);
    cr_assert_eq(b.actions.n, 0);
}

Test(candidates, B12_a_target_that_comes_back_is_the_one_it_was)
{
    two_names();
    BENCH_SET(&b, 0, 1, 2);
    b.line.registrations[0].working = 0;
    BENCH_SET(&b, 0, 2);
    cr_assert_eq(b.line.registrations[0].working, 1);
    BENCH_SET(&b, 0, 1, 2);
    cr_assert_eq(b.line.registrations[0].working, 0);
    cr_assert_eq(b.line.n_candidates, 2);
}

Test(candidates, B10_a_target_that_something_stands_at_is_not_cut)
{
    uint8_t many[HF_LINE_TARGETS + 3] = {0};

    two_names();
    BENCH_SET(&b, 0, 99);
    b.line.registrations[0].working = 0;
    for (uint8_t i = 0; i < HF_LINE_TARGETS + 1; i++)
        many[i] = (uint8_t)(i + 1);
    many[HF_LINE_TARGETS + 1] = 99;
    bench_set(&b, 0, many);
    cr_assert_eq(b.line.n_live, HF_LINE_TARGETS);
    cr_assert_eq(b.line.registrations[0].working, HF_LINE_TARGETS - 1);
    cr_assert_eq(b.line.candidates[HF_LINE_TARGETS - 1].target.address[3], 99);
    cr_assert_null(bench_decision(&b, HF_WHY_TARGET_GONE));
}

Test(candidates, are_tidied_when_nothing_stands_there_any_more)
{
    two_names();
    BENCH_SET(&b, 0, 1, 2);
    b.line.registrations[0].working = 0;
    b.line.options.candidate = 1;
    BENCH_SET(&b, 0, 3);
    cr_assert_eq(b.line.n_candidates, 3);
    hf_candidates_tidy(&b.line);
    cr_assert_eq(b.line.n_candidates, 3);
    b.line.registrations[0].working = HF_NONE;
    hf_candidates_tidy(&b.line);
    cr_assert_eq(b.line.n_candidates, 2);
    cr_assert_eq(b.line.options.candidate, 1);
    cr_assert_eq(b.line.candidates[1].target.address[3], 2);
    bench_sound(&b);
}

Test(candidates, A11_what_was_abandoned_is_remembered_while_there_is_room)
{
    uint8_t many[HF_LINE_TARGETS + 1] = {0};

    two_names();
    BENCH_SET(&b, 0, 1, 2);
    b.line.watched[0].number = 7;
    b.line.watched[0].candidate = 0;
    BENCH_SET(&b, 0, 2);
    cr_assert_eq(b.line.watched[0].candidate, 1);
    for (uint8_t i = 0; i < HF_LINE_TARGETS; i++)
        many[i] = (uint8_t)(i + 10);
    bench_set(&b, 0, many);
    cr_assert_eq(b.line.watched[0].candidate, HF_NONE);
    cr_assert_eq(b.line.n_live, HF_LINE_TARGETS);
}

Test(candidates, A9_a_rest_gives_way_to_what_was_abandoned)
{
    uint8_t many[HF_LINE_TARGETS] = {0};
    struct hf_target one = bench_target(1);

    two_names();
    BENCH_SET(&b, 0, 1, 2);
    hf_rest_set(&b.line, &(struct hf_rest){.target = one, .until_us = 9000000});
    b.line.watched[0].number = 7;
    b.line.watched[0].candidate = 1;
    for (uint8_t i = 0; i < HF_LINE_TARGETS - 1; i++)
        many[i] = (uint8_t)(i + 10);
    bench_set(&b, 0, many);
    cr_assert_eq(b.line.watched[0].candidate, HF_LINE_TARGETS - 1);
    cr_assert_eq(b.line.candidates[HF_LINE_TARGETS - 1].target.address[3], 2);
}

Test(candidates, a_pass_keeps_what_it_tried_and_where_it_is)
{
    struct hf_pass *p = &b.line.passes[HF_SLOT_REGISTER];

    two_names();
    BENCH_SET(&b, 0, 1, 2);
    BENCH_SET(&b, 1, 3);
    p->state = HF_PASS_TRYING;
    p->attempt.state = HF_ATTEMPT_SENT;
    p->candidate = p->attempt.candidate = 1;
    p->tried = 0x7;
    p->failed = 0x4;
    BENCH_SET(&b, 0, 4, 5); /* .2 stays behind, .1 is gone */
    BENCH_EXPECT(&b, 4, 5, 3);
    cr_assert_eq(p->candidate, 3);
    cr_assert_eq(p->attempt.candidate, 3);
    cr_assert_eq(p->tried, 1u << 3 | 1u << 2);
    cr_assert_eq(p->failed, 1u << 2);
}

Test(candidates, a_pass_that_waits_for_a_name_does_not_hold_its_start)
{
    struct hf_pass *p = &b.line.passes[HF_SLOT_REGISTER];

    two_names();
    BENCH_SET(&b, 0, 1, 2);
    p->state = HF_PASS_LOCATING;
    p->candidate = 1;
    BENCH_SET(&b, 0, 3, 2);
    cr_assert_eq(p->candidate, 1);
    BENCH_SET(&b, 0, 4);
    cr_assert_eq(p->candidate, HF_NONE);
    cr_assert_eq(b.line.n_candidates, 1);
}

/* ---- C14 ---- */

Test(candidates, C14_servers_that_stay_take_their_targets_along)
{
    uint8_t map[HF_LINE_SERVERS + 1] = {0, 2, 1};

    two_names();
    BENCH_SET(&b, 0, 1, 2);
    BENCH_SET(&b, 1, 3);
    b.line.registrations[0].working = 2;
    hf_rest_set(&b.line, &(struct hf_rest){.target = bench_target(2), .until_us = 9000000});
    hf_config_init(&b.config); /* the other way round */
    bench_server(&b, "two.example");
    bench_server(&b, "one.example");
    bench_configure(&b, map);
    bench_sound(&b);
    BENCH_EXPECT(&b, 3, 1, 2);
    cr_assert_eq(b.line.registrations[0].working, 0);
    cr_assert(hf_rest_is_on(&b.line, 2));
}

Test(candidates, C14_what_stands_at_a_removed_server_stays_behind_without_one)
{
    uint8_t map[HF_LINE_SERVERS + 1] = {0, 0, 1};
    struct hf_pass *p = &b.line.passes[HF_SLOT_REGISTER];

    two_names();
    BENCH_SET(&b, 0, 1, 2);
    BENCH_SET(&b, 1, 3);
    p->state = HF_PASS_TRYING;
    p->attempt.state = HF_ATTEMPT_SENT;
    p->candidate = p->attempt.candidate = 1;
    p->tried = 1u << 1;
    hf_config_init(&b.config);
    bench_server(&b, "two.example");
    bench_configure(&b, map);
    bench_sound(&b);
    BENCH_EXPECT(&b, 3);
    cr_assert_eq(p->candidate, 1);
    cr_assert_eq(b.line.n_candidates, 2);
    cr_assert_eq(hf_candidate_server(&b.line, 1), 0);
    cr_assert_eq(b.line.candidates[1].target.address[3], 2);
    cr_assert_null(bench_decision(&b, HF_WHY_TARGET_GONE));
}

Test(candidates, C14_new_numeric_hosts_come_in)
{
    two_names();
    BENCH_SET(&b, 0, 1);
    hf_config_init(&b.config);
    bench_server(&b, "one.example");
    bench_server(&b, "192.0.2.50");
    bench_configure(&b, (uint8_t[HF_LINE_SERVERS + 1]){0, 1, 0});
    bench_sound(&b);
    BENCH_EXPECT(&b, 1, 50);
}

Test(candidates, C14_the_same_configuration_changes_nothing)
{
    struct hf_line before;

    two_names();
    BENCH_SET(&b, 0, 1, 2);
    BENCH_SET(&b, 1, 3);
    b.line.registrations[0].working = 0;
    before = b.line;
    bench_configure(&b, as_before());
    cr_assert_eq(memcmp(&before, &b.line, sizeof before), 0);
}

/* ---- soundness ---- */

Test(candidates, soundness_finds_what_is_wrong)
{
    struct hf_line good;

    bench_init(&b);
    bench_server(&b, "one.example");
    bench_server(&b, "192.0.2.2");
    bench_configure(&b, NULL);
    BENCH_SET(&b, 0, 1, 3);
    good = b.line;
#define WRONG(change)                                                                              \
    do {                                                                                           \
        b.line = good;                                                                             \
        change;                                                                                    \
        cr_assert_not(hf_candidates_are_sound(&b.line), #change);                                  \
    } while (0)
    WRONG(b.line.n_live = 4);
    WRONG(b.line.n_candidates = HF_LINE_TARGETS + 1);
    WRONG(b.line.n_live = 2); /* the numeric host is not live */
    WRONG(b.line.candidates[2].target.address[3] = 9);
    WRONG(b.line.candidates[0].server = 2);
    WRONG(b.line.candidates[0].server = 3);
    WRONG(b.line.candidates[0].proxy = 1);
    WRONG(b.line.candidates[1].target = b.line.candidates[0].target);
    WRONG(b.line.candidates[0].target.port = 0);
    WRONG(b.line.candidates[0].target.family = 0);
    WRONG(b.line.candidates[0].target.transport = HF_TRANSPORT_NAPTR);
    WRONG(b.line.candidates[0].rest_flags = HF_REST_SHARED);
    WRONG(b.line.candidates[0].rest_flags = 4);
    WRONG(b.line.candidates[3].server = 1);
#undef WRONG
}
