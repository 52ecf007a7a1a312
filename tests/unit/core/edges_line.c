/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edges of a line's behaviour, found by measuring (./run coverage): events that cross, come twice,
 * or find every place taken. Each goes through the line's own door.
 */
#include "candidates.h"
#include "situations.h"
#include "call_bench.h"

static struct rig rig;

#define S SITUATION_S

/* ---- calls ---- */

/* E5: the other side knows the call no more, and the user has hung up already: the BYE's answer
 * ends it, and nothing else. */
Test(edges_line, E5_what_is_said_of_a_call_that_ends_does_not_end_it)
{
    uint64_t inside;

    at_talking(&rig);
    cr_assert_eq(rig_in_call(&rig, 2, 1), HF_OK);
    inside = rig.last_attempt;
    cr_assert_eq(rig_hang_up(&rig, 3, 1), HF_OK);
    cr_assert_eq(rig_response(&rig, inside, 481, HF_EXPIRES_NONE), HF_OK);
    cr_assert_eq(call_request_reported(&rig)->request, 2);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_CALL), 0);
    cr_assert(call_is_known(&rig, 1));
    cr_assert_eq(rig_response(&rig, rig.last_attempt, 200, HF_EXPIRES_NONE), HF_OK);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_OVER);
}

/* C8: what else is said inside of a call that ends is none of the BYE's business. */
Test(edges_line, C8_a_line_that_stops_lets_a_BYE_end_beside_another_request)
{
    at_talking(&rig);
    rig_in_call(&rig, 2, 1);
    rig_hang_up(&rig, 3, 1);
    cr_assert_eq(rig_fact(&rig, HF_EVENT_STOPPED), HF_OK);
    cr_assert(call_is_known(&rig, 1));
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_BYE), 0, "it is under way already");
}

/* C8, E11: every place is an emergency's or another call's: the one that talks ends without a BYE
 * where none is left for it. */
Test(edges_line, C8_E11_a_call_that_finds_no_place_for_its_BYE_is_over)
{
    at_talking(&rig);
    for (uint64_t id = 2; id <= HF_LINE_CALLS; id++)
        cr_assert_eq(rig_dial(&rig, id, 0), HF_OK);
    cr_assert_eq(rig_dial(&rig, 99, 1), HF_OK);
    cr_assert_eq(rig_fact(&rig, HF_EVENT_STOPPED), HF_OK);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_BYE), 0);
    cr_assert_not(call_is_known(&rig, 1));
    cr_assert(call_is_known(&rig, 99), "an emergency goes on");
}

/* E11: an emergency takes the place of a call that the user has hung up, where all are such. */
Test(edges_line, E11_an_emergency_takes_the_place_of_a_BYE)
{
    at_registered(&rig);
    for (uint64_t id = 1; id <= HF_LINE_CALLS; id++) {
        rig_dial(&rig, id, 0);
        rig_response(&rig, rig.last_attempt, 200, HF_EXPIRES_NONE);
        rig_hang_up(&rig, 10 + id, id);
    }
    cr_assert_eq(rig_dial(&rig, 99, 1), HF_OK, "%s", rig.actions.refusal.what);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->request, 99);
    cr_assert_eq(call_request_reported(&rig)->request, 11, "its BYE gives way");
    cr_assert_not(call_is_known(&rig, 1));
}

Test(edges_line, H2_an_answer_to_no_call_is_late)
{
    at_registered(&rig);
    cr_assert_eq(rig_call(&rig, HF_EVENT_CALL_ANSWERED, 0), HF_OK);
    cr_assert_eq(rig.actions.late_events, 1);
}

/* A call that talks over server 1; its BYE fails there while the line registers at a target of
 * server 2, and registers first before it goes on at that server (E2). */
static void a_bye_that_waits(bool joins)
{
    uint64_t bye;

    rig_init_servers(&rig, 2);
    rig_two_targets(&rig, 2);
    rig.config.register_first = 1;
    rig_begin(&rig);
    rig_accept(&rig, 600);
    call_talks(&rig);
    rig_until(&rig, rig.line.registrations[0].deadline_us);
    rig_fail(&rig, HF_CAUSE_ICMP);
    if (!joins)
        rig_fail(&rig, HF_CAUSE_LOCAL);
    cr_assert_eq(rig.last_send.kind, HF_REQUEST_REGISTER);
    cr_assert_eq(rig.last_send.server, 2);
    rig_hang_up(&rig, 2, 1);
    bye = call_sent(&rig, HF_REQUEST_BYE)->attempt;
    cr_assert_eq(rig_failed(&rig, bye, HF_CAUSE_ICMP), HF_OK);
    cr_assert_eq(rig.line.passes[HF_SLOT_REQUEST].state, joins ? HF_PASS_JOINED : HF_PASS_TURN);
}

