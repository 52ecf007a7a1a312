/* SPDX-License-Identifier: Apache-2.0 */
/* Each event in each state. The timer stands in transaction_stories.c. */
#include "reliable.h"

#include "machine.h"

enum { IDLE, WAITING, OVER };

#define NEWS_US AT_MS(100)

static void reach(void *machine, unsigned state)
{
    if (state != IDLE) {
        hf_reliable_start(machine, 500, ZERO_US);
    }
    if (state == OVER) {
        hf_reliable_on_end(machine);
    }
}

static unsigned state_of(const void *machine)
{
    return ((const struct hf_reliable *)machine)->state;
}

static unsigned moves_of(unsigned state)
{
    return hf_reliable_moves[state];
}

static uint64_t deadline_of(const void *machine)
{
    return ((const struct hf_reliable *)machine)->deadline_us;
}

static unsigned feed_early(void *r)
{
    uint64_t deadline_us = deadline_of(r);
    return hf_reliable_on_deadline(r, deadline_us == 0 ? 0 : deadline_us - 1);
}

static unsigned feed_alarm(void *r)
{
    return hf_reliable_on_deadline(r, deadline_of(r));
}

static unsigned feed_an_hour(void *r)
{
    return hf_reliable_on_deadline(r, AT_MS(3600000));
}

static unsigned feed_end(void *r)
{
    hf_reliable_on_end(r);
    return 0;
}

static unsigned feed_start(void *r)
{
    hf_reliable_start(r, 500, NEWS_US);
    return 0;
}

static const struct walk_event events[] = {
    {"too early", feed_early}, {"alarm", feed_alarm}, {"an hour", feed_an_hour},
    {"end", feed_end},         {"start", feed_start},
};

/* Letters of states: Idle, Waiting, Over. Words: + send again, g given up. */
static const char *const table[] = {
    /* early alarm hour end start */
    "   .     .     .    .   w  ", /* IDLE */
    "   .     w+    og   o   !  ", /* WAITING */
    "   .     .     .    .   w  ", /* OVER */
};

static const struct walk walk = {
    .letters = "iwo",
    .says = "+1g2",
    .table = table,
    .events = events,
    .n_states = HF_RELIABLE_COUNT,
    .n_events = LENGTH_OF(events),
    .reach = reach,
    .state_of = state_of,
    .moves_of = moves_of,
    .deadline_of = deadline_of,
};

Test(reliable, each_event_in_each_state_and_every_move_of_the_table)
{
    walk_all(&walk);
}

Test(reliable, moves_are_those_of_the_picture)
{
    static const char *const picture[] = {"w", "o", "w"};
    expect_picture(&walk, picture);
}

Test(reliable, it_waits_until_prack_comes)
{
    struct hf_reliable r;
    memset(&r, 0, sizeof r);
    cr_assert(!hf_reliable_is_waiting(&r));
    hf_reliable_start(&r, 500, ZERO_US);
    cr_assert(hf_reliable_is_waiting(&r));
    hf_reliable_on_end(&r);
    cr_assert(!hf_reliable_is_waiting(&r));
    cr_assert_eq(r.deadline_us, HF_NEVER);
}

Test(reliable, a_second_response_has_a_schedule_of_its_own)
{
    struct hf_reliable r;
    memset(&r, 0, sizeof r);
    hf_reliable_start(&r, 500, ZERO_US);
    hf_reliable_on_deadline(&r, AT_MS(500));
    hf_reliable_on_end(&r);
    hf_reliable_start(&r, 500, AT_MS(800));
    cr_assert_eq(r.deadline_us, AT_MS(1300));
}
