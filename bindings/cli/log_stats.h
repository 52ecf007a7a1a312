/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `holdfast log stats` counts. Memory is bounded by the number of lines: targets beyond
 * HF_LOG_TARGETS_MAX are counted together.
 */
#ifndef HOLDFAST_CLI_LOG_STATS_H
#define HOLDFAST_CLI_LOG_STATS_H

#include <stdint.h>

#include "holdfast/action.h"
#include "holdfast/event.h"
#include "holdfast/uv/log_record.h"
#include "log_walk.h"

#define HF_LOG_NOTES        16
#define HF_LOG_STATUSES     700
#define HF_LOG_TARGETS_MAX  1024
#define HF_LOG_TARGET_SLOTS 4096 /* a power of two */
#define HF_LOG_OPEN         32   /* attempts of a line that are under way */
#define HF_LOG_BUCKETS      29

/* How long something took; bucket i holds what is below hf_log_bucket_us[i] and not below the one
 * before; the last holds the rest. */
struct hf_log_spread {
    uint64_t n, sum_us, min_us, max_us;
    uint64_t buckets[HF_LOG_BUCKETS];
};
extern const uint64_t hf_log_bucket_us[HF_LOG_BUCKETS];

void hf_log_spread_add(struct hf_log_spread *spread, uint64_t us);

enum hf_log_spread_kind {
    HF_LOG_SPREAD_ROUND_TRIP = 0, /* as the agent measured it */
    HF_LOG_SPREAD_ANSWER,         /* from the order to send to the outcome */
    HF_LOG_SPREAD_OUT,            /* not in service, though switched on */
    HF_LOG_SPREAD_WAIT,           /* between a failure and the next try */
    HF_LOG_SPREAD_GAP,            /* between events of a line */
    HF_LOG_SPREAD_COUNT
};

struct hf_log_target_stats {
    struct hf_target target;
    uint64_t sends, answers, failures, retransmissions;
};

struct hf_log_open { /* an attempt that has no outcome yet */
    uint64_t id, sent_us;
    uint32_t target; /* its place among the targets */
    uint32_t used;
};

struct hf_log_line_stats {
    uint64_t now_us, at_us; /* time that passed since the line was seen first; the last event's */
    uint64_t out_since_us;  /* now_us when it went out of service */
    uint64_t out_us, outs, events, sends, moves;
    struct hf_target serves; /* where it is in service, or was last */
    uint8_t seen, out, in_service, state;
    uint8_t starting;    /* switched on, and nothing has failed yet: that is no outage */
    uint8_t pass_failed; /* in this step */
    struct hf_log_open open[HF_LOG_OPEN];
    unsigned next_open;
};

struct hf_log_stats {
    uint64_t events[HF_EVENT_COUNT], actions[HF_ACTION_COUNT], notes[HF_LOG_NOTES];
    uint64_t whys[HF_WHY_COUNT], statuses[HF_LOG_STATUSES], causes[HF_CAUSE_COUNT];
    uint64_t methods[HF_REQUEST_COUNT], servers[HF_LINE_SERVERS + 1];
    uint64_t steps, refused, late, undecodable, added, snapshots;
    struct hf_log_spread spreads[HF_LOG_SPREAD_COUNT];
    struct hf_log_target_stats targets[HF_LOG_TARGETS_MAX + 1]; /* the last: all others */
    uint32_t slots[HF_LOG_TARGET_SLOTS];                        /* place + 1 */
    uint32_t n_targets;
    struct hf_log_line_stats **lines; /* [number - 1] */
    uint32_t n_lines;
    int counts; /* the record is between --from and --to */
    struct hf_event event;
    struct hf_actions taken;
};

/* Counts a record; with counts 0 it only follows the line's state. -1: no memory. */
int hf_log_stats_take(struct hf_log_stats *stats, const struct hf_log_entry *entry);

/* Records are missing: attempts under way are forgotten. */
void hf_log_stats_gap(struct hf_log_stats *stats);

/* Spells that have not ended count up to the line's last event. */
void hf_log_stats_end(struct hf_log_stats *stats);

void hf_log_stats_free(struct hf_log_stats *stats);

/* ---- log_stats_print.c ---- */

void hf_log_stats_print(const struct hf_log_stats *stats, const struct hf_log_walk *walk,
                        int by_line);
void hf_log_stats_json(const struct hf_log_stats *stats, const struct hf_log_walk *walk,
                       int by_line);

#endif
