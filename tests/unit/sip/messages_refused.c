/* SPDX-License-Identifier: Apache-2.0 */
/* What a refusal, a failure or an end by the server means for when it is asked for again. */
#include "messages_support.h"

#include "messages_state.h"

static const struct hf_messages_settings subscribes = {.uri = "", .subscribe = 1};

Test(messages_refused, when_it_is_asked_for_again)
{
    static const struct {
        unsigned status;
        const char *fields;
        uint64_t after_us;
    } cases[] = {
        {403, "", HOUR},
        {404, "", HOUR},
        {405, "", HOUR},
        {423, "", HOUR},
        {423, "Min-Expires: 100000\r\n", HOUR},
        {489, "Allow-Events: presence\r\n", HOUR},
        {501, "", HOUR},
        {604, "", HOUR},
        {480, "", MINUTE},
        {480, "Retry-After: 20\r\n", 20ull * S},
        {480, "Retry-After: 99999999\r\n", HOUR},
        {486, "Retry-After: 300\r\n", 300ull * S},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world w;
        world_open(&w, &subscribes);
        w.a.status = cases[i].status;
        w.a.fields = cases[i].fields;
        run(&w, 1 * S);
        struct hf_messages_status status = status_of(&w);
        cr_assert_eq(status.state, HF_MESSAGES_WAITING, "%u", cases[i].status);
        cr_assert_eq(status.status, cases[i].status);
        cr_assert_gt(strlen(status.why), 0);
        cr_assert(status.next_us <= w.now_us + cases[i].after_us &&
                      status.next_us + 1 * S >= w.now_us + cases[i].after_us,
                  "%u: %lu", cases[i].status, (unsigned long)(status.next_us - w.now_us));
        cr_assert_eq(w.a.n_subscribes, 1);
        run(&w, cases[i].after_us);
        cr_assert_eq(w.a.n_subscribes, 2, "%u", cases[i].status);
        world_close(&w);
    }
}

/* RFC 6665 4.1.2.2: once, and a server that always wants more is not followed. */
Test(messages_refused, a_longer_time_is_asked_for_once)
{
    struct world w;
    world_open(&w, &subscribes);
    w.a.more_s = 100;
    run(&w, 1 * S);
    cr_assert_eq(w.a.n_subscribes, 2);
    cr_assert_eq(w.a.asked_s, 3700);
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_WAITING);
    world_close(&w);
}

/* A minute, two, four, ... an hour. */
Test(messages_refused, trouble_is_waited_for_longer_each_time)
{
    struct world w;
    world_open(&w, &subscribes);
    w.a.status = w.b.status = 480;
    run(&w, 1 * S);
    for (unsigned i = 0; i < 9; i++) {
        uint64_t minutes = i < 6 ? 1ull << i : 60;
        struct hf_messages_status status = status_of(&w);
        cr_assert_eq(status.state, HF_MESSAGES_WAITING);
        cr_assert_leq(status.next_us - w.now_us, minutes * MINUTE);
        cr_assert_gt(status.next_us - w.now_us, minutes * MINUTE - 2 * S);
        run(&w, status.next_us - w.now_us + 1 * S);
    }
    w.a.status = 0;
    run(&w, 1 * HOUR);
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_SUBSCRIBED);
    world_close(&w);
}

/* What has stood well is begun anew without a grudge. */
Test(messages_refused, old_trouble_does_not_count)
{
    struct world w;
    world_open(&w, &subscribes);
    w.a.status = 480;
    run(&w, 100 * S);
    w.a.status = 0;
    run(&w, 300 * S);
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_SUBSCRIBED);
    w.a.status = 480;
    notify(&w, &w.a, "terminated;reason=deactivated", NULL);
    run(&w, 1 * S);
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_WAITING);
    cr_assert_leq(status_of(&w).next_us, w.now_us + MINUTE);
    world_close(&w);
}

