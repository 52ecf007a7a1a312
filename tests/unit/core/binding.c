/* SPDX-License-Identifier: Apache-2.0 */
/* What servers have confirmed, for how long, and under which Call-ID (C1, C1a, C4, A11). */
#include "binding.h"

#include "rig.h"

#define S 1000000ull

static struct rig rig;

static void granted(uint32_t expires_s)
{
    rig_init_servers(&rig, 2);
    rig_begin(&rig);
    rig.now_us = S;
    rig_accept(&rig, expires_s);
}

static const struct hf_binding *of(uint8_t server)
{
    return &rig.line.bindings[server - 1];
}

Test(binding, C4_lasts_as_long_as_was_granted_and_never_counts_for_less_than_ten_seconds)
{
    static const uint32_t grants[] = {1, 9, 10, 11, 3600};

    for (size_t i = 0; i < sizeof grants / sizeof *grants; i++) {
        granted(grants[i]);
        cr_assert_eq(of(1)->expires_us, S + (grants[i] < 10 ? 10 : grants[i]) * S);
        cr_assert_eq(of(1)->granted_s, grants[i]);
        cr_assert_eq(hf_binding_moment_us(of(1), 5), S + 5);
        cr_assert_eq(rig_decision(&rig, HF_WHY_GRANT_SHORT) != NULL, grants[i] < 10);
    }
}

Test(binding, C4_a_2xx_without_our_contact_counts_and_is_warned_about)
{
    struct hf_response *r;

    rig_init_servers(&rig, 2);
    rig_begin(&rig);
    r = &rig_event(&rig, HF_EVENT_RESPONSE_RECEIVED)->u.response;
    r->attempt = rig.last_attempt;
    r->status = 200;
    r->expires_s = 600;
    r->contact_missing = 1;
    rig_step(&rig);
    cr_assert_eq(of(1)->state, HF_BINDING_HELD);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_CONTACT_MISSING));
}

Test(binding, C3_one_that_expires_starts_a_pass)
{
    granted(20);
    rig.line.registrations[0].deadline_us = 100 * S; /* as if the refresh were far away */
    rig_until(&rig, 21 * S);
    cr_assert_eq(of(1)->state, HF_BINDING_ABSENT);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERING);
}

Test(binding, C1_a_move_leaves_the_old_one_to_expire)
{
    granted(600);
    rig_until(&rig, rig.line.registrations[0].deadline_us);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 3600);
    cr_assert_eq(of(1)->state, HF_BINDING_LEFT);
    cr_assert_eq(of(2)->state, HF_BINDING_HELD);
    rig.line.failback.deadline_us = HF_NEVER - 1;
    rig_until(&rig, 601 * S);
    cr_assert_eq(of(1)->state, HF_BINDING_ABSENT);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_ON_BACKUP);
}

Test(binding, C1a_a_servers_call_id_outlives_its_bindings)
{
    uint32_t series;

    granted(600);
    series = of(1)->series;
    rig_fact(&rig, HF_EVENT_STOPPED);
    rig_accept(&rig, 0);
    cr_assert_eq(of(1)->state, HF_BINDING_ABSENT);
    rig_fact(&rig, HF_EVENT_STARTED);
    cr_assert_eq(rig.last_send.series, series);
}

Test(binding, C1a_numbers_of_call_ids_never_come_to_0)
{
    rig.line.next_series = UINT32_MAX;
    cr_assert_eq(hf_binding_new_series(&rig.line), UINT32_MAX);
    cr_assert_eq(hf_binding_new_series(&rig.line), 1);
}

Test(binding, A11_a_late_one_is_noted_beside_the_working_one_and_never_in_its_place)
{
    uint64_t first;

    rig_init_servers(&rig, 2);
    rig.config.failback_servers = HF_FAILBACK_NEVER;
    rig_begin(&rig);
    first = rig.last_attempt;
    rig_until(&rig, 7500000);
    rig_accept(&rig, 600);
    rig_abandoned(&rig, first, 200);
    cr_assert_eq(of(1)->state, HF_BINDING_LEFT);
    cr_assert_eq(of(2)->state, HF_BINDING_HELD);
    cr_assert_eq(hf_line_status(&rig.line).server, 2);
}
