/* SPDX-License-Identifier: Apache-2.0 */
/*
 * At most 64 REGISTERs of a phone leave for one target at once; what is beyond waits here, so that
 * a thousand lines that start at once do not overflow their server's socket. What waits leaves as
 * soon as another one is answered or given up.
 *
 * A place is for the burst alone: one that has had no answer for a second makes room, so that those
 * that a server leaves unanswered do not keep others from it. And since a line's budget (A1) counts
 * from its Send, each leaves before half of that is over: places are had for less than a second
 * where more wait than leave in time otherwise. What has less time goes first, else by order.
 */
#ifndef HF_UV_GATE_H
#define HF_UV_GATE_H

#include <stdint.h>

#include "holdfast/action.h"

#define HF_GATE_WIDTH   64
#define HF_GATE_HOLD_US UINT64_C(1000000) /* how long one without an answer has its place */

struct hf_gate;

struct hf_gate_pass { /* an attempt of a line */
    uint64_t attempt;
    uint32_t line;
    uint32_t reserved;
};

struct hf_gate *hf_gate_open(void); /* NULL without memory */

/* 1: the Send may leave now, and has a place until hf_gate_leave, HF_GATE_HOLD_US at most. 0: it
 * waits. */
int hf_gate_enter(struct hf_gate *gate, uint32_t line, const struct hf_action *send,
                  uint64_t now_us);

/* The attempt is answered or given up. 1: it had been waiting and will not leave. An attempt that
 * never entered does no harm. */
int hf_gate_leave(struct hf_gate *gate, const struct hf_gate_pass *pass);

/* A4: 1: it waits, and will retransmit freely once it leaves. 0: it has left. */
int hf_gate_extend(struct hf_gate *gate, const struct hf_gate_pass *pass);

/* The next that may leave now: 1, and it has a place; 0: there is none. */
int hf_gate_next(struct hf_gate *gate, uint32_t *line, struct hf_action *send, uint64_t now_us);

/* When something that waits may leave although nothing else has ended; HF_NEVER: nothing waits. */
uint64_t hf_gate_due(const struct hf_gate *gate);

/* Makes the room that there is by now: hf_gate_next has more. */
void hf_gate_wake(struct hf_gate *gate, uint64_t now_us);

/* Takes one out that waits for target: 1; 0: there is none. */
int hf_gate_turn_away(struct hf_gate *gate, const struct hf_target *target,
                      struct hf_gate_pass *pass);

/* C14: what of the line waits names servers of the configuration before: its former is 1, or 2
 * where that one is not known any more either. */
void hf_gate_reconfigure(struct hf_gate *gate, uint32_t line);

/* Takes out what a line has here. */
void hf_gate_forget(struct hf_gate *gate, uint32_t line);

void hf_gate_close(struct hf_gate *gate);

#endif
