/* SPDX-License-Identifier: Apache-2.0 */
/* Where the line works, seen from outside its registrations. The theory is in service.c. */
#ifndef HF_SERVICE_H
#define HF_SERVICE_H

#include <stdbool.h>

#include "context.h"

bool hf_service_is_concurrent(const struct hf_line *line);

/* How many registrations the line has: one, or one a server (C2). */
uint8_t hf_service_registrations(const struct hf_line *line);

/* The registration that looks after a server. */
uint8_t hf_service_registration_of(const struct hf_line *line, uint8_t server);

/* The server that a registration looks after, 0: all of them. */
uint8_t hf_service_scope(const struct hf_line *line, uint8_t registration);

/* The working candidate (A13, C2), or HF_NONE. */
uint8_t hf_service_working(const struct hf_line *line);

/* The registration that holds it, or HF_NONE. */
uint8_t hf_service_working_registration(const struct hf_line *line);

/* The line is disabled, or on its way there. */
bool hf_service_is_off(const struct hf_line *line);

/* Says in a decision that another candidate serves the line now (C2, F3). True when it did. */
bool hf_service_settle(struct hf_context *x);

#endif