/* RFC 6665 4.1.3, of a subscription that has stood for a while. */
Test(messages_refused, why_the_server_ended_it_counts)
{
    static const struct {
        const char *state;
        uint64_t after_us; /* 0: at once; HF_NEVER: not again */
    } cases[] = {
        {"terminated", 0},
        {"terminated;reason=deactivated", 0},
        {"Terminated;Reason=TIMEOUT", 0},
        {"terminated;reason=odd", 0},
        {"terminated;reason=deactivated;retry-after=30", 30ull * S},
        {"terminated;reason=probation", MINUTE},
        {"terminated;reason=probation;retry-after=600", 600ull * S},
        {"terminated;reason=giveup", MINUTE},
        {"terminated;reason=rejected", HOUR},
        {"terminated;reason=rejected;retry-after=1", HOUR},
        {"terminated;reason=noresource", HOUR},
        {"terminated;reason=invariant", HF_NEVER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world w;
        world_open(&w, &subscribes);
        run(&w, 40 * S);
        w.a.when = NEVER; /* what is answered is this NOTIFY */
        cr_assert_eq(notify(&w, &w.a, cases[i].state, TWO_NEW), 200);
        uint64_t next_us = status_of(&w).next_us;
        if (cases[i].after_us == 0) {
            run(&w, 1 * S);
            cr_assert_eq(w.a.n_subscribes, 2, "%s", cases[i].state);
        } else if (cases[i].after_us == HF_NEVER) {
            cr_assert_eq(next_us, HF_NEVER);
            run(&w, 3 * HOUR);
            cr_assert_eq(w.a.n_subscribes, 1, "%s", cases[i].state);
        } else {
            cr_assert_leq(next_us - w.now_us, cases[i].after_us);
            cr_assert_gt(next_us - w.now_us, cases[i].after_us - 1 * S, "%s", cases[i].state);
            cr_assert_eq(status_of(&w).state, HF_MESSAGES_WAITING);
            run(&w, cases[i].after_us);
            cr_assert_eq(w.a.n_subscribes, 2, "%s", cases[i].state);
        }
        world_close(&w);
    }
}

/* A server that grants and ends over and over is not asked over and over. */
Test(messages_refused, an_end_right_behind_the_begin_is_no_storm)
{
    static const enum notify_when whens[] = {AFTER, BEFORE};
    for (unsigned i = 0; i < 2; i++) {
        struct world w;
        world_open(&w, &subscribes);
        w.a.when = whens[i];
        w.a.state = "terminated;reason=deactivated";
        run(&w, 10 * MINUTE);
        cr_assert(w.a.n_subscribes >= 3 && w.a.n_subscribes <= 5, "%u", w.a.n_subscribes);
        cr_assert_eq(w.a.answered, 200);
        cr_assert_eq(status_of(&w).voice.fresh, 2); /* the lamp is right all the same */
        world_close(&w);
    }
}

/* Also where 481 to each refresh is the storm. */
Test(messages_refused, a_server_that_forgets_is_no_storm)
{
    struct world w;
    world_open(&w, &subscribes);
    w.a.grants_s = 1;
    w.a.inside_status = 481;
    run(&w, 10 * MINUTE);
    cr_assert_leq(w.a.n_subscribes, 8, "%u", w.a.n_subscribes);
    world_close(&w);
}

/* The core takes four requests at a time; a fifth is asked for later. */
Test(messages_refused, a_line_that_is_busy_is_asked_later)
{
    static const struct hf_agent_request text = {
        .method = "MESSAGE", .uri = "sip:b@elsewhere.example", .fields = "", .content_type = ""};
    struct hf_refusal refusal;
    struct world w;
    world_open(&w, &subscribes);
    for (uint64_t id = 100; id < 100 + HF_AGENT_REQUESTS; id++) {
        cr_assert_eq(hf_agent_request_set(w.agent, id, &text, &refusal), HF_OK);
    }
    run(&w, 1 * S);
    cr_assert_eq(w.a.n_subscribes, 0);
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_WAITING);
    hf_agent_request_forget(w.agent, 100);
    run(&w, 61 * S);
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_SUBSCRIBED);
    world_close(&w);
}

Test(messages_refused, what_the_line_refuses_is_asked_later)
{
    struct hf_event event;
    struct world w;
    world_open(&w, &subscribes);
    for (uint64_t id = 100; id < 100 + HF_LINE_CALLS; id++) {
        memset(&event, 0, sizeof event);
        event.kind = HF_EVENT_WANTED;
        event.at_us = w.now_us;
        event.u.wanted.request = id;
        event.u.wanted.kind = HF_REQUEST_OTHER;
        struct hf_actions *actions = malloc(sizeof *actions);
        cr_assert_eq(hf_line_step(w.line, &event, actions), HF_OK); /* and nobody answers */
        free(actions);
    }
    run(&w, 1 * S);
    cr_assert_eq(w.n_refused, 1);
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_WAITING);
    cr_assert_str_eq(status_of(&w).why, "it was not asked for");
    world_close(&w);
}
