/* SPDX-License-Identifier: Apache-2.0 */
/* Lookups over time: what is kept and for how long, other networks, stopping and going on. */
#include "moves.h"
#include "names_bench.h"

/* ---- keeping ---- */

Test(lookup, B11_is_asked_again_at_the_next_need_after_its_time)
{
    known();
    bench_at(&b, 160 * S - 1);
    ask();
    cr_assert_eq(b.actions.n, 0);
    bench_at(&b, 160 * S);
    cr_assert_not(hf_locate_is_asking(&b.line, 0));
    ask();
    expect_why(HF_WHY_NAME_ASKED, HF_LOOKUP_KNOWN, HF_LOOKUP_ASKING);
    BENCH_EXPECT(&b, 1, 99);
}

Test(lookup, B8a_none_takes_the_kept_answers_place)
{
    known();
    b.line.registrations[0].working = 0;
    bench_at(&b, 161 * S);
    ask();
    answer(resolve(0)->query, HF_DNS_NO_NAME, 0);
    expect_why(HF_WHY_NAME_NONE, HF_LOOKUP_ASKING, HF_LOOKUP_NONE);
    BENCH_EXPECT(&b, 99);
    cr_assert_eq(b.line.registrations[0].working, 1); /* B12: not torn down */
    cr_assert_not_null(bench_decision(&b, HF_WHY_TARGET_GONE));
}

Test(lookup, B8a_not_known_leaves_a_familys_targets)
{
    one_name();
    ask();
    give(b.line.first_id + 1, HF_DNS_A, 1, 60);
    give(b.line.first_id + 2, HF_DNS_AAAA, 7, 60);
    bench_at(&b, 161 * S);
    ask();
    answer(resolve(1)->query, HF_DNS_SERVFAIL, 0);
    give(b.line.first_id + 3, HF_DNS_A, 2, 60);
    cr_assert_eq(state(), HF_LOOKUP_KNOWN);
    cr_assert_eq(b.line.n_live, 3);
    cr_assert_eq(b.line.candidates[0].target.family, HF_FAMILY_IPV6);
    cr_assert_eq(b.line.candidates[1].target.address[3], 2);
}

Test(lookup, B11_the_expired_answer_is_used_on_when_it_is_not_known)
{
    stale();
    expect_why(HF_WHY_ANSWER_STALE, HF_LOOKUP_ASKING, HF_LOOKUP_STALE);
    cr_assert_eq(bench_decision(&b, HF_WHY_ANSWER_STALE)->until_us, 191 * S);
    cr_assert_not(hf_locate_is_asking(&b.line, 0));
    cr_assert_not(hf_locate_has_failed(&b.line, 0));
    BENCH_EXPECT(&b, 1, 99);
    bench_at(&b, 190 * S);
    ask();
    cr_assert_eq(b.actions.n, 0, "at no pass before its next asking");
}

Test(lookup, B11_is_asked_for_every_30_s_and_nobody_waits)
{
    stale();
    deadline();
    cr_assert_eq(b.line.now_us, 191 * S);
    expect_why(HF_WHY_NAME_ASKED, HF_LOOKUP_STALE, HF_LOOKUP_STALE);
    cr_assert_not(hf_locate_is_asking(&b.line, 0));
    ask();
    cr_assert_eq(b.actions.n, 0);
    deadline(); /* no answer in 10 s */
    cr_assert_eq(b.line.lookups[0].deadline_us, 231 * S);
    deadline();
    give(resolve(0)->query, HF_DNS_A, 5, 60);
    expect_why(HF_WHY_NAME_ANSWERED, HF_LOOKUP_STALE, HF_LOOKUP_KNOWN);
    cr_assert_eq(b.line.lookups[0].expires_us, 291 * S);
    BENCH_EXPECT(&b, 5, 99);
}

Test(lookup, B11_none_ends_the_expired_answer)
{
    stale();
    deadline();
    answer(resolve(0)->query, HF_DNS_NO_DATA, 0);
    expect_why(HF_WHY_NAME_NONE, HF_LOOKUP_STALE, HF_LOOKUP_NONE);
    BENCH_EXPECT(&b, 99);
}

Test(lookup, B11_an_expired_answer_serves_for_three_days)
{
    uint64_t end_us = (160 + 3 * 86400) * (uint64_t)S;

    stale();
    bench_at(&b, end_us - 1 * S);
    hf_locate_on_deadline(&b.x, 0);
    answer(resolve(0)->query, HF_DNS_TIMEOUT, 0);
    cr_assert_eq(state(), HF_LOOKUP_STALE);
    cr_assert_eq(b.line.lookups[0].deadline_us, end_us, "not a moment longer");
    bench_at(&b, end_us);
    hf_locate_on_deadline(&b.x, 0);
    expect_why(HF_WHY_NAME_UNKNOWN, HF_LOOKUP_STALE, HF_LOOKUP_NONE);
    BENCH_EXPECT(&b, 99);
}

