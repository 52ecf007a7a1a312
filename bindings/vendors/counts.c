/* SPDX-License-Identifier: Apache-2.0 */
/* Which settings count where the others are as they are; see policy.h. */
#include "holdfast/vendors/policy.h"

int hf_policy_counts(const struct hf_config *config, unsigned setting, unsigned place)
{
    return hf_policy_has_place(config, place) && hf_policy_stands_at(setting, place);
}
