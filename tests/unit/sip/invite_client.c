/* SPDX-License-Identifier: Apache-2.0 */
/* Each event in each state, and what the core's limits, Extend, Abandon and CANCEL do. The timers
 * stand in transaction_stories.c. */
#include "invite_client.h"

#include "machine.h"
#include "holdfast/action.h"

#define T1_MS 500u

static struct hf_invite_client begun(uint32_t retransmissions, bool reliable)
{
    struct hf_invite_client t;
    struct hf_transaction_order order = {ZERO_US, retransmissions, T1_MS, 4000, reliable};
    memset(&t, 0, sizeof t);
    hf_invite_client_start(&t, &order);
    return t;
}

/* ---- each event in each state ---- */

enum { IDLE, CALLING, SILENT, WATCHED, PROCEEDING, CANCELLING, COMPLETED, ACCEPTED, OVER };

#define NEWS_US AT_MS(700) /* when what is no alarm comes */

static void reach(void *machine, unsigned state)
{
    struct hf_invite_client *t = machine;
    if (state == IDLE) {
        return;
    }
    *t = begun(state == SILENT ? 1 : HF_RETRANSMIT_FREELY, false);
    switch (state) {
    case SILENT: hf_invite_client_on_deadline(t, t->deadline_us); break;
    case WATCHED: hf_invite_client_on_abandon(t); break;
    case PROCEEDING: hf_invite_client_on_response(t, 180, NEWS_US); break;
    case CANCELLING:
        hf_invite_client_on_response(t, 180, NEWS_US);
        hf_invite_client_on_cancel(t, NEWS_US);
        break;
    case COMPLETED: hf_invite_client_on_response(t, 486, NEWS_US); break;
    case ACCEPTED: hf_invite_client_on_response(t, 200, NEWS_US); break;
    case OVER: hf_invite_client_on_end(t); break;
    default: break;
    }
}

static unsigned state_of(const void *machine)
{
    return ((const struct hf_invite_client *)machine)->state;
}

static unsigned moves_of(unsigned state)
{
    return hf_invite_client_moves[state];
}

static uint64_t deadline_of(const void *machine)
{
    return ((const struct hf_invite_client *)machine)->deadline_us;
}

static unsigned feed_early(void *t)
{
    uint64_t deadline_us = deadline_of(t);
    return hf_invite_client_on_deadline(t, deadline_us == 0 ? 0 : deadline_us - 1);
}

static unsigned feed_alarm(void *t)
{
    return hf_invite_client_on_deadline(t, deadline_of(t));
}

static unsigned feed_last_alarm(void *t)
{
    ((struct hf_invite_client *)t)->left = 1;
    return feed_alarm(t);
}

static unsigned feed_an_hour(void *t)
{
    return hf_invite_client_on_deadline(t, AT_MS(3600000));
}

static unsigned feed_100(void *t)
{
    return hf_invite_client_on_response(t, 100, NEWS_US);
}

static unsigned feed_180(void *t)
{
    return hf_invite_client_on_response(t, 180, NEWS_US);
}

static unsigned feed_200(void *t)
{
    return hf_invite_client_on_response(t, 200, NEWS_US);
}

static unsigned feed_300(void *t)
{
    return hf_invite_client_on_response(t, 300, NEWS_US);
}

static unsigned feed_extend(void *t)
{
    return hf_invite_client_on_extend(t, NEWS_US);
}

static unsigned feed_abandon(void *t)
{
    hf_invite_client_on_abandon(t);
    return 0;
}

static unsigned feed_cancel(void *t)
{
    hf_invite_client_on_cancel(t, NEWS_US);
    return 0;
}

static unsigned feed_end(void *t)
{
    hf_invite_client_on_end(t);
    return 0;
}

static unsigned feed_start(void *t)
{
    struct hf_transaction_order order = {NEWS_US, 3, T1_MS, 4000, false};
    hf_invite_client_start(t, &order);
    return 0;
}

