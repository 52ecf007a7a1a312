/* SPDX-License-Identifier: Apache-2.0 */
/* C14: another configuration, taken at once. */
#ifndef HF_RECONFIGURE_H
#define HF_RECONFIGURE_H

#include "context.h"

/* configured is sound (hf_config_check). The first one, or another one in any state. */
void hf_reconfigure(struct hf_context *x, const struct hf_configured *configured);

#endif
