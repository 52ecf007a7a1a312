/* SPDX-License-Identifier: Apache-2.0 */
/* Saturating arithmetic on moments and durations in microseconds. HF_NEVER stays HF_NEVER. */
#ifndef HF_TIME_H
#define HF_TIME_H

#include <stdint.h>

#include "holdfast/status.h"

#define HF_US_PER_MS 1000u
#define HF_US_PER_S  1000000u

static inline uint64_t hf_time_add(uint64_t a_us, uint64_t b_us)
{
    return a_us > HF_NEVER - b_us ? HF_NEVER : a_us + b_us;
}

static inline uint64_t hf_time_min(uint64_t a_us, uint64_t b_us)
{
    return a_us < b_us ? a_us : b_us;
}

static inline uint64_t hf_time_max(uint64_t a_us, uint64_t b_us)
{
    return a_us > b_us ? a_us : b_us;
}

static inline uint64_t hf_time_less(uint64_t a_us, uint64_t b_us)
{
    return a_us > b_us ? a_us - b_us : 0;
}

#endif