static unsigned feed_start_once(void *t)
{
    struct hf_transaction_order order = {NEWS_US, 0, T1_MS, 4000, false};
    hf_invite_client_start(t, &order);
    return 0;
}

static const struct walk_event events[] = {
    {"too early", feed_early}, {"alarm", feed_alarm},     {"last alarm", feed_last_alarm},
    {"an hour", feed_an_hour}, {"100", feed_100},         {"180", feed_180},
    {"200", feed_200},         {"300", feed_300},         {"extend", feed_extend},
    {"abandon", feed_abandon}, {"cancel", feed_cancel},   {"end", feed_end},
    {"start", feed_start},     {"once", feed_start_once},
};

/* Letters of states: Idle, Calling, Silent, Watched, Proceeding, cancelling (X), completeD,
 * Accepted, Over. Words: + send again, t timed out, e ended; h hear, k ACK, b both. */
static const char *const table[] = {
    /* early alarm last hour 100 180 200 300 extend abandon cancel end start once */
    "   .     .     .    .    .   .   .   .   .      .       .      .   c     s", /* IDLE */
    "   .     c+    s+   ot   ph  ph  ah  db  .      w       .      o   !     !", /* CALLING */
    "   .     ot    ot   ot   ph  ph  ah  db  c      w       .      o   !     !", /* SILENT */
    "   .     ot    ot   ot   ph  ph  ah  db  .      .       .      o   !     !", /* WATCHED */
    "   .     .     .    .    ph  ph  ah  db  .      .       x      o   !     !", /* PROCEEDING */
    "   .     ot    ot   ot   xh  xh  ah  db  .      .       .      o   !     !", /* CANCELLING */
    "   .     oe    oe   oe   .   .   ah  dk  .      .       .      o   !     !", /* COMPLETED */
    "   .     oe    oe   oe   .   .   ah  ak  .      .       .      o   !     !", /* ACCEPTED */
    "   .     .     .    .    .   .   .   .   .      .       .      .   c     s", /* OVER */
};

static const struct walk walk = {
    .letters = "icswpxdao",
    .says = "+1t2e3h1k2b3",
    .table = table,
    .events = events,
    .n_states = HF_INVITE_CLIENT_COUNT,
    .n_events = LENGTH_OF(events),
    .reach = reach,
    .state_of = state_of,
    .moves_of = moves_of,
    .deadline_of = deadline_of,
};

Test(invite_client, each_event_in_each_state_and_every_move_of_the_table)
{
    walk_all(&walk);
}

Test(invite_client, moves_are_those_of_the_picture)
{
    static const char *const picture[] = {"cs",  "swpdao", "cwpdao", "pdao", "xdao",
                                          "dao", "ao",     "o",      "cs"};
    expect_picture(&walk, picture);
}

/* ---- limits and Extend ---- */

/* The next thing that happens is `news`, at_ms after the beginning. */
static void expect(struct hf_invite_client *t, unsigned news, uint64_t at_ms)
{
    cr_assert_eq(t->deadline_us, AT_MS(at_ms), "at %llu ms",
                 (unsigned long long)((t->deadline_us - ZERO_US) / MS));
    cr_assert_eq(hf_invite_client_on_deadline(t, t->deadline_us - 1), HF_INVITE_CLIENT_NOTHING);
    cr_assert_eq(hf_invite_client_on_deadline(t, t->deadline_us), news);
}

Test(invite_client, a_limit_of_none_one_and_three)
{
    static const uint64_t moments_ms[] = {500, 1500, 3500};
    static const uint32_t limits[] = {0, 1, 3};
    for (size_t i = 0; i < LENGTH_OF(limits); i++) {
        struct hf_invite_client t = begun(limits[i], false);
        for (uint32_t n = 0; n < limits[i]; n++) {
            cr_assert_eq(t.state, HF_INVITE_CLIENT_CALLING);
            expect(&t, HF_INVITE_CLIENT_SEND_AGAIN, moments_ms[n]);
        }
        cr_assert_eq(t.state, HF_INVITE_CLIENT_SILENT);
        cr_assert_eq(t.sent, limits[i] + 1);
        expect(&t, HF_INVITE_CLIENT_TIMED_OUT, 32000);
    }
}

