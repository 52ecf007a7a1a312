/* SPDX-License-Identifier: Apache-2.0 */
/* Fleets: sums that can be made by hand, bounds of servers, parts. */
#include "holdfast/sim/fleet.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>

#include "fleet_help.h"

#define MS UINT64_C(1000)
#define S  (1000 * MS)

static const struct hf_fleet_order ten = {.lines = 10, .seed = 1, .parts = 1, .without_jitter = 1};

static uint64_t sum(const struct hf_fleet_tally *tally, unsigned server, enum hf_fleet_count count)
{
    const uint32_t *rate = hf_fleet_rate(tally, server, count);
    uint64_t all = 0;

    for (size_t second = 0; second < tally->n_seconds; second++)
        all += rate[second];
    return all;
}

/* A1: sent at 0, 0.5, 1.5, 3.5 s, failed at 7.5 s; then the backup, 20 ms away. */
Test(fleet, ten_lines_of_which_each_second_is_known)
{
    struct hf_fleet_plan *plan = fleet_plan_of("line 1 servers=a,b keepalive_s=0\n"
                                               "start line 1\n"
                                               "at 100s server a is silent\n"
                                               "at 150s register line 1\n"
                                               "until 200s\n");
    struct hf_fleet_tally tally = fleet_tally(plan, &ten);
    const uint32_t *at_a = hf_fleet_rate(&tally, 0, HF_FLEET_REQUESTS);
    const uint32_t *at_b = hf_fleet_rate(&tally, 1, HF_FLEET_REQUESTS);

    cr_expect_eq(hf_fleet_phases(plan), 3);
    cr_expect_eq(at_a[0], 10);
    cr_expect_eq(at_a[150], 20);
    cr_expect_eq(at_a[151], 10);
    cr_expect_eq(at_a[153], 10);
    cr_expect_eq(at_b[157], 10);
    cr_expect_eq(sum(&tally, 0, HF_FLEET_REQUESTS), 50);
    cr_expect_eq(sum(&tally, 0, HF_FLEET_AGAIN), 30);
    cr_expect_eq(sum(&tally, 0, HF_FLEET_UNANSWERED), 40);
    cr_expect_eq(sum(&tally, 0, HF_FLEET_ACCEPTED), 10);
    cr_expect_eq(sum(&tally, 1, HF_FLEET_REQUESTS), 10);
    cr_expect_eq(sum(&tally, 1, HF_FLEET_ACCEPTED), 10);
    cr_expect_eq(tally.n_requests, 60);
    cr_expect_eq(tally.n_lines, 10);
    /* A round trip at the beginning; from 100 s until the backup has answered at 157.52 s. */
    cr_expect_eq(tally.outages[0].sum_us, 10 * 20 * MS);
    cr_expect_eq(tally.outages[1].sum_us, 10 * 50 * S);
    cr_expect_eq(tally.outages[2].sum_us, 10 * 7520 * MS);
    cr_expect_eq(tally.outages[3].sum_us, 10 * 57540 * MS);
    cr_expect_eq(tally.outages[3].max_us, 57540 * MS);
    cr_expect_eq(tally.outages[2].n_hit, 10);
    cr_expect_eq(hf_fleet_outage_us(&tally.outages[2], 500), 7520 * MS);
    hf_fleet_tally_free(&tally);
    hf_fleet_plan_free(plan);
}

/* Four a second: six come again half a second later, in the same second, and so on (A4: the only
 * candidate is the last, so that nobody gives up). */
Test(fleet, a_server_does_not_hear_what_is_more_than_it_takes)
{
    struct hf_fleet_plan *plan = fleet_plan_of("server a takes 4/s\n"
                                               "line 1 servers=a keepalive_s=0\n"
                                               "start line 1\n"
                                               "until 60s\n");
    struct hf_fleet_tally tally = fleet_tally(plan, &ten);
    const uint32_t *accepted = hf_fleet_rate(&tally, 0, HF_FLEET_ACCEPTED);
    const uint32_t *over = hf_fleet_rate(&tally, 0, HF_FLEET_OVER);

    cr_expect(hf_fleet_is_crowded(plan));
    cr_expect_eq(accepted[0], 4);
    cr_expect_eq(accepted[1], 4);
    cr_expect_eq(accepted[3], 2);
    cr_expect_eq(over[0], 12);
    cr_expect_eq(over[1], 2);
    cr_expect_eq(sum(&tally, 0, HF_FLEET_OVER), 14);
    cr_expect_eq(tally.outages[0].sum_us, 4 * 20 * MS + 4 * 1520 * MS + 2 * 3520 * MS);
    hf_fleet_tally_free(&tally);
    hf_fleet_plan_free(plan);
}

