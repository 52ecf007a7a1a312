/* SPDX-License-Identifier: Apache-2.0 */
/* Filling a refusal: what, its value, and which one (1.., 0 for the line). */
#ifndef HF_REFUSE_H
#define HF_REFUSE_H

#include "holdfast/action.h"

struct hf_refused {
    uint64_t value;
    uint64_t index;
};

static inline int hf_refuse(struct hf_refusal *refusal, int error, const char *what,
                            struct hf_refused refused)
{
    refusal->error = error;
    refusal->what = what;
    refusal->value = refused.value;
    refusal->index = (uint32_t)refused.index;
    return error;
}

#endif
