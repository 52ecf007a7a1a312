/* SPDX-License-Identifier: Apache-2.0 */
/* Events and actions of a step, as far as `holdfast explain` needs them, several times as fast as
 * the whole of them. tests/interop/test_explain.py holds both against each other. */
#ifndef HOLDFAST_CLI_EXPLAIN_READ_H
#define HOLDFAST_CLI_EXPLAIN_READ_H

#include "log_walk.h"

/* 1: read. Of events, kind and time, and the attempt of an answer, and for how
 * long it registers; of actions, decisions, reports,
 * Send (where, what for) and Authenticate; others are of kind NONE. 0: it is of another shape than
 * our core writes, or an event of which more is needed: hf_log_walk_step reads it. */
int hf_explain_read_step(const struct hf_log_step *step, struct hf_event *event,
                         struct hf_actions *actions);

#endif
