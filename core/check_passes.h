/* SPDX-License-Identifier: Apache-2.0 */
/* What passes and their attempts must look like, for check.c. */
#ifndef HF_CHECK_PASSES_H
#define HF_CHECK_PASSES_H

#include <stdbool.h>

#include "state.h"

/* Enums, counts and references are inside their bounds. */
bool hf_passes_are_bounded(const struct hf_line *line);

/* 0, or the number of the invariant that a pass breaks. */
int hf_passes_check(const struct hf_line *line);

#endif
