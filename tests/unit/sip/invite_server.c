/* SPDX-License-Identifier: Apache-2.0 */
/* Each event in each state, and what may be answered when. The timers stand in
 * transaction_stories.c. */
#include "invite_server.h"

#include "machine.h"

static struct hf_invite_server begun(bool reliable)
{
    struct hf_invite_server t;
    struct hf_server_order order = {ZERO_US, 500, 4000, 5000, reliable};
    memset(&t, 0, sizeof t);
    hf_invite_server_start(&t, &order);
    return t;
}

/* ---- each event in each state ---- */

enum { IDLE, STARTED, PROCEEDING, ACCEPTED, ANSWERED, COMPLETED, CONFIRMED, OVER };

#define NEWS_US AT_MS(100) /* when what is no alarm comes */

static void answer(struct hf_invite_server *t, unsigned status, bool acknowledged)
{
    hf_invite_server_on_response(t, status, NEWS_US);
    if (acknowledged) {
        cr_assert(hf_invite_server_on_ack(t, NEWS_US));
    }
}

static void reach(void *machine, unsigned state)
{
    struct hf_invite_server *t = machine;
    if (state == IDLE) {
        return;
    }
    *t = begun(false);
    switch (state) {
    case PROCEEDING: answer(t, 180, false); break;
    case ACCEPTED: answer(t, 200, false); break;
    case ANSWERED: answer(t, 200, true); break;
    case COMPLETED: answer(t, 486, false); break;
    case CONFIRMED: answer(t, 486, true); break;
    case OVER: hf_invite_server_on_end(t); break;
    default: break;
    }
}

static unsigned state_of(const void *machine)
{
    return ((const struct hf_invite_server *)machine)->state;
}

static unsigned moves_of(unsigned state)
{
    return hf_invite_server_moves[state];
}

static uint64_t deadline_of(const void *machine)
{
    return ((const struct hf_invite_server *)machine)->deadline_us;
}

static unsigned feed_early(void *t)
{
    uint64_t deadline_us = deadline_of(t);
    return hf_invite_server_on_deadline(t, deadline_us == 0 ? 0 : deadline_us - 1);
}

static unsigned feed_alarm(void *t)
{
    return hf_invite_server_on_deadline(t, deadline_of(t));
}

static unsigned feed_an_hour(void *t)
{
    return hf_invite_server_on_deadline(t, AT_MS(3600000));
}

static unsigned feed_request(void *t)
{
    return hf_invite_server_on_request(t);
}

static unsigned feed_ack(void *t)
{
    return hf_invite_server_on_ack(t, NEWS_US);
}

static unsigned feed_response(void *t, unsigned status)
{
    hf_invite_server_on_response(t, status, NEWS_US);
    return 0;
}

static unsigned feed_100(void *t)
{
    return feed_response(t, 100);
}

static unsigned feed_180(void *t)
{
    return feed_response(t, 180);
}

static unsigned feed_200(void *t)
{
    return feed_response(t, 200);
}

static unsigned feed_300(void *t)
{
    return feed_response(t, 300);
}

static unsigned feed_end(void *t)
{
    hf_invite_server_on_end(t);
    return 0;
}

static unsigned feed_start(void *t)
{
    struct hf_server_order order = {NEWS_US, 500, 4000, 5000, false};
    hf_invite_server_start(t, &order);
    return 0;
}

static const struct walk_event events[] = {
    {"too early", feed_early}, {"alarm", feed_alarm}, {"an hour", feed_an_hour},
    {"request", feed_request}, {"ACK", feed_ack},     {"100", feed_100},
    {"180", feed_180},         {"200", feed_200},     {"300", feed_300},
    {"end", feed_end},         {"start", feed_start},
};

/* Letters of states: Idle, Started, Proceeding, Accepted, aNswered, completeD, Confirmed, Over.
 * Words: 1 send 100 (and the first ACK), r repeat, n no ACK, e ended. */
static const char *const table[] = {
    /* early alarm hour request ACK 100 180 200 300 end start */
    "   .     .     .    .      .   !   !   !   !   .   s  ", /* IDLE */
    "   .     s1    s1   .      .   p   p   a   d   o   !  ", /* STARTED */
    "   .     pr    pr   pr     .   !   p   a   d   o   !  ", /* PROCEEDING */
    "   .     ar    on   .      n1  !   !   !   !   o   !  ", /* ACCEPTED */
    "   .     oe    oe   .      .   !   !   !   !   o   !  ", /* ANSWERED */
    "   .     dr    on   dr     c1  !   !   !   !   o   !  ", /* COMPLETED */
    "   .     oe    oe   .      .   !   !   !   !   o   !  ", /* CONFIRMED */
    "   .     .     .    .      .   !   !   !   !   .   s  ", /* OVER */
};

static const struct walk walk = {
    .letters = "ispandco",
    .says = "11r2n4e5",
    .table = table,
    .events = events,
    .n_states = HF_INVITE_SERVER_COUNT,
    .n_events = LENGTH_OF(events),
    .reach = reach,
    .state_of = state_of,
    .moves_of = moves_of,
    .deadline_of = deadline_of,
};

Test(invite_server, each_event_in_each_state_and_every_move_of_the_table)
{
    walk_all(&walk);
}

Test(invite_server, moves_are_those_of_the_picture)
{
    static const char *const picture[] = {"s", "pado", "ado", "no", "o", "co", "o", "s"};
    expect_picture(&walk, picture);
}

/* ---- what may be answered ---- */