Test(invite_client, extend_lifts_the_limit)
{
    static const struct {
        uint64_t at_ms; /* of Extend */
        unsigned news;
        uint64_t next_ms;
    } rows[] = {
        {1501, HF_INVITE_CLIENT_NOTHING, 3500},       {3499, HF_INVITE_CLIENT_NOTHING, 3500},
        {3500, HF_INVITE_CLIENT_SEND_AGAIN, 7500},    {7000, HF_INVITE_CLIENT_SEND_AGAIN, 7500},
        {8000, HF_INVITE_CLIENT_SEND_AGAIN, 12000},   {31999, HF_INVITE_CLIENT_SEND_AGAIN, 32000},
        {32000, HF_INVITE_CLIENT_NOTHING, UINT64_MAX}};
    for (size_t i = 0; i < LENGTH_OF(rows); i++) {
        struct hf_invite_client t = begun(2, false);
        expect(&t, HF_INVITE_CLIENT_SEND_AGAIN, 500);
        expect(&t, HF_INVITE_CLIENT_SEND_AGAIN, 1500);
        cr_assert_eq(hf_invite_client_on_extend(&t, AT_MS(rows[i].at_ms)), rows[i].news, "row %zu",
                     i);
        cr_assert_eq(t.state, HF_INVITE_CLIENT_CALLING);
        if (rows[i].next_ms == UINT64_MAX) {
            cr_assert_eq(hf_invite_client_on_deadline(&t, AT_MS(32000)),
                         HF_INVITE_CLIENT_TIMED_OUT);
        } else {
            cr_assert_eq(t.deadline_us, AT_MS(rows[i].next_ms), "row %zu", i);
        }
    }
}

Test(invite_client, extend_in_time_changes_nothing_but_the_limit)
{
    static const uint64_t moments_ms[] = {500, 1500, 3500, 7500, 15500, 31500};
    struct hf_invite_client t = begun(1, false);
    cr_assert_eq(hf_invite_client_on_extend(&t, AT_MS(100)), HF_INVITE_CLIENT_NOTHING);
    for (size_t i = 0; i < LENGTH_OF(moments_ms); i++) {
        expect(&t, HF_INVITE_CLIENT_SEND_AGAIN, moments_ms[i]);
    }
    expect(&t, HF_INVITE_CLIENT_TIMED_OUT, 32000);
}

Test(invite_client, a_reliable_transport_is_never_asked_to_repeat)
{
    struct hf_invite_client t = begun(HF_RETRANSMIT_FREELY, true);
    cr_assert_eq(t.state, HF_INVITE_CLIENT_SILENT);
    cr_assert_eq(hf_invite_client_on_extend(&t, AT_MS(20000)), HF_INVITE_CLIENT_NOTHING);
    cr_assert_eq(t.state, HF_INVITE_CLIENT_SILENT);
    expect(&t, HF_INVITE_CLIENT_TIMED_OUT, 32000);
    t = begun(HF_RETRANSMIT_FREELY, true);
    cr_assert_eq(hf_invite_client_on_response(&t, 100, AT_MS(10)), HF_INVITE_CLIENT_HEAR);
    cr_assert(hf_invite_client_may_cancel(&t));
}

/* ---- abandoned (A11), a lone 100 and CANCEL (A7) ---- */

