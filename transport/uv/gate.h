/* SPDX-License-Identifier: Apache-2.0 */
/*
 * At most 64 REGISTERs of a phone are under way to one target; what is beyond waits here, in
 * order, so that a thousand lines that start at once do not overflow their server's socket.
 * A line's budget counts from its Send: what waits leaves as soon as another one ends.
 */
#ifndef HF_UV_GATE_H
#define HF_UV_GATE_H

#include <stdint.h>

#include "holdfast/action.h"

#define HF_GATE_WIDTH 64

struct hf_gate;

struct hf_gate_pass { /* an attempt of a line */
    uint64_t attempt;
    uint32_t line;
    uint32_t reserved;
};

struct hf_gate *hf_gate_open(void); /* NULL without memory */

/* 1: the Send may leave now, and is under way until hf_gate_leave. 0: it waits. */
int hf_gate_enter(struct hf_gate *gate, uint32_t line, const struct hf_action *send);

/* The attempt is answered or given up. 1: it had been waiting and will not leave. An attempt that
 * never entered does no harm. */
int hf_gate_leave(struct hf_gate *gate, const struct hf_gate_pass *pass);

/* A4: 1: it waits, and will retransmit freely once it leaves. 0: it is not here. */
int hf_gate_extend(struct hf_gate *gate, const struct hf_gate_pass *pass);

/* The next that may leave now: 1, and it is under way; 0: there is none. */
int hf_gate_next(struct hf_gate *gate, uint32_t *line, struct hf_action *send);

/* Takes one out that waits for target: 1; 0: there is none. */
int hf_gate_turn_away(struct hf_gate *gate, const struct hf_target *target,
                      struct hf_gate_pass *pass);

/* C14: what of the line waits names servers of the configuration before. */
void hf_gate_reconfigure(struct hf_gate *gate, uint32_t line);

/* Takes out what a line has here. */
void hf_gate_forget(struct hf_gate *gate, uint32_t line);

void hf_gate_close(struct hf_gate *gate);

#endif
