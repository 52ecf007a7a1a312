/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the world checks of calls, by making each promise broken: the line's part is played by
 * reports, Sends and orders of our own. And the callee: rings once, is told, is watched.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "inside.h"

#define SECOND_US UINT64_C(1000000)

static struct hf_sim_world *make(void)
{
    struct hf_sim_world *world = hf_sim_world_new();
    struct hf_sim_configuration made = {.seed = 1};

    hf_config_init(&made.config);
    made.config.jitter_percent = 0;
    made.config.quarantine_s = 0;
    made.config.n_servers = 2;
    for (unsigned i = 0; i < 2; i++) {
        char host[16];
        const int n = snprintf(host, sizeof(host), "192.0.2.%u", i + 1);

        hf_config_init_server(&made.config.servers[i]);
        hf_config_name(&made.config, &made.config.servers[i].host, host, (size_t)n);
        hf_sim_server_add(world, (const char[]){(char)('a' + i), 0});
    }
    cr_assert(hf_sim_line_add(world, 0) == 1);
    cr_assert(hf_sim_configure(world, 1, &made) == HF_OK);
    hf_sim_line_step(world, 1, &(struct hf_event){.kind = HF_EVENT_STARTED});
    hf_sim_run_until(world, SECOND_US);
    return world;
}

static int dial(struct hf_sim_world *world, uint64_t request)
{
    struct hf_event event = {.kind = HF_EVENT_WANTED};

    event.u.wanted = (struct hf_wanted){.request = request, .kind = HF_REQUEST_INVITE};
    return hf_sim_line_step(world, 1, &event);
}

static struct hf_sim_method *invites_at(struct hf_sim_world *world, const char *server)
{
    return &hf_sim_server_named(world, server)->methods[HF_REQUEST_INVITE];
}

static void expect_fault(struct hf_sim_world *world, const char *because)
{
    cr_expect(strstr(hf_sim_fault(world), because) != NULL, "`%s`, not `%s`", hf_sim_fault(world),
              because);
    world->fault[0] = 0;
}

static void expect_content(struct hf_sim_world *world)
{
    cr_expect_str_eq(hf_sim_fault(world), "");
}

/* ---- reports (F2, D8, E5) ---- */

struct told {
    uint8_t is_new, was, is;
    uint8_t incoming, is_over;
    uint32_t event;
    const char *because; /* NULL: it is right */
};

static const struct told reports[] = {
    {1, 0, HF_CALL_CALLING, 0, 0, HF_EVENT_WANTED, NULL},
    {1, 0, HF_CALL_RINGING, 1, 0, HF_EVENT_CALL_ARRIVED, NULL},
    {1, 0, HF_CALL_RINGING, 0, 0, HF_EVENT_WANTED, "cannot follow"},
    {1, 0, HF_CALL_CALLING, 1, 0, HF_EVENT_CALL_ARRIVED, "cannot follow"},
    {0, HF_CALL_CALLING, HF_CALL_ENDING, 0, 0, HF_EVENT_WANTED, "cannot follow"},
    {0, HF_CALL_RINGING, HF_CALL_CALLING, 0, 0, HF_EVENT_TIME_PASSED, "cannot follow"},
    {0, HF_CALL_TALKING, HF_CALL_RINGING, 0, 0, HF_EVENT_PROVISIONAL, "cannot follow"},
    {0, HF_CALL_ENDING, HF_CALL_TALKING, 0, 0, HF_EVENT_RESPONSE_RECEIVED, "cannot follow"},
    {0, HF_CALL_ENDING, HF_CALL_OVER, 0, 1, HF_EVENT_RESPONSE_RECEIVED, "when it is over"},
    {0, HF_CALL_CALLING, HF_CALL_TALKING, 0, 0, HF_EVENT_TIME_PASSED, "nobody has answered"},
    {0, HF_CALL_RINGING, HF_CALL_TALKING, 1, 0, HF_EVENT_RESPONSE_RECEIVED, "nobody has answered"},
    {0, HF_CALL_TALKING, HF_CALL_ENDING, 0, 0, HF_EVENT_TIME_PASSED, "hung up by nobody"},
    {0, HF_CALL_TALKING, HF_CALL_ENDING, 0, 0, HF_EVENT_STOPPED, NULL},
    {0, HF_CALL_TALKING, HF_CALL_OVER, 0, 0, HF_EVENT_TIME_PASSED, "torn down (D8)"},
    {0, HF_CALL_TALKING, HF_CALL_OVER, 0, 0, HF_EVENT_RESPONSE_RECEIVED, "torn down (D8)"},
    {0, HF_CALL_TALKING, HF_CALL_OVER, 0, 0, HF_EVENT_CONFIGURED, "torn down (D8)"},
    {0, HF_CALL_TALKING, HF_CALL_OVER, 0, 0, HF_EVENT_RESTORED, NULL},
    {0, HF_CALL_RINGING, HF_CALL_OVER, 0, 0, HF_EVENT_TIME_PASSED, NULL},
};

