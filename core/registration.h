/* SPDX-License-Identifier: Apache-2.0 */
/* The line's registration: the passes that keep it. The theory is in registration.c. */
#ifndef HF_REGISTRATION_H
#define HF_REGISTRATION_H

#include <stdbool.h>

#include "context.h"

void hf_registration_on_started(struct hf_context *x);
void hf_registration_on_stopped(struct hf_context *x);
void hf_registration_on_wanted(struct hf_context *x, uint64_t request);
void hf_registration_on_network(struct hf_context *x, const struct hf_network_changed *network);

/* The user gave up a request that still waits. */
void hf_registration_on_withdrawn(struct hf_context *x, uint64_t request);

void hf_registration_on_credentials(struct hf_context *x);
void hf_registration_on_restored(struct hf_context *x);
void hf_registration_on_deadline(struct hf_context *x);

/* The working server's binding ran out (C3). */
void hf_registration_on_expiry(struct hf_context *x, uint8_t server);

/* A late 2xx to an abandoned REGISTER (A11). */
void hf_registration_on_late(struct hf_context *x, const struct hf_watched *watched,
                             uint32_t expires_s);

/* Hears its passes, and the probe's success. True when anything moved. */
bool hf_registration_settle(struct hf_context *x);

/* Whether the line is in service or on its way (so that Configured is refused, C14). */
bool hf_registration_is_off(const struct hf_line *line);

#endif
