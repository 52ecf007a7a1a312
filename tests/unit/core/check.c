/* SPDX-License-Identifier: Apache-2.0 */
/* Each invariant that hf_line_check holds is broken by hand once, and found by its number. */
#include "rig.h"

static struct rig rig;

static void registered_on_backup(void)
{
    rig_start(&rig);
    rig_wake(&rig); /* server 1 is silent */
    cr_assert_eq(rig_response(&rig, rig.last_attempt, 200, 600), HF_OK);
    cr_assert_eq(rig.line.registrations[0].working, 1);
}

Test(check, a_fresh_line_is_sound)
{
    rig_init(&rig);
    cr_assert_eq(hf_line_check(&rig.line), 0);
}

Test(check, H3_finds_a_request_that_nobody_answers)
{
    registered_on_backup();
    rig.line.wishes.n = 1;
    rig.line.wishes.requests[0] = 7;
    cr_assert_eq(hf_line_check(&rig.line), 3);
}

Test(check, H4_finds_an_attempt_that_was_never_issued)
{
    rig_start(&rig);
    rig.line.passes[HF_SLOT_REGISTER].attempt.id = rig.line.next_id;
    cr_assert_eq(hf_line_check(&rig.line), 4);
}

Test(check, H4_finds_two_registers_to_one_server)
{
    rig_start(&rig);
    rig.line.passes[HF_SLOT_REGISTER + 1] = rig.line.passes[HF_SLOT_REGISTER];
    rig.line.passes[HF_SLOT_REGISTER + 1].purpose = HF_PURPOSE_REMOVE;
    rig.line.passes[HF_SLOT_REGISTER + 1].attempt.purpose = HF_PURPOSE_REMOVE;
    rig.line.passes[HF_SLOT_REGISTER + 1].server = 1;
    rig.line.passes[HF_SLOT_REGISTER + 1].attempt.id = rig.line.next_id++;
    cr_assert_eq(hf_line_check(&rig.line), 4);
}

Test(check, H4_finds_a_mark_that_outlives_its_step)
{
    rig_start(&rig);
    rig.line.passes[HF_SLOT_REGISTER].attempt.state = HF_ATTEMPT_OVERDUE;
    cr_assert_eq(hf_line_check(&rig.line), 4);
}

Test(check, H5_finds_a_request_to_a_stranger)
{
    struct hf_redirect *entry = &rig.line.redirects[0];

    rig_start(&rig);
    *entry = (struct hf_redirect){.target = rig.line.candidates[0].target,
                                  .pass = HF_SLOT_REGISTER + 1};
    entry->target.port = 5066;
    cr_assert_eq(hf_line_check(&rig.line), 5, "no 3xx has sent it there");
    rig.line.passes[HF_SLOT_REGISTER].redirected = 1;
    cr_assert_eq(hf_line_check(&rig.line), 0);
    entry->target.port = 5060;
    cr_assert_eq(hf_line_check(&rig.line), 5, "its candidate's own needs no entry");
    entry->pass = HF_SLOT_REQUEST + 1;
    cr_assert_eq(hf_line_check(&rig.line), 5, "a pass without an attempt");
}

/* Working through proxy 2, and proxy 1 under probe. */
static void probing_proxy_1(void)
{
    rig_init_servers(&rig, 1);
    rig_two_proxies(&rig, 1);
    rig.config.proxy_failback_interval_s = 60;
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 3600);
    rig_wake(&rig);
    cr_assert_eq(rig.line.proxy_failback.state[0], HF_PROXIES_PROBING);
}

