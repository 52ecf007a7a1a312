/* SPDX-License-Identifier: Apache-2.0 */
/* The line's registrations: the passes that keep its bindings. The theory is in registration.c.
 * Successive mode has one, concurrent mode one a server (service.h). */
#ifndef HF_REGISTRATION_H
#define HF_REGISTRATION_H

#include <stdbool.h>

#include "context.h"

/* ---- facts of the whole line (registration_facts.c) ---- */

void hf_registration_on_started(struct hf_context *x);
void hf_registration_on_stopped(struct hf_context *x);
void hf_registration_on_wanted(struct hf_context *x, uint64_t request);
void hf_registration_on_network(struct hf_context *x, const struct hf_network_changed *network);
void hf_registration_on_flow_lost(struct hf_context *x, const struct hf_flow_lost *lost);

/* The user gave up a request that still waits. */
void hf_registration_on_withdrawn(struct hf_context *x, uint64_t request);

void hf_registration_on_credentials(struct hf_context *x);
void hf_registration_on_restored(struct hf_context *x);

/* A server's binding ran out (C3). */
void hf_registration_on_expiry(struct hf_context *x, uint8_t server);

/* A late 2xx to an abandoned REGISTER (A11). */
void hf_registration_on_late(struct hf_context *x, const struct hf_watched *watched,
                             uint32_t expires_s);

/* A13: a request outside a dialog got a failover status from that candidate: a registration pass
 * starts there. */
void hf_registration_on_request_status(struct hf_context *x, uint8_t candidate);

/* E2: the pass in that slot is READY: the line is registered where it is now, as after a probe. */
void hf_registration_on_registered_first(struct hf_context *x, uint8_t slot);

/* A13: a request of a call was answered there that had failed where the line works. */
void hf_registration_on_answered(struct hf_context *x, uint8_t candidate);

/* C3: that candidate did not answer a CANCEL. */
void hf_registration_on_cancel_ignored(struct hf_context *x, uint8_t candidate);

/* C2: an INVITE failed by silence or transport at that server. */
void hf_registration_on_silence(struct hf_context *x, uint8_t server);

/* C3, C10: the working candidate answers no OPTIONS: a registration pass from the first one. */
void hf_registration_on_options_failed(struct hf_context *x, uint8_t candidate);

/* D6: the moment of a way back between targets: a pass from the first target of the working
 * server. */
void hf_registration_from_first_target(struct hf_context *x, uint8_t registration, enum hf_why why);

/* C14: the configuration is another one; servers were mapped, working candidates that are gone
 * forgotten. */
void hf_registration_on_reconfigured(struct hf_context *x);

void hf_registration_on_deadline(struct hf_context *x, uint8_t registration);

/* Hears their passes, and the probe's success. True when anything moved. */
bool hf_registration_settle(struct hf_context *x);

struct hf_moves hf_registration_moves(void);

#endif