/* A6: whoever is refused is at the next server a round trip later. */
Test(fleet, a_server_refuses_what_is_more_than_it_takes)
{
    struct hf_fleet_plan *plan = fleet_plan_of("server a takes 4/s else 503 retry-after=30\n"
                                               "line 1 servers=a,b keepalive_s=0\n"
                                               "start line 1\n"
                                               "until 20s\n");
    struct hf_fleet_tally tally = fleet_tally(plan, &ten);

    cr_expect_eq(sum(&tally, 0, HF_FLEET_ACCEPTED), 4);
    cr_expect_eq(sum(&tally, 0, HF_FLEET_OVER), 6);
    cr_expect_eq(sum(&tally, 1, HF_FLEET_ACCEPTED), 6);
    cr_expect_eq(tally.outages[0].sum_us, 4 * 20 * MS + 6 * 40 * MS);
    hf_fleet_tally_free(&tally);
    hf_fleet_plan_free(plan);
}

/* The bound is lifted in the middle of a second, with those that came before it served or not. */
Test(fleet, a_bound_has_its_time)
{
    struct hf_fleet_plan *plan = fleet_plan_of("server a takes 1/s\n"
                                               "line 1 servers=a keepalive_s=0\n"
                                               "start line 1\n"
                                               "at 1s server a takes everything\n"
                                               "until 20s\n");
    struct hf_fleet_tally tally = fleet_tally(plan, &ten);

    cr_expect_eq(hf_fleet_takes(plan, 0, 0), 1);
    cr_expect_eq(hf_fleet_takes(plan, 0, 1), 0);
    cr_expect_eq(hf_fleet_rate(&tally, 0, HF_FLEET_ACCEPTED)[0], 1);
    cr_expect_eq(hf_fleet_rate(&tally, 0, HF_FLEET_ACCEPTED)[1], 9);
    hf_fleet_tally_free(&tally);
    hf_fleet_plan_free(plan);
}

/* What was sent before the way became shorter arrives behind what was sent after that, and both are
 * of one second. */
Test(fleet, a_bound_holds_where_the_way_becomes_shorter)
{
    struct hf_fleet_plan *plan = fleet_plan_of("server a takes 9/s\n"
                                               "server a delays 4s\n"
                                               "line 1 servers=a,b expires_s=60 start_spread_s=5\n"
                                               "line 1 options_interval_s=3\n"
                                               "start line 1\n"
                                               "at 30s server a delays 20ms\n"
                                               "until 90s\n");
    const struct hf_fleet_order order = {.lines = 300, .seed = 1, .parts = 1};
    struct hf_fleet_tally tally = fleet_tally(plan, &order);
    const uint32_t *at_a = hf_fleet_rate(&tally, 0, HF_FLEET_REQUESTS);
    const uint32_t *over = hf_fleet_rate(&tally, 0, HF_FLEET_OVER);

    cr_expect_gt(sum(&tally, 0, HF_FLEET_OVER), 0);
    for (size_t second = 0; second < tally.n_seconds; second++)
        cr_expect_leq(at_a[second] - over[second], 9, "%u in second %zu",
                      at_a[second] - over[second], second);
    hf_fleet_tally_free(&tally);
    hf_fleet_plan_free(plan);
}

/* A server that is silent or takes all that comes is the same to a line whether others wait there
 * at other times or not. */