Test(edges_line, C8_E2_a_BYE_that_waits_for_a_REGISTER_goes_out_when_the_line_stops)
{
    for (int joins = 0; joins < 2; joins++) {
        a_bye_that_waits(joins != 0);
        cr_assert_eq(rig_fact(&rig, HF_EVENT_STOPPED), HF_OK);
        cr_assert_eq(call_count_sent(&rig, HF_REQUEST_BYE), 1, "%d", joins);
    }
}

/* ---- C14 ---- */

/* The servers have these last octets from now on. */
static void servers_are(const uint8_t *octets, uint8_t n)
{
    struct hf_config like = rig.config;

    hf_config_init(&rig.config);
    rig.config.jitter_percent = like.jitter_percent;
    rig.config.quarantine_s = like.quarantine_s;
    rig.config.mode = like.mode;
    for (uint8_t i = 0; i < n; i++)
        rig_server_at(&rig, octets[i]);
    cr_assert_eq(rig_configure(&rig), HF_OK, "%s", rig.actions.refusal.what);
}

#define SERVERS_ARE(...)                                                                           \
    servers_are((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

/* A7: what rings is moved by nothing; its server may go, and go again. */
static void ringing_where_nobody_is(void)
{
    at_ringing(&rig);
    SERVERS_ARE(2, 3);
    SERVERS_ARE(3, 4);
    cr_assert_eq(rig.line.calls[0].state, HF_CALL_RINGING);
}

static uint64_t ringing_attempt(void)
{
    for (uint8_t i = HF_SLOT_REQUEST; i < HF_LINE_PASSES; i++) {
        if (rig.line.passes[i].call != 0)
            return rig.line.passes[i].attempt.id;
    }
    return 0;
}

Test(edges_line, A7_C14_what_rings_at_a_server_that_is_gone_may_be_answered)
{
    ringing_where_nobody_is();
    cr_assert_eq(rig_response(&rig, ringing_attempt(), 200, HF_EXPIRES_NONE), HF_OK);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_TALKING);
}

Test(edges_line, A7_C14_what_rings_at_a_server_that_is_gone_may_fail)
{
    ringing_where_nobody_is();
    cr_assert_eq(rig_failed(&rig, ringing_attempt(), HF_CAUSE_ICMP), HF_OK);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_OVER);
}

Test(edges_line, A13_C14_a_status_from_a_server_that_is_gone_accuses_nobody)
{
    ringing_where_nobody_is();
    cr_assert_eq(rig_response(&rig, ringing_attempt(), 503, HF_EXPIRES_NONE), HF_OK);
    cr_assert_eq(call_reported(&rig)->state, HF_CALL_OVER);
}

/* E11: an emergency that rang goes on all the same, also from a server that is gone, which nobody
 * asks or suspects for it (A13, C2): when it rings yet, and when it has been challenged since. */
Test(edges_line, E11_C14_an_emergency_goes_on_from_a_server_that_is_gone)
{
    for (unsigned how = 0; how < 4; how++) {
        bool answered = how % 2 != 0, challenged = how / 2 != 0;
        uint64_t first;

        at_registered(&rig);
        rig_dial(&rig, 1, 1);
        rig_rings(&rig, rig.last_attempt);
        SERVERS_ARE(2, 3);
        rig_accept(&rig, 600);
        first = ringing_attempt();
        if (challenged)
            cr_assert_eq(rig_challenged(&rig, first, 0, 0), HF_OK);
        if (answered)
            cr_assert_eq(rig_response(&rig, first, 503, HF_EXPIRES_NONE), HF_OK);
        else
            cr_assert_eq(rig_failed(&rig, first, HF_CAUSE_ICMP), HF_OK);
        cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->request, 1);
        cr_assert_eq(call_count_sent(&rig, HF_REQUEST_REGISTER), 0);
        cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_CALL), 0);
    }
}

