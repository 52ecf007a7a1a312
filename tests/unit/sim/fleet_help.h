/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of fleets share. */
#ifndef HF_TEST_FLEET_HELP_H
#define HF_TEST_FLEET_HELP_H

#include "holdfast/sim/fleet.h"

/* The plan of a text, which is one; fails the test where it is none. */
struct hf_fleet_plan *fleet_plan_of(const char *text);

/* What is said of a text that is none. */
const char *fleet_complaint(const char *text);

/* Each part in a thread of its own. The tally is to be freed. */
struct hf_fleet_tally fleet_tally(const struct hf_fleet_plan *plan,
                                  const struct hf_fleet_order *order);

#endif
