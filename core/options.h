/* SPDX-License-Identifier: Apache-2.0 */
/* C10: OPTIONS to the working candidate. The theory is in options.c. */
#ifndef HF_OPTIONS_H
#define HF_OPTIONS_H

#include <stdbool.h>

#include "context.h"

/* Starts, moves and stops with the working candidate; hears its pass. After registrations have
 * settled. True when anything moved. */
bool hf_options_settle(struct hf_context *x);

/* A registration pass has been accepted by that candidate: a doubted server that accepts
 * REGISTER answers no OPTIONS (MUTE). Before hf_options_settle sees a move. */
void hf_options_on_registered(struct hf_context *x, uint8_t candidate);

void hf_options_on_deadline(struct hf_context *x);

/* ASKING -> WAITING: a call needs its pass. */
void hf_options_give_way(struct hf_context *x);

/* After a restart: ASKING, DOUBTED -> WAITING, with a whole interval. */
void hf_options_on_restored(struct hf_context *x);

/* C14: what is asked is asked again later, since its server may go; MUTE forgives. */
void hf_options_on_reconfigured(struct hf_context *x, const struct hf_config *to);

struct hf_moves hf_options_moves(void);

#endif
