/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of fleets share; see fleet_help.h. */
#include "fleet_help.h"

#include <criterion/criterion.h>
#include <string.h>

struct hf_fleet_plan *fleet_plan_of(const char *text)
{
    struct hf_sim_complaint complaint;
    const struct hf_sim_source source = {.name = "f", .bytes = text, .n_bytes = strlen(text)};
    struct hf_fleet_plan *plan = hf_fleet_read(&source, &complaint);

    cr_assert_not_null(plan, "%s", complaint.text);
    return plan;
}

const char *fleet_complaint(const char *text)
{
    static struct hf_sim_complaint complaint;
    const struct hf_sim_source source = {.name = "f", .bytes = text, .n_bytes = strlen(text)};
    struct hf_fleet_plan *plan = hf_fleet_read(&source, &complaint);

    cr_assert_null(plan, "this is a scenario of a fleet:\n%s", text);
    return complaint.text;
}

struct hf_fleet_tally fleet_tally(const struct hf_fleet_plan *plan,
                                  const struct hf_fleet_order *order)
{
    struct hf_fleet_tally tally;
    struct hf_fleet *fleet = hf_fleet_new(plan, order);

    cr_assert_not_null(fleet);
    cr_assert_eq(hf_fleet_tally_init(&tally, plan), 0);
    while (hf_fleet_advance(fleet)) {
        for (unsigned part = 0; part < order->parts; part++)
            hf_fleet_run(fleet, part);
    }
    hf_fleet_finish(fleet, &tally);
    cr_assert_str_empty(tally.fault);
    return tally;
}