Test(check, H8_H9_find_a_way_back_between_proxies_that_is_none)
{
    struct hf_proxy_failback *f = &rig.line.proxy_failback;

    probing_proxy_1();
    f->state[1] = HF_PROXIES_DUE;
    cr_assert_eq(hf_line_check(&rig.line), 9, "a registration that is none");
    probing_proxy_1();
    f->state[0] = HF_PROXIES_DUE;
    cr_assert_eq(hf_line_check(&rig.line), 9, "nobody's probe");
    probing_proxy_1();
    f->deadline_us[0] = rig.now_us;
    cr_assert_eq(hf_line_check(&rig.line), 8);
    probing_proxy_1();
    rig.line.passes[HF_SLOT_PROBE].proxy = 2;
    cr_assert_eq(hf_line_check(&rig.line), 9, "another proxy's");
    probing_proxy_1();
    rig.line.passes[HF_SLOT_PROBE].candidate = rig.line.passes[HF_SLOT_PROBE].attempt.candidate = 1;
    rig.line.passes[HF_SLOT_PROBE].tried = 2;
    cr_assert_eq(hf_line_check(&rig.line), 9, "it is at proxy 2");
    rig_start(&rig);
    rig.line.passes[HF_SLOT_REGISTER].proxy = 1;
    cr_assert_eq(hf_line_check(&rig.line), 9, "no probe, and one proxy's alone");
    rig.line.passes[HF_SLOT_REGISTER].proxy = HF_SERVER_PROXIES + 1;
    cr_assert_eq(hf_line_check(&rig.line), 9);
    rig_start(&rig);
    f->flags[0] = HF_PROXIES_HURRIED;
    cr_assert_eq(hf_line_check(&rig.line), 9, "nothing to hurry for");
}

Test(check, H9_finds_redirects_that_no_pass_or_two_ways_of_writing_have)
{
    static const uint8_t legal[][2] = {{0, 0}, {2, 0}, {2, 3}};
    struct hf_redirect *entries = rig.line.redirects;

    rig_init(&rig);
    for (uint8_t first = 0; first <= HF_LINE_PASSES + 1; first++) {
        for (uint8_t second = 0; second <= HF_LINE_PASSES + 1; second++) {
            bool is_sound = second == 0 ? first <= HF_LINE_PASSES
                                        : first != 0 && first < second && second <= HF_LINE_PASSES;
            memset(entries, 0, sizeof rig.line.redirects);
            entries[0].pass = first;
            entries[1].pass = second;
            entries[0].target.family = first == 0 ? 0 : HF_FAMILY_IPV4;
            entries[1].target.family = second == 0 ? 0 : HF_FAMILY_IPV4;
            cr_assert_eq(hf_line_check(&rig.line) != 9, is_sound, "%u %u", first, second);
        }
    }
    for (size_t i = 0; i < sizeof legal / sizeof *legal; i++) {
        memset(entries, 0, sizeof rig.line.redirects);
        entries[0].pass = legal[i][0];
        entries[1].pass = legal[i][1];
        entries[0].target.family = legal[i][0] == 0 ? HF_FAMILY_IPV4 : HF_FAMILY_NONE;
        cr_assert_eq(hf_line_check(&rig.line), 9, "free with a target, or used without one");
    }
}

Test(check, H6_finds_an_attempt_that_outlives_its_budget)
{
    rig_start(&rig);
    rig.line.passes[HF_SLOT_REGISTER].attempt.deadline_us = 40000000;
    cr_assert_eq(hf_line_check(&rig.line), 6);
}

Test(check, H7_finds_a_second_binding)
{
    registered_on_backup();
    rig.line.bindings[0] = rig.line.bindings[1];
    rig.line.bindings[0].candidate = 0;
    cr_assert_eq(hf_line_check(&rig.line), 7);
}

Test(check, H8_finds_a_state_without_its_wake_up)
{
    registered_on_backup();
    rig.line.registrations[0].deadline_us = HF_NEVER;
    cr_assert_eq(hf_line_check(&rig.line), 8);
}

Test(check, H8_finds_a_pass_that_nobody_runs)
{
    rig_start(&rig);
    rig.line.registrations[0].state = HF_REGISTRATION_WAITING;
    rig.line.registrations[0].deadline_us = 1;
    cr_assert_eq(hf_line_check(&rig.line), 8);
}

Test(check, H9_finds_a_number_outside_its_bounds)
{
    registered_on_backup();
    rig.line.failback.state = HF_FAILBACK_STATE_COUNT;
    cr_assert_eq(hf_line_check(&rig.line), 9);
}

Test(check, H9_finds_a_candidate_that_does_not_exist)
{
    registered_on_backup();
    rig.line.registrations[0].working = 2;
    cr_assert_eq(hf_line_check(&rig.line), 9);
}

/* ---- calls ---- */

static struct hf_pass *invite(void)
{
    rig_start(&rig);
    rig_accept(&rig, 600);
    rig_dial(&rig, 1, 0);
    cr_assert_eq(hf_line_check(&rig.line), 0);
    return &rig.line.passes[HF_SLOT_REQUEST];
}