Test(calls, a_report_that_cannot_be_is_objected_to)
{
    struct hf_sim_world *world = make();

    for (size_t i = 0; i < sizeof(reports) / sizeof(reports[0]); i++) {
        const struct told *told = &reports[i];
        const struct hf_event event = {.kind = told->event};
        const struct hf_call_report report = {.call = 7, .state = told->is};

        world->lines[0].calls[0] = (struct call){.id = 7,
                                                 .state = told->was,
                                                 .incoming = told->incoming,
                                                 .is_new = told->is_new,
                                                 .up_us = HF_NEVER,
                                                 .over_us = told->is_over ? 1 : HF_NEVER};
        promises_report(world, 1, &event, &report);
        cr_log_info("case %zu", i);
        if (told->because == NULL)
            expect_content(world);
        else
            expect_fault(world, told->because);
    }
    promises_report(world, 1, &(struct hf_event){.kind = HF_EVENT_WANTED},
                    &(struct hf_call_report){.call = 8});
    expect_fault(world, "nobody has it");
    hf_sim_world_free(world);
}

/* ---- requests (A7, E5, E6, H4) ---- */

static struct transaction transaction_of(uint8_t kind)
{
    struct transaction made = {.call = 7, .state = TRANSACTION_CALLING};

    made.send.kind = kind;
    made.send.attempt = 1000;
    made.send.request = 7;
    return made;
}

static void expect_send(const struct call *call, const struct transaction *sent,
                        const char *because)
{
    struct hf_sim_world *world = make();

    world->lines[0].calls[0] = *call;
    promises_sent(world, 1, sent);
    if (because == NULL)
        expect_content(world);
    else
        expect_fault(world, because);
    hf_sim_world_free(world);
}

Test(calls, a_request_that_should_not_be_sent_is_objected_to)
{
    const struct transaction invite = transaction_of(HF_REQUEST_INVITE);
    const struct transaction bye = transaction_of(HF_REQUEST_BYE);
    struct transaction followed = invite;
    struct call call = {.id = 7, .up_us = HF_NEVER, .over_us = HF_NEVER};

    expect_send(&call, &invite, NULL);
    expect_send(&call, &bye, "BYE is sent (E5)");
    call.state = HF_CALL_RINGING;
    expect_send(&call, &invite, "is moved (A7)");
    followed.is_followed = 1; /* A8: the answer was a 3xx */
    expect_send(&call, &followed, NULL);
    call.emergency = 1;
    expect_send(&call, &invite, NULL);
    call.state = HF_CALL_ENDING;
    expect_send(&call, &bye, NULL);
    call.over_us = 1;
    expect_send(&call, &invite, "calls on (E6)");
    call.id = 6;
    expect_send(&call, &invite, "nobody has (H5)");
}

Test(calls, two_invites_of_a_call_at_a_time_are_objected_to)
{
    struct hf_sim_world *world = make();
    struct line *line = &world->lines[0];

    line->calls[0] = (struct call){.id = 7, .up_us = HF_NEVER, .over_us = HF_NEVER};
    line->transactions[0] = transaction_of(HF_REQUEST_INVITE);
    line->transactions[1] = transaction_of(HF_REQUEST_INVITE);
    promises_sent(world, 1, &line->transactions[1]);
    expect_fault(world, "two INVITEs at a time");
    line->transactions[0].state = TRANSACTION_WATCHED;
    promises_sent(world, 1, &line->transactions[1]);
    expect_content(world);
    hf_sim_world_free(world);
}

