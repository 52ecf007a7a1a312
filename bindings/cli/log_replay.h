/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A log run through this build's core while it is walked: what `replay`, `log verify` and
 * `log redact` have in common. The first divergence is shown, every one is counted.
 */
#ifndef HOLDFAST_CLI_LOG_REPLAY_H
#define HOLDFAST_CLI_LOG_REPLAY_H

#include <stdint.h>

#include "holdfast/uv/log_resume.h"
#include "log_walk.h"
#include "replay.h"

struct hf_log_replay {
    const struct hf_log_options *options;
    struct hf_log_fold *fold;
    uint64_t log_id;
    uint32_t said_semantics; /* of the last segment that was said to be another */
    uint64_t events, identical, skipped, diverged, snapshots;
    uint64_t classes[HF_DIVERGENCE_STATE + 1];
};

/* 0, or -1: no memory (said). */
int hf_log_replay_begin(struct hf_log_replay *replay, const struct hf_log_options *options);
void hf_log_replay_end(struct hf_log_replay *replay);

/* As a walk's functions; records behind --to and of the phone itself are not taken, those before
 * --from not compared. */
int hf_log_replay_segment(struct hf_log_replay *replay, const struct hf_log_item *item);
struct hf_fold_outcome hf_log_replay_entry(struct hf_log_replay *replay,
                                           const struct hf_log_item *item,
                                           const struct hf_log_entry *entry);
void hf_log_replay_trouble(struct hf_log_replay *replay, const struct hf_log_item *item);

/* What could not be compared or diverged, for people; nothing where all is well. */
void hf_log_replay_say(const struct hf_log_replay *replay);

/* HF_EXIT_DIVERGED, HF_EXIT_FAILED where not all could be compared, or HF_EXIT_DONE. */
int hf_log_replay_result(const struct hf_log_replay *replay);

#endif
