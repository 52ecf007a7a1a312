/* SPDX-License-Identifier: Apache-2.0 */
/* E12: the subscription is where the line is. */
#include "messages_support.h"

#include "messages_state.h"

static const struct hf_messages_settings subscribes = {.uri = "", .subscribe = 1};

static unsigned line_state(const struct world *w)
{
    return hf_line_status(w->line).state;
}

/* The line finds out by its refresh, some minutes later; the subscription follows at once. */
static void lose_a(struct world *w)
{
    w->a.dead = true;
    for (unsigned i = 0; i < 700 && line_state(w) != HF_LINE_ON_BACKUP; i++) {
        run(w, 1 * S);
    }
    cr_assert_eq(line_state(w), HF_LINE_ON_BACKUP);
}

Test(messages_moves, it_is_renewed_where_the_line_moved)
{
    struct world w;
    world_open(&w, &subscribes);
    w.b.body = NONE_NEW;
    run(&w, 1 * S);
    cr_assert_eq(status_of(&w).voice.fresh, 2);
    lose_a(&w);
    cr_assert_leq(w.b.n_subscribes, 1);
    run(&w, 20 * MS);
    cr_assert_eq(w.b.n_subscribes, 1);
    cr_assert_str_eq(w.b.uri, "sip:alice@192.0.2.2");
    run(&w, 1 * S);
    cr_assert_eq(status_of(&w).server, 2);
    cr_assert_eq(status_of(&w).voice.fresh, 0);
    cr_assert_eq(status_of(&w).waiting, 0);
    world_close(&w);
}

/* And back; what the old server still says is of a subscription that is not any more. */
Test(messages_moves, the_old_dialog_is_forgotten)
{
    struct world w;
    world_open(&w, &subscribes);
    w.b.body = NONE_NEW;
    run(&w, 1 * S);
    lose_a(&w);
    run(&w, 1 * S);
    w.a.dead = false;
    cr_assert_eq(notify(&w, &w.a, "active", TWO_NEW), 481);
    cr_assert_eq(status_of(&w).voice.fresh, 0);
    run(&w, 700 * S); /* D1's probe */
    cr_assert_eq(line_state(&w), HF_LINE_REGISTERED);
    cr_assert_eq(w.a.n_subscribes, 2);
    cr_assert_eq(status_of(&w).server, 1);
    cr_assert_eq(status_of(&w).voice.fresh, 2);
    cr_assert_eq(notify(&w, &w.b, "active", NONE_NEW), 481);
    world_close(&w);
}

Test(messages_moves, a_line_that_has_failed_asks_nobody)
{
    struct world w;
    world_open(&w, &subscribes);
    run(&w, 1 * S);
    w.a.dead = w.b.dead = true;
    for (unsigned i = 0; i < 1200 && line_state(&w) != HF_LINE_FAILED; i++) {
        run(&w, 1 * S);
    }
    cr_assert_eq(line_state(&w), HF_LINE_FAILED);
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_OFF);
    cr_assert_eq(status_of(&w).voice.fresh, 2); /* what was last known */
    unsigned n_before = w.a.n_subscribes;
    run(&w, 2 * HOUR);
    cr_assert_eq(w.a.n_subscribes + w.b.n_subscribes, n_before);
    w.a.dead = w.b.dead = false;
    run(&w, 400 * S);
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_SUBSCRIBED);
    world_close(&w);
}

/* A wait for one server does not keep the next one waiting. */
Test(messages_moves, a_refusal_is_that_of_its_server)
{
    struct world w;
    world_open(&w, &subscribes);
    w.a.status = 489;
    run(&w, 1 * S);
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_WAITING);
    lose_a(&w);
    run(&w, 1 * S);
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_SUBSCRIBED);
    cr_assert_eq(status_of(&w).server, 2);
    world_close(&w);
}

/* What the line makes of one event; reports of requests are for nobody but the messages. */
static void step_alone(struct world *w, struct hf_event *event)
{
    static struct hf_agent_out ignored;
    struct hf_actions *actions = malloc(sizeof *actions);
    struct hf_messages_at at = world_at(w);
    event->at_us = w->now_us;
    cr_assert_eq(hf_line_step(w->line, event, actions), HF_OK);
    for (uint32_t i = 0; i < actions->n; i++) {
        struct hf_agent_order order = {.now_us = w->now_us, .action = &actions->items[i]};
        if (actions->items[i].kind == HF_ACTION_REPORT_REQUEST) {
            cr_assert(hf_messages_act(w->messages, &at, &order, &ignored));
        }
    }
    free(actions);
}

/* The SUBSCRIBE that is under way where the line was is given up; its report is nobody else's. */
Test(messages_moves, the_line_may_move_while_it_is_asked_for)
{
    static struct hf_agent_out out;
    struct world w;
    world_open(&w, &subscribes);
    run(&w, 1 * S);
    struct hf_line_status there = hf_line_status(w.line);
    there.state = HF_LINE_ON_BACKUP;
    there.server = 2;
    there.target = w.b.at;
    struct hf_action moved = {.kind = HF_ACTION_REPORT_LINE};
    for (unsigned i = 0; i < 3; i++) {
        struct hf_messages_at at = world_at(&w);
        struct hf_agent_order order = {.now_us = w.now_us, .action = &moved};
        moved.u.line = i % 2 == 0 ? there : hf_line_status(w.line);
        cr_assert_not(hf_messages_act(w.messages, &at, &order, &out));
        cr_assert_eq(out.n_events, i == 0 ? 1 : 2);
        cr_assert_eq(out.events[0].kind, i == 0 ? HF_EVENT_WANTED : HF_EVENT_WITHDRAWN);
        for (uint32_t j = 0; j < out.n_events; j++) {
            step_alone(&w, &out.events[j]);
        }
    }
    world_close(&w);
}

/* 4.1.2.3, and what no server answers is asked of all of them. */
Test(messages_moves, a_refresh_that_fails_begins_anew)
{
    static const struct {
        unsigned status;
        bool dead, anew;
    } cases[] = {
        {481, false, true}, {408, false, true},  {500, false, true},  {503, false, true},
        {0, true, true},    {403, false, false}, {489, false, false}, {604, false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world w;
        world_open(&w, &subscribes);
        w.a.grants_s = 300; /* before the line's own refresh */
        run(&w, 1 * S);
        w.a.inside_status = cases[i].status;
        w.a.dead = cases[i].dead;
        run(&w, 215 * S);
        w.a.inside_status = 0;
        run(&w, 60 * S);
        cr_assert_eq(w.a.n_subscribes + w.b.n_subscribes, cases[i].anew ? 2 : 1, "%u",
                     cases[i].status);
        cr_assert_eq(status_of(&w).state,
                     cases[i].anew ? HF_MESSAGES_SUBSCRIBED : HF_MESSAGES_WAITING, "%u",
                     cases[i].status);
        world_close(&w);
    }
}

/* A failover of the SUBSCRIBE itself: the dialog's server is the one that took it. */
Test(messages_moves, it_may_be_where_the_line_is_not)
{
    struct world w;
    world_open(&w, &subscribes);
    w.a.status = 503;
    w.b.grants_s = 300;
    run(&w, 10 * S);
    cr_assert_eq(w.b.n_subscribes, 1);
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_SUBSCRIBED);
    cr_assert_eq(status_of(&w).server, 2);
    cr_assert_eq(line_state(&w), HF_LINE_REGISTERED);
    run(&w, 240 * S);
    cr_assert_eq(w.b.n_inside, 1);
    world_close(&w);
}