/* C14: a proxy is what its port and transport say, like a server. */
Test(edges_line, C14_another_port_or_transport_of_a_proxy_is_another_server)
{
    for (unsigned what = 0; what < 3; what++) {
        struct hf_proxy_config *proxy = &rig.config.servers[0].proxies[1];

        rig_init_servers(&rig, 2);
        rig_two_proxies(&rig, 1);
        rig_begin(&rig);
        rig_accept(&rig, 600);
        proxy->port = what == 1 ? 5070 : proxy->port;
        proxy->transport = what == 2 ? HF_TRANSPORT_TCP : proxy->transport;
        cr_assert_eq(rig_configure(&rig), HF_OK);
        cr_assert_eq(rig_count(&rig, HF_ACTION_SEND) != 0, what != 0, "%u", what);
    }
}

/* Another seed alone is another configuration: the line registers once more where it works. */
Test(edges_line, C14_another_seed_is_another_configuration)
{
    at_registered(&rig);
    rig_event(&rig, HF_EVENT_CONFIGURED)->u.configured = (struct hf_configured){
        .config = &rig.config, .seed = 2};
    cr_assert_eq(rig_step(&rig), HF_OK);
    cr_assert_eq(rig.line.seed, 2);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
    cr_assert_eq(rig.last_send.server, 1);
    cr_assert_eq(rig_step(&rig), HF_OK);
    cr_assert_eq(rig.actions.n, 0, "the same once more");
}

/* ---- C3a ---- */

/* At its most the count of lost flows stays. */
Test(edges_line, C3a_lost_flows_are_counted_no_further_than_a_byte)
{
    struct hf_registration *r = &rig.line.registrations[0];

    at_registered(&rig);
    r->flow_losses = UINT8_MAX;
    rig_flow_lost(&rig, rig.line.candidates[0].target);
    cr_assert_eq(r->flow_losses, UINT8_MAX);
}

/* ---- A11 ---- */

/* A 2xx that takes the binding away is none that came late. */
Test(edges_line, A11_a_late_2xx_that_grants_nothing_makes_no_binding)
{
    for (uint32_t expires_s = 0; expires_s <= 600; expires_s += 600) {
        uint64_t first;

        rig_start(&rig);
        first = rig.last_attempt;
        rig_wake(&rig);
        rig_accept(&rig, 600);
        rig_event(&rig, HF_EVENT_ABANDONED)->u.abandoned = (struct hf_abandoned){
            .attempt = first, .status = 200, .how = HF_ABANDONED_ANSWERED, .expires_s = expires_s};
        cr_assert_eq(rig_step(&rig), HF_OK);
        cr_assert_eq(rig.line.bindings[0].state,
                     expires_s == 0 ? HF_BINDING_ABSENT : HF_BINDING_LEFT);
    }
}

/* ---- C9 ---- */

/* On the backup, since the first one answered 503; a call kept its old binding from being removed.
 * The phone restarts, too late for the new binding, and waits (C11); another call ends meanwhile:
 * the old binding goes, and the line begins when it would have. */
Test(edges_line, C9_C11_a_removal_beside_a_line_that_waits_to_begin)
{
    rig_init_servers(&rig, 2);
    rig.config.contact_per_server = 1;
    rig.config.unregister_old = 1;
    rig.config.start_spread_s = 60;
    rig_begin(&rig);
    if (rig.n_sends == 0)
        rig_wake(&rig);
    rig_accept(&rig, 3600);
    rig_call(&rig, HF_EVENT_CALL_ARRIVED, 7);
    rig_wanted(&rig, 5);
    rig_answer(&rig, 503, HF_RETRY_AFTER_NONE);
    rig_accept(&rig, 60);
    cr_assert_eq(rig.line.bindings[0].state, HF_BINDING_LEFT);
    rig_event(&rig, HF_EVENT_RESTORED)->u.restored.elapsed_us = 100 * S;
    cr_assert_eq(rig_step(&rig), HF_OK);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_WAITING);
    cr_assert_eq(rig.line.registrations[0].working, 1);
    rig_call(&rig, HF_EVENT_CALL_ARRIVED, 8);
    rig_call(&rig, HF_EVENT_CALL_ENDED, 8);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_REGISTER), 1);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REMOVE);
    cr_assert_eq(rig_response(&rig, rig.last_attempt, 200, 0), HF_OK);
    cr_assert_eq(rig.line.bindings[0].state, HF_BINDING_ABSENT);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_WAITING);
}

/* C9, C14: removals at former servers have all the places but the registration's: the old binding
 * finds none, which is said, and ends by itself. */
