/* SPDX-License-Identifier: Apache-2.0 */
/* Removing bindings: when the line stops (C8), and where it has left one behind (C9). */
#include "holdfast/line.h"
#include "rig.h"

#define S 1000000ull

static struct rig rig;

static const struct hf_registration *first(void)
{
    return &rig.line.registrations[0];
}

static const struct hf_binding *binding(uint8_t server)
{
    return &rig.line.bindings[server - 1];
}

/* Two servers, C9 wanted; on server 1, and its refresh has come. */
static void refreshing(uint8_t n_servers)
{
    rig_init_servers(&rig, n_servers);
    rig.config.contact_per_server = 1;
    rig.config.unregister_old = 1;
    rig.config.failback_interval_s = 20; /* before what was left at server 1 expires */
    rig_begin(&rig);
    rig_accept(&rig, 600);
    rig_until(&rig, first()->deadline_us);
    cr_assert_eq(first()->state, HF_REGISTRATION_REGISTERING);
}

/* Server 1 answers 503: the line moves to server 2. */
static void moved(void)
{
    refreshing(2);
    rig_answer(&rig, 503, HF_RETRY_AFTER_NONE);
    cr_assert_eq(rig.last_send.server, 2);
    rig_accept(&rig, 600);
}

static const struct hf_pass *removal(void)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        if (rig.line.passes[i].purpose == HF_PURPOSE_REMOVE)
            return &rig.line.passes[i];
    }
    return NULL;
}

/* ---- C9 ---- */

Test(removal, C9_the_old_binding_is_removed_when_the_new_server_has_answered_2xx)
{
    uint32_t old_series;

    refreshing(2);
    old_series = rig.last_send.series;
    rig_answer(&rig, 503, HF_RETRY_AFTER_NONE);
    cr_assert_null(removal(), "not before the new one has answered");
    rig_accept(&rig, 600);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REMOVE);
    cr_assert_eq(rig.last_send.server, 1);
    cr_assert_eq(rig.last_send.expires_s, 0);
    cr_assert_eq(rig.last_send.series, old_series, "under the Call-ID that made it");
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_ON_BACKUP, "not waited for");
}

Test(removal, C9_its_answer_brings_the_refresh_of_the_new_binding_at_once)
{
    static const uint16_t statuses[] = {200, 403, 503};

    for (unsigned i = 0; i < 3; i++) {
        moved();
        rig_answer(&rig, statuses[i], HF_RETRY_AFTER_NONE);
        cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1, "%u", statuses[i]);
        cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REGISTER);
        cr_assert_eq(rig.last_send.server, 2);
        cr_assert_not_null(rig_decision(&rig, HF_WHY_REMOVED_ELSEWHERE));
        cr_assert_eq(binding(1)->state, HF_BINDING_ABSENT);
    }
}

Test(removal, C9_it_is_one_attempt_with_A1s_budget_and_its_silence_brings_the_refresh_too)
{
    uint64_t begun_us;

    moved();
    begun_us = rig.now_us;
    rig_wake(&rig);
    cr_assert_eq(rig.now_us - begun_us, 7500000, "never A4's 64*T1");
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REGISTER);
    cr_assert_eq(rig.last_send.server, 2);
}

Test(removal, C9_an_old_server_with_two_targets_is_asked_at_one_of_them_alone)
{
    rig_init_servers(&rig, 2);
    rig.config.contact_per_server = 1;
    rig.config.unregister_old = 1;
    rig_two_targets(&rig, 1);
    rig_begin(&rig);
    rig_accept(&rig, 600);
    rig_until(&rig, first()->deadline_us);
    rig_answer(&rig, 503, HF_RETRY_AFTER_NONE);
    rig_answer(&rig, 503, HF_RETRY_AFTER_NONE);
    rig_accept(&rig, 600);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REMOVE);
    cr_assert_eq(rig_sent_to(&rig), 11, "where the binding was made");
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REGISTER);
}

