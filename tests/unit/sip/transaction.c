/* SPDX-License-Identifier: Apache-2.0 */
/* Timers E and F to the millisecond, with and without the core's limit. */
#include "transaction.h"

#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>

#include "holdfast/action.h"
#include "holdfast/status.h"

#define MS      1000u
#define ZERO_US 7000000u /* the first sending */

static struct hf_transaction started(uint32_t retransmissions)
{
    struct hf_transaction t;
    struct hf_transaction_order order = {ZERO_US, retransmissions, 500, 4000, false};
    memset(&t, 0, sizeof t);
    hf_transaction_start(&t, &order);
    return t;
}

/* Runs to the next sending or the end; its moment in ms after the first sending. */
static enum hf_transaction_news next(struct hf_transaction *t, uint64_t *at_ms)
{
    enum hf_transaction_news news;
    uint64_t now_us = t->deadline_us;
    cr_assert_neq(now_us, HF_NEVER);
    cr_assert_eq(hf_transaction_on_deadline(t, now_us - 1), HF_TRANSACTION_NOTHING);
    news = hf_transaction_on_deadline(t, now_us);
    *at_ms = (now_us - ZERO_US) / MS;
    return news;
}

static void expect(struct hf_transaction *t, const uint64_t *moments_ms, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t at_ms;
        cr_assert_eq(next(t, &at_ms), HF_TRANSACTION_SEND_AGAIN, "sending %zu", i);
        cr_assert_eq(at_ms, moments_ms[i], "%llu ms", (unsigned long long)at_ms);
    }
}

static void expect_end(struct hf_transaction *t, uint64_t end_ms)
{
    uint64_t at_ms;
    cr_assert_eq(next(t, &at_ms), HF_TRANSACTION_TIMED_OUT);
    cr_assert_eq(at_ms, end_ms);
    cr_assert_eq(t->state, HF_TRANSACTION_OVER);
    cr_assert_eq(t->deadline_us, HF_NEVER);
}

Test(transaction, ten_retransmissions_in_32_seconds_and_then_stop)
{
    static const uint64_t moments_ms[] = {500,   1500,  3500,  7500,  11500,
                                          15500, 19500, 23500, 27500, 31500};
    struct hf_transaction t = started(HF_RETRANSMIT_FREELY);
    expect(&t, moments_ms, 10);
    expect_end(&t, 32000);
    cr_assert_eq(t.sent, 11);
}

Test(transaction, after_the_limit_it_is_silent)
{
    static const uint64_t moments_ms[] = {500, 1500, 3500};
    struct hf_transaction t = started(3);
    expect(&t, moments_ms, 3);
    cr_assert_eq(t.state, HF_TRANSACTION_SILENT);
    expect_end(&t, 32000);
    t = started(0);
    cr_assert_eq(t.state, HF_TRANSACTION_SILENT);
    expect_end(&t, 32000);
}

Test(transaction, extend_at_the_moment_of_the_next_one_sends_at_once)
{
    static const uint64_t before_ms[] = {500, 1500, 3500};
    static const uint64_t after_ms[] = {11500, 15500, 19500, 23500, 27500, 31500};
    struct hf_transaction t = started(3);
    expect(&t, before_ms, 3);
    cr_assert_eq(hf_transaction_on_extend(&t, ZERO_US + 7500 * MS), HF_TRANSACTION_SEND_AGAIN);
    expect(&t, after_ms, 6);
    expect_end(&t, 32000);
}

Test(transaction, extend_before_that_moment_waits_for_it)
{
    static const uint64_t before_ms[] = {500, 1500, 3500};
    static const uint64_t after_ms[] = {7500, 11500};
    struct hf_transaction t = started(3);
    expect(&t, before_ms, 3);
    cr_assert_eq(hf_transaction_on_extend(&t, ZERO_US + 7499 * MS), HF_TRANSACTION_NOTHING);
    expect(&t, after_ms, 2);
    t = started(3);
    cr_assert_eq(hf_transaction_on_extend(&t, ZERO_US), HF_TRANSACTION_NOTHING);
    static const uint64_t all_ms[] = {500, 1500, 3500, 7500};
    expect(&t, all_ms, 4);
}

