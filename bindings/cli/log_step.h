/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A logged step read without the generated code, several times faster: what is in nearly every
 * step, in the form in which the core writes it. Whatever else comes is for the core's decoders,
 * which also say what is wrong with it.
 */
#ifndef HOLDFAST_CLI_LOG_STEP_H
#define HOLDFAST_CLI_LOG_STEP_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/action.h"
#include "holdfast/event.h"

/* 1: it is read, as hf_event_decode and hf_actions_decode would read it; 0: leave it to them, what
 * stands in event or actions means nothing. Of an action only the member of its kind is written. */
int hf_log_step_event(const uint8_t *bytes, size_t n, struct hf_event *event);
int hf_log_step_actions(const uint8_t *bytes, size_t n, struct hf_actions *actions);

#endif
