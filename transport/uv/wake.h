/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Wake-ups of many owners on one timer of the kernel, to the microsecond, in the time that lines
 * live in (it counts while the device sleeps). libuv's own timers round to milliseconds.
 */
#ifndef HF_UV_WAKE_H
#define HF_UV_WAKE_H

#include <stdint.h>
#include <uv.h>

struct hf_wake;

struct hf_wake_entry { /* zero it; an owner has one */
    uint64_t due_us;
    uint32_t place; /* in the heap, from 1; 0: not waiting */
    uint32_t owner; /* for the owner to find itself */
};

/* CLOCK_BOOTTIME, and the wall clock since 1970, in microseconds. */
uint64_t hf_clock_now_us(void);
uint64_t hf_clock_wall_us(void);

/* on_due is called on the loop when the earliest entry is due. NULL: no memory or no timer. */
struct hf_wake *hf_wake_open(uv_loop_t *loop, void (*on_due)(void *context), void *context);

/* Waits until due_us, HF_NEVER: not at all. 0, or -1 without memory. */
int hf_wake_set(struct hf_wake *wake, struct hf_wake_entry *entry, uint64_t due_us);

/* Takes the earliest entry that is due at now_us out and returns it, or NULL. */
struct hf_wake_entry *hf_wake_take(struct hf_wake *wake, uint64_t now_us);

void hf_wake_close(struct hf_wake *wake); /* memory goes when the loop has run */

#endif