Test(removal, C9_never_at_a_server_that_was_silent_or_gone)
{
    static const enum hf_cause causes[] = {HF_CAUSE_SILENCE, HF_CAUSE_ICMP, HF_CAUSE_REFUSED};

    for (unsigned i = 0; i < 3; i++) {
        refreshing(2);
        rig_fail(&rig, causes[i]);
        rig_accept(&rig, 600);
        cr_assert_null(removal(), "%s", hf_cause_name((uint8_t)causes[i]));
        cr_assert_eq(binding(1)->state, HF_BINDING_LEFT, "it is left to expire");
    }
}

Test(removal, C9_never_at_a_server_that_rests)
{
    refreshing(2);
    rig_answer(&rig, 503, 60); /* A9: thought dead, by its own word */
    rig_accept(&rig, 600);
    cr_assert_null(removal());
}

/* Both servers fail; then the answer of server 2, which was too late, takes the line there. */
Test(removal, C9_a_server_that_failed_in_an_earlier_pass_is_thought_dead_still)
{
    uint64_t second;

    refreshing(2);
    rig_fail(&rig, HF_CAUSE_SILENCE);
    second = rig.last_attempt;
    rig_until(&rig, rig.now_us + 60 * S);
    cr_assert_eq(first()->state, HF_REGISTRATION_WAITING);
    rig_abandoned(&rig, second, 200);
    cr_assert_eq(rig.last_send.server, 2, "A11");
    rig_accept(&rig, 600);
    cr_assert_null(removal());
}

Test(removal, C9_not_while_a_call_is_carried_there_but_when_it_ends)
{
    refreshing(2);
    rig_call(&rig, HF_EVENT_CALL_ARRIVED, 7); /* over server 1 */
    rig_answer(&rig, 503, HF_RETRY_AFTER_NONE);
    rig_accept(&rig, 600);
    cr_assert_null(removal());
    cr_assert_eq(binding(1)->kept, binding(1)->candidate, "its flow is kept");
    rig_call(&rig, HF_EVENT_CALL_ENDED, 7);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REMOVE);
    cr_assert_eq(rig.last_send.server, 1);
}

Test(removal, C9_is_off_unless_it_is_wanted_and_needs_nothing_in_concurrent_mode)
{
    for (int concurrent = 0; concurrent < 2; concurrent++) {
        rig_init_servers(&rig, 2);
        rig.config.mode = (uint8_t)concurrent;
        rig.config.contact_per_server = (uint8_t)concurrent;
        rig.config.unregister_old = (uint8_t)concurrent;
        rig_begin(&rig);
        rig_accept(&rig, 600);
        if (concurrent)
            rig_response(&rig, rig.last_attempt - 1, 200, 600);
        rig_until(&rig, first()->deadline_us);
        rig_answer(&rig, 503, HF_RETRY_AFTER_NONE);
        if (!concurrent)
            rig_accept(&rig, 600);
        cr_assert_null(removal());
    }
}

Test(removal, C9_needs_a_contact_for_each_server)
{
    rig_init_servers(&rig, 2);
    rig.config.unregister_old = 1;
    cr_assert_eq(rig_configure(&rig), HF_E_CONFLICT);
}

/* The removal carries expires 0: its 2xx is no registration. */
Test(removal, C1b_the_users_register_waits_for_a_removal_and_never_joins_it)
{
    uint64_t removing;

    moved();
    removing = rig.last_attempt;
    rig_wanted(&rig, 7); /* from the first candidate: server 1 */
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
    cr_assert_eq(rig.line.passes[HF_SLOT_REGISTER].state, HF_PASS_TURN);
    rig_response(&rig, removing, 200, HF_EXPIRES_NONE);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 0);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REGISTER);
    cr_assert_eq(rig.last_send.server, 1);
}