Test(lookup, families_that_are_not_asked_for_leave_with_the_next_answer)
{
    one_name();
    ask();
    give(b.line.first_id + 1, HF_DNS_A, 1, 60);
    give(b.line.first_id + 2, HF_DNS_AAAA, 7, 60);
    b.line.service.families = HF_FAMILIES_IPV4;
    bench_at(&b, 161 * S);
    ask();
    give(resolve(0)->query, HF_DNS_A, 1, 60);
    BENCH_EXPECT(&b, 1, 99);
}

/* ---- the network, stopping, restarting ---- */

Test(lookup, B9_a_family_that_came_is_asked_for_beside_what_is_known)
{
    known();
    b.line.service.families = HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6;
    b.actions.n = 0;
    hf_locate_on_network(&b.x);
    bench_sound(&b);
    cr_assert_eq(resolves(), 1);
    cr_assert_eq(resolve(0)->type, HF_DNS_AAAA);
    expect_why(HF_WHY_NAME_ASKED, HF_LOOKUP_KNOWN, HF_LOOKUP_KNOWN);
    cr_assert_not(hf_locate_is_asking(&b.line, 0));
    give(resolve(0)->query, HF_DNS_AAAA, 7, 600);
    cr_assert_eq(b.line.n_live, 3);
    cr_assert_eq(b.line.candidates[0].target.family, HF_FAMILY_IPV6);
    cr_assert_eq(b.line.lookups[0].expires_us, 160 * S);
}

Test(lookup, B9_a_family_that_comes_while_asking_is_asked_for_with_the_other)
{
    one_name();
    b.line.service.families = HF_FAMILIES_IPV4;
    ask();
    b.line.service.families = HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6;
    b.actions.n = 0;
    hf_locate_on_network(&b.x);
    bench_sound(&b);
    cr_assert_eq(resolves(), 2);
    cr_assert_eq(hf_locate_query(&b.line, b.line.first_id + 1), HF_QUERY_OVER);
    cr_assert_eq(resolve(0)->query, b.line.first_id + 3);
}

Test(lookup, a_family_that_went_or_a_line_that_is_off_asks_nothing)
{
    known();
    b.actions.n = 0;
    b.line.service.families = 0;
    b.line.config.address_family = HF_ADDRESS_IPV4;
    hf_locate_on_network(&b.x);
    cr_assert_eq(b.actions.n, 0);
    b.line.config.address_family = HF_ADDRESS_ANY;
    b.line.service.families = HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6;
    b.line.registrations[0].state = HF_REGISTRATION_OFF;
    hf_locate_on_network(&b.x);
    cr_assert_eq(b.actions.n, 0);
}

Test(lookup, B11_another_network_may_know_what_the_last_one_did_not)
{
    stale();
    bench_at(&b, 170 * S);
    hf_locate_on_network(&b.x);
    expect_why(HF_WHY_NAME_ASKED, HF_LOOKUP_STALE, HF_LOOKUP_STALE);
    cr_assert_eq(resolves(), 1);
}

Test(lookup, C8_a_stopped_line_asks_nothing_and_keeps_its_answers)
{
    one_name();
    ask();
    hf_locate_stop(&b.x);
    bench_sound(&b);
    expect_why(HF_WHY_STOPPED, HF_LOOKUP_ASKING, HF_LOOKUP_IDLE);
    cr_assert_eq(hf_locate_query(&b.line, b.line.first_id + 1), HF_QUERY_OVER);

    stale();
    hf_locate_stop(&b.x);
    bench_sound(&b);
    expect_why(HF_WHY_STOPPED, HF_LOOKUP_STALE, HF_LOOKUP_KNOWN);
    BENCH_EXPECT(&b, 1, 99);
    ask();
    expect_why(HF_WHY_NAME_ASKED, HF_LOOKUP_KNOWN, HF_LOOKUP_ASKING);
    hf_locate_stop(&b.x); /* asked again, with an answer kept */
    expect_why(HF_WHY_STOPPED, HF_LOOKUP_ASKING, HF_LOOKUP_KNOWN);
}

