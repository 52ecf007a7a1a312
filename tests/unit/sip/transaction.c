/* SPDX-License-Identifier: Apache-2.0 */
/* Each event in each state, and Timers E and F with and without the core's limit. */
#include "transaction.h"

#include "machine.h"
#include "holdfast/action.h"

static struct hf_transaction started(uint32_t retransmissions)
{
    struct hf_transaction t;
    struct hf_transaction_order order = {ZERO_US, retransmissions, 500, 4000, false};
    memset(&t, 0, sizeof t);
    hf_transaction_start(&t, &order);
    return t;
}

/* ---- each event in each state ---- */

enum { IDLE, TRYING, SILENT, PROCEEDING, OVER };

#define NEWS_US AT_MS(700) /* when what is no alarm comes */

static void reach(void *machine, unsigned state)
{
    struct hf_transaction *t = machine;
    if (state == IDLE) {
        return;
    }
    *t = started(state == SILENT ? 1 : HF_RETRANSMIT_FREELY);
    switch (state) {
    case SILENT: hf_transaction_on_deadline(t, t->deadline_us); break;
    case PROCEEDING: hf_transaction_on_provisional(t, NEWS_US); break;
    case OVER: hf_transaction_on_end(t); break;
    default: break;
    }
}

static unsigned state_of(const void *machine)
{
    return ((const struct hf_transaction *)machine)->state;
}

static unsigned moves_of(unsigned state)
{
    return hf_transaction_moves[state];
}

static uint64_t deadline_of(const void *machine)
{
    return ((const struct hf_transaction *)machine)->deadline_us;
}

static unsigned feed_early(void *t)
{
    uint64_t deadline_us = deadline_of(t);
    return hf_transaction_on_deadline(t, deadline_us == 0 ? 0 : deadline_us - 1);
}

static unsigned feed_alarm(void *t)
{
    return hf_transaction_on_deadline(t, deadline_of(t));
}

static unsigned feed_last_alarm(void *t)
{
    ((struct hf_transaction *)t)->left = 1;
    return feed_alarm(t);
}

static unsigned feed_an_hour(void *t)
{
    return hf_transaction_on_deadline(t, AT_MS(3600000));
}

static unsigned feed_provisional(void *t)
{
    hf_transaction_on_provisional(t, NEWS_US);
    return 0;
}

static unsigned feed_extend(void *t)
{
    return hf_transaction_on_extend(t, NEWS_US);
}

static unsigned feed_late_extend(void *t)
{
    return hf_transaction_on_extend(t, AT_MS(1500));
}

static unsigned feed_end(void *t)
{
    hf_transaction_on_end(t);
    return 0;
}

static unsigned feed_start(void *t)
{
    struct hf_transaction_order order = {NEWS_US, 3, 500, 4000, false};
    hf_transaction_start(t, &order);
    return 0;
}

static unsigned feed_start_once(void *t)
{
    struct hf_transaction_order order = {NEWS_US, 0, 500, 4000, false};
    hf_transaction_start(t, &order);
    return 0;
}

static const struct walk_event events[] = {
    {"too early", feed_early},  {"alarm", feed_alarm},     {"last alarm", feed_last_alarm},
    {"an hour", feed_an_hour},  {"1xx", feed_provisional}, {"extend", feed_extend},
    {"late", feed_late_extend}, {"end", feed_end},         {"start", feed_start},
    {"once", feed_start_once},
};

/* Letters of states: Idle, Trying, Silent, Proceeding, Over. Words: + send again, t timed out. */
static const char *const table[] = {
    /* early alarm last hour 1xx extend late end start once */
    "   .     .     .    .    .   .      .    .   t     s   ", /* IDLE */
    "   .     t+    s+   ot   p   .      .    o   !     !   ", /* TRYING */
    "   .     ot    ot   ot   p   t      t+   o   !     !   ", /* SILENT */
    "   .     p+    p+   ot   .   .      .    o   !     !   ", /* PROCEEDING */
    "   .     .     .    .    .   .      .    .   t     s   ", /* OVER */
};