Test(fleet, a_bound_at_another_time_changes_nothing)
{
    const char *rest = "line 1 servers=a,b expires_s=120 failback_interval_s=60\n"
                       "start line 1\n"
                       "at 200s server a is silent\n"
                       "at 400s server a is back\n"
                       "at 850s server a takes 1000/s\n"
                       "until 900s\n";
    char text[512];

    snprintf(text, sizeof(text), "server b takes 1000000/s\n%s", rest);
    struct hf_fleet_plan *late = fleet_plan_of(rest), *always = fleet_plan_of(text);
    const struct hf_fleet_order order = {.lines = 40, .seed = 2, .parts = 1};
    struct hf_fleet_tally one = fleet_tally(late, &order), other = fleet_tally(always, &order);

    cr_expect_eq(hf_fleet_digest(&one), hf_fleet_digest(&other));
    hf_fleet_tally_free(&one);
    hf_fleet_tally_free(&other);
    hf_fleet_plan_free(late);
    hf_fleet_plan_free(always);
}

/* C11: with jitter the lines' refreshes are no longer at one moment; without, they are. */
Test(fleet, jitter_spreads)
{
    struct hf_fleet_plan *plan = fleet_plan_of("line 1 servers=a expires_s=600 keepalive_s=0\n"
                                               "start line 1\n"
                                               "until 700s\n");
    struct hf_fleet_order order = {.lines = 100, .seed = 3, .parts = 1};
    uint32_t most[2] = {0, 0};

    for (int without = 0; without < 2; without++) {
        order.without_jitter = without;
        struct hf_fleet_tally tally = fleet_tally(plan, &order);
        const uint32_t *rate = hf_fleet_rate(&tally, 0, HF_FLEET_REQUESTS);

        for (size_t second = 1; second < tally.n_seconds; second++)
            most[without] = rate[second] > most[without] ? rate[second] : most[without];
        hf_fleet_tally_free(&tally);
    }
    cr_expect_eq(most[1], 100);
    cr_expect_lt(most[0], 15);
    hf_fleet_plan_free(plan);
}

static void expect_same_for_any_parts(const char *text)
{
    struct hf_fleet_plan *plan = fleet_plan_of(text);
    struct hf_fleet_order order = {.lines = 97, .seed = 5, .parts = 1};
    struct hf_fleet_tally one = fleet_tally(plan, &order);
    const unsigned parts[] = {2, 3, 7};

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        order.parts = parts[i];
        struct hf_fleet_tally other = fleet_tally(plan, &order);

        cr_expect_eq(hf_fleet_digest(&one), hf_fleet_digest(&other), "%u parts", parts[i]);
        hf_fleet_tally_free(&other);
    }
    order.seed = 6;
    struct hf_fleet_tally other = fleet_tally(plan, &order);
    cr_expect_neq(hf_fleet_digest(&one), hf_fleet_digest(&other), "another seed is the same");
    hf_fleet_tally_free(&other);
    hf_fleet_tally_free(&one);
    hf_fleet_plan_free(plan);
}

#define OUTAGE                                                                                     \
    "line 1 servers=a,b expires_s=120 failback_interval_s=60\n"                                    \
    "line 2 servers=b,a expires_s=60 options_interval_s=20\n"                                      \
    "start line 1\n"                                                                               \
    "at 3s start line 2\n"                                                                         \
    "at 200s server a is silent\n"                                                                 \
    "at 400s server a is back\n"                                                                   \
    "until 900s\n"

Test(fleet, the_parts_do_not_matter)
{
    expect_same_for_any_parts(OUTAGE);
    expect_same_for_any_parts("server b takes 7/s\nserver a takes 20/s else 503\n" OUTAGE);
}

/* With bounds that are never reached. */
static void expect_same_together(const char *text)
{
    char bounded[1024];

    snprintf(bounded, sizeof(bounded), "server a takes 1000000/s\nserver b takes 1000000/s\n%s",
             text);
    struct hf_fleet_plan *alone = fleet_plan_of(text);
    struct hf_fleet_plan *together = fleet_plan_of(bounded);
    const struct hf_fleet_order order = {.lines = 50, .seed = 9, .parts = 2};
    struct hf_fleet_tally one = fleet_tally(alone, &order), other = fleet_tally(together, &order);

    cr_expect_not(hf_fleet_is_crowded(alone));
    cr_expect(hf_fleet_is_crowded(together));
    cr_expect_eq(hf_fleet_digest(&one), hf_fleet_digest(&other));
    hf_fleet_tally_free(&one);
    hf_fleet_tally_free(&other);
    hf_fleet_plan_free(alone);
    hf_fleet_plan_free(together);
}

