/* SPDX-License-Identifier: Apache-2.0 */
/* Every number has a name, and a number beyond has "unknown". */
#include <criterion/criterion.h>
#include <string.h>

#include "holdfast/line.h"
#include "state.h"

static void every_number_has_its_own(const char *(*name)(unsigned), unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        cr_assert_str_neq(name(i), "unknown");
        for (unsigned j = 0; j < i; j++)
            cr_assert_str_neq(name(i), name(j));
    }
    cr_assert_str_eq(name(count), "unknown");
}

Test(names, every_number_has_its_own_name)
{
    every_number_has_its_own(hf_why_token, HF_WHY_COUNT);
    every_number_has_its_own(hf_setting_token, HF_SETTING_COUNT);
    every_number_has_its_own(hf_machine_name, HF_MACHINE_COUNT);
    every_number_has_its_own(hf_line_state_name, HF_LINE_STATE_COUNT);
    every_number_has_its_own(hf_request_kind_name, HF_REQUEST_COUNT);
    every_number_has_its_own(hf_cause_name, HF_CAUSE_COUNT);
    every_number_has_its_own(hf_event_name, HF_EVENT_COUNT);
    every_number_has_its_own(hf_action_name, HF_ACTION_COUNT);
    every_number_has_its_own(hf_transport_name, HF_TRANSPORT_COUNT);
}

Test(names, every_state_of_every_machine_has_its_own_name)
{
    static const struct {
        unsigned machine, n_states;
    } machines[] = {
        {HF_MACHINE_NONE, 0},
        {HF_MACHINE_ATTEMPT, HF_ATTEMPT_COUNT},
        {HF_MACHINE_PASS, HF_PASS_STATE_COUNT},
        {HF_MACHINE_BINDING, HF_BINDING_STATE_COUNT},
        {HF_MACHINE_REGISTRATION, HF_REGISTRATION_COUNT},
        {HF_MACHINE_FAILBACK, HF_FAILBACK_STATE_COUNT},
        {HF_MACHINE_LOCATE, HF_LOOKUP_STATE_COUNT},
        {HF_MACHINE_OPTIONS, HF_OPTIONS_STATE_COUNT},
        {HF_MACHINE_TARGET_FAILBACK, HF_TARGETS_STATE_COUNT},
        {HF_MACHINE_PROXY_FAILBACK, HF_PROXIES_STATE_COUNT},
    };

    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
        unsigned machine = machines[i].machine, n = machines[i].n_states;

        cr_assert_str_eq(hf_state_name(machine, n), "unknown", "%s", hf_machine_name(machine));
        for (unsigned a = 0; a < n; a++) {
            cr_assert_str_neq(hf_state_name(machine, a), "unknown");
            for (unsigned b = 0; b < a; b++)
                cr_assert_str_neq(hf_state_name(machine, a), hf_state_name(machine, b));
        }
    }
}

Test(names, a_state_is_called_what_its_number_says)
{
    cr_assert_str_eq(hf_state_name(HF_MACHINE_ATTEMPT, HF_ATTEMPT_SPREAD), "SPREAD");
    cr_assert_str_eq(hf_state_name(HF_MACHINE_PASS, HF_PASS_LOCATING), "LOCATING");
    cr_assert_str_eq(hf_state_name(HF_MACHINE_REGISTRATION, HF_REGISTRATION_WAITING), "WAITING");
    cr_assert_str_eq(hf_state_name(HF_MACHINE_FAILBACK, HF_FAILBACK_PROBING), "PROBING");
    cr_assert_str_eq(hf_state_name(HF_MACHINE_FAILBACK, HF_FAILBACK_DUE), "DUE");
    cr_assert_str_eq(hf_state_name(HF_MACHINE_BINDING, HF_BINDING_LEFT), "LEFT");
    cr_assert_str_eq(hf_state_name(HF_MACHINE_LOCATE, HF_LOOKUP_STALE), "STALE");
    cr_assert_str_eq(hf_state_name(HF_MACHINE_OPTIONS, HF_OPTIONS_MUTE), "MUTE");
    cr_assert_str_eq(hf_state_name(HF_MACHINE_TARGET_FAILBACK, HF_TARGETS_TRYING), "TRYING");
    cr_assert_str_eq(hf_machine_name(HF_MACHINE_TARGET_FAILBACK), "target_failback");
    cr_assert_str_eq(hf_machine_name(HF_MACHINE_OPTIONS), "options");
    cr_assert_str_eq(hf_cause_name(HF_CAUSE_UNRESOLVED), "unresolved");
}

Test(names, every_error_has_a_text)
{
    for (int error = HF_OK; error >= HF_E_SNAPSHOT; error--)
        cr_assert_str_neq(hf_error_text(error), "unknown");
    cr_assert_str_eq(hf_error_text(HF_E_SNAPSHOT - 1), "unknown");
    cr_assert_str_eq(hf_error_text(1), "unknown");
}

Test(names, every_reason_but_none_names_its_rule)
{
    for (unsigned why = 1; why < HF_WHY_COUNT; why++)
        cr_assert_gt(strlen(hf_why_rule(why)), 0, "%s", hf_why_token(why));
}
