/* SPDX-License-Identifier: Apache-2.0 */
/* E12: the user's requests outside of calls, and how any request is reported. The theory is in
 * requests.c. */
#ifndef HF_REQUESTS_H
#define HF_REQUESTS_H

#include <stdbool.h>

#include "context.h"

struct hf_done { /* how a request ended; zero but for the outcome: nothing is known of servers */
    uint16_t status;
    uint16_t why;    /* enum hf_why: of the outcome */
    uint8_t outcome; /* enum hf_request_outcome */
    uint8_t cause;   /* enum hf_cause */
    uint8_t server;  /* that accepted, else 0 */
    uint8_t reserved;
};

/* H3: once for each. */
void hf_request_report(struct hf_context *x, uint64_t request, const struct hf_done *done);

/* What the result of a pass that has ended is to the user. */
struct hf_done hf_request_done(const struct hf_line *line, const struct hf_pass *pass);

/* It is given up, and reported as failed. */
void hf_request_fail(struct hf_context *x, uint8_t slot, enum hf_why why);

/* A pass of a request, not of the line's own BYE (C8): it owes the user a report. */
bool hf_request_is_owed(const struct hf_line *line, const struct hf_pass *pass);

/* E2: the REGISTER in front of the slot's request was accepted, or stands behind a probe, which
 * gives way (C1b). True when anything moved. */
bool hf_request_settle_register(struct hf_context *x, uint8_t slot);

/* The slot of the pass that carries it, or HF_NONE. */
uint8_t hf_requests_find(const struct hf_line *line, uint64_t request);

/* OTHER and OPTIONS outside of calls. */
void hf_requests_on_wanted(struct hf_context *x, const struct hf_wanted *wanted);

/* Not of an INVITE or a BYE. */
void hf_requests_on_withdrawn(struct hf_context *x, uint64_t request);

/* The line is disabled: each that no call has is reported. */
void hf_requests_stop(struct hf_context *x);

/* After a restart: each is reported as failed, its answers are lost. Before passes are
 * forgotten. */
void hf_requests_on_restored(struct hf_context *x);

/* Hears its passes, reports each request once. True when anything moved. */
bool hf_requests_settle(struct hf_context *x);

#endif
