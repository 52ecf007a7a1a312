/* SPDX-License-Identifier: Apache-2.0 */
/* Times of this room: microseconds, saturating, so that no timer wraps (architecture, Time). */
#ifndef HF_SIP_CLOCK_H
#define HF_SIP_CLOCK_H

#include <stdint.h>

#include "holdfast/status.h"

#define HF_SIP_LIFE_INTERVALS 64u    /* Timers B, F, H, J, L, M: 64 of T1 (RFC 3261 17, RFC 6026) */
#define HF_SIP_TIMER_D_MIN_MS 32000u /* the server's T1 may be another one (17.1.1.2) */

/* ms behind at_us; never HF_NEVER, which means that nothing is awaited. */
static inline uint64_t hf_sip_after(uint64_t at_us, uint64_t ms)
{
    uint64_t us = ms * 1000u;
    return at_us > HF_NEVER - 1 - us ? HF_NEVER - 1 : at_us + us;
}

static inline uint64_t hf_sip_earlier(uint64_t a_us, uint64_t b_us)
{
    return a_us < b_us ? a_us : b_us;
}

static inline uint64_t hf_sip_life_end(uint64_t from_us, uint32_t t1_ms)
{
    return hf_sip_after(from_us, (uint64_t)t1_ms * HF_SIP_LIFE_INTERVALS);
}

/* The moment behind due_us of what is repeated: interval_ms later by the schedule, so that late
 * wake-ups do not shift it; from now_us where somebody woke up a whole interval late, so that a
 * device that slept sends once and not for every interval that it missed. */
static inline uint64_t hf_sip_next(uint64_t due_us, uint64_t now_us, uint64_t interval_ms)
{
    uint64_t next_us = hf_sip_after(due_us, interval_ms);
    return next_us > now_us ? next_us : hf_sip_after(now_us, interval_ms);
}

#endif