Test(check, H8_finds_a_call_whose_invite_nobody_sends)
{
    (void)invite();
    rig.line.calls[0].flags = HF_CALL_INCOMING;
    cr_assert_eq(hf_line_check(&rig.line), 8, "nobody calls in and is calling");
    (void)invite();
    rig.line.calls[0].state = HF_CALL_TALKING;
    cr_assert_eq(hf_line_check(&rig.line), 8, "its INVITE still runs");
    (void)invite();
    rig.line.calls[0].state = HF_CALL_ENDING;
    cr_assert_eq(hf_line_check(&rig.line), 8, "and no BYE does");
    (void)invite();
    rig.line.calls[1] = (struct hf_call_entry){.id = 2, .candidate = HF_NONE};
    cr_assert_eq(hf_line_check(&rig.line), 8, "an INVITE for each");
}

Test(check, H8_finds_a_pass_that_waits_for_a_sibling_that_is_none)
{
    struct hf_pass *p = invite();

    rig_wake(&rig);
    rig_response(&rig, rig.last_attempt, 482, HF_EXPIRES_NONE);
    cr_assert_eq(p->state, HF_PASS_SIBLING);
    for (unsigned i = 0; i < HF_LINE_ABANDONED; i++)
        rig.line.watched[i].call = 0;
    cr_assert_eq(hf_line_check(&rig.line), 8);
}

Test(check, H9_finds_a_pass_that_is_no_calls)
{
    invite()->call = 2;
    cr_assert_eq(hf_line_check(&rig.line), 9, "an entry that is free");
    invite()->call = 0;
    cr_assert_eq(hf_line_check(&rig.line), 9, "an INVITE is a call's");
    invite()->request = 5;
    cr_assert_eq(hf_line_check(&rig.line), 9, "the id of another");
    invite()->state = HF_PASS_READY;
    cr_assert_eq(hf_line_check(&rig.line), 4, "a mark that outlives its step");
}

Test(check, H9_finds_a_call_that_is_out_of_bounds)
{
    static const struct hf_call_entry talks = {
        .server = 1, .state = HF_CALL_TALKING, .candidate = HF_NONE};

    (void)invite();
    rig.line.calls[0].candidate = 9;
    cr_assert_eq(hf_line_check(&rig.line), 9);
    (void)invite();
    rig.line.calls[0].state = HF_CALL_OVER;
    cr_assert_eq(hf_line_check(&rig.line), 9, "it would be free");
    (void)invite();
    rig.line.calls[1].server = 1;
    cr_assert_eq(hf_line_check(&rig.line), 9, "a free one is zero");
    (void)invite();
    rig.line.calls[1] = talks;
    rig.line.calls[1].id = 1;
    cr_assert_eq(hf_line_check(&rig.line), 9, "one id twice");
}

Test(check, H9_E10_finds_one_call_too_many)
{
    (void)invite();
    for (uint8_t i = 1; i < HF_CALL_ENTRIES; i++)
        rig.line.calls[i] = (struct hf_call_entry){
            .id = i + 1u, .server = 1, .state = HF_CALL_TALKING, .candidate = HF_NONE};
    cr_assert_eq(hf_line_check(&rig.line), 9);
    rig.line.calls[1].flags = HF_CALL_EMERGENCY;
    cr_assert_eq(hf_line_check(&rig.line), 0, "E11");
}

Test(check, H9_A11_finds_a_watched_invite_of_no_call)
{
    (void)invite();
    rig_wake(&rig);
    rig.line.watched[0].call = 3;
    cr_assert_eq(hf_line_check(&rig.line), 9);
}

Test(check, H6_finds_one_that_rings_too_long_and_one_that_waits_too_long)
{
    struct hf_pass *p = invite();

    rig_rings(&rig, rig.last_attempt);
    p->attempt.deadline_us += 1;
    cr_assert_eq(hf_line_check(&rig.line), 6);
    p->attempt.deadline_us = HF_NEVER;
    cr_assert_eq(hf_line_check(&rig.line), 6, "ring_timeout_s is set");
    (void)invite();
    rig_provisional(&rig, rig.last_attempt);
    p->attempt.deadline_us += 1;
    cr_assert_eq(hf_line_check(&rig.line), 6);
}