Test(edges_line, C9_C14_a_binding_that_finds_no_place_for_its_removal_is_left)
{
    uint64_t removal;

    at_concurrent(&rig);
    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++)
        rig.config.servers[i].port = 5070;
    rig.config.mode = HF_MODE_SUCCESSIVE;
    rig.config.contact_per_server = 1;
    rig.config.unregister_old = 1;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    removal = rig.line.passes[HF_SLOT_REGISTER].attempt.id;
    cr_assert_eq(rig_response(&rig, removal, 200, 0), HF_OK);
    rig_wanted(&rig, 4);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REGISTER);
    rig_accept(&rig, 3600);
    rig_wanted(&rig, 5);
    rig_answer(&rig, 503, HF_RETRY_AFTER_NONE);
    rig_accept(&rig, 3600);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_REMOVAL_NO_ROOM));
    cr_assert_eq(rig.line.bindings[0].state, HF_BINDING_LEFT);
    cr_assert_eq(call_count_sent(&rig, HF_REQUEST_REGISTER), 0);
}

/* A8: a removal that is too brief for the registrar asks for no time all the same. */
Test(edges_line, A8_C8_a_removal_that_is_answered_423)
{
    at_stopping(&rig);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REMOVE);
    rig_event(&rig, HF_EVENT_RESPONSE_RECEIVED)->u.response = (struct hf_response){
        .attempt = rig.last_attempt,
        .status = 423,
        .expires_s = HF_EXPIRES_NONE,
        .retry_after_s = HF_RETRY_AFTER_NONE,
        .min_expires_s = 1200};
    cr_assert_eq(rig_step(&rig), HF_OK, "%s", rig.actions.refusal.what);
    cr_assert_eq(rig.last_send.expires_s, 0);
}

/* C2, C14: what runs in the first registration's place is a removal: it says nothing of why the
 * first server does not serve the line. */
Test(edges_line, C2_C14_a_removal_does_not_say_why_the_line_is_on_a_backup)
{
    at_former_removals(&rig);
    cr_assert_eq(rig_response(&rig, rig.line.passes[HF_SLOT_REQUEST - 1].attempt.id, 200, 0),
                 HF_OK);
    cr_assert_eq(rig_wanted(&rig, 4), HF_OK);
    cr_assert_eq(rig.last_send.server, HF_LINE_SERVERS);
    rig_accept(&rig, 3600);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_ON_BACKUP);
    cr_assert_eq(rig.line.passes[HF_SLOT_REGISTER].purpose, HF_PURPOSE_REMOVE);
    cr_assert_eq(hf_line_status(&rig.line).why, rig.line.registrations[0].why);
}

/* ---- F3 ---- */

static const struct hf_decision *said_by(enum hf_machine machine, enum hf_why why)
{
    for (uint32_t i = 0; i < rig.actions.n; i++) {
        const struct hf_decision *d = &rig.actions.items[i].u.decision;
        if (rig.actions.items[i].kind == HF_ACTION_EXPLAIN && d->machine == machine &&
            d->why == why)
            return d;
    }
    return NULL;
}

/* C2: the second server takes the line over from a first one that an INVITE found dead, at its
 * second target, since its first one said 503. That is why it took so long, and not why the line is
 * on a backup: its decision does not tell that, and the line's own does. */
Test(edges_line, F3_why_a_server_took_so_long_is_not_why_the_line_is_there)
{
    uint64_t at_second_target;

    rig_init_servers(&rig, 2);
    rig_two_targets(&rig, 2);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig_begin(&rig);
    cr_assert_eq(rig_sent_to(&rig), 21);
    cr_assert_eq(rig_response(&rig, rig.last_attempt - 1, 200, 600), HF_OK);
    cr_assert_eq(rig_response(&rig, rig.last_attempt, 503, HF_EXPIRES_NONE), HF_OK);
    cr_assert_eq(rig_sent_to(&rig), 22);
    at_second_target = rig.last_attempt;
    rig_dial(&rig, 1, 0);
    cr_assert_eq(rig_sent_to(&rig), 1);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(hf_line_status(&rig.line).server, 1, "a doubtful server is better than none");
    cr_assert_eq(rig_response(&rig, at_second_target, 200, 600), HF_OK);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_ON_BACKUP);
    cr_assert_eq(said_by(HF_MACHINE_REGISTRATION, HF_WHY_ACCEPTED)->status, 503);
    cr_assert_not_null(said_by(HF_MACHINE_LINE, hf_line_status(&rig.line).why));
    cr_assert_eq(said_by(HF_MACHINE_LINE, hf_line_status(&rig.line).why)->status, 0);
}
