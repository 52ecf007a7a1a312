/* SPDX-License-Identifier: Apache-2.0 */
/* What the jitter buffer's files share: the delay's arithmetic (jitter_delay.c). */
#ifndef HF_MEDIA_JITTER_STATE_H
#define HF_MEDIA_JITTER_STATE_H

#include "holdfast/media/jitter.h"

/* Units since the buffer's epoch; before it: 0. */
int64_t hf_jitter_units(const struct hf_jitter *jitter, uint64_t now_us);

int64_t hf_jitter_from_ms(const struct hf_jitter *jitter, uint32_t ms);
uint64_t hf_jitter_to_us(const struct hf_jitter *jitter, uint64_t units);

void hf_jitter_note_transit(struct hf_jitter *jitter, int64_t transit);

/* The smallest transit that is remembered; there is one. */
int64_t hf_jitter_base(const struct hf_jitter *jitter);

int64_t hf_jitter_target(const struct hf_jitter *jitter);

#endif
