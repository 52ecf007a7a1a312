/* SPDX-License-Identifier: Apache-2.0 */
/* C3a: keep-alive on the flows that bindings, and calls, stand on. */
#ifndef HF_FLOW_H
#define HF_FLOW_H

#include <stdbool.h>

#include "context.h"

/* Orders KEEP_ALIVE for what is kept alive now and was not, and the end of it for what was. A flow
 * is kept for each server's HELD binding, and for one that is LEFT while a call is carried there
 * (C9). Two servers with one target keep it once. True when it ordered anything. */
bool hf_flow_settle(struct hf_context *x);

/* After a restart the shell keeps nothing alive. */
void hf_flow_on_restored(struct hf_line *line);

/* C14: ends all of them while the table still has their targets; settling begins them anew. */
void hf_flow_stop_all(struct hf_context *x);

#endif