Test(invite_client, an_abandoned_one_is_silent_and_watched_until_its_end)
{
    struct hf_invite_client t = begun(HF_RETRANSMIT_FREELY, false);
    expect(&t, HF_INVITE_CLIENT_SEND_AGAIN, 500);
    hf_invite_client_on_abandon(&t);
    cr_assert_eq(hf_invite_client_on_extend(&t, AT_MS(9000)), HF_INVITE_CLIENT_NOTHING);
    cr_assert(hf_invite_client_is_waiting(&t));
    cr_assert(!hf_invite_client_may_cancel(&t), "nobody has answered (9.1)");
    expect(&t, HF_INVITE_CLIENT_TIMED_OUT, 32000);
}

Test(invite_client, a_late_answer_to_an_abandoned_one_counts)
{
    static const struct {
        unsigned status, bits;
        uint64_t deadline_us;
    } rows[] = {
        {100, HF_INVITE_CLIENT_HEAR, AT_MS(32000)}, /* it may be cancelled; the watch goes on */
        {101, HF_INVITE_CLIENT_HEAR, HF_NEVER},
        {180, HF_INVITE_CLIENT_HEAR, HF_NEVER},     /* whoever hears it cancels it, or takes it */
        {200, HF_INVITE_CLIENT_HEAR, AT_MS(62000)}, /* Timer M: to be ACKed and BYEd */
        {407, HF_INVITE_CLIENT_HEAR | HF_INVITE_CLIENT_ACK, AT_MS(62000)},
    };
    for (size_t i = 0; i < LENGTH_OF(rows); i++) {
        struct hf_invite_client t = begun(3, false);
        hf_invite_client_on_abandon(&t);
        cr_assert_eq(hf_invite_client_on_response(&t, rows[i].status, AT_MS(30000)), rows[i].bits);
        cr_assert_eq(t.deadline_us, rows[i].deadline_us, "%u", rows[i].status);
    }
}

Test(invite_client, abandoned_behind_a_lone_100_it_still_ends)
{
    struct hf_invite_client t = begun(3, false);
    hf_invite_client_on_response(&t, 100, AT_MS(100));
    cr_assert_eq(t.deadline_us, HF_NEVER, "how long it may take is the core's (A7)");
    hf_invite_client_on_abandon(&t);
    cr_assert_eq(hf_invite_client_on_response(&t, 100, AT_MS(200)), HF_INVITE_CLIENT_HEAR);
    cr_assert(hf_invite_client_may_cancel(&t));
    expect(&t, HF_INVITE_CLIENT_TIMED_OUT, 32000);
}

Test(invite_client, ringing_ends_the_watch_of_an_abandoned_one)
{
    struct hf_invite_client t = begun(3, false);
    hf_invite_client_on_response(&t, 100, AT_MS(100));
    hf_invite_client_on_abandon(&t);
    cr_assert_eq(hf_invite_client_on_response(&t, 180, AT_MS(200)), HF_INVITE_CLIENT_HEAR);
    cr_assert_eq(t.deadline_us, HF_NEVER);
    cr_assert_eq(hf_invite_client_on_deadline(&t, AT_MS(3600000)), HF_INVITE_CLIENT_NOTHING);
}

Test(invite_client, abandoned_long_behind_its_end_it_is_over_at_the_next_wake)
{
    struct hf_invite_client t = begun(3, false);
    hf_invite_client_on_response(&t, 100, AT_MS(100));
    hf_invite_client_on_abandon(&t); /* at any time: say, after a minute */
    cr_assert_eq(hf_invite_client_on_deadline(&t, AT_MS(60000)), HF_INVITE_CLIENT_TIMED_OUT);
}

Test(invite_client, the_core_cancels_a_lone_100)
{
    struct hf_invite_client t = begun(3, false);
    hf_invite_client_on_cancel(&t, AT_MS(10));
    cr_assert_eq(t.state, HF_INVITE_CLIENT_CALLING, "no CANCEL before a response (9.1)");
    hf_invite_client_on_response(&t, 100, AT_MS(100));
    cr_assert_eq(hf_invite_client_on_deadline(&t, AT_MS(32000)), HF_INVITE_CLIENT_NOTHING);
    hf_invite_client_on_cancel(&t, AT_MS(32000)); /* A7: 64*T1 after a lone 100 */
    cr_assert_eq(t.state, HF_INVITE_CLIENT_CANCELLING);
    hf_invite_client_on_cancel(&t, AT_MS(40000));
    cr_assert_eq(t.deadline_us, AT_MS(64000), "one CANCEL is enough");
    hf_invite_client_on_abandon(&t);
    expect(&t, HF_INVITE_CLIENT_TIMED_OUT, 64000);
}