Test(calls, what_is_said_in_a_call_goes_to_one_server_alone)
{
    struct hf_sim_world *world = make();
    struct transaction said = transaction_of(HF_REQUEST_OTHER);

    said.send.in_dialog = 1;
    said.send.target = hf_sim_server_named(world, "a")->target;
    world->lines[0].wishes[0] = (struct wish){.request = 7, .call = 3};
    promises_sent(world, 1, &said);
    promises_sent(world, 1, &said);
    expect_content(world);
    said.send.target = hf_sim_server_named(world, "b")->target;
    promises_sent(world, 1, &said);
    expect_fault(world, "moved to another server");
    hf_sim_world_free(world);
}

/* E2: with register_first a REGISTER goes in front wherever there was none. */
Test(calls, a_call_where_the_line_has_not_registered_first_is_objected_to)
{
    struct hf_sim_world *world = make();
    struct line *line = &world->lines[0];
    struct transaction invite = transaction_of(HF_REQUEST_INVITE);

    line->configuration.config.register_first = 1;
    cr_assert(hf_sim_configure(world, 1, &line->configuration) == HF_OK);
    line->calls[0] = (struct call){.id = 7, .up_us = HF_NEVER, .over_us = HF_NEVER};
    invite.send.target = hf_sim_server_named(world, "a")->target;
    promises_sent(world, 1, &invite);
    expect_content(world);
    invite.send.target = hf_sim_server_named(world, "b")->target;
    promises_sent(world, 1, &invite);
    expect_fault(world, "has not registered first (E2)");
    line->calls[0].emergency = 1;
    promises_sent(world, 1, &invite);
    expect_content(world);
    hf_sim_world_free(world);
}

/* ---- late answers (A11) ---- */

Test(calls, the_first_that_rings_is_kept_and_no_other)
{
    struct hf_sim_world *world = make();
    struct line *line = &world->lines[0];
    struct call *call = &line->calls[0];

    *call = (struct call){.id = 7, .up_us = HF_NEVER, .over_us = HF_NEVER};
    line->transactions[0] = transaction_of(HF_REQUEST_INVITE);
    line->transactions[0].state = TRANSACTION_WATCHED;
    line->transactions[1] = transaction_of(HF_REQUEST_INVITE);
    line->transactions[1].told = 100;
    promises_late(world, 1, &line->transactions[0], 1);
    expect_content(world);
    promises_late(world, 1, &line->transactions[0], 0);
    expect_fault(world, "rings at last, and is ended");
    line->transactions[1].told = 180;
    promises_late(world, 1, &line->transactions[0], 0);
    expect_content(world);
    promises_late(world, 1, &line->transactions[0], 1);
    expect_fault(world, "rings elsewhere");
    line->transactions[1].told = 100;
    call->over_us = 1;
    promises_late(world, 1, &line->transactions[0], 1);
    expect_fault(world, "or is over");
    hf_sim_world_free(world);
}

Test(calls, an_order_that_nobody_asked_for_is_objected_to)
{
    struct hf_sim_world *world = make();
    struct hf_action keep = {.kind = HF_ACTION_KEEP};

    keep.u.attempt.attempt = 12345;
    ending_ordered(world, 1, &keep);
    expect_fault(world, "was not asked about");
    hf_sim_world_free(world);
}

/* ---- the callee ---- */

Test(calls, a_phone_that_rings_on_is_a_ghost)
{
    struct hf_sim_world *world = make();
    struct line *line = &world->lines[0];

    hf_sim_run_until(world, 100 * SECOND_US);
    line->calls[0] = (struct call){.id = 7, .over_us = 60 * SECOND_US, .t1_ms = 500};
    line->calls[0].peers[0] = (struct peer){.state = PEER_RINGS, .since_us = 50 * SECOND_US};
    line->has_calls = 1;
    world->now_us = 92 * SECOND_US;
    promises_check(world);
    expect_content(world);
    world->now_us = 92 * SECOND_US + 1;
    promises_check(world);
    expect_fault(world, "still rings");
    line->calls[0].peers[0].is_excused = 1;
    promises_check(world);
    expect_content(world);
    line->calls[0].peers[1] = (struct peer){.state = PEER_TALKS};
    promises_check(world);
    expect_fault(world, "still talks");
    hf_sim_world_free(world);
}

