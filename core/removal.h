/* SPDX-License-Identifier: Apache-2.0 */
/* Removing bindings: a REGISTER with expires 0 to a server that knows the line (C8, C9, C14). */
#ifndef HF_REMOVAL_H
#define HF_REMOVAL_H

#include <stdbool.h>

#include "context.h"

/* Begins a server's removal, where there is a binding, none is under way, and a pass is free
 * (else it is left to expire, and said). why: STOPPED (C8) or UNREGISTER_OLD (C9). */
void hf_removal_begin(struct hf_context *x, uint8_t server, enum hf_why why);

/* C14: the server is about to leave the configuration, which is still in force. What it has is
 * removed, and what it may have once it accepts a REGISTER that was given up (A11). */
void hf_removal_begin_former(struct hf_context *x, uint8_t server);

/* C9: what the line has left behind, where the old server lives and carries no call. */
void hf_removal_of_old(struct hf_context *x);

/* Any but those of servers that are gone. */
bool hf_removal_is_running(const struct hf_line *line);

/* The server's binding has just been renewed: a removal that waits for its turn is not wanted. */
void hf_removal_cancel(struct hf_context *x, uint8_t server);

/* Gives all of them up. */
void hf_removal_stop(struct hf_context *x, enum hf_why why);

/* C14: removals move with their servers; those of servers that are gone for the second time are
 * given up. Before the new ones begin. */
void hf_removal_reconfigure(struct hf_context *x, const uint8_t server_map[HF_LINE_SERVERS + 1]);

/* Hears the removals that ended, whatever the answer: the binding is not counted on any more.
 * BINDING_REMOVED or REMOVAL_FAILED, as the last one heard; NONE where none ended. */
enum hf_why hf_removal_settle(struct hf_context *x);

#endif