Test(transaction, after_a_provisional_response_the_interval_is_t2)
{
    static const uint64_t first_ms[] = {500};
    static const uint64_t then_ms[] = {1500, 5500, 9500, 13500, 17500, 21500, 25500, 29500};
    struct hf_transaction t = started(3);
    expect(&t, first_ms, 1);
    hf_transaction_on_provisional(&t, ZERO_US + 600 * MS);
    cr_assert_eq(t.state, HF_TRANSACTION_PROCEEDING);
    expect(&t, then_ms, 8);
    expect_end(&t, 32000);
}

Test(transaction, a_provisional_response_breaks_the_silence)
{
    static const uint64_t moments_ms[] = {500};
    static const uint64_t due_ms[] = {1500, 5500};
    static const uint64_t late_ms[] = {14000, 18000};
    struct hf_transaction t = started(1);
    expect(&t, moments_ms, 1);
    hf_transaction_on_provisional(&t, ZERO_US + 700 * MS);
    expect(&t, due_ms, 2);
    t = started(1);
    expect(&t, moments_ms, 1);
    hf_transaction_on_provisional(&t, ZERO_US + 10000 * MS);
    expect(&t, late_ms, 2);
}

Test(transaction, late_wakeups_do_not_shift_the_schedule)
{
    struct hf_transaction t = started(HF_RETRANSMIT_FREELY);
    cr_assert_eq(hf_transaction_on_deadline(&t, ZERO_US + 520 * MS), HF_TRANSACTION_SEND_AGAIN);
    cr_assert_eq(t.deadline_us, ZERO_US + 1500 * MS);
    /* a device that slept for ten seconds sends once, not five times */
    cr_assert_eq(hf_transaction_on_deadline(&t, ZERO_US + 11000 * MS), HF_TRANSACTION_SEND_AGAIN);
    cr_assert_eq(t.deadline_us, ZERO_US + 13000 * MS);
    cr_assert_eq(hf_transaction_on_deadline(&t, ZERO_US + 90000 * MS), HF_TRANSACTION_TIMED_OUT);
}

Test(transaction, a_reliable_transport_is_never_asked_to_repeat)
{
    struct hf_transaction t;
    struct hf_transaction_order order = {ZERO_US, 3, 500, 4000, true};
    memset(&t, 0, sizeof t);
    hf_transaction_start(&t, &order);
    cr_assert_eq(hf_transaction_on_extend(&t, ZERO_US + 20000 * MS), HF_TRANSACTION_NOTHING);
    hf_transaction_on_provisional(&t, ZERO_US + 21000 * MS);
    expect_end(&t, 32000);
}

Test(transaction, the_end_clears_the_deadline_and_a_new_start_is_allowed)
{
    struct hf_transaction t = started(3);
    hf_transaction_on_end(&t);
    cr_assert_eq(t.deadline_us, HF_NEVER);
    cr_assert(!hf_transaction_is_waiting(&t));
    hf_transaction_on_provisional(&t, ZERO_US);
    cr_assert_eq(t.state, HF_TRANSACTION_OVER);
    struct hf_transaction_order order = {ZERO_US, 3, 500, 4000, false};
    hf_transaction_start(&t, &order);
    cr_assert_eq(t.state, HF_TRANSACTION_TRYING);
}

Test(transaction, time_at_its_end_does_not_wrap)
{
    struct hf_transaction t;
    struct hf_transaction_order order = {UINT64_MAX - 10, 3, 500, 4000, false};
    memset(&t, 0, sizeof t);
    hf_transaction_start(&t, &order);
    cr_assert_eq(t.deadline_us, HF_NEVER - 1);
}

/* Each allowed move is made by some story above; here: each other one is absent from the table. */
Test(transaction, moves_are_those_of_the_picture)
{
    static const uint8_t allowed[HF_TRANSACTION_COUNT][HF_TRANSACTION_COUNT] = {
        /* IDLE, TRYING, SILENT, PROCEEDING, OVER */
        {0, 1, 1, 0, 0}, {0, 0, 1, 1, 1}, {0, 1, 0, 1, 1}, {0, 0, 0, 0, 1}, {0, 1, 1, 0, 0},
    };
    for (unsigned from = 0; from < HF_TRANSACTION_COUNT; from++) {
        for (unsigned to = 0; to < HF_TRANSACTION_COUNT; to++) {
            cr_assert_eq((hf_transaction_moves[from] >> to) & 1, allowed[from][to], "%u to %u",
                         from, to);
        }
    }
}