Test(calls, a_second_phone_is_a_ghost_once_the_first_talks)
{
    struct hf_sim_world *world = make();
    struct call *call = &world->lines[0].calls[0];

    *call = (struct call){.id = 7,
                          .attempt = 1,
                          .state = HF_CALL_TALKING,
                          .up_us = SECOND_US,
                          .over_us = HF_NEVER,
                          .t1_ms = 500};
    call->peers[0] = (struct peer){.state = PEER_TALKS, .attempt = 1};
    call->peers[1] = (struct peer){.state = PEER_RINGS, .attempt = 2};
    world->lines[0].has_calls = 1;
    world->now_us = 34 * SECOND_US;
    promises_check(world);
    expect_fault(world, "still rings");
    call->peers[1].state = PEER_QUIET;
    promises_check(world);
    expect_content(world);
    hf_sim_world_free(world);
}

Test(calls, a_call_whose_request_is_not_reported_is_lost)
{
    struct hf_sim_world *world = make();
    struct line *line = &world->lines[0];

    line->calls[0] = (struct call){.id = 7, .over_us = 1};
    line->rules.wanted[0] = 7;
    line->has_calls = 1;
    promises_check(world);
    expect_fault(world, "its request is not reported (H3)");
    line->rules.wanted[0] = 0;
    for (unsigned i = 0; i <= HF_LINE_CALLS; i++)
        line->calls[i] = (struct call){.id = 10 + i, .over_us = HF_NEVER};
    line->has_calls = 1;
    promises_check(world);
    expect_fault(world, "more calls than a line may have (E10)");
    line->calls[0].emergency = 1;
    line->has_calls = 1;
    promises_check(world);
    expect_content(world);
    hf_sim_world_free(world);
}

Test(calls, a_second_ring_is_objected_to_while_nobody_has_answered)
{
    struct hf_sim_world *world = make();
    struct call call = {.id = 7, .over_us = HF_NEVER};
    const struct peer peer = {.was_cancelled = 1};

    promises_rings(world, 1, &call, &peer);
    expect_fault(world, "a second time");
    call.emergency = 1; /* E11: it goes on also after ringing */
    promises_rings(world, 1, &call, &peer);
    expect_content(world);
    hf_sim_world_free(world);
}

/* C14: the server was gone from the list when its phone rang, and has come back. */
Test(calls, what_rang_by_a_server_that_was_gone_may_ring_again)
{
    struct hf_sim_world *world = make();
    struct line *line = &world->lines[0];
    struct call *call = &line->calls[0];
    const struct peer peer = {.was_cancelled = 1};

    *call = (struct call){.id = 7, .up_us = HF_NEVER, .over_us = HF_NEVER};
    line->transactions[0] = transaction_of(HF_REQUEST_INVITE);
    line->transactions[0].state = TRANSACTION_WATCHED;
    cr_assert(hf_sim_configure(world, 1, &line->configuration) == HF_OK);
    promises_late(world, 1, &line->transactions[0], 1);
    promises_rings(world, 1, call, &peer);
    expect_fault(world, "a second time");
    promises_late(world, 1, &line->transactions[0], 0);
    promises_rings(world, 1, call, &peer);
    expect_content(world);
    hf_sim_world_free(world);
}

/* A merged INVITE is answered 482 (RFC 3261 8.2.2.2), and the phone rings for the first alone. */
Test(calls, a_callee_rings_once_by_however_many_servers)
{
    struct hf_sim_world *world = make();
    struct call *call = &world->lines[0].calls[0];

    invites_at(world, "a")->rings_after_us = 8 * SECOND_US;
    invites_at(world, "a")->final_after_us = HF_NEVER;
    cr_assert(dial(world, 1) == HF_OK);
    hf_sim_run_until(world, 9 * SECOND_US); /* b has it since 8.51 s, and rings */
    cr_expect(call->peers[0].state == PEER_RINGS && call->state == HF_CALL_RINGING);
    cr_expect(world->n_legs == 2 && !world->legs[0].is_over);
    hf_sim_run_until(world, 10 * SECOND_US);
    cr_expect(world->legs[0].is_over, "a was answered 482");
    cr_expect(call->peers[0].attempt == world->legs[1].invite.attempt);
    expect_content(world);
    hf_sim_world_free(world);
}

/* RFC 3261 17.2.1: an INVITE that was challenged does not ring when it comes again, whatever the
 * server asks for by then. */