static const struct walk walk = {
    .letters = "itspo",
    .says = "+1t2",
    .table = table,
    .events = events,
    .n_states = HF_TRANSACTION_COUNT,
    .n_events = LENGTH_OF(events),
    .reach = reach,
    .state_of = state_of,
    .moves_of = moves_of,
    .deadline_of = deadline_of,
};

Test(transaction, each_event_in_each_state_and_every_move_of_the_table)
{
    walk_all(&walk);
}

Test(transaction, moves_are_those_of_the_picture)
{
    static const char *const picture[] = {"ts", "spo", "tpo", "o", "ts"};
    expect_picture(&walk, picture);
}

/* ---- limits and Extend ---- */

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

Test(transaction, a_provisional_response_at_the_moment_of_the_next_one_takes_its_place)
{
    struct hf_transaction t = started(1);
    hf_transaction_on_deadline(&t, AT_MS(500));
    hf_transaction_on_provisional(&t, AT_MS(1500));
    cr_assert_eq(t.deadline_us, AT_MS(5500));
}

Test(transaction, whatever_breaks_a_late_silence_the_end_stays)
{
    struct hf_transaction t = started(10);
    struct hf_transaction at_the_end = started(3);
    for (unsigned i = 0; i < 10; i++) {
        hf_transaction_on_deadline(&t, t.deadline_us);
    }
    cr_assert_eq(t.state, HF_TRANSACTION_SILENT); /* the next one would be at 35.5 s */
    struct hf_transaction answered = t;
    cr_assert_eq(hf_transaction_on_extend(&t, AT_MS(31600)), HF_TRANSACTION_NOTHING);
    expect_end(&t, 32000);
    hf_transaction_on_provisional(&answered, AT_MS(31600));
    cr_assert_eq(answered.state, HF_TRANSACTION_PROCEEDING);
    expect_end(&answered, 32000);
    for (unsigned i = 0; i < 3; i++) {
        hf_transaction_on_deadline(&at_the_end, at_the_end.deadline_us);
    }
    cr_assert_eq(hf_transaction_on_extend(&at_the_end, AT_MS(32000)), HF_TRANSACTION_NOTHING);
}

Test(transaction, times_sent_do_not_wrap)
{
    struct hf_transaction t = started(HF_RETRANSMIT_FREELY);
    t.sent = UINT8_MAX;
    hf_transaction_on_deadline(&t, AT_MS(500));
    cr_assert_eq(t.sent, UINT8_MAX);
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

/* A8: nobody else says a challenge again that found no room. */
Test(transaction, over_a_reliable_transport_what_was_not_taken_is_asked_for_again)
{
    struct hf_transaction_order order = {ZERO_US, 0, 500, 4000, true};
    struct hf_transaction t, before;
    memset(&t, 0, sizeof t);
    hf_transaction_start(&t, &order);
    hf_transaction_on_unread(&t, AT_MS(200));
    cr_assert_eq(t.deadline_us, AT_MS(700));
    cr_assert_eq(hf_transaction_on_deadline(&t, AT_MS(700)), HF_TRANSACTION_SEND_AGAIN);
    cr_assert_eq(t.deadline_us, AT_MS(4700));
    hf_transaction_on_unread(&t, AT_MS(800)); /* it is on its way */
    cr_assert_eq(t.deadline_us, AT_MS(4700));
    t = started(1);
    before = t;
    hf_transaction_on_unread(&t, AT_MS(200)); /* Timer E does it */
    cr_assert_eq(memcmp(&t, &before, sizeof t), 0);
    hf_transaction_on_deadline(&t, t.deadline_us);
    before = t;
    hf_transaction_on_unread(&t, AT_MS(600));
    cr_assert_eq(memcmp(&t, &before, sizeof t), 0);
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
    cr_assert_eq(hf_transaction_on_deadline(&t, HF_NEVER - 1), HF_TRANSACTION_TIMED_OUT);
}