Test(invite_client, answers_cross_a_cancel)
{
    struct hf_invite_client t = begun(3, false);
    hf_invite_client_on_response(&t, 180, AT_MS(100));
    hf_invite_client_on_cancel(&t, AT_MS(200));
    struct hf_invite_client other = t;
    cr_assert_eq(hf_invite_client_on_response(&t, 200, AT_MS(300)), HF_INVITE_CLIENT_HEAR);
    cr_assert_eq(t.state, HF_INVITE_CLIENT_ACCEPTED);
    cr_assert_eq(hf_invite_client_on_response(&other, 487, AT_MS(300)),
                 HF_INVITE_CLIENT_HEAR | HF_INVITE_CLIENT_ACK);
    cr_assert_eq(other.state, HF_INVITE_CLIENT_COMPLETED);
}

Test(invite_client, a_2xx_behind_another_final_response_is_heard)
{
    struct hf_invite_client t = begun(3, false);
    hf_invite_client_on_response(&t, 503, AT_MS(100));
    cr_assert_eq(hf_invite_client_on_response(&t, 200, AT_MS(1000)), HF_INVITE_CLIENT_HEAR);
    cr_assert_eq(t.deadline_us, AT_MS(33000), "Timer M");
    cr_assert_eq(hf_invite_client_on_response(&t, 503, AT_MS(1100)), HF_INVITE_CLIENT_ACK);
}

/* ---- edges ---- */

Test(invite_client, it_waits_for_a_final_response_until_one_comes)
{
    static const bool waits[] = {0, 1, 1, 1, 1, 1, 0, 0, 0};
    for (unsigned state = 0; state < HF_INVITE_CLIENT_COUNT; state++) {
        struct hf_invite_client t;
        memset(&t, 0, sizeof t);
        reach(&t, state);
        cr_assert_eq(hf_invite_client_is_waiting(&t), waits[state], "state %u", state);
        cr_assert_eq(hf_invite_client_may_cancel(&t), state == PROCEEDING, "state %u", state);
    }
}

Test(invite_client, an_answer_that_a_late_wakeup_let_in_counts)
{
    struct hf_invite_client t = begun(HF_RETRANSMIT_FREELY, false);
    cr_assert_eq(hf_invite_client_on_response(&t, 200, AT_MS(90000)), HF_INVITE_CLIENT_HEAR);
    cr_assert_eq(t.deadline_us, AT_MS(122000));
}

Test(invite_client, times_sent_do_not_wrap)
{
    struct hf_invite_client t = begun(HF_RETRANSMIT_FREELY, false);
    t.sent = UINT8_MAX;
    hf_invite_client_on_deadline(&t, AT_MS(500));
    cr_assert_eq(t.sent, UINT8_MAX);
}

Test(invite_client, a_new_start_forgets_the_one_before)
{
    struct hf_invite_client t = begun(0, true);
    struct hf_transaction_order order = {AT_MS(1000), HF_RETRANSMIT_FREELY, 100, 4000, false};
    hf_invite_client_on_end(&t);
    hf_invite_client_start(&t, &order);
    struct hf_invite_client fresh;
    memset(&fresh, 0, sizeof fresh);
    hf_invite_client_start(&fresh, &order);
    fresh.due_us = t.due_us; /* of SILENT alone */
    cr_assert_arr_eq((const uint8_t *)&t, (const uint8_t *)&fresh, sizeof t);
}
