/* SPDX-License-Identifier: Apache-2.0 */
/* An action as named fields in words, for showing two of them beside each other. */
#ifndef HOLDFAST_CLI_REPLAY_FIELDS_H
#define HOLDFAST_CLI_REPLAY_FIELDS_H

#include "holdfast/action.h"

#define HF_FIELDS_MAX  24
#define HF_FIELD_VALUE 96

struct hf_field {
    const char *name;
    char value[HF_FIELD_VALUE];
};

/* Where the line's time stands on the wall clock; all zero: times are the line's alone. */
struct hf_field_clock {
    uint64_t wall_us, at_us; /* the same moment */
};

struct hf_fields {
    struct hf_field_clock clock;
    unsigned n;
    struct hf_field items[HF_FIELDS_MAX];
};

/* Every field of the action's kind, always in the same order. */
void hf_fields_of_action(const struct hf_action *action, struct hf_fields *fields);

/* What identifies an event: its attempt or request, its status. */
void hf_fields_of_event(const struct hf_event *event, struct hf_fields *fields);

/* "7.500000 s", "never". */
void hf_field_time(uint64_t us, char value[HF_FIELD_VALUE]);

#endif
