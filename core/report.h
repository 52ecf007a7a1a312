/* SPDX-License-Identifier: Apache-2.0 */
/* What the user sees of a line (F1). */
#ifndef HF_REPORT_H
#define HF_REPORT_H

#include "context.h"

/* Reports the line's status when it differs from the one last reported. */
void hf_report_settle(struct hf_context *x);

#endif
