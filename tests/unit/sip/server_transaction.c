/* SPDX-License-Identifier: Apache-2.0 */
/* Each event in each state, and what may be answered when (RFC 4320). The timers stand in
 * transaction_stories.c. */
#include "server_transaction.h"

#include "machine.h"

static struct hf_server_transaction begun(bool reliable)
{
    struct hf_server_transaction t;
    struct hf_server_order order = {ZERO_US, 500, 4000, 5000, reliable};
    memset(&t, 0, sizeof t);
    hf_server_transaction_start(&t, &order);
    return t;
}

/* ---- each event in each state ---- */

enum { IDLE, TRYING, PROCEEDING, COMPLETED, OVER };

#define NEWS_US AT_MS(4000) /* when what is no alarm comes: 100 is allowed */

static void reach(void *machine, unsigned state)
{
    struct hf_server_transaction *t = machine;
    if (state == IDLE) {
        return;
    }
    *t = begun(false);
    switch (state) {
    case PROCEEDING: hf_server_transaction_on_response(t, 100, NEWS_US); break;
    case COMPLETED: hf_server_transaction_on_response(t, 200, NEWS_US); break;
    case OVER: hf_server_transaction_on_end(t); break;
    default: break;
    }
}

static unsigned state_of(const void *machine)
{
    return ((const struct hf_server_transaction *)machine)->state;
}

static unsigned moves_of(unsigned state)
{
    return hf_server_transaction_moves[state];
}

static uint64_t deadline_of(const void *machine)
{
    return ((const struct hf_server_transaction *)machine)->deadline_us;
}

static unsigned feed_early(void *t)
{
    uint64_t deadline_us = deadline_of(t);
    return hf_server_transaction_on_deadline(t, deadline_us == 0 ? 0 : deadline_us - 1);
}

static unsigned feed_alarm(void *t)
{
    return hf_server_transaction_on_deadline(t, deadline_of(t));
}

static unsigned feed_an_hour(void *t)
{
    return hf_server_transaction_on_deadline(t, AT_MS(3600000));
}

static unsigned feed_request(void *t)
{
    return hf_server_transaction_on_request(t);
}

static unsigned feed_100(void *t)
{
    return hf_server_transaction_on_response(t, 100, NEWS_US);
}

static unsigned feed_180(void *t)
{
    return hf_server_transaction_on_response(t, 180, NEWS_US);
}

static unsigned feed_200(void *t)
{
    return hf_server_transaction_on_response(t, 200, NEWS_US);
}

static unsigned feed_200_reliably(void *t)
{
    ((struct hf_server_transaction *)t)->reliable = 1;
    return feed_200(t);
}

static unsigned feed_end(void *t)
{
    hf_server_transaction_on_end(t);
    return 0;
}

static unsigned feed_start(void *t)
{
    struct hf_server_order order = {NEWS_US, 500, 4000, 5000, false};
    hf_server_transaction_start(t, &order);
    return 0;
}

static const struct walk_event events[] = {
    {"too early", feed_early}, {"alarm", feed_alarm},
    {"an hour", feed_an_hour}, {"request", feed_request},
    {"100", feed_100},         {"180", feed_180},
    {"200", feed_200},         {"200 reliably", feed_200_reliably},
    {"end", feed_end},         {"start", feed_start},
};

/* Letters of states: Idle, Trying, Proceeding, Completed, Over. Words: 1 send 100, r repeat,
 * u unanswered, e ended. */
static const char *const table[] = {
    /* early alarm hour request 100 180 200 reliably end start */
    "   .     .     .    .      !   !   !   !        .   t  ", /* IDLE */
    "   .     t1    ou   .      p   !   c   oe       o   !  ", /* TRYING */
    "   .     ou    ou   pr     .   !   c   oe       o   !  ", /* PROCEEDING */
    "   .     oe    oe   cr     !   !   !   !        o   !  ", /* COMPLETED */
    "   .     .     .    .      !   !   !   !        .   t  ", /* OVER */
};

static const struct walk walk = {
    .letters = "itpco",
    .says = "11r2u3e5",
    .table = table,
    .events = events,
    .n_states = HF_SERVER_TRANSACTION_COUNT,
    .n_events = LENGTH_OF(events),
    .reach = reach,
    .state_of = state_of,
    .moves_of = moves_of,
    .deadline_of = deadline_of,
};

Test(server_transaction, each_event_in_each_state_and_every_move_of_the_table)
{
    walk_all(&walk);
}

Test(server_transaction, moves_are_those_of_the_picture)
{
    static const char *const picture[] = {"t", "pco", "co", "o", "t"};
    expect_picture(&walk, picture);
}

/* ---- what may be answered ---- */