Test(invite_server, anything_may_be_answered_until_something_final_was)
{
    struct hf_invite_server t = begun(false);
    cr_assert(hf_invite_server_is_open(&t));
    cr_assert(!hf_invite_server_may_respond(&t, 99));
    cr_assert(hf_invite_server_may_respond(&t, 100));
    cr_assert(hf_invite_server_may_respond(&t, 408));
    cr_assert(hf_invite_server_may_respond(&t, 699));
    cr_assert(!hf_invite_server_may_respond(&t, 700));
    hf_invite_server_on_response(&t, 180, AT_MS(10));
    cr_assert(hf_invite_server_is_open(&t));
    cr_assert(!hf_invite_server_may_respond(&t, 100), "it would take the place of the 180");
    cr_assert(hf_invite_server_may_respond(&t, 101));
    cr_assert(hf_invite_server_may_respond(&t, 200));
    hf_invite_server_on_response(&t, 487, AT_MS(20));
    cr_assert(!hf_invite_server_is_open(&t), "CANCEL has nothing to cancel");
    for (unsigned status = 100; status < 700; status++) {
        cr_assert(!hf_invite_server_may_respond(&t, status), "%u", status);
    }
}

Test(invite_server, it_is_open_until_a_final_response)
{
    static const bool open[] = {0, 1, 1, 0, 0, 0, 0, 0};
    for (unsigned state = 0; state < HF_INVITE_SERVER_COUNT; state++) {
        struct hf_invite_server t;
        memset(&t, 0, sizeof t);
        reach(&t, state);
        cr_assert_eq(hf_invite_server_is_open(&t), open[state], "state %u", state);
    }
}

Test(invite_server, a_100_is_said_to_be_due_once)
{
    struct hf_invite_server t = begun(false);
    cr_assert_eq(hf_invite_server_on_deadline(&t, AT_MS(200)), HF_SERVER_SEND_100);
    cr_assert_eq(t.deadline_us, HF_NEVER);
    cr_assert_eq(hf_invite_server_on_deadline(&t, AT_MS(201)), HF_SERVER_NOTHING);
    hf_invite_server_on_response(&t, 100, AT_MS(201));
    cr_assert_eq(t.state, HF_INVITE_SERVER_PROCEEDING);
}

Test(invite_server, what_begins_with_101_is_sent_every_minute)
{
    struct hf_invite_server t = begun(false);
    cr_assert_eq(t.since_us, AT_MS(0));
    hf_invite_server_on_response(&t, 101, AT_MS(50));
    cr_assert_eq(t.deadline_us, AT_MS(60050));
    cr_assert_eq(hf_invite_server_on_deadline(&t, AT_MS(60050)), HF_SERVER_REPEAT);
}

Test(invite_server, a_repetition_of_the_invite_does_not_move_the_schedule)
{
    struct hf_invite_server t = begun(false);
    cr_assert_eq(hf_invite_server_on_request(&t), HF_SERVER_NOTHING, "nothing was sent yet");
    hf_invite_server_on_response(&t, 180, AT_MS(50));
    cr_assert_eq(hf_invite_server_on_request(&t), HF_SERVER_REPEAT);
    cr_assert_eq(t.deadline_us, AT_MS(60050));
    hf_invite_server_on_response(&t, 486, AT_MS(1000));
    cr_assert_eq(hf_invite_server_on_request(&t), HF_SERVER_REPEAT);
    cr_assert_eq(t.deadline_us, AT_MS(1500));
}

Test(invite_server, no_repetition_is_left_behind_an_ack)
{
    struct hf_invite_server t = begun(false);
    hf_invite_server_on_response(&t, 200, AT_MS(0));
    hf_invite_server_on_deadline(&t, AT_MS(500));
    cr_assert(hf_invite_server_on_ack(&t, AT_MS(501)));
    cr_assert_eq(t.next_us, HF_NEVER);
    cr_assert_eq(t.deadline_us, AT_MS(32000), "Timer L, from the 2xx on");
    cr_assert(!hf_invite_server_on_ack(&t, AT_MS(502)), "an ACK that came again is no news");
}

Test(invite_server, an_ack_that_a_late_wakeup_let_in_counts)
{
    struct hf_invite_server t = begun(false);
    hf_invite_server_on_response(&t, 200, AT_MS(0));
    cr_assert(hf_invite_server_on_ack(&t, AT_MS(40000)));
    cr_assert_eq(hf_invite_server_on_deadline(&t, AT_MS(40000)), HF_SERVER_ENDED);
}

Test(invite_server, an_interval_never_exceeds_t2)
{
    struct hf_invite_server t;
    struct hf_server_order order = {ZERO_US, 5000, 4000, 5000, false};
    memset(&t, 0, sizeof t);
    hf_invite_server_start(&t, &order);
    hf_invite_server_on_response(&t, 404, ZERO_US);
    cr_assert_eq(t.deadline_us, AT_MS(4000));
    cr_assert_eq(hf_invite_server_on_deadline(&t, AT_MS(4000)), HF_SERVER_REPEAT);
    cr_assert_eq(t.deadline_us, AT_MS(8000));
}

Test(invite_server, a_new_start_forgets_the_one_before)
{
    struct hf_invite_server t = begun(true);
    struct hf_server_order order = {AT_MS(1000), 100, 400, 500, false};
    hf_invite_server_on_end(&t);
    hf_invite_server_start(&t, &order);
    struct hf_invite_server fresh;
    memset(&fresh, 0, sizeof fresh);
    hf_invite_server_start(&fresh, &order);
    cr_assert_arr_eq((const uint8_t *)&t, (const uint8_t *)&fresh, sizeof t);
}
