/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast replay LOG...`: every logged event goes through this build's core once more, and
 * what it decides is compared with the log, byte for byte.
 */
#ifndef HOLDFAST_CLI_REPLAY_H
#define HOLDFAST_CLI_REPLAY_H

#include <stdint.h>
#include <stdio.h>

#include "holdfast/uv/log_reader.h"
#include "holdfast/uv/log_record.h"
#include "holdfast/uv/log_resume.h"

/* argv[0] is "replay". 0: identical (a torn tail alone is said); 1: damage, or events that could
 * not be compared, but all others identical; 2: wrong usage or input; 3: diverged. */
int hf_cli_replay(int argc, char **argv);

/* One event that did not give what the log says. */
struct hf_divergence {
    const struct hf_log_item *item;   /* where it stands */
    const struct hf_log_entry *entry; /* a step or a snapshot */
    const struct hf_fold_outcome *outcome;
    const char *line_name;
};

enum hf_divergence_class {
    HF_DIVERGENCE_NEW_FIELD = 0,   /* the same decisions, other bytes: a field one side lacks */
    HF_DIVERGENCE_EXPLANATION = 1, /* the same orders and reports, other Explains: followed on */
    HF_DIVERGENCE_DECISION = 2,    /* other actions */
    HF_DIVERGENCE_REFUSED = 3,     /* this build refuses what was accepted then */
    HF_DIVERGENCE_STATE = 4        /* the same actions so far, but a snapshot says another state */
};

enum hf_divergence_class hf_divergence_class(const struct hf_divergence *divergence);
const char *hf_divergence_class_name(enum hf_divergence_class class_);

/* Both sides, decoded, field by field; or one JSON object with the first field that differs. */
void hf_replay_show(const struct hf_divergence *divergence, FILE *to);
void hf_replay_show_json(const struct hf_divergence *divergence, FILE *to);

#endif