Test(lookup, H12_after_a_restart_nothing_is_being_asked)
{
    one_name();
    ask();
    hf_locate_on_restored(&b.x);
    bench_sound(&b);
    cr_assert_eq(state(), HF_LOOKUP_IDLE);

    known();
    bench_at(&b, 161 * S);
    ask();
    hf_locate_on_restored(&b.x);
    bench_sound(&b);
    cr_assert_eq(state(), HF_LOOKUP_STALE, "passes use what is kept");
    ask();
    cr_assert_eq(resolves(), 1, "and it is asked for at once");

    one_name();
    ask();
    give(b.line.first_id + 1, HF_DNS_A, 1, 60);
    hf_locate_on_restored(&b.x);
    bench_sound(&b);
    cr_assert_eq(state(), HF_LOOKUP_KNOWN, "one family had answered");
    cr_assert_not(hf_branches_open(&b.line, 0));
}

Test(lookup, H12_an_answer_that_ran_out_before_the_clock_began_is_kept_too)
{
    known();
    b.line.lookups[0].expires_us = 0;
    bench_at(&b, 5 * S);
    hf_locate_on_restored(&b.x);
    bench_sound(&b);
    ask();
    answer(resolve(0)->query, HF_DNS_TIMEOUT, 0);
    cr_assert_eq(state(), HF_LOOKUP_STALE);
}

/* ---- C14 ---- */

Test(lookup, C14_answers_move_with_their_servers)
{
    struct hf_lookup before;

    known();
    before = b.line.lookups[0];
    hf_config_init(&b.config);
    bench_server(&b, "192.0.2.99");
    bench_server(&b, "one.example");
    bench_configure(&b, (const uint8_t[HF_LINE_SERVERS + 1]){0, 2, 1});
    bench_sound(&b);
    cr_assert_eq(memcmp(&before, &b.line.lookups[1], sizeof before), 0);
    cr_assert_eq(b.line.lookups[0].state, HF_LOOKUP_IDLE);
    BENCH_EXPECT(&b, 99, 1);
}

Test(lookup, C14_queries_for_a_host_that_is_gone_are_over)
{
    one_name();
    ask();
    hf_config_init(&b.config);
    bench_server(&b, "192.0.2.99");
    bench_configure(&b, (const uint8_t[HF_LINE_SERVERS + 1]){0, 0, 1});
    bench_sound(&b);
    cr_assert_eq(hf_locate_query(&b.line, b.line.first_id + 1), HF_QUERY_OVER);
    cr_assert_eq(b.line.lookups[0].state, HF_LOOKUP_IDLE);
}

Test(lookup, C14_other_families_are_asked_for_at_the_next_need)
{
    const uint8_t map[HF_LINE_SERVERS + 1] = {0, 1, 2};

    known();
    b.config.address_family = HF_ADDRESS_IPV6;
    bench_configure(&b, map);
    bench_sound(&b);
    cr_assert_eq(state(), HF_LOOKUP_KNOWN);
    ask();
    cr_assert_eq(resolve(0)->type, HF_DNS_AAAA);
    b.config.address_family = HF_ADDRESS_IPV4;
    b.actions.n = 0;
    bench_configure(&b, map);
    bench_sound(&b);
    cr_assert_eq(resolve(0)->type, HF_DNS_A, "and at once where it is being asked");
}

/* ---- soundness, moves ---- */

