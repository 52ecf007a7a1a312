/* SPDX-License-Identifier: Apache-2.0 */
/* Going on after a restart: the snapshot's times in the new clock. */
#ifndef HF_RESTORED_H
#define HF_RESTORED_H

#include "context.h"

/* x->now_us is the new clock's time; the line still has the snapshot's. */
void hf_restored_rebase(struct hf_context *x, uint64_t elapsed_us);

#endif