/* What runs line by line and what runs together is the same where the bound is never reached. */
Test(fleet, a_bound_that_is_never_reached_changes_nothing)
{
    expect_same_together(OUTAGE);
    /* Each line sends to both in one moment, and their answers are not of one moment. */
    expect_same_together("server b delays 30ms\n"
                         "line 1 servers=a,b mode=concurrent expires_s=60 options_interval_s=5\n"
                         "start line 1\n"
                         "at 100s server a is silent\n"
                         "until 200s\n");
}

/* Whoever comes first is heard, whatever its number: line 2 at a, since it came before line 1. */
Test(fleet, who_comes_first_is_heard)
{
    struct hf_fleet_plan *plan = fleet_plan_of("server a takes 1/s else 503 retry-after=60\n"
                                               "line 1 servers=a keepalive_s=0\n"
                                               "line 2 servers=a,b keepalive_s=0\n"
                                               "start line 2\n"
                                               "at 5ms start line 1\n"
                                               "until 10s\n");
    const struct hf_fleet_order order = {.lines = 2, .seed = 1, .parts = 1};
    struct hf_fleet_tally tally = fleet_tally(plan, &order);

    cr_expect_eq(sum(&tally, 0, HF_FLEET_ACCEPTED), 1);
    cr_expect_eq(sum(&tally, 0, HF_FLEET_OVER), 1);
    cr_expect_eq(sum(&tally, 1, HF_FLEET_REQUESTS), 0);
    hf_fleet_tally_free(&tally);
    hf_fleet_plan_free(plan);
}

Test(fleet, a_line_that_is_switched_off_is_not_out_of_service)
{
    struct hf_fleet_plan *plan = fleet_plan_of("line 1 servers=a keepalive_s=0\n"
                                               "at 5s start line 1\n"
                                               "at 10s stop line 1\n"
                                               "until 20s\n");
    struct hf_fleet_tally tally = fleet_tally(plan, &ten);

    cr_expect_eq(tally.outages[0].n_lines, 0);
    cr_expect_eq(tally.outages[1].n_lines, 10);
    cr_expect_eq(tally.outages[1].sum_us, 10 * 20 * MS);
    cr_expect_eq(tally.outages[2].sum_us, 0);
    cr_expect_eq(tally.outages[3].n_lines, 10);
    hf_fleet_tally_free(&tally);
    hf_fleet_plan_free(plan);
}

/* Whoever is registered at a server that refuses others is in service until the binding expires:
 * 60 s after the phone has heard of it. */
Test(fleet, a_binding_expires)
{
    struct hf_fleet_plan *plan = fleet_plan_of("server a answers REGISTER 200 expires=60\n"
                                               "line 1 servers=a keepalive_s=0\n"
                                               "start line 1\n"
                                               "at 5s server a answers REGISTER 403\n"
                                               "until 100s\n");
    struct hf_fleet_tally tally = fleet_tally(plan, &ten);

    cr_expect_eq(tally.outages[0].sum_us, 10 * 20 * MS);
    cr_expect_eq(tally.outages[1].sum_us, 10 * 39980 * MS);
    hf_fleet_tally_free(&tally);
    hf_fleet_plan_free(plan);
}

Test(fleet, buckets_follow_one_another)
{
    uint64_t us = 0;

    for (unsigned bucket = 0; bucket + 1 < HF_FLEET_BUCKETS && us < 86400 * S; bucket++) {
        us = hf_fleet_bucket_us(bucket);
        cr_assert_eq(hf_fleet_bucket(us), bucket, "%" PRIu64 " us", us);
        cr_assert_eq(hf_fleet_bucket(hf_fleet_bucket_us(bucket + 1) - MS), bucket);
        cr_assert_leq((hf_fleet_bucket_us(bucket + 1) - MS) * 1000, us * 1016 + MS * 1000);
    }
    cr_expect_eq(hf_fleet_bucket(1), 1, "what took any time took some");
}
