/* SPDX-License-Identifier: Apache-2.0 */
/* The waits between failed registration passes (C6, C7; RFC 5626 4.5), and between the losses of
 * a flow (C3a). */
#ifndef HF_BACKOFF_H
#define HF_BACKOFF_H

#include <stdbool.h>

#include "state.h"

/* One more pass failed, of this enum hf_cause; local errors double no wait (A6a). */
void hf_backoff_count(struct hf_registration *r, uint8_t cause);

/* min(max, base * 2^failures) has come to its maximum. */
bool hf_backoff_is_capped(const struct hf_line *line, uint16_t failures);

/* The setting that gives that bound. */
struct hf_backoff_by {
    uint32_t value;
    uint16_t setting; /* enum hf_setting; NONE: no wait */
    uint8_t reserved[2];
};
struct hf_backoff_by hf_backoff_setting(const struct hf_line *line, uint16_t failures);

/* Drawn from the upper half of that bound; flat where base and maximum are equal. */
uint64_t hf_backoff_draw_us(struct hf_line *line, uint16_t failures);

#endif
