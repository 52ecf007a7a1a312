/* SPDX-License-Identifier: Apache-2.0 */
/* One step: what every machine is handed. Lives on the door's stack. */
#ifndef HF_CONTEXT_H
#define HF_CONTEXT_H

#include <stdint.h>

#include "state.h"

struct hf_context {
    struct hf_line *line;
    struct hf_actions *actions;
    uint64_t now_us;
    uint16_t cause_event; /* enum hf_event_kind being handled */
    uint8_t reserved[6];
};

#endif