Test(calls, an_invite_that_was_challenged_stays_so)
{
    struct hf_sim_world *world = make();
    struct message again;

    hf_sim_server_named(world, "a")->n_realms = 1;
    cr_assert(dial(world, 1) == HF_OK);
    hf_sim_run_until(world, SECOND_US + 15000);
    cr_assert(world->n_legs == 1);
    again = world->legs[0].invite;
    hf_sim_server_named(world, "a")->n_realms = 0;
    server_receive(world, &again);
    cr_expect(world->n_legs == 1 && !callee_has(world, &again));
    again.branch++;
    server_receive(world, &again);
    cr_expect(world->n_legs == 2 && callee_has(world, &again));
    hf_sim_world_free(world);
}

/* C13 */
Test(calls, what_arrives_at_a_line_that_is_off_is_turned_away)
{
    struct hf_sim_world *world = make();
    struct call *call = &world->lines[0].calls[0];
    struct hf_event event = {.kind = HF_EVENT_CALL_ARRIVED, .u.call = {.call = 7}};
    struct hf_call_report report = {.call = 7, .state = HF_CALL_OVER, .why = HF_WHY_LINE_DISABLED};

    hf_sim_line_step(world, 1, &(struct hf_event){.kind = HF_EVENT_STOPPED});
    hf_sim_run_until(world, 3 * SECOND_US);
    cr_assert(hf_sim_call(world, 1, &event.u.call) == HF_OK);
    cr_expect(call->over_us == 3 * SECOND_US && call->peers[0].state == PEER_QUIET);
    expect_content(world);
    *call = (struct call){.id = 7, .incoming = 1, .is_new = 1, .over_us = HF_NEVER};
    report.why = HF_WHY_CALL_ENDED;
    promises_report(world, 1, &event, &report);
    expect_fault(world, "cannot follow");
    report.state = HF_CALL_RINGING;
    promises_report(world, 1, &event, &report);
    expect_fault(world, "cannot follow");
    hf_sim_world_free(world);
}

Test(calls, nobody_is_cancelled_who_has_not_answered)
{
    struct hf_sim_world *world = make();
    struct call *call = &world->lines[0].calls[0];

    invites_at(world, "a")->rings_after_us = 5 * SECOND_US;
    cr_assert(dial(world, 1) == HF_OK);
    hf_sim_run_until(world, 2 * SECOND_US);
    cr_assert(hf_sim_hang_up(world, 1, 1, 2) == HF_OK);
    cr_expect(world->lines[0].transactions[0].ending == ENDING_NONE);
    hf_sim_run_until(world, 6 * SECOND_US + 10000);
    cr_expect(call->peers[0].state == PEER_RINGS, "late, and nobody calls any more");
    hf_sim_run_until(world, 7 * SECOND_US);
    cr_expect(call->peers[0].state == PEER_QUIET && call->peers[0].was_cancelled);
    expect_content(world);
    hf_sim_world_free(world);
}

Test(calls, a_server_that_is_gone_has_lost_its_invites)
{
    struct hf_sim_world *world = make();

    invites_at(world, "a")->rings_after_us = 5 * SECOND_US;
    cr_assert(dial(world, 1) == HF_OK);
    hf_sim_run_until(world, 2 * SECOND_US);
    hf_sim_server_named(world, "a")->presence = HF_SIM_SILENT;
    hf_sim_run_until(world, 8 * SECOND_US);
    cr_expect(world->lines[0].calls[0].peers[0].state == PEER_QUIET);
    cr_expect(world->legs[0].is_over);
    expect_content(world);
    hf_sim_world_free(world);
}

Test(calls, there_is_nothing_to_hang_up_twice)
{
    struct hf_sim_world *world = make();

    cr_expect(hf_sim_hang_up(world, 1, 1, 2) == HF_E_UNKNOWN_ID);
    cr_assert(dial(world, 1) == HF_OK);
    cr_expect(hf_sim_oldest_call(world, 1, HF_SIM_CALLS_ANY) == 1);
    cr_expect(hf_sim_oldest_call(world, 1, HF_SIM_CALLS_UP) == 0);
    hf_sim_run_until(world, 4 * SECOND_US);
    cr_expect(hf_sim_oldest_call(world, 1, HF_SIM_CALLS_UP) == 1);
    cr_expect(hf_sim_hang_up(world, 1, 1, 2) == HF_OK);
    hf_sim_run_until(world, 5 * SECOND_US);
    cr_expect(hf_sim_oldest_call(world, 1, HF_SIM_CALLS_ANY) == 0);
    cr_expect(hf_sim_hang_up(world, 1, 1, 3) == HF_E_UNKNOWN_ID);
    expect_content(world);
    hf_sim_world_free(world);
}