Test(lookup, soundness_finds_what_is_wrong)
{
    struct hf_line good;

    one_name();
    ask();
    good = b.line;
#define WRONG(change)                                                                              \
    do {                                                                                           \
        b.line = good;                                                                             \
        change;                                                                                    \
        cr_assert_not(hf_locate_is_sound(&b.line), #change);                                       \
    } while (0)
    WRONG(b.line.lookups[0].state = HF_LOOKUP_STATE_COUNT);
    WRONG(b.line.lookups[0].state = HF_LOOKUP_KNOWN);
    WRONG(b.line.lookups[0].state = HF_LOOKUP_NONE);
    WRONG(b.line.lookups[0].state = HF_LOOKUP_STALE);
    WRONG(b.line.lookups[0].deadline_us = HF_NEVER);
    WRONG(b.line.lookups[0].flags = 0);
    WRONG(b.line.lookups[0].flags = HF_LOOKUP_FLAGS + 1);
    WRONG(b.line.lookups[0].stage = HF_STAGE_COUNT);
    WRONG(b.line.branches[0].host = 0);
    WRONG(b.line.branches[0].host = 2); /* a numeric host */
    WRONG(b.line.branches[0].host = 3);
    WRONG(b.line.branches[0].open = 0);
    WRONG(b.line.branches[0].open = 4);
    WRONG(b.line.branches[0].asks = HF_ASKS_COUNT);
    WRONG(b.line.branches[0].asks = HF_ASKS_ADDRESSES | HF_TRANSPORT_NAPTR << 3);
    WRONG(b.line.branches[0].port = 0);
    WRONG(b.line.branches[0].ended = HF_QUERY_IPV4);
    WRONG(b.line.branches[0].query = 0);
    WRONG(b.line.next_query = b.line.branches[0].query);
    WRONG(b.line.branches[1].rank = 1);
    WRONG(b.line.lookups[1] = b.line.lookups[0]); /* a numeric host */
    WRONG(b.line.lookups[2].deadline_us = 5);     /* no host */
#undef WRONG
}

/* Random answers, needs and times: always sound, and every decision is a move that the table
 * allows. */
static uint64_t drawn;

static uint32_t draw(uint32_t n)
{
    drawn = drawn * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(drawn >> 33) % n;
}

static void answer_something(void)
{
    for (uint64_t query = b.line.first_id + 1; query < b.line.first_id + b.line.next_query;
         query++) {
        if (hf_locate_query(&b.line, query) != HF_QUERY_OPEN || draw(2) != 0)
            continue;
        if (draw(2) == 0)
            give(query, hf_locate_asks(&b.line, query), (uint8_t)(90 + draw(20)), draw(90));
        else
            answer(query, (enum hf_dns_outcome)draw(HF_DNS_COUNT), draw(90));
        return;
    }
}

static void step_at_random(void)
{
    b.actions.n = 0;
    switch (draw(9)) {
    case 0:
        b.line.service.families = (uint8_t)draw(4);
        hf_locate_on_network(&b.x);
        break;
    case 1: hf_locate_ask(&b.x, 0); break;
    case 2: draw(4) == 0 ? hf_locate_stop(&b.x) : hf_locate_on_restored(&b.x); break;
    case 3: LOCATED(draw(90), (uint8_t)draw(3), 7); break;
    default: answer_something(); break;
    }
}

static void note_moves(uint16_t seen[HF_LOOKUP_STATE_COUNT])
{
    struct hf_moves moves = hf_locate_moves();

    for (uint32_t i = 0; i < b.actions.n; i++) {
        const struct hf_decision *d = &b.actions.items[i].u.decision;
        if (b.actions.items[i].kind != HF_ACTION_EXPLAIN)
            continue;
        cr_assert(d->from_state == d->to_state ||
                  (moves.next[d->from_state] & HF_MOVE(d->to_state)) != 0);
        seen[d->from_state] |= HF_MOVE(d->to_state);
    }
}

Test(lookup, makes_every_allowed_move_and_stays_sound_whatever_happens, .timeout = 60)
{
    uint16_t seen[HF_LOOKUP_STATE_COUNT] = {0};

    for (uint64_t seed = 1; seed <= 400; seed++) {
        drawn = seed * 2 + 1;
        one_name();
        for (int i = 0; i < 60; i++) {
            uint64_t to_us = b.line.now_us + draw(40) * (uint64_t)S;
            if (b.line.lookups[0].deadline_us <= to_us) {
                deadline();
                note_moves(seen);
            } else {
                bench_at(&b, to_us);
            }
            step_at_random();
            note_moves(seen);
            bench_sound(&b);
        }
    }
    for (unsigned from = 0; from < HF_LOOKUP_STATE_COUNT; from++)
        cr_assert_eq(hf_locate_moves().next[from] & (uint16_t)~seen[from], 0,
                     "from %s: %#x never made", hf_state_name(HF_MACHINE_LOCATE, from),
                     hf_locate_moves().next[from] & (uint16_t)~seen[from]);
}

Test(lookup, C8_a_name_that_was_not_known_when_the_line_stopped_has_nothing)
{
    one_name();
    ask();
    b.line.lookups[0].flags |= HF_LOOKUP_STATIC;
    hf_locate_stop(&b.x);
    bench_sound(&b);
    cr_assert_eq(state(), HF_LOOKUP_IDLE);
    cr_assert_eq(b.line.lookups[0].flags, 0);
}

/* Beside what is known the other family's answer is waited for; not from before a restart. */
Test(lookup, H12_a_restart_waits_for_no_answer_of_before)
{
    one_name();
    ask();
    give(b.line.first_id + 1, HF_DNS_A, 1, 60);
    deadline();
    cr_assert_eq(state(), HF_LOOKUP_KNOWN);
    cr_assert_eq(hf_locate_query(&b.line, b.line.first_id + 2), HF_QUERY_OPEN);
    hf_locate_on_restored(&b.x);
    bench_sound(&b);
    cr_assert_eq(state(), HF_LOOKUP_KNOWN);
    cr_assert_neq(hf_locate_query(&b.line, b.line.first_id + 2), HF_QUERY_OPEN);
    BENCH_EXPECT(&b, 1, 99);
}
