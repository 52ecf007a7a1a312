/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An auditor of decisions (behaviour.md F3): whatever a line does, waits for or refuses has a
 * decision in the same batch that says why, by which rule, and by which setting where one decided.
 * It sees what any reader of a log sees: events, batches and the line's next wake-up.
 */
#ifndef HOLDFAST_SIM_AUDIT_H
#define HOLDFAST_SIM_AUDIT_H

#include <stdint.h>

#include "holdfast/line.h"

#define HF_SIM_ANNOUNCED 128 /* deadlines of one machine that are remembered: far above the need */
#define HF_SIM_ASKED     32  /* expiries asked for that are remembered */

/* What a line has said so far; zero, and `reported.next_us` HF_NEVER, to begin with. */
struct hf_sim_audit {
    struct hf_line_status reported;
    uint64_t now_us;
    uint64_t announced[HF_MACHINE_COUNT][HF_SIM_ANNOUNCED]; /* 0: free */
    uint32_t asked_s[HF_SIM_ASKED];                         /* of the latest REGISTERs, a ring */
    uint32_t n_asked;
    uint8_t server_of[HF_LINE_TARGETS]; /* of each candidate that a request went to; 0: not known */
    struct hf_config before;            /* the configuration that was in force before the step */
    char text[192];                     /* of the last complaint */
};

struct hf_sim_batch { /* one step: what came in, what went out */
    const struct hf_line *line;
    const struct hf_event *event;
    const struct hf_actions *actions;
};

/* Hears a step that was taken. NULL, or the first thing that lacks its decision; valid until the
 * next. */
const char *hf_sim_audit_hear(struct hf_sim_audit *audit, const struct hf_sim_batch *batch);

/* audit_wait.c: what is wrong with the setting that a decision names, or NULL. */
const char *hf_sim_audit_setting(const struct hf_sim_audit *audit, const struct hf_sim_batch *batch,
                                 const struct hf_decision *decision);

/* audit_locate.c: what the Resolve at that place lacks, or NULL. */
const char *hf_sim_audit_resolve(const struct hf_sim_batch *batch, uint32_t at);
/* NULL, or that an answer's records have no decision. */
const char *hf_sim_audit_records(const struct hf_sim_batch *batch);
/* Whether a lookup's reason is always one that a setting gave. */
int hf_sim_audit_is_by_setting(unsigned why);

/* Whether a machine has said that it waits until then. */
int hf_sim_audit_knows(const struct hf_sim_audit *audit, unsigned machine, uint64_t until_us);

#endif
