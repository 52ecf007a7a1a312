/* SPDX-License-Identifier: Apache-2.0 */
/* `server a takes 500/s`, read beside a scenario; see fleet_bound.c. */
#ifndef HF_SIM_FLEET_BOUND_H
#define HF_SIM_FLEET_BOUND_H

#include "fleet_inside.h"

#define FLEET_BOUND_VERBS 256

struct fleet_bound_verb {
    uint64_t at_us;
    char server[HF_SIM_NAME];
    char text[HF_FLEET_TEXT];
    struct fleet_bound bound;
    unsigned source_line;
    uint8_t is_timed;
};

struct fleet_bound_verbs {
    struct fleet_bound_verb items[FLEET_BOUND_VERBS];
    unsigned n;
};

/* The scenario without them; NULL, and a complaint. */
struct hf_sim_scenario *fleet_read_scenario(struct parser *p, const struct hf_sim_source *source,
                                            struct fleet_bound_verbs *verbs);

#endif
