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

Test(names, every_state_of_every_machine_has_a_name)
{
    cr_assert_str_eq(hf_state_name(HF_MACHINE_REGISTRATION, HF_REGISTRATION_WAITING), "WAITING");
    cr_assert_str_eq(hf_state_name(HF_MACHINE_REGISTRATION, HF_REGISTRATION_COUNT), "unknown");
    cr_assert_str_eq(hf_state_name(HF_MACHINE_FAILBACK, HF_FAILBACK_PROBING), "PROBING");
    cr_assert_str_eq(hf_state_name(HF_MACHINE_BINDING, HF_BINDING_LEFT), "LEFT");
    cr_assert_str_eq(hf_state_name(HF_MACHINE_NONE, 0), "unknown");
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