/* The line is away with a call at server 1, which is under probe when the call ends. */
Test(removal, C1b_a_removal_never_joins_a_probe)
{
    uint64_t probe;

    refreshing(2);
    rig_call(&rig, HF_EVENT_CALL_ARRIVED, 7);
    rig_answer(&rig, 503, HF_RETRY_AFTER_NONE);
    rig_accept(&rig, 600);
    rig_until(&rig, rig.line.failback.deadline_us);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_PROBE);
    probe = rig.last_attempt;
    rig_call(&rig, HF_EVENT_CALL_ENDED, 7);
    rig_response(&rig, probe, 200, 600);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERED);
    cr_assert_eq(binding(1)->state, HF_BINDING_HELD, "the probe made it");
    rig_until(&rig, rig.now_us + 10 * S);
    cr_assert_eq(binding(1)->state, HF_BINDING_HELD, "and nothing removed it");
}

/* What was sent before the removal was answered may have been wiped with the rest. */
Test(removal, C9_a_refresh_that_was_on_its_way_does_not_count_as_the_one_after_the_removal)
{
    uint64_t removing;

    moved();
    removing = rig.last_attempt;
    rig_network(&rig, 3, 1); /* a REGISTER to server 2 */
    cr_assert_eq(rig.last_send.server, 2);
    rig_response(&rig, removing, 200, HF_EXPIRES_NONE);
    if (rig_count(&rig, HF_ACTION_SEND) == 0)
        rig_accept(&rig, 600);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1, "once more");
    cr_assert_eq(rig.last_send.server, 2);
}

/* That it is owed is not forgotten when the pass is made anew: that one might join a REGISTER which
 * was on its way before. */
Test(removal, C9_the_refresh_after_the_removal_is_owed_also_when_the_pass_is_made_anew)
{
    uint64_t removing;

    moved();
    removing = rig.last_attempt;
    rig_network(&rig, 3, 1);
    rig_response(&rig, removing, 200, HF_EXPIRES_NONE);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
    rig_network(&rig, 3, 1);
    rig_accept(&rig, 600);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
    cr_assert_eq(rig.last_send.server, 2);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_REMOVED_ELSEWHERE));
}

/* ---- C8 ---- */

Test(removal, C8_every_binding_is_removed_also_what_was_left)
{
    refreshing(3);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 600);
    rig_fact(&rig, HF_EVENT_STOPPED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 2);
    cr_assert_eq(rig_action(&rig, HF_ACTION_SEND, 0)->u.send.server, 1);
    cr_assert_eq(rig_action(&rig, HF_ACTION_SEND, 1)->u.send.server, 2);
}

Test(removal, C8_is_over_after_two_seconds_whatever_the_answers_say)
{
    refreshing(2);
    rig_accept(&rig, 600);
    rig.now_us += S;
    rig_fact(&rig, HF_EVENT_STOPPED);
    rig.now_us += 1500000;
    rig_provisional(&rig, rig.last_attempt);
    rig_until(&rig, rig.now_us + 499999);
    cr_assert_eq(first()->state, HF_REGISTRATION_STOPPING);
    rig_until(&rig, rig.now_us + 1);
    cr_assert_eq(first()->state, HF_REGISTRATION_OFF);
    cr_assert_eq(hf_line_deadline(&rig.line).at_us, HF_NEVER);
}

Test(removal, C8_a_removal_that_is_not_answered_goes_on_to_the_servers_next_target)
{
    rig_init_servers(&rig, 1);
    rig_two_targets(&rig, 1);
    rig_begin(&rig);
    rig_accept(&rig, 600);
    rig_fact(&rig, HF_EVENT_STOPPED);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REMOVE);
    cr_assert_eq(rig_sent_to(&rig), 12);
}

Test(removal, C8_concurrent_bindings_are_removed_all_at_once)
{
    rig_init_servers(&rig, HF_LINE_SERVERS);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig_begin(&rig);
    for (uint64_t i = HF_LINE_SERVERS; i > 0; i--)
        rig_response(&rig, rig.last_attempt - i + 1, 200, 600);
    rig_fact(&rig, HF_EVENT_STOPPED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), HF_LINE_SERVERS);
    for (uint64_t i = HF_LINE_SERVERS; i > 0; i--)
        rig_response(&rig, rig.last_attempt - i + 1, 200, HF_EXPIRES_NONE);
    cr_assert_eq(first()->state, HF_REGISTRATION_OFF);
}