Test(server_transaction, may_respond_says_what_rfc_4320_allows)
{
    static const struct {
        unsigned status;
        uint64_t at_ms;
        bool over_udp, over_tcp;
    } rows[] = {
        {100, 0, 0, 1},     {100, 3499, 0, 1},  {100, 3500, 1, 1},
        {100, 31999, 1, 1}, {100, 32000, 0, 0}, {101, 4000, 0, 0},
        {180, 4000, 0, 0},  {199, 4000, 0, 0},  {99, 4000, 0, 0},
        {200, 0, 1, 1},     {200, 31999, 1, 1}, {200, 32000, 0, 0}, /* its client is gone */
        {302, 0, 1, 1},     {407, 0, 1, 1},     {408, 0, 0, 0}, /* it could only come too late */
        {409, 0, 1, 1},     {503, 0, 1, 1},     {699, 0, 1, 1},
        {700, 0, 0, 0},
    };
    struct hf_server_transaction udp = begun(false);
    struct hf_server_transaction tcp = begun(true);
    for (size_t i = 0; i < LENGTH_OF(rows); i++) {
        uint64_t now_us = AT_MS(rows[i].at_ms);
        cr_assert_eq(hf_server_transaction_may_respond(&udp, rows[i].status, now_us),
                     rows[i].over_udp, "%u over UDP, row %zu", rows[i].status, i);
        cr_assert_eq(hf_server_transaction_may_respond(&tcp, rows[i].status, now_us),
                     rows[i].over_tcp, "%u over TCP, row %zu", rows[i].status, i);
    }
}

Test(server_transaction, to_the_microsecond_a_100_is_too_early)
{
    struct hf_server_transaction t = begun(false);
    cr_assert(!hf_server_transaction_may_respond(&t, 100, AT_MS(3500) - 1));
    cr_assert(hf_server_transaction_may_respond(&t, 100, AT_MS(3500)));
}

Test(server_transaction, a_final_response_is_given_once)
{
    struct hf_server_transaction t = begun(false);
    hf_server_transaction_on_response(&t, 200, AT_MS(10));
    for (unsigned status = 100; status < 700; status++) {
        cr_assert(!hf_server_transaction_may_respond(&t, status, AT_MS(4000)), "%u", status);
    }
}

Test(server_transaction, a_repetition_gets_what_was_sent_last)
{
    struct hf_server_transaction t = begun(false);
    cr_assert_eq(hf_server_transaction_on_request(&t), HF_SERVER_NOTHING, "nothing was sent");
    hf_server_transaction_on_response(&t, 100, AT_MS(3500));
    cr_assert_eq(hf_server_transaction_on_request(&t), HF_SERVER_REPEAT);
    hf_server_transaction_on_response(&t, 404, AT_MS(3600));
    cr_assert_eq(hf_server_transaction_on_request(&t), HF_SERVER_REPEAT);
    cr_assert_eq(t.deadline_us, AT_MS(35600), "a repetition does not prolong Timer J");
}

Test(server_transaction, a_100_is_said_to_be_due_once)
{
    struct hf_server_transaction t = begun(false);
    cr_assert_eq(hf_server_transaction_on_deadline(&t, AT_MS(3500)), HF_SERVER_SEND_100);
    cr_assert_eq(hf_server_transaction_on_deadline(&t, AT_MS(3501)), HF_SERVER_NOTHING);
    cr_assert(hf_server_transaction_may_respond(&t, 100, AT_MS(3501)));
    cr_assert_eq(hf_server_transaction_on_deadline(&t, AT_MS(32000)), HF_SERVER_UNANSWERED);
}

Test(server_transaction, when_100_is_due_follows_from_t1_and_t2)
{
    static const struct {
        uint32_t t1_ms, t2_ms;
        uint64_t due_ms;
    } rows[] = {
        {500, 4000, 3500}, /* Timer E: .5, 1, 2, and then 4 s */
        {500, 3999, 3500}, {500, 4001, 7500}, {500, 1000, 500},      {500, 1001, 1500},
        {500, 500, 500},   {500, 100, 500},   {50, 4000, 3200},      {1, 60000, 64},
        {1, 64, 63},       {1, 65, 64},       {60000, 60000, 60000}, {30000, 60000, 30000},
        {20, 4000, 1280}, /* never behind the client's end: then there is no answer at all */
    };
    for (size_t i = 0; i < LENGTH_OF(rows); i++) {
        struct hf_server_transaction t;
        struct hf_server_order order = {ZERO_US, rows[i].t1_ms, rows[i].t2_ms, 5000, false};
        memset(&t, 0, sizeof t);
        hf_server_transaction_start(&t, &order);
        cr_assert_eq(t.deadline_us, AT_MS(rows[i].due_ms), "row %zu: %llu ms", i,
                     (unsigned long long)((t.deadline_us - ZERO_US) / MS));
    }
}

Test(server_transaction, a_new_start_forgets_the_one_before)
{
    struct hf_server_transaction t = begun(true);
    struct hf_server_order order = {AT_MS(1000), 100, 400, 5000, false};
    hf_server_transaction_on_end(&t);
    hf_server_transaction_start(&t, &order);
    struct hf_server_transaction fresh;
    memset(&fresh, 0, sizeof fresh);
    hf_server_transaction_start(&fresh, &order);
    cr_assert_arr_eq((const uint8_t *)&t, (const uint8_t *)&fresh, sizeof t);
}
